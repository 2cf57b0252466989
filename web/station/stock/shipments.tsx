// What is coming to the store, or what was sent from it.
import { useState } from 'preact/hooks';
import type { Cell } from '../../shared/export';
import { ExportButtons } from '../../shared/export_buttons';
import { Button } from '../../shared/button';
import { Check } from '../../shared/field';
import { date, number } from '../../shared/format';
import { words } from '../../shared/lang';
import { Empty, Notice, Tag } from '../../shared/notice';
import { Table } from '../../shared/table';
import type { Shipment } from '../../shared/types';
import { may } from '../account';
import { unitPath } from '../place';
import { purposeName, shipmentStateName, shipmentTag } from '../terms';
import { outcome } from './shipment_text';
import { goStock, stockLink, useLoaded, type Items } from './store';

const w = words({
	incoming: ['Hàng đang đến', 'Shipments coming'],
	sent: ['Hàng đã gửi', 'Shipments sent'],
	send: ['Gửi hàng', 'Send doses'],
	all: ['Hiện cả chuyến đã xong hoặc đã hủy', 'Show finished and cancelled shipments'],
	code: ['Số phiếu', 'Shipment'],
	from: ['Nơi gửi', 'Sender'],
	to: ['Nơi nhận', 'Receiver'],
	on: ['Ngày gửi', 'Sent on'],
	purpose: ['Loại', 'Kind'],
	state: ['Tình trạng', 'State'],
	doses: ['Số liều', 'Doses'],
	received: ['Đã nhận', 'Received'],
	lost: ['Vỡ, thiếu', 'Lost'],
	returned: ['Quay về', 'Came back'],
	left: ['Còn trên đường', 'On its way'],
	outside: ['Lệch nhiệt độ', 'Wrong temperature'],
	actions: ['Thao tác', 'Actions'],
	receive: ['Nhận hàng', 'Take in'],
	open: ['Xem', 'See'],
	of: ['{act}: phiếu {code}', '{act}: shipment {code}'],
	noneIncoming: ['Không có chuyến hàng nào đang đến', 'No shipment is coming'],
	noneIncomingMore: ['Khi kho khác gửi hàng cho đơn vị, chuyến hàng hiện ở đây để nhận.', 'When another store sends doses, the shipment appears here to be taken in.'],
	noneSent: ['Không có chuyến hàng nào đang trên đường', 'Nothing sent is on its way'],
	noneSentMore: ['Bấm “Gửi hàng” để cấp phát, điều chuyển hoặc trả vắc xin.', 'Press “Send doses” to supply, transfer or return vaccine.'],
	loading: ['Đang tải…', 'Loading…'],
});

const exportRow = (s: Shipment): Cell[] => [s.code, { date: s.sent_on }, s.unit_name, s.to_unit_name, purposeName(s.purpose), shipmentStateName(s.state),
	s.doses, s.received, s.lost, s.returned, s.doses - s.received - s.lost - s.returned];

export function Shipments({ side }: { side: 'incoming' | 'sent' }) {
	const [all, showAll] = useState(false);
	const { value, mistake } = useLoaded<Items<Shipment>>(unitPath(side === 'sent' ? 'shipments' : 'incoming') + (all ? '?state=all' : ''));
	const rows = value?.items ?? [];
	const receives = (s: Shipment) => side === 'incoming' && s.state === 'sent' && may('stock_write');
	return (
		<>
			<div class="title-row">
				<h1 class="govuk-heading-l">{w(side)}</h1>
				{side === 'sent' && may('stock_write') && <Button onClick={() => goStock('send')}>{w('send')}</Button>}
			</div>
			{mistake && <Notice kind="stop">{mistake}</Notice>}
			{!value && !mistake && <p role="status">{w('loading')}</p>}
			{value && !rows.length && <Empty title={w(side === 'sent' ? 'noneSent' : 'noneIncoming')}>{w(side === 'sent' ? 'noneSentMore' : 'noneIncomingMore')}</Empty>}
			{rows.length > 0 && (
				<Table<Shipment> caption={w(side)} hideCaption rows={rows} rowKey={(s) => s.id} columns={[
					{ name: w('code'), heading: true, cell: (s) => <a class="code" href={stockLink(side, s.id)}>{s.code}</a> },
					{ name: w('on'), cell: (s) => date(s.sent_on) },
					{ name: w(side === 'sent' ? 'to' : 'from'), cell: (s) => <span>{side === 'sent' ? s.to_unit_name : s.unit_name}<br /><span class="soft">{purposeName(s.purpose)}</span></span> },
					{ name: w('state'), cell: (s) => <span class="what"><Tag kind={shipmentTag(s.state)}>{shipmentStateName(s.state)}</Tag>{!!s.outside_min && <Tag kind="stop">{w('outside')}</Tag>}</span> },
					{ name: w('doses'), numeric: true, cell: (s) => <span><strong>{number(s.doses)}</strong>{(s.received > 0 || s.lost > 0 || s.returned > 0) && <><br /><span class="soft">{outcome(s)}</span></>}</span> },
					{ name: w('actions'), cell: (s) => (
						<Button kind={receives(s) ? 'second' : 'quiet'} aria-label={w('of', { act: w(receives(s) ? 'receive' : 'open'), code: s.code })}
							onClick={() => goStock(side, s.id, ...(receives(s) ? ['receive'] : []))}>{w(receives(s) ? 'receive' : 'open')}</Button>) },
				]} />
			)}
			{value && (
				<div class="below-table">
					<Check id="all" label={w('all')} checked={all} onChange={showAll} />
					{rows.length > 0 && <ExportButtons file={side === 'sent' ? 'hang-gui' : 'hang-den'} make={() => ({ name: w(side), rows: rows.map(exportRow),
						head: [w('code'), w('on'), w('from'), w('to'), w('purpose'), w('state'), w('doses'), w('received'), w('lost'), w('returned'), w('left')] })} />}
				</div>
			)}
		</>
	);
}
