/* share.h - how a number of doses is divided: pure arithmetic, no database.
 *
 * Each receiver's weight is the sum, over the figures of the basis, of the figure's percentage times the receiver's part of
 * that figure's sum. Shares are whole packs by the largest remainder (Hare-Niemeyer): everybody gets the whole packs of his
 * exact quota, the packs that are left go one each to the largest remainders, and among equal ones to the smaller code. So
 * the sum is exact, nobody is a pack or more away from his quota, and who weighs more never gets less.
 *
 * Only integers. With one figure the weights are the figures themselves; with several, a receiver's part of a figure is
 * rounded down to 10^-15 of the whole, so equal figures have equal parts. Everything after that is exact. */
#ifndef ALLOCATION_SHARE_H
#define ALLOCATION_SHARE_H

#include "base/arena.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	SHARE_RECEIVERS_MAX = 20000,
	SHARE_FIGURES_MAX = 8,
	SHARE_FIGURE_MAX = 1000000000, /* people or doses of one receiver */
	SHARE_DOSES_MAX = 100000000,
	SHARE_PERCENT = 100 /* the weights of a basis make up so much */
};

struct share_basis {
	int64_t weights[SHARE_FIGURES_MAX]; /* percent, each above 0, SHARE_PERCENT together */
	size_t nfigures;
	/* Stock counts: each is to have his part of (doses + all on hand) in the end, so what he has is taken off his part,
	 * never below nothing; what is divided is divided by what is left of the parts. */
	bool deduct;
	int64_t doses, pack;
};

struct share {
	const char
		*code; /* decides between equals: the smaller one first; the same code: who stands first in the list */
	int64_t figures[SHARE_FIGURES_MAX];
	int64_t on_hand;
	int64_t doses; /* what share_compute() gives */
};

enum share_fault {
	SHARE_FINE,
	SHARE_NOBODY,  /* no receivers */
	SHARE_PACKS,   /* doses are no whole number of packs, or none */
	SHARE_WEIGHTS, /* a weight is not above 0, or together they are not SHARE_PERCENT */
	SHARE_EMPTY,   /* a figure is 0 for all: *figure tells which */
	SHARE_RANGE    /* a number is negative or beyond its limit, or there are too many receivers */
};

/* Fills doses of each of the n shares; on a fault they are untouched. O(n log n). */
enum share_fault
share_compute(struct arena *mem, const struct share_basis *basis, struct share *list, size_t n, size_t *figure);

#endif
