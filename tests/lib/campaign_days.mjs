// campaign_days.mjs - a day of sessions: reminders the evening before, people who come, are put off, refuse, do not come; standby for the
// doses that are left; closing.
import { FIRST, PRODUCTS, at, fifth, inParallel, look, must, none, pageOf, saysTruth, stockOf, sum, told, truthOf, until } from './campaign.mjs';
import { check, equal } from './check.mjs';
import { checkIn, inject, move } from './journey.mjs';
import { number, rows } from './stations.mjs';
import * as truth from './truth.mjs';

const expectedOn = (w, on) => w.placed.filter(({ p, place }) => place.on === on && p.life.place === place);

export async function reminded(w, on) {
	const them = expectedOn(w, on).map(({ p }) => p), since = Date.parse(`${truth.later(on, -1)}T10:00:00Z`);
	await w.goOnTo(`${truth.later(on, -1)}T17:00:05`);
	await until('they are reminded', () => number(w.db, `SELECT COUNT(*) FROM message WHERE template = 'reminder' AND created_ms >= ${since}`) >= them.length);
	told(w, `everybody of ${on} is reminded the evening before, once`, 'reminder', them, `AND created_ms >= ${since}`);
}

const chance = (p, dose) => ((p.n + dose * 7919) * 2654435761 >>> 0) % 1000;
function outcomeOf(p, site) {
	const x = chance(p, p.life.doses.length + 1);
	if (x < 80)
		return 'no_show';
	if (p.life.doses.length)
		return 'given';
	return x < 120 ? 'deferred' : x < 130 ? 'refused' : x < 135 ? 'contraindicated' : x < 140 && !site.hospital ? 'referred' : 'given';
}

// "Không" to all that is asked: the form is the same for everybody of a sex at a kind of site.
async function screening(w, site, visit, p, more = {}) {
	const key = `${p.sex} ${site.hospital} ${w.today}`;
	w.forms[key] ??= must(await site.tables.get(at(site.id, 'visits', visit.id)), 'visit').form.body.questions.filter((q) => !q.computed && (!q.sex || q.sex === p.sex)).map((q) => [q.id, false]);
	return site.tables.post(at(site.id, 'visits', visit.id, 'screening'),
		{ version: visit.version, temperature: 366, pulse: 75, systolic: 120, diastolic: 75, breathing: 18, ...more, answers: { ...Object.fromEntries(w.forms[key]), ...more.answers } });
}

const lotOf = (site, product) => site.lots.find((l) => l.product_code === product && l.left > 0);

async function comes(w, p, site, session, place) {
	const visit = must(await checkIn(site.tables, site.id, session, p.life.id), `${p.n} checks in`, 201);
	w.steps++;
	// a place for who has none: the list of the session names them
	const own = place ?? { site, on: w.today, code: rows(w.db, `SELECT code FROM appointment WHERE unit_id = ${site.id} AND session_id = ${session} AND person_id = ${p.life.id}`)[0][0] };
	truth.arrived(p.life, own);
	await pageOf(w, p, 'after arriving');
	return visit;
}

async function turnedAway(w, p, site, visit, how) {
	if (how === 'refused')
		must(await move(site.tables, site.id, visit, 'refuse', { why: 'đổi ý' }), 'refuse');
	else
		equal(`the doctor: ${how}`, must(await screening(w, site, visit, p, { note: 'khám', answers: { [{ deferred: 3, contraindicated: 1, referred: 5 }[how]]: true } }), how).step, how);
	w.steps++;
	if (how === 'deferred')
		w.putOff.push(p);
	({ deferred: () => truth.deferred(p.life, w.today), referred: () => { truth.referred(p.life); p.hospital = true; }, refused: () => truth.withdrawn(p.life, 'withdrawn'),
		contraindicated: () => truth.withdrawn(p.life, 'contraindicated') })[how]();
	await pageOf(w, p, `after being ${how}`);
}

async function vaccinated(w, p, site, visit, product) {
	visit = must(await screening(w, site, visit, p), `${p.n} is screened`);
	truth.screened(p.life);
	await pageOf(w, p, 'after screening');
	const lot = lotOf(site, product);
	lot.left--;
	visit = must(await inject(site.tables, site.id, visit, lot.lot_id), `${p.n} is given ${product}`);
	truth.given(p.life, product, w.today);
	w.steps += 2;
	w.watched.push({ p, site, visit });
	const page = await pageOf(w, p, 'in observation');
	if (page && !page.status.until_at)
		w.wrong.push(`${p.n} is not told until when to stay`);
}

// The wait is over: everybody who sits there goes home.
async function released(w, now) {
	await w.goOnTo(now);
	await inParallel(w.watched, async ({ p, site, visit }) => {
		must(await move(site.tables, site.id, visit, 'release'), `${p.n} goes home`);
		w.steps++;
		truth.released(p.life);
		await pageOf(w, p, 'after release');
	});
	w.watched = [];
}

// Where a next dose stands in the order: who was registered for it when, as the list has it.
function nextOnes(w) {
	const byId = w.byId();
	for (const [id, ms] of rows(w.db, "SELECT person_id, registered_ms FROM waiting WHERE dose_number = 2"))
		truth.settled(byId.get(id).life, Number(ms));
}

// Who was vaccinated yesterday comes again: nobody is given a dose before the interval is over, and the doctor's deferral does not
// bring the day nearer.
async function tooEarly(w) {
	const given = (p, site) => w.sampled.has(p) && p.life.doses[0]?.product === 'astrazeneca' && p.life.doses[0].on === FIRST[0] && p.life.doses[0].site === site;
	const open = new Set(w.placed.filter(({ place }) => place.on === w.today).map(({ place }) => place.site)); // has a session today
	const [site, p] = w.sites.filter((s) => open.has(s)).map((s) => [s, w.people.find((x) => given(x, s))]).find(([, x]) => x);
	const session = w.placed.find(({ place }) => place.site === site && place.on === w.today).place.session;
	const visit = await comes(w, p, site, session), fit = must(await screening(w, site, visit, p), 'screening');
	const answer = await inject(site.tables, site.id, fit, lotOf(site, 'astrazeneca').lot_id);
	equal(`${w.engine}: nobody is given a dose too early`, [answer.status >= 400, answer.json.code], [true, 'dose.interval']);
	must(await move(site.tables, site.id, fit, 'defer', { why: 'chưa đủ khoảng cách' }), 'defer');
	truth.deferred(p.life, w.today);
	w.putOff.push(p);
	await look(w, p, 'after coming too early');
	saysTruth(w, 'who came too early');
}

// Doses left at closing time, beyond what others have a place for: who waits near is called, in order.
async function standby(w, site, session, on) {
	const left = Object.fromEntries(PRODUCTS.map((x) => [x, sum(site.lots.filter((l) => l.product_code === x), (l) => l.left)
		- w.placed.filter(({ p, place }) => place.site === site && place.on > on && place.product === x && p.life.place === place).length]));
	const n = sum(PRODUCTS, (x) => left[x]), path = at(site.id, 'sessions', session, 'standby');
	if (!n)
		return;
	const tables = must(await site.tables.get(at(site.id, 'sessions', session)), 'session').lots.map((l) => l.lot_id ?? l.id);
	for (const l of site.lots.filter((x) => left[x.product_code] > 0 && x.left > 0 && !tables.includes(x.lot_id)))
		must(await site.tables.post(at(site.id, 'sessions', session, 'lots'), { lot_id: l.lot_id }), 'another lot on the tables');
	const list = must(await site.tables.post(path, { people: Math.min(n + 2, 100) }), 'standby').items, byId = w.byId();
	const them = list.map((s) => ({ ...s, p: byId.get(s.person_id) })), near = them.filter(({ p }) => p.commune === site.commune);
	const may = (p) => p.life.state === 'waiting' && !(p.life.notBefore > on) && (!p.hospital || site.hospital) && PRODUCTS.some((x) => truth.mayHave(p, x, on));
	const should = w.people.filter((p) => p.commune === site.commune && may(p)).sort(truth.order);
	if (!site.hospital)
		equal(`standby of ${site.name}: its own people in their order`, near.map((x) => x.p.n), should.slice(0, near.length).map((p) => p.n));
	none('nobody on it needs a hospital, has a place or must wait', them.filter(({ p }) => !may(p)).map(({ p }) => [p.n, p.hospital]));
	must(await site.tables.post(`${path}/call`, { people: Math.min(n, 100) }), 'call');
	for (const [i, s] of them.slice(0, Math.min(n, 100)).entries()) {
		const product = s.products.split(',').find((x) => left[x] > 0);
		w.called.push(s.p);
		if (w.atTable.has(s.p))
			continue; // another site has called them, too
		w.atTable.add(s.p);
		if (i === 1 || !product) {
			must(await site.tables.post(`${path}/${s.person_id}`, { state: 'declined', why: 'bận' }), 'declined');
			continue;
		}
		left[product]--;
		const visit = await comes(w, s.p, site, session);
		await vaccinated(w, s.p, site, visit, product);
		w.came++;
	}
}

export async function sessionsOf(w, on, { second = false } = {}) {
	await w.goOnTo(`${on}T08:00:00`);
	await stockOf(w);
	const them = expectedOn(w, on), outcomes = them.map(({ p, place }) => outcomeOf(p, place.site));
	w.steps = 0;
	const began = performance.now();
	await inParallel(them, async ({ p, place }, i) => {
		if (outcomes[i] === 'no_show')
			return;
		const visit = await comes(w, p, place.site, place.session, place);
		await (outcomes[i] === 'given' ? vaccinated(w, p, place.site, visit, place.product) : turnedAway(w, p, place.site, visit, outcomes[i]));
	});
	if (on === FIRST[1])
		await tooEarly(w);
	await released(w, `${on}T15:30:00`);
	const seconds = (performance.now() - began) / 1000, counts = outcomes.reduce((n, o) => ({ ...n, [o]: (n[o] ?? 0) + 1 }), {});
	console.log(`# ${w.engine}: ${on}: ${them.length} expected, ${JSON.stringify(counts)}; ${w.steps} steps in ${seconds.toFixed(1)} s, ${(w.steps / seconds).toFixed(0)}/s`);
	saysTruth(w, `${on}: pages of who came, step by step`);
	const sessions = new Map(them.map(({ place }) => [`${place.site.id} ${place.session}`, place]));
	if (!second) {
		Object.assign(w, { called: [], atTable: new Set(), came: 0 });
		await inParallel([...new Set(w.sites.map((s) => s.district))], async (district) => {
			for (const { site, session } of [...sessions.values()].filter((x) => x.site.district === district)) // one after another: they call from the same lists
				await standby(w, site, session, on);
		}, 6);
		told(w, 'who is called for doses that are left has a message', 'standby', w.called, `AND created_ms >= ${Date.parse(`${on}T00:00:00Z`)}`);
		check(`${on}: ${w.came} came from the standby list`, w.came > 0);
		await released(w, `${on}T16:30:00`);
	}
	await closed(w, on, [...sessions.values()], them);
}

async function closed(w, on, sessions, them) {
	await inParallel(sessions, async ({ site, session }) => must(await site.tables.post(at(site.id, 'sessions', session, 'close'), {}), 'close'), 6);
	await until('closed sessions are settled', () => number(w.db, "SELECT COUNT(*) FROM session WHERE settle_ms IS NOT NULL AND state <> 'open'") === 0);
	const gone = them.filter(({ p, place }) => p.life.place === place && p.life.state === 'placed').map(({ p }) => p);
	for (const p of gone)
		truth.missed(p.life);
	w.toldMissed.push(...gone);
	told(w, 'who did not come is told, once each time', 'no_show', w.toldMissed);
	told(w, 'who was put off is told', 'deferred', w.putOff);
	nextOnes(w);
	saysTruth(w, `${on}: pages at the end of the day`);
	await truthOf(w, `in the evening of ${on}`, FIRST.includes(on) ? w.sample : fifth(w));
}
