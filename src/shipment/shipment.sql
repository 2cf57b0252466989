-- name: shipment_get (unit_id BIGINT, id BIGINT)
SELECT s.unit_id, f.name AS unit_name, s.id, s.code, s.to_unit_id, t.name AS to_unit_name, s.purpose, s.state, s.round_id, s.sent_on,
       s.carrier, s.vehicle, s.note, s.why, s.coldest_e1, s.warmest_e1, s.outside_min, p.full_name AS sent_by, s.sent_ms, s.changed_ms,
       s.doses, s.received, s.lost, s.returned
  FROM shipment s JOIN unit f ON f.id = s.unit_id JOIN unit t ON t.id = s.to_unit_id LEFT JOIN staff p ON p.id = s.sent_by
 WHERE s.unit_id = $1 AND s.id = $2;

-- name: shipment_lines (unit_id BIGINT, shipment_id BIGINT)
SELECT x.lot_id, l.product_code, p.name_short AS product_name, l.number, l.expires_on, l.state AS lot_state,
       COALESCE(l.doses_per_vial, p.doses_per_vial, 1) AS vial, x.sent, x.received, x.lost, x.returned, x.vvm, x.why
  FROM shipment_line x JOIN lot l ON l.id = x.lot_id JOIN product p ON p.code = l.product_code
 WHERE x.unit_id = $1 AND x.shipment_id = $2 ORDER BY l.expires_on, l.number;

-- name: shipment_list (unit_id BIGINT, every BOOLEAN, page BIGINT)
SELECT s.unit_id, f.name AS unit_name, s.id, s.code, s.to_unit_id, t.name AS to_unit_name, s.purpose, s.state, s.round_id, s.sent_on,
       s.carrier, s.vehicle, s.note, s.why, s.coldest_e1, s.warmest_e1, s.outside_min, p.full_name AS sent_by, s.sent_ms, s.changed_ms,
       s.doses, s.received, s.lost, s.returned
  FROM shipment s JOIN unit f ON f.id = s.unit_id JOIN unit t ON t.id = s.to_unit_id LEFT JOIN staff p ON p.id = s.sent_by
 WHERE s.unit_id = $1 AND (s.state = 'sent' OR $2) ORDER BY s.id DESC LIMIT $3;

-- name: incoming_list (to_unit_id BIGINT, every BOOLEAN, page BIGINT)
SELECT s.unit_id, f.name AS unit_name, s.id, s.code, s.to_unit_id, t.name AS to_unit_name, s.purpose, s.state, s.round_id, s.sent_on,
       s.carrier, s.vehicle, s.note, s.why, s.coldest_e1, s.warmest_e1, s.outside_min, p.full_name AS sent_by, s.sent_ms, s.changed_ms,
       s.doses, s.received, s.lost, s.returned
  FROM incoming i JOIN shipment s ON s.unit_id = i.from_unit_id AND s.id = i.shipment_id
  JOIN unit f ON f.id = s.unit_id JOIN unit t ON t.id = s.to_unit_id LEFT JOIN staff p ON p.id = s.sent_by
 WHERE i.unit_id = $1 AND (i.open OR $2) ORDER BY i.shipment_id DESC LIMIT $3;

-- name: shipment_below (path TEXT, page BIGINT)
-- Paths are digits and slashes: ':' ends them.
SELECT s.unit_id, f.name AS unit_name, s.id, s.code, s.to_unit_id, t.name AS to_unit_name, s.purpose, s.state, s.round_id, s.sent_on,
       s.carrier, s.vehicle, s.note, s.why, s.coldest_e1, s.warmest_e1, s.outside_min, p.full_name AS sent_by, s.sent_ms, s.changed_ms,
       s.doses, s.received, s.lost, s.returned
  FROM shipment s JOIN unit f ON f.id = s.unit_id JOIN unit t ON t.id = s.to_unit_id LEFT JOIN staff p ON p.id = s.sent_by
 WHERE s.state = 'sent' AND f.path >= $1 AND f.path < $1 || ':' ORDER BY s.id LIMIT $2;

-- name: shipment_add (unit_id BIGINT, id BIGINT, code TEXT, to_unit_id BIGINT, purpose TEXT, round_id BIGINT?, sent_on TEXT, carrier TEXT, vehicle TEXT, note TEXT, doses BIGINT, staff_id BIGINT, now BIGINT)
INSERT INTO shipment (unit_id, id, code, to_unit_id, purpose, state, round_id, sent_on, carrier, vehicle, note, doses, sent_by, sent_ms,
                      changed_ms)
VALUES ($1, $2, $3, $4, $5, 'sent', $6, $7, $8, $9, $10, $11, $12, $13, $13);

-- name: shipment_line_add (unit_id BIGINT, shipment_id BIGINT, lot_id BIGINT, doses BIGINT)
INSERT INTO shipment_line (unit_id, shipment_id, lot_id, sent) VALUES ($1, $2, $3, $4);

-- name: shipment_line_account (unit_id BIGINT, shipment_id BIGINT, lot_id BIGINT, received BIGINT, lost BIGINT, returned BIGINT, vvm BIGINT?, why TEXT)
-- The WHERE clause is the lock: no more can be accounted for than was sent.
UPDATE shipment_line SET received = received + $4, lost = lost + $5, returned = returned + $6, vvm = COALESCE($7, vvm),
       why = COALESCE($8, why)
 WHERE unit_id = $1 AND shipment_id = $2 AND lot_id = $3 AND received + lost + returned + $4 + $5 + $6 <= sent
RETURNING lot_id;

-- name: shipment_line_rest (unit_id BIGINT, shipment_id BIGINT, lot_id BIGINT)
SELECT x.sent - x.received - x.lost - x.returned, l.number FROM shipment_line x JOIN lot l ON l.id = x.lot_id
 WHERE x.unit_id = $1 AND x.shipment_id = $2 AND x.lot_id = $3;

-- name: shipment_total (unit_id BIGINT, id BIGINT)
UPDATE shipment SET
       received = (SELECT CAST(SUM(l.received) AS BIGINT) FROM shipment_line l WHERE l.unit_id = $1 AND l.shipment_id = $2),
       lost = (SELECT CAST(SUM(l.lost) AS BIGINT) FROM shipment_line l WHERE l.unit_id = $1 AND l.shipment_id = $2),
       returned = (SELECT CAST(SUM(l.returned) AS BIGINT) FROM shipment_line l WHERE l.unit_id = $1 AND l.shipment_id = $2)
 WHERE unit_id = $1 AND id = $2;

-- name: shipment_settle (unit_id BIGINT, id BIGINT, state TEXT, why TEXT, now BIGINT)
UPDATE shipment SET state = $3, why = COALESCE($4, why), changed_ms = $5 WHERE unit_id = $1 AND id = $2;

-- name: incoming_add (unit_id BIGINT, shipment_id BIGINT, from_unit_id BIGINT, code TEXT)
INSERT INTO incoming (unit_id, shipment_id, from_unit_id, code, open) VALUES ($1, $2, $3, $4, TRUE);

-- name: incoming_from (unit_id BIGINT, shipment_id BIGINT)
SELECT from_unit_id FROM incoming WHERE unit_id = $1 AND shipment_id = $2;

-- name: incoming_close (unit_id BIGINT, shipment_id BIGINT)
UPDATE incoming SET open = FALSE WHERE unit_id = $1 AND shipment_id = $2;

-- name: shipment_readings (unit_id BIGINT, shipment_id BIGINT, page BIGINT)
SELECT at_ms AS at, celsius_e1 FROM shipment_reading WHERE unit_id = $1 AND shipment_id = $2 ORDER BY at_ms LIMIT $3;

-- name: shipment_reading_add (unit_id BIGINT, shipment_id BIGINT, at_ms BIGINT, celsius_e1 BIGINT)
INSERT INTO shipment_reading (unit_id, shipment_id, at_ms, celsius_e1) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING;

-- name: shipment_set_readings (unit_id BIGINT, id BIGINT, coldest BIGINT, warmest BIGINT, outside_min BIGINT, now BIGINT)
UPDATE shipment SET coldest_e1 = $3, warmest_e1 = $4, outside_min = $5, changed_ms = $6 WHERE unit_id = $1 AND id = $2;

-- name: shipment_limits (unit_id BIGINT, shipment_id BIGINT)
SELECT MAX(p.lowest_e1), MIN(p.highest_e1)
  FROM shipment_line x JOIN lot l ON l.id = x.lot_id JOIN product p ON p.code = l.product_code
 WHERE x.unit_id = $1 AND x.shipment_id = $2;
