-- name: reconcile_days (unit_id BIGINT, on_date TEXT, page BIGINT)
SELECT y.lot_id, p.name_short AS product_name, l.number,
       CAST(SUM(CASE WHEN y.on_date < $2 THEN y.received + y.accepted + y.adjusted - y.issued - y.discarded - y.used ELSE 0 END) AS BIGINT) AS opening,
       CAST(SUM(CASE WHEN y.on_date = $2 THEN y.received ELSE 0 END) AS BIGINT) AS received,
       CAST(SUM(CASE WHEN y.on_date = $2 THEN y.accepted ELSE 0 END) AS BIGINT) AS accepted,
       CAST(SUM(CASE WHEN y.on_date = $2 THEN y.issued ELSE 0 END) AS BIGINT) AS issued,
       CAST(SUM(CASE WHEN y.on_date = $2 THEN y.discarded ELSE 0 END) AS BIGINT) AS discarded,
       CAST(SUM(CASE WHEN y.on_date = $2 THEN y.adjusted ELSE 0 END) AS BIGINT) AS adjusted,
       CAST(SUM(CASE WHEN y.on_date = $2 THEN y.used ELSE 0 END) AS BIGINT) AS used,
       CAST(MAX(COALESCE(s.unbacked, 0)) AS BIGINT) AS unbacked
  FROM store_day y JOIN lot l ON l.id = y.lot_id JOIN product p ON p.code = l.product_code
  LEFT JOIN store_lot s ON s.unit_id = y.unit_id AND s.lot_id = y.lot_id
 WHERE y.unit_id = $1 AND y.on_date <= $2
 GROUP BY y.lot_id, p.name_short, l.number, l.expires_on ORDER BY l.expires_on, l.number LIMIT $3;

-- name: reconcile_counts (unit_id BIGINT, on_date TEXT)
SELECT lot_id, id, expected, counted, why FROM stock_count WHERE unit_id = $1 AND on_date = $2 ORDER BY id LIMIT 5000;

-- name: report_questions (path TEXT, page BIGINT)
SELECT c.unit_id, u.name AS unit_name, c.lot_id, p.name_short AS product_name, l.number, 'count' AS kind, c.on_date,
       c.counted - c.expected AS doses, c.id AS count_id
  FROM stock_count c JOIN unit u ON u.id = c.unit_id JOIN lot l ON l.id = c.lot_id JOIN product p ON p.code = l.product_code
 WHERE c.why IS NULL AND c.counted <> c.expected AND u.path >= $1 AND u.path < $1 || ':'
 UNION ALL
SELECT s.unit_id, u.name AS unit_name, s.lot_id, p.name_short AS product_name, l.number, 'unbacked' AS kind, NULL AS on_date,
       s.unbacked AS doses, 0 AS count_id
  FROM store_lot s JOIN unit u ON u.id = s.unit_id JOIN lot l ON l.id = s.lot_id JOIN product p ON p.code = l.product_code
 WHERE s.unbacked > 0 AND u.path >= $1 AND u.path < $1 || ':'
 ORDER BY 1, 3 LIMIT $2;

-- name: wastage_vials (unit_id BIGINT, from_ms BIGINT, to_ms BIGINT)
SELECT opened_ms, doses, drawn, left_over, extra FROM vial
 WHERE unit_id = $1 AND opened_ms >= $2 AND opened_ms < $3 AND closed_ms IS NOT NULL LIMIT 20000;

-- name: wastage_discards (unit_id BIGINT, from_date TEXT, to_date TEXT)
-- Reversals carry the reason of what they take back.
SELECT m.on_date, COALESCE(o.reason, m.reason), CAST(SUM(0 - m.doses - m.held) AS BIGINT)
  FROM movement m LEFT JOIN movement o ON o.unit_id = m.unit_id AND o.id = m.reverses
 WHERE m.unit_id = $1 AND m.on_date >= $2 AND m.on_date <= $3 AND COALESCE(o.kind, m.kind) = 'discard'
 GROUP BY m.on_date, COALESCE(o.reason, m.reason) ORDER BY m.on_date;

-- name: wastage_used (unit_id BIGINT, from_date TEXT, to_date TEXT)
SELECT on_date, CAST(SUM(used) AS BIGINT) FROM store_day WHERE unit_id = $1 AND on_date >= $2 AND on_date <= $3 GROUP BY on_date ORDER BY on_date;

-- name: report_levels (unit_id BIGINT, to_date TEXT, page BIGINT)
SELECT y.on_date, y.lot_id, p.name_short AS product_name, l.number,
       y.received + y.accepted + y.adjusted - y.issued - y.discarded - y.used AS doses
  FROM store_day y JOIN lot l ON l.id = y.lot_id JOIN product p ON p.code = l.product_code
 WHERE y.unit_id = $1 AND y.on_date <= $2 ORDER BY y.lot_id, y.on_date LIMIT $3;
