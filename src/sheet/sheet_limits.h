/* sheet_limits.h - how much of a foreign spreadsheet is read before it is refused.
 *
 * The largest workbook known to us, the 2021 platform's import workbook, has 16,536 rows of 26 columns
 * in 4 MB; a province's list of a million people is split by its senders already. Everything above these
 * figures is a mistake or an attack. */
#ifndef SHEET_LIMITS_H
#define SHEET_LIMITS_H

enum {
	SHEET_ROWS_MAX = 1000000,     /* rows that hold something */
	SHEET_COLUMNS_MAX = 64,       /* columns that hold something */
	SHEET_CELL_MAX = 4096,        /* bytes of one cell; a longer one is cut and its row says so */
	SHEET_TABS_MAX = 256,         /* sheets in a workbook */
	SHEET_FILE_MAX = 64 << 20,    /* bytes of the file */
	SHEET_PLAIN_MAX = 512 << 20,  /* bytes of an .xlsx after decompression, all parts together */
	SHEET_RATIO_MAX = 200,        /* decompressed to compressed bytes of one part... */
	SHEET_RATIO_FROM = 8 << 20,   /* ...once that part is larger than this */
	SHEET_PARTS_MAX = 4096,       /* files inside an .xlsx */
	SHEET_PIPE_BYTES = 1 << 20,   /* rows that the reading process may be ahead */
	SHEET_MEMORY_MAX = 1 << 30,   /* bytes of address space of the reading process */
	SHEET_CPU_SECONDS = 60,       /* its computing time */
	SHEET_WAIT_MS = 120000,       /* how long its reader waits for it, all waits added up */
	SHEET_OUT_COLUMNS_MAX = 256,  /* columns of a sheet we write */
	SHEET_OUT_ROWS_MAX = 1048576, /* rows of a sheet we write: Excel's own limit */
};

#endif
