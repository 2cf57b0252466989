// The allocation rounds that the unit decides, newest first.
import { Button } from '../shared/button';
import { ExportButtons } from '../shared/export_buttons';
import { date, day, number } from '../shared/format';
import { words } from '../shared/lang';
import { useLoaded, type Items } from '../shared/loaded';
import { Empty, Tag } from '../shared/notice';
import { go, link } from '../shared/route';
import { SortedTable } from '../shared/sorted';
import { may } from '../station/account';
import { Waiting } from './loading';
import { level, ours } from './own';
import { c, roundState, roundTag } from './text';
import type { Round } from './types';

const w = words({
	title: ['Đợt phân bổ', 'Allocation rounds'],
	nation: ['Bạn quyết định mỗi tỉnh nhận bao nhiêu liều.', 'You decide how many doses each province gets.'],
	province: ['Bạn quyết định mỗi quận, huyện nhận bao nhiêu liều.', 'You decide how many doses each district gets.'],
	district: ['Bạn quyết định mỗi cơ sở tiêm nhận bao nhiêu liều.', 'You decide how many doses each site gets.'],
	make: ['Lập đợt mới', 'New round'],
	none: ['Chưa có đợt phân bổ nào', 'No rounds yet'],
	noneMore: ['Lập đợt đầu tiên: chọn vắc xin, số liều và cách chia; máy tính phần của từng nơi, bạn sửa rồi duyệt.', 'Make the first one: choose the vaccine, the doses and how to divide them; the shares are computed, then you correct and approve them.'],
	noneRead: ['Đợt phân bổ hiện ở đây khi người quản lý lập.', 'Rounds appear here when a manager makes them.'],
	number: ['Đợt', 'Round'],
	made: ['Ngày lập', 'Made on'],
	by: ['Người lập', 'Made by'],
	doses: ['Số liều', 'Doses'],
	decided: ['Đã chia', 'Divided'],
	shipped: ['Đã xuất', 'Shipped'],
	received: ['Đã nhận', 'Received'],
});

export function Rounds() {
	const loaded = useLoaded<Items<Round>>(ours('rounds'));
	const rows = loaded.value?.items ?? [];
	const made = (r: Round) => day(new Date(r.created_at));
	return (
		<>
			<div class="title-row">
				<h1 class="govuk-heading-l">{w('title')}</h1>
				{may('allocate') && <div class="buttons"><Button onClick={() => go('rounds', 'new')}>{w('make')}</Button></div>}
			</div>
			<p class="lead">{w(level() as 'nation' | 'province' | 'district')}</p>
			<Waiting of={loaded} />
			{loaded.value && !rows.length && <Empty title={w('none')}>{w(may('allocate') ? 'noneMore' : 'noneRead')}</Empty>}
			{rows.length > 0 && (
				<>
					<SortedTable<Round> id="rounds" caption={w('title')} hideCaption rows={rows} rowKey={(r) => r.id} columns={[
						{ name: w('number'), cell: (r) => <a class="row-link" href={link('rounds', r.id)}>{r.number}. {r.title}</a>, heading: true, by: (r) => r.number },
						{ name: c('product'), cell: (r) => r.product_name, by: (r) => r.product_name },
						{ name: c('state'), cell: (r) => <Tag kind={roundTag(r.state)}>{roundState(r.state)}</Tag>, by: (r) => r.state },
						{ name: w('made'), cell: (r) => <span>{date(made(r))}<br /><span class="soft">{r.created_by}</span></span>, by: (r) => r.created_at },
						{ name: w('doses'), cell: (r) => number(r.doses), numeric: true, by: (r) => r.doses },
						{ name: w('decided'), cell: (r) => number(r.decided), numeric: true, by: (r) => r.decided },
						{ name: w('shipped'), cell: (r) => number(r.shipped), numeric: true, by: (r) => r.shipped },
						{ name: w('received'), cell: (r) => number(r.received), numeric: true, by: (r) => r.received },
					]} />
					<ExportButtons file="dot-phan-bo" make={() => ({ name: w('title'), head: [w('number'), c('product'), c('state'), w('made'), w('by'), w('doses'), w('decided'), w('shipped'), w('received')],
						rows: rows.map((r) => [`${r.number}. ${r.title}`, r.product_name, roundState(r.state), { date: made(r) }, r.created_by, r.doses, r.decided, r.shipped, r.received]) })} />
				</>
			)}
		</>
	);
}
