// The service worker of /book. It keeps the app: its page, its parts, its icons and its typeface; what the server answers is kept by the
// pages themselves. A version is one cache; the one before is kept too, so that a page that is still open finds its parts.
declare const VERSION: string; // both written by build.mjs
declare const FILES: string[];

interface Extendable { waitUntil(work: Promise<unknown>): void }
interface Fetching extends Extendable { request: Request; respondWith(answer: Promise<Response>): void }
interface Worker {
	skipWaiting(): Promise<void>;
	clients: { claim(): Promise<void> };
	addEventListener(type: 'install' | 'activate', act: (event: Extendable) => void): void;
	addEventListener(type: 'fetch', act: (event: Fetching) => void): void;
	addEventListener(type: 'message', act: (event: { data: unknown }) => void): void;
	location: Location;
}
const worker = self as unknown as Worker;
const PREFIX = 'book-', PAGE = '/book';
const fresh = `${PREFIX}${Date.now().toString(36).padStart(9, '0')}-${VERSION}`;

// Names begin with the time, so that they sort by age.
async function ours(): Promise<string[]> {
	return (await caches.keys()).filter((key) => key.startsWith(PREFIX)).sort();
}

// The page is put in last: a cache that has it is whole.
async function isWhole(key: string): Promise<boolean> {
	return !!await (await caches.open(key)).match(PAGE);
}

async function install(): Promise<void> {
	for (const key of (await ours()).filter((k) => k.endsWith(`-${VERSION}`)))
		if (await isWhole(key))
			return;
		else
			await caches.delete(key);
	const cache = await caches.open(fresh);
	try {
		// one after the other: a slow network serves the page first. What may change under its name is asked for anew.
		for (const file of FILES)
			await cache.add(new Request(file, file.startsWith('/assets/') ? {} : { cache: 'reload' }));
	} catch (e) {
		await caches.delete(fresh);
		throw e;
	}
}

async function activate(): Promise<void> {
	for (const old of (await ours()).slice(0, -2))
		await caches.delete(old);
	await worker.clients.claim(); // the page of the first visit finds its other parts without a network too
}

async function fromCache(path: string): Promise<Response | undefined> {
	for (const key of (await ours()).reverse()) {
		const found = await (await caches.open(key)).match(path);
		if (found)
			return found;
	}
	return undefined;
}

async function page(request: Request): Promise<Response> {
	const mine = (await ours()).find((key) => key.endsWith(`-${VERSION}`));
	return (mine && await (await caches.open(mine)).match(PAGE)) || fetch(request);
}

worker.addEventListener('install', (event) => event.waitUntil(install()));
worker.addEventListener('activate', (event) => event.waitUntil(activate()));
worker.addEventListener('message', ({ data }) => { if (data === 'take over') void worker.skipWaiting(); });
worker.addEventListener('fetch', (event) => {
	const url = new URL(event.request.url);
	if (event.request.method !== 'GET' || url.origin !== worker.location.origin)
		return;
	if (event.request.mode === 'navigate' && [PAGE, `${PAGE}/`].includes(url.pathname))
		event.respondWith(page(event.request));
	else if (FILES.includes(url.pathname) || url.pathname.startsWith('/assets/'))
		event.respondWith(fromCache(url.pathname).then((found) => found ?? fetch(event.request)));
});
