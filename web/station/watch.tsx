// Who is under observation, seen from every table: how many, whose time is up, when the next one is due.
import { countdown } from '../shared/format';
import { words } from '../shared/lang';
import { msLeft, observed } from './board';

const w = words({
	watching: ['{n} đang theo dõi', '{n} under observation'],
	next: ['sớm nhất {time}', 'next {time}'],
	due: ['{n} đã hết giờ', '{n} due'],
	label: ['Theo dõi sau tiêm', 'Observation after injection'],
});

export function Watch() {
	const people = observed.value;
	if (!people.length)
		return null;
	const due = people.filter((item) => msLeft(item) <= 0).length;
	const next = people.find((item) => msLeft(item) > 0);
	return (
		<p class={`watch ${due ? 'watch--due' : ''}`} aria-label={w('label')}>
			<svg viewBox="0 0 24 24" aria-hidden="true" focusable="false"><circle cx="12" cy="13" r="8.5" /><path d="M12 8v5l3 2M9 2h6" /></svg>
			<span><strong>{w('watching', { n: people.length })}</strong>
				{due > 0 && <> · <strong>{w('due', { n: due })}</strong></>}
				{next && <span class="watch__next"> · {w('next', { time: countdown(msLeft(next)) })}</span>}
			</span>
		</p>
	);
}
