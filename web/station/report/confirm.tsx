// Confirming the figures of a day: once with an optional note, later only with a reason. What is typed stays until it is sent,
// also when the vials are finished in between or the figures moved on.
import { signal } from '@preact/signals';
import { useState } from 'preact/hooks';
import { useAction } from '../../shared/action';
import { post } from '../../shared/api';
import { Button } from '../../shared/button';
import { TextArea } from '../../shared/field';
import { date, number } from '../../shared/format';
import { words } from '../../shared/lang';
import { Notice } from '../../shared/notice';
import { ErrorSummary, MistakeBox } from '../../shared/summary';
import { tell } from '../../shared/toast';
import { place, unitPath } from '../place';
import type { Day } from './types';
import { storeLink } from './where';

const w = words({
	title: ['Xác nhận ngày {date}', 'Confirm {date}'],
	titleAnew: ['Xác nhận lại ngày {date}', 'Confirm {date} anew'],
	lead: ['Bạn xác nhận: đã tiêm {used} liều, cuối ngày còn {left} liều. Ngày đã xác nhận vẫn nhập bù được, nhưng thay đổi sẽ hiện rõ.',
		'You confirm: {used} doses given, {left} left at the end of the day. More may still be entered for the day, but then the change shows.'],
	note: ['Ghi chú', 'Note'],
	optional: ['Không bắt buộc', 'Optional'],
	why: ['Lý do xác nhận lại', 'Why it is confirmed anew'],
	whyHint: ['Vì sao số liệu đổi sau lần xác nhận trước', 'Why the figures changed after the last confirmation'],
	needWhy: ['Ghi lý do, dù ngắn.', 'Give the reason, however short.'],
	lateEntry: ['Nhập bù phiếu giấy', 'Papers entered later'],
	wrongLot: ['Sửa số lô ghi nhầm', 'A wrong lot was corrected'],
	lateReceipt: ['Bổ sung phiếu nhập, xuất, hủy', 'A receipt, shipment or discard was added'],
	send: ['Xác nhận số liệu', 'Confirm the figures'],
	sendAnew: ['Xác nhận lại', 'Confirm anew'],
	done: ['Đã xác nhận ngày {date}', '{date} is confirmed'],
	toVials: ['Mở danh sách lọ đang mở', 'Go to the open vials'],
	same: ['Vừa có người xác nhận ngày {date} với đúng các số này. Không cần xác nhận nữa.', 'Somebody has just confirmed {date} with these very figures. Nothing is left to confirm.'],
	unsaved: ['Ghi chú bạn gõ chưa được lưu: {text}', 'Your note was not saved: {text}'],
	look: ['Số liệu ở trên vừa được tính lại. Xem lại, rồi bấm xác nhận.', 'The figures above were just computed again. Look at them, then confirm.'],
});

interface Draft { note: string; why: string }
const drafts = signal<Record<string, Draft>>({});
const EMPTY: Draft = { note: '', why: '' };
// The page knew an older state of the day: it is asked for again.
const STALE = ['report.moved', 'report.same', 'report.confirmed', 'report.vials'];

export function Confirm({ day, onDone, onStale }: { day: Day; onDone: (after: Day) => void; onStale: () => void }) {
	const [tried, setTried] = useState(0);
	const action = useAction();
	const key = `${place.value!.id} ${day.on_date}`;
	const draft = drafts.value[key] ?? EMPTY;
	const note = (part: Partial<Draft>) => { drafts.value = { ...drafts.value, [key]: { ...draft, ...part } }; };
	const anew = day.confirmed, on = date(day.on_date);
	const mistakes = anew && !draft.why.trim() ? [{ id: 'confirm-why', text: w('needWhy') }] : [];
	if (day.confirmed && !day.changed && !action.mistake)
		return null;
	const send = async (e: Event) => {
		e.preventDefault();
		setTried(tried + 1);
		if (mistakes.length)
			return;
		let stale = false;
		const done = await action.run(() => post<Day>(unitPath('day-report', day.on_date, 'confirm'), {
			used: day.now.used, left_over: day.now.left_over, ...(draft.note.trim() ? { note: draft.note.trim() } : {}), ...(anew ? { why: draft.why.trim() } : {}),
		}).then((after) => {
			note(EMPTY);
			setTried(0);
			tell(w('done', { date: on }));
			onDone(after);
		}, (problem: unknown) => {
			stale = STALE.includes((problem as { code?: string }).code ?? '');
			throw problem;
		}));
		if (!done && stale) {
			setTried(0); // what is asked for may now be something else
			onStale();
		}
	};
	if (day.confirmed && !day.changed && action.mistake?.code === 'report.same')
		return (
			<div class="sheet confirm">
				<Notice live><p>{w('same', { date: on })}</p>{draft.note.trim() && <p>{w('unsaved', { text: draft.note.trim() })}</p>}</Notice>
			</div>
		);
	return (
		<form class="sheet confirm" onSubmit={send} noValidate aria-labelledby="confirm-title">
			<h2 id="confirm-title" class="sheet__title">{w(anew ? 'titleAnew' : 'title', { date: on })}</h2>
			<p class="login__lead">{w('lead', { used: number(day.now.used), left: number(day.now.left_over) })}</p>
			<ErrorSummary tries={tried} mistakes={mistakes} />
			<MistakeBox mistake={action.mistake} fields={anew ? ['note', 'why'] : ['note']} />
			{action.mistake?.code === 'report.vials' && <p class="confirm__help"><a class="confirm__link" href={storeLink('vials')}>{w('toVials')}</a></p>}
			{action.mistake?.code === 'report.moved' && <p class="confirm__help">{w('look')}</p>}
			{anew && (
				<>
					<div class="chips">{(['lateEntry', 'wrongLot', 'lateReceipt'] as const).map((text) => <button key={text} type="button" class="chip" onClick={() => note({ why: w(text) })}>{w(text)}</button>)}</div>
					<TextArea id="confirm-why" label={w('why')} hint={w('whyHint')} value={draft.why} onInput={(why) => note({ why })} rows={2}
						error={(tried && mistakes.length ? w('needWhy') : undefined) ?? action.about('why')} />
				</>
			)}
			<TextArea id="confirm-note" label={w('note')} hint={w('optional')} value={draft.note} onInput={(text) => note({ note: text })} rows={2} error={action.about('note')} />
			<div class="buttons"><Button type="submit" busy={action.busy}>{w(anew ? 'sendAnew' : 'send')}</Button></div>
		</form>
	);
}
