#include "book/words.h"

#include <string.h>

struct entry {
	const char *key, *vi, *en;
};

/* The longest key that the route ends with or holds; the first match counts, so the special ones come first. */
static const struct entry looks[] = {
	{ "/persons/find", "tra cứu toàn quốc theo số giấy tờ", "looked up nationwide by a number" },
	{ "/persons/search", "tìm trong danh sách", "found in a search" },
	{ "/persons/check", "kiểm tra trùng khi nhập hồ sơ mới", "shown as a possible duplicate of a new record" },
	{ "/persons/{person}/history", "xem lịch sử sửa hồ sơ", "saw earlier values of the record" },
	{ "/persons/{person}/desk-code", "cấp mã mở sổ tại quầy", "made a code that opens the book" },
	{ "/confirmation.pdf", "in giấy xác nhận tiêm", "printed the confirmation" },
	{ "/qr.", "xem mã QR chứng nhận", "saw the certificate's QR code" },
	{ "/certificates/{certificate}", "xem chứng nhận", "saw the certificate" },
	{ "/screening.pdf", "in phiếu khám sàng lọc", "printed the screening form" },
	{ "/visits/{visit}", "xem lượt tiêm tại điểm tiêm", "saw the visit at the site" },
	{ "/lots/{lot}/people", "xem danh sách người tiêm một lô vắc xin", "saw who received a lot of vaccine" },
	{ "/contact-lists", "lập danh sách liên hệ theo lô vắc xin", "made a list of who received a lot" },
	{ "/registrations", "xem danh sách đăng ký của địa phương", "saw the commune's list of registrations" },
	{ "/reactions", "xem báo cáo phản ứng sau tiêm", "saw the reports after doses" },
	{ "/citizen-requests", "xem yêu cầu về hồ sơ", "saw a request about the record" },
	{ "PATCH", "sửa hồ sơ", "corrected the record" },
	{ "POST /api/v1/units/{unit}/persons", "lập hồ sơ", "made the record" },
	{ "/persons/{person}", "xem hồ sơ", "saw the record" },
};

static const struct entry flags[] = {
	{ "lot.missing", "chưa có số lô", "the lot number is missing" },
	{ "lot.unknown", "số lô chưa có trong danh mục, đang đối chiếu",
	  "the lot is not in the list yet and is being checked" },
	{ "lot.expired", "số lô ghi đã quá hạn vào ngày tiêm, đang kiểm tra",
	  "the lot as written was out of date on that day; being checked" },
	{ "lot.not_on_table", "lô không có trên bàn tiêm hôm đó, đang kiểm tra",
	  "the lot was not on the tables of that day; being checked" },
	{ "lot.suspended", "lô đang tạm dừng, đang kiểm tra", "the lot was suspended; being checked" },
	{ "lot.recalled", "lô đã bị thu hồi, cơ sở sẽ liên hệ", "the lot was recalled; the site will be in touch" },
	{ "dose.same_day", "có hai mũi ghi cùng một ngày, đang kiểm tra",
	  "two doses are recorded on one day; being checked" },
	{ "dose.interval", "khoảng cách với mũi trước ngắn hơn quy định, đang kiểm tra",
	  "sooner after the dose before than the rule says; being checked" },
	{ "dose.too_late", "khoảng cách với mũi trước dài hơn quy định, đang kiểm tra",
	  "later after the dose before than the rule says; being checked" },
	{ "dose.product", "loại vắc xin khác với quy định cho mũi này, đang kiểm tra",
	  "another product than the rule has for this dose; being checked" },
	{ "dose.age", "tuổi khác với quy định của loại vắc xin, đang kiểm tra",
	  "an age outside of the product's rule; being checked" },
	{ "visit.second_dose", "buổi tiêm ghi hai mũi, đang kiểm tra",
	  "the session recorded two doses; being checked" },
};

struct words
look_words(const char *route)
{
	for (size_t i = 0; route && i < sizeof looks / sizeof *looks; i++)
		if (strstr(route, looks[i].key))
			return (struct words){ looks[i].vi, looks[i].en };
	return (struct words){ "xem thông tin", "saw information" };
}

struct words
flag_words(const char *flag)
{
	for (size_t i = 0; flag && i < sizeof flags / sizeof *flags; i++)
		if (strcmp(flags[i].key, flag) == 0)
			return (struct words){ flags[i].vi, flags[i].en };
	return (struct words){ "đang được kiểm tra", "being checked" };
}
