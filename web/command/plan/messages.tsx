// What the unit and all below it sent: by purpose, what arrived, what it cost.
import { useState } from 'preact/hooks';
import { ExportButtons } from '../../shared/export_buttons';
import { SelectField } from '../../shared/field';
import { number } from '../../shared/format';
import { words } from '../../shared/lang';
import type { Items } from '../../shared/loaded';
import { Empty } from '../../shared/notice';
import { SortedTable } from '../../shared/sorted';
import { Waiting } from '../loading';
import { ours, useFresh } from '../own';
import { TwoInks } from './bars';
import { addDays, dong, p, purposeName, today } from './text';
import type { MessageSum } from './types';

const w = words({
	title: ['Tin nhắn và chi phí', 'Messages and their cost'],
	lead: ['Tin đã gửi bởi đơn vị và mọi đơn vị cấp dưới.', 'What the unit and all units below it sent.'],
	span: ['Khoảng thời gian', 'Span'],
	today: ['Hôm nay', 'Today'],
	days: ['{n} ngày qua', 'The last {n} days'],
	none: ['Chưa có tin nhắn nào trong khoảng này', 'There are no messages in this time'],
	noneMore: ['Chọn khoảng dài hơn. Tin được gửi khi công bố kế hoạch, nhắc hẹn, gọi dự phòng.', 'Choose a longer span. Messages go out when a plan is published, as reminders, and to people on standby.'],
	say: ['{sent} tin đã gửi, {delivered} đã đến máy, {lost} không đến được; {parts} tin SMS, {cost}.', '{sent} messages sent, {delivered} delivered, {lost} not; {parts} SMS, {cost}.'],
	purpose: ['Mục đích', 'Purpose'],
	sent: ['Đã gửi', 'Sent'],
	delivered: ['Đã đến máy', 'Delivered'],
	pending: ['chưa có báo hoặc không đến', 'not reported or not delivered'],
	failed: ['Không đến được', 'Failed'],
	expired: ['Quá hạn, không gửi', 'Too late to send'],
	repeated: ['Gửi lại', 'Repeated'],
	parts: ['Số tin SMS', 'SMS'],
	cost: ['Chi phí (đồng)', 'Cost (đồng)'],
	by: ['Theo mục đích', 'By purpose'],
});
const SPANS = [1, 7, 30, 90, 365];

export function Messages() {
	const [span, setSpan] = useState('30');
	const loaded = useFresh<Items<MessageSum>>(`${ours('messages', 'summary')}?${new URLSearchParams({ from: addDays(today(), 1 - Number(span)), to: today() })}`);
	const rows = loaded.value?.items ?? [];
	const sum = (by: (r: MessageSum) => number) => number(rows.reduce((n, r) => n + by(r), 0));
	return (
		<>
			<h1 class="govuk-heading-l">{w('title')}</h1>
			<p class="lead">{w('lead')}</p>
			<div class="filters filters--stock"><SelectField id="span" label={w('span')} value={span} onChange={setSpan} options={SPANS.map((n) => ({ value: String(n), text: n === 1 ? w('today') : w('days', { n }) }))} /></div>
			<Waiting of={loaded} />
			{loaded.value && !rows.length && <Empty title={w('none')}>{w('noneMore')}</Empty>}
			{rows.length > 0 && (
				<>
					<p class="lead" role="status">{w('say', { sent: sum((r) => r.sent), delivered: sum((r) => r.delivered), lost: sum((r) => r.failed + r.expired), parts: sum((r) => r.parts), cost: dong(sum((r) => r.cost)) })}</p>
					<section class="sheet" aria-labelledby="by">
						<h2 id="by" class="sheet__title">{w('by')}</h2>
						<TwoInks names={[w('delivered'), w('pending')]} bars={[...rows].sort((a, b) => b.sent - a.sent).map((r) => ({ key: r.purpose, name: purposeName(r.purpose), dark: Math.min(r.delivered, r.sent), light: Math.max(0, r.sent - r.delivered),
							text: <><strong>{number(r.sent)}</strong> <span class="soft">· {dong(number(r.cost))}</span></> }))} />
						<details class="more" open><summary>{p('table')}</summary>
							<SortedTable<MessageSum> id="sums" caption={w('by')} hideCaption rows={rows} rowKey={(r) => r.purpose} columns={[
								{ name: w('purpose'), cell: (r) => purposeName(r.purpose), heading: true, by: (r) => purposeName(r.purpose) },
								{ name: w('sent'), cell: (r) => number(r.sent), numeric: true, by: (r) => r.sent },
								{ name: w('delivered'), cell: (r) => number(r.delivered), numeric: true, by: (r) => r.delivered },
								{ name: w('failed'), cell: (r) => number(r.failed), numeric: true, by: (r) => r.failed },
								{ name: w('expired'), cell: (r) => number(r.expired), numeric: true, by: (r) => r.expired },
								{ name: w('repeated'), cell: (r) => number(r.repeated), numeric: true, by: (r) => r.repeated },
								{ name: w('parts'), cell: (r) => number(r.parts), numeric: true, by: (r) => r.parts },
								{ name: w('cost'), cell: (r) => number(r.cost), numeric: true, by: (r) => r.cost },
							]} />
						</details>
						<ExportButtons file="tin-nhan" make={() => ({ name: w('title'), head: [w('purpose'), w('sent'), w('delivered'), w('failed'), w('expired'), w('repeated'), w('parts'), w('cost')],
							rows: rows.map((r) => [purposeName(r.purpose), r.sent, r.delivered, r.failed, r.expired, r.repeated, r.parts, r.cost]) })} />
					</section>
				</>
			)}
		</>
	);
}
