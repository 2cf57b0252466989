// book_family.mjs - families for the browser: registered by the API, let in without typing.
import { equal } from '../lib/check.mjs';
import { server } from './demo.mjs';
import { sees } from './keyboard.mjs';

const answers = Object.fromEntries(Array.from({ length: 12 }, (_, i) => [`q${i + 1}`, 'no']));

// Registers somebody in the name of an account (citizen.mjs); their id.
export async function register(account, home, person, more = {}) {
	const answer = await account.post('/api/v1/book/registrations', { person: { home_unit_id: home.id, ...person }, relation: 'self', answers, consent: true, ...more });
	equal(`${person.name} is registered`, answer.status, 201);
	return answer.json.person_id;
}

// The page of somebody who is logged in.
export async function enter(page, account, what = 'Sổ của gia đình') {
	const [name, value] = account.cookie.split('=');
	await page.context().addCookies([{ name, value, url: server.url }]);
	await page.goto(`${server.url}/book`);
	await sees(page, what);
}
