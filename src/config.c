#include "config.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* where: what the message is about, "/etc/x.conf:3: db", "DB", "--db". Always false. */
__attribute__((format(printf, 2, 4), format(printf, 3, 4))) static bool
refuse(const char *where, const char *vi, const char *en, ...)
{
	va_list ap, again;
	va_start(ap, en);
	va_copy(again, ap);
	fprintf(stderr, "tiemchung: %s: ", where);
	vfprintf(stderr, vi, ap);
	fprintf(stderr, "\n           %s: ", where);
	vfprintf(stderr, en, again);
	fputc('\n', stderr);
	va_end(again);
	va_end(ap);
	return false;
}

/* ---- what a value must be ---- */

static bool
is_address(const char *text, size_t n)
{
	char one[INET6_ADDRSTRLEN];
	unsigned char bytes[16];
	if (n == 0 || n >= sizeof one)
		return false;
	memcpy(one, text, n);
	one[n] = 0;
	return inet_pton(AF_INET, one, bytes) == 1 || inet_pton(AF_INET6, one, bytes) == 1;
}

static bool
check_db(const char *v)
{
	return (strncmp(v, "sqlite:", 7) == 0 && v[7]) || strncmp(v, "postgresql://", 13) == 0 ||
	       strncmp(v, "postgres://", 11) == 0;
}

static bool
check_text(const char *v)
{
	return *v != 0;
}

static bool
check_listen(const char *v)
{
	const char *colon = strrchr(v, ':');
	struct in_addr at;
	char host[64], *end;
	if (!colon || colon == v || (size_t)(colon - v) >= sizeof host || colon[1] < '0' || colon[1] > '9')
		return false;
	memcpy(host, v, (size_t)(colon - v));
	host[colon - v] = 0;
	long port = strtol(colon + 1, &end, 10);
	return !*end && port >= 1 && port <= 65535 && inet_pton(AF_INET, host, &at) == 1;
}

static bool
check_address(const char *v)
{
	return is_address(v, strlen(v));
}

static bool
check_addresses(const char *v)
{
	for (const char *p = v; *p;) {
		size_t n = strcspn(p, ", ");
		if (n && !is_address(p, n))
			return false;
		p += n + (p[n] != 0);
	}
	return *v != 0;
}

static bool
check_rate(const char *v)
{
	size_t n = strspn(v, "0123456789");
	return n > 0 && n <= 7 && !v[n];
}

static bool
check_way(const char *v)
{
	return strcmp(v, "none") == 0 || strcmp(v, "console") == 0 || strcmp(v, "kannel") == 0;
}

static bool
check_url(const char *v)
{
	return (strncmp(v, "http://", 7) == 0 && v[7]) || (strncmp(v, "https://", 8) == 0 && v[8]);
}

/* GSM 03.40: eleven characters, or a number */
static bool
check_sender(const char *v)
{
	size_t n = strlen(v);
	return n >= 1 && (n <= 11 || (n <= 20 && v[strspn(v, "+0123456789")] == 0));
}

/* ---- the settings: their names, here and nowhere else ---- */

static const struct setting {
	const char *name; /* in the file; --name on the command line, with - for _ */
	const char *env;
	size_t offset;
	bool (*check)(const char *value);
	const char *vi, *en; /* what is expected */
	bool secret;         /* may hold a password: password_in() */
} settings[] = {
	{ "db", "DB", offsetof(struct options, db), check_db, "cần sqlite:ĐƯỜNG_DẪN hoặc postgresql://...",
	  "expected sqlite:PATH or postgresql://...", true },
	{ "data", "DATA", offsetof(struct options, data), check_text, "cần tên một thư mục", "expected a folder" },
	{ "listen", "TIEMCHUNG_LISTEN", offsetof(struct options, listen), check_listen,
	  "cần ĐỊA_CHỈ:CỔNG, ví dụ 127.0.0.1:8080", "expected ADDRESS:PORT, such as 127.0.0.1:8080" },
	{ "trusted_proxy", "TIEMCHUNG_TRUSTED_PROXY", offsetof(struct options, proxy), check_address,
	  "cần một địa chỉ IP, ví dụ 127.0.0.1", "expected an IP address, such as 127.0.0.1" },
	{ "rate_address", "TIEMCHUNG_RATE_ADDRESS", offsetof(struct options, rate_address), check_rate,
	  "cần số yêu cầu mỗi giây, 0 là không giới hạn", "expected requests a second, 0 for no limit" },
	{ "rate_account", "TIEMCHUNG_RATE_ACCOUNT", offsetof(struct options, rate_account), check_rate,
	  "cần số yêu cầu mỗi giây, 0 là không giới hạn", "expected requests a second, 0 for no limit" },
	{ "metrics_from", "TIEMCHUNG_METRICS_FROM", offsetof(struct options, metrics_from), check_addresses,
	  "cần các địa chỉ IP, cách nhau bằng dấu phẩy", "expected IP addresses with commas between" },
	{ "sms_way", "TIEMCHUNG_SMS_WAY", offsetof(struct options, sms_way), check_way, "cần none, console hoặc kannel",
	  "expected none, console or kannel" },
	{ "sms_kannel", "TIEMCHUNG_SMS_KANNEL", offsetof(struct options, sms_kannel), check_url,
	  "cần http://TÊN:MẬT_KHẨU@MÁY:CỔNG/cgi-bin/sendsms", "expected http://USER:PASSWORD@HOST:PORT/cgi-bin/sendsms",
	  true },
	{ "sms_from", "TIEMCHUNG_SMS_FROM", offsetof(struct options, sms_from), check_sender,
	  "cần tên người gửi tối đa 11 ký tự, hoặc một số", "expected a sender of at most 11 characters, or a number" },
	{ "sms_dlr_base", "TIEMCHUNG_SMS_DLR_BASE", offsetof(struct options, sms_dlr_base), check_url,
	  "cần http://ĐỊA_CHỈ:CỔNG của máy chủ này", "expected http://ADDRESS:PORT of this server" },
	{ "sms_rate", "TIEMCHUNG_SMS_RATE", offsetof(struct options, sms_rate), check_rate,
	  "cần số SMS mỗi giây, 0 là không giới hạn", "expected SMS a second, 0 for no limit" },
};
enum { SETTINGS = sizeof settings / sizeof *settings };
_Static_assert(sizeof settings / sizeof *settings <= (size_t)CONFIG_SETTINGS_MAX,
	       "options.from has room for every setting");

/* What only one command is told. */
static const struct {
	const char *option;
	size_t offset;
} arguments[] = {
	{ "--config", offsetof(struct options, file) },
	{ "--role", offsetof(struct options, role) },
	{ "--unit", offsetof(struct options, unit) },
	{ "--name", offsetof(struct options, name) },
	{ "--url", offsetof(struct options, url) },
	{ "--user", offsetof(struct options, user) },
	{ "--password-file", offsetof(struct options, password_file) },
	{ "--anchors", offsetof(struct options, anchors) },
	{ "--key", offsetof(struct options, key) },
	{ "--journeys", offsetof(struct options, journeys) },
	{ "--sites", offsetof(struct options, sites) },
	{ "--connections", offsetof(struct options, connections) },
	{ "--list-size", offsetof(struct options, list_size) },
	{ "--batch", offsetof(struct options, batch) },
	{ "--day", offsetof(struct options, day) },
	{ "--rate", offsetof(struct options, rate) },
	{ "--patience", offsetof(struct options, patience) },
	{ "--journal", offsetof(struct options, journal) },
	{ "--seed", offsetof(struct options, seed) },
	{ "--dump", offsetof(struct options, dump) },
#ifdef TEST_HOOKS
	{ "--clock", offsetof(struct options, clock) },
	{ "--lease", offsetof(struct options, lease) },
#endif
};

static const char **
slot(struct options *o, size_t offset)
{
	return (const char **)(void *)((char *)o + offset);
}

static void
option_of(const struct setting *s, char out[40])
{
	snprintf(out, 40, "--%s", s->name);
	for (char *p = out; *p; p++)
		if (*p == '_')
			*p = '-';
}

static bool
judge(const struct setting *s, const char *value, const char *where)
{
	return s->check(value) || refuse(where, "%s%.0s.", "%.0s%s.", s->vi, s->en);
}

/* ---- passwords ---- */

/* The password inside an address, "user:PASSWORD@" or "password=PASSWORD"; its length in *n, NULL when there is none. */
static const char *
password_in(const char *db, size_t *n)
{
	const char *start = strstr(db, "://"), *query = strchr(db, '?');
	if (!start)
		return NULL;
	start += 3;
	const char *at = memchr(start, '@', strcspn(start, "/?"));
	const char *colon = at ? memchr(start, ':', (size_t)(at - start)) : NULL;
	if (colon) {
		*n = (size_t)(at - colon) - 1;
		return colon + 1;
	}
	const char *named = query ? strstr(query, "password=") : NULL;
	if (!named)
		return NULL;
	*n = strcspn(named + 9, "&");
	return named + 9;
}

bool
config_secret_file(const char *path)
{
	struct stat st;
	if (stat(path, &st) != 0 || !(st.st_mode & 077))
		return true;
	return refuse(path, "tệp bí mật này người khác đọc được (quyền %03o). Hãy chạy: chmod 600 %s",
		      "others can read this secret file (mode %03o). Run: chmod 600 %s", st.st_mode & 0777, path);
}

/* ---- the three sources ---- */

/* False: there is no such option. value may be NULL when nothing follows. */
static bool
take_argument(struct options *o, const char *option, char *value)
{
	static char hidden[SETTINGS][4200];
	char name[40];
	for (size_t i = 0; i < sizeof arguments / sizeof *arguments; i++)
		if (strcmp(arguments[i].option, option) == 0) {
			*slot(o, arguments[i].offset) = value;
			return true;
		}
	for (size_t i = 0; i < SETTINGS; i++) {
		option_of(&settings[i], name);
		if (strcmp(name, option) != 0)
			continue;
		size_t n;
		*slot(o, settings[i].offset) = value;
		o->from[i] = "command line";
		if (!value || !settings[i].secret || !password_in(value, &n))
			return true;
		snprintf(hidden[i], sizeof hidden[i], "%s", value);
		*slot(o, settings[i].offset) = hidden[i];
		memset(value + (password_in(value, &n) - value), 'x', n);
		return true;
	}
	return false;
}

static bool
read_arguments(int argc, char **argv, struct options *o)
{
	for (int i = 0; i < argc; i++) {
		if (strcmp(argv[i], "--demo") == 0) {
			o->demo = true;
		} else if (strcmp(argv[i], "--alarm") == 0) {
			o->alarm = true;
		} else if (strcmp(argv[i], "--phases") == 0) {
			o->phases = true;
		} else if (strncmp(argv[i], "--", 2) == 0) {
			if (!take_argument(o, argv[i], i + 1 < argc ? argv[i + 1] : NULL))
				return refuse(argv[i], "không có tùy chọn này.", "there is no such option.");
			if (++i == argc)
				return refuse(argv[i - 1], "thiếu giá trị.", "needs a value.");
		} else if (o->nwords < CONFIG_WORDS_MAX) {
			o->words[o->nwords++] = argv[i];
		}
	}
	char name[40];
	for (size_t i = 0; i < SETTINGS; i++) {
		option_of(&settings[i], name);
		if (o->from[i] && !judge(&settings[i], *slot(o, settings[i].offset), name))
			return false;
	}
	return true;
}

static bool
read_environment(struct options *o)
{
	for (size_t i = 0; i < SETTINGS; i++) {
		const char *v = getenv(settings[i].env);
		if (!v || !*v)
			continue;
		if (!judge(&settings[i], v, settings[i].env))
			return false;
		if (o->from[i])
			continue;
		*slot(o, settings[i].offset) = v;
		o->from[i] = "environment";
	}
	return true;
}

static char *
trim(char *text)
{
	text += strspn(text, " \t");
	char *end = text + strlen(text);
	while (end > text && strchr(" \t\r", end[-1]))
		*--end = 0;
	return text;
}

static const char *
names(char *out, size_t size)
{
	size_t n = 0;
	for (size_t i = 0; i < SETTINGS && n < size; i++)
		n += (size_t)snprintf(out + n, size - n, "%s%s", i ? ", " : "", settings[i].name);
	return out;
}

/* One line; mode is the file's, for the secrets in it. */
static bool
read_line(struct options *o, char *line, const char *where, mode_t mode)
{
	char *equals = strchr(line, '='), full[4400];
	size_t i = 0, n;
	line = trim(line);
	if (!*line || *line == '#')
		return true;
	if (!equals)
		return refuse(where, "cần một dòng \"tên = giá trị\".", "expected a line \"name = value\".");
	*equals = 0;
	const char *name = trim(line), *value = trim(equals + 1);
	while (i < SETTINGS && strcmp(settings[i].name, name) != 0)
		i++;
	if (i == SETTINGS)
		return refuse(where, "không có thiết lập \"%s\". Các tên: %s.",
			      "there is no setting \"%s\". The names: %s.", name, names(full, sizeof full));
	snprintf(full, sizeof full, "%s: %s", where, name);
	if (!judge(&settings[i], value, full))
		return false;
	if (mode & 077 && settings[i].secret && password_in(value, &n))
		return refuse(full,
			      "dòng này chứa mật khẩu mà người khác đọc được tệp (quyền %03o). Hãy chạy: chmod 600 %s",
			      "this line holds a password and others can read the file (mode %03o). Run: chmod 600 %s",
			      mode & 0777, o->file);
	if (o->from[i])
		return true;
	*slot(o, settings[i].offset) = value;
	o->from[i] = "file";
	return true;
}

static bool
read_lines(struct options *o, char *text, mode_t mode)
{
	char where[4200];
	bool ok = true;
	int number = 1;
	for (char *line = text; ok && line; number++) {
		char *end = strchr(line, '\n');
		if (end)
			*end = 0;
		snprintf(where, sizeof where, "%.4000s:%d", o->file, number);
		ok = read_line(o, line, where, mode);
		line = end ? end + 1 : NULL;
	}
	return ok;
}

/* The values stay where they were read. */
static bool
read_file(struct options *o)
{
	static char text[CONFIG_BYTES_MAX + 2];
	struct stat st;
	int fd = open(o->file, O_RDONLY | O_CLOEXEC);
	if (fd < 0 || fstat(fd, &st) != 0)
		return refuse(o->file, "không đọc được tệp cấu hình: %s.", "cannot read the configuration file: %s.",
			      strerror(errno));
	ssize_t n = read(fd, text, CONFIG_BYTES_MAX + 1);
	close(fd);
	if (n < 0 || n > CONFIG_BYTES_MAX || memchr(text, 0, (size_t)n))
		return refuse(o->file, "không phải tệp văn bản hoặc dài hơn %d byte.",
			      "is no text file or longer than %d bytes.", CONFIG_BYTES_MAX);
	text[n] = 0;
	return read_lines(o, text, st.st_mode);
}

bool
options_read(int argc, char **argv, struct options *out)
{
	static char path[4200];
	*out = (struct options){ 0 };
	if (!read_arguments(argc, argv, out) || !read_environment(out))
		return false;
	const char *named = getenv("TIEMCHUNG_CONFIG");
	if (!out->file && named && *named)
		out->file = named;
	if (!out->file && !out->db && !out->data && access(CONFIG_FILE, F_OK) == 0)
		out->file = CONFIG_FILE;
	if (out->file && !read_file(out))
		return false;
	if (!out->listen)
		out->listen = "127.0.0.1:8080";
	if (!out->data)
		out->data = "state";
	snprintf(path, sizeof path, "sqlite:%.4000s/tiemchung.db", out->data);
	if (!out->db)
		out->db = path;
	return true;
}

void
options_write(const struct options *o, struct buf *out)
{
	json_obj(out);
	json_kv_text(out, "file", o->file);
	json_key(out, "settings");
	json_obj(out);
	for (size_t i = 0; i < SETTINGS; i++) {
		const char *value = *slot((struct options *)(uintptr_t)o, settings[i].offset);
		size_t n = 0;
		const char *secret = value ? password_in(value, &n) : NULL;
		json_key(out, settings[i].name);
		json_obj(out);
		json_kv_text(out, "value",
			     secret ? arena_printf(out->mem, "%.*s***%s", (int)(secret - value), value, secret + n)
				    : value);
		json_kv_text(out, "from", o->from[i] ? o->from[i] : "default");
		json_kv_text(out, "variable", settings[i].env);
		json_obj_end(out);
	}
	json_obj_end(out);
	json_obj_end(out);
}
