// Step 2: the history form, some questions a page. Nothing is answered beforehand.
import { fullName } from '../../shared/format';
import { both, words } from '../../shared/lang';
import { change } from '../draft';
import { useSeen, type Seen } from '../seen';
import { Shown } from '../parts';
import type { Answer, HistoryForm, HistoryQuestion } from '../types';
import type { PageProps } from './person_pages';
import { asked, numberOf, questionsOf, type PageKey } from './steps';

const w = words({
	yes: ['Có', 'Yes'],
	no: ['Không', 'No'],
	unknown: ['Không rõ', 'Not sure'],
	question: ['Câu {n}/{all}', 'Question {n} of {all}'],
	lead: ['Trả lời cho {name}. Không chắc thì chọn “Không rõ”: bác sĩ sẽ hỏi lại khi khám.', 'Answer for {name}. If you are not sure, say so: the doctor asks again.'],
});

const HISTORY = '/api/v1/book/forms/history';
export const useHistoryForm = (): Seen<HistoryForm> => useSeen<HistoryForm>(HISTORY);
export const answerText = (answer: Answer): string => w(answer);

function Question({ q, form, d, told }: PageProps & { q: HistoryQuestion; form: HistoryForm }) {
	const id = `answer-${q.id}`, error = told(id);
	const help = q.help_vi ? both({ vi: q.help_vi, en: q.help_en ?? null }) : undefined;
	const about = [help && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(' ') || undefined;
	return (
		<div class={`govuk-form-group history ${error ? 'govuk-form-group--error' : ''}`}>
			<fieldset class="govuk-fieldset" aria-describedby={about}>
				<legend class="history__text"><span class="history__number">{w('question', { n: numberOf(form, d, q), all: asked(form, d).length })}</span> {both(q)}</legend>
				{help && <div id={`${id}-hint`} class="govuk-hint">{help}</div>}
				{error && <p id={`${id}-error`} class="govuk-error-message">{error}</p>}
				<div class="pick pick--three">
					{(['no', 'yes', 'unknown'] as const).map((value, i) => (
						<div class="pick__item" key={value}>
							<input type="radio" id={i === 0 ? id : `${id}-${value}`} name={id} checked={d.answers[q.id] === value}
								onChange={() => change({ answers: { ...d.answers, [q.id]: value } })} />
							<label for={i === 0 ? id : `${id}-${value}`}>{w(value)}</label>
						</div>
					))}
				</div>
				{d.answers[q.id] === 'yes' && q.if_yes && <p class="history__then" role="status">{both(q.if_yes)}</p>}
			</fieldset>
		</div>
	);
}

export function Health({ d, told, page, form }: PageProps & { page: PageKey; form: Seen<HistoryForm> }) {
	return (
		<>
			<p class="lead">{w('lead', { name: fullName(d.name) })}</p>
			<Shown of={form}>{(value) => <>{questionsOf(value, d, page).map((q) => <Question key={q.id} q={q} form={value} d={d} told={told} />)}</>}</Shown>
		</>
	);
}
