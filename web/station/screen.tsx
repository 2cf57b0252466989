import { later } from '../shared/later';
import { Import } from './import';
import { Injection } from './injection';
import { List } from './list';
import { Observation } from './observation';
import { Print } from './print';
import { Reception } from './reception';
import { Report } from './report/report';
import { Reviews } from './reviews';
import { Screening } from './screening';
import { SessionDesk } from './session_desk';
import { Stock } from './stock/stock';
import type { TabKey } from './tabs';

// What is opened a few times a day is fetched then.
const Accounts = later(() => import('./lists/accounts').then((m) => m.Accounts));
const Hours = later(() => import('./desk/hours').then((m) => m.Hours));
const Lists = later(() => import('./lists/lists').then((m) => m.Lists));
const Openings = later(() => import('./desk/openings').then((m) => m.Openings));
const Reactions = later(() => import('./desk/reactions').then((m) => m.Reactions));
const Registrations = later(() => import('./registrations/registrations').then((m) => m.Registrations));
const Requests = later(() => import('./desk/requests').then((m) => m.Requests));
const StandbyDesk = later(() => import('./desk/standby').then((m) => m.StandbyDesk));

// One file per screen; rest is what follows the screen in the address: the visit at hand.
export function Screen({ tab, rest }: { tab: TabKey; rest: string[] }) {
	switch (tab) {
	case 'reception': return <Reception />;
	case 'screening': return <Screening visitId={rest[0]} />;
	case 'injection': return <Injection visitId={rest[0]} />;
	case 'observation': return <Observation />;
	case 'list': return <List />;
	case 'session': return <SessionDesk />;
	case 'import': return <Import />;
	case 'reviews': return <Reviews />;
	case 'stock': return <Stock rest={rest} />;
	case 'report': return <Report rest={rest} />;
	case 'print': return <Print />;
	case 'accounts': return <Accounts />;
	case 'lists': return <Lists rest={rest} />;
	case 'registrations': return <Registrations />;
	case 'standby': return <StandbyDesk />;
	case 'openings': return <Openings />;
	case 'reactions': return <Reactions />;
	case 'requests': return <Requests />;
	case 'hours': return <Hours />;
	}
}
