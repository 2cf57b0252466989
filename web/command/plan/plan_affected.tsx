// What cannot take place as it was published, and how many people that concerns.
import { ExportButtons } from '../../shared/export_buttons';
import { date, number } from '../../shared/format';
import { both, words } from '../../shared/lang';
import { useLoaded, type Items } from '../../shared/loaded';
import { SortedTable } from '../../shared/sorted';
import { Waiting } from '../loading';
import { ours } from '../own';
import { c } from '../text';
import { p, productName } from './text';
import type { Affected, Plan } from './types';

const w = words({
	title: ['Cần xếp lại', 'To be placed again'],
	say: ['{people} người ở {n} buổi tiêm không thể tiêm như đã hẹn. Họ chưa được báo: xếp lại rồi công bố, mỗi người nhận một tin với chỗ mới.', '{people} people of {n} sessions cannot come as invited. They have not been told: place them again and publish, then each gets one message with the new place.'],
	what: ['Việc xảy ra', 'What happened'],
	people: ['Số người', 'People'],
});

export function AffectedList({ plan }: { plan: Plan }) {
	const loaded = useLoaded<Items<Affected>>(ours('plans', plan.id, 'affected'));
	const rows = loaded.value?.items ?? [];
	return (
		<section class="section" aria-labelledby="affected">
			<h2 id="affected" class="govuk-heading-m">▲ {w('title')}</h2>
			<p>{w('say', { people: number(plan.affected_people), n: number(plan.affected_sessions) })}</p>
			<Waiting of={loaded} />
			{rows.length > 0 && (
				<>
					<SortedTable<Affected> id="affected-table" caption={w('title')} hideCaption rows={rows} rowKey={(r) => `${r.id} ${r.code}`} columns={[
						{ name: p('site'), cell: (r) => r.site_name, heading: true, by: (r) => r.site_name },
						{ name: p('day'), cell: (r) => date(r.on_date), by: (r) => r.on_date },
						{ name: c('product'), cell: (r) => productName(r.product_code), by: (r) => r.product_code },
						{ name: w('what'), cell: (r) => both(r), by: (r) => r.code },
						{ name: w('people'), cell: (r) => number(r.people), numeric: true, by: (r) => r.people },
					]} />
					<ExportButtons file="can-xep-lai" make={() => ({ name: w('title'), head: [p('site'), p('day'), c('product'), w('what'), w('people')], rows: rows.map((r) => [r.site_name, { date: r.on_date }, productName(r.product_code), both(r), r.people]) })} />
				</>
			)}
		</section>
	);
}
