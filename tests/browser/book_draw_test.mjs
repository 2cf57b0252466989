// book_draw_test.mjs - the draw of a waiting room, checked by those who wait and by anybody: what is sealed before, what is computed
// afterwards, where one's own ticket stands; and each way of cheating is seen. Each screen photographed at two widths into
// build/screenshots/ and judged by axe. test: timeout 600
import { createHash } from 'node:crypto';
import { check, equal, finish, test } from '../lib/check.mjs';
import { ask, citizen, nextPhone } from '../lib/citizen.mjs';
import { makeFamilies } from '../lib/families.mjs';
import { send } from '../lib/client.mjs';
import { db, manager, server, session, staff, start, unit } from './demo.mjs';
import { sees } from './keyboard.mjs';
import { api, go, openPhone, picture, tap } from './phone.mjs';
import { enter, register } from './book_family.mjs';

const MINUTE = 60000, HOUR = 60 * MINUTE;
const sha = (text) => createHash('sha256').update(text).digest('hex');
const home = (await manager.get(unit)).json.ancestors.at(-1);

// A family that uses the page, and others who take tickets beside it.
const mother = await citizen(server, nextPhone());
const mai = await register(mother, home, { name: 'Nguyễn Thị Mai', birth_date: '21/05/1985', sex: 'female' });
const [[path]] = ask(db, `SELECT path FROM unit WHERE id = ${home.id}`);
const others = makeFamilies(db, Array.from({ length: 14 }, () => 1), { commune: { id: home.id, path }, at: start.getTime() });

const on_date = new Date(start.getTime() + 7 * HOUR).toISOString().slice(0, 10);
const { campaign_id, lots } = (await manager.get(`${unit}/sessions/${session.id}`)).json;
const slots = [{ starts: '15:00', ends: '16:00', capacity: 40 }];
const today = (await manager.post(`${unit}/sessions`, { campaign_id, on_date, lots: [{ lot_id: lots[0].lot_id }], slots })).json;
const opening = (await manager.post(`${unit}/openings`, { session_id: today.id, slots: [{ starts: '15:00', places: 4 }] })).json;
const address = `/sites/${staff.unit_id}/openings/${opening.id}`;
const draw = `**/api/v1/book${address}/draw*`;
const page = await openPhone({ slow: false });

await test('before the draw the seal is shown, and this phone writes it down', async () => {
	await enter(page, mother);
	await go(page, 'person', mai, 'opening', staff.unit_id, opening.id);
	await sees(page, 'Lấy số cho những ai?');
	await tap(page, 'Lấy số');
	await sees(page, 'Đã lấy số');
	await tap(page, 'ai cũng kiểm tra được');
	await sees(page, opening.commitment);
	check('the seed is not told', !(await page.innerText('body')).includes('Kết quả bốc thăm'));
	await picture(page, 'draw-before');
	for (const f of others)
		equal('another ticket', (await send(`${server.url}/api/v1/book${address}/queue`, { method: 'POST', body: { people: f.people }, headers: { ...f.headers, 'x-requested-by': 'test' } })).status, 201);
});

let published;
await test('after it the page computes everything again', async () => {
	await server.setClock(new Date(start.getTime() + 11 * MINUTE).toISOString());
	for (const end = Date.now() + 20000; Date.now() < end && (published = await api(page, `${address}/draw`)).items.length < 15;)
		await page.waitForTimeout(100);
	equal('all are in the draw', published.items.length, 15);
	await page.reload();
	await sees(page, 'Kết quả bốc thăm đúng');
	await sees(page, 'Máy này vừa tự tính lại cả 15 số');
	await sees(page, 'Mã niêm phong vẫn như lúc máy này ghi lại');
	const mine = (await api(page, `${address}/queue`)).id;
	const place = published.items.find((i) => i.ticket_id === mine).drawn;
	await sees(page, `Bốc được số thứ tự ${place} trong 15`);
	equal('ten are shown at first', (await page.$$('.draw li')).length, 10);
	await tap(page, 'Xem thêm 5 số');
	equal('then all, in their order', await page.$$eval('.draw__number', (all) => all.map((e) => Number(e.textContent))), published.items.map((i) => i.drawn));
	equal('mine is marked', await page.innerText('.draw__mine .draw__number'), String(place));
	await tap(page, 'Tự kiểm tra mà không cần trang này');
	const told = await page.$$eval('.steps code', (all) => all.map((e) => /'%s' '(.*)' \|/.exec(e.textContent)[1]));
	equal('what is to be hashed by hand is right', told.map(sha), [published.commitment, published.items[place - 1].draw_key]);
	await picture(page, 'draw-right');
	await tap(page, 'Về phòng chờ');
	await sees(page, 'Kiểm tra kết quả bốc thăm');
	await picture(page, 'draw-room');
});

await test('anybody may check, without an account', async () => {
	const stranger = await openPhone({ slow: false });
	await stranger.goto(`${server.url}/book#/draw/${staff.unit_id}/${opening.id}`);
	await sees(stranger, 'Kết quả bốc thăm đúng');
	const text = await stranger.innerText('body');
	check('no ticket is theirs', !text.includes('Số của gia đình bạn') && !text.includes('Gia đình bạn'));
	check('nor was a seal kept', !text.includes('lúc máy này ghi lại'));
	await tap(stranger, 'English');
	await sees(stranger, 'The draw is right');
	await picture(stranger, 'draw-english');
	await stranger.context().close();
});

// What a dishonest site might publish.
async function cheat(what, change, seen) {
	await page.route(draw, async (route) => {
		const answer = await route.fetch();
		await route.fulfill({ response: answer, json: change(await answer.json()) });
	});
	await page.reload();
	await sees(page, 'Kết quả bốc thăm không đúng');
	await sees(page, seen);
	const wrong = await page.$$eval('.fair__check--wrong', (all) => all.map((e) => e.textContent));
	check(`${what}: it is told what is wrong`, wrong.length === 1 && wrong[0].includes(seen), wrong.join('\n'));
	await page.unroute(draw);
}

await test('each way of cheating is seen', async () => {
	await go(page, 'draw', staff.unit_id, opening.id, mai);
	await cheat('two change places', (json) => {
		const [a, b, ...rest] = json.items;
		return { ...json, items: [{ ...b, drawn: 1 }, { ...a, drawn: 2 }, ...rest] };
	}, 'Thứ tự không theo mã bốc thăm ở 1 chỗ');
	await picture(page, 'draw-wrong');
	await cheat('somebody is left out', (json) => ({ ...json, items: json.items.slice(1) }), 'Thứ tự không theo mã bốc thăm ở 14 chỗ');
	await cheat('a key that does not follow', (json) => ({ ...json, items: [{ ...json.items[0], draw_key: '0'.repeat(64) }, ...json.items.slice(1)] }), 'Mã bốc thăm tính sai ở 1 số');
	// another seed, with a seal and keys that fit it: only who wrote the seal down before can tell
	const seed = 'f'.repeat(64);
	await page.route(`**/api/v1/book${address}`, async (route) => {
		const answer = await route.fetch();
		await route.fulfill({ response: answer, json: { ...await answer.json(), seed, commitment: sha(seed) } });
	});
	await cheat('drawn again until the right ones won', (json) => ({ ...json, seed, commitment: sha(seed), items: json.items.map((i) => ({ ...i, draw_key: sha(`${seed}:${i.ticket_id}`) }))
		.sort((a, b) => (a.draw_key < b.draw_key ? -1 : 1)).map((i, n) => ({ ...i, drawn: n + 1 })) }), 'Mã niêm phong đã khác với mã máy này ghi lại');
});

await test('who comes after the draw is told so', async () => {
	const late = await citizen(server, nextPhone());
	const an = await register(late, home, { name: 'Lê Văn An', birth_date: '02/03/1979', sex: 'male' });
	equal('a ticket behind', (await late.post(`/api/v1/book${address}/queue`, { people: [an] })).json.place, 16);
	const phone = await openPhone({ slow: false });
	await enter(phone, late);
	await go(phone, 'draw', staff.unit_id, opening.id, an);
	await sees(phone, 'Những số như vậy xếp sau, theo giờ đến: số 16.');
	check('the page complains of nothing', phone.complaints.length === 0, phone.complaints.join('\n'));
	await phone.context().close();
});

check('the page complains of nothing', page.complaints.length === 0, page.complaints.join('\n'));
equal('and asks no other host', page.foreign, []);
await finish();
