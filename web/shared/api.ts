// Talking to the server. Every write carries a key of its own, so that sending it again after a lost answer does no
// harm; what the network or a busy server swallowed is sent again by itself until an answer arrives.
import { signal } from '@preact/signals';
import { both } from './lang';

export class ApiError extends Error {
	// retryAfter: seconds that the server asks to wait; null where it does not.
	constructor(readonly status: number, readonly code: string, readonly field: string | null,
		readonly vi: string, readonly en: string, readonly retryAfter: number | null = null) {
		super(en);
	}
	// In the language of the page.
	get text(): string {
		return both({ vi: this.vi, en: this.en });
	}
}

// ok; offline: no answer at all; busy: the server asked to wait. waiting: writes that are kept here meanwhile.
export const network = signal<{ state: 'ok' | 'offline' | 'busy'; waiting: number }>({ state: 'ok', waiting: 0 });
// The server no longer knows who sits here: the application shows its login above what was being done.
export const loginNeeded = signal(false);
// The first password has to be changed before anything else.
export const passwordChangeNeeded = signal(false);

const noted = (change: Partial<typeof network.value>) => {
	const next = { ...network.value, ...change };
	if (next.state !== network.value.state || next.waiting !== network.value.waiting)
		network.value = next;
};

export function newId(): string {
	if (crypto.randomUUID)
		return crypto.randomUUID();
	const b = crypto.getRandomValues(new Uint8Array(16));
	b[6] = (b[6]! & 0x0f) | 0x40;
	b[8] = (b[8]! & 0x3f) | 0x80;
	const hex = Array.from(b, (x) => x.toString(16).padStart(2, '0')).join('');
	return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

const sleep = (ms: number) => new Promise<void>((done) => {
	const timer = setTimeout(over, ms);
	// the network is back: no reason to wait longer
	addEventListener('online', over, { once: true });
	function over() {
		clearTimeout(timer);
		removeEventListener('online', over);
		done();
	}
});

// text: the whole body. What is cut off on its way is no answer.
interface Answer { head: Response; text: string }

function problemOf({ head, text }: Answer): ApiError {
	let p: { code?: string; field?: string; detail?: string; detail_en?: string } = {};
	try {
		p = JSON.parse(text);
	} catch { /* a proxy answered, not our server */ }
	return new ApiError(head.status, p.code ?? `http.${head.status}`, p.field ?? null,
		p.detail ?? `Máy chủ trả lời lỗi ${head.status}. Hãy thử lại.`,
		p.detail_en ?? p.detail ?? `The server answered with error ${head.status}. Try again.`,
		Number(head.headers.get('Retry-After')) || null);
}

// A 401 of these is about what was typed there, not about a login that has ended.
const loggingIn = /\/api\/v1\/(login|me\/|book\/login|book\/phone)/;

const passing = (status: number) => status === 502 || status === 503 || status === 504;

async function once(method: string, path: string, init: RequestInit): Promise<Answer | number> {
	let answer: Answer;
	try {
		const head = await fetch(path, { ...init, method, credentials: 'same-origin', cache: 'no-store' });
		answer = { head, text: await head.text() };
	} catch (e) {
		if (init.signal?.aborted)
			throw e;
		noted({ state: 'offline' });
		return 0;
	}
	if (passing(answer.head.status)) {
		noted({ state: 'busy' });
		return Math.min(Number(answer.head.headers.get('Retry-After')) || 1, 30);
	}
	noted({ state: 'ok' });
	return answer;
}

function finish<T>(answer: Answer): T {
	const { head, text } = answer;
	if (!head.ok) {
		const problem = problemOf(answer);
		if (head.status === 401 && !loggingIn.test(head.url))
			loginNeeded.value = true;
		if (problem.code === 'password.change_first')
			passwordChangeNeeded.value = true;
		throw problem;
	}
	if (head.status === 204)
		return undefined as T;
	return (head.headers.get('Content-Type')?.includes('json') ? JSON.parse(text) : text) as T;
}

// patient: sends again until an answer arrives. Otherwise fails at once (polls, which come again anyway).
async function send<T>(method: string, path: string, init: RequestInit, patient: boolean): Promise<T> {
	for (let tries = 0; ; tries++) {
		const answer = await once(method, path, init);
		if (typeof answer !== 'number')
			return finish<T>(answer);
		if (!patient)
			throw new ApiError(0, 'network.away', null, 'Mất kết nối mạng.', 'The network is away.');
		await sleep(answer ? answer * 1000 : Math.min(500 * 2 ** tries, 5000));
	}
}

export function get<T>(path: string, options: { signal?: AbortSignal } = {}): Promise<T> {
	return send<T>('GET', path, options.signal ? { signal: options.signal } : {}, true);
}

// signal: gives up when it says so; that is the same as no answer.
export function poll<T>(path: string, signal?: AbortSignal): Promise<T> {
	return send<T>('GET', path, signal ? { signal } : {}, false).catch((e: unknown) => {
		if (signal?.aborted)
			throw new ApiError(0, 'network.away', null, 'Mất kết nối mạng.', 'The network is away.');
		throw e;
	});
}

// key: of a write that may have been sent before, so that it is done once. patient: as in send().
// signal: gives up when it says so.
export interface WriteOptions { method?: 'POST' | 'PUT' | 'PATCH' | 'DELETE'; key?: string; patient?: boolean; signal?: AbortSignal | undefined }

async function write<T>(path: string, body: BodyInit, headers: Record<string, string>, options: WriteOptions = {}): Promise<T> {
	const { method = 'POST', key = newId(), patient = true } = options;
	noted({ waiting: network.value.waiting + 1 });
	try {
		return await send<T>(method, path, {
			body, headers: { 'X-Requested-By': 'station', 'Idempotency-Key': key, ...headers }, ...(options.signal ? { signal: options.signal } : {}),
		}, patient);
	} finally {
		noted({ waiting: network.value.waiting - 1 });
	}
}

export function post<T = void>(path: string, body: object = {}, options: WriteOptions = {}): Promise<T> {
	return write<T>(path, JSON.stringify(body), { 'Content-Type': 'application/json' }, options);
}

export function put<T>(path: string, body: object): Promise<T> {
	return write<T>(path, JSON.stringify(body), { 'Content-Type': 'application/json' }, { method: 'PUT' });
}

// A question asked by POST (a search: personal data stays out of addresses). It changes nothing, so it is not counted
// among the writes that wait.
export function ask<T>(path: string, body: object, options: { signal?: AbortSignal } = {}): Promise<T> {
	return send<T>('POST', path, {
		body: JSON.stringify(body), headers: { 'X-Requested-By': 'station', 'Content-Type': 'application/json' },
		...(options.signal ? { signal: options.signal } : {}),
	}, true);
}

export function upload<T>(path: string, file: File): Promise<T> {
	return write<T>(path, file, {
		'Content-Type': 'application/octet-stream', 'X-File-Name': encodeURIComponent(file.name),
	});
}

// What to tell the user about anything that was thrown.
export function errorText(e: unknown): string {
	if (e instanceof ApiError)
		return e.text;
	return both({ vi: 'Có lỗi trên trang này. Hãy tải lại trang.', en: 'Something went wrong on this page. Load it again.' });
}

// A page that closes now would lose what is not sent yet.
addEventListener('beforeunload', (event) => {
	if (network.value.waiting > 0)
		event.preventDefault();
});
