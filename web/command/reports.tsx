// Who has not reported, which differences nobody explained, and the day of one site.
import { useState } from 'preact/hooks';
import { useAction } from '../shared/action';
import { post } from '../shared/api';
import { Button } from '../shared/button';
import { ExportButtons } from '../shared/export_buttons';
import { TextField } from '../shared/field';
import { date, day, number, readDate, signed } from '../shared/format';
import { words } from '../shared/lang';
import type { Items } from '../shared/loaded';
import { Empty, Notice, Tag } from '../shared/notice';
import { link } from '../shared/route';
import { SortedTable } from '../shared/sorted';
import { tell } from '../shared/toast';
import { may } from '../station/account';
import { ReasonDialog } from '../station/reason_dialog';
import { Waiting } from './loading';
import { of, ours, useFresh } from './own';
import { SiteDay } from './site_day';
import { c } from './text';
import type { Difference, Missing as MissingAnswer } from './types';

const w = words({
	title: ['Báo cáo và đối chiếu', 'Reports and differences'],
	parts: ['Các phần', 'Parts'],
	missing: ['Chưa báo cáo', 'Not reported'],
	open: ['Chênh lệch', 'Differences'],
	day: ['Ngày của một điểm tiêm', 'A site’s day'],
	on: ['Ngày', 'Day'],
	bad: ['Nhập ngày dạng ngày/tháng/năm.', 'Type the date as day/month/year.'],
	early: ['Chưa đến giờ chốt ngày {date}: {n} điểm tiêm còn đang làm hoặc chưa chốt. Chưa cần gọi.', 'Closing time of {date} has not come: {n} sites are at work or have not confirmed. No need to call yet.'],
	due: ['Đã quá giờ chốt ngày {date}: {n} điểm tiêm chưa báo cáo. Gọi người phụ trách.', 'Closing time of {date} is over: {n} sites have not reported. Call who is in charge.'],
	all: ['Mọi điểm tiêm đã báo cáo', 'All sites have reported'],
	allMore: ['Mọi điểm tiêm có buổi tiêm ngày {date} đã xác nhận số liệu.', 'All sites that worked on {date} have confirmed their figures.'],
	site: ['Điểm tiêm', 'Site'],
	inCharge: ['Người phụ trách', 'In charge'],
	phone: ['Điện thoại', 'Phone'],
	noPhone: ['chưa có số; nhập ở danh mục điểm tiêm', 'none; enter it in the list of sites'],
	see: ['Xem ngày', 'See the day'],
	seeOf: ['Xem ngày {date} của {name}', 'See {date} of {name}'],
	code: ['Mã', 'Code'],
	parent: ['Địa bàn', 'Area'],
	openLead: ['Số đếm khác sổ mà chưa ai giải trình, và liều đã tiêm mà kho chưa từng nhận.', 'Counts that differ from the books and nobody explained, and doses given that the store never had.'],
	openNone: ['Không còn chênh lệch nào', 'No differences are open'],
	openNoneMore: ['Mọi lần kiểm kê khớp sổ hoặc đã được giải trình; mọi mũi tiêm có phiếu nhập.', 'All counts agree or were explained; all doses given have a receipt.'],
	store: ['Kho', 'Store'],
	kind: ['Loại', 'Kind'],
	count: ['Kiểm kê lệch', 'A count differs'],
	unbacked: ['Tiêm chưa có phiếu', 'Given without receipt'],
	doses: ['Liều', 'Doses'],
	explain: ['Giải trình', 'Explain'],
	explainOf: ['Giải trình: {name}, lô {lot}', 'Explain: {name}, lot {lot}'],
	explainLead: ['{name}, lô {lot}: đếm ngày {date} lệch {n} liều so với sổ. Ghi điều đã tìm thấy; tên bạn được lưu cùng.', '{name}, lot {lot}: the count of {date} differs by {n} doses. Say what was found; your name is kept with it.'],
	explained: ['Đã ghi giải trình', 'The explanation is saved'],
	broken: ['Vỡ khi sắp xếp, đã lập biên bản', 'Broken while sorting, recorded'],
	miscount: ['Đếm nhầm, đã đếm lại khớp sổ', 'Miscounted; counted again and agrees'],
	unbackedWay: ['Kho nơi tiêm nhập phiếu còn thiếu hoặc sửa số lô; tự hết khi sổ khớp.', 'That store enters the missing receipt or corrects the lot; it ends when the books agree.'],
	act: ['Thao tác', 'Actions'],
});
type Part = 'missing' | 'open' | 'day';

function Parts({ current }: { current: Part }) {
	return (
		<nav class="parts" aria-label={w('parts')}>
			<ul>{(['missing', 'open', 'day'] as const).map((part) => <li key={part}><a class="parts__tab" href={link('reports', ...(part === 'missing' ? [] : [part]))} aria-current={part === current ? 'page' : undefined}>{w(part)}</a></li>)}</ul>
		</nav>
	);
}

function MissingReports() {
	const [text, setText] = useState(date(day()));
	const on = readDate(text);
	const loaded = useFresh<MissingAnswer>(`${ours('day-report', 'missing')}?${new URLSearchParams({ on: on ?? day() })}`);
	const value = loaded.value;
	return (
		<>
			<div class="filters filters--stock"><TextField id="on" label={w('on')} hint="dd/mm/yyyy" value={text} onInput={setText} width={10} inputMode="numeric" error={on ? undefined : w('bad')} /></div>
			<Waiting of={loaded} />
			{value && !value.items.length && <Empty title={w('all')}>{w('allMore', { date: date(value.on_date) })}</Empty>}
			{value && value.items.length > 0 && (
				<>
					<Notice kind={value.due ? 'warning' : 'note'}>{w(value.due ? 'due' : 'early', { date: date(value.on_date), n: number(value.items.length) })}</Notice>
					<SortedTable id="missing" caption={w('missing')} hideCaption rows={value.items} rowKey={(s) => s.unit_id} columns={[
						{ name: w('site'), cell: (s) => <span>{s.name}<br /><span class="soft">{s.code} · {s.parent_name}</span></span>, heading: true, by: (s) => s.name },
						{ name: w('inCharge'), cell: (s) => s.in_charge ?? '–', by: (s) => s.in_charge },
						{ name: w('phone'), cell: (s) => (s.phone ? <a class="row-link" href={`tel:${s.phone}`}>{s.phone}</a> : <span class="soft">{w('noPhone')}</span>), by: (s) => s.phone },
						{ name: w('act'), cell: (s) => <a class="row-link" href={link('reports', 'day', s.unit_id, value.on_date)} aria-label={w('seeOf', { date: date(value.on_date), name: s.name })}>{w('see')}</a> },
					]} />
					<ExportButtons file="chua-bao-cao" make={() => ({ name: w('missing'), head: [w('code'), w('site'), w('parent'), w('inCharge'), w('phone')], rows: value.items.map((s) => [s.code, s.name, s.parent_name, s.in_charge, s.phone]) })} />
				</>
			)}
		</>
	);
}

function OpenDifferences() {
	const loaded = useFresh<Items<Difference>>(ours('reconciliation', 'open'));
	const [chosen, choose] = useState<Difference | null>(null);
	const action = useAction();
	const rows = loaded.value?.items ?? [];
	const kind = (d: Difference) => w(d.kind === 'count' ? 'count' : 'unbacked');
	const give = (d: Difference) => (why: string) => action.run(async () => {
		await post(of(d.unit_id, 'counts', d.count_id!, 'explain'), { why });
		tell(w('explained'));
		await loaded.reload();
	});
	return (
		<>
			<p class="lead">{w('openLead')}</p>
			<Waiting of={loaded} />
			{loaded.value && !rows.length && <Empty title={w('openNone')}>{w('openNoneMore')}</Empty>}
			{rows.length > 0 && (
				<>
					<SortedTable<Difference> id="open" caption={w('open')} hideCaption rows={rows} rowKey={(d) => d.count_id ?? `${d.unit_id} ${d.lot_id}`} columns={[
						{ name: w('store'), cell: (d) => d.unit_name, heading: true, by: (d) => d.unit_name },
						{ name: w('kind'), cell: (d) => <Tag kind="wait">▲ {kind(d)}</Tag>, by: kind },
						{ name: c('lot'), cell: (d) => <span><a class="row-link" href={link('lots', 'lot', d.lot_id)}>{d.number}</a><br /><span class="soft">{d.product_name}</span></span>, by: (d) => d.number },
						{ name: w('on'), cell: (d) => date(d.on_date), by: (d) => d.on_date },
						{ name: w('doses'), cell: (d) => <strong>{d.kind === 'count' ? signed(d.doses) : number(d.doses)}</strong>, numeric: true, by: (d) => Math.abs(d.doses) },
						{ name: w('act'), cell: (d) => (d.kind !== 'count' ? <span class="soft">{w('unbackedWay')}</span> : may('stock_write') && d.count_id
							? <Button kind="second" aria-haspopup="dialog" aria-label={w('explainOf', { name: d.unit_name, lot: d.number })} onClick={() => choose(d)}>{w('explain')}</Button> : '') },
					]} />
					<ExportButtons file="chenh-lech" make={() => ({ name: w('open'), head: [w('store'), w('kind'), c('product'), c('lot'), w('on'), w('doses')], rows: rows.map((d) => [d.unit_name, kind(d), d.product_name, d.number, { date: d.on_date }, d.doses]) })} />
				</>
			)}
			{chosen && <ReasonDialog title={w('explain')} lead={<p>{w('explainLead', { name: chosen.unit_name, lot: chosen.number, date: date(chosen.on_date), n: signed(chosen.doses) })}</p>} button={w('explain')}
				common={[w('broken'), w('miscount')]} action={action} onClose={() => choose(null)} onGive={give(chosen)} />}
		</>
	);
}

export function Reports({ rest }: { rest: string[] }) {
	const [first, unit, on] = rest;
	const part: Part = first === 'open' || first === 'day' ? first : 'missing';
	return (
		<>
			<h1 class="govuk-heading-l">{w('title')}</h1>
			<Parts current={part} />
			{part === 'missing' && <MissingReports />}
			{part === 'open' && <OpenDifferences />}
			{part === 'day' && <SiteDay key={`${unit} ${on}`} unitId={unit} on={on} />}
		</>
	);
}
