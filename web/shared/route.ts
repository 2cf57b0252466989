// Where the page is: the part of its address behind #, so that Back works and nothing of it reaches the server.
import { computed, signal } from '@preact/signals';

const read = () => location.hash.replace(/^#\/?/, '').split('/').filter(Boolean).map(decodeURIComponent);
export const path = signal<string[]>(read());
addEventListener('hashchange', () => { path.value = read(); });

export const here = computed(() => path.value.join('/'));

export const link = (...parts: string[]): string => `#/${parts.map(encodeURIComponent).join('/')}`;

export function go(...parts: string[]): void {
	location.hash = link(...parts);
}

// Leaves no entry behind for the Back button: for what is finished and must not be done a second time.
export function goInstead(...parts: string[]): void {
	history.replaceState(null, '', link(...parts));
	path.value = read();
}
