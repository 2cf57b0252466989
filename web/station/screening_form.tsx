// The form of the day: answers and signs in, the verdict and its reasons at once; the doctor may be stricter.
import { useEffect, useState } from 'preact/hooks';
import { ask, errorText } from '../shared/api';
import { Button } from '../shared/button';
import { Choice, TextArea } from '../shared/field';
import { fullName } from '../shared/format';
import { both, words } from '../shared/lang';
import { Notice } from '../shared/notice';
import { MistakeBox } from '../shared/summary';
import { tell } from '../shared/toast';
import type { Preview, Verdict, Visit } from '../shared/types';
import { unitPath } from './place';
import { Questions, type Answers } from './questions';
import { verdictName, verdictOrder, verdictTag } from './terms';
import { readVitals, required, signs, VitalSigns, type Sign, type Texts } from './vitals';
import type { AtHand } from './visit';

const w = words({
	answerAll: ['Còn {n} câu chưa trả lời.', '{n} questions are still open.'],
	verdict: ['Kết luận theo phiếu', 'Verdict of the form'],
	stricter: ['Kết luận của bác sĩ', "Doctor's verdict"],
	stricterHint: ['Có thể chọn mức chặt hơn, không thể nhẹ hơn.', 'It may be stricter, never milder.'],
	note: ['Ghi chú của bác sĩ', "Doctor's note"],
	noteWhy: ['Lý do chọn mức chặt hơn', 'Reason for being stricter'],
	needNote: ['Ghi lý do khi kết luận chặt hơn phiếu.', 'Give the reason for a stricter verdict.'],
	pass: ['Xong, chuyển sang bàn tiêm', 'Done, on to the injection'],
	end: ['Lưu kết luận: {verdict}', 'Save the verdict: {verdict}'],
	endNote: ['Lượt hôm nay kết thúc tại đây, không tiêm. Hãy giải thích cho người đến tiêm.', 'The visit of today ends here, without a dose. Explain it to the person.'],
	passed: ['{name} sang bàn tiêm', '{name} goes on to the injection'],
	ended: ['{name}: {verdict}', '{name}: {verdict}'],
	signs: ['Cần đo: xem các ô được đánh dấu.', 'To be measured: see the marked fields.'],
});

const none: Texts = { temperature: '', systolic: '', diastolic: '', pulse: '', breathing: '' };
const lets = (verdict: Verdict) => verdict === 'eligible' || verdict === 'caution';

function usePreview(visit: Visit, answers: Answers, texts: Texts, complete: boolean) {
	const [preview, setPreview] = useState<Preview | null>(null);
	const [mistake, setMistake] = useState<string | null>(null);
	useEffect(() => {
		setMistake(null);
		if (!complete)
			return setPreview(null);
		const stop = new AbortController();
		const timer = setTimeout(() => {
			ask<Preview>(unitPath('visits', visit.id, 'screening', 'preview'), { answers, ...readVitals(texts).vitals }, { signal: stop.signal })
				.then(setPreview, (e: unknown) => { if (!stop.signal.aborted) setMistake(errorText(e)); });
		}, 200);
		return () => { clearTimeout(timer); stop.abort(); };
	}, [JSON.stringify(answers), JSON.stringify(texts), complete]);
	return { preview, mistake };
}

function Outcome({ preview }: { preview: Preview }) {
	return (
		<div class={`verdict verdict--${verdictTag(preview.computed)}`}>
			<p class="verdict__title">{w('verdict')}</p>
			<p class="verdict__word">{verdictName(preview.computed)}</p>
			{preview.reasons.length > 0 && <ul>{preview.reasons.map((r) => <li key={r.id + r.vi}>{both(r)}</li>)}</ul>}
		</div>
	);
}

export function ScreeningForm({ visit, at, onDone }: { visit: Visit; at: AtHand; onDone: () => void }) {
	const [answers, setAnswers] = useState<Answers>({});
	const [texts, setTexts] = useState<Texts>(none);
	const [chosen, choose] = useState<Verdict | null>(null);
	const [note, setNote] = useState('');
	const [tried, setTried] = useState(false);
	const { person } = visit;
	const form = visit.form.body;
	const questions = form.questions.filter((q) => !q.sex || q.sex === person.sex || person.sex === 'unknown');
	const open = questions.filter((q) => !q.computed && typeof answers[q.id] !== 'boolean').length;
	const { vitals, bad } = readVitals(texts);
	const lacking: Sign[] = signs.filter((sign) => required(form, sign) && vitals[sign] === undefined);
	const { preview, mistake } = usePreview(visit, answers, texts, open === 0 && !bad.length);
	useEffect(() => document.getElementById(`q${questions.find((q) => !q.computed)?.id}`)?.focus({ preventScroll: true }), []);

	const order = (v: Verdict) => verdictOrder.indexOf(v);
	const verdict = preview && (chosen && order(chosen) > order(preview.computed) ? chosen : preview.computed);
	const stricter = !!preview && verdict !== preview.computed;
	const missing = tried ? [...lacking, ...(preview?.missing ?? [])] : [];
	const ready = !!verdict && !bad.length && !lacking.length && !preview?.missing.length && (!stricter || !!note.trim());
	const send = async (e: Event) => {
		e.preventDefault();
		setTried(true);
		if (!ready || !verdict)
			return document.getElementById(open ? `q${questions.find((q) => !q.computed && typeof answers[q.id] !== 'boolean')!.id}`
				: bad[0] ?? lacking[0] ?? preview?.missing[0] ?? 'note')?.focus();
		const name = fullName(person.name);
		if (await at.change('screening', { answers, ...vitals, verdict, note: note.trim() || null })) {
			tell(lets(verdict) ? w('passed', { name }) : w('ended', { name, verdict: verdictName(verdict) }), lets(verdict) ? 'done' : 'note');
			onDone();
		}
	};
	return (
		<form class="sheet" onSubmit={send} noValidate>
			<h2 class="sheet__title">{both(form.title)}</h2>
			<Questions questions={questions} answers={answers} change={(part) => setAnswers({ ...answers, ...part })} />
			<VitalSigns form={form} texts={texts} missing={missing} bad={bad} change={(sign, text) => setTexts({ ...texts, [sign]: text })} />
			<div role="status">
				{open > 0 && tried && <Notice kind="warning">{w('answerAll', { n: open })}</Notice>}
				{open === 0 && tried && missing.length > 0 && <Notice kind="warning">{w('signs')}</Notice>}
				{mistake && <Notice kind="stop">{mistake}</Notice>}
				{preview && <Outcome preview={preview} />}
			</div>
			{preview && (
				<Choice id="verdict" legend={w('stricter')} hint={w('stricterHint')} value={verdict} onChange={(v) => choose(v as Verdict)}
					options={verdictOrder.slice(order(preview.computed)).map((v) => ({ value: v, text: verdictName(v) }))} />
			)}
			{verdict && (stricter || !lets(verdict)) && (
				<TextArea id="note" label={w(stricter ? 'noteWhy' : 'note')} value={note} onInput={setNote} rows={2}
					error={tried && stricter && !note.trim() ? w('needNote') : at.action.about('note')} />
			)}
			{verdict && !lets(verdict) && <Notice kind="warning">{w('endNote')}</Notice>}
			<MistakeBox mistake={at.action.mistake} fields={['note']} />
			<div class="buttons">
				<Button type="submit" class="button--big" busy={at.action.busy}>
					{!verdict || lets(verdict) ? w('pass') : w('end', { verdict: verdictName(verdict) })} <kbd>Enter</kbd>
				</Button>
			</div>
		</form>
	);
}
