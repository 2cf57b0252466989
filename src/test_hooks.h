/* test_hooks.h - routes of the test build. */
#ifndef TEST_HOOKS_H
#define TEST_HOOKS_H

#include "http/request.h"

#ifdef TEST_HOOKS
extern const struct route test_routes[];
#endif

#endif
