// The screens of a session, in the order in which people walk through the site, and the right that each needs.
import { words } from '../shared/lang';
import { may, staff } from './account';
import { atSite } from './place';

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
	report: ['Báo cáo', 'Reports'],
	print: ['In', 'Print'],
	lists: ['Danh sách đăng ký', 'Lists'],
	accounts: ['Tài khoản đơn vị', 'Accounts'],
	registrations: ['Đăng ký mới', 'Registrations'],
	standby: ['Dự phòng', 'Standby'],
	openings: ['Mở chỗ', 'Booking'],
	hours: ['Giờ làm việc', 'Hours'],
	reactions: ['Phản ứng', 'Reactions'],
	requests: ['Yêu cầu', 'Requests'],
});

export const tables = [
	{ key: 'reception', cap: 'visit_checkin', step: 'expected' },
	{ key: 'screening', cap: 'visit_screen', step: 'checked_in' },
	{ key: 'injection', cap: 'visit_inject', step: 'screened' },
	{ key: 'observation', cap: 'visit_observe', step: 'observing' },
] as const;

// at: where it is done: in a session, at a site, or at any unit.
export const desks = [
	{ key: 'list', cap: 'session_read', at: 'session' },
	{ key: 'session', cap: 'session_read', at: 'session' },
	{ key: 'standby', cap: 'visit_checkin', at: 'session' },
	{ key: 'openings', cap: 'session_write', at: 'session' },
	{ key: 'print', cap: 'session_read', at: 'session' },
	{ key: 'import', cap: 'import_run', at: 'site' },
	{ key: 'reviews', cap: 'review_resolve', at: 'site' },
	{ key: 'registrations', cap: 'person_read', at: 'unit' },
	{ key: 'lists', cap: 'list_write', at: 'unit' },
	{ key: 'accounts', cap: 'staff_manage', at: 'unit' },
	{ key: 'reactions', cap: 'visit_observe', at: 'unit' },
	{ key: 'requests', cap: 'person_write', at: 'unit' },
	{ key: 'hours', cap: 'session_write', at: 'site' },
	{ key: 'stock', cap: 'stock_read', at: 'unit' },
	{ key: 'report', cap: 'stock_read', at: 'unit' },
] as const;

export type TabKey = (typeof tables)[number]['key'] | (typeof desks)[number]['key'];
export const tabName = (key: TabKey): string => w(key);

export const myTables = () => tables.filter(({ cap }) => may(cap));
// At a site registrations are the office's work (a health station is the commune's desk), not that of the tables.
const atDesk = (key: string) => key !== 'registrations' || !atSite.value || may('list_read');
// An organisation belongs to a commune, a district or a province.
const ofOrganisations = (key: string) => key !== 'accounts' || (!atSite.value && staff().unit_level !== 'nation');
export const myDesks = () => desks.filter(({ key, cap, at }) => may(cap) && (at === 'unit' || atSite.value) && atDesk(key) && ofOrganisations(key));
// Whose work is the store and nothing else.
export const storeOnly = () => may('stock_write') && !may('session_write') && !may('person_read');
// An organisation: its lists and nothing else.
export const listsOnly = () => may('list_write') && !may('session_read');
