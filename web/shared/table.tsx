// A table that becomes a list of cards on a phone: every cell knows the name of its column.
import type { ComponentChildren } from 'preact';

export interface Column<Row> {
	name: string;
	cell: (row: Row) => ComponentChildren;
	numeric?: boolean;
	note?: string; // under the name of the column
	heading?: boolean; // names the row: on a phone the title of its card
	by?: (row: Row) => string | number | null | undefined; // what a table that can be sorted is sorted by
}
export interface Order { by: string; down: boolean; turn: (name: string) => void }

// strong: rows that sum up others. order: the headings of columns with by are buttons. below: what stands under a row.
export function Table<Row>({ caption, columns, rows, rowKey, hideCaption, strong, order, below }: {
	caption: string; columns: Column<Row>[]; rows: Row[]; rowKey: (row: Row) => string; hideCaption?: boolean;
	strong?: (row: Row) => boolean; order?: Order; below?: (row: Row) => ComponentChildren;
}) {
	const turned = (c: Column<Row>) => (order && c.by ? (order.by !== c.name ? 'none' : order.down ? 'descending' : 'ascending') : undefined);
	return (
		<table class={`govuk-table table ${order ? 'table--ordered' : ''}`}>
			<caption class={`govuk-table__caption ${hideCaption ? 'govuk-visually-hidden' : 'govuk-table__caption--m'}`}>{caption}</caption>
			<thead class="govuk-table__head">
				<tr class="govuk-table__row">
					{columns.map((c) => (
						<th scope="col" key={c.name} aria-sort={turned(c)} class={`govuk-table__header ${c.numeric ? 'govuk-table__header--numeric' : ''}`}>
							{order && c.by ? <button type="button" class="table__turn" onClick={() => order.turn(c.name)}>{c.name}</button> : c.name}
							{c.note && <span class="table__note">{c.note}</span>}
						</th>
					))}
				</tr>
			</thead>
			<tbody class="govuk-table__body">
				{rows.map((row) => [
					<tr class={`govuk-table__row ${strong?.(row) ? 'table__sum' : ''}`} key={rowKey(row)}>
						{columns.map((c) => (
							<td key={c.name} data-name={c.name} class={`govuk-table__cell ${c.numeric ? 'govuk-table__cell--numeric' : ''} ${c.heading ? 'table__heading' : ''}`}>
								{c.cell(row)}
							</td>
						))}
					</tr>,
					below?.(row) && <tr class="govuk-table__row table__below" key={`${rowKey(row)} below`}><td class="govuk-table__cell" colSpan={columns.length}>{below(row)}</td></tr>,
				])}
			</tbody>
		</table>
	);
}
