// paper_test.mjs - what the print routes give: whole PDFs with the right people, doses and answers on them, and nobody's data
// for those who may not see it. All people are invented. Words are compared where poppler-utils is installed, the QR code
// where zbarimg is too; everything else is checked everywhere.
import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { check, equal, finish, skip, test } from './lib/check.mjs';
import { poppler, printingEnv, scanner } from './lib/pdf.mjs';
import { engines, newDatabase, newFolder, startServer } from './lib/server.mjs';

const CLOCK = '2022-01-10T08:00:00+07:00', LATER = '2022-01-10T09:02:00+07:00', DAY = '2022-01-10';
const LIST = `danh-sach-buoi-tiem-${DAY}.pdf`, FORMS = `phieu-buoi-tiem-${DAY}.pdf`, KIT = `bo-giay-du-phong-${DAY}.pdf`;
const CONFIRMATION = 'giay-xac-nhan-tiem-chung.pdf', SCREENING = 'phieu-sang-loc.pdf';

const folder = newFolder('paper');
const env = printingEnv(folder);

async function must(promise, status = 200) {
	const answer = await promise;
	if (answer.status !== status)
		throw new Error(`status ${answer.status} instead of ${status}: ${answer.text.slice(0, 500)}`);
	return answer.json;
}

// The words of a PDF with single blanks, and its pages; null without poppler.
function look(body) {
	const file = join(folder, 'look.pdf');
	writeFileSync(file, body);
	if (!poppler)
		return { file, pages: null, words: null };
	const info = execFileSync('pdfinfo', [file], { encoding: 'utf8' });
	const words = execFileSync('pdftotext', ['-raw', file, '-'], { encoding: 'utf8', maxBuffer: 1 << 26 }).replace(/\s+/g, ' ');
	return { file, pages: Number(/Pages:\s+(\d+)/.exec(info)[1]), words };
}

// Fetches a paper; status, type, file name and frame are judged here.
async function paper(client, path, name) {
	const answer = await client.get(path);
	const what = path.split('/').pop();
	if (!check(`${what}: 200`, answer.status === 200, answer.text.slice(0, 400)))
		return { pages: null, words: null };
	equal(`${what}: type`, answer.headers['content-type'], 'application/pdf');
	equal(`${what}: file name`, answer.headers['content-disposition'], `attachment; filename="${name}"`);
	check(`${what}: whole`, answer.body.subarray(0, 7).toString() === '%PDF-1.' && answer.body.subarray(-6).toString() === '%%EOF\n');
	return look(answer.body);
}

function onPaper(what, { words }, wanted, unwanted = []) {
	if (words === null)
		return;
	const missing = wanted.filter((w) => !words.includes(w)), found = unwanted.filter((w) => words.includes(w));
	check(`${what}: says ${wanted.length} things and leaves ${unwanted.length} out`, !missing.length && !found.length,
		() => `missing: ${missing.join(' | ')}\nshould not be there: ${found.join(' | ')}\n${words.slice(0, 4000)}`);
}

function onPages(what, { pages }, wanted) {
	if (pages !== null)
		equal(`${what}: pages`, pages, wanted);
}

async function refused(client, path, status, code) {
	const answer = await client.get(path);
	equal(`${path.replace(/\d{6,}/g, 'ID')}: ${code}`, [answer.status, answer.json?.code], [status, code]);
	check(`${code}: in both languages`, Boolean(answer.json?.detail && answer.json?.detail_en));
}

const PEOPLE = [
	{ slot: '09:00', name: 'Nguyễn Thị Ánh', birth_date: '1990-02-03', sex: 'female', cccd: '001190000011', phone: '0900000011' },
	{ slot: '08:00', name: 'Lê Hữu Đức', birth_date: '1961', sex: 'male', cccd: '001061000012', phone: '0900000012' },
	{ slot: '08:00', name: 'Trần Văn Bình', birth_date: '1985-05', sex: 'male', cccd: '001085000013', phone: '0900000013', address: 'Số 1 ngõ Mẫu' },
	{ slot: null, name: 'Phạm Gia Khôi', birth_date: '2008-06-01', sex: 'male', guardian_name: 'Phạm Văn Mẫu', guardian_phone: '0900000014' },
];

async function openSession(manager) {
	const communes = await must(manager.get(`/api/v1/units?level=commune&on=2021-07-10&q=${encodeURIComponent('Phúc Xá')}`));
	const commune = communes.items[0];
	const site = await must(manager.post(`/api/v1/units/${commune.id}/sites`, {
		code: '01X01', name: 'Trạm y tế Mẫu', kind: 'health_station', tables: 2, capacity: 400, in_charge: 'BS. Lê Văn Mẫu', phone: '0900000001' }), 201);
	const unit = `/api/v1/units/${site.id}`;
	const received = await manager.post(`${unit}/lots/receive`, { product_code: 'comirnaty', number: 'FX0012', expires_on: '2022-06-30', doses: 300 });
	check('doses are received', received.status < 300, received.text);
	const lot = received.json.lot_id;
	const campaign = (await must(manager.get('/api/v1/campaigns'))).items[0].id;
	const session = await must(manager.post(`${unit}/sessions`, {
		campaign_id: campaign, on_date: DAY, lots: [{ lot_id: lot }],
		slots: [{ starts: '08:00', ends: '09:00', capacity: 300 }, { starts: '09:00', ends: '10:00', capacity: 300 }] }), 201);
	return { commune, unit, lot, session: `${unit}/sessions/${session.id}` };
}

async function enlist(manager, w, { slot, ...person }) {
	const made = await must(manager.post(`${w.unit}/persons`, person), 201);
	const id = made.id ?? made.person.id;
	return { id, code: (await must(manager.post(`${w.session}/appointments`, { person_id: id, slot }), 201)).code };
}

async function sessionPapers(manager, w, people) {
	const list = await paper(manager, `${w.session}/list.pdf`, LIST);
	onPaper('list', list, ['Trạm y tế Mẫu', 'Phường Phúc Xá, Quận Ba Đình, Thành phố Hà Nội', '10/01/2022', '08:00-10:00', 'Tổng số: 4 người',
		'001085000013', '0900000011', '05/1985', '1961', 'Mũi 2', '21/05/2021'], ['DEMO', 'Mũi 3']);
	if (list.words) {
		const at = ['Trần Văn Bình', 'Lê Hữu Đức', 'Nguyễn Thị Ánh', 'Phạm Gia Khôi'].map((name) => list.words.indexOf(name));
		check('list: by hour, then by given name, no hour last', at[0] >= 0 && at.every((p, i) => !i || p > at[i - 1]), String(at));
	}
	onPaper('list of an hour', await paper(manager, `${w.session}/list.pdf?slot=09:00`, LIST), ['Nguyễn Thị Ánh', '09:00-10:00', 'Tổng số: 1 người'],
		['Lê Hữu Đức', 'Trần Văn Bình', 'Phạm Gia Khôi']);

	const forms = await paper(manager, `${w.session}/forms.pdf`, FORMS);
	onPaper('forms', forms, ['Nguyễn Thị Ánh', 'Trần Văn Bình', 'Phạm Văn Mẫu', 'CHA, MẸ HOẶC NGƯỜI GIÁM HỘ', ...people.map((p) => p.code),
		'Quyết định 5785/QĐ-BYT', 'Mũi 1: AstraZeneca, 21/05/2021', 'Đang mắc bệnh cấp tính?', 'Số 1 ngõ Mẫu', 'Có ở mục 3, 4a']);
	onPages('forms: consent and screening of four', forms, 8);
	onPages('forms of an hour', await paper(manager, `${w.session}/forms.pdf?slot=08:00`, FORMS), 4);

	const kit = await paper(manager, `${w.session}/paper-kit.pdf?blank=3`, KIT);
	onPaper('kit', kit, ['01X01-220110-001', '01X01-220110-007', 'Trần Văn Bình', 'FX0012', '30/06/2022', 'BS. Lê Văn Mẫu', '0900000001'],
		['01X01-220110-008']);
	const bare = await paper(manager, `${w.session}/paper-kit.pdf?blank=3&forms=false`, KIT);
	if (poppler)
		equal('kit: a sheet for each of four people can be left out', kit.pages - bare.pages >= 8, true);
	onPaper('kit of an hour', await paper(manager, `${w.session}/paper-kit.pdf?blank=3&slot=09:00`, KIT), ['01X01-220110-0900-001', '01X01-220110-0900-004'],
		['Trần Văn Bình', '01X01-220110-0900-005']);
	const usual = await paper(manager, `${w.session}/paper-kit.pdf`, KIT);
	onPaper('kit: forty blanks unless asked otherwise', usual, ['01X01-220110-044'], ['01X01-220110-045']);
}

// Check-in, a screening with findings, the injection.
async function vaccinate(manager, w, person) {
	let v = await must(manager.post(`${w.session}/visits`, { uuid: randomUUID(), person_id: person.id, identity_seen: 'card', consent: true }), 201);
	const visit = `${w.unit}/visits/${v.id}`;
	const { form } = await must(manager.get(visit));
	const body = typeof form.body === 'string' ? JSON.parse(form.body) : form.body;
	const answers = { '7_detail': 'Nổi mề đay khi ăn tôm' };
	for (const q of body.questions)
		if (!q.computed && q.sex !== 'female')
			answers[q.id] = q.id === '7';
	onPaper('screening form before the doctor', await paper(manager, `${visit}/screening.pdf`, SCREENING),
		['Trần Văn Bình', 'Quyết định 5785/QĐ-BYT', person.code, '35,5 - 37,5', '90/60 - 140/90'], ['mề đay', '150/95', 'Lúc 08:00']);
	v = await must(manager.post(`${visit}/screening`, {
		version: v.version, answers, temperature: 368, systolic: 150, diastolic: 95, note: 'Theo dõi 60 phút' }));
	v = await must(manager.post(`${visit}/injection`, { version: v.version, uuid: randomUUID(), lot_id: w.lot, body_site: 'left_arm', consent_mix: true }));
	return { visit, version: v.version };
}

async function certified(manager, w, id) {
	for (const until = Date.now() + 15000; Date.now() < until; await sleep(100)) {
		const valid = (await must(manager.get(`${w.unit}/persons/${id}`))).certificates.find((c) => c.state === 'valid');
		if (valid)
			return must(manager.get(`${w.unit}/persons/${id}/certificates/${valid.id}`));
	}
	throw new Error('no certificate within 15 seconds');
}

function checkQr(file, hc1) {
	if (!scanner)
		return;
	const picture = join(folder, 'look');
	execFileSync('pdftoppm', ['-r', '300', '-gray', '-png', '-singlefile', file, picture]);
	equal('confirmation: its QR is the certificate', execFileSync('zbarimg', ['-q', '--raw', `${picture}.png`], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim(), hc1);
}

async function personPapers(server, manager, w, person) {
	const path = `${w.unit}/persons/${person.id}/confirmation.pdf`;
	const { visit, version } = await vaccinate(manager, w, person);
	onPaper('confirmation before the certificate', await paper(manager, path, CONFIRMATION), ['Chưa có mã QR', 'FX0012']);
	await server.setClock(LATER);
	await must(manager.post(`${visit}/release`, { version }));
	const certificate = await certified(manager, w, person.id);
	const confirmation = await paper(manager, path, CONFIRMATION);
	onPaper('confirmation', confirmation, ['SỞ Y TẾ THÀNH PHỐ HÀ NỘI', 'TRẠM Y TẾ MẪU', 'Trần Văn Bình', '05/1985', '001085000013', 'Việt Nam',
		'Số 1 ngõ Mẫu', 'Mũi 1 21/05/2021 AstraZeneca D0081X Bệnh viện Mẫu Xa', 'Mũi 2 10/01/2022', 'FX0012', 'Trạm y tế Mẫu',
		'Hà Nội, ngày 10 tháng 01 năm 2022'], ['Chưa có mã QR', 'DEMO']);
	if (confirmation.words) { // a long code breaks over lines
		check('confirmation: the certificate\'s code', confirmation.words.replaceAll(' ', '').includes(certificate.ci), confirmation.words);
		checkQr(confirmation.file, certificate.hc1);
	}
	onPaper('screening form', await paper(manager, `${visit}/screening.pdf`, SCREENING), ['Trần Văn Bình', person.code, 'Nổi mề đay khi ăn tôm', '36,8 °C',
		'150/95 mmHg (bất thường)', 'Có ở mục 7, 10', 'Theo dõi 60 phút', 'Lúc 08:00, ngày 10/01/2022', 'Mũi 1: AstraZeneca, 21/05/2021'], ['Mũi 2:']);
	onPaper('list afterwards: still what they came for', await paper(manager, `${w.session}/list.pdf?slot=08:00`, LIST), ['Mũi 2', 'Đã tiêm'], ['Mũi 3']);

	const views = (await must(manager.get(`${w.unit}/persons/${person.id}/access-log`))).items.map((v) => JSON.stringify(v));
	equal('access log: each paper of this person', ['confirmation.pdf', 'screening.pdf'].map((end) => views.filter((v) => v.includes(end)).length), [2, 2]);
	return visit;
}

async function refusals(server, manager, w, people, visit) {
	const confirmation = `${w.unit}/persons/${people[2].id}/confirmation.pdf`;
	await refused(manager, `${w.session}/list.pdf?slot=07:00`, 422, 'slot.unknown');
	equal('blanks beyond the limit', (await manager.get(`${w.session}/paper-kit.pdf?blank=201`)).status, 422);
	equal('an unknown parameter', (await manager.get(`${w.session}/list.pdf?blank=3`)).status, 422);
	await refused(manager, `${w.session}/forms.pdf?part=2`, 404, 'paper.nobody');
	await refused(manager, `${w.unit}/sessions/77/list.pdf`, 404, 'session.unknown');
	await refused(manager, `${w.unit}/visits/77/screening.pdf`, 404, 'visit.unknown');
	await refused(manager, `${w.unit}/persons/77/confirmation.pdf`, 404, 'person.unknown');
	await refused(manager, `${w.unit}/persons/${people[0].id}/confirmation.pdf`, 409, 'paper.no_dose');
	equal('nobody logged in', (await server.anonymous.get(`${w.session}/list.pdf`)).status, 401);

	const other = await must(manager.post(`/api/v1/units/${w.commune.id}/sites`, { code: '01X02', name: 'Trạm y tế Khác', kind: 'health_station' }), 201);
	const foreign = await server.login('khac', await server.db.addUser('khac', 'reception', '01X02'));
	for (const path of [`${w.session}/list.pdf`, `${w.session}/forms.pdf`, `${w.session}/paper-kit.pdf`, `${visit}/screening.pdf`, confirmation])
		await refused(foreign, path, 403, 'unit.foreign');
	const own = `/api/v1/units/${other.id}`;
	await refused(foreign, `${own}/visits/${visit.split('/').pop()}/screening.pdf`, 404, 'visit.unknown');
	await refused(foreign, `${own}/sessions/${w.session.split('/').pop()}/list.pdf`, 404, 'session.unknown');

	const keeper = await server.login('thukho', await server.db.addUser('thukho', 'stock_keeper', '01X01'));
	await refused(keeper, confirmation, 403, 'role.missing');
	await refused(keeper, `${visit}/screening.pdf`, 403, 'role.missing');
	onPaper('list for who may not read records', await paper(keeper, `${w.session}/list.pdf`, LIST), ['Trần Văn Bình', 'Mũi 2'], ['001085000013', '0900000013']);
	onPaper('forms for who may not read records', await paper(keeper, `${w.session}/forms.pdf`, FORMS), ['Trần Văn Bình'],
		['001085000013', '0900000013', 'Số 1 ngõ Mẫu', 'Phạm Văn Mẫu']);
}

// More people than one file of forms takes.
async function manyPeople(manager, w) {
	for (let i = 0; i < 199; i++)
		await enlist(manager, w, { slot: '09:00', name: `Hồ Thị ${'ABCDEFGHIKLMNOPQRSTUVXY'[i % 23]}${'abcdeghik'[Math.floor(i / 23)]}`, birth_date: '1970', sex: 'female' });
	await refused(manager, `${w.session}/forms.pdf`, 429, 'paper.too_many');
	const parts = [await paper(manager, `${w.session}/forms.pdf?part=1`, FORMS), await paper(manager, `${w.session}/forms.pdf?part=2`, FORMS)];
	onPages('forms, part 1', parts[0], 400);
	onPages('forms, part 2', parts[1], 6);
	onPaper('forms, part 1: begins with the first', parts[0], ['Trần Văn Bình'], ['Phạm Gia Khôi']);
	onPaper('forms, part 2: ends with the last', parts[1], ['Phạm Gia Khôi'], ['Trần Văn Bình']);
	await refused(manager, `${w.session}/paper-kit.pdf?blank=200`, 429, 'paper.too_many');
	const began = Date.now();
	onPaper('long list', await paper(manager, `${w.session}/list.pdf`, LIST), ['Tổng số: 203 người', 'Phạm Gia Khôi']);
	console.log(`# a list of 203 people: ${Date.now() - began} ms`);
}

// More doses of a kind than the paper has lines: all are on it.
async function manyDoses(manager, w, person) {
	const given = [['primary', '2021-03-10'], ['primary', '2021-05-05'], ['primary', '2021-07-06'], ['primary', '2021-09-07'],
		['additional', '2021-11-08'], ['booster', '2022-01-09']];
	for (const [i, [kind, day]] of given.entries())
		await must(manager.post(`${w.unit}/persons/${person.id}/doses`, {
			uuid: randomUUID(), product_code: 'vero_cell', kind, given_on: day, lot_number: `VC${i}`, place: 'Nơi Khác' }), 201);
	const all = await paper(manager, `${w.unit}/persons/${person.id}/confirmation.pdf`, CONFIRMATION);
	onPaper('confirmation of six doses', all, ['Mũi 1 10/03/2021', 'Mũi 2 05/05/2021', 'Mũi 3 06/07/2021', 'thêm:', '07/09/2021', 'VC2; VC3',
		'Bổ sung 08/11/2021', 'Lần 1 09/01/2022'], ['VC6']);
	onPages('confirmation of six doses', all, 1);
}

// Who printed a whole session is in the audit chain.
async function audited(db, manager, w) {
	const entries = async () => (await db.run(['audit', 'verify'])).json.entries;
	const before = await entries();
	await paper(manager, `${w.session}/list.pdf?slot=09:00`, LIST);
	equal('audit: one row for a printed list', await entries() - before, 1);
}

async function run(engine) {
	const db = await newDatabase(engine);
	const password = await db.addUser('quanly', 'manager', 'VN');
	const server = await startServer({ db, clock: CLOCK, seed: 7, env });
	const manager = await server.login('quanly', password);
	const w = await openSession(manager);
	const people = [];
	for (const person of PEOPLE)
		people.push(await enlist(manager, w, person));
	await must(manager.post(`${w.unit}/persons/${people[2].id}/doses`, {
		uuid: randomUUID(), product_code: 'astrazeneca', given_on: '2021-05-21', lot_number: 'D0081X', place: 'Bệnh viện Mẫu Xa' }), 201);
	await sessionPapers(manager, w, people);
	await audited(db, manager, w);
	const visit = await personPapers(server, manager, w, people[2]);
	await refusals(server, manager, w, people, visit);
	await manyDoses(manager, w, people[1]);
	if (engine === 'sqlite')
		await manyPeople(manager, w);
	await server.stop();
	await db.drop();
}

for (const engine of engines)
	await test(`papers on ${engine}`, () => run(engine));
await finish();
