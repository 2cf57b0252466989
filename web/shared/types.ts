// What the API answers (/api/openapi.json): only what the pages use.
export type Step = 'expected' | 'no_show' | 'checked_in' | 'screened' | 'observing' | 'released' | 'deferred'
	| 'contraindicated' | 'referred' | 'refused' | 'undone';
export type Verdict = 'eligible' | 'caution' | 'defer' | 'refer' | 'contraindicated';
export type Sex = 'male' | 'female' | 'unknown';
export type Precision = 'day' | 'month' | 'year';

export interface Staff {
	id: string; login_name: string; full_name: string; role: string;
	unit_id: string; unit_name: string; unit_level: string; caps: string[];
}
export interface Account { must_change: boolean; has_pin: boolean; staff: Staff }

export interface Note { code?: string; field?: string | null; vi: string; en?: string | null }

export interface Reference {
	units_on?: string;
	products: { code: string; name: string; name_short: string; doses_per_vial?: number | null; pack?: number | null }[];
	campaigns: { id: string; code: string; name: string; wait_minutes: number }[];
	priority_groups: { code: string; name: string }[];
	nationalities: { code: string; name: string; name_en?: string }[];
}

export interface PersonShort {
	id: string; name: string; birth_date: string; birth_precision: Precision; sex: Sex; phone?: string | null;
	home_name?: string | null; cccd?: string | null; disputed?: boolean; doses?: number; reason?: string | null;
	appointment_id?: string | null; slot?: string | null; visit_id?: string | null; step?: Step | null;
}
export interface Card { cccd?: string; cmnd?: string; name: string; birth_date: string; sex: Sex; address?: string }
export interface SearchAnswer { how: string; card: Card | null; items: PersonShort[] }

export interface Dose {
	id: string; number: number; kind: string; product_code: string; product_name: string; lot_number: string | null;
	given_on: string; place?: string | null; source?: string; state: string; flags?: (string | Note)[];
}
export interface Certificate {
	id: string; dose_id: string; ci: string; dose_number: number; state: string;
}
export interface PersonIn {
	name: string; birth_date: string; birth_precision: Precision; sex: Sex; cccd?: string; passport?: string;
	insurance?: string; phone?: string; address?: string; occupation?: string; workplace?: string;
	priority_group?: string; nationality?: string; guardian_name?: string; guardian_phone?: string; note?: string;
}
export interface Person extends PersonIn {
	id: string; version: number; home_name?: string | null; disputed?: boolean;
	doses: Dose[]; certificates?: Certificate[]; warnings?: Note[];
}

export interface Counts {
	expected: number; checked_in: number; screened: number; observing: number; released: number; deferred: number;
	contraindicated: number; referred: number; refused: number; no_show: number;
}
export interface SessionLot {
	lot_id: string; number: string; product_code: string; product_name: string; expires_on: string; state: string;
	doses: number;
}
export interface Slot { starts: string; ends: string; capacity: number; booked?: number }
export interface Session {
	id: string; unit_id: string; on_date: string; state: string; campaign_id: string; campaign_name: string;
	wait_minutes: number; note?: string | null; counts?: Partial<Counts>; lots?: SessionLot[]; slots?: Slot[];
}

export interface BoardItem {
	appointment_id: string | null; visit_id: string | null; person_id: string; name: string; birth_date: string;
	birth_precision: Precision; sex: Sex; slot: string | null; walk_in: boolean; step: Step; version: number;
	dose_number: number | null; verdict: Verdict | null; product_code: string | null; lot_number: string | null;
	checked_in_at: string | null; injected_at: string | null; observe_until_at: string | null; released_at: string | null;
	why: string | null; certificate: 'none' | 'pending' | 'issued';
}
export interface Board { now: string; items: BoardItem[]; counts: Partial<Counts> }

export interface Question {
	id: string; vi: string; en?: string; verdict: Verdict; detail: Note | boolean | null; sex?: Sex | null;
	computed?: string | boolean | null; note?: Note | null;
}
export interface Limit { min?: number; max?: number; unit?: string }
export interface ScreeningForm {
	title: Note; questions: Question[]; measure: { sign: string; who: string }[]; limits: Record<string, Limit>;
}
export interface Preview {
	computed: Verdict; reasons: { id: string; verdict: Verdict; vi: string; en?: string }[]; missing: string[];
}
export interface ProductChoice {
	product_code: string; product_name: string; allowed: boolean; needs_consent: boolean; code: string | null;
	vi: string | null; en: string | null; lots: SessionLot[];
}
export interface Visit {
	id: string; session_id: string; person_id: string; step: Step; version: number; dose_number: number | null;
	verdict: Verdict | null; warnings: Note[]; person: Person;
	form: { code: string; source: string; body: ScreeningForm }; products: ProductChoice[];
}

export interface Lot {
	lot_id: string; product_code: string; product_name: string; number: string; expires_on: string; state: string;
	doses: number;
}
// A lot in one store, or in all stores below a unit.
export interface Balance extends Lot {
	kind: string; why: string | null; vial: number; held: number; transit: number; unbacked: number; used: number;
}
export interface Movement {
	id: string; lot_id: string; product_name: string; lot_number: string; kind: string; doses: number; held: number;
	transit: number; on_date: string; reason: string | null; party: string | null; paper: string | null; why: string | null;
	shipment_id: string | null; reverses: string | null; reversed_by: string | null; late: boolean;
	staff_name: string | null; at: string;
}
export interface Holder {
	unit_id: string; unit_name: string; level: string; doses: number; held: number; transit: number; unbacked: number;
	used: number;
}
export interface Vial {
	id: string; lot_id: string; product_name: string; lot_number: string; session_id: string | null; doses: number;
	opened_at: string; opened_by: string | null; due_at: string; drawn: number | null; left_over: number; extra: number;
	closed_at: string | null; why: string | null;
}
export interface Pack {
	gtin: string | null; number: string | null; expires_on: string | null; serial: string | null;
	product_code: string | null;
}
export interface Shipment {
	unit_id: string; unit_name: string; id: string; code: string; to_unit_id: string; to_unit_name: string;
	purpose: string; state: string; sent_on: string; carrier: string | null; vehicle: string | null; note: string | null;
	why: string | null; coldest_e1: number | null; warmest_e1: number | null; outside_min: number | null;
	sent_by: string | null; sent_at: string; changed_at: string; doses: number; received: number; lost: number;
	returned: number;
}
export interface ShipmentLine {
	lot_id: string; product_code: string; product_name: string; number: string; expires_on: string; lot_state: string;
	vial: number; sent: number; received: number; lost: number; returned: number; vvm: number | null; why: string | null;
}
export interface Reading { at: string; celsius_e1: number }
export interface ShipmentWhole extends Shipment {
	lines: ShipmentLine[]; readings: Reading[]; lowest_e1: number | null; highest_e1: number | null;
}
export interface Proposal { lot_id: string; number: string; expires_on: string; on_hand: number; doses: number }
export interface Unit { id: string; code: string; level: string; name: string; path: string; ancestors?: Unit[] }
export interface Review {
	id: string; kind: string; person_id: string | null; person_name: string | null; detail: unknown;
	state: string; created_at: string;
}
export interface Alarm {
	id: string; unit_id: string; unit_name: string; kind: string; subject_id: string | null; subject_name: string | null;
	detail: Record<string, unknown>; raised_at: string; seen_at: string;
}
export interface Job {
	id: string; kind: string; name: string; state: 'waiting' | 'running' | 'done' | 'failed'; total: number | null;
	imported: number; updated: number; duplicates: number; refused: number; error?: string | null;
	error_en?: string | null;
}
export interface JobRow {
	row_no: number; outcome: string; code: string | null; field: string | null; message_vi: string;
	message_en?: string | null;
}
export interface Summary {
	at: string; doses_total: number; doses_today: number; people_first: number; people_full: number;
	certificates: number; sites_active: number;
	by_province: { code: string; name: string; doses: number; today: number }[];
	by_product: { code: string; name: string; doses: number }[];
	by_day: { date: string; doses: number }[];
}
