// What was wasted in the last days: of vials that were opened, and of vials that never were; in numbers, shares and by day.
import { useState } from 'preact/hooks';
import { Choice } from '../../shared/field';
import { date, number } from '../../shared/format';
import { language, words } from '../../shared/lang';
import { Empty, Notice } from '../../shared/notice';
import { Table } from '../../shared/table';
import { unitPath } from '../place';
import { useLoaded, type Items } from '../stock/store';
import { discardName } from '../terms';
import { closedOf, closedReasons, type Wasted } from './types';
import { WasteBars } from './waste_bars';
import { lastDays } from './where';

const w = words({
	title: ['Hao phí', 'Waste'],
	span: ['Khoảng ngày', 'Days'],
	days: ['{n} ngày qua', 'Last {n} days'],
	all: ['Hao phí chung', 'Waste in all'],
	allMore: ['{n} liều hủy / {of} liều ra khỏi kho (tiêm {used}, hủy {n})', '{n} doses discarded of {of} that left the store ({used} given, {n} discarded)'],
	vials: ['Thừa trong lọ đã mở', 'Left over in opened vials'],
	vialsMore: ['{n} liều thừa / {of} liều ghi trên nhãn của {vials} lọ đã kết thúc', '{n} doses left over of {of} on the labels of {vials} finished vials'],
	extra: ['Rút thêm ngoài nhãn', 'Drawn beyond the label'],
	extraMore: ['{n} liều rút thêm / {of} liều ghi trên nhãn', '{n} extra doses of {of} on the labels'],
	closed: ['Hủy khi chưa mở', 'Discarded unopened'],
	closedMore: ['{n} liều hủy nguyên lọ / {of} liều ra khỏi kho', '{n} doses discarded unopened of {of} that left the store'],
	noVials: ['Chưa có lọ nào kết thúc', 'No vial is finished yet'],
	noDoses: ['Chưa có liều nào ra khỏi kho', 'No dose left the store yet'],
	reasons: ['Hủy theo lý do', 'Discarded, by reason'],
	reason: ['Lý do', 'Reason'],
	doses: ['Liều', 'Doses'],
	share: ['Trên liều ra khỏi kho', 'Of doses that left the store'],
	shareText: ['{p} ({n}/{of})', '{p} ({n}/{of})'],
	sum: ['Cộng', 'In all'],
	bars: ['Liều hủy theo ngày', 'Doses discarded by day'],
	table: ['Xem bảng theo ngày', 'See the table by day'],
	day: ['Ngày', 'Day'],
	used: ['Tiêm', 'Given'],
	finished: ['Lọ đã kết thúc', 'Vials finished'],
	labelled: ['Liều trên nhãn', 'Doses on labels'],
	left: ['Thừa trong lọ', 'Left over'],
	more: ['Rút thêm', 'Extra'],
	unopened: ['Hủy khi chưa mở', 'Discarded unopened'],
	none: ['Không có mũi tiêm hay liều hủy nào trong {n} ngày qua', 'Nothing was given or discarded in the last {n} days'],
	noneMore: ['Khi có lọ kết thúc hoặc liều bị hủy, số liệu hiện ở đây.', 'When a vial is finished or doses are discarded, it shows here.'],
	loading: ['Đang tải…', 'Loading…'],
});
const SPANS = [7, 30] as const;

// 4,2 %; – where there is nothing to divide by
function percent(n: number, of: number): string {
	const text = of ? (100 * n / of).toFixed(1).replace(/\.0$/, '') : '–';
	return of ? `${language.value === 'vi' ? text.replace('.', ',') : text}%` : text;
}

type Sum = Omit<Wasted, 'on_date'>;
function sumOf(days: Wasted[]): Sum {
	const keys = ['vials', 'labelled', 'drawn', 'left_over', 'extra', 'open_vial', 'used', ...closedReasons] as const;
	return Object.fromEntries(keys.map((key) => [key, days.reduce((n, d) => n + d[key], 0)])) as unknown as Sum;
}

function Share({ name, n, of, more, none }: { name: string; n: number; of: number; more: string; none: string }) {
	return <div><dt>{name}</dt><dd>{percent(n, of)}</dd><dd class="share__more">{of ? more : none}</dd></div>;
}

function Shares({ s }: { s: Sum }) {
	const closed = closedOf(s), discarded = closed + s.open_vial, of = s.used + discarded;
	return (
		<dl class="numbers shares">
			<Share name={w('all')} n={discarded} of={of} none={w('noDoses')} more={w('allMore', { n: number(discarded), of: number(of), used: number(s.used) })} />
			<Share name={w('vials')} n={s.left_over} of={s.labelled} none={w('noVials')} more={w('vialsMore', { n: number(s.left_over), of: number(s.labelled), vials: number(s.vials) })} />
			<Share name={w('extra')} n={s.extra} of={s.labelled} none={w('noVials')} more={w('extraMore', { n: number(s.extra), of: number(s.labelled) })} />
			<Share name={w('closed')} n={closed} of={of} none={w('noDoses')} more={w('closedMore', { n: number(closed), of: number(of) })} />
		</dl>
	);
}

function Reasons({ s }: { s: Sum }) {
	const list = (['open_vial', ...closedReasons] as const).map((reason) => ({ key: reason as string, name: discardName(reason), n: s[reason] })).filter(({ n }) => n);
	const n = list.reduce((sum, r) => sum + r.n, 0), of = s.used + n;
	return (
		<Table caption={w('reasons')} rows={[...list, { key: 'sum', name: w('sum'), n }]} rowKey={(r) => r.key} strong={(r) => r.key === 'sum'} columns={[
			{ name: w('reason'), heading: true, cell: (r) => <span class="name">{r.name}</span> },
			{ name: w('doses'), cell: (r) => number(r.n), numeric: true },
			{ name: w('share'), cell: (r) => (of ? w('shareText', { p: percent(r.n, of), n: number(r.n), of: number(of) }) : '–'), numeric: true },
		]} />
	);
}

function ByDay({ days }: { days: Wasted[] }) {
	const some = (n: number) => (n ? number(n) : '');
	return (
		<details class="more"><summary>{w('table')}</summary>
			<Table<Wasted> caption={w('bars')} hideCaption rows={[...days].reverse()} rowKey={(d) => d.on_date} columns={[
				{ name: w('day'), heading: true, cell: (d) => date(d.on_date) },
				{ name: w('used'), cell: (d) => number(d.used), numeric: true },
				{ name: w('finished'), cell: (d) => some(d.vials), numeric: true },
				{ name: w('labelled'), cell: (d) => some(d.labelled), numeric: true },
				{ name: w('left'), cell: (d) => some(d.left_over), numeric: true },
				{ name: w('more'), cell: (d) => some(d.extra), numeric: true },
				{ name: w('unopened'), cell: (d) => some(closedOf(d)), numeric: true },
			]} />
		</details>
	);
}

export function Waste() {
	const [span, setSpan] = useState<number>(SPANS[0]);
	const { from, to } = lastDays(span);
	const { value, mistake } = useLoaded<Items<Wasted>>(unitPath('wastage') + `?from=${from}&to=${to}`);
	const days = (value?.items ?? []).filter((d) => d.on_date >= from);
	const s = sumOf(days);
	return (
		<>
			<h1 class="govuk-heading-l">{w('title')}</h1>
			<Choice id="span" legend={w('span')} value={String(span)} onChange={(v) => setSpan(Number(v))} options={SPANS.map((n) => ({ value: String(n), text: w('days', { n }) }))} />
			{mistake && <Notice kind="stop">{mistake}</Notice>}
			{!value && !mistake && <p role="status">{w('loading')}</p>}
			{value && !days.length && <Empty title={w('none', { n: span })}>{w('noneMore')}</Empty>}
			{days.length > 0 && (
				<>
					<Shares s={s} />
					<section class="sheet" aria-labelledby="waste-bars">
						<h2 id="waste-bars" class="sheet__title">{w('bars')}</h2>
						<WasteBars days={days} from={from} to={to} />
						<ByDay days={days} />
					</section>
					<Reasons s={s} />
				</>
			)}
		</>
	);
}
