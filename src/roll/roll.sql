-- name: roll_insert (unit_id BIGINT, id BIGINT, name TEXT, organisation TEXT, source TEXT, path TEXT, state TEXT, staff_id BIGINT, now BIGINT)
-- A handler that runs again makes the same list.
INSERT INTO roll (unit_id, id, name, organisation, source, path, state, created_by, created_ms, changed_ms)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9)
ON CONFLICT DO NOTHING;

-- name: roll_get (unit_id BIGINT, id BIGINT)
SELECT unit_id, id, name, organisation, source, path, state, why, error_vi, error_en, created_by, created_ms, committed_ms, changed_ms
  FROM roll WHERE unit_id = $1 AND id = $2;

-- name: roll_list (unit_id BIGINT, before BIGINT, page BIGINT)
SELECT unit_id, id, name, organisation, source, path, state, why, error_vi, error_en, created_by, created_ms, committed_ms, changed_ms
  FROM roll WHERE unit_id = $1 AND id < $2 ORDER BY id DESC LIMIT $3;

-- name: roll_list_own (unit_id BIGINT, staff_id BIGINT, before BIGINT, page BIGINT)
SELECT unit_id, id, name, organisation, source, path, state, why, error_vi, error_en, created_by, created_ms, committed_ms, changed_ms
  FROM roll WHERE unit_id = $1 AND created_by = $2 AND id < $3 ORDER BY id DESC LIMIT $4;

-- name: roll_drafts (unit_id BIGINT, staff_id BIGINT)
SELECT COUNT(*) FROM roll WHERE unit_id = $1 AND created_by = $2 AND (state = 'reading' OR state = 'draft');

-- name: roll_move (unit_id BIGINT, id BIGINT, from_state TEXT, or_state TEXT, state TEXT, why TEXT, now BIGINT)
-- The one statement that changes a state. No row: it is in another one by now.
UPDATE roll SET state = $5, why = $6, changed_ms = $7,
       committed_ms = CASE WHEN $5 = 'committed' AND committed_ms IS NULL THEN $7 ELSE committed_ms END
 WHERE unit_id = $1 AND id = $2 AND (state = $3 OR state = $4) RETURNING id;

-- name: roll_touch (unit_id BIGINT, id BIGINT, now BIGINT)
-- Every change of a row begins with it: a commit that begins waits for it, or refuses it.
UPDATE roll SET changed_ms = $3 WHERE unit_id = $1 AND id = $2 AND (state = 'draft' OR state = 'committed') RETURNING id;

-- name: roll_fail (unit_id BIGINT, id BIGINT, error_vi TEXT, error_en TEXT, now BIGINT)
UPDATE roll SET state = 'failed', error_vi = $3, error_en = $4, changed_ms = $5
 WHERE unit_id = $1 AND id = $2 AND state = 'reading' RETURNING id;

-- name: roll_counts (unit_id BIGINT, roll_id BIGINT)
SELECT verdict, CASE WHEN code = 'roll.row_twice' THEN code END AS code, decision, outcome, COUNT(*) AS n
  FROM roll_row WHERE unit_id = $1 AND roll_id = $2 GROUP BY verdict, 2, decision, outcome ORDER BY verdict, 2, decision, outcome LIMIT 200;

-- name: roll_busy (unit_id BIGINT, roll_id BIGINT)
SELECT id FROM job WHERE unit_id = $1 AND roll_id = $2 AND (state = 'waiting' OR state = 'running') LIMIT 1;

-- name: roll_job (unit_id BIGINT, id BIGINT, kind TEXT, name TEXT, path TEXT, staff_id BIGINT, roll_id BIGINT, now BIGINT)
-- One that waits already will see what was changed meanwhile.
INSERT INTO job (unit_id, id, kind, name, path, state, created_by, created_ms, roll_id)
SELECT $1, $2, $3, $4, $5, 'waiting', $6, $8, $7
 WHERE NOT EXISTS (SELECT 1 FROM job j WHERE j.unit_id = $1 AND j.roll_id = $7 AND j.kind = $3 AND j.state = 'waiting')
ON CONFLICT DO NOTHING;

-- name: roll_of_job (unit_id BIGINT, id BIGINT)
SELECT roll_id FROM job WHERE unit_id = $1 AND id = $2;

-- name: roll_row_insert (unit_id BIGINT, roll_id BIGINT, row_no BIGINT, cells TEXT) TOGETHER
INSERT INTO roll_row (unit_id, roll_id, row_no, cells) VALUES ($1, $2, $3, $4);

-- name: roll_row_last (unit_id BIGINT, roll_id BIGINT)
SELECT MAX(row_no) FROM roll_row WHERE unit_id = $1 AND roll_id = $2;

-- name: roll_row_count (unit_id BIGINT, roll_id BIGINT)
SELECT COUNT(*) FROM roll_row WHERE unit_id = $1 AND roll_id = $2;

-- name: roll_unjudged (unit_id BIGINT, roll_id BIGINT)
SELECT row_no FROM roll_row WHERE unit_id = $1 AND roll_id = $2 AND verdict IS NULL LIMIT 1;

-- name: roll_row_get (unit_id BIGINT, roll_id BIGINT, row_no BIGINT)
SELECT row_no, version, cells, sent, verdict, code, field, message_vi, message_en, differs, others, person_id, decision, why, outcome,
       outcome_vi, outcome_en, registration_id
  FROM roll_row WHERE unit_id = $1 AND roll_id = $2 AND row_no = $3;

-- name: roll_row_page (unit_id BIGINT, roll_id BIGINT, after BIGINT, page BIGINT)
SELECT row_no, version, cells, sent, verdict, code, field, message_vi, message_en, differs, others, person_id, decision, why, outcome,
       outcome_vi, outcome_en, registration_id
  FROM roll_row WHERE unit_id = $1 AND roll_id = $2 AND row_no > $3 ORDER BY row_no LIMIT $4;

-- name: roll_row_find (unit_id BIGINT, roll_id BIGINT, after BIGINT, verdict TEXT, outcome TEXT, page BIGINT)
SELECT row_no, version, cells, sent, verdict, code, field, message_vi, message_en, differs, others, person_id, decision, why, outcome,
       outcome_vi, outcome_en, registration_id
  FROM roll_row
 WHERE unit_id = $1 AND roll_id = $2 AND row_no > $3 AND ($4 IS NULL OR verdict = $4) AND ($5 IS NULL OR outcome = $5)
 ORDER BY row_no LIMIT $6;

-- name: roll_row_undecided (unit_id BIGINT, roll_id BIGINT, after BIGINT, verdict TEXT, page BIGINT)
SELECT row_no, version, cells, sent, verdict, code, field, message_vi, message_en, differs, others, person_id, decision, why, outcome,
       outcome_vi, outcome_en, registration_id
  FROM roll_row
 WHERE unit_id = $1 AND roll_id = $2 AND row_no > $3 AND decision IS NULL AND ($4 IS NULL OR verdict = $4)
   AND (verdict = 'probable' OR verdict = 'number_other' OR (verdict = 'in_file' AND code <> 'roll.row_twice') OR verdict = 'error')
 ORDER BY row_no LIMIT $5;

-- name: roll_row_correct (unit_id BIGINT, roll_id BIGINT, row_no BIGINT, version BIGINT, cells TEXT)
-- What was sent stays beside what was made of it. A decision was about the row as it was.
UPDATE roll_row SET sent = COALESCE(sent, cells), cells = $5, version = version + 1, verdict = NULL, decision = NULL, why = NULL,
       outcome = NULL, outcome_vi = NULL, outcome_en = NULL
 WHERE unit_id = $1 AND roll_id = $2 AND row_no = $3 AND version = $4
   AND (outcome IS NULL OR (outcome <> 'registered' AND outcome <> 'already' AND outcome <> 'complete'))
RETURNING row_no;

-- name: roll_row_decide (unit_id BIGINT, roll_id BIGINT, row_no BIGINT, version BIGINT, decision TEXT, why TEXT, staff_id BIGINT)
UPDATE roll_row SET decision = $5, why = $6, decided_by = $7, version = version + 1
 WHERE unit_id = $1 AND roll_id = $2 AND row_no = $3 AND version = $4
   AND (outcome IS NULL OR (outcome <> 'registered' AND outcome <> 'already' AND outcome <> 'complete'))
RETURNING row_no;

-- name: roll_leave_all (unit_id BIGINT, roll_id BIGINT, verdict TEXT, staff_id BIGINT)
UPDATE roll_row SET decision = 'leave', why = NULL, decided_by = $4, version = version + 1
 WHERE unit_id = $1 AND roll_id = $2 AND verdict = $3 AND decision IS NULL
   AND (outcome IS NULL OR (outcome <> 'registered' AND outcome <> 'already' AND outcome <> 'complete'));

-- name: roll_row_judged (unit_id BIGINT, roll_id BIGINT, row_no BIGINT, version BIGINT, verdict TEXT, code TEXT, field TEXT, message_vi TEXT, message_en TEXT, differs TEXT, others TEXT, person_id BIGINT?)
-- Not if it was corrected meanwhile: it is judged once more then.
UPDATE roll_row SET verdict = $5, code = $6, field = $7, message_vi = $8, message_en = $9, differs = $10, others = $11, person_id = $12
 WHERE unit_id = $1 AND roll_id = $2 AND row_no = $3 AND version = $4;

-- name: roll_row_settle (unit_id BIGINT, roll_id BIGINT, row_no BIGINT, outcome TEXT, outcome_vi TEXT, outcome_en TEXT, person_id BIGINT?, registration_id BIGINT?)
UPDATE roll_row SET outcome = $4, outcome_vi = $5, outcome_en = $6, person_id = $7, registration_id = $8
 WHERE unit_id = $1 AND roll_id = $2 AND row_no = $3;

-- name: roll_row_worse (unit_id BIGINT, roll_id BIGINT, row_no BIGINT, outcome_vi TEXT, outcome_en TEXT, verdict TEXT, code TEXT, field TEXT, message_vi TEXT, message_en TEXT, differs TEXT, person_id BIGINT?)
-- What it was decided on is not so any more: it has to be decided again.
UPDATE roll_row SET outcome = 'changed', outcome_vi = $4, outcome_en = $5, verdict = $6, code = $7, field = $8, message_vi = $9,
       message_en = $10, differs = $11, person_id = $12, decision = NULL, why = NULL, version = version + 1
 WHERE unit_id = $1 AND roll_id = $2 AND row_no = $3;

-- name: roll_rows_drop (unit_id BIGINT, roll_id BIGINT)
DELETE FROM roll_row WHERE unit_id = $1 AND roll_id = $2;

-- name: person_roll_add (person_id BIGINT, unit_id BIGINT, roll_id BIGINT, row_no BIGINT, now BIGINT)
INSERT INTO person_roll (person_id, unit_id, roll_id, row_no, at_ms) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT DO NOTHING;

-- name: person_roll_drop (person_id BIGINT, unit_id BIGINT, roll_id BIGINT)
DELETE FROM person_roll WHERE person_id = $1 AND unit_id = $2 AND roll_id = $3;

-- name: person_roll_other (person_id BIGINT, unit_id BIGINT, roll_id BIGINT)
-- Another list that names the person.
SELECT roll_id FROM person_roll WHERE person_id = $1 AND NOT (unit_id = $2 AND roll_id = $3) LIMIT 1;

-- name: person_roll_holder (person_id BIGINT)
-- An account that looks after this person: they, or their family, have registered or claimed them since.
SELECT account_id FROM person_account WHERE person_id = $1 LIMIT 1;

-- name: roll_registration (person_id BIGINT, id BIGINT)
SELECT state, acknowledged_ms, unit_id FROM registration WHERE person_id = $1 AND id = $2;

-- name: roll_placed_on (unit_id BIGINT, person_id BIGINT)
SELECT on_date FROM waiting WHERE unit_id = $1 AND person_id = $2 AND state = 'placed';

-- name: roll_stale (before_ms BIGINT)
-- Drafts that nobody touched for long, wherever they are.
SELECT unit_id, id, created_by FROM roll WHERE state = 'draft' AND changed_ms < $1 LIMIT 20;
