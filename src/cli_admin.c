/* The small commands: migrate, user, routes, audit, recount, demo. */
#include "alarm/alarm.h"
#include "audit/chain.h"
#include "base/clock.h"
#include "cli.h"
#include "db/migrate.h"
#include "demo/demo.h"
#include "http/openapi.h"
#include "modules.h"
#include "staff/staff.h"
#include "stats/recount.h"

#include <stdio.h>

static enum err
seed(struct cli *cli)
{
	return modules_seed(&cli->cx);
}

int
migrate_main(const struct options *o)
{
	struct cli cli;
	int64_t from = 0, to = 0;
	if (!cli_open(&cli, o, TX_WRITE))
		return EXIT_USAGE;
	enum err err = migrate(&cli.cx, &from, &to);
	if (err == OK)
		err = cli_write(&cli, seed);
	if (err == OK)
		printf("{\"from\":%lld,\"to\":%lld}\n", (long long)from, (long long)to);
	int status = err == OK ? EXIT_DONE : cli_failed(&cli.cx);
	cli_close(&cli);
	return status;
}

/* What is made so far and what is wanted travels beside the command's own context. */
struct populate {
	struct cli cli; /* first: cli_write() hands it back */
	int64_t made, wanted;
};

static enum err
add_people(struct cli *cli)
{
	struct populate *p = (struct populate *)cli;
	int64_t n = p->wanted - p->made;
	return demo_people(&cli->cx, p->made, n < DEMO_PEOPLE_BATCH ? n : DEMO_PEOPLE_BATCH);
}

/* demo people N: a transaction a batch, its memory given back after each. */
int
demo_main(const struct options *o)
{
	struct populate p = { .made = 0 };
	enum err err = OK;
	if (o->nwords != 2 || strcmp(o->words[0], "people") != 0 || !i64_parse(o->words[1], &p.wanted)) {
		fputs("usage: tiemchung demo people N [--db URL]\n", stderr);
		return EXIT_USAGE;
	}
	if (!cli_open(&p.cli, o, TX_WRITE))
		return EXIT_USAGE;
	for (; p.made < p.wanted && err == OK; p.made += DEMO_PEOPLE_BATCH) {
		p.cli.cx.now = clock_now();
		err = cli_write(&p.cli, add_people);
		if (err == OK)
			arena_reset(p.cli.cx.mem);
	}
	if (err == OK)
		printf("{\"people\":%lld}\n", (long long)p.wanted);
	int status = err == OK ? EXIT_DONE : cli_failed(&p.cli.cx);
	cli_close(&p.cli);
	return status;
}

/* --unit is a code, at any level, from the nation down. */
static enum err
find_unit(struct ctx *cx, const char *code, struct unit *out)
{
	static const char *const levels[] = { "nation", "province", "district", "commune", "site" };
	for (size_t i = 0; i < sizeof levels / sizeof *levels; i++) {
		bool found;
		TRY(unit_by_code(cx, levels[i], code, i ? UNIT_ADDRESS_SET_ON : NULL, out, &found));
		if (found)
			return OK;
	}
	return fail_field(cx, "--unit", "unit.unknown", "--unit: không có đơn vị mã \"%s\" (cả nước là VN).",
			  "--unit: there is no unit with code \"%s\" (the nation is VN).", code);
}

static enum err
add_user(struct cli *cli)
{
	struct ctx *cx = &cli->cx;
	const struct options *o = &cli->options;
	struct unit unit;
	struct staff staff;
	TRY(find_unit(cx, o->unit, &unit));
	const char *password = password_new(cx->mem);
	struct staff_in in = { .login_name = o->words[1],
			       .full_name = o->name ? o->name : o->words[1],
			       .role = o->role };
	TRY(staff_create(cx, &unit, &in, password_hash(cx->mem, password), true, &staff));
	TRY(audit_add(cx, unit.id, "user add", in.login_name, NULL, 0));
	struct buf out = buf_new(cx->mem);
	json_obj(&out);
	json_kv_id(&out, "id", staff.id);
	json_kv_text(&out, "login_name", staff.login_name);
	json_kv_text(&out, "role", staff.role);
	json_kv_text(&out, "unit", unit.code);
	json_kv_text(&out, "password", password);
	json_obj_end(&out);
	cx->why = buf_text(&out);
	return OK;
}

int
user_main(const struct options *o)
{
	struct cli cli;
	if (o->nwords != 2 || strcmp(o->words[0], "add") != 0 || !o->role || !o->unit) {
		fputs("usage: tiemchung user add NAME --role ROLE --unit CODE [--name \"FULL NAME\"]\n", stderr);
		return EXIT_USAGE;
	}
	if (!cli_open(&cli, o, TX_WRITE))
		return EXIT_USAGE;
	enum err err = cli_write(&cli, add_user);
	if (err == OK)
		printf("%s\n", cli.cx.why);
	int status = err == OK ? EXIT_DONE : cli_failed(&cli.cx);
	cli_close(&cli);
	return status;
}

int
routes_main(const struct options *o)
{
	struct arena *mem = arena_new();
	struct buf out = buf_new(mem);
	if (o->nwords && strcmp(o->words[0], "openapi") == 0)
		routes_openapi(&out, module_routes, cap_text);
	else
		routes_markdown(&out, module_routes, cap_text);
	puts(buf_text(&out));
	arena_free(mem);
	return EXIT_DONE;
}

/* The whole of a command that reads: open, one transaction, print, close. */
static int
read_command(const struct options *o, enum err (*run)(struct ctx *, const struct options *, struct buf *, bool *yes))
{
	struct cli cli;
	bool yes = true;
	if (!cli_open(&cli, o, TX_READ))
		return EXIT_USAGE;
	struct buf out = buf_new(cli.cx.mem);
	enum err err = db_begin(&cli.cx, TX_READ);
	if (err == OK)
		err = run(&cli.cx, o, &out, &yes);
	db_rollback(&cli.cx);
	if (err == OK)
		printf("%s\n", buf_text(&out));
	int status = err != OK ? cli_failed(&cli.cx) : yes ? EXIT_DONE : EXIT_NO;
	cli_close(&cli);
	return status;
}

/* A whole file as text; NULL (with a message) when it cannot be read. */
static const char *
read_text(struct arena *mem, const char *path)
{
	struct buf out = buf_new(mem);
	char part[65536];
	FILE *f = fopen(path, "r");
	if (!f) {
		fprintf(stderr, "tiemchung: %s: không đọc được / cannot be read\n", path);
		return NULL;
	}
	for (size_t n; (n = fread(part, 1, sizeof part, f));)
		buf_bytes(&out, part, n);
	fclose(f);
	return buf_text(&out);
}

static enum err
verify_audit(struct ctx *cx, const struct options *o, struct buf *out, bool *yes)
{
	struct verdict_of_audit v;
	const char *anchors = o->anchors ? read_text(cx->mem, o->anchors) : NULL;
	const char *key = NULL;
	if (anchors)
		key = read_text(cx->mem, o->key ? o->key : arena_printf(cx->mem, "%s/keys/audit.pub", o->data));
	if (o->anchors && !anchors)
		return fail_field(cx, "--anchors", "audit.anchors", "--anchors: không đọc được tệp.",
				  "--anchors: the file cannot be read.");
	TRY(audit_verify(cx, anchors, key, &v));
	*yes = !v.faults;
	json_obj(out);
	json_kv_i64(out, "entries", v.entries);
	json_kv_bool(out, "intact", !v.faults);
	json_kv_i64(out, "chains", v.chains);
	json_kv_i64(out, "anchors", v.anchors);
	/* up to here the anchors vouch; after it, and without anchors, the links alone */
	json_kv_time(out, "vouched_until", v.vouched_ms);
	json_kv_i64(out, "since_last_anchor", v.since_anchor);
	json_kv_i64(out, "before_chains", v.before_chains);
	json_kv_i64(out, "faults", v.faults);
	json_key(out, "list");
	json_raw(out, buf_text(&v.list));
	json_obj_end(out);
	return OK;
}

static enum err
raise_broken(struct cli *cli)
{
	struct unit nation;
	TRY(find_unit(&cli->cx, "VN", &nation));
	return alarm_raise(&cli->cx, nation.id, ALARM_AUDIT_BROKEN, 0, "{}");
}

/* The national board sees it on its page; somebody there closes it. False: it could not be written. */
static bool
tell_broken(const struct options *o)
{
	struct cli cli;
	if (!cli_open(&cli, o, TX_WRITE))
		return false;
	bool told = cli_write(&cli, raise_broken) == OK;
	if (!told)
		cli_failed(&cli.cx);
	cli_close(&cli);
	return told;
}

int
audit_main(const struct options *o)
{
	if (o->nwords != 1 || strcmp(o->words[0], "verify") != 0) {
		fputs("usage: tiemchung audit verify [--anchors FILE [--key PUBLIC_KEY_FILE]] [--alarm] [--db URL]\n",
		      stderr);
		return EXIT_USAGE;
	}
	int status = read_command(o, verify_audit);
	return status == EXIT_NO && o->alarm && !tell_broken(o) ? EXIT_USAGE : status;
}

static enum err
recount(struct ctx *cx, const struct options *o, struct buf *out, bool *yes)
{
	struct recount r;
	(void)o;
	TRY(recount_all(cx, &r));
	*yes = !r.differing && !r.sums_differing && !r.slots_differing && !r.bookings.differing &&
	       !r.ledger.differing && !r.registrations.differing;
	json_obj(out);
	json_kv_i64(out, "counters", r.counters);
	json_kv_i64(out, "differing", r.differing);
	json_kv_i64(out, "sums", r.sums);
	json_kv_i64(out, "sums_differing", r.sums_differing);
	json_kv_i64(out, "slots", r.slots);
	json_kv_i64(out, "slots_differing", r.slots_differing);
	json_kv_i64(out, "bookings", r.bookings.hours);
	json_kv_i64(out, "bookings_differing", r.bookings.differing);
	json_kv_i64(out, "balances", r.ledger.balances);
	json_kv_i64(out, "balances_differing", r.ledger.differing);
	json_kv_i64(out, "registrations", r.registrations.registrations);
	json_kv_i64(out, "lists", r.registrations.lists);
	json_kv_i64(out, "registrations_differing", r.registrations.differing);
	json_key(out, "differences");
	json_raw(out, buf_text(&r.differences));
	json_obj_end(out);
	return OK;
}

int
recount_main(const struct options *o)
{
	return read_command(o, recount);
}
