// replay_test.mjs - the sub-command replay: it drives whole journeys, and its proof finds what is lost.
// test: timeout 600
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { Agent, createServer, request } from 'node:http';
import { createServer as createTcpServer } from 'node:net';
import { join } from 'node:path';
import { atEnd, check, equal, finish } from './lib/check.mjs';
import { countersAgree } from './lib/journey.mjs';
import { engines, freePort, newDatabase, newFolder, releaseBinary, runProgram, startServer } from './lib/server.mjs';

const folder = newFolder('replay');
const steps = ['check_in', 'screening', 'injection', 'release'];

// The client is what is tried here, with sanitizers; the server is the one that is delivered.
async function world(engine) {
	const db = await newDatabase(engine, { binary: releaseBinary });
	const password = await db.addUser('root', 'administrator', 'VN');
	const server = await startServer({ db, binary: releaseBinary });
	await server.login('root', password);
	const file = join(folder, `${engine}.password`);
	writeFileSync(file, `mot hai ${password}\n`);
	return { db, server, file };
}

const replay = (w, url, ...args) => runProgram(['replay', '--url', url, '--user', 'root', '--password-file', w.file, ...args]);

function allThrough(what, r, n) {
	equal(`${what}: everybody went through, and it is proved`,
		[r.status, r.json?.through, r.json?.errors, r.json?.proof],
		[0, n, 0, { proved: true, released: n, doses: n, certificates: n, differing: 0, differences: [] }]);
	equal(`${what}: each step once`, steps.map((s) => [r.json?.steps[s].n, r.json?.steps[s].errors]), steps.map(() => [n, 0]));
}

// A proxy in front of the server. meddle(rq, n, forward): what becomes of request n; it answers or destroys rq.socket.
async function proxy(server, meddle) {
	const agent = new Agent({ keepAlive: true });
	let n = 0;
	const front = createServer(async (rq, rs) => {
		const chunks = [];
		rq.on('error', () => {});
		for await (const chunk of rq)
			chunks.push(chunk);
		const forward = (headers = rq.headers, method = rq.method, path = rq.url) => new Promise((done, failed) => {
			const on = request({ host: '127.0.0.1', port: server.port, method, path, headers, agent }, async (answer) => {
				const parts = [];
				for await (const part of answer)
					parts.push(part);
				done({ status: answer.statusCode, text: Buffer.concat(parts).toString() });
			});
			on.on('error', failed);
			on.end(method === 'GET' ? undefined : Buffer.concat(chunks));
		});
		const answer = await meddle(rq, n++, forward) ?? await forward();
		if (answer.drop)
			return rq.socket.destroy();
		rs.writeHead(answer.status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(answer.text), ...answer.headers });
		rs.end(answer.text);
	});
	front.listen(0, '127.0.0.1');
	await once(front, 'listening');
	atEnd(() => { front.closeAllConnections(); front.close(); agent.destroy(); });
	return `http://127.0.0.1:${front.address().port}`;
}

const isStep = (rq) => rq.method === 'POST' && /\/(visits|screening|injection|release)$/.test(rq.url) && rq.headers['idempotency-key'];

// ---- it works ----

async function journal(w) {
	const sites = w.db.engine === 'sqlite' ? '3' : '2';
	const file = join(folder, `${w.db.engine}.journal`);
	allThrough(`${w.db.engine}, plain, with a journal`, await replay(w, w.server.url, '--journeys', '60', '--sites', sites, '--journal', file), 60);
	const lines = readFileSync(file, 'utf8').trimEnd().split('\n').map((l) => JSON.parse(l));
	equal('the journal has a beginning and an end', [lines[0].event, lines.at(-1).event], ['begin', 'end']);
	const uuids = (event) => new Set(lines.filter((l) => l.event === event).map((l) => l.uuid));
	equal('each uuid is noted when sent and when answered', [lines.length, uuids('sent').size, uuids('done').size], [482, 240, 240]);
	check('what was answered names unit, session, person, visit and status',
		lines.every((l) => l.event !== 'done' || (l.unit && l.session && l.person && l.visit && [200, 201].includes(l.status) && steps.includes(l.step))), JSON.stringify(lines[5]));
}

async function paces(w) {
	const phases = await replay(w, w.server.url, '--journeys', '24', '--sites', '2', '--phases', '--list-size', '5', '--connections', '8');
	allThrough(`${w.db.engine}, phases, several lists a site`, phases, 24);
	check('each phase has its rate', steps.every((s) => phases.json?.phases[s].per_s > 0), JSON.stringify(phases.json?.phases));
	const rate = await replay(w, w.server.url, '--journeys', '20', '--sites', '1', '--rate', '50');
	allThrough(`${w.db.engine}, a fixed pace`, rate, 20);
	check('80 requests at 50 a second take 1.6 seconds or more', rate.json?.seconds >= 1.55, rate.json?.seconds);
	const batches = await replay(w, w.server.url, '--journeys', '30', '--sites', '2', '--batch', '7');
	allThrough(`${w.db.engine}, told afterwards in batches`, batches, 30);
	equal('nothing of it broke a rule, nothing came twice', [batches.json?.batch, batches.json?.flagged, batches.json?.again], [7, 0, 0]);
}

// ---- the server is not always there ----

async function patience(w) {
	let asked = 0, concluded = 0;
	const url = await proxy(w.server, async (rq, n, forward) => {
		if (!isStep(rq))
			return;
		// done without its key: that it was done can be seen from the visit alone, for these two have no uuid of their own
		if (/\/(screening|release)$/.test(rq.url) && concluded++ % 6 === 3) {
			const headers = { ...rq.headers };
			delete headers['idempotency-key'];
			await forward(headers);
			return { drop: true };
		}
		switch (asked++ % 9) {
		case 2: // done, and the answer is lost
			await forward();
			return { drop: true };
		case 4: // lost on the way
			return { drop: true };
		case 6: // busy
			return { status: 503, text: '{}' };
		}
	});
	const r = await replay(w, url, '--journeys', '20', '--sites', '1', '--patience', '60', '--day', '2');
	allThrough(`${w.db.engine}, answers are lost through a day`, r, 20);
	check('a day of two seconds takes most of them', r.json?.seconds >= 1.4, r.json?.seconds);
	check('requests were sent again, and visits looked at', r.json?.retries > 30 && r.json?.looked_up > 1, `${r.json?.retries}, ${r.json?.looked_up}`);
}

async function impatience(w) {
	let asked = 0;
	const url = await proxy(w.server, async (rq, n, forward) => {
		if (!/\/injection$/.test(rq.url) || asked++ % 5)
			return;
		await forward();
		return { drop: true };
	});
	const r = await replay(w, url, '--journeys', '20', '--sites', '1');
	equal('without patience a lost answer is an error, and what it did is no contradiction',
		[r.status, r.json?.through, r.json?.errors, r.json?.errors_by_code.map((e) => [e.code, e.n]), r.json?.steps.injection.errors, r.json?.proof.differing, r.json?.proof.doses],
		[1, 16, 4, [['connection.lost', 4]], 4, 0, 20]);
}

// ---- the proof can fail ----

// The first release is answered and not done; in the end the board leaves out its first line.
async function lies(w) {
	let swallowed = false, hidden = false;
	const url = await proxy(w.server, async (rq, n, forward) => {
		if (!swallowed && /\/release$/.test(rq.url)) {
			swallowed = true;
			const headers = { authorization: rq.headers.authorization };
			const visit = JSON.parse((await forward(headers, 'GET', rq.url.replace('/release', ''))).text);
			return { status: 200, text: JSON.stringify({ id: visit.id, step: 'released', version: visit.version + 1 }) };
		}
		if (/\/board$/.test(rq.url)) {
			const board = JSON.parse((await forward()).text);
			hidden = board.items.some((i) => i.certificate === 'issued');
			const first = board.items.find((i) => hidden && i.step === 'released');
			return { status: 200, text: JSON.stringify({ ...board, items: board.items.filter((i) => i !== first) }) };
		}
	});
	const r = await replay(w, url, '--journeys', '10', '--sites', '1');
	equal('what was answered and not done is found, though no answer was an error',
		[r.status, r.json?.errors, r.json?.proof.proved, r.json?.proof.doses, r.json?.proof.certificates], [1, 0, false, 10, 9]);
	for (const what of [/release was acknowledged, the board says observing/, /1 certificates are due, the record has 0/, /missing on the board/, /its sum says/])
		check(`... and said: ${what}`, hidden && r.json?.proof.differences.some((d) => what.test(d)), r.out);
}

// A dose disappears behind the server's back when its certificate is made.
async function theft(w) {
	const sql = (text) => execFileSync('sqlite3', ['-cmd', '.timeout 10000', join(w.db.folder, 'tiemchung.db'), text]);
	sql(`CREATE TRIGGER theft AFTER INSERT ON certificate WHEN NOT EXISTS (SELECT 1 FROM dose WHERE why = 'stolen')
		BEGIN UPDATE dose SET state = 'withdrawn', why = 'stolen' WHERE person_id = NEW.person_id AND id = NEW.dose_id; END`);
	const r = await replay(w, w.server.url, '--journeys', '10', '--sites', '1');
	sql('DROP TRIGGER theft');
	equal('a dose that is lost in the database is found', [r.status, r.json?.errors, r.json?.proof.proved, r.json?.proof.doses], [1, 0, false, 9]);
	for (const what of [/1 doses were acknowledged, the record has 0/, /counters say 10 injected, 10 certificates, [01] refused; counted: 9/, /10 doses on hand, 11 should be left/])
		check(`... and said: ${what}`, r.json?.proof.differences.some((d) => what.test(d)), r.out);
}

// ---- wrong usage ----

async function refusals(w) {
	const refuses = async (what, word, args) => {
		const r = await runProgram(['replay', ...args]);
		check(`${what}: status 2 and a word about it`, r.status === 2 && r.out === '' && word.test(r.err), `${r.status} ${r.err}${r.out}`);
	};
	const all = (more, url = w.server.url, user = 'root', file = w.file) => ['--url', url, '--user', user, '--password-file', file, '--journeys', '5', ...more];
	await refuses('nothing said', /usage: tiemchung replay/, []);
	await refuses('no journeys', /--journeys: expected a number from 1 to/, ['--url', w.server.url, '--user', 'root', '--password-file', w.file, '--journeys', '0']);
	await refuses('a rate that is no number', /--rate: expected a number/, all(['--rate', 'fast']));
	await refuses('a day at a rate', /exclude each other/, all(['--rate', '5', '--day', '5']));
	await refuses('more sites than people', /--sites/, all(['--sites', '6']));
	await refuses('batches beyond the limit', /--batch: expected a number from 1 to 200/, all(['--batch', '201']));
	await refuses('an option without a value', /--rate: needs a value/, all(['--rate']));
	await refuses('https', /--url: expected http:/, all([], 'https://127.0.0.1:1'));
	await refuses('no such file', /Cannot read a password/, all([], w.server.url, 'root', join(folder, 'none')));
	const wrong = join(folder, 'wrong');
	writeFileSync(wrong, 'khong phai mat khau\n');
	await refuses('a wrong password', /login\.wrong The login name or password is wrong/, all([], w.server.url, 'root', wrong));
	const boss = await w.db.addUser('boss', 'manager', 'VN');
	await w.server.login('boss', boss);
	writeFileSync(join(folder, 'boss'), `mot hai ${boss}`);
	await refuses('no administrator', /no administrator of the nation/, all([], w.server.url, 'boss', join(folder, 'boss')));
	await refuses('a server that is not there', /cannot connect to the server/, all([], `http://127.0.0.1:${await freePort()}`));
	const stranger = createTcpServer((socket) => { socket.on('error', () => {}); socket.once('data', () => socket.end('220 good morning\r\n\r\n')); });
	stranger.listen(0, '127.0.0.1');
	await once(stranger, 'listening');
	await refuses('another kind of server', /not our server/, all([], `http://127.0.0.1:${stranger.address().port}`));
	stranger.close();
}

async function all(engine) {
	const w = await world(engine);
	await journal(w);
	await paces(w);
	await patience(w);
	await countersAgree(`${engine}, all together`, w.db);
	if (engine === 'sqlite') {
		await refusals(w);
		await impatience(w);
		await lies(w);
		await theft(w);
	}
	await w.server.stop();
	await w.db.drop();
}
await Promise.all(engines.map(all));
await finish();
