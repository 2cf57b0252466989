// How many wait in a unit and below, by group and dose, in words and as a table.
import { number } from '../../shared/format';
import { words } from '../../shared/lang';
import { useLoaded, type Items } from '../../shared/loaded';
import { Empty, Notice } from '../../shared/notice';
import { Table } from '../../shared/table';
import { reference } from '../board';
import type { Demand } from './types';

const w = words({
	caption: ['Nhu cầu theo mũi và nhóm ưu tiên', 'Demand by dose and priority group'],
	sum: ['{waiting} người đang chờ, {placed} người đã có lịch, {unseen} đăng ký chưa ai xem.', '{waiting} wait, {placed} are placed, {unseen} registrations nobody has seen.'],
	dose: ['Mũi', 'Dose'],
	group: ['Nhóm ưu tiên', 'Priority group'],
	noGroup: ['Chưa rõ nhóm', 'No group'],
	waiting: ['Đang chờ', 'Waiting'],
	placed: ['Đã có lịch', 'Placed'],
	unseen: ['Chưa xem', 'Not seen'],
	none: ['Chưa có ai đăng ký', 'Nobody is registered'],
	noneMore: ['Người dân đăng ký ở Sổ sức khỏe điện tử; đơn vị gửi danh sách.', 'People register in their health book; organisations send lists.'],
});

const groupName = (code: string) => {
	const known = reference.value?.priority_groups.find((g) => g.code === code);
	return code ? `${code}${known ? `. ${known.name}` : ''}` : w('noGroup');
};

export function DemandTable({ unitId }: { unitId: string }) {
	const { value, mistake } = useLoaded<Items<Demand>>(`/api/v1/units/${unitId}/demand`);
	const rows = [...(value?.items ?? [])].sort((a, b) => a.dose_number - b.dose_number || (Number(a.priority_group) || 99) - (Number(b.priority_group) || 99));
	const sum = (key: 'waiting' | 'placed' | 'unacknowledged') => number(rows.reduce((n, r) => n + r[key], 0));
	if (mistake)
		return <Notice kind="stop">{mistake}</Notice>;
	if (value && !rows.length)
		return <Empty title={w('none')}>{w('noneMore')}</Empty>;
	return value && (
		<>
			<p class="total">{w('sum', { waiting: sum('waiting'), placed: sum('placed'), unseen: sum('unacknowledged') })}</p>
			<Table caption={w('caption')} rows={rows} rowKey={(r) => `${r.dose_number} ${r.priority_group}`} columns={[
				{ name: w('group'), cell: (r) => groupName(r.priority_group), heading: true },
				{ name: w('dose'), cell: (r) => number(r.dose_number), numeric: true },
				{ name: w('waiting'), cell: (r) => number(r.waiting), numeric: true },
				{ name: w('placed'), cell: (r) => number(r.placed), numeric: true },
				{ name: w('unseen'), cell: (r) => number(r.unacknowledged), numeric: true },
			]} />
		</>
	);
}
