// Sessions by day, of the unit and all below it: how many, how many can come, how many will. A day opens its sessions.
import { date, number } from '../../shared/format';
import { words } from '../../shared/lang';
import { useLoaded, type Items } from '../../shared/loaded';
import { Empty } from '../../shared/notice';
import { go, link } from '../../shared/route';
import type { Unit } from '../../shared/types';
import { staff } from '../../station/account';
import { Waiting } from '../loading';
import { of } from '../own';
import { UnitBelow, useUnit } from '../unit_below';
import { CalendarSessions } from './calendar_day';
import { Fill } from './fill';
import { addDays, p, today, weekdayName, weekdayNumber, weekdayOf } from './text';
import type { CalendarDay } from './types';

const w = words({
	title: ['Lịch buổi tiêm', 'Calendar of sessions'],
	lead: ['Số buổi tiêm mỗi ngày, số chỗ theo giờ và số người đã hẹn. Mở một ngày để xem từng buổi.', 'Sessions of each day, their places and how many people are expected. A day opens its sessions.'],
	view: ['Xem theo', 'View'],
	month: ['Tháng', 'Month'],
	week: ['Tuần', 'Week'],
	monthOf: ['Tháng {m}/{y}', '{m}/{y}'],
	weekOf: ['Tuần {from} – {to}', 'Week {from} – {to}'],
	before: ['Trước', 'Before'],
	after: ['Sau', 'After'],
	today: ['Hôm nay', 'Today'],
	sessions: ['{n} buổi', '{n} sessions'],
	closed: ['{n} buổi đã đóng hoặc hủy', '{n} closed or cancelled'],
	anyTime: ['+{n} người không hẹn giờ', '+{n} without an hour'],
	none: ['Không có buổi tiêm nào trong khoảng này', 'There are no sessions in this time'],
	noneMore: ['Lập và công bố một kế hoạch tiêm, hoặc tạo buổi tiêm ở trang điểm tiêm.', 'Make and publish a plan, or create a session on the page of a site.'],
	say: ['{sessions} buổi tiêm, {capacity} chỗ theo giờ, {booked} người đã hẹn.', '{sessions} sessions, {capacity} places by hour, {booked} people expected.'],
	other: ['Xem lịch của một đơn vị cấp dưới', 'See the calendar of a unit below'],
	own: ['Cả {name}', 'All of {name}'],
	days: ['Các ngày', 'Days'],
	isToday: ['hôm nay', 'today'],
});
type View = 'month' | 'week';

const monthStart = (on: string) => `${on.slice(0, 7)}-01`;
const mondayOf = (on: string) => addDays(on, 1 - weekdayNumber(on));
const nextMonth = (on: string) => monthStart(addDays(monthStart(on), 32));

// The days of the picture: whole weeks, and those of them that belong to what is shown.
function span(view: View, on: string) {
	const first = view === 'month' ? monthStart(on) : mondayOf(on);
	const last = view === 'month' ? addDays(nextMonth(on), -1) : addDays(first, 6);
	const from = mondayOf(first), to = addDays(mondayOf(last), 6);
	const days: string[] = [];
	for (let d = from; d <= to; d = addDays(d, 1))
		days.push(d);
	return { first, last, days };
}

function Day({ on, day: d, inside, href }: { on: string; day: CalendarDay | undefined; inside: boolean; href: string }) {
	const closed = d ? d.sessions - d.open : 0;
	const marks = `calendar__day ${inside ? '' : 'calendar__day--out'} ${on === today() ? 'calendar__day--today' : ''} ${d?.sessions ? '' : 'calendar__day--none'}`;
	return (
		<li class={marks}>
			<p class="calendar__date"><span class="calendar__weekday">{weekdayOf(on)}, </span>{d?.sessions ? <a href={href}>{date(on).slice(0, 5)}</a> : <span>{date(on).slice(0, 5)}</span>}{on === today() && <strong> · {w('isToday')}</strong>}</p>
			{d && d.sessions > 0 && (
				<>
					<p><strong>{w('sessions', { n: number(d.open) })}</strong></p>
					{d.open > 0 && <Fill taken={d.booked} places={d.capacity - d.apart} />}
					{d.apart > 0 && <p class="soft">{p('apart', { n: number(d.apart) })}</p>}
					{d.any_time > 0 && <p class="soft">{w('anyTime', { n: number(d.any_time) })}</p>}
					{closed > 0 && <p class="soft">{w('closed', { n: number(closed) })}</p>}
				</>
			)}
		</li>
	);
}

// rest: month|week, the day around which one looks, the unit; or day, that day, the unit.
export function Calendar({ rest }: { rest: string[] }) {
	const view = rest[0] === 'week' ? 'week' : 'month';
	const on = /^\d{4}-\d\d-\d\d$/.test(rest[1] ?? '') ? rest[1]! : today();
	const id = rest[2] ?? staff().unit_id;
	const unit = useUnit(id);
	if (rest[0] === 'day')
		return <CalendarSessions key={`${on} ${id}`} on={on} unitId={id} unitName={unit.value?.name ?? '…'} />;
	return <Days view={view} on={on} id={id} unit={unit.value} />;
}

function Days({ view, on, id, unit }: { view: View; on: string; id: string; unit: Unit | null }) {
	const { first, last, days } = span(view, on);
	const loaded = useLoaded<Items<CalendarDay>>(`${of(id, 'calendar')}?${new URLSearchParams({ from: days[0]!, to: days.at(-1)! })}`);
	const items = loaded.value?.items ?? [];
	const shown = items.filter((d) => d.on_date >= first && d.on_date <= last);
	const sum = (by: (d: CalendarDay) => number) => number(shown.reduce((n, d) => n + by(d), 0));
	const to = (v: string, day: string) => link('calendar', v, day, ...(id === staff().unit_id ? [] : [id]));
	const before = view === 'month' ? monthStart(addDays(first, -1)) : addDays(first, -7), after = view === 'month' ? nextMonth(on) : addDays(first, 7);
	return (
		<>
			<h1 class="govuk-heading-l">{w('title')}: {id === staff().unit_id ? staff().unit_name : unit?.name ?? '…'}</h1>
			<p class="lead">{w('lead')}</p>
			<div class="section__head">
				<h2 class="govuk-heading-m">{view === 'month' ? w('monthOf', { m: on.slice(5, 7), y: on.slice(0, 4) }) : w('weekOf', { from: date(first), to: date(last) })}</h2>
				<nav class="parts parts--tight" aria-label={w('view')}><ul>
					{(['month', 'week'] as const).map((v) => <li key={v}><a class="parts__tab" href={to(v, on)} aria-current={v === view ? 'page' : undefined}>{w(v)}</a></li>)}
					<li><a class="parts__tab" href={to(view, before)}>‹ {w('before')}</a></li>
					<li><a class="parts__tab" href={to(view, today())}>{w('today')}</a></li>
					<li><a class="parts__tab" href={to(view, after)}>{w('after')} ›</a></li>
				</ul></nav>
			</div>
			<Waiting of={loaded} />
			{loaded.value && !shown.some((d) => d.sessions) && <Empty title={w('none')}>{w('noneMore')}</Empty>}
			{shown.some((d) => d.sessions) && <p role="status" class="login__lead">{w('say', { sessions: sum((d) => d.open), capacity: sum((d) => d.capacity), booked: sum((d) => d.booked) })}</p>}
			{loaded.value && (
				<>
					<p class="calendar__heads" aria-hidden="true">{days.slice(0, 7).map((d) => <span key={d}>{weekdayName(weekdayNumber(d))}</span>)}</p>
					<ol class={`calendar calendar--${view}`} aria-label={w('days')}>
						{days.map((d) => <Day key={d} on={d} day={items.find((x) => x.on_date === d)} inside={d >= first && d <= last} href={to('day', d)} />)}
					</ol>
				</>
			)}
			<div class="section">
				{id !== staff().unit_id && <p><a class="row-link" href={link('calendar', view, on)}>{w('own', { name: staff().unit_name })}</a></p>}
				<UnitBelow label={w('other')} onChoose={(u) => go('calendar', view, on, u.id)} />
			</div>
		</>
	);
}
