// The figures of the receivers by which doses are divided: what is known, since when, from where; and entering one.
import { useState } from 'preact/hooks';
import { useAction } from '../shared/action';
import { post } from '../shared/api';
import { Button } from '../shared/button';
import { Dialog } from '../shared/dialog';
import { ExportButtons } from '../shared/export_buttons';
import { SelectField, TextField } from '../shared/field';
import { date, day, number, readCount, readDate } from '../shared/format';
import { words } from '../shared/lang';
import { useLoaded, type Items } from '../shared/loaded';
import { link } from '../shared/route';
import { SortedTable } from '../shared/sorted';
import { ErrorSummary, MistakeBox } from '../shared/summary';
import { tell } from '../shared/toast';
import { may } from '../station/account';
import { Waiting } from './loading';
import { of, ours } from './own';
import { c, entered, figureMore, figureName } from './text';
import type { UnitFigure } from './types';

const w = words({
	back: ['Mọi đợt phân bổ', 'All rounds'],
	title: ['Số liệu để chia', 'Figures to divide by'],
	lead: ['Mỗi số liệu có hiệu lực từ ngày của nó cho đến khi có số mới hơn, và luôn ghi nguồn.', 'A figure holds from its day on until there is a newer one, and always names its source.'],
	which: ['Số liệu', 'Figure'],
	known: ['{n} trong {all} nơi nhận có số liệu này, tổng {sum}.', '{n} of {all} receivers have it, {sum} in all.'],
	unit: ['Nơi nhận', 'Receiver'],
	value: ['Giá trị', 'Value'],
	since: ['Từ ngày', 'Since'],
	source: ['Nguồn', 'Source'],
	none: ['chưa có', 'not known'],
	enter: ['Nhập', 'Enter'],
	enterOf: ['Nhập số liệu của {name}', 'Enter the figure of {name}'],
	dialog: ['{figure}: {name}', '{figure}: {name}'],
	on: ['Có hiệu lực từ ngày', 'Holds from'],
	sourceHint: ['Ví dụ: Công văn 1203/SYT-NVY ngày 03/11/2021', 'For example: letter 1203/SYT-NVY of 3 November 2021'],
	needValue: ['Nhập một số nguyên từ 0 trở lên.', 'Type a whole number, 0 or more.'],
	needOn: ['Nhập ngày dạng ngày/tháng/năm, không muộn hơn hôm nay.', 'Type a day as day/month/year, today at the latest.'],
	needSource: ['Ghi nguồn của số liệu.', 'Say where the figure comes from.'],
	save: ['Lưu số liệu', 'Save the figure'],
	saved: ['Đã lưu số liệu của {name}', 'The figure of {name} is saved'],
	code: ['Mã', 'Code'],
});

interface Row { id: string; code: string; name: string; figure: UnitFigure | null }

function Enter({ row, name, onClose, onDone }: { row: Row; name: string; onClose: () => void; onDone: () => Promise<void> }) {
	const [value, setValue] = useState('');
	const [on, setOn] = useState(date(day()));
	const [source, setSource] = useState('');
	const [tries, setTries] = useState(0);
	const action = useAction();
	const n = readCount(value), iso = readDate(on);
	const mistakes = [
		...(n === null ? [{ id: 'value', text: w('needValue') }] : []),
		...(iso && iso <= day() ? [] : [{ id: 'on', text: w('needOn') }]),
		...(source.trim() ? [] : [{ id: 'source', text: w('needSource') }]),
	];
	const told = (id: string, field: string) => (tries ? mistakes.find((m) => m.id === id)?.text : undefined) ?? action.about(field);
	const send = async (e: Event) => {
		e.preventDefault();
		setTries(tries + 1);
		if (!mistakes.length && await action.run(async () => {
			await post(of(row.id, 'figures'), { name, value: n, on_date: iso, source: source.trim() });
			tell(w('saved', { name: row.name }));
			await onDone();
		}))
			onClose();
	};
	return (
		<Dialog title={w('dialog', { figure: figureName(name), name: row.name })} onClose={onClose}>
			<form onSubmit={send} noValidate>
				<ErrorSummary tries={tries} mistakes={mistakes} />
				<MistakeBox mistake={action.mistake} fields={['value', 'on_date', 'source']} />
				<div class="pair">
					<TextField id="value" label={w('value')} value={value} onInput={setValue} inputMode="numeric" error={told('value', 'value')} />
					<TextField id="on" label={w('on')} value={on} onInput={setOn} inputMode="numeric" error={told('on', 'on_date')} />
				</div>
				<TextField id="source" label={w('source')} hint={w('sourceHint')} value={source} onInput={setSource} error={told('source', 'source')} />
				<div class="buttons"><Button type="submit" busy={action.busy}>{w('save')}</Button></div>
			</form>
		</Dialog>
	);
}

export function Figures() {
	const [name, setName] = useState('population_18');
	const [chosen, choose] = useState<Row | null>(null);
	const loaded = useLoaded<Items<UnitFigure>>(`${ours('figures')}?scope=below`);
	const all = loaded.value?.items ?? [];
	const rows: Row[] = [...new Map(all.map((f) => [f.unit_id, f])).values()].map((f) => ({ id: f.unit_id, code: f.unit_code, name: f.unit_name, figure: all.find((x) => x.unit_id === f.unit_id && x.name === name) ?? null }))
		.sort((a, b) => a.code.localeCompare(b.code));
	const known = rows.filter((r) => r.figure);
	return (
		<>
			<a class="crumb" href={link('rounds')}>{w('back')}</a>
			<h1 class="govuk-heading-l">{w('title')}</h1>
			<p class="lead">{w('lead')}</p>
			<Waiting of={loaded} />
			{loaded.value && (
				<>
					<div class="narrow"><SelectField id="figure" label={w('which')} hint={figureMore(name)} value={name} onChange={setName} options={entered.map((value) => ({ value, text: figureName(value) }))} /></div>
					<p role="status">{w('known', { n: known.length, all: rows.length, sum: number(known.reduce((n, r) => n + r.figure!.value, 0)) })}</p>
					<SortedTable<Row> id="figures" caption={w('title')} hideCaption rows={rows} rowKey={(r) => r.id} columns={[
						{ name: w('unit'), cell: (r) => r.name, heading: true, by: (r) => r.code },
						{ name: w('value'), cell: (r) => (r.figure ? <strong>{number(r.figure.value)}</strong> : <span class="soft nowrap">{w('none')}</span>), numeric: true, by: (r) => r.figure?.value },
						{ name: w('since'), cell: (r) => (r.figure?.on_date ? date(r.figure.on_date) : '–'), by: (r) => r.figure?.on_date },
						{ name: w('source'), cell: (r) => r.figure?.source ?? '', by: (r) => r.figure?.source },
						...(may('allocate') ? [{ name: c('actions'), cell: (r: Row) => <Button kind="quiet" aria-haspopup="dialog" aria-label={w('enterOf', { name: r.name })} onClick={() => choose(r)}>{w('enter')}</Button> }] : []),
					]} />
					<ExportButtons file="so-lieu-de-chia" make={() => ({ name: figureName(name), head: [w('code'), w('unit'), w('value'), w('since'), w('source')], rows: rows.map((r) => [r.code, r.name, r.figure?.value, { date: r.figure?.on_date ?? null }, r.figure?.source]) })} />
				</>
			)}
			{chosen && <Enter row={chosen} name={name} onClose={() => choose(null)} onDone={loaded.reload} />}
		</>
	);
}
