// pgbench.mjs - the injection step as the server runs it, given to pgbench.
//
// One injection is done through the API with log_statement = all. The statements of its transaction, as PostgreSQL's own
// log has them, become a pgbench script; the types of parameters come from the headers of src/*/*.sql, as the server's do.
// So that each of pgbench's transactions does the work of a fresh injection, the traced person, visit and site are cloned
// with arithmetic ids; what the rows of the trace held is what the clones hold. Afterwards the doses are counted.
import { readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inject } from '../tests/lib/journey.mjs';
import { clusterLog, newDatabase, psql, root, run, scratch, serve, sleep } from './lib.mjs';
import { newWorld, screened } from './world.mjs';

const SITES = 64; // clones of the traced site: as many as clients, so that they need not wait for one counter
const STRIDE = 1n << 40n; // between the kinds of arithmetic ids
const BASE = 1n << 61n; // above every id that the server makes for the next forty years
const at = (kind) => BASE + STRIDE * BigInt(kind);
const ids = { unit: at(1), session: at(2), staff: at(3), token: at(4), person: at(5), visit: at(6), appointment: at(7), fresh: at(16) };

// Types of the parameters of every named query.
function queryTypes() {
	const types = new Map();
	for (const dir of readdirSync(join(root, 'src'), { withFileTypes: true }).filter((d) => d.isDirectory()))
		for (const file of readdirSync(join(root, 'src', dir.name)).filter((f) => f.endsWith('.sql')))
			for (const m of readFileSync(join(root, 'src', dir.name, file), 'utf8').matchAll(/^-- name: (\w+) \((.*?)\)/gm))
				types.set(m[1], m[2].split(',').filter((s) => s.trim()).map((s) => s.trim().split(/\s+/)[1].replace('?', '').toLowerCase()));
	return types;
}

// The log's lines as [{ pid, name, text, values }]; a value is null or text.
function readTrace(log) {
	const entries = [];
	for (const line of log.replace(/\n\t/g, '\n').split(/\n(?=\d{4}-\d\d-\d\d \S+ \S+ \[\d+\] )/)) {
		const [, pid, kind, rest] = /^\S+ \S+ \S+ \[(\d+)\] (\w+): +([\s\S]*)$/.exec(line) ?? [];
		const executed = kind === 'LOG' && /^(?:execute ([^:]+)|statement): ([\s\S]*)$/.exec(rest.trim());
		if (executed)
			entries.push({ pid, name: executed[1] ?? '', text: executed[2].replace(/\s+/g, ' ').trim(), values: [] });
		else if (kind === 'DETAIL' && rest.startsWith('parameters: '))
			entries.findLast((e) => e.pid === pid).values = [...rest.matchAll(/\$\d+ = (NULL|'(?:[^']|'')*')/g)].map((m) => (m[1] === 'NULL' ? null : m[1].slice(1, -1).replaceAll("''", "'")));
	}
	return entries;
}

// The one transaction that inserts a dose, from BEGIN to COMMIT, without savepoints.
function injectionOf(log) {
	const entries = readTrace(log);
	const at = entries.findIndex((e) => e.name === 'dose_insert');
	if (at < 0)
		throw new Error('no injection in the log of PostgreSQL');
	const own = entries.filter((e) => e.pid === entries[at].pid);
	const dose = own.indexOf(entries[at]);
	const from = own.findLastIndex((e, i) => i < dose && e.text.startsWith('BEGIN'));
	const to = own.findIndex((e, i) => i > dose && e.text.startsWith('COMMIT'));
	if (from < 0 || to < 0)
		throw new Error('the transaction of the injection is not whole in the log of PostgreSQL');
	return own.slice(from, to + 1).filter((e) => !/^(SAVEPOINT|RELEASE|ROLLBACK TO)/.test(e.text));
}

const quote = (v) => `'${String(v).replaceAll("'", "''")}'`;

// Script of the trace. known: value -> variable of pgbench. What differs from an earlier injection is made fresh.
function scriptOf(trace, earlier, known) {
	const types = queryTypes();
	const old = new Set(earlier.flatMap((e) => e.values));
	const isTime = (v) => /^\d{13}$/.test(v);
	const fresh = new Map();
	const variables = ['\\set n :n + 1', `\\set i :start + :client_id * :each + :n`, `\\set k :i % ${SITES}`];
	for (const [name, base] of [['unit', ids.unit], ['session', ids.session], ['staff', ids.staff], ['token', ids.token]])
		variables.push(`\\set ${name} ${base} + :k`);
	for (const [name, base] of [['person', ids.person], ['visit', ids.visit]])
		variables.push(`\\set ${name} ${base} + :i`);
	const statements = trace.map((e) => {
		let text = e.text;
		for (let i = e.values.length; i >= 1; i--) {
			const v = e.values[i - 1], type = types.get(e.name)?.[i - 1] ?? 'text';
			let to = v === null ? 'NULL' : quote(v);
			if (v !== null && known.has(v)) {
				to = `:${known.get(v)}`;
			} else if (v !== null && !old.has(v) && !isTime(v) && (type === 'bigint' || v.length >= 32 || /^[A-Z2-9]{10}$/.test(v)) && !v.startsWith('/') && !v.startsWith('{')) {
				if (!fresh.has(v))
					fresh.set(v, `f${fresh.size}`);
				to = `:${fresh.get(v)}`;
			}
			text = text.replace(new RegExp(`\\$${i}(?!\\d)`, 'g'), () => `CAST(${to} AS ${type})`);
		}
		return `${text};`;
	});
	[...fresh.values()].forEach((name, j) => variables.push(`\\set ${name} ${ids.fresh} + :i * 64 + ${j}`));
	return { text: [...variables, ...statements].join('\n') + '\n', statements: statements.length, fresh: fresh.size };
}

// INSERT ... SELECT of the rows of table that fulfil where, with some columns replaced, once for each i of the range.
function clone(db, table, where, replace, from, to) {
	const columns = psql(db, `SELECT attname FROM pg_attribute WHERE attrelid = '${table}'::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum`).split('\n');
	const values = columns.map((c) => replace[c] ?? `t.${c}`);
	psql(db, `INSERT INTO ${table} (${columns.join(', ')}) SELECT ${values.join(', ')} FROM ${table} t, generate_series(${from}, ${to}) i WHERE ${where}`);
}

// Sites, staff and logins: clones 0 .. SITES-1.
function cloneSites(db, site, staffId, tokenHash) {
	const last = SITES - 1;
	const unit = `${ids.unit} + i`;
	clone(db, 'unit', `t.id = ${site.unit}`, { id: unit, code: `'PGB' || i`, path: `replace(t.path, '/${site.unit}/', '/' || (${unit}) || '/')` }, 0, last);
	clone(db, 'session', `t.id = ${site.session}`, { unit_id: unit, id: `${ids.session} + i` }, 0, last);
	clone(db, 'session_lot', `t.session_id = ${site.session}`, { unit_id: unit, session_id: `${ids.session} + i` }, 0, last);
	clone(db, 'store_lot', `t.unit_id = ${site.unit}`, { unit_id: unit }, 0, last);
	clone(db, 'staff', `t.id = ${staffId}`, { id: `${ids.staff} + i`, login_name: `'pgb' || i`, unit_id: unit }, 0, last);
	clone(db, 'login', `t.token_hash = ${quote(tokenHash)}`, { token_hash: `CAST(${ids.token} + i AS text)`, staff_id: `${ids.staff} + i` }, 0, last);
}

// Persons who wait for the injection: clones from .. to of one that does.
function cloneWaiting(db, site, visit, from, to) {
	const unit = `${ids.unit} + i % ${SITES}`, session = `${ids.session} + i % ${SITES}`;
	const person = `${ids.person} + i`, visitId = `${ids.visit} + i`;
	clone(db, 'person', `t.id = ${visit.person_id}`, { id: person }, from, to);
	clone(db, 'person_number', `t.person_id = ${visit.person_id}`, { person_id: person }, from, to);
	clone(db, 'visit', `t.unit_id = ${site.unit} AND t.id = ${visit.id}`, { unit_id: unit, session_id: session, id: visitId, person_id: person,
		appointment_id: `${ids.appointment} + i`, uuid: `'pgb' || i` }, from, to);
}

// { clients(n, transactions) -> transactions/s, statements, command(n, transactions), stop() }
export async function pgbenchOfInjection(first) {
	const db = newDatabase('postgresql');
	psql(db, `ALTER DATABASE ${db.name} SET log_statement = 'all'`);
	const server = await serve(db);
	const world = await newWorld(server, db.password, 1, 'trace');
	const site = world.sites[0];
	const traced = async () => {
		const visit = await screened(world, site);
		const before = statSync(clusterLog()).size;
		const answer = await inject(site.staff, site.unit, visit, site.lot);
		if (answer.status !== 200)
			throw new Error(`the injection to be traced: ${answer.status} ${answer.text.slice(0, 200)}`);
		await sleep(200); // the log is written behind
		return injectionOf(readFileSync(clusterLog()).subarray(before).toString());
	};
	// the first injections find empty caches and new counters; the third is like all that follow
	await traced();
	const earlier = await traced();
	const waiting = await screened(world, site); // stays: the model of the clones
	const trace = await traced();
	await server.stop();
	psql(db, `ALTER DATABASE ${db.name} RESET log_statement`);
	const given = trace.find((e) => e.name === 'dose_insert').values;
	const staffId = given.find((v) => v !== null && psql(db, `SELECT COUNT(*) FROM staff WHERE CAST(id AS text) = ${quote(v)}`) === '1');
	const tokenHash = trace.flatMap((e) => e.values).find((v) => v !== null && psql(db, `SELECT COUNT(*) FROM login WHERE token_hash = ${quote(v)}`) === '1');
	const dose = psql(db, `SELECT person_id || ' ' || visit_id FROM dose ORDER BY id DESC LIMIT 1`).split(' ');
	const known = new Map([[site.unit, 'unit'], [site.session, 'session'], [staffId, 'staff'], [tokenHash, 'token'], [dose[0], 'person'], [dose[1], 'visit']]);
	const script = scriptOf(trace, earlier, known);
	const file = join(scratch, 'injection.pgbench');
	writeFileSync(file, script.text);
	cloneSites(db, site, staffId, tokenHash);
	const doses = () => Number(psql(db, 'SELECT COUNT(*) FROM dose'));
	let next = 0;
	return {
		file, statements: script.statements,
		command: (n, perRun) => `pgbench -n -M prepared -c ${n} -j 2 -t ${Math.floor(perRun / n)} -f build/bench/injection.pgbench`,
		clients(n, perRun = first) {
			const each = Math.floor(perRun / n);
			cloneWaiting(db, site, waiting, next, next + perRun - 1);
			psql(db, 'VACUUM ANALYZE');
			psql(db, 'CHECKPOINT');
			const before = doses();
			const out = run('pgbench', ['-n', '-M', 'prepared', '-c', n, '-j', 2, '-t', each, '-D', 'n=-1', '-D', `start=${next}`, '-D', `each=${each}`, '-f', file, db.url]);
			next += perRun;
			const done = Number(/actually processed: (\d+)/.exec(out)[1]);
			const grown = doses() - before;
			if (grown !== done || done !== each * n)
				throw new Error(`pgbench did ${done} of ${each * n} transactions but ${grown} doses were added`);
			return Number(/tps = ([\d.]+)/.exec(out)[1]);
		},
		stop: () => db.drop(),
	};
}
