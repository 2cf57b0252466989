// search.mjs PEOPLE - latency of a check-in search at a site, with so many people in the country.
// Time is the server's own, from its log: from the last byte of the request to the answer ready, waiting included.
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { client } from '../tests/lib/client.mjs';
import { freePort, root } from '../tests/lib/server.mjs';

const people = Number(process.argv[2] ?? 10000);
const requests = Number(process.env.BENCH_REQUESTS ?? 4000), connections = 8;
const program = join(root, 'build/tiemchung');
const data = join(root, `build/bench/people-${people}`);
const env = { ...process.env, DATA: data, DB: `sqlite:${data}/tiemchung.db` };

async function serve(work) {
	const port = await freePort();
	const child = spawn(program, ['serve', '--demo', '--listen', `127.0.0.1:${port}`], { env, stdio: ['ignore', 'ignore', 'pipe'] });
	let log = '';
	child.stderr.setEncoding('utf8').on('data', (t) => { log += t; });
	const anonymous = client(`http://127.0.0.1:${port}`);
	for (let i = 0; i < 400; i++) {
		try {
			if ((await anonymous.get('/healthz')).status === 200)
				break;
		} catch { /* not yet */ }
		await new Promise((r) => setTimeout(r, 50));
	}
	await work(anonymous);
	const end = new Promise((r) => child.once('close', r));
	child.kill('SIGTERM');
	await end;
	return log;
}

// The country is made once and kept in build/bench.
if (!existsSync(join(data, 'ready'))) {
	rmSync(data, { recursive: true, force: true });
	mkdirSync(data, { recursive: true });
	execFileSync(program, ['migrate'], { env });
	await serve(async () => {});
	execFileSync(program, ['demo', 'people', String(people)], { env });
	mkdirSync(join(data, 'ready'));
}

const log = await serve(async (anonymous) => {
	const who = await anonymous.login('tiepdon', 'demo-hoa-sen-2021');
	const unit = (await who.get('/api/v1/me')).json.staff.unit_id;
	const search = (q) => who.post(`/api/v1/units/${unit}/persons/search`, { q });
	const known = (await search('nguyen')).json.items.concat((await search('tran')).json.items);
	const questions = known.flatMap((p) => [p.cccd, p.phone, p.name, `${p.cccd}||${p.name}|${p.birth_date.split('-').reverse().join('')}|Nam|Hà Nội|01012021`, p.name.split(' ').pop()]);
	let next = 0;
	await Promise.all(Array.from({ length: connections }, async () => {
		while (next < requests) {
			const answer = await search(questions[next++ % questions.length]);
			if (answer.status !== 200)
				throw new Error(`search: ${answer.status} ${answer.text}`);
		}
	}));
});
const us = log.split('\n').filter((l) => l.includes('/persons/search')).map((l) => JSON.parse(l).us).sort((a, b) => a - b);
const at = (q) => us[Math.min(us.length - 1, Math.floor(us.length * q))] / 1000;
console.log(JSON.stringify({ people, requests: us.length, p50_ms: at(0.5), p99_ms: at(0.99), max_ms: at(1) }));
