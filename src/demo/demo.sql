-- name: demo_is ()
SELECT COUNT(*) FROM setting WHERE name = 'demo';

-- name: demo_set ()
INSERT INTO setting (name, value) VALUES ('demo', '1');

-- name: demo_foreign ()
-- Anything that a demo would mix with: real accounts, sites or people.
SELECT (SELECT COUNT(*) FROM staff) + (SELECT COUNT(*) FROM person) + (SELECT COUNT(*) FROM unit WHERE level = 'site');

-- name: demo_places (level TEXT, after_id BIGINT)
SELECT id, code, level, name, path FROM unit WHERE level = $1 AND valid_to = '2025-06-30' AND id > $2 ORDER BY id LIMIT 5000;

-- name: demo_site (id BIGINT, code TEXT, kind TEXT, name TEXT, search_key TEXT, parent_id BIGINT, path TEXT, tables BIGINT, capacity BIGINT, now BIGINT)
INSERT INTO unit (id, code, level, kind, name, search_key, parent_id, path, valid_from, tables, capacity, changed_ms)
VALUES ($1, $2, 'site', $3, $4, $5, $6, $7, '2021-01-01', $8, $9, $10);

-- name: demo_staff ()
SELECT s.login_name, s.full_name, s.role, u.name AS unit_name
  FROM staff s JOIN unit u ON u.id = s.unit_id ORDER BY s.id LIMIT 30;
