// The words that several screens share: steps, verdicts, roles, places on the body, signs.
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

const of = (table: Record<string, Pair>) => (key: string): string => (table[key] ? say(table[key]) : key);
const all = (table: Record<string, Pair>) => () => Object.keys(table).map((value) => ({ value, text: say(table[value]!) }));

export const stepName = of(steps);
export const verdictName = of(verdicts);
export const roleName = of(roles);
export const lotStateName = of(lotStates);
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

export const verdictTag = (verdict: Verdict) => ({
	eligible: 'good', caution: 'wait', defer: 'stop', refer: 'stop', contraindicated: 'stop',
} as const)[verdict];
