// Doses of each lot in one store over time: in words, as steps from a zero baseline, and as a table one click away.
import { useState } from 'preact/hooks';
import { Button } from '../shared/button';
import { ExportButtons } from '../shared/export_buttons';
import { SelectField } from '../shared/field';
import { date, day, number } from '../shared/format';
import { words } from '../shared/lang';
import { useLoaded, type Items } from '../shared/loaded';
import { Empty } from '../shared/notice';
import { go, link } from '../shared/route';
import { Table } from '../shared/table';
import { useWidth } from '../shared/width';
import { staff } from '../station/account';
import { Waiting } from './loading';
import { of } from './own';
import { c } from './text';
import type { Level } from './types';
import { placeOf, UnitBelow, useUnit } from './unit_below';

const w = words({
	title: ['Tồn kho theo ngày', 'Stock over time'],
	lead: ['Số liều của từng lô trong một kho vào cuối ngày, kể cả liều biệt trữ.', 'Doses of each lot in one store at the end of the day, those held back included.'],
	own: ['Kho của đơn vị mình', 'The own store'],
	choose: ['Xem kho khác', 'Another store'],
	span: ['Khoảng thời gian', 'Span'],
	days: ['{n} ngày', '{n} days'],
	product: ['Vắc xin', 'Vaccine'],
	every: ['Mọi vắc xin', 'All vaccines'],
	none: ['Kho này không có lô nào trong khoảng này', 'This store had no lots in this span'],
	noneMore: ['Chọn khoảng dài hơn hoặc một kho khác.', 'Choose a longer span or another store.'],
	say: ['Hôm nay còn {n} liều của {lots}; đầu khoảng là {before} liều.', 'Today there are {n} doses of {lots}; at the beginning {before}.'],
	most: ['Hình vẽ {n} lô nhiều liều nhất; bảng có cả {all} lô.', 'The picture shows the {n} largest lots; the table has all {all}.'],
	table: ['Xem dạng bảng', 'See it as a table'],
	on: ['Ngày', 'Day'],
	doses: ['Số liều cuối ngày', 'Doses at the end of the day'],
	alt: ['Số liều của từng lô theo ngày', 'Doses of each lot by day'],
	report: ['Ngày của kho này', 'A day of this store'],
});
const SPANS = [30, 90, 365], MOST = 6, FIRST = '2020-01-01';
const HEIGHT = 320, LEFT = 66, TOP = 16, BOTTOM = 30, ROW = 17;

interface Line { lot: string; name: string; points: { day: number; doses: number }[]; before: number; last: number; most: number }

const dayNumber = (iso: string) => Math.round(Date.parse(`${iso}T00:00:00Z`) / 86_400_000);
const isoOf = (n: number) => new Date(n * 86_400_000).toISOString().slice(0, 10);

// What each lot had when the span begins, and how it changed within.
function linesOf(levels: Level[], from: number): Line[] {
	const lots = new Map<string, Level[]>();
	for (const l of levels)
		lots.set(l.lot_id, [...(lots.get(l.lot_id) ?? []), l]);
	return [...lots.values()].map((list) => {
		const ordered = [...list].sort((a, b) => a.on_date.localeCompare(b.on_date));
		const before = ordered.filter((l) => dayNumber(l.on_date) < from).at(-1)?.doses ?? 0;
		const points = ordered.filter((l) => dayNumber(l.on_date) >= from).map((l) => ({ day: dayNumber(l.on_date), doses: l.doses }));
		return { lot: list[0]!.lot_id, name: `${list[0]!.product_name} ${list[0]!.number}`, points, before, last: points.at(-1)?.doses ?? before, most: Math.max(before, ...points.map((p) => p.doses)) };
	}).filter((l) => l.most > 0).sort((a, b) => b.most - a.most);
}

function ticksOf(most: number): number[] {
	const rough = most / 4, power = 10 ** Math.floor(Math.log10(Math.max(1, rough)));
	const step = [1, 2, 5, 10].map((m) => m * power).find((s) => s >= rough) ?? power * 10;
	return Array.from({ length: Math.ceil(most / step) + 1 }, (_, i) => i * step);
}

// Labels at the ends of the lines, pushed apart where they would cover each other.
function spread(ys: number[]): number[] {
	const order = ys.map((y, i) => ({ y, i })).sort((a, b) => a.y - b.y);
	order.forEach((o, k) => { if (k) o.y = Math.max(o.y, order[k - 1]!.y + ROW); });
	const over = (order.at(-1)?.y ?? 0) - (HEIGHT - BOTTOM);
	if (over > 0)
		order.slice().reverse().forEach((o, k, all) => { o.y = k ? Math.min(o.y, all[k - 1]!.y - ROW) : o.y - over; });
	const out: number[] = [];
	for (const { y, i } of order)
		out[i] = y;
	return out;
}

function Steps({ lines, from, to, width }: { lines: Line[]; from: number; to: number; width: number }) {
	const label = (l: Line) => `${l.name}: ${number(l.last)}`;
	const narrow = width < 560, right = narrow ? 16 : Math.max(...lines.map((l) => label(l).length)) * 7.6 + 14;
	const ticks = ticksOf(Math.max(...lines.map((l) => l.most)));
	const top = Math.max(1, ticks.at(-1)!);
	const x = (d: number) => LEFT + ((d - from) / Math.max(1, to - from)) * (width - LEFT - right);
	const y = (n: number) => TOP + (1 - n / top) * (HEIGHT - TOP - BOTTOM);
	const ends = spread(lines.map((l) => y(l.last) + 4));
	// a lot that came later has no line before
	const path = (l: Line) => `M${x(l.before ? from : l.points[0]?.day ?? from)} ${y(l.before)}${l.points.map((p) => `H${x(p.day).toFixed(1)}V${y(p.doses).toFixed(1)}`).join('')}H${x(to)}`;
	const key = (l: Line, i: number) => <text key={l.lot} class={`steps__label steps__label--${i}`} x={narrow ? 4 : width - right + 8} y={narrow ? HEIGHT + 16 + i * 20 : ends[i]}>{narrow && `${i === 1 || i === 3 ? '╌' : i === 2 || i === 5 ? '┄' : '━'} `}{label(l)}</text>;
	return (
		<svg class="steps" width={width} height={HEIGHT + (narrow ? lines.length * 20 + 10 : 0)} role="img" aria-label={w('alt')}>
			{ticks.map((t) => <g key={t}><line class={t ? 'steps__grid' : 'steps__zero'} x1={LEFT} x2={width - right} y1={y(t)} y2={y(t)} /><text x={LEFT - 8} y={y(t) + 4} text-anchor="end">{number(t)}</text></g>)}
			{lines.map((l, i) => <path key={l.lot} class={`steps__line steps__line--${i}`} d={path(l)} />)}
			{lines.map(key)}
			<text x={LEFT} y={HEIGHT - 8}>{date(isoOf(from))}</text>
			<text x={width - right} y={HEIGHT - 8} text-anchor="end">{date(isoOf(to))}</text>
		</svg>
	);
}

function Chart({ unitId }: { unitId: string }) {
	const [span, setSpan] = useState('30');
	const [product, setProduct] = useState('');
	const today = day(), to = dayNumber(today), from = to - Number(span);
	const loaded = useLoaded<Items<Level>>(`${of(unitId, 'stock-levels')}?${new URLSearchParams({ from: FIRST, to: today })}`);
	const { box, width } = useWidth();
	const all = loaded.value?.items ?? [];
	const products = [...new Set(all.map((l) => l.product_name))];
	const levels = all.filter((l) => !product || l.product_name === product);
	const lines = linesOf(levels, from), drawn = lines.slice(0, MOST);
	const rows = levels.filter((l) => dayNumber(l.on_date) >= from).sort((a, b) => b.on_date.localeCompare(a.on_date) || a.number.localeCompare(b.number));
	const sum = (of: (l: Line) => number) => number(lines.reduce((n, l) => n + of(l), 0));
	return (
		<>
			<div class="filters filters--stock">
				<SelectField id="span" label={w('span')} value={span} onChange={setSpan} options={SPANS.map((n) => ({ value: String(n), text: w('days', { n }) }))} />
				{products.length > 1 && <SelectField id="of-product" label={w('product')} value={product} onChange={setProduct} empty={w('every')} options={products.map((p) => ({ value: p, text: p }))} />}
			</div>
			<Waiting of={loaded} />
			{loaded.value && !lines.length && <Empty title={w('none')}>{w('noneMore')}</Empty>}
			{lines.length > 0 && <p>{w('say', { n: sum((l) => l.last), lots: c('lots', { n: lines.filter((l) => l.last > 0).length }), before: sum((l) => l.before) })} {lines.length > MOST && w('most', { n: MOST, all: lines.length })}</p>}
			<div ref={box}>{drawn.length > 0 && width > 0 && <Steps lines={drawn} from={from} to={to} width={width} />}</div>
			{rows.length > 0 && (
				<details class="more"><summary>{w('table')}</summary>
					<Table<Level> caption={w('title')} hideCaption rows={rows} rowKey={(l) => `${l.on_date} ${l.lot_id}`} columns={[
						{ name: w('on'), cell: (l) => date(l.on_date), heading: true },
						{ name: w('product'), cell: (l) => l.product_name },
						{ name: c('lot'), cell: (l) => <a class="row-link" href={link('lots', 'lot', l.lot_id)}>{l.number}</a> },
						{ name: w('doses'), cell: (l) => number(l.doses), numeric: true },
					]} />
					<ExportButtons file="ton-kho-theo-ngay" make={() => ({ name: w('title'), head: [w('on'), w('product'), c('lot'), w('doses')], rows: rows.map((l) => [{ date: l.on_date }, l.product_name, l.number, l.doses]) })} />
				</details>
			)}
		</>
	);
}

export function Levels({ unitId }: { unitId: string | undefined }) {
	const id = unitId ?? staff().unit_id;
	const unit = useUnit(id);
	return (
		<>
			<h1 class="govuk-heading-l">{w('title')}</h1>
			<p class="lead">{w('lead')}</p>
			<div class="section__head">
				<div><h2 class="govuk-heading-m">{unit.value?.name ?? '…'}</h2>{unit.value && <p class="soft">{placeOf(unit.value)}</p>}</div>
				<div class="row-acts"><a class="row-link" href={link('reports', 'day', id, day())}>{w('report')}</a>{id !== staff().unit_id && <Button kind="quiet" onClick={() => go('levels')}>{w('own')}</Button>}</div>
			</div>
			<div class="sheet"><Chart unitId={id} /></div>
			<UnitBelow label={w('choose')} onChoose={(u) => go('levels', u.id)} />
		</>
	);
}
