// ledger_test: random movements by clients at once, the server killed in the middle, again and again. At every moment doses in
// are doses somewhere, for every lot; no balance is below zero; what was answered is there once; and a recount from the first
// movement on gives the same balances.
// test: timeout 900
//
// LEDGER_MOVEMENTS=100000 LEDGER_KILLS=20 make it the long form of `make soak`.
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { check, equal, finish } from './lib/check.mjs';
import { countersAgree, team } from './lib/journey.mjs';
import { person } from './lib/people.mjs';
import { engines, newDatabase, startServer } from './lib/server.mjs';
import { number, rows, today } from './lib/stations.mjs';

const MOVEMENTS = Number(process.env.LEDGER_MOVEMENTS ?? 1000);
const KILLS = Number(process.env.LEDGER_KILLS ?? 3);
const CLIENTS = 16;
const at = (...path) => ['/api/v1/units', ...path].join('/');
const pick = (list) => list[Math.floor(Math.random() * list.length)];
const upTo = (n) => 1 + Math.floor(Math.random() * n);

// Of each lot: what all movements add up to, and what the stores say; one statement, so one moment.
const MOMENT = `SELECT l.number,
	(SELECT COALESCE(SUM(m.doses + m.held + m.transit), 0) FROM movement m WHERE m.lot_id = l.id),
	(SELECT COALESCE(SUM(s.doses + s.held + s.transit - s.unbacked + s.used), 0) FROM store_lot s WHERE s.lot_id = l.id),
	(SELECT COUNT(*) FROM store_lot s WHERE s.lot_id = l.id AND (s.doses < 0 OR s.held < 0 OR s.transit < 0 OR s.unbacked < 0)),
	(SELECT COALESCE(SUM(s.transit), 0) FROM store_lot s WHERE s.lot_id = l.id)
		- (SELECT COALESCE(SUM(x.sent - x.received - x.lost - x.returned), 0) FROM shipment_line x WHERE x.lot_id = l.id)
	FROM lot l ORDER BY l.number`;

function wrongAt(db) {
	return rows(db, MOMENT).filter(([, moved, there, below, adrift]) => moved !== there || below !== '0' || adrift !== '0').map((r) => r.join(' '));
}

async function newWorld(engine) {
	const db = await newDatabase(engine);
	const password = await db.addUser('root', 'administrator', 'VN');
	const server = await startServer({ db });
	const admin = await server.login('root', password);
	const nation = (await admin.get('/api/v1/units?level=nation')).json.items[0].id;
	const commune = (await admin.get('/api/v1/units?level=commune&q=00001&on=2021-08-01')).json.items[0].id;
	const province = (await admin.get('/api/v1/units?level=province&q=01&on=2021-08-01')).json.items[0].id;
	const stores = [{ unit: nation }, { unit: province }];
	for (const code of ['L1', 'L2'])
		stores.push({ unit: (await admin.post(at(commune, 'sites'), { code, name: `Trạm ${code}`, kind: 'health_station' })).json.id, site: true });
	for (const [i, s] of stores.entries()) {
		const people = await team(server, admin, s.unit, `so${i}`, s.site ? ['manager', 'data_clerk', 'vaccinator'] : ['manager']);
		s.headers = Object.fromEntries(Object.entries(people).map(([role, c]) => [role, c.headers]));
	}
	const w = { engine, db, server, stores, lots: [], persons: [], doses: [], answered: 0, refusals: {}, kept: [], repeated: 0, commune };
	for (const lotNumber of ['SO-A', 'SO-B', 'SO-C']) {
		const lot = (await admin.post(at(nation, 'lots/receive'), { product_code: 'astrazeneca', number: lotNumber, expires_on: '2099-12-31', doses: 5000 })).json;
		w.lots.push({ id: lot.lot_id, number: lot.number });
	}
	for (const s of stores.filter((x) => x.site))
		for (let i = 0; i < 10; i++) {
			const p = person(w.persons.length + 1);
			const [d, m, y] = p.birth.split('/');
			const made = await server.anonymous.post(at(s.unit, 'persons'), { name: p.name, birth_date: `${y}-${m}-${d}`, sex: 'male', cccd: p.cccd, home_unit_id: commune }, { headers: s.headers.manager });
			w.persons.push({ store: s, id: made.json.id });
		}
	return w;
}

// One random act: [store, role, path, body, what to do with the answer].
async function nextAct(w) {
	const s = pick(w.stores), lot = pick(w.lots);
	const on = (path, body, role = 'manager', then = null) => [s, role, at(s.unit, ...path), body, then];
	switch (upTo(14)) {
	case 1: return on(['lots/receive'], { product_code: 'astrazeneca', number: lot.number, expires_on: '2099-12-31', doses: upTo(50), paper: 'PN' });
	case 2: return on(['lots', lot.id, 'discard'], { doses: upTo(30), reason: pick(['broken', 'expired', 'temperature']), held: Math.random() < 0.3 });
	case 3: return on(['lots', lot.id, 'hold'], { doses: upTo(40), why: 'thử' });
	case 4: return on(['lots', lot.id, 'release'], { doses: upTo(40), why: 'thử' });
	case 5: {
		const seen = (await get(w, s, ['lots']))?.items?.find((l) => l.lot_id === lot.id)?.doses ?? 0;
		return on(['lots', lot.id, 'count'], { expected: seen, counted: Math.max(0, seen + upTo(9) - 5), ...(Math.random() < 0.5 ? { why: 'kiểm kê' } : {}) });
	}
	case 6: {
		const m = pick((await get(w, s, ['movements?limit=30']))?.items ?? []);
		return m ? on(['movements', m.id, 'reverse'], { why: 'đảo' }) : null;
	}
	case 7: case 8: case 9: {
		const to = pick(w.stores.filter((x) => x !== s));
		return on(['shipments'], { to_unit_id: to.unit, lines: w.lots.filter(() => Math.random() < 0.5).map((l) => ({ lot_id: l.id, doses: upTo(80) })) });
	}
	case 10: case 11: {
		const i = pick((await get(w, s, ['incoming']))?.items ?? []);
		const full = i && (await get(w, s, ['incoming', i.id]));
		if (!full)
			return null;
		return on(['incoming', i.id, 'receive'], { lines: full.lines.map((l) => {
			const rest = l.sent - l.received - l.lost - l.returned, received = Math.floor(Math.random() * (rest + 1));
			return { lot_id: l.lot_id, received, lost: Math.random() < 0.3 ? rest - received : 0, held: Math.random() < 0.3 ? Math.floor(received / 2) : 0, why: 'nhận' };
		}) });
	}
	case 12: {
		const sent = pick((await get(w, s, ['shipments']))?.items ?? []);
		return sent ? on(['shipments', sent.id, 'back'], { why: 'gọi về' }) : null;
	}
	case 13: {
		const p = pick(w.persons), uuid = randomUUID();
		return [p.store, 'data_clerk', at(p.store.unit, 'persons', p.id, 'doses'), { uuid, product_code: 'astrazeneca', given_on: '2021-08-01', unit_id: p.store.unit, lot_number: lot.number },
			(dose) => w.doses.push({ p, id: dose.id })];
	}
	default: {
		const d = w.doses.splice(Math.floor(Math.random() * w.doses.length), 1)[0];
		return d ? [d.p.store, 'manager', at(d.p.store.unit, 'persons', d.p.id, 'doses', d.id, 'withdraw'), { why: 'không tiêm' }, null] : null;
	}
	}
}

async function get(w, s, path) {
	const answer = await w.server.anonymous.get(at(s.unit, ...path), { headers: s.headers.manager });
	if (answer.status >= 500)
		throw new Error(`status ${answer.status}`);
	return answer.json;
}

// A client: acts until enough was answered; what is not answered is sent again to the letter, until it is.
async function act(w, goal) {
	while (w.answered < goal && !w.fault) {
		let todo = null;
		try {
			todo = await nextAct(w);
		} catch {
			await sleep(30);
		}
		if (!todo)
			continue;
		const [s, role, path, body, then] = todo, key = randomUUID();
		for (;;) {
			let answer;
			try {
				answer = await w.server.anonymous.post(path, body, { headers: { ...s.headers[role], 'idempotency-key': key } });
			} catch { /* killed */ }
			if (!answer || answer.status === 503 || answer.status === 500 && w.killing) {
				w.repeated++;
				await sleep(30);
				continue;
			}
			if (answer.status >= 500)
				w.fault = `${path} ${JSON.stringify(body)}: ${answer.status} ${answer.text}`;
			w.answered++;
			if (answer.status < 300) {
				then?.(answer.json);
				if (Math.random() < 0.02)
					w.kept.push([path, body, { ...s.headers[role], 'idempotency-key': key }, answer.text]);
			} else {
				w.refusals[answer.json?.code] = (w.refusals[answer.json?.code] ?? 0) + 1;
			}
			break;
		}
	}
}

async function run(engine) {
	const w = await newWorld(engine);
	let looks = 0;
	const wrong = new Set();
	for (let k = 0; k <= KILLS; k++) {
		const goal = Math.ceil(MOVEMENTS * (k + 1) / (KILLS + 1));
		let over = false;
		const clients = Promise.all(Array.from({ length: CLIENTS }, () => act(w, goal))).then(() => { over = true; });
		const killAt = w.answered + Math.random() * (goal - w.answered) * 0.8;
		for (let killed = k === KILLS; !over;) {
			wrongAt(w.db).forEach((x) => wrong.add(x));
			looks++;
			if (!killed && w.answered >= killAt) {
				killed = true;
				await w.server.kill();
				wrongAt(w.db).forEach((x) => wrong.add(`after a kill: ${x}`));
				w.server = await startServer({ db: w.db });
			}
			await sleep(MOVEMENTS > 5000 ? 5000 : 50);
		}
		await clients;
	}
	equal(`${engine}: no fault of the server`, w.fault, undefined);
	equal(`${engine}: at every one of ${looks} moments every dose was somewhere, none below zero`, [...wrong], []);
	const wanted = ['stock.short', 'movement.of_shipment', 'count.moved'];
	check(`${engine}: much was refused, as it should be (${JSON.stringify(w.refusals)})`, wanted.every((c) => w.refusals[c] > 0) || MOVEMENTS < 500);
	let again = 0;
	for (const [path, body, headers, text] of w.kept.slice(-40))
		again += (await w.server.anonymous.post(path, body, { headers })).text !== text;
	equal(`${engine}: sent again, ${Math.min(40, w.kept.length)} acts are answered as before and not done twice`, again, 0);
	await countersAgree(`${engine}: recounted from the first movement on`, w.db);
	equal('and every dose is still somewhere', wrongAt(w.db), []);
	const kinds = rows(w.db, 'SELECT kind, COUNT(*) FROM movement GROUP BY kind ORDER BY kind').map((r) => r.join(' '));
	equal(`${engine}: every kind of movement was there (${kinds.join(', ')})`, kinds.length >= 10, true);
	console.log(`# ${engine}: ${w.answered} acts answered, ${w.repeated} sent again, ${number(w.db, 'SELECT COUNT(*) FROM movement')} movements, ${KILLS} kills; ${today()}`);
	await w.server.stop();
}

for (const engine of (process.env.LEDGER_ENGINES ?? engines.join(' ')).split(' '))
	await run(engine);
await finish();
