// schema_test: the schema and the named queries keep the rules that two engines and many machines need.
//
// Read as text, not through an engine: what is forbidden is often accepted by one of the two. The rules are those of
// doc/architecture.md ("SQL: one text, two engines" and "Distribution-ready"). Each rule is also tried on a small bad
// schema, so that a check that finds nothing is noticed.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { check, equal, finish } from './lib/check.mjs';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const columnTypes = ['BIGINT', 'BOOLEAN', 'TEXT', 'BYTEA'];

// What one engine refuses or reads otherwise; what the platform does elsewhere (the clock, ids, text order).
const forbidden = [
	[/::/, ':: is a cast in PostgreSQL and part of a name in SQLite'],
	[/\bILIKE\b/i, 'ILIKE: folded columns are compared instead'],
	[/\b(BIG|SMALL)?SERIAL\b|\bIDENTITY\b|\bAUTOINCREMENT\b/i, 'ids are made by the server'],
	[/\bNOW\s*\(|\bCURRENT_(TIMESTAMP|TIME|DATE)\b|\bLOCALTIME|\bDATETIME\s*\(|\bSTRFTIME\s*\(/i, 'the time is an argument'],
	[/\bFOR\s+(UPDATE|SHARE)\b/i, 'FOR UPDATE: a conditional UPDATE is the lock'],
	[/\b(UPPER|LOWER|GREATEST|LEAST|STRING_AGG|GROUP_CONCAT|ARRAY_AGG|JSON_AGG|JSON_GROUP_ARRAY|RANDOM|GEN_RANDOM_UUID)\s*\(/i,
		'this function differs between the engines'],
	[/\b(AVG|TOTAL)\s*\(/i, 'averages are computed in C'],
	[/\bRIGHT\s+JOIN\b|\bFULL\s+(OUTER\s+)?JOIN\b|\bLATERAL\b|\bNATURAL\b/i, 'not in both engines'],
	[/\bINSERT\s+OR\b|\bREPLACE\s+INTO\b|\bON\s+DUPLICATE\b/i, 'upsert is ON CONFLICT'],
	[/\bDELETE\s+FROM\s+\w+\s+USING\b/i, 'DELETE USING fails in SQLite'],
	[/\bALTER\s+COLUMN\b|\bADD\s+CONSTRAINT\b|\bDROP\s+COLUMN\b|\bRENAME\b/i, 'tables change by ADD COLUMN or a copy'],
	[/\b(VARCHAR|CHAR|INTEGER|INT|SMALLINT|NUMERIC|DECIMAL|REAL|DOUBLE|FLOAT|TIMESTAMP|TIMESTAMPTZ|DATE|JSONB?|UUID|BLOB)\b(?=[\s,)])/,
		'types are BIGINT, BOOLEAN, TEXT and BYTEA'],
	[/\bWITHOUT\s+ROWID\b|\bSTRICT\b|\bUNLOGGED\b|\bPRAGMA\b|\bUSING\s+(BTREE|HASH|GIN|GIST)\b/i, 'words of one engine'],
	[/\bTRIGGER\b|\bPROCEDURE\b|\bCREATE\s+(OR\s+REPLACE\s+)?FUNCTION\b|\bENUM\b/i, 'rules live in C'],
	[/\|\|\s*'[^']*'\s*\|\|.*\bLIKE\b/i, 'patterns are made in C'],
];

// Blanks out texts in quotes and comments, so that neither is taken for SQL; lengths stay.
const bare = (sql) => sql.replace(/'(?:[^']|'')*'|--[^\n]*/g, (m) => (m[0] === "'" ? `'${' '.repeat(m.length - 2)}'` : ' '.repeat(m.length)));

const lineAt = (text, at) => text.slice(0, at).split('\n').length;

function forbiddenIn(text, from = 1) {
	const sql = bare(text);
	const out = [];
	for (const [re, why] of forbidden) {
		for (const m of sql.matchAll(new RegExp(re.source, `${re.flags.replace('g', '')}g`)))
			out.push(`${lineAt(text, m.index) + from - 1}: ${m[0].trim()}: ${why}`);
	}
	return out;
}

const columnsIn = (list) => list.split(',').map((c) => c.trim().split(/\s+/)[0]);
// From behind an opening parenthesis to the one that closes it.
function enclosed(text, from) {
	let depth = 1, at = from;
	for (; at < text.length && depth; at++)
		depth += text[at] === '(' ? 1 : text[at] === ')' ? -1 : 0;
	return text.slice(from, at - 1);
}
// An index may be on an expression: then the columns are what it names and does not call.
const indexedIn = (list) => (list.includes('(') ? [...new Set(list.replace(/'[^']*'/g, '').match(/\b[a-z]\w*\b(?!\s*\()/g))] : columnsIn(list));

// The body of CREATE TABLE, one column or constraint a line.
function readTable(name, { kind, value, beside }, body, line) {
	const t = { name, kind, value, beside, line, columns: [], keys: [], references: [], faults: [] };
	for (const [i, raw] of body.split('\n').entries()) {
		const at = line + i;
		const text = bare(raw).trim();
		const comment = /--\s*(\S.*)$/.exec(raw.replace(/'(?:[^']|'')*'/g, (m) => '_'.repeat(m.length)));
		if (!text)
			continue;
		const constraint = /^(PRIMARY KEY|UNIQUE)\s*\(([^)]*)\)/.exec(text);
		if (constraint) {
			t.keys.push({ columns: columnsIn(constraint[2]), line: at });
			continue;
		}
		if (/^(CHECK|CONSTRAINT|FOREIGN)\b/.test(text)) {
			if (/^FOREIGN/.test(text))
				t.faults.push(`${at}: write REFERENCES at the column`);
			continue;
		}
		const column = /^([a-z][a-z0-9_]*)\s+([A-Z]+)(.*)$/.exec(text);
		if (!column) {
			t.faults.push(`${at}: not understood: ${text}`);
			continue;
		}
		const [, col, type, rest] = column;
		t.columns.push({ name: col, type, rest, line: at });
		if (!comment)
			t.faults.push(`${at}: column ${name}.${col} has no comment`);
		if (!columnTypes.includes(type))
			t.faults.push(`${at}: column ${name}.${col} has type ${type}`);
		if (type === 'BOOLEAN' && !raw.includes(`CHECK (${col} IN (TRUE, FALSE))`))
			t.faults.push(`${at}: column ${name}.${col}: a BOOLEAN carries CHECK (${col} IN (TRUE, FALSE))`);
		if (/\b(PRIMARY KEY|UNIQUE)\b/.test(rest))
			t.keys.push({ columns: [col], line: at });
		const to = /\bREFERENCES\s+(\w+)\s*\((\w+)\)/.exec(rest);
		if (to)
			t.references.push({ column: col, table: to[1], line: at });
		else if (/\bREFERENCES\b/.test(rest))
			t.faults.push(`${at}: REFERENCES names its column`);
	}
	return t;
}

// The class comment stands in the lines right above: "-- person: ...", "-- lookup by number: ...", or "-- lookup by account_id
// with account: ..." where the values are another look-up's and both lie together.
function classOf(lines, at) {
	for (let i = at - 1; i >= 0 && /^--/.test(lines[i]); i--) {
		const m = /^-- (reference|person|place|lookup)(?: by ([a-z_]+)(?: with ([a-z_]+))?)?:/.exec(lines[i]);
		if (m)
			return { kind: m[1], value: m[2], beside: m[3] };
	}
	return {};
}

function readSchema(text) {
	const lines = text.split('\n');
	const tables = [], indexes = [], faults = [];
	for (const m of text.matchAll(/^CREATE TABLE (\w+) \(\n([\s\S]*?)^\);$/gm)) {
		const at = lineAt(text, m.index);
		tables.push(readTable(m[1], classOf(lines, at - 1), m[2], at + 1));
	}
	// a later file's column is judged like one of the first
	for (const m of text.matchAll(/^ALTER TABLE (\w+) ADD COLUMN ([^;]*);(.*)$/gm)) {
		const t = tables.find((x) => x.name === m[1]);
		const added = readTable(m[1], t ?? {}, `\t${m[2]} ${m[3]}`, lineAt(text, m.index));
		if (t) {
			t.columns.push(...added.columns);
			t.faults.push(...added.faults);
		} else {
			faults.push(`${lineAt(text, m.index)}: ALTER TABLE ${m[1]}, which does not exist`);
		}
	}
	for (const m of text.matchAll(/^CREATE (UNIQUE )?INDEX (\w+) ON (\w+) \(/gm))
		indexes.push({ unique: Boolean(m[1]), name: m[2], table: m[3], columns: indexedIn(enclosed(text, m.index + m[0].length)), line: lineAt(text, m.index) });
	const started = (bare(text).match(/\bCREATE\s+TABLE\b/gi) ?? []).length;
	if (started !== tables.length)
		faults.push(`${started} tables begin, ${tables.length} were understood: write CREATE TABLE x ( ... and a line ");"`);
	const all = (bare(text).match(/\bCREATE\s+(UNIQUE\s+)?INDEX\b/gi) ?? []).length;
	if (all !== indexes.length)
		faults.push(`${all} indexes begin, ${indexes.length} were understood`);
	return { tables, indexes, faults };
}

const distribution = (t) => ({ person: 'person_id', place: 'unit_id', lookup: t.value })[t.kind];

// The table that gives a class its ids has them under the name id.
const spreads = (t) => (t.kind === 'person' && t.name === 'person' ? 'id' : distribution(t));

function judgeSchema({ tables, indexes, faults }) {
	const out = [...faults];
	const byName = new Map(tables.map((t) => [t.name, t]));
	for (const t of tables) {
		out.push(...t.faults);
		if (!t.kind) {
			out.push(`${t.line}: table ${t.name} does not say its class`);
			continue;
		}
		if (t.kind === 'lookup' && !t.value)
			out.push(`${t.line}: table ${t.name}: "-- lookup by COLUMN:"`);
		if (!t.keys.length)
			out.push(`${t.line}: table ${t.name} has no primary key`);
		const column = spreads(t);
		if (column && !t.columns.some((c) => c.name === column && /\bNOT NULL\b/.test(c.rest)))
			out.push(`${t.line}: table ${t.name} (${t.kind}) has no column ${column} NOT NULL`);
		const unique = [...t.keys, ...indexes.filter((i) => i.unique && i.table === t.name)];
		for (const key of unique) {
			if (column && !key.columns.includes(column))
				out.push(`${key.line}: table ${t.name} (${t.kind}): the key (${key.columns.join(', ')}) lacks ${column}`);
			for (const c of key.columns) {
				const found = t.columns.find((x) => x.name === c);
				if (!found)
					out.push(`${key.line}: table ${t.name}: the key names ${c}, which is no column`);
				else if (!/\bNOT NULL\b/.test(found.rest))
					out.push(`${found.line}: key column ${t.name}.${c} is not NOT NULL`);
			}
		}
		for (const r of t.references) {
			const to = byName.get(r.table);
			if (!to)
				out.push(`${r.line}: ${t.name}.${r.column} refers to ${r.table}, which does not exist`);
			else if (to.kind !== 'reference' && to.kind !== t.kind)
				out.push(`${r.line}: ${t.name}.${r.column} (${t.kind}) refers to ${r.table} (${to.kind})`);
			else if (to.kind !== 'reference' && r.column !== distribution(t))
				out.push(`${r.line}: ${t.name}.${r.column} refers within its class without ${distribution(t)}`);
			if (t.kind === 'reference' && to && to.kind !== 'reference')
				out.push(`${r.line}: a reference table may refer to reference tables only`);
		}
	}
	for (const i of indexes) {
		if (!byName.has(i.table))
			out.push(`${i.line}: index ${i.name} on ${i.table}, which does not exist`);
		for (const c of i.columns) {
			if (byName.has(i.table) && !byName.get(i.table).columns.some((x) => x.name === c))
				out.push(`${i.line}: index ${i.name} names ${c}, which is no column`);
		}
	}
	return out;
}

// A distribution column is never updated: rows do not move (a merge links, it never moves).
function movedIn(text, tables) {
	const out = [];
	for (const m of bare(text).matchAll(/\bUPDATE\s+(\w+)(?:\s+(?:AS\s+)?(?!SET\b)\w+)?\s+SET\s+([\s\S]*?)(?=\bWHERE\b|\bFROM\b|\bRETURNING\b|;|$)/gi)) {
		const t = tables.find((x) => x.name === m[1]);
		if (!t) {
			out.push(`${lineAt(text, m.index)}: UPDATE ${m[1]}: no such table`);
			continue;
		}
		const column = spreads(t);
		if (column && new RegExp(`(?:^|,)\\s*${column}\\s*=`).test(m[2]))
			out.push(`${lineAt(text, m.index)}: ${t.name}.${column} is its distribution column and is never updated`);
	}
	return out;
}

const filesIn = (folder, ext) => readdirSync(join(root, folder), { recursive: true })
	.filter((f) => f.endsWith(ext) && statSync(join(root, folder, f)).isFile()).sort().map((f) => join(root, folder, f));

// ---- the checks find what is wrong ----
const bad = `-- place: a store
CREATE TABLE store (
	unit_id BIGINT NOT NULL,  -- where
	id BIGINT NOT NULL PRIMARY KEY, -- row id
	open BOOLEAN NOT NULL,    -- no check
	code VARCHAR(20),         -- wrong type
	silent TEXT NOT NULL,
	person_id BIGINT REFERENCES person (id) -- other class
);
-- person: people
CREATE TABLE person (
	id BIGINT NOT NULL PRIMARY KEY, -- row id
	phone TEXT                      -- '-- not a comment'
);
CREATE UNIQUE INDEX person_phone ON person (phone);
-- lookup: what by?
CREATE TABLE number (
	number TEXT PRIMARY KEY -- may be null
);
CREATE TABLE stray (
	id BIGINT NOT NULL PRIMARY KEY -- row id
);
CREATE INDEX nowhere ON nothing (id);
CREATE INDEX person_odd ON person (substr(oddity, length(rtrim('a', 'b')) + 1));
ALTER TABLE store ADD COLUMN late VARCHAR(3); -- wrong type, later
`;
const found = judgeSchema(readSchema(bad)).join('\n');
for (const want of ['store (place): the key (id) lacks unit_id', 'store.open: a BOOLEAN carries', 'store.code has type VARCHAR',
	'store.silent has no comment', 'store.person_id (place) refers to person (person)', 'person (person): the key (phone) lacks id',
	'person.phone is not NOT NULL', 'lookup by COLUMN', 'number.number is not NOT NULL', 'stray does not say its class', 'index nowhere', 'person_odd names oddity', 'store.late has type VARCHAR'])
	check(`a bad schema is found out: ${want}`, found.includes(want), found);
equal('a good table is left alone', judgeSchema(readSchema(`-- lookup by code: x
CREATE TABLE c (
	code TEXT NOT NULL PRIMARY KEY, -- it's "-- quoted"
	yes BOOLEAN NOT NULL CHECK (yes IN (TRUE, FALSE)) -- truth
);
`)), []);
for (const sql of ['SELECT $1::text', 'SELECT a ILIKE $1', 'id BIGSERIAL', 'id BIGINT GENERATED ALWAYS AS IDENTITY', 'SELECT NOW()',
	'SELECT current_timestamp', 'SELECT a FROM b FOR UPDATE', 'SELECT LOWER(a)', 'a INTEGER NOT NULL', 'INSERT OR IGNORE INTO a',
	'DELETE FROM a USING b', 'ALTER TABLE a DROP COLUMN b', 'SELECT AVG(n)', "CREATE TABLE a (b DATE)"])
	check(`forbidden SQL is found out: ${sql}`, forbiddenIn(sql).length > 0);
equal('what only looks forbidden is left alone',
	forbiddenIn("SELECT 'now()', on_date, starts_on -- ILIKE ::\n FROM a WHERE kind = 'SERIAL' AND CAST(n AS BIGINT) > 0"), []);
const two = readSchema('-- place: x\nCREATE TABLE x (\n\tunit_id BIGINT NOT NULL PRIMARY KEY, -- a\n\tn BIGINT -- b\n);\n').tables;
equal('a moved row is found out', [movedIn('UPDATE x SET n = 1, unit_id = $1 WHERE n = 2', two).length,
	movedIn('UPDATE x SET n = 1 WHERE unit_id = $1', two).length, movedIn('UPDATE y SET n = 1', two).length], [1, 0, 1]);

// ---- the schema ----
const schemas = filesIn('schema', '.sql');
check('there is a schema', schemas.length > 0);
const text = schemas.map((f) => readFileSync(f, 'utf8')).join('\n');
const schema = readSchema(text);
check('its tables are understood', schema.tables.length >= 20, `${schema.tables.length}`);
equal('the files are numbered without a gap', schemas.map((f) => Number(/(\d{4})_[a-z_]+\.sql$/.exec(f)?.[1])), schemas.map((_, i) => i + 1));
for (const f of schemas) {
	const one = readFileSync(f, 'utf8');
	equal(`${relative(root, f)}: no forbidden SQL`, forbiddenIn(one), []);
	// the version is written by migrate, with the script in one transaction
	check(`${relative(root, f)}: no transaction of its own`, !/^\s*(BEGIN|COMMIT|ROLLBACK)\b/im.test(bare(one)));
}
const faults = judgeSchema(schema);
const perTable = new Map(schema.tables.map((t) => [t.name, []]));
equal('every table has its class, its keys hold the distribution column, every column has a comment', faults, []);
equal('no table twice', schema.tables.length, perTable.size);

// migrate.c finds a table's end by a line that is exactly ");"
for (const t of schema.tables)
	check(`table ${t.name} (${t.kind}${t.value ? ` by ${t.value}` : ''}): ${t.columns.length} columns, ${t.keys.length} keys`,
		t.columns.length > 0 && new Set(t.columns.map((c) => c.name)).size === t.columns.length);

// ---- the named queries ----
const own = ['schema_version', 'node_lease']; // made by migrate.c itself
const known = [...schema.tables, ...own.map((name) => ({ name, kind: 'reference', columns: [] }))];
const queries = filesIn('src', '.sql');
check('there are named queries', queries.length > 0);
for (const f of queries) {
	const one = readFileSync(f, 'utf8');
	equal(`${relative(root, f)}: no forbidden SQL`, forbiddenIn(one), []);
	equal(`${relative(root, f)}: no row moves`, movedIn(one, known), []);
	const unknown = [...bare(one).matchAll(/(?<!DISTINCT )\b(?:FROM|JOIN|INTO)\s+([a-z_]+)\b/g)].map((m) => m[1]).filter((n) => !known.some((t) => t.name === n));
	const named = [...bare(one).matchAll(/(?:\bWITH\s+(?:RECURSIVE\s+)?|,\s*)([a-z_]+)\s*(?:\([^)]*\)\s*)?AS\s*\(/gi)].map((m) => m[1]);
	equal(`${relative(root, f)}: tables exist`, unknown.filter((n) => !named.includes(n) && n !== 'excluded'), []);
}

// ---- spread over machines ----
// Which distributed tables a query uses, and whether it names the one shard of each.
function crossingIn(sql, tables) {
	const text = bare(sql);
	const refs = [];
	for (const m of text.matchAll(/\b(FROM|JOIN|UPDATE|INTO|,)\s+([a-z_]+)\b(?:\s+(?:AS\s+)?(?!(?:SET|WHERE|ON|JOIN|LEFT|INNER|ORDER|GROUP|LIMIT|VALUES|SELECT|FROM|UNION|DO|RETURNING|USING)\b)([a-z_]+)\b)?/gi)) {
		const t = tables.find((x) => x.name === m[2]);
		// a comma before a name is mostly a list of columns: only "FROM a x, b y" has an alias behind a table's name
		if (t && distribution(t) && (m[1] !== ',' || m[3]))
			refs.push({ table: t, alias: m[3] ?? m[2], column: spreads(t), bound: m[1].toUpperCase() === 'INTO' });
	}
	const same = (a, b) => new RegExp(`\\b${a}\\s*=\\s*${b}`).test(text);
	for (const r of refs) {
		const own = `${r.alias}\\.${r.column}`, alone = `(?<![.\\w])${r.column}`;
		r.bound ||= same(own, '\\$\\d') || new RegExp(`${alone}\\s*=\\s*\\$\\d`).test(text);
	}
	// a join on the column takes its shard from the table beside it
	for (let i = 0; i < refs.length; i++) {
		for (const r of refs.filter((x) => !x.bound))
			r.bound = refs.some((o) => o.bound && className(o.table) === className(r.table) &&
				(same(`${r.alias}\\.${r.column}`, `${o.alias}\\.${o.column}\\b`) || same(`${o.alias}\\.${o.column}`, `${r.alias}\\.${r.column}\\b`)));
	}
	const every = [...new Set(refs.filter((r) => !r.bound).map((r) => r.table.name))].sort();
	const classes = [...new Set(refs.map((r) => className(r.table)))].sort();
	return [...(every.length ? [`all of ${every.join(', ')}`] : []), ...(classes.length > 1 ? [`joins ${classes.join(' + ')}`] : [])].join('; ');
}
const className = (t) => (t.kind === 'lookup' ? t.beside ?? t.name : t.kind);

const queriesOf = (sql) => sql.split(/^-- name: /m).slice(1).map((q) => ({ name: /^\w+/.exec(q)[0], sql: q.slice(q.indexOf('\n')) }));

const spread = readSchema(`-- place: visits
CREATE TABLE v (
	unit_id BIGINT NOT NULL, -- where
	id BIGINT NOT NULL,      -- row id
	person_id BIGINT,        -- who
	PRIMARY KEY (unit_id, id)
);
-- place: events
CREATE TABLE e (
	unit_id BIGINT NOT NULL PRIMARY KEY -- where
);
-- person: people
CREATE TABLE person (
	id BIGINT NOT NULL PRIMARY KEY -- row id
);
-- lookup by code: codes
CREATE TABLE c (
	code TEXT NOT NULL PRIMARY KEY, -- value
	person_id BIGINT                -- who
);
-- lookup by code with c: uses of codes
CREATE TABLE u (
	code TEXT NOT NULL PRIMARY KEY -- value
);
-- reference: units
CREATE TABLE unit (
	id BIGINT NOT NULL PRIMARY KEY -- row id
);
`).tables;
for (const [sql, want] of [
	['SELECT 1 FROM v WHERE unit_id = $1 AND id = $2', ''],
	['SELECT 1 FROM v WHERE id = $2', 'all of v'],
	['SELECT 1 FROM v WHERE (unit_id, id) > ($1, $2)', 'all of v'],
	['SELECT 1 FROM v JOIN unit u ON u.id = v.unit_id', 'all of v'],
	['SELECT 1 FROM unit', ''],
	['SELECT 1 FROM v x JOIN e y ON y.unit_id = x.unit_id WHERE x.unit_id = $1', ''],
	['SELECT 1 FROM v x JOIN e y ON y.id = x.id WHERE x.unit_id = $1', 'all of e'],
	['SELECT 1 FROM v x JOIN person p ON p.id = x.person_id WHERE x.unit_id = $1', 'all of person; joins person + place'],
	['SELECT (SELECT 1 FROM person p WHERE p.id = $2) FROM v x WHERE x.unit_id = $1', 'joins person + place'],
	['INSERT INTO v (unit_id, id) VALUES ($1, $2) ON CONFLICT DO NOTHING', ''],
	['UPDATE v SET person_id = $1 WHERE id = $2', 'all of v'],
	['UPDATE v SET person_id = $1 WHERE unit_id = $2', ''],
	['SELECT 1 FROM c WHERE code = $1', ''],
	['SELECT 1 FROM c l JOIN person p ON p.id = l.person_id WHERE l.code = $1', 'all of person; joins c + person'],
	['SELECT 1 FROM c x JOIN u y ON y.code = x.code WHERE x.code = $1', ''],
	['SELECT 1 FROM c x JOIN u y ON y.code = x.code', 'all of c, u'],
	['DELETE FROM c WHERE person_id = $1', 'all of c'],
])
	equal(`what crosses: ${sql}`, crossingIn(sql, spread), want);

// doc/many-machines.md has a line "| `name` | what | reason |" for each query that crosses
const documented = new Map([...readFileSync(join(root, 'doc/many-machines.md'), 'utf8').matchAll(/^\| `(\w+)` \| ([^|]*?) \| ([^|]*?) \|$/gm)].map((m) => [m[1], { what: m[2], why: m[3] }]));
const crossing = new Map(queries.flatMap((f) => queriesOf(readFileSync(f, 'utf8'))).map((q) => [q.name, crossingIn(q.sql, schema.tables)]).filter(([, what]) => what));
check('queries that cross shards are found', crossing.size > 5, `${crossing.size}`);
for (const [name, what] of crossing) {
	equal(`doc/many-machines.md names ${name}, which crosses`, documented.get(name)?.what, what);
	check(`doc/many-machines.md gives the reason of ${name}`, (documented.get(name)?.why ?? '').length > 10, documented.get(name)?.why);
}
equal('doc/many-machines.md names no other query', [...documented.keys()].filter((name) => !crossing.has(name)), []);

// deploy/citus.sql: every table once, by its column, beside its class, references first
function readSpread(sql) {
	const out = [];
	for (const m of sql.matchAll(/^SELECT create_(reference|distributed)_table\('(\w+)'(?:, '(\w+)'(?:, colocate_with => '(\w+)')?)?\);$/gm))
		out.push({ how: m[1], table: m[2], column: m[3], beside: m[4] });
	return out;
}
function judgeSpread(list, tables) {
	const out = [];
	const first = {};
	for (const [i, d] of list.entries()) {
		const t = tables.find((x) => x.name === d.table);
		if (!t) {
			out.push(`${d.table}: no such table`);
			continue;
		}
		if (list.findIndex((x) => x.table === d.table) !== i)
			out.push(`${d.table}: twice`);
		const want = t.kind === 'reference' ? undefined : spreads(t);
		if (d.how !== (want ? 'distributed' : 'reference') || d.column !== want)
			out.push(`${d.table}: is ${t.kind}: expected ${want ? `by ${want}` : 'a reference table'}`);
		const beside = t.kind === 'reference' ? undefined : t.kind === 'lookup' ? t.beside ?? 'none' : first[t.kind] ?? 'none';
		if (d.beside !== beside)
			out.push(`${d.table}: colocate_with ${d.beside}, expected ${beside}`);
		first[t.kind] ??= d.table;
		for (const r of t.references) {
			if (r.table !== t.name && !list.slice(0, i).some((x) => x.table === r.table))
				out.push(`${d.table}: stands before ${r.table}, to which it refers`);
		}
	}
	out.push(...tables.filter((t) => !list.some((d) => d.table === t.name)).map((t) => `${t.name}: is not there`));
	return out;
}
equal('a bad distribution is found out', judgeSpread(readSpread(`SELECT create_reference_table('unit');
SELECT create_distributed_table('v', 'id', colocate_with => 'none');
SELECT create_distributed_table('e', 'unit_id', colocate_with => 'none');
SELECT create_distributed_table('c', 'code', colocate_with => 'none');
SELECT create_distributed_table('c', 'code', colocate_with => 'none');
SELECT create_distributed_table('u', 'code', colocate_with => 'none');
`), spread), ['v: is place: expected by unit_id', 'e: colocate_with none, expected v', 'c: twice', 'u: colocate_with none, expected c', 'person: is not there']);
const citus = readFileSync(join(root, 'deploy/citus.sql'), 'utf8');
equal('deploy/citus.sql: each statement is understood', readSpread(citus).length, (bare(citus).match(/;/g) ?? []).length);
equal('deploy/citus.sql distributes every table by its class', judgeSpread(readSpread(citus), known.map((t) => ({ references: [], ...t }))), []);
for (const name of ['outbox', 'audit', 'idempotency', 'job'])
	check(`${name} says its class`, Boolean(schema.tables.find((t) => t.name === name)?.kind));
await finish();
