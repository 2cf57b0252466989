// province.mjs - the invented people of a province: households with grandmothers and children, workers of companies, old people whom
// the commune's desk registers; how each of them registers; who is registered twice, and who gives a wrong number. No dice are rolled:
// the same n gives the same people.
//
//	const all = everybody(1000, 6);              // 1000 people of 6 communes
//	all[3]: { n, block, commune, way, name, birth, yearOnly, sex, cccd, phone, group, part, answers, hospital, wrong, twice }
//	way: self, family (the account of `parent`), organisation, commune. commune: index
//	wrong: 'phone' (belongs to nobody), 'number' (is person `numberOf`'s).  twice: how somebody registers them once more (TWICE)
//
// Of each block of twenty, all of one commune: seven register themselves (one of them old), a family with grandmother and child, a
// couple with a grown child, four workers of a company, three at the desk (one old, known by the year of birth alone).

const BLOCK = 20;
const CHILD = 9, WORKERS = 13, DESK = 17;
// 3 % are registered twice, a sixth of them each: from another phone; at the desk, spelt otherwise; on a list; on a list with another
// phone; on a list with a wrong letter in the name; from another phone with a wrong letter in the name.
export const TWICE = ['account', 'spelling', 'list', 'list phone', 'list typo', 'typo'];
const SLOT_TWICE = { account: 2, spelling: 3, list: 10, 'list phone': 17, 'list typo': 4, typo: 5 };
export const NOBODYS = '0999';

const surnames = ['Nguyễn', 'Trần', 'Lê', 'Phạm', 'Hoàng', 'Đặng', 'Vũ', 'Bùi', 'Đỗ', 'Hồ', 'Ngô', 'Dương', 'Lý', 'Phan'];
const middles = [['Văn', 'Đức', 'Minh', 'Quang', 'Hữu', 'Công', 'Xuân', 'Đình'], ['Thị', 'Ngọc', 'Thu', 'Hoà', 'Bích', 'Kim', 'Thanh', 'Mỹ']];
const seconds = ['', 'An', 'Bảo', 'Cẩm', 'Diệp', 'Gia', 'Hải', 'Khánh', 'Lan', 'Mai', 'Nhật', 'Phúc'];
const givens = [['An', 'Bình', 'Cường', 'Đạt', 'Hải', 'Khoá', 'Long', 'Quý', 'Sơn', 'Tùng'], ['Ánh', 'Bích', 'Diệu', 'Hoà', 'Lan', 'Mỹ', 'Nhung', 'Thuỷ', 'Uyên', 'Yến']];

const two = (n) => String(n).padStart(2, '0');

// No two people share a name.
function nameOf(n, female) {
	let rest = n;
	const pick = (list) => {
		const word = list[rest % list.length];
		rest = Math.floor(rest / list.length);
		return word;
	};
	const given = pick(givens[female]), surname = pick(surnames), middle = pick(middles[female]), second = pick(seconds);
	return [surname, middle, second, given].filter(Boolean).join(' ') + (rest ? ` ${'ABCDEFGH'[rest]}` : '');
}

const wayOf = (slot) => (slot < 7 ? 'self' : slot < WORKERS ? 'family' : slot < DESK ? 'organisation' : 'commune');

function yearOf(slot, block) {
	if (slot === 6)
		return 1940 + block % 15;
	if (slot === 8)
		return 1934 + block % 18;
	if (slot === CHILD)
		return 2004 + block % 5;
	if (slot === 18)
		return 1938 + block % 16;
	return 1958 + (slot * 11 + block * 7) % 44;
}

function one(n, communes) {
	const block = Math.floor(n / BLOCK), slot = n % BLOCK, way = wayOf(slot), female = slot === 8 ? 1 : (n + block) % 2, year = yearOf(slot, block);
	const yearOnly = slot === 18, yes = slot < WORKERS && slot % 4 === 1 && block % 4 === 0;
	return {
		n, block, slot, way, commune: block % communes, name: nameOf(n, female), sex: female ? 'female' : 'male', yearOnly,
		birth: yearOnly ? `${year}-01-01` : `${year}-${two(1 + (n * 5 + block) % 12)}-${two(1 + (n * 11) % 28)}`,
		cccd: slot === CHILD || (yearOnly && block % 3 === 0) ? null : `001${(year >= 2000 ? 2 : 0) + female}${two(year % 100)}${String(100000 + n).padStart(6, '0')}`,
		phone: `09${String(10000000 + n)}`,
		group: way !== 'organisation' && block % 7 === 0 ? '' : String(1 + (n * 5 + block) % 16),
		part: way === 'organisation' || way === 'commune' ? 'any' : ['any', 'any', 'morning', 'afternoon'][slot % 4],
		condition: yes, hospital: yes || year < 1955, minor: slot === CHILD, wrong: null, twice: null, numberOf: null,
	};
}

export function everybody(count, communes) {
	const all = Array.from({ length: count }, (_, n) => one(n, communes));
	for (let first = 0, twice = 0; first + BLOCK <= count; first += BLOCK) {
		const at = (slot) => all[first + slot], kind = first / BLOCK % 5;
		for (const head of [7, 10])
			for (const slot of [head, head + 1, head + 2])
				Object.assign(at(slot), { parent: at(head), together: head === 10 });
		Object.assign(at(CHILD), { phone: null, guardian: at(7) }); // children have no phone
		if (kind === 0)
			Object.assign(at(WORKERS), { wrong: 'phone', phone: NOBODYS + at(WORKERS).phone.slice(4) });
		else if (kind === 1)
			Object.assign(at(0), { wrong: 'number', numberOf: at(1), cccd: at(1).cccd });
		else {
			const how = TWICE[twice++ % TWICE.length];
			at(SLOT_TWICE[how]).twice = how;
		}
	}
	return all;
}

export const households = (all) => all.filter((p) => p.parent === p || (p.way === 'self' && p.wrong !== 'number')).map((p) => (p.parent ? all.slice(p.n, p.n + 3) : [p]));

// A letter of the given name is wrong.
export const mistyped = (name) => name.replace(/(\S)$/, (x) => (x === 'x' ? 'k' : 'x'));
// As somebody in a hurry writes it: no marks, no capitals, two blanks. The same name to whoever folds names.
export const plainly = (name) => name.normalize('NFD').replace(/[\u0300-\u036f]/g, '').replaceAll('đ', 'd').replaceAll('Đ', 'd').toLowerCase().replace(' ', '  ');
const day = (p) => p.birth.split('-').reverse().join('/');

// What the form of the book or of the desk asks.
export const form = (p, commune) => ({
	name: p.name, birth_date: p.yearOnly ? p.birth.slice(0, 4) : day(p), sex: p.sex, cccd: p.cccd ?? undefined, home_unit_id: commune.id,
	priority_group: p.group || undefined, phone: p.phone ?? undefined, guardian_name: p.guardian?.name, guardian_phone: p.guardian?.phone,
});

// A row of a company's list (people.mjs row()).
export const listed = (p, commune) => ({
	name: p.name, birth: day(p), sex: p.sex === 'female' ? 1 : 0, group: p.group || 9, workplace: `Công ty Thử ${p.commune}`, phone: p.phone, cccd: p.cccd ?? '', insurance: '',
	province: commune.province, district: commune.district, commune: [commune.name, commune.code], address: `Số ${p.n} phố Thử`,
});

const QUESTIONS = Array.from({ length: 12 }, (_, i) => `q${i + 1}`);
// A chronic disease that gets worse (q7) leads to a hospital.
export const answers = (p) => Object.fromEntries(QUESTIONS.filter((q) => q !== 'q9' || p.sex === 'female').map((q) => [q, q === 'q7' && p.condition ? 'yes' : 'no']));
