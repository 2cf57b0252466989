// Multi-dose vials that were opened: how long each may still be used, and what became of its doses.
import { useState } from 'preact/hooks';
import { useAction } from '../../shared/action';
import { post } from '../../shared/api';
import { Button } from '../../shared/button';
import { Dialog } from '../../shared/dialog';
import { Check, SelectField, TextArea, TextField } from '../../shared/field';
import { date, number, readCount, time } from '../../shared/format';
import { words } from '../../shared/lang';
import { Empty, Notice, Tag } from '../../shared/notice';
import { ErrorSummary, MistakeBox } from '../../shared/summary';
import { tell } from '../../shared/toast';
import type { Balance, Vial } from '../../shared/types';
import { may } from '../account';
import { now, session } from '../board';
import { unitPath } from '../place';
import { usable, useLoaded, useLots, type Items } from './store';

const w = words({
	title: ['Lọ đang mở', 'Open vials'],
	open: ['Mở lọ', 'Open a vial'],
	today: ['Hiện cả lọ đã xong hôm nay', 'Show vials finished today'],
	none: ['Không có lọ nào đang mở', 'No vial is open'],
	noneMore: ['Bấm “Mở lọ” khi rút liều đầu tiên: đồng hồ bắt đầu đếm.', 'Press “Open a vial” with the first draw: its clock begins.'],
	noneRead: ['Người tiêm mở lọ ở đây khi rút liều đầu tiên.', 'Vaccinators open vials here with the first draw.'],
	loading: ['Đang tải…', 'Loading…'],
	vial: ['{product}, lô {lot}', '{product}, lot {lot}'],
	facts: ['{n} liều · mở lúc {at}{by} · dùng đến {due}', '{n} doses · opened {at}{by} · good until {due}'],
	by: [', {name}', ', {name}'],
	left: ['còn {time}', '{time} left'],
	over: ['quá giờ {time}', '{time} over'],
	hours: ['{h} giờ {m} phút', '{h} h {m} min'],
	minutes: ['{m} phút', '{m} min'],
	overMore: ['Không dùng nữa: bỏ phần còn lại và kết thúc lọ.', 'Do not use it any more: throw the rest away and finish the vial.'],
	finished: ['Đã xong', 'Finished'],
	outcome: ['rút {drawn} liều, bỏ {left}, rút thêm {extra}', '{drawn} drawn, {left} thrown away, {extra} extra'],
	close: ['Kết thúc lọ', 'Finish the vial'],
	closeOf: ['Kết thúc lọ lô {lot}, mở lúc {at}', 'Finish the vial of lot {lot}, opened {at}'],
	which: ['Lọ của lô nào', 'Vial of which lot'],
	choose: ['Chọn lô', 'Choose a lot'],
	lotText: ['{product}, lô {lot}, hạn {date}, còn {n} liều', '{product}, lot {lot}, expires {date}, {n} doses left'],
	needLot: ['Chọn lô đúng với lọ đang cầm.', 'Choose the lot of the vial in hand.'],
	noLots: ['Kho không có lô nhiều liều nào dùng được.', 'The store has no usable lot of multi-dose vials.'],
	opened: ['Đã mở lọ lô {lot}, dùng đến {due}', 'A vial of lot {lot} is open, good until {due}'],
	leftOver: ['Còn thừa, bỏ đi (liều)', 'Left over, thrown away (doses)'],
	extra: ['Rút thêm ngoài nhãn (liều)', 'Drawn beyond the label (doses)'],
	extraHint: ['Khi lọ cho nhiều liều hơn nhãn ghi', 'When the vial gave more than its label says'],
	drawn: ['Đã rút để tiêm: {n} liều', 'Drawn for injection: {n} doses'],
	why: ['Lý do', 'Reason'],
	optional: ['Không bắt buộc', 'Optional'],
	closed: ['Đã kết thúc lọ lô {lot}', 'The vial of lot {lot} is finished'],
	needLeft: ['Nhập số liều từ 0 đến {n}.', 'Type 0 to {n} doses.'],
	needExtra: ['Nhập số liều rút thêm; không có thì nhập 0.', 'Type the extra doses, 0 if none.'],
	both: ['Đã bỏ liều thừa thì không có liều rút thêm: chỉ ghi một trong hai.', 'Where doses were left over none were extra: enter only one of the two.'],
	noPeople: ['Hết người tiêm', 'Nobody left to vaccinate'],
	timeUp: ['Hết giờ dùng', 'Time was up'],
});

function span(ms: number): string {
	const minutes = Math.floor(Math.abs(ms) / 60_000), h = Math.floor(minutes / 60), m = minutes % 60;
	return h ? w('hours', { h, m }) : w('minutes', { m });
}

function Clock({ vial }: { vial: Vial }) {
	const ms = Date.parse(vial.due_at) - now.value;
	return <strong class={`vial__clock ${ms < 0 ? 'vial__clock--over' : ms < 1_800_000 ? 'vial__clock--soon' : ''}`}>{ms < 0 ? `! ${w('over', { time: span(ms) })}` : w('left', { time: span(ms) })}</strong>;
}

function Open({ onClose, onDone }: { onClose: () => void; onDone: () => void }) {
	const { value, mistake } = useLots();
	const [lotId, setLot] = useState('');
	const [tried, setTried] = useState(0);
	const action = useAction();
	const atTable = new Set(session.value?.lots?.map((l) => l.lot_id));
	const lots = (value?.items ?? []).filter((l) => usable(l) && l.doses > 0 && l.vial > 1).sort((a, b) => Number(atTable.has(b.lot_id)) - Number(atTable.has(a.lot_id)));
	const mistakes = lotId ? [] : [{ id: 'vial-lot', text: w('needLot') }];
	const text = (l: Balance) => w('lotText', { product: l.product_name, lot: l.number, date: date(l.expires_on), n: number(l.doses) });
	const send = async (e: Event) => {
		e.preventDefault();
		setTried(tried + 1);
		let vial: Vial | null = null;
		if (!mistakes.length && await action.run(async () => {
			vial = await post<Vial>(unitPath('vials'), { lot_id: lotId, ...(session.value ? { session_id: session.value.id } : {}) });
		})) {
			tell(w('opened', { lot: vial!.lot_number, due: time(vial!.due_at) }));
			onDone();
		}
	};
	return (
		<Dialog title={w('open')} onClose={onClose} wide>
			<form onSubmit={send} noValidate>
				<ErrorSummary tries={tried} mistakes={mistakes} />
				<MistakeBox mistake={action.mistake} fields={['lot_id']} />
				{mistake && <Notice kind="stop">{mistake}</Notice>}
				{value && !lots.length && <Notice kind="warning">{w('noLots')}</Notice>}
				<SelectField id="vial-lot" label={w('which')} value={lotId} onChange={setLot} empty={w('choose')} options={lots.map((l) => ({ value: l.lot_id, text: text(l) }))}
					error={(tried && !lotId ? w('needLot') : undefined) ?? action.about('lot_id')} />
				<div class="buttons"><Button type="submit" busy={action.busy}>{w('open')}</Button></div>
			</form>
		</Dialog>
	);
}

function Close({ vial, onClose, onDone }: { vial: Vial; onClose: () => void; onDone: () => void }) {
	const [left, setLeft] = useState('0');
	const [extra, setExtra] = useState('0');
	const [why, setWhy] = useState('');
	const [tried, setTried] = useState(0);
	const action = useAction();
	const leftOver = readCount(left || '0'), more = readCount(extra || '0');
	const mistakes = [
		...(leftOver === null || leftOver > vial.doses ? [{ id: 'left-over', text: w('needLeft', { n: vial.doses }) }] : []),
		...(more === null ? [{ id: 'extra', text: w('needExtra') }] : leftOver && more ? [{ id: 'extra', text: w('both') }] : []),
	];
	const told = (id: string, field: string) => (tried ? mistakes.find((m) => m.id === id)?.text : undefined) ?? action.about(field);
	const send = async (e: Event) => {
		e.preventDefault();
		setTried(tried + 1);
		if (!mistakes.length && await action.run(() => post(unitPath('vials', vial.id, 'close'), { left_over: leftOver, extra: more, ...(why.trim() ? { why: why.trim() } : {}) }))) {
			tell(w('closed', { lot: vial.lot_number }));
			onDone();
		}
	};
	return (
		<Dialog title={w('close')} onClose={onClose}>
			<form onSubmit={send} noValidate>
				<p class="login__lead">{w('vial', { product: vial.product_name, lot: vial.lot_number })} · <Clock vial={vial} /></p>
				<ErrorSummary tries={tried} mistakes={mistakes} />
				<MistakeBox mistake={action.mistake} fields={['left_over', 'extra', 'why']} />
				<TextField id="left-over" label={w('leftOver')} value={left} onInput={setLeft} width={4} inputMode="numeric" error={told('left-over', 'left_over')} />
				<TextField id="extra" label={w('extra')} hint={w('extraHint')} value={extra} onInput={setExtra} width={4} inputMode="numeric" error={told('extra', 'extra')} />
				<p role="status" class="login__lead">{leftOver !== null && more !== null && leftOver <= vial.doses && <strong>{w('drawn', { n: vial.doses - leftOver + more })}</strong>}</p>
				{!!(leftOver || more) && <>
					{!!leftOver && <div class="chips">{(['noPeople', 'timeUp'] as const).map((key) => <button key={key} type="button" class="chip" onClick={() => setWhy(w(key))}>{w(key)}</button>)}</div>}
					<TextArea id="vial-why" label={w('why')} hint={w('optional')} value={why} onInput={setWhy} rows={2} error={action.about('why')} />
				</>}
				<div class="buttons"><Button type="submit" busy={action.busy}>{w('close')}</Button></div>
			</form>
		</Dialog>
	);
}

function Item({ vial, onClose }: { vial: Vial; onClose: () => void }) {
	const over = !vial.closed_at && Date.parse(vial.due_at) < now.value;
	return (
		<li class={`vial ${over ? 'vial--over' : ''}`}>
			<div>
				<p><strong>{w('vial', { product: vial.product_name, lot: vial.lot_number })}</strong></p>
				<p class="soft">{w('facts', { n: vial.doses, at: time(vial.opened_at), by: vial.opened_by ? w('by', { name: vial.opened_by }) : '', due: time(vial.due_at) })}</p>
				{vial.closed_at && <p class="soft">{w('outcome', { drawn: vial.drawn ?? 0, left: vial.left_over, extra: vial.extra })}{vial.why && ` · ${vial.why}`}</p>}
				{over && <p class="outside">{w('overMore')}</p>}
			</div>
			{vial.closed_at ? <Tag>{w('finished')}</Tag> : <Clock vial={vial} />}
			{!vial.closed_at && may('visit_inject') && <Button kind="second" aria-label={w('closeOf', { lot: vial.lot_number, at: time(vial.opened_at) })} onClick={onClose}>{w('close')}</Button>}
		</li>
	);
}

export function Vials() {
	const [all, showAll] = useState(false);
	const [opening, open] = useState(false);
	const [asked, ask] = useState<Vial | null>(null);
	const openVials = useLoaded<Items<Vial>>(unitPath('vials'));
	const today = useLoaded<Items<Vial>>(unitPath('vials') + '?state=all');
	const finished = all ? (today.value?.items ?? []).filter((v) => v.closed_at) : [];
	const rows = [...(openVials.value?.items ?? []), ...finished];
	const done = () => {
		open(false);
		ask(null);
		void openVials.reload();
		void today.reload();
	};
	return (
		<>
			<div class="title-row"><h1 class="govuk-heading-l">{w('title')}</h1>{may('visit_inject') && <Button onClick={() => open(true)}>{w('open')}</Button>}</div>
			{openVials.mistake && <Notice kind="stop">{openVials.mistake}</Notice>}
			{!openVials.value && !openVials.mistake && <p role="status">{w('loading')}</p>}
			{openVials.value && !rows.length && <Empty title={w('none')}>{w(may('visit_inject') ? 'noneMore' : 'noneRead')}</Empty>}
			<ul class="plain-list">{rows.map((vial) => <Item key={vial.id} vial={vial} onClose={() => ask(vial)} />)}</ul>
			<div class="below-table"><Check id="vials-all" label={w('today')} checked={all} onChange={showAll} /></div>
			{opening && <Open onClose={() => open(false)} onDone={done} />}
			{asked && <Close vial={asked} onClose={() => ask(null)} onDone={done} />}
		</>
	);
}
