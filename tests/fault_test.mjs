// fault_test: the n-th database call of a request fails, n = 1, 2, ... until the request succeeds; both ways of failing
// (one statement, the whole transaction), both engines. Each time the answer is a clean 409 or 5xx, the database is as it
// was before, and the same request, sent again, is done. Then three requests at once, any of whose calls may fail.
// test: timeout 600
//
// The server's own workers use the database too, and may take a fault that was meant for the request: such a round is
// recognised (the request is done although a call failed) and played again.
import { execFileSync } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { check, equal, finish } from './lib/check.mjs';
import { engines, newDatabase, startServer } from './lib/server.mjs';
import { number } from './lib/stations.mjs';

const NOT_TAKEN = 40;  // rounds that workers may spoil before we give up
const CALLS_MAX = 60;  // no request here makes so many calls

// Everything that is in the database, but for what workers touch. SQLite has no dump at hand: what its API shows.
async function snapshot(w) {
	const entries = (await w.db.run(['audit', 'verify'])).json.entries;
	const units = await w.root.get(`/api/v1/units?level=site&parent_id=${w.unit}&limit=1000`);
	const staff = await w.root.get(`/api/v1/units/${w.unit}/staff`);
	const stores = await Promise.all([w.unit, w.site].map(async (u) => (await w.root.get(`/api/v1/units/${u}/lots`)).json));
	const seen = JSON.stringify([entries, units.json, staff.json, stores]);
	if (w.db.engine === 'sqlite')
		return seen;
	const bin = process.env.PG_BIN ?? '/usr/lib/postgresql/15/bin';
	const sums = ['counter', 'counter_sum', 'lot_sum', 'store_lot'].map((t) => `--exclude-table=${t}`); // stores are seen above
	const dump = execFileSync(`${bin}/pg_dump`, ['--data-only', '--exclude-table=node_lease', '--exclude-table=unit', '--exclude-table=unit_successor', '--exclude-table=rule', ...sums, w.db.url],
		{ encoding: 'utf8', maxBuffer: 1 << 28 });
	return seen + dump.replace(/^--.*$|^\\(un)?restrict.*$/gm, '');
}

const arm = (w, at, kind) => w.server.anonymous.post('/test/fault', { at, kind });
const calls = async (w) => (await w.server.anonymous.get('/test/calls')).json.calls;

// What is tried: send(w, n) makes the same request each time it is called with the same n; done: the status when it went well.
const requests = [
	{ name: 'create a site', done: 201, send: (w, n) => w.root.post(`/api/v1/units/${w.unit}/sites`,
		{ code: `F${n}`, kind: 'mobile', name: `Điểm tiêm ${n}` }) },
	{ name: 'change a site', done: 200, send: (w, n) => w.root.patch(`/api/v1/units/${w.site}`, { name: `Điểm tiêm số ${n}` },
		{ headers: { 'idempotency-key': `key-${w.db.engine}-${n}` } }) },
	{ name: 'create an account', done: 201, send: (w, n) => w.root.post(`/api/v1/units/${w.unit}/staff`,
		{ login_name: `nguoi.${n}`, full_name: 'Người Thử Nghiệm', role: 'observer' }) },
	{ name: 'log in', done: 200, send: (w) => w.server.anonymous.post('/api/v1/login',
		{ login_name: 'second', password: w.password, station_id: '00000000-0000-4000-8000-000000000001' }) },
	{ name: 'receive a lot', done: 201, send: (w) => w.root.post(`/api/v1/units/${w.unit}/lots/receive`,
		{ product_code: 'astrazeneca', number: 'FAULT', expires_on: '2022-01-01', doses: 100 }) },
	{ name: 'send a shipment', done: 201, send: (w) => w.root.post(`/api/v1/units/${w.unit}/shipments`,
		{ to_unit_id: w.site, lines: [{ lot_id: w.lots[0], doses: 10 }, { lot_id: w.lots[1], doses: 5 }] }) },
	{ name: 'take a shipment in', done: 200, send: (w) => w.root.post(`/api/v1/units/${w.site}/incoming/${w.shipment}/receive`,
		{ lines: [{ lot_id: w.lots[0], received: 2, lost: 1, why: 'vỡ' }, { lot_id: w.lots[1], received: 1 }] }) },
	// a wrong try is a committed fact: counted or not answered as such
	{ name: 'log in wrongly', done: 401, send: (w) => w.server.anonymous.post('/api/v1/login',
		{ login_name: 'third', password: 'mot hai ba bon' }), between: (w) => w.server.anonymous.post('/api/v1/login',
		{ login_name: 'third', password: w.third }) },
];

let serial = 0;

// One round: the n-th call fails. "done": the request went through without using n calls; "spoilt": a worker took the fault.
async function round(w, rq, kind, n) {
	const id = ++serial;
	const before = await snapshot(w);
	await arm(w, n, kind);
	const answer = await rq.send(w, id);
	const used = await calls(w);
	await arm(w, 0, kind);
	if (answer.status === rq.done) {
		if (rq.between)
			await rq.between(w);
		return used < n ? 'done' : 'spoilt';
	}
	const what = `${w.db.engine}: ${rq.name}, call ${n} fails (${kind})`;
	const after = await snapshot(w);
	const clean = (answer.status === 409 || answer.status >= 500) && answer.json?.code && answer.json?.detail && !/inject|sql|savepoint/i.test(answer.text);
	const again = await rq.send(w, id);
	check(what, clean && after === before && again.status === rq.done, () => [`the answer: ${answer.status} ${answer.text}`,
		after === before ? 'nothing was changed' : `CHANGED:\n${difference(before, after)}`, `again: ${again.status} ${again.text}`].join('\n'));
	if (rq.between)
		await rq.between(w);
	return 'failed';
}

function difference(a, b) {
	const had = new Set(a.split('\n'));
	return b.split('\n').filter((line) => !had.has(line)).join('\n').slice(0, 2000);
}

async function every(w, rq, kind) {
	let n = 1, spoilt = 0;
	for (let end = false; !end && n < CALLS_MAX && spoilt < NOT_TAKEN;) {
		const outcome = await round(w, rq, kind, n);
		if (outcome === 'done')
			end = true;
		else if (outcome === 'spoilt')
			spoilt++;
		else
			n++;
	}
	check(`${w.db.engine}: ${rq.name} (${kind}): ${n - 1} calls could fail, then it was done`, n > 2 && n < CALLS_MAX && spoilt < NOT_TAKEN,
		`n ${n}, ${spoilt} rounds spoilt by workers`);
}

const sitesBelow = async (w) => (await w.root.get(`/api/v1/units?level=site&parent_id=${w.unit}&limit=1000`)).json.items.map((u) => u.code);

// Three at once share a commit where they can: what was answered with 201 is there, what was not is not.
async function three(w, kind) {
	let failed = 0;
	for (let n = 1; n <= 24; n++) {
		const ids = [++serial, ++serial, ++serial];
		await arm(w, n, kind);
		const answers = await Promise.all(ids.map((id) => requests[0].send(w, id)));
		await arm(w, 0, kind);
		const there = new Set(await sitesBelow(w));
		const wrong = ids.filter((id, i) => there.has(`F${id}`) !== (answers[i].status === 201));
		const unclean = answers.filter((a) => a.status !== 201 && a.status !== 409 && a.status < 500);
		failed += answers.filter((a) => a.status !== 201).length;
		const again = await Promise.all(ids.filter((_, i) => answers[i].status !== 201).map((id) => requests[0].send(w, id)));
		check(`${w.db.engine}: three at once, call ${n} fails (${kind})`,
			wrong.length === 0 && unclean.length === 0 && answers.filter((a) => a.status !== 201).length <= 1 && again.every((a) => a.status === 201),
			() => [...answers, ...again].map((a) => `${a.status} ${a.text}`).join('\n'));
	}
	check(`${w.db.engine}: three at once (${kind}): some of them did fail`, failed > 0, `${failed}`);
}

for (const engine of engines) {
	const db = await newDatabase(engine);
	const first = await db.addUser('root', 'administrator', 'VN');
	const second = await db.addUser('second', 'observer', '01');
	const third = await db.addUser('third', 'observer', '01');
	const server = await startServer({ db, clock: '2021-08-01T08:00:00+07:00', seed: 1 });
	const w = { db, server, third, root: await server.login('root', first) };
	await server.login('second', second);
	w.password = `mot hai ${second}`; // what login() of lib/client.mjs makes of a first password
	w.unit = (await w.root.get('/api/v1/units?level=province&q=01&on=2021-08-01')).json.items[0].id;
	w.site = (await w.root.post(`/api/v1/units/${w.unit}/sites`, { code: 'F0', kind: 'centre', name: 'Điểm tiêm 0' })).json.id;
	const lot = async (number) => (await w.root.post(`/api/v1/units/${w.unit}/lots/receive`, { product_code: 'astrazeneca', number, expires_on: '2022-01-01', doses: 10000 })).json.lot_id;
	w.lots = [await lot('FAULT-A'), await lot('FAULT-B')];
	w.shipment = (await w.root.post(`/api/v1/units/${w.unit}/shipments`, { to_unit_id: w.site, lines: w.lots.map((lot_id) => ({ lot_id, doses: 4000 })) })).json.id;
	// the day's own work, which the server begins by itself, is done
	for (const end = Date.now() + 30000; Date.now() < end && !number(db, 'SELECT COUNT(*) FROM day_work WHERE done_ms IS NOT NULL');)
		await sleep(100);
	equal(`${engine}: the snapshot is steady`, await snapshot(w), await snapshot(w));
	for (const kind of ['statement', 'transaction']) {
		for (const rq of requests)
			await every(w, rq, kind);
		await three(w, kind);
	}
	await server.stop();
	await db.drop();
}
await finish();
