// campaign.mjs - what campaign_test stands on: a server behind a real Kannel, the units of a province with sites and staff, phones that
// receive messages, clients that share their connections; and how pages are held against the test's own model (truth.mjs).
import { check, equal } from './check.mjs';
import { startKannel } from './kannel.mjs';
import { NOBODYS } from './province.mjs';
import { newDatabase, startServer } from './server.mjs';
import { number, rows } from './stations.mjs';
import * as truth from './truth.mjs';
import { setTimeout as sleep } from 'node:timers/promises';

export const at = (...path) => ['/api/v1/units', ...path].join('/');
export const MANY = 24; // requests under way at once

export function must(answer, what, ...statuses) {
	if (statuses.length ? !statuses.includes(answer.status) : answer.status > 299)
		throw new Error(`${what}: ${answer.status} ${answer.text.slice(0, 600)}`);
	return answer.json;
}

// work(item, index) for each of a list, so many at once.
export async function inParallel(list, work, n = MANY) {
	const queue = [...list.entries()].reverse();
	await Promise.all(Array.from({ length: n }, async () => {
		for (let next; (next = queue.pop());)
			await work(next[1], next[0]);
	}));
}

// Looks often at first; what takes long is not asked all the time, for looking costs the machine, too.
export async function until(what, look, patience = 120000) {
	for (let end = Date.now() + patience, pause = 60; ; pause = Math.min(pause * 1.1, 2000)) {
		const found = await look();
		if (found || Date.now() > end)
			return check(what, found, () => JSON.stringify(found));
		await sleep(pause);
	}
}

// What the phones have received, by number; and who waits for a code.
export class Phones {
	constructor(kannel) { Object.assign(this, { kannel, read: 0, by: new Map(), waiting: new Map() }); }
	take() {
		const { received } = this.kannel;
		for (; this.read < received.length; this.read++) {
			const m = received[this.read];
			if (!this.by.has(m.to))
				this.by.set(m.to, []);
			this.by.get(m.to).push(m);
			this.waiting.get(m.to)?.();
		}
	}
	of(phone) {
		this.take();
		return this.by.get(phone) ?? [];
	}
	async code(phone, patience = 120000) {
		const newest = () => this.of(phone).map((m) => /m[ãa] (\d{6}),/.exec(m.text)?.[1]).findLast(Boolean);
		this.look ??= setInterval(() => this.take(), 5);
		for (const end = Date.now() + patience; !newest();) {
			await Promise.race([new Promise((come) => { this.waiting.set(phone, come); }), sleep(end - Date.now(), null, { ref: false })]);
			if (Date.now() > end)
				throw new Error(`no code came to ${phone}`);
		}
		this.waiting.delete(phone);
		return newest();
	}
	close() { clearInterval(this.look); }
}

// ---- the world ----

export class Campaign {
	constructor(engine, today, people, sample) {
		Object.assign(this, { engine, today, people, sample, sampled: new Set(sample), began: performance.now(), chapterBegan: performance.now(), wrong: [], looked: 0,
			forms: {}, watched: [], steps: 0, putOff: [], toldMissed: [], opened: [] });
	}

	async start() {
		this.db = await newDatabase(this.engine);
		this.kannel = await startKannel({ unknown: NOBODYS });
		this.phones = new Phones(this.kannel);
		const password = await this.db.addUser('root', 'administrator', 'VN');
		this.server = await startServer({ db: this.db, clock: `${this.today}T08:00:00+07:00`,
			args: (port) => [...this.kannel.args(port), '--sms-rate', '0', '--trusted-proxy', '127.0.0.1', '--rate-address', '1000000', '--rate-account', '1000000'] });
		this.root = await this.account('root', password);
		[this.nation] = must(await this.root.get('/api/v1/units?level=nation'), 'nation').items;
	}

	// A client with these headers, over the connections of all.
	as(headers) {
		const with_ = (o = {}) => ({ timeout: 120000, ...o, headers: { ...headers, ...o.headers } }), http = this.server.anonymous;
		return {
			headers, get: (path, o) => http.get(path, with_(o)), post: (path, body, o) => http.post(path, body, with_(o)), put: (path, body, o) => http.put(path, body, with_(o)),
		};
	}

	// A member of staff, who logs in again when they are needed on another day.
	async account(name, password) {
		const headers = {}, who = this.as(headers), fresh = {};
		let day = null, login = null;
		const log = async (today) => {
			headers.authorization = (await this.server.login(name, password)).headers.authorization;
			day = today;
		};
		const ready = () => (day === this.today ? null : login ??= log(this.today).finally(() => { login = null; }));
		for (const call of ['get', 'post', 'put'])
			fresh[call] = async (...more) => {
				await ready();
				return who[call](...more);
			};
		return fresh;
	}
	async member(unit, name, role, fullName = name) {
		return this.account(name, must(await this.root.post(at(unit, 'staff'), { login_name: name, full_name: fullName, role }), name).password);
	}

	// What was written is sent before: a clock that jumps over the life of a message would waste it.
	async goOnTo(now) {
		await until('what was written is sent', () => number(this.db, 'SELECT COUNT(*) FROM message WHERE due_ms IS NOT NULL') === 0, 1800000);
		await this.server.setClock(`${now}+07:00`);
		this.today = now.slice(0, 10);
	}

	// A citizen's account: asks for a code, reads it from the phone, logs in. Each comes from an address of its own; beyond 20,000 a
	// minute the whole country is asked to wait (OTP_PER_MINUTE), so no more than 250 begin in a second.
	async citizen(phone) {
		const turn = this.nextCode = Math.max(performance.now(), (this.nextCode ?? 0) + 4);
		await sleep(turn - performance.now());
		const i = this.accounts = (this.accounts ?? 0) + 1;
		const headers = { 'x-forwarded-for': `10.${i >> 16 & 255}.${i >> 8 & 255}.${i & 255}`, 'x-requested-by': 'test' };
		must(await this.as(headers).post('/api/v1/book/otp', { phone }), 'a code', 202);
		const answer = await this.as(headers).post('/api/v1/book/login', { phone, code: await this.phones.code(phone) });
		must(answer, 'log-in', 200);
		return this.as({ ...headers, cookie: answer.headers['set-cookie'][0].split(';')[0] });
	}

	// work(), and how many of what it did in a second.
	async measure(what, n, work) {
		const began = performance.now();
		await work();
		const s = (performance.now() - began) / 1000;
		console.log(`# ${this.engine}: ${what}: ${n} in ${s.toFixed(1)} s, ${(n / s).toFixed(0)}/s`);
	}
	// The end of one; whole: of the story.
	chapter(name, whole = false) {
		const now = performance.now();
		console.log(`# ${this.engine}: ${name}: ${((now - (whole ? this.began : this.chapterBegan)) / 1000).toFixed(1)} s`);
		this.chapterBegan = now;
	}

	// Everybody by the id of their record, once all have one.
	byId() { return this.ids ??= new Map(this.people.map((p) => [p.life.id, p])); }

	async sent(what) {
		await until(`${what}: nothing is left to send or to be reported`, () => number(this.db, "SELECT COUNT(*) FROM message WHERE state IN ('waiting', 'sending', 'sent')") === 0, 1800000);
	}
	stop() {
		this.phones.close();
		return Promise.all([this.server.stop(), this.kannel.stop()]).then(() => this.db.drop());
	}
}

// So many communes, eight to a district, each with a health station and its own staff; a hospital in each district.
export async function province(w, communes) {
	const units = async (level, parent) => must(await w.root.get(`/api/v1/units?level=${level}&parent_id=${parent}&on=2021-08-01&limit=100`), level).items;
	const [top] = must(await w.root.get('/api/v1/units?level=province&q=01&on=2021-08-01'), 'province').items;
	w.province = top;
	w.campaign = must(await w.root.post(at(w.nation.id, 'campaigns'), { code: 'C1', name: 'Chiến dịch', starts_on: '2021-01-01', wait_minutes: 30 }), 'campaign').id;
	w.manager = await w.member(top.id, 'tinh', 'manager');
	w.communes = [];
	w.sites = [];
	for (const district of await units('district', top.id)) {
		if (w.communes.length === communes)
			break;
		const mine = (await units('commune', district.id)).slice(0, Math.min(communes > 8 ? 8 : 3, communes - w.communes.length));
		w.communes.push(...mine.map((c, i) => ({ ...c, index: w.communes.length + i, province: [top.name, top.code], district: [district.name, district.code], districtId: district.id })));
		w.sites.push({ name: `Bệnh viện ${district.name}`, hospital: true, parent: district.id, district: district.id, commune: null });
	}
	w.sites.push(...w.communes.map((c) => ({ name: `Trạm Y tế ${c.name}`, hospital: false, parent: c.id, district: c.districtId, commune: c.index })));
	await inParallel(w.sites, async (s, i) => {
		s.id = must(await w.root.post(at(s.parent, 'sites'), { code: `S${i}`, name: s.name, kind: s.hospital ? 'hospital' : 'health_station', tables: 2 }), s.name).id;
		s.tables = await w.member(s.id, `diem${i}`, 'manager');
	}, 4);
	await inParallel(w.communes, async (c, i) => {
		c.desk = await w.member(c.id, `xa${i}`, 'manager');
		c.company = await w.member(c.id, `cty${i}`, 'organisation', `Công ty Thử ${i}`);
	}, 4);
}

// All pages of a list.
export async function pages(who, path) {
	const list = [];
	for (let next = ''; ;) {
		const page = must(await who.get(`${path}${path.includes('?') ? '&' : '?'}${next ? `after=${encodeURIComponent(next)}` : ''}`), path);
		list.push(...page.items);
		if (!page.next)
			return list;
		next = page.next;
	}
}

export const plain = (text) => text.normalize('NFD').replace(/[\u0300-\u036f]/g, '').replaceAll('đ', 'd').replaceAll('Đ', 'D');
export const sum = (list, f) => list.reduce((s, x) => s + f(x), 0);
export const none = (what, wrong) => equal(what, [wrong.length, wrong.slice(0, 5)], [0, []]);

export const BOOK = '/api/v1/book/people';
export const FIRST = ['2021-08-05', '2021-08-06'], SECOND = ['2021-10-04', '2021-10-05'];
export const PRODUCTS = ['astrazeneca', 'comirnaty'];
export const commune = (w, p) => w.communes[p.commune];

// ---- the truth ----

export async function look(w, p, moment, turn) {
	const answer = await p.account.get(`${BOOK}/${p.life.id}`);
	w.looked++;
	const wrong = answer.status === 200 ? truth.differs(answer.json, truth.says(p.life, w.today), turn) : [answer.text];
	for (const d of wrong)
		w.wrong.push(`${moment}: ${p.n} (${p.way}): ${d}`);
	return answer.json;
}

// Everybody whose page is looked at, with their place in the order.
export async function truthOf(w, moment, people = w.sample) {
	const turns = truth.turns(w.people);
	await inParallel(people, (p) => look(w, p, moment, turns.get(p) ?? null));
	saysTruth(w, `${moment}: ${people.length} pages say the truth`);
}

export const fifth = (w) => w.sample.filter((p, i) => i % 5 === 0);

export function saysTruth(w, what) {
	none(`${w.engine}: ${what}`, w.wrong);
	w.wrong = [];
}
export const pageOf = (w, p, moment) => (w.sampled.has(p) ? look(w, p, moment) : null);

const idsOf = (list) => list.map((p) => p.life.id).sort();
// Exactly these people have a message of this kind, as often as they are named.
export function told(w, what, template, people, more = '') {
	equal(`${w.engine}: ${what} (${people.length})`, rows(w.db, `SELECT person_id FROM message WHERE template = '${template}' ${more}`).map(([id]) => id).sort(), idsOf(people));
}

export async function stockOf(w) {
	await inParallel(w.sites, async (s) => { s.lots = must(await s.tables.get(at(s.id, 'lots')), 'lots').items.map((l) => ({ ...l, left: l.doses })); });
}
