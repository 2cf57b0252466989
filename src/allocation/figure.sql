-- name: figure_at (unit_id BIGINT, name TEXT, on_date TEXT)
SELECT value, source FROM unit_figure WHERE unit_id = $1 AND name = $2 AND on_date = $3;

-- name: figure_set (unit_id BIGINT, name TEXT, on_date TEXT, value BIGINT, source TEXT, staff_id BIGINT, now BIGINT)
INSERT INTO unit_figure (unit_id, name, on_date, value, source, staff_id, changed_ms) VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (unit_id, name, on_date) DO UPDATE SET value = EXCLUDED.value, source = EXCLUDED.source,
   staff_id = EXCLUDED.staff_id, changed_ms = EXCLUDED.changed_ms;

-- name: figure_list (unit_id BIGINT, name TEXT, page BIGINT)
SELECT f.unit_id, u.code AS unit_code, u.name AS unit_name, f.name, f.on_date, f.value, f.source, p.full_name AS staff_name,
       f.changed_ms
  FROM unit_figure f JOIN unit u ON u.id = f.unit_id LEFT JOIN staff p ON p.id = f.staff_id
 WHERE f.unit_id = $1 AND ($2 IS NULL OR f.name = $2) ORDER BY f.on_date DESC, f.name LIMIT $3;

-- name: figure_receivers (path TEXT, level TEXT, on_date TEXT, page BIGINT)
-- Paths are digits and slashes: ':' ends them.
SELECT id, code, level, kind, name, name_en, parent_id, path, valid_from, valid_to, tables, capacity, in_charge, phone,
       latitude_e6, longitude_e6, population, adults
  FROM unit
 WHERE path >= $1 AND path < $1 || ':' AND level = $2 AND valid_from <= $3 AND (valid_to IS NULL OR valid_to >= $3)
 ORDER BY code, id LIMIT $4;

-- name: figure_latest (parent_id BIGINT, level TEXT, name TEXT, on_date TEXT)
SELECT f.unit_id, f.value, f.on_date, f.source
  FROM unit u JOIN unit_figure f ON f.unit_id = u.id
 WHERE u.parent_id = $1 AND u.level = $2 AND f.name = $3
   AND f.on_date = (SELECT MAX(g.on_date) FROM unit_figure g WHERE g.unit_id = f.unit_id AND g.name = $3 AND g.on_date <= $4);

-- name: figure_latest_sites (path TEXT, name TEXT, on_date TEXT)
SELECT f.unit_id, f.value, f.on_date, f.source
  FROM unit u JOIN unit_figure f ON f.unit_id = u.id
 WHERE u.path >= $1 AND u.path < $1 || ':' AND u.level = 'site' AND f.name = $2
   AND f.on_date = (SELECT MAX(g.on_date) FROM unit_figure g WHERE g.unit_id = f.unit_id AND g.name = $2 AND g.on_date <= $3);

-- name: figure_capacity (parent_id BIGINT, level TEXT, on_date TEXT)
-- CROSS JOIN: the children first, then of each what stands in its part of the index of paths; only sites have a capacity.
SELECT c.id, CAST(SUM(s.capacity) AS BIGINT)
  FROM unit c CROSS JOIN unit s
 WHERE c.parent_id = $1 AND c.level = $2 AND s.path >= c.path AND s.path < c.path || ':' AND s.capacity > 0
   AND s.valid_from <= $3 AND (s.valid_to IS NULL OR s.valid_to >= $3)
 GROUP BY c.id;

-- name: figure_used (parent_id BIGINT, level TEXT, from_date TEXT, to_date TEXT)
SELECT c.unit_id, CAST(SUM(c.n) AS BIGINT)
  FROM unit u JOIN counter_sum c ON c.unit_id = u.id
 WHERE u.parent_id = $1 AND u.level = $2 AND c.outcome = 'injected' AND c.on_date >= $3 AND c.on_date <= $4
 GROUP BY c.unit_id;

-- name: figure_used_sites (path TEXT, from_date TEXT, to_date TEXT)
SELECT c.unit_id, CAST(SUM(c.n) AS BIGINT)
  FROM unit u JOIN counter c ON c.unit_id = u.id
 WHERE u.path >= $1 AND u.path < $1 || ':' AND u.level = 'site' AND c.outcome = 'injected' AND c.on_date >= $2 AND c.on_date <= $3
 GROUP BY c.unit_id;

-- name: figure_on_hand (parent_id BIGINT, level TEXT, product_code TEXT)
SELECT s.unit_id, CAST(SUM(s.doses + s.held + s.transit) AS BIGINT)
  FROM unit u JOIN lot_sum s ON s.unit_id = u.id JOIN lot l ON l.id = s.lot_id
 WHERE u.parent_id = $1 AND u.level = $2 AND l.product_code = $3
 GROUP BY s.unit_id;

-- name: figure_on_hand_sites (path TEXT, product_code TEXT)
SELECT s.unit_id, CAST(SUM(s.doses + s.held + s.transit) AS BIGINT)
  FROM unit u JOIN store_lot s ON s.unit_id = u.id JOIN lot l ON l.id = s.lot_id
 WHERE u.path >= $1 AND u.path < $1 || ':' AND u.level = 'site' AND l.product_code = $2
 GROUP BY s.unit_id;
