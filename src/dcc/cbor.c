#include "dcc/cbor.h"

#include <math.h>
#include <string.h>

enum major { MAJOR_UINT, MAJOR_NINT, MAJOR_BYTES, MAJOR_TEXT, MAJOR_ARRAY, MAJOR_MAP, MAJOR_TAG, MAJOR_SIMPLE };

struct reader {
	struct arena *mem;
	const uint8_t *p, *end;
};

struct head {
	enum major major;
	unsigned info; /* the low five bits */
	uint64_t value;
	bool indefinite;
};

/* --- reading --- */

static size_t
left(const struct reader *r)
{
	return (size_t)(r->end - r->p);
}

static bool
head_read(struct reader *r, struct head *h)
{
	if (!left(r))
		return false;
	*h = (struct head){ .major = (enum major)(*r->p >> 5), .info = *r->p & 31u };
	r->p++;
	if (h->info < 24) {
		h->value = h->info;
		return true;
	}
	if (h->info == 31) {
		h->indefinite = true;
		return h->major >= MAJOR_BYTES && h->major != MAJOR_TAG;
	}
	if (h->info > 27)
		return false;
	size_t size = (size_t)1 << (h->info - 24);
	if (left(r) < size)
		return false;
	for (size_t i = 0; i < size; i++)
		h->value = h->value << 8 | *r->p++;
	return true;
}

/* Skips tags and reads the head behind them. Each tag takes bytes, so the loop ends. */
static bool
head_behind_tags(struct reader *r, struct head *h)
{
	do {
		if (!head_read(r, h))
			return false;
	} while (h->major == MAJOR_TAG);
	return true;
}

static size_t
utf8_size(unsigned char c)
{
	if (c < 0x80)
		return 1;
	if (c >= 0xc2 && c <= 0xdf)
		return 2;
	if (c >= 0xe0 && c <= 0xef)
		return 3;
	return c >= 0xf0 && c <= 0xf4 ? 4 : 0;
}

static bool
text_is_clean(const unsigned char *s, size_t n)
{
	for (size_t i = 0; i < n;) {
		size_t size = utf8_size(s[i]);
		if (!s[i] || !size || size > n - i)
			return false;
		for (size_t k = 1; k < size; k++)
			if ((s[i + k] & 0xc0) != 0x80)
				return false;
		bool overlong = (s[i] == 0xe0 && s[i + 1] < 0xa0) || (s[i] == 0xf0 && s[i + 1] < 0x90);
		bool surrogate = s[i] == 0xed && s[i + 1] > 0x9f;
		bool beyond = s[i] == 0xf4 && s[i + 1] > 0x8f;
		if (overlong || surrogate || beyond)
			return false;
		i += size;
	}
	return true;
}

/* The chunks of a string of indefinite length, put together. */
static bool
chunks_read(struct reader *r, enum major major, const char **text, size_t *n)
{
	struct buf whole = buf_new(r->mem);
	for (;;) {
		struct head h;
		if (!head_read(r, &h))
			return false;
		if (h.major == MAJOR_SIMPLE && h.indefinite)
			break;
		if (h.major != major || h.indefinite || h.value > left(r))
			return false;
		buf_bytes(&whole, r->p, (size_t)h.value);
		r->p += h.value;
	}
	*text = buf_text(&whole);
	*n = whole.n;
	return true;
}

static bool
string_read(struct reader *r, const struct head *h, struct node *out)
{
	out->type = h->major == MAJOR_TEXT ? NODE_TEXT : NODE_BYTES;
	if (h->indefinite) {
		if (!chunks_read(r, h->major, &out->text, &out->n))
			return false;
	} else {
		if (h->value > left(r))
			return false;
		out->n = (size_t)h->value;
		out->text = (const char *)r->p;
		if (out->type == NODE_TEXT)
			out->text = arena_strndup(r->mem, out->text, out->n);
		r->p += out->n;
	}
	return out->type == NODE_BYTES || text_is_clean((const unsigned char *)out->text, out->n);
}

static double
half(uint64_t bits)
{
	int exponent = (int)(bits >> 10 & 31);
	double mantissa = (double)(bits & 1023), v;
	if (exponent == 0)
		v = ldexp(mantissa, -24);
	else if (exponent < 31)
		v = ldexp(mantissa + 1024, exponent - 25);
	else
		v = bits & 1023 ? (double)NAN : (double)INFINITY;
	return bits & 0x8000 ? -v : v;
}

static bool
simple_read(const struct head *h, struct node *out)
{
	if (h->indefinite)
		return false; /* a break with nothing to end */
	switch (h->info) {
	case 20:
	case 21:
		out->type = NODE_BOOL;
		out->i = h->info == 21;
		return true;
	case 22:
	case 23:
		out->type = NODE_NULL;
		return true;
	case 25:
		out->real = half(h->value);
		break;
	case 26: {
		uint32_t bits = (uint32_t)h->value;
		float f;
		memcpy(&f, &bits, sizeof f);
		out->real = (double)f;
		break;
	}
	case 27:
		memcpy(&out->real, &h->value, sizeof out->real);
		break;
	default:
		return false;
	}
	out->type = NODE_REAL;
	return true;
}

static bool
key_is_new(const struct node *items, size_t pairs, const struct node *key)
{
	for (size_t i = 0; i < pairs; i++) {
		const struct node *other = &items[2 * i];
		if (other->type != key->type)
			continue;
		if (key->type == NODE_INT ? other->i == key->i
					  : other->n == key->n && memcmp(other->text, key->text, key->n) == 0)
			return false;
	}
	return true;
}

static bool item_read(struct reader *r, unsigned depth, struct node *out);

static bool
at_break(struct reader *r)
{
	if (!left(r) || *r->p != 0xff)
		return false;
	r->p++;
	return true;
}

static bool
container_read(struct reader *r, const struct head *h, unsigned depth, struct node *out)
{
	size_t width = h->major == MAJOR_MAP ? 2 : 1;
	size_t room = 8;
	if (depth >= CBOR_DEPTH_MAX)
		return false;
	if (!h->indefinite) {
		/* every item takes a byte at least: no room is made for what cannot be there */
		if (h->value > CBOR_ITEMS_MAX || h->value * width > left(r))
			return false;
		room = (size_t)h->value;
	}
	out->type = h->major == MAJOR_MAP ? NODE_MAP : NODE_ARRAY;
	out->items = NEW(r->mem, struct node, room * width + 1);
	for (out->n = 0; h->indefinite ? !at_break(r) : out->n < h->value; out->n++) {
		if (out->n == CBOR_ITEMS_MAX)
			return false;
		if (out->n == room) {
			struct node *more = NEW(r->mem, struct node, room * 2 * width + 1);
			memcpy(more, out->items, sizeof *more * out->n * width);
			out->items = more;
			room *= 2;
		}
		struct node *item = &out->items[out->n * width];
		if (!item_read(r, depth + 1, item))
			return false;
		if (width == 1)
			continue;
		if ((item->type != NODE_INT && item->type != NODE_TEXT) || !key_is_new(out->items, out->n, item))
			return false;
		if (!item_read(r, depth + 1, item + 1))
			return false;
	}
	return true;
}

static bool
item_read(struct reader *r, unsigned depth, struct node *out)
{
	struct head h;
	*out = (struct node){ 0 };
	if (!head_behind_tags(r, &h))
		return false;
	switch (h.major) {
	case MAJOR_UINT:
	case MAJOR_NINT:
		out->type = NODE_INT;
		out->i = h.major == MAJOR_UINT ? (int64_t)h.value : -1 - (int64_t)h.value;
		return h.value <= INT64_MAX;
	case MAJOR_BYTES:
	case MAJOR_TEXT:
		return string_read(r, &h, out);
	case MAJOR_ARRAY:
	case MAJOR_MAP:
		return container_read(r, &h, depth, out);
	case MAJOR_SIMPLE:
		return simple_read(&h, out);
	case MAJOR_TAG:
		break;
	}
	return false;
}

bool
cbor_read(struct arena *mem, const uint8_t *bytes, size_t n, struct node *out)
{
	struct reader r = { .mem = mem, .p = bytes, .end = bytes + n };
	return item_read(&r, 0, out) && !left(&r);
}

bool
cbor_peek_tag(const uint8_t *bytes, size_t n, uint64_t *tag, size_t *size)
{
	struct reader r = { .p = bytes, .end = bytes + n };
	struct head h;
	if (!head_read(&r, &h) || h.major != MAJOR_TAG)
		return false;
	*tag = h.value;
	*size = n - left(&r);
	return true;
}

/* --- writing --- */

static void
head_write(struct buf *out, enum major major, uint64_t v)
{
	uint8_t head[9];
	size_t size = v < 24 ? 0 : v <= UINT8_MAX ? 1 : v <= UINT16_MAX ? 2 : v <= UINT32_MAX ? 4 : 8;
	unsigned info = size == 0 ? (unsigned)v : size == 1 ? 24u : size == 2 ? 25u : size == 4 ? 26u : 27u;
	head[0] = (uint8_t)((unsigned)major << 5 | info);
	for (size_t i = 0; i < size; i++)
		head[1 + i] = (uint8_t)(v >> 8 * (size - 1 - i));
	buf_bytes(out, head, 1 + size);
}

void
cbor_int(struct buf *out, int64_t v)
{
	if (v >= 0)
		head_write(out, MAJOR_UINT, (uint64_t)v);
	else
		head_write(out, MAJOR_NINT, (uint64_t)(-1 - v));
}

void
cbor_bytes(struct buf *out, const void *p, size_t n)
{
	head_write(out, MAJOR_BYTES, n);
	buf_bytes(out, p, n);
}

void
cbor_text(struct buf *out, const char *s, size_t n)
{
	head_write(out, MAJOR_TEXT, n);
	buf_bytes(out, s, n);
}

void
cbor_array(struct buf *out, size_t n)
{
	head_write(out, MAJOR_ARRAY, n);
}

void
cbor_map(struct buf *out, size_t n)
{
	head_write(out, MAJOR_MAP, n);
}

void
cbor_tag(struct buf *out, uint64_t tag)
{
	head_write(out, MAJOR_TAG, tag);
}

static void
real_write(struct buf *out, double v)
{
	uint64_t bits;
	if (v >= -9e15 && v <= 9e15 && v == floor(v)) {
		cbor_int(out, (int64_t)v);
		return;
	}
	memcpy(&bits, &v, sizeof bits);
	buf_char(out, (char)0xfb);
	for (int shift = 56; shift >= 0; shift -= 8)
		buf_char(out, (char)(bits >> shift & 255));
}

void
cbor_node(struct buf *out, const struct node *node)
{
	switch (node->type) {
	case NODE_NULL:
		buf_char(out, (char)0xf6);
		break;
	case NODE_BOOL:
		buf_char(out, (char)(node->i ? 0xf5 : 0xf4));
		break;
	case NODE_INT:
		cbor_int(out, node->i);
		break;
	case NODE_REAL:
		real_write(out, node->real);
		break;
	case NODE_TEXT:
		cbor_text(out, node->text, node->n);
		break;
	case NODE_BYTES:
		cbor_bytes(out, node->text, node->n);
		break;
	case NODE_ARRAY:
	case NODE_MAP:
		head_write(out, node->type == NODE_MAP ? MAJOR_MAP : MAJOR_ARRAY, node->n);
		for (size_t i = 0; i < node->n * (node->type == NODE_MAP ? 2 : 1); i++)
			cbor_node(out, &node->items[i]);
		break;
	}
}
