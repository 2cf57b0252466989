// The sessions of one day, and not holding one of them, with what that means for its people.
import { useState } from 'preact/hooks';
import { useAction } from '../../shared/action';
import { post } from '../../shared/api';
import { Button } from '../../shared/button';
import { ExportButtons } from '../../shared/export_buttons';
import { date, number } from '../../shared/format';
import { words } from '../../shared/lang';
import { Empty, Notice, Tag } from '../../shared/notice';
import { allPages, PagedEnd, usePaged } from '../../shared/paged';
import { link } from '../../shared/route';
import { SortedTable } from '../../shared/sorted';
import { tell } from '../../shared/toast';
import { may, staff } from '../../station/account';
import { ReasonDialog } from '../../station/reason_dialog';
import { of } from '../own';
import { c } from '../text';
import { Fill } from './fill';
import { fillName, fillOf, p, productName, weekdayOf } from './text';
import type { CalendarSession } from './types';

const w = words({
	back: ['Lịch buổi tiêm', 'Calendar'],
	title: ['{weekday}, {date}', '{weekday}, {date}'],
	none: ['Ngày này không có buổi tiêm nào', 'There are no sessions on this day'],
	noneMore: ['Quay lại lịch để chọn ngày khác.', 'Choose another day in the calendar.'],
	say: ['{open} buổi mở ở {unit}: {capacity} chỗ, {booked} người đã hẹn.', '{open} open sessions in {unit}: {capacity} places, {booked} people expected.'],
	more: ['Còn buổi khác: hiện thêm ở cuối bảng.', 'There are more: show them at the end of the table.'],
	caption: ['Các buổi tiêm', 'Sessions'],
	fill: ['Người hẹn / số chỗ', 'Expected / places'],
	anyTime: ['Không hẹn giờ', 'Without an hour'],
	open: ['Mở', 'Open'],
	closed: ['Đã kết thúc', 'Closed'],
	cancelled: ['Đã hủy', 'Cancelled'],
	cancel: ['Hủy buổi', 'Cancel'],
	cancelOf: ['Hủy buổi tiêm ở {name}', 'Cancel the session at {name}'],
	cancelTitle: ['Hủy buổi tiêm ngày {date}?', 'Cancel the session of {date}?'],
	cancelLead: ['{site}: {n} người đã có hẹn.', '{site}: {n} people have an appointment.'],
	cancelNobody: ['{site}: chưa ai có hẹn, nên không ai phải báo.', '{site}: nobody has an appointment, so nobody has to be told.'],
	toPlan: ['Ai được xếp bởi một kế hoạch đã công bố vẫn giữ lượt: kế hoạch ghi “cần xếp lại”, người quản lý xếp chỗ khác rồi mới báo.', 'People of a published plan keep their turn: the plan says “to be placed again”, a manager places them elsewhere, then they are told.'],
	others: ['Những người còn lại nhận tin hủy hẹn ngay và trở lại danh sách chờ.', 'The others get a message at once and wait again.'],
	forEver: ['Buổi đã hủy không mở lại được; có thể tạo buổi khác.', 'A cancelled session cannot be opened again; another one can be created.'],
	confirm: ['Hủy buổi tiêm', 'Cancel the session'],
	done: ['Đã hủy buổi tiêm ở {name}', 'The session at {name} is cancelled'],
	noPower: ['Mất điện', 'No power'],
	noDoses: ['Hết vắc xin', 'No vaccine'],
	storm: ['Bão, mưa lớn', 'Storm'],
	staff: ['Thiếu nhân viên', 'Too few staff'],
});
const stateName = (s: string) => (s === 'open' || s === 'closed' || s === 'cancelled' ? w(s) : s);
const stateTag = (s: string) => ({ open: 'good', cancelled: 'stop' } as const)[s] ?? 'plain';
const vaccines = (s: CalendarSession) => (s.products ?? '').split(',').filter(Boolean).map(productName).join(', ');

function CancelSession({ session: s, onClose, onDone }: { session: CalendarSession; onClose: () => void; onDone: () => Promise<void> }) {
	const action = useAction();
	const people = s.booked + s.any_time;
	const lead = (
		<>
			<p class="login__lead"><strong>{people ? w('cancelLead', { site: s.unit_name, n: number(people) }) : w('cancelNobody', { site: s.unit_name })}</strong></p>
			{people > 0 && <Notice kind="warning"><ul><li>{w('toPlan')}</li><li>{w('others')}</li></ul></Notice>}
			<p class="soft">{w('forEver')}</p>
		</>
	);
	return <ReasonDialog title={w('cancelTitle', { date: date(s.on_date) })} lead={lead} button={w('confirm')} danger common={[w('noPower'), w('noDoses'), w('storm'), w('staff')]} action={action} onClose={onClose}
		onGive={(why) => action.run(async () => {
			await post(of(s.unit_id, 'sessions', s.id, 'cancel'), { why });
			tell(w('done', { name: s.unit_name }));
			await onDone();
		})} />;
}

export function CalendarSessions({ on, unitId, unitName }: { on: string; unitId: string; unitName: string }) {
	const address = `${of(unitId, 'calendar', 'sessions')}?${new URLSearchParams({ from: on, to: on })}`;
	const paged = usePaged<CalendarSession>(address);
	const [chosen, choose] = useState<CalendarSession | null>(null);
	const rows = paged.items ?? [], open = rows.filter((s) => s.state === 'open');
	const sum = (by: (s: CalendarSession) => number) => number(open.reduce((n, s) => n + by(s), 0));
	return (
		<>
			<a class="crumb" href={link('calendar', 'month', on, ...(unitId === staff().unit_id ? [] : [unitId]))}>{w('back')}</a>
			<h1 class="govuk-heading-l">{w('title', { weekday: weekdayOf(on), date: date(on) })}</h1>
			{paged.items && !rows.length && <Empty title={w('none')}>{w('noneMore')}</Empty>}
			{rows.length > 0 && (
				<>
					<p class="lead">{w('say', { open: number(open.length), unit: unitName, capacity: sum((s) => s.capacity), booked: sum((s) => s.booked + s.any_time) })} {paged.next && w('more')}</p>
					<SortedTable<CalendarSession> id="day" caption={w('caption')} hideCaption rows={rows} rowKey={(s) => s.id} columns={[
						{ name: p('site'), cell: (s) => <span>{s.unit_name}<br /><span class="soft table__note">{s.commune_name}</span></span>, heading: true, by: (s) => s.unit_name },
						{ name: c('product'), cell: vaccines, by: vaccines },
						{ name: w('fill'), cell: (s) => (s.state === 'open' ? <><Fill taken={s.booked} places={s.capacity - s.apart} />{s.apart > 0 && <span class="soft table__note">{p('apart', { n: number(s.apart) })}</span>}</> : `${number(s.booked)} / ${number(s.capacity)}`), by: (s) => (s.capacity ? s.booked / s.capacity : -1) },
						{ name: w('anyTime'), cell: (s) => number(s.any_time), numeric: true, by: (s) => s.any_time },
						{ name: c('state'), cell: (s) => <Tag kind={stateTag(s.state)}>{stateName(s.state)}</Tag>, by: (s) => s.state },
						...(may('session_write') ? [{ name: c('actions'), cell: (s: CalendarSession) => (s.state === 'open' ? <Button kind="quiet" aria-haspopup="dialog" aria-label={w('cancelOf', { name: s.unit_name })} onClick={() => choose(s)}>{w('cancel')}</Button> : '') }] : []),
					]} />
				</>
			)}
			<PagedEnd of={paged} />
			{rows.length > 0 && <ExportButtons file={`buoi-tiem-${on}`} make={async () => ({ name: date(on), head: [p('site'), p('commune'), p('day'), c('product'), w('fill').split(' / ')[0]!, p('free'), w('anyTime'), c('state')],
				rows: (await allPages<CalendarSession>(address)).map((s) => [s.unit_name, s.commune_name, { date: s.on_date }, vaccines(s), s.booked, s.capacity - s.booked - s.apart, s.any_time, s.state === 'open' ? fillName(fillOf(s.booked, s.capacity - s.apart)) : stateName(s.state)]) })} />}
			{chosen && <CancelSession session={chosen} onClose={() => choose(null)} onDone={paged.reload} />}
		</>
	);
}
