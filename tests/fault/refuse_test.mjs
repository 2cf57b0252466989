// refuse_test: serve refuses a PostgreSQL that would lose what it has confirmed: without fsync, full_page_writes or
// synchronous_commit, wherever that was set. With all three it serves.
import { execFileSync } from 'node:child_process';
import { check, equal, finish } from '../lib/check.mjs';
import { freePort, newCluster, newDatabase, releaseBinary, runProgram, startServer } from '../lib/server.mjs';

const binary = releaseBinary;
const cluster = newCluster();
const db = await newDatabase('postgresql', { binary, of: cluster });
const name = db.url.slice(db.url.lastIndexOf('/') + 1);
const psql = (...commands) => execFileSync(`${process.env.PG_BIN ?? '/usr/lib/postgresql/15/bin'}/psql`,
	['-X', '-q', '-v', 'ON_ERROR_STOP=1', ...commands.flatMap((c) => ['-c', c]), `${cluster.url}/postgres`]);

async function refused(what, word) {
	const port = await freePort();
	const r = await runProgram(['serve', '--listen', `127.0.0.1:${port}`, '--db', db.url], { binary, env: db.env, timeout: 5000 });
	check(`${what}: serve refuses, and names ${word}`, r.status === 2 && r.err.includes(`${word} is off`), `${r.status} ${r.err}${r.out}`);
}

async function serves(what) {
	const server = await startServer({ db, binary });
	equal(`${what}: serve starts`, (await server.anonymous.get('/healthz')).status, 200);
	await server.stop();
}

await serves('as PostgreSQL is by default');
for (const [setting, restart] of [['fsync', true], ['full_page_writes', true], ['synchronous_commit', false]]) {
	psql(`ALTER SYSTEM SET ${setting} = off`, 'SELECT pg_reload_conf()');
	if (restart) {
		cluster.down('fast');
		cluster.up();
	}
	await refused(`${setting} = off in the configuration`, setting);
	psql(`ALTER SYSTEM RESET ${setting}`, 'SELECT pg_reload_conf()');
	if (restart) {
		cluster.down('fast');
		cluster.up();
	}
}
await serves('all three are on again');
psql(`ALTER DATABASE ${name} SET synchronous_commit = off`);
await refused('synchronous_commit = off of the database', 'synchronous_commit');
psql(`ALTER DATABASE ${name} RESET synchronous_commit`, 'ALTER ROLE tiemchung SET synchronous_commit = off');
await refused('synchronous_commit = off of the role', 'synchronous_commit');
psql('ALTER ROLE tiemchung RESET synchronous_commit');
db.url += '?options=-c%20synchronous_commit%3Doff';
await refused('synchronous_commit = off in the address', 'synchronous_commit');
db.url = db.url.replace(/\?.*/, '');
await serves('and again');
await finish();
