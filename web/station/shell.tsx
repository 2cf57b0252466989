// The frame around a session: who works, where, which table, who is still under observation.
import { useEffect, useState } from 'preact/hooks';
import { errorText } from '../shared/api';
import { Button } from '../shared/button';
import { date } from '../shared/format';
import { Header } from '../shared/frame';
import { words } from '../shared/lang';
import { Notice } from '../shared/notice';
import { go, goInstead, here, link, path } from '../shared/route';
import { account, leave, may, staff } from './account';
import { AlarmMark, Alarms, useAlarms } from './alarms';
import { loadReference, openSession, session, stepCounts } from './board';
import { PinDialog } from './password';
import { atSite, choosePlace, ownSite, place } from './place';
import { PlaceChooser } from './place_chooser';
import { Screen } from './screen';
import { Sessions } from './sessions';
import { listsOnly, myDesks, myTables, storeOnly, tabName, type TabKey } from './tabs';
import { Watch } from './watch';
import { roleName } from './terms';

const w = words({
	name: ['Điểm tiêm', 'Vaccination site'],
	change: ['Đổi người', 'Change user'],
	pin: ['Đặt PIN', 'Set a PIN'],
	here: ['Điểm tiêm và buổi tiêm', 'Site and session'],
	tables: ['Các bàn', 'Tables'],
	desks: ['Việc khác', 'Other work'],
	sessions: ['Chọn buổi tiêm', 'Choose a session'],
	start: ['Trang đầu', 'Start'],
	otherPlace: ['Điểm khác', 'Other site'],
	store: ['Kho của {unit}', 'The store of {unit}'],
	storeMore: ['Tồn kho, nhập, gửi và nhận hàng, kiểm kê; xem được tồn của mọi kho cấp dưới.', 'Balances, receipts, shipments, counts; and what all stores below have.'],
	openStore: ['Mở kho', 'Open the store'],
	people: ['người', 'people'],
	retry: ['Thử lại', 'Try again'],
	closed: ['đã kết thúc', 'closed'],
});

function User() {
	const me = staff();
	return (
		<>
			<span class="who"><strong>{me.full_name}</strong><span>{roleName(me.role)}</span></span>
			<button type="button" class="header__button header__button--strong" onClick={() => void leave()}>{w('change')}</button>
		</>
	);
}

function Place({ sessionId }: { sessionId: string | null }) {
	const open = sessionId ? session.value : null;
	return (
		<span class="where"><strong>{place.value?.name ?? w('name')}</strong>
			{open && <span>{date(open.on_date)} · {open.campaign_name}{open.state === 'closed' && ` (${w('closed')})`}</span>}
		</span>
	);
}

const markOf = (current: string | undefined) => (key: string) => (key === current ? 'page' : undefined);

function Tables({ sessionId, current }: { sessionId: string; current: string | undefined }) {
	const counts = stepCounts.value;
	const mark = markOf(current);
	return (
		<section class="page flow" aria-label={w('here')}>
			<nav aria-label={w('tables')}>
				<ol class="tables">
					{myTables().map(({ key, step }) => (
						<li key={key}><a class="tables__tab" href={link(sessionId, key)} aria-current={mark(key)}>
							<span>{tabName(key)}</span>
							<span class="count">{counts[step] ?? 0}<span class="govuk-visually-hidden"> {w('people')}</span></span>
						</a></li>
					))}
				</ol>
			</nav>
			<Watch />
		</section>
	);
}

function Desks({ sessionId, current }: { sessionId: string | null; current: string | undefined }) {
	const [pin, askPin] = useState(false);
	const mark = markOf(current);
	return (
		<nav class="bar" aria-label={w('desks')}>
			<ul class="page desks">
				<AlarmMark />
				{myDesks().filter((d) => sessionId || d.at !== 'session').map(({ key }) => (
					<li key={key}><a class="desks__tab" href={link(sessionId ?? '-', key)} aria-current={mark(key)}>{tabName(key)}</a></li>
				))}
				{!account.value!.has_pin && <li><button type="button" class="desks__tab" onClick={() => askPin(true)}>{w('pin')}</button></li>}
				{path.value.length > 0 && !storeOnly() && !listsOnly() && <li class="desks__last"><a class="desks__tab" href={link()}>{w(atSite.value ? 'sessions' : 'start')}</a></li>}
				{!ownSite.value && atSite.value && !listsOnly() && <li><button type="button" class="desks__tab" onClick={() => { choosePlace(null); go(); }}>{w('otherPlace')}</button></li>}
			</ul>
			{pin && <PinDialog onClose={() => askPin(false)} />}
		</nav>
	);
}

// What somebody above the sites has of his own: a store.
function OwnStore() {
	return (
		<section class="paper own-store" aria-labelledby="own-store">
			<div><h2 id="own-store" class="govuk-heading-m">{w('store', { unit: staff().unit_name })}</h2><p class="soft">{w('storeMore')}</p></div>
			<a class="govuk-button" href={link('-', 'stock')}>{w('openStore')}</a>
		</section>
	);
}

function useSession(id: string | null): { mistake: string | null; retry: () => void } {
	const [mistake, setMistake] = useState<string | null>(null);
	const load = () => {
		setMistake(null);
		void loadReference().catch(() => {});
		if (id && place.value)
			openSession(id).catch((e: unknown) => setMistake(errorText(e)));
	};
	useEffect(load, [id, place.value?.id]);
	return { mistake, retry: load };
}

export function Shell() {
	const [first, tab, ...rest] = path.value;
	const sessionId = first && first !== '-' ? first : null;
	const { mistake, retry } = useSession(sessionId);
	useAlarms();
	const unknownTab = !!first && ![...(sessionId ? myTables() : []), ...myDesks()].some(({ key }) => key === tab);
	useEffect(() => {
		if (!first && storeOnly())
			return goInstead('-', 'stock');
		if (!first && listsOnly())
			return goInstead('-', 'lists');
		if (unknownTab)
			goInstead(...(sessionId ? [sessionId, (myTables()[0] ?? myDesks()[0])?.key ?? ''] : []));
		document.title = `${tab && !unknownTab ? tabName(tab as TabKey) : w('name')} – ${place.value?.name ?? w('name')}`;
		window.scrollTo(0, 0);
	}, [here.value, atSite.value]);
	const ready = !!place.value && (!sessionId || session.value?.id === sessionId);
	return (
		<>
			<Header name={<Place sessionId={sessionId} />} home="/station"><User /></Header>
			{place.value && <Desks sessionId={sessionId} current={tab} />}
			{place.value && sessionId && <Tables sessionId={sessionId} current={tab} />}
			<main id="main" class="page main" tabIndex={-1}>
				{mistake && <Notice kind="stop">{mistake} <Button kind="second" onClick={retry}>{w('retry')}</Button></Notice>}
				{!first && <Alarms />}
				{!first && !atSite.value && may('stock_read') && <OwnStore />}
				{!first && !atSite.value && !listsOnly() && <PlaceChooser />}
				{!first && atSite.value && <Sessions />}
				{ready && tab && !unknownTab && <Screen key={`${tab} ${place.value!.id}`} tab={tab as TabKey} rest={rest} />}
			</main>
		</>
	);
}
