// plan_test.mjs - a district manager plans: who waits, the hours of a site, a plan question by question, its result, corrections by
// hand, publishing, invitations, a session that falls away, planning again, the calendar, what messages cost.
//
// By keyboard where a form is filled in; each page photographed at two widths into build/screenshots/ and judged by axe.
// test: timeout 900
import { readFileSync } from 'node:fs';
import { check, equal, finish, test } from '../lib/check.mjs';
import { judge, register, run } from '../lib/planned.mjs';
import { number, rows } from '../lib/stations.mjs';
import { fill, focusOn, press, push, sees, tabTo, type } from './keyboard.mjs';
import { above, at, closed, communes, db, district, enter, everybody, iso, look, must, pages, server, shown, sites } from './plan_world.mjs';

const FIRST = iso(2), LAST = iso(5);
const manager = above.manager;
const goTo = async (page, where, text) => {
	await page.goto(`${server.url}/command#/${where}`);
	await sees(page, text);
};
const download = async (page, button) => {
	const [file] = await Promise.all([page.waitForEvent('download'), push(page, button)]);
	return { name: file.suggestedFilename(), text: readFileSync(await file.path()).toString() };
};
const short = (n) => new Intl.NumberFormat('de-DE').format(n);

let page, people, plan;
const load = async () => { plan = must(await manager.get(at(district, 'plans', plan.id)), 'plan'); return plan; };
// Presses the button that begins a work, and waits until the plan is in that state by a work of after now.
async function work(button, state, during) {
	const { version } = await load();
	await push(page, button);
	for (let tries = 0; ; tries++) {
		await load();
		if (plan.version > version && plan.state === state)
			break;
		if (tries > 600 || (plan.version > version && ![state, during].includes(plan.state)))
			throw new Error(`the plan is ${plan.state}: ${JSON.stringify(plan)}`);
		await page.waitForTimeout(100);
	}
}

await test('the group of planning; nobody waits yet, and the page says what to do', async () => {
	page = await enter('quan.manager', 'command');
	await sees(page, 'Lập kế hoạch');
	await push(page, 'Nhu cầu');
	await sees(page, 'Chưa có ai chờ tiêm ở đây');
	await sees(page, 'Người dân đăng ký ở Sổ sức khỏe điện tử');
	await look(page, 'plan-demand-none');
	await push(page, 'Kế hoạch tiêm');
	await sees(page, 'Chưa có kế hoạch nào');
	await look(page, 'plan-none');
});

await test('who waits: in words, by commune, by group and dose; down to a commune; saved for Excel', async () => {
	people = register(db, everybody());
	await goTo(page, 'demand', '290 người đang chờ: 250 người chờ mũi 1, 40 người chờ mũi 2 trở đi');
	await sees(page, 'Theo đơn vị cấp dưới');
	await push(page, 'Xem dạng bảng');
	await look(page, 'plan-demand');
	const saved = await download(page, 'Xuất CSV');
	check(`a row for each commune: ${saved.name}`, saved.text.split('\r\n').length === 4 + 2 && /nhu-cau-theo-don-vi/.test(saved.name), saved.text);
	const first = rows(db, `SELECT name FROM unit WHERE id = ${communes[0]}`)[0][0];
	await push(page, first);
	await sees(page, `Nhu cầu tiêm: ${first}`);
	check('a commune has nobody below', !(await page.innerText('main')).includes('Theo đơn vị cấp dưới'));
	await look(page, 'plan-demand-commune');
});

await test('hours of a site: mistakes beside their fields, saved, taken back', async () => {
	await goTo(page, 'hours', 'Chọn điểm tiêm');
	await fill(page, 'unit', 'phúc xá');
	await push(page, /^Trạm Y tế Phúc Xá/);
	await sees(page, 'đang dùng giờ chung theo quy định');
	await look(page, 'plan-hours');
	await push(page, 'Sửa giờ');
	await sees(page, 'Cả tuần');
	await fill(page, 'starts-0-0', '12:00');
	await fill(page, 'ends-0-0', '11h');
	await push(page, 'Lưu giờ làm việc');
	await sees(page, 'Thứ Hai: giờ kết thúc phải sau giờ bắt đầu.');
	await look(page, 'plan-hours-mistakes');
	await fill(page, 'starts-0-0', '0800');
	await fill(page, 'tables-0-0', '3');
	await push(page, 'Chép cho cả tuần: Thứ Hai', 'Lưu giờ làm việc');
	await sees(page, 'Đã lưu giờ làm việc');
	await sees(page, '08:00–11:00: 3 bàn');
	await look(page, 'plan-hours-own');
	await push(page, 'Hoàn tác');
	await sees(page, 'đang dùng giờ chung theo quy định');
	equal('as before', must(await manager.get(at(sites[0].id, 'hours'))).set, false);
});

await test('a day off, and back', async () => {
	await push(page, 'Thêm ngày nghỉ');
	await sees(page, 'từ hôm nay trở đi');
	await fill(page, 'off-on', shown(FIRST));
	await fill(page, 'off-why', 'sửa điện');
	await push(page, 'Thêm ngày nghỉ');
	await sees(page, `Đã thêm ngày nghỉ ${shown(FIRST)}`);
	await look(page, 'plan-day-off');
	await push(page, `Bỏ ngày nghỉ ${shown(FIRST)}`);
	await sees(page, 'Chưa có ngày nghỉ nào');
	await push(page, 'Hoàn tác');
	await sees(page, 'sửa điện');
	await push(page, `Bỏ ngày nghỉ ${shown(FIRST)}`);
	await sees(page, 'Chưa có ngày nghỉ nào');
});

await test('a plan is made, one group of questions at a time; mistakes are told beside the fields', async () => {
	await goTo(page, 'plans', 'Chưa có kế hoạch nào');
	await push(page, 'Lập kế hoạch mới');
	await sees(page, 'Bước 1 trong 5');
	await look(page, 'plan-new-days');
	await fill(page, 'title', '');
	await fill(page, 'from', shown(iso(0)));
	await fill(page, 'to', shown(iso(60)));
	await push(page, 'Tiếp tục');
	await sees(page, 'Nhập tên kế hoạch.');
	await sees(page, 'Ngày đầu phải từ ngày mai trở đi');
	await sees(page, 'Một kế hoạch dài nhất 31 ngày');
	await look(page, 'plan-new-mistakes');
	await fill(page, 'title', 'Tuần đầu');
	await fill(page, 'from', shown(FIRST));
	await fill(page, 'to', shown(LAST));
	await push(page, 'Tiếp tục');
	await sees(page, 'Dùng vắc xin nào?');
	await sees(page, 'đang có 240 liều dùng được');
	await look(page, 'plan-new-vaccines');
	await push(page, 'Tiếp tục');
	await sees(page, 'Người dân có thể phải đi xa đến đâu?');
	await sees(page, 'Theo đó là 14 %');
	await fill(page, 'next', '120');
	await push(page, 'Tiếp tục');
	await sees(page, 'Nhập một số từ 0 đến 100.');
	await look(page, 'plan-new-people');
	await fill(page, 'next', '30');
	await push(page, 'Tiếp tục');
	await sees(page, 'Bao nhiêu % số chỗ để trống?');
	await look(page, 'plan-new-room');
	await push(page, 'Tiếp tục');
	await sees(page, 'Xem lại rồi lập kế hoạch');
	await look(page, 'plan-new-check');
	await page.goBack();
	await sees(page, 'Bao nhiêu % số chỗ để trống?');
	await push(page, 'Tiếp tục', 'Lập kế hoạch và xếp chỗ');
	await sees(page, 'Công bố và gửi tin mời', 60000);
	[plan] = must(await manager.get(at(district, 'plans')), 'plans').items;
	equal('as answered', [plan.title, plan.starts_on, plan.ends_on, plan.next_percent, plan.spare_percent, plan.mixing], ['Tuần đầu', FIRST, LAST, 30, 10, false]);
	await load();
});

await test('the result: who is placed, why others are not, how long who waits', async () => {
	await sees(page, `Xếp được ${short(plan.placed)} trong 290 người đang chờ.`);
	await sees(page, 'Vì sao có người chưa có chỗ');
	await sees(page, 'một nửa số người chờ không quá');
	await sees(page, 'Chờ bao lâu, theo nhóm ưu tiên');
	await look(page, 'plan-preview');
	await push(page, /^Xuất CSV/);
});

await test('sessions with how full they are; one is closed', async () => {
	await goTo(page, `plans/${plan.id}/sessions`, 'Buổi tiêm của kế hoạch');
	await sees(page, 'Trạm Y tế Trúc Bạch');
	await look(page, 'plan-sessions');
	await page.selectOption('#on', iso(3));
	await sees(page, 'Trạm Y tế Trúc Bạch');
	await push(page, `Sửa chỗ: ${shown(iso(3))}, Trạm Y tế Trúc Bạch`);
	await focusOn(page, 'close-session');
	await push(page, /^Lưu$/);
	await sees(page, 'Chưa có gì thay đổi.');
	await look(page, 'plan-session');
	await tabTo(page, '#close-session', 'Shift+Tab');
	await press(page, 'Space');
	await fill(page, 'why', 'thiếu người');
	await push(page, /^Lưu$/);
	await sees(page, 'Đã lưu; xếp lại để thấy thay đổi');
	await closed(page);
});

await test('doses of a site are corrected by hand', async () => {
	await goTo(page, `plans/${plan.id}/stock`, 'Vắc xin của kế hoạch');
	await look(page, 'plan-stock');
	await push(page, /^Sửa số liều: Trạm Y tế Phúc Xá, .*Pfizer.*, Mũi 1/);
	await focusOn(page, 'how');
	await press(page, 'ArrowRight');
	await fill(page, 'doses', '900');
	await push(page, /^Lưu$/);
	await sees(page, 'Nhập một số từ 0 đến 24');
	await look(page, 'plan-stock-mistake');
	await fill(page, 'doses', '10');
	await fill(page, 'why', 'để dành cho người đặt chỗ');
	await push(page, /^Lưu$/);
	await closed(page);
	await sees(page, 'để dành cho người đặt chỗ');
});

let moved;
await test('one person: why not, why here, moved by hand, taken out', async () => {
	await goTo(page, `plans/${plan.id}/people`, 'Tìm một người');
	await sees(page, 'không có vắc xin nào của kế hoạch');
	await look(page, 'plan-people');
	const placed = must(await manager.get(`${at(district, 'plans', plan.id, 'places')}?show=placed`)).items;
	moved = placed.find((p) => p.site_id === sites[0].id && p.dose_number === 1 && p.product_code === 'astrazeneca');
	const { phone } = people.find((p) => String(p.id) === moved.person_id);
	run(db, `INSERT INTO person_identity (kind, number, person_id, added_ms) VALUES ('phone', '${phone}', ${moved.person_id}, 0)`);
	await fill(page, 'find-person', phone);
	await press(page, 'Enter');
	await sees(page, 'Quyết định khác');
	await sees(page, 'chỗ gần nhất và sớm nhất');
	await look(page, 'plan-person');
	await push(page, 'Chuyển đến chỗ khác');
	await push(page, 'Xếp vào chỗ này');
	await sees(page, 'Chọn ngày và buổi tiêm.');
	const sessions = must(await manager.get(at(district, 'plans', plan.id, 'sessions'))).items;
	const to = sessions.find((s) => s.id !== moved.session && s.site_id === moved.site_id && s.product_code === 'astrazeneca' && s.slots.some((x) => x.taken < x.capacity));
	const slot = to.slots.find((x) => x.taken < x.capacity).starts;
	await tabTo(page, '#day', 'Shift+Tab');
	await page.selectOption('#day', to.on_date);
	await page.waitForSelector(`#session option[value="${to.id}"]`, { state: 'attached' });
	await page.selectOption('#session', to.id);
	await page.waitForSelector('#slot', { state: 'attached' });
	await look(page, 'plan-person-move');
	await page.check(`input[name="slot"][value="${slot}"]`);
	await fill(page, 'why', 'xin đổi ngày');
	await push(page, 'Xếp vào chỗ này');
	await sees(page, 'Xếp tay');
	await sees(page, shown(to.on_date));
	await look(page, 'plan-person-moved');
	const out = placed.find((p) => p.person_id !== moved.person_id && p.site_id === sites[3].id);
	await goTo(page, `plans/${plan.id}/people/person/${out.person_id}`, 'Quyết định khác');
	await push(page, 'Đưa ra khỏi kế hoạch');
	await focusOn(page, 'reason');
	await type(page, 'đã tiêm nơi khác');
	await push(page, /^Đưa ra khỏi kế hoạch$/);
	await sees(page, 'được cán bộ đưa ra khỏi kế hoạch');
	await goTo(page, `plans/${plan.id}/people/person/99`, 'Người này không nằm trong kế hoạch');
});

await test('computed again; a change by somebody else meanwhile loses nothing', async () => {
	await goTo(page, `plans/${plan.id}`, 'Xếp lại từ đầu');
	await work('Xếp lại từ đầu', 'preview', 'computing');
	await sees(page, `Xếp được ${short(plan.placed)} trong`);
	await push(page, 'Công bố và gửi tin mời');
	await sees(page, `${short(plan.placed)} người sẽ có lịch hẹn và nhận tin nhắn; chi phí khoảng`);
	await sees(page, 'Không gửi từ 21:00 đến 07:00');
	await look(page, 'plan-publish');
	must(await manager.post(at(district, 'plans', plan.id, 'stock'), { version: plan.version, site_id: sites[0].id, product_code: 'comirnaty', pool: 'first', doses: 11, why: 'x' }), 'stock');
	await push(page, 'Công bố và gửi tin');
	await sees(page, 'Kế hoạch này vừa thay đổi');
	await look(page, 'plan-changed');
	await push(page, 'Tải bản mới');
	await page.waitForFunction(() => !document.body.innerText.includes('Chưa ghi gì cả'));
});

await test('published: progress, then the invitations, which may be stopped and resumed', async () => {
	await page.check('#rate-other');
	await fill(page, 'rate-typed', '4');
	await push(page, 'Công bố và gửi tin');
	await closed(page);
	await sees(page, 'Đã công bố', 60000);
	await sees(page, 'Tin mời', 30000);
	await push(page, 'Dừng gửi');
	await sees(page, 'Đã dừng gửi: ');
	await look(page, 'plan-stopped');
	await load();
	const then = plan.messages;
	await page.waitForTimeout(2000); // eight messages, were it not stopped
	await load();
	check(`nothing more goes out, ${then.waiting} wait`, then.flow === 'stopped' && then.waiting > 8 && plan.messages.waiting >= then.waiting - 1);
	await push(page, 'Gửi tiếp');
	await page.waitForFunction(() => !/Đã dừng gửi/.test(document.body.innerText));
	await load();
	await sees(page, 'Đã gửi xong.', 60000);
	await look(page, 'plan-published');
	equal('the rules hold, by the rows alone', judge(db, people), []);
	check('everybody has an appointment', number(db, "SELECT COUNT(*) FROM appointment WHERE state = 'expected'") === plan.placed);
});

let cancelled;
await test('the calendar by month and week; a session is cancelled with what that means', async () => {
	await goTo(page, `calendar/month/${FIRST}`, 'Lịch buổi tiêm');
	await sees(page, 'người đã hẹn');
	await look(page, 'plan-calendar-month');
	await push(page, /^Tuần$/);
	await sees(page, 'Tuần ');
	await look(page, 'plan-calendar-week');
	cancelled = must(await manager.get(`${at(district, 'calendar', 'sessions')}?from=${FIRST}&to=${LAST}`)).items.find((s) => s.unit_id === sites[1].id && s.booked > 3);
	await goTo(page, `calendar/day/${cancelled.on_date}`, 'buổi mở ở');
	await look(page, 'plan-calendar-day');
	await push(page, 'Hủy buổi tiêm ở Trạm Y tế Trúc Bạch');
	await sees(page, `${cancelled.booked} người đã có hẹn`);
	await sees(page, 'cần xếp lại');
	await look(page, 'plan-cancel-session');
	await push(page, 'Mất điện', /^Hủy buổi tiêm$/);
	await sees(page, 'Đã hủy buổi tiêm ở Trạm Y tế Trúc Bạch');
	await closed(page);
	await sees(page, 'Đã hủy');
});

await test('its people are to be placed again: the preview shows exactly who moves; dropped, made again, published', async () => {
	await goTo(page, `plans/${plan.id}`, 'Cần xếp lại');
	await sees(page, `${cancelled.booked} người ở 1 buổi tiêm không thể tiêm như đã hẹn`);
	await look(page, 'plan-affected');
	await work('Xếp lại những người bị ảnh hưởng', 'preview', 'computing');
	await sees(page, 'Thay đổi so với bản đã công bố', 60000);
	await look(page, 'plan-again');
	await push(page, 'Xem đúng những ai thay đổi');
	await sees(page, 'Trước: ');
	equal('exactly they', (await page.$$('main .table tbody tr')).length, cancelled.booked);
	await look(page, 'plan-again-people');
	await push(page, 'Bỏ bản xếp lại');
	await sees(page, 'Bỏ bản xếp lại?');
	await look(page, 'plan-discard');
	await push(page, /^Bỏ bản xếp lại$/);
	await sees(page, 'Đã bỏ bản xếp lại');
	await closed(page);
	await push(page, 'Xếp lại những người bị ảnh hưởng');
	await sees(page, 'Công bố phần thay đổi', 60000);
	await push(page, 'Công bố phần thay đổi');
	await sees(page, `${cancelled.booked} người được xếp lại và nhận tin nhắn`);
	await look(page, 'plan-publish-again');
	await push(page, 'Công bố và gửi tin');
	await page.waitForFunction(() => /Đã công bố/.test(document.querySelector('h1')?.innerText ?? ''), null, { timeout: 60000 });
	await load();
	equal('nobody is affected any more', [plan.state, plan.affected_people], ['published', 0]);
	equal('the rules hold', judge(db, people), []);
});

await test('what messages cost, by purpose', async () => {
	await goTo(page, 'messages', 'Mời tiêm, đổi hẹn, hủy hẹn');
	await sees(page, '₫');
	await look(page, 'plan-messages');
	await goTo(page, 'plans', 'Tuần đầu');
	await look(page, 'plan-list');
});

await test('who may only look plans nothing; a plan is cancelled with its reason', async () => {
	const other = await enter('quan.observer', 'command', '#/plans');
	await sees(other, 'Tuần đầu');
	check('no button', !/Lập kế hoạch mới/.test(await other.innerText('main')));
	await push(other, 'Tuần đầu');
	await sees(other, 'Tài khoản của bạn xem được kế hoạch nhưng không sửa được');
	const draft = must(await manager.post(at(district, 'plans'), { title: 'Bỏ', campaign_id: plan.campaign_id, starts_on: FIRST, ends_on: FIRST, products: ['astrazeneca'], reach: 'district' }), 'draft');
	await goTo(page, `plans/${draft.id}`, 'Kế hoạch chưa được xếp chỗ');
	await look(page, 'plan-draft');
	await push(page, 'Sửa câu trả lời');
	await sees(page, 'Xem lại rồi lập kế hoạch');
	await push(page, /^Bỏ$/, 'Hủy kế hoạch');
	await focusOn(page, 'why');
	await push(page, /^Hủy kế hoạch$/);
	await sees(page, 'Ghi lý do, dù ngắn.');
	await fill(page, 'why', 'lập nhầm');
	await push(page, /^Hủy kế hoạch$/);
	await sees(page, 'Kế hoạch này đã bị hủy');
	await look(page, 'plan-cancelled');
});

await test('English', async () => {
	await page.click('text=English');
	for (const [where, text] of [['demand', 'people wait'], ['calendar', 'Calendar of sessions'], ['hours', 'Hours of the sites'], ['plans', 'New plan'], [`plans/${plan.id}`, 'Published'], [`plans/${plan.id}/sessions`, 'Sessions of the plan'], ['messages', 'Messages and their cost']])
		await goTo(page, where, text);
	await look(page, 'plan-english');
	await page.click('text=Tiếng Việt');
});

for (const [name, one] of pages) {
	check(`${name}: the page complains of nothing`, one.complaints.length === 0, one.complaints.join('\n'));
	check(`${name}: nothing is asked of another host`, one.foreign.length === 0, one.foreign.join('\n'));
}
await finish();
