// campaign_test: a province registers, is planned for, invited, vaccinated twice. People register themselves, their families, by lists of
// companies, at desks; 3 % twice, 2 % with a wrong number. Vaccine for 30 % arrives; a plan is made and published; invitations go out
// through Kannel; two days with no-shows, deferrals and standby; second doses when their intervals open. At each moment everybody's page
// is held against the test's own model (lib/truth.mjs).
// test: timeout 900
//
// CAMPAIGN_PEOPLE=100000 makes it the long form of `make soak`, in which the pages of CAMPAIGN_PAGES people are looked at.
import { equal, finish } from './lib/check.mjs';
import { BOOK, Campaign, FIRST, PRODUCTS, SECOND, at, fifth, inParallel, must, none, pages, province, saysTruth, stockOf, sum, told, truthOf, until } from './lib/campaign.mjs';
import { reminded, sessionsOf } from './lib/campaign_days.mjs';
import { arrives, computed, delivered, familiesTogether, isFair, keepsRules, planPath, published, roomForAll, share } from './lib/campaign_plan.mjs';
import { countersAgree } from './lib/journey.mjs';
import { everybody } from './lib/province.mjs';
import { acknowledged, again, atDesks, byLists, claims, themselves } from './lib/registering.mjs';
import { engines } from './lib/server.mjs';
import { number, rows } from './lib/stations.mjs';
import * as truth from './lib/truth.mjs';

const PEOPLE = Number(process.env.CAMPAIGN_PEOPLE ?? 1000), PAGES = Number(process.env.CAMPAIGN_PAGES ?? 1000);
const COMMUNES = PEOPLE > 10000 ? 80 : 6, DOSES = Math.round(PEOPLE * 0.3), PRICE = 350; // đồng an SMS, data/rules.json
const REGISTERING = '2021-08-02', PLANNING = '2021-08-03', SECOND_PLANNED = '2021-10-01';

// ---- first doses ----

async function firstPlan(w) {
	w.shares = share(w, DOSES);
	await arrives(w, w.shares, 1);
	const figures = await computed(w, { title: 'mũi 1', starts_on: FIRST[0], ends_on: FIRST[1], spare_percent: 10, next_percent: 0 });
	equal(`${w.engine}: everybody was looked at, every dose has its person`, [w.plan.people, w.plan.placed], [PEOPLE, DOSES]);
	equal('children wait for a vaccine of their age', figures.whys.find((x) => x.why === 'no_product')?.n, w.people.filter((p) => p.minor).length);
	await truthOf(w, 'while a plan is only a preview', fifth(w));
	const places = await pages(w.manager, planPath(w, 'places?show=placed'));
	keepsRules(w, places, w.shares);
	familiesTogether(w, places);
	isFair(w, new Set(places.map((x) => x.person_id)));
	await published(w, 'mũi 1');
	roomForAll(w);
	await delivered(w, w.placed);
	await truthOf(w, 'after publishing');
}

// ---- second doses ----

async function opens(w, product, i) {
	const on = truth.opens(product, FIRST[i]), them = w.people.filter((p) => p.life.doses[0]?.product === product && p.life.doses[0].on === FIRST[i]);
	await w.goOnTo(`${truth.later(on, -1)}T12:00:00`);
	await until('the day before is over', () => number(w.db, `SELECT COUNT(*) FROM day_work WHERE on_date = '${w.today}' AND done_ms IS NOT NULL`) === 1);
	told(w, `the day before nobody more is called for the second dose of ${product}`, 'next_dose', w.opened);
	await w.goOnTo(`${on}T08:00:00`);
	await until('the day has begun', () => number(w.db, `SELECT COUNT(*) FROM day_work WHERE on_date = '${on}' AND done_ms IS NOT NULL`) === 1);
	w.opened.push(...them);
	told(w, `on the day on which the interval opens they are (${them.length})`, 'next_dose', w.opened);
}

// A plan for days before the interval opens gives nobody of them a place.
async function noPlanTooEarly(w) {
	await computed(w, { title: 'quá sớm', products: ['astrazeneca'], starts_on: '2021-08-30', ends_on: '2021-08-31', spare_percent: 10, next_percent: 100 });
	equal(`${w.engine}: before the interval opens no plan has a place for a second dose`, (await pages(w.manager, planPath(w, 'places?show=placed'))).filter((x) => x.dose_number > 1).length, 0);
	must(await w.manager.post(planPath(w, 'cancel'), { version: w.plan.version, why: 'thử' }), 'cancel');
}

async function secondPlan(w) {
	const waiting = w.people.filter((p) => p.life.doses.length === 1), shares = new Map(w.sites.map((s) => [s, { astrazeneca: 0, comirnaty: 0 }]));
	for (const p of waiting) // the hospitals have some more
		shares.get(p.life.doses[0].site)[p.life.doses[0].product]++;
	for (const s of w.sites.filter((x) => x.hospital))
		for (const product of PRODUCTS)
			shares.get(s)[product] = Math.ceil(shares.get(s)[product] * 1.5) + 2;
	await w.goOnTo(`${SECOND_PLANNED}T09:00:00`);
	await arrives(w, shares, 2);
	w.secondShares = shares;
	await computed(w, { title: 'mũi 2', starts_on: SECOND[0], ends_on: SECOND[1], spare_percent: 10, next_percent: 100 });
	equal(`${w.engine}: all who wait for a second dose have a place, nobody else`, w.plan.placed, waiting.length);
	const places = await pages(w.manager, planPath(w, 'places?show=placed'));
	equal('pools are apart', places.filter((x) => x.dose_number !== 2).length, 0);
	await published(w, 'mũi 2');
	roomForAll(w);
	await delivered(w, w.placed);
	await truthOf(w, 'after the second plan', w.sample.filter((p) => p.life.place));
}

// ---- the end ----

async function atTheEnd(w) {
	await w.sent('everything');
	equal(`${w.engine}: no message came too late to be sent`, number(w.db, "SELECT COUNT(*) FROM message WHERE state = 'expired'"), 0);
	await truthOf(w, 'at the end');
	const recount = await countersAgree(`${w.engine}: at the end`, w.db);
	equal('lists follow registrations', recount.registrations_differing, 0);
	const open = w.people.filter((p) => ['waiting', 'placed'].includes(p.life.state)).length;
	equal(`${w.engine}: rows that wait are open registrations`, [number(w.db, 'SELECT COUNT(*) FROM waiting'),
		number(w.db, "SELECT COUNT(*) FROM registration WHERE state IN ('waiting', 'placed')")], [open, open]);
	const doses = sum(w.people, (p) => p.life.doses.length), received = DOSES + sum([...w.secondShares.values()], (s) => s.astrazeneca + s.comirnaty);
	await stockOf(w);
	const inStore = sum(w.sites, (s) => sum(s.lots, (l) => l.doses));
	equal(`${w.engine}: doses given are injections, and gone from the stores`, [number(w.db, "SELECT COUNT(*) FROM dose WHERE state = 'valid'"), received - inStore], [doses, doses]);
	const given = new Map();
	for (const [id, product, on] of rows(w.db, "SELECT person_id, product_code, given_on FROM dose WHERE state = 'valid' ORDER BY person_id, given_on"))
		given.set(id, [...(given.get(id) ?? []), { product, on }]);
	const tooMuch = ([first, second, third]) => third || (second && (first.product !== second.product || truth.opens(first.product, first.on) > second.on));
	none('nobody too early, nobody more than twice, nobody two products', [...given].filter(([, d]) => tooMuch(d)));
	const as = (list) => list.map((d) => `${d.product} ${d.on}`).join();
	none('each as we gave it', w.people.filter((p) => as(given.get(p.life.id) ?? []) !== as(p.life.doses)).map((p) => p.n));
	const boss = await w.member(w.nation.id, 'boyte', 'manager'), parts = sum(w.kannel.received, (m) => m.parts);
	const sums = must(await boss.get(at(w.nation.id, 'messages/summary?from=2021-08-01&to=2021-10-31')), 'summary').items;
	equal(`${w.engine}: SMS of all kinds and their cost add up with what the network got`, [sum(sums, (x) => x.parts), sum(sums, (x) => x.cost), sum(sums, (x) => x.repeated)],
		[parts, parts * PRICE, 0]);
	const complete = w.sample.filter((p) => p.life.why === 'complete');
	await until('certificates are made', () => number(w.db, "SELECT COUNT(*) FROM outbox WHERE done_ms IS NULL") === 0, 600000);
	await inParallel(complete, async (p) => {
		const { certificates } = must(await p.account.get(`${BOOK}/${p.life.id}`), 'page');
		if (!certificates.some((c) => c.dose_number === 2 && c.state === 'valid' && c.hc1.startsWith('HC1:')))
			w.wrong.push(`${p.n} has no certificate of the second dose`);
	});
	saysTruth(w, `${complete.length} of two doses have their certificate`);
}

// Of every kind: the stride has no factor in common with the blocks of province.mjs.
function sampleOf(people) {
	let stride = Math.max(1, Math.floor(PEOPLE / PAGES));
	while (stride > 1 && (stride % 2 === 0 || stride % 5 === 0))
		stride++;
	return people.filter((p) => p.n % stride === 0);
}

async function story(engine) {
	const people = everybody(PEOPLE, COMMUNES);
	for (const p of people)
		p.life = truth.newLife();
	const w = new Campaign(engine, REGISTERING, people, sampleOf(people));
	await w.start();
	await province(w, COMMUNES);
	w.chapter('a province');
	for (const part of [themselves, atDesks, byLists, again, claims, acknowledged])
		await part(w);
	w.chapter('registering');
	await w.goOnTo(`${PLANNING}T09:00:00`);
	await firstPlan(w);
	w.chapter('plan and invitations');
	for (const on of FIRST) {
		await reminded(w, on);
		await sessionsOf(w, on);
		w.chapter(on);
	}
	for (const i of [0, 1])
		await opens(w, 'comirnaty', i);
	await noPlanTooEarly(w);
	await truthOf(w, 'when the first intervals are over', fifth(w));
	for (const i of [0, 1])
		await opens(w, 'astrazeneca', i);
	w.chapter('intervals');
	await secondPlan(w);
	w.chapter('second plan and invitations');
	for (const on of SECOND) {
		await reminded(w, on);
		await sessionsOf(w, on, { second: true });
		w.chapter(on);
	}
	await atTheEnd(w);
	await w.stop();
	w.chapter(`${PEOPLE} people, ${DOSES} doses, ${w.looked} pages looked at`, true);
}

for (const engine of (process.env.CAMPAIGN_ENGINES ?? engines.join(' ')).split(' '))
	await story(engine);
await finish();
