// What this phone keeps: everything that was seen (to be read without a network) and what waits to be sent.
//
// One database of the browser with two stores. Where the browser refuses to keep anything (a private window), or does not
// answer at all, the page works on without.
const NAME = 'tiemchung-book', SEEN = 'seen', WAITING = 'waiting';
const OPENING_MS = 5000;

export interface Kept<T> { at: number; body: T }

let opening: Promise<IDBDatabase> | null = null;

function open(): Promise<IDBDatabase> {
	opening ??= new Promise((done, failed) => {
		const rq = indexedDB.open(NAME, 1);
		rq.onupgradeneeded = () => {
			rq.result.createObjectStore(SEEN);
			rq.result.createObjectStore(WAITING, { keyPath: 'id' });
		};
		rq.onsuccess = () => done(rq.result);
		rq.onerror = () => failed(rq.error);
		setTimeout(() => failed(new Error('the database does not open')), OPENING_MS);
	});
	return opening;
}

async function work<T>(store: string, mode: IDBTransactionMode, act: (s: IDBObjectStore) => IDBRequest<T>): Promise<T | undefined> {
	try {
		const db = await open();
		return await new Promise<T>((done, failed) => {
			const tx = db.transaction(store, mode);
			const rq = act(tx.objectStore(store));
			tx.oncomplete = () => done(rq.result);
			tx.onabort = tx.onerror = () => failed(tx.error);
		});
	} catch {
		return undefined;
	}
}

export const keep = (address: string, body: unknown) => work(SEEN, 'readwrite', (s) => s.put({ at: Date.now(), body }, address));
export const kept = <T>(address: string) => work<Kept<T>>(SEEN, 'readonly', (s) => s.get(address));
export const drop = (address: string) => work(SEEN, 'readwrite', (s) => s.delete(address));

export const keepWaiting = (item: { id: string }) => work(WAITING, 'readwrite', (s) => s.put(item));
export const allWaiting = <T>() => work<T[]>(WAITING, 'readonly', (s) => s.getAll());
export const dropWaiting = (id: string) => work(WAITING, 'readwrite', (s) => s.delete(id));

export async function dropEverything(): Promise<void> {
	await work(SEEN, 'readwrite', (s) => s.clear());
	await work(WAITING, 'readwrite', (s) => s.clear());
}
