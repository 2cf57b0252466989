-- name: counter_add (unit_id BIGINT, on_date TEXT, product_code TEXT, dose_number BIGINT, outcome TEXT, delta BIGINT) TOGETHER delta
INSERT INTO counter (unit_id, on_date, product_code, dose_number, outcome, n) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (unit_id, on_date, product_code, dose_number, outcome) DO UPDATE SET n = counter.n + EXCLUDED.n;

-- name: counter_unsummed (after_unit BIGINT, page BIGINT)
SELECT c.unit_id, c.on_date, c.product_code, c.dose_number, c.outcome, c.n, c.summed, u.path, u.level
  FROM counter c JOIN unit u ON u.id = c.unit_id
 WHERE c.n <> c.summed AND c.unit_id > $1 ORDER BY c.unit_id LIMIT $2;

-- name: counter_mark_summed (unit_id BIGINT, on_date TEXT, product_code TEXT, dose_number BIGINT, outcome TEXT, summed BIGINT, n BIGINT)
-- Only who finds the row as it was read carries its difference up, so two servers cannot count it twice.
UPDATE counter SET summed = $7
 WHERE unit_id = $1 AND on_date = $2 AND product_code = $3 AND dose_number = $4 AND outcome = $5 AND summed = $6
RETURNING unit_id;

-- name: counter_sum_add (unit_id BIGINT, on_date TEXT, product_code TEXT, dose_number BIGINT, outcome TEXT, delta BIGINT) TOGETHER delta
INSERT INTO counter_sum (unit_id, on_date, product_code, dose_number, outcome, n) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (unit_id, on_date, product_code, dose_number, outcome) DO UPDATE SET n = counter_sum.n + EXCLUDED.n;

-- name: counter_of_site (unit_id BIGINT, from_date TEXT, to_date TEXT)
SELECT on_date, product_code, dose_number, outcome, n FROM counter
 WHERE unit_id = $1 AND on_date >= $2 AND on_date <= $3 AND n <> 0
 ORDER BY on_date, product_code, dose_number, outcome LIMIT 10000;

-- name: counter_of_upper (unit_id BIGINT, from_date TEXT, to_date TEXT)
SELECT on_date, product_code, dose_number, outcome, n FROM counter_sum
 WHERE unit_id = $1 AND on_date >= $2 AND on_date <= $3 AND n <> 0
 ORDER BY on_date, product_code, dose_number, outcome LIMIT 10000;
