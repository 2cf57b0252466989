// registration.mjs - row (k): people who register themselves, each with an account and a token of their own, against the single step of
// a vaccination measured in the same run. Every pair has a fresh database and server of each engine.
import { createHash, randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { alternate, ask, digits, fewer, missed, newDatabase, number, pairs, replay, root, row, run, serve, whole } from './lib.mjs';

const PEOPLE = Number(process.env.BENCH_REGISTRATIONS ?? 30000);
const JOURNEYS = Number(process.env.BENCH_JOURNEYS ?? 8000);
const SITES = Number(process.env.BENCH_SITES ?? 16), CONNECTIONS = 64, THREADS = 2, SECONDS = 8, TARGET = 0.5;
const common = `--journeys ${JOURNEYS} --sites ${SITES} --connections 64`;
const engines = [['sqlite', 'SQLite'], ['postgresql', 'PostgreSQL']];

const surnames = ['Nguyễn', 'Trần', 'Lê', 'Phạm', 'Hoàng', 'Đặng', 'Vũ', 'Bùi', 'Đỗ', 'Hồ'];
const middles = ['Văn', 'Đức', 'Minh', 'Thị', 'Ngọc', 'Thu', 'Quang'];
const givens = ['An', 'Bình', 'Cường', 'Đạt', 'Hải', 'Khoa', 'Long', 'Quý', 'Ánh', 'Bích', 'Diệu', 'Hòa', 'Lan', 'Mỹ', 'Nhung', 'Thủy'];
const answers = Object.fromEntries(Array.from({ length: 12 }, (_, i) => [`q${i + 1}`, 'no']));
const two = (n) => String(n).padStart(2, '0');

// Somebody invented: number, phone and birthday are theirs alone.
function someone(i, homes) {
	const year = 1940 + (i * 7) % 60, female = i % 2;
	const name = `${surnames[i % 10]} ${middles[(i >> 2) % 7]} ${givens[(i >> 4) % 16]}`;
	return { name, birth_date: `${year}-${two(1 + (i * 5) % 12)}-${two(1 + (i * 11) % 28)}`, sex: female ? 'female' : 'male',
		cccd: `001${female}${two(year % 100)}${String(100000 + i)}`, home_unit_id: homes[i % homes.length], address: `Số ${i} phố Thử`, priority_group: String(1 + i % 16) };
}

// Accounts that are logged in: what a code by message would have done. One body a line.
function prepare(db, homes) {
	const now = Date.now(), accounts = [], logins = [], lines = [];
	for (let i = 0; i < PEOPLE; i++) {
		const id = 1000000 + i, token = `${randomBytes(32).toString('hex')}.${id}`;
		accounts.push(`(${id},'09${String(10000000 + i)}','vi',0,${now},${now})`);
		logins.push(`('${createHash('sha256').update(token).digest('hex')}',${id},0,${now},${now + 86400000})`);
		lines.push(`${token} ${JSON.stringify({ person: someone(i, homes), relation: 'self', answers, consent: true, wished_part: 'any' })}`);
	}
	const inserts = [];
	for (let i = 0; i < PEOPLE; i += 500) {
		inserts.push(`INSERT INTO account (id, phone, lang, login_epoch, seen_ms, created_ms) VALUES ${accounts.slice(i, i + 500).join(',')};`);
		inserts.push(`INSERT INTO account_login (token_hash, account_id, login_epoch, created_ms, expires_ms) VALUES ${logins.slice(i, i + 500).join(',')};`);
	}
	const sql = `BEGIN;\n${inserts.join('\n')}\nCOMMIT;`;
	ask(db, sql);
	const file = join(db.folder, 'registrations');
	writeFileSync(file, lines.join('\n'));
	return file;
}

// Registrations a second, from the first to the last that is there; each is on one list.
async function registrations(engine) {
	const db = newDatabase(engine);
	const server = await serve(db);
	try {
		const homes = await communes(server);
		const file = prepare(db, homes);
		run('bash', ['-c', 'ulimit -n "$(ulimit -Hn)"; exec wrk "$@"', 'wrk', `-t${THREADS}`, `-c${CONNECTIONS}`, `-d${SECONDS}s`, '-s', join(root, 'bench/registration.lua'), server.url, '--', file, THREADS]);
		await server.stop(); // what was under way is done, or never will be
		const there = number(db, "SELECT COUNT(*) FROM registration WHERE source = 'self'"), listed = number(db, 'SELECT COUNT(*) FROM waiting');
		const seconds = number(db, 'SELECT MAX(created_ms) - MIN(created_ms) FROM registration') / 1000;
		if (there < 1000 || there !== listed)
			throw new Error(`${there} of ${PEOPLE} are registered, ${listed} on lists`);
		return there / seconds;
	} finally {
		await server.stop();
		db.drop();
	}
}

// The communes of Hà Nội.
async function communes(server) {
	const places = async (parent) => (await server.anonymous.get(`/api/v1/book/places${parent ? `?parent=${parent}` : ''}`)).json.items;
	const province = (await places()).find((p) => p.code === '01');
	const all = [];
	for (const district of await places(province.id))
		all.push(...(await places(district.id)).map((c) => c.id));
	return all;
}

async function singleStep(engine) {
	const db = newDatabase(engine);
	const server = await serve(db);
	try {
		return (await replay(server, db, [...common.split(' '), '--phases'])).phases.injection.per_s;
	} finally {
		await server.stop();
		db.drop();
	}
}

for (const [engine, name] of engines.filter(([e]) => !process.env.BENCH_ENGINE || e === process.env.BENCH_ENGINE)) {
	const what = `(k) registrations a second, ${name}: each by an account of its own, in its own book`;
	const command = `wrk -t${THREADS} -c${CONNECTIONS} -d${SECONDS}s -s bench/registration.lua (of ${PEOPLE} people); tiemchung replay ${common} --phases`;
	try {
		const r = await alternate(pairs, () => registrations(engine), () => singleStep(engine));
		row({ what, ours: whole(r.ours), peer: `single step ${whole(r.peer)}`, ratio: digits(r.ratio), target: `≥ ${TARGET}`, ok: r.ratio >= TARGET, command: command + fewer(r) });
	} catch (e) {
		missed(what, e, command);
	}
}
process.exit(0);
