// guard_test.mjs - what keeps the server open for everybody: rates of addresses and accounts, slow clients cut off,
// headers of every kind of answer, cookies, and secrets that stand nowhere.
// test: timeout 300
import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { check, equal, finish } from './lib/check.mjs';
import { openSession, team } from './lib/journey.mjs';
import { freePort, newDatabase, root as house, runProgram, startServer } from './lib/server.mjs';

const CLOCK = '2021-10-04T08:00:00+07:00';
const source = readFileSync(`${house}/src/http/guard.h`, 'utf8');
const limit = (name) => Number(new RegExp(`\\b${name} = (\\d+)`).exec(source)[1]);

const db = await newDatabase('sqlite');
const rootPassword = await db.addUser('root', 'administrator', 'VN');
const start = (...args) => startServer({ db, clock: CLOCK, args });

// n requests at once: how many were refused, and one refusal
async function volley(n, ask) {
	const answers = await Promise.all(Array.from({ length: n }, ask));
	const refused = answers.filter((a) => a.status === 429);
	return { passed: n - refused.length, refused };
}
const refusal = (what, v, code) => check(`${what}: the others are told when to come back`, v.refused.length > 0 && v.refused.every((a) =>
	a.json?.code === code && Number(a.headers['retry-after']) === limit('RETRY_AFTER_S') && a.json.detail?.length > 10 && a.json.detail_en?.length > 10),
	JSON.stringify(v.refused[0]?.json));

async function addresses() {
	const server = await start('--rate-address', '5', '--trusted-proxy', '127.0.0.1');
	const from = (address) => () => server.anonymous.get('/api/v1/me', { headers: { 'x-forwarded-for': address } });
	const one = await volley(120, from('203.0.113.7'));
	check('an address gets its burst and not much more', one.passed >= 20 && one.passed < 110, `${one.passed} of 120`);
	refusal('an address', one, 'rate.address');
	equal('another address is served', (await from('203.0.113.8')()).status, 401);
	const six = await volley(120, (_, i) => from(`2001:db8:1:2::${i.toString(16)}`)());
	check('a household of IPv6 is one address', six.refused.length > 0, `${six.passed} of 120`);
	equal('the household beside it is served', (await from('2001:db8:1:3::1')()).status, 401);
	await sleep(1500);
	equal('after a moment the address is served again', (await from('203.0.113.7')()).status, 401);
	const strangers = await volley(300, (_, i) => from(`198.51.${i >> 8}.${i & 255}`)());
	equal('three hundred addresses that ask once each', strangers.passed, 300);
	await server.stop();

	const plain = await start('--rate-address', '5');
	const forged = await volley(120, (_, i) => plain.anonymous.get('/api/v1/me', { headers: { 'x-forwarded-for': `198.51.100.${i}` } }));
	check('who is no trusted proxy cannot give itself other addresses', forged.refused.length > 0, `${forged.passed} of 120`);
	await plain.stop();
}

async function accounts() {
	const server = await start('--rate-account', '3');
	const nation = await server.login('root', rootPassword);
	const unit = (await nation.get('/api/v1/me')).json.staff.unit_id;
	const made = (await nation.post(`/api/v1/units/${unit}/staff`, { login_name: 'other', full_name: 'Người Khác', role: 'manager' })).json;
	const other = await server.login('other', made.password);
	await sleep(4500);
	const again = await server.login('root', rootPassword);
	const both = await volley(80, (_, i) => (i % 2 ? nation : again).get('/api/v1/me'));
	check('an account gets its burst and not much more, over all its logins', both.passed >= 10 && both.passed < 75, `${both.passed} of 80`);
	refusal('an account', both, 'rate.account');
	equal('another account is served', (await other.get('/api/v1/me')).status, 200);
	await server.stop();

	const free = await start();
	const all = await volley(400, () => free.anonymous.get('/api/v1/me'));
	equal('on a loopback address without a proxy there is no limit', all.passed, 400);
	await free.stop();
}

async function configuration() {
	const serve = async (args, env) => {
		const r = await runProgram(['serve', '--db', db.url, ...args], { env: { ...db.env, ...env }, timeout: 20000 });
		return [r.status, r.err];
	};
	const port = await freePort();
	for (const [what, args, env, words] of [
		['no limit where strangers come', ['--listen', `0.0.0.0:${port}`, '--rate-address', '0'], {}, ['--rate-address', 'can be off']],
		['no limit behind a proxy', ['--listen', `127.0.0.1:${port}`, '--trusted-proxy', '127.0.0.1', '--rate-account', '0'], {}, ['--rate-account', 'can be off']],
		['the same by the environment', ['--listen', `0.0.0.0:${port}`], { TIEMCHUNG_RATE_ACCOUNT: '0' }, ['--rate-account', 'can be off']],
		['what is no number', ['--listen', `127.0.0.1:${port}`, '--rate-address', 'many'], {}, ['--rate-address', 'requests a second']],
		['less than nothing', ['--listen', `127.0.0.1:${port}`, '--rate-account', '-1'], {}, ['--rate-account', 'requests a second']],
	]) {
		const [status, err] = await serve(args, env);
		check(`${what}: refused, with the option named`, status === 2 && words.every((w) => err.includes(w)), `${status} ${err}`);
	}
}

// ---- slow clients ----

// Sends text a byte a second; resolves to the seconds after which the server had enough.
function drip(port, head, text, patience) {
	return new Promise((done) => {
		const socket = connect(port, '127.0.0.1'), from = performance.now();
		let i = 0, answer = '';
		const timer = setInterval(() => socket.write(text[i++ % text.length]), 1000);
		const end = (why) => {
			clearInterval(timer);
			socket.destroy();
			done({ seconds: (performance.now() - from) / 1000, why, answer });
		};
		socket.on('connect', () => socket.write(head));
		socket.on('data', (d) => { answer += d; });
		socket.on('error', () => end('closed'));
		socket.on('close', () => end('closed'));
		setTimeout(() => end('patience'), patience * 1000).unref();
	});
}

// Asks for much and reads nothing for a while.
async function greedy(port, path, times, wait) {
	const socket = connect(port, '127.0.0.1');
	let got = 0;
	socket.on('error', () => {});
	socket.pause();
	socket.write(`GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`.repeat(times));
	await sleep(wait * 1000);
	const closed = new Promise((done) => { socket.on('close', done); setTimeout(done, 20000).unref(); });
	socket.on('data', (d) => { got += d.length; });
	socket.resume();
	await closed;
	const ended = socket.destroyed || socket.readableEnded;
	socket.destroy();
	return { got, ended };
}

async function slow() {
	const server = await start();
	const login = await server.login('root', rootPassword);
	const page = (await server.anonymous.get('/station')).text;
	const asset = /\/assets\/[^"]+\.js/.exec(page)[0];
	const size = (await server.anonymous.get(asset)).body.length;
	const times = Math.ceil(40e6 / size), wait = limit('SEND_S') + Math.ceil(size / limit('SEND_BYTES_PER_S')) + 15;
	const body = 'POST /api/v1/login HTTP/1.1\r\nHost: x\r\nContent-Length: 5000\r\n\r\n';
	const drips = [
		...Array.from({ length: 40 }, () => ['a head', limit('HEAD_S'), drip(server.port, 'GET / HTTP/1.1\r\nX: ', 'slow', 120)]),
		['a request line', limit('HEAD_S'), drip(server.port, 'G', 'E', 120)],
		['a body', limit('BODY_S'), drip(server.port, body, 'slow', 120)],
		['a silent one', limit('HEAD_S'), drip(server.port, '', [''], 120)],
	];
	const reader = greedy(server.port, asset, times, wait);
	await sleep(2000);
	const from = performance.now();
	equal('meanwhile others are served', (await login.get('/api/v1/me')).status, 200);
	check('at once', performance.now() - from < 1000, `${performance.now() - from} ms`);
	for (const [what, seconds, one] of drips) {
		const r = await one;
		check(`${what}, a byte a second, is cut off after ${seconds} s`, r.why === 'closed' && r.seconds >= seconds - 1 && r.seconds < seconds + 12, JSON.stringify(r));
	}
	const r = await reader;
	check('who does not read is cut off', r.ended && r.got < times * size, `${r.got} of ${times * size} bytes`);
	equal('and the server serves on', (await login.get('/api/v1/me')).status, 200);
	await server.stop();
}

// ---- every kind of answer ----

async function headers() {
	const server = await start('--trusted-proxy', '127.0.0.1', '--rate-address', '100000', '--rate-account', '100000');
	const admin = await server.login('root', rootPassword);
	const nation = (await admin.get('/api/v1/units?level=nation')).json.items[0].id;
	const commune = (await admin.get('/api/v1/units?level=commune&q=00001&on=2021-08-01')).json.items[0].id;
	const campaign = (await admin.post(`/api/v1/units/${nation}/campaigns`, { code: 'T', name: 'Thử', starts_on: '2021-01-01', wait_minutes: 30 })).json;
	const unit = (await admin.post(`/api/v1/units/${commune}/sites`, { code: 'S0001', name: 'Trạm S', kind: 'health_station' })).json.id;
	const t = await team(server, admin, unit, 'h', ['manager']);
	const { session } = await openSession(t.manager, unit, campaign.id, '2021-10-04');
	const page = await server.anonymous.get('/station');
	const asset = /\/assets\/[^"]+\.js/.exec(page.text)[0];
	const s = `/api/v1/units/${unit}/sessions/${session.id}`;
	const kinds = {
		page, 'start page': await server.anonymous.get('/'), asset: await server.anonymous.get(asset),
		'packed asset': await server.anonymous.get(asset, { headers: { 'accept-encoding': 'gzip' } }),
		unchanged: await server.anonymous.get(asset, { headers: { 'if-none-match': (await server.anonymous.get(asset)).headers.etag } }),
		document: await server.anonymous.get('/api/openapi.json'),
		'API 200': await t.manager.get(s), 'API 201': await t.manager.post(`/api/v1/units/${unit}/lots/receive`, { product_code: 'astrazeneca', number: 'X1', expires_on: '2022-12-31', doses: 1 }),
		'API 204': await (await server.login('root', rootPassword)).post('/api/v1/logout'), 'API HEAD': await t.manager.send('HEAD', s),
		401: await server.anonymous.get(s), 403: await t.manager.get(`/api/v1/units/${nation}/lots`), 404: await t.manager.get('/api/v1/nothing'),
		405: await t.manager.send('DELETE', '/api/v1/me'), 413: await t.manager.post(`/api/v1/units/${unit}/lots/receive`, Buffer.alloc(70000, 'x')),
		422: await t.manager.post(`/api/v1/units/${unit}/lots/receive`, {}), PDF: await t.manager.get(`${s}/list.pdf`),
		health: await server.anonymous.get('/healthz'),
	};
	equal('the kinds are what they are called', [kinds.unchanged.status, kinds['API 204'].status, kinds[403].status, kinds[405].status, kinds[413].status, kinds.PDF.status],
		[304, 204, 403, 405, 413, 200]);
	check('PDF is PDF, packed is packed', kinds.PDF.headers['content-type'] === 'application/pdf' && kinds['packed asset'].headers['content-encoding'] === 'gzip');
	const wanted = { 'x-content-type-options': /^nosniff$/, 'referrer-policy': /^no-referrer$/, 'x-frame-options': /^DENY$/,
		'cross-origin-opener-policy': /^same-origin$/, 'cross-origin-resource-policy': /^same-origin$/, 'permissions-policy': /camera=\(\)/,
		'content-security-policy': /^default-src 'self';.*object-src 'none'.*frame-ancestors 'none'/ };
	for (const [kind, answer] of Object.entries(kinds)) {
		const wrong = Object.entries(wanted).filter(([name, value]) => !value.test(answer.headers[name] ?? '')).map(([name]) => name);
		check(`${kind}: has every header of safety`, wrong.length === 0, wrong.join(', '));
		check(`${kind}: no script by mere text`, !/unsafe-(inline|eval)/.test(answer.headers['content-security-policy']));
		const open = ['page', 'start page', 'asset', 'packed asset', 'unchanged', 'document'].includes(kind);
		check(`${kind}: ${open ? 'may' : 'must not'} be kept`, open ? /public/.test(answer.headers['cache-control']) : answer.headers['cache-control'] === 'no-store',
			answer.headers['cache-control']);
	}
	const cookie = async (more) => (await server.anonymous.post('/api/v1/login', { login_name: 'root', password: `mot hai ${rootPassword}` }, { headers: more })).headers['set-cookie']?.[0] ?? '';
	const tls = await cookie({ 'x-forwarded-proto': 'https', 'x-forwarded-for': '203.0.113.9' }), plain = await cookie({});
	check('a cookie over TLS', /^login=\w+;/.test(tls) && ['HttpOnly', 'SameSite=Strict', 'Secure', 'Path=/'].every((w) => tls.includes(w)), tls);
	check('a cookie without', ['HttpOnly', 'SameSite=Strict'].every((w) => plain.includes(w)) && !plain.includes('Secure'), plain);
	await server.stop();
}

async function secrets() {
	const server = await start();
	const marked = `mot hai ${rootPassword}`;
	const answer = await server.anonymous.post('/api/v1/login', { login_name: 'root', password: marked, station_id: randomUUID() });
	equal('logged in', answer.status, 200);
	await server.anonymous.post('/api/v1/login', { login_name: 'root', password: 'sai-mat-khau-7351' });
	const me = { headers: { authorization: `Bearer ${answer.json.token}` } };
	await server.anonymous.post('/api/v1/me/pin', { password: marked, pin: '704218' }, me);
	await server.anonymous.get(`/api/v1/units?q=${answer.json.token}`, me);
	equal('an Origin of elsewhere', (await server.anonymous.post('/api/v1/logout-everywhere', {}, { headers: { cookie: `login=${answer.json.token}`, origin: 'http://example.org' } })).status, 403);
	await server.stop();
	const files = ['', '-wal'].map((end) => db.url.slice('sqlite:'.length) + end).filter(existsSync).map((f) => readFileSync(f).toString('latin1')).join('');
	check('there is a log and a database to look into', server.log().length > 100 && files.includes('argon2id'));
	for (const [what, secret] of [['a password', marked], ['a first password', rootPassword], ['a wrong password', 'sai-mat-khau-7351'], ['a token', answer.json.token], ['a PIN', '704218']]) {
		check(`${what} is not in the log`, !server.log().includes(secret));
		check(`${what} is not in the database`, !files.includes(secret));
	}
	const { status, err } = await runProgram(['user', 'add', 'x', '--role', 'manager', '--unit', 'VN', '--password', 'abc', '--db', db.url], { env: db.env });
	check('no command takes a password as an argument, where every process can read it', status === 2 && /no such option/.test(err), `${status} ${err}`);
}

await addresses();
await accounts();
await configuration();
await headers();
await secrets();
await slow();
await finish();
