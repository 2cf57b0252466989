-- plan.sql - the peer of row (j): the same task as src/planning, by the same rules, in plain PL/pgSQL over a dump of
-- `tiemchung speed plan N --dump`. psql -v dir=FOLDER/first. It prints: seconds of its
-- processor, seconds by the wall, people placed, people whose place differs from ours.
\set ON_ERROR_STOP on
SET jit = off;
SET temp_buffers = '512MB';
SET work_mem = '256MB';
CREATE TEMP TABLE commune (i INT PRIMARY KEY, district INT, province INT, north BIGINT, east BIGINT);
CREATE TEMP TABLE site (i INT PRIMARY KEY, commune INT, north BIGINT, east BIGINT, hospital INT, closed INT);
CREATE TEMP TABLE session (i INT PRIMARY KEY, site INT, slot INT, nslots INT, day INT, product INT, pools INT, closed INT);
CREATE TEMP TABLE slot_row (i INT PRIMARY KEY, capacity INT, start INT, taken INT);
CREATE TEMP TABLE stock (site INT, product INT, pool INT, doses INT, PRIMARY KEY (site, product, pool));
CREATE TEMP TABLE allowed (profile INT, product INT, first INT, last INT, PRIMARY KEY (profile, product));
CREATE TEMP TABLE person (i INT PRIMARY KEY, turn BIGINT, commune INT, profile INT, family INT, pool INT, part INT, hospital INT, had BIGINT, ours BIGINT, why INT);
SELECT format('\copy %s FROM ''%s/%s.tsv''', t, :'dir', f) FROM (VALUES ('commune', 'communes'), ('site', 'sites'), ('session', 'sessions'),
	('slot_row', 'slots'), ('stock', 'stock'), ('allowed', 'profiles'), ('person', 'people')) v (t, f) \g (format=unaligned tuples_only=on) :dir/copy.psql
\i :dir/copy.psql
CREATE TEMP TABLE slot AS SELECT l.i, s.i AS session, l.capacity AS room, l.start FROM session s JOIN slot_row l ON l.i >= s.slot AND l.i < s.slot + s.nslots;
CREATE INDEX ON slot (session, start, i);
CREATE INDEX ON slot (i);
CREATE INDEX ON session (site, day);
CREATE INDEX ON person (family);
CREATE TEMP TABLE placed (person INT PRIMARY KEY, slot INT);
ANALYZE commune; ANALYZE site; ANALYZE session; ANALYZE slot; ANALYZE stock; ANALYZE allowed; ANALYZE person;
CREATE FUNCTION pg_temp.cpu() RETURNS NUMERIC LANGUAGE sql AS $$
	SELECT (f[12]::NUMERIC + f[13]::NUMERIC) / 100 FROM (SELECT STRING_TO_ARRAY(REGEXP_REPLACE(PG_READ_FILE('/proc/self/stat'), '^.*\) ', ''), ' ') AS f) x $$;
SELECT clock_timestamp() AS began, pg_temp.cpu() AS cpu \gset

-- every commune's sites, the nearest first
CREATE TEMP TABLE near AS
WITH pair AS (
	SELECT c.i AS commune, s.i AS site,
	       CASE WHEN o.i = c.i THEN 0 WHEN o.district = c.district THEN 1 ELSE 2 END AS tier,
	       c.north = -2147483648 OR s.north = -2147483648 AS unknown,
	       s.north - c.north AS y, (s.east - c.east) * (1000000 - 148 * (c.north * c.north / 1000000000000)) / 1000000 AS x
	  FROM commune c JOIN commune o ON o.province = c.province JOIN site s ON s.commune = o.i),
ranked AS (
	SELECT *, ROW_NUMBER() OVER w - 1 AS number, COUNT(*) OVER (PARTITION BY commune, tier, unknown) AS all_of
	  FROM pair WINDOW w AS (PARTITION BY commune, tier, unknown ORDER BY site))
SELECT commune, site, ROW_NUMBER() OVER (PARTITION BY commune ORDER BY tier, unknown,
	CASE WHEN unknown THEN (number - commune % all_of + all_of) % all_of ELSE x * x + y * y END, site) AS at
  FROM ranked;
CREATE UNIQUE INDEX ON near (commune, at);
ANALYZE near;

-- places these people together in the first room that suits them all: their number, or 0
CREATE FUNCTION pg_temp.place(who INT[], home INT, profiles INT[], firsts INT, nexts INT, wants_hospital INT, wish INT) RETURNS INT LANGUAGE plpgsql AS $$
DECLARE
	n INT := CARDINALITY(who);
	found_slot INT; at_site INT; of_product INT;
BEGIN
	SELECT x.slot, near.site, x.product INTO found_slot, at_site, of_product
	  FROM near JOIN site ON site.i = near.site AND site.closed = 0 AND site.hospital >= wants_hospital,
	       LATERAL (SELECT slot.i AS slot, session.product
		  FROM session
		  JOIN (SELECT product, MAX(first) AS first, MIN(last) AS last FROM UNNEST(profiles) p JOIN allowed a ON a.profile = p
		         GROUP BY product HAVING COUNT(*) = n) a ON a.product = session.product AND session.day BETWEEN a.first AND a.last
		  JOIN slot ON slot.session = session.i AND slot.room >= n
		 WHERE session.site = near.site AND session.closed = 0
		   AND (firsts = 0 OR session.pools & 1 = 1 AND firsts <= (SELECT doses FROM stock t WHERE t.site = near.site AND t.product = session.product AND t.pool = 0))
		   AND (nexts = 0 OR session.pools & 2 = 2 AND nexts <= (SELECT doses FROM stock t WHERE t.site = near.site AND t.product = session.product AND t.pool = 1))
		 ORDER BY session.day, wish = 1 AND slot.start >= 720 OR wish = 2 AND slot.start < 720, slot.start, slot.i
		 LIMIT 1) x
	 WHERE near.commune = home
	 ORDER BY near.at LIMIT 1;
	IF found_slot IS NULL THEN
		RETURN 0;
	END IF;
	UPDATE slot SET room = room - n WHERE i = found_slot;
	UPDATE stock SET doses = doses - CASE pool WHEN 0 THEN firsts ELSE nexts END WHERE site = at_site AND product = of_product;
	INSERT INTO placed SELECT UNNEST(who), found_slot;
	RETURN n;
END $$;

DO $$
DECLARE
	p RECORD; f RECORD; turns INT := 0;
BEGIN
	FOR p IN SELECT * FROM person ORDER BY turn, i LOOP
		turns := turns + 1;
		IF turns % 200 = 0 THEN
			COMMIT; -- old versions of rows that change often can be cleared away: six times as fast
		END IF;
		IF p.family > 0 THEN
			CONTINUE WHEN EXISTS (SELECT 1 FROM placed WHERE person = p.i);
			SELECT ARRAY_AGG(i ORDER BY turn, i) AS who, ARRAY_AGG(profile) AS profiles, SUM(1 - pool) AS firsts, SUM(pool) AS nexts, MAX(hospital) AS hospital
			  INTO f FROM person WHERE family = p.family;
			CONTINUE WHEN CARDINALITY(f.who) BETWEEN 2 AND 20 AND f.who[1] = p.i
				AND pg_temp.place(f.who, p.commune, f.profiles, f.firsts::INT, f.nexts::INT, f.hospital, p.part) > 0;
		END IF;
		PERFORM pg_temp.place(ARRAY[p.i], p.commune, ARRAY[p.profile], 1 - p.pool, p.pool, p.hospital, p.part);
	END LOOP;
END $$;
SELECT pg_temp.cpu() - :cpu, EXTRACT(EPOCH FROM clock_timestamp() - :'began'::TIMESTAMPTZ)::NUMERIC(12, 3), (SELECT COUNT(*) FROM placed),
       (SELECT COUNT(*) FROM person p LEFT JOIN placed x ON x.person = p.i WHERE p.ours <> COALESCE(x.slot, -1));
