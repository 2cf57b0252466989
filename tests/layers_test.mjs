// layers_test: tools/layers finds each kind of include that points the wrong way, and leaves the right ones alone.
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { check, equal, finish } from './lib/check.mjs';
import { newFolder } from './lib/server.mjs';

const tool = resolve(dirname(fileURLToPath(import.meta.url)), '../tools/layers');

// files: path -> text. Returns the exit status, the violations as "file:line" and the whole output.
function layers(files) {
	const root = newFolder('layers');
	for (const [path, text] of Object.entries({ 'src/main.c': '', ...files })) {
		mkdirSync(dirname(join(root, path)), { recursive: true });
		writeFileSync(join(root, path), text);
	}
	const run = spawnSync('bash', [tool, root], { encoding: 'utf8' });
	return { status: run.status, at: [...run.stdout.matchAll(/^(src\/[^:]+:\d+): #/gm)].map((m) => m[1]), out: run.stdout + run.stderr };
}

const include = (...names) => names.map((n) => `#include ${n.endsWith('>') ? n : `"${n}"`}\n`).join('');

const good = layers({
	'src/main.c': include('unit/unit.h', 'http/server.h', 'modules.h'),
	'src/modules.c': include('unit/unit_api.h', 'staff/staff_api.h', 'demo/demo.h'),
	'src/base/buf.c': include('base/buf.h', '<stdio.h>'),
	'src/db/db_sqlite.c': include('base/err.h', '<sqlite3.h>'),
	'src/db/db_pg.c': include('<libpq-fe.h>'),
	'src/http/server.c': include('db/lane.h', '<microhttpd.h>'),
	'src/http/publish.h': include('<microhttpd.h>'),
	'src/unit/unit.sql': '',
	'src/unit/unit.c': include('unit/unit.h', 'unit_sql.h', 'db/db.h', 'base/csv.h'),
	'src/unit/unit_api.c': include('http/request.h', 'staff/cap.h'),
	'src/staff/staff.c': include('unit/unit.h'),
	'src/record/record.c': include('dcc/hcert.h', 'print/print.h', 'sheet/sheet.h', 'dose/dose.h'),
});
equal('includes that point the right way', [good.status, good.at], [0, []]);
check('it says how many files it read', /layers: 11 files, 0 violations/.test(good.out), good.out);

for (const [what, path, name] of [
	['base knows nothing above', 'src/base/a.c', 'db/db.h'],
	['db knows base only', 'src/db/a.c', 'http/request.h'],
	['db knows no module', 'src/db/a.h', 'unit/unit.h'],
	['http knows no module', 'src/http/a.c', 'staff/staff.h'],
	['sheet knows base only', 'src/sheet/a.c', 'db/db.h'],
	['print knows base only', 'src/print/a.c', 'person/person.h'],
	['dcc knows base only', 'src/dcc/a.c', 'sheet/sheet.h'],
	['a rule knows no HTTP', 'src/unit/unit.c', 'http/request.h'],
	['a module knows those below only', 'src/unit/unit.c', 'staff/staff.h'],
	['routes too', 'src/unit/unit_api.c', 'staff/staff.h'],
	['cap.h is for routes', 'src/unit/unit.c', 'staff/cap.h'],
	['demo is the last', 'src/visit/visit.c', 'demo/demo.h'],
	['a module needs its place', 'src/novelty/novelty.c', 'unit/unit.h'],
	['a module without a place is not included', 'src/visit/visit.c', 'novelty/novelty.h'],
	['one SQLite', 'src/db/db.c', '<sqlite3.h>'],
	['one libpq', 'src/unit/unit.c', '<libpq-fe.h>'],
	['one libmicrohttpd', 'src/http/dispatch.c', '<microhttpd.h>'],
	['not even from src/', 'src/serve.c', '<sqlite3.h>'],
	['modules.h is for src/ itself', 'src/unit/unit.c', 'modules.h'],
	['queries of another module', 'src/staff/staff.c', 'unit_sql.h'],
]) {
	const r = layers({ [path]: `/* first line */\n${include(name)}` });
	equal(`${what}: ${path} includes ${name}`, [r.status, r.at], [1, [`${path}:2`]]);
}
const long = layers({ 'src/base/a.c': `static int\nlong_one(void)\n{\n${'\tx();\n'.repeat(69)}}\n`, 'src/base/b.c': '\n'.repeat(601) });
equal('length is reported and forgiven', [long.status, /a\.c:3: long_one\(\) has 71 lines/.test(long.out), /b\.c: 601 lines/.test(long.out)],
	[0, true, true]);
equal('a short one is not', /long: /.test(layers({ 'src/base/a.c': `int\nf(void)\n{\n${'\tx();\n'.repeat(68)}}\n` }).out), false);
await finish();
