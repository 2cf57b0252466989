-- name: settle_due (now BIGINT, page BIGINT)
SELECT unit_id, id FROM session WHERE settle_ms IS NOT NULL AND settle_ms <= $1 ORDER BY settle_ms LIMIT $2;

-- name: settle_session (unit_id BIGINT, id BIGINT)
SELECT on_date, state, why, settle_after, settle_again_ms FROM session WHERE unit_id = $1 AND id = $2 AND settle_ms IS NOT NULL;

-- name: settle_plan (site_id BIGINT, session_id BIGINT)
-- The published plan that people of this session may have their place from.
SELECT s.unit_id, s.plan_id
  FROM planned_session s JOIN planning p ON p.unit_id = s.unit_id AND p.id = s.plan_id
 WHERE s.site_id = $1 AND s.session_id = $2 AND p.published_ms IS NOT NULL ORDER BY s.plan_id DESC LIMIT 1;

-- name: settle_people (unit_id BIGINT, session_id BIGINT, after_person BIGINT, plan_unit_id BIGINT, plan_id BIGINT, page BIGINT)
SELECT a.person_id, a.id AS appointment_id, a.state, a.slot, v.id AS visit_id, v.step, w.state AS waits, w.appointment_id AS placed_id,
       w.site_id AS placed_at, w.not_before, l.appointment_id AS planned_id, p.name, COALESCE(p.phone, p.guardian_phone) AS phone, t.lang
  FROM appointment a
  JOIN person p ON p.id = a.person_id
  LEFT JOIN visit v ON v.unit_id = a.unit_id AND v.person_id = a.person_id AND v.session_id = a.session_id AND v.step <> 'undone'
  LEFT JOIN registration r ON r.person_id = a.person_id AND (r.state = 'waiting' OR r.state = 'placed')
  LEFT JOIN waiting w ON w.unit_id = r.unit_id AND w.person_id = a.person_id
  LEFT JOIN planned_place l ON l.unit_id = $4 AND l.plan_id = $5 AND l.person_id = a.person_id
  LEFT JOIN account_phone f ON f.phone = COALESCE(p.phone, p.guardian_phone) LEFT JOIN account t ON t.id = f.account_id
 WHERE a.unit_id = $1 AND a.session_id = $2 AND a.person_id > $3 ORDER BY a.person_id LIMIT $6;

-- name: settle_move (unit_id BIGINT, id BIGINT, after_person BIGINT, next_person BIGINT, settle_ms BIGINT?, again_ms BIGINT?)
-- Only who finds the session as it was read goes on with it: two servers cannot settle a person twice.
UPDATE session SET settle_after = $4, settle_ms = $5, settle_again_ms = $6
 WHERE unit_id = $1 AND id = $2 AND settle_after = $3 AND settle_ms IS NOT NULL RETURNING id;

-- name: settle_put_off (unit_id BIGINT, id BIGINT, settle_ms BIGINT)
UPDATE session SET settle_ms = $3 WHERE unit_id = $1 AND id = $2 AND settle_ms IS NOT NULL;

-- name: remind_sessions (on_date TEXT, page BIGINT)
SELECT unit_id, id, remind_after FROM session
 WHERE on_date = $1 AND state = 'open' AND reminded = FALSE ORDER BY unit_id, id LIMIT $2;

-- name: remind_people (unit_id BIGINT, session_id BIGINT, after_person BIGINT, page BIGINT)
SELECT a.person_id, a.id AS appointment_id, a.slot, a.code, p.name, COALESCE(p.phone, p.guardian_phone) AS phone, t.lang
  FROM appointment a JOIN person p ON p.id = a.person_id
  LEFT JOIN account_phone f ON f.phone = COALESCE(p.phone, p.guardian_phone) LEFT JOIN account t ON t.id = f.account_id
 WHERE a.unit_id = $1 AND a.session_id = $2 AND a.person_id > $3 AND a.state = 'expected' ORDER BY a.person_id LIMIT $4;

-- name: remind_first_slot (unit_id BIGINT, session_id BIGINT)
SELECT starts FROM session_slot WHERE unit_id = $1 AND session_id = $2 ORDER BY starts LIMIT 1;

-- name: remind_move (unit_id BIGINT, id BIGINT, after_person BIGINT, next_person BIGINT, reminded BOOLEAN)
UPDATE session SET remind_after = $4, reminded = $5
 WHERE unit_id = $1 AND id = $2 AND remind_after = $3 AND reminded = FALSE RETURNING id;

-- name: day_work_last (kind TEXT)
SELECT on_date FROM day_work WHERE kind = $1 ORDER BY on_date DESC LIMIT 1;

-- name: day_work_add (kind TEXT, on_date TEXT)
INSERT INTO day_work (kind, on_date) VALUES ($1, $2) ON CONFLICT DO NOTHING;

-- name: day_work_open (kind TEXT)
SELECT on_date, after_unit, after_person FROM day_work WHERE kind = $1 AND done_ms IS NULL ORDER BY on_date LIMIT 1;

-- name: day_work_move (kind TEXT, on_date TEXT, after_unit BIGINT, after_person BIGINT, next_unit BIGINT, next_person BIGINT, done_ms BIGINT?)
UPDATE day_work SET after_unit = $5, after_person = $6, done_ms = $7
 WHERE kind = $1 AND on_date = $2 AND after_unit = $3 AND after_person = $4 AND done_ms IS NULL RETURNING on_date;

-- name: next_dose_people (on_date TEXT, after_unit BIGINT, after_person BIGINT, page BIGINT)
SELECT w.unit_id AS list_unit_id, w.person_id, w.registration_id AS appointment_id, w.dose_number, p.name, COALESCE(p.phone, p.guardian_phone) AS phone,
       t.lang
  FROM waiting w JOIN person p ON p.id = w.person_id
  LEFT JOIN account_phone f ON f.phone = COALESCE(p.phone, p.guardian_phone) LEFT JOIN account t ON t.id = f.account_id
 WHERE w.not_before = $1 AND w.state = 'waiting' AND w.dose_number > 1 AND (w.unit_id, w.person_id) > ($2, $3)
 ORDER BY w.unit_id, w.person_id LIMIT $4;
