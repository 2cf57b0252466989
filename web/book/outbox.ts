// Reports that may be written without a network: kept on this phone with a key of their own, sent when there is one. A report
// that reached the server although its answer was lost is not made twice: the key says that it is the same.
import { signal } from '@preact/signals';
import { ApiError, newId, post } from '../shared/api';
import { words } from '../shared/lang';
import { tell } from '../shared/toast';
import { allWaiting, dropWaiting, keepWaiting } from './kept';
import { refresh } from './seen';

const w = words({
	sent: ['Đã gửi: {what}', 'Sent: {what}'],
	refused: ['Chưa gửi được “{what}”: {why}', '“{what}” could not be sent: {why}'],
});

// what: as shown to the person, in both languages. then: the address whose answer it changes.
export interface Waiting { id: string; address: string; body: object; what: readonly [string, string]; then: string; at: number }

const AGAIN_MS = 8000; // phones say "online" before they are
export const outbox = signal<Waiting[]>([]);
let sending = false;

// The answer; null: there was no network or no login, it is kept and will be sent.
export async function sendOrKeep<T>(address: string, body: object, what: Waiting['what'], then: string): Promise<T | null> {
	const item: Waiting = { id: newId(), address, body, what, then, at: Date.now() };
	await keepWaiting(item);
	try {
		const answer = await post<T>(address, body, { key: item.id, patient: false });
		await dropWaiting(item.id);
		void refresh(then);
		return answer;
	} catch (e) {
		if (e instanceof ApiError && (e.status === 0 || e.status === 401)) { // who has to log in again has not lost it
			outbox.value = [...outbox.value, item];
			return null;
		}
		await dropWaiting(item.id);
		throw e;
	}
}

// true: it is done with, one way or the other.
async function sendOne(item: Waiting): Promise<boolean> {
	const what = { what: words({ what: item.what })('what') };
	try {
		await post(item.address, item.body, { key: item.id, patient: false });
		tell(w('sent', what));
		void refresh(item.then);
		return true;
	} catch (e) {
		if (!(e instanceof ApiError))
			throw e;
		if (e.status === 0 || e.status === 401 || e.status === 429 || e.status >= 500)
			return false;
		tell(w('refused', { ...what, why: e.text }), 'mistake');
		return true;
	}
}

export async function sendWaiting(): Promise<void> {
	if (sending || document.hidden)
		return;
	sending = true;
	try {
		outbox.value = (await allWaiting<Waiting>()) ?? outbox.value;
		for (const item of outbox.value) {
			if (!await sendOne(item))
				break;
			await dropWaiting(item.id);
			outbox.value = outbox.value.filter((other) => other.id !== item.id);
		}
	} finally {
		sending = false;
	}
}

export function followOutbox(): void {
	void sendWaiting();
	addEventListener('online', () => void sendWaiting());
	setInterval(() => { if (outbox.value.length) void sendWaiting(); }, AGAIN_MS);
}
