// citizen_test: citizens' accounts on both engines: codes and their limits, families, phones that change hands, codes of a site.
// test: timeout 300
//
// CITIZEN_PHONES: how many phones ask for a code from one address (make soak: 10,000).
import { check, equal, finish, test } from './lib/check.mjs';
import { ask, citizen, codeFor, nextPhone } from './lib/citizen.mjs';
import { client, send } from './lib/client.mjs';
import { engines, newDatabase, startServer } from './lib/server.mjs';

const PHONES = Number(process.env.CITIZEN_PHONES ?? 130);
const SECOND = 1000, MINUTE = 60 * SECOND, HOUR = 60 * MINUTE, DAY = 24 * HOUR;
const show = (a) => `${a.status} ${a.text}`;
const is = (what, answer, status, code) => check(what, answer.status === status && (!code || answer.json?.code === code), show(answer));

// A server behind a trusted proxy, a desk that registers people, and a clock that goes forward only.
class World {
	constructor(engine) {
		this.engine = engine;
		this.now = Date.parse('2021-08-02T08:00:00+07:00');
	}

	async begin() {
		this.db = await newDatabase(this.engine);
		this.passwords = [await this.db.addUser('desk', 'reception', '01'), await this.db.addUser('chief', 'manager', 'VN')];
		this.server = await startServer({ db: this.db, clock: new Date(this.now).toISOString(), seed: 7, args: ['--trusted-proxy', '127.0.0.1', '--rate-address', '1000000'] });
		await this.shift();
		this.unit = (await this.desk.get('/api/v1/me')).json.staff.unit_id;
		this.nation = (await this.chief.get('/api/v1/me')).json.staff.unit_id;
	}

	// Staff log in anew when a shift is over.
	async shift() {
		this.desk = await this.server.login('desk', this.passwords[0]);
		this.chief = await this.server.login('chief', this.passwords[1]);
		this.since = this.now;
	}

	async pass(ms) {
		this.now += ms;
		await this.server.setClock(new Date(this.now).toISOString());
		if (this.now - this.since > 12 * HOUR)
			await this.shift();
	}

	// To a moment of a later day, Vietnam's time.
	async until(hour, days = 1) {
		const midnight = this.now - ((this.now + 7 * HOUR) % DAY);
		await this.pass(midnight + days * DAY + hour * HOUR - this.now);
	}

	from(address) {
		return client(this.server.url, { 'x-forwarded-for': address });
	}

	otp(phone, address = '10.0.0.1') {
		return this.from(address).post('/api/v1/book/otp', { phone });
	}

	enter(phone, code, address = '10.0.0.1') {
		return this.from(address).post('/api/v1/book/login', { phone, code });
	}

	code(phone) {
		return codeFor(this.server, phone);
	}

	citizen(phone, address = '10.9.9.9') {
		return citizen(this.server, phone, { address });
	}

	async person(more = {}) {
		const answer = await this.desk.post(`/api/v1/units/${this.unit}/persons`, { name: 'Nguyễn Thị Đào', birth_date: '12/03/1961', sex: 'female', ...more });
		if (answer.status !== 201)
			throw new Error(show(answer));
		return answer.json.id;
	}

	async siteCode(person) {
		return (await this.desk.post(`/api/v1/units/${this.unit}/persons/${person}/desk-code`)).json.code;
	}

	sql(text) {
		return ask(this.db, text);
	}
}

const wrongFor = (code) => String((Number(code) + 1) % 1000000).padStart(6, '0');

// ---- one-time passwords ----

async function lifetime(w) {
	const phone = nextPhone();
	is('a code is sent', await w.otp(phone), 202);
	const first = await w.code(phone);
	await w.pass(3 * MINUTE + 30 * SECOND);
	is('after three minutes it is too late', await w.enter(phone, first), 401, 'otp.expired');
	is('a new one', await w.otp(phone), 202);
	const second = await w.code(phone);
	await w.pass(61 * SECOND);
	is('and another', await w.otp(phone), 202);
	const third = await w.code(phone);
	if (second !== third)
		is('the new one took the old one\'s place', await w.enter(phone, second), 401, 'otp.wrong');
	await w.pass(3 * MINUTE - 30 * SECOND);
	is('nearly three minutes old, it is good', await w.enter(phone, third), 200);
	is('and good once', await w.enter(phone, third), 401, 'otp.expired');
	is('a code is none of another phone', await w.enter(nextPhone(), third), 401, 'otp.expired');
}

async function tries(w) {
	const phone = nextPhone();
	await w.otp(phone);
	const code = await w.code(phone);
	const answers = await Promise.all(Array.from({ length: 20 }, () => w.enter(phone, wrongFor(code))));
	equal('20 wrong tries at once: four are told what is left', answers.map((a) => a.json.left).filter(Boolean).sort(), [1, 2, 3, 4]);
	equal('... and the others that it is worn out', answers.filter((a) => a.json.code === 'otp.worn_out').length, 16);
	is('then the right one is of no use', await w.enter(phone, code), 401, 'otp.worn_out');
	await w.pass(61 * SECOND);
	await w.otp(phone);
	is('but a new one is', await w.enter(phone, await w.code(phone)), 200);
}

async function sameAnswer(w) {
	const known = nextPhone(), unknown = nextPhone();
	await w.citizen(known);
	await w.pass(61 * SECOND);
	const blind = (a) => [a.status, Object.keys(a.json), a.json.expires_at.slice(0, 16)];
	equal('whether a phone has an account is not told', blind(await w.otp(known)), blind(await w.otp(unknown)));
}

async function onePhone(w) {
	await w.until(9);
	const phone = nextPhone();
	let asked = 0;
	const hour = async (n) => {
		for (let i = 0; i < n; i++, asked++, await w.pass(61 * SECOND))
			is(`code ${asked + 1} of the day, from address ${asked}`, await w.otp(phone, `10.1.${asked}.1`), 202);
	};
	await hour(5);
	const sixth = await w.otp(phone, '10.2.0.1');
	is('the sixth of an hour is refused, from whatever address', sixth, 429, 'otp.phone_limit');
	check('it says when, and where else', Number(sixth.headers['retry-after']) > 3000 && /điểm tiêm/.test(sixth.json.detail) && /phút/.test(sixth.json.detail), show(sixth));
	is('another phone from there is not', await w.otp(nextPhone(), '10.2.0.1'), 202);
	await w.pass(HOUR);
	await hour(5);
	await w.pass(HOUR);
	await hour(2);
	const thirteenth = await w.otp(phone, '10.3.0.1');
	is('the thirteenth of a day too', thirteenth, 429, 'otp.phone_limit');
	check('until midnight', Number(thirteenth.headers['retry-after']) > 3 * 3600, show(thirteenth));
	equal('what was refused was not sent', w.sql(`SELECT COUNT(*) FROM message WHERE phone = '${phone}'`), [['12']]);
	await w.until(8);
	is('the next day it goes on', await w.otp(phone), 202);
}

async function oneAddress(w) {
	await w.until(10);
	const phones = Array.from({ length: PHONES }, nextPhone);
	const counts = {};
	const queue = [...phones];
	let slow = 0;
	await Promise.all(Array.from({ length: 32 }, async () => {
		for (let phone; (phone = queue.pop());) {
			const began = Date.now();
			const a = await w.otp(phone, '10.4.0.1');
			slow = Math.max(slow, Date.now() - began);
			const key = `${a.status} ${a.json?.code ?? ''}`;
			counts[key] = (counts[key] ?? 0) + 1;
		}
	}));
	console.log(`# ${w.engine}: ${PHONES} phones from one address: ${JSON.stringify(counts)}, slowest ${slow} ms`);
	equal(`${PHONES} phones from one address: a hundred get a code`, counts, { '202 ': 100, '429 otp.address_limit': PHONES - 100 });
	equal('... and no more were sent', Number(w.sql(`SELECT COUNT(*) FROM message WHERE phone >= '${phones[0]}' AND phone <= '${phones.at(-1)}'`)[0][0]), 100);
	const refused = await w.otp(nextPhone(), '10.4.0.1');
	check('it says what to do', /mạng khác/.test(refused.json.detail) && /điểm tiêm/.test(refused.json.detail) && Number(refused.headers['retry-after']) <= 900, show(refused));
	is('others get theirs', await w.otp(nextPhone(), '10.4.0.2'), 202);
	w.sql("UPDATE rate SET n = 100 WHERE bucket LIKE 'otp:from:%'");
	is('an address of IPv6', await w.otp(nextPhone(), '2001:db8:1:2::7'), 202);
	w.sql("UPDATE rate SET n = 100 WHERE bucket LIKE 'otp:from:2001%'");
	is('... is its /64', await w.otp(nextPhone(), '2001:db8:1:2:ffff::8'), 429, 'otp.address_limit');
	is('... and no more', await w.otp(nextPhone(), '2001:db8:1:3::7'), 202);
	await w.pass(15 * MINUTE);
	is('a quarter of an hour later it goes on', await w.otp(nextPhone(), '10.4.0.1'), 202);
}

async function patiently(what, fn, ms = 15000) {
	let last;
	for (const until = Date.now() + ms; Date.now() < until;) {
		if ((last = await fn()) === true)
			return check(what, true);
		await new Promise((go) => setTimeout(go, 100));
	}
	return check(what, false, String(last));
}

async function flood(w) {
	await w.until(11);
	const alarms = async (state) => (await w.chief.get(`/api/v1/units/${w.nation}/alarms?state=${state}`)).json.items.filter((a) => a.kind === 'otp_flood');
	equal('no alarm yet', await alarms('all'), []);
	w.sql(`WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000)
		INSERT INTO otp (phone, code_hash, tries, sent_ms, expires_ms) SELECT 'flood' || i, '', 0, ${w.now}, 0 FROM n`);
	await patiently('20,000 codes in a minute: the country\'s limit', async () => {
		const a = await w.otp(nextPhone(), '10.5.0.1');
		return a.status === 429 && a.json.code === 'otp.busy' && /điểm tiêm/.test(a.json.detail) && a.headers['retry-after'] === '60' ? true : show(a);
	});
	const [alarm] = await alarms('open');
	equal('the nation is told, in figures', [alarm?.unit_id, alarm?.detail], [w.nation, { codes: 20000, seconds: 60 }]);
	is('nobody closes it by hand', await w.chief.post(`/api/v1/units/${w.nation}/alarms/${alarm?.id}/close`, { why: 'xem rồi' }), 409, 'alarm.itself');
	await w.pass(2 * MINUTE);
	await patiently('two minutes later codes go out again', async () => {
		const a = await w.otp(nextPhone(), '10.5.0.2');
		return a.status === 202 ? true : show(a);
	});
	equal('the alarm is still to be seen', (await alarms('open')).length, 1);
	await w.pass(16 * MINUTE);
	await patiently('and ends after a calm quarter of an hour', async () => (await alarms('open')).length === 0 && (await alarms('all')).length === 1);
	w.sql("DELETE FROM otp WHERE phone LIKE 'flood%'");
}

async function secrets(w) {
	const phone = nextPhone();
	const sent = await w.otp(phone);
	const code = await w.code(phone);
	check('the answer does not hold the code', !sent.text.includes(code), sent.text);
	const login = await w.enter(phone, code);
	const token = /^book=([^;]*)/.exec(login.headers['set-cookie'][0])[1];
	const c = client(w.server.url, { authorization: `Bearer ${token}` });
	await c.post('/api/v1/book/desk-code', { code: await w.siteCode(await w.person()) }, { headers: { 'idempotency-key': 'k1' } });
	const [[person]] = w.sql(`SELECT person_id FROM account_person WHERE account_id = ${login.json.account.id}`);
	const shared = (await c.post(`/api/v1/book/people/${person}/share`, {}, { headers: { 'idempotency-key': 'k2' } })).json.code;
	for (const [what, secret] of [['code', code], ['token', token.slice(0, 64)], ['shared code', shared]]) {
		check(`the log holds no ${what}`, !w.server.log().includes(secret));
		equal(`answers that are kept hold no ${what}`, w.sql(`SELECT COUNT(*) FROM idempotency WHERE body LIKE '%${secret}%'`), [['0']]);
	}
	equal('the trail has no digest of a phone or a code', w.sql(`SELECT DISTINCT act FROM audit WHERE body_hash IS NOT NULL AND act LIKE '%/book/%' AND act NOT LIKE '%/share'`), []);
	check('the trail has the log-in, and whose it is', Number(w.sql(`SELECT COUNT(*) FROM audit WHERE act LIKE '%/book/login' AND staff_id = ${login.json.account.id}`)[0][0]) === 1);
}

// ---- cookies ----

async function cookies(w) {
	const phone = nextPhone();
	await w.otp(phone);
	const login = await w.enter(phone, await w.code(phone));
	const [cookie] = login.headers['set-cookie'];
	check('the cookie is HttpOnly, SameSite=Strict, for the whole site, for 90 days',
		/^book=[0-9a-f]{64}\.\d+; Path=\/; HttpOnly; SameSite=Strict; Max-Age=7776000$/.test(cookie), cookie);
	const mine = cookie.split(';')[0];
	const patch = (headers) => send(`${w.server.url}/api/v1/book/me`, { method: 'PATCH', body: { lang: 'vi' }, headers: { cookie: mine, ...headers } });
	is('a change by cookie alone', await patch({}), 403, 'csrf');
	is('... from a foreign site', await patch({ 'x-requested-by': 'x', 'sec-fetch-site': 'cross-site' }), 403, 'csrf');
	is('... from our own page', await patch({ 'x-requested-by': 'x', 'sec-fetch-site': 'same-origin' }), 200);
	const get = (path, headers) => send(`${w.server.url}${path}`, { headers });
	is('a false token of the same account', await get('/api/v1/book/messages', { cookie: `book=${'0'.repeat(64)}.${login.json.account.id}` }), 401, 'login.required');
	for (const odd of ['', '.', 'x', `${'0'.repeat(64)}.`, `${'0'.repeat(64)}.x`, '9'.repeat(120)])
		is(`an odd token ${odd.slice(0, 20)}`, await get('/api/v1/book/messages', { cookie: `book=${odd}` }), 401, 'login.required');
	const staff = w.desk.headers.authorization.replace('Bearer ', 'login=');
	is('one browser, both: the book', await get('/api/v1/book/messages', { cookie: `${staff}; ${mine}` }), 200);
	is('... and the station', await get('/api/v1/me', { cookie: `${staff}; ${mine}` }), 200);
	is('a citizen\'s cookie under the name of staff\'s', await get('/api/v1/me', { cookie: mine.replace('book=', 'login=') }), 401);
	await w.pass(89 * DAY);
	is('after 89 days the phone is still logged in', await get('/api/v1/book/messages', { cookie: mine }), 200);
	await w.pass(2 * DAY);
	is('after 91 not', await get('/api/v1/book/messages', { cookie: mine }), 401);
}

// ---- families ----

async function guardians(w) {
	const [mother, father, grandmother] = [nextPhone(), nextPhone(), nextPhone()];
	const child = await w.person({ name: 'Trần Minh Đức', birth_date: '05/09/2012', sex: 'male', cccd: null, guardian_name: 'Lê Thị Mận', guardian_phone: mother });
	const a = await w.citizen(mother), b = await w.citizen(father), c = await w.citizen(grandmother);
	is('the guardian proves by the birth date: the child has no number yet', await a.post('/api/v1/book/claims', { person_id: child, birth_date: '2012-09-05', relation: 'child' }), 200);
	is('the father has another phone', await b.post('/api/v1/book/claims', { person_id: child, birth_date: '2012-09-05', relation: 'child' }), 404, 'person.unknown');
	const code = (await a.post(`/api/v1/book/people/${child}/share`)).json.code;
	const twice = await Promise.all([b, c].map((x) => x.post('/api/v1/book/desk-code', { code, relation: 'child' })));
	equal('a code that two use at once is good for one', twice.map((x) => x.status).sort(), [200, 409]);
	const [taker, other] = twice[0].status === 200 ? [b, c] : [c, b];
	is('the other one has nothing', await other.get(`/api/v1/book/people/${child}/holders`), 404);
	const holders = (await taker.get(`/api/v1/book/people/${child}/holders`)).json.items;
	equal('two look after the child', holders.map((h) => [h.relation, h.access, h.proof, h.me]), [['child', 'full', 'phone', false], ['child', 'full', 'shared', true]]);
	const kept = (await a.post(`/api/v1/book/people/${child}/share`)).json.code;
	is('the new guardian ends the old one\'s access', await taker.post(`/api/v1/book/people/${child}/holders/${a.account.id}/remove`), 204);
	is('... which is over', await a.get(`/api/v1/book/people/${child}/holders`), 404, 'person.unknown');
	is('... also for the codes that it made before', await a.post('/api/v1/book/desk-code', { code: kept, relation: 'child' }), 404, 'code.unknown');
	equal('nothing of the record is lost', (await w.desk.get(`/api/v1/units/${w.unit}/persons/${child}`)).json.name, 'Trần Minh Đức');
}

async function claims(w) {
	await w.until(8);
	const phone = nextPhone();
	const person = await w.person({ phone, cccd: '001161004321' });
	const many = [];
	for (let i = 0; i < 12; i++)
		many.push(await w.person({ name: `Công Nhân ${'ABCDEFGHIKLM'[i]}`, birth_date: '1990', phone }));
	const c = await w.citizen(phone);
	const claim = (more) => c.post('/api/v1/book/claims', { person_id: person, birth_date: '12/03/1961', number_end: '4321', ...more });
	const answers = await Promise.all(Array.from({ length: 25 }, (_, i) => claim({ number_end: String(1000 + i) })));
	equal('25 wrong claims at once: ten are counted', answers.filter((a) => a.json.code === 'claim.wrong').length, 10);
	equal('... the others wait', answers.filter((a) => a.status === 429 && a.json.code === 'claim.tries').length, 15);
	const right = await claim();
	is('then the right one waits too', right, 429, 'claim.tries');
	check('until tomorrow, or at a site', /ngày mai/.test(right.json.detail) && /điểm tiêm/.test(right.json.detail) && Number(right.headers['retry-after']) > 3600, show(right));
	await w.until(8);
	is('the year alone where the record has the day', await claim({ birth_date: '1961' }), 409, 'claim.wrong');
	is('no number where the record has one', await claim({ number_end: null }), 409, 'claim.wrong');
	is('three signs are too few', await claim({ number_end: '321' }), 409, 'claim.wrong');
	is('the whole number will do', await claim({ number_end: '001 161 004321' }), 200);
	is('a workmate of that phone, of whom the year alone is known', await claim({ person_id: many[0], birth_date: '1990', number_end: null }), 409, 'claim.wrong');
}

async function phoneChange(w) {
	const old = nextPhone(), young = nextPhone();
	const person = await w.person({ phone: old, cccd: '001161007777' });
	const c = await w.citizen(old);
	await w.pass(61 * SECOND);
	const tablet = await w.citizen(old);
	equal('two devices of one account', tablet.account.id, c.account.id);
	await c.post('/api/v1/book/claims', { person_id: person, birth_date: '12/03/1961', number_end: '7777', relation: 'self' });
	w.sql(`INSERT INTO message (phone, id, template, purpose, priority, lang, body, secret, coding, parts, unit_id, state, not_before_ms, expires_ms, created_ms)
		VALUES ('${old}', ${BigInt(c.account.id) + 1000000n}, 'x', 'reminder', 3, 'vi', 'Lời nhắc cho chủ cũ', FALSE, 'gsm', 1, ${w.nation}, 'sent', 0, ${w.now + 86400000}, ${w.now + 1})`);
	const texts = async (x) => (await x.get('/api/v1/book/messages')).json.items.map((m) => m.text);
	equal('messages of the phone are there, codes are not repeated', await texts(c), ['Lời nhắc cho chủ cũ']);
	await w.pass(MINUTE);
	is('a code to the new phone', await c.post('/api/v1/book/phone/otp', { phone: young }), 202);
	is('it is changed', await c.post('/api/v1/book/phone', { phone: young, code: await w.code(young) }), 200);
	is('this login goes on, with the family', await c.get(`/api/v1/book/people/${person}/holders`), 200);
	is('other logins end', await tablet.get('/api/v1/book/messages'), 401);
	await w.pass(MINUTE);
	const heir = await w.citizen(old);
	check('whoever has the old number now begins anew', heir.fresh && heir.account.id !== c.account.id);
	is('... without the family', await heir.get(`/api/v1/book/people/${person}/holders`), 404);
	equal('... and without the old messages', await texts(heir), []);
	await w.pass(MINUTE);
	const again = await w.citizen(young);
	equal('the new phone opens the old account', [again.account.id, again.fresh], [c.account.id, false]);
	is('log out everywhere', await c.post('/api/v1/book/logout-everywhere'), 204);
	equal('... ends them all', [(await c.get('/api/v1/book/messages')).status, (await again.get('/api/v1/book/messages')).status], [401, 401]);
}

async function silence(w) {
	const phone = nextPhone();
	const person = await w.person({ phone, cccd: '001161008888' });
	const proof = { person_id: person, birth_date: '12/03/1961', number_end: '8888' };
	is('a family', await (await w.citizen(phone)).post('/api/v1/book/claims', proof), 200);
	await w.pass(179 * DAY);
	const soon = await w.citizen(phone);
	equal('after 179 days nothing has changed', [soon.asleep, (await soon.get(`/api/v1/book/people/${person}/holders`)).status], [false, 200]);
	await w.pass(181 * DAY);
	const late = await w.citizen(phone);
	equal('after 181 the same account is open', [late.asleep, late.fresh, late.account.id], [true, false, soon.account.id]);
	const asked = await late.get(`/api/v1/book/people/${person}/holders`);
	is('... but its family in part only', asked, 403, 'access.limited');
	check('... which says how to get it back', /số giấy tờ/.test(asked.json.detail) && /mã do điểm tiêm/.test(asked.json.detail) && /mã chia sẻ/.test(asked.json.detail), show(asked));
	is('who knows the person opens the book again', await late.post('/api/v1/book/claims', proof), 200);
	is('... in full', await late.get(`/api/v1/book/people/${person}/holders`), 200);
	await w.pass(2 * MINUTE);
	equal('the next log-in is an ordinary one', (await w.citizen(phone)).asleep, false);
}

// ---- codes of a site ----

async function siteCodes(w) {
	await w.until(8);
	const phone = nextPhone();
	const person = await w.person({ phone });
	const code = await w.siteCode(person);
	is('another phone', await w.enter(nextPhone(), code), 401, 'code.wrong');
	const login = await w.enter(phone, `${code.slice(0, 4)} ${code.slice(4).toLowerCase()}`);
	is('no message arrives: the code of the site logs in', login, 200);
	const c = client(w.server.url, { cookie: login.headers['set-cookie'][0].split(';')[0], 'x-requested-by': 'test' });
	is('... with the person in full', await c.get(`/api/v1/book/people/${person}/holders`), 200);
	is('... once', await w.enter(phone, code), 401, 'code.wrong');
	is('the next code works as well: the account looks after the person', await w.enter(phone, await w.siteCode(person)), 200);
	const owner = await w.citizen(phone);
	equal('who proves the phone has the account', [owner.account.id, owner.asleep], [login.json.account.id, true]);
	is('... its family in part until proved too', await owner.get(`/api/v1/book/people/${person}/holders`), 403, 'access.limited');
	is('... and the logins of before end', await c.get('/api/v1/book/messages'), 401);

	const victim = nextPhone();
	const family = await w.person({ phone: victim, cccd: '001161009999' });
	const v = await w.citizen(victim);
	is('somebody with a family', await v.post('/api/v1/book/claims', { person_id: family, birth_date: '12/03/1961', number_end: '9999' }), 200);
	const thief = await w.person({ name: 'Kẻ Gian', phone: victim });
	const stolen = await w.siteCode(thief);
	is('who says at a desk that this number is theirs does not come into that family', await w.enter(victim, stolen), 401, 'code.wrong');
	is('... but in their own account the code is good', await (await w.citizen(nextPhone())).post('/api/v1/book/desk-code', { code: stolen }), 200);

	const shared = (await v.post(`/api/v1/book/people/${family}/share`)).json.code;
	is('a code of the family logs nobody in', await w.enter(victim, shared), 401, 'code.wrong');
}

async function codeTries(w) {
	await w.until(8);
	const phone = nextPhone();
	const code = await w.siteCode(await w.person({ phone }));
	const c = await w.citizen(nextPhone());
	for (let i = 0; i < 10; i++) {
		is(`wrong code ${i + 1} of an account`, await c.post('/api/v1/book/desk-code', { code: 'ZZZZZZZ2' }), 404, 'code.unknown');
		is(`wrong code ${i + 1} of a phone`, await w.enter(phone, 'ZZZZZZZ2'), 401, 'code.wrong');
	}
	is('then the account waits', await c.post('/api/v1/book/desk-code', { code }), 429, 'code.tries');
	is('... and the phone', await w.enter(phone, code), 429, 'code.tries');
	await w.until(7);
	is('until tomorrow', await w.enter(phone, code), 200);
	w.sql("UPDATE rate SET n = 100 WHERE bucket = 'code:from:10.0.0.1'");
	is('an address guesses a hundred in a quarter of an hour', await w.enter(nextPhone(), 'ZZZZZZZ3'), 429, 'code.tries');
}

async function room(w) {
	const phone = nextPhone();
	const c = await w.citizen(phone);
	const values = Array.from({ length: 40 }, (_, i) => `(${c.account.id}, ${i + 1}, 'other', 'limited', 'registered', 0)`).join(', ');
	w.sql(`INSERT INTO account_person (account_id, person_id, relation, access, proof, since_ms) VALUES ${values}`);
	const person = await w.person();
	const use = async (x) => x.post('/api/v1/book/desk-code', { code: await w.siteCode(person) });
	const full = await use(c);
	is('a family of forty is full', full, 429, 'family.full');
	check('... and says what to do', /40/.test(full.json.detail) && /số điện thoại/.test(full.json.detail), show(full));
	w.sql(`DELETE FROM account_person WHERE account_id = ${c.account.id} AND person_id = 1`);
	is('of thirty-nine it is not', await use(c), 200);
	is('who is there already may prove again', await use(c), 200);
	w.sql(`INSERT INTO person_account (person_id, account_id, since_ms) VALUES ${Array.from({ length: 19 }, (_, i) => `(${person}, ${i + 1}, 0)`).join(', ')}`);
	is('a person has at most twenty accounts', await use(await w.citizen(nextPhone())), 429, 'holders.full');
}

for (const engine of engines) {
	const w = new World(engine);
	await w.begin();
	for (const story of [lifetime, tries, sameAnswer, onePhone, oneAddress, flood, secrets, guardians, claims, phoneChange, siteCodes, codeTries, room, cookies, silence])
		await test(`${engine}: ${story.name}`, () => story(w));
	await w.server.stop();
}
await finish();
