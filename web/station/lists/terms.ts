// The words of lists: what is thought of a row, what was decided, what became of it, how far its person is; and sums of them.
import { date } from '../../shared/format';
import { say, words, type Pair } from '../../shared/lang';
import type { Decision, ListState, RollCount, RollRow, RowVerdict } from './types';

const of = <K extends string>(table: Record<K, Pair>) => (key: K): string => (table[key] ? say(table[key]) : key);

export const stateName = of<ListState>({
	reading: ['Đang đọc', 'Being read'],
	draft: ['Bản nháp, chưa ghi nhận', 'Draft, not registered'],
	failed: ['Không đọc được', 'Not readable'],
	committing: ['Đang ghi nhận', 'Being registered'],
	committed: ['Đã ghi nhận', 'Registered'],
	withdrawing: ['Đang rút', 'Being withdrawn'],
	withdrawn: ['Đã rút', 'Withdrawn'],
	dropped: ['Đã bỏ', 'Dropped'],
});
export const stateTag = (s: ListState) => (s === 'committed' ? 'good' : s === 'failed' ? 'stop' : s === 'withdrawn' || s === 'dropped' ? 'plain' : 'wait');

export const verdictName = of<RowVerdict>({
	new: ['Người mới', 'New'],
	known: ['Đã có hồ sơ', 'On record'],
	registered: ['Đã đăng ký', 'Registered'],
	probable: ['Có thể trùng hồ sơ', 'May be on record'],
	number_other: ['Số của người khác', "Somebody else's number"],
	in_file: ['Trùng trong danh sách', 'Twice in the list'],
	error: ['Ghi sai', 'Wrong'],
});
export const verdictTag = (v: RowVerdict) => (v === 'new' || v === 'known' ? 'good' : v === 'registered' ? 'info' : v === 'error' ? 'stop' : 'wait');

export const decisionName = of<Decision>({
	take: ['Ghi nhận', 'Taken'],
	leave: ['Bỏ dòng này', 'Left out'],
	same: ['Cùng một người', 'The same person'],
	different: ['Người khác', 'Another person'],
});

const outcomes: Record<string, Pair> = {
	registered: ['Đã đăng ký', 'Registered'],
	already: ['Đã có đăng ký', 'Registered before'],
	complete: ['Không cần đăng ký', 'Nothing due'],
	left: ['Đã bỏ', 'Left out'],
	undecided: ['Chưa quyết định', 'Undecided'],
	error: ['Ghi sai', 'Wrong'],
	changed: ['Có thay đổi', 'Changed'],
	refused: ['Không nhận được', 'Refused'],
	withdrawn: ['Đã rút', 'Withdrawn'],
	kept: ['Giữ nguyên', 'Kept'],
};
export const outcomeName = of(outcomes);
export const outcomeTag = (o: string) => (o === 'registered' ? 'good' : o === 'already' || o === 'complete' || o === 'kept' ? 'info' : o === 'left' || o === 'withdrawn' ? 'plain' : 'stop');

const w = words({
	received: ['Đã nhận', 'Received'],
	acknowledged: ['Xã, phường đã xem', 'Seen by the commune'],
	placed: ['Có lịch ngày {date}', 'Appointment on {date}'],
	placedNoDay: ['Đã có lịch', 'Has an appointment'],
	done: ['Đã xong', 'Done'],
	withdrawn: ['Đã rút', 'Withdrawn'],
});

export function progressName(r: RollRow): string {
	switch (r.progress) {
	case 'received': case 'acknowledged': case 'done': case 'withdrawn': return w(r.progress);
	case 'placed': return r.placed_on ? w('placed', { date: date(r.placed_on) }) : w('placedNoDay');
	default: return '';
	}
}

// ---- sums ----

export const doubtful = (verdict: RowVerdict | null, code: string | null) =>
	verdict === 'probable' || verdict === 'number_other' || verdict === 'error' || (verdict === 'in_file' && code !== 'roll.row_twice');

export interface Sums {
	all: number; judging: number; undecided: number; left: number; ready: number; settled: number;
	by: Partial<Record<RowVerdict, number>>; became: Record<string, number>;
}

// ready: rows that a commit would register, or join to a record. settled: rows with an outcome that lasts.
export function sumsOf(counts: RollCount[]): Sums {
	const s: Sums = { all: 0, judging: 0, undecided: 0, left: 0, ready: 0, settled: 0, by: {}, became: {} };
	for (const c of counts) {
		const lasts = c.outcome === 'registered' || c.outcome === 'already' || c.outcome === 'complete' || c.outcome === 'withdrawn' || c.outcome === 'kept';
		s.all += c.n;
		if (c.outcome)
			s.became[c.outcome] = (s.became[c.outcome] ?? 0) + c.n;
		if (c.verdict)
			s.by[c.verdict] = (s.by[c.verdict] ?? 0) + c.n;
		if (lasts)
			s.settled += c.n;
		else if (!c.verdict)
			s.judging += c.n;
		else if (c.decision === 'leave')
			s.left += c.n;
		else if (doubtful(c.verdict, c.code) && !c.decision)
			s.undecided += c.n;
		else
			s.ready += c.n;
	}
	return s;
}
