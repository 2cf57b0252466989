// The shares of a round: how each came about, and what became of it.
import { useState } from 'preact/hooks';
import { Button } from '../shared/button';
import { ExportButtons } from '../shared/export_buttons';
import { TextField } from '../shared/field';
import { date, number, signed } from '../shared/format';
import { words } from '../shared/lang';
import { Tag } from '../shared/notice';
import { SortedTable } from '../shared/sorted';
import type { Column } from '../shared/table';
import { fold } from '../station/fold';
import { figureName } from './text';
import type { RoundWhole, Share } from './types';

const w = words({
	title: ['Phần của từng nơi', 'The shares'],
	views: ['Xem theo', 'View'],
	how: ['Cách chia', 'How it is divided'],
	what: ['Kế hoạch và thực tế', 'Plan and actual'],
	find: ['Tìm nơi nhận', 'Find a receiver'],
	unit: ['Nơi nhận', 'Receiver'],
	code: ['Mã', 'Code'],
	computed: ['Máy tính', 'Computed'],
	decided: ['Quyết định', 'Decided'],
	shipped: ['Đã xuất', 'Shipped'],
	received: ['Đã nhận', 'Received'],
	planned: ['Nơi nhận dự kiến tiêm', 'Planned by the receiver'],
	until: ['đến {date}', 'by {date}'],
	noPlan: ['chưa có kế hoạch', 'no plan yet'],
	used: ['Đã tiêm', 'Given'],
	usedMore: ['từ {date}', 'since {date}'],
	byHand: ['Sửa tay {n}', 'By hand {n}'],
	why: ['Lý do sửa', 'Reason'],
	act: ['Thao tác', 'Actions'],
	edit: ['Sửa', 'Change'],
	editOf: ['Sửa phần của {name}', 'Change the share of {name}'],
	ship: ['Xuất', 'Ship'],
	shipOf: ['Xuất kho cho {name}', 'Ship to {name}'],
	gone: ['Đã xuất', 'Shipped'],
	plannedDoses: ['Dự kiến tiêm', 'Planned'],
	planDate: ['Tiêm xong trước', 'Planned until'],
	planNote: ['Ghi chú kế hoạch', 'Note of the plan'],
	none: ['Không có nơi nhận nào như vậy.', 'There is no such receiver.'],
});

const decided = (s: Share) => <span><strong>{number(s.doses)}</strong>{s.doses !== s.computed && <><br /><Tag kind="info">{w('byHand', { n: signed(s.doses - s.computed) })}</Tag></>}{s.why && <><br /><span class="soft">{s.why}</span></>}</span>;
const unit: Column<Share> = { name: '', cell: (s) => s.to_unit_name, heading: true, by: (s) => s.to_unit_code };

function howColumns(names: string[], onEdit: ((s: Share) => void) | null): Column<Share>[] {
	return [
		{ ...unit, name: w('unit') },
		...names.map((name): Column<Share> => ({ name: figureName(name), cell: (s) => number(s.figures[name] ?? 0), numeric: true, by: (s) => s.figures[name] })),
		{ name: w('computed'), cell: (s) => number(s.computed), numeric: true, by: (s) => s.computed },
		{ name: w('decided'), cell: decided, numeric: true, by: (s) => s.doses },
		...(onEdit ? [{ name: w('act'), cell: (s: Share) => <Button kind="quiet" aria-haspopup="dialog" aria-label={w('editOf', { name: s.to_unit_name })} onClick={() => onEdit(s)}>{w('edit')}</Button> }] : []),
	];
}

function whatColumns(onShip: ((s: Share) => void) | null): Column<Share>[] {
	return [
		{ ...unit, name: w('unit') },
		{ name: w('decided'), cell: decided, numeric: true, by: (s) => s.doses },
		{ name: w('shipped'), cell: (s) => number(s.shipped), numeric: true, by: (s) => s.shipped },
		{ name: w('received'), cell: (s) => number(s.received), numeric: true, by: (s) => s.received },
		{ name: w('planned'), cell: (s) => (s.planned === null ? <span class="soft nowrap">{w('noPlan')}</span> : <span>{number(s.planned)}<br /><span class="soft">{w('until', { date: date(s.plan_to) })}{s.plan_note && ` · ${s.plan_note}`}</span></span>), numeric: true, by: (s) => s.planned },
		{ name: w('used'), cell: (s) => <span>{number(s.used)}{s.first_received_on && <><br /><span class="soft">{w('usedMore', { date: date(s.first_received_on) })}</span></>}</span>, numeric: true, by: (s) => s.used },
		...(onShip ? [{ name: w('act'), cell: (s: Share) => (s.doses > 0 && s.shipped < s.doses ? <Button kind="quiet" aria-haspopup="dialog" aria-label={w('shipOf', { name: s.to_unit_name })} onClick={() => onShip(s)}>{w('ship')}</Button> : s.doses > 0 ? <Tag kind="good">✓ {w('gone')}</Tag> : '') }] : []),
	];
}

export function Shares({ round: r, onEdit, onShip }: { round: RoundWhole; onEdit: ((s: Share) => void) | null; onShip: ((s: Share) => void) | null }) {
	const [chosen, choose] = useState<'how' | 'what' | null>(null);
	const [text, setText] = useState('');
	const view = chosen ?? (r.state === 'draft' || r.state === 'cancelled' ? 'how' : 'what');
	const names = [...Object.keys(r.basis), ...(r.shares.some((s) => 'on_hand' in s.figures) ? ['on_hand'] : [])];
	const shown = r.shares.filter((s) => !text.trim() || fold(s.to_unit_name).includes(fold(text)) || s.to_unit_code.startsWith(text.trim()));
	return (
		<section class="section" aria-labelledby="shares">
			<div class="section__head">
				<h2 id="shares" class="govuk-heading-m">{w('title')}</h2>
				<ExportButtons file={`phan-bo-dot-${r.number}`} make={() => ({ name: `${r.number}. ${r.title}`,
					head: [w('code'), w('unit'), ...names.map(figureName), w('computed'), w('decided'), w('why'), w('shipped'), w('received'), w('plannedDoses'), w('planDate'), w('planNote'), w('used')],
					rows: r.shares.map((s) => [s.to_unit_code, s.to_unit_name, ...names.map((n) => s.figures[n] ?? null), s.computed, s.doses, s.why, s.shipped, s.received, s.planned, { date: s.plan_to }, s.plan_note, s.used]) })} />
			</div>
			{r.state !== 'draft' && (
				<div class="parts views" role="group" aria-label={w('views')}><ul>
					{(['what', 'how'] as const).map((v) => <li key={v}><button type="button" class="parts__tab" aria-pressed={v === view} onClick={() => choose(v)}>{w(v)}</button></li>)}
				</ul></div>
			)}
			{r.shares.length > 15 && <div class="narrow"><TextField id="receiver" label={w('find')} value={text} onInput={setText} /></div>}
			{!shown.length && <p role="status">{w('none')}</p>}
			{shown.length > 0 && <SortedTable<Share> key={view} id="shares" caption={w(view)} hideCaption rows={shown} rowKey={(s) => s.to_unit_id} columns={view === 'how' ? howColumns(names, onEdit) : whatColumns(onShip)} />}
		</section>
	);
}
