// The questions of the form of the day: each Không or Có, by mouse, arrows, or the keys K and C.
import { both, words } from '../shared/lang';
import { Button } from '../shared/button';
import { TextField } from '../shared/field';
import type { Question } from '../shared/types';

const w = words({
	no: ['Không', 'No'],
	yes: ['Có', 'Yes'],
	all: ['Các câu còn lại: Không', 'All the rest: No'],
	allHint: ['Chỉ bấm sau khi đã hỏi từng câu. Phím K = Không, C = Có.', 'Only after asking each question. Keys: K = No, C = Yes.'],
	detail: ['Ghi rõ', 'Details'],
	computed: ['Tự tính từ dấu hiệu sống', 'Follows from the vital signs'],
});

export type Answers = Record<string, boolean | string>;

// The keys are the same in both languages: they are the words printed on the paper form.
const keys: Record<string, boolean> = { k: false, c: true };

function nextOf(question: HTMLElement): HTMLInputElement | null {
	const all = [...question.parentElement!.querySelectorAll<HTMLElement>('.question')];
	return all[all.indexOf(question) + 1]?.querySelector('input') ?? null;
}

function OneQuestion({ q, value, detail, change }: {
	q: Question; value: boolean | undefined; detail: string; change: (part: Answers) => void;
}) {
	const press = (e: KeyboardEvent) => {
		const answer = keys[e.key.toLowerCase()];
		if (answer === undefined || e.ctrlKey || e.metaKey || e.altKey || (e.target as HTMLInputElement).type !== 'radio')
			return;
		e.preventDefault();
		change({ [q.id]: answer });
		const box = e.currentTarget as HTMLElement;
		(answer && q.detail ? null : nextOf(box) ?? document.getElementById('temperature'))?.focus();
		if (answer && q.detail)
			requestAnimationFrame(() => document.getElementById(`q${q.id}-detail`)?.focus());
	};
	const radio = (answer: boolean) => (
		<div class={`answer answer--${answer ? 'yes' : 'no'}`}>
			<input type="radio" id={answer ? `q${q.id}-yes` : `q${q.id}`} name={`q${q.id}`} checked={value === answer} onChange={() => change({ [q.id]: answer })} />
			<label for={answer ? `q${q.id}-yes` : `q${q.id}`}>{w(answer ? 'yes' : 'no')}</label>
		</div>
	);
	return (
		<fieldset class="question" onKeyDown={press}>
			<legend class="question__text"><span class="question__number">{q.id}</span>{both(q)}</legend>
			<div class="question__answers">{radio(false)}{radio(true)}</div>
			{value === true && q.note && <p class="question__note">{both(q.note)}</p>}
			{value === true && q.detail && (
				<div class="question__detail">
					<TextField id={`q${q.id}-detail`} label={typeof q.detail === 'object' ? both(q.detail) : w('detail')} value={detail}
						onInput={(text) => change({ [`${q.id}_detail`]: text })} />
				</div>
			)}
		</fieldset>
	);
}

export function Questions({ questions, answers, change }: { questions: Question[]; answers: Answers; change: (part: Answers) => void }) {
	const asked = questions.filter((q) => !q.computed);
	const open = asked.filter((q) => typeof answers[q.id] !== 'boolean');
	return (
		<>
			<div class="questions">
				{asked.map((q) => (
					<OneQuestion key={q.id} q={q} change={change} detail={String(answers[`${q.id}_detail`] ?? '')}
						value={typeof answers[q.id] === 'boolean' ? (answers[q.id] as boolean) : undefined} />
				))}
			</div>
			<div class="all-no">
				<Button kind="second" disabled={!open.length} onClick={() => change(Object.fromEntries(open.map((q) => [q.id, false])))}>{w('all')}</Button>
				<span class="soft">{w('allHint')}</span>
			</div>
			{questions.filter((q) => q.computed).map((q) => (
				<p class="soft" key={q.id}><span class="question__number">{q.id}</span>{both(q)} – {w('computed')}</p>
			))}
		</>
	);
}
