// All nationalities, Viet Nam first.
import table from '../../../data/nationalities.csv';

// "quoted, with commas" or plain
const cells = (line: string): string[] => [...line.matchAll(/("([^"]*)"|[^,]*)(,|$)/g)].map((m) => m[2] ?? m[1] ?? '');

export function nationalities(language: 'vi' | 'en'): { value: string; text: string }[] {
	const lines = table.split('\n').filter((line) => line && !line.startsWith('#'));
	const head = cells(lines[0]!);
	const code = head.indexOf('code'), name = head.indexOf(language === 'en' ? 'name_en' : 'name_vi');
	const all = lines.slice(1).map((line) => cells(line)).map((c) => ({ value: c[code]!, text: c[name] || c[code]! }));
	const compare = new Intl.Collator(language).compare;
	return [...all.filter((n) => n.value === 'VN'), ...all.filter((n) => n.value !== 'VN').sort((a, b) => compare(a.text, b.text))];
}
