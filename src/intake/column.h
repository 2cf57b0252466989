/* column.h - the columns of the sheets that can be imported, and where a file has them. */
#ifndef INTAKE_COLUMN_H
#define INTAKE_COLUMN_H

#include "base/ctx.h"
#include "sheet/sheet.h"

enum intake_kind { INTAKE_PEOPLE, INTAKE_SITES, INTAKE_UNITS, INTAKE_ALLOCATION, INTAKE__KINDS };
/* "import_people", ...: job.kind. */
extern const char *const intake_kind_names[INTAKE__KINDS];
/* Which sheet of the workbook: PL1 people, PL4 sites, PL3 units; the table of the provinces is in no workbook. */
extern const char *const intake_sheets[INTAKE__KINDS];

/* Sheet PL1, by the numbers that the 2021 platform gave its columns (0 is "#"). */
enum {
	PL1_NAME = 1,
	PL1_BIRTH,
	PL1_SEX,
	PL1_GROUP,
	PL1_WORKPLACE,
	PL1_PHONE,
	PL1_NUMBER,
	PL1_INSURANCE,
	PL1_PROVINCE,
	PL1_PROVINCE_CODE,
	PL1_DISTRICT,
	PL1_DISTRICT_CODE,
	PL1_COMMUNE,
	PL1_COMMUNE_CODE,
	PL1_ADDRESS,
	PL1_DOSE1,
	PL1_DOSE1_DATE,
	PL1_DOSE1_LOT,
	PL1_DOSE1_SITE,
	PL1_DOSE2,
	PL1_DOSE2_DATE,
	PL1_DOSE2_LOT,
	PL1_DOSE2_SITE,
	PL1_NOTE,
	PL1__COLUMNS
};
enum { PL4_PROVINCE, PL4_DISTRICT, PL4_COMMUNE, PL4_CODE, PL4_NAME };
enum { PL3_PROVINCE_CODE, PL3_PROVINCE, PL3_DISTRICT_CODE, PL3_DISTRICT, PL3_COMMUNE_CODE, PL3_COMMUNE };
/* The portal's table of the provinces, with a column for the day. */
enum { TABLE_DATE, TABLE_CODE, TABLE_NAME, TABLE_PLANNED, TABLE_ALLOCATED, TABLE_POPULATION_18, TABLE_ADMINISTERED };

enum { COLUMNS_MAX = 26, HEADER_ROWS_MAX = 20, SHEET_COLUMNS_KEPT = 64 };

struct column {
	const char *key;   /* stable, for job_row.field */
	const char *title; /* short, for messages */
	const char *title_en;
	const char *marks; /* folded beginnings by which it is known in a header, divided by '|' */
};
/* The columns of a kind; *n of them. */
const struct column *columns_of(enum intake_kind kind, size_t *n);
/* "Cột 2 (Ngày sinh)"; en: "Column 2 (birth date)". For sites and units without the number. */
const char *column_text(struct arena *mem, enum intake_kind kind, int column, bool en);

/* Where a file has its columns. */
struct columns {
	enum intake_kind kind;
	int at[COLUMNS_MAX];                    /* 0-based column of the sheet, -1 where it has none */
	bool two_rows;                          /* the header goes on in the row below */
	const char *titles[SHEET_COLUMNS_KEPT]; /* as the file has them */
	size_t ntitles;
};

/* Is this the header? Looks at the row and the one below it (may be NULL). False: go on looking. When it is a header with
 * columns missing or in another order, *err is ERR_INVALID import.columns and the problem says which. Texts go to mem. */
bool columns_find(struct ctx *cx, struct arena *mem, enum intake_kind kind, const struct sheet_row *row,
		  const struct sheet_row *below, struct columns *out, enum err *err);

/* A cell by our column; "" where the file has none. */
static inline const char *
column_cell(const struct columns *c, const struct sheet_row *row, int column)
{
	return c->at[column] < 0 ? "" : sheet_cell(row, (size_t)c->at[column]);
}

#endif
