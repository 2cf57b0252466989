-- name: staff_get (id BIGINT)
SELECT id, login_name, full_name, role, unit_id, must_change, disabled, password_hash, pin_hash, failed, locked_until_ms,
       login_epoch, created_ms
  FROM staff WHERE id = $1;

-- name: staff_by_login_name (login_name TEXT)
SELECT id, login_name, full_name, role, unit_id, must_change, disabled, password_hash, pin_hash, failed, locked_until_ms,
       login_epoch, created_ms
  FROM staff WHERE login_name = $1;

-- name: staff_list (unit_id BIGINT)
SELECT id, login_name, full_name, role, unit_id, must_change, disabled, created_ms
  FROM staff WHERE unit_id = $1 ORDER BY login_name LIMIT 1000;

-- name: staff_insert (id BIGINT, login_name TEXT, full_name TEXT, role TEXT, unit_id BIGINT, password_hash TEXT, must_change BOOLEAN, now BIGINT)
INSERT INTO staff (id, login_name, full_name, role, unit_id, password_hash, must_change, created_ms, changed_ms)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8)
ON CONFLICT DO NOTHING RETURNING id;

-- name: staff_update (id BIGINT, full_name TEXT, role TEXT, disabled BOOLEAN, now BIGINT)
-- A change of role or a disabled account ends its logins.
UPDATE staff SET full_name = $2, role = $3, disabled = $4, login_epoch = login_epoch + 1, changed_ms = $5
 WHERE id = $1 RETURNING id;

-- name: staff_set_password (id BIGINT, password_hash TEXT, must_change BOOLEAN, now BIGINT)
UPDATE staff SET password_hash = $2, must_change = $3, failed = 0, locked_until_ms = 0, login_epoch = login_epoch + 1, changed_ms = $4
 WHERE id = $1 RETURNING id;

-- name: staff_set_pin (id BIGINT, pin_hash TEXT, now BIGINT)
UPDATE staff SET pin_hash = $2, changed_ms = $3 WHERE id = $1 RETURNING id;

-- name: staff_logout_everywhere (id BIGINT, now BIGINT)
UPDATE staff SET login_epoch = login_epoch + 1, changed_ms = $2 WHERE id = $1 RETURNING id;

-- name: staff_failed (id BIGINT, tries BIGINT, locked_until BIGINT)
-- The n-th wrong try in a row pauses the account and starts to count anew.
UPDATE staff
   SET locked_until_ms = CASE WHEN failed + 1 >= $2 THEN $3 ELSE locked_until_ms END,
       failed = CASE WHEN failed + 1 >= $2 THEN 0 ELSE failed + 1 END
 WHERE id = $1;

-- name: staff_succeeded (id BIGINT)
UPDATE staff SET failed = 0, locked_until_ms = 0 WHERE id = $1 AND (failed <> 0 OR locked_until_ms <> 0);

-- name: login_insert (token_hash TEXT, staff_id BIGINT, login_epoch BIGINT, station_id TEXT, now BIGINT, expires_ms BIGINT)
INSERT INTO login (token_hash, staff_id, login_epoch, station_id, created_ms, expires_ms) VALUES ($1, $2, $3, $4, $5, $6);

-- name: login_find (token_hash TEXT) REMEMBER
SELECT s.id, s.login_name, s.full_name, s.role, s.unit_id, s.must_change, s.disabled, s.pin_hash, l.expires_ms
  FROM login l JOIN staff s ON s.id = l.staff_id AND s.login_epoch = l.login_epoch
 WHERE l.token_hash = $1 AND NOT s.disabled;

-- name: login_delete (token_hash TEXT)
DELETE FROM login WHERE token_hash = $1;

-- name: login_tidy (staff_id BIGINT, now BIGINT)
DELETE FROM login WHERE staff_id = $1 AND expires_ms <= $2;

-- name: station_remember (station_id TEXT, staff_id BIGINT, until_ms BIGINT)
INSERT INTO station_staff (station_id, staff_id, until_ms) VALUES ($1, $2, $3)
ON CONFLICT (station_id, staff_id) DO UPDATE SET until_ms = EXCLUDED.until_ms;

-- name: station_allows (station_id TEXT, staff_id BIGINT, now BIGINT)
SELECT staff_id FROM station_staff WHERE station_id = $1 AND staff_id = $2 AND until_ms > $3;

-- name: rate_count (bucket TEXT, starts_ms BIGINT)
INSERT INTO rate (bucket, starts_ms, n) VALUES ($1, $2, 1)
ON CONFLICT (bucket, starts_ms) DO UPDATE SET n = rate.n + 1
RETURNING n;

-- name: rate_forget (before_ms BIGINT, page BIGINT)
DELETE FROM rate
 WHERE (bucket, starts_ms) IN (SELECT r.bucket, r.starts_ms FROM rate r WHERE r.starts_ms < $1 ORDER BY r.starts_ms LIMIT $2)
RETURNING n;

-- name: rate_read (bucket TEXT, starts_ms BIGINT)
SELECT n FROM rate WHERE bucket = $1 AND starts_ms = $2;
