// rights_test: every route x every role x own unit, a unit below, a foreign unit and an upper unit, on a running server.
// test: timeout 600
//
// The two tables below are the specification, written by hand: who may do what, and what each route needs. A route that
// the program has and this table has not fails the test, and so does one whose need has changed.
// Without a login every route but the public ones is 401; where the table forbids, 403; where it allows, anything but
// 401 and 403. What is for citizens is 401 for all staff, and what is for staff is 401 for citizens; a citizen reaches the
// people of their own family alone: anybody else is 404, one whose book is open in part is 403 where all of it is needed.
// The bodies sent are empty or nonsense, so that nothing is changed, and so that a test sees whether
// rights are judged before the input.
import { check, equal, finish, test } from './lib/check.mjs';
import { ask, citizen, nextPhone } from './lib/citizen.mjs';
import { send } from './lib/client.mjs';
import { newDatabase, releaseBinary, runProgram, startServer } from './lib/server.mjs';

const everybody = ['unit_read', 'session_read', 'counter_read'];
const table = [...everybody, 'person_read', 'stock_read', 'certificate_read', 'sync'];
const roles = {
	reception: [...table, 'person_write', 'person_find', 'visit_checkin', 'visit_undo'],
	screening_doctor: [...table, 'person_find', 'visit_screen', 'visit_undo'],
	vaccinator: [...table, 'visit_inject', 'visit_undo'],
	observer: [...table, 'visit_observe', 'visit_undo'],
	data_clerk: [...table, 'person_write', 'person_find', 'dose_retrospective', 'import_run', 'list_write', 'list_read'],
	stock_keeper: [...everybody, 'stock_read', 'stock_write', 'lot_state', 'report_confirm'],
	manager: [...table, 'unit_write', 'staff_manage', 'person_write', 'person_find', 'session_write', 'visit_checkin', 'visit_screen',
		'visit_inject', 'visit_observe', 'visit_undo', 'dose_retrospective', 'dose_confirm', 'dose_correct', 'stock_write', 'lot_state',
		'allocate', 'plan', 'import_run', 'review_resolve', 'lot_people', 'report_confirm', 'alarm_read', 'alarm_close', 'list_write', 'list_read'],
	// manages accounts, places and stores, and never sees a person nor touches a dose
	administrator: [...everybody, 'unit_write', 'staff_manage', 'session_write', 'stock_read', 'stock_write', 'lot_state', 'allocate',
		'import_run', 'alarm_read', 'alarm_close'],
	// a company, a school: its own lists and nothing else
	organisation: ['list_write'],
};

// {u} is /api/v1/units/{unit}; {p}, {v} and {s} are a person, a visit and a session of it; {b} is a person of a citizen's family.
const routes = `
public               POST   /api/v1/login
public               POST   /api/v1/login/pin
public               GET    /api/v1/certificates/{ci}/status
public               GET    /api/v1/messages/dlr
public               GET    /healthz
public               GET    /metrics
any                  POST   /api/v1/logout
any                  POST   /api/v1/logout-everywhere
any                  GET    /api/v1/me
any                  POST   /api/v1/me/password
any                  POST   /api/v1/me/pin
any                  GET    /api/v1/units
any                  GET    {u}
any                  GET    /api/v1/reference
any                  GET    /api/v1/campaigns
unit_write           PATCH  {u}
unit_write           POST   {u}/sites
staff_manage         GET    {u}/staff
staff_manage         POST   {u}/staff
staff_manage         PATCH  {u}/staff/{staff}
staff_manage         POST   {u}/staff/{staff}/reset-password
stock_read           GET    {u}/lots
stock_write          POST   {u}/lots/receive
lot_state            POST   {u}/lots/{lot}/state
stock_write          POST   {u}/lots/{lot}/discard
stock_write          POST   {u}/lots/{lot}/count
stock_write          POST   {u}/counts/{count}/explain
stock_write          POST   {u}/lots/{lot}/hold
stock_write          POST   {u}/lots/{lot}/release
stock_read           GET    {u}/lots/{lot}/stores
stock_read           GET    {u}/movements
stock_write          POST   {u}/movements/{movement}/reverse
stock_read           GET    {u}/lots/{lot}/trace
lot_people           GET    {u}/lots/{lot}/people
lot_people           POST   {u}/lots/{lot}/people/export
lot_people           GET    {u}/contact-lists/{job}
lot_people           GET    {u}/contact-lists/{job}/file
stock_read           GET    {u}/vials
stock_read           GET    {u}/day-report
report_confirm       POST   {u}/day-report/{day}/confirm
stock_read           GET    {u}/day-report/missing
stock_read           GET    {u}/reconciliation
stock_read           GET    {u}/reconciliation/open
stock_read           GET    {u}/wastage
stock_read           GET    {u}/stock-levels
visit_inject         POST   {u}/vials
visit_inject         POST   {u}/vials/{vial}/close
lot_state            POST   {u}/lots/{lot}/expiry
counter_read         GET    {u}/messages/summary
counter_read         GET    {u}/message-batches/{batch}
person_read          GET    {u}/message-batches/{batch}/unreached
stock_read           GET    /api/v1/lots
stock_read           POST   /api/v1/lots/scan
stock_read           GET    {u}/shipments
stock_write          POST   {u}/shipments
stock_read           GET    {u}/shipments/proposal
stock_read           GET    {u}/shipments/under-way
stock_read           GET    {u}/shipments/{shipment}
stock_write          POST   {u}/shipments/{shipment}/back
stock_write          POST   {u}/shipments/{shipment}/readings
stock_read           GET    {u}/incoming
stock_read           GET    {u}/incoming/{shipment}
stock_write          POST   {u}/incoming/{shipment}/receive
stock_write          POST   {u}/incoming/{shipment}/readings
counter_read         GET    {u}/figures
allocate             POST   {u}/figures
counter_read         GET    {u}/allocation-table
stock_read           GET    {u}/rounds
allocate             POST   {u}/rounds
stock_read           GET    {u}/rounds/received
stock_read           GET    {u}/rounds/{round}
allocate             POST   {u}/rounds/{round}/recompute
allocate             POST   {u}/rounds/{round}/shares/{receiver}
allocate             POST   {u}/rounds/{round}/approve
allocate             POST   {u}/rounds/{round}/cancel
stock_write          POST   {u}/rounds/{round}/ship
stock_write          POST   {u}/rounds/{round}/plan
person_write         POST   {u}/persons/check
person_write         POST   {u}/persons
person_write         PATCH  {p}
person_read          GET    {p}/access-log
person_read          GET    {p}/history
person_read          POST   {u}/persons/search
person_find          POST   {u}/persons/find
person_read          GET    {p}
dose_retrospective   POST   {p}/doses
dose_confirm         POST   {p}/doses/{dose}/confirm
dose_correct         POST   {p}/doses/{dose}/correct
dose_correct         POST   {p}/doses/{dose}/withdraw
certificate_read     GET    {p}/certificates/{certificate}
certificate_read     GET    {p}/certificates/{certificate}/qr.svg
certificate_read     GET    {p}/certificates/{certificate}/qr.png
person_read          GET    {u}/reviews
review_resolve       POST   {u}/reviews/{review}/resolve
session_write        POST   {u}/campaigns
session_read         GET    {u}/sessions
session_write        POST   {u}/sessions
session_read         GET    {s}
session_write        POST   {s}/lots
session_write        POST   {s}/close
session_write        POST   {u}/openings
session_read         GET    {u}/openings
session_read         GET    {u}/openings/{opening}
session_write        POST   {u}/openings/{opening}/close
session_write        POST   {u}/openings/{opening}/invitations
session_read         GET    {u}/openings/{opening}/invitations
session_write        POST   {u}/openings/{opening}/invitations/{hold}/withdraw
public               GET    /api/v1/book/openings
public               GET    /api/v1/book/sites/{unit}/openings/{opening}
public               GET    /api/v1/book/sites/{unit}/openings/{opening}/draw
citizen              POST   /api/v1/book/sites/{unit}/openings/{opening}/queue
citizen              GET    /api/v1/book/sites/{unit}/openings/{opening}/queue
citizen              POST   /api/v1/book/sites/{unit}/openings/{opening}/queue/leave
citizen              POST   /api/v1/book/sites/{unit}/openings/{opening}/holds
citizen              GET    /api/v1/book/sites/{unit}/holds/{hold}
citizen              POST   /api/v1/book/sites/{unit}/holds/{hold}/confirm
citizen              POST   /api/v1/book/sites/{unit}/holds/{hold}/release
citizen              POST   /api/v1/book/sites/{unit}/holds/{hold}/cancel
public               POST   /api/v1/book/invitations/look
citizen              POST   /api/v1/book/invitations/accept
person_write         POST   {s}/appointments
person_read          GET    {s}/board
visit_checkin        POST   {s}/visits
dose_correct         POST   {s}/correct-lot
person_read          GET    {v}
visit_screen         POST   {v}/screening/preview
visit_screen         POST   {v}/screening
visit_inject         POST   {v}/injection
visit_observe        POST   {v}/reactions
visit_observe        POST   {v}/release
visit_screen         POST   {v}/defer
visit_undo           POST   {v}/refuse
visit_undo           POST   {v}/undo
session_read         GET    {u}/plans
plan                 POST   {u}/plans
session_read         GET    {u}/plans/{plan}
plan                 POST   {u}/plans/{plan}/change
plan                 POST   {u}/plans/{plan}/compute
plan                 POST   {u}/plans/{plan}/publish
plan                 POST   {u}/plans/{plan}/messages/stop
plan                 POST   {u}/plans/{plan}/messages/resume
plan                 POST   {u}/plans/{plan}/replan
plan                 POST   {u}/plans/{plan}/discard
plan                 POST   {u}/plans/{plan}/cancel
session_read         GET    {u}/plans/{plan}/stock
plan                 POST   {u}/plans/{plan}/stock
session_read         GET    {u}/plans/{plan}/figures
session_read         GET    {u}/plans/{plan}/sessions
plan                 POST   {u}/plans/{plan}/sessions/{session}
person_read          GET    {u}/plans/{plan}/places
person_read          GET    {u}/plans/{plan}/places/{person}
plan                 POST   {u}/plans/{plan}/places/{person}
session_read         GET    {u}/plans/{plan}/affected
session_read         GET    {u}/hours
session_write        PUT    {u}/hours
session_write        POST   {u}/days-off
session_write        POST   {u}/days-off/{day}/remove
session_read         GET    {u}/calendar
session_read         GET    {u}/calendar/sessions
session_write        POST   {s}/cancel
person_read          GET    {s}/standby
visit_checkin        POST   {s}/standby
visit_checkin        POST   {s}/standby/call
visit_checkin        POST   {s}/standby/{person}
counter_read         GET    {u}/counters
alarm_read           GET    {u}/alarms
alarm_close          POST   {u}/alarms/{alarm}/close
sync                 POST   /api/v1/sync
certificate_read     GET    {p}/confirmation.pdf
person_read          GET    {v}/screening.pdf
session_read         GET    {s}/list.pdf
session_read         GET    {s}/forms.pdf
session_read         GET    {s}/paper-kit.pdf
stock_read           GET    {u}/shipments/{shipment}/slip.pdf
stock_read           GET    {u}/incoming/{shipment}/slip.pdf
import_run           POST   {u}/imports/people
import_run           GET    {u}/jobs
import_run           GET    {u}/jobs/{job}
import_run           GET    {u}/jobs/{job}/rows
import_run           GET    {u}/jobs/{job}/result.xlsx
certificate_read     GET    {p}/confirmation.pdf
person_read          GET    {v}/screening.pdf
session_read         GET    {s}/list.pdf
session_read         GET    {s}/forms.pdf
session_read         GET    {s}/paper-kit.pdf
import_run           POST   {u}/imports/people
import_run           GET    {u}/jobs
import_run           GET    {u}/jobs/{job}
import_run           GET    {u}/jobs/{job}/rows
import_run           GET    {u}/jobs/{job}/result.xlsx
list_write           POST   {u}/lists
list_write           POST   {u}/lists/typed
list_write           GET    {u}/lists
list_write           GET    {u}/lists/{list}
list_write           GET    {u}/lists/{list}/rows
list_write           POST   {u}/lists/{list}/rows
list_write           POST   {u}/lists/{list}/rows/{row}
list_write           POST   {u}/lists/{list}/decide
list_write           POST   {u}/lists/{list}/commit
list_write           POST   {u}/lists/{list}/withdraw
list_write           GET    {u}/lists/{list}/result.xlsx
public               POST   /api/v1/book/otp
public               POST   /api/v1/book/login
citizen              POST   /api/v1/book/logout
citizen              POST   /api/v1/book/logout-everywhere
citizen              PATCH  /api/v1/book/me
citizen              POST   /api/v1/book/phone/otp
citizen              POST   /api/v1/book/phone
citizen              GET    /api/v1/book/messages
citizen              POST   /api/v1/book/claims
citizen              POST   /api/v1/book/desk-code
citizen_full         GET    {b}/holders
citizen_full         POST   {b}/holders/{account}/remove
citizen_full         POST   {b}/share
citizen              POST   {b}/remove
person_write         POST   {p}/desk-code
person_read          GET    {u}/registrations
person_write         POST   {u}/registrations
person_write         POST   {u}/registrations/acknowledge
counter_read         GET    {u}/messages/prices
counter_read         GET    {u}/demand
counter_read         GET    {u}/demand/below
person_read          GET    {u}/reactions
visit_observe        POST   {u}/reactions/{report}/seen
person_read          GET    {u}/citizen-requests
person_write         POST   {u}/citizen-requests/{request}/answer
public               GET    /api/v1/book/reactions/signs
public               GET    /api/v1/book/hotlines
public               GET    /api/v1/book/forms/history
public               GET    /api/v1/book/forms/declaration
public               GET    /api/v1/book/places
citizen              GET    /api/v1/book/me
citizen              POST   /api/v1/book/registrations
citizen              GET    {b}
citizen              POST   {b}/registration/withdraw
citizen              POST   {b}/family
citizen              GET    {b}/appointment.svg
citizen              POST   {b}/appointment/confirm
citizen              POST   {b}/appointment/decline
citizen              POST   {b}/declaration
citizen_full         POST   {b}/reactions
citizen_full         GET    {b}/access-log
citizen_full         GET    {b}/copy
citizen_full         POST   {b}/requests
citizen_full         GET    {b}/certificates/{certificate}/qr.svg
citizen_full         GET    {b}/certificates/{certificate}/pdf
`.trim().split('\n').map((line) => {
	const [need, method, path] = line.trim().split(/\s+/);
	return { need, method, path: path.replace('{p}', '{u}/persons/{person}').replace('{v}', '{u}/visits/{visit}')
		.replace('{s}', '{u}/sessions/{session}').replace('{b}', '/api/v1/book/people/{person}').replace('{u}', '/api/v1/units/{unit}') };
});

// Where a rule of the route itself, beside the capability, answers 403.
const rules = { 'POST /api/v1/units/{unit}/persons/find': 'find.no_session' };

// Papers of a session show names, birth dates and hours to whoever may see sessions; the board shows telephones, verdicts
// and reasons, which is for those who may read records.
const citizens = ['citizen', 'citizen_full'];
const known = new Set(['public', 'any', ...citizens, ...Object.values(roles).flat()]);
const nameOf = (r) => `${r.method} ${r.path}`;

// ---- the program's own table says the same ----
const { json: document } = await runProgram(['routes', 'openapi']);
const actual = Object.entries(document?.paths ?? {}).flatMap(([path, methods]) => Object.entries(methods)
	.map(([method, r]) => ({ need: r['x-capability'], method: method.toUpperCase(), path })))
	.filter((r) => !r.path.startsWith('/test/'));
check('the program has routes', actual.length > 20, document ? '' : 'routes openapi printed no JSON');
const expected = new Map(routes.map((r) => [nameOf(r), r.need]));
for (const r of actual) {
	check(`${nameOf(r)}: the capability ${r.need} is known`, known.has(r.need));
	check(`${nameOf(r)} needs ${expected.get(nameOf(r)) ?? '?'}`, expected.get(nameOf(r)) === r.need,
		expected.has(nameOf(r)) ? `the program says ${r.need}` : `a new route (${r.need}): add it to the table of this test`);
}
for (const r of routes)
	check(`${nameOf(r)} is there`, actual.some((a) => nameOf(a) === nameOf(r)));

// The hooks of the test program stay out of the other one.
const release = await runProgram(['routes', 'openapi'], { binary: releaseBinary });
check('the release program has routes, and none of the tests', Object.keys(release.json?.paths ?? {}).length > 20
	&& !Object.keys(release.json.paths).some((p) => p.startsWith('/test/')));

// ---- the places: a district of Hà Nội; its commune, the district beside it, the province above ----
const db = await newDatabase('sqlite');
const rootPassword = await db.addUser('root', 'administrator', 'VN');
const passwords = {};
const server = await startServer({ db, clock: '2021-08-01T08:00:00+07:00', seed: 1 });
const root = await server.login('root', rootPassword);

async function unitsOf(level, parent, on = '2021-08-01') {
	const answer = await root.get(`/api/v1/units?level=${level}&parent_id=${parent}&on=${on}&limit=1000`);
	return answer.json?.items ?? [];
}
const nation = (await root.get('/api/v1/units?level=nation')).json.items[0];
const province = (await unitsOf('province', nation.id)).find((u) => u.code === '01');
const [own, foreign] = await unitsOf('district', province.id);
const [below] = await unitsOf('commune', own.id);
check('places to test with', Boolean(province && own && foreign && below));
const places = { own, below, foreign, upper: province };
const covers = { own: true, below: true, foreign: false, upper: false };

// A fresh account: made by the root administrator, its first password changed.
async function account(login, role, unit) {
	const made = await root.post(`/api/v1/units/${unit.id}/staff`, { login_name: login, full_name: 'Người Thử Nghiệm', role });
	if (made.status !== 201)
		throw new Error(`account ${login}: ${made.status} ${made.text}`);
	passwords[login] = made.json.password;
	return server.login(login, made.json.password);
}

const bodies = (method) => (method === 'GET' ? [undefined] : [undefined, 'nonsense {', '{"no_such_member": 1}']);
const concrete = (path, place) => path.replace('{unit}', place.id).replace('{ci}', 'URN:UVCI:01:VN:0')
	.replace(/\{[a-z]+\}/g, '1');
const show = (answer) => `${answer.status} ${answer.text}`;

// ---- nobody ----
for (const r of routes) {
	for (const body of bodies(r.method)) {
		const answer = await server.anonymous.send(r.method, concrete(r.path, own), body);
		if (r.need === 'public') // a log-in that fails is 401 in its own words
			check(`nobody ${nameOf(r)} ${body ?? ''}: public`, ![401, 403].includes(answer.status) || answer.json?.code === 'login.wrong',
				show(answer));
		else
			check(`nobody ${nameOf(r)} ${body ?? ''}: 401`, answer.status === 401 && answer.json?.code === 'login.required', show(answer));
	}
	if (r.need !== 'public') {
		const answer = await server.anonymous.send(r.method, concrete(r.path, own), undefined,
			{ headers: { authorization: `Bearer ${'0'.repeat(64)}` } });
		check(`a false token ${nameOf(r)}: 401`, answer.status === 401, show(answer));
	}
}

// ---- everybody ----
const ends = (r) => /\/logout/.test(r.path);
let requests = 0;

async function drive(role, user, r) {
	const scoped = r.path.includes('{unit}') && !['any', 'public'].includes(r.need);
	const wrong = [];
	for (const where of scoped ? Object.keys(places) : ['own']) {
		const may = (['public', 'any'].includes(r.need) || roles[role].includes(r.need)) && (!scoped || covers[where]);
		for (const body of bodies(r.method)) {
			const answer = await user.send(r.method, concrete(r.path, places[where]), body);
			requests++;
			const refused = [401, 403].includes(answer.status) && !['login.wrong', rules[nameOf(r)]].includes(answer.json?.code);
			if (answer.status >= 500 || (may ? refused : answer.status !== (citizens.includes(r.need) ? 401 : 403)))
				wrong.push(`${where} ${body ?? ''}: ${show(answer)}`);
		}
	}
	check(`${role} ${nameOf(r)}`, wrong.length === 0, wrong.join('\n'));
}

for (const role of Object.keys(roles)) {
	const user = await account(`t.${role}`, role, own);
	const me = await user.get('/api/v1/me');
	equal(`${role}: the page is told what it may offer`, [...(me.json?.staff?.caps ?? [])].sort(), [...roles[role]].sort());
	for (const r of routes.filter((x) => !ends(x)))
		await drive(role, user, r);
	check(`${role}: the login lasted until here`, (await user.get('/api/v1/me')).status === 200);
	for (const path of ['/api/v1/logout', '/api/v1/logout-everywhere']) {
		const again = await server.login(`t.${role}`, passwords[`t.${role}`]);
		check(`${role} POST ${path}`, (await again.post(path)).status === 204);
		check(`${role} POST ${path} ends it`, (await again.get('/api/v1/me')).status === 401);
	}
}
check('many requests were driven', requests > 1000, `${requests}`);

// ---- a first password opens nothing but its own change ----
await test('a first password', async () => {
	const made = await root.post(`/api/v1/units/${own.id}/staff`, { login_name: 't.first', full_name: 'Người Mới', role: 'manager' });
	const login = await server.anonymous.post('/api/v1/login', { login_name: 't.first', password: made.json.password });
	const headers = { authorization: `Bearer ${login.json.token}` };
	for (const r of routes.filter((x) => x.need !== 'public' && !citizens.includes(x.need) && !ends(x))) {
		const answer = await server.anonymous.send(r.method, concrete(r.path, own), undefined, { headers });
		const open = ['GET /api/v1/me', 'POST /api/v1/me/password'].includes(nameOf(r));
		check(`first password ${nameOf(r)}`, open ? answer.status !== 403 : answer.json?.code === 'password.change_first', show(answer));
	}
});

// ---- citizens ----
await test('citizens', async () => {
	const desk = await account('t.desk', 'reception', own);
	const person = async (name) => (await desk.post(`/api/v1/units/${own.id}/persons`, { name, birth_date: '1960', sex: 'female' })).json.id;
	const [mine, partly, stranger] = [await person('Nguyễn Thị Của Tôi'), await person('Nguyễn Thị Một Phần'), await person('Nguyễn Thị Người Lạ')];
	const c = await citizen(server, nextPhone());
	const code = await desk.post(`/api/v1/units/${own.id}/persons/${mine}/desk-code`);
	check('a code of the desk opens a book', (await c.post('/api/v1/book/desk-code', { code: code.json.code })).status === 200);
	ask(db, `INSERT INTO account_person (account_id, person_id, relation, access, proof, since_ms) VALUES (${c.account.id}, ${partly}, 'other', 'limited', 'registered', 0)`);

	for (const r of routes.filter((x) => x.need !== 'public' && !citizens.includes(x.need))) {
		const answer = await c.send(r.method, concrete(r.path, own));
		check(`a citizen ${nameOf(r)}: 401`, answer.status === 401 && answer.json?.code === 'login.required', show(answer));
	}
	const leaves = (r) => ends(r) || r.path.endsWith('{person}/remove');
	// In part: only what the account registered itself may be changed.
	const ownRegistration = ['registration/withdraw', 'appointment/confirm', 'appointment/decline', 'declaration']
		.map((end) => `POST /api/v1/book/people/{person}/${end}`);
	const ofPerson = (r) => r.path.includes('{person}');
	for (const r of routes.filter((x) => citizens.includes(x.need) && !leaves(x))) {
		const full = r.need === 'citizen_full';
		for (const body of bodies(r.method)) {
			const to = (id) => c.send(r.method, concrete(r.path.replace('{person}', id), own), body);
			const what = `${nameOf(r)} ${body ?? ''}`;
			const opened = (answer) => answer.status < 500 && ![401, 403].includes(answer.status) && answer.json?.code !== 'person.unknown';
			const own_ = await to(mine);
			check(`a citizen of their own ${what}`, opened(own_), show(own_));
			if (!ofPerson(r))
				continue;
			for (const id of [stranger, '1', 'x'])
				check(`a citizen of a stranger ${id} ${what}: 404`, ((a) => a.status === 404 && a.json?.code === 'person.unknown')(await to(id)));
			const half = await to(partly);
			const denied = half.status === 403 && half.json?.code === 'access.limited';
			if (ownRegistration.includes(nameOf(r))) { // refused, or the input comes first
				check(`a citizen of whom they see in part, and registered by others ${what}`, denied || half.status === 422, show(half));
				continue;
			}
			check(`a citizen of whom they see in part ${what}`, full ? half.status === 403 && half.json?.code === 'access.limited' : opened(half), show(half));
		}
	}
	for (const r of routes.filter((x) => citizens.includes(x.need) && x.path.endsWith('{person}/remove'))) {
		check(`${nameOf(r)} of a stranger: 404`, (await c.send(r.method, r.path.replace('{person}', stranger))).status === 404);
		check(`${nameOf(r)} of whom they see in part`, (await c.send(r.method, r.path.replace('{person}', partly))).status === 204);
	}
	check('the log-in lasted until here', (await c.get('/api/v1/book/messages')).status === 200);
});

// ---- a province of 2025 has taken over older ones ----
await test('a province of 2025 covers those it took over', async () => {
	const later = await unitsOf('province', nation.id, '2025-08-01');
	const phuTho = later.find((u) => u.name.endsWith('Phú Thọ')); // of Phú Thọ, Vĩnh Phúc and Hòa Bình (202/2025/QH15)
	const user = await account('t.phutho', 'manager', phuTho);
	const old = await unitsOf('province', nation.id);
	for (const [name, may] of [['Hòa Bình', true], ['Vĩnh Phúc', true], ['Phú Thọ', true], ['Sơn La', false], ['Hà Nội', false]]) {
		const unit = old.find((u) => u.name.endsWith(name));
		const [district] = await unitsOf('district', unit.id);
		for (const place of [unit, district]) {
			const answer = await user.get(`/api/v1/units/${place.id}/lots`);
			check(`${name}: ${place.name}`, answer.status === (may ? 200 : 403), show(answer));
		}
	}
});

// ---- cookies: a change must come from our own page ----
await test('a cookie is good for our own pages only', async () => {
	await account('t.cookie', 'manager', own);
	const login = await send(`${server.url}/api/v1/login`, { method: 'POST',
		body: { login_name: 't.cookie', password: `mot hai ${passwords['t.cookie']}` } });
	const cookie = login.headers['set-cookie']?.[0] ?? '';
	check('the cookie is HttpOnly and SameSite=Strict', /^login=[0-9a-f]{64};.*HttpOnly.*SameSite=Strict/.test(cookie), cookie);
	const host = server.url.replace('http://', '');
	const ask = (method, headers, body) => send(`${server.url}/api/v1/units/${own.id}/staff`,
		{ method, body, headers: { cookie: cookie.split(';')[0], ...headers } });
	check('reading needs nothing more', (await ask('GET', {})).status === 200);
	for (const [what, headers, good] of [
		['nothing', {}, false],
		['our header', { 'x-requested-by': 'page' }, true],
		['our header and origin', { 'x-requested-by': 'page', origin: `http://${host}`, 'sec-fetch-site': 'same-origin' }, true],
		['a foreign origin', { 'x-requested-by': 'page', origin: 'http://example.org' }, false],
		['an origin that ends like ours', { 'x-requested-by': 'page', origin: `http://x.${host}` }, false],
		['no origin to speak of', { 'x-requested-by': 'page', origin: 'null' }, false],
		['a foreign site', { 'x-requested-by': 'page', 'sec-fetch-site': 'cross-site' }, false],
		['a neighbour of our site', { 'x-requested-by': 'page', 'sec-fetch-site': 'same-site' }, false],
	]) {
		const answer = await ask('POST', headers, {});
		check(`a change by cookie with ${what}`, good ? answer.status === 422 : answer.status === 403 && answer.json?.code === 'csrf',
			show(answer));
	}
});

await server.stop();
await finish();
