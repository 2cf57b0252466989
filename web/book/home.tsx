// The family: who, how it stands with each, the next thing to do.
import { useEffect } from 'preact/hooks';
import { signal } from '@preact/signals';
import { Button } from '../shared/button';
import { words } from '../shared/lang';
import { Empty, Notice } from '../shared/notice';
import { go, link } from '../shared/route';
import { ME, asleep, logout } from './account';
import { dropDraft, drafts } from './draft';
import { RedButton } from './hotline';
import { Card, Screen, Shown, Ways } from './parts';
import { keepForTheWay } from './prefetch';
import { useSeen } from './seen';
import { StateTag, StateText, isAfterDose, nextThing } from './state';
import { bornAged, relationName } from './terms';
import type { Me, Member } from './types';

const w = words({
	title: ['Sổ của gia đình', 'Books of the family'],
	none: ['Chưa có ai trong sổ', 'Nobody here yet'],
	noneMore: ['Đăng ký tiêm cho mình trước, rồi thêm người nhà. Mỗi người mất khoảng một phút.',
		'Register yourself first, then your family. It takes about a minute for each.'],
	me: ['Đăng ký cho tôi', 'Register myself'],
	another: ['Đăng ký cho người khác', 'Register somebody else'],
	add: ['Thêm người', 'Add somebody'],
	code: ['Nhập mã từ điểm tiêm hoặc từ người nhà', 'Type a code from a site or from your family'],
	codeMore: ['Để xem sổ của người đã tiêm', 'To see the book of somebody who was vaccinated'],
	claim: ['Số điện thoại này có trong hồ sơ của {n} người.', 'This phone number stands in other records: {n}.'],
	claimMore: ['Xem có phải người nhà không', 'See whether they are your family'],
	open: ['Xem sổ của {name}', 'Open the book of {name}'],
	papers: ['Giấy tờ mang theo', 'Papers to carry'],
	papersMore: ['Mã QR phiếu hẹn, chứng nhận của cả nhà; mở được khi không có mạng', 'QR codes of all appointments and certificates; also without a network'],
	messages: ['Tin nhắn', 'Messages'],
	account: ['Số điện thoại và thiết bị', 'Phone number and devices'],
	more: ['Mục khác', 'More'],
	logout: ['Đăng xuất', 'Log out'],
	draft: ['Đăng ký dở dang', 'Registration not finished'],
	draftOf: ['của {name}', 'of {name}'],
	goOn: ['Làm tiếp', 'Go on'],
	drop: ['Bỏ', 'Drop it'],
	asleep: ['Đã lâu không có ai vào sổ bằng số này, nên sổ chỉ hiện phần đã đăng ký. Hãy xác nhận lại từng người để xem đầy đủ.',
		'Nobody has used this number for a long time, so only what was registered is shown. Confirm each person again to see everything.'],
});

const draftsSeen = signal(0);

function Person({ m }: { m: Member }) {
	const next = nextThing(m.person_id, m.status, m.access);
	const page = link('person', m.person_id);
	return (
		<li class="card member">
			<h2 class="member__name"><a href={page}>{m.name}</a></h2>
			<p class="soft">{relationName(m.relation)} · {bornAged(m.birth_date, m.birth_precision)}</p>
			<StateTag status={m.status} />
			<StateText status={m.status} />
			{next ? <a class="govuk-button" href={next.href}>{next.text}</a>
				: <a class="govuk-button govuk-button--secondary" href={page}>{w('open', { name: m.name })}</a>}
		</li>
	);
}

function Drafts() {
	draftsSeen.value; // asked again when one is dropped
	return (
		<>
			{drafts().map((d) => (
				<div class="card card--quiet" key={d.id}>
					<p>{w('draft')} {d.name && w('draftOf', { name: d.name })}</p>
					<div class="buttons buttons--close">
						<a class="govuk-button" href={link('register', d.id)}>{w('goOn')}</a>
						<Button kind="quiet" onClick={() => { dropDraft(d.id); draftsSeen.value++; }}>{w('drop')}</Button>
					</div>
				</div>
			))}
		</>
	);
}

function Nobody() {
	return (
		<>
			<Empty title={w('none')}>{w('noneMore')}</Empty>
			<div class="buttons">
				<Button class="button--big" onClick={() => go('register', 'new', 'self')}>{w('me')}</Button>
				<Button kind="second" onClick={() => go('register', 'new')}>{w('another')}</Button>
			</div>
		</>
	);
}

function Family({ me }: { me: Me }) {
	useEffect(() => void keepForTheWay(me.people), [me]);
	const anybody = me.people.length > 0;
	return (
		<>
			{asleep.value && me.people.length > 0 && <Notice kind="warning">{w('asleep')}</Notice>}
			{me.claimable.length > 0 && (
				<Notice><p>{w('claim', { n: me.claimable.length })}</p><p><a href={link('family', 'claim')}>{w('claimMore')}</a></p></Notice>
			)}
			<Drafts />
			{anybody ? <ul class="members">{me.people.map((m) => <Person key={m.person_id} m={m} />)}</ul> : <Nobody />}
			<Card title={w('add')} kind="quiet">
				<Ways items={[
					...(anybody ? [{ href: link('register', 'new'), text: w('another') }] : []),
					{ href: link('family', 'code'), text: w('code'), more: w('codeMore') },
				]} />
			</Card>
			<Card title={w('more')} kind="quiet">
				<Ways items={[
					...(anybody ? [{ href: link('family', 'papers'), text: w('papers'), more: w('papersMore') }] : []),
					{ href: link('family', 'messages'), text: w('messages'), mark: me.unread || null },
					{ href: link('family', 'account'), text: w('account') },
				]} />
				<Button kind="quiet" onClick={() => void logout()}>{w('logout')}</Button>
			</Card>
			{me.people.some((m) => isAfterDose(m.status)) && <RedButton />}
		</>
	);
}

export function Home() {
	const me = useSeen<Me>(ME);
	return (
		<Screen title={w('title')}>
			<Shown of={me}>{(value) => <Family me={value} />}</Shown>
		</Screen>
	);
}
