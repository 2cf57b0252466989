// server.mjs - the program under test: a fresh database on either engine, a server on a free port, a client for it.
//
//	const db = await newDatabase('postgresql');            // or 'sqlite'; removed at the end of the test
//	const password = await db.addUser('root', 'administrator', 'VN');
//	const server = await startServer({ db, clock: '2021-08-01T08:00:00+07:00', seed: 1 });
//	const root = await server.login('root', password);
//	const answer = await root.post('/api/v1/units/VN/lots', { code: 'AB12' });   // { status, headers, text, json }
//	await server.stop();
//
// A report of a sanitizer in a log or an exit status other than 0 fails the test that made it.
import { execFile, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { atEnd, check } from './check.mjs';
import { client } from './client.mjs';

const here = dirname(fileURLToPath(import.meta.url));
export const root = resolve(here, '../..');
export const engines = ['sqlite', 'postgresql'];
// The folder of data that is not part of the project; null where it is missing.
export const shared = [resolve(root, process.env.SHARED ?? '../shared')].find(existsSync) ?? null;
export const testBinary = resolve(root, process.env.TEST_BINARY ?? 'build/tiemchung-test');
export const releaseBinary = resolve(root, 'build/tiemchung');

const reports = /ERROR: \w+Sanitizer|WARNING: \w+Sanitizer|runtime error:|Assertion `|stack smashing|double free/;
const children = new Set();
const folders = new Set();
let cluster = process.env.TEST_PG ?? null; // ./test starts one for all programs
let databases = 0;

process.on('exit', () => {
	for (const child of children)
		child.kill('SIGKILL');
	for (const folder of folders)
		rmSync(folder, { recursive: true, force: true });
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
	process.on(signal, () => process.exit(2));

// A new empty folder, removed when the test ends.
export function newFolder(name = 'tiemchung') {
	const folder = mkdtempSync(join(tmpdir(), `${name}-`));
	folders.add(folder);
	return folder;
}

const pg = (...args) => execFileSync('bash', [join(here, '../pg.sh'), ...args], { encoding: 'utf8' }).trim();

// Not one of the folders above: `pg.sh stop` needs what is noted there, and removes it.
function startCluster() {
	const dir = join(mkdtempSync(join(tmpdir(), 'tiemchung-pgdir-')), 'pg');
	pg('start', dir);
	process.on('exit', () => {
		pg('stop', dir);
		rmSync(dirname(dir), { recursive: true, force: true });
	});
	return dir;
}

// A cluster of the test's own, to be maltreated: { dir, url, home, signal(name), down(mode), up() }.
export function newCluster() {
	const dir = startCluster();
	return {
		dir,
		home: readFileSync(join(dir, 'home'), 'utf8').trim(),
		url: `postgresql://tiemchung@127.0.0.1:${readFileSync(join(dir, 'port'), 'utf8').trim()}`,
		// the postmaster first, so that it starts no new ones
		signal(name) {
			for (const pid of pg('pids', dir).split('\n'))
				try {
					process.kill(Number(pid), name);
				} catch { /* it has just ended */ }
		},
		down: (mode) => pg('down', dir, mode),
		up: () => pg('up', dir),
	};
}

function clusterFolder() {
	cluster ??= startCluster();
	return cluster;
}

// Fails the test that is running when a log holds the report of a sanitizer or of an assert.
export function checkLog(who, log) {
	const at = log.search(reports);
	if (at >= 0)
		check(`${who}: no fault in its log`, false, log.slice(Math.max(0, at - 300), at + 6000));
	return at < 0;
}

// Runs a command of the program to its end: { status, out, err, json }. json is null when out is not JSON.
export function runProgram(args, { binary = testBinary, input = '', env = {}, timeout = 120000 } = {}) {
	return new Promise((done) => {
		const child = execFile(binary, args, {
			encoding: 'utf8', maxBuffer: 1 << 28, timeout, killSignal: 'SIGKILL', env: { ...process.env, ...env },
		}, (e, out, err) => {
			children.delete(child);
			checkLog(`tiemchung ${args[0]}`, err);
			let json = null;
			try {
				json = JSON.parse(out);
			} catch { /* not every command prints JSON */ }
			done({ status: e ? (typeof e.code === 'number' ? e.code : e.signal ?? e.code) : 0, out, err, json });
		});
		children.add(child);
		child.stdin.on('error', () => {}); // it may end without having read all
		child.stdin.end(input);
	});
}

async function mustRun(args, options) {
	const r = await runProgram(args, options);
	if (r.status !== 0)
		throw new Error(`tiemchung ${args.join(' ')}: exit status ${r.status}\n${r.err}${r.out}`);
	return r;
}

// A fresh, migrated database: { engine, url, folder, run(args), addUser(name, role, unit) -> password, drop() }.
// folder is the state folder (DATA) of the servers that use it. migrate: false leaves it empty; of: a cluster of newCluster().
export async function newDatabase(engine, { migrate = true, binary = testBinary, of = null } = {}) {
	const cluster = () => of?.dir ?? clusterFolder();
	const folder = newFolder();
	const name = `t${process.pid}_${++databases}`;
	const url = engine === 'sqlite' ? `sqlite:${join(folder, 'tiemchung.db')}` : pg('database', cluster(), name);
	const env = { DATA: folder };
	const db = {
		engine, url, folder, env,
		run: (args, options = {}) => mustRun([...args, '--db', url], { binary, env, ...options }),
		async addUser(user, role, unit) {
			const { json, out } = await db.run(['user', 'add', user, '--role', role, '--unit', unit]);
			if (!json?.password)
				throw new Error(`user add printed no password: ${out}`);
			return json.password;
		},
		async drop() {
			if (engine !== 'sqlite')
				pg('drop', cluster(), name);
			rmSync(folder, { recursive: true, force: true });
			folders.delete(folder);
		},
	};
	if (migrate)
		await db.run(['migrate']);
	return db;
}

export async function freePort() {
	const s = createServer();
	s.listen(0, '127.0.0.1');
	await once(s, 'listening');
	const { port } = s.address();
	s.close();
	await once(s, 'close');
	return port;
}

async function healthy(server, patience) {
	const until = Date.now() + patience;
	for (;;) {
		if (server.ended)
			return false;
		try {
			const answer = await server.anonymous.get('/healthz', { timeout: 2000 });
			if (answer.status === 200)
				return true;
		} catch { /* not listening yet */ }
		if (Date.now() > until)
			return false;
		await sleep(20);
	}
}

function launch({ db, clock, seed, args = [], binary = testBinary, env = {} }, port) {
	const argv = ['serve', '--listen', `127.0.0.1:${port}`, '--db', db.url];
	if (clock)
		argv.push('--clock', clock);
	if (seed !== undefined)
		argv.push('--seed', String(seed));
	const child = spawn(binary, [...argv, ...(typeof args === 'function' ? args(port) : args)], {
		cwd: root, stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...db.env, ...env },
	});
	children.add(child);
	const url = `http://127.0.0.1:${port}`;
	const server = { url, port, db, child, ended: null, anonymous: client(url) };
	let log = '';
	child.stderr.setEncoding('utf8').on('data', (text) => { log += text; });
	child.stdout.setEncoding('utf8').on('data', (text) => { log += text; });
	server.log = () => log;
	server.over = new Promise((done) => {
		child.once('error', (e) => { log += `${e}\n`; server.ended = { status: null, signal: 'not started' }; done(); });
		child.once('close', (status, signal) => { server.ended = { status, signal }; done(); });
	}).then(() => children.delete(child));
	return server;
}

async function stop(server, patience) {
	if (!server.ended) {
		server.child.kill('SIGTERM');
		const timer = setTimeout(() => server.child.kill('SIGKILL'), patience);
		await server.over;
		clearTimeout(timer);
	}
	if (server.judged)
		return;
	server.judged = true;
	const clean = checkLog('serve', server.log());
	const { status, signal } = server.ended;
	if (clean && status !== 0)
		check('the server ends with status 0', false, `status ${status}, signal ${signal}\n${server.log().slice(-3000)}`);
}

// Starts the server and waits until /healthz answers. Options: db (or engine, for a new one), clock (RFC 3339), seed,
// args (more arguments, or a function of the port that makes them), binary, env, patience (ms). Of the server:
//	url, port, db, anonymous (a client), log()
//	login(name, password) -> client       setClock(RFC 3339): in the test program only
//	stop(): SIGTERM, waits, fails the test on a fault     kill(): SIGKILL, as a power cut would
export async function startServer(options = {}) {
	const db = options.db ?? await newDatabase(options.engine ?? 'sqlite', { binary: options.binary ?? testBinary });
	let server;
	for (let tries = 1; ; tries++) {
		server = launch({ ...options, db }, await freePort());
		if (await healthy(server, options.patience ?? 30000))
			break;
		server.child.kill('SIGKILL');
		await server.over;
		// another program may have taken the port in the meantime
		if (tries < 3 && /in use/i.test(server.log()))
			continue;
		checkLog('serve', server.log());
		throw new Error(`the server did not start (${JSON.stringify(server.ended)}):\n${server.log().slice(-4000)}`);
	}
	server.login = (name, password) => server.anonymous.login(name, password);
	server.stop = () => stop(server, options.patience ?? 30000);
	server.kill = async () => {
		server.judged = true;
		server.child.kill('SIGKILL');
		await server.over;
		checkLog('serve', server.log());
	};
	server.setClock = async (now) => {
		const answer = await server.anonymous.post('/test/clock', { now });
		if (answer.status >= 300)
			throw new Error(`the clock could not be set: ${answer.status} ${answer.text}`);
	};
	atEnd(server.stop);
	return server;
}
