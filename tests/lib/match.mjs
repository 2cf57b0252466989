// match.mjs - JSON with matchers: reads the expected JSON of a golden conversation and compares an answer with it.
//
// The expected text is JSON in which any value may be a matcher, with or without quotes, and in which the last element
// of a list may be ... ("and perhaps more"). An object may have members that are not named here, unless `exact`.
//	$any      there, whatever it is            $absent   not there at all
//	$id       a row's id: digits, as a string  $uuid     a lower-case UUID
//	$time     an RFC 3339 time                 $date     YYYY-MM-DD
//	$string   $number   $bool                  $length(3)  a list or text of that length
//	$matches(^A[0-9]+$)   a text               $contains(x)  a text with x in it, or a list with an element like x
//	$save(lot)  any value; {{lot}} from then on. After another matcher too: $id $save(lot)
// A text that begins with $ is written "$$...".

const kinds = {
	any: (v) => v !== undefined,
	id: (v) => typeof v === 'string' && /^[1-9][0-9]{0,18}$/.test(v),
	uuid: (v) => typeof v === 'string' && /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/.test(v),
	time: (v) => typeof v === 'string' && !Number.isNaN(Date.parse(v)) &&
		/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/.test(v),
	date: (v) => typeof v === 'string' && /^\d{4}-\d\d-\d\d$/.test(v) && !Number.isNaN(Date.parse(v)),
	string: (v) => typeof v === 'string',
	number: (v) => typeof v === 'number',
	bool: (v) => typeof v === 'boolean',
	absent: (v) => v === undefined,
};
const withArgument = {
	save: (v) => v !== undefined,
	length: (v, arg) => v != null && v.length === Number(arg),
	matches: (v, arg) => typeof v === 'string' && new RegExp(arg, 'u').test(v),
	contains(v, arg) {
		if (typeof v === 'string')
			return v.includes(looseText(arg));
		return Array.isArray(v) && v.some((item) => compare(looseNode(arg), item, {}).length === 0);
	},
};

const looseNode = (arg) => {
	try {
		return parseExpected(arg, 0);
	} catch {
		return { kind: 'value', value: arg, line: 0 };
	}
};

const looseText = (arg) => {
	const node = looseNode(arg);
	return node.kind === 'value' ? String(node.value) : arg;
};

// From `open`, the index of a '(': the index after its ')'; texts in quotes are stepped over.
function closing(text, open) {
	let depth = 0;
	for (let i = open; i < text.length && text[i] !== '\n'; i++) {
		if (text[i] === '"') {
			const m = /^"(?:[^"\\\n]|\\.)*"/.exec(text.slice(i));
			if (m)
				i += m[0].length - 1;
		} else if (text[i] === '\\') {
			i++;
		} else if (text[i] === '(') {
			depth++;
		} else if (text[i] === ')' && --depth === 0) {
			return i + 1;
		}
	}
	return -1;
}

// Reads "$id $save(lot)" at `at`: { tests: [{ name, arg }], end }, or null when it is no matcher.
function readMatchers(text, at) {
	const tests = [];
	let end = at;
	for (;;) {
		const m = /^[ \t]*\$([a-z]+)/.exec(text.slice(end));
		if (!m || !(Object.hasOwn(kinds, m[1]) || Object.hasOwn(withArgument, m[1])))
			break;
		let next = end + m[0].length;
		let arg = null;
		if (Object.hasOwn(withArgument, m[1])) {
			const close = text[next] === '(' ? closing(text, next) : -1;
			if (close < 0)
				return null;
			arg = text.slice(next + 1, close - 1);
			next = close;
		}
		tests.push({ name: m[1], arg });
		end = next;
	}
	return tests.length ? { tests, end } : null;
}

// Text -> tree of { kind: 'object'|'list'|'value'|'matcher', line, ... }. firstLine is the number of its first line.
export function parseExpected(text, firstLine) {
	let at = 0;
	const line = () => firstLine + (text.slice(0, at).match(/\n/g)?.length ?? 0);
	const fault = (what) => {
		throw Object.assign(new Error(`expected JSON: ${what}`), { line: line() });
	};
	const blank = () => { at += /^\s*/.exec(text.slice(at))[0].length; };
	const eat = (token) => {
		blank();
		if (!text.startsWith(token, at))
			return false;
		at += token.length;
		return true;
	};
	const literal = () => {
		const m = /^("(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*|true|false|null)/.exec(text.slice(at));
		if (!m)
			fault(`not a value: ${text.slice(at).split('\n')[0]}`);
		at += m[0].length;
		try {
			return JSON.parse(m[0]);
		} catch {
			return fault(`not a value: ${m[0]}`);
		}
	};
	const object = (node) => {
		node.members = [];
		while (!eat('}')) {
			blank();
			if (text[at] !== '"')
				fault('a member name in quotes was expected');
			const name = literal();
			if (!eat(':'))
				fault(`":" was expected after "${name}"`);
			node.members.push([name, value()]);
			if (!eat(',') && !/^\s*}/.test(text.slice(at)))
				fault('"," or "}" was expected');
		}
		return node;
	};
	const list = (node) => {
		node.items = [];
		node.open = false;
		while (!eat(']')) {
			if (eat('...'))
				node.open = true;
			else
				node.items.push(value());
			if (!eat(',') && !/^\s*\]/.test(text.slice(at)))
				fault('"," or "]" was expected');
		}
		return node;
	};
	const value = () => {
		blank();
		const node = { line: line() };
		if (eat('{'))
			return object({ ...node, kind: 'object' });
		if (eat('['))
			return list({ ...node, kind: 'list' });
		if (text[at] === '$') {
			const m = readMatchers(text, at);
			if (!m)
				fault(`no such matcher: ${text.slice(at).split('\n')[0]}`);
			at = m.end;
			return { ...node, kind: 'matcher', tests: m.tests };
		}
		const v = literal();
		if (typeof v === 'string' && v.startsWith('$$'))
			return { ...node, kind: 'value', value: v.slice(1) };
		if (typeof v === 'string' && v.startsWith('$')) {
			const m = readMatchers(v, 0);
			if (!m || m.end !== v.length)
				fault(`no such matcher: ${v} (a text that begins with $ is written "$$...")`);
			return { ...node, kind: 'matcher', tests: m.tests };
		}
		return { ...node, kind: 'value', value: v };
	};
	const tree = value();
	blank();
	if (at < text.length)
		fault(`more than one value: ${text.slice(at).split('\n')[0]}`);
	return tree;
}

// A header's value: a matcher, or the text itself.
export function parseHeader(text, line) {
	const m = readMatchers(text, 0);
	return m && m.end === text.length ? { kind: 'matcher', tests: m.tests, line } : { kind: 'value', value: text, line };
}

const show = (v) => (v === undefined ? '(absent)' : JSON.stringify(v));
const showTests = (tests) => tests.map((t) => `$${t.name}${t.arg === null ? '' : `(${t.arg})`}`).join(' ');
const isObject = (v) => v !== null && typeof v === 'object' && !Array.isArray(v);

// The differences between the tree and the value got: [{ line, path, want, got }]. What $save names goes into saved.
export function compare(node, got, saved, { exact = false } = {}, path = 'body') {
	const differs = (want) => [{ line: node.line, path, want, got: show(got) }];
	if (node.kind === 'matcher') {
		for (const { name, arg } of node.tests) {
			if (!(kinds[name] ?? withArgument[name])(got, arg))
				return differs(showTests(node.tests));
			if (name === 'save')
				saved[arg] = got;
		}
		return [];
	}
	if (node.kind === 'value')
		return got === node.value ? [] : differs(show(node.value));
	if (node.kind === 'list') {
		if (!Array.isArray(got))
			return differs('a list');
		const fits = node.open ? got.length >= node.items.length : got.length === node.items.length;
		const head = fits ? [] : differs(`a list of ${node.open ? 'at least ' : ''}${node.items.length}`);
		return head.concat(...node.items.map((item, i) =>
			(i < got.length ? compare(item, got[i], saved, { exact }, `${path}[${i}]`) : [])));
	}
	if (!isObject(got))
		return differs('an object');
	const out = node.members.flatMap(([name, item]) =>
		compare(item, Object.hasOwn(got, name) ? got[name] : undefined, saved, { exact }, `${path}.${name}`));
	if (exact) {
		const named = new Set(node.members.map(([name]) => name));
		for (const name of Object.keys(got)) {
			if (!named.has(name))
				out.push({ line: node.line, path: `${path}.${name}`, want: '(absent: !exact)', got: show(got[name]) });
		}
	}
	return out;
}
