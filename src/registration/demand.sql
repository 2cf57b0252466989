-- name: demand_change (unit_id BIGINT, changes BIGINT) TOGETHER changes
INSERT INTO demand_list (unit_id, changes, counted, first_dose, next_dose, placed, unacknowledged) VALUES ($1, $2, 0, 0, 0, 0, 0)
ON CONFLICT (unit_id) DO UPDATE SET changes = demand_list.changes + EXCLUDED.changes;

-- How many wait in a unit and below: what was counted of the lists that stand as they were counted, and the rows of the others.
-- name: demand_of (path TEXT, path_end TEXT)
SELECT x.dose_number, x.priority_group, CAST(SUM(x.waiting) AS BIGINT) AS waiting, CAST(SUM(x.placed) AS BIGINT) AS placed,
       CAST(SUM(x.unacknowledged) AS BIGINT) AS unacknowledged
  FROM (SELECT d.dose_number, d.priority_group, d.waiting, d.placed, d.unacknowledged
          FROM unit u CROSS JOIN demand_list l CROSS JOIN demand d
         WHERE u.path >= $1 AND u.path < $2 AND l.unit_id = u.id AND l.changes = l.counted AND d.unit_id = u.id
        UNION ALL
        SELECT w.dose_number, w.priority_group, CASE WHEN w.state = 'waiting' THEN 1 ELSE 0 END, CASE WHEN w.state = 'placed' THEN 1 ELSE 0 END,
               CASE WHEN w.acknowledged = FALSE THEN 1 ELSE 0 END
          FROM demand_list l CROSS JOIN unit u CROSS JOIN waiting w
         WHERE l.changes <> l.counted AND u.id = l.unit_id AND u.path >= $1 AND u.path < $2 AND w.unit_id = l.unit_id) x
 GROUP BY x.dose_number, x.priority_group
HAVING SUM(x.waiting) > 0 OR SUM(x.placed) > 0
 ORDER BY x.dose_number, x.priority_group LIMIT 1000;

-- The same list by list, without the groups; path: whose list it is.
-- name: demand_lists (path TEXT, path_end TEXT)
SELECT u.path, l.first_dose, l.next_dose, l.placed, l.unacknowledged
  FROM unit u CROSS JOIN demand_list l
 WHERE u.path >= $1 AND u.path < $2 AND l.unit_id = u.id AND l.changes = l.counted
UNION ALL
SELECT u.path, COUNT(*) FILTER (WHERE w.state = 'waiting' AND w.dose_number = 1), COUNT(*) FILTER (WHERE w.state = 'waiting' AND w.dose_number > 1),
       COUNT(*) FILTER (WHERE w.state = 'placed'), COUNT(*) FILTER (WHERE w.acknowledged = FALSE)
  FROM demand_list l CROSS JOIN unit u CROSS JOIN waiting w
 WHERE l.changes <> l.counted AND u.id = l.unit_id AND u.path >= $1 AND u.path < $2 AND w.unit_id = l.unit_id
 GROUP BY u.path LIMIT 100000;

-- name: demand_children (parent_id BIGINT)
SELECT id AS unit_id, code, level, name FROM unit WHERE parent_id = $1 ORDER BY id LIMIT 1000;

-- name: demand_uncounted (after_unit BIGINT, page BIGINT)
SELECT unit_id, changes, counted FROM demand_list WHERE changes <> counted AND unit_id > $1 ORDER BY unit_id LIMIT $2;

-- What the rows of a list are, and whether that is what was kept of it.
-- name: demand_count (unit_id BIGINT)
SELECT dose_number, priority_group, CAST(SUM(waiting) AS BIGINT) AS waiting, CAST(SUM(placed) AS BIGINT) AS placed,
       CAST(SUM(unacknowledged) AS BIGINT) AS unacknowledged,
       SUM(waiting) <> SUM(kept_waiting) OR SUM(placed) <> SUM(kept_placed) OR SUM(unacknowledged) <> SUM(kept_unacknowledged) AS changed
  FROM (SELECT dose_number, priority_group, CASE WHEN state = 'waiting' THEN 1 ELSE 0 END AS waiting, CASE WHEN state = 'placed' THEN 1 ELSE 0 END AS placed,
               CASE WHEN acknowledged = FALSE THEN 1 ELSE 0 END AS unacknowledged, 0 AS kept_waiting, 0 AS kept_placed, 0 AS kept_unacknowledged
          FROM waiting WHERE unit_id = $1
        UNION ALL
        SELECT dose_number, priority_group, 0, 0, 0, waiting, placed, unacknowledged FROM demand WHERE unit_id = $1) x
 GROUP BY dose_number, priority_group ORDER BY dose_number, priority_group LIMIT 1000;

-- name: demand_set_counted (unit_id BIGINT, was BIGINT, counted BIGINT, first_dose BIGINT, next_dose BIGINT, placed BIGINT, unacknowledged BIGINT)
-- Only who finds the list as it was read keeps what was counted, so that of two servers the earlier count does not stay.
UPDATE demand_list SET counted = $3, first_dose = $4, next_dose = $5, placed = $6, unacknowledged = $7
 WHERE unit_id = $1 AND counted = $2 RETURNING unit_id;

-- name: demand_put (unit_id BIGINT, dose_number BIGINT, priority_group TEXT, waiting BIGINT, placed BIGINT, unacknowledged BIGINT) TOGETHER
INSERT INTO demand (unit_id, dose_number, priority_group, waiting, placed, unacknowledged) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (unit_id, dose_number, priority_group) DO UPDATE
SET waiting = EXCLUDED.waiting, placed = EXCLUDED.placed, unacknowledged = EXCLUDED.unacknowledged;

-- name: recount_lists (after_unit BIGINT, page BIGINT)
SELECT unit_id FROM (SELECT unit_id FROM demand_list WHERE unit_id > $1 UNION SELECT unit_id FROM waiting WHERE unit_id > $1) x
 ORDER BY unit_id LIMIT $2;

-- What was counted of a list less what its rows are: nothing, unless it is to be counted anew. Its totals: group '*'.
-- name: recount_demand (unit_id BIGINT)
SELECT dose_number, priority_group, CAST(SUM(waiting) AS BIGINT) AS waiting, CAST(SUM(placed) AS BIGINT) AS placed,
       CAST(SUM(unacknowledged) AS BIGINT) AS unacknowledged
  FROM (SELECT dose_number, priority_group, waiting, placed, unacknowledged FROM demand WHERE unit_id = $1
        UNION ALL
        SELECT dose_number, priority_group, CASE WHEN state = 'waiting' THEN -1 ELSE 0 END, CASE WHEN state = 'placed' THEN -1 ELSE 0 END,
               CASE WHEN acknowledged = FALSE THEN -1 ELSE 0 END
          FROM waiting WHERE unit_id = $1
        UNION ALL
        SELECT 0, '*', waiting, placed, unacknowledged FROM demand WHERE unit_id = $1
        UNION ALL
        SELECT 0, '*', -first_dose - next_dose, -placed, -unacknowledged FROM demand_list WHERE unit_id = $1
        UNION ALL
        SELECT 1, '*', waiting, 0, 0 FROM demand WHERE unit_id = $1 AND dose_number = 1
        UNION ALL
        SELECT 1, '*', -first_dose, 0, 0 FROM demand_list WHERE unit_id = $1) x
 WHERE NOT EXISTS (SELECT 1 FROM demand_list l WHERE l.unit_id = $1 AND l.changes <> l.counted)
 GROUP BY dose_number, priority_group
HAVING SUM(waiting) <> 0 OR SUM(placed) <> 0 OR SUM(unacknowledged) <> 0
 ORDER BY dose_number, priority_group LIMIT 100;
