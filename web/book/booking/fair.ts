// The draw of a waiting room, done again on this phone from what is published: who trusts nobody can see that it is right.
//
// The rule stands in src/booking/booking.h: commitment = SHA-256(SEED), key = SHA-256("SEED:TICKET"), numbers in the order of the keys.
import { get } from '../../shared/api';
import { keep, kept } from '../kept';
import type { Opening } from './types';

export interface Drawn { ticket_id: string; draw_key: string; drawn: number }
interface Page { commitment: string; seed: string | null; items: Drawn[]; next: string | null }

export interface Verdict {
	seed: string; commitment: string; items: Drawn[];
	sealRight: boolean; // the seed is the one that was promised
	keysWrong: number; orderWrong: number;
	kept: { at: number; same: boolean } | null; // the promise as this phone saw it before the draw
}

export const canHash = (): boolean => !!globalThis.crypto?.subtle;

async function sha256(text: string): Promise<string> {
	const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
	return Array.from(new Uint8Array(hash), (b) => b.toString(16).padStart(2, '0')).join('');
}

// What was promised is kept before the draw, so that afterwards nobody can say that it was something else.
const promise = (opening: string): string => `promise:${opening}`;

export async function keepPromise(o: Opening): Promise<void> {
	if (!o.seed && !await kept(promise(o.id)))
		await keep(promise(o.id), o.commitment);
}

// told: how many tickets have been looked at.
export async function checkDraw(o: Opening, address: string, told: (n: number) => void): Promise<Verdict> {
	const items: Drawn[] = [];
	let keysWrong = 0, orderWrong = 0, after: string | null = '';
	while (after !== null) {
		const page: Page = await get<Page>(after ? `${address}?after=${encodeURIComponent(after)}` : address);
		const keys = await Promise.all(page.items.map((i) => sha256(`${o.seed}:${i.ticket_id}`)));
		page.items.forEach((item, i) => {
			const before = items.at(-1);
			keysWrong += Number(item.draw_key !== keys[i]);
			orderWrong += Number(item.drawn !== items.length + 1 || (!!before && before.draw_key >= item.draw_key));
			items.push(item);
		});
		told(items.length);
		after = page.next;
	}
	const before = await kept<string>(promise(o.id));
	return {
		seed: o.seed!, commitment: o.commitment, items, keysWrong, orderWrong, sealRight: await sha256(o.seed!) === o.commitment,
		kept: before ? { at: before.at, same: before.body === o.commitment } : null,
	};
}

export const isRight = (v: Verdict): boolean => v.sealRight && !v.keysWrong && !v.orderWrong && v.kept?.same !== false;
