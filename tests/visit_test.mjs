// visit_test.mjs - the four steps and the rules of doses: what is stopped, what is kept, what is taken back.
// test: timeout 600
import { randomUUID } from 'node:crypto';
import { check, equal, finish } from './lib/check.mjs';
import { certificates, checkIn, countersAgree, fourSteps, inject, move, openSession, screen, team } from './lib/journey.mjs';
import { person } from './lib/people.mjs';
import { engines, newDatabase, startServer } from './lib/server.mjs';

const DAY = '2021-10-04';
const roles = ['reception', 'screening_doctor', 'vaccinator', 'observer', 'data_clerk', 'manager'];
let serial = 0;

// A nation of two sites with a team each, a session of today at both.
async function world(engine) {
	const db = await newDatabase(engine);
	const password = await db.addUser('root', 'administrator', 'VN');
	const boss = await db.addUser('boss', 'manager', 'VN');
	const server = await startServer({ db, clock: `${DAY}T10:30:00+07:00` });
	const admin = await server.login('root', password);
	const nation = (await admin.get('/api/v1/units?level=nation')).json.items[0].id;
	const commune = (await admin.get('/api/v1/units?level=commune&q=00001&on=2021-08-01')).json.items[0].id;
	const campaign = (await admin.post(`/api/v1/units/${nation}/campaigns`, { code: 'T', name: 'Thử', starts_on: '2021-01-01', wait_minutes: 30 })).json;
	const sites = [];
	for (const code of ['A0001', 'B0002']) {
		const unitId = (await admin.post(`/api/v1/units/${commune}/sites`, { code, name: `Trạm ${code}`, kind: 'health_station', tables: 2 })).json.id;
		const t = await team(server, admin, unitId, code.toLowerCase(), roles);
		const { lot, session } = await openSession(t.manager, unitId, campaign.id, DAY);
		sites.push({ unitId, team: t, lot: lot.lot_id, session: session.id });
	}
	return { db, server, admin, boss: await server.login('boss', boss), nation, commune, campaign, sites };
}

async function newPerson(w, site, more = {}) {
	const p = person(++serial);
	const [d, m, y] = p.birth.split('/');
	const answer = await site.team.reception.post(`/api/v1/units/${site.unitId}/persons`, {
		name: p.name, birth_date: `${y}-${m}-${d}`, sex: p.sex ? 'female' : 'male', cccd: p.cccd, phone: p.phone, home_unit_id: w.commune, ...more });
	if (answer.status !== 201)
		throw new Error(`person: ${answer.status} ${answer.text}`);
	return answer.json.id;
}

async function upTo(site, personId, step) {
	let v = (await checkIn(site.team.reception, site.unitId, site.session, personId)).json;
	if (step === 'checked_in')
		return v;
	v = (await screen(site.team.screening_doctor, site.unitId, v)).json;
	if (step === 'screened')
		return v;
	v = (await inject(site.team.vaccinator, site.unitId, v, site.lot)).json;
	if (step === 'observing')
		return v;
	return (await move(site.team.observer, site.unitId, v, 'release', { why: 'thử' })).json;
}

const record = async (site, id) => (await site.team.manager.get(`/api/v1/units/${site.unitId}/persons/${id}`)).json;
const retro = (site, id, more) => site.team.data_clerk.post(`/api/v1/units/${site.unitId}/persons/${id}/doses`,
	{ uuid: randomUUID(), product_code: 'astrazeneca', given_on: '2021-07-01', unit_id: site.unitId, lot_number: 'CU1', ...more });
const refused = (what, answer, status, code) => check(`${what} is refused (${code})`, answer.status === status && answer.json.code === code && answer.json.detail?.length > 10 && answer.json.detail_en?.length > 5, answer.text);

async function checkins(w) {
	const [site] = w.sites;
	const id = await newPerson(w, site);
	const uuid = randomUUID();
	const first = await checkIn(site.team.reception, site.unitId, site.session, id, { uuid });
	const again = await checkIn(site.team.reception, site.unitId, site.session, id, { uuid });
	equal('the same check-in twice is one visit', [first.status, again.status, again.json.id], [201, 201, first.json.id]);
	refused('a second check-in', await checkIn(site.team.reception, site.unitId, site.session, id), 409, 'visit.exists');
	refused('a check-in without consent', await checkIn(site.team.reception, site.unitId, site.session, await newPerson(w, site), { consent: false }), 422, 'visit.consent');
	const no = await checkIn(site.team.reception, site.unitId, site.session, await newPerson(w, site), { consent: false, why: 'sợ phản ứng' });
	equal('a refusal at reception', [no.status, no.json.step, no.json.why], [201, 'refused', 'sợ phản ứng']);
	const child = await newPerson(w, site, { birth_date: '2008-05-05', cccd: null });
	refused('a minor without a guardian', await checkIn(site.team.reception, site.unitId, site.session, child), 422, 'visit.guardian');
	const walkIn = await newPerson(w, site, { cccd: null, phone: null });
	equal('a walk-in without any number', (await checkIn(site.team.reception, site.unitId, site.session, walkIn)).status, 201);
}

async function screenings(w) {
	const [site] = w.sites;
	const cases = [[{ answers: { 1: true } }, 'contraindicated', 'contraindicated'], [{ answers: { 5: true } }, 'refer', 'referred'],
		[{ answers: { 3: true } }, 'defer', 'deferred'], [{ answers: { 7: true } }, 'caution', 'screened'],
		[{ temperature: 380 }, 'caution', 'screened'], [{ answers: { 2: true, 7: true } }, 'defer', 'deferred'],
		[{ verdict: 'defer', note: 'mệt' }, 'defer', 'deferred']];
	for (const [more, verdict, step] of cases) {
		const v = await upTo(site, await newPerson(w, site), 'checked_in');
		const s = await screen(site.team.screening_doctor, site.unitId, v, more);
		equal(`screening ${JSON.stringify(more)}`, [s.status, s.json.verdict, s.json.step], [200, verdict, step]);
	}
	const v = await upTo(site, await newPerson(w, site), 'checked_in');
	refused('a milder verdict', await screen(site.team.screening_doctor, site.unitId, v, { answers: { 1: true }, verdict: 'eligible' }), 422, 'screening.milder');
	refused('an unknown question', await screen(site.team.screening_doctor, site.unitId, v, { answers: { 99: true } }), 422, 'screening.question');
	refused('a missing temperature', await screen(site.team.screening_doctor, site.unitId, v, { temperature: undefined }), 422, 'screening.incomplete');
	const old = await newPerson(w, site, { birth_date: '1940-01-01', cccd: null });
	const v2 = await upTo(site, old, 'checked_in');
	refused('over 65 without blood pressure', await screen(site.team.screening_doctor, site.unitId, v2, { systolic: undefined, diastolic: undefined }), 422, 'screening.incomplete');
}

async function injections(w) {
	const [a, b] = w.sites;
	// one day short of eight weeks, and exactly eight weeks
	for (const [given, status, code] of [['2021-08-10', 409, 'dose.interval'], ['2021-08-09', 200, undefined]]) {
		const id = await newPerson(w, a);
		await retro(a, id, { given_on: given });
		const v = await upTo(a, id, 'screened');
		const i = await inject(a.team.vaccinator, a.unitId, v, a.lot);
		equal(`dose 2 after one of ${given}`, [i.status, i.json.code], [status, code]);
	}
	const v = await upTo(a, await newPerson(w, a), 'screened');
	refused('an unknown lot', await inject(a.team.vaccinator, a.unitId, v, '999'), 422, 'lot.unknown');
	refused('no body site', await inject(a.team.vaccinator, a.unitId, v, a.lot, { body_site: 'nose' }), 422, 'dose.body_site');
	const bad = (await a.team.manager.post(`/api/v1/units/${a.unitId}/lots/receive`, { product_code: 'comirnaty', number: 'EXP1', expires_on: '2021-10-04', doses: 5 })).json;
	equal('a lot is good on its last day', (await a.team.manager.post(`/api/v1/units/${a.unitId}/sessions/${a.session}/lots`, { lot_id: bad.lot_id })).status, 200);
	const sick = (await a.team.manager.post(`/api/v1/units/${a.unitId}/lots/receive`, { product_code: 'astrazeneca', number: 'SUS1', expires_on: '2022-01-01', doses: 5 })).json;
	await a.team.manager.post(`/api/v1/units/${a.unitId}/sessions/${a.session}/lots`, { lot_id: sick.lot_id });
	equal('the nation suspends a lot', (await w.boss.post(`/api/v1/units/${w.nation}/lots/${sick.lot_id}/state`, { state: 'suspended', why: 'kiểm tra' })).status, 200);
	refused('a suspended lot', await inject(a.team.vaccinator, a.unitId, v, sick.lot_id), 409, 'lot.suspended');
	const few = (await a.team.manager.post(`/api/v1/units/${a.unitId}/lots/receive`, { product_code: 'astrazeneca', number: 'FEW1', expires_on: '2022-01-01', doses: 1 })).json;
	await a.team.manager.post(`/api/v1/units/${a.unitId}/sessions/${a.session}/lots`, { lot_id: few.lot_id });
	const rivals = [await upTo(a, await newPerson(w, a), 'screened'), await upTo(a, await newPerson(w, a), 'screened')];
	const shots = await Promise.all(rivals.map((r) => inject(a.team.vaccinator, a.unitId, r, few.lot_id)));
	equal('the last dose of a lot goes to one of two', shots.map((s) => s.status).sort(), [200, 409]);
	// the same person at two tables of two sites at the same moment
	for (let round = 0; round < 3; round++) {
		const id = await newPerson(w, a);
		const va = await upTo(a, id, 'screened');
		await b.team.reception.post(`/api/v1/units/${b.unitId}/persons/find`, { number: person(serial).cccd, why: 'đến tiêm' });
		const vb = await upTo(b, id, 'screened');
		const both = await Promise.all([inject(a.team.vaccinator, a.unitId, va, a.lot), inject(b.team.vaccinator, b.unitId, vb, b.lot)]);
		equal(`a second dose 1 at another table at the same moment, ${round}`, both.map((s) => s.status).sort(), [200, 409]);
		equal('and the record has one', (await record(a, id)).doses.length, 1);
	}
	const id = await newPerson(w, a);
	const vs = await upTo(a, id, 'screened'), uuid = randomUUID();
	const one = await inject(a.team.vaccinator, a.unitId, vs, a.lot, { uuid }), two = await inject(a.team.vaccinator, a.unitId, vs, a.lot, { uuid });
	equal('the same injection twice is one dose', [one.status, two.status, (await record(a, id)).doses.length], [200, 200, 1]);
	refused('a stale version', await move(a.team.observer, a.unitId, vs, 'release', { why: 'x' }), 409, 'visit.moved');
}

async function releases(w) {
	const [site] = w.sites;
	const v = await upTo(site, await newPerson(w, site), 'observing');
	refused('an early release without a reason', await move(site.team.observer, site.unitId, v, 'release'), 422, 'visit.early');
	equal('a reaction', (await site.team.observer.post(`/api/v1/units/${site.unitId}/visits/${v.id}/reactions`, { signs: ['pain'], severity: 'mild' })).status, 200);
	await w.server.setClock(`${DAY}T11:15:00+07:00`);
	equal('after the wait it needs none', (await move(site.team.observer, site.unitId, v, 'release')).status, 200);
	await certificates(site.team.observer, site.unitId, site.session);
	const certs = (await record(site, v.person_id)).certificates;
	equal('one certificate', certs.map((c) => c.state), ['valid']);
	const undone = await move(site.team.observer, site.unitId, { ...v, version: v.version + 1 }, 'undo', { why: 'nhầm người' });
	equal('the release is taken back', [undone.status, undone.json.step], [200, 'observing']);
	equal('and its certificate is withdrawn', (await w.server.anonymous.get(`/api/v1/certificates/${certs[0].ci}/status`)).json.state, 'withdrawn');
	const back = await move(site.team.vaccinator, site.unitId, undone.json, 'undo', { why: 'chưa tiêm' });
	equal('the injection is taken back', [back.status, back.json.step, (await record(site, v.person_id)).doses.map((d) => d.state)], [200, 'screened', ['withdrawn']]);
	const start = await move(site.team.screening_doctor, site.unitId, back.json, 'undo', { why: 'khám lại' });
	const out = await move(site.team.reception, site.unitId, start.json, 'undo', { why: 'nhầm' });
	equal('and all the way back', [start.json.step, out.json.step], ['checked_in', 'undone']);
	refused('an undo without a reason', await move(site.team.observer, site.unitId, out.json, 'undo'), 422, 'why.required');
	const r = await upTo(site, await newPerson(w, site), 'checked_in');
	const no = await move(site.team.reception, site.unitId, r, 'refuse', { why: 'không muốn' });
	equal('a refusal', [no.status, no.json.step], [200, 'refused']);
	refused('somebody else\'s step', await move(site.team.observer, site.unitId, no.json, 'undo', { why: 'x' }), 403, 'visit.undo');
}

async function retrospective(w) {
	const [a, b] = w.sites;
	const id = await newPerson(w, a);
	const live = await upTo(a, id, 'released');
	await certificates(a.team.observer, a.unitId, a.session);
	const uuid = randomUUID();
	const kept = await retro(a, id, { uuid, given_on: '2021-09-20' });
	check('a dose that breaks the interval is kept and flagged', kept.status === 201 && kept.json.state === 'valid', kept.text);
	equal('the same uuid again gives the same dose', (await retro(a, id, { uuid, given_on: '2021-09-20' })).json.id, kept.json.id);
	refused('the same uuid with another content', await retro(a, id, { uuid, given_on: '2021-09-21' }), 409, 'id.reused');
	await certificates(a.team.observer, a.unitId, a.session);
	let all = await record(a, id);
	equal('numbers follow the dates', all.doses.map((d) => [d.given_on, d.number]), [['2021-09-20', 1], [DAY, 2]]);
	await new Promise((r) => setTimeout(r, 1500));
	all = await record(a, id);
	equal('the certificate of dose 1 became one of dose 2', all.certificates.filter((c) => c.state === 'valid').map((c) => [c.dose_id, c.dose_number]), [[live.dose_id, 2]]);
	check('the import alone makes no certificate', !all.certificates.some((c) => c.dose_id === kept.json.id));
	equal('confirmed by somebody with that right', (await a.team.manager.post(`/api/v1/units/${a.unitId}/persons/${id}/doses/${kept.json.id}/confirm`, {})).status, 200);
	equal('not by who entered it', (await a.team.data_clerk.post(`/api/v1/units/${a.unitId}/persons/${id}/doses/${kept.json.id}/confirm`, {})).status, 403);
	const odd = await newPerson(w, a);
	const flagged = await retro(a, odd, { given_on: '2021-01-02', lot_number: 'KHONGCO' });
	check('product not yet in use, lot never received: kept, flagged', flagged.status === 201 && flagged.json.flags.includes('lot.unknown') && flagged.json.flags.length === 2, flagged.text);
	const reviews = (await a.team.manager.get(`/api/v1/units/${a.unitId}/reviews`)).json.items;
	check('and listed for review', reviews.some((r) => r.dose_id === flagged.json.id), JSON.stringify(reviews).slice(0, 400));
	refused('a dose before birth', await retro(a, odd, { given_on: '1900-01-01' }), 422, 'dose.before_birth');
	refused('a dose in the future', await retro(a, odd, { given_on: '2021-12-31' }), 422, 'dose.future');
	refused('an unknown product', await retro(a, odd, { product_code: 'nuoc_muoi' }), 422, 'product.unknown');
	const foreign = await b.team.manager.get(`/api/v1/units/${a.unitId}/persons/${odd}`);
	equal('another site may not look', foreign.status, 403);
}

async function wrongLot(w) {
	const [, b] = w.sites;
	const ids = await Promise.all(Array.from({ length: 40 }, () => newPerson(w, b)));
	for (const id of ids)
		await upTo(b, id, 'released');
	await certificates(b.team.observer, b.unitId, b.session);
	const right = (await b.team.manager.post(`/api/v1/units/${b.unitId}/lots/receive`, { product_code: 'astrazeneca', number: 'RIGHT1', expires_on: '2022-03-01', doses: 100 })).json;
	const board = (await b.team.manager.get(`/api/v1/units/${b.unitId}/sessions/${b.session}/board`)).json.items;
	const mine = board.filter((i) => ids.includes(i.person_id)).map((i) => ({ id: i.visit_id }));
	refused('correcting without a reason', await b.team.manager.post(`/api/v1/units/${b.unitId}/sessions/${b.session}/correct-lot`, { from_lot_id: b.lot, to_lot_id: right.lot_id, why: '', visits: mine }), 422, 'field.required');
	const done = await b.team.manager.post(`/api/v1/units/${b.unitId}/sessions/${b.session}/correct-lot`, { from_lot_id: b.lot, to_lot_id: right.lot_id, why: 'bấm nhầm lô', visits: mine });
	equal('a wrong lot of forty is corrected in one act', [done.status, done.json?.corrected], [200, 40]);
	const lots = (await b.team.manager.get(`/api/v1/units/${b.unitId}/lots`)).json.items;
	equal('stock follows', lots.find((l) => l.number === 'RIGHT1').doses, 60);
	const one = await record(b, ids[0]);
	equal('the old row stays, superseded', one.doses.map((d) => [d.lot_number, d.state]).sort(), [['LOT001', 'superseded'], ['RIGHT1', 'valid']].sort());
}

// Random operations by several tables at once; the counters must be what the rows say.
async function random(w) {
	const tasks = Array.from({ length: 6 }, async (_, k) => {
		for (let i = 0; i < 12; i++) {
			const site = w.sites[(k + i) % 2];
			const steps = ['checked_in', 'screened', 'observing', 'released'];
			let v = await upTo(site, await newPerson(w, site), steps[(k * 5 + i * 3) % 4]);
			if (i % 3 === 0)
				v = (await move(site.team.manager, site.unitId, v, 'undo', { why: 'thử' })).json;
			if (i % 4 === 1 && ['checked_in', 'screened'].includes(v.step))
				await move(site.team.manager, site.unitId, v, i % 2 ? 'refuse' : 'defer', { why: 'thử' });
			if (i % 5 === 2)
				await retro(site, v.person_id, { given_on: `2021-0${1 + i % 8}-11` });
		}
	});
	await Promise.all(tasks);
	equal('close the session: the rest did not come', (await w.sites[0].team.manager.post(`/api/v1/units/${w.sites[0].unitId}/sessions/${w.sites[0].session}/close`, {})).status, 200);
}

// The day after: what was good yesterday is not today.
async function nextDay(w) {
	const [, b] = w.sites;
	const last = (await b.team.manager.post(`/api/v1/units/${b.unitId}/lots/receive`, { product_code: 'astrazeneca', number: 'LAST1', expires_on: DAY, doses: 5 })).json;
	await b.team.manager.post(`/api/v1/units/${b.unitId}/sessions/${b.session}/lots`, { lot_id: last.lot_id });
	const v = await upTo(b, await newPerson(w, b), 'screened'), late = await newPerson(w, b);
	await w.server.setClock('2021-10-05T00:00:30+07:00');
	refused('an expired lot, half a minute after midnight', await inject(b.team.vaccinator, b.unitId, v, last.lot_id), 409, 'lot.expired');
	refused('a check-in to the session of yesterday', await checkIn(b.team.reception, b.unitId, b.session, late), 409, 'session.day');
	const tomorrow = { name: 'Người Chưa Sinh', birth_date: '2021-10-06', sex: 'male' };
	equal('a birth date of tomorrow', (await b.team.reception.post(`/api/v1/units/${b.unitId}/persons`, tomorrow)).json.field, 'birth_date');
}

for (const engine of engines) {
	console.log(`# ${engine}`);
	const w = await world(engine);
	await checkins(w);
	await screenings(w);
	await injections(w);
	await releases(w);
	await retrospective(w);
	await wrongLot(w);
	await random(w);
	await nextDay(w);
	await countersAgree(engine, w.db);
	await w.server.stop();
	await w.db.drop();
}
await finish();
