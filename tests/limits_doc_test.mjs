// limits_doc_test.mjs - doc/limits.md says of every limit what the sources say, and names every limit of src/http.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { check, equal, finish } from './lib/check.mjs';
import { root } from './lib/server.mjs';

const read = (path) => readFileSync(join(root, path), 'utf8');
const rows = read('doc/limits.md').split('\n').filter((l) => /^\| [A-Z]/.test(l)).map((l) => l.split('|').map((c) => c.trim()));
check('there are limits', rows.length > 20);
for (const [, name, value, where] of rows)
	equal(`${name} in ${where}`, new RegExp(`\\b${name} =\\s*([^,/}\n]+?)\\s*(,|/|\\}|\\n)`).exec(read(where))?.[1], value);
const named = new Set(rows.map((r) => r[1]));
const inside = new Set(['SERVER_THREADS', 'PARAMS_MAX', 'RATE_MAX', 'RETRY_AFTER_S']); // no limit that a client meets
for (const file of ['request.h', 'server.h', 'guard.h'])
	for (const [, name] of read(`src/http/${file}`).matchAll(/\b([A-Z_]+(?:_MAX|_S|_BYTES)|RATE_[A-Z]+)\b = /g))
		check(`${name} of ${file} stands in doc/limits.md`, named.has(name) || inside.has(name));
await finish();
