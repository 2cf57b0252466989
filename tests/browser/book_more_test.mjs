// book_more_test.mjs - what happens to a family beside the straight way: they come together or apart, open the link of an invitation on a
// phone that knows nobody, give a place away, change their number, ask for too many codes, find themselves logged out. Each screen
// photographed at two widths into build/screenshots/ and judged by axe. test: timeout 900
import { check, equal, finish, test } from '../lib/check.mjs';
import { citizen } from '../lib/citizen.mjs';
import { enter, register } from './book_family.mjs';
import { manager, server, session, staff, start, unit } from './demo.mjs';
import { sees } from './keyboard.mjs';
import { api, choose, go, logIn, newCode, openPhone, picture, tap } from './phone.mjs';

const MINUTE = 60000, HOUR = 60 * MINUTE, DAY = 24 * HOUR;
const NUMBER = '0912000111', NEW = '0912000222', STRANGER = '0912000333', GREEDY = '0912000444';
let clock = start.getTime();
const later = (ms) => server.setClock(new Date(clock += ms).toISOString());

const home = (await manager.get(unit)).json.ancestors.at(-1);
const mother = await citizen(server, NUMBER);
const mai = await register(mother, home, { name: 'Nguyễn Thị Mai', birth_date: '21/05/1985', sex: 'female' });
const lan = await register(mother, home, { name: 'Nguyễn Thị Lan', birth_date: '02/09/1958', sex: 'female' }, { relation: 'parent' });
const binh = await register(mother, home, { name: 'Trần Văn Bình', birth_date: '11/03/1982', sex: 'male' }, { relation: 'spouse' });
const [MAI, LAN, BINH] = (await mother.get('/api/v1/book/me')).json.people.map((p) => p.name);

const on_date = new Date(clock + 7 * HOUR).toISOString().slice(0, 10);
const { campaign_id, lots } = (await manager.get(`${unit}/sessions/${session.id}`)).json;
const today = (await manager.post(`${unit}/sessions`, { campaign_id, on_date, lots: [{ lot_id: lots[0].lot_id }], slots: [{ starts: '15:00', ends: '16:00', capacity: 40 }] })).json;
const page = await openPhone({ slow: false });
const familyOf = async (id) => (await api(page, `/people/${id}`)).registration?.family_id ?? null;

// ---- together ----

await test('who waits may choose with whom they come, and change their mind', async () => {
	await enter(page, mother);
	await go(page, 'person', mai);
	await sees(page, 'Hiện đi riêng');
	await tap(page, 'Đi tiêm cùng người nhà');
	await sees(page, `${MAI} đi tiêm cùng ai?`);
	equal('nobody is chosen beforehand', await page.$$eval('input:checked', (all) => all.length), 0);
	await choose(page, `with-${lan}`);
	await picture(page, 'together');
	await tap(page, 'Lưu lựa chọn');
	await sees(page, `Đã ghi: ${MAI}, ${LAN} đi tiêm cùng nhau.`);
	await sees(page, `Cùng ${LAN}`);
	check('both are of one group', !!await familyOf(mai) && await familyOf(mai) === await familyOf(lan) && !await familyOf(binh));
	await picture(page, 'person-together');
	await go(page, 'person', lan, 'together');
	await page.waitForSelector(`#with-${mai}:checked`);
	await page.uncheck(`#with-${mai}`);
	await tap(page, 'Lưu lựa chọn');
	await sees(page, `Đã ghi: ${LAN} đi tiêm riêng.`);
	equal('she comes alone', await familyOf(lan), null);
});

await test('who has an appointment already is told kindly', async () => {
	await go(page, 'person', mai, 'together');
	await choose(page, `with-${binh}`);
	equal('placed meanwhile', (await manager.post(`${unit}/sessions/${today.id}/appointments`, { person_id: binh, slot: '15:00' })).status, 201);
	await tap(page, 'Lưu lựa chọn');
	await sees(page, `${BINH} đã có lịch hẹn nên không đổi việc đi cùng được nữa.`);
	check('nothing was changed', !await familyOf(binh));
	await sees(page, `${BINH} đã có lịch hẹn nên không chọn ở đây được.`);
	await picture(page, 'together-placed');
	check('he is not offered', !await page.$(`#with-${binh}`));
	await go(page, 'person', binh, 'together');
	await sees(page, 'nên không đổi việc đi cùng được nữa');
});

// ---- by invitation ----

const opening = (await manager.post(`${unit}/openings`, { session_id: today.id, whom: 'invited', slots: [{ starts: '15:00', places: 4 }] })).json;
const invite = async (person, more = {}) => (await manager.post(`${unit}/openings/${opening.id}/invitations`, { people: [person], ...more })).json.items[0];
const open = (phone, token) => phone.goto(`${server.url}/book?${token.slice(0, 4)}#/i/${token}`); // another address, so that it is loaded anew
const theirs = await openPhone({ slow: false });

await test('a link opened on a phone that knows nobody: for whom, where, when; log in, take the place', async () => {
	const { token } = await invite(mai);
	await open(theirs, token);
	await sees(theirs, 'Dành cho N. T. M.');
	await sees(theirs, staff.unit_name);
	await sees(theirs, '15:00 – 16:00');
	await sees(theirs, 'Đăng nhập để nhận chỗ');
	check('it says no more than that', !(await theirs.innerText('body')).includes(MAI) && !await theirs.$('text=Nhận chỗ này'));
	await picture(theirs, 'link-login');
	await logIn(theirs, STRANGER);
	await tap(theirs, 'Nhận chỗ này');
	await sees(theirs, 'Người được mời chưa có trong sổ của số điện thoại này?');
	await picture(theirs, 'link-foreign');
	await later(2 * MINUTE);
	await go(theirs, '');
	await sees(theirs, 'Chưa có ai trong sổ');
	await tap(theirs, 'Đăng xuất');
	await theirs.waitForSelector('#phone');
	await open(theirs, token);
	await logIn(theirs, NUMBER);
	await tap(theirs, 'Nhận chỗ này');
	await sees(theirs, 'Đã đặt xong');
	await picture(theirs, 'link-booked');
	await tap(theirs, 'Xem phiếu hẹn của');
	await theirs.waitForSelector('.qr');
	await open(theirs, token);
	await sees(theirs, 'Lời mời này đã được dùng.');
	check('there is no second place', !await theirs.$('text=Nhận chỗ này'));
	await picture(theirs, 'link-used');
});

await test('a link that is too late, taken back, or none', async () => {
	const { id, token } = await invite(lan, { until: new Date(clock + 20 * MINUTE).toISOString() });
	await open(theirs, token);
	await sees(theirs, 'Trả lời trước 10:22');
	equal('taken back', (await manager.post(`${unit}/openings/${opening.id}/invitations/${id}/withdraw`, {})).status, 204);
	await theirs.reload();
	await sees(theirs, 'Điểm tiêm đã rút lời mời này.');
	const { token: second } = await invite(lan, { until: new Date(clock + 20 * MINUTE).toISOString() });
	await later(25 * MINUTE);
	await open(theirs, second);
	await sees(theirs, 'Lời mời đã hết hạn và chỗ đã nhường cho người khác.');
	await picture(theirs, 'link-late');
	await open(theirs, 'KHONGCOLOIMOINAO');
	await sees(theirs, 'Về sổ của gia đình');
	await theirs.waitForSelector('.notice--stop');
	await picture(theirs, 'link-none');
});

// ---- declined ----

await test('a place is given away, and the registration goes back to the list', async () => {
	await page.reload();
	await go(page, 'person', mai, 'appointment');
	await tap(page, 'Không đến được');
	await page.fill('#why', 'Đi công tác');
	await tap(page, 'Nhường chỗ, chờ lịch khác');
	await sees(page, 'Đã nhường chỗ. Đăng ký trở lại danh sách chờ.');
	equal('she waits', (await api(page, `/people/${mai}`)).registration.state, 'waiting');
	await sees(page, 'Vị trí trong danh sách và lý do');
	check('the appointment is gone', !(await page.innerText('body')).includes('15:00'));
	await picture(page, 'declined');
	await go(page, 'person', mai, 'appointment');
	await sees(page, 'Hiện chưa có lịch hẹn.');
	const board = (await manager.get(`${unit}/sessions/${today.id}/board`)).json.items;
	check('the site does not expect her', !board.some((v) => v.person_id === mai && v.step === 'expected'));
});

// ---- another number ----

await test('the number is changed: everything stays, other phones are logged out and say so', async () => {
	await go(page, 'family', 'account');
	await page.fill('#phone', '12');
	await tap(page, 'Gửi mã tới số mới');
	await page.waitForSelector('.govuk-error-message, .notice--mistake');
	await picture(page, 'phone-mistake');
	await page.fill('#phone', STRANGER);
	await tap(page, 'Gửi mã tới số mới');
	await page.waitForSelector('#code');
	await page.fill('#code', await newCode(STRANGER));
	await tap(page, /^Đổi số$/);
	await sees(page, 'Số này đã mở một tài khoản khác.');
	await picture(page, 'phone-taken');
	await tap(page, 'Nhập số khác');
	await page.fill('#phone', NEW);
	await tap(page, 'Gửi mã tới số mới');
	await page.waitForSelector('#code');
	const right = await newCode(NEW);
	await page.fill('#code', right === '000000' ? '111111' : '000000');
	await tap(page, /^Đổi số$/);
	await sees(page, 'Mã không đúng. Còn 4 lần thử.');
	await picture(page, 'phone-code');
	await page.fill('#code', right);
	await tap(page, /^Đổi số$/);
	await sees(page, 'Đã đổi số điện thoại.');
	await sees(page, '0912\u00a0000\u00a0222');
	await go(page, '');
	await sees(page, MAI);
	await theirs.goto(`${server.url}/book?again`);
	await sees(theirs, 'Máy này không còn đăng nhập');
	check('no name is left there', !(await theirs.innerText('body')).includes(MAI));
	await picture(theirs, 'ended');
	await later(2 * MINUTE);
	equal('the old number opens nothing of theirs', (await (await citizen(server, NUMBER)).get('/api/v1/book/me')).json.people, []);
});

// ---- too many ----

await test('too many codes: when again, and how it goes without a message', async () => {
	await later(HOUR - (clock + 7 * HOUR) % HOUR + MINUTE); // an hour begins
	const phone = await openPhone({ slow: false });
	await phone.goto(`${server.url}/book`);
	for (let i = 0; i < 5; i++) {
		const answer = await server.anonymous.post('/api/v1/book/otp', { phone: GREEDY, lang: 'vi' });
		check('a code', answer.status === 202, answer.text);
		await later(90_000);
	}
	await phone.fill('#phone', GREEDY);
	await tap(phone, 'Gửi mã cho tôi');
	await sees(phone, 'Số này đã nhận quá nhiều mã. Thử lại sau 52 phút.');
	await sees(phone, 'nhân viên cấp mã mà không cần tin nhắn');
	await picture(phone, 'too-many-codes');
	await tap(phone, 'Tôi có mã 8 chữ và số');
	await phone.waitForSelector('#desk-code');
	for (let i = 0; i < 10; i++)
		equal('a wrong code', (await server.anonymous.post('/api/v1/book/login', { phone: GREEDY, code: 'KKKKKKKK', lang: 'vi' })).status, 401);
	await phone.fill('#phone', GREEDY);
	await phone.fill('#desk-code', 'KKKK KKKK');
	await tap(phone, 'Vào sổ');
	await sees(phone, 'Đã nhập sai mã 10 lần.');
	await picture(phone, 'too-many-tries');
	await later(HOUR);
	await phone.reload();
	await phone.fill('#phone', GREEDY);
	await tap(phone, 'Gửi mã cho tôi');
	await sees(phone, 'Mã dùng được trong');
	await phone.context().close();
});

// ---- long silence ----

await test('after half a year: log in again, and only what was registered is shown', async () => {
	await later(181 * DAY);
	await page.reload();
	await sees(page, 'Máy này không còn đăng nhập');
	await logIn(page, NEW);
	await sees(page, 'Đã lâu không có ai vào sổ bằng số này');
	equal('in part', (await api(page, '/me')).people.map((p) => p.access), ['limited', 'limited', 'limited']);
	await picture(page, 'asleep');
});

for (const [name, one] of [['family', page], ['link', theirs]]) {
	check(`${name}: the page complains of nothing`, one.complaints.length === 0, one.complaints.join('\n'));
	equal(`${name}: and asks no other host`, one.foreign, []);
}
await finish();
