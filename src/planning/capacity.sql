-- name: site_hours_list (path TEXT, path_end TEXT, first_id BIGINT, last_id BIGINT)
-- By the units below the path: the sites of one page.
SELECT h.unit_id, h.weekday, h.starts, h.ends, h.tables, h.per_table
  FROM unit u JOIN site_hours h ON h.unit_id = u.id
 WHERE u.path >= $1 AND u.path < $2 AND u.id >= $3 AND u.id <= $4 ORDER BY h.unit_id, h.weekday, h.starts;

-- name: site_off_list (path TEXT, path_end TEXT, first_id BIGINT, last_id BIGINT, from_date TEXT)
SELECT o.unit_id, o.on_date, o.why
  FROM unit u JOIN site_off o ON o.unit_id = u.id
 WHERE u.path >= $1 AND u.path < $2 AND u.id >= $3 AND u.id <= $4 AND o.on_date >= $5 ORDER BY o.unit_id, o.on_date LIMIT 20000;

-- name: site_hours_clear (unit_id BIGINT)
DELETE FROM site_hours WHERE unit_id = $1;

-- name: site_hours_add (unit_id BIGINT, weekday BIGINT, starts TEXT, ends TEXT, tables BIGINT, per_table BIGINT)
INSERT INTO site_hours (unit_id, weekday, starts, ends, tables, per_table) VALUES ($1, $2, $3, $4, $5, $6);

-- name: site_off_add (unit_id BIGINT, on_date TEXT, why TEXT)
INSERT INTO site_off (unit_id, on_date, why) VALUES ($1, $2, $3) ON CONFLICT (unit_id, on_date) DO UPDATE SET why = EXCLUDED.why;

-- name: site_off_remove (unit_id BIGINT, on_date TEXT)
DELETE FROM site_off WHERE unit_id = $1 AND on_date = $2;
