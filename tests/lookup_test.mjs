// lookup_test.mjs - records of people on no list of the unit: opening many of them raises an alarm above; one's own list never.
// test: timeout 600
import { readFileSync } from 'node:fs';
import { check, equal, finish } from './lib/check.mjs';
import { openSession, team } from './lib/journey.mjs';
import { person } from './lib/people.mjs';
import { engines, newDatabase, root as house, startServer } from './lib/server.mjs';

const LIMIT = Number(/LOOKUP_OUTSIDE_PER_HOUR =\s*(\d+)/.exec(readFileSync(`${house}/src/person/person.h`, 'utf8'))[1]);
const QUOTA = Number(/FIND_PER_DAY = (\d+)/.exec(readFileSync(`${house}/src/person/person.h`, 'utf8'))[1]);

for (const engine of engines) {
	const db = await newDatabase(engine);
	const password = await db.addUser('root', 'administrator', 'VN');
	const server = await startServer({ db, clock: '2021-10-04T20:05:00+07:00' });
	const admin = await server.login('root', password);
	const nation = (await admin.get('/api/v1/units?level=nation')).json.items[0].id;
	const commune = (await admin.get('/api/v1/units?level=commune&q=00001&on=2021-08-01')).json.items[0].id;
	const campaign = (await admin.post(`/api/v1/units/${nation}/campaigns`, { code: 'T', name: 'Thử', starts_on: '2021-01-01', wait_minutes: 30 })).json;
	const sites = [];
	for (const code of ['L0001', 'L0002']) {
		const unit = (await admin.post(`/api/v1/units/${commune}/sites`, { code, name: `Trạm ${code}`, kind: 'health_station' })).json.id;
		const t = await team(server, admin, unit, code.toLowerCase(), ['reception', 'manager']);
		await openSession(t.manager, unit, campaign.id, '2021-10-04');
		sites.push({ unit, ...t });
	}
	const [own, other] = sites;
	const people = [];
	for (let i = 0; i < LIMIT + 3; i++) {
		const p = person(5000 + i), [d, m, y] = p.birth.split('/');
		const made = await own.reception.post(`/api/v1/units/${own.unit}/persons`, { name: p.name, birth_date: `${y}-${m}-${d}`,
			sex: p.sex ? 'female' : 'male', cccd: p.cccd, home_unit_id: commune });
		people.push({ id: made.json.id, cccd: p.cccd });
	}
	const open = async (site, some) => {
		const answers = await Promise.all(some.map((p) => site.reception.get(`/api/v1/units/${site.unit}/persons/${p.id}`)));
		check(`${engine}: all were shown`, answers.every((a) => a.status === 200), answers.find((a) => a.status !== 200)?.text);
	};
	const alarms = async (who, unit) => (await who.get(`/api/v1/units/${unit}/alarms`)).json.items;
	await open(own, people);
	equal(`${engine}: one's own list is no alarm`, await alarms(admin, nation), []);
	await open(other, people.slice(0, LIMIT - 1));
	await open(other, people.slice(0, LIMIT - 1)); // the same ones again do not count
	const find = (p) => other.reception.post(`/api/v1/units/${other.unit}/persons/find`, { number: p.cccd, why: 'người đến tiêm' });
	equal(`${engine}: a nationwide look-up`, (await find(people[LIMIT - 1])).status, 200);
	equal(`${engine}: as many as the limit is no alarm`, await alarms(admin, nation), []);
	await open(other, [people[LIMIT]]);
	const [alarm, ...more] = await alarms(other.manager, other.unit);
	equal(`${engine}: one more is an alarm with its figures`, [alarm?.kind, alarm?.subject_name, alarm?.unit_id, alarm?.detail, more.length],
		['lookup_outside', 'reception l0002', other.unit, { people: LIMIT + 1, limit: LIMIT, minutes: 60 }, 0]);
	await open(other, [people[LIMIT + 1]]);
	const above = await alarms(admin, nation);
	equal(`${engine}: seen above, still one, with new figures`, [above.length, above[0]?.id, above[0]?.detail.people], [1, alarm?.id, LIMIT + 2]);
	equal(`${engine}: the neighbour does not see it`, await alarms(own.manager, own.unit), []);
	const close = (who, unit, id, why) => who.post(`/api/v1/units/${unit}/alarms/${id}/close`, { why });
	equal(`${engine}: a reception does not close it`, (await close(other.reception, other.unit, alarm.id, 'x')).status, 403);
	equal(`${engine}: closing needs what was found`, (await close(other.manager, other.unit, alarm.id, '')).json.field, 'why');
	equal(`${engine}: an alarm that is not there`, (await close(other.manager, other.unit, '1', 'x')).json.code, 'alarm.unknown');
	const closed = await close(other.manager, other.unit, alarm.id, 'Đối chiếu danh sách của xã bên cạnh');
	equal(`${engine}: the manager closes it and says what was found`, [closed.status, closed.json.why, closed.json.closed_by, typeof closed.json.cleared_at],
		[200, 'Đối chiếu danh sách của xã bên cạnh', 'manager l0002', 'string']);
	equal(`${engine}: it is closed once`, (await close(admin, other.unit, alarm.id, 'x')).json.code, 'alarm.closed');
	equal(`${engine}: closed, it is on no list of what is open`, await alarms(admin, nation), []);
	equal(`${engine}: and kept`, (await admin.get(`/api/v1/units/${nation}/alarms?state=all`)).json.items.map((a) => a.why), ['Đối chiếu danh sách của xã bên cạnh']);
	await open(other, [people[LIMIT + 2]]);
	equal(`${engine}: going on raises a new one`, (await alarms(admin, nation)).map((a) => a.id === alarm.id), [false]);
	equal(`${engine}: a reception does not see alarms`, (await other.reception.get(`/api/v1/units/${other.unit}/alarms`)).status, 403);
	if (engine === 'sqlite') { // the day of the quota turns at local midnight
		for (let i = 1; i < QUOTA; i++)
			await find(people[0]);
		const over = await find(people[0]);
		equal('the quota is used up', [over.status, over.json.code], [429, 'lookup.quota']);
		const left = Number(over.headers['retry-after']);
		check('... for as long as the day lasts', left > 3 * 3600 && left < 4 * 3600, left);
		await server.setClock('2021-10-04T23:59:00+07:00');
		const late = await find(people[0]);
		equal('until midnight, as it is told', [late.status, Number(late.headers['retry-after']) > 30 && Number(late.headers['retry-after']) <= 60], [429, true]);
		await server.setClock('2021-10-05T00:00:30+07:00');
		await openSession(other.manager, other.unit, campaign.id, '2021-10-05', { number: 'LOT002' });
		equal('a new day', (await find(people[0])).status, 200);
	}
	await server.stop();
}
await finish();
