-- name: unit_get (id BIGINT) REMEMBER
SELECT id, code, level, kind, name, name_en, parent_id, path, valid_from, valid_to, tables, capacity, in_charge, phone,
       latitude_e6, longitude_e6, population, adults
  FROM unit WHERE id = $1;

-- name: unit_by_code (level TEXT, code TEXT, on_date TEXT) REMEMBER
SELECT id, code, level, kind, name, name_en, parent_id, path, valid_from, valid_to, tables, capacity, in_charge, phone,
       latitude_e6, longitude_e6, population, adults
  FROM unit
 WHERE level = $1 AND code = $2 AND valid_from <= $3 AND (valid_to IS NULL OR valid_to >= $3)
 ORDER BY valid_from DESC LIMIT 1;

-- name: unit_list (level TEXT, parent_id BIGINT, q TEXT, code_from TEXT, code_to TEXT, on_date TEXT, after_id BIGINT, page BIGINT)
SELECT id, code, level, kind, name, name_en, parent_id, path, valid_from, valid_to, tables, capacity, in_charge, phone,
       latitude_e6, longitude_e6, population, adults
  FROM unit
 WHERE ($1 IS NULL OR level = $1) AND ($2 = 0 OR parent_id = $2)
   AND ($3 IS NULL OR search_key LIKE $3 OR (code >= $4 AND code < $5))
   AND valid_from <= $6 AND (valid_to IS NULL OR valid_to >= $6) AND id > $7
 ORDER BY id LIMIT $8;

-- name: unit_children (parent_id BIGINT, level TEXT, q TEXT, code_from TEXT, code_to TEXT, on_date TEXT, after_id BIGINT, page BIGINT)
SELECT id, code, level, kind, name, name_en, parent_id, path, valid_from, valid_to, tables, capacity, in_charge, phone,
       latitude_e6, longitude_e6, population, adults
  FROM unit
 WHERE parent_id = $1 AND ($2 IS NULL OR level = $2)
   AND ($3 IS NULL OR search_key LIKE $3 OR (code >= $4 AND code < $5))
   AND valid_from <= $6 AND (valid_to IS NULL OR valid_to >= $6) AND id > $7
 ORDER BY id LIMIT $8;

-- name: unit_insert (id BIGINT, code TEXT, level TEXT, kind TEXT, name TEXT, name_en TEXT, search_key TEXT, parent_id BIGINT?, path TEXT, valid_from TEXT, valid_to TEXT, tables BIGINT, capacity BIGINT, in_charge TEXT, phone TEXT, latitude_e6 BIGINT?, longitude_e6 BIGINT?, population BIGINT?, adults BIGINT?, now BIGINT)
INSERT INTO unit (id, code, level, kind, name, name_en, search_key, parent_id, path, valid_from, valid_to, tables, capacity,
                  in_charge, phone, latitude_e6, longitude_e6, population, adults, changed_ms)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)
ON CONFLICT DO NOTHING RETURNING id;

-- name: site_update (id BIGINT, kind TEXT, name TEXT, search_key TEXT, tables BIGINT, capacity BIGINT, in_charge TEXT, phone TEXT, latitude_e6 BIGINT?, longitude_e6 BIGINT?, now BIGINT)
UPDATE unit SET kind = $2, name = $3, search_key = $4, tables = $5, capacity = $6, in_charge = $7, phone = $8,
       latitude_e6 = $9, longitude_e6 = $10, changed_ms = $11
 WHERE id = $1 RETURNING id;

-- name: site_alias (unit_id BIGINT, name TEXT)
INSERT INTO unit_alias (unit_id, name) VALUES ($1, $2) ON CONFLICT DO NOTHING;

-- name: unit_successor_insert (old_id BIGINT, new_id BIGINT, valid_from TEXT)
INSERT INTO unit_successor (old_id, new_id, valid_from) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING;

-- name: unit_took_over (new_id BIGINT) REMEMBER
SELECT old_id FROM unit_successor WHERE new_id = $1;

-- name: unit_count ()
SELECT COUNT(*) FROM unit;
