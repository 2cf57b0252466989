-- name: job_insert (unit_id BIGINT, id BIGINT, kind TEXT, name TEXT, path TEXT, session_id BIGINT?, staff_id BIGINT, now BIGINT)
-- A handler that runs again makes the same job.
INSERT INTO job (unit_id, id, kind, name, path, state, session_id, created_by, created_ms)
VALUES ($1, $2, $3, $4, $5, 'waiting', $6, $7, $8)
ON CONFLICT DO NOTHING;

-- name: job_get (unit_id BIGINT, id BIGINT)
SELECT unit_id, id, kind, name, path, state, total, imported, updated, duplicates, refused, session_id, error_vi AS error,
       error_en, created_by, created_ms AS created, finished_ms AS finished, lease_until_ms
  FROM job WHERE unit_id = $1 AND id = $2;

-- name: job_list (unit_id BIGINT, before BIGINT, page BIGINT)
-- Imports; lists of people, made and sent, have readers of their own.
SELECT unit_id, id, kind, name, path, state, total, imported, updated, duplicates, refused, session_id, error_vi AS error,
       error_en, created_by, created_ms AS created, finished_ms AS finished, lease_until_ms
  FROM job WHERE unit_id = $1 AND id < $2 AND substr(kind, 1, 7) = 'import_' ORDER BY id DESC LIMIT $3;

-- name: job_due (now BIGINT, after BIGINT, lists BOOLEAN, page BIGINT)
-- Waiting ones, and those whose server went away. Lists that somebody looks at do not wait behind a province's import.
SELECT unit_id, id, kind, name, path, state, total, imported, updated, duplicates, refused, session_id, error_vi AS error,
       error_en, created_by, created_ms AS created, finished_ms AS finished, lease_until_ms
  FROM job WHERE state IN ('waiting', 'running') AND lease_until_ms < $1 AND id > $2
   AND (substr(kind, 1, 5) = 'list_') = $3 ORDER BY id LIMIT $4;

-- name: job_claim (unit_id BIGINT, id BIGINT, now BIGINT, until BIGINT)
UPDATE job SET state = 'running', lease_until_ms = $4
 WHERE unit_id = $1 AND id = $2 AND state IN ('waiting', 'running') AND lease_until_ms < $3
RETURNING id;

-- name: job_hold (unit_id BIGINT, id BIGINT, held BIGINT, until BIGINT)
-- The lease itself is the proof: whoever finds another one there has lost the job.
UPDATE job SET lease_until_ms = $4
 WHERE unit_id = $1 AND id = $2 AND state = 'running' AND lease_until_ms = $3
RETURNING id;

-- name: job_orphans (lists BOOLEAN)
-- Only where no other server can be alive: a SQLite file has one.
UPDATE job SET lease_until_ms = 0 WHERE state = 'running' AND (substr(kind, 1, 5) = 'list_') = $1;

-- name: job_count (unit_id BIGINT, id BIGINT, total BIGINT, imported BIGINT, updated BIGINT, duplicates BIGINT, refused BIGINT)
UPDATE job SET total = total + $3, imported = imported + $4, updated = updated + $5, duplicates = duplicates + $6,
       refused = refused + $7
 WHERE unit_id = $1 AND id = $2;

-- name: job_finish (unit_id BIGINT, id BIGINT, held BIGINT, state TEXT, error_vi TEXT, error_en TEXT, now BIGINT)
UPDATE job SET state = $4, error_vi = $5, error_en = $6, finished_ms = $7, lease_until_ms = 0
 WHERE unit_id = $1 AND id = $2 AND state = 'running' AND lease_until_ms = $3
RETURNING id;

-- name: job_row_insert (unit_id BIGINT, job_id BIGINT, row_no BIGINT, outcome TEXT, code TEXT, field TEXT, message_vi TEXT, message_en TEXT, person_id BIGINT?) TOGETHER
INSERT INTO job_row (unit_id, job_id, row_no, outcome, code, field, message_vi, message_en, person_id)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9);

-- name: job_row_last (unit_id BIGINT, job_id BIGINT)
SELECT MAX(row_no) FROM job_row WHERE unit_id = $1 AND job_id = $2;

-- name: job_row_page (unit_id BIGINT, job_id BIGINT, after BIGINT, outcome TEXT, page BIGINT)
SELECT row_no, outcome, code, field, message_vi, message_en, person_id
  FROM job_row
 WHERE unit_id = $1 AND job_id = $2 AND row_no > $3 AND ($4 IS NULL OR outcome = $4) ORDER BY row_no LIMIT $5;

-- name: intake_places (on_date TEXT, after BIGINT, page BIGINT)
SELECT id, level, code, name, parent_id, path
  FROM unit
 WHERE valid_from <= $1 AND (valid_to IS NULL OR valid_to >= $1) AND id > $2 ORDER BY id LIMIT $3;

-- name: intake_unit_insert (id BIGINT, code TEXT, level TEXT, kind TEXT, name TEXT, search_key TEXT, parent_id BIGINT, path TEXT, valid_from TEXT, valid_to TEXT, now BIGINT)
INSERT INTO unit (id, code, level, kind, name, search_key, parent_id, path, valid_from, valid_to, changed_ms)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
ON CONFLICT DO NOTHING RETURNING id;

-- name: intake_review_add (unit_id BIGINT, id BIGINT, person_id BIGINT, detail TEXT, now BIGINT)
-- Once for a person, however often the list is sent.
INSERT INTO review (unit_id, id, kind, person_id, detail, state, created_ms)
SELECT $1, $2, 'probable_duplicate', $3, $4, 'open', $5
 WHERE NOT EXISTS (SELECT 1 FROM review r
                    WHERE r.unit_id = $1 AND r.state = 'open' AND r.kind = 'probable_duplicate' AND r.person_id = $3);
