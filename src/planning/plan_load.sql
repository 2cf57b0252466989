-- name: planning_units (path TEXT, path_end TEXT, after_id BIGINT, page BIGINT)
SELECT id, code, level, kind, name, name_en, parent_id, path, valid_from, valid_to, tables, capacity, in_charge, phone,
       latitude_e6, longitude_e6, population, adults
  FROM unit WHERE path >= $1 AND path < $2 AND level <> 'site' AND id > $3 ORDER BY id LIMIT $4;

-- name: planning_sites (path TEXT, path_end TEXT, from_date TEXT, after_id BIGINT, page BIGINT)
SELECT id, code, level, kind, name, name_en, parent_id, path, valid_from, valid_to, tables, capacity, in_charge, phone,
       latitude_e6, longitude_e6, population, adults
  FROM unit WHERE path >= $1 AND path < $2 AND level = 'site' AND kind <> 'regional_store' AND (valid_to IS NULL OR valid_to >= $3)
   AND id > $4 ORDER BY id LIMIT $5;

-- name: planning_waiting_count (path TEXT, path_end TEXT)
SELECT COUNT(*) FROM unit u CROSS JOIN waiting w WHERE u.path >= $1 AND u.path < $2 AND w.unit_id = u.id;

-- name: planning_restricted (after_person BIGINT, page BIGINT)
-- Who asked that their record be not processed (person_restrict): few, by an index of theirs alone.
SELECT id FROM person WHERE restricted_ms IS NOT NULL AND id > $1 ORDER BY id LIMIT $2;

-- name: planning_waiting (unit_id BIGINT, after_person BIGINT, page BIGINT)
SELECT person_id, registration_id, dose_number, priority_group, priority_sub, birth_date, registered_ms, last_product, last_on,
       not_before, hospital, part, family_id, state, site_id, appointment_id
  FROM waiting WHERE unit_id = $1 AND person_id > $2 ORDER BY person_id LIMIT $3;

-- name: planning_held (unit_id BIGINT, plan_id BIGINT, after_person BIGINT, page BIGINT)
-- Who has a place of this plan, or of whom somebody said something.
SELECT l.person_id, l.planned_session_id, l.slot, l.appointment_id, s.site_id, s.on_date, l.next_session_id, l.next_slot, l.by_hand,
       l.change
  FROM planned_place l
  LEFT JOIN planned_session s ON s.unit_id = $1 AND s.plan_id = $2 AND s.id = l.planned_session_id
 WHERE l.unit_id = $1 AND l.plan_id = $2 AND l.person_id > $3 AND (l.planned_session_id IS NOT NULL OR l.by_hand = TRUE)
 ORDER BY l.person_id LIMIT $4;

-- name: planning_sessions_held (unit_id BIGINT, plan_id BIGINT, first_site BIGINT, last_site BIGINT)
-- What the plan has of these sites, with the state of the session that was made of it.
SELECT p.id, p.site_id, p.on_date, p.product_code, p.session_id, p.closed, p.by_hand, p.why, s.state
  FROM planned_session p LEFT JOIN session s ON s.unit_id = p.site_id AND s.id = p.session_id
 WHERE p.unit_id = $1 AND p.plan_id = $2 AND p.site_id >= $3 AND p.site_id <= $4
 ORDER BY p.site_id, p.on_date, p.product_code LIMIT 20000;

-- name: planning_slots_by_hand (unit_id BIGINT, plan_id BIGINT)
SELECT planned_session_id, starts, places FROM planned_slot
 WHERE unit_id = $1 AND plan_id = $2 AND by_hand = TRUE ORDER BY planned_session_id, starts LIMIT 20000;

-- CROSS JOIN: from the sites to their days, never through all that there was.
-- name: planning_open_sessions (path TEXT, path_end TEXT, first_site BIGINT, last_site BIGINT, from_date TEXT, to_date TEXT)
-- Sessions that the sites have already, the newest of a day last.
SELECT s.unit_id, s.on_date, s.id
  FROM unit u CROSS JOIN session s
 WHERE u.path >= $1 AND u.path < $2 AND u.id >= $3 AND u.id <= $4
   AND s.unit_id = u.id AND s.on_date >= $5 AND s.on_date <= $6 AND s.state = 'open'
 ORDER BY s.unit_id, s.on_date, s.id LIMIT 20000;

-- name: planning_open_slots (path TEXT, path_end TEXT, first_site BIGINT, last_site BIGINT, from_date TEXT, to_date TEXT)
-- Places that are set apart for booking are as good as taken.
SELECT x.unit_id, x.session_id, x.starts, x.ends, x.capacity, x.booked + x.apart AS taken
  FROM unit u CROSS JOIN session s CROSS JOIN session_slot x
 WHERE u.path >= $1 AND u.path < $2 AND u.id >= $3 AND u.id <= $4
   AND s.unit_id = u.id AND s.on_date >= $5 AND s.on_date <= $6 AND s.state = 'open'
   AND x.unit_id = s.unit_id AND x.session_id = s.id
 ORDER BY x.unit_id, x.session_id, x.starts LIMIT 20000;

-- name: planning_on_hand (path TEXT, path_end TEXT, first_site BIGINT, last_site BIGINT, from_date TEXT, to_date TEXT)
-- Usable doses: those of lots that last until the plan ends; and of others that would be good for some days.
SELECT s.unit_id, l.product_code,
       CAST(SUM(CASE WHEN l.expires_on >= $6 THEN s.doses ELSE 0 END) AS BIGINT) AS on_hand,
       CAST(SUM(CASE WHEN l.expires_on < $6 THEN s.doses ELSE 0 END) AS BIGINT) AS expiring
  FROM unit u JOIN store_lot s ON s.unit_id = u.id JOIN lot l ON l.id = s.lot_id
 WHERE u.path >= $1 AND u.path < $2 AND u.id >= $3 AND u.id <= $4 AND s.doses > 0 AND l.state = 'active' AND l.expires_on >= $5
 GROUP BY s.unit_id, l.product_code ORDER BY s.unit_id, l.product_code LIMIT 20000;

-- name: planning_promised (path TEXT, path_end TEXT, first_site BIGINT, last_site BIGINT, today TEXT)
-- Who is expected from today on, by product. An appointment that names none may get any product of its session, and of a session
-- without lots any that the store has: each is kept for them.
SELECT c.unit_id, g.product_code, CAST(SUM(c.n) AS BIGINT) AS n
  FROM (SELECT s.unit_id, s.id, a.product_code, COUNT(*) AS n
          FROM unit u CROSS JOIN session s CROSS JOIN appointment a
         WHERE u.path >= $1 AND u.path < $2 AND u.id >= $3 AND u.id <= $4
           AND s.unit_id = u.id AND s.on_date >= $5 AND s.state = 'open'
           AND a.unit_id = s.unit_id AND a.session_id = s.id AND a.state = 'expected'
         GROUP BY s.unit_id, s.id, a.product_code) c
  JOIN (SELECT DISTINCT b.unit_id, l.product_code
          FROM unit v JOIN store_lot b ON b.unit_id = v.id JOIN lot l ON l.id = b.lot_id
         WHERE v.path >= $1 AND v.path < $2 AND v.id >= $3 AND v.id <= $4) g ON g.unit_id = c.unit_id
 WHERE c.product_code = g.product_code
    OR (c.product_code IS NULL
        AND (EXISTS (SELECT 1 FROM session_lot x JOIN lot k ON k.id = x.lot_id
                      WHERE x.unit_id = c.unit_id AND x.session_id = c.id AND k.product_code = g.product_code)
             OR NOT EXISTS (SELECT 1 FROM session_lot x WHERE x.unit_id = c.unit_id AND x.session_id = c.id)))
 GROUP BY c.unit_id, g.product_code ORDER BY c.unit_id, g.product_code LIMIT 20000;

-- name: planning_stock_by_hand (unit_id BIGINT, plan_id BIGINT, first_site BIGINT, last_site BIGINT)
SELECT site_id, product_code, pool, doses FROM planned_stock
 WHERE unit_id = $1 AND plan_id = $2 AND site_id >= $3 AND site_id <= $4 AND by_hand = TRUE LIMIT 20000;
