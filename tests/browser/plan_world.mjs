// plan_world.mjs - a small district with its server and a browser: four communes, three stations and a hospital, doses of two
// products, managers and staff; nobody is registered yet.
import { randomUUID } from 'node:crypto';
import { atEnd, check } from '../lib/check.mjs';
import { passwordOf } from '../lib/client.mjs';
import { newDatabase, startServer } from '../lib/server.mjs';
import { look as lookAt, openBrowser, openComputer, start } from './look.mjs';

export const DAY = 86400000;
export const iso = (days) => new Date(start.getTime() + 7 * 3600000 + days * DAY).toISOString().slice(0, 10);
export const shown = (date) => date.split('-').reverse().join('/');
export const at = (...path) => ['/api/v1/units', ...path].join('/');
export const must = (answer, what = '', most = 299) => {
	if (answer.status > most)
		throw new Error(`${what}: ${answer.status} ${answer.text}`);
	return answer.json;
};

export const db = await newDatabase('sqlite');
const password = await db.addUser('root', 'administrator', 'VN');
export const server = await startServer({ db, clock: start.toISOString(), seed: 7, patience: 60000, env: { TIEMCHUNG_SMS_WAY: 'console' } });
export const browser = await openBrowser();
atEnd(() => browser.close());

export const admin = await server.login('root', password);
const unitOf = async (level, code) => (await admin.get(`/api/v1/units?level=${level}&q=${code}&on=2021-08-01`)).json.items[0].id;
export const nation = await unitOf('nation', 'VN'), district = await unitOf('district', '001');
export const communes = [];
for (const code of ['00001', '00004', '00006', '00007'])
	communes.push(await unitOf('commune', code));
export const campaign = must(await admin.post(at(nation, 'campaigns'), { code: 'T', name: 'Chiến dịch mùa thu', starts_on: '2021-01-01', wait_minutes: 0 }), 'campaign').id;
export const sites = [];
for (const [code, name, parent, kind, tables, capacity] of [['P1', 'Trạm Y tế Phúc Xá', communes[0], 'health_station', 2, 28], ['P2', 'Trạm Y tế Trúc Bạch', communes[1], 'health_station', 1, 14],
	['P3', 'Trạm Y tế Vĩnh Phúc', communes[2], 'health_station', 1, 14], ['PH', 'Bệnh viện Ba Đình', district, 'hospital', 3, 35]])
	sites.push({ code, name, id: must(await admin.post(at(parent, 'sites'), { code, name, kind, tables, capacity }), code).id, commune: parent });
export const lots = {};
for (const [code, product, doses] of [['P1', 'astrazeneca', 80], ['P1', 'comirnaty', 24], ['P2', 'astrazeneca', 50], ['P3', 'astrazeneca', 20], ['PH', 'astrazeneca', 90], ['PH', 'comirnaty', 20]])
	lots[`${code} ${product}`] = must(await admin.post(at(sites.find((s) => s.code === code).id, 'lots/receive'), { product_code: product, number: `${code}-${product}`, expires_on: iso(300), doses }), 'receive').lot_id;

const passwords = new Map();
async function team(unit, prefix, roles) {
	const clients = {};
	for (const role of roles) {
		const name = `${prefix}.${role}`;
		const { password: first } = must(await admin.post(at(unit, 'staff'), { login_name: name, full_name: `${role} ${prefix}`, role }), name);
		clients[role] = await server.login(name, first);
		passwords.set(name, passwordOf(name, first));
	}
	return clients;
}
export const above = await team(district, 'quan', ['manager', 'observer']);
export const here = await team(sites[0].id, 'tram', ['reception', 'screening_doctor', 'vaccinator', 'observer', 'manager']);

export const pages = [];
export async function enter(name, application, where = '') {
	const page = await openComputer(browser, server.url);
	const answer = await page.request.post(`${server.url}/api/v1/login`, { data: { login_name: name, password: passwords.get(name), station_id: randomUUID() }, headers: { 'X-Requested-By': 'station' } });
	check(`${name} is logged in`, answer.ok(), await answer.text());
	pages.push([name, page]);
	await page.goto(`${server.url}/${application}${where}`);
	return page;
}
// LOOK=no: the story alone, without pictures.
export const look = (page, name) => (process.env.LOOK === 'no' ? null : lookAt(page, name));
export const closed = (page) => page.waitForFunction(() => !document.querySelector('dialog[open]'));

// People of every kind, without a roll of dice.
export function everybody() {
	const list = [], pick = (from, i) => from[i % from.length];
	for (let i = 0; i < 240; i++)
		list.push({ commune: pick(communes, i), birth: `${1940 + (i * 7) % 62}-0${1 + i % 9}-1${i % 10}`, group: i % 5 === 0 ? '' : String(1 + i % 16), hospital: i % 19 === 0,
			phone: i % 31 === 0 ? null : undefined, at: start.getTime() - (3 + (i * 11) % 40) * DAY });
	for (let i = 0; i < 10; i++) // too young
		list.push({ commune: pick(communes, i), birth: iso(-1000), group: '9', at: start.getTime() - 5 * DAY });
	for (let i = 0; i < 40; i++)
		list.push({ commune: pick(communes, i), birth: `19${50 + i % 40}-06-15`, group: String(1 + i % 16), dose: 2, last: 'astrazeneca', lastOn: iso(-70 - i), at: start.getTime() - (3 + i % 20) * DAY });
	return list;
}
