// journey_test.mjs - from the list to the certificate through the station page, by keyboard alone, with four people at
// four computers; then what goes wrong at a site: fever, refusal, walk-ins, a wrong step, a lost network, Back.
//
// The real program on a demo database. Each screen is photographed at two widths into build/screenshots/ and judged by
// axe. test: timeout 600
import { atEnd, check, equal, finish, test } from '../lib/check.mjs';
import { newDatabase, startServer } from '../lib/server.mjs';
import { focused, focusOn, press, sees, tabTo, type } from './keyboard.mjs';
import { look, openBrowser, openComputer } from './look.mjs';

const PASSWORD = 'demo-hoa-sen-2021', PIN = '246813'; // the demo's own
const CALM = 800; // the injection page ignores a key that comes sooner than a person can have read

const db = await newDatabase('sqlite', { migrate: true });
const start = new Date();
const server = await startServer({ db, args: ['--demo'], clock: start.toISOString(), patience: 120000 });
const browser = await openBrowser();
atEnd(() => browser.close());

const manager = await server.login('quanly', PASSWORD);
const { staff } = (await manager.get('/api/v1/me')).json;
const unit = `/api/v1/units/${staff.unit_id}`;
const session = (await manager.get(`${unit}/sessions`)).json.items[0];
const board = async () => (await manager.get(`${unit}/sessions/${session.id}/board`)).json.items;
const rowOf = async (id) => (await board()).find((item) => item.person_id === id);
const later = (minutes) => server.setClock(new Date(start.getTime() + minutes * 60000).toISOString());

// Adults under 65 with the whole birth date, whose names nobody else on the list has: one name, one person.
const people = (await board()).filter((p, _, all) => p.birth_precision === 'day' && p.birth_date > '1966' && p.birth_date < '2000'
	&& all.filter((q) => q.name === p.name).length === 1);
const [first, feverish, refusing, offline, moved] = people;

async function login(name) {
	const page = await openComputer(browser, server.url);
	await page.goto(`${server.url}/station`);
	await focusOn(page, 'login_name');
	await type(page, name);
	await press(page, 'Tab');
	await type(page, PASSWORD);
	await press(page, 'Enter');
	await tabTo(page, 'Vào buổi tiêm');
	return page;
}

async function atTable(name) {
	const page = await login(name);
	await press(page, 'Enter');
	return page;
}

// At reception: search, identity seen, consent, Enter, and back in the search field.
async function checkIn(page, person) {
	await focusOn(page, 'search');
	await type(page, person.name);
	await press(page, 'Enter');
	await focusOn(page, 'identity');
	await press(page, 'Space', 'Tab', 'Space', 'Enter');
}

// At a table: some letters of the name and Enter.
async function call(page, person) {
	await focusOn(page, 'queue-find');
	await sees(page, person.name.toLocaleUpperCase('vi'));
	await type(page, person.name);
	await press(page, 'Enter');
}

async function screen(page, person, { answers = {}, temperature = '36,6' } = {}) {
	await call(page, person);
	await page.waitForSelector('.question');
	const ids = await page.$$eval('.question', (all) => all.map((q) => q.querySelector('input').name.slice(1)));
	await focusOn(page, `q${ids[0]}`);
	for (const id of ids)
		await press(page, answers[id] ? 'c' : 'k');
	await focusOn(page, 'temperature');
	await type(page, temperature);
	await page.waitForSelector('.verdict');
}

async function inject(page, person) {
	await call(page, person);
	await page.waitForSelector('#inject');
	await page.waitForTimeout(CALM);
	if ((await focused(page)).id === 'lot')
		await press(page, 'Space', 'Tab', 'Space');
	await press(page, 'Enter');
}

const portal = await openComputer(browser, server.url);
let reception, doctor, vaccinator, observer;

for (let i = 0; i < 6; i++) {
	const page = await atTable('tiepdon');
	await focusOn(page, 'search');
	await type(page, first.name); await press(page, 'Enter'); await focusOn(page, 'identity');
	await press(page, 'Enter'); await sees(page, 'Chọn giấy tờ đã xem'); await page.waitForTimeout(400);
	if (i % 2) await look(page, 'zz');
	const log = [];
	log.push(JSON.stringify(await focused(page)));
	await tabTo(page, '#identity'); log.push(JSON.stringify(await focused(page)));
	for (const k of ['Space', 'Tab', 'Space']) { await press(page, k); log.push(k + JSON.stringify(await focused(page)) + await page.evaluate(() => [...document.querySelectorAll('input:checked')].map((x) => x.id).join())); }
	console.log(log.join('\n   '));
	await page.context().close();
}
await finish();
