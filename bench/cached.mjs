// cached.mjs - row (c): ready-made replies against nginx serving the same bytes with the same headers from its file cache.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { alternate, answers, cpuSeconds, digits, fewer, freePort, median, missed, newDatabase, pairs, row, run, scratch, serve, sleep, start, whole } from './lib.mjs';
import { newWorld } from './world.mjs';

const SECONDS = Number(process.env.BENCH_WRK_SECONDS ?? 2);
const SIZE = 12000;
const kept = /^(content-type|cache-control|etag|vary|x-|referrer-policy|cross-origin|content-security)/;

// The published reply nearest to 12 kB.
async function choose(server) {
	const paths = ['/api/public/summary', '/api/openapi.json', ...[...(await server.anonymous.get('/')).text.matchAll(/\/assets\/[^"]+/g)].map((m) => m[0])];
	const sites = (await server.anonymous.get('/api/public/sites')).json;
	for (const p of sites?.items ?? [])
		paths.push(p.url);
	let best = null;
	for (const path of paths) {
		const answer = await server.anonymous.get(path);
		if (answer.status === 200 && (!best || Math.abs(answer.body.length - SIZE) < Math.abs(best.plain.body.length - SIZE)))
			best = { path, plain: answer, gzip: await server.anonymous.get(path, { headers: { 'accept-encoding': 'gzip' } }) };
	}
	return best;
}

// nginx with the reply as a file: { port, pids(), stop() }
async function nginx(reply) {
	const folder = join(scratch, 'nginx');
	rmSync(folder, { recursive: true, force: true });
	mkdirSync(join(folder, 'www'), { recursive: true });
	writeFileSync(join(folder, 'www/reply.json'), reply.plain.body);
	if (reply.gzip.headers['content-encoding'] === 'gzip')
		writeFileSync(join(folder, 'www/reply.json.gz'), reply.gzip.body);
	const headers = Object.entries(reply.plain.headers).filter(([k]) => kept.test(k) && !/^(content-type|etag|vary)$/.test(k));
	const port = await freePort();
	writeFileSync(join(folder, 'nginx.conf'), `
worker_processes 2; daemon off; pid ${folder}/pid; error_log ${folder}/error.log; worker_rlimit_nofile 20000;
events { worker_connections 8192; }
http {
	access_log off; sendfile on; tcp_nopush on; keepalive_requests 1000000000; gzip_static on; gzip_vary on;
	open_file_cache max=100; open_file_cache_valid 3600s;
	types { application/json json; } charset utf-8; charset_types application/json;
	${['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((n) => `${n}_temp_path ${folder}/${n};`).join(' ')}
	server {
		listen 127.0.0.1:${port} backlog=4096; root ${folder}/www;
		location = /healthz { return 200; }
		${headers.map(([k, v]) => `add_header ${k} "${v.replaceAll('"', '')}";`).join('\n\t\t')}
	}
}
`);
	const server = start('nginx', ['-e', `${folder}/error.log`, '-c', `${folder}/nginx.conf`]);
	await answers(`http://127.0.0.1:${port}`);
	const pids = () => run('pgrep', ['-P', String(server.child.pid)]).trim().split('\n');
	return { url: `http://127.0.0.1:${port}/reply.json`, pids, stop: () => server.kill('SIGQUIT') };
}

// Requests a second that wrk counts, and CPU time of the server for each in microseconds.
function load(url, pids, connections, gzip) {
	const args = ['-t2', `-c${connections}`, `-d${SECONDS}s`, ...(gzip ? ['-H', 'Accept-Encoding: gzip'] : []), url];
	const before = cpuSeconds(pids);
	const out = run('bash', ['-c', 'ulimit -n "$(ulimit -Hn)"; exec wrk "$@"', 'wrk', ...args]);
	const cpu = cpuSeconds(pids) - before;
	const bad = /Non-2xx.*: (\d+)/.exec(out);
	if (bad)
		throw new Error(`${bad[1]} answers of ${url} were errors`);
	const rate = Number(/Requests\/sec:\s+([\d.]+)/.exec(out)[1]);
	return { rate, cpu: cpu / Number(/(\d+) requests in/.exec(out)[1]) * 1e6 };
}

async function compare(connections, gzip, ours, peer, path, bytes) {
	const costs = { ours: [], peer: [] };
	const turn = (who, url, pids) => () => {
		const r = load(url, pids, connections, gzip);
		costs[who].push(r.cpu);
		return r.rate;
	};
	const r = await alternate(pairs, turn('ours', ours.url + path, [ours.pid]), turn('peer', peer.url, peer.pids()));
	row({
		what: `(c) cached replies a second, ${connections} connections, ${whole(bytes)} bytes ${gzip ? 'gzip' : 'plain'} (CPU ${digits(median(costs.ours), 1)} µs each, nginx ${digits(median(costs.peer), 1)})`,
		ours: whole(r.ours), peer: `nginx ${whole(r.peer)}`, ratio: digits(r.ratio), target: '≥ 0.8', ok: r.ratio >= 0.8,
		command: `wrk -t2 -c${connections} -d${SECONDS}s${gzip ? " -H 'Accept-Encoding: gzip'" : ''} http://…${path}${fewer(r)}`,
	});
}

async function main() {
	const db = newDatabase('sqlite');
	const ours = await serve(db);
	await newWorld(ours, db.password, 45, 'diem', { bare: true });
	await sleep(2500); // the lists are published within a second or two
	const reply = await choose(ours);
	const peer = await nginx(reply);
	for (const connections of [64, 1000])
		for (const gzip of [false, true])
			if (!gzip || reply.gzip.headers['content-encoding'] === 'gzip')
				await compare(connections, gzip, ours, peer, reply.path, (gzip ? reply.gzip : reply.plain).body.length);
	await peer.stop();
	await ours.stop();
}

await main().catch((e) => missed('(c) cached replies a second', e, 'wrk -t2 -c64 -d2s'));
process.exit(0);
