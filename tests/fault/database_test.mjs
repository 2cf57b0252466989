// database_test: PostgreSQL goes away under load: restarted (fast and immediate), frozen, unreachable, its connections cut in
// the moment of a commit. Requests wait or get 503, nothing is lost or double, the server recovers without help.
// test: timeout 600
//
// FROZEN=60 (seconds) RESTARTS=20 make it the long form of `make soak`.
import { connect, createServer } from 'node:net';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { check, equal, finish } from '../lib/check.mjs';
import { books, certified, newLoad, newWorld, number, verify } from '../lib/stations.mjs';
import { newCluster, newDatabase, releaseBinary, startServer } from '../lib/server.mjs';

const FROZEN = Number(process.env.FROZEN ?? 5);
const RESTARTS = Number(process.env.RESTARTS ?? 1);
const LONGEST = 70000; // ms that a request may wait for an answer before we say that it hangs
const binary = releaseBinary;

// A way to the database that can be closed, blocked, or cut at the commit of the transaction that holds the text proxy.mark.
async function newProxy(port) {
	const proxy = { mode: 'open', mark: null, cuts: 0, pairs: new Set() };
	const listener = createServer((near) => {
		if (proxy.mode === 'closed')
			return near.destroy();
		const far = connect(port, '127.0.0.1');
		const pair = { near, far, mute: false, marked: false };
		proxy.pairs.add(pair);
		const end = () => { near.destroy(); far.destroy(); proxy.pairs.delete(pair); };
		for (const s of [near, far]) {
			s.on('error', end);
			s.on('close', end);
		}
		near.on('data', (chunk) => {
			far.write(chunk);
			pair.marked ||= proxy.mark !== null && chunk.includes(proxy.mark);
			if (pair.marked && chunk.includes('COMMIT\0')) {
				// the database has it; its answer never arrives
				proxy.mark = null;
				proxy.cuts++;
				pair.mute = true;
				setTimeout(end, 300);
			}
		});
		far.on('data', (chunk) => { if (!pair.mute) near.write(chunk); });
		if (proxy.mode === 'blocked') {
			near.pause();
			far.pause();
		}
	});
	listener.listen(0, '127.0.0.1');
	await once(listener, 'listening');
	proxy.port = listener.address().port;
	const all = (fn) => proxy.pairs.forEach(({ near, far }) => { near[fn](); far[fn](); });
	proxy.block = () => { proxy.mode = 'blocked'; all('pause'); };
	proxy.open = () => { proxy.mode = 'open'; all('resume'); };
	proxy.close = () => { proxy.mode = 'closed'; all('destroy'); };
	proxy.end = () => { proxy.close(); listener.close(); };
	return proxy;
}

const progress = async (load, steps, patience) => {
	const from = performance.now(), want = load.answered + steps;
	while (load.answered < want && performance.now() - from < patience)
		await sleep(20);
	return load.answered >= want ? (performance.now() - from) / 1000 : Infinity;
};

// Something happens to the database under load, and is over after a while.
async function disaster(what, w, { begin, end, patience = 30000 }) {
	w.load.start(w.server);
	await progress(w.load, 20, 20000);
	const { unanswered } = w.load;
	w.load.statuses = {};
	w.load.slowest = 0;
	await begin();
	await end();
	const seconds = await progress(w.load, 20, patience);
	check(`${what}: it serves again by itself (${seconds.toFixed(1)} s later)`, seconds < Infinity, w.server.log().slice(-2500));
	await w.load.pause();
	const hung = w.load.unanswered - unanswered;
	equal(`${what}: every request was answered (slowest ${Math.round(w.load.slowest)} ms; told to come again: ${JSON.stringify(w.load.statuses)})`, hung, 0);
	equal(`${what}: who was not served was told 503`, Object.keys(w.load.statuses).filter((s) => s !== '503'), []);
	equal(`${what}: what was answered is there, nothing is double`, verify(w.db, w.world, w.load), []);
}

async function restarts(w) {
	for (let n = 0; n < RESTARTS; n++)
		for (const mode of ['fast', 'immediate'])
			await disaster(`restarted (${mode})`, w, { begin: () => w.cluster.down(mode), end: () => w.cluster.up() });
}

async function frozen(w) {
	let others = 0;
	await disaster(`frozen for ${FROZEN} s`, w, {
		begin: async () => {
			w.cluster.signal('SIGSTOP');
			await sleep(FROZEN * 1000 / 2);
			others = (await w.server.anonymous.get('/api/public/summary', { timeout: 2000 }).catch(() => ({ status: 0 }))).status;
			await sleep(FROZEN * 1000 / 2);
		},
		end: () => w.cluster.signal('SIGCONT'),
	});
	equal('frozen: the public figures are served all the same', others, 200);
}

async function unreachable(w) {
	await disaster(`unreachable for ${FROZEN} s, connections refused`, w, { begin: async () => { w.proxy.close(); await sleep(FROZEN * 1000); }, end: () => w.proxy.open() });
	await disaster(`unreachable for ${FROZEN} s, nothing comes back`, w, { begin: async () => { w.proxy.block(); await sleep(FROZEN * 1000); }, end: () => w.proxy.open() });
}

// The answer to a COMMIT is lost. A request with a key may be run again; one without must not: its sender is told.
async function commits(w) {
	const site = w.world.sites[0];
	const send = (n, key) => w.server.anonymous.post(`/api/v1/units/${site.unit}/lots/receive`,
		{ product_code: 'astrazeneca', number: `CUT-${n}-`, expires_on: '2099-12-31', doses: 1 }, { headers: { ...site.headers.manager, ...(key ? { 'idempotency-key': `commit-${n}` } : {}) } });
	const there = (n) => number(w.db, `SELECT COALESCE(SUM(s.doses), 0) FROM store_lot s JOIN lot l ON l.id = s.lot_id WHERE l.number = 'CUT-${n}-'`);
	for (const key of [true, false])
		for (let n = key ? 1 : 101, to = n + 5; n < to; n++) {
			w.proxy.mark = `CUT-${n}-`;
			const answer = await send(n, key);
			const doses = there(n), cut = w.proxy.mark === null;
			w.proxy.mark = null;
			check(`the answer to a commit is lost, ${key ? 'with' : 'without'} a key (${n}): ${answer.status}, ${doses} doses`,
				cut && doses === 1 && (answer.status === 201 || answer.status >= 500), `${answer.text}, cut ${cut}`);
			if (key)
				equal('sent again, it is still one', [(await send(n, key)).status, there(n)], [201, 1]);
		}
}

const cluster = newCluster();
const direct = await newDatabase('postgresql', { binary, of: cluster });
const proxy = await newProxy(new URL(cluster.url).port);
const server = await startServer({ db: { ...direct, url: direct.url.replace(/:\d+\//, `:${proxy.port}/`) }, binary });
const world = await newWorld(direct, server, { sites: 3 });
const w = { db: direct, cluster, proxy, server, world, load: newLoad(world, { stations: 12, timeout: LONGEST }) };
const parts = { commits, restarts, frozen, unreachable };
for (const part of (process.env.DATABASE_PARTS ?? Object.keys(parts).join(' ')).split(' '))
	await parts[part](w);
await w.load.complete(server);
const late = await certified(direct);
equal('everybody is walked to the end: nothing lost, nothing double, all certified', [late < 60, verify(direct, world, w.load, { complete: true })], [true, []]);
equal('the books balance', await books(direct, { binary }), []);
console.log(`# ${w.load.walks.length} people, ${w.load.answered} steps answered, ${w.load.busy} told to come again, ${w.load.unanswered} tries without an answer ${JSON.stringify(w.load.errors)}`);
await server.stop();
proxy.end();
await finish();
