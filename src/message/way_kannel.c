/* Kannel's HTTP interface: GET sendsms, one request a message, a few at once. */
#include "message/way.h"

#include "base/clock.h"

#include <assert.h>
#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>

/* Of delivery reports: 1 delivered, 2 not delivered, 16 refused by the network. 4 and 8 (waiting, on its way) change nothing. */
enum { DLR_MASK = 1 + 2 + 16, ANSWER_MAX = 200, POLL_MS = 1000 };

struct transfer {
	CURL *easy;
	struct sending *of; /* NULL: free */
	char answer[ANSWER_MAX];
	size_t answer_n;
};

struct kannel {
	struct way way; /* first */
	CURLM *multi;
	struct transfer transfers[WAY_AT_ONCE];
	char *url, *user, *password; /* url without them */
	char *from, *dlr_base;
};

static size_t
take_answer(char *p, size_t size, size_t n, void *arg)
{
	struct transfer *t = arg;
	size_t room = sizeof t->answer - 1 - t->answer_n, take = size * n < room ? size * n : room;
	memcpy(t->answer + t->answer_n, p, take);
	t->answer_n += take;
	return size * n;
}

/* ---- asking ---- */

static void
parameter(struct buf *url, CURL *easy, const char *name, const char *value)
{
	char *escaped = curl_easy_escape(easy, value, 0);
	assert(escaped);
	buf_printf(url, "%c%s=%s", memchr(url->p, '?', url->n) ? '&' : '?', name, escaped);
	curl_free(escaped);
}

static const char *
request_url(const struct kannel *k, struct arena *mem, CURL *easy, const struct sending *s)
{
	struct buf url = buf_new(mem);
	int64_t minutes = (s->expires_ms - clock_now()) / MS_MINUTE;
	buf_str(&url, k->url);
	if (k->user)
		parameter(&url, easy, "username", k->user);
	if (k->password)
		parameter(&url, easy, "password", k->password);
	if (k->from)
		parameter(&url, easy, "from", k->from);
	parameter(&url, easy, "to", s->phone);
	parameter(&url, easy, "charset", "UTF-8");
	parameter(&url, easy, "coding", strcmp(s->coding, "gsm") == 0 ? "0" : "2");
	parameter(&url, easy, "validity", arena_printf(mem, "%lld", (long long)(minutes > 1 ? minutes : 1)));
	if (k->dlr_base && s->ref) {
		parameter(&url, easy, "dlr-mask", arena_printf(mem, "%d", DLR_MASK));
		parameter(&url, easy, "dlr-url",
			  arena_printf(mem, "%s/api/v1/messages/dlr?state=%%d&ref=%s", k->dlr_base, s->ref));
	}
	parameter(&url, easy, "text", s->body);
	return buf_text(&url);
}

static void
begin(struct kannel *k, struct arena *mem, struct transfer *t, struct sending *s)
{
	t->of = s;
	t->answer_n = 0;
	curl_easy_setopt(t->easy, CURLOPT_URL, request_url(k, mem, t->easy, s));
	CURLMcode rc = curl_multi_add_handle(k->multi, t->easy);
	assert(rc == CURLM_OK);
}

/* ---- what came back ---- */

static const char *
one_line(struct arena *mem, const char *text)
{
	char *line = arena_strndup(mem, text, strnlen(text, ANSWER_MAX));
	for (char *p = line; *p; p++)
		if ((unsigned char)*p < ' ' || (unsigned char)*p > '~')
			*p = ' ';
	return line;
}

void
way_judge(struct arena *mem, struct sending *s, long status, const char *text)
{
	const char *line = arena_printf(mem, "%ld %s", status, one_line(mem, text));
	bool down = status == 401 || status == 403 || status == 429 || status == 503;
	if (status >= 200 && status < 300) {
		s->result = SENDING_SENT;
		s->reference = line;
		return;
	}
	s->result = down ? SENDING_DOWN : status >= 400 && status < 500 ? SENDING_REFUSED : SENDING_AGAIN;
	s->error = line;
}

static void
end(struct kannel *k, struct arena *mem, CURL *easy, CURLcode rc)
{
	struct transfer *t;
	long status = 0;
	curl_off_t connected = 0;
	curl_easy_getinfo(easy, CURLINFO_PRIVATE, (char **)&t);
	curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
	curl_easy_getinfo(easy, CURLINFO_CONNECT_TIME_T, &connected);
	t->answer[t->answer_n] = 0;
	if (rc == CURLE_OK) {
		way_judge(mem, t->of, status, t->answer);
	} else {
		/* once it was connected nobody knows whether the message went out */
		t->of->result = connected ? SENDING_AGAIN : SENDING_DOWN;
		t->of->error = curl_easy_strerror(rc);
	}
	curl_multi_remove_handle(k->multi, easy);
	t->of = NULL;
}

/* True: one of them said that the gateway is down. */
static bool
end_finished(struct kannel *k, struct arena *mem)
{
	bool down = false;
	int left;
	for (CURLMsg *m; (m = curl_multi_info_read(k->multi, &left));) {
		struct transfer *t;
		curl_easy_getinfo(m->easy_handle, CURLINFO_PRIVATE, (char **)&t);
		const struct sending *s = t->of;
		end(k, mem, m->easy_handle, m->data.result);
		down |= s->result == SENDING_DOWN;
	}
	return down;
}

static struct transfer *
free_transfer(struct kannel *k)
{
	for (int i = 0; i < WAY_AT_ONCE; i++)
		if (!k->transfers[i].of)
			return &k->transfers[i];
	return NULL;
}

static void
kannel_send(struct way *way, struct arena *mem, struct sending *list, size_t n, const atomic_bool *stopping)
{
	struct kannel *k = (struct kannel *)way;
	int64_t end_us = clock_monotonic_us() + WAY_CLAIM_MS * INT64_C(1000);
	bool go_on = true;
	int running = 0;
	for (size_t i = 0; i < n || running;) {
		struct transfer *t = free_transfer(k);
		go_on = go_on && !atomic_load(stopping) && clock_monotonic_us() < end_us;
		if (i < n && (!go_on || list[i].result != SENDING_UNTRIED || list[i].expires_ms <= clock_now())) {
			i++;
			continue;
		}
		if (i < n && t) {
			begin(k, mem, t, &list[i++]);
			running = 1;
			continue;
		}
		curl_multi_perform(k->multi, &running);
		go_on &= !end_finished(k, mem);
		if (running && (i == n || !free_transfer(k)))
			curl_multi_poll(k->multi, NULL, 0, POLL_MS, NULL);
	}
}

/* ---- making ---- */

static bool
make_transfers(struct kannel *k)
{
	k->multi = curl_multi_init();
	bool ok = k->multi != NULL;
	for (int i = 0; i < WAY_AT_ONCE && ok; i++) {
		struct transfer *t = &k->transfers[i];
		t->easy = curl_easy_init();
		ok = t->easy && curl_easy_setopt(t->easy, CURLOPT_PRIVATE, t) == CURLE_OK &&
		     curl_easy_setopt(t->easy, CURLOPT_WRITEFUNCTION, take_answer) == CURLE_OK &&
		     curl_easy_setopt(t->easy, CURLOPT_WRITEDATA, t) == CURLE_OK &&
		     curl_easy_setopt(t->easy, CURLOPT_TIMEOUT_MS, (long)WAY_TIMEOUT_MS) == CURLE_OK &&
		     curl_easy_setopt(t->easy, CURLOPT_NOSIGNAL, 1L) == CURLE_OK &&
		     curl_easy_setopt(t->easy, CURLOPT_NOPROXY, "*") == CURLE_OK &&
		     curl_easy_setopt(t->easy, CURLOPT_PROTOCOLS_STR, "http,https") == CURLE_OK;
	}
	return ok;
}

/* What is a part of its own may not stay in the address: curl would send it as a header. */
static char *
take_part(CURLU *u, CURLUPart part)
{
	char *found = NULL, *out;
	if (curl_url_get(u, part, &found, CURLU_URLDECODE) != CURLUE_OK)
		return NULL;
	out = strdup(found);
	curl_free(found);
	curl_url_set(u, part, NULL, 0);
	return out;
}

static bool
read_url(struct kannel *k, const char *url)
{
	CURLU *u = curl_url();
	char *bare = NULL;
	bool ok = u && curl_url_set(u, CURLUPART_URL, url, 0) == CURLUE_OK;
	if (ok) {
		k->user = take_part(u, CURLUPART_USER);
		k->password = take_part(u, CURLUPART_PASSWORD);
		ok = curl_url_get(u, CURLUPART_URL, &bare, 0) == CURLUE_OK;
	}
	k->url = ok ? strdup(bare) : NULL;
	curl_free(bare);
	curl_url_cleanup(u);
	return ok;
}

static void
kannel_free(struct way *way)
{
	struct kannel *k = (struct kannel *)way;
	for (int i = 0; i < WAY_AT_ONCE; i++)
		curl_easy_cleanup(k->transfers[i].easy);
	curl_multi_cleanup(k->multi);
	free(k->url);
	free(k->user);
	free(k->password);
	free(k->from);
	free(k->dlr_base);
	free(k);
	curl_global_cleanup();
}

enum err
way_kannel(struct ctx *cx, const struct kannel_config *config, struct way **out)
{
	struct kannel *k = calloc(1, sizeof *k);
	assert(k);
	k->way = (struct way){ "kannel", kannel_send, kannel_free };
	k->from = config->from ? strdup(config->from) : NULL;
	k->dlr_base = config->dlr_base ? strdup(config->dlr_base) : NULL;
	if (k->dlr_base && *k->dlr_base && k->dlr_base[strlen(k->dlr_base) - 1] == '/')
		k->dlr_base[strlen(k->dlr_base) - 1] = 0;
	curl_global_init(CURL_GLOBAL_DEFAULT);
	if (make_transfers(k) && read_url(k, config->url)) {
		*out = &k->way;
		return OK;
	}
	kannel_free(&k->way);
	return fail_field(cx, "sms_kannel", "way.url",
			  "sms_kannel: địa chỉ của Kannel không đúng dạng http://máy:cổng/cgi-bin/sendsms.",
			  "sms_kannel: the address of Kannel is not of the form http://host:port/cgi-bin/sendsms.");
}
