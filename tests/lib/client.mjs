// client.mjs - a plain HTTP client: no redirects followed, nothing retried, any body may be sent.
import { Agent, request as httpRequest } from 'node:http';

// The one place that knows how staff log in through the API. A first password must be changed before anything else is
// allowed: login() does so, and remembers it, so that the first one may be given again.
const LOGIN = '/api/v1/login';
const CHANGE = '/api/v1/me/password';
const changed = new Map();
// The password that login() uses after that change.
export const passwordOf = (name, first) => changed.get(`${name} ${first}`) ?? first;

// { status, headers, body (Buffer), text, json }; json is undefined when the body is not JSON.
function answerOf(response, chunks) {
	const body = Buffer.concat(chunks);
	const text = body.toString('utf8');
	let json;
	if (/json/.test(response.headers['content-type'] ?? '')) {
		try {
			json = JSON.parse(text);
		} catch { /* the caller sees json === undefined beside the text */ }
	}
	return { status: response.statusCode, headers: response.headers, body, text, json };
}

// body: undefined, a string or Buffer (sent as it is), or anything else (sent as JSON).
export function send(url, { method = 'GET', headers = {}, body, timeout = 30000, agent } = {}) {
	const raw = body === undefined || typeof body === 'string' || Buffer.isBuffer(body);
	const bytes = body === undefined ? null : Buffer.from(raw ? body : JSON.stringify(body));
	const all = { ...(bytes && !raw ? { 'content-type': 'application/json' } : {}), ...headers };
	if (bytes)
		all['content-length'] = bytes.length;
	return new Promise((done, failed) => {
		const rq = httpRequest(url, { method, headers: all, agent, timeout }, (response) => {
			const chunks = [];
			response.on('data', (chunk) => chunks.push(chunk));
			response.on('end', () => done(answerOf(response, chunks)));
			response.on('error', failed);
		});
		rq.on('timeout', () => rq.destroy(new Error(`${method} ${url}: no answer within ${timeout} ms`)));
		rq.on('error', failed);
		rq.end(bytes ?? undefined);
	});
}

// A client of one server: get, post, put, patch, delete(path, body, options); headers go with every request.
export function client(base, headers = {}) {
	// a connection that nobody used is let go before the server does (IDLE_S), which might meet the next request
	const agent = new Agent({ keepAlive: true, maxSockets: 64, timeout: 30000 });
	const call = (method, path, body, options = {}) =>
		send(base + path, { agent, ...options, method, body, headers: { ...headers, ...options.headers } });
	return {
		base, headers, send: call,
		get: (path, options) => call('GET', path, undefined, options),
		post: (path, body, options) => call('POST', path, body, options),
		put: (path, body, options) => call('PUT', path, body, options),
		patch: (path, body, options) => call('PATCH', path, body, options),
		delete: (path, body, options) => call('DELETE', path, body, options),
		// Logs in; the client it returns sends the token with every request.
		async login(name, password) {
			const key = `${name} ${password}`;
			const of = (answer, what) => {
				if (answer.status >= 300 || !answer.json?.token)
					throw new Error(`${what} of ${name}: ${answer.status} ${answer.text}`);
				return client(base, { ...headers, authorization: `Bearer ${answer.json.token}` });
			};
			const answer = await call('POST', LOGIN, { login_name: name, password: passwordOf(name, password) });
			const user = of(answer, 'login');
			if (!answer.json.must_change)
				return user;
			const fresh = `mot hai ${password}`;
			const change = await user.post(CHANGE, { old_password: password, new_password: fresh });
			changed.set(key, fresh);
			return of(change, 'first password');
		},
	};
}
