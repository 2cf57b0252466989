// A list that the server gives page by page: as many pages as somebody asks for; all of them for a file.
import { useEffect, useRef, useState } from 'preact/hooks';
import { errorText, get } from './api';
import { Button } from './button';
import { words } from './lang';
import type { Items } from './loaded';
import { Notice } from './notice';

const w = words({
	loading: ['Đang tải…', 'Loading…'],
	more: ['Hiện thêm', 'Show more'],
	again: ['Thử lại', 'Try again'],
});
const MOST_PAGES = 1000; // of one file

const page = (address: string, after: string | null) =>
	(after ? `${address}${address.includes('?') ? '&' : '?'}after=${encodeURIComponent(after)}` : address);

export async function allPages<T>(address: string): Promise<T[]> {
	const all: T[] = [];
	let after: string | null = null;
	for (let n = 0; n < MOST_PAGES; n++) {
		const answer: Items<T> = await get<Items<T>>(page(address, after));
		all.push(...answer.items);
		after = answer.next ?? null;
		if (!after)
			break;
	}
	return all;
}

export interface Paged<T> { items: T[] | null; next: string | null; busy: boolean; mistake: string | null; more: () => Promise<void>; reload: () => Promise<void> }

export function usePaged<T>(address: string): Paged<T> {
	const [found, set] = useState<{ address: string; items: T[] | null; next: string | null }>({ address, items: null, next: null });
	const state = found.address === address ? found : { items: null, next: null }; // of another address it would be a wrong answer
	const [busy, setBusy] = useState(false);
	const [mistake, setMistake] = useState<string | null>(null);
	const wanted = useRef(address);
	wanted.current = address;
	const ask = async (before: T[], after: string | null) => {
		setBusy(true);
		try {
			const answer = await get<Items<T>>(page(address, after));
			if (wanted.current === address) {
				set({ address, items: [...before, ...answer.items], next: answer.next ?? null });
				setMistake(null);
			}
		} catch (e) {
			if (wanted.current === address)
				setMistake(errorText(e));
		}
		setBusy(false);
	};
	useEffect(() => {
		set({ address, items: null, next: null });
		void ask([], null);
	}, [address]);
	return { items: state.items, next: state.next, busy, mistake, more: () => ask(state.items ?? [], state.next), reload: () => ask([], null) };
}

// What stands below such a list: that it comes, that it failed, or the way to its next page.
export function PagedEnd({ of }: { of: Paged<unknown> }) {
	if (of.mistake)
		return <Notice kind="stop"><p>{of.mistake}</p><Button kind="second" onClick={() => void (of.items ? of.more() : of.reload())}>{w('again')}</Button></Notice>;
	if (!of.items)
		return <p role="status" class="soft">{w('loading')}</p>;
	return of.next ? <div class="buttons"><Button kind="second" busy={of.busy} onClick={() => void of.more()}>{w('more')}</Button></div> : null;
}
