-- name: store_lot_open (unit_id BIGINT, lot_id BIGINT)
INSERT INTO store_lot (unit_id, lot_id) VALUES ($1, $2) ON CONFLICT DO NOTHING;

-- name: store_lot_move (unit_id BIGINT, lot_id BIGINT, doses BIGINT, held BIGINT, transit BIGINT, pays BOOLEAN, received BIGINT)
-- The WHERE clause is the lock, the table's own CHECKs stand behind it: nothing goes below zero. What comes in first pays for
-- doses that were given before it was there.
UPDATE store_lot SET doses = doses + $3 - CASE WHEN NOT $6 THEN 0 WHEN unbacked < $3 THEN unbacked ELSE $3 END,
       unbacked = unbacked - CASE WHEN NOT $6 THEN 0 WHEN unbacked < $3 THEN unbacked ELSE $3 END,
       held = held + $4, transit = transit + $5, received = received + $7
 WHERE unit_id = $1 AND lot_id = $2 AND doses + $3 >= 0 AND held + $4 >= 0 AND transit + $5 >= 0
RETURNING lot_id;

-- name: store_days (unit_id BIGINT, lot_id BIGINT)
SELECT on_date, received + accepted + adjusted - issued - discarded - used FROM store_day
 WHERE unit_id = $1 AND lot_id = $2 ORDER BY on_date;

-- name: store_day_add (unit_id BIGINT, on_date TEXT, lot_id BIGINT, received BIGINT, accepted BIGINT, issued BIGINT, discarded BIGINT, adjusted BIGINT)
INSERT INTO store_day (unit_id, on_date, lot_id, received, accepted, issued, discarded, adjusted) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
ON CONFLICT (unit_id, lot_id, on_date) DO UPDATE SET received = store_day.received + EXCLUDED.received,
   accepted = store_day.accepted + EXCLUDED.accepted, issued = store_day.issued + EXCLUDED.issued,
   discarded = store_day.discarded + EXCLUDED.discarded, adjusted = store_day.adjusted + EXCLUDED.adjusted;

-- name: day_confirmed (unit_id BIGINT, on_date TEXT)
SELECT version FROM day_report WHERE unit_id = $1 AND on_date = $2 LIMIT 1;

-- name: movement_add (unit_id BIGINT, id BIGINT, lot_id BIGINT, kind TEXT, doses BIGINT, held BIGINT, transit BIGINT, on_date TEXT, reason TEXT, party TEXT, paper TEXT, why TEXT, shipment_id BIGINT?, reverses BIGINT, late BOOLEAN, staff_id BIGINT, now BIGINT)
INSERT INTO movement (unit_id, id, lot_id, kind, doses, held, transit, on_date, reason, party, paper, why, shipment_id, reverses, late,
                      staff_id, at_ms)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17);

-- name: movement_get (unit_id BIGINT, id BIGINT)
SELECT m.unit_id, m.id, m.lot_id, p.name_short AS product_name, l.number AS lot_number, m.kind, m.doses, m.held, m.transit, m.on_date,
       m.reason, m.party, m.paper, m.why, m.shipment_id, m.reverses, r.id AS reversed_by, m.late, s.full_name AS staff_name, m.at_ms AS at
  FROM movement m JOIN lot l ON l.id = m.lot_id JOIN product p ON p.code = l.product_code
  LEFT JOIN movement r ON r.unit_id = m.unit_id AND r.reverses = m.id LEFT JOIN staff s ON s.id = m.staff_id
 WHERE m.unit_id = $1 AND m.id = $2;

-- name: movement_list (unit_id BIGINT, lot_id BIGINT, from_date TEXT, to_date TEXT, before_id BIGINT, page BIGINT)
SELECT m.unit_id, m.id, m.lot_id, p.name_short AS product_name, l.number AS lot_number, m.kind, m.doses, m.held, m.transit, m.on_date,
       m.reason, m.party, m.paper, m.why, m.shipment_id, m.reverses, r.id AS reversed_by, m.late, s.full_name AS staff_name, m.at_ms AS at
  FROM movement m JOIN lot l ON l.id = m.lot_id JOIN product p ON p.code = l.product_code
  LEFT JOIN movement r ON r.unit_id = m.unit_id AND r.reverses = m.id LEFT JOIN staff s ON s.id = m.staff_id
 WHERE m.unit_id = $1 AND ($2 = 0 OR m.lot_id = $2) AND m.on_date >= $3 AND m.on_date <= $4 AND m.id < $5
 ORDER BY m.id DESC LIMIT $6;

-- name: stock_count_add (unit_id BIGINT, id BIGINT, lot_id BIGINT, on_date TEXT, expected BIGINT, counted BIGINT, why TEXT, explained_by BIGINT?, staff_id BIGINT, now BIGINT)
INSERT INTO stock_count (unit_id, id, lot_id, on_date, expected, counted, why, explained_by, staff_id, at_ms)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10);

-- name: stock_count_explain (unit_id BIGINT, id BIGINT, why TEXT, staff_id BIGINT)
UPDATE stock_count SET why = $3, explained_by = $4 WHERE unit_id = $1 AND id = $2 AND why IS NULL AND expected <> counted RETURNING id;

-- name: stock_count_get (unit_id BIGINT, id BIGINT)
SELECT id FROM stock_count WHERE unit_id = $1 AND id = $2;

-- name: gtin_learn (gtin TEXT, product_code TEXT, now BIGINT)
INSERT INTO gtin (gtin, product_code, added_ms) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING;

-- name: ledger_balances (unit_id BIGINT, lot_id BIGINT, page BIGINT)
-- Each balance beside what the movements, the doses and the days add up to.
SELECT s.unit_id, s.lot_id, s.doses, s.held, s.transit, s.unbacked, s.used,
       (SELECT COALESCE(CAST(SUM(m.doses + m.held) AS BIGINT), 0) FROM movement m WHERE m.unit_id = s.unit_id AND m.lot_id = s.lot_id) AS moved,
       (SELECT COALESCE(CAST(SUM(m.transit) AS BIGINT), 0) FROM movement m WHERE m.unit_id = s.unit_id AND m.lot_id = s.lot_id) AS moved_transit,
       (SELECT COUNT(*) FROM dose d WHERE d.lot_id = s.lot_id AND d.unit_id = s.unit_id AND d.state = 'valid') AS given,
       (SELECT COALESCE(CAST(SUM(y.received + y.accepted + y.adjusted - y.issued - y.discarded) AS BIGINT), 0) FROM store_day y
         WHERE y.unit_id = s.unit_id AND y.lot_id = s.lot_id) AS day_moved,
       (SELECT COALESCE(CAST(SUM(y.used) AS BIGINT), 0) FROM store_day y WHERE y.unit_id = s.unit_id AND y.lot_id = s.lot_id) AS day_used
  FROM store_lot s WHERE (s.unit_id, s.lot_id) > ($1, $2)
 ORDER BY s.unit_id, s.lot_id LIMIT $3;

-- name: movement_page (after_unit BIGINT, after_id BIGINT, page BIGINT)
-- Of a reversal the kind of what it reverses.
SELECT m.unit_id, m.id, m.on_date, l.product_code, COALESCE(o.kind, m.kind) AS kind, m.doses, m.held, m.transit
  FROM movement m JOIN lot l ON l.id = m.lot_id LEFT JOIN movement o ON o.unit_id = m.unit_id AND o.id = m.reverses
 WHERE (m.unit_id, m.id) > ($1, $2) ORDER BY m.unit_id, m.id LIMIT $3;
