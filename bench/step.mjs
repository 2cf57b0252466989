// step.mjs - rows (a) and (b): the injection step against pgbench with the same statements, and whole journeys.
// Every pair has a fresh database and server of each engine; pgbench has its own database in the same cluster.
import { pgbenchOfInjection } from './pgbench.mjs';
import { alternate, ask, digits, fewer, median, missed, newDatabase, number, pairs, replay, row, serve, sleep, whole } from './lib.mjs';

const JOURNEYS = Number(process.env.BENCH_JOURNEYS ?? 8000);
const SITES = Number(process.env.BENCH_SITES ?? 16), CONNECTIONS = 64, CLIENTS = [16, 32, 64];
const PEOPLE_A_DAY = 25e6;
const engines = [['sqlite', 'SQLite', 3], ['postgresql', 'PostgreSQL', 1.5]];
const common = `--journeys ${JOURNEYS} --sites ${SITES} --connections ${CONNECTIONS}`;

// What the tables leave to the evening: their sessions are closed, and who was vaccinated is registered for the next dose. A second.
async function settled(db) {
	ask(db, "UPDATE session SET state = 'closed', settle_ms = 1, settle_after = 0");
	for (const end = Date.now() + 300000; number(db, 'SELECT COUNT(*) FROM session WHERE settle_ms IS NOT NULL') > 0; await sleep(200))
		if (Date.now() > end)
			throw new Error('sessions are not settled within five minutes');
	const next = "FROM registration WHERE source = 'next_dose'", n = number(db, `SELECT COUNT(*) ${next}`), doses = number(db, "SELECT COUNT(*) FROM dose WHERE state = 'valid'");
	if (n !== doses)
		throw new Error(`${doses} were vaccinated, ${n} are registered for the next dose`);
	return n / (number(db, `SELECT MAX(changed_ms) - MIN(changed_ms) ${next}`) / 1000);
}

// { injection, journeys, settled } a second, of a fresh database.
async function ours(engine) {
	const db = newDatabase(engine);
	const server = await serve(db);
	try {
		const phases = await replay(server, db, [...common.split(' '), '--phases']);
		const through = await replay(server, db, common.split(' '));
		return { injection: phases.phases.injection.per_s, journeys: through.journeys_per_s, settled: await settled(db) };
	} finally {
		await server.stop();
		db.drop();
	}
}

async function main() {
	const peer = await pgbenchOfInjection(1280);
	const best = new Map(CLIENTS.map((c) => [c, []]));
	// a run of pgbench is about as long as one of ours, whatever the machine does today
	const calibrated = peer.clients(32);
	const perRun = Math.round(Math.min(24000, Math.max(1280, calibrated * 3)) / 64) * 64;
	const results = { sqlite: [], postgresql: [], pgbench: [] };
	const names = engines.map(([engine]) => engine);
	const turns = await alternate(pairs, async () => {
		for (const engine of names) {
			if (results[engine].failed)
				continue;
			try {
				results[engine].push(await ours(engine));
			} catch (e) {
				results[engine].failed = e;
			}
		}
		return 0;
	}, async () => {
		const rates = CLIENTS.map((c) => peer.clients(c, perRun));
		CLIENTS.forEach((c, i) => best.get(c).push(rates[i]));
		results.pgbench.push(Math.max(...rates));
		return 0;
	});
	peer.stop();
	const clients = CLIENTS.reduce((a, b) => (median(best.get(a)) >= median(best.get(b)) ? a : b));
	const detail = CLIENTS.map((c) => `${c} clients ${whole(median(best.get(c)))}`).join(', ');
	for (const [engine, name, target] of engines) {
		const what = `(a) injection step a second, ${name}`, got = results[engine];
		const command = `tiemchung replay ${common} --phases; ${peer.command(clients, perRun)} (${peer.statements} statements, of the server's trace)${fewer(turns)}`;
		if (got.failed) {
			missed(what, got.failed, command);
			missed(`(b) whole journeys a second, ${name}`, got.failed, `tiemchung replay ${common}`);
			continue;
		}
		const injection = median(got.map((r) => r.injection)), journeys = median(got.map((r) => r.journeys));
		const ratio = median(got.map((r, i) => r.injection / results.pgbench[i]));
		row({ what, ours: whole(injection), peer: `pgbench ${whole(median(results.pgbench))} (${detail})`, ratio: digits(ratio), target: `≥ ${target}`, ok: ratio >= target, command });
		const part = median(got.map((r) => r.journeys / r.injection));
		row({ what: `(b) whole journeys a second, ${name}: 25 million take ${digits(PEOPLE_A_DAY / journeys / 3600, 1)} hours`, ours: whole(journeys), peer: `single step ${whole(injection)}`,
			ratio: digits(part), target: '≥ 0.17 (1/6)', ok: part >= 1 / 6, command: `tiemchung replay ${common}${fewer(turns)}` });
		const evening = median(got.map((r) => r.settled / r.journeys));
		row({ what: `(b) next doses registered a second when sessions are settled, ${name}`, ours: whole(median(got.map((r) => r.settled))), peer: `journeys ${whole(journeys)}`,
			ratio: digits(evening), target: '≥ 1', ok: evening >= 1, command: `UPDATE session SET state = 'closed', settle_ms = 1, behind the replay${fewer(turns)}` });
	}
}

await main().catch((e) => {
	missed('(a) injection step a second', e, `tiemchung replay ${common} --phases`);
	missed('(b) whole journeys a second', e, `tiemchung replay ${common}`);
});
process.exit(0);
