-- name: lot_get (id BIGINT) REMEMBER
SELECT l.id AS lot_id, l.product_code, p.name_short AS product_name, l.number, l.expires_on, l.state, l.why
  FROM lot l JOIN product p ON p.code = l.product_code WHERE l.id = $1;

-- name: lot_find (product_code TEXT, number TEXT) REMEMBER
SELECT l.id AS lot_id, l.product_code, p.name_short AS product_name, l.number, l.expires_on, l.state, l.why
  FROM lot l JOIN product p ON p.code = l.product_code WHERE l.product_code = $1 AND l.number = $2;

-- name: lot_search (from_number TEXT, to_number TEXT, page BIGINT)
SELECT l.id AS lot_id, l.product_code, p.name_short AS product_name, l.number, l.expires_on, l.state, l.why
  FROM lot l JOIN product p ON p.code = l.product_code
 WHERE l.number >= $1 AND l.number < $2 ORDER BY l.expires_on, l.number LIMIT $3;

-- name: lot_insert (id BIGINT, product_code TEXT, number TEXT, expires_on TEXT, now BIGINT)
INSERT INTO lot (id, product_code, number, expires_on, state, changed_ms) VALUES ($1, $2, $3, $4, 'active', $5)
ON CONFLICT DO NOTHING RETURNING id;

-- name: lot_set_state (id BIGINT, state TEXT, why TEXT, now BIGINT)
UPDATE lot SET state = $2, why = $3, changed_ms = $4 WHERE id = $1 RETURNING id;

-- name: lot_set_expiry (id BIGINT, expires_on TEXT, why TEXT, now BIGINT)
UPDATE lot SET expires_on = $2, why = $3, changed_ms = $4 WHERE id = $1 RETURNING id;

-- name: stock_list (unit_id BIGINT, page BIGINT)
SELECT l.id AS lot_id, l.product_code, p.name_short AS product_name, p.kind, l.number, l.expires_on, l.state, l.why,
       COALESCE(l.doses_per_vial, p.doses_per_vial, 1) AS vial, s.doses, s.held, s.transit, s.unbacked, s.used
  FROM store_lot s JOIN lot l ON l.id = s.lot_id JOIN product p ON p.code = l.product_code
 WHERE s.unit_id = $1 ORDER BY l.expires_on, l.number LIMIT $2;

-- name: stock_list_below (unit_id BIGINT, page BIGINT)
SELECT l.id AS lot_id, l.product_code, p.name_short AS product_name, p.kind, l.number, l.expires_on, l.state, l.why,
       COALESCE(l.doses_per_vial, p.doses_per_vial, 1) AS vial, s.doses, s.held, s.transit, s.unbacked, s.used
  FROM lot_sum s JOIN lot l ON l.id = s.lot_id JOIN product p ON p.code = l.product_code
 WHERE s.unit_id = $1 ORDER BY l.expires_on, l.number LIMIT $2;

-- name: stock_get (unit_id BIGINT, lot_id BIGINT)
SELECT l.id AS lot_id, l.product_code, p.name_short AS product_name, p.kind, l.number, l.expires_on, l.state, l.why,
       COALESCE(l.doses_per_vial, p.doses_per_vial, 1) AS vial, COALESCE(s.doses, 0) AS doses, COALESCE(s.held, 0) AS held,
       COALESCE(s.transit, 0) AS transit, COALESCE(s.unbacked, 0) AS unbacked, COALESCE(s.used, 0) AS used
  FROM lot l JOIN product p ON p.code = l.product_code LEFT JOIN store_lot s ON s.unit_id = $1 AND s.lot_id = l.id
 WHERE l.id = $2;

-- name: stock_holders (lot_id BIGINT, path TEXT, after_unit BIGINT, page BIGINT)
-- Paths are digits and slashes: ':' ends them.
SELECT s.unit_id, u.name AS unit_name, u.level, s.doses, s.held, s.transit, s.unbacked, s.used
  FROM store_lot s JOIN unit u ON u.id = s.unit_id
 WHERE s.lot_id = $1 AND u.path >= $2 AND u.path < $2 || ':' AND s.unit_id > $3 ORDER BY s.unit_id LIMIT $4;

-- name: stock_use (unit_id BIGINT, lot_id BIGINT, doses BIGINT)
-- The WHERE clause is the lock: no row means too few doses left in this store.
UPDATE store_lot SET doses = doses - $3, used = used + $3
 WHERE unit_id = $1 AND lot_id = $2 AND doses >= $3
RETURNING doses;

-- name: stock_use_anyway (unit_id BIGINT, lot_id BIGINT, doses BIGINT)
-- What the store does not have is unbacked.
INSERT INTO store_lot (unit_id, lot_id, received, used, doses, unbacked) VALUES ($1, $2, 0, $3, 0, $3)
ON CONFLICT (unit_id, lot_id) DO UPDATE SET used = store_lot.used + $3,
   doses = store_lot.doses - CASE WHEN store_lot.doses < $3 THEN store_lot.doses ELSE $3 END,
   unbacked = store_lot.unbacked + $3 - CASE WHEN store_lot.doses < $3 THEN store_lot.doses ELSE $3 END
RETURNING unbacked;

-- name: stock_unuse (unit_id BIGINT, lot_id BIGINT, doses BIGINT)
-- First what was unbacked, then back into the store.
UPDATE store_lot SET used = used - $3, unbacked = unbacked - CASE WHEN unbacked < $3 THEN unbacked ELSE $3 END,
       doses = doses + $3 - CASE WHEN unbacked < $3 THEN unbacked ELSE $3 END
 WHERE unit_id = $1 AND lot_id = $2 RETURNING unbacked;

-- name: store_day_use (unit_id BIGINT, on_date TEXT, lot_id BIGINT, doses BIGINT) TOGETHER doses
INSERT INTO store_day (unit_id, on_date, lot_id, used) VALUES ($1, $2, $3, $4)
ON CONFLICT (unit_id, lot_id, on_date) DO UPDATE SET used = store_day.used + EXCLUDED.used;

-- name: stock_unsummed (after_unit BIGINT, page BIGINT)
SELECT DISTINCT unit_id FROM store_lot
 WHERE unit_id > $1 AND (doses <> summed_doses OR held <> summed_held OR transit <> summed_transit OR unbacked <> summed_unbacked
                         OR used <> summed_used)
 ORDER BY unit_id LIMIT $2;

-- name: stock_unsummed_lots (unit_id BIGINT, page BIGINT)
SELECT s.lot_id, s.doses, s.held, s.transit, s.unbacked, s.used, s.summed_doses, s.summed_held, s.summed_transit, s.summed_unbacked,
       s.summed_used, u.path
  FROM store_lot s JOIN unit u ON u.id = s.unit_id
 WHERE s.unit_id = $1 AND (s.doses <> s.summed_doses OR s.held <> s.summed_held OR s.transit <> s.summed_transit
                           OR s.unbacked <> s.summed_unbacked OR s.used <> s.summed_used)
 ORDER BY s.lot_id LIMIT $2;

-- name: stock_mark_summed (unit_id BIGINT, lot_id BIGINT, doses BIGINT, held BIGINT, transit BIGINT, unbacked BIGINT, used BIGINT, was_doses BIGINT, was_held BIGINT, was_transit BIGINT, was_unbacked BIGINT, was_used BIGINT)
-- Only who finds the sums as they were read carries the difference up; the row itself may have moved on meanwhile.
UPDATE store_lot SET summed_doses = $3, summed_held = $4, summed_transit = $5, summed_unbacked = $6, summed_used = $7
 WHERE unit_id = $1 AND lot_id = $2 AND summed_doses = $8 AND summed_held = $9 AND summed_transit = $10 AND summed_unbacked = $11
   AND summed_used = $12 RETURNING lot_id;

-- name: lot_sum_add (unit_id BIGINT, lot_id BIGINT, doses BIGINT, held BIGINT, transit BIGINT, unbacked BIGINT, used BIGINT)
INSERT INTO lot_sum (unit_id, lot_id, doses, held, transit, unbacked, used) VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (unit_id, lot_id) DO UPDATE SET doses = lot_sum.doses + EXCLUDED.doses, held = lot_sum.held + EXCLUDED.held,
   transit = lot_sum.transit + EXCLUDED.transit, unbacked = lot_sum.unbacked + EXCLUDED.unbacked, used = lot_sum.used + EXCLUDED.used;
