// Numbers of people as bars from a common zero, in two inks, each with its number beside it.
import { useState } from 'preact/hooks';
import type { ComponentChildren } from 'preact';
import { Button } from '../../shared/button';
import { words } from '../../shared/lang';

const w = words({
	all: ['Hiện cả {n} dòng', 'Show all {n}'],
	fewer: ['Chỉ {n} dòng đầu', 'Only the first {n}'],
});

export interface Bar { key: string; name: ComponentChildren; dark: number; light: number; text: ComponentChildren }

// dark and light stand one after the other; names: what the inks mean.
export function TwoInks({ bars, names, first = 10 }: { bars: Bar[]; names: [dark: string, light: string]; first?: number }) {
	const [whole, showWhole] = useState(false);
	const most = Math.max(1, ...bars.map((b) => b.dark + b.light));
	return (
		<>
			<p class="inks" aria-hidden="true"><span class="inks__dark">{names[0]}</span><span class="inks__light">{names[1]}</span></p>
			<ul class="bars-list">
				{bars.slice(0, whole ? undefined : first).map((b) => (
					<li key={b.key} class="bars-list__item">
						<span>{b.name}</span>
						<span class="bars-list__track">
							<span class="two-inks" aria-hidden="true" style={{ width: `${(60 * (b.dark + b.light)) / most}%` }}>
								{b.dark > 0 && <span class="two-inks__dark" style={{ flexGrow: b.dark }} />}{b.light > 0 && <span class="two-inks__light" style={{ flexGrow: b.light }} />}
							</span>
							<span class="bars-list__number">{b.text}</span>
						</span>
					</li>
				))}
			</ul>
			{bars.length > first && <Button kind="quiet" onClick={() => showWhole(!whole)}>{whole ? w('fewer', { n: first }) : w('all', { n: bars.length })}</Button>}
		</>
	);
}
