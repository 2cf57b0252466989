-- name: site_list_provinces (on_date TEXT)
SELECT id, code, name, path, 0 AS sites FROM unit
 WHERE level = 'province' AND valid_from <= $1 AND (valid_to IS NULL OR valid_to >= $1) ORDER BY code LIMIT 200;

-- name: site_list_counts (on_date TEXT, today TEXT)
-- Paths end with a slash, so that everything below one lies between it and itself with a tilde.
SELECT p.id, p.code, p.name, p.path, COUNT(s.id) AS sites
  FROM unit p LEFT JOIN unit s ON s.path > p.path AND s.path < p.path || '~' AND s.level = 'site'
       AND s.valid_from <= $2 AND (s.valid_to IS NULL OR s.valid_to >= $2)
 WHERE p.level = 'province' AND p.valid_from <= $1 AND (p.valid_to IS NULL OR p.valid_to >= $1)
 GROUP BY p.id, p.code, p.name, p.path ORDER BY p.code LIMIT 200;

-- name: site_list_changed (after_ms BIGINT, page BIGINT)
SELECT path, changed_ms FROM unit WHERE changed_ms > $1 ORDER BY changed_ms DESC, id DESC LIMIT $2;

-- name: site_list_sites (path_from TEXT, path_to TEXT, today TEXT, page BIGINT)
SELECT s.code, s.name, s.kind, s.tables, s.capacity, s.in_charge, s.phone, s.latitude_e6, s.longitude_e6,
       a.name AS above1, a.level AS level1, b.name AS above2, b.level AS level2, c.name AS above3, c.level AS level3
  FROM unit s JOIN unit a ON a.id = s.parent_id LEFT JOIN unit b ON b.id = a.parent_id LEFT JOIN unit c ON c.id = b.parent_id
 WHERE s.path > $1 AND s.path < $2 AND s.level = 'site' AND s.valid_from <= $3 AND (s.valid_to IS NULL OR s.valid_to >= $3)
 ORDER BY s.path LIMIT $4;
