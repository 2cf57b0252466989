// What the API answers about a store's day (src/report/report.h).
export const figureNames = ['received', 'issued', 'discarded', 'adjusted', 'used', 'left_over', 'people', 'deferred', 'certificates_1', 'certificates_2'] as const;
export type FigureName = (typeof figureNames)[number];
export type Figures = Record<FigureName, number>;

export interface Version extends Figures {
	version: number; note: string | null; why: string | null; confirmed_by: string | null; confirmed_at: string; late: boolean;
}
// versions: the newest first.
export interface Day { on_date: string; now: Figures; confirmed: boolean; changed: boolean; versions: Version[] }

export interface Reconciled {
	lot_id: string; product_name: string; number: string; opening: number; received: number; accepted: number; issued: number;
	discarded: number; adjusted: number; used: number; closing: number; counted: number | null; expected: number | null;
	count_id: string | null; why: string | null; unbacked: number; finding: 'ok' | 'explained' | 'open' | 'unbacked' | 'before_receipt';
}

export const closedReasons = ['expired', 'broken', 'temperature', 'recalled', 'other'] as const;
export interface Wasted extends Record<(typeof closedReasons)[number], number> {
	on_date: string; vials: number; labelled: number; drawn: number; left_over: number; extra: number; open_vial: number; used: number;
}

// Doses thrown away with their vial never opened.
export const closedOf = (d: Pick<Wasted, (typeof closedReasons)[number]>): number => closedReasons.reduce((n, reason) => n + d[reason], 0);

export interface Level { on_date: string; lot_id: string; product_name: string; number: string; doses: number }
