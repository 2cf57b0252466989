#include "allocation/basis.h"

#include "allocation_sql.h"
#include "base/clock.h"

#include <jansson.h>

/* ---- reading ---- */

/* The figures that doses may be divided by: "population_18, priority, ..." */
static const char *
basis_names(struct arena *mem)
{
	struct buf out = buf_new(mem);
	for (const struct figure_kind *k = figure_kinds; k->name; k++)
		if (k->basis)
			buf_printf(&out, "%s%s", out.n ? ", " : "", k->name);
	return buf_text(&out);
}

static enum err
read_weight(struct ctx *cx, const char *name, const json_t *value, struct basis *out)
{
	const struct figure_kind *kind = figure_kind(name);
	if (!kind || !kind->basis)
		return fail_field(cx, "basis", "round.figure",
				  "Không chia được theo \"%.40s\". Các số liệu để chia: %s.",
				  "Doses cannot be divided by \"%.40s\". There are %s.", name, basis_names(cx->mem));
	if (!json_is_integer(value) || json_integer_value(value) <= 0 || json_integer_value(value) > SHARE_PERCENT)
		return fail_field(
			cx, "basis", "round.weights",
			"Trọng số của \"%s\" (%s%.0s) phải là số nguyên từ 1 đến %d (%%). Bỏ số liệu không dùng.",
			"The weight of \"%s\" (%.0s%s) must be a whole number from 1 to %d (%%). Leave out what "
			"does not count.",
			name, kind->vi, kind->en, SHARE_PERCENT);
	if (out->shares.nfigures == SHARE_FIGURES_MAX)
		return fail_field(cx, "basis", "round.basis", "Nhiều nhất %d số liệu.", "There are at most %d figures.",
				  SHARE_FIGURES_MAX);
	out->figures[out->shares.nfigures] = kind;
	out->shares.weights[out->shares.nfigures++] = json_integer_value(value);
	return OK;
}

static enum err
read_object(struct ctx *cx, json_t *root, struct basis *out)
{
	const char *name;
	json_t *value;
	int64_t sum = 0;
	struct buf json = buf_new(cx->mem);
	if (!json_is_object(root) || !json_object_size(root))
		return fail_field(
			cx, "basis", "round.basis",
			"Cần ghi chia theo số liệu nào với trọng số bao nhiêu, ví dụ {\"population_18\": 100}.",
			"Say by which figures and weights to divide, such as {\"population_18\": 100}.");
	json_obj(&json);
	json_object_foreach(root, name, value) {
		TRY(read_weight(cx, name, value, out));
		json_kv_i64(&json, out->figures[out->shares.nfigures - 1]->name, json_integer_value(value));
		sum += json_integer_value(value);
	}
	json_obj_end(&json);
	out->json = buf_text(&json);
	if (sum != SHARE_PERCENT)
		return fail_field(cx, "basis", "round.weights", "Tổng trọng số là %lld %%, phải đúng %d %%.",
				  "The weights make up %lld %%; it must be %d %%.", (long long)sum, SHARE_PERCENT);
	return OK;
}

enum err
basis_read(struct ctx *cx, const char *json, struct basis *out)
{
	*out = (struct basis){ 0 };
	json_t *root = json_loadb(json ? json : "", json ? strlen(json) : 0, JSON_REJECT_DUPLICATES, NULL);
	enum err err = read_object(cx, root, out);
	json_decref(root);
	return err;
}

enum err
fail_packs(struct ctx *cx, int64_t doses, int64_t pack)
{
	int64_t below = doses / pack * pack;
	return fail_field(cx, "doses", "round.packs",
			  "%lld liều không chia hết cho gói %lld liều. Hãy ghi %lld hoặc %lld liều.",
			  "%lld doses are no whole number of packs of %lld. Write %lld or %lld doses.",
			  (long long)doses, (long long)pack, (long long)below, (long long)(below + pack));
}

enum err
basis_packs(struct ctx *cx, struct basis *basis, const char *product_code, int64_t doses, int64_t pack)
{
	struct rows rows;
	TRY(db_query(cx, sql_round_product(product_code), &rows));
	if (!rows.n)
		return fail_field(cx, "product_code", "product.unknown", "Không có vắc xin \"%s\" trong danh mục.",
				  "There is no vaccine \"%s\".", product_code);
	int64_t vial = db_cell(&rows, 0, 0)->i, usual = db_cell(&rows, 0, 1)->i;
	if (pack == NONE) /* a product whose pack nobody entered is delivered by the vial */
		pack = usual % vial ? vial : usual;
	if (pack % vial)
		return fail_field(cx, "pack", "round.pack",
				  "Lọ có %lld liều và không chia nhỏ được: gói phải là bội số của %lld.",
				  "A vial has %lld doses and is not divided: a pack must be a multiple of %lld.",
				  (long long)vial, (long long)vial);
	basis->shares.doses = doses;
	basis->shares.pack = pack;
	return doses % pack ? fail_packs(cx, doses, pack) : OK;
}

/* ---- computing ---- */

struct gathered {
	struct receivers receivers;
	struct figure_value *figures[SHARE_FIGURES_MAX], *on_hand;
};

static enum err
check_known(struct ctx *cx, const struct receivers *r, const struct figure_kind *kind,
	    const struct figure_value *values)
{
	size_t missing = 0, first = 0;
	for (size_t i = r->n; i > 0; i--)
		if (values[i - 1].value == NONE) {
			missing++;
			first = i - 1;
		}
	if (!missing)
		return OK;
	return fail_field(
		cx, "basis", "round.figure_missing",
		"%zu nơi nhận chưa có số liệu \"%s\" (%s%.0s), trước hết là %s (mã %s). Nhập số liệu hoặc bỏ nó khỏi "
		"cách chia.",
		"%zu receivers have no figure \"%s\" (%.0s%s), the first is %s (code %s). Enter it, or leave it out "
		"of the basis.",
		missing, kind->name, kind->vi, kind->en, r->list[first].name, r->list[first].code);
}

static enum err
gather(struct ctx *cx, const struct unit *unit, const struct basis *basis, const char *product_code,
       struct gathered *out)
{
	char today[DATE_SIZE];
	date_text(cx->now, today);
	*out = (struct gathered){ 0 };
	TRY(receivers_load(cx, unit, &out->receivers));
	if (!out->receivers.n)
		return fail(cx, ERR_CONFLICT, "round.nobody", "%s chưa có nơi nhận nào.", "%s has no receivers yet.",
			    unit->name);
	for (size_t f = 0; f < basis->shares.nfigures; f++) {
		TRY(figure_values(cx, &out->receivers, basis->figures[f]->name, product_code,
				  arena_strdup(cx->mem, today), &out->figures[f]));
		TRY(check_known(cx, &out->receivers, basis->figures[f], out->figures[f]));
	}
	return figure_values(cx, &out->receivers, FIGURE_ON_HAND, product_code, arena_strdup(cx->mem, today),
			     &out->on_hand);
}

/* All that a share rests on, for whoever asks why. */
static const char *
figures_json(struct arena *mem, const struct basis *basis, const struct gathered *g, size_t at)
{
	struct buf out = buf_new(mem);
	json_obj(&out);
	for (size_t f = 0; f < basis->shares.nfigures; f++)
		json_kv_i64(&out, basis->figures[f]->name, g->figures[f][at].value);
	json_kv_i64(&out, FIGURE_ON_HAND, g->on_hand[at].value);
	json_obj_end(&out);
	return buf_text(&out);
}

static enum err
fail_share(struct ctx *cx, enum share_fault fault, const struct figure_kind *figure, const struct unit *unit)
{
	if (fault == SHARE_EMPTY)
		return fail_field(
			cx, "basis", "round.figure_zero",
			"Số liệu \"%s\" (%s%.0s) của mọi nơi nhận ở %s đều bằng 0, không chia theo nó được.",
			"The figure \"%s\" (%.0s%s) of all receivers of %s is 0: nothing can be divided by it.",
			figure->name, figure->vi, figure->en, unit->name);
	if (fault == SHARE_RANGE)
		return fail_field(cx, "basis", "round.range",
				  "Số liệu hoặc tồn kho của một nơi nhận vượt quá giới hạn (%d người hoặc %d liều).",
				  "A figure or the stock of a receiver is beyond the limit (%d people or %d doses).",
				  SHARE_FIGURE_MAX, SHARE_DOSES_MAX);
	return fail_internal(cx, "a basis that was checked cannot be divided: fault %d", (int)fault);
}

enum err
basis_compute(struct ctx *cx, const struct unit *unit, const struct basis *basis, const char *product_code,
	      struct computed **out, size_t *n)
{
	struct gathered g;
	size_t figure = 0;
	TRY(gather(cx, unit, basis, product_code, &g));
	*n = g.receivers.n;
	struct share *shares = NEW(cx->mem, struct share, *n);
	for (size_t i = 0; i < *n; i++) {
		shares[i] = (struct share){ .code = g.receivers.list[i].code, .on_hand = g.on_hand[i].value };
		for (size_t f = 0; f < basis->shares.nfigures; f++) /* a correction may leave a day's sum below 0 */
			shares[i].figures[f] = g.figures[f][i].value > 0 ? g.figures[f][i].value : 0;
	}
	enum share_fault fault = share_compute(cx->mem, &basis->shares, shares, *n, &figure);
	if (fault != SHARE_FINE)
		return fail_share(cx, fault, basis->figures[figure], unit);
	*out = NEW(cx->mem, struct computed, *n);
	for (size_t i = 0; i < *n; i++)
		(*out)[i] = (struct computed){ g.receivers.list[i].id, figures_json(cx->mem, basis, &g, i),
					       shares[i].doses };
	return OK;
}
