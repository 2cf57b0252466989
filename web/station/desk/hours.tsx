// The hours of the site at hand.
import { SiteHoursEditor } from '../../command/plan/hours';
import { words } from '../../shared/lang';
import { place } from '../place';

const w = words({
	title: ['Giờ làm việc', 'Hours'],
	lead: ['Kế hoạch tiêm xếp người theo giờ, số bàn và ngày nghỉ ở đây.', 'Plans place people by these hours, tables and days off.'],
});

export function Hours() {
	return (
		<>
			<h1 class="govuk-heading-l">{w('title')}</h1>
			<p class="lead">{w('lead')}</p>
			<SiteHoursEditor siteId={place.value!.id} />
		</>
	);
}
