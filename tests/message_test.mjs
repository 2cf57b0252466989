// message_test.mjs - messages through a real Kannel: every one once, none at night, no code too late, nothing lost when the server
// or Kannel dies, what the network reports, what it costs; and what a gateway's refusals do.
// test: timeout 900
import { createServer } from 'node:http';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { atEnd, check, equal, finish } from './lib/check.mjs';
import { startKannel } from './lib/kannel.mjs';
import { run } from './lib/planned.mjs';
import { engines, freePort, newDatabase, runProgram, startServer } from './lib/server.mjs';
import { number, rows } from './lib/stations.mjs';

const PRICE = 350; // data/rules.json, message/sms
const values = { name: 'Nguyễn Thị Hồng Nhung', date: '06/08', hour: '07:30', place: 'Trạm Y tế phường Phúc Xá', code: 'K7MPQ2',
	link: 'https://tiemchung.example/k/K7MPQ2', minutes: '3', why: 'hết vắc xin', number: '2', from: '28/08' };
let phones = 0;
// Each case has its own numbers: 0912000000 and on, and the day of August 2021 that belongs to it.
const newPhones = (n = 1) => {
	const first = 912000000 + phones;
	phones += n;
	return Array.from({ length: n }, (_, i) => `0${first + i}`);
};
const at = (time, day = 5) => `2021-08-${String(day).padStart(2, '0')}T${time}+07:00`;

async function until(what, look, patience = 60000) {
	for (const end = Date.now() + patience; ;) {
		const found = await look();
		if (found)
			return check(what, true);
		if (Date.now() > end)
			return check(what, false, JSON.stringify(found));
		await sleep(50);
	}
}

// The world of one database: a server, somebody who may look, and short ways to write and read messages.
class World {
	constructor(db, password) { Object.assign(this, { db, password }); }
	async start(options) {
		this.server = await startServer({ db: this.db, clock: at('09:00:00'), ...options });
		this.root = await this.server.login('root', this.password);
		this.nation ??= (await this.root.get('/api/v1/units?level=nation')).json.items[0].id;
	}
	// A login does not outlast the day.
	async day(now) {
		await this.server.setClock(now);
		this.root = await this.server.login('root', this.password);
	}
	async post(template, phone, more = {}, server = this.server) {
		const answer = await server.anonymous.post('/test/messages', { phone, template, unit_id: this.nation, values: { ...values, ...more.values }, ...more.in });
		if (answer.status !== 201)
			throw new Error(`message: ${answer.status} ${answer.text}`);
		return answer.json;
	}
	async of(phone) { return (await this.server.anonymous.get(`/test/messages?phone=${phone}`)).json; }
	async states(list) { return (await Promise.all(list.map((p) => this.of(p)))).flat().map((m) => m.state); }
	async summary(day, purpose) {
		const { json } = await this.root.get(`/api/v1/units/${this.nation}/messages/summary?from=2021-08-${day}&to=2021-08-${day}`);
		return json.items.find((i) => i.purpose === purpose);
	}
}

const atPhone = (kannel, phone) => kannel.received.filter((m) => m.to === phone);

async function everyMessageOnce(w, kannel) {
	const list = newPhones(300), codes = newPhones(5);
	const { batch_id: batch } = await w.post('invitation', list[0], { in: { count: 300, rate: 0 } });
	for (const phone of codes)
		await w.post('otp', phone, { values: { code: '123456' } });
	const progress = async () => (await w.root.get(`/api/v1/units/${w.nation}/message-batches/${batch}`)).json;
	await until('all are delivered, by the reports of the network', async () => (await progress()).delivered === 300);
	equal('each phone got one', list.map((p) => atPhone(kannel, p).length), list.map(() => 1));
	const p = await progress();
	equal('the progress of the sending', [p.total, p.waiting, p.sending, p.sent, p.failed, p.template], [300, 0, 0, 0, 0, 'invitation']);
	const [one] = await w.of(list[7]);
	equal('what arrived is what was written', atPhone(kannel, list[7])[0].text, one.body);
	equal('in as many parts', [atPhone(kannel, list[7])[0].parts, one.parts], [2, 2]);
	equal('from us', atPhone(kannel, list[7])[0].from, 'TiemChung');
	await until('the codes too', async () => (await w.states(codes)).every((s) => s === 'delivered'));
	check('the text of a code is gone', (await w.of(codes[0]))[0].body === null);
	equal('and it was right', atPhone(kannel, codes[0])[0].text, 'Tiêm Chủng: mã 123456, dùng trong 3 phút. Không đưa mã cho ai.');
	const sum = await w.summary('05', 'invitation');
	equal('costs add up', [sum.sent, sum.delivered, sum.failed, sum.parts, sum.cost, sum.repeated], [300, 300, 0, 600, 600 * PRICE, 0]);
	equal('and those of the batch', [p.parts, p.cost], [600, 600 * PRICE]);
	await w.post('reminder', list[0], { in: { dedupe: 'd1' } });
	await w.post('reminder', list[0], { in: { dedupe: 'd1' } });
	await until('the same reminder is written once', async () => (await w.of(list[0])).length === 2);
	const log = w.server.log();
	check('no phone, no text and no password in the log', !list.some((p) => log.includes(p)) && !log.includes('Phuc Xa') && !log.includes(kannel.password));
	await w.root.get('/healthz');
	const metrics = (await w.server.anonymous.get('/metrics')).text;
	check('metrics count them', Number(/^tiemchung_messages_sent_total (\d+)/m.exec(metrics)?.[1]) >= 305, metrics.slice(-2000));
	equal('another unit has no such sending', (await w.root.get(`/api/v1/units/${w.nation}/message-batches/17`)).json.code, 'message.batch');
	equal('too long a summary', (await w.root.get(`/api/v1/units/${w.nation}/messages/summary?from=2020-01-01&to=2021-08-05`)).json.code, 'message.days');
}

async function textsSurvive(w, kannel) {
	const names = ['Bé 💉👩‍👩‍👧 Na', 'Đặng Thị Ước', 'René Ærø [€]', '김민수'];
	const list = newPhones(names.length * 2);
	for (const [i, name] of names.entries()) {
		await w.post('next_dose', list[2 * i], { values: { name } });
		await w.post('next_dose', list[2 * i + 1], { values: { name }, in: { lang: 'en' } });
	}
	await until('names of all kinds arrive', async () => (await w.states(list)).every((s) => s === 'delivered'));
	for (const [i, phone] of list.entries()) {
		const [m] = await w.of(phone), [got] = atPhone(kannel, phone);
		equal(`${names[i >> 1]}, ${m.lang}: whole, in ${m.parts} parts`, [got?.text, got?.parts], [m.body, m.parts]);
	}
	check('emoji survive', atPhone(kannel, list[0])[0]?.text.includes('Bé 💉👩‍👩‍👧 Na'));
	equal('without marks where they would cost more', atPhone(kannel, list[2])[0]?.coding, 'gsm');
	// a pair of surrogates at the end of a part, at every place it can stand
	const edge = newPhones(8);
	for (let i = 0; i < 8; i++)
		await w.post('next_dose', edge[i], { values: { name: `${'ệ'.repeat(49 + i)}💉💉${'ệ'.repeat(20)}` } });
	await until('emoji at the end of a part', async () => (await w.states(edge)).every((s) => s === 'delivered'));
	for (const phone of edge) {
		const [m] = await w.of(phone), [got] = atPhone(kannel, phone);
		equal(`whole, in ${m.parts} parts`, [got?.text, got?.parts], [m.body, m.parts]);
	}
}

async function nights(w, kannel) {
	const [a, b, c] = newPhones(3);
	await w.day(at('21:30:00', 6));
	await w.post('reminder', a);
	await w.post('standby', b);
	await w.post('otp', c);
	await until('a code goes at night', () => atPhone(kannel, c).length === 1);
	await w.server.setClock(at('06:59:50', 7));
	await w.post('otp', c); // whoever sends this has had the other two in sight
	await until('and another', () => atPhone(kannel, c).length === 2);
	equal('nobody else is woken', [atPhone(kannel, a).length, atPhone(kannel, b).length], [0, 0]);
	await w.server.setClock(at('07:00:01', 7));
	await until('in the morning the others go', () => atPhone(kannel, a).length === 1 && atPhone(kannel, b).length === 1);
}

async function floods(w, kannel) {
	const [phone, other] = newPhones(2);
	await w.day(at('09:00:00', 8));
	for (let i = 0; i < 14; i++)
		await w.post('reminder', phone);
	await until('ten in an hour', () => atPhone(kannel, phone).length === 10);
	await w.post('otp', phone);
	await w.post('reminder', other);
	await until('a code is not counted, nor does the phone hold up others', () => atPhone(kannel, phone).length === 11 && atPhone(kannel, other).length === 1);
	await w.server.setClock(at('10:01:00', 8));
	await until('the rest later', () => atPhone(kannel, phone).length === 15);
}

async function kannelDown(w, kannel) {
	const [late, ...list] = newPhones(6);
	await w.day(at('09:00:00', 9));
	await kannel.stop();
	await w.post('otp', late);
	for (const phone of list)
		await w.post('reminder', phone);
	await until('the sender notices', () => /gateway is down/.test(w.server.log()));
	await w.server.setClock(at('09:04:00', 9));
	await until('a code that could not go in time is over', async () => (await w.of(late))[0].state === 'expired');
	check('and its text is gone', (await w.of(late))[0].body === null);
	const alarms = async () => (await w.root.get(`/api/v1/units/${w.nation}/alarms`)).json.items.filter((a) => a.kind === 'message_late');
	await until('four minutes are much for a code, and nothing for a reminder: no alarm is left', async () => (await alarms()).length === 0);
	await w.server.setClock(at('09:35:00', 9));
	await until('after half an hour there is an alarm', async () => (await alarms()).length === 1);
	const [alarm] = await alarms();
	const detail = typeof alarm.detail === 'string' ? JSON.parse(alarm.detail) : alarm.detail;
	check('it says how late', detail.late_ms > detail.limit_ms && detail.limit_ms === 1800000 && detail.way === 'kannel', JSON.stringify(detail));
	equal('nobody closes it by hand', (await w.root.post(`/api/v1/units/${w.nation}/alarms/${alarm.id}/close`, { why: 'x' })).json.code, 'alarm.itself');
	await kannel.start();
	await until('Kannel is back: all arrive', async () => (await w.states(list)).every((s) => s === 'delivered'), 120000);
	equal('once each, the old code never', [late, ...list].map((p) => atPhone(kannel, p).length), [0, 1, 1, 1, 1, 1]);
	equal('waiting for a gateway is no attempt', (await w.of(list[0]))[0].attempts, 1);
	await until('and the alarm is over', async () => (await alarms()).length === 0);
	equal('the code is counted as not sent in time', [(await w.summary('09', 'otp')).expired, (await w.summary('09', 'otp')).sent], [1, 0]);
}

async function serverDies(w, kannel, options) {
	const list = newPhones(600);
	await w.day(at('09:00:00', 10));
	await w.post('invitation', list[0], { in: { count: 600, rate: 0 } });
	await until('in mid-sending', () => kannel.received.filter((m) => list.includes(m.to)).length > 100);
	await w.server.kill();
	const before = kannel.received.length;
	// the lease of what was being sent ends meanwhile
	await w.start({ ...options, clock: at('09:05:00', 10) });
	await until('nothing is lost', () => list.every((p) => atPhone(kannel, p).length > 0), 120000);
	await until('and all is known', async () => (await w.states(list)).every((s) => ['sent', 'delivered'].includes(s)), 60000);
	const twice = list.filter((p) => atPhone(kannel, p).length > 1).length;
	check(`sent twice: ${twice}, no more than one claim (${before} had arrived before)`, twice <= 50 && list.every((p) => atPhone(kannel, p).length <= 2));
	const sum = await w.summary('10', 'invitation');
	check(`and counted: ${sum.repeated} taken again`, sum.repeated >= twice && sum.repeated <= 50, JSON.stringify(sum));
}

// Two servers on one database share the work by their claims.
async function twoServers(w, kannel, options) {
	const list = [];
	const second = await startServer({ db: w.db, ...options, clock: at('09:06:00', 10) });
	const sent = async (s) => Number(/^tiemchung_messages_sent_total (\d+)/m.exec((await s.anonymous.get('/metrics')).text)?.[1]);
	const begun = await sent(w.server);
	// as many as are under way at once, however slow the machine: more only when these are gone
	await until('both servers send', async () => {
		const more = newPhones(200);
		list.push(...more);
		await Promise.all([w.server, second].map((s, i) => w.post('no_show', more[100 * i], { in: { count: 100 } }, s)));
		while ((await w.states(more)).some((s) => ['waiting', 'sending'].includes(s)))
			await sleep(100);
		return await sent(w.server) > begun && await sent(second) > 0;
	});
	await until('all arrive', async () => (await w.states(list)).every((s) => s === 'delivered'));
	equal('once each', list.filter((p) => atPhone(kannel, p).length !== 1), []);
	equal('and each was sent by one of them', await sent(w.server) - begun + await sent(second), list.length);
	await second.stop();
}

// A gateway of the test's own, for what Kannel rarely says.
async function refusals(w) {
	const asked = [];
	let say = () => [202, '0: Accepted for delivery'];
	const gateway = createServer((rq, reply) => {
		const q = new URL(rq.url, 'http://x').searchParams;
		asked.push(q);
		const [status, text] = say(q);
		if (status)
			reply.writeHead(status).end(text);
		else
			rq.socket.destroy();
	});
	gateway.listen(0, '127.0.0.1');
	await once(gateway, 'listening');
	atEnd(() => gateway.close());
	await w.server.stop();
	await w.start({ clock: at('09:00:00', 11), args: ['--sms-kannel', `http://u:p@127.0.0.1:${gateway.address().port}/cgi-bin/sendsms`, '--sms-rate', '10'] });
	const [bad, weak, cut] = newPhones(3);
	say = () => [400, "Garbage 'to' field, rejected."];
	await w.post('reminder', bad);
	await until('a refused number fails for good', async () => (await w.of(bad))[0].state === 'failed');
	equal('with the reason', (await w.of(bad))[0].error, "400 Garbage 'to' field, rejected.");
	equal('after one try', asked.length, 1);
	check('without reports when nobody says where to', !asked[0].get('dlr-url'));
	equal('what the gateway gets', [asked[0].get('username'), asked[0].get('password'), asked[0].get('to'), asked[0].get('coding')], ['u', 'p', bad, '0']);
	check('and for how long it is of use', Number(asked[0].get('validity')) > 1430 && Number(asked[0].get('validity')) <= 1440);
	say = () => [500, 'oops'];
	await w.post('reminder', weak);
	for (const [tries, time] of [[1, '09:00:05'], [2, '09:00:30'], [3, '09:02:00']]) {
		await until(`try ${tries}`, async () => (await w.of(weak))[0].attempts === tries && (await w.of(weak))[0].state === 'waiting');
		await w.server.setClock(at(time, 11));
	}
	say = () => [202, '0: Accepted for delivery'];
	await w.server.setClock(at('09:10:00', 11));
	await until('at last it goes', async () => (await w.of(weak))[0].state === 'sent');
	say = () => [0];
	await w.post('reminder', cut);
	await until('a cut connection: nobody knows', async () => (await w.of(cut))[0].attempts === 1 && (await w.of(cut))[0].state === 'waiting');
	say = () => [202, 'ok'];
	await w.server.setClock(at('09:11:00', 11));
	await until('so it is tried again', async () => (await w.of(cut))[0].state === 'sent');
	const sum = await w.summary('11', 'reminder');
	equal('counted', [sum.sent, sum.failed, sum.parts, sum.cost], [2, 1, 2, 2 * PRICE]);
	// ten SMS a second, after the first second's worth: thirty need two seconds more at the least
	const many = newPhones(30);
	asked.length = 0;
	const begun = performance.now();
	await w.post('no_show', many[0], { in: { count: 30 } });
	await until('the rate of the server', () => asked.length === 30);
	check('is kept', performance.now() - begun > 1800, `${performance.now() - begun} ms`);
	gateway.closeAllConnections();
}

async function networkRefuses(w) {
	const answers = { 0: 'delivered', 1: 'failed', 2: 'refused', 3: 'silent' };
	const list = newPhones(40);
	const kannel = await startKannel({ network: 'smpp', answer: (sms) => answers[Number(sms.to) % 4] });
	await w.server.stop();
	await w.start({ clock: at('09:00:00', 12), args: kannel.args });
	await w.post('no_show', list[0], { in: { count: 40 } });
	const want = list.map((p) => ({ delivered: 'delivered', failed: 'failed', refused: 'failed', silent: 'sent' })[answers[Number(p) % 4]]);
	await until('reports of an SMPP network come back', async () => JSON.stringify(await w.states(list)) === JSON.stringify(want), 30000);
	const sum = await w.summary('12', 'contact');
	equal('and are counted', [sum.sent, sum.delivered, sum.failed], [40, 10, 20]);
	await kannel.stop();
}

async function reports(w, kannel) {
	const config = await runProgram(['config', '--sms-kannel', kannel.url], { env: { DATA: w.db.folder } });
	check('the password of the gateway is masked', config.json?.settings.sms_kannel.value.includes(':***@') && !config.out.includes(kannel.password), config.out);
	const empty = await newDatabase('sqlite');
	const vain = await runProgram(['serve', '--listen', `127.0.0.1:${await freePort()}`, '--sms-way', 'kannel', '--db', empty.url], { env: empty.env });
	check('a way that needs a gateway, and none is named: it does not start', vain.status === 2 && /sms_kannel/.test(vain.err), vain.err);
	await empty.drop();
	equal('an unknown way', (await runProgram(['config', '--sms-way', 'pigeon'])).status, 2);
	const dlr = (query) => w.server.anonymous.get(`/api/v1/messages/dlr?${query}`);
	equal('a forged reference', [(await dlr('state=1&ref=AAAA')).status, (await dlr('state=1&ref=AAAA')).json.code], [403, 'message.ref']);
	equal('none', (await dlr('state=1')).status, 422);
	equal('an odd state', (await dlr('state=x&ref=AAAA')).status, 422);
	equal('on its way: nothing to note', (await dlr('state=8&ref=AAAA')).status, 204);
}

async function elsewhere(w) {
	const [phone, other] = newPhones(2);
	await w.server.stop();
	await w.start({ clock: at('09:00:00', 13), args: ['--sms-way', 'console'] });
	await w.post('otp', phone, { values: { code: '987654' } });
	await until('the console shows the code', () => new RegExp(`"kind":"sms","to":"${phone}".*987654`).test(w.server.log()));
	await until('it is sent', async () => (await w.of(phone))[0].state === 'sent');
	await w.server.stop();
	await w.start({ clock: at('09:00:00', 14) });
	await w.post('reminder', other);
	await w.server.setClock(at('09:31:00', 14));
	const alarms = async () => (await w.root.get(`/api/v1/units/${w.nation}/alarms`)).json.items.filter((a) => a.kind === 'message_late');
	await until('without any way messages wait, and an alarm says so', async () => JSON.stringify((await alarms())[0] ?? '').includes('none'));
	equal('it waits', (await w.of(other))[0].state, 'waiting');
	const health = (await w.server.anonymous.get('/healthz'));
	check('health tells how late, and serves', health.status === 200 && health.json.message_late_ms > 1800000, health.text);
}

// Messages go half a year after their time, with phone and text; what they cost stays. Counts behind limits go two days after theirs.
async function kept(w) {
	const DAY = 86400e3, limit = (now) => Date.parse(now) - 180 * DAY, count = (where) => number(w.db, `SELECT COUNT(*) FROM message WHERE ${where}`);
	await w.server.setClock(at('09:00:00', 20));
	await until('all messages are over', () => count('due_ms IS NOT NULL') === 0);
	const sums = () => rows(w.db, 'SELECT * FROM message_sum ORDER BY unit_id, on_date, purpose').join('\n'), before = sums(), all = count('TRUE');
	const later = '2022-02-05T03:17:00+07:00', old = count(`expires_ms < ${limit(later)}`), [[phone, id]] = rows(w.db, `SELECT phone, id FROM message WHERE expires_ms >= ${limit(later)} LIMIT 1`);
	check(`some are old then (${old} of ${all}), some are not`, old > 0 && old < all);
	run(w.db, `UPDATE message SET due_ms = 9000000000000, state = 'waiting', expires_ms = 9000000000000 WHERE phone = '${phone}' AND id = ${id}`);
	run(w.db, `INSERT INTO rate (bucket, starts_ms, n) VALUES ('old', ${Date.parse(later) - 3 * DAY}, 7), ('now', ${Date.parse(later) - DAY}, 8)`);
	run(w.db, `INSERT INTO idempotency (key, staff_id, route, body_hash, status, body, at_ms) VALUES ('old', 1, 'POST /x', '', 200, '{}', ${Date.parse(later) - 31 * DAY}), ('new', 1, 'POST /x', '', 200, '{}', ${Date.parse(later) - 29 * DAY})`);
	await w.server.setClock(later);
	await until('the old ones are removed', () => count(`expires_ms < ${limit(later)}`) === 0);
	equal('and no other', count('TRUE'), all - old);
	await until('old counts are removed, and no other', () => rows(w.db, "SELECT bucket, n FROM rate WHERE bucket IN ('old', 'now')").join() === 'now,8');
	await until('so are answers to repeated requests, after a month', () => rows(w.db, "SELECT key FROM idempotency WHERE staff_id = 1").join() === 'new');
	check('those within the time are still shown', (await w.of(phone)).some((m) => m.id === id));
	const last = '2022-03-01T09:00:00+07:00';
	await w.server.setClock(last);
	await until('half a year later all are gone but one that is still to be sent', () => count('TRUE') === 1);
	equal('that one waits', (await w.of(phone)).map((m) => [m.id, m.state]), [[id, 'waiting']]);
	equal('what each day cost has not changed', sums(), before);
}

for (const engine of engines) {
	console.log(`# ${engine}`);
	const db = await newDatabase(engine);
	const w = new World(db, await db.addUser('root', 'manager', 'VN'));
	const kannel = await startKannel();
	const options = { args: (port) => [...kannel.args(port), '--sms-rate', '0'] };
	await w.start(options);
	await everyMessageOnce(w, kannel);
	await textsSurvive(w, kannel);
	await nights(w, kannel);
	await floods(w, kannel);
	await kannelDown(w, kannel);
	await serverDies(w, kannel, options);
	if (engine === 'postgresql')
		await twoServers(w, kannel, options);
	await reports(w, kannel);
	await refusals(w);
	await networkRefuses(w);
	await elsewhere(w);
	await kept(w);
	await w.server.stop();
	await kannel.stop();
	await db.drop();
}
await finish();
