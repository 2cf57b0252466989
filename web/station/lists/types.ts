// What the API answers about lists (src/roll/roll.h).
export type ListState = 'reading' | 'draft' | 'failed' | 'committing' | 'committed' | 'withdrawing' | 'withdrawn' | 'dropped';
export type RowVerdict = 'new' | 'known' | 'registered' | 'probable' | 'number_other' | 'in_file' | 'error';
export type Decision = 'take' | 'leave' | 'same' | 'different';

export interface Roll {
	id: string; name: string; organisation: string; source: 'organisation' | 'commune'; state: ListState; why: string | null;
	error_vi: string | null; error_en: string | null; created_at: string; committed_at: string | null;
}
export interface RollCount { verdict: RowVerdict | null; code: string | null; decision: Decision | null; outcome: string | null; n: number }
export interface RollWhole extends Roll { busy: boolean; mine: boolean; counts: RollCount[] }

export type Cells = Partial<Record<string, string>>;
export interface RollRow {
	row_no: number; version: number; cells: Cells; sent: Cells | null; verdict: RowVerdict | null; code: string | null;
	field: string | null; message_vi: string | null; message_en: string | null; differs: string | null; others: string | null;
	decision: Decision | null; why: string | null; outcome: string | null; outcome_vi: string | null; outcome_en: string | null;
	progress: string | null; placed_on: string | null; person_id?: string | null;
}
