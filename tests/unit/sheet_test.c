/* Reading .csv, .xls and .xlsx: what comes out, what is refused and with which words, and that a child that
 * dies, hangs or lies never harms its parent. Writing and big files are in sheet_write_test.c,
 * the 2021 workbook in sheet_shared_test.c. */
#include "sheet_child.h"
#include "sheet_damage.h"
#include "sheet_make.h"
#include "sheet_make_xls.h"

#include "sheet/sheet_fault.h"
#include "sheet/sheet_ole.h"
#include "sheet/sheet_read.h"
#include "sheet/sheet_text.h"
#include "sheet/sheet_xlsx.h"

#define CHECK_CODE(path, prefix, want)                                                   \
	do {                                                                             \
		const char *all_ = make_read(path, prefix), *last_ = strrchr(all_, '!'); \
		CHECK_STR(last_ ? last_ : all_, want);                                   \
	} while (0)

static bool
says(const char *text, const char *part)
{
	return text && strstr(text, part);
}

/* ---- numbers and dates ---- */

static void
numbers_print_as_people_write_them(void)
{
	static const struct {
		double v;
		const char *want;
	} cases[] = { { 912345678, "912345678" },
		      { 12345678901234, "12345678901234" },
		      { 79123456789012.0, "79123456789012" },
		      { 0.1 + 0.2, "0.3" },
		      { -3, "-3" },
		      { -0.0, "0" },
		      { 1e20, "100000000000000000000" },
		      { 0.000001, "0.000001" },
		      { 36.6, "36.6" },
		      { 999999999999999.4, "999999999999999" } };
	char out[SHEET_NUMBER_SIZE];
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		text_number(cases[i].v, out);
		CHECK_STR(out, cases[i].want);
	}
}

static void
serials_are_dates(void)
{
	static const struct {
		double serial;
		enum text_kind kind;
		bool mac;
		const char *want;
	} cases[] = { { 44337, TEXT_DATE, false, "21/05/2021" },
		      { 44337.3125, TEXT_DATE, false, "21/05/2021" },
		      { 44337.3125, TEXT_DATETIME, false, "21/05/2021 07:30:00" },
		      { 44337, TEXT_DATETIME, false, "21/05/2021" },
		      { 44337.9999999, TEXT_DATETIME, false, "22/05/2021" },
		      { 0.3125, TEXT_TIME, false, "07:30:00" },
		      { 1, TEXT_DATE, false, "01/01/1900" },
		      { 59, TEXT_DATE, false, "28/02/1900" },
		      { 60, TEXT_DATE, false, "29/02/1900" },
		      { 61, TEXT_DATE, false, "01/03/1900" },
		      { 36585, TEXT_DATE, false, "29/02/2000" },
		      { 36526, TEXT_DATE, false, "01/01/2000" },
		      { 42875, TEXT_DATE, true, "21/05/2021" },
		      { 0, TEXT_DATE, true, "01/01/1904" },
		      { 2958465, TEXT_DATE, false, "31/12/9999" },
		      { 2958466, TEXT_DATE, false, "2958466" },
		      { -5, TEXT_DATE, false, "-5" },
		      { 0, TEXT_DATE, false, "0" },
		      { 44337, TEXT_NUMBER, false, "44337" } };
	char out[SHEET_NUMBER_SIZE];
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		text_serial(cases[i].serial, cases[i].kind, cases[i].mac, out);
		CHECK_STR(out, cases[i].want);
	}
	text_iso_date("2021-05-21 07:30:00", out);
	CHECK_STR(out, "21/05/2021 07:30:00");
	text_iso_date("2021-05-21T00:00:00Z", out);
	CHECK_STR(out, "21/05/2021");
	text_iso_date("07:30:00", out);
	CHECK_STR(out, "07:30:00");
}

static void
format_codes_tell_dates(void)
{
	CHECK_INT(xlsx_kind_of_format("dd/mm/yyyy;@"), TEXT_DATE);
	CHECK_INT(xlsx_kind_of_format("[$-1010000]d/m/yyyy"), TEXT_DATE);
	CHECK_INT(xlsx_kind_of_format("mm\\-yyyy"), TEXT_DATE);
	CHECK_INT(xlsx_kind_of_format("dd/mm/yyyy hh:mm"), TEXT_DATETIME);
	CHECK_INT(xlsx_kind_of_format("[h]:mm:ss"), TEXT_TIME);
	CHECK_INT(xlsx_kind_of_format("General"), TEXT_NUMBER);
	CHECK_INT(xlsx_kind_of_format("@"), TEXT_NUMBER);
	CHECK_INT(xlsx_kind_of_format("#,##0.00 \"đồng d\""), TEXT_NUMBER);
	CHECK_INT(xlsx_kind_of_format("0.00E+00"), TEXT_NUMBER);
	CHECK_INT(xlsx_kind_of_format("[Red]0;[Blue]\\d0"), TEXT_NUMBER);
	CHECK_INT(xlsx_kind_of_format("0\\"), TEXT_NUMBER);
	CHECK_INT(xlsx_kind_of_format("\"never closed d"), TEXT_NUMBER);
}

static void
utf8_is_checked(void)
{
	static const char *const bad[] = { "\xC0\x80", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xE1\xBB",
					   "a\x80",    "\xFF",         "\xF0\x80\x80\x80" };
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		CHECK(text_utf8_bad(bad[i], strlen(bad[i])) < strlen(bad[i]));
	CHECK_INT(text_utf8_bad("Nguyễn 😀", strlen("Nguyễn 😀")), strlen("Nguyễn 😀"));
	CHECK_INT(text_utf8_bad("a\0b", 3), 1);
	CHECK_INT(text_cut("aễb", 5, 3), 1);
}

/* ---- csv ---- */

static void
csv_variants_read_alike(void)
{
	static const char *const files[] = {
		"Họ tên,Ngày sinh,Ghi chú\r\nNguyễn Văn A,01/01/2000,\"a, \"\"b\"\"\"\r\n",
		"\xEF\xBB\xBFHọ tên;Ngày sinh;Ghi chú\nNguyễn Văn A;01/01/2000;\"a, \"\"b\"\"\"",
		"Họ tên\tNgày sinh\tGhi chú\rNguyễn Văn A\t01/01/2000\t\"a, \"\"b\"\"\"\r",
		"sep=|\r\nHọ tên|Ngày sinh|Ghi chú\r\n Nguyễn Văn A\xC2\xA0|01/01/2000|\"a, \"\"b\"\"\"\r\n",
	};
	for (size_t i = 0; i < sizeof files / sizeof *files; i++)
		CHECK_STR(make_read(make_text("a.csv", files[i]), "PL1"),
			  "1|Họ tên|Ngày sinh|Ghi chú\n2|Nguyễn Văn A|01/01/2000|a, \"b\"\n");
}

static void
csv_utf16_is_converted(void)
{
	static const char little[] = "\xFF\xFEH\0\xCD\x1E;\0"
				     "1\0\r\0\n\0=\xD8\0\xDE;\0"
				     "2\0";
	static const char big[] = "\xFE\xFF\0H\x1E\xCD\0;\0"
				  "1\0\r\0\n\xD8=\xDE\0\0;\0"
				  "2";
	CHECK_STR(make_read(make_file("l.csv", little, sizeof little - 1), NULL), "1|Họ|1\n2|😀|2\n");
	CHECK_STR(make_read(make_file("b.csv", big, sizeof big - 1), NULL), "1|Họ|1\n2|😀|2\n");
	CHECK_CODE(make_file("h.csv",
			     "\xFF\xFE"
			     "a\0\0\xD8",
			     6),
		   NULL, "!sheet.encoding");
	CHECK_CODE(make_file("o.csv",
			     "\xFF\xFE"
			     "a\0b",
			     5),
		   NULL, "!sheet.truncated");
	CHECK_CODE(make_file("n.csv", "a\0;\0b\0\n\0", 8), NULL, "!sheet.encoding");
}

static void
csv_rows_are_numbered_as_excel_does(void)
{
	CHECK_STR(make_read(make_text("r.csv", "\n\na,b\r\n\r\n,\r\n\"x\ny\",2\r\nz\n"), NULL),
		  "3|a|b\n6|x\ny|2\n7|z\n");
	CHECK_STR(make_read(make_text("r.csv", "a\rb\r\rc"), NULL), "1|a\n2|b\n4|c\n");
}

static void
csv_delimiter_survives_commas_in_sentences(void)
{
	const char *text = "DANH SÁCH TIÊM, ĐỢT 1, NGÀY 21/5, BUỔI SÁNG, HUYỆN A, XÃ B\nHọ tên;Địa chỉ;Nhóm\n"
			   "A;12, ngõ 3, phố Huế;1\nB;\"x; y\";2\nC;tổ 4, ấp 5, xã 6;3\nD;a, b, c, "
			   "d;4\nE;1,2,3;5\nF;1,2;6\nG;0;7\n";
	CHECK(strstr(make_read(make_text("d.csv", text), NULL), "3|A|12, ngõ 3, phố Huế|1\n4|B|x; y|2\n") != NULL);
}

static void
csv_formula_guard_comes_off(void)
{
	CHECK_STR(make_read(make_text("g.csv", "'+84912345678,'=1+1,'abc,O'Neil,'\n"), NULL),
		  "1|+84912345678|=1+1|'abc|O'Neil|'\n");
}

static void
csv_faults_name_the_line(void)
{
	CHECK_CODE(make_text("w.csv", "ten\nNguy\xEA\xEC\n"), NULL, "!sheet.encoding");
	CHECK(says(make_cx.problem.vi, "Dòng 2"));
	CHECK(says(make_cx.problem.vi, "CSV UTF-8"));
	CHECK(says(make_cx.problem.en, "Line 2"));
	CHECK_CODE(make_text("q.csv", "a,b\nc,\"d\ne,f\n"), NULL, "!sheet.quote");
	CHECK(says(make_cx.problem.vi, "dòng 2"));
}

static void
limits_of_a_row(void)
{
	struct buf b = buf_new(make_cx.mem);
	for (int i = 0; i < 63; i++)
		buf_char(&b, ',');
	buf_str(&b, "x,,, \n");
	CHECK_INT(strlen(make_read(make_text("64.csv", buf_text(&b)), NULL)), 1 + 64 + 1 + 1);
	buf_str(&b, buf_text(&b));
	b.p[b.n - 2] = 'y';
	CHECK_CODE(make_text("65.csv", buf_text(&b)), NULL, "!sheet.columns");
	CHECK(says(make_cx.problem.en, "Row 2 has something in column 67; only 64"));
	b = buf_new(make_cx.mem);
	buf_str(&b, "1,");
	for (int i = 0; i < SHEET_CELL_MAX / 3 + 1; i++)
		buf_str(&b, "ễ");
	buf_str(&b, ",3\n");
	const char *all = make_read(make_text("cut.csv", buf_text(&b)), NULL);
	CHECK_INT(strlen(all), strlen("1|1|") + SHEET_CELL_MAX / 3 * 3 + strlen("|3~\n"));
	CHECK(strstr(all, "ễ|3~\n") != NULL);
}

static void
a_million_rows_and_no_more(void)
{
	size_t n = 2 * (SHEET_ROWS_MAX + 1);
	char *lines = arena_alloc(make_cx.mem, n);
	for (size_t i = 0; i < n; i += 2)
		memcpy(lines + i, "a\n", 2);
	for (int more = 0; more < 2; more++) {
		struct sheet *s;
		int64_t rows = 0;
		CHECK(sheet_open(make_ctx(), make_file("rows.csv", lines, n - (more ? 0 : 2)), NULL, &s) == OK);
		for (struct sheet_row row; sheet_next(s, &row);)
			rows = row.number;
		CHECK_INT(rows, SHEET_ROWS_MAX);
		CHECK_INT(sheet_error(&make_cx, s), more ? ERR_LIMIT : OK);
		CHECK(!more || says(make_cx.problem.vi, "hơn 1000000 dòng"));
		sheet_close(s);
	}
}

/* ---- xlsx ---- */

#define NS "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\""
#define REL "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
#define RELS_OPEN "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
#define ROOT                                                          \
	"_rels/.rels", RELS_OPEN "<Relationship Id=\"r\" Type=\"" REL \
				 "/officeDocument\" Target=\"/xl/workbook.xml\"/></Relationships>"
#define BOOK_RELS                                                                                             \
	"xl/_rels/workbook.xml.rels",                                                                         \
		RELS_OPEN "<Relationship Id=\"a\" Type=\"" REL "/worksheet\" Target=\"worksheets/one.xml\"/>" \
			  "<Relationship Id=\"b\" Type=\"" REL                                                \
			  "/worksheet\" Target=\"/xl/worksheets/../worksheets/./two.xml\"/>"                  \
			  "<Relationship Id=\"c\" Type=\"" REL "/chartsheet\" Target=\"chart.xml\"/>"         \
			  "<Relationship Id=\"s\" Type=\"" REL "/sharedStrings\" Target=\"strings.xml\"/>"    \
			  "<Relationship Id=\"t\" Type=\"" REL "/styles\" Target=\"st.xml\"/></Relationships>"
#define BOOK(pr)                                                                                                      \
	"xl/workbook.xml", "<workbook " NS " xmlns:r=\"" REL "\">" pr                                                 \
			   "<sheets><sheet name=\"Biểu đồ\" sheetId=\"9\" r:id=\"c\"/><sheet name=\"PL10_hai\" " \
			   "sheetId=\"7\" r:id=\"b\"/>"                                                               \
			   "<sheet name=\"PL1_một &amp; hai\" sheetId=\"1\" r:id=\"a\"/></sheets></workbook>"
#define STRINGS                                                                                                           \
	"xl/strings.xml",                                                                                                 \
		"<sst " NS                                                                                                \
		"><si><t>chung</t></si><si><r><rPr><b/></rPr><t xml:space=\"preserve\">giàu </t></r><r><t>chữ</t></r>" \
		"<rPh sb=\"0\" eb=\"1\"><t>ĐỌC</t></rPh></si><si><t>a_x000D_\nb_x005F_x0041_</t></si><si/></sst>"
#define STYLES                                                                                                         \
	"xl/st.xml",                                                                                                   \
		"<styleSheet " NS "><numFmts><numFmt numFmtId=\"170\" formatCode=\"dd/mm/yyyy hh:mm\"/></numFmts>"     \
		"<cellStyleXfs><xf numFmtId=\"14\"/></cellStyleXfs><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/>" \
		"<xf numFmtId=\"170\"/></cellXfs></styleSheet>"
#define SHEET(data) "<worksheet " NS "><sheetData>" data "</sheetData></worksheet>"
#define ONE(data) "xl/worksheets/one.xml", SHEET(data)
#define TWO "xl/worksheets/two.xml", SHEET("<row><c t=\"inlineStr\"><is><t>hai</t></is></c></row>")
#define WORKBOOK(pr, one)                                                  \
	(const char *const[])                                              \
	{                                                                  \
		ROOT, BOOK_RELS, BOOK(pr), STRINGS, STYLES, TWO, one, NULL \
	}
#define WITH(data) make_zip("x.xlsx", WORKBOOK("", ONE(data)))

static void
xlsx_cells_of_every_kind(void)
{
	const char *path = WITH("<row r=\"2\"><c r=\"A2\" t=\"s\"><v>0</v></c><c r=\"C2\" t=\"s\"><v>1</v></c><c "
				"t=\"s\"><v>2</v></c></row>"
				"<row r=\"5\"><c r=\"A5\"><v>912345678</v></c><c "
				"r=\"B5\"><v>9.12345678901E11</v></c><c r=\"C5\"><v>36.6</v></c>"
				"<c r=\"D5\" s=\"1\"><v>44337</v></c><c r=\"E5\" s=\"2\"><v>44337.3125</v></c><c "
				"r=\"F5\" s=\"99\"><v>44337</v></c></row>"
				"<row><c t=\"b\"><v>1</v></c><c t=\"b\"><v>0</v></c><c t=\"e\"><v>#N/A</v></c><c "
				"t=\"str\"><f>A1</f><v>công thức</v></c>"
				"<c t=\"d\"><v>2021-05-21T07:30:00</v></c></row>"
				"<row r=\"8\"><c r=\"A8\" t=\"inlineStr\"><is><r><t> trong</t></r><r><t> ô "
				"</t></r><rPh><t>X</t></rPh></is></c>"
				"<c r=\"B8\" s=\"1\"/><c r=\"C8\" t=\"s\"><v>3</v></c></row>");
	CHECK_STR(
		make_read(path, "pl1"),
		"2|chung||giàu chữ|a\r\nb_x0041_\n5|912345678|912345678901|36.6|21/05/2021|21/05/2021 07:30:00|44337\n"
		"6|TRUE|FALSE|#N/A|công thức|21/05/2021 07:30:00\n8|trong ô\n");
	path = make_zip("m.xlsx",
			WORKBOOK("<workbookPr date1904=\"1\"/>", ONE("<row><c s=\"1\"><v>42875</v></c></row>")));
	CHECK_STR(make_read(path, "PL1"), "1|21/05/2021\n");
}

static void
xlsx_sheets_are_found_by_name(void)
{
	const char *path = WITH("<row><c><v>1</v></c></row>");
	CHECK_STR(make_read(path, "PL1"), "1|1\n");
	CHECK_STR(make_read(path, "PL10"), "1|hai\n");
	CHECK_STR(make_read(path, NULL), "1|hai\n");
	CHECK_CODE(path, "PL2", "!sheet.missing");
	CHECK(says(make_cx.problem.vi, "PL10_hai, PL1_một & hai"));
	struct sheet *s;
	CHECK(sheet_open(make_ctx(), path, "PL1", &s) == OK);
	CHECK_STR(sheet_name(s), "PL1_một & hai");
	CHECK_STR(sheet_format(s), "xlsx");
	sheet_close(s);
}

static void
xlsx_with_namespace_prefixes(void)
{
	static const char *const one[] = {
		"xl/worksheets/one.xml",
		"<x:worksheet xmlns:x=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><x:sheetData>"
		"<x:row><x:c t=\"inlineStr\"><x:is><x:t>tiền tố</x:t></x:is></x:c></x:row></x:sheetData></x:worksheet>"
	};
	const char *path =
		make_zip("p.xlsx", (const char *const[]){ ROOT, BOOK_RELS, BOOK(""), TWO, one[0], one[1], NULL });
	CHECK_STR(make_read(path, "PL1"), "1|tiền tố\n");
}

static void
xlsx_faults(void)
{
	CHECK_CODE(WITH("<row r=\"2\"/><row r=\"2\"><c><v>1</v></c></row>"), "PL1", "!sheet.damaged");
	CHECK_CODE(WITH("<row><c t=\"s\"><v>4</v></c></row>"), "PL1", "!sheet.damaged");
	CHECK_CODE(WITH("<row><c><v>abc</v></c></row>"), "PL1", "!sheet.damaged");
	CHECK_CODE(WITH("<row><c r=\"XFE1\"><v>1</v></c></row>"), "PL1", "!sheet.damaged");
	CHECK_CODE(WITH("<row><c r=\"BM1\"><v>1</v></c></row>"), "PL1", "!sheet.columns");
	CHECK_CODE(WITH("<row><c>"), "PL1", "!sheet.damaged");
	CHECK_STR(make_read(WITH("<row><c r=\"BM1\"/><c r=\"BN1\"><v> </v></c></row>"), "PL1"), "!sheet.damaged");
	const char *entity = "<!DOCTYPE x [<!ENTITY a \"aaaaaaaaaa\">]><worksheet><sheetData><row><c "
			     "t=\"str\"><v>&a;</v></c></row></sheetData></worksheet>";
	CHECK_CODE(make_zip("e.xlsx",
			    (const char *const[]){ ROOT, BOOK_RELS, BOOK(""), "xl/worksheets/one.xml", entity, NULL }),
		   "PL1", "!sheet.damaged");
	CHECK_CODE(make_zip("n.xlsx", (const char *const[]){ "a.txt", "b", NULL }), NULL, "!sheet.not_workbook");
	CHECK_CODE(make_zip("w.docx", (const char *const[]){ "word/document.xml", "<a/>", NULL }), NULL,
		   "!sheet.not_workbook");
	CHECK_CODE(make_zip("o.ods", (const char *const[]){ "content.xml", "<a/>", NULL }), NULL,
		   "!sheet.not_supported");
	CHECK_CODE(make_zip("g.xlsx", (const char *const[]){ ROOT, BOOK_RELS, BOOK(""), NULL }), "PL1",
		   "!sheet.damaged");
}

static void
xlsx_bomb_and_password(void)
{
	enum { BYTES = 48 << 20 };
	char *blanks = malloc(BYTES + 1);
	memset(blanks, ' ', BYTES);
	blanks[BYTES] = 0;
	memcpy(blanks, "<a>", 3);
	const char *path = make_zip(
		"bomb.xlsx", (const char *const[]){ ROOT, BOOK_RELS, BOOK(""), "xl/worksheets/one.xml", blanks, NULL });
	size_t n;
	make_load(path, &n);
	CHECK(n < 100000);
	CHECK_CODE(path, "PL1", "!sheet.bomb");
	free(blanks);
	int e;
	zip_t *z = zip_open(WITH(""), 0, &e);
	zip_set_default_password(z, "mật khẩu");
	for (zip_int64_t i = 0; i < zip_get_num_entries(z, 0); i++)
		zip_file_set_encryption(z, (zip_uint64_t)i, ZIP_EM_AES_128, NULL);
	CHECK_INT(zip_close(z), 0);
	CHECK_CODE(make_path("x.xlsx"), "PL1", "!sheet.encrypted");
}

/* ---- xls ---- */

static const struct xls_cell list_cells[] = {
	{ 0, 0, "Họ và tên", 0, 0 },     { 0, 1, "Ngày sinh", 0, 0 },
	{ 0, 2, "Số điện thoại", 0, 0 }, { 2, 0, " Trần Thị Bưởi ", 0, 0 },
	{ 2, 1, NULL, 36526, 1 },        { 2, 2, NULL, 84912345678.0, 0 },
	{ 2, 4, NULL, 36.6, 0 },         { 3, 0, "Lê Văn Đu Đủ", 0, 0 },
	{ 3, 1, NULL, 1985, 0 },         { 3, 2, NULL, 79123456789012.0, 0 },
	{ 3, 3, NULL, 44337.3125, 2 },
};
static const struct xls_cell site_cells[] = { { 0, 0, "01A01", 0, 0 },
					      { 0, 1, "Trạm Y tế xã Mẫu", 0, 0 },
					      { 1, 0, NULL, 12345, 0 } };
static const struct xls_sheet book[] = { { "PL1_Danh sách", list_cells, 11 }, { "PL4_Địa điểm", site_cells, 3 } };
static const char list_rows[] = "1|Họ và tên|Ngày sinh|Số điện thoại\n3|Trần Thị Bưởi|01/01/2000|84912345678||36.6\n"
				"4|Lê Văn Đu Đủ|1985|79123456789012|21/05/2021 07:30:00\n";

static const char *
make_xls(const char *name, struct xls_options o)
{
	size_t n;
	unsigned char *p = xls_make(book, 2, &o, &n);
	const char *path = make_file(name, p, n);
	free(p);
	return path;
}

static void
xls_in_both_orders(void)
{
	const char *excel = make_xls("e.xls", (struct xls_options){ 0 }),
		   *wps = make_xls("w.xls", (struct xls_options){ .wps = true });
	CHECK_STR(make_read(excel, "PL1"), list_rows);
	CHECK_STR(make_read(wps, "PL1"), list_rows);
	CHECK_STR(make_read(wps, "PL4"), "1|01A01|Trạm Y tế xã Mẫu\n2|12345\n");
	CHECK_STR(make_read(wps, NULL), list_rows);
	CHECK_CODE(wps, "PL7", "!sheet.missing");
	CHECK(says(make_cx.problem.vi, "PL1_Danh sách, PL4_Địa điểm"));
	CHECK_STR(make_read(make_xls("wrong-name.csv", (struct xls_options){ 0 }), "PL4"),
		  "1|01A01|Trạm Y tế xã Mẫu\n2|12345\n");
	CHECK_CODE(make_xls("p.xls", (struct xls_options){ .password = true }), "PL1", "!sheet.encrypted");
}

/* The names below a node, smaller first: what a program that follows the tree sees. */
static void
tree_names(const unsigned char *directory, uint32_t node, struct buf *out)
{
	if (node >= 8)
		return;
	const unsigned char *e = directory + 128 * node;
	tree_names(directory, e[68], out);
	for (int i = 0; i < e[64] - 2; i += 2)
		buf_char(out, (char)e[i]);
	buf_char(out, e[67] ? '+' : '-');
	tree_names(directory, e[72], out);
}

static void
ole_swap_keeps_the_tree(void)
{
	size_t n;
	unsigned char *p = xls_make(book, 2, &(struct xls_options){ .wps = true }, &n), *directory = p + 1024;
	struct buf before = buf_new(make_cx.mem), after = buf_new(make_cx.mem);
	CHECK_INT(directory[76], 5);
	tree_names(directory, directory[76], &before);
	CHECK_INT(ole_workbook_second(p, n), SHEET_FINE);
	CHECK_INT(directory[76], 1);
	CHECK_INT(directory[128], 'W');
	tree_names(directory, directory[76], &after);
	CHECK_STR(buf_text(&after), buf_text(&before));
	CHECK(strstr(buf_text(&after), "CompObj+ETExtData+") != NULL);
	free(p);
}

static void
ole_that_is_something_else(void)
{
	size_t n;
	unsigned char *p = xls_make(book, 2, &(struct xls_options){ .wps = true }, &n), *entry = p + 1024 + 128 * 5;
	static const char encrypted[] = "EncryptedPackage", word[] = "WordDocument";
	for (size_t i = 0; i <= sizeof encrypted - 1; i++)
		entry[2 * i] = (unsigned char)encrypted[i];
	entry[64] = 2 * sizeof encrypted;
	CHECK_CODE(make_file("enc.xlsx", p, n), NULL, "!sheet.encrypted");
	for (size_t i = 0; i <= sizeof word - 1; i++)
		entry[2 * i] = (unsigned char)word[i];
	entry[64] = 2 * sizeof word;
	CHECK_CODE(make_file("word.xls", p, n), NULL, "!sheet.not_workbook");
	free(p);
}

/* ---- files that are no workbooks ---- */

static void
other_files_are_refused(void)
{
	CHECK_CODE(make_path("is-not-there.xlsx"), NULL, "!sheet.unreadable");
	CHECK_CODE("/dev/zero", NULL, "!sheet.unreadable");
	CHECK_CODE(make_folder, NULL, "!sheet.unreadable");
	CHECK_CODE(make_text("empty.csv", ""), NULL, "!sheet.not_workbook");
	CHECK_CODE(make_text("a.pdf", "%PDF-1.7\n"), NULL, "!sheet.not_workbook");
	CHECK_CODE(make_file("a.bin", "a\0\0\0b\1c", 7), NULL, "!sheet.not_workbook");
	CHECK_CODE(make_text("html.xls", "\n<html><table><tr><td>1</td></tr></table></html>"), NULL,
		   "!sheet.not_supported");
	CHECK(says(make_cx.problem.vi, ".xlsx"));
	const char *big = make_text("big.csv", "a\n");
	CHECK_INT(truncate(big, SHEET_FILE_MAX + 1L), 0);
	CHECK_CODE(big, NULL, "!sheet.too_big");
	CHECK(says(make_cx.problem.vi, "64 MB"));
}

/* ---- damage ---- */

static void
truncated_files_are_noticed(void)
{
	cut_everywhere(make_xls("e.xls", (struct xls_options){ 0 }), "PL1", 40, list_rows);
	cut_everywhere(make_xls("w.xls", (struct xls_options){ .wps = true }), "PL1", 40, list_rows);
	cut_everywhere(WITH("<row><c><v>1</v></c></row>"), "PL1", 40, "1|1\n");
}

static void
damaged_files_do_no_harm(void)
{
	damage(make_xls("w.xls", (struct xls_options){ .wps = true }), "PL1", 200);
	damage(WITH("<row><c><v>1</v></c></row>"), "PL1", 200);
	damage(make_text("d.csv", "Họ tên,\"Ngày\nsinh\"\r\nA,1\r\n"), NULL, 50);
}

/* ---- children that go wrong ---- */

static void
a_bad_child_does_no_harm(void)
{
	const char *path = make_text("a.csv", "a\n");
	static const char *const crashed[] = { "!abort",   "!exit",  "!early-end", "!lying-cell", "!huge-frame",
					       "!garbage", "!close", "!bad-utf8",  "!no-head" };
	for (size_t i = 0; i < sizeof crashed / sizeof *crashed; i++) {
		CHECK_CODE(path, crashed[i], "!sheet.crashed");
		CHECK(says(make_cx.problem.vi, "lưu lại dạng .xlsx"));
	}
	struct sheet *s;
	CHECK(sheet_open_within(make_ctx(), path, "!hang", 200, &s) == ERR_LIMIT);
	CHECK_STR(make_cx.problem.code, "sheet.slow");
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
	CHECK_CODE(path, "!memory", "!sheet.crashed");
#endif
	CHECK(waitpid(-1, NULL, WNOHANG) == -1 && errno == ECHILD);
}

static void
the_child_is_shut_in(void)
{
	/* one that somebody forgot to close on exec */
	int leak = open("/dev/null", O_RDONLY);
	CHECK_STR(make_read(make_text("a.csv", "a\n"), "!outside"),
		  "1|socket no|open no|write no|exec no|fork no|descriptors no\n");
	close(leak);
}

int
main(int argc, char **argv)
{
	if (argc > 2 && strcmp(argv[1], "sheet-read") == 0)
		child_main(argc, argv);
	make_begin();
	TEST(numbers_print_as_people_write_them);
	TEST(serials_are_dates);
	TEST(format_codes_tell_dates);
	TEST(utf8_is_checked);
	TEST(csv_variants_read_alike);
	TEST(csv_utf16_is_converted);
	TEST(csv_rows_are_numbered_as_excel_does);
	TEST(csv_delimiter_survives_commas_in_sentences);
	TEST(csv_formula_guard_comes_off);
	TEST(csv_faults_name_the_line);
	TEST(limits_of_a_row);
	TEST(a_million_rows_and_no_more);
	TEST(xlsx_cells_of_every_kind);
	TEST(xlsx_sheets_are_found_by_name);
	TEST(xlsx_with_namespace_prefixes);
	TEST(xlsx_faults);
	TEST(xlsx_bomb_and_password);
	TEST(xls_in_both_orders);
	TEST(ole_swap_keeps_the_tree);
	TEST(ole_that_is_something_else);
	TEST(other_files_are_refused);
	TEST(truncated_files_are_noticed);
	TEST(damaged_files_do_no_harm);
	TEST(a_bad_child_does_no_harm);
	TEST(the_child_is_shut_in);
	make_end();
	return test_end();
}
