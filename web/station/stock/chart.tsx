// The temperature on the way: in words, as a line with its limits, and as a table one click away.
import { celsius, date, day, moment, number, time } from '../../shared/format';
import { words } from '../../shared/lang';
import { Notice } from '../../shared/notice';
import { Table } from '../../shared/table';
import { useWidth } from '../../shared/width';
import type { Reading, ShipmentWhole } from '../../shared/types';

const w = words({
	title: ['Nhiệt độ trên đường', 'Temperature on the way'],
	none: ['Chưa có số đo nhiệt độ. Khi hàng đến, nhập tệp của máy đo để biết chuỗi lạnh có được giữ không.', 'No temperatures yet. On arrival import the file of the logger to know whether the cold chain held.'],
	range: ['Từ {coldest} đến {warmest}, {n} số đo.', 'From {coldest} to {warmest}, {n} readings.'],
	limits: ['Ngưỡng cho phép: {low} đến {high}.', 'Allowed: {low} to {high}.'],
	limitLow: ['Không lạnh hơn {low}.', 'Not colder than {low}.'],
	limitHigh: ['Không nóng hơn {high}.', 'Not warmer than {high}.'],
	noLimits: ['Vắc xin này chưa khai báo ngưỡng nhiệt độ, nên chưa xét được trong hay ngoài ngưỡng.', 'No limits are set for this vaccine, so it cannot be said whether they were kept.'],
	inside: ['Trong ngưỡng suốt chuyến.', 'Within the limits all the way.'],
	outside: ['Ngoài ngưỡng {n} phút: liều nhận vào được biệt trữ cho đến khi có kết luận.', '{n} minutes outside of the limits: what is received is held back until it is decided.'],
	table: ['Xem bảng số đo', 'See the readings'],
	at: ['Giờ', 'Time'],
	celsius: ['Nhiệt độ', 'Temperature'],
	alt: ['Đường nhiệt độ theo giờ', 'Temperature over time'],
});
const HEIGHT = 220, LEFT = 52, RIGHT = 12, TOP = 14, BOTTOM = 28, TABLE_MOST = 200;

// Whole degrees around everything that is drawn, some five lines.
function ticksOf(low: number, high: number): number[] {
	const step = [10, 20, 50, 100, 200, 500].find((s) => (high - low) / s <= 5) ?? 1000;
	const from = Math.floor(low / step) * step;
	return Array.from({ length: Math.ceil((high - from) / step) + 1 }, (_, i) => from + i * step);
}

function Line({ s, width }: { s: ShipmentWhole; width: number }) {
	const all = s.readings.map((r) => r.celsius_e1);
	const limits = [s.lowest_e1, s.highest_e1].filter((x): x is number => x !== null && x !== undefined);
	const ticks = ticksOf(Math.min(...all, ...limits), Math.max(...all, ...limits, Math.min(...all) + 10));
	const [low, high] = [ticks[0]!, ticks.at(-1)!];
	const from = Date.parse(s.readings[0]!.at), to = Math.max(Date.parse(s.readings.at(-1)!.at), from + 60_000);
	const x = (r: Reading) => LEFT + ((Date.parse(r.at) - from) / (to - from)) * (width - LEFT - RIGHT);
	const y = (e1: number) => TOP + ((high - e1) / (high - low)) * (HEIGHT - TOP - BOTTOM);
	const out = (r: Reading) => (s.lowest_e1 !== null && r.celsius_e1 < s.lowest_e1) || (s.highest_e1 !== null && r.celsius_e1 > s.highest_e1);
	const label = (at: number) => (to - from > 86_400_000 ? `${date(day(new Date(at))).slice(0, 5)} ` : '') + time(new Date(at));
	return (
		<svg class="line-chart" width={width} height={HEIGHT} role="img" aria-label={w('alt')}>
			{ticks.map((t) => (
				<g key={t}><line class="line-chart__grid" x1={LEFT} x2={width - RIGHT} y1={y(t)} y2={y(t)} /><text x={LEFT - 8} y={y(t) + 4} text-anchor="end">{t / 10}°</text></g>
			))}
			{limits.map((t) => <line key={`limit-${t}`} class="line-chart__limit" x1={LEFT} x2={width - RIGHT} y1={y(t)} y2={y(t)} />)}
			<polyline class="line-chart__line" points={s.readings.map((r) => `${x(r).toFixed(1)},${y(r.celsius_e1).toFixed(1)}`).join(' ')} />
			{s.readings.filter(out).map((r) => <circle key={r.at} class="line-chart__out" cx={x(r)} cy={y(r.celsius_e1)} r="4" />)}
			<text x={LEFT} y={HEIGHT - 6}>{label(from)}</text>
			<text x={width - RIGHT} y={HEIGHT - 6} text-anchor="end">{label(to)}</text>
		</svg>
	);
}

function limitsText({ lowest_e1: low, highest_e1: high }: ShipmentWhole): string {
	if ((low ?? null) === null && (high ?? null) === null)
		return w('noLimits');
	if (low === null)
		return w('limitHigh', { high: celsius(high!) });
	return high === null ? w('limitLow', { low: celsius(low) }) : w('limits', { low: celsius(low), high: celsius(high) });
}

export function Temperatures({ s }: { s: ShipmentWhole }) {
	const { box, width } = useWidth();
	const limited = (s.lowest_e1 ?? s.highest_e1 ?? null) !== null;
	return (
		<section class="sheet" aria-labelledby="temperatures">
			<h2 id="temperatures" class="sheet__title">{w('title')}</h2>
			{!s.readings.length ? <p class="soft">{w('none')}</p> : (
				<>
					<p>{w('range', { coldest: celsius(s.coldest_e1 ?? 0), warmest: celsius(s.warmest_e1 ?? 0), n: number(s.readings.length) })} {limitsText(s)}</p>
					{limited && <div class="temperatures__verdict">{s.outside_min ? <Notice kind="stop">{w('outside', { n: number(s.outside_min) })}</Notice> : <Notice kind="good">{w('inside')}</Notice>}</div>}
				</>
			)}
			<div ref={box}>{s.readings.length > 0 && width > 0 && <Line s={s} width={width} />}</div>
			{s.readings.length > 0 && (
				<details class="more"><summary>{w('table')}</summary>
					<Table<Reading> caption={w('title')} hideCaption rows={s.readings.slice(0, TABLE_MOST)} rowKey={(r) => r.at} columns={[
						{ name: w('at'), cell: (r) => moment(r.at) }, { name: w('celsius'), cell: (r) => celsius(r.celsius_e1), numeric: true }]} />
				</details>
			)}
		</section>
	);
}
