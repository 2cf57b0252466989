/* modules.h - everything the program is made of. The only file that names all modules is modules.c. */
#ifndef MODULES_H
#define MODULES_H

#include "http/dispatch.h"

/* Route tables; ends with NULL. */
extern const struct route *const module_routes[];
/* What the modules lend to the dispatcher. */
extern const struct hooks module_hooks;
/* The name of a capability, for documents. */
const char *cap_text(unsigned cap);
/* Reference data that `migrate` loads, module by module. */
enum err modules_seed(struct ctx *cx) MUST_CHECK;

#endif
