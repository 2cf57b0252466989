// What the screens of the book are made of.
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { moment } from '../shared/format';
import { both, words } from '../shared/lang';
import { Notice } from '../shared/notice';
import { link } from '../shared/route';
import type { Seen } from './seen';

const w = words({
	product: ['Sổ sức khỏe điện tử', 'Electronic health book'],
	back: ['Quay lại', 'Back'],
	loading: ['Đang tải…', 'Loading…'],
	away: ['Chưa kết nối được với máy chủ. Đang xem bản lưu trên máy này lúc {at}.', 'The server cannot be reached. This is the copy that this phone kept at {at}.'],
	awayNothing: ['Chưa kết nối được với máy chủ, và máy này chưa lưu trang này. Trang tự mở khi kết nối lại.',
		'The server cannot be reached, and this phone has no copy of this page yet. It opens by itself when the connection is back.'],
	optional: ['(không bắt buộc)', '(optional)'],
});

export const optional = (label: string): string => `${label} ${w('optional')}`;

// A screen: its way back, its heading, which gets the focus so that a screen reader begins there.
export function Screen({ title, back, lead, children, wide }: {
	title: string; back?: string[] | null; lead?: ComponentChildren; children: ComponentChildren; wide?: boolean;
}) {
	const heading = useRef<HTMLHeadingElement>(null);
	useEffect(() => {
		document.title = `${title} – ${w('product')}`;
	}, [title]);
	useEffect(() => {
		window.scrollTo(0, 0);
		heading.current?.focus({ preventScroll: true });
	}, []);
	return (
		<main id="main" class={`screen ${wide ? 'screen--wide' : ''}`} tabIndex={-1}>
			{back && <a class="back" href={link(...back)}><span class="back__sign" aria-hidden="true">‹</span><span class="back__text">{w('back')}</span></a>}
			<h1 class="title" tabIndex={-1} ref={heading}>{title}</h1>
			{lead && <div class="lead">{lead}</div>}
			{children}
		</main>
	);
}

export function Card({ title, children, kind = 'plain', id }: {
	title?: string; children: ComponentChildren; kind?: 'plain' | 'main' | 'quiet'; id?: string;
}) {
	return (
		<section class={`card card--${kind}`} aria-label={title} id={id}>
			{title && <h2 class="card__title">{title}</h2>}
			{children}
		</section>
	);
}

// Rows that lead on, each a large target.
export function Ways({ items }: { items: { href: string; text: string; more?: string | null; mark?: string | number | null }[] }) {
	return (
		<ul class="ways">
			{items.map(({ href, text, more, mark }) => (
				<li key={href}>
					<a class="way" href={href}>
						<span class="way__text">{text}{more && <span class="way__more">{more}</span>}</span>
						{mark ? <span class="way__mark">{mark}</span> : null}
						<span class="way__sign" aria-hidden="true">›</span>
					</a>
				</li>
			))}
		</ul>
	);
}

// Names and values, one under the other.
export function Facts({ items }: { items: (readonly [name: string, value: ComponentChildren] | null | false | '' | undefined)[] }) {
	return (
		<dl class="facts">
			{items.filter(Boolean).map((item) => {
				const [name, value] = item as readonly [string, ComponentChildren];
				return <div key={name}><dt>{name}</dt><dd>{value}</dd></div>;
			})}
		</dl>
	);
}

// One of several answers, one under the other; none is chosen beforehand.
export function Options<V extends string>({ id, legend, hint, error, value, onChange, options, hideLegend }: {
	id: string; legend: ComponentChildren; hint?: string | undefined; error?: string | undefined; value: V | null;
	onChange: (value: V) => void; options: { value: V; text: string; hint?: string }[]; hideLegend?: boolean;
}) {
	const about = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(' ') || undefined;
	return (
		<div class={`govuk-form-group ${error ? 'govuk-form-group--error' : ''}`}>
			<fieldset class="govuk-fieldset" aria-describedby={about}>
				<legend class={hideLegend ? 'govuk-visually-hidden' : 'govuk-fieldset__legend'}>{legend}</legend>
				{hint && <div id={`${id}-hint`} class="govuk-hint">{hint}</div>}
				{error && <p id={`${id}-error`} class="govuk-error-message">{error}</p>}
				<div class="pick pick--down">
					{options.map((o, i) => (
						<div class="pick__item" key={o.value}>
							<input type="radio" id={i === 0 ? id : `${id}-${o.value}`} name={id} value={o.value} checked={value === o.value}
								onChange={() => onChange(o.value)} />
							<label for={i === 0 ? id : `${id}-${o.value}`}><span>{o.text}{o.hint && <span class="pick__hint">{o.hint}</span>}</span></label>
						</div>
					))}
				</div>
			</fieldset>
		</div>
	);
}

// Shows what was seen; until then that it is coming, or why it does not.
export function Shown<T>({ of, children }: { of: Seen<T>; children: (value: T) => ComponentChildren }) {
	return (
		<>
			<div role="status">
				{of.away && of.at && <p class="kept">{w('away', { at: moment(new Date(of.at).toISOString()) })}</p>}
				{of.away && !of.value && <Notice kind="warning">{w('awayNothing')}</Notice>}
				{!of.value && !of.away && !of.mistake && <p class="loading">{w('loading')}</p>}
			</div>
			{of.mistake && <Notice kind="stop">{both({ vi: of.mistake.vi, en: of.mistake.en })}</Notice>}
			{of.value !== null && children(of.value)}
		</>
	);
}
