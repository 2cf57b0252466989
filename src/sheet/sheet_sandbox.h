/* sheet_sandbox.h - what the reading process gives up before it looks at a byte. Inside src/sheet only. */
#ifndef SHEET_SANDBOX_H
#define SHEET_SANDBOX_H

#include <stdbool.h>

/* Limits memory and computing time, forbids core files and closes whatever was inherited beyond the standard
 * descriptors: once, first thing. */
void sandbox_limit(void);

/* Forbids everything that reaches outside: sockets, programs, other processes, files. may_open still allows
 * to open files for reading, for libfreexl opens its input by name. Does nothing where the kernel has no
 * filter for this processor: the limits stay. */
void sandbox_close(bool may_open);

#endif
