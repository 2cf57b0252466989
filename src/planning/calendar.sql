-- name: calendar_days (path TEXT, path_end TEXT, from_date TEXT, to_date TEXT)
SELECT s.on_date, COUNT(*) AS sessions, COUNT(*) FILTER (WHERE s.state = 'open') AS open, CAST(COALESCE(SUM(t.capacity), 0) AS BIGINT) AS capacity,
       CAST(COALESCE(SUM(t.booked), 0) AS BIGINT) AS booked, CAST(COALESCE(SUM(t.apart), 0) AS BIGINT) AS apart
  FROM unit u JOIN session s ON s.unit_id = u.id AND s.on_date >= $3 AND s.on_date <= $4
  LEFT JOIN (SELECT x.unit_id, x.session_id, SUM(x.capacity) AS capacity, SUM(x.booked) AS booked, SUM(x.apart) AS apart
               FROM unit v JOIN session z ON z.unit_id = v.id AND z.on_date >= $3 AND z.on_date <= $4
               JOIN session_slot x ON x.unit_id = z.unit_id AND x.session_id = z.id
              WHERE v.path >= $1 AND v.path < $2 AND z.state <> 'cancelled' GROUP BY x.unit_id, x.session_id) t
    ON t.unit_id = s.unit_id AND t.session_id = s.id
 WHERE u.path >= $1 AND u.path < $2 GROUP BY s.on_date ORDER BY s.on_date LIMIT 62;

-- name: calendar_any_time (path TEXT, path_end TEXT, from_date TEXT, to_date TEXT)
-- Who is expected without an hour.
SELECT s.on_date, COUNT(*) AS n
  FROM unit u JOIN session s ON s.unit_id = u.id AND s.on_date >= $3 AND s.on_date <= $4
  JOIN appointment a ON a.unit_id = s.unit_id AND a.session_id = s.id AND a.slot IS NULL AND a.state <> 'cancelled'
 WHERE u.path >= $1 AND u.path < $2 AND s.state <> 'cancelled' GROUP BY s.on_date ORDER BY s.on_date LIMIT 62;

-- name: calendar_sessions (path TEXT, path_end TEXT, from_date TEXT, to_date TEXT, after_unit BIGINT, after_date TEXT, after_id BIGINT, page BIGINT)
SELECT s.unit_id, u.name AS unit_name, c.name AS commune_name, s.id, s.on_date, s.state,
       CAST(COALESCE((SELECT SUM(x.capacity) FROM session_slot x WHERE x.unit_id = s.unit_id AND x.session_id = s.id), 0) AS BIGINT) AS capacity,
       CAST(COALESCE((SELECT SUM(x.booked) FROM session_slot x WHERE x.unit_id = s.unit_id AND x.session_id = s.id), 0) AS BIGINT) AS booked,
       CAST(COALESCE((SELECT SUM(x.apart) FROM session_slot x WHERE x.unit_id = s.unit_id AND x.session_id = s.id), 0) AS BIGINT) AS apart,
       (SELECT COUNT(*) FROM appointment a
         WHERE a.unit_id = s.unit_id AND a.session_id = s.id AND a.slot IS NULL AND a.state <> 'cancelled') AS any_time
  FROM unit u JOIN session s ON s.unit_id = u.id AND s.on_date >= $3 AND s.on_date <= $4
  LEFT JOIN unit c ON c.id = u.parent_id
 WHERE u.path >= $1 AND u.path < $2 AND u.id >= $5 AND (u.id > $5 OR s.on_date > $6 OR (s.on_date = $6 AND s.id > $7))
 ORDER BY u.id, s.on_date, s.id LIMIT $8;

-- name: calendar_products (unit_id BIGINT, session_id BIGINT)
SELECT DISTINCT l.product_code FROM session_lot x JOIN lot l ON l.id = x.lot_id
 WHERE x.unit_id = $1 AND x.session_id = $2 ORDER BY l.product_code;
