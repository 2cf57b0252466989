// disk_test: a disk call that fails and a disk that is full, on SQLite (src/db/vfs_forgetful.h). Nobody is answered with
// success whose change is not there afterwards, also after the power has gone; the server serves on when it is over.
// test: timeout 900
//
// ROUNDS=500 makes it the long form of `make soak`.
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { check, equal, finish } from '../lib/check.mjs';
import { books, certified, integrity, newLoad, newWorld, number, rows, verify } from '../lib/stations.mjs';
import { newDatabase, startServer } from '../lib/server.mjs';

const ROUNDS = Number(process.env.ROUNDS ?? 5);
const CALLS_MAX = 200;  // no request here makes so many disk calls

const arm = (server, kind, at = 0) => server.anonymous.post('/test/disk', { kind, at });
const calls = async (server) => (await server.anonymous.get('/test/disk')).json.calls;
let ends = 0; // processes that ended for a failed sync
const env = { TEST_DISK: 'fine', TEST_CHECKPOINT: '60' };

// Power goes now; what was answered must be in the file that is left.
async function cutAndJudge(what, db, world, load, server) {
	await arm(server, 'cut', 1).catch(() => {}); // the power may go before the answer
	load.start(server);
	await server.over;
	server.judged = true;
	await load.pause();
	const wrong = verify(db, world, load);
	equal(`${what}: then the power goes, and what was answered is there`, [wrong, integrity(db)], [[], 'ok']);
}

// A failed sync ends the process (doc/decisions/0006): status 74, and it says so. Started again, it goes on.
async function again(db, server) {
	if (!server.ended)
		return server;
	server.judged = true;
	if (server.ended.status !== 74 || !/did not keep/.test(server.log()))
		check('it ended for a failed sync only, with status 74', false, `${JSON.stringify(server.ended)}\n${server.log().slice(-1500)}`);
	ends++;
	return startServer({ db, env });
}

// The n-th disk call of one request fails, n = 1, 2, ... until it is done without making so many.
async function everyCall(db, world, first) {
	let server = first;
	const site = (n) => server.anonymous.post(`/api/v1/units/${world.commune}/sites`, { code: `F${n}`, kind: 'mobile', name: 'Điểm tiêm thử' }, { headers: world.admin });
	const there = (n) => number(db, `SELECT COUNT(*) FROM unit WHERE code = 'F${n}'`);
	let n = 1, serial = 0, failed = 0, saved = 0;
	for (let end = false; !end && n < CALLS_MAX;) {
		const id = ++serial;
		await arm(server, 'call', n);
		const answer = await site(id).catch(() => ({ status: 0, text: 'no answer' }));
		const used = await calls(server).catch(() => n);
		if (answer.status === 0)
			await server.over;
		server = await again(db, server);
		await arm(server, 'fine');
		const done = answer.status === 201;
		if (answer.status === 0) { // nobody was told anything; it may be there or not
			failed++;
			n++;
			continue;
		}
		if (done !== (there(id) === 1) || (!done && answer.status < 500))
			check(`disk call ${n} fails: the answer ${answer.status} is true`, false, `${answer.text}\nthere: ${there(id)}`);
		if (!done && (await site(id)).status !== 201)
			check(`disk call ${n} failed: the same request, again, is done`, false, server.log().slice(-1500));
		failed += !done;
		saved += done && used >= n;
		if (done && used < n)
			end = true;
		else
			n++;
	}
	check(`each of the ${n - 1} disk calls of a request failed once: ${failed} were refused, ${saved} done all the same, all truly`, n > 4 && n < CALLS_MAX, `n ${n}`);
	equal('the file is sound', integrity(db), 'ok');
	return server;
}

// Calls fail under load, one by one.
async function failures(db, world, load, kind, count, far) {
	let server = await startServer({ db, env });
	let hit = 0;
	for (let n = 0; n < count; n++) {
		load.start(server);
		const at = 1 + Math.floor(Math.random() * far);
		await arm(server, kind, at).catch(() => server.over); // a failed sync may end it before the answer
		const made = () => calls(server).catch(() => at); // gone: the failure was a sync
		for (const until = Date.now() + 20000; Date.now() < until && await made() < at;)
			await sleep(20);
		hit += await made() >= at;
		await sleep(50);
		if (server.ended) {
			await load.pause();
			server = await again(db, server);
			load.start(server);
		}
		const before = load.answered;
		for (const until = Date.now() + 20000; Date.now() < until && load.answered < before + 5;)
			await sleep(20);
		check(`${kind} ${n + 1}: after the failure at call ${at} others are served`, load.answered >= before + 5, server.log().slice(-1500));
		await load.pause();
		const wrong = verify(db, world, load);
		if (wrong.length)
			check(`${kind} ${n + 1} at call ${at}: what was answered is there`, false, wrong.join('\n'));
		if (n % 3 === 2 || n === count - 1) {
			await cutAndJudge(`${kind} ${n + 1}`, db, world, load, server);
			server = await startServer({ db, env });
		}
	}
	check(`${kind}: ${hit} of ${count} failures happened`, hit > count / 2);
	await server.stop();
}

async function full(db, world, load, count) {
	const server = await startServer({ db, env });
	for (let n = 0; n < count; n++) {
		load.start(server);
		await sleep(200 + Math.random() * 500);
		await arm(server, 'full', 1 + Math.floor(Math.random() * 100));
		await sleep(1500);
		const stuck = load.answered, busy = load.busy;
		await sleep(1000);
		equal('disk full: nothing is answered with success', load.answered - stuck, 0);
		check('disk full: others are told at once', load.busy > busy, `${load.busy - busy}`);
		equal('disk full: what is only read is served', (await server.anonymous.get('/api/v1/units?level=nation', { headers: world.admin })).status, 200);
		await arm(server, 'fine');
		for (const until = Date.now() + 20000; Date.now() < until && load.answered < stuck + 20;)
			await sleep(20);
		check('there is room again: the server serves on by itself', load.answered >= stuck + 20, server.log().slice(-1500));
		await load.pause();
		equal('disk full: what was answered is there, nothing is double', [verify(db, world, load), integrity(db)], [[], 'ok']);
	}
	await cutAndJudge('disk full', db, world, load, server);
}

// Who looked at whom is written, but no look waits for the disk (doc/decisions/0007): the next sync fails, and only a change
// meets it. The server's own work may be faster: then once more.
async function looks() {
	const db = await newDatabase('sqlite');
	let server = await startServer({ db, env: { TEST_DISK: 'fine' } }); // its log is far from the next checkpoint
	const world = await newWorld(db, server, { sites: 1 });
	const { unit, session, headers } = world.sites[0];
	const base = `/api/v1/units/${unit}`;
	const person = (await server.anonymous.post(`${base}/persons`, { name: 'Nguyễn Văn Nhìn', birth_date: '1970-01-02', sex: 'male', cccd: '001070999999', home_unit_id: world.commune },
		{ headers: headers.reception })).json.id;
	const seen = () => number(db, `SELECT COUNT(*) FROM access_log WHERE person_id = ${person}`);
	let shown = null;
	for (let n = 0; n < 5 && !shown; n++) {
		const before = seen();
		await arm(server, 'sync', 1);
		const look = await server.anonymous.get(`${base}/persons/${person}`, { headers: headers.reception }).catch(() => ({ status: 0 }));
		const alive = !server.ended;
		const change = await server.anonymous.post(`${base}/sessions/${session}/visits`, { uuid: randomUUID(), person_id: person, identity_seen: 'card', consent: true },
			{ headers: headers.reception }).catch(() => ({ status: 0 }));
		if (change.status === 0)
			await server.over;
		const wrote = seen() - before;
		server = await again(db, server);
		await arm(server, 'fine');
		if (look.status === 200 && alive)
			shown = [wrote, change.status];
	}
	equal('a look is on record and waits for no sync; the change behind it meets the one that fails, and is answered by nobody', shown, [1, 0]);
	await server.stop();
}

const db = await newDatabase('sqlite');
let server = await startServer({ db, env });
const world = await newWorld(db, server, { sites: 2 });
server = await everyCall(db, world, server);
await server.stop();
const load = newLoad(world, { stations: 6 });
await failures(db, world, load, 'sync', ROUNDS, 60);
await failures(db, world, load, 'call', ROUNDS, 400);
await full(db, world, load, Math.ceil(ROUNDS / 3));
server = await startServer({ db });
await load.complete(server);
const late = await certified(db);
equal('everybody is walked to the end: nothing lost, nothing double, all certified', [late < 60, verify(db, world, load, { complete: true })], [true, []]);
equal('the books balance', await books(db), []);
console.log(`# ${load.walks.length} people, ${load.answered} steps answered, ${load.busy} refused for now, ${rows(db, 'SELECT COUNT(*) FROM dose')[0]} doses`);
await looks();
check(`syncs that failed ended the process (${ends}), and it came back`, ends > 0);
await server.stop();
await finish();
