// What a manager must look at now, in his unit and all below it: asked for once a minute, marked on every screen, told
// in full on the first one; a new one is also said once, wherever the manager is.
import { signal } from '@preact/signals';
import { useEffect, useState } from 'preact/hooks';
import { useAction } from '../shared/action';
import { errorText, loginNeeded, poll, post } from '../shared/api';
import { Button } from '../shared/button';
import { moment, number, time } from '../shared/format';
import { words } from '../shared/lang';
import { Notice } from '../shared/notice';
import { link } from '../shared/route';
import { tell } from '../shared/toast';
import type { Alarm } from '../shared/types';
import { may, staff } from './account';
import { aboutAlarm } from './alarm_text';
import { place } from './place';
import { ReasonDialog } from './reason_dialog';

const EVERY = 60_000;
const AT_FIRST = 3; // more of them would hide the work of the day

const w = words({
	title: ['Cảnh báo ({n})', 'Alarms ({n})'],
	mark: ['{n} cảnh báo', '{n} alarms'],
	fresh: ['Cảnh báo mới: {title}', 'New alarm: {title}'],
	urgent: ['Khẩn', 'Urgent'],
	look: ['Cần hỏi', 'To ask'],
	asking: ['Đang xem cảnh báo…', 'Looking for alarms…'],
	none: ['Không có cảnh báo nào', 'No alarms'],
	checked: ['xem lúc {at}', 'checked at {at}'],
	failed: ['Chưa xem được cảnh báo.', 'Could not look for alarms.'],
	since: ['từ {from}, gần nhất {seen}', 'since {from}, last seen {seen}'],
	close: ['Đã xem xét…', 'I looked into it…'],
	closeTitle: ['Đóng cảnh báo', 'Close the alarm'],
	closeLead: ['Ghi điều đã tìm thấy. Tên bạn và điều này được lưu cùng cảnh báo.', 'Say what was found. Your name and this are kept with the alarm.'],
	closeButton: ['Đóng cảnh báo', 'Close the alarm'],
	closed: ['Đã đóng cảnh báo.', 'The alarm is closed.'],
	asked: ['Đã hỏi, lý do chính đáng', 'Asked; there was a good reason'],
	locked: ['Không có lý do, đã khóa tài khoản', 'No reason; the account was locked'],
	toLot: ['Mở lô này trong kho', 'Open this lot in the store'],
	lot: ['{product}, lô {lot}', '{product}, lot {lot}'],
	toShipment: ['Mở phiếu', 'Open the shipment'],
	more: ['Hiện cả {n} cảnh báo', 'Show all {n} alarms'],
	all: ['Còn cảnh báo cũ hơn không hiện ở đây.', 'There are older ones that are not shown here.'],
});

// An alarm about doses without a receipt carries the lot's id; the open questions of the books know its name.
interface Unbacked { unit_id: string; lot_id: string; product_name: string; number: string; kind: string }
const lots = signal<Unbacked[]>([]);
const lotOf = ({ kind, unit_id, subject_id }: Alarm) =>
	(kind === 'stock_unbacked' ? lots.value.find((l) => l.unit_id === unit_id && l.lot_id === subject_id) : undefined);

async function askLots(alarms: Alarm[]): Promise<void> {
	if (!may('stock_read') || !alarms.some((a) => a.kind === 'stock_unbacked' && !lotOf(a)))
		return;
	const { items } = await poll<{ items: Unbacked[] }>(`/api/v1/units/${staff().unit_id}/reconciliation/open`);
	lots.value = items.filter((q) => q.kind === 'unbacked');
}

interface Found { items: Alarm[]; older: boolean; at: Date }
const found = signal<Found | null>(null);
const mistake = signal<string | null>(null);

async function ask(): Promise<void> {
	if (loginNeeded.value)
		return;
	try {
		const { items, next } = await poll<{ items: Alarm[]; next?: string | null }>(`/api/v1/units/${staff().unit_id}/alarms`);
		const urgentFirst = (a: Alarm, b: Alarm) => Number(aboutAlarm(b).urgent) - Number(aboutAlarm(a).urgent);
		const before = found.value;
		found.value = { items: items.sort(urgentFirst), older: !!next, at: new Date() };
		mistake.value = null;
		void askLots(items).catch(() => {}); // without it the alarm is told all the same
		for (const alarm of items.filter((a) => before && !before.items.some((b) => b.id === a.id)))
			tell(w('fresh', { title: aboutAlarm(alarm).title }), 'note');
	} catch (e) {
		mistake.value = errorText(e);
	}
}

// For the frame, which is made anew for each user.
export function useAlarms(): void {
	useEffect(() => {
		found.value = mistake.value = null;
		lots.value = [];
		if (!may('alarm_read'))
			return undefined;
		void ask();
		const timer = setInterval(() => void ask(), EVERY);
		return () => clearInterval(timer);
	}, []);
}

const amount = ({ items, older }: Found): string => number(items.length) + (older ? '+' : '');

export function AlarmMark() {
	if (!found.value?.items.length)
		return null;
	return <li><a class="desks__tab alarm-mark" href={link()}><span aria-hidden="true">▲</span> {w('mark', { n: amount(found.value) })}</a></li>;
}

function CloseDialog({ alarm, onClose }: { alarm: Alarm; onClose: () => void }) {
	const action = useAction();
	const give = (why: string) => action.run(async () => {
		await post(`/api/v1/units/${alarm.unit_id}/alarms/${alarm.id}/close`, { why });
		tell(w('closed'));
		await ask();
	});
	return <ReasonDialog title={w('closeTitle')} lead={<p>{w('closeLead')}</p>} button={w('closeButton')} action={action} onClose={onClose} onGive={give}
		common={alarm.kind === 'lookup_outside' ? [w('asked'), w('locked')] : []} />;
}

// Where it is put right, when that is at the place where one works.
function Way({ alarm: { kind, unit_id, subject_id } }: { alarm: Alarm }) {
	if (unit_id !== place.value?.id || !may('stock_read'))
		return null;
	if (kind === 'stock_unbacked')
		return <a class="alarms__way" href={link('-', 'stock', ...(subject_id ? ['lot', subject_id] : []))}>{w('toLot')}</a>;
	return kind === 'cold_chain' && subject_id ? <a class="alarms__way" href={link('-', 'stock', 'incoming', subject_id)}>{w('toShipment')}</a> : null;
}

function Item({ alarm }: { alarm: Alarm }) {
	const [closing, setClosing] = useState(false);
	const { title, text, urgent, byHand } = aboutAlarm(alarm);
	const lot = lotOf(alarm);
	return (
		<li>
			<Notice kind={urgent ? 'stop' : 'warning'}>
				<p><strong>{w(urgent ? 'urgent' : 'look')}: {title}</strong>{alarm.unit_id !== staff().unit_id && ` · ${alarm.unit_name}`}</p>
				<p>{lot && <><strong>{w('lot', { product: lot.product_name, lot: lot.number })}</strong>: </>}{text}</p>
				<p class="soft">{w('since', { from: moment(alarm.raised_at), seen: moment(alarm.seen_at) })}</p>
				<Way alarm={alarm} />
				{byHand && may('alarm_close') && <Button kind="second" onClick={() => setClosing(true)}>{w('close')}</Button>}
			</Notice>
			{closing && <CloseDialog alarm={alarm} onClose={() => setClosing(false)} />}
		</li>
	);
}

export function Alarms() {
	const [all, showAll] = useState(false);
	if (!may('alarm_read'))
		return null;
	if (!found.value || !found.value.items.length)
		return (
			<p class="alarms-none soft">
				{mistake.value ? `! ${w('failed')} ${mistake.value}` : found.value ? `✓ ${w('none')}` : w('asking')}
				{found.value && ` · ${w('checked', { at: time(found.value.at) })}`}
			</p>
		);
	const { items, older, at } = found.value;
	return (
		<section class="alarms" aria-labelledby="alarms">
			<h2 id="alarms" class="govuk-heading-m">{w('title', { n: amount(found.value) })} <span class="soft">{w('checked', { at: time(at) })}</span></h2>
			<ul class="plain-list">{items.slice(0, all ? undefined : AT_FIRST).map((alarm) => <Item key={alarm.id} alarm={alarm} />)}</ul>
			{!all && items.length > AT_FIRST && <Button kind="second" onClick={() => showAll(true)}>{w('more', { n: items.length })}</Button>}
			{all && older && <p class="soft">{w('all')}</p>}
		</section>
	);
}
