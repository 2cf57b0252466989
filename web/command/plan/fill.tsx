// How full something is: a bar from zero, a sign, a word and the numbers; never by colour alone.
import { number } from '../../shared/format';
import { fillName, fillOf, fillSign } from './text';

export function Fill({ taken, places, word = true }: { taken: number; places: number; word?: boolean }) {
	const f = fillOf(taken, places);
	return (
		<span class={`fill fill--${f}`}>
			<span class="fill__track" aria-hidden="true"><span style={{ width: `${places ? Math.min(100, (100 * taken) / places) : taken ? 100 : 0}%` }} /></span>
			<span class="fill__text"><span class="nowrap">{number(taken)} / {number(places)}</span>{word && <strong class="nowrap"><span aria-hidden="true">{fillSign(f)}</span> {fillName(f)}</strong>}</span>
		</span>
	);
}
