-- name: stats_by_product (unit_id BIGINT, today TEXT)
SELECT s.product_code, p.name_short AS name, s.outcome, s.dose_number, CAST(SUM(s.n) AS BIGINT) AS n,
       CAST(SUM(CASE WHEN s.on_date = $2 THEN s.n ELSE 0 END) AS BIGINT) AS today
  FROM counter_sum s LEFT JOIN product p ON p.code = s.product_code
 WHERE s.unit_id = $1
 GROUP BY s.product_code, p.name_short, s.outcome, s.dose_number
 ORDER BY s.product_code, s.outcome, s.dose_number;

-- name: stats_by_province (nation_id BIGINT, today TEXT)
SELECT u.code, u.name, CAST(SUM(s.n) AS BIGINT) AS n, CAST(SUM(CASE WHEN s.on_date = $2 THEN s.n ELSE 0 END) AS BIGINT) AS today
  FROM unit u JOIN counter_sum s ON s.unit_id = u.id
 WHERE u.parent_id = $1 AND u.level = 'province' AND s.outcome = 'injected'
 GROUP BY u.code, u.name ORDER BY u.code, u.name;

-- name: stats_by_day (unit_id BIGINT, from_date TEXT)
SELECT on_date, CAST(SUM(n) AS BIGINT) AS n
  FROM counter_sum WHERE unit_id = $1 AND outcome = 'injected' AND on_date >= $2
 GROUP BY on_date ORDER BY on_date;

-- name: stats_sites_active (today TEXT)
SELECT COUNT(*) FROM session WHERE on_date = $1 AND state = 'open';

-- name: stats_nation () REMEMBER
SELECT id FROM unit WHERE level = 'nation' ORDER BY id LIMIT 1;
