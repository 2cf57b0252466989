// audit_test: the trail's chains and anchors. What is changed, taken out, moved or cut off is found out, and only that.
import { execFileSync } from 'node:child_process';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { check, equal, finish } from './lib/check.mjs';
import { openSession, team } from './lib/journey.mjs';
import { engines, newDatabase, runProgram, startServer } from './lib/server.mjs';

const DAY = '2021-10-04';

const sql = (db, text) => (db.engine === 'sqlite'
	? execFileSync('sqlite3', [db.url.slice(7), text], { encoding: 'utf8' })
	: execFileSync('psql', ['-X', '-q', '-A', '-t', '-d', db.url, '-c', text], { encoding: 'utf8' })).trim();

const verify = (db, anchors) => runProgram(['audit', 'verify', '--db', db.url, ...(anchors ? ['--anchors', anchors] : [])], { env: db.env });

// A site with some acts behind it: accounts, a lot, a session.
async function acts(db, prefix) {
	const server = await startServer({ db, clock: `${DAY}T08:00:00+07:00` });
	const admin = await server.login('root', db.password);
	const commune = (await admin.get('/api/v1/units?level=commune&limit=1')).json.items[0];
	const site = (await admin.post(`/api/v1/units/${commune.id}/sites`, { code: `${prefix}001`, name: `Trạm ${prefix}`, kind: 'health_station' })).json;
	const people = await team(server, admin, site.id, prefix.toLowerCase(), ['manager']);
	const campaign = (await admin.get('/api/v1/campaigns')).json.items[0];
	await openSession(people.manager, site.id, campaign.id, DAY);
	await Promise.all(Array.from({ length: 30 }, (_, i) =>
		people.manager.post(`/api/v1/units/${site.id}/lots/receive`, { product_code: 'astrazeneca', number: `L${i}`, expires_on: '2022-12-31', doses: 10 })));
	await server.stop();
}

for (const engine of engines) {
	const db = await newDatabase(engine);
	db.password = await db.addUser('root', 'administrator', 'VN');
	await acts(db, 'A');
	await acts(db, 'B');
	const anchors = join(db.folder, 'anchors.jsonl');
	const whole = readFileSync(anchors, 'utf8');
	equal(`${engine}: an anchor for each stop`, whole.trim().split('\n').length, 2);
	equal(`${engine}: key and anchors are the owner's alone`,
		[join(db.folder, 'keys/audit.key'), anchors].map((f) => statSync(f).mode & 0o777), [0o600, 0o600]);
	const good = await verify(db, anchors);
	check(`${engine}: intact with anchors`, good.status === 0 && good.json.intact && good.json.entries > 60 && good.json.anchors === 2, good.out + good.err);
	check(`${engine}: it says until when it can vouch`, good.json.vouched_until?.startsWith(DAY), good.out);
	equal(`${engine}: the command's own entry has no anchor, nothing is unchained`, [good.json.since_last_anchor, good.json.before_chains], [1, 0]);
	const bare = await verify(db);
	equal(`${engine}: without anchors the links alone vouch`, [bare.status, bare.json.vouched_until], [0, null]);

	const found = async (what, spoil, mend, fault, withAnchors = true) => {
		sql(db, spoil);
		const bad = await verify(db, withAnchors && anchors);
		check(`${engine}: ${what} is found out as ${fault}`, bad.status === 1 && bad.json?.intact === false && bad.json.list.some((f) => f.fault === fault), bad.out + bad.err);
		sql(db, mend);
		const again = await verify(db, anchors);
		check(`${engine}: ${what}, mended`, again.status === 0, again.out);
	};
	const longest = sql(db, 'SELECT chain FROM audit GROUP BY chain ORDER BY COUNT(*) DESC LIMIT 1');
	const last = Number(sql(db, `SELECT MAX(seq) FROM audit WHERE chain = ${longest}`));
	const at = (seq) => `chain = ${longest} AND seq = ${seq}`;
	const act = sql(db, `SELECT act FROM audit WHERE ${at(5)}`);
	await found('a changed entry', `UPDATE audit SET act = 'nothing' WHERE ${at(5)}`, `UPDATE audit SET act = '${act}' WHERE ${at(5)}`, 'changed');
	const alarms = () => sql(db, "SELECT kind FROM alarm WHERE cleared_ms IS NULL");
	const alarmed = await runProgram(['audit', 'verify', '--alarm', '--db', db.url], { env: db.env });
	equal(`${engine}: --alarm raises none while all is whole`, [alarmed.status, alarms()], [0, '']);
	sql(db, `UPDATE audit SET act = 'nothing' WHERE ${at(5)}`);
	const told = await runProgram(['audit', 'verify', '--alarm', '--db', db.url], { env: db.env });
	equal(`${engine}: --alarm tells the nation of a broken trail`, [told.status, alarms()], [1, 'audit_broken']);
	sql(db, `UPDATE audit SET act = '${act}' WHERE ${at(5)}`);
	await found('a changed entry, without anchors', `UPDATE audit SET staff_id = staff_id + 1 WHERE ${at(3)}`, `UPDATE audit SET staff_id = staff_id - 1 WHERE ${at(3)}`, 'changed', false);
	sql(db, 'CREATE TABLE aside AS SELECT * FROM audit WHERE 1 = 0');
	const takeOut = (where) => `INSERT INTO aside SELECT * FROM audit WHERE ${where}; DELETE FROM audit WHERE ${where};`;
	const putBack = 'INSERT INTO audit SELECT * FROM aside; DELETE FROM aside;';
	await found('a removed entry', takeOut(at(4)), putBack, 'missing');
	await found('a moved entry', `UPDATE audit SET seq = 999999 WHERE ${at(2)}; UPDATE audit SET seq = 2 WHERE ${at(3)}; UPDATE audit SET seq = 3 WHERE ${at(999999)};`,
		`UPDATE audit SET seq = 999999 WHERE ${at(2)}; UPDATE audit SET seq = 2 WHERE ${at(3)}; UPDATE audit SET seq = 3 WHERE ${at(999999)};`, 'changed');
	await found('a cut-off end', takeOut(`chain = ${longest} AND seq > ${last - 3}`), putBack, 'cut_off');
	await found('a chain that is gone', takeOut(`chain = ${longest}`), putBack, 'cut_off');
	sql(db, takeOut(`chain = ${longest} AND seq > ${last - 3}`));
	equal(`${engine}: a cut-off end shows by its anchors only`, (await verify(db)).status, 0);
	sql(db, putBack);

	const with_ = async (what, text, fault) => {
		writeFileSync(anchors, text);
		const bad = await verify(db, anchors);
		check(`${engine}: ${what}`, bad.status === 1 && bad.json?.list.some((f) => f.fault === fault), bad.out + bad.err);
	};
	const lines = whole.trim().split('\n');
	await with_('a forged anchor is found out', whole.replace(/"seq":(\d+)/, (m, n) => `"seq":${n - 1}`), 'anchor_signature');
	await with_('a missing anchor is found out', `${lines[1]}\n`, 'anchor_missing');
	writeFileSync(anchors, whole);
	const wrongKey = join(db.folder, 'wrong.pub');
	writeFileSync(wrongKey, `${'ab'.repeat(32)}\n`);
	const other = await runProgram(['audit', 'verify', '--db', db.url, '--anchors', anchors, '--key', wrongKey], { env: db.env });
	check(`${engine}: another key does not vouch`, other.status === 1 && other.json.list[0].fault === 'anchor_signature', other.out);
	const none = await runProgram(['audit', 'verify', '--db', db.url, '--anchors', join(db.folder, 'none')], { env: db.env });
	check(`${engine}: a file that is not there is said so`, none.status === 2 && none.err.includes('--anchors'), none.err);

	// half a line, as a power cut leaves it, is taken off when the next anchor is written
	writeFileSync(anchors, whole + lines[1].slice(0, 40));
	await acts(db, 'C');
	const after = await verify(db, anchors);
	check(`${engine}: goes on after half a line`, after.status === 0 && after.json.anchors === 3, after.out);
	await db.drop();
}
await finish();
