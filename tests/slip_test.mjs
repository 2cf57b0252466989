// slip_test.mjs - the slip of a shipment: both stores, every lot and number on it, what arrived and what did not, its QR, many
// pages for many lots, and long names that stay in their cells. Words are compared where poppler-utils is installed, the QR
// where zbarimg is too.
// test: timeout 600
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inflateSync } from 'node:zlib';
import { check, equal, finish, skip, test } from './lib/check.mjs';
import { team } from './lib/journey.mjs';
import { poppler, printingEnv, scanner } from './lib/pdf.mjs';
import { engines, newDatabase, newFolder, startServer } from './lib/server.mjs';

const folder = newFolder('slip');
const env = printingEnv(folder);

const DAY = '2021-10-04';
const at = (unit, ...path) => ['/api/v1/units', unit, ...path].join('/');
async function must(promise, status = 200) {
	const answer = await promise;
	if (answer.status !== status)
		throw new Error(`status ${answer.status} instead of ${status}: ${answer.text.slice(0, 500)}`);
	return answer.json;
}

const run = (tool, ...args) => execFileSync(tool, args, { encoding: 'utf8', maxBuffer: 1 << 26, stdio: ['ignore', 'pipe', 'ignore'] });

// Fetches a slip: its words with single blanks, its pages, its file; words and pages null without poppler.
async function slip(client, path, code) {
	const answer = await client.get(path);
	if (!check(`slip ${code}: 200`, answer.status === 200, answer.text.slice(0, 400)))
		return { words: null, pages: null };
	equal(`slip ${code}: type and name`, [answer.headers['content-type'], answer.headers['content-disposition']],
		['application/pdf', `attachment; filename="phieu-xuat-kho-${code}.pdf"`]);
	check(`slip ${code}: whole`, answer.body.subarray(0, 7).toString() === '%PDF-1.' && answer.body.subarray(-6).toString() === '%%EOF\n');
	const file = join(folder, `${code}.pdf`);
	writeFileSync(file, answer.body);
	if (!poppler)
		return { file, words: null, pages: null };
	return { file, words: run('pdftotext', '-raw', file, '-').replace(/\s+/g, ' '), pages: Number(/Pages:\s+(\d+)/.exec(run('pdfinfo', file))[1]) };
}

function onPaper(what, { words }, wanted, unwanted = []) {
	if (words === null)
		return;
	const missing = wanted.filter((w) => !words.includes(w)), found = unwanted.filter((w) => words.includes(w));
	check(`${what}: says ${wanted.length} things and leaves ${unwanted.length} out`, !missing.length && !found.length,
		() => `missing: ${missing.join(' | ')}\nshould not be there: ${found.join(' | ')}\n${words.slice(0, 6000)}`);
}

// Every word lies within the margins, and none on another.
function tidy(what, { file, words }) {
	if (words === null)
		return;
	const pages = run('pdftotext', '-bbox', file, '-').split('<page ').slice(1).map((page) => [...page.matchAll(
		/xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">([^<]*)</g)].map(([, x1, y1, x2, y2, text]) => ({ x1: +x1, y1: +y1, x2: +x2, y2: +y2, text })));
	const wrong = [], left = 15 * 72 / 25.4 - 1, right = 195 * 72 / 25.4 + 1;
	for (const page of pages)
		for (const [i, a] of page.entries()) {
			if (a.x1 < left || a.x2 > right || a.y1 < 0 || a.y2 > 842)
				wrong.push(`${a.text} at ${a.x1},${a.y1}`);
			for (const b of page.slice(0, i)) {
				const high = Math.min(a.y2, b.y2) - Math.max(a.y1, b.y1), wide = Math.min(a.x2, b.x2) - Math.max(a.x1, b.x1);
				if (high > Math.min(a.y2 - a.y1, b.y2 - b.y1) / 2 && wide > 1)
					wrong.push(`${a.text} on ${b.text} at ${a.x1},${a.y1}`);
			}
		}
	check(`${what}: no word leaves the margins or lies on another`, pages.flat().length > 50 && !wrong.length, wrong.slice(0, 20).join('\n'));
}

// What an ellipsis hides stands in the PDF as the text behind its sign, where pdftotext finds it: no such text, nothing is cut.
// Blanks and the ligature fi are written so, too.
function uncut(what, { file, words }) {
	if (words === null)
		return;
	const pdf = readFileSync(file, 'latin1');
	const hidden = [...pdf.matchAll(/stream\r?\n([^]*?)endstream/g)].flatMap(([, packed]) => {
		try {
			return [...inflateSync(Buffer.from(packed, 'latin1')).toString('latin1').matchAll(/ActualText <feff([0-9a-f]*)>/gi)].map((m) => m[1]);
		} catch {
			return [];
		}
	});
	const cut = hidden.filter((hex) => !['0020', '00660069', '00a0'].includes(hex.toLowerCase()));
	check(`${what}: nothing is cut`, hidden.length > 0 && cut.length === 0, () => cut.map((hex) => Buffer.from(hex, 'hex').swap16().toString('utf16le')).join('\n'));
}

function checkQr(what, { file }, code) {
	if (!scanner)
		return;
	const picture = join(folder, 'page');
	run('pdftoppm', '-r', '200', '-gray', '-png', '-f', '1', '-l', '1', '-singlefile', file, picture);
	equal(`${what}: its QR is the shipment's code`, run('zbarimg', '-q', '--raw', `${picture}.png`).trim(), `TIEMCHUNG:SHIPMENT:${code}`);
}

const LONG = 'Điểm tiêm chủng lưu động Nhà văn hóa Tổ dân phố Nghĩa Dũng - Phúc Xá phối hợp Trung tâm Y tế quận, Trường Trung học cơ sở và Bệnh viện Đa khoa khu vực';

async function newWorld(engine) {
	const db = await newDatabase(engine);
	const password = await db.addUser('root', 'administrator', 'VN');
	const server = await startServer({ db, clock: `${DAY}T10:30:00+07:00`, env });
	const admin = await server.login('root', password);
	const nation = (await admin.get('/api/v1/units?level=nation')).json.items[0].id;
	const province = (await admin.get('/api/v1/units?level=province&q=01&on=2021-08-01')).json.items[0].id;
	const commune = (await admin.get('/api/v1/units?level=commune&q=00001&on=2021-08-01')).json.items[0].id;
	const site = (await must(admin.post(at(commune, 'sites'), { code: 'P0001', name: LONG, kind: 'health_station', phone: '0900000001' }), 201)).id;
	const keeper = async (name, unit) => (await team(server, admin, unit, name, ['stock_keeper'])).stock_keeper;
	return { engine, db, server, nation, province, site, top: await keeper('kho.qg', nation), middle: await keeper('kho.tinh', province), below: await keeper('kho.diem', site) };
}

const receive = async (w, number, doses, more) => (await must(w.top.post(at(w.nation, 'lots/receive'),
	{ product_code: 'astrazeneca', number, expires_on: '2021-12-31', doses, ...more }), 201)).lot_id;

// Sent, then a part with a loss, then the rest after it was too warm.
async function aShipment(w) {
	const a = await receive(w, 'AB-001', 5000), b = await receive(w, 'PF-77', 1200, { product_code: 'comirnaty', expires_on: '2022-01-31' });
	const s = await must(w.top.post(at(w.nation, 'shipments'), { to_unit_id: w.province, lines: [{ lot_id: a, doses: 2005 }, { lot_id: b, doses: 600 }],
		carrier: 'Nguyễn Văn Lái', vehicle: '29C-123.45', note: 'Giữ lạnh, gọi trước khi đến' }), 201);
	const up = at(w.nation, 'shipments', s.id, 'slip.pdf'), down = at(w.province, 'incoming', s.id, 'slip.pdf');
	const both = ['PHIẾU XUẤT KHO', 'KIÊM BIÊN BẢN GIAO NHẬN VẮC XIN', 'Ngày 04 tháng 10 năm 2021', `Mã: ${s.code}`, 'Kho vắc xin quốc gia',
		'Kho vắc xin Thành phố Hà Nội', 'Cấp phát vắc xin cho kho tuyến dưới', 'Nguyễn Văn Lái', '29C-123.45', 'Giữ lạnh, gọi trước khi đến', 'AstraZeneca',
		'AB-001', '31/12/2021', 'PF-77', '31/01/2022', '2.605', 'stock_keeper kho.qg', 'NGƯỜI NHẬN HÀNG', 'Trang 1/1'];
	const first = await slip(w.top, up, s.code);
	onPaper('slip to go with the goods', first, [...both, 'liều 2.005 201 2 ', 'liều 600 100 Cộng'], ['DEMO', 'HỦY', 'chưa nhận', 'phút']);
	tidy('slip to go with the goods', first);
	uncut('slip to go with the goods', first);
	checkQr('slip', first, s.code);
	equal('both get the same paper', (await slip(w.middle, down, s.code)).words, first.words);

	const take = (lines) => must(w.middle.post(at(w.province, 'incoming', s.id, 'receive'), { lines }));
	await take([{ lot_id: a, received: 1500, held: 20, lost: 5, vvm: 2, why: 'vỡ lọ' }]);
	onPaper('after a part', await slip(w.middle, down, s.code), [...both, '2.005 201 1.500 20 5 2 còn 500', 'liều 600 100 Cộng'], ['phút']);
	const readings = [['08:00', -5], ['09:00', 85], ['10:00', 91], ['10:20', 60]].map(([t, c]) => ({ at: `${DAY}T${t}:00+07:00`, celsius_e1: c }));
	await must(w.middle.post(at(w.province, 'incoming', s.id, 'readings'), { readings }));
	await take([{ lot_id: a, received: 500 }, { lot_id: b, received: 600 }]);
	const all = await slip(w.top, up, s.code);
	onPaper('after all of it', all, [...both, '2.005 201 2.000 520 5 2 vỡ lọ', '600 100 600 600 0', '2.600 1.120 5', '-0,5 đến 9,1 °C', 'phút'], ['chưa nhận']);
	tidy('after all of it', all);
	return { a, s };
}

async function refusals(w, s) {
	const refused = async (what, who, path, status, code) => {
		const answer = await who.get(path);
		equal(what, [answer.status, answer.json?.code], [status, code]);
	};
	await refused('a shipment of others', w.below, at(w.site, 'incoming', s.id, 'slip.pdf'), 404, 'shipment.unknown');
	await refused('not the sender', w.middle, at(w.province, 'shipments', s.id, 'slip.pdf'), 404, 'shipment.unknown');
	await refused('none such', w.top, at(w.nation, 'shipments/77/slip.pdf'), 404, 'shipment.unknown');
	await refused('another store', w.below, at(w.province, 'incoming', s.id, 'slip.pdf'), 403, 'unit.foreign');
	await refused('nobody logged in', w.server.anonymous, at(w.province, 'incoming', s.id, 'slip.pdf'), 401, 'login.required');
}

// To a site with a long name and a long note; then cancelled.
async function longNames(w, lot) {
	const s = await must(w.middle.post(at(w.province, 'shipments'), { to_unit_id: w.site, lines: [{ lot_id: lot, doses: 10 }],
		carrier: 'Công ty Vận chuyển Dược phẩm, Sinh phẩm Y tế Thành phố Thử Nghiệm, đội xe 3', note: 'Đến trước 9 giờ, gọi trước khi đến; '.repeat(9).trim() }), 201);
	const path = at(w.site, 'incoming', s.id, 'slip.pdf');
	const paper = await slip(w.below, path, s.code);
	onPaper('long names', paper, [LONG, 'Phường Phúc Xá, Quận Ba Đình, Thành phố Hà Nội', '0900000001', 'Trang 1/1'], ['ĐÃ HỦY']);
	tidy('long names', paper);
	uncut('long names', paper);
	await must(w.middle.post(at(w.province, 'shipments', s.id, 'back'), { why: 'xe hỏng giữa đường' }));
	onPaper('cancelled', await slip(w.below, path, s.code), ['ĐÃ HỦY: xe hỏng giữa đường', 'trả lại 10']);
	const up = await must(w.middle.post(at(w.province, 'shipments'), { to_unit_id: w.nation, lines: [{ lot_id: lot, doses: 10 }] }), 201);
	onPaper('back up the tree', await slip(w.middle, at(w.province, 'shipments', up.id, 'slip.pdf'), up.code), ['Trả vắc xin về kho tuyến trên']);
}

// As many doses as a country has: no figure is cut.
async function millions(w) {
	const lot = await receive(w, 'MIL-1', 9999990);
	const s = await must(w.top.post(at(w.nation, 'shipments'), { to_unit_id: w.province, lines: [{ lot_id: lot, doses: 9999990 }] }), 201);
	await must(w.middle.post(at(w.province, 'incoming', s.id, 'receive'), { lines: [{ lot_id: lot, received: 7999990, held: 3000000, lost: 2000000, vvm: 1, why: 'thiếu' }] }));
	const paper = await slip(w.middle, at(w.province, 'incoming', s.id, 'slip.pdf'), s.code);
	onPaper('millions', paper, ['9.999.990 999.999 7.999.990 3.000.000 2.000.000 1 thiếu', 'Cộng: 1 lô 9.999.990 999.999 7.999.990 3.000.000 2.000.000']);
	tidy('millions', paper);
	uncut('millions', paper);
}

async function fiftyLots(w) {
	const lots = [];
	for (let i = 0; i < 50; i++)
		lots.push(await receive(w, `LO-DAI-0123456789-0123456789-${100 + i}`, 100 + 10 * i, { expires_on: `2022-0${1 + i % 9}-15` }));
	const s = await must(w.top.post(at(w.nation, 'shipments'), { to_unit_id: w.province, lines: lots.map((lot_id, i) => ({ lot_id, doses: 100 + 10 * i })) }), 201);
	const paper = await slip(w.top, at(w.nation, 'shipments', s.id, 'slip.pdf'), s.code);
	if (paper.words === null)
		return;
	const solid = paper.words.replaceAll(' ', ''), missing = lots.filter((_, i) => !solid.includes(`0123456789-${100 + i}`));
	equal('fifty lots: all are on it', missing, []);
	onPaper('fifty lots', paper, ['Cộng: 50 lô', '17.250', `Trang 1/${paper.pages}`, `Trang ${paper.pages}/${paper.pages}`, '(tiếp theo)']);
	check('fifty lots: two or three pages, the head on each', [2, 3].includes(paper.pages) && paper.words.split('Ghi chú 1 ').length === 2
		&& paper.words.split('Bên nhận kiểm nhận').length === paper.pages + 1, paper.words.slice(0, 3000));
	tidy('fifty lots', paper);
	uncut('fifty lots', paper);
	checkQr('fifty lots', paper, s.code);
}

for (const engine of engines)
	await test(`slips on ${engine}`, async () => {
		const w = await newWorld(engine);
		const { a, s } = await aShipment(w);
		await refusals(w, s);
		await longNames(w, a);
		await millions(w);
		await fiftyLots(w);
		await w.server.stop();
		await w.db.drop();
	});
await finish();
