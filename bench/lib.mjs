// lib.mjs - what the rows of the table share: databases, the server as it runs in the field, medians, one row.
//
// The server is the release program and logs to a file, as in production. Every process listens on the loopback only.
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { client, passwordOf } from '../tests/lib/client.mjs';
import { freePort, root } from '../tests/lib/server.mjs';

export { client, freePort, root, sleep };
export const program = join(root, 'build/tiemchung');
export const scratch = join(root, 'build/bench');
export const pairs = Number(process.env.BENCH_PAIRS ?? 5);
export const clusterFolder = join(scratch, 'pg');
mkdirSync(scratch, { recursive: true });

const children = new Set();
process.on('exit', () => children.forEach((c) => c.kill('SIGKILL')));
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
	process.on(signal, () => process.exit(2));

// Runs a command to its end; its error output is part of the error.
export function run(command, args, { input, timeout = 600000, env } = {}) {
	try {
		return execFileSync(command, args.map(String), {
			encoding: 'utf8', input, timeout, maxBuffer: 1 << 28, stdio: ['pipe', 'pipe', 'pipe'], env: { ...process.env, ...env },
		});
	} catch (e) {
		const said = `${e.stderr ?? ''}`.trim().split('\n').slice(-4).join(' / ');
		throw new Error(`${command.split('/').pop()} ${args.slice(0, 2).join(' ')}: ${said || e.message}`);
	}
}

// A child that runs beside: { child, kill(signal) -> Promise }. Output goes to the file log.
export function start(command, args, { log, env } = {}) {
	const fd = log ? openSync(log, 'w') : 'ignore';
	const child = spawn(command, args.map(String), { stdio: ['ignore', fd, fd], env: { ...process.env, ...env } });
	children.add(child);
	const over = new Promise((done) => child.once('close', done)).then(() => children.delete(child));
	return {
		child, over,
		async kill(signal = 'SIGTERM') {
			if (child.exitCode === null && child.signalCode === null)
				child.kill(signal);
			await over;
		},
	};
}

export async function answers(url, patience = 30000) {
	const until = Date.now() + patience;
	while (Date.now() < until) {
		try {
			if ((await client(url).get('/healthz')).status === 200)
				return;
		} catch { /* not yet */ }
		await sleep(50);
	}
	throw new Error(`${url} does not answer`);
}

// ---- databases ----

const pgsh = (...args) => run('bash', [join(root, 'tests/pg.sh'), ...args]).trim();
let started = false;
let databases = 0;

// The one private cluster of a run, as tests/pg.sh makes it: fsync, full_page_writes and synchronous_commit on.
export function cluster() {
	if (process.env.BENCH_PG)
		return process.env.BENCH_PG; // bench/main.mjs started it for all rows
	if (!started) {
		rmSync(clusterFolder, { recursive: true, force: true });
		pgsh('start', clusterFolder);
		started = true;
		process.on('exit', () => pgsh('stop', clusterFolder));
	}
	return clusterFolder;
}

export const clusterLog = () => join(readFileSync(join(cluster(), 'home'), 'utf8').trim(), 'server.log');
export const psql = (db, sql) => run('psql', ['-XqAt', '-v', 'ON_ERROR_STOP=1', db.url], { input: sql }).trim();
// The same of either engine.
export const ask = (db, sql) => (db.engine === 'sqlite' ? run('sqlite3', ['-cmd', '.timeout 10000', db.url.slice(7)], { input: sql }).trim() : psql(db, sql));
export const number = (db, sql) => Number(ask(db, sql));

// A fresh, migrated database of its own folder: { engine, url, folder, name, tiemchung(args), drop() }.
export function newDatabase(engine) {
	const name = `b${process.pid}_${++databases}`;
	const folder = join(scratch, name);
	rmSync(folder, { recursive: true, force: true });
	mkdirSync(folder, { recursive: true, mode: 0o700 });
	const url = engine === 'sqlite' ? `sqlite:${folder}/tiemchung.db` : pgsh('database', cluster(), name);
	const tiemchung = (args, options = {}) => run(program, [...args, '--db', url], { ...options, env: { DATA: folder } });
	const db = {
		engine, url, folder, name, tiemchung,
		drop() {
			if (engine !== 'sqlite')
				pgsh('drop', cluster(), name);
			rmSync(folder, { recursive: true, force: true });
		},
	};
	process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
	tiemchung(['migrate']);
	const password = JSON.parse(tiemchung(['user', 'add', 'root', '--role', 'administrator', '--unit', 'VN'])).password;
	db.passwordFile = join(folder, 'password');
	db.password = password;
	return db;
}

// Bytes that the database takes on disk, with its log written back first.
export function databaseBytes(db) {
	if (db.engine !== 'sqlite') {
		psql(db, 'CHECKPOINT');
		return Number(psql(db, 'SELECT pg_database_size(current_database())'));
	}
	run('sqlite3', [db.url.slice(7), 'PRAGMA wal_checkpoint(TRUNCATE)']);
	return Number(run('stat', ['-c', '%s', db.url.slice(7)]));
}

// ---- the server ----

// { url, port, pid, anonymous, stop(), memory() in bytes, log: its file }
export async function serve(db, args = []) {
	const port = await freePort();
	const url = `http://127.0.0.1:${port}`;
	const log = join(db.folder, 'serve.log');
	const server = start(program, ['serve', '--listen', `127.0.0.1:${port}`, '--db', db.url, '--data', db.folder, ...args], { log });
	try {
		await answers(url);
	} catch (e) {
		await server.kill('SIGKILL');
		throw new Error(`${e.message}: ${readFileSync(log, 'utf8').slice(-600)}`);
	}
	return {
		url, port, log, pid: server.child.pid, anonymous: client(url),
		memory: () => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${server.child.pid}/status`, 'utf8'))[1]) * 1024,
		stop: () => server.kill('SIGTERM'),
	};
}

// Whole journeys by the program's own client; its report, when it is proved that nothing is missing or double.
export async function replay(server, db, args) {
	// The first password is changed once, with a client of its own: while a command runs, kept connections die unseen.
	if (!existsSync(db.passwordFile)) {
		await client(server.url).login('root', db.password);
		writeFileSync(db.passwordFile, `${passwordOf('root', db.password)}\n`, { mode: 0o600 });
	}
	const report = JSON.parse(run(program, ['replay', '--url', server.url, '--user', 'root', '--password-file', db.passwordFile, ...args]));
	if (report.errors || report.proof?.proved === false)
		throw new Error(`replay: ${report.errors} errors, proved: ${report.proof?.proved}: ${JSON.stringify(report.errors_by_code).slice(0, 200)}`);
	return report;
}

// User and system time of a process and its children that run, in seconds: what noise of neighbours does not change.
export function cpuSeconds(pids) {
	return pids.reduce((sum, pid) => {
		const f = readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\) /, '').split(' ');
		return sum + (Number(f[11]) + Number(f[12])) / 100;
	}, 0);
}

// ---- figures ----

export const median = (list) => {
	const s = [...list].sort((a, b) => a - b);
	return s.length % 2 ? s[(s.length - 1) / 2] : (s[s.length / 2 - 1] + s[s.length / 2]) / 2;
};
// Runs ours and the peer's turn about and keeps the median of each, and of the ratios of the pairs. On a machine so slow that
// the program's time runs out it makes fewer pairs, and says how many (done).
const budget_ms = Number(process.env.BENCH_ROW_MINUTES ?? 15) * 60000 * 0.6;
export async function alternate(n, ours, peer) {
	const a = [], b = [];
	let done = 0;
	for (; done < n && (done < 1 || performance.now() < budget_ms); done++) {
		const i = done;
		// whoever goes first in one pair goes second in the next
		if (i % 2)
			b.push(await peer(i)), a.push(await ours(i));
		else
			a.push(await ours(i)), b.push(await peer(i));
	}
	return { ours: median(a), peer: median(b), ratio: median(a.map((x, i) => x / b[i])), done };
}

export const whole = (n) => Math.round(n).toLocaleString('en');
export const digits = (n, d = 2) => Number(n).toFixed(d);
export const fewer = (r) => (r.done < pairs ? ` (${r.done} pairs only)` : '');
// One row of the table. ok: whether the target is reached; null where there is none.
export function row(r) {
	console.log(JSON.stringify({ peer: '', ratio: null, target: '', ok: null, ...r }));
}
export const missed = (what, why, command) => row({ what, ours: `not measured: ${String(why?.message ?? why).replace(/\s+/g, ' ').slice(0, 300)}`, command, ok: false });
