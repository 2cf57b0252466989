// world.mjs - sites, teams and people made through the API, for the rows that need a few of them at a known step.
import { randomUUID } from 'node:crypto';
import { checkIn, fourSteps, openSession, screen, team } from '../tests/lib/journey.mjs';
import { person } from '../tests/lib/people.mjs';

const must = (answer, status, what) => {
	if (answer.status !== status)
		throw new Error(`${what}: expected ${status}, got ${answer.status} ${answer.text.slice(0, 300)}`);
	return answer.json;
};

export const today = () => new Date(Date.now() + 7 * 3600000).toISOString().slice(0, 10); // Vietnam's

// A campaign without an observation wait and so many sites. Unless bare, each has a manager (who may do all four steps), a
// lot on hand and a session of today.
export async function newWorld(server, password, sites, prefix, { bare = false } = {}) {
	const admin = await server.anonymous.login('root', password);
	const nation = must(await admin.get('/api/v1/units?level=nation'), 200, 'nation').items[0].id;
	const commune = must(await admin.get('/api/v1/units?level=commune&q=00001&on=2021-08-01'), 200, 'commune').items[0].id;
	const campaign = must(await admin.post(`/api/v1/units/${nation}/campaigns`, { code: prefix, name: 'Đo tốc độ', starts_on: '2021-01-01', wait_minutes: 0 }), 201, 'campaign');
	const world = { admin, nation, commune, campaign, sites: [], serial: 0 };
	const login = { login: (name, secret) => server.anonymous.login(name, secret) };
	for (let i = 0; i < sites; i++) {
		const code = `${prefix}${i}`.toUpperCase();
		const unit = must(await admin.post(`/api/v1/units/${commune}/sites`, { code, name: `Trạm ${code}`, kind: 'health_station', tables: 4, capacity: 1000,
			in_charge: 'Người phụ trách', phone: '02400000000' }), 201, 'site').id;
		if (bare)
			continue;
		const staff = (await team(login, admin, unit, code.toLowerCase(), ['manager'])).manager;
		const { lot, session } = await openSession(staff, unit, campaign.id, today(), { number: `LO${code}`, doses: 5000000, expires: '2099-12-31' });
		world.sites.push({ unit, staff, lot: lot.lot_id, session: session.id });
	}
	return world;
}

export async function newPerson(world, site) {
	const p = person(++world.serial);
	const [d, m, y] = p.birth.split('/');
	return must(await site.staff.post(`/api/v1/units/${site.unit}/persons`, {
		name: p.name, birth_date: `${y}-${m}-${d}`, sex: p.sex ? 'female' : 'male', cccd: p.cccd, phone: p.phone, home_unit_id: world.commune,
	}, { headers: { 'idempotency-key': randomUUID() } }), 201, 'person').id;
}

// A new person who waits for the injection.
export async function screened(world, site) {
	const visit = must(await checkIn(site.staff, site.unit, site.session, await newPerson(world, site)), 201, 'check-in');
	return must(await screen(site.staff, site.unit, visit), 200, 'screening');
}

// A new person, vaccinated and released; resolves to the person's id.
export async function vaccinated(world, site) {
	const id = await newPerson(world, site);
	const all = { reception: site.staff, screening_doctor: site.staff, vaccinator: site.staff, observer: site.staff };
	await fourSteps(all, site.unit, site.session, id, site.lot);
	return id;
}
