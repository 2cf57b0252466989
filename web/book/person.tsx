// One person's book: how it stands, the appointment, the doses, and the ways to everything else.
import { useEffect } from 'preact/hooks';
import { date, day } from '../shared/format';
import { both, words } from '../shared/lang';
import { Notice } from '../shared/notice';
import { link } from '../shared/route';
import { me } from './account';
import { RedButton } from './hotline';
import { Card, Facts, Screen, Shown, Ways } from './parts';
import { keepPapers, personAddress } from './prefetch';
import { useSeen } from './seen';
import { StateTag, StateText, nextThing } from './state';
import { bornAged, doseName, hours, longDate, relationName } from './terms';
import type { Appointment, Book, Dose } from './types';

const w = words({
	title: ['Sổ sức khỏe', 'Health book'],
	now: ['Hiện nay', 'Now'],
	appointment: ['Lịch hẹn tiêm', 'Appointment'],
	when: ['Ngày', 'Day'],
	hour: ['Giờ', 'Hour'],
	where: ['Nơi tiêm', 'Where'],
	openAppointment: ['Mở phiếu hẹn và mã QR', 'Open the appointment and its QR code'],
	declare: ['Khai báo sức khỏe trước khi đến', 'Declare your health before you come'],
	declared: ['Đã khai báo sức khỏe cho ngày hẹn.', 'Your health is declared for that day.'],
	doses: ['Mũi đã tiêm', 'Doses'],
	noDoses: ['Chưa ghi nhận mũi tiêm nào.', 'No dose is recorded yet.'],
	certificates: ['Mũi tiêm và chứng nhận', 'Doses and certificates'],
	certificatesMore: ['Mã QR, tệp PDF, điều còn đang kiểm tra', 'QR code, PDF, what is still being checked'],
	after: ['Theo dõi sau tiêm', 'After the dose'],
	afterMore: ['Báo phản ứng, lời khuyên 28 ngày', 'Report a reaction, advice for 28 days'],
	next: ['Mũi tiếp theo', 'Next dose'],
	place: ['Vị trí trong danh sách và lý do', 'Place in the list and why'],
	openings: ['Tự chọn giờ ở điểm tiêm gần đây', 'Choose an hour at a site nearby'],
	register: ['Đăng ký tiêm', 'Register for a dose'],
	together: ['Đi tiêm cùng người nhà', 'Come together with the family'],
	with: ['Cùng {names}', 'With {names}'],
	alone: ['Hiện đi riêng', 'Alone now'],
	withdraw: ['Rút đăng ký', 'Withdraw the registration'],
	more: ['Sổ này', 'This book'],
	looks: ['Ai đã xem sổ này', 'Who has looked at this book'],
	holders: ['Ai đang giữ sổ này, chia sẻ cho người nhà', 'Who holds this book; share it'],
	data: ['Dữ liệu của tôi: xem, sửa, sao chép, hạn chế, xóa', 'My data: see, correct, copy, restrict, delete'],
	remove: ['Bỏ người này khỏi gia đình', 'Take this person out of my family'],
	limited: ['Tài khoản này chỉ xem được phần đã đăng ký. Để xem mũi tiêm và chứng nhận, hãy xác nhận là người nhà.',
		'This account sees only what it registered. To see doses and certificates, confirm that this is your family.'],
	prove: ['Xem cách xác nhận', 'How to confirm'],
	restricted: ['Việc xử lý dữ liệu của sổ này đang được hạn chế theo yêu cầu.', 'Processing of this book is restricted as you asked.'],
	code: ['Mã đăng ký', 'Registration code'],
});

function AppointmentCard({ id, a }: { id: string; a: Appointment }) {
	return (
		<Card title={w('appointment')} kind="main">
			<p class="when">{longDate(a.on_date)}</p>
			<p class="when when--hour">{hours(a.slot, a.slot_ends)}</p>
			<p>{a.site_name}{a.site_address && <span class="soft"><br />{a.site_address}</span>}</p>
			<div class="buttons">
				<a class="govuk-button button--big" href={link('person', id, 'appointment')}>{w('openAppointment')}</a>
				{a.declaration ? <p class="soft">✓ {w('declared')}</p>
					: <a class="govuk-button govuk-button--secondary" href={link('person', id, 'declaration')}>{w('declare')}</a>}
			</div>
		</Card>
	);
}

const short = (d: Dose): string => `${date(d.given_on)} · ${d.product_name}`;

function Doses({ id, book }: { id: string; book: Book }) {
	const doses = book.doses ?? [];
	return (
		<Card title={w('doses')}>
			{doses.length ? <Facts items={doses.map((d) => [doseName(d.number), short(d)] as const)} /> : <p class="soft">{w('noDoses')}</p>}
			{book.next_dose?.earliest && <p class="next"><strong>{w('next')}:</strong> {both(book.next_dose)}</p>}
			{doses.length > 0 && (
				<Ways items={[
					{ href: link('person', id, 'doses'), text: w('certificates'), more: w('certificatesMore') },
					{ href: link('person', id, 'reactions'), text: w('after'), more: w('afterMore') },
				]} />
			)}
		</Card>
	);
}

// Offered where somebody else of the family waits too.
function together(id: string) {
	const people = me()?.people.filter((m) => m.waits) ?? [];
	const mine = people.find((m) => m.person_id === id);
	const along = people.filter((m) => m !== mine && m.family_id && m.family_id === mine?.family_id).map((m) => m.name);
	return mine && people.length > 1
		? [{ href: link('person', id, 'together'), text: w('together'), more: along.length ? w('with', { names: along.join(', ') }) : w('alone') }] : [];
}

function ways(id: string, book: Book) {
	const open = book.registration?.state === 'waiting';
	return [
		...(open ? [{ href: link('person', id, 'place'), text: w('place') }, { href: link('person', id, 'openings'), text: w('openings') }, ...together(id)] : []),
		...(book.access === 'full' ? [
			{ href: link('person', id, 'looks'), text: w('looks') },
			{ href: link('person', id, 'holders'), text: w('holders') },
			{ href: link('person', id, 'data'), text: w('data') },
		] : []),
		...(open ? [{ href: link('person', id, 'withdraw'), text: w('withdraw') }] : []),
		{ href: link('person', id, 'remove'), text: w('remove') },
	];
}

function Whole({ id, book }: { id: string; book: Book }) {
	const { person, status, appointment, access } = book;
	useEffect(() => void keepPapers(id, book), [book]);
	const next = nextThing(id, status, access);
	return (
		<>
			<p class="soft">{relationName(book.relation)} · {bornAged(person.birth_date, person.birth_precision)}</p>
			{book.restricted && <Notice kind="warning">{w('restricted')}</Notice>}
			<Card title={w('now')} kind={appointment ? 'plain' : 'main'}>
				<StateTag status={status} />
				<StateText status={status} />
				{book.registration?.code && <p class="soft">{w('code')}: {book.registration.code}</p>}
				{!appointment && next && <div class="buttons"><a class="govuk-button" href={next.href}>{next.text}</a></div>}
			</Card>
			{appointment && <AppointmentCard id={id} a={appointment} />}
			{access === 'full' ? <Doses id={id} book={book} /> : (
				<Notice><p>{w('limited')}</p><p><a href={link('family', 'prove', id)}>{w('prove')}</a></p></Notice>
			)}
			<Card title={w('more')} kind="quiet"><Ways items={ways(id, book)} /></Card>
			{!!book.doses?.length && <RedButton sitePhone={appointment?.site_phone ?? null} />}
		</>
	);
}

// On the day of the appointment the state changes from table to table.
const isAtSite = ({ appointment, status }: Book): boolean => appointment?.on_date === day() || status.code === 'observing';

export function Person({ id }: { id: string }) {
	const book = useSeen<Book>(personAddress(id), isAtSite);
	return (
		<Screen title={book.value?.person.name ?? w('title')} back={[]}>
			<Shown of={book}>{(value) => <Whole id={id} book={value} />}</Shown>
		</Screen>
	);
}
