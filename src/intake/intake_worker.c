/* Claims waiting jobs and runs them, one at a time. */
#include "base/clock.h"
#include "base/log.h"
#include "intake/intake.h"
#include "work/worker.h"

#include <assert.h>
#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { ROUND_MS = 300, SWEEP_HOURS = 6, MISSING_HOURS = 24 };

struct intake_worker {
	struct worker *worker;
	struct intake_way way;
	bool lists; /* runs the jobs of lists, and no others */
	job_runner *run;
	atomic_bool stopping;
	char *jobs_dir;
	int64_t swept_ms;
	bool alone, adopted; /* SQLite: what runs without us is an orphan of a crash */
};

struct claim {
	struct job *due, job;
	size_t n;
	int64_t after;
	bool lists, mine;
};

static enum err
look(struct ctx *cx, void *arg)
{
	struct claim *c = arg;
	return job_due(cx, c->after, c->lists, &c->due, &c->n);
}

static enum err
take(struct ctx *cx, void *arg)
{
	struct claim *c = arg;
	return job_claim(cx, &c->job, &c->mine);
}

static bool
is_import(const struct job *job)
{
	return strncmp(job->kind, "import_", 7) == 0;
}

/* What has no file can be done anywhere. An upload lies on the machine that took it. After a day nobody will come for it: the job fails, with the reason. */
static bool
is_ours(const struct ctx *cx, const struct job *job)
{
	return !*job->path || access(job->path, R_OK) == 0 || cx->now - job->created > MISSING_HOURS * MS_HOUR;
}

static enum err
adopt(struct ctx *cx, void *arg)
{
	const struct intake_worker *w = arg;
	return job_orphans(cx, w->lists);
}

static enum err
claim_next(struct worker_round *r, struct claim *c)
{
	do {
		TRY(lanes_call(r->lanes, &r->cx, TX_READ, 0, look, c));
		for (size_t i = 0; i < c->n && !c->mine; i++) {
			c->after = c->due[i].id;
			if (!is_ours(&r->cx, &c->due[i]))
				continue;
			c->job = c->due[i];
			TRY(lanes_call(r->lanes, &r->cx, TX_WRITE, (uint64_t)c->job.unit_id, take, c));
		}
	} while (c->n && !c->mine);
	return OK;
}

/* Uploads hold personal data; what is older than JOB_KEEP_DAYS goes. */
static void
sweep(struct intake_worker *w, int64_t now)
{
	if (w->swept_ms && now - w->swept_ms < SWEEP_HOURS * MS_HOUR)
		return;
	w->swept_ms = now;
	DIR *d = opendir(w->jobs_dir);
	for (struct dirent *e; d && (e = readdir(d));) {
		struct stat st;
		bool old = fstatat(dirfd(d), e->d_name, &st, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(st.st_mode) &&
			   now / 1000 - st.st_mtime > JOB_KEEP_DAYS * 24 * 3600;
		if (old && unlinkat(dirfd(d), e->d_name, 0) == 0)
			log_info("removed the file of an import after %d days", JOB_KEEP_DAYS);
	}
	if (d)
		closedir(d);
}

static enum err
work_round(struct worker_round *r, bool *more)
{
	struct intake_worker *w = r->arg;
	struct claim c = { .lists = w->lists };
	sweep(w, clock_now());
	if (w->alone && !w->adopted)
		TRY(lanes_call(r->lanes, &r->cx, TX_WRITE, 0, adopt, w));
	w->adopted = true;
	TRY(claim_next(r, &c));
	if (!c.mine)
		return OK;
	log_info("job %lld: %s begins behind row %lld", (long long)c.job.id, c.job.kind, (long long)c.job.total);
	const char *base = arena_printf(r->cx.mem, "%s/list-%lld", w->jobs_dir, (long long)c.job.id);
	enum err err = is_import(&c.job) ? intake_run(&r->cx, &w->way, &c.job) : w->run(&r->cx, &w->way, &c.job, base);
	if (err == ERR_BUSY && atomic_load(&w->stopping)) {
		log_info("job %lld: stopped after %lld rows, to be resumed", (long long)c.job.id,
			 (long long)c.job.total);
		return OK;
	}
	TRY(err);
	log_info("job %lld: %s, %lld rows, %lld refused", (long long)c.job.id, c.job.state, (long long)c.job.total,
		 (long long)c.job.refused);
	*more = true;
	return OK;
}

struct intake_worker *
intake_worker_start(struct lanes *lanes, const char *db_url, const char *data_dir, bool lists, job_runner *run)
{
	struct intake_worker *w = calloc(1, sizeof *w);
	assert(w);
	size_t n = strlen(data_dir) + sizeof "/jobs";
	w->jobs_dir = calloc(1, n);
	assert(w->jobs_dir);
	memcpy(w->jobs_dir, data_dir, strlen(data_dir));
	strcat(w->jobs_dir, "/jobs");
	mkdir(w->jobs_dir, 0700);
	w->lists = lists;
	w->run = run;
	w->alone = strncmp(db_url, "sqlite:", 7) == 0;
	w->way = (struct intake_way){ .lanes = lanes,
				      .stop = &w->stopping,
				      .chunk_us = w->alone ? INTAKE_CHUNK_LITE_US : INTAKE_CHUNK_PG_US };
	w->worker = worker_start(lists ? "lists" : "import", lanes, ROUND_MS, work_round, w);
	return w;
}

struct worker *
intake_worker_thread(struct intake_worker *w)
{
	return w->worker;
}

void
intake_worker_stop(struct intake_worker *w)
{
	if (!w)
		return;
	atomic_store(&w->stopping, true);
	worker_stop(w->worker);
	free(w->jobs_dir);
	free(w);
}
