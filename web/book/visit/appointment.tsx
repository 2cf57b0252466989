// The appointment: what has to be shown at the door, when and where, yes or no.
import { useState } from 'preact/hooks';
import { useAction } from '../../shared/action';
import { post } from '../../shared/api';
import { Button } from '../../shared/button';
import { save } from '../../shared/export';
import { TextField } from '../../shared/field';
import { words } from '../../shared/lang';
import { Notice } from '../../shared/notice';
import { go, link } from '../../shared/route';
import { MistakeBox } from '../../shared/summary';
import { tell } from '../../shared/toast';
import { ME } from '../account';
import { KeptNote } from '../kept_note';
import { Card, Facts } from '../parts';
import { appointmentQr, personAddress } from '../prefetch';
import { Qr } from '../qr';
import { refresh } from '../seen';
import { hours, longDate, telLink } from '../terms';
import type { Appointment } from '../types';
import { calendarEntry } from './calendar';
import type { VisitProps } from './visit';

const w = words({
	none: ['Hiện chưa có lịch hẹn. Khi đến lượt sẽ có tin nhắn.', 'There is no appointment now. A message comes when it is the turn.'],
	show: ['Đưa mã này cho người tiếp đón', 'Show this code at the reception'],
	qr: ['Mã QR của phiếu hẹn {code}', 'QR code of the appointment {code}'],
	day: ['Ngày', 'Day'], hour: ['Giờ', 'Hour'], where: ['Nơi tiêm', 'Where'], phone: ['Điện thoại', 'Phone'],
	calendar: ['Thêm vào lịch của điện thoại', "Add to the phone's calendar"],
	title: ['Tiêm vắc xin: {name}', 'Vaccination: {name}'],
	text: ['Mang giấy tờ tùy thân và mã hẹn {code}.', 'Bring identity papers and the code {code}.'],
	bring: ['Mang theo giấy tờ tùy thân, khẩu trang, thuốc đang dùng. Đến đúng giờ để không phải chờ đông.',
		'Bring identity papers, a mask and the medicines you take. Come at the hour, so that nobody waits in a crowd.'],
	come: ['Sẽ đến', 'I shall come'],
	cannot: ['Không đến được', 'I cannot come'],
	confirmed: ['Đã xác nhận sẽ đến.', 'You said that you will come.'],
	thanks: ['Đã ghi nhận: sẽ đến.', 'Noted: you will come.'],
	declare: ['Khai báo sức khỏe trước khi đến', 'Declare your health before you come'],
	declared: ['Đã khai báo sức khỏe.', 'Your health is declared.'],
	ill: ['Theo khai báo sức khỏe, nên ở nhà lúc này: bấm “Không đến được”, lịch mới sẽ được gửi.', 'By what was declared it is better to stay at home now: press “I cannot come”; another appointment follows.'],
	declineTitle: ['Nếu không đến được', 'If you cannot come'],
	declineText: ['Chỗ này sẽ được nhường cho người khác ngay. Đăng ký vẫn còn, trở lại danh sách chờ ở đúng vị trí cũ và được xếp lịch khác.',
		'The place is given to somebody else at once. The registration stays, at its old place in the list, and gets another appointment.'],
	why: ['Vì sao? (không bắt buộc)', 'Why? (optional)'],
	decline: ['Nhường chỗ, chờ lịch khác', 'Give the place away'],
	keep: ['Giữ lịch hẹn', 'Keep the appointment'],
	declined: ['Đã nhường chỗ. Đăng ký trở lại danh sách chờ.', 'The place was given away. The registration is back in the list.'],
});

function Answer({ id, a, reload }: { id: string; a: Appointment; reload: () => Promise<void> }) {
	const action = useAction();
	const confirm = () => action.run(async () => {
		await post(personAddress(id, 'appointment', 'confirm'));
		tell(w('thanks'));
		await reload();
	});
	return (
		<>
			<MistakeBox mistake={action.mistake} />
			{a.confirmed_at && <Notice kind="good">{w('confirmed')}</Notice>}
			<div class="buttons">
				{!a.confirmed_at && <Button class="button--big" busy={action.busy} onClick={() => void confirm()}>{w('come')}</Button>}
				<Button kind="second" onClick={() => go('person', id, 'appointment', 'decline')}>{w('cannot')}</Button>
			</div>
		</>
	);
}

function Decline({ id }: { id: string }) {
	const [why, setWhy] = useState('');
	const action = useAction();
	const decline = () => action.run(async () => {
		await post(personAddress(id, 'appointment', 'decline'), why.trim() ? { why: why.trim() } : {});
		await Promise.all([refresh(personAddress(id)), refresh(ME)]);
		tell(w('declined'));
		go('person', id);
	});
	return (
		<Card title={w('declineTitle')} kind="main">
			<p>{w('declineText')}</p>
			<MistakeBox mistake={action.mistake} />
			<TextField id="why" label={w('why')} value={why} onInput={setWhy} />
			<div class="buttons">
				<Button kind="danger" busy={action.busy} onClick={() => void decline()}>{w('decline')}</Button>
				<Button kind="quiet" onClick={() => go('person', id, 'appointment')}>{w('keep')}</Button>
			</div>
		</Card>
	);
}

export function AppointmentPage({ id, book, reload, mode }: VisitProps) {
	const a = book.appointment;
	if (!a)
		return <Notice>{w('none')}</Notice>;
	if (mode === 'decline')
		return <Decline id={id} />;
	const addToCalendar = () => save('hen-tiem.ics', calendarEntry(a, w('title', { name: book.person.name }), w('text', { code: a.code })));
	return (
		<>
			{a.stay_home && <Notice kind="warning">{w('ill')}</Notice>}
			<Card kind="main">
				<p class="when">{longDate(a.on_date)}</p>
				<p class="when when--hour">{hours(a.slot, a.slot_ends)}</p>
				<p>{a.site_name}</p>
				{a.site_address && <p class="soft">{a.site_address}</p>}
			</Card>
			<Card>
				<p class="qr__say">{w('show')}</p>
				<Qr address={appointmentQr(id)} label={w('qr', { code: a.code })} />
				<p class="code">{a.code}</p>
				<div class="qr__say"><KeptNote address={appointmentQr(id)} /></div>
			</Card>
			<Answer id={id} a={a} reload={reload} />
			<Card>
				{a.declaration ? <p>✓ {w('declared')}</p>
					: <a class="govuk-button govuk-button--secondary" href={link('person', id, 'declaration')}>{w('declare')}</a>}
				<p class="gap">{w('bring')}</p>
				{a.site_phone && <Facts items={[[w('phone'), <a class="tel" href={telLink(a.site_phone)}>{a.site_phone}</a>]]} />}
				<Button kind="quiet" onClick={addToCalendar}>{w('calendar')}</Button>
			</Card>
		</>
	);
}
