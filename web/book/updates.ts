// The service worker: the app opens without a network, and a new version takes over between two visits, never under the hands of
// somebody who is typing.
import { signal } from '@preact/signals';

export const newVersion = signal(false);
let waiting: ServiceWorker | null = null;
const STARTING_MS = 3000;

// The new version may have other parts: the page is loaded again with it.
export function takeNewVersion(): void {
	navigator.serviceWorker.addEventListener('controllerchange', () => location.reload(), { once: true });
	waiting?.postMessage('take over');
}

function found(worker: ServiceWorker | null): void {
	if (!worker || !navigator.serviceWorker.controller)
		return;
	waiting = worker;
	newVersion.value = true;
}

function watch(registration: ServiceWorkerRegistration): void {
	// left over from the last visit, and nothing has been touched yet
	if (registration.waiting && performance.now() < STARTING_MS && location.hash.length < 3) {
		found(registration.waiting);
		takeNewVersion();
		return;
	}
	found(registration.waiting);
	registration.addEventListener('updatefound', () => {
		const coming = registration.installing;
		coming?.addEventListener('statechange', () => { if (coming.state === 'installed') found(coming); });
	});
}

// After the page stands, so that it does not compete for a slow network.
export function startWorker(): void {
	if (!('serviceWorker' in navigator))
		return;
	const start = () => void navigator.serviceWorker.register('/book-sw.js', { scope: '/book' }).then(watch, () => {});
	if (document.readyState === 'complete')
		setTimeout(start);
	else
		addEventListener('load', () => setTimeout(start));
}
