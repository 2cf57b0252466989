/* import: the command line's way to the same imports that the pages use, with a connection of its own. */
#include "cli.h"

#include "base/clock.h"
#include "base/id.h"
#include "base/log.h"
#include "intake/intake.h"
#include "rule/rule.h"
#include "staff/staff.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <unistd.h>

enum { RULES_MAX = 16 << 20 };

static int
usage(void)
{
	fputs("usage: tiemchung import units|sites|people|allocation|rules FILE [--unit SITE_CODE] [--db URL]\n",
	      stderr);
	return EXIT_USAGE;
}

/* A server owns its SQLite file: a second writing process gets next to no turn beside its lane. Whoever has the lock keeps
 * the other out, so a server cannot begin in the midst of an import either. */
static bool
take_file(const struct options *o, int *fd)
{
	*fd = -1;
	if (strncmp(o->db, "sqlite:", 7) != 0)
		return true;
	char path[4200];
	snprintf(path, sizeof path, "%.4000s.serve", o->db + 7);
	*fd = open(path, O_CREAT | O_RDWR | O_CLOEXEC, 0600);
	if (*fd >= 0 && flock(*fd, LOCK_EX | LOCK_NB) == 0)
		return true;
	fprintf(stderr,
		"tiemchung: %s: máy chủ đang chạy trên cơ sở dữ liệu này. Nhập danh sách trên trang, hoặc dừng máy chủ "
		"rồi chạy lại lệnh.\n"
		"           a server is using this database: import on its pages, or stop it and run this command "
		"again.\n",
		o->db + 7);
	if (*fd >= 0)
		close(*fd);
	return false;
}

/* ---- rules ---- */

static enum err
read_text(struct ctx *cx, const char *path, char **text, size_t *n)
{
	FILE *f = fopen(path, "rb");
	if (!f)
		return fail(cx, ERR_INVALID, "file.unreadable", "Không đọc được tệp %s: %s", "Cannot read %s: %s", path,
			    strerror(errno));
	*text = arena_alloc(cx->mem, RULES_MAX + 1);
	*n = fread(*text, 1, RULES_MAX + 1, f);
	fclose(f);
	return *n <= RULES_MAX ? OK : fail(cx, ERR_LIMIT, "file.too_big", "Tệp %s quá lớn.", "%s is too big.", path);
}

static enum err
import_rules(struct cli *cli)
{
	char *text = NULL;
	size_t n = 0;
	int64_t imported;
	TRY(read_text(&cli->cx, cli->options.words[1], &text, &n));
	TRY(rule_import(&cli->cx, text, n, &imported));
	cli->cx.why = arena_printf(cli->cx.mem, "{\"imported\":%lld}", (long long)imported);
	return OK;
}

/* ---- lists ---- */

/* --unit is a code at any level; a site is meant first. */
static enum err
find_unit(struct ctx *cx, const char *code, struct unit *out)
{
	static const char *const levels[] = { "site", "commune", "district", "province", "nation" };
	bool found = false;
	for (size_t i = 0; i < sizeof levels / sizeof *levels && !found; i++)
		TRY(unit_by_code(cx, levels[i], code, UNIT_ADDRESS_SET_ON, out, &found));
	if (found)
		return OK;
	return fail_field(cx, "--unit", "unit.unknown", "--unit: không có đơn vị mã \"%s\" (cả nước là VN).",
			  "--unit: there is no unit with code \"%s\" (the nation is VN).", code);
}

struct list_import {
	enum intake_kind kind;
	struct actor actor;
	struct job job;
};

static enum err
begin(struct ctx *cx, void *arg)
{
	struct list_import *im = arg;
	const char *file = cx->why;
	bool mine;
	char *whole = realpath(file, NULL);
	const char *path = arena_strdup(cx->mem, whole ? whole : file);
	free(whole);
	if (access(path, R_OK) != 0)
		return fail(cx, ERR_INVALID, "file.unreadable", "Không đọc được tệp %s: %s", "Cannot read %s: %s", file,
			    strerror(errno));
	const char *name = basename(arena_strdup(cx->mem, path));
	TRY(job_create(cx, im->actor.unit.id, intake_kind_names[im->kind], name, path, 0, &im->job));
	TRY(job_claim(cx, &im->job, &mine));
	return mine ? OK : fail_internal(cx, "a new job could not be claimed");
}

static enum err
find_actor(struct ctx *cx, void *arg)
{
	struct list_import *im = arg;
	im->actor.role = role_find("manager");
	return find_unit(cx, cx->why, &im->actor.unit);
}

static void
progress(const struct job *j)
{
	fprintf(stderr, "\r%lld dòng / rows: %lld mới, %lld cập nhật, %lld trùng, %lld từ chối ", (long long)j->total,
		(long long)j->imported, (long long)j->updated, (long long)j->duplicates, (long long)j->refused);
}

struct result_call {
	const struct job *job;
	const char *base, *path;
};

static enum err
write_result(struct ctx *cx, void *arg)
{
	struct result_call *r = arg;
	return intake_result(cx, r->job, r->base, &r->path);
}

/* people.xls -> people.result.xlsx, beside it */
static const char *
result_base(struct arena *mem, const char *file)
{
	const char *slash = strrchr(file, '/'), *dot = strrchr(file, '.');
	int n = dot && (!slash || dot > slash + 1) && dot != file ? (int)(dot - file) : (int)strlen(file);
	return arena_printf(mem, "%.*s.result", n, file);
}

static void
print_job(struct arena *mem, const struct job *j, const char *result)
{
	struct buf out = buf_new(mem);
	json_obj(&out);
	json_kv_i64(&out, "rows", j->total);
	json_kv_i64(&out, "imported", j->imported);
	json_kv_i64(&out, "updated", j->updated);
	json_kv_i64(&out, "duplicates", j->duplicates);
	json_kv_i64(&out, "refused", j->refused);
	json_kv_text(&out, "result", result);
	json_obj_end(&out);
	puts(buf_text(&out));
}

static enum err
run_list(struct cli *cli, struct list_import *im)
{
	struct ctx *cx = &cli->cx;
	const char *file = cli->options.words[1];
	bool terminal = isatty(STDERR_FILENO);
	struct intake_way way = { .db = cx->db,
				  .chains = cli->chains,
				  .progress = terminal ? progress : NULL,
				  .chunk_us = db_engine(cx->db) == DB_SQLITE ? 0 : INTAKE_CHUNK_PG_US };
	cx->why = cli->options.unit ? cli->options.unit : UNIT_NATION_CODE;
	TRY(intake_call(&way, cx, TX_READ, 0, find_actor, im));
	cx->actor = &im->actor;
	cx->why = file;
	TRY(intake_call(&way, cx, TX_WRITE, 0, begin, im));
	cx->why = NULL;
	enum err err = intake_run(cx, &way, &im->job);
	if (terminal)
		fputc('\n', stderr);
	TRY(err);
	if (im->job.error)
		return fail_text(cx, ERR_INVALID, "import.failed", im->job.error, im->job.error_en);
	struct result_call r = { .job = &im->job, .base = result_base(cx->mem, file) };
	TRY(intake_call(&way, cx, TX_READ, 0, write_result, &r));
	print_job(cx->mem, &im->job, r.path);
	return OK;
}

static int
import_list(struct cli *cli, enum intake_kind kind)
{
	struct list_import im = { .kind = kind };
	enum err err = cli_lease(cli, false);
	if (err == OK) {
		cli->cx.request_id = id_next(cli->cx.now);
		err = run_list(cli, &im);
	}
	if (err != OK && im.job.total)
		fprintf(stderr, "tiemchung: %lld dòng đã nhập xong vẫn được giữ / rows done before are kept\n",
			(long long)im.job.total);
	return err != OK ? cli_failed(&cli->cx) : im.job.refused ? EXIT_NO : EXIT_DONE;
}

static int
import_what(struct cli *cli, const char *what)
{
	if (strcmp(what, "rules") != 0)
		return import_list(cli, strcmp(what, "people") == 0       ? INTAKE_PEOPLE
					: strcmp(what, "sites") == 0      ? INTAKE_SITES
					: strcmp(what, "allocation") == 0 ? INTAKE_ALLOCATION
									  : INTAKE_UNITS);
	if (cli_write(cli, import_rules) != OK)
		return cli_failed(&cli->cx);
	puts(cli->cx.why);
	return EXIT_DONE;
}

int
import_main(const struct options *o)
{
	static const char *const kinds[] = { "units", "sites", "people", "allocation", "rules" };
	struct cli cli;
	int lock;
	bool known = false;
	for (size_t i = 0; o->nwords == 2 && i < sizeof kinds / sizeof *kinds; i++)
		known = known || strcmp(kinds[i], o->words[0]) == 0;
	if (!known)
		return usage();
	if (!take_file(o, &lock))
		return EXIT_USAGE;
	if (!cli_open(&cli, o, TX_WRITE)) {
		if (lock >= 0)
			close(lock);
		return EXIT_USAGE;
	}
	int status = import_what(&cli, o->words[0]);
	cli_close(&cli);
	if (lock >= 0)
		close(lock);
	return status;
}
