// What the desks of a site are answered: standby, reports of reactions, requests of citizens, openings.
import type { Precision, Sex } from '../../shared/types';

export interface Standby {
	place: number; person_id: string; name: string; birth_date: string; birth_precision: Precision; sex: Sex; phone: string | null; commune_name: string | null; priority_group: string;
	dose_number: number; products: string; state: 'listed' | 'called' | 'coming' | 'declined' | 'came' | 'gone'; called_at: string | null; why: string | null;
}
export interface Report {
	id: string; person_id: string; name: string; birth_date: string; birth_precision: Precision; sex: Sex; phone: string | null; severity: 'mild' | 'moderate' | 'severe'; signs: string[];
	temperature_e1: number | null; began_on: string | null; note: string | null; product_code: string; given_on: string; dose_number: number; at: string;
	seen_at: string | null; seen_by: string | null; outcome: string | null;
}
export interface Sign { id: string; vi: string; en: string }
export interface CitizenRequest {
	id: string; person_id: string; person_name: string; kind: 'correct' | 'restrict' | 'delete' | 'object'; field: string | null; wanted: string | null; why: string | null; due_at: string;
	state: 'open' | 'granted' | 'refused'; answer: string | null; answered_at: string | null; created_at: string; late: boolean;
}
export interface Opening {
	id: string; session_id: string; on_date: string; product_code: string; product_name: string; whom: 'anybody' | 'residents' | 'invited'; residents_name: string | null;
	state: 'announced' | 'joining' | 'drawing' | 'open' | 'full' | 'closed'; joins_at: string; draws_at: string; closes_at: string; places: number; places_left: number; tickets: number; served: number; why: string | null;
}
