// journey_test.mjs - from the list to the certificate through the station page, by keyboard alone, with four people at
// four computers; then what goes wrong at a site: fever, refusal, walk-ins, a wrong step, a lost network, Back.
//
// The real program on a demo database. Each screen is photographed at two widths into build/screenshots/ and judged by
// axe. test: timeout 600
import { check, equal, finish, test } from '../lib/check.mjs';
import { csv, list } from '../lib/people.mjs';
import { PASSWORD, PIN, board, browser, manager, server, start, unit } from './demo.mjs';
import { focused, focusOn, press, sees, tabTo, type } from './keyboard.mjs';
import { look, openComputer } from './look.mjs';

const CALM = 800; // the injection page ignores a key that comes sooner than a person can have read

const rowOf = async (id) => (await board()).find((item) => item.person_id === id);
const later = (minutes) => server.setClock(new Date(start.getTime() + minutes * 60000).toISOString());

// Adults under 65 with the whole birth date, whose names nobody else on the list has, with whatever accents: one name, one person.
const plainName = (p) => p.name.normalize('NFD').replace(/[\u0300-\u036f]/g, '').replace(/đ/gi, 'd').toLowerCase();
const people = (await board()).filter((p, _, all) => p.birth_precision === 'day' && p.birth_date > '1966' && p.birth_date < '2000'
	&& all.filter((q) => plainName(q).includes(plainName(p))).length === 1);
const [first, feverish, refusing, offline, moved] = people;

async function login(name) {
	const page = await openComputer(browser, server.url);
	await page.goto(`${server.url}/station`);
	await focusOn(page, 'login_name');
	await type(page, name);
	await press(page, 'Tab');
	await type(page, PASSWORD);
	await press(page, 'Enter');
	await tabTo(page, 'Vào buổi tiêm');
	return page;
}

async function atTable(name) {
	const page = await login(name);
	await press(page, 'Enter');
	return page;
}

// At reception: search, identity seen, consent, Enter, and back in the search field.
async function checkIn(page, person) {
	await focusOn(page, 'search');
	await type(page, person.name);
	await press(page, 'Enter');
	await focusOn(page, 'identity');
	await press(page, 'Space', 'Tab', 'Space', 'Enter');
}

// At a table: some letters of the name and Enter.
async function call(page, person) {
	await focusOn(page, 'queue-find');
	await sees(page, person.name.toLocaleUpperCase('vi'));
	await type(page, person.name);
	await press(page, 'Enter');
}

async function screen(page, person, { answers = {}, temperature = '36,6' } = {}) {
	await call(page, person);
	await page.waitForSelector('.question');
	const ids = await page.$$eval('.question', (all) => all.map((q) => q.querySelector('input').name.slice(1)));
	await focusOn(page, `q${ids[0]}`);
	for (const id of ids)
		await press(page, answers[id] ? 'c' : 'k');
	await focusOn(page, 'temperature');
	await type(page, temperature);
	await page.waitForSelector('.verdict');
}

async function inject(page, person) {
	await call(page, person);
	await page.waitForSelector('#inject');
	await page.waitForTimeout(CALM);
	if ((await focused(page)).id === 'lot')
		await press(page, 'Space', 'Tab', 'Space');
	await press(page, 'Enter');
}

// A list with three good rows and twenty wrong ones; the dialog that picks the file is not the page's, so it is skipped.
async function importList(page) {
	await tabTo(page, /^Nhập danh sách$/);
	await press(page, 'Enter');
	await tabTo(page, '#file');
	await page.setInputFiles('#file', { name: 'danh sách thử.csv', mimeType: 'text/csv', buffer: Buffer.from(csv(list(3))) });
	await tabTo(page, 'Nhập tệp');
	await press(page, 'Enter');
	await sees(page, 'Dòng không nhận được', 30000);
	const numbers = await page.$$eval('.numbers dd', (all) => all.map((e) => e.textContent));
	equal('rows, new, updated, already there, refused', numbers, ['23', '3', '0', '0', '20']);
	await sees(page, 'Họ và tên');
	await look(page, 'import-done');
	const result = await page.getAttribute('a[download]', 'href');
	equal('the result is there to load', (await page.request.get(server.url + result)).status(), 200);
}

// Every paper that the page offers is a PDF.
async function prints(page) {
	await tabTo(page, /^In$/);
	await press(page, 'Enter');
	await sees(page, 'Bộ giấy dự phòng');
	for (const href of await page.$$eval('.paper a', (all) => all.map((a) => a.href))) {
		const answer = await page.request.get(href);
		check(`${new URL(href).pathname.split('/').at(-1)} is a PDF`, (await answer.body()).subarray(0, 5).toString() === '%PDF-', `${answer.status()}`);
	}
}

const portal = await openComputer(browser, server.url);
let reception, doctor, vaccinator, observer;

await test('the start page shows the counters and leads to the station', async () => {
	await portal.goto(server.url);
	await sees(portal, 'Mũi đã tiêm');
	await look(portal, 'portal');
	await tabTo(portal, 'Điểm tiêm');
	await press(portal, 'Enter');
	await portal.waitForURL('**/station');
	await look(portal, 'login');
	await type(portal, 'quanly');
	await press(portal, 'Tab');
	await type(portal, 'wrong');
	await press(portal, 'Enter');
	await sees(portal, 'không đúng');
});

await test('four people log in by keyboard', async () => {
	[reception, doctor, vaccinator, observer] = [await login('tiepdon'), await atTable('bacsi'), await atTable('tiem'), await atTable('theodoi')];
	await look(reception, 'sessions');
	await tabTo(reception, 'Vào buổi tiêm');
	await press(reception, 'Enter');
	await focusOn(reception, 'search');
	await look(reception, 'reception');
});

await test('reception checks a person in', async () => {
	await type(reception, first.name);
	await press(reception, 'Enter');
	await focusOn(reception, 'identity');
	await look(reception, 'check-in');
	await press(reception, 'Enter'); // nothing is ticked beforehand, so nothing may be saved yet
	await sees(reception, 'Chọn giấy tờ đã xem');
	equal('an unanswered consent saves nothing', (await rowOf(first.person_id)).step, 'expected');
	await look(reception, 'check-in-mistakes');
	await tabTo(reception, '#identity');
	await press(reception, 'Space', 'Tab', 'Space', 'Enter');
	await sees(reception, 'Đã tiếp đón');
	await focusOn(reception, 'search');
	equal('the person is checked in', (await rowOf(first.person_id)).step, 'checked_in');
});

await test('the doctor screens by the keys K and C', async () => {
	await look(doctor, 'screening-queue');
	await screen(doctor, first);
	await sees(doctor, 'Đủ điều kiện tiêm');
	await look(doctor, 'screening');
	await tabTo(doctor, 'Xong, chuyển sang bàn tiêm');
	await press(doctor, 'Enter');
	await sees(doctor, 'sang bàn tiêm');
	const row = await rowOf(first.person_id);
	equal('the verdict is kept', [row.step, row.verdict], ['screened', 'eligible']);
});

await test('the vaccinator injects, and lot and place stick', async () => {
	await call(vaccinator, first);
	await vaccinator.waitForSelector('#inject');
	await look(vaccinator, 'injection');
	await vaccinator.waitForTimeout(CALM);
	await tabTo(vaccinator, '#lot');
	await press(vaccinator, 'Space', 'Tab', 'Space', 'Enter');
	await sees(vaccinator, 'bắt đầu theo dõi');
	equal('the dose is given', (await rowOf(first.person_id)).step, 'observing');
	await vaccinator.goBack();
	await vaccinator.waitForTimeout(500);
	check('Back does not offer the injection again', !(await vaccinator.$('#inject')));
	await vaccinator.goForward();
});

await test('the countdown is seen at every table, and the wait cannot be cut without a reason', async () => {
	for (const page of [reception, doctor, vaccinator])
		await sees(page, '1 đang theo dõi');
	await sees(observer, 'Cho về sớm');
	await look(observer, 'observation');
	await tabTo(observer, 'Cho về sớm');
	await press(observer, 'Enter');
	await sees(observer, 'Cần ghi lý do');
	await look(observer, 'release-early');
	await press(observer, 'Enter', 'Escape');
	equal('without a reason nobody goes early', (await rowOf(first.person_id)).step, 'observing');
});

await test('a reaction is recorded', async () => {
	await tabTo(observer, 'Ghi phản ứng');
	await press(observer, 'Enter');
	await focusOn(observer, 'sign-pain');
	await press(observer, 'Space');
	await tabTo(observer, '#severity');
	await press(observer, 'Space');
	await look(observer, 'reaction');
	await tabTo(observer, 'Lưu phản ứng');
	await press(observer, 'Enter');
	await sees(observer, 'Đã ghi phản ứng');
});

await test('after the wait the person is released and gets the certificate', async () => {
	await later(32);
	await sees(observer, 'Hết giờ');
	await sees(reception, '1 đã hết giờ');
	await look(observer, 'observation-due');
	await tabTo(observer, 'Cho về');
	await press(observer, 'Enter');
	await sees(observer, 'Đã cấp chứng nhận', 30000);
	await look(observer, 'released');
	await tabTo(observer, /^Xem mã QR/);
	await press(observer, 'Enter');
	const drawn = await observer.waitForFunction(() => document.querySelector('.qr img')?.complete && document.querySelector('.qr img').naturalWidth > 0);
	check('the code is drawn', !!drawn);
	await look(observer, 'certificate');
	await press(observer, 'Escape');
	const paper = await observer.request.get(await observer.$eval('.released a', (a) => a.href));
	check('the confirmation is a PDF', (await paper.body()).subarray(0, 5).toString() === '%PDF-', `${paper.status()}`);
	const person = (await manager.get(`${unit}/persons/${first.person_id}`)).json;
	equal('one valid certificate for the dose of today', person.certificates.filter((c) => c.state === 'valid').map((c) => c.dose_id),
		[person.doses.at(-1).id]);
});

await test('a fever puts the vaccination off, with the reason on the board', async () => {
	await checkIn(reception, feverish);
	await screen(doctor, feverish, { answers: { 3: true }, temperature: '38,4' });
	await sees(doctor, 'Trì hoãn');
	await look(doctor, 'screening-defer');
	await tabTo(doctor, /^Lưu kết luận/);
	await press(doctor, 'Enter');
	await focusOn(doctor, 'queue-find');
	equal('put off', (await rowOf(feverish.person_id)).step, 'deferred');
});

await test('the second injection needs one Enter', async () => {
	await checkIn(reception, refusing);
	await screen(doctor, refusing);
	await tabTo(doctor, 'Xong, chuyển sang bàn tiêm');
	await press(doctor, 'Enter');
	await inject(vaccinator, refusing);
	await sees(vaccinator, 'bắt đầu theo dõi');
	equal('injected', (await rowOf(refusing.person_id)).step, 'observing');
});

await test('a walk-in without any number, with the birth year alone', async () => {
	await focusOn(reception, 'search');
	await type(reception, 'Lò Thị Thử Nghiệm');
	await press(reception, 'Enter');
	await sees(reception, 'Không tìm thấy');
	await tabTo(reception, 'Thêm người mới');
	await press(reception, 'Enter');
	await tabTo(reception, '#name');
	equal('the name searched for is kept', await reception.inputValue('#name'), 'Lò Thị Thử Nghiệm');
	await press(reception, 'Enter');
	await sees(reception, 'Nhập ngày sinh');
	await look(reception, 'person-new');
	await tabTo(reception, '#birth_date');
	await type(reception, '1985');
	await press(reception, 'Tab', 'Space');
	await tabTo(reception, 'Lưu và tiếp đón');
	await press(reception, 'Enter');
	await focusOn(reception, 'identity');
	await press(reception, 'Space', 'ArrowRight', 'ArrowRight', 'Tab', 'Space', 'Enter'); // known in person; agrees
	await focusOn(reception, 'search');
	const row = (await board()).find((item) => item.name === 'Lò Thị Thử Nghiệm');
	equal('received, year only', [row?.step, row?.birth_precision, row?.walk_in], ['checked_in', 'year', true]);
});

await test('the network is lost: the page says so, sends again by itself, and nothing is written twice', async () => {
	await type(reception, offline.name);
	await press(reception, 'Enter');
	await focusOn(reception, 'identity');
	await press(reception, 'Space', 'Tab', 'Space');
	await reception.context().setOffline(true);
	await press(reception, 'Enter');
	await sees(reception, 'Mất kết nối mạng');
	await sees(reception, '1 thao tác đang giữ');
	await look(reception, 'offline');
	equal('nothing arrived yet', (await rowOf(offline.person_id)).step, 'expected');
	await reception.context().setOffline(false);
	await focusOn(reception, 'search', 20000);
	const rows = (await board()).filter((item) => item.person_id === offline.person_id);
	equal('one visit', rows.map((item) => item.step), ['checked_in']);
});

await test('a step taken at another table is told, and shown', async () => {
	await checkIn(reception, moved);
	await screen(doctor, moved);
	const { visit_id, version } = await rowOf(moved.person_id);
	await tabTo(doctor, 'Xong, chuyển sang bàn tiêm');
	await doctor.route('**/board*', (route) => route.abort()); // so that the doctor's page cannot know before it sends
	equal('reception takes the person back', (await manager.post(`${unit}/visits/${visit_id}/undo`, { version, why: 'nhầm người' })).status, 200);
	await press(doctor, 'Enter');
	await sees(doctor, 'không còn chờ khám');
	await doctor.unroute('**/board*');
	equal('expected again', (await rowOf(moved.person_id)).step, 'expected');
	await look(doctor, 'moved');
});

await test('the manager sees every desk; a step is taken back with its reason', async () => {
	const page = await atTable('quanly');
	for (const [tab, text, name] of [['Danh sách', 'Danh sách buổi tiêm', 'list'], ['Buổi tiêm', 'Các lô tại bàn tiêm', 'session'],
		['In', 'Bộ giấy dự phòng', 'print'], ['Nhập danh sách', 'Tệp danh sách', 'import'], ['Việc cần xem', 'Các mũi tiêm và hồ sơ', 'reviews'], ['Kho', 'Nhập lô', 'stock']]) {
		await tabTo(page, new RegExp(`^${tab}$`));
		await press(page, 'Enter');
		await sees(page, text);
		await page.waitForTimeout(500);
		await look(page, name);
	}
	await importList(page);
	await prints(page);
	await tabTo(page, /^Danh sách$/);
	await press(page, 'Enter');
	await tabTo(page, '#list-find');
	await type(page, feverish.name);
	await tabTo(page, /^Hoàn tác/);
	await press(page, 'Enter');
	await tabTo(page, '#reason');
	await type(page, 'đo lại, không sốt');
	await look(page, 'undo');
	await tabTo(page, 'Hoàn tác');
	await press(page, 'Enter');
	await sees(page, 'Đã hoàn tác');
	equal('waits for the screening again', (await rowOf(feverish.person_id)).step, 'checked_in');
	await tabTo(page, 'Chọn buổi tiêm');
	await press(page, 'Enter');
	await tabTo(page, 'Tạo buổi tiêm');
	await press(page, 'Enter');
	await sees(page, 'Các khung giờ');
	await look(page, 'session-new');
	check('the manager’s pages complain of nothing', page.complaints.length === 0, page.complaints.join('\n'));
});

await test('the user changes by PIN, and English stays', async () => {
	await tabTo(vaccinator, 'Đổi người');
	await press(vaccinator, 'Enter');
	await sees(vaccinator, 'Ai đang làm việc tại máy này?');
	await look(vaccinator, 'users');
	await tabTo(vaccinator, /Lê Thị Hoa/);
	await press(vaccinator, 'Enter');
	await focusOn(vaccinator, 'pin');
	await look(vaccinator, 'pin');
	await type(vaccinator, PIN);
	await sees(vaccinator, 'Đổi người');
	await tabTo(vaccinator, 'English');
	await press(vaccinator, 'Enter');
	await sees(vaccinator, 'Change user');
	await vaccinator.reload();
	await sees(vaccinator, 'Change user');
	equal('the page says its language', await vaccinator.getAttribute('html', 'lang'), 'en');
});

for (const [name, page] of Object.entries({ portal, reception, doctor, vaccinator, observer })) {
	check(`${name}: the page complains of nothing`, page?.complaints.length === 0, page?.complaints.join('\n'));
	check(`${name}: nothing is asked of another host`, page?.foreign.length === 0, page?.foreign.join('\n'));
}
await finish();
