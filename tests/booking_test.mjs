// booking_test: places of a session that people choose themselves: the waiting room and its draw, turns, holds for families, confirming once
// however often it is sent, what expires is given back once, invitations, a server that dies in the middle. On both engines;
// on PostgreSQL two servers share the database.
// test: timeout 900
//
// BOOKING_CLIENTS=10000 are the whole numbers, of `make soak`.
import { createHash } from 'node:crypto';
import { Agent } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { check, equal, finish } from './lib/check.mjs';
import { client, send } from './lib/client.mjs';
import { countersAgree, openSession, team } from './lib/journey.mjs';
import { makeFamilies } from './lib/families.mjs';
import { engines, newDatabase, startServer } from './lib/server.mjs';
import { number, rows } from './lib/stations.mjs';

const CLIENTS = Number(process.env.BOOKING_CLIENTS ?? 300), PLACES = 100;
const DAY = '2021-10-04', START = Date.parse('2021-10-03T08:00:00+07:00');
const MINUTE = 60e3;
const sha = (text) => createHash('sha256').update(text).digest('hex');

// ---- the world: a site, servers whose clocks stand, families ----

async function world(engine) {
	const db = await newDatabase(engine);
	const password = await db.addUser('root', 'administrator', 'VN');
	const open = () => startServer({ db, clock: new Date(w.now).toISOString(), args: ['--rate-address', '0', '--rate-account', '0'] });
	const w = { db, engine, password, now: START, servers: [], open };
	w.servers.push(await open());
	if (engine === 'postgresql')
		w.servers.push(await open());
	const admin = await w.servers[0].login('root', password);
	const nation = (await admin.get('/api/v1/units?level=nation')).json.items[0].id;
	const commune = (await admin.get('/api/v1/units?level=commune&q=00001&on=2021-08-01')).json.items[0];
	const campaign = (await admin.post(`/api/v1/units/${nation}/campaigns`, { code: 'T', name: 'Thử', starts_on: '2021-01-01', wait_minutes: 30 })).json;
	const unit = (await admin.post(`/api/v1/units/${commune.id}/sites`, { code: 'S0001', name: 'Trạm S', kind: 'health_station' })).json.id;
	const t = await team(w.servers[0], admin, unit, 's', ['manager', 'reception']);
	const [[path]] = rows(db, `SELECT path FROM unit WHERE id = ${commune.id}`);
	Object.assign(w, { admin, unit, commune: { id: commune.id, path }, campaign: campaign.id, manager: t.manager, reception: t.reception });
	await clock(w, START);
	return w;
}

const retried = { busy: 0, broken: 0 };
const agent = new Agent({ keepAlive: true, maxSockets: Infinity });
// A request of a citizen at one of the servers; a 503 or a broken connection is a retry, not an answer.
async function as(w, family, method, path, body, { key, once = false } = {}) {
	for (let tries = 0; ; tries++) {
		const server = w.servers[(Number(family?.account ?? 0) + tries) % w.servers.length];
		try {
			const answer = await send(`${server.url}/api/v1/book${path}`, { method, body, agent, timeout: 120000,
				headers: { ...family?.headers, 'x-requested-by': 'test', ...(key ? { 'idempotency-key': key } : {}) } });
			if (answer.status !== 503 || once)
				return answer;
			retried.busy++;
		} catch (e) {
			if (once || tries > 1500)
				throw e;
			retried.broken++;
		}
		await sleep(20 + 100 * Math.random());
	}
}
const hours = (...list) => list.map(([starts, ends, capacity]) => ({ starts, ends, capacity }));
let lots = 0;
const newSession = async (w, slots) => (await openSession(w.manager, w.unit, w.campaign, DAY, { number: `L${++lots}`, slots })).session;
async function newOpening(w, session, slots, more = {}) {
	const answer = await w.manager.post(`/api/v1/units/${w.unit}/openings`, { session_id: session.id, slots, ...more });
	if (answer.status !== 201)
		throw new Error(`opening: ${answer.status} ${answer.text}`);
	return answer.json;
}
const families = (w, sizes) => makeFamilies(w.db, sizes, { commune: w.commune, at: START });
async function clock(w, ms) {
	w.now = ms;
	for (const s of w.servers)
		await s.setClock(new Date(ms).toISOString());
}
const at = (w, o) => `/sites/${w.unit}/openings/${o.id}`;
const look = async (w, o) => (await as(w, null, 'GET', at(w, o))).json;
const mine = async (w, f, o) => (await as(w, f, 'GET', `${at(w, o)}/queue`)).json;
const join = (w, f, o, people = f.people) => as(w, f, 'POST', `${at(w, o)}/queue`, { people });
const hold = (w, f, o, more = {}) => as(w, f, 'POST', `${at(w, o)}/holds`, { people: f.people, ...more });
const act = (w, f, h, what, body = {}, options) => as(w, f, 'POST', `/sites/${w.unit}/holds/${h.id}/${what}`, body, options);
// What another server wrote is seen within a second.
async function full(w, o) {
	if (w.servers.length > 1)
		await sleep(1100);
	return (await w.manager.get(`/api/v1/units/${w.unit}/openings/${o.id}`)).json;
}
// Waits for what the worker does.
async function until(what, test, patience = 60000) {
	for (const end = Date.now() + patience; ;) {
		const got = await test();
		if (got)
			return got;
		if (Date.now() > end)
			return check(what, false, 'it did not come about');
		await sleep(50);
	}
}
const appointments = (w, session) => number(w.db, `SELECT COUNT(*) FROM appointment WHERE session_id = ${session.id} AND state <> 'cancelled'`);
const agree = (w, what) => countersAgree(`${w.engine}: ${what}`, w.db);

// ---- what a site may open ----

async function openings(w) {
	const say = (what) => `${w.engine}: ${what}`;
	const session = await newSession(w, hours(['08:00', '09:00', 10], ['09:00', '10:00', 10]));
	const open = (body) => w.manager.post(`/api/v1/units/${w.unit}/openings`, { session_id: session.id, slots: [{ starts: '08:00', places: 4 }], ...body });
	for (const [what, body, status, code] of [
		['no hours', { slots: [] }, 422, 'opening.slots'],
		['an hour that is none', { slots: [{ starts: '07:00', places: 1 }] }, 422, 'slot.unknown'],
		['the same hour twice', { slots: [{ starts: '08:00', places: 1 }, { starts: '08:00', places: 1 }] }, 422, 'opening.slots'],
		['more than there are', { slots: [{ starts: '08:00', places: 11 }] }, 409, 'opening.no_places'],
		['a vaccine that is not there', { product_code: 'comirnaty' }, 422, 'opening.product'],
		['a waiting room of a minute', { draws_at: new Date(START + MINUTE).toISOString() }, 422, 'opening.times'],
		['closing when nobody can come', { closes_at: `${DAY}T09:30:00+07:00` }, 422, 'opening.times'],
		['residents of nowhere', { whom: 'residents' }, 422, 'opening.whom'],
		['whoever', { whom: 'friends' }, 422, 'opening.whom']]) {
		const answer = await open(body);
		equal(say(`an opening with ${what}`), [answer.status, answer.json.code], [status, code]);
	}
	const o = (await open({})).json;
	equal(say('an opening as people see it'), [o.state, o.places, o.places_left, o.seed, o.commitment?.length, o.product_code, o.whom],
		['joining', 4, 4, null, 64, 'astrazeneca', 'anybody']);
	const slot = async (starts) => (await w.manager.get(`/api/v1/units/${w.unit}/sessions/${session.id}`)).json.slots.find((s) => s.starts === starts);
	equal(say('its places are set apart'), [(await slot('08:00')).apart, (await slot('08:00')).booked], [4, 0]);
	const [f] = families(w, [8]);
	const list = (person) => w.reception.post(`/api/v1/units/${w.unit}/sessions/${session.id}/appointments`, { person_id: person, slot: '08:00' });
	const put = [];
	for (const person of f.people)
		put.push((await list(person)).json.code ?? 'on');
	equal(say('the list takes what is left, and no place of the opening'), put.map((c) => c === 'slot.full'), [false, false, false, false, false, false, true, true]);
	const near = (await as(w, null, 'GET', `/openings?unit=${w.commune.id}`)).json;
	check(say('it is found from its commune, by anybody'), near.items.some((i) => i.id === o.id && i.site_name === 'Trạm S'), JSON.stringify(near));
	const closed = await w.manager.post(`/api/v1/units/${w.unit}/openings/${o.id}/close`, { why: 'hết vắc xin' });
	equal(say('closed: the places are the site\'s again'), [closed.json.state, closed.json.slots[0].back, (await slot('08:00')).apart], ['closed', 4, 0]);
	equal(say('closing again changes nothing'), (await w.manager.post(`/api/v1/units/${w.unit}/openings/${o.id}/close`, {})).json.slots[0].back, 4);
	equal(say('the list has the places'), (await list(f.people[7])).status, 201);
	equal(say('a closed one takes nobody'), (await join(w, f, o)).json.code, 'queue.closed');
}

// ---- the draw ----

// Anybody can do this with what is published.
async function checkDraw(w, o, what) {
	const items = [];
	let page;
	for (let after = ''; after !== null;) {
		// each connection of the server keeps what everybody asks for a second: one of them may not know of the draw yet
		await until(`${what}: the seed is told`, async () => (page = (await as(w, null, 'GET', `${at(w, o)}/draw${after ? `?after=${after}` : ''}`)).json).seed !== null);
		items.push(...page.items);
		after = page.next;
	}
	equal(`${what}: the seed is the one that was promised`, sha(page.seed), o.commitment);
	check(`${what}: every key follows from the seed`, items.every((i) => i.draw_key === sha(`${page.seed}:${i.ticket_id}`)));
	check(`${what}: the numbers follow the keys`, items.every((i, n) => i.drawn === n + 1 && (!n || items[n - 1].draw_key < i.draw_key)));
	return items;
}

// ---- many for few ----

// What a family does when it is its turn. Returns what became of it: booked, no_room, gone.
async function choose(w, f, o, told, abandon) {
	let answer = await hold(w, f, o, { spread: true });
	if (answer.status === 409) {
		told[answer.json.code] = (told[answer.json.code] ?? 0) + 1;
		if (answer.json.code !== 'family.no_room')
			return f.fate;
		check(`${w.engine}: who is refused is told how many are left`, /còn \d+ chỗ/.test(answer.json.detail), answer.text);
		await as(w, f, 'POST', `${at(w, o)}/queue/leave`);
		return 'no_room';
	}
	if (answer.status !== 201)
		throw new Error(`hold: ${answer.status} ${answer.text}`);
	f.hold = answer.json;
	if (abandon)
		return 'abandoned';
	// an impatient client: three times at once, one of them with a key
	const answers = await Promise.all([act(w, f, f.hold, 'confirm'), act(w, f, f.hold, 'confirm', {}, { key: `k-${f.account}` }), act(w, f, f.hold, 'confirm')]);
	const again = await act(w, f, f.hold, 'confirm', {}, { key: `k-${f.account}` });
	const codes = [...answers, again].map((a) => `${a.status} ${a.json.people?.map((p) => `${p.person_id} ${p.code}`).join()}`);
	if (new Set(codes).size !== 1 || !codes[0].startsWith('200'))
		check(`${w.engine}: confirmed four times, the same booking`, false, codes.join('\n'));
	f.booking = again.json;
	return 'booked';
}

async function rush(w) {
	const say = (what) => `${w.engine}: ${what}`;
	const session = await newSession(w, hours(['08:00', '09:00', 40], ['09:00', '10:00', 40], ['10:00', '11:00', 40]));
	await clock(w, START);
	const o = await newOpening(w, session, [{ starts: '08:00', places: 40 }, { starts: '09:00', places: 40 }, { starts: '10:00', places: 20 }]);
	const all = families(w, Array.from({ length: CLIENTS }, (_, i) => 1 + i % 5));
	let began = performance.now();
	const joined = await Promise.all(all.map((f) => join(w, f, o)));
	equal(say(`${CLIENTS} take a ticket in ${((performance.now() - began) / 1000).toFixed(1)} s; nobody has a number yet`),
		[joined.every((a) => a.status === 201 && a.json.place === null && a.json.state === 'waiting'), (await look(w, o)).tickets], [true, CLIENTS]);
	equal(say('once more is the same ticket'), [(await join(w, all[0], o)).json.id, (await look(w, o)).tickets], [joined[0].json.id, CLIENTS]);
	const early = await hold(w, all[0], o);
	equal(say('nobody holds before the draw'), [early.status, early.json.code], [409, 'not_your_turn']);
	equal(say('nor is the seed told'), [(await look(w, o)).seed, (await as(w, null, 'GET', `${at(w, o)}/draw`)).json.items], [null, []]);
	await clock(w, START + 10 * MINUTE);
	await until(say('the draw'), async () => (await look(w, o)).state === 'open');
	const drawn = await checkDraw(w, o, say('the draw'));
	equal(say('everybody is in it'), drawn.map((d) => d.ticket_id).sort(), joined.map((a) => a.json.id).sort());
	const served = (await look(w, o)).served;
	// all of them at once: those who are called hold, the others are told their place
	const told = {};
	began = performance.now();
	const numbers = new Map(drawn.map((d) => [d.ticket_id, d.drawn]));
	await Promise.all(all.map(async (f, i) => {
		f.ticket = joined[i].json.id;
		f.fate = 'waiting';
		if (numbers.get(f.ticket) > served) {
			const answer = await hold(w, f, o, { spread: true });
			told[answer.json.code ?? answer.status] = (told[answer.json.code ?? answer.status] ?? 0) + 1;
			// somebody before them gave up in the meantime, and it is their turn
			if (!['not_your_turn', 'opening.full', 'family.no_room'].includes(answer.json.code) && answer.status !== 201)
				check(say('who is not called is told so'), false, answer.text);
			if (answer.status === 201) {
				f.hold = answer.json;
				f.fate = 'abandoned';
			}
			return;
		}
		f.fate = await choose(w, f, o, told, i % 7 === 0);
	}));
	console.log(`# ${w.engine}: so far answered 503 or cut off, and sent again: ${JSON.stringify(retried)}`);
	check(say(`${CLIENTS} ask at once and all are answered in ${((performance.now() - began) / 1000).toFixed(1)} s: ${JSON.stringify(told)}`), told.not_your_turn >= CLIENTS * 0.7);
	await agree(w, 'the books balance while places are held');
	// those who do not confirm lose their places, and those who are called and asleep their turn
	let steps = 0;
	for (let asleep = 0; (await look(w, o)).state !== 'full' && steps < 400; steps++) {
		const called = new Set(rows(w.db, `SELECT id FROM ticket WHERE opening_id = ${o.id} AND state = 'called'`).map((r) => r[0]));
		const turn = all.filter((f) => called.has(f.ticket) && f.fate !== 'asleep');
		await Promise.all(turn.map(async (f) => { f.fate = ++asleep % 9 === 8 ? 'asleep' : await choose(w, f, o, told, asleep % 5 === 4 && asleep < 20); }));
		if (turn.length)
			continue;
		await clock(w, w.now + 11 * MINUTE);
		await until(say('holds and turns end with their time'), async () => number(w.db, `SELECT COUNT(*) FROM hold WHERE state = 'held' AND expires_ms <= ${w.now}`) === 0
			&& number(w.db, `SELECT COUNT(*) FROM ticket WHERE state = 'called' AND turn_ends_ms <= ${w.now}`) === 0);
	}
	console.log(`# ${w.engine}: ${steps} steps until the last place, ${JSON.stringify(told)}`);
	const end = await full(w, o);
	const booked = all.filter((f) => f.fate === 'booked');
	equal(say('exactly the places are booked'), [end.state, end.slots.reduce((n, s) => n + s.booked, 0), appointments(w, session), booked.reduce((n, f) => n + f.people.length, 0)],
		['full', PLACES, PLACES, PLACES]);
	equal(say('no hour above its places'), end.slots.map((s) => [s.starts, s.booked, s.free]), [['08:00', 40, 0], ['09:00', 40, 0], ['10:00', 20, 0]]);
	const listed = rows(w.db, `SELECT person_id FROM appointment WHERE session_id = ${session.id} AND state <> 'cancelled'`).map((r) => r[0]);
	const on = new Set(listed);
	check(say('families whole or not at all, each person once'), on.size === listed.length
		&& all.every((f) => f.people.every((p) => on.has(p)) || !f.people.some((p) => on.has(p))));
	equal(say('registrations say so'), number(w.db, `SELECT COUNT(*) FROM waiting WHERE session_id = ${session.id} AND state = 'placed'`), PLACES);
	const lost = all.find((f) => f.fate === 'abandoned');
	if (check(say('somebody let the time pass'), Boolean(lost))) {
		const late = await act(w, lost, lost.hold, 'confirm');
		equal(say('confirming after the time'), [late.status, late.json.code], [409, 'hold.expired']);
	}
	const waits = all.find((f) => f.fate === 'waiting');
	const refused = waits && await hold(w, waits, o);
	equal(say('who still waits is told that it is full'), [refused?.status, refused?.json.code], [409, 'opening.full']);
	await agree(w, 'the books balance at the end');
	// a cancelled place goes to who is next
	const family = booked.find((f) => f.people.length === 1) ?? booked[0];
	const back = await act(w, family, family.booking, 'cancel');
	equal(say('cancelled'), [back.status, back.json.people.every((p) => p.cancelled)], [200, true]);
	equal(say('cancelled twice is once'), (await act(w, family, family.booking, 'cancel')).status, 200);
	const next = await full(w, o);
	equal(say('the places are free again'), next.slots.reduce((n, s) => n + s.free, 0), family.people.length);
	check(say('and somebody is called for them'), number(w.db, `SELECT COUNT(*) FROM ticket WHERE opening_id = ${o.id} AND state = 'called'`) > 0
		|| number(w.db, `SELECT COUNT(*) FROM ticket WHERE opening_id = ${o.id} AND state = 'waiting'`) === 0);
	equal(say('who cancelled waits again'), rows(w.db, `SELECT state FROM registration WHERE person_id = ${family.people[0]}`)[0][0], 'waiting');
	await agree(w, 'the books balance after cancelling');
}

// ---- one by one ----

// An opening that was drawn with these families in the waiting room.
async function drawnFor(w, list, slots, more = {}) {
	const session = await newSession(w, slots.map(([a, b, n]) => ({ starts: a, ends: b, capacity: n })));
	const o = await newOpening(w, session, slots.map(([starts, , places]) => ({ starts, places })), more);
	for (const f of list)
		equal(`${w.engine}: a ticket`, (await join(w, f, o)).status, 201);
	await clock(w, w.now + 10 * MINUTE);
	await until('the draw', async () => (await look(w, o)).state === 'open');
	return { o, session };
}

async function turns(w) {
	const say = (what) => `${w.engine}: ${what}`;
	const [big, pair, late] = families(w, [5, 2, 1]);
	const { o, session } = await drawnFor(w, [big], [['08:00', '09:00', 3], ['09:00', '10:00', 3]], { closes_at: new Date(START + 60 * MINUTE).toISOString() });
	equal(say('called'), (await mine(w, big, o)).state, 'called');
	const whole = await hold(w, big, o);
	equal(say('a family that does not fit in one hour is told how many are left'), [whole.status, whole.json.code, /còn 6 chỗ, nhiều nhất 3/.test(whole.json.detail)], [409, 'family.no_room', true]);
	equal(say('the wished hour alone'), (await hold(w, big, o, { slot: '09:00', spread: true })).json.code, 'family.no_room');
	equal(say('an hour that is none'), (await hold(w, big, o, { slot: '11:00' })).json.code, 'slot.unknown');
	equal(say('nothing was held'), (await full(w, o)).slots.map((s) => s.free), [3, 3]);
	const spread = await hold(w, big, o, { spread: true });
	equal(say('hours that follow each other'), [spread.status, spread.json.people?.map((p) => p.slot).join() ?? spread.text], [201, '08:00,08:00,08:00,09:00,09:00']);
	equal(say('a second hold is refused'), (await hold(w, big, o)).json.code, 'hold.exists');
	// who comes after the draw queues behind, and is called when there is room
	const second = await join(w, pair, o);
	equal(say('who comes later has the next number, and is called: there is a place'), [second.json.place, second.json.state], [2, 'called']);
	equal(say('but not room for two'), [(await hold(w, pair, o)).json.code], ['family.no_room']);
	equal(say('nor may strangers be held places'), (await hold(w, pair, o, { people: big.people })).json.code, 'hold.person');
	const third = await join(w, late, o);
	equal(say('the third waits: no more places than people called'), [third.json.place, third.json.state, third.json.ahead], [3, 'waiting', 0]);
	for (const [what, f] of [['somebody else', pair], ['nobody', null]]) {
		const answers = [await as(w, f, 'GET', `/sites/${w.unit}/holds/${spread.json.id}`), await act(w, f, spread.json, 'confirm'), await act(w, f, spread.json, 'release'), await act(w, f, spread.json, 'cancel')];
		check(say(`the hold is none of ${what}'s business`), answers.every((a) => a.status === (f ? 404 : 401)), answers.map((a) => a.text).join('\n'));
	}
	equal(say('two of them go together in the place of one? one goes'), (await hold(w, pair, o, { people: [pair.people[0]] })).status, 201);
	const one = (await mine(w, pair, o)).hold;
	equal(say('released: chosen again within the turn'), [(await act(w, pair, one, 'release')).json.state, (await mine(w, pair, o)).state], ['released', 'called']);
	equal(say('released twice is once'), [(await act(w, pair, one, 'release')).status, (await full(w, o)).slots.map((s) => s.free).join()], [200, '0,1']);
	equal(say('what was released cannot be confirmed'), (await act(w, pair, one, 'confirm')).json.code, 'hold.released');
	equal(say('leaving'), (await as(w, pair, 'POST', `${at(w, o)}/queue/leave`)).json.state, 'left');
	equal(say('and the next is called'), (await mine(w, late, o)).state, 'called');
	const done = await act(w, big, spread.json, 'confirm');
	equal(say('confirmed'), [done.status, done.json.state, done.json.people.every((p) => p.code && p.appointment_id)], [200, 'booked', true]);
	equal(say('what is booked cannot be released'), (await act(w, big, spread.json, 'release')).json.code, 'hold.booked');
	const [p] = big.people;
	const part = await act(w, big, spread.json, 'cancel', { people: [p] });
	if (part.status !== 200)
		check(say('one of them cancels'), false, part.text);
	equal(say('one of them cancels'), part.json.people?.filter((x) => x.cancelled).map((x) => x.person_id), [p]);
	await clock(w, w.now + 11 * MINUTE);
	await until(say('a turn ends'), async () => (await mine(w, late, o)).state === 'over');
	equal(say('the turn is over'), (await hold(w, late, o)).json.code, 'turn.over');
	equal(say('and comes again, behind the last'), [(await join(w, late, o)).json.place, (await mine(w, late, o)).state], [4, 'called']);
	const h = await hold(w, late, o);
	await clock(w, w.now + 11 * MINUTE);
	await until(say('a hold expires'), async () => (await as(w, late, 'GET', `/sites/${w.unit}/holds/${h.json.id}`)).json.state === 'expired');
	equal(say('its place is given back once'), (await full(w, o)).slots.reduce((n, s) => n + s.free, 0), 2);
	// the opening closes by itself; what is held then is given back when it ends
	await clock(w, START + 55 * MINUTE);
	equal(say('a last hold'), (await join(w, late, o)).json.state, 'called');
	const last = await hold(w, late, o);
	await clock(w, START + 60 * MINUTE);
	await until(say('it closes by itself'), async () => (await look(w, o)).state === 'closed');
	equal(say('the hold outlives it'), [(await act(w, late, last.json, 'confirm')).status, (await full(w, o)).slots.map((s) => [s.free, s.back, s.booked].join()).join(' ')], [200, '0,0,3 0,1,2']);
	equal(say('appointments'), appointments(w, session), 5);
	await agree(w, 'the books balance after turns');
	await clock(w, START);
}

async function rules(w) {
	const say = (what) => `${w.engine}: ${what}`;
	const [f, g, stranger] = families(w, [3, 1, 1]);
	const sql = (text) => w.db.engine === 'sqlite' ? rowsWrite(w.db, text) : rowsWrite(w.db, text);
	const session = await newSession(w, hours(['08:00', '09:00', 10]));
	const slots = [{ starts: '08:00', places: 2 }];
	const early = await newOpening(w, session, slots, { joins_at: new Date(w.now + 60 * MINUTE).toISOString() });
	equal(say('announced: too early to join'), [(await look(w, early)).state, (await join(w, f, early)).json.code], ['announced', 'queue.early']);
	const o = await newOpening(w, session, slots);
	equal(say('people of the family alone'), (await join(w, f, o, stranger.people)).status, 404);
	sql(`UPDATE registration SET state = 'withdrawn' WHERE person_id = ${f.people[0]}`);
	equal(say('who is not registered is told so'), (await join(w, f, o)).json.code, 'registration.none');
	sql(`UPDATE registration SET state = 'waiting', hospital = 'age' WHERE person_id = ${f.people[0]}`);
	equal(say('who needs a hospital'), (await join(w, f, o)).json.code, 'person.hospital');
	sql(`UPDATE registration SET hospital = NULL WHERE person_id = ${f.people[0]}`);
	sql(`UPDATE person SET birth_date = '2010-01-01' WHERE id = ${f.people[0]}`);
	const young = await join(w, f, o);
	equal(say('a child, by the rule of the vaccine'), [young.status, young.json.code, /18 tuổi/.test(young.json.detail)], [409, 'dose.age', true]);
	sql(`UPDATE person SET birth_date = '1980-01-01' WHERE id = ${f.people[0]}`);
	const other = (await w.admin.get('/api/v1/units?level=commune&q=00004&on=2021-08-01')).json.items[0];
	const residents = await newOpening(w, session, slots, { whom: 'residents', residents_of: other.id });
	equal(say('residents of another commune'), (await join(w, f, residents)).json.code, 'person.foreign');
	equal(say('welcome'), (await join(w, f, o)).status, 201);
	sql(`INSERT INTO account_person (account_id, person_id, relation, access, proof, since_ms) VALUES (${g.account}, ${f.people[0]}, 'parent', 'limited', 'registered', 0)`);
	equal(say('who only knows somebody books nothing for them'), (await join(w, g, o, [f.people[0]])).json.code, 'access.limited');
	sql(`UPDATE account_person SET access = 'full' WHERE account_id = ${g.account} AND person_id = ${f.people[0]}`);
	equal(say('nobody stands on two tickets'), (await join(w, g, o, [f.people[0]])).json.code, 'queue.person');
	equal(say('leaving before the draw'), [(await as(w, f, 'POST', `${at(w, o)}/queue/leave`)).json.state, (await look(w, o)).tickets], ['left', 0]);
	equal(say('then the other account may'), (await join(w, g, o, [f.people[0]])).status, 201);
	equal(say('no ticket, no hold'), (await hold(w, stranger, o)).json.code, 'queue.none');
	equal(say('too many'), (await join(w, f, o, Array.from({ length: 9 }, (_, i) => String(i + 1)))).json.code, 'ids.list');
	equal(say('nobody'), (await join(w, f, o, [])).json.code, 'queue.people');
	equal(say('nonsense'), (await join(w, f, o, ['x'])).json.code, 'id.wrong');
	equal(say('an opening that is none'), (await join(w, f, { id: '12345' })).json.code, 'opening.unknown');
}
import { execFileSync } from 'node:child_process';
const rowsWrite = (db, sql) => (db.engine === 'sqlite' ? execFileSync('sqlite3', ['-cmd', '.timeout 20000', db.url.slice(7), sql])
	: execFileSync('psql', ['-X', '-q', '-v', 'ON_ERROR_STOP=1', '-d', db.url, '-c', sql]));

// ---- somebody who waits for a later day: a wish, a deferral, the interval ----

async function later(w) {
	const say = (what) => `${w.engine}: ${what}`;
	const [f, g, h] = families(w, [2, 1, 1]);
	const waitsUntil = (person, day) => rowsWrite(w.db, `UPDATE waiting SET not_before = ${day ? `'${day}'` : 'NULL'} WHERE person_id = ${person}`);
	const [person] = f.people, name = rows(w.db, `SELECT name FROM person WHERE id = ${person}`)[0][0];
	const refused = (what, answer) => {
		const { code, vi, en, detail } = answer.json ?? answer;
		equal(say(`${what}: refused`), [code, answer.json ? answer.status : 409], ['registration.not_before', 409]);
		check(say(`${what}: who, and from which day on`), (vi ?? detail ?? '').startsWith(`${name} chỉ tiêm được từ ngày 05/10/2021`) && (en ?? answer.json.detail_en ?? '').includes(name),
			JSON.stringify(answer.json ?? answer));
	};
	const session = await newSession(w, hours(['08:00', '09:00', 10]));
	const o = await newOpening(w, session, [{ starts: '08:00', places: 4 }]);
	waitsUntil(person, '2021-10-05');
	refused('a ticket', await join(w, f, o));
	waitsUntil(person, DAY);
	equal(say('from the session\'s own day on is welcome'), (await join(w, f, o)).status, 201);
	await clock(w, w.now + 10 * MINUTE);
	await until('the draw', async () => (await look(w, o)).state === 'open');
	waitsUntil(person, '2021-10-05');
	refused('a hold', await hold(w, f, o));
	waitsUntil(person, null);
	const held = await hold(w, f, o);
	equal(say('held'), held.status, 201);
	waitsUntil(person, '2021-10-05');
	refused('confirming', await act(w, f, held.json, 'confirm'));
	equal(say('nobody of the family was booked'), appointments(w, session), 0);
	waitsUntil(person, null);
	equal(say('then it is confirmed'), (await act(w, f, held.json, 'confirm')).status, 200);
	equal(say('the appointment names the vaccine of the opening'), rows(w.db, `SELECT DISTINCT product_code FROM appointment WHERE session_id = ${session.id}`), [['astrazeneca']]);
	// invitations
	const invited = await newOpening(w, session, [{ starts: '08:00', places: 2 }], { whom: 'invited' });
	const invite = async (who) => (await w.manager.post(`/api/v1/units/${w.unit}/openings/${invited.id}/invitations`, { people: [who] })).json.items[0];
	waitsUntil(g.people[0], '2021-10-05');
	const not = await invite(g.people[0]);
	equal(say('nobody is invited before their day'), [not.code, not.token, /05\/10\/2021/.test(not.vi)], ['registration.not_before', null, true]);
	const { token } = await invite(h.people[0]);
	waitsUntil(h.people[0], '2021-10-05');
	const accept = () => as(w, h, 'POST', '/invitations/accept', { token });
	equal(say('nor may an invitation be accepted before it'), (await accept()).json.code, 'registration.not_before');
	waitsUntil(h.people[0], null);
	rowsWrite(w.db, `UPDATE registration SET hospital = 'referred' WHERE person_id = ${h.people[0]}`);
	equal(say('nor by who was referred to a hospital meanwhile'), (await accept()).json.code, 'person.hospital');
	rowsWrite(w.db, `UPDATE registration SET hospital = NULL WHERE person_id = ${h.people[0]}`);
	equal(say('then it is'), (await accept()).status, 200);
	await agree(w, 'the books balance after later days');
	await clock(w, START);
}

// ---- somebody who is placed already ----

async function moved(w) {
	const say = (what) => `${w.engine}: ${what}`;
	const [f, h] = families(w, [2, 1]);
	const a = await drawnFor(w, [f], [['08:00', '09:00', 2]]);
	const first = (await hold(w, f, a.o)).json;
	await act(w, f, first, 'confirm');
	const b = await drawnFor(w, [f], [['14:00', '15:00', 2]]);
	const second = await hold(w, f, b.o);
	check(say('who has an appointment is told so before confirming'), second.status === 201 && second.json.people.every((p) => /08:00/.test(p.placed_vi ?? '')), second.text);
	const ask = await act(w, f, second.json, 'confirm');
	equal(say('and asked'), [ask.status, ask.json.code], [409, 'person.placed']);
	equal(say('nothing has moved'), [appointments(w, a.session), appointments(w, b.session)], [2, 0]);
	const changed = await act(w, f, second.json, 'confirm', { change: true });
	equal(say('changed: the old places are free for others in the same moment'), [changed.status, appointments(w, a.session), appointments(w, b.session), (await full(w, a.o)).slots[0].free],
		[200, 0, 2, 2]);
	equal(say('the registration follows'), rows(w.db, `SELECT session_id, state FROM waiting WHERE person_id = ${f.people[0]}`)[0], [b.session.id, 'placed']);
	// one hold at a time, wherever
	const c = await drawnFor(w, [h], [['08:00', '09:00', 1]]);
	const d = await drawnFor(w, [h], [['09:00', '10:00', 1]]);
	equal(say('its turn passed while the other was drawn, whether the worker has been there or not'), [(await mine(w, h, c.o)).state, (await hold(w, h, c.o)).json.code], ['over', 'turn.over']);
	equal(say('a new number, and it is called'), (await join(w, h, c.o)).json.state, 'called');
	const here = await hold(w, h, c.o);
	equal(say('a hold'), here.status, 201);
	equal(say('and not a second one elsewhere'), (await hold(w, h, d.o)).json.code, 'hold.exists');
	await act(w, h, here.json, 'release');
	equal(say('released, the other'), (await hold(w, h, d.o)).status, 201);
	await agree(w, 'the books balance after changing');
	await clock(w, START);
}

// ---- invitations ----

async function invitations(w) {
	const say = (what) => `${w.engine}: ${what}`;
	const [f, stranger, g, h] = families(w, [1, 1, 1, 2]);
	const session = await newSession(w, hours(['08:00', '09:00', 5]));
	const o = await newOpening(w, session, [{ starts: '08:00', places: 2 }], { whom: 'invited' });
	const path = `/api/v1/units/${w.unit}/openings/${o.id}/invitations`;
	const invite = async (people, more = {}) => (await w.manager.post(path, { people, ...more })).json.items;
	rowsWrite(w.db, `UPDATE account SET lang = 'en' WHERE id = ${g.account}; INSERT INTO account_phone (phone, account_id, since_ms, proved) VALUES ('${g.phone}', ${g.account}, 0, TRUE)`);
	const [a, b] = await invite([f.people[0], g.people[0]]);
	equal(say('each in the language of their phone\'s account'), rows(w.db, `SELECT person_id, lang FROM message WHERE template = 'place_held' AND person_id IN (${f.people[0]}, ${g.people[0]}) ORDER BY person_id`),
		[[f.people[0], 'vi'], [g.people[0], 'en']]);
	check(say('two are invited'), a.token?.length === 20 && b.token?.length === 20 && a.slot === '08:00', JSON.stringify([a, b]));
	const message = rows(w.db, `SELECT COALESCE(body, ''), phone FROM message WHERE template = 'place_held' AND person_id = ${f.people[0]}`);
	check(say('the link goes to the person\'s phone'), message.length === 1 && message[0][1] === f.phone, JSON.stringify(message));
	const [none] = await invite([h.people[0]]);
	equal(say('a third finds no place: never more than there are'), [none.code, none.token, (await full(w, o)).slots[0]?.held], ['opening.full', null, 2]);
	equal(say('nobody queues here'), (await join(w, f, o)).json.code, 'queue.invited');
	const show = async (token) => (await as(w, null, 'POST', '/invitations/look', { token })).json;
	const view = await show(a.token);
	equal(say('the link tells no more than it must'), [view.state, /^(\S+\. ?)+, \d{4}$/.test(view.name), view.slot, view.site_name], ['open', true, '08:00', 'Trạm S']);
	const accept = (who, token) => as(w, who, 'POST', '/invitations/accept', { token });
	const foreign = await accept(stranger, a.token);
	equal(say('forwarded to a stranger'), [foreign.status, foreign.json.code], [403, 'invitation.not_yours']);
	equal(say('a link that is none'), [(await accept(f, 'ABCDEFGH')).json.code, (await show('ABCDEFGH')).code], ['invitation.unknown', 'invitation.unknown']);
	const [renewed] = await invite([f.people[0]]);
	equal(say('a new link to the same place'), [renewed.id, (await accept(f, a.token)).json.code, (await show(a.token)).state], [a.id, 'invitation.withdrawn', 'withdrawn']);
	const both = await Promise.all([accept(f, renewed.token), accept(f, renewed.token), accept(f, renewed.token)]);
	equal(say('accepted three times at once: one booking'), [both.map((x) => x.status), new Set(both.map((x) => x.json.people?.[0].code)).size, appointments(w, session)], [[200, 200, 200], 1, 1]);
	rowsWrite(w.db, `INSERT INTO account_person (account_id, person_id, relation, access, proof, since_ms) VALUES (${stranger.account}, ${f.people[0]}, 'other', 'limited', 'registered', 0)`);
	const reused = await accept(stranger, renewed.token);
	equal(say('used again, by another account of the family'), [reused.status, reused.json.code, (await show(renewed.token)).state], [409, 'invitation.used', 'used']);
	const listed = (await w.manager.get(path)).json.items;
	equal(say('the site sees how they stand'), listed.map((i) => i.state).sort(), ['booked', 'held']);
	equal(say('one is taken back'), [(await w.manager.post(`${path}/${b.id}/withdraw`)).status, (await accept(g, b.token)).json.code], [204, 'invitation.withdrawn']);
	equal(say('a used one is not'), (await w.manager.post(`${path}/${renewed.id}/withdraw`)).json.code, 'invitation.used');
	const [late] = await invite([h.people[0]], { until: new Date(w.now + 60 * MINUTE).toISOString() });
	await clock(w, w.now + 61 * MINUTE);
	equal(say('after its time'), [(await accept(h, late.token)).json.code, (await show(late.token)).state], ['invitation.expired', 'expired']);
	await until(say('the place is given back'), async () => (await full(w, o)).slots[0].free === 1);
	await agree(w, 'the books balance after invitations');
	await clock(w, START);
}

// ---- what happens to a booking elsewhere ----

async function afterwards(w) {
	const say = (what) => `${w.engine}: ${what}`;
	await clock(w, START);
	const [f, g, k] = families(w, [2, 2, 1]);
	const { o } = await drawnFor(w, [f, g], [['08:00', '09:00', 8]]);
	const decline = (who, person) => as(w, who, 'POST', `/people/${person}/appointment/decline`, {});
	const h = (await hold(w, f, o)).json;
	await act(w, f, h, 'confirm');
	equal(say('booked'), (await mine(w, f, o)).state, 'booked');
	for (const person of f.people)
		equal(say('cannot come, said on the page of the appointment'), (await decline(f, person)).status, 200);
	const ticket = await mine(w, f, o);
	equal(say('nothing of it is left, and the room says so'), [ticket.state, ticket.hold], ['over', null]);
	rowsWrite(w.db, `INSERT INTO account_person (account_id, person_id, relation, access, proof, since_ms) VALUES (${k.account}, ${f.people[0]}, 'relative', 'full', 'registered', 0);
		INSERT INTO person_account (person_id, account_id, since_ms) VALUES (${f.people[0]}, ${k.account}, 0)`);
	equal(say('a relative\'s phone may take a number for one of them'), (await join(w, k, o, [f.people[0]])).json.state, 'called');
	await as(w, k, 'POST', `${at(w, o)}/queue/leave`);
	equal(say('they may come again'), (await join(w, f, o)).json.state, 'called');
	// somebody is taken out of the family that booked
	const other = (await hold(w, g, o)).json, gone = g.people[1];
	await act(w, g, other, 'confirm');
	rowsWrite(w.db, `DELETE FROM account_person WHERE account_id = ${g.account} AND person_id = ${gone}; DELETE FROM person_account WHERE account_id = ${g.account} AND person_id = ${gone}`);
	const seen = (await as(w, g, 'GET', `/sites/${w.unit}/holds/${other.id}`)).json;
	equal(say('who was taken out is not shown any more'), seen.people.map((p) => p.person_id), [g.people[0]]);
	equal(say('not even where the confirmation is repeated'), (await act(w, g, other, 'confirm')).json.people.map((p) => p.person_id), [g.people[0]]);
	equal(say('nor cancelled by name'), (await act(w, g, other, 'cancel', { people: [gone] })).status, 404);
	equal(say('nor with all others'), [(await act(w, g, other, 'cancel', {})).status, rows(w.db, `SELECT state FROM waiting WHERE person_id IN (${g.people.join()}) ORDER BY person_id`).flat()], [200, ['waiting', 'placed']]);
	await agree(w, 'the books balance after that');
}

// Nobody is told at night that it is their turn, and nobody loses it asleep.
async function atNight(w) {
	const say = (what) => `${w.engine}: ${what}`;
	await clock(w, START);
	const [f, g, invited] = families(w, [1, 1, 1]);
	const { o, session } = await drawnFor(w, [f], [['08:00', '09:00', 1]]);
	const h = (await hold(w, f, o)).json;
	await act(w, f, h, 'confirm');
	equal(say('the next waits'), (await join(w, g, o)).json.state, 'waiting');
	const special = await newOpening(w, await newSession(w, hours(['08:00', '09:00', 1])), [{ starts: '08:00', places: 1 }], { whom: 'invited' });
	await clock(w, Date.parse('2021-10-03T22:30:00+07:00'));
	equal(say('a place is given back at night'), (await act(w, f, h, 'cancel', {})).status, 200);
	const ticket = await mine(w, g, o), morning = Date.parse('2021-10-04T07:00:00+07:00');
	equal(say('the turn lasts into the morning'), [ticket.state, Date.parse(ticket.turn_ends_at) - morning], ['called', 10 * MINUTE]);
	equal(say('when they are told'), rows(w.db, `SELECT state, due_ms FROM message WHERE template = 'your_turn' AND phone = '${g.phone}'`), [['waiting', String(morning)]]);
	const night = (await team(w.servers[0], await w.servers[0].login('root', w.password), w.unit, 'dem', ['manager'])).manager; // the day's log-ins are over
	const [i] = (await night.post(`/api/v1/units/${w.unit}/openings/${special.id}/invitations`, { people: invited.people })).json.items;
	const link = () => rows(w.db, `SELECT state FROM message WHERE template = 'place_held' AND phone = '${invited.phone}' ORDER BY id`).flat();
	equal(say('an invitation waits for the morning'), link(), ['waiting']);
	await night.post(`/api/v1/units/${w.unit}/openings/${special.id}/invitations`, { people: invited.people });
	equal(say('a newer link takes its place'), link(), ['cancelled', 'waiting']);
	await night.post(`/api/v1/units/${w.unit}/openings/${special.id}/invitations/${i.id}/withdraw`, {});
	equal(say('withdrawn: not sent at all'), link(), ['cancelled', 'cancelled']);
	check(say('one place'), appointments(w, session) === 0);
	await clock(w, START);
}

// ---- the server dies ----

async function killed(w) {
	const say = (what) => `${w.engine}: ${what}`;
	await clock(w, START);
	const all = families(w, Array.from({ length: 60 }, (_, i) => 1 + i % 4));
	const session = await newSession(w, hours(['08:00', '09:00', 30]));
	const o = await newOpening(w, session, [{ starts: '08:00', places: 30 }]);
	await Promise.all(all.map((f) => join(w, f, o)));
	await clock(w, START + 10 * MINUTE);
	await until('the draw', async () => (await look(w, o)).state === 'open');
	let going = true;
	const answered = [];
	const work = all.map(async (f, i) => {
		const key = `${session.id}-${f.account}`;
		while (going && !f.booking) {
			const ticket = (await as(w, f, 'GET', `${at(w, o)}/queue`)).json;
			if (ticket.state === 'called') {
				const h = await hold(w, f, o);
				if (h.json.code === 'family.no_room')
					await as(w, f, 'POST', `${at(w, o)}/queue/leave`);
			} else if (ticket.state === 'holding' && i % 5) {
				const done = await act(w, f, ticket.hold, 'confirm', {}, { key });
				if (done.status === 200)
					answered.push(f.booking = done.json);
			} else if (ticket.state === 'holding') {
				await act(w, f, ticket.hold, 'release');
				await as(w, f, 'POST', `${at(w, o)}/queue/leave`);
			}
			await sleep(10 * Math.random());
		}
	});
	for (let n = 0; n < 4; n++) {
		await sleep(150 + 250 * Math.random());
		const victim = n % w.servers.length;
		const server = w.servers[victim];
		await server.kill();
		await agree(w, `kill -9, ${n + 1}: no place is lost or double`);
		w.servers[victim] = await w.open();
		w.manager = client(w.servers[0].url, w.manager.headers);
	}
	await until(say('it goes on'), async () => (await look(w, o)).state === 'full' || all.every((f) => f.booking || false), 40000);
	going = false;
	await Promise.all(work);
	const people = answered.flatMap((b) => b.people);
	equal(say('what was answered is there, once'), [new Set(people.map((p) => p.code)).size, appointments(w, session) >= people.length], [people.length, true]);
	equal(say('every place is booked, after all'), [appointments(w, session), (await full(w, o)).slots[0].booked], [30, 30]);
	await agree(w, 'the books balance after the kills');
}

const parts = { openings, rules, later, turns, moved, invitations, afterwards, atNight, rush, killed };
for (const engine of (process.env.BOOKING_ENGINES ?? engines.join(' ')).split(' ')) {
	const w = await world(engine);
	for (const part of (process.env.BOOKING_PARTS ?? Object.keys(parts).join(' ')).split(' '))
		await parts[part](w);
	for (const s of w.servers)
		await s.stop();
}
await finish();
