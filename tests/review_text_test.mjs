// review_text_test.mjs - every code and kind that the server puts into a review, and every kind of alarm, has its words
// on the station page, in both languages.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { check, equal, finish } from './lib/check.mjs';
import { root } from './lib/server.mjs';

const { buildSync } = createRequire(join(root, 'web/package.json'))('esbuild');
const read = (path) => readFileSync(join(root, path), 'utf8');

// The page's own functions. What they take from a browser is a place for the language.
globalThis.localStorage = { getItem: () => null, setItem() {} };
globalThis.document = { documentElement: {} };
const { outputFiles: [{ text: bundle }] } = buildSync({
	stdin: { contents: ['review_text', 'review_codes', 'alarm_text', '../shared/lang'].map((m) => `export * from './${m}';`).join('\n'), resolveDir: join(root, 'web/station') },
	bundle: true, write: false, format: 'esm', platform: 'neutral', mainFields: ['module', 'main'], logLevel: 'error',
});
const { about, aboutAlarm, reviewCodes, setLanguage } = await import(`data:text/javascript;base64,${Buffer.from(bundle).toString('base64')}`);

// Where the codes of a review come from: what an event or a dose is flagged with, and why one may be refused.
const sources = ['visit/visit_past.c', 'sync/sync.c', 'dose/dose.c', 'dose/judge.c', 'base/field.c'];
const CODE = /"([a-z]+\.[a-z_]+)"/g;
const written = sources.flatMap((file) => [...read(`src/${file}`).matchAll(CODE)].map((m) => m[1]));
// Written there, but never part of a review.
const elsewhere = {
	'url.escape': 'an address, and an event has none',
	'ids.list': 'a list of ids, and an event has none', 'id.wrong': 'a list of ids, and an event has none',
	'visit.moved': 'the whole batch is sent again',
	'dose.body_site': 'a live injection', 'dose.consent_mix': 'a live injection',
	'dose.confirmed': 'confirming a dose', 'dose.unknown': 'confirming or correcting a dose', 'dose.ended': 'correcting a dose',
	'why.required': 'correcting a dose',
};
// What an event refers to and is not there, and what its screening form says: each from the module that owns it.
const referred = { 'session.unknown': 'session/session.c', 'person.unknown': 'person/person.c', 'product.unknown': 'rule/rule.c',
	'lot.unknown': 'stock/stock.c', 'screening.verdict': 'visit/screening.c', 'screening.question': 'visit/screening.c', 'screening.answers': 'visit/screening.c' };
for (const [code, file] of Object.entries(referred))
	check(`${code} is still written in ${file}`, read(`src/${file}`).includes(`"${code}"`));
for (const code of Object.keys(elsewhere))
	check(`${code} is still written (${elsewhere[code]})`, written.includes(code));

const codes = new Set([...written.filter((code) => !elsewhere[code]), ...Object.keys(referred)]);
check(`codes are found in the sources (${codes.size})`, codes.size > 40 && codes.has('visit.second_dose') && codes.has('dose.interval'));
for (const code of codes)
	check(`${code} has a text`, Object.hasOwn(reviewCodes, code));
equal('no text for a code that nobody writes', Object.keys(reviewCodes).filter((code) => !codes.has(code)), []);
for (const [code, [vi, en]] of Object.entries(reviewCodes))
	check(`${code} is told in whole sentences of both languages`, vi !== en && /\.$/.test(vi) && /\.$/.test(en) && vi.length < 170 && !/[à-ỹ]/i.test(en), `${vi}\n${en}`);

// Kinds: as the queries and the calls write them.
const kinds = new Set([
	...[...read('src/sync/sync.c').matchAll(/"(event_\w+|id_reused)"/g)].map((m) => m[1]),
	...[...read('src/dose/dose.c').matchAll(/sql_review_add\([^"]*"(\w+)"/g)].map((m) => m[1]),
	...['person/person.sql', 'intake/intake.sql'].flatMap((f) => [...read(`src/${f}`).matchAll(/INSERT INTO review[^;]*?'(\w+)', \$/g)].map((m) => m[1])),
]);
equal('the kinds of reviews', [...kinds].sort(), ['dose_rule', 'event_refused', 'event_rule', 'id_reused', 'identity_dispute', 'probable_duplicate']);
for (const language of ['vi', 'en']) {
	setLanguage(language);
	for (const kind of kinds) {
		const { lead } = about({ kind, detail: ['lot.expired'] });
		check(`${language}: ${kind} has a text`, lead.length > 20 && !lead.includes(kind), lead);
	}
	for (const [, kind] of read('src/alarm/alarm.h').matchAll(/#define ALARM_\w+ "(\w+)"/g)) {
		const { title, text } = aboutAlarm({ kind, detail: { late_ms: 95000, limit_ms: 60000, people: 1061, limit: 60, minutes: 60, on_date: '2021-11-09', doses_administered: 12, doses_allocated: 10,
			lot_id: '7', doses: 3, code: 'ABCD2345', codes: 20000, coldest_e1: 12, warmest_e1: 91, outside_min: 80, days: 2, dose: 1 }, subject_name: null });
		check(`${language}: the alarm ${kind} has a text`, title && !title.includes(kind) && !/[{}]|NaN|undefined|–/.test(title + text), `${title}\n${text}`);
	}
}
setLanguage('vi');
equal('several codes, each its sentence', about({ kind: 'event_rule', detail: ['visit.early', 'lot.expired'] }).found, [reviewCodes['visit.early'][0], reviewCodes['lot.expired'][0]]);
check('an unknown code is shown as it is', about({ kind: 'event_rule', detail: ['new.code'] }).found[0].includes('new.code'));
check('an unknown kind too', about({ kind: 'new_kind', detail: null }).lead.includes('new_kind'));
check('an unknown alarm too, with its figures', /new_alarm.*n: 1\.234/s.test(Object.values(aboutAlarm({ kind: 'new_alarm', detail: { n: 1234 }, subject_name: null })).join(' ')));
check('figures: 95 seconds, 1.061 people', /95 giây.*60 giây/.test(aboutAlarm({ kind: 'certificate_late', detail: { late_ms: 95000, limit_ms: 60000 } }).text)
	&& /1\.061 người.*60 phút/.test(aboutAlarm({ kind: 'lookup_outside', detail: { people: 1061, limit: 60, minutes: 60 }, subject_name: 'An' }).text));
await finish();
