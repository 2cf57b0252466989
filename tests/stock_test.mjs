// stock_test: the books of stores: receive, count, quarantine, discard, reverse, back-dated entries, vials, shipments with a
// loss, a part and an excursion, the site's day and its reconciliation; and what is refused.
// test: timeout 600
import { randomUUID } from 'node:crypto';
import { check, equal, finish } from './lib/check.mjs';
import { checkIn, countersAgree, inject, move, openSession, screen, team } from './lib/journey.mjs';
import { person } from './lib/people.mjs';
import { engines, newDatabase, startServer } from './lib/server.mjs';

const DAY = '2021-10-04';
const refused = (what, answer, status, code, field) =>
	check(`${what} is refused (${code})`, answer.status === status && answer.json?.code === code && (!field || answer.json.field === field)
		&& answer.json.detail?.length > 10 && answer.json.detail_en?.length > 5, `${answer.status} ${answer.text}`);
let serial = 0;

// The nation's store, a province's, and two sites with a team each.
async function newWorld(engine) {
	const db = await newDatabase(engine);
	const password = await db.addUser('root', 'administrator', 'VN');
	const server = await startServer({ db, clock: `${DAY}T10:30:00+07:00` });
	const admin = await server.login('root', password);
	const nation = (await admin.get('/api/v1/units?level=nation')).json.items[0].id;
	const province = (await admin.get('/api/v1/units?level=province&q=01&on=2021-08-01')).json.items[0].id;
	const commune = (await admin.get('/api/v1/units?level=commune&q=00001&on=2021-08-01')).json.items[0].id;
	const campaign = (await admin.post(`/api/v1/units/${nation}/campaigns`, { code: 'K', name: 'Thử kho', starts_on: '2021-01-01', wait_minutes: 0 })).json;
	const keepers = {};
	for (const [name, unit] of [['nation', nation], ['province', province]])
		keepers[name] = (await team(server, admin, unit, `kho.${name}`, ['stock_keeper', 'manager']));
	const sites = [];
	for (const code of ['K0001', 'K0002']) {
		const unit = (await admin.post(`/api/v1/units/${commune}/sites`, { code, name: `Trạm ${code}`, kind: 'health_station', tables: 2 })).json.id;
		sites.push({ unit, team: await team(server, admin, unit, code.toLowerCase(), ['reception', 'screening_doctor', 'vaccinator', 'observer', 'data_clerk', 'stock_keeper', 'manager']) });
	}
	return { engine, db, server, admin, nation, province, commune, campaign, keepers, sites };
}

const at = (unit, ...path) => ['/api/v1/units', unit, ...path].join('/');
const stockOf = async (who, unit, lot) => (await who.get(at(unit, 'lots'))).json.items.find((l) => l.lot_id === lot);
const places = (b) => [b.doses, b.held, b.transit, b.unbacked];

async function booksOfOneStore(w) {
	const who = w.keepers.nation.stock_keeper, u = w.nation;
	const receive = (more) => who.post(at(u, 'lots/receive'), { product_code: 'astrazeneca', number: 'ab-001', expires_on: '2021-12-31', doses: 1000, ...more });
	const first = await receive({ party: 'COVAX', paper: 'PN-01' });
	equal(`${w.engine}: a lot is received`, [first.status, first.json.number, first.json.vial, ...places(first.json)], [201, 'AB-001', 10, 1000, 0, 0, 0]);
	const lot = first.json.lot_id;
	refused('a lot with another expiry', await receive({ expires_on: '2022-01-31' }), 422, 'lot.expiry', 'expires_on');
	refused('an expiry in the past', await receive({ number: 'OLD1', expires_on: '2021-10-03' }), 422, 'lot.expired_pack', 'expires_on');
	refused('an unknown product', await receive({ product_code: 'water' }), 422, 'product.unknown');
	refused('a receipt dated tomorrow', await receive({ on_date: '2021-10-05' }), 422, 'movement.future', 'on_date');
	refused('a receipt of two years ago', await receive({ on_date: '2019-10-05' }), 422, 'movement.old', 'on_date');
	refused('no doses', await receive({ doses: 0 }), 422, 'number.range', 'doses');
	const act = (what, body, l = lot) => who.post(at(u, 'lots', l, what), body);
	refused('an unknown lot', await act('discard', { doses: 1, reason: 'broken' }, '999'), 422, 'lot.unknown');
	refused('a discard without a known reason', await act('discard', { doses: 1, reason: 'lazy' }), 422, 'discard.reason', 'reason');
	refused('another reason without words', await act('discard', { doses: 1, reason: 'other' }), 422, 'why.required', 'why');
	refused('discarding more than there is', await act('discard', { doses: 1001, reason: 'broken' }), 409, 'stock.short');
	equal('quarantine', places((await act('hold', { doses: 100, why: 'chờ kiểm định' })).json), [900, 100, 0, 0]);
	refused('releasing more than is held', await act('release', { doses: 101, why: 'đạt' }), 409, 'stock.short');
	equal('a part is released', places((await act('release', { doses: 60, why: 'đạt' })).json), [960, 40, 0, 0]);
	equal('the rest is thrown away', places((await act('discard', { doses: 40, held: true, reason: 'temperature' })).json), [960, 0, 0, 0]);
	const count = await act('count', { expected: 960, counted: 955 });
	equal('five are missing at the count', [count.status, ...places(count.json)], [201, 955, 0, 0, 0]);
	refused('a count of books that moved', await act('count', { expected: 960, counted: 960 }), 409, 'count.moved');
	const open = (await who.get(at(u, 'reconciliation/open'))).json.items;
	equal('the difference is an open question', open.map((q) => [q.kind, q.doses, q.number]), [['count', -5, 'AB-001']]);
	equal('and is explained', (await who.post(at(u, 'counts', open[0].count_id, 'explain'), { why: 'một lọ vỡ hôm qua' })).status, 204);
	refused('a second explanation', await who.post(at(u, 'counts', open[0].count_id, 'explain'), { why: 'khác' }), 409, 'count.explained');
	equal('nothing is open', (await who.get(at(u, 'reconciliation/open'))).json.items, []);
	// reversal
	const book = (await who.get(at(u, `movements?lot_id=${lot}`))).json.items;
	equal('the book, newest first', book.map((m) => [m.kind, m.doses, m.held]), [['count', -5, 0], ['discard', 0, -40], ['release', 60, -60], ['hold', -100, 100], ['receive', 1000, 0]]);
	equal('who and why', [book[0].staff_name, book[1].reason, book[3].why, book[4].party, book[4].paper], ['stock_keeper kho.nation', 'temperature', 'chờ kiểm định', 'COVAX', 'PN-01']);
	const reverse = (m, why = 'nhập nhầm') => who.post(at(u, 'movements', m.id, 'reverse'), { why });
	refused('reversing a receipt whose doses are gone', await reverse(book[4]), 409, 'stock.short');
	equal('the discard is reversed', places((await reverse(book[1])).json), [955, 40, 0, 0]);
	refused('a second reversal', await reverse(book[1]), 409, 'movement.reversed');
	refused('an unknown movement', await reverse({ id: '77' }), 404, 'movement.unknown');
	const after = (await who.get(at(u, `movements?lot_id=${lot}&limit=1`))).json;
	refused('reversing a reversal', await reverse(after.items[0]), 409, 'movement.reversed');
	equal('a page and the next', [(await who.get(at(u, `movements?lot_id=${lot}&after_id=${after.next}`))).json.items.length], [5]);
	equal('thrown away again', places((await act('discard', { doses: 40, held: true, reason: 'temperature' })).json), [955, 0, 0, 0]);
	// back-dated
	const late = (await receive({ number: 'LATE1', doses: 50, on_date: '2021-10-02' })).json;
	refused('gone before it came', await act('discard', { doses: 50, reason: 'broken', on_date: '2021-10-01' }, late.lot_id), 409, 'stock.short_then');
	equal('gone after it came', places((await act('discard', { doses: 20, reason: 'broken', on_date: '2021-10-03' }, late.lot_id)).json), [30, 0, 0, 0]);
	refused('more than was there on a day since', await act('discard', { doses: 31, reason: 'broken', on_date: '2021-10-02' }, late.lot_id), 409, 'stock.short');
	equal('levels of days follow', (await who.get(at(u, 'stock-levels?from=2021-10-01&to=2021-10-04'))).json.items.filter((l) => l.number === 'LATE1').map((l) => [l.on_date, l.doses]),
		[['2021-10-02', 50], ['2021-10-03', 30]]);
	// two keepers and the last doses
	const both = await Promise.all([1, 2, 3, 4].map(() => act('discard', { doses: 20, reason: 'broken' }, late.lot_id)));
	equal('two keepers take the last doses: one gets them', both.map((a) => a.status).sort(), [201, 409, 409, 409]);
	return lot;
}

async function shipments(w, lot) {
	const who = w.keepers.nation.stock_keeper, down = w.keepers.province.stock_keeper;
	const send = (lines, more) => who.post(at(w.nation, 'shipments'), { to_unit_id: w.province, lines, ...more });
	refused('a shipment to oneself', await send([{ lot_id: lot, doses: 1 }], { to_unit_id: w.nation }), 422, 'shipment.self', 'to_unit_id');
	refused('an empty shipment', await send([]), 422, 'shipment.empty', 'lines');
	refused('a lot twice', await send([{ lot_id: lot, doses: 1 }, { lot_id: lot, doses: 2 }]), 422, 'shipment.twice', 'lines');
	refused('more than there is', await send([{ lot_id: lot, doses: 956 }]), 409, 'stock.short');
	const other = (await who.post(at(w.nation, 'lots/receive'), { product_code: 'astrazeneca', number: 'AB-002', expires_on: '2021-11-30', doses: 100 })).json.lot_id;
	equal('what to send: the soonest to expire first, whole vials', (await who.get(at(w.nation, 'shipments/proposal?product_code=astrazeneca&doses=125'))).json.items.map((p) => [p.number, p.doses]),
		[['AB-002', 100], ['AB-001', 30]]);
	const s = (await send([{ lot_id: lot, doses: 300 }, { lot_id: other, doses: 100 }], { carrier: 'Nguyễn Văn Lái', vehicle: '29C-12345', note: 'giữ lạnh' })).json;
	equal('it is on its way', [s.state, s.purpose, s.doses, s.received, s.lines.length, s.code.length], ['sent', 'supply', 400, 0, 2, 8]);
	equal('and so say the books', places(await stockOf(who, w.nation, lot)), [655, 0, 300, 0]);
	equal('the receiver sees it come', (await down.get(at(w.province, 'incoming'))).json.items.map((i) => [i.code, i.doses]), [[s.code, 400]]);
	refused('somebody else does not', await w.sites[0].team.stock_keeper.get(at(w.sites[0].unit, 'incoming', s.id)), 404, 'shipment.unknown');
	const receive = (lines, more) => down.post(at(w.province, 'incoming', s.id, 'receive'), { lines, ...more });
	refused('a loss without a reason', await receive([{ lot_id: lot, received: 290, lost: 10 }]), 422, 'shipment.loss_why', 'why');
	refused('more than was sent', await receive([{ lot_id: lot, received: 301 }]), 422, 'shipment.too_many', 'received');
	refused('more held back than arrived', await receive([{ lot_id: lot, received: 5, held: 6 }]), 422, 'shipment.held', 'held');
	refused('before it was sent', await receive([{ lot_id: lot, received: 5 }], { on_date: '2021-10-01' }), 422, 'shipment.before', 'on_date');
	refused('a lot that it does not hold', await receive([{ lot_id: (await who.get('/api/v1/lots?number=LATE')).json.items[0].lot_id, received: 1 }]), 422, 'shipment.lot', 'lot_id');
	const part = (await receive([{ lot_id: lot, received: 200, lost: 5, why: 'vỡ hộp khi dỡ hàng' }])).json;
	equal('a part, with a loss', [part.state, part.received, part.lost], ['sent', 200, 5]);
	equal('books of both', [places(await stockOf(who, w.nation, lot)), places(await stockOf(down, w.province, lot))], [[655, 0, 95, 0], [200, 0, 0, 0]]);
	// the rest was too warm for a while
	const readings = [['08:00', 42], ['09:00', 85], ['10:00', 91], ['10:20', 60]].map(([t, c]) => ({ at: `2021-10-04T${t}:00+07:00`, celsius_e1: c }));
	const warm = await down.post(at(w.province, 'incoming', s.id, 'readings'), { readings });
	equal('an excursion is seen', [warm.status, warm.json.coldest_e1, warm.json.warmest_e1, warm.json.outside_min, warm.json.readings.length], [200, 42, 91, 80, 4]);
	refused('a reading of tomorrow', await down.post(at(w.province, 'incoming', s.id, 'readings'), { readings: [{ at: '2021-10-05T10:00:00+07:00', celsius_e1: 50 }] }), 422, 'reading.future');
	const alarms = (await w.keepers.province.manager.get(at(w.province, 'alarms'))).json.items;
	equal('and is an alarm at the receiver', alarms.map((a) => [a.kind, a.subject_id, a.detail.outside_min]), [['cold_chain', s.id, 80]]);
	const rest = (await receive([{ lot_id: lot, received: 95 }, { lot_id: other, received: 100, vvm: 2 }])).json;
	equal('the rest is held back, and it is over', [rest.state, rest.received, rest.lost], ['closed', 395, 5]);
	equal('books of both', [places(await stockOf(who, w.nation, lot)), places(await stockOf(down, w.province, lot)), places(await stockOf(down, w.province, other))],
		[[655, 0, 0, 0], [200, 95, 0, 0], [0, 100, 0, 0]]);
	refused('received twice', await receive([{ lot_id: lot, received: 1 }]), 409, 'shipment.over');
	refused('reversing an entry of a shipment', await down.post(at(w.province, 'movements', (await down.get(at(w.province, 'movements'))).json.items[0].id, 'reverse'), { why: 'thử' }), 409, 'movement.of_shipment');
	// back to the sender
	const up = (await down.post(at(w.province, 'shipments'), { to_unit_id: w.nation, lines: [{ lot_id: lot, doses: 50 }] })).json;
	equal('a return', up.purpose, 'return');
	const cancelled = (await down.post(at(w.province, 'shipments', up.id, 'back'), { why: 'xe hỏng' })).json;
	equal('cancelled before arrival', [cancelled.state, cancelled.returned], ['cancelled', 50]);
	equal('everything is back', places(await stockOf(down, w.province, lot)), [200, 95, 0, 0]);
	refused('receiving what was cancelled', await who.post(at(w.nation, 'incoming', up.id, 'receive'), { lines: [{ lot_id: lot, received: 50 }] }), 409, 'shipment.over');
	// vials whose monitor says no
	const third = (await send([{ lot_id: lot, doses: 20 }])).json;
	await down.post(at(w.province, 'incoming', third.id, 'receive'), { lines: [{ lot_id: lot, received: 20, vvm: 3 }] });
	equal('stage 3 of the vial monitor is held back', places(await stockOf(down, w.province, lot)), [200, 115, 0, 0]);
	// and on to a site
	const site = w.sites[0];
	const on = (await down.post(at(w.province, 'shipments'), { to_unit_id: site.unit, lines: [{ lot_id: lot, doses: 100 }] })).json;
	equal('the site takes it in', (await site.team.stock_keeper.post(at(site.unit, 'incoming', on.id, 'receive'), { lines: [{ lot_id: lot, received: 100 }] })).json.state, 'closed');
	return { lot, other };
}

async function newPerson(w, site) {
	const p = person(++serial);
	const [d, m, y] = p.birth.split('/');
	return (await site.team.reception.post(at(site.unit, 'persons'), { name: p.name, birth_date: `${y}-${m}-${d}`, sex: p.sex ? 'female' : 'male', cccd: p.cccd, phone: p.phone, home_unit_id: w.commune })).json.id;
}

async function aDay(w, lot) {
	const site = w.sites[0], t = site.team, u = site.unit;
	const { session } = await openSession(t.manager, u, w.campaign.id, DAY, { number: 'PF-1', product: 'comirnaty', doses: 60 });
	await t.manager.post(at(u, 'sessions', session.id, 'lots'), { lot_id: lot });
	const vial = (await t.vaccinator.post(at(u, 'vials'), { lot_id: lot, session_id: session.id })).json;
	equal(`${w.engine}: a vial is opened, its clock runs`, [vial.doses, vial.drawn, new Date(vial.due_at) - new Date(vial.opened_at)], [10, null, 6 * 3600000]);
	for (let i = 0; i < 7; i++) {
		let v = (await checkIn(t.reception, u, session.id, await newPerson(w, site))).json;
		v = (await screen(t.screening_doctor, u, v)).json;
		v = (await inject(t.vaccinator, u, v, lot)).json;
		if (i < 6)
			await move(t.observer, u, v, 'release');
		else
			equal('an injection is taken back', (await move(t.vaccinator, u, v, 'undo', { why: 'chưa tiêm' })).status, 200);
	}
	equal('six were used', places(await stockOf(t.stock_keeper, u, lot)), [94, 0, 0, 0]);
	const day = (await t.manager.get(at(u, 'day-report'))).json;
	equal('the day so far', [day.confirmed, day.now.received, day.now.used, day.now.people, day.now.left_over], [false, 160, 6, 6, 154]);
	const confirm = (body) => t.manager.post(at(u, 'day-report', DAY, 'confirm'), { used: day.now.used, left_over: day.now.left_over, ...body });
	refused('confirming with an open vial', await confirm({}), 409, 'report.vials');
	const close = (body) => t.vaccinator.post(at(u, 'vials', vial.id, 'close'), body);
	refused('more left over than it held', await close({ left_over: 11 }), 422, 'vial.left_over', 'left_over');
	refused('left over and extra', await close({ left_over: 1, extra: 1 }), 422, 'vial.both', 'extra');
	equal('four are thrown away', [(await close({ left_over: 4, why: 'hết giờ' })).json.drawn, ...places(await stockOf(t.stock_keeper, u, lot))], [6, 90, 0, 0, 0]);
	refused('closing a vial twice', await close({ left_over: 0 }), 409, 'vial.closed');
	const second = (await t.vaccinator.post(at(u, 'vials'), { lot_id: lot })).json;
	equal('an eleventh dose', [(await t.vaccinator.post(at(u, 'vials', second.id, 'close'), { left_over: 0, extra: 1 })).json.drawn, ...places(await stockOf(t.stock_keeper, u, lot))], [11, 91, 0, 0, 0]);
	refused('figures that moved', await confirm({}), 409, 'report.moved');
	const done = await confirm({ left_over: 151, note: 'đủ' });
	equal('the day is confirmed', [done.status, done.json.confirmed, done.json.changed, done.json.versions[0].used, done.json.versions[0].left_over], [201, true, false, 6, 151]);
	refused('once more', await confirm({ left_over: 151 }), 409, 'report.same');
	equal('waste of the day', (await t.manager.get(at(u, `wastage?from=${DAY}&to=${DAY}`))).json.items.map((x) => [x.vials, x.labelled, x.drawn, x.left_over, x.extra, x.open_vial, x.used]), [[2, 20, 17, 4, 1, 4, 6]]);
	equal('reconciled', (await t.manager.get(at(u, 'reconciliation'))).json.items.map((r) => [r.number, r.accepted + r.received, r.discarded, r.used, r.closing, r.finding]),
		[['AB-001', 100, 4, 6, 91, 'ok'], ['PF-1', 60, 0, 0, 60, 'ok']]);
	// after the confirmation
	await t.stock_keeper.post(at(u, 'lots', lot, 'discard'), { doses: 1, reason: 'broken' });
	const changed = (await t.manager.get(at(u, 'day-report'))).json;
	equal('a later entry shows', [changed.changed, changed.now.discarded, changed.versions[0].discarded, (await t.manager.get(at(u, 'movements'))).json.items[0].late], [true, 5, 4, true]);
	refused('confirming anew without a reason', await confirm({ left_over: 150 }), 422, 'report.confirmed', 'why');
	equal('with one', (await confirm({ left_over: 150, why: 'thêm một lọ vỡ' })).json.versions.map((v) => [v.version, v.discarded, v.why]), [[2, 5, 'thêm một lọ vỡ'], [1, 4, null]]);
	refused('a day to come', await t.manager.post(at(u, 'day-report/2021-10-05/confirm'), { used: 0, left_over: 150 }), 422, 'report.future');
	// the other site worked, too, and says nothing
	await openSession(w.sites[1].team.manager, w.sites[1].unit, w.campaign.id, DAY);
	const missing = (await w.keepers.nation.manager.get(at(w.nation, 'day-report/missing'))).json;
	equal('who has not reported', [missing.due, missing.items.map((m) => m.code)], [false, ['K0002']]);
	return session.id;
}

// A regional store between the nation and the provinces.
async function regional(w) {
	const lot = (await w.admin.post(at(w.nation, 'lots/receive'), { product_code: 'spikevax', number: 'KV-1', expires_on: '2021-12-31', doses: 10 })).json.lot_id;
	const made = await w.admin.post(at(w.nation, 'sites'), { code: 'KV3', name: 'Kho khu vực phía Nam', kind: 'regional_store' });
	equal(`${w.engine}: a regional store`, [made.status, made.json.kind], [201, 'regional_store']);
	refused('a site right below the nation', await w.admin.post(at(w.nation, 'sites'), { code: 'KV4', name: 'Trạm', kind: 'health_station' }), 422, 'site.regional', 'kind');
	refused('a session there', await w.admin.post(at(made.json.id, 'sessions'), { campaign_id: w.campaign.id, on_date: DAY, lots: [] }), 422, 'session.site');
	const send = async (from, to) => (await w.admin.post(at(from, 'shipments'), { to_unit_id: to, lines: [{ lot_id: lot, doses: 5 }] })).json;
	const there = await send(w.nation, made.json.id);
	await w.admin.post(at(made.json.id, 'incoming', there.id, 'receive'), { lines: [{ lot_id: lot, received: 5 }] });
	const on = await send(made.json.id, w.province);
	equal('supplies a province', [there.purpose, on.purpose], ['supply', 'supply']);
	await w.admin.post(at(made.json.id, 'shipments', on.id, 'back'), { why: 'thử' });
	const back = await send(made.json.id, w.nation);
	equal('and gives back', back.purpose, 'return');
	await w.admin.post(at(w.nation, 'incoming', back.id, 'receive'), { lines: [{ lot_id: lot, received: 5 }] });
}

// A dose that was given of a lot the site never had.
async function unbacked(w, lots) {
	const site = w.sites[1], t = site.team, u = site.unit;
	const p = await newPerson(w, site);
	const enter = (person, uuid) => t.data_clerk.post(at(u, 'persons', person, 'doses'), { uuid, product_code: 'astrazeneca', given_on: '2021-10-01', unit_id: u, lot_number: 'AB-001' });
	const dose = await enter(p, randomUUID());
	equal(`${w.engine}: a dose of a lot that the site never had is kept`, dose.status, 201);
	equal('the books say so', places(await stockOf(t.stock_keeper, u, lots.lot)), [0, 0, 0, 1]);
	const alarm = (await t.manager.get(at(u, 'alarms'))).json.items.find((a) => a.kind === 'stock_unbacked');
	equal('it is an alarm', [alarm?.subject_id], [lots.lot]);
	refused('which ends by itself', await t.manager.post(at(u, 'alarms', alarm.id, 'close'), { why: 'kệ' }), 409, 'alarm.itself');
	equal('and an open question above', (await w.keepers.nation.manager.get(at(w.nation, 'reconciliation/open'))).json.items.map((q) => [q.kind, q.doses]), [['unbacked', 1]]);
	const on = (await w.keepers.province.stock_keeper.post(at(w.province, 'shipments'), { to_unit_id: u, lines: [{ lot_id: lots.lot, doses: 10 }] })).json;
	await t.stock_keeper.post(at(u, 'incoming', on.id, 'receive'), { lines: [{ lot_id: lots.lot, received: 10 }] });
	equal('the receipt pays it back', places(await stockOf(t.stock_keeper, u, lots.lot)), [9, 0, 0, 0]);
	equal('the alarm is over', (await t.manager.get(at(u, 'alarms'))).json.items.filter((a) => a.kind === 'stock_unbacked'), []);
}

async function scans(w) {
	const who = w.keepers.nation.stock_keeper;
	const scan = (text) => who.post('/api/v1/lots/scan', { text });
	const pack = '0104712345678900172112311' + '0AB-001<GS>21S0001';
	equal('a pack is scanned', (await scan(pack)).json, { gtin: '04712345678900', number: 'AB-001', expires_on: '2021-12-31', serial: 'S0001', product_code: null });
	await who.post(at(w.nation, 'lots/receive'), { product_code: 'astrazeneca', number: 'AB-001', expires_on: '2021-12-31', doses: 1, gtin: '04712345678900' });
	equal('the next one is known', (await scan(`]d2${pack}`)).json.product_code, 'astrazeneca');
	refused('nonsense', await scan('xin chào'), 422, 'scan.ai', 'text');
}

async function everywhere(w, lots) {
	const who = w.keepers.nation.stock_keeper;
	const holders = (await who.get(at(w.nation, 'lots', lots.lot, 'stores'))).json.items;
	equal(`${w.engine}: which stores have the lot`, holders.map((h) => [h.level, h.doses, h.held]).sort(), [['nation', 636, 0], ['province', 90, 115], ['site', 90, 0], ['site', 9, 0]].sort());
	let all;
	for (let i = 0; i < 100; i++) {
		all = (await who.get(at(w.nation, 'lots?scope=below'))).json.items.find((l) => l.lot_id === lots.lot);
		if (all?.doses === 825 && all.used === 7)
			break;
		await new Promise((r) => setTimeout(r, 50));
	}
	equal('the sum of all stores', [all.doses, all.held, all.transit, all.used], [825, 115, 0, 7]);
	const state = (s, why) => who.post(at(w.nation, 'lots', lots.lot, 'state'), { state: s, why });
	refused('a province may not', await w.keepers.province.stock_keeper.post(at(w.province, 'lots', lots.lot, 'state'), { state: 'recalled', why: 'x' }), 403, 'lot.national');
	equal('recalled', (await state('recalled', 'phản ứng nặng')).status, 200);
	refused('no vial of it is opened', await w.sites[0].team.vaccinator.post(at(w.sites[0].unit, 'vials'), { lot_id: lots.lot }), 409, 'lot.recalled');
	refused('it is not sent on', await w.keepers.province.stock_keeper.post(at(w.province, 'shipments'), { to_unit_id: w.sites[0].unit, lines: [{ lot_id: lots.lot, doses: 1 }] }), 409, 'lot.recalled');
	equal('it may be sent back', (await w.sites[0].team.stock_keeper.post(at(w.sites[0].unit, 'shipments'), { to_unit_id: w.province, lines: [{ lot_id: lots.lot, doses: 90 }] })).json.purpose, 'return');
	equal('a longer expiry', (await who.post(at(w.nation, 'lots', lots.other, 'expiry'), { expires_on: '2022-02-28', why: 'QĐ gia hạn 3 tháng' })).json.expires_on, '2022-02-28');
}

// Who received the lot: everybody, also the dose entered later, and nobody else; and the way of the lot.
async function traced(w, lots) {
	const boss = w.keepers.nation.manager, own = w.sites[1].team.manager;
	const people = async (who, unit, after = '') => (await who.get(at(unit, 'lots', lots.lot, `people${after}`))).json;
	const all = await people(boss, w.nation);
	equal(`${w.engine}: who received the lot`, [all.doses, all.items.length, new Set(all.items.map((p) => p.person_id)).size, all.next], [7, 7, 7, null]);
	check('each with a phone, a commune and a site', all.items.every((p) => p.name && p.phone && p.commune && p.province && p.place && p.given_on), JSON.stringify(all.items[0]));
	equal('a site sees its own', (await people(own, w.sites[1].unit)).items.map((p) => [p.place, p.given_on]), [['Trạm K0002', '2021-10-01']]);
	equal('a look that its person can see', (await own.get(at(w.sites[1].unit, 'persons', (await people(own, w.sites[1].unit)).items[0].person_id, 'access-log'))).json.items.filter((a) => /lots\/\{lot\}\/people/.test(a.route)).length > 0, true);
	refused('a keeper does not see people', await w.keepers.nation.stock_keeper.get(at(w.nation, 'lots', lots.lot, 'people')), 403, 'role.missing');
	refused('a cursor of somebody else', await boss.get(at(w.nation, 'lots', lots.lot, 'people?after=x')), 422, 'cursor.invalid', 'after');
	const job = await boss.post(at(w.nation, 'lots', lots.lot, 'people/export'));
	equal('the contact list is begun', [job.status, job.json.state, job.json.kind], [202, 'waiting', 'export_lot_people']);
	let done;
	for (let i = 0; i < 200; i++) {
		done = (await boss.get(at(w.nation, 'contact-lists', job.json.id))).json;
		if (done.state === 'done' || done.state === 'failed')
			break;
		await new Promise((r) => setTimeout(r, 50));
	}
	equal('and made', [done.state, done.total, done.imported, done.duplicates], ['done', 7, 7, 0]);
	const file = await boss.get(at(w.nation, 'contact-lists', job.json.id, 'file'));
	equal('a workbook', [file.status, file.body.subarray(0, 2).toString(), /nguoi-da-tiem\.xlsx/.test(file.headers['content-disposition'])], [200, 'PK', true]);
	equal('not among the imports', (await boss.get(at(w.nation, 'jobs'))).json.items, []);
	const way = (await boss.get(at(w.province, 'lots', lots.lot, 'trace'))).json;
	equal('backwards and forwards', [way.from.map((e) => [e.level, e.shipments, e.sent, e.received, e.lost]), way.to.map((e) => [e.level, e.sent, e.received, e.returned]).sort()],
		[[['nation', 2, 320, 315, 5]], [['nation', 50, 0, 50], ['site', 10, 10, 0], ['site', 100, 100, 0]].sort()]);
	equal('where it came from', (await boss.get(at(w.nation, 'lots', lots.lot, 'trace'))).json.from.map((e) => [e.level, e.unit_name, e.sent]), [['supplier', 'COVAX', 1000], ['province', (await boss.get(at(w.province))).json.name, 50], ['supplier', '', 1]]);
}

for (const engine of engines) {
	const w = await newWorld(engine);
	const lot = await booksOfOneStore(w);
	const lots = await shipments(w, lot);
	await aDay(w, lot);
	await regional(w);
	await unbacked(w, lots);
	await scans(w);
	await traced(w, lots);
	await everywhere(w, lots);
	await countersAgree(`${engine}: stores`, w.db);
	await w.server.stop();
}
await finish();
