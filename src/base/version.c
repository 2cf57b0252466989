#include "base/version.h"

/* made by the Makefile */
#include <version_gen.h>

const char program_version[] = VERSION_GEN;
