// import_test.mjs - lists of sites and of people, by command and through the server, on both engines: every row has its
// outcome, nothing enters twice, damaged files and crashes harm nobody.
// test: timeout 600
import { copyFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { check, equal, finish, skip } from './lib/check.mjs';
import { ask } from './lib/citizen.mjs';
import { team } from './lib/journey.mjs';
import { csv, header, list, person, row, wrong } from './lib/people.mjs';
import { asForm, sheetXml, xlsx, xlsxText } from './lib/xlsx.mjs';
import { engines, newDatabase, newFolder, runProgram, shared, startServer } from './lib/server.mjs';

const RIGHT = 200, BIG = 3000;
const DAY = '2021-10-04';

// ---- reading a result .csv again ----

function readCsv(text) {
	const rows = [[]];
	let cell = '', quoted = false;
	for (let i = text.charCodeAt(0) === 0xfeff ? 1 : 0; i < text.length; i++) {
		const c = text[i];
		if (quoted) {
			if (c === '"' && text[i + 1] === '"') {
				cell += '"';
				i++;
			} else if (c === '"') {
				quoted = false;
			} else {
				cell += c;
			}
		} else if (c === '"') {
			quoted = true;
		} else if (c === ',' || c === '\n') {
			rows.at(-1).push(cell.replace(/\r$/, ''));
			cell = '';
			if (c === '\n')
				rows.push([]);
		} else {
			cell += c;
		}
	}
	return rows.filter((r) => r.length);
}

async function importFile(db, what, file, unit) {
	const args = ['import', what, file, ...(unit ? ['--unit', unit] : []), '--db', db.url];
	return runProgram(args, { env: db.env });
}

const figures = (r) => r.json && [r.status, r.json.rows, r.json.imported, r.json.updated, r.json.duplicates, r.json.refused];

// ---- sites and units ----

const siteHeader = ['Tỉnh', 'Huyện', 'Xã', 'Mã cơ sở khám chữa bệnh\n(mã để nhập vào địa điểm tiêm )', 'Tên cơ sở'];
const sites = [
	['Thành phố Hà Nội', 'Quận Ba Đình', 'Phường Phúc Xá', '01003', 'Bệnh viện Thử nghiệm'],
	['Thành phố Hà Nội', 'Quận Ba Đình', 'Phường Phúc Xá', '01003', 'BV Thử nghiệm'],
	['Thành phố Hà Nội', 'Quận Ba Đình', 'Phường Phúc Xá', '01003', 'Bệnh viện Thử nghiệm'],
	['TP Hà Nội', 'Ba Đình', 'Trúc Bạch', '01g12', 'TYT Trúc Bạch'],
	['Hà Nội', 'Quận Ba Đình', '', '96_D008', 'Trung tâm Y tế Ba Đình'],
	['Tỉnh Hoà Bình', '', '', '17001', 'Sở Y tế Thử'],
	['Tỉnh Hà Giang', 'Huyện Không Có', '', '02001', 'Trạm Lạc Huyện'],
	['Tỉnh Hà Giang', 'Huyện Đồng Văn', '', '02999', 'Trạm Hai Tỉnh'],
	['Tỉnh Cao Bằng', 'Huyện Bảo Lâm', '', '02999', 'Trạm Hai Tỉnh'],
	['Thành phố Hà Nội', 'Quận Ba Đình', '', 'bị lặp', 'Trạm Mã Hỏng'],
	['Thành phố Hà Nội', 'Quận Ba Đình', '', '', 'Trạm Không Mã'],
	['Tỉnh Không Có', '', '', '99001', 'Trạm Không Tỉnh'],
	['Thành phố Hà Nội', 'Quận Ba Đình', '', '01998', ''],
];

async function siteCases(db, folder) {
	const file = join(folder, 'sites.xlsx');
	writeFileSync(file, xlsx({ PL1_x: [['khác']], 'PL4_Địa điểm tiêm': [siteHeader, ...sites] }));
	const first = await importFile(db, 'sites', file);
	equal('sites: figures', figures(first), [1, 13, 5, 0, 2, 6]);
	const again = join(folder, 'again.csv');
	writeFileSync(again, csv([['province_name', 'district_name', 'commune_name', 'facility_code', 'facility_name'], ...sites]));
	const second = await importFile(db, 'sites', again);
	equal('sites: the same once more, as .csv with other titles', figures(second), [1, 13, 0, 0, 7, 6]);
	const rows = readCsv(readFileSync(second.json.result, 'utf8'));
	equal('sites: the result repeats every row', rows.length, 14);
	equal('sites: its last column', rows[0].at(-1), 'Kết quả import');
	for (const [n, word] of [[8, 'hai tỉnh'], [9, 'hai tỉnh'], [10, 'không đọc được'], [11, 'Cần mã'], [12, 'Tỉnh Không Có'], [13, 'Cần tên']])
		check(`sites: row ${n} is refused because of "${word}"`, rows[n].at(-1).startsWith('Từ chối') && rows[n].at(-1).includes(word), rows[n].at(-1));
	const moved = join(folder, 'moved.csv');
	writeFileSync(moved, csv([siteHeader, ['Tỉnh Cao Bằng', '', '', '01003', 'Trạm Dời Đi']]));
	equal('sites: a known code in another province is refused', figures(await importFile(db, 'sites', moved)), [1, 1, 0, 0, 0, 1]);
	const units = join(folder, 'units.csv');
	writeFileSync(units, csv([['Tên Tỉnh/Thành phố', 'Mã Tỉnh/Thành phố', 'Tên Quận/Huyện', 'Mã Quận/Huyện', 'Tên Xã/Phường', 'Mã Xã/Phường'],
		['Thành phố Hà Nội', '01', 'Quận Ba Đình', '001', 'Phường Phúc Xá', '00001'],
		['Thành phố Hà Nội', '1', 'Quận Ba Đình', '1', 'Phường Mới Lập', '99001'],
		['Thành phố Hà Nội', '01', 'Quận Hoàn Kiếm', '002', 'Phường Phúc Xá', '00001'],
		['Thành phố Hà Nội', '01', '', '', 'Phường Lửng', '99002']]));
	equal('units: known, new, elsewhere, with a gap', figures(await importFile(db, 'units', units)), [1, 4, 1, 0, 1, 2]);
	equal('units: the new one is known now', figures(await importFile(db, 'units', units)), [1, 4, 0, 0, 2, 2]);
}

// ---- people, by command ----

async function listCases(db, folder) {
	const rows = list(RIGHT);
	const put = (name, bytes) => {
		writeFileSync(join(folder, name), bytes);
		return join(folder, name);
	};
	const first = await importFile(db, 'people', put('one.csv', csv(rows)), '01003');
	equal(`people: ${RIGHT} right and ${wrong.length} wrong rows`, figures(first), [1, 220, RIGHT, 0, 0, wrong.length]);
	const result = readCsv(readFileSync(first.json.result, 'utf8'));
	equal('people: the result repeats every row', result.length, 1 + RIGHT + wrong.length);
	equal('people: a good row says so', result[1].at(-1), 'Đã nhập.');
	wrong.forEach(([, word], k) => {
		const text = result[1 + RIGHT + k].at(-1);
		check(`people: wrong row ${k + 1} names its column, "${word}"`, /^Từ chối: Cột \d+ \(/.test(text) && text.includes(word), text);
	});
	const same = [1, 220, 0, 0, RIGHT, wrong.length];
	equal('people: the same file again adds nothing', figures(await importFile(db, 'people', join(folder, 'one.csv'), '01003')), same);
	equal('people: without byte order mark, with ;', figures(await importFile(db, 'people', put('two.csv', csv(rows, { bom: '', separator: ';' })), '01003')), same);
	equal('people: with byte order mark and ;', figures(await importFile(db, 'people', put('three.csv', csv(rows, { separator: ';' })), '01003')), same);
	const book = xlsx({ PL2_khac: [['x']], 'PL1_Danh sach doi tuong tiem': asForm(rows) });
	const form = await importFile(db, 'people', put('four.xlsx', book), '01003');
	equal('people: as .xlsx, in the form of two heading rows', figures(form), same);
	equal('people: its result is an .xlsx', form.json.result.endsWith('four.result.xlsx'), true);
	equal('people: the result can be sent again as it is', figures(await importFile(db, 'people', form.json.result, '01003')), same);
	const missing = await importFile(db, 'people', put('five.csv', csv([header.filter((_, i) => i !== 3), ['1', 'Lê Văn A']])), '01003');
	check('people: a sheet with other columns is refused as a whole, naming them', missing.status === 2 && missing.err.includes('3 Giới tính'), missing.err);
	const none = await importFile(db, 'people', put('six.csv', csv([['gì'], ['đó']])), '01003');
	check('people: a sheet without the header', none.status === 2 && none.err.includes('Họ và tên'), none.err);
	const nowhere = await importFile(db, 'people', join(folder, 'one.csv'), 'KHONGCO');
	check('people: an unknown unit', nowhere.status === 2 && nowhere.err.includes('KHONGCO'), nowhere.err);
	const absent = await importFile(db, 'people', join(folder, 'khong-co.csv'), '01003');
	check('people: a file that is not there', absent.status === 2 && absent.err.includes('khong-co.csv'), absent.err);
}

const past = ['COVID-19 Vaccine AstraZeneca', '21/05/2021', 'ABV0001', '01003'];
const past2 = ['COVID-19 Vaccine AstraZeneca', '01/08/2021', 'ABV0002', '01Gxx'];

// One row each, after the 200 of before: what must become of it.
function special() {
	const p = (i, change = {}) => ({ ...person(i), ...change });
	return [
		[row(1, p(0, { insurance: 'GD4012345678901' })), 'Đã cập nhật hồ sơ có sẵn'],
		[row(2, p(1), past), 'thêm 1 mũi'],
		[row(3, p(1), past), 'dòng 9 của tệp này'],
		[row(4, p(2, { name: 'Người Khác Hẳn' })), 'hai hồ sơ được đánh dấu'],
		[row(5, p(3, { cccd: '', phone: '0911111111' })), 'có thể trùng với'],
		[row(6, p(4, { cccd: '' })), 'Trùng với hồ sơ có sẵn'],
		[row(7, p(5, { cccd: '001099999999' })), 'Đã nhập'], // another number of the same kind: somebody else
		[row(8, p(500), [...past, ...past2]), 'Mã cơ sở "01Gxx" không có trong danh mục'],
		[row(9, p(500), [...past2]), 'dòng 15 của tệp này'],
		[row(10, p(501, { cccd: '', phone: '0922222222' })), 'Đã nhập'],
		[row(11, p(501, { cccd: '', phone: '0933333333' })), 'dòng 17 của tệp này'],
		// one letter, one digit, one of two numbers off: nobody is asked, so nothing is entered until it is corrected
		[row(12, p(6, { name: `${person(6).name}h` }), past), 'khác nhau ở: họ tên. Xem lại và sửa chỗ ghi sai'],
		[row(13, p(7, { birth: person(7).birth.replace(/^../, '01') })), 'khác nhau ở: ngày sinh'],
		[row(14, p(0, { insurance: '2345678901', cccd: '001099999998' })), 'khác nhau ở: số giấy tờ'],
		// known by home and phone; the number is another's: both are disputed, none loses it
		[row(15, p(501, { cccd: person(9).cccd, phone: '0922222222' })), 'Đã cập nhật hồ sơ có sẵn'],
		[row(16, p(502), ['COVID-19 Vaccine AstraZeneca', '21/05/1920', 'A1', '01003']), 'Cột 17 (Mũi 1 - Ngày tiêm)'],
	];
}

async function specialCases(db, folder) {
	const cases = special();
	const file = join(folder, 'special.csv');
	writeFileSync(file, csv([[], [], [], [], [], [], header, ...cases.map(([r]) => r)]));
	const got = await importFile(db, 'people', file, '01003');
	equal('special rows: figures', figures(got), [1, 16, 4, 3, 8, 1]);
	const rows = readCsv(readFileSync(got.json.result, 'utf8'));
	cases.forEach(([, word], k) => check(`special row ${k + 1}: "${word}"`, rows[k + 1]?.at(-1).includes(word), rows[k + 1]?.at(-1)));
	const holders = ask(db, `SELECT q.name, q.disputed FROM person q JOIN person_number n ON n.person_id = q.id WHERE n.number = '${person(9).cccd}' ORDER BY q.id`);
	equal('special rows: a number of two people is at both, disputed', holders.map(([name, disputed]) => [name, ['1', 't'].includes(disputed)]), [[person(9).name, true], [person(501).name, true]]);
	equal('special rows: a letter off made nobody', ask(db, `SELECT COUNT(*) FROM person_number WHERE number = '${person(6).cccd}'`)[0][0], '1');
	const again = await importFile(db, 'people', file, '01003');
	equal('special rows again: nothing is new', [again.json.imported, again.json.updated], [0, 0]);
}

// ---- through the server ----

async function upload(who, unitId, bytes, name = 'danh-sach.csv') {
	const answer = await who.post(`/api/v1/units/${unitId}/imports/people`, bytes, { headers: { 'x-file-name': encodeURIComponent(name) } });
	if (answer.status !== 202)
		throw new Error(`upload: ${answer.status} ${answer.text}`);
	return answer.json;
}

async function over(who, unitId, id, until = () => false, patience = 120000) {
	for (const end = Date.now() + patience; ;) {
		const job = (await who.get(`/api/v1/units/${unitId}/jobs/${id}`)).json;
		if (!['waiting', 'running'].includes(job.state) || until(job) || Date.now() > end)
			return job;
		await sleep(50);
	}
}

async function allRows(who, unitId, id, outcome) {
	const rows = [];
	for (let after = 0; ;) {
		const page = (await who.get(`/api/v1/units/${unitId}/jobs/${id}/rows?after=${after}${outcome ? `&outcome=${outcome}` : ''}`)).json;
		rows.push(...page.items);
		if (!page.next)
			return rows;
		after = page.next;
	}
}

// The head of an OLE file and rubbish behind it; a sheet that is a gigabyte of blanks.
const brokenXls = Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(700, 7)]);
const bomb = () => xlsx({ PL1: `${sheetXml([[' ']]).slice(0, 120)}${' '.repeat(150 << 20)}` });

async function damagedCases(who, server, unitId) {
	for (const [name, bytes] of [['hong.xls', brokenXls], ['bom.xlsx', bomb()], ['cut.xlsx', xlsx({ PL1: asForm(list(50)) }).subarray(0, 2000)],
		['anh.png', Buffer.from('89504e470d0a1a0a0000', 'hex')]]) {
		const job = await over(who, unitId, (await upload(who, unitId, bytes, name)).id);
		check(`${name}: the job fails with a reason in both languages`, job.state === 'failed' && job.error?.length > 20 && job.error_en?.length > 20 && job.name === name, JSON.stringify(job));
		equal(`${name}: the server lives`, (await server.anonymous.get('/healthz')).status, 200);
	}
	const empty = await who.post(`/api/v1/units/${unitId}/imports/people`, Buffer.alloc(0));
	equal('an empty upload is refused at once', empty.status, 422);
	const noSession = await who.post(`/api/v1/units/${unitId}/imports/people?session_id=123`, Buffer.from('x'));
	equal('an unknown session too', noSession.status, 404);
}

async function serverCases(db, folder) {
	const password = await db.addUser('root', 'administrator', 'VN');
	const server = await startServer({ db, clock: `${DAY}T07:00:00+07:00` });
	const admin = await server.login('root', password);
	const unitOf = async (code) => (await admin.get(`/api/v1/units?level=site&q=${code}`)).json.items.find((u) => u.code === code).id;
	const unitId = await unitOf('01003'), other = await unitOf('02001');
	const { data_clerk: clerk, reception } = await team(server, admin, unitId, 'nhap', ['data_clerk', 'reception']);

	const book = xlsx({ 'PL1_Danh sach': asForm(list(RIGHT)) });
	const job = await over(clerk, unitId, (await upload(clerk, unitId, book, 'Danh sách.xlsx')).id);
	equal('server: the list of before is all duplicates', [job.state, job.name, job.total, job.imported, job.duplicates, job.refused],
		['done', 'Danh sách.xlsx', 220, 0, RIGHT, wrong.length]);
	const refused = await allRows(clerk, unitId, job.id, 'refused');
	equal('server: the refused rows', [refused.length, refused[0].row_no, refused[2].field, refused[2].code], [wrong.length, 209, 'birth_date', 'field.required']);
	const result = await clerk.get(`/api/v1/units/${unitId}/jobs/${job.id}/result.xlsx`);
	check('server: the result file names an outcome', result.status === 200 && xlsxText(result.body).includes('Từ chối: Cột 2'), result.status);
	equal('server: another unit does not see the job', (await admin.get(`/api/v1/units/${other}/jobs/${job.id}`)).status, 404);
	equal('server: nor does a clerk reach it', (await clerk.get(`/api/v1/units/${other}/jobs`)).status, 403);
	equal('server: who may not import is refused', (await reception.post(`/api/v1/units/${unitId}/imports/people`, Buffer.from('x'))).status, 403);
	// the commands before ran by the machine's clock, years later
	check('server: the unit\'s jobs', (await clerk.get(`/api/v1/units/${unitId}/jobs`)).json.items.some((j) => j.id === job.id));
	const found = (await clerk.post(`/api/v1/units/${unitId}/persons/search`, { q: person(1).cccd })).json.items[0];
	const doses = (await clerk.get(`/api/v1/units/${unitId}/persons/${found.id}`)).json.doses;
	equal('server: an imported dose waits to be confirmed', doses.map((d) => [d.source, d.given_on, Boolean(d.confirmed)]), [['import', '2021-05-21', false]]);
	await damagedCases(clerk, server, unitId);
	if (db.engine === 'sqlite') {
		const beside = await importFile(db, 'people', join(folder, 'one.csv'), '01003');
		check('the command says that a server is using the file', beside.status === 2 && beside.err.includes('máy chủ đang chạy'), beside.err);
	}
	await crashCases(db, server, clerk, unitId);
}

async function crashCases(db, first, clerk, unitId) {
	const rows = [header];
	for (let i = 0; i < BIG; i++)
		rows.push(row(i + 1, person(10000 + i), i % 10 ? [] : past));
	const { id } = await upload(clerk, unitId, Buffer.from(csv(rows)), 'lon.csv');
	const before = await over(clerk, unitId, id, (job) => job.total > 0);
	check(`crash: killed in the midst (row ${before.total} of ${BIG})`, before.state === 'running' && before.total < BIG, JSON.stringify(before));
	await first.kill();
	// an hour later the lease is over; on PostgreSQL a second server is there, and only one may take the job
	const server = await startServer({ db, clock: `${DAY}T08:00:00+07:00` });
	const second = db.engine === 'postgresql' ? await startServer({ db, clock: `${DAY}T08:00:00+07:00` }) : null;
	const again = clerkAt(server, clerk);
	const job = await over(again, unitId, id);
	equal('crash: the job goes on and ends with every row once', [job.state, job.total, job.imported, job.refused], ['done', BIG, BIG, 0]);
	const all = await allRows(again, unitId, id);
	equal('crash: rows', [all.length, new Set(all.map((r) => r.row_no)).size, new Set(all.map((r) => r.person_id)).size], [BIG, BIG, BIG]);
	const once = await over(again, unitId, (await upload(again, unitId, Buffer.from(csv(rows)), 'lon.csv')).id);
	equal('crash: sent again, all are known', [once.state, once.imported, once.updated, once.duplicates], ['done', 0, 0, BIG]);
	// a server that is asked to stop in the midst leaves the job to the next one
	const third = await upload(again, unitId, Buffer.from(csv(rows)), 'lon.csv');
	await over(again, unitId, third.id, (j) => j.total > 0);
	await second?.stop();
	await server.stop();
	const last = await startServer({ db, clock: `${DAY}T08:30:00+07:00` });
	const end = await over(clerkAt(last, clerk), unitId, third.id);
	equal('stop: the job goes on after the next start', [end.state, end.total, end.duplicates], ['done', BIG, BIG]);
	await last.stop();
}

// The same login at another server of the same database.
function clerkAt(server, clerk) {
	const at = server.anonymous, headers = clerk.headers;
	const with_ = (options = {}) => ({ ...options, headers: { ...headers, ...options.headers } });
	return { get: (path, options) => at.get(path, with_(options)), post: (path, body, options) => at.post(path, body, with_(options)) };
}

// ---- the real workbook ----

async function realWorkbook(engine) {
	const folder = newFolder('import-real');
	const files = ['import-workbook-2021-08.xlsx', 'import-workbook-2021-08.xls', 'import-workbook-2021-08-embedded.xls'];
	if (!shared || !files.every((f) => existsSync(join(shared, 'data', f)))) {
		skip(`${engine}: the real workbook is not here`);
		return;
	}
	const db = await newDatabase(engine);
	for (const f of files)
		copyFileSync(join(shared, 'data', f), join(folder, f));
	// 14,619 codes: two stand in two provinces (four rows), four have no digit ("bị lặp", "tlg", two tests)
	equal('real workbook: sites', figures(await importFile(db, 'sites', join(folder, files[0]))), [1, 16535, 14613, 0, 1914, 8]);
	equal('real workbook: sites again, from the .xls of WPS Office', figures(await importFile(db, 'sites', join(folder, files[2]))), [1, 16535, 0, 0, 16527, 8]);
	equal('real workbook: units are those we carry', figures(await importFile(db, 'units', join(folder, files[1]))), [0, 10604, 0, 0, 10604, 0]);
	for (const f of files) {
		const got = await importFile(db, 'people', join(folder, f), '01003');
		equal(`real workbook: ${f}: the masked sample row is refused`, figures(got), [1, 1, 0, 0, 0, 1]);
	}
	await db.drop();
}

for (const engine of engines) {
	console.log(`# ${engine}`);
	const folder = newFolder('import');
	const db = await newDatabase(engine);
	await siteCases(db, folder);
	await listCases(db, folder);
	await specialCases(db, folder);
	await serverCases(db, folder);
	await db.drop();
	await realWorkbook(engine);
}
await finish();
