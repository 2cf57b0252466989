// What the store has, product by product, soonest expiry first, with a sum of each; and what is done with a lot.
import { useEffect, useState } from 'preact/hooks';
import { useAction } from '../../shared/action';
import { post } from '../../shared/api';
import { Button } from '../../shared/button';
import { Dialog } from '../../shared/dialog';
import type { Cell } from '../../shared/export';
import { ExportButtons } from '../../shared/export_buttons';
import { Check, SelectField } from '../../shared/field';
import { date, number } from '../../shared/format';
import { words } from '../../shared/lang';
import { Empty, Notice, Tag } from '../../shared/notice';
import { Table, type Column } from '../../shared/table';
import { tell } from '../../shared/toast';
import type { Balance } from '../../shared/types';
import { may, staff } from '../account';
import { atSite, unitPath } from '../place';
import { ReasonDialog } from '../reason_dialog';
import { lotStateName } from '../terms';
import { Count, Discard, Hold, Stores } from './acts';
import { Receive } from './receive';
import { daysText, goStock, goStockInstead, hasAny, isExpired, soonOver, useLots, usable } from './store';

const w = words({
	title: ['Kho vắc xin', 'Vaccine store'],
	receive: ['Nhập lô', 'Receive a lot'],
	send: ['Gửi hàng', 'Send doses'],
	scope: ['Xem kho nào', 'Which stores'],
	own: ['Kho của đơn vị', 'Our own store'],
	below: ['Tất cả kho cấp dưới', 'All stores below'],
	belowMore: ['Tổng của mọi kho trong phạm vi của đơn vị, kể cả kho của đơn vị. Bấm “Chi tiết” để biết kho nào có lô.', 'Sums of all stores of the unit, its own included. “Details” tells which stores have a lot.'],
	filter: ['Lọc theo vắc xin', 'Filter by vaccine'],
	all: ['Mọi vắc xin', 'All vaccines'],
	empty: ['Hiện cả lô đã hết ({n})', 'Show used-up lots ({n})'],
	product: ['Vắc xin', 'Vaccine'],
	lot: ['Số lô', 'Lot'],
	expires: ['Hạn dùng', 'Expires'],
	usable: ['Dùng được', 'Usable'],
	held: ['Biệt trữ', 'Held back'],
	transit: ['Đang gửi đi', 'On its way'],
	unbacked: ['Tiêm chưa có phiếu', 'Given without receipt'],
	used: ['Đã tiêm', 'Given'],
	state: ['Tình trạng', 'State'],
	actions: ['Thao tác', 'Actions'],
	act: ['Xử lý', 'Handle'],
	details: ['Chi tiết', 'Details'],
	actOf: ['{act}: lô {lot}', '{act}: lot {lot}'],
	expired: ['Hết hạn', 'Expired'],
	soon: ['Sắp hết hạn', 'Expires soon'],
	sum: ['Cộng {product}', '{product} in all'],
	lots: ['{n} lô', '{n} lots'],
	unusable: ['trong đó {n} hết hạn hoặc bị dừng', 'of these {n} expired or stopped'],
	unbackedNote: ['{n} liều đã được ghi là tiêm mà kho chưa có phiếu nhập. Hãy nhập phiếu còn thiếu, nhận chuyến hàng đang đến, hoặc sửa số lô ghi nhầm ở buổi tiêm; số này tự hết khi sổ khớp.',
		'{n} doses are recorded as given although the store has no receipt for them. Enter the missing receipt, take in the shipment that is coming, or correct a wrong lot in the session; the number goes away when the books agree.'],
	none: ['Kho chưa có lô nào', 'The store is empty'],
	noneMore: ['Nhập lô đầu tiên theo phiếu giao vắc xin, hoặc nhận chuyến hàng ở mục Đang đến.', 'Receive the first lot as the delivery note says, or take in a shipment under Coming.'],
	noneRead: ['Thủ kho nhập lô hoặc nhận hàng; số liều sẽ hiện ở đây.', 'The stock keeper receives lots; the doses then appear here.'],
	noneUsed: ['Mọi lô đã dùng hết. Nhập lô mới, hoặc hiện cả lô đã hết.', 'All lots are used up. Receive a new one, or show used-up lots.'],
	loading: ['Đang tải…', 'Loading…'],
	count: ['Kiểm kê', 'Count'],
	countMore: ['So số đếm được với sổ', 'Compare what is found with the books'],
	discard: ['Hủy liều', 'Discard doses'],
	discardMore: ['Hết hạn, vỡ, hỏng do nhiệt độ…', 'Expired, broken, spoilt by temperature…'],
	hold: ['Đưa vào biệt trữ', 'Hold back'],
	holdMore: ['Còn trong kho nhưng tạm không dùng', 'Stays in the store but is not used'],
	release: ['Bỏ biệt trữ', 'Release'],
	releaseMore: ['{n} liều đang biệt trữ', '{n} doses are held back'],
	books: ['Sổ của lô này', 'Books of this lot'],
	booksMore: ['Mọi lần nhập, xuất, hủy, kiểm kê', 'All receipts, shipments, discards, counts'],
	stores: ['Kho nào có lô này', 'Which stores have it'],
	storesMore: ['Ở đơn vị này và mọi cấp dưới', 'Here and at all levels below'],
	backed: ['Nhập phiếu còn thiếu', 'Enter the missing receipt'],
	backedMore: ['Vắc xin, số lô và hạn dùng được điền sẵn', 'Vaccine, lot and expiry are filled in'],
	coming: ['Nhận chuyến hàng đang đến', 'Take in the shipment that is coming'],
	comingMore: ['Khi lô này còn trên một phiếu chưa nhận', 'When the lot is still on a shipment that was not taken in'],
	suspend: ['Tạm dừng lô trên toàn quốc', 'Suspend the lot everywhere'],
	reopen: ['Cho dùng lại trên toàn quốc', 'Release the lot everywhere'],
	suspendLead: ['Lô {lot} không dùng được ở mọi bàn tiêm cho đến khi được mở lại.', 'Lot {lot} cannot be used at any table until it is released again.'],
	changed: ['Đã đổi tình trạng lô {lot}', 'The state of lot {lot} is changed'],
});

type Act = 'receive' | 'count' | 'discard' | 'hold' | 'release' | 'stores' | 'state';
// A lot, or the sum of a product's lots.
type Row = Balance & { sum?: number; unusable?: number };

function stateTag(l: Balance) {
	if (isExpired(l))
		return <Tag kind="stop">{w('expired')}</Tag>;
	if (l.state !== 'active')
		return <Tag kind="stop">{lotStateName(l.state)}</Tag>;
	return soonOver(l) ? <Tag kind="wait">{w('soon')}</Tag> : null;
}

// Product by product in the order of their first lot, each followed by its sum.
function withSums(lots: Balance[]): Row[] {
	const products = [...new Set(lots.map((l) => l.product_code))];
	return products.flatMap((code) => {
		const own: Row[] = lots.filter((l) => l.product_code === code);
		const add = (key: 'doses' | 'held' | 'transit' | 'unbacked' | 'used') => own.reduce((n, l) => n + l[key], 0);
		const sum = { ...own[0]!, lot_id: `sum-${code}`, sum: own.length, unusable: own.reduce((n, l) => n + (usable(l) ? 0 : l.doses), 0), doses: add('doses'), held: add('held'), transit: add('transit'), unbacked: add('unbacked'), used: add('used') };
		return own.length > 1 ? [...own, sum] : own;
	});
}

const some = (n: number) => (n ? number(n) : '');

function columns(onAct: (lot: Balance) => void, writes: boolean, unbacked: boolean): Column<Row>[] {
	return [
		{ name: w('product'), cell: (l) => <span class="name">{l.sum ? w('sum', { product: l.product_name }) : l.product_name}</span>, heading: true },
		{ name: w('lot'), cell: (l) => (l.sum ? w('lots', { n: l.sum }) : <strong>{l.number}</strong>) },
		{ name: w('expires'), cell: (l) => (l.sum ? '' : <span class="expiry"><span>{date(l.expires_on)} {stateTag(l)}</span><span class="soft">{daysText(l.expires_on)}</span></span>) },
		{ name: w('usable'), cell: (l) => <span><strong class={l.sum || usable(l) || !l.doses ? '' : 'struck'}>{number(l.doses)}</strong>
			{!!l.unusable && <><br /><span class="soft">{w('unusable', { n: number(l.unusable) })}</span></>}</span>, numeric: true },
		{ name: w('held'), cell: (l) => some(l.held), numeric: true },
		{ name: w('transit'), cell: (l) => some(l.transit), numeric: true },
		...(unbacked ? [{ name: w('unbacked'), cell: (l: Row) => (l.unbacked ? <strong class="outside">! {number(l.unbacked)}</strong> : ''), numeric: true }] : []),
		{ name: w('actions'), cell: (l) => (l.sum ? '' : (
			<Button kind="quiet" aria-haspopup="dialog" aria-label={w('actOf', { act: w(writes ? 'act' : 'details'), lot: l.number })} onClick={() => onAct(l)}>{w(writes ? 'act' : 'details')}</Button>)) },
	];
}

const exportRows = (lots: Balance[]): Cell[][] => lots.map((l) => [
	l.product_name, l.number, { date: l.expires_on }, isExpired(l) ? w('expired') : lotStateName(l.state), l.doses, l.held, l.transit, l.unbacked, l.used]);
const exportHead = () => [w('product'), w('lot'), w('expires'), w('state'), w('usable'), w('held'), w('transit'), w('unbacked'), w('used')];

function LotDialog({ lot, writes, below, onClose, onAct }: { lot: Balance; writes: boolean; below: boolean; onClose: () => void; onAct: (act: Act) => void }) {
	const item = (act: Act | 'books' | 'incoming', text: string, more: string) => (
		<li key={act}><button type="button" class="row-button row-button--act" data-first onClick={() => (act === 'books' ? goStock('books', lot.lot_id) : act === 'incoming' ? goStock('incoming') : onAct(act))}>
			<span><strong>{text}</strong><br /><span class="soft">{more}</span></span><span aria-hidden="true">›</span>
		</button></li>
	);
	return (
		<Dialog title={`${lot.product_name}, ${lot.number}`} onClose={onClose}>
			<p class="login__lead">{w('expires')}: <strong>{date(lot.expires_on)}</strong> ({daysText(lot.expires_on)}) {stateTag(lot)}{lot.state !== 'active' && lot.why && <> {lot.why}</>}</p>
			<dl class="numbers numbers--small">
				<div><dt>{w('usable')}</dt><dd>{number(lot.doses)}</dd></div>
				<div><dt>{w('held')}</dt><dd>{number(lot.held)}</dd></div>
				<div><dt>{w('transit')}</dt><dd>{number(lot.transit)}</dd></div>
				<div><dt>{w('used')}</dt><dd>{number(lot.used)}</dd></div>
			</dl>
			{lot.unbacked > 0 && <Notice kind="warning">{w('unbackedNote', { n: number(lot.unbacked) })}</Notice>}
			<ul class="plain-list">
				{writes && lot.unbacked > 0 && item('receive', w('backed'), w('backedMore'))}
				{writes && lot.unbacked > 0 && item('incoming', w('coming'), w('comingMore'))}
				{writes && item('count', w('count'), w('countMore'))}
				{writes && lot.doses + lot.held > 0 && item('discard', w('discard'), w('discardMore'))}
				{writes && lot.doses > 0 && item('hold', w('hold'), w('holdMore'))}
				{writes && lot.held > 0 && item('release', w('release'), w('releaseMore', { n: number(lot.held) }))}
				{!below && item('books', w('books'), w('booksMore'))}
				{!atSite.value && item('stores', w('stores'), w('storesMore'))}
				{may('lot_state') && staff().unit_level === 'nation' && lot.state !== 'recalled' && item('state', w(lot.state === 'suspended' ? 'reopen' : 'suspend'), lotStateName(lot.state))}
			</ul>
		</Dialog>
	);
}

// Everywhere at once: the nation's to do.
function StateDialog({ lot, onClose, onDone }: { lot: Balance; onClose: () => void; onDone: () => void }) {
	const action = useAction();
	const next = lot.state === 'suspended' ? 'active' : 'suspended';
	const title = w(next === 'suspended' ? 'suspend' : 'reopen');
	return (
		<ReasonDialog title={`${title}: ${lot.number}`} lead={next === 'suspended' ? w('suspendLead', { lot: lot.number }) : lot.product_name} button={title} danger={next === 'suspended'}
			action={action} onClose={onClose} onGive={(why) => action.run(async () => {
				await post(unitPath('lots', lot.lot_id, 'state'), { state: next, why });
				tell(w('changed', { lot: lot.number }));
				onDone();
			})} />
	);
}

function ActDialog({ act, ...rest }: { act: Act; lot: Balance; onClose: () => void; onDone: () => void }) {
	switch (act) {
	case 'receive': return <Receive {...rest} />;
	case 'count': return <Count {...rest} />;
	case 'discard': return <Discard {...rest} />;
	case 'hold': return <Hold {...rest} />;
	case 'release': return <Hold release {...rest} />;
	case 'stores': return <Stores lot={rest.lot} onClose={rest.onClose} />;
	case 'state': return <StateDialog {...rest} />;
	}
}

function Nothing({ used, onReceive }: { used: boolean; onReceive: () => void }) {
	const writes = may('stock_write');
	return (
		<Empty title={w('none')}>
			<p>{w(used ? 'noneUsed' : writes ? 'noneMore' : 'noneRead')}</p>
			{writes && <div class="buttons buttons--middle"><Button onClick={onReceive}>{w('receive')}</Button></div>}
		</Empty>
	);
}

// opened: a lot that an address or an alarm leads to.
export function Lots({ opened }: { opened?: string | undefined }) {
	const [below, setBelow] = useState(false);
	const [product, setProduct] = useState('');
	const [usedUp, showUsedUp] = useState(false);
	const [receiving, receive] = useState(false);
	const [chosen, choose] = useState<{ lot: Balance; act: Act | null } | null>(null);
	const { value, mistake, reload } = useLots(below);
	// as it is by now: what was just done to it may come in while its dialog is open
	const now = chosen && (value?.items.find((l) => l.lot_id === chosen.lot.lot_id) ?? chosen.lot);
	const writes = may('stock_write') && !below;
	const every = value?.items ?? [];
	const products = [...new Map(every.map((l) => [l.product_code, l.product_name]))];
	const ofProduct = every.filter((l) => !product || l.product_code === product);
	const shown = ofProduct.filter((l) => usedUp || hasAny(l));
	const gone = ofProduct.length - ofProduct.filter(hasAny).length;
	const unbacked = every.reduce((n, l) => n + l.unbacked, 0);
	useEffect(() => {
		const lot = opened && every.find((l) => l.lot_id === opened);
		if (lot)
			choose({ lot, act: null });
	}, [opened, !value]);
	const close = () => {
		choose(null);
		if (opened)
			goStockInstead();
	};
	const done = () => {
		close();
		void reload();
	};
	return (
		<>
			<div class="title-row">
				<h1 class="govuk-heading-l">{w('title')}</h1>
				{may('stock_write') && (
					<div class="buttons title-row__buttons">
						<Button kind="second" onClick={() => goStock('count')}>{w('count')}</Button>
						<Button kind="second" onClick={() => goStock('send')}>{w('send')}</Button>
						<Button onClick={() => receive(true)}>{w('receive')}</Button>
					</div>
				)}
			</div>
			{mistake && <Notice kind="stop">{mistake}</Notice>}
			{!value && !mistake && <p role="status">{w('loading')}</p>}
			{unbacked > 0 && <Notice kind="warning">{w('unbackedNote', { n: number(unbacked) })}</Notice>}
			{(!atSite.value || every.length > 0) && (
				<div class="filters filters--stock">
					{!atSite.value && <SelectField id="scope" label={w('scope')} value={below ? 'below' : 'own'} onChange={(v) => setBelow(v === 'below')}
						options={[{ value: 'own', text: w('own') }, { value: 'below', text: w('below') }]} />}
					{every.length > 0 && <SelectField id="of-product" label={w('filter')} value={product} onChange={setProduct} empty={w('all')}
						options={products.map(([code, name]) => ({ value: code, text: name }))} />}
				</div>
			)}
			{below && <p class="soft login__lead">{w('belowMore')}</p>}
			{value && !shown.length && <Nothing used={every.length > 0} onReceive={() => receive(true)} />}
			{shown.length > 0 && <Table<Row> caption={w('title')} hideCaption rows={withSums(shown)} rowKey={(l) => l.lot_id} strong={(l) => !!l.sum} columns={columns((lot) => choose({ lot, act: null }), writes, unbacked > 0)} />}
			{value && (
				<div class="below-table">
					{gone > 0 && <Check id="used-up" label={w('empty', { n: number(gone) })} checked={usedUp} onChange={showUsedUp} />}
					{shown.length > 0 && <ExportButtons file="kho" make={() => ({ name: w('title'), head: exportHead(), rows: exportRows(shown) })} />}
				</div>
			)}
			{receiving && <Receive onClose={() => receive(false)} onDone={() => void reload()} />}
			{chosen && now && !chosen.act && <LotDialog lot={now} writes={writes} below={below} onClose={close} onAct={(act) => choose({ ...chosen, act })} />}
			{chosen?.act && now && <ActDialog act={chosen.act} lot={now} onClose={close} onDone={done} />}
		</>
	);
}
