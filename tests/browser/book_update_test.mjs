// book_update_test.mjs - a new version of the app while a page is open: its parts go on working although the server has them no
// longer; the new one takes over when it is wanted, and without a network the app opens in either. And parts and answers that come at
// the wrong moment, or in part. test: timeout 300
//
// A server in between plays the new version: its service worker has another version, and it no longer has the old parts.
import { createServer } from 'node:http';
import { check, equal, finish, test, atEnd } from '../lib/check.mjs';
import { send } from '../lib/client.mjs';
import { browser, server } from './demo.mjs';
import { sees } from './keyboard.mjs';
import { openComputer } from './look.mjs';

const NEW = 'fedcba987654';
let updated = false, version, holding = false;
const asked = [], held = [], keys = [];
const bodyOf = async (rq) => {
	const chunks = [];
	for await (const chunk of rq)
		chunks.push(chunk);
	return chunks.length ? Buffer.concat(chunks) : undefined;
};
const between = createServer(async (rq, rs) => {
	const path = rq.url;
	const gone = updated && /^\/assets\/part-/.test(path);
	if (!path.startsWith('/api/'))
		asked.push(path);
	if (holding && path.startsWith('/assets/part-'))
		await new Promise((go) => held.push(go));
	const answer = gone ? { status: 404, headers: {}, body: Buffer.alloc(0) } : await send(server.url + path, { method: rq.method, headers: path.startsWith('/api/') ? rq.headers : {}, body: await bodyOf(rq) });
	const { 'content-length': length, ...headers } = answer.headers;
	const body = updated && path === '/book-sw.js' ? Buffer.from(`/* new */ ${answer.body.toString().replaceAll(version, NEW)}`) : answer.body;
	if (path === '/api/v1/book/otp' && keys.push(rq.headers['idempotency-key']) === 1) { // the first answer is cut off
		rs.writeHead(answer.status, { ...headers, 'content-length': body.length });
		rs.write(body.subarray(0, 5), () => rs.destroy());
		return;
	}
	rs.writeHead(answer.status, headers);
	rs.end(body);
});
await new Promise((done) => between.listen(0, '127.0.0.1', done));
atEnd(() => between.close());
const url = `http://127.0.0.1:${between.address().port}`;

const page = await openComputer(browser, url);
const versions = () => page.evaluate(async () => (await caches.keys()).sort().map((key) => key.split('-')[2]));

await test('a part that arrives while somebody goes from one of its screens to the next is shown there', async () => {
	const hasty = await openComputer(browser, url);
	// what a screen does once it is painted comes late, as on a slow phone: the part arrives before
	await hasty.addInitScript(() => {
		delete Navigator.prototype.serviceWorker; // which would have all parts at hand
		const real = globalThis.setTimeout;
		globalThis.setTimeout = (act, ms = 0, ...rest) => real(act, ms + 500, ...rest);
		globalThis.requestAnimationFrame = (act) => setTimeout(act);
	});
	await hasty.goto(`${url}/book`);
	await hasty.waitForSelector('#phone');
	const walk = (to) => hasty.evaluate((hash) => { location.hash = hash; }, to);
	holding = true;
	await walk('#/draw/1');
	await hasty.waitForSelector('.loading');
	for (const end = Date.now() + 10000; !held.length && Date.now() < end;)
		await hasty.waitForTimeout(10);
	check('the part is on its way', held.length > 0);
	await walk('#/draw/2');
	holding = false;
	for (const go of held)
		go();
	await hasty.waitForFunction(() => document.querySelector('h1') && !document.querySelector('.loading'), null, { timeout: 10000 });
	await hasty.context().close();
});

await test('what was answered only in part is sent again; the code that was sent can be typed', async () => {
	const far = await openComputer(browser, url);
	await far.goto(`${url}/book`);
	await far.waitForSelector('#phone');
	await far.fill('#phone', '0912345678');
	await far.click('text=Gửi mã cho tôi');
	await far.waitForSelector('#code');
	await sees(far, 'Mã dùng được trong');
	check('sent twice, meant once', keys.length === 2 && !!keys[0] && keys[0] === keys[1], keys.join(' '));
	await far.context().close();
});

await test('the app is kept on the first visit', async () => {
	await page.goto(`${url}/book`);
	await page.waitForSelector('#phone');
	await page.waitForFunction(() => navigator.serviceWorker.controller?.state === 'activated', null, { timeout: 60000 });
	[version] = await versions();
	equal('one version', (await versions()).length, 1);
	asked.length = 0;
	await page.reload();
	await page.waitForSelector('#phone');
	equal('opened again, it asks the server for no part of it', asked.filter((path) => path !== '/book-sw.js'), []);
});

await test('a new version waits; the open page still finds its old parts', async () => {
	await page.fill('#phone', '0912345678');
	updated = true;
	await page.evaluate(async () => { await (await navigator.serviceWorker.getRegistration('/book')).update(); });
	await sees(page, 'Đã có bản mới của sổ.');
	equal('what was typed is untouched', await page.inputValue('#phone'), '0912345678');
	await page.evaluate(() => { location.hash = '#/moi/KHONGCO'; }); // a part that was not loaded before
	await sees(page, 'Lời mời tiêm chủng');
	equal('two versions are kept', (await versions()).length, 2);
});

await test('it takes over when it is wanted', async () => {
	await page.click('text=Dùng bản mới');
	await page.waitForFunction(() => navigator.serviceWorker.controller?.state === 'activated' && !document.body.innerText.includes('Dùng bản mới'));
	await sees(page, 'Lời mời tiêm chủng');
	check('the new one is there', (await versions()).includes(NEW));
	await page.context().setOffline(true);
	await page.reload();
	await sees(page, 'Lời mời tiêm chủng');
	check('the page complains of nothing', page.complaints.length === 0, page.complaints.join('\n'));
});

await finish();
