// The unit in whose name one works: the user's own site, or a site below his unit that he chose, or, until he chose one,
// his own unit, which has a store but no sessions.
import { computed, signal } from '@preact/signals';
import { account } from './account';

export interface Place { id: string; name: string }

const KEPT = 'tiemchung.place';
// by: the user who chose it; the next one at this computer begins at a place of their own
const kept = signal<(Place & { by: string }) | null>(JSON.parse(sessionStorage.getItem(KEPT) ?? 'null') as (Place & { by: string }) | null);
const chosen = computed<Place | null>(() => (kept.value && kept.value.by === account.value?.staff.id ? { id: kept.value.id, name: kept.value.name } : null));

export const ownSite = computed(() => account.value?.staff.unit_level === 'site');

export const place = computed<Place | null>(() => {
	const staff = account.value?.staff;
	if (!staff)
		return null;
	return (!ownSite.value && chosen.value) || { id: staff.unit_id, name: staff.unit_name };
});

// A site has sessions; the unit of somebody above has only its store.
export const atSite = computed(() => ownSite.value || !!chosen.value);

export function choosePlace(to: Place | null): void {
	kept.value = to && { ...to, by: account.value!.staff.id };
	sessionStorage.setItem(KEPT, JSON.stringify(kept.value));
}

// /api/v1/units/{unit}/...
export const unitPath = (...parts: string[]): string =>
	['/api/v1/units', place.value!.id, ...parts].map((part, i) => (i ? encodeURIComponent(part) : part)).join('/');
