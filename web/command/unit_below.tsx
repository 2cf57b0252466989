// One unit among those below one's own: found by a part of its name or its code.
import { useEffect, useState } from 'preact/hooks';
import { errorText, get } from '../shared/api';
import { TextField } from '../shared/field';
import { words } from '../shared/lang';
import { useLoaded, type Items } from '../shared/loaded';
import { Notice } from '../shared/notice';
import type { Unit } from '../shared/types';
import { staff } from '../station/account';
import { reference } from '../station/board';
import { levelName } from '../station/terms';

const w = words({
	hint: ['Gõ một phần tên hoặc mã', 'Type a part of the name or the code'],
	none: ['Không tìm thấy trong phạm vi của đơn vị. Thử một phần khác của tên.', 'Nothing found below your unit. Try another part of the name.'],
	more: ['Còn nhiều nơi khác; gõ thêm chữ để thu hẹp.', 'There are more; type more letters to narrow it down.'],
});
const SHOWN = 10, MOST = '200';

// Units of the administrative set stand on its day in the past, sites on today.
async function search(own: Unit, q: string, level: string | undefined, signal: AbortSignal): Promise<Unit[]> {
	const days: Record<string, string>[] = [{}, ...(reference.value?.units_on && level !== 'site' ? [{ on: reference.value.units_on }] : [])];
	const lists = await Promise.all(days.map((on) => get<Items<Unit>>(`/api/v1/units?${new URLSearchParams({ limit: MOST, ...on, ...(level ? { level } : {}), ...(q ? { q } : {}) })}`, { signal })));
	return [...new Map(lists.flatMap((l) => l.items).filter((u) => u.path.startsWith(own.path)).map((u) => [u.id, u])).values()];
}

export const useUnit = (id: string | undefined) => useLoaded<Unit>(`/api/v1/units/${encodeURIComponent(id ?? staff().unit_id)}`);
export const placeOf = (u: Unit): string => [levelName(u.level), ...[...(u.ancestors ?? [])].reverse().filter((x) => x.level !== 'nation').map((x) => x.name)].join(', ');

export function UnitBelow({ label, level, onChoose }: { label: string; level?: string; onChoose: (unit: Unit) => void }) {
	const own = useUnit(undefined);
	const [text, setText] = useState('');
	const [found, setFound] = useState<Unit[] | null>(null);
	const [mistake, setMistake] = useState<string | null>(null);
	useEffect(() => {
		if (!own.value || !text.trim())
			return setFound(null);
		const stop = new AbortController(), from = own.value;
		const timer = setTimeout(() => {
			search(from, text.trim(), level, stop.signal).then((list) => { setFound(list); setMistake(null); }, (e: unknown) => { if (!stop.signal.aborted) setMistake(errorText(e)); });
		}, 250);
		return () => { clearTimeout(timer); stop.abort(); };
	}, [text, own.value?.id]);
	return (
		<div class="narrow">
			<TextField id="unit" label={label} hint={w('hint')} value={text} onInput={setText} />
			{mistake && <Notice kind="stop">{mistake}</Notice>}
			<div role="status">{found?.length === 0 && <p>{w('none')}</p>}</div>
			<ul class="plain-list">
				{found?.slice(0, SHOWN).map((u) => (
					<li key={u.id}><button type="button" class="row-button" onClick={() => { setText(''); onChoose(u); }}>
						<span><strong>{u.name}</strong> <span class="soft">{levelName(u.level)} · {u.code}</span></span><span aria-hidden="true">›</span>
					</button></li>
				))}
			</ul>
			{(found?.length ?? 0) > SHOWN && <p class="soft">{w('more')}</p>}
		</div>
	);
}
