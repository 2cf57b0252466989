// The frame of the command centre: who decides for which unit, and the way to each page.
import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { Header } from '../shared/frame';
import { words } from '../shared/lang';
import { Notice } from '../shared/notice';
import { later } from '../shared/later';
import { here, link, path } from '../shared/route';
import { leave, may, staff } from '../station/account';
import { loadReference } from '../station/board';
import { levelName, roleName } from '../station/terms';
import { Alarms } from './alarms';
import { Figures } from './figures';
import { Levels } from './levels';
import { LotPage } from './lot';
import { Lots } from './lots';
import { Overview } from './overview';
import { level } from './own';
import type { PlanningPage } from './plan/pages';
import { ProvinceTable } from './province_table';
import { Received } from './received';
import { Reports } from './reports';
import { RoundPage } from './round';
import { RoundForm } from './round_form';
import { Rounds } from './rounds';
import { Shipments } from './shipments';

const w = words({
	name: ['Trung tâm điều hành', 'Command centre'],
	change: ['Đổi người', 'Change user'],
	manager: ['Quản lý', 'Manager'],
	pages: ['Các trang', 'Pages'],
	menu: ['Mục lục', 'Menu'],
	overview: ['Tổng quan kho', 'Stock overview'],
	alarms: ['Cảnh báo', 'Alarms'],
	lots: ['Lô vắc xin', 'Lots'],
	shipments: ['Hàng trên đường', 'On the way'],
	levels: ['Tồn kho theo ngày', 'Stock over time'],
	rounds: ['Đợt phân bổ', 'Allocation rounds'],
	received: ['Được phân bổ', 'Rounds received'],
	table: ['Bảng phân bổ theo tỉnh', 'Table of the provinces'],
	reports: ['Báo cáo và đối chiếu', 'Reports and differences'],
	planning: ['Lập kế hoạch', 'Planning'],
	stock: ['Vắc xin', 'Vaccine'],
	demand: ['Nhu cầu', 'Demand'],
	calendar: ['Lịch buổi tiêm', 'Calendar'],
	hours: ['Giờ làm việc', 'Hours of the sites'],
	plans: ['Kế hoạch tiêm', 'Plans'],
	messages: ['Tin nhắn', 'Messages'],
	own: ['Kho của đơn vị', 'The unit’s own store'],
	notHere: ['Trang này dành cho cấp quốc gia, tỉnh, huyện và xã. Tài khoản của bạn thuộc {level}.', 'This page is for the nation, provinces, districts and communes. Your account belongs to a lower level ({level}).'],
	nothing: ['Tài khoản của bạn không xem được số liệu nào ở đây.', 'Your account may not see anything here.'],
	toStation: ['Mở trang điểm tiêm', 'Open the page of the sites'],
});

type StockPage = 'overview' | 'alarms' | 'lots' | 'shipments' | 'levels' | 'rounds' | 'received' | 'table' | 'reports';
type Page = StockPage | PlanningPage;
const above = ['nation', 'province', 'district']; // who decides about other stores
const planners = [...above, 'commune'];
const pages: { key: Page; cap: string; levels: string[]; group: 'stock' | 'planning' }[] = [
	{ key: 'overview', cap: 'stock_read', levels: above, group: 'stock' },
	{ key: 'alarms', cap: 'alarm_read', levels: above, group: 'stock' },
	{ key: 'lots', cap: 'stock_read', levels: above, group: 'stock' },
	{ key: 'shipments', cap: 'stock_read', levels: above, group: 'stock' },
	{ key: 'levels', cap: 'stock_read', levels: above, group: 'stock' },
	{ key: 'rounds', cap: 'stock_read', levels: above, group: 'stock' },
	{ key: 'received', cap: 'stock_read', levels: ['province', 'district'], group: 'stock' },
	{ key: 'table', cap: 'counter_read', levels: above, group: 'stock' },
	{ key: 'reports', cap: 'stock_read', levels: above, group: 'stock' },
	{ key: 'demand', cap: 'counter_read', levels: planners, group: 'planning' },
	{ key: 'calendar', cap: 'session_read', levels: planners, group: 'planning' },
	{ key: 'hours', cap: 'session_read', levels: planners, group: 'planning' },
	{ key: 'plans', cap: 'session_read', levels: planners, group: 'planning' },
	{ key: 'messages', cap: 'counter_read', levels: planners, group: 'planning' },
];
const mine = () => pages.filter(({ cap, levels }) => may(cap) && levels.includes(level()));
const Planning = later(() => import('./plan/pages').then((m) => m.Planning));

function User() {
	const me = staff();
	return (
		<>
			<span class="who"><strong>{me.full_name}</strong><span>{me.role === 'manager' ? w('manager') : roleName(me.role)}</span></span>
			<button type="button" class="header__button header__button--strong" onClick={() => void leave()}>{w('change')}</button>
		</>
	);
}

const Where = () => <span class="where"><strong>{w('name')}</strong><span>{staff().unit_name}</span></span>;

// At the side where there is room; on a phone behind a button that says where one is.
function Nav({ current }: { current: Page }) {
	const [open, setOpen] = useState(false);
	return (
		<nav class="side" aria-label={w('pages')}>
			<button type="button" class="side__menu" aria-expanded={open} onClick={() => setOpen(!open)}>
				<span aria-hidden="true">☰</span> {w('menu')}<span class="side__here">{w(current)}</span>
			</button>
			<div class={`side__list ${open ? 'side__list--open' : ''}`}>
				{(['stock', 'planning'] as const).map((group) => {
					const list = mine().filter((page) => page.group === group);
					return list.length > 0 && (
						<div key={group} class="side__group">
							<h2 id={`side-${group}`} class="side__title">{w(group)}</h2>
							<ul aria-labelledby={`side-${group}`}>
								{list.map(({ key }) => (
									<li key={key}><a class="side__link" onClick={() => setOpen(false)} href={key === 'overview' ? link() : link(key)} aria-current={key === current ? 'page' : undefined}>{w(key)}</a></li>
								))}
								{group === 'stock' && may('stock_write') && <li><a class="side__link" href="/station#/-/stock">{w('own')} <span aria-hidden="true">↗</span></a></li>}
							</ul>
						</div>
					);
				})}
			</div>
		</nav>
	);
}

function Screen({ page, rest }: { page: Page; rest: string[] }) {
	const [first, second] = rest;
	switch (page) {
	case 'overview': return <Overview />;
	case 'alarms': return <Alarms />;
	case 'lots': return first === 'lot' && second ? <LotPage key={second} id={second} /> : <Lots key={rest.join('/')} filter={first} product={second} />;
	case 'shipments': return <Shipments />;
	case 'levels': return <Levels key={first ?? ''} unitId={first} />;
	case 'rounds': return first === 'new' ? <RoundForm /> : first === 'figures' ? <Figures /> : first ? <RoundPage key={first} id={first} /> : <Rounds />;
	case 'received': return <Received />;
	case 'table': return <ProvinceTable />;
	case 'reports': return <Reports rest={rest} />;
	default: return <Planning page={page} rest={rest} />;
	}
}

function Frame({ children }: { children: ComponentChildren }) {
	return <><Header name={<Where />} home="/command"><User /></Header>{children}</>;
}

export function Shell() {
	const [first, ...rest] = path.value;
	const open = mine(), page = (open.find(({ key }) => key === first) ?? open[0])?.key;
	useEffect(() => void loadReference().catch(() => {}), []);
	useEffect(() => {
		document.title = page ? `${w(page)} – ${w('name')}` : w('name');
		window.scrollTo(0, 0);
		if (document.activeElement && document.activeElement !== document.body)
			document.getElementById('main')?.focus({ preventScroll: true });
	}, [here.value]);
	if (!page)
		return (
			<Frame>
				<main id="main" class="page main narrow" tabIndex={-1}>
					<h1 class="govuk-heading-l">{w('name')}</h1>
					<Notice kind="warning"><p>{planners.includes(level()) ? w('nothing') : w('notHere', { level: levelName(level()) })}</p><p><a href="/station">{w('toStation')}</a></p></Notice>
				</main>
			</Frame>
		);
	return (
		<Frame>
			<div class="page frame">
				<Nav current={page} />
				<main id="main" class="main frame__main" tabIndex={-1}><Screen key={page} page={page} rest={rest} /></main>
			</div>
		</Frame>
	);
}
