-- name: lot_get (id BIGINT) REMEMBER
SELECT l.id AS lot_id, l.product_code, p.name_short AS product_name, l.number, l.expires_on, l.state, l.why
  FROM lot l JOIN product p ON p.code = l.product_code WHERE l.id = $1;

-- name: lot_find (product_code TEXT, number TEXT) REMEMBER
SELECT l.id AS lot_id, l.product_code, p.name_short AS product_name, l.number, l.expires_on, l.state, l.why
  FROM lot l JOIN product p ON p.code = l.product_code WHERE l.product_code = $1 AND l.number = $2;

-- name: lot_insert (id BIGINT, product_code TEXT, number TEXT, expires_on TEXT, now BIGINT)
INSERT INTO lot (id, product_code, number, expires_on, state, changed_ms) VALUES ($1, $2, $3, $4, 'active', $5)
ON CONFLICT DO NOTHING RETURNING id;

-- name: lot_set_state (id BIGINT, state TEXT, why TEXT, now BIGINT)
UPDATE lot SET state = $2, why = $3, changed_ms = $4 WHERE id = $1 RETURNING id;

-- name: stock_list (unit_id BIGINT)
SELECT l.id AS lot_id, l.product_code, p.name_short AS product_name, l.number, l.expires_on, l.state, l.why, s.doses
  FROM store_lot s JOIN lot l ON l.id = s.lot_id JOIN product p ON p.code = l.product_code
 WHERE s.unit_id = $1 ORDER BY l.expires_on, l.number LIMIT 1000;

-- name: stock_receive (unit_id BIGINT, lot_id BIGINT, doses BIGINT)
INSERT INTO store_lot (unit_id, lot_id, received, used, doses) VALUES ($1, $2, $3, 0, $3)
ON CONFLICT (unit_id, lot_id) DO UPDATE SET received = store_lot.received + $3, doses = store_lot.doses + $3
RETURNING doses;

-- name: stock_use (unit_id BIGINT, lot_id BIGINT, doses BIGINT)
-- The WHERE clause is the lock: no row means too few doses left in this store.
UPDATE store_lot SET doses = doses - $3, used = used + $3
 WHERE unit_id = $1 AND lot_id = $2 AND doses >= $3
RETURNING doses;

-- name: stock_use_anyway (unit_id BIGINT, lot_id BIGINT, doses BIGINT)
INSERT INTO store_lot (unit_id, lot_id, received, used, doses) VALUES ($1, $2, 0, $3, 0 - $3)
ON CONFLICT (unit_id, lot_id) DO UPDATE SET used = store_lot.used + $3, doses = store_lot.doses - $3;

-- name: stock_unuse (unit_id BIGINT, lot_id BIGINT, doses BIGINT)
UPDATE store_lot SET doses = doses + $3, used = used - $3 WHERE unit_id = $1 AND lot_id = $2;
