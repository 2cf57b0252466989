#include "allocation/share.h"

#include <stdlib.h>

/* GNU C has 128-bit integers; ISO C has no name for them. */
__extension__ typedef __int128 wide;

/* With several figures: what a whole figure is, so that the sum of weights stays below 10^17. */
#define PART_SCALE INT64_C(1000000000000000)

/* The largest numbers that meet: weights up to 10^17, doses and stock of all up to 2.1 * 10^12, packs up to 10^8. Their
 * product is below 2.1 * 10^37, and a wide holds 1.7 * 10^38. */
struct quota {
	wide need, remainder;
	const char *code;
	size_t at;
};

static bool
in_range(const struct share_basis *basis, const struct share *list, size_t n)
{
	if (n > SHARE_RECEIVERS_MAX || basis->nfigures > SHARE_FIGURES_MAX || basis->doses > SHARE_DOSES_MAX)
		return false;
	for (size_t i = 0; i < n; i++) {
		if (list[i].on_hand < 0 || list[i].on_hand > SHARE_DOSES_MAX)
			return false;
		for (size_t f = 0; f < basis->nfigures; f++)
			if (list[i].figures[f] < 0 || list[i].figures[f] > SHARE_FIGURE_MAX)
				return false;
	}
	return true;
}

static bool
weights_hold(const struct share_basis *basis)
{
	int64_t sum = 0;
	for (size_t f = 0; f < basis->nfigures; f++) {
		if (basis->weights[f] <= 0 || basis->weights[f] > SHARE_PERCENT)
			return false;
		sum += basis->weights[f];
	}
	return sum == SHARE_PERCENT;
}

/* The receivers' weights into quotas; their sum, or 0 when a figure is nobody's. */
static wide
weigh(const struct share_basis *basis, const struct share *list, size_t n, struct quota *quotas, size_t *figure)
{
	wide all = 0;
	for (size_t f = 0; f < basis->nfigures; f++) {
		wide sum = 0;
		for (size_t i = 0; i < n; i++)
			sum += list[i].figures[f];
		*figure = f;
		if (sum == 0)
			return 0;
		for (size_t i = 0; i < n; i++)
			quotas[i].need += basis->nfigures == 1
						  ? list[i].figures[f]
						  : (wide)list[i].figures[f] * PART_SCALE / sum * basis->weights[f];
	}
	for (size_t i = 0; i < n; i++)
		all += quotas[i].need;
	return all;
}

/* What is missing for an equal end, in units of 1/all of a dose. The sum stays above 0, since it is at least all * doses. */
static wide
deduct(const struct share_basis *basis, const struct share *list, size_t n, struct quota *quotas, wide all)
{
	wide together = basis->doses, sum = 0;
	for (size_t i = 0; i < n; i++)
		together += list[i].on_hand;
	for (size_t i = 0; i < n; i++) {
		wide need = quotas[i].need * together - list[i].on_hand * all;
		quotas[i].need = need > 0 ? need : 0;
		sum += quotas[i].need;
	}
	return sum;
}

static int
by_remainder(const void *a, const void *b)
{
	const struct quota *x = a, *y = b;
	if (x->remainder != y->remainder)
		return x->remainder > y->remainder ? -1 : 1;
	int code = strcmp(x->code, y->code);
	return code ? code : x->at < y->at ? -1 : 1;
}

enum share_fault
share_compute(struct arena *mem, const struct share_basis *basis, struct share *list, size_t n, size_t *figure)
{
	if (!n)
		return SHARE_NOBODY;
	if (!in_range(basis, list, n))
		return SHARE_RANGE;
	if (basis->pack <= 0 || basis->doses <= 0 || basis->doses % basis->pack)
		return SHARE_PACKS;
	if (!weights_hold(basis))
		return SHARE_WEIGHTS;
	struct quota *quotas = NEW(mem, struct quota, n);
	wide sum = weigh(basis, list, n, quotas, figure);
	if (sum == 0)
		return SHARE_EMPTY;
	if (basis->deduct)
		sum = deduct(basis, list, n, quotas, sum);
	int64_t packs = basis->doses / basis->pack, left = packs;
	for (size_t i = 0; i < n; i++) {
		wide exact = quotas[i].need * packs;
		list[i].doses = (int64_t)(exact / sum);
		left -= list[i].doses;
		quotas[i] = (struct quota){
			.need = quotas[i].need, .remainder = exact % sum, .code = list[i].code, .at = i
		};
	}
	qsort(quotas, n, sizeof *quotas, by_remainder);
	for (size_t i = 0; i < (size_t)left; i++)
		list[quotas[i].at].doses++;
	for (size_t i = 0; i < n; i++)
		list[i].doses *= basis->pack;
	return SHARE_FINE;
}
