/* serve: opens the lanes and the sockets, publishes the pages, starts the workers, waits for a signal, drains. */
#include "cli.h"

#include "audit/chain.h"
#include "base/clock.h"
#include "base/embed.h"
#include "base/id.h"
#include "base/log.h"
#include "db/migrate.h"
#include "demo/demo.h"
#include "http/openapi.h"
#include "modules.h"
#include "paper/paper.h"
#include "watch.h"
#include "work/worker.h"
#include "workers.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

enum { DRAIN_MS = 15000, LEASE_LOOK_MS = 500 };

struct service {
	struct options options;
	struct chains *chains;
	struct lanes *lanes;
	struct server *server;
	struct workers *workers;
	struct lease lease;
	struct worker *lease_worker;
	struct dispatcher dispatcher;
	struct watch *watch;
};

static const struct {
	const char *suffix, *type;
} types[] = {
	{ ".html", "text/html; charset=utf-8" },
	{ ".js", "text/javascript; charset=utf-8" },
	{ ".css", "text/css; charset=utf-8" },
	{ ".woff2", "font/woff2" },
	{ ".svg", "image/svg+xml" },
	{ ".png", "image/png" },
	{ ".json", "application/json" },
	{ ".webmanifest", "application/manifest+json" },
	{ ".ico", "image/x-icon" },
	{ ".txt", "text/plain; charset=utf-8" },
};

static const char *
type_of(const char *path)
{
	size_t n = strlen(path);
	for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
		size_t s = strlen(types[i].suffix);
		if (n > s && strcmp(path + n - s, types[i].suffix) == 0)
			return types[i].type;
	}
	return "application/octet-stream";
}

/* web/index.html is "/", web/station.html is "/station" and "/station/" (and so on), web/assets/x.js is "/assets/x.js". */
static void
publish_pages(struct service *s, struct arena *mem)
{
	for (const struct embedded *f = embedded_files; f->path; f++) {
		if (strncmp(f->path, "web/", 4) != 0)
			continue;
		const char *rest = f->path + 3;
		size_t n = strlen(rest);
		bool html = n > 5 && strcmp(rest + n - 5, ".html") == 0;
		const char *path = strcmp(rest, "/index.html") == 0 ? "/"
				   : html                           ? arena_strndup(mem, rest, n - 5)
								    : rest;
		int age = html ? 0 : strncmp(rest, "/assets/", 8) == 0 ? -1 : 3600;
		server_publish(s->server, path, type_of(f->path), f->bytes, f->n, age);
		if (html && path[1])
			server_publish(s->server, arena_printf(mem, "%s/", path), type_of(f->path), f->bytes, f->n,
				       age);
	}
	struct buf api = buf_new(mem);
	routes_openapi(&api, module_routes, cap_text);
	server_publish(s->server, "/api/openapi.json", "application/json", api.p, api.n, 60);
}

static bool
parse_listen(const char *text, char host[64], int *port)
{
	const char *colon = strrchr(text, ':');
	int64_t n;
	if (!colon || colon == text || (size_t)(colon - text) >= 64 || !i64_parse(colon + 1, &n) || n < 1 ||
	    n > 65535) {
		fprintf(stderr, "tiemchung: --listen: expected ADDRESS:PORT, not %s\n", text);
		return false;
	}
	memcpy(host, text, (size_t)(colon - text));
	host[colon - text] = 0;
	*port = (int)n;
	return true;
}

static void
raise_file_limit(void)
{
	struct rlimit r;
	if (getrlimit(RLIMIT_NOFILE, &r) == 0) {
		r.rlim_cur = r.rlim_max;
		setrlimit(RLIMIT_NOFILE, &r);
	}
}

/* ---- the lease of the id node ---- */

static enum err
renew(struct ctx *cx, void *arg)
{
	return lease_renew(cx, arg);
}

/* Looks often, so that a lease that ran out while the database was away is renewed as soon as it is back. */
static enum err
lease_round(struct worker_round *r, bool *more)
{
	struct lease *lease = r->arg;
	*more = false;
	if (lease->lost || !lease_due(lease))
		return OK;
	enum err err = lanes_call(r->lanes, &r->cx, TX_WRITE, 0, renew, lease);
	lease_settle(lease, err);
	if (lease->lost) /* nothing commits any more: whoever has the node now must be its only writer */
		kill(getpid(), SIGTERM);
	return err;
}

/* Behind the lanes' end: nobody can make an id any more. A lease that is not given back runs out. */
static void
give_lease(struct service *s)
{
	struct cli cli;
	if (s->lease.lost || !cli_open(&cli, &s->options, TX_WRITE))
		return;
	cli.lease = s->lease;
	cli_close(&cli);
}

/* The schema must be the one that this program knows; who serves does not change it unasked. */
static enum err
check_schema(struct cli *cli)
{
	int64_t have, want;
	TRY(migrate_version(&cli->cx, &have, &want));
	if (have != want)
		return fail(&cli->cx, ERR_CONFLICT, "schema.version",
			    "Cơ sở dữ liệu ở phiên bản %lld, chương trình cần %lld. Hãy chạy: tiemchung migrate",
			    "The database has version %lld, this program needs %lld. Run: tiemchung migrate",
			    (long long)have, (long long)want);
	return OK;
}

static enum err
fill_demo(struct cli *cli)
{
	return demo_prepare(&cli->cx);
}

static enum err
show_demo(struct cli *cli)
{
	struct buf out = buf_new(cli->cx.mem);
	TRY(demo_accounts(&cli->cx, &out));
	const char *at = cli->options.listen;
	printf("\n  http://%s/          trang chủ / start page\n"
	       "  http://%s/book      sổ sức khỏe điện tử / health book: any Vietnamese mobile number; its code is "
	       "printed here\n"
	       "  http://%s/station   điểm tiêm / vaccination site\n"
	       "  http://%s/command   trung tâm điều hành / command centre\n%s\n",
	       at, at, at, at, buf_text(&out));
	fflush(stdout);
	return OK;
}

/* The demo has passwords that everybody can read: it stays on this machine. */
static enum err
check_demo_address(struct cli *cli)
{
	if (strncmp(cli->options.listen, "127.", 4) == 0)
		return OK;
	return fail_field(&cli->cx, "--listen", "demo.address", "--demo chỉ phục vụ trên 127.0.0.1.",
			  "--demo serves on 127.0.0.1 only.");
}

/* lease: what the server holds from now on, when this succeeds */
static bool
prepare(const struct options *o, struct lease *lease)
{
	struct cli cli;
	if (!cli_open(&cli, o, TX_WRITE))
		return false;
	enum err err = check_schema(&cli);
	if (err == OK)
		err = cli_lease(&cli, true);
	if (err == OK && o->demo)
		err = check_demo_address(&cli);
	if (err == OK && o->demo)
		err = cli_write(&cli, fill_demo);
	if (err == OK && o->demo)
		err = cli_write(&cli, show_demo);
	if (err != OK) {
		cli_failed(&cli.cx);
	} else {
		*lease = cli.lease;
		cli.lease.held = false; /* the server's now, not the command's to give back */
	}
	cli_close(&cli);
	return err == OK;
}

/* The signing key is worth what its secrecy is worth. */
static bool
check_secrets(const struct options *o)
{
	char path[4200];
	snprintf(path, sizeof path, "%.4000s/keys/dsc.key", o->data);
	return config_secret_file(path);
}

static void
test_hooks(const struct options *o)
{
#ifdef TEST_HOOKS
	int64_t ms, seed, lease;
	if (o->clock && clock_parse(o->clock, &ms))
		clock_set(ms);
	if (o->seed && i64_parse(o->seed, &seed))
		id_seed((uint64_t)seed);
	if (o->lease && i64_parse(o->lease, &lease))
		lease_shorten(lease);
#else
	(void)o;
#endif
}

/* Requests in flight are answered, then the workers end, then the connections close. */
static void
stop(struct service *s)
{
	server_drain(s->server, DRAIN_MS);
	watch_stop(s->watch);
	workers_stop(s->workers);
	worker_stop(s->lease_worker);
	lanes_stop(s->lanes);
	workers_last_anchor(s->workers);
	workers_free(s->workers);
	chains_free(s->chains);
	server_stop(s->server);
	watch_free(s->watch);
	meter_free(s->dispatcher.meter);
	guard_free(s->dispatcher.guard);
}

/* A rate as configured. Where strangers come, it cannot be switched off; on a loopback address without a proxy, where
 * nobody else comes, it is off unless it is asked for. */
static enum err
read_rate(struct ctx *cx, const char *option, const char *text, bool strangers, int64_t standard, int64_t *out)
{
	*out = strangers ? standard : 0;
	if (!text)
		return OK;
	if (!i64_parse(text, out) || *out < 0 || *out > RATE_MAX)
		return fail_field(cx, option, "rate.value", "%s: cần số yêu cầu mỗi giây từ 0 đến %d, không phải %s.",
				  "%s: expected requests a second, 0 to %d, not %s.", option, RATE_MAX, text);
	if (!*out && strangers)
		return fail_field(
			cx, option, "rate.off",
			"%s: chỉ tắt được giới hạn (0) khi phục vụ trên 127.0.0.1 mà không có --trusted-proxy.",
			"%s: the limit can be off (0) only on 127.0.0.1 and without --trusted-proxy.", option);
	return OK;
}

static enum err
read_rates(struct ctx *cx, const struct options *o, struct guard_rates *out)
{
	bool strangers = strncmp(o->listen, "127.", 4) != 0 || o->proxy;
	TRY(read_rate(cx, "--rate-address", o->rate_address, strangers, RATE_ADDRESS, &out->address));
	return read_rate(cx, "--rate-account", o->rate_account, strangers, RATE_ACCOUNT, &out->account);
}

static bool
start(struct service *s, struct ctx *cx)
{
	struct server_config config = { .trusted_proxy = s->options.proxy,
					.upload_dir = arena_printf(cx->mem, "%s/uploads", s->options.data) };
	char host[64];
	if (!parse_listen(s->options.listen, host, &config.port))
		return false;
	config.host = arena_strdup(cx->mem, host);
	struct guard_rates rates;
	if (read_rates(cx, &s->options, &rates) != OK) {
		cli_failed(cx);
		return false;
	}
	s->chains = chains_new(s->lease.node);
	struct sealer sealer = chains_sealer(s->chains);
	if (lanes_start(cx, s->options.db, &sealer, &s->lanes) != OK) {
		cli_failed(cx);
		chains_free(s->chains);
		return false;
	}
	s->watch = watch_new();
	s->dispatcher = (struct dispatcher){ .tables = module_routes,
					     .hooks = module_hooks,
					     .lanes = s->lanes,
					     .guard = guard_new(rates, SERVER_CONNECTIONS_MAX),
					     .meter = meter_new(module_routes),
					     .service = s->watch };
	if (server_start(cx, &config, &s->dispatcher, &s->server) != OK) {
		cli_failed(cx);
		lanes_stop(s->lanes);
		guard_free(s->dispatcher.guard);
		chains_free(s->chains);
		watch_free(s->watch);
		meter_free(s->dispatcher.meter);
		return false;
	}
	publish_pages(s, cx->mem);
	s->lease_worker = worker_start("lease", s->lanes, LEASE_LOOK_MS, lease_round, &s->lease);
	if (workers_start(cx, &s->options, s->lanes, s->server, s->chains, &s->workers) == OK) {
		watch_start(s->watch, &(struct watch_config){ .lanes = s->lanes,
							      .server = s->server,
							      .workers = s->workers,
							      .meter = s->dispatcher.meter,
							      .lease = &s->lease,
							      .data = s->options.data,
							      .metrics_from = s->options.metrics_from });
		return true;
	}
	cli_failed(cx);
	stop(s);
	return false;
}

int
serve_main(const struct options *o)
{
	int lock;
	struct service s = { .options = *o };
	test_hooks(o);
	if (!check_secrets(o) || !take_lock(o, &lock) || !prepare(o, &s.lease))
		return EXIT_USAGE;
	raise_file_limit();
	paper_set_demo(o->demo);
	sigset_t signals;
	sigemptyset(&signals);
	sigaddset(&signals, SIGTERM);
	sigaddset(&signals, SIGINT);
	pthread_sigmask(SIG_BLOCK, &signals, NULL);
	signal(SIGPIPE, SIG_IGN);
	struct ctx cx = { .mem = arena_new(), .now = clock_now() };
	bool ok = start(&s, &cx);
	if (ok) {
		int got;
		log_info("serving on http://%s", o->listen);
		sigwait(&signals, &got);
		log_info("draining");
		/* a second signal does not wait */
		pthread_sigmask(SIG_UNBLOCK, &signals, NULL);
		stop(&s);
	}
	give_lease(&s);
	arena_free(cx.mem);
	release_lock(lock);
	return ok && !s.lease.lost ? EXIT_DONE : EXIT_USAGE;
}
