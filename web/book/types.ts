// What the citizen's API answers (/api/v1/book): only what the pages use.
import type { Note, Precision, Sex } from '../shared/types';

export type { Note, Precision, Sex };
export type Access = 'full' | 'limited';
export const relations = ['self', 'parent', 'spouse', 'child', 'grandparent', 'relative', 'ward', 'other'] as const;
export type Relation = typeof relations[number];

export interface Account { id: string; phone: string; lang: 'vi' | 'en'; created_at: string }
export interface Login { account: Account; fresh: boolean; asleep: boolean; expires_at: string }

// What is true of a person now; the sentences are the server's.
export interface Status {
	code: string; vi: string; en?: string | null; dose_number?: number | null; earliest?: string | null;
	site_name?: string | null; on_date?: string | null; slot?: string | null;
}
export interface Member {
	person_id: string; name: string; birth_date: string; birth_precision: Precision; sex: Sex; relation: Relation;
	access: Access; proof: string; status: Status;
	waits: boolean; family_id: string | null; // with whom they want to come together, while they wait
}
export interface Me {
	account: Account; people: Member[]; claimable: { person_id: string; hint: string }[]; unread: number;
}

export interface Who {
	id: string; name: string; birth_date: string; birth_precision: Precision; sex: Sex; cccd?: string | null; cmnd?: string | null;
	passport?: string | null; insurance?: string | null; phone?: string | null; home_unit_id?: string | null; home_name?: string | null;
	address?: string | null; occupation?: string | null; workplace?: string | null; priority_group?: string | null;
	guardian_name?: string | null; guardian_phone?: string | null;
}
export interface Registration { id: string; code: string; state: string; dose_number: number; created_at: string }
export interface Position {
	ahead: number; all: number; group: string | null; rank: number; vi: string; en?: string | null; source: string | null;
}
export interface Appointment {
	code: string; site_name: string; site_address: string | null; site_phone: string | null; on_date: string;
	slot: string | null; slot_ends: string | null; declaration: boolean; stay_home?: boolean; state: string; confirmed_at?: string | null;
}
export interface Dose {
	id: string; number: number; kind: string; product_name: string; lot_number: string | null; given_on: string;
	site: string | null; source: string; confirmed: boolean; state: string; why?: string | null; flags_vi?: string[]; flags_en?: string[];
}
export interface NextDose { number: number; earliest: string | null; product_names: string[]; vi: string; en?: string | null }
export interface Certificate {
	id: string; dose_id: string; ci: string; dose_number: number; issued_at: string; expires_at: string | null; hc1: string | null; state: string;
}
export interface Reaction {
	id: string; dose_id: string; signs: string[]; severity: Severity; began_on: string; note?: string | null; at: string;
	outcome?: string | null; seen_at?: string | null;
}
export interface Request {
	id: string; kind: string; field?: string | null; wanted?: string | null; why?: string | null; state: string;
	due_at: string; answer?: string | null; created_at: string;
}
export interface Book {
	person: Who; relation: Relation; access: Access; status: Status; position: Position | null; registration: Registration | null;
	appointment: Appointment | null; doses?: Dose[]; next_dose?: NextDose | null; certificates?: Certificate[];
	reactions?: Reaction[]; requests?: Request[]; restricted?: boolean; near_unit_id?: string | null;
}

export type Severity = 'mild' | 'moderate' | 'severe';
export interface Sign { id: string; vi: string; en?: string | null; severity: Severity }
export interface Hotline { name_vi: string; name_en?: string | null; phone: string }
export interface Message { id: string; purpose: string; text: string | null; state: string; sent_at: string | null }
export interface Look { at: string; who: string | null; unit: string | null; what_vi: string; what_en?: string | null; why: string | null }
export interface HolderOfBook { account_id: string; phone_masked: string; relation: Relation; access: Access; since: string; me: boolean }

export type Answer = 'yes' | 'no' | 'unknown';
export interface HistoryQuestion {
	id: string; vi: string; en?: string | null; help_vi?: string | null; help_en?: string | null;
	sex?: Sex | null; if_yes?: Note | null;
}
export interface HistoryForm { code: string; valid_from: string; questions: HistoryQuestion[] }
export interface DeclarationForm { code: string; questions: { id: string; vi: string; en?: string | null; sex?: Sex | null }[] }
export interface SignList { items: Sign[]; days: number; advice: Record<Severity, Note> }
export interface Place { id: string; code: string; name: string; level: string }

export interface Registered {
	registration: Registration; person_id: string; access: Access; warnings: Note[]; status: Status;
}
