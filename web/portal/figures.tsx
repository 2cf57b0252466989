import type { ComponentChildren } from 'preact';
import { date, day, number, time } from '../shared/format';
import { words } from '../shared/lang';
import { Empty } from '../shared/notice';
import { Table } from '../shared/table';
import type { Summary } from '../shared/types';
import { Bars } from './bars';
import { summary } from './summary';

const w = words({
	figures: ['Số liệu', 'Figures'],
	total: ['Mũi đã tiêm', 'Doses given'],
	today: ['Hôm nay: {n} mũi', 'Today: {n} doses'],
	first: ['Người đã tiêm ít nhất 1 mũi', 'People with at least one dose'],
	firstMore: ['đếm người, không đếm mũi', 'people are counted, not doses'],
	full: ['Người đã tiêm đủ liều cơ bản', 'People with a full primary course'],
	fullMore: ['{n} % số người đã tiêm ít nhất 1 mũi', '{n} % of those with at least one dose'],
	certificates: ['Chứng nhận đã cấp', 'Certificates issued'],
	sites: ['{n} điểm tiêm đang hoạt động', '{n} sites at work'],
	asOf: ['Số liệu lúc {time} ngày {date}, tự cập nhật mỗi 5 giây.', 'As of {time} on {date}, updated every 5 seconds.'],
	loading: ['Đang tải số liệu…', 'Loading the figures…'],
	none: ['Chưa có mũi tiêm nào được ghi nhận', 'No dose has been recorded yet'],
	noneMore: ['Số liệu xuất hiện ngay khi điểm tiêm đầu tiên ghi nhận một mũi.', 'The figures appear as soon as the first site records a dose.'],
	byDay: ['Mũi tiêm theo ngày', 'Doses by day'],
	byProvince: ['Mũi tiêm theo tỉnh, thành phố', 'Doses by province'],
	province: ['Tỉnh, thành phố', 'Province'],
	doses: ['Mũi đã tiêm', 'Doses given'],
	todayShort: ['Hôm nay', 'Today'],
	rest: ['Xem cả {n} tỉnh, thành phố', 'See all {n} provinces'],
});
const SHOWN = 8;

function Counters({ s }: { s: Summary }) {
	const share = s.people_first ? Math.round((100 * s.people_full) / s.people_first) : 0;
	const figures = [
		{ name: w('total'), n: s.doses_total, more: w('today', { n: number(s.doses_today) }) },
		{ name: w('first'), n: s.people_first, more: w('firstMore') },
		{ name: w('full'), n: s.people_full, more: w('fullMore', { n: share }) },
		{ name: w('certificates'), n: s.certificates, more: w('sites', { n: number(s.sites_active) }) },
	];
	return (
		<ul class="figures" aria-label={w('figures')}>
			{figures.map((f, i) => (
				<li key={f.name} class={`figure ${i === 0 ? 'figure--first' : ''}`}>
					<span class="figure__name">{f.name}</span>
					<span class="figure__number">{number(f.n)}</span>
					<span class="figure__more">{f.more}</span>
				</li>
			))}
		</ul>
	);
}

function Provinces({ s }: { s: Summary }) {
	const rows = [...s.by_province].sort((a, b) => b.doses - a.doses);
	const table = (part: typeof rows, hideCaption: boolean) => (
		<Table caption={w('byProvince')} hideCaption={hideCaption} rows={part} rowKey={(r) => r.code} columns={[
			{ name: w('province'), cell: (r) => r.name, heading: true },
			{ name: w('doses'), cell: (r) => number(r.doses), numeric: true },
			{ name: w('todayShort'), cell: (r) => number(r.today), numeric: true },
		]} />
	);
	return (
		<>
			{table(rows.slice(0, SHOWN), true)}
			{rows.length > SHOWN && (
				<details class="more">
					<summary>{w('rest', { n: rows.length })}</summary>
					{table(rows.slice(SHOWN), true)}
				</details>
			)}
		</>
	);
}

export function Figures({ children }: { children: ComponentChildren }) {
	const s = summary.value;
	if (!s)
		return <><p class="as-of" role="status">{w('loading')}</p>{children}</>;
	const at = new Date(s.at);
	return (
		<>
			<Counters s={s} />
			<p class="as-of">{w('asOf', { time: time(at), date: date(day(at)) })}</p>
			{children}
			{s.doses_total === 0 ? <Empty title={w('none')}>{w('noneMore')}</Empty> : (
				<div class="section halves">
					<section aria-labelledby="by-day"><h2 id="by-day">{w('byDay')}</h2><Bars days={s.by_day} /></section>
					<section aria-labelledby="by-province"><h2 id="by-province">{w('byProvince')}</h2><Provinces s={s} /></section>
				</div>
			)}
		</>
	);
}
