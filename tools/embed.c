/* embed NAME=FILE... - prints C that holds the files' bytes, with their table sorted by name.
 * The assembler reads the files, which is quick for megabytes where an array of numbers is not. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct entry {
	const char *name, *file;
};

static int
by_name(const void *a, const void *b)
{
	return strcmp(((const struct entry *)a)->name, ((const struct entry *)b)->name);
}

int
main(int argc, char **argv)
{
	int n = argc - 1;
	struct entry *entries = calloc((size_t)n + 1, sizeof *entries);
	if (!entries)
		return 2;
	for (int i = 0; i < n; i++) {
		char *eq = strchr(argv[i + 1], '=');
		if (!eq) {
			fprintf(stderr, "embed: %s: expected NAME=FILE\n", argv[i + 1]);
			return 2;
		}
		*eq = 0;
		entries[i] = (struct entry){ argv[i + 1], eq + 1 };
	}
	qsort(entries, (size_t)n, sizeof *entries, by_name);
	printf("#include \"base/embed.h\"\n\n__asm__(\".section .rodata\\n\"\n");
	for (int i = 0; i < n; i++)
		printf("\t\".balign 16\\nembed_%d: .incbin \\\"%s\\\"\\nembed_%d_end: .byte 0\\n\"\n"
		       "\t\".global embed_%d\\n.global embed_%d_end\\n\"\n",
		       i, entries[i].file, i, i, i);
	printf("\t\".previous\\n\");\n\n");
	/* sizes are differences of symbols, which C does not allow in a constant: .quad does */
	printf("__asm__(\".section .data.rel.ro,\\\"aw\\\"\\n.balign 8\\n.global "
	       "embedded_files\\nembedded_files:\\n\"\n");
	for (int i = 0; i < n; i++)
		printf("\t\".quad embed_name_%d, embed_%d, embed_%d_end - embed_%d\\n\"\n", i, i, i, i);
	printf("\t\".quad 0, 0, 0\\n.previous\\n.section .rodata\\n\"\n");
	for (int i = 0; i < n; i++)
		printf("\t\"embed_name_%d: .asciz \\\"%s\\\"\\n\"\n", i, entries[i].name);
	printf("\t\".previous\\n\");\n");
	return 0;
}
