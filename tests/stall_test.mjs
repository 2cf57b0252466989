// stall_test: 256 and 1,000 keep-alive connections under write load, on the release program: every request is answered,
// at 256 connections none takes a second. (Debian's libmicrohttpd loses wake-ups of resumed connections in its epoll
// mode; this is the test that would see it.)
// test: alone
// test: timeout 180
//
// The load comes from a process of its own, so that what is measured is the server and not this program's own queue.
import { spawn, spawnSync } from 'node:child_process';
import { Agent, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { check, equal, finish } from './lib/check.mjs';
import { newDatabase, releaseBinary, startServer } from './lib/server.mjs';

const self = fileURLToPath(import.meta.url);

// ---- the load: `node stall_test.mjs --load URL PATH TOKEN CONNECTIONS SECONDS PREFIX PAUSE` prints one JSON line ----
async function load(url, path, token, connections, seconds, prefix, pause) {
	const agent = new Agent({ keepAlive: true, maxSockets: connections });
	const until = performance.now() + seconds * 1000;
	const out = { sent: 0, answered: 0, made: 0, sockets: 0, statuses: {}, errors: [], worst: 0, over: 0, times: [] };
	const sockets = new Set();
	const once = (n) => new Promise((done) => {
		const body = JSON.stringify({ code: `${prefix}${n.toString(36)}`, kind: 'mobile', name: 'Điểm tiêm thử' });
		const from = performance.now();
		const rq = request(url + path, { method: 'POST', agent, timeout: 30000,
			headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) } }, (rs) => {
			rs.resume();
			rs.on('end', () => {
				const ms = performance.now() - from;
				out.answered++;
				out.statuses[rs.statusCode] = (out.statuses[rs.statusCode] ?? 0) + 1;
				out.times.push(ms);
				done();
			});
		});
		rq.on('socket', (s) => sockets.add(s));
		rq.on('timeout', () => rq.destroy(new Error('no answer within 30 s')));
		rq.on('error', (e) => { out.errors.push(e.message); done(); });
		rq.end(body);
	});
	let n = 0;
	await Promise.all(Array.from({ length: connections }, async () => {
		while (performance.now() < until && out.errors.length < 10) {
			out.sent++;
			await once(n++);
			if (pause)
				await sleep(pause * (0.5 + Math.random()));
		}
	}));
	out.sockets = sockets.size;
	out.times.sort((a, b) => a - b);
	out.worst = out.times.at(-1) ?? 0;
	out.over = out.times.filter((t) => t > 1000).length;
	out.p99 = out.times[Math.floor(out.times.length * 0.99)] ?? 0;
	delete out.times;
	console.log(JSON.stringify(out));
	process.exit(0);
}
if (process.argv[2] === '--load') {
	const [url, path, token, connections, seconds, prefix, pause] = process.argv.slice(3);
	await load(url, path, token, Number(connections), Number(seconds), prefix, Number(pause));
}

// Through a shell that raises the limit of open files as far as it goes.
const limited = (command, args) => ['bash', ['-c', 'ulimit -n "$(ulimit -Hn)"; exec "$0" "$@"', command, ...args]];
const files = Number(spawnSync('bash', ['-c', 'ulimit -Hn'], { encoding: 'utf8' }).stdout);
check('the limit of open files allows 1,000 connections', !(files < 1200), `${files}`);

function drive(args) {
	return new Promise((done) => {
		const child = spawn(...limited(process.execPath, [self, '--load', ...args.map(String)]), { stdio: ['ignore', 'pipe', 'inherit'] });
		let out = '';
		child.stdout.on('data', (chunk) => { out += chunk; });
		child.on('close', () => done(JSON.parse(out || '{}')));
	});
}

const db = await newDatabase('sqlite', { binary: releaseBinary });
const password = await db.addUser('root', 'administrator', 'VN');
const server = await startServer({ db, binary: releaseBinary });
const root = await server.login('root', password);
const token = root.headers.authorization.slice(7);
const commune = (await root.get('/api/v1/units?level=commune&on=2021-08-01&limit=1')).json.items[0].id;
const path = `/api/v1/units/${commune}/sites`;
const sites = async () => {
	let n = 0;
	for (let after = ''; after !== null;) {
		const { json } = await root.get(`/api/v1/units?level=site&parent_id=${commune}&limit=1000${after ? `&after_id=${after}` : ''}`);
		n += json.items.length;
		after = json.next;
	}
	return n;
};

let made = 0;
async function run(connections, seconds, prefix, pause) {
	const r = await drive([server.url, path, token, connections, seconds, prefix, pause]);
	const shown = `${r.sent} requests, ${Math.round(r.sent / seconds)}/s, p99 ${Math.round(r.p99)} ms, slowest ${Math.round(r.worst)} ms`;
	console.log(`# ${connections} connections: ${shown}`);
	equal(`${connections} connections: no error`, r.errors, []);
	equal(`${connections} connections: every request is answered`, r.answered, r.sent);
	check(`${connections} connections: all of them were used, and kept`, r.sockets >= connections && r.sockets <= connections * 1.1, `${r.sockets}`);
	check(`${connections} connections: enough was asked to mean something`, r.sent >= connections * 3, shown);
	equal(`${connections} connections: all were done`, r.statuses, { 201: r.sent });
	check(`${connections} connections: none waits ten seconds`, r.worst < 10000, shown);
	made += r.statuses?.[201] ?? 0;
	return r;
}

// Below the machine's limit: waiting in a queue is no stall. A machine that is busy with something else gets a second
// try; a lost wake-up shows itself in every one.
let calm = await run(256, 8, 'a', 200);
if (calm.over > 0)
	calm = await run(256, 8, 'b', 400);
equal('256 connections: none takes a second', calm.over, 0);
// As fast as they can.
await run(256, 4, 'c', 0);
await run(1000, 8, 'd', 0);
equal('what was answered with 201 is there, nothing more and nothing less', await sites(), made);
await server.stop();
await finish();
