// What the planning API answers: only what the pages use.
import type { Precision, Sex } from '../../shared/types';

export interface Demand { dose_number: number; priority_group: string; waiting: number; placed: number; unacknowledged: number }
export interface DemandBelow { unit_id: string; code: string; level: string; name: string; first_dose: number; next_dose: number; placed: number; unacknowledged: number }

export interface HoursRow { weekday: number; starts: string; ends: string; tables: number; per_table: number }
export interface DayOff { on_date: string; why: string }
export interface SiteHours { unit_id: string; set: boolean; people_a_week: number; hours: HoursRow[]; off: DayOff[] }

export interface CalendarDay { on_date: string; sessions: number; open: number; capacity: number; booked: number; apart: number; any_time: number }
export interface CalendarSession {
	unit_id: string; unit_name: string; commune_name: string | null; id: string; on_date: string; state: string; capacity: number; booked: number; apart: number; any_time: number; products: string | null;
}

export interface Sending { total: number; waiting: number; sending: number; sent: number; delivered: number; failed: number; expired: number; cancelled: number; parts: number; cost: number; flow: 'flowing' | 'stopped' | 'resuming' }
export type PlanState = 'draft' | 'computing' | 'preview' | 'publishing' | 'published' | 'cancelled';
export interface Plan {
	unit_id: string; unit_name: string; id: string; title: string; campaign_id: string; starts_on: string; ends_on: string; products: string[]; reach: string;
	spare_percent: number; next_percent: number; slot_minutes: number; mixing: boolean;
	state: PlanState; error_vi: string | null; error_en: string | null; step: string | null; done: number | null; total: number | null; version: number; again: boolean;
	people: number; placed: number; nowhere: number; changed: number; published_places?: number; failed: number; affected_sessions: number; affected_people: number;
	batch_id: string | null; messages?: Sending | null; why: string | null; created_by: string | null; created_at: string; computed_at: string | null;
	published_by: string | null; published_at: string | null; load_ms?: number | null; plan_ms?: number | null; keep_ms?: number | null;
}

export interface Figure { key: string; name: string | null; placed: number; nowhere: number; days_mean_e1: number; days_median: number; days_p90: number; days_max: number }
export interface Why { why: string; n: number; vi: string; en: string }
export interface Figures { all: Figure | null; groups: Figure[]; communes: Figure[]; whys: Why[]; changes: Partial<Record<'same' | 'new' | 'moved' | 'lost', number>> }

export interface PlanStock {
	site_id: string; site_name: string; product_code: string; product_name: string; pool: 'first' | 'next'; on_hand: number; promised: number; expiring: number;
	computed: number; doses: number; by_hand: boolean; why: string | null; taken: number;
}
export interface PlanSlot { starts: string; ends: string; capacity: number; places: number; taken: number; by_hand: boolean }
export interface PlanSession {
	id: string; site_id: string; site_name: string; on_date: string; product_code: string; product_name: string; session_id: string | null; closed: boolean; by_hand: boolean;
	why: string | null; capacity: number; places: number; taken: number; slots: PlanSlot[];
}
export interface Place {
	person_id: string; name: string; birth_date: string; birth_precision?: Precision; sex: Sex; commune_name: string | null; priority_group: string; dose_number: number;
	session: string | null; product_code: string | null; site_id: string | null; site_name: string | null; on_date: string | null; slot: string | null; by_hand: boolean; why: string | null;
	why_vi?: string | null; why_en?: string | null; change: string | null; was_site_name: string | null; was_on: string | null; was_slot: string | null;
}
export interface Affected { id: string; site_id: string; site_name: string; on_date: string; product_code: string; people: number; code: string; vi: string; en: string }

export interface MessageSum { purpose: string; sent: number; delivered: number; failed: number; expired: number; repeated: number; parts: number; cost: number }
export interface Prices { price: number; quiet_from: string; quiet_to: string; items: { code: string; parts: number; cost: number }[] }
