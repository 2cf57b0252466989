// check.mjs - the smallest test frame that says what failed and how; the twin of tests/unit/test.h.
//
// A test program calls check(), equal() or test() as often as it likes and ends with `await finish()`, which prints the
// closing line "N passed, N failed, N skipped" that ./test adds up, and sets the exit status. A program that dies
// before finish() prints no closing line, and ./test counts that as a failure.
import { isDeepStrictEqual, inspect } from 'node:util';

let passed = 0, failed = 0, skipped = 0;
const endings = [];

const indent = (text) => String(text).trimEnd().split('\n').map((line) => `    ${line}`).join('\n');

// One check. detail (a text, or a function that makes it) is printed when it failed. Returns ok.
export function check(what, ok, detail) {
	if (ok) {
		passed++;
		console.log(`ok - ${what}`);
		return true;
	}
	failed++;
	console.log(`not ok - ${what}`);
	const text = typeof detail === 'function' ? detail() : detail;
	if (text !== undefined && text !== '')
		console.log(indent(text));
	return false;
}

// got and want are compared deeply.
export function equal(what, got, want) {
	const show = (v) => inspect(v, { depth: 8, breakLength: 100 });
	return check(what, isDeepStrictEqual(got, want), () => `got  ${show(got)}\nwant ${show(want)}`);
}

// Passes when fn ends without an exception.
export async function test(what, fn) {
	try {
		await fn();
		check(what, true);
	} catch (e) {
		check(what, false, e?.stack ?? e);
	}
}

// For what this machine cannot try: a missing ../shared, nothing else.
export function skip(why) {
	skipped++;
	console.log(`skipped - ${why}`);
}

// fn runs before the closing line, the last one added first: stop servers, remove folders.
export function atEnd(fn) {
	endings.push(fn);
}

export async function finish() {
	while (endings.length) {
		try {
			await endings.pop()();
		} catch (e) {
			check('tidying up', false, e?.stack ?? e);
		}
	}
	console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`);
	process.exit(failed ? 1 : 0);
}

async function died(e) {
	check('the test program runs to its end', false, e?.stack ?? e);
	await finish();
}
process.once('uncaughtException', died);
process.once('unhandledRejection', died);
