/* The papers: are they whole PDFs of the right length, with every name on them, whatever the input?
 * All people are invented. Checks through poppler-utils are skipped where those are missing. */
#include "test.h"

#include "base/clock.h"
#include "print/print.h"

#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

#define LETTERS                                                                                                                                                                                                                                                                          \
	"ĂẮẰẲẴẶ ÂẤẦẨẪẬ ĐÊẾỀỂỄỆ ÔỐỒỔỖỘ ƠỚỜỞỠỢ ƯỨỪỬỮỰ ăắằẳẵặ âấầẩẫậ đêếềểễệ ôốồổỗộ ơớờởỡợ ưứừửữự ỳỵỷỹý ĩịỉ ũụủ ạả ẻẽẹ " \
	"ọỏ"

/* fontconfig keeps its configuration until the process ends; it does not grow with what is printed */
const char *__lsan_default_suppressions(void);
const char *
__lsan_default_suppressions(void)
{
	return "leak:libfontconfig\n";
}

/* The libraries are built without ThreadSanitizer, which therefore does not see their locks. */
const char *__tsan_default_suppressions(void);
const char *
__tsan_default_suppressions(void)
{
	return "race:libfontconfig\nrace:libglib\nrace:libharfbuzz\nrace:libpango\nrace:libcairo\n";
}

static struct arena *mem;
static struct ctx cx;
static char dir[] = "/tmp/print_test_XXXXXX";

static void
fresh(void)
{
	arena_reset(mem);
	cx = (struct ctx){ .mem = mem, .now = 1795312800000 }; /* 22/11/2026 */
}

/* --- looking into a PDF --- */

static int
count(const struct buf *b, const char *needle)
{
	const size_t n = strlen(needle);
	int found = 0;
	for (const char *p = b->p; p && (p = memmem(p, b->n - (size_t)(p - b->p), needle, n)); p += n)
		found++;
	return found;
}

/* "/Type /Page" but not "/Type /Pages" */
static int
pages(const struct buf *b)
{
	return count(b, "/Type /Page") - count(b, "/Type /Pages");
}

static bool
whole(const struct buf *b)
{
	return b->n > 1000 && memcmp(b->p, "%PDF-1.", 7) == 0 && strcmp(b->p + b->n - 6, "%%EOF\n") == 0;
}

static void
save(const struct buf *b, const char *name)
{
	FILE *f = fopen(arena_printf(mem, "%s/%s.pdf", dir, name), "wb");
	CHECK(f && fwrite(b->p, 1, b->n, f) == b->n);
	if (f)
		fclose(f);
}

static bool
have(const char *tool)
{
	return system(arena_printf(mem, "command -v %s >/dev/null 2>&1", tool)) == 0;
}

/* What a command prints, all of it. */
static struct buf
output(const char *command)
{
	struct buf b = buf_new(mem);
	char part[4096];
	size_t n;
	FILE *f = popen(command, "r");
	while (f && (n = fread(part, 1, sizeof part, f)) > 0)
		buf_bytes(&b, part, n);
	if (f)
		pclose(f);
	return b;
}

/* The words of a PDF with all white space as single blanks; NULL without pdftotext. */
static const char *
words(const struct buf *pdf)
{
	if (!have("pdftotext"))
		return NULL;
	save(pdf, "words");
	struct buf b = output(arena_printf(mem, "pdftotext -raw %s/words.pdf - | tr -s ' \\n\\f' ' '", dir));
	return buf_text(&b);
}

static int
occurs(const char *text, const char *what)
{
	int n = 0;
	for (const char *p = text; (p = strstr(p, what)); p += strlen(what))
		n++;
	return n;
}

#define CHECK_WORDS(text, what)                                                            \
	do {                                                                               \
		if (!strstr((text), (what))) {                                             \
			test_bad = true;                                                   \
			printf("  %s:%d: not on paper: %s\n", __FILE__, __LINE__, (what)); \
		}                                                                          \
	} while (0)

/* --- invented input --- */

static struct print_person
person(void)
{
	return (struct print_person){
		.name = "NGUYỄN THỊ HƯƠNG GIANG",
		.birth = "1986-04-09",
		.sex = PRINT_SEX_FEMALE,
		.identity = "001186000123",
		.phone = "0900 000 123",
		.address = "Số 12, ngõ 34, đường Mẫu, xã Thử Nghiệm, tỉnh Ví Dụ",
		.nationality = "Việt Nam",
		.occupation = "Giáo viên",
		.workplace = "Trường THCS Mẫu",
	};
}

static unsigned char modules[89 * 89];

/* Finder squares and noise: enough to see whether each module lands where it should. */
static struct print_qr
qr(void)
{
	const int w = 89;
	unsigned seed = 7;
	for (int y = 0; y < w; y++)
		for (int x = 0; x < w; x++) {
			seed = seed * 1103515245u + 12345u;
			modules[y * w + x] = (seed >> 16) & 1 ? 0x03 : 0x02; /* only bit 0 counts */
		}
	for (int i = 0; i < w; i++)
		modules[i] = modules[i * w] = modules[(w - 1) * w + i] = modules[i * w + w - 1] = 1;
	return (struct print_qr){ modules, w };
}

static struct print_confirmation
confirmation(unsigned doses)
{
	static const struct print_dose given[PRINT_LINES] = {
		{ "2021-05-21", "COVID-19 Vaccine AstraZeneca", "D0081X", "Trạm y tế xã Thử Nghiệm" },
		{ "2021-08-14", "COVID-19 Vaccine Comirnaty (Pfizer)", "FX0012", "Bệnh viện Mẫu" },
		{ "2021-10-30", "COVID-19 Vaccine (Vero Cell), Inactivated", "202107X", "Điểm tiêm lưu động số 3" },
		{ "2021-12-25", "COVID-19 Vaccine Moderna", "0400XX", "Trung tâm y tế huyện Ví Dụ" },
		{ "2022-03-01", "COVID-19 Vaccine Comirnaty (Pfizer)", "FY0099", "Trạm y tế xã Thử Nghiệm" },
		{ "2022-07-04", "COVID-19 Vaccine Moderna", "0401XX", NULL },
		{ "2022-12-24", "COVID-19 Vaccine Comirnaty (Pfizer)", NULL, "Trạm y tế xã Thử Nghiệm" },
	};
	struct print_confirmation c = {
		.authority = "SỞ Y TẾ TỈNH VÍ DỤ",
		.site = "TRẠM Y TẾ XÃ THỬ NGHIỆM",
		.number = "000123",
		.person = person(),
		.qr = qr(),
		.code = "URN:UVCI:01:VN:0123456789ABCDEF0123456789ABCDEF",
		.expires = "2027-11-22",
		.verify_url = "tiemchung.example/verify",
		.place = "Ví Dụ",
		.date = "2026-11-22",
		.signer = "BS. LÊ VĂN MẪU",
	};
	memcpy(c.dose, given, doses * sizeof *given);
	return c;
}

static struct print_listed *
people(size_t n)
{
	static const char *const family[] = { "NGUYỄN", "TRẦN", "LÊ", "PHẠM", "HUỲNH", "VÕ", "ĐẶNG", "BÙI" };
	static const char *const given[] = { "VĂN AN",    "THỊ ÁNH TUYẾT", "HỮU ĐỨC",   "NGỌC QUỲNH NHƯ",
					     "MINH KHÔI", "THỊ MỸ DUYÊN",  "QUỐC VƯỢNG" };
	struct print_listed *p = NEW(mem, struct print_listed, n);
	for (size_t i = 0; i < n; i++) {
		p[i].time = i % 2 ? "08:30" : "09:00";
		p[i].person.name = arena_printf(mem, "%s %s", family[i % 8], given[i % 7]);
		p[i].person.birth = i % 11 == 0 ? "1956" : i % 7 == 0 ? "1961-03" : "1990-12-31";
		p[i].person.sex = i % 2 ? PRINT_SEX_FEMALE : PRINT_SEX_MALE;
		p[i].person.identity = arena_printf(mem, "0010%08zu", i);
		p[i].person.phone = arena_printf(mem, "09%08zu", i);
		p[i].dose = "Mũi 2";
		p[i].last_product = i % 3 ? "AstraZeneca" : "Comirnaty (Pfizer)";
		p[i].last_date = "2021-08-14";
		p[i].note = i % 5 ? NULL : "Dị ứng hải sản, đo huyết áp";
	}
	return p;
}

static struct print_session
session(size_t n)
{
	return (struct print_session){
		.site = "Điểm tiêm Trạm y tế xã Thử Nghiệm",
		.site_address = "Số 1 đường Mẫu, xã Thử Nghiệm, tỉnh Ví Dụ",
		.date = "2026-11-23",
		.slot = "Sáng, 07:30-11:30",
		.vaccine = "Comirnaty (Pfizer)",
		.people = people(n),
		.n = n,
	};
}

static const struct print_question questions[] = {
	{ "1", "Tiền sử rõ ràng phản vệ với vắc xin phòng COVID-19 lần trước hoặc các thành phần của vắc xin",
	  "Anaphylaxis to an earlier dose or a component", PRINT_NO, false, NULL },
	{ "2", "Đang mắc bệnh cấp tính", "Acute illness", PRINT_NO, false, NULL },
	{ "3a", "Đang mang thai dưới 13 tuần", "Pregnant, under 13 weeks", PRINT_NO, false, NULL },
	{ "3b", "Đang mang thai từ 13 tuần trở lên", "Pregnant, 13 weeks or more", PRINT_NO, false, NULL },
	{ "4", "Phản vệ độ 3 trở lên với bất kỳ dị nguyên nào", "Anaphylaxis of grade 3 or above, any cause", PRINT_NO,
	  true, NULL },
	{ "5", "Đang bị suy giảm miễn dịch nặng, ung thư giai đoạn cuối đang điều trị hóa trị, xạ trị",
	  "Severe immune deficiency, late cancer", PRINT_NO, false, NULL },
	{ "6", "Tiền sử dị ứng với bất kỳ dị nguyên nào", "Allergy of any kind", PRINT_YES, true,
	  "Tôm, cua: nổi mề đay năm 2015" },
	{ "7", "Tiền sử rối loạn đông máu/cầm máu", "Clotting disorder", PRINT_NO, false, NULL },
	{ "8", "Rối loạn tri giác, rối loạn hành vi", "Impaired perception or behaviour", PRINT_NO, false, NULL },
	{ "9", "Bất thường dấu hiệu sống", "Abnormal vital signs", PRINT_NO, true, NULL },
};
static const struct print_vital vitals[] = {
	{ "Nhiệt độ", "°C", "35,5 - 37,5", "Mọi người", "36,8", false },
	{ "Huyết áp", "mmHg", "90/60 - 140/90", "Tăng/hạ huyết áp, tim mạch, trên 65 tuổi", "150/95", true },
	{ "Mạch", "lần/phút", "60 - 100", "Suy tim hoặc có dấu hiệu bất thường", NULL, false },
	{ "Nhịp thở", "lần/phút", "đến 25", "Suy tim hoặc có dấu hiệu bất thường", NULL, false },
};
static const struct print_conclusion conclusions[] = {
	{ "Đủ điều kiện tiêm chủng ngay", "tất cả trả lời Không", false },
	{ "Chống chỉ định tiêm vắc xin cùng loại", "Có ở mục 1", false },
	{ "Trì hoãn tiêm chủng", "Có ở mục 2, 3a", false },
	{ "Tiêm tại cơ sở y tế có đủ điều kiện cấp cứu phản vệ", "Có ở mục 4", false },
	{ "Thận trọng khi tiêm chủng", "Có ở mục 3b, 5 đến 9", true },
};

static struct print_screening
screening(void)
{
	return (struct print_screening){
		.title = "PHIẾU SÀNG LỌC TRƯỚC TIÊM CHỦNG VẮC XIN PHÒNG COVID-19",
		.basis = "mẫu thử của bài kiểm tra, không phải biểu mẫu đang dùng",
		.site = "Trạm y tế xã Thử Nghiệm",
		.number = "01015-261123S-001",
		.person = person(),
		.doses = "Mũi 1: AstraZeneca, 21/05/2021",
		.questions = questions,
		.n_questions = sizeof questions / sizeof *questions,
		.vitals = vitals,
		.n_vitals = 4,
		.conclusions = conclusions,
		.n_conclusions = 5,
		.reason = "Dị ứng tôm cua; huyết áp 150/95",
		.date = "2026-11-23",
		.time = "08:42",
		.screener = "BS. TRẦN THỊ MẪU",
	};
}

static struct print_kit
kit(size_t n, unsigned blanks, const struct print_screening *form)
{
	static const struct print_lot lots[] = { { "Comirnaty (Pfizer)", "FX0012", "2027-02-28", 120 },
						 { "AstraZeneca", "D0081X", "2026-12-31", 40 } };
	return (struct print_kit){
		.session = session(n),
		.form = form,
		.blanks = blanks,
		.prefix = "01015-261123S",
		.lots = lots,
		.n_lots = 2,
		.contacts = "Phụ trách điểm tiêm 0900 000 001  ·  Trung tâm y tế huyện 0900 000 002  ·  Cấp cứu 115",
	};
}

static char *
repeated(const char *part, size_t times)
{
	struct buf b = buf_new(mem);
	for (size_t i = 0; i < times; i++)
		buf_str(&b, part);
	return b.p;
}

/* --- cases --- */

static void
confirmation_seven_doses(void)
{
	fresh();
	struct print_confirmation c = confirmation(7);
	struct buf b = buf_new(mem);
	CHECK_INT(print_confirmation(&cx, &c, &b), OK);
	CHECK(whole(&b));
	CHECK_INT(pages(&b), 1);
	CHECK(count(&b, "/FontFile2") >= 1); /* embedded, */
	CHECK(count(&b, "/ToUnicode") >= 1); /* and searchable */
	CHECK(b.n < 200 * 1024);
	save(&b, "confirmation7");
	const char *t = words(&b);
	if (!t) {
		SKIP("no pdftotext");
		return;
	}
	static const char *const expected[] = { "NGUYỄN THỊ HƯƠNG GIANG",
						"09/04/1986",
						"Nữ / Female",
						"001186000123",
						"ngõ 34",
						"Việt Nam",
						"21/05/2021",
						"14/08/2021",
						"30/10/2021",
						"25/12/2021",
						"01/03/2022",
						"04/07/2022",
						"24/12/2022",
						"FX0012",
						"không ghi",
						"22/11/2027",
						"GIẤY XÁC NHẬN ĐÃ TIÊM VẮC XIN PHÒNG COVID-19",
						"Độc lập - Tự do - Hạnh phúc",
						"tiemchung.example/verify",
						"BS. LÊ VĂN MẪU",
						"Ví Dụ, ngày 22 tháng 11 năm 2026" };
	for (size_t i = 0; i < sizeof expected / sizeof *expected; i++)
		CHECK_WORDS(t, expected[i]);
	CHECK_INT(occurs(t, "không ghi"), 2);
	CHECK(!strstr(t, "DEMO"));
}

static void
confirmation_without_doses(void)
{
	fresh();
	struct print_confirmation c = confirmation(0);
	struct buf b = buf_new(mem);
	c.qr.modules = NULL;
	c.code = c.expires = NULL;
	c.demo = true;
	c.person = (struct print_person){ .name = "Y BLĂM Ê BAN", .birth = "1956" };
	CHECK_INT(print_confirmation(&cx, &c, &b), OK);
	CHECK(whole(&b));
	CHECK_INT(pages(&b), 1);
	CHECK_INT(count(&b, "/Subtype /Image"), 0);
	save(&b, "confirmation0");
	const char *t = words(&b);
	if (!t)
		return;
	CHECK_WORDS(t, "Y BLĂM Ê BAN");
	CHECK_WORDS(t, "1956");
	CHECK_WORDS(t, "BẢN DEMO");
	CHECK(!strstr(t, "không ghi"));
}

static void
birth_precision(void)
{
	static const char *const birth[] = { "1956", "1956-07", "1956-07-02", "khoảng 1956" };
	static const char *const printed[] = { " 1956 ", "07/1956", "02/07/1956", "khoảng 1956" };
	for (int i = 0; i < 4; i++) {
		fresh();
		struct print_confirmation c = confirmation(1);
		struct buf b = buf_new(mem);
		c.person.birth = birth[i];
		CHECK_INT(print_confirmation(&cx, &c, &b), OK);
		const char *t = words(&b);
		if (t)
			CHECK_WORDS(t, printed[i]);
		if (t && i == 1)
			CHECK(!strstr(t, "/07/1956"));
	}
}

static void
refusals(void)
{
	fresh();
	struct print_confirmation c = confirmation(1);
	struct buf b = buf_new(mem);
	buf_str(&b, "before");
	c.person.name = "";
	CHECK_INT(print_confirmation(&cx, &c, &b), ERR_INVALID);
	CHECK_STR(cx.problem.code, "print.missing");
	CHECK_STR(cx.problem.field, "person.name");
	fresh();
	c = confirmation(1);
	c.qr.width = 90; /* no QR has an even side */
	b = buf_new(mem);
	CHECK_INT(print_confirmation(&cx, &c, &b), ERR_INTERNAL);
	fresh();
	struct print_session s = session(1);
	s.n = PRINT_PEOPLE_MAX + 1;
	CHECK_INT(print_session_list(&cx, &s, &b), ERR_LIMIT);
	CHECK_STR(cx.problem.code, "print.too_many");
	CHECK(strstr(cx.problem.vi, "2000") && strstr(cx.problem.vi, "2001"));
	fresh();
	struct print_screening f = screening();
	f.title = NULL;
	b = buf_new(mem);
	CHECK_INT(print_screening_form(&cx, &f, &b), ERR_INVALID);
	fresh();
	f = screening();
	f.n_vitals = PRINT_VITALS_MAX + 1;
	CHECK_INT(print_screening_form(&cx, &f, &b), ERR_LIMIT);
	fresh();
	f = screening();
	struct print_kit k = kit(300, 101, &f);
	k.listed_forms = true;
	CHECK_INT(print_paper_kit(&cx, &k, &b), ERR_LIMIT);
	fresh();
	k = kit(1, 1, NULL);
	b = buf_new(mem);
	CHECK_INT(print_paper_kit(&cx, &k, &b), ERR_INVALID);
	CHECK_INT(b.n, 0);
}

/* Adds to what is there, and says the same for the same input. */
static void
appends_and_repeats(void)
{
	fresh();
	struct print_confirmation c = confirmation(3);
	struct buf a = buf_new(mem), b = buf_new(mem);
	buf_str(&a, "before");
	CHECK_INT(print_confirmation(&cx, &c, &a), OK);
	CHECK_INT(print_confirmation(&cx, &c, &b), OK);
	CHECK(a.n == b.n + 6 && memcmp(a.p, "before", 6) == 0 && memcmp(a.p + 6, b.p, b.n) == 0);
}

static void
letters(void)
{
	fresh();
	struct print_session s = session(1);
	struct print_listed one = s.people[0];
	struct buf b = buf_new(mem);
	s.people = &one;
	s.site = LETTERS;
	one.person.name = "H'HEN NIÊ ĐẶNG THỊ NGỌC ÁNH";
	CHECK_INT(print_session_list(&cx, &s, &b), OK);
	CHECK(whole(&b));
	const char *t = words(&b);
	if (!t)
		return;
	CHECK_WORDS(t, "ĂẮẰẲẴẶ");
	CHECK_WORDS(t, "ƯỨỪỬỮỰ");
	CHECK_WORDS(t, "ưứừửữự");
	CHECK_WORDS(t, "ỳỵỷỹý");
	CHECK_WORDS(t, "H'HEN NIÊ ĐẶNG THỊ NGỌC ÁNH");
}

/* Line breaks, direction marks, broken UTF-8: printed as blanks or '?', never believed. */
static void
hostile_text(void)
{
	fresh();
	struct print_confirmation c = confirmation(1);
	struct buf b = buf_new(mem);
	c.person.name = "LÊ\nVĂN\t\xE2\x80\xAE"
			"A \xFF\xC3";
	c.person.address = "<b>&amp; \xE1\xBB"; /* ends within a letter */
	c.signer = repeated("Ậ", 2 * PRINT_TEXT_MAX);
	CHECK_INT(print_confirmation(&cx, &c, &b), OK);
	CHECK(whole(&b));
	CHECK_INT(pages(&b), 1);
	const char *t = words(&b);
	if (!t)
		return;
	CHECK_WORDS(t, "LÊ VĂN A ??");
	CHECK_WORDS(t, "<b>&amp; ??");
}

static void
long_texts(void)
{
	fresh();
	const char *name = repeated("NGUYỄN PHƯỚC CÔNG TẰNG TÔN NỮ ", 12), *solid = repeated("Ư", 500);
	struct print_confirmation c = confirmation(7);
	struct buf b = buf_new(mem);
	c.person.name = name;
	c.person.address = repeated("Số 12, ngõ 34, đường Mẫu, ", 30);
	c.person.identity = c.site = c.authority = c.code = solid;
	for (int i = 0; i < PRINT_LINES; i++)
		c.dose[i].product = c.dose[i].lot = c.dose[i].site = i % 2 ? name : solid;
	CHECK_INT(print_confirmation(&cx, &c, &b), OK);
	CHECK(whole(&b));
	CHECK_INT(pages(&b), 1);
	save(&b, "long");
	const char *t = words(&b);
	if (t)
		CHECK_WORDS(t, "NGUYỄN PHƯỚC CÔNG TẰNG TÔN NỮ NGUYỄN");
	struct print_screening f = screening();
	struct print_question q[PRINT_QUESTIONS_MAX];
	for (int i = 0; i < PRINT_QUESTIONS_MAX; i++)
		q[i] = (struct print_question){ "9z", name, solid, PRINT_BLANK, true, i % 2 ? solid : NULL };
	f.questions = q;
	f.n_questions = PRINT_QUESTIONS_MAX;
	f.person.name = solid;
	f.reason = f.doses = f.screener = solid;
	b = buf_new(mem);
	CHECK_INT(print_screening_form(&cx, &f, &b), OK);
	CHECK(whole(&b));
	CHECK(pages(&b) > 3 && pages(&b) < 40);
	save(&b, "long_screening");
}

static void
session_list_small(void)
{
	fresh();
	struct print_session s = session(40);
	struct buf b = buf_new(mem);
	CHECK_INT(print_session_list(&cx, &s, &b), OK);
	CHECK(whole(&b));
	CHECK_INT(pages(&b), 3);
	save(&b, "list40");
	const char *t = words(&b);
	if (t) {
		CHECK_WORDS(t, "Trang 1/3");
		CHECK_WORDS(t, "Trang 3/3");
		CHECK_INT(occurs(t, "DANH SÁCH BUỔI TIÊM CHỦNG"), 3);
		CHECK_INT(occurs(t, "Điểm tiêm Trạm y tế xã Thử Nghiệm"), 3);
		CHECK_WORDS(t, "23/11/2026");
		CHECK_WORDS(t, "Tổng số: 40 người");
		CHECK_INT(occurs(t, "PHỤ TRÁCH ĐIỂM TIÊM"), 1);
	}
	s.n = 0;
	b = buf_new(mem);
	CHECK_INT(print_session_list(&cx, &s, &b), OK);
	CHECK_INT(pages(&b), 1);
}

static void
session_list_2000(void)
{
	fresh();
	struct print_session s = session(PRINT_PEOPLE_MAX);
	struct buf b = buf_new(mem);
	const int64_t t0 = clock_monotonic_us();
	CHECK_INT(print_session_list(&cx, &s, &b), OK);
	printf("  2,000 people: %d pages, %zu kB, %lld ms\n", pages(&b), b.n / 1024,
	       (long long)(clock_monotonic_us() - t0) / 1000);
	CHECK(whole(&b));
	CHECK(pages(&b) >= 2000 / 18 && pages(&b) <= 2000 / 14);
	const char *t = words(&b);
	if (!t)
		return;
	int missing = 0;
	for (size_t i = 0; i < s.n; i++)
		missing += !strstr(t, s.people[i].person.identity);
	CHECK_INT(missing, 0); /* nobody falls between two pages */
	CHECK_WORDS(t, arena_printf(mem, "Trang %d/%d", pages(&b), pages(&b)));
}

static void
page_count_agrees(void)
{
	fresh();
	if (!have("pdfinfo")) {
		SKIP("no pdfinfo");
		return;
	}
	struct print_session s = session(100);
	struct buf b = buf_new(mem);
	CHECK_INT(print_session_list(&cx, &s, &b), OK);
	save(&b, "info");
	struct buf info = output(arena_printf(mem, "pdfinfo %s/info.pdf", dir));
	const char *p = strstr(buf_text(&info), "Pages:");
	CHECK(p && atoi(p + 6) == pages(&b));
	CHECK_WORDS(buf_text(&info), "A4");
	CHECK_WORDS(buf_text(&info), "Danh sách buổi tiêm chủng");
}

static void
screening_filled(void)
{
	fresh();
	struct print_screening f = screening();
	struct buf b = buf_new(mem);
	CHECK_INT(print_screening_form(&cx, &f, &b), OK);
	CHECK(whole(&b));
	CHECK_INT(pages(&b), 1);
	save(&b, "screening");
	const char *t = words(&b);
	if (t) {
		CHECK_WORDS(t, "NGUYỄN THỊ HƯƠNG GIANG");
		CHECK_WORDS(t, "Tôm, cua: nổi mề đay năm 2015");
		CHECK_WORDS(t, "150/95 mmHg (bất thường)");
		CHECK_WORDS(t, "35,5 - 37,5 °C");
		CHECK_WORDS(t, "Lúc 08:42, ngày 23/11/2026");
		CHECK_WORDS(t, "BS. TRẦN THỊ MẪU");
		CHECK(!strstr(t, "giám hộ / "));
	}
	f.person.minor = true;
	f.person.guardian_name = "PHẠM VĂN MẪU";
	f.person.guardian_relation = "Cha";
	b = buf_new(mem);
	CHECK_INT(print_screening_form(&cx, &f, &b), OK);
	CHECK_INT(pages(&b), 1);
	save(&b, "screening_minor");
	if ((t = words(&b)))
		CHECK_WORDS(t, "PHẠM VĂN MẪU");
}

static void
consent_kinds(void)
{
	fresh();
	struct print_consent c = { .site = "Trạm y tế xã Thử Nghiệm",
				   .number = "01015-261123S-001",
				   .person = person(),
				   .dose = "Mũi 2",
				   .vaccine = "Comirnaty (Pfizer)",
				   .decision = PRINT_AGREES,
				   .place = "Ví Dụ",
				   .date = "2026-11-23" };
	struct buf adult = buf_new(mem), minor = buf_new(mem), refused = buf_new(mem), blank = buf_new(mem);
	CHECK_INT(print_consent_form(&cx, &c, &adult), OK);
	c.decision = PRINT_REFUSES;
	CHECK_INT(print_consent_form(&cx, &c, &refused), OK);
	CHECK(adult.n != refused.n || memcmp(adult.p, refused.p, adult.n) != 0);
	c.person.minor = true;
	c.person.guardian_name = "PHẠM THỊ MẪU";
	c.person.guardian_phone = "0900 000 456";
	CHECK_INT(print_consent_form(&cx, &c, &minor), OK);
	CHECK_INT(print_consent_form(&cx, &(struct print_consent){ .either = true }, &blank), OK);
	CHECK(whole(&adult) && whole(&minor) && whole(&blank));
	CHECK(pages(&adult) == 1 && pages(&minor) == 1 && pages(&blank) == 1);
	save(&adult, "consent");
	save(&minor, "consent_minor");
	save(&blank, "consent_blank");
	const char *t = words(&adult);
	if (!t)
		return;
	CHECK_WORDS(t, "Đồng ý tiêm chủng");
	CHECK_WORDS(t, "Không đồng ý tiêm chủng");
	CHECK_WORDS(t, "5K");
	CHECK_WORDS(t, "cơ sở y tế gần nhất");
	CHECK(!strstr(t, "NGƯỜI GIÁM HỘ"));
	t = words(&minor);
	CHECK_WORDS(t, "PHẠM THỊ MẪU");
	CHECK_WORDS(t, "0900 000 456");
	CHECK_WORDS(t, "CHA, MẸ HOẶC NGƯỜI GIÁM HỘ");
	CHECK_WORDS(words(&blank), "dưới 18 tuổi");
}

static void
paper_kit(void)
{
	fresh();
	struct print_screening f = screening();
	struct print_kit k = kit(20, 10, &f);
	struct buf b = buf_new(mem);
	CHECK_INT(print_paper_kit(&cx, &k, &b), OK);
	CHECK(whole(&b));
	/* 2 guide, 2 list, 1 walk-ins, 1 notes to make it even, 10 x 2 forms, 4 pages of slips */
	CHECK_INT(pages(&b), 2 + 2 + 1 + 1 + 20 + 4);
	save(&b, "kit");
	const char *t = words(&b);
	if (t) {
		CHECK_WORDS(t, "BỘ GIẤY DỰ PHÒNG KHI MẤT ĐIỆN, MẤT MẠNG");
		CHECK_WORDS(t, "nhập hồi cứu");
		CHECK_WORDS(t, "FX0012");
		CHECK_INT(occurs(t, "01015-261123S-005"), 1); /* listed: the working list alone */
		CHECK(occurs(t, "01015-261123S-025") == 6);   /* row, consent twice, screening twice, slip */
		CHECK_INT(occurs(t, "01015-261123S-031"), 0);
		CHECK_INT(occurs(t, "GIẤY XÁC NHẬN TẠM"), 10);
		CHECK_INT(occurs(t, "CONSENT TO COVID-19 VACCINATION"), 10);
		CHECK(!strstr(t, "Tôm, cua")); /* no answer of the template survives */
		CHECK(!strstr(t, "HƯƠNG GIANG"));
		CHECK(!strstr(t, "36,8"));
	}
	k.listed_forms = true;
	b = buf_new(mem);
	CHECK_INT(print_paper_kit(&cx, &k, &b), OK);
	CHECK_INT(pages(&b), 6 + 60 + 10);
	k = kit(0, 0, &f);
	b = buf_new(mem);
	CHECK_INT(print_paper_kit(&cx, &k, &b), OK);
	CHECK_INT(pages(&b), 2);
}

static struct print_slip_line *
slip_lines(size_t n)
{
	static const char *const product[] = { "AstraZeneca", "Comirnaty (Pfizer)", "Vero Cell (Sinopharm)",
					       "Moderna" };
	struct print_slip_line *l = NEW(mem, struct print_slip_line, n);
	for (size_t i = 0; i < n; i++)
		l[i] = (struct print_slip_line){ .product = product[i % 4],
						 .lot = arena_printf(mem, "MAU%04zu", i),
						 .expires = i % 2 ? "2027-02-28" : "2026-12-31",
						 .vial = i % 4 == 1 ? 6 : 10,
						 .sent = 1200 };
	return l;
}

static struct print_slip
slip(size_t n)
{
	return (struct print_slip){
		.from = { "Kho vắc xin tỉnh Ví Dụ", "Số 1 đường Mẫu, tỉnh Ví Dụ; điện thoại 0900 000 001" },
		.to = { "Trạm y tế xã Thử Nghiệm", "Xã Thử Nghiệm, huyện Mẫu, tỉnh Ví Dụ" },
		.code = "K7MPX2QA",
		.sent_on = "2026-11-22",
		.purpose = "Cấp phát vắc xin cho kho tuyến dưới",
		.carrier = "Nguyễn Văn Lái",
		.vehicle = "29C-123.45",
		.note = "Giữ lạnh 2 đến 8 °C, không để đông băng",
		.lines = slip_lines(n),
		.n = n,
		.made_by = "TRẦN THỊ THỦ KHO",
		.qr = { qr().modules, 25 },
	};
}

static void
slip_to_write_on(void)
{
	fresh();
	struct print_slip p = slip(15);
	struct buf b = buf_new(mem);
	CHECK_INT(print_slip(&cx, &p, &b), OK);
	CHECK(whole(&b));
	CHECK_INT(pages(&b), 1);
	CHECK_INT(count(&b, "/Subtype /Image"), 1);
	save(&b, "slip15");
	const char *t = words(&b);
	if (!t)
		return;
	static const char *const expected[] = { "PHIẾU XUẤT KHO",
						"KIÊM BIÊN BẢN GIAO NHẬN VẮC XIN",
						"Ngày 22 tháng 11 năm 2026 Số: ....",
						"Mã: K7MPX2QA",
						"Đơn vị: Kho vắc xin tỉnh Ví Dụ",
						"Trạm y tế xã Thử Nghiệm",
						"0900 000 001",
						"Cấp phát vắc xin cho kho tuyến dưới",
						"Nguyễn Văn Lái",
						"29C-123.45",
						"1 AstraZeneca, lọ 10 liều MAU0000 31/12/2026 liều 1.200 120 2",
						"lọ 6 liều MAU0001 28/02/2027 liều 1.200 200 3",
						"MAU0014",
						"Cộng: 15 lô 18.000 2.120",
						"Họ tên người nhận hàng",
						"không để đông băng",
						"NGƯỜI LẬP PHIẾU",
						"THỦ KHO BÊN GIAO",
						"NGƯỜI GIAO HÀNG",
						"NGƯỜI NHẬN HÀNG",
						"TRẦN THỊ THỦ KHO",
						"Trang 1/1" };
	for (size_t i = 0; i < sizeof expected / sizeof *expected; i++)
		CHECK_WORDS(t, expected[i]);
	CHECK(!strstr(t, "DEMO") && !strstr(t, "HỦY") && !strstr(t, "phút"));
}

static void
slip_arrived(void)
{
	fresh();
	struct print_slip p = slip(2);
	struct print_slip_line l[2] = { p.lines[0], p.lines[1] };
	struct buf b = buf_new(mem);
	l[0].counted = true;
	l[0].asked = 1300;
	l[0].received = 1195;
	l[0].held = 20;
	l[0].lost = 5;
	l[0].vvm = 2;
	l[0].note = "vỡ một lọ";
	p.lines = l;
	p.number = "15/XK";
	p.measured = true;
	p.coldest_e1 = -5;
	p.warmest_e1 = 91;
	p.outside_min = 80;
	p.demo = true;
	CHECK_INT(print_slip(&cx, &p, &b), OK);
	save(&b, "slip_arrived");
	const char *t = words(&b);
	if (!t)
		return;
	CHECK_WORDS(t, "1.300 1.200 120 1.195 20 5 2 vỡ một lọ");
	CHECK_WORDS(t, "Cộng: 2 lô 1.300 2.400 320 1.195 20 5");
	CHECK_WORDS(t, "Số: 15/XK");
	CHECK_WORDS(t, "-0,5 đến 9,1 °C");
	CHECK_WORDS(t, "80 phút");
	CHECK_WORDS(t, "BẢN DEMO");
	p.ended = "ĐÃ HỦY: xe hỏng";
	p.outside_min = 0;
	b = buf_new(mem);
	CHECK_INT(print_slip(&cx, &p, &b), OK);
	CHECK_INT(pages(&b), 1);
	save(&b, "slip_cancelled");
	t = words(&b);
	CHECK_WORDS(t, "ĐÃ HỦY: xe hỏng");
	CHECK(!strstr(t, "phút"));
}

/* Whatever the number of lots: each is there once, the signatures once and below a lot, pages counted right. */
static void
slip_pages(void)
{
	static const size_t many[] = { 0,  1,  15, 16, 17, 24, 25, 26,  40,
				       41, 42, 50, 51, 52, 53, 54, 100, PRINT_SLIP_LINES_MAX };
	for (size_t k = 0; k < sizeof many / sizeof *many; k++) {
		fresh();
		struct print_slip p = slip(many[k]);
		struct buf b = buf_new(mem);
		CHECK_INT(print_slip(&cx, &p, &b), OK);
		CHECK(whole(&b));
		if (many[k] == 50)
			save(&b, "slip50");
		const char *t = words(&b);
		if (!t)
			return;
		for (size_t i = 0; i < p.n; i++)
			CHECK_INT(occurs(t, p.lines[i].lot), 1);
		const int n = pages(&b);
		CHECK_WORDS(t, arena_printf(mem, "Trang %d/%d", n, n));
		CHECK_INT(occurs(t, "Tên vắc xin"), n);
		CHECK_INT(occurs(t, "Bên nhận: Trạm y tế xã Thử Nghiệm"), n - 1);
		CHECK_INT(occurs(t, "NGƯỜI NHẬN HÀNG"), 1);
		const char *last = strstr(t, arena_printf(mem, "Trang %d/", n - 1));
		CHECK(n == 1 || (last && strstr(last, "MAU")));
	}
}

static void
slip_long_texts(void)
{
	fresh();
	const char *name = repeated("Trung tâm Kiểm soát bệnh tật Thành phố Thử Nghiệm ", 6),
		   *solid = repeated("Ư", 300);
	struct print_slip p = slip(10);
	struct print_slip_line l[10];
	struct buf b = buf_new(mem);
	p.from = (struct print_store){ name, name };
	p.to = (struct print_store){ solid, name };
	p.number = p.vehicle = p.ended = solid;
	p.note = repeated("Giao trước 9 giờ, gọi trước khi đến; ", 14);
	p.purpose = p.carrier = p.made_by = name;
	for (int i = 0; i < 10; i++) {
		l[i] = p.lines[i];
		l[i].product = i % 2 ? name : solid;
		l[i].lot = i % 2 ? solid : "LÔ-DÀI-0123456789-0123456789-0123456789";
		l[i].note = name;
		l[i].counted = true;
		l[i].sent = l[i].asked = l[i].received = l[i].held = l[i].lost = 123456789;
	}
	p.lines = l;
	CHECK_INT(print_slip(&cx, &p, &b), OK);
	CHECK(whole(&b));
	CHECK_INT(pages(&b), 2); /* rows grow to a limit */
	save(&b, "slip_long");
	const char *t = words(&b);
	if (t)
		CHECK_WORDS(t, "Trung tâm Kiểm soát bệnh tật Thành phố Thử Nghiệm Trung tâm");
}

static void
slip_refusals(void)
{
	struct print_slip good = slip(1);
	good.n = 0; /* its lines go with the arena */
	for (int i = 0; i < 5; i++) {
		fresh();
		static const char *const field[] = { "code", "from.name", "to.name", "sent_on" };
		struct print_slip p = good;
		struct buf b = buf_new(mem);
		const char **needed[] = { &p.code, &p.from.name, &p.to.name, &p.sent_on };
		if (i < 4)
			*needed[i] = NULL;
		else
			p.n = PRINT_SLIP_LINES_MAX + 1;
		CHECK_INT(print_slip(&cx, &p, &b), i < 4 ? ERR_INVALID : ERR_LIMIT);
		CHECK_STR(cx.problem.code, i < 4 ? "print.missing" : "print.too_many");
		if (i < 4)
			CHECK_STR(cx.problem.field, field[i]);
		CHECK_INT(b.n, 0);
	}
}

/* --- the QR as printed --- */

struct picture {
	int w, h;
	const unsigned char *px;
};

static bool
dark(const struct picture *g, int x, int y)
{
	return g->px[y * g->w + x] < 128;
}

/* At 254 dpi a pixel is 0.1 mm. The QR stands in the lower left; its border is all dark, its quiet zone white. */
static void
qr_compare(const struct picture *g)
{
	int x0 = g->w, y0 = g->h, x1 = 0, y1 = 0;
	for (int y = 2030; y < 2650; y++)
		for (int x = 150; x < 605; x++)
			if (dark(g, x, y)) {
				x0 = x < x0 ? x : x0;
				x1 = x > x1 ? x : x1;
				y0 = y < y0 ? y : y0;
				y1 = y > y1 ? y : y1;
			}
	const int side = x1 - x0 + 1;
	CHECK(side >= 406 && side <= 414); /* 41 mm: 58 mm diagonal */
	CHECK(abs(side - (y1 - y0 + 1)) <= 1);
	int wrong = 0;
	for (int row = 0; row < 89; row++)
		for (int col = 0; col < 89; col++) {
			const int x = x0 + (2 * col + 1) * side / 178, y = y0 + (2 * row + 1) * side / 178;
			wrong += dark(g, x, y) != (modules[row * 89 + col] & 1);
		}
	CHECK_INT(wrong, 0);
}

static void
qr_modules(void)
{
	fresh();
	struct print_confirmation c = confirmation(2);
	struct buf b = buf_new(mem);
	CHECK_INT(print_confirmation(&cx, &c, &b), OK);
	CHECK_INT(count(&b, "/Subtype /Image"), 1);
	if (!have("pdftoppm")) {
		SKIP("no pdftoppm");
		return;
	}
	save(&b, "qr");
	struct buf pgm = output(arena_printf(mem, "pdftoppm -r 254 -gray %s/qr.pdf", dir));
	struct picture g = { 0 };
	int head = 0;
	CHECK(sscanf(buf_text(&pgm), "P5 %d %d 255%n", &g.w, &g.h, &head) == 2 && head > 0);
	if (g.w < 2000 || g.h < 2900 || pgm.n < (size_t)head + 1 + (size_t)g.w * (size_t)g.h) {
		CHECK(!"the picture is whole");
		return;
	}
	g.px = (const unsigned char *)pgm.p + head + 1;
	qr_compare(&g);
}

/* --- threads --- */

struct share {
	pthread_t thread;
	const struct print_confirmation *paper;
	struct arena *mem;
	struct buf first;
	int bad;
};

static bool
same(const struct buf *a, const struct buf *b)
{
	return a->n == b->n && a->n > 0 && memcmp(a->p, b->p, a->n) == 0;
}

static void *
printer(void *arg)
{
	struct share *own = arg;
	for (int i = 0; i < 25; i++) {
		struct ctx mine = { .mem = own->mem, .now = 1795312800000 };
		struct buf b = buf_new(own->mem);
		own->bad += print_confirmation(&mine, own->paper, &b) != OK;
		if (i == 0)
			own->first = b;
		own->bad += !same(&b, &own->first);
	}
	return NULL;
}

/* Nothing was printed before: the libraries start up under four threads at once. */
static void
four_threads(void)
{
	fresh();
	const struct print_confirmation c = confirmation(7);
	struct buf b = buf_new(mem);
	struct share s[4];
	for (int i = 0; i < 4; i++) {
		s[i] = (struct share){ .paper = &c, .mem = arena_new() };
		CHECK(pthread_create(&s[i].thread, NULL, printer, &s[i]) == 0);
	}
	for (int i = 0; i < 4; i++)
		pthread_join(s[i].thread, NULL);
	CHECK_INT(print_confirmation(&cx, &c, &b), OK);
	for (int i = 0; i < 4; i++) {
		CHECK_INT(s[i].bad, 0);
		CHECK(same(&s[i].first, &b));
		arena_free(s[i].mem);
	}
}

static void
speed(void)
{
	fresh();
	const int n = 100;
	struct print_confirmation c = confirmation(7);
	const int64_t t0 = clock_monotonic_us();
	for (int i = 0; i < n; i++) {
		struct buf b = buf_new(mem);
		CHECK_INT(print_confirmation(&cx, &c, &b), OK);
	}
	printf("  a confirmation with QR: %lld us\n", (long long)(clock_monotonic_us() - t0) / n);
}

int
main(void)
{
	mem = arena_new();
	if (!mkdtemp(dir)) {
		perror(dir);
		return 1;
	}
	TEST(four_threads); /* first */
	TEST(confirmation_seven_doses);
	TEST(confirmation_without_doses);
	TEST(birth_precision);
	TEST(refusals);
	TEST(appends_and_repeats);
	TEST(letters);
	TEST(hostile_text);
	TEST(long_texts);
	TEST(session_list_small);
	TEST(session_list_2000);
	TEST(page_count_agrees);
	TEST(screening_filled);
	TEST(consent_kinds);
	TEST(paper_kit);
	TEST(slip_to_write_on);
	TEST(slip_arrived);
	TEST(slip_pages);
	TEST(slip_long_texts);
	TEST(slip_refusals);
	TEST(qr_modules);
	TEST(speed);
	if (getenv("PRINT_TEST_KEEP"))
		printf("kept in %s\n", dir);
	else if (system(arena_printf(mem, "rm -r %s", dir)) != 0)
		perror(dir);
	arena_free(mem);
	return test_end();
}
