// The whole list of the session: find, filter by step, see what happened; undo by those who may.
import { useState } from 'preact/hooks';
import { date, fullName, time } from '../shared/format';
import { words } from '../shared/lang';
import { Button } from '../shared/button';
import { Empty, Tag } from '../shared/notice';
import { Table } from '../shared/table';
import type { BoardItem, Step, Verdict } from '../shared/types';
import { may, mayUndo } from './account';
import { items, loaded, productName, stepCounts } from './board';
import { matches } from './fold';
import { allSteps, stepName, stepTag, verdictName, verdictOrder } from './terms';
import { UndoButton } from './undo_button';

const w = words({
	title: ['Danh sách buổi tiêm', 'List of the session'],
	find: ['Tìm theo tên hoặc năm sinh', 'Find by name or birth year'],
	filter: ['Lọc theo bước', 'Filter by step'],
	all: ['Tất cả ({n})', 'All ({n})'],
	step: ['{step} ({n})', '{step} ({n})'],
	name: ['Họ và tên', 'Name'],
	birth: ['Ngày sinh', 'Birth date'],
	slot: ['Giờ hẹn', 'Slot'],
	walkIn: ['đến trực tiếp', 'walk-in'],
	state: ['Bước', 'Step'],
	dose: ['Mũi tiêm', 'Dose'],
	doseText: ['Mũi {n} {product}, lô {lot}, {time}', 'Dose {n} {product}, lot {lot}, {time}'],
	why: ['Lý do', 'Reason'],
	actions: ['Thao tác', 'Actions'],
	none: ['Chưa có ai trong danh sách', 'The list is empty'],
	noneMore: ['Nhập danh sách từ tệp Excel, hoặc tiếp đón người đến trực tiếp.', 'Import a list from an Excel file, or receive walk-ins.'],
	noMatch: ['Không ai khớp với tìm kiếm', 'Nobody matches'],
	noMatchMore: ['Bỏ bớt chữ hoặc chọn “Tất cả”.', 'Type less, or choose “All”.'],
	more: ['Hiện thêm', 'Show more'],
});
const PAGE = 50;

// Vietnamese lists go by the given name, which comes last.
const given = (name: string) => name.split(' ').at(-1)!;
const byName = (a: BoardItem, b: BoardItem) => given(a.name).localeCompare(given(b.name), 'vi') || a.name.localeCompare(b.name, 'vi');

const doseOf = (item: BoardItem) => (item.injected_at ? w('doseText', {
	n: item.dose_number ?? 1, product: productName(item.product_code), lot: item.lot_number ?? '–', time: time(item.injected_at),
}) : '');

// A visit that the form itself ended has the verdict as its reason.
const whyOf = (item: BoardItem) => (verdictOrder.some((v) => v === item.why) ? verdictName(item.why as Verdict) : item.why ?? '');

const takesUndo = (item: BoardItem) => item.visit_id && item.step !== 'undone' && item.step !== 'expected' && item.step !== 'no_show';

function Rows({ rows }: { rows: BoardItem[] }) {
	const columns = [
		{ name: w('name'), cell: (i: BoardItem) => <strong>{fullName(i.name)}</strong>, heading: true },
		{ name: w('birth'), cell: (i: BoardItem) => date(i.birth_date, i.birth_precision) },
		{ name: w('slot'), cell: (i: BoardItem) => i.slot ?? (i.walk_in ? w('walkIn') : '') },
		{ name: w('state'), cell: (i: BoardItem) => <Tag kind={stepTag(i.step)}>{stepName(i.step)}</Tag> },
		{ name: w('dose'), cell: doseOf },
		{ name: w('why'), cell: (i: BoardItem) => whyOf(i) },
		...(may('visit_undo') ? [{ name: w('actions'), cell: (i: BoardItem) => (takesUndo(i) && mayUndo(i.step) ? <UndoButton item={i} /> : '') }] : []),
	];
	return <Table caption={w('title')} hideCaption columns={columns} rows={rows} rowKey={(i) => i.appointment_id ?? i.visit_id ?? i.person_id} />;
}

export function List() {
	const [text, setText] = useState('');
	const [step, setStep] = useState<Step | ''>('');
	const [shown, show] = useState(PAGE);
	const counts = stepCounts.value;
	const found = items.value.filter((i) => (!step || i.step === step) && (!text.trim() || matches(i, text))).sort(byName);
	return (
		<>
			<h1 class="govuk-heading-l">{w('title')}</h1>
			<div class="filters" role="search">
				<div class="filters__find"><label class="govuk-label" for="list-find">{w('find')}</label>
					<input id="list-find" class="govuk-input" value={text} autocomplete="off" onInput={(e) => setText(e.currentTarget.value)} /></div>
				<div><label class="govuk-label" for="list-step">{w('filter')}</label>
					<select id="list-step" class="govuk-select" value={step} onChange={(e) => setStep(e.currentTarget.value as Step | '')}>
						<option value="">{w('all', { n: items.value.length })}</option>
						{allSteps().filter((s) => counts[s.value as Step]).map((s) => (
							<option key={s.value} value={s.value}>{w('step', { step: s.text, n: counts[s.value as Step] ?? 0 })}</option>
						))}
					</select></div>
			</div>
			{loaded.value && !items.value.length && <Empty title={w('none')}>{w('noneMore')}</Empty>}
			{items.value.length > 0 && !found.length && <Empty title={w('noMatch')}>{w('noMatchMore')}</Empty>}
			{found.length > 0 && <Rows rows={found.slice(0, shown)} />}
			{found.length > shown && <Button kind="second" onClick={() => show(shown + 4 * PAGE)}>{w('more')}</Button>}
		</>
	);
}
