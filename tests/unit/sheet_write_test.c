/* Writing .csv and .xlsx, and that neither reading nor writing grows with the number of rows. */
#include "sheet_make.h"
#include "test.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>

static const struct sheet_column columns[] = { { "Họ và tên", 24 }, { "Số điện thoại", 0 }, { "Kết quả", 0 } };

static const char *
write_rows(const char *name, enum sheet_format format, const char *const (*rows)[3], size_t n)
{
	const char *path = make_path(name);
	struct sheet_writer *w;
	CHECK(sheet_writer_open(make_ctx(), path, format, "Kết quả: nhập/[1]", columns, 3, &w) == OK);
	CHECK(access(path, F_OK) != 0);
	for (size_t i = 0; i < n; i++)
		CHECK(sheet_writer_row(&make_cx, w, rows[i], 3) == OK);
	CHECK(sheet_writer_close(&make_cx, w) == OK);
	struct stat st;
	CHECK(stat(path, &st) == 0 && (st.st_mode & 0777) == 0600);
	CHECK(access(make_path(arena_printf(make_cx.mem, "%s.part", name)), F_OK) != 0);
	return path;
}

static void
csv_is_what_excel_expects(void)
{
	static const char *const rows[][3] = {
		{ "Nguyễn \"Tý\" A", "+84912345678", "=HYPERLINK(\"x\")" },
		{ "-", "-12,5", "-1+2" },
		{ "@SUM(A1)", NULL, "dòng 1\ndòng 2; x" },
		{ "\ttab", "\rcr", " đầu, cuối " },
	};
	unlink(make_path("w.csv"));
	const char *path = write_rows("w.csv", SHEET_CSV, rows, 4);
	size_t n;
	CHECK_STR((const char *)make_load(path, &n),
		  "\xEF\xBB\xBFHọ và tên,Số điện thoại,Kết quả\r\n"
		  "\"Nguyễn \"\"Tý\"\" A\",\"'+84912345678\",\"'=HYPERLINK(\"\"x\"\")\"\r\n"
		  "\"'-\",\"-12,5\",\"'-1+2\"\r\n"
		  "\"'@SUM(A1)\",,\"dòng 1\ndòng 2; x\"\r\n"
		  "\"'\ttab\",\"'\rcr\",\" đầu, cuối \"\r\n");
	CHECK_STR(make_read(path, NULL),
		  "1|Họ và tên|Số điện thoại|Kết quả\n2|Nguyễn \"Tý\" A|+84912345678|=HYPERLINK(\"x\")\n"
		  "3|-|-12,5|-1+2\n4|@SUM(A1)||dòng 1\ndòng 2; x\n5|tab|cr|đầu, cuối\n");
}

static void
xlsx_keeps_every_character(void)
{
	static const char *const rows[][3] = {
		{ "Nguyễn <A> & \"B\"", "0912345678", "=1+1" },
		{ "a\x01"
		  "b\rc",
		  "_x0041_", "😀 \xEF\xBF\xBF|" },
		{ NULL, "", "00658" },
		{ "hỏng\xC3", "x", "  hai ô " },
	};
	const char *path = write_rows("w.xlsx", SHEET_XLSX, rows, 4);
	CHECK_STR(make_read(path, "Kết quả"),
		  "1|Họ và tên|Số điện thoại|Kết quả\n2|Nguyễn <A> & \"B\"|0912345678|=1+1\n"
		  "3|a\x01"
		  "b\rc|_x0041_|😀 ?|\n4|||00658\n5|hỏng|x|hai ô\n");
	struct sheet *s;
	CHECK(sheet_open(make_ctx(), path, NULL, &s) == OK);
	CHECK_STR(sheet_name(s), "Kết quả  nhập  1 ");
	sheet_close(s);
	int e = 0;
	zip_t *z = zip_open(path, ZIP_RDONLY | ZIP_CHECKCONS, &e);
	CHECK(z != NULL);
	char xml[2048] = "";
	zip_file_t *f = z ? zip_fopen(z, "xl/worksheets/sheet1.xml", 0) : NULL;
	CHECK(f && zip_fread(f, xml, sizeof xml - 1) > 0);
	CHECK(strstr(xml, "state=\"frozen\"") != NULL);
	CHECK(strstr(xml, "<col min=\"1\" max=\"1\" width=\"24\"") != NULL);
	CHECK(strstr(xml, "<col min=\"2\" max=\"2\" width=\"15\"") != NULL);
	CHECK(strstr(xml, "<t xml:space=\"preserve\">  hai ô </t>") != NULL);
	CHECK(strstr(xml, "<c r=\"A1\" s=\"2\" t=\"inlineStr\">") != NULL);
	CHECK(strstr(xml, "<c r=\"B2\" s=\"1\" t=\"inlineStr\"><is><t>0912345678</t>") != NULL);
	zip_fclose(f);
	zip_discard(z);
}

static void
wide_sheets_have_two_letters(void)
{
	struct sheet_column wide[60];
	const char *cells[60];
	for (int i = 0; i < 60; i++) {
		wide[i] = (struct sheet_column){ "x", 0 };
		cells[i] = arena_printf(make_cx.mem, "c%d", i);
	}
	struct sheet_writer *w;
	CHECK(sheet_writer_open(make_ctx(), make_path("wide.xlsx"), SHEET_XLSX, "a", wide, 60, &w) == OK);
	CHECK(sheet_writer_row(&make_cx, w, cells, 60) == OK);
	CHECK(sheet_writer_close(&make_cx, w) == OK);
	CHECK(strstr(make_read(make_path("wide.xlsx"), NULL), "|c24|c25|c26|c27|") != NULL);
	CHECK(strstr(make_read(make_path("wide.xlsx"), NULL), "|c51|c52|c53|") != NULL);
}

static void
same_rows_give_the_same_file(void)
{
	static const char *const rows[][3] = { { "a", "b", "c" } };
	size_t n, m;
	const unsigned char *a = make_load(write_rows("a1.xlsx", SHEET_XLSX, rows, 1), &n);
	const unsigned char *b = make_load(write_rows("a2.xlsx", SHEET_XLSX, rows, 1), &m);
	CHECK(n == m && memcmp(a, b, n) == 0);
}

static void
writer_faults_leave_nothing(void)
{
	static const char *const cells[] = { "a" };
	struct sheet_writer *w = NULL;
	CHECK(sheet_writer_open(make_ctx(), make_path("no/such/folder.csv"), SHEET_CSV, "", columns, 3, &w) ==
	      ERR_INTERNAL);
	CHECK(w == NULL);
	for (int f = SHEET_CSV; f <= SHEET_XLSX; f++) {
		CHECK(sheet_writer_open(make_ctx(), make_path("gone"), (enum sheet_format)f, "", columns, 3, &w) == OK);
		CHECK(sheet_writer_row(&make_cx, w, cells, 1) == OK);
		sheet_writer_abort(w);
		CHECK(access(make_path("gone"), F_OK) != 0 && access(make_path("gone.part"), F_OK) != 0);
	}
}

/* A disk that is full, by way of the limit on the size of a file. */
static void
full_disk_is_an_error(void)
{
	struct rlimit old;
	getrlimit(RLIMIT_FSIZE, &old);
	signal(SIGXFSZ, SIG_IGN);
	for (int f = SHEET_CSV; f <= SHEET_XLSX; f++) {
		struct sheet_writer *w;
		char noise[2000];
		for (size_t i = 0; i < sizeof noise; i++)
			noise[i] = (char)('!' + (i * i + i / 7) % 90);
		noise[sizeof noise - 1] = 0;
		const char *cells[] = { noise };
		CHECK(sheet_writer_open(make_ctx(), make_path("full"), (enum sheet_format)f, "", columns, 3, &w) == OK);
		setrlimit(RLIMIT_FSIZE, &(struct rlimit){ 4096, old.rlim_max });
		enum err e = OK;
		for (int i = 0; i < 200 && e == OK; i++)
			e = sheet_writer_row(&make_cx, w, cells, 1);
		enum err last = sheet_writer_close(&make_cx, w);
		setrlimit(RLIMIT_FSIZE, &old);
		CHECK_INT(last, ERR_INTERNAL);
		CHECK(access(make_path("full"), F_OK) != 0 && access(make_path("full.part"), F_OK) != 0);
	}
}

/* ---- big files ---- */

enum { BIG = 100000, BIG_COLUMNS = 8 };

/* Memory in use now. The peak that getrusage tells is inherited from whoever started this program. */
static long
resident_kb(void)
{
	long pages = 0;
	FILE *f = fopen("/proc/self/statm", "r");
	CHECK(f && fscanf(f, "%*d %ld", &pages) == 1);
	if (f)
		fclose(f);
	return pages * (sysconf(_SC_PAGESIZE) / 1024);
}

static long big_before, big_most;

static void
big_measure(int64_t row)
{
	long now = row % 5000 == 0 ? resident_kb() : 0;
	big_most = now > big_most ? now : big_most;
}

static const char *
write_big(const char *name, enum sheet_format format)
{
	struct sheet_column c[BIG_COLUMNS];
	const char *cells[BIG_COLUMNS];
	char number[32];
	for (size_t i = 0; i < BIG_COLUMNS; i++) {
		c[i] = (struct sheet_column){ "Cột", 0 };
		cells[i] = "Xã Mẫu, A";
	}
	cells[3] = number;
	struct sheet_writer *w;
	CHECK(sheet_writer_open(make_ctx(), make_path(name), format, "Lớn", c, BIG_COLUMNS, &w) == OK);
	for (int i = 1; i <= BIG; i++) {
		snprintf(number, sizeof number, "%d", i);
		if (sheet_writer_row(&make_cx, w, cells, BIG_COLUMNS) != OK)
			test_bad = true;
		big_measure(i);
	}
	CHECK(sheet_writer_close(&make_cx, w) == OK);
	return make_path(name);
}

static void
big_one(const char *name, enum sheet_format format)
{
	big_before = big_most = resident_kb();
	const char *path = write_big(name, format);
	struct sheet *s;
	CHECK(sheet_open(make_ctx(), path, NULL, &s) == OK);
	if (test_bad)
		return;
	long long rows = 0, sum = 0;
	for (struct sheet_row row; sheet_next(s, &row); rows++) {
		big_measure(row.number);
		sum += row.n == BIG_COLUMNS && row.number == rows + 1 ? atoll(row.cell[3]) : 0;
	}
	CHECK(sheet_error(&make_cx, s) == OK);
	sheet_close(s);
	CHECK_INT(rows, BIG + 1);
	CHECK_INT(sum, (long long)BIG * (BIG + 1) / 2);
	long grown = big_most - big_before;
	printf("  %s: %d rows, this process grew by %ld KiB\n", name, BIG, grown);
	CHECK(grown < 8 << 10);
}

static void
big_files_stream(void)
{
	big_one("big.csv", SHEET_CSV);
	big_one("big.xlsx", SHEET_XLSX);
}

static int
open_descriptors(void)
{
	int n = 0;
	for (int fd = 0; fd < 256; fd++)
		n += fcntl(fd, F_GETFD) >= 0;
	return n;
}

static void
closing_early_leaves_nothing(void)
{
	int before = open_descriptors();
	for (int i = 0; i < 5; i++) {
		struct sheet *s;
		struct sheet_row row;
		CHECK(sheet_open(make_ctx(), make_path(i % 2 ? "big.csv" : "big.xlsx"), NULL, &s) == OK);
		CHECK(sheet_next(s, &row) && sheet_next(s, &row));
		CHECK_STR(sheet_cell(&row, 3), "1");
		CHECK_STR(sheet_cell(&row, 99), "");
		sheet_close(s);
	}
	CHECK_INT(open_descriptors(), before);
	CHECK(waitpid(-1, NULL, WNOHANG) == -1 && errno == ECHILD);
}

static void *
reader_thread(void *path)
{
	struct arena *mem = arena_new();
	struct ctx cx = { .mem = mem };
	intptr_t good = 0;
	for (int i = 0; i < 10; i++) {
		struct sheet *s;
		if (sheet_open(&cx, path, NULL, &s) != OK)
			break;
		for (struct sheet_row row; sheet_next(s, &row);)
			good += row.n == 3;
		good += sheet_error(&cx, s) == OK ? 100 : 0;
		sheet_close(s);
	}
	arena_free(mem);
	return (void *)good;
}

static void
threads_read_at_once(void)
{
	static const char *const rows[][3] = { { "a", "b", "c" }, { "d", "e", "f" } };
	const char *path = write_rows("t.xlsx", SHEET_XLSX, rows, 2);
	pthread_t t[8];
	for (int i = 0; i < 8; i++)
		CHECK_INT(pthread_create(&t[i], NULL, reader_thread, (void *)(uintptr_t)path), 0);
	for (int i = 0; i < 8; i++) {
		void *good;
		pthread_join(t[i], &good);
		CHECK_INT((intptr_t)good, 10 * (3 + 100));
	}
}

int
main(int argc, char **argv)
{
	if (argc > 1 && strcmp(argv[1], "sheet-read") == 0)
		sheet_child_main(argc, argv);
	make_begin();
	TEST(csv_is_what_excel_expects);
	TEST(xlsx_keeps_every_character);
	TEST(wide_sheets_have_two_letters);
	TEST(same_rows_give_the_same_file);
	TEST(writer_faults_leave_nothing);
	TEST(full_disk_is_an_error);
	TEST(threads_read_at_once);
	TEST(big_files_stream);
	TEST(closing_early_leaves_nothing);
	make_end();
	return test_end();
}
