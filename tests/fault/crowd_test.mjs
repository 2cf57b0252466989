// crowd_test: 10,000 connections that are open and silent, and 1,000 clients that send a byte a second: the server goes on
// answering others, and hangs up on the slow ones.
// test: alone
// test: timeout 300
//
// CROWD=10000 SLOW=1000 are the whole numbers, of `make soak`.
import { spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { check, equal, finish } from '../lib/check.mjs';
import { newLoad, newWorld, verify } from '../lib/stations.mjs';
import { newDatabase, releaseBinary, startServer } from '../lib/server.mjs';

const CROWD = Number(process.env.CROWD ?? 1000), SLOW = Number(process.env.SLOW ?? 100);
const FIRST_S = 20; // HEAD_S of src/http/guard.h

// ---- the crowd: `node crowd_test.mjs --crowd PORT N KIND` opens N connections, says how many, and when they were closed ----
async function crowd(port, n, kind) {
	const sockets = new Set();
	const from = performance.now();
	let opened = 0, closed = 0, answered = 0, last = 0;
	const head = 'GET /healthz HTTP/1.1\r\nHost: x\r\nX-Long: '; // and then one letter a second
	const body = 'POST /api/v1/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n';
	for (let i = 0; i < n; i++) {
		const socket = connect(port, '127.0.0.1');
		socket.on('connect', () => { opened++; if (kind === 'slow') socket.write(i % 2 ? head : body); });
		socket.on('data', () => { answered++; });
		socket.on('error', () => {});
		socket.on('close', () => { closed++; last = (performance.now() - from) / 1000; sockets.delete(socket); });
		sockets.add(socket);
		if (i % 200 === 199)
			await sleep(20);
	}
	if (kind === 'slow')
		setInterval(() => sockets.forEach((s) => s.write('x')), 1000);
	const report = () => console.log(JSON.stringify({ opened, closed, answered, last }));
	setInterval(report, 250);
}
if (process.argv[2] === '--crowd') {
	await crowd(Number(process.argv[3]), Number(process.argv[4]), process.argv[5]);
	await new Promise(() => {});
}

function start(port, n, kind) {
	const child = spawn('bash', ['-c', 'ulimit -n "$(ulimit -Hn)"; exec "$0" "$@"', process.execPath, fileURLToPath(import.meta.url), '--crowd', port, n, kind].map(String),
		{ stdio: ['ignore', 'pipe', 'inherit'] });
	const c = { child, is: { opened: 0, closed: 0, answered: 0 }, end: () => child.kill('SIGKILL') };
	let text = '';
	child.stdout.on('data', (chunk) => {
		text += chunk;
		const lines = text.split('\n');
		text = lines.pop();
		if (lines.length)
			c.is = JSON.parse(lines.at(-1));
	});
	return c;
}

const until = async (test, seconds) => {
	for (const end = Date.now() + seconds * 1000; Date.now() < end && !test();)
		await sleep(50);
	return test();
};
const resident = (server) => Math.round(Number(/VmRSS:\s*(\d+)/.exec(readFileSync(`/proc/${server.child.pid}/status`, 'utf8'))[1]) / 1024);

const files = Number(spawnSync('bash', ['-c', 'ulimit -Hn'], { encoding: 'utf8' }).stdout) || Infinity;
const many = Math.min(CROWD, files - 500);
const db = await newDatabase('sqlite', { binary: releaseBinary });
const server = await startServer({ db, binary: releaseBinary });
const world = await newWorld(db, server, { sites: 2 });
const load = newLoad(world, { stations: 8, timeout: 20000 });

// Stations work for a while, and nothing goes wrong meanwhile.
async function others(what, seconds) {
	const before = load.answered;
	Object.assign(load, { slowest: 0, unanswered: 0 });
	load.start(server);
	await sleep(seconds * 1000);
	await load.pause();
	check(`${what}: others are served (${load.answered - before} steps in ${seconds} s, slowest ${Math.round(load.slowest)} ms)`,
		load.answered - before >= 20 && load.unanswered === 0, `${load.unanswered} without an answer: ${JSON.stringify(load.errors)}`);
	equal(`${what}: and rightly`, verify(db, world, load), []);
}

await others('nobody else', 3);
const small = resident(server);
const silent = start(server.port, many, 'silent');
await until(() => silent.is.opened >= many, 60);
await others(`${many} open connections`, 4);
console.log(`# resident memory: ${small} MB, with ${many} open connections ${resident(server)} MB`);
check(`${many} connections were open`, silent.is.opened === many, JSON.stringify(silent.is));
check(`${many} silent connections are closed after a while`, await until(() => silent.is.closed === many, FIRST_S + 70), JSON.stringify(silent.is));
silent.end();

const slow = start(server.port, SLOW, 'slow');
await until(() => slow.is.opened >= SLOW, 30);
await others(`${SLOW} slow clients`, 4);
check(`the ${SLOW} slow clients are hung up on`, await until(() => slow.is.closed === SLOW, 60), JSON.stringify(slow.is));
console.log(`# the last of ${SLOW} clients that sent a byte a second was hung up on after ${slow.is.last.toFixed(1)} s`);
slow.end();
await others('they are gone', 2);
await server.stop();
await finish();
