/* The proof: every place of every opening, counted again from the holds and appointments. */
#include "booking/booking_parts.h"
#include "booking_sql.h"

enum { PAGE = 5000, SHOWN = 100 };

struct hour {
	int64_t unit_id, opening_id;
	const char *starts, *on_date;
	int64_t places, free, back, held, booked, appointments, apart, apart_counted;
};
static FIELDS(hour, FIELD(hour, unit_id, F_ID, 0, F_ROW | F_OUT), FIELD(hour, opening_id, F_ID, 0, F_ROW | F_OUT),
	      FIELD(hour, starts, F_TEXT, 5, F_ROW | F_OUT), FIELD(hour, on_date, F_DATE, 10, F_ROW | F_OUT),
	      FIELD(hour, places, F_I64, 0, F_ROW | F_OUT), FIELD(hour, free, F_I64, 0, F_ROW | F_OUT),
	      FIELD(hour, back, F_I64, 0, F_ROW | F_OUT), FIELD(hour, held, F_I64, 0, F_ROW | F_OUT),
	      FIELD(hour, booked, F_I64, 0, F_ROW | F_OUT), FIELD(hour, appointments, F_I64, 0, F_ROW | F_OUT),
	      FIELD(hour, apart, F_I64, 0, F_ROW | F_OUT), FIELD(hour, apart_counted, F_I64, 0, F_ROW | F_OUT));

static bool
is_right(const struct hour *h)
{
	return h->places == h->free + h->held + h->booked + h->back && h->booked == h->appointments &&
	       h->apart == h->apart_counted;
}

enum err
booking_recount(struct ctx *cx, struct buf *differences, struct booking_check *out)
{
	struct hour last = { .starts = "" }, *list;
	*out = (struct booking_check){ 0 };
	for (size_t n = PAGE; n == PAGE;) {
		TRY(db_list(cx, sql_booking_recount(last.unit_id, last.opening_id, last.starts, PAGE), &hour_fields,
			    &list, &n));
		for (size_t i = 0; i < n; i++) {
			last = list[i];
			out->hours++;
			if (!is_right(&last) && ++out->differing <= SHOWN)
				fields_write(differences, &hour_fields, &last);
		}
	}
	return OK;
}
