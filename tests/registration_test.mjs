// registration_test.mjs - four ways of registering, duplicates, the order of a commune, and what the book says at each moment of a
// whole journey: registered, placed, arrived, screened, injected, released, next dose; put off, refused, not come, withdrawn.
// test: timeout 600
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { check, equal, finish } from './lib/check.mjs';
import { ask, citizen, nextPhone } from './lib/citizen.mjs';
import { certificates, checkIn, inject, move, openSession, screen, team } from './lib/journey.mjs';
import { person } from './lib/people.mjs';
import { engines, newDatabase, runProgram, startServer } from './lib/server.mjs';
import { rows } from './lib/stations.mjs';

const DAY = '2021-10-04'; // a Monday
const roles = ['reception', 'screening_doctor', 'vaccinator', 'observer', 'data_clerk', 'manager'];
const no = Object.fromEntries(Array.from({ length: 12 }, (_, i) => [`q${i + 1}`, 'no']));
let serial = 500;

async function world(engine) {
	const db = await newDatabase(engine);
	const password = await db.addUser('root', 'administrator', 'VN');
	const phucxa = await db.addUser('phucxa', 'manager', '00001');
	const boss = await db.addUser('boss', 'manager', 'VN');
	const server = await startServer({ db, clock: `${DAY}T08:00:00+07:00` });
	const admin = await server.login('root', password);
	const nation = (await admin.get('/api/v1/units?level=nation')).json.items[0].id;
	const unit = async (code) => (await admin.get(`/api/v1/units?level=commune&q=${code}&on=2021-08-01`)).json.items[0].id;
	const [home, other] = [await unit('00001'), await unit('00004')];
	const campaign = (await admin.post(`/api/v1/units/${nation}/campaigns`, { code: 'T', name: 'Thử', starts_on: '2021-01-01', wait_minutes: 30 })).json;
	const sites = [];
	for (const code of ['A0001', 'B0002']) {
		const id = (await admin.post(`/api/v1/units/${home}/sites`, { code, name: `Trạm ${code}`, kind: 'health_station', tables: 2 })).json.id;
		const t = await team(server, admin, id, code.toLowerCase(), roles);
		const { lot, session } = await openSession(t.manager, id, campaign.id, DAY, { slots: [{ starts: '08:00', ends: '09:00', capacity: 50 }, { starts: '09:00', ends: '10:00', capacity: 50 }] });
		sites.push({ id, team: t, lot: lot.lot_id, session: session.id, name: `Trạm ${code}` });
	}
	return { db, server, admin, nation, home, other, sites, campaign, desk: await server.login('phucxa', phucxa), boss: await server.login('boss', boss) };
}

// Somebody invented, as the book's form says it.
function someone(w, more = {}) {
	const p = person(++serial);
	return { name: p.name, birth_date: p.birth, sex: p.sex ? 'female' : 'male', cccd: p.cccd, home_unit_id: w.home, priority_group: '8', ...more };
}
const register = (c, p, more = {}) => c.post('/api/v1/book/registrations', { person: p, relation: 'self', answers: no, consent: true, ...more });
async function registered(w, more = {}, how = {}) {
	const c = await citizen(w.server, nextPhone());
	const p = someone(w, more);
	const answer = await register(c, p, how);
	if (answer.status !== 201)
		throw new Error(`registering: ${answer.status} ${answer.text}`);
	return { c, p, id: answer.json.person_id, registration: answer.json.registration };
}
const book = async (who) => (await who.c.get(`/api/v1/book/people/${who.id}`)).json;
const place = (site, id, slot = '08:00') => site.team.reception.post(`/api/v1/units/${site.id}/sessions/${site.session}/appointments`, { person_id: id, slot });
// The truth, and its words in both languages.
async function says(what, who, code, words) {
	const b = await book(who);
	equal(`${what}: ${code}`, b.status?.code, code);
	check(`${what}: in words`, b.status.vi?.length > 20 && b.status.en?.length > 15 && (!words || b.status.vi.includes(words)), b.status.vi);
	return b;
}
// The lists say what the registrations say, at any moment; sums of upper units, which recount proves too, only at rest.
async function listsFollow(w, what) {
	const { json } = await runProgram(['recount', '--db', w.db.url], { env: w.db.env });
	equal(`${what}: lists follow registrations`, [json.registrations_differing, json.differences?.filter((d) => d.registration)], [0, []]);
}

async function aWholeJourney(w) {
	const [site] = w.sites;
	const who = await registered(w);
	await says('registered', who, 'waiting', 'Đăng ký sớm không có nghĩa là được tiêm trước');
	const visible = await site.team.reception.post(`/api/v1/units/${site.id}/persons/search`, { q: who.p.name });
	check('the station of the commune finds its people', visible.json.items.some((i) => i.id === who.id));
	equal('placed', (await place(site, who.id)).status, 201);
	let b = await says('placed', who, 'placed', `lúc 08:00-09:00 ngày 04/10/2021 tại ${site.name}`);
	check('the appointment with its code', /^[A-Z0-9]{10}$/.test(b.appointment.code) && b.appointment.state === 'expected' && !b.appointment.declaration && b.position === null, b.appointment);
	const svg = await who.c.get(`/api/v1/book/people/${who.id}/appointment.svg`);
	check('its QR code', svg.status === 200 && svg.text.startsWith('<svg') && svg.headers['content-type'] === 'image/svg+xml');

	check('confirmed', (await who.c.post(`/api/v1/book/people/${who.id}/appointment/confirm`, {})).json.appointment.confirmed_at !== null);
	const form = (await who.c.get('/api/v1/book/forms/declaration')).json;
	const answers = Object.fromEntries(form.questions.map((q) => [q.id, 'no']));
	let d = await who.c.post(`/api/v1/book/people/${who.id}/declaration`, { answers: { ...answers, d1: 'yes' }, temperature: 368 });
	check('a declaration that speaks against coming', d.status === 201 && d.json.stay_home && /đừng đến/.test(d.json.advice_vi), d.text);
	d = await who.c.post(`/api/v1/book/people/${who.id}/declaration`, { answers, temperature: 368 });
	check('a better one replaces it', d.status === 201 && !d.json.stay_home && d.json.advice_vi === null, d.text);
	check('the book knows', (await book(who)).appointment.declaration);

	let v = (await checkIn(site.team.reception, site.id, site.session, who.id)).json;
	await says('checked in', who, 'arrived');
	const seen = (await site.team.screening_doctor.get(`/api/v1/units/${site.id}/visits/${v.id}`)).json;
	check('the doctor sees the declaration', seen.declaration?.questions.length >= 5 && seen.declaration.questions.every((q) => q.answer === 'no') && seen.declaration.temperature_e1 === 368, seen.declaration);
	equal('nobody declines at the table', (await who.c.post(`/api/v1/book/people/${who.id}/appointment/decline`, { why: 'bận' })).json.code, 'registration.arrived');
	v = (await screen(site.team.screening_doctor, site.id, v)).json;
	await says('screened', who, 'screened');
	v = (await inject(site.team.vaccinator, site.id, v, site.lot)).json;
	b = await says('injected', who, 'observing', 'theo dõi đến');
	check('until when', b.status.until_at && b.doses.length === 1 && b.doses[0].confirmed, b.status);
	v = (await move(site.team.observer, site.id, v, 'release', { why: 'thử' })).json;
	b = await says('released', who, 'next_dose_later', 'Mũi 2 sớm nhất từ ngày 29/11/2021'); // 8 weeks
	equal('the next dose', [b.registration, b.status.earliest, b.next_dose.number, b.next_dose.earliest], [null, '2021-11-29', 2, '2021-11-29']);
	check('they will be put on the list', b.status.vi.includes('Khi buổi tiêm kết thúc sẽ được ghi vào danh sách'), b.status.vi);
	check('its products in words', b.next_dose.product_names.includes('AstraZeneca') && b.next_dose.vi.includes('29/11/2021'), b.next_dose);
	await listsFollow(w, 'a dose');

	// taken back and given again: one registration is open at each moment
	v = (await move(site.team.manager, site.id, v, 'undo', { why: 'nhầm' })).json;
	v = (await move(site.team.manager, site.id, v, 'undo', { why: 'nhầm người' })).json;
	b = await says('the injection was undone', who, 'screened');
	equal('for dose 1 again', [b.registration.dose_number, b.registration.state, b.doses.filter((x) => x.state === 'valid').length], [1, 'placed', 0]);
	await listsFollow(w, 'an undone dose');
	v = (await inject(site.team.vaccinator, site.id, v, site.lot)).json;
	v = (await move(site.team.observer, site.id, v, 'release', { why: 'thử' })).json;
	await says('given after all', who, 'next_dose_later');
	await listsFollow(w, 'given after all');
	return { who, site };
}

// The session is over: who was vaccinated is on the list of the second dose.
async function afterTheSession(w, { who, site }) {
	const listed = () => ask(w.db, `SELECT dose_number, state, last_product, not_before FROM waiting WHERE person_id = ${w.walkedIn}`);
	equal('who walked in is on no list yet', listed(), []);
	await site.team.manager.post(`/api/v1/units/${site.id}/sessions/${site.session}/close`, {});
	for (const end = Date.now() + 20000; !(await book(who)).registration && Date.now() < end;)
		await sleep(50);
	const b = await says('after the session', who, 'next_dose_later', 'Đã có trong danh sách');
	equal('registered for the next dose', [b.registration.source, b.registration.dose_number, b.registration.state, b.status.earliest], ['next_dose', 2, 'waiting', '2021-11-29']);
	equal('since the dose was given', rows(w.db, `SELECT w.registered_ms - d.given_ms FROM waiting w JOIN dose d ON d.person_id = w.person_id WHERE w.person_id = ${who.id} AND d.state = 'valid'`), [['0']]);
	equal('who walked in waits for the next dose', listed(), [['2', 'waiting', 'astrazeneca', '2021-11-29']]);
	await listsFollow(w, 'settled');
}

async function papersAndReports(w, { who, site }) {
	await certificates(site.team.manager, site.id, site.session);
	const b = await book(who);
	const certificate = b.certificates.find((c) => c.state === 'valid');
	check('the certificate', certificate?.hc1?.startsWith('HC1:') && certificate.dose_number === 1, b.certificates);
	const base = `/api/v1/book/people/${who.id}`;
	check('its QR code', (await who.c.get(`${base}/certificates/${certificate.id}/qr.svg`)).text.startsWith('<svg'));
	const pdf = await who.c.get(`${base}/certificates/${certificate.id}/pdf`);
	check('as paper', pdf.status === 200 && pdf.body.subarray(0, 5).toString() === '%PDF-' && /giay-xac-nhan/.test(pdf.headers['content-disposition']), pdf.status);

	const signs = (await who.c.get('/api/v1/book/reactions/signs')).json;
	check('a list of signs', signs.items.length > 15 && signs.days === 28 && signs.advice.severe.vi.includes('115'), signs);
	const mild = await who.c.post(`${base}/reactions`, { signs: ['pain', 'fever'], temperature: 378, note: 'hơi sốt' });
	check('a mild reaction', mild.status === 201 && mild.json.severity === 'mild' && mild.json.hotlines.length >= 2, mild.text);
	equal('heat makes it moderate', (await who.c.post(`${base}/reactions`, { signs: ['fever'], temperature: 392 })).json.severity, 'moderate');
	equal('the person knows better', (await who.c.post(`${base}/reactions`, { signs: ['pain'], severity: 'moderate' })).json.severity, 'moderate');
	const severe = await who.c.post(`${base}/reactions`, { signs: ['breath', 'pain'], severity: 'mild', began_on: DAY });
	check('a severe one: call at once', severe.json.severity === 'severe' && severe.json.advice_vi.includes('115'), severe.text);
	for (const [what, body, code] of [['a sign of nobody\'s list', { signs: ['magic'] }, 'reaction.signs'], ['no sign', { signs: [] }, 'reaction.signs'],
		['a beginning before the dose', { signs: ['pain'], began_on: '2021-10-03' }, 'reaction.began_on']])
		equal(what, (await who.c.post(`${base}/reactions`, body)).json.code, code);
	const alarm = (await w.boss.get(`/api/v1/units/${w.nation}/alarms`)).json.items.find((a) => a.kind === 'reaction_severe');
	check('the nation sees the alarm, and nothing of the person', alarm?.subject_id === severe.json.id && !JSON.stringify(alarm).includes(who.p.name), alarm);
	const open = (await site.team.observer.get(`/api/v1/units/${site.id}/reactions`)).json.items;
	equal('the site has them all', open.map((r) => r.severity), ['severe', 'moderate', 'moderate', 'mild']);
	equal('with name and phone', [open[0].name, open[0].dose_number], [who.p.name, 1]);
	const say = (outcome) => site.team.observer.post(`/api/v1/units/${site.id}/reactions/${severe.json.id}/seen`, { outcome });
	equal('an outcome is needed', (await say('')).json.code, 'why.required');
	equal('somebody called back', (await say('Đã gọi lại, đã đến bệnh viện, ổn định.')).status, 204);
	equal('once', (await say('lần nữa')).json.code, 'reaction.seen');
	check('the person reads what was found', (await book(who)).reactions.find((r) => r.id === severe.json.id)?.outcome.includes('ổn định'));
	equal('the alarm is over', (await w.boss.get(`/api/v1/units/${w.nation}/alarms`)).json.items.filter((a) => a.kind === 'reaction_severe'), []);
	equal('a message for each report', ask(w.db, `SELECT template FROM message WHERE person_id = ${who.id} AND template = 'reaction_received'`).length, 4);
	equal('three wait', (await site.team.observer.get(`/api/v1/units/${site.id}/reactions?state=open`)).json.items.length, 3);
	equal('it is none of the other site\'s', (await w.sites[1].team.observer.get(`/api/v1/units/${w.sites[1].id}/reactions?state=all`)).json.items, []);
}

async function ownData(w, { who, site }) {
	const base = `/api/v1/book/people/${who.id}`;
	const log = (await who.c.get(`${base}/access-log`)).json.items;
	check('who has looked, in words', log.length > 0 && log.every((l) => l.who && l.unit && l.what_vi && l.what_en) && log.some((l) => l.what_vi.includes('lượt tiêm')), log);
	const copy = await who.c.get(`${base}/copy`);
	check('a copy of everything', copy.status === 200 && /so-suc-khoe\.json/.test(copy.headers['content-disposition']) && copy.json.record.name === who.p.name
		&& copy.json.registrations.length >= 1 && copy.json.record.doses.length >= 1 && copy.json.access_log.length === log.length, copy.text.slice(0, 300));

	const send = (body) => who.c.post(`${base}/requests`, body);
	equal('what is wrong?', (await send({ kind: 'correct', why: 'sai' })).json.code, 'request.field');
	equal('a reason', (await send({ kind: 'delete' })).json.code, 'why.required');
	equal('a kind of ours', (await send({ kind: 'sell', why: 'x' })).json.code, 'request.kind');
	const correct = await send({ kind: 'correct', field: 'birth_date', wanted: '02/02/1985', why: 'ghi nhầm năm' });
	check('a correction is due within two working days', correct.status === 201 && correct.json.state === 'open' && correct.json.due_at === '2021-10-06T17:00:00.000Z', correct.text);
	const list = (await w.desk.get(`/api/v1/units/${w.home}/citizen-requests`)).json.items;
	equal('the commune sees it', list.map((r) => [r.id, r.person_name, r.kind, r.late]), [[correct.json.id, who.p.name, 'correct', false]]);
	const answer = (body) => w.desk.post(`/api/v1/units/${w.home}/citizen-requests/${correct.json.id}/answer`, body);
	equal('an answer in words', (await answer({ state: 'granted' })).json.code, 'why.required');
	equal('granted', (await answer({ state: 'granted', answer: 'Đã sửa theo giấy khai sinh.' })).json.state, 'granted');
	equal('once', (await answer({ state: 'refused', answer: 'không' })).json.code, 'request.answered');
	equal('and by message', ask(w.db, `SELECT template FROM message WHERE person_id = ${who.id} AND template = 'correction_done'`).length, 1);
	equal('the person reads it', (await book(who)).requests[0].answer, 'Đã sửa theo giấy khai sinh.');

	// restricted: nobody who only lives near by sees the record; who gave the dose still does
	const other = w.sites[1];
	const found = async (s) => (await s.team.reception.post(`/api/v1/units/${s.id}/persons/search`, { q: who.p.name })).json.items.some((i) => i.id === who.id);
	check('the other station of the commune saw the record', await found(other));
	const restrict = await send({ kind: 'restrict' });
	check('restricted at once', restrict.json.state === 'granted' && (await book(who)).restricted, restrict.text);
	check('no more', !(await found(other)) && (await other.team.reception.get(`/api/v1/units/${other.id}/persons/${who.id}`)).status === 404);
	check('who gave the dose does', await found(site));
	equal('by the exact number with a reason, for a dose to be possible', (await other.team.reception.post(`/api/v1/units/${other.id}/persons/find`, { number: who.p.cccd, why: 'đến tiêm' })).json.items.map((i) => i.id), [who.id]);
	await send({ kind: 'restrict', wanted: 'off' });
	check('lifted', !(await book(who)).restricted && await found(other));
}

async function turnedAway(w) {
	const [site, elsewhere] = w.sites;
	const arrive = async (who) => (await checkIn(site.team.reception, site.id, site.session, who.id)).json;

	const ill = await registered(w);
	await place(site, ill.id);
	let v = await arrive(ill);
	v = (await screen(site.team.screening_doctor, site.id, v, { answers: { 3: true }, note: 'đang sốt' })).json;
	equal('put off', v.step, 'deferred');
	let b = await says('put off', ill, 'deferred', 'hoãn tiêm đến ngày 18/10/2021'); // 14 days, rule kind deferral
	equal('waits again', [b.registration.state, b.appointment], ['waiting', null]);
	v = (await move(site.team.screening_doctor, site.id, v, 'undo', { why: 'đo lại' })).json;
	await says('not put off after all', ill, 'arrived');
	v = (await move(site.team.screening_doctor, site.id, v, 'defer', { why: 'nghỉ một tháng', until: '2021-11-05' })).json;
	await says('put off until a day', ill, 'deferred', '05/11/2021');

	const allergic = await registered(w);
	await place(site, allergic.id);
	v = (await screen(site.team.screening_doctor, site.id, await arrive(allergic), { answers: { 1: true } })).json;
	equal('contraindicated', v.step, 'contraindicated');
	b = await says('contraindicated', allergic, 'contraindicated');
	equal('nobody waits', b.registration, null);
	await move(site.team.screening_doctor, site.id, v, 'undo', { why: 'hỏi lại' });
	await says('asked again', allergic, 'arrived');

	const grade3 = await registered(w);
	await place(site, grade3.id);
	v = (await screen(site.team.screening_doctor, site.id, await arrive(grade3), { answers: { 5: true } })).json;
	equal('referred', v.step, 'referred');
	b = await says('referred', grade3, 'referred', 'bệnh viện');
	equal('waits for a hospital', [b.registration.hospital, ask(w.db, `SELECT hospital FROM waiting WHERE person_id = ${grade3.id}`)[0][0]].map(String).map((x) => x.replace(/^t$/, '1')), ['referred', '1']);

	// placed here, came there: the place here is free again
	const roaming = await registered(w);
	await place(site, roaming.id, '09:00');
	await checkIn(elsewhere.team.reception, elsewhere.id, elsewhere.session, roaming.id);
	b = await says('came elsewhere', roaming, 'arrived');
	equal('where they are', b.appointment.site_name, elsewhere.name);
	equal('the other place is given back', ask(w.db, `SELECT state FROM appointment WHERE unit_id = ${site.id} AND person_id = ${roaming.id}`), [['cancelled']]);

	const shy = await registered(w);
	await place(site, shy.id, '09:00');
	await says('placed', shy, 'placed');
	b = (await shy.c.post(`/api/v1/book/people/${shy.id}/appointment/decline`, { why: 'bận việc' })).json;
	equal('declined', [b.status.code, b.appointment, b.position.all >= 1], ['waiting', null, true]);
	equal('nothing left to decline', (await shy.c.post(`/api/v1/book/people/${shy.id}/appointment/decline`, {})).json.code, 'registration.not_placed');
	await place(site, shy.id, '09:00');
	b = (await shy.c.post(`/api/v1/book/people/${shy.id}/registration/withdraw`, { why: 'không muốn' })).json;
	equal('withdrawn, and the place is free', [b.status.code, ask(w.db, `SELECT state FROM appointment WHERE unit_id = ${site.id} AND person_id = ${shy.id}`)], ['withdrawn', [['cancelled']]]);
	await listsFollow(w, 'all sorts of endings');
	return { ill };
}

async function walksIn(w) {
	const [site] = w.sites;
	const p = someone(w);
	const [d, m, y] = p.birth_date.split('/');
	const id = (await site.team.reception.post(`/api/v1/units/${site.id}/persons`, { ...p, birth_date: `${y}-${m}-${d}`, phone: nextPhone() })).json.id;
	let v = (await checkIn(site.team.reception, site.id, site.session, id)).json;
	v = (await screen(site.team.screening_doctor, site.id, v)).json;
	v = (await inject(site.team.vaccinator, site.id, v, site.lot)).json;
	await move(site.team.observer, site.id, v, 'release', { why: 'thử' });
	return id;
}

async function aWalkIn(w) {
	const [site] = w.sites;
	w.walkedIn = await walksIn(w);
	const id = await walksIn(w);
	// a dose on paper: the series is complete, nobody waits
	const paper = await site.team.data_clerk.post(`/api/v1/units/${site.id}/persons/${id}/doses`,
		{ uuid: randomUUID(), product_code: 'astrazeneca', given_on: '2021-05-01', unit_id: site.id, lot_number: 'CU1' });
	equal('a paper dose', paper.status, 201);
	equal('ends it', ask(w.db, `SELECT COUNT(*) FROM waiting WHERE person_id = ${id}`), [['0']]);
	await listsFollow(w, 'a walk-in');
	// they open the book with a code of the desk
	const c = await citizen(w.server, nextPhone());
	const code = (await site.team.reception.post(`/api/v1/units/${site.id}/persons/${id}/desk-code`)).json.code;
	equal('the desk\'s code', (await c.post('/api/v1/book/desk-code', { code, relation: 'self' })).status, 200);
	const b = await says('complete', { c, id }, 'complete');
	check('paper doses are shown with what is still checked', b.doses.some((x) => x.source === 'retrospective' && !x.confirmed && x.flags_vi.length > 0 && x.flags_vi.every((f) => f.length > 5)), b.doses);
	equal('nothing to register for', (await c.post('/api/v1/book/registrations', { person_id: id, answers: no, consent: true })).json.code, 'registration.complete');
}

// By the nation's order and by the province's own.
async function whoseTurn(w) {
	const at = { home_unit_id: w.other };
	const people = [];
	for (const [group, birth] of [['15', '01/01/1950'], ['9', '01/01/1960'], ['1', '01/01/1990'], ['9', '01/01/1950'], [undefined, '01/01/1930']])
		people.push(await registered(w, { ...at, priority_group: group, birth_date: birth, cccd: undefined }));
	const places = async () => Promise.all(people.map(async (p) => (await book(p)).position).map(async (p) => (await p).ahead + 1));
	equal('group, then age, then time', await places(), [4, 3, 1, 2, 5]);
	const first = (await book(people[0])).position;
	equal('all who wait there', [first.all, first.group, first.rank], [5, '15', 15]);
	const put = (order) => ask(w.db, `INSERT INTO rule (id, kind, code, valid_from, source, body) VALUES (1, 'priority', '01', '2021-10-01', 'Hà Nội', '{"order":${order}}') ON CONFLICT (kind, code, valid_from) DO UPDATE SET body = excluded.body`);
	put('["15",["9","1"]]');
	const own = [1, 3, 4, 2, 5], until = Date.now() + 10000; // what another process changed is seen by each connection within a second
	let got = await places();
	while (String(got) !== String(own) && Date.now() < until) {
		await new Promise((r) => setTimeout(r, 100));
		got = await places();
	}
	equal('the province\'s own order', got, own);
	ask(w.db, "DELETE FROM rule WHERE id = 1");
}

async function moving(w) {
	const who = await registered(w);
	await w.desk.post(`/api/v1/units/${w.home}/registrations/acknowledge`, { people: [who.id] });
	const [site] = w.sites;
	const whole = (await site.team.data_clerk.get(`/api/v1/units/${site.id}/persons/${who.id}`)).json;
	const changed = await site.team.data_clerk.patch(`/api/v1/units/${site.id}/persons/${who.id}`, { version: whole.version, why: 'chuyển nhà', home_unit_id: w.other, priority_group: '9' });
	equal('the home is corrected', changed.status, 200);
	equal('the other commune has them, and has not looked yet', ask(w.db, `SELECT unit_id, priority_group FROM waiting WHERE person_id = ${who.id} AND acknowledged = FALSE`), [[w.other, '9']]);
	await listsFollow(w, 'a move');
}

// Two phones register the same person at once, again and again.
async function manyAtOnce(w) {
	const accounts = await Promise.all(Array.from({ length: 6 }, () => citizen(w.server, nextPhone())));
	for (let i = 0; i < 5; i++) {
		const p = someone(w);
		const answers = await Promise.all(accounts.map((c) => register(c, p, { relation: 'other' })));
		equal('one is new, the others are the same', answers.map((a) => a.status).sort(), [200, 200, 200, 200, 200, 201]);
		equal('one person', new Set(answers.map((a) => a.json.person_id)).size, 1);
		equal('one sees all of it', answers.filter((a) => a.json.access === 'full').length, 1);
	}
	await listsFollow(w, 'many at once');
}

async function aPhoneOfForty(w) {
	const c = await citizen(w.server, nextPhone());
	const answers = await Promise.all(Array.from({ length: 41 }, () => register(c, someone(w), { relation: 'other' })));
	equal('forty people of one phone', answers.filter((a) => a.status === 201).length, 40);
	equal('one more is told why', answers.filter((a) => a.status !== 201).map((a) => [a.status, a.json.code]), [[429, 'family.full']]);
	equal('all of them in the book', (await c.get('/api/v1/book/me')).json.people.length, 40);
}

// Nobody came: the list is closed, and said at once.
async function notCome(w) {
	const [, site] = w.sites;
	const who = await registered(w);
	await place(site, who.id);
	await site.team.manager.post(`/api/v1/units/${site.id}/sessions/${site.session}/close`);
	await says('not come', who, 'missed', 'Chưa thấy đến theo hẹn ngày 04/10/2021');
}

async function deleted(w) {
	const who = await registered(w);
	const asked = (await who.c.post(`/api/v1/book/people/${who.id}/requests`, { kind: 'delete', why: 'không dùng nữa' })).json;
	const done = await w.desk.post(`/api/v1/units/${w.home}/citizen-requests/${asked.id}/answer`, { state: 'granted', answer: 'Đã xóa theo luật; mũi tiêm được lưu.' });
	equal('granted', done.status, 200);
	equal('nobody looks after the book', (await who.c.get(`/api/v1/book/people/${who.id}`)).status, 404);
	equal('nobody waits', ask(w.db, `SELECT COUNT(*) FROM waiting WHERE person_id = ${who.id}`), [['0']]);
	await listsFollow(w, 'a deletion');
}

for (const engine of engines) {
	const w = await world(engine);
	const journey = await aWholeJourney(w);
	await papersAndReports(w, journey);
	await ownData(w, journey);
	await turnedAway(w);
	await aWalkIn(w);
	await whoseTurn(w);
	await moving(w);
	await manyAtOnce(w);
	await aPhoneOfForty(w);
	await deleted(w);
	await notCome(w);
	await afterTheSession(w, journey);
	await w.server.stop();
}
finish();
