#!/usr/bin/env node
/* data_test.mjs - the reference data in data/ and tools/units.mjs.
 *
 * Prints "ok - ..." / "not ok - ..." / "skip - ..." and ends with "N passed, N failed, N skipped"; exit 1 on any failure.
 * Every checker returns a list of complaints; it must be silent on our files and loud on a small damaged example, so that
 * none can pass by looking away. SHARED (default ../shared) adds comparisons with the platform's own lists; NODE_MODULES
 * (default node_modules, web/node_modules, build/node_modules) the real package for units.mjs. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..');
const SHARED = process.env.SHARED ?? join(ROOT, '..', 'shared');
const count = { passed: 0, failed: 0, skipped: 0 };

function test(name, complaints)
{
	let list;
	try {
		list = typeof complaints === 'function' ? complaints() : complaints;
	} catch (e) {
		list = [e.stack];
	}
	count[list.length ? 'failed' : 'passed']++;
	console.log(`${list.length ? 'not ok' : 'ok'} - ${name}`);
	for (const line of list.slice(0, 10))
		console.log(`  ${line}`);
}

/* The checker must find fault with what we hand it. */
function notices(name, complaints)
{
	test(`notices ${name}`, () => (complaints().length ? [] : ['nothing was noticed']));
}

function skip(name, why)
{
	count.skipped++, console.log(`skip - ${name}: ${why}`);
}

/* ---- reading ---- */

function parseLine(line)
{
	const out = [];
	for (let i = 0; i <= line.length;) {
		let value = '';
		if (line[i] === '"') {
			for (i++; i < line.length && !(line[i] === '"' && line[i + 1] !== '"'); i++) {
				if (line[i] === '"')
					i++;
				value += line[i];
			}
			i++;
		} else {
			while (i < line.length && line[i] !== ',')
				value += line[i++];
		}
		out.push(value);
		i++;
	}
	return out;
}

function parseCsv(text)
{
	const lines = text.split('\n').filter((l) => l && !l.startsWith('#')).map(parseLine);
	const head = lines.shift() ?? [];
	return lines.map((l, n) => {
		if (l.length !== head.length)
			throw new Error(`row ${n + 1}: ${l.length} fields, the heading has ${head.length}`);
		return Object.fromEntries(head.map((h, i) => [h, l[i]]));
	});
}

const text = (file) => readFileSync(join(ROOT, 'data', file), 'utf8');
const csv = (file) => parseCsv(text(file));
const json = (file) => JSON.parse(text(file));

/* The look-up key of src/base/fold.h. */
function fold(name)
{
	return name.normalize('NFD').toLowerCase().replaceAll('đ', 'd').replace(/\p{M}/gu, '').replaceAll("'", '')
		.replace(/[^\p{L}0-9]+/gu, ' ').trim();
}

/* One spelling for "Hoà" and "Hòa", without caring for capitals; accents stay. */
function foldTone(name)
{
	return name.normalize('NFD').toLowerCase()
		.replace(/(?<!q)(o(?=[ae])|u(?=y))([aey])([\u0300\u0301\u0303\u0309\u0323])(?![\p{L}\p{M}])/gu, '$1$3$2').normalize('NFC');
}

/* ---- checkers ---- */

const rowCount = (rows, n) => (rows.length === n ? [] : [`${rows.length} rows, expected ${n}`]);

function unique(rows, ...fields)
{
	const keys = rows.map((r) => fields.map((f) => r[f]).join('|')), seen = new Set();
	return keys.filter((k) => seen.has(k) || !seen.add(k)).map((k) => `${fields.join('+')} ${k} appears twice`);
}

function refers(rows, field, targets, targetField = 'code')
{
	const known = new Set(targets.map((t) => t[targetField]));
	return rows.filter((r) => !known.has(r[field])).map((r) => `${field} ${r[field]} is not known`);
}

function matches(rows, field, pattern)
{
	return rows.filter((r) => !pattern.test(r[field])).map((r) => `${field} "${r[field]}" in ${Object.values(r)[0]}`);
}

function wellWritten(name, content)
{
	const bad = [];
	if (content.normalize('NFC') !== content)
		bad.push(`${name}: not NFC`);
	if (/\r|\uFEFF|[ \t]$/mu.test(content))
		bad.push(`${name}: carriage return, byte-order mark or trailing blank`);
	if (!content.endsWith('\n'))
		bad.push(`${name}: no newline at the end`);
	if (name.endsWith('.csv') && !/\bSources?\b/u.test(/^(#.*\n)*/u.exec(content)[0]))
		bad.push(`${name}: the comment at the top names no source`);
	if (name.endsWith('.json') && !(typeof JSON.parse(content).source === 'string' && JSON.parse(content).source))
		bad.push(`${name}: no source member`);
	if (/\/work\/|\/tmp\/|\/home\/|localhost|registry\./u.test(content))
		bad.push(`${name}: names a path or host`);
	return bad;
}

const validDay = (d) => /^\d{4}-\d\d-\d\d$/.test(d) && new Date(`${d}T00:00:00Z`).toISOString().slice(0, 10) === d;
const inForce = (rules, day) => rules.filter((r) => r.valid_from <= day && (r.valid_to === null || day <= r.valid_to));

function * days(from, to)
{
	for (let t = Date.parse(`${from}T00:00:00Z`); t <= Date.parse(`${to}T00:00:00Z`); t += 86400000)
		yield new Date(t).toISOString().slice(0, 10);
}

function exactlyOne(rules, kind, from, to)
{
	const list = rules.filter((r) => r.kind === kind), bad = [];
	for (const day of days(from, to)) {
		const n = inForce(list, day).length;
		if (n !== 1)
			bad.push(`${day}: ${n} rules of kind ${kind}`);
	}
	return bad;
}

/* What two rows may not both say on one day: for intervals the pair of products, for ages the product. */
function ruleKeys(r)
{
	const keys = [`${r.kind}/${r.code}`];
	if (r.kind === 'interval')
		keys.push(`${r.kind}:${r.body.dose_kind}:${r.body.from}:${r.body.to}`);
	if (r.kind === 'age')
		keys.push(`${r.kind}:${r.body.product}`);
	return keys;
}

function overlaps(rules)
{
	const bad = [], groups = new Map();
	for (const r of rules)
		for (const k of ruleKeys(r))
			groups.set(k, [...(groups.get(k) ?? []), r]);
	for (const [k, list] of groups) {
		list.sort((a, b) => (a.valid_from < b.valid_from ? -1 : 1));
		for (let i = 1; i < list.length; i++)
			if (list[i - 1].valid_to === null || list[i - 1].valid_to >= list[i].valid_from)
				bad.push(`${k}: ${list[i - 1].valid_from} and ${list[i].valid_from} overlap`);
	}
	return bad;
}

function ruleShape(r)
{
	const bad = [], at = `${r.kind}/${r.code}/${r.valid_from}`;
	if (Object.keys(r).join() !== 'kind,code,valid_from,valid_to,source,body')
		bad.push(`${at}: members ${Object.keys(r)}`);
	if (!validDay(r.valid_from) || (r.valid_to !== null && !(validDay(r.valid_to) && r.valid_to >= r.valid_from)))
		bad.push(`${at}: dates ${r.valid_from}..${r.valid_to}`);
	if (!r.source)
		bad.push(`${at}: no source`);
	return bad;
}

function sorted(rules)
{
	const key = (r) => [r.kind, r.code, r.valid_from].join('\u0000');
	return rules.slice(1).filter((r, i) => key(rules[i]) >= key(r)).map((r) => `${r.kind}/${r.code}/${r.valid_from} is out of order`);
}

function intervalShape(r, codes)
{
	const b = r.body, at = `${r.code} ${r.valid_from}`, bad = [];
	const whole = (n) => Number.isInteger(n) && n > 0;
	if (!['primary', 'additional', 'booster'].includes(b.dose_kind))
		bad.push(`${at}: dose_kind ${b.dose_kind}`);
	if (!codes.has(b.from) || !codes.has(b.to) || r.code !== `${b.dose_kind}-${b.from}-${b.to}`)
		bad.push(`${at}: products ${b.from}, ${b.to}`);
	if (!whole(b.min_days) || (b.max_days !== null && !(whole(b.max_days) && b.max_days >= b.min_days)))
		bad.push(`${at}: min ${b.min_days}, max ${b.max_days}`);
	if (b.recommended_days !== null && !(whole(b.recommended_days) && b.recommended_days >= b.min_days && b.recommended_days <= (b.max_days ?? Infinity)))
		bad.push(`${at}: recommended ${b.recommended_days}`);
	if (typeof b.consent !== 'boolean' || b.after !== (b.dose_kind === 'primary' ? null : 'primary_complete'))
		bad.push(`${at}: consent ${b.consent}, after ${b.after}`);
	if (b.dose_kind === 'primary' && b.consent !== (b.from !== b.to))
		bad.push(`${at}: a mixed primary series, and only that, needs consent`);
	return bad;
}

/* Every product of more than one dose can be continued with itself from its approval on, without a gap. */
function continuable(products, rules)
{
	const bad = [];
	for (const p of products.filter((x) => Number(x.primary_doses) > 1)) {
		const own = rules.filter((r) => r.kind === 'interval' && r.body.dose_kind === 'primary' && r.body.from === p.code && r.body.to === p.code);
		for (const day of days(p.approved_from, '2022-12-31'))
			if (inForce(own, day).length !== 1) {
				bad.push(`${p.code}: no rule for its own next dose on ${day}`);
				break;
			}
	}
	return bad;
}

const VERDICTS = ['contraindicated', 'refer', 'defer', 'caution', 'eligible'];
const bilingual = (x) => x && typeof x.vi === 'string' && x.vi && typeof x.en === 'string' && x.en;

function formShape(r)
{
	const b = r.body, bad = [], say = (ok, what) => ok || bad.push(`${r.code}: ${what}`);
	say(bilingual(b.title), 'title');
	for (const v of VERDICTS)
		say(bilingual(b.conclusions[v]), `conclusion ${v}`);
	say(Object.keys(b.conclusions).length === VERDICTS.length, 'conclusions');
	say(b.verdict_order.join() === VERDICTS.join(), 'order of verdicts');
	for (const q of b.questions) {
		say(bilingual(q) && VERDICTS.includes(q.verdict) && q.verdict !== 'eligible', `question ${q.id}`);
		say(q.detail === null || bilingual(q.detail), `detail of ${q.id}`);
		say(q.sex === (q.id.startsWith('4') ? 'female' : null), `sex of ${q.id}`);
		say((q.computed ?? null) === (q.id === '10' ? 'vitals' : null), `computed of ${q.id}`);
	}
	bad.push(...unique(b.questions, 'id').map((x) => `${r.code}: ${x}`));
	say(b.abnormal_verdict === 'caution', 'abnormal_verdict');
	return bad;
}

const verdictMap = (r) => Object.fromEntries(r.body.questions.map((q) => [q.id, q.verdict]));
const same = (got, want, what) => (JSON.stringify(got) === JSON.stringify(want) ? [] : [`${what}: got ${JSON.stringify(got)}, want ${JSON.stringify(want)}`]);

/* The row that decides a pair on a day, or null: not allowed. */
function minDays(rules, kind, from, to, day)
{
	const hit = inForce(rules.filter((r) => r.kind === 'interval' && r.body.dose_kind === kind && r.body.from === from && r.body.to === to), day);
	return hit.length ? hit[0].body.min_days : null;
}

function decisions(rules, table)
{
	return table.flatMap(([kind, from, to, day, want]) => same(minDays(rules, kind, from, to, day), want, `${kind} ${from} -> ${to} on ${day}`));
}

/* units: level, code, parent_code, name; platform: the same, from the workbook. */
function compareUnits(units, platform)
{
	const key = (u) => `${u.level} ${u.code}`, bad = [];
	const theirs = new Map(platform.map((u) => [key(u), u]));
	const folded = [];
	let exact = 0;
	for (const u of units) {
		const t = theirs.get(key(u));
		if (t?.parent_code !== u.parent_code)
			bad.push(`${key(u)}: parent ${u.parent_code}, the platform has ${t?.parent_code}`);
		if (!theirs.delete(key(u)))
			continue;
		exact += t.name !== u.name;
		if (foldTone(t.name) !== foldTone(u.name))
			folded.push(u.code);
	}
	bad.push(...[...theirs.keys()].map((k) => `${k} is missing`));
	return { bad, exact, folded: folded.sort() };
}

function platformUnits(rows)
{
	const units = new Map(), put = (level, code, parent_code, name) => code && units.set(`${level} ${code}`, { level, code, parent_code, name });
	for (const r of rows) {
		put('province', r.province_code, '', r.province_name);
		put('district', r.district_code, r.province_code, r.district_name);
		put('commune', r.commune_code, r.district_code, r.commune_name);
	}
	return [...units.values()];
}

/* ---- the files ---- */

const FILES = ['provinces-2021.csv', 'provinces-2025.csv', 'province-successors-2025.csv', 'products.csv', 'product-names.csv', 'priority-groups.csv',
	'ethnic-groups.csv', 'nationalities.csv', 'cccd-places.csv', 'phone-prefixes.csv', 'rules.json', 'messages.json', 'demo-names.json'];

function testFiles()
{
	for (const f of FILES)
		test(`${f} is NFC, tidy and names its source`, () => wellWritten(f, text(f)));
	notices('decomposed letters', () => wellWritten('x.csv', '# Source: x\na\nHo\u0300a\n'));
	notices('a missing source', () => wellWritten('x.csv', '# a list\na\nb\n'));
	notices('a missing source member', () => wellWritten('x.json', '{"rules":[]}\n'));
	test('the tables of README.md say how many rows there are', () => {
		const readme = text('README.md'), bad = [];
		const want = (name, n) => {
			const row = new RegExp(`^\\| ${name.replaceAll('.', '\\.')} \\| ([0-9 +]+)`, 'mu').exec(readme);
			if (!row || row[1].split('+').reduce((s, x) => s + Number(x), 0) !== n)
				bad.push(`${name}: README says ${row?.[1]}, counted ${n}`);
		};
		for (const f of FILES.filter((x) => x.endsWith('.csv')))
			want(f, csv(f).length);
		const { rules } = json('rules.json');
		want('rules.json', rules.length);
		want('messages.json', json('messages.json').messages.length);
		for (const kind of new Set(rules.map((r) => r.kind)))
			want(kind, rules.filter((r) => r.kind === kind).length);
		return bad;
	});
}

function testPlaces()
{
	const old = csv('provinces-2021.csv'), now = csv('provinces-2025.csv'), next = csv('province-successors-2025.csv'), cccd = csv('cccd-places.csv');
	test('63 provinces of 2021', [...rowCount(old, 63), ...unique(old, 'code'), ...unique(old, 'name_vi'), ...unique(old, 'iso'), ...matches(old, 'code', /^\d\d$/),
		...matches(old, 'iso', /^VN-(\d\d|[A-Z]{2})$/), ...matches(old, 'type', /^(tinh|thanh_pho_tw)$/), ...rowCount(old.filter((p) => p.type === 'thanh_pho_tw'), 5)]);
	const sum = (field) => old.reduce((s, p) => s + Number(p[field]), 0);
	test('populations add up to the published sums', [...same(Math.round(sum('population_2020_gso') / 1e4), 9758, 'GSO 2020'),
		...same(Math.round(sum('population_portal') / 1e4), 9611, 'portal'), ...same(Math.round(sum('adults_portal_2021_12') / 1e5), 715, 'adults'),
		...old.filter((p) => !(Number(p.adults_portal_2021_12) < Number(p.population_portal))).map((p) => `${p.code}: more adults than people`)]);
	test('34 provinces of 2025', [...rowCount(now, 34), ...unique(now, 'code'), ...unique(now, 'name_vi'), ...rowCount(now.filter((p) => p.type === 'thanh_pho_tw'), 6)]);
	test('every old province has one successor, every new one a predecessor', [...rowCount(next, 63), ...unique(next, 'old_code'), ...refers(next, 'old_code', old),
		...refers(next, 'new_code', now), ...refers(now, 'code', next, 'new_code'), ...refers(old, 'code', next, 'old_code')]);
	notices('a successor that does not exist', () => refers([{ new_code: '64' }], 'new_code', now));
	const name = (list, code) => list.find((p) => p.code === code)?.name_vi;
	test('eight codes changed their name', () => same(now.filter((p) => name(old, p.code) !== p.name_vi).map((p) => p.code),
		['15', '24', '44', '46', '52', '80', '82', '91'], 'seven codes of other provinces, and 46, now Huế'));
	test('CCCD places follow the rule', [...rowCount(cccd, 63), ...unique(cccd, 'cccd_code'), ...refers(cccd, 'province_code', old), ...refers(old, 'code', cccd, 'province_code'),
		...cccd.filter((c) => c.cccd_code !== `0${c.province_code}`).map((c) => c.cccd_code)]);
}

function testLists()
{
	const groups = csv('priority-groups.csv'), national = groups.filter((g) => g.set === 'national'), hcmc = groups.filter((g) => g.set === 'hcmc');
	test('16 national groups, 57 of Ho Chi Minh City', [...rowCount(groups, 73), ...rowCount(national, 16), ...rowCount(hcmc, 57), ...unique(groups, 'set', 'code'),
		...refers(hcmc, 'parent', national), ...national.filter((g) => g.parent).map((g) => `${g.code} has a parent`), ...matches(groups, 'name_vi', /\S/), ...matches(groups, 'name_en', /\S/)]);
	test('known local codes', () => ['62', '63', '64', '65', '68'].flatMap((c) => same(hcmc.find((g) => g.code === c)?.parent, '9', c))
		.concat(same(hcmc.find((g) => g.code === '49')?.parent, '13', '49')));
	const ethnic = csv('ethnic-groups.csv');
	test('54 ethnic groups, foreigner and unknown', [...rowCount(ethnic, 56), ...unique(ethnic, 'code'), ...unique(ethnic, 'name'), ...matches(ethnic, 'code', /^\d\d$/),
		...refers([...Array(55).keys()].map((i) => ({ code: String(i + 1).padStart(2, '0') })), 'code', ethnic), ...refers([{ code: '99' }], 'code', ethnic)]);
	const nations = csv('nationalities.csv');
	const asean = 'BN KH ID LA MY MM PH SG TH TL VN'.split(' ');
	const eu = 'AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IT LV LT LU MT NL PL PT RO SK SI ES SE'.split(' ');
	test('nationalities: ISO 3166-1, ASEAN and EU complete', [...rowCount(nations, 249), ...unique(nations, 'code'), ...unique(nations, 'name_vi'), ...unique(nations, 'name_en'),
		...matches(nations, 'code', /^[A-Z]{2}$/), ...matches(nations, 'name_vi', /^\S.*\S$/), ...refers([...asean, ...eu].map((code) => ({ code })), 'code', nations)]);
	const phones = csv('phone-prefixes.csv');
	test('phone prefixes', [...rowCount(phones, 21), ...unique(phones, 'old_prefix'), ...unique(phones, 'new_prefix'), ...matches(phones, 'old_prefix', /^01\d\d$/),
		...matches(phones, 'new_prefix', /^0[35789]\d$/), ...same(phones.find((p) => p.old_prefix === '0163')?.new_prefix, '033', '0163'),
		...same(phones.find((p) => p.old_prefix === '0120')?.new_prefix, '070', '0120')]);
}

/* EU value sets 2.12.0: what belongs together. */
const TRIPLES = {
	astrazeneca: 'EU/1/21/1529 ORG-100001699 29061000087103', sputnik_v: 'Sputnik-V Gamaleya-Research-Institute 29061000087103',
	vero_cell: 'BBIBP-CorV ORG-100020693 1157024006', comirnaty: 'EU/1/20/1528 ORG-100030215 1119349007', spikevax: 'EU/1/20/1507 ORG-100031184 1119349007',
	janssen: 'EU/1/20/1525 ORG-100001417 29061000087103', hayat_vax: 'Hayat-Vax ORG-100023050 1157024006', abdala: 'Abdala CIGB 28531000087107',
};

function aliasClashes(names)
{
	return unique(names.map((n) => ({ folded: fold(n.alias) })), 'folded');
}

function testProducts()
{
	const products = csv('products.csv'), names = csv('product-names.csv');
	const triple = (p) => `${p.mp} ${p.ma} ${p.vp}`;
	test('eight products with their EU codes', [...rowCount(products, 8), ...unique(products, 'code'), ...unique(products, 'name'), ...unique(products, 'mp'),
		...products.flatMap((p) => same(triple(p), TRIPLES[p.code], p.code))]);
	test('doses, ages, vials and dates of products are numbers in range', [...same(products.map((p) => p.primary_doses).join(''), '22222123', 'primary doses'),
		...matches(products, 'min_age', /^1[0-9]$/), ...matches(products, 'max_age', /^(|65)$/), ...matches(products, 'doses_per_vial', /^([1-9]|1[0-5])$/),
		...matches(products, 'open_vial_hours', /^[1-9]$/), ...matches(products, 'source', /\S/),
		...products.filter((p) => !validDay(p.approved_from) || p.approved_from < '2021-02-01' || p.approved_from > '2021-12-31').map((p) => p.approved_from)]);
	const pl5 = ['COVID-19 Vaccine Comirnaty (Pfizer)', 'COVID-19 Vaccine Moderna', 'COVID-19 Vaccine (Vero Cell), Inactived', 'COVID-19 Vaccine AstraZeneca',
		'Vaccine Gam - COVID - Vac (SPUTNIK V)'];
	test('the platform\'s five names are kept letter by letter', refers(pl5.map((name) => ({ name })), 'name', products, 'name'));
	test('every spelling belongs to one product, every product has spellings', [...refers(names, 'code', products), ...refers(products, 'code', names, 'code'), ...aliasClashes(names)]);
	notices('two spellings that fold alike', () => aliasClashes([{ alias: 'Vero Cell' }, { alias: 'VERO-CELL' }]));
	const find = (t) => names.find((n) => fold(n.alias) === fold(t))?.code;
	test('spellings of real lists are found', ['AstraZeneca:astrazeneca', 'COVID-19 Vaccine AstraZeneca:astrazeneca', 'PFIZER:comirnaty', 'comirnaty:comirnaty', 'Moderna:spikevax',
		'VERO CELL:vero_cell', 'Sinopharm:vero_cell', 'Sputnik V:sputnik_v', 'vắc-xin  Pfizer:comirnaty', 'J&J:janssen']
		.flatMap((x) => same(find(x.split(':')[0]), x.split(':')[1], x)).concat(products.flatMap((p) => same(find(p.name), p.code, p.name)), same(find('Sinovac'), undefined, 'Sinovac')));
}

function testRules()
{
	const { rules } = json('rules.json'), products = csv('products.csv'), codes = new Set(products.map((p) => p.code));
	test('rules have shape, source and valid dates', rules.flatMap(ruleShape));
	test('rules are sorted', sorted(rules));
	notices('rules out of order', () => sorted([...rules].reverse()));
	test('no two rules of one key overlap', overlaps(rules));
	const row = (vf, vt, code = 'x') => ({ kind: 'interval', code, valid_from: vf, valid_to: vt, source: 's', body: { dose_kind: 'primary', from: 'a', to: 'b' } });
	notices('an overlap of one day', () => overlaps([row('2021-01-01', '2021-02-01'), row('2021-02-01', null)]));
	notices('an overlap under another code', () => overlaps([row('2021-01-01', null), row('2022-01-01', null, 'y')]));
	test('does not mistake neighbours for an overlap', overlaps([row('2021-01-01', '2021-01-31'), row('2021-02-01', null)]));
	notices('an impossible date', () => ruleShape({ ...row('2021-02-30', null) }));
	for (const kind of ['screening_form', 'observation', 'day_report'])
		test(`exactly one ${kind} on each day from 2021-03-08 to 2026-12-31`, exactlyOne(rules, kind, '2021-03-08', '2026-12-31'));
	const o = (vf, vt) => ({ kind: 'observation', code: 'x', valid_from: vf, valid_to: vt });
	notices('a day without a rule', () => exactlyOne([o('2021-03-08', '2021-03-09'), o('2021-03-11', null)], 'observation', '2021-03-08', '2021-03-12'));
	test('observation is 30 minutes, a certificate lasts 12 months', [...rules.filter((r) => r.kind === 'observation').flatMap((r) => same(r.body, { minutes: 30 }, r.code)),
		...rules.filter((r) => r.kind === 'certificate').flatMap((r) => same(r.body, { months: 12 }, r.code)), ...same(inForce(rules.filter((r) => r.kind === 'certificate'), '2026-11-22').length, 1, 'certificate today')]);
	test('intervals have sane bodies', rules.filter((r) => r.kind === 'interval').flatMap((r) => intervalShape(r, codes)));
	test('a product of several doses can be continued with itself', continuable(products, rules));
	notices('a product that cannot be continued', () => continuable([{ code: 'a', primary_doses: '2', approved_from: '2021-01-01' }], [row('2021-01-01', null)]));
	const age = (product, day) => inForce(rules.filter((r) => r.kind === 'age' && r.body.product === product), day)[0]?.body;
	test('ages: one rule a product today, equal to products.csv', products.flatMap((p) => same(age(p.code, '2026-11-22'),
		{ product: p.code, min_age: Number(p.min_age), max_age: p.max_age ? Number(p.max_age) : null }, p.code)));
	test('ages: Comirnaty from 12 since 14/10/2021', [...same(age('comirnaty', '2021-10-13')?.min_age, 18, '13/10'), ...same(age('comirnaty', '2021-10-14')?.min_age, 12, '14/10')]);
}

const DECISIONS = [
	['primary', 'astrazeneca', 'astrazeneca', '2021-05-10', 56], ['primary', 'comirnaty', 'comirnaty', '2021-12-01', 21], ['primary', 'spikevax', 'spikevax', '2021-12-01', 28],
	['primary', 'abdala', 'abdala', '2021-10-15', 14], ['primary', 'janssen', 'janssen', '2022-01-01', null], ['primary', 'vero_cell', 'vero_cell', '2021-08-01', 21],
	['primary', 'astrazeneca', 'comirnaty', '2021-07-26', null], ['primary', 'astrazeneca', 'comirnaty', '2021-07-27', 56], ['primary', 'astrazeneca', 'comirnaty', '2021-09-19', 56],
	['primary', 'astrazeneca', 'comirnaty', '2021-09-20', 56], ['primary', 'comirnaty', 'astrazeneca', '2022-06-01', null],
	['primary', 'spikevax', 'comirnaty', '2021-09-07', null], ['primary', 'spikevax', 'comirnaty', '2021-09-08', 28], ['primary', 'comirnaty', 'spikevax', '2021-09-10', 21],
	['primary', 'comirnaty', 'spikevax', '2021-12-12', 21], ['primary', 'astrazeneca', 'spikevax', '2021-12-11', null], ['primary', 'astrazeneca', 'spikevax', '2021-12-12', 56],
	['primary', 'vero_cell', 'comirnaty', '2022-06-01', null], ['primary', 'spikevax', 'astrazeneca', '2022-06-01', null],
	['booster', 'astrazeneca', 'comirnaty', '2021-11-30', null], ['booster', 'astrazeneca', 'comirnaty', '2021-12-16', 180], ['booster', 'astrazeneca', 'comirnaty', '2021-12-17', 90],
	['booster', 'vero_cell', 'astrazeneca', '2022-01-10', 90], ['booster', 'comirnaty', 'astrazeneca', '2022-03-27', null], ['booster', 'comirnaty', 'astrazeneca', '2022-03-28', 90],
	['booster', 'janssen', 'janssen', '2022-01-10', 90], ['booster', 'comirnaty', 'vero_cell', '2022-06-01', null],
	['additional', 'vero_cell', 'vero_cell', '2021-12-20', 28], ['additional', 'vero_cell', 'comirnaty', '2021-12-20', 28], ['additional', 'vero_cell', 'astrazeneca', '2021-12-20', null],
	['additional', 'astrazeneca', 'astrazeneca', '2021-11-30', null],
];

function testDecisions()
{
	const { rules } = json('rules.json');
	test('pairs of products are decided as the documents say, on both sides of each date', decisions(rules, DECISIONS));
	notices('a rule that begins a day late', () => decisions(rules.map((r) => (r.valid_from === '2021-12-17' ? { ...r, valid_from: '2021-12-18' } : r)), DECISIONS));
	const forms = rules.filter((r) => r.kind === 'screening_form');
	test('screening forms are complete', forms.flatMap(formShape));
	notices('a form without a conclusion', () => formShape({ code: 'x', body: { ...forms[0].body, conclusions: {} } }));
	const on = (day) => inForce(forms, day)[0];
	test('the form of the day', [['2021-03-08', 'qd-3802'], ['2021-09-09', 'qd-3802'], ['2021-09-10', 'qd-4355'], ['2021-12-20', 'qd-4355'], ['2021-12-21', 'qd-5785'],
		['2026-11-22', 'qd-5785']].flatMap(([day, code]) => same(on(day).code, code, day)));
	const verdicts = { 1: 'contraindicated', 2: 'defer', 3: 'defer', 5: 'refer', 6: 'caution', 7: 'caution', 8: 'caution', 9: 'caution', 10: 'caution', '4a': 'defer', '4b': 'caution' };
	const { 2: dropped, ...without } = verdicts;
	test('verdicts of 4355, and of 5785 without the question on COVID-19', [...same(verdictMap(on('2021-10-01')), verdicts, '4355'), ...same(verdictMap(on('2022-01-01')), without, '5785'),
		...same(dropped, 'defer', 'question 2')]);
	const limits = { temperature: [355, 375], pulse: [60, 100], systolic: [90, 140], diastolic: [60, 90], breathing: [undefined, 25] };
	test('limits of vital signs', forms.flatMap((f) => same(Object.fromEntries(Object.entries(f.body.limits).map(([k, v]) => [k, [v.min, v.max]])), limits, f.code)));
	const who = (f, sign) => f.body.measure.find((m) => m.sign === sign)?.who;
	test('who is measured', [...forms.flatMap((f) => same(who(f, 'temperature'), 'all', f.code)), ...same(forms.map((f) => who(f, 'blood_pressure')),
		['all', 'over_65_or_history', 'over_65_or_history'], 'blood pressure')]);
	test('what is not documented says so', [...same(forms.map((f) => f.body.reconstructed), [true, false, false], 'reconstructed'),
		...(/RECONSTRUCTED/.test(forms[0].source) ? [] : ['source of the first form'])]);
}

function testDemoNames()
{
	const d = json('demo-names.json');
	const weighted = (list) => [...unique(list, 'name'), ...list.filter((x) => !(Number.isInteger(x.weight) && x.weight > 0)).map((x) => x.name)];
	const plain = (list, least) => [...unique(list.map((name) => ({ name })), 'name'), ...(list.length >= least ? [] : [`only ${list.length}`])];
	test('names for invented people', [...weighted(d.surnames), ...weighted(d.middle_male), ...weighted(d.middle_female), ...plain(d.given_male, 80), ...plain(d.given_female, 80),
		...plain(d.streets, 20), ...plain(d.workplaces, 20), ...plain(d.occupations, 20), ...(d.surnames.length >= 25 ? [] : ['surnames'])]);
	const all = [...d.surnames, ...d.middle_male, ...d.middle_female].map((x) => x.name).concat(d.given_male, d.given_female);
	test('names consist of letters and single blanks and begin with capitals', matches(all.map((name) => ({ name })), 'name', /^\p{Lu}\p{Ll}*( \p{Lu}\p{Ll}*)*$/u));
}

/* ---- tools/units.mjs ---- */

function units(folder)
{
	const r = spawnSync(process.execPath, [join(ROOT, 'tools', 'units.mjs'), ...(folder ? [folder] : [])], { encoding: 'utf8', maxBuffer: 1 << 26 });
	return { status: r.status, rows: r.stdout ? parseCsv(r.stdout) : [], out: r.stdout, err: r.stderr };
}

/* A made-up package of the right size; spoil() may damage it. */
function fakePackage(dir, spoil)
{
	const pad = (n, w) => String(n).padStart(w, '0');
	const p = { provinces: [], districts: [], wards: [] };
	for (let i = 1; i <= 63; i++)
		p.provinces.push({ code: pad(i, 2), name: i <= 5 ? `Thành phố Số ${i}` : `Tỉnh Số ${i}` });
	for (let i = 1; i <= 705; i++)
		p.districts.push({ code: pad(i, 3), name: ['Quận', 'Huyện', 'Thị xã', 'Thành Phố'][i % 4] + ` Ba Hoà ${i}`, provinceCode: pad((i % 63) + 1, 2) });
	for (let i = 1; i <= 10599; i++)
		p.wards.push({ code: pad(i, 5), name: ['Phường', 'Xã', 'Thị trấn'][i % 3] + ` Quý,  ${i}`, districtCode: pad((i % 705) + 1, 3) });
	spoil(p);
	const at = join(dir, '@natpkg', 'vn-local', 'src', 'jsonFiles');
	mkdirSync(at, { recursive: true });
	for (const [name, list] of Object.entries(p))
		writeFileSync(join(at, `${name}.json`), JSON.stringify(list));
	return dir;
}

function testUnits()
{
	const dir = mkdtempSync(join(tmpdir(), 'units-'));
	try {
		const good = units(fakePackage(join(dir, 'good'), () => {}));
		test('units.mjs prints a made-up list of the right size', [...same(good.status, 0, 'exit'), ...rowCount(good.rows, 63 + 705 + 10599),
			...same(good.rows[63], { level: 'district', code: '001', parent_code: '02', name: 'Huyện Ba Hòa 1', kind: 'huyen' }, 'district'),
			...same(good.rows[65], { level: 'district', code: '003', parent_code: '04', name: 'Thành phố Ba Hòa 3', kind: 'thanh_pho' }, 'city'),
			...same(good.rows[769], { level: 'commune', code: '00002', parent_code: '003', name: 'Thị trấn Quý, 2', kind: 'thi_tran' }, 'commune'),
			...same(good.rows[0].kind, 'thanh_pho_tw', 'kind')]);
		const damage = { 'one commune too few': (p) => p.wards.pop(), 'one district too many': (p) => p.districts.push({ code: '999', name: 'Quận X', provinceCode: '01' }),
			'a code twice': (p) => { p.wards[5].code = p.wards[6].code; }, 'a parent that does not exist': (p) => { p.districts[3].provinceCode = '99'; },
			'a name without its kind': (p) => { p.wards[9].name = 'Ba Đình'; }, 'a short code': (p) => { p.provinces[0].code = '1'; } };
		for (const [what, spoil] of Object.entries(damage)) {
			const r = units(fakePackage(join(dir, fold(what).replaceAll(' ', '-')), spoil));
			test(`units.mjs refuses ${what} and prints nothing`, [...same(r.status, 1, 'exit'), ...same(r.out, '', 'output'), ...(r.err ? [] : ['no reason'])]);
		}
		test('units.mjs without a folder, or without the package, is a usage error', [...same(units(null).status, 2, 'none'), ...same(units(join(dir, 'nowhere')).status, 2, 'nowhere')]);
	} finally {
		rmSync(dir, { recursive: true });
	}
	const small = [{ level: 'commune', code: '1', parent_code: '9', name: 'Xã Hòa An' }, { level: 'commune', code: '2', parent_code: '9', name: 'Xã Quới Sơn' }];
	const other = [{ level: 'commune', code: '1', parent_code: '9', name: 'Xã Hoà An' }, { level: 'commune', code: '2', parent_code: '9', name: 'Xã Qưới Sơn' }];
	test('comparing lists: tone placement is no difference, another letter is', same(compareUnits(small, other), { bad: [], exact: 2, folded: ['2'] }, 'result'));
	notices('a unit that is missing', () => compareUnits(small.slice(1), other).bad);
	notices('a unit too many', () => compareUnits(small, other.slice(1)).bad);
	notices('another parent', () => compareUnits([{ ...small[0], parent_code: '8' }], other.slice(0, 1)).bad);
}

/* ---- with the shared folder ---- */

/* Where the GSO list of July 2021 and the platform's sheet name a unit differently: letters, not tone placement. */
const REAL_DIFFERENCES = ['04003', '04136', '04162', '04174', '18691', '28807', '602'];

function testSharedUnits()
{
	const place = (process.env.NODE_MODULES ? [process.env.NODE_MODULES] : ['node_modules', 'web/node_modules', 'build/node_modules'].map((d) => join(ROOT, d)))
		.find((d) => existsSync(join(d, '@natpkg', 'vn-local')));
	if (!place)
		return skip('the 11,367 units of the real package', 'package @natpkg/vn-local is not installed (NODE_MODULES)');
	const r = units(place);
	test('units.mjs prints the real list', [...same(r.status, 0, `exit ${r.err}`), ...rowCount(r.rows, 11367)]);
	const provinces = new Map(csv('provinces-2021.csv').map((p) => [p.code, `${p.type === 'tinh' ? 'Tỉnh' : 'Thành phố'} ${p.name_vi}`]));
	test('its provinces are those of provinces-2021.csv', r.rows.filter((u) => u.level === 'province').flatMap((u) => same(u.name, provinces.get(u.code), u.code)));
	const file = join(SHARED, 'data', 'admin-units-2021-08-platform-template.csv');
	if (!existsSync(file))
		return skip('units against the platform\'s sheet PL3', 'no shared folder');
	const c = compareUnits(r.rows, platformUnits(parseCsv(readFileSync(file, 'utf8'))));
	test(`units equal the platform's PL3: all codes and parents; ${c.exact} names differ in a letter or sign, ${c.folded.length} after folding tone and capitals`,
		[...c.bad, ...same(c.folded, REAL_DIFFERENCES, 'names')]);
}

function testShared()
{
	const dir = join(SHARED, 'data');
	if (!existsSync(dir))
		return skip('provinces, successors, groups, EU codes against the shared lists', 'no shared folder');
	const shared = (f) => parseCsv(readFileSync(join(dir, f), 'utf8').replace(/^\uFEFF/u, '').replaceAll('\r', ''));
	const nfc = (s) => s.normalize('NFC').trim(), type = (t) => (t === 'tỉnh' ? 'tinh' : 'thanh_pho_tw');
	test('provinces of 2021 equal the shared list', same(csv('provinces-2021.csv').map((p) => Object.values(p)), shared('provinces-2021.csv').map((p) => [p.code, nfc(p.name_vi),
		p.name_en, type(p.type), p.iso_3166_2, p.population_2020_gso_avg, p.population_2021, p.pop18plus_portal_2021_12]), 'rows'));
	const next = shared('provinces-63-to-34.csv');
	test('successors equal the shared list', same(csv('province-successors-2025.csv').map((p) => Object.values(p)), next.map((p) => [p.old_code, p.new_code]), 'rows'));
	const now = new Map(next.map((p) => [p.new_code, [nfc(p.new_name_vi), type(p.new_type)]]));
	test('provinces of 2025 equal the shared list', [...rowCount([...now], 34), ...csv('provinces-2025.csv').flatMap((p) => same([p.name_vi, p.type], now.get(p.code), p.code))]);
	const groups = csv('priority-groups.csv').map((g) => [g.set, g.code, g.parent, g.name_vi].join('|')).sort();
	test('priority groups equal the shared lists', same(groups, [...shared('priority-groups-platform.csv').map((g) => ['national', g.code, '', nfc(g.name_vi)].join('|')),
		...shared('priority-groups-hcmc.csv').map((g) => ['hcmc', g.hcmc_code, g.moh_code, nfc(g.name_vi)].join('|'))].sort(), 'groups'));
	test('ethnic groups equal the shared list', same(csv('ethnic-groups.csv').map((e) => [e.code, e.name]), shared('ethnic-groups-gso.csv').map((e) => [e.code, nfc(e.name)]), 'rows'));
	const table = readFileSync(join(SHARED, 'design', 'certificates.md'), 'utf8');
	test('EU codes stand in one row of certificates.md 1.9', csv('products.csv').filter((p) => !table.split('\n').some((line) => {
		const cells = line.split('|').map((c) => c.trim());
		return cells.length === 6 && cells[2].split(' / ')[0] === p.mp && cells[3].split(' / ')[0] === p.ma && cells[4].split(' ')[0] === p.vp;
	})).map((p) => p.code));
}

for (const section of [testFiles, testPlaces, testLists, testProducts, testRules, testDecisions, testDemoNames, testUnits, testSharedUnits, testShared]) {
	try {
		section();
	} catch (e) {
		test(section.name, [e.stack]);
	}
}
console.log(`${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped`);
process.exitCode = count.failed ? 1 : 0;
