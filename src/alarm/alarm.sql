-- name: alarm_raise (unit_id BIGINT, id BIGINT, kind TEXT, subject_id BIGINT, detail TEXT, now BIGINT)
-- The partial index alarm_open is what makes it one open alarm.
INSERT INTO alarm (unit_id, id, kind, subject_id, detail, raised_ms, seen_ms) VALUES ($1, $2, $3, $4, $5, $6, $6)
ON CONFLICT (unit_id, kind, subject_id) WHERE cleared_ms IS NULL
DO UPDATE SET seen_ms = EXCLUDED.seen_ms, detail = EXCLUDED.detail;

-- name: alarm_clear (unit_id BIGINT, kind TEXT, subject_id BIGINT, now BIGINT)
UPDATE alarm SET cleared_ms = $4 WHERE unit_id = $1 AND kind = $2 AND subject_id = $3 AND cleared_ms IS NULL;

-- name: alarm_seen (unit_id BIGINT, kind TEXT, subject_id BIGINT) REMEMBER
SELECT seen_ms FROM alarm WHERE unit_id = $1 AND kind = $2 AND subject_id = $3 AND cleared_ms IS NULL;

-- name: alarm_close (unit_id BIGINT, id BIGINT, why TEXT, staff_id BIGINT, now BIGINT)
UPDATE alarm SET cleared_ms = $5, closed_by = $4, why = $3 WHERE unit_id = $1 AND id = $2 AND cleared_ms IS NULL RETURNING id;

-- name: alarm_get (unit_id BIGINT, id BIGINT)
SELECT a.id, a.unit_id, u.name AS unit_name, a.kind, a.subject_id, s.full_name AS subject_name, a.detail, a.raised_ms,
       a.seen_ms, a.cleared_ms, c.full_name AS closed_by, a.why
  FROM alarm a JOIN unit u ON u.id = a.unit_id LEFT JOIN staff s ON s.id = a.subject_id LEFT JOIN staff c ON c.id = a.closed_by
 WHERE a.unit_id = $1 AND a.id = $2;

-- name: alarm_list (unit_id BIGINT, path TEXT, every BOOLEAN, before_id BIGINT, page BIGINT)
-- Below is below in the tree, or below a province that this one took over. Paths are digits and slashes: ':' ends them.
SELECT a.id, a.unit_id, u.name AS unit_name, a.kind, a.subject_id, s.full_name AS subject_name, a.detail, a.raised_ms,
       a.seen_ms, a.cleared_ms, c.full_name AS closed_by, a.why
  FROM alarm a JOIN unit u ON u.id = a.unit_id LEFT JOIN staff s ON s.id = a.subject_id LEFT JOIN staff c ON c.id = a.closed_by
 WHERE (a.cleared_ms IS NULL OR $3) AND a.id < $4
   AND ((u.path >= $2 AND u.path < $2 || ':')
        OR EXISTS (SELECT 1 FROM unit_successor x JOIN unit o ON o.id = x.old_id
                    WHERE x.new_id = $1 AND u.path >= o.path AND u.path < o.path || ':'))
 ORDER BY a.id DESC LIMIT $5;
