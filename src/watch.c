#include "watch_parts.h"

#include "base/clock.h"
#include "certificate/certificate.h"
#include "staff/cap.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/statvfs.h>
#include <unistd.h>

enum { SIZE_ROUNDS = 30 /* the database's size is asked every so many rounds */, WRONG_MAX = 8 + WORKERS_MAX };

/* ---- the worker ---- */

static enum err
look(struct ctx *cx, void *arg)
{
	struct watch *w = arg;
	int64_t n;
	TRY(certificate_lateness(cx, &n));
	atomic_store(&w->late_ms, n);
	if (w->rounds % SIZE_ROUNDS == 0) {
		TRY(db_bytes(cx, &n));
		atomic_store(&w->db_bytes, n);
	}
	return db_tend(cx);
}

static enum err
beat(struct ctx *cx, void *arg)
{
	const struct watch *w = arg;
	return lease_touch(cx, w->config.lease);
}

/* The key goes round, so that on PostgreSQL every writing lane has its turn. */
static enum err
watch_round(struct worker_round *r, bool *more)
{
	struct watch *w = r->arg;
	*more = false;
	enum err read = lanes_call(r->lanes, &r->cx, TX_READ, 0, look, w);
	if (read == OK)
		atomic_store(&w->read_at_us, clock_monotonic_us());
	enum err written = lanes_call(r->lanes, &r->cx, TX_WRITE, (uint64_t)w->rounds, beat, w);
	if (written == OK)
		atomic_store(&w->written_at_us, clock_monotonic_us());
	w->rounds++;
	return read == OK ? written : read;
}

struct watch *
watch_new(void)
{
	struct watch *w = calloc(1, sizeof *w);
	assert(w);
	return w;
}

void
watch_start(struct watch *w, const struct watch_config *config)
{
	w->config = *config;
	atomic_store(&w->read_at_us, clock_monotonic_us());
	atomic_store(&w->written_at_us, clock_monotonic_us());
	w->worker = worker_start("watch", config->lanes, WATCH_PAUSE_MS, watch_round, w);
	atomic_store(&w->started, true);
}

void
watch_stop(struct watch *w)
{
	worker_stop(w->worker);
	w->worker = NULL;
}

void
watch_free(struct watch *w)
{
	free(w);
}

int64_t
watch_age_ms(const _Atomic int64_t *at_us)
{
	return (clock_monotonic_us() - atomic_load((_Atomic int64_t *)(uintptr_t)at_us)) / 1000;
}

int64_t
watch_disk_free(const struct watch *w)
{
	struct statvfs fs;
	return statvfs(w->config.data, &fs) == 0 ? (int64_t)fs.f_bavail * (int64_t)fs.f_frsize : -1;
}

/* ---- /healthz ---- */

struct verdict {
	struct arena *mem;
	const char *wrong[WRONG_MAX];
	int n;
};

__attribute__((format(printf, 2, 3))) static void
wrong(struct verdict *v, const char *fmt, ...)
{
	char text[512];
	va_list ap;
	va_start(ap, fmt);
	vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	assert(v->n < WRONG_MAX);
	v->wrong[v->n++] = arena_strdup(v->mem, text);
}

static void
judge_database(struct verdict *v, const struct watch *w)
{
	int64_t read = watch_age_ms(&w->read_at_us) / 1000, written = watch_age_ms(&w->written_at_us) / 1000;
	int64_t waits = lanes_stats(w->config.lanes).oldest_us / 1000000;
	int64_t disk = watch_disk_free(w);
	if (read * 1000 >= WATCH_SILENT_MS)
		wrong(v, "cơ sở dữ liệu: %lld giây qua không đọc được / database: nothing could be read for %lld s",
		      (long long)read, (long long)read);
	if (written * 1000 >= WATCH_SILENT_MS)
		wrong(v, "cơ sở dữ liệu: %lld giây qua không ghi được / database: nothing could be written for %lld s",
		      (long long)written, (long long)written);
	if (waits * 1000 >= WATCH_SILENT_MS)
		wrong(v, "hàng đợi ghi: có yêu cầu đã chờ %lld giây / writing: a request has waited for %lld s",
		      (long long)waits, (long long)waits);
	if (disk >= 0 && disk < WATCH_DISK_MIN)
		wrong(v, "đĩa: chỉ còn %lld MB / disk: only %lld MB are free", (long long)(disk >> 20),
		      (long long)(disk >> 20));
}

static void
judge_workers(struct verdict *v, const struct worker_report *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!list[i].patient && list[i].stats.good_us / 1000 >= WATCH_WORKER_MS)
			wrong(v,
			      "tiến trình %s: %lld giây qua không làm được việc / worker %s: no good round for %lld s",
			      list[i].stats.name, (long long)(list[i].stats.good_us / 1000000), list[i].stats.name,
			      (long long)(list[i].stats.good_us / 1000000));
}

static void
write_workers(struct buf *out, const struct worker_report *list, size_t n)
{
	json_key(out, "workers_good_ms");
	json_obj(out);
	for (size_t i = 0; i < n; i++)
		json_kv_i64(out, list[i].stats.name, list[i].stats.good_us / 1000);
	json_obj_end(out);
}

static void
write_health(struct request *rq, const struct watch *w, struct verdict *v, const struct worker_report *list, size_t n)
{
	struct buf *out = reply_json(rq, v->n ? 503 : 200);
	json_obj(out);
	json_kv_bool(out, "ok", v->n == 0);
	json_key(out, "wrong");
	json_arr(out);
	for (int i = 0; i < v->n; i++)
		json_text(out, v->wrong[i]);
	json_arr_end(out);
	json_kv_time(out, "now", rq->cx.now);
	json_kv_i64(out, "database_read_ms", watch_age_ms(&w->read_at_us));
	json_kv_i64(out, "database_written_ms", watch_age_ms(&w->written_at_us));
	json_kv_i64(out, "certificate_late_ms", atomic_load(&((struct watch *)(uintptr_t)w)->late_ms));
	json_kv_i64(out, "message_late_ms", workers_messages(w->config.workers).late_ms);
	write_workers(out, list, n);
	json_obj_end(out);
}

static enum err
get_health(struct request *rq)
{
	struct watch *w = rq->service;
	struct worker_report list[WORKERS_MAX];
	struct verdict v = { .mem = rq->cx.mem };
	if (!atomic_load(&w->started))
		return fail(&rq->cx, ERR_BUSY, "server.starting", "Máy chủ đang khởi động.", "The server is starting.");
	size_t n = workers_report(w->config.workers, list);
	int64_t late = atomic_load(&w->late_ms);
	judge_database(&v, w);
	judge_workers(&v, list, n);
	if (late >= WATCH_CERTIFICATE_MS)
		wrong(&v, "chứng nhận: trễ %lld giây / certificates: late by %lld s", (long long)(late / 1000),
		      (long long)(late / 1000));
	if (server_stats(w->config.server).draining)
		wrong(&v, "máy chủ đang dừng / the server is stopping");
	write_health(rq, w, &v, list, n);
	return OK;
}

const struct route watch_routes[] = {
	{ GET, "/healthz", CAP_PUBLIC, TX_NONE, NULL, get_health,
	  "does the server work: database, disk, certificates, workers; 503 says what does not", INSTANT },
	{ GET, "/metrics", CAP_PUBLIC, TX_NONE, NULL, watch_metrics,
	  "figures for Prometheus; only from the addresses of metrics_from, by default this machine", INSTANT },
	{ 0 },
};
