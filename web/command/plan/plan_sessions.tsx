// The sessions of a plan, how full each is; closing one and setting the places of its hours by hand.
import { useState } from 'preact/hooks';
import { useAction } from '../../shared/action';
import { post } from '../../shared/api';
import { Button } from '../../shared/button';
import { Dialog } from '../../shared/dialog';
import { ExportButtons } from '../../shared/export_buttons';
import { Check, SelectField, TextArea, TextField } from '../../shared/field';
import { date, number, readCount } from '../../shared/format';
import { words } from '../../shared/lang';
import { Empty, Tag } from '../../shared/notice';
import { allPages, PagedEnd, usePaged } from '../../shared/paged';
import { link } from '../../shared/route';
import { SortedTable } from '../../shared/sorted';
import { ErrorSummary } from '../../shared/summary';
import { tell } from '../../shared/toast';
import { may } from '../../station/account';
import { fold } from '../../station/fold';
import { ChangedMistake } from '../conflict';
import { ours } from '../own';
import { c } from '../text';
import { Fill } from './fill';
import { addDays, fillName, fillOf, p, weekdayOf } from './text';
import type { Plan, PlanSession } from './types';

const w = words({
	title: ['Buổi tiêm của kế hoạch', 'Sessions of the plan'],
	lead: ['Số chỗ kế hoạch được dùng đã trừ chỗ để trống. Sửa số chỗ hoặc đóng buổi rồi xếp lại để thấy ai chuyển đi đâu.', 'Places that stay free are left out. Change places or close a session, then compute again to see who moves.'],
	on: ['Ngày', 'Day'],
	every: ['Mọi ngày', 'All days'],
	find: ['Tìm điểm tiêm trong các dòng đang hiện', 'Find a site among the rows shown'],
	none: ['Không có buổi tiêm nào', 'There are no sessions'],
	noneMore: ['Chọn ngày khác, hoặc xem giờ làm việc của các điểm tiêm và số vắc xin trong kho.', 'Choose another day, or look at the hours of the sites and at their stores.'],
	fill: ['Xếp / số chỗ', 'Placed / places'],
	capacity: ['Sức chứa', 'Capacity'],
	closed: ['Đóng', 'Closed'],
	byHand: ['Sửa tay', 'By hand'],
	exists: ['Buổi đã có', 'Exists'],
	people: ['Những người này', 'The people'],
	peopleOf: ['Những người này: {date}, {site}', 'The people: {date}, {site}'],
	edit: ['Sửa chỗ', 'Change'],
	editOf: ['Sửa chỗ: {date}, {site}', 'Change: {date}, {site}'],
	dialog: ['{site}, {date}', '{site}, {date}'],
	close: ['Đóng buổi này: kế hoạch không xếp ai vào', 'Close it: the plan places nobody here'],
	slot: ['{starts}–{ends} (nhiều nhất {n})', '{starts}–{ends} ({n} at most)'],
	slotNow: ['Đang xếp {n} người', '{n} people placed'],
	bad: ['{slot}: nhập một số từ 0 đến {n}.', '{slot}: type a number, 0 to {n}.'],
	nothing: ['Chưa có gì thay đổi.', 'Nothing was changed.'],
	save: ['Lưu', 'Save'],
	saved: ['Đã lưu; xếp lại để thấy thay đổi', 'Saved; compute again to see what changes'],
	next: ['Sau khi lưu, bấm “Xếp lại từ đầu” để xem ai chuyển đi đâu.', 'After saving, compute again to see who moves where.'],
});

const daysOf = (plan: Plan): string[] => {
	const days: string[] = [];
	for (let d = plan.starts_on; d <= plan.ends_on; d = addDays(d, 1))
		days.push(d);
	return days;
};

function EditSession({ plan, session: s, onClose, onDone, reload }: { plan: Plan; session: PlanSession; onClose: () => void; onDone: (plan: Plan) => void; reload: () => Promise<void> }) {
	const [closed, setClosed] = useState(s.closed);
	const [texts, setTexts] = useState(s.slots.map((x) => String(x.places)));
	const [why, setWhy] = useState(s.why ?? '');
	const [tries, setTries] = useState(0);
	const action = useAction();
	const counts = texts.map(readCount);
	const slotName = (i: number) => `${s.slots[i]!.starts}–${s.slots[i]!.ends}`;
	const wrong = s.slots.map((x, i) => (counts[i] === null || counts[i]! > x.capacity ? w('bad', { slot: slotName(i), n: number(x.capacity) }) : undefined));
	const changed = s.slots.map((x, i) => ({ starts: x.starts, places: counts[i]! })).filter((x, i) => x.places !== s.slots[i]!.places);
	const mistakes = [
		...wrong.flatMap((text, i) => (text ? [{ id: `places-${i}`, text }] : [])),
		...(closed === s.closed && !changed.length ? [{ id: 'close-session', text: w('nothing') }] : []),
		...(why.trim() ? [] : [{ id: 'why', text: p('needWhy') }]),
	];
	const send = async (e: Event) => {
		e.preventDefault();
		setTries(tries + 1);
		if (!mistakes.length)
			await action.run(async () => {
				onDone(await post<Plan>(ours('plans', plan.id, 'sessions', s.id), { version: plan.version, why: why.trim(), ...(closed === s.closed ? {} : { closed }), ...(changed.length ? { slots: changed } : {}) }));
				tell(w('saved'));
			});
	};
	return (
		<Dialog title={w('dialog', { site: s.site_name, date: date(s.on_date) })} onClose={onClose}>
			<form onSubmit={send} noValidate>
				<p class="login__lead">{s.product_name}. <Fill taken={s.taken} places={s.places} /></p>
				<ErrorSummary tries={tries} mistakes={mistakes} />
				<ChangedMistake what="plan" action={action} fields={['why']} reload={reload} />
				<Check id="close-session" label={w('close')} checked={closed} onChange={setClosed} />
				{!closed && <div class="triple">{s.slots.map((x, i) => (
					<TextField key={x.starts} id={`places-${i}`} label={w('slot', { starts: x.starts, ends: x.ends, n: number(x.capacity) })} hint={w('slotNow', { n: number(x.taken) })} value={texts[i]!} inputMode="numeric"
						onInput={(text) => setTexts(texts.map((t, k) => (k === i ? text : t)))} error={tries ? wrong[i] : undefined} />
				))}</div>}
				<TextArea id="why" label={c('why')} value={why} onInput={setWhy} rows={2} error={(tries && !why.trim() ? p('needWhy') : undefined) ?? action.about('why')} />
				<p class="soft">{w('next')}</p>
				<div class="buttons"><Button type="submit" busy={action.busy}>{w('save')}</Button><Button kind="quiet" onClick={onClose}>{p('notSent')}</Button></div>
			</form>
		</Dialog>
	);
}

export function PlanSessions({ plan, onPlan, reload }: { plan: Plan; onPlan: (plan: Plan) => void; reload: () => Promise<void> }) {
	const [on, setOn] = useState('');
	const [text, setText] = useState('');
	const [chosen, choose] = useState<PlanSession | null>(null);
	const address = `${ours('plans', plan.id, 'sessions')}${on ? `?on=${on}` : ''}`;
	const paged = usePaged<PlanSession>(address);
	const rows = (paged.items ?? []).filter((s) => !text.trim() || fold(s.site_name).includes(fold(text)));
	const mayEdit = may('plan') && (plan.state === 'preview' || plan.state === 'draft');
	const done = (to: Plan) => { choose(null); onPlan(to); void paged.reload(); };
	const acts = (s: PlanSession) => (
		<span class="row-acts">
			{may('person_read') && s.taken > 0 && <a class="row-link" aria-label={w('peopleOf', { date: date(s.on_date), site: s.site_name })} href={link('plans', plan.id, 'people', 'session', s.id)}>{w('people')}</a>}
			{mayEdit && <Button kind="quiet" aria-haspopup="dialog" aria-label={w('editOf', { date: date(s.on_date), site: s.site_name })} onClick={() => choose(s)}>{w('edit')}</Button>}
		</span>
	);
	return (
		<section aria-labelledby="plan-sessions">
			<h2 id="plan-sessions" class="govuk-heading-m">{w('title')}</h2>
			<p class="lead">{w('lead')}</p>
			<div class="filters filters--stock">
				<SelectField id="on" label={w('on')} value={on} onChange={setOn} empty={w('every')} options={daysOf(plan).map((d) => ({ value: d, text: `${weekdayOf(d)}, ${date(d)}` }))} />
				<TextField id="find-site" label={w('find')} value={text} onInput={setText} />
			</div>
			{paged.items && !rows.length && <Empty title={w('none')}>{w('noneMore')}</Empty>}
			{rows.length > 0 && (
				<SortedTable<PlanSession> id="plan-sessions-table" caption={w('title')} hideCaption rows={rows} rowKey={(s) => s.id} columns={[
					{ name: p('site'), cell: (s) => <span>{s.site_name}{s.why && <><br /><span class="soft">{s.why}</span></>}</span>, heading: true, by: (s) => s.site_name },
					{ name: p('day'), cell: (s) => date(s.on_date), by: (s) => s.on_date },
					{ name: c('product'), cell: (s) => s.product_name, by: (s) => s.product_name },
					{ name: w('fill'), cell: (s) => (s.closed ? <Tag kind="stop">{w('closed')}</Tag> : <Fill taken={s.taken} places={s.places} />), by: (s) => (s.places ? s.taken / s.places : -1) },
					{ name: w('capacity'), cell: (s) => <span>{number(s.capacity)}{s.by_hand && <><br /><Tag kind="info">{w('byHand')}</Tag></>}</span>, numeric: true, by: (s) => s.capacity },
					{ name: c('actions'), cell: acts },
				]} />
			)}
			<PagedEnd of={paged} />
			{rows.length > 0 && <ExportButtons file="buoi-tiem-ke-hoach" make={async () => ({ name: w('title'), head: [p('site'), p('day'), c('product'), w('fill').split(' / ')[0]!, p('free'), w('capacity'), c('state'), c('why')],
				rows: (await allPages<PlanSession>(address)).map((s) => [s.site_name, { date: s.on_date }, s.product_name, s.taken, s.places - s.taken, s.capacity, s.closed ? w('closed') : fillName(fillOf(s.taken, s.places)), s.why]) })} />}
			{chosen && <EditSession plan={plan} session={chosen} onClose={() => choose(null)} onDone={done} reload={reload} />}
		</section>
	);
}
