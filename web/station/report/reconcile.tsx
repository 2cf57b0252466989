// Lot by lot, what the books say of a day: opening, what moved, closing, what was counted; and what is to be done where they differ.
import { useState } from 'preact/hooks';
import { useAction } from '../../shared/action';
import { post } from '../../shared/api';
import { Button } from '../../shared/button';
import type { Cell } from '../../shared/export';
import { ExportButtons } from '../../shared/export_buttons';
import { Check } from '../../shared/field';
import { date, day, number, signed } from '../../shared/format';
import { words } from '../../shared/lang';
import { Empty, Notice, Tag } from '../../shared/notice';
import { Table, type Column } from '../../shared/table';
import { tell } from '../../shared/toast';
import { may } from '../account';
import { unitPath } from '../place';
import { ReasonDialog } from '../reason_dialog';
import { useLoaded, type Items } from '../stock/store';
import type { Reconciled } from './types';
import { storeLink } from './where';

const w = words({
	title: ['Đối chiếu ngày {date}', 'Reconciliation of {date}'],
	sum: ['Đầu ngày + nhập + nhận + điều chỉnh − xuất − hủy − tiêm = cuối ngày. Kể cả liều biệt trữ.', 'Opening + received + accepted + adjusted − sent − discarded − given = closing. Doses held back included.'],
	lot: ['Vắc xin, lô', 'Vaccine, lot'],
	product: ['Vắc xin', 'Vaccine'],
	number: ['Số lô', 'Lot'],
	opening: ['Đầu ngày', 'Opening'],
	received: ['Nhập', 'Received'],
	accepted: ['Nhận từ kho khác', 'Accepted'],
	adjusted: ['Điều chỉnh', 'Adjusted'],
	issued: ['Xuất', 'Sent'],
	discarded: ['Hủy', 'Discarded'],
	used: ['Tiêm', 'Given'],
	closing: ['Cuối ngày', 'Closing'],
	counted: ['Kiểm kê', 'Counted'],
	expected: ['Sổ lúc kiểm kê', 'Books at the count'],
	books: ['sổ ghi {n}', 'books {n}'],
	difference: ['Chênh lệch', 'Difference'],
	unbacked: ['Tiêm chưa có phiếu', 'Given without receipt'],
	finding: ['Kết luận', 'Finding'],
	why: ['Giải trình', 'Explanation'],
	explain: ['Giải trình', 'Explain'],
	explainOf: ['Giải trình chênh lệch {d} liều, lô {lot}', 'Explain the difference of {d} doses, lot {lot}'],
	explainLead: ['Kiểm kê thấy {counted} liều, sổ ghi {expected}. Giải trình được ghi một lần, cùng tên bạn.', 'The count found {counted} doses, the books said {expected}. It is explained once, with your name.'],
	explained: ['Đã giải trình lô {lot}', 'Lot {lot} is explained'],
	broke: ['Vỡ khi sắp xếp', 'Broken while sorting'],
	miscounted: ['Đếm sót lần trước', 'Missed at the last count'],
	mixed: ['Ghi nhầm sang lô khác', 'Written to another lot'],
	toLot: ['Mở lô', 'Open the lot'],
	toBooks: ['Xem sổ của lô', 'See its books'],
	toDo: ['{n} lô cần xử lý.', 'Lots that need attention: {n}.'],
	good: ['Mọi lô khớp hoặc đã giải trình.', 'All lots agree or are explained.'],
	quiet: ['Hiện cả lô không có gì trong ngày ({n})', 'Show lots on which nothing happened ({n})'],
	none: ['Ngày này kho không có lô nào', 'On this day the store had no lot'],
	noneMore: ['Chọn ngày khác. Lô được nhập hoặc nhận vào kho sẽ hiện ở đây từ ngày đó.', 'Choose another day. Lots appear here from the day on which they came into the store.'],
	loading: ['Đang tải…', 'Loading…'],
});
const findings = words({
	ok: ['Khớp', 'Agrees'],
	explained: ['Đã giải trình', 'Explained'],
	open: ['Chưa giải trình', 'Not explained'],
	unbacked: ['Tiêm chưa có phiếu', 'Given without receipt'],
	before_receipt: ['Tiêm trước ngày nhập', 'Given before its receipt'],
});
const remedies = words({
	ok: ['', ''],
	explained: ['{why}', '{why}'],
	open: ['Ghi vì sao kiểm kê lệch sổ.', 'Say why the count differs from the books.'],
	unbacked: ['{n} liều. Nhập phiếu còn thiếu, nhận chuyến hàng đang đến, hoặc sửa số lô ghi nhầm ở buổi tiêm.', '{n} doses. Enter the missing receipt, take in the shipment, or correct a wrong lot in the session.'],
	before_receipt: ['Phiếu nhập ghi ngày sau ngày tiêm: nhập lại phiếu đúng ngày, rồi đảo phiếu ghi sai ngày.', 'The receipt is dated after the injections: enter it on the right day, then reverse the wrong one.'],
});
const tags = { ok: 'good', explained: 'info', open: 'stop', unbacked: 'stop', before_receipt: 'wait' } as const;
const MOVES = [['received', 1], ['accepted', 1], ['adjusted', 1], ['issued', -1], ['discarded', -1], ['used', -1]] as const;

const balance = (n: number) => (n < 0 ? signed(n) : number(n));
const isCounted = (r: Reconciled) => r.counted !== null && r.expected !== null;
const differenceOf = (r: Reconciled) => (isCounted(r) ? r.counted! - r.expected! : 0);
const toDo = (r: Reconciled) => r.finding !== 'ok' && r.finding !== 'explained';
const anything = (r: Reconciled) => toDo(r) || isCounted(r) || r.opening !== 0 || r.closing !== 0 || MOVES.some(([key]) => r[key]);
const remedyOf = (r: Reconciled) => remedies(r.finding, { why: r.why ?? '', n: number(r.unbacked) });

function Finding({ r, onExplain }: { r: Reconciled; onExplain: (r: Reconciled) => void }) {
	const remedy = remedyOf(r);
	return (
		<div class="finding">
			<Tag kind={tags[r.finding]}>{findings(r.finding)}</Tag>
			{remedy && <span class="soft">{remedy}</span>}
			{r.finding === 'open' && may('stock_write') && (
				<Button kind="second" aria-label={w('explainOf', { d: signed(differenceOf(r)), lot: r.number })} onClick={() => onExplain(r)}>{w('explain')}</Button>)}
			{r.finding === 'unbacked' && <a class="warnings__way" href={storeLink('lot', r.lot_id)}>{w('toLot')}</a>}
			{r.finding === 'before_receipt' && <a class="warnings__way" href={storeLink('books', r.lot_id)}>{w('toBooks')}</a>}
		</div>
	);
}

function columns(onExplain: (r: Reconciled) => void): Column<Reconciled>[] {
	return [
		{ name: w('lot'), heading: true, cell: (r) => <span>{r.product_name}<br /><strong>{r.number}</strong></span> },
		{ name: w('opening'), cell: (r) => balance(r.opening), numeric: true },
		...MOVES.map(([key, sign]) => ({ name: w(key), cell: (r: Reconciled) => (r[key] ? signed(sign * r[key]) : ''), numeric: true })),
		{ name: w('closing'), cell: (r) => <strong>{balance(r.closing)}</strong>, numeric: true },
		{ name: w('counted'), cell: (r) => (isCounted(r) ? <span>{number(r.counted!)}<br /><span class="soft">{w('books', { n: number(r.expected!) })}</span></span> : ''), numeric: true },
		{ name: w('difference'), cell: (r) => (differenceOf(r) ? <strong class={r.finding === 'open' ? 'outside' : ''}>{signed(differenceOf(r))}</strong> : isCounted(r) ? '0' : ''), numeric: true },
		{ name: w('finding'), cell: (r) => <Finding r={r} onExplain={onExplain} /> },
	];
}

const head = () => [w('product'), w('number'), w('opening'), ...MOVES.map(([key]) => w(key)), w('closing'), w('counted'), w('expected'), w('difference'), w('unbacked'), w('finding'), w('why')];
const row = (r: Reconciled): Cell[] => [r.product_name, r.number, r.opening, ...MOVES.map(([key, sign]) => sign * r[key]), r.closing, r.counted, r.expected,
	isCounted(r) ? differenceOf(r) : null, r.unbacked, findings(r.finding), r.why];

function Explain({ r, onClose, onDone }: { r: Reconciled; onClose: () => void; onDone: () => void }) {
	const action = useAction();
	return (
		<ReasonDialog title={w('explainOf', { d: signed(differenceOf(r)), lot: r.number })} button={w('explain')} action={action} onClose={onClose}
			lead={<p>{w('explainLead', { counted: number(r.counted!), expected: number(r.expected!) })}</p>} common={[w('broke'), w('miscounted'), w('mixed')]}
			onGive={(why) => action.run(async () => {
				await post(unitPath('counts', r.count_id!, 'explain'), { why });
				tell(w('explained', { lot: r.number }));
				onDone();
			})} />
	);
}

export function Reconcile({ on }: { on: string }) {
	const { value, mistake, reload } = useLoaded<Items<Reconciled>>(unitPath('reconciliation') + `?on=${on}`);
	const [quiet, showQuiet] = useState(false);
	const [asked, ask] = useState<Reconciled | null>(null);
	const all = value?.items ?? [];
	const lively = all.filter(anything);
	const rows = (quiet ? all : lively).sort((a, b) => Number(toDo(b)) - Number(toDo(a)));
	const open = all.filter(toDo).length;
	return (
		<>
			{mistake && <Notice kind="stop">{mistake}</Notice>}
			{!value && !mistake && <p role="status">{w('loading')}</p>}
			{value && !rows.length && <Empty title={w('none')}>{w('noneMore')}</Empty>}
			{rows.length > 0 && (
				<>
					<Notice kind={open ? 'warning' : 'good'} live>{open ? w('toDo', { n: number(open) }) : w('good')}</Notice>
					<p class="soft login__lead">{w('sum')}</p>
					<div class="reconcile"><Table<Reconciled> caption={w('title', { date: date(on) })} hideCaption rows={rows} rowKey={(r) => r.lot_id} columns={columns(ask)} /></div>
				</>
			)}
			{value && (
				<div class="below-table">
					{all.length > lively.length && <Check id="quiet" label={w('quiet', { n: number(all.length - lively.length) })} checked={quiet} onChange={showQuiet} />}
					{rows.length > 0 && <ExportButtons file={on === day() ? 'doi-chieu' : `doi-chieu-ngay-${on}`} make={() => ({ name: w('title', { date: on }), head: head(), rows: rows.map(row) })} />}
				</div>
			)}
			{asked && <Explain r={asked} onClose={() => ask(null)} onDone={() => void reload()} />}
		</>
	);
}
