// Dates, numbers and names as people in Viet Nam read them.
import type { Precision, Sex } from './types';
import { language, say } from './lang';

const ZONE = 'Asia/Ho_Chi_Minh';
const clock = new Intl.DateTimeFormat('en-GB', { timeZone: ZONE, hour: '2-digit', minute: '2-digit' });
const calendar = new Intl.DateTimeFormat('en-CA', { timeZone: ZONE, year: 'numeric', month: '2-digit', day: '2-digit' });
const thousands = { vi: new Intl.NumberFormat('de-DE'), en: new Intl.NumberFormat('en-GB') };

// 1.234.567
export const number = (n: number): string => thousands[language.value].format(n);

// YYYY-MM-DD of an instant in Viet Nam
export const day = (at: Date = new Date()): string => calendar.format(at);

// hh:mm of an instant in Viet Nam
export const time = (at: string | Date): string => clock.format(new Date(at));

// YYYY-MM-DD -> dd/mm/yyyy, as precise as it is known
export function date(iso: string | null | undefined, precision: Precision = 'day'): string {
	const m = /^(\d{4})(?:-(\d\d))?(?:-(\d\d))?/.exec(iso ?? '');
	if (!m)
		return '–';
	if (precision === 'year' || !m[2])
		return m[1]!;
	return precision === 'month' || !m[3] ? `${m[2]}/${m[1]}` : `${m[3]}/${m[2]}/${m[1]}`;
}

export const moment = (at: string): string => `${time(at)}, ${date(day(new Date(at)))}`;

// Completed years today; with the year alone, the years of the calendar.
export function age(birth: string, precision: Precision, today: string = day()): number {
	const years = Number(today.slice(0, 4)) - Number(birth.slice(0, 4));
	return precision === 'day' && today.slice(5) < birth.slice(5, 10) ? years - 1 : years;
}

export function sexName(sex: Sex): string {
	const names = { male: ['Nam', 'Male'], female: ['Nữ', 'Female'], unknown: ['Chưa rõ', 'Not known'] } as const;
	return say(names[sex] ?? names.unknown);
}

// Names in capitals, as identity cards print them.
export const fullName = (name: string): string => name.normalize('NFC').toLocaleUpperCase('vi');

// 001085012345 -> 001 085 012 345: easier to read aloud
export const groups = (digits: string | null | undefined): string =>
	(digits ?? '').replace(/^(\d{3})(\d{3})(\d{3})(\d{3})$/, '$1 $2 $3 $4').replace(/^(0\d{3})(\d{3})(\d{3})$/, '$1 $2 $3');

export interface BirthDate { date: string; precision: Precision }

const pad = (n: number, width: number) => String(n).padStart(width, '0');

// Reads 5/3/1985, 05031985, 3/1985, 1985. null: not a date that a living person may have been born on.
export function readBirthDate(text: string, today: string = day()): BirthDate | null {
	const t = text.trim();
	const packed = /^(\d\d)(\d\d)(\d{4})$/.exec(t);
	const parts = packed ? packed.slice(1) : t.split(/[\s./-]+/);
	if (!parts.every((p) => /^\d{1,4}$/.test(p)) || parts[parts.length - 1]!.length !== 4)
		return null;
	const n = parts.map(Number);
	const y = n[n.length - 1]!;
	const m = n.length > 1 ? n[n.length - 2]! : 1;
	const d = n.length > 2 ? n[0]! : 1;
	if (n.length > 3 || y < 1890 || m < 1 || m > 12 || d < 1 || d > new Date(Date.UTC(y, m, 0)).getUTCDate())
		return null;
	const iso = `${y}-${pad(m, 2)}-${pad(d, 2)}`;
	return iso > today ? null : { date: iso, precision: n.length === 3 ? 'day' : n.length === 2 ? 'month' : 'year' };
}

// Any later date (an expiry): dd/mm/yyyy -> YYYY-MM-DD
export function readDate(text: string): string | null {
	const m = /^(\d{1,2})[\s./-]*(\d{1,2})[\s./-]*(\d{4})$/.exec(text.trim());
	if (!m)
		return null;
	const [d, mo, y] = [Number(m[1]), Number(m[2]), Number(m[3])];
	if (mo < 1 || mo > 12 || d < 1 || d > new Date(Date.UTC(y, mo, 0)).getUTCDate())
		return null;
	return `${y}-${pad(mo, 2)}-${pad(d, 2)}`;
}

// A number of doses as people type it: 1200, 1.200, 1,200, 1 200. null: it is none.
export function readCount(text: string): number | null {
	const t = text.trim();
	return /^(\d{1,9}|\d{1,3}([., ]\d{3})+)$/.test(t) ? Number(t.replace(/[., ]/g, '')) : null;
}

// A difference, told as one: +3, −3 (a true minus), 0
export const signed = (n: number): string => (n > 0 ? `+${number(n)}` : n < 0 ? `−${number(-n)}` : '0');

// Tenths of a degree: 4,5 °C
export const celsius = (e1: number): string =>
	`${(e1 < 0 ? '−' : '')}${(Math.abs(e1) / 10).toFixed(1).replace('.', language.value === 'en' ? '.' : ',')} °C`;

// Days from today (negative: ago) to YYYY-MM-DD
export const daysTo = (iso: string, today: string = day()): number =>
	Math.round((Date.parse(`${iso}T00:00:00Z`) - Date.parse(`${today}T00:00:00Z`)) / 86_400_000);

// Left of a wait: 12:05; 0:00 when it is over.
export function countdown(ms: number): string {
	const s = Math.max(0, Math.ceil(ms / 1000));
	return `${Math.floor(s / 60)}:${pad(s % 60, 2)}`;
}
