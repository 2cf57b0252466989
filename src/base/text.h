/* text.h - the question that the rules ask of states and codes. */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include <stdbool.h>
#include <string.h>

/* The same text? NULL is none, and is nothing. */
static inline bool
is(const char *a, const char *b)
{
	return a && b && strcmp(a, b) == 0;
}

#endif
