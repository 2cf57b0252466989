-- name: declaration_put (unit_id BIGINT, appointment_id BIGINT, person_id BIGINT, form_code TEXT, form_from TEXT, answers TEXT, temperature_e1 BIGINT?, stay_home BOOLEAN, account_id BIGINT, now BIGINT)
INSERT INTO declaration (unit_id, appointment_id, person_id, form_code, form_from, answers, temperature_e1, stay_home, account_id, at_ms)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
ON CONFLICT (unit_id, appointment_id) DO UPDATE
   SET form_code = EXCLUDED.form_code, form_from = EXCLUDED.form_from, answers = EXCLUDED.answers,
       temperature_e1 = EXCLUDED.temperature_e1, stay_home = EXCLUDED.stay_home, account_id = EXCLUDED.account_id, at_ms = EXCLUDED.at_ms;

-- name: declaration_get (unit_id BIGINT, appointment_id BIGINT)
SELECT unit_id, appointment_id, person_id, form_code, form_from, answers, temperature_e1, stay_home, account_id, at_ms
  FROM declaration WHERE unit_id = $1 AND appointment_id = $2;

-- name: request_insert (unit_id BIGINT, id BIGINT, person_id BIGINT, account_id BIGINT, kind TEXT, field TEXT, wanted TEXT, why TEXT, due_ms BIGINT, state TEXT, answer TEXT, answered_ms BIGINT?, now BIGINT)
INSERT INTO citizen_request (unit_id, id, person_id, account_id, kind, field, wanted, why, due_ms, state, answer, answered_ms, created_ms)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13);

-- name: person_request_insert (person_id BIGINT, id BIGINT, unit_id BIGINT)
INSERT INTO person_request (person_id, id, unit_id) VALUES ($1, $2, $3);

-- name: requests_of (person_id BIGINT)
SELECT r.unit_id, r.id, r.person_id, r.account_id, r.kind, r.field, r.wanted, r.why, r.due_ms, r.state, r.answer, r.answered_ms, r.created_ms
  FROM person_request p JOIN citizen_request r ON r.unit_id = p.unit_id AND r.id = p.id
 WHERE p.person_id = $1 ORDER BY p.id DESC LIMIT 100;

-- name: requests_open (unit_id BIGINT, or_unit_id BIGINT, after BIGINT, most BIGINT)
SELECT r.unit_id, r.id, r.person_id, r.account_id, p.name AS person_name, r.kind, r.field, r.wanted, r.why, r.due_ms, r.state, r.answer,
       r.answered_ms, r.created_ms
  FROM citizen_request r JOIN person p ON p.id = r.person_id
 WHERE r.unit_id IN ($1, $2) AND r.state = 'open' AND r.id > $3 ORDER BY r.id LIMIT $4;

-- name: requests_done (unit_id BIGINT, or_unit_id BIGINT, state TEXT, before BIGINT, most BIGINT)
SELECT r.unit_id, r.id, r.person_id, r.account_id, p.name AS person_name, r.kind, r.field, r.wanted, r.why, r.due_ms, r.state, r.answer,
       r.answered_ms, r.created_ms
  FROM citizen_request r JOIN person p ON p.id = r.person_id
 WHERE r.unit_id IN ($1, $2) AND r.state = $3 AND r.id < $4 ORDER BY r.id DESC LIMIT $5;

-- name: request_get (unit_id BIGINT, id BIGINT)
SELECT unit_id, id, person_id, account_id, kind, field, wanted, why, due_ms, state, answer, answered_ms, created_ms
  FROM citizen_request WHERE unit_id = $1 AND id = $2;

-- Only one of two who answer gets the row.
-- name: request_answer (unit_id BIGINT, id BIGINT, state TEXT, answer TEXT, staff_id BIGINT, now BIGINT)
UPDATE citizen_request SET state = $3, answer = $4, answered_by = $5, answered_ms = $6
 WHERE unit_id = $1 AND id = $2 AND state = 'open' RETURNING id;
