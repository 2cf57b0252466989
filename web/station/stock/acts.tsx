// What a keeper does with one lot: throw away, count, hold back, let go; and which stores have it.
import { useState } from 'preact/hooks';
import { useAction, type Action } from '../../shared/action';
import { get, post } from '../../shared/api';
import { Button } from '../../shared/button';
import { Dialog } from '../../shared/dialog';
import { Choice, TextArea, TextField } from '../../shared/field';
import { date, day, number, readCount, readDate, signed } from '../../shared/format';
import { words } from '../../shared/lang';
import { Empty, Notice } from '../../shared/notice';
import { ErrorSummary, MistakeBox, type FieldMistake } from '../../shared/summary';
import { Table } from '../../shared/table';
import { tell } from '../../shared/toast';
import type { Balance, Holder } from '../../shared/types';
import { unitPath } from '../place';
import { allDiscardReasons, levelName } from '../terms';
import { useLoaded, type Items } from './store';

const w = words({
	discard: ['Hủy liều của lô {lot}', 'Discard doses of lot {lot}'],
	discardButton: ['Hủy liều', 'Discard'],
	discarded: ['Đã hủy {n} liều lô {lot}', '{n} doses of lot {lot} discarded'],
	from: ['Hủy từ', 'From'],
	fromUsable: ['Liều dùng được ({n})', 'Usable doses ({n})'],
	fromHeld: ['Liều biệt trữ ({n})', 'Doses held back ({n})'],
	howMany: ['Số liều', 'Doses'],
	reason: ['Lý do hủy', 'Reason'],
	explain: ['Giải thích', 'Explanation'],
	explainHint: ['Ví dụ: tủ lạnh hỏng đêm 12/8', 'For example: the fridge failed on the night of 12 August'],
	paper: ['Số biên bản hủy', 'Number of the record'],
	optional: ['Không bắt buộc', 'Optional'],
	on: ['Ngày hủy', 'Date'],
	needDoses: ['Nhập số liều, từ 1 đến {n}.', 'Type the number of doses, 1 to {n}.'],
	needReason: ['Chọn lý do hủy.', 'Choose the reason.'],
	needWhy: ['Ghi giải thích, dù ngắn.', 'Give an explanation, however short.'],
	needOn: ['Nhập ngày dạng ngày/tháng/năm.', 'Type the date as day/month/year.'],
	count: ['Kiểm kê lô {lot}', 'Count lot {lot}'],
	books: ['Sổ ghi', 'The books say'],
	counted: ['Đếm được (liều)', 'Found (doses)'],
	countedHint: ['Chỉ đếm liều dùng được; không đếm liều biệt trữ và lọ đã mở.', 'Count usable doses only, not those held back nor opened vials.'],
	difference: ['Chênh lệch', 'Difference'],
	same: ['Khớp với sổ', 'As in the books'],
	later: ['Có thể để trống và giải trình sau; chênh lệch còn nằm trong bảng đối chiếu.', 'May be left for later; the difference stays in the reconciliation.'],
	countButton: ['Ghi kết quả kiểm kê', 'Save the count'],
	countedSame: ['Lô {lot} khớp với sổ: {n} liều', 'Lot {lot} agrees with the books: {n} doses'],
	countedOther: ['Đã ghi kiểm kê lô {lot}: {n} liều, chênh lệch {d}', 'Count of lot {lot} saved: {n} doses, difference {d}'],
	needCounted: ['Nhập số liều đếm được; không còn liều nào thì nhập 0.', 'Type how many doses were found; 0 if none.'],
	hold: ['Biệt trữ lô {lot}', 'Hold back lot {lot}'],
	holdLead: ['Liều biệt trữ vẫn ở trong kho nhưng không tiêm, không gửi được cho đến khi bỏ biệt trữ.', 'Doses held back stay in the store but cannot be given or sent until they are released.'],
	holdButton: ['Đưa vào biệt trữ', 'Hold back'],
	held: ['Đã biệt trữ {n} liều lô {lot}', '{n} doses of lot {lot} are held back'],
	release: ['Bỏ biệt trữ lô {lot}', 'Release lot {lot}'],
	releaseLead: ['Liều được bỏ biệt trữ sẽ dùng được ngay.', 'Released doses may be used at once.'],
	releaseButton: ['Bỏ biệt trữ', 'Release'],
	released: ['Đã bỏ biệt trữ {n} liều lô {lot}', '{n} doses of lot {lot} released'],
	why: ['Lý do', 'Reason'],
	stores: ['Kho nào có lô {lot}', 'Who has lot {lot}'],
	unit: ['Đơn vị', 'Unit'],
	level: ['Cấp', 'Level'],
	usable: ['Dùng được', 'Usable'],
	heldBack: ['Biệt trữ', 'Held back'],
	transit: ['Đang gửi đi', 'On its way'],
	noStores: ['Không kho nào còn lô này', 'No store has this lot'],
	first: ['Mới hiện {n} kho đầu.', 'The first {n} stores are shown.'],
});

interface Act { lot: Balance; onClose: () => void; onDone: () => void }

const About = ({ lot }: { lot: Balance }) => <p class="login__lead">{lot.product_name} · {date(lot.expires_on)}</p>;

// The form of an act: its mistakes on top, its button below.
function ActForm({ tries, mistakes, action, fields, danger, button, send, children }: {
	tries: number; mistakes: FieldMistake[]; action: Action; fields: string[]; danger?: boolean; button: string; send: (e: Event) => void;
	children: preact.ComponentChildren;
}) {
	return (
		<form onSubmit={send} noValidate>
			<ErrorSummary tries={tries} mistakes={mistakes} />
			<MistakeBox mistake={action.mistake} fields={fields} />
			{children}
			<div class="buttons"><Button type="submit" kind={danger ? 'danger' : 'main'} busy={action.busy}>{button}</Button></div>
		</form>
	);
}

export function Discard({ lot, onClose, onDone }: Act) {
	const [held, setHeld] = useState(!lot.doses && lot.held > 0);
	const [doses, setDoses] = useState('');
	const [reason, setReason] = useState<string | null>(lot.expires_on < day() ? 'expired' : lot.state === 'recalled' ? 'recalled' : null);
	const [why, setWhy] = useState('');
	const [paper, setPaper] = useState('');
	const [on, setOn] = useState(date(day()));
	const [tried, setTried] = useState(0);
	const action = useAction();
	const most = held ? lot.held : lot.doses;
	const count = readCount(doses), iso = readDate(on);
	const mistakes = [
		...(count && count <= most ? [] : [{ id: 'doses', text: w('needDoses', { n: number(most) }) }]),
		...(reason ? [] : [{ id: 'why-discard', text: w('needReason') }]),
		...(reason !== 'other' || why.trim() ? [] : [{ id: 'explain', text: w('needWhy') }]),
		...(iso ? [] : [{ id: 'on', text: w('needOn') }]),
	];
	const told = (id: string, field = id) => (tried ? mistakes.find((m) => m.id === id)?.text : undefined) ?? action.about(field);
	const send = async (e: Event) => {
		e.preventDefault();
		setTried(tried + 1);
		if (!mistakes.length && await action.run(() => post(unitPath('lots', lot.lot_id, 'discard'), {
			doses: count, held, reason, on_date: iso, ...(why.trim() ? { why: why.trim() } : {}), ...(paper.trim() ? { paper: paper.trim() } : {}),
		}))) {
			tell(w('discarded', { n: number(count!), lot: lot.number }));
			onDone();
		}
	};
	return (
		<Dialog title={w('discard', { lot: lot.number })} onClose={onClose} wide>
			<About lot={lot} />
			<ActForm tries={tried} mistakes={mistakes} action={action} fields={['doses', 'reason', 'why', 'paper', 'on_date']} danger button={w('discardButton')} send={send}>
				{lot.held > 0 && lot.doses > 0 && (
					<Choice id="from" legend={w('from')} value={held ? 'held' : 'usable'} onChange={(v) => setHeld(v === 'held')} options={[
						{ value: 'usable', text: w('fromUsable', { n: number(lot.doses) }) }, { value: 'held', text: w('fromHeld', { n: number(lot.held) }) }]} />
				)}
				<TextField id="doses" label={w('howMany')} hint={w(held ? 'fromHeld' : 'fromUsable', { n: number(most) })} value={doses} onInput={setDoses} width={10} inputMode="numeric" error={told('doses')} />
				<Choice id="why-discard" legend={w('reason')} value={reason} onChange={setReason} options={allDiscardReasons()} error={told('why-discard', 'reason')} />
				<TextArea id="explain" label={w('explain')} hint={reason === 'other' ? w('explainHint') : w('optional')} value={why} onInput={setWhy} rows={2} error={told('explain', 'why')} />
				<div class="pair">
					<TextField id="paper" label={w('paper')} hint={w('optional')} value={paper} onInput={setPaper} error={told('paper')} />
					<TextField id="on" label={w('on')} hint="dd/mm/yyyy" value={on} onInput={setOn} inputMode="numeric" error={told('on', 'on_date')} />
				</div>
			</ActForm>
		</Dialog>
	);
}

export function Count({ lot, onClose, onDone }: Act) {
	const [expected, setExpected] = useState(lot.doses);
	const [found, setFound] = useState('');
	const [why, setWhy] = useState('');
	const [tried, setTried] = useState(0);
	const action = useAction();
	const counted = readCount(found);
	const difference = counted === null ? null : counted - expected;
	const mistakes = counted === null ? [{ id: 'counted', text: w('needCounted') }] : [];
	const told = (id: string, field = id) => (tried ? mistakes.find((m) => m.id === id)?.text : undefined) ?? action.about(field);
	const send = async (e: Event) => {
		e.preventDefault();
		setTried(tried + 1);
		if (mistakes.length)
			return;
		if (await action.run(() => post(unitPath('lots', lot.lot_id, 'count'), { counted, expected, ...(why.trim() && difference ? { why: why.trim() } : {}) }))) {
			tell(difference ? w('countedOther', { lot: lot.number, n: number(counted!), d: signed(difference) }) : w('countedSame', { lot: lot.number, n: number(counted!) }));
			onDone();
			return;
		}
		// The books may have moved on while doses were counted: show what they say now.
		await get<Items<Balance>>(unitPath('lots')).then(({ items }) => setExpected(items.find((l) => l.lot_id === lot.lot_id)?.doses ?? 0), () => {});
	};
	return (
		<Dialog title={w('count', { lot: lot.number })} onClose={onClose}>
			<About lot={lot} />
			<ActForm tries={tried} mistakes={mistakes} action={action} fields={['counted', 'why']} button={w('countButton')} send={send}>
				<dl class="numbers"><div><dt>{w('books')}</dt><dd>{number(expected)}</dd></div>
					<div class={difference ? 'numbers__off' : ''}><dt>{w('difference')}</dt><dd>{difference === null ? '–' : difference ? signed(difference) : '0 ✓'}</dd></div></dl>
				<p role="status" class="govuk-visually-hidden">{difference === null ? '' : difference ? `${w('difference')} ${signed(difference)}` : w('same')}</p>
				<TextField id="counted" label={w('counted')} hint={w('countedHint')} value={found} onInput={setFound} width={10} inputMode="numeric" error={told('counted')} />
				{!!difference && <TextArea id="explain" label={w('explain')} hint={w('later')} value={why} onInput={setWhy} rows={2} error={told('explain', 'why')} />}
			</ActForm>
		</Dialog>
	);
}

// Quarantine and out of it.
export function Hold({ lot, release, onClose, onDone }: Act & { release?: boolean }) {
	const most = release ? lot.held : lot.doses;
	const [doses, setDoses] = useState(String(most));
	const [why, setWhy] = useState('');
	const [tried, setTried] = useState(0);
	const action = useAction();
	const count = readCount(doses);
	const mistakes = [
		...(count && count <= most ? [] : [{ id: 'doses', text: w('needDoses', { n: number(most) }) }]),
		...(why.trim() ? [] : [{ id: 'explain', text: w('needWhy') }]),
	];
	const told = (id: string, field = id) => (tried ? mistakes.find((m) => m.id === id)?.text : undefined) ?? action.about(field);
	const send = async (e: Event) => {
		e.preventDefault();
		setTried(tried + 1);
		if (!mistakes.length && await action.run(() => post(unitPath('lots', lot.lot_id, release ? 'release' : 'hold'), { doses: count, why: why.trim() }))) {
			tell(w(release ? 'released' : 'held', { n: number(count!), lot: lot.number }));
			onDone();
		}
	};
	return (
		<Dialog title={w(release ? 'release' : 'hold', { lot: lot.number })} onClose={onClose}>
			<p class="login__lead">{w(release ? 'releaseLead' : 'holdLead')}</p>
			<ActForm tries={tried} mistakes={mistakes} action={action} fields={['doses', 'why']} button={w(release ? 'releaseButton' : 'holdButton')} send={send}>
				<TextField id="doses" label={w('howMany')} hint={w(release ? 'fromHeld' : 'fromUsable', { n: number(most) })} value={doses} onInput={setDoses} width={10} inputMode="numeric" error={told('doses')} />
				<TextArea id="explain" label={w('why')} value={why} onInput={setWhy} rows={2} error={told('explain', 'why')} />
			</ActForm>
		</Dialog>
	);
}

export function Stores({ lot, onClose }: { lot: Balance; onClose: () => void }) {
	const { value, mistake } = useLoaded<Items<Holder>>(unitPath('lots', lot.lot_id, 'stores'));
	const rows = value?.items.filter((h) => h.doses || h.held || h.transit) ?? [];
	return (
		<Dialog title={w('stores', { lot: lot.number })} onClose={onClose} wide>
			<About lot={lot} />
			{mistake && <Notice kind="stop">{mistake}</Notice>}
			{value && !rows.length && <Empty title={w('noStores')} />}
			{rows.length > 0 && (
				<Table<Holder> caption={w('stores', { lot: lot.number })} hideCaption rows={rows} rowKey={(h) => h.unit_id} columns={[
					{ name: w('unit'), cell: (h) => h.unit_name, heading: true },
					{ name: w('level'), cell: (h) => levelName(h.level) },
					{ name: w('usable'), cell: (h) => number(h.doses), numeric: true },
					{ name: w('heldBack'), cell: (h) => (h.held ? number(h.held) : ''), numeric: true },
					{ name: w('transit'), cell: (h) => (h.transit ? number(h.transit) : ''), numeric: true },
				]} />
			)}
			{value?.next && <p class="soft">{w('first', { n: value.items.length })}</p>}
		</Dialog>
	);
}
