// limits_test: bytes that no ordinary client sends: bodies too large, invalid UTF-8, NUL, half requests, long addresses.
// The server answers quickly, in its own words, and serves the next one.
import { once } from 'node:events';
import { connect } from 'node:net';
import { check, equal, finish, test } from '../lib/check.mjs';
import { newDatabase, startServer } from '../lib/server.mjs';

const db = await newDatabase('sqlite');
const password = await db.addUser('root', 'administrator', 'VN');
const server = await startServer({ db, clock: '2021-08-01T08:00:00+07:00', seed: 1 });
const root = await server.login('root', password);
const { authorization } = root.headers;
const unit = (await root.get('/api/v1/units?level=province&q=01&on=2021-08-01')).json.items[0].id;
const sites = `/api/v1/units/${unit}/sites`;

// Sends bytes as they are; more is called with the socket, to send the rest. Resolves to what came back, and when.
function raw(head, { more, timeout = 20000, until = /\r\n\r\n/ } = {}) {
	return new Promise((done) => {
		const from = performance.now();
		const socket = connect(server.port, '127.0.0.1');
		let text = '', first = null;
		const end = (why) => {
			clearTimeout(timer);
			socket.destroy();
			const json = text.slice(text.indexOf('\r\n\r\n') + 4);
			done({ status: Number(/^HTTP\/1\.1 (\d+)/.exec(text)?.[1] ?? 0), text, why, ms: (first ?? performance.now()) - from,
				code: /"code":"([^"]*)"/.exec(json)?.[1] });
		};
		const timer = setTimeout(() => end('timeout'), timeout);
		socket.on('connect', () => {
			socket.write(head);
			more?.(socket);
		});
		socket.on('data', (chunk) => {
			first ??= performance.now();
			text += chunk.toString('latin1');
			const body = /\r\ncontent-length: (\d+)/i.exec(text);
			if (until.test(text) && body && text.length >= text.indexOf('\r\n\r\n') + 4 + Number(body[1]))
				end('answered');
		});
		socket.on('error', () => end('error'));
		socket.on('close', () => end('closed'));
	});
}

const post = (path, headers = '', body = '') =>
	Buffer.concat([Buffer.from(`POST ${path} HTTP/1.1\r\nHost: x\r\nAuthorization: ${authorization}\r\n${headers}\r\n`), Buffer.from(body)]);
const withBody = (path, body) => post(path, `Content-Length: ${Buffer.byteLength(body)}\r\n`, body);
const megabyte = Buffer.alloc(1 << 20, 'a');

// Writes n megabytes, as fast as they are taken, until the other side has had enough.
const pour = (n, wrap = (b) => b) => async (socket) => {
	socket.on('error', () => {});
	for (let i = 0; i < n && !socket.destroyed; i++) {
		if (!socket.write(wrap(megabyte)))
			await Promise.race([once(socket, 'drain'), once(socket, 'close')]).catch(() => {});
	}
};
const health = async (what) => equal(`${what}: the server serves on`, (await server.anonymous.get('/healthz')).status, 200);

await test('a body of 20 MB', async () => {
	const length = `Content-Length: ${20 << 20}\r\n`;
	for (const [what, head] of [['announced', post(sites, length)], ['announced, and asked whether to go on', post(sites, `${length}Expect: 100-continue\r\n`)],
		['announced by nobody', Buffer.from(`POST /api/v1/login HTTP/1.1\r\nHost: x\r\n${length}\r\n`)]]) {
		const answer = await raw(head);
		equal(`${what}: 413`, [answer.status, answer.code], [413, 'body.too_large']);
		check(`${what}: answered before it was sent`, answer.ms < 1000, `${answer.ms} ms`);
	}
	// who sends without listening is cut off; what the client then sees of the answer is up to its system
	const from = performance.now();
	const poured = await raw(post(sites, length), { more: pour(20) });
	check('poured in: refused or cut off, quickly', [0, 413].includes(poured.status) && poured.why !== 'timeout' && performance.now() - from < 3000,
		`${poured.status} ${poured.why}`);
	const chunked = await raw(post(sites, 'Transfer-Encoding: chunked\r\n'),
		{ more: pour(20, (b) => Buffer.concat([Buffer.from(`${b.length.toString(16)}\r\n`), b, Buffer.from('\r\n')])) });
	// refused or cut off, but not taken in
	check('in pieces of unknown number: never accepted', [0, 413].includes(chunked.status), `${chunked.status} ${chunked.why}`);
	await health('20 MB');
});

await test('64 kB and one byte', async () => {
	const body = (n) => `${'{"code":"T1","kind":"hospital","name":"'.padEnd(n - 2, 'x')}"}`;
	const fits = await raw(withBody(sites, body(65536)));
	equal('64 kB are read, and judged', [fits.status, fits.code], [422, 'text.too_long']);
	const more = await raw(withBody(sites, body(65537)));
	equal('one byte more is 413', [more.status, more.code], [413, 'body.too_large']);
});

await test('bytes that are no text', async () => {
	for (const [what, bytes] of [['ff', [0xff]], ['an overlong slash', [0xc0, 0xaf]], ['half a letter', [0xe1, 0xba]],
		['a surrogate', [0xed, 0xa0, 0x80]], ['NUL', [0]]]) {
		const body = Buffer.concat([Buffer.from('{"code":"T1","kind":"hospital","name":"B'), Buffer.from(bytes), Buffer.from('v"}')]);
		const answer = await raw(withBody(sites, body));
		equal(`${what} in a body`, [answer.status, answer.code], [422, 'json.syntax']);
	}
	const header = await raw(post(sites, 'Idempotency-Key: \xff\xfe\r\nContent-Length: 2\r\n', '{}'));
	check('in a header: refused or ignored', [400, 422].includes(header.status), header.text);
	const login = await raw(Buffer.from(`GET /api/v1/me HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${'\u0001'.repeat(64)}\r\n\r\n`));
	check('in a token: nobody', [400, 401].includes(login.status), login.text);
	await health('bytes');
});

await test('long addresses', async () => {
	for (const [what, path] of [['path', `/api/v1/units/${'1'.repeat(5000)}`], ['query', `/api/v1/units?q=${'x'.repeat(5000)}`],
		['many parameters', `/api/v1/units?${'q=1&'.repeat(2000)}`], ['very long', `/api/v1/units?q=${'x'.repeat(100000)}`]]) {
		const answer = await raw(Buffer.from(`GET ${path} HTTP/1.1\r\nHost: x\r\nAuthorization: ${authorization}\r\n\r\n`));
		// libmicrohttpd hangs up where its memory for a head is used up
		check(`${what}: refused`, (answer.status >= 400 && answer.status < 500) || (answer.status === 0 && answer.why === 'closed'), `${answer.status} ${answer.why} ${answer.text.slice(0, 300)}`);
	}
	await health('addresses');
});

await test('requests that stop half-way', async () => {
	const halves = [];
	for (let i = 0; i < 50; i++) {
		const socket = connect(server.port, '127.0.0.1');
		socket.on('error', () => {});
		socket.write(i % 2 ? 'POST /api/v1/login HTTP/1.1\r\nHost: x\r\nContent-Le' : post(sites, 'Content-Length: 500\r\n', '{"code":"'));
		halves.push(socket);
	}
	await health('50 half requests wait');
	for (const socket of halves)
		socket.destroy();
	await health('they are gone');
	const rubbish = await raw(Buffer.from('\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03 hello\r\n\r\n'), { timeout: 3000 });
	check('what is no HTTP is not answered with 200', rubbish.status === 0 || rubbish.status >= 400, rubbish.text);
	const both = await raw(post(sites, 'Content-Length: 2\r\nTransfer-Encoding: chunked\r\n', '0\r\n\r\n'), { timeout: 3000 });
	check('two lengths at once do no harm', both.status !== 200 && both.status !== 201, both.text);
	await health('rubbish');
});

await test('HEAD', async () => {
	const answer = await root.send('HEAD', '/api/v1/units?level=nation');
	equal('HEAD is GET without its body', [answer.status, answer.text], [200, '']);
});

await server.stop();
await finish();
