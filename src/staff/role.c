/* Which role may do what. Steps of the session follow QĐ 3588/QĐ-BYT: each table has its own people; a manager sees all
 * and corrects, an administrator manages accounts and never touches a dose. */
#include "staff/staff.h"

#define BIT(cap) (UINT64_C(1) << CAP_##cap)
#define EVERYBODY (BIT(ANY) | BIT(UNIT_READ) | BIT(SESSION_READ) | BIT(COUNTER_READ))
#define AT_A_TABLE (EVERYBODY | BIT(PERSON_READ) | BIT(STOCK_READ) | BIT(CERTIFICATE_READ) | BIT(SYNC))

const struct role roles[] = {
	{ "reception", AT_A_TABLE | BIT(PERSON_WRITE) | BIT(PERSON_FIND) | BIT(VISIT_CHECKIN) | BIT(VISIT_UNDO) },
	{ "screening_doctor", AT_A_TABLE | BIT(PERSON_FIND) | BIT(VISIT_SCREEN) | BIT(VISIT_UNDO) },
	{ "vaccinator", AT_A_TABLE | BIT(VISIT_INJECT) | BIT(VISIT_UNDO) },
	{ "observer", AT_A_TABLE | BIT(VISIT_OBSERVE) | BIT(VISIT_UNDO) },
	{ "data_clerk", AT_A_TABLE | BIT(PERSON_WRITE) | BIT(PERSON_FIND) | BIT(DOSE_RETROSPECTIVE) | BIT(IMPORT_RUN) |
				BIT(LIST_WRITE) | BIT(LIST_READ) },
	{ "stock_keeper", EVERYBODY | BIT(STOCK_READ) | BIT(STOCK_WRITE) | BIT(LOT_STATE) | BIT(REPORT_CONFIRM) },
	{ "manager", AT_A_TABLE | BIT(UNIT_WRITE) | BIT(STAFF_MANAGE) | BIT(PERSON_WRITE) | BIT(PERSON_FIND) |
			     BIT(SESSION_WRITE) | BIT(VISIT_CHECKIN) | BIT(VISIT_SCREEN) | BIT(VISIT_INJECT) |
			     BIT(VISIT_OBSERVE) | BIT(VISIT_UNDO) | BIT(DOSE_RETROSPECTIVE) | BIT(DOSE_CONFIRM) |
			     BIT(DOSE_CORRECT) | BIT(STOCK_WRITE) | BIT(LOT_STATE) | BIT(ALLOCATE) | BIT(PLAN) |
			     BIT(IMPORT_RUN) | BIT(REVIEW_RESOLVE) | BIT(LOT_PEOPLE) | BIT(REPORT_CONFIRM) |
			     BIT(ALARM_READ) | BIT(ALARM_CLOSE) | BIT(LIST_WRITE) | BIT(LIST_READ) },
	{ "administrator", EVERYBODY | BIT(UNIT_WRITE) | BIT(STAFF_MANAGE) | BIT(SESSION_WRITE) | BIT(STOCK_READ) |
				   BIT(STOCK_WRITE) | BIT(LOT_STATE) | BIT(ALLOCATE) | BIT(IMPORT_RUN) |
				   BIT(ALARM_READ) | BIT(ALARM_CLOSE) },
	/* a company, a school: sends its people's names and sees nothing but its own lists */
	{ "organisation", BIT(LIST_WRITE) },
	{ NULL, 0 },
};

static const char *const names[CAP__COUNT] = {
	[CAP_PUBLIC] = "public",
	[CAP_ANY] = "any",
	[CAP_CITIZEN] = "citizen",
	[CAP_CITIZEN_FULL] = "citizen_full",
	[CAP_UNIT_READ] = "unit_read",
	[CAP_UNIT_WRITE] = "unit_write",
	[CAP_STAFF_MANAGE] = "staff_manage",
	[CAP_PERSON_READ] = "person_read",
	[CAP_PERSON_WRITE] = "person_write",
	[CAP_PERSON_FIND] = "person_find",
	[CAP_SESSION_READ] = "session_read",
	[CAP_SESSION_WRITE] = "session_write",
	[CAP_VISIT_CHECKIN] = "visit_checkin",
	[CAP_VISIT_SCREEN] = "visit_screen",
	[CAP_VISIT_INJECT] = "visit_inject",
	[CAP_VISIT_OBSERVE] = "visit_observe",
	[CAP_VISIT_UNDO] = "visit_undo",
	[CAP_DOSE_RETROSPECTIVE] = "dose_retrospective",
	[CAP_DOSE_CONFIRM] = "dose_confirm",
	[CAP_DOSE_CORRECT] = "dose_correct",
	[CAP_CERTIFICATE_READ] = "certificate_read",
	[CAP_SYNC] = "sync",
	[CAP_STOCK_READ] = "stock_read",
	[CAP_STOCK_WRITE] = "stock_write",
	[CAP_LOT_STATE] = "lot_state",
	[CAP_LOT_PEOPLE] = "lot_people",
	[CAP_REPORT_CONFIRM] = "report_confirm",
	[CAP_ALLOCATE] = "allocate",
	[CAP_PLAN] = "plan",
	[CAP_IMPORT_RUN] = "import_run",
	[CAP_REVIEW_RESOLVE] = "review_resolve",
	[CAP_LIST_WRITE] = "list_write",
	[CAP_LIST_READ] = "list_read",
	[CAP_COUNTER_READ] = "counter_read",
	[CAP_ALARM_READ] = "alarm_read",
	[CAP_ALARM_CLOSE] = "alarm_close",
};

const char *
cap_name(enum cap cap)
{
	return names[cap];
}

const struct role *
role_find(const char *name)
{
	for (const struct role *r = roles; r->name; r++)
		if (strcmp(r->name, name) == 0)
			return r;
	return NULL;
}

bool
role_has(const struct role *role, enum cap cap)
{
	return role->caps >> cap & 1;
}
