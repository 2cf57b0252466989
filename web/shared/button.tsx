import type { ComponentChildren, JSX } from 'preact';
import { words } from './lang';

const w = words({ busy: ['Xin chờ…', 'Please wait…'] });

// kind: the one main thing of the page; second: beside it; danger: takes something back or ends it.
export function Button({ kind = 'main', busy, children, type = 'button', class: extra = '', ...rest }: {
	kind?: 'main' | 'second' | 'danger' | 'quiet'; busy?: boolean; children: ComponentChildren;
} & Omit<JSX.ButtonHTMLAttributes, 'class'> & { class?: string }) {
	const look = { main: '', second: 'govuk-button--secondary', danger: 'govuk-button--warning', quiet: 'button--quiet' }[kind];
	// aria-disabled and not disabled: a disabled button loses the focus, and with it the place on the page
	return (
		<button {...rest} type={type} class={`govuk-button ${look} ${extra}`} aria-disabled={busy || rest.disabled ? true : undefined}
			disabled={rest.disabled}>
			{busy ? w('busy') : children}
		</button>
	);
}
