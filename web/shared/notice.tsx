// A boxed remark; its kind is told by sign and word as well as by colour.
import type { ComponentChildren } from 'preact';

const signs = { note: 'i', warning: '!', stop: '✕', good: '✓' };

export function Notice({ kind = 'note', children, live }: {
	kind?: keyof typeof signs; children: ComponentChildren; live?: boolean;
}) {
	return (
		<div class={`notice notice--${kind}`} role={live ? 'status' : undefined}>
			<span class="notice__sign" aria-hidden="true">{signs[kind]}</span>
			<div>{children}</div>
		</div>
	);
}

export function Tag({ kind = 'plain', children }: {
	kind?: 'plain' | 'good' | 'wait' | 'stop' | 'info'; children: ComponentChildren;
}) {
	return <strong class={`tag tag--${kind}`}>{children}</strong>;
}

// What to show where a list has nothing: why, and what to do next.
export function Empty({ title, children }: { title: string; children?: ComponentChildren }) {
	return (
		<div class="empty">
			<svg class="empty__picture" viewBox="0 0 64 64" aria-hidden="true" focusable="false">
				<rect x="10" y="14" width="44" height="38" rx="6" /><path d="M10 26h44M22 8v10M42 8v10M24 39l6 6 11-12" />
			</svg>
			<p class="empty__title">{title}</p>
			{children && <div class="empty__more">{children}</div>}
		</div>
	);
}
