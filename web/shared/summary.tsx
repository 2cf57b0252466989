// The mistakes of a form, on top of it, each leading to its field.
import { useEffect, useRef } from 'preact/hooks';
import { words } from './lang';
import type { Mistake } from './action';

const w = words({ title: ['Cần xem lại', 'There is a problem'] });

export interface FieldMistake { id: string; text: string }

// tries: how often the form was sent. The focus comes here once for each, and never while mistakes are being put right.
export function ErrorSummary({ tries, mistakes }: { tries: number; mistakes: FieldMistake[] }) {
	const box = useRef<HTMLDivElement>(null);
	useEffect(() => box.current?.focus(), [tries]);
	if (!tries || !mistakes.length)
		return null;
	return (
		<div class="govuk-error-summary" ref={box} tabIndex={-1} role="group" aria-labelledby="mistakes">
			<h2 class="govuk-error-summary__title" id="mistakes">{w('title')}</h2>
			<ul class="govuk-list govuk-error-summary__list">
				{mistakes.map((m) => (
					<li key={m.id}>
						<a href={`#${m.id}`} onClick={(e) => { e.preventDefault(); document.getElementById(m.id)?.focus(); }}>{m.text}</a>
					</li>
				))}
			</ul>
		</div>
	);
}

// A mistake of the whole step, which belongs to no field on the page.
export function MistakeBox({ mistake, fields = [] }: { mistake: Mistake | null; fields?: string[] }) {
	const box = useRef<HTMLDivElement>(null);
	const shown = mistake && !(mistake.field && fields.includes(mistake.field));
	useEffect(() => { if (shown) box.current?.focus(); }, [shown, mistake?.text]);
	if (!shown)
		return null;
	return (
		<div class="notice notice--mistake" role="alert" tabIndex={-1} ref={box}>
			<span class="notice__sign" aria-hidden="true">!</span>
			<p>{mistake.text}</p>
		</div>
	);
}
