// How somebody feels before they set out, so that a feverish person need not travel. It may be written without a network.
import { useState } from 'preact/hooks';
import { useAction } from '../../shared/action';
import { Button } from '../../shared/button';
import { Choice, TextField } from '../../shared/field';
import { both, words } from '../../shared/lang';
import { Notice } from '../../shared/notice';
import { link } from '../../shared/route';
import { ErrorSummary, MistakeBox } from '../../shared/summary';
import { sendOrKeep } from '../outbox';
import { Shown } from '../parts';
import { personAddress } from '../prefetch';
import { useSeen } from '../seen';
import { longDate } from '../terms';
import type { DeclarationForm } from '../types';
import type { VisitProps } from './visit';

const FORM = '/api/v1/book/forms/declaration';

const w = words({
	lead: ['Cho lần hẹn {day}. Khai báo ngay trước khi đi; người tiếp đón và bác sĩ sẽ thấy.', 'For the appointment on {day}. Answer before you set out; reception and doctor will see it.'],
	none: ['Chỉ khai báo khi đã có lịch hẹn.', 'This is for people with an appointment.'],
	yes: ['Có', 'Yes'], no: ['Không', 'No'],
	temperature: ['Nhiệt độ (không bắt buộc)', 'Temperature (optional)'],
	temperatureHint: ['Ví dụ 36,8', 'For example 36.8'],
	needAnswer: ['Câu {n}: chọn Có hoặc Không.', 'Question {n}: choose yes or no.'],
	needTemperature: ['Nhập nhiệt độ từ 34 đến 43, ví dụ 36,8.', 'Type a temperature between 34 and 43, for example 36.8.'],
	send: ['Gửi khai báo', 'Send'],
	sent: ['Đã gửi khai báo.', 'Sent.'],
	kept: ['Chưa gửi được: khai báo được giữ ở máy này và gửi khi mở sổ lúc có mạng.', 'Not sent yet: kept on this phone and sent when the book is open and there is a network.'],
	fine: ['Không có gì bất thường. Hẹn gặp tại điểm tiêm.', 'Nothing unusual. See you at the site.'],
	back: ['Về phiếu hẹn', 'To the appointment'],
});

// Tenths of a degree
const readTemperature = (text: string): number | null => {
	const t = Number(text.trim().replace(',', '.'));
	return text.trim() && t >= 34 && t <= 43 ? Math.round(t * 10) : null;
};

interface Answer { stay_home: boolean; advice_vi: string | null; advice_en: string | null }

function useDeclaration(questions: DeclarationForm['questions']) {
	const [answers, setAnswers] = useState<Record<string, string>>({});
	const [temperature, setTemperature] = useState('');
	const degrees = readTemperature(temperature);
	const mistakes = [
		...questions.flatMap(({ id }, i) => (answers[id] ? [] : [{ id, text: w('needAnswer', { n: i + 1 }) }])),
		...(temperature.trim() && degrees === null ? [{ id: 'temperature', text: w('needTemperature') }] : []),
	];
	return { answers, answer: (id: string, v: string) => setAnswers({ ...answers, [id]: v }), temperature, setTemperature, degrees, mistakes };
}

function Outcome({ id, answer }: { id: string; answer: Answer | 'kept' }) {
	const kept = answer === 'kept';
	return (
		<>
			<Notice kind={kept ? 'warning' : 'good'} live>{w(kept ? 'kept' : 'sent')}</Notice>
			{!kept && <Notice kind={answer.stay_home ? 'warning' : 'note'}>{answer.advice_vi ? both({ vi: answer.advice_vi, en: answer.advice_en }) : w('fine')}</Notice>}
			<div class="buttons"><a class="govuk-button" href={link('person', id, 'appointment')}>{w('back')}</a></div>
		</>
	);
}

function Form({ id, day, questions, onSent }: { id: string; day: string; questions: DeclarationForm['questions']; onSent: (a: Answer | 'kept') => void }) {
	const f = useDeclaration(questions);
	const [tries, setTries] = useState(0);
	const action = useAction();
	const send = (e: Event) => {
		e.preventDefault();
		setTries(tries + 1);
		if (!f.mistakes.length)
			void action.run(async () => {
				const body = { answers: f.answers, ...(f.degrees === null ? {} : { temperature: f.degrees }) };
				onSent(await sendOrKeep<Answer>(personAddress(id, 'declaration'), body, ['khai báo sức khỏe', 'health declaration'], personAddress(id)) ?? 'kept');
			});
	};
	const told = (field: string) => (tries ? f.mistakes.find((m) => m.id === field)?.text : undefined);
	return (
		<form onSubmit={send} noValidate>
			<p class="lead">{w('lead', { day: longDate(day) })}</p>
			<ErrorSummary tries={tries} mistakes={f.mistakes} />
			<MistakeBox mistake={action.mistake} />
			{questions.map((q, i) => (
				<Choice key={q.id} id={q.id} legend={`${i + 1}. ${both({ vi: q.vi, en: q.en ?? null })}`} value={f.answers[q.id] ?? null} onChange={(v) => f.answer(q.id, v)}
					error={told(q.id)} options={[{ value: 'no', text: w('no') }, { value: 'yes', text: w('yes') }]} />
			))}
			<TextField id="temperature" label={w('temperature')} hint={w('temperatureHint')} value={f.temperature} onInput={f.setTemperature} width={5}
				inputMode="decimal" error={told('temperature')} />
			<div class="buttons"><Button type="submit" class="button--big" busy={action.busy}>{w('send')}</Button></div>
		</form>
	);
}

export function DeclarationPage({ id, book }: VisitProps) {
	const form = useSeen<DeclarationForm>(FORM);
	const [answer, setAnswer] = useState<Answer | 'kept' | null>(null);
	const day = book.appointment?.on_date, sex = book.person.sex;
	if (!day)
		return <Notice>{w('none')}</Notice>;
	if (answer)
		return <Outcome id={id} answer={answer} />;
	return (
		<Shown of={form}>{({ questions }) => (
			<Form id={id} day={day} onSent={setAnswer} questions={questions.filter((q) => !q.sex || !sex || q.sex === sex || sex === 'unknown')} />
		)}</Shown>
	);
}
