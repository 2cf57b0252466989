// plan.mjs - row (j): the planner, from loaded arrays to a finished plan, beside PL/pgSQL that does the same by the same rules
// (plan.sql). Seconds are the processor time of the one thread or backend that does the work, then those of the wall. The peer
// begins with its tables loaded and analysed, and must come to the same plan, person by person.
import { join } from 'node:path';
import { digits, median, missed, newDatabase, pairs, program, root, row, run, scratch, whole } from './lib.mjs';

const SIZES = (process.env.BENCH_PLAN ?? '10000 100000 1000000 5000000').split(' ').map(Number), PEER_MAX = 100000, WHOLE = 5000000, TARGET_S = 20;
const dump = join(scratch, 'plan');

function ours(n, extra = []) {
	const all = [];
	for (let i = 0; i < pairs; i++)
		all.push(JSON.parse(run(program, ['speed', 'plan', n, ...extra])));
	return { ...all[0], plan_s: median(all.map((a) => a.plan_took.cpu_s)), wall_s: median(all.map((a) => a.plan_took.s)), again_s: median(all.map((a) => a.again_took.cpu_s)) };
}

function peer(n) {
	const db = newDatabase('postgresql');
	try {
		run(program, ['speed', 'plan', n, '--dump', dump]);
		const [cpu, wall, placed, different] = run('psql', ['-XqAt', '-v', `dir=${join(dump, 'first')}`, '-f', join(root, 'bench/plan.sql'), db.url]).trim().split('|').map(Number);
		if (different !== 0)
			throw new Error(`${different} of ${placed} people have another place than ours`);
		return { rate: n / cpu, cpu, wall };
	} finally {
		run('rm', ['-rf', dump]);
		db.drop();
	}
}

for (const n of SIZES) {
	const command = `tiemchung speed plan ${n}`, what = `(j) people planned a second, ${whole(n)} on ${whole(Math.max(1, n * 19500 / WHOLE))} sites`;
	try {
		const o = ours(n), rate = n / Math.max(o.plan_s, 0.0005);
		const cost = `${whole(rate)} (${digits(o.plan_s, 3)} s of one processor, by the wall ${digits(o.wall_s, 3)}, again after a change ${digits(o.again_s, 3)} s; ${digits(o.looks / n, 1)} sites looked at for each; peak memory ${whole(o.peak_mb)} MB, the arrays ${whole(o.country_mb)})`;
		const target = n === WHOLE ? `< ${TARGET_S} s, < 4,096 MB` : '';
		const ok = n === WHOLE ? o.plan_s < TARGET_S && o.peak_mb < 4096 : null;
		if (n > PEER_MAX) {
			row({ what, ours: cost, target, ok, command });
			continue;
		}
		const p = peer(n);
		row({ what, ours: cost, peer: `PL/pgSQL ${whole(p.rate)} (${digits(p.cpu)} s, ${digits(p.wall)}), the same plan`, ratio: whole(rate / p.rate), target, ok, command: `${command} --dump DIR; psql -v dir=DIR/first -f bench/plan.sql` });
	} catch (e) {
		missed(what, e, command);
	}
}
try {
	const o = ours(WHOLE, [20]);
	row({ what: `(j) people planned a second when places suffice for a quarter, ${whole(WHOLE)}`, ours: `${whole(WHOLE / o.plan_s)} (${digits(o.plan_s)} s of one processor, by the wall ${digits(o.wall_s)}, ${whole(o.plan.placed)} placed)`, target: `< ${TARGET_S} s`, ok: o.plan_s < TARGET_S, command: `tiemchung speed plan ${WHOLE} 20` });
} catch (e) {
	missed('(j) when places suffice for a quarter', e, `tiemchung speed plan ${WHOLE} 20`);
}
process.exit(0);
