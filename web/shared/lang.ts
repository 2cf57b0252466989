// Two languages: Vietnamese first, English by one switch that stays.
//
// Each screen keeps its words in a table whose every entry holds both languages side by side, so that neither can be
// forgotten: const w = words({ title: ['Tiếp đón', 'Reception'] }); w('title').
import { signal } from '@preact/signals';

export type Language = 'vi' | 'en';
const KEPT = 'tiemchung.language';

export const language = signal<Language>(localStorage.getItem(KEPT) === 'en' ? 'en' : 'vi');
document.documentElement.lang = language.value;

export function setLanguage(to: Language): void {
	language.value = to;
	localStorage.setItem(KEPT, to);
	document.documentElement.lang = to;
}

export type Pair = readonly [vi: string, en: string];
export type Values = Record<string, string | number>;

// Chooses the language and fills in {name}.
export function say([vi, en]: Pair, values: Values = {}): string {
	const text = language.value === 'en' ? en : vi;
	return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

export function words<Table extends Record<string, Pair>>(table: Table) {
	return (key: keyof Table, values?: Values): string => say(table[key] as Pair, values);
}

// The text of something the server sent in both languages.
export function both(x: { vi: string; en?: string | null }): string {
	return (language.value === 'en' && x.en) || x.vi;
}
