/* sqlgen OUTDIR FILE.sql... - makes C of named queries.
 *
 * Each query starts with "-- name: NAME (ARG TYPE, ...)". Types are BIGINT, BOOLEAN, TEXT, BYTEA; with ? the
 * argument may be null. For x/stock.sql it writes OUTDIR/stock_sql.h with one typed function a query, and for all
 * files together OUTDIR/sql_all.c. It refuses what one of the two engines would misread.
 *
 * REMEMBER after the arguments: a connection keeps the rows for a moment (db/recall.h). The tables that such queries
 * read are numbered here, and every query that writes one of them is marked, so that nobody has to keep a list.
 *
 * TOGETHER after the arguments of an INSERT ... VALUES: the rows of a transaction may wait and be written by one statement
 * (db/db_pg_together.c), which is made here; TOGETHER ARG adds up that argument of rows that are otherwise the same. Every
 * other query that names such a table is marked: before it runs, what waits for the table is written. */
#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { QUERIES_MAX = 2000, ARGS_MAX = 40, TEXT_MAX = 16384, TABLES_MAX = 64 };

struct arg {
	char name[64], type[16];
	bool null;
};
struct query {
	char name[128];
	struct arg args[ARGS_MAX];
	int nargs;
	bool remember, together;
	int sum; /* TOGETHER ARG: its place; -1: none */
	char *text;
};
struct tables {
	const char *whose;
	char names[TABLES_MAX][64];
	int count;
};

static struct query queries[QUERIES_MAX];
static int count;
static struct tables remembered = { .whose = "REMEMBER" }, gathered = { .whose = "TOGETHER" };
static const char *file;
static int line;

static void
die(const char *why, const char *what)
{
	fprintf(stderr, "%s:%d: %s: %s\n", file, line, why, what);
	exit(1);
}

static char *
trim(char *s)
{
	while (isspace((unsigned char)*s))
		s++;
	char *end = s + strlen(s);
	while (end > s && isspace((unsigned char)end[-1]))
		*--end = 0;
	return s;
}

static void
read_arg(struct query *q, char *text)
{
	char name[64], type[16];
	if (q->nargs == ARGS_MAX)
		die("too many arguments", q->name);
	if (sscanf(text, "%63s %15s", name, type) != 2)
		die("expected NAME TYPE", text);
	struct arg *a = &q->args[q->nargs++];
	size_t n = strlen(type);
	a->null = n && type[n - 1] == '?';
	if (a->null)
		type[n - 1] = 0;
	if (strcmp(type, "BIGINT") && strcmp(type, "BOOLEAN") && strcmp(type, "TEXT") && strcmp(type, "BYTEA"))
		die("unknown type", type);
	strcpy(a->name, name);
	strcpy(a->type, type);
}

static void
read_header(char *s)
{
	if (count == QUERIES_MAX)
		die("too many queries", s);
	struct query *q = &queries[count++];
	char *open = strchr(s, '('), *close = strrchr(s, ')');
	if (!open || !close || close < open)
		die("expected NAME (ARG TYPE, ...)", s);
	*open = *close = 0;
	char *after = trim(close + 1);
	q->remember = strcmp(after, "REMEMBER") == 0;
	q->together = strncmp(after, "TOGETHER", 8) == 0;
	if (*after && !q->remember && !q->together)
		die("only REMEMBER or TOGETHER may stand after the arguments", after);
	snprintf(q->name, sizeof q->name, "%s", trim(s));
	for (int i = 0; i < count - 1; i++)
		if (strcmp(queries[i].name, q->name) == 0)
			die("a query of this name exists", q->name);
	for (char *a = strtok(open + 1, ","); a; a = strtok(NULL, ","))
		if (*trim(a))
			read_arg(q, trim(a));
	q->sum = -1;
	const char *sum = q->together ? trim(after + 8) : "";
	for (int i = 0; *sum && i < q->nargs; i++)
		if (strcmp(q->args[i].name, sum) == 0)
			q->sum = i;
	if (*sum && (q->sum < 0 || strcmp(q->args[q->sum].type, "BIGINT") != 0))
		die("TOGETHER needs the name of a BIGINT argument, or none", sum);
	q->text = calloc(1, TEXT_MAX);
}

/* $N used must be exactly the arguments declared, and nothing that one engine reads otherwise. */
static void
check(const struct query *q)
{
	bool used[ARGS_MAX] = { false };
	file = q->name;
	line = 0;
	if (strstr(q->text, "::"))
		die(":: is a cast in PostgreSQL and part of a name in SQLite; use CAST(x AS type)", q->name);
	bool quoted = false;
	for (const char *p = q->text; *p; p++) {
		if (*p == '\'')
			quoted = !quoted;
		if (quoted || *p != '$')
			continue;
		int n = atoi(p + 1);
		if (n < 1 || n > q->nargs)
			die("parameter number out of range", p);
		used[n - 1] = true;
	}
	for (int i = 0; i < q->nargs; i++)
		if (!used[i])
			die("argument is not used", q->args[i].name);
	if (strchr(q->text, ';'))
		die("one statement a query", q->name);
}

static void
read_file(const char *path)
{
	char text[4096];
	FILE *f = fopen(path, "r");
	file = path;
	line = 0;
	if (!f)
		die("cannot open", path);
	int first = count;
	while (fgets(text, sizeof text, f)) {
		line++;
		if (strncmp(text, "-- name:", 8) == 0) {
			read_header(text + 8);
			continue;
		}
		char *comment = strstr(text, "--");
		if (comment)
			*comment = 0;
		char *s = trim(text);
		if (!*s)
			continue;
		if (count == first)
			die("text before the first query", s);
		char *to = queries[count - 1].text;
		size_t n = strlen(s), at = strlen(to);
		if (s[n - 1] == ';')
			s[--n] = 0;
		if (at + n + 2 > TEXT_MAX)
			die("query too long", queries[count - 1].name);
		if (at)
			to[at++] = ' ';
		memcpy(to + at, s, n + 1);
	}
	fclose(f);
}

/* The word after one of the given phrases, from *at on; false when there is none any more. */
static bool
table_after(const char **at, const char *phrase, char name[64])
{
	const char *p = strstr(*at, phrase);
	if (!p)
		return false;
	p += strlen(phrase);
	size_t n = strspn(p, "abcdefghijklmnopqrstuvwxyz_");
	snprintf(name, 64, "%.*s", (int)n, p);
	*at = p + n;
	return true;
}

static int
table_find(const struct tables *t, const char *name)
{
	int i = 0;
	while (i < t->count && strcmp(t->names[i], name) != 0)
		i++;
	return i;
}

/* The tables that a query names after a phrase, as bits; add: unknown ones get a number. */
static unsigned long long
tables_after(struct tables *t, const struct query *q, const char *phrase, bool add)
{
	unsigned long long bits = 0;
	char name[64];
	for (const char *at = q->text; table_after(&at, phrase, name);) {
		int i = table_find(t, name);
		if (i == t->count && !add)
			continue;
		if (i == TABLES_MAX)
			die("too many tables are read by queries of this kind", t->whose);
		if (i == t->count)
			strcpy(t->names[t->count++], name);
		bits |= 1ULL << i;
	}
	return bits;
}

static unsigned long long
reads_of(const struct query *q)
{
	return q->remember ? tables_after(&remembered, q, "FROM ", true) | tables_after(&remembered, q, "JOIN ", true)
			   : 0;
}

/* Tables of the list that it changes. */
static unsigned long long
changed_by(struct tables *t, const struct query *q)
{
	return tables_after(t, q, "INSERT INTO ", false) | tables_after(t, q, "DELETE FROM ", false) |
	       (strncmp(q->text, "UPDATE ", 7) == 0 ? tables_after(t, q, "UPDATE ", false) : 0);
}

static unsigned long long
writes_of(const struct query *q)
{
	bool select = strncmp(q->text, "SELECT", 6) == 0 || strncmp(q->text, "WITH", 4) == 0;
	return select ? 0 : changed_by(&remembered, q);
}

/* TOGETHER: the table whose rows wait. */
static unsigned long long
gathers_of(const struct query *q)
{
	return q->together ? tables_after(&gathered, q, "INSERT INTO ", true) : 0;
}

/* Every other query: the tables whose waiting rows it could see or miss. */
static unsigned long long
meets_of(const struct query *q)
{
	return q->together ? 0
			   : tables_after(&gathered, q, "FROM ", false) | tables_after(&gathered, q, "JOIN ", false) |
				     changed_by(&gathered, q);
}

/* The statement of a TOGETHER query for many rows: each argument an array. */
static void
write_many(FILE *out, const struct query *q)
{
	file = q->name;
	const char *values = strstr(q->text, "VALUES ("), *end = values ? strchr(values, ')') : NULL;
	if (strncmp(q->text, "INSERT INTO ", 12) != 0 || !end || strchr(end, '$') ||
	    memchr(values + 8, '(', (size_t)(end - values - 8)))
		die("TOGETHER is for INSERT INTO t (...) VALUES ($1, ...), with nothing of a row after it", q->name);
	fprintf(out, "%.*sSELECT ", (int)(values - q->text), q->text);
	for (const char *p = values + 8; p < end;) {
		if (*p != '$') {
			fputc(*p++, out);
			continue;
		}
		int i = (int)strtol(p + 1, (char **)(void *)&p, 10) - 1;
		fprintf(out, i == q->sum ? "CAST(SUM(u.%s_) AS BIGINT)" : "u.%s_", q->args[i].name);
	}
	fputs(" FROM unnest(", out);
	for (int i = 0; i < q->nargs; i++)
		fprintf(out, "%s$%d", i ? ", " : "", i + 1);
	fputs(") AS u (", out);
	for (int i = 0; i < q->nargs; i++)
		fprintf(out, "%s%s_", i ? ", " : "", q->args[i].name);
	fputs(")", out);
	/* in order, so that two servers lock what they share in the same one */
	for (int by = 0; by < 2 && q->sum >= 0; by++)
		for (int i = 0, n = 0; i < q->nargs; i++)
			if (i != q->sum)
				fprintf(out, "%su.%s_", n++ ? ", " : by ? " ORDER BY " : " GROUP BY ", q->args[i].name);
	fputs(end + 1, out);
}

static const char *
c_type(const struct arg *a)
{
	if (strcmp(a->type, "TEXT") == 0)
		return "const char *";
	if (strcmp(a->type, "BYTEA") == 0)
		return "struct bytes ";
	if (strcmp(a->type, "BOOLEAN") == 0)
		return a->null ? "const bool *" : "bool ";
	return a->null ? "const int64_t *" : "int64_t ";
}

static void
write_arg(FILE *out, int i, const struct arg *a)
{
	if (strcmp(a->type, "TEXT") == 0)
		fprintf(out, "\tcall.args[%d] = (struct sql_arg){ .null = !%s, .p = %s, .n = %s ? strlen(%s) : 0 };\n",
			i, a->name, a->name, a->name, a->name);
	else if (strcmp(a->type, "BYTEA") == 0)
		fprintf(out, "\tcall.args[%d] = (struct sql_arg){ .null = !%s.p, .p = %s.p, .n = %s.n };\n", i, a->name,
			a->name, a->name);
	else if (a->null)
		fprintf(out, "\tcall.args[%d] = (struct sql_arg){ .null = !%s, .i = %s ? *%s : 0 };\n", i, a->name,
			a->name, a->name);
	else
		fprintf(out, "\tcall.args[%d] = (struct sql_arg){ .i = %s };\n", i, a->name);
}

static void
write_function(FILE *out, int id, const struct query *q)
{
	fprintf(out, "static inline struct sql_call\nsql_%s(", q->name);
	for (int i = 0; i < q->nargs; i++)
		fprintf(out, "%s%s%s", i ? ", " : "", c_type(&q->args[i]), q->args[i].name);
	fprintf(out, "%s)\n{\n\tstruct sql_call call;\n\tcall.sql = &sql_all[%d];\n", q->nargs ? "" : "void", id);
	for (int i = 0; i < q->nargs; i++)
		write_arg(out, i, &q->args[i]);
	fprintf(out, "\treturn call;\n}\n\n");
}

static void
write_all(FILE *out)
{
	fprintf(out, "#include \"db/db.h\"\n\nconst struct sql sql_all[] = {\n");
	for (int i = 0; i < count; i++) { /* numbers the tables */
		reads_of(&queries[i]);
		gathers_of(&queries[i]);
	}
	for (int i = 0; i < count; i++) {
		const struct query *q = &queries[i];
		fprintf(out, "\t{ \"%s\", \"", q->name);
		for (const char *p = q->text; *p; p++)
			fprintf(out, *p == '"' || *p == '\\' ? "\\%c" : "%c", *p);
		fprintf(out, "\", %d, %d, {", i, q->nargs);
		for (int a = 0; a < q->nargs; a++)
			fprintf(out, " SQL_%s,", q->args[a].type);
		fprintf(out, " 0 }, 0x%llxULL, 0x%llxULL, %s, ", reads_of(q), writes_of(q),
			strncmp(q->text, "SELECT", 6) == 0 ? "false" : "true");
		if (q->together) {
			fputc('"', out);
			write_many(out, q);
			fputc('"', out);
		} else {
			fputs("NULL", out);
		}
		fprintf(out, ", 0x%llxULL, 0x%llxULL },\n", gathers_of(q), meets_of(q));
	}
	fprintf(out, "};\nconst int sql_count = %d;\nconst int sql_table_count = %d;\n", count, remembered.count);
}

static FILE *
create(const char *dir, const char *name, const char *suffix)
{
	static char path[1024];
	snprintf(path, sizeof path, "%s/%s%s", dir, name, suffix);
	FILE *out = fopen(path, "w");
	file = path;
	if (!out)
		die("cannot write", path);
	return out;
}

int
main(int argc, char **argv)
{
	if (argc < 3) {
		fprintf(stderr, "usage: sqlgen OUTDIR FILE.sql...\n");
		return 2;
	}
	for (int f = 2; f < argc; f++) {
		int first = count;
		read_file(argv[f]);
		const char *slash = strrchr(argv[f], '/');
		char base[128];
		snprintf(base, sizeof base, "%s", slash ? slash + 1 : argv[f]);
		*strrchr(base, '.') = 0;
		FILE *out = create(argv[1], base, "_sql.h");
		fprintf(out, "/* made by tools/sqlgen from %s: do not edit */\n#pragma once\n#include \"db/db.h\"\n\n",
			argv[f]);
		for (int i = first; i < count; i++)
			write_function(out, i, &queries[i]);
		fclose(out);
	}
	for (int i = 0; i < count; i++)
		check(&queries[i]);
	FILE *out = create(argv[1], "sql_all", ".c");
	write_all(out);
	fclose(out);
	return 0;
}
