// families.mjs - many families with accounts, logged in and registered, put straight into the database: what thousands of citizens
// have done before a test begins. One family or two of a test go the whole way instead (citizen.mjs).
//
//	const list = makeFamilies(db, [1, 4, 2], { commune: { id, path }, at: ms });
//	list[1] is { account, phone, people: [four ids], headers: { authorization } }, all adults who wait for their first dose.
import { execFileSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { person } from './people.mjs';

const BASE = 4_000_000_000_000; // ids that no server makes
let accounts = 0, people = 0;

function run(db, sql) {
	if (db.engine === 'sqlite')
		execFileSync('sqlite3', ['-cmd', '.timeout 20000', db.url.slice(7)], { input: `BEGIN IMMEDIATE;\n${sql}COMMIT;\n` });
	else
		execFileSync('psql', ['-X', '-q', '-v', 'ON_ERROR_STOP=1', '-1', '-d', db.url, '-f', '-'], { input: sql });
}

// Rows are few hundred a statement, and one transaction.
function insert(table, columns, rows) {
	let sql = '';
	const text = (v) => (v === null ? 'NULL' : typeof v === 'number' ? String(v) : typeof v === 'boolean' ? String(v).toUpperCase() : `'${v}'`);
	for (let i = 0; i < rows.length; i += 400)
		sql += `INSERT INTO ${table} (${columns.join(', ')}) VALUES\n${rows.slice(i, i + 400).map((r) => `(${r.map(text).join(', ')})`).join(',\n')};\n`;
	return sql;
}

export function makeFamilies(db, sizes, { commune, at }) {
	const t = { account: [], login: [], family: [], holder: [], person: [], registration: [], waiting: [] };
	const families = sizes.map((size) => {
		const account = BASE + ++accounts, phone = `08${String(10000000 + accounts)}`, token = `${randomBytes(32).toString('hex')}.${account}`;
		t.account.push([account, phone, 'vi', at, at]);
		t.login.push([account, createHash('sha256').update(token).digest('hex'), 0, at, at + 90 * 86400e3]);
		const members = Array.from({ length: size }, () => {
			const n = ++people, id = BASE + 500_000_000 + n, p = person(n), birth = `${1945 + n % 50}-0${1 + n % 9}-1${n % 10}`;
			t.person.push([id, p.name, 'x', birth, 'day', p.sex ? 'female' : 'male', phone, Number(commune.id), commune.path, Number(commune.id), at, at]);
			t.family.push([account, id, 'relative', 'full', 'registered', at]);
			t.holder.push([id, account, at]);
			t.registration.push([id, BASE + n, `R${n}`, 'family', account, 1, Number(commune.id), 'any', 'history', '2021-01-01', '{}', true, 'waiting', at, at]);
			t.waiting.push([Number(commune.id), id, BASE + n, 1, '', '', birth, at, false, 'any', 0, false, 'waiting', at]);
			return String(id);
		});
		return { account: String(account), phone, people: members, headers: { authorization: `Bearer ${token}` } };
	});
	run(db, insert('account', ['id', 'phone', 'lang', 'seen_ms', 'created_ms'], t.account)
		+ insert('account_login', ['account_id', 'token_hash', 'login_epoch', 'created_ms', 'expires_ms'], t.login)
		+ insert('person', ['id', 'name', 'name_key', 'birth_date', 'birth_precision', 'sex', 'phone', 'home_unit_id', 'home_path', 'created_unit_id', 'created_ms', 'changed_ms'], t.person)
		+ insert('account_person', ['account_id', 'person_id', 'relation', 'access', 'proof', 'since_ms'], t.family)
		+ insert('person_account', ['person_id', 'account_id', 'since_ms'], t.holder)
		+ insert('registration', ['person_id', 'id', 'code', 'source', 'account_id', 'dose_number', 'unit_id', 'wished_part', 'form_code', 'form_from', 'answers', 'consent', 'state', 'created_ms', 'changed_ms'], t.registration)
		+ insert('waiting', ['unit_id', 'person_id', 'registration_id', 'dose_number', 'priority_group', 'priority_sub', 'birth_date', 'registered_ms', 'hospital', 'part', 'family_id', 'acknowledged', 'state', 'changed_ms'], t.waiting));
	return families;
}
