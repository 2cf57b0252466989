// Doses to another store: who receives, which lots (proposed by first expiry), how they travel; checked, then sent.
// What was filled in is kept until it is sent, also when another page is looked at in between.
import { signal } from '@preact/signals';
import { useEffect, useState } from 'preact/hooks';
import { useAction } from '../../shared/action';
import { get, post } from '../../shared/api';
import { Button } from '../../shared/button';
import { SelectField, TextArea, TextField } from '../../shared/field';
import { date, day, number, readCount, readDate } from '../../shared/format';
import { words } from '../../shared/lang';
import { Notice } from '../../shared/notice';
import { ErrorSummary, MistakeBox } from '../../shared/summary';
import { Table } from '../../shared/table';
import { tell } from '../../shared/toast';
import type { Balance, Proposal, Shipment, Unit } from '../../shared/types';
import { place, unitPath } from '../place';
import { purposeName } from '../terms';
import { daysText, goStock, goStockInstead, stockLink, usable, useLoaded, useLots, type Items } from './store';
import { UnitChooser, purposeTo } from './unit_chooser';

const w = words({
	back: ['Về kho', 'Back to the store'],
	title: ['Gửi hàng', 'Send doses'],
	to: ['Gửi đến đâu', 'Where to'],
	what: ['Gửi gì', 'What'],
	how: ['Vận chuyển', 'How'],
	product: ['Vắc xin', 'Vaccine'],
	choose: ['Chọn vắc xin', 'Choose a vaccine'],
	doses: ['Số liều cần gửi', 'Doses to send'],
	propose: ['Chọn lô', 'Choose lots'],
	proposeHint: ['Lô sắp hết hạn được chọn trước, nguyên lọ; có thể sửa từng lô ở dưới.', 'Lots that expire first are taken, in whole vials; each can be changed below.'],
	tooFew: ['Kho chỉ đủ {n} liều dùng được của vắc xin này.', 'The store has only {n} usable doses of this vaccine.'],
	nothing: ['Kho không có liều nào dùng được của vắc xin này.', 'The store has no usable dose of this vaccine.'],
	other: ['Thêm một lô khác', 'Add another lot'],
	otherHint: ['Lô hết hạn, tạm dừng hoặc thu hồi chỉ trả về cấp trên.', 'Expired, suspended and recalled lots can only be returned to a unit above.'],
	chooseLot: ['Chọn lô', 'Choose a lot'],
	lotText: ['{product}, lô {lot}, hạn {date}, có {n} liều', '{product}, lot {lot}, expires {date}, {n} doses'],
	line: ['{product}, lô {lot}', '{product}, lot {lot}'],
	lineMore: ['hạn {date} ({days}) · kho có {n} liều', 'expires {date} ({days}) · {n} doses in the store'],
	lineDoses: ['Số liều gửi, lô {lot}', 'Doses of lot {lot}'],
	remove: ['Bỏ lô {lot}', 'Remove lot {lot}'],
	removeShort: ['Bỏ', 'Remove'],
	total: ['Cộng: {n} liều', 'In all: {n} doses'],
	carrier: ['Người vận chuyển', 'Carrier'],
	vehicle: ['Biển số xe', 'Vehicle'],
	on: ['Ngày gửi', 'Date'],
	note: ['Ghi chú', 'Note'],
	optional: ['Không bắt buộc', 'Optional'],
	check: ['Xem lại trước khi gửi', 'Check before sending'],
	checkTitle: ['Xem lại chuyến hàng', 'Check the shipment'],
	receiver: ['Nơi nhận', 'Receiver'],
	change: ['Sửa', 'Change'],
	send: ['Gửi hàng', 'Send'],
	sent: ['Đã gửi {n} liều, phiếu {code}', '{n} doses sent, shipment {code}'],
	leaves: ['Liều rời kho ngay và nằm ở “Đang gửi đi” cho đến khi nơi nhận xác nhận.', 'The doses leave the store now and count as on their way until the receiver confirms.'],
	needTo: ['Chọn nơi nhận.', 'Choose the receiver.'],
	needLines: ['Chọn vắc xin và số liều, rồi bấm “Chọn lô”.', 'Choose vaccine and doses, then press “Choose lots”.'],
	needProduct: ['Chọn vắc xin.', 'Choose a vaccine.'],
	needDoses: ['Nhập số liều, từ 1 trở lên.', 'Type the number of doses, 1 or more.'],
	needLine: ['Lô {lot}: nhập số liều từ 1 đến {n}.', 'Lot {lot}: type 1 to {n} doses.'],
	needOn: ['Nhập ngày dạng ngày/tháng/năm.', 'Type the date as day/month/year.'],
	lot: ['Số lô', 'Lot'],
	expires: ['Hạn dùng', 'Expires'],
	count: ['Số liều', 'Doses'],
});

interface Line { lot_id: string; product_name: string; number: string; expires_on: string; on_hand: number; doses: string }
interface Draft { from: string; to: Unit | null; lines: Line[]; carrier: string; vehicle: string; note: string; on: string }
const blank = (): Draft => ({ from: place.value!.id, to: null, lines: [], carrier: '', vehicle: '', note: '', on: date(day()) });
const draft = signal<Draft | null>(null);
const change = (part: Partial<Draft>) => { draft.value = { ...draft.value!, ...part }; };

const lineOf = (l: Balance, doses: number): Line => ({ lot_id: l.lot_id, product_name: l.product_name, number: l.number, expires_on: l.expires_on, on_hand: l.doses, doses: String(doses) });
const total = (lines: Line[]) => lines.reduce((n, l) => n + (readCount(l.doses) ?? 0), 0);

function mistakesOf(d: Draft) {
	const wrong = (l: Line) => !(readCount(l.doses)! >= 1 && readCount(l.doses)! <= l.on_hand);
	return [
		...(d.to ? [] : [{ id: 'to', text: w('needTo') }]),
		...(d.lines.length ? [] : [{ id: 'product', text: w('needLines') }]),
		...d.lines.filter(wrong).map((l) => ({ id: `line-${l.lot_id}`, text: w('needLine', { lot: l.number, n: number(l.on_hand) }) })),
		...(readDate(d.on) ? [] : [{ id: 'on', text: w('needOn') }]),
	];
}

// Vaccine and doses become lots.
function AddLots({ lots, error }: { lots: Balance[]; error?: string | undefined }) {
	const [product, setProduct] = useState('');
	const [doses, setDoses] = useState('');
	const [tried, setTried] = useState(false);
	const [note, setNote] = useState<string | null>(null);
	const action = useAction();
	const { lines } = draft.value!;
	const count = readCount(doses);
	const there = lots.filter((l) => l.doses > 0);
	const products = [...new Map(there.map((l) => [l.product_code, l.product_name]))];
	const others = there.filter((l) => !lines.some((line) => line.lot_id === l.lot_id));
	const propose = () => {
		setTried(true);
		if (product && count)
			void action.run(async () => {
				const { items } = await get<Items<Proposal>>(unitPath('shipments', 'proposal') + `?product_code=${encodeURIComponent(product)}&doses=${count}`);
				const name = products.find(([code]) => code === product)?.[1] ?? product;
				const fresh = items.map((p): Line => ({ lot_id: p.lot_id, product_name: name, number: p.number, expires_on: p.expires_on, on_hand: p.on_hand, doses: String(p.doses) }));
				change({ lines: [...draft.value!.lines.filter((l) => !fresh.some((f) => f.lot_id === l.lot_id)), ...fresh] });
				const found = items.reduce((n, p) => n + p.doses, 0);
				setNote(!found ? w('nothing') : found < count ? w('tooFew', { n: number(found) }) : null);
				setTried(false);
			});
	};
	return (
		<>
			<MistakeBox mistake={action.mistake} />
			<div class="propose">
				<SelectField id="product" label={w('product')} value={product} onChange={setProduct} empty={w('choose')} error={(tried && !product ? w('needProduct') : undefined) ?? error}
					options={products.map(([code, name]) => ({ value: code, text: name }))} />
				<TextField id="wanted" label={w('doses')} value={doses} onInput={setDoses} inputMode="numeric" error={tried && !count ? w('needDoses') : undefined}
					onKeyDown={(e: KeyboardEvent) => { if (e.key === 'Enter') { e.preventDefault(); propose(); } }} />
				<Button kind="second" busy={action.busy} onClick={propose}>{w('propose')}</Button>
			</div>
			<p class="soft login__lead">{w('proposeHint')}</p>
			<div role="status">{note && <Notice kind="warning">{note}</Notice>}</div>
			{others.length > 0 && <details class="more"><summary>{w('other')}</summary>
				<SelectField id="other" label={w('other')} hint={w('otherHint')} value="" empty={w('chooseLot')} options={others.map((l) => ({
					value: l.lot_id, text: w('lotText', { product: l.product_name, lot: l.number, date: date(l.expires_on), n: number(l.doses) }) }))}
				onChange={(id) => { const l = others.find((x) => x.lot_id === id); if (l) change({ lines: [...draft.value!.lines, lineOf(l, usable(l) ? 0 : l.doses)] }); }} />
			</details>}
		</>
	);
}

function Lines({ told }: { told: (id: string) => string | undefined }) {
	const { lines } = draft.value!;
	if (!lines.length)
		return null;
	return (
		<>
			<ul class="plain-list">
				{lines.map((l) => (
					<li key={l.lot_id} class="line">
						<div class="line__what"><strong>{w('line', { product: l.product_name, lot: l.number })}</strong><br />
							<span class="soft">{w('lineMore', { date: date(l.expires_on), days: daysText(l.expires_on), n: number(l.on_hand) })}</span></div>
						<TextField id={`line-${l.lot_id}`} label={w('count')} aria-label={w('lineDoses', { lot: l.number })} value={l.doses} inputMode="numeric" width={10} error={told(`line-${l.lot_id}`)}
							onInput={(doses) => change({ lines: draft.value!.lines.map((x) => (x.lot_id === l.lot_id ? { ...x, doses } : x)) })} />
						<Button kind="quiet" aria-label={w('remove', { lot: l.number })} onClick={() => change({ lines: draft.value!.lines.filter((x) => x.lot_id !== l.lot_id) })}>{w('removeShort')}</Button>
					</li>
				))}
			</ul>
			<p class="total" role="status"><strong>{w('total', { n: number(total(lines)) })}</strong></p>
		</>
	);
}

function Fill({ own, onCheck }: { own: Unit | null; onCheck: () => void }) {
	const [tried, setTried] = useState(0);
	const lots = useLots().value?.items ?? [];
	const d = draft.value!;
	const mistakes = mistakesOf(d);
	const told = (id: string) => (tried ? mistakes.find((m) => m.id === id)?.text : undefined);
	const go = (e: Event) => {
		e.preventDefault();
		setTried(tried + 1);
		if (!mistakes.length)
			onCheck();
	};
	return (
		<form onSubmit={go} noValidate>
			<ErrorSummary tries={tried} mistakes={mistakes} />
			<section class="sheet"><h2 class="sheet__title">{w('to')}</h2><UnitChooser own={own} chosen={d.to} onChoose={(to) => change({ to })} error={told('to')} /></section>
			<section class="sheet"><h2 class="sheet__title">{w('what')}</h2><AddLots lots={lots} error={told('product')} /><Lines told={told} /></section>
			<section class="sheet"><h2 class="sheet__title">{w('how')}</h2>
				<div class="pair">
					<TextField id="carrier" label={w('carrier')} hint={w('optional')} value={d.carrier} onInput={(carrier) => change({ carrier })} />
					<TextField id="vehicle" label={w('vehicle')} hint={w('optional')} value={d.vehicle} onInput={(vehicle) => change({ vehicle })} />
					<TextField id="on" label={w('on')} hint="dd/mm/yyyy" value={d.on} onInput={(on) => change({ on })} inputMode="numeric" error={told('on')} />
				</div>
				<TextArea id="note" label={w('note')} hint={w('optional')} value={d.note} onInput={(note) => change({ note })} rows={2} />
			</section>
			<div class="buttons"><Button type="submit">{w('check')}</Button></div>
		</form>
	);
}

function CheckAll({ own }: { own: Unit | null }) {
	const action = useAction();
	const d = draft.value!;
	const send = async (e: Event) => {
		e.preventDefault();
		let sent: Shipment | null = null;
		if (await action.run(async () => {
			sent = await post<Shipment>(unitPath('shipments'), {
				to_unit_id: d.to!.id, on_date: readDate(d.on), lines: d.lines.map((l) => ({ lot_id: l.lot_id, doses: readCount(l.doses) })),
				...(d.carrier.trim() ? { carrier: d.carrier.trim() } : {}), ...(d.vehicle.trim() ? { vehicle: d.vehicle.trim() } : {}), ...(d.note.trim() ? { note: d.note.trim() } : {}),
			});
		})) {
			tell(w('sent', { n: number(sent!.doses), code: sent!.code }));
			draft.value = null;
			goStockInstead('sent', sent!.id);
		}
	};
	const fact = (name: string, value: string) => (value ? <div><dt>{name}</dt><dd>{value}</dd></div> : null);
	return (
		<form onSubmit={send} class="sheet">
			<dl class="facts">
				{fact(w('receiver'), `${d.to!.name}${own ? ` (${purposeName(purposeTo(own, d.to!))})` : ''}`)}
				{fact(w('on'), d.on)}{fact(w('carrier'), d.carrier)}{fact(w('vehicle'), d.vehicle)}{fact(w('note'), d.note)}
			</dl>
			<Table<Line> caption={w('what')} hideCaption rows={d.lines} rowKey={(l) => l.lot_id} columns={[
				{ name: w('product'), cell: (l) => l.product_name, heading: true }, { name: w('lot'), cell: (l) => <strong>{l.number}</strong> },
				{ name: w('expires'), cell: (l) => date(l.expires_on) }, { name: w('count'), cell: (l) => number(readCount(l.doses) ?? 0), numeric: true },
			]} />
			<p class="total"><strong>{w('total', { n: number(total(d.lines)) })}</strong></p>
			<p class="soft">{w('leaves')}</p>
			<MistakeBox mistake={action.mistake} />
			<div class="buttons"><Button type="submit" busy={action.busy} id="send-now">{w('send')}</Button><Button kind="quiet" onClick={() => history.back()}>{w('change')}</Button></div>
		</form>
	);
}

export function Send({ checking }: { checking: boolean }) {
	if (draft.value?.from !== place.value!.id)
		draft.value = blank();
	const own = useLoaded<Unit>(`/api/v1/units/${place.value!.id}`).value;
	const ready = !mistakesOf(draft.value!).length;
	useEffect(() => { if (checking && !ready) goStockInstead('send'); }, [checking]);
	return (
		<div class="narrow">
			<a class="back back--always" href={stockLink()}>{w('back')}</a>
			<h1 class="govuk-heading-l">{w(checking ? 'checkTitle' : 'title')}</h1>
			{checking && ready ? <CheckAll own={own} /> : <Fill own={own} onCheck={() => goStock('send', 'check')} />}
		</div>
	);
}
