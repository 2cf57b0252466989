// A reaction in a minute: tick what is felt, since when, send. A dangerous sign shows the numbers to call before anything is sent.
import { Fragment, type ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { useAction } from '../../shared/action';
import { Button } from '../../shared/button';
import { Check, TextArea, TextField } from '../../shared/field';
import { date, day, readDate } from '../../shared/format';
import { both, words } from '../../shared/lang';
import { Notice } from '../../shared/notice';
import { link } from '../../shared/route';
import { ErrorSummary, MistakeBox } from '../../shared/summary';
import { HotlineList, RedButton, useHotlines } from '../hotline';
import { sendOrKeep } from '../outbox';
import { Options, Shown, optional } from '../parts';
import { personAddress } from '../prefetch';
import { useSeen } from '../seen';
import type { Hotline, Note, Severity, Sign, SignList } from '../types';
import { lastDose, signsOf } from './reactions';
import type { RecordProps } from './record';

const w = words({
	none: ['Chưa có mũi tiêm nào để báo.', 'There is no dose to report on.'],
	signs: ['Thấy những dấu hiệu nào?', 'What do you feel?'],
	severe: ['Dấu hiệu nguy hiểm', 'Danger signs'],
	common: ['Dấu hiệu khác', 'Other signs'],
	call: ['Đây là dấu hiệu nguy hiểm. Gọi ngay hoặc đến bệnh viện gần nhất, rồi hãy gửi báo cáo.', 'This is a danger sign. Call now or go to the nearest hospital, then send the report.'],
	began: ['Bắt đầu từ khi nào?', 'Since when?'],
	today: ['Hôm nay', 'Today'], yesterday: ['Hôm qua', 'Yesterday'], earlier: ['Ngày khác', 'Another day'],
	beganOn: ['Từ ngày', 'Since'], beganHint: ['Ví dụ {date}', 'For example {date}'],
	temperature: ['Nhiệt độ cao nhất', 'Highest temperature'], temperatureHint: ['Ví dụ 38,5', 'For example 38.5'],
	note: ['Nói thêm', 'Anything else'],
	worse: ['Người này có cần giúp đỡ để đi lại, ăn uống không?', 'Does the person need help to walk, eat or drink?'],
	worseNo: ['Không, sinh hoạt bình thường', 'No, daily life goes on'], worseSome: ['Khó khăn hơn mọi ngày', 'Harder than usual'], worseYes: ['Có, phải có người giúp', 'Yes, somebody has to help'],
	send: ['Gửi cho điểm tiêm', 'Send to the site'],
	needSign: ['Chọn ít nhất một dấu hiệu, hoặc viết vào ô “Nói thêm”.', 'Tick at least one sign, or write under “Anything else”.'],
	needBegan: ['Chọn bắt đầu từ khi nào.', 'Choose since when.'],
	needDate: ['Nhập ngày dạng ngày/tháng/năm, từ ngày tiêm đến hôm nay.', 'Type a day as day/month/year, from the day of the dose to today.'],
	needTemperature: ['Nhập nhiệt độ từ 34 đến 43, ví dụ 38,5.', 'Type a temperature between 34 and 43, for example 38.5.'],
	sent: ['Đã gửi cho nhân viên y tế phụ trách mũi tiêm này.', 'Sent to the health staff responsible for this dose.'],
	kept: ['Chưa gửi được: báo cáo được giữ ở máy này và gửi khi mở sổ lúc có mạng. Nếu nặng, hãy gọi điện, đừng chờ mạng.',
		'Not sent yet: the report is kept on this phone and sent when the book is open and there is a network. If it is serious, call; do not wait.'],
	back: ['Về trang theo dõi', 'Back'],
});

interface Answer { id: string; severity: Severity; advice_vi: string; advice_en?: string | null; hotlines?: Hotline[] }
interface Typed { signs: string[]; began: 'today' | 'yesterday' | 'earlier' | null; on: string; temperature: string; help: Severity | null; note: string }

// Tenths of a degree
const readDegrees = (text: string): number | null => {
	const t = Number(text.trim().replace(',', '.'));
	return text.trim() && t >= 34 && t <= 43 ? Math.round(t * 10) : null;
};

function beganOn({ began, on }: Typed): string | null {
	const before = (days: number) => day(new Date(Date.now() - days * 86_400_000));
	return began === 'today' ? before(0) : began === 'yesterday' ? before(1) : began === 'earlier' ? readDate(on) : null;
}

function mistakesOf(t: Typed, givenOn: string) {
	const on = beganOn(t);
	return [
		...(t.signs.length || t.note.trim() ? [] : [{ id: 'signs', text: w('needSign') }]),
		...(t.began ? [] : [{ id: 'began', text: w('needBegan') }]),
		...(t.began && (!on || on < givenOn || on > day()) ? [{ id: 'began_on', text: w('needDate') }] : []),
		...(t.temperature.trim() && readDegrees(t.temperature) === null ? [{ id: 'temperature', text: w('needTemperature') }] : []),
	];
}

const ranks: Severity[] = ['mild', 'moderate', 'severe'];
const worstOf = (signs: Sign[], t: Typed): Severity =>
	ranks[Math.max(0, ...signs.filter((s) => t.signs.includes(s.id)).map((s) => ranks.indexOf(s.severity)), t.help ? ranks.indexOf(t.help) : 0)]!;

// children: what is said below the danger signs
function Signs({ signs, chosen, toggle, error, children }: {
	signs: Sign[]; chosen: string[]; toggle: (id: string, on: boolean) => void; error?: string | undefined; children: ComponentChildren;
}) {
	const parts = [[w('severe'), signs.filter((s) => s.severity === 'severe')], [w('common'), signs.filter((s) => s.severity !== 'severe')]] as const;
	return (
		<div class={`govuk-form-group ${error ? 'govuk-form-group--error' : ''}`} id="signs" tabIndex={-1}>
			{error && <p class="govuk-error-message">{error}</p>}
			{parts.map(([title, list], i) => (
				<Fragment key={title}>
				<fieldset class="govuk-fieldset signs">
					<legend class="govuk-fieldset__legend">{title}</legend>
					<div class="govuk-checkboxes">
						{list.map((s) => <Check key={s.id} id={`sign-${s.id}`} label={both({ vi: s.vi, en: s.en ?? null })} checked={chosen.includes(s.id)} onChange={(on) => toggle(s.id, on)} />)}
					</div>
				</fieldset>
				{i === 0 && children}
				</Fragment>
			))}
		</div>
	);
}

// advice: of the list that this phone keeps, where nothing could be sent
function Outcome({ id, answer, severe, advice }: { id: string; answer: Answer | 'kept'; severe: boolean; advice: Note | undefined }) {
	const hotlines = useHotlines();
	const kept = answer === 'kept';
	const said = kept ? advice : { vi: answer.advice_vi, en: answer.advice_en ?? null };
	const urgent = severe || (!kept && answer.severity === 'severe');
	return (
		<>
			<Notice kind={kept ? 'warning' : 'good'} live>{w(kept ? 'kept' : 'sent')}</Notice>
			{said && <Notice kind={urgent ? 'stop' : 'note'}>{both(said)}</Notice>}
			{urgent && <HotlineList items={!kept && answer.hotlines?.length ? answer.hotlines : hotlines} />}
			<div class="buttons"><a class="govuk-button" href={link('person', id, 'reactions')}>{w('back')}</a></div>
		</>
	);
}

export function ReactionForm({ id, book, of }: RecordProps) {
	const dose = book.doses?.find((d) => d.id === of) ?? lastDose(book.doses);
	const list = useSeen<SignList>(signsOf);
	const hotlines = useHotlines();
	const [t, set] = useState<Typed>({ signs: [], began: null, on: '', temperature: '', help: null, note: '' });
	const [tries, setTries] = useState(0);
	const [answer, setAnswer] = useState<Answer | 'kept' | null>(null);
	const action = useAction();
	if (!dose)
		return <Notice>{w('none')}</Notice>;
	const change = (part: Partial<Typed>) => set({ ...t, ...part });
	const mistakes = mistakesOf(t, dose.given_on);
	const worst = worstOf(list.value?.items ?? [], t);
	const severe = worst === 'severe';
	const told = (field: string) => (tries ? mistakes.find((m) => m.id === field)?.text : undefined) ?? action.about(field);
	const send = (e: Event) => {
		e.preventDefault();
		setTries(tries + 1);
		if (mistakes.length)
			return;
		const degrees = readDegrees(t.temperature);
		const body = {
			dose_id: dose.id, signs: t.signs, began_on: beganOn(t), note: t.note.trim(), ...(t.help ? { severity: t.help } : {}), ...(degrees === null ? {} : { temperature: degrees }),
		};
		void action.run(async () => {
			setAnswer(await sendOrKeep<Answer>(personAddress(id, 'reactions'), body, ['báo phản ứng sau tiêm', 'a reaction after the dose'], personAddress(id)) ?? 'kept');
			window.scrollTo(0, 0);
		});
	};
	if (answer)
		return <Outcome id={id} answer={answer} severe={severe} advice={list.value?.advice?.[worst]} />;
	return (
		<form onSubmit={send} noValidate>
			<ErrorSummary tries={tries} mistakes={mistakes} />
			<MistakeBox mistake={action.mistake} fields={t.began === 'earlier' ? ['began_on', 'temperature'] : ['temperature']} />
			<h2 class="card__title">{w('signs')}</h2>
			<Shown of={list}>{({ items }) => (
				<Signs signs={items} chosen={t.signs} error={told('signs')} toggle={(s, on) => change({ signs: on ? [...t.signs, s] : t.signs.filter((x) => x !== s) })}>
					<div role="alert">{severe && <Notice kind="stop"><p>{w('call')}</p><HotlineList items={hotlines} /></Notice>}</div>
				</Signs>
			)}</Shown>
			<Options id="began" legend={w('began')} value={t.began} onChange={(began) => change({ began })} error={told('began')}
				options={(['today', 'yesterday', 'earlier'] as const).map((value) => ({ value, text: w(value) }))} />
			{t.began === 'earlier' && <TextField id="began_on" label={w('beganOn')} hint={w('beganHint', { date: date(dose.given_on) })} value={t.on} onInput={(on) => change({ on })}
				width={10} inputMode="numeric" error={told('began_on')} />}
			<TextField id="temperature" label={optional(w('temperature'))} hint={w('temperatureHint')} value={t.temperature} onInput={(temperature) => change({ temperature })}
				width={5} inputMode="decimal" error={told('temperature')} />
			<Options id="help" legend={optional(w('worse'))} value={t.help} onChange={(help) => change({ help })} error={told('severity')}
				options={[{ value: 'mild', text: w('worseNo') }, { value: 'moderate', text: w('worseSome') }, { value: 'severe', text: w('worseYes') }]} />
			<TextArea id="note" label={optional(w('note'))} value={t.note} onInput={(note) => change({ note })} error={told('note')} />
			<div class="buttons"><Button type="submit" class="button--big" busy={action.busy}>{w('send')}</Button></div>
			<RedButton />
		</form>
	);
}
