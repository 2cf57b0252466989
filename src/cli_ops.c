/* The commands of operations: backup, restore. */
#include "backup/backup.h"
#include "base/clock.h"
#include "cli.h"

#include <stdio.h>

/* Both open the database themselves, each in its own way. */
static int
with_file(const struct options *o, const char *usage,
	  enum err (*run)(struct ctx *, const char *, const char *, struct backup_facts *))
{
	if (o->nwords != 1) {
		fprintf(stderr, "usage: tiemchung %s FILE [--db URL]\n", usage);
		return EXIT_USAGE;
	}
	struct ctx cx = { .mem = arena_new(), .now = clock_now() };
	struct backup_facts facts;
	struct buf out = buf_new(cx.mem);
	enum err err = run(&cx, o->db, o->words[0], &facts);
	if (err == OK) {
		fields_write(&out, &backup_facts_fields, &facts);
		printf("%s\n", buf_text(&out));
	}
	int status = err == OK ? EXIT_DONE : cli_failed(&cx);
	arena_free(cx.mem);
	return status;
}

int
config_main(const struct options *o)
{
	struct arena *mem = arena_new();
	struct buf out = buf_new(mem);
	options_write(o, &out);
	printf("%s\n", buf_text(&out));
	arena_free(mem);
	return EXIT_DONE;
}

int
backup_main(const struct options *o)
{
	return with_file(o, "backup", backup_write);
}

int
restore_main(const struct options *o)
{
	int lock;
	if (!take_lock(o, &lock))
		return EXIT_USAGE;
	int status = with_file(o, "restore", backup_restore);
	release_lock(lock);
	return status;
}
