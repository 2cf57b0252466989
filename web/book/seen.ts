// Answers of the server as the pages show them: at once as they were seen last, then as they are now. Without a network
// the last ones stay, with their time.
import { signal, type Signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { ApiError, poll } from '../shared/api';
import { drop, keep, kept } from './kept';

// at: when the server said so. away: there is no network, what is shown may be old.
export interface Seen<T> { value: T | null; at: number | null; away: boolean; mistake: ApiError | null }

const AGAIN_MS = 15_000; // without a network: asked again this often
const nothing: Seen<never> = { value: null, at: null, away: false, mistake: null };
const all = new Map<string, Signal<Seen<unknown>>>();
const asking = new Map<string, Promise<void>>();

export function seen<T>(address: string): Signal<Seen<T>> {
	let found = all.get(address);
	if (!found)
		all.set(address, (found = signal<Seen<unknown>>(nothing)));
	return found as Signal<Seen<T>>;
}

async function recall(address: string): Promise<void> {
	const s = seen(address);
	const last = s.peek().value === null ? await kept(address) : undefined;
	if (last && s.peek().value === null)
		s.value = { value: last.body, at: last.at, away: false, mistake: null };
}

async function ask(address: string): Promise<void> {
	const s = seen(address);
	const remembered = recall(address);
	try {
		const value = await poll(address);
		s.value = { value, at: Date.now(), away: false, mistake: null };
		await keep(address, value);
	} catch (e) {
		await remembered;
		if (!(e instanceof ApiError))
			throw e;
		if (e.status === 0 || e.status >= 500 || e.status === 429)
			s.value = { ...s.peek(), away: e.status === 0, mistake: e.status === 0 ? null : e };
		else
			await refuse(address, e);
	}
}

// The server says no: what was seen before is not to be seen any more. After a log-in it may be again.
async function refuse(address: string, e: ApiError): Promise<void> {
	const s = seen(address);
	if (e.status === 401)
		return;
	s.value = { value: null, at: null, away: false, mistake: e };
	await drop(address);
}

// Asks the server; whoever asks for the same meanwhile shares the answer.
export function refresh(address: string): Promise<void> {
	let under = asking.get(address);
	if (!under) {
		under = ask(address).finally(() => asking.delete(address));
		asking.set(address, under);
	}
	return under;
}

// Puts something in the place of what was seen: the answer of a write.
export function put<T>(address: string, value: T): void {
	seen<T>(address).value = { value, at: Date.now(), away: false, mistake: null };
	void keep(address, value);
}

export function forget(): void {
	for (const s of all.values())
		s.value = nothing;
}

// null: nothing is asked for.
export function useSeen<T>(address: string | null): Seen<T> & { reload: () => Promise<void> } {
	useEffect(() => {
		if (!address)
			return;
		const again = () => { if (!document.hidden) void refresh(address); };
		const whenAway = () => { if (seen(address).peek().away) again(); };
		void refresh(address);
		const timer = setInterval(whenAway, AGAIN_MS);
		addEventListener('online', again);
		document.addEventListener('visibilitychange', again);
		return () => {
			clearInterval(timer);
			removeEventListener('online', again);
			document.removeEventListener('visibilitychange', again);
		};
	}, [address]);
	const now = address ? seen<T>(address).value : nothing;
	return { ...now, reload: () => (address ? refresh(address) : Promise.resolve()) };
}
