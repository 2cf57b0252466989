// pacing.mjs - row (e): latency at the pace at which DIVOC published its own: steps at 300/s, certificates at 418/s as JSON
// and at 250/s as PDF. An open loop: a request is due at its moment and its latency counts from then.
import { execFileSync } from 'node:child_process';
import { closeSync, fdatasyncSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { certificates } from '../tests/lib/journey.mjs';
import { digits, median, missed, newDatabase, pairs, replay, row, scratch, serve } from './lib.mjs';
import { newWorld, vaccinated } from './world.mjs';

const PEOPLE = 60, CONNECTIONS = 32, WARM_UP = 150;
const SECONDS = Number(process.env.BENCH_PACED_SECONDS ?? 4);

// { p50_ms, p99_ms, max_ms }: medians of the rounds; every answer must be a 200.
function paced(server, token, paths, rate) {
	const rounds = Array.from({ length: pairs }, () => {
		const out = JSON.parse(execFileSync(join(scratch, 'paced'), ['127.0.0.1', server.port, rate, SECONDS, CONNECTIONS].map(String),
			{ input: `Authorization: ${token}\n\n${paths.join('\n')}\n`, encoding: 'utf8' }));
		if (out.errors || out.answered !== out.asked)
			throw new Error(`${out.errors} of ${out.asked} answers were errors, ${out.asked - out.answered} did not come`);
		return out;
	});
	return Object.fromEntries(['p50_ms', 'p99_ms', 'max_ms'].map((k) => [k, median(rounds.map((r) => r[k]))]));
}

// What the disk itself needs to keep 16 kB, as every look at a record and every step must be kept before it is answered.
function disk() {
	const fd = openSync(join(scratch, 'disk'), 'w'), page = Buffer.alloc(16384), took = [];
	for (let i = 0; i < 2000; i++) {
		writeSync(fd, page, 0, page.length, (i % 900) * page.length);
		const from = performance.now();
		fdatasyncSync(fd);
		took.push(performance.now() - from);
	}
	closeSync(fd);
	took.sort((a, b) => a - b);
	return { p50_ms: took[1000], p99_ms: took[1980], max_ms: took[1999] };
}

const shown = (r) => `p50 ${digits(r.p50_ms)} ms, p99 ${digits(r.p99_ms)}, max ${digits(r.max_ms, 1)}`;

async function documents(engine) {
	const db = newDatabase(engine);
	const server = await serve(db);
	const world = await newWorld(server, db.password, 1, 'paced');
	const site = world.sites[0];
	const people = [];
	for (let i = 0; i < PEOPLE; i++)
		people.push(await vaccinated(world, site));
	await certificates(site.staff, site.unit, site.session);
	const list = [], papers = [];
	for (const person of people) {
		const of = `/api/v1/units/${site.unit}/persons/${person}`;
		const record = (await site.staff.get(of)).json;
		list.push(`${of}/certificates/${record.certificates[0].id}`);
		papers.push(`${of}/confirmation.pdf`);
	}
	const token = site.staff.headers.authorization;
	for (const [what, paths, rate, divoc] of [['JSON', list, 418, 23], ['PDF', papers, 250, 846]]) {
		const command = `bench/paced 127.0.0.1 PORT ${rate} ${SECONDS} ${CONNECTIONS}`;
		try {
			const r = paced(server, token, paths, rate);
			row({ what: `(e) certificate as ${what} at ${rate}/s`, ours: shown(r), peer: `DIVOC p99 ${divoc} ms`, ratio: digits(divoc / r.p99_ms, 1), target: '≥ 10 (p99)', ok: divoc / r.p99_ms >= 10, command });
		} catch (e) {
			missed(`(e) certificate as ${what} at ${rate}/s`, e, command);
		}
	}
	row({ what: '(e) the disk\'s own part: fdatasync of 16 kB, one after the other', ours: shown(disk()), command: 'bench/pacing.mjs' });
	const floor = paced(server, token, ['/api/public/summary'], 418);
	row({ what: '(e) the client\'s own part: a cached reply at 418/s', ours: shown(floor), command: `bench/paced 127.0.0.1 PORT 418 ${SECONDS} ${CONNECTIONS}` });
	await server.stop();
	db.drop();
}

async function steps(engine, name) {
	const args = ['--journeys', 300 * SECONDS / 4, '--sites', 8, '--connections', CONNECTIONS, '--rate', 300];
	const what = `(e) steps of journeys at 300/s, ${name}`, command = `tiemchung replay ${args.join(' ')}`;
	try {
		const rounds = [];
		for (let i = 0; i < pairs; i++) {
			const db = newDatabase(engine);
			const server = await serve(db);
			try {
				// the first statements of a connection are prepared, the first pages read: a server that has run for a minute
				await replay(server, db, ['--journeys', WARM_UP, '--sites', 8, '--connections', CONNECTIONS]);
				const { check_in, screening, injection, release } = (await replay(server, db, args)).steps;
				const all = [check_in, screening, injection, release];
				// of four steps the slowest one's quantiles: nothing is averaged away
				rounds.push(Object.fromEntries(['p50_ms', 'p99_ms', 'max_ms'].map((k) => [k, Math.max(...all.map((s) => s[k]))])));
			} finally {
				await server.stop();
				db.drop();
			}
		}
		const r = Object.fromEntries(['p50_ms', 'p99_ms', 'max_ms'].map((k) => [k, median(rounds.map((x) => x[k]))]));
		row({ what, ours: shown(r), peer: 'DIVOC p50 29 ms, p99 59, max 3,005', ratio: digits(59 / r.p99_ms, 1), target: 'p50 < 2 ms, p99 < 10, max < 100',
			ok: r.p50_ms < 2 && r.p99_ms < 10 && r.max_ms < 100, command });
	} catch (e) {
		missed(what, e, command);
	}
}

await steps('sqlite', 'SQLite');
await steps('postgresql', 'PostgreSQL');
await documents('sqlite').catch((e) => missed('(e) certificates as JSON and PDF', e, 'bench/paced'));
process.exit(0);
