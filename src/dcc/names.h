/* names.h - a name in the letters of a machine-readable travel document (ICAO 9303 part 3). */
#ifndef DCC_NAMES_H
#define DCC_NAMES_H

#include "base/arena.h"

enum { NAME_ICAO_MAX = 80 };

/* "Đặng Thị Ngọc Ánh" -> "DANG<THI<NGOC<ANH" for fnt and gnt; the text lies in mem.
 * Marks are taken off Latin letters (composed or not), Đ becomes D; Ä Ö Ü Å Ø Æ Œ ß Þ become AE OE UE AA OE AE
 * OE SS TH; runs of spaces, hyphens and '<' become one '<', none at the ends; apostrophes, dots and everything else
 * outside A-Z fall away. Cut at 80 characters. Invalid UTF-8 falls away. A name in another script
 * gives "" : ask for its Latin spelling. */
const char *name_icao(struct arena *mem, const char *name);

#endif
