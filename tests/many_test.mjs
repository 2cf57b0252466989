// many_test.mjs - several servers on one PostgreSQL at once, leases of id nodes, and what the catalogue says of the schema.
// test: timeout 600
import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { check, equal, finish, test } from './lib/check.mjs';
import { client } from './lib/client.mjs';
import { certificates, checkIn, countersAgree, fourSteps, inject, openSession, screen, team } from './lib/journey.mjs';
import { csv, header, list, person, wrong } from './lib/people.mjs';
import { newDatabase, root, startServer } from './lib/server.mjs';

const DAY = '2021-10-04';
const CLOCK = `${DAY}T10:30:00+07:00`;
const PEOPLE = 48, TABLES = 12, LISTED = 400;
const LEASE = 4000; // ms, instead of two minutes
const roles = ['reception', 'screening_doctor', 'vaccinator', 'observer', 'data_clerk', 'manager'];
let serial = 0;

const ask = (db, sql) => execFileSync('psql', [db.url, '-XAtc', sql], { encoding: 'utf8' }).trim().split('\n').filter(Boolean).map((l) => l.split('|'));
const leases = (db) => ask(db, 'SELECT node, holder FROM node_lease ORDER BY node').map(([node, holder]) => ({ node: Number(node), holder }));
const nodeOf = (id) => Number((BigInt(id) >> 12n) & 1023n);

// The same logins, at another server.
const at = (server, logins) => Object.fromEntries(Object.entries(logins).map(([role, who]) => [role, client(server.url, who.headers)]));

async function until(fn, patience) {
	for (const end = Date.now() + patience; ;) {
		const got = await fn();
		if (got || Date.now() > end)
			return got;
		await sleep(50);
	}
}

// Two servers, two sites with a team each that is logged in at the first one.
async function world() {
	const db = await newDatabase('postgresql');
	const password = await db.addUser('root', 'administrator', 'VN');
	equal('a command gives its node back', leases(db).map((l) => l.holder), ['']);
	const servers = [await startServer({ db, clock: CLOCK })];
	servers.push(await startServer({ db, clock: CLOCK }));
	const held = leases(db);
	check('each server has a node of its own, the lowest', held.length === 2 && held[0].node === 0 && held[1].node === 1 && held.every((l) => l.holder.startsWith('serve ')), JSON.stringify(held));
	const admin = await servers[0].login('root', password);
	const nation = (await admin.get('/api/v1/units?level=nation')).json.items[0].id;
	const commune = (await admin.get('/api/v1/units?level=commune&q=00001&on=2021-08-01')).json.items[0].id;
	const campaign = (await admin.post(`/api/v1/units/${nation}/campaigns`, { code: 'T', name: 'Thử', starts_on: '2021-01-01', wait_minutes: 0 })).json;
	const sites = [];
	for (const code of ['A0001', 'B0002']) {
		const unitId = (await admin.post(`/api/v1/units/${commune}/sites`, { code, name: `Trạm ${code}`, kind: 'health_station', tables: 2 })).json.id;
		const first = await team(servers[0], admin, unitId, code.toLowerCase(), roles);
		const { lot, session } = await openSession(first.manager, unitId, campaign.id, DAY);
		sites.push({ unitId, teams: [first, at(servers[1], first)], lot: lot.lot_id, session: session.id });
	}
	return { db, servers, admin, password, nation, commune, sites };
}

async function newPerson(w, site, which) {
	const p = person(++serial);
	const [d, m, y] = p.birth.split('/');
	const answer = await site.teams[which].reception.post(`/api/v1/units/${site.unitId}/persons`,
		{ name: p.name, birth_date: `${y}-${m}-${d}`, sex: p.sex ? 'female' : 'male', cccd: p.cccd, phone: p.phone, home_unit_id: w.commune });
	if (answer.status !== 201)
		throw new Error(`person: ${answer.status} ${answer.text}`);
	return answer.json.id;
}

const statuses = (answers) => answers.map((a) => a.status).sort();

// ---- the same thing at both servers at the same moment ----
async function races(w) {
	const [site] = w.sites;
	for (let i = 0; i < 4; i++) {
		const id = await newPerson(w, site, i % 2);
		const seen = await Promise.all([0, 1].map((k) => checkIn(site.teams[k].reception, site.unitId, site.session, id)));
		equal('two receptions check one person in: exactly one does', statuses(seen), [201, 409]);
		const visit = seen.find((a) => a.status === 201).json;
		const screened = (await screen(site.teams[1].screening_doctor, site.unitId, visit)).json;
		const given = await Promise.all([0, 1].map((k) => inject(site.teams[k].vaccinator, site.unitId, screened, site.lot)));
		equal('two tables inject one person: exactly one dose', statuses(given), [200, 409]);
		equal('... and one row', ask(w.db, `SELECT COUNT(*) FROM dose WHERE person_id = ${id}`), [['1']]);
	}
	const id = await newPerson(w, site, 0);
	const uuid = randomUUID();
	const both = await Promise.all([0, 1, 0, 1].map((k) => checkIn(site.teams[k].reception, site.unitId, site.session, id, { uuid })));
	equal('one check-in sent to both, twice each: one visit, one answer', [statuses(both), new Set(both.map((a) => a.json?.id)).size], [[201, 201, 201, 201], 1]);
	const key = randomUUID();
	const body = { product_code: 'astrazeneca', number: 'KEY01', expires_on: '2022-12-31', doses: 100 };
	const keyed = await Promise.all([0, 1, 0, 1].map((k) => site.teams[k].manager.post(`/api/v1/units/${site.unitId}/lots/receive`, body, { headers: { 'idempotency-key': key } })));
	check('one Idempotency-Key at both: received once, one answer', keyed.every((a) => a.status === 201) && new Set(keyed.map((a) => a.text)).size === 1, keyed.map((a) => `${a.status} ${a.text}`).join('\n'));
	equal('... 100 doses', ask(w.db, "SELECT s.received FROM store_lot s JOIN lot l ON l.id = s.lot_id WHERE l.number = 'KEY01'"), [['100']]);
	const other = await site.teams[1].manager.post(`/api/v1/units/${site.unitId}/lots/receive`, { ...body, doses: 5 }, { headers: { 'idempotency-key': key } });
	check('the key with another content is refused at the other server', other.status >= 400 && other.status < 500, other.text);
}

// ---- what is changed at one is so at the other ----
async function oneTruth(w) {
	const [site] = w.sites;
	const boss = await w.servers[1].login('root', w.password);
	const there = client(w.servers[0].url, boss.headers);
	equal('a login of the second is valid at the first', (await there.get('/api/v1/units?level=nation')).status, 200);
	equal('... and ended at the first, is no longer at the second', [(await there.post('/api/v1/logout', {})).status < 300, (await boss.get('/api/v1/me')).status], [true, 401]);
	const { lot, session } = await openSession(site.teams[0].manager, site.unitId, w.campaign ?? (await site.teams[0].manager.get(`/api/v1/units/${site.unitId}/sessions/${site.session}`)).json.campaign_id, DAY, { number: 'SUSP01' });
	const ready = [];
	for (let i = 0; i < 2; i++) {
		const v = (await checkIn(site.teams[1].reception, site.unitId, session.id, await newPerson(w, site, 1))).json;
		ready.push((await screen(site.teams[1].screening_doctor, site.unitId, v)).json);
	}
	equal('a lot in use at the second server', (await inject(site.teams[1].vaccinator, site.unitId, ready[0], lot.lot_id)).status, 200);
	const stop = await w.admin.post(`/api/v1/units/${w.nation}/lots/${lot.lot_id}/state`, { state: 'suspended', why: 'thử' });
	check('is suspended at the first', stop.status === 200, stop.text);
	await sleep(1500);
	const refused = await inject(site.teams[1].vaccinator, site.unitId, ready[1], lot.lot_id);
	check('1.5 s later the second refuses it', refused.status === 409 || refused.status === 422, refused.text);
	const late = await newPerson(w, site, 1);
	const close = await site.teams[0].manager.post(`/api/v1/units/${site.unitId}/sessions/${session.id}/close`, {});
	check('a session closed at the first', close.status === 200, close.text);
	await sleep(1500);
	const no = await checkIn(site.teams[1].reception, site.unitId, session.id, late);
	check('takes no visit at the second 1.5 s later', no.status === 409, no.text);
}

// ---- work that is done once ----
// The same people every time, each third without an identity number; backwards, or as they are.
function copyOfList(backwards) {
	const rows = list(LISTED);
	const title = rows.length - LISTED - wrong.length, number = header.findIndex((h) => h.includes('CCCD'));
	for (let i = 0; i < LISTED; i += 3)
		rows[title + i][number] = '';
	return csv(backwards ? [...rows.slice(0, title), ...rows.slice(title).reverse()] : rows);
}

async function importOnce(w) {
	const before = Number(ask(w.db, 'SELECT COUNT(*) FROM person')[0][0]);
	const jobs = await Promise.all([0, 1, 2].map(async (i) => {
		// at two sites: imports into one share a lane, and wait for each other
		const to = w.sites[i % 2];
		return { site: to, ...(await to.teams[i % 2].data_clerk.post(`/api/v1/units/${to.unitId}/imports/people`, Buffer.from(copyOfList(i === 1)), { headers: { 'x-file-name': `ds${i}.csv` } })).json };
	}));
	const ended = await Promise.all(jobs.map((j) => until(async () => {
		const now = (await j.site.teams[0].data_clerk.get(`/api/v1/units/${j.site.unitId}/jobs/${j.id}`)).json;
		return now.state === 'done' || now.state === 'failed' ? now : null;
	}, 90000)));
	const all = LISTED + wrong.length;
	equal('three imports of one list, at both: each runs once to its end', ended.map((j) => [j?.state, j?.total, j?.refused]), ended.map(() => ['done', all, wrong.length]));
	equal('... each row has one outcome', ask(w.db, 'SELECT COUNT(*) FROM job_row'), [[String(3 * all)]]);
	const fresh = LISTED - serial; // the others came to the desk before
	equal('... each person was made by one of them', [Number(ask(w.db, 'SELECT COUNT(*) FROM person')[0][0]) - before, ended.reduce((n, j) => n + (j?.imported ?? 0), 0)], [fresh, fresh]);
	equal('... nobody is there twice', ask(w.db, 'SELECT name, birth_date, phone FROM person GROUP BY name, birth_date, phone HAVING COUNT(*) > 1'), []);
	equal('... nobody shares a number', ask(w.db, 'SELECT id FROM person WHERE disputed'), []);
}

// ---- whole journeys over both, same sites, same tables ----
async function load(w) {
	const queue = [];
	for (let i = 0; i < PEOPLE; i++) {
		const site = w.sites[i % 2];
		queue.push({ site, id: await newPerson(w, site, i % 2), i });
	}
	const people = queue.map((q) => q.id);
	const errors = [];
	for (const s of w.servers) // they were started one after the other; their clocks differ by that
		await s.setClock(CLOCK);
	const from = Date.now();
	await Promise.all(Array.from({ length: TABLES }, async () => {
		for (let q; (q = queue.pop());) {
			// the steps of one person at both servers; the wait begins and ends by one clock
			const t = Object.fromEntries(roles.map((role, k) => [role, q.site.teams[(q.i + (role === 'observer' ? 0 : k)) % 2][role]]));
			await fourSteps(t, q.site.unitId, q.site.session, q.id, q.site.lot).catch((e) => errors.push(e.message));
		}
	}));
	check(`${PEOPLE} journeys over both servers, ${(PEOPLE * 1000 / (Date.now() - from)).toFixed(1)}/s: no error reaches a client`, !errors.length, errors.slice(0, 5).join('\n'));
	for (const site of w.sites)
		await certificates(site.teams[1].observer, site.unitId, site.session, 60000);
	const ids = people.join(',');
	equal('each has one dose', ask(w.db, `SELECT COUNT(*), COUNT(DISTINCT person_id) FROM dose WHERE state = 'valid' AND person_id IN (${ids})`), [[String(PEOPLE), String(PEOPLE)]]);
	equal('each has one certificate', ask(w.db, `SELECT COUNT(*), COUNT(DISTINCT person_id) FROM certificate WHERE person_id IN (${ids})`), [[String(PEOPLE), String(PEOPLE)]]);
	await countersAgree('both servers', w.db, 30000);
	const nodes = new Set(ask(w.db, 'SELECT id FROM visit_event').map(([id]) => nodeOf(id)));
	equal('both servers wrote, each with its own node', [...nodes].sort(), [0, 1]);
	equal('no id is there twice in the trail', ask(w.db, 'SELECT id FROM audit GROUP BY id HAVING COUNT(*) > 1'), []);
	const deadlocks = ask(w.db, 'SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()')[0][0];
	console.log(`# deadlocks that PostgreSQL counted: ${deadlocks}`);
	for (const s of w.servers)
		console.log(`# batches rolled back: ${(s.log().match(/was rolled back/g) ?? []).length}, worker errors: ${(s.log().match(/error worker/g) ?? []).length}`);
}

// ---- a server that sleeps longer than its lease ----
// On a busy machine a thread may run on for a moment after the signal.
const stopped = (pid) => readdirSync(`/proc/${pid}/task`).every((t) => /\) T /.test(readFileSync(`/proc/${pid}/task/${t}/stat`, 'utf8')));

async function sleeper() {
	const db = await newDatabase('postgresql');
	const password = await db.addUser('root', 'administrator', 'VN');
	const args = ['--lease', String(LEASE)];
	const first = await startServer({ db, args });
	// on a slow machine the short lease may be over before the first renewal
	const admin = await until(() => first.login('root', password).catch(() => null), 10000);
	const commune = (await admin.get('/api/v1/units?level=commune&q=00001&on=2021-08-01')).json.items[0].id;
	let n = 0;
	const write = (who) => who.post(`/api/v1/units/${commune}/sites`, { code: `L${String(++n).padStart(4, '0')}`, name: 'Trạm', kind: 'mobile' });
	check('it writes', await until(async () => (await write(admin)).status === 201, 10000));
	// shorter than the others wait for: it goes on as before
	first.child.kill('SIGSTOP');
	await sleep(LEASE * 1.5);
	first.child.kill('SIGCONT');
	check('a server that slept a little longer than its lease writes again', await until(async () => (await write(admin)).status === 201, 10000));
	equal('... as the same node', leases(db).filter((l) => l.holder).map((l) => l.node), [0]);
	first.child.kill('SIGSTOP');
	await until(() => stopped(first.child.pid), 10000);
	const asleep = write(admin).catch((e) => e); // what waits in its socket while it sleeps
	let second;
	const taken = await until(async () => {
		second = await startServer({ db, args });
		if (leases(db).find((l) => l.holder && l.node === 0).holder.includes(`:${second.child.pid}:`))
			return true;
		await second.stop();
		return false;
	}, 90000);
	check('another server takes its node when the lease is long over', taken, JSON.stringify(leases(db)));
	const there = client(second.url, admin.headers);
	check('... and writes', await until(async () => (await write(there)).status === 201, 10000));
	const before = ask(db, 'SELECT COUNT(*) FROM unit')[0][0];
	first.child.kill('SIGCONT');
	await Promise.race([first.over, sleep(20000)]);
	first.judged = true; // it ends with another status, as it should
	equal('the sleeper ends itself with status 2', first.ended?.status, 2);
	check('... and says why', first.log().includes('was given to another process'), first.log().slice(-1500));
	const answer = await asleep;
	check('what waited for it was not written', answer.status !== 201, answer.text);
	equal('... nor anything else of it', ask(db, 'SELECT COUNT(*) FROM unit')[0][0], before);
	equal('no id is there twice', ask(db, 'SELECT id FROM audit GROUP BY id HAVING COUNT(*) > 1'), []);
	check('the other one goes on', await until(async () => (await write(there)).status === 201, 10000));
	await second.stop();
	equal('a clean stop gives the node back', leases(db).filter((l) => l.holder && l.node === 0), []);
}

// ---- what PostgreSQL's catalogue says of a migrated database: deploy/citus.sql would be accepted ----
function catalogue(db) {
	const columns = new Map(), beside = new Map();
	for (const m of readFileSync(join(root, 'deploy/citus.sql'), 'utf8').matchAll(/^SELECT create_(\w+)_table\('(\w+)'(?:, '(\w+)', colocate_with => '(\w+)')?\);$/gm)) {
		columns.set(m[2], m[3] ?? null);
		beside.set(m[2], m[4] === 'none' ? m[2] : m[4] ?? null);
	}
	const tables = ask(db, "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace").flat().sort();
	equal('deploy/citus.sql names the tables of the database', [...columns.keys()].sort(), tables);
	const keys = ask(db, `SELECT c.relname, i.relname, string_agg(a.attname, ',') FROM pg_index x JOIN pg_class c ON c.oid = x.indrelid
		JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = ANY (x.indkey)
		WHERE x.indisunique AND c.relnamespace = 'public'::regnamespace GROUP BY 1, 2`);
	check('it has unique indexes', keys.length >= tables.length, `${keys.length}`);
	equal('each unique index of a distributed table holds its column',
		keys.filter(([t, , list]) => columns.get(t) && !list.split(',').includes(columns.get(t))), []);
	const foreign = ask(db, `SELECT conrelid::regclass, confrelid::regclass, array_to_string(ARRAY(SELECT attname FROM pg_attribute WHERE attrelid = conrelid AND attnum = ANY (conkey)), ',')
		FROM pg_constraint WHERE contype = 'f'`);
	check('it has foreign keys', foreign.length > 5, `${foreign.length}`);
	equal('each leads to a reference table, or within its class with the column',
		foreign.filter(([from, to, list]) => columns.get(to) !== null && (beside.get(from) !== beside.get(to) || !list.split(',').includes(columns.get(from)))), []);
	equal('the tables of a class have one type of column', ask(db, `SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
		WHERE c.relkind = 'r' AND (c.relname, a.attname) IN (VALUES ${[...columns].filter(([t, c]) => c && beside.get(t) !== t).map(([t, c]) => `('${t}', '${c}')`).join(', ')})
		AND (a.atttypid <> 'bigint'::regtype OR NOT a.attnotnull)`), []);
	equal('no table has a trigger, a default of a sequence or an identity, which Citus treats apart', ask(db, `SELECT relname FROM pg_class c
		WHERE relnamespace = 'public'::regnamespace AND (relkind = 'S' OR EXISTS (SELECT 1 FROM pg_trigger t WHERE t.tgrelid = c.oid AND NOT t.tgisinternal))`), []);
}

await test('two servers on one database', async () => {
	const w = await world();
	catalogue(w.db);
	for (const part of [races, oneTruth, importOnce, load])
		await test(part.name, () => part(w));
	for (const s of w.servers)
		await s.stop();
	equal('clean stops give the nodes back', leases(w.db).filter((l) => l.holder), []);
});
await test('a server that sleeps', sleeper);
await finish();
