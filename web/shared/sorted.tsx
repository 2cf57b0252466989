// A table that is sorted by any of its columns: by its headings, and on a phone, where these are hidden, by a choice above.
import { useState } from 'preact/hooks';
import { words } from './lang';
import { Table, type Column } from './table';

const w = words({
	sort: ['Sắp xếp theo', 'Sort by'],
	asIs: ['Thứ tự của danh sách', 'As the list comes'],
	up: ['{name}: tăng dần', '{name}: rising'],
	down: ['{name}: giảm dần', '{name}: falling'],
});

const compare = new Intl.Collator('vi', { numeric: true }).compare;

// What is not known stands last, whichever way.
export function inOrder<Row>(rows: Row[], by: (row: Row) => string | number | null | undefined, down: boolean): Row[] {
	return [...rows].sort((a, b) => {
		const [x, y] = [by(a) ?? null, by(b) ?? null];
		if (x === null || y === null)
			return Number(x === null) - Number(y === null);
		const order = typeof x === 'number' && typeof y === 'number' ? x - y : compare(String(x), String(y));
		return down ? -order : order;
	});
}

// first: the column by which it is sorted when it opens; without it the rows stay as they come.
export function SortedTable<Row>({ id, columns, rows, first, firstDown, ...rest }: {
	id: string; first?: string; firstDown?: boolean;
} & Omit<Parameters<typeof Table<Row>>[0], 'order'>) {
	const [order, set] = useState({ by: first ?? '', down: firstDown ?? false });
	const turn = (name: string) => {
		const numeric = columns.find((c) => c.name === name)?.numeric ?? false;
		set({ by: name, down: order.by === name ? !order.down : numeric });
	};
	const by = columns.find((c) => c.name === order.by)?.by;
	const sortable: Column<Row>[] = columns.filter((c) => c.by);
	return (
		<>
			<div class="sorts">
				<label class="govuk-label" for={`${id}-sort`}>{w('sort')}</label>
				<select id={`${id}-sort`} class="govuk-select" value={`${order.by}|${order.down ? 'down' : 'up'}`} onChange={(e) => {
					const [name = '', way] = e.currentTarget.value.split('|');
					set({ by: name, down: way === 'down' });
				}}>
					{!first && <option value="|up">{w('asIs')}</option>}
					{sortable.flatMap(({ name, numeric }) => (numeric ? (['down', 'up'] as const) : (['up', 'down'] as const)).map((way) => (
						<option key={name + way} value={`${name}|${way}`}>{w(way, { name })}</option>
					)))}
				</select>
			</div>
			<Table<Row> {...rest} columns={columns} rows={by ? inOrder(rows, by, order.down) : rows} order={{ ...order, turn }} />
		</>
	);
}
