// A day: typed, or reached by the arrows; never one that has not come yet.
import { useEffect, useState } from 'preact/hooks';
import { Button } from '../../shared/button';
import { TextField } from '../../shared/field';
import { date, day, readDate } from '../../shared/format';
import { words } from '../../shared/lang';
import { shift } from './where';

const w = words({
	day: ['Ngày', 'Day'],
	before: ['Ngày trước', 'The day before'],
	after: ['Ngày sau', 'The day after'],
	today: ['Hôm nay', 'Today'],
	bad: ['Nhập ngày dạng ngày/tháng/năm.', 'Type the date as day/month/year.'],
	future: ['Ngày này chưa tới.', 'This day has not come yet.'],
});

const mistakeOf = (text: string): string | undefined => {
	const iso = readDate(text);
	if (!iso)
		return text.trim().length > 7 ? w('bad') : undefined;
	return iso > day() ? w('future') : undefined;
};

export function DayPicker({ on, onChoose }: { on: string; onChoose: (day: string) => void }) {
	const [text, setText] = useState(date(on));
	useEffect(() => setText(date(on)), [on]);
	const type = (typed: string) => {
		setText(typed);
		const iso = readDate(typed);
		if (iso && iso <= day() && iso !== on)
			onChoose(iso);
	};
	return (
		<div class="day-picker" role="search" aria-label={w('day')}>
			<Button kind="second" aria-label={w('before')} title={w('before')} onClick={() => onChoose(shift(on, -1))}>‹</Button>
			<TextField id="report-day" label={w('day')} value={text} onInput={type} inputMode="numeric" placeholder="dd/mm/yyyy" error={mistakeOf(text)} />
			<Button kind="second" aria-label={w('after')} title={w('after')} disabled={on >= day()} onClick={() => onChoose(shift(on, 1))}>›</Button>
			{on < day() && <Button kind="quiet" onClick={() => onChoose(day())}>{w('today')}</Button>}
		</div>
	);
}
