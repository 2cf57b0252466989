// Form fields: a label above, a hint, the mistake between label and field; all tied together for screen readers.
import type { ComponentChildren, JSX } from 'preact';

interface Common {
	id: string;
	label: string;
	hint?: string | undefined;
	error?: string | undefined;
}

const describedBy = ({ id, hint, error }: Common) =>
	[hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(' ') || undefined;

function Above({ id, label, hint, error }: Common) {
	return (
		<>
			<label class="govuk-label" for={id}>{label}</label>
			{hint && <div id={`${id}-hint`} class="govuk-hint">{hint}</div>}
			{error && <p id={`${id}-error`} class="govuk-error-message">{error}</p>}
		</>
	);
}

const group = (error?: string) => `govuk-form-group ${error ? 'govuk-form-group--error' : ''}`;

type Input = Omit<JSX.InputHTMLAttributes, 'onInput' | 'id' | 'label'>;

export function TextField({ id, label, hint, error, value, onInput, width, inputRef, ...rest }: Common & {
	value: string; onInput: (value: string) => void; width?: number; inputRef?: { current: HTMLInputElement | null };
} & Input) {
	const about = { id, label, hint, error };
	return (
		<div class={group(error)}>
			<Above {...about} />
			<input id={id} ref={inputRef} value={value} aria-describedby={describedBy(about)} aria-invalid={error ? true : undefined}
				class={`govuk-input ${width ? `govuk-input--width-${width}` : ''} ${error ? 'govuk-input--error' : ''}`}
				autocomplete="off" spellcheck={false} type="text" {...rest}
				onInput={(e) => onInput(e.currentTarget.value)} />
		</div>
	);
}

export function TextArea({ id, label, hint, error, value, onInput, rows = 3 }: Common & {
	value: string; onInput: (value: string) => void; rows?: number;
}) {
	const about = { id, label, hint, error };
	return (
		<div class={group(error)}>
			<Above {...about} />
			<textarea id={id} rows={rows} value={value} aria-describedby={describedBy(about)} aria-invalid={error ? true : undefined}
				class={`govuk-textarea ${error ? 'govuk-textarea--error' : ''}`}
				onInput={(e) => onInput(e.currentTarget.value)} />
		</div>
	);
}

export function SelectField({ id, label, hint, error, value, onChange, options, empty }: Common & {
	value: string; onChange: (value: string) => void; options: { value: string; text: string }[]; empty?: string;
}) {
	const about = { id, label, hint, error };
	return (
		<div class={group(error)}>
			<Above {...about} />
			<select id={id} value={value} class={`govuk-select ${error ? 'govuk-select--error' : ''}`}
				aria-describedby={describedBy(about)} onChange={(e) => onChange(e.currentTarget.value)}>
				{empty !== undefined && <option value="">{empty}</option>}
				{options.map((o) => <option key={o.value} value={o.value}>{o.text}</option>)}
			</select>
		</div>
	);
}

// A few answers side by side, one of them chosen or none yet.
export function Choice({ id, legend, hint, error, value, onChange, options, large }: {
	id: string; legend: ComponentChildren; hint?: string | undefined; error?: string | undefined; value: string | null;
	onChange: (value: string) => void; options: { value: string; text: string }[]; large?: boolean;
}) {
	return (
		<div class={group(error)}>
			<fieldset class="govuk-fieldset" aria-describedby={describedBy({ id, label: '', hint, error })}>
				<legend class={`govuk-fieldset__legend ${large ? 'govuk-fieldset__legend--m' : ''}`}>{legend}</legend>
				{hint && <div id={`${id}-hint`} class="govuk-hint">{hint}</div>}
				{error && <p id={`${id}-error`} class="govuk-error-message">{error}</p>}
				<div class="pick">
					{options.map((o, i) => (
						<div class="pick__item" key={o.value}>
							<input type="radio" id={i === 0 ? id : `${id}-${o.value}`} name={id} value={o.value}
								checked={value === o.value} onChange={() => onChange(o.value)} />
							<label for={i === 0 ? id : `${id}-${o.value}`}>{o.text}</label>
						</div>
					))}
				</div>
			</fieldset>
		</div>
	);
}

export function Check({ id, label, hint, checked, onChange }: {
	id: string; label: string; hint?: string; checked: boolean; onChange: (checked: boolean) => void;
}) {
	return (
		<div class="govuk-checkboxes__item">
			<input class="govuk-checkboxes__input" type="checkbox" id={id} checked={checked}
				aria-describedby={hint ? `${id}-hint` : undefined} onChange={(e) => onChange(e.currentTarget.checked)} />
			<label class="govuk-label govuk-checkboxes__label" for={id}>{label}</label>
			{hint && <div id={`${id}-hint`} class="govuk-hint govuk-checkboxes__hint">{hint}</div>}
		</div>
	);
}
