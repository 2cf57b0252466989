// Bars by day: what was left over in opened vials below, what was discarded unopened on top of it.
import { number } from '../../shared/format';
import { words } from '../../shared/lang';
import { useWidth } from '../../shared/width';
import { BOTTOM, dayShort, daysBetween, Grid, leftOf, ticksOf, TOP } from './chart_parts';
import { closedOf, type Wasted } from './types';

const w = words({
	opened: ['Thừa trong lọ đã mở: {n}', 'Left over in opened vials: {n}'],
	closed: ['Hủy khi chưa mở: {n}', 'Discarded unopened: {n}'],
	alt: ['Liều hủy theo ngày, từ {from} đến {to}: {text}', 'Doses discarded by day, {from} to {to}: {text}'],
	one: ['{day}: {n}', '{day}: {n}'],
	nothing: ['Không có liều nào bị hủy.', 'No dose was discarded.'],
});
const HEIGHT = 220, RIGHT = 18, LABEL_ROOM = 20, DAY_ROOM = 46;

function Bars({ days, all, width }: { days: Map<string, Wasted>; all: string[]; width: number }) {
	const sum = (iso: string) => (days.has(iso) ? days.get(iso)!.open_vial + closedOf(days.get(iso)!) : 0);
	const ticks = ticksOf(0, Math.max(...all.map(sum)));
	const high = ticks.at(-1)!, left = leftOf(ticks);
	const room = (width - left - RIGHT) / all.length, bar = Math.max(3, Math.min(44, room * 0.7));
	const y = (n: number) => TOP + ((high - n) / high) * (HEIGHT - TOP - BOTTOM);
	const middle = (i: number) => left + (i + 0.5) * room;
	const every = Math.ceil(DAY_ROOM / room);
	const text = all.filter(sum).map((iso) => w('one', { day: dayShort(iso), n: number(sum(iso)) })).join('; ');
	return (
		<svg class="line-chart" width={width} height={HEIGHT} role="img" aria-label={w('alt', { from: dayShort(all[0]!), to: dayShort(all.at(-1)!), text: text || w('nothing') })}>
			<Grid ticks={ticks} y={y} right={width - RIGHT} />
			{all.map((iso, i) => {
				const opened = Math.max(0, days.get(iso)?.open_vial ?? 0), n = Math.max(0, sum(iso));
				return (
					<g key={iso}>
						{opened > 0 && <rect class="bar--opened" x={middle(i) - bar / 2} width={bar} y={y(opened)} height={y(0) - y(opened)} />}
						{n > opened && <rect class="bar--closed" x={middle(i) - bar / 2} width={bar} y={y(n)} height={y(opened) - y(n)} />}
						{n > 0 && (room >= LABEL_ROOM || n === Math.max(...all.map(sum))) && <text class="chart__label" x={middle(i)} y={y(n) - 6} text-anchor="middle">{number(n)}</text>}
						{(all.length - 1 - i) % every === 0 && <text x={middle(i)} y={HEIGHT - 6} text-anchor="middle">{dayShort(iso)}</text>}
					</g>
				);
			})}
		</svg>
	);
}

export function WasteBars({ days, from, to }: { days: Wasted[]; from: string; to: string }) {
	const { box, width } = useWidth();
	const sum = (of: (d: Wasted) => number) => number(days.reduce((n, d) => n + of(d), 0));
	return (
		<>
			<ul class="legend"><li><span class="legend__ink bar--opened" aria-hidden="true" />{w('opened', { n: sum((d) => d.open_vial) })}</li>
				<li><span class="legend__ink bar--closed" aria-hidden="true" />{w('closed', { n: sum(closedOf) })}</li></ul>
			<div ref={box}>{width > 0 && <Bars days={new Map(days.map((d) => [d.on_date, d]))} all={daysBetween(from, to)} width={width} />}</div>
		</>
	);
}
