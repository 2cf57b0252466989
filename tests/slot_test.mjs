// slot_test.mjs - the hours of a session: never more people than places, however many ask at once and wherever; a place
// given back is a place again. On PostgreSQL two servers share the database.
// test: timeout 600
import { check, equal, finish } from './lib/check.mjs';
import { checkIn, countersAgree, move, openSession, team } from './lib/journey.mjs';
import { person } from './lib/people.mjs';
import { engines, newDatabase, startServer } from './lib/server.mjs';

const DAY = '2021-10-04', CLOCK = `${DAY}T08:00:00+07:00`;
const PLACES = 20, PEOPLE = 60;

async function world(engine) {
	const db = await newDatabase(engine);
	const password = await db.addUser('root', 'administrator', 'VN');
	const servers = [await startServer({ db, clock: CLOCK })];
	if (engine === 'postgresql')
		servers.push(await startServer({ db, clock: CLOCK }));
	const admin = await servers[0].login('root', password);
	const nation = (await admin.get('/api/v1/units?level=nation')).json.items[0].id;
	const commune = (await admin.get('/api/v1/units?level=commune&q=00001&on=2021-08-01')).json.items[0].id;
	const campaign = (await admin.post(`/api/v1/units/${nation}/campaigns`, { code: 'T', name: 'Thử', starts_on: '2021-01-01', wait_minutes: 30 })).json;
	const unit = (await admin.post(`/api/v1/units/${commune}/sites`, { code: 'S0001', name: 'Trạm S', kind: 'health_station' })).json.id;
	const t = await team(servers[0], admin, unit, 's', ['reception', 'manager']);
	const { session } = await openSession(t.manager, unit, campaign.id, DAY, { slots: [
		{ starts: '08:00', ends: '09:00', capacity: PLACES }, { starts: '09:00', ends: '10:00', capacity: 1 },
		{ starts: '10:00', ends: '11:00', capacity: 1000 }] });
	// the same login at every server
	const tables = servers.map((s) => ({ post: (path, body) => s.anonymous.post(path, body, { headers: t.reception.headers }) }));
	return { db, servers, unit, session: session.id, commune, manager: t.manager, reception: t.reception, tables };
}

async function people(w, n, first) {
	const made = Array.from({ length: n }, async (_, i) => {
		const p = person(first + i), [d, m, y] = p.birth.split('/');
		const answer = await w.reception.post(`/api/v1/units/${w.unit}/persons`, { name: p.name, birth_date: `${y}-${m}-${d}`,
			sex: p.sex ? 'female' : 'male', cccd: p.cccd, phone: p.phone, home_unit_id: w.commune });
		if (answer.status !== 201)
			throw new Error(`person: ${answer.status} ${answer.text}`);
		return answer.json.id;
	});
	return Promise.all(made);
}

const list = (w, who, id, slot) => who.post(`/api/v1/units/${w.unit}/sessions/${w.session}/appointments`, { person_id: id, slot });
async function booked(w, slot) {
	const s = (await w.manager.get(`/api/v1/units/${w.unit}/sessions/${w.session}`)).json;
	return s.slots.find((x) => x.starts === slot).booked;
}

async function race(w, what) {
	const ids = await people(w, PEOPLE, 1000);
	// each asks twice at once: by the list and again by the list, as impatient clients do; and at every server
	const answers = await Promise.all([...ids, ...ids].map((id, i) => list(w, w.tables[i % w.tables.length], id, '08:00')));
	const winners = new Set(answers.filter((a) => a.status === 201).map((a) => a.json.person_id));
	const others = answers.filter((a) => a.status !== 201);
	equal(`${what}: exactly the places are given`, winners.size, PLACES);
	check(`${what}: the others are told that the hour is full`, others.length > 0 && others.every((a) => a.status === 409 && a.json.code === 'slot.full'),
		JSON.stringify(others.find((a) => a.json?.code !== 'slot.full')?.json));
	equal(`${what}: the session says so`, await booked(w, '08:00'), PLACES);
	const loser = ids.find((id) => !winners.has(id));
	equal(`${what}: who was refused is not on the list, and may take another hour`, (await list(w, w.reception, loser, '10:00')).status, 201);
	equal(`${what}: one more there`, await booked(w, '10:00'), 1);
	equal(`${what}: asking again changes nothing`, [(await list(w, w.reception, loser, '10:00')).status, await booked(w, '10:00')], [201, 1]);
	const unknown = await list(w, w.reception, ids.filter((id) => !winners.has(id))[1], '23:00');
	equal(`${what}: an hour that is none`, [unknown.status, unknown.json.code, unknown.json.field], [422, 'slot.unknown', 'slot']);
}

async function givenBack(w, what) {
	const [a, b] = await people(w, 2, 3000);
	const first = await checkIn(w.reception, w.unit, w.session, a, { slot: '09:00' });
	equal(`${what}: a walk-in takes the last place`, [first.status, await booked(w, '09:00')], [201, 1]);
	const full = await checkIn(w.reception, w.unit, w.session, b, { slot: '09:00' });
	equal(`${what}: the next one is told`, [full.status, full.json.code], [409, 'slot.full']);
	equal(`${what}: undo gives it back`, [(await move(w.reception, w.unit, first.json, 'undo', { why: 'nhầm người' })).status, await booked(w, '09:00')], [200, 0]);
	const second = await checkIn(w.reception, w.unit, w.session, b, { slot: '09:00' });
	equal(`${what}: and the next one has it`, [second.status, await booked(w, '09:00')], [201, 1]);
	const back = await checkIn(w.reception, w.unit, w.session, a, { slot: '09:00' });
	equal(`${what}: who comes back finds it taken`, [back.status, back.json.code], [409, 'slot.full']);
	const other = await checkIn(w.reception, w.unit, w.session, a, { slot: '10:00' });
	equal(`${what}: and takes another hour`, [other.status, await booked(w, '10:00')], [201, 2]);
	equal(`${what}: undone again`, [(await move(w.reception, w.unit, other.json, 'undo', { why: 'nhầm' })).status, await booked(w, '10:00')], [200, 1]);
	const listed = await list(w, w.reception, a, null);
	equal(`${what}: back on the list for any time`, [listed.status, listed.json.state, listed.json.slot, await booked(w, '10:00')], [201, 'expected', null, 1]);
	const there = await checkIn(w.reception, w.unit, w.session, a);
	equal(`${what}: undo of one who was on the list keeps them on it`,
		[(await move(w.reception, w.unit, there.json, 'undo', { why: 'nhầm' })).status,
			(await w.manager.get(`/api/v1/units/${w.unit}/sessions/${w.session}/board`)).json.items.find((i) => i.person_id === a)?.step],
		[200, 'expected']);
}

for (const engine of engines) {
	const w = await world(engine);
	await race(w, engine);
	await givenBack(w, engine);
	const recount = await countersAgree(engine, w.db);
	equal(`${engine}: every hour was counted again`, recount.slots, 3);
	for (const server of w.servers)
		await server.stop();
}
await finish();
