/* cap.h - what one may do: the words between route tables and roles. Includes nothing, so any module's routes may. */
#ifndef STAFF_CAP_H
#define STAFF_CAP_H

/* What one may do. CAP_PUBLIC: anybody; CAP_ANY: whoever is logged in. */
enum cap {
	CAP_PUBLIC,
	CAP_ANY,
	CAP_CITIZEN,      /* a citizen; for a person in the path, one of the account's family */
	CAP_CITIZEN_FULL, /* the same, and the account has proved that it may see that person's book */
	CAP_UNIT_READ,
	CAP_UNIT_WRITE,
	CAP_STAFF_MANAGE,
	CAP_PERSON_READ,
	CAP_PERSON_WRITE,
	CAP_PERSON_FIND, /* nationwide, one person by an exact number */
	CAP_SESSION_READ,
	CAP_SESSION_WRITE,
	CAP_VISIT_CHECKIN,
	CAP_VISIT_SCREEN,
	CAP_VISIT_INJECT,
	CAP_VISIT_OBSERVE,
	CAP_VISIT_UNDO,
	CAP_DOSE_RETROSPECTIVE,
	CAP_DOSE_CONFIRM,
	CAP_DOSE_CORRECT,
	CAP_CERTIFICATE_READ,
	CAP_SYNC, /* send what was done offline; each event needs its own right besides, else it is flagged */
	CAP_STOCK_READ,
	CAP_STOCK_WRITE,
	CAP_LOT_STATE,      /* suspend or release a lot everywhere: needs the nation's unit */
	CAP_LOT_PEOPLE,     /* who received a lot, with phone numbers */
	CAP_REPORT_CONFIRM, /* confirm the figures of a site's day */
	CAP_ALLOCATE,       /* decide who gets how many doses, and enter the figures behind it */
	CAP_PLAN,           /* plan sessions, publish plans, correct them by hand */
	CAP_IMPORT_RUN,
	CAP_REVIEW_RESOLVE,
	CAP_LIST_WRITE, /* send lists of people, and see those one sent */
	CAP_LIST_READ,  /* see all lists that were sent to the unit */
	CAP_COUNTER_READ,
	CAP_ALARM_READ,
	CAP_ALARM_CLOSE,
	CAP__COUNT
};
/* "stock_read": the name in JSON and in the documents. */
const char *cap_name(enum cap cap);

#endif
