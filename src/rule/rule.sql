-- name: rule_in_force (kind TEXT, code TEXT, on_date TEXT) REMEMBER
SELECT kind, code, valid_from, valid_to, source, body
  FROM rule
 WHERE kind = $1 AND ($2 IS NULL OR code = $2) AND valid_from <= $3 AND (valid_to IS NULL OR valid_to >= $3)
 ORDER BY valid_from DESC LIMIT 1;

-- name: rule_put (id BIGINT, kind TEXT, code TEXT, valid_from TEXT, valid_to TEXT, source TEXT, body TEXT)
INSERT INTO rule (id, kind, code, valid_from, valid_to, source, body) VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (kind, code, valid_from) DO UPDATE
   SET valid_to = EXCLUDED.valid_to, source = EXCLUDED.source, body = EXCLUDED.body;

-- name: product_put (code TEXT, kind TEXT, name TEXT, name_short TEXT, maker TEXT, primary_doses BIGINT, min_age BIGINT, max_age BIGINT?, doses_per_vial BIGINT?, mp TEXT, ma TEXT, vp TEXT, open_hours BIGINT, pack BIGINT, storage TEXT, lowest_e1 BIGINT?, highest_e1 BIGINT?)
INSERT INTO product (code, kind, name, name_short, maker, primary_doses, min_age, max_age, doses_per_vial, mp, ma, vp, open_hours, pack,
                     storage, lowest_e1, highest_e1)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
ON CONFLICT (code) DO UPDATE
   SET kind = EXCLUDED.kind, name = EXCLUDED.name, name_short = EXCLUDED.name_short, maker = EXCLUDED.maker,
       primary_doses = EXCLUDED.primary_doses, min_age = EXCLUDED.min_age, max_age = EXCLUDED.max_age,
       doses_per_vial = EXCLUDED.doses_per_vial, mp = EXCLUDED.mp, ma = EXCLUDED.ma, vp = EXCLUDED.vp, open_hours = EXCLUDED.open_hours,
       pack = EXCLUDED.pack, storage = EXCLUDED.storage, lowest_e1 = EXCLUDED.lowest_e1, highest_e1 = EXCLUDED.highest_e1;

-- name: product_get (code TEXT) REMEMBER
SELECT code, kind, name, name_short, maker, primary_doses, min_age, max_age, doses_per_vial, pack, mp, ma, vp FROM product WHERE code = $1;

-- name: product_list (vaccines BOOLEAN) REMEMBER
SELECT code, kind, name, name_short, maker, primary_doses, min_age, max_age, doses_per_vial, pack, mp, ma, vp FROM product
 WHERE $1 = (kind = 'vaccine') ORDER BY code;

-- name: campaign_get (id BIGINT) REMEMBER
SELECT id, code, name, disease, starts_on, ends_on, wait_minutes FROM campaign WHERE id = $1;

-- name: campaign_list ()
SELECT id, code, name, disease, starts_on, ends_on, wait_minutes FROM campaign ORDER BY starts_on, id;

-- name: campaign_insert (id BIGINT, code TEXT, name TEXT, disease TEXT, starts_on TEXT, ends_on TEXT, wait_minutes BIGINT)
INSERT INTO campaign (id, code, name, disease, starts_on, ends_on, wait_minutes) VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT DO NOTHING RETURNING id;
