// soak_import.mjs - a list of 100,000 rows as a job, while a reception goes on searching: rows/s, and how long others wait.
// Part of `make soak`; IMPORT_ROWS and IMPORT_ENGINES make it smaller.
import { check, equal, finish } from './lib/check.mjs';
import { team } from './lib/journey.mjs';
import { csv, header, person, row } from './lib/people.mjs';
import { engines, newDatabase, releaseBinary, startServer } from './lib/server.mjs';

const ROWS = Number(process.env.IMPORT_ROWS ?? 100000);

for (const engine of (process.env.IMPORT_ENGINES ?? engines.join(' ')).split(' ')) {
	const db = await newDatabase(engine, { binary: releaseBinary });
	const password = await db.addUser('root', 'administrator', 'VN');
	const server = await startServer({ db, binary: releaseBinary });
	const admin = await server.login('root', password);
	const commune = (await admin.get('/api/v1/units?level=commune&q=00001&on=2021-08-01')).json.items[0].id;
	const unitId = (await admin.post(`/api/v1/units/${commune}/sites`, { code: 'A0001', name: 'Trạm A', kind: 'health_station' })).json.id;
	const people = await team(server, admin, unitId, 'a', ['reception', 'data_clerk']);
	const rows = [['DANH SÁCH'], [], [], [], [], [], header];
	for (let i = 0; i < ROWS; i++)
		rows.push(row(i + 1, { ...person(i), cccd: `001${20 + (i % 2)}${String(1000000 + i).slice(-7)}`.padEnd(12, '0') }));
	const began = Date.now();
	const up = await people.data_clerk.post(`/api/v1/units/${unitId}/imports/people`, Buffer.from(csv(rows)), { headers: { 'x-file-name': 'lon.csv' }, timeout: 120000 });
	if (!check(`${engine}: the file is taken`, up.status === 202, up.text))
		continue;
	const waits = [];
	let job = up.json;
	while (job.state === 'waiting' || job.state === 'running') {
		const t = Date.now();
		await people.reception.post(`/api/v1/units/${unitId}/persons/search`, { q: person(7).name });
		waits.push(Date.now() - t);
		await new Promise((r) => setTimeout(r, 50));
		job = (await people.data_clerk.get(`/api/v1/units/${unitId}/jobs/${job.id}`)).json;
	}
	const seconds = (Date.now() - began) / 1000;
	waits.sort((a, b) => a - b);
	equal(`${engine}: every row has an outcome`, [job.state, job.imported + job.updated + job.duplicates + job.refused], ['done', ROWS]);
	console.log(`  ${engine}: ${ROWS} rows in ${seconds.toFixed(1)} s, ${Math.round(ROWS / seconds)} rows/s; a search meanwhile took ${waits[waits.length >> 1]} ms (median), ${waits.at(-1)} ms (slowest of ${waits.length})`);
	await server.stop();
	await db.drop();
}
await finish();
