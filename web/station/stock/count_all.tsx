// The whole store counted in one go: a number for each lot, saved lot by lot, so that a refusal of one stops none of the
// others. What was typed is kept until it is saved, also when another page is looked at in between.
import { signal } from '@preact/signals';
import { useState } from 'preact/hooks';
import { useAction } from '../../shared/action';
import { errorText, post } from '../../shared/api';
import { Button } from '../../shared/button';
import { TextField } from '../../shared/field';
import { date, number, readCount, signed } from '../../shared/format';
import { words } from '../../shared/lang';
import { Empty, Notice, Tag } from '../../shared/notice';
import { ErrorSummary } from '../../shared/summary';
import { tell } from '../../shared/toast';
import type { Balance } from '../../shared/types';
import { place, unitPath } from '../place';
import { stockLink, useLots } from './store';

const w = words({
	back: ['Về kho', 'Back to the store'],
	title: ['Kiểm kê cả kho', 'Count the whole store'],
	lead: ['Ghi số liều dùng được đếm thấy của từng lô; không đếm liều biệt trữ và lọ đã mở. Lô để trống thì không kiểm kê.',
		'Type the usable doses found of each lot, not those held back nor opened vials. A lot left empty is not counted.'],
	lot: ['{product}, lô {lot}', '{product}, lot {lot}'],
	facts: ['hạn {date} · sổ ghi {n} liều', 'expires {date} · the books say {n} doses'],
	found: ['Đếm được', 'Found'],
	foundOf: ['Đếm được, lô {lot}', 'Found, lot {lot}'],
	same: ['Khớp', 'Agrees'],
	off: ['Lệch {d}', 'Off by {d}'],
	why: ['Giải thích chênh lệch', 'Explain the difference'],
	later: ['Có thể giải trình sau', 'May be left for later'],
	save: ['Lưu kiểm kê {n} lô', 'Save the count of {n} lots'],
	saveNone: ['Lưu kiểm kê', 'Save the count'],
	saved: ['Đã ghi', 'Saved'],
	done: ['Đã kiểm kê {n} lô, {d} lô có chênh lệch', '{n} lots counted, {d} of them with a difference'],
	part: ['{n} lô chưa ghi được, xem từng lô.', '{n} lots could not be saved, see each of them.'],
	bad: ['Lô {lot}: nhập số liều, hoặc để trống.', 'Lot {lot}: type a number of doses, or leave it empty.'],
	needSome: ['Nhập số liều đếm được của ít nhất một lô.', 'Type what was found of at least one lot.'],
	none: ['Kho không có lô nào để kiểm kê', 'There is no lot to count'],
	loading: ['Đang tải…', 'Loading…'],
});

interface Found { doses: string; why: string; saved?: number; refused?: string }
const draft = signal<{ at: string; of: Record<string, Found> }>({ at: '', of: {} });
const foundOf = (id: string): Found => draft.value.of[id] ?? { doses: '', why: '' };
const note = (id: string, part: Partial<Found>) => {
	draft.value = { ...draft.value, of: { ...draft.value.of, [id]: { ...foundOf(id), ...part } } };
};
const typed = (l: Balance) => foundOf(l.lot_id).doses.trim() !== '' && foundOf(l.lot_id).saved === undefined;

function Line({ l, error }: { l: Balance; error: string | undefined }) {
	const f = foundOf(l.lot_id);
	const counted = f.saved === undefined ? readCount(f.doses) : null;
	const difference = counted === null ? null : counted - l.doses;
	return (
		<li class="line count-line">
			<div class="line__what"><strong>{w('lot', { product: l.product_name, lot: l.number })}</strong><br />
				<span class="soft">{w('facts', { date: date(l.expires_on), n: number(l.doses) })}</span></div>
			{f.saved !== undefined ? <Tag kind="good">✓ {w('saved')}: {number(f.saved)}</Tag> : (
				<>
					<TextField id={`found-${l.lot_id}`} label={w('found')} aria-label={w('foundOf', { lot: l.number })} value={f.doses} inputMode="numeric" width={10} error={error ?? f.refused}
						onInput={(doses) => note(l.lot_id, { doses, refused: undefined })} />
					<span class="count-line__off" role="status">{difference !== null && <Tag kind={difference ? 'wait' : 'good'}>{difference ? w('off', { d: signed(difference) }) : `✓ ${w('same')}`}</Tag>}</span>
					{!!difference && <div class="count-line__why"><TextField id={`why-${l.lot_id}`} label={w('why')} hint={w('later')} value={f.why} onInput={(why) => note(l.lot_id, { why })} /></div>}
				</>
			)}
		</li>
	);
}

// What was saved when this page was last left is over; what was only typed stays.
function begin(): void {
	const { at, of } = draft.value;
	draft.value = { at: place.value!.id, of: at === place.value!.id ? Object.fromEntries(Object.entries(of).filter(([, f]) => f.saved === undefined)) : {} };
}

export function CountAll() {
	useState(begin);
	const { value, mistake, reload } = useLots();
	const [tried, setTried] = useState(0);
	const action = useAction();
	const lots = (value?.items ?? []).filter((l) => l.doses > 0 || foundOf(l.lot_id).doses);
	const counted = lots.filter(typed);
	const bad = (l: Balance) => typed(l) && readCount(foundOf(l.lot_id).doses) === null;
	const mistakes = [
		...lots.filter(bad).map((l) => ({ id: `found-${l.lot_id}`, text: w('bad', { lot: l.number }) })),
		...(counted.length || !lots.length ? [] : [{ id: `found-${lots.find((l) => foundOf(l.lot_id).saved === undefined)?.lot_id}`, text: w('needSome') }]),
	];
	const one = async (l: Balance): Promise<'refused' | 'same' | 'off'> => {
		const f = foundOf(l.lot_id), n = readCount(f.doses)!;
		try {
			await post(unitPath('lots', l.lot_id, 'count'), { counted: n, expected: l.doses, ...(f.why.trim() && n !== l.doses ? { why: f.why.trim() } : {}) });
		} catch (e) {
			note(l.lot_id, { refused: errorText(e) });
			return 'refused';
		}
		note(l.lot_id, { saved: n });
		return n === l.doses ? 'same' : 'off';
	};
	const send = (e: Event) => {
		e.preventDefault();
		setTried(tried + 1);
		if (mistakes.length)
			return;
		void action.run(async () => {
			const became = [];
			for (const l of counted)
				became.push(await one(l));
			await reload();
			const refused = became.filter((b) => b === 'refused').length;
			if (refused)
				tell(w('part', { n: refused }), 'mistake');
			if (refused < became.length)
				tell(w('done', { n: became.length - refused, d: became.filter((b) => b === 'off').length }));
			setTried(0);
		});
	};
	return (
		<div class="narrow">
			<a class="back back--always" href={stockLink()}>{w('back')}</a>
			<h1 class="govuk-heading-l">{w('title')}</h1>
			<p class="lead">{w('lead')}</p>
			{mistake && <Notice kind="stop">{mistake}</Notice>}
			{!value && !mistake && <p role="status">{w('loading')}</p>}
			{value && !lots.length && <Empty title={w('none')} />}
			{lots.length > 0 && (
				<form onSubmit={send} noValidate>
					<ErrorSummary tries={tried} mistakes={mistakes} />
					<ul class="plain-list">{lots.map((l) => <Line key={l.lot_id} l={l} error={tried ? mistakes.find((m) => m.id === `found-${l.lot_id}`)?.text : undefined} />)}</ul>
					<div class="buttons"><Button type="submit" busy={action.busy}>{counted.length ? w('save', { n: counted.length }) : w('saveNone')}</Button></div>
				</form>
			)}
		</div>
	);
}
