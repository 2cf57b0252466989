// Today's sessions of the site: open one and go to work, or create one.
import { useEffect, useState } from 'preact/hooks';
import { errorText, get } from '../shared/api';
import { Button } from '../shared/button';
import { date, day } from '../shared/format';
import { words } from '../shared/lang';
import { Empty, Notice, Tag } from '../shared/notice';
import { go, link } from '../shared/route';
import type { Session } from '../shared/types';
import { may } from './account';
import { closeSession } from './board';
import { unitPath } from './place';
import { SessionNew } from './session_new';
import { myDesks, myTables } from './tabs';

const w = words({
	title: ['Buổi tiêm hôm nay', 'Sessions of today'],
	other: ['Buổi tiêm gần đây và sắp tới', 'Recent and coming sessions'],
	none: ['Hôm nay chưa có buổi tiêm nào', 'No session today yet'],
	noneMine: ['Hãy tạo buổi tiêm: chọn chiến dịch và các lô vắc xin có tại bàn.', 'Create one: choose the campaign and the lots at hand.'],
	noneOther: ['Người quản lý điểm tiêm tạo buổi tiêm; trang này sẽ hiện khi có.', 'The site manager creates it; it then appears here.'],
	make: ['Tạo buổi tiêm', 'Create a session'],
	loading: ['Đang tải…', 'Loading…'],
	expected: ['chờ đến', 'expected'],
	working: ['đang ở điểm tiêm', 'at the site'],
	done: ['đã xong', 'finished'],
	closed: ['Đã kết thúc', 'Closed'],
	open: ['Đang mở', 'Open'],
	enter: ['Vào buổi tiêm', 'Go to work'],
	wait: ['Theo dõi {n} phút sau tiêm', '{n} minutes of observation'],
});

const shift = (days: number) => day(new Date(Date.now() + days * 86_400_000));

function Card({ s }: { s: Session }) {
	const c = s.counts ?? {};
	const inside = (c.checked_in ?? 0) + (c.screened ?? 0) + (c.observing ?? 0);
	const home = (myTables()[0] ?? myDesks()[0])?.key ?? 'list';
	return (
		<li class="session">
			<div>
				<p class="session__date">{date(s.on_date)} <Tag kind={s.state === 'closed' ? 'plain' : 'good'}>{w(s.state === 'closed' ? 'closed' : 'open')}</Tag></p>
				<p class="session__name"><a href={link(s.id, home)}>{s.campaign_name}</a></p>
				<p class="soft">{w('wait', { n: s.wait_minutes })}{s.note ? ` · ${s.note}` : ''}</p>
			</div>
			{s.counts && (
				<dl class="session__counts">
					<div><dd>{c.expected ?? 0}</dd><dt>{w('expected')}</dt></div>
					<div><dd>{inside}</dd><dt>{w('working')}</dt></div>
					<div><dd>{c.released ?? 0}</dd><dt>{w('done')}</dt></div>
				</dl>
			)}
			<Button class="session__go" onClick={() => go(s.id, home)}>{w('enter')}</Button>
		</li>
	);
}

export function Sessions() {
	const [found, setFound] = useState<Session[] | null>(null);
	const [mistake, setMistake] = useState<string | null>(null);
	const [making, make] = useState(false);
	useEffect(() => {
		closeSession();
		get<{ items: Session[] }>(unitPath('sessions') + `?from=${shift(-7)}&to=${shift(14)}`)
			.then(({ items }) => setFound(items), (e: unknown) => setMistake(errorText(e)));
	}, []);
	const today = found?.filter((s) => s.on_date === day()) ?? [];
	const others = found?.filter((s) => s.on_date !== day()).sort((a, b) => b.on_date.localeCompare(a.on_date)) ?? [];
	if (making)
		return <SessionNew onCancel={() => make(false)} />;
	return (
		<section aria-labelledby="sessions">
			<div class="title-row">
				<h1 id="sessions" class="govuk-heading-l">{w('title')}</h1>
				{may('session_write') && today.length > 0 && <Button kind="second" onClick={() => make(true)}>{w('make')}</Button>}
			</div>
			{mistake && <Notice kind="stop">{mistake}</Notice>}
			{!found && !mistake && <p role="status">{w('loading')}</p>}
			{found && !today.length && (
				<Empty title={w('none')}>
					<p>{w(may('session_write') ? 'noneMine' : 'noneOther')}</p>
					{may('session_write') && <div class="buttons buttons--middle"><Button onClick={() => make(true)}>{w('make')}</Button></div>}
				</Empty>
			)}
			<ul class="sessions">{today.map((s) => <Card key={s.id} s={s} />)}</ul>
			{others.length > 0 && <h2 class="govuk-heading-m sessions__other">{w('other')}</h2>}
			<ul class="sessions">{others.map((s) => <Card key={s.id} s={s} />)}</ul>
		</section>
	);
}
