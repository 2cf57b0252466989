// published_test: what a visitor gets without the server computing it: lists of sites, figures, pages; plain and packed,
// with the conditions of HTTP, and made again only when something has changed.
import { execFileSync } from 'node:child_process';
import { gunzipSync } from 'node:zlib';
import { check, equal, finish } from './lib/check.mjs';
import { engines, newDatabase, startServer } from './lib/server.mjs';

const LISTS = '/api/public/sites';
const status = async (server, path, headers, method = 'GET') => (await server.anonymous.send(method, path, undefined, { headers })).status;

async function eventually(read, wanted, patience = 30000) {
	const until = Date.now() + patience;
	let got = await read();
	while (JSON.stringify(got) !== JSON.stringify(wanted) && Date.now() < until) {
		await new Promise((r) => setTimeout(r, 100));
		got = await read();
	}
	return got;
}

async function siteLists(engine) {
	const db = await newDatabase(engine);
	const password = await db.addUser('root', 'administrator', 'VN');
	const server = await startServer({ db });
	const root = await server.login('root', password);
	const of = async (code) => (await server.anonymous.get(`${LISTS}/${code}`)).json?.sites;
	await eventually(() => status(server, LISTS, {}), 200);
	const index = (await server.anonymous.get(LISTS)).json;
	equal(`${engine}: 63 provinces have a list`, [index.items.length, index.items[0]], [63, { code: '01', name: 'Thành phố Hà Nội', sites: 0, url: `${LISTS}/01` }]);
	equal(`${engine}: without sites it is empty`, await of('01'), []);

	const commune = (await root.get('/api/v1/units?level=commune&q=00001&on=2021-08-01')).json.items[0].id;
	const district = (await root.get('/api/v1/units?level=district&q=026&on=2021-08-01')).json.items[0].id;
	const before = (await server.anonymous.get(`${LISTS}/01`)).headers.etag;
	const elsewhere = (await server.anonymous.get(`${LISTS}/79`)).headers.etag;
	const made = (await root.post(`/api/v1/units/${commune}/sites`, { code: '01A01', kind: 'health_station', name: 'Trạm <Phúc Xá>', tables: 3, capacity: 250, in_charge: 'Bác sĩ Thử', phone: '02438271234' })).json;
	await root.post(`/api/v1/units/${district}/sites`, { code: '02A01', kind: 'hospital', name: 'Bệnh viện Thử', tables: 8 });
	const site = { code: '01A01', name: 'Trạm <Phúc Xá>', kind: 'health_station', address: 'Phường Phúc Xá, Quận Ba Đình, Thành phố Hà Nội',
		tables: 3, capacity: 250, in_charge: 'Bác sĩ Thử', phone: '02438271234' };
	const pick = (list) => list?.map((s) => Object.fromEntries(Object.keys(site).map((k) => [k, s[k]])));
	equal(`${engine}: a new site stands in its province's list`, await eventually(async () => pick(await of('01')), [site]), [site]);
	check(`${engine}: the list changed its ETag`, (await server.anonymous.get(`${LISTS}/01`)).headers.etag !== before);
	equal(`${engine}: the list of a province without change did not`, (await server.anonymous.get(`${LISTS}/79`)).headers.etag, elsewhere);
	await root.patch(`/api/v1/units/${made.id}`, { tables: 5 });
	equal(`${engine}: a change is published`, await eventually(async () => (await of('01'))?.[0]?.tables, 5), 5);
	equal(`${engine}: the index counts them`, await eventually(async () => (await server.anonymous.get(LISTS)).json.items.filter((p) => p.sites).map((p) => [p.code, p.sites]), [['01', 1], ['02', 1]]), [['01', 1], ['02', 1]]);
	const hospital = (await of('02'))[0];
	equal(`${engine}: a site below a district has its address`, hospital.address.split(', ').length, 2);
	equal(`${engine}: who goes for no province finds none`, await status(server, `${LISTS}/00`, {}), 404);

	const figures = async () => (await server.anonymous.get('/api/public/summary')).headers.etag;
	const first = await eventually(async () => typeof (await figures()), 'string') && await figures();
	await new Promise((r) => setTimeout(r, 2500));
	equal(`${engine}: figures that stay the same are not published again`, await figures(), first);
	await server.stop();
}

async function conditions() {
	const db = await newDatabase('sqlite');
	const server = await startServer({ db });
	// the pages are published when the server has begun to listen
	await eventually(() => status(server, '/', {}), 200);
	const page = await server.anonymous.get('/');
	const path = /\/assets\/[^"]+\.js/.exec(page.text)[0];
	const plain = await server.anonymous.get(path);
	const get = (headers, method = 'GET') => server.anonymous.send(method, path, undefined, { headers });
	const packed = await get({ 'accept-encoding': 'gzip' });
	equal('plain without being asked', [plain.headers['content-encoding'], plain.headers.vary], [undefined, 'Accept-Encoding']);
	equal('packed bytes are the same', [packed.headers['content-encoding'], gunzipSync(packed.body).equals(plain.body)], ['gzip', true]);
	check('each encoding has an ETag of its own', packed.headers.etag !== plain.headers.etag && /^"[^"]+"$/.test(packed.headers.etag), packed.headers.etag);
	for (const [accept, encoding] of [['gzip, deflate, br', 'gzip'], ['br;q=1.0, gzip;q=0.8', 'gzip'], ['GZIP', 'gzip'], ['*', 'gzip'], ['gzip;q=0', undefined], ['gzip; q=0.000', undefined], ['*;q=0', undefined],
		['gzip;q=0, *', undefined], ['identity', undefined], ['notgzip', undefined], ['gzipped', undefined], ['', undefined], [',;q,=', undefined]])
		equal(`Accept-Encoding: ${accept}`, (await get({ 'accept-encoding': accept })).headers['content-encoding'], encoding);
	const { etag } = plain.headers;
	for (const [known, expected] of [[etag, 304], [`W/${etag}`, 304], [`"x", ${etag}`, 304], [`"x",W/${etag} , "y"`, 304], ['*', 304], ['"x"', 200], [etag.slice(1, -1), 200], [etag.slice(0, -2), 200], ['', 200], ['W/', 200], [packed.headers.etag, 200]])
		equal(`If-None-Match: ${known.replaceAll(etag, 'ETAG')}`, (await get({ 'if-none-match': known })).status, expected);
	const unchanged = await get({ 'accept-encoding': 'gzip', 'if-none-match': packed.headers.etag });
	equal('304 repeats the ETag and has no body', [unchanged.status, unchanged.headers.etag, unchanged.body.length], [304, packed.headers.etag, 0]);
	const head = await get({}, 'HEAD');
	equal('HEAD tells the length and sends nothing', [head.status, head.headers['content-length'], head.headers.etag, head.body.length], [200, String(plain.body.length), etag, 0]);
	equal('HEAD knows 304 too', (await get({ 'if-none-match': etag }, 'HEAD')).status, 304);
	for (const [what, answer] of [['a page', page], ['an asset', plain], ['a packed one', packed]])
		check(`${what} has its security headers`, /default-src 'self'/.test(answer.headers['content-security-policy']) && answer.headers['x-content-type-options'] === 'nosniff', JSON.stringify(answer.headers));
	equal('a published address takes no POST', await status(server, path, {}, 'POST'), 404);
	await server.stop();
}

// A whole country of sites at once, as an import or a demo makes it: more than one look may read.
async function country() {
	const db = await newDatabase('sqlite');
	const now = Date.now();
	execFileSync('sqlite3', [db.url.slice(7)], { input: `WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 20999),
		p AS (SELECT id, path, ROW_NUMBER() OVER (ORDER BY code) - 1 AS k FROM unit WHERE level = 'province' AND valid_from < '2025-01-01')
		INSERT INTO unit (id, code, level, kind, name, search_key, parent_id, path, valid_from, changed_ms)
		SELECT 9000000 + i, 'Z' || i, 'site', 'centre', 'Trung tam ' || i, 'trung tam', p.id, p.path || (9000000 + i) || '/', '2021-01-01', ${now} + i % 7 FROM n JOIN p ON p.k = i % 63` });
	const server = await startServer({ db });
	equal('21,000 new sites stand in the lists', (await eventually(async () => (await server.anonymous.get(LISTS)).json?.items?.reduce((sum, p) => sum + p.sites, 0), 21000)), 21000);
	await server.stop();
}

await conditions();
await country();
for (const engine of engines)
	await siteLists(engine);
await finish();
