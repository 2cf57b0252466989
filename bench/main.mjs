// main.mjs [ROW...] - runs the rows a to l, or those named, one after the other, and writes bench/RESULTS.md.
// A row that cannot be measured says why and harms no other. With some rows only, those of the last file are kept.
import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { basename, join } from 'node:path';
import { cluster, missed, root, run } from './lib.mjs';

const programs = {
	a: 'step.mjs', b: 'step.mjs', c: 'cached.mjs', d: 'certificates.mjs', e: 'pacing.mjs', f: 'search.mjs', g: 'import.mjs', h: 'space.mjs', i: 'stock.mjs', j: 'plan.mjs', k: 'registration.mjs', l: 'demand.mjs',
};
const ROW_MINUTES = Number(process.env.BENCH_ROW_MINUTES ?? 15); // with 10^7 people more are needed
const out = join(root, 'bench/RESULTS.md');

const asked = process.argv.slice(2);
const unknown = asked.filter((a) => !programs[a]);
if (unknown.length) {
	console.error(`bench/run: there is no row ${unknown.join(' ')}; the rows are ${Object.keys(programs).join(' ')}`);
	process.exit(2);
}
// a program prints all of its rows: with one of them the others are new, too
const letters = Object.keys(programs).filter((l) => !asked.length || asked.some((a) => programs[a] === programs[l]));

// The rows that a program prints, as they come; what it did not print within the time is said to be missing.
function measure(file) {
	return new Promise((done) => {
		const rows = [];
		let text = '', said = '';
		const child = spawn(process.execPath, [join(root, 'bench', file)], { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, BENCH_PG: cluster() } });
		const timer = setTimeout(() => child.kill('SIGTERM'), ROW_MINUTES * 60000);
		child.stdout.setEncoding('utf8').on('data', (chunk) => {
			text += chunk;
			const lines = text.split('\n');
			text = lines.pop();
			for (const line of lines) {
				rows.push(JSON.parse(line));
				console.log(tableRow(rows.at(-1)));
			}
		});
		child.stderr.setEncoding('utf8').on('data', (chunk) => { said = (said + chunk).slice(-2000); });
		child.on('close', (status) => {
			clearTimeout(timer);
			if (status !== 0) {
				const letter = Object.keys(programs).find((l) => programs[l] === file);
				rows.push({ what: `(${letter}) ${basename(file, '.mjs')}`, ours: `not measured: ended with status ${status}: ${said.trim().split('\n').slice(-3).join(' ').slice(0, 300)}`, command: `node bench/${file}`, ok: false });
				console.log(tableRow(rows.at(-1)));
			}
			done(rows);
		});
	});
}

const cell = (v) => String(v ?? '').replaceAll('|', '\\|').replace(/\s+/g, ' ');
const tableRow = (r) => `| ${[r.what, r.ours, r.peer, r.ratio, r.ok === null || r.ok === undefined ? r.target : `${r.target ?? ''} ${r.ok ? 'yes' : '**no**'}`.trim(), `\`${r.command}\``].map(cell).join(' | ')} |`;

const version = (command, args, pattern) => {
	try {
		return pattern.exec(run('bash', ['-c', `"$0" "$@" 2>&1; true`, command, ...args]))[0];
	} catch {
		return `${command} missing`;
	}
};
function machine() {
	const system = /PRETTY_NAME="(.*)"/.exec(readFileSync('/etc/os-release', 'utf8'))[1];
	const programs = [version('psql', ['--version'], /PostgreSQL\) [\d.]+/).replace(')', ''), version('sqlite3', ['--version'], /^[\d.]+/).replace(/^/, 'SQLite '),
		version('nginx', ['-v'], /nginx\/[\d.]+/), version('openssl', ['version'], /OpenSSL [\d.]+/), version('wrk', ['-v'], /wrk [\w./+-]+/), `Node.js ${process.version}`];
	return `${new Date().toISOString().slice(0, 16).replace('T', ' ')} UTC, ${cpus().length} cores ${cpus()[0].model}, ${Math.round(totalmem() / 2 ** 30)} GiB, ${system}, ${programs.join(', ')}.`;
}

const HEAD = ['| what | ours | peer or limit | ratio | target | command |', '|---|---|---|---|---|---|'];
function kept() {
	try {
		return readFileSync(out, 'utf8').split('\n').filter((l) => /^\| \([a-l]\)/.test(l) && !letters.includes(l[3]));
	} catch {
		return [];
	}
}

const load = () => readFileSync('/proc/loadavg', 'utf8').split(' ')[0];
const before = load();
console.log(HEAD.join('\n'));
const lines = asked.length ? kept() : [];
for (const file of new Set(letters.map((l) => programs[l])))
	lines.push(...(await measure(file)).map(tableRow));
lines.sort((x, y) => (x[3] < y[3] ? -1 : x[3] > y[3] ? 1 : 0));
writeFileSync(out, `# Results of \`make bench\`

${machine()} Load of the machine before: ${before}. One run${asked.length ? ` of the rows ${letters.join(' ')}; the others are of an earlier run` : ''}; where there is a peer, medians of alternated pairs. Absolute figures drift with the machine: take the ratios.

${HEAD.join('\n')}
${lines.join('\n')}

The server is \`tiemchung serve\` as released, logging to a file, on a fresh database (\`sqlite:\` or a private PostgreSQL as \`tests/pg.sh\` makes it: fsync, full_page_writes and
synchronous_commit on). Server, client and peer share the machine. pgbench's script is the transaction of one injection from PostgreSQL's own log, with persons, visits and sites
cloned so that each transaction gives a new person a dose; afterwards the doses are counted. nginx has access_log off, open_file_cache on, two workers and sends the same headers.
`);
process.exit(0);
