// The published counters, asked for again every five seconds while somebody looks.
import { signal } from '@preact/signals';
import { poll } from '../shared/api';
import type { Summary } from '../shared/types';

const EVERY = 5000;
export const summary = signal<Summary | null>(null);

async function refresh(): Promise<void> {
	if (document.hidden)
		return;
	try {
		summary.value = await poll<Summary>('/api/public/summary');
	} catch { /* the banner tells that the network is away; the last figures stay, with their time */ }
}

export function follow(): void {
	void refresh();
	setInterval(refresh, EVERY);
	document.addEventListener('visibilitychange', refresh);
}
