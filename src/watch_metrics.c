/* /metrics: Prometheus's text format. Counters since the start, gauges of now; nothing about people. */
#include "watch_parts.h"

#include "base/version.h"

#include <stdio.h>
#include <unistd.h>

static bool
listed(const char *list, const char *address)
{
	size_t n = strlen(address);
	for (const char *p = list; *p;) {
		size_t item = strcspn(p, ", ");
		if (item == n && strncmp(p, address, n) == 0)
			return true;
		p += item + (p[item] != 0);
	}
	return false;
}

/* Behind a proxy that is not ours to trust everybody would look like this machine: then nobody is. */
static bool
may_see(const struct watch *w, const struct request *rq)
{
	const char *from = w->config.metrics_from;
	if (rq->address_unsure)
		return false;
	return from ? listed(from, rq->address)
		    : strncmp(rq->address, "127.", 4) == 0 || strcmp(rq->address, "::1") == 0;
}

static void
number(struct buf *out, const char *name, const char *type, const char *help, int64_t value)
{
	buf_printf(out, "# HELP tiemchung_%s %s\n# TYPE tiemchung_%s %s\ntiemchung_%s %lld\n", name, help, name, type,
		   name, (long long)value);
}

static void
seconds(struct buf *out, const char *name, const char *help, int64_t ms)
{
	buf_printf(out, "# HELP tiemchung_%s %s\n# TYPE tiemchung_%s gauge\ntiemchung_%s %.3f\n", name, help, name,
		   name, (double)ms / 1000.0);
}

static int64_t
resident_bytes(void)
{
	long pages = 0, total = 0;
	FILE *f = fopen("/proc/self/statm", "re");
	if (f && fscanf(f, "%ld %ld", &total, &pages) != 2)
		pages = 0;
	if (f)
		fclose(f);
	return (int64_t)pages * sysconf(_SC_PAGESIZE);
}

static void
write_server(struct buf *out, const struct watch *w)
{
	struct server_stats s = server_stats(w->config.server);
	number(out, "requests_begun_total", "counter", "requests whose head was read, cached answers not counted",
	       s.requests);
	number(out, "requests_in_flight", "gauge", "requests that wait for a lane or run", s.in_flight);
	number(out, "answers_cached_total", "counter", "answers from ready-made buffers", s.cached);
	number(out, "answers_failed_total", "counter", "answers of status 500 and above", s.errors);
	number(out, "connections", "gauge", "open connections", s.connections);
}

static void
write_lanes(struct buf *out, const struct watch *w)
{
	struct lane_stats s = lanes_stats(w->config.lanes);
	number(out, "lane_commits_total", "counter", "commits of the writing lanes", s.commits);
	number(out, "lane_tasks_total", "counter", "changes that shared those commits", s.tasks);
	number(out, "lane_alone_total", "counter", "changes that ran alone", s.alone);
	number(out, "lane_batch_max", "gauge", "most changes in one commit", s.batch_max);
	number(out, "lane_waiting", "gauge", "changes that wait", s.waiting);
	seconds(out, "lane_oldest_seconds", "how long the change waits that waits longest", s.oldest_us / 1000);
}

static void
write_workers(struct buf *out, const struct watch *w)
{
	struct worker_report list[WORKERS_MAX];
	size_t n = workers_report(w->config.workers, list);
	static const char *const heads[] = {
		"# HELP tiemchung_worker_rounds_total rounds that ended well\n"
		"# TYPE tiemchung_worker_rounds_total counter\n",
		"# HELP tiemchung_worker_errors_total rounds that failed\n"
		"# TYPE tiemchung_worker_errors_total counter\n",
		"# HELP tiemchung_worker_good_seconds since the last good round\n"
		"# TYPE tiemchung_worker_good_seconds gauge\n",
	};
	buf_str(out, heads[0]);
	for (size_t i = 0; i < n; i++)
		buf_printf(out, "tiemchung_worker_rounds_total{worker=\"%s\"} %lld\n", list[i].stats.name,
			   (long long)list[i].stats.rounds);
	buf_str(out, heads[1]);
	for (size_t i = 0; i < n; i++)
		buf_printf(out, "tiemchung_worker_errors_total{worker=\"%s\"} %lld\n", list[i].stats.name,
			   (long long)list[i].stats.errors);
	buf_str(out, heads[2]);
	for (size_t i = 0; i < n; i++)
		buf_printf(out, "tiemchung_worker_good_seconds{worker=\"%s\"} %.3f\n", list[i].stats.name,
			   (double)list[i].stats.good_us / 1e6);
}

static void
write_messages(struct buf *out, const struct watch *w)
{
	struct messaging_stats s = workers_messages(w->config.workers);
	number(out, "messages_sent_total", "counter", "messages that the gateway took", s.sent);
	number(out, "messages_refused_total", "counter", "messages that the gateway refused for good", s.refused);
	number(out, "messages_again_total", "counter", "tries that failed and are repeated", s.again);
	number(out, "messages_gateway_down_total", "counter", "tries that found no gateway", s.down);
	seconds(out, "message_late_seconds", "the message that is latest beyond the limit of its class waits so long",
		s.late_ms);
}

static void
write_house(struct buf *out, struct watch *w)
{
	seconds(out, "certificate_late_seconds", "the oldest certifiable dose without a certificate waits so long",
		atomic_load(&w->late_ms));
	seconds(out, "database_read_seconds", "since the database was last read", watch_age_ms(&w->read_at_us));
	seconds(out, "database_written_seconds", "since the database was last written",
		watch_age_ms(&w->written_at_us));
	number(out, "database_bytes", "gauge", "room that the database takes", atomic_load(&w->db_bytes));
	number(out, "disk_free_bytes", "gauge", "room left where the data folder lies", watch_disk_free(w));
	number(out, "resident_bytes", "gauge", "memory of this process", resident_bytes());
	number(out, "id_node", "gauge", "which id maker this process is", w->config.lease->node);
	buf_printf(out,
		   "# HELP tiemchung_build_info which build this is\n# TYPE tiemchung_build_info gauge\n"
		   "tiemchung_build_info{version=\"%s\"} 1\n",
		   program_version);
}

enum err
watch_metrics(struct request *rq)
{
	struct watch *w = rq->service;
	struct buf out = buf_new(rq->cx.mem);
	if (!atomic_load(&w->started))
		return fail(&rq->cx, ERR_BUSY, "server.starting", "Máy chủ đang khởi động.", "The server is starting.");
	if (!may_see(w, rq))
		return fail(&rq->cx, ERR_FORBIDDEN, "metrics.address",
			    "Số liệu vận hành chỉ xem được từ các địa chỉ trong metrics_from.",
			    "The metrics are shown to the addresses in metrics_from only.");
	write_server(&out, w);
	write_lanes(&out, w);
	write_workers(&out, w);
	write_messages(&out, w);
	write_house(&out, w);
	meter_write(w->config.meter, &out);
	return reply_bytes(rq, "text/plain; version=0.0.4; charset=utf-8", out.p, out.n);
}
