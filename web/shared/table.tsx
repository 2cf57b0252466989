// A table that becomes a list of cards on a phone: every cell knows the name of its column.
import type { ComponentChildren } from 'preact';

export interface Column<Row> {
	name: string;
	cell: (row: Row) => ComponentChildren;
	numeric?: boolean;
	heading?: boolean; // names the row: on a phone the title of its card
}

// strong: rows that sum up others.
export function Table<Row>({ caption, columns, rows, rowKey, hideCaption, strong }: {
	caption: string; columns: Column<Row>[]; rows: Row[]; rowKey: (row: Row) => string; hideCaption?: boolean;
	strong?: (row: Row) => boolean;
}) {
	return (
		<table class="govuk-table table">
			<caption class={`govuk-table__caption ${hideCaption ? 'govuk-visually-hidden' : 'govuk-table__caption--m'}`}>{caption}</caption>
			<thead class="govuk-table__head">
				<tr class="govuk-table__row">
					{columns.map((c) => (
						<th scope="col" key={c.name} class={`govuk-table__header ${c.numeric ? 'govuk-table__header--numeric' : ''}`}>{c.name}</th>
					))}
				</tr>
			</thead>
			<tbody class="govuk-table__body">
				{rows.map((row) => (
					<tr class={`govuk-table__row ${strong?.(row) ? 'table__sum' : ''}`} key={rowKey(row)}>
						{columns.map((c) => (
							<td key={c.name} data-name={c.name} class={`govuk-table__cell ${c.numeric ? 'govuk-table__cell--numeric' : ''} ${c.heading ? 'table__heading' : ''}`}>
								{c.cell(row)}
							</td>
						))}
					</tr>
				))}
			</tbody>
		</table>
	);
}
