// planned.mjs - a small province whose people wait, and a judge of its plans who knows nothing of the planner: both read and write
// rows beside the server.
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { person } from './people.mjs';
import { rows } from './stations.mjs';

// Statements of our own; nothing of anybody's is put into them.
export function run(db, sql) {
	const bin = process.env.PG_BIN ?? '/usr/lib/postgresql/15/bin';
	if (db.engine === 'sqlite')
		execFileSync('sqlite3', ['-batch', '-cmd', '.timeout 20000', db.url.slice(7)], { input: `BEGIN;${sql};COMMIT;`, stdio: ['pipe', 'ignore', 'pipe'] });
	else
		execFileSync(join(bin, 'psql'), ['-X', '-q', '-v', 'ON_ERROR_STOP=1', '-1', db.url], { input: sql, stdio: ['pipe', 'ignore', 'pipe'] });
}

const quote = (v) => (v === null || v === undefined ? 'NULL' : typeof v === 'boolean' ? (v ? 'TRUE' : 'FALSE') : typeof v === 'number' || typeof v === 'bigint' ? String(v) : `'${String(v).replaceAll("'", "''")}'`);
const insert = (table, list) => (list.length ? `INSERT INTO ${table} (${Object.keys(list[0]).join(', ')}) VALUES\n${list.map((r) => `(${Object.values(r).map(quote).join(', ')})`).join(',\n')}` : '');
const inPages = (table, list) => Array.from({ length: Math.ceil(list.length / 200) }, (_, i) => insert(table, list.slice(i * 200, i * 200 + 200)));

export const dayOf = (date) => Date.parse(`${date}T00:00:00Z`) / 86400000;
export const dateOf = (day) => new Date(day * 86400000).toISOString().slice(0, 10);

// Puts people on the lists of communes, as registering would: who = [{ commune, birth, group, dose, last, lastOn, notBefore, hospital, part,
// family, phone, at }]; what is missing is the usual. Returns them with their ids.
export function register(db, who, first = 1) {
	const made = who.map((w, i) => {
		const n = first + i, p = person(n), id = 1000000 + n;
		return { id, registration: 2000000 + n, name: p.name, birth: '1980-01-01', group: '', dose: 1, last: null, lastOn: null, notBefore: null,
			hospital: false, part: 'any', family: 0, at: 1626000000000 + n * 60000, ...w, phone: w.phone === undefined ? p.phone : w.phone };
	});
	const path = new Map(rows(db, 'SELECT id, path FROM unit').map(([id, p]) => [id, p]));
	const doses = made.filter((m) => m.dose > 1).flatMap((m) => Array.from({ length: m.dose - 1 }, (_, k) => ({ person_id: m.id, id: 3000000 + m.id * 4 + k,
		uuid: `00000000-0000-4000-8000-${String(m.id * 4 + k).padStart(12, '0')}`, place: 'nơi khác', product_code: m.last, kind: 'primary', number: k + 1,
		given_on: dateOf(dayOf(m.lastOn) - 60 * (m.dose - 2 - k)), source: 'import', state: 'valid', flags: '[]', entered_by: 1, entered_unit_id: BigInt(m.commune), entered_ms: m.at })));
	run(db, [
		...inPages('person', made.map((m) => ({ id: m.id, name: m.name, name_key: m.name.toLowerCase(), birth_date: m.birth, birth_precision: 'day', sex: 'female',
			phone: m.phone, home_unit_id: BigInt(m.commune), home_path: path.get(String(m.commune)), priority_group: m.group || null, created_unit_id: BigInt(m.commune), created_ms: m.at, changed_ms: m.at }))),
		...inPages('registration', made.map((m) => ({ person_id: m.id, id: m.registration, code: `R${m.id}`, source: 'self', dose_number: m.dose, unit_id: BigInt(m.commune),
			wished_part: m.part, form_code: '', form_from: '', answers: '{}', consent: true, family_id: m.family, state: 'waiting', created_ms: m.at, changed_ms: m.at }))),
		...inPages('waiting', made.map((m) => ({ unit_id: BigInt(m.commune), person_id: m.id, registration_id: m.registration, dose_number: m.dose, priority_group: m.group,
			priority_sub: '', birth_date: m.birth, registered_ms: m.at, last_product: m.last, last_on: m.lastOn, not_before: m.notBefore, hospital: m.hospital,
			part: m.part, family_id: m.family, acknowledged: true, state: 'waiting', changed_ms: m.at }))),
		...inPages('dose', doses),
		...[...new Set(made.map((m) => m.commune))].map((unit) => `${insert('demand_list', [{ unit_id: BigInt(unit), changes: 1, counted: 0, first_dose: 0, next_dose: 0, placed: 0, unacknowledged: 0 }])} ON CONFLICT (unit_id) DO UPDATE SET changes = demand_list.changes + 1`),
	].join(';\n'));
	return made;
}

// Days from which a further dose of the same product may be given (data/rules.json, August 2021), and the ages.
const GAP = { astrazeneca: 56, comirnaty: 21 };
const yearsOn = (birth, date) => Number(date.slice(0, 4)) - Number(birth.slice(0, 4)) - (date.slice(5) < birth.slice(5) ? 1 : 0);

// May this person be given this product on this day? As a table of the ministry would say it, without the program.
export function mayHave(p, product, date) {
	if (yearsOn(p.birth, date) < 18 || (p.notBefore && p.notBefore > date))
		return false;
	return p.dose === 1 || (p.last === product && dayOf(date) - dayOf(p.lastOn) >= GAP[product]);
}

const order = (a, b) => (Number(a.group || 99) - Number(b.group || 99)) || a.birth.localeCompare(b.birth) || a.at - b.at || a.id - b.id;

// Everything that a published plan must keep, from the rows alone: a list of what is wrong.
export function judge(db, people, { spare = 0 } = {}) {
	const wrong = [], byId = new Map(people.map((p) => [String(p.id), p]));
	const places = rows(db, `SELECT a.person_id, a.unit_id, a.session_id, a.slot, a.product_code, s.on_date, u.kind, w.state, w.unit_id, w.appointment_id = a.id, r.state
		FROM appointment a JOIN session s ON s.unit_id = a.unit_id AND s.id = a.session_id JOIN unit u ON u.id = a.unit_id
		LEFT JOIN waiting w ON w.person_id = a.person_id LEFT JOIN registration r ON r.person_id = a.person_id AND r.id = w.registration_id
		WHERE a.state = 'expected'`);
	for (const [id, site, session, slot, product, date, kind, state, , same, registered] of places) {
		const p = byId.get(id);
		if (!p)
			continue;
		if (!mayHave(p, product, date))
			wrong.push(`${id}: ${product} on ${date}`);
		if (p.hospital && kind !== 'hospital')
			wrong.push(`${id} needs a hospital, has ${kind}`);
		if (state !== 'placed' || registered !== 'placed' || !['1', 't', 'true'].includes(same))
			wrong.push(`${id}: appointment at ${site}/${session} ${slot}, list says ${state}, registration ${registered}`);
	}
	const seen = new Set();
	for (const [id] of places)
		seen.has(id) ? wrong.push(`${id} has two places`) : seen.add(id);
	for (const [id] of rows(db, "SELECT person_id FROM waiting WHERE state = 'placed'"))
		if (!seen.has(id))
			wrong.push(`${id} is placed without an appointment`);
	for (const [site, session, starts, capacity, booked, n] of rows(db, `SELECT x.unit_id, x.session_id, x.starts, x.capacity, x.booked,
		(SELECT COUNT(*) FROM appointment a WHERE a.unit_id = x.unit_id AND a.session_id = x.session_id AND a.slot = x.starts AND a.state <> 'cancelled') FROM session_slot x`))
		if (booked !== n || Number(n) > Math.ceil(Number(capacity) * (100 - spare) / 100))
			wrong.push(`${site}/${session} ${starts}: ${n} people, ${booked} booked, capacity ${capacity}`);
	for (const [site, product, n, doses] of rows(db, `SELECT a.unit_id, a.product_code, COUNT(*), (SELECT COALESCE(SUM(b.doses), 0) FROM store_lot b JOIN lot l ON l.id = b.lot_id
		WHERE b.unit_id = a.unit_id AND l.product_code = a.product_code AND l.state = 'active') FROM appointment a JOIN session s ON s.unit_id = a.unit_id AND s.id = a.session_id
		WHERE a.state = 'expected' AND s.state = 'open' AND a.product_code IS NOT NULL GROUP BY a.unit_id, a.product_code`))
		if (Number(n) > Number(doses))
			wrong.push(`${site}: ${n} places for ${doses} doses of ${product}`);
	return wrong;
}

// Whoever has no place must not come before somebody who has one that would suit them as well: compared among people who differ in their
// place in the order alone (same commune, dose, needs and wishes; no family).
export function unfair(db, people) {
	const placed = new Set(rows(db, "SELECT person_id FROM waiting WHERE state = 'placed'").map(([id]) => id));
	const alike = new Map(), wrong = [];
	for (const p of people.filter((x) => !x.family)) {
		const key = [p.commune, p.dose, p.last, p.lastOn, p.notBefore, p.hospital, yearsOn(p.birth, '2021-08-01') >= 18].join();
		alike.set(key, [...(alike.get(key) ?? []), p]);
	}
	for (const list of alike.values()) {
		list.sort(order);
		const last = list.findLastIndex((p) => placed.has(String(p.id)));
		for (const p of list.slice(0, Math.max(0, last)))
			if (!placed.has(String(p.id)))
				wrong.push(`${p.id} comes before ${list[last].id} and has no place`);
	}
	return wrong;
}
