-- name: visit_get (unit_id BIGINT, id BIGINT)
SELECT unit_id, id, session_id, person_id, appointment_id, step, version, dose_number, identity_seen, consent, consent_by, warnings,
       verdict, dose_id, lot_id, checked_in_ms, screened_ms, injected_ms, observe_until_ms, released_ms, why, uuid
  FROM visit WHERE unit_id = $1 AND id = $2;

-- name: visit_by_uuid (unit_id BIGINT, uuid TEXT)
SELECT unit_id, id, session_id, person_id, appointment_id, step, version, dose_number, identity_seen, consent, consent_by, warnings,
       verdict, dose_id, lot_id, checked_in_ms, screened_ms, injected_ms, observe_until_ms, released_ms, why, uuid
  FROM visit WHERE unit_id = $1 AND uuid = $2;

-- name: visit_of (unit_id BIGINT, session_id BIGINT, person_id BIGINT)
-- By the index on the person: in the order of plain ids both engines would rather walk through the session's.
SELECT unit_id, id, session_id, person_id, appointment_id, step, version, dose_number, identity_seen, consent, consent_by, warnings,
       verdict, dose_id, lot_id, checked_in_ms, screened_ms, injected_ms, observe_until_ms, released_ms, why, uuid
  FROM visit WHERE unit_id = $1 AND session_id = $2 AND person_id = $3 AND step <> 'undone' ORDER BY id + 0 DESC LIMIT 1;

-- name: visit_insert (unit_id BIGINT, id BIGINT, session_id BIGINT, person_id BIGINT, appointment_id BIGINT, dose_number BIGINT, identity_seen TEXT, consent BOOLEAN, consent_by TEXT, warnings TEXT, uuid TEXT, now BIGINT)
INSERT INTO visit (unit_id, id, session_id, person_id, appointment_id, step, dose_number, identity_seen, consent, consent_by, warnings,
                   checked_in_ms, uuid, changed_ms)
VALUES ($1, $2, $3, $4, $5, 'checked_in', $6, $7, $8, $9, $10, $12, $11, $12)
ON CONFLICT DO NOTHING RETURNING id;

-- name: visit_move (unit_id BIGINT, id BIGINT, version BIGINT, step TEXT, verdict TEXT, dose_id BIGINT?, lot_id BIGINT?, screened_ms BIGINT?, injected_ms BIGINT?, observe_until_ms BIGINT?, released_ms BIGINT?, why TEXT, now BIGINT)
-- The version is the lock: no row means that another table moved this person first.
UPDATE visit SET version = version + 1, step = $4, verdict = $5, dose_id = $6, lot_id = $7, screened_ms = $8, injected_ms = $9,
       observe_until_ms = $10, released_ms = $11, why = $12, changed_ms = $13
 WHERE unit_id = $1 AND id = $2 AND version = $3 RETURNING id;

-- name: visit_past_insert (unit_id BIGINT, id BIGINT, session_id BIGINT, person_id BIGINT, appointment_id BIGINT, dose_number BIGINT, uuid TEXT, at_ms BIGINT, now BIGINT)
-- A visit that a later step tells of first; what the check-in saw is filled in when the check-in arrives.
INSERT INTO visit (unit_id, id, session_id, person_id, appointment_id, step, dose_number, identity_seen, consent, warnings,
                   checked_in_ms, uuid, changed_ms)
VALUES ($1, $2, $3, $4, $5, 'checked_in', $6, 'none', FALSE, '[]', $8, $7, $9);

-- name: visit_past_check_in (unit_id BIGINT, id BIGINT, identity_seen TEXT, consent BOOLEAN, consent_by TEXT, at_ms BIGINT, now BIGINT)
UPDATE visit SET identity_seen = $3, consent = $4, consent_by = $5, checked_in_ms = $6, changed_ms = $7
 WHERE unit_id = $1 AND id = $2;

-- name: visit_past_checked_in (unit_id BIGINT, visit_id BIGINT)
SELECT id FROM visit_event WHERE unit_id = $1 AND visit_id = $2 AND kind = 'check_in' ORDER BY id LIMIT 1;

-- name: visit_touch (unit_id BIGINT, id BIGINT, now BIGINT)
UPDATE visit SET changed_ms = $3 WHERE unit_id = $1 AND id = $2;

-- name: visit_event_add (unit_id BIGINT, visit_id BIGINT, id BIGINT, kind TEXT, staff_id BIGINT, now BIGINT, why TEXT, detail TEXT) TOGETHER
INSERT INTO visit_event (unit_id, visit_id, id, kind, staff_id, at_ms, why, detail) VALUES ($1, $2, $3, $4, $5, $6, $7, $8);

-- name: visit_events (unit_id BIGINT, visit_id BIGINT)
SELECT e.id, e.kind, s.full_name AS staff_name, e.at_ms, e.why, e.detail
  FROM visit_event e JOIN staff s ON s.id = e.staff_id
 WHERE e.unit_id = $1 AND e.visit_id = $2 ORDER BY e.id;

-- name: screening_insert (unit_id BIGINT, visit_id BIGINT, id BIGINT, person_id BIGINT, form_code TEXT, form_from TEXT, answers TEXT, temperature BIGINT?, pulse BIGINT?, systolic BIGINT?, diastolic BIGINT?, breathing BIGINT?, computed TEXT, reasons TEXT, verdict TEXT, note TEXT, doctor_id BIGINT, now BIGINT)
INSERT INTO screening (unit_id, visit_id, id, person_id, form_code, form_from, answers, temperature, pulse, systolic, diastolic,
                       breathing, computed, reasons, verdict, note, doctor_id, at_ms)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18);

-- name: reaction_insert (unit_id BIGINT, visit_id BIGINT, id BIGINT, person_id BIGINT, dose_id BIGINT, signs TEXT, severity TEXT, note TEXT, staff_id BIGINT, now BIGINT)
INSERT INTO reaction (unit_id, visit_id, id, person_id, dose_id, signs, severity, note, staff_id, at_ms)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10);

-- name: visit_dose_unset_certifiable (person_id BIGINT, dose_id BIGINT)
UPDATE dose SET certifiable_ms = NULL WHERE person_id = $1 AND id = $2;

-- name: visit_of_lot (unit_id BIGINT, session_id BIGINT, lot_id BIGINT)
SELECT unit_id, id, session_id, person_id, appointment_id, step, version, dose_number, identity_seen, consent, consent_by, warnings,
       verdict, dose_id, lot_id, checked_in_ms, screened_ms, injected_ms, observe_until_ms, released_ms, why, uuid
  FROM visit WHERE unit_id = $1 AND session_id = $2 AND lot_id = $3 AND dose_id IS NOT NULL ORDER BY id LIMIT 2000;

-- name: visit_board (unit_id BIGINT, session_id BIGINT, since_ms BIGINT)
SELECT a.id AS appointment_id, v.id AS visit_id, a.person_id, p.name, p.birth_date, p.birth_precision, p.sex, p.phone, a.slot, a.code,
       COALESCE(v.step, a.state) AS step, a.walk_in, COALESCE(v.version, 0) AS version, v.dose_number, v.lot_id, v.verdict,
       l.product_code, l.number AS lot_number, v.why, v.checked_in_ms, v.injected_ms, v.observe_until_ms, v.released_ms,
       CASE WHEN c.id IS NOT NULL THEN 'issued' WHEN v.step = 'released' THEN 'pending' ELSE 'none' END AS certificate
  FROM appointment a
  JOIN person p ON p.id = a.person_id
  LEFT JOIN visit v ON v.unit_id = a.unit_id AND v.person_id = a.person_id AND v.session_id = a.session_id AND v.step <> 'undone'
  LEFT JOIN lot l ON l.id = v.lot_id
  LEFT JOIN certificate c ON c.person_id = a.person_id AND c.dose_id = v.dose_id AND c.state = 'valid'
 WHERE a.unit_id = $1 AND a.session_id = $2
   AND ($3 = 0 OR a.changed_ms >= $3 OR v.changed_ms >= $3 OR c.issued_ms >= $3 OR v.step = 'released' AND c.id IS NULL)
 ORDER BY a.slot NULLS LAST, a.id LIMIT 5000;

-- name: visit_counts (unit_id BIGINT, session_id BIGINT)
SELECT COALESCE(v.step, a.state) AS step, COUNT(*) AS n
  FROM appointment a
  LEFT JOIN visit v ON v.unit_id = a.unit_id AND v.person_id = a.person_id AND v.session_id = a.session_id AND v.step <> 'undone'
 WHERE a.unit_id = $1 AND a.session_id = $2
 GROUP BY COALESCE(v.step, a.state);
