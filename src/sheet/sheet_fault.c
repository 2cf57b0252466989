#include "sheet/sheet_fault.h"

#include "base/buf.h"
#include "sheet/sheet_limits.h"

#include <string.h>

#define COUNT(a) (sizeof(a) / sizeof *(a))

/* {row}, {column}, {limit} and {detail} are filled in. */
struct text {
	enum err err;
	const char *code, *vi, *en;
	long long limit;
};

#define AGAIN_VI "Hãy mở tệp bằng Excel và lưu lại dạng .xlsx rồi gửi lại."
#define AGAIN_EN "Open it in Excel, save it as .xlsx and send it again."

static const struct text texts[SHEET__FAULTS] = {
	[SHEET_UNREADABLE] = { ERR_INVALID, "sheet.unreadable", "Không mở được tệp. Hãy kiểm tra tên tệp và quyền đọc.",
			       "The file cannot be opened. Check its name and that it may be read.", 0 },
	[SHEET_NOT_WORKBOOK] = { ERR_INVALID, "sheet.not_workbook",
				 "Tệp không phải là bảng tính. Hãy gửi tệp .xlsx, .xls hoặc .csv.",
				 "The file is not a spreadsheet. Send an .xlsx, .xls or .csv file.", 0 },
	[SHEET_NOT_SUPPORTED] = { ERR_INVALID, "sheet.not_supported", "Không đọc được loại bảng tính này. " AGAIN_VI,
				  "This kind of spreadsheet cannot be read. " AGAIN_EN, 0 },
	[SHEET_MISSING] = { ERR_INVALID, "sheet.missing",
			    "Tệp không có trang tính cần tìm. Các trang tính trong tệp: {detail}.",
			    "The file has no sheet of the name wanted. Its sheets are: {detail}.", 0 },
	[SHEET_TRUNCATED] = { ERR_INVALID, "sheet.truncated",
			      "Tệp bị cắt, thiếu phần cuối. Hãy sao chép hoặc tải lại tệp rồi gửi lại.",
			      "The end of the file is missing. Copy or download it anew and send it again.", 0 },
	[SHEET_DAMAGED] = { ERR_INVALID, "sheet.damaged", "Tệp hỏng, không đọc được. " AGAIN_VI,
			    "The file is damaged. " AGAIN_EN, 0 },
	[SHEET_ENCRYPTED] = { ERR_INVALID, "sheet.encrypted",
			      "Tệp có mật khẩu. Hãy bỏ mật khẩu trong Excel, lưu lại rồi gửi lại.",
			      "The file has a password. Remove it in Excel, save the file and send it again.", 0 },
	[SHEET_BOMB] = { ERR_LIMIT, "sheet.bomb", "Tệp nén có nội dung lớn bất thường, không được nhận. " AGAIN_VI,
			 "The file unpacks to an enormous size and is refused. " AGAIN_EN, 0 },
	[SHEET_TOO_BIG] = { ERR_LIMIT, "sheet.too_big", "Tệp lớn hơn {limit} MB. Hãy chia thành nhiều tệp nhỏ hơn.",
			    "The file is larger than {limit} MB. Split it into smaller ones.", SHEET_FILE_MAX >> 20 },
	[SHEET_TOO_MANY_ROWS] = { ERR_LIMIT, "sheet.rows",
				  "Trang tính có hơn {limit} dòng. Hãy chia thành nhiều tệp nhỏ hơn.",
				  "The sheet has more than {limit} rows. Split it into smaller files.",
				  SHEET_ROWS_MAX },
	[SHEET_TOO_WIDE] = { ERR_LIMIT, "sheet.columns",
			     "Dòng {row} có dữ liệu ở cột thứ {column}; chỉ đọc được {limit} cột. Hãy xóa các cột "
			     "thừa.",
			     "Row {row} has something in column {column}; only {limit} columns are read. Delete the "
			     "others.",
			     SHEET_COLUMNS_MAX },
	[SHEET_ENCODING] = { ERR_INVALID, "sheet.encoding",
			     "Dòng {row} của tệp .csv không phải mã UTF-8 nên chữ Việt sẽ sai. Trong Excel, chọn Lưu "
			     "thành (Save As), "
			     "loại \"CSV UTF-8\" hoặc .xlsx, rồi gửi lại.",
			     "Line {row} of the .csv file is not UTF-8. In Excel choose Save As, type \"CSV UTF-8\" or "
			     ".xlsx, and send "
			     "it again.",
			     0 },
	[SHEET_QUOTE] = { ERR_INVALID, "sheet.quote",
			  "Dấu ngoặc kép mở ở dòng {row} của tệp .csv không được đóng. Hãy sửa dòng này.",
			  "The quotation mark opened in row {row} of the .csv file is never closed. Correct that row.",
			  0 },
	[SHEET_CRASHED] = { ERR_INVALID, "sheet.crashed", "Tệp hỏng hoặc quá phức tạp, không đọc được. " AGAIN_VI,
			    "The file is damaged or too complex to be read. " AGAIN_EN, 0 },
	[SHEET_SLOW] = { ERR_LIMIT, "sheet.slow", "Đọc tệp mất quá nhiều thời gian. " AGAIN_VI,
			 "Reading the file took too long. " AGAIN_EN, 0 },
};

/* The length of the placeholder that format begins with, its value added to b; 0 if it begins with none. */
static size_t
placeholder(struct buf *b, const char *format, const struct text *t, const struct sheet_report *r)
{
	const struct {
		const char *name;
		long long value;
	} numbers[] = { { "{row}", r->row }, { "{column}", r->column }, { "{limit}", t->limit } };
	for (size_t i = 0; i < COUNT(numbers); i++) {
		size_t n = strlen(numbers[i].name);
		if (strncmp(format, numbers[i].name, n) == 0) {
			buf_printf(b, "%lld", numbers[i].value);
			return n;
		}
	}
	if (strncmp(format, "{detail}", 8) == 0) {
		buf_str(b, r->detail);
		return 8;
	}
	return 0;
}

static const char *
filled(struct arena *mem, const char *format, const struct text *t, const struct sheet_report *r)
{
	struct buf b = buf_new(mem);
	while (*format) {
		size_t n = *format == '{' ? placeholder(&b, format, t, r) : 0;
		if (n == 0)
			buf_char(&b, *format++);
		format += n;
	}
	return buf_text(&b);
}

enum err
sheet_fail(struct ctx *cx, const struct sheet_report *r)
{
	if (r->fault == SHEET_FINE)
		return OK;
	const struct text *t = &texts[r->fault < SHEET__FAULTS ? r->fault : SHEET_CRASHED];
	return fail(cx, t->err, t->code, "%s%.0s", "%.0s%s", filled(cx->mem, t->vi, t, r),
		    filled(cx->mem, t->en, t, r));
}
