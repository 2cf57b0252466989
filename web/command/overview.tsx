// The state of all stores below in five seconds: what is there, what needs somebody, and the way to each list.
import { date, number, time } from '../shared/format';
import { words } from '../shared/lang';
import { Notice } from '../shared/notice';
import { link } from '../shared/route';
import { Table, type Column } from '../shared/table';
import type { Alarm, Balance, Shipment } from '../shared/types';
import type { Items } from '../shared/loaded';
import { may, staff } from '../station/account';
import { aboutAlarm } from '../station/alarm_text';
import { daysText, isExpired, soonOver, usable } from '../station/stock/store';
import { logistics } from './alarms';
import { Waiting } from './loading';
import { ours, useFresh, useLotsBelow } from './own';
import { daysOnTheWay, SLOW } from './shipments';
import { c } from './text';
import type { Difference, Missing } from './types';

const w = words({
	title: ['Tổng quan kho', 'Stock overview'],
	lead: ['Mọi kho trong phạm vi {unit}, kể cả kho của đơn vị. Cập nhật lúc {at}, tự làm mới mỗi phút.', 'All stores of {unit}, its own included. As of {at}, asked for again every minute.'],
	fine: ['Mọi việc ổn: không có gì cần xử lý.', 'All is well: nothing needs you.'],
	look: ['{n} việc cần xem, xem các ô có dấu ▲ dưới đây.', '{n} things to look at: the boxes marked ▲ below.'],
	urgent: ['{n} việc cần xem, trong đó có việc khẩn.', '{n} things to look at, some of them urgent.'],
	attention: ['Cần để mắt', 'To watch'],
	expiring: ['Hết hạn trong 30 ngày', 'Expire within 30 days'],
	expiringMore: ['{lots}; gần nhất {date} ({left})', '{lots}; the soonest on {date} ({left})'],
	expiringNone: ['Không lô nào sắp hết hạn.', 'No lot expires soon.'],
	expired: ['Quá hạn còn trong kho', 'Expired, still in store'],
	expiredMore: ['{lots} cần hủy theo quy định', '{lots} to be discarded by the rules'],
	stopped: ['Tạm dừng hoặc thu hồi, còn liều', 'Suspended or recalled, with doses'],
	stoppedMore: ['{lots}: chờ kết luận, trả về hoặc hủy', '{lots}: to be decided, returned or discarded'],
	shipments: ['Chuyến hàng trên đường', 'Shipments under way'],
	shipmentsMore: ['{doses}; lâu nhất {days}', '{doses}; the longest for {days}'],
	warm: ['{n} chuyến vượt ngưỡng nhiệt độ', '{n} outside of the temperature limits'],
	slow: ['{n} chuyến đã quá {days} ngày', '{n} for more than {days} days'],
	shipmentsNone: ['Không có hàng nào trên đường.', 'Nothing is on the way.'],
	today: ['{doses}; tất cả khởi hành hôm nay', '{doses}; all of them left today'],
	open: ['Chênh lệch chưa giải trình', 'Differences not explained'],
	openMore: ['{counts} lần kiểm kê lệch, {unbacked} lô tiêm chưa có phiếu', '{counts} counts that differ, {unbacked} lots given without receipt'],
	openNone: ['Sổ sách và số đếm khớp nhau.', 'Books and counts agree.'],
	missing: ['Điểm tiêm chưa báo cáo hôm nay', 'Sites without today’s report'],
	missingDue: ['đã quá giờ chốt', 'closing time is over'],
	missingEarly: ['chưa đến giờ chốt', 'closing time has not come'],
	missingNone: ['Mọi điểm tiêm có buổi tiêm hôm nay đã báo cáo.', 'All sites that worked today have reported.'],
	alarms: ['Cảnh báo kho đang mở', 'Open alarms of the stores'],
	alarmsNone: ['Không có cảnh báo nào.', 'No alarms.'],
	mark: ['▲ Cần xem', '▲ To look at'],
	markUrgent: ['▲ Khẩn', '▲ Urgent'],
	ok: ['✓ Ổn', '✓ Fine'],
	wait: ['○ Chưa cần làm gì', '○ Nothing to do yet'],
	stock: ['{usable} liều dùng được; {transit} liều trên đường; {held} liều biệt trữ.', '{usable} usable doses; {transit} on the way; {held} held back.'],
	products: ['Theo vắc xin', 'By vaccine'],
	supplies: ['Vật tư', 'Supplies'],
	supply: ['Vật tư', 'Supply'],
	blocked: ['thêm {n} hết hạn hoặc bị dừng', '{n} more expired or stopped'],
	none: ['Chưa có lô nào trong các kho', 'The stores have no lots yet'],
	noneMore: ['Nhập lô đầu tiên ở Kho của đơn vị; số liệu hiện ở đây ngay sau đó.', 'Receive the first lot in the unit’s own store; the figures appear here at once.'],
	soonest: ['Hạn gần nhất', 'Soonest expiry'],
	sum: ['Cộng', 'In all'],
	explain: ['Các số này là gì?', 'What are these figures?'],
	usableMore: ['Liều trong kho, lô còn hạn và không bị tạm dừng hay thu hồi.', 'In a store, of a lot that has not expired and is neither suspended nor recalled.'],
	heldMore: ['Để riêng, không tiêm và không gửi cho đến khi có kết luận (ví dụ nhiệt độ vượt ngưỡng).', 'Set aside, neither given nor sent until it is decided (after a wrong temperature, for example).'],
	transitMore: ['Đã rời kho gửi, nơi nhận chưa nhận.', 'Has left the sender, not yet taken in by the receiver.'],
	usedMore: ['Đã tiêm từ các lô này, kể cả mũi nhập sau.', 'Given from these lots, doses entered later included.'],
	unbackedMore: ['Đã ghi là tiêm nhưng kho nơi tiêm chưa từng nhận: thiếu phiếu nhập hoặc ghi nhầm lô.', 'Recorded as given although that store never had them: a missing receipt or a wrong lot.'],
	sumMore: ['Mỗi liều nằm ở đúng một chỗ. Tổng được cộng từ sổ từng kho, trễ nhiều nhất khoảng một giây.', 'Each dose is in exactly one place. The sums come from the books of each store, at most about a second old.'],
});

type Kind = 'fine' | 'look' | 'urgent';
const rank: Record<Kind, number> = { fine: 0, look: 1, urgent: 2 };
interface Way { key: string; name: string; number: number; more: string; href: string; kind: Kind; note?: string; sign?: string }

const WayOn = ({ way }: { way: Way }) => (
	<li class={`way-on way-on--${way.kind}`}>
		<a class="way-on__name" href={way.href}>{way.name}</a>
		<span class="way-on__number">{number(way.number)}</span>
		<span class="way-on__more">{way.more}</span>
		{way.note && <strong class="off">{way.note}</strong>}
		<span class={`way-on__sign ${way.kind === 'fine' ? 'fine' : 'off'}`}>{way.sign ?? w(way.kind === 'fine' ? 'ok' : way.kind === 'urgent' ? 'markUrgent' : 'mark')}</span>
	</li>
);

const total = <T,>(list: T[], of: (x: T) => number) => list.reduce((n, x) => n + of(x), 0);
const doses = (n: number) => c('doses', { n: number(n) });
const inStore = (l: Balance) => l.doses + l.held;

function expiring(lots: Balance[]): Way {
	const soon = lots.filter((l) => soonOver(l) && inStore(l) + l.transit > 0).sort((a, b) => a.expires_on.localeCompare(b.expires_on));
	return {
		key: 'expiring', name: w('expiring'), number: total(soon, (l) => inStore(l) + l.transit), href: link('lots', 'expiring'), kind: soon.length ? 'look' : 'fine',
		more: soon[0] ? w('expiringMore', { lots: c('lots', { n: soon.length }), date: date(soon[0].expires_on), left: daysText(soon[0].expires_on) }) : w('expiringNone'),
	};
}

function expired(lots: Balance[]): Way[] {
	const over = lots.filter((l) => isExpired(l) && inStore(l) > 0);
	return over.length ? [{
		key: 'expired', name: w('expired'), number: total(over, inStore), href: link('lots', 'expired'), kind: 'look', more: w('expiredMore', { lots: c('lots', { n: over.length }) }),
	}] : [];
}

function stopped(lots: Balance[]): Way[] {
	const list = lots.filter((l) => l.state !== 'active' && !isExpired(l) && inStore(l) + l.transit > 0);
	return list.length ? [{
		key: 'stopped', name: w('stopped'), number: total(list, (l) => inStore(l) + l.transit), href: link('lots', 'stopped'), kind: 'look', more: w('stoppedMore', { lots: c('lots', { n: list.length }) }),
	}] : [];
}

function underWay(list: Shipment[]): Way {
	const warm = list.filter((s) => s.outside_min).length, slow = list.filter((s) => daysOnTheWay(s) > SLOW).length;
	const left = total(list, (s) => s.doses - s.received - s.lost - s.returned), longest = Math.max(0, ...list.map(daysOnTheWay));
	const notes = [...(warm ? [w('warm', { n: warm })] : []), ...(slow ? [w('slow', { n: slow, days: SLOW })] : [])];
	return {
		key: 'shipments', name: w('shipments'), number: list.length, href: link('shipments'), kind: warm ? 'urgent' : slow ? 'look' : 'fine', ...(notes.length ? { note: notes.join('; ') } : {}),
		more: list.length ? w(longest ? 'shipmentsMore' : 'today', { doses: doses(left), days: c('days', { n: longest }) }) : w('shipmentsNone'),
	};
}

function differences(list: Difference[]): Way {
	const counts = list.filter((d) => d.kind === 'count').length;
	return {
		key: 'open', name: w('open'), number: list.length, href: link('reports', 'open'), kind: list.length ? 'look' : 'fine',
		more: list.length ? w('openMore', { counts, unbacked: list.length - counts }) : w('openNone'),
	};
}

const missing = ({ due, items }: Missing): Way => ({
	key: 'missing', name: w('missing'), number: items.length, href: link('reports'), kind: due && items.length ? 'look' : 'fine',
	more: items.length ? w(due ? 'missingDue' : 'missingEarly') : w('missingNone'), ...(items.length && !due ? { sign: w('wait') } : {}),
});

function alarms(items: Alarm[]): Way {
	const ours = items.filter(logistics);
	return {
		key: 'alarms', name: w('alarms'), number: ours.length, href: link('alarms'), kind: ours.some((a) => aboutAlarm(a).urgent) ? 'urgent' : ours.length ? 'look' : 'fine',
		more: ours.length ? [...new Set(ours.map((a) => aboutAlarm(a).title))].join('; ') : w('alarmsNone'),
	};
}

interface Total { code: string; name: string; doses: number; blocked: number; held: number; transit: number; used: number; unbacked: number; soonest: string | null }

export function totals(lots: Balance[]): Total[] {
	const all = new Map<string, Total>();
	for (const l of lots) {
		const t = all.get(l.product_code) ?? { code: l.product_code, name: l.product_name, doses: 0, blocked: 0, held: 0, transit: 0, used: 0, unbacked: 0, soonest: null };
		t[usable(l) ? 'doses' : 'blocked'] += l.doses;
		t.held += l.held;
		t.transit += l.transit;
		t.used += l.used;
		t.unbacked += l.unbacked;
		if (usable(l) && inStore(l) > 0 && (!t.soonest || l.expires_on < t.soonest))
			t.soonest = l.expires_on;
		all.set(l.product_code, t);
	}
	return [...all.values()].sort((a, b) => b.doses - a.doses || a.name.localeCompare(b.name, 'vi'));
}

function Products({ lots, title, head }: { lots: Balance[]; title: string; head: string }) {
	const rows = totals(lots);
	const sum = rows.reduce((s, t) => ({ ...s, doses: s.doses + t.doses, blocked: s.blocked + t.blocked, held: s.held + t.held, transit: s.transit + t.transit, used: s.used + t.used, unbacked: s.unbacked + t.unbacked }),
		{ code: '', name: w('sum'), doses: 0, blocked: 0, held: 0, transit: 0, used: 0, unbacked: 0, soonest: null } as Total);
	const columns: Column<Total>[] = [
		{ name: head, cell: (t) => (t.code ? <a class="row-link" href={link('lots', 'of', t.code)}>{t.name}</a> : t.name), heading: true },
		{ name: c('usable'), numeric: true, cell: (t) => <span><strong>{number(t.doses)}</strong>{t.blocked > 0 && <><br /><span class="off">{w('blocked', { n: number(t.blocked) })}</span></>}</span> },
		{ name: c('held'), numeric: true, cell: (t) => number(t.held) },
		{ name: c('transit'), numeric: true, cell: (t) => number(t.transit) },
		{ name: c('used'), numeric: true, cell: (t) => number(t.used) },
		{ name: c('unbacked'), numeric: true, cell: (t) => (t.unbacked ? <strong class="off">▲ {number(t.unbacked)}</strong> : '0') },
		{ name: w('soonest'), cell: (t) => (t.soonest ? <span class="expiry"><span>{date(t.soonest)}</span><span class="soft">{daysText(t.soonest)}</span></span> : '') },
	];
	return <Table<Total> caption={title} rows={rows.length > 1 ? [...rows, sum] : rows} rowKey={(t) => t.code || 'sum'} strong={(t) => !t.code} columns={columns} />;
}

const Explain = () => (
	<details class="more explain"><summary>{w('explain')}</summary>
		<dl>
			{(['usable', 'held', 'transit', 'used', 'unbacked'] as const).map((k) => <div key={k}><dt>{c(k)}</dt><dd>{w(`${k}More`)}</dd></div>)}
		</dl>
		<p class="soft">{w('sumMore')}</p>
	</details>
);

export function Overview() {
	const lots = useLotsBelow();
	const shipments = useFresh<Items<Shipment>>(ours('shipments', 'under-way'));
	const open = useFresh<Items<Difference>>(ours('reconciliation', 'open'));
	const reports = useFresh<Missing>(ours('day-report', 'missing'));
	const found = useFresh<Items<Alarm>>(may('alarm_read') ? ours('alarms') : ours('reconciliation', 'open'));
	const all = lots.value?.items ?? [];
	const vaccines = all.filter((l) => l.kind === 'vaccine'), others = all.filter((l) => l.kind !== 'vaccine');
	const ways: Way[] = [
		...(lots.value ? [expiring(vaccines), ...expired(vaccines), ...stopped(vaccines)] : []),
		...(shipments.value ? [underWay(shipments.value.items)] : []),
		...(open.value ? [differences(open.value.items)] : []),
		...(reports.value ? [missing(reports.value)] : []),
		...(found.value && may('alarm_read') ? [alarms(found.value.items)] : []),
	];
	const look = ways.filter((x) => x.kind !== 'fine').length, urgent = ways.some((x) => x.kind === 'urgent');
	const whole = lots.value && shipments.value && open.value && reports.value && found.value;
	return (
		<>
			<h1 class="govuk-heading-l">{w('title')}</h1>
			{whole && <div class={`state-line ${urgent ? 'state-line--urgent' : look ? 'state-line--look' : ''}`} role="status"><span aria-hidden="true">{look ? '▲' : '✓'}</span><div><p><strong>{look ? w(urgent ? 'urgent' : 'look', { n: look }) : w('fine')}</strong></p><p>{w('stock', { usable: number(total(vaccines.filter(usable), (l) => l.doses)), transit: number(total(vaccines, (l) => l.transit)), held: number(total(vaccines, (l) => l.held)) })}</p></div></div>}
			{[lots, shipments, open, reports, found].filter((x) => x.mistake).slice(0, 1).map((x) => <Waiting key="mistake" of={x} />)}
			{!whole && !lots.mistake && <p class="soft">{c('loading')}</p>}
			{lots.value && !all.length && <Notice><p><strong>{w('none')}</strong></p><p>{w('noneMore')}</p></Notice>}
			<section aria-labelledby="attention">
				<h2 id="attention" class="govuk-heading-m">{w('attention')}</h2>
				<ul class="ways-on">{[...ways].sort((a, b) => rank[b.kind] - rank[a.kind]).map((way) => <WayOn key={way.key} way={way} />)}</ul>
			</section>
			{vaccines.length > 0 && <section class="section"><Products lots={vaccines} title={w('products')} head={c('product')} /></section>}
			{others.length > 0 && <section class="section"><Products lots={others} title={w('supplies')} head={w('supply')} /></section>}
			<Explain />
			{whole && <p class="soft">{w('lead', { unit: staff().unit_name, at: time(new Date()) })}</p>}
		</>
	);
}
