// Who is still expected in this session: a second way to take a person, by one press.
import { useState } from 'preact/hooks';
import { age, date, fullName, sexName } from '../shared/format';
import { words } from '../shared/lang';
import { Button } from '../shared/button';
import { Empty, Tag } from '../shared/notice';
import type { BoardItem } from '../shared/types';
import { inStep, loaded } from './board';

const w = words({
	title: ['Chờ đến ({n})', 'Expected ({n})'],
	none: ['Không còn ai trong danh sách chờ đến', 'Nobody is expected any more'],
	noneMore: ['Người chưa có trong danh sách vẫn được tiếp đón: tìm hoặc thêm mới ở ô trên.',
		'People who are not on the list can be received too: find or add them above.'],
	years: ['{n} tuổi', 'age {n}'],
	more: ['Hiện thêm', 'Show more'],
});
const PAGE = 10;

const bySlot = (a: BoardItem, b: BoardItem) => (a.slot ?? '99').localeCompare(b.slot ?? '99') || a.name.localeCompare(b.name, 'vi');

export function Expected({ onPick }: { onPick: (item: BoardItem) => void }) {
	const [shown, show] = useState(PAGE);
	const people = inStep('expected').sort(bySlot);
	if (!loaded.value)
		return null;
	if (!people.length)
		return <Empty title={w('none')}>{w('noneMore')}</Empty>;
	return (
		<section aria-labelledby="expected">
			<h2 id="expected" class="govuk-heading-m">{w('title', { n: people.length })}</h2>
			<ul class="plain-list">
				{people.slice(0, shown).map((p) => (
					<li key={p.appointment_id}>
						<button type="button" class="row-button" onClick={() => onPick(p)}>
							<span><strong class="row-button__name">{fullName(p.name)}</strong><br />
								<span class="soft">{date(p.birth_date, p.birth_precision)} · {w('years', { n: age(p.birth_date, p.birth_precision) })} · {sexName(p.sex)}</span></span>
							<span class="row-button__side">{p.slot && <Tag kind="info">{p.slot}</Tag>}</span>
						</button>
					</li>
				))}
			</ul>
			{people.length > shown && <Button kind="second" onClick={() => show(shown + 4 * PAGE)}>{w('more')}</Button>}
		</section>
	);
}
