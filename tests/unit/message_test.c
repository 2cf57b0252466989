/* message_test: written once, claimed once, kept once; what is put off, expires, is reported, and what it all costs. */
#include "db_frame.h"

#include "message/rule.h"
#include "message/send.h"
#include "rule/rule.h"
#include "unit/unit.h"

static struct ctx *cx = &frame_cx;
static struct unit nation;
static int64_t serial;

static const struct message_value values[] = { { "code", "123456" },       { "minutes", "3" },  { "name", "An" },
					       { "hour", "07:30" },        { "date", "05/08" }, { "place", "Trạm" },
					       { "link", "https://x.vn" }, { NULL, NULL } };

static void
begin(void)
{
	cx->problem = (struct problem){ 0 };
	CHECK_INT(db_begin(cx, TX_WRITE), OK);
}

static void
commit(void)
{
	CHECK_INT(db_commit(cx), OK);
}

/* 09:00 on a day of its own for every case, so that nothing is left of another's. */
static const char *
fresh(void)
{
	cx->now = FRAME_NOW + MS_HOUR + ++serial * 10 * MS_DAY;
	return arena_printf(frame_mem, "09%08lld", (long long)serial);
}

static int64_t
post(const char *template, const char *phone)
{
	int64_t id = 0;
	CHECK_INT(message_post(cx,
			       &(struct message_in){
				       .template = template, .phone = phone, .unit_id = nation.id, .values = values },
			       &id),
		  OK);
	return id;
}

static struct message
get(const char *phone, int64_t id)
{
	struct message *list;
	size_t n;
	CHECK_INT(message_list(cx, phone, 0, 0, &list, &n), OK);
	for (size_t i = 0; i < n; i++)
		if (list[i].id == id)
			return list[i];
	CHECK(!"the message is in its phone's list");
	return (struct message){ .state = "" };
}

static struct message_claim
claim(int64_t page)
{
	struct message_claim c;
	struct message_look look;
	CHECK_INT(message_look(cx, &look), OK);
	CHECK_INT(message_claim(cx, look.due, page, &c), OK);
	return c;
}

static void
all_get(struct message_claim *c, enum sending_result result)
{
	for (size_t i = 0; i < c->n; i++)
		if (c->list[i].result == SENDING_UNTRIED)
			c->list[i].result = result;
}

static void
sent_once_and_counted(void)
{
	const char *phone = fresh();
	begin();
	int64_t code = post("otp", phone), other = post("reminder", phone);
	struct message m = get(phone, code);
	CHECK_STR(m.state, "waiting");
	CHECK_STR(m.body, "Tiêm Chủng: mã 123456, dùng trong 3 phút. Không đưa mã cho ai.");
	CHECK_INT(m.expires_ms - m.created_ms, 3 * MS_MINUTE);
	struct message_claim c = claim(10);
	CHECK_INT(c.n, 2);
	CHECK_INT(c.list[0].id, code); /* codes first */
	CHECK_INT(claim(10).n, 0);     /* nobody else gets them */
	all_get(&c, SENDING_SENT);
	CHECK_INT(message_keep(cx, &c), OK);
	m = get(phone, code);
	CHECK_STR(m.state, "sent");
	CHECK(m.body == NULL); /* a code is not kept */
	CHECK_INT(m.cost, 350);
	m = get(phone, other);
	CHECK(m.body != NULL);
	CHECK_INT(m.sent_ms, cx->now);
	CHECK_INT(claim(10).n, 0);
	commit();
}

static void
never_written_twice(void)
{
	const char *phone = fresh();
	struct message_in in = {
		.template = "reminder", .phone = phone, .unit_id = nation.id, .dedupe = "a-1", .values = values
	};
	struct message *list;
	size_t n;
	int64_t id;
	begin();
	for (int i = 0; i < 3; i++)
		CHECK_INT(message_post(cx, &in, NULL), OK);
	in.dedupe = "a-2";
	CHECK_INT(message_post(cx, &in, NULL), OK);
	CHECK_INT(message_list(cx, phone, 0, 0, &list, &n), OK);
	CHECK_INT(n, 2);
	in.phone = NULL; /* nobody to tell */
	CHECK_INT(message_post(cx, &in, &id), OK);
	CHECK_INT(id, 0);
	in.phone = phone;
	in.values = NULL;
	CHECK_INT(message_post(cx, &in, &id), ERR_INTERNAL);
	cx->problem = (struct problem){ 0 };
	commit();
}

static int64_t
about(const char *template, const char *phone, const char *dedupe)
{
	int64_t id = 0;
	struct message_in in = {
		.template = template, .phone = phone, .unit_id = nation.id, .dedupe = dedupe, .values = values
	};
	CHECK_INT(message_post(cx, &in, &id), OK);
	return id;
}

static void
what_is_called_off_is_not_said(void)
{
	const char *phone = fresh(), *other = arena_printf(frame_mem, "%s", "0811111111");
	begin();
	int64_t first = about("invitation", phone, "77"), changed = about("invitation_changed", phone, "77 2"),
		evening = about("reminder", phone, "77"), lost = about("invitation", phone, "x77"),
		another = about("invitation", phone, "770"), of_another = about("invitation", other, "77");
	CHECK_INT(message_take_back(cx, phone, 77), OK);
	CHECK_STR(get(phone, first).state, "cancelled");
	CHECK_STR(get(phone, changed).state, "cancelled");
	CHECK_STR(get(phone, evening).state, "cancelled");
	CHECK_STR(get(phone, lost).state, "waiting");
	CHECK_STR(get(phone, another).state, "waiting");
	CHECK_STR(get(other, of_another).state, "waiting");
	CHECK_INT(message_take_back(cx, NULL, 77), OK);
	/* it may be said again, once */
	first = about("invitation", phone, "77");
	CHECK_STR(get(phone, first).state, "waiting");
	/* not what is being sent, nor what was */
	struct message_claim c = claim(50);
	CHECK_INT(message_take_back(cx, phone, 77), OK);
	CHECK_STR(get(phone, first).state, "sending");
	all_get(&c, SENDING_SENT);
	CHECK_INT(message_keep(cx, &c), OK);
	CHECK_INT(message_take_back(cx, phone, 77), OK);
	CHECK_STR(get(phone, first).state, "sent");
	commit();
}

static void
nobody_is_woken(void)
{
	const char *phone = fresh();
	int64_t morning = cx->now + 22 * MS_HOUR; /* 07:00 of the next day */
	struct message_look look;
	begin();
	cx->now += 12 * MS_HOUR + MS_MINUTE; /* 21:01 */
	int64_t code = post("otp", phone), standby = post("standby", phone), reminder = post("reminder", phone);
	CHECK_INT(get(phone, code).not_before_ms, cx->now);
	CHECK_INT(get(phone, standby).not_before_ms, morning);
	CHECK_INT(get(phone, reminder).not_before_ms, morning);
	struct message_claim c = claim(10);
	CHECK_INT(c.n, 1);
	CHECK_INT(c.list[0].id, code);
	all_get(&c, SENDING_SENT);
	CHECK_INT(message_keep(cx, &c), OK);
	/* the sender looks at the hour too: what was due in the evening and could not go waits for the morning */
	CHECK_INT(message_claim(cx, 0x1f, 10, &c), OK);
	CHECK_INT(c.n, 0);
	cx->now += 5 * MS_HOUR;
	CHECK_INT(message_look(cx, &look), OK);
	CHECK_INT(look.due, 0);
	CHECK_INT(look.late_ms, 0); /* nor is it late for that */
	cx->now = morning;
	c = claim(10);
	CHECK_INT(c.n, 2);
	CHECK_INT(c.list[0].id, standby);
	all_get(&c, SENDING_SENT);
	CHECK_INT(message_keep(cx, &c), OK);
	commit();
}

static void
an_old_code_is_never_sent(void)
{
	const char *phone = fresh();
	bool more;
	begin();
	int64_t id = post("otp", phone);
	cx->now += 3 * MS_MINUTE;
	CHECK_INT(claim(10).n, 0);
	struct message_look look;
	CHECK_INT(message_look(cx, &look), OK);
	CHECK(look.expired);
	CHECK_INT(message_expire(cx, &more), OK);
	CHECK_STR(get(phone, id).state, "expired");
	CHECK(get(phone, id).body == NULL && !more);
	CHECK_INT(message_look(cx, &look), OK);
	CHECK(!look.expired);
	commit();
}

static void
a_dead_sender_loses_its_lease(void)
{
	const char *phone = fresh();
	begin();
	int64_t id = post("reminder", phone);
	struct message_claim dead = claim(10), alive;
	CHECK_INT(dead.n, 1);
	cx->now += MESSAGE_LEASE_MS;
	alive = claim(10);
	CHECK_INT(alive.n, 1);
	CHECK_INT(alive.list[0].repeats, 1);
	all_get(&dead, SENDING_REFUSED); /* it wakes up: nothing is its any more */
	CHECK_INT(message_keep(cx, &dead), OK);
	CHECK_STR(get(phone, id).state, "sending");
	all_get(&alive, SENDING_SENT);
	CHECK_INT(message_keep(cx, &alive), OK);
	struct message m = get(phone, id);
	CHECK_STR(m.state, "sent");
	CHECK_INT(m.repeats, 1);
	CHECK_INT(m.attempts, 2);
	commit();
}

static void
what_fails_is_tried_again(void)
{
	const char *phone = fresh();
	begin();
	int64_t id = post("reminder", phone), tries = 0;
	for (; strcmp(get(phone, id).state, "failed") != 0 && tries < 100; tries++) {
		struct message_claim c = claim(10);
		CHECK_INT(c.n, 1);
		all_get(&c, SENDING_AGAIN);
		CHECK_INT(message_keep(cx, &c), OK);
		CHECK_INT(claim(10).n, 0); /* not at once */
		cx->now += 31 * MS_MINUTE;
	}
	CHECK_INT(tries, MESSAGE_ATTEMPTS_MAX);
	/* a gateway that is down is no attempt */
	phone = fresh();
	id = post("reminder", phone);
	for (int i = 0; i < 20; i++) {
		struct message_claim c = claim(10);
		CHECK_INT(c.n, 1);
		c.list[0].result = SENDING_DOWN;
		c.list[0].later_ms = cx->now + MS_MINUTE;
		c.list[0].error = "no";
		CHECK_INT(message_keep(cx, &c), OK);
		cx->now += MS_MINUTE;
	}
	CHECK_INT(get(phone, id).attempts, 0);
	struct message_look look;
	CHECK_INT(message_look(cx, &look), OK);
	CHECK_INT(look.late_ms, 0); /* 20 minutes */
	cx->now += 11 * MS_MINUTE;
	CHECK_INT(message_look(cx, &look), OK);
	CHECK_INT(look.late_ms, 31 * MS_MINUTE);
	CHECK_INT(look.late_class, MESSAGE_ORDINARY);
	struct message_claim c = claim(10);
	all_get(&c, SENDING_REFUSED);
	c.list[0].error = "400 bad";
	CHECK_INT(message_keep(cx, &c), OK);
	CHECK_STR(get(phone, id).state, "failed");
	CHECK_STR(get(phone, id).error, "400 bad");
	commit();
}

/* A phone of forty people: ten an hour, forty a day; none is lost. */
static void
a_phone_gets_no_flood(void)
{
	const char *phone = fresh();
	int64_t sent = 0, first_hour = 0, begun = cx->now;
	begin();
	for (int i = 0; i < 40; i++)
		post("reminder", phone);
	int64_t code = post("otp", phone);
	struct message_claim c = claim(50);
	CHECK_INT(c.n, 41);
	CHECK_INT(c.list[0].id, code);
	for (int rounds = 0; sent < 40 && rounds < 400; rounds++) {
		for (size_t i = 0; i < c.n; i++)
			sent += c.list[i].result == SENDING_UNTRIED && c.list[i].priority != MESSAGE_CODE;
		all_get(&c, SENDING_SENT);
		CHECK_INT(message_keep(cx, &c), OK);
		if (cx->now - begun < MS_HOUR)
			first_hour = sent;
		cx->now += 2 * MS_MINUTE;
		c = claim(50);
	}
	CHECK_INT(first_hour, 10);
	CHECK_INT(sent, 40);
	CHECK((cx->now - begun) / MS_HOUR < 6);
	commit();
}

static void
sendings_to_many_keep_their_pace(void)
{
	fresh();
	struct message_batch batch, again;
	struct message_progress p;
	int64_t first = 0, last = 0;
	begin();
	CHECK_INT(message_batch_open(cx, nation.id, "invitation", MESSAGE_RATE_MAX + 1, &batch), ERR_INVALID);
	cx->problem = (struct problem){ 0 };
	CHECK_INT(message_batch_open(cx, nation.id, "invitation", 10, &batch), OK);
	for (int i = 0; i < 30; i++) {
		const char *phone = arena_printf(frame_mem, "08%06lld%02d", (long long)serial, i);
		struct message_in in = { .template = "invitation",
					 .phone = phone,
					 .unit_id = nation.id,
					 .batch = &batch,
					 .values = values };
		int64_t id;
		CHECK_INT(message_post(cx, &in, &id), OK);
		if (!first)
			first = get(phone, id).not_before_ms;
		last = get(phone, id).not_before_ms;
	}
	CHECK_INT(message_batch_keep(cx, &batch), OK);
	CHECK_INT(last - first, 2900);
	CHECK_INT(message_batch_get(cx, nation.id, batch.id, &again), OK);
	CHECK_INT(again.next_ms, batch.next_ms);
	CHECK_INT(message_batch_get(cx, nation.id, batch.id + 1, &again), ERR_NOT_FOUND);
	cx->problem = (struct problem){ 0 };
	cx->now += 1000;
	struct message_claim c = claim(50);
	CHECK_INT(c.n, 11);
	all_get(&c, SENDING_SENT);
	CHECK_INT(message_keep(cx, &c), OK);
	CHECK_INT(message_progress(cx, batch.id, &p), OK);
	CHECK(p.total == 30 && p.sent == 11 && p.waiting == 19);
	CHECK_INT(p.cost, 11 * 350 * c.list[0].parts);
	cx->now += 2000;
	c = claim(50);
	CHECK_INT(c.n, 19);
	all_get(&c, SENDING_SENT);
	CHECK_INT(message_keep(cx, &c), OK);
	commit();
}

static struct message_progress
progress(const struct message_batch *batch)
{
	struct message_progress p;
	CHECK_INT(message_progress(cx, batch->id, &p), OK);
	return p;
}

static const char *
flow(const struct message_batch *batch)
{
	struct message_batch now;
	CHECK_INT(message_batch_get(cx, batch->unit_id, batch->id, &now), OK);
	return now.flow;
}

static void
a_sending_can_be_stopped(void)
{
	const char *phone[7];
	struct message_batch batch;
	struct message_look look;
	int64_t id[7];
	bool more = true;
	fresh();
	begin();
	CHECK_INT(message_batch_open(cx, nation.id, "invitation", 10, &batch), OK);
	for (int i = 0; i < 7; i++) {
		phone[i] = arena_printf(frame_mem, "08%06lld%02d", (long long)serial, i);
		struct message_in in = { .template = "invitation",
					 .phone = phone[i],
					 .unit_id = nation.id,
					 .batch = &batch,
					 .dedupe = arena_printf(frame_mem, "%d", 4710 + i),
					 .values = values };
		if (i == 6) /* is written while all others are stopped */
			CHECK_INT(message_batch_stop(cx, nation.id, batch.id), OK);
		CHECK_INT(message_post(cx, &in, &id[i]), OK);
	}
	CHECK_INT(message_batch_keep(cx, &batch), OK);
	CHECK_STR(flow(&batch), "stopped");
	cx->now += 2000;
	struct message_claim c = claim(4);
	CHECK_INT(c.n, 0);
	CHECK_INT(c.parked, 4);
	c = claim(4);
	CHECK_INT(c.n, 0);
	CHECK_INT(c.parked, 3);
	CHECK_INT(progress(&batch).waiting, 7);
	CHECK_INT(message_take_back(cx, phone[2], 4712), OK);
	/* days later nothing is late, and nothing too old */
	cx->now += 5 * MS_DAY;
	CHECK_INT(message_look(cx, &look), OK);
	CHECK(!look.late_ms && !look.expired && !look.resuming);
	CHECK_INT(message_batch_resume(cx, nation.id, batch.id), OK);
	CHECK_INT(message_batch_resume(cx, nation.id, batch.id), OK);
	CHECK_INT(message_look(cx, &look), OK);
	CHECK(look.resuming);
	for (int i = 0; i < 5 && more; i++)
		CHECK_INT(message_resume(cx, &more), OK);
	CHECK(!more);
	CHECK_STR(flow(&batch), "flowing");
	CHECK_INT(get(phone[6], id[6]).not_before_ms - get(phone[0], id[0]).not_before_ms,
		  500); /* six of them, at its pace */
	CHECK(get(phone[6], id[6]).expires_ms > cx->now + 2 * MS_DAY);
	cx->now += 1000;
	c = claim(50);
	CHECK_INT(c.n, 6);
	all_get(&c, SENDING_SENT);
	CHECK_INT(message_keep(cx, &c), OK);
	CHECK(progress(&batch).sent == 6 && progress(&batch).cancelled == 1);
	/* stopped once more while it was resumed; nothing to do is no mistake */
	CHECK_INT(message_batch_stop(cx, nation.id, batch.id), OK);
	CHECK_INT(message_batch_resume(cx, nation.id, batch.id), OK);
	CHECK_INT(message_batch_stop(cx, nation.id, batch.id), OK);
	CHECK_STR(flow(&batch), "stopped");
	CHECK_INT(message_batch_go_on(cx, nation.id, batch.id, MESSAGE_RATE_MAX + 1), ERR_INVALID);
	cx->problem = (struct problem){ 0 };
	CHECK_INT(message_batch_go_on(cx, nation.id, batch.id, 20), OK);
	CHECK_STR(flow(&batch), "stopped");
	commit();
}

static void
settled(void)
{
	bool more;
	CHECK_INT(message_settle(cx, &more), OK);
	CHECK(!more);
}

static struct message_sum
sum_of(const char *purpose)
{
	struct message_sum *list, none = { 0 };
	size_t n;
	char today[DATE_SIZE];
	date_text(cx->now, today);
	CHECK_INT(message_costs(cx, &nation, today, today, &list, &n), OK);
	for (size_t i = 0; i < n; i++)
		if (strcmp(list[i].purpose, purpose) == 0)
			return list[i];
	return none;
}

static void
reports_of_the_network(void)
{
	const char *phone = fresh();
	begin();
	int64_t a = post("reminder", phone), b = post("reminder", phone), early = post("reminder", phone);
	CHECK_INT(message_delivered(cx, phone, a, "lost"), ERR_INVALID);
	cx->problem = (struct problem){ 0 };
	struct message_claim c = claim(10);
	CHECK_INT(message_delivered(cx, phone, early, "delivered"), OK); /* faster than our own transaction */
	settled();
	CHECK_STR(get(phone, early).state, "sending");
	all_get(&c, SENDING_SENT);
	CHECK_INT(message_keep(cx, &c), OK);
	CHECK_INT(message_delivered(cx, phone, a, "delivered"), OK);
	CHECK_INT(message_delivered(cx, phone, a, "failed"), OK); /* the first one counts */
	CHECK_INT(message_delivered(cx, phone, b, "failed"), OK);
	CHECK_INT(message_delivered(cx, phone, b + 1000, "failed"), OK); /* nobody's */
	settled();
	CHECK_STR(get(phone, a).state, "delivered");
	CHECK_INT(get(phone, a).delivered_ms, cx->now);
	CHECK_STR(get(phone, b).state, "failed");
	CHECK_STR(get(phone, early).state, "delivered");
	CHECK_INT(message_delivered(cx, phone, a, "failed"), OK); /* long over */
	settled();
	CHECK_STR(get(phone, a).state, "delivered");
	struct message_look look;
	CHECK_INT(message_look(cx, &look), OK);
	CHECK(!look.reports);
	struct message_sum sum = sum_of("reminder");
	CHECK(sum.sent == 3 && sum.delivered == 2 && sum.failed == 1 && sum.repeated == 0 && sum.expired == 0);
	CHECK_INT(sum.cost, 350 * sum.parts);
	commit();
}

static void
a_report_proves_what_a_dead_sender_did(void)
{
	const char *phone = fresh();
	begin();
	int64_t id = post("reminder", phone);
	CHECK_INT(claim(10).n, 1);
	CHECK_INT(message_delivered(cx, phone, id, "delivered"), OK);
	cx->now += MESSAGE_LEASE_MS;
	settled();
	struct message m = get(phone, id);
	CHECK_STR(m.state, "delivered");
	CHECK(m.sent_ms && m.cost == 350 * m.parts);
	CHECK_INT(claim(10).n, 0); /* so it does not go out twice */
	CHECK_INT(sum_of("reminder").sent, 1);
	commit();
}

static void
references_are_sealed(void)
{
	const char *phone = fresh(), *to;
	struct message_key key, other;
	bool found;
	int64_t id = 0;
	begin();
	CHECK_INT(message_key_make(cx, &key), OK);
	CHECK_INT(message_key_make(cx, &other), OK);
	CHECK(memcmp(&key, &other, sizeof key) == 0);
	CHECK_INT(message_key_get(cx, &other, &found), OK);
	CHECK(found);
	char *ref = arena_strdup(frame_mem, message_ref(frame_mem, &key, phone, 77));
	CHECK(!strstr(ref, phone) && strlen(ref) <= MESSAGE_REF_MAX);
	CHECK(message_ref_open(frame_mem, &key, ref, &to, &id));
	CHECK_STR(to, phone);
	CHECK_INT(id, 77);
	CHECK_INT(message_reported(cx, ref, "delivered"), OK);
	for (size_t i = 0; ref[i]; i++) {
		char was = ref[i];
		ref[i] = was == 'A' ? 'B' : 'A';
		/* the last letter holds bits that mean nothing: it may be refused as text or be the same bytes */
		CHECK(!message_ref_open(frame_mem, &key, ref, &to, &id) || !ref[i + 1]);
		ref[i] = was;
	}
	CHECK(!message_ref_open(frame_mem, &key, "", &to, &id));
	CHECK(!message_ref_open(frame_mem, &key, "AAAA", &to, &id));
	CHECK_INT(message_reported(cx, "AAAA", "delivered"), ERR_FORBIDDEN);
	settled();
	commit();
}

static void
cases(void)
{
	bool found = false;
	begin();
	CHECK_INT(unit_seed(cx), OK);
	CHECK_INT(rule_seed(cx), OK);
	CHECK_INT(unit_by_code(cx, "nation", UNIT_NATION_CODE, "2021-08-01", &nation, &found), OK);
	CHECK(found);
	commit();
	TEST(sent_once_and_counted);
	TEST(never_written_twice);
	TEST(what_is_called_off_is_not_said);
	TEST(nobody_is_woken);
	TEST(an_old_code_is_never_sent);
	TEST(a_dead_sender_loses_its_lease);
	TEST(what_fails_is_tried_again);
	TEST(a_phone_gets_no_flood);
	TEST(sendings_to_many_keep_their_pace);
	TEST(a_sending_can_be_stopped);
	TEST(reports_of_the_network);
	TEST(a_report_proves_what_a_dead_sender_did);
	TEST(references_are_sealed);
}

int
main(void)
{
	return frame_main(cases);
}
