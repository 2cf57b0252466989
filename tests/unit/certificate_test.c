/* certificate_test: claiming, signing and keeping on both engines: one certificate a dose, whoever dies or comes late. */
#include "person_frame.h"

#include "certificate/certificate.h"
#include "counter/counter.h"
#include "dcc/keys.h"
#include "rule/rule.h"

static struct dcc_signer *signer;

/* A dose written as it lies in the database, and its certificate due. */
static struct person
dosed(const char *name, int64_t *dose_id)
{
	struct person p = make(&station, someone(name, "1990-05-17", "female"));
	*dose_id = id_next(cx->now);
	CHECK_INT(db_script(cx,
			    arena_printf(cx->mem,
					 "INSERT INTO dose (person_id, id, uuid, unit_id, product_code, kind, number, "
					 "given_on, source, state, flags, entered_by, entered_unit_id, entered_ms) "
					 "VALUES (%lld, %lld, '%lld', %lld, 'astrazeneca', 'primary', 1, '2021-07-30', "
					 "'live', 'valid', '[]', 1, 1, 1)",
					 (long long)p.id, (long long)*dose_id, (long long)*dose_id,
					 (long long)station.id)),
		  OK);
	CHECK_INT(certificate_due(cx, p.id, *dose_id), OK);
	return p;
}

static size_t
valid_of(int64_t person_id)
{
	struct certificate *list;
	size_t n = 0, valid = 0;
	CHECK_INT(certificate_list(cx, person_id, &list, &n), OK);
	for (size_t i = 0; i < n; i++)
		valid += strcmp(list[i].state, "valid") == 0;
	return valid;
}

static struct certificate_claim
claim_now(void)
{
	struct certificate_claim c = { 0 };
	begin();
	CHECK_INT(certificate_claim(cx, &c), OK);
	commit();
	certificate_sign(cx, signer, c.list, c.n);
	return c;
}

static void
keep_now(const struct certificate_claim *c)
{
	begin();
	CHECK_INT(certificate_keep(cx, c), OK);
	commit();
}

static int64_t
lateness(void)
{
	int64_t ms = -1;
	CHECK_INT(certificate_lateness(cx, &ms), OK);
	return ms;
}

static int64_t
counted(void)
{
	struct count *list;
	size_t n;
	int64_t sum = 0;
	CHECK_INT(counter_list(cx, station.id, true, "0000", "9999", &list, &n), OK);
	for (size_t i = 0; i < n; i++)
		if (strcmp(list[i].outcome, "certificate") == 0)
			sum += list[i].n;
	return sum;
}

static void
a_dose_gets_one_certificate(void)
{
	int64_t dose;
	begin();
	struct person p = dosed("Trần Thị Một", &dose);
	CHECK_INT(certificate_due(cx, p.id, dose), OK); /* asked for twice */
	commit();
	cx->now += 5000;
	CHECK_INT(lateness(), 5000);
	struct certificate_claim c = claim_now();
	CHECK_INT(c.taken, 1);
	CHECK_INT(c.n, 1);
	CHECK(c.list[0].hc1 && strncmp(c.list[0].hc1, "HC1:", 4) == 0 && !c.list[0].error);
	CHECK_INT(claim_now().taken, 0);
	CHECK_INT(lateness(), 5000); /* not before it is kept */
	keep_now(&c);
	keep_now(&c); /* the lane may run it again */
	CHECK_INT(valid_of(p.id), 1);
	CHECK_INT(lateness(), 0);
	CHECK_INT(counted(), 1);
	begin();
	CHECK_INT(certificate_due(cx, p.id, dose), OK); /* asked for again later: it has one */
	commit();
	c = claim_now();
	CHECK_INT(c.taken, 1);
	CHECK_INT(c.n, 0);
	keep_now(&c);
	CHECK_INT(valid_of(p.id), 1);
	CHECK_INT(lateness(), 0);
}

static void
two_claims_in_one_millisecond_do_not_mix(void)
{
	int64_t dose;
	struct person people[CERTIFICATE_BATCH + 20];
	size_t all = sizeof people / sizeof *people;
	begin();
	for (size_t i = 0; i < all; i++)
		people[i] = dosed("Lê Văn Hai", &dose);
	commit();
	int64_t before = counted();
	struct certificate_claim a = claim_now(), b = claim_now();
	CHECK_INT(a.until_ms, b.until_ms);
	CHECK_INT(a.taken, CERTIFICATE_BATCH);
	CHECK_INT(b.taken, 20);
	CHECK_INT(a.n + b.n, all);
	keep_now(&b);
	CHECK_INT(lateness() >= 0 && counted() == before + 20, 1);
	keep_now(&a);
	for (size_t i = 0; i < all; i++)
		CHECK_INT(valid_of(people[i].id), 1);
	CHECK_INT(counted(), before + (int64_t)all);
}

static void
who_dies_after_claiming_loses_it_when_the_lease_ends(void)
{
	int64_t dose;
	begin();
	struct person p = dosed("Phạm Thị Ba", &dose);
	commit();
	struct certificate_claim dead = claim_now();
	CHECK_INT(dead.n, 1);
	cx->now += CERTIFICATE_LEASE_MS;
	CHECK_INT(claim_now().taken, 0);
	cx->now += 1;
	struct certificate_claim other = claim_now();
	CHECK_INT(other.n, 1);
	keep_now(&dead); /* it was only slow */
	CHECK_INT(valid_of(p.id), 0);
	keep_now(&other);
	keep_now(&dead);
	CHECK_INT(valid_of(p.id), 1);
}

static void
what_is_withdrawn_meanwhile_is_not_kept(void)
{
	int64_t dose, other_dose;
	begin();
	struct person p = dosed("Vũ Văn Bốn", &dose), q = dosed("Vũ Văn Năm", &other_dose);
	commit();
	struct certificate_claim c = claim_now();
	CHECK_INT(c.n, 2);
	begin();
	CHECK_INT(certificate_withdraw(cx, p.id, dose, "test"), OK);
	commit();
	keep_now(&c);
	CHECK_INT(valid_of(p.id), 0);
	CHECK_INT(valid_of(q.id), 1);
	CHECK_INT(lateness(), 0);
}

static void
a_signer_that_refuses_is_told_and_tried_again(void)
{
	int64_t dose;
	begin();
	struct person p = dosed("Hoàng Thị Sáu", &dose);
	commit();
	int64_t then = cx->now;
	cx->now = dcc_signer_cert(signer)->to_s * 1000 + 1; /* the key has ended */
	struct certificate_claim c = claim_now();
	CHECK_INT(c.n, 1);
	CHECK(c.list[0].error && strstr(c.list[0].error, "period"));
	keep_now(&c);
	CHECK_INT(valid_of(p.id), 0);
	CHECK_INT(claim_now().taken, 0);
	CHECK_INT(lateness(), cx->now - then);
	cx->now += CERTIFICATE_RETRY_MS + 1;
	c = claim_now();
	CHECK_INT(c.n, 1);
	c.list[0].error = NULL; /* as if a new key were there */
	c.list[0].hc1 = "HC1:NEW";
	keep_now(&c);
	CHECK_INT(valid_of(p.id), 1);
	CHECK_INT(lateness(), 0);
	cx->now = then;
}

static void
cases(void)
{
	char dir[] = "/tmp/tiemchung-certificate.XXXXXX";
	struct dcc_test_keys keys;
	set_up();
	begin();
	CHECK_INT(rule_seed(cx), OK);
	commit();
	if (!mkdtemp(dir))
		return;
	CHECK_INT(dcc_test_keys_make(cx, dir, &keys), OK);
	CHECK_INT(dcc_signer_load(cx, keys.dsc_key, keys.dsc_cert, &signer), OK);
	TEST(a_dose_gets_one_certificate);
	TEST(two_claims_in_one_millisecond_do_not_mix);
	TEST(who_dies_after_claiming_loses_it_when_the_lease_ends);
	TEST(what_is_withdrawn_meanwhile_is_not_kept);
	TEST(a_signer_that_refuses_is_told_and_tried_again);
	dcc_signer_free(signer);
	unlink(keys.csca_key);
	unlink(keys.csca_cert);
	unlink(keys.dsc_key);
	unlink(keys.dsc_cert);
	rmdir(dir);
}

int
main(void)
{
	return person_main(cases);
}
