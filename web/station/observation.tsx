// Observation: whose time is up first. Reactions, release, and the confirmation.
import { useEffect, useState } from 'preact/hooks';
import { words } from '../shared/lang';
import { Button } from '../shared/button';
import { Empty } from '../shared/notice';
import { inStep, loaded, msLeft, observed } from './board';
import { ObservedCard } from './observed_card';
import { ReleasedRow } from './released_row';

const w = words({
	title: ['Theo dõi & cấp giấy', 'Observation and confirmation'],
	due: ['Đã hết giờ theo dõi ({n})', 'Time is up ({n})'],
	watching: ['Đang theo dõi ({n})', 'Under observation ({n})'],
	none: ['Không có ai đang theo dõi', 'Nobody is under observation'],
	noneMore: ['Người vừa tiêm sẽ hiện ở đây cùng đồng hồ đếm ngược.', 'People appear here with a countdown as soon as they are injected.'],
	released: ['Đã xong ({n})', 'Finished ({n})'],
	more: ['Hiện thêm', 'Show more'],
});
const PAGE = 8;

export function Observation() {
	const [shown, show] = useState(PAGE);
	const people = observed.value;
	const due = people.filter((item) => msLeft(item) <= 0);
	const watching = people.filter((item) => msLeft(item) > 0);
	const finished = inStep('released').sort((a, b) => (b.released_at ?? '').localeCompare(a.released_at ?? ''));
	useEffect(() => document.querySelector<HTMLElement>('.observed button')?.focus({ preventScroll: true }), [loaded.value]);
	return (
		<>
			<h1 class="govuk-visually-hidden">{w('title')}</h1>
			{loaded.value && !people.length && <Empty title={w('none')}>{w('noneMore')}</Empty>}
			{due.length > 0 && (
				<section aria-labelledby="due">
					<h2 id="due" class="govuk-heading-m">{w('due', { n: due.length })}</h2>
					<ul class="observed-list">{due.map((item) => <ObservedCard key={item.visit_id} item={item} />)}</ul>
				</section>
			)}
			{watching.length > 0 && (
				<section aria-labelledby="watching">
					<h2 id="watching" class="govuk-heading-m">{w('watching', { n: watching.length })}</h2>
					<ul class="observed-list">{watching.map((item) => <ObservedCard key={item.visit_id} item={item} />)}</ul>
				</section>
			)}
			{finished.length > 0 && (
				<section aria-labelledby="released">
					<h2 id="released" class="govuk-heading-m">{w('released', { n: finished.length })}</h2>
					<ul class="plain-list">{finished.slice(0, shown).map((item) => <ReleasedRow key={item.visit_id} item={item} />)}</ul>
					{finished.length > shown && <Button kind="second" onClick={() => show(shown + 5 * PAGE)}>{w('more')}</Button>}
				</section>
			)}
		</>
	);
}
