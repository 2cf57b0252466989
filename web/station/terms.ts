// The words that several screens share: steps, verdicts, roles, places on the body, signs, what happens in a store.
import { say, type Pair } from '../shared/lang';
import type { Step, Verdict } from '../shared/types';

const steps: Record<Step, Pair> = {
	expected: ['Chờ đến', 'Expected'],
	no_show: ['Không đến', 'Did not come'],
	checked_in: ['Chờ khám', 'Waiting for screening'],
	screened: ['Chờ tiêm', 'Waiting for injection'],
	observing: ['Đang theo dõi', 'Under observation'],
	released: ['Đã xong', 'Finished'],
	deferred: ['Trì hoãn', 'Put off'],
	contraindicated: ['Chống chỉ định', 'Contraindicated'],
	referred: ['Chuyển tuyến', 'Referred'],
	refused: ['Từ chối', 'Refused'],
	undone: ['Đã hủy', 'Taken back'],
};
const verdicts: Record<Verdict, Pair> = {
	eligible: ['Đủ điều kiện tiêm', 'May be vaccinated'],
	caution: ['Thận trọng', 'With caution'],
	defer: ['Trì hoãn', 'Put off'],
	refer: ['Chuyển đến nơi cấp cứu được phản vệ', 'Refer to a facility that can treat anaphylaxis'],
	contraindicated: ['Chống chỉ định', 'Contraindicated'],
};
const roles: Record<string, Pair> = {
	reception: ['Tiếp đón', 'Reception'],
	screening_doctor: ['Bác sĩ khám sàng lọc', 'Screening doctor'],
	vaccinator: ['Người tiêm', 'Vaccinator'],
	observer: ['Theo dõi sau tiêm', 'Observer'],
	data_clerk: ['Nhập liệu', 'Data clerk'],
	stock_keeper: ['Thủ kho', 'Stock keeper'],
	manager: ['Quản lý điểm tiêm', 'Site manager'],
	administrator: ['Quản trị', 'Administrator'],
	organisation: ['Đơn vị gửi danh sách', 'Organisation'],
};
const bodySites: Record<string, Pair> = {
	left_arm: ['Bắp tay trái', 'Left arm'],
	right_arm: ['Bắp tay phải', 'Right arm'],
	left_thigh: ['Đùi trái', 'Left thigh'],
	right_thigh: ['Đùi phải', 'Right thigh'],
};
const signs: Record<string, Pair> = {
	pain: ['Đau chỗ tiêm', 'Pain at the site'],
	swelling: ['Sưng, đỏ chỗ tiêm', 'Swelling, redness'],
	fever: ['Sốt', 'Fever'],
	headache: ['Đau đầu', 'Headache'],
	nausea: ['Buồn nôn, nôn', 'Nausea'],
	dizziness: ['Chóng mặt', 'Dizziness'],
	rash: ['Phát ban, mày đay', 'Rash, hives'],
	breathing: ['Khó thở', 'Trouble breathing'],
	faint: ['Ngất', 'Fainting'],
	other: ['Khác', 'Other'],
};
const severities: Record<string, Pair> = {
	mild: ['Nhẹ', 'Mild'],
	moderate: ['Vừa', 'Moderate'],
	severe: ['Nặng', 'Severe'],
};
const lotStates: Record<string, Pair> = {
	active: ['Dùng được', 'Usable'],
	suspended: ['Tạm dừng', 'Suspended'],
	recalled: ['Thu hồi', 'Recalled'],
};
const levels: Record<string, Pair> = {
	nation: ['Quốc gia', 'Nation'],
	province: ['Tỉnh, thành phố', 'Province'],
	district: ['Quận, huyện', 'District'],
	commune: ['Phường, xã', 'Commune'],
	site: ['Điểm tiêm', 'Vaccination site'],
};
const movementKinds: Record<string, Pair> = {
	receive: ['Nhập từ nhà cung cấp', 'Received from a supplier'],
	issue: ['Xuất gửi đi', 'Sent'],
	deliver: ['Nơi nhận đã nhận', 'Arrived at the receiver'],
	accept: ['Nhập từ kho khác', 'Received from another store'],
	lose: ['Vỡ hoặc thiếu trên đường', 'Broken or missing on the way'],
	back: ['Hàng gửi quay về', 'Came back'],
	discard: ['Hủy', 'Discarded'],
	count: ['Kiểm kê lệch', 'Difference of a count'],
	extra: ['Rút thêm từ lọ', 'Drawn beyond the label'],
	hold: ['Đưa vào biệt trữ', 'Held back'],
	release: ['Bỏ biệt trữ', 'Released'],
	reverse: ['Đảo bút toán', 'Reversal'],
};
const discardReasons: Record<string, Pair> = {
	expired: ['Hết hạn', 'Expired'],
	broken: ['Vỡ, hỏng', 'Broken'],
	open_vial: ['Còn thừa trong lọ đã mở', 'Left over in an opened vial'],
	temperature: ['Hỏng do nhiệt độ', 'Spoilt by temperature'],
	recalled: ['Bị thu hồi', 'Recalled'],
	other: ['Lý do khác', 'Another reason'],
};
const purposes: Record<string, Pair> = {
	supply: ['Cấp phát', 'Supply'],
	return: ['Trả về cấp trên', 'Return'],
	transfer: ['Điều chuyển', 'Transfer'],
};
const shipmentStates: Record<string, Pair> = {
	sent: ['Đang trên đường', 'On its way'],
	closed: ['Đã xong', 'Finished'],
	cancelled: ['Đã hủy', 'Cancelled'],
};

const of = (table: Record<string, Pair>) => (key: string): string => (table[key] ? say(table[key]) : key);
const all = (table: Record<string, Pair>) => () => Object.keys(table).map((value) => ({ value, text: say(table[value]!) }));

export const stepName = of(steps);
export const verdictName = of(verdicts);
export const roleName = of(roles);
export const lotStateName = of(lotStates);
export const levelName = of(levels);
export const movementName = of(movementKinds);
export const discardName = of(discardReasons);
export const purposeName = of(purposes);
export const shipmentStateName = of(shipmentStates);
export const allDiscardReasons = all(discardReasons);
export const allBodySites = all(bodySites);
export const allSigns = all(signs);
export const allSeverities = all(severities);
export const allSteps = all(steps);

// From the mildest to the strictest.
export const verdictOrder: Verdict[] = ['eligible', 'caution', 'defer', 'refer', 'contraindicated'];

export const stepTag = (step: Step) => ({
	expected: 'plain', no_show: 'stop', checked_in: 'wait', screened: 'wait', observing: 'info', released: 'good',
	deferred: 'stop', contraindicated: 'stop', referred: 'stop', refused: 'stop', undone: 'plain',
} as const)[step];

export const shipmentTag = (state: string) => ({ sent: 'wait', closed: 'good', cancelled: 'stop' } as const)[state] ?? 'plain';

export const verdictTag = (verdict: Verdict) => ({
	eligible: 'good', caution: 'wait', defer: 'stop', refer: 'stop', contraindicated: 'stop',
} as const)[verdict];
