// Who received a lot: the number at once, names only when they are asked for, and the whole list as a file to call from.
import { useEffect, useState } from 'preact/hooks';
import { useAction } from '../shared/action';
import { get, poll, post } from '../shared/api';
import { Button } from '../shared/button';
import { date, fullName, number } from '../shared/format';
import { both, words } from '../shared/lang';
import { Empty, Notice } from '../shared/notice';
import { MistakeBox } from '../shared/summary';
import { Table } from '../shared/table';
import { tell } from '../shared/toast';
import type { Job } from '../shared/types';
import { staff } from '../station/account';
import { ours } from './own';
import type { People, Recipient } from './types';

const w = words({
	title: ['Ai đã được tiêm lô này', 'Who received this lot'],
	count: ['{n} mũi đã tiêm từ lô này ở các điểm tiêm của đơn vị và cấp dưới.', '{n} doses of this lot were given at the sites of the unit.'],
	nobody: ['Chưa ai được tiêm lô này', 'Nobody has received this lot'],
	nobodyMore: ['Tính cả mũi nhập sau và mũi ghi ở nơi khác.', 'Doses entered later and those given elsewhere are counted too.'],
	logged: ['Họ tên và số điện thoại là dữ liệu cá nhân: mỗi lần xem được ghi vào hồ sơ của người đó.', 'Names and phone numbers are personal data: every look is noted in the record of that person.'],
	show: ['Xem danh sách', 'Show the list'],
	shown: ['Đang xem {n} trong {all} mũi.', 'Showing {n} of {all} doses.'],
	more: ['Xem {n} người tiếp theo', 'Show the next {n}'],
	recalled: ['Lô đã bị thu hồi: lập danh sách liên hệ để báo cho từng người.', 'The lot is recalled: make the contact list and tell everybody.'],
	make: ['Lập danh sách liên hệ', 'Make the contact list'],
	again: ['Lập lại danh sách', 'Make the list again'],
	making: ['Đang lập danh sách: {n} mũi. Có thể rời trang này rồi quay lại.', 'Making the list: {n} doses so far. You may leave this page and come back.'],
	done: ['Danh sách đã xong: {n} mũi.', 'The list is ready: {n} doses.'],
	ready: ['Danh sách liên hệ đã lập xong', 'The contact list is ready'],
	download: ['Tải danh sách', 'Download the list'],
	kept: ['Tệp chỉ được giữ vài ngày trên máy chủ. Chứa dữ liệu cá nhân: chỉ gửi cho người phải gọi điện.', 'The file is kept for some days only. It holds personal data: give it only to who has to call.'],
	name: ['Họ tên', 'Name'],
	born: ['Ngày sinh', 'Born'],
	phone: ['Điện thoại', 'Phone'],
	home: ['Nơi ở', 'Home'],
	dose: ['Mũi', 'Dose'],
	on: ['Ngày tiêm', 'Given on'],
	place: ['Nơi tiêm', 'Place'],
	guardian: ['người giám hộ {name}', 'guardian {name}'],
	noPhone: ['chưa có', 'none'],
	abroad: ['nơi khác', 'elsewhere'],
});
const PAGE = 100, EVERY = 1000;

const home = (r: Recipient) => [r.address, r.commune, r.district, r.province].filter(Boolean).join(', ');

function Phone({ r }: { r: Recipient }) {
	if (!r.phone && !r.guardian_phone)
		return <span class="soft">{w('noPhone')}</span>;
	return <span>{r.phone && <a class="row-link" href={`tel:${r.phone}`}>{r.phone}</a>}{r.guardian_phone && <><br /><a class="row-link" href={`tel:${r.guardian_phone}`}>{r.guardian_phone}</a> <span class="soft">{w('guardian', { name: r.guardian_name ?? '' })}</span></>}</span>;
}

function List({ lotId }: { lotId: string }) {
	const [pages, setPages] = useState<People | null>(null);
	const action = useAction();
	const more = () => action.run(async () => {
		const answer = await get<People>(ours('lots', lotId, 'people') + (pages?.next ? `?${new URLSearchParams({ after: pages.next })}` : ''));
		setPages({ ...answer, items: [...(pages?.items ?? []), ...answer.items] });
	});
	return (
		<>
			<MistakeBox mistake={action.mistake} />
			{!pages && <Button kind="second" busy={action.busy} onClick={() => void more()}>{w('show')}</Button>}
			{pages && (
				<>
					<p role="status">{w('shown', { n: number(pages.items.length), all: number(pages.doses) })}</p>
					<Table<Recipient> caption={w('title')} hideCaption rows={pages.items} rowKey={(r) => r.dose_id} columns={[
						{ name: w('name'), cell: (r) => fullName(r.name), heading: true },
						{ name: w('born'), cell: (r) => date(r.birth_date, r.birth_precision) },
						{ name: w('phone'), cell: (r) => <Phone r={r} /> },
						{ name: w('home'), cell: home },
						{ name: w('dose'), cell: (r) => number(r.number), numeric: true },
						{ name: w('on'), cell: (r) => date(r.given_on) },
						{ name: w('place'), cell: (r) => r.place ?? w('abroad') },
					]} />
					{pages.next && <Button kind="second" busy={action.busy} onClick={() => void more()}>{w('more', { n: PAGE })}</Button>}
				</>
			)}
		</>
	);
}

const over = (job: Job) => job.state === 'done' || job.state === 'failed';

// The list is made beside the page: its number is kept, so that it is found again.
function ContactList({ lotId, recalled }: { lotId: string; recalled: boolean }) {
	const kept = `tiemchung.contacts.${staff().id}.${lotId}`;
	const [id, setId] = useState(() => sessionStorage.getItem(kept));
	const [job, setJob] = useState<Job | null>(null);
	const action = useAction();
	useEffect(() => {
		if (!id || (job && over(job)))
			return undefined;
		const ask = () => poll<Job>(ours('contact-lists', id)).then((found) => {
			setJob(found);
			if (found.state === 'done' && job)
				tell(w('ready'));
		}, () => {});
		void ask();
		const timer = setInterval(ask, EVERY);
		return () => clearInterval(timer);
	}, [id, job?.state]);
	const make = () => action.run(async () => {
		const made = await post<Job>(ours('lots', lotId, 'people', 'export'));
		sessionStorage.setItem(kept, made.id);
		setJob(made);
		setId(made.id);
	});
	const running = id && job && !over(job);
	return (
		<div class="sheet">
			{recalled && !id && <Notice kind="warning">{w('recalled')}</Notice>}
			<MistakeBox mistake={action.mistake} />
			<div role="status">
				{running && <><p>{w('making', { n: number(job.total ?? 0) })}</p><progress class="progress" aria-label={w('make')} /></>}
				{job?.state === 'done' && <p>{w('done', { n: number(job.total ?? 0) })}</p>}
			</div>
			{job?.state === 'failed' && <Notice kind="stop">{both({ vi: job.error ?? '', en: job.error_en })}</Notice>}
			{job?.state === 'done' && (
				<>
					<p class="soft">{w('kept')}</p>
					<div class="buttons"><a class="govuk-button" href={ours('contact-lists', job.id, 'file')} download>{w('download')}</a><Button kind="quiet" busy={action.busy} onClick={() => void make()}>{w('again')}</Button></div>
				</>
			)}
			{(!job || job.state === 'failed') && <Button kind={recalled ? 'main' : 'second'} busy={action.busy} onClick={() => void make()}>{w('make')}</Button>}
		</div>
	);
}

// used: doses given, from the stores' own figures.
export function Received({ lotId, used, recalled }: { lotId: string; used: number; recalled: boolean }) {
	return (
		<section class="section" aria-labelledby="received">
			<h2 id="received" class="govuk-heading-m">{w('title')}</h2>
			{used === 0 ? <Empty title={w('nobody')}>{w('nobodyMore')}</Empty> : (
				<>
					<p><strong>{w('count', { n: number(used) })}</strong></p>
					<ContactList lotId={lotId} recalled={recalled} />
					<p class="soft login__lead">{w('logged')}</p>
					<List lotId={lotId} />
				</>
			)}
		</section>
	);
}
