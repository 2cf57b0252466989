// truth.mjs - what becomes of a person on the way to two doses, and what their page must say of it at each moment: the test's own
// model, which knows nothing of the program. Days of August to October 2021, two products.
//
//	const life = newLife(); registered(life, { id, at, dose: 1 }); placed(life, place); ... given(life, 'astrazeneca', '2021-08-05')
//	says(life, today)                       // { code, words, doses, earliest, appointment } as the page must say it
//	turns(people)                           // Map person -> { ahead, all, rank } for everybody who waits
//	differs(page, want, turn)               // a list of what is not true; [] is what we want

// Days until the next dose of the same product; ages from 18 on (data/rules.json, before 14 October 2021).
const GAP = { astrazeneca: 56, comirnaty: 21 };
const DEFERRED_DAYS = 14, SERIES = 2, GROUPS = 16;

export const later = (date, days) => new Date(Date.parse(`${date}T00:00:00Z`) + days * 86400000).toISOString().slice(0, 10);
export const opens = (product, on) => later(on, GAP[product]);
const ageOn = (birth, date) => Number(date.slice(0, 4)) - Number(birth.slice(0, 4)) - (date.slice(5) < birth.slice(5) ? 1 : 0);

// May this person be given this product on this day?
export function mayHave(p, product, on) {
	const last = p.life.doses.at(-1);
	return ageOn(p.birth, on) >= 18 && (!last || (p.life.doses.length < SERIES && last.product === product && opens(product, last.on) <= on));
}

// state: none, waiting, placed, ended. step: where they are at the site at this moment, null: nowhere.
export const newLife = () => ({ state: 'none', why: null, notBefore: null, place: null, step: null, missed: 0, doses: [] });

export const registered = (life, { id, at }) => Object.assign(life, { state: 'waiting', why: null, id: String(id), at, listed: true });
// The session in which they were vaccinated is over.
export const settled = (life, at) => Object.assign(life, { at, listed: true });
export const placed = (life, place) => Object.assign(life, { state: 'placed', why: null, place });
export const arrived = (life, place) => Object.assign(life, { state: 'placed', why: null, place: { ...place, state: 'arrived' }, step: 'arrived' });
export const screened = (life) => Object.assign(life, { step: 'screened' });
export const withdrawn = (life, why) => Object.assign(life, { state: 'ended', why, place: null, step: null });

function waitsAgain(life, why, notBefore = null) {
	const day = notBefore && (!life.notBefore || notBefore > life.notBefore) ? notBefore : life.notBefore;
	return Object.assign(life, { state: 'waiting', why, place: null, step: null, notBefore: day });
}
export const deferred = (life, today) => waitsAgain(life, 'deferred', later(today, DEFERRED_DAYS));
export const referred = (life) => waitsAgain(life, 'referred');
export const missed = (life) => (++life.missed < 2 ? waitsAgain(life, 'missed') : withdrawn(life, 'withdrawn'));

export function given(life, product, on, at) {
	life.doses.push({ product, on, site: life.place.site });
	Object.assign(life, { why: null, place: null, step: 'observing', missed: 0 });
	return life.doses.length < SERIES ? Object.assign(life, { state: 'waiting', listed: false, at, notBefore: opens(product, on) })
		: Object.assign(life, { state: 'ended', why: 'complete' });
}
export const released = (life) => Object.assign(life, { step: null });

function codeOf(life, today) {
	if (life.step || life.state === 'placed')
		return life.step ?? 'placed';
	if (life.state !== 'waiting')
		return { none: 'not_registered', ended: life.why }[life.state];
	return life.why ?? (life.doses.length && life.notBefore > today ? 'next_dose_later' : 'waiting');
}

// What the sentence must hold.
function wordsOf(life, code, earliest) {
	const { place } = life, day = (date) => date.split('-').reverse().join('/');
	if (code === 'placed')
		return [`mũi ${life.doses.length + 1}`, place.slot, day(place.on), place.site.name];
	return { next_dose_later: earliest && [`Mũi 2 sớm nhất từ ngày ${day(earliest)}`], deferred: earliest && [day(earliest)], complete: ['Đã tiêm 2 mũi'] }[code] ?? [];
}

export function says(life, today) {
	const code = codeOf(life, today), { place } = life;
	const earliest = ['deferred', 'next_dose_later', 'waiting', 'missed'].includes(code) && life.notBefore > today ? life.notBefore : null;
	return {
		words: wordsOf(life, code, earliest), earliest,
		code, doses: life.doses.map((d) => `${d.product} ${d.on}`),
		appointment: place ? [place.site.name, place.on, place.slot ?? null, place.code, place.state ?? 'expected'] : null,
	};
}

// The national order: group, then age, then who registered first; first and further doses apart, each commune by itself.
const rank = (p) => (p.group ? Number(p.group) : GROUPS + 1);
const byId = (a, b) => (a.life.id.length - b.life.id.length) || (a.life.id < b.life.id ? -1 : 1);
export const order = (a, b) => rank(a) - rank(b) || a.birth.localeCompare(b.birth) || a.life.at - b.life.at || byId(a, b);

export function turns(people) {
	const lists = new Map(), out = new Map();
	for (const p of people.filter((x) => x.life.state === 'waiting' && x.life.listed)) {
		const key = `${p.commune} ${p.life.doses.length > 0}`;
		if (!lists.has(key))
			lists.set(key, []);
		lists.get(key).push(p);
	}
	for (const list of lists.values())
		list.sort(order).forEach((p, ahead) => out.set(p, { ahead, all: list.length, rank: rank(p) }));
	return out;
}

const names = { AstraZeneca: 'astrazeneca', Comirnaty: 'comirnaty', Pfizer: 'comirnaty' };
const productOf = (name) => Object.entries(names).find(([word]) => name.includes(word))?.[1] ?? name;

export function differs(page, want, turn) {
	const a = page.appointment, { status } = page;
	const got = {
		code: status?.code, doses: page.doses?.filter((d) => d.state === 'valid').map((d) => `${productOf(d.product_name)} ${d.given_on}`), earliest: status?.earliest ?? null,
		appointment: a ? [a.site_name, a.on_date, a.slot ?? null, a.code, a.state] : null,
		turn: page.position ? { ahead: page.position.ahead, all: page.position.all, rank: page.position.rank } : null,
	};
	const { words, ...say } = { ...want, turn: turn === undefined ? got.turn : turn }, missing = words.filter((x) => !status?.vi?.includes(x));
	const show = JSON.stringify, other = Object.keys(say).filter((k) => show(got[k]) !== show(say[k]));
	return [...missing.map((x) => `"${status?.vi}" does not say ${x}`), ...other.map((k) => `${k} is ${show(got[k])}, not ${show(say[k])}`)];
}
