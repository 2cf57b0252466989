// What the API answers about allocation, reports and the way of a lot: only what these pages use.
import type { Balance } from '../shared/types';

export interface Found { lot_id: string; product_code: string; product_name: string; number: string; expires_on: string; state: string; why: string | null }

export interface Edge { unit_id: string | null; unit_name: string; level: string; shipments: number; sent: number; received: number; lost: number; returned: number }
export interface Step { unit_id: string; unit_name: string; level: string; lot: Balance; from: Edge[]; to: Edge[] }
export interface Recipient {
	dose_id: string; person_id: string; name: string; birth_date: string; birth_precision: 'day' | 'month' | 'year'; phone: string | null;
	guardian_name: string | null; guardian_phone: string | null; address: string | null; commune: string | null; district: string | null;
	province: string | null; place: string | null; given_on: string; number: number;
}
export interface People { doses: number; items: Recipient[]; next: string | null }

export interface UnitFigure { unit_id: string; unit_code: string; unit_name: string; name: string; on_date: string | null; value: number; source: string }
export interface Share {
	to_unit_id: string; to_unit_code: string; to_unit_name: string; figures: Record<string, number>; computed: number; doses: number; why: string | null;
	shipped: number; received: number; planned: number | null; plan_to: string | null; plan_note: string | null; first_received_on: string | null; used: number;
}
export interface Round {
	unit_id: string; unit_name: string; id: string; number: number; title: string; product_code: string; product_name: string; doses: number;
	pack: number; basis: Record<string, number>; deduct_on_hand: boolean; state: string; why: string | null; version: number; decided: number;
	left: number; shipped: number; received: number; created_by: string | null; created_at: string; approved_by: string | null; approved_at: string | null;
}
export interface RoundWhole extends Round { shares: Share[]; shipments?: { id: string; code: string }[] }
export interface ReceivedRound {
	unit_name: string; round_id: string; number: number; title: string; product_name: string; state: string; doses: number; shipped: number;
	received: number; planned: number | null; why: string | null; plan_to: string | null; plan_note: string | null; approved_at: string | null;
}

export interface Plain { name: string; title: string; title_en: string; numerator: number | null; denominator: number | null; per_10000: number | null; on_date: string | null }
export interface Ratio { name: string; published_name: string; numerator: number | null; denominator: number | null; per_10000: number | null; on_date: string | null; plain: Plain[] }
export interface Province {
	unit_id: string; code: string; name: string; doses_planned: number | null; doses_allocated: number | null; population_18: number | null;
	doses_administered: number | null; people_one_dose: number | null; doses_over_allocated: boolean; ratios: Ratio[];
}

export interface Missing { on_date: string; due: boolean; items: { unit_id: string; code: string; name: string; parent_name: string; phone: string | null; in_charge: string | null }[] }
export interface Difference {
	unit_id: string; unit_name: string; lot_id: string; product_name: string; number: string; kind: string; on_date: string | null; doses: number; count_id: string | null;
}
export interface DayFigures {
	received: number; issued: number; discarded: number; adjusted: number; used: number; left_over: number; people: number; deferred: number;
	certificates_1: number; certificates_2: number;
}
export interface DayReport {
	on_date: string; now: DayFigures; confirmed: boolean; changed: boolean;
	versions: (DayFigures & { version: number; note: string | null; why: string | null; confirmed_by: string | null; confirmed_at: string; late: boolean })[];
}
export interface Reconciled {
	lot_id: string; product_name: string; number: string; opening: number; received: number; accepted: number; issued: number; discarded: number;
	adjusted: number; used: number; closing: number; counted: number | null; expected: number | null; count_id: string | null; why: string | null; unbacked: number; finding: string;
}
export interface Wastage {
	on_date: string; vials: number; labelled: number; drawn: number; left_over: number; extra: number; expired: number; broken: number;
	temperature: number; recalled: number; open_vial: number; other: number; used: number;
}
export interface Level { on_date: string; lot_id: string; product_name: string; number: string; doses: number }
