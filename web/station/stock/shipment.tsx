// One shipment, seen by its sender or its receiver: what became of each lot, how warm it was, and what is to be done.
import { useState } from 'preact/hooks';
import { useAction } from '../../shared/action';
import { post } from '../../shared/api';
import { Button } from '../../shared/button';
import { Dialog } from '../../shared/dialog';
import { Check, TextArea, TextField } from '../../shared/field';
import { date, moment, number, readCount } from '../../shared/format';
import { words } from '../../shared/lang';
import { Notice, Tag } from '../../shared/notice';
import { ErrorSummary, MistakeBox } from '../../shared/summary';
import { Table } from '../../shared/table';
import { tell } from '../../shared/toast';
import type { ShipmentLine, ShipmentWhole } from '../../shared/types';
import { may } from '../account';
import { unitPath } from '../place';
import { lotStateName, purposeName, shipmentStateName, shipmentTag } from '../terms';
import { Temperatures } from './chart';
import { ReadingsDialog } from './readings';
import { Receipt } from './receipt';
import { leftOfLine, outcome } from './shipment_text';
import { goStock, stockLink, useLoaded } from './store';

const w = words({
	backIncoming: ['Hàng đang đến', 'Shipments coming'],
	backSent: ['Hàng đã gửi', 'Shipments sent'],
	title: ['Phiếu {code}', 'Shipment {code}'],
	receiveTitle: ['Nhận phiếu {code}', 'Take in shipment {code}'],
	from: ['Nơi gửi', 'Sender'],
	to: ['Nơi nhận', 'Receiver'],
	on: ['Ngày gửi', 'Sent on'],
	carrier: ['Người vận chuyển', 'Carrier'],
	vehicle: ['Biển số xe', 'Vehicle'],
	note: ['Ghi chú', 'Note'],
	why: ['Lý do hủy, nhận lại', 'Why it was taken back'],
	by: ['Người gửi', 'Sent by'],
	byText: ['{name}, {at}', '{name}, {at}'],
	receive: ['Nhận hàng', 'Take in'],
	readings: ['Nhập nhiệt độ từ máy đo', 'Import temperatures'],
	slip: ['In phiếu (PDF)', 'Print the slip (PDF)'],
	back: ['Hủy hoặc nhận lại hàng', 'Cancel or take back'],
	lots: ['Các lô trên chuyến', 'Lots of the shipment'],
	product: ['Vắc xin', 'Vaccine'],
	lot: ['Số lô', 'Lot'],
	expires: ['Hạn dùng', 'Expires'],
	sent: ['Gửi', 'Sent'],
	received: ['Đã nhận', 'Received'],
	lost: ['Vỡ, thiếu', 'Lost'],
	returned: ['Quay về', 'Came back'],
	left: ['Còn trên đường', 'On its way'],
	vvm: ['VVM', 'VVM'],
	vvmText: ['giai đoạn {n}', 'stage {n}'],
	reason: ['Lý do', 'Reason'],
	loading: ['Đang tải…', 'Loading…'],
	backTitle: ['Hủy hoặc nhận lại hàng của phiếu {code}', 'Cancel or take back shipment {code}'],
	backLead: ['Liều còn trên đường trở lại kho của đơn vị. Để nguyên số liều là hủy cả phần chưa nhận.', 'Doses still on their way come back into your store. Leave the numbers to cancel all that was not received.'],
	backLine: ['{product}, lô {lot}: số liều nhận lại', '{product}, lot {lot}: doses taken back'],
	backHint: ['còn {n} liều trên đường', '{n} on the way'],
	held: ['Đưa vào biệt trữ để kiểm tra trước khi dùng', 'Hold them back until they were looked at'],
	backWhy: ['Lý do', 'Reason'],
	backButton: ['Nhận lại hàng', 'Take back'],
	backDone: ['Đã nhận lại {n} liều', '{n} doses taken back'],
	needDoses: ['Lô {lot}: nhập số liều từ 0 đến {n}.', 'Lot {lot}: type 0 to {n} doses.'],
	needSome: ['Nhập số liều nhận lại của ít nhất một lô.', 'Type the doses of at least one lot.'],
	needWhy: ['Ghi lý do, dù ngắn.', 'Give the reason, however short.'],
	wrong: ['Gửi nhầm nơi', 'Sent to the wrong place'],
	broken: ['Xe hỏng giữa đường', 'The vehicle broke down'],
	refused: ['Nơi nhận từ chối', 'Refused by the receiver'],
});

export type Side = 'incoming' | 'sent';
export const shipmentPath = (side: Side, id: string, ...parts: string[]) => unitPath(side === 'sent' ? 'shipments' : 'incoming', id, ...parts);

function BackDialog({ s, onClose, onDone }: { s: ShipmentWhole; onClose: () => void; onDone: () => void }) {
	const lines = s.lines.filter((l) => leftOfLine(l) > 0);
	const [doses, setDoses] = useState<Record<string, string>>(Object.fromEntries(lines.map((l) => [l.lot_id, String(leftOfLine(l))])));
	const [held, setHeld] = useState(false);
	const [why, setWhy] = useState('');
	const [tried, setTried] = useState(0);
	const action = useAction();
	const count = (l: ShipmentLine) => readCount(doses[l.lot_id] ?? '');
	const sum = lines.reduce((n, l) => n + (count(l) ?? 0), 0);
	const mistakes = [
		...lines.filter((l) => count(l) === null || count(l)! > leftOfLine(l)).map((l) => ({ id: `back-${l.lot_id}`, text: w('needDoses', { lot: l.number, n: number(leftOfLine(l)) }) })),
		...(sum ? [] : [{ id: `back-${lines[0]?.lot_id}`, text: w('needSome') }]),
		...(why.trim() ? [] : [{ id: 'back-why', text: w('needWhy') }]),
	];
	const told = (id: string) => (tried ? mistakes.find((m) => m.id === id)?.text : undefined);
	const send = async (e: Event) => {
		e.preventDefault();
		setTried(tried + 1);
		if (!mistakes.length && await action.run(() => post(unitPath('shipments', s.id, 'back'), {
			why: why.trim(), lines: lines.filter((l) => count(l)).map((l) => ({ lot_id: l.lot_id, doses: count(l), held })),
		}))) {
			tell(w('backDone', { n: number(sum) }));
			onDone();
		}
	};
	return (
		<Dialog title={w('backTitle', { code: s.code })} onClose={onClose} wide>
			<form onSubmit={send} noValidate>
				<p class="login__lead">{w('backLead')}</p>
				<ErrorSummary tries={tried} mistakes={mistakes} />
				<MistakeBox mistake={action.mistake} fields={['why']} />
				{lines.map((l) => (
					<TextField key={l.lot_id} id={`back-${l.lot_id}`} label={w('backLine', { product: l.product_name, lot: l.number })} hint={w('backHint', { n: number(leftOfLine(l)) })}
						value={doses[l.lot_id] ?? ''} onInput={(v) => setDoses({ ...doses, [l.lot_id]: v })} width={10} inputMode="numeric" error={told(`back-${l.lot_id}`)} />
				))}
				<div class="govuk-form-group"><Check id="back-held" label={w('held')} checked={held} onChange={setHeld} /></div>
				<div class="chips">{(['wrong', 'broken', 'refused'] as const).map((key) => <button key={key} type="button" class="chip" onClick={() => setWhy(w(key))}>{w(key)}</button>)}</div>
				<TextArea id="back-why" label={w('backWhy')} value={why} onInput={setWhy} rows={2} error={told('back-why') ?? action.about('why')} />
				<div class="buttons"><Button type="submit" kind="danger" busy={action.busy}>{w('backButton')}</Button></div>
			</form>
		</Dialog>
	);
}

function Facts({ s }: { s: ShipmentWhole }) {
	const fact = (name: string, value: string | null) => (value ? <div><dt>{name}</dt><dd>{value}</dd></div> : null);
	return (
		<dl class="facts">
			{fact(w('from'), s.unit_name)}{fact(w('to'), s.to_unit_name)}{fact(w('on'), date(s.sent_on))}
			{fact(w('carrier'), s.carrier)}{fact(w('vehicle'), s.vehicle)}{fact(w('note'), s.note)}
			{fact(w('by'), s.sent_by && w('byText', { name: s.sent_by, at: moment(s.sent_at) }))}{fact(w('why'), s.why)}
		</dl>
	);
}

function Lots({ s }: { s: ShipmentWhole }) {
	const some = (n: number) => (n ? number(n) : '');
	return (
		<Table<ShipmentLine> caption={w('lots')} rows={s.lines} rowKey={(l) => l.lot_id} columns={[
			{ name: w('product'), cell: (l) => l.product_name, heading: true },
			{ name: w('lot'), cell: (l) => <span class="what"><strong>{l.number}</strong>{l.lot_state !== 'active' && <Tag kind="stop">{lotStateName(l.lot_state)}</Tag>}</span> },
			{ name: w('expires'), cell: (l) => date(l.expires_on) },
			{ name: w('sent'), cell: (l) => number(l.sent), numeric: true },
			{ name: w('received'), cell: (l) => number(l.received), numeric: true },
			{ name: w('lost'), cell: (l) => (l.lost ? <strong class="outside">{number(l.lost)}</strong> : ''), numeric: true },
			{ name: w('returned'), cell: (l) => some(l.returned), numeric: true },
			{ name: w('left'), cell: (l) => some(leftOfLine(l)), numeric: true },
			...(s.lines.some((l) => l.vvm) ? [{ name: w('vvm'), cell: (l: ShipmentLine) => (l.vvm ? w('vvmText', { n: l.vvm }) : '') }] : []),
			...(s.lines.some((l) => l.why) ? [{ name: w('reason'), cell: (l: ShipmentLine) => l.why ?? '' }] : []),
		]} />
	);
}

export function ShipmentPage({ side, id, receiving }: { side: Side; id: string; receiving: boolean }) {
	const { value: s, mistake, reload } = useLoaded<ShipmentWhole>(shipmentPath(side, id));
	const [asked, ask] = useState<'readings' | 'back' | null>(null);
	const writes = may('stock_write');
	const open = s?.state === 'sent';
	const receive = receiving && writes && open && side === 'incoming';
	const done = () => {
		ask(null);
		void reload();
	};
	return (
		<>
			<a class="back back--always" href={receive ? stockLink(side, id) : stockLink(side)}>{receive ? w('title', { code: s.code }) : w(side === 'sent' ? 'backSent' : 'backIncoming')}</a>
			{mistake && <Notice kind="stop">{mistake}</Notice>}
			{!s && !mistake && <p role="status">{w('loading')}</p>}
			{s && (
				<>
					<h1 class="govuk-heading-l">{w(receive ? 'receiveTitle' : 'title', { code: s.code })}</h1>
					{receive ? <Receipt s={s} onDone={reload} /> : (
						<>
							<p class="card__tags shipment__tags"><Tag kind={shipmentTag(s.state)}>{shipmentStateName(s.state)}</Tag><Tag>{purposeName(s.purpose)}</Tag></p>
							<p class="lead">{outcome(s)}</p>
							<div class="buttons shipment__acts">
								{writes && open && side === 'incoming' && <Button onClick={() => goStock(side, id, 'receive')}>{w('receive')}</Button>}
								<a class="govuk-button govuk-button--secondary" href={shipmentPath(side, id, 'slip.pdf')} target="_blank">{w('slip')}</a>
								{writes && <Button kind="second" onClick={() => ask('readings')}>{w('readings')}</Button>}
								{writes && open && side === 'sent' && <Button kind="danger" onClick={() => ask('back')}>{w('back')}</Button>}
							</div>
							<div class="sheet"><Facts s={s} /></div>
							<Lots s={s} />
							<Temperatures s={s} />
						</>
					)}
					{asked === 'readings' && <ReadingsDialog side={side} id={id} onClose={() => ask(null)} onDone={done} />}
					{asked === 'back' && <BackDialog s={s} onClose={() => ask(null)} onDone={done} />}
				</>
			)}
		</>
	);
}
