-- name: audit_add (unit_id BIGINT, id BIGINT, staff_id BIGINT, act TEXT, subject TEXT, why TEXT, body_hash TEXT, request_id BIGINT, now BIGINT, chain BIGINT, seq BIGINT, link BYTEA) TOGETHER
INSERT INTO audit (unit_id, id, staff_id, act, subject, why, body_hash, request_id, at_ms, chain, seq, link)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12);

-- name: audit_head (chain BIGINT)
SELECT seq, link FROM audit WHERE chain = $1 ORDER BY seq DESC LIMIT 1;

-- name: audit_link (chain BIGINT, seq BIGINT)
SELECT link FROM audit WHERE chain = $1 AND seq = $2;

-- name: audit_next_chain (after_chain BIGINT)
SELECT chain FROM audit WHERE chain > $1 ORDER BY chain LIMIT 1;

-- name: audit_page (chain BIGINT, after_seq BIGINT, page BIGINT)
-- From the sequence number on, so that one that stands twice is seen twice.
SELECT unit_id, id, staff_id, act, subject, why, body_hash, request_id, at_ms, seq, link
  FROM audit WHERE chain = $1 AND seq > $2 ORDER BY seq, id LIMIT $3;

-- name: audit_unchained ()
SELECT COUNT(*) FROM audit WHERE chain = 0;

-- name: access_add (person_id BIGINT, id BIGINT, staff_id BIGINT, unit_id BIGINT, route TEXT, why TEXT, now BIGINT) TOGETHER
INSERT INTO access_log (person_id, id, staff_id, unit_id, route, why, at_ms) VALUES ($1, $2, $3, $4, $5, $6, $7);

-- name: access_since (person_id BIGINT, staff_id BIGINT, since BIGINT)
SELECT id FROM access_log WHERE person_id = $1 AND staff_id = $2 AND at_ms >= $3 LIMIT 1;

-- name: access_of (person_id BIGINT)
SELECT a.at_ms, s.full_name AS staff_name, u.name AS unit_name, a.route, a.why
  FROM access_log a JOIN staff s ON s.id = a.staff_id JOIN unit u ON u.id = a.unit_id
 WHERE a.person_id = $1 ORDER BY a.id DESC LIMIT 200;

-- name: idempotency_claim (key TEXT, staff_id BIGINT, route TEXT, body_hash TEXT, now BIGINT)
INSERT INTO idempotency (key, staff_id, route, body_hash, status, body, at_ms) VALUES ($1, $2, $3, $4, 0, '', $5)
ON CONFLICT DO NOTHING RETURNING key;

-- name: idempotency_seen (key TEXT, staff_id BIGINT)
SELECT route, body_hash, status, body FROM idempotency WHERE key = $1 AND staff_id = $2;

-- name: idempotency_keep (key TEXT, staff_id BIGINT, status BIGINT, body TEXT)
UPDATE idempotency SET status = $3, body = $4 WHERE key = $1 AND staff_id = $2;

-- name: idempotency_forget (before_ms BIGINT, page BIGINT)
DELETE FROM idempotency
 WHERE (key, staff_id) IN (SELECT i.key, i.staff_id FROM idempotency i WHERE i.at_ms < $1 ORDER BY i.at_ms LIMIT $2)
RETURNING staff_id;
