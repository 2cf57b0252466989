// conversation.mjs - reads the .http files of golden conversations. A file is a list of steps, one after the other:
//
//	# a comment; ### a title of the next request
//	user root administrator VN           an account made with `user add` before the server starts
//	setup import units tests/data/u.csv   a command of the program, run before the server starts
//	login root                           logs in ({{root.password}} unless a password follows) and speaks as root
//	as root  /  as nobody                speaks as an earlier login / without one, until the next `as` or `login`
//	citizen mai 0912345678               logs in to the book with a code sent to that phone, and speaks as mai
//	code sent 0912345678                 a variable: the newest code that was sent to that phone
//	set code AB-{{n}}                    a variable
//	clock +31m  /  clock 2021-08-01T08:00:00+07:00      moves the server's clock (ms, s, m, h, d)
//	restart                              kill -9, and the server starts again on the same database
//
//	POST /api/v1/units/{{unit}}/lots     a request
//	Idempotency-Key: 7                   its headers
//
//	{ "code": "{{code}}" }               its body, as it is; or "< file" to send a file that lies beside
//
//	-> 201                               the answer: its status; "!exact": no member may be there that is not named;
//	Location: $any                       "within 5s": asked again until it fits. Then headers, then expected JSON
//	{ "id": $id $save(lot) }             (matchers: match.mjs), or lines of text that stand in the body in this order
//
// {{name}} is put in everywhere; {{now}} and {{today}} are the server's clock.
import { readFileSync } from 'node:fs';

const verbs = /^(user|setup|login|citizen|code|as|set|clock|restart)(?:\s+(.*))?$/;
const requestLine = /^(GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS)\s+(\S+)$/;
const headerLine = /^([A-Za-z][A-Za-z0-9-]*):\s*(.*)$/;
const answerLine = /^->\s+(\d{3})((?:\s+(?:!exact|within \d+s))*)$/;

const fault = (line, what) => {
	throw Object.assign(new Error(what), { line });
};

class Reader {
	constructor(text) {
		this.lines = text.split(/\r?\n/);
		this.at = 0;
	}

	get line() {
		return this.lines[this.at];
	}

	get number() {
		return this.at + 1;
	}

	get more() {
		return this.at < this.lines.length;
	}

	// Lines that begin neither a step nor an answer: a body. Blank lines at both ends fall away.
	block() {
		while (this.more && !this.line.trim())
			this.at++;
		const number = this.number;
		const lines = [];
		for (; this.more && !/^#/.test(this.line) && ![verbs, requestLine, /^->/].some((re) => re.test(this.line)); this.at++)
			lines.push(this.line);
		while (lines.length && !lines.at(-1).trim())
			lines.pop();
		return { text: lines.join('\n'), line: number };
	}

	headers() {
		const headers = [];
		for (let m; this.more && (m = headerLine.exec(this.line)); this.at++)
			headers.push({ name: m[1].toLowerCase(), value: m[2].trim(), line: this.number });
		return headers;
	}
}

function readAnswer(r, request) {
	const m = r.more ? answerLine.exec(r.line.trimEnd()) : null;
	if (!m)
		fault(r.number, `"-> STATUS" was expected after the request of line ${request.line}`);
	const answer = {
		line: r.number,
		status: Number(m[1]),
		exact: m[2].includes('!exact'),
		within: Number(/within (\d+)s/.exec(m[2])?.[1] ?? 0),
	};
	r.at++;
	answer.headers = r.headers();
	answer.body = r.block();
	return answer;
}

function readRequest(r, title) {
	const m = requestLine.exec(r.line.trimEnd());
	const request = { verb: 'request', line: r.number, method: m[1], path: m[2], title };
	r.at++;
	request.headers = r.headers();
	request.body = r.block();
	request.answer = readAnswer(r, request);
	return request;
}

// Throws an error with .line where the file does not follow the format.
export function parseConversation(text) {
	const r = new Reader(text);
	const steps = [];
	let title = '';
	while (r.more) {
		const line = r.line.trimEnd();
		const verb = verbs.exec(line);
		if (line.startsWith('###')) {
			title = line.slice(3).trim();
		} else if (requestLine.test(line)) {
			steps.push(readRequest(r, title));
			title = '';
			continue;
		} else if (verb) {
			steps.push({ verb: verb[1], words: (verb[2] ?? '').split(/\s+/).filter(Boolean), line: r.number });
		} else if (line && !line.startsWith('#')) {
			fault(r.number, `neither a request nor a step: ${line}`);
		}
		r.at++;
	}
	return steps;
}

export const readConversation = (file) => parseConversation(readFileSync(file, 'utf8'));

// Puts the variables in. inJson: the values stand inside a JSON text's quotes.
export function fill(text, vars, line, inJson = false) {
	return text.replace(/\{\{\s*([\w.-]+)\s*\}\}/g, (all, name) => {
		if (!Object.hasOwn(vars, name))
			fault(line, `{{${name}}} is not known here`);
		const v = vars[name];
		const s = typeof v === 'string' ? v : JSON.stringify(v);
		return inJson && typeof v === 'string' ? JSON.stringify(s).slice(1, -1) : s;
	});
}
