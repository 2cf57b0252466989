// registering.mjs - how the people of campaign_test register: themselves and their families by phone, at the commune's desk, by lists of
// companies; twice and with wrong numbers; how they open a book that others began; what the communes see of it.
import { BOOK, at, commune, fifth, inParallel, must, none, pages, saysTruth, sum, truthOf, until } from './campaign.mjs';
import { check, equal } from './check.mjs';
import { csv, header, row } from './people.mjs';
import { TWICE, answers, form, households, listed, mistyped, plainly } from './province.mjs';
import { number } from './stations.mjs';
import * as truth from './truth.mjs';

function note(p, answer, account) {
	truth.registered(p.life, { id: answer.person_id, at: Date.parse(answer.registration.created_at) });
	if (account)
		p.account = account;
}

async function register(w, account, p, change = {}) {
	const relation = !p.parent || p.parent === p ? 'self' : { 8: 'grandparent', 9: 'child' }[p.slot] ?? 'relative';
	return account.post('/api/v1/book/registrations', { person: { ...form(p, commune(w, p)), ...change }, relation, wished_part: p.part, answers: answers(p), consent: true, with_family: p.together });
}

export async function themselves(w) {
	const families = households(w.people);
	await w.measure('accounts and registrations by phone', sum(families, (f) => f.length), () => inParallel(families, async (family) => {
		const account = await w.citizen(family[0].phone);
		for (const p of family) {
			const made = must(await register(w, account, p), p.name, 201);
			note(p, made, account);
			if (made.access !== 'full' || made.registration.dose_number !== 1 || made.warnings.some((x) => x.code === 'person.number_used'))
				w.wrong.push(`${p.n}: ${JSON.stringify(made)}`);
		}
	}, 200));
	saysTruth(w, 'whoever registers is registered');
}

export async function atDesks(w) {
	const them = w.people.filter((p) => p.way === 'commune');
	await w.measure('registrations at desks', them.length, () => inParallel(them, async (p) => {
		note(p, must(await commune(w, p).desk.post(at(commune(w, p).id, 'registrations'), { person: form(p, commune(w, p)) }), p.name, 201));
	}));
}

// A company's list: its workers, and who was put on it although they are registered already.
function rowsOf(people) {
	const workers = people.filter((p) => p.way === 'organisation').map((p) => ({ p, as: {}, verdict: 'new' }));
	const twice = (how, as, verdict) => people.filter((p) => p.twice === how).map((p) => ({ p, as, verdict }));
	return [...workers, ...twice('list', {}, 'registered'), ...twice('list phone', { phone: '0977000111' }, 'registered'), ...twice('list typo', { typo: true }, 'probable')];
}

async function resting(who, path) {
	let list;
	await until('a list is judged or carried out', async () => !(list = must(await who.get(path), 'list')).busy, 600000);
	return list;
}

async function aList(w, c) {
	const wanted = rowsOf(w.people.filter((p) => p.commune === c.index));
	const sheet = csv([header, ...wanted.map(({ p, as }, i) => row(i + 1, { ...listed(p, c), ...as, name: as.typo ? mistyped(p.name) : p.name }))]);
	const waiting = () => number(w.db, `SELECT COUNT(*) FROM waiting WHERE unit_id = ${c.id}`), before = waiting();
	const { id } = must(await c.company.post(at(c.id, 'lists'), Buffer.from(sheet), { headers: { 'x-file-name': 'cong-nhan.csv' } }), 'list', 202);
	const path = at(c.id, 'lists', id);
	await resting(c.company, path);
	const judged = await pages(c.company, `${path}/rows`);
	equal(`${c.name}: a list shows who is known before it counts`, [judged.map((r) => r.verdict), waiting()], [wanted.map((x) => x.verdict), before]);
	const doubtful = judged.filter((r) => r.verdict === 'probable');
	if (doubtful.length)
		must(await c.company.post(`${path}/decide`, { decision: 'same', rows: doubtful.map((r) => ({ row_no: r.row_no })) }), 'decide', 204);
	await resting(c.company, path);
	must(await c.company.post(`${path}/commit`, {}), 'commit', 202);
	await resting(c.company, path);
	const done = await pages(c.desk, `${path}/rows`);
	equal(`${c.name}: and what became of each`, done.map((r) => r.outcome), wanted.map((x) => ({ new: 'registered', registered: 'already', probable: 'already' })[x.verdict]));
	for (const [i, { p, verdict }] of wanted.entries()) {
		if (verdict !== 'new' && done[i].person_id !== p.life.id)
			w.wrong.push(`${p.n} on a list is ${done[i].person_id}`);
		p.life.id = done[i].person_id;
		p.group ||= '9'; // what a record lacks is taken from the list
	}
}

export async function byLists(w) {
	await w.measure('rows of lists', w.people.filter((p) => p.way === 'organisation').length, () => inParallel(w.communes, (c) => aList(w, c), 4));
	saysTruth(w, `who is on a list and registered already is one person`);
}

// From other phones, at desks; with the right number and another's, with a letter wrong.
export async function again(w) {
	const twice = w.people.filter((p) => p.twice), wrong = w.people.filter((p) => p.wrong === 'number');
	const others = (p, i) => w.citizen(`0${978000000 + p.n * 3 + i}`);
	await inParallel(twice, async (p) => {
		if (p.twice === 'spelling') {
			const known = must(await commune(w, p).desk.post(at(commune(w, p).id, 'registrations'), { person: { ...form(p, commune(w, p)), name: plainly(p.name) } }), 'again', 200);
			equal('spelt otherwise at the desk: the same person, registered once', [known.person_id, known.warnings.some((x) => x.code === 'person.known')], [p.life.id, true]);
		} else if (p.twice === 'account') {
			const account = await others(p, 0), known = must(await register(w, account, p), 'again', 200), { status } = must(await account.get(`${BOOK}/${p.life.id}`), 'page');
			equal('registered by another account: the same person, who is not shown to it', [known.person_id, known.access, status.code], [p.life.id, 'limited', 'limited']);
		} else if (p.twice === 'typo') {
			const account = await others(p, 1), made = must(await register(w, account, p, { name: mistyped(p.name) }), 'typo', 201);
			equal('the number of another name: a second record, and a word about it', [made.person_id === p.life.id, made.warnings.some((x) => x.code === 'person.number_used')], [false, true]);
			const gone = must(await account.post(`${BOOK}/${made.person_id}/registration/withdraw`, { why: 'đăng ký trùng' }), 'withdraw');
			equal('withdrawn by who made it', gone.status.code, 'withdrawn');
		}
	}, 12);
	await inParallel(wrong, async (p) => {
		const account = await w.citizen(p.phone), made = must(await register(w, account, p), p.name, 201);
		note(p, made, account);
		check('somebody else\'s number: registered all the same', made.access === 'full' && made.warnings.some((x) => x.code === 'person.number_used'), made);
	}, 12);
	check(`${twice.length} were registered twice, in every way; ${wrong.length} with another's number`, wrong.length > 0 && TWICE.every((how) => twice.some((p) => p.twice === how)));
}

// Whoever others registered opens their book: by phone and what they know, or with a code of the desk.
export async function claims(w) {
	const them = w.sample.filter((p) => !p.account);
	await w.measure('books opened by who was registered', them.length, () => inParallel(them, async (p) => {
		const reachable = p.wrong !== 'phone', account = p.account = await w.citizen(reachable ? p.phone : `0${966000000 + p.n}`);
		if (reachable && (p.cccd || !p.yearOnly)) {
			const { claimable } = must(await account.get('/api/v1/book/me'), 'me');
			const claim = { person_id: p.life.id, birth_date: p.yearOnly ? p.birth.slice(0, 4) : p.birth, number_end: p.cccd?.slice(-4), relation: 'self' };
			if (claimable.length !== 1 || claimable[0].person_id !== p.life.id || must(await account.post('/api/v1/book/claims', claim), 'claim').access !== 'full')
				w.wrong.push(`${p.n} claims: ${JSON.stringify(claimable)}`);
		} else {
			const { code } = must(await commune(w, p).desk.post(at(commune(w, p).id, 'persons', p.life.id, 'desk-code')), 'desk code', 201);
			if (must(await account.post('/api/v1/book/desk-code', { code, relation: 'self' }), 'desk code').access !== 'full')
				w.wrong.push(`${p.n}: the desk's code`);
		}
	}, 200));
	saysTruth(w, `${them.length} open a book that others began`);
}

// What each commune sees: its own people, who among them nobody has looked at; until it has.
export async function acknowledged(w) {
	await inParallel(w.communes, async (c) => {
		const mine = w.people.filter((p) => p.commune === c.index), byId = new Map(mine.map((p) => [p.life.id, p]));
		const list = await pages(c.desk, at(c.id, 'registrations?show=new'));
		for (const r of list)
			if (byId.get(r.person_id)?.way === 'organisation')
				truth.registered(byId.get(r.person_id).life, { id: r.person_id, at: Date.parse(r.registered_at) });
		equal(`${c.name} sees its new registrations at once`, list.map((r) => r.person_id).sort(), mine.filter((p) => p.way !== 'commune').map((p) => p.life.id).sort());
		const late = list.filter((r) => Date.parse(r.registered_at) !== byId.get(r.person_id).life.at || r.hospital !== byId.get(r.person_id).hospital);
		none(`${c.name}: since when, and who needs a hospital`, late);
	}, 4);
	await truthOf(w, 'after registering');
	await w.measure('registrations acknowledged', w.people.length, () => inParallel(w.communes, async (c) => {
		const mine = w.people.filter((p) => p.commune === c.index && p.way !== 'commune').map((p) => p.life.id);
		for (let i = 0; i < mine.length; i += 100)
			must(await c.desk.post(at(c.id, 'registrations/acknowledge'), { people: mine.slice(i, i + 100) }), 'acknowledge', 204);
		equal(`${c.name} has seen them all`, (await pages(c.desk, at(c.id, 'registrations?show=new'))).length, 0);
	}, 4));
	const demand = must(await w.manager.get(at(w.province.id, 'demand')), 'demand').items;
	equal('demand of the province', [sum(demand, (d) => d.waiting), sum(demand, (d) => d.unacknowledged), sum(demand, (d) => d.placed)], [w.people.length, 0, 0]);
	await truthOf(w, 'after acknowledging', fifth(w));
}
