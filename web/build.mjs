// build.mjs - makes web/dist: one page per application, its scripts and styles under assets/ with a content hash in the name.
//
// dist/index.html (/), dist/station.html (/station), dist/command.html (/command), dist/book.html (/book) with its service worker and manifest,
// dist/assets/*. Nothing inline and nothing from elsewhere, so that the server can send a strict content security policy and let browsers keep
// assets for ever.
import { build } from 'esbuild';
import { createHash } from 'node:crypto';
import { copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import * as sass from 'sass';

const here = dirname(fileURLToPath(import.meta.url));
const dist = join(here, 'dist');
// application -> the page the server sends for it, and how many bytes its first load may have (gzip, without fonts)
const applications = {
	portal: { page: 'index.html', budget: 100_000 },
	station: { page: 'station.html', budget: 200_000 },
	command: { page: 'command.html', budget: 200_000 },
	book: { page: 'book.html', budget: 100_000 },
};

const styles = {
	name: 'styles',
	setup(bundle) {
		bundle.onLoad({ filter: /\.scss$/ }, ({ path }) => {
			const result = sass.compile(path, {
				loadPaths: [here, join(here, 'node_modules')], style: 'compressed', quietDeps: true, logger: sass.Logger.silent,
			});
			const watchFiles = result.loadedUrls.filter((url) => url.protocol === 'file:').map((url) => fileURLToPath(url));
			return { contents: result.css, loader: 'css', watchFiles };
		});
	},
};

async function bundleAll() {
	const entryPoints = Object.keys(applications).map((name) => ({ in: join(here, name, 'main.tsx'), out: name }));
	const { metafile } = await build({
		entryPoints, bundle: true, splitting: true, format: 'esm', target: 'es2021', minify: true, metafile: true,
		outdir: join(dist, 'assets'), entryNames: '[name]-[hash]', chunkNames: 'part-[hash]', assetNames: '[name]-[hash]',
		publicPath: '/assets', loader: { '.woff2': 'file', '.csv': 'text' }, plugins: [styles], legalComments: 'none',
		jsx: 'automatic', jsxImportSource: 'preact', absWorkingDir: here, logLevel: 'warning',
	});
	return metafile.outputs;
}

// What the page of an application loads at once: its script, the parts this imports statically, its styles.
function firstLoad(outputs, name) {
	const start = Object.keys(outputs).find((path) => outputs[path].entryPoint === `${name}/main.tsx`);
	const scripts = [start];
	for (let i = 0; i < scripts.length; i++)
		for (const { path, kind } of outputs[scripts[i]].imports)
			if (kind === 'import-statement' && !scripts.includes(path))
				scripts.push(path);
	return { scripts, style: outputs[start].cssBundle };
}

async function writeIcon() {
	const icon = await readFile(join(here, 'shared/icon.svg'));
	const name = `icon-${createHash('sha256').update(icon).digest('hex').slice(0, 8).toUpperCase()}.svg`;
	await writeFile(join(dist, 'assets', name), icon);
	return `/assets/${name}`;
}

async function writePage(outputs, name, { page, budget }, icon) {
	const { scripts, style } = firstLoad(outputs, name);
	const url = (path) => `/assets/${path.split('/').pop()}`;
	const head = [
		`<link rel="icon" type="image/svg+xml" href="${icon}">`,
		`<link rel="stylesheet" href="${url(style)}">`,
		...scripts.slice(1).map((path) => `<link rel="modulepreload" href="${url(path)}">`),
		`<script type="module" src="${url(scripts[0])}"></script>`,
	].join('\n\t');
	const html = (await readFile(join(here, name, 'page.html'), 'utf8')).replace('<!-- assets -->', head);
	await writeFile(join(dist, page), html);
	let bytes = gzipSync(html).length;
	for (const path of [...scripts, style])
		bytes += gzipSync(await readFile(join(here, path))).length;
	console.log(`${page}: ${(bytes / 1000).toFixed(1)} kB compressed at first load, without fonts`);
	if (bytes > budget)
		throw new Error(`${page} is over its budget of ${budget / 1000} kB`);
}

// ---- the book's service worker, manifest and icons ----

// Everything that the book may ever load: its parts, also those that are loaded later, its styles and the one weight of its typeface.
function partsOf(outputs, name) {
	const parts = [Object.keys(outputs).find((path) => outputs[path].entryPoint === `${name}/main.tsx`)];
	for (let i = 0; i < parts.length; i++) {
		const { imports, cssBundle } = outputs[parts[i]];
		for (const path of [cssBundle, ...imports.map((one) => one.path)])
			if (path && outputs[path] && !parts.includes(path))
				parts.push(path);
	}
	return parts.filter((path) => !path.endsWith('.woff2') || path.includes('-400-normal'));
}

async function writeBookParts(outputs, icon) {
	for (const size of [192, 512])
		await copyFile(join(here, `book/icon-${size}.png`), join(dist, `book-${size}.png`));
	await copyFile(join(here, 'book/manifest.json'), join(dist, 'book.webmanifest'));
	const files = [...partsOf(outputs, 'book').map((path) => `/assets/${path.split('/').pop()}`), icon, '/book.webmanifest', '/book-192.png', '/book'];
	const hash = createHash('sha256').update(files.join());
	for (const file of ['book.html', 'book.webmanifest', 'book-192.png'])
		hash.update(await readFile(join(dist, file)));
	await build({
		entryPoints: [join(here, 'book/worker.ts')], bundle: true, format: 'iife', target: 'es2021', minify: true, outfile: join(dist, 'book-sw.js'),
		define: { VERSION: JSON.stringify(hash.digest('hex').slice(0, 12)), FILES: JSON.stringify(files) }, absWorkingDir: here, logLevel: 'warning',
	});
}

await rm(dist, { recursive: true, force: true });
await mkdir(dist, { recursive: true });
const outputs = await bundleAll();
const icon = await writeIcon();
for (const [name, application] of Object.entries(applications))
	await writePage(outputs, name, application, icon);
await writeBookParts(outputs, icon);
