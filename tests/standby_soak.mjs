// standby_soak.mjs - a second machine, as doc/operations.md sets it up: PostgreSQL with a synchronous standby, people passing the
// four steps through our server, the primary killed with -9, the standby promoted. Prints what was lost (RPO: acknowledged doses
// that are missing, must be 0) and how long nothing could be written (RTO), and the same for SQLite's backups of every few seconds.
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { appendFileSync, chownSync, mkdirSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { check, equal, finish } from './lib/check.mjs';
import { countersAgree } from './lib/journey.mjs';
import { newPerson, newSite, startLoad } from './lib/load.mjs';
import { freePort, newDatabase, newFolder, releaseBinary, runProgram, startServer } from './lib/server.mjs';

const bin = process.env.PG_BIN ?? '/usr/lib/postgresql/15/bin';
const PEOPLE = Number(process.env.SOAK_PEOPLE ?? 200); // released before the first machine dies
const root = process.getuid() === 0;
const id = (flag) => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
const owner = root ? { uid: id('-u'), gid: id('-g') } : {};
const pg = (name, ...args) => execFileSync(join(bin, name), args, { ...owner, cwd: '/', encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], env: { PATH: process.env.PATH, LC_ALL: 'C' } });

function place(name) {
	const folder = newFolder(name);
	if (root)
		chownSync(folder, owner.uid, owner.gid);
	return folder;
}

async function startPg(data, log, port) {
	execFileSync(join(bin, 'pg_ctl'), ['-D', data, '-w', '-t', '60', '-l', log, '-o', `-p ${port}`, 'start'],
		{ ...owner, cwd: '/', stdio: 'ignore', env: { PATH: process.env.PATH, LC_ALL: 'C' } });
}

const sql = (port, text, db = 'postgres') => execFileSync(join(bin, 'psql'), ['-X', '-A', '-t', '-q', '-v', 'ON_ERROR_STOP=1', '-h', '127.0.0.1', '-p', String(port), '-U', 'tiemchung', '-d', db, '-c', text], { encoding: 'utf8' }).trim();

// The settings of doc/operations.md, with this machine's places.
async function pair() {
	const home = place('tiemchung-primary'), away = place('tiemchung-standby');
	const a = await freePort(), b = await freePort();
	pg('initdb', '-D', join(home, 'data'), '-E', 'UTF8', '--locale=C', '--auth=trust', '--username=tiemchung');
	appendFileSync(join(home, 'data/postgresql.conf'), `
listen_addresses = '127.0.0.1'
unix_socket_directories = '/tmp'
max_connections = 200
wal_level = replica
max_wal_senders = 5
synchronous_standby_names = 'FIRST 1 (standby1)'
synchronous_commit = on
`);
	await startPg(join(home, 'data'), join(home, 'log'), a);
	sql(a, "SET synchronous_commit = local; SELECT pg_create_physical_replication_slot('standby1')");
	pg('pg_basebackup', '-D', join(away, 'data'), '-d', `host=127.0.0.1 port=${a} user=tiemchung application_name=standby1`, '-X', 'stream', '-S', 'standby1', '-R', '-c', 'fast');
	// its own copy of the setting names itself: once promoted it would wait for ever for a standby that it is
	appendFileSync(join(away, 'data/postgresql.conf'), "synchronous_standby_names = ''\n");
	await startPg(join(away, 'data'), join(away, 'log'), b);
	for (let tries = 0; tries < 100 && sql(a, "SELECT sync_state FROM pg_stat_replication WHERE application_name = 'standby1'") !== 'sync'; tries++)
		await sleep(100);
	equal('the standby is synchronous', sql(a, "SELECT sync_state FROM pg_stat_replication"), 'sync');
	sql(a, 'CREATE DATABASE tc TEMPLATE template0');
	return { home, away, a, b, kill: () => process.kill(Number(readFileSync(join(home, 'data/postmaster.pid'), 'utf8').split('\n')[0]), 'SIGKILL') };
}

async function postgresql() {
	const two = await pair();
	const url = `postgresql://tiemchung@127.0.0.1:${two.a},127.0.0.1:${two.b}/tc?target_session_attrs=read-write`;
	const folder = newFolder();
	const env = { DATA: folder };
	const run = async (args) => {
		const r = await runProgram([...args, '--db', url], { binary: releaseBinary, env });
		if (r.status !== 0)
			throw new Error(`${args.join(' ')}: ${r.status} ${r.err}${r.out}`);
		return r;
	};
	const db = { engine: 'postgresql', url, folder, env, run, addUser: async (u, role, unit) => (await run(['user', 'add', u, '--role', role, '--unit', unit])).json.password };
	await run(['migrate']);
	const server = await startServer({ db, binary: releaseBinary });
	const site = await newSite(server, db);
	const load = startLoad(site, { workers: 8 });
	await load.more(PEOPLE, 120000);
	const at = performance.now();
	two.kill();
	const before = load.released.length;
	let promoted = null; // beside the load, which goes on asking
	spawn(join(bin, 'pg_ctl'), ['-D', join(two.away, 'data'), '-w', 'promote'], { ...owner, cwd: '/', stdio: 'ignore' })
		.once('exit', () => { promoted = performance.now() - at; });
	let rto = null;
	for (let i = 0; rto === null && performance.now() - at < 60000; i++) {
		await newPerson(site, 500000 + i).then(() => { rto = (performance.now() - at) / 1000; }, () => sleep(50));
	}
	await load.more(PEOPLE / 4);
	await load.stop();
	const doses = new Set(sql(two.b, "SELECT person_id FROM dose", 'tc').split('\n'));
	const missing = load.released.filter((p) => !doses.has(p));
	const double = Number(sql(two.b, 'SELECT COUNT(*) FROM (SELECT 1 FROM dose GROUP BY person_id HAVING COUNT(*) > 1) x', 'tc'));
	console.log(`postgresql: kill -9 of the primary after ${before} acknowledged journeys: RPO ${missing.length} acknowledged doses missing; RTO ${rto?.toFixed(2)} s from the kill to the next acknowledged change (of it promotion ${(promoted / 1000).toFixed(2)} s); ${load.errors.length} requests were refused or cut meanwhile`);
	equal('postgresql: no acknowledged dose is missing (RPO 0)', missing, []);
	equal('postgresql: none is double', double, 0);
	check('postgresql: the server went on by itself, without a restart', rto !== null && load.released.length > before, () => load.errors.slice(-5).join('\n') + server.log().slice(-2000));
	await countersAgree('postgresql, on the promoted standby', db);
	await server.stop();
	spawnSync(join(bin, 'pg_ctl'), ['-D', join(two.away, 'data'), '-m', 'immediate', '-w', 'stop'], { ...owner, cwd: '/', stdio: 'ignore' });
}

// The embedded engine: backups on a timer are its second machine; what came after the last one is lost with the first machine.
async function sqlite() {
	const db = await newDatabase('sqlite', { binary: releaseBinary });
	const server = await startServer({ db, binary: releaseBinary });
	const site = await newSite(server, db);
	const load = startLoad(site, { workers: 4 });
	const away = newFolder('tiemchung-away');
	mkdirSync(away, { recursive: true });
	for (let i = 0; i < 3; i++) {
		await load.more(PEOPLE / 4);
		await runProgram(['backup', join(away, `b${i}`), '--db', db.url], { binary: releaseBinary, env: db.env });
	}
	const since = performance.now();
	await load.more(PEOPLE / 4);
	load.going = false;
	await server.kill();
	const lost = (performance.now() - since) / 1000, at = performance.now();
	await load.stop();
	const other = await newDatabase('sqlite', { migrate: false, binary: releaseBinary });
	const last = join(away, readdirSync(away).sort().at(-1));
	const back = await runProgram(['restore', last, '--db', other.url], { binary: releaseBinary, env: other.env });
	equal('sqlite: the last backup is restored on the other machine', back.status, 0);
	const second = await startServer({ db: other, binary: releaseBinary });
	await second.login('root', site.password);
	console.log(`sqlite: the first machine lost after ${load.released.length} acknowledged journeys: RPO ${lost.toFixed(1)} s, the age of the last backup (${load.released.length - back.json.doses} acknowledged doses missing); RTO ${((performance.now() - at) / 1000).toFixed(2)} s for restore and start`);
	check('sqlite: nothing older than the backup is missing', back.json.doses > 0);
	await countersAgree('sqlite, on the second machine', other);
	await second.stop();
}

await postgresql();
await sqlite();
await finish();
