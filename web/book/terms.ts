// Words that several screens share.
import { age, date, groups } from '../shared/format';
import { language, say, words, type Pair } from '../shared/lang';
import type { Access, Precision, Relation, Severity } from './types';

const relationNames: Record<Relation, Pair> = {
	self: ['Tôi', 'Me'], parent: ['Cha, mẹ', 'Parent'], spouse: ['Vợ, chồng', 'Husband or wife'], child: ['Con', 'Child'],
	grandparent: ['Ông, bà', 'Grandparent'], relative: ['Họ hàng', 'Relative'], ward: ['Người tôi chăm sóc', 'Somebody I look after'],
	other: ['Người khác', 'Somebody else'],
};
export const relationName = (r: Relation): string => say(relationNames[r] ?? relationNames.other);

const w = words({
	born: ['sinh {date}', 'born {date}'],
	years: ['{n} tuổi', 'aged {n}'],
	full: ['Xem được toàn bộ sổ', 'Sees the whole book'],
	limited: ['Chỉ xem được phần đã đăng ký', 'Sees only what was registered'],
	dose: ['Mũi {n}', 'Dose {n}'],
});

export const bornOn = (birth: string, precision: Precision): string => w('born', { date: date(birth, precision) });
export const bornAged = (birth: string, precision: Precision): string =>
	`${bornOn(birth, precision)} · ${w('years', { n: age(birth, precision) })}`;
export const accessText = (access: Access): string => w(access);
export const doseName = (n: number): string => w('dose', { n });

const severities: Record<Severity, Pair> = {
	mild: ['Nhẹ', 'Mild'], moderate: ['Vừa', 'Moderate'], severe: ['Nặng', 'Severe'],
};
export const severityName = (s: Severity): string => say(severities[s]);

const weekdays = {
	vi: ['Chủ nhật', 'Thứ Hai', 'Thứ Ba', 'Thứ Tư', 'Thứ Năm', 'Thứ Sáu', 'Thứ Bảy'],
	en: ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'],
};
// Thứ Tư, 05/08/2021
export const longDate = (iso: string): string =>
	`${weekdays[language.value][new Date(`${iso.slice(0, 10)}T00:00:00Z`).getUTCDay()]}, ${date(iso)}`;

// 08:30 – 09:30
export const hours = (from: string | null | undefined, to: string | null | undefined): string =>
	[from, to].filter(Boolean).map((t) => t!.slice(0, 5)).join(' – ');

// On one line.
export const shownPhone = (phone: string | null | undefined): string => groups(phone).replace(/ /g, '\u00a0');

// tel: wants digits alone
export const telLink = (phone: string): string => `tel:${phone.replace(/[^\d+]/g, '')}`;
