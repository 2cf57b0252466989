// lists_test.mjs - lists of organisations on both engines: read into a draft that makes nothing, judged row by row, decided, committed
// once however often it is asked for or killed, taken back. With the five cases that Mavis met (field.md, "Identity and duplicates").
// test: timeout 600
import { setTimeout as sleep } from 'node:timers/promises';
import { check, equal, finish } from './lib/check.mjs';
import { ask } from './lib/citizen.mjs';
import { csv, header, person, row } from './lib/people.mjs';
import { engines, newDatabase, startServer } from './lib/server.mjs';
import { asForm, sheetXml, xlsx, xlsxText } from './lib/xlsx.mjs';

const CLOCK = '2021-07-15T09:00:00+07:00', LATER = '2021-07-15T10:00:00+07:00';
const COMMUNE = '00001', ELSEWHERE = '00004';
const BIG = 2000;

const sheet = (rows) => Buffer.from(csv([header, ...rows.map((r, i) => (Array.isArray(r) ? r : row(i + 1, r)))]));
const p = (i, change = {}) => ({ ...person(i), ...change });
const past = ['COVID-19 Vaccine AstraZeneca', '21/05/2021', 'ABV0001', '01003'];

const must = (answer, status, what) => {
	if (answer.status !== status)
		throw new Error(`${what}: expected ${status}, got ${answer.status} ${answer.text}`);
	return answer.json;
};

// ---- a client of one unit's lists ----

function desk(who, unitId) {
	const base = `/api/v1/units/${unitId}/lists`;
	const at = {
		who, base,
		send: async (bytes, name = 'danh-sach.csv', query = '') =>
			must(await who.post(base + query, bytes, { headers: { 'x-file-name': encodeURIComponent(name) } }), 202, `send ${name}`).id,
		get: async (id) => must(await who.get(`${base}/${id}`), 200, 'list'),
		async rest(id, patience = 120000) {
			for (const end = Date.now() + patience; ;) {
				const list = await at.get(id);
				if (!list.busy || Date.now() > end)
					return list;
				await sleep(30);
			}
		},
		async rows(id, query = '') {
			const all = [];
			for (let after = 0; ;) {
				const page = must(await who.get(`${base}/${id}/rows?after=${after}${query}`), 200, 'rows');
				all.push(...page.items);
				if (!page.next)
					return all;
				after = page.next;
			}
		},
		decide: (id, decision, rows, why) => who.post(`${base}/${id}/decide`, { decision, why, rows: rows.map((n) => ({ row_no: n })) }),
		correct: (id, n, cells) => who.post(`${base}/${id}/rows/${n}`, { cells: Object.entries(cells).map(([column, text]) => ({ column, text })) }),
		async commit(id) {
			await at.rest(id);
			must(await who.post(`${base}/${id}/commit`, {}), 202, 'commit');
			return at.rest(id);
		},
		withdraw: (id, why = 'gửi nhầm danh sách') => who.post(`${base}/${id}/withdraw`, { why }),
		// A list from rows, judged.
		async draft(rows, name) {
			const id = await at.send(sheet(rows), name);
			const list = await at.rest(id);
			equal(`${name ?? 'list'}: is a draft`, [list.state, list.error_vi ?? null], ['draft', null]);
			return id;
		},
	};
	return at;
}

const verdicts = (rows) => rows.map((r) => r.verdict);
const outcomes = (rows) => rows.map((r) => r.outcome);
const table = (db) => ask(db, 'SELECT (SELECT COUNT(*) FROM person), (SELECT COUNT(*) FROM registration), (SELECT COUNT(*) FROM waiting), (SELECT COUNT(*) FROM dose)')[0].map(Number);

async function staffAt(server, admin, unitId, name, role, fullName) {
	const made = must(await admin.post(`/api/v1/units/${unitId}/staff`, { login_name: name, full_name: fullName, role }), 201, name);
	return server.login(name, made.password);
}

async function world(engine) {
	const db = await newDatabase(engine);
	const password = await db.addUser('root', 'administrator', 'VN');
	const server = await startServer({ db, clock: CLOCK });
	const admin = await server.login('root', password);
	const [[unitId]] = ask(db, `SELECT id FROM unit WHERE code = '${COMMUNE}' AND level = 'commune' ORDER BY id`);
	const [[districtId]] = ask(db, `SELECT parent_id FROM unit WHERE id = ${unitId}`);
	const factory = await staffAt(server, admin, unitId, 'cty.may', 'organisation', 'Công ty May Thử Nghiệm');
	const school = await staffAt(server, admin, unitId, 'truong.thu', 'organisation', 'Trường Thử Nghiệm');
	const manager = await staffAt(server, admin, unitId, 'xa.quanly', 'manager', 'Quản lý xã');
	return { db, server, admin, unitId, districtId, manager, school, factory, desk: desk(factory, unitId) };
}

// A person who is on record already, entered by the commune.
async function onRecord(w, q) {
	const [d, m, y] = q.birth.split('/');
	const made = must(await w.manager.post(`/api/v1/units/${w.unitId}/persons`, {
		name: q.name, birth_date: `${y}-${m}-${d}`, sex: q.sex ? 'female' : 'male', phone: q.phone || undefined, cccd: q.cccd || undefined,
		home_unit_id: q.home ?? w.unitId, priority_group: String(q.group),
	}), 201, 'person');
	return made.person?.id ?? made.id;
}

// ---- cases ----

async function previewCases(w) {
	const known = p(300), away = p(301);
	await onRecord(w, known);
	const before = table(w.db);
	const id = await w.desk.draft([p(310), known, p(311, { name: '' }), p(312, { group: 17 }), away], 'xem-truoc.csv');
	const rows = await w.desk.rows(id);
	equal('preview: new, known, wrong', verdicts(rows), ['new', 'known', 'error', 'error', 'new']);
	equal('preview: the column at fault', [rows[2].field, rows[3].field], ['name', 'priority_group']);
	check('preview: with the remedy', rows[2].message_vi.includes('Họ và tên') && rows[3].message_vi.includes('16'), rows[3].message_vi);
	equal('preview: commits nothing', table(w.db), before);
	equal('preview: filtered', (await w.desk.rows(id, '&verdict=error')).map((r) => r.row_no), [4, 5]);
	equal('preview: what needs a decision', (await w.desk.rows(id, '&undecided=true')).map((r) => r.row_no), [4, 5]);
	// a cell is corrected and the row judged again; what was sent stays
	equal('correct: taken', (await w.desk.correct(id, 4, { name: 'Lê Văn Sửa' })).status, 204);
	await w.desk.rest(id);
	const [fixed] = (await w.desk.rows(id)).filter((r) => r.row_no === 4);
	equal('correct: judged again', [fixed.verdict, fixed.cells.name, fixed.sent.name ?? null], ['new', 'Lê Văn Sửa', null]);
	equal('correct: still nothing is made', table(w.db), before);
	equal('correct: an unknown column', (await w.desk.correct(id, 4, { shoe: '42' })).status, 422);
	equal('leave: the other wrong row', (await w.desk.decide(id, 'leave', [5])).status, 204);
	const done = await w.desk.commit(id);
	equal('commit: state', done.state, 'committed');
	equal('commit: outcomes', outcomes(await w.desk.rows(id)), ['registered', 'registered', 'registered', 'left', 'registered']);
	const after = table(w.db);
	equal('commit: three people and four registrations more', [after[0] - before[0], after[1] - before[1]], [3, 4]);
	must(await w.factory.post(`${w.desk.base}/${id}/commit`, {}), 202, 'again');
	await w.desk.rest(id);
	equal('commit: once more changes nothing', table(w.db), after);
	const result = await w.factory.get(`${w.desk.base}/${id}/result.xlsx`);
	const text = xlsxText(result.body);
	check('result: a workbook with the last column filled', result.status === 200 && text.includes('Kết quả import') && text.includes('Đã đăng ký (hồ sơ mới).') &&
		text.includes('Đơn vị đã bỏ dòng này.'), text.slice(0, 300));
	// the same list once more: everybody waits already
	const again = await w.desk.draft([p(310), known, away], 'gui-lai.csv');
	const seen = await w.desk.rows(again);
	equal('again: all are registered already', verdicts(seen), ['registered', 'registered', 'registered']);
	check('again: by whom and since when, and nothing else', seen[0].message_vi.includes('danh sách trước của đơn vị') && seen[0].message_vi.includes('15/07/2021'), seen[0].message_vi);
	check('again: the sender is not told whose record it is', !('person_id' in seen[0]));
	// progress: received, then seen by the commune
	const commune = desk(w.manager, w.unitId);
	const listed = await commune.rows(id);
	check('commune: sees the organisation\'s list, with the records', listed.length === 5 && listed[0].person_id > 0);
	equal('progress: received', [listed[0].progress, listed[3].progress ?? null], ['received', null]);
	ask(w.db, `UPDATE registration SET acknowledged_ms = 1 WHERE person_id = ${listed[0].person_id}`);
	equal('progress: acknowledged', (await w.desk.rows(id))[0].progress, 'acknowledged');
	return id;
}

// Mavis, PR 1968: a child was matched with somebody of a different number.
async function differentNumber(w) {
	const q = p(320);
	await onRecord(w, q);
	const other = { cccd: '001099111222' };
	const id = await w.desk.draft([{ ...q, ...other }, { ...q, ...other, cccd: '001099111223', phone: '0977000111', commune: ['Phường Trúc Bạch', '00004'] }], 'khac-so.csv');
	const [near, far] = await w.desk.rows(id);
	equal('another number, same home and phone: a person must say', [near.verdict, near.differs], ['probable', 'number']);
	check('another number: no digit of the record is told', !near.message_vi.includes(q.cccd.slice(-3)), near.message_vi);
	equal('another number, elsewhere: another person', far.verdict, 'new');
	const refused = await w.desk.decide(id, 'same', [near.row_no]);
	equal('another number: cannot be called the same', [refused.status, refused.json.code], [409, 'roll.number_differs']);
	equal('different: needs a reason', (await w.desk.decide(id, 'different', [near.row_no])).status, 422);
	equal('different: with a reason', (await w.desk.decide(id, 'different', [near.row_no], 'hai người trùng tên')).status, 204);
	await w.desk.commit(id);
	equal('different numbers: three people', ask(w.db, `SELECT COUNT(*) FROM person WHERE name_key = (SELECT name_key FROM person_number n JOIN person q ON q.id = n.person_id WHERE n.number = '${q.cccd}')`)[0][0], '3');
}

// PR 3430: twins are two people.
async function twins(w) {
	const one = p(330, { name: 'Trần Minh Khôi' }), two = { ...one, name: 'Trần Minh Khoa', cccd: one.cccd.replace(/.$/, '9') };
	const blank = { cccd: '' };
	const id = await w.desk.draft([one, two, { ...one, ...blank, name: 'Trần Song Anh', birth: '02/02/2000' }, { ...one, ...blank, name: 'Trần Song Em', birth: '02/02/2000' }], 'sinh-doi.csv');
	equal('twins: all new', verdicts(await w.desk.rows(id)), ['new', 'new', 'new', 'new']);
	const before = table(w.db);
	await w.desk.commit(id);
	equal('twins: four people', table(w.db)[0] - before[0], 4);
}

// PR 2545: duplicate numbers in one file.
async function numberTwice(w) {
	const q = p(340), wrong = p(341, { cccd: q.cccd });
	const id = await w.desk.draft([q, p(342), wrong, { ...q, phone: '0977000222' }], 'trung-so.csv');
	const rows = await w.desk.rows(id);
	equal('one number, two names: both in question', [rows[0].verdict, rows[0].code, rows[2].verdict, rows[2].others], ['in_file', 'roll.number_twice', 'in_file', '2,5']);
	check('one number: the rows are named', rows[0].message_vi.includes('dòng 4'), rows[0].message_vi);
	const before = table(w.db);
	await w.desk.commit(id);
	equal('one number: nobody of them counts undecided', outcomes(await w.desk.rows(id)), ['undecided', 'registered', 'undecided', 'undecided']);
	equal('one number: one person was made', table(w.db)[0] - before[0], 1);
	// the wrong one gets their own number; the last row is the first one's person once more
	must(await w.desk.correct(id, 4, { number: '001099333444' }), 204, 'correct');
	await w.desk.rest(id);
	equal('one number: corrected, the others are free', (await w.desk.rows(id)).map((r) => [r.verdict, r.code]).filter((_, i) => i !== 1),
		[['new', 'roll.new'], ['new', 'roll.new'], ['in_file', 'roll.row_twice']]);
	await w.desk.commit(id);
	equal('one number: three people in all', [table(w.db)[0] - before[0], outcomes(await w.desk.rows(id))], [3, ['registered', 'registered', 'registered', 'already']]);
}

// PR 4422: duplicates without a number slipped through.
async function blankNumbers(w) {
	const q = p(350, { cccd: '' });
	const id = await w.desk.draft([q, q, { ...q, phone: '0977000333' }, p(351, { cccd: '' }), { ...p(351, { cccd: '' }), commune: ['Phường Trúc Bạch', '00004'], phone: '0977000334' }], 'khong-so.csv');
	const rows = await w.desk.rows(id);
	equal('no number: the same row again, one with another phone, one with another home', rows.map((r) => [r.verdict, r.code]),
		[['new', 'roll.new'], ['in_file', 'roll.row_twice'], ['in_file', 'roll.row_like'], ['new', 'roll.new'], ['in_file', 'roll.row_like']]);
	equal('no number: what differs is named', rows[4].differs, 'phone,home');
	must(await w.desk.decide(id, 'same', [rows[2].row_no]), 204, 'same');
	must(await w.desk.decide(id, 'different', [rows[4].row_no], 'trùng tên, trùng ngày sinh, nhà khác'), 204, 'decide');
	const before = table(w.db);
	await w.desk.commit(id);
	equal('no number: people', [table(w.db)[0] - before[0], outcomes(await w.desk.rows(id))], [3, ['registered', 'already', 'already', 'registered', 'registered']]);
	// and against the record: known by name, birth, home and phone
	const again = await w.desk.draft([q, { ...q, phone: '0977000444' }, { ...q, phone: '0977000445', commune: ['Phường Trúc Bạch', '00004'] }], 'khong-so-2.csv');
	equal('no number: known, and perhaps known', verdicts(await w.desk.rows(again)), ['registered', 'in_file', 'in_file']);
}

// PR 4194: what the discarded record alone knew was lost in a merge.
async function nothingLost(w) {
	const q = p(360, { cccd: '' }), full = row(2, p(360), past);
	const id = await w.desk.draft([row(1, q), full], 'gop.csv');
	equal('merge: the fuller row is the second', (await w.desk.rows(id)).map((r) => r.code), ['roll.new', 'roll.row_twice']);
	await w.desk.commit(id);
	const [[personId, doses]] = ask(w.db, `SELECT n.person_id, (SELECT COUNT(*) FROM dose d WHERE d.person_id = n.person_id) FROM person_number n WHERE n.number = '${person(360).cccd}'`);
	check('merge: number and past dose of the second row are on the record', Number(personId) > 0 && doses === '1', doses);
	equal('merge: the registration follows the dose', ask(w.db, `SELECT dose_number, state FROM registration WHERE person_id = ${personId}`)[0], ['2', 'waiting']);
	// taken for the one on record: gaps are filled, what differs is not overwritten and stays in the list
	const held = p(361, { phone: '0977000555', workplace: '' });
	const heldId = await onRecord(w, { ...held, cccd: '' });
	const other = await w.desk.draft([p(361, { phone: '0977000556' })], 'cung-nguoi.csv');
	const [r] = await w.desk.rows(other);
	equal('merge: may be the one on record', [r.verdict, r.differs], ['probable', 'phone']);
	must(await w.desk.decide(other, 'same', [r.row_no]), 204, 'same');
	await w.desk.commit(other);
	equal('merge: the number was added, the phone kept', [ask(w.db, `SELECT number FROM person_number WHERE person_id = ${heldId} AND kind = 'cccd'`)[0][0], ask(w.db, `SELECT phone FROM person WHERE id = ${heldId}`)[0][0]],
		[person(361).cccd, '0977000555']);
	equal('merge: the list keeps what it said', (await w.desk.rows(other))[0].cells.phone, '0977000556');
}

async function doubts(w) {
	const q = p(370);
	await onRecord(w, q);
	const swapped = p(371, { birth: '03/04/1980', cccd: '' });
	await onRecord(w, swapped);
	const id = await w.desk.draft([p(372, { cccd: q.cccd }), p(373, { name: q.name.replace(/.$/, ''), birth: q.birth, sex: q.sex, cccd: q.cccd }),
		{ ...swapped, birth: '04/03/1980' }], 'nghi-ngo.csv');
	const rows = await w.desk.rows(id);
	equal('doubts: a number of somebody else; two rows of one number besides', [rows[0].verdict, rows[0].code], ['in_file', 'roll.number_twice']);
	equal('doubts: day and month changed round in the same ward', [rows[2].verdict, rows[2].differs], ['probable', 'birth_date']);
	must(await w.desk.decide(id, 'leave', [rows[1].row_no]), 204, 'leave');
	await w.desk.rest(id);
	const [first] = await w.desk.rows(id);
	equal('doubts: the number alone now', [first.verdict, first.field], ['number_other', 'number']);
	check('doubts: the other\'s name is not told', !first.message_vi.includes(q.name), first.message_vi);
	must(await w.desk.decide(id, 'undo', [rows[1].row_no]), 204, 'undo');
	must(await w.desk.decide(id, 'leave', [rows[0].row_no]), 204, 'leave');
	await w.desk.rest(id);
	equal('doubts: a letter off, same number and birth date', (await w.desk.rows(id))[1].differs.split(',')[0], 'name');
	must(await w.desk.decide(id, 'undo', [rows[0].row_no]), 204, 'undo');
	await w.desk.rest(id);
	must(await w.desk.decide(id, 'different', [rows[0].row_no], 'đã xem thẻ căn cước'), 204, 'different');
	must(await w.desk.decide(id, 'leave', [rows[1].row_no, rows[2].row_no]), 204, 'leave');
	await w.desk.commit(id);
	equal('doubts: taken all the same, and disputed', [outcomes(await w.desk.rows(id)), ask(w.db, `SELECT COUNT(*) FROM person q JOIN person_number n ON n.person_id = q.id WHERE n.number = '${q.cccd}' AND q.disputed`)[0][0]],
		[['registered', 'left', 'left'], '2']);
}

// Something changes between the preview and the commit.
async function changedMeanwhile(w) {
	const q = p(380), z = p(381);
	const id = await w.desk.draft([q, z], 'thay-doi.csv');
	equal('meanwhile: both new', verdicts(await w.desk.rows(id)), ['new', 'new']);
	await onRecord(w, p(382, { cccd: q.cccd }));
	await onRecord(w, z);
	const done = await w.desk.commit(id);
	const rows = await w.desk.rows(id);
	equal('meanwhile: worse is not committed, better is', [done.state, outcomes(rows), rows[0].verdict], ['committed', ['changed', 'registered'], 'number_other']);
	must(await w.desk.decide(id, 'different', [rows[0].row_no], 'số đúng, đã xem thẻ'), 204, 'different');
	await w.desk.commit(id);
	equal('meanwhile: decided and committed again', outcomes(await w.desk.rows(id)), ['registered', 'registered']);
}

async function typedRows(w) {
	const cells = (q) => ({ name: q.name, birth_date: q.birth, sex: String(q.sex), priority_group: String(q.group), workplace: q.workplace, phone: q.phone,
		number: q.cccd, province_code: '01', district_code: '001', commune_code: '00001', address: q.address });
	const made = must(await w.factory.post(`${w.desk.base}/typed`, { name: 'Tổ may 3', rows: [cells(p(390)), cells(p(391))] }), 201, 'typed');
	must(await w.factory.post(`${w.desk.base}/${made.id}/rows`, { rows: [cells(p(392, { phone: '12' }))] }), 204, 'more');
	const list = await w.desk.rest(made.id);
	equal('typed: judged', [list.name, list.organisation, verdicts(await w.desk.rows(made.id))], ['Tổ may 3', 'Công ty May Thử Nghiệm', ['new', 'new', 'error']]);
	equal('typed: too many at once', (await w.factory.post(`${w.desk.base}/${made.id}/rows`, { rows: Array.from({ length: 201 }, () => cells(p(1))) })).status, 422);
	must(await w.desk.withdraw(made.id), 202, 'drop');
	const dropped = await w.desk.rest(made.id);
	equal('typed: a dropped draft keeps no rows', [dropped.state, await w.desk.rows(made.id)], ['dropped', []]);
	equal('typed: and takes none', (await w.factory.post(`${w.desk.base}/${made.id}/rows`, { rows: [cells(p(390))] })).status, 409);
}

// ---- wrong files ----

const photo = Buffer.concat([Buffer.from('ffd8ffe000104a46494600010100000100010000', 'hex'), Buffer.alloc(5000, 0x5a)]);
const merged = (rows) => sheetXml(rows).replace('</sheetData>', '</sheetData><mergeCells count="1"><mergeCell ref="J1:O1"/></mergeCells>');

async function wrongFiles(w) {
	const header2 = header.filter((_, i) => i !== 6);
	for (const [name, bytes, word] of [
		['anh-chup.xlsx', photo, ''],
		['rong.xlsx', xlsx({ PL1: [] }), ''],
		['chi-tieu-de.csv', sheet([]), 'chưa có người nào'],
		['sheet-khac.xlsx', xlsx({ PL2: [['Mã', 'Nhóm'], ['1', 'Y tế']] }), 'Họ và tên'],
		['thieu-cot.csv', Buffer.from(csv([header2, ['1', 'Lê Văn A']])), 'Số điện thoại'],
	]) {
		const list = await w.desk.rest(await w.desk.send(bytes, name));
		check(`${name}: fails with what to do, in both languages`, list.state === 'failed' && list.error_vi?.length > 20 && list.error_en?.length > 20 && list.error_vi.includes(word),
			JSON.stringify(list));
		must(await w.desk.withdraw(list.id), 202, name);
	}
	const form = asForm([[], [], [], [], [], [], header, row(1, p(400)), row(2, p(401))]);
	const ok = await w.desk.rest(await w.desk.send(xlsx({ 'PL1_Danh sach': merged(form), PL2: [['x']] }), 'o-gop.xlsx'));
	equal('merged cells in the heading: read all the same', [ok.state, verdicts(await w.desk.rows(ok.id))], ['draft', ['new', 'new']]);
	equal('an empty upload is refused at once', (await w.factory.post(w.desk.base, Buffer.alloc(0))).status, 422);
	equal('the server lives', (await w.server.anonymous.get('/healthz')).status, 200);
	const odd = await w.desk.draft([p(402, { name: 'Trần 😀 Vui' }), p(403, { address: `x${'y'.repeat(5000)}` }), p(404, { name: 'Lê\tVăn\u0007 Chuông' })], 'la.csv');
	equal('emoji, a cell of 5,000 letters, control signs: judged', (await w.desk.rows(odd)).map((r) => r.verdict).join(), 'new,error,new');
}

// ---- a company under one phone, killed in mid-work, taken back ----

async function company(w) {
	const people = Array.from({ length: BIG }, (_, i) => p(20000 + i, { name: person(20000 + i).name.replace(' ', ' Công '), phone: '0900999888' }));
	const before = table(w.db), started = Date.now();
	const id = await w.desk.draft(people, 'ca-cong-ty.csv');
	const list = await w.desk.get(id);
	equal('company: 2,000 under one phone are 2,000 people', list.counts.map((c) => [c.verdict, c.n]), [['new', BIG]]);
	console.log(`# ${w.db.engine}: ${BIG} rows read and judged in ${Date.now() - started} ms`);
	equal('company: nothing made yet', table(w.db), before);
	must(await w.factory.post(`${w.desk.base}/${id}/commit`, {}), 202, 'commit');
	equal('company: a second commit meanwhile is refused', (await w.factory.post(`${w.desk.base}/${id}/commit`, {})).status, 409);
	equal('company: so is a decision', (await w.desk.decide(id, 'leave', [2])).status, 409);
	let settled = 0;
	for (const end = Date.now() + 60000; !settled && Date.now() < end; await sleep(5))
		settled = (await w.desk.get(id)).counts.filter((c) => c.outcome).reduce((n, c) => n + c.n, 0);
	await w.server.kill();
	check(`company: killed in mid-work (${settled} of ${BIG})`, settled > 0 && settled < BIG);
	// an hour later the lease is over; a second server may stand beside it, and only one takes the job
	const server = await startServer({ db: w.db, clock: LATER });
	const second = w.db.engine === 'postgresql' ? await startServer({ db: w.db, clock: LATER }) : null;
	w.server = server;
	const at = (who) => {
		const with_ = (options = {}) => ({ ...options, headers: { ...who.headers, ...options.headers } });
		return { get: (path, options) => server.anonymous.get(path, with_(options)), post: (path, body, options) => server.anonymous.post(path, body, with_(options)) };
	};
	for (const who of ['factory', 'school', 'manager', 'admin'])
		w[who] = at(w[who]);
	w.desk = desk(w.factory, w.unitId);
	const done = await w.desk.rest(id);
	equal('company: goes on and ends', [done.state, done.counts.map((c) => [c.outcome, c.n])], ['committed', [['registered', BIG]]]);
	const after = table(w.db);
	equal('company: everybody once', [after[0] - before[0], after[1] - before[1], after[2] - before[2]], [BIG, BIG, BIG]);
	equal('company: in its name', ask(w.db, `SELECT COUNT(*) FROM registration WHERE organisation = 'Công ty May Thử Nghiệm' AND source = 'organisation' AND state = 'waiting' AND person_id IN (SELECT person_id FROM roll_row WHERE roll_id = ${id})`)[0][0], String(BIG));
	await second?.stop();
	// the school's list holds three of them too
	const school = desk(w.school, w.unitId);
	const other = await school.draft(people.slice(0, 3), 'truong.csv');
	check('school: learns that another organisation has sent them', (await school.rows(other))[0].message_vi.includes('đơn vị khác'));
	equal('school: does not see the factory\'s list', [(await w.school.get(`${w.desk.base}/${id}`)).status, must(await w.school.get(school.base), 200, 'lists').items.map((l) => l.id)], [404, [other]]);
	await school.commit(other);
	equal('school: they wait already', outcomes(await school.rows(other)), ['already', 'already', 'already']);
	// one has a place, one has an account that looks after them
	const rows = await w.desk.rows(id, '&outcome=registered');
	const [[placed]] = ask(w.db, `SELECT person_id FROM roll_row WHERE roll_id = ${id} AND row_no = ${rows[10].row_no}`);
	const [[held]] = ask(w.db, `SELECT person_id FROM roll_row WHERE roll_id = ${id} AND row_no = ${rows[11].row_no}`);
	ask(w.db, `UPDATE registration SET state = 'placed' WHERE person_id = ${placed}`);
	ask(w.db, `UPDATE waiting SET state = 'placed', on_date = '2021-07-20' WHERE person_id = ${placed}`);
	ask(w.db, `INSERT INTO person_account (person_id, account_id, since_ms) VALUES (${held}, 77, 1)`);
	equal('progress: placed on a day', (await w.desk.rows(id)).filter((r) => r.progress === 'placed').map((r) => r.placed_on), ['2021-07-20']);
	equal('withdraw: needs a reason', (await w.factory.post(`${w.desk.base}/${id}/withdraw`, {})).status, 422);
	must(await w.desk.withdraw(id), 202, 'withdraw');
	const gone = await w.desk.rest(id);
	equal('withdraw: who waits only because of it', [gone.state, gone.counts.map((c) => [c.outcome, c.n]).sort()], ['withdrawn', [['kept', 5], ['withdrawn', BIG - 5]]]);
	equal('withdraw: the list of who waits', table(w.db)[2] - before[2], 5);
	equal('withdraw: no person is lost', table(w.db)[0], after[0]);
	must(await school.withdraw(other), 202, 'withdraw');
	await school.rest(other);
	equal('withdraw: what another list made stays with that list gone', table(w.db)[2] - before[2], 5);
}

// A draft that nobody commits holds names and numbers of people who wait for nothing; nobody need send another list for it to go.
async function forgotten(w) {
	const id = await w.desk.draft([p(430)], 'bo-quen.csv');
	const left = () => ask(w.db, `SELECT state, (SELECT COUNT(*) FROM roll_row x WHERE x.roll_id = r.id) FROM roll r WHERE id = ${id}`)[0];
	equal('forgotten: a draft', left(), ['draft', '1']);
	await w.server.setClock(new Date(Date.parse(LATER) + 31 * 86_400_000).toISOString());
	for (const end = Date.now() + 30000; left()[1] !== '0' && Date.now() < end; await sleep(100));
	equal('forgotten: dropped after 30 days, with its rows', left(), ['dropped', '0']);
}

async function rights(w) {
	equal('organisation: no search of people', (await w.factory.post(`/api/v1/units/${w.unitId}/persons/search`, { q: '0900' })).status, 403);
	equal('organisation: not at another unit', (await w.factory.get(`/api/v1/units/${w.districtId}/lists`)).status, 403);
	const [[site]] = ask(w.db, "SELECT id FROM unit WHERE level = 'nation'");
	equal('organisation: no account at the nation', (await w.admin.post(`/api/v1/units/${site}/staff`, { login_name: 'cty.khac', full_name: 'Công ty', role: 'organisation' })).status, 422);
	const commune = desk(w.manager, w.unitId);
	const own = await commune.rest(await commune.send(sheet([p(420)]), 'xa.csv'));
	const named = await commune.rest(await commune.send(sheet([p(421)]), 'ho.csv', '?organisation=Hợp%20tác%20xã%20Thử'));
	equal('commune: its own list, and one for somebody', [own.source, own.organisation, named.source, named.organisation], ['commune', 'Phường Phúc Xá', 'organisation', 'Hợp tác xã Thử']);
	equal('commune: what an organisation may not see', (await w.factory.get(`${w.desk.base}/${own.id}`)).status, 404);
	await commune.commit(own.id);
	equal('commune: its own are acknowledged', (await commune.rows(own.id))[0].progress, 'acknowledged');
	const looks = ask(w.db, `SELECT COUNT(*) FROM access_log WHERE person_id = (SELECT person_id FROM roll_row WHERE roll_id = ${own.id})`)[0][0];
	check('commune: looking at the rows is a look at the people', Number(looks) > 0, looks);
}

for (const engine of engines) {
	console.log(`# ${engine}`);
	const w = await world(engine);
	await previewCases(w);
	await differentNumber(w);
	await twins(w);
	await numberTwice(w);
	await blankNumbers(w);
	await nothingLost(w);
	await doubts(w);
	await changedMeanwhile(w);
	await typedRows(w);
	await wrongFiles(w);
	await rights(w);
	await company(w);
	await forgotten(w);
	await w.server.stop();
	await w.db.drop();
}
await finish();
