/* sms_test: parts at their limits, letters without marks, and every text of data/messages.json. */
#include "message/rule.h"
#include "message/text.h"
#include "test.h"

#include "base/clock.h"
#include "message/way.h"

#include <stdlib.h>

static struct arena *mem;

/* n times the text. */
static const char *
times(const char *text, int n)
{
	struct buf b = buf_new(mem);
	while (n-- > 0)
		buf_str(&b, text);
	return buf_text(&b);
}

static const char *
both(const char *a, const char *b)
{
	return arena_printf(mem, "%s%s", a, b);
}

static void
parts(const char *text, enum sms_coding coding, int64_t units, int64_t want)
{
	struct sms sms = sms_fit(mem, text);
	CHECK_INT(sms.coding, coding);
	CHECK_INT(sms.units, units);
	CHECK_INT(sms.parts, want);
}

static void
gsm_parts(void)
{
	parts("", SMS_GSM, 0, 0);
	parts("a", SMS_GSM, 1, 1);
	parts(times("x", 160), SMS_GSM, 160, 1);
	parts(times("x", 161), SMS_GSM, 161, 2);
	parts(times("x", 306), SMS_GSM, 306, 2);
	parts(times("x", 307), SMS_GSM, 307, 3);
	parts(times("x", 459), SMS_GSM, 459, 3);
	parts(times("x", 460), SMS_GSM, 460, 4);
	parts("@£$¥èéùìòÇ\nØøÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡AZÄÖÑÜ§¿azäöñüà", SMS_GSM, 78,
	      1); /* without CR, ESC and most letters */
}

static void
the_extension_table_counts_two(void)
{
	parts("€", SMS_GSM, 2, 1);
	parts("[]{}^\\~|€", SMS_GSM, 18, 1);
	parts(times("€", 80), SMS_GSM, 160, 1);
	parts(both(times("€", 80), "x"), SMS_GSM, 162,
	      2); /* 153 is odd: the part's end would cut a €, a blank goes before */
	parts(both(times("x", 159), "€"), SMS_GSM, 161, 2);
	/* the 153rd septet is left: the € goes to the second part whole, behind a blank */
	struct sms sms = sms_fit(mem, both(both(times("x", 152), "€"), times("y", 10)));
	CHECK_INT(sms.parts, 2);
	CHECK_INT(sms.units, 165);
	CHECK_STR(sms.text, both(both(times("x", 152), " €"), times("y", 10)));
	/* and where that needs a part more, it is counted */
	parts(both(both(times("x", 152), "€"), times("y", 151)), SMS_GSM, 306, 2);
	parts(both(both(times("x", 152), "€"), times("y", 152)), SMS_GSM, 307, 3);
}

static void
ucs2_parts(void)
{
	parts("đ", SMS_UCS2, 1, 1);
	parts(times("đ", 70), SMS_UCS2, 70, 1);
	parts(times("đ", 71), SMS_UCS2, 71, 2);
	parts(times("đ", 134), SMS_UCS2, 134, 2);
	parts(times("đ", 135), SMS_UCS2, 135, 3);
	parts(both(times("x", 69), "đ"), SMS_UCS2, 70, 1); /* one letter makes all of it UCS-2 */
	parts("€đ", SMS_UCS2, 2, 1);                       /* where the euro is one unit */
}

static void
surrogates_count_two_and_stay_together(void)
{
	parts("💉", SMS_UCS2, 2, 1);
	parts(times("💉", 35), SMS_UCS2, 70, 1);
	parts(both(times("💉", 35), "x"), SMS_UCS2, 72, 2); /* 67 is odd: a blank before the 34th */
	struct sms sms = sms_fit(mem, both(times("đ", 66), both("💉", times("đ", 10))));
	CHECK_INT(sms.units, 79);
	CHECK_INT(sms.parts, 2);
	CHECK_STR(sms.text, both(times("đ", 66), both(" 💉", times("đ", 10))));
	sms = sms_fit(mem, both(times("đ", 65), both("💉", times("đ", 10)))); /* fits exactly */
	CHECK_INT(sms.units, 77);
	CHECK_STR(sms.text, both(times("đ", 65), both("💉", times("đ", 10))));
	parts(both(times("đ", 66), both("💉", times("đ", 65))), SMS_UCS2, 134, 2);
	parts(both(times("đ", 66), both("💉", times("đ", 66))), SMS_UCS2, 135, 3);
}

static void
letters_without_marks(void)
{
	CHECK_STR(sms_plain(mem, "Nguyễn Đức Hà, Đặng Thị Ngọc Ước, Ỷ Ỵ ẵ"), "Nguyen Duc Ha, Dang Thi Ngoc Uoc, Y Y a");
	CHECK_STR(sms_plain(mem, "H’Hen Niê – “Trạm”…"), "H'Hen Nie - \"Tram\"...");
	CHECK_STR(sms_plain(mem, "An 💉👩‍👩‍👧"), "An 💉👩‍👩‍👧");
	CHECK_STR(sms_plain(mem, "김민수 สมชาย"), "김민수 สมชาย"); /* no plain form */
	CHECK_STR(sms_plain(mem, ""), "");
}

static const struct message_value usual[] = {
	{ "code", "K7MPQ2" },
	{ "minutes", "3" },
	{ "name", "Nguyễn Thị Hồng Nhung" },
	{ "date", "05/08" },
	{ "hour", "07:30" },
	{ "place", "Trạm Y tế phường Phúc Xá" },
	{ "link", "https://tiemchung.vn/k/K7MPQ2" },
	{ "why", "hết vắc xin" },
	{ "number", "2" },
	{ "from", "28/08" },
	{ "until", "17:30, 05/08" },
	{ NULL, NULL },
};

/* The unmarked form is the marked one without marks where both say the same; it has no letter that GSM lacks. */
static void
every_template_is_whole(void)
{
	int n = 0;
	for (const struct template *t = templates(); t->code; t++, n++) {
		const struct text *const texts[] = { &t->vi, &t->en };
		for (int i = 0; i < 2; i++) {
			const char *missing = NULL;
			CHECK(text_fill(mem, texts[i]->marked, usual, false, &missing) != NULL);
			CHECK(missing == NULL);
			struct sms sms = text_choose(mem, texts[i], usual, MARKS_NEVER, &missing);
			CHECK_INT(sms.coding, SMS_GSM);
			CHECK(sms.parts >= 1 && sms.parts <= 2);
			CHECK(strncmp(sms.text, "Tiem Chung: ", 12) == 0);
			CHECK(strchr(sms.text, '{') == NULL);
			if (test_bad)
				printf("  %s: %s\n", t->code, sms.text ? sms.text : missing);
		}
		CHECK(t->expires_minutes > 0);
		CHECK(template_find(t->code) == t);
	}
	CHECK_INT(n, 15);
	CHECK(template_find("otp")->secret && template_find("otp")->class == MESSAGE_CODE);
	CHECK(template_find("otp")->expires_minutes == 3);
	CHECK(!template_find("reminder")->secret && !class_any_hour(template_find("reminder")->class));
	CHECK(!template_find("none"));
}

static void
marks_where_they_are_free(void)
{
	const char *missing;
	const struct text *otp = &template_find("otp")->vi, *reminder = &template_find("reminder")->vi;
	struct sms sms = text_choose(mem, otp, usual, MARKS_WHEN_FREE, &missing);
	CHECK_STR(sms.text, "Tiêm Chủng: mã K7MPQ2, dùng trong 3 phút. Không đưa mã cho ai.");
	CHECK_INT(sms.parts, 1);
	sms = text_choose(mem, reminder, usual, MARKS_WHEN_FREE, &missing);
	CHECK_STR(sms.text,
		  "Tiem Chung: nhac Nguyen Thi Hong Nhung den tiem luc 07:30 ngay 05/08 tai Tram Y te phuong Phuc Xa. "
		  "Ma hen K7MPQ2. Neu sot hoac ho, xin o nha va bao hoan.");
	CHECK_INT(sms.parts, 1);
	sms = text_choose(mem, reminder, usual, MARKS_ALWAYS, &missing);
	CHECK_INT(sms.coding, SMS_UCS2);
	CHECK_INT(sms.parts, 3);
}

static const char *
named(const char *name, enum marks marks, struct sms *sms)
{
	const char *missing = NULL;
	const struct message_value values[] = { { "name", name }, { NULL, NULL } };
	*sms = text_choose(mem, &(struct text){ "Chào {name}!", "Chao {name}!" }, values, marks, &missing);
	return sms->text;
}

static void
values_of_people(void)
{
	struct sms sms;
	const char *missing = NULL;
	CHECK_STR(named("Nguyễn Văn 💉", MARKS_WHEN_FREE, &sms), "Chào Nguyễn Văn 💉!"); /* it is UCS-2 anyway */
	CHECK_STR(named("Nguyễn Văn 💉", MARKS_NEVER, &sms), "Chao Nguyen Van 💉!");
	CHECK_INT(sms.coding, SMS_UCS2);
	/* nobody makes the platform send links to others by registering under one */
	CHECK_STR(named("http://evil.vn/x @A", MARKS_ALWAYS, &sms), "Chào http   evil vn x  A!");
	CHECK_STR(named("Trần Q. Bình", MARKS_ALWAYS, &sms), "Chào Trần Q. Bình!");
	CHECK_STR(named("a\nb\x01"
			"c",
			MARKS_ALWAYS, &sms),
		  "Chào a b c!");
	CHECK_STR(named(times("ệ", 300), MARKS_ALWAYS, &sms), both(both("Chào ", times("ệ", 100)), "!"));
	CHECK_STR(named("{code}", MARKS_ALWAYS, &sms), "Chào {code}!"); /* a value is no template */
	CHECK(text_fill(mem, "{name} {code}", (struct message_value[]){ { "name", "A" }, { NULL, NULL } }, false,
			&missing) == NULL);
	CHECK_STR(missing, "code");
	CHECK(text_fill(mem, "{name", usual, false, &missing) == NULL);
}

static int64_t
at(const char *time)
{
	int64_t ms = 0;
	CHECK(clock_parse(arena_printf(mem, "2021-08-05T%s+07:00", time), &ms));
	return ms;
}

static void
quiet_hours(void)
{
	struct message_rule rule = { .quiet_from = 21 * 60, .quiet_to = 7 * 60 };
	CHECK_INT(message_awake(&rule, at("07:00:00")), at("07:00:00"));
	CHECK_INT(message_awake(&rule, at("20:59:59")), at("20:59:59"));
	CHECK_INT(message_awake(&rule, at("21:00:00")), at("07:00:00") + MS_DAY);
	CHECK_INT(message_awake(&rule, at("23:59:59")), at("07:00:00") + MS_DAY);
	CHECK_INT(message_awake(&rule, at("00:00:00")), at("07:00:00"));
	CHECK_INT(message_awake(&rule, at("06:59:59")), at("07:00:00"));
	rule = (struct message_rule){ .quiet_from = 12 * 60, .quiet_to = 13 * 60 };
	CHECK_INT(message_awake(&rule, at("12:30:00")), at("13:00:00"));
	CHECK_INT(message_awake(&rule, at("00:30:00")), at("00:30:00"));
	rule.quiet_to = rule.quiet_from; /* never quiet */
	CHECK_INT(message_awake(&rule, at("12:00:00")), at("12:00:00"));
}

static enum sending_result
judged(long status)
{
	struct sending s = { 0 };
	way_judge(mem, &s, status, "0: Accepted\nfor delivery");
	CHECK_STR(s.result == SENDING_SENT ? s.reference : s.error,
		  arena_printf(mem, "%ld 0: Accepted for delivery", status));
	return s.result;
}

static void
what_a_gateway_answers(void)
{
	CHECK_INT(judged(202), SENDING_SENT);
	CHECK_INT(judged(200), SENDING_SENT);
	CHECK_INT(judged(400), SENDING_REFUSED);
	CHECK_INT(judged(404), SENDING_REFUSED);
	CHECK_INT(judged(403), SENDING_DOWN); /* our password, not the message */
	CHECK_INT(judged(503), SENDING_DOWN);
	CHECK_INT(judged(429), SENDING_DOWN);
	CHECK_INT(judged(500), SENDING_AGAIN);
	CHECK_INT(judged(302), SENDING_AGAIN);
}

int
main(void)
{
	mem = arena_new();
	TEST(gsm_parts);
	TEST(the_extension_table_counts_two);
	TEST(ucs2_parts);
	TEST(surrogates_count_two_and_stay_together);
	TEST(letters_without_marks);
	TEST(every_template_is_whole);
	TEST(marks_where_they_are_free);
	TEST(values_of_people);
	TEST(quiet_hours);
	TEST(what_a_gateway_answers);
	arena_free(mem);
	return test_end();
}
