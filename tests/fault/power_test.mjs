// power_test: the power goes at the n-th write, truncation, deletion or sync of SQLite's files while stations work, and what
// was not synced is forgotten (src/db/vfs_forgetful.h). Started again, the server has everything it answered, once.
// Then the proof that this test can fail: with PRAGMA synchronous=OFF it must find losses.
// And: a sync, a write or any other disk call that fails answers nobody with success, harms nobody else, and is over when
// it is over.
// test: timeout 900
//
// CUTS=4000 makes it the long form of `make soak`.
import { setTimeout as sleep } from 'node:timers/promises';
import { check, equal, finish } from '../lib/check.mjs';
import { books, certified, integrity, newLoad, newWorld, verify } from '../lib/stations.mjs';
import { freePort, newDatabase, runProgram, startServer } from '../lib/server.mjs';

const CUTS = Number(process.env.CUTS ?? 12);
const SEED = Number(process.env.SEED ?? Date.now() % 1000000);
const CUT_STATUS = 86;

let state = SEED;
const random = (n) => {
	state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
	return Math.floor(state / 2 ** 32 * n);
};
const arm = async (server, kind, at, database_only = false) => {
	const { status, text } = await server.anonymous.post('/test/disk', { kind, at, seed: random(1000000), database_only });
	if (status !== 204)
		throw new Error(`/test/disk: ${status} ${text}`);
};
// Often soon, sometimes late.
const someCall = () => Math.ceil(Math.exp(random(1000000) / 1000000 * Math.log(1500)));
const forgetful = (more = {}) => ({ TEST_DISK: 'fine', ...more });

// What happened to be under way, from the last words of the process.
const moment = (log) => {
	const m = /power cut at call \d+: (\w+) .*?(-wal|-journal)?$/m.exec(log);
	return m ? `${m[1]} ${m[2] ? m[2].slice(1) : 'database'}` : 'nothing';
};

// One life: stations work until the power goes; resolves to the moment it was.
async function untilCut(db, load, kind, n, env, copying) {
	const server = await startServer({ db, env });
	load.start(server);
	await arm(server, kind, n, copying).catch(() => {}); // the cut may come before the answer
	const timer = setTimeout(() => arm(server, kind, 1).catch(() => {}), 20000);
	await server.over;
	clearTimeout(timer);
	server.judged = true;
	await load.pause();
	return { status: server.ended.status, when: moment(server.log()), log: server.log() };
}

// The program cannot even start: the power goes while it recovers. Tried until it comes up.
async function cutAtStart(db, n) {
	const { err } = await runProgram(['serve', '--listen', `127.0.0.1:${await freePort()}`, '--db', db.url], { env: { ...db.env, TEST_DISK: `cut:${n}` }, timeout: 10000 });
	return moment(err);
}

async function cuts(count) {
	const db = await newDatabase('sqlite');
	const first = await startServer({ db });
	const world = await newWorld(db, first, { sites: 3 });
	await first.stop();
	const load = newLoad(world, { stations: 8, repeat: 0.05 });
	const moments = {};
	for (let n = 0; n < count; n++) {
		// every third while the log is copied into the database
		const kind = n % 2 ? 'torn' : 'cut', copying = n % 3 === 0, at = copying ? 1 + random(60) : someCall();
		const end = await untilCut(db, load, kind, at, forgetful(n % 3 < 2 ? { TEST_CHECKPOINT: '60' } : {}), copying);
		moments[end.when] = (moments[end.when] ?? 0) + 1;
		if (n % 5 === 4)
			await cutAtStart(db, 1 + random(8));
		const wrong = verify(db, world, load);
		if (end.status !== CUT_STATUS)
			wrong.push(`the process ended with status ${end.status}: ${end.log.slice(-1500)}`);
		if (integrity(db) !== 'ok')
			wrong.push(integrity(db));
		if (wrong.length || count <= 60 || n % 50 === 49)
			check(`${kind} ${n + 1} at call ${at} (${end.when}): ${load.answered} steps answered so far`, wrong.length === 0, () => wrong.join('\n'));
	}
	const server = await startServer({ db });
	const began = await certified(db);
	await load.complete(server);
	const late = await certified(db);
	equal('after the last cut everybody is walked to the end: nothing lost, nothing double, all certified', [began < 60, late < 60, verify(db, world, load, { complete: true })],
		[true, true, []]);
	equal('the books balance', await books(db), []);
	check('some cuts came while the log was copied into the database', Object.keys(moments).some((m) => m.endsWith(' database')), JSON.stringify(moments));
	console.log(`# ${count} cuts: ${JSON.stringify(moments)}; ${load.walks.length} people, ${load.answered} steps answered, ${load.repeated} repeated on purpose; `
		+ `seed ${SEED}; certificates ${began.toFixed(1)} s after the restart`);
	await server.stop();
	await db.drop();
}

// The same without syncing: answered steps must be missing, or the file broken, within a few cuts.
async function canFail() {
	const db = await newDatabase('sqlite');
	const first = await startServer({ db });
	const world = await newWorld(db, first, { sites: 1 });
	await first.stop();
	const load = newLoad(world, { stations: 8 });
	let found = [];
	for (let n = 0; n < 6 && !found.length; n++) {
		await untilCut(db, load, 'cut', 150, forgetful({ TEST_SYNC: 'OFF' }));
		try {
			found = verify(db, world, load);
			if (integrity(db) !== 'ok')
				found.push('the file is broken');
		} catch (e) {
			found = [`the file cannot be read: ${e.stderr ?? e}`];
		}
	}
	check(`without syncing the same test finds losses: ${found[0]}`, found.length > 0);
	await db.drop();
}

for (const part of (process.env.POWER_PARTS ?? 'cuts canFail').split(' '))
	await { cuts: () => cuts(CUTS), canFail }[part]();
await finish();
