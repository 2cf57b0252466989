// test: timeout 900
// plan_test.mjs - `tiemchung speed plan` plans an invented country, twice; build/plan_check, which shares no code with the planner,
// judges both plans by the naive search, and sees what is broken in a file. `make soak` does it with PLAN_PEOPLE=5000000.
import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { check, equal, finish } from './lib/check.mjs';
import { newFolder, releaseBinary, root } from './lib/server.mjs';

const PEOPLE = Number(process.env.PLAN_PEOPLE ?? 50000), WHOLE = 5000000, SECONDS = 20, MEGABYTES = 4096;
const folder = newFolder('plan');
const judge = (...names) => {
	const run = spawnSync(join(root, 'build/plan_check'), names.map((n) => join(folder, n)), { encoding: 'utf8' });
	return { status: run.status, said: run.stdout.trim().split('\n').map((l) => JSON.parse(l)) };
};

const run = spawnSync(releaseBinary, ['speed', 'plan', PEOPLE, '--seed', 7, '--dump', folder].map(String), { encoding: 'utf8' });
equal('it ends well', [run.status, run.stderr], [0, '']);
const said = JSON.parse(run.stdout);
console.log(`  ${run.stdout.trim()}`);
equal('everybody is placed or told why', Object.values(said.plan).reduce((a, b) => a + b), PEOPLE);
equal('everybody is the same, new, moved or lost', Object.values(said.again).reduce((a, b) => a + b), PEOPLE);
check('most are placed, some are not', said.plan.placed > 0.9 * PEOPLE && said.plan.placed < PEOPLE);
check('few move when little changes', said.again.moved > 0 && said.again.moved < 0.05 * PEOPLE);
check('the search does not grow with the people', said.looks < 20 * PEOPLE);
if (PEOPLE >= WHOLE) {
	// one thread's own time: on an idle machine that is the time it takes, on a busy one it is still what it costs
	check(`planned in less than ${SECONDS} s`, said.plan_took.cpu_s < SECONDS, JSON.stringify(said.plan_took));
	check(`in less than ${MEGABYTES} MB`, said.peak_mb < MEGABYTES, said.peak_mb);
}

const good = judge('first', 'again');
console.log(`  ${good.said.map((v) => JSON.stringify(v)).join('\n  ')}`);
equal('the judge finds nothing', [good.status, good.said.map((v) => [v.people, v.faults])], [0, [[PEOPLE, 0], [PEOPLE, 0]]]);
check('families were placed whole and apart', good.said[0].families_whole > 0 && good.said[0].families_apart > 0);

if (PEOPLE < WHOLE) {
	const file = join(folder, 'first/people.tsv');
	const rows = readFileSync(file, 'utf8').trim().split('\n').map((l) => l.split('\t'));
	const [a, b] = rows.filter((r) => r[4] === '0' && r[9] !== '-1');
	check('there are two in different hours', a[9] !== b[9]);
	[a[9], b[9]] = [b[9], a[9]];
	writeFileSync(file, `${rows.map((r) => r.join('\t')).join('\n')}\n`);
	const bad = judge('first');
	check('two people who changed places are seen', bad.status === 1 && bad.said[0].faults > 0, JSON.stringify(bad));
}
for (const words of [['plan'], ['plan', '0'], ['plan', '-5'], ['plan', 'many'], ['plan', '10', '0'], ['plan', '10', '101'], ['walk', '10'], ['plan', '99999999']]) {
	const refused = spawnSync(releaseBinary, ['speed', ...words], { encoding: 'utf8' });
	check(`speed ${words.join(' ')} is refused`, refused.status === 2 && /usage: tiemchung speed plan N/.test(refused.stderr), refused.stderr);
}
rmSync(folder, { recursive: true, force: true });
await finish();
