// Whose phone this is. The cookie holds the login; this browser keeps what the account has seen, and forgets it at log-out and
// when another account comes.
import { signal } from '@preact/signals';
import { ApiError, loginNeeded, poll, post } from '../shared/api';
import { language, setLanguage, type Language } from '../shared/lang';
import { draft, dropDrafts } from './draft';
import { dropEverything, kept } from './kept';
import { outbox } from './outbox';
import { forgetCodes } from './prefetch';
import { forget, put, refresh, seen } from './seen';
import type { Login, Me } from './types';

const OWNER = 'tiemchung.book.account', LEFT = 'tiemchung.book.left';
export const ME = '/api/v1/book/me';

// false until we know whether somebody is logged in here
export const known = signal(false);
export const me = (): Me | null => seen<Me>(ME).value.value;

const owner = () => localStorage.getItem(OWNER);
// Nobody logged out here, and yet the server wants a log-in: it ran out, or was ended at another phone.
export const wasHere = (): boolean => !!owner();

async function wipe(): Promise<void> {
	forget();
	forgetCodes();
	outbox.value = [];
	dropDrafts();
	await dropEverything();
}

async function belongTo(accountId: string): Promise<void> {
	if (owner() && owner() !== accountId)
		await wipe();
	localStorage.setItem(OWNER, accountId);
	localStorage.removeItem(LEFT);
}

// told once after a log-in: after a long silence the family is seen in part until it is proved again
export const asleep = signal(false);

export async function login(phone: string, code: string): Promise<Login> {
	await Promise.race([leaving, new Promise((done) => setTimeout(done, LEAVING_MS))]); // where the browser gives no question up
	const answer = await post<Login>('/api/v1/book/login', { phone, code, lang: language.value });
	await belongTo(answer.account.id);
	setLanguage(answer.fresh ? language.value : answer.account.lang);
	asleep.value = answer.asleep;
	await refresh(ME);
	loginNeeded.value = false;
	return answer;
}

const LEAVING_MS = 10_000;
// A log-out still under way would end the login that follows it: both travel in one cookie.
let leaving: Promise<void> = Promise.resolve();

// Ends the login of a cookie that is still here after a log-out without a network.
async function endLeft(): Promise<void> {
	try {
		await post('/api/v1/book/logout', {}, { patient: false, signal: AbortSignal.timeout?.(LEAVING_MS) });
	} catch (e) {
		if (!(e instanceof ApiError) || e.status !== 401)
			return;
	}
	localStorage.removeItem(LEFT);
}

// Also without a network: nobody may go on reading here. The server is told as soon as there is one.
export async function logout(everywhere = false): Promise<void> {
	if (everywhere)
		await post('/api/v1/book/logout-everywhere', {}, { patient: false });
	localStorage.setItem(LEFT, '1');
	localStorage.removeItem(OWNER);
	location.hash = '#/';
	loginNeeded.value = true;
	await wipe();
	if (!everywhere)
		leaving = endLeft();
}

// tell: the account's messages shall come in this language too.
export function chooseLanguage(to: Language, tell: boolean): void {
	setLanguage(to);
	if (tell)
		void post(ME, { lang: to }, { method: 'PATCH' }).catch(() => {}); // messages follow; the page does not wait for it
}

// What was seen last is shown at once; the server is asked beside it.
export async function start(): Promise<void> {
	if (localStorage.getItem(LEFT)) {
		loginNeeded.value = known.value = true;
		leaving = endLeft();
		return;
	}
	if (!owner()) {
		await poll<Me>(ME).then(enter, () => { loginNeeded.value = true; });
		known.value = true;
		return;
	}
	const last = await kept<Me>(ME);
	if (last) {
		seen<Me>(ME).value = { value: last.body, at: last.at, away: false, mistake: null };
		known.value = true;
	}
	await refresh(ME);
	known.value = true;
}

async function enter(found: Me): Promise<void> {
	await belongTo(found.account.id);
	put(ME, found);
}

// Another tab shares the cookie: when its account changes or leaves, so do we.
addEventListener('storage', (event) => {
	if (event.key !== OWNER)
		return;
	forget();
	forgetCodes();
	outbox.value = [];
	location.hash = '#/';
	draft.value = null;
	loginNeeded.value = !event.newValue;
	if (event.newValue)
		void refresh(ME);
});

export const isAway = (e: unknown): boolean => e instanceof ApiError && e.status === 0;
