// tsan_test.mjs - lanes, workers and publishing under ThreadSanitizer: four tables at once, on both engines.
// test: timeout 600
import { check, finish } from './lib/check.mjs';
import { certificates, countersAgree, fourSteps, openSession, team } from './lib/journey.mjs';
import { person } from './lib/people.mjs';
import { engines, newDatabase, root, startServer } from './lib/server.mjs';

const DAY = '2021-10-04', PEOPLE = 24;
const binary = `${root}/build/tiemchung-tsan`;

for (const engine of engines) {
	const db = await newDatabase(engine);
	const password = await db.addUser('root', 'administrator', 'VN');
	const server = await startServer({ db, binary, clock: `${DAY}T08:00:00+07:00`, patience: 60000 });
	const admin = await server.login('root', password);
	const nation = (await admin.get('/api/v1/units?level=nation')).json.items[0].id;
	const commune = (await admin.get('/api/v1/units?level=commune&q=00001&on=2021-08-01')).json.items[0].id;
	const campaign = (await admin.post(`/api/v1/units/${nation}/campaigns`, { code: 'T', name: 'Thử', starts_on: DAY, wait_minutes: 0 })).json;
	const unitId = (await admin.post(`/api/v1/units/${commune}/sites`, { code: 'A0001', name: 'Trạm A', kind: 'health_station' })).json.id;
	const people = await team(server, admin, unitId, 'a', ['reception', 'screening_doctor', 'vaccinator', 'observer', 'manager']);
	const { lot, session } = await openSession(people.manager, unitId, campaign.id, DAY);
	const queue = Array.from({ length: PEOPLE }, (_, i) => person(i));
	await Promise.all(Array.from({ length: 8 }, async () => {
		for (let p; (p = queue.pop());) {
			const made = await people.reception.post(`/api/v1/units/${unitId}/persons`,
				{ name: p.name, birth_date: p.birth, sex: p.sex ? 'female' : 'male', cccd: p.cccd, home_unit_id: commune });
			await fourSteps(people, unitId, session.id, made.json.id, lot.lot_id);
			await server.anonymous.get('/api/public/summary');
			await server.anonymous.get('/');
		}
	}));
	const board = await certificates(people.observer, unitId, session.id, 60000);
	check(`${engine}: everybody has a certificate`, board.items.filter((i) => i.certificate === 'issued').length === PEOPLE, JSON.stringify(board.counts));
	await countersAgree(engine, db);
	await server.stop();
	await db.drop();
}
await finish();
