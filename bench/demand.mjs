// demand.mjs - row (l): how many wait in the nation and in each province, beside counting the rows of all lists for the same answer.
import { alternate, ask, digits, missed, newDatabase, number, pairs, row, serve, sleep, whole } from './lib.mjs';

const PEOPLE = Number(process.env.BENCH_WAITING ?? 1000000), LOOKS = 20;
const engines = [['sqlite', 'SQLite'], ['postgresql', 'PostgreSQL']];

// As many on the list of each commune, of all groups, one in ten for a second dose.
const lists = (each) => `BEGIN;
INSERT INTO waiting (unit_id, person_id, registration_id, dose_number, priority_group, priority_sub, birth_date, registered_ms, not_before, hospital, part, family_id, acknowledged, state, changed_ms)
WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < ${each - 1})
SELECT u.id, i, i, CASE WHEN i % 10 = 0 THEN 2 ELSE 1 END, CAST(1 + i % 16 AS TEXT), '', '1980-01-01', i, NULL, FALSE, 'any', 0, TRUE, 'waiting', 0
  FROM unit u CROSS JOIN n WHERE u.level = 'commune';
INSERT INTO demand_list (unit_id, changes, counted, first_dose, next_dose, placed, unacknowledged) SELECT unit_id, 1, 0, 0, 0, 0, 0 FROM waiting GROUP BY unit_id;
COMMIT;
ANALYZE;`;

async function measure(engine, name) {
	const db = newDatabase(engine);
	const communes = number(db, "SELECT COUNT(*) FROM unit WHERE level = 'commune'"), each = Math.ceil(PEOPLE / communes), people = each * communes;
	ask(db, lists(each));
	const uncounted = () => number(db, 'SELECT COUNT(*) FROM demand_list WHERE changes <> counted');
	const server = await serve(db), began = performance.now();
	try {
		const admin = await server.anonymous.login('root', db.password);
		const nation = (await admin.get('/api/v1/units?level=nation')).json.items[0].id;
		const all = async () => {
			while (uncounted())
				await sleep(100);
		};
		// both answers of the managers' page, in ms
		const look = async () => {
			const from = performance.now();
			const groups = (await admin.get(`/api/v1/units/${nation}/demand`)).json.items, below = (await admin.get(`/api/v1/units/${nation}/demand/below`)).json.items;
			const ms = performance.now() - from;
			const sums = [groups.reduce((n, g) => n + g.waiting, 0), below.reduce((n, u) => n + u.first_dose + u.next_dose, 0)];
			if (sums.some((n) => n !== people))
				throw new Error(`${sums} wait, and not ${people}`);
			return ms;
		};
		await all();
		const counting = (performance.now() - began) / 1000;
		const r = await alternate(pairs, async () => {
			await all();
			const times = [];
			for (let i = 0; i < LOOKS; i++)
				times.push(await look());
			return times.sort((a, b) => a - b)[LOOKS / 2];
		}, () => {
			ask(db, 'UPDATE demand_list SET changes = changes + 1');
			return look();
		});
		row({ what: `(l) demand of the nation and of its provinces, ${whole(people)} people on ${whole(communes)} lists, ${name} (all lists counted in ${digits(counting, 1)} s)`, ours: `p50 ${digits(r.ours, 1)} ms`,
			peer: `every list changed a moment ago: ${whole(r.peer)} ms`, ratio: digits(r.peer / r.ours, 0), command: 'GET /api/v1/units/{nation}/demand and .../demand/below' });
	} finally {
		await server.stop();
		db.drop();
	}
}

for (const [engine, name] of engines)
	await measure(engine, name).catch((e) => missed(`(l) demand of the nation, ${name}`, e, 'node bench/demand.mjs'));
process.exit(0);
