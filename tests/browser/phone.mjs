// phone.mjs - a citizen's phone in front of the demo country: narrow, and if wanted slow and far from the next mast.
import { codeFor } from '../lib/citizen.mjs';
import { browser, server } from './demo.mjs';
import { look, openComputer } from './look.mjs';

const PHONE = { width: 390, height: 780 };
const SLOW = { offline: false, latency: 400, downloadThroughput: 400_000 / 8, uploadThroughput: 400_000 / 8 };
const FAST = { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: -1 };

export async function openPhone({ slow = true, movable = false } = {}) {
	const page = await openComputer(browser, server.url, { movable });
	await page.setViewportSize(PHONE);
	const devtools = await page.context().newCDPSession(page);
	await devtools.send('Network.enable');
	page.bytes = 0; // on the wire, fonts aside
	const fonts = new Set();
	devtools.on('Network.requestWillBeSent', ({ requestId, request }) => { if (request.url.endsWith('.woff2')) fonts.add(requestId); });
	devtools.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => { page.bytes += fonts.has(requestId) ? 0 : encodedDataLength; });
	// no mast in sight: for the page and for its service worker
	page.away = async (away) => {
		await devtools.send('Network.emulateNetworkConditions', { ...(slow ? SLOW : FAST), offline: away });
		await page.context().setOffline(away);
	};
	await page.away(false);
	page.processor = (rate) => devtools.send('Emulation.setCPUThrottlingRate', { rate });
	page.rate = slow ? 4 : 1;
	await page.processor(page.rate);
	page.setDefaultTimeout(30000);
	return page;
}

export async function picture(page, name) {
	await page.processor(1);
	await look(page, `book-${name}`);
	await page.setViewportSize(PHONE);
	await page.processor(page.rate);
}

export const tap = (page, text) => page.locator('button, a, summary', { hasText: text }).first().click();
export const choose = (page, id) => page.check(`#${id}`);
export const go = (page, ...parts) => page.evaluate((hash) => { location.hash = hash; }, `#/${parts.join('/')}`);

// A code that this phone has not had yet: the message may come a moment after the page has asked for it.
const had = new Map();
export async function newCode(number) {
	const phone = number.replaceAll(' ', '');
	let code;
	for (const end = Date.now() + 10000; Date.now() < end && (!code || code === had.get(phone)); await new Promise((done) => setTimeout(done, 50)))
		code = await codeFor(server, phone);
	had.set(phone, code);
	return code;
}

export async function logIn(page, number) {
	await page.waitForSelector('#phone');
	await page.fill('#phone', number);
	await tap(page, 'Gửi mã cho tôi');
	await page.waitForSelector('#code');
	await page.fill('#code', await newCode(number));
}

export const api = async (page, path) => (await page.request.get(`${server.url}/api/v1/book${path}`)).json();
