// A new session: campaign, day, the lots at hand, the hours with their capacity.
import { useEffect, useState } from 'preact/hooks';
import { useAction } from '../shared/action';
import { get, post } from '../shared/api';
import { Button } from '../shared/button';
import { Check, SelectField, TextField } from '../shared/field';
import { date, day, number, readDate } from '../shared/format';
import { words } from '../shared/lang';
import { Notice } from '../shared/notice';
import { go } from '../shared/route';
import { ErrorSummary, MistakeBox } from '../shared/summary';
import type { Lot, Session, Slot } from '../shared/types';
import { loadReference, reference } from './board';
import { unitPath } from './place';
import { myTables } from './tabs';

const w = words({
	title: ['Tạo buổi tiêm', 'Create a session'],
	campaign: ['Chiến dịch', 'Campaign'],
	choose: ['Chọn chiến dịch', 'Choose a campaign'],
	date: ['Ngày tiêm', 'Day'],
	dateHint: ['Ví dụ 22/11/2026', 'For example 22/11/2026'],
	lots: ['Lô vắc xin có tại bàn tiêm', 'Lots at hand'],
	lot: ['{product}, lô {lot}', '{product}, lot {lot}'],
	lotMore: ['hạn dùng {date}, còn {n} liều', 'expires {date}, {n} doses left'],
	noLots: ['Kho chưa có lô nào dùng được. Có thể thêm lô sau, ở mục Buổi tiêm.', 'The store has no usable lot yet. Lots can be added later, under Session.'],
	hours: ['Các khung giờ', 'Hours'],
	hour: ['Khung giờ {n}', 'Hour {n}'],
	starts: ['Từ', 'From'],
	ends: ['Đến', 'To'],
	capacity: ['Số người', 'People'],
	more: ['Thêm khung giờ', 'Add an hour'],
	less: ['Bỏ', 'Remove'],
	note: ['Ghi chú (không bắt buộc)', 'Note (optional)'],
	save: ['Tạo và vào buổi tiêm', 'Create and go to work'],
	cancel: ['Quay lại', 'Back'],
	needCampaign: ['Chọn một chiến dịch.', 'Choose a campaign.'],
	needDate: ['Nhập ngày dạng ngày/tháng/năm, ví dụ 22/11/2026.', 'Type the day as day/month/year, for example 22/11/2026.'],
	needHours: ['Mỗi khung giờ cần giờ dạng 07:30, kết thúc sau khi bắt đầu, và số người từ 1.', 'Each hour needs times like 07:30, an end after its start, and at least 1 person.'],
});

const slot = (starts: string, ends: string): Slot => ({ starts, ends, capacity: 30 });
// The hours that sites used in 2021.
const usual = [slot('07:30', '08:30'), slot('08:30', '09:30'), slot('09:30', '11:00'), slot('13:30', '14:30'), slot('14:30', '15:30'), slot('15:30', '16:30')];
const clock = /^([01]\d|2[0-3]):[0-5]\d$/;
const good = (s: Slot) => clock.test(s.starts) && clock.test(s.ends) && s.starts < s.ends && s.capacity >= 1;

function Hours({ slots, change }: { slots: Slot[]; change: (slots: Slot[]) => void }) {
	const set = (i: number, part: Partial<Slot>) => change(slots.map((s, k) => (k === i ? { ...s, ...part } : s)));
	return (
		<fieldset class="govuk-fieldset hours" id="hours" tabIndex={-1}>
			<legend class="govuk-fieldset__legend">{w('hours')}</legend>
			{slots.map((s, i) => (
				<div class="hours__row" key={i} role="group" aria-label={w('hour', { n: i + 1 })}>
					<TextField id={`starts-${i}`} label={w('starts')} value={s.starts} onInput={(starts) => set(i, { starts })} width={5} inputMode="numeric" />
					<TextField id={`ends-${i}`} label={w('ends')} value={s.ends} onInput={(ends) => set(i, { ends })} width={5} inputMode="numeric" />
					<TextField id={`capacity-${i}`} label={w('capacity')} value={String(s.capacity || '')} width={5} inputMode="numeric"
						onInput={(n) => set(i, { capacity: Number(n.replace(/\D/g, '')) })} />
					<Button kind="quiet" aria-label={`${w('less')}: ${w('hour', { n: i + 1 })}`} onClick={() => change(slots.filter((_, k) => k !== i))}>{w('less')}</Button>
				</div>
			))}
			<Button kind="second" onClick={() => change([...slots, slot('', '')])}>{w('more')}</Button>
		</fieldset>
	);
}

function Lots({ lots, chosen, toggle }: { lots: Lot[] | null; chosen: Set<string>; toggle: (id: string) => void }) {
	return (
		<fieldset class="govuk-fieldset govuk-form-group">
			<legend class="govuk-fieldset__legend">{w('lots')}</legend>
			{lots?.length === 0 && <Notice kind="warning">{w('noLots')}</Notice>}
			{lots?.map((lot) => (
				<Check key={lot.lot_id} id={`lot-${lot.lot_id}`} label={w('lot', { product: lot.product_name, lot: lot.number })}
					hint={w('lotMore', { date: date(lot.expires_on), n: number(lot.doses) })} checked={chosen.has(lot.lot_id)} onChange={() => toggle(lot.lot_id)} />
			))}
		</fieldset>
	);
}

export function SessionNew({ onCancel }: { onCancel: () => void }) {
	const [campaign, setCampaign] = useState('');
	const [on, setOn] = useState(date(day()));
	const [lots, setLots] = useState<Lot[] | null>(null);
	const [chosen, choose] = useState(new Set<string>());
	const [slots, setSlots] = useState<Slot[]>(usual);
	const [note, setNote] = useState('');
	const [tried, setTried] = useState(0);
	const action = useAction();
	useEffect(() => {
		void loadReference().then(() => { if (reference.value?.campaigns.length === 1) setCampaign(reference.value.campaigns[0]!.id); });
		get<{ items: Lot[] }>(unitPath('lots')).then(({ items }) => setLots(items.filter((l) => l.doses > 0 && l.expires_on >= day())), () => setLots([]));
	}, []);
	const iso = readDate(on);
	const mistakes = [
		...(campaign ? [] : [{ id: 'campaign', text: w('needCampaign') }]),
		...(iso ? [] : [{ id: 'on', text: w('needDate') }]),
		...(slots.every(good) ? [] : [{ id: 'hours', text: w('needHours') }]),
	];
	const told = (id: string) => (tried ? mistakes.find((m) => m.id === id)?.text : undefined);
	const toggle = (id: string) => choose(new Set(chosen.has(id) ? [...chosen].filter((x) => x !== id) : [...chosen, id]));
	const send = async (e: Event) => {
		e.preventDefault();
		setTried(tried + 1);
		if (mistakes.length)
			return;
		await action.run(async () => {
			const made = await post<Session>(unitPath('sessions'), {
				campaign_id: campaign, on_date: iso, note, lots: [...chosen].map((lot_id) => ({ lot_id })), slots,
			});
			go(made.id, myTables()[0]?.key ?? 'session');
		});
	};
	return (
		<form class="narrow" onSubmit={send} noValidate>
			<h1 class="govuk-heading-l">{w('title')}</h1>
			<ErrorSummary tries={tried} mistakes={mistakes} />
			<MistakeBox mistake={action.mistake} />
			<SelectField id="campaign" label={w('campaign')} value={campaign} onChange={setCampaign} empty={w('choose')} error={told('campaign')}
				options={(reference.value?.campaigns ?? []).map((c) => ({ value: c.id, text: c.name }))} />
			<TextField id="on" label={w('date')} hint={w('dateHint')} value={on} onInput={setOn} width={10} inputMode="numeric" error={told('on')} />
			<Lots lots={lots} chosen={chosen} toggle={toggle} />
			<Hours slots={slots} change={setSlots} />
			{told('hours') && <p class="govuk-error-message">{told('hours')}</p>}
			<TextField id="note" label={w('note')} value={note} onInput={setNote} />
			<div class="buttons">
				<Button type="submit" busy={action.busy}>{w('save')}</Button>
				<Button kind="quiet" onClick={onCancel}>{w('cancel')}</Button>
			</div>
		</form>
	);
}
