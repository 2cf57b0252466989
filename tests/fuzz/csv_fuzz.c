/* The splitter of .csv: encodings, the choice of the delimiter, records. */
#include "sheet_fuzz.h"

static enum sheet_fault
parse(struct sheet_rows *rows, const void *bytes, size_t n)
{
	return sheet_parse_csv(rows, bytes, n);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	fuzz_parse(parse, data, size);
	return 0;
}
