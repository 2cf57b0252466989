// What the charts of the reports share: whole numbers on the axis from zero, days below it.
import { date, daysTo, number } from '../../shared/format';
import { shift } from './where';

const DIGIT = 7.6;
// Room for the numbers of the axis.
export const leftOf = (ticks: number[]): number => Math.max(...ticks.map((t) => number(t).length)) * DIGIT + 16;
export const TOP = 22, BOTTOM = 26;

// Whole numbers from zero, or from below it, some four steps of 1, 2 or 5 times a power of ten.
export function ticksOf(low: number, high: number): number[] {
	const most = Math.max(high, 1) - Math.min(low, 0);
	const power = 10 ** Math.floor(Math.log10(Math.max(most / 4, 1)));
	const step = [1, 2, 5, 10].map((k) => k * power).find((s) => most / s <= 4)!;
	const from = Math.floor(Math.min(low, 0) / step), to = Math.ceil(Math.max(high, 1) / step);
	return Array.from({ length: to - from + 1 }, (_, i) => (from + i) * step);
}

export const daysBetween = (from: string, to: string): string[] => Array.from({ length: daysTo(to, from) + 1 }, (_, i) => shift(from, i));
export const dayShort = (iso: string): string => date(iso).slice(0, 5);

export function Grid({ ticks, y, right }: { ticks: number[]; y: (n: number) => number; right: number }) {
	const left = leftOf(ticks);
	return (
		<>
			{ticks.map((t) => (
				<g key={t}><line class={t ? 'line-chart__grid' : 'chart__zero'} x1={left} x2={right} y1={y(t)} y2={y(t)} /><text x={left - 8} y={y(t) + 4} text-anchor="end">{number(t)}</text></g>
			))}
		</>
	);
}
