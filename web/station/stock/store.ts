// What the pages of the store share: where they are, loading a list, lots in words.
import { day, daysTo } from '../../shared/format';
import { words } from '../../shared/lang';
import { useLoaded, type Items, type Loaded } from '../../shared/loaded';
import { go, goInstead, link, path } from '../../shared/route';
import type { Balance } from '../../shared/types';
import { reference } from '../board';
import { unitPath } from '../place';

const w = words({
	left: ['còn {n} ngày', '{n} days left'],
	today: ['hôm nay là ngày cuối', 'today is the last day'],
	over: ['quá hạn {n} ngày', '{n} days over'],
});

// #/{session or -}/stock/...
const inStock = (parts: string[]) => [path.value[0] ?? '-', 'stock', ...parts];
export const stockLink = (...parts: string[]): string => link(...inStock(parts));
export const goStock = (...parts: string[]): void => go(...inStock(parts));
export const goStockInstead = (...parts: string[]): void => goInstead(...inStock(parts));

export { useLoaded, type Items, type Loaded };
export const useLots = (below = false) => useLoaded<Items<Balance>>(unitPath('lots') + (below ? '?scope=below' : ''));

export const EXPIRES_SOON = 30;
export const isExpired = (l: { expires_on: string }) => l.expires_on < day();
export const soonOver = (l: { expires_on: string }) => !isExpired(l) && daysTo(l.expires_on) < EXPIRES_SOON;
export const usable = (l: { expires_on: string; state: string }) => !isExpired(l) && l.state === 'active';
export const hasAny = (b: Balance) => !!(b.doses || b.held || b.transit || b.unbacked);

// How long a lot may still be used.
export function daysText(expires_on: string): string {
	const n = daysTo(expires_on);
	return n > 0 ? w('left', { n }) : n < 0 ? w('over', { n: -n }) : w('today');
}

// Before the products are known, the name that came with the lot serves.
export const productOptions = () => (reference.value?.products ?? []).map((p) => ({ value: p.code, text: p.name }));
