// spine_test.mjs - the main job: migrate, import units and sites, import a list of 200 people with 20 wrong rows, take all through
// the four steps by HTTP; 200 certificates that our own and an independent verifier accept; counters equal the recount.
// With ../shared on the real workbook, without it on a small one that the test makes; the small one always runs.
// test: timeout 600
import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { check, equal, finish, skip } from './lib/check.mjs';
import { certificates, countersAgree, fourSteps, openSession, team } from './lib/journey.mjs';
import { csv, list, wrong } from './lib/people.mjs';
import { engines, newDatabase, releaseBinary, root, runProgram, shared, startServer } from './lib/server.mjs';

const RIGHT = Number(process.env.SPINE_PEOPLE ?? 200);
const DAY = '2021-10-04';
const verifier = join(root, 'tests/verify');

// What sheet PL4 looks like, for where the real one is missing: a repeated code with another name, a code in two provinces, junk.
const smallSites = [
	['Thành phố Hà Nội', 'Quận Ba Đình', 'Phường Phúc Xá', '01003', 'Bệnh viện Thử nghiệm'],
	['Thành phố Hà Nội', 'Quận Ba Đình', 'Phường Phúc Xá', '01003', 'BV Thử nghiệm'],
	['Thành phố Hà Nội', 'Quận Ba Đình', 'Phường Trúc Bạch', '01G12', 'Trạm y tế Trúc Bạch'],
	['Thành phố Hà Nội', 'Quận Ba Đình', '', '96_D008', 'Trung tâm Y tế Ba Đình'],
	['Tỉnh Hà Giang', 'Huyện Đồng Văn', '', '02999', 'Trạm Hai Tỉnh'],
	['Tỉnh Cao Bằng', 'Huyện Bảo Lâm', '', '02999', 'Trạm Hai Tỉnh'],
	['Thành phố Hà Nội', 'Quận Ba Đình', '', 'bị lặp', 'Trạm Mã Hỏng'],
];
const siteHeader = ['Tỉnh/Thành phố', 'Quận/Huyện', 'Xã/Phường', 'Mã cơ sở KCB', 'Tên cơ sở KCB'];

async function importSites(db, workbook) {
	const file = workbook ?? join(db.folder, 'sites.csv');
	if (!workbook)
		writeFileSync(file, csv([siteHeader, ...smallSites]));
	const { json, status, err } = await runProgram(['import', 'sites', file, '--db', db.url], { binary: releaseBinary, env: db.env });
	const want = workbook ? { rows: 16535, imported: 14619 } : { rows: 7, imported: 3 };
	check(`sites: some rows are refused, so the exit status is 1 (${status})`, status === 1, err);
	if (!json)
		return;
	equal('sites: every row has an outcome', json.imported + json.updated + json.duplicates + json.refused, json.rows);
	if (workbook)
		check(`sites: the real workbook gives its codes (${json.imported} imported, ${json.refused} refused of ${json.rows})`,
			json.rows === want.rows && json.imported > 14500 && json.imported <= want.imported);
	else
		equal('sites: the small list', [json.rows, json.imported, json.duplicates, json.refused], [7, 3, 1, 3]);
}

async function importPeople(db, server, clerk, unitId, sessionId) {
	const text = csv(list(RIGHT));
	const up = await clerk.post(`/api/v1/units/${unitId}/imports/people?session_id=${sessionId}`, Buffer.from(text), { headers: { 'x-file-name': 'danh-sach.csv' } });
	if (!check('list: the upload is taken as a job', up.status === 202, up.text))
		return;
	let job = up.json;
	for (const until = Date.now() + 60000; Date.now() < until && (job.state === 'waiting' || job.state === 'running');) {
		await new Promise((r) => setTimeout(r, 100));
		job = (await clerk.get(`/api/v1/units/${unitId}/jobs/${job.id}`)).json;
	}
	equal('list: 200 imported, 20 refused', [job.state, job.imported, job.refused], ['done', RIGHT, wrong.length]);
	const refused = (await clerk.get(`/api/v1/units/${unitId}/jobs/${job.id}/rows?outcome=refused`)).json.items;
	wrong.forEach(([, word], k) => {
		const at = refused[k];
		check(`list: wrong row ${k + 1} names "${word}"`, at?.message_vi?.includes(word), JSON.stringify(at));
	});
}

// The confirmations of all, by the program and by something we did not write.
async function verifyAll(server, db, observer, unitId, board) {
	const texts = [];
	for (const item of board.items.filter((i) => i.certificate === 'issued')) {
		const record = (await observer.get(`/api/v1/units/${unitId}/persons/${item.person_id}`)).json;
		const valid = record.certificates.filter((c) => c.state === 'valid');
		const one = (await observer.get(`/api/v1/units/${unitId}/persons/${item.person_id}/certificates/${valid[0].id}`)).json;
		texts.push(one.hc1);
	}
	equal('200 certificates', texts.length, RIGHT);
	const dsc = join(db.folder, 'keys/dsc.pem');
	let accepted = 0;
	for (const text of texts) {
		const r = spawnSync(releaseBinary, ['certificate', 'verify', '--trust', dsc, '--clock', `${DAY}T12:00:00Z`], { input: text, encoding: 'utf8' });
		accepted += r.status === 0 && JSON.parse(r.stdout).valid === true;
	}
	equal('every certificate is accepted by `certificate verify`', accepted, RIGHT);
	if (!existsSync(join(verifier, 'node_modules')))
		execFileSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: verifier, stdio: 'inherit' });
	const r = spawnSync(process.execPath, [join(verifier, 'verify.mjs'), '--cert', dsc], { input: texts.join('\n') + '\n', encoding: 'utf8', maxBuffer: 1 << 26 });
	const lines = r.stdout.trim().split('\n').filter(Boolean).map((l) => JSON.parse(l));
	equal('every certificate is accepted by the independent verifier', [r.status, lines.filter((l) => l.ok).length], [0, RIGHT]);
}

// The workbook's own units are those that `migrate` has put there; import_test.mjs has the small twin.
async function importUnits(db, workbook) {
	const { json, status, err } = await runProgram(['import', 'units', workbook, '--db', db.url], { binary: releaseBinary, env: db.env });
	check(`units: the real workbook's are all known (${json?.duplicates} of ${json?.rows})`, status === 0 && json.rows > 10500 && json.duplicates === json.rows, err);
}

async function story(engine, original) {
	const what = `${engine}, ${original ? 'real workbook' : 'small list'}`;
	console.log(`# ${what}`);
	const db = await newDatabase(engine);
	const workbook = original && join(db.folder, 'workbook.xlsx'); // the result is written beside it
	if (original)
		copyFileSync(original, workbook);
	if (workbook)
		await importUnits(db, workbook);
	await importSites(db, workbook);
	const password = await db.addUser('root', 'administrator', 'VN');
	const server = await startServer({ db, clock: `${DAY}T07:00:00+07:00` });
	const admin = await server.login('root', password);
	const found = (await admin.get('/api/v1/units?level=site&q=01003')).json.items.filter((u) => u.code === '01003');
	if (!check(`${what}: the site is there`, found.length === 1, JSON.stringify(found)))
		return;
	const unitId = found[0].id;
	const nation = (await admin.get('/api/v1/units?level=nation')).json.items[0].id;
	const campaign = await admin.post(`/api/v1/units/${nation}/campaigns`, { code: 'TEST', name: 'Chiến dịch thử', starts_on: DAY, wait_minutes: 0 });
	equal('a campaign without a wait', campaign.status, 201);
	const people = await team(server, admin, unitId, 'bv', ['reception', 'screening_doctor', 'vaccinator', 'observer', 'data_clerk', 'manager']);
	const { lot, session } = await openSession(people.manager, unitId, campaign.json.id, DAY, { doses: 10000 });
	await importPeople(db, server, people.data_clerk, unitId, session.id);

	const before = (await people.reception.get(`/api/v1/units/${unitId}/sessions/${session.id}/board`)).json;
	equal('the list of the session', before.items.length, RIGHT);
	const queue = [...before.items];
	await Promise.all(Array.from({ length: 8 }, async () => {
		for (let item; (item = queue.pop());)
			await fourSteps(people, unitId, session.id, item.person_id, lot.lot_id);
	}));
	const board = await certificates(people.observer, unitId, session.id);
	equal('all are released', board.counts.released, RIGHT);
	await verifyAll(server, db, people.observer, unitId, board);
	await countersAgree(what, db);
	const lots = (await people.manager.get(`/api/v1/units/${unitId}/lots`)).json.items;
	equal('stock: as many doses are gone', lots.find((l) => l.lot_id === lot.lot_id).doses, 10000 - RIGHT);
	const summary = (await server.anonymous.get('/api/public/summary')).json;
	equal('the nation counts them', [summary.doses_total, summary.people_first, summary.certificates], [RIGHT, RIGHT, RIGHT]);
	await server.stop();
	await db.drop();
}

for (const engine of engines)
	await story(engine, null);
const workbook = shared && join(shared, 'data/import-workbook-2021-08.xlsx');
for (const engine of engines) {
	if (workbook && existsSync(workbook))
		await story(engine, workbook);
	else
		skip(`${engine}: the real workbook is not here`);
}
await finish();
