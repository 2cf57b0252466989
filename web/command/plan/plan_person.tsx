// One person of a plan: why here or why not, and deciding otherwise by hand: another place, out of the plan, or back to the planner.
import { useEffect, useState } from 'preact/hooks';
import { useAction } from '../../shared/action';
import { errorText, post } from '../../shared/api';
import { Button } from '../../shared/button';
import { Choice, SelectField, TextArea } from '../../shared/field';
import { age, date, fullName, number, sexName } from '../../shared/format';
import { both, words } from '../../shared/lang';
import { useLoaded } from '../../shared/loaded';
import { Empty, Notice, Tag } from '../../shared/notice';
import { allPages } from '../../shared/paged';
import { link } from '../../shared/route';
import { ErrorSummary } from '../../shared/summary';
import { tell } from '../../shared/toast';
import { may } from '../../station/account';
import { ReasonDialog } from '../../station/reason_dialog';
import { ChangedMistake } from '../conflict';
import { Waiting } from '../loading';
import { ours } from '../own';
import { c } from '../text';
import { addDays, changeName, changeTag, groupName, p, told, weekdayOf } from './text';
import type { Place, Plan, PlanSession } from './types';

const w = words({
	back: ['Danh sách của kế hoạch', 'Lists of the plan'],
	none: ['Người này không nằm trong kế hoạch', 'This person is not part of the plan'],
	noneMore: ['Chỉ ai đã đăng ký và đang chờ trong phạm vi kế hoạch khi xếp chỗ mới có ở đây. Kiểm tra đăng ký của người này, rồi xếp lại.', 'Only who was registered and waited in the reach of the plan when it was computed is here. Look at the registration, then compute again.'],
	years: ['{n} tuổi', 'age {n}'],
	dose: ['Mũi {n}', 'Dose {n}'],
	why: ['Vì sao', 'Why'],
	place: ['Chỗ được xếp', 'Place'],
	noPlace: ['Chưa có chỗ', 'No place'],
	was: ['Đã báo trước đây', 'Told before'],
	byHand: ['Xếp tay: {why}', 'By hand: {why}'],
	act: ['Quyết định khác', 'Decide otherwise'],
	move: ['Chuyển đến chỗ khác', 'Move'],
	moveIn: ['Xếp vào một chỗ', 'Give a place'],
	out: ['Đưa ra khỏi kế hoạch', 'Take out'],
	free: ['Để máy tính xếp lại', 'Leave it to the planner'],
	outTitle: ['Đưa {name} ra khỏi kế hoạch?', 'Take {name} out of the plan?'],
	outLead: ['Người này vẫn ở danh sách chờ và không nhận tin. Chỗ được giữ cho người khác khi xếp lại.', 'The person waits on and gets no message. The place goes to somebody else when it is computed again.'],
	day: ['Ngày', 'Day'],
	chooseDay: ['Chọn ngày', 'Choose a day'],
	session: ['Buổi tiêm', 'Session'],
	chooseSession: ['Chọn buổi', 'Choose a session'],
	sessionText: ['{site} · {product} · còn {n} chỗ', '{site} · {product} · {n} places left'],
	slot: ['Khung giờ', 'Hour'],
	slotText: ['{starts}–{ends}: còn {n}', '{starts}–{ends}: {n} left'],
	none2: ['Ngày này không có buổi nào mở.', 'No session is open on this day.'],
	needSession: ['Chọn ngày và buổi tiêm.', 'Choose a day and a session.'],
	needSlot: ['Chọn khung giờ.', 'Choose the hour.'],
	save: ['Xếp vào chỗ này', 'Give this place'],
	moved: ['Đã xếp {name}', '{name} has the place'],
	outDone: ['Đã đưa {name} ra khỏi kế hoạch', '{name} is out of the plan'],
	freed: ['Máy tính sẽ xếp {name} khi xếp lại', '{name} is placed when it is computed again'],
	rules: ['Xếp tay được dùng cả chỗ để trống. Chỉ xếp được vào chỗ mà tuổi, khoảng cách mũi, bệnh viện và số liều cho phép; nếu không, hệ thống nói lý do.', 'By hand also the places kept free can be given, but only where age, interval, hospital and doses allow it; otherwise you are told why.'],
});

function daysOf(plan: Plan): string[] {
	const days: string[] = [];
	for (let d = plan.starts_on; d <= plan.ends_on; d = addDays(d, 1))
		days.push(d);
	return days;
}

// Every session of the day that may take somebody, however many there are.
function useOpenSessions(plan: Plan, on: string): { open: PlanSession[] | null; mistake: string | null } {
	const [found, set] = useState<{ open: PlanSession[] | null; mistake: string | null }>({ open: null, mistake: null });
	useEffect(() => {
		let mine = true;
		set({ open: null, mistake: null });
		allPages<PlanSession>(`${ours('plans', plan.id, 'sessions')}?${new URLSearchParams({ on })}`).then(
			(all) => { if (mine) set({ open: all.filter((s) => s.on_date === on && !s.closed), mistake: null }); },
			(e: unknown) => { if (mine) set({ open: null, mistake: errorText(e) }); });
		return () => { mine = false; };
	}, [plan.id, on]);
	return found;
}

function Move({ plan, x, onDone, reload }: { plan: Plan; x: Place; onDone: (x: Place) => Promise<void>; reload: () => Promise<void> }) {
	const [on, setOn] = useState(x.on_date ?? plan.starts_on);
	const [session, setSession] = useState('');
	const [slot, setSlot] = useState<string | null>(null);
	const [why, setWhy] = useState('');
	const [tries, setTries] = useState(0);
	const action = useAction();
	const { open, mistake } = useOpenSessions(plan, on);
	const chosen = open?.find((s) => s.id === session);
	const mistakes = [
		...(chosen ? [] : [{ id: 'session', text: w('needSession') }]), ...(chosen && !slot ? [{ id: 'slot', text: w('needSlot') }] : []), ...(why.trim() ? [] : [{ id: 'why', text: p('needWhy') }]),
	];
	const told = (id: string) => (tries ? mistakes.find((m) => m.id === id)?.text : undefined) ?? action.about(id);
	const send = async (e: Event) => {
		e.preventDefault();
		setTries(tries + 1);
		if (!mistakes.length)
			await action.run(async () => {
				const after = await post<Place>(ours('plans', plan.id, 'places', x.person_id), { version: plan.version, session, slot, why: why.trim() });
				tell(w('moved', { name: fullName(x.name) }));
				await onDone(after);
			});
	};
	return (
		<form class="sheet" onSubmit={send} noValidate>
			<h3 class="sheet__title">{w(x.site_name ? 'move' : 'moveIn')}</h3>
			<p class="soft login__lead">{w('rules')}</p>
			<ErrorSummary tries={tries} mistakes={mistakes} />
			<ChangedMistake what="plan" action={action} fields={['session', 'slot', 'why']} reload={reload} />
			<SelectField id="day" label={w('day')} value={on} onChange={(d) => { setOn(d); setSession(''); setSlot(null); }} options={daysOf(plan).map((d) => ({ value: d, text: `${weekdayOf(d)}, ${date(d)}` }))} />
			{mistake && <Notice kind="stop">{mistake}</Notice>}
			{open && !open.length ? <p role="status">{w('none2')}</p> : <SelectField id="session" label={w('session')} value={session} onChange={(s) => { setSession(s); setSlot(null); }} empty={w('chooseSession')} error={told('session')}
				options={(open ?? []).map((s) => ({ value: s.id, text: w('sessionText', { site: s.site_name, product: s.product_name, n: number(Math.max(0, s.capacity - s.taken)) }) }))} />}
			{chosen && <Choice id="slot" legend={w('slot')} value={slot} onChange={setSlot} error={told('slot')} options={chosen.slots.map((s) => ({ value: s.starts, text: w('slotText', { starts: s.starts, ends: s.ends, n: number(Math.max(0, s.capacity - s.taken)) }) }))} />}
			<TextArea id="why" label={c('why')} value={why} onInput={setWhy} rows={2} error={told('why')} />
			<div class="buttons"><Button type="submit" busy={action.busy}>{w('save')}</Button></div>
		</form>
	);
}

function Facts({ x, again }: { x: Place; again: boolean }) {
	const birth = x.birth_precision ?? 'day';
	return (
		<section class="sheet" aria-label={fullName(x.name)}>
			<h2 class="govuk-heading-l">{fullName(x.name)}</h2>
			<p class="soft">{[date(x.birth_date, birth), w('years', { n: age(x.birth_date, birth) }), sexName(x.sex), x.commune_name, groupName(x.priority_group), w('dose', { n: x.dose_number })].filter(Boolean).join(' · ')}</p>
			<dl class="facts facts--wide">
				<div><dt>{w('place')}</dt><dd>{x.site_name ? <strong>{x.slot}, {date(x.on_date)}, {x.site_name}</strong> : <Tag kind="stop">{w('noPlace')}</Tag>}{again && told(x.change) && <> <Tag kind={changeTag(x.change)}>{changeName(x.change)}</Tag></>}</dd></div>
				{x.why_vi && <div><dt>{w('why')}</dt><dd>{both({ vi: x.why_vi, en: x.why_en ?? null })}</dd></div>}
				{x.by_hand && x.why && <div><dt>{c('why')}</dt><dd>{w('byHand', { why: x.why })}</dd></div>}
				{x.was_site_name && told(x.change) && <div><dt>{w('was')}</dt><dd>{x.was_slot}, {date(x.was_on)}, {x.was_site_name}</dd></div>}
			</dl>
		</section>
	);
}

export function PlanPerson({ plan, personId, reload }: { plan: Plan; personId: string; reload: () => Promise<void> }) {
	const loaded = useLoaded<Place>(ours('plans', plan.id, 'places', personId));
	const [newer, setNewer] = useState<Place | null>(null);
	const [act, choose] = useState<'move' | 'out' | null>(null);
	const action = useAction();
	const x = newer ?? loaded.value;
	const crumb = <a class="crumb" href={link('plans', plan.id, 'people')}>{w('back')}</a>;
	if (!x)
		return <>{crumb}{loaded.mistake ? <Empty title={w('none')}><p>{w('noneMore')}</p><p class="soft">{loaded.mistake}</p></Empty> : <Waiting of={loaded} />}</>;
	const done = async (after: Place) => { setNewer(after); choose(null); await reload(); };
	const change = (body: object, told: string) => action.run(async () => {
		const after = await post<Place>(ours('plans', plan.id, 'places', x.person_id), { version: plan.version, ...body });
		tell(told);
		await done(after);
	});
	const name = fullName(x.name);
	return (
		<>
			{crumb}
			<Facts x={x} again={plan.again} />
			{may('plan') && plan.state === 'preview' && (
				<section aria-labelledby="act">
					<h2 id="act" class="govuk-heading-m">{w('act')}</h2>
					<ChangedMistake what="plan" action={action} reload={reload} />
					{act === 'move' ? <Move plan={plan} x={x} onDone={done} reload={reload} /> : (
						<div class="buttons">
							<Button kind="second" onClick={() => choose('move')}>{w(x.site_name ? 'move' : 'moveIn')}</Button>
							{x.site_name && <Button kind="danger" onClick={() => choose('out')}>{w('out')}</Button>}
							{(x.by_hand || x.why === 'out') && <Button kind="second" busy={action.busy} onClick={() => void change({ free: true }, w('freed', { name }))}>{w('free')}</Button>}
						</div>
					)}
				</section>
			)}
			{act === 'out' && <ReasonDialog title={w('outTitle', { name })} lead={<p>{w('outLead')}</p>} button={w('out')} danger action={action} onClose={() => choose(null)} onGive={(why) => change({ out: true, why }, w('outDone', { name }))} />}
		</>
	);
}
