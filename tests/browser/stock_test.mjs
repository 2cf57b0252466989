// stock_test.mjs - the stock keeper's day: receipt by scan, count, discard, reversal, quarantine at a site; the same store
// work at a district; shipments sent, taken in with a loss and in parts, too warm, cancelled; vials opened and finished.
//
// By keyboard alone; each page and dialog photographed at two widths into build/screenshots/ and judged by axe.
// test: timeout 600
import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { check, equal, finish, test } from '../lib/check.mjs';
import { passwordOf } from '../lib/client.mjs';
import { PASSWORD, browser, db, manager, server, staff, start, unit } from './demo.mjs';
import { fill, focusOn, press, push, sees, tabTo, type } from './keyboard.mjs';
import { look, now, openComputer } from './look.mjs';

const DAY = 86400000;
const iso = (days) => new Date(start.getTime() + 7 * 3600000 + days * DAY).toISOString().slice(0, 10);
const shown = (date) => date.split('-').reverse().join('/');
const lots = async () => (await manager.get(`${unit}/lots`)).json.items;
const lotOf = async (number) => (await lots()).find((l) => l.number === number);
const site = (await manager.get(unit)).json;
const district = site.ancestors.find((u) => u.level === 'district');

// GS1: 13 digits and their check digit (General Specifications, section 7.9)
const gtin = (digits) => digits + (10 - [...digits].reduce((n, d, i) => n + Number(d) * (i % 2 ? 1 : 3), 0) % 10) % 10;
const expiry = iso(20);
const label = `01${gtin('0893000000012')}17${expiry.slice(2).replaceAll('-', '')}10QA2207`;

async function enter(name, password) {
	const page = await openComputer(browser, server.url);
	const answer = await page.request.post(`${server.url}/api/v1/login`, { data: { login_name: name, password, station_id: randomUUID() }, headers: { 'X-Requested-By': 'station' } });
	check(`${name} is logged in`, answer.ok(), await answer.text());
	await page.goto(`${server.url}/station`);
	return page;
}

// The dialog of a lot's actions.
async function lotAction(page, number, action) {
	await tabTo(page, `Xử lý: lô ${number}`);
	await press(page, 'Enter');
	await page.waitForSelector('dialog[open]');
	if (action)
		await push(page, action);
}

const closed = (page) => page.waitForFunction(() => !document.querySelector('dialog[open]'));

let keeper, above, vaccinator;
await test('a stock keeper lands in the store', async () => {
	keeper = await enter('thukho', PASSWORD);
	await sees(keeper, 'Kho vắc xin');
	await sees(keeper, 'DEMO-A');
	await look(keeper, 'stock-lots');
});

await test('a lot is received by the scan of its pack', async () => {
	await push(keeper, 'Nhập lô');
	await focusOn(keeper, 'scan');
	await look(keeper, 'stock-receive');
	await type(keeper, '019999');
	await press(keeper, 'Enter');
	await keeper.waitForSelector('#scan-error');
	equal('the mistake stands beside the field', await keeper.inputValue('#scan'), '019999');
	await look(keeper, 'stock-scan-mistake');
	await press(keeper, 'Control+a');
	await type(keeper, `]d2${label.slice(0, 16)}${label.slice(16)}`);
	await press(keeper, 'Control+]'); // the separator, as many scanners send it
	await type(keeper, '21SERIAL1');
	await press(keeper, 'Enter');
	await sees(keeper, 'Đã đọc mã: lô QA2207');
	await focusOn(keeper, 'product');
	equal('lot and expiry are filled in', [await keeper.inputValue('#number'), await keeper.inputValue('#expires')], ['QA2207', shown(expiry)]);
	await keeper.selectOption('#product', 'astrazeneca');
	await look(keeper, 'stock-scanned');
	await push(keeper, /^Nhập lô$/);
	await sees(keeper, 'Nhập số liều, từ 1 trở lên.');
	await look(keeper, 'stock-receive-mistakes');
	await fill(keeper, 'doses', '1.200');
	await fill(keeper, 'party', 'Công ty Dược phẩm Trung ương');
	await fill(keeper, 'paper', 'PG-118');
	await press(keeper, 'Enter');
	await sees(keeper, 'Đã nhập 1.200 liều lô QA2207');
	await closed(keeper);
	await sees(keeper, 'còn 20 ngày');
	equal('in the store', (await lotOf('QA2207')).doses, 1200);
	await push(keeper, 'Nhập lô');
	await focusOn(keeper, 'scan');
	await keeper.keyboard.insertText(`${label}\x1d21X9`);
	await press(keeper, 'Enter');
	await focusOn(keeper, 'doses');
	equal('the pack is recognised the second time', await keeper.inputValue('#product'), 'astrazeneca');
	await press(keeper, 'Escape');
	await closed(keeper);
});

await test('a count with a difference', async () => {
	await lotAction(keeper, 'QA2207');
	await look(keeper, 'stock-lot');
	await push(keeper, 'Kiểm kê');
	await focusOn(keeper, 'counted');
	await press(keeper, 'Enter');
	await sees(keeper, 'không còn liều nào thì nhập 0');
	await fill(keeper, 'counted', '1195');
	await sees(keeper, '−5');
	await fill(keeper, 'explain', 'rơi vỡ khi sắp xếp');
	await look(keeper, 'stock-count');
	await push(keeper, 'Ghi kết quả kiểm kê');
	await sees(keeper, 'chênh lệch −5');
	await closed(keeper);
	equal('the books say so', (await lotOf('QA2207')).doses, 1195);
});

await test('books that moved during the count are told', async () => {
	await lotAction(keeper, 'QA2207', 'Kiểm kê');
	await focusOn(keeper, 'counted');
	const { lot_id } = await lotOf('QA2207');
	equal('meanwhile', (await manager.post(`${unit}/lots/${lot_id}/discard`, { doses: 5, reason: 'broken' })).status, 201);
	await fill(keeper, 'counted', '1190');
	await push(keeper, 'Ghi kết quả kiểm kê');
	await sees(keeper, 'Hãy đếm lại');
	await sees(keeper, '1.190');
	equal('what was typed is kept', await keeper.inputValue('#counted'), '1190');
	await look(keeper, 'stock-count-moved');
	await push(keeper, 'Ghi kết quả kiểm kê');
	await sees(keeper, 'khớp với sổ: 1.190 liều');
	await closed(keeper);
});

await test('the whole store is counted; what is refused stops nothing', async () => {
	await push(keeper, /^Kiểm kê$/);
	await sees(keeper, 'Kiểm kê cả kho');
	await keeper.waitForSelector('[id^=found-]');
	await push(keeper, 'Lưu kiểm kê');
	await sees(keeper, 'của ít nhất một lô');
	const [qa, pfizer, moderna] = await Promise.all(['QA2207', 'DEMO-P', 'DEMO-M'].map(async (n) => (await lots()).find((l) => l.number.startsWith(n)).lot_id));
	await fill(keeper, `found-${qa}`, '1190');
	await fill(keeper, `found-${pfizer}`, '203');
	await fill(keeper, `found-${moderna}`, '2x');
	await sees(keeper, 'Lệch +3');
	await push(keeper, 'Lưu kiểm kê 3 lô');
	await sees(keeper, 'nhập số liều, hoặc để trống');
	await look(keeper, 'stock-count-all-mistakes');
	await fill(keeper, `found-${moderna}`, '200');
	equal('meanwhile', (await manager.post(`${unit}/lots/${moderna}/discard`, { doses: 1, reason: 'broken' })).status, 201);
	await fill(keeper, `why-${pfizer}`, 'đếm sót lần trước');
	await push(keeper, 'Lưu kiểm kê 3 lô');
	await sees(keeper, '1 lô chưa ghi được');
	await sees(keeper, 'Đã kiểm kê 2 lô, 1 lô có chênh lệch');
	await sees(keeper, 'Hãy đếm lại');
	await look(keeper, 'stock-count-all');
	await fill(keeper, `found-${moderna}`, '199');
	await push(keeper, 'Lưu kiểm kê 1 lô');
	await sees(keeper, 'Đã kiểm kê 1 lô, 0 lô có chênh lệch');
	equal('three more of one', (await lots()).find((l) => l.lot_id === pfizer).doses, 203);
	await push(keeper, 'Về kho');
	await sees(keeper, 'Lọc theo vắc xin');
});

await test('doses are held back and released', async () => {
	await lotAction(keeper, 'QA2207', 'Đưa vào biệt trữ');
	await fill(keeper, 'doses', '30');
	await look(keeper, 'stock-hold');
	await push(keeper, 'Đưa vào biệt trữ');
	await sees(keeper, 'Ghi giải thích, dù ngắn.');
	await fill(keeper, 'explain', 'tủ lạnh mất điện 2 giờ');
	await push(keeper, 'Đưa vào biệt trữ');
	await sees(keeper, 'Đã biệt trữ 30 liều');
	await closed(keeper);
	await lotAction(keeper, 'QA2207', 'Bỏ biệt trữ');
	await fill(keeper, 'doses', '20');
	await fill(keeper, 'explain', 'nhiệt độ vẫn dưới 8 °C');
	await look(keeper, 'stock-release');
	await push(keeper, 'Bỏ biệt trữ');
	await sees(keeper, 'Đã bỏ biệt trữ 20 liều');
	await closed(keeper);
	const { doses, held } = await lotOf('QA2207');
	equal('10 are left there', [doses, held], [1180, 10]);
});

await test('doses are discarded, with the reason, from those held back', async () => {
	await lotAction(keeper, 'QA2207', 'Hủy liều');
	await tabTo(keeper, /^Hủy liều$/);
	await press(keeper, 'Enter');
	await sees(keeper, 'Chọn lý do hủy.');
	await look(keeper, 'stock-discard-mistakes');
	await tabTo(keeper, '#from');
	await press(keeper, 'ArrowDown');
	await fill(keeper, 'doses', '10');
	await tabTo(keeper, '#why-discard');
	await press(keeper, 'Space', 'ArrowDown', 'ArrowDown', 'ArrowDown');
	await look(keeper, 'stock-discard');
	await tabTo(keeper, /^Hủy liều$/);
	await press(keeper, 'Enter');
	await sees(keeper, 'Đã hủy 10 liều');
	await closed(keeper);
	const { doses, held } = await lotOf('QA2207');
	equal('none is held back', [doses, held], [1180, 0]);
});

await test('the books tell all of it, and an entry is reversed', async () => {
	await lotAction(keeper, 'QA2207', 'Sổ của lô này');
	await sees(keeper, 'Hủy: Hỏng do nhiệt độ');
	await sees(keeper, 'Kiểm kê lệch');
	await look(keeper, 'stock-books');
	await tabTo(keeper, /^Đảo lại: Hủy: Hỏng do nhiệt độ/);
	await press(keeper, 'Enter');
	await focusOn(keeper, 'reason');
	await look(keeper, 'stock-reverse');
	await type(keeper, 'ghi nhầm lô');
	await push(keeper, 'Đảo lại');
	await sees(keeper, 'Đã đảo bút toán');
	await sees(keeper, 'Đảo bút toán');
	await closed(keeper);
	await look(keeper, 'stock-books-reversed');
	equal('held back again', (await lotOf('QA2207')).held, 10);
	await fill(keeper, 'from', shown(iso(-300)));
	await fill(keeper, 'to', shown(iso(-200)));
	await sees(keeper, 'Không có bút toán nào khớp');
	await look(keeper, 'stock-books-none');
	await fill(keeper, 'to', '');
	await sees(keeper, 'Kiểm kê lệch');
});

await test('the lists are saved for Excel', async () => {
	for (const [name, button] of [['csv', 'Xuất CSV'], ['xlsx', 'Xuất Excel']]) {
		const [download] = await Promise.all([keeper.waitForEvent('download'), push(keeper, button)]);
		const bytes = readFileSync(await download.path());
		equal(`${name}: its name`, download.suggestedFilename(), `so-kho-${iso(0)}.${name}`);
		if (name === 'csv') {
			equal('it begins with the mark of UTF-8', [...bytes.subarray(0, 3)], [0xef, 0xbb, 0xbf]);
			check('a row of it', bytes.toString().includes(`"Hủy: Hỏng do nhiệt độ","AstraZeneca","QA2207",0,-10,0`), bytes.toString().slice(0, 900));
		} else {
			equal('it is a zip', bytes.subarray(0, 4).toString('latin1'), 'PK\x03\x04');
			const read = execFileSync('python3', ['-c', 'import sys,zipfile,xml.dom.minidom as x\nz=zipfile.ZipFile(sys.argv[1])\nassert z.testzip() is None\n[x.parseString(z.read(n)) for n in z.namelist()]\nprint(z.read("xl/worksheets/sheet1.xml").decode())', await download.path()], { encoding: 'utf8' });
			check('with the rows in its sheet', read.includes('QA2207') && read.includes('<v>-10</v>'), read.slice(0, 600));
		}
	}
});

await test('above, the keeper lands in his own store, which is empty', async () => {
	const password = await db.addUser('khohuyen', 'stock_keeper', district.code);
	await server.login('khohuyen', password);
	above = await enter('khohuyen', passwordOf('khohuyen', password));
	await sees(above, 'Kho chưa có lô nào');
	check('no sessions, no tables', !/Vào buổi tiêm|Tiếp đón|Chọn buổi tiêm/.test(await above.innerText('body')));
	await look(above, 'stock-above-empty');
	await above.selectOption('#scope', 'below');
	await sees(above, 'QA2207');
	await look(above, 'stock-above-below');
	await tabTo(above, 'Chi tiết: lô QA2207');
	await press(above, 'Enter');
	await push(above, 'Kho nào có lô này');
	await sees(above, site.name);
	await look(above, 'stock-stores');
	await press(above, 'Escape');
	await closed(above);
});

async function receiveAbove(number, doses, days) {
	await push(above, 'Nhập lô');
	await focusOn(above, 'scan');
	await above.selectOption('#product', 'astrazeneca');
	await fill(above, 'number', number);
	await fill(above, 'expires', shown(iso(days)));
	await fill(above, 'doses', String(doses));
	await press(above, 'Enter');
	await sees(above, `liều lô ${number}`);
	await closed(above);
}

// Fills in a shipment of 250 doses to the site, up to its last page.
async function prepare(doses) {
	await push(above, 'Gửi hàng');
	await sees(above, 'Gửi đến đâu');
	await fill(above, 'to', site.name);
	await tabTo(above, new RegExp(`^${site.name}.*${site.code}`));
	await press(above, 'Enter');
	await sees(above, 'Cấp phát');
	await tabTo(above, '#product');
	await above.selectOption('#product', 'astrazeneca');
	await fill(above, 'wanted', String(doses));
	await press(above, 'Enter');
	await sees(above, 'Cộng:');
}

await test('a shipment is proposed by first expiry, checked and sent', async () => {
	await above.selectOption('#scope', 'own');
	await receiveAbove('QH-SAU', 300, 200);
	await receiveAbove('QH-TRUOC', 200, 45);
	await look(above, 'stock-above');
	await push(above, 'Gửi hàng');
	await sees(above, 'Gửi đến đâu');
	await look(above, 'stock-send-empty');
	await push(above, 'Xem lại trước khi gửi');
	await sees(above, 'Chọn nơi nhận.');
	await look(above, 'stock-send-mistakes');
	await fill(above, 'to', 'trạm y tế');
	await sees(above, 'Cấp phát');
	await above.waitForTimeout(600);
	await look(above, 'stock-send-search');
	await fill(above, 'to', site.name);
	await tabTo(above, new RegExp(`^${site.name}.*${site.code}`));
	await press(above, 'Enter');
	await tabTo(above, '#product');
	await above.selectOption('#product', 'astrazeneca');
	await fill(above, 'wanted', '250');
	await press(above, 'Enter');
	await sees(above, 'Cộng: 250 liều');
	equal('first what expires first', await above.$$eval('.line strong', (all) => all.map((e) => e.textContent.split('lô ')[1])), ['QH-TRUOC', 'QH-SAU']);
	await fill(above, 'carrier', 'Trần Văn Tải');
	await fill(above, 'vehicle', '29C-123.45');
	await look(above, 'stock-send');
	await push(above, 'Xem lại trước khi gửi');
	await sees(above, 'Xem lại chuyến hàng');
	await look(above, 'stock-send-check');
	await push(above, 'Sửa');
	await sees(above, 'Gửi đến đâu');
	equal('nothing is lost on the way back', await above.inputValue('#carrier'), 'Trần Văn Tải');
	await push(above, 'Xem lại trước khi gửi');
	await tabTo(above, '#send-now');
	await press(above, 'Enter');
	await sees(above, 'Đã gửi 250 liều');
	await sees(above, 'Cả 250 liều đang trên đường.');
	await look(above, 'stock-sent');
});

await test('the site sees it coming and takes in a part, with a loss', async () => {
	await keeper.goto(`${server.url}/station`);
	await sees(keeper, 'Kho vắc xin');
	await push(keeper, /^Đang đến/);
	await sees(keeper, 'Hàng đang đến');
	await look(keeper, 'stock-incoming');
	await push(keeper, /^Nhận hàng: phiếu/);
	await sees(keeper, 'Nhận phiếu');
	await look(keeper, 'stock-receipt');
	const [first, second] = await keeper.$$eval('.receipt input[id^=received]', (all) => all.map((e) => e.id.slice('received-'.length)));
	await fill(keeper, `received-${first}`, '180');
	await fill(keeper, `lost-${first}`, '5');
	await tabTo(keeper, `#vvm-${second}`);
	await press(keeper, 'ArrowRight', 'ArrowRight', 'ArrowRight');
	await sees(keeper, 'Cả 50 liều nhận vào sẽ được biệt trữ.');
	await push(keeper, 'Xác nhận đã nhận');
	await sees(keeper, 'ghi vì sao vỡ hoặc thiếu');
	await look(keeper, 'stock-receipt-mistakes');
	await fill(keeper, `why-${first}`, 'vỡ khi bốc hàng');
	await push(keeper, 'Xác nhận đã nhận');
	await sees(keeper, 'Đã nhận 230/250 liều, 5 liều vỡ hoặc thiếu, còn 15 liều trên đường.');
	await sees(keeper, 'giai đoạn 3');
	await look(keeper, 'stock-receipt-part');
	const slip = await keeper.getAttribute('a[href$="slip.pdf"]', 'href');
	const pdf = await keeper.request.get(server.url + slip);
	equal('its slip is a PDF', [pdf.status(), (await pdf.body()).subarray(0, 5).toString()], [200, '%PDF-']);
	equal('what arrived', [(await lotOf('QH-TRUOC')).doses, (await lotOf('QH-SAU')).held], [180, 50]);
});

await test('the logger’s file says that it was too warm', async () => {
	execFileSync('sqlite3', ['-cmd', '.timeout 10000', db.url.slice(7), `UPDATE product SET lowest_e1 = 20, highest_e1 = 80 WHERE code = 'astrazeneca';`]);
	const line = (h, m, c) => `${h * 60 + m};${shown(iso(-1))} ${String(h).padStart(2, '0')}:${String(m).padStart(2, '0')};${c};61`;
	const rows = Array.from({ length: 60 }, (_, i) => line(6 + Math.floor(i / 10), (i % 10) * 6, (4 + Math.sin(i / 6) * 1.5 + (i > 38 && i < 44 ? 5.2 : 0)).toFixed(1).replace('.', ',')));
	await push(keeper, 'Nhập nhiệt độ từ máy đo');
	await look(keeper, 'stock-readings-empty');
	await keeper.setInputFiles('#readings', { name: 'máy đo.csv', mimeType: 'text/csv', buffer: Buffer.from(['Máy đo;TZ-4411', 'STT;Thời gian;Nhiệt độ (°C);Độ ẩm', ...rows, 'hết'].join('\r\n')) });
	await sees(keeper, 'Đọc được 60 số đo');
	await sees(keeper, '1 dòng không đọc được');
	await look(keeper, 'stock-readings');
	await push(keeper, 'Lưu 60 số đo');
	await sees(keeper, 'ngoài ngưỡng');
	await closed(keeper);
	await sees(keeper, 'Ngưỡng cho phép: 2,0 °C đến 8,0 °C.');
	await keeper.waitForSelector('.line-chart__out');
	await look(keeper, 'stock-temperatures');
	await push(keeper, 'Nhận hàng');
	await sees(keeper, 'Nhiệt độ trên đường đã vượt ngưỡng');
	await look(keeper, 'stock-receipt-warm');
	await push(keeper, 'Xác nhận đã nhận');
	await sees(keeper, 'Đã nhận 245/250 liều, 5 liều vỡ hoặc thiếu.');
	equal('held back without a word of the keeper', (await lotOf('QH-TRUOC')).held, 15);
});

await test('the manager is told of the cold chain and of doses without a receipt', async () => {
	const lot = (await lotOf('QA2207')).lot_id;
	execFileSync('sqlite3', ['-cmd', '.timeout 10000', db.url.slice(7), `INSERT INTO alarm (unit_id, id, kind, subject_id, detail, raised_ms, seen_ms)
		VALUES (${staff.unit_id}, 7, 'stock_unbacked', ${lot}, '{"lot_id":"${lot}","doses":3}', ${start.getTime()}, ${start.getTime()});`]);
	const owing = (n) => execFileSync('sqlite3', ['-cmd', '.timeout 10000', db.url.slice(7), `UPDATE store_lot SET unbacked = ${n} WHERE unit_id = ${staff.unit_id} AND lot_id = ${lot};`]);
	owing(3);
	const page = await enter('quanly', PASSWORD);
	await sees(page, 'Nhiệt độ vượt ngưỡng khi vận chuyển');
	await sees(page, 'AstraZeneca, lô QA2207:');
	await sees(page, '3 liều đã được ghi là tiêm từ một lô mà kho chưa có phiếu nhập');
	equal('and led to the shipment', await page.$$eval('.alarms__way', (all) => all.map((e) => e.textContent)), ['Mở phiếu', 'Mở lô này trong kho']);
	await look(page, 'stock-alarms');
	equal('one may be closed by hand', (await page.$$('.alarms .govuk-button')).length, 1);
	await push(page, 'Mở lô này trong kho');
	await page.waitForSelector('dialog[open]');
	await sees(page, 'Nhập phiếu còn thiếu');
	await look(page, 'stock-unbacked-lot');
	await push(page, 'Nhập phiếu còn thiếu');
	await page.waitForSelector('#number');
	equal('the lot is filled in', [await page.inputValue('#number'), await page.inputValue('#expires')], ['QA2207', shown(expiry)]);
	await look(page, 'stock-unbacked-receive');
	await press(page, 'Escape');
	await closed(page);
	owing(0);
	check('the manager’s page complains of nothing', page.complaints.length === 0, page.complaints.join('\n'));
	await page.context().close();
});

await test('a shipment that went to the wrong place is cancelled', async () => {
	await push(above, 'Hàng đã gửi');
	await sees(above, 'Không có chuyến hàng nào đang trên đường');
	await look(above, 'stock-sent-none');
	await tabTo(above, '#all');
	await press(above, 'Space');
	await sees(above, 'Đã xong');
	await look(above, 'stock-sent-all');
	await prepare(100);
	await push(above, 'Xem lại trước khi gửi');
	await tabTo(above, '#send-now');
	await press(above, 'Enter');
	await sees(above, 'Cả 100 liều đang trên đường.');
	await push(above, 'Hủy hoặc nhận lại hàng');
	await look(above, 'stock-back');
	await push(above, 'Nhận lại hàng');
	await sees(above, 'Ghi lý do, dù ngắn.');
	await push(above, 'Gửi nhầm nơi');
	await push(above, 'Nhận lại hàng');
	await sees(above, 'Đã nhận lại 100 liều');
	await sees(above, 'Đã hủy');
	await look(above, 'stock-cancelled');
	await push(above, 'Hàng đã gửi');
	await push(above, /^Tồn kho$/);
	await sees(above, 'QH-SAU');
});

await test('a vial is opened, counted down and finished', async () => {
	vaccinator = await enter('tiem', PASSWORD);
	await sees(vaccinator, 'Vào buổi tiêm');
	await push(vaccinator, /^Kho$/);
	await sees(vaccinator, 'QA2207');
	check('who may not write has no button for it', !/Nhập lô|Gửi hàng/.test(await vaccinator.innerText('main')));
	await look(vaccinator, 'stock-lots-read');
	await push(vaccinator, 'Lọ đang mở');
	await sees(vaccinator, 'Không có lọ nào đang mở');
	await look(vaccinator, 'stock-vials-none');
	await push(vaccinator, 'Mở lọ');
	await sees(vaccinator, 'Lọ của lô nào');
	await tabTo(vaccinator, '#vial-lot');
	await vaccinator.selectOption('#vial-lot', (await lotOf('QA2207')).lot_id);
	await look(vaccinator, 'stock-vial-open');
	await push(vaccinator, 'Mở lọ');
	await sees(vaccinator, 'Đã mở lọ lô QA2207');
	await closed(vaccinator);
	await sees(vaccinator, 'còn 5 giờ 59 phút');
	await look(vaccinator, 'stock-vials');
	execFileSync('sqlite3', ['-cmd', '.timeout 10000', db.url.slice(7), `UPDATE vial SET due_ms = ${now()} - 725000;`]);
	await vaccinator.reload();
	await sees(vaccinator, 'quá giờ 12 phút');
	await look(vaccinator, 'stock-vials-over');
	await push(vaccinator, /^Kết thúc lọ lô QA2207/);
	await fill(vaccinator, 'left-over', '3');
	await sees(vaccinator, 'Đã rút để tiêm: 7 liều');
	await fill(vaccinator, 'extra', '1');
	await push(vaccinator, 'Kết thúc lọ');
	await sees(vaccinator, 'chỉ ghi một trong hai');
	await fill(vaccinator, 'extra', '0');
	await push(vaccinator, 'Hết giờ dùng');
	await look(vaccinator, 'stock-vial-close');
	await push(vaccinator, 'Kết thúc lọ');
	await sees(vaccinator, 'Đã kết thúc lọ lô QA2207');
	await closed(vaccinator);
	await tabTo(vaccinator, '#vials-all');
	await press(vaccinator, 'Space');
	await sees(vaccinator, 'rút 7 liều, bỏ 3');
	await look(vaccinator, 'stock-vials-done');
	equal('3 fewer', (await lotOf('QA2207')).doses, 1177);
});

await test('above, a manager finds the store beside the sites; English', async () => {
	const page = await enter('quocgia', PASSWORD);
	await sees(page, 'Bạn làm việc cho điểm tiêm nào?');
	await look(page, 'stock-nation-start');
	await push(page, 'Mở kho');
	await sees(page, 'DEMO-A');
	await page.selectOption('#scope', 'below');
	await sees(page, 'QA2207');
	await page.click('text=English');
	await sees(page, 'All stores below');
	await look(page, 'stock-nation-english');
	check('the page complains of nothing', page.complaints.length === 0, page.complaints.join('\n'));
});

await test('what may not be used, and what has no receipt, is told', async () => {
	execFileSync('sqlite3', ['-cmd', '.timeout 10000', db.url.slice(7), `UPDATE lot SET state = 'suspended', why = 'chờ kết quả kiểm định' WHERE number LIKE 'DEMO-M%';
		UPDATE lot SET expires_on = '${iso(-3)}' WHERE number = 'QH-TRUOC'; UPDATE lot SET state = 'recalled' WHERE number = 'QH-SAU';
		UPDATE store_lot SET unbacked = 3 WHERE unit_id = ${staff.unit_id} AND lot_id IN (SELECT id FROM lot WHERE number LIKE 'DEMO-P%');`]);
	await keeper.goto(`${server.url}/station`);
	await sees(keeper, '3 liều đã được ghi là tiêm mà kho chưa có phiếu nhập');
	for (const text of ['Hết hạn', 'Tạm dừng', 'Thu hồi', 'quá hạn 3 ngày', 'hết hạn hoặc bị dừng'])
		await sees(keeper, text);
	await look(keeper, 'stock-trouble');
});

for (const [name, page] of Object.entries({ keeper, above, vaccinator })) {
	check(`${name}: the page complains of nothing`, page?.complaints.length === 0, page?.complaints.join('\n'));
	check(`${name}: nothing is asked of another host`, page?.foreign.length === 0, page?.foreign.join('\n'));
}
await finish();
