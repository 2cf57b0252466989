#include "print/print_paper.h"

#include "base/clock.h"

#include <cairo-pdf.h>
#include <pthread.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define PT_PER_MM (72.0 / 25.4)
#define FAMILY "Be Vietnam Pro, DejaVu Sans"
#define SHRINK_STEP 0.93
#define SHRINK_LEAST 0.64

static double
pt(double mm)
{
	return mm * PT_PER_MM;
}

static cairo_status_t
paper_write(void *closure, const unsigned char *data, unsigned int n)
{
	struct paper *s = closure;
	if (s->out->n - s->start + n > PRINT_BYTES_MAX)
		return CAIRO_STATUS_WRITE_ERROR;
	buf_bytes(s->out, data, n);
	return CAIRO_STATUS_SUCCESS;
}

static PangoFontDescription *
paper_font(PangoWeight weight)
{
	PangoFontDescription *d = pango_font_description_new();
	pango_font_description_set_family_static(d, FAMILY);
	pango_font_description_set_weight(d, weight);
	return d;
}

/* What one thread keeps from paper to paper: shaping the labels anew took a quarter of a page's time. */
struct shaper {
	PangoContext *context;
	PangoAttrList *plain;
	GHashTable *layouts; /* GBytes of struct shape_key and text -> PangoLayout, ready to be shown */
};

struct shape_key {
	double w, h, size;
	unsigned flags;
};

enum {
	SHAPED_MAX = 1000,    /* layouts kept; then all go, and the labels come back with the next page */
	SHAPED_TEXT_MAX = 200 /* bytes; longer texts do not come twice */
};

static pthread_once_t shaper_once = PTHREAD_ONCE_INIT;
static pthread_key_t shaper_key;

static void
shaper_free(void *arg)
{
	struct shaper *sh = arg;
	g_hash_table_destroy(sh->layouts);
	pango_attr_list_unref(sh->plain);
	g_object_unref(sh->context);
	g_free(sh);
}

static void
shaper_key_make(void)
{
	int rc = pthread_key_create(&shaper_key, shaper_free);
	g_assert(rc == 0);
}

/* Exact positions: screen hinting would make the letters of a print stand unevenly. */
static PangoContext *
context_make(cairo_t *cr)
{
	/* pango's default font map belongs to the calling thread, which is what makes this file thread-safe */
	PangoContext *pc = pango_cairo_create_context(cr);
	cairo_font_options_t *fo = cairo_font_options_create();
	cairo_font_options_set_hint_style(fo, CAIRO_HINT_STYLE_NONE);
	cairo_font_options_set_hint_metrics(fo, CAIRO_HINT_METRICS_OFF);
	pango_cairo_context_set_font_options(pc, fo);
	cairo_font_options_destroy(fo);
	pango_context_set_round_glyph_positions(pc, FALSE);
	pango_context_set_language(pc, pango_language_from_string("vi"));
	return pc;
}

/* The calling thread's. Every paper is a PDF of the same resolution, so one context serves them all. */
static struct shaper *
shaper_get(cairo_t *cr)
{
	pthread_once(&shaper_once, shaper_key_make);
	struct shaper *sh = pthread_getspecific(shaper_key);
	if (sh)
		return sh;
	sh = g_new0(struct shaper, 1);
	sh->context = context_make(cr);
	/* a hyphen at the end of a line would become part of a certificate code */
	sh->plain = pango_attr_list_new();
	pango_attr_list_insert(sh->plain, pango_attr_insert_hyphens_new(FALSE));
	sh->layouts = g_hash_table_new_full(g_bytes_hash, g_bytes_equal, (GDestroyNotify)g_bytes_unref, g_object_unref);
	pthread_setspecific(shaper_key, sh);
	return sh;
}

static PangoLayout *
layout_make(const struct shaper *sh)
{
	PangoLayout *l = pango_layout_new(sh->context);
	pango_layout_set_auto_dir(l, FALSE);
	pango_layout_set_wrap(l, PANGO_WRAP_WORD_CHAR);
	pango_layout_set_attributes(l, sh->plain);
	return l;
}

void
paper_open(struct paper *s, struct ctx *cx, const char *title, bool demo, struct buf *out)
{
	char when[CLOCK_RFC3339_SIZE];
	*s = (struct paper){ .cx = cx, .out = out, .start = out->n, .demo = demo };
	s->surface = cairo_pdf_surface_create_for_stream(paper_write, s, pt(210), pt(297));
	cairo_pdf_surface_set_metadata(s->surface, CAIRO_PDF_METADATA_TITLE, title);
	cairo_pdf_surface_set_metadata(s->surface, CAIRO_PDF_METADATA_CREATOR, "Tiêm Chủng");
	clock_rfc3339(cx->now, when);
	when[19] = 'Z'; /* cairo knows no parts of a second */
	when[20] = '\0';
	cairo_pdf_surface_set_metadata(s->surface, CAIRO_PDF_METADATA_CREATE_DATE, when);
	s->cr = cairo_create(s->surface);
	s->shaper = shaper_get(s->cr);
	s->layout = layout_make(s->shaper);
	s->regular = paper_font(PANGO_WEIGHT_NORMAL);
	s->bold = paper_font(PANGO_WEIGHT_BOLD);
}

enum err
paper_close(struct paper *s)
{
	cairo_status_t status;
	if (s->pages)
		cairo_show_page(s->cr);
	status = cairo_status(s->cr);
	pango_font_description_free(s->regular);
	pango_font_description_free(s->bold);
	g_object_unref(s->layout);
	cairo_destroy(s->cr);
	cairo_surface_finish(s->surface);
	if (status == CAIRO_STATUS_SUCCESS)
		status = cairo_surface_status(s->surface);
	cairo_surface_destroy(s->surface);
	if (status == CAIRO_STATUS_SUCCESS)
		return OK;
	s->out->n = s->start;
	if (s->out->p)
		s->out->p[s->start] = '\0';
	return fail_internal(s->cx, "print: %s", cairo_status_to_string(status));
}

/* Under everything else and light, so that the text stays readable on any printer. */
static void
paper_demo(struct paper *s)
{
	cairo_save(s->cr);
	cairo_translate(s->cr, pt(s->w) / 2, pt(s->h) / 2);
	cairo_rotate(s->cr, -0.7);
	pango_font_description_set_absolute_size(s->bold, 88 * PANGO_SCALE);
	pango_layout_set_font_description(s->layout, s->bold);
	pango_layout_set_width(s->layout, -1);
	pango_layout_set_height(s->layout, -1);
	pango_layout_set_ellipsize(s->layout, PANGO_ELLIPSIZE_NONE);
	pango_layout_set_alignment(s->layout, PANGO_ALIGN_LEFT);
	pango_layout_set_text(s->layout, "BẢN DEMO", -1);
	int w, h;
	pango_layout_get_size(s->layout, &w, &h);
	cairo_set_source_rgb(s->cr, 0.88, 0.88, 0.88);
	cairo_move_to(s->cr, -0.5 * w / PANGO_SCALE, -0.5 * h / PANGO_SCALE);
	pango_cairo_show_layout(s->cr, s->layout);
	cairo_restore(s->cr);
}

void
paper_page(struct paper *s, bool landscape)
{
	if (s->pages++)
		cairo_show_page(s->cr);
	s->w = landscape ? 297 : 210;
	s->h = landscape ? 210 : 297;
	cairo_pdf_surface_set_size(s->surface, pt(s->w), pt(s->h));
	if (s->demo)
		paper_demo(s);
}

/* --- text --- */

/* Controls (U+0000-001F, 007F, 0080-009F) and direction marks (U+202A-202E, 2066-2069) would break lines or
 * turn a name around. Returns their length in bytes, 0 for any other character. */
static size_t
unwanted(const unsigned char *p)
{
	if (*p < 0x20 || *p == 0x7f)
		return 1;
	if (p[0] == 0xc2 && p[1] >= 0x80 && p[1] < 0xa0)
		return 2;
	if (p[0] == 0xe2 && p[1] == 0x80 && p[2] >= 0xaa && p[2] <= 0xae)
		return 3;
	if (p[0] == 0xe2 && p[1] == 0x81 && p[2] >= 0xa6 && p[2] <= 0xa9)
		return 3;
	return 0;
}

/* Valid UTF-8 of at most PRINT_TEXT_MAX bytes, written into clean. Invalid bytes become '?'. */
static void
paper_clean(char clean[PRINT_TEXT_MAX + 1], const char *text)
{
	const char *p = text;
	size_t n = 0;
	while (*p && n < PRINT_TEXT_MAX) {
		const gunichar c = g_utf8_get_char_validated(p, -1);
		const size_t bad = unwanted((const unsigned char *)p);
		if (c == (gunichar)-1 || c == (gunichar)-2 || bad) {
			clean[n++] = bad ? ' ' : '?';
			p += bad ? bad : 1;
			continue;
		}
		const size_t len = (size_t)(g_utf8_next_char(p) - p);
		if (n + len > PRINT_TEXT_MAX)
			break;
		memcpy(clean + n, p, len);
		n += len;
		p += len;
	}
	clean[n] = '\0';
}

static void
paper_set(struct paper *s, PangoLayout *l, unsigned flags, double size)
{
	PangoFontDescription *d = flags & T_BOLD ? s->bold : s->regular;
	pango_font_description_set_absolute_size(d, size * PANGO_SCALE);
	pango_layout_set_font_description(l, d);
}

static bool
paper_fits(PangoLayout *l, struct paper_box b, unsigned flags)
{
	int w, h;
	pango_layout_get_size(l, &w, &h);
	if (flags & T_ONE)
		return w <= pt(b.w) * PANGO_SCALE;
	return h <= pt(b.h) * PANGO_SCALE;
}

static void
paper_colour(struct paper *s, unsigned flags)
{
	if (flags & T_ACCENT)
		cairo_set_source_rgb(s->cr, 0.02, 0.30, 0.42);
	else if (flags & T_GREY)
		cairo_set_source_rgb(s->cr, 0.33, 0.33, 0.33);
	else
		cairo_set_source_rgb(s->cr, 0, 0, 0);
}

/* Sets text and the largest size at which it fits; past the least size the layout itself cuts it. */
static void
paper_fit(struct paper *s, PangoLayout *l, struct paper_box b, double size, unsigned flags, const char *text)
{
	const double least = size * SHRINK_LEAST;
	const int wide = (int)(pt(b.w) * PANGO_SCALE);
	pango_layout_set_ellipsize(l, PANGO_ELLIPSIZE_NONE);
	pango_layout_set_height(l, -1);
	pango_layout_set_width(l, flags & T_ONE ? -1 : wide);
	pango_layout_set_text(l, text, -1);
	paper_set(s, l, flags, size);
	while (!paper_fits(l, b, flags) && size * SHRINK_STEP >= least)
		paper_set(s, l, flags, size *= SHRINK_STEP);
	if (paper_fits(l, b, flags))
		return;
	pango_layout_set_width(l, wide);
	pango_layout_set_ellipsize(l, PANGO_ELLIPSIZE_END);
	pango_layout_set_height(l, flags & T_ONE ? -1 : (int)(pt(b.h) * PANGO_SCALE));
}

static PangoLayout *
shape(struct paper *s, PangoLayout *l, struct paper_box b, double size, unsigned flags, const char *text)
{
	pango_layout_set_alignment(l, flags & T_CENTER  ? PANGO_ALIGN_CENTER
				      : flags & T_RIGHT ? PANGO_ALIGN_RIGHT
							: PANGO_ALIGN_LEFT);
	paper_fit(s, l, b, size, flags, text);
	return l;
}

/* The text as it fits into the box, of this page or of an earlier one. The paper keeps it alive until its next text. */
static PangoLayout *
shaped(struct paper *s, struct paper_box b, double size, unsigned flags, const char *text)
{
	struct {
		struct shape_key key;
		char text[SHAPED_TEXT_MAX];
	} wanted;
	const size_t n = strlen(text);
	GHashTable *layouts = s->shaper->layouts;
	if (n > SHAPED_TEXT_MAX)
		return shape(s, s->layout, b, size, flags, text);
	memset(&wanted.key, 0, sizeof wanted.key); /* the gaps are compared too */
	wanted.key.w = b.w;
	wanted.key.h = b.h;
	wanted.key.size = size;
	wanted.key.flags = flags & (T_BOLD | T_CENTER | T_RIGHT | T_ONE);
	memcpy(wanted.text, text, n);
	GBytes *key = g_bytes_new(&wanted, offsetof(__typeof__(wanted), text) + n);
	PangoLayout *l = g_hash_table_lookup(layouts, key);
	if (l) {
		g_bytes_unref(key);
		return l;
	}
	if (g_hash_table_size(layouts) >= SHAPED_MAX)
		g_hash_table_remove_all(layouts);
	l = shape(s, layout_make(s->shaper), b, size, flags, text);
	g_hash_table_insert(layouts, key, l);
	return l;
}

double
paper_text(struct paper *s, struct paper_box b, double size, unsigned flags, const char *text)
{
	char clean[PRINT_TEXT_MAX + 1];
	int w, h;
	if (!text || !*text)
		return 0;
	paper_clean(clean, text);
	PangoLayout *l = shaped(s, b, size, flags, clean);
	pango_layout_get_size(l, &w, &h);
	const double high = (double)h / PANGO_SCALE / PT_PER_MM, y = flags & T_MIDDLE ? b.y + (b.h - high) / 2 : b.y;
	double x = pt(b.x);
	if (pango_layout_get_width(l) < 0 && flags & (T_CENTER | T_RIGHT)) /* setting a width would shape it again */
		x += (pt(b.w) - (double)w / PANGO_SCALE) / (flags & T_CENTER ? 2 : 1);
	paper_colour(s, flags);
	cairo_move_to(s->cr, x, pt(y));
	pango_cairo_show_layout(s->cr, l);
	return high;
}

double
paper_height(struct paper *s, double w, double size, unsigned flags, const char *text)
{
	char clean[PRINT_TEXT_MAX + 1];
	int wide, high;
	if (!text || !*text)
		return 0;
	paper_clean(clean, text);
	pango_layout_set_ellipsize(s->layout, PANGO_ELLIPSIZE_NONE);
	pango_layout_set_height(s->layout, -1);
	pango_layout_set_width(s->layout, (int)(pt(w) * PANGO_SCALE));
	pango_layout_set_text(s->layout, clean, -1);
	paper_set(s, s->layout, flags, size);
	pango_layout_get_size(s->layout, &wide, &high);
	return (double)high / PANGO_SCALE / PT_PER_MM;
}

double
paper_width(struct paper *s, double size, unsigned flags, const char *text)
{
	char clean[PRINT_TEXT_MAX + 1];
	int wide, high;
	if (!text || !*text)
		return 0;
	paper_clean(clean, text);
	pango_layout_set_ellipsize(s->layout, PANGO_ELLIPSIZE_NONE);
	pango_layout_set_width(s->layout, -1);
	pango_layout_set_text(s->layout, clean, -1);
	paper_set(s, s->layout, flags, size);
	pango_layout_get_size(s->layout, &wide, &high);
	return (double)wide / PANGO_SCALE / PT_PER_MM;
}

/* --- lines --- */

void
paper_line(struct paper *s, double x1, double y1, double x2, double y2, double width)
{
	cairo_set_source_rgb(s->cr, 0, 0, 0);
	cairo_set_line_width(s->cr, pt(width));
	cairo_move_to(s->cr, pt(x1), pt(y1));
	cairo_line_to(s->cr, pt(x2), pt(y2));
	cairo_stroke(s->cr);
}

void
paper_accent(struct paper *s, double x, double y, double w)
{
	paper_colour(s, T_ACCENT);
	cairo_rectangle(s->cr, pt(x), pt(y), pt(w), pt(0.7));
	cairo_fill(s->cr);
}

void
paper_frame(struct paper *s, struct paper_box b, double width)
{
	cairo_set_source_rgb(s->cr, 0, 0, 0);
	cairo_set_line_width(s->cr, pt(width));
	cairo_rectangle(s->cr, pt(b.x), pt(b.y), pt(b.w), pt(b.h));
	cairo_stroke(s->cr);
}

void
paper_shade(struct paper *s, struct paper_box b)
{
	cairo_set_source_rgb(s->cr, 0.93, 0.95, 0.96);
	cairo_rectangle(s->cr, pt(b.x), pt(b.y), pt(b.w), pt(b.h));
	cairo_fill(s->cr);
}

void
paper_dots(struct paper *s, double x, double y, double w)
{
	static const double dash[] = { 0.6, 2.0 };
	cairo_save(s->cr);
	cairo_set_dash(s->cr, dash, 2, 0);
	paper_line(s, x, y, x + w, y, 0.2);
	cairo_restore(s->cr);
}

void
paper_tick(struct paper *s, double x, double y, double size, bool ticked)
{
	const double in = size * 0.2;
	paper_frame(s, (struct paper_box){ x, y, size, size }, 0.25);
	if (!ticked)
		return;
	paper_line(s, x + in, y + in, x + size - in, y + size - in, 0.55);
	paper_line(s, x + in, y + size - in, x + size - in, y + in, 0.55);
}

double
paper_choice(struct paper *s, struct paper_box b, double size, unsigned flags, bool ticked, const char *text)
{
	const double side = size * 0.36, gap = 1.6;
	const struct paper_box words = { b.x + side + gap, b.y, b.w - side - gap, b.h };
	const double high = paper_text(s, words, size, flags, text);
	const double y = flags & T_MIDDLE ? b.y + (b.h - side) / 2 : b.y + (size * 1.2 / PT_PER_MM - side) / 2;
	paper_tick(s, b.x, y, side, ticked);
	return high;
}

/* --- QR --- */

static cairo_surface_t *
qr_bits(const struct print_qr *qr)
{
	cairo_surface_t *bits = cairo_image_surface_create(CAIRO_FORMAT_A1, qr->width, qr->width);
	const int stride = cairo_image_surface_get_stride(bits);
	cairo_surface_flush(bits);
	unsigned char *p = cairo_image_surface_get_data(bits);
	for (int row = 0; p && row < qr->width; row++) {
		uint32_t *line = (uint32_t *)(void *)(p + (ptrdiff_t)row * stride);
		for (int col = 0; col < qr->width; col++) {
			const unsigned bit = (unsigned)col & 31u;
			if (qr->modules[row * qr->width + col] & 1)
				line[col / 32] |= UINT32_C(1)
						  << (__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__ ? bit : 31 - bit);
		}
	}
	cairo_surface_mark_dirty(bits);
	return bits;
}

/* One bit a module, stretched without smoothing: a page takes about 3 ms, drawing squares ten times that. */
double
paper_qr(struct paper *s, const struct print_qr *qr, double x, double y, double side)
{
	const double quiet = 4 * side / qr->width; /* four modules, as ISO/IEC 18004 asks */
	cairo_surface_t *bits = qr_bits(qr);
	cairo_set_source_rgb(s->cr, 1, 1, 1);
	cairo_rectangle(s->cr, pt(x), pt(y), pt(side + 2 * quiet), pt(side + 2 * quiet));
	cairo_fill(s->cr);
	cairo_save(s->cr);
	cairo_translate(s->cr, pt(x + quiet), pt(y + quiet));
	cairo_scale(s->cr, pt(side) / qr->width, pt(side) / qr->width);
	cairo_pattern_t *mask = cairo_pattern_create_for_surface(bits);
	cairo_pattern_set_filter(mask, CAIRO_FILTER_NEAREST);
	cairo_set_source_rgb(s->cr, 0, 0, 0);
	cairo_mask(s->cr, mask);
	cairo_pattern_destroy(mask);
	cairo_restore(s->cr);
	cairo_surface_destroy(bits);
	return side + 2 * quiet;
}
