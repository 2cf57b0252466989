// What an alarm says: its kind and the figures behind it, in words with the remedy.
import { celsius, date, number } from '../shared/format';
import { words } from '../shared/lang';
import type { Alarm } from '../shared/types';

const w = words({
	certificate_late: ['Chứng nhận bị chậm', 'Certificates are late'],
	certificate_late_more: ['Có người đã đợi chứng nhận {late}; nhiều nhất phải là {limit}. Người quản trị xem máy chủ và khóa ký; không mũi tiêm nào bị mất.',
		'Somebody has waited {late} for a certificate; the most should be {limit}. The administrator looks at the server and its signing key; no dose is lost.'],
	lookup_outside: ['Xem nhiều hồ sơ ngoài danh sách', 'Many records outside the lists were opened'],
	lookup_outside_more: ['{name} đã mở hồ sơ của {people} người ngoài danh sách trong {minutes} phút; mức cho phép là {limit}. Hỏi lý do; không chính đáng thì khóa tài khoản.',
		'{name} opened the records of {people} people outside the lists in {minutes} minutes; {limit} are expected at most. Ask why; lock the account if there is no good reason.'],
	audit_broken: ['Nhật ký hệ thống không còn nguyên vẹn', 'The audit trail is no longer whole'],
	audit_broken_more: ['Có dòng bị sửa hoặc bị mất. Không xóa gì; báo ngay người quản trị quốc gia để kiểm tra nhật ký. {figures}',
		'An entry was changed or is missing. Delete nothing; tell the national administrator at once to verify the trail. {figures}'],
	doses_over_allocated: ['Số liều đã tiêm vượt số liều đã phân bổ', 'More doses given than allocated'],
	doses_over_allocated_more: ['Theo số liệu ngày {day}, đã tiêm {given} liều trong khi chỉ được phân bổ {allocated} liều. Đối chiếu với sổ kho và các đợt phân bổ; cảnh báo tự hết khi số liệu mới không còn vượt.',
		'By the figures of {day}, {given} doses were given and only {allocated} allocated. Compare with the books and the rounds; the alarm ends by itself when newer figures agree.'],
	stock_unbacked: ['Có liều đã tiêm nhưng kho không có', 'Doses were given that the store never had'],
	stock_unbacked_more: ['{doses} liều đã được ghi là tiêm từ một lô mà kho chưa có phiếu nhập. Vào mục Kho, xem cột “Tiêm chưa có phiếu”: nhập phiếu còn thiếu, nhận chuyến hàng, hoặc sửa số lô ghi nhầm. Cảnh báo tự hết khi sổ khớp.',
		'{doses} doses are recorded as given from a lot for which the store has no receipt. Under Stock, see the column “Given without receipt”: enter the missing receipt, take in the shipment, or correct a wrong lot. The alarm ends by itself when the books agree.'],
	cold_chain: ['Nhiệt độ vượt ngưỡng khi vận chuyển', 'Wrong temperature on the way'],
	cold_chain_more: ['Phiếu {code}: nhiệt độ từ {coldest} đến {warmest}, ngoài ngưỡng {minutes} phút. Liều nhận vào được tự động biệt trữ; không dùng cho đến khi người có trách nhiệm xem xét và ghi kết luận.',
		'Shipment {code}: from {coldest} to {warmest}, {minutes} minutes outside of the limits. What arrives is held back by itself; do not use it until somebody in charge has looked into it and written what was found.'],
	otp_flood: ['Quá nhiều yêu cầu mã đăng nhập', 'Too many requests for log-in codes'],
	otp_flood_more: ['Cả nước yêu cầu {codes} mã qua tin nhắn trong 60 giây; hệ thống tạm ngừng gửi thêm để không tốn tiền tin nhắn. Xem nguồn yêu cầu ở máy chủ trung gian và chặn địa chỉ lạ; người dân vẫn nhận được mã ở điểm tiêm. Cảnh báo tự hết sau 15 phút bình thường.',
		'{codes} codes by message were asked for in 60 seconds; no more are sent for now, so that they cost nothing. See at the proxy where they come from and block strange addresses; people still get codes at vaccination sites. The alarm ends by itself after 15 calm minutes.'],
	message_late: ['Tin nhắn bị chậm', 'Messages are late'],
	message_late_more: ['Có tin nhắn đã đợi {late}; nhiều nhất phải là {limit}. Người quản trị xem cổng tin nhắn (Kannel) và đường nối tới nhà mạng. Tin chưa quá hạn sẽ tự gửi khi cổng hoạt động lại.',
		'A message has waited {late}; the most should be {limit}. The administrator looks at the SMS gateway (Kannel) and its connection to the operator. What is still of use goes out by itself when the gateway works again.'],
	message_late_none: ['Có tin nhắn đã đợi {late} vì chưa nối cổng tin nhắn nào. Người quản trị đặt sms_kannel trong tệp cấu hình.',
		'A message has waited {late} because no SMS gateway is connected. The administrator sets sms_kannel in the configuration file.'],
	reaction_severe: ['Người dân báo phản ứng nặng sau tiêm', 'Severe signs reported after a dose'],
	reaction_severe_more: ['Báo cáo {days} ngày sau mũi {dose}. Mở mục Phản ứng của điểm tiêm, gọi lại ngay và ghi kết quả; cảnh báo tự hết khi đã ghi.',
		'Reported {days} days after dose {dose}. Open the site\'s list of reports, call back at once and write what was found; the alarm ends when that is written.'],
	other: ['Cảnh báo: {kind}', 'Alarm: {kind}'],
	somebody: ['Một nhân viên', 'A member of the staff'],
	seconds: ['{n} giây', '{n} seconds'],
	minutes: ['{n} phút', '{n} minutes'],
	hours: ['{n} giờ', '{n} hours'],
});

// In the largest unit of which there are two, rounded down: 90 seconds, 2 minutes, 3 hours.
function span(ms: unknown): string {
	const s = Math.floor(Number(ms) / 1000);
	if (!Number.isFinite(s))
		return '–';
	if (s < 120)
		return w('seconds', { n: s });
	return s < 7200 ? w('minutes', { n: Math.floor(s / 60) }) : w('hours', { n: number(Math.floor(s / 3600)) });
}

const count = (n: unknown): string => (Number.isFinite(Number(n)) ? number(Number(n)) : '–');
const degrees = (e1: unknown): string => (Number.isFinite(Number(e1)) ? celsius(Number(e1)) : '–');
const figures = (detail: Record<string, unknown>): string =>
	Object.entries(detail).map(([name, value]) => `${name}: ${typeof value === 'number' ? number(value) : String(value)}`).join('; ');

// urgent: something is failing or was tampered with; otherwise somebody has to be asked. byHand: it does not end by itself.
export function aboutAlarm({ kind, detail, subject_name }: Pick<Alarm, 'kind' | 'detail' | 'subject_name'>):
{ title: string; text: string; urgent: boolean; byHand: boolean } {
	const d = detail ?? {};
	switch (kind) {
	case 'certificate_late':
		return { title: w('certificate_late'), text: w('certificate_late_more', { late: span(d.late_ms), limit: span(d.limit_ms) }), urgent: true, byHand: false };
	case 'lookup_outside':
		return { title: w('lookup_outside'), urgent: false, byHand: true, text: w('lookup_outside_more', {
			name: subject_name ?? w('somebody'), people: count(d.people), minutes: count(d.minutes), limit: count(d.limit) }) };
	case 'reaction_severe':
		return { title: w('reaction_severe'), text: w('reaction_severe_more', { days: count(d.days), dose: count(d.dose) }), urgent: true, byHand: false };
	case 'audit_broken':
		return { title: w('audit_broken'), text: w('audit_broken_more', { figures: figures(d) }), urgent: true, byHand: true };
	case 'doses_over_allocated':
		return { title: w('doses_over_allocated'), urgent: false, byHand: false, text: w('doses_over_allocated_more', {
			day: typeof d.on_date === 'string' ? date(d.on_date) : '–', given: count(d.doses_administered), allocated: count(d.doses_allocated) }) };
	case 'stock_unbacked':
		return { title: w('stock_unbacked'), text: w('stock_unbacked_more', { doses: count(d.doses) }), urgent: false, byHand: false };
	case 'cold_chain':
		return { title: w('cold_chain'), urgent: true, byHand: true, text: w('cold_chain_more', {
			code: String(d.code ?? '–'), coldest: degrees(d.coldest_e1), warmest: degrees(d.warmest_e1), minutes: count(d.outside_min) }) };
	case 'otp_flood':
		return { title: w('otp_flood'), urgent: true, byHand: false, text: w('otp_flood_more', { codes: count(d.codes) }) };
	case 'message_late':
		return { title: w('message_late'), urgent: true, byHand: false, text: w(d.way === 'none' ? 'message_late_none' : 'message_late_more',
			{ late: span(d.late_ms), limit: span(d.limit_ms) }) };
	default:
		return { title: w('other', { kind }), text: figures(d), urgent: true, byHand: true };
	}
}
