// The hours of a week as a form: as many spans a day as wanted; what is wrong is said beside it.
import { useState } from 'preact/hooks';
import { useAction } from '../../shared/action';
import { Button } from '../../shared/button';
import { TextField } from '../../shared/field';
import { number } from '../../shared/format';
import { words } from '../../shared/lang';
import { ErrorSummary, MistakeBox } from '../../shared/summary';
import { weekdayName } from './text';
import type { HoursRow } from './types';

const w = words({
	title: ['Sửa giờ làm việc', 'Change the hours'],
	lead: ['Giờ viết dạng 07:30. Ngày không có khoảng giờ nào là ngày không tiêm.', 'Write hours as 07:30. A day without hours is a day without vaccination.'],
	span: ['{day}, khoảng {n}', '{day}, span {n}'],
	starts: ['Từ', 'From'],
	ends: ['Đến', 'To'],
	tables: ['Số bàn', 'Tables'],
	per: ['Người / bàn / giờ', 'People / table / hour'],
	add: ['Thêm khoảng giờ', 'Add a span'],
	addOf: ['Thêm khoảng giờ cho {day}', 'Add a span on {day}'],
	remove: ['Bỏ', 'Remove'],
	copy: ['Chép cho cả tuần', 'Copy to the whole week'],
	copyOf: ['Chép cho cả tuần: {day}', 'Copy to the whole week: {day}'],
	closed: ['Không tiêm', 'Closed'],
	daySum: ['{n} người', '{n} people'],
	weekSum: ['Cả tuần: {n} người', 'The whole week: {n} people'],
	save: ['Lưu giờ làm việc', 'Save the hours'],
	cancel: ['Không sửa', 'Do not change'],
	badTime: ['{day}: viết giờ dạng 07:30.', '{day}: write the hour as 07:30.'],
	order: ['{day}: giờ kết thúc phải sau giờ bắt đầu.', '{day}: it has to end after it begins.'],
	overlap: ['{day}: hai khoảng giờ chồng lên nhau.', '{day}: two spans overlap.'],
	range: ['{day}: nhập một số từ 1 đến 200.', '{day}: type a number, 1 to 200.'],
	none: ['Cần ít nhất một khoảng giờ. Để dùng giờ chung, chọn “Không sửa” rồi “Dùng giờ chung”.', 'At least one span is needed. For the general hours choose “Do not change”, then “Use the general hours”.'],
});
const MOST = 200;

interface Typed { starts: string; ends: string; tables: string; per: string }
type Week = Typed[][]; // by weekday, Monday first

const typedOf = (h: HoursRow): Typed => ({ starts: h.starts, ends: h.ends, tables: String(h.tables), per: String(h.per_table) });

// "7:30", "0730", "7h30" -> "07:30"; null: no hour of the day
function readHour(text: string): string | null {
	const m = /^(\d{1,2})\s*[:h.]?\s*(\d{2})?$/i.exec(text.trim());
	if (!m || Number(m[1]) > 23 || Number(m[2] ?? 0) > 59)
		return null;
	return `${m[1]!.padStart(2, '0')}:${m[2] ?? '00'}`;
}
const minutes = (hour: string) => Number(hour.slice(0, 2)) * 60 + Number(hour.slice(3));
const count = (text: string) => (/^\d{1,3}$/.test(text.trim()) && Number(text) >= 1 && Number(text) <= MOST ? Number(text) : null);

// What a row can take; 0 while it is not whole.
function peopleOf(t: Typed): number {
	const from = readHour(t.starts), to = readHour(t.ends), tables = count(t.tables), per = count(t.per);
	return from && to && to > from && tables && per ? Math.floor(((minutes(to) - minutes(from)) * tables * per) / 60) : 0;
}

function mistakesOf(week: Week) {
	const found: { id: string; text: string }[] = [];
	week.forEach((rows, d) => {
		const day = weekdayName(d + 1);
		rows.forEach((t, i) => {
			const from = readHour(t.starts), to = readHour(t.ends);
			if (!from)
				found.push({ id: `starts-${d}-${i}`, text: w('badTime', { day }) });
			if (!to)
				found.push({ id: `ends-${d}-${i}`, text: w('badTime', { day }) });
			else if (from && to <= from)
				found.push({ id: `ends-${d}-${i}`, text: w('order', { day }) });
			else if (from && rows.slice(0, i).some((o) => (readHour(o.starts) ?? '') < to && (readHour(o.ends) ?? '') > from))
				found.push({ id: `starts-${d}-${i}`, text: w('overlap', { day }) });
			if (!count(t.tables))
				found.push({ id: `tables-${d}-${i}`, text: w('range', { day }) });
			if (!count(t.per))
				found.push({ id: `per-${d}-${i}`, text: w('range', { day }) });
		});
	});
	return found.length || week.some((rows) => rows.length) ? found : [{ id: 'add-0', text: w('none') }];
}

function Day({ at, rows, told, set, copy }: { at: number; rows: Typed[]; told: (id: string) => string | undefined; set: (rows: Typed[]) => void; copy: () => void }) {
	const day = weekdayName(at + 1);
	const change = (i: number, part: Partial<Typed>) => set(rows.map((t, k) => (k === i ? { ...t, ...part } : t)));
	const fresh: Typed = rows.length ? { ...rows.at(-1)!, starts: '', ends: '' } : { starts: '07:30', ends: '11:30', tables: '2', per: '10' };
	return (
		<fieldset class="govuk-fieldset hours">
			<legend class="govuk-fieldset__legend">{day} <span class="soft hours__sum">{rows.length ? w('daySum', { n: number(rows.reduce((n, t) => n + peopleOf(t), 0)) }) : w('closed')}</span></legend>
			{rows.map((t, i) => (
				<div class="hours__row" key={i} role="group" aria-label={w('span', { day, n: i + 1 })}>
					<TextField id={`starts-${at}-${i}`} label={w('starts')} value={t.starts} onInput={(starts) => change(i, { starts })} inputMode="numeric" error={told(`starts-${at}-${i}`)} />
					<TextField id={`ends-${at}-${i}`} label={w('ends')} value={t.ends} onInput={(ends) => change(i, { ends })} inputMode="numeric" error={told(`ends-${at}-${i}`)} />
					<TextField id={`tables-${at}-${i}`} label={w('tables')} value={t.tables} onInput={(tables) => change(i, { tables })} inputMode="numeric" error={told(`tables-${at}-${i}`)} />
					<TextField id={`per-${at}-${i}`} label={w('per')} value={t.per} onInput={(per) => change(i, { per })} inputMode="numeric" error={told(`per-${at}-${i}`)} />
					<Button kind="quiet" aria-label={`${w('remove')}: ${w('span', { day, n: i + 1 })}`} onClick={() => set(rows.filter((_, k) => k !== i))}>{w('remove')}</Button>
				</div>
			))}
			<div class="row-acts">
				<Button kind="second" id={`add-${at}`} aria-label={w('addOf', { day })} onClick={() => set([...rows, fresh])}>{w('add')}</Button>
				{rows.length > 0 && <Button kind="quiet" aria-label={w('copyOf', { day })} onClick={copy}>{w('copy')}</Button>}
			</div>
		</fieldset>
	);
}

export function HoursForm({ hours, onSave, onCancel }: { hours: HoursRow[]; onSave: (hours: HoursRow[]) => Promise<void>; onCancel: () => void }) {
	const [week, setWeek] = useState<Week>(() => [1, 2, 3, 4, 5, 6, 7].map((d) => hours.filter((h) => h.weekday === d).map(typedOf)));
	const [tries, setTries] = useState(0);
	const action = useAction();
	const mistakes = mistakesOf(week);
	const told = (id: string) => (tries ? mistakes.find((m) => m.id === id)?.text : undefined);
	const send = (e: Event) => {
		e.preventDefault();
		setTries(tries + 1);
		if (!mistakes.length)
			void action.run(() => onSave(week.flatMap((rows, d) => rows.map((t) => ({ weekday: d + 1, starts: readHour(t.starts)!, ends: readHour(t.ends)!, tables: count(t.tables)!, per_table: count(t.per)! })))));
	};
	return (
		<form onSubmit={send} noValidate>
			<h2 class="govuk-heading-m">{w('title')}</h2>
			<p class="login__lead">{w('lead')}</p>
			<ErrorSummary tries={tries} mistakes={mistakes} />
			<MistakeBox mistake={action.mistake} />
			{week.map((rows, d) => <Day key={d} at={d} rows={rows} told={told} set={(to) => setWeek(week.map((r, k) => (k === d ? to : r)))} copy={() => setWeek(week.map(() => rows.map((t) => ({ ...t }))))} />)}
			<p class="basis__sum" role="status"><strong>{w('weekSum', { n: number(week.flat().reduce((n, t) => n + peopleOf(t), 0)) })}</strong></p>
			<div class="buttons"><Button type="submit" busy={action.busy}>{w('save')}</Button><Button kind="quiet" onClick={onCancel}>{w('cancel')}</Button></div>
		</form>
	);
}
