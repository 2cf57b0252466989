// load.mjs - one site with its team and people who pass the four steps one after the other, on a server that has the real clock.
import { fourSteps, openSession, team } from './journey.mjs';
import { person } from './people.mjs';

const today = () => new Date(Date.now() + 7 * 3600e3).toISOString().slice(0, 10);
const must = (answer, status, what) => {
	if (answer.status !== status)
		throw new Error(`${what}: expected ${status}, got ${answer.status} ${answer.text}`);
	return answer.json;
};

// { unitId, commune, team, lot, session, admin, password }
export async function newSite(server, db) {
	const password = await db.addUser('root', 'administrator', 'VN');
	const admin = await server.login('root', password);
	const nation = must(await admin.get('/api/v1/units?level=nation'), 200, 'nation').items[0].id;
	const commune = must(await admin.get('/api/v1/units?level=commune&q=00001&on=2021-08-01'), 200, 'commune').items[0].id;
	const campaign = must(await admin.post(`/api/v1/units/${nation}/campaigns`, { code: 'T', name: 'Thử', starts_on: '2021-01-01', wait_minutes: 0 }), 201, 'campaign');
	const unitId = must(await admin.post(`/api/v1/units/${commune}/sites`, { code: 'A0001', name: 'Trạm thử', kind: 'health_station', tables: 2 }), 201, 'site').id;
	const people = await team(server, admin, unitId, 'a', ['reception', 'screening_doctor', 'vaccinator', 'observer', 'manager']);
	const { lot, session } = await openSession(people.manager, unitId, campaign.id, today(), { doses: 100000, expires: '2099-12-31' });
	return { unitId, commune, team: people, lot: lot.lot_id, session: session.id, admin, password };
}

export async function newPerson(site, i) {
	const p = person(i);
	const [d, m, y] = p.birth.split('/');
	return must(await site.team.reception.post(`/api/v1/units/${site.unitId}/persons`, {
		name: p.name, birth_date: `${y}-${m}-${d}`, sex: p.sex ? 'female' : 'male', cccd: p.cccd, phone: p.phone, home_unit_id: site.commune }), 201, 'person').id;
}

// People come until stop() is called: { released: [person id, ...], errors: [text, ...] }.
export function startLoad(site, { workers = 4, from = 0 } = {}) {
	const load = { released: [], errors: [], going: true };
	let next = from;
	const work = async () => {
		while (load.going) {
			try {
				const id = await newPerson(site, next++);
				await fourSteps(site.team, site.unitId, site.session, id, site.lot);
				load.released.push(id);
			} catch (e) {
				load.errors.push(String(e.message ?? e));
				await new Promise((r) => setTimeout(r, 50));
			}
		}
	};
	const all = Promise.all(Array.from({ length: workers }, work));
	load.stop = async () => {
		load.going = false;
		await all;
		return load;
	};
	return load;
}
