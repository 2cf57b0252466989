/* replay: the options of the command line. */
#include "cli.h"

#include "base/clock.h"
#include "base/field.h"
#include "replay/replay.h"

#include <signal.h>
#include <stdio.h>

static int
usage(void)
{
	fputs("usage: tiemchung replay --url http://HOST:PORT --journeys N --user ADMINISTRATOR --password-file FILE\n"
	      "           [--sites N] [--connections N] [--list-size N] [--batch N] [--phases]\n"
	      "           [--day SECONDS | --rate REQUESTS_A_SECOND] [--journal FILE] [--patience SECONDS]\n",
	      stderr);
	return EXIT_USAGE;
}

static bool
read_number(const char *name, const char *text, int64_t min, int64_t max, int64_t *out)
{
	if (!text || (i64_parse(text, out) && *out >= min && *out <= max))
		return true;
	fprintf(stderr, "tiemchung: %s: cần một số từ %lld đến %lld, không phải %s\n", name, (long long)min,
		(long long)max, text);
	fprintf(stderr, "           %s: expected a number from %lld to %lld, not %s\n", name, (long long)min,
		(long long)max, text);
	return false;
}

static bool
say(const char *vi, const char *en)
{
	fprintf(stderr, "tiemchung: %s\n           %s\n", vi, en);
	return false;
}

static bool
read_numbers(const struct options *o, struct replay_plan *p)
{
	return read_number("--journeys", o->journeys, 1, REPLAY_JOURNEYS_MAX, &p->journeys) &&
	       read_number("--sites", o->sites, 1, REPLAY_SITES_MAX, &p->sites) &&
	       read_number("--connections", o->connections, 1, REPLAY_CONNECTIONS_MAX, &p->connections) &&
	       read_number("--list-size", o->list_size, 1, REPLAY_LIST_MAX, &p->list_size) &&
	       read_number("--batch", o->batch, 1, REPLAY_BATCH_MAX, &p->batch) &&
	       read_number("--day", o->day, 1, REPLAY_SECONDS_MAX, &p->day_s) &&
	       read_number("--rate", o->rate, 1, REPLAY_RATE_MAX, &p->rate) &&
	       read_number("--patience", o->patience, 1, REPLAY_SECONDS_MAX, &p->patience_s);
}

static bool
read_plan(const struct options *o, struct replay_plan *p)
{
	*p = (struct replay_plan){ .url = o->url,
				   .user = o->user,
				   .password_file = o->password_file,
				   .sites = 8,
				   .connections = 64,
				   .list_size = 2000,
				   .phases = o->phases,
				   .journal = o->journal };
	if (!read_numbers(o, p))
		return false;
	if (p->sites > p->journeys && o->sites)
		return say("--sites: không thể nhiều hơn --journeys.", "--sites: cannot be more than --journeys.");
	if (p->sites > p->journeys)
		p->sites = p->journeys;
	if (!!p->day_s + !!p->rate + (p->phases || p->batch) > 1)
		return say("--day, --rate và --phases hoặc --batch loại trừ nhau.",
			   "--day, --rate and --phases or --batch exclude each other.");
	return true;
}

int
replay_main(const struct options *o)
{
	struct replay_plan plan;
	if (o->nwords || !o->url || !o->journeys || !o->user || !o->password_file)
		return usage();
	if (!read_plan(o, &plan))
		return EXIT_USAGE;
	signal(SIGPIPE, SIG_IGN);
	struct ctx cx = { .mem = arena_new(), .now = clock_now() };
	struct buf report = buf_new(cx.mem);
	bool good;
	int status = EXIT_USAGE;
	if (replay_run(&cx, &plan, &report, &good) != OK) {
		cli_failed(&cx);
	} else {
		puts(buf_text(&report));
		status = good ? EXIT_DONE : EXIT_NO;
	}
	arena_free(cx.mem);
	return status;
}
