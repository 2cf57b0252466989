// What the booking API answers (/api/v1/book/openings, /api/v1/book/sites/{unit}/...).
export interface Opening {
	unit_id: string; id: string; site_name: string; on_date: string; product_name: string; whom: string; residents_name?: string | null;
	joins_at: string; draws_at: string; closes_at: string; state: string; commitment: string; seed?: string | null; tickets: number; served: number;
	places: number; places_left: number; why?: string | null; again_s: number; slots?: Slot[];
}
export interface Slot { starts: string; ends: string; places: number; free: number }
export interface HoldPerson {
	person_id: string; slot: string; slot_ends: string | null; appointment_id?: string | null; code?: string | null; cancelled?: boolean;
	placed_vi?: string | null; placed_en?: string | null;
}
export interface Hold {
	unit_id: string; id: string; site_name: string; on_date: string; state: string; expires_at: string; people: HoldPerson[];
}
export interface Ticket {
	id: string; place: number | null; people: string[]; state: string; turn_ends_at?: string | null; ahead: number | null; again_s: number;
	vi: string; en?: string | null; hold: Hold | null;
}
export interface InvitationView {
	state: string; name: string; site_name: string; on_date: string; slot: string | null; slot_ends: string | null; expires_at: string;
}
