/* sheet_ole.h - the container of .xls: a small file system in a file (MS-CFB, "OLE"). Inside src/sheet only.
 *
 * libfreexl 1.0.6 looks for "Workbook" among the first four entries of the directory only; WPS Office writes
 * it sixth. So the directory of a copy in memory is put in order before libfreexl sees it. */
#ifndef SHEET_OLE_H
#define SHEET_OLE_H

#include "sheet/sheet_fault.h"

#include <stdbool.h>
#include <stddef.h>

/* Whether the bytes begin like such a container. */
bool ole_is(const unsigned char *bytes, size_t n);

/* Checks that the workbook stream is there and whole, and moves its entry to place 2, in place. Returns
 * SHEET_FINE, SHEET_ENCRYPTED (an .xlsx with a password is such a container), SHEET_NOT_WORKBOOK (a Word
 * file, a message), SHEET_TRUNCATED (the stream reaches beyond the file) or SHEET_DAMAGED. */
enum sheet_fault ole_workbook_second(unsigned char *bytes, size_t n);

#endif
