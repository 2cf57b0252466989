// The plans of the unit, newest first.
import { Button } from '../../shared/button';
import { ExportButtons } from '../../shared/export_buttons';
import { date, day, number } from '../../shared/format';
import { words } from '../../shared/lang';
import type { Items } from '../../shared/loaded';
import { Empty, Tag } from '../../shared/notice';
import { go, link } from '../../shared/route';
import { SortedTable } from '../../shared/sorted';
import { may } from '../../station/account';
import { Waiting } from '../loading';
import { ours, useFresh } from '../own';
import { c } from '../text';
import { forgetDraft } from './plan_draft';
import { p, planState, planTag, productName } from './text';
import type { Plan } from './types';

const w = words({
	title: ['Kế hoạch tiêm', 'Plans'],
	lead: ['Một kế hoạch xếp người đang chờ vào điểm tiêm, ngày và giờ theo thứ tự ưu tiên; bạn xem trước, sửa tay, rồi công bố và gửi tin mời.', 'A plan gives the people who wait a site, a day and an hour in the order of priority; you look, correct, then publish it and everybody is invited.'],
	make: ['Lập kế hoạch mới', 'New plan'],
	none: ['Chưa có kế hoạch nào', 'No plans yet'],
	noneMore: ['Xem nhu cầu và giờ làm việc của các điểm tiêm, rồi lập kế hoạch đầu tiên: chọn ngày và vắc xin, máy tính xếp chỗ, bạn xem rồi mới công bố.', 'Look at the demand and at the hours of the sites, then make the first: choose days and vaccines, the places are computed, you look before you publish.'],
	noneRead: ['Kế hoạch hiện ở đây khi người quản lý lập.', 'Plans appear here when a manager makes them.'],
	plan: ['Kế hoạch', 'Plan'],
	days: ['Ngày tiêm', 'Days'],
	span: ['{from} – {to}', '{from} – {to}'],
	people: ['Đã xếp / đang chờ', 'Placed / waiting'],
	placed: ['Đã xếp', 'Placed'],
	waiting: ['Đang chờ', 'Waiting'],
	affected: ['Cần xếp lại', 'To be placed again'],
	by: ['Người lập', 'Made by'],
	on: ['Ngày lập', 'Made on'],
});

export function Plans() {
	const loaded = useFresh<Items<Plan>>(ours('plans'));
	const rows = loaded.value?.items ?? [];
	const made = (r: Plan) => day(new Date(r.created_at));
	const vaccines = (r: Plan) => r.products.map(productName).join(', ');
	return (
		<>
			<div class="title-row">
				<h1 class="govuk-heading-l">{w('title')}</h1>
				{may('plan') && <div class="buttons"><Button onClick={() => { forgetDraft(); go('plans', 'new'); }}>{w('make')}</Button></div>}
			</div>
			<p class="lead">{w('lead')}</p>
			<Waiting of={loaded} />
			{loaded.value && !rows.length && <Empty title={w('none')}>{w(may('plan') ? 'noneMore' : 'noneRead')}</Empty>}
			{rows.length > 0 && (
				<>
					<SortedTable<Plan> id="plans" caption={w('title')} hideCaption rows={rows} rowKey={(r) => r.id} columns={[
						{ name: w('plan'), cell: (r) => <a class="row-link" href={link('plans', r.id)}>{r.title}</a>, heading: true, by: (r) => r.title },
						{ name: c('state'), cell: (r) => <Tag kind={planTag(r.state)}>{planState(r.state)}</Tag>, by: (r) => r.state },
						{ name: w('days'), cell: (r) => w('span', { from: date(r.starts_on), to: date(r.ends_on) }), by: (r) => r.starts_on },
						{ name: c('product'), cell: vaccines, by: vaccines },
						{ name: w('people'), cell: (r) => (r.people ? `${number(r.placed)} / ${number(r.people)}` : '–'), numeric: true, by: (r) => r.placed },
						{ name: w('affected'), cell: (r) => (r.affected_people ? <Tag kind="stop">▲ {p('people', { n: number(r.affected_people) })}</Tag> : ''), by: (r) => r.affected_people },
						{ name: w('on'), cell: (r) => <span>{date(made(r))}<br /><span class="soft">{r.created_by}</span></span>, by: (r) => r.created_at },
					]} />
					<ExportButtons file="ke-hoach-tiem" make={() => ({ name: w('title'), head: [w('plan'), c('state'), p('day'), p('day'), c('product'), w('placed'), w('waiting'), w('affected'), w('by'), w('on')],
						rows: rows.map((r) => [r.title, planState(r.state), { date: r.starts_on }, { date: r.ends_on }, vaccines(r), r.placed, r.people, r.affected_people, r.created_by, { date: made(r) }]) })} />
				</>
			)}
		</>
	);
}
