-- name: province_latest (unit_id BIGINT, name TEXT)
SELECT value, on_date FROM unit_figure WHERE unit_id = $1 AND name = $2 ORDER BY on_date DESC LIMIT 1;

-- name: province_one_dose (nation_id BIGINT, to_date TEXT)
-- People: dose 1 is counted once of a person, where it was given or where it was entered.
SELECT c.unit_id, CAST(SUM(c.n) AS BIGINT)
  FROM unit u JOIN counter_sum c ON c.unit_id = u.id
 WHERE u.parent_id = $1 AND u.level = 'province' AND c.dose_number = 1
   AND (c.outcome = 'injected' OR c.outcome = 'elsewhere') AND c.on_date <= $2
 GROUP BY c.unit_id;
