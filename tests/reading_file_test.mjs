// reading_file_test.mjs - what the pages read from a temperature logger's file, and write for Excel.
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { check, equal, finish } from './lib/check.mjs';
import { root } from './lib/server.mjs';

const { buildSync } = createRequire(join(root, 'web/package.json'))('esbuild');
globalThis.localStorage = { getItem: () => null, setItem() {} };
globalThis.document = { documentElement: {} };
const { outputFiles: [{ text: bundle }] } = buildSync({
	stdin: { contents: ['station/stock/reading_file', 'shared/export', 'shared/format'].map((m) => `export * from './${m}';`).join('\n'), resolveDir: join(root, 'web') },
	bundle: true, write: false, format: 'esm', platform: 'neutral', mainFields: ['module', 'main'], logLevel: 'error', jsx: 'automatic', jsxImportSource: 'preact',
});
const { readReadings, READINGS_MOST, csv, readCount } = await import(`data:text/javascript;base64,${Buffer.from(bundle).toString('base64')}`);

const at = (text) => Date.parse(text);
const one = (what, text, when, e1) => equal(what, readReadings(text).readings, when ? [{ at: at(when), celsius_e1: e1 }] : []);

one('day first, semicolons, decimal comma', '12/08/2021 08:05;4,5', '2021-08-12T08:05+07:00', 45);
one('a number before, moisture behind', '1;12/08/2021 08:05;4,5;61', '2021-08-12T08:05+07:00', 45);
one('date and time apart, tabs', '12-08-2021\t8:05:30\t-0,5 °C', '2021-08-12T08:05:30+07:00', -5);
one('ISO without a zone is of Viet Nam', '2021-08-12T08:05:00,4.5', '2021-08-12T08:05+07:00', 45);
one('ISO with a zone', '2021-08-12 01:05:00Z;4.5', '2021-08-12T08:05+07:00', 45);
one('another zone', '2021-08-12T03:05:00+02:00;−18,2', '2021-08-12T08:05+07:00', -182);
one('quotes, commas between columns, decimal comma', '"12/08/2021 08:05","4,5"', '2021-08-12T08:05+07:00', 45);
one('afternoon', '12/08/2021 02:05 PM;4', '2021-08-12T14:05+07:00', 40);
one('chiều', '12/08/2021 12:05 CH;4', '2021-08-12T12:05+07:00', 40);
one('sáng', '12/08/2021 12:05 SA;4', '2021-08-12T00:05+07:00', 40);
one('no such day', '31/02/2021 08:05;4', null);
one('no temperature', '12/08/2021 08:05;hỏng', null);
one('too hot to be one', '12/08/2021 08:05;400', null);
equal('points in the file: a comma parts columns', readReadings('2021-08-12 08:00,4.5,60\n2021-08-12 08:10,5,61').readings.map((r) => r.celsius_e1), [45, 50]);

const file = readReadings('\uFEFFMáy đo TZ-44\r\nGiờ;Nhiệt độ\r\n12/08/2021 08:10;5,0\r\n12/08/2021 08:00;4,5\r\n12/08/2021 08:10;5,1\r\n\r\nhết\r\n');
equal('in the order of time, one of a moment', file.readings.map((r) => r.celsius_e1), [45, 51]);
equal('headings are no mistakes, what stands below is', file.bad, [{ line: 7, text: 'hết' }]);
const long = readReadings(Array.from({ length: 9000 }, (_, i) => `${new Date(at('2021-08-12T00:00Z') + i * 60000).toISOString()};${i === 4321 ? '12,3' : i === 777 ? '-1,0' : '4,0'}`).join('\n'));
check('a long file is thinned', long.readings.length <= READINGS_MOST && long.thinned === 9000 - long.readings.length, `${long.readings.length}`);
equal('and no excursion is lost', long.readings.filter((r) => r.celsius_e1 !== 40).map((r) => r.celsius_e1), [-10, 123]);

const text = await csv({ name: 'x', head: ['A', 'B'], rows: [['a "b"; c, d\ne', -5], ['=1+1', { date: '2021-08-12' }], [null, 1234567]] }).text();
equal('a list for Excel', text, '"A","B"\r\n"a ""b""; c, d\ne",-5\r\n"\'=1+1","12/08/2021"\r\n"",1234567\r\n');
equal('numbers of doses', ['1200', '1.200', '1,200', '1 200', '1.20', '-5', '12,5', '', 'x'].map((t) => readCount(t)), [1200, 1200, 1200, 1200, null, null, null, null, null]);

await finish();
