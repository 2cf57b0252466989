// Where the reports are: #/{session or -}/report/{part}/{day}
import { day } from '../../shared/format';
import { go, link, path } from '../../shared/route';

const at = (...parts: string[]) => [path.value[0] ?? '-', ...parts];
export const reportLink = (...parts: string[]): string => link(...at('report', ...parts));
export const goReport = (...parts: string[]): void => go(...at('report', ...parts));
export const storeLink = (...parts: string[]): string => link(...at('stock', ...parts));

export const shift = (iso: string, days: number): string =>
	new Date(Date.parse(`${iso}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);

// A day of the past or today, as the address says it.
export const readDay = (text: string | undefined): string =>
	(/^\d{4}-\d\d-\d\d$/.test(text ?? '') && !Number.isNaN(Date.parse(text!)) && text! <= day() ? text! : day());

// The last so many days: from, to.
export const lastDays = (n: number): { from: string; to: string } => ({ from: shift(day(), 1 - n), to: day() });
