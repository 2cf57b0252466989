// ops_test: what those do who run the system: backup while serving and restore, configuration, health, figures, logs,
// stopping under load, an upgrade of the database beneath two servers.
// test: timeout 900
import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, existsSync, readFileSync, statSync, truncateSync, writeFileSync, copyFileSync, openSync, writeSync, closeSync } from 'node:fs';
import { Agent } from 'node:http';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { check, equal, finish } from './lib/check.mjs';
import { send } from './lib/client.mjs';
import { certificates, countersAgree, fourSteps } from './lib/journey.mjs';
import { newPerson, newSite, startLoad } from './lib/load.mjs';
import { person } from './lib/people.mjs';
import { engines, freePort, newDatabase, newFolder, releaseBinary, root, runProgram, startServer, testBinary } from './lib/server.mjs';

const bin = process.env.PG_BIN ?? '/usr/lib/postgresql/15/bin';
const tail = (r) => `status ${r.status}\n${r.err}${r.out}`;
const command = (args, env = {}) => runProgram(args, { env });
const refused = (what, r, words) => check(`${what} is refused in both languages`, r.status === 2 && r.out === '' && words.every((w) => r.err.includes(w)), tail(r));

// ---- backup and restore ----

const empty = (engine) => newDatabase(engine, { migrate: false });

async function restoreAndCount(engine, file, facts, least) {
	const db = await empty(engine);
	const back = await command(['restore', file, '--db', db.url], db.env);
	if (!check(`${engine}: the backup is restored elsewhere`, back.status === 0, tail(back)))
		return;
	equal(`${engine}: what restore says is what backup said`, back.json, { ...facts, file });
	const recount = await command(['recount', '--db', db.url], db.env);
	equal(`${engine}: restored: counters equal the recount`, [recount.json?.differing, recount.json?.differences], [0, []]);
	const trail = (await command(['audit', 'verify', '--db', db.url], db.env)).json;
	equal(`${engine}: restored: the audit trail is whole`, [trail?.intact, trail?.entries], [true, facts.audit_entries]);
	check(`${engine}: restored: every dose acknowledged before the backup is there (${facts.doses} of at least ${least})`, facts.doses >= least);
	refused(`${engine}: a database that holds data`, await command(['restore', file, '--db', db.url], db.env), ['chỉ phục hồi vào một cơ sở dữ liệu trống'.slice(4), 'empty database only']);
	await db.drop();
}

async function damaged(engine, file) {
	const db = await empty(engine);
	const bad = join(db.folder, 'bad');
	for (const cut of [1, 300, Math.floor(statSync(file).size / 2)]) {
		copyFileSync(file, bad);
		truncateSync(bad, statSync(file).size - cut);
		refused(`${engine}: a backup that lacks ${cut} bytes`, await command(['restore', bad, '--db', db.url], db.env), ['nguyên vẹn', 'not a whole backup']);
	}
	copyFileSync(file, bad);
	const fd = openSync(bad, 'r+');
	writeSync(fd, 'xyz', Math.floor(statSync(file).size / 3));
	closeSync(fd);
	refused(`${engine}: a backup of which three bytes were changed`, await command(['restore', bad, '--db', db.url], db.env), ['nguyên vẹn', 'not a whole backup']);
	const other = await empty(engines.find((e) => e !== engine));
	refused(`${engine}: a backup of another engine`, await command(['restore', file, '--db', other.url], other.env), ['--db']);
	const good = await command(['restore', file, '--db', db.url], db.env);
	check(`${engine}: and after all that the database is still empty: the good one goes in`, good.status === 0, tail(good));
	await db.drop();
	await other.drop();
}

// Killed while it writes: never a file of that name; the next run is not hindered by what lies there.
async function killed(engine, db) {
	const file = join(db.folder, 'killed'), partial = `${file}.partial`;
	let half = 0;
	for (let tries = 0; tries < 5 && !existsSync(file); tries++) {
		const child = spawn(testBinary, ['backup', file, '--db', db.url], { env: { ...process.env, ...db.env }, stdio: 'ignore' });
		const over = new Promise((r) => child.once('exit', r));
		while (child.exitCode === null && !(existsSync(partial) && (tries < 2 || statSync(partial).size > 0)))
			await sleep(1);
		child.kill('SIGKILL');
		await over;
		half += existsSync(partial) && !existsSync(file);
	}
	check(`${engine}: backups were killed while they wrote (${half})`, half > 0);
	if (existsSync(file)) // quicker than the kill
		check(`${engine}: what has the final name is whole`, /\n#tiemchung-backup .*\n$/.test(readFileSync(file, 'latin1').slice(-1000)));
	else {
		const r = await command(['backup', file, '--db', db.url], db.env);
		check(`${engine}: no file of that name is there, and the next run makes it`, r.status === 0 && existsSync(file) && !existsSync(partial), tail(r));
	}
}

async function backups(engine) {
	const db = await newDatabase(engine);
	const server = await startServer({ db });
	const site = await newSite(server, db);
	const load = startLoad(site);
	const made = [];
	for (let i = 0; i < 3; i++) {
		await load.more(3);
		const least = load.released.length, file = join(db.folder, `backup-${i}`);
		const r = await command(['backup', file, '--db', db.url], db.env);
		if (check(`${engine}: backup ${i + 1} while people are vaccinated`, r.status === 0 && r.json?.file === file && r.json.doses >= least && r.json.engine === engine, tail(r)))
			made.push({ file, facts: r.json, least });
		equal(`${engine}: its mode`, statSync(file).mode & 0o777, 0o600);
	}
	await killed(engine, db);
	refused(`${engine}: a name that is taken`, await command(['backup', made[0].file, '--db', db.url], db.env), ['không bị ghi đè', 'not overwritten']);
	if (engine === 'sqlite')
		refused('sqlite: restoring beneath a running server', await command(['restore', made[0].file, '--db', db.url], db.env), ['máy chủ khác', 'another server']);
	await load.stop();
	equal(`${engine}: nobody at the tables noticed`, load.errors, []);
	check(`${engine}: they did work meanwhile (${load.released.length} people)`, load.released.length > 3 && made.at(-1).facts.doses > made[0].facts.doses);
	await server.stop();
	for (const { file, facts, least } of made)
		await restoreAndCount(engine, file, facts, least);
	await damaged(engine, made.at(-1).file);
	const none = await command(['backup', join(newFolder(), 'x'), '--db', engine === 'sqlite' ? `sqlite:${db.folder}/none.db` : db.url.replace(/[^/]*$/, 'none')], db.env);
	check(`${engine}: a database that is not there is not made`, none.status === 2 && !existsSync(join(db.folder, 'none.db')), tail(none));
	await db.drop();
}

// ---- configuration ----

async function configuration() {
	const folder = newFolder(), file = join(folder, 'tiemchung.conf');
	const config = (text, mode = 0o600, args = [], env = {}) => {
		writeFileSync(file, text);
		chmodSync(file, mode);
		return command(['config', '--config', file, ...args], { DATA: '', DB: '', ...env });
	};
	const good = '# a comment\n\nlisten = 127.0.0.1:9\ndb = postgresql://u:geheim@h1,h2/d?target_session_attrs=read-write\n data=/var/x \n';
	const plain = await config(good);
	equal('config: the file', [plain.status, plain.json?.settings.listen, plain.json?.settings.data.value, plain.json?.settings.metrics_from.from],
		[0, { value: '127.0.0.1:9', from: 'file', variable: 'TIEMCHUNG_LISTEN' }, '/var/x', 'default']);
	check('config: the password is not shown', !plain.out.includes('geheim') && plain.json.settings.db.value === 'postgresql://u:***@h1,h2/d?target_session_attrs=read-write', plain.out);
	const env = await config(good, 0o600, [], { TIEMCHUNG_LISTEN: '127.0.0.1:10' });
	equal('config: the environment goes before the file', env.json?.settings.listen.value, '127.0.0.1:10');
	const line = await config(good, 0o600, ['--listen', '127.0.0.1:11'], { TIEMCHUNG_LISTEN: '127.0.0.1:10' });
	equal('config: the command line goes before both', [line.json?.settings.listen.value, line.json?.settings.listen.from], ['127.0.0.1:11', 'command line']);
	refused('config: a password in a file that others can read', await config(good, 0o640), [`${file}:4`, 'chmod 600', 'mật khẩu', 'password']);
	const harmless = await config('listen = 127.0.0.1:9\n', 0o644);
	equal('config: a file without a secret may be read by all', harmless.status, 0);
	refused('config: an unknown name', await config('listen = 127.0.0.1:9\nlisen = 1\n'), [`${file}:2`, 'không có thiết lập', 'no setting "lisen"', 'trusted_proxy']);
	refused('config: a line that is none', await config('listen\n'), [`${file}:1`, 'name = value']);
	for (const [name, value] of [['listen', 'localhost'], ['listen', '127.0.0.1:0'], ['listen', '1.2.3.4:99999'], ['db', 'mysql://x'], ['data', ''], ['trusted_proxy', 'nginx'], ['metrics_from', '10.0.0.1,b']]) {
		refused(`config: ${name} = ${value}`, await config(`${name} = ${value}\n`), [`${file}:1: ${name}`, 'cần', 'expected']);
		if (value)
			refused(`config: --${name} ${value}`, await command(['config', `--${name.replace('_', '-')}`, value]), [`--${name.replace('_', '-')}`, 'cần', 'expected']);
	}
	refused('config: a bad variable', await config('', 0o600, [], { TIEMCHUNG_LISTEN: 'x' }), ['TIEMCHUNG_LISTEN', 'expected']);
	refused('config: a file that is not there', await command(['config', '--config', join(folder, 'none')]), ['không đọc được', 'cannot read']);
	refused('config: an option without a value', await command(['config', '--listen']), ['--listen', 'thiếu giá trị', 'needs a value']);
	const db = await newDatabase('sqlite');
	const first = await startServer({ db });
	await first.stop();
	chmodSync(join(db.folder, 'keys/dsc.key'), 0o640);
	refused('serve with a signing key that others can read', await command(['serve', '--listen', `127.0.0.1:${await freePort()}`, '--db', db.url], db.env), ['dsc.key', 'chmod 600']);
	await db.drop();
}

// ---- health, figures, logs ----

// Holds a lock that stops every write, until it is released.
function holdWrites(db) {
	const [program, args, text] = db.engine === 'sqlite'
		? ['sqlite3', [db.url.slice(7)], 'BEGIN IMMEDIATE;\n']
		: [`${bin}/psql`, ['-X', '-q', db.url], 'BEGIN; LOCK TABLE node_lease IN ACCESS EXCLUSIVE MODE;\n'];
	const child = spawn(program, args, { stdio: ['pipe', 'ignore', 'inherit'] });
	child.stdin.write(text);
	return () => new Promise((done) => { child.once('exit', done); child.stdin.end('ROLLBACK;\n'); });
}

async function health(engine) {
	const db = await newDatabase(engine);
	const server = await startServer({ db });
	const ask = async () => {
		const from = performance.now();
		const answer = await server.anonymous.get('/healthz');
		return { ...answer, ms: performance.now() - from };
	};
	const well = await ask();
	equal(`${engine}: healthy`, [well.status, well.json.ok, well.json.wrong], [200, true, []]);
	equal(`${engine}: all workers are named`, ['import', 'publish', 'sign', 'sum'].filter((n) => !(n in well.json.workers_good_ms)), []);
	const release = holdWrites(db);
	let sick, slowest = 0;
	for (const until = Date.now() + 30000; Date.now() < until && sick?.status !== 503; await sleep(500)) {
		sick = await ask();
		slowest = Math.max(slowest, sick.ms);
	}
	check(`${engine}: writes that are stuck show within half a minute, in words`, sick.status === 503 && sick.json.ok === false && sick.json.wrong.some((w) => w.includes('không ghi được') && w.includes('nothing could be written')), sick.text);
	check(`${engine}: and /healthz answers at once all the while (slowest ${Math.round(slowest)} ms)`, slowest < 1000);
	await release();
	for (const until = Date.now() + 20000; Date.now() < until && sick.status !== 200; await sleep(300))
		sick = await ask();
	equal(`${engine}: healthy again`, [sick.status, sick.json.wrong], [200, []]);
	await server.anonymous.get('/nowhere');
	const metrics = await server.anonymous.get('/metrics');
	for (const name of ['requests_total', 'request_seconds_bucket', 'lane_commits_total', 'lane_waiting', 'certificate_late_seconds', 'connections', 'resident_bytes', 'database_bytes', 'worker_errors_total', 'build_info'])
		check(`${engine}: metrics: ${name}`, new RegExp(`^tiemchung_${name}(\\{.*\\})? [0-9.]+$`, 'm').test(metrics.text), metrics.text.slice(0, 2000));
	equal(`${engine}: metrics: an address that is none is counted`, /requests_total\{method="-",route="-",status="4xx"\} (\d+)/.exec(metrics.text)?.[1], '1');
	equal(`${engine}: metrics: every line is one of Prometheus's`, metrics.text.trim().split('\n').filter((l) => !/^(# (HELP|TYPE) tiemchung_\w+ .+|tiemchung_\w+(\{[^{}]*(\{[^{}]*\}[^{}]*)*\})? -?[0-9.e+]+)$/.test(l)), []);
	const proxied = await server.anonymous.get('/metrics', { headers: { 'x-forwarded-for': '127.0.0.1' } });
	equal(`${engine}: metrics: not through a proxy that is not trusted`, [proxied.status, proxied.json.code], [403, 'metrics.address']);
	await server.stop();
	await db.drop();
}

async function metricsBehindProxy() {
	const server = await startServer({ engine: 'sqlite', args: ['--trusted-proxy', '127.0.0.1', '--metrics-from', '10.1.2.3,10.1.2.4'] });
	const from = async (address) => (await server.anonymous.get('/metrics', { headers: { 'x-forwarded-for': address } })).status;
	equal('metrics_from: named addresses, and nobody else', [await from('10.1.2.4'), await from('10.1.2.3'), await from('10.1.2.5'), await from('127.0.0.1'), await from('0.1.2.3')], [200, 200, 403, 403, 403]);
	await server.stop();
}

async function logs(engine) {
	const db = await newDatabase(engine);
	const server = await startServer({ db });
	const site = await newSite(server, db);
	const ids = [];
	for (let i = 0; i < 3; i++)
		ids.push(await newPerson(site, i));
	for (const id of ids)
		await fourSteps(site.team, site.unitId, site.session, id, site.lot);
	await certificates(site.team.manager, site.unitId, site.session);
	// what goes wrong must not talk either: the same identity number again, a wrong body, a search
	await newPerson(site, 0).catch(() => {});
	await site.team.reception.post(`/api/v1/units/${site.unitId}/persons`, { name: person(1).name, phone: person(1).phone, nonsense: person(2).name });
	await site.team.reception.post(`/api/v1/units/${site.unitId}/persons/search`, { q: person(1).name });
	await site.team.reception.get(`/api/v1/units/${site.unitId}/persons/${ids[0]}`);
	await server.stop();
	const lines = server.log().trim().split('\n');
	const broken = lines.filter((l) => {
		try {
			const o = JSON.parse(l);
			return !o.at || !['info', 'error'].includes(o.level) || !['message', 'request'].includes(o.kind);
		} catch {
			return true;
		}
	});
	equal(`${engine}: every line of the log is JSON of one shape (${lines.length})`, broken, []);
	const requests = lines.map((l) => JSON.parse(l)).filter((o) => o.kind === 'request');
	check(`${engine}: a line a request, with its route, status, time and number`, requests.length > 30 && requests.every((o) => o.route && o.status && o.us >= 0 && o.request && o.method), () => JSON.stringify(requests.slice(0, 3)));
	const secrets = ids.flatMap((id, i) => [id, person(i).name, person(i).cccd, person(i).phone, ...person(i).name.split(' ').filter((w) => w.length > 4)]);
	equal(`${engine}: no name, number or id of a person in it`, secrets.filter((s) => server.log().includes(s)), []);
	await db.drop();
}

// ---- stopping ----

async function drain(engine) {
	const db = await newDatabase(engine);
	const server = await startServer({ db });
	const site = await newSite(server, db);
	const token = site.admin.headers.authorization;
	const outcome = new Map();
	let n = 0, closes = 0, going = true;
	const work = async () => {
		const agent = new Agent({ keepAlive: true, maxSockets: 1 });
		while (going) {
			const code = `D${n++}`;
			try {
				const a = await send(`${server.url}/api/v1/units/${site.commune}/sites`, { method: 'POST', agent, headers: { authorization: token }, body: { code, kind: 'mobile', name: 'Điểm thử' } });
				outcome.set(code, a.status);
				closes += a.headers.connection === 'close';
			} catch (e) {
				outcome.set(code, e.code ?? e.message);
				if (e.code === 'ECONNREFUSED')
					return;
			}
		}
	};
	const all = Array.from({ length: 24 }, work);
	await sleep(1500);
	server.child.kill('SIGTERM');
	await sleep(60);
	let fresh = null;
	await send(`${server.url}/healthz`, { timeout: 3000 }).catch((e) => { fresh = e.code; });
	await server.over;
	going = false;
	await Promise.all(all);
	equal(`${engine}: SIGTERM under load: exit status 0`, server.ended, { status: 0, signal: null });
	equal(`${engine}: new connections are refused at once`, fresh, 'ECONNREFUSED');
	check(`${engine}: kept connections are told to close (${closes})`, closes > 0);
	const counts = {};
	for (const s of outcome.values())
		counts[s] = (counts[s] ?? 0) + 1;
	console.log(`# ${engine}: ${JSON.stringify(counts)}`);
	const again = await startServer({ db });
	const root = await again.login('root', site.password);
	const there = new Set();
	for (let after = ''; after !== null;) {
		const { json } = await root.get(`/api/v1/units?level=site&parent_id=${site.commune}&limit=1000${after ? `&after_id=${after}` : ''}`);
		json.items.forEach((u) => there.add(u.code));
		after = json.next ?? null;
	}
	const done = [...outcome].filter(([, s]) => s === 201).map(([c]) => c), not = [...outcome].filter(([, s]) => s !== 201).map(([c]) => c);
	check(`${engine}: enough was asked (${done.length} done)`, done.length > 30);
	equal(`${engine}: what was answered is there`, done.filter((c) => !there.has(c)), []);
	equal(`${engine}: nothing was done whose answer was lost`, not.filter((c) => there.has(c)), []);
	await again.stop();
	await db.drop();
}

// ---- an upgrade beneath two servers ----

// What the next version's migration would do: new tables, new columns, an index, the version's row, in one transaction.
const nextVersion = `BEGIN;
CREATE TABLE next_thing (unit_id BIGINT NOT NULL, id BIGINT NOT NULL, name TEXT, PRIMARY KEY (unit_id, id));
ALTER TABLE person ADD COLUMN next_text TEXT;
ALTER TABLE dose ADD COLUMN next_number BIGINT NOT NULL DEFAULT 0;
ALTER TABLE visit ADD COLUMN next_flag BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE unit ADD COLUMN next_text TEXT;
ALTER TABLE outbox ADD COLUMN next_text TEXT;
ALTER TABLE audit ADD COLUMN next_text TEXT;
CREATE INDEX next_index ON dose (next_number);
INSERT INTO schema_version (version, at_ms) SELECT MAX(version) + 1, 0 FROM schema_version;
COMMIT;`;

async function upgrade() {
	const db = await newDatabase('postgresql');
	const one = await startServer({ db }), two = await startServer({ db });
	const site = await newSite(one, db);
	const at = (server, client) => ({ ...client, ...Object.fromEntries(['get', 'post', 'put', 'patch', 'delete'].map((m) => [m, (path, ...more) => send(server.url + path,
		{ method: m.toUpperCase(), headers: { ...client.headers, ...more.at(-1)?.headers }, body: m === 'get' ? undefined : more[0] })])) });
	const twin = { ...site, team: Object.fromEntries(Object.entries(site.team).map(([k, c]) => [k, at(two, c)])) };
	const a = startLoad(site, { workers: 3 }), b = startLoad(twin, { workers: 3, from: 5000 });
	await Promise.all([a.more(3), b.more(3)]);
	const before = a.released.length + b.released.length;
	// as `migrate` does: when it meets a server crosswise it begins again
	for (let tries = 0; ; tries++) {
		try {
			execFileSync(`${bin}/psql`, ['-X', '-q', '-v', 'ON_ERROR_STOP=1', db.url, '-c', "SET lock_timeout = '2s'", '-c', nextVersion], { stdio: 'pipe' });
			break;
		} catch (e) {
			if (tries === 20 || !/deadlock|lock timeout/.test(e.stderr))
				throw e;
		}
	}
	await Promise.all([a.more(4), b.more(4)]);
	const after = a.released.length + b.released.length;
	const third = await command(['serve', '--listen', `127.0.0.1:${await freePort()}`, '--db', db.url], db.env);
	refused('an old program that starts on the newer schema', third, ['phiên bản', 'version']);
	await a.stop();
	await one.stop(); // the old ones drain one after the other
	const more = b.released.length;
	await b.more(2);
	await b.stop();
	check('upgrade: the other goes on alone', b.released.length > more);
	equal('upgrade: nothing failed on either server', [...a.errors, ...b.errors], []);
	check(`upgrade: both worked before (${before}) and after (${after - before}) the migration`, before > 3 && after > before + 3);
	await certificates(twin.team.manager, site.unitId, site.session);
	await countersAgree('upgrade', db); // the sums of upper units follow within a second
	const doses = execFileSync(`${bin}/psql`, ['-X', '-A', '-t', db.url, '-c', 'SELECT COUNT(*) FROM dose'], { encoding: 'utf8' }).trim();
	equal('upgrade: every dose is there once', Number(doses), a.released.length + b.released.length);
	await two.stop();
	await db.drop();
}

// A migration that finds its tables in use begins again until they are free.
async function patient() {
	const db = await newDatabase('postgresql', { migrate: false });
	const psql = (sql) => execFileSync(`${bin}/psql`, ['-X', '-q', '-A', '-t', '-v', 'ON_ERROR_STOP=1', db.url, '-c', sql], { encoding: 'utf8' }).trim();
	psql(`CREATE TABLE schema_version (version BIGINT NOT NULL PRIMARY KEY, at_ms BIGINT NOT NULL);
		${readFileSync(join(root, 'schema/0001_base.sql'), 'utf8')}
		INSERT INTO schema_version (version, at_ms) VALUES (1, 1);`);
	const user = spawn(`${bin}/psql`, ['-X', '-q', db.url, '-c', 'BEGIN', '-c', 'LOCK TABLE audit IN ACCESS SHARE MODE', '-c', 'SELECT pg_sleep(5)', '-c', 'COMMIT'], { stdio: 'ignore' });
	while (!Number(psql("SELECT COUNT(*) FROM pg_locks l JOIN pg_class c ON c.oid = l.relation WHERE c.relname = 'audit' AND l.granted")))
		await sleep(50);
	const migrated = await command(['migrate', '--db', db.url], db.env);
	equal('a migration waits for a table in use, and begins again', [migrated.status, Number(psql('SELECT MAX(version) FROM schema_version')) >= 2], [0, true]);
	check('... which it had to', user.exitCode !== null, 'the table was free before the migration ended');
	await db.drop();
}

// ---- what is installed ----

async function deploy() {
	const out = newFolder();
	const made = execFileSync('tools/deb', [releaseBinary, '9.9.9', out], { cwd: root, encoding: 'utf8' }).trim();
	const fields = execFileSync('dpkg-deb', ['-f', made], { encoding: 'utf8' });
	check('deb: its libraries are named', /^Version: 9\.9\.9$/m.test(fields) && ['libc6', 'libmicrohttpd12', 'libpq5', 'libsqlite3-0', 'libsodium23'].every((l) => new RegExp(`^Depends:.*\\b${l} `, 'm').test(fields)), fields);
	const files = execFileSync('dpkg-deb', ['-c', made], { encoding: 'utf8' });
	for (const [mode, path] of [['-rwxr-xr-x', 'usr/bin/tiemchung'], ['-rw-------', 'etc/tiemchung/tiemchung.conf'], ['-rw-r--r--', 'lib/systemd/system/tiemchung.service'],
		['-rw-r--r--', 'usr/share/man/man1/tiemchung.1.gz'], ['-rw-r--r--', 'usr/share/doc/tiemchung/operations.md']])
		check(`deb: ${path}, ${mode}, root's`, files.split('\n').some((l) => l.startsWith(`${mode} root/root`) && l.endsWith(`./${path}`)), files);
	const config = await command(['config', '--config', join(root, 'deploy/tiemchung.conf')], { DATA: '', DB: '' });
	equal('the example configuration is one', [config.status, config.json?.settings.data.value], [0, '/var/lib/tiemchung']);
	const units = readFileSync(join(root, 'deploy/tiemchung.service'), 'utf8');
	const drainS = Number(/DRAIN_MS = (\d+)/.exec(readFileSync(join(root, 'src/serve.c'), 'utf8'))[1]) / 1000;
	check('systemd waits longer than the server drains', Number(/TimeoutStopSec=(\d+)/.exec(units)[1]) > drainS + 10);
	// a body that the program takes must pass the proxy
	const nginx = readFileSync(join(root, 'deploy/nginx.conf'), 'utf8'), limits = readFileSync(join(root, 'src/http/request.h'), 'utf8');
	check('nginx lets through what the program takes', /client_max_body_size 64k/.test(nginx) && /BODY_MAX = 64 \* 1024,/.test(limits) && /client_max_body_size 64m/.test(nginx) && /UPLOAD_MAX = 64 \* 1024 \* 1024,/.test(limits));
}

const parts = { deploy, backups, configuration, health, metricsBehindProxy, logs, drain, upgrade, patient };
const wanted = process.argv.slice(2);
for (const [name, run] of Object.entries(parts)) {
	if (wanted.length && !wanted.includes(name))
		continue;
	console.log(`# ${name}`);
	for (const engine of run.length ? engines : [undefined])
		await run(engine);
}
await finish();
