-- Columns of a person with their numbers: struct person. The numbers come by sub-queries on person_number, which is spread
-- by person_id like person itself.
-- name: person_get (id BIGINT)
SELECT p.id, p.version, p.name, p.name_key, p.birth_date, p.birth_precision, p.sex, p.phone, p.home_unit_id, p.home_path,
       p.address, p.occupation, p.workplace, p.priority_group, p.priority_sub, p.ethnicity, p.nationality, p.guardian_name,
       p.guardian_phone, p.note, p.disputed, p.linked_to, p.created_unit_id, p.created_ms, p.changed_ms, p.restricted_ms,
       (SELECT MIN(n.number) FROM person_number n WHERE n.person_id = p.id AND n.kind = 'cccd') AS cccd,
       (SELECT MIN(n.number) FROM person_number n WHERE n.person_id = p.id AND n.kind = 'cmnd') AS cmnd,
       (SELECT MIN(n.number) FROM person_number n WHERE n.person_id = p.id AND n.kind = 'military') AS military,
       (SELECT MIN(n.number) FROM person_number n WHERE n.person_id = p.id AND n.kind = 'passport') AS passport,
       (SELECT MIN(n.number) FROM person_number n WHERE n.person_id = p.id AND n.kind = 'insurance') AS insurance
  FROM person p WHERE p.id = $1;

-- Ten at a time: a list of thirty waits three times instead of thirty.
-- name: person_many (a BIGINT, b BIGINT, c BIGINT, d BIGINT, e BIGINT, f BIGINT, g BIGINT, h BIGINT, i BIGINT, j BIGINT)
SELECT p.id, p.version, p.name, p.name_key, p.birth_date, p.birth_precision, p.sex, p.phone, p.home_unit_id, p.home_path,
       p.address, p.occupation, p.workplace, p.priority_group, p.priority_sub, p.ethnicity, p.nationality, p.guardian_name,
       p.guardian_phone, p.note, p.disputed, p.linked_to, p.created_unit_id, p.created_ms, p.changed_ms, p.restricted_ms,
       (SELECT MIN(n.number) FROM person_number n WHERE n.person_id = p.id AND n.kind = 'cccd') AS cccd,
       (SELECT MIN(n.number) FROM person_number n WHERE n.person_id = p.id AND n.kind = 'cmnd') AS cmnd,
       (SELECT MIN(n.number) FROM person_number n WHERE n.person_id = p.id AND n.kind = 'military') AS military,
       (SELECT MIN(n.number) FROM person_number n WHERE n.person_id = p.id AND n.kind = 'passport') AS passport,
       (SELECT MIN(n.number) FROM person_number n WHERE n.person_id = p.id AND n.kind = 'insurance') AS insurance
  FROM person p WHERE p.id IN ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10);

-- name: home_names (a BIGINT, b BIGINT, c BIGINT, d BIGINT, e BIGINT, f BIGINT, g BIGINT, h BIGINT, i BIGINT, j BIGINT) REMEMBER
SELECT u.id, u.name, v.name, v.level, w.name, w.level
  FROM unit u LEFT JOIN unit v ON v.id = u.parent_id LEFT JOIN unit w ON w.id = v.parent_id
 WHERE u.id IN ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10);

-- name: home_level (unit_id BIGINT) REMEMBER
SELECT level FROM unit WHERE id = $1;

-- name: person_insert (id BIGINT, name TEXT, name_key TEXT, birth_date TEXT, birth_precision TEXT, sex TEXT, phone TEXT, home_unit_id BIGINT?, address TEXT, occupation TEXT, workplace TEXT, priority_group TEXT, priority_sub TEXT, ethnicity TEXT, nationality TEXT, guardian_name TEXT, guardian_phone TEXT, note TEXT, disputed BOOLEAN, created_unit_id BIGINT, now BIGINT)
INSERT INTO person (id, name, name_key, birth_date, birth_precision, sex, phone, home_unit_id, home_path, address, occupation,
                    workplace, priority_group, priority_sub, ethnicity, nationality, guardian_name, guardian_phone, note,
                    disputed, created_unit_id, created_ms, changed_ms)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, COALESCE((SELECT path FROM unit WHERE id = $8), '/'), $9, $10, $11, $12, $13, $14, $15,
        $16, $17, $18, $19, $20, $21, $21);

-- name: person_update (id BIGINT, name TEXT, name_key TEXT, birth_date TEXT, birth_precision TEXT, sex TEXT, phone TEXT, home_unit_id BIGINT?, address TEXT, occupation TEXT, workplace TEXT, priority_group TEXT, priority_sub TEXT, ethnicity TEXT, nationality TEXT, guardian_name TEXT, guardian_phone TEXT, note TEXT, disputed BOOLEAN, now BIGINT)
UPDATE person SET name = $2, name_key = $3, birth_date = $4, birth_precision = $5, sex = $6, phone = $7, home_unit_id = $8,
       home_path = COALESCE((SELECT path FROM unit WHERE id = $8), '/'), address = $9, occupation = $10, workplace = $11,
       priority_group = $12, priority_sub = $13, ethnicity = $14, nationality = $15, guardian_name = $16, guardian_phone = $17,
       note = $18, disputed = $19, changed_ms = $20
 WHERE id = $1;

-- name: person_claim (id BIGINT)
UPDATE person SET version = version + 1 WHERE id = $1
RETURNING id, version, name, name_key, birth_date, birth_precision, sex, phone, home_unit_id, home_path, priority_group, priority_sub,
          disputed, linked_to;

-- name: person_bare (id BIGINT)
SELECT id, version, name, name_key, birth_date, birth_precision, sex, phone, home_unit_id, home_path, priority_group, priority_sub,
       disputed, linked_to, restricted_ms
  FROM person WHERE id = $1;

-- name: person_restrict (id BIGINT, restricted_ms BIGINT?)
UPDATE person SET restricted_ms = $2 WHERE id = $1;

-- name: person_claim_version (id BIGINT, version BIGINT)
UPDATE person SET version = version + 1 WHERE id = $1 AND version = $2 RETURNING version;

-- name: person_version (id BIGINT)
SELECT version FROM person WHERE id = $1;

-- Without a condition on disputed: a transaction that is about to unmark the same person must be waited for.
-- name: person_set_disputed (id BIGINT, disputed BOOLEAN)
UPDATE person SET disputed = $2, version = version + 1 WHERE id = $1;

-- The lock of a number: whoever inserts the same row waits until we commit, and then sees whom we added. It is deleted again
-- in the same transaction, so it never outlives it; the key of person 0 is nobody's.
-- name: identity_lock (number TEXT, kind TEXT, now BIGINT)
INSERT INTO person_identity (kind, number, person_id, added_ms) VALUES ($2, $1, 0, $3) ON CONFLICT DO NOTHING;

-- name: identity_unlock (number TEXT, kind TEXT)
DELETE FROM person_identity WHERE number = $1 AND kind = $2 AND person_id = 0 RETURNING person_id;

-- name: identity_add (number TEXT, kind TEXT, person_id BIGINT, now BIGINT)
INSERT INTO person_identity (kind, number, person_id, added_ms) VALUES ($2, $1, $3, $4) ON CONFLICT DO NOTHING;

-- name: identity_drop (number TEXT, kind TEXT, person_id BIGINT)
DELETE FROM person_identity WHERE number = $1 AND kind = $2 AND person_id = $3;

-- Who else holds one of these numbers; the caller compares the kinds.
-- name: identity_holders (except_id BIGINT, a TEXT, b TEXT, c TEXT, d TEXT, e TEXT, most BIGINT)
SELECT person_id, kind, number FROM person_identity
 WHERE number IN ($2, $3, $4, $5, $6) AND kind <> 'phone' AND person_id <> $1 AND person_id <> 0
 ORDER BY number, kind, person_id LIMIT $7;

-- name: identity_search (a TEXT, b TEXT, c TEXT, most BIGINT)
SELECT person_id, kind, number FROM person_identity
 WHERE number IN ($1, $2, $3) AND person_id <> 0
 ORDER BY number, kind, person_id LIMIT $4;

-- name: phone_holders (number TEXT, most BIGINT)
SELECT person_id FROM person_identity WHERE number = $1 AND kind = 'phone' AND person_id <> 0 ORDER BY person_id LIMIT $2;

-- name: person_number_put (person_id BIGINT, kind TEXT, number TEXT, warning TEXT)
INSERT INTO person_number (person_id, kind, number, warning) VALUES ($1, $2, $3, $4)
ON CONFLICT (person_id, kind, number) DO UPDATE SET warning = EXCLUDED.warning;

-- name: person_number_drop (person_id BIGINT, kind TEXT, number TEXT)
DELETE FROM person_number WHERE person_id = $1 AND kind = $2 AND number = $3;

-- name: person_numbers (person_id BIGINT)
SELECT kind, number, warning FROM person_number WHERE person_id = $1 ORDER BY kind, number;

-- name: person_history_add (person_id BIGINT, id BIGINT, field TEXT, old_value TEXT, new_value TEXT, staff_id BIGINT?, why TEXT, now BIGINT)
INSERT INTO person_history (person_id, id, field, old_value, new_value, staff_id, why, at_ms) VALUES ($1, $2, $3, $4, $5, $6, $7, $8);

-- name: person_history (person_id BIGINT)
SELECT h.at_ms AS at, h.field, h.old_value, h.new_value, s.full_name AS staff_name, h.why
  FROM person_history h LEFT JOIN staff s ON s.id = h.staff_id
 WHERE h.person_id = $1 ORDER BY h.id DESC LIMIT 200;

-- name: dispute_review (unit_id BIGINT, id BIGINT, person_id BIGINT, other_id BIGINT, detail TEXT, now BIGINT)
INSERT INTO review (unit_id, id, kind, person_id, other_person_id, detail, state, created_ms)
VALUES ($1, $2, 'identity_dispute', $3, $4, $5, 'open', $6);

-- At the unit that entered the other holder, unless it is the same unit.
-- name: dispute_review_other (unit_id BIGINT, id BIGINT, other_id BIGINT, person_id BIGINT, detail TEXT, now BIGINT)
INSERT INTO review (unit_id, id, kind, person_id, other_person_id, detail, state, created_ms)
SELECT p.created_unit_id, $2, 'identity_dispute', $3, $4, $5, 'open', $6
  FROM person p WHERE p.id = $3 AND p.created_unit_id <> $1;

-- The dispute of two people over a number of this kind is over.
-- name: dispute_close (unit_id BIGINT, a BIGINT, b BIGINT, detail TEXT, resolution TEXT, staff_id BIGINT?, now BIGINT)
UPDATE review SET state = 'done', resolution = $5, resolved_by = $6, resolved_ms = $7
 WHERE unit_id = $1 AND state = 'open' AND kind = 'identity_dispute' AND detail = $4
   AND ((person_id = $2 AND other_person_id = $3) OR (person_id = $3 AND other_person_id = $2))
RETURNING id;

-- name: person_link (unit_id BIGINT, person_id BIGINT)
INSERT INTO person_unit (unit_id, person_id, until_ms) VALUES ($1, $2, NULL)
ON CONFLICT (unit_id, person_id) DO UPDATE SET until_ms = NULL;

-- Never shortens what the unit has already.
-- name: person_grant (unit_id BIGINT, person_id BIGINT, until_ms BIGINT)
INSERT INTO person_unit (unit_id, person_id, until_ms) VALUES ($1, $2, $3)
ON CONFLICT (unit_id, person_id) DO UPDATE SET until_ms = $3
 WHERE person_unit.until_ms < $3;

-- name: person_linked (unit_id BIGINT, person_id BIGINT, now BIGINT)
SELECT until_ms FROM person_unit WHERE unit_id = $1 AND person_id = $2 AND (until_ms IS NULL OR until_ms > $3);

-- name: area_taken_over (unit_id BIGINT) REMEMBER
SELECT u.path FROM unit_successor s JOIN unit u ON u.id = s.old_id WHERE s.new_id = $1 ORDER BY u.path LIMIT 8;

-- name: code_person (code TEXT, upper_code TEXT)
-- Of an appointment, with its site, or of a registration.
SELECT person_id, unit_id FROM appointment_code WHERE code IN ($1, $2)
UNION ALL SELECT person_id, 0 AS unit_id FROM registration_code WHERE code = $2 LIMIT 2;

-- Whole name and birth; person_name (name_key, birth_date).
-- name: similar_name (name_key TEXT, birth_from TEXT, birth_to TEXT, except_id BIGINT)
SELECT id, sex, birth_date, birth_precision FROM person
 WHERE name_key = $1 AND birth_date >= $2 AND birth_date <= $3 AND id <> $4 ORDER BY birth_date, id LIMIT 100;

-- Everybody whom a row of a list may mean, with one wait: who holds one of its numbers (kind and number say which), and who of the
-- same name lives in the same unit or has the same phone and was born on that day, or on the one that stands for its month
-- or year when no more is known. person_identity by its key, person_name (name_key, birth_date). Not with IN: SQLite makes a
-- table of each such list first, which takes longer than all eight look-ups.
-- name: candidates_day (a TEXT, b TEXT, c TEXT, d TEXT, e TEXT, name_key TEXT, day TEXT, month TEXT, year TEXT, home_unit_id BIGINT?, phone TEXT, most BIGINT)
SELECT person_id, kind, number FROM person_identity WHERE number = $1 AND kind <> 'phone' AND person_id <> 0
UNION ALL SELECT person_id, kind, number FROM person_identity WHERE number = $2 AND kind <> 'phone' AND person_id <> 0
UNION ALL SELECT person_id, kind, number FROM person_identity WHERE number = $3 AND kind <> 'phone' AND person_id <> 0
UNION ALL SELECT person_id, kind, number FROM person_identity WHERE number = $4 AND kind <> 'phone' AND person_id <> 0
UNION ALL SELECT person_id, kind, number FROM person_identity WHERE number = $5 AND kind <> 'phone' AND person_id <> 0
UNION ALL SELECT id, NULL, NULL FROM person WHERE name_key = $6 AND birth_date = $7 AND (home_unit_id = $10 OR phone = $11)
UNION ALL SELECT id, NULL, NULL FROM person WHERE name_key = $6 AND birth_date = $8 AND (home_unit_id = $10 OR phone = $11)
UNION ALL SELECT id, NULL, NULL FROM person WHERE name_key = $6 AND birth_date = $9 AND (home_unit_id = $10 OR phone = $11) LIMIT $12;

-- The same for who is known by month or year alone: anybody born in that time.
-- name: candidates_span (a TEXT, b TEXT, c TEXT, d TEXT, e TEXT, name_key TEXT, born_from TEXT, born_to TEXT, home_unit_id BIGINT?, phone TEXT, most BIGINT)
SELECT person_id, kind, number FROM person_identity WHERE number = $1 AND kind <> 'phone' AND person_id <> 0
UNION ALL SELECT person_id, kind, number FROM person_identity WHERE number = $2 AND kind <> 'phone' AND person_id <> 0
UNION ALL SELECT person_id, kind, number FROM person_identity WHERE number = $3 AND kind <> 'phone' AND person_id <> 0
UNION ALL SELECT person_id, kind, number FROM person_identity WHERE number = $4 AND kind <> 'phone' AND person_id <> 0
UNION ALL SELECT person_id, kind, number FROM person_identity WHERE number = $5 AND kind <> 'phone' AND person_id <> 0
UNION ALL SELECT id, NULL, NULL FROM person WHERE name_key = $6 AND birth_date >= $7 AND birth_date <= $8 AND (home_unit_id = $9 OR phone = $10) LIMIT $11;

-- The wider net of a list that is shown before it counts: numbers, the same name and birthday anywhere (or the days that stand for
-- its month and year), the same name in the same unit. A name comes with its birth date instead of a number.
-- name: candidates_wide (a TEXT, b TEXT, c TEXT, d TEXT, e TEXT, name_key TEXT, day TEXT, month TEXT, year TEXT, year_end TEXT, home_unit_id BIGINT?, phone TEXT, most BIGINT)
SELECT person_id, kind, number, 0 AS named FROM person_identity WHERE number = $1 AND kind <> 'phone' AND person_id <> 0
UNION ALL SELECT person_id, kind, number, 0 FROM person_identity WHERE number = $2 AND kind <> 'phone' AND person_id <> 0
UNION ALL SELECT person_id, kind, number, 0 FROM person_identity WHERE number = $3 AND kind <> 'phone' AND person_id <> 0
UNION ALL SELECT person_id, kind, number, 0 FROM person_identity WHERE number = $4 AND kind <> 'phone' AND person_id <> 0
UNION ALL SELECT person_id, kind, number, 0 FROM person_identity WHERE number = $5 AND kind <> 'phone' AND person_id <> 0
UNION ALL SELECT id, birth_precision, birth_date, 1 FROM person WHERE name_key = $6 AND birth_date = $7
UNION ALL SELECT id, birth_precision, birth_date, 1 FROM person WHERE name_key = $6 AND birth_date = $8 AND birth_precision = 'month'
UNION ALL SELECT id, birth_precision, birth_date, 1 FROM person WHERE name_key = $6 AND birth_date = $9 AND birth_precision = 'year'
UNION ALL SELECT id, birth_precision, birth_date, 1 FROM person WHERE name_key = $6 AND birth_date >= $9 AND birth_date <= $10 AND phone = $12
UNION ALL SELECT id, birth_precision, birth_date, 1 FROM person WHERE home_path = (SELECT path FROM unit WHERE id = $11) AND name_key = $6
LIMIT $13;

-- person_home (home_path, name_key).
-- name: similar_home (name_key TEXT, home_unit_id BIGINT, except_id BIGINT)
SELECT id FROM person
 WHERE home_path = (SELECT path FROM unit WHERE id = $2) AND name_key = $1 AND id <> $3 ORDER BY id LIMIT 10;

-- Search by name; the pattern is a superset, search.c judges the words. See search.c for cost.
-- name: name_on_books (unit_id BIGINT, pattern TEXT, now BIGINT, scan BIGINT, most BIGINT)
SELECT p.id, p.name_key, p.birth_date
  FROM (SELECT person_id FROM person_unit WHERE unit_id = $1 AND (until_ms IS NULL OR until_ms > $3)
         ORDER BY person_id DESC LIMIT $4) b
  CROSS JOIN person p
 WHERE p.id = b.person_id AND (' ' || p.name_key || ' ') LIKE $2 LIMIT $5;

-- Has the unit more people than name_on_books looks at? Its index alone is read.
-- name: books_go_on (unit_id BIGINT, scan BIGINT)
SELECT person_id FROM person_unit WHERE unit_id = $1 ORDER BY person_id DESC LIMIT 1 OFFSET $2;

-- name: name_full_on_books (unit_id BIGINT, key_from TEXT, key_to TEXT, now BIGINT, scan BIGINT, most BIGINT)
SELECT p.id, p.name_key, p.birth_date
  FROM (SELECT id, name_key, birth_date FROM person WHERE name_key >= $2 AND name_key <= $3 ORDER BY name_key, birth_date LIMIT $5) p
  CROSS JOIN person_unit b
 WHERE b.unit_id = $1 AND b.person_id = p.id AND (b.until_ms IS NULL OR b.until_ms > $4) LIMIT $6;

-- Residents of one commune whose name begins so: person_home.
-- name: name_begins (home_path TEXT, key_from TEXT, key_to TEXT, most BIGINT)
SELECT id, name_key, birth_date FROM person WHERE home_path = $1 AND name_key >= $2 AND name_key < $3 LIMIT $4;

-- And whose given name, the last word, is this: person_given, of which the WHERE clause repeats the expression.
-- name: name_given (home_path TEXT, given TEXT, pattern TEXT, most BIGINT)
SELECT id, name_key, birth_date FROM person
 WHERE home_path = $1 AND substr(name_key, length(rtrim(name_key, replace(name_key, ' ', ''))) + 1) = $2
   AND (' ' || name_key || ' ') LIKE $3 LIMIT $4;

-- name: name_in_commune (home_path TEXT, pattern TEXT, most BIGINT)
SELECT id, name_key, birth_date FROM person WHERE home_path = $1 AND (' ' || name_key || ' ') LIKE $2 LIMIT $3;

-- name: name_in_area (path_from TEXT, path_to TEXT, key_from TEXT, key_to TEXT, most BIGINT)
SELECT p.id, p.name_key, p.birth_date
  FROM unit u CROSS JOIN person p
 WHERE u.path >= $1 AND u.path < $2 AND u.level <> 'site'
   AND p.home_path = u.path AND p.name_key >= $3 AND p.name_key <= $4 LIMIT $5;
