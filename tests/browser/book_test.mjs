// book_test.mjs - a family with one cheap phone: Chromium at 390 px, a processor four times slower, a network of 400 kbit/s and 400 ms.
//
// A grandmother and a child are registered; she is invited, shows her code, is vaccinated, reports a reaction, sees who looked at her
// record, and shows her certificate where there is no network. Between: wrong and late codes, Back, reload, a second tab, a used
// link. Each screen is photographed at two widths into build/screenshots/ and judged by axe. test: timeout 900
import { execFileSync } from 'node:child_process';
import { check, equal, finish, test } from '../lib/check.mjs';
import { codeFor } from '../lib/citizen.mjs';
import { fourSteps } from '../lib/journey.mjs';
import { PASSWORD, manager, server, session, staff, start, unit } from './demo.mjs';
import { press, push, sees, tabTo, type } from './keyboard.mjs';
import { api, choose, go, logIn, openPhone, picture, tap } from './phone.mjs';

const MINUTE = 60000;
const NUMBER = '0912 345 678', OTHER = '0987654321';
let clock = start.getTime();

// Time passes, for the server and for the page alike.
async function later(page, minutes) {
	clock += minutes * MINUTE;
	await server.setClock(new Date(clock).toISOString());
	await page.clock.fastForward(minutes * MINUTE);
}

const onward = (page) => tap(page, /^Tiếp tục$/);

// The health questions, page after page: all no, but yes to those numbers.
async function health(page, ...yes) {
	for (let n = 1; n <= 12;) {
		await page.waitForFunction((first) => document.querySelector('.history__number')?.textContent.startsWith(`Câu ${first}/`), n);
		for (const question of await page.$$('.history'))
			await (await question.$$('input'))[yes.includes(n++) ? 1 : 0].check();
		await onward(page);
		if (!await page.waitForFunction((next) => !document.querySelector('.history') || document.querySelector('.history__number').textContent.startsWith(`Câu ${next}/`), n)
			.then(() => page.$('.history')))
			return;
	}
}

const scan = (file) => execFileSync('zbarimg', ['-q', '--raw', file], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();

const page = await openPhone({ movable: true });
const spent = {};

await test('the first page is small and there within seconds on a slow network', async () => {
	const began = Date.now();
	await page.goto(`${server.url}/book`, { waitUntil: 'commit' });
	await page.waitForSelector('#phone');
	spent.usable = Date.now() - began;
	spent.bytes = page.bytes;
	console.log(`# first load ${(spent.bytes / 1000).toFixed(1)} kB over the wire, usable after ${(spent.usable / 1000).toFixed(1)} s at 400 kbit/s, 400 ms, processor / 4`);
	check('less than 100 kB', spent.bytes > 5000 && spent.bytes < 100_000, `${spent.bytes} bytes`);
	check('usable within 10 s', spent.usable < 10_000, `${spent.usable} ms`);
	await picture(page, 'login');
});

await test('a code that is wrong, late or worn out is told of kindly', async () => {
	await tap(page, 'Gửi mã cho tôi');
	await sees(page, 'Nhập số điện thoại, 10 chữ số.');
	await page.fill('#phone', NUMBER);
	await press(page, 'Enter');
	await page.waitForSelector('#code');
	await page.reload(); // the message is read in another app meanwhile
	await page.waitForSelector('#code');
	const right = await codeFor(server, NUMBER.replaceAll(' ', ''));
	const wrong = right === '000000' ? '111111' : '000000';
	await page.fill('#code', wrong);
	await sees(page, 'Mã không đúng. Còn 4 lần thử.');
	await tap(page, 'Không nhận được mã?');
	await sees(page, 'nhân viên đưa một mã 8 chữ và số');
	await picture(page, 'code-wrong');
	await later(page, 4);
	await sees(page, 'Mã này đã hết hạn');
	await page.fill('#code', right);
	await sees(page, 'Mã đã hết hạn hoặc đã dùng');
	await tap(page, 'Gửi mã mới');
	await sees(page, 'Gửi mã mới được sau');
	for (let left = 4; left >= 0; left--) {
		await page.fill('#code', wrong === await codeFor(server, NUMBER.replaceAll(' ', '')) ? '222222' : wrong);
		await sees(page, left ? `Còn ${left} lần thử` : 'Đã nhập sai quá nhiều lần');
	}
	await picture(page, 'code-worn-out');
});

await test('the right code opens an empty book; a reload keeps it open', async () => {
	await later(page, 2);
	await tap(page, 'Gửi mã mới');
	await sees(page, 'Mã dùng được trong');
	await tabTo(page, '#code');
	await type(page, await codeFor(server, NUMBER.replaceAll(' ', ''))); // sent at its sixth digit
	await sees(page, 'Chưa có ai trong sổ');
	await page.reload();
	await sees(page, 'Chưa có ai trong sổ');
	await picture(page, 'empty');
});

await test('a grandmother is registered; Back and a reload lose nothing', async () => {
	await tap(page, 'Đăng ký cho người khác');
	await page.waitForSelector('#relation');
	await onward(page);
	await sees(page, 'Nhập họ và tên như trên giấy tờ.');
	await picture(page, 'who-mistakes');
	await choose(page, 'relation-grandparent');
	await page.fill('#name', 'Nguyễn Thị Lan 🌸');
	await page.fill('#birth_date', '1952');
	await choose(page, 'sex');
	await onward(page);
	await page.waitForSelector('#number');
	await page.goBack();
	await page.waitForSelector('#name');
	equal('Back keeps the name', await page.inputValue('#name'), 'Nguyễn Thị Lan 🌸');
	await page.reload();
	await page.waitForSelector('#name');
	equal('a reload keeps the year', await page.inputValue('#birth_date'), '1952');
	await onward(page);
	await page.waitForSelector('#number');
	await picture(page, 'papers');
	await onward(page);
	await page.waitForFunction(() => document.querySelector('#home_unit_id')?.options.length > 60);
	await page.selectOption('#home_unit_id', { label: 'Thành phố Hà Nội' });
	await page.waitForFunction(() => document.querySelector('#home_unit_id')?.options.length > 5 && document.querySelector('#province'));
	await page.selectOption('#home_unit_id', { label: 'Quận Ba Đình' });
	await page.waitForFunction(() => document.querySelector('#home_unit_id')?.options.length > 5 && document.querySelector('#district'));
	await page.selectOption('#home_unit_id', { label: 'Phường Phúc Xá' });
	await page.fill('#address', '12 ngõ 5');
	await picture(page, 'home');
	await onward(page);
	await choose(page, 'priority_group');
	await picture(page, 'group');
	await onward(page);
	await choose(page, 'wished');
	await choose(page, 'wished_part-morning');
	await picture(page, 'time');
	await onward(page);
	await page.waitForSelector('.history');
	equal('nothing is answered beforehand', await page.$$eval('.history input:checked', (all) => all.length), 0);
	await onward(page);
	await sees(page, 'Câu 1: chọn Có, Không hoặc Không rõ.');
	await picture(page, 'health');
	await health(page, 8);
	await page.waitForSelector('#consent');
	equal('nor is consent', await page.$$eval('input:checked', (all) => all.length), 0);
	await choose(page, 'consent-no');
	await onward(page);
	await sees(page, 'Không ai bị bắt buộc tiêm.');
	await picture(page, 'consent');
	await choose(page, 'consent');
	await onward(page);
	await sees(page, 'Kiểm tra lại rồi gửi');
	await sees(page, 'Bệnh mạn tính đã điều trị ổn định');
	await picture(page, 'check');
});

await test('a flower in the name is refused kindly, and the way to correct it is short', async () => {
	await tap(page, 'Gửi đăng ký');
	await page.waitForSelector('.notice--mistake');
	await picture(page, 'refused');
	await tap(page, 'Sửa ở trang');
	await page.waitForSelector('#name');
	await page.fill('#name', 'Nguyễn Thị Lan');
	await onward(page);
	await tap(page, 'Gửi đăng ký');
	await sees(page, 'Đã đăng ký xong');
	await sees(page, 'đứng thứ 1 trong 1 người');
	await picture(page, 'done');
	await page.goBack();
	await sees(page, 'Đơn này đã gửi hoặc đã bỏ');
});

await test('a child of the same home: the address is copied, a parent agrees', async () => {
	await go(page, 'register', 'new');
	await page.waitForSelector('#relation');
	await choose(page, 'relation-child');
	await page.fill('#name', 'Trần Minh Châu');
	await page.fill('#birth_date', `30092012`);
	await choose(page, 'sex');
	await onward(page);
	await page.waitForSelector('#number');
	await onward(page);
	await tap(page, 'Giống NGUYỄN THỊ LAN');
	await sees(page, 'Nơi ở đã chọn: Phường Phúc Xá');
	await picture(page, 'home-copied');
	await onward(page);
	await choose(page, 'priority_group-8');
	await onward(page);
	await page.waitForSelector('#guardian_name');
	await onward(page);
	await sees(page, 'Nhập họ tên cha, mẹ hoặc người giám hộ.');
	await page.fill('#guardian_name', 'Trần Văn Bình');
	await page.fill('#guardian_phone', NUMBER);
	await onward(page);
	await choose(page, 'wished');
	await choose(page, 'wished_part');
	await choose(page, 'with_family-no');
	await onward(page);
	await health(page);
	await page.waitForSelector('#consent');
	await choose(page, 'consent');
	await page.fill('#consent_by', 'Trần Văn Bình');
	await onward(page);
	await sees(page, 'Kiểm tra lại rồi gửi');
	await tap(page, 'Gửi đăng ký');
	await sees(page, 'Đã đăng ký xong');
	await tap(page, 'Về trang đầu');
	await sees(page, 'TRẦN MINH CHÂU');
	await picture(page, 'family');
	const [wide, room] = await page.evaluate(() => {
		document.documentElement.style.fontSize = '200%';
		return [document.documentElement.scrollWidth, document.documentElement.clientWidth];
	});
	check('letters of twice the size need no sideways scrolling', wide <= room, `${wide} px in ${room} px`);
	await page.evaluate(() => { document.documentElement.style.fontSize = ''; });
});

const family = await api(page, '/me');
const [lan, chau] = ['NGUYỄN THỊ LAN', 'TRẦN MINH CHÂU'].map((name) => family.people.find((p) => p.name === name)?.person_id);

await test('place in the list, and by which rule', async () => {
	await go(page, 'person', chau);
	await sees(page, 'Mã đăng ký');
	await picture(page, 'person-waiting');
	await go(page, 'person', chau, 'place');
	await sees(page, 'Vì sao ở vị trí này');
	await sees(page, 'QĐ 3355/QĐ-BYT');
	await picture(page, 'place');
});

await test('another tab knows the same family', async () => {
	const second = await page.context().newPage();
	await second.goto(`${server.url}/book`);
	await sees(second, 'TRẦN MINH CHÂU');
	await second.close();
});

// ---- invited ----

const on_date = new Date(start.getTime() + 7 * 60 * MINUTE).toISOString().slice(0, 10);
let token, today;

await test('the site opens hours and invites her; the link is good once', async () => {
	const { campaign_id, lots } = (await manager.get(`${unit}/sessions/${session.id}`)).json;
	today = (await manager.post(`${unit}/sessions`, { campaign_id, on_date, lots: [{ lot_id: lots[0].lot_id }], slots: [{ starts: '15:00', ends: '16:00', capacity: 40 }] })).json;
	const opening = (await manager.post(`${unit}/openings`, { session_id: today.id, slots: [{ starts: '15:00', places: 10 }] })).json;
	await go(page, 'person', lan, 'openings');
	await sees(page, 'Đang phát số');
	await picture(page, 'openings');
	await tap(page, staff.unit_name);
	await sees(page, 'Lấy số cho những ai?');
	await choose(page, `who-${chau}`);
	await tap(page, 'Lấy số');
	await sees(page, 'dùng cho người từ 18 tuổi; người này 14 tuổi');
	await picture(page, 'waiting-room');
	await page.uncheck(`#who-${chau}`);
	await tap(page, 'Lấy số');
	await sees(page, 'Đã lấy số');
	await picture(page, 'ticket');
	await tap(page, 'Không chờ nữa');
	await sees(page, 'Lấy số lại');
	token = (await manager.post(`${unit}/openings/${opening.id}/invitations`, { people: [lan] })).json?.items?.[0]?.token;
	check('there is a link', !!token);
	await go(page, 'moi', token);
	await sees(page, 'Dành cho N. T. L.');
	await picture(page, 'invitation');
	await tap(page, 'Nhận chỗ này');
	await sees(page, 'Đã đặt xong');
	await picture(page, 'booked');
	const stranger = await openPhone();
	await stranger.goto(`${server.url}/book/#/i/${token}`);
	await sees(stranger, 'Lời mời này đã được dùng.');
	await picture(stranger, 'invitation-used');
	check('the stranger sees no whole name', !(await stranger.innerText('body')).includes('NGUYỄN'));
	await stranger.context().close();
});

await test('the appointment: day, hour, QR, a calendar entry, yes', async () => {
	await go(page, 'person', lan, 'appointment');
	await page.waitForSelector('.qr');
	await sees(page, '15:00 – 16:00');
	await picture(page, 'appointment');
	const [file] = await Promise.all([page.waitForEvent('download'), tap(page, 'Thêm vào lịch')]);
	equal('an entry of the calendar', file.suggestedFilename(), 'hen-tiem.ics');
	await tap(page, 'Sẽ đến');
	await sees(page, 'Đã xác nhận sẽ đến.');
	await go(page, 'person', lan, 'appointment', 'decline');
	await sees(page, 'Chỗ này sẽ được nhường cho người khác ngay.');
	await picture(page, 'decline');
	await tap(page, 'Giữ lịch hẹn');
	await page.waitForSelector('.qr');
});

await test('she declares her health on the way, where there is no network', async () => {
	await go(page, 'person', lan, 'declaration');
	await page.waitForSelector('#d1');
	await page.away(true);
	for (const id of await page.$$eval('fieldset input:first-child', (all) => all.filter((e) => e.id === e.name).map((e) => e.id)))
		await choose(page, id);
	await page.fill('#temperature', '36,8');
	await picture(page, 'declaration');
	await tap(page, 'Gửi khai báo');
	await sees(page, 'khai báo được giữ ở máy này');
	await picture(page, 'declaration-kept');
	await page.away(false);
	await sees(page, 'Đã gửi: khai báo sức khỏe');
	await page.waitForFunction(() => !document.body.innerText.includes('đang giữ ở máy này'));
	equal('the site has it', (await api(page, `/people/${lan}`)).appointment.declaration, true);
});

// ---- vaccinated ----

await test('she is vaccinated; her book says what is true at each moment', async () => {
	await later(page, 5 * 60); // three in the afternoon
	const [reception, screening_doctor, vaccinator, observer] = await Promise.all(['tiepdon', 'bacsi', 'tiem', 'theodoi'].map((name) => server.login(name, PASSWORD)));
	const wait = { post: async (path, body) => {
		if (path.endsWith('/release')) {
			await go(page, 'person', lan);
			await sees(page, 'Đang theo dõi sau tiêm', 30000);
			await picture(page, 'observing');
			await later(page, 31);
		}
		return observer.post(path, body);
	} };
	await fourSteps({ reception, screening_doctor, vaccinator, observer: wait }, staff.unit_id, today.id, lan, today.lots[0].lot_id);
	await page.reload();
	await sees(page, 'Đã tiêm, chờ mũi tiếp');
	await sees(page, 'Khó chịu sau tiêm?');
	await picture(page, 'person-vaccinated');
	await tap(page, 'Số khác');
	equal('numbers to call', await page.$$eval('.dialog .hotline', (all) => all.map((e) => e.getAttribute('href'))), ['tel:115', 'tel:19009095', 'tel:19008600']);
	await picture(page, 'hotlines');
	await press(page, 'Escape');
});

await test('a reaction is reported without a network and reaches the site', async () => {
	await go(page, 'person', lan, 'reactions');
	await sees(page, 'Ngày thứ 1 sau mũi 1');
	await picture(page, 'reactions');
	await tap(page, 'Báo phản ứng');
	await page.waitForSelector('#sign-fever');
	await tap(page, 'Gửi cho điểm tiêm');
	await sees(page, 'Chọn ít nhất một dấu hiệu');
	await choose(page, 'sign-fever');
	await choose(page, 'began');
	await page.fill('#temperature', '38,5');
	const danger = await page.$eval('.signs', (e) => e.querySelector('input').id);
	await choose(page, danger);
	await sees(page, 'Đây là dấu hiệu nguy hiểm.');
	await picture(page, 'reaction-danger');
	await page.uncheck(`#${danger}`);
	await page.away(true);
	await tap(page, 'Gửi cho điểm tiêm');
	await sees(page, 'báo cáo được giữ ở máy này');
	await picture(page, 'reaction-kept');
	await page.reload(); // the app is closed and opened again
	await sees(page, 'báo cáo đang giữ ở máy này');
	await page.away(false);
	await sees(page, 'Đã gửi: báo phản ứng sau tiêm');
	const reports = (await manager.get(`${unit}/reactions?state=open`)).json.items;
	equal('the site sees it once', reports.map((r) => r.signs), [['fever']]);
	await go(page, 'person', lan, 'reactions');
	await sees(page, 'Điểm tiêm chưa trả lời.');
});

await test('who has looked at her record', async () => {
	await go(page, 'person', lan, 'looks');
	await sees(page, staff.unit_name);
	check('those who gave the dose are named', (await page.$$('.looks li')).length >= 1);
	await picture(page, 'looks');
});

await test('her data, a request, sharing the book', async () => {
	await go(page, 'person', lan, 'data');
	await sees(page, 'Dữ liệu đang giữ');
	await picture(page, 'data');
	await go(page, 'person', lan, 'request', 'correct');
	await page.waitForSelector('#field');
	await choose(page, 'field-birth_date');
	await page.fill('#wanted', '05/03/1952');
	await page.fill('#why', 'Theo CCCD mới');
	await picture(page, 'request');
	await tap(page, 'Gửi yêu cầu');
	await sees(page, 'Trả lời trước');
	for (const said of ['Đã hạn chế, có hiệu lực ngay.', 'Đã bỏ hạn chế.']) {
		await go(page, 'person', lan, 'data');
		await sees(page, 'Quyền của người có sổ');
		await go(page, 'person', lan, 'request', 'restrict');
		await tap(page, 'Gửi yêu cầu');
		await sees(page, said);
	}
	await go(page, 'person', lan, 'holders');
	await sees(page, 'Cho người nhà xem sổ này');
	await tap(page, 'Lấy mã chia sẻ');
	await page.waitForSelector('.code');
	await picture(page, 'share');
	const code = await page.innerText('.code');
	const relative = await openPhone();
	await relative.goto(`${server.url}/book`);
	await logIn(relative, OTHER);
	await tap(relative, 'Nhập mã từ điểm tiêm');
	await relative.fill('#code', code);
	await choose(relative, 'relation-parent');
	await picture(relative, 'code');
	await tap(relative, 'Mở sổ');
	await sees(relative, 'Đã tiêm, chờ mũi tiếp');
	equal('the relative sees everything', (await api(relative, `/people/${lan}`)).access, 'full');
	await relative.context().close();
	await page.reload();
	await sees(page, 'Không cho xem nữa');
	await picture(page, 'holders');
	await tap(page, 'Không cho xem nữa');
	await page.locator('.dialog button', { hasText: 'Không cho xem nữa' }).click();
	await sees(page, 'Đã ngừng cho xem.');
});

await test('the certificate, where there is no network', async () => {
	const certificate = (await api(page, `/people/${lan}`)).certificates[0];
	await go(page, 'person', lan, 'doses');
	await sees(page, 'Mở chứng nhận');
	await sees(page, 'Mã QR đã lưu trên máy này', 60000); // else she would be told so, not shown a code
	await picture(page, 'doses');
	await page.waitForFunction(() => navigator.serviceWorker.controller?.state === 'activated', null, { timeout: 60000 });
	await page.away(true);
	await page.reload();
	await sees(page, 'Chưa kết nối được với máy chủ. Đang xem bản lưu');
	await tap(page, 'Mở chứng nhận');
	await page.waitForSelector('.qr--big');
	check('its QR code is drawn', await page.$eval('.qr--big', (img) => img.complete && img.naturalWidth > 0));
	await sees(page, 'NGUYỄN THỊ LAN');
	await sees(page, certificate.ci);
	await picture(page, 'certificate-offline');
	const [saved] = await Promise.all([page.waitForEvent('download'), tap(page, 'Lưu thành ảnh')]);
	check('kept as a picture', /^chung-nhan-mui-1-.*\.png$/.test(saved.suggestedFilename()), saved.suggestedFilename());
	await saved.saveAs('build/screenshots/book-certificate-saved.png');
	equal('which a scanner reads', scan(await saved.path()), certificate.hc1);
	await go(page, '');
	await tap(page, 'Giấy tờ mang theo');
	await page.waitForSelector('.paper .qr--big');
	await sees(page, 'Chưa có phiếu hẹn hay chứng nhận.'); // of the child
	check('what the family carries is drawn', await page.$$eval('.paper img', (all) => all.length === 1 && all.every((img) => img.complete && img.naturalWidth > 0)));
	await picture(page, 'papers-offline');
	await go(page, '');
	await sees(page, 'TRẦN MINH CHÂU');
	await page.away(false);
	equal('the paper is a PDF', (await (await page.request.get(`${server.url}/api/v1/book/people/${lan}/certificates/${certificate.id}/pdf`)).body()).subarray(0, 5).toString(), '%PDF-');
});

await test('somebody whose record has this phone is claimed by what the family knows', async () => {
	const made = await manager.post(`${unit}/persons`, { name: 'TRẦN VĂN HÒA', birth_date: '1950-09-02', sex: 'male', cccd: '001050123456', phone: NUMBER });
	equal('a record of the site', made.status, 201);
	await page.reload();
	await sees(page, 'Số điện thoại này có trong hồ sơ của 1 người.');
	await tap(page, 'Xem có phải người nhà không');
	await tap(page, 'T. V. H., 1950');
	await page.fill('#birth_date', '2/9/1950');
	await page.fill('#number_end', '9999');
	await choose(page, 'relation-parent');
	await picture(page, 'claim');
	await tap(page, /^Xác nhận$/);
	await sees(page, 'không khớp hồ sơ');
	await page.fill('#number_end', '3456');
	await tap(page, /^Xác nhận$/);
	await sees(page, 'TRẦN VĂN HÒA');
	await sees(page, 'Chưa đăng ký');
	await tap(page, /^Đăng ký tiêm$/);
	await page.waitForSelector('#wished'); // who is known is not asked for again
	await page.goBack();
});

await test('the child is withdrawn, and that is told beforehand', async () => {
	await go(page, 'person', chau, 'withdraw');
	await sees(page, 'thứ tự tính từ ngày đăng ký lại');
	await picture(page, 'withdraw');
	await tap(page, /^Rút đăng ký$/);
	await sees(page, 'Đã rút đăng ký');
	await picture(page, 'person-withdrawn');
});

await test('messages, the account, and English by one switch that stays', async () => {
	await go(page, 'family', 'messages');
	await page.waitForSelector('.message, .empty');
	await picture(page, 'messages');
	await go(page, 'family', 'account');
	await sees(page, 'Số đang dùng');
	await picture(page, 'account');
	await tap(page, 'English');
	await sees(page, 'The number in use');
	await page.reload();
	await sees(page, 'The number in use');
	await go(page, '');
	await sees(page, 'Books of the family');
	await picture(page, 'english');
	await tap(page, 'Tiếng Việt');
});

await test('after a log-out this phone knows nobody, with or without a network', async () => {
	await push(page, 'Đăng ký cho người khác'); // by keyboard alone
	await page.waitForSelector('#name');
	await tabTo(page, '#relation');
	await press(page, 'Space', 'ArrowDown');
	equal('the arrow keys choose', await page.$eval('input:checked', (e) => e.value), 'parent');
	await tabTo(page, '#name');
	await type(page, 'Một Đơn Dở');
	await tabTo(page, /Quay lại$/, 'Shift+Tab');
	await press(page, 'Enter');
	await sees(page, 'Đăng ký dở dang của Một Đơn Dở');
	await tap(page, 'Đăng xuất');
	await page.waitForSelector('#phone');
	const left = await page.evaluate(async () => {
		const db = await new Promise((done) => { const rq = indexedDB.open('tiemchung-book'); rq.onsuccess = () => done(rq.result); });
		const count = (store) => new Promise((done) => { const rq = db.transaction(store).objectStore(store).count(); rq.onsuccess = () => done(rq.result); });
		return [await count('seen'), await count('waiting'), Object.keys(localStorage).filter((k) => /draft|account/.test(k)).length];
	});
	check('nothing of the family is left', left[1] === 0 && left[2] === 0, left.join());
	await page.away(true);
	await page.reload();
	await page.waitForSelector('#phone');
	check('no name is seen', !(await page.innerText('body')).includes('LAN'));
	await page.away(false);
	check('the page complains of nothing', page.complaints.length === 0, page.complaints.join('\n'));
	equal('and asks no other host', page.foreign, []);
});

await finish();
