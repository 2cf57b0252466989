// slot_test: many clients at once for the last places of an hour: exactly as many win as there were places, on both engines;
// on PostgreSQL through two servers on one database.
// test: timeout 600
//
// SLOT_CLIENTS=10000 SLOT_PLACES=100 are the whole numbers, of `make soak`.
import { execFileSync } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { check, equal, finish } from '../lib/check.mjs';
import { client } from '../lib/client.mjs';
import { books, newWorld, number, rows } from '../lib/stations.mjs';
import { engines, newDatabase, releaseBinary, startServer } from '../lib/server.mjs';

const CLIENTS = Number(process.env.SLOT_CLIENTS ?? 300), PLACES = Number(process.env.SLOT_PLACES ?? 20);
const TAKEN = 5; // places that are gone before the rush
const binary = releaseBinary;

// Everybody is known at this site.
function reach(db, unit) {
	const sql = `INSERT INTO person_unit (unit_id, person_id) SELECT ${unit}, id FROM person WHERE NOT EXISTS (SELECT 1 FROM person_unit WHERE unit_id = ${unit} AND person_id = person.id)`;
	execFileSync(...db.engine === 'sqlite' ? ['sqlite3', ['-cmd', '.timeout 20000', db.url.slice(7), sql]]
		: [`${process.env.PG_BIN ?? '/usr/lib/postgresql/15/bin'}/psql`, ['-X', '-q', '-c', sql, db.url]]);
}

async function rush(engine) {
	const db = await newDatabase(engine, { binary });
	const servers = [await startServer({ db, binary })];
	if (engine === 'postgresql')
		servers.push(await startServer({ db, binary }));
	const slots = [{ starts: '08:00', ends: '09:00', capacity: PLACES + TAKEN }, { starts: '09:00', ends: '10:00', capacity: 10 }];
	const world = await newWorld(db, servers[0], { sites: 1, slots });
	const [site] = world.sites;
	await db.run(['demo', 'people', String(CLIENTS + TAKEN)]);
	const people = rows(db, `SELECT id FROM person ORDER BY id LIMIT ${CLIENTS + TAKEN}`).map((r) => r[0]);
	reach(db, site.unit);
	const doors = servers.map((s) => client(s.url, site.headers.reception));
	const path = `/api/v1/units/${site.unit}/sessions/${site.session}/appointments`;
	const ask = (door, person) => door.post(path, { person_id: person, slot: '08:00' }, { timeout: 120000 });
	for (const person of people.slice(0, TAKEN))
		equal(`${engine}: a place before the rush`, (await ask(doors[0], person)).status, 201);
	const told = { won: 0, full: 0, other: [] };
	const began = performance.now();
	await Promise.all(people.slice(TAKEN).map(async (person, n) => {
		for (let tries = 0; tries < 200; tries++) {
			const answer = await ask(doors[n % doors.length], person);
			if (answer.status === 201)
				return told.won++;
			if (answer.status === 409 && answer.json.code === 'slot.full')
				return told.full++;
			if (answer.status !== 503)
				return told.other.push(`${answer.status} ${answer.text}`);
			await sleep(50 + 200 * Math.random()); // the lane was full
		}
		return told.other.push('never answered');
	}));
	const seconds = (performance.now() - began) / 1000;
	const booked = number(db, `SELECT COUNT(*) FROM appointment WHERE session_id = ${site.session} AND slot = '08:00' AND state <> 'cancelled'`);
	equal(`${engine}: ${CLIENTS} clients for ${PLACES} places in ${seconds.toFixed(1)} s: exactly ${PLACES} win, the others are told that it is full`,
		[told.won, told.full, told.other.slice(0, 3)], [PLACES, CLIENTS - PLACES, []]);
	equal(`${engine}: the list holds as many as won`, booked, PLACES + TAKEN);
	equal(`${engine}: each of them once`, number(db, `SELECT COUNT(DISTINCT person_id) FROM appointment WHERE session_id = ${site.session} AND slot = '08:00'`), PLACES + TAKEN);
	const column = number(db, `SELECT booked FROM session_slot WHERE session_id = ${site.session} AND starts = '08:00'`);
	equal(`${engine}: the hour's own figure says so, too`, column, PLACES + TAKEN);
	check(`${engine}: nobody slipped into the next hour`, number(db, `SELECT COUNT(*) FROM appointment WHERE session_id = ${site.session} AND slot = '09:00'`) === 0);
	equal(`${engine}: the books balance`, await books(db, { binary }), []);
	for (const s of servers)
		await s.stop();
	await db.drop();
}

for (const engine of (process.env.SLOT_ENGINES ?? engines.join(' ')).split(' '))
	await rush(engine);
await finish();
