// The one picture of today's session that all tables share: who is where, asked for every two seconds.
import { computed, signal } from '@preact/signals';
import { get, loginNeeded, poll } from '../shared/api';
import type { Board, BoardItem, Reference, Session, Step } from '../shared/types';
import { unitPath } from './place';

const EVERY = 2000;

export const session = signal<Session | null>(null);
export const items = signal<BoardItem[]>([]);
export const reference = signal<Reference | null>(null);
// The server's clock, advanced each second: countdowns must not depend on this computer's clock.
export const now = signal(Date.now());
export const loaded = signal(false);

let ahead = 0; // ms by which the server's clock is ahead of ours
let since: string | null = null;
let asking: Promise<void> | null = null;

// A walk-in whose check-in was taken back is no longer on the list.
const gone: string[] = ['undone', 'cancelled'];

const keyOf = (item: BoardItem) => item.appointment_id ?? item.visit_id ?? item.person_id;

function merge(board: Board): void {
	const byKey = new Map(items.value.map((item) => [keyOf(item), item]));
	for (const item of board.items) {
		if (gone.includes(item.step))
			byKey.delete(keyOf(item));
		else
			byKey.set(keyOf(item), item);
	}
	if (board.items.length)
		items.value = [...byKey.values()];
	ahead = Date.parse(board.now) - Date.now();
	since = board.now;
	now.value = Date.now() + ahead;
	loaded.value = true;
}

async function ask(): Promise<void> {
	const id = session.value?.id;
	if (!id || loginNeeded.value)
		return;
	try {
		const board = await poll<Board>(unitPath('sessions', id, 'board') + (since ? `?since=${encodeURIComponent(since)}` : ''));
		if (session.value?.id === id)
			merge(board);
	} catch { /* the banner tells; the next poll tries again */ }
}

// Asks at once (after a change of our own), never twice at the same time.
export async function refreshBoard(): Promise<void> {
	await asking;
	asking ??= ask().finally(() => { asking = null; });
	await asking;
}

export async function openSession(id: string): Promise<void> {
	if (session.value?.id === id)
		return;
	closeSession();
	session.value = await get<Session>(unitPath('sessions', id));
	await refreshBoard();
}

export async function reloadSession(): Promise<void> {
	if (session.value)
		session.value = await get<Session>(unitPath('sessions', session.value.id));
}

export function closeSession(): void {
	session.value = null;
	items.value = [];
	since = null;
	loaded.value = false;
}

export async function loadReference(): Promise<void> {
	reference.value ??= await get<Reference>('/api/v1/reference');
}

setInterval(() => { now.value = Date.now() + ahead; }, 1000);
setInterval(() => { void refreshBoard(); }, EVERY);

export const inStep = (step: Step): BoardItem[] => items.value.filter((item) => item.step === step);
export const byVisit = (id: string) => items.value.find((item) => item.visit_id === id);

export const stepCounts = computed(() => {
	const counts: Partial<Record<Step, number>> = {};
	for (const { step } of items.value)
		counts[step] = (counts[step] ?? 0) + 1;
	return counts;
});

const firstCome = (a: BoardItem, b: BoardItem) => (a.checked_in_at ?? '').localeCompare(b.checked_in_at ?? '');
export const queueOf = (step: Step): BoardItem[] => inStep(step).sort(firstCome);

export const observed = computed(() => inStep('observing')
	.sort((a, b) => (a.observe_until_at ?? '').localeCompare(b.observe_until_at ?? '')));

export const msLeft = (item: { observe_until_at: string | null }) =>
	(item.observe_until_at ? Date.parse(item.observe_until_at) - now.value : 0);

export const productName = (code: string | null): string =>
	reference.value?.products.find((p) => p.code === code)?.name_short ?? code ?? '';
