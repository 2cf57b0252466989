// report_test.mjs - a site's day in figures: computed, confirmed, changed afterwards, confirmed anew; lots reconciled and a
// difference explained; the waste of the last days; stock over time. test: timeout 600
//
// By keyboard alone; each page photographed at two widths into build/screenshots/ and judged by axe.
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { check, equal, finish, test } from '../lib/check.mjs';
import { checkIn, inject, screen } from '../lib/journey.mjs';
import { PASSWORD, board, browser, manager, server, session, start, unit } from './demo.mjs';
import { fill, press, push, sees, tabTo } from './keyboard.mjs';
import { look, openComputer } from './look.mjs';

const DAY = 86400000;
const iso = (days) => new Date(start.getTime() + 7 * 3600000 + days * DAY).toISOString().slice(0, 10);
const shown = (date) => date.split('-').reverse().join('/');
const TODAY = iso(0);
const unitId = unit.split('/').at(-1);
const must = ({ status, json, text }, wanted, what) => {
	if (status !== wanted)
		throw new Error(`${what}: ${status} ${text}`);
	return json;
};
const lots = (await manager.get(`${unit}/lots`)).json.items;
const lot = lots.find((l) => l.product_code === 'astrazeneca'), pfizer = lots.find((l) => l.product_code === 'comirnaty');
const people = (await board()).filter((i) => i.step === 'expected');

async function vaccinate() {
	let visit = must(await checkIn(manager, unitId, session.id, people.shift().person_id), 201, 'check-in');
	visit = must(await screen(manager, unitId, visit), 200, 'screening');
	must(await inject(manager, unitId, visit, lot.lot_id), 200, 'injection');
}

async function enter(name) {
	const page = await openComputer(browser, server.url);
	const answer = await page.request.post(`${server.url}/api/v1/login`, { data: { login_name: name, password: PASSWORD, station_id: randomUUID() }, headers: { 'X-Requested-By': 'station' } });
	check(`${name} is logged in`, answer.ok(), await answer.text());
	await page.goto(`${server.url}/station`);
	return page;
}

const closed = (page) => page.waitForFunction(() => !document.querySelector('dialog[open]'));
// name -> the numbers of its row
const figures = (page) => page.$$eval('.figures tbody tr:has(td)', (rows) => Object.fromEntries(rows.map((r) =>
	[r.querySelector('.figures__name').textContent, [...r.querySelectorAll('td')].map((td) => td.textContent)])));
const confirm = (page) => push(page, 'Xác nhận số liệu');

let keeper, second;
await test('the day so far, with what is still open', async () => {
	await vaccinate();
	await vaccinate();
	keeper = await enter('thukho');
	await sees(keeper, 'Kho vắc xin');
	await push(keeper, /^Báo cáo$/);
	await sees(keeper, 'Chưa xác nhận');
	await sees(keeper, 'chưa kết thúc: số liệu còn có thể tăng');
	const f = await figures(keeper);
	equal('as computed', [f['Nhập'], f['Đã tiêm'], f['Còn cuối ngày'], f['Người được tiêm'], f['Hủy']], [['600'], ['2'], ['598'], ['2'], ['0']]);
	await look(keeper, 'report-day');
});

await test('figures that moved, then an open vial; what was typed is kept', async () => {
	const vial = must(await manager.post(`${unit}/vials`, { lot_id: lot.lot_id, session_id: session.id }), 201, 'vial');
	await vaccinate();
	await fill(keeper, 'confirm-note', 'mất điện 20 phút lúc 9 giờ');
	await confirm(keeper);
	await sees(keeper, 'Số liệu đã thay đổi từ lúc mở trang');
	await keeper.waitForFunction(() => document.querySelector('.figures')?.innerText.includes('597'));
	equal('the page shows them now', (await figures(keeper))['Đã tiêm'], ['3']);
	await sees(keeper, '1 lọ mở trong ngày chưa kết thúc');
	await look(keeper, 'report-moved');
	await confirm(keeper);
	await sees(keeper, 'Còn 1 lọ đã mở chưa kết thúc');
	await look(keeper, 'report-vials');
	await push(keeper, 'Mở danh sách lọ đang mở');
	await sees(keeper, 'dùng đến');
	must(await manager.post(`${unit}/vials/${vial.id}/close`, { left_over: 4, why: 'hết người' }), 200, 'close');
	await push(keeper, /^Báo cáo$/);
	await keeper.waitForSelector('#confirm-note');
	equal('the note is still there', await keeper.inputValue('#confirm-note'), 'mất điện 20 phút lúc 9 giờ');
	second = await enter('quanly');
	await push(second, /^Báo cáo$/);
	await sees(second, 'Còn cuối ngày');
});

await test('the day is confirmed, once', async () => {
	await sees(keeper, 'Xác nhận ngày');
	await confirm(keeper);
	await sees(keeper, 'Các lần xác nhận (1)');
	await sees(keeper, 'Ghi chú: mất điện 20 phút lúc 9 giờ');
	check('nothing is left to confirm', !await keeper.$('.confirm'));
	await look(keeper, 'report-confirmed');
	await fill(second, 'confirm-note', 'của người thứ hai');
	await confirm(second);
	await sees(second, 'Không cần xác nhận nữa');
	await sees(second, 'Ghi chú bạn gõ chưa được lưu: của người thứ hai');
	await sees(second, 'Các lần xác nhận (1)');
	await look(second, 'report-same');
});

await test('a later entry shows beside what was confirmed', async () => {
	must(await manager.post(`${unit}/lots/${pfizer.lot_id}/count`, { counted: 198, expected: 200 }), 201, 'count');
	await vaccinate();
	await push(keeper, 'Tính lại');
	await sees(keeper, 'Đã đổi sau khi xác nhận');
	await sees(keeper, '1 lô kiểm kê lệch chưa giải trình.');
	const f = await figures(keeper);
	equal('both and their difference', [f['Đã tiêm'], f['Điều chỉnh'], f['Còn cuối ngày'], f['Nhập']],
		[['3', '4', '+1'], ['0', '−2', '−2'], ['593', '590', '−3'], ['600', '600', '0']]);
	await look(keeper, 'report-changed');
});

await test('the difference is explained', async () => {
	await push(keeper, 'Xem đối chiếu');
	await sees(keeper, '1 lô cần xử lý');
	await look(keeper, 'report-reconcile');
	await push(keeper, /^Giải trình chênh lệch −2 liều/);
	await keeper.waitForSelector('dialog[open]');
	await push(keeper, 'Giải trình');
	await sees(keeper, 'Ghi lý do, dù ngắn.');
	await push(keeper, 'Vỡ khi sắp xếp');
	await look(keeper, 'report-explain');
	await push(keeper, 'Giải trình');
	await closed(keeper);
	await sees(keeper, 'Mọi lô khớp hoặc đã giải trình');
	const [line] = (await manager.get(`${unit}/reconciliation?on=${TODAY}`)).json.items.filter((r) => r.lot_id === pfizer.lot_id);
	equal('the books know why', [line.finding, line.why], ['explained', 'Vỡ khi sắp xếp']);
	await look(keeper, 'report-reconciled');
	const [download] = await Promise.all([keeper.waitForEvent('download'), push(keeper, 'Xuất CSV')]);
	const csv = readFileSync(await download.path(), 'utf8');
	check('a row of the file', csv.includes(`"${pfizer.number}",0,0,200,-2,0,0,0,198,198,200,-2,0,"Đã giải trình","Vỡ khi sắp xếp"`), csv);
});

await test('and the day is confirmed anew, with a reason', async () => {
	await push(keeper, /^Báo cáo ngày$/);
	await sees(keeper, 'Xác nhận lại ngày');
	await push(keeper, 'Xác nhận lại');
	await sees(keeper, 'Ghi lý do, dù ngắn.');
	await look(keeper, 'report-anew-mistakes');
	await push(keeper, 'Sửa số lô ghi nhầm');
	await fill(keeper, 'confirm-why', 'kiểm kê cuối ngày thiếu 2 liều');
	await push(keeper, /^Xác nhận lại$/);
	await sees(keeper, 'Các lần xác nhận (2)');
	await sees(keeper, 'Lý do xác nhận lại: kiểm kê cuối ngày thiếu 2 liều');
	await look(keeper, 'report-anew');
	const day = (await manager.get(`${unit}/day-report?on=${TODAY}`)).json;
	equal('both versions are kept', [day.changed, day.versions.map((v) => [v.version, v.used, v.adjusted])], [false, [[2, 4, -2], [1, 3, 0]]]);
});

await test('a day before: by the arrow, by typing; never a day to come', async () => {
	await push(keeper, 'Ngày trước');
	await keeper.waitForFunction((day) => document.querySelector('#report-day').value === day, shown(iso(-1)));
	await sees(keeper, 'Chưa xác nhận');
	equal('nothing came yet', (await figures(keeper))['Còn cuối ngày'], ['0']);
	await fill(keeper, 'report-day', shown(iso(3)));
	await sees(keeper, 'Ngày này chưa tới.');
	await look(keeper, 'report-future');
	await fill(keeper, 'report-day', shown(iso(-400)));
	await sees(keeper, 'Chưa xác nhận');
	await push(keeper, /^Đối chiếu$/);
	await sees(keeper, 'Ngày này kho không có lô nào');
	await look(keeper, 'report-reconcile-none');
	await push(keeper, 'Hôm nay');
	await sees(keeper, 'Đã giải trình');
});

await test('doses without a receipt, and a receipt dated too late, lead to what puts them right', async () => {
	const nation = await server.login('quocgia', PASSWORD);
	const top = (await nation.get('/api/v1/me')).json.staff.unit_id;
	must(await nation.post(`/api/v1/units/${top}/lots/receive`, { product_code: 'astrazeneca', number: 'QA-THIEU', expires_on: iso(120), doses: 50, on_date: iso(-10) }), 201, 'receive');
	must(await manager.post(`${unit}/persons/${people.shift().person_id}/doses`, { uuid: randomUUID(), product_code: 'astrazeneca', given_on: iso(-3), unit_id: unitId, lot_number: 'QA-THIEU' }), 201, 'dose');
	await fill(keeper, 'report-day', shown(iso(-3)));
	await sees(keeper, 'QA-THIEU');
	await sees(keeper, '1 liều. Nhập phiếu còn thiếu');
	await look(keeper, 'report-unbacked');
	await push(keeper, 'Mở lô');
	await keeper.waitForSelector('dialog[open]');
	await push(keeper, 'Nhập phiếu còn thiếu');
	await fill(keeper, 'doses', '20');
	await press(keeper, 'Enter');
	await sees(keeper, 'Đã nhập 20 liều lô QA-THIEU');
	await closed(keeper);
	await push(keeper, /^Báo cáo$/, /^Đối chiếu$/);
	await fill(keeper, 'report-day', shown(iso(-3)));
	await sees(keeper, 'Tiêm trước ngày nhập');
	await look(keeper, 'report-before-receipt');
	await push(keeper, 'Xem sổ của lô');
	await sees(keeper, 'Nhập từ nhà cung cấp');
	const { lot_id } = (await manager.get(`${unit}/lots`)).json.items.find((l) => l.number === 'QA-THIEU');
	must(await manager.post(`${unit}/lots/receive`, { product_code: 'astrazeneca', number: 'QA-THIEU', expires_on: iso(120), doses: 20, on_date: iso(-3) }), 201, 'on the right day');
	await push(keeper, new RegExp(`^Đảo lại: Nhập từ nhà cung cấp, lô QA-THIEU, ngày ${shown(TODAY)}`), 'Ghi hai lần', 'Đảo lại');
	await closed(keeper);
	const [line] = (await manager.get(`${unit}/reconciliation?on=${iso(-3)}`)).json.items.filter((r) => r.lot_id === lot_id);
	equal('as the page said, it is put right', [line.received, line.closing, line.finding], [20, 19, 'ok']);
	await push(keeper, /^Báo cáo$/);
});

await test('waste of the last days', async () => {
	const past = must(await manager.post(`${unit}/lots/receive`, { product_code: 'astrazeneca', number: 'QA-CU', expires_on: iso(90), doses: 300, on_date: iso(-40) }), 201, 'receive');
	for (const [days, doses, reason] of [[-20, 12, 'temperature'], [-9, 30, 'recalled'], [-4, 6, 'broken'], [-4, 3, 'open_vial'], [-2, 2, 'broken'], [0, 5, 'expired']])
		must(await manager.post(`${unit}/lots/${past.lot_id}/discard`, { doses, reason, on_date: iso(days) }), 201, 'discard');
	const vial = must(await manager.post(`${unit}/vials`, { lot_id: lot.lot_id }), 201, 'vial');
	must(await manager.post(`${unit}/vials/${vial.id}/close`, { left_over: 0, extra: 1 }), 200, 'close');
	await push(keeper, /^Hao phí$/);
	await sees(keeper, '4 liều thừa / 20 liều ghi trên nhãn của 2 lọ đã kết thúc');
	await sees(keeper, '20 liều hủy / 25 liều ra khỏi kho (tiêm 5, hủy 20)');
	await sees(keeper, '80%');
	await sees(keeper, '1 liều rút thêm / 20');
	await look(keeper, 'report-waste-7');
	await tabTo(keeper, '#span');
	await press(keeper, 'ArrowRight');
	await sees(keeper, '62 liều hủy / 67 liều ra khỏi kho');
	await tabTo(keeper, 'Xem bảng theo ngày');
	await press(keeper, 'Enter');
	await sees(keeper, shown(iso(-20)));
	await look(keeper, 'report-waste-30');
});

await test('stock over time, lot by lot', async () => {
	await push(keeper, /^Tồn theo thời gian$/);
	await sees(keeper, 'Hiện còn');
	await keeper.waitForSelector('.level--1');
	await look(keeper, 'report-levels');
	await tabTo(keeper, '#span');
	await press(keeper, 'ArrowRight');
	await keeper.waitForFunction(() => document.querySelector('.line-chart')?.textContent.includes('QA-CU: 242'));
	await tabTo(keeper, 'Xem bảng');
	await press(keeper, 'Enter');
	await sees(keeper, shown(iso(-40)));
	await look(keeper, 'report-levels-60');
});

await test('above the sites: the store without a day to confirm; English', async () => {
	const page = await enter('quocgia');
	await sees(page, 'Bạn làm việc cho điểm tiêm nào?');
	await push(page, /^Báo cáo$/);
	await sees(page, 'DEMO-A');
	check('no report of a day', !/Báo cáo ngày/.test(await page.innerText('body')));
	await page.click('text=English');
	await sees(page, 'Opening + received + accepted');
	await look(page, 'report-nation-english');
	await push(page, /^Stock over time$/);
	await page.waitForSelector('.level--0');
	await look(page, 'report-nation-levels');
	check('the page complains of nothing', page.complaints.length === 0, page.complaints.join('\n'));
});

await test('in English', async () => {
	await second.click('text=English');
	await sees(second, 'Left at the end of the day');
	await look(second, 'report-english');
	const reader = await enter('tiem');
	await sees(reader, 'Vào buổi tiêm');
	await push(reader, /^Báo cáo$/);
	await sees(reader, 'Còn cuối ngày');
	check('who may not confirm has no form', !await reader.$('.confirm'));
	await look(reader, 'report-read');
});

for (const [name, page] of Object.entries({ keeper, second })) {
	check(`${name}: the page complains of nothing`, page?.complaints.length === 0, page?.complaints.join('\n'));
	check(`${name}: nothing is asked of another host`, page?.foreign.length === 0, page?.foreign.join('\n'));
}
await finish();
