// What the API answers about who is registered in a commune (src/registration/registration.h).
import type { Precision, Sex } from '../../shared/types';

export interface Enrolled {
	unit_id: string; person_id: string; registration_id: string; dose_number: number; name: string; birth_date: string;
	birth_precision: Precision; sex: Sex; phone: string | null; address: string | null; priority_group: string; registered_at: string;
	not_before: string | null; hospital: boolean; acknowledged: boolean; state: 'waiting' | 'placed'; source: string;
	organisation: string | null; on_date: string | null; slot: string | null;
}
export interface Demand { dose_number: number; priority_group: string; waiting: number; placed: number; unacknowledged: number }
