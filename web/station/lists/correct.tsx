// The cells of a row as they stand in the form; the one at fault first in view.
import { useState } from 'preact/hooks';
import { useAction } from '../../shared/action';
import { post } from '../../shared/api';
import { Button } from '../../shared/button';
import { Dialog } from '../../shared/dialog';
import { TextField } from '../../shared/field';
import { both, words } from '../../shared/lang';
import { Notice } from '../../shared/notice';
import { MistakeBox } from '../../shared/summary';
import { tell } from '../../shared/toast';
import { columnName } from '../import_columns';
import { unitPath } from '../place';
import type { RollRow, RollWhole } from './types';

const w = words({
	title: ['Sửa dòng {n}', 'Correct row {n}'],
	save: ['Lưu và xét lại', 'Save and judge again'],
	cancel: ['Không sửa', 'Do not'],
	saved: ['Đã sửa dòng {n}; đang xét lại', 'Row {n} was corrected and is judged again'],
	sex: ['0: nam, 1: nữ', '0: male, 1: female'],
	birth: ['ngày/tháng/năm, hoặc chỉ năm', 'day/month/year, or the year alone'],
	group: ['1 đến 16, theo mẫu của Bộ Y tế', "1 to 16, as in the Ministry's form"],
	more: ['Các ô khác', 'Other cells'],
	sent: ['Đã gửi: {text}', 'As sent: {text}'],
});
const first = ['name', 'birth_date', 'sex', 'phone', 'number', 'priority_group'];
const rest = ['insurance', 'workplace', 'province_code', 'district_code', 'commune_code', 'province', 'district', 'commune', 'address'];
const hints: Record<string, 'sex' | 'birth' | 'group'> = { sex: 'sex', birth_date: 'birth', priority_group: 'group' };

export function Correct({ list, row, onClose, onDone }: { list: RollWhole; row: RollRow; onClose: () => void; onDone: () => Promise<void> }) {
	const [cells, setCells] = useState<Record<string, string>>({});
	const action = useAction();
	const field = row.field ?? '';
	const fault = row.message_vi ? both({ vi: row.message_vi, en: row.message_en }) : '';
	const save = (e: Event) => {
		e.preventDefault();
		void action.run(async () => {
			await post(unitPath('lists', list.id, 'rows', String(row.row_no)), { version: row.version, cells: Object.entries(cells).map(([column, text]) => ({ column, text: text.trim() })) });
			tell(w('saved', { n: row.row_no }));
			onClose();
			await onDone();
		});
	};
	const cell = (key: string) => {
		const was = row.sent && (row.sent[key] ?? '') !== (row.cells[key] ?? '') ? w('sent', { text: row.sent[key] ?? '–' }) : undefined;
		return (
			<TextField key={key} id={`cell-${key}`} label={columnName(key)} value={cells[key] ?? row.cells[key] ?? ''} hint={hints[key] ? w(hints[key]) : was}
				{...(key === field ? { 'data-first': true } : {})} onInput={(text) => setCells({ ...cells, [key]: text })} />
		);
	};
	return (
		<Dialog title={w('title', { n: row.row_no })} onClose={onClose} wide>
			<form onSubmit={save} noValidate>
				{fault && <Notice kind={row.verdict === 'error' ? 'stop' : 'warning'}>{fault}</Notice>}
				<MistakeBox mistake={action.mistake} />
				<div class="pair">{first.map(cell)}</div>
				<details class="more" open={rest.includes(field)}>
					<summary>{w('more')}</summary>
					<div class="pair">{rest.map(cell)}</div>
				</details>
				<div class="buttons">
					<Button type="submit" busy={action.busy}>{w('save')}</Button>
					<Button kind="quiet" onClick={onClose}>{w('cancel')}</Button>
				</div>
			</form>
		</Dialog>
	);
}
