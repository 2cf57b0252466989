// The lots of the site's store: what is there, soonest expiry first; receive a delivery.
import { useEffect, useState } from 'preact/hooks';
import { useAction } from '../shared/action';
import { errorText, get, post } from '../shared/api';
import { Button } from '../shared/button';
import { Dialog } from '../shared/dialog';
import { SelectField, TextField } from '../shared/field';
import { date, day, number, readDate } from '../shared/format';
import { words } from '../shared/lang';
import { Empty, Notice, Tag } from '../shared/notice';
import { ErrorSummary, MistakeBox } from '../shared/summary';
import { Table } from '../shared/table';
import { tell } from '../shared/toast';
import type { Lot } from '../shared/types';
import { may, staff } from './account';
import { loadReference, reference } from './board';
import { unitPath } from './place';
import { ReasonDialog } from './reason_dialog';
import { lotStateName } from './terms';

const w = words({
	title: ['Kho vắc xin', 'Vaccine store'],
	receive: ['Nhập lô', 'Receive a lot'],
	product: ['Vắc xin', 'Vaccine'],
	choose: ['Chọn vắc xin', 'Choose a vaccine'],
	lot: ['Số lô', 'Lot number'],
	lotHint: ['Đúng như in trên lọ', 'As printed on the vial'],
	expires: ['Hạn dùng', 'Expires'],
	expiresHint: ['Ví dụ 31/12/2026', 'For example 31/12/2026'],
	doses: ['Số liều', 'Doses'],
	left: ['Còn lại (liều)', 'Doses left'],
	state: ['Tình trạng', 'State'],
	actions: ['Thao tác', 'Actions'],
	expired: ['Hết hạn', 'Expired'],
	received: ['Đã nhập {n} liều lô {lot}', '{n} doses of lot {lot} received'],
	none: ['Kho chưa có lô nào', 'The store is empty'],
	noneMore: ['Nhập lô đầu tiên theo phiếu giao vắc xin.', 'Receive the first lot as the delivery note says.'],
	suspend: ['Tạm dừng lô', 'Suspend the lot'],
	suspendLead: ['Lô {lot} không dùng được ở mọi bàn tiêm cho đến khi được mở lại.', 'Lot {lot} cannot be used at any table until it is released again.'],
	release: ['Cho dùng lại', 'Release again'],
	changed: ['Đã đổi tình trạng lô {lot}', 'The state of lot {lot} is changed'],
	needProduct: ['Chọn vắc xin.', 'Choose a vaccine.'],
	needLot: ['Nhập số lô.', 'Type the lot number.'],
	needDate: ['Nhập hạn dùng dạng ngày/tháng/năm.', 'Type the expiry as day/month/year.'],
	needDoses: ['Nhập số liều, từ 1 trở lên.', 'Type the number of doses, 1 or more.'],
});

function Receive({ onClose, onDone }: { onClose: () => void; onDone: () => void }) {
	const [product, setProduct] = useState('');
	const [lot, setLot] = useState('');
	const [expires, setExpires] = useState('');
	const [doses, setDoses] = useState('');
	const [tried, setTried] = useState(0);
	const action = useAction();
	const iso = readDate(expires);
	const count = Number(doses.replace(/\D/g, ''));
	const mistakes = [
		...(product ? [] : [{ id: 'product', text: w('needProduct') }]),
		...(lot.trim() ? [] : [{ id: 'number', text: w('needLot') }]),
		...(iso ? [] : [{ id: 'expires', text: w('needDate') }]),
		...(count > 0 ? [] : [{ id: 'doses', text: w('needDoses') }]),
	];
	const told = (id: string, field = id) => (tried ? mistakes.find((m) => m.id === id)?.text : undefined) ?? action.about(field);
	const send = async (e: Event) => {
		e.preventDefault();
		setTried(tried + 1);
		if (mistakes.length)
			return;
		if (await action.run(() => post(unitPath('lots', 'receive'), { product_code: product, number: lot.trim(), expires_on: iso, doses: count }))) {
			tell(w('received', { n: number(count), lot: lot.trim() }));
			onDone();
			onClose();
		}
	};
	return (
		<Dialog title={w('receive')} onClose={onClose}>
			<form onSubmit={send} noValidate>
				<ErrorSummary tries={tried} mistakes={mistakes} />
				<MistakeBox mistake={action.mistake} fields={['product_code', 'number', 'expires_on', 'doses']} />
				<SelectField id="product" label={w('product')} value={product} onChange={setProduct} empty={w('choose')} error={told('product', 'product_code')}
					options={(reference.value?.products ?? []).map((p) => ({ value: p.code, text: p.name }))} />
				<TextField id="number" label={w('lot')} hint={w('lotHint')} value={lot} onInput={setLot} width={20} error={told('number')} />
				<TextField id="expires" label={w('expires')} hint={w('expiresHint')} value={expires} onInput={setExpires} width={10} inputMode="numeric" error={told('expires', 'expires_on')} />
				<TextField id="doses" label={w('doses')} value={doses} onInput={setDoses} width={10} inputMode="numeric" error={told('doses')} />
				<div class="buttons"><Button type="submit" busy={action.busy}>{w('receive')}</Button></div>
			</form>
		</Dialog>
	);
}

export function Stock() {
	const [lots, setLots] = useState<Lot[] | null>(null);
	const [mistake, setMistake] = useState<string | null>(null);
	const [receiving, receive] = useState(false);
	const [asked, ask] = useState<Lot | null>(null);
	const action = useAction();
	const load = () => get<{ items: Lot[] }>(unitPath('lots'))
		.then(({ items }) => setLots(items.sort((a, b) => a.expires_on.localeCompare(b.expires_on))), (e: unknown) => setMistake(errorText(e)));
	useEffect(() => {
		void loadReference().catch(() => {});
		void load();
	}, []);
	const expired = (l: Lot) => l.expires_on < day();
	const next = asked?.state === 'suspended' ? 'active' : 'suspended';
	return (
		<>
			<div class="title-row">
				<h1 class="govuk-heading-l">{w('title')}</h1>
				{may('stock_write') && <Button onClick={() => receive(true)}>{w('receive')}</Button>}
			</div>
			{mistake && <Notice kind="stop">{mistake}</Notice>}
			{lots?.length === 0 && <Empty title={w('none')}>{w('noneMore')}</Empty>}
			{!!lots?.length && (
				<Table caption={w('title')} hideCaption rows={lots} rowKey={(l) => l.lot_id} columns={[
					{ name: w('product'), cell: (l) => l.product_name, heading: true },
					{ name: w('lot'), cell: (l) => <strong>{l.number}</strong> },
					{ name: w('expires'), cell: (l) => date(l.expires_on) },
					{ name: w('state'), cell: (l) => <Tag kind={expired(l) || l.state !== 'active' ? 'stop' : 'good'}>{expired(l) ? w('expired') : lotStateName(l.state)}</Tag> },
					{ name: w('left'), cell: (l) => number(l.doses), numeric: true },
					...(may('lot_state') && staff().unit_level === 'nation' ? [{ name: w('actions'), cell: (l: Lot) => (
						<Button kind="quiet" aria-label={`${w(l.state === 'suspended' ? 'release' : 'suspend')} ${l.number}`} onClick={() => { action.clear(); ask(l); }}>
							{w(l.state === 'suspended' ? 'release' : 'suspend')}
						</Button>) }] : []),
				]} />
			)}
			{receiving && <Receive onClose={() => receive(false)} onDone={() => void load()} />}
			{asked && (
				<ReasonDialog title={`${w(next === 'suspended' ? 'suspend' : 'release')} ${asked.number}`} lead={next === 'suspended' ? w('suspendLead', { lot: asked.number }) : asked.product_name}
					button={w(next === 'suspended' ? 'suspend' : 'release')} danger={next === 'suspended'} action={action} onClose={() => ask(null)}
					onGive={(why) => action.run(async () => {
						await post(unitPath('lots', asked.lot_id, 'state'), { state: next, why });
						tell(w('changed', { lot: asked.number }));
						await load();
					})} />
			)}
		</>
	);
}
