// lists_test.mjs - a company sends its list: what is read, doubtful rows decided and cells corrected by keyboard, registered, taken back;
// and the commune that sees its people at once. Each page photographed at two widths into build/screenshots/ and judged by axe.
// test: timeout 600
import { randomUUID } from 'node:crypto';
import { check, equal, finish, test } from '../lib/check.mjs';
import { passwordOf } from '../lib/client.mjs';
import { csv, header, person, row } from '../lib/people.mjs';
import { browser, db, server } from './demo.mjs';
import { fill, focusOn, press, push, sees, tabTo, type } from './keyboard.mjs';
import { look, openComputer } from './look.mjs';

const root = await server.login('root', await db.addUser('root', 'administrator', 'VN'));
const commune = (await root.get('/api/v1/units?level=commune&q=00001&on=2021-07-10')).json.items.find((u) => u.code === '00001');
const unit = `/api/v1/units/${commune.id}`;

async function account(name, role, fullName) {
	const { password } = (await root.post(`${unit}/staff`, { login_name: name, full_name: fullName, role })).json;
	return { client: await server.login(name, password), password: passwordOf(name, password) };
}
const company = await account('cty.may', 'organisation', 'Công ty May Thử Nghiệm');
const ward = await account('xa.quanly', 'manager', 'Trần Thị Phường');

async function enter(name, password) {
	const page = await openComputer(browser, server.url);
	const answer = await page.request.post(`${server.url}/api/v1/login`, { data: { login_name: name, password, station_id: randomUUID() }, headers: { 'X-Requested-By': 'station' } });
	check(`${name} is logged in`, answer.ok(), await answer.text());
	await page.goto(`${server.url}/station`);
	return page;
}

const p = (i, change = {}) => ({ ...person(i), ...change });
const known = p(6010, { cccd: '' });
await ward.client.post(`${unit}/persons`, { name: known.name, birth_date: known.birth, sex: 'male', phone: '0977123456', home_unit_id: commune.id, priority_group: '13' });
const rows = [p(6001), p(6002), known, p(6003, { birth: '31/02/1990' }), p(6004), p(6004, { cccd: '', phone: '0977123457' }), p(6005, { cccd: person(6001).cccd }), p(6006), p(6007)];
const list = Buffer.from(csv([header, ...rows.map((r, i) => row(i + 1, r))]));
const closed = (page) => page.waitForFunction(() => !document.querySelector('dialog[open]'));
const onRow = (page, n) => page.waitForFunction((id) => document.activeElement?.id === id, `row-${n}`);

let page, staff;
const shownPassword = () => staff.$$eval('.slip__code', (all) => all[1].textContent);
await test('an organisation lands in its lists and sees nothing else', async () => {
	page = await enter('cty.may', company.password);
	await sees(page, 'Danh sách đăng ký tiêm');
	await sees(page, 'Chưa có danh sách nào');
	equal('no other tab', await page.$$eval('.desks__tab', (all) => all.map((e) => e.textContent.trim()).filter((t) => t !== 'Đặt PIN')), ['Danh sách đăng ký']);
	await look(page, 'lists-none');
});

await test('a photograph is no list', async () => {
	await push(page, /^Đọc và xét danh sách$/);
	await sees(page, 'Chọn một tệp .xls, .xlsx hoặc .csv.');
	await page.setInputFiles('#file', { name: 'anh-chup.xlsx', mimeType: 'image/jpeg', buffer: Buffer.from('ffd8ffe000104a464946', 'hex') });
	await push(page, /^Đọc và xét danh sách$/);
	await sees(page, 'Không đọc được tệp.');
	await look(page, 'lists-failed');
	await push(page, '‹ Tất cả danh sách');
	await sees(page, 'Danh sách đã gửi');
});

await test('a list is read and judged; nothing counts yet', async () => {
	await page.setInputFiles('#file', { name: 'To-may-1.csv', mimeType: 'text/csv', buffer: list });
	await look(page, 'lists-chosen');
	await push(page, /^Đọc và xét danh sách$/);
	await sees(page, 'Bản nháp, chưa ghi nhận');
	await sees(page, 'Danh sách có 9 dòng: 4 người mới');
	await sees(page, 'Chưa có ai được đăng ký');
	await look(page, 'lists-draft');
	equal('nothing is made', (await ward.client.get(`${unit}/registrations`)).json.items.length, 0);
});

await test('doubtful rows are decided by key', async () => {
	await tabTo(page, 'Dòng 2, ');
	await press(page, 'ArrowDown');
	await onRow(page, 4);
	await press(page, '1'); // the one on record
	await onRow(page, 5);
	await sees(page, '4 dòng cần bạn sửa hoặc chọn');
	await press(page, '4');
	await focusOn(page, 'cell-birth_date');
	await look(page, 'lists-correct');
	await fill(page, 'cell-birth_date', '28/02/1990');
	await press(page, 'Enter');
	await closed(page);
	await sees(page, 'Đã sửa dòng 5');
	await page.waitForFunction(() => !document.body.innerText.includes('31/02/1990'));
	await tabTo(page, 'Dòng 7, ');
	await press(page, '2');
	await page.waitForSelector('dialog[open]');
	await look(page, 'lists-different');
	await press(page, 'Escape');
	await closed(page);
	await tabTo(page, 'Dòng 7, ');
	await press(page, '3');
	await sees(page, '1 dòng đã bỏ');
	// one number at two people: the wrong one gets its own
	await tabTo(page, 'Sửa: dòng 8, ');
	await press(page, 'Enter');
	await focusOn(page, 'cell-number');
	await fill(page, 'cell-number', person(6005).cccd);
	await press(page, 'Enter');
	await closed(page);
	await page.waitForFunction(() => !document.body.innerText.includes('dòng cần bạn sửa'));
	await look(page, 'lists-decided');
});

await test('registered with one button', async () => {
	await push(page, /^Ghi nhận 8 người$/);
	await sees(page, 'Đã ghi nhận: ');
	await sees(page, '8 đã đăng ký');
	await sees(page, 'Đã nhận');
	await look(page, 'lists-committed');
	const href = await page.getAttribute('a[download]', 'href');
	const result = await page.request.get(server.url + href);
	check('the result is a workbook', result.ok() && result.headers()['content-type'].includes('spreadsheet') && (await result.body()).subarray(0, 2).toString() === 'PK');
});

await test('the commune sees its people at once', async () => {
	staff = await enter('xa.quanly', ward.password);
	await push(staff, 'Đăng ký mới');
	await sees(staff, 'Công ty May Thử Nghiệm');
	await look(staff, 'registrations-new');
	await push(staff, /^Xác nhận đăng ký của/);
	await sees(staff, 'Đã xác nhận 1 người');
	await push(staff, /^Xác nhận 7 người đang hiện$/);
	await sees(staff, 'Mọi đăng ký đều đã được xem.');
	await push(staff, 'Đang chờ');
	await sees(staff, 'Đã xem');
	await push(staff, /^Mở hồ sơ của/);
	await sees(staff, 'Lần mở hồ sơ này được ghi');
	await look(staff, 'registrations-person');
	await press(staff, 'Escape');
	await closed(staff);
	await push(staff, 'Nhu cầu');
	await sees(staff, '8 người đang chờ');
	await look(staff, 'registrations-demand');
	await push(staff, 'Danh sách đăng ký');
	await sees(staff, 'To-may-1.csv');
	await look(staff, 'lists-commune');
});

await test('the organisation sees that its people were seen, and no more', async () => {
	await page.reload();
	await sees(page, 'Xã, phường đã xem');
	const text = await page.evaluate(() => document.body.innerText);
	check('no record is open to it', !/Mở hồ sơ|mũi/i.test(text), text.slice(0, 400));
});

await test('people are typed one by one', async () => {
	await push(page, '‹ Tất cả danh sách', 'Gõ từng người');
	await sees(page, 'Danh sách chưa có ai');
	await fill(page, 'typed-name', 'Đỗ Thị Gõ Tay');
	await fill(page, 'typed-birth', '1/2/1975');
	await tabTo(page, '#typed-sex');
	await press(page, 'ArrowRight');
	await press(page, 'ArrowRight');
	await page.selectOption('#typed-group', '13');
	await fill(page, 'typed-phone', '0977123458');
	await page.waitForFunction(() => document.querySelector('#typed-commune')?.value);
	await look(page, 'lists-typed');
	await push(page, /^Thêm vào danh sách$/);
	await sees(page, 'Đã thêm Đỗ Thị Gõ Tay');
	await sees(page, 'Danh sách có 1 dòng: 1 người mới');
	await sees(page, 'Bỏ bản nháp'); // judged
});

await test('a draft is dropped, a list withdrawn', async () => {
	await push(page, /^Bỏ bản nháp$/);
	await page.waitForSelector('dialog[open]');
	await type(page, 'gõ thử');
	await push(page, /^Bỏ bản nháp$/);
	await sees(page, 'Đã bỏ');
	await push(page, '‹ Tất cả danh sách', 'To-may-1.csv', /^Rút danh sách$/);
	await page.waitForSelector('dialog[open]');
	await type(page, 'gửi nhầm danh sách tháng trước');
	await look(page, 'lists-withdraw');
	await push(page, /^Rút danh sách$/);
	await sees(page, '8 đã rút');
	await look(page, 'lists-withdrawn');
	equal('nobody waits any more', (await ward.client.get(`${unit}/registrations`)).json.items.length, 0);
});

await test('the commune makes an account for a school; its password is shown once', async () => {
	await push(staff, 'Tài khoản của đơn vị gửi danh sách');
	await sees(staff, 'Công ty May Thử Nghiệm');
	check('no account of the staff is among them', !(await staff.innerText('main')).includes('Trần Thị Phường'));
	await push(staff, /^Tạo tài khoản$/);
	await sees(staff, 'Ghi tên đơn vị.');
	await look(staff, 'accounts-mistakes');
	await fill(staff, 'account-name', 'Trường THPT Hoa Sen');
	equal('a login name follows', await staff.inputValue('#account-login'), 'truong-thpt-hoa-sen');
	await fill(staff, 'account-login', 'cty.may');
	await push(staff, /^Tạo tài khoản$/);
	await sees(staff, 'Tên đăng nhập "cty.may" đã có người dùng.');
	await fill(staff, 'account-login', 'thpt.hoasen');
	await push(staff, /^Tạo tài khoản$/);
	await staff.waitForSelector('dialog[open] .slip');
	await look(staff, 'account-slip');
	const password = await shownPassword();
	await press(staff, 'Escape');
	await closed(staff);
	check('it is gone', !(await staff.innerText('body')).includes(password));
	await sees(staff, 'Chưa đăng nhập lần đầu');
	await look(staff, 'accounts');
	const school = await server.login('thpt.hoasen', password);
	equal('an account that sends lists and does nothing else', (await school.get('/api/v1/me')).json.staff.caps, ['list_write']);
	await push(staff, 'Khóa: Trường THPT Hoa Sen');
	await sees(staff, 'Đã khóa tài khoản của Trường THPT Hoa Sen.');
	await staff.waitForFunction(() => /Đã khóa/.test(document.querySelector('.table')?.innerText));
	equal('it is locked out', (await school.get(`${unit}/lists`)).status, 401);
	await push(staff, 'Mở lại: Trường THPT Hoa Sen');
	await sees(staff, 'Đã mở lại tài khoản của Trường THPT Hoa Sen');
	await push(staff, 'Cấp lại mật khẩu: Trường THPT Hoa Sen');
	await staff.waitForSelector('dialog[open]');
	await look(staff, 'account-reset');
	await push(staff, /^Cấp mật khẩu mới$/);
	await staff.waitForSelector('dialog[open] .slip');
	const second = await shownPassword();
	const logIn = (word) => server.anonymous.post('/api/v1/login', { login_name: 'thpt.hoasen', password: word });
	equal('the new password opens, no older one', [second === password, (await logIn(passwordOf('thpt.hoasen', password))).status, (await logIn(second)).status], [false, 401, 200]);
});

for (const [name, one] of [['organisation', page], ['commune', staff]]) {
	equal(`${name}: no script complains`, one?.complaints, []);
	equal(`${name}: nothing is asked of other hosts`, one?.foreign, []);
}
await finish();
