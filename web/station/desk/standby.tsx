// Doses that are left at the end of the day: who may be called, in order; calling the next ones; who comes, who does not.
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { useAction } from '../../shared/action';
import { post } from '../../shared/api';
import { Button } from '../../shared/button';
import { ExportButtons } from '../../shared/export_buttons';
import { TextField } from '../../shared/field';
import { date, day, fullName, groups, number, time } from '../../shared/format';
import { words } from '../../shared/lang';
import { useLoaded, type Items } from '../../shared/loaded';
import { Empty, Notice, Tag } from '../../shared/notice';
import { ErrorSummary, MistakeBox } from '../../shared/summary';
import { Table, type Column } from '../../shared/table';
import { tell } from '../../shared/toast';
import { may } from '../account';
import { productName, session } from '../board';
import { unitPath } from '../place';
import { ReasonDialog } from '../reason_dialog';
import type { Standby as Row } from './types';

const w = words({
	title: ['Danh sách dự phòng', 'Standby list'],
	lead: ['Khi cuối buổi còn liều trong lọ đã mở, gọi người đang chờ ở gần, theo thứ tự ưu tiên, để không phải bỏ liều nào.', 'When doses are left in opened vials at the end, people who wait nearby are called in the order of priority, so that none is thrown away.'],
	left: ['Các lô tại bàn tiêm còn {n} liều.', 'The lots at hand have {n} doses.'],
	make: ['Lập danh sách', 'Make the list'],
	longer: ['Thêm người vào danh sách', 'Make the list longer'],
	people: ['Danh sách gồm bao nhiêu người?', 'How many people?'],
	peopleHint: ['Từ 1 đến {n}. Chưa ai được gọi khi lập danh sách.', '1 to {n}. Making the list calls nobody.'],
	made: ['Danh sách có {n} người', 'The list has {n} people'],
	enough: ['Danh sách đã có {n} người; nhập số lớn hơn để thêm.', 'The list has {n} people already; type more to make it longer.'],
	none: ['Chưa có danh sách dự phòng', 'There is no list yet'],
	noneMore: ['Lập danh sách trước khi hết buổi: đủ thời gian để người được gọi kịp đến.', 'Make it before the end, so that people have time to come.'],
	nobody: ['Không có ai đang chờ trong xã và quận, huyện mà hôm nay tiêm được vắc xin của buổi này.', 'Nobody waits in the commune and district who may get a vaccine of this session today.'],
	call: ['Gọi người tiếp theo', 'Call the next ones'],
	callCount: ['Gọi mấy người?', 'How many?'],
	callHint: ['Bằng số liều còn lại; {n} người chưa được gọi.', 'As many as doses are left; {n} have not been called.'],
	minutes: ['Cần có mặt trong bao nhiêu phút?', 'Within how many minutes?'],
	minutesHint: ['Từ 5 đến 240 phút', '5 to 240'],
	callButton: ['Nhắn gọi {n} người', 'Call {n} by message'],
	called: ['Đã nhắn gọi {n} người', '{n} people are called'],
	noPhone: ['Ai không có điện thoại thì gọi qua tổ dân phố.', 'Who has no phone is called through the neighbourhood.'],
	need: ['Nhập một số từ {from} đến {to}.', 'Type a number, {from} to {to}.'],
	place: ['Thứ tự', 'Place'],
	name: ['Họ và tên', 'Name'],
	phone: ['Điện thoại', 'Phone'],
	where: ['Nơi ở', 'Lives in'],
	dose: ['Mũi', 'Dose'],
	product: ['Tiêm được', 'May get'],
	state: ['Tình trạng', 'State'],
	actions: ['Thao tác', 'Actions'],
	listed: ['Chưa gọi', 'Not called'],
	calledState: ['Đã gọi', 'Called'],
	calledAt: ['lúc {time}', 'at {time}'],
	coming: ['Sẽ đến', 'Is coming'],
	declined: ['Không đến', 'Declined'],
	came: ['Đã đến', 'Came'],
	gone: ['Không còn chờ', 'No longer waits'],
	comes: ['Sẽ đến', 'Comes'],
	comesOf: ['Sẽ đến: {name}', 'Comes: {name}'],
	declines: ['Không đến', 'Declines'],
	declinesOf: ['Không đến: {name}', 'Declines: {name}'],
	declineTitle: ['{name} không đến?', '{name} declines?'],
	declineLead: ['Người này vẫn giữ chỗ trong danh sách chờ; người kế tiếp được gọi.', 'The person keeps the place on the waiting list; the next one is called.'],
	busy: ['Bận', 'Busy'],
	noAnswer: ['Không nghe máy', 'No answer'],
	far: ['Ở xa, không kịp', 'Too far away'],
	arrive: ['Ai đến thì tiếp đón như người đến trực tiếp, ở bàn Tiếp đón.', 'Who comes is checked in as a walk-in, at reception.'],
	otherDay: ['Danh sách dự phòng chỉ lập cho buổi tiêm hôm nay; buổi này là ngày {date}.', 'A standby list is for a session of today; this one is on {date}.'],
	loading: ['Đang tải…', 'Loading…'],
});
const MOST = 100;
const stateName = (s: Row['state']) => w(s === 'called' ? 'calledState' : s);
const stateTag = (s: Row['state']) => ({ called: 'wait', coming: 'info', declined: 'stop', came: 'good' } as const)[s as 'called'] ?? 'plain';
const vaccines = (r: Row) => r.products.split(',').filter(Boolean).map(productName).join(', ');
const within = (text: string, from: number, to: number) => (/^\d{1,3}$/.test(text.trim()) && Number(text) >= from && Number(text) <= to ? Number(text) : null);

const path = (...more: string[]) => unitPath('sessions', session.value!.id, 'standby', ...more);

function Make({ have, onDone }: { have: number; onDone: (rows: Row[]) => void }) {
	const [text, setText] = useState(String(Math.min(MOST, have ? have + 10 : 20)));
	const [tries, setTries] = useState(0);
	const action = useAction();
	const n = within(text, 1, MOST);
	const wrong = n === null ? w('need', { from: 1, to: MOST }) : n <= have ? w('enough', { n: have }) : undefined;
	const send = (e: Event) => {
		e.preventDefault();
		setTries(tries + 1);
		if (!wrong)
			void action.run(async () => {
				const { items } = await post<Items<Row>>(path(), { people: n });
				tell(w('made', { n: items.length }));
				onDone(items);
			});
	};
	return (
		<form class="sheet" onSubmit={send} noValidate>
			<h2 class="sheet__title">{w(have ? 'longer' : 'make')}</h2>
			<MistakeBox mistake={action.mistake} fields={['people']} />
			<TextField id="people" label={w('people')} hint={w('peopleHint', { n: MOST })} value={text} onInput={setText} width={4} inputMode="numeric" error={(tries ? wrong : undefined) ?? action.about('people')} />
			<div class="buttons"><Button type="submit" kind={have ? 'second' : 'main'} busy={action.busy}>{w(have ? 'longer' : 'make')}</Button></div>
		</form>
	);
}

function Call({ rows, onDone }: { rows: Row[]; onDone: () => Promise<void> }) {
	const waiting = rows.filter((r) => r.state === 'listed').length;
	const [text, setText] = useState('3');
	const [minutes, setMinutes] = useState('30');
	const [tries, setTries] = useState(0);
	const action = useAction();
	const n = within(text, 1, Math.max(1, waiting)), m = within(minutes, 5, 240);
	const mistakes = [...(n === null ? [{ id: 'call', text: w('need', { from: 1, to: waiting }) }] : []), ...(m === null ? [{ id: 'minutes', text: w('need', { from: 5, to: 240 }) }] : [])];
	const told = (id: string, field: string) => (tries ? mistakes.find((x) => x.id === id)?.text : undefined) ?? action.about(field);
	const send = (e: Event) => {
		e.preventDefault();
		setTries(tries + 1);
		if (!mistakes.length)
			void action.run(async () => {
				const { called } = await post<{ called: number }>(path('call'), { people: n, minutes: m });
				tell(w('called', { n: called }));
				await onDone();
			});
	};
	if (!waiting)
		return null;
	return (
		<form class="sheet" onSubmit={send} noValidate>
			<h2 class="sheet__title">{w('call')}</h2>
			<ErrorSummary tries={tries} mistakes={mistakes} />
			<MistakeBox mistake={action.mistake} fields={['people', 'minutes']} />
			<div class="pair">
				<TextField id="call" label={w('callCount')} hint={w('callHint', { n: waiting })} value={text} onInput={setText} width={4} inputMode="numeric" error={told('call', 'people')} />
				<TextField id="minutes" label={w('minutes')} hint={w('minutesHint')} value={minutes} onInput={setMinutes} width={4} inputMode="numeric" error={told('minutes', 'minutes')} />
			</div>
			<p class="soft">{w('noPhone')} {w('arrive')}</p>
			<div class="buttons"><Button type="submit" busy={action.busy}>{w('callButton', { n: n ?? '…' })}</Button></div>
		</form>
	);
}

function columns(acts: ((r: Row) => ComponentChildren) | null): Column<Row>[] {
	return [
		{ name: w('place'), cell: (r) => r.place, numeric: true },
		{ name: w('name'), cell: (r) => <span><strong>{fullName(r.name)}</strong><br /><span class="soft table__note">{date(r.birth_date, r.birth_precision)}</span></span>, heading: true },
		{ name: w('phone'), cell: (r) => (r.phone ? <a class="row-link nowrap" href={`tel:${r.phone}`}>{groups(r.phone)}</a> : '–') },
		{ name: w('where'), cell: (r) => r.commune_name ?? '' },
		{ name: w('dose'), cell: (r) => number(r.dose_number), numeric: true },
		{ name: w('product'), cell: vaccines },
		{ name: w('state'), cell: (r) => <span><Tag kind={stateTag(r.state)}>{stateName(r.state)}</Tag>{r.called_at && r.state === 'called' && <> <span class="soft">{w('calledAt', { time: time(r.called_at) })}</span></>}{r.why && <><br /><span class="soft">{r.why}</span></>}</span> },
		...(acts ? [{ name: w('actions'), cell: acts }] : []),
	];
}

export function StandbyDesk() {
	const open = session.value!;
	const loaded = useLoaded<Items<Row>>(path());
	const [newer, setNewer] = useState<Row[] | null>(null);
	const [declining, decline] = useState<Row | null>(null);
	const action = useAction();
	const rows = newer ?? loaded.value?.items ?? [];
	const left = (open.lots ?? []).reduce((n, l) => n + l.doses, 0);
	const mine = may('visit_checkin') && open.state === 'open';
	const reload = async () => { await loaded.reload(); setNewer(null); };
	const answer = (r: Row, body: object) => action.run(async () => { await post(path(r.person_id), body); await reload(); });
	const acts = (r: Row) => ((r.state === 'called' || r.state === 'listed' || r.state === 'coming') && (
		<span class="row-acts">
			{r.state !== 'coming' && <Button kind="quiet" aria-label={w('comesOf', { name: fullName(r.name) })} onClick={() => void answer(r, { state: 'coming' })}>{w('comes')}</Button>}
			<Button kind="quiet" aria-haspopup="dialog" aria-label={w('declinesOf', { name: fullName(r.name) })} onClick={() => decline(r)}>{w('declines')}</Button>
		</span>
	));
	if (open.on_date !== day())
		return <><h1 class="govuk-heading-l">{w('title')}</h1><Notice>{w('otherDay', { date: date(open.on_date) })}</Notice></>;
	return (
		<>
			<h1 class="govuk-heading-l">{w('title')}</h1>
			<p class="lead">{w('lead')} <strong>{w('left', { n: number(left) })}</strong></p>
			{loaded.mistake && <Notice kind="stop">{loaded.mistake}</Notice>}
			{!loaded.value && !loaded.mistake && <p role="status" class="soft">{w('loading')}</p>}
			{mine && loaded.value && <div class="two">{rows.length > 0 && <Call rows={rows} onDone={reload} />}<Make key={rows.length} have={rows.length} onDone={setNewer} /></div>}
			<MistakeBox mistake={action.mistake} />
			{loaded.value && !rows.length && <Empty title={w('none')}>{newer ? w('nobody') : w('noneMore')}</Empty>}
			{rows.length > 0 && (
				<>
					<Table<Row> caption={w('title')} hideCaption rows={rows} rowKey={(r) => r.person_id} columns={columns(mine ? acts : null)} />
					<ExportButtons file="du-phong" make={() => ({ name: w('title'), head: [w('place'), w('name'), w('phone'), w('where'), w('dose'), w('product'), w('state')],
						rows: rows.map((r) => [r.place, fullName(r.name), r.phone, r.commune_name, r.dose_number, vaccines(r), stateName(r.state)]) })} />
				</>
			)}
			{declining && <ReasonDialog title={w('declineTitle', { name: fullName(declining.name) })} lead={<p>{w('declineLead')}</p>} button={w('declines')} common={[w('busy'), w('noAnswer'), w('far')]} action={action}
				onClose={() => decline(null)} onGive={(why) => answer(declining, { state: 'declined', why })} />}
		</>
	);
}
