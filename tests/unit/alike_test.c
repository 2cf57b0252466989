/* May two descriptions be of one person? */
#include "base/fold.h"
#include "person/alike.h"
#include "test.h"

static struct arena *mem;
static unsigned differs;

static struct person_in
someone(const char *name, const char *born, const char *cccd, const char *phone, int64_t home)
{
	return (struct person_in){ .name = name,
				   .birth_date = born,
				   .birth_precision = strlen(born) == 4 ? "year" : "day",
				   .sex = "male",
				   .cccd = cccd,
				   .phone = phone,
				   .home_unit_id = home };
}

static void
is(struct person_in a, struct person_in b, enum alike how, const char *what)
{
	/* a year is kept as its first day */
	if (strlen(a.birth_date) == 4)
		a.birth_date = arena_printf(mem, "%s-01-01", a.birth_date);
	if (strlen(b.birth_date) == 4)
		b.birth_date = arena_printf(mem, "%s-01-01", b.birth_date);
	CHECK_INT(person_alike(mem, &a, &b, false, &differs), how);
	CHECK_STR(differs_text(mem, differs), what);
	CHECK_INT(person_alike(mem, &b, &a, false, &differs), how);
}

static void
a_number_in_common(void)
{
	struct person_in p = someone("Nguyễn Văn An", "1980-03-04", "001080000001", "0911", 5);
	is(p, someone("NGUYỄN VĂN AN", "1980-03-04", "001080000001", "0922", 6), ALIKE_SAME, "phone,home");
	is(p, someone("Nguyễn Văn An", "1980", "001080000001", NULL, 0), ALIKE_SAME, "");
	is(p, someone("Nguyễn Vân An", "1980-03-04", "001080000001", NULL, 0), ALIKE_SAME,
	   ""); /* folded: accents are lost on the way */
	is(p, someone("Nguyễn Văn Anh", "1980-03-04", "001080000001", NULL, 0), ALIKE_PERHAPS, "name");
	is(p, someone("An Nguyễn Văn", "1980-03-04", "001080000001", NULL, 0), ALIKE_PERHAPS, "name");
	is(p, someone("Nguyễn Văn An", "1980-04-03", "001080000001", NULL, 0), ALIKE_PERHAPS, "birth_date");
	is(p, someone("Nguyễn Văn An", "1980-03-05", "001080000001", NULL, 0), ALIKE_PERHAPS, "birth_date");
	is(p, someone("Nguyễn Văn An", "1981-05-06", "001080000001", NULL, 0), ALIKE_NUMBER, "birth_date");
	is(p, someone("Trần Thị Bình", "1980-03-04", "001080000001", "0911", 5), ALIKE_NUMBER, "name");
	struct person_in by_insurance = someone("Nguyễn Văn An", "1980-03-04", "001080000009", "0911", 5);
	by_insurance.insurance = "GD4012345678901";
	p.insurance = "2345678901";
	is(p, by_insurance, ALIKE_PERHAPS, "number");
}

static void
no_number_in_common(void)
{
	struct person_in p = someone("Nguyễn Văn An", "1980-03-04", NULL, "0911", 5);
	is(p, someone("Nguyễn Văn An", "1980-03-04", "001080000001", "0911", 5), ALIKE_SAME, "");
	p.cccd = "000000000000"; /* nobody's: it neither agrees nor contradicts */
	is(p, someone("Nguyễn Văn An", "1980-03-04", "001080000001", "0911", 5), ALIKE_SAME, "");
	is(p, someone("Trần Thị Bình", "1980-03-04", "000000000000", "0922", 6), ALIKE_NOT, "name,phone,home");
	p.cccd = NULL;
	is(p, someone("Nguyễn Văn An", "1980-03-04", NULL, "0922", 5), ALIKE_PERHAPS, "phone");
	is(p, someone("Nguyễn Văn An", "1980-03-04", NULL, "0922", 6), ALIKE_PERHAPS, "phone,home");
	is(p, someone("Nguyễn Văn An", "1980", NULL, "0911", 5), ALIKE_PERHAPS, "");
	is(p, someone("Nguyễn Văn An", "1980", NULL, "0922", 6), ALIKE_NOT, "phone,home");
	is(p, someone("Nguyễn Văn An", "1980-04-03", NULL, "0922", 5), ALIKE_PERHAPS, "birth_date,phone");
	is(p, someone("Nguyễn Văn An", "1980-04-03", NULL, "0911", 6), ALIKE_NOT, "birth_date,home");
	is(p, someone("Nguyễn Văn An", "1975-11-30", NULL, "0911", 5), ALIKE_NOT, "birth_date");
	is(p, someone("Nguyễn Văn Em", "1980-03-04", NULL, "0911", 5), ALIKE_NOT, "name"); /* twins */
	struct person_in woman = someone("Nguyễn Văn An", "1980-03-04", NULL, "0911", 5);
	woman.sex = "female";
	is(p, woman, ALIKE_NOT, "sex");
	woman.sex = "unknown";
	is(p, woman, ALIKE_PERHAPS, "");
}

static void
numbers_that_contradict(void)
{
	struct person_in p = someone("Nguyễn Văn An", "1980-03-04", "001080000001", "0911", 5);
	is(p, someone("Nguyễn Văn An", "1980-03-04", "001080000002", "0911", 5), ALIKE_PERHAPS, "number");
	is(p, someone("Nguyễn Văn An", "1980-03-04", "001080000002", "0922", 6), ALIKE_NOT, "number,phone,home");
	is(p, someone("Nguyễn Văn An", "1980-03-05", "001080000002", "0911", 5), ALIKE_NOT, "birth_date,number");
	struct person_in old = someone("Nguyễn Văn An", "1980-03-04", NULL, "0911", 5);
	old.cmnd = "123456789"; /* numbers of two kinds say nothing about each other */
	is(p, old, ALIKE_SAME, "");
	/* one digit repeated is nobody's number */
	p.cccd = "000000000000";
	is(p, someone("Trần Thị Bình", "1970-01-02", "000000000000", NULL, 0), ALIKE_NOT, "name,birth_date");
}

/* ---- among several ---- */

static struct person
record(int64_t id, const char *name, const char *born, const char *cccd, const char *phone, int64_t home)
{
	return (struct person){ .id = id,
				.name = name,
				.name_key = fold_key(mem, name),
				.birth_date = born,
				.birth_precision = "day",
				.sex = "male",
				.cccd = cccd,
				.phone = phone,
				.home_unit_id = home };
}

/* The row means record id, so surely; both as a list's sender is told and as an import goes on. */
static void
means(const struct candidates *c, int64_t asked_id, enum alike asked_how, int64_t id, enum alike how)
{
	const struct person_in row = someone("Nguyễn Văn An", "1980-03-04", "001080000001", "0911", 5);
	const struct likeness asked = candidates_alike(mem, &row, c, true),
			      alone = candidates_alike(mem, &row, c, false);
	CHECK_INT(asked.how, asked_how);
	CHECK_INT(asked.person ? asked.person->id : 0, asked_id);
	CHECK_INT(alone.how, how);
	CHECK_INT(alone.person ? alone.person->id : 0, id);
}

static void
of_several_the_strongest(void)
{
	struct person list[3];
	bool holds[3] = { false };
	struct candidates c = { .list = list, .by_number = holds, .name_key = "nguyen van an" };
	means(&c, 0, ALIKE_NOT, 0, ALIKE_NOT);
	/* beside one who lives there, one whose number agrees too; the older record of two */
	list[0] = record(7, "Nguyễn Văn An", "1980-03-04", NULL, "0911", 5);
	list[1] = record(9, "Nguyễn Văn An", "1980-03-04", "001080000001", NULL, 6);
	list[2] = record(8, "Nguyễn Văn An", "1980-03-04", "001080000001", NULL, 7);
	holds[1] = holds[2] = true;
	c.n = 3;
	means(&c, 8, ALIKE_SAME, 8, ALIKE_SAME);
	/* the number may be a typing error in both */
	list[1] = record(9, "Nguyễn Văn Anh", "1980-03-04", "001080000001", NULL, 6);
	c.n = 2;
	means(&c, 7, ALIKE_SAME, 7, ALIKE_SAME);
	list[0].phone = "0922";
	means(&c, 9, ALIKE_PERHAPS, 9, ALIKE_PERHAPS);
}

static void
where_nobody_is_asked(void)
{
	struct person list[2] = { record(7, "Trần Thị Bình", "1970-01-02", "001080000001", NULL, 6),
				  record(9, "Nguyễn Văn An", "1980-03-04", NULL, "0911", 5) };
	bool holds[2] = { true, false };
	struct candidates c = { .list = list, .by_number = holds, .n = 1, .name_key = "nguyen van an" };
	/* the number is somebody else's: entered beside them, and disputed */
	means(&c, 7, ALIKE_NUMBER, 0, ALIKE_NOT);
	/* who lives there is meant all the same, surely or perhaps */
	c.n = 2;
	means(&c, 7, ALIKE_NUMBER, 9, ALIKE_SAME);
	list[1].phone = NULL;
	means(&c, 7, ALIKE_NUMBER, 9, ALIKE_PERHAPS);
	/* another number of the same kind: another person, or the row could never be entered */
	list[1].cccd = "001080000002";
	means(&c, 7, ALIKE_NUMBER, 0, ALIKE_NOT);
	list[0] = list[1];
	holds[0] = false;
	c.n = 1;
	means(&c, 9, ALIKE_PERHAPS, 0, ALIKE_NOT);
	/* but one in common: whichever is mistyped can be corrected */
	holds[0] = true;
	means(&c, 9, ALIKE_PERHAPS, 9, ALIKE_PERHAPS);
}

int
main(void)
{
	mem = arena_new();
	TEST(a_number_in_common);
	TEST(no_number_in_common);
	TEST(numbers_that_contradict);
	TEST(of_several_the_strongest);
	TEST(where_nobody_is_asked);
	arena_free(mem);
	return test_end();
}
