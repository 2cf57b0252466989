// sync_test: what a station sends that was offline. Each event once, in any order, however often; kept even when it breaks a rule.
import { randomUUID } from 'node:crypto';
import { check, equal, finish } from './lib/check.mjs';
import { certificates, checkIn, countersAgree, inject, openSession, screen, team } from './lib/journey.mjs';
import { engines, newDatabase, startServer } from './lib/server.mjs';

const DAY = '2021-10-04';
const at = (minute) => `${DAY}T01:${String(minute).padStart(2, '0')}:00.000Z`;

async function world(engine) {
	const db = await newDatabase(engine);
	const password = await db.addUser('root', 'administrator', 'VN');
	const server = await startServer({ db, clock: `${DAY}T11:00:00+07:00` });
	const admin = await server.login('root', password);
	const communes = (await admin.get('/api/v1/units?level=commune&limit=2')).json.items;
	const site = async (k) => (await admin.post(`/api/v1/units/${communes[k].id}/sites`, { code: `SY00${k}`, name: `Trạm đồng bộ ${k}`, kind: 'health_station' })).json;
	const unit = await site(0), other = await site(1);
	const people = await team(server, admin, unit.id, 'sy', ['manager', 'reception', 'screening_doctor', 'vaccinator', 'observer', 'stock_keeper']);
	const nation = (await admin.get('/api/v1/units?level=nation')).json.items[0].id;
	const campaign = (await admin.post(`/api/v1/units/${nation}/campaigns`, { code: 'SYNC', name: 'Chiến dịch thử', starts_on: '2021-03-08', wait_minutes: 30 })).json;
	const { lot, session } = await openSession(people.manager, unit.id, campaign.id, DAY, { doses: 500 });
	return { engine, db, server, admin, unit, other, people, campaign, lot, session };
}

let made = 0;
async function newPerson(w) {
	const n = ++made;
	const r = await w.people.manager.post(`/api/v1/units/${w.unit.id}/persons`, { name: `Người Thử ${String.fromCharCode(65 + n % 26)}${String.fromCharCode(97 + (n / 26 | 0))}`, birth_date: `19${60 + n % 30}-0${1 + n % 9}-1${n % 10}`, sex: n % 2 ? 'female' : 'male', home_unit_id: w.unit.parent_id });
	return (r.json.person ?? r.json).id;
}

let form;
async function answersOf(w) {
	if (!form) {
		const v = (await checkIn(w.people.reception, w.unit.id, w.session.id, await newPerson(w))).json;
		form = (await w.people.manager.get(`/api/v1/units/${w.unit.id}/visits/${v.id}`)).json.form.body.questions;
		await w.people.reception.post(`/api/v1/units/${w.unit.id}/visits/${v.id}/undo`, { version: v.version, why: 'thử' });
	}
	return Object.fromEntries(form.filter((q) => !q.computed).map((q) => [q.id, false]));
}

async function journey(w, person, more = {}) {
	const common = { person_id: person, session_id: w.session.id };
	return {
		check_in: { id: randomUUID(), kind: 'check_in', at: at(0), ...common, identity_seen: 'card', consent: true, ...more.check_in },
		screening: { id: randomUUID(), kind: 'screening', at: at(5), ...common, answers: await answersOf(w), temperature: 366, pulse: 75, systolic: 120, diastolic: 75, breathing: 18, verdict: 'eligible', ...more.screening },
		injection: { id: randomUUID(), kind: 'injection', at: at(10), ...common, lot_id: w.lot.lot_id, body_site: 'left_arm', ...more.injection },
		release: { id: randomUUID(), kind: 'release', at: at(45), ...common, ...more.release },
	};
}

const send = (who, unitId, events) => who.post('/api/v1/sync', { unit_id: unitId, events });
const record = async (w, person) => (await w.people.manager.get(`/api/v1/units/${w.unit.id}/persons/${person}`)).json;
const row = async (w, person) => (await w.people.manager.get(`/api/v1/units/${w.unit.id}/sessions/${w.session.id}/board`)).json.items.find((i) => i.person_id === person);
const reviews = async (w) => (await w.people.manager.get(`/api/v1/units/${w.unit.id}/reviews`)).json.items;

function* orders(list) {
	if (!list.length)
		yield [];
	for (const [i, x] of list.entries())
		for (const rest of orders([...list.slice(0, i), ...list.slice(i + 1)]))
			yield [x, ...rest];
}

async function inEveryOrder(w) {
	const all = [...orders(['check_in', 'screening', 'injection', 'release'])];
	const persons = [];
	for (const [k, order] of all.entries()) {
		const person = await newPerson(w);
		const events = await journey(w, person);
		persons.push(person);
		const outcomes = [];
		if (k % 3 === 0) { // in one batch
			const r = await send(w.people.manager, w.unit.id, order.map((kind) => events[kind]));
			outcomes.push(...(r.json?.items ?? []).map((i) => i.outcome));
		} else { // each alone, each twice
			for (const kind of order) {
				const first = await send(w.people.manager, w.unit.id, [events[kind]]);
				const again = await send(w.people.manager, w.unit.id, [events[kind]]);
				outcomes.push(first.json?.items?.[0]?.outcome);
				if (again.json?.items?.[0]?.again !== true || again.json.items[0].outcome !== first.json.items[0].outcome)
					check(`${w.engine}: ${order}: ${kind} again gives the first answer`, false, again.text);
			}
		}
		equal(`${w.engine}: ${order.join(', ')}: all applied`, outcomes, ['applied', 'applied', 'applied', 'applied']);
	}
	const board = await certificates(w.people.manager, w.unit.id, w.session.id);
	const rows = board.items.filter((i) => persons.includes(i.person_id));
	equal(`${w.engine}: everybody is released with a certificate`, rows.map((r) => `${r.step} ${r.certificate}`), persons.map(() => 'released issued'));
	const doses = await Promise.all(persons.map(async (p) => (await record(w, p)).doses.filter((d) => d.state === 'valid').length));
	equal(`${w.engine}: everybody has one dose`, doses, persons.map(() => 1));
	const visit = (await w.people.manager.get(`/api/v1/units/${w.unit.id}/visits/${rows[5].visit_id}`)).json;
	equal(`${w.engine}: the steps carry the station's times`, [visit.checked_in_at, visit.screened_at, visit.injected_at, visit.released_at, visit.identity_seen, visit.consent],
		[at(0), at(5), at(10), at(45), 'card', true]);
	const lots = (await w.people.manager.get(`/api/v1/units/${w.unit.id}/lots`)).json.items;
	equal(`${w.engine}: as many doses are gone`, lots.find((l) => l.lot_id === w.lot.lot_id).doses, 500 - persons.length);
}

async function brokenRules(w) {
	const { manager } = w.people;
	const before = (await reviews(w)).length;
	const one = async (event) => (await send(manager, w.unit.id, [event])).json?.items?.[0];
	// a second dose on the same day, at the same table
	const person = await newPerson(w);
	const events = await journey(w, person);
	await send(manager, w.unit.id, Object.values(events));
	const second = await one({ ...events.injection, id: randomUUID(), at: at(20) });
	check(`${w.engine}: a second dose is kept and flagged`, second?.outcome === 'flagged' && second.flags.includes('dose.interval') && second.flags.includes('visit.second_dose'), JSON.stringify(second));
	equal(`${w.engine}: both doses are on record`, (await record(w, person)).doses.filter((d) => d.state === 'valid').length, 2);
	// suspended
	const lot = (await manager.post(`/api/v1/units/${w.unit.id}/lots/receive`, { product_code: 'astrazeneca', number: 'SUS1', expires_on: '2021-12-31', doses: 10 })).json;
	const nation = (await w.admin.get('/api/v1/units?level=nation')).json.items[0].id;
	equal(`${w.engine}: the nation shortens its expiry and suspends it`, [
		(await w.admin.post(`/api/v1/units/${nation}/lots/${lot.lot_id}/expiry`, { expires_on: '2021-09-30', why: 'thử' })).status,
		(await w.admin.post(`/api/v1/units/${nation}/lots/${lot.lot_id}/state`, { state: 'suspended', why: 'thử' })).status], [200, 200]);
	const late = await newPerson(w);
	const bad = await journey(w, late, { injection: { lot_id: lot.lot_id }, release: { at: at(11) } });
	const r = (await send(manager, w.unit.id, Object.values(bad))).json.items;
	equal(`${w.engine}: expired, not on the table, released too early: kept and flagged`, [r[2].outcome, [...r[2].flags].sort(), r[3].flags],
		['flagged', ['lot.expired', 'lot.not_on_table', 'lot.suspended'], ['visit.early']]);
	// screened out, and injected all the same
	const out = await newPerson(w);
	const refused = await journey(w, out, { screening: { verdict: 'contraindicated', note: 'phản vệ' } });
	const o = (await send(manager, w.unit.id, Object.values(refused))).json.items;
	equal(`${w.engine}: injected after a contraindication: flagged, and done`, [o[1].outcome, o[2].flags, (await row(w, out)).step], ['applied', ['visit.step'], 'released']);
	// milder than the form
	const mild = await newPerson(w);
	const yes = Object.keys(await answersOf(w))[0];
	const m = await journey(w, mild, { screening: { answers: { ...await answersOf(w), [yes]: true } } });
	const mr = (await send(manager, w.unit.id, [m.check_in, m.screening])).json.items;
	equal(`${w.engine}: a milder verdict than the form's is flagged`, mr[1].flags, ['screening.milder']);
	// by somebody without the right; by somebody else of the site; by nobody we know
	const who = await newPerson(w);
	const e = await journey(w, who);
	equal(`${w.engine}: reception sends an injection: kept, flagged`, (await send(w.people.reception, w.unit.id, [e.injection])).json.items[0].flags, ['role.missing']);
	const staff = (await manager.get(`/api/v1/units/${w.unit.id}/staff`)).json.items;
	const nurse = staff.find((s) => s.role === 'observer');
	equal(`${w.engine}: reception sends what the observer did`, (await send(w.people.reception, w.unit.id, [{ ...e.release, staff_id: nurse.id }])).json.items[0].outcome, 'applied');
	equal(`${w.engine}: somebody unknown`, (await one({ ...e.check_in, staff_id: '12345' })).flags, ['staff.unknown']);
	// a clock ahead, another day
	const t = await newPerson(w);
	const clock = await journey(w, t, { check_in: { at: '2021-10-05T08:00:00Z' }, injection: { at: '2021-10-03T02:00:00Z' } });
	equal(`${w.engine}: a clock that is ahead`, (await one(clock.check_in)).flags, ['sync.clock']);
	equal(`${w.engine}: another day than the session's`, (await one(clock.injection)).flags, ['session.day']);
	// refused at the table
	const no = await newPerson(w);
	const n = await journey(w, no, { check_in: { consent: false, why: 'không đồng ý' } });
	equal(`${w.engine}: no consent ends the visit`, [(await one(n.check_in)).outcome, (await row(w, no)).step], ['applied', 'refused']);
	equal(`${w.engine}: injected without consent is flagged`, (await one(n.injection)).flags, ['visit.step']);
	const list = await reviews(w);
	check(`${w.engine}: what was flagged is on the review list (${list.length - before})`, list.length - before >= 10 && list.some((i) => i.kind === 'event_rule' && i.person_name), JSON.stringify(list.map((i) => i.kind)));
	// paper doses
	const paper = await newPerson(w);
	const dose = { id: randomUUID(), kind: 'dose', at: at(3), person_id: paper, product_code: 'astrazeneca', lot_number: 'X1', given_on: '2021-06-01', place: 'Trạm cũ', source_note: 'giấy 12' };
	equal(`${w.engine}: a paper dose`, (await one(dose)).outcome, 'applied');
	equal(`${w.engine}: it is on record`, (await record(w, paper)).doses.map((d) => [d.given_on, d.source]), [['2021-06-01', 'retrospective']]);
}

async function unreadable(w) {
	const { manager } = w.people;
	const good = await journey(w, await newPerson(w));
	const bad = [
		[{ ...good.check_in, id: 'abc' }, 'id'], [{ ...good.check_in, id: randomUUID(), kind: 'sneeze' }, 'kind'],
		[{ ...good.check_in, id: randomUUID(), person_id: '99' }, null], [{ ...good.check_in, id: randomUUID(), session_id: '99' }, null],
		[{ ...good.screening, id: randomUUID(), verdict: 'perhaps' }, 'verdict'], [{ ...good.injection, id: randomUUID(), lot_id: '99' }, 'lot_id'],
		[{ ...good.check_in, id: randomUUID(), surprise: 1 }, 'surprise'], ['nothing', null], [{ ...good.check_in, id: randomUUID(), at: 'yesterday' }, 'at'],
		[{ id: randomUUID(), kind: 'dose', at: at(1), person_id: good.check_in.person_id, product_code: 'astrazeneca', given_on: '2031-01-01' }, 'given_on'],
	];
	const r = await send(manager, w.unit.id, [bad[0][0], good.check_in, ...bad.slice(1).map(([e]) => e), good.screening]);
	const items = r.json?.items ?? [];
	equal(`${w.engine}: the readable among the unreadable are applied`, [items[1]?.outcome, items.at(-1)?.outcome], ['applied', 'applied']);
	for (const [k, [event, field]] of bad.entries()) {
		const item = items[k ? k + 1 : 0];
		check(`${w.engine}: unreadable ${k} is refused and says why (${item?.code})`, item?.outcome === 'refused' && item.code && item.detail && (field === null || item.field === field), JSON.stringify({ event, item }));
	}
	const before = (await reviews(w)).filter((i) => i.kind === 'event_refused').length;
	await send(manager, w.unit.id, bad.map(([e]) => e));
	equal(`${w.engine}: refused ones are kept once, however often they come`, (await reviews(w)).filter((i) => i.kind === 'event_refused').length, before);
	check(`${w.engine}: and are on the review list (${before})`, before === bad.length);
	// the same id with another content
	const reused = await send(manager, w.unit.id, [{ ...good.check_in, identity_seen: 'known' }]);
	equal(`${w.engine}: an id used for another content`, [reused.json.items[0].outcome, reused.json.items[0].code], ['refused', 'id.reused']);
	check(`${w.engine}: both are kept for review`, (await reviews(w)).some((i) => i.kind === 'id_reused' && i.person_id === good.check_in.person_id));
	equal(`${w.engine}: the order of its members does not matter`, (await send(manager, w.unit.id, [Object.fromEntries(Object.entries(good.check_in).reverse())])).json.items[0].again, true);
	// the request itself
	for (const [what, body, status] of [['no events', { unit_id: w.unit.id, events: [] }, 422], ['no list', { unit_id: w.unit.id, events: {} }, 422],
		['no unit', { events: [good.release] }, 422], ['too many', { unit_id: w.unit.id, events: Array.from({ length: 201 }, () => good.release) }, 422],
		['another site', { unit_id: w.other.id, events: [good.release] }, 403], ['an unknown unit', { unit_id: '5', events: [good.release] }, 404]]) {
		const a = await manager.post('/api/v1/sync', body);
		equal(`${w.engine}: ${what}: ${status}`, a.status, status);
	}
	equal(`${w.engine}: a stock keeper has no table`, (await send(w.people.stock_keeper, w.unit.id, [good.release])).status, 403);
	equal(`${w.engine}: a visitor`, (await send(w.server.anonymous, w.unit.id, [good.release])).status, 401);
}

// The line was down for some, and live steps go on beside it.
async function beside(w) {
	const { manager, reception, screening_doctor, vaccinator } = w.people;
	// checked in and injected live, the station did not learn the answer and sends the same injection with the same uuid
	const person = await newPerson(w);
	let v = (await checkIn(reception, w.unit.id, w.session.id, person)).json;
	v = (await screen(screening_doctor, w.unit.id, v)).json;
	const uuid = randomUUID();
	v = (await inject(vaccinator, w.unit.id, v, w.lot.lot_id, { uuid })).json;
	const e = await journey(w, person, { injection: { id: uuid } });
	equal(`${w.engine}: what was recorded live already is not doubled`, [(await send(manager, w.unit.id, [e.injection])).json.items[0].outcome, (await record(w, person)).doses.length], ['applied', 1]);
	// closed, and counted as not having come
	const { session } = await openSession(manager, w.unit.id, w.campaign.id, DAY, { number: 'LOT002', doses: 50 });
	const missing = await newPerson(w);
	await manager.post(`/api/v1/units/${w.unit.id}/sessions/${session.id}/appointments`, { person_id: missing });
	const closed = await manager.post(`/api/v1/units/${w.unit.id}/sessions/${session.id}/close`, {});
	const m = await journey(w, missing);
	const r = (await send(manager, w.unit.id, Object.values(m).map((x) => ({ ...x, session_id: session.id, ...(x.kind === 'injection' ? { lot_id: w.lot.lot_id } : {}) })))).json.items;
	equal(`${w.engine}: a closed session takes what happened in it (${closed.status})`, r.map((i) => i.outcome).filter((o) => o === 'refused'), []);
	// many stations at once, the same events from two of them
	const persons = await Promise.all(Array.from({ length: 12 }, () => newPerson(w)));
	const all = await Promise.all(persons.map((p) => journey(w, p)));
	const shuffled = all.flatMap((j) => Object.values(j)).map((x) => [Math.random(), x]).sort((a, b) => a[0] - b[0]).map(([, x]) => x);
	const parts = Array.from({ length: 6 }, (_, k) => shuffled.filter((_, i) => i % 6 === k));
	const answers = await Promise.all([...parts, ...parts].map((events) => send(manager, w.unit.id, events)));
	equal(`${w.engine}: twelve senders at once`, answers.map((a) => a.status).filter((s) => s !== 200), []);
	equal(`${w.engine}: each event once`, await Promise.all(persons.map(async (p) => (await record(w, p)).doses.length)), persons.map(() => 1));
	equal(`${w.engine}: each person through`, await Promise.all(persons.map(async (p) => (await row(w, p)).step)), persons.map(() => 'released'));
}

for (const engine of engines) {
	const w = await world(engine);
	form = null;
	await inEveryOrder(w);
	await brokenRules(w);
	await unreadable(w);
	await beside(w);
	await countersAgree(engine, w.db);
	const audit = await w.db.run(['audit', 'verify']);
	check(`${engine}: the audit chain holds`, audit.json.intact, audit.out);
	await w.server.stop();
	await w.db.drop();
}
await finish();
