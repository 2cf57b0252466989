// manager_test.mjs - what a manager has to look at: events of a computer that was offline, alarms. Each told in words,
// photographed at two widths into build/screenshots/ and judged by axe. test: timeout 300
import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { check, equal, finish, test } from '../lib/check.mjs';
import { passwordOf } from '../lib/client.mjs';
import { PASSWORD, board, browser, db, manager, server, session, staff, start, unit } from './demo.mjs';
import { press, sees, tabTo, type } from './keyboard.mjs';
import { look, openComputer } from './look.mjs';

const MINUTE = 60000;
const lots = (await manager.get(`${unit}/sessions/${session.id}`)).json.lots;
const people = (await board()).filter((i) => i.step === 'expected');

const at = (minutes) => new Date(start.getTime() + minutes * MINUTE).toISOString();
const event = (kind, k, minutes, more = {}) => ({ id: randomUUID(), kind, at: at(minutes), person_id: people[k].person_id, session_id: session.id, ...more });
const injection = (k, minutes) => event('injection', k, minutes, { lot_id: lots[0].lot_id, body_site: 'left_arm' });

// As the server itself raises them; here without waiting for a late certificate or a tampered trail.
function raise(unitId, id, kind, subject, detail, minutes) {
	const now = start.getTime();
	execFileSync('sqlite3', ['-cmd', '.timeout 10000', db.url.slice(7), `INSERT INTO alarm (unit_id, id, kind, subject_id, detail, raised_ms, seen_ms)
		VALUES (${unitId}, ${id}, '${kind}', ${subject}, '${JSON.stringify(detail)}', ${now - minutes * MINUTE}, ${now - MINUTE});`]);
}

async function enter(name, password) {
	const page = await openComputer(browser, server.url, { movable: true });
	const answer = await page.request.post(`${server.url}/api/v1/login`, { data: { login_name: name, password, station_id: randomUUID() }, headers: { 'X-Requested-By': 'station' } });
	check(`${name} is logged in`, answer.ok(), await answer.text());
	await page.goto(`${server.url}/station`);
	return page;
}

let page;
await test('without alarms a line says so', async () => {
	page = await enter('quanly', PASSWORD);
	await sees(page, 'Không có cảnh báo nào · xem lúc');
	equal('nothing is marked', await page.$$('.alarm-mark'), []);
	await look(page, 'alarms-none');
});

await test('whoever has no right to alarms sees none of it', async () => {
	const other = await enter('tiepdon', PASSWORD);
	await sees(other, 'Vào buổi tiêm');
	equal('no panel', await other.$$('.alarms, .alarms-none'), []);
	await other.context().close();
});

await test('what was done offline and broke rules is told in sentences', async () => {
	const consent = event('check_in', 2, -20, { identity_seen: 'card', consent: false, why: 'không đồng ý' });
	const events = [
		event('check_in', 0, -45, { identity_seen: 'card', consent: true }), injection(0, -40), event('release', 0, -35), { ...injection(0, -30) },
		{ ...event('screening', 1, 25, { answers: {}, verdict: 'eligible' }), staff_id: '12345' },
		consent, { ...consent, why: 'đổi ý' }, injection(2, -15),
		{ ...event('check_in', 3, -10), identity_seen: 'card', session_id: '99' }, { id: randomUUID(), kind: 'check_in', at: 'hôm qua' },
	];
	const { json } = await manager.post('/api/v1/sync', { unit_id: staff.unit_id, events });
	equal('what became of them', json?.items.map((i) => i.outcome),
		['applied', 'applied', 'flagged', 'flagged', 'flagged', 'applied', 'refused', 'flagged', 'refused', 'refused']);
	await tabTo(page, /^Việc cần xem$/);
	await press(page, 'Enter');
	await sees(page, 'Lần đến này đã có một mũi tiêm khác.');
	for (const text of ['Cho về trước khi hết giờ theo dõi', 'Người làm không phải nhân viên', 'Bước này trái với bước đã ghi', 'Đồng hồ của máy gửi chạy nhanh',
		'dùng lại mã của việc khác', 'Không có buổi tiêm này', 'chưa ghi được; bản gửi vẫn được giữ'])
		await sees(page, text);
	check('no code is left unexplained', !/[a-z]+\.[a-z]+_[a-z]+|event_|id_reused/.test(await page.innerText('main')));
	equal('the one without a person has no name', await page.$$eval('.review', (all) => all.filter((e) => /Có giờ không đúng|Thiếu một mục/.test(e.textContent)).map((e) => e.querySelector('strong').textContent)), ['Chưa rõ người']);
	await look(page, 'reviews-offline');
});

await test('one of them is resolved', async () => {
	const before = (await page.$$('.review')).length;
	await tabTo(page, /^Đã xử lý việc của/);
	await press(page, 'Enter');
	await tabTo(page, '#reason');
	await type(page, 'đã gọi, người tiêm khỏe');
	await look(page, 'reviews-resolve');
	await tabTo(page, /^Đã xử lý$/);
	await press(page, 'Enter');
	await page.waitForFunction((n) => document.querySelectorAll('.review').length === n - 1, before);
});

await test('an alarm of the site is marked on every screen and told on the first', async () => {
	const me = (await manager.get(`${unit}/staff`)).json.items.find((s) => s.role === 'reception');
	raise(staff.unit_id, 1, 'lookup_outside', me.id, { people: 1061, limit: 60, minutes: 60 }, 200);
	await page.clock.fastForward(MINUTE);
	await sees(page, 'Cảnh báo mới: Xem nhiều hồ sơ ngoài danh sách');
	await tabTo(page, /1 cảnh báo$/);
	await press(page, 'Enter');
	await sees(page, `${me.full_name} đã mở hồ sơ của 1.061 người ngoài danh sách trong 60 phút`);
	await look(page, 'alarms-site');
	check('the page complains of nothing', page.complaints.length === 0, page.complaints.join('\n'));
	equal('and asks no other host', page.foreign, []);
});

await test('above, all of them: the urgent first, the rest by one press', async () => {
	const password = await db.addUser('root', 'administrator', 'VN');
	const root = await server.login('root', password);
	const nation = (await root.get('/api/v1/units?level=nation')).json.items[0].id;
	for (const a of (await root.get(`/api/v1/units/${nation}/alarms`)).json.items.filter((x) => x.kind === 'cold_chain')) // the demo's own
		await root.post(`/api/v1/units/${a.unit_id}/alarms/${a.id}/close`, { why: 'đã xem' });
	raise(nation, 2, 'certificate_late', 0, { late_ms: 312000, limit_ms: 60000 }, 5);
	raise(nation, 3, 'audit_broken', 0, {}, 1500);
	for (let n = 4; n < 6; n++)
		raise(staff.unit_id, n, 'lookup_outside', n, { people: 60 + n, limit: 60, minutes: 60 }, n * 60);
	const seen = (await root.get(`/api/v1/units/${nation}/alarms`)).json.items;
	equal('the nation has five', seen.length, 5);
	const above = await enter('root', passwordOf('root', password));
	await sees(above, 'Cảnh báo (5)');
	equal('what comes first', await above.$$eval('.alarms .notice strong', (all) => all.map((e) => e.textContent.split(':')[0])), ['Khẩn', 'Khẩn', 'Cần hỏi']);
	await sees(above, 'Có người đã đợi chứng nhận 5 phút; nhiều nhất phải là 60 giây.');
	await sees(above, 'Nhật ký hệ thống không còn nguyên vẹn');
	await look(above, 'alarms-nation');
	await tabTo(above, 'Hiện cả 5 cảnh báo');
	await press(above, 'Enter');
	equal('then all', (await above.$$('.alarms li')).length, 5);
	await above.click('text=English');
	await sees(above, 'Somebody has waited 5 minutes for a certificate');
	await look(above, 'alarms-nation-english');
	check('this page complains of nothing', above.complaints.length === 0, above.complaints.join('\n'));
});

await test('whoever looked into it closes it with what was found', async () => {
	await page.goto(`${server.url}/station`);
	await sees(page, 'Cảnh báo (3)');
	await tabTo(page, 'Đã xem xét…');
	await press(page, 'Enter');
	await sees(page, 'Ghi điều đã tìm thấy');
	await look(page, 'alarm-close');
	await tabTo(page, 'Đóng cảnh báo');
	await press(page, 'Enter');
	await sees(page, 'Ghi lý do, dù ngắn.');
	await page.click('text=Đã hỏi, lý do chính đáng');
	await tabTo(page, 'Đóng cảnh báo');
	await press(page, 'Enter');
	await sees(page, 'Đã đóng cảnh báo.');
	await sees(page, 'Cảnh báo (2)');
	equal('kept with the name and the reason', (await manager.get(`${unit}/alarms?state=all`)).json.items.filter((a) => a.why).map((a) => [a.why, !!a.closed_by]),
		[['Đã hỏi, lý do chính đáng', true]]);
	await look(page, 'alarms-closed');
});

await finish();
