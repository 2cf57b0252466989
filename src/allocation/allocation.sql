-- name: round_get (unit_id BIGINT, id BIGINT)
SELECT r.unit_id, u.name AS unit_name, r.id, r.number, r.title, r.product_code, p.name_short AS product_name, r.doses, r.pack, r.basis,
       r.deduct_on_hand, r.state, r.why, r.version, r.decided, r.doses - r.decided AS left,
       CAST(COALESCE((SELECT SUM(s.doses - s.returned) FROM shipment s WHERE s.unit_id = $1 AND s.round_id = r.id), 0) AS BIGINT) AS shipped,
       CAST(COALESCE((SELECT SUM(s.received) FROM shipment s WHERE s.unit_id = $1 AND s.round_id = r.id), 0) AS BIGINT) AS received,
       c.full_name AS created_by, r.created_ms, a.full_name AS approved_by, r.approved_ms
  FROM round r JOIN unit u ON u.id = r.unit_id JOIN product p ON p.code = r.product_code
  LEFT JOIN staff c ON c.id = r.created_by LEFT JOIN staff a ON a.id = r.approved_by
 WHERE r.unit_id = $1 AND r.id = $2;

-- name: round_list (unit_id BIGINT, page BIGINT)
SELECT r.unit_id, u.name AS unit_name, r.id, r.number, r.title, r.product_code, p.name_short AS product_name, r.doses, r.pack, r.basis,
       r.deduct_on_hand, r.state, r.why, r.version, r.decided, r.doses - r.decided AS left,
       CAST(COALESCE((SELECT SUM(s.doses - s.returned) FROM shipment s WHERE s.unit_id = $1 AND s.round_id = r.id), 0) AS BIGINT) AS shipped,
       CAST(COALESCE((SELECT SUM(s.received) FROM shipment s WHERE s.unit_id = $1 AND s.round_id = r.id), 0) AS BIGINT) AS received,
       c.full_name AS created_by, r.created_ms, a.full_name AS approved_by, r.approved_ms
  FROM round r JOIN unit u ON u.id = r.unit_id JOIN product p ON p.code = r.product_code
  LEFT JOIN staff c ON c.id = r.created_by LEFT JOIN staff a ON a.id = r.approved_by
 WHERE r.unit_id = $1 ORDER BY r.number DESC LIMIT $2;

-- name: round_product (code TEXT)
SELECT COALESCE(doses_per_vial, 1), pack FROM product WHERE code = $1;

-- name: round_add (unit_id BIGINT, id BIGINT, title TEXT, product_code TEXT, doses BIGINT, pack BIGINT, basis TEXT, deduct_on_hand BOOLEAN, staff_id BIGINT, now BIGINT)
-- The next number of this unit; two that want the same one: the second is told.
INSERT INTO round (unit_id, id, number, title, product_code, doses, pack, basis, deduct_on_hand, state, decided, created_by, created_ms)
SELECT $1, $2, COALESCE(MAX(number), 0) + 1, $3, $4, $5, $6, $7, $8, 'draft', $5, $9, $10 FROM round WHERE unit_id = $1
ON CONFLICT DO NOTHING RETURNING id;

-- name: round_redraft (unit_id BIGINT, id BIGINT, version BIGINT, title TEXT, doses BIGINT, pack BIGINT, basis TEXT, deduct_on_hand BOOLEAN)
-- The WHERE clause is the lock, here and below: who saw an older version changes nothing.
UPDATE round SET version = version + 1, title = $4, doses = $5, pack = $6, basis = $7, deduct_on_hand = $8, decided = $5
 WHERE unit_id = $1 AND id = $2 AND version = $3 AND state = 'draft' RETURNING id;

-- name: round_decide (unit_id BIGINT, id BIGINT, version BIGINT, decided BIGINT)
UPDATE round SET version = version + 1, decided = $4
 WHERE unit_id = $1 AND id = $2 AND version = $3 AND state = 'draft' RETURNING id;

-- name: round_approve (unit_id BIGINT, id BIGINT, version BIGINT, why TEXT, staff_id BIGINT, now BIGINT)
UPDATE round SET version = version + 1, state = 'approved', why = $4, approved_by = $5, approved_ms = $6
 WHERE unit_id = $1 AND id = $2 AND version = $3 AND state = 'draft' RETURNING id;

-- name: round_cancel (unit_id BIGINT, id BIGINT, version BIGINT, why TEXT)
UPDATE round SET version = version + 1, state = 'cancelled', why = $4
 WHERE unit_id = $1 AND id = $2 AND version = $3 AND (state = 'draft' OR state = 'approved') RETURNING id;

-- name: round_ship (unit_id BIGINT, id BIGINT, version BIGINT, state TEXT)
-- A shipped round is sent from again where a shipment came back.
UPDATE round SET version = version + 1, state = $4
 WHERE unit_id = $1 AND id = $2 AND version = $3 AND (state = 'approved' OR state = 'shipped') RETURNING id;

-- name: round_share_clear (unit_id BIGINT, round_id BIGINT)
DELETE FROM round_share WHERE unit_id = $1 AND round_id = $2;

-- name: round_share_add (unit_id BIGINT, round_id BIGINT, to_unit_id BIGINT, figures TEXT, doses BIGINT)
INSERT INTO round_share (unit_id, round_id, to_unit_id, figures, computed, doses) VALUES ($1, $2, $3, $4, $5, $5);

-- name: round_share_edit (unit_id BIGINT, round_id BIGINT, to_unit_id BIGINT, doses BIGINT, why TEXT)
UPDATE round_share SET doses = $4, why = $5 WHERE unit_id = $1 AND round_id = $2 AND to_unit_id = $3;

-- name: round_shares (unit_id BIGINT, round_id BIGINT)
SELECT x.to_unit_id, u.code AS to_unit_code, u.name AS to_unit_name, x.figures, x.computed, x.doses, x.why,
       CAST(COALESCE(SUM(s.doses - s.returned), 0) AS BIGINT) AS shipped, CAST(COALESCE(SUM(s.received), 0) AS BIGINT) AS received,
       x.planned, x.plan_to, x.plan_note, x.planned_ms
  FROM round_share x JOIN unit u ON u.id = x.to_unit_id
  LEFT JOIN shipment s ON s.unit_id = $1 AND s.round_id = $2 AND s.to_unit_id = x.to_unit_id
 WHERE x.unit_id = $1 AND x.round_id = $2
 GROUP BY x.to_unit_id, u.code, u.name, x.figures, x.computed, x.doses, x.why, x.planned, x.plan_to, x.plan_note, x.planned_ms
 ORDER BY u.code, x.to_unit_id;

-- name: round_used (unit_id BIGINT, round_id BIGINT, product_code TEXT)
-- Through the lots of the shipments, by which movements are found.
WITH arrived AS (
	SELECT s.to_unit_id, MIN(m.on_date) AS first_on
	  FROM shipment s JOIN shipment_line l ON l.unit_id = s.unit_id AND l.shipment_id = s.id
	  JOIN movement m ON m.unit_id = s.to_unit_id AND m.lot_id = l.lot_id AND m.shipment_id = s.id AND m.kind = 'accept'
	 WHERE s.unit_id = $1 AND s.round_id = $2 GROUP BY s.to_unit_id)
SELECT a.to_unit_id, a.first_on, CAST(COALESCE(SUM(c.n), 0) AS BIGINT)
  FROM arrived a LEFT JOIN counter_sum c ON c.unit_id = a.to_unit_id AND c.product_code = $3 AND c.outcome = 'injected'
                                        AND c.on_date >= a.first_on
 GROUP BY a.to_unit_id, a.first_on;

-- name: round_used_sites (unit_id BIGINT, round_id BIGINT, product_code TEXT)
WITH arrived AS (
	SELECT s.to_unit_id, MIN(m.on_date) AS first_on
	  FROM shipment s JOIN shipment_line l ON l.unit_id = s.unit_id AND l.shipment_id = s.id
	  JOIN movement m ON m.unit_id = s.to_unit_id AND m.lot_id = l.lot_id AND m.shipment_id = s.id AND m.kind = 'accept'
	 WHERE s.unit_id = $1 AND s.round_id = $2 GROUP BY s.to_unit_id)
SELECT a.to_unit_id, a.first_on, CAST(COALESCE(SUM(c.n), 0) AS BIGINT)
  FROM arrived a LEFT JOIN counter c ON c.unit_id = a.to_unit_id AND c.product_code = $3 AND c.outcome = 'injected'
                                    AND c.on_date >= a.first_on
 GROUP BY a.to_unit_id, a.first_on;

-- name: round_received (unit_id BIGINT, to_unit_id BIGINT, round_id BIGINT, page BIGINT)
SELECT x.unit_id, u.name AS unit_name, x.round_id, r.number, r.title, r.product_code, p.name_short AS product_name, r.state, x.doses,
       CAST(COALESCE((SELECT SUM(s.doses - s.returned) FROM shipment s
                       WHERE s.unit_id = $1 AND s.round_id = x.round_id AND s.to_unit_id = $2), 0) AS BIGINT) AS shipped,
       CAST(COALESCE((SELECT SUM(s.received) FROM shipment s
                       WHERE s.unit_id = $1 AND s.round_id = x.round_id AND s.to_unit_id = $2), 0) AS BIGINT) AS received,
       x.planned, x.why, x.plan_to, x.plan_note, x.planned_ms, r.approved_ms
  FROM round_share x JOIN round r ON r.unit_id = $1 AND r.id = x.round_id
  JOIN unit u ON u.id = x.unit_id JOIN product p ON p.code = r.product_code
 WHERE x.unit_id = $1 AND x.to_unit_id = $2 AND ($3 = 0 OR x.round_id = $3) AND (r.state = 'approved' OR r.state = 'shipped')
 ORDER BY r.number DESC LIMIT $4;

-- name: round_plan (unit_id BIGINT, round_id BIGINT, to_unit_id BIGINT, planned BIGINT, plan_to TEXT, plan_note TEXT, now BIGINT)
UPDATE round_share SET planned = $4, plan_to = $5, plan_note = $6, planned_ms = $7
 WHERE unit_id = $1 AND round_id = $2 AND to_unit_id = $3;
