/* words.h - what a record's codes mean to the person whose record it is. */
#ifndef BOOK_WORDS_H
#define BOOK_WORDS_H

struct words {
	const char *vi, *en;
};
/* What staff did when they looked, by the route in the access log. Never NULL. */
struct words look_words(const char *route);
/* What is still to be checked about a dose, by its flag. Never NULL. */
struct words flag_words(const char *flag);

#endif
