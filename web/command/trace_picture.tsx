// Where a lot came from and where it went: a picture whose stores open their next step, and the same as a table.
import { useEffect, useRef, useState } from 'preact/hooks';
import { useAction } from '../shared/action';
import { get } from '../shared/api';
import { ExportButtons } from '../shared/export_buttons';
import { number } from '../shared/format';
import { words } from '../shared/lang';
import { Empty } from '../shared/notice';
import { MistakeBox } from '../shared/summary';
import { Table } from '../shared/table';
import { useWidth } from '../shared/width';
import { levelName } from '../station/terms';
import { of } from './own';
import { c } from './text';
import { draw, NODE, type Drawing, type Flow, type Node } from './trace';
import type { Step } from './types';

const w = words({
	title: ['Đường đi của lô', 'The way of the lot'],
	lead: ['Từ nhà cung cấp qua các kho. Nét càng dày càng nhiều liều. Chọn một kho để mở bước tiếp theo.', 'From the supplier through the stores. The wider the line, the more doses. Choose a store to open its next step.'],
	say: ['{from} nhận từ {suppliers}; đã gửi {sent} cho {n} kho, còn {have} tại kho.', '{from} had it from {suppliers}; sent {sent} to {n} stores and still has {have}.'],
	wide: ['Kéo hình sang ngang để xem hết →', 'Move the picture sideways to see all of it →'],
	nobody: ['chưa ai', 'nobody yet'],
	supplier: ['Nhà cung cấp', 'Supplier'],
	got: ['nhận {n}', 'got {n}'],
	have: ['còn {n}', 'has {n}'],
	coming: ['đang đến {n}', '{n} coming'],
	gave: ['đã giao {n}', 'delivered {n}'],
	rest: ['và {n} kho khác', 'and {n} other stores'],
	openStep: ['{name}: mở bước tiếp theo', '{name}: open the next step'],
	closeStep: ['{name}: thu lại', '{name}: close it'],
	showRest: ['Hiện {n} kho khác', 'Show {n} other stores'],
	last: ['{name} không gửi tiếp lô này cho kho nào.', '{name} sent this lot to no other store.'],
	flow: ['{from} → {to}: gửi {sent}, nhận {received}{more}', '{from} → {to}: {sent} sent, {received} received{more}'],
	flowLost: [', mất {n}', ', {n} lost'],
	flowBack: [', quay về {n}', ', {n} came back'],
	none: ['Kho của đơn vị chưa từng có lô này', 'The unit’s own store never had this lot'],
	noneMore: ['Chọn một kho trong danh sách dưới đây để xem đường đi từ kho đó.', 'Choose a store from the list below to see the way from there.'],
	table: ['Xem dạng bảng', 'See it as a table'],
	from: ['Từ', 'From'],
	to: ['Đến', 'To'],
	times: ['Số chuyến', 'Shipments'],
	sent: ['Gửi', 'Sent'],
	received: ['Nhận', 'Received'],
	lost: ['Mất', 'Lost'],
	returned: ['Quay về', 'Came back'],
	left: ['Trên đường', 'On the way'],
});

// as many letters as there is room for
const short = (name: string, wide: number): string => {
	const most = Math.floor((wide - 28) / 7.4);
	const s = name.replace(/^Thành phố /, 'TP ').replace(/^Trạm Y tế /i, 'TYT ').replace(/^Trung tâm Y tế /i, 'TTYT ').replace(/^Bệnh viện /i, 'BV ').replace(/^Tỉnh /, '');
	return s.length > most ? `${s.slice(0, most - 1).trimEnd()}…` : s;
};
const columnName = (level: string) => (level === 'supplier' ? w('supplier') : levelName(level));
const nodeName = (n: Node) => (n.rest ? w('rest', { n: n.rest }) : n.name);

function nodeLine(n: Node, flows: Flow[]): string {
	if (n.level === 'supplier')
		return w('gave', { n: number(flows.filter((f) => f.from === n.key).reduce((sum, f) => sum + f.edge.received, 0)) });
	return w('got', { n: number(n.received) });
}

const nodeNow = (n: Node): string => [...(n.have === null ? [] : [w('have', { n: number(n.have) })]), ...(n.coming ? [w('coming', { n: number(n.coming) })] : [])].join(' · ');

function Store({ node: n, wide, flows, onTurn }: { node: Node; wide: number; flows: Flow[]; onTurn: (n: Node) => void }) {
	const acts = !!n.unitId || n.rest > 0;
	// begins with what is to be read in the picture
	const label = `${[short(nodeName(n), wide), nodeLine(n, flows), nodeNow(n)].filter(Boolean).join(' ')}. ${n.rest ? w('showRest', { n: n.rest }) : w(n.open ? 'closeStep' : 'openStep', { name: n.name })}`;
	const kind = n.level === 'supplier' ? 'supplier' : n.rest ? 'rest' : n.open ? 'open' : 'shut';
	return (
		<g class={`trace__node trace__node--${kind}`} transform={`translate(${n.x} ${n.y})`}
			{...(acts ? {
				role: 'button', tabindex: 0, 'aria-label': label, 'aria-expanded': n.rest ? undefined : n.open, onClick: () => onTurn(n),
				onKeyDown: (e: KeyboardEvent) => { if (e.key === 'Enter' || e.key === ' ') { e.preventDefault(); onTurn(n); } },
			} : {})}>
			{/* the spaces keep the lines apart where the text is read as one */}
			<g aria-hidden={acts}>
				{!acts && <title>{n.name}</title>}
				<rect width={wide} height={NODE.height} rx="8" />
				<text x="10" y="20">{short(nodeName(n), wide)}</text>{' '}
				<text x="10" y="38" class="trace__more">{nodeLine(n, flows)}</text>{' '}
				<text x="10" y="55" class="trace__more">{nodeNow(n)}</text>
				{acts && <path class="trace__sign" d={`M${wide - 19} 16h9${n.open ? '' : `m-4.5 -4.5v9`}`} />}
			</g>
		</g>
	);
}

function Picture({ d, onTurn }: { d: Drawing; onTurn: (n: Node) => void }) {
	const name = (key: string) => nodeName(d.nodes.find((n) => n.key === key)!);
	const tell = ({ from, to, edge: e }: Flow) => w('flow', { from: name(from), to: name(to), sent: number(e.sent), received: number(e.received),
		more: (e.lost ? w('flowLost', { n: number(e.lost) }) : '') + (e.returned ? w('flowBack', { n: number(e.returned) }) : '') });
	return (
		<svg class="trace" width={d.width} height={d.height} role="group" aria-label={w('title')}>
			{d.columns.map((col) => <text key={col.level} class="trace__column" x={col.x + 2} y="18">{columnName(col.level)}</text>)}
			{d.flows.map((f) => <path key={f.key} class={`trace__edge ${f.back ? 'trace__edge--back' : ''}`} d={f.path} stroke-width={f.width}><title>{tell(f)}</title></path>)}
			{d.nodes.map((n) => <Store key={n.key} node={n} wide={d.node} flows={d.flows} onTurn={onTurn} />)}
		</svg>
	);
}

const BORDER = 18; // of the box around the picture

interface Line { key: string; from: string; to: string; flow: Flow }

function Lines({ steps }: { steps: Step[] }) {
	const { nodes, flows } = draw(steps, new Set(steps.map((s) => s.unit_id)), 0);
	const name = (key: string) => nodeName(nodes.find((n) => n.key === key)!);
	const rows: Line[] = flows.map((flow) => ({ key: flow.key, from: name(flow.from), to: name(flow.to), flow }));
	const left = (f: Flow) => (f.from.startsWith('supplier ') ? 0 : f.edge.sent - f.edge.received - f.edge.lost - f.edge.returned);
	return (
		<>
			<Table<Line> caption={w('title')} hideCaption rows={rows} rowKey={(r) => r.key} columns={[
				{ name: w('from'), cell: (r) => r.from },
				{ name: w('to'), cell: (r) => r.to, heading: true },
				{ name: w('times'), cell: (r) => number(r.flow.edge.shipments), numeric: true },
				{ name: w('sent'), cell: (r) => number(r.flow.edge.sent), numeric: true },
				{ name: w('received'), cell: (r) => number(r.flow.edge.received), numeric: true },
				{ name: w('lost'), cell: (r) => number(r.flow.edge.lost), numeric: true },
				{ name: w('returned'), cell: (r) => number(r.flow.edge.returned), numeric: true },
				{ name: w('left'), cell: (r) => number(left(r.flow)), numeric: true },
			]} />
			<ExportButtons file="duong-di-cua-lo" make={() => ({ name: w('title'), head: [w('from'), w('to'), w('times'), w('sent'), w('received'), w('lost'), w('returned'), w('left')],
				rows: rows.map(({ from, to, flow: f }) => [from, to, f.edge.shipments, f.edge.sent, f.edge.received, f.edge.lost, f.edge.returned, left(f)]) })} />
		</>
	);
}

// first: the step of the unit's own store. more: a store below that is to be opened besides (chosen elsewhere on the page).
export function Trace({ lotId, first, more }: { lotId: string; first: Step; more: string | null }) {
	const [opened, setOpened] = useState<Step[]>([]);
	const [all, setAll] = useState<Set<string>>(new Set());
	const [said, say] = useState('');
	const action = useAction();
	const { box, width } = useWidth();
	const had = first.from.length > 0 || first.to.length > 0;
	const steps = [...(had ? [first] : []), ...opened];
	const drawing = steps.length ? draw(steps, all, width - BORDER) : null;
	const wide = !!drawing && width > 0 && drawing.width > width - BORDER;
	const open = (unitId: string) => action.run(async () => {
		const step = await get<Step>(of(unitId, 'lots', lotId, 'trace'));
		setOpened((list) => [...list.filter((s) => s.unit_id !== unitId), step]);
		say(step.to.length ? '' : w('last', { name: step.unit_name }));
	});
	const scroller = useRef<HTMLDivElement>(null);
	const own = drawing?.nodes.find((n) => n.unitId === first.unit_id)?.x ?? 0;
	// the own store and where it sent to come first; its suppliers are to the left
	useEffect(() => { if (scroller.current) scroller.current.scrollLeft = wide ? own : 0; }, [wide, own]);
	useEffect(() => {
		if (more && more !== first.unit_id)
			void open(more);
	}, [more]);
	const turn = (n: Node) => {
		if (n.rest && n.of)
			setAll(new Set([...all, n.of]));
		else if (opened.some((s) => s.unit_id === n.unitId))
			setOpened(opened.filter((s) => s.unit_id !== n.unitId));
		else if (n.unitId && n.unitId !== first.unit_id)
			void open(n.unitId);
	};
	return (
		<section class="section" aria-labelledby="trace">
			<h2 id="trace" class="govuk-heading-m">{w('title')}</h2>
			{had ? <p>{w('say', { from: first.unit_name, suppliers: first.from.map((e) => `${e.unit_name} (${number(e.received)})`).join(', ') || w('nobody'),
				sent: c('doses', { n: number(first.to.reduce((n, e) => n + e.sent - e.returned, 0)) }), n: first.to.length, have: c('doses', { n: number(first.lot.doses + first.lot.held) }) })}</p>
				: !opened.length && <Empty title={w('none')}>{w('noneMore')}</Empty>}
			{steps.length > 0 && <p class="soft">{w('lead')}</p>}
			<MistakeBox mistake={action.mistake} />
			<p role="status" class="soft">{said}</p>
			{wide && <p class="soft">{w('wide')}</p>}
			<div ref={box}>{drawing && width > 0 && <div class="scroller" ref={scroller} role="region" aria-label={w('title')} tabIndex={wide ? 0 : undefined}><Picture d={drawing} onTurn={turn} /></div>}</div>
			{steps.length > 0 && <details class="more"><summary>{w('table')}</summary><Lines steps={steps} /></details>}
		</section>
	);
}
