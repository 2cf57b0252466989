// Answers of the server as the pages show them: at once as they were seen last, then as they are now. Without a network
// the last ones stay, with their time.
import { signal, type Signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { ApiError, poll } from '../shared/api';
import { drop, keep, kept } from './kept';

// at: when the server said so. away: there is no network, what is shown may be old.
export interface Seen<T> { value: T | null; at: number | null; away: boolean; mistake: ApiError | null }

const AGAIN_MS = 15_000; // without a network, behind a fault of the server, and for what is live: asked again this often
const SHARED_MS = 300;
const LONGEST_MS = 30_000; // a network that swallows a question is no network
const nothing: Seen<never> = { value: null, at: null, away: false, mistake: null };
const all = new Map<string, Signal<Seen<unknown>>>();
const asking = new Map<string, { since: number; under: Promise<void> }>(); // the last question of each address that waits for its answer
let questions = 0;
let eras = 0;
// What was asked before everything was forgotten is somebody else's.
export const era = (): number => eras;
const answered = new Map<string, number>(); // which question the newest answer belongs to

export function seen<T>(address: string): Signal<Seen<T>> {
	let found = all.get(address);
	if (!found)
		all.set(address, (found = signal<Seen<unknown>>(nothing)));
	return found as Signal<Seen<T>>;
}

async function recall(address: string): Promise<void> {
	const s = seen(address), mine = eras;
	const last = s.peek().value === null ? await kept(address) : undefined;
	if (last && mine === eras && s.peek().value === null)
		s.value = { value: last.body, at: last.at, away: false, mistake: null };
}

// Answers may overtake each other: an older one does not take the place of a newer.
const isOvertaken = (address: string, question: number): boolean => (answered.get(address) ?? 0) > question;

async function ask(address: string): Promise<void> {
	const s = seen(address), question = ++questions, mine = eras;
	const remembered = recall(address);
	try {
		const value = await poll(address, AbortSignal.timeout?.(LONGEST_MS));
		if (mine !== eras || isOvertaken(address, question))
			return;
		answered.set(address, question);
		s.value = { value, at: Date.now(), away: false, mistake: null };
		await keep(address, value);
	} catch (e) {
		await remembered;
		if (!(e instanceof ApiError))
			throw e;
		if (mine !== eras || isOvertaken(address, question))
			return;
		if (e.status === 0 || e.status >= 500 || e.status === 429) { // no answer: that of an earlier question may still come
			s.value = { ...s.peek(), away: e.status === 0, mistake: e.status === 0 ? null : e };
		} else {
			answered.set(address, question);
			await refuse(address, e);
		}
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

// Asks the server: after a write, when what was asked before may be old.
export function refresh(address: string): Promise<void> {
	const under = ask(address).finally(() => {
		if (asking.get(address)?.under === under)
			asking.delete(address);
	});
	asking.set(address, { since: performance.now(), under });
	return under;
}

// The same for who only looks: a question that was asked just now, by another part of the same screen, will do.
function look(address: string): Promise<void> {
	const last = asking.get(address);
	return last && performance.now() - last.since < SHARED_MS ? last.under : refresh(address);
}

// Puts something in the place of what was seen: the answer of a write.
export function put<T>(address: string, value: T): void {
	seen<T>(address).value = { value, at: Date.now(), away: false, mistake: null };
	void keep(address, value);
}

export function forget(): void {
	eras++;
	for (const s of all.values())
		s.value = nothing;
}

// null: nothing is asked for. live: what changes while somebody looks is asked for again and again.
export function useSeen<T>(address: string | null, live?: (value: T) => boolean): Seen<T> & { reload: () => Promise<void> } {
	useEffect(() => {
		if (!address)
			return;
		const again = () => { if (!document.hidden) void look(address); };
		const whenNeeded = () => {
			const { away, mistake, value } = seen<T>(address).peek();
			if (away || (mistake && mistake.status >= 500) || (value !== null && live?.(value)))
				again();
		};
		void look(address);
		const timer = setInterval(whenNeeded, AGAIN_MS);
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
