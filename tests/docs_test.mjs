// docs_test.mjs - documents that the program prints itself must be what it prints; links in them must lead somewhere.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { check, finish } from './lib/check.mjs';
import { releaseBinary, root } from './lib/server.mjs';

const printed = execFileSync(releaseBinary, ['routes'], { encoding: 'utf8' });
check('doc/api.md is what `tiemchung routes` prints', readFileSync(join(root, 'doc/api.md'), 'utf8') === printed,
	'run: build/tiemchung routes > doc/api.md');
const openapi = JSON.parse(execFileSync(releaseBinary, ['routes', 'openapi'], { encoding: 'utf8' }));
const rows = printed.trim().split('\n').slice(2).map((l) => l.split('|').map((c) => c.trim()));
for (const [, method, path, who] of rows) {
	const found = openapi.paths[path.replaceAll('`', '')]?.[method.toLowerCase()];
	check(`${method} ${path} stands in the OpenAPI document with its capability`, found?.['x-capability'] === who);
}
const pages = ['README.md', 'README.vi.md', 'CONTRIBUTING.md', ...['doc', 'doc/decisions'].flatMap((d) => readdirSync(join(root, d)).filter((f) => f.endsWith('.md')).map((f) => join(d, f)))];
for (const page of pages)
	for (const [, link] of readFileSync(join(root, page), 'utf8').matchAll(/\]\((?!https?:)([^)#]+)\)/g))
		check(`${page}: ${link} exists`, existsSync(join(root, dirname(page), link)));
await finish();
