// Words that several planning pages share: states of plans, groups, changes, how full something is.
import { day } from '../../shared/format';
import { language, say, words, type Pair } from '../../shared/lang';
import { reference } from '../../station/board';
import type { PlanState } from './types';

const states: Record<PlanState, Pair> = {
	draft: ['Dự thảo', 'Draft'],
	computing: ['Đang tính', 'Computing'],
	preview: ['Xem trước', 'Preview'],
	publishing: ['Đang công bố', 'Publishing'],
	published: ['Đã công bố', 'Published'],
	cancelled: ['Đã hủy', 'Cancelled'],
};
export const planState = (state: PlanState): string => say(states[state] ?? [state, state]);
export const planTag = (state: PlanState) => ({ draft: 'plain', computing: 'wait', preview: 'info', publishing: 'wait', published: 'good', cancelled: 'stop' } as const)[state] ?? 'plain';

const changes: Record<string, Pair> = {
	new: ['Có chỗ mới', 'Gets a place'],
	moved: ['Chuyển chỗ', 'Moves'],
	lost: ['Mất chỗ', 'Loses the place'],
	same: ['Giữ nguyên', 'As it was'],
};
export const changeName = (change: string | null): string => (change ? say(changes[change] ?? [change, change]) : '');
// What a person will hear of; the rest is as it was.
export const told = (change: string | null): boolean => change === 'new' || change === 'moved' || change === 'lost';
export const changeTag = (change: string | null) => ({ new: 'good', moved: 'wait', lost: 'stop' } as const)[change ?? ''] ?? 'plain';

const w = words({
	group: ['Nhóm {n}: {name}', 'Group {n}: {name}'],
	groupShort: ['Nhóm {n}', 'Group {n}'],
	noGroup: ['Không thuộc nhóm ưu tiên', 'No priority group'],
});

export const groupName = (code: string | null): string => {
	if (!code)
		return w('noGroup');
	const name = reference.value?.priority_groups.find((g) => g.code === code)?.name;
	return name ? w('group', { n: code, name }) : w('groupShort', { n: code });
};
// Its first words, where there is little room: the official names run over many lines.
const BRIEF = 48;
export function groupBrief(code: string | null): string {
	const whole = groupName(code), first = whole.split(/[;(]/)[0]!.trim();
	const cut = first.length <= BRIEF ? first : first.slice(0, first.lastIndexOf(' ', BRIEF)).replace(/[,.:]$/, '');
	return cut.length < whole.length ? `${cut}…` : whole;
}
// In the order of the groups; who has none comes last.
export const groupRank = (code: string | null): number => Number(code) || 99;
export const groupShort = (code: string | null): string => (code ? w('groupShort', { n: code }) : w('noGroup'));
export const productName = (code: string | null): string => reference.value?.products.find((p) => p.code === code)?.name_short ?? code ?? '';

export const p = words({
	people: ['{n} người', '{n} people'],
	group: ['Nhóm ưu tiên', 'Priority group'],
	commune: ['Xã, phường', 'Commune'],
	site: ['Điểm tiêm', 'Site'],
	day: ['Ngày', 'Day'],
	hour: ['Giờ', 'Hour'],
	dose: ['Mũi', 'Dose'],
	person: ['Họ và tên', 'Name'],
	birth: ['Ngày sinh', 'Birth date'],
	placed: ['Đã có chỗ', 'Placed'],
	nowhere: ['Chưa có chỗ', 'No place'],
	free: ['Còn trống', 'Free'],
	apart: ['+{n} chỗ dành cho người dân tự đặt', '+{n} places for people who book by themselves'],
	table: ['Xem dạng bảng', 'See it as a table'],
	needWhy: ['Ghi lý do, dù ngắn.', 'Give the reason, however short.'],
	first: ['Mũi 1', 'First dose'],
	next: ['Mũi 2 trở đi', 'Second and later'],
	undo: ['Hoàn tác', 'Undo'],
	notSent: ['Quay lại', 'Back'],
});

// "thứ Hai, 05/08/2021"
const weekdays: Record<'vi' | 'en', Intl.DateTimeFormat> = {
	vi: new Intl.DateTimeFormat('vi-VN', { weekday: 'long', timeZone: 'UTC' }),
	en: new Intl.DateTimeFormat('en-GB', { weekday: 'long', timeZone: 'UTC' }),
};
export const capital = (text: string) => text.charAt(0).toLocaleUpperCase('vi') + text.slice(1);
export const weekdayOf = (iso: string): string => capital(weekdays[language.value].format(new Date(`${iso}T00:00:00Z`)));
// 1 Monday .. 7 Sunday; 02/03/2026 is a Monday
export const weekdayName = (n: number): string => weekdayOf(`2026-03-${String(n + 1).padStart(2, '0')}`);
export const weekdayNumber = (iso: string): number => ((new Date(`${iso}T00:00:00Z`).getUTCDay() + 6) % 7) + 1;
export const addDays = (iso: string, n: number): string => new Date(Date.parse(`${iso}T00:00:00Z`) + n * 86_400_000).toISOString().slice(0, 10);
export const today = (): string => day();

const fill = words({
	none: ['Không có chỗ', 'No places'],
	empty: ['Trống', 'Empty'],
	some: ['Còn chỗ', 'Places left'],
	full: ['Đầy', 'Full'],
	over: ['Quá số chỗ', 'Over'],
});
export type Fill = 'none' | 'empty' | 'some' | 'full' | 'over';
export const fillOf = (taken: number, places: number): Fill => (taken > places ? 'over' : !places ? 'none' : !taken ? 'empty' : taken === places ? 'full' : 'some');
export const fillName = (f: Fill): string => fill(f);
export const fillSign = (f: Fill): string => ({ none: '–', empty: '○', some: '◐', full: '●', over: '▲' })[f];

const purposes: Record<string, Pair> = {
	otp: ['Mã đăng nhập', 'Log-in codes'],
	registration: ['Báo đã đăng ký', 'Registered'],
	invitation: ['Mời tiêm, đổi hẹn, hủy hẹn', 'Invitations and their changes'],
	reminder: ['Nhắc hẹn', 'Reminders'],
	next_dose: ['Mời mũi tiếp theo', 'Next dose'],
	standby: ['Gọi dự phòng', 'Standby'],
	reaction: ['Phản ứng sau tiêm', 'Reactions'],
	contact: ['Liên hệ khác', 'Other contact'],
};
export const purposeName = (purpose: string): string => say(purposes[purpose] ?? [purpose, purpose]);
export const dong = (text: string): string => `${text} ₫`;
