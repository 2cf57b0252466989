// command_test.mjs - a national manager's day: the state of all stores, a round over 63 provinces from the draft to the
// shipment, a lot traced and recalled and who received it, differences, reports, the table of the provinces; then what a
// province, a district, a stock keeper and somebody at a site see of it.
//
// By keyboard where a form is filled in; each page photographed at two widths into build/screenshots/ and judged by axe.
// test: timeout 600
import { randomUUID } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { check, equal, finish, test } from '../lib/check.mjs';
import { checkIn, inject, move, screen } from '../lib/journey.mjs';
import { person } from '../lib/people.mjs';
import { passwordOf } from '../lib/client.mjs';
import { newFolder, startServer } from '../lib/server.mjs';
import { PASSWORD, board, browser, db, server, session, staff, start, unit } from './demo.mjs';
import { fill, focusOn, press, push, sees, tabTo, type } from './keyboard.mjs';
import { look, openComputer } from './look.mjs';

const DAY = 86400000;
const iso = (days) => new Date(start.getTime() + 7 * 3600000 + days * DAY).toISOString().slice(0, 10);
const shown = (date) => date.split('-').reverse().join('/');
const must = (answer, status = 200) => {
	if (answer.status !== status)
		throw new Error(`expected ${status}, got ${answer.status} ${answer.text}`);
	return answer.json;
};

let at = server; // replaced when it is started again
const nation = await server.login('quocgia', PASSWORD);
const nationUnit = (await nation.get('/api/v1/me')).json.staff.unit_id;
const above = `/api/v1/units/${nationUnit}`;
const pages = [];

async function enter(name, password, where = '') {
	const page = await openComputer(browser, at.url);
	const answer = await page.request.post(`${at.url}/api/v1/login`, { data: { login_name: name, password, station_id: randomUUID() }, headers: { 'X-Requested-By': 'station' } });
	check(`${name} is logged in`, answer.ok(), await answer.text());
	pages.push([name, page]);
	await page.goto(`${at.url}/command${where}`);
	return page;
}

const goTo = async (page, where, text) => {
	await page.goto(`${at.url}/command#/${where}`);
	await sees(page, text);
};
const closed = (page) => page.waitForFunction(() => !document.querySelector('dialog[open]'));
const download = async (page, button) => {
	const [file] = await Promise.all([page.waitForEvent('download'), push(page, button)]);
	return { name: file.suggestedFilename(), bytes: readFileSync(await file.path()) };
};

let boss, round;
await test('whoever is logged in at a site page is logged in here; the state is told first', async () => {
	boss = await enter('quocgia', PASSWORD);
	await sees(boss, 'Tổng quan kho');
	await sees(boss, 'việc cần xem, trong đó có việc khẩn');
	await sees(boss, 'chưa đến giờ chốt');
	await sees(boss, '1 chuyến vượt ngưỡng nhiệt độ');
	const text = await boss.innerText('main');
	check('the totals of all stores, by product', /Pfizer[\s\S]*988\.300[\s\S]*11\.700/.test(text), text);
	await look(boss, 'command-overview');
	await push(boss, 'Các số này là gì?');
	await sees(boss, 'Mỗi liều nằm ở đúng một chỗ');
});

await test('each number leads to its list', async () => {
	for (const [link, text] of [['Chuyến hàng trên đường', 'chưa đến nơi'], ['Hết hạn trong 30 ngày', 'Không có lô nào như vậy'], ['Chênh lệch chưa giải trình', 'Không còn chênh lệch nào'],
		['Điểm tiêm chưa báo cáo hôm nay', 'Chưa đến giờ chốt'], ['Cảnh báo kho đang mở', 'Nhiệt độ vượt ngưỡng khi vận chuyển'], ['Pfizer', 'DEMO-P']]) {
		await goTo(boss, '', 'Cần để mắt');
		await push(boss, link);
		await sees(boss, text);
		await look(boss, `command-${{ Chu: 'shipments', Hết: 'expiring-none', Chê: 'differences-none', Điể: 'missing', Cản: 'alarms', Pfi: 'lots' }[link.slice(0, 3)]}`);
	}
});

await test('on a phone the pages are behind a button that says where one is', async () => {
	await boss.setViewportSize({ width: 360, height: 780 });
	await goTo(boss, 'lots', 'Tìm lô theo số');
	check('hidden at first', !await boss.isVisible('text=Báo cáo và đối chiếu'));
	await boss.click('.side__menu');
	await boss.click('.side__link >> text=Báo cáo và đối chiếu');
	await sees(boss, 'Chưa báo cáo');
	check('and again afterwards', await boss.isHidden('.side__link >> text=Tồn kho theo ngày'));
	await boss.setViewportSize({ width: 1280, height: 900 });
});

await test('a round is drafted by population; mistakes are told while typing', async () => {
	await goTo(boss, 'rounds', 'Chưa có đợt phân bổ nào');
	await look(boss, 'command-rounds-none');
	await push(boss, 'Lập đợt mới');
	await sees(boss, 'Đủ 63 nơi');
	await look(boss, 'command-round-new');
	await push(boss, 'Tính phần của từng nơi');
	await sees(boss, 'Nhập tên đợt.');
	await look(boss, 'command-round-mistakes');
	await fill(boss, 'title', 'Đợt 12, theo Quyết định 1464/QĐ-BYT');
	await tabTo(boss, '#product');
	await boss.selectOption('#product', 'comirnaty');
	await sees(boss, 'liều dùng được của vắc xin này');
	await fill(boss, 'doses', '100.000');
	await sees(boss, '100.000 liều không chia hết cho gói 1.170 liều');
	await push(boss, 'Dùng 99.450');
	await sees(boss, '99.450 liều là 85 gói');
	await fill(boss, 'weight-population_18', '60');
	await sees(boss, 'còn thiếu 40 %');
	await fill(boss, 'weight-priority', '40');
	await sees(boss, '63 nơi chưa có số liệu này');
	await look(boss, 'command-round-weights');
	await fill(boss, 'weight-priority', '');
	await boss.focus('#title');
	await fill(boss, 'weight-population_18', '100');
	await press(boss, 'Enter');
	await sees(boss, 'Đã lập đợt 1');
	await sees(boss, 'Đã chia hết 99.450 liều cho');
	[round] = must(await nation.get(`${above}/rounds`)).items;
	round = must(await nation.get(`${above}/rounds/${round.id}`));
	equal('63 shares that add up', [round.shares.length, round.shares.reduce((n, s) => n + s.doses, 0)], [63, 99450]);
	await look(boss, 'command-round-draft');
});

await test('a figure of a receiver is entered with its source', async () => {
	await goTo(boss, 'rounds/figures', '63 trong 63 nơi nhận có số liệu này');
	await look(boss, 'command-figures');
	await boss.selectOption('#figure', 'priority');
	await sees(boss, '0 trong 63 nơi nhận có số liệu này');
	await boss.focus('#figure');
	await push(boss, 'Nhập số liệu của Thành phố Hà Nội');
	await focusOn(boss, 'value');
	await fill(boss, 'value', '812.000');
	await push(boss, 'Lưu số liệu');
	await sees(boss, 'Ghi nguồn của số liệu.');
	await look(boss, 'command-figure');
	await fill(boss, 'source', 'Công văn 1203/SYT-NVY');
	await push(boss, 'Lưu số liệu');
	await sees(boss, 'Đã lưu số liệu của Thành phố Hà Nội');
	await closed(boss);
	await sees(boss, '1 trong 63 nơi nhận có số liệu này, tổng 812.000');
	await goTo(boss, `rounds/${round.id}`, 'Đã chia hết 99.450 liều cho');
});

const share = (code) => round.shares.find((s) => s.to_unit_code === code);
await test('one share is changed by hand; a change by somebody else meanwhile loses nothing', async () => {
	const canTho = share('92'), thanhHoa = share('38');
	await fill(boss, 'receiver', 'can tho');
	await push(boss, /^Sửa phần của Thành phố Cần Thơ/);
	await focusOn(boss, 'share');
	await fill(boss, 'share', String(canTho.doses - 100));
	await sees(boss, 'không chia hết cho gói');
	await look(boss, 'command-share');
	await push(boss, `Dùng ${(canTho.doses - 1170).toLocaleString('de-DE')}`);
	await fill(boss, 'why', 'còn vắc xin của đợt trước');
	round = must(await nation.post(`${above}/rounds/${round.id}/shares/${thanhHoa.to_unit_id}`, { version: round.version, doses: thanhHoa.doses - 1170, why: 'đã nhận viện trợ' }));
	await push(boss, 'Ghi phần này');
	await sees(boss, 'Người khác vừa thay đổi đợt này');
	equal('what was typed is kept', [await boss.inputValue('#share'), await boss.inputValue('#why')], [String(canTho.doses - 1170), 'còn vắc xin của đợt trước']);
	await look(boss, 'command-share-conflict');
	await push(boss, 'Tải bản mới');
	await boss.waitForFunction(() => !document.body.innerText.includes('Người khác vừa thay đổi'));
	await push(boss, 'Ghi phần này');
	await sees(boss, 'Phần của Thành phố Cần Thơ');
	await closed(boss);
	await sees(boss, 'Sửa tay −1.170');
	await sees(boss, 'còn 2.340 liều chưa vào phần nào');
	const saved = await download(boss, 'Xuất CSV');
	check('the list is saved with its figures', saved.name.startsWith('phan-bo-dot-1-') && saved.bytes.toString().includes('"92","Thành phố Cần Thơ",'), saved.bytes.toString().slice(0, 400));
	round = must(await nation.get(`${above}/rounds/${round.id}`));
});

await test('a draft is computed anew on its own page, or left as it is', async () => {
	await push(boss, 'Sửa và tính lại');
	await sees(boss, 'Những phần đã sửa tay sẽ mất');
	equal('filled in', [await boss.inputValue('#doses'), await boss.inputValue('#weight-population_18')], ['99.450', '100']);
	await look(boss, 'command-round-change');
	await boss.reload();
	await sees(boss, 'còn 2.340 liều chưa vào phần nào');
});

await test('it is approved with the reason for what is left, and one share leaves the store', async () => {
	await push(boss, 'Duyệt');
	await sees(boss, 'Vì sao còn 2.340 liều không chia?');
	await push(boss, /^Duyệt$/);
	await sees(boss, 'Ghi lý do, dù ngắn.');
	await look(boss, 'command-approve');
	await fill(boss, 'why', 'giữ làm dự phòng của Bộ');
	await push(boss, /^Duyệt$/);
	await sees(boss, 'Đã duyệt đợt 1');
	await closed(boss);
	await look(boss, 'command-round-approved');
	await fill(boss, 'receiver', 'ha giang');
	await push(boss, /^Xuất kho cho Tỉnh Hà Giang/);
	await sees(boss, 'Được tất cả hoặc không gì cả');
	await fill(boss, 'carrier', 'Nguyễn Văn Lái');
	await look(boss, 'command-ship');
	await push(boss, /^Xuất kho$/);
	await sees(boss, 'Đã xuất kho: 1 phiếu gửi');
	await closed(boss);
	await sees(boss, '✓ Đã xuất');
	round = must(await nation.get(`${above}/rounds/${round.id}`));
	equal('of that share all has left', [share('02').shipped, round.shipped], [share('02').doses, share('02').doses]);
	await push(boss, 'Cách chia');
	await sees(boss, 'Còn trong kho');
	await push(boss, 'Mọi đợt phân bổ');
	await sees(boss, 'Đã duyệt');
	await look(boss, 'command-rounds');
});

await test('a store that has too little is told plainly; then all shares of another round leave at once', async () => {
	const draft = async (title, doses) => {
		const made = must(await nation.post(`${above}/rounds`, { title, product_code: 'spikevax', doses, basis: { population_18: 100 } }), 201);
		return must(await nation.post(`${above}/rounds/${made.id}/approve`, { version: made.version }));
	};
	const large = await draft('Quá lớn', 5000000), small = await draft('Vừa đủ', 200000);
	await goTo(boss, `rounds/${large.id}`, 'Quá lớn');
	await push(boss, 'Xuất tất cả');
	await sees(boss, 'thiếu');
	await push(boss, /^Xuất kho$/);
	await sees(boss, 'Chưa xuất liều nào');
	await look(boss, 'command-ship-short');
	await press(boss, 'Escape');
	await closed(boss);
	await push(boss, 'Hủy đợt');
	await fill(boss, 'why', 'kho chưa đủ');
	await push(boss, /^Hủy đợt 2$/);
	await sees(boss, 'Đã hủy đợt 2');
	await closed(boss);
	await look(boss, 'command-round-cancelled');
	await goTo(boss, `rounds/${small.id}`, 'Vừa đủ');
	await push(boss, 'Xuất tất cả');
	await push(boss, /^Xuất kho$/);
	await sees(boss, 'Đã xuất hết', 60000);
	await look(boss, 'command-round-shipped');
});

let hanoi;
await test('the province sees its share and writes its plan; the nation sees the plan', async () => {
	hanoi = await enter('quanlyhn', PASSWORD);
	await sees(hanoi, 'Thành phố Hà Nội');
	await look(hanoi, 'command-province');
	await push(hanoi, 'Được phân bổ');
	await sees(hanoi, 'Đợt 12, theo Quyết định');
	await look(hanoi, 'command-received');
	await push(hanoi, 'Ghi kế hoạch: đợt 1');
	await focusOn(hanoi, 'planned');
	await fill(hanoi, 'planned', '999999999');
	await push(hanoi, 'Lưu kế hoạch');
	await sees(hanoi, 'Nhập ngày từ hôm nay trở đi');
	await look(hanoi, 'command-plan');
	await fill(hanoi, 'planned', '5000');
	await fill(hanoi, 'until', shown(iso(20)));
	await push(hanoi, 'Lưu kế hoạch');
	await sees(hanoi, 'Đã lưu kế hoạch đợt 1');
	await closed(hanoi);
	await sees(hanoi, `5.000 liều, xong trước ${shown(iso(20))}`);
	await goTo(boss, `rounds/${round.id}`, `đến ${shown(iso(20))}`);
	await push(hanoi, 'Đợt phân bổ');
	await sees(hanoi, 'mỗi quận, huyện nhận bao nhiêu liều');
});

// Doses of the demo's lot.
const [lot] = (await nation.get(`${unit}/sessions/${session.id}`)).json.lots;
const team = {}, MANY = 110;
await test('people get a dose of a lot', async () => {
	for (const [role, name] of Object.entries({ reception: 'tiepdon', screening_doctor: 'bacsi', vaccinator: 'tiem', observer: 'theodoi' }))
		team[role] = await server.login(name, PASSWORD);
	const waiting = (await board()).filter((i) => i.step === 'expected').slice(0, 3);
	for (const { person_id } of waiting) {
		let visit = must(await checkIn(team.reception, staff.unit_id, session.id, person_id), 201);
		visit = must(await screen(team.screening_doctor, staff.unit_id, visit));
		visit = must(await inject(team.vaccinator, staff.unit_id, visit, lot.lot_id));
		must(await move(team.observer, staff.unit_id, visit, 'release', { why: 'về sớm' }));
	}
	const events = [];
	for (let i = 0; i < MANY; i++) {
		const p = person(5000 + i);
		const made = must(await nation.post(`${unit}/persons`, { name: p.name, birth_date: p.birth.split('/').reverse().join('-'), birth_precision: 'day', sex: p.sex ? 'female' : 'male', cccd: p.cccd, phone: p.phone }), 201);
		const event = (kind, minutes, more) => ({ id: randomUUID(), kind, at: new Date(start.getTime() - minutes * 60000).toISOString(), person_id: made.id, session_id: session.id, ...more });
		events.push(event('check_in', 60, { identity_seen: 'card', consent: true }), event('injection', 50, { lot_id: lot.lot_id, body_site: 'left_arm' }));
	}
	for (let i = 0; i < events.length; i += 100)
		must(await nation.post('/api/v1/sync', { unit_id: staff.unit_id, events: events.slice(i, i + 100) }));
	const [{ doses }] = must(await nation.get(`${unit}/lots`)).items.filter((l) => l.lot_id === lot.lot_id);
	equal('given', doses, 200 - MANY - waiting.length);
	must(await nation.post(`${unit}/lots/${lot.lot_id}/count`, { counted: doses - 5, expected: doses }), 201);
});

await test('a lot is found by its number; its way is a picture whose stores open', async () => {
	await goTo(boss, 'lots', 'Tìm lô theo số');
	await fill(boss, 'number', 'XYZ');
	await sees(boss, 'Không có lô nào bắt đầu bằng');
	await fill(boss, 'number', lot.number.slice(0, 7));
	await sees(boss, '1 lô khớp');
	await look(boss, 'command-lot-found');
	await push(boss, new RegExp(`^${lot.number}`));
	await sees(boss, 'Đường đi của lô');
	await sees(boss, 'nhận từ');
	await sees(boss, 'Kho nào có lô này');
	await look(boss, 'command-lot');
	await push(boss, /^TP Hà Nội nhận .*: mở bước tiếp theo/);
	await tabTo(boss, /^TP Hà Nội nhận .* còn .*: thu lại/);
	await boss.waitForSelector('.trace__node--open >> text=TP Hà Nội');
	await look(boss, 'command-trace');
	await push(boss, 'Xem dạng bảng');
	await sees(boss, 'Quay về');
	await look(boss, 'command-trace-table');
});

await test('it is suspended, recalled, and its contact list is made', async () => {
	await boss.focus('h1 ~ .buttons button');
	await push(boss, 'Tạm dừng');
	await push(boss, 'Chờ điều tra phản ứng sau tiêm');
	await push(boss, /^Tạm dừng$/);
	await sees(boss, 'Đã tạm dừng lô');
	await closed(boss);
	await sees(boss, '✕ Tạm dừng');
	await boss.focus('h1 ~ .buttons button');
	await push(boss, 'Thu hồi');
	await sees(boss, 'lập danh sách liên hệ');
	await push(boss, /^Thu hồi$/);
	await sees(boss, 'Ghi lý do, dù ngắn.');
	await look(boss, 'command-recall');
	await push(boss, 'Lỗi chất lượng');
	await push(boss, /^Thu hồi$/);
	await sees(boss, 'Đã thu hồi lô');
	await closed(boss);
	await sees(boss, '✕ Thu hồi');
	await sees(boss, '113 mũi đã tiêm từ lô này');
	await push(boss, 'Lập danh sách liên hệ');
	await sees(boss, 'Danh sách đã xong: 113 mũi.', 60000);
	await push(boss, 'Xem danh sách');
	await sees(boss, 'Đang xem 100 trong 113 mũi.');
	await push(boss, 'Xem 100 người tiếp theo');
	await sees(boss, 'Đang xem 113 trong 113 mũi.');
	await look(boss, 'command-recalled');
	const list = await boss.request.get(at.url + await boss.getAttribute('a[download]', 'href'));
	check('the list is a workbook', list.ok() && (await list.body()).subarray(0, 2).toString() === 'PK', String(list.status()));
	await boss.reload();
	await sees(boss, 'Danh sách đã xong: 113 mũi.');
});

await test('another lot gets a later expiry by a decision', async () => {
	const moderna = (await nation.get('/api/v1/lots?number=DEMO-M')).json.items[0];
	await goTo(boss, `lots/lot/${moderna.lot_id}`, `Lô ${moderna.number}`);
	await push(boss, 'Đổi hạn dùng');
	await focusOn(boss, 'until');
	await push(boss, /^Đổi hạn dùng$/);
	await sees(boss, 'Ghi số văn bản hoặc lý do.');
	await look(boss, 'command-expiry');
	await fill(boss, 'until', shown(iso(20)));
	await fill(boss, 'decision', 'Công văn 14402/QLD-CL');
	await push(boss, /^Đổi hạn dùng$/);
	await sees(boss, 'có hạn dùng mới');
	await closed(boss);
	await goTo(boss, 'lots/expiring', moderna.number);
	await look(boss, 'command-expiring');
});

await test('a difference of a count is explained', async () => {
	await goTo(boss, 'reports/open', 'Kiểm kê lệch');
	await look(boss, 'command-differences');
	await push(boss, /^Giải trình: Trạm Y tế/);
	await sees(boss, 'lệch −5 liều');
	await look(boss, 'command-explain');
	await push(boss, 'Đếm nhầm, đã đếm lại khớp sổ');
	await push(boss, /^Giải trình$/);
	await sees(boss, 'Đã ghi giải trình');
	await sees(boss, 'Không còn chênh lệch nào');
});

await test('a site’s day: figures, lots, waste; its stock over time', async () => {
	await goTo(boss, 'reports/day', 'Chọn một điểm tiêm');
	await fill(boss, 'unit', 'phúc xá');
	await look(boss, 'command-choose-site');
	await push(boss, /^Trạm Y tế Phường Phúc Xá/);
	await sees(boss, 'Ngày này chưa được điểm tiêm xác nhận.');
	await sees(boss, 'Đã giải trình');
	await look(boss, 'command-day');
	const confirmed = await nation.get(`${unit}/day-report`);
	must(await nation.post(`${unit}/day-report/${iso(0)}/confirm`, { used: confirmed.json.now.used, left_over: confirmed.json.now.left_over, note: 'mất điện 10 phút' }), 201);
	await boss.reload();
	await sees(boss, 'Đã xác nhận: Ban chỉ đạo quốc gia');
	await look(boss, 'command-day-confirmed');
	await push(boss, 'Tồn kho theo ngày', 'Tồn kho theo ngày');
	await sees(boss, 'Hôm nay còn');
	await goTo(boss, `levels/${staff.unit_id}`, 'Trạm Y tế Phường Phúc Xá');
	await boss.waitForSelector('.steps__line', { state: 'attached' });
	await look(boss, 'command-levels');
	await push(boss, 'Xem dạng bảng');
	await sees(boss, 'Số liều cuối ngày');
});

await test('an alarm is closed with what was found', async () => {
	await goTo(boss, 'alarms', 'Nhiệt độ vượt ngưỡng');
	await push(boss, 'Đã xem xét');
	await type(boss, 'đã đưa hàng vào biệt trữ');
	await push(boss, 'Đóng cảnh báo');
	await sees(boss, 'Đã đóng cảnh báo.');
	await closed(boss);
});

await test('the table of the provinces is empty until it is imported', async () => {
	await goTo(boss, 'table', 'Chưa có số liệu của bảng này');
	await sees(boss, 'tiemchung import allocation FILE');
	await look(boss, 'command-table-none');
});

await test('a stock keeper decides about no round and sees no alarms; a district its sites; a site is told', async () => {
	const keeper = await enter('thukhotw', PASSWORD);
	await sees(keeper, 'Cần để mắt');
	check('no alarms', !/Cảnh báo/.test(await keeper.innerText('body')));
	await push(keeper, 'Đợt phân bổ');
	await sees(keeper, 'Vừa đủ');
	check('no new round', !/Lập đợt mới/.test(await keeper.innerText('main')));
	const district = (await nation.get(unit)).json.ancestors.find((u) => u.level === 'district');
	const password = await db.addUser('quanlyquan', 'manager', district.code);
	await server.login('quanlyquan', password);
	const page = await enter('quanlyquan', passwordOf('quanlyquan', password), '#/rounds');
	await sees(page, 'mỗi cơ sở tiêm nhận bao nhiêu liều');
	await push(page, 'Lập đợt mới');
	await sees(page, 'Năng lực tiêm');
	const site = await enter('quanly', PASSWORD);
	await sees(site, 'Trang này dành cho cấp quốc gia, tỉnh, huyện và xã');
	await look(site, 'command-not-here');
});

await test('English', async () => {
	await goTo(boss, '', 'Cần để mắt');
	await boss.click('text=English');
	await sees(boss, 'Stock overview');
	await look(boss, 'command-english');
	for (const [where, text] of [['lots', 'Find a lot by its number'], ['rounds', 'provinces'], [`rounds/${round.id}`, 'Plan and actual'], ['reports/open', 'No differences are open'], ['levels', 'Stock over time']])
		await goTo(boss, where, text);
	await boss.click('text=Tiếng Việt');
});

await test('the published table with its headings, each ratio explained, what is beyond 100 % marked', async () => {
	const file = join(newFolder(), 'bang.csv');
	writeFileSync(file, ['STT,Ngày,Mã tỉnh,Tỉnh/Thành phố,Dự kiến KH phân bổ,Phân bổ thực tế,Dân số >= 18 tuổi,Số liều đã tiêm',
		'1,09/11/2021,01,Hà Nội,11000000,10500000,6200000,12430380', '2,09/11/2021,02,Hà Giang,1000000,900000,592774,500000', '3,09/11/2021,92,Cần Thơ,2000000,1900000,900000,1500000'].join('\n'));
	await server.stop(); // nobody else may use the file of the database
	equal('imported', (await db.run(['import', 'allocation', file])).json?.imported, 3);
	at = await startServer({ db, args: ['--demo'], clock: start.toISOString(), patience: 120000 });
	const page = await enter('quocgia', PASSWORD, '#/table');
	await sees(page, 'Tỷ lệ đã tiêm ít nhất 1 mũi/dân số (>=18)');
	await sees(page, '200,49 %');
	await sees(page, 'thực chất: số liều đã tiêm / dân số >= 18');
	await sees(page, '2 tỉnh có tỷ lệ trên 100 %');
	await sees(page, 'tiêm quá số phân bổ');
	await look(page, 'command-table');
	await tabTo(page, '88,71 %');
	await press(page, 'ArrowRight', 'ArrowRight');
	await sees(page, '12.430.380 / 6.200.000, ngày 09/11/2021');
	await press(page, 'Enter');
	await sees(page, 'đúng với tên cột: số người');
	await look(page, 'command-table-details');
	await page.click('.table__turn >> text=Tỷ lệ đã phân bổ/dân số');
	const first = () => page.locator('.provinces tbody tr').first().innerText();
	check('sorted, those not known last', (await first()).includes('Hà Giang'), await first());
	await page.click('.table__turn >> text=Tỷ lệ đã phân bổ/dân số');
	check('and the other way round', (await first()).includes('Cần Thơ'), await first());
	await page.click('#only-over');
	await page.waitForTimeout(300);
	equal('only those beyond', await page.locator('.provinces tbody tr').count(), 3); // two, and the details of one
	await page.focus('#only-over');
	const saved = await download(page, 'Xuất CSV');
	check('saved with its numerators', saved.bytes.toString().includes('"01","Thành phố Hà Nội",11000000,10500000,6200000,12430380'), saved.bytes.toString().slice(0, 600));
	await fill(page, 'on', '01/11/2021');
	await sees(page, 'Chưa có số liệu của bảng này');
	await goTo(page, 'alarms', 'Số liều đã tiêm vượt số liều đã phân bổ');
});

for (const [name, page] of pages) {
	check(`${name}: the page complains of nothing`, page.complaints.length === 0, page.complaints.join('\n'));
	check(`${name}: nothing is asked of another host`, page.foreign.length === 0, page.foreign.join('\n'));
}
await finish();
