// verify.mjs - checks our certificates with @pathcheck/dcc-sdk, a verifier that we did not write.
//
//   node verify.mjs --cert dsc.pem [--cert ...] < texts       HC1 texts, one a line
//   node verify.mjs --cert dsc.pem --png code.png [--png ...]  QR codes as PNG pictures, read with jsQR
//
// Prints a line {"ok":true|false,"name":...,"status":...} for each; exit 0 only if there was one and all are ok.
// The SDK looks at decoding and signature only (not expiry, key usage, schema): a "yes" oracle, no more.
// For an unknown signer it would fetch a list from the network; that is cut off here.
//
// package.json replaces four optional parts of the SDK that only a phone uses (expo, react-native) by a tiny package
// that is needed anyway: they would bring 600 packages. The other overrides make the SDK run on Node 18 and 20.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import { createRequire } from 'node:module';
import { parseArgs } from 'node:util';

const require = createRequire(import.meta.url);
for (const way of [http, https])
	way.request = way.get = () => { throw new Error('this test never goes to the network'); };
globalThis.fetch = () => Promise.reject(new Error('this test never goes to the network'));
console.log = console.warn = console.error; // the SDK talks on standard output

const sdk = require('@pathcheck/dcc-sdk');
const jsQR = require('jsqr');
const { PNG } = require('pngjs');

const { values: { cert: certs, png: pictures } } = parseArgs({
	options: { cert: { type: 'string', multiple: true, default: [] }, png: { type: 'string', multiple: true, default: [] } },
});

const signers = {};
for (const path of certs) {
	const body = /-----BEGIN CERTIFICATE-----([^-]+)/.exec(readFileSync(path, 'utf8'));
	if (!body)
		throw new Error(`${path} is no certificate in PEM`);
	const base64 = body[1].replace(/\s+/g, '');
	const kid = createHash('sha256').update(Buffer.from(base64, 'base64')).digest().subarray(0, 8);
	signers[kid.toString('base64')] = base64.replace(/(.{64})/g, '$1\n').trim();
}
sdk.addCachedCerts(signers);

function read(picture) {
	const png = PNG.sync.read(readFileSync(picture));
	return jsQR(Uint8ClampedArray.from(png.data), png.width, png.height)?.data ?? '';
}

async function check(text) {
	let result;
	try {
		result = await sdk.unpackAndVerify(text);
	} catch (error) {
		result = { status: String(error) };
	}
	const ok = text.startsWith('HC1:') && result.status === 'verified';
	const nam = ok ? result.contents.get(-260).get(1).nam : null;
	process.stdout.write(JSON.stringify({ ok, name: nam && [nam.fn, nam.gn].filter(Boolean).join(' '), status: result.status }) + '\n');
	return ok;
}

// blanks belong to Base45: only the line ends go
const texts = pictures.length ? pictures.map(read) : readFileSync(0, 'utf8').split(/\r?\n/).filter((line) => line !== '');
let good = 0;
for (const text of texts)
	good += await check(text);
process.exitCode = texts.length > 0 && good === texts.length ? 0 : 1;
