// Hours of the sites below: choose one, then see and change them.
import { words } from '../../shared/lang';
import { go, link } from '../../shared/route';
import { UnitBelow, placeOf, useUnit } from '../unit_below';
import { SiteHoursEditor } from './hours';

const w = words({
	title: ['Giờ làm việc của điểm tiêm', 'Hours of the sites'],
	lead: ['Giờ, số bàn và số người mỗi giờ của từng điểm tiêm quyết định kế hoạch xếp được bao nhiêu người.', 'The hours, tables and people an hour of each site decide how many people a plan can place.'],
	choose: ['Chọn điểm tiêm', 'Choose the site'],
	other: ['Điểm tiêm khác', 'Another site'],
});

function OfSite({ id }: { id: string }) {
	const unit = useUnit(id);
	return (
		<>
			<a class="crumb" href={link('hours')}>{w('other')}</a>
			<h1 class="govuk-heading-l">{w('title')}: {unit.value?.name ?? '…'}</h1>
			{unit.value && <p class="lead">{placeOf(unit.value)}</p>}
			<SiteHoursEditor siteId={id} />
		</>
	);
}

export function HoursPage({ siteId }: { siteId: string | undefined }) {
	if (siteId)
		return <OfSite key={siteId} id={siteId} />;
	return (
		<>
			<h1 class="govuk-heading-l">{w('title')}</h1>
			<p class="lead">{w('lead')}</p>
			<UnitBelow label={w('choose')} level="site" onChoose={(u) => go('hours', u.id)} />
		</>
	);
}
