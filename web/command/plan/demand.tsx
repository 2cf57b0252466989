// Who waits: in words, by group and dose, by the units below, down to a commune.
import { ExportButtons } from '../../shared/export_buttons';
import { number } from '../../shared/format';
import { words } from '../../shared/lang';
import type { Items } from '../../shared/loaded';
import { Empty } from '../../shared/notice';
import { link } from '../../shared/route';
import { SortedTable } from '../../shared/sorted';
import { may, staff } from '../../station/account';
import { Waiting } from '../loading';
import { level, of, useFresh } from '../own';
import { useUnit } from '../unit_below';
import { TwoInks } from './bars';
import { groupBrief, groupName, groupRank, groupShort, p } from './text';
import type { Demand as Row, DemandBelow } from './types';

const w = words({
	title: ['Nhu cầu tiêm', 'Demand'],
	lead: ['Ai đang chờ tiêm trong phạm vi của đơn vị, và ai đã có chỗ.', 'Who waits to be vaccinated in the unit, and who has a place.'],
	none: ['Chưa có ai chờ tiêm ở đây', 'Nobody waits here'],
	noneMore: ['Người dân đăng ký ở Sổ sức khỏe điện tử, đơn vị gửi danh sách, hoặc trạm y tế đăng ký giúp tại quầy. Ai đăng ký xong hiện ở đây ngay.',
		'People register in their health book, organisations send lists, or a health station registers them at its desk. They appear here at once.'],
	say: ['{waiting} người đang chờ: {first} người chờ mũi 1, {next} người chờ mũi 2 trở đi.', '{waiting} people wait: {first} for a first dose, {next} for a second or later one.'],
	others: ['{n} người khác đã có chỗ.', '{n} others have a place.'],
	unseen: ['{n} người mới đăng ký mà xã, phường chưa xem.', '{n} are new and no commune has looked at them yet.'],
	allSeen: ['Mọi đăng ký đã được xã, phường xem.', 'The communes have looked at all of them.'],
	waiting: ['Đang chờ', 'Waiting'],
	placed: ['Đã có chỗ', 'Placed'],
	unacknowledged: ['Xã chưa xem', 'Not looked at'],
	byGroup: ['Theo nhóm ưu tiên và mũi', 'By priority group and dose'],
	below: ['Theo đơn vị cấp dưới', 'By the units below'],
	unit: ['Đơn vị', 'Unit'],
	code: ['Mã', 'Code'],
	dose: ['Mũi {n}', 'Dose {n}'],
	plan: ['Lập kế hoạch tiêm', 'Make a plan'],
	up: ['Cấp trên: {name}', 'Above: {name}'],
});

interface Group { key: string; first: number; next: number; placed: number; unacknowledged: number }

function groupsOf(rows: Row[]): Group[] {
	const groups = new Map<string, Group>();
	for (const r of rows) {
		const g = groups.get(r.priority_group) ?? { key: r.priority_group, first: 0, next: 0, placed: 0, unacknowledged: 0 };
		g[r.dose_number === 1 ? 'first' : 'next'] += r.waiting;
		g.placed += r.placed;
		g.unacknowledged += r.unacknowledged;
		groups.set(r.priority_group, g);
	}
	return [...groups.values()].sort((a, b) => groupRank(a.key) - groupRank(b.key));
}

const sum = <T,>(rows: T[], by: (row: T) => number) => rows.reduce((n, r) => n + by(r), 0);

function Groups({ rows }: { rows: Row[] }) {
	const groups = groupsOf(rows);
	return (
		<section class="section" aria-labelledby="by-group">
			<h2 id="by-group" class="govuk-heading-m">{w('byGroup')}</h2>
			<div class="sheet">
				<TwoInks names={[p('first'), p('next')]} first={20} bars={groups.map((g) => ({ key: g.key || '-', name: groupBrief(g.key), dark: g.first, light: g.next,
				text: <><strong>{number(g.first + g.next)}</strong> <span class="soft">= {number(g.first)} + {number(g.next)}</span></> }))} />
				<details class="more"><summary>{p('table')}</summary>
				<SortedTable<Row> id="groups" caption={w('byGroup')} hideCaption rows={rows} rowKey={(r) => `${r.priority_group} ${r.dose_number}`} columns={[
					{ name: p('group'), cell: (r) => groupName(r.priority_group), heading: true, by: (r) => groupRank(r.priority_group) },
					{ name: p('dose'), cell: (r) => w('dose', { n: r.dose_number }), by: (r) => r.dose_number },
					{ name: w('waiting'), cell: (r) => number(r.waiting), numeric: true, by: (r) => r.waiting },
					{ name: w('placed'), cell: (r) => number(r.placed), numeric: true, by: (r) => r.placed },
					{ name: w('unacknowledged'), cell: (r) => number(r.unacknowledged), numeric: true, by: (r) => r.unacknowledged },
				]} />
				</details>
				<ExportButtons file="nhu-cau-theo-nhom" make={() => ({ name: w('byGroup'), head: [p('group'), p('dose'), w('waiting'), w('placed'), w('unacknowledged')],
				rows: rows.map((r) => [groupShort(r.priority_group), r.dose_number, r.waiting, r.placed, r.unacknowledged]) })} />
			</div>
		</section>
	);
}

function Below({ unitId }: { unitId: string }) {
	const loaded = useFresh<Items<DemandBelow>>(of(unitId, 'demand', 'below'));
	const rows = loaded.value?.items ?? [];
	const waiting = (r: DemandBelow) => r.first_dose + r.next_dose;
	const name = (r: DemandBelow) => <a class="row-link" href={link('demand', r.unit_id)}>{r.name}</a>;
	if (!rows.length) // a commune has nobody below
		return loaded.mistake ? <Waiting of={loaded} /> : null;
	return (
		<section class="section" aria-labelledby="by-unit">
			<h2 id="by-unit" class="govuk-heading-m">{w('below')}</h2>
			<div class="sheet">
				<TwoInks names={[p('first'), p('next')]} bars={[...rows].sort((a, b) => waiting(b) - waiting(a)).map((r) => ({ key: r.unit_id, name: name(r), dark: r.first_dose, light: r.next_dose,
					text: <><strong>{number(waiting(r))}</strong>{r.unacknowledged > 0 && <span class="soft"> · {w('unacknowledged')}: {number(r.unacknowledged)}</span>}</> }))} />
				<details class="more"><summary>{p('table')}</summary>
					<SortedTable<DemandBelow> id="below" caption={w('below')} hideCaption rows={rows} rowKey={(r) => r.unit_id} columns={[
						{ name: w('unit'), cell: name, heading: true, by: (r) => r.name },
						{ name: p('first'), cell: (r) => number(r.first_dose), numeric: true, by: (r) => r.first_dose },
						{ name: p('next'), cell: (r) => number(r.next_dose), numeric: true, by: (r) => r.next_dose },
						{ name: w('placed'), cell: (r) => number(r.placed), numeric: true, by: (r) => r.placed },
						{ name: w('unacknowledged'), cell: (r) => number(r.unacknowledged), numeric: true, by: (r) => r.unacknowledged },
					]} />
				</details>
				<ExportButtons file="nhu-cau-theo-don-vi" make={() => ({ name: w('below'), head: [w('code'), w('unit'), p('first'), p('next'), w('placed'), w('unacknowledged')],
					rows: rows.map((r) => [r.code, r.name, r.first_dose, r.next_dose, r.placed, r.unacknowledged]) })} />
			</div>
		</section>
	);
}

export function Demand({ unitId }: { unitId: string | undefined }) {
	const own = staff().unit_id, id = unitId ?? own;
	const unit = useUnit(id);
	const loaded = useFresh<Items<Row>>(of(id, 'demand'));
	const rows = loaded.value?.items ?? [];
	const first = sum(rows.filter((r) => r.dose_number === 1), (r) => r.waiting), next = sum(rows, (r) => r.waiting) - first;
	const placed = sum(rows, (r) => r.placed), unseen = sum(rows, (r) => r.unacknowledged);
	const above = id === own ? null : unit.value?.ancestors?.at(-1);
	return (
		<>
			{above && <a class="crumb" href={above.id === own ? link('demand') : link('demand', above.id)}>{w('up', { name: above.name })}</a>}
			<div class="title-row">
				<h1 class="govuk-heading-l">{w('title')}: {id === own ? staff().unit_name : unit.value?.name ?? '…'}</h1>
				{may('plan') && level() !== 'site' && <div class="buttons"><a class="govuk-button" href={link('plans', 'new')}>{w('plan')}</a></div>}
			</div>
			<Waiting of={loaded} />
			{loaded.value && !rows.length && <><p class="lead">{w('lead')}</p><Empty title={w('none')}>{w('noneMore')}</Empty></>}
			{rows.length > 0 && (
				<>
					<p class="lead">{w('say', { waiting: number(first + next), first: number(first), next: number(next) })} {placed > 0 && w('others', { n: number(placed) })} {unseen ? w('unseen', { n: number(unseen) }) : w('allSeen')}</p>
					<dl class="numbers">
						<div><dt>{w('waiting')}</dt><dd>{number(first + next)}</dd></div>
						<div><dt>{p('first')}</dt><dd>{number(first)}</dd></div>
						<div><dt>{p('next')}</dt><dd>{number(next)}</dd></div>
						<div><dt>{w('placed')}</dt><dd>{number(placed)}</dd></div>
						<div class={unseen ? 'numbers__off' : ''}><dt>{w('unacknowledged')}</dt><dd>{number(unseen)}</dd></div>
					</dl>
					<Below unitId={id} />
					<Groups rows={rows} />
				</>
			)}
		</>
	);
}
