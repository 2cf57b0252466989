// desk_test.mjs - what a site does beside its tables: the code of somebody's health book, standby for doses that are left, places for
// people to book, reports of reactions, requests about records, its hours. test: timeout 600
//
// By keyboard where a form is filled in; each page photographed at two widths into build/screenshots/ and judged by axe.
import { check, equal, finish, test } from '../lib/check.mjs';
import { client } from '../lib/client.mjs';
import { fourSteps } from '../lib/journey.mjs';
import { register } from '../lib/planned.mjs';
import { number } from '../lib/stations.mjs';
import { fill, focusOn, press, push, sees, tabTo, type } from './keyboard.mjs';
import { at, campaign, closed, db, enter, everybody, here, iso, look, lots, must, pages, server, sites } from './plan_world.mjs';

const site = sites[0], today = iso(0);
const slots = [['13:00', '14:00'], ['14:00', '15:00'], ['15:00', '16:00']].map(([starts, ends]) => ({ starts, ends, capacity: 10 }));
const session = must(await here.manager.post(at(site.id, 'sessions'), { campaign_id: campaign, on_date: today, lots: [{ lot_id: lots['P1 astrazeneca'] }], slots }), 'session');
const goTo = async (page, tab, text, of = session.id) => {
	await page.goto(`${server.url}/station#/${of}/${tab}`);
	await sees(page, text);
};

let desk, mai, citizenOf; // citizenOf: whom the code let in
await test('reception gives the code of a health book: shown once, large, good at the citizen’s login', async () => {
	mai = must(await here.reception.post(at(site.id, 'persons'), { name: 'Nguyễn Thị Mai', birth_date: '1980-05-05', birth_precision: 'day', sex: 'female', cccd: '001180012345', phone: '0912345678' }), 'person');
	desk = await enter('tram.reception', 'station', `#/${session.id}/reception`);
	await focusOn(desk, 'search');
	await type(desk, '0912345678');
	await press(desk, 'Enter');
	await sees(desk, 'NGUYỄN THỊ MAI');
	await push(desk, 'Mã mở sổ');
	await sees(desk, 'Chỉ đưa cho chính người này');
	await push(desk, 'Tạo mã');
	await sees(desk, 'Dùng một lần');
	await look(desk, 'desk-code');
	const code = (await desk.innerText('.slip__code')).replace(/\s/g, '');
	const login = await server.anonymous.post('/api/v1/book/login', { phone: '0912345678', code });
	equal('the code opens the book', login.status, 200);
	citizenOf = client(server.url, { cookie: login.headers['set-cookie'][0].split(';')[0], 'x-requested-by': 'test' });
	await press(desk, 'Escape');
	await closed(desk);
	await push(desk, 'Mã mở sổ');
	check('it is not shown again', !(await desk.innerText('dialog')).includes(code.slice(0, 4)));
	await press(desk, 'Escape');
	await closed(desk);
});

await test('standby: a list in order, the next ones called, who comes, who does not', async () => {
	await goTo(desk, 'standby', 'Chưa có danh sách dự phòng');
	await look(desk, 'desk-standby-none');
	await push(desk, 'Lập danh sách');
	await sees(desk, 'Không có ai đang chờ'); // nobody is registered
	register(db, everybody());
	await fill(desk, 'people', '0');
	await push(desk, 'Lập danh sách');
	await sees(desk, 'Nhập một số từ 1 đến 100.');
	await fill(desk, 'people', '12');
	await push(desk, 'Lập danh sách');
	await sees(desk, 'Danh sách có 12 người');
	await look(desk, 'desk-standby');
	await push(desk, 'Nhắn gọi 3 người');
	await sees(desk, 'Đã nhắn gọi 3 người');
	await sees(desk, 'lúc 10:');
	await push(desk, /^Sẽ đến: /);
	await sees(desk, 'SẼ ĐẾN'.toLowerCase().replace('s', 'S'));
	await push(desk, /^Không đến: /);
	await sees(desk, 'vẫn giữ chỗ trong danh sách chờ');
	await push(desk, 'Bận', /^Không đến$/);
	await closed(desk);
	const list = must(await here.reception.get(at(site.id, 'sessions', session.id, 'standby'))).items;
	equal('as noted', list.slice(0, 4).map((r) => r.state).sort(), ['called', 'called', 'declined', 'listed'].sort());
	await look(desk, 'desk-standby-called');
});

await test('places of the session are opened for booking, and closed', async () => {
	desk = await enter('tram.manager', 'station', `#/${session.id}/openings`);
	await sees(desk, 'Buổi này chưa mở chỗ nào');
	await look(desk, 'desk-openings-none');
	await push(desk, 'Mở đợt mới', 'Mở đợt này');
	await sees(desk, 'Nhập số chỗ ở ít nhất một khung giờ.');
	await fill(desk, 'slot-0', '50');
	await sees(desk, 'nhập một số từ 1 đến 10');
	await look(desk, 'desk-opening-mistakes');
	await fill(desk, 'slot-0', '4');
	await fill(desk, 'slot-1', '6');
	await fill(desk, 'draws', '10:30');
	await push(desk, 'Mở đợt này');
	await sees(desk, 'Đã mở 10 chỗ');
	await sees(desk, 'Đang phát số');
	await look(desk, 'desk-openings');
	await push(desk, /^Đóng đợt AstraZeneca/);
	await push(desk, 'Đã đủ lượt', /^Đóng$/);
	await sees(desk, 'Đã đóng đợt mở chỗ');
	await closed(desk);
	equal('the places are the session’s again', must(await here.manager.get(at(site.id, 'sessions', session.id))).slots.map((s) => s.apart), [0, 0, 0]);
});

await test('reactions that people report: the severe first; called back with what was found', async () => {
	await goTo(desk, 'reactions', 'Không có ai chờ gọi lại', '-');
	await look(desk, 'desk-reactions-none');
	await fourSteps(here, site.id, session.id, mai.id, lots['P1 astrazeneca']);
	const dose = must(await citizenOf.get(`/api/v1/book/people/${mai.id}`), 'book').doses[0];
	const signs = must(await citizenOf.get('/api/v1/book/reactions/signs')).items;
	const send = async (severity, more) => must(await citizenOf.post(`/api/v1/book/people/${mai.id}/reactions`, { dose_id: dose.id, signs: [signs.find((s) => s.severity === severity).id], began_on: today, ...more }), severity);
	await send('severe', { note: 'khó thở từ sáng', temperature: 391 });
	await send('mild', {});
	await desk.reload();
	await sees(desk, '2 người chờ gọi lại, trong đó 1 người báo nặng.');
	check('the severe comes first', /Nặng/.test(await desk.locator('.review').first().innerText()));
	await look(desk, 'desk-reactions');
	await push(desk, /^Đã gọi lại: NGUYỄN THỊ MAI/);
	await focusOn(desk, 'reason');
	await push(desk, /^Lưu$/);
	await sees(desk, 'Ghi lý do, dù ngắn.');
	await push(desk, 'Đã hướng dẫn đến bệnh viện');
	await look(desk, 'desk-reaction-seen');
	await push(desk, /^Lưu$/);
	await closed(desk);
	await sees(desk, '1 người chờ gọi lại, trong đó 0 người báo nặng.');
	const kept = must(await citizenOf.get(`/api/v1/book/people/${mai.id}`)).reactions;
	check('the person reads it', JSON.stringify(kept).includes('Đã hướng dẫn đến bệnh viện'));
});

await test('requests of citizens: what is due first, answered in words', async () => {
	await goTo(desk, 'requests', 'Không có yêu cầu nào', '-');
	const ask = async (body) => must(await citizenOf.post(`/api/v1/book/people/${mai.id}/requests`, body), body.kind);
	await ask({ kind: 'correct', field: 'address', wanted: '12 Hàng Than', why: 'đã chuyển nhà' });
	await ask({ kind: 'object', why: 'không muốn nhận tin mời' });
	await desk.reload();
	await sees(desk, '2 yêu cầu chờ trả lời, 0 đã quá hạn.');
	await sees(desk, '12 Hàng Than');
	await look(desk, 'desk-requests');
	await push(desk, 'Trả lời NGUYỄN THỊ MAI');
	await sees(desk, 'Trả lời không tự sửa hồ sơ');
	await push(desk, 'Gửi câu trả lời');
	await sees(desk, 'Chọn đồng ý hoặc từ chối.');
	await look(desk, 'desk-request-answer');
	await tabTo(desk, '#decision');
	await press(desk, 'Space');
	await fill(desk, 'answer', 'Đã sửa địa chỉ theo căn cước.');
	await push(desk, 'Gửi câu trả lời');
	await closed(desk);
	await sees(desk, '1 yêu cầu chờ trả lời');
	await desk.check('#show-granted');
	await sees(desk, 'Đã sửa địa chỉ theo căn cước.');
	equal('granted', number(db, "SELECT COUNT(*) FROM citizen_request WHERE state = 'granted'"), 1);
});

await test('the site’s own hours', async () => {
	await goTo(desk, 'hours', 'đang dùng giờ chung theo quy định', '-');
	await look(desk, 'desk-hours');
});

await test('who works at a table sees only what is theirs', async () => {
	const vaccinator = await enter('tram.vaccinator', 'station', `#/${session.id}/list`);
	await sees(vaccinator, 'Danh sách buổi tiêm');
	const tabs = await vaccinator.innerText('.desks');
	check('no desk of others', !/Dự phòng|Mở chỗ|Yêu cầu|Phản ứng|Giờ làm việc/.test(tabs), tabs);
});

await test('English', async () => {
	await desk.click('text=English');
	for (const [tab, text, of] of [['standby', 'Standby list'], ['openings', 'Places for people to book'], ['reactions', 'Reactions that people report', '-'], ['requests', 'Requests of citizens', '-'], ['hours', 'Hours by weekday', '-']])
		await goTo(desk, tab, text, of);
});

for (const [name, page] of pages) {
	check(`${name}: the page complains of nothing`, page.complaints.length === 0, page.complaints.join('\n'));
	check(`${name}: nothing is asked of another host`, page.foreign.length === 0, page.foreign.join('\n'));
}
await finish();
