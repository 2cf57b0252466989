// A registration that is being typed: kept on this phone at every key, so that neither Back nor a reload, an empty battery or
// a lost network takes anything away.
import { signal } from '@preact/signals';
import { newId } from '../shared/api';
import type { Answer, Relation, Sex } from './types';

const PREFIX = 'tiemchung.book.draft.';

export interface Draft {
	id: string;
	key: string; // the Idempotency-Key with which it is sent, however often
	at: number;
	touched: boolean; // something was typed: worth going on with
	person_id: string | null; // somebody who has a book already: only health and consent are asked
	relation: Relation | null;
	name: string; birth: string; sex: Sex | null;
	number: string; nationality: string; insurance: string; phone: string;
	home_unit_id: string; home_name: string; address: string; province: string; district: string;
	occupation: string; workplace: string; group: string | null; // '': none of them
	guardian_name: string; guardian_phone: string;
	wished: 'any' | 'later' | null; wished_on: string; part: 'any' | 'morning' | 'afternoon' | null;
	together: boolean | null;
	answers: Record<string, Answer>;
	consent: boolean | null; consent_by: string;
}

const empty: Omit<Draft, 'id' | 'key' | 'at' | 'touched'> = {
	person_id: null, relation: null, name: '', birth: '', sex: null, number: '', nationality: 'VN', insurance: '', phone: '',
	home_unit_id: '', home_name: '', address: '', province: '', district: '', occupation: '', workplace: '', group: null, guardian_name: '',
	guardian_phone: '', wished: null, wished_on: '', part: null, together: null, answers: {}, consent: null, consent_by: '',
};

function read(id: string): Draft | null {
	try {
		const text = localStorage.getItem(PREFIX + id);
		return text ? { ...empty, ...JSON.parse(text) as Draft } : null;
	} catch {
		return null;
	}
}

export const draft = signal<Draft | null>(null);

export function openDraft(id: string): Draft | null {
	if (draft.peek()?.id !== id)
		draft.value = read(id);
	return draft.value;
}

function put(d: Draft): void {
	draft.value = d;
	localStorage.setItem(PREFIX + d.id, JSON.stringify(d));
}

export const change = (part: Partial<Draft>): void => put({ ...draft.value!, ...part, at: Date.now(), touched: true });

function all(): Draft[] {
	return Object.keys(localStorage).filter((k) => k.startsWith(PREFIX)).map((k) => read(k.slice(PREFIX.length)))
		.filter((d): d is Draft => d !== null);
}

export const drafts = (): Draft[] => all().filter((d) => d.touched).sort((a, b) => b.at - a.at);

// Those in which nothing was typed are swept up.
export function newDraft(part: Partial<Draft>): Draft {
	all().filter((d) => !d.touched).forEach((d) => dropDraft(d.id));
	const made: Draft = { ...empty, id: newId().slice(0, 8), key: newId(), at: Date.now(), touched: false, ...part };
	put(made);
	return made;
}

export function dropDraft(id: string): void {
	localStorage.removeItem(PREFIX + id);
	if (draft.value?.id === id)
		draft.value = null;
}

export const dropDrafts = () => all().forEach((d) => dropDraft(d.id));
