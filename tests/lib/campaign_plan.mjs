// campaign_plan.mjs - vaccine arrives, a plan is computed, held against the rules, published; invitations go out and are read on the phones.
import { PRODUCTS, at, commune, inParallel, must, none, pages, plain, sum, until } from './campaign.mjs';
import { check, equal } from './check.mjs';
import { rows } from './stations.mjs';
import * as truth from './truth.mjs';

const PRICE = 350; // đồng an SMS, data/rules.json
const day = (date) => date.split('-').reverse().join('/').slice(0, 5);

// A quarter and more to the hospitals, since the old go there; two thirds AstraZeneca. Adds up to the doses.
export function share(w, doses) {
	const hospitals = w.sites.filter((s) => s.hospital), out = new Map(w.sites.map((s) => [s, { astrazeneca: 0, comirnaty: 0 }]));
	let left = doses;
	for (let i = 0; left > 0; i++) {
		const site = i % 4 === 0 ? hospitals[i / 4 % hospitals.length] : w.sites[(i * 7 + Math.floor(i / 4)) % w.sites.length];
		out.get(site)[PRODUCTS[i % 3 === 0 ? 1 : 0]]++;
		left--;
	}
	return out;
}

export async function arrives(w, shares, lot) {
	await inParallel(w.sites, async (s) => {
		for (const product of PRODUCTS)
			if (shares.get(s)[product])
				must(await s.tables.post(at(s.id, 'lots/receive'), { product_code: product, number: `${product.slice(0, 2).toUpperCase()}${lot}`,
					expires_on: '2022-03-31', doses: shares.get(s)[product], party: 'Kho tỉnh' }), 'receive');
		s.doses = sum(PRODUCTS, (product) => shares.get(s)[product]);
		const perHour = Math.max(3, Math.ceil(s.doses / 2 / 0.9 / 7) + 1), tables = Math.ceil(perHour / 20), per_table = Math.ceil(perHour / tables);
		const hours = [1, 2, 3, 4, 5, 6, 7].flatMap((weekday) => [['07:30', '11:30'], ['13:30', '16:30']].map(([starts, ends]) => ({ weekday, starts, ends, tables, per_table })));
		must(await s.tables.put(at(s.id, 'hours'), { hours }), 'hours');
	}, 8);
}

export const planPath = (w, ...more) => at(w.province.id, 'plans', w.plan.id, ...more);

async function planIs(w, state) {
	await until(`${w.engine}: the plan is ${state}`, async () => (w.plan = must(await w.manager.get(planPath(w)), 'plan')).state === state, 1800000);
	if (w.plan.state !== state)
		throw new Error(JSON.stringify(w.plan));
}

export async function computed(w, plan) {
	w.plan = must(await w.manager.post(at(w.province.id, 'plans'), { campaign_id: w.campaign, products: PRODUCTS, reach: 'district', ...plan }), 'plan', 201);
	w.plan = must(await w.manager.post(planPath(w, 'compute'), { version: w.plan.version }), 'compute', 202);
	await planIs(w, 'preview');
	console.log(`# ${w.engine}: plan ${plan.title}: ${w.plan.people} people, ${w.plan.placed} placed: load ${w.plan.load_ms} ms, plan ${w.plan.plan_ms} ms, keep ${w.plan.keep_ms} ms`);
	const figures = must(await w.manager.get(planPath(w, 'figures')), 'figures');
	equal('its figures add up', [figures.all.placed, sum(figures.whys, (x) => x.n), sum(figures.communes, (f) => f.placed)], [w.plan.placed, w.plan.nowhere, w.plan.placed]);
	return figures;
}

// By the rules alone: age, product, interval, hospital, room, doses, one place each.
export function keepsRules(w, places, stock) {
	const wrong = [], bySite = new Map(w.sites.map((s) => [s.id, s])), count = new Map(), byId = w.byId();
	const add = (key) => count.set(key, (count.get(key) ?? 0) + 1);
	for (const x of places) {
		const p = byId.get(x.person_id), site = bySite.get(x.site_id);
		add(`person ${x.person_id}`);
		add(`${x.site_id} ${x.product_code}`);
		if (!truth.mayHave(p, x.product_code, x.on_date) || p.life.notBefore > x.on_date || p.life.state !== 'waiting')
			wrong.push(`${p.n}: ${x.product_code} on ${x.on_date}`);
		if (p.hospital && !site.hospital)
			wrong.push(`${p.n} needs a hospital, has ${site.name}`);
		if (site.district !== commune(w, p).districtId)
			wrong.push(`${p.n} is sent to another district`);
	}
	for (const [key, n] of count)
		if (n > (key.startsWith('person') ? 1 : stock.get(bySite.get(key.split(' ')[0]))[key.split(' ')[1]]))
			wrong.push(`${key}: ${n}`);
	none(`${w.engine}: ${places.length} places, each as the rules want it`, wrong);
}

// Families who asked for it come together wherever all of them have a place.
export function familiesTogether(w, places) {
	const byId = w.byId(), families = new Map();
	for (const x of places) {
		const p = byId.get(x.person_id);
		if (p.together)
			families.set(p.parent.n, [...(families.get(p.parent.n) ?? []), [x.site_id, x.on_date, x.slot].join()]);
	}
	const whole = [...families.values()].filter((f) => f.length === 3), apart = whole.filter((f) => new Set(f).size > 1);
	check(`${w.engine}: ${whole.length} families have places, ${apart.length} of them not in one hour`, whole.length > 0 && apart.length <= whole.length / 10);
}

// Whoever has no place does not come before somebody who has one that would have suited them as well.
export function isFair(w, placed) {
	const lists = new Map(), wrong = [];
	for (const p of w.people.filter((x) => !x.together && x.part === 'any' && !x.minor && x.life.state === 'waiting' && !x.life.doses.length)) {
		const key = `${p.commune} ${p.hospital}`;
		lists.set(key, [...(lists.get(key) ?? []), p]);
	}
	for (const list of lists.values()) {
		list.sort(truth.order);
		const last = list.findLastIndex((p) => placed.has(p.life.id));
		wrong.push(...list.slice(0, Math.max(0, last)).filter((p) => !placed.has(p.life.id)).map((p) => `${p.n} comes before ${list[last].n}`));
	}
	none(`${w.engine}: nobody is passed over`, wrong);
}

// Everybody once: at the right phone, with place, day, hour and code; who has no phone is invited on that of the guardian.
function invited(w, places) {
	const messages = [...new Set(places.map((x) => x.p.phone ?? x.p.guardian?.phone ?? x.p.parent?.phone))].flatMap((phone) => w.phones.of(phone).map((m) => ({ ...m, text: plain(m.text) })));
	const byCode = new Map(), wrong = [];
	for (const m of messages.filter((x) => x.text.includes('Tiem Chung: moi '))) {
		const code = /Ma hen ([A-Z0-9]{10})/.exec(m.text)?.[1];
		byCode.set(code, [...(byCode.get(code) ?? []), m]);
	}
	for (const { p, place } of places) {
		const mine = byCode.get(place.code) ?? [], words = [p.name, place.site.name, `${place.slot} ngay ${day(place.on)}`].map(plain);
		if (mine.length !== 1 || mine[0].to !== (p.phone ?? p.guardian.phone) || !words.every((x) => mine[0].text.includes(x)))
			wrong.push(`${p.n} at ${place.site.name} ${place.on} ${place.slot} ${place.code}: ${JSON.stringify(mine)}`);
	}
	none(`${w.engine}: everybody is invited exactly once, to the right place and hour`, wrong);
}

export async function delivered(w, places) {
	await w.sent('invitations');
	invited(w, places);
	const wrong = places.filter(({ p }) => p.wrong === 'phone').length;
	const m = must(await w.manager.get(planPath(w)), 'plan').messages;
	equal(`${w.engine}: reports come back; phones that nobody has fail`, [m.total, m.delivered, m.failed], [places.length, places.length - wrong, wrong]);
	const unreached = await pages(w.manager, at(w.province.id, 'message-batches', w.plan.batch_id, 'unreached'));
	equal('they are listed by name, to be called or visited', unreached.map((x) => [x.person_id, x.name, x.phone, x.state]).sort(),
		places.filter(({ p }) => p.wrong === 'phone').map(({ p }) => [p.life.id, p.name, p.phone, 'failed']).sort());
	const parts = sum(places, ({ p, place }) => w.phones.of(p.phone ?? p.guardian.phone).find((x) => x.text.includes(place.code))?.parts ?? 0);
	equal('SMS and what they cost add up', [m.parts, m.cost], [parts, parts * PRICE]);
}

function howFast(w, title) {
	const [times] = rows(w.db, `SELECT MIN(created_ms), MAX(sent_ms), MAX(delivered_ms), COUNT(*) FROM message WHERE batch_id = ${w.plan.batch_id}`);
	const [from, sent, delivered, n] = times.map(Number), seconds = (ms) => ((ms - from) / 1000).toFixed(1);
	console.log(`# ${w.engine}: invitations, ${title}: ${n} sent in ${seconds(sent)} s, ${(n / (sent - from) * 1000).toFixed(0)}/s; the last was reported after ${seconds(delivered)} s`);
}

export async function published(w, title) {
	const places = (await pages(w.manager, planPath(w, 'places?show=placed'))).filter((x) => x.site_id);
	const byId = w.byId(), sites = new Map(w.sites.map((s) => [s.id, s]));
	await w.measure(`appointments published and invitations delivered, ${title}`, places.length, async () => {
		await w.measure(`appointments published, ${title}`, places.length, async () => {
			w.plan = must(await w.manager.post(planPath(w, 'publish'), { version: w.plan.version, rate: 0 }), 'publish', 202);
			await planIs(w, 'published');
		});
		await w.sent(`invitations, ${title}`);
	});
	howFast(w, title);
	equal('everybody could be published', w.plan.failed, 0);
	const made = rows(w.db, `SELECT a.person_id, a.unit_id, a.session_id, s.on_date, a.slot, a.code, a.product_code
		FROM appointment a JOIN session s ON s.unit_id = a.unit_id AND s.id = a.session_id WHERE a.state = 'expected' AND s.on_date >= '${w.plan.starts_on}'`);
	const show = (list) => list.map((x) => x.join(' ')).sort();
	equal(`${w.engine}: published is what was previewed`, show(made.map(([id, site, , on, slot, , product]) => [id, site, on, slot, product])),
		show(places.map((x) => [x.person_id, x.site_id, x.on_date, x.slot, x.product_code])));
	w.placed = made.map(([id, site, session, on, slot, code, product]) => ({ p: byId.get(id), place: { site: sites.get(site), session, on, slot, code, product } }));
	for (const { p, place } of w.placed)
		truth.placed(p.life, place);
	return places;
}

export function roomForAll(w) {
	const slots = rows(w.db, `SELECT x.unit_id, x.session_id, x.starts, x.capacity, x.booked, (SELECT COUNT(*) FROM appointment a
		WHERE a.unit_id = x.unit_id AND a.session_id = x.session_id AND a.slot = x.starts AND a.state <> 'cancelled') FROM session_slot x`);
	// the tables of each product are rounded by themselves
	const over = slots.filter(([, , , capacity, booked, n]) => booked !== n || Number(n) > Number(capacity) * 0.9 + PRODUCTS.length);
	none(`${w.engine}: no hour is fuller than it may be, and a tenth is kept free`, over);
}
