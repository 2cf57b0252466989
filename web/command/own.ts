// The unit for which one decides, and what is loaded for it.
import { useEffect } from 'preact/hooks';
import { useLoaded, type Items, type Loaded } from '../shared/loaded';
import type { Balance } from '../shared/types';
import { account, may, staff } from '../station/account';

// /api/v1/units/{unit}/...
export const of = (unit: string, ...parts: string[]): string => ['/api/v1/units', ...[unit, ...parts].map(encodeURIComponent)].join('/');
export const ours = (...parts: string[]): string => of(staff().unit_id, ...parts);

export const level = (): string => account.value?.staff.unit_level ?? '';
// A lot is the same everywhere, so its state is the nation's to change.
export const mayStop = (): boolean => level() === 'nation' && may('lot_state');

const EVERY = 60_000;

// Like useLoaded, asked again once a minute while somebody looks, and when somebody comes back to the page.
export function useFresh<T>(address: string): Loaded<T> {
	const loaded = useLoaded<T>(address);
	useEffect(() => {
		const again = () => { if (!document.hidden) void loaded.reload(); };
		const timer = setInterval(again, EVERY);
		document.addEventListener('visibilitychange', again);
		return () => {
			clearInterval(timer);
			document.removeEventListener('visibilitychange', again);
		};
	}, [address]);
	return loaded;
}

// All lots of the unit's own store and of all stores below.
export const useLotsBelow = () => useFresh<Items<Balance>>(`${ours('lots')}?scope=below`);
