// When a site vaccinates: its hours by weekday with tables and people, and the days on which it does not. Every change can be taken back.
import { useEffect, useState } from 'preact/hooks';
import { useAction } from '../../shared/action';
import { post, put } from '../../shared/api';
import { Button } from '../../shared/button';
import { TextField } from '../../shared/field';
import { date, number, readDate } from '../../shared/format';
import { words } from '../../shared/lang';
import { useLoaded } from '../../shared/loaded';
import { Notice } from '../../shared/notice';
import { ErrorSummary, MistakeBox } from '../../shared/summary';
import { tell } from '../../shared/toast';
import { may } from '../../station/account';
import { Waiting } from '../loading';
import { of } from '../own';
import { HoursForm } from './hours_form';
import { p, today, weekdayName, weekdayOf } from './text';
import type { DayOff, HoursRow, SiteHours } from './types';

const w = words({
	usual: ['Điểm tiêm này chưa đặt giờ riêng: đang dùng giờ chung theo quy định và số bàn, số người mỗi ngày của điểm tiêm.', 'This site has set no hours: those of the general rule hold, with the tables and the people a day of the site.'],
	own: ['Điểm tiêm này dùng giờ riêng dưới đây.', 'This site has hours of its own.'],
	week: ['Mỗi tuần nhận {n} người, khi không có ngày nghỉ.', '{n} people a week, when there are no days off.'],
	change: ['Sửa giờ', 'Change the hours'],
	back: ['Dùng giờ chung', 'Use the general hours'],
	saved: ['Đã lưu giờ làm việc', 'The hours are saved'],
	savedUsual: ['Đã trở lại giờ chung', 'The general hours hold again'],
	restored: ['Đã hoàn tác', 'Taken back'],
	changed: ['Giờ làm việc đã thay đổi.', 'The hours were changed.'],
	offAdded: ['Đã thêm ngày nghỉ {date}.', 'Day off {date} was added.'],
	offRemoved: ['Đã bỏ ngày nghỉ {date}.', 'Day off {date} was removed.'],
	closed: ['Không tiêm', 'Closed'],
	row: ['{starts}–{ends}: {tables} bàn, {per} người mỗi bàn mỗi giờ', '{starts}–{ends}: {tables} tables, {per} people a table and hour'],
	hours: ['Giờ theo thứ', 'Hours by weekday'],
	off: ['Ngày nghỉ', 'Days off'],
	noOff: ['Chưa có ngày nghỉ nào. Thêm ngày lễ hoặc ngày điểm tiêm không nhận người; kế hoạch sẽ không xếp ai vào ngày đó.', 'There are none. Add holidays or days on which nobody can come; no plan places anybody on them.'],
	on: ['Ngày', 'Day'],
	onHint: ['Dạng ngày/tháng/năm', 'As day/month/year'],
	why: ['Lý do', 'Reason'],
	add: ['Thêm ngày nghỉ', 'Add a day off'],
	remove: ['Bỏ', 'Remove'],
	removeOf: ['Bỏ ngày nghỉ {date}', 'Remove the day off {date}'],
	needOn: ['Nhập ngày dạng ngày/tháng/năm, từ hôm nay trở đi.', 'Type a day as day/month/year, today or later.'],
	twice: ['Ngày này đã là ngày nghỉ.', 'This is a day off already.'],
	later: ['Ai đã có hẹn vào ngày nghỉ mới thêm sẽ hiện ở mục “cần xếp lại” của kế hoạch.', 'Who has an appointment on a new day off is listed in its plan as to be placed again.'],
});

function Week({ hours }: { hours: HoursRow[] }) {
	return (
		<dl class="facts facts--week">
			{[1, 2, 3, 4, 5, 6, 7].map((day) => {
				const rows = hours.filter((h) => h.weekday === day);
				return <div key={day}><dt>{weekdayName(day)}</dt><dd>{rows.length ? rows.map((h) => <p key={h.starts}>{w('row', { starts: h.starts, ends: h.ends, tables: h.tables, per: h.per_table })}</p>) : <span class="soft">{w('closed')}</span>}</dd></div>;
			})}
		</dl>
	);
}

function AddDayOff({ siteId, known, onDone }: { siteId: string; known: DayOff[]; onDone: (after: SiteHours, on: string) => void }) {
	const [on, setOn] = useState('');
	const [why, setWhy] = useState('');
	const [tries, setTries] = useState(0);
	const action = useAction();
	const iso = readDate(on);
	const mistakes = [
		...(!iso || iso < today() ? [{ id: 'off-on', text: w('needOn') }] : known.some((d) => d.on_date === iso) ? [{ id: 'off-on', text: w('twice') }] : []),
		...(why.trim() ? [] : [{ id: 'off-why', text: p('needWhy') }]),
	];
	const told = (id: string) => (tries ? mistakes.find((m) => m.id === id)?.text : undefined);
	const send = async (e: Event) => {
		e.preventDefault();
		setTries(tries + 1);
		if (!mistakes.length && await action.run(async () => onDone(await post<SiteHours>(of(siteId, 'days-off'), { on_date: iso, why: why.trim() }), iso!))) {
			setOn('');
			setWhy('');
			setTries(0);
		}
	};
	return (
		<form onSubmit={send} noValidate>
			<ErrorSummary tries={tries} mistakes={mistakes} />
			<MistakeBox mistake={action.mistake} fields={['on_date', 'why']} />
			<div class="pair">
				<TextField id="off-on" label={w('on')} hint={w('onHint')} value={on} onInput={setOn} inputMode="numeric" error={told('off-on') ?? action.about('on_date')} />
				<TextField id="off-why" label={w('why')} value={why} onInput={setWhy} error={told('off-why') ?? action.about('why')} />
			</div>
			<p class="soft">{w('later')}</p>
			<div class="buttons"><Button type="submit" kind="second" busy={action.busy}>{w('add')}</Button></div>
		</form>
	);
}

interface Undo { text: string; run: () => Promise<SiteHours> }

// siteId: a site. level: the level of the heading above it, which the caller writes.
export function SiteHoursEditor({ siteId }: { siteId: string }) {
	const loaded = useLoaded<SiteHours>(of(siteId, 'hours'));
	const [newer, setNewer] = useState<SiteHours | null>(null);
	const [editing, edit] = useState(false);
	const [undo, offerUndo] = useState<Undo | null>(null);
	const action = useAction();
	useEffect(() => setNewer(null), [siteId]);
	const h = newer ?? loaded.value;
	if (!h)
		return <Waiting of={loaded} />;
	const path = of(siteId, 'hours');
	const asWas = h.set ? h.hours : [];
	const done = (after: SiteHours, told: string, back: Undo | null) => { setNewer(after); offerUndo(back); tell(told); };
	const set = async (hours: HoursRow[]) => {
		const after = await put<SiteHours>(path, { hours });
		done(after, w(hours.length ? 'saved' : 'savedUsual'), { text: w('changed'), run: () => put<SiteHours>(path, { hours: asWas }) });
		edit(false);
	};
	const remove = (off: DayOff) => action.run(async () => {
		const after = await post<SiteHours>(of(siteId, 'days-off', off.on_date, 'remove'));
		done(after, w('offRemoved', { date: date(off.on_date) }), { text: w('offRemoved', { date: date(off.on_date) }), run: () => post<SiteHours>(of(siteId, 'days-off'), off) });
	});
	const added = (after: SiteHours, on: string) =>
		done(after, w('offAdded', { date: date(on) }), { text: w('offAdded', { date: date(on) }), run: () => post<SiteHours>(of(siteId, 'days-off', on, 'remove')) });
	const takeBack = () => action.run(async () => { done(await undo!.run(), w('restored'), null); });
	if (editing)
		return <HoursForm hours={h.hours} onCancel={() => edit(false)} onSave={set} />;
	return (
		<>
			{undo && <Notice kind="good" live><p>{undo.text}</p><Button kind="second" busy={action.busy} onClick={() => void takeBack()}>{p('undo')}</Button></Notice>}
			<MistakeBox mistake={action.mistake} />
			<section class="sheet" aria-labelledby="week">
				<h2 id="week" class="sheet__title">{w('hours')}</h2>
				<p>{w(h.set ? 'own' : 'usual')} <strong>{w('week', { n: number(h.people_a_week) })}</strong></p>
				<Week hours={h.hours} />
				{may('session_write') && <div class="buttons"><Button onClick={() => edit(true)}>{w('change')}</Button>{h.set && <Button kind="quiet" busy={action.busy} onClick={() => void action.run(() => set([]))}>{w('back')}</Button>}</div>}
			</section>
			<section class="sheet" aria-labelledby="off">
				<h2 id="off" class="sheet__title">{w('off')}</h2>
				{!h.off.length && <p class="soft">{w('noOff')}</p>}
				<ul class="plain-list">{h.off.map((d) => (
					<li key={d.on_date} class="line"><div><strong>{weekdayOf(d.on_date)}, {date(d.on_date)}</strong><br /><span class="soft">{d.why}</span></div>
						{may('session_write') && <Button kind="quiet" aria-label={w('removeOf', { date: date(d.on_date) })} onClick={() => void remove(d)}>{w('remove')}</Button>}</li>
				))}</ul>
				{may('session_write') && <AddDayOff siteId={siteId} known={h.off} onDone={added} />}
			</section>
		</>
	);
}
