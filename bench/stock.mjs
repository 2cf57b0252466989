// stock.mjs - row (i): postings of a store's ledger against the injection step, and a national balance over 19,500 sites.
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { newWorld } from './world.mjs';
import { alternate, digits, fewer, missed, newDatabase, pairs, psql, replay, row, run, scratch, serve, sleep, whole } from './lib.mjs';

const SITES = 16, CONNECTIONS = 64, SECONDS = 3, COUNTRY = 19500, LOTS = 10, LOOKS = 400, DOSES = Number(process.env.BENCH_RECIPIENTS ?? 1000000);
const engines = [['sqlite', 'SQLite'], ['postgresql', 'PostgreSQL']];
const common = `--journeys ${process.env.BENCH_JOURNEYS ?? 8000} --sites ${SITES} --connections ${CONNECTIONS}`;

// Discards of one dose, over so many connections, by so many sites' keepers: { per_s } of those that were posted.
async function postings(engine) {
	const db = newDatabase(engine);
	const server = await serve(db);
	try {
		const world = await newWorld(server, db.password, SITES, 'K');
		const script = join(scratch, 'posting.lua');
		writeFileSync(script, `local sites = {\n${world.sites.map((s) => `{ "/api/v1/units/${s.unit}/lots/${s.lot}/discard", "${s.staff.headers.authorization}" },`).join('\n')}\n}
local n = 0
function request()
	n = n + 1
	local s = sites[n % #sites + 1]
	return wrk.format("POST", s[1], { ["Content-Type"] = "application/json", ["Authorization"] = s[2] }, '{"doses":1,"reason":"broken"}')
end
`);
		const count = () => Number(engine === 'sqlite'
			? run('sqlite3', ['-cmd', '.timeout 20000', db.url.slice(7), "SELECT COUNT(*) FROM movement WHERE kind = 'discard'"])
			: psql(db, "SELECT COUNT(*) FROM movement WHERE kind = 'discard'"));
		run('wrk', ['-t2', `-c${CONNECTIONS}`, '-d1s', '-s', script, server.url]);
		const before = count(), from = performance.now();
		run('wrk', ['-t2', `-c${CONNECTIONS}`, `-d${SECONDS}s`, '-s', script, server.url]);
		const seconds = (performance.now() - from) / 1000;
		return (count() - before) / seconds;
	} finally {
		await server.stop();
		db.drop();
	}
}

async function injections(engine) {
	const db = newDatabase(engine);
	const server = await serve(db);
	try {
		return (await replay(server, db, [...common.split(' '), '--phases'])).phases.injection.per_s;
	} finally {
		await server.stop();
		db.drop();
	}
}

// A country of stores, written beside the server as if it had died before it summed them up.
const stores = `
INSERT INTO lot (id, product_code, number, expires_on, state, changed_ms)
WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${LOTS}) SELECT i, 'astrazeneca', 'LO' || i, '2099-12-31', 'active', 0 FROM n;
INSERT INTO unit (id, code, level, kind, name, search_key, parent_id, path, valid_from, changed_ms)
WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < ${COUNTRY - 1}),
     c AS (SELECT id, path, ROW_NUMBER() OVER (ORDER BY id) - 1 AS k, COUNT(*) OVER () AS all_of FROM unit WHERE level = 'commune' AND valid_to IS NULL OR level = 'commune' AND valid_from < '2025-01-01')
SELECT 5000000000 + n.i, 'Z' || n.i, 'site', 'health_station', 'Tram ' || n.i, 'tram ' || n.i, c.id, c.path || (5000000000 + n.i) || '/', '2021-01-01', 0
  FROM n JOIN c ON c.k = n.i % c.all_of;
INSERT INTO store_lot (unit_id, lot_id, received, used, doses)
SELECT u.id, l.id, 1000, 400, 600 FROM unit u JOIN lot l ON l.id <= ${LOTS} WHERE u.level = 'site' AND u.code LIKE 'Z%';
`;

// A million people who were given one lot, over all those sites.
const recipients = `
INSERT INTO person (id, name, name_key, birth_date, birth_precision, sex, phone, created_unit_id, created_ms, changed_ms)
WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < ${DOSES - 1})
SELECT 7000000000 + i, 'Nguyen Van ' || i, 'nguyen van ' || i, '1980-01-01', 'day', 'male', '0900000000', 5000000000 + i % ${COUNTRY}, 0, 0 FROM n;
INSERT INTO dose (person_id, id, uuid, unit_id, product_code, lot_id, lot_number, kind, number, given_on, source, state, flags, entered_by, entered_unit_id, entered_ms)
SELECT id, id, 'u' || id, created_unit_id, 'astrazeneca', 1, 'LO1', 'primary', 1, '2021-10-04', 'live', 'valid', '[]', 0, created_unit_id, 0 FROM person WHERE id >= 7000000000;
UPDATE store_lot SET used = (SELECT COUNT(*) FROM dose d WHERE d.lot_id = 1 AND d.unit_id = store_lot.unit_id AND d.state = 'valid') WHERE lot_id = 1;
${'ANALYZE;'}
`;

function fill(db, sql) {
	if (db.engine === 'sqlite')
		execFileSync('sqlite3', [db.url.slice(7)], { input: `BEGIN;${sql.replace('ANALYZE;', '')}COMMIT;` });
	else
		psql(db, sql);
}

const spread = (times) => {
	const t = [...times].sort((a, b) => a - b);
	return [t[Math.floor(t.length / 2)], t[Math.floor(t.length * 0.99)]];
};

async function recall(engine, name) {
	const db = newDatabase(engine);
	const manager = JSON.parse(db.tiemchung(['user', 'add', 'boss', '--role', 'manager', '--unit', 'VN'])).password;
	fill(db, stores + recipients);
	const server = await serve(db);
	try {
		const boss = await server.anonymous.login('boss', manager);
		const nation = (await boss.get('/api/v1/units?level=nation')).json.items[0].id;
		const times = [];
		let page, lots;
		do { // at rest: the server first sums up the stores that were written beside it
			await sleep(300);
			lots = (await boss.get(`/api/v1/units/${nation}/lots?scope=below`)).json.items;
		} while (lots.length < LOTS || lots.some((l) => l.doses !== 600 * COUNTRY));
		for (let i = 0; i < 100; i++) {
			const t = performance.now();
			page = (await boss.get(`/api/v1/units/${nation}/lots/1/people`)).json;
			times.push(performance.now() - t);
		}
		if (page.doses !== DOSES || page.items.length !== 100)
			throw new Error(`${page.doses} doses, ${page.items?.length} people`);
		const [p50, p99] = spread(times), from = performance.now();
		const job = (await boss.post(`/api/v1/units/${nation}/lots/1/people/export`)).json;
		let list;
		do {
			await sleep(500);
			list = (await boss.get(`/api/v1/units/${nation}/contact-lists/${job.id}`)).json;
		} while ((list.state === 'waiting' || list.state === 'running') && performance.now() - from < 600000);
		const whole_list = list.state === 'done' && list.imported === DOSES ? `the whole list in ${digits((performance.now() - from) / 1000, 0)} s` : `the whole list: ${list.state}, ${list.total}`;
		row({ what: `(i) who received a lot that ${whole(DOSES)} people were given: count and first 100, ${name}`, ours: `p50 ${digits(p50)} ms, p99 ${digits(p99)}`, peer: whole_list,
			target: '< 100 ms', ok: p99 < 100, command: 'GET /api/v1/units/{nation}/lots/{lot}/people' });
	} finally {
		await server.stop();
		db.drop();
	}
}

async function country(engine, name) {
	const db = newDatabase(engine);
	fill(db, stores);
	const server = await serve(db);
	try {
		const admin = await server.anonymous.login('root', db.password);
		const nation = (await admin.get('/api/v1/units?level=nation')).json.items[0].id;
		const look = async () => (await admin.get(`/api/v1/units/${nation}/lots?scope=below`)).json.items;
		const from = performance.now();
		let lots;
		do {
			await sleep(100);
			lots = await look();
		} while ((lots.length < LOTS || lots.some((l) => l.doses !== 600 * COUNTRY)) && performance.now() - from < 120000);
		const summed = (performance.now() - from) / 1000;
		if (lots.some((l) => l.doses !== 600 * COUNTRY || l.used !== 400 * COUNTRY))
			throw new Error(`the sums are wrong: ${JSON.stringify(lots[0])}`);
		const times = [];
		for (let i = 0; i < LOOKS; i++) {
			const t = performance.now();
			await look();
			times.push(performance.now() - t);
		}
		const [p50, p99] = spread(times);
		row({ what: `(i) national balance by lot over ${whole(COUNTRY)} sites and ${LOTS} lots, ${name}`, ours: `p50 ${digits(p50)} ms, p99 ${digits(p99)}`,
			peer: `all stores summed up anew in ${digits(summed, 1)} s`, target: '< 50 ms', ok: p99 < 50, command: 'GET /api/v1/units/{nation}/lots?scope=below' });
	} finally {
		await server.stop();
		db.drop();
	}
}

for (const [engine, name] of engines) {
	const what = `(i) postings of a store's ledger a second, ${name}`;
	const command = `wrk -t2 -c${CONNECTIONS} -d${SECONDS}s -s posting.lua (POST .../lots/{lot}/discard); tiemchung replay ${common} --phases`;
	try {
		const r = await alternate(pairs, () => postings(engine), () => injections(engine));
		row({ what, ours: whole(r.ours), peer: `injection step ${whole(r.peer)}`, ratio: digits(r.ratio), target: '≥ 0.8', ok: r.ratio >= 0.8, command: command + fewer(r) });
	} catch (e) {
		missed(what, e, command);
	}
	await recall(engine, name).catch((e) => missed(`(i) who received a lot, ${name}`, e, 'GET /api/v1/units/{nation}/lots/{lot}/people'));
	await country(engine, name).catch((e) => missed(`(i) national balance by lot, ${name}`, e, 'GET /api/v1/units/{nation}/lots?scope=below'));
}
process.exit(0);
