// Doses of each receiver as bars from a common zero, each with its number; what has arrived is dark.
import { useState } from 'preact/hooks';
import { Button } from '../shared/button';
import { number } from '../shared/format';
import { words } from '../shared/lang';
import type { RoundWhole } from './types';

const w = words({
	title: ['Liều theo nơi nhận', 'Doses by receiver'],
	say: ['Nhiều nhất là {name}: {n} liều, {p} % của đợt.', 'The most goes to {name}: {n} doses, {p} % of the round.'],
	decided: ['đã quyết định', 'decided'],
	received: ['đã nhận', 'received'],
	all: ['Hiện cả {n} nơi', 'Show all {n}'],
	fewer: ['Chỉ {n} nơi nhiều nhất', 'Only the first {n}'],
});
const FIRST = 10;

export function Bars({ round: r }: { round: RoundWhole }) {
	const [whole, showWhole] = useState(false);
	const order = [...r.shares].sort((a, b) => b.doses - a.doses);
	const top = order[0];
	if (!top?.doses)
		return null;
	const percent = (n: number) => (100 * n) / r.doses;
	return (
		<section class="section" aria-labelledby="bars">
			<h2 id="bars" class="govuk-heading-m">{w('title')}</h2>
			<p>{w('say', { name: top.to_unit_name, n: number(top.doses), p: percent(top.doses).toFixed(1).replace('.', ',') })}</p>
			{r.state !== 'draft' && <p class="bars-key" aria-hidden="true"><span>{w('decided')}</span><span>{w('received')}</span></p>}
			<ul class="bars-list">
				{order.slice(0, whole ? undefined : FIRST).map((s) => (
					<li key={s.to_unit_id} class="bars-list__item">
						<span>{s.to_unit_name}</span>
						<span class="bars-list__track">
							<span class="bars-list__bar" aria-hidden="true" style={{ width: `${(72 * s.doses) / top.doses}%` }}><span style={{ width: `${s.doses ? Math.min(100, (100 * s.received) / s.doses) : 0}%` }} /></span>
							<span class="bars-list__number">{number(s.doses)}{r.state !== 'draft' && s.received > 0 && <span class="soft"> · {w('received')} {number(s.received)}</span>}</span>
						</span>
					</li>
				))}
			</ul>
			{order.length > FIRST && <Button kind="quiet" onClick={() => showWhole(!whole)}>{whole ? w('fewer', { n: FIRST }) : w('all', { n: order.length })}</Button>}
		</section>
	);
}
