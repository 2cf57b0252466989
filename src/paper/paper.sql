-- name: paper_people (unit_id BIGINT, session_id BIGINT, slot TEXT)
-- A session's list with what the papers say of each; one more than a paper may hold, so that too many is noticed.
SELECT p.id, a.slot, a.code, a.walk_in, COALESCE(v.step, a.state) AS step, v.dose_number, p.name, p.name_key, p.birth_date,
       p.birth_precision, p.sex, p.phone, p.address, p.occupation, p.workplace, p.nationality, p.guardian_name, p.guardian_phone,
       p.disputed, h.name AS home, CASE WHEN u.level <> 'nation' THEN u.name END AS home_above,
       CASE WHEN t.level <> 'nation' THEN t.name END AS home_top,
       (SELECT MIN(n.number) FROM person_number n WHERE n.person_id = p.id AND n.kind = 'cccd') AS cccd,
       (SELECT MIN(n.number) FROM person_number n WHERE n.person_id = p.id AND n.kind = 'cmnd') AS cmnd,
       (SELECT MIN(n.number) FROM person_number n WHERE n.person_id = p.id AND n.kind = 'military') AS military,
       (SELECT MIN(n.number) FROM person_number n WHERE n.person_id = p.id AND n.kind = 'passport') AS passport
  FROM appointment a
  JOIN person p ON p.id = a.person_id
  LEFT JOIN visit v ON v.unit_id = a.unit_id AND v.person_id = a.person_id AND v.session_id = a.session_id AND v.step <> 'undone'
  LEFT JOIN unit h ON h.id = p.home_unit_id
  LEFT JOIN unit u ON u.id = h.parent_id
  LEFT JOIN unit t ON t.id = u.parent_id
 WHERE a.unit_id = $1 AND a.session_id = $2 AND a.state <> 'cancelled' AND ($3 IS NULL OR a.slot = $3)
 ORDER BY a.id LIMIT 2001;

-- name: paper_doses (unit_id BIGINT, session_id BIGINT, slot TEXT, on_date TEXT)
-- What these people had before this session.
SELECT d.person_id, x.name_short AS product, d.given_on
  FROM appointment a
  JOIN dose d ON d.person_id = a.person_id AND d.state = 'valid' AND d.given_on <= $4
   AND (d.session_id IS NULL OR d.session_id <> $2)
  JOIN product x ON x.code = d.product_code
 WHERE a.unit_id = $1 AND a.session_id = $2 AND a.state <> 'cancelled' AND ($3 IS NULL OR a.slot = $3)
 ORDER BY d.person_id, d.given_on, d.given_ms NULLS LAST, d.id;

-- name: paper_screening (unit_id BIGINT, visit_id BIGINT)
-- The latest: an earlier one was taken back.
SELECT s.form_code, s.form_from, s.answers, s.temperature, s.pulse, s.systolic, s.diastolic, s.breathing, s.reasons, s.verdict,
       s.note, w.full_name AS doctor, s.at_ms
  FROM screening s LEFT JOIN staff w ON w.id = s.doctor_id
 WHERE s.unit_id = $1 AND s.visit_id = $2 ORDER BY s.id DESC LIMIT 1;

-- name: paper_slip_held (to_unit_id BIGINT, lot_id BIGINT, shipment_id BIGINT)
-- What the receiver held back of a lot when it arrived. A movement is younger than its shipment, and so is its id.
SELECT CAST(SUM(held) AS BIGINT) FROM movement
 WHERE unit_id = $1 AND lot_id = $2 AND id > $3 AND shipment_id = $3 AND kind = 'accept';
