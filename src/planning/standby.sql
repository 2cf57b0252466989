-- name: standby_list (unit_id BIGINT, session_id BIGINT)
SELECT s.place, s.person_id, p.name, p.birth_date, p.birth_precision, p.sex, COALESCE(p.phone, p.guardian_phone) AS phone,
       u.name AS commune_name, p.priority_group, s.dose_number, s.products,
       CASE WHEN v.id IS NOT NULL THEN 'came' WHEN w.registration_id IS NULL OR w.state <> 'waiting' THEN 'gone' ELSE s.state END AS state,
       s.called_ms, s.why
  FROM standby s JOIN person p ON p.id = s.person_id JOIN unit u ON u.id = s.list_unit_id
  LEFT JOIN waiting w ON w.unit_id = s.list_unit_id AND w.person_id = s.person_id AND w.registration_id = s.registration_id
  LEFT JOIN visit v ON v.unit_id = s.unit_id AND v.person_id = s.person_id AND v.session_id = s.session_id AND v.step <> 'undone'
 WHERE s.unit_id = $1 AND s.session_id = $2 ORDER BY s.place LIMIT 100;

-- name: standby_listed (unit_id BIGINT, session_id BIGINT)
SELECT person_id FROM standby WHERE unit_id = $1 AND session_id = $2 ORDER BY person_id LIMIT 100;

-- name: standby_add (unit_id BIGINT, session_id BIGINT, place BIGINT, person_id BIGINT, list_unit_id BIGINT, registration_id BIGINT, dose_number BIGINT, products TEXT)
INSERT INTO standby (unit_id, session_id, place, person_id, list_unit_id, registration_id, dose_number, products, state)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'listed') ON CONFLICT DO NOTHING RETURNING place;

-- name: standby_communes (district_id BIGINT, commune_id BIGINT, page BIGINT)
-- The rest of a district.
SELECT id FROM unit WHERE parent_id = $1 AND id <> $2 AND level = 'commune' ORDER BY id LIMIT $3;

-- name: standby_waiting (unit_id BIGINT, on_date TEXT, hospital BOOLEAN, after_person BIGINT, page BIGINT)
-- A health station does not call who needs a hospital.
SELECT person_id, registration_id, dose_number, priority_group, priority_sub, birth_date, registered_ms
  FROM waiting
 WHERE unit_id = $1 AND state = 'waiting' AND person_id > $4 AND (not_before IS NULL OR not_before <= $2) AND (hospital = FALSE OR $3 = TRUE)
 ORDER BY person_id LIMIT $5;

-- name: standby_next (unit_id BIGINT, session_id BIGINT, page BIGINT)
SELECT s.place, s.person_id, p.name, COALESCE(p.phone, p.guardian_phone) AS phone, t.lang
  FROM standby s JOIN person p ON p.id = s.person_id
  LEFT JOIN account_phone f ON f.phone = COALESCE(p.phone, p.guardian_phone) LEFT JOIN account t ON t.id = f.account_id
  JOIN waiting w ON w.unit_id = s.list_unit_id AND w.person_id = s.person_id AND w.registration_id = s.registration_id AND w.state = 'waiting'
 WHERE s.unit_id = $1 AND s.session_id = $2 AND s.state = 'listed' AND p.restricted_ms IS NULL ORDER BY s.place LIMIT $3;

-- name: standby_called (unit_id BIGINT, session_id BIGINT, place BIGINT, staff_id BIGINT, now BIGINT)
UPDATE standby SET state = 'called', called_by = $4, called_ms = $5
 WHERE unit_id = $1 AND session_id = $2 AND place = $3 AND state = 'listed' RETURNING place;

-- name: standby_answer (unit_id BIGINT, session_id BIGINT, person_id BIGINT, state TEXT, why TEXT)
UPDATE standby SET state = $4, why = $5 WHERE unit_id = $1 AND session_id = $2 AND person_id = $3 RETURNING place;
