-- name: sync_seen (unit_id BIGINT, uuid TEXT)
SELECT content_hash, answer FROM sync_event WHERE unit_id = $1 AND uuid = $2;

-- name: sync_keep (unit_id BIGINT, uuid TEXT, kind TEXT, content_hash TEXT, happened_ms BIGINT, outcome TEXT, answer TEXT, staff_id BIGINT, now BIGINT)
-- The key is what makes an event happen once, also where two servers take it at the same moment: the second one's work is undone.
INSERT INTO sync_event (unit_id, uuid, kind, content_hash, happened_ms, outcome, answer, staff_id, received_ms)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9);

-- name: sync_stray_seen (unit_id BIGINT, content TEXT)
SELECT id FROM sync_stray WHERE unit_id = $1 AND content = $2 LIMIT 1;

-- name: sync_stray_keep (unit_id BIGINT, id BIGINT, uuid TEXT, code TEXT, content TEXT, staff_id BIGINT, now BIGINT)
INSERT INTO sync_stray (unit_id, id, uuid, code, content, staff_id, received_ms) VALUES ($1, $2, $3, $4, $5, $6, $7);

-- name: sync_review (unit_id BIGINT, id BIGINT, kind TEXT, person_id BIGINT, detail TEXT, now BIGINT)
INSERT INTO review (unit_id, id, kind, person_id, detail, state, created_ms) VALUES ($1, $2, $3, $4, $5, 'open', $6);
