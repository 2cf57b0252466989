-- name: report_stores (unit_id BIGINT, on_date TEXT)
-- Doses of vaccine; syringes and boxes have their own lines in the store.
SELECT COALESCE(CAST(SUM(CASE WHEN y.on_date = $2 THEN y.received + y.accepted ELSE 0 END) AS BIGINT), 0),
       COALESCE(CAST(SUM(CASE WHEN y.on_date = $2 THEN y.issued ELSE 0 END) AS BIGINT), 0),
       COALESCE(CAST(SUM(CASE WHEN y.on_date = $2 THEN y.discarded ELSE 0 END) AS BIGINT), 0),
       COALESCE(CAST(SUM(CASE WHEN y.on_date = $2 THEN y.adjusted ELSE 0 END) AS BIGINT), 0),
       COALESCE(CAST(SUM(CASE WHEN y.on_date = $2 THEN y.used ELSE 0 END) AS BIGINT), 0),
       COALESCE(CAST(SUM(y.received + y.accepted + y.adjusted - y.issued - y.discarded - y.used) AS BIGINT), 0)
  FROM store_day y JOIN lot l ON l.id = y.lot_id JOIN product p ON p.code = l.product_code
 WHERE y.unit_id = $1 AND y.on_date <= $2 AND p.kind = 'vaccine';

-- name: report_counters (unit_id BIGINT, on_date TEXT)
SELECT COALESCE(CAST(SUM(CASE WHEN outcome = 'injected' THEN n ELSE 0 END) AS BIGINT), 0),
       COALESCE(CAST(SUM(CASE WHEN outcome = 'deferred' OR outcome = 'contraindicated' OR outcome = 'referred' THEN n ELSE 0 END) AS BIGINT), 0),
       COALESCE(CAST(SUM(CASE WHEN outcome = 'certificate' AND dose_number = 1 THEN n ELSE 0 END) AS BIGINT), 0),
       COALESCE(CAST(SUM(CASE WHEN outcome = 'certificate' AND dose_number = 2 THEN n ELSE 0 END) AS BIGINT), 0)
  FROM counter WHERE unit_id = $1 AND on_date = $2;

-- name: report_versions (unit_id BIGINT, on_date TEXT)
SELECT r.version, r.received, r.issued, r.discarded, r.adjusted, r.used, r.left_over, r.people, r.deferred, r.certificates_1,
       r.certificates_2, r.confirmed_ms, r.note, r.why, s.full_name
  FROM day_report r LEFT JOIN staff s ON s.id = r.confirmed_by
 WHERE r.unit_id = $1 AND r.on_date = $2 ORDER BY r.version DESC LIMIT 100;

-- name: report_add (unit_id BIGINT, on_date TEXT, version BIGINT, received BIGINT, issued BIGINT, discarded BIGINT, adjusted BIGINT, used BIGINT, left_over BIGINT, people BIGINT, deferred BIGINT, certificates_1 BIGINT, certificates_2 BIGINT, note TEXT, why TEXT, staff_id BIGINT, now BIGINT)
INSERT INTO day_report (unit_id, on_date, version, received, issued, discarded, adjusted, used, left_over, people, deferred,
                        certificates_1, certificates_2, note, why, confirmed_by, confirmed_ms)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17) ON CONFLICT DO NOTHING RETURNING version;

-- name: report_open_vials (unit_id BIGINT, from_ms BIGINT, to_ms BIGINT)
SELECT COUNT(*) FROM vial WHERE unit_id = $1 AND opened_ms >= $2 AND opened_ms < $3 AND closed_ms IS NULL;

-- name: report_missing (path TEXT, on_date TEXT, page BIGINT)
-- Paths are digits and slashes: ':' ends them.
SELECT u.id AS unit_id, u.code, u.name, p.name AS parent_name, u.phone, u.in_charge
  FROM unit u LEFT JOIN unit p ON p.id = u.parent_id
 WHERE u.path >= $1 AND u.path < $1 || ':' AND u.level = 'site'
   AND EXISTS (SELECT 1 FROM session s WHERE s.unit_id = u.id AND s.on_date = $2 AND s.state <> 'cancelled')
   AND NOT EXISTS (SELECT 1 FROM day_report r WHERE r.unit_id = u.id AND r.on_date = $2)
 ORDER BY u.code LIMIT $3;
