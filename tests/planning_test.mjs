// planning_test: a small district plans. 620 people of four communes wait, of every kind; three stations and a hospital have doses of two
// products. The plan is computed, corrected by hand, published while the server is killed again and again, judged by rows alone,
// planned again when a session falls away and a lot is stopped, and lived through: reminders, a day with no-shows and deferrals,
// standby, second doses.
// test: timeout 900
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { check, equal, finish } from './lib/check.mjs';
import { checkIn, fourSteps, move, screen, team } from './lib/journey.mjs';
import { judge, register, run, unfair } from './lib/planned.mjs';
import { engines, newDatabase, runProgram, startServer } from './lib/server.mjs';
import { number, rows } from './lib/stations.mjs';

const at = (...path) => ['/api/v1/units', ...path].join('/');
const NOW = '2021-08-01T08:00:00+07:00';

const must = (answer, what, status = 299) => {
	if (answer.status > status)
		throw new Error(`${what}: ${answer.status} ${answer.text}`);
	return answer.json;
};

// ---- the world ----

const pick = (list, i) => list[i % list.length];

// People of every kind, without a roll of dice.
function everybody(communes) {
	const list = [];
	for (let i = 0; i < 420; i++) {
		const year = 1936 + (i * 7) % 66, old = 2021 - year > 65;
		list.push({ commune: pick(communes, i), birth: `${year}-0${1 + i % 9}-1${i % 10}`, group: i % 5 === 0 ? '' : String(1 + i % 16), hospital: old && i % 2 === 0,
			part: pick(['any', 'any', 'any', 'morning', 'afternoon'], i), notBefore: i % 23 === 0 ? '2021-08-05' : null, phone: i % 31 === 0 ? null : undefined });
	}
	for (let i = 0; i < 20; i++) // too young for any product in August 2021
		list.push({ commune: pick(communes, i), birth: '2006-05-05', group: '9' });
	for (let i = 0; i < 90; i++) // second doses: the interval opens before, on, and after days of the plan
		list.push({ commune: pick(communes, i), birth: `19${50 + i % 40}-06-15`, group: String(1 + i % 16), dose: 2, last: 'astrazeneca',
			lastOn: pick(['2021-06-01', '2021-06-08', '2021-06-09', '2021-06-10', '2021-06-15'], i) });
	for (let i = 0; i < 30; i++)
		list.push({ commune: pick(communes, i), birth: `19${60 + i}-01-20`, group: '2', dose: 2, last: 'comirnaty', lastOn: pick(['2021-07-14', '2021-07-16', '2021-07-30'], i) });
	for (let i = 0; i < 60; i++) // twenty families of three
		list.push({ commune: pick(communes, Math.floor(i / 3)), birth: `19${70 + i % 20}-03-03`, group: '1', family: 500 + Math.floor(i / 3), part: pick(['any', 'morning'], i) });
	return list;
}

// Two of three phones open an account that reads English.
function readEnglish(w) {
	const phones = [...new Set(w.people.map((p) => p.phone).filter(Boolean))].filter((_, i) => i % 3);
	for (let i = 0; i < phones.length; i += 200)
		run(w.db, phones.slice(i, i + 200).flatMap((phone, k) => [
			`INSERT INTO account (id, phone, lang, seen_ms, created_ms) VALUES (${4000000 + i + k}, '${phone}', 'en', 0, 0)`,
			`INSERT INTO account_phone (phone, account_id, since_ms, proved) VALUES ('${phone}', ${4000000 + i + k}, 0, TRUE)`]).join(';'));
}

async function newWorld(engine) {
	const db = await newDatabase(engine);
	const password = await db.addUser('root', 'administrator', 'VN');
	let server = await startServer({ db, clock: NOW });
	const admin = await server.login('root', password);
	const units = async (level, code) => (await admin.get(`/api/v1/units?level=${level}&q=${code}&on=2021-08-01`)).json.items[0].id;
	const nation = await units('nation', 'VN'), district = await units('district', '001');
	const communes = [];
	for (const code of ['00001', '00004', '00006', '00007'])
		communes.push(await units('commune', code));
	const campaign = (await admin.post(at(nation, 'campaigns'), { code: 'T', name: 'Thử', starts_on: '2021-01-01', wait_minutes: 0 })).json.id;
	const sites = [];
	for (const [code, parent, kind, tables, capacity] of [['P1', communes[0], 'health_station', 2, 28], ['P2', communes[1], 'health_station', 1, 14],
		['P3', communes[2], 'health_station', 1, 14], ['PH', district, 'hospital', 3, 35]]) {
		const made = must(await admin.post(at(parent, 'sites'), { code, name: `Điểm tiêm ${code}`, kind, tables, capacity }), code);
		sites.push({ code, id: made.id, commune: parent });
	}
	const w = { engine, db, server, password, admin, district, communes, campaign, sites, sessions: {} };
	const manager = await team(server, admin, district, 'quan', ['manager', 'reception']);
	w.manager = manager.manager.headers;
	w.reception = manager.reception.headers;
	const stock = [['P1', 'astrazeneca', 80], ['P1', 'comirnaty', 24], ['P2', 'astrazeneca', 50], ['P3', 'astrazeneca', 20], ['PH', 'astrazeneca', 90], ['PH', 'comirnaty', 20]];
	for (const [code, product, doses] of stock) {
		const site = sites.find((s) => s.code === code);
		must(await admin.post(at(site.id, 'lots/receive'), { product_code: product, number: `${code}-${product}`, expires_on: '2022-06-30', doses }), 'receive');
	}
	// a lot that ends before the plan does is not counted
	must(await admin.post(at(sites[1].id, 'lots/receive'), { product_code: 'astrazeneca', number: 'ENDS', expires_on: '2021-08-04', doses: 30 }), 'receive');
	w.people = register(db, everybody(communes));
	readEnglish(w);
	return w;
}

const as = (w, who = w.manager) => ({
	get: (path) => w.server.anonymous.get(path, { headers: who }),
	post: (path, body) => w.server.anonymous.post(path, body, { headers: who }),
	put: (path, body) => w.server.anonymous.put(path, body, { headers: who }),
});

const planPath = (w, ...more) => at(w.district, 'plans', w.plan.id, ...more);

async function look(w) {
	w.plan = must(await as(w).get(planPath(w)), 'plan');
	return w.plan;
}

// Until the plan is in that state, or it cannot get there.
async function until(w, state, patience = 60000) {
	const end = Date.now() + patience;
	while ((await look(w)).state !== state) {
		if (Date.now() > end || !['computing', 'publishing'].includes(w.plan.state))
			throw new Error(`the plan is ${w.plan.state}, not ${state}: ${JSON.stringify(w.plan)}`);
		await sleep(30);
	}
	return w.plan;
}

async function act(w, what, body = {}) {
	w.plan = must(await as(w).post(planPath(w, what), { version: w.plan.version, ...body }), what);
	return w.plan;
}

async function compute(w, what = 'compute') {
	await act(w, what);
	return until(w, 'preview');
}

// All pages of a list.
async function all(w, path, key = 'after') {
	const list = [];
	for (let next = null; ;) {
		const page = must(await as(w).get(`${path}${path.includes('?') ? '&' : '?'}${next ? `${key}=${encodeURIComponent(next)}` : ''}`), path);
		list.push(...page.items);
		next = page.next;
		if (!next)
			return list;
	}
}

const messages = (w, template) => number(w.db, `SELECT COUNT(*) FROM message WHERE template = '${template}'`);
const placesNow = (w) => new Map(rows(w.db, "SELECT a.person_id, a.unit_id, a.session_id, a.slot FROM appointment a WHERE a.state = 'expected'").map(([p, ...rest]) => [p, rest.join('/')]));

// Places of hours and balances of stores follow from the rows.
async function recounted(w) {
	const { json } = await runProgram(['recount', '--db', w.db.url], { env: w.db.env });
	equal(`${w.engine}: places and balances are what the rows say`, [json?.slots_differing, json?.balances_differing], [0, 0]);
}

// ---- the story ----

async function hours(w) {
	const m = as(w), site = w.sites[0].id;
	const usual = must(await m.get(at(site, 'hours')), 'hours');
	equal('hours by the rule: 28 people a day, every day', [usual.set, usual.people_a_week, usual.hours.length], [false, 196, 14]);
	const own = must(await m.put(at(site, 'hours'), { hours: [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ weekday, starts: '08:00', ends: '11:00', tables: 2, per_table: 5 })) }), 'set');
	equal('hours of their own: two tables, five people an hour', [own.set, own.people_a_week], [true, 7 * 30]);
	equal('hours that overlap are refused', (await m.put(at(site, 'hours'), { hours: [{ weekday: 1, starts: '08:00', ends: '11:00', tables: 1, per_table: 5 },
		{ weekday: 1, starts: '10:00', ends: '12:00', tables: 1, per_table: 5 }] })).json.code, 'hours.overlap');
	equal('no hour of the day', (await m.put(at(site, 'hours'), { hours: [{ weekday: 1, starts: '8h', ends: '11:00', tables: 1, per_table: 5 }] })).json.code, 'hours.time');
	const off = must(await m.post(at(w.sites[2].id, 'days-off'), { on_date: '2021-08-05', why: 'sửa điện' }), 'day off');
	equal('a day off', off.off, [{ on_date: '2021-08-05', why: 'sửa điện' }]);
}

// A site has opened a day by itself: the plan uses what is free there, and opens no second session.
async function openedByItself(w) {
	const site = w.sites[2].id, manager = (await team(w.server, w.admin, site, 'p3', ['manager'])).manager;
	const [[lot]] = rows(w.db, `SELECT lot_id FROM store_lot WHERE unit_id = ${site}`);
	const session = must(await manager.post(at(site, 'sessions'), { campaign_id: w.campaign, on_date: '2021-08-06', lots: [{ lot_id: lot }], slots: [{ starts: '08:00', ends: '09:00', capacity: 5 },
		{ starts: '09:00', ends: '10:00', capacity: 5 }] }), 'session');
	const other = must(await manager.post(at(site, 'persons'), { name: 'Vũ Thị Khách', birth_date: '1970-01-01', sex: 'female', phone: '0912345670', home_unit_id: w.communes[2] }), 'person');
	must(await manager.post(at(site, 'sessions', session.id, 'appointments'), { person_id: other.id, slot: '08:00' }), 'appointment');
	// two places of the second hour are for people who book by themselves
	must(await manager.post(at(site, 'openings'), { session_id: session.id, whom: 'invited', slots: [{ starts: '09:00', places: 2 }] }), 'opening');
	w.opened = { site, session: session.id, other: other.id };
}

async function draft(w) {
	const m = as(w), plan = { title: 'Tuần đầu tháng 8', campaign_id: w.campaign, starts_on: '2021-08-03', ends_on: '2021-08-06', products: ['astrazeneca', 'comirnaty'],
		reach: 'district', spare_percent: 10, next_percent: 30 };
	const refuse = async (change) => (await m.post(at(w.district, 'plans'), { ...plan, ...change })).json?.code;
	equal('what makes no plan', [await refuse({ starts_on: '2021-08-01' }), await refuse({ ends_on: '2021-09-30' }), await refuse({ products: [] }), await refuse({ products: ['xyz'] }),
		await refuse({ reach: 'world' }), (await m.post(at(w.sites[0].id, 'plans'), plan)).json?.code], ['plan.past', 'plan.days', 'plan.products', 'product.unknown', 'plan.reach', 'plan.level']);
	equal('reception plans nothing', (await as(w, w.reception).post(at(w.district, 'plans'), plan)).status, 403);
	// one who would be among the first has had their record restricted
	w.restricted = w.people.find((x) => x.commune === w.communes[0] && x.group === '1' && x.dose === 1 && !x.family && !x.notBefore && !x.hospital && x.birth < '2000');
	run(w.db, `UPDATE person SET restricted_ms = 1 WHERE id = ${w.restricted.id}`);
	w.plan = must(await m.post(at(w.district, 'plans'), plan), 'plan');
	equal('a draft', [w.plan.state, w.plan.version, w.plan.products], ['draft', 0, ['astrazeneca', 'comirnaty']]);
	await compute(w);
	equal('everybody who waits was looked at', w.plan.people, w.people.length);
	check(`many have a place (${w.plan.placed}), some have none (${w.plan.nowhere})`, w.plan.placed > 150 && w.plan.nowhere > 100);
	equal('nothing has happened to anybody yet', [number(w.db, 'SELECT COUNT(*) FROM appointment'), number(w.db, 'SELECT COUNT(*) FROM session')], [1, 1]);
	equal('publishing what was seen before somebody else changed it is refused', (await m.post(planPath(w, 'publish'), { version: 0 })).json.code, 'plan.changed');
}

async function preview(w) {
	const m = as(w), figures = must(await m.get(planPath(w, 'figures')), 'figures');
	equal('figures add up: placed and nowhere', [figures.all.placed, figures.all.nowhere], [w.plan.placed, w.plan.nowhere]);
	for (const by of ['groups', 'communes'])
		equal(`and so they do by ${by}`, [figures[by].reduce((n, f) => n + f.placed, 0), figures[by].reduce((n, f) => n + f.nowhere, 0)], [w.plan.placed, w.plan.nowhere]);
	equal('and the reasons', figures.whys.reduce((n, f) => n + f.n, 0), w.plan.nowhere);
	check('a median is no more than p90, and that no more than the longest wait', figures.groups.every((f) => f.days_median <= f.days_p90 && f.days_p90 <= f.days_max));
	const sessions = await all(w, planPath(w, 'sessions'));
	equal('sessions hold the same people', sessions.reduce((n, s) => n + s.taken, 0), w.plan.placed);
	check('no hour is fuller than the plan may make it', sessions.every((s) => s.slots.every((x) => x.taken <= x.places && x.places <= x.capacity)));
	const shared = sessions.filter((s) => s.session_id === w.opened.session);
	equal('of a session that is there, what is free: one place is taken, two are set apart for booking', ['08:00', '09:00'].map((hour) =>
		shared.reduce((n, s) => n + (s.slots.find((x) => x.starts === hour)?.capacity ?? 0), 0)), [4, 3]);
	equal('nobody at a site on its day off', sessions.filter((s) => s.site_id === w.sites[2].id && s.on_date === '2021-08-05'), []);
	const stock = await all(w, planPath(w, 'stock'));
	check('no pool gives more than it has', stock.every((s) => s.taken <= s.doses));
	equal('a lot that ends too early is named and not counted', stock.filter((s) => s.site_id === w.sites[1].id).map((s) => [s.pool, s.on_hand, s.expiring, s.doses]),
		[['first', 50, 30, 35], ['next', 50, 30, 15]]);
	const placed = await all(w, planPath(w, 'places?show=placed')), nowhere = await all(w, planPath(w, 'places?show=nowhere'));
	equal('every page of the people', [placed.length, nowhere.length], [w.plan.placed, w.plan.nowhere]);
	const child = w.people.find((p) => p.birth === '2006-05-05');
	const why = must(await m.get(planPath(w, 'places', child.id)), 'why');
	check(`why not, in words: ${why.why_vi}`, why.why === 'no_product' && /không có vắc xin/.test(why.why_vi));
	const quiet = must(await m.get(planPath(w, 'places', w.restricted.id)), 'why the restricted');
	check(`whose record is restricted is passed over, and the plan says so: ${quiet.why_vi}`, quiet.session === null && quiet.why === 'person.restricted' && /hạn chế xử lý dữ liệu/.test(quiet.why_vi));
	equal('among the reasons, too', figures.whys.filter((f) => f.why === 'person.restricted').map((f) => [f.n, /hạn chế xử lý dữ liệu/.test(f.vi), /not processed/.test(f.en)]), [[1, true, true]]);
	w.people = w.people.filter((p) => p !== w.restricted);
	const here = must(await m.get(planPath(w, 'places', placed[0].person_id)), 'why here');
	check(`why here, in words: ${here.why_vi}`, here.why === null && here.why_vi.includes(here.site_name));
	w.placed = placed;
	w.sessions = sessions;
}

async function byHand(w) {
	const m = as(w), change = (id, body) => m.post(planPath(w, 'places', id), { version: w.plan.version, why: 'xin đổi', ...body });
	const full = w.sessions.find((s) => s.site_id === w.sites[3].id && s.on_date === '2021-08-03');
	// somebody for whom another day of the same site has room
	const person = w.placed.find((p) => p.product_code === 'astrazeneca' && p.dose_number === 1 && p.site_id === w.sites[0].id && !w.people.find((x) => String(x.id) === p.person_id).notBefore);
	const to = w.sessions.find((s) => s.product_code === 'astrazeneca' && s.id !== person.session && s.slots.some((x) => x.taken < x.capacity) && s.site_id === person.site_id);
	const slot = to.slots.find((x) => x.taken < x.capacity).starts;
	const second = w.placed.find((p) => p.dose_number === 2 && p.product_code === 'astrazeneca' && w.people.find((x) => String(x.id) === p.person_id).lastOn === '2021-06-10');
	const early = w.sessions.find((s) => s.on_date === '2021-08-03' && s.product_code === 'astrazeneca');
	if (second)
		equal('by hand nobody is put before their interval', (await change(second.person_id, { session: early.id, slot: early.slots[0].starts })).json.code, 'dose.interval');
	const hospital = w.placed.find((p) => w.people.find((x) => String(x.id) === p.person_id).hospital && p.product_code === 'astrazeneca');
	const station = w.sessions.find((s) => s.site_id === w.sites[1].id && s.on_date === '2021-08-06');
	equal('nor into a station who needs a hospital', (await change(hospital.person_id, { session: station.id, slot: station.slots[0].starts })).json.code, 'place.hospital');
	equal('nor who had their record restricted', (await change(w.restricted.id, { session: station.id, slot: station.slots[0].starts })).json.code, 'person.restricted');
	equal('nor without a reason', (await change(person.person_id, { session: to.id, slot, why: '' })).json.code, 'why.required');
	const moved = must(await change(person.person_id, { session: to.id, slot }), 'move');
	equal('moved by hand', [moved.session, moved.slot, moved.by_hand], [to.id, slot, true]);
	await look(w);
	const out = w.placed.find((p) => p.person_id !== person.person_id && p.site_id === w.sites[0].id);
	equal('taken out', must(await change(out.person_id, { out: true }), 'out').why, 'out');
	await look(w);
	const closed = w.sessions.find((s) => s.site_id === w.sites[1].id && s.on_date === '2021-08-04');
	w.plan = must(await m.post(planPath(w, 'sessions', closed.id), { version: w.plan.version, closed: true, why: 'thiếu người' }), 'close');
	equal('more than an hour takes is refused', (await m.post(planPath(w, 'sessions', full.id), { version: w.plan.version, slots: [{ starts: full.slots[0].starts, places: 99 }], why: 'x' })).json.code, 'slot.over');
	w.plan = must(await m.post(planPath(w, 'stock'), { version: w.plan.version, site_id: w.sites[0].id, product_code: 'comirnaty', pool: 'first', doses: 10, why: 'để dành' }), 'doses');
	equal('more doses than there are', (await m.post(planPath(w, 'stock'), { version: w.plan.version, site_id: w.sites[0].id, product_code: 'comirnaty', pool: 'first', doses: 25, why: 'x' })).json.code, 'stock.more');
	await compute(w);
	const still = must(await m.get(planPath(w, 'places', person.person_id)), 'still');
	equal('computed again, who was moved by hand stays there', [still.session, still.slot, still.by_hand], [to.id, slot, true]);
	equal('and who was taken out stays out', must(await m.get(planPath(w, 'places', out.person_id)), 'out').why, 'out');
	const sessions = await all(w, planPath(w, 'sessions'));
	equal('a closed session has nobody', sessions.find((s) => s.id === closed.id).taken, 0);
	const comirnaty = (await all(w, planPath(w, 'stock'))).find((s) => s.site_id === w.sites[0].id && s.product_code === 'comirnaty' && s.pool === 'first');
	check('no more doses than a manager allows', comirnaty.doses === 10 && comirnaty.by_hand && comirnaty.taken <= 10);
}

// kill -9 in the middle of publishing, several times; then everything is as if nothing had been.
async function publish(w) {
	const wanted = new Map((await all(w, planPath(w, 'places?show=placed'))).map((p) => [p.person_id, [p.site_id, p.on_date, p.slot].join('/')]));
	// meanwhile the world has gone on: somebody withdrew, somebody was vaccinated elsewhere, somebody now needs a hospital
	const station = (await all(w, planPath(w, 'places?show=placed'))).filter((p) => p.site_id !== w.sites[3].id && p.dose_number === 1 && !p.by_hand).map((p) => p.person_id);
	const gone = { [station[0]]: 'registration.moved', [station[1]]: 'registration.not_before', [station[2]]: 'place.hospital', [station[3]]: 'person.restricted' };
	run(w.db, `UPDATE registration SET state = 'withdrawn' WHERE person_id = ${station[0]}; DELETE FROM waiting WHERE person_id = ${station[0]}`);
	must(await as(w).post(at(w.district, 'persons', station[1], 'doses'), { uuid: randomUUID(), product_code: 'astrazeneca', given_on: '2021-07-30', place: 'nơi khác', kind: 'primary' }), 'dose');
	run(w.db, `UPDATE waiting SET hospital = TRUE WHERE person_id = ${station[2]}`);
	run(w.db, `UPDATE person SET restricted_ms = 1 WHERE id = ${station[3]}`);
	Object.keys(gone).forEach((p) => wanted.delete(p));
	w.people = w.people.filter((p) => !gone[p.id]);
	await act(w, 'publish', { rate: 0 });
	let kills = 0;
	for (let before = 0; kills < 3;) {
		// asked through the API, which is quicker than a look into the rows
		await look(w);
		if (w.plan.state === 'published')
			break;
		if (w.plan.published <= before) {
			await sleep(2);
			continue;
		}
		await w.server.kill();
		kills++;
		before = number(w.db, "SELECT COUNT(*) FROM planned_place WHERE change = 'done'");
		const half = rows(w.db, "SELECT p.person_id FROM planned_place p JOIN waiting w ON w.person_id = p.person_id WHERE (p.change = 'done') <> (w.state = 'placed')");
		equal(`${w.engine}: killed after ${before} people, nobody is half published`, half, []);
		w.server = await startServer({ db: w.db, clock: NOW });
	}
	check(`${w.engine}: killed in the middle (${kills} times)`, kills > 0);
	await until(w, 'published', 120000);
	equal('who cannot have the place any more is not invited, and why', [w.plan.failed, Object.fromEntries((await all(w, planPath(w, 'places?show=failed'))).map((p) => [p.person_id, p.why]))], [4, gone]);
	const got = new Map(rows(w.db, `SELECT a.person_id, a.unit_id, s.on_date, a.slot FROM appointment a JOIN session s ON s.unit_id = a.unit_id AND s.id = a.session_id
		WHERE a.state = 'expected' AND a.person_id <> ${w.opened.other}`).map(([p, ...rest]) => [p, rest.join('/')]));
	equal('published is what was previewed', [...got].sort(), [...wanted].sort());
	equal('every place as the rules want it, by rows alone', judge(w.db, w.people, { spare: 0 }), []);
	equal('nobody is passed over', unfair(w.db, w.people.filter((p) => !rows(w.db, "SELECT person_id FROM planned_place WHERE by_hand = TRUE").some(([id]) => id === String(p.id)))), []);
	const phones = number(w.db, "SELECT COUNT(*) FROM waiting w JOIN person p ON p.id = w.person_id WHERE w.state = 'placed' AND p.phone IS NOT NULL");
	equal('one invitation for each who has a phone', [messages(w, 'invitation'), number(w.db, "SELECT COUNT(DISTINCT person_id) FROM message WHERE template = 'invitation'")], [phones, phones]);
	const opened = rows(w.db, `SELECT starts, capacity, booked FROM session_slot WHERE session_id = ${w.opened.session} ORDER BY starts`);
	check(`a session that was there is used as it is (${opened.join(' ')})`, opened.length === 2 && opened.every(([, capacity, booked]) => capacity === '5' && Number(booked) >= 2 && Number(booked) <= 5));
	equal('and gets the lots', number(w.db, `SELECT COUNT(*) FROM session_lot WHERE session_id = ${w.opened.session}`), 1);
	equal('a session for each site and day, not two', number(w.db, 'SELECT COUNT(*) FROM (SELECT unit_id, on_date FROM session GROUP BY unit_id, on_date HAVING COUNT(*) > 1) x'), 0);
	equal('progress of the messages', w.plan.messages.total, phones);
	const family = rows(w.db, `SELECT COUNT(DISTINCT a.unit_id || '/' || a.session_id || '/' || a.slot) FROM appointment a JOIN waiting w ON w.person_id = a.person_id
		WHERE a.state = 'expected' AND w.family_id > 0 GROUP BY w.family_id HAVING COUNT(*) = 3`);
	check(`families that fit come together (${family.length})`, family.length > 5 && family.filter(([n]) => n === '1').length >= family.length * 0.7);
	await recounted(w);
}

async function calendar(w) {
	const m = as(w), days = must(await m.get(at(w.district, 'calendar?from=2021-08-01&to=2021-08-31')), 'calendar').items;
	equal('the calendar has the four days', days.map((d) => d.on_date), ['2021-08-03', '2021-08-04', '2021-08-05', '2021-08-06']);
	equal('and everybody in it, and the one who was there before', days.reduce((n, d) => n + d.booked, 0), w.plan.published + 1);
	const list = await all(w, at(w.district, 'calendar/sessions?from=2021-08-01&to=2021-08-31'));
	equal('places set apart for booking are named', [days.map((d) => d.apart), list.filter((s) => s.apart).map((s) => [s.id, s.apart])], [[0, 0, 0, 2], [[w.opened.session, 2]]]);
	equal('session by session', [list.length, list.reduce((n, s) => n + s.booked, 0)], [days.reduce((n, d) => n + d.sessions, 0), w.plan.published + 1]);
	equal('too many days', (await m.get(at(w.district, 'calendar?from=2021-08-01&to=2021-12-31'))).json.code, 'calendar.days');
}

// A session falls away: its people alone are moved, or lose their place and wait again.
async function replan(w) {
	const m = as(w), before = placesNow(w);
	const [[site, session]] = rows(w.db, `SELECT unit_id, id FROM session WHERE unit_id = ${w.sites[1].id} AND on_date = '2021-08-05'`);
	const theirs = [...before].filter(([, where]) => where.startsWith(`${site}/${session}/`)).map(([p]) => p).sort();
	check(`the session had people (${theirs.length})`, theirs.length > 3);
	must(await m.post(at(site, 'sessions', session, 'cancel'), { why: 'mất điện' }), 'cancel');
	equal('cancelled twice', (await m.post(at(site, 'sessions', session, 'cancel'), { why: 'x' })).json.code, 'session.closed');
	const affected = must(await m.get(planPath(w, 'affected')), 'affected').items;
	equal('listed to be planned again', [affected.length, affected.reduce((n, a) => n + a.people, 0), affected[0].code], [affected.length, theirs.length, 'session_cancelled']);
	await look(w);
	await compute(w, 'replan');
	equal('only they change', [w.plan.again, w.plan.changed], [true, theirs.length]);
	const changes = await all(w, planPath(w, 'places?show=changed'));
	equal('exactly they', changes.map((c) => c.person_id).sort(), theirs);
	await act(w, 'discard');
	equal('a preview may be dropped', [w.plan.state, placesNow(w).size], ['published', before.size]);
	await compute(w, 'replan');
	await act(w, 'publish');
	await until(w, 'published');
	const after = placesNow(w), moved = theirs.filter((p) => after.has(p)), lost = theirs.filter((p) => !after.has(p));
	equal('all others stay', [...before].filter(([p, where]) => !theirs.includes(p) && after.get(p) !== where), []);
	equal('who moved is told so, once', rows(w.db, "SELECT person_id FROM message WHERE template = 'invitation_changed' ORDER BY person_id").map(([p]) => p),
		moved.filter((p) => number(w.db, `SELECT COUNT(*) FROM person WHERE id = ${p} AND phone IS NOT NULL`)).sort());
	equal('who lost their place is told so, once, and waits', [rows(w.db, "SELECT person_id FROM message WHERE template = 'invitation_cancelled' ORDER BY person_id").map(([p]) => p),
		lost.filter((p) => number(w.db, `SELECT COUNT(*) FROM waiting WHERE person_id = ${p} AND state = 'waiting'`) !== 1)],
		[lost.filter((p) => number(w.db, `SELECT COUNT(*) FROM person WHERE id = ${p} AND phone IS NOT NULL`)).sort(), []]);
	equal('the rules hold', judge(w.db, w.people), []);
	check(`moved ${moved.length}, lost ${lost.length}`, moved.length + lost.length === theirs.length);
	// nothing wrong any more: nobody is moved
	await compute(w, 'replan');
	const idle = (await all(w, planPath(w, 'places?show=changed'))).filter((c) => c.change !== 'new');
	equal('planned again without need, nobody moves', idle, []);
	await act(w, 'discard');
}

// A lot is stopped everywhere: places without a dose are given up, as many as need be.
async function lotStopped(w) {
	const m = as(w), site = w.sites[0].id;
	const [[lot]] = rows(w.db, "SELECT id FROM lot WHERE number = 'P1-COMIRNATY'");
	const theirs = rows(w.db, `SELECT person_id FROM appointment WHERE unit_id = ${site} AND product_code = 'comirnaty' AND state = 'expected' ORDER BY person_id`).map(([p]) => p);
	must(await w.server.anonymous.post(at((await m.get('/api/v1/units?level=nation')).json.items[0].id, 'lots', lot, 'state'), { state: 'suspended', why: 'nghi ngờ' }, { headers: w.admin.headers }), 'suspend');
	const affected = must(await m.get(planPath(w, 'affected')), 'affected').items;
	check(`no lot, no session: ${affected.map((a) => a.code)}`, affected.length > 0 && affected.every((a) => a.code === 'no_lot'));
	await look(w);
	await compute(w, 'replan');
	await act(w, 'publish');
	await until(w, 'published');
	equal('nobody is left without a vaccine', rows(w.db, `SELECT person_id FROM appointment WHERE unit_id = ${site} AND product_code = 'comirnaty' AND state = 'expected'`), []);
	equal('the rules hold', judge(w.db, w.people), []);
	check('there were some', theirs.length > 0);
}

async function settled(w, what, sql, want, patience = 20000) {
	const end = Date.now() + patience;
	while (number(w.db, sql) !== want && Date.now() < end)
		await sleep(50);
	equal(what, number(w.db, sql), want);
}

async function theDay(w) {
	// the evening before: everybody of tomorrow is reminded, once
	const tomorrow = "SELECT COUNT(*) FROM appointment a JOIN session s ON s.unit_id = a.unit_id AND s.id = a.session_id JOIN person p ON p.id = a.person_id WHERE s.on_date = '2021-08-03' AND a.state = 'expected' AND s.state = 'open' AND p.phone IS NOT NULL";
	equal('nobody is reminded early', messages(w, 'reminder'), 0);
	await w.server.setClock('2021-08-02T17:00:05+07:00');
	const wanted = number(w.db, tomorrow);
	await settled(w, `everybody of tomorrow is reminded (${wanted})`, "SELECT COUNT(*) FROM message WHERE template = 'reminder'", wanted);
	await w.server.setClock('2021-08-02T19:00:00+07:00');
	run(w.db, "UPDATE session SET reminded = FALSE, remind_after = 0 WHERE on_date = '2021-08-03'");
	await settled(w, 'and the server looks again', "SELECT COUNT(*) FROM session WHERE on_date = '2021-08-03' AND reminded = FALSE AND state = 'open'", 0);
	equal('once', messages(w, 'reminder'), wanted);

	// the day itself at one site
	await w.server.setClock('2021-08-03T08:00:00+07:00');
	const site = w.sites[0].id;
	const people = await team(w.server, await w.server.login('root', w.password), site, 'p1', ['reception', 'screening_doctor', 'vaccinator', 'observer', 'manager']);
	const [[session]] = rows(w.db, `SELECT id FROM session WHERE unit_id = ${site} AND on_date = '2021-08-03' AND state = 'open'`);
	const expected = rows(w.db, `SELECT a.person_id FROM appointment a WHERE a.unit_id = ${site} AND a.session_id = ${session} AND a.state = 'expected' AND a.product_code = 'astrazeneca' ORDER BY a.person_id`).map(([p]) => p);
	const [[lot]] = rows(w.db, "SELECT id FROM lot WHERE number = 'P1-ASTRAZENECA'");
	const [first, second, deferred, refused, ...missing] = expected;
	check(`enough people of that day (${expected.length})`, missing.length > 2);
	for (const p of [first, second])
		await fourSteps(people, site, session, p, lot);
	let visit = must(await checkIn(people.reception, site, session, deferred), 'check-in');
	visit = must(await screen(people.screening_doctor, site, visit, { verdict: 'defer', note: 'sốt' }), 'defer');
	visit = must(await checkIn(people.reception, site, session, refused), 'check-in');
	must(await move(people.reception, site, visit, 'refuse', { why: 'đổi ý' }), 'refuse');
	Object.assign(w, { day: { people, site, session, lot, first, second, deferred, refused, missing } });
}

// Doses left at the end of the day: who waits near is called in order, and comes as a walk-in.
async function standby(w) {
	const { people, site, session, lot } = w.day, path = at(site, 'sessions', session, 'standby');
	const list = must(await people.reception.post(path, { people: 12 }), 'standby').items;
	equal('a list of twelve', [list.length, list.map((s) => s.place)], [12, Array.from({ length: 12 }, (_, i) => i + 1)]);
	const near = w.people.filter((p) => p.commune === w.communes[0]).map((p) => String(p.id));
	check('of the commune first', near.includes(list[0].person_id));
	check('nobody whose record is restricted', !list.some((s) => s.person_id === String(w.restricted.id)));
	equal('nobody on it has a place elsewhere', list.filter((s) => number(w.db, `SELECT COUNT(*) FROM waiting WHERE person_id = ${s.person_id} AND state = 'waiting'`) !== 1), []);
	const by = (s) => { const p = w.people.find((x) => String(x.id) === s.person_id); return [p.commune === w.communes[0] ? 0 : 1, Number(p.group || 99), p.birth]; };
	const ranks = list.filter((s) => by(s)[0] === 0).map(by);
	check('in the order of priority', ranks.every((r, i) => !i || ranks[i - 1][1] < r[1] || (ranks[i - 1][1] === r[1] && ranks[i - 1][2] <= r[2])), JSON.stringify(ranks));
	equal('lengthened, nobody twice', must(await people.reception.post(path, { people: 15 }), 'longer').items.length, 15);
	equal('called', must(await people.reception.post(`${path}/call`, { people: 3 }), 'call'), { called: 3 });
	equal('by message', messages(w, 'standby'), list.slice(0, 3).filter((s) => s.phone).length);
	run(w.db, `UPDATE person SET restricted_ms = 1 WHERE id = ${list[3].person_id}`);
	must(await people.reception.post(`${path}/call`, { people: 1 }), 'call');
	equal('who had it restricted meanwhile is not called, the next is', must(await people.reception.get(path), 'list').items.slice(3, 5).map((s) => s.state), ['listed', 'called']);
	must(await people.reception.post(`${path}/${list[1].person_id}`, { state: 'declined', why: 'bận' }), 'declined');
	must(await people.reception.post(`${path}/${list[0].person_id}`, { state: 'coming' }), 'coming');
	const here = list[0].products.includes('astrazeneca') ? lot : rows(w.db, "SELECT id FROM lot WHERE number = 'P1-COMIRNATY'")[0][0];
	await fourSteps(people, site, session, list[0].person_id, here);
	const after = must(await people.reception.get(path), 'list').items;
	equal('who came, who declined', [after[0].state, after[1].state, after[2].state], ['came', 'declined', 'called']);
	equal('and is registered for the next dose, if any', number(w.db, `SELECT COUNT(*) FROM waiting WHERE person_id = ${list[0].person_id} AND state = 'placed'`), 0);
}

async function settling(w) {
	const { people, site, session, first, deferred, refused } = w.day;
	const missing = rows(w.db, `SELECT person_id FROM appointment WHERE unit_id = ${site} AND session_id = ${session} AND state = 'expected'`).map(([p]) => p);
	must(await people.manager.post(at(site, 'sessions', session, 'close'), {}), 'close');
	await settled(w, 'the closed session is settled', `SELECT COUNT(*) FROM session WHERE id = ${session} AND settle_ms IS NULL`, 1);
	equal('who did not come waits again', number(w.db, `SELECT COUNT(*) FROM waiting WHERE person_id IN (${missing}) AND state = 'waiting'`), missing.length);
	equal('and one appointment is counted as missed', number(w.db, `SELECT COUNT(*) FROM registration WHERE person_id IN (${missing}) AND missed = 1`), missing.length);
	equal('and is told', messages(w, 'no_show'), number(w.db, `SELECT COUNT(*) FROM person WHERE id IN (${missing}) AND phone IS NOT NULL`));
	equal('who was put off waits until a day, and is told', [number(w.db, `SELECT COUNT(*) FROM waiting WHERE person_id = ${deferred} AND state = 'waiting' AND not_before > '2021-08-03'`), messages(w, 'deferred')],
		[1, number(w.db, `SELECT COUNT(*) FROM person WHERE id = ${deferred} AND phone IS NOT NULL`)]);
	equal('who refused is taken off the list', number(w.db, `SELECT COUNT(*) FROM waiting WHERE person_id = ${refused}`), 0);
	equal('who was vaccinated waits for the second dose', rows(w.db, `SELECT state, dose_number, not_before FROM waiting WHERE person_id = ${first}`), [['waiting', '2', '2021-09-28']]);
	const told = () => number(w.db, 'SELECT COUNT(*) FROM message'), before = told(), lists = rows(w.db, 'SELECT * FROM waiting ORDER BY person_id').join();
	run(w.db, `UPDATE session SET settle_ms = 1, settle_after = 0 WHERE id = ${session}`);
	await settled(w, 'settled once more', `SELECT COUNT(*) FROM session WHERE id = ${session} AND settle_ms IS NULL`, 1);
	equal('harmless', [told(), rows(w.db, 'SELECT * FROM waiting ORDER BY person_id').join() === lists], [before, true]);
	await recounted(w);
}

// A session is not held and nobody plans again: who is of no plan is told at once, the plan's people by the evening before.
async function notPlannedAgain(w) {
	const { site, session, other } = w.opened, before = messages(w, 'invitation_cancelled');
	const theirs = rows(w.db, `SELECT person_id FROM appointment WHERE session_id = ${session} AND state = 'expected' AND person_id <> ${other}`).map(([p]) => p);
	const phones = number(w.db, `SELECT COUNT(*) FROM person WHERE id IN (${theirs}) AND phone IS NOT NULL`);
	must(await w.server.anonymous.post(at(site, 'sessions', session, 'cancel'), { why: 'bão' }, { headers: (await w.server.login('root', w.password)).headers }), 'cancel');
	await settled(w, 'who was on the list by hand is told at once', `SELECT COUNT(*) FROM message WHERE template = 'invitation_cancelled' AND person_id = ${other}`, 1);
	equal('the others are still to be planned again', [messages(w, 'invitation_cancelled'), number(w.db, `SELECT COUNT(*) FROM waiting WHERE person_id IN (${theirs}) AND state = 'placed'`)], [before + 1, theirs.length]);
	await w.server.setClock('2021-08-05T17:00:10+07:00');
	await settled(w, 'the evening before they are told, too', `SELECT COUNT(*) FROM session WHERE id = ${session} AND settle_ms IS NULL`, 1);
	equal('and wait again', [messages(w, 'invitation_cancelled'), number(w.db, `SELECT COUNT(*) FROM waiting WHERE person_id IN (${theirs}) AND state = 'waiting'`)], [before + 1 + phones, theirs.length]);
	equal('nobody is reminded of a session that is not held', number(w.db, `SELECT COUNT(*) FROM message WHERE template = 'reminder' AND person_id IN (${theirs})`), 0);
}

async function nextDoses(w) {
	const wanted = () => number(w.db, "SELECT COUNT(*) FROM waiting w JOIN person p ON p.id = w.person_id WHERE w.state = 'waiting' AND w.dose_number > 1 AND w.not_before = '2021-09-28' AND p.phone IS NOT NULL");
	const sent = "SELECT COUNT(*) FROM message WHERE template = 'next_dose' AND dedupe LIKE '%2021-09-28'";
	await w.server.setClock('2021-09-27T10:00:00+07:00');
	await settled(w, 'the day before nobody is called for the second dose', "SELECT COUNT(*) FROM day_work WHERE on_date = '2021-09-27' AND done_ms IS NOT NULL", 1);
	equal('nobody', number(w.db, sent), 0);
	await w.server.setClock('2021-09-28T08:00:00+07:00');
	await settled(w, 'on the day on which the interval opens they are', "SELECT COUNT(*) FROM day_work WHERE on_date = '2021-09-28' AND done_ms IS NOT NULL", 1);
	check(`those who wait for it (${wanted()})`, wanted() >= 2 && number(w.db, sent) === wanted());
	run(w.db, "UPDATE day_work SET done_ms = NULL, after_unit = 0, after_person = 0 WHERE on_date = '2021-09-28'");
	await settled(w, 'asked again', "SELECT COUNT(*) FROM day_work WHERE on_date = '2021-09-28' AND done_ms IS NOT NULL", 1);
	equal('once', number(w.db, sent), wanted());
}

// Everything that was sent is in the language of the account that its phone opens.
function languages(w) {
	equal('each in the language of its phone\'s account, Vietnamese without one', rows(w.db, `SELECT m.template, m.lang, COUNT(*) FROM message m LEFT JOIN account_phone f ON f.phone = m.phone
		LEFT JOIN account t ON t.id = f.account_id WHERE m.lang <> COALESCE(t.lang, 'vi') GROUP BY m.template, m.lang`), []);
	const kinds = (lang) => rows(w.db, `SELECT DISTINCT template FROM message WHERE lang = '${lang}' ORDER BY template`).map(([t]) => t);
	equal('of many kinds', [['invitation', 'invitation_cancelled', 'next_dose', 'no_show', 'reminder', 'standby'].filter((t) => !kinds('en').includes(t)),
		['invitation', 'invitation_cancelled', 'no_show', 'reminder'].filter((t) => !kinds('vi').includes(t))], [[], []]);
	const reasons = (lang, text) => number(w.db, `SELECT COUNT(*) FROM message WHERE template = 'invitation_cancelled' AND lang = '${lang}' AND body LIKE '%${text}%'`);
	check('the plan\'s reason, too', reasons('en', 'cannot hold this session') + reasons('en', 'not enough doses') > 0);
	equal('and in no other language', [reasons('vi', 'cannot hold'), reasons('vi', 'not enough'), reasons('en', 'to chuc duoc'), reasons('en', 'tổ chức được')], [0, 0, 0, 0]);
}

for (const engine of (process.env.PLANNING_ENGINES ?? engines.join(' ')).split(' ')) {
	const w = await newWorld(engine);
	for (const part of [hours, openedByItself, draft, preview, byHand, publish, calendar, replan, lotStopped, theDay, standby, settling, notPlannedAgain, nextDoses, languages]) {
		console.log(`# ${engine}: ${part.name}`);
		await part(w);
	}
	await w.server.stop();
}
await finish();
