// What the family carries with it: the code of each appointment and of each newest certificate, one under the other, without a network.
import { useEffect } from 'preact/hooks';
import { fullName } from '../../shared/format';
import { words } from '../../shared/lang';
import { Empty } from '../../shared/notice';
import { link } from '../../shared/route';
import { ME } from '../account';
import { Card, Shown } from '../parts';
import { appointmentQr, certificateQr, keepForTheWay, newestCertificate, personAddress } from '../prefetch';
import { Qr } from '../qr';
import { useSeen } from '../seen';
import { bornOn, doseName, hours, longDate } from '../terms';
import type { Appointment, Book, Certificate, Me, Member } from '../types';

const w = words({
	nobody: ['Chưa có ai trong sổ', 'Nobody here yet'],
	nobodyMore: ['Phiếu hẹn và chứng nhận của cả nhà sẽ nằm ở đây.', 'Appointments and certificates of the family will be here.'],
	none: ['Chưa có phiếu hẹn hay chứng nhận.', 'No appointment and no certificate yet.'],
	appointment: ['Phiếu hẹn', 'Appointment'],
	certificate: ['Chứng nhận', 'Certificate'],
	appointmentQr: ['Mã QR phiếu hẹn của {name}', 'QR code of the appointment of {name}'],
	certificateQr: ['Mã QR chứng nhận của {name}', 'QR code of the certificate of {name}'],
	openAppointment: ['Mở phiếu hẹn', 'Open the appointment'],
	openCertificate: ['Phóng to, lưu thành ảnh', 'Enlarge, save as a picture'],
});

function AppointmentPaper({ m, a }: { m: Member; a: Appointment }) {
	return (
		<div class="paper">
			<p class="paper__what">{w('appointment')} · {longDate(a.on_date)}, {hours(a.slot, a.slot_ends)}</p>
			<p class="soft">{a.site_name}</p>
			<Qr address={appointmentQr(m.person_id)} label={w('appointmentQr', { name: m.name })} />
			<p class="code">{a.code}</p>
			<p><a href={link('person', m.person_id, 'appointment')}>{w('openAppointment')}</a></p>
		</div>
	);
}

function CertificatePaper({ m, c }: { m: Member; c: Certificate }) {
	return (
		<div class="paper">
			<p class="paper__what">{w('certificate')} · {doseName(c.dose_number)}</p>
			<Qr big address={certificateQr(m.person_id, c.id)} label={w('certificateQr', { name: m.name })} />
			<p><a href={link('person', m.person_id, 'certificate', c.id)}>{w('openCertificate')}</a></p>
		</div>
	);
}

function PapersOf({ m }: { m: Member }) {
	const book = useSeen<Book>(personAddress(m.person_id));
	return (
		<Card title={fullName(m.name)}>
			<p class="soft">{bornOn(m.birth_date, m.birth_precision)}</p>
			<Shown of={{ ...book, away: book.away && !book.value }}>{(value) => {
				const c = newestCertificate(value);
				return (
					<>
						{value.appointment && <AppointmentPaper m={m} a={value.appointment} />}
						{c && <CertificatePaper m={m} c={c} />}
						{!value.appointment && !c && <p>{w('none')}</p>}
					</>
				);
			}}</Shown>
		</Card>
	);
}

function Papers({ me }: { me: Me }) {
	useEffect(() => void keepForTheWay(me.people), [me]);
	return me.people.length
		? <>{me.people.map((m) => <PapersOf key={m.person_id} m={m} />)}</>
		: <Empty title={w('nobody')}>{w('nobodyMore')}</Empty>;
}

export function PapersPage() {
	const me = useSeen<Me>(ME);
	return <Shown of={me}>{(value) => <Papers me={value} />}</Shown>;
}
