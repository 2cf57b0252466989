// Places that a session opens for people to choose themselves: a waiting room with drawn numbers instead of a race.
import { useState } from 'preact/hooks';
import { useAction } from '../../shared/action';
import { post } from '../../shared/api';
import { Button } from '../../shared/button';
import { Choice, SelectField, TextField } from '../../shared/field';
import { date, moment, number, time } from '../../shared/format';
import { words } from '../../shared/lang';
import { useLoaded, type Items } from '../../shared/loaded';
import { Empty, Notice, Tag } from '../../shared/notice';
import { ErrorSummary, MistakeBox } from '../../shared/summary';
import { Table } from '../../shared/table';
import { tell } from '../../shared/toast';
import type { Slot, Unit } from '../../shared/types';
import { may } from '../account';
import { reloadSession, session } from '../board';
import { place, unitPath } from '../place';
import { ReasonDialog } from '../reason_dialog';
import type { Opening } from './types';

const w = words({
	title: ['Mở chỗ cho người dân tự đặt', 'Places for people to book'],
	lead: ['Người dân vào phòng chờ trong Sổ sức khỏe điện tử; đến giờ thì bốc thăm, ai cũng có cơ hội như nhau. Lần lượt từng số chọn khung giờ.', 'People enter a waiting room in their health book; numbers are drawn, so that nobody has to race. Number after number chooses an hour.'],
	make: ['Mở đợt mới', 'Open places'],
	none: ['Buổi này chưa mở chỗ nào', 'This session has opened no places'],
	noneMore: ['Mở một phần số chỗ khi đủ vắc xin: phần còn lại vẫn dành cho kế hoạch và danh sách.', 'Open a part of the places when there is enough vaccine: the rest stays with plans and lists.'],
	noSlots: ['Buổi này không có khung giờ, nên chưa mở chỗ được. Tạo buổi có khung giờ, hoặc dùng kế hoạch tiêm.', 'This session has no hours, so nothing can be opened. Create a session with hours, or use a plan.'],
	noLots: ['Thêm lô vắc xin vào buổi tiêm trước khi mở chỗ.', 'Put a lot on the tables of the session first.'],
	product: ['Vắc xin', 'Vaccine'],
	choose: ['Chọn vắc xin', 'Choose the vaccine'],
	whom: ['Mở cho ai?', 'For whom?'],
	anybody: ['Mọi người', 'Anybody'],
	residents: ['Người trong xã, phường này', 'People of this commune'],
	residentsOf: ['Người trong {name}', 'People of {name}'],
	slots: ['Mở bao nhiêu chỗ ở mỗi khung giờ?', 'How many places of each hour?'],
	slotsHint: ['Để trống khung giờ không mở.', 'Leave empty what is not opened.'],
	slot: ['{starts}–{ends}', '{starts}–{ends}'],
	free: ['Còn {n} chỗ', '{n} are free'],
	draw: ['Hôm nay bốc thăm lúc mấy giờ?', 'At what hour of today are numbers drawn?'],
	drawHint: ['Phòng chờ mở ngay và ít nhất 10 phút trước giờ này. Để trống: sau 10 phút nữa.', 'The waiting room opens now, at least 10 minutes before. Empty: in 10 minutes.'],
	needProduct: ['Chọn vắc xin.', 'Choose the vaccine.'],
	needPlaces: ['Nhập số chỗ ở ít nhất một khung giờ.', 'Type the places of one hour at least.'],
	badPlaces: ['{slot}: nhập một số từ 1 đến {n}, hoặc để trống.', '{slot}: type a number, 1 to {n}, or leave it empty.'],
	badDraw: ['Viết giờ của hôm nay dạng 07:30, chưa qua.', 'Write an hour of today as 07:30; it has not passed.'],
	save: ['Mở đợt này', 'Open them'],
	cancel: ['Không mở', 'Do not'],
	made: ['Đã mở {n} chỗ', '{n} places are open'],
	on: ['Ngày', 'Day'],
	state: ['Tình trạng', 'State'],
	places: ['Còn / đã mở', 'Left / opened'],
	tickets: ['Phòng chờ', 'Waiting room'],
	ticketsText: ['{n} số, đã gọi đến số {served}', '{n} tickets, {served} called'],
	times: ['Giờ', 'Times'],
	drawsAt: ['Bốc thăm {at}', 'Drawn {at}'],
	closesAt: ['Đóng {at}', 'Closes {at}'],
	actions: ['Thao tác', 'Actions'],
	close: ['Đóng', 'Close'],
	closeOf: ['Đóng đợt {product}, bốc thăm {at}', 'Close {product}, drawn {at}'],
	closeTitle: ['Đóng đợt mở chỗ?', 'Close it?'],
	closeLead: ['Chỗ còn trống trở lại cho buổi tiêm ngay. Ai đã đặt giữ hẹn; ai đang giữ chỗ vẫn kịp xác nhận.', 'What is free goes back to the session at once. Who has booked keeps it; who holds a place may still confirm.'],
	closed: ['Đã đóng đợt mở chỗ', 'It is closed'],
	announced: ['Sắp mở', 'Announced'],
	joining: ['Đang phát số', 'Taking tickets'],
	drawing: ['Đang bốc thăm', 'Drawing'],
	open: ['Đang đặt chỗ', 'Booking'],
	full: ['Hết chỗ', 'Full'],
	closedState: ['Đã đóng', 'Closed'],
	everybody: ['Mọi người', 'Anybody'],
	invited: ['Người được mời', 'Invited people'],
	loading: ['Đang tải…', 'Loading…'],
	enough: ['Đã đủ lượt', 'Enough'],
});
const tags = { announced: 'plain', joining: 'wait', drawing: 'wait', open: 'good', full: 'info', closed: 'plain' } as const;
const stateName = (s: Opening['state']) => w(s === 'closed' ? 'closedState' : s);
const whomName = (o: Opening) => (o.whom === 'anybody' ? w('everybody') : o.whom === 'invited' ? w('invited') : w('residentsOf', { name: o.residents_name ?? '–' }));

interface Apart extends Slot { apart?: number }
const freeOf = (s: Apart) => Math.max(0, s.capacity - (s.booked ?? 0) - (s.apart ?? 0));

// Today's hour as an instant; null: no hour, or it has passed.
function instant(text: string): string | null {
	const m = /^(\d{1,2}):(\d{2})$/.exec(text.trim());
	if (!m || Number(m[1]) > 23 || Number(m[2]) > 59)
		return null;
	const today = new Date(Date.now() + 7 * 3_600_000).toISOString().slice(0, 10);
	const at = `${today}T${m[1]!.padStart(2, '0')}:${m[2]}:00+07:00`;
	return Date.parse(at) > Date.now() ? at : null;
}

function Make({ onDone, onCancel }: { onDone: () => Promise<void>; onCancel: () => void }) {
	const s = session.value!, slots = (s.slots ?? []) as Apart[];
	const products = [...new Map((s.lots ?? []).map((l) => [l.product_code, l.product_name])).entries()];
	const site = useLoaded<Unit>(`/api/v1/units/${place.value!.id}`);
	const commune = [...(site.value?.ancestors ?? [])].reverse().find((u) => u.level === 'commune');
	const [product, setProduct] = useState(products.length === 1 ? products[0]![0] : '');
	const [whom, setWhom] = useState('anybody');
	const [texts, setTexts] = useState(slots.map(() => ''));
	const [draws, setDraws] = useState('');
	const [tries, setTries] = useState(0);
	const action = useAction();
	const wrong = slots.map((x, i) => (!texts[i]!.trim() || (/^\d{1,4}$/.test(texts[i]!.trim()) && Number(texts[i]) >= 1 && Number(texts[i]) <= freeOf(x)) ? undefined
		: w('badPlaces', { slot: w('slot', { starts: x.starts, ends: x.ends }), n: number(freeOf(x)) })));
	const shares = slots.flatMap((x, i) => (texts[i]!.trim() ? [{ starts: x.starts, places: Number(texts[i]) }] : []));
	const mistakes = [
		...(product ? [] : [{ id: 'product', text: w('needProduct') }]), ...wrong.flatMap((text, i) => (text ? [{ id: `slot-${i}`, text }] : [])),
		...(shares.length ? [] : [{ id: 'slot-0', text: w('needPlaces') }]), ...(draws.trim() && !instant(draws) ? [{ id: 'draws', text: w('badDraw') }] : []),
	];
	const told = (id: string, field = id) => (tries ? mistakes.find((m) => m.id === id)?.text : undefined) ?? action.about(field);
	const send = async (e: Event) => {
		e.preventDefault();
		setTries(tries + 1);
		if (!mistakes.length)
			await action.run(async () => {
				await post(unitPath('openings'), { session_id: s.id, product_code: product, whom, ...(whom === 'residents' ? { residents_of: commune!.id } : {}), ...(draws.trim() ? { draws_at: instant(draws) } : {}), slots: shares });
				tell(w('made', { n: number(shares.reduce((n, x) => n + x.places, 0)) }));
				await onDone();
			});
	};
	return (
		<form class="sheet" onSubmit={send} noValidate>
			<h2 class="sheet__title">{w('make')}</h2>
			<ErrorSummary tries={tries} mistakes={mistakes} />
			<MistakeBox mistake={action.mistake} fields={['product_code', 'draws_at']} />
			{products.length > 1 && <SelectField id="product" label={w('product')} value={product} onChange={setProduct} empty={w('choose')} error={told('product', 'product_code')} options={products.map(([value, text]) => ({ value, text }))} />}
			<Choice id="whom" legend={w('whom')} value={whom} onChange={setWhom} options={[{ value: 'anybody', text: w('anybody') }, ...(commune ? [{ value: 'residents', text: w('residentsOf', { name: commune.name }) }] : [])]} />
			<fieldset class="govuk-fieldset">
				<legend class="govuk-fieldset__legend">{w('slots')}</legend>
				<p class="govuk-hint">{w('slotsHint')}</p>
				<div class="triple">{slots.map((x, i) => (
					<TextField key={x.starts} id={`slot-${i}`} label={w('slot', { starts: x.starts, ends: x.ends })} hint={w('free', { n: number(freeOf(x)) })} value={texts[i]!} inputMode="numeric"
						onInput={(text) => setTexts(texts.map((t, k) => (k === i ? text : t)))} error={told(`slot-${i}`)} />
				))}</div>
			</fieldset>
			<TextField id="draws" label={w('draw')} hint={w('drawHint')} value={draws} onInput={setDraws} width={5} inputMode="numeric" error={told('draws', 'draws_at')} />
			<div class="buttons"><Button type="submit" busy={action.busy}>{w('save')}</Button><Button kind="quiet" onClick={onCancel}>{w('cancel')}</Button></div>
		</form>
	);
}

export function Openings() {
	const s = session.value!;
	const loaded = useLoaded<Items<Opening>>(`${unitPath('openings')}?${new URLSearchParams({ from: s.on_date, to: s.on_date })}`);
	const [making, make] = useState(false);
	const [closing, close] = useState<Opening | null>(null);
	const action = useAction();
	const rows = loaded.value?.items.filter((o) => o.session_id === s.id) ?? [];
	const mine = may('session_write') && s.state === 'open';
	const lacking = !s.slots?.length ? 'noSlots' : !s.lots?.length ? 'noLots' : null;
	const reload = async () => { await Promise.all([loaded.reload(), reloadSession()]); make(false); };
	return (
		<>
			<h1 class="govuk-heading-l">{w('title')}</h1>
			<p class="lead">{w('lead')}</p>
			{loaded.mistake && <Notice kind="stop">{loaded.mistake}</Notice>}
			{!loaded.value && !loaded.mistake && <p role="status" class="soft">{w('loading')}</p>}
			{mine && lacking && <Notice kind="warning">{w(lacking)}</Notice>}
			{making ? <Make onDone={reload} onCancel={() => make(false)} /> : mine && !lacking && loaded.value && <div class="buttons shipment__acts"><Button onClick={() => make(true)}>{w('make')}</Button></div>}
			{loaded.value && !rows.length && !making && <Empty title={w('none')}>{w('noneMore')}</Empty>}
			{rows.length > 0 && (
				<Table<Opening> caption={w('title')} hideCaption rows={rows} rowKey={(o) => o.id} columns={[
					{ name: w('product'), cell: (o) => <span><strong>{o.product_name}</strong><br /><span class="soft table__note">{whomName(o)} · {date(o.on_date)}</span></span>, heading: true },
					{ name: w('state'), cell: (o) => <span><Tag kind={tags[o.state]}>{stateName(o.state)}</Tag>{o.why && <><br /><span class="soft">{o.why}</span></>}</span> },
					{ name: w('places'), cell: (o) => `${number(o.places_left)} / ${number(o.places)}`, numeric: true },
					{ name: w('tickets'), cell: (o) => w('ticketsText', { n: number(o.tickets), served: number(o.served) }) },
					{ name: w('times'), cell: (o) => <span>{w('drawsAt', { at: moment(o.draws_at) })}<br />{w('closesAt', { at: moment(o.closes_at) })}</span> },
					...(mine ? [{ name: w('actions'), cell: (o: Opening) => (o.state === 'closed' ? '' : <Button kind="quiet" aria-haspopup="dialog" aria-label={w('closeOf', { product: o.product_name, at: time(o.draws_at) })} onClick={() => close(o)}>{w('close')}</Button>) }] : []),
				]} />
			)}
			{closing && <ReasonDialog title={w('closeTitle')} lead={<p>{w('closeLead')}</p>} button={w('close')} danger common={[w('enough')]} action={action} onClose={() => close(null)}
				onGive={(why) => action.run(async () => {
					await post(unitPath('openings', closing.id, 'close'), { why });
					tell(w('closed'));
					await reload();
				})} />}
		</>
	);
}
