// The books of the store: every movement, newest first, who wrote it and why; one that was wrong is reversed, never removed.
import { useEffect, useRef, useState } from 'preact/hooks';
import { useAction } from '../../shared/action';
import { errorText, get, post } from '../../shared/api';
import { Button } from '../../shared/button';
import type { Sheet } from '../../shared/export';
import { ExportButtons } from '../../shared/export_buttons';
import { SelectField, TextField } from '../../shared/field';
import { date, moment, readDate, signed } from '../../shared/format';
import { words } from '../../shared/lang';
import { Empty, Notice, Tag } from '../../shared/notice';
import { Table, type Column } from '../../shared/table';
import { tell } from '../../shared/toast';
import type { Movement } from '../../shared/types';
import { may } from '../account';
import { unitPath } from '../place';
import { ReasonDialog } from '../reason_dialog';
import { discardName, movementName } from '../terms';
import { goStock, useLots, type Items } from './store';

const w = words({
	title: ['Sổ kho', 'Books of the store'],
	lot: ['Lô', 'Lot'],
	all: ['Mọi lô', 'All lots'],
	from: ['Từ ngày', 'From'],
	to: ['Đến ngày', 'To'],
	bad: ['Nhập ngày dạng ngày/tháng/năm.', 'Type the date as day/month/year.'],
	on: ['Ngày', 'Date'],
	what: ['Việc', 'What'],
	product: ['Vắc xin, lô', 'Vaccine, lot'],
	change: ['Thay đổi (liều)', 'Change (doses)'],
	doses: ['Dùng được', 'Usable'],
	held: ['Biệt trữ', 'Held back'],
	transit: ['Đang gửi đi', 'On its way'],
	about: ['Nơi, giấy tờ, lý do', 'Where, paper, reason'],
	paper: ['phiếu {paper}', 'paper {paper}'],
	who: ['Người ghi', 'Written by'],
	actions: ['Thao tác', 'Actions'],
	late: ['Ghi sau khi chốt ngày', 'Entered after the day was closed'],
	reversed: ['Đã đảo', 'Reversed'],
	ofShipment: ['Theo phiếu gửi', 'Of a shipment'],
	reverse: ['Đảo lại', 'Reverse'],
	reverseOf: ['Đảo lại: {what}, lô {lot}, ngày {date}', 'Reverse: {what}, lot {lot}, {date}'],
	reverseLead: ['Bút toán không bị xóa: sổ ghi thêm một bút toán ngược lại trong cùng ngày.', 'The entry is not removed: its opposite is added on the same day.'],
	reverseTitle: ['Đảo bút toán', 'Reverse an entry'],
	done: ['Đã đảo bút toán', 'The entry is reversed'],
	wrongNumber: ['Ghi nhầm số liều', 'Wrong number of doses'],
	wrongLot: ['Ghi nhầm lô', 'Wrong lot'],
	twice: ['Ghi hai lần', 'Entered twice'],
	more: ['Hiện thêm', 'Show more'],
	none: ['Chưa có bút toán nào', 'No entries yet'],
	noneMore: ['Mỗi lần nhập, gửi, hủy hay kiểm kê sẽ được ghi ở đây.', 'Each receipt, shipment, discard and count is written here.'],
	noMatch: ['Không có bút toán nào khớp', 'No entry matches'],
	noMatchMore: ['Đổi lô hoặc nới khoảng ngày.', 'Choose another lot or other dates.'],
	loading: ['Đang tải…', 'Loading…'],
	reason: ['Lý do', 'Reason'],
	party: ['Nơi giao, nơi nhận', 'From or to'],
	paperNumber: ['Số phiếu', 'Paper'],
	at: ['Ghi lúc', 'Written at'],
	number: ['Số lô', 'Lot'],
	name: ['Vắc xin', 'Vaccine'],
	mark: ['Ghi chú', 'Remark'],
});
const PAGE = 50, EXPORT_PAGE = 500, EXPORT_MOST = 20; // pages

const kindOf = (m: Movement) => movementName(m.kind) + (m.reason ? `: ${discardName(m.reason)}` : '');
const marks = (m: Movement) => [...(m.late ? [w('late')] : []), ...(m.reversed_by ? [w('reversed')] : [])];
const reversible = (m: Movement) => !m.shipment_id && !m.reverses && !m.reversed_by;

function Change({ m }: { m: Movement }) {
	const parts = (['doses', 'held', 'transit'] as const).filter((key) => m[key]);
	return <span class="change">{parts.map((key) => <span key={key}><span class="soft">{w(key)}</span> <strong>{signed(m[key])}</strong></span>)}</span>;
}

function columns(onReverse: (m: Movement) => void): Column<Movement>[] {
	return [
		{ name: w('what'), heading: true, cell: (m) => <span class="what"><strong>{kindOf(m)}</strong>{m.late && <Tag kind="wait">{w('late')}</Tag>}{m.reversed_by && <Tag kind="stop">{w('reversed')}</Tag>}</span> },
		{ name: w('on'), cell: (m) => date(m.on_date) },
		{ name: w('product'), cell: (m) => <span>{m.product_name}<br /><strong>{m.lot_number}</strong></span> },
		{ name: w('change'), cell: (m) => <Change m={m} />, numeric: true },
		{ name: w('about'), cell: (m) => [m.party, m.paper && w('paper', { paper: m.paper }), m.why].filter(Boolean).join(' · ') },
		{ name: w('who'), cell: (m) => <span>{m.staff_name ?? '–'}<br /><span class="soft">{moment(m.at)}</span></span> },
		...(may('stock_write') ? [{ name: w('actions'), cell: (m: Movement) => (reversible(m) ? (
			<Button kind="quiet" aria-label={w('reverseOf', { what: kindOf(m), lot: m.lot_number, date: date(m.on_date) })} onClick={() => onReverse(m)}>{w('reverse')}</Button>
		) : m.shipment_id && !m.reverses ? <span class="soft">{w('ofShipment')}</span> : '') }] : []),
	];
}

async function everything(query: URLSearchParams): Promise<Sheet> {
	const all: Movement[] = [];
	for (let after: string | null | undefined = '', n = 0; after !== null && after !== undefined && n < EXPORT_MOST; n++) {
		const page: Items<Movement> = await get(unitPath('movements') + `?${query}&limit=${EXPORT_PAGE}${after && `&after_id=${after}`}`);
		all.push(...page.items);
		after = page.next;
	}
	return {
		name: w('title'), head: [w('on'), w('what'), w('name'), w('number'), w('doses'), w('held'), w('transit'), w('party'), w('paperNumber'), w('reason'), w('who'), w('at'), w('mark')],
		rows: all.map((m) => [{ date: m.on_date }, kindOf(m), m.product_name, m.lot_number, m.doses, m.held, m.transit, m.party, m.paper, m.why, m.staff_name, moment(m.at), marks(m).join(', ')]),
	};
}

// A page after the other; what an older question answers late is dropped.
function useMovements(query: string) {
	const [rows, setRows] = useState<Movement[] | null>(null);
	const [next, setNext] = useState<string | null>(null);
	const [mistake, setMistake] = useState<string | null>(null);
	const [busy, setBusy] = useState(false);
	const asked = useRef(0);
	const load = async (have: Movement[], after: string | null) => {
		const mine = ++asked.current;
		setBusy(true);
		try {
			const page = await get<Items<Movement>>(unitPath('movements') + `?${query}&limit=${PAGE}${after ? `&after_id=${after}` : ''}`);
			if (mine !== asked.current)
				return;
			setRows([...have, ...page.items]);
			setNext(page.next ?? null);
			setMistake(null);
		} catch (e) {
			if (mine === asked.current)
				setMistake(errorText(e));
		}
		if (mine === asked.current)
			setBusy(false);
	};
	useEffect(() => void load([], null), [query]);
	return { rows, next, mistake, busy, more: () => load(rows ?? [], next), reload: () => load([], null) };
}

export function Books({ lotId = '' }: { lotId?: string | undefined }) {
	const [from, setFrom] = useState('');
	const [to, setTo] = useState('');
	const [asked, ask] = useState<Movement | null>(null);
	const action = useAction();
	const lots = useLots().value?.items ?? [];
	const query = new URLSearchParams({ ...(lotId ? { lot_id: lotId } : {}), ...(readDate(from) ? { from: readDate(from)! } : {}), ...(readDate(to) ? { to: readDate(to)! } : {}) });
	const found = useMovements(String(query));
	const bad = (text: string) => (text.trim().length > 7 && !readDate(text) ? w('bad') : undefined);
	const reverse = (why: string) => action.run(async () => {
		await post(unitPath('movements', asked!.id, 'reverse'), { why });
		tell(w('done'));
		await found.reload();
	});
	const filtered = String(query) !== '';
	return (
		<>
			<h1 class="govuk-heading-l">{w('title')}</h1>
			<div class="filters filters--books" role="search">
				<SelectField id="of-lot" label={w('lot')} value={lotId} onChange={(id) => goStock('books', ...(id ? [id] : []))} empty={w('all')}
					options={lots.map((l) => ({ value: l.lot_id, text: `${l.product_name}, ${l.number}` }))} />
				<TextField id="from" label={w('from')} value={from} onInput={setFrom} inputMode="numeric" placeholder="dd/mm/yyyy" error={bad(from)} />
				<TextField id="to" label={w('to')} value={to} onInput={setTo} inputMode="numeric" placeholder="dd/mm/yyyy" error={bad(to)} />
			</div>
			{found.mistake && <Notice kind="stop">{found.mistake}</Notice>}
			{!found.rows && !found.mistake && <p role="status">{w('loading')}</p>}
			{found.rows?.length === 0 && <Empty title={w(filtered ? 'noMatch' : 'none')}>{w(filtered ? 'noMatchMore' : 'noneMore')}</Empty>}
			{!!found.rows?.length && (
				<>
					<Table caption={w('title')} hideCaption rows={found.rows} rowKey={(m) => m.id} columns={columns((m) => { action.clear(); ask(m); })} />
					<div class="below-table">
						{found.next && <Button kind="second" busy={found.busy} onClick={() => void found.more()}>{w('more')}</Button>}
						<ExportButtons file="so-kho" make={() => everything(query)} />
					</div>
				</>
			)}
			{asked && (
				<ReasonDialog title={w('reverseTitle')} button={w('reverse')} danger action={action} onClose={() => ask(null)} onGive={reverse}
					common={[w('wrongNumber'), w('wrongLot'), w('twice')]}
					lead={<><p><strong>{kindOf(asked)}</strong>, {asked.product_name} {asked.lot_number}, {date(asked.on_date)}</p><p><Change m={asked} /></p><p class="soft">{w('reverseLead')}</p></>} />
			)}
		</>
	);
}
