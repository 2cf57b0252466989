/* fold.h - the form in which Vietnamese names are searched and compared. */
#ifndef BASE_FOLD_H
#define BASE_FOLD_H

#include "base/arena.h"

/* The search key of a name: lower case, without accents (Đ and đ become d, which Unicode's decomposition
 * does not do), letters and digits only, single spaces. "Nguyễn Thị Hoà" and "NGUYỄN THỊ HÒA" are both
 * "nguyen thi hoa". Input must be valid UTF-8. */
char *fold_key(struct arena *mem, const char *name);
/* The last word of a key: the given name, by which Vietnamese lists are sorted. */
const char *fold_given(const char *key);
/* Tone placement made one style ("Hoà" -> "Hòa", "Thuỷ" -> "Thủy"), accents kept, NFC: for saying whether two
 * official spellings of a place are the same name. */
char *fold_tone(struct arena *mem, const char *name);

#endif
