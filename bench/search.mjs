// search.mjs [PEOPLE...] - row (f): latency of a check-in search at a site, with so many people in the country.
// Time is the server's own, from its log: from the last byte of the request to the answer ready, waiting included. The
// sizes take turns, so that a machine that slows down slows them all.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { digits, median, missed, pairs, program, root, row, scratch, serve, whole } from './lib.mjs';

const sizes = (process.argv.length > 2 ? process.argv.slice(2) : (process.env.BENCH_PEOPLE ?? '10000 100000 1000000').split(' ')).map(Number).sort((a, b) => a - b);
const requests = Number(process.env.BENCH_REQUESTS ?? 4000), connections = 8;
const COMPARED = 100000; // the size that larger ones are held against
const LIMIT_MS = 10, RATIO = 1.5;
const command = (n) => `node bench/search.mjs ${n}`;

// The country is made once for a schema and kept in build/bench.
async function country(people) {
	const folder = join(scratch, `people-${people}`);
	const db = { folder, url: `sqlite:${folder}/tiemchung.db` };
	const env = { ...process.env, DATA: folder, DB: db.url };
	const make = (...args) => execFileSync(program, args, { env, stdio: ['ignore', 'ignore', 'inherit'] });
	const ready = join(folder, 'ready'), schema = readdirSync(join(root, 'schema')).map((f) => readFileSync(join(root, 'schema', f), 'utf8')).join('\n');
	if (existsSync(ready) && readFileSync(ready, 'utf8') === schema)
		return db;
	rmSync(folder, { recursive: true, force: true });
	mkdirSync(folder, { recursive: true });
	make('migrate');
	await (await serve(db, ['--demo'])).stop();
	make('demo', 'people', String(people));
	writeFileSync(ready, schema);
	return db;
}

// A server of that country with somebody logged in: { ask(n) -> { p50, p99, max } in ms, stop() }
async function desk(people) {
	const server = await serve(await country(people), ['--demo']);
	const who = await server.anonymous.login('tiepdon', 'demo-hoa-sen-2021');
	const unit = (await who.get('/api/v1/me')).json.staff.unit_id;
	const search = (q) => who.post(`/api/v1/units/${unit}/persons/search`, { q });
	const known = (await search('nguyen')).json.items.concat((await search('tran')).json.items);
	const questions = known.flatMap((p) => [p.cccd, p.phone, p.name, `${p.cccd}||${p.name}|${p.birth_date.split('-').reverse().join('')}|Nam|Hà Nội|01012021`, p.name.split(' ').pop()]);
	let next = 0, read = 0;
	return {
		stop: server.stop,
		async ask(n) {
			const until = next + n;
			await Promise.all(Array.from({ length: connections }, async () => {
				while (next < until) {
					const answer = await search(questions[next++ % questions.length]);
					if (answer.status !== 200)
						throw new Error(`search: ${answer.status} ${answer.text}`);
				}
			}));
			const lines = readFileSync(server.log, 'utf8').split('\n').filter((l) => l.includes('/persons/search'));
			const us = lines.slice(read).map((l) => JSON.parse(l).us).sort((a, b) => a - b);
			read = lines.length;
			const at = (q) => us[Math.min(us.length - 1, Math.floor(us.length * q))] / 1000;
			return { p50: at(0.5), p99: at(0.99), max: at(1) };
		},
	};
}

const desks = new Map();
try {
	for (const n of sizes)
		desks.set(n, await desk(n));
	const rounds = new Map(sizes.map((n) => [n, []]));
	for (const n of sizes)
		await desks.get(n).ask(Math.ceil(requests / 10)); // the first questions find cold pages
	for (let i = 0; i < pairs; i++)
		for (const n of sizes)
			rounds.get(n).push(await desks.get(n).ask(Math.ceil(requests / pairs)));
	const of = (n, key) => median(rounds.get(n).map((r) => r[key]));
	for (const n of sizes) {
		const p99 = of(n, 'p99');
		const what = `(f) check-in search, p99, ${whole(n)} people, ${connections} connections (p50 ${digits(of(n, 'p50'))} ms, max ${digits(of(n, 'max'), 1)} ms)`;
		if (n > COMPARED && rounds.has(COMPARED)) {
			const ratio = median(rounds.get(n).map((r, i) => r.p99 / rounds.get(COMPARED)[i].p99));
			row({ what, ours: `${digits(p99)} ms`, peer: `${whole(COMPARED)} people ${digits(of(COMPARED, 'p99'))} ms`, ratio: digits(ratio), target: `≤ ${RATIO}`, ok: ratio <= RATIO, command: command(n) });
		} else {
			row({ what, ours: `${digits(p99)} ms`, peer: `limit ${LIMIT_MS} ms`, ratio: digits(p99 / LIMIT_MS), target: '≤ 1', ok: p99 <= LIMIT_MS, command: command(n) });
		}
	}
} catch (e) {
	missed('(f) check-in search', e, command(sizes.join(' ')));
}
for (const d of desks.values())
	await d.stop();
process.exit(0);
