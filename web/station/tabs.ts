// The screens of a session, in the order in which people walk through the site, and the right that each needs.
import { words } from '../shared/lang';
import { may } from './account';

const w = words({
	reception: ['Tiếp đón', 'Reception'],
	screening: ['Khám sàng lọc', 'Screening'],
	injection: ['Tiêm', 'Injection'],
	observation: ['Theo dõi & cấp giấy', 'Observation'],
	list: ['Danh sách', 'List'],
	session: ['Buổi tiêm', 'Session'],
	import: ['Nhập danh sách', 'Import a list'],
	reviews: ['Việc cần xem', 'To review'],
	stock: ['Kho', 'Stock'],
	print: ['In', 'Print'],
});

export const tables = [
	{ key: 'reception', cap: 'visit_checkin', step: 'expected' },
	{ key: 'screening', cap: 'visit_screen', step: 'checked_in' },
	{ key: 'injection', cap: 'visit_inject', step: 'screened' },
	{ key: 'observation', cap: 'visit_observe', step: 'observing' },
] as const;

export const desks = [
	{ key: 'list', cap: 'session_read', inSession: true },
	{ key: 'session', cap: 'session_read', inSession: true },
	{ key: 'print', cap: 'session_read', inSession: true },
	{ key: 'import', cap: 'import_run', inSession: false },
	{ key: 'reviews', cap: 'review_resolve', inSession: false },
	{ key: 'stock', cap: 'stock_read', inSession: false },
] as const;

export type TabKey = (typeof tables)[number]['key'] | (typeof desks)[number]['key'];
export const tabName = (key: TabKey): string => w(key);

export const myTables = () => tables.filter(({ cap }) => may(cap));
export const myDesks = () => desks.filter(({ cap }) => may(cap));
