// The rows of a list, those first that need somebody: each with what is thought of it and what can be done, by mouse or by key.
import { useEffect, useRef, useState } from 'preact/hooks';
import { useAction } from '../../shared/action';
import { get, post } from '../../shared/api';
import { Button } from '../../shared/button';
import { fullName, groups, number } from '../../shared/format';
import { both, words } from '../../shared/lang';
import type { Items } from '../../shared/loaded';
import { Empty, Tag } from '../../shared/notice';
import { MistakeBox } from '../../shared/summary';
import { unitPath } from '../place';
import { ReasonDialog } from '../reason_dialog';
import { Correct } from './correct';
import { decisionName, doubtful, outcomeName, outcomeTag, progressName, verdictName, verdictTag, type Sums } from './terms';
import type { Decision, RollRow, RollWhole, RowVerdict } from './types';

const w = words({
	title: ['Các dòng', 'Rows'],
	show: ['Xem những dòng nào', 'Which rows'],
	all: ['Tất cả', 'All'],
	undecided: ['Cần bạn xem', 'Need you'],
	keys: ['Bàn phím: ↓ ↑ chuyển dòng, 1 cùng một người, 2 người khác, 3 bỏ dòng, 4 sửa.', 'Keys: ↓ ↑ next row, 1 the same person, 2 another person, 3 leave out, 4 correct.'],
	row: ['Dòng {n}', 'Row {n}'],
	same: ['Cùng một người', 'The same person'],
	different: ['Người khác', 'Another person'],
	rightNumber: ['Số đúng, vẫn ghi nhận', 'The number is right'],
	leave: ['Bỏ dòng', 'Leave out'],
	correct: ['Sửa', 'Correct'],
	undo: ['Chọn lại', 'Choose again'],
	of: ['{act}: dòng {n}, {name}', '{act}: row {n}, {name}'],
	whyTitle: ['Vì sao đây là hai người khác nhau?', 'Why are these two people?'],
	whyNumber: ['Số này đúng là của người này?', 'Is the number really theirs?'],
	whyLead: ['Lý do được lưu lại cùng dòng này. Nếu số giấy tờ trùng, xã, phường sẽ kiểm tra cả hai hồ sơ.', 'The reason is kept with the row. Where a number is shared, the commune checks both records.'],
	twins: ['sinh đôi', 'twins'],
	namesake: ['trùng tên, đã hỏi lại', 'same name, we asked'],
	card: ['đã xem thẻ căn cước', 'identity card seen'],
	judging: ['đang xét lại…', 'being judged…'],
	decided: ['Đã chọn: {decision}', 'Chosen: {decision}'],
	because: ['({why})', '({why})'],
	none: ['Không có dòng nào ở mục này', 'No rows here'],
	noneLeft: ['Không còn dòng nào cần bạn xem', 'No row needs you any more'],
	noneMore: ['Chọn mục khác ở trên.', 'Choose another group above.'],
	more: ['Hiện thêm dòng', 'Show more rows'],
	leaveAll: ['Bỏ tất cả dòng chưa chọn ở mục này', 'Leave out all undecided rows here'],
	corrected: ['đã sửa', 'corrected'],
});
const order: RowVerdict[] = ['probable', 'number_other', 'in_file', 'error', 'new', 'known', 'registered'];
type Shown = '' | 'undecided' | RowVerdict | `=${string}`; // =: by what became of them

const query = (shown: Shown) => (shown === 'undecided' ? '&undecided=true' : shown.startsWith('=') ? `&outcome=${shown.slice(1)}` : shown ? `&verdict=${shown}` : '');
const nameOf = (r: RollRow) => (r.cells.name ? fullName(r.cells.name) : '–');
const final = (r: RollRow) => ['registered', 'already', 'complete', 'withdrawn', 'kept'].includes(r.outcome ?? '');

// What can be chosen for a row, as the server allows it.
function choices(r: RollRow): Decision[] {
	if (r.verdict === 'probable' || r.code === 'roll.row_like')
		return /number|insurance/.test(r.differs ?? '') ? ['different', 'leave'] : ['same', 'different', 'leave'];
	if (r.verdict === 'number_other' || r.code === 'roll.number_twice')
		return ['different', 'leave'];
	return ['leave'];
}
const choiceName = (d: Decision, r: RollRow) => (d === 'different' && (r.verdict === 'number_other' || r.code === 'roll.number_twice') ? w('rightNumber') : w(d as 'same' | 'different' | 'leave'));

interface Acts { choose: (r: RollRow, d: Decision | 'undo') => void; correct: (r: RollRow) => void; step: (r: RollRow, by: number) => void; busy: boolean; open: boolean }

function Message({ row: r }: { row: RollRow }) {
	if (r.decision === 'leave')
		return null;
	const text = final(r) || r.outcome === 'changed' || r.outcome === 'refused' ? { vi: r.outcome_vi, en: r.outcome_en } : { vi: r.message_vi, en: r.message_en };
	return text.vi ? <p>{both({ vi: text.vi, en: text.en })}</p> : null;
}

function Row({ row: r, acts }: { row: RollRow; acts: Acts }) {
	const open = acts.open && !final(r);
	const key = (e: KeyboardEvent) => {
		if (e.target !== e.currentTarget && e.key !== 'ArrowDown' && e.key !== 'ArrowUp')
			return;
		const wanted = ({ 1: 'same', 2: 'different', 3: 'leave' } as Record<string, Decision>)[e.key];
		if (e.key === 'ArrowDown' || e.key === 'ArrowUp')
			acts.step(r, e.key === 'ArrowDown' ? 1 : -1);
		else if (open && wanted && choices(r).includes(wanted) && !r.decision)
			acts.choose(r, wanted);
		else if (open && e.key === '4')
			acts.correct(r);
		else
			return;
		e.preventDefault();
	};
	return (
		<li class="roll-row" id={`row-${r.row_no}`} tabIndex={0} onKeyDown={key} aria-label={`${w('row', { n: r.row_no })}, ${nameOf(r)}`}>
			<div class="roll-row__who">
				<p><span class="soft">{w('row', { n: number(r.row_no) })}</span> <strong>{nameOf(r)}</strong>{r.sent && <span class="soft"> · {w('corrected')}</span>}</p>
				<p class="soft">{[r.cells.birth_date, groups(r.cells.number), groups(r.cells.phone), r.cells.workplace].filter(Boolean).join(' · ')}</p>
			</div>
			<div class="roll-row__what">
				<p class="what">
					{r.verdict && !final(r) && r.decision !== 'leave' && <Tag kind={verdictTag(r.verdict)}>{verdictName(r.verdict)}</Tag>}
					{r.outcome && <Tag kind={outcomeTag(r.outcome)}>{outcomeName(r.outcome)}</Tag>}
					{progressName(r) && r.outcome !== 'withdrawn' && <Tag kind="info">{progressName(r)}</Tag>}
					{!r.verdict && <span class="soft">{w('judging')}</span>}
				</p>
				<Message row={r} />
				{r.decision && !final(r) && <p><strong>{w('decided', { decision: decisionName(r.decision) })}</strong> {r.why && <span class="soft">{w('because', { why: r.why })}</span>}</p>}
			</div>
			{open && (
				<div class="roll-row__acts">
					{r.decision
						? <Button kind="quiet" aria-label={w('of', { act: w('undo'), n: r.row_no, name: nameOf(r) })} onClick={() => acts.choose(r, 'undo')}>{w('undo')}</Button>
						: choices(r).filter((d) => d !== 'leave' || doubtful(r.verdict, r.code)).map((d) => (
							<Button key={d} kind="second" aria-label={w('of', { act: choiceName(d, r), n: r.row_no, name: nameOf(r) })} onClick={() => acts.choose(r, d)}>{choiceName(d, r)}</Button>
						))}
					{!r.decision && !doubtful(r.verdict, r.code) && r.verdict && <Button kind="quiet" aria-label={w('of', { act: w('leave'), n: r.row_no, name: nameOf(r) })} onClick={() => acts.choose(r, 'leave')}>{w('leave')}</Button>}
					<Button kind={r.verdict === 'error' ? 'second' : 'quiet'} aria-label={w('of', { act: w('correct'), n: r.row_no, name: nameOf(r) })} onClick={() => acts.correct(r)}>{w('correct')}</Button>
				</div>
			)}
		</li>
	);
}

function Filter({ sums, shown, show, settled }: { sums: Sums; shown: Shown; show: (s: Shown) => void; settled: boolean }) {
	const groups: [Shown, string, number][] = settled ? Object.entries(sums.became).map(([o, n]) => [`=${o}`, outcomeName(o), n])
		: order.map((v) => [v, verdictName(v), sums.by[v] ?? 0]);
	const all: [Shown, string, number][] = [['', w('all'), sums.all], ['undecided', w('undecided'), sums.undecided], ...groups];
	return (
		<div class="chips" role="group" aria-label={w('show')}>
			{all.filter(([key, , n]) => n || key === shown || !key).map(([key, name, n]) => (
				<button key={key} type="button" class="chip" aria-pressed={key === shown} onClick={() => show(key)}>{name} ({number(n)})</button>
			))}
		</div>
	);
}

// The rows as they are now; asked for again when the list changed.
function useRows(list: RollWhole, shown: Shown) {
	const [rows, setRows] = useState<RollRow[] | null>(null);
	const [next, setNext] = useState<string | null>(null);
	const action = useAction();
	const asked = useRef(0);
	const load = async (after: string | null, have: RollRow[], most: number) => {
		const turn = ++asked.current;
		let at = after;
		let all = have;
		do {
			const page = await get<Items<RollRow>>(unitPath('lists', list.id, 'rows') + `?after=${at ?? 0}${query(shown)}`);
			all = [...all, ...page.items];
			at = page.next ?? null;
		} while (at && all.length < most);
		if (turn === asked.current) {
			setRows(all);
			setNext(at);
		}
	};
	const state = JSON.stringify(list.counts) + list.state + String(list.busy);
	useEffect(() => void load(null, [], rows?.length ?? 0).catch(() => {}), [shown, state]);
	return { rows, setRows, more: next ? () => void action.run(() => load(next, rows ?? [], 0)) : null, busy: action.busy };
}

const focusRow = (n: number | undefined) => n !== undefined && setTimeout(() => document.getElementById(`row-${n}`)?.focus(), 0);

// A row that leaves the group while it has the focus would take the keyboard's place on the page with it.
function useKeptPlace(rows: RollRow[] | null) {
	const at = useRef<number | null>(null);
	useEffect(() => {
		if (at.current === null || !rows?.length || document.activeElement !== document.body)
			return;
		focusRow((rows.find((r) => r.row_no >= at.current!) ?? rows.at(-1)!).row_no);
	}, [rows]);
	return (e: FocusEvent) => {
		const row = (e.target as HTMLElement).closest('.roll-row');
		at.current = row ? Number(row.id.slice('row-'.length)) : null;
	};
}

export function Rows({ list, sums, reload }: { list: RollWhole; sums: Sums; reload: () => Promise<void> }) {
	const [shown, show] = useState<Shown>(sums.undecided ? 'undecided' : '');
	const [asked, ask] = useState<RollRow | null>(null);
	const [correcting, correct] = useState<RollRow | null>(null);
	const { rows, setRows, more, busy } = useRows(list, shown);
	// registered: now it is the people that one wants to see
	useEffect(() => { if (shown === 'undecided' && !sums.undecided && !list.busy && list.state !== 'draft') show(''); }, [list.state, list.busy, sums.undecided]);
	const action = useAction();
	const keep = useKeptPlace(rows);
	const open = list.state === 'draft' || list.state === 'committed';
	const near = (r: RollRow, by: number) => rows?.[rows.findIndex((x) => x.row_no === r.row_no) + by]?.row_no;
	const send = async (r: RollRow, decision: Decision | 'undo', why?: string) => {
		const then = near(r, 1) ?? near(r, -1);
		await post(unitPath('lists', list.id, 'decide'), { decision, rows: [{ row_no: r.row_no }], ...(why ? { why } : {}) });
		// at once; the row leaves this group when the list is asked for again
		setRows(rows?.map((x) => (x.row_no === r.row_no ? { ...x, decision: decision === 'undo' ? null : decision, why: why ?? null } : x)) ?? null);
		focusRow(decision === 'undo' ? r.row_no : then);
		await reload();
	};
	const acts: Acts = {
		open, busy: action.busy,
		choose: (r, d) => (d === 'different' ? (action.clear(), ask(r)) : void action.run(() => send(r, d))),
		correct: (r) => correct(r),
		step: (r, by) => focusRow(near(r, by)),
	};
	const leaveAll = () => void action.run(async () => {
		await post(unitPath('lists', list.id, 'decide'), { decision: 'leave', all_of: shown });
		await reload();
	});
	const canLeaveAll = open && (shown === 'in_file' || shown === 'error' || shown === 'probable' || shown === 'number_other');
	return (
		<section aria-labelledby="rows-title">
			<h2 id="rows-title" class="govuk-heading-m">{w('title')}</h2>
			<Filter sums={sums} shown={shown} show={show} settled={list.state !== 'draft'} />
			{open && sums.undecided > 0 && <p class="soft roll-keys">{w('keys')}</p>}
			<MistakeBox mistake={asked ? null : action.mistake} />
			{rows?.length === 0 && <Empty title={w(shown === 'undecided' ? 'noneLeft' : 'none')}>{w('noneMore')}</Empty>}
			<ul class="plain-list" onFocusIn={keep}>{rows?.map((r) => <Row key={r.row_no} row={r} acts={acts} />)}</ul>
			<div class="buttons">
				{more && <Button kind="second" busy={busy} onClick={more}>{w('more')}</Button>}
				{canLeaveAll && (rows?.length ?? 0) > 1 && <Button kind="quiet" onClick={leaveAll}>{w('leaveAll')}</Button>}
			</div>
			{asked && (
				<ReasonDialog title={w(asked.verdict === 'number_other' || asked.code === 'roll.number_twice' ? 'whyNumber' : 'whyTitle')} lead={<p>{w('whyLead')}</p>} button={choiceName('different', asked)}
					common={[w('twins'), w('namesake'), w('card')]} action={action} onClose={() => ask(null)} onGive={(why) => action.run(() => send(asked, 'different', why))} />
			)}
			{correcting && <Correct list={list} row={correcting} onClose={() => { focusRow(correcting.row_no); correct(null); }} onDone={reload} />}
		</section>
	);
}
