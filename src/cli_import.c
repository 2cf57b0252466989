/* import: the command line's way to the same imports that the pages use. */
#include "cli.h"

#include <stdio.h>

int
import_main(const struct options *o)
{
	(void)o;
	fputs("tiemchung: import: not built yet\n", stderr);
	return EXIT_USAGE;
}
