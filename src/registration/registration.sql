-- The unique index on a person's open registration is the lock: no row means that there is one already.
-- name: registration_insert (person_id BIGINT, id BIGINT, code TEXT, source TEXT, account_id BIGINT?, staff_id BIGINT?, organisation TEXT, dose_number BIGINT, unit_id BIGINT, wished_on TEXT, wished_part TEXT, form_code TEXT, form_from TEXT, answers TEXT, consent BOOLEAN, consent_by TEXT, hospital TEXT, family_id BIGINT, acknowledged_by BIGINT?, acknowledged_ms BIGINT?, created_ms BIGINT, now BIGINT)
INSERT INTO registration (person_id, id, code, source, account_id, staff_id, organisation, dose_number, unit_id, wished_on, wished_part,
                          form_code, form_from, answers, consent, consent_by, hospital, family_id, state, missed, acknowledged_by,
                          acknowledged_ms, created_ms, changed_ms)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, 'waiting', 0, $19, $20, $21, $22)
ON CONFLICT DO NOTHING RETURNING id;

-- name: registration_code_add (code TEXT, person_id BIGINT, registration_id BIGINT) TOGETHER
INSERT INTO registration_code (code, person_id, registration_id) VALUES ($1, $2, $3);

-- name: registration_open (person_id BIGINT)
SELECT person_id, id, code, source, account_id, staff_id, organisation, dose_number, unit_id, wished_on, wished_part, form_code,
       form_from, answers, consent, consent_by, hospital, family_id, state, why, missed, acknowledged_by, acknowledged_ms, created_ms,
       changed_ms
  FROM registration WHERE person_id = $1 AND (state = 'waiting' OR state = 'placed');

-- name: registration_list (person_id BIGINT)
SELECT person_id, id, code, source, account_id, staff_id, organisation, dose_number, unit_id, wished_on, wished_part, form_code,
       form_from, answers, consent, consent_by, hospital, family_id, state, why, missed, acknowledged_by, acknowledged_ms, created_ms,
       changed_ms
  FROM registration WHERE person_id = $1 ORDER BY id DESC LIMIT 50;

-- The one statement that changes a state. No row: it is not (any more) in one of the states that it may leave, or on another list.
-- name: registration_move (person_id BIGINT, id BIGINT, unit_id BIGINT, from_state TEXT, or_state TEXT, state TEXT, why TEXT, missed BIGINT?, now BIGINT)
UPDATE registration SET state = $6, why = $7, missed = COALESCE($8, missed), changed_ms = $9
 WHERE person_id = $1 AND id = $2 AND unit_id = $3 AND (state = $4 OR state = $5) RETURNING id;

-- What follows the person, not the state: where they live, which dose is next, with whom they come. No row: it has moved since it was read.
-- name: registration_set (person_id BIGINT, id BIGINT, dose_number BIGINT, unit_id BIGINT, hospital TEXT, acknowledged_ms BIGINT?, now BIGINT, was_unit BIGINT, was_state TEXT)
UPDATE registration SET dose_number = $3, unit_id = $4, hospital = $5, acknowledged_ms = $6, changed_ms = $7
 WHERE person_id = $1 AND id = $2 AND unit_id = $8 AND state = $9 RETURNING id;

-- name: registration_set_hospital (person_id BIGINT, id BIGINT, hospital TEXT)
UPDATE registration SET hospital = $3 WHERE person_id = $1 AND id = $2;

-- name: registration_set_family (person_id BIGINT, id BIGINT, family_id BIGINT, now BIGINT)
UPDATE registration SET family_id = $3, changed_ms = $4 WHERE person_id = $1 AND id = $2;

-- name: registration_set_acknowledged (person_id BIGINT, id BIGINT, staff_id BIGINT, now BIGINT)
UPDATE registration SET acknowledged_by = $3, acknowledged_ms = $4 WHERE person_id = $1 AND id = $2 AND acknowledged_ms IS NULL;

-- name: waiting_insert (unit_id BIGINT, person_id BIGINT, registration_id BIGINT, dose_number BIGINT, priority_group TEXT, priority_sub TEXT, birth_date TEXT, registered_ms BIGINT, last_product TEXT, last_on TEXT, not_before TEXT, hospital BOOLEAN, part TEXT, family_id BIGINT, acknowledged BOOLEAN, now BIGINT) TOGETHER
INSERT INTO waiting (unit_id, person_id, registration_id, dose_number, priority_group, priority_sub, birth_date, registered_ms, last_product,
                     last_on, not_before, hospital, part, family_id, acknowledged, state, changed_ms)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, 'waiting', $16);

-- No row: they are placed elsewhere since they were read. was: the appointment they had then, 0: none.
-- name: waiting_place (unit_id BIGINT, person_id BIGINT, site_id BIGINT, session_id BIGINT, appointment_id BIGINT, on_date TEXT, slot TEXT, now BIGINT, was BIGINT)
UPDATE waiting SET state = 'placed', site_id = $3, session_id = $4, appointment_id = $5, on_date = $6, slot = $7, changed_ms = $8
 WHERE unit_id = $1 AND person_id = $2 AND COALESCE(appointment_id, 0) = $9 RETURNING person_id;

-- A later day is kept: the person's wish and the interval do not end with an appointment. No row: it is not that one any more.
-- name: waiting_release (unit_id BIGINT, person_id BIGINT, not_before TEXT, now BIGINT, appointment_id BIGINT)
UPDATE waiting SET state = 'waiting', site_id = NULL, session_id = NULL, appointment_id = NULL, on_date = NULL, slot = NULL,
       not_before = CASE WHEN $3 IS NULL OR not_before > $3 THEN not_before ELSE $3 END, changed_ms = $4
 WHERE unit_id = $1 AND person_id = $2 AND appointment_id = $5 RETURNING person_id;

-- name: waiting_delete (unit_id BIGINT, person_id BIGINT)
DELETE FROM waiting WHERE unit_id = $1 AND person_id = $2;

-- name: waiting_leave (unit_id BIGINT, person_id BIGINT, appointment_id BIGINT)
-- Off this list, to another one. No row: they are placed elsewhere since they were read.
DELETE FROM waiting WHERE unit_id = $1 AND person_id = $2 AND COALESCE(appointment_id, 0) = $3 RETURNING person_id;

-- name: waiting_get (unit_id BIGINT, person_id BIGINT)
SELECT unit_id, person_id, registration_id, dose_number, priority_group, priority_sub, birth_date, registered_ms, last_product, last_on,
       not_before, hospital, part, family_id, acknowledged, state, site_id, session_id, appointment_id, on_date, slot
  FROM waiting WHERE unit_id = $1 AND person_id = $2;

-- name: waiting_follow (unit_id BIGINT, person_id BIGINT, dose_number BIGINT, priority_group TEXT, priority_sub TEXT, birth_date TEXT, last_product TEXT, last_on TEXT, not_before TEXT, hospital BOOLEAN, now BIGINT)
UPDATE waiting SET dose_number = $3, priority_group = $4, priority_sub = $5, birth_date = $6, last_product = $7, last_on = $8,
       not_before = $9, hospital = $10, changed_ms = $11
 WHERE unit_id = $1 AND person_id = $2;

-- name: waiting_set_hospital (unit_id BIGINT, person_id BIGINT, hospital BOOLEAN)
UPDATE waiting SET hospital = $3 WHERE unit_id = $1 AND person_id = $2;

-- name: waiting_set_family (unit_id BIGINT, person_id BIGINT, family_id BIGINT, now BIGINT)
UPDATE waiting SET family_id = $3, changed_ms = $4 WHERE unit_id = $1 AND person_id = $2;

-- name: waiting_set_acknowledged (unit_id BIGINT, person_id BIGINT, now BIGINT)
UPDATE waiting SET acknowledged = TRUE, changed_ms = $3 WHERE unit_id = $1 AND person_id = $2 RETURNING registration_id;

-- The commune's worklist, newest first. state '': both.
-- name: waiting_list (unit_id BIGINT, state TEXT, before BIGINT, most BIGINT)
SELECT w.unit_id, w.person_id, w.registration_id, w.dose_number, p.name, p.birth_date, p.birth_precision, p.sex, p.phone,
       p.address, w.priority_group, w.priority_sub, w.registered_ms, w.last_product, w.last_on, w.not_before, w.hospital, w.part, w.family_id,
       w.acknowledged, w.state, r.source, r.organisation, r.code, w.site_id, w.session_id, w.appointment_id, w.on_date, w.slot
  FROM waiting w
  JOIN person p ON p.id = w.person_id
  JOIN registration r ON r.person_id = w.person_id AND r.id = w.registration_id
 WHERE w.unit_id = $1 AND ($2 = '' OR w.state = $2) AND w.registration_id < $3
 ORDER BY w.registration_id DESC LIMIT $4;

-- name: waiting_new (unit_id BIGINT, before BIGINT, most BIGINT)
SELECT w.unit_id, w.person_id, w.registration_id, w.dose_number, p.name, p.birth_date, p.birth_precision, p.sex, p.phone,
       p.address, w.priority_group, w.priority_sub, w.registered_ms, w.last_product, w.last_on, w.not_before, w.hospital, w.part, w.family_id,
       w.acknowledged, w.state, r.source, r.organisation, r.code, w.site_id, w.session_id, w.appointment_id, w.on_date, w.slot
  FROM waiting w
  JOIN person p ON p.id = w.person_id
  JOIN registration r ON r.person_id = w.person_id AND r.id = w.registration_id
 WHERE w.unit_id = $1 AND w.acknowledged = FALSE AND w.registration_id < $2
 ORDER BY w.registration_id DESC LIMIT $3;

-- The order of a commune: how many wait in each group and how many of them come before this birth date and time. Read from
-- the index waiting_order alone.
-- name: waiting_groups (unit_id BIGINT, first_dose BOOLEAN, birth_date TEXT, registered_ms BIGINT, person_id BIGINT)
SELECT priority_group, priority_sub, COUNT(*) AS n,
       COUNT(*) FILTER (WHERE (birth_date, registered_ms, person_id) < ($3, $4, $5)) AS before
  FROM waiting WHERE unit_id = $1 AND state = 'waiting' AND (dose_number = 1) = $2
 GROUP BY priority_group, priority_sub;

-- The appointment that a row of `waiting` names, with its hour and place: all of one site.
-- name: status_appointment (unit_id BIGINT, session_id BIGINT, appointment_id BIGINT)
SELECT u.name AS site_name, u.phone AS site_phone, s.ends AS slot_ends, a.code AS appointment_code, a.state AS appointment_state,
       a.confirmed_ms, x.state AS session_state
  FROM unit u
  LEFT JOIN appointment a ON a.unit_id = $1 AND a.id = $3
  LEFT JOIN session x ON x.unit_id = $1 AND x.id = $2
  LEFT JOIN session_slot s ON s.unit_id = $1 AND s.session_id = $2 AND s.starts = a.slot
 WHERE u.id = $1;

-- name: status_visit (unit_id BIGINT, session_id BIGINT, person_id BIGINT)
-- By the index on the person, as visit_of.
SELECT id AS visit_id, step, observe_until_ms, why FROM visit
 WHERE unit_id = $1 AND session_id = $2 AND person_id = $3 AND step <> 'undone' ORDER BY id + 0 DESC LIMIT 1;

-- name: recount_registrations (after_person BIGINT, after_id BIGINT, page BIGINT)
SELECT r.person_id, r.id, r.unit_id, r.state, r.dose_number, w.registration_id AS listed_id, w.state AS listed_state, w.appointment_id,
       a.person_id AS appointed_id, a.state AS appointment_state,
       COALESCE(s.state <> 'open' AND s.settle_ms IS NULL, FALSE) AS settled,
       (SELECT COUNT(*) FROM dose d WHERE d.person_id = r.person_id AND d.state = 'valid') AS doses
  FROM registration r
  LEFT JOIN waiting w ON w.unit_id = r.unit_id AND w.person_id = r.person_id
  LEFT JOIN appointment a ON a.unit_id = w.site_id AND a.id = w.appointment_id
  LEFT JOIN session s ON s.unit_id = w.site_id AND s.id = w.session_id
 WHERE (r.person_id, r.id) > ($1, $2) ORDER BY r.person_id, r.id LIMIT $3;

-- name: recount_waiting (after_unit BIGINT, after_person BIGINT, page BIGINT)
SELECT w.unit_id, w.person_id, w.registration_id, r.unit_id AS of_unit
  FROM waiting w
  LEFT JOIN registration r ON r.person_id = w.person_id AND r.id = w.registration_id AND (r.state = 'waiting' OR r.state = 'placed')
 WHERE (w.unit_id, w.person_id) > ($1, $2) ORDER BY w.unit_id, w.person_id LIMIT $3;
