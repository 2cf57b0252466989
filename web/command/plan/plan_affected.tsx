// What cannot take place as it was published, and how many people that concerns.
import { useAction } from '../../shared/action';
import { post } from '../../shared/api';
import { Button } from '../../shared/button';
import { ExportButtons } from '../../shared/export_buttons';
import { date, number } from '../../shared/format';
import { both, words } from '../../shared/lang';
import type { Items } from '../../shared/loaded';
import { SortedTable } from '../../shared/sorted';
import { may } from '../../station/account';
import { ChangedMistake } from '../conflict';
import { ours, useFresh } from '../own';
import { c } from '../text';
import { p, productName } from './text';
import type { Affected, Plan } from './types';

const w = words({
	title: ['Cần xếp lại', 'To be placed again'],
	say: ['{people} người ở {n} buổi tiêm không thể tiêm như đã hẹn. Họ chưa được báo: xếp lại rồi công bố, mỗi người nhận một tin với chỗ mới.', '{people} people of {n} sessions cannot come as invited. They have not been told: place them again and publish, then each gets one message with the new place.'],
	replan: ['Xếp lại những người bị ảnh hưởng', 'Place the affected people again'],
	what: ['Việc xảy ra', 'What happened'],
	people: ['Số người', 'People'],
});

// Asked for each time: the sums in the plan itself are a minute old.
export function AffectedList({ plan, onPlan, reload }: { plan: Plan; onPlan: (plan: Plan) => void; reload: () => Promise<void> }) {
	const loaded = useFresh<Items<Affected>>(ours('plans', plan.id, 'affected'));
	const action = useAction();
	const rows = loaded.value?.items ?? [];
	const replan = () => void action.run(async () => onPlan(await post<Plan>(ours('plans', plan.id, 'replan'), { version: plan.version })));
	if (!rows.length)
		return null;
	return (
		<section class="section" aria-labelledby="affected">
			<h2 id="affected" class="govuk-heading-m">▲ {w('title')}</h2>
			<p role="status">{w('say', { people: number(rows.reduce((n, r) => n + r.people, 0)), n: number(new Set(rows.map((r) => r.id)).size) })}</p>
			<ChangedMistake what="plan" action={action} reload={reload} />
			<SortedTable<Affected> id="affected-table" caption={w('title')} hideCaption rows={rows} rowKey={(r) => `${r.id} ${r.code}`} columns={[
				{ name: p('site'), cell: (r) => r.site_name, heading: true, by: (r) => r.site_name },
				{ name: p('day'), cell: (r) => date(r.on_date), by: (r) => r.on_date },
				{ name: c('product'), cell: (r) => productName(r.product_code), by: (r) => r.product_code },
				{ name: w('what'), cell: (r) => both(r), by: (r) => r.code },
				{ name: w('people'), cell: (r) => number(r.people), numeric: true, by: (r) => r.people },
			]} />
			<div class="below-table">
				{may('plan') && <Button busy={action.busy} onClick={replan}>{w('replan')}</Button>}
				<ExportButtons file="can-xep-lai" make={() => ({ name: w('title'), head: [p('site'), p('day'), c('product'), w('what'), w('people')], rows: rows.map((r) => [r.site_name, { date: r.on_date }, productName(r.product_code), both(r), r.people]) })} />
			</div>
		</section>
	);
}
