#include "sheet/sheet_xlsx.h"

#include "base/buf.h"

#include <string.h>

enum { RELATIONS_MAX = 1024 };

/* "this part names that one": a .rels file of the package */
struct relation {
	const char *id, *type, *target;
};

struct relations {
	struct xlsx *x;
	const char *folder; /* of the part that the relations belong to, "" or ending in a slash */
	size_t n;
	struct relation of[RELATIONS_MAX];
};

/* ---- relations ---- */

/* Joins a target to its folder and takes "./" and "../" out. */
static const char *
resolve(struct arena *mem, const char *folder, const char *target)
{
	char *path = *target == '/' ? arena_strdup(mem, target + 1) : arena_printf(mem, "%s%s", folder, target);
	char *out = path;
	for (const char *p = path; *p;) {
		if (strncmp(p, "./", 2) == 0) {
			p += 2;
			continue;
		}
		if (strncmp(p, "../", 3) == 0) {
			p += 3;
			for (out -= out > path; out > path && out[-1] != '/';)
				out--;
			continue;
		}
		while (*p && *p != '/')
			*out++ = *p++;
		if (*p)
			*out++ = *p++;
	}
	*out = 0;
	return path;
}

static void XMLCALL
on_relation(void *user, const XML_Char *name, const XML_Char **attributes)
{
	struct relations *r = user;
	if (strcmp(xlsx_local(name), "Relationship") != 0)
		return;
	const char *id = xlsx_attribute(attributes, "Id"), *type = xlsx_attribute(attributes, "Type");
	const char *target = xlsx_attribute(attributes, "Target"), *mode = xlsx_attribute(attributes, "TargetMode");
	if (!id || !type || !target || (mode && strcmp(mode, "External") == 0))
		return;
	if (r->n == RELATIONS_MAX) {
		xlsx_stop(r->x, SHEET_DAMAGED, 0, 0);
		return;
	}
	struct arena *mem = r->x->rows->mem;
	r->of[r->n++] =
		(struct relation){ arena_strdup(mem, id), arena_strdup(mem, type), resolve(mem, r->folder, target) };
}

static void XMLCALL
on_nothing(void *user, const XML_Char *name)
{
	(void)user, (void)name;
}

static enum sheet_fault
read_relations(struct xlsx *x, const char *folder, const char *part, struct relations **out)
{
	struct relations *r = NEW(x->rows->mem, struct relations, 1);
	r->x = x;
	r->folder = folder;
	*out = r;
	const char *rels = arena_printf(x->rows->mem, "%s_rels/%s.rels", folder, part);
	return xlsx_part(x, rels, &(struct xlsx_handlers){ on_relation, on_nothing, NULL, r }, true);
}

/* Whether the relation's type, an address, ends in kind. The two editions of the standard differ before that. */
static bool
is_a(const struct relation *r, const char *kind)
{
	const char *slash = strrchr(r->type, '/');
	return slash && strcmp(slash + 1, kind) == 0;
}

static const char *
target_of_kind(const struct relations *r, const char *kind)
{
	for (size_t i = 0; i < r->n; i++)
		if (is_a(&r->of[i], kind))
			return r->of[i].target;
	return NULL;
}

/* The worksheet that a sheet element names; NULL for a chart or nothing. */
static const char *
target_of_sheet(const struct relations *r, const char *id)
{
	for (size_t i = 0; id && i < r->n; i++)
		if (strcmp(r->of[i].id, id) == 0)
			return is_a(&r->of[i], "worksheet") ? r->of[i].target : NULL;
	return NULL;
}

/* ---- workbook ---- */

struct book {
	struct xlsx *x;
	const struct relations *relations;
	const char *part; /* of the sheet that is wanted, NULL while not found */
	const char *name;
	size_t tabs;
	const char *names[SHEET_TABS_MAX];
};

static void
add_sheet(struct book *b, const XML_Char **attributes)
{
	const char *name = xlsx_attribute(attributes, "name");
	const char *part = target_of_sheet(b->relations, xlsx_attribute(attributes, "id"));
	if (!name || !part || b->tabs == SHEET_TABS_MAX)
		return;
	b->names[b->tabs++] = arena_strdup(b->x->rows->mem, name);
	if (!b->part && rows_wants(b->x->rows, name)) {
		b->part = part;
		b->name = b->names[b->tabs - 1];
	}
}

static void XMLCALL
on_workbook(void *user, const XML_Char *name, const XML_Char **attributes)
{
	struct book *b = user;
	name = xlsx_local(name);
	if (strcmp(name, "sheet") == 0)
		add_sheet(b, attributes);
	else if (strcmp(name, "workbookPr") == 0)
		b->x->epoch_1904 = xlsx_true(xlsx_attribute(attributes, "date1904"));
}

static enum sheet_fault
read_book(struct xlsx *x, const char *path)
{
	const char *slash = strrchr(path, '/');
	size_t folder = slash ? (size_t)(slash - path) + 1 : 0;
	struct relations *r;
	SHEET_TRY(read_relations(x, arena_strndup(x->rows->mem, path, folder), path + folder, &r));
	struct book *b = NEW(x->rows->mem, struct book, 1);
	b->x = x;
	b->relations = r;
	SHEET_TRY(xlsx_part(x, path, &(struct xlsx_handlers){ on_workbook, on_nothing, NULL, b }, false));
	if (!b->part)
		return b->tabs ? rows_missing(x->rows, b->names, b->tabs)
			       : rows_fault(x->rows, SHEET_DAMAGED, 0, 0, NULL);
	const char *styles = target_of_kind(r, "styles"), *strings = target_of_kind(r, "sharedStrings");
	if (styles)
		SHEET_TRY(xlsx_read_styles(x, styles));
	if (strings)
		SHEET_TRY(xlsx_read_strings(x, strings));
	rows_begin(x->rows, "xlsx", b->name);
	return xlsx_read_sheet(x, b->part);
}

/* The workbook's main part, which is xl/workbook.xml in all but a few programs' files. */
static enum sheet_fault
read_package(struct xlsx *x)
{
	if (zip_get_num_entries(x->zip, 0) > SHEET_PARTS_MAX)
		return rows_fault(x->rows, SHEET_BOMB, 0, 0, NULL);
	struct relations *r;
	SHEET_TRY(read_relations(x, "", "", &r));
	const char *path = target_of_kind(r, "officeDocument");
	if (!path)
		path = "xl/workbook.xml";
	size_t n = strlen(path);
	bool binary = n > 4 && strcmp(path + n - 4, ".bin") == 0, ods = zip_name_locate(x->zip, "content.xml", 0) >= 0;
	if (binary || ods)
		return rows_fault(x->rows, SHEET_NOT_SUPPORTED, 0, 0, NULL);
	bool word = zip_name_locate(x->zip, "word/document.xml", 0) >= 0;
	if (word || zip_name_locate(x->zip, path, ZIP_FL_NOCASE) < 0)
		return rows_fault(x->rows, SHEET_NOT_WORKBOOK, 0, 0, NULL);
	return read_book(x, path);
}

enum sheet_fault
sheet_parse_xlsx(struct sheet_rows *rows, const void *bytes, size_t n)
{
	zip_error_t e;
	zip_error_init(&e);
	zip_source_t *source = zip_source_buffer_create(bytes, n, 0, &e);
	struct xlsx x = { .rows = rows, .zip = source ? zip_open_from_source(source, ZIP_RDONLY, &e) : NULL };
	if (!x.zip) {
		/* the list of the archive's contents stands at its end */
		enum sheet_fault fault = zip_error_code_zip(&e) == ZIP_ER_NOZIP ? SHEET_TRUNCATED : SHEET_DAMAGED;
		zip_source_free(source);
		zip_error_fini(&e);
		return rows_fault(rows, fault, 0, 0, NULL);
	}
	enum sheet_fault fault = read_package(&x);
	zip_discard(x.zip);
	zip_error_fini(&e);
	return fault;
}
