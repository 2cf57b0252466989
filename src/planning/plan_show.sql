-- name: planned_stock_list (unit_id BIGINT, plan_id BIGINT, after_site BIGINT, after_product TEXT, after_pool TEXT, page BIGINT)
SELECT s.site_id, u.name AS site_name, s.product_code, p.name_short AS product_name, s.pool, s.on_hand, s.promised, s.expiring, s.computed,
       s.doses, s.by_hand, s.why, s.taken
  FROM planned_stock s JOIN planning g ON g.unit_id = $1 AND g.id = $2 AND s.round = g.round
  JOIN unit u ON u.id = s.site_id JOIN product p ON p.code = s.product_code
 WHERE s.unit_id = $1 AND s.plan_id = $2 AND (s.site_id, s.product_code, s.pool) > ($3, $4, $5)
 ORDER BY s.site_id, s.product_code, s.pool LIMIT $6;

-- name: planned_stock_of (unit_id BIGINT, plan_id BIGINT, site_id BIGINT, product_code TEXT)
SELECT s.site_id, u.name AS site_name, s.product_code, p.name_short AS product_name, s.pool, s.on_hand, s.promised, s.expiring, s.computed,
       s.doses, s.by_hand, s.why, s.taken
  FROM planned_stock s JOIN unit u ON u.id = s.site_id JOIN product p ON p.code = s.product_code
 WHERE s.unit_id = $1 AND s.plan_id = $2 AND s.site_id = $3 AND s.product_code = $4 ORDER BY s.pool;

-- name: planned_stock_set (unit_id BIGINT, plan_id BIGINT, site_id BIGINT, product_code TEXT, pool TEXT, doses BIGINT, by_hand BOOLEAN, why TEXT)
UPDATE planned_stock SET doses = $6, by_hand = $7, why = $8
 WHERE unit_id = $1 AND plan_id = $2 AND site_id = $3 AND product_code = $4 AND pool = $5;

-- name: planned_stock_take (unit_id BIGINT, plan_id BIGINT, site_id BIGINT, product_code TEXT, pool TEXT, n BIGINT, room BOOLEAN)
-- room: only where doses are left.
UPDATE planned_stock SET taken = taken + $6
 WHERE unit_id = $1 AND plan_id = $2 AND site_id = $3 AND product_code = $4 AND pool = $5 AND ($7 = FALSE OR taken + $6 <= doses) RETURNING taken;

-- name: planned_session_list (unit_id BIGINT, plan_id BIGINT, on_date TEXT, site_id BIGINT, after_id BIGINT, page BIGINT)
SELECT s.id, s.site_id, u.name AS site_name, s.on_date, s.product_code, p.name_short AS product_name, s.session_id, s.closed, s.by_hand, s.why,
       CAST(COALESCE((SELECT SUM(x.capacity) FROM planned_slot x
                       WHERE x.unit_id = $1 AND x.plan_id = $2 AND x.planned_session_id = s.id AND x.round = s.round), 0) AS BIGINT) AS capacity,
       CAST(COALESCE((SELECT SUM(x.places) FROM planned_slot x
                       WHERE x.unit_id = $1 AND x.plan_id = $2 AND x.planned_session_id = s.id AND x.round = s.round), 0) AS BIGINT) AS places,
       s.taken
  FROM planned_session s JOIN planning g ON g.unit_id = $1 AND g.id = $2 AND s.round = g.round
  JOIN unit u ON u.id = s.site_id JOIN product p ON p.code = s.product_code
 WHERE s.unit_id = $1 AND s.plan_id = $2 AND ($3 IS NULL OR s.on_date = $3) AND ($4 = 0 OR s.site_id = $4) AND s.id > $5
 ORDER BY s.id LIMIT $6;

-- name: planned_session_get (unit_id BIGINT, plan_id BIGINT, id BIGINT)
SELECT s.id, s.site_id, u.name AS site_name, s.on_date, s.product_code, p.name_short AS product_name, s.session_id, s.closed, s.by_hand, s.why,
       s.taken
  FROM planned_session s JOIN unit u ON u.id = s.site_id JOIN product p ON p.code = s.product_code
 WHERE s.unit_id = $1 AND s.plan_id = $2 AND s.id = $3;

-- name: planned_slot_list (unit_id BIGINT, plan_id BIGINT, from_id BIGINT, to_id BIGINT)
SELECT x.planned_session_id, x.starts, x.ends, x.capacity, x.places, x.taken, x.by_hand
  FROM planned_slot x JOIN planning g ON g.unit_id = $1 AND g.id = $2 AND x.round = g.round
 WHERE x.unit_id = $1 AND x.plan_id = $2 AND x.planned_session_id >= $3 AND x.planned_session_id <= $4
 ORDER BY x.planned_session_id, x.starts LIMIT 20000;

-- name: planned_session_set (unit_id BIGINT, plan_id BIGINT, id BIGINT, closed BOOLEAN, by_hand BOOLEAN, why TEXT)
UPDATE planned_session SET closed = $4, by_hand = $5, why = $6 WHERE unit_id = $1 AND plan_id = $2 AND id = $3;

-- name: planned_session_take (unit_id BIGINT, plan_id BIGINT, id BIGINT, n BIGINT)
UPDATE planned_session SET taken = taken + $4 WHERE unit_id = $1 AND plan_id = $2 AND id = $3;

-- name: planned_slot_set (unit_id BIGINT, plan_id BIGINT, planned_session_id BIGINT, starts TEXT, places BIGINT)
UPDATE planned_slot SET places = $5, by_hand = TRUE WHERE unit_id = $1 AND plan_id = $2 AND planned_session_id = $3 AND starts = $4;

-- name: planned_slot_take (unit_id BIGINT, plan_id BIGINT, planned_session_id BIGINT, starts TEXT, n BIGINT, room BOOLEAN)
-- By hand somebody may have a place that the plan keeps spare.
UPDATE planned_slot SET taken = taken + $5
 WHERE unit_id = $1 AND plan_id = $2 AND planned_session_id = $3 AND starts = $4 AND ($6 = FALSE OR taken + $5 <= capacity) RETURNING taken;

-- name: planned_place_list (unit_id BIGINT, plan_id BIGINT, placed BOOLEAN, after_person BIGINT, page BIGINT)
SELECT l.person_id, p.name, p.birth_date, p.birth_precision, p.sex, u.name AS commune_name, l.priority_group, l.dose_number,
       l.next_session_id AS session, s.product_code, s.site_id, x.name AS site_name, s.on_date, l.next_slot AS slot, l.by_hand, l.why, l.change,
       y.name AS was_site_name, o.on_date AS was_on, l.slot AS was_slot
  FROM planned_place l JOIN planning g ON g.unit_id = $1 AND g.id = $2 AND l.round = g.round
  JOIN person p ON p.id = l.person_id JOIN unit u ON u.id = l.list_unit_id
  LEFT JOIN planned_session s ON s.unit_id = $1 AND s.plan_id = $2 AND s.id = l.next_session_id LEFT JOIN unit x ON x.id = s.site_id
  LEFT JOIN planned_session o ON o.unit_id = $1 AND o.plan_id = $2 AND o.id = l.planned_session_id LEFT JOIN unit y ON y.id = o.site_id
 WHERE l.unit_id = $1 AND l.plan_id = $2 AND $3 = (l.next_session_id IS NOT NULL) AND l.person_id > $4
 ORDER BY l.person_id LIMIT $5;

-- name: planned_place_of_session (unit_id BIGINT, plan_id BIGINT, session BIGINT, after_person BIGINT, page BIGINT)
SELECT l.person_id, p.name, p.birth_date, p.birth_precision, p.sex, u.name AS commune_name, l.priority_group, l.dose_number,
       l.next_session_id AS session, s.product_code, s.site_id, x.name AS site_name, s.on_date, l.next_slot AS slot, l.by_hand, l.why, l.change,
       y.name AS was_site_name, o.on_date AS was_on, l.slot AS was_slot
  FROM planned_place l JOIN planning g ON g.unit_id = $1 AND g.id = $2 AND l.round = g.round
  JOIN person p ON p.id = l.person_id JOIN unit u ON u.id = l.list_unit_id
  LEFT JOIN planned_session s ON s.unit_id = $1 AND s.plan_id = $2 AND s.id = l.next_session_id LEFT JOIN unit x ON x.id = s.site_id
  LEFT JOIN planned_session o ON o.unit_id = $1 AND o.plan_id = $2 AND o.id = l.planned_session_id LEFT JOIN unit y ON y.id = o.site_id
 WHERE l.unit_id = $1 AND l.plan_id = $2 AND l.next_session_id = $3 AND l.person_id + 0 > $4
 ORDER BY l.person_id + 0 LIMIT $5;

-- name: planned_place_changed (unit_id BIGINT, plan_id BIGINT, after_person BIGINT, page BIGINT)
SELECT l.person_id, p.name, p.birth_date, p.birth_precision, p.sex, u.name AS commune_name, l.priority_group, l.dose_number,
       l.next_session_id AS session, s.product_code, s.site_id, x.name AS site_name, s.on_date, l.next_slot AS slot, l.by_hand, l.why, l.change,
       y.name AS was_site_name, o.on_date AS was_on, l.slot AS was_slot
  FROM planned_place l JOIN planning g ON g.unit_id = $1 AND g.id = $2 AND l.round = g.round
  JOIN person p ON p.id = l.person_id JOIN unit u ON u.id = l.list_unit_id
  LEFT JOIN planned_session s ON s.unit_id = $1 AND s.plan_id = $2 AND s.id = l.next_session_id LEFT JOIN unit x ON x.id = s.site_id
  LEFT JOIN planned_session o ON o.unit_id = $1 AND o.plan_id = $2 AND o.id = l.planned_session_id LEFT JOIN unit y ON y.id = o.site_id
 WHERE l.unit_id = $1 AND l.plan_id = $2 AND l.change IN ('new', 'moved', 'lost') AND l.person_id + 0 > $3
 ORDER BY l.person_id + 0 LIMIT $4;

-- name: planned_place_failed (unit_id BIGINT, plan_id BIGINT, after_person BIGINT, page BIGINT)
SELECT l.person_id, p.name, p.birth_date, p.birth_precision, p.sex, u.name AS commune_name, l.priority_group, l.dose_number,
       l.next_session_id AS session, s.product_code, s.site_id, x.name AS site_name, s.on_date, l.next_slot AS slot, l.by_hand, l.why, l.change,
       y.name AS was_site_name, o.on_date AS was_on, l.slot AS was_slot
  FROM planned_place l JOIN planning g ON g.unit_id = $1 AND g.id = $2 AND l.round = g.round
  JOIN person p ON p.id = l.person_id JOIN unit u ON u.id = l.list_unit_id
  LEFT JOIN planned_session s ON s.unit_id = $1 AND s.plan_id = $2 AND s.id = l.next_session_id LEFT JOIN unit x ON x.id = s.site_id
  LEFT JOIN planned_session o ON o.unit_id = $1 AND o.plan_id = $2 AND o.id = l.planned_session_id LEFT JOIN unit y ON y.id = o.site_id
 WHERE l.unit_id = $1 AND l.plan_id = $2 AND l.change = 'failed' AND l.person_id > $3
 ORDER BY l.person_id LIMIT $4;

-- name: planned_place_get (unit_id BIGINT, plan_id BIGINT, person_id BIGINT)
SELECT l.person_id, p.name, p.birth_date, p.birth_precision, p.sex, u.name AS commune_name, l.priority_group, l.dose_number,
       l.next_session_id AS session, s.product_code, s.site_id, x.name AS site_name, s.on_date, l.next_slot AS slot, l.by_hand, l.why, l.change,
       y.name AS was_site_name, o.on_date AS was_on, l.slot AS was_slot
  FROM planned_place l JOIN planning g ON g.unit_id = $1 AND g.id = $2 AND l.round = g.round
  JOIN person p ON p.id = l.person_id JOIN unit u ON u.id = l.list_unit_id
  LEFT JOIN planned_session s ON s.unit_id = $1 AND s.plan_id = $2 AND s.id = l.next_session_id LEFT JOIN unit x ON x.id = s.site_id
  LEFT JOIN planned_session o ON o.unit_id = $1 AND o.plan_id = $2 AND o.id = l.planned_session_id LEFT JOIN unit y ON y.id = o.site_id
 WHERE l.unit_id = $1 AND l.plan_id = $2 AND l.person_id = $3;

-- name: planned_place_set (unit_id BIGINT, plan_id BIGINT, person_id BIGINT, next_session_id BIGINT?, next_slot TEXT, why TEXT, by_hand BOOLEAN, by_hand_why TEXT)
-- What publishing does follows from the place in force.
UPDATE planned_place SET next_session_id = $4, next_slot = $5, why = $6, by_hand = $7, by_hand_why = $8,
       change = CASE WHEN $4 IS NULL THEN CASE WHEN planned_session_id IS NOT NULL THEN 'lost' WHEN $6 = 'out' THEN 'out' ELSE 'nowhere' END
                     WHEN planned_session_id IS NULL THEN 'new'
                     WHEN planned_session_id = $4 AND slot = $5 THEN 'same' ELSE 'moved' END,
       due = CASE WHEN $4 IS NULL THEN planned_session_id IS NOT NULL
                  WHEN planned_session_id IS NULL THEN TRUE
                  WHEN planned_session_id = $4 AND slot = $5 THEN FALSE ELSE TRUE END
 WHERE unit_id = $1 AND plan_id = $2 AND person_id = $3 RETURNING due;

-- name: planned_place_due (unit_id BIGINT, plan_id BIGINT, person_id BIGINT)
SELECT due, list_unit_id FROM planned_place WHERE unit_id = $1 AND plan_id = $2 AND person_id = $3;

-- name: planned_hospital (unit_id BIGINT, person_id BIGINT)
SELECT hospital FROM waiting WHERE unit_id = $1 AND person_id = $2;

-- name: planned_figure_list (unit_id BIGINT, plan_id BIGINT)
SELECT f.kind, f.key, f.placed, f.nowhere, f.days, f.median, f.p90, f.longest
  FROM planned_figure f JOIN planning g ON g.unit_id = $1 AND g.id = $2 AND f.round = g.round
 WHERE f.unit_id = $1 AND f.plan_id = $2 ORDER BY f.kind, f.key LIMIT 20000;

-- name: planned_failures (unit_id BIGINT, plan_id BIGINT)
SELECT why, COUNT(*) AS n FROM planned_place WHERE unit_id = $1 AND plan_id = $2 AND change = 'failed' GROUP BY why ORDER BY why LIMIT 50;

-- name: planned_affected (unit_id BIGINT, plan_id BIGINT, after_date TEXT)
-- Sessions with people in force behind a day: what became of the session and its site, and whether a dose of the product may be given there.
SELECT s.id, s.site_id, u.name AS site_name, s.on_date, s.product_code, f.n AS people, x.state, u.valid_to,
       (SELECT COUNT(*) FROM site_off o WHERE o.unit_id = s.site_id AND o.on_date = s.on_date) AS off,
       CAST(COALESCE((SELECT SUM(b.doses) FROM store_lot b JOIN lot l ON l.id = b.lot_id
                       WHERE b.unit_id = s.site_id AND l.product_code = s.product_code AND l.state = 'active' AND l.expires_on >= s.on_date), 0)
            AS BIGINT) AS doses
  FROM (SELECT l.planned_session_id, COUNT(*) AS n FROM planned_place l
         WHERE l.unit_id = $1 AND l.plan_id = $2 AND l.planned_session_id IS NOT NULL GROUP BY l.planned_session_id) f
  JOIN planned_session s ON s.unit_id = $1 AND s.plan_id = $2 AND s.id = f.planned_session_id
  JOIN unit u ON u.id = s.site_id
  LEFT JOIN session x ON x.unit_id = s.site_id AND x.id = s.session_id
 WHERE s.on_date > $3 ORDER BY s.site_id, s.product_code, s.on_date, s.id LIMIT 20000;

-- name: planned_place_free (unit_id BIGINT, plan_id BIGINT, person_id BIGINT)
UPDATE planned_place SET by_hand = FALSE, by_hand_why = NULL WHERE unit_id = $1 AND plan_id = $2 AND person_id = $3;
