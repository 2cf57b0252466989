-- name: publish_sessions (unit_id BIGINT, plan_id BIGINT, after_session BIGINT, page BIGINT)
-- Sessions of the plan that somebody is still to be put into.
SELECT l.next_session_id AS id
  FROM planned_place l
 WHERE l.unit_id = $1 AND l.plan_id = $2 AND l.due = TRUE AND l.next_session_id > $3
 GROUP BY l.next_session_id ORDER BY l.next_session_id LIMIT $4;

-- name: publish_session (unit_id BIGINT, plan_id BIGINT, id BIGINT)
SELECT site_id, on_date, product_code, session_id FROM planned_session WHERE unit_id = $1 AND plan_id = $2 AND id = $3;

-- name: publish_open_session (site_id BIGINT, on_date TEXT)
SELECT id FROM session WHERE unit_id = $1 AND on_date = $2 AND state = 'open' ORDER BY id + 0 DESC LIMIT 1;

-- name: publish_slots (unit_id BIGINT, plan_id BIGINT, site_id BIGINT, on_date TEXT)
-- Hours of a site's day, of all products together.
SELECT x.starts, x.ends, CAST(SUM(x.capacity) AS BIGINT) AS capacity
  FROM planned_session s CROSS JOIN planned_slot x
 WHERE s.unit_id = $1 AND s.plan_id = $2 AND s.site_id = $3 AND s.on_date = $4
   AND x.unit_id = $1 AND x.plan_id = $2 AND x.planned_session_id = s.id AND x.round = s.round AND x.capacity > 0
 GROUP BY x.starts, x.ends ORDER BY x.starts LIMIT 48;

-- name: publish_lots (site_id BIGINT, product_code TEXT, on_date TEXT)
SELECT l.id AS lot_id FROM store_lot s JOIN lot l ON l.id = s.lot_id
 WHERE s.unit_id = $1 AND l.product_code = $2 AND s.doses > 0 AND l.state = 'active' AND l.expires_on >= $3
 ORDER BY l.expires_on, l.id LIMIT 10;

-- name: publish_session_made (unit_id BIGINT, plan_id BIGINT, site_id BIGINT, on_date TEXT, session_id BIGINT)
UPDATE planned_session SET session_id = $5 WHERE unit_id = $1 AND plan_id = $2 AND site_id = $3 AND on_date = $4;

-- name: publish_due (unit_id BIGINT, plan_id BIGINT, page BIGINT)
SELECT l.person_id, l.list_unit_id, l.registration_id, l.change, l.why, l.appointment_id, l.next_session_id, l.next_slot,
       s.site_id, s.on_date, s.product_code, s.session_id, o.site_id AS was_site_id, o.on_date AS was_on,
       o.session_id AS was_session_id,
       w.registration_id AS open_id, w.state, w.appointment_id AS placed_id, w.hospital, w.not_before,
       p.restricted_ms, p.name, p.birth_date, p.birth_precision, p.sex, COALESCE(p.phone, p.guardian_phone) AS phone, t.lang
  FROM planned_place l
  JOIN person p ON p.id = l.person_id
  LEFT JOIN planned_session s ON s.unit_id = $1 AND s.plan_id = $2 AND s.id = l.next_session_id
  LEFT JOIN planned_session o ON o.unit_id = $1 AND o.plan_id = $2 AND o.id = l.planned_session_id
  LEFT JOIN waiting w ON w.unit_id = l.list_unit_id AND w.person_id = l.person_id
  LEFT JOIN account_phone f ON f.phone = COALESCE(p.phone, p.guardian_phone) LEFT JOIN account t ON t.id = f.account_id
 WHERE l.unit_id = $1 AND l.plan_id = $2 AND l.due = TRUE
 ORDER BY l.next_session_id, l.person_id LIMIT $3;

-- name: publish_doses (unit_id BIGINT, plan_id BIGINT, page BIGINT)
-- Valid doses of the same people, by date.
SELECT d.person_id, d.id, d.product_code, r.name_short AS product_name, d.kind, d.given_on, r.primary_doses
  FROM dose d JOIN product r ON r.code = d.product_code
 WHERE d.state = 'valid' AND d.person_id IN
       (SELECT x.person_id
          FROM (SELECT l.person_id, l.next_session_id FROM planned_place l
                 WHERE l.unit_id = $1 AND l.plan_id = $2 AND l.due = TRUE
                 ORDER BY l.next_session_id, l.person_id LIMIT $3) x)
 ORDER BY d.person_id, d.given_on, d.given_ms NULLS LAST, d.id;

-- name: publish_done (unit_id BIGINT, plan_id BIGINT, person_id BIGINT, appointment_id BIGINT, slot TEXT)
UPDATE planned_place SET planned_session_id = next_session_id, slot = $5, next_slot = $5, appointment_id = $4, why = NULL, change = 'done', due = FALSE
 WHERE unit_id = $1 AND plan_id = $2 AND person_id = $3;

-- name: publish_lost (unit_id BIGINT, plan_id BIGINT, person_id BIGINT)
UPDATE planned_place SET planned_session_id = NULL, slot = NULL, appointment_id = NULL, due = FALSE
 WHERE unit_id = $1 AND plan_id = $2 AND person_id = $3;

-- name: publish_failed (unit_id BIGINT, plan_id BIGINT, person_id BIGINT, why TEXT)
UPDATE planned_place SET why = $4, change = 'failed', due = FALSE WHERE unit_id = $1 AND plan_id = $2 AND person_id = $3;
