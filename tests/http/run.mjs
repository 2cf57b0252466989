// run.mjs - runs golden conversations (tests/http/*.http, format: tests/lib/conversation.mjs), each on a fresh database,
// on both engines, with a fixed clock and seed.
//
//	node tests/http/run.mjs [--engine sqlite|postgresql] [--print] [FILE or part of its name]...
//
// --print shows every answer: the quick way to write a new conversation.
import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { check, finish } from '../lib/check.mjs';
import { citizen, codeFor } from '../lib/citizen.mjs';
import { fill, readConversation } from '../lib/conversation.mjs';
import { compare, parseExpected, parseHeader } from '../lib/match.mjs';
import { engines, newDatabase, root, startServer } from '../lib/server.mjs';

const CLOCK = '2021-08-01T08:00:00+07:00';
const SEED = 1;
const units = { ms: 1, s: 1000, m: 60000, h: 3600000, d: 86400000 };
const here = dirname(fileURLToPath(import.meta.url));
const { values: options, positionals } = parseArgs({
	allowPositionals: true,
	options: { engine: { type: 'string' }, print: { type: 'boolean', default: false } },
});

// The calendar day in Viet Nam, where the platform lives.
const dayOf = (ms) => new Date(ms + 7 * units.h).toISOString().slice(0, 10);
const cut = (text, most = 3000) => (text.length > most ? `${text.slice(0, most)} ... (${text.length} characters)` : text);

const fault = (step, what) => {
	throw Object.assign(new Error(what), { line: step.line });
};

class Conversation {
	constructor(file, engine) {
		this.file = file;
		this.shown = relative(root, file);
		this.engine = engine;
		this.clients = {}; // name -> the headers of its login; they outlive a restart
		this.vars = {};
		this.clockSet(Date.parse(CLOCK));
	}

	clockSet(ms) {
		this.base = ms;
		this.since = Date.now();
		this.vars.now = new Date(ms).toISOString();
		this.vars.today = dayOf(ms);
	}

	async begin(steps) {
		this.db = await newDatabase(this.engine);
		for (const step of steps) {
			if (step.verb === 'user')
				this.vars[`${step.words[0]}.password`] = await this.db.addUser(...step.words);
			if (step.verb === 'setup')
				await this.db.run(step.words);
		}
		await this.serve();
	}

	async serve() {
		const now = this.base + (Date.now() - this.since);
		this.server = await startServer({ db: this.db, clock: new Date(now).toISOString(), seed: SEED });
	}

	async step(step) {
		const words = step.words?.map((w) => fill(w, this.vars, step.line));
		switch (step.verb) {
		case 'login': {
			const [name, password = this.vars[`${name}.password`]] = words;
			if (!password)
				fault(step, `login ${name}: a password is missing, and no "user ${name} ..." made one`);
			this.clients[name] = (await this.server.login(name, password)).headers;
			this.who = name;
			break;
		}
		case 'citizen':
			this.clients[words[0]] = (await citizen(this.server, words[1])).headers;
			this.who = words[0];
			break;
		case 'code':
			this.vars[words[0]] = await codeFor(this.server, words[1]);
			break;
		case 'as':
			if (words[0] !== 'nobody' && !this.clients[words[0]])
				fault(step, `as ${words[0]}: there is no earlier "login ${words[0]}" or "citizen ${words[0]}"`);
			this.who = words[0];
			break;
		case 'set':
			this.vars[words[0]] = words.slice(1).join(' ');
			break;
		case 'clock':
			await this.moveClock(step, words[0]);
			break;
		case 'restart':
			await this.server.kill();
			await this.serve();
			break;
		case 'request':
			await this.request(step);
			break;
		default: // user and setup were done before the start
		}
	}

	async moveClock(step, to) {
		const by = /^\+(\d+)(ms|s|m|h|d)$/.exec(to);
		const ms = by ? this.base + Number(by[1]) * units[by[2]] : Date.parse(to);
		if (Number.isNaN(ms))
			fault(step, `clock: neither +31m nor an RFC 3339 time: ${to}`);
		// time never runs backwards by accident: the test itself takes time, too
		this.clockSet(by ? Math.max(ms, this.base + (Date.now() - this.since)) : ms);
		await this.server.setClock(this.vars.now);
	}

	send(step) {
		const headers = { ...(this.clients[this.who] ?? {}) };
		for (const { name, value, line } of step.headers)
			headers[name] = fill(value, this.vars, line);
		const isJson = /^[[{]/.test(step.body.text);
		let body = fill(step.body.text, this.vars, step.body.line, isJson) || undefined;
		if (body?.startsWith('< '))
			body = readFileSync(resolve(dirname(this.file), body.slice(2).trim()));
		else if (isJson && !headers['content-type'])
			headers['content-type'] = 'application/json';
		return this.server.anonymous.send(step.method, fill(step.path, this.vars, step.line), body, { headers });
	}

	differences(want, got, saved) {
		const out = [];
		if (got.status !== want.status)
			out.push({ line: want.line, path: 'status', want: want.status, got: got.status });
		for (const { name, value, line } of want.headers)
			out.push(...compare(parseHeader(fill(value, this.vars, line), line), got.headers[name], saved, {}, name));
		const { text, line } = want.body;
		if (/^[[{$"]/.test(text)) {
			const tree = parseExpected(fill(text, this.vars, line, true), line);
			out.push(...compare(tree, got.json, saved, want));
		} else {
			out.push(...this.textDifferences(fill(text, this.vars, line), line, got.text));
		}
		return out;
	}

	textDifferences(text, line, got) {
		const wanted = text.split('\n').map((s) => s.trim()).filter(Boolean);
		let from = 0;
		for (const [i, part] of wanted.entries()) {
			const found = got.indexOf(part, from);
			if (found < 0)
				return [{ line: line + i, path: 'body', want: `text with: ${part}`, got: 'not there, or not in this order' }];
			from = found + part.length;
		}
		return [];
	}

	async request(step) {
		const until = Date.now() + step.answer.within * 1000;
		let got, saved, wrong;
		for (;;) {
			saved = {};
			got = await this.send(step);
			wrong = this.differences(step.answer, got, saved);
			if (!wrong.length || Date.now() >= until)
				break;
			await sleep(50);
		}
		Object.assign(this.vars, saved);
		const shown = `${got.status} ${got.headers['content-type'] ?? ''}\n` +
			cut(got.json === undefined ? got.text : JSON.stringify(got.json, null, 2));
		check(`${this.engine} ${this.shown}:${step.line} ${step.method} ${step.path}${step.title ? ` (${step.title})` : ''}`,
			wrong.length === 0, () => [
				...wrong.map((d) => `${this.shown}:${d.line}: ${d.path}\n    want ${d.want}\n    got  ${d.got}`),
				`the whole answer: ${shown}`,
			].join('\n'));
		if (options.print)
			console.log(`${step.method} ${step.path}\n-> ${shown}\n`);
	}
}

async function run(file, engine) {
	const talk = new Conversation(file, engine);
	const where = (e) => `${talk.shown}${e.line ? `:${e.line}` : ''}`;
	let steps;
	try {
		steps = readConversation(file);
		await talk.begin(steps);
	} catch (e) {
		check(`${engine} ${where(e)} begins`, false, e.line ? e.message : e.stack);
		return;
	}
	for (const step of steps) {
		try {
			await talk.step(step);
		} catch (e) {
			const line = e.line ?? step.line;
			check(`${engine} ${talk.shown}:${line} ${step.verb}`, false, e.message);
			if (talk.server.ended) {
				check(`${engine} ${talk.shown} the server lives`, false, talk.server.log().slice(-3000));
				break;
			}
		}
	}
	await talk.server.stop();
	await talk.db.drop();
}

const all = readdirSync(here).filter((name) => name.endsWith('.http')).sort().map((name) => join(here, name));
const files = positionals.length
	? all.filter((file) => positionals.some((p) => resolve(p) === file || basename(file).includes(p)))
	: all;
if (!files.length)
	check('there are conversations to run', false, `none of ${all.length} files is meant by ${positionals.join(' ')}`);
if (options.engine && !engines.includes(options.engine))
	check('the engine is known', false, `--engine ${options.engine}: one of ${engines.join(', ')}`);
for (const engine of options.engine ? engines.filter((e) => e === options.engine) : engines) {
	for (const file of files)
		await run(file, engine);
}
await finish();
