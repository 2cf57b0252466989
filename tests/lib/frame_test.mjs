// The test frame tests itself: a frame that finds nothing would make every other test worthless.
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { check, equal, finish } from './check.mjs';
import { fill, parseConversation } from './conversation.mjs';
import { compare, parseExpected, parseHeader } from './match.mjs';
import { newFolder } from './server.mjs';

const paths = (expected, got, options) => {
	const saved = {};
	return compare(parseExpected(expected, 10), got, saved, options).map((d) => `${d.line} ${d.path}`);
};
const fits = (what, expected, got, options) => equal(`fits: ${what}`, paths(expected, got, options), []);
const differs = (what, expected, got, at, options) => equal(`differs: ${what}`, paths(expected, got, options), at);
const lineOf = (fn) => {
	try {
		fn();
		return null;
	} catch (e) {
		return e.line;
	}
};

fits('the same', '{"a": 1, "b": [true, null, "x"]}', { a: 1, b: [true, null, 'x'] });
fits('members not named', '{"a": 1}', { a: 1, b: 2 });
differs('members not named, exact', '{"a": 1}', { a: 1, b: 2 }, ['10 body.b'], { exact: true });
differs('a value, with its line', '{\n"a": {\n"b": 5 }}', { a: { b: 6 } }, ['12 body.a.b']);
differs('number and text', '{"a": 1}', { a: '1' }, ['10 body.a']);
differs('null and absent', '{"a": null}', {}, ['10 body.a']);
differs('an inherited name', '{"toString": $any}', {}, ['10 body.toString']);
differs('a list that is too long', '[1, 2]', [1, 2, 3], ['10 body']);
differs('a list that is too short', '[1, 2, ...]', [1], ['10 body']);
fits('an open list', '[1, ...]', [1, 2, 3]);
differs('a list for an object', '{}', [], ['10 body']);
differs('no JSON at all', '{}', undefined, ['10 body']);

for (const [matcher, good, bad] of [
	['$any', [0, null, ''], [undefined]],
	['$absent', [undefined], [null, 0]],
	['$id', ['1', '7203685477580800000'], [1, '0', '', 'a1', '01']],
	['$uuid', ['00000000-0000-4000-8000-000000000000'], ['x', '00000000-0000-4000-8000-00000000000A']],
	['$time', ['2021-08-01T01:00:00Z', '2021-08-01T08:00:00.123+07:00'], ['2021-08-01', '2021-13-01T01:00:00Z', 5]],
	['$date', ['2021-08-01'], ['2021-08-32', '2021-08-01T01:00:00Z']],
	['$string', ['', 'x'], [1, null]],
	['$number', [1], ['1', null]],
	['$bool', [true, false], [0, null]],
	['$length(2)', [[1, 2], 'ab'], [[1], null, 2]],
	['$matches(^A(B|C)[0-9]+$)', ['AB1', 'AC22'], ['AD1', 'AB', null]],
	['$contains(tiêm)', ['mũi tiêm 1', ['x', 'tiêm']], ['mũi', ['x'], null]],
	['$contains({"a": 1})', [[{ a: 0 }, { a: 1, b: 2 }]], [[{ a: 2 }], {}]],
]) {
	for (const text of [matcher, JSON.stringify(matcher)]) {
		for (const v of good)
			fits(`${text} ${JSON.stringify(v)}`, `{"v": ${text}}`, { v });
		for (const v of bad)
			differs(`${text} ${JSON.stringify(v)}`, `{"v": ${text}}`, { v }, ['10 body.v']);
	}
}
fits('a text that begins with $', '{"a": "$$any"}', { a: '$any' });
equal('an unknown matcher is refused, with its line', lineOf(() => parseExpected('{\n"a": $ayn}', 1)), 2);
equal('an unknown matcher in quotes too', lineOf(() => parseExpected('{"a": "$ayn"}', 1)), 1);
equal('two values are refused', lineOf(() => parseExpected('{} {}', 1)), 1);
const saved = {};
equal('$id and $save at once', compare(parseExpected('{"lot": {"id": $id $save(lot)}}', 1), { lot: { id: '7' } }, saved), []);
equal('$save saves', saved, { lot: '7' });
equal('a header is text or matcher', [parseHeader('$any', 1).kind, parseHeader('a $any', 1).kind], ['matcher', 'value']);

const steps = parseConversation(`# a comment
user root administrator VN
clock +31m

### a lot arrives
POST /api/v1/units/{{unit}}/lots
Idempotency-Key: 7

{
	"code": "GET it",

	"n": 1
}

-> 201 !exact within 5s
Location: $any
{ "id": $id }
# the end
GET /healthz
-> 200
`);
equal('the steps of a conversation', steps.map((s) => `${s.line} ${s.verb}`), ['2 user', '3 clock', '6 request', '19 request']);
equal('a request', [steps[2].method, steps[2].path, steps[2].title, steps[2].headers.map((h) => h.name + h.value)],
	['POST', '/api/v1/units/{{unit}}/lots', 'a lot arrives', ['idempotency-key7']]);
equal('its body', JSON.parse(steps[2].body.text), { code: 'GET it', n: 1 });
equal('its answer', [steps[2].answer.status, steps[2].answer.exact, steps[2].answer.within, steps[2].answer.body.text],
	[201, true, 5, '{ "id": $id }']);
equal('a request without an answer is refused', lineOf(() => parseConversation('GET /a\nGET /b\n-> 200')), 2);
equal('a line that means nothing is refused', lineOf(() => parseConversation('\nhello')), 2);
equal('a wrong flag is refused', lineOf(() => parseConversation('GET /a\n-> 200 !exakt')), 2);
equal('variables', fill('/a/{{x}}/{{n}}', { x: 'y', n: 3 }, 1), '/a/y/3');
equal('variables in JSON', fill('{"a":"{{x}}"}', { x: 'a"b' }, 1, true), '{"a":"a\\"b"}');
equal('an unknown variable is refused', lineOf(() => fill('{{y}}', {}, 4)), 4);

// What ./test relies on: the closing line and the exit status.
const folder = newFolder('frame');
const lib = new URL('./check.mjs', import.meta.url).href;
function program(code) {
	const file = join(folder, 'p.mjs');
	writeFileSync(file, `import { check, equal, finish, skip, test } from ${JSON.stringify(lib)};\n${code}`);
	const r = spawnSync(process.execPath, [file], { encoding: 'utf8' });
	return `${r.status}: ${r.stdout.trimEnd().split('\n').at(-1)}`;
}
equal('all passed', program('check("a", true); skip("b"); await finish();'), '0: 1 passed, 0 failed, 1 skipped');
equal('one failed', program('check("a", false); equal("b", [1], [1]); await finish();'), '1: 1 passed, 1 failed, 0 skipped');
equal('an exception in test()', program('await test("a", () => { throw new Error("x"); }); await finish();'),
	'1: 0 passed, 1 failed, 0 skipped');
equal('an exception outside', program('check("a", true); throw new Error("x");'), '1: 1 passed, 1 failed, 0 skipped');
equal('a promise nobody awaits', program('Promise.reject(new Error("x")); await new Promise((r) => setTimeout(r, 500));'),
	'1: 0 passed, 1 failed, 0 skipped');
check('a program without finish() prints no closing line', !/passed,/.test(program('check("a", true);')));
await finish();
