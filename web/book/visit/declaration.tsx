// How somebody feels before they set out, so that a feverish person need not travel. It may be written without a network.
import { useState } from 'preact/hooks';
import { useAction } from '../../shared/action';
import { Button } from '../../shared/button';
import { Choice, TextField } from '../../shared/field';
import { say, words, type Pair } from '../../shared/lang';
import { Notice } from '../../shared/notice';
import { link } from '../../shared/route';
import { ErrorSummary, MistakeBox } from '../../shared/summary';
import { sendOrKeep } from '../outbox';
import { personAddress } from '../prefetch';
import { longDate } from '../terms';
import type { VisitProps } from './visit';

// Ours, after the questions that sites asked at the door in 2021: the doctor's screening decides.
const questions: [id: string, text: Pair][] = [
	['fever', ['Có sốt từ 37,5 °C trong 3 ngày qua?', 'A fever of 37.5 °C or more in the last 3 days?']],
	['cough', ['Có ho, đau họng, khó thở, mất mùi hoặc mất vị?', 'Cough, sore throat, hard breathing, loss of smell or taste?']],
	['acute', ['Đang mắc bệnh cấp tính nào khác, hoặc đang dùng kháng sinh?', 'Any other acute illness, or antibiotics now?']],
	['contact', ['Có tiếp xúc với người mắc COVID-19 trong 14 ngày qua?', 'Contact with somebody who has COVID-19 in the last 14 days?']],
	['vaccine', ['Có tiêm vắc xin khác trong 14 ngày qua?', 'Another vaccine in the last 14 days?']],
	['new', ['Có điều gì mới về sức khỏe kể từ khi đăng ký?', 'Anything new about your health since you registered?']],
];

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
	kept: ['Không có mạng: khai báo được giữ ở máy này và tự gửi khi có mạng.', 'No network: kept on this phone and sent when there is one.'],
	home: ['Có câu trả lời “Có”. Nếu đang sốt hoặc mệt, nên ở nhà và bấm “Không đến được” trong phiếu hẹn: đăng ký vẫn giữ nguyên vị trí. Cũng có thể gọi điểm tiêm để hỏi.',
		'There is a “yes”. With a fever it is better to stay at home and to give the appointment away: your place in the list stays. You may also call the site.'],
	fine: ['Không có gì bất thường. Hẹn gặp tại điểm tiêm.', 'Nothing unusual. See you at the site.'],
	back: ['Về phiếu hẹn', 'To the appointment'],
});

const readTemperature = (text: string): number | null => {
	const t = Number(text.trim().replace(',', '.'));
	return text.trim() && t >= 34 && t <= 43 ? Math.round(t * 10) / 10 : null;
};

function useDeclaration() {
	const [answers, setAnswers] = useState<Record<string, string>>({});
	const [temperature, setTemperature] = useState('');
	const degrees = readTemperature(temperature);
	const mistakes = [
		...questions.flatMap(([id], i) => (answers[id] ? [] : [{ id, text: w('needAnswer', { n: i + 1 }) }])),
		...(temperature.trim() && degrees === null ? [{ id: 'temperature', text: w('needTemperature') }] : []),
	];
	return { answers, answer: (id: string, v: string) => setAnswers({ ...answers, [id]: v }), temperature, setTemperature, degrees, mistakes };
}

export function DeclarationPage({ id, book }: VisitProps) {
	const f = useDeclaration();
	const [tries, setTries] = useState(0);
	const [outcome, setOutcome] = useState<'sent' | 'kept' | null>(null);
	const action = useAction();
	const day = book.appointment?.on_date;
	if (!day)
		return <Notice>{w('none')}</Notice>;
	const send = (e: Event) => {
		e.preventDefault();
		setTries(tries + 1);
		if (!f.mistakes.length)
			void action.run(async () => {
				const body = { answers: f.answers, ...(f.degrees === null ? {} : { temperature: f.degrees }) };
				const answer = await sendOrKeep(personAddress(id, 'declaration'), body, ['khai báo sức khỏe', 'health declaration'], personAddress(id));
				setOutcome(answer === null ? 'kept' : 'sent');
			});
	};
	if (outcome)
		return (
			<>
				<Notice kind={outcome === 'sent' ? 'good' : 'warning'} live>{w(outcome)}</Notice>
				<Notice kind={Object.values(f.answers).includes('yes') ? 'warning' : 'note'}>{w(Object.values(f.answers).includes('yes') ? 'home' : 'fine')}</Notice>
				<div class="buttons"><a class="govuk-button" href={link('person', id, 'appointment')}>{w('back')}</a></div>
			</>
		);
	const told = (field: string) => (tries ? f.mistakes.find((m) => m.id === field)?.text : undefined);
	return (
		<form onSubmit={send} noValidate>
			<p class="lead">{w('lead', { day: longDate(day) })}</p>
			<ErrorSummary tries={tries} mistakes={f.mistakes} />
			<MistakeBox mistake={action.mistake} />
			{questions.map(([q, text], i) => (
				<Choice key={q} id={q} legend={`${i + 1}. ${say(text)}`} value={f.answers[q] ?? null} onChange={(v) => f.answer(q, v)} error={told(q)}
					options={[{ value: 'no', text: w('no') }, { value: 'yes', text: w('yes') }]} />
			))}
			<TextField id="temperature" label={w('temperature')} hint={w('temperatureHint')} value={f.temperature} onInput={f.setTemperature} width={5}
				inputMode="decimal" error={told('temperature')} />
			<div class="buttons"><Button type="submit" class="button--big" busy={action.busy}>{w('send')}</Button></div>
		</form>
	);
}
