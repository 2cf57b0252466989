// The way of a lot as a drawing: stores in columns by level, links between them as wide as their doses.
import type { Edge, Step } from './types';

export interface Node {
	key: string; unitId: string | null; name: string; level: string; received: number; coming: number; open: boolean; have: number | null;
	rest: number; of: string | null; // rest: how many stores this one stands for, of whose receivers
	x: number; y: number;
}
export interface Flow { key: string; from: string; to: string; doses: number; edge: Edge; path: string; width: number; back: boolean }
export interface Drawing { nodes: Node[]; flows: Flow[]; columns: { level: string; x: number }[]; width: number; height: number; node: number }

export const NODE = { height: 64 };
const GAP = 12, HEAD = 30, EDGE = 2, MOST = 12, NARROW = 500;
// On a phone one store and those that it sent to fit beside each other.
const sizes = (room: number) => (room < NARROW ? { node: 136, gap: 28 } : { node: 178, gap: 40 });
const levels = ['supplier', 'nation', 'province', 'district', 'commune', 'site'];

const keyOf = (e: Edge) => e.unit_id ?? `supplier ${e.unit_name}`;
// What left and did not come back.
const dosesOf = (e: Edge) => Math.max(0, e.sent - e.returned);

interface Graph { nodes: Map<string, Node>; flows: Map<string, Flow> }

function add(g: Graph, key: string, of: Partial<Node> & { name: string; level: string }): Node {
	const node = g.nodes.get(key) ?? { key, unitId: null, received: 0, coming: 0, open: false, have: null, rest: 0, of: null, x: 0, y: 0, ...of };
	g.nodes.set(key, node);
	return node;
}

const join = (g: Graph, from: string, to: string, edge: Edge) =>
	g.flows.set(`${from}>${to}`, { key: `${from}>${to}`, from, to, doses: dosesOf(edge), edge, path: '', width: 0, back: false });

const sumOf = (list: Edge[]): Edge => list.reduce((s, e) => ({
	...s, shipments: s.shipments + e.shipments, sent: s.sent + e.sent, received: s.received + e.received, lost: s.lost + e.lost, returned: s.returned + e.returned,
}), { unit_id: null, unit_name: '', level: '', shipments: 0, sent: 0, received: 0, lost: 0, returned: 0 });

// Everybody who got much, or who is drawn anyway; the others as one.
function addReceivers(g: Graph, step: Step, all: boolean, drawn: Set<string>): void {
	const to = [...step.to].sort((a, b) => dosesOf(b) - dosesOf(a));
	const alone = (e: Edge, i: number) => all || to.length <= MOST || i < MOST - 1 || drawn.has(keyOf(e));
	for (const e of to.filter(alone)) {
		add(g, keyOf(e), { unitId: e.unit_id, name: e.unit_name, level: e.level });
		join(g, step.unit_id, keyOf(e), e);
	}
	const others = to.filter((e, i) => !alone(e, i));
	if (!others.length)
		return;
	const key = `rest ${step.unit_id}`;
	add(g, key, { name: '', level: others[0]!.level, rest: others.length, of: step.unit_id });
	join(g, step.unit_id, key, sumOf(others));
}

function build(steps: Step[], all: Set<string>): Graph {
	const g: Graph = { nodes: new Map(), flows: new Map() };
	const drawn = new Set(steps.map((s) => s.unit_id));
	for (const step of steps) {
		const node = add(g, step.unit_id, { unitId: step.unit_id, name: step.unit_name, level: step.level });
		node.open = true;
		node.have = step.lot.doses + step.lot.held;
		for (const e of step.from) {
			add(g, keyOf(e), { unitId: e.unit_id, name: e.unit_name, level: e.level });
			join(g, keyOf(e), step.unit_id, e);
		}
		addReceivers(g, step, all.has(step.unit_id), drawn);
	}
	for (const f of g.flows.values()) {
		const to = g.nodes.get(f.to)!;
		to.received += f.edge.received;
		to.coming += f.from.startsWith('supplier ') ? 0 : f.edge.sent - f.edge.received - f.edge.lost - f.edge.returned;
	}
	return g;
}

function place(g: Graph, room: number): Pick<Drawing, 'columns' | 'width' | 'height'> {
	const { node, gap } = sizes(room);
	const nodes = [...g.nodes.values()], flows = [...g.flows.values()];
	const used = levels.filter((l) => nodes.some((n) => n.level === l));
	const least = used.length * node + (used.length - 1) * gap + 2 * EDGE;
	const width = Math.max(least, Math.min(room, least + (used.length - 1) * 190));
	const step = used.length > 1 ? (width - node - 2 * EDGE) / (used.length - 1) : 0;
	let height = 0;
	used.forEach((level, column) => {
		const senders = (n: Node) => flows.filter((f) => f.to === n.key && g.nodes.get(f.from)!.x < EDGE + column * step).map((f) => g.nodes.get(f.from)!.y);
		const above = (n: Node) => { const ys = senders(n); return ys.length ? Math.min(...ys) : 0; };
		const into = (n: Node) => flows.filter((f) => f.to === n.key).reduce((sum, f) => sum + f.doses, 0);
		const here = nodes.filter((n) => n.level === level).map((n) => ({ n, above: above(n), into: into(n) }))
			.sort((a, b) => a.above - b.above || Number(a.n.rest > 0) - Number(b.n.rest > 0) || b.into - a.into || a.n.name.localeCompare(b.n.name, 'vi'));
		here.forEach(({ n }, row) => {
			n.x = EDGE + column * step;
			n.y = HEAD + row * (NODE.height + GAP);
			height = Math.max(height, n.y + NODE.height + EDGE);
		});
	});
	return { columns: used.map((level, i) => ({ level, x: EDGE + i * step })), width, height };
}

// Links leave and reach a store below each other, in the order of the stores at their other ends.
function route(g: Graph, room: number): void {
	const { node: wide, gap } = sizes(room);
	const flows = [...g.flows.values()], node = (key: string) => g.nodes.get(key)!;
	const most = Math.max(1, ...[...g.nodes.keys()].flatMap((key) => [flows.filter((f) => f.from === key), flows.filter((f) => f.to === key)]).map((list) => list.reduce((n, f) => n + f.doses, 0)));
	for (const f of flows)
		f.width = Math.max(1.5, ((NODE.height - 8) * f.doses) / most);
	const at = (key: string, list: Flow[], other: (f: Flow) => Node, f: Flow) => {
		const ordered = [...list].sort((a, b) => other(a).y - other(b).y);
		const whole = ordered.reduce((n, x) => n + x.width, 0), squeeze = Math.min(1, (NODE.height - 6) / whole);
		const before = ordered.slice(0, ordered.indexOf(f)).reduce((n, x) => n + x.width, 0);
		return node(key).y + NODE.height / 2 + (before + f.width / 2 - whole / 2) * squeeze;
	};
	for (const f of flows) {
		const a = node(f.from), b = node(f.to);
		const y1 = at(f.from, flows.filter((x) => x.from === f.from), (x) => node(x.to), f), y2 = at(f.to, flows.filter((x) => x.to === f.to), (x) => node(x.from), f);
		f.back = b.x <= a.x;
		const x1 = f.back && b.x < a.x ? a.x : a.x + wide, x2 = f.back ? b.x + wide : b.x;
		const bend = a.x === b.x ? gap : (x2 - x1) / 2;
		f.path = a.x === b.x ? `M${x1} ${y1}C${x1 + bend} ${y1} ${x2 + bend} ${y2} ${x2} ${y2}` : `M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`;
	}
}

// steps: what was asked, the first one first. all: stores of which every receiver is drawn.
export function draw(steps: Step[], all: Set<string>, room: number): Drawing {
	const g = build(steps, all);
	const { columns, width, height } = place(g, room);
	route(g, room);
	return { nodes: [...g.nodes.values()].sort((a, b) => a.x - b.x || a.y - b.y), flows: [...g.flows.values()], columns, width, height, node: sizes(room).node };
}
