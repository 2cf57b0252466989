// import.mjs - row (g): a list of people with all validation and duplicate checks against sqlite3's .import of the same file.
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { csv, header, person, row as cells } from '../tests/lib/people.mjs';
import { alternate, digits, fewer, missed, newDatabase, pairs, row, run, scratch, whole } from './lib.mjs';

const ROWS = Number(process.env.BENCH_ROWS ?? 100000);
const surnames = ['Nguyễn', 'Trần', 'Lê', 'Phạm', 'Hoàng', 'Đặng', 'Vũ', 'Bùi', 'Đỗ', 'Hồ', 'Ngô', 'Dương', 'Lý', 'Phan'];
const words = ['An', 'Bình', 'Châu', 'Diệp', 'Đạt', 'Giang', 'Hà', 'Hải', 'Hiếu', 'Hoà', 'Hương', 'Khánh', 'Lan', 'Linh', 'Long', 'Mai', 'Minh', 'Nam', 'Nga', 'Ngọc', 'Nhung', 'Phúc', 'Quân', 'Sơn', 'Tâm', 'Thảo', 'Thu', 'Trang', 'Tú', 'Yến'];
const command = `tiemchung import people people.csv --unit 01003 (${whole(ROWS)} rows); sqlite3 peer.db '.mode csv' '.import people.csv t'`;

function list() {
	const rows = [['DANH SÁCH ĐỐI TƯỢNG TIÊM'], [], [], [], [], [], header];
	let seed = 1;
	const pick = (from) => from[(seed = (seed * 48271) % 2147483647) % from.length];
	for (let i = 0; i < ROWS; i++)
		rows.push(cells(i + 1, { ...person(i), name: `${pick(surnames)} ${pick(words)} ${pick(words)} ${pick(words)}` }));
	return csv(rows, { bom: '' });
}

// Rows a second; everything must have been imported.
function ours(file) {
	const db = newDatabase('sqlite');
	const sites = join(db.folder, 'sites.csv');
	writeFileSync(sites, csv([['Tỉnh', 'Huyện', 'Xã', 'Mã cơ sở khám chữa bệnh\n(mã để nhập vào địa điểm tiêm )', 'Tên cơ sở'], ['Thành phố Hà Nội', 'Quận Ba Đình', 'Phường Phúc Xá', '01003', 'Trạm đo']]));
	db.tiemchung(['import', 'sites', sites]);
	const from = performance.now();
	const said = JSON.parse(db.tiemchung(['import', 'people', file, '--unit', '01003']));
	const seconds = (performance.now() - from) / 1000;
	db.drop();
	if (said.rows !== ROWS || said.imported !== ROWS)
		throw new Error(`of ${ROWS} rows ${said.imported} were imported: ${JSON.stringify(said)}`);
	return ROWS / seconds;
}

function peer(file) {
	const db = join(scratch, 'peer.db');
	rmSync(db, { force: true });
	const from = performance.now();
	run('sqlite3', [db], { input: `.mode csv\n.import ${file} t\n` });
	const seconds = (performance.now() - from) / 1000;
	rmSync(db, { force: true });
	return ROWS / seconds;
}

try {
	const file = join(scratch, 'people.csv'), bare = join(scratch, 'bare.csv');
	const text = list();
	writeFileSync(file, text);
	// the same rows without the form's title lines: .import takes the first line for the names of columns
	writeFileSync(bare, header.map((_, i) => `c${i}`).join(',') + '\r\n' + text.split('\r\n').slice(7).join('\r\n'));
	const r = await alternate(pairs, () => ours(file), () => peer(bare));
	row({ what: `(g) rows of a people list imported a second, ${whole(ROWS)} rows`, ours: whole(r.ours), peer: `.import ${whole(r.peer)}`, ratio: digits(r.ratio, 3), target: '≥ 0.1', ok: r.ratio >= 0.1, command: command + fewer(r) });
} catch (e) {
	missed('(g) rows of a people list imported a second', e, command);
}
process.exit(0);
