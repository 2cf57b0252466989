-- name: trace_given_all (lot_id BIGINT)
SELECT CAST(SUM(used) AS BIGINT) FROM store_lot WHERE lot_id = $1;

-- name: trace_given (lot_id BIGINT, path TEXT)
-- Paths are digits and slashes: ':' ends them.
SELECT CAST(SUM(s.used) AS BIGINT) FROM store_lot s JOIN unit u ON u.id = s.unit_id
 WHERE s.lot_id = $1 AND u.path >= $2 AND u.path < $2 || ':';

-- name: trace_elsewhere (lot_id BIGINT, path TEXT)
SELECT COUNT(*) FROM dose d JOIN unit e ON e.id = d.entered_unit_id
 WHERE d.lot_id = $1 AND d.unit_id IS NULL AND d.state = 'valid' AND e.path >= $2 AND e.path < $2 || ':';

-- name: trace_next_site (lot_id BIGINT, path TEXT, after_unit BIGINT)
SELECT s.unit_id FROM store_lot s JOIN unit u ON u.id = s.unit_id
 WHERE s.lot_id = $1 AND s.unit_id > $3 AND s.used > 0 AND u.path >= $2 AND u.path < $2 || ':' ORDER BY s.unit_id LIMIT 1;

-- name: trace_at_site (lot_id BIGINT, unit_id BIGINT, after_dose BIGINT, page BIGINT)
SELECT d.id AS dose_id, d.person_id, p.name, p.birth_date, p.birth_precision, p.sex, p.phone, p.guardian_name, p.guardian_phone, p.address,
       h.name AS commune, hd.name AS district, hp.name AS province, d.unit_id, COALESCE(u.name, d.place) AS place, d.given_on, d.number
  FROM dose d JOIN person p ON p.id = d.person_id LEFT JOIN unit u ON u.id = d.unit_id
  LEFT JOIN unit h ON h.id = p.home_unit_id LEFT JOIN unit hd ON hd.id = h.parent_id LEFT JOIN unit hp ON hp.id = hd.parent_id
 WHERE d.lot_id = $1 AND d.unit_id = $2 AND d.state = 'valid' AND d.id > $3 ORDER BY d.id LIMIT $4;

-- name: trace_outside (lot_id BIGINT, path TEXT, after_dose BIGINT, page BIGINT)
SELECT d.id AS dose_id, d.person_id, p.name, p.birth_date, p.birth_precision, p.sex, p.phone, p.guardian_name, p.guardian_phone, p.address,
       h.name AS commune, hd.name AS district, hp.name AS province, d.unit_id, COALESCE(u.name, d.place) AS place, d.given_on, d.number
  FROM dose d JOIN person p ON p.id = d.person_id JOIN unit e ON e.id = d.entered_unit_id LEFT JOIN unit u ON u.id = d.unit_id
  LEFT JOIN unit h ON h.id = p.home_unit_id LEFT JOIN unit hd ON hd.id = h.parent_id LEFT JOIN unit hp ON hp.id = hd.parent_id
 WHERE d.lot_id = $1 AND d.unit_id IS NULL AND d.state = 'valid' AND d.id > $3 AND e.path >= $2 AND e.path < $2 || ':'
 ORDER BY d.id LIMIT $4;

-- name: trace_from (unit_id BIGINT, lot_id BIGINT, page BIGINT)
SELECT f.id AS unit_id, f.name AS unit_name, f.level, COUNT(*) AS shipments, CAST(SUM(l.sent) AS BIGINT) AS sent,
       CAST(SUM(l.received) AS BIGINT) AS received, CAST(SUM(l.lost) AS BIGINT) AS lost, CAST(SUM(l.returned) AS BIGINT) AS returned
  FROM incoming i JOIN shipment_line l ON l.unit_id = i.from_unit_id AND l.shipment_id = i.shipment_id AND l.lot_id = $2
  JOIN unit f ON f.id = i.from_unit_id
 WHERE i.unit_id = $1 GROUP BY f.id, f.name, f.level
 UNION ALL
SELECT 0 AS unit_id, COALESCE(m.party, '') AS unit_name, 'supplier' AS level, COUNT(*) AS shipments, CAST(SUM(m.doses) AS BIGINT) AS sent,
       CAST(SUM(m.doses) AS BIGINT) AS received, 0 AS lost, 0 AS returned
  FROM movement m WHERE m.unit_id = $1 AND m.lot_id = $2 AND m.kind = 'receive'
   AND NOT EXISTS (SELECT 1 FROM movement r WHERE r.unit_id = m.unit_id AND r.reverses = m.id)
 GROUP BY COALESCE(m.party, '') ORDER BY 5 DESC, 2 LIMIT $3;

-- name: trace_to (unit_id BIGINT, lot_id BIGINT, page BIGINT)
SELECT t.id AS unit_id, t.name AS unit_name, t.level, COUNT(*) AS shipments, CAST(SUM(l.sent) AS BIGINT) AS sent,
       CAST(SUM(l.received) AS BIGINT) AS received, CAST(SUM(l.lost) AS BIGINT) AS lost, CAST(SUM(l.returned) AS BIGINT) AS returned
  FROM shipment_line l JOIN shipment s ON s.unit_id = l.unit_id AND s.id = l.shipment_id JOIN unit t ON t.id = s.to_unit_id
 WHERE l.unit_id = $1 AND l.lot_id = $2 GROUP BY t.id, t.name, t.level ORDER BY 5 DESC, 2 LIMIT $3;
