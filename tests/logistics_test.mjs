// logistics_test: from the national store to the arm, and back: doses imported in three lots, a national round over 63 provinces
// by their people, rounds of provinces and districts, shipments with a loss, a part, an excursion and a return, a day of
// vaccination, a recall that finds exactly the people who received the lot; and the books close to zero difference.
// test: timeout 900
//
// LOGISTICS_DOSES=1000000 makes it the long form of `make soak`.
import { inflateRawSync } from 'node:zlib';
import { check, equal, finish } from './lib/check.mjs';
import { checkIn, countersAgree, fourSteps, inject, move, screen, team } from './lib/journey.mjs';
import { person } from './lib/people.mjs';
import { engines, newDatabase, startServer } from './lib/server.mjs';

const DOSES = Number(process.env.LOGISTICS_DOSES ?? 10000);
const PEOPLE = Math.max(60, Math.round(DOSES / 100));
const DAY = '2021-10-04';
const at = (...path) => ['/api/v1/units', ...path].join('/');
const sum = (list, f) => list.reduce((s, x) => s + f(x), 0);

const must = (answer, status, what) => {
	if (answer.status !== status)
		throw new Error(`${what}: expected ${status}, got ${answer.status} ${answer.text.slice(0, 500)}`);
	return answer.json;
};

async function inParallel(n, list, work) {
	const queue = [...list.entries()];
	await Promise.all(Array.from({ length: n }, async () => {
		for (let next; (next = queue.shift());)
			await work(next[1], next[0]);
	}));
}

async function newWorld(engine) {
	const db = await newDatabase(engine);
	const password = await db.addUser('root', 'administrator', 'VN');
	const boss = await db.addUser('boss', 'manager', 'VN');
	const server = await startServer({ db, clock: `${DAY}T08:00:00+07:00` });
	const admin = await server.login('root', password);
	const nation = (await admin.get('/api/v1/units?level=nation')).json.items[0].id;
	const campaign = must(await admin.post(at(nation, 'campaigns'), { code: 'L', name: 'Thử', starts_on: '2021-01-01', wait_minutes: 0 }), 201, 'campaign');
	return { engine, db, server, admin, boss: await server.login('boss', boss), nation, campaign, sites: [], lots: [], given: [], lost: 0, discarded: 0 };
}

const balance = async (w, unit, lot) => (await w.admin.get(at(unit, 'lots'))).json.items.find((l) => l.lot_id === lot) ?? { doses: 0, held: 0, transit: 0, used: 0 };
const open = async (w, unit) => (await w.admin.get(at(unit, 'incoming'))).json.items;

async function imported(w) {
	const parts = [0.4, 0.35, 0.25].map((p) => Math.round(DOSES * p / 10) * 10);
	parts[0] += DOSES - sum(parts, (x) => x);
	for (const [i, doses] of parts.entries())
		w.lots.push(must(await w.admin.post(at(w.nation, 'lots/receive'), { product_code: 'astrazeneca', number: `LO-${i + 1}`, expires_on: `2021-1${i}-28`, doses, party: 'COVAX', paper: `PN-${i + 1}` }), 201, 'receive').lot_id);
	equal(`${w.engine}: ${DOSES} doses are imported in three lots`, sum((await w.admin.get(at(w.nation, 'lots'))).json.items, (l) => l.doses), DOSES);
}

// Takes in all that a store awaits, unless how() says otherwise of a shipment.
async function receiveAll(w, unit, how = () => null) {
	for (const s of await open(w, unit)) {
		const full = (await w.admin.get(at(unit, 'incoming', s.id))).json;
		for (const lines of how(full) ?? [full.lines.map((l) => ({ lot_id: l.lot_id, received: l.sent }))])
			must(await w.admin.post(at(unit, 'incoming', s.id, 'receive'), { lines }), 200, 'receive');
	}
}

// A round of a unit over those below, approved and sent.
async function allocate(w, unit, doses, basis) {
	let r = must(await w.admin.post(at(unit, 'rounds'), { title: `Đợt ${unit}`, product_code: 'astrazeneca', doses, pack: 10, basis, deduct_on_hand: false }), 201, 'round');
	equal(`${w.engine}: the shares of a round are its doses, in whole packs`, [sum(r.shares, (s) => s.doses), r.shares.some((s) => s.doses % 10)], [doses, false]);
	r = must(await w.admin.post(at(unit, 'rounds', r.id, 'approve'), { version: r.version }), 200, 'approve');
	r = must(await w.admin.post(at(unit, 'rounds', r.id, 'ship'), { version: r.version }), 200, 'ship');
	equal('and have left', [r.state, r.shipped], ['shipped', doses]);
	return r;
}

async function nationalRound(w) {
	const r = await allocate(w, w.nation, DOSES, { population_18: 100 });
	equal(`${w.engine}: 63 provinces have a share`, r.shares.length, 63);
	const adults = sum(r.shares, (s) => s.figures.population_18);
	check('each by its people, to a pack', r.shares.every((s) => Math.abs(s.doses - DOSES * s.figures.population_18 / adults) < 10), JSON.stringify(r.shares[0]));
	equal('the national store is empty, all is on its way', [sum((await w.admin.get(at(w.nation, 'lots'))).json.items, (l) => l.doses), sum((await w.admin.get(at(w.nation, 'lots'))).json.items, (l) => l.transit)], [0, DOSES]);
	const [hanoi, hcmc, danang, haiphong] = ['01', '79', '48', '31'].map((code) => r.shares.find((s) => s.to_unit_code === code).to_unit_id);
	w.provinces = { hanoi, hcmc, danang, haiphong };
	const rest = r.shares.map((s) => s.to_unit_id).filter((id) => ![hcmc, danang, haiphong].includes(id));
	await inParallel(8, rest, (id) => receiveAll(w, id));
	// a loss in Hồ Chí Minh City
	await receiveAll(w, hcmc, (s) => {
		w.lost += 10;
		return [s.lines.map((l, i) => ({ lot_id: l.lot_id, received: l.sent - (i ? 0 : 10), lost: i ? 0 : 10, why: i ? undefined : 'rơi một hộp' }))];
	});
	// Đà Nẵng gets it in two parts
	await receiveAll(w, danang, (s) => [s.lines.map((l) => ({ lot_id: l.lot_id, received: Math.floor(l.sent / 2) })), s.lines.map((l) => ({ lot_id: l.lot_id, received: l.sent - Math.floor(l.sent / 2) }))]);
	// Hải Phòng's was too warm: held back, looked into, released; and a tenth goes back to the national store
	const warm = (await open(w, haiphong))[0];
	must(await w.admin.post(at(haiphong, 'incoming', warm.id, 'readings'), { readings: [['06:00', 45], ['06:30', 101], ['07:00', 60]].map(([t, c]) => ({ at: `${DAY}T${t}:00+07:00`, celsius_e1: c })) }), 200, 'readings');
	await receiveAll(w, haiphong);
	const held = (await w.admin.get(at(haiphong, 'lots'))).json.items;
	equal('an excursion: everything is held back', [sum(held, (l) => l.doses), sum(held, (l) => l.held)], [0, warm.doses]);
	for (const l of held)
		must(await w.admin.post(at(haiphong, 'lots', l.lot_id, 'release'), { doses: l.held, why: 'Viện kiểm định: đạt' }), 201, 'release');
	const back = held.map((l) => ({ lot_id: l.lot_id, doses: Math.ceil(l.held / 10) }));
	must(await w.admin.post(at(haiphong, 'shipments'), { to_unit_id: w.nation, lines: back }), 201, 'return');
	await receiveAll(w, w.nation);
	equal('a return arrives', sum((await w.admin.get(at(w.nation, 'lots'))).json.items, (l) => l.doses), sum(back, (l) => l.doses));
	const plan = must(await w.admin.get(at(w.nation, 'rounds', r.id)), 200, 'round');
	equal('plan and actual of the round', [plan.shipped, plan.received], [DOSES, DOSES - w.lost]);
}

// Hà Nội gives to two districts, each to two sites: by what their sites can do in a day.
async function downTheRoad(w) {
	const { hanoi } = w.provinces;
	const districts = (await w.admin.get(`/api/v1/units?level=district&parent_id=${hanoi}&on=2021-08-01&limit=100`)).json.items.slice(0, 2);
	for (const [i, d] of districts.entries())
		for (const k of [1, 2]) {
			const commune = (await w.admin.get(`/api/v1/units?level=commune&parent_id=${d.id}&on=2021-08-01`)).json.items[k - 1];
			const unit = must(await w.admin.post(at(commune.id, 'sites'), { code: `S${i}${k}`, name: `Trạm ${i}${k}`, kind: 'health_station', tables: 4, capacity: 100 * k }), 201, 'site').id;
			w.sites.push({ unit, commune: commune.id, team: await team(w.server, w.admin, unit, `s${i}${k}`, ['reception', 'screening_doctor', 'vaccinator', 'observer', 'manager']) });
		}
	const have = sum((await w.admin.get(at(hanoi, 'lots'))).json.items, (l) => l.doses);
	const r = await allocate(w, hanoi, Math.floor(have / 10) * 10, { capacity: 100 });
	equal(`${w.engine}: a district without sites gets nothing`, r.shares.filter((s) => s.doses > 0).length, 2);
	for (const s of r.shares.filter((x) => x.doses > 0)) {
		await receiveAll(w, s.to_unit_id);
		await allocate(w, s.to_unit_id, s.doses, { capacity: 100 });
	}
	for (const s of w.sites)
		await receiveAll(w, s.unit);
	equal('the doses are at the sites', sum(await Promise.all(w.sites.map(async (s) => sum((await w.admin.get(at(s.unit, 'lots'))).json.items, (l) => l.doses))), (x) => x), Math.floor(have / 10) * 10);
}

async function day(w) {
	for (const site of w.sites) {
		site.lots = (await w.admin.get(at(site.unit, 'lots'))).json.items.filter((l) => l.doses > 0).map((l) => ({ id: l.lot_id, left: l.doses }));
		site.session = must(await site.team.manager.post(at(site.unit, 'sessions'), { campaign_id: w.campaign.id, on_date: DAY, lots: site.lots.map((l) => ({ lot_id: l.id })), slots: [] }), 201, 'session').id;
	}
	await inParallel(12, Array.from({ length: PEOPLE }), async (_, i) => {
		const site = w.sites[i % w.sites.length], p = person(i + 1);
		const lot = site.lots.filter((l) => l.left > 0)[Math.floor(i / w.sites.length) % site.lots.filter((l) => l.left > 0).length];
		if (!lot)
			return;
		lot.left--;
		const [d, m, y] = p.birth.split('/');
		const id = must(await site.team.reception.post(at(site.unit, 'persons'), { name: p.name, birth_date: `${y}-${m}-${d}`, sex: p.sex ? 'female' : 'male', cccd: p.cccd, phone: p.phone, home_unit_id: site.commune }), 201, 'person').id;
		await fourSteps(site.team, site.unit, site.session, id, lot.id);
		w.given.push({ person: id, lot: lot.id, site });
	});
	equal(`${w.engine}: a day of ${w.given.length} people`, w.given.length >= Math.min(PEOPLE, 40), true);
	for (const site of w.sites) {
		const lot = site.lots[0].id, vial = must(await site.team.vaccinator.post(at(site.unit, 'vials'), { lot_id: lot }), 201, 'vial');
		const left = Math.min(3, (await balance(w, site.unit, lot)).doses);
		must(await site.team.vaccinator.post(at(site.unit, 'vials', vial.id, 'close'), { left_over: left }), 200, 'close');
		w.discarded += left;
		const { now } = (await site.team.manager.get(at(site.unit, 'day-report'))).json;
		must(await site.team.manager.post(at(site.unit, 'day-report', DAY, 'confirm'), { used: now.used, left_over: now.left_over }), 201, 'confirm');
		equal('the site\'s figures are what happened there', [now.people, now.used], [w.given.filter((g) => g.site === site).length, w.given.filter((g) => g.site === site).length]);
	}
	equal('everybody has reported', (await w.admin.get(at(w.nation, 'day-report/missing'))).json.items, []);
	equal('nothing is open', (await w.admin.get(at(w.nation, 'reconciliation/open'))).json.items, []);
}

// Rows of the first sheet of a workbook whose cells are texts in the file.
function rowsOf(xlsx) {
	for (let p = 0; (p = xlsx.indexOf('PK\x01\x02', p, 'latin1')) >= 0; p += 4) {
		const name = xlsx.toString('utf8', p + 46, p + 46 + xlsx.readUInt16LE(p + 28)), offset = xlsx.readUInt32LE(p + 42), size = xlsx.readUInt32LE(p + 20);
		if (!/worksheets\/sheet1\.xml$/.test(name))
			continue;
		const from = offset + 30 + xlsx.readUInt16LE(offset + 26) + xlsx.readUInt16LE(offset + 28), bytes = xlsx.subarray(from, from + size);
		return (xlsx.readUInt16LE(p + 10) ? inflateRawSync(bytes) : bytes).toString('utf8').split('<row ').length - 1;
	}
	return -1;
}

async function recall(w) {
	const lot = w.lots.find((l) => w.given.some((g) => g.lot === l) && w.given.some((g) => g.lot !== l)) ?? w.lots[0];
	must(await w.boss.post(at(w.nation, 'lots', lot, 'state'), { state: 'recalled', why: 'phản ứng nặng' }), 200, 'recall');
	const should = w.given.filter((g) => g.lot === lot).map((g) => g.person).sort();
	const found = [];
	const began = performance.now();
	let page = must(await w.boss.get(at(w.nation, 'lots', lot, 'people')), 200, 'people'), doses = page.doses;
	const first = performance.now() - began;
	for (;;) {
		found.push(...page.items.map((p) => p.person_id));
		if (!page.next)
			break;
		page = must(await w.boss.get(at(w.nation, 'lots', lot, `people?after=${page.next}`)), 200, 'people');
	}
	equal(`${w.engine}: a recall finds exactly the ${should.length} people who received the lot`, [doses, found.sort()], [should.length, should]);
	const job = must(await w.boss.post(at(w.nation, 'lots', lot, 'people/export')), 202, 'export');
	let list;
	do {
		await new Promise((r) => setTimeout(r, 50));
		list = (await w.boss.get(at(w.nation, 'contact-lists', job.id))).json;
	} while (list.state === 'waiting' || list.state === 'running');
	equal('the whole list as a job', [list.state, list.imported], ['done', should.length]);
	equal('a row for each in the file', rowsOf((await w.boss.get(at(w.nation, 'contact-lists', job.id, 'file'))).body), should.length + 1);
	// nobody gets it any more
	const site = w.sites.find((s) => s.lots.some((l) => l.id === lot));
	const p = person(PEOPLE + 7);
	const id = must(await site.team.reception.post(at(site.unit, 'persons'), { name: p.name, birth_date: '1980-01-01', sex: 'female', cccd: p.cccd, home_unit_id: site.commune }), 201, 'person').id;
	let v = must(await checkIn(site.team.reception, site.unit, site.session, id), 201, 'check-in');
	v = must(await screen(site.team.screening_doctor, site.unit, v), 200, 'screening');
	let answer;
	for (let i = 0; i < 30 && (answer = await inject(site.team.vaccinator, site.unit, v, lot)).json?.code !== 'lot.recalled'; i++)
		await new Promise((r) => setTimeout(r, 100));
	equal('no table injects it any more', answer.json.code, 'lot.recalled');
	must(await move(site.team.screening_doctor, site.unit, v, 'defer', { why: 'lô bị thu hồi' }), 200, 'defer');
	console.log(`# ${w.engine}: count and first people of the recall in ${first.toFixed(1)} ms`);
}

async function close(w) {
	await countersAgree(`${w.engine}: the books`, w.db);
	const all = (await w.admin.get(at(w.nation, 'lots?scope=below'))).json.items;
	equal(`${w.engine}: every dose imported is somewhere, given, thrown away or lost`,
		[sum(all, (l) => l.doses + l.held + l.transit) + w.given.length + w.discarded + w.lost, sum(all, (l) => l.used), sum(all, (l) => l.transit), sum(all, (l) => l.unbacked)], [DOSES, w.given.length, 0, 0]);
}

for (const engine of (process.env.LOGISTICS_ENGINES ?? engines.join(' ')).split(' ')) {
	const w = await newWorld(engine);
	const began = performance.now();
	await imported(w);
	await nationalRound(w);
	await downTheRoad(w);
	await day(w);
	await recall(w);
	await close(w);
	console.log(`# ${engine}: ${DOSES} doses, ${w.given.length} people, ${((performance.now() - began) / 1000).toFixed(0)} s`);
	await w.server.stop();
}
await finish();
