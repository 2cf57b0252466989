// stations.mjs - stations at work, whatever becomes of the server: each walks one person after another through registration
// and the four steps, repeats what was not answered with the same id until it is, and keeps a journal of what was.
// Then the rows themselves, read by the engine's own tool, are held against the journal.
//
//	const world = await newWorld(db, server, { sites: 2 });     // a campaign without a wait, sites, teams, a session of today
//	const load = newLoad(world, { stations: 8 });
//	load.start(server); ... load.pause() ...                    // the server may die and come back in between
//	await load.complete(server);                                // every person who was begun is walked to the end
//	const wrong = verify(db, world, load, { complete: true });  // a list of what is lost or double; [] is what we want
import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { client } from './client.mjs';
import { openSession, team } from './journey.mjs';
import { releaseBinary, runProgram } from './server.mjs';

const roles = ['reception', 'screening_doctor', 'vaccinator', 'observer', 'manager'];
export const steps = ['person', 'check_in', 'screening', 'injection', 'release'];
const STOCK = 1000000;

export const today = (ms = Date.now()) => new Date(ms + 7 * 3600000).toISOString().slice(0, 10);

const must = (answer, what) => {
	if (answer.status >= 300)
		throw new Error(`${what}: ${answer.status} ${answer.text}`);
	return answer.json;
};

// ---- the rows, read beside the server ----

// Lines of cells as texts, '' for NULL. A query of our own, nothing is put into it.
export function rows(db, sql) {
	const bin = process.env.PG_BIN ?? '/usr/lib/postgresql/15/bin';
	const [tool, args] = db.engine === 'sqlite'
		? ['sqlite3', ['-batch', '-readonly', '-cmd', '.timeout 20000', '-separator', '\t', db.url.slice(7), sql]]
		: [join(bin, 'psql'), ['-X', '-q', '-A', '-t', '-F', '\t', '-v', 'ON_ERROR_STOP=1', '-c', sql, db.url]];
	const text = execFileSync(tool, args, { encoding: 'utf8', maxBuffer: 1 << 30, stdio: ['ignore', 'pipe', 'pipe'] });
	return text.split('\n').filter((l) => l !== '').map((l) => l.split('\t'));
}

export const number = (db, sql) => Number(rows(db, sql)[0]?.[0] ?? 0);

// ---- the world ----

export async function newWorld(db, server, { sites = 2, date = today(), slots = [] } = {}) {
	const admin = await server.login('root', await db.addUser('root', 'administrator', 'VN'));
	const nation = (await admin.get('/api/v1/units?level=nation')).json.items[0].id;
	const commune = (await admin.get('/api/v1/units?level=commune&q=00001&on=2021-08-01')).json.items[0].id;
	const campaign = must(await admin.post(`/api/v1/units/${nation}/campaigns`, { code: 'T', name: 'Thử', starts_on: '2021-01-01', wait_minutes: 0 }), 'campaign');
	const world = { commune, campaign: campaign.id, sites: [], forms: {}, admin: admin.headers };
	for (let i = 0; i < sites; i++) {
		const code = `S${i}`;
		const unit = must(await admin.post(`/api/v1/units/${commune}/sites`, { code, name: `Trạm ${code}`, kind: 'health_station', tables: 4 }), 'site').id;
		const people = await team(server, admin, unit, code.toLowerCase(), roles);
		const { lot, session } = await openSession(people.manager, unit, campaign.id, date, { doses: STOCK, expires: '2099-12-31', slots });
		world.sites.push({ unit, lot: lot.lot_id, session: session.id, headers: Object.fromEntries(roles.map((r) => [r, people[r].headers])) });
	}
	return world;
}

// ---- walks ----

let serial = 0;

function newWalk(world, n) {
	const i = ++serial;
	const site = world.sites[n % world.sites.length];
	return { i, site, at: 0, keys: steps.map(() => randomUUID()), bodies: [], got: [], tries: 0 };
}

const born = (i) => `${1950 + i % 50}-${String(1 + i % 12).padStart(2, '0')}-${String(1 + i % 28).padStart(2, '0')}`;

// What a step sends: made once, so that a repetition is the same to the letter. A number: the status of a server that cannot now.
async function prepare(world, walk, clients, timeout) {
	const { site, at, got, i } = walk;
	const visit = got[at - 1];
	const base = `/api/v1/units/${site.unit}`;
	switch (steps[at]) {
	case 'person':
		return ['reception', `${base}/persons`, { name: `Nguyễn Văn Thử ${i}`.replace(/\d/g, (d) => 'ABCDEGHIKL'[d]), birth_date: born(i), sex: 'male',
			cccd: `0010${String(50 + i % 50)}${String(100000 + i).slice(-6)}`, home_unit_id: world.commune }];
	case 'check_in':
		return ['reception', `${base}/sessions/${site.session}/visits`, { uuid: walk.keys[at], person_id: visit.id, identity_seen: 'card', consent: true }];
	case 'screening': {
		if (!world.forms.male) {
			const answer = await clients.screening_doctor.get(`${base}/visits/${visit.id}`, { timeout });
			if (answer.status >= 500)
				return answer.status;
			const full = must(answer, 'visit');
			world.forms.male = Object.fromEntries(full.form.body.questions.filter((q) => !q.computed && (!q.sex || q.sex === 'male')).map((q) => [q.id, false]));
		}
		return ['screening_doctor', `${base}/visits/${visit.id}/screening`,
			{ version: visit.version, temperature: 366, pulse: 75, systolic: 120, diastolic: 75, breathing: 18, answers: world.forms.male }];
	}
	case 'injection':
		return ['vaccinator', `${base}/visits/${visit.id}/injection`, { version: visit.version, uuid: walk.keys[at], lot_id: site.lot, body_site: 'left_arm' }];
	default:
		// a clock that was set back makes the wait longer: then a reason is asked for
		return ['observer', `${base}/visits/${visit.id}/release`, { version: visit.version, why: 'thử đồng hồ' }];
	}
}

// stations walk at the same time. Of the load: walks (all that were begun), answered (steps), refused (answers that are neither
// a success nor "not now"), differing (repetitions that were answered differently), busy (answers 5xx; statuses counts them),
// unanswered (tries without an answer; errors counts why).
export function newLoad(world, { stations = 8, timeout = 30000, repeat = 0.1 } = {}) {
	const later = (status) => {
		load.busy++;
		load.statuses[status] = (load.statuses[status] ?? 0) + 1;
		return false;
	};
	const load = { walks: [], answered: 0, refused: [], differing: [], unanswered: 0, busy: 0, statuses: {}, errors: {}, repeated: 0, slowest: 0 };
	let base = null, clients = null, going = false, loops = [], current = [];

	// One try of a walk's present step; false: not answered.
	async function step(walk) {
		const site = clients.get(walk.site);
		const ready = walk.bodies[walk.at] ?? await prepare(world, walk, site, timeout);
		if (typeof ready === 'number')
			return later(ready);
		walk.bodies[walk.at] = ready;
		const [role, path, body] = walk.bodies[walk.at];
		const options = { headers: { 'idempotency-key': walk.keys[walk.at] }, timeout };
		const began = performance.now();
		walk.tries++;
		const answer = await site[role].post(path, body, options);
		load.slowest = Math.max(load.slowest, performance.now() - began);
		if (answer.status >= 500)
			return later(answer.status);
		if (answer.status >= 300) {
			load.refused.push(`${steps[walk.at]} ${path}: ${answer.status} ${answer.text}`);
			walk.at = steps.length;
			return true;
		}
		walk.got[walk.at] = answer.json;
		walk.at++;
		load.answered++;
		if (Math.random() >= repeat)
			return true;
		const again = await site[role].post(path, body, options).catch(() => null);
		if (again && again.status < 500) {
			load.repeated++;
			if (again.text !== answer.text)
				load.differing.push(`${path}: ${answer.text} then ${again.status} ${again.text}`);
		}
		return true;
	}

	async function station(n, only) {
		while (going || only) {
			let walk = current[n];
			if (!walk || walk.at >= steps.length) {
				if (only)
					return;
				walk = current[n] = newWalk(world, n);
				load.walks.push(walk);
			}
			let done = false;
			try {
				done = await step(walk);
			} catch (e) {
				load.unanswered++;
				const what = e.code ?? e.message;
				load.errors[what] = (load.errors[what] ?? 0) + 1;
			}
			if (!done)
				await sleep(20 + 50 * Math.random());
		}
	}

	load.start = (server) => {
		if (server.url !== base) {
			base = server.url;
			clients = new Map(world.sites.map((s) => [s, Object.fromEntries(roles.map((r) => [r, client(base, s.headers[r])]))]));
		}
		going = true;
		loops = Array.from({ length: stations }, (_, n) => station(n, false));
	};
	// Ends the tries that are under way; a step that was not answered stays where it is.
	load.pause = async () => {
		going = false;
		await Promise.all(loops);
	};
	load.complete = async (server) => {
		load.start(server);
		going = false;
		await Promise.all(loops);
		await Promise.all(current.map((_, n) => station(n, true)));
	};
	return load;
}

// ---- the judgement ----

const groups = (lines) => {
	const map = new Map();
	for (const [key, ...rest] of lines)
		map.set(key, [...(map.get(key) ?? []), rest]);
	return map;
};

function judgeWalk(walk, is, complete, say) {
	const acked = (name) => walk.at > steps.indexOf(name) && walk.got[steps.indexOf(name)];
	const who = `walk ${walk.i} (${walk.at} steps answered)`;
	const person = acked('person')?.id;
	if (!person)
		return;
	if (is.persons.get(person)?.length !== 1)
		say(`${who}: person ${person} is there ${is.persons.get(person)?.length ?? 0} times`);
	const visits = is.visits.get(person) ?? [], doses = is.doses.get(person) ?? [], screenings = is.screenings.get(person) ?? [];
	if (visits.length > 1 || doses.length > 1 || screenings.length > 1)
		say(`${who}: ${visits.length} visits, ${screenings.length} screenings, ${doses.length} doses`);
	if (acked('check_in') && visits[0]?.[0] !== acked('check_in').id)
		say(`${who}: the visit ${acked('check_in').id} is not there`);
	if (acked('screening') && !screenings.length)
		say(`${who}: the screening is not there`);
	if (acked('injection') && !doses.length)
		say(`${who}: THE DOSE IS NOT THERE`);
	if (acked('release') && visits[0]?.[1] !== 'released')
		say(`${who}: the release is not there, but ${visits[0]?.[1]}`);
	const certificates = is.certificates.get(person)?.length ?? 0;
	if (certificates > doses.length || (complete && certificates !== 1))
		say(`${who}: ${certificates} certificates of ${doses.length} doses`);
}

// What was answered is there exactly once; complete: everything that was begun is, with its certificate. Returns complaints.
export function verify(db, world, load, { complete = false } = {}) {
	const wrong = [];
	const say = (text) => wrong.length < 20 && wrong.push(text);
	const is = {
		persons: groups(rows(db, 'SELECT id, id FROM person')),
		visits: groups(rows(db, 'SELECT person_id, id, step FROM visit')),
		screenings: groups(rows(db, 'SELECT person_id, id FROM screening')),
		doses: groups(rows(db, "SELECT person_id, id FROM dose WHERE state = 'valid'")),
		certificates: groups(rows(db, "SELECT person_id, id FROM certificate WHERE state = 'valid'")),
	};
	for (const walk of load.walks)
		judgeWalk(walk, is, complete, say);
	const names = rows(db, 'SELECT name_key, COUNT(*) FROM person GROUP BY name_key HAVING COUNT(*) > 1');
	if (names.length)
		say(`registered twice: ${names.join('; ')}`);
	if (complete && is.persons.size !== load.walks.length)
		say(`${is.persons.size} people, ${load.walks.length} were registered`);
	for (const site of world.sites) {
		const given = number(db, `SELECT COUNT(*) FROM dose WHERE unit_id = ${site.unit} AND state = 'valid'`);
		const left = number(db, `SELECT doses FROM store_lot WHERE unit_id = ${site.unit} AND lot_id = ${site.lot}`);
		if (left + given !== STOCK)
			say(`site ${site.unit}: ${left} doses left and ${given} given are not ${STOCK}`);
	}
	return [...wrong, ...load.refused.slice(0, 5), ...load.differing.slice(0, 5)];
}

// The file itself is sound. PostgreSQL has no such command; its rows are read above.
export function integrity(db) {
	return db.engine === 'sqlite' ? rows(db, 'PRAGMA integrity_check').flat().join('\n') : 'ok';
}

// Waits until every dose that is due a certificate has one; returns the seconds it took, Infinity after patience.
export async function certified(db, patience = 60) {
	const began = performance.now();
	const due = rows(db, "SELECT id FROM dose WHERE certifiable_ms IS NOT NULL AND state = 'valid'").map((r) => r[0]);
	for (;;) {
		const have = new Set(rows(db, "SELECT dose_id FROM certificate WHERE state = 'valid'").map((r) => r[0]));
		const seconds = (performance.now() - began) / 1000;
		if (due.every((id) => have.has(id)))
			return seconds;
		if (seconds > patience)
			return Infinity;
		await sleep(200);
	}
}

// Counters and sums against the rows, the audit chain against itself (where the program knows how). Returns complaints.
export async function books(db, options = {}) {
	const wrong = [];
	let recount;
	for (const until = Date.now() + 15000; Date.now() < until; await sleep(300)) {
		recount = (await runProgram(['recount', '--db', db.url], { env: db.env, ...options })).json;
		if (recount?.differing === 0 && recount.sums_differing === 0 && recount.balances_differing === 0)
			break;
	}
	if (!recount || recount.differing || recount.sums_differing || recount.balances_differing)
		wrong.push(`recount: ${JSON.stringify(recount)?.slice(0, 800)}`);
	if (knows('audit verify')) {
		const chain = await runProgram(['audit', 'verify', '--db', db.url], { env: db.env, ...options });
		if (chain.status !== 0 || chain.json?.intact !== true)
			wrong.push(`audit verify: ${chain.status} ${chain.out}${chain.err}`.slice(0, 800));
	}
	return wrong;
}

let usage = null;
// Does the program have this command yet?
export function knows(command) {
	usage ??= (() => {
		try {
			return execFileSync(releaseBinary, [], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
		} catch (e) {
			return `${e.stdout}${e.stderr}`;
		}
	})();
	return new RegExp(`^\\s*${command.replace(' ', ' .*\\b')}\\b`, 'm').test(usage);
}
