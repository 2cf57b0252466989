// Which store receives: the units below and above first, then any other, by name or code.
import { useEffect, useState } from 'preact/hooks';
import { errorText, get } from '../../shared/api';
import { Button } from '../../shared/button';
import { TextField } from '../../shared/field';
import { words } from '../../shared/lang';
import { Notice, Tag } from '../../shared/notice';
import type { Unit } from '../../shared/types';
import { reference } from '../board';
import { levelName, purposeName } from '../terms';
import type { Items } from './store';

const w = words({
	find: ['Nơi nhận', 'Receiver'],
	hint: ['Gõ một phần tên hoặc mã của đơn vị', 'Type a part of the name or code of the unit'],
	none: ['Không tìm thấy đơn vị nào. Thử một phần khác của tên.', 'No unit found. Try another part of the name.'],
	change: ['Đổi nơi nhận', 'Change the receiver'],
	more: ['Còn nhiều đơn vị khác; gõ thêm chữ để thu hẹp.', 'There are more; type more letters to narrow it down.'],
});
const SHOWN = 10, MOST = '100';

// As the server tells it: down, up, or across.
export const purposeTo = (own: Unit, to: Unit): string => (to.path.startsWith(own.path) ? 'supply' : own.path.startsWith(to.path) ? 'return' : 'transfer');

const fullPlace = (unit: Unit) => [...(unit.ancestors ?? [])].reverse().filter((u) => u.level !== 'nation').map((u) => u.name).join(', ');

// Those just below and those above come without a search; the own unit is no receiver. Districts and communes stand on the
// set of a day in the past, sites on today.
async function search(own: Unit, q: string, signal: AbortSignal): Promise<Unit[]> {
	const days: Record<string, string>[] = [{}, ...(reference.value?.units_on ? [{ on: reference.value.units_on }] : [])];
	const ask = (query: Record<string, string>) => days.map((on) =>
		get<Items<Unit>>(`/api/v1/units?${new URLSearchParams({ limit: MOST, ...query, ...on, ...(q ? { q } : {}) })}`, { signal }).then(({ items }) => items));
	const lists = await Promise.all([...ask({ parent_id: own.id }), ...(q ? ask({}) : [[...(own.ancestors ?? [])].reverse()])]);
	const rank = { supply: 0, return: 1, transfer: 2 } as Record<string, number>;
	const found = new Map(lists.flat().filter((u) => u.id !== own.id).map((u) => [u.id, u]));
	return [...found.values()].sort((a, b) => rank[purposeTo(own, a)]! - rank[purposeTo(own, b)]!);
}

export function UnitChooser({ own, chosen, onChoose, error }: { own: Unit | null; chosen: Unit | null; onChoose: (unit: Unit | null) => void; error?: string | undefined }) {
	const [text, setText] = useState('');
	const [found, setFound] = useState<Unit[] | null>(null);
	const [mistake, setMistake] = useState<string | null>(null);
	useEffect(() => {
		if (!own || chosen)
			return undefined;
		const stop = new AbortController();
		const timer = setTimeout(() => {
			search(own, text.trim(), stop.signal).then((units) => { setFound(units); setMistake(null); }, (e: unknown) => { if (!stop.signal.aborted) setMistake(errorText(e)); });
		}, 250);
		return () => { clearTimeout(timer); stop.abort(); };
	}, [text, own?.id, chosen?.id]);
	// Its place in the country, since names repeat.
	const choose = (unit: Unit) => {
		onChoose(unit);
		get<Unit>(`/api/v1/units/${unit.id}`).then(onChoose, () => {});
	};
	if (chosen)
		return (
			<div class="receiver">
				<div><p class="soft">{w('find')}</p><p><strong>{chosen.name}</strong> {own && <Tag kind="info">{purposeName(purposeTo(own, chosen))}</Tag>}</p>
					<p class="soft">{levelName(chosen.level)}{fullPlace(chosen) && ` · ${fullPlace(chosen)}`}</p></div>
				<Button kind="quiet" id="to" onClick={() => onChoose(null)}>{w('change')}</Button>
			</div>
		);
	return (
		<>
			{mistake && <Notice kind="stop">{mistake}</Notice>}
			<TextField id="to" label={w('find')} hint={w('hint')} value={text} onInput={setText} error={error} />
			<div role="status">{found?.length === 0 && <p class="soft">{w('none')}</p>}</div>
			<ul class="plain-list">
				{found?.slice(0, SHOWN).map((unit) => (
					<li key={unit.id}><button type="button" class="row-button" onClick={() => choose(unit)}>
						<span><strong>{unit.name}</strong> <span class="soft">{levelName(unit.level)} · {unit.code}</span></span>
						{own && <span class="soft">{purposeName(purposeTo(own, unit))}</span>}
					</button></li>
				))}
			</ul>
			{(found?.length ?? 0) > SHOWN && <p class="soft login__lead">{w('more')}</p>}
		</>
	);
}
