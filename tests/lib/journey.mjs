// journey.mjs - a vaccination session driven through the API as its four tables would.
import { randomUUID } from 'node:crypto';
import { equal } from './check.mjs';

const must = (answer, status, what) => {
	if (answer.status !== status)
		throw new Error(`${what}: expected ${status}, got ${answer.status} ${answer.text}`);
	return answer.json;
};

// One account a table, made by an administrator of the nation: { reception, screening_doctor, vaccinator, observer, manager, ... }.
export async function team(server, admin, unitId, prefix, roles) {
	const logins = {};
	for (const role of roles) {
		const name = `${prefix}.${role}`;
		const made = must(await admin.post(`/api/v1/units/${unitId}/staff`, { login_name: name, full_name: `${role} ${prefix}`, role }), 201, name);
		logins[role] = await server.login(name, made.password);
	}
	return logins;
}

// A lot on hand and a session of today with it.
export async function openSession(manager, unitId, campaignId, date, { product = 'astrazeneca', number = 'LOT001', doses = 1000, expires = '2022-12-31', slots = [] } = {}) {
	const lot = must(await manager.post(`/api/v1/units/${unitId}/lots/receive`, { product_code: product, number, expires_on: expires, doses }), 201, 'receive');
	const session = must(await manager.post(`/api/v1/units/${unitId}/sessions`,
		{ campaign_id: campaignId, on_date: date, lots: [{ lot_id: lot.lot_id }], slots }), 201, 'session');
	return { lot, session };
}

export const checkIn = (who, unitId, sessionId, personId, more = {}) =>
	who.post(`/api/v1/units/${unitId}/sessions/${sessionId}/visits`,
		{ uuid: randomUUID(), person_id: personId, identity_seen: 'card', consent: true, ...more });

// "Không" to every question that this person is asked, with good vital signs.
export async function screen(who, unitId, visit, more = {}) {
	const full = must(await who.get(`/api/v1/units/${unitId}/visits/${visit.id}`), 200, 'visit');
	const answers = {};
	for (const q of full.form.body.questions)
		if (!q.computed && (!q.sex || q.sex === full.person.sex || full.person.sex === 'unknown'))
			answers[q.id] = false;
	return who.post(`/api/v1/units/${unitId}/visits/${visit.id}/screening`,
		{ version: visit.version, temperature: 366, pulse: 75, systolic: 120, diastolic: 75, breathing: 18, ...more, answers: { ...answers, ...more.answers } });
}

export const inject = (who, unitId, visit, lotId, more = {}) =>
	who.post(`/api/v1/units/${unitId}/visits/${visit.id}/injection`,
		{ version: visit.version, uuid: randomUUID(), lot_id: lotId, body_site: 'left_arm', ...more });

export const move = (who, unitId, visit, how, more = {}) =>
	who.post(`/api/v1/units/${unitId}/visits/${visit.id}/${how}`, { version: visit.version, ...more });

// All four steps; returns the visit as released.
export async function fourSteps(team, unitId, sessionId, personId, lotId) {
	let visit = must(await checkIn(team.reception, unitId, sessionId, personId), 201, 'check-in');
	visit = must(await screen(team.screening_doctor, unitId, visit), 200, 'screening');
	visit = must(await inject(team.vaccinator, unitId, visit, lotId), 200, 'injection');
	return must(await move(team.observer, unitId, visit, 'release'), 200, 'release');
}

// Waits until the session's board shows a certificate for everybody who was released.
export async function certificates(who, unitId, sessionId, patience = 20000) {
	const until = Date.now() + patience;
	for (;;) {
		const board = must(await who.get(`/api/v1/units/${unitId}/sessions/${sessionId}/board`), 200, 'board');
		const waiting = board.items.filter((i) => i.step === 'released' && i.certificate !== 'issued');
		if (!waiting.length || Date.now() > until)
			return board;
		await new Promise((r) => setTimeout(r, 100));
	}
}

// The counters say what the rows say: at every moment for sites, at rest for the sums of upper units.
export async function countersAgree(what, db, patience = 10000) {
	const until = Date.now() + patience;
	let recount;
	do {
		const { json } = await db.run(['recount']).catch((e) => ({ json: { error: String(e) } }));
		recount = json;
		if (recount?.differing === 0 && recount?.sums_differing === 0 && recount?.slots_differing === 0 && recount?.balances_differing === 0 && recount?.bookings_differing === 0)
			break;
		await new Promise((r) => setTimeout(r, 300));
	} while (Date.now() < until);
	equal(`${what}: counters equal the recount`, [recount?.differing, recount?.sums_differing, recount?.slots_differing, recount?.balances_differing, recount?.bookings_differing,
		recount?.differences ?? recount], [0, 0, 0, 0, 0, []]);
	return recount;
}
