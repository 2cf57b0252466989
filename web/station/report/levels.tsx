// Stock over time: for each vaccine a chart, for each of its lots a line in steps with its name at the end.
import { useState } from 'preact/hooks';
import { Choice } from '../../shared/field';
import { date, daysTo, number } from '../../shared/format';
import { words } from '../../shared/lang';
import { Empty, Notice } from '../../shared/notice';
import { Table } from '../../shared/table';
import { useWidth } from '../../shared/width';
import { unitPath } from '../place';
import { useLoaded, type Items } from '../stock/store';
import { BOTTOM, dayShort, Grid, leftOf, ticksOf, TOP } from './chart_parts';
import type { Level } from './types';
import { lastDays } from './where';

const w = words({
	title: ['Tồn kho theo thời gian', 'Stock over time'],
	lead: ['Số liều của từng lô cuối mỗi ngày, kể cả liều biệt trữ.', 'Doses of each lot at the end of each day, those held back included.'],
	span: ['Khoảng ngày', 'Days'],
	days: ['{n} ngày qua', 'Last {n} days'],
	now: ['Hiện còn {n} liều, {lots} lô.', 'Now {n} doses; lots: {lots}.'],
	more: ['{n} lô nhỏ hơn chỉ có trong bảng.', 'Smaller lots, in the table only: {n}.'],
	alt: ['Số liều theo ngày của {product}: {lots}', 'Doses by day of {product}: {lots}'],
	lotNow: ['lô {lot} còn {n}', '{n} left of lot {lot}'],
	table: ['Xem bảng', 'See the table'],
	day: ['Ngày', 'Day'],
	lot: ['Số lô', 'Lot'],
	doses: ['Cuối ngày (liều)', 'End of the day (doses)'],
	none: ['Kho không có lô nào trong {n} ngày qua', 'The store had no lot in the last {n} days'],
	noneMore: ['Nhập hoặc nhận lô đầu tiên; đường tồn kho hiện ở đây.', 'Receive or take in a first lot; its line then shows here.'],
	loading: ['Đang tải…', 'Loading…'],
});
const SPANS = [30, 60] as const;
const HEIGHT = 230, MOST_LINES = 5, LABEL_HEIGHT = 17, LETTER = 8.8, LONGEST = 15, NARROW = 520, TABLE_MOST = 300;

interface Line { lot: string; number: string; steps: Level[]; last: number }

// The lots of each product, those with the most doses first; a lot's steps by day.
function linesOf(levels: Level[]): Map<string, Line[]> {
	const products = new Map<string, Map<string, Line>>();
	for (const l of [...levels].sort((a, b) => a.on_date.localeCompare(b.on_date))) {
		const lots = products.get(l.product_name) ?? new Map<string, Line>();
		products.set(l.product_name, lots);
		const line = lots.get(l.lot_id) ?? { lot: l.lot_id, number: l.number, steps: [], last: 0 };
		lots.set(l.lot_id, { ...line, steps: [...line.steps, l], last: l.doses });
	}
	const most = (line: Line) => Math.max(...line.steps.map((s) => s.doses));
	return new Map([...products].map(([product, lots]) => [product, [...lots.values()].sort((a, b) => most(b) - most(a))]));
}

const short = (text: string) => (text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text);
const labelOf = (line: Line) => `${short(line.number)}: ${number(line.last)}`;

// One above the other without touching, as near as possible to where their lines end.
function labelsAt(ends: number[], from: number, to: number): number[] {
	const order = ends.map((_, i) => i).sort((a, b) => ends[a]! - ends[b]!);
	const at = [...ends];
	order.forEach((i, k) => { at[i] = Math.max(at[i]!, k ? at[order[k - 1]!]! + LABEL_HEIGHT : from); });
	[...order].reverse().forEach((i, k, back) => { at[i] = Math.min(at[i]!, k ? at[back[k - 1]!]! - LABEL_HEIGHT : to); });
	return at;
}

function Chart({ product, lines, from, to, width }: { product: string; lines: Line[]; from: string; to: string; width: number }) {
	const narrow = width < NARROW; // then names stand in the chart, above the end of their lines
	const right = width - (narrow ? 6 : Math.max(...lines.map((l) => labelOf(l).length)) * LETTER + 14);
	const doses = lines.flatMap((l) => l.steps.map((s) => s.doses));
	const ticks = ticksOf(Math.min(0, ...doses), Math.max(...doses));
	const [low, high, left] = [ticks[0]!, ticks.at(-1)!, leftOf(ticks)];
	const days = daysTo(to, from) + 1;
	const x = (iso: string) => left + (daysTo(iso, from) / days) * (right - left);
	const y = (n: number) => TOP + ((high - n) / (high - low)) * (HEIGHT - TOP - BOTTOM);
	// A level holds from its day to the next one; before its first day a lot is not there.
	const path = (l: Line) => `M${x(l.steps[0]!.on_date).toFixed(1)} ${(l.steps[0]!.on_date > from ? y(0) : y(l.steps[0]!.doses)).toFixed(1)}`
		+ l.steps.map((s, i) => `V${y(s.doses).toFixed(1)}H${(l.steps[i + 1] ? x(l.steps[i + 1]!.on_date) : right).toFixed(1)}`).join('');
	// In a narrow chart a name stands above all of its line that it covers.
	const above = (l: Line) => {
		const begins = right - labelOf(l).length * LETTER;
		return Math.max(...l.steps.filter((_, i) => !l.steps[i + 1] || x(l.steps[i + 1]!.on_date) > begins).map((s) => s.doses));
	};
	const labels = labelsAt(lines.map((l) => (narrow ? y(above(l)) - 12 : y(l.last))), TOP - 12, HEIGHT - BOTTOM - (narrow ? 12 : 0));
	return (
		<svg class="line-chart" width={width} height={HEIGHT} role="img" aria-label={w('alt', { product, lots: lines.map((l) => w('lotNow', { lot: l.number, n: number(l.last) })).join('; ') })}>
			<Grid ticks={ticks} y={y} right={right} />
			{lines.map((l, i) => <path key={l.lot} class={`level level--${i}`} d={path(l)} />)}
			{lines.map((l, i) => (
				<g key={l.lot}>
					{!narrow && <line class={`level level--${i} level__lead`} x1={right} x2={right + 8} y1={y(l.last)} y2={labels[i]!} />}
					<text class={`level__label level__label--${i}`} x={narrow ? right : right + 11} y={labels[i]! + 4} text-anchor={narrow ? 'end' : 'start'}>{labelOf(l)}</text>
				</g>
			))}
			<text x={left} y={HEIGHT - 6}>{dayShort(from)}</text>
			<text x={right} y={HEIGHT - 6} text-anchor="end">{dayShort(to)}</text>
		</svg>
	);
}

function Product({ product, lines, from, to }: { product: string; lines: Line[]; from: string; to: string }) {
	const { box, width } = useWidth();
	const drawn = lines.slice(0, MOST_LINES);
	const rows = lines.flatMap((l) => l.steps).sort((a, b) => b.on_date.localeCompare(a.on_date));
	const left = lines.filter((l) => l.last);
	return (
		<section class="sheet" aria-label={product}>
			<h2 class="sheet__title">{product}</h2>
			<p>{w('now', { n: number(lines.reduce((n, l) => n + l.last, 0)), lots: number(left.length) })} {lines.length > drawn.length && w('more', { n: lines.length - drawn.length })}</p>
			<div ref={box}>{width > 0 && <Chart product={product} lines={drawn} from={from} to={to} width={width} />}</div>
			<details class="more"><summary>{w('table')}</summary>
				<Table<Level> caption={`${w('title')}: ${product}`} hideCaption rows={rows.slice(0, TABLE_MOST)} rowKey={(l) => `${l.lot_id} ${l.on_date}`} columns={[
					{ name: w('day'), cell: (l) => date(l.on_date) }, { name: w('lot'), cell: (l) => <strong>{l.number}</strong> }, { name: w('doses'), cell: (l) => number(l.doses), numeric: true }]} />
			</details>
		</section>
	);
}

export function Levels() {
	const [span, setSpan] = useState<number>(SPANS[0]);
	const { from, to } = lastDays(span);
	const { value, mistake } = useLoaded<Items<Level>>(unitPath('stock-levels') + `?from=${from}&to=${to}`);
	const products = linesOf((value?.items ?? []).filter((l) => l.on_date >= from));
	return (
		<>
			<h1 class="govuk-heading-l">{w('title')}</h1>
			<Choice id="span" legend={w('span')} value={String(span)} onChange={(v) => setSpan(Number(v))} options={SPANS.map((n) => ({ value: String(n), text: w('days', { n }) }))} />
			{mistake && <Notice kind="stop">{mistake}</Notice>}
			{!value && !mistake && <p role="status">{w('loading')}</p>}
			{value && !products.size && <Empty title={w('none', { n: span })}>{w('noneMore')}</Empty>}
			{products.size > 0 && <p class="soft login__lead">{w('lead')}</p>}
			<div class="charts">{[...products].map(([product, lines]) => <Product key={product} product={product} lines={lines} from={from} to={to} />)}</div>
		</>
	);
}
