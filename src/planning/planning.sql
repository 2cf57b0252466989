-- name: planning_get (unit_id BIGINT, id BIGINT)
SELECT p.unit_id, u.name AS unit_name, u.path AS unit_path, p.id, p.title, p.campaign_id, p.starts_on, p.ends_on, p.products, p.reach,
       p.spare_percent, p.next_percent, p.slot_minutes, p.mixing, p.state, p.step, p.done, p.total, p.error_vi, p.error_en, p.version,
       p.round, p.people, p.placed, p.changed, p.published, p.failed, p.affected_sessions, p.affected_people, p.load_ms, p.plan_ms,
       p.keep_ms, p.batch_id, p.why, c.full_name AS created_by, p.created_ms, p.computed_ms, b.full_name AS published_by,
       p.published_by AS published_by_id, p.published_ms, p.lease_until_ms
  FROM planning p JOIN unit u ON u.id = p.unit_id LEFT JOIN staff c ON c.id = p.created_by LEFT JOIN staff b ON b.id = p.published_by
 WHERE p.unit_id = $1 AND p.id = $2;

-- name: planning_list (unit_id BIGINT, page BIGINT)
SELECT p.unit_id, u.name AS unit_name, u.path AS unit_path, p.id, p.title, p.campaign_id, p.starts_on, p.ends_on, p.products, p.reach,
       p.spare_percent, p.next_percent, p.slot_minutes, p.mixing, p.state, p.step, p.done, p.total, p.error_vi, p.error_en, p.version,
       p.round, p.people, p.placed, p.changed, p.published, p.failed, p.affected_sessions, p.affected_people, p.load_ms, p.plan_ms,
       p.keep_ms, p.batch_id, p.why, c.full_name AS created_by, p.created_ms, p.computed_ms, b.full_name AS published_by,
       p.published_by AS published_by_id, p.published_ms, p.lease_until_ms
  FROM planning p JOIN unit u ON u.id = p.unit_id LEFT JOIN staff c ON c.id = p.created_by LEFT JOIN staff b ON b.id = p.published_by
 WHERE p.unit_id = $1 ORDER BY p.id DESC LIMIT $2;

-- name: planning_add (unit_id BIGINT, id BIGINT, title TEXT, campaign_id BIGINT, starts_on TEXT, ends_on TEXT, products TEXT, reach TEXT, spare_percent BIGINT, next_percent BIGINT, slot_minutes BIGINT, mixing BOOLEAN, staff_id BIGINT, now BIGINT)
INSERT INTO planning (unit_id, id, title, campaign_id, starts_on, ends_on, products, reach, spare_percent, next_percent, slot_minutes, mixing,
                      state, created_by, created_ms)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 'draft', $13, $14);

-- name: planning_set (unit_id BIGINT, id BIGINT, version BIGINT, title TEXT, starts_on TEXT, ends_on TEXT, products TEXT, reach TEXT, spare_percent BIGINT, next_percent BIGINT, slot_minutes BIGINT, mixing BOOLEAN)
-- The WHERE clause is the lock, here and below: who saw an older version changes nothing.
UPDATE planning SET version = version + 1, state = 'draft', title = $4, starts_on = $5, ends_on = $6, products = $7, reach = $8,
       spare_percent = $9, next_percent = $10, slot_minutes = $11, mixing = $12
 WHERE unit_id = $1 AND id = $2 AND version = $3 RETURNING id;

-- name: planning_touch (unit_id BIGINT, id BIGINT, version BIGINT)
-- A change by hand of what belongs to the plan.
UPDATE planning SET version = version + 1 WHERE unit_id = $1 AND id = $2 AND version = $3 RETURNING id;

-- name: planning_set_state (unit_id BIGINT, id BIGINT, version BIGINT, state TEXT, step TEXT, total BIGINT, batch_id BIGINT, publisher BIGINT?, why TEXT)
UPDATE planning SET version = version + 1, state = $4, step = $5, done = 0, total = $6, error_vi = NULL, error_en = NULL, lease_until_ms = 0,
       batch_id = CASE WHEN $7 = 0 THEN batch_id ELSE $7 END, published_by = COALESCE($8, published_by), why = COALESCE($9, why),
       published = CASE WHEN $4 = 'publishing' THEN 0 ELSE published END, failed = CASE WHEN $4 = 'publishing' THEN 0 ELSE failed END
 WHERE unit_id = $1 AND id = $2 AND version = $3 RETURNING id;

-- name: planning_count (unit_id BIGINT, id BIGINT, placed BIGINT, changed BIGINT)
UPDATE planning SET placed = placed + $3, changed = changed + $4 WHERE unit_id = $1 AND id = $2;

-- name: planning_due (now BIGINT)
SELECT unit_id, id FROM planning WHERE lease_until_ms < $1 AND (state = 'computing' OR state = 'publishing') ORDER BY lease_until_ms LIMIT 20;

-- name: planning_claim (unit_id BIGINT, id BIGINT, now BIGINT, until_ms BIGINT)
UPDATE planning SET lease_until_ms = $4
 WHERE unit_id = $1 AND id = $2 AND lease_until_ms < $3 AND (state = 'computing' OR state = 'publishing') RETURNING id;

-- name: planning_hold (unit_id BIGINT, id BIGINT, held BIGINT, until_ms BIGINT, step TEXT, done BIGINT, total BIGINT)
-- Whoever has the plan goes on having it; a lease that somebody else took is lost.
UPDATE planning SET lease_until_ms = $4, step = $5, done = $6, total = $7
 WHERE unit_id = $1 AND id = $2 AND lease_until_ms = $3 AND (state = 'computing' OR state = 'publishing') RETURNING id;

-- name: planning_lease (unit_id BIGINT, id BIGINT)
SELECT lease_until_ms FROM planning WHERE unit_id = $1 AND id = $2;

-- name: planning_begin_round (unit_id BIGINT, id BIGINT)
UPDATE planning SET round = round + 1 WHERE unit_id = $1 AND id = $2 RETURNING round;

-- name: planning_computed (unit_id BIGINT, id BIGINT, held BIGINT, people BIGINT, placed BIGINT, changed BIGINT, load_ms BIGINT, plan_ms BIGINT, keep_ms BIGINT, now BIGINT)
UPDATE planning SET version = version + 1, state = 'preview', step = NULL, people = $4, placed = $5, changed = $6, load_ms = $7, plan_ms = $8,
       keep_ms = $9, computed_ms = $10, lease_until_ms = 0
 WHERE unit_id = $1 AND id = $2 AND lease_until_ms = $3 AND state = 'computing' RETURNING id;

-- name: planning_failed (unit_id BIGINT, id BIGINT, held BIGINT, vi TEXT, en TEXT)
UPDATE planning SET version = version + 1, state = CASE WHEN published_ms IS NULL THEN 'draft' ELSE 'published' END, step = NULL, error_vi = $4,
       error_en = $5, lease_until_ms = 0
 WHERE unit_id = $1 AND id = $2 AND lease_until_ms = $3 AND state = 'computing' RETURNING id;

-- name: planning_progress (unit_id BIGINT, id BIGINT, published BIGINT, failed BIGINT)
UPDATE planning SET published = published + $3, failed = failed + $4, done = done + $3 + $4 WHERE unit_id = $1 AND id = $2;

-- name: planning_published (unit_id BIGINT, id BIGINT, held BIGINT, now BIGINT)
UPDATE planning SET version = version + 1, state = 'published', step = NULL, published_ms = COALESCE(published_ms, $4), lease_until_ms = 0, looked_ms = 0
 WHERE unit_id = $1 AND id = $2 AND lease_until_ms = $3 AND state = 'publishing' RETURNING id;

-- name: planning_orphans ()
-- SQLite has one server: what is held when it starts is a crash's.
UPDATE planning SET lease_until_ms = 0 WHERE lease_until_ms > 0 AND (state = 'computing' OR state = 'publishing');

-- name: planning_to_look (before BIGINT, today TEXT)
SELECT unit_id, id FROM planning WHERE state = 'published' AND looked_ms < $1 AND ends_on >= $2 ORDER BY looked_ms LIMIT 20;

-- name: planning_looked (unit_id BIGINT, id BIGINT, sessions BIGINT, people BIGINT, now BIGINT)
UPDATE planning SET affected_sessions = $3, affected_people = $4, looked_ms = $5 WHERE unit_id = $1 AND id = $2;
