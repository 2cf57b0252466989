// Doses of the last days as bars from a zero baseline, each with its number, and the same said in words.
import { date, number } from '../shared/format';
import { words } from '../shared/lang';

const w = words({
	say: ['{n} ngày gần nhất: tổng {sum} mũi, nhiều nhất {max} mũi vào {when}.', 'The last {n} days: {sum} doses in all, most on {when}: {max}.'],
	none: ['Chưa có mũi tiêm nào trong những ngày gần đây.', 'No doses in the last days.'],
	label: ['Biểu đồ cột số mũi theo ngày', 'Bar chart of doses by day'],
});

const DAYS = 7;
const [WIDTH, HEIGHT, TOP, FOOT] = [560, 260, 24, 30];

export function Bars({ days }: { days: { date: string; doses: number }[] }) {
	const shown = [...days].sort((a, b) => a.date.localeCompare(b.date)).slice(-DAYS);
	if (!shown.length)
		return <div class="bars"><p>{w('none')}</p></div>;
	const top = Math.max(1, ...shown.map((d) => d.doses));
	const most = shown.find((d) => d.doses === top);
	const step = WIDTH / Math.max(shown.length, 4);
	const high = HEIGHT - TOP - FOOT;
	const sum = shown.reduce((total, d) => total + d.doses, 0);
	return (
		<div class="bars">
			<p class="bars__say">{w('say', { n: shown.length, sum: number(sum), max: number(top), when: date(most?.date) })}</p>
			<svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={w('label')}>
				{shown.map((d, i) => {
					const h = (high * d.doses) / top;
					const middle = step * (i + 0.5);
					return (
						<g key={d.date}>
							<rect x={middle - step * 0.36} y={TOP + high - h} width={step * 0.72} height={h} rx="3"
								class={i === shown.length - 1 ? 'last' : undefined} />
							<text class="value" x={middle} y={TOP + high - h - 7} text-anchor="middle">{number(d.doses)}</text>
							<text x={middle} y={HEIGHT - 8} text-anchor="middle">{date(d.date).slice(0, 5)}</text>
						</g>
					);
				})}
				<line x1="0" x2={WIDTH} y1={TOP + high} y2={TOP + high} />
			</svg>
		</div>
	);
}
