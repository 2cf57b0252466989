-- name: report_insert (person_id BIGINT, id BIGINT, dose_id BIGINT, unit_id BIGINT?, signs TEXT, severity TEXT, temperature_e1 BIGINT?, began_on TEXT, note TEXT, account_id BIGINT, now BIGINT)
INSERT INTO reaction_report (person_id, id, dose_id, unit_id, signs, severity, temperature_e1, began_on, note, account_id, at_ms)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11);

-- name: report_list (person_id BIGINT)
SELECT person_id, id, dose_id, unit_id, signs, severity, temperature_e1, began_on, note, account_id, at_ms, seen_ms, outcome
  FROM reaction_report WHERE person_id = $1 ORDER BY id DESC LIMIT 100;

-- name: report_seen (person_id BIGINT, id BIGINT, outcome TEXT, now BIGINT)
UPDATE reaction_report SET seen_ms = $4, outcome = $3 WHERE person_id = $1 AND id = $2;

-- name: desk_insert (unit_id BIGINT, id BIGINT, person_id BIGINT, severity TEXT, now BIGINT)
INSERT INTO reaction_desk (unit_id, id, person_id, severity, at_ms) VALUES ($1, $2, $3, $4, $5);

-- The index reaction_desk_open holds those that wait alone.
-- name: desk_list (unit_id BIGINT, every BOOLEAN, before BIGINT, most BIGINT)
SELECT d.unit_id, d.id, d.person_id, p.name, p.birth_date, p.birth_precision, p.sex, p.phone, d.severity, r.signs, r.temperature_e1,
       r.began_on, r.note, x.product_code, x.given_on, x.number AS dose_number, d.at_ms, d.seen_ms, s.full_name AS seen_by, d.outcome
  FROM reaction_desk d
  JOIN person p ON p.id = d.person_id
  JOIN reaction_report r ON r.person_id = d.person_id AND r.id = d.id
  LEFT JOIN dose x ON x.person_id = d.person_id AND x.id = r.dose_id
  LEFT JOIN staff s ON s.id = d.seen_by
 WHERE d.unit_id = $1 AND ($2 OR d.seen_ms IS NULL) AND d.id < $3
 ORDER BY d.id DESC LIMIT $4;

-- name: desk_get (unit_id BIGINT, id BIGINT)
SELECT person_id, seen_ms FROM reaction_desk WHERE unit_id = $1 AND id = $2;

-- Only one of two who call back gets the row.
-- name: desk_seen (unit_id BIGINT, id BIGINT, staff_id BIGINT, outcome TEXT, now BIGINT)
UPDATE reaction_desk SET seen_by = $3, outcome = $4, seen_ms = $5 WHERE unit_id = $1 AND id = $2 AND seen_ms IS NULL RETURNING person_id;
