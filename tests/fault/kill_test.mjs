// kill_test: kill -9 under load at random moments, on each engine: while it works, checkpoints, is backed up. After each
// restart what was answered is there exactly once, a repeated id is applied once, the books balance, every dose has its
// certificate within a minute. On PostgreSQL also kill -9 of the database itself: the server recovers without help.
// test: timeout 900
//
// KILLS=200 KILL_ENGINES="sqlite postgresql" make it the long form of `make soak`.
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { check, equal, finish } from '../lib/check.mjs';
import { books, certified, integrity, knows, newLoad, newWorld, rows, verify } from '../lib/stations.mjs';
import { engines, newCluster, newDatabase, releaseBinary, root, startServer } from '../lib/server.mjs';

const KILLS = Number(process.env.KILLS ?? 4);
const ANSWERED = 20; // steps at least before each kill
const binary = releaseBinary;
const pgBin = process.env.PG_BIN ?? '/usr/lib/postgresql/15/bin';

// Ends a command that was started beside the server, whatever it was doing.
const end = (child) => new Promise((done) => {
	if (child.exitCode !== null || child.signalCode !== null)
		return done();
	child.once('close', done);
	child.kill('SIGKILL');
});

// What goes on at the moment of the kill. Each returns a function that ends it.
const beside = {
	async work() {
		return () => {};
	},
	async checkpoint(db) {
		const child = db.engine === 'sqlite'
			? spawn('sqlite3', [db.url.slice(7), '.timeout 2000', 'PRAGMA wal_checkpoint(FULL)'], { stdio: 'ignore' })
			: spawn(`${pgBin}/psql`, ['-X', '-q', '-c', 'CHECKPOINT', db.url], { stdio: 'ignore' });
		await sleep(Math.random() * 40);
		return () => end(child);
	},
	async backup(db) {
		const file = join(db.folder, 'backup');
		rmSync(file, { force: true });
		const child = spawn(binary, ['backup', file, '--db', db.url], { stdio: 'ignore', env: { ...process.env, ...db.env } });
		await sleep(Math.random() * 300);
		return () => end(child);
	},
};

async function kills(engine, count) {
	const cluster = engine === 'postgresql' ? newCluster() : null;
	const db = await newDatabase(engine, { binary, of: cluster });
	let server = await startServer({ db, binary });
	const world = await newWorld(db, server, { sites: 3 });
	const load = newLoad(world, { stations: 12 });
	const kinds = ['work', 'checkpoint', ...(knows('backup') ? ['backup'] : []), ...(cluster ? ['database'] : [])];
	const tally = {};
	let latest = 0, recovery = 0;
	for (let n = 0; n < count; n++) {
		const kind = kinds[n % kinds.length];
		const before = load.answered;
		load.start(server);
		const wrong = [];
		for (const until = Date.now() + 20000; load.answered < before + ANSWERED && Date.now() < until;)
			await sleep(10);
		await sleep(Math.random() * 500);
		if (kind === 'database') {
			cluster.signal('SIGKILL');
			cluster.up();
			const up = performance.now(), then = load.answered;
			while (load.answered < then + 20 && performance.now() - up < 60000)
				await sleep(20);
			recovery = Math.max(recovery, (performance.now() - up) / 1000);
			if (load.answered < then + 20)
				wrong.push(`the server does not recover: ${server.log().slice(-1500)}`);
		} else {
			const ended = await beside[kind](db);
			await server.kill();
			await ended();
			await load.pause();
			server = await startServer({ db, binary });
		}
		await load.pause();
		const answered = load.answered - before;
		tally[kind] = (tally[kind] ?? 0) + 1;
		wrong.push(...verify(db, world, load));
		if (integrity(db) !== 'ok')
			wrong.push(integrity(db));
		if (answered < ANSWERED)
			wrong.push(`only ${answered} steps were answered`);
		const last = n === count - 1 || n % 20 === 19;
		if (last)
			latest = Math.max(latest, await certified(db));
		if (wrong.length || last || count <= 10)
			check(`${engine}: kill ${n + 1} (${kind}), ${answered} steps answered before, ${load.answered} in all`, wrong.length === 0, wrong.join('\n'));
	}
	check(`${engine}: every dose had its certificate within a minute of the restart (${latest.toFixed(1)} s)`, latest < 60);
	await load.complete(server);
	const late = await certified(db);
	equal(`${engine}: after the last person is through, nothing is lost and nothing double`, [late < 60, verify(db, world, load, { complete: true })], [true, []]);
	equal(`${engine}: the books balance`, await books(db, { binary }), []);
	console.log(`# ${engine}: ${JSON.stringify(tally)}; ${load.walks.length} people, ${load.answered} steps answered, ${load.unanswered} tries without an answer, `
		+ `${load.repeated} repeated on purpose; ${cluster ? `after kill -9 of the database it served again within ${recovery.toFixed(1)} s` : ''}`);
	await server.stop();
	await db.drop();
}

// ---- migration: killed at a random moment, then run again ----

const dump = (db) => (db.engine === 'sqlite'
	? rows(db, "SELECT type, name, replace(sql, char(10), ' ') FROM sqlite_master ORDER BY 1, 2")
	: spawnSync(`${pgBin}/pg_dump`, ['--schema-only', db.url], { encoding: 'utf8' }).stdout.replace(/^--.*$|^\\(un)?restrict.*$/gm, ''));
const content = (db) => ['unit', 'product', 'rule', 'schema_version'].map((t) => rows(db, `SELECT COUNT(*) FROM ${t}`)[0][0]);

// A database as version 1 of the program left it: the first file of the schema, in this engine's words.
function makeVersionOne(db) {
	let script = `BEGIN;
CREATE TABLE schema_version (version BIGINT NOT NULL PRIMARY KEY, at_ms BIGINT NOT NULL);
CREATE TABLE node_lease (node BIGINT NOT NULL PRIMARY KEY, holder TEXT NOT NULL, until_ms BIGINT NOT NULL);
${readFileSync(join(root, 'schema/0001_base.sql'), 'utf8')}
INSERT INTO schema_version (version, at_ms) VALUES (1, 1);
COMMIT;`;
	if (db.engine === 'sqlite')
		script = script.replace(/\b(BIGINT|BOOLEAN)\b/g, 'INTEGER').replace(/\bBYTEA\b/g, 'BLOB').replace(/^\);$/gm, ') STRICT;');
	if (db.engine === 'sqlite')
		execFileSync('sqlite3', ['-bail', db.url.slice(7)], { input: `PRAGMA journal_mode=WAL;\n${script}` });
	else
		execFileSync(`${pgBin}/psql`, ['-X', '-q', '-v', 'ON_ERROR_STOP=1', db.url], { input: script, stdio: ['pipe', 'ignore', 'pipe'] });
}

const migrateOnce = (db, after) => new Promise((done) => {
	const child = spawn(binary, ['migrate', '--db', db.url], { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...db.env } });
	let err = '';
	child.stderr.on('data', (c) => { err += c; });
	const timer = after === null ? null : setTimeout(() => child.kill('SIGKILL'), after);
	child.on('close', (status, signal) => { clearTimeout(timer); done({ status, signal, err }); });
});

async function migrations(engine, from, count) {
	const fresh = async () => {
		const db = await newDatabase(engine, { binary, migrate: false });
		if (from === 1)
			makeVersionOne(db);
		return db;
	};
	const calm = await fresh();
	const began = performance.now();
	equal(`${engine}: migrate from ${from}, undisturbed`, (await migrateOnce(calm, null)).status, 0);
	const whole = performance.now() - began, want = [dump(calm), content(calm)];
	const straight = await newDatabase(engine, { binary });
	equal(`${engine}: from ${from} or from nothing, the schema is the same`, dump(calm), dump(straight));
	const wrong = [];
	let early = 0;
	for (let n = 0; n < count; n++) {
		const db = await fresh();
		const after = whole * (n + Math.random()) / count;
		const killed = await migrateOnce(db, after);
		early += killed.signal === 'SIGKILL';
		const again = await migrateOnce(db, null);
		if (again.status !== 0)
			wrong.push(`killed after ${after.toFixed(0)} ms, then: ${again.err}`);
		else if (JSON.stringify([dump(db), content(db)]) !== JSON.stringify(want))
			wrong.push(`killed after ${after.toFixed(0)} ms: another schema or content: ${content(db)}, not ${want[1]}`);
		await db.drop();
	}
	check(`${engine}: migrate from ${from} killed ${early} times within its ${whole.toFixed(0)} ms, then run again: as if undisturbed`,
		wrong.length === 0 && early > 0, wrong.join('\n'));
	await calm.drop();
	await straight.drop();
}

for (const engine of (process.env.KILL_ENGINES ?? engines.join(' ')).split(' ')) {
	await kills(engine, KILLS);
	for (const from of [0, 1])
		await migrations(engine, from, KILLS);
}
await finish();
