// The waiting room of an opening: a ticket for the family, its place, and when it is called the choice of an hour.
import { useEffect, useState } from 'preact/hooks';
import { useAction, type Action } from '../../shared/action';
import { ApiError, poll, post } from '../../shared/api';
import { Button } from '../../shared/button';
import { Check } from '../../shared/field';
import { countdown, moment, number } from '../../shared/format';
import { both, words } from '../../shared/lang';
import { Notice } from '../../shared/notice';
import { link } from '../../shared/route';
import { MistakeBox } from '../../shared/summary';
import { ME, me } from '../account';
import { Card, Options, Shown, Ways } from '../parts';
import { personAddress } from '../prefetch';
import { refresh, useSeen } from '../seen';
import { hours } from '../terms';
import { keepPromise } from './fair';
import { HoldCard } from './hold';
import { OpeningFacts } from './openings';
import { openingAddress } from './where';
import type { Hold, Opening, Ticket } from './types';

const w = words({
	who: ['Lấy số cho những ai?', 'For whom is the ticket?'],
	whoHint: ['Chỗ được giữ cho cả nhóm cùng lúc; không đủ chỗ thì không giữ cho ai.', 'Places are held for all of them together, or for nobody.'],
	join: ['Lấy số', 'Take a ticket'],
	needOne: ['Chọn ít nhất một người.', 'Choose at least one person.'],
	number: ['Số thứ tự', 'Number'],
	noNumber: ['Đã lấy số. Số thứ tự có sau khi bốc thăm.', 'You have a ticket. Its number comes with the draw.'],
	ahead: ['Còn {n} lượt phía trước', '{n} tickets before'],
	leave: ['Không chờ nữa', 'Leave the room'],
	called: ['Đến lượt rồi! Chọn giờ trong {left}.', 'It is your turn! Choose an hour within {left}.'],
	calledUntil: ['Đến lượt rồi! Chọn giờ trước {at}.', 'It is your turn! Choose an hour before {at}.'],
	slot: ['Chọn giờ', 'Choose an hour'],
	any: ['Giờ nào cũng được, sớm nhất', 'Any, the earliest'],
	free: ['còn {n} chỗ', '{n} free'],
	hold: ['Giữ chỗ', 'Hold the places'],
	needSlot: ['Chọn một giờ.', 'Choose an hour.'],
	stay: ['Có thể khóa máy; quay lại đây để xem. Số thứ tự không mất.', 'You may lock the phone and come back. The number is not lost.'],
	fair: ['Bốc thăm công bằng: ai cũng kiểm tra được', 'The draw is fair: anybody can check it'],
	fairMore: ['Xem mã niêm phong trước giờ bốc thăm', 'See its seal before the draw'],
	fairAfter: ['Kiểm tra kết quả bốc thăm', 'Check the draw'],
	fairAfterMore: ['Máy này tự tính lại, ai cũng làm được', 'This phone computes it again; anybody can'],
	again: ['Lấy số lại', 'Take a ticket again'],
	closed: ['Đợt mở chỗ này đã đóng.', 'This opening is closed.'],
	booked: ['Đã đặt xong', 'Booked'],
	loading: ['Đang xem số thứ tự…', 'Looking for your number…'],
	see: ['Xem phiếu hẹn của {name}', 'See the appointment of {name}'],
});

const LEAST_MS = 2000, LONGEST_MS = 30_000;

// My ticket, asked for again as often as the server says. null: none yet.
function useTicket(address: string): { ticket: Ticket | null | undefined; set: (t: Ticket | null) => void; look: () => Promise<void> } {
	const [ticket, set] = useState<Ticket | null | undefined>(undefined);
	const [asked, count] = useState(0); // also a question that was lost is followed by the next
	const look = () => poll<Ticket>(address, AbortSignal.timeout?.(LONGEST_MS)).then(set, (e: unknown) => {
		if (e instanceof ApiError && e.status === 404)
			set(null);
		else if (!(e instanceof ApiError))
			throw e;
	}).finally(() => count((n) => n + 1));
	useEffect(() => void look(), [address]);
	useEffect(() => {
		const timer = setTimeout(() => { if (!document.hidden) void look(); }, Math.max(LEAST_MS, (ticket?.again_s || 10) * 1000));
		const again = () => { if (!document.hidden) void look(); };
		document.addEventListener('visibilitychange', again);
		return () => {
			clearTimeout(timer);
			document.removeEventListener('visibilitychange', again);
		};
	}, [ticket, asked]);
	return { ticket, set, look };
}

export function useLeft(until: string | null | undefined, most: number): number {
	const [now, set] = useState(Date.now());
	useEffect(() => {
		const timer = setInterval(() => set(Date.now()), 1000);
		return () => clearInterval(timer);
	}, []);
	return until ? Math.max(0, Math.min(most, Date.parse(until) - now)) : 0;
}

function Join({ id, address, onJoined, again }: { id: string; address: string; onJoined: (t: Ticket) => void; again: boolean }) {
	const family = me()?.people.filter((m) => m.person_id === id || ['waiting', 'placed', 'missed'].includes(m.status.code)) ?? [];
	const [chosen, choose] = useState<string[]>([id]);
	const [tried, setTried] = useState(false);
	const action = useAction();
	const join = () => {
		setTried(true);
		if (chosen.length)
			void action.run(async () => onJoined(await post<Ticket>(address, { people: chosen })));
	};
	return (
		<Card>
			<fieldset class="govuk-fieldset">
				<legend class="govuk-fieldset__legend">{w('who')}</legend>
				<div class="govuk-hint">{w('whoHint')}</div>
				{tried && !chosen.length && <p class="govuk-error-message">{w('needOne')}</p>}
				<div class="govuk-checkboxes">
					{family.map((m) => <Check key={m.person_id} id={`who-${m.person_id}`} label={m.name} checked={chosen.includes(m.person_id)}
						onChange={(on) => choose(on ? [...chosen, m.person_id] : chosen.filter((x) => x !== m.person_id))} />)}
				</div>
			</fieldset>
			<MistakeBox mistake={action.mistake} />
			<div class="buttons"><Button class="button--big" busy={action.busy} onClick={join}>{w(again ? 'again' : 'join')}</Button></div>
		</Card>
	);
}

// Refused: others took the places that were shown; what is left now is shown.
function Choose({ o, ticket, address, onHeld, onRefused }: { o: Opening; ticket: Ticket; address: string; onHeld: (h: Hold) => void; onRefused: () => void }) {
	const [slot, setSlot] = useState<string | null>(null);
	const [tried, setTried] = useState(false);
	const action = useAction();
	const left = useLeft(ticket.turn_ends_at, 86_400_000);
	const free = (o.slots ?? []).filter((s) => s.free > 0);
	const hold = () => {
		setTried(true);
		if (slot)
			void action.run(async () => onHeld(await post<Hold>(address, { people: ticket.people, ...(slot === 'any' ? { spread: true } : { slot }) }))).then((well) => { if (!well) onRefused(); });
	};
	return (
		<Card kind="main">
			<p class="say">{left > 3_600_000 ? w('calledUntil', { at: moment(ticket.turn_ends_at!) }) : w('called', { left: countdown(left) })}</p>
			<MistakeBox mistake={action.mistake} />
			<Options id="slot" legend={w('slot')} value={slot} onChange={setSlot} error={tried && !slot ? w('needSlot') : undefined}
				options={[{ value: 'any', text: w('any') }, ...free.map((s) => ({ value: s.starts, text: hours(s.starts, s.ends), hint: w('free', { n: number(s.free) }) }))]} />
			<div class="buttons"><Button class="button--big" busy={action.busy} onClick={hold}>{w('hold')}</Button></div>
		</Card>
	);
}

function Waiting({ ticket, onLeave, action }: { ticket: Ticket; onLeave: () => void; action: Action }) {
	return (
		<Card kind="main">
			<div class="waiting-room" role="status">
				{ticket.place === null ? <p class="say">{w('noNumber')}</p> : <><p>{w('number')}</p><p class="waiting-room__number">{number(ticket.place)}</p></>}
				{ticket.ahead !== null && <p class="say">{w('ahead', { n: number(ticket.ahead) })}</p>}
			</div>
			<p class="gap">{both(ticket)}</p>
			<p class="soft gap">{w('stay')}</p>
			<MistakeBox mistake={action.mistake} />
			<div class="buttons"><Button kind="quiet" busy={action.busy} onClick={onLeave}>{w('leave')}</Button></div>
		</Card>
	);
}

const nameOf = (person: string): string => me()?.people.find((m) => m.person_id === person)?.name ?? '';

export function Booked({ hold }: { hold: Hold }) {
	return (
		<>
			<Notice kind="good" live>{w('booked')}</Notice>
			{hold.people.filter((p) => !p.cancelled).map((p) => (
				<Card key={p.person_id} kind="main">
					<p class="say">{nameOf(p.person_id)}</p>
					<p class="when when--hour">{hours(p.slot, p.slot_ends)}</p>
					<a class="govuk-button" href={link('person', p.person_id, 'appointment')}>{w('see', { name: nameOf(p.person_id) })}</a>
				</Card>
			))}
		</>
	);
}

// After an appointment was made: what is kept of these people is old.
export const bookedFor = (hold: Hold): Promise<unknown> =>
	Promise.all([refresh(ME), ...hold.people.map((p) => refresh(personAddress(p.person_id)))]);

function Inside({ id, o, reload }: { id: string; o: Opening; reload: () => Promise<void> }) {
	const { ticket, set, look } = useTicket(openingAddress(o.unit_id, o.id, 'queue'));
	const action = useAction();
	const state = ticket?.state;
	useEffect(() => void reload(), [state]);
	if (ticket === undefined)
		return <p class="loading" role="status">{w('loading')}</p>;
	const leave = () => void action.run(async () => set(await post<Ticket>(openingAddress(o.unit_id, o.id, 'queue', 'leave'))));
	if (ticket && state === 'booked' && ticket.hold)
		return <Booked hold={ticket.hold} />;
	if (ticket && state === 'holding' && ticket.hold)
		return <HoldCard hold={ticket.hold} onChange={look} />;
	if (ticket && state === 'called')
		return <Choose o={o} ticket={ticket} address={openingAddress(o.unit_id, o.id, 'holds')} onHeld={() => void look()} onRefused={() => void Promise.all([reload(), look()])} />;
	if (ticket && state === 'waiting')
		return <Waiting ticket={ticket} onLeave={leave} action={action} />;
	if (o.state === 'closed')
		return <Notice>{w('closed')}</Notice>;
	return (
		<>
			{ticket && <Notice>{both(ticket)}</Notice>}
			<Join id={id} address={openingAddress(o.unit_id, o.id, 'queue')} onJoined={set} again={!!ticket} />
		</>
	);
}

// Also where the page is closed again before the draw: what was promised is kept.
function Fair({ id, o }: { id: string; o: Opening }) {
	useEffect(() => void keepPromise(o), [o.id]);
	return <Card kind="quiet"><Ways items={[{ href: link('draw', o.unit_id, o.id, id), text: w(o.seed ? 'fairAfter' : 'fair'), more: w(o.seed ? 'fairAfterMore' : 'fairMore') }]} /></Card>;
}

export function RoomPage({ id, unit, opening }: { id: string; unit: string; opening: string }) {
	const found = useSeen<Opening>(openingAddress(unit, opening));
	return (
		<Shown of={found}>{(o) => (
			<>
				<Card title={o.site_name}><OpeningFacts o={o} /></Card>
				<Inside id={id} o={o} reload={found.reload} />
				{o.whom !== 'invited' && <Fair id={id} o={o} />}
			</>
		)}</Shown>
	);
}
