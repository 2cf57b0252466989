// Short messages at the edge of the page, read aloud by screen readers. Mistakes stay until they are closed.
import { signal } from '@preact/signals';
import { words } from './lang';

type Kind = 'done' | 'mistake' | 'note';
interface Message { id: number; text: string; kind: Kind }

const w = words({ close: ['Đóng thông báo', 'Close message'], region: ['Thông báo', 'Messages'] });
const messages = signal<Message[]>([]);
let last = 0;

const close = (id: number) => { messages.value = messages.value.filter((m) => m.id !== id); };

export function tell(text: string, kind: Kind = 'done'): void {
	const id = ++last;
	messages.value = [...messages.value.filter((m) => m.text !== text).slice(-2), { id, text, kind }];
	if (kind !== 'mistake')
		setTimeout(() => close(id), 6000);
}

const signs = { done: '✓', mistake: '!', note: 'i' };

export function Toasts() {
	return (
		<section class="toasts" aria-label={w('region')} aria-live="polite" aria-relevant="additions">
			{messages.value.map((m) => (
				<div key={m.id} class={`toast toast--${m.kind}`} role={m.kind === 'mistake' ? 'alert' : undefined}>
					<span class="toast__sign" aria-hidden="true">{signs[m.kind]}</span>
					<p>{m.text}</p>
					<button type="button" class="icon-button" aria-label={w('close')} onClick={() => close(m.id)}>×</button>
				</div>
			))}
		</section>
	);
}
