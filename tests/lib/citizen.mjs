// citizen.mjs - citizens for tests: who logs in with a phone, and what was sent to it.
//
//	const c = await citizen(server, phone, { lang, address })   asks for a code, reads it, logs in
//	c is a client (client.mjs: get, post, patch ...) that sends the account's cookie and X-Requested-By with every request;
//	c.account { id, phone, lang, created_at }, c.fresh, c.asleep, c.cookie ("book=...").
//
//	const code = await codeFor(server, phone)     the newest code that was sent to the phone, null if there is none
//	const rows = ask(server.db, 'SELECT ...')     rows of the server's database, each an array of texts
//	nextPhone()                                   a phone that nobody else of this test has
//
// One phone gets one code a minute (OTP_AGAIN_S): who logs in twice moves the clock in between.
import { execFileSync } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { client } from './client.mjs';

export function ask(db, sql) {
	const out = db.engine === 'sqlite'
		? execFileSync('sqlite3', ['-cmd', '.timeout 10000', db.url.slice(7), sql], { encoding: 'utf8' })
		: execFileSync('psql', ['-X', '-q', '-A', '-t', '-v', 'ON_ERROR_STOP=1', '-d', db.url, '-c', sql], { encoding: 'utf8' });
	return out.trim().split('\n').filter(Boolean).map((line) => line.split('|'));
}

let phones = 0;
export const nextPhone = () => `09${String(12000000 + ++phones)}`;

// The code stands in the message's row until it was sent, and on the console from then on.
export async function codeFor(server, phone, patience = 5000) {
	for (const until = Date.now() + patience; ;) {
		const [[body] = []] = ask(server.db, `SELECT COALESCE(body, '') FROM message WHERE phone = '${phone}' AND purpose = 'otp' ORDER BY id DESC LIMIT 1`);
		const shown = body || server.log().split('\n').filter((line) => line.includes('"sms"') && line.includes(phone)).map((line) => JSON.parse(line).text).at(-1);
		const code = /(?<!\d)\d{6}(?!\d)/.exec(shown ?? '');
		if (code)
			return code[0];
		if (Date.now() > until)
			return null;
		await sleep(20);
	}
}

export async function citizen(server, phone, { lang = 'vi', address } = {}) {
	const headers = address ? { 'x-forwarded-for': address } : {};
	const expect = (answer, status, what) => {
		if (answer.status !== status)
			throw new Error(`${what} of ${phone}: ${answer.status} ${answer.text}`);
		return answer;
	};
	expect(await server.anonymous.post('/api/v1/book/otp', { phone, lang }, { headers }), 202, 'a code');
	const code = await codeFor(server, phone);
	const { json, headers: got } = expect(await server.anonymous.post('/api/v1/book/login', { phone, code, lang }, { headers }), 200, 'log-in');
	const cookie = got['set-cookie'][0].split(';')[0];
	return Object.assign(client(server.url, { cookie, 'x-requested-by': 'test', ...headers }),
		{ cookie, account: json.account, fresh: json.fresh, asleep: json.asleep });
}
