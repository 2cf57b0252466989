-- name: standin_message (phone TEXT, id BIGINT, template TEXT, lang TEXT, body TEXT, unit_id BIGINT, now BIGINT, expires_ms BIGINT)
INSERT INTO message (phone, id, template, purpose, priority, lang, body, secret, coding, parts, unit_id, state, not_before_ms, expires_ms, due_ms, created_ms)
VALUES ($1, $2, $3, $3, 0, $4, $5, TRUE, 'gsm', 1, $6, 'waiting', $7, $8, $7, $7);
