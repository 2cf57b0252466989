// certificate_test.mjs - a signing key that cannot sign raises an alarm, which is over when the certificates are there; a server
// that is killed leaves no dose without its certificate; two servers on one database sign each dose once.
// test: timeout 600
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { check, equal, finish } from './lib/check.mjs';
import { client } from './lib/client.mjs';
import { certificates, countersAgree, fourSteps, openSession, team } from './lib/journey.mjs';
import { person } from './lib/people.mjs';
import { engines, newDatabase, releaseBinary, runProgram, startServer } from './lib/server.mjs';

const DAY = '2021-10-04';
const roles = ['reception', 'screening_doctor', 'vaccinator', 'observer', 'manager'];
let serial = 0;

const at = (time) => `${DAY}T${time}+07:00`;

async function world(db, server, password) {
	const admin = await server.login('root', password);
	const nation = (await admin.get('/api/v1/units?level=nation')).json.items[0].id;
	const commune = (await admin.get('/api/v1/units?level=commune&q=00001&on=2021-08-01')).json.items[0].id;
	const campaign = (await admin.post(`/api/v1/units/${nation}/campaigns`, { code: 'T', name: 'Thử', starts_on: '2021-01-01', wait_minutes: 0 })).json;
	const unitId = (await admin.post(`/api/v1/units/${commune}/sites`, { code: 'A0001', name: 'Trạm A0001', kind: 'health_station', tables: 2 })).json.id;
	const staff = await team(server, admin, unitId, 'a', roles);
	const { lot, session } = await openSession(staff.manager, unitId, campaign.id, DAY);
	return { admin, nation, commune, unitId, staff, lot: lot.lot_id, session: session.id, people: [] };
}

async function vaccinate(w, n) {
	for (let i = 0; i < n; i++) {
		const p = person(++serial);
		const [d, m, y] = p.birth.split('/');
		const made = await w.staff.reception.post(`/api/v1/units/${w.unitId}/persons`, {
			name: p.name, birth_date: `${y}-${m}-${d}`, sex: p.sex ? 'female' : 'male', cccd: p.cccd, phone: p.phone, home_unit_id: w.commune });
		if (made.status !== 201)
			throw new Error(`person: ${made.status} ${made.text}`);
		await fourSteps(w.staff, w.unitId, w.session, made.json.id, w.lot);
		w.people.push(made.json.id);
	}
}

// The same people talk to another server on the same database: logins are rows.
function moveTo(w, server) {
	const there = (who) => client(server.url, who.headers);
	w.admin = there(w.admin);
	w.staff = Object.fromEntries(Object.entries(w.staff).map(([role, who]) => [role, there(who)]));
}

const alarms = async (w, state) => (await w.admin.get(`/api/v1/units/${w.nation}/alarms?state=${state}`)).json.items;

async function until(what, patience, look) {
	for (const end = Date.now() + patience; ;) {
		const found = await look();
		if (found || Date.now() > end)
			return check(what, !!found);
		await sleep(200);
	}
}

async function oneEach(what, w) {
	const board = await certificates(w.staff.observer, w.unitId, w.session, 60000);
	equal(`${what}: everybody has a certificate`, board.items.filter((i) => i.certificate === 'issued').length, w.people.length);
	const counts = [];
	for (const id of w.people) {
		const record = (await w.staff.observer.get(`/api/v1/units/${w.unitId}/persons/${id}`)).json;
		counts.push(record.certificates.length);
	}
	equal(`${what}: and one only`, counts, w.people.map(() => 1));
}

for (const engine of engines) {
	console.log(`# ${engine}`);
	const db = await newDatabase(engine);
	const password = await db.addUser('root', 'administrator', 'VN');

	// made today, so not valid yet on the test's day: every signature is refused
	await runProgram(['certificate', 'keys', join(db.folder, 'keys')], { binary: releaseBinary });
	let server = await startServer({ db, clock: at('10:30:00') });
	const w = await world(db, server, password);
	await vaccinate(w, 3);
	await sleep(1000);
	const board = (await w.staff.observer.get(`/api/v1/units/${w.unitId}/sessions/${w.session}/board`)).json;
	equal('no certificate is made with a key that is not valid', board.items.filter((i) => i.certificate === 'issued').length, 0);
	equal('and no alarm in the first minute', (await alarms(w, 'open')).length, 0);
	await server.setClock(at('10:33:00'));
	await until('after three minutes there is an alarm', 20000, async () => (await alarms(w, 'open')).length);
	const [alarm] = await alarms(w, 'open');
	const detail = typeof alarm?.detail === 'string' ? JSON.parse(alarm.detail) : alarm?.detail;
	check(`it says what and how late (${JSON.stringify(detail)})`, alarm?.kind === 'certificate_late' && detail.late_ms > detail.limit_ms && detail.limit_ms === 60000);
	await server.stop();

	rmSync(join(db.folder, 'keys'), { recursive: true });
	server = await startServer({ db, clock: at('10:36:00') });
	moveTo(w, server);
	await oneEach('with a good key', w);
	await until('the alarm is over', 20000, async () => !(await alarms(w, 'open')).length);
	const all = await alarms(w, 'all');
	check('and kept', all.length === 1 && all[0].cleared_at !== null, JSON.stringify(all));

	await vaccinate(w, 2);
	await server.kill(); // before, between or after claiming and keeping
	server = await startServer({ db, clock: at('10:37:00') });
	moveTo(w, server);
	await oneEach('after kill -9', w);

	if (engine === 'postgresql') {
		const second = await startServer({ db, clock: at('10:37:00') });
		await vaccinate(w, 6);
		await oneEach('two servers', w);
		await second.stop();
	}
	await countersAgree(engine, db);
	await server.stop();
	await db.drop();
}
await finish();
