// The group "planning": fetched when one of its pages is opened.
import { Calendar } from './calendar';
import { Demand } from './demand';
import { HoursPage } from './hours_page';
import { Messages } from './messages';
import { PlanPage } from './plan';
import { PlanForm } from './plan_form';
import { Plans } from './plans';

export type PlanningPage = 'demand' | 'calendar' | 'hours' | 'plans' | 'messages';

export function Planning({ page, rest }: { page: PlanningPage; rest: string[] }) {
	const [first, second] = rest;
	switch (page) {
	case 'demand': return <Demand key={first ?? ''} unitId={first} />;
	case 'calendar': return <Calendar rest={rest} />;
	case 'hours': return <HoursPage siteId={first} />;
	case 'plans': return first === 'new' ? <PlanForm at={second} /> : first ? <PlanPage key={first} id={first} rest={rest.slice(1)} /> : <Plans />;
	case 'messages': return <Messages />;
	}
}
