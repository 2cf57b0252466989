// All that is on its way between the stores below, the oldest first.
import { useState } from 'preact/hooks';
import { ExportButtons } from '../shared/export_buttons';
import { Check } from '../shared/field';
import { celsius, date, daysTo, number } from '../shared/format';
import { words } from '../shared/lang';
import type { Items } from '../shared/loaded';
import { Empty, Tag } from '../shared/notice';
import { SortedTable } from '../shared/sorted';
import type { Column } from '../shared/table';
import type { Shipment } from '../shared/types';
import { purposeName } from '../station/terms';
import { Waiting } from './loading';
import { ours, useFresh } from './own';
import { c } from './text';

const w = words({
	title: ['Hàng trên đường', 'On the way'],
	lead: ['{n} chuyến, {doses} chưa đến nơi. Chuyến quá {days} ngày cần hỏi nơi gửi và nơi nhận.', '{n} shipments, {doses} not arrived. Ask about those of more than {days} days.'],
	none: ['Không có hàng nào trên đường', 'Nothing is on the way'],
	noneMore: ['Chuyến hàng hiện ở đây từ khi rời kho gửi cho đến khi nhận xong.', 'A shipment appears here from leaving the sender until all of it is taken in.'],
	code: ['Phiếu', 'Shipment'],
	from: ['Từ', 'From'],
	to: ['Đến', 'To'],
	purpose: ['Mục đích', 'Purpose'],
	sent: ['Ngày gửi', 'Sent on'],
	days: ['Trên đường', 'Under way'],
	left: ['Còn trên đường', 'Still on the way'],
	ofAll: ['trong {n}', 'of {n}'],
	temperature: ['Nhiệt độ', 'Temperature'],
	carrier: ['Người chở, xe', 'Carrier'],
	out: ['Vượt ngưỡng {n} phút', '{n} minutes outside'],
	range: ['{low} đến {high}', '{low} to {high}'],
	within: ['Trong ngưỡng', 'Within limits'],
	unread: ['Chưa có số đo', 'No readings'],
	fromTo: ['Từ → đến', 'From → to'],
	since: ['từ {date}', 'since {date}'],
	only: ['Chỉ chuyến cần xem (nhiệt độ, quá lâu)', 'Only those to look at (temperature, too long)'],
});

export const SLOW = 3; // days after which somebody asks
export const daysOnTheWay = (s: Shipment): number => Math.max(0, -daysTo(s.sent_on));
const left = (s: Shipment) => s.doses - s.received - s.lost - s.returned;

function Temperature({ s }: { s: Shipment }) {
	if (s.outside_min)
		return <span><Tag kind="stop">▲ {w('out', { n: number(s.outside_min) })}</Tag><br /><span class="soft">{w('range', { low: celsius(s.coldest_e1 ?? 0), high: celsius(s.warmest_e1 ?? 0) })}</span></span>;
	return s.warmest_e1 === null ? <span class="soft">{w('unread')}</span> : <Tag kind="good">{w('within')}</Tag>;
}

const columns = (): Column<Shipment>[] => [
	{ name: w('code'), cell: (s) => <span><strong>{s.code}</strong><br /><span class="soft">{[s.carrier, s.vehicle].filter(Boolean).join(', ')}</span></span>, heading: true, by: (s) => s.code },
	{ name: w('fromTo'), cell: (s) => <span>{s.unit_name} → <strong>{s.to_unit_name}</strong><br /><span class="soft">{purposeName(s.purpose)}</span></span>, by: (s) => s.to_unit_name },
	{ name: w('days'), cell: (s) => <span>{daysOnTheWay(s) > SLOW ? <Tag kind="wait">▲ {c('days', { n: daysOnTheWay(s) })}</Tag> : <strong class="nowrap">{c('days', { n: daysOnTheWay(s) })}</strong>}<br /><span class="soft nowrap">{w('since', { date: date(s.sent_on) })}</span></span>, numeric: true, by: daysOnTheWay },
	{ name: w('left'), cell: (s) => <span><strong>{number(left(s))}</strong>{left(s) !== s.doses && <><br /><span class="soft">{w('ofAll', { n: number(s.doses) })}</span></>}</span>, numeric: true, by: left },
	{ name: w('temperature'), cell: (s) => <Temperature s={s} />, by: (s) => s.outside_min },
];

export function Shipments() {
	const [only, setOnly] = useState(false);
	const loaded = useFresh<Items<Shipment>>(ours('shipments', 'under-way'));
	const all = loaded.value?.items ?? [];
	const shown = only ? all.filter((s) => s.outside_min || daysOnTheWay(s) > SLOW) : all;
	return (
		<>
			<h1 class="govuk-heading-l">{w('title')}</h1>
			<Waiting of={loaded} />
			{loaded.value && !all.length && <Empty title={w('none')}>{w('noneMore')}</Empty>}
			{all.length > 0 && (
				<>
					<p class="lead">{w('lead', { n: all.length, doses: c('doses', { n: number(all.reduce((n, s) => n + left(s), 0)) }), days: SLOW })}</p>
					<SortedTable<Shipment> id="shipments" caption={w('title')} hideCaption rows={shown} rowKey={(s) => s.id} columns={columns()} first={w('days')} firstDown />
					<div class="below-table">
						<Check id="only" label={w('only')} checked={only} onChange={setOnly} />
						<ExportButtons file="hang-tren-duong" make={() => ({ name: w('title'),
							head: [w('code'), w('from'), w('to'), w('purpose'), w('sent'), w('days'), w('left'), w('temperature'), w('carrier')],
							rows: shown.map((s) => [s.code, s.unit_name, s.to_unit_name, purposeName(s.purpose), { date: s.sent_on }, daysOnTheWay(s), left(s),
								s.outside_min ? w('out', { n: s.outside_min }) : s.warmest_e1 === null ? w('unread') : w('within'), [s.carrier, s.vehicle].filter(Boolean).join(', ')]) })} />
					</div>
				</>
			)}
		</>
	);
}
