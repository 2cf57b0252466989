-- name: message_insert (phone TEXT, id BIGINT, template TEXT, purpose TEXT, priority BIGINT, lang TEXT, body TEXT, secret BOOLEAN, coding TEXT, parts BIGINT, person_id BIGINT?, unit_id BIGINT, batch_id BIGINT, step_ms BIGINT, dedupe TEXT, not_before_ms BIGINT, expires_ms BIGINT, now BIGINT) TOGETHER
-- Never twice to one phone for one purpose and dedupe: the partial index says so.
INSERT INTO message (phone, id, template, purpose, priority, lang, body, secret, coding, parts, person_id, unit_id, batch_id,
                     step_ms, dedupe, state, not_before_ms, due_ms, expires_ms, created_ms)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, 'waiting', $16, $16, $17, $18)
ON CONFLICT (phone, purpose, dedupe) WHERE dedupe <> '' DO NOTHING;

-- name: message_take_back (phone TEXT, about TEXT)
-- A dedupe about an appointment is its id, or begins with it and a blank.
UPDATE message SET state = 'cancelled', due_ms = NULL, dedupe = '', body = CASE WHEN secret THEN NULL ELSE body END
 WHERE phone = $1 AND (purpose = 'invitation' OR purpose = 'reminder') AND (dedupe = $2 OR dedupe LIKE $2 || ' %') AND state = 'waiting'
RETURNING id;

-- name: message_list (phone TEXT, person_id BIGINT?, before_id BIGINT, page BIGINT)
SELECT id, phone, template, purpose, lang, body, coding, parts, person_id, unit_id, batch_id, state, error, not_before_ms,
       expires_ms, attempts, repeats, cost, created_ms, sent_ms, delivered_ms
  FROM message
 WHERE phone = $1 AND id < $3 AND ($2 IS NULL OR person_id = $2)
 ORDER BY id DESC LIMIT $4;

-- name: message_batch_insert (unit_id BIGINT, id BIGINT, template TEXT, step_ms BIGINT, staff_id BIGINT, now BIGINT)
INSERT INTO message_batch (unit_id, id, template, step_ms, next_ms, created_by, created_ms) VALUES ($1, $2, $3, $4, $6, $5, $6);

-- name: message_batch_get (unit_id BIGINT, id BIGINT)
SELECT unit_id, id, template, step_ms, next_ms, flow, created_by, created_ms FROM message_batch WHERE unit_id = $1 AND id = $2;

-- name: message_batch_set_step (unit_id BIGINT, id BIGINT, step_ms BIGINT)
UPDATE message_batch SET step_ms = $3 WHERE unit_id = $1 AND id = $2;

-- name: message_batch_stop (unit_id BIGINT, id BIGINT)
UPDATE message_batch SET flow = 'stopped' WHERE unit_id = $1 AND id = $2;

-- name: message_batch_parked (unit_id BIGINT, id BIGINT)
-- Whatever it is, the row is locked: who resumes the sending at this moment comes before or after, and finds what was parked either way.
UPDATE message_batch SET flow = CASE WHEN flow = 'flowing' THEN 'resuming' ELSE flow END WHERE unit_id = $1 AND id = $2;

-- name: message_batch_set_flow (unit_id BIGINT, id BIGINT, flow TEXT, before TEXT)
UPDATE message_batch SET flow = $3 WHERE unit_id = $1 AND id = $2 AND flow = $4;

-- name: message_batches_stopped ()
SELECT id FROM message_batch WHERE flow = 'stopped' AND flow <> 'flowing';

-- name: message_batch_resuming ()
SELECT unit_id, id, template, step_ms, next_ms, flow, created_by, created_ms FROM message_batch
 WHERE flow = 'resuming' AND flow <> 'flowing' ORDER BY id LIMIT 1;

-- name: message_park (phone TEXT, id BIGINT)
UPDATE message SET state = 'waiting', due_ms = NULL, claim_id = 0, attempts = attempts - 1 WHERE phone = $1 AND id = $2;

-- name: message_resume (batch_id BIGINT, from_ms BIGINT, step_ms BIGINT, page BIGINT)
-- At the pace of the batch, in the order in which they were written; how long they are of use counts anew.
UPDATE message SET due_ms = r.at_ms, not_before_ms = r.at_ms, expires_ms = r.at_ms + message.expires_ms - message.not_before_ms
  FROM (SELECT q.phone, q.id, $2 + $3 * (ROW_NUMBER() OVER (ORDER BY q.id) - 1) AS at_ms
          FROM (SELECT m.phone, m.id FROM message m
                 WHERE m.batch_id = $1 AND m.batch_id <> 0 AND m.state = 'waiting' AND m.due_ms IS NULL ORDER BY m.id LIMIT $4) q) r
 WHERE message.phone = r.phone AND message.id = r.id AND message.state = 'waiting' AND message.due_ms IS NULL
RETURNING message.id;

-- name: message_batch_keep (unit_id BIGINT, id BIGINT, next_ms BIGINT)
UPDATE message_batch SET next_ms = $3 WHERE unit_id = $1 AND id = $2 AND next_ms < $3;

-- name: message_progress (batch_id BIGINT)
SELECT state, COUNT(*) AS n, CAST(SUM(parts) AS BIGINT) AS parts, CAST(SUM(cost) AS BIGINT) AS cost
  FROM message WHERE batch_id = $1 AND batch_id <> 0 GROUP BY state;

-- name: message_unreached (batch_id BIGINT, after_id BIGINT, page BIGINT)
-- By the index of the batch.
SELECT m.id, m.phone, m.person_id, p.name, m.state, m.error, m.sent_ms
  FROM message m LEFT JOIN person p ON p.id = m.person_id
 WHERE m.batch_id = $1 AND m.batch_id <> 0 AND (m.state = 'failed' OR m.state = 'expired') AND m.id > $2 ORDER BY m.id LIMIT $3;

-- name: message_costs (unit_id BIGINT, path TEXT, from_date TEXT, to_date TEXT)
-- Below is below in the tree, or below a province that this one took over. Paths are digits and slashes: ':' ends them.
SELECT s.purpose, CAST(SUM(s.sent) AS BIGINT) AS sent, CAST(SUM(s.delivered) AS BIGINT) AS delivered,
       CAST(SUM(s.failed) AS BIGINT) AS failed, CAST(SUM(s.expired) AS BIGINT) AS expired,
       CAST(SUM(s.repeated) AS BIGINT) AS repeated, CAST(SUM(s.parts) AS BIGINT) AS parts, CAST(SUM(s.cost) AS BIGINT) AS cost
  FROM message_sum s JOIN unit u ON u.id = s.unit_id
 WHERE s.on_date >= $3 AND s.on_date <= $4
   AND ((u.path >= $2 AND u.path < $2 || ':')
        OR EXISTS (SELECT 1 FROM unit_successor x JOIN unit o ON o.id = x.old_id
                    WHERE x.new_id = $1 AND u.path >= o.path AND u.path < o.path || ':'))
 GROUP BY s.purpose ORDER BY s.purpose;

-- name: message_sum_add (unit_id BIGINT, on_date TEXT, purpose TEXT, sent BIGINT, delivered BIGINT, failed BIGINT, expired BIGINT, repeated BIGINT, parts BIGINT, cost BIGINT)
INSERT INTO message_sum (unit_id, on_date, purpose, sent, delivered, failed, expired, repeated, parts, cost)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
ON CONFLICT (unit_id, on_date, purpose) DO UPDATE
   SET sent = message_sum.sent + EXCLUDED.sent, delivered = message_sum.delivered + EXCLUDED.delivered,
       failed = message_sum.failed + EXCLUDED.failed, expired = message_sum.expired + EXCLUDED.expired,
       repeated = message_sum.repeated + EXCLUDED.repeated, parts = message_sum.parts + EXCLUDED.parts,
       cost = message_sum.cost + EXCLUDED.cost;

-- name: message_report_add (phone TEXT, message_id BIGINT, state TEXT, now BIGINT) TOGETHER
INSERT INTO message_report (phone, message_id, state, at_ms) VALUES ($1, $2, $3, $4)
ON CONFLICT (phone, message_id) DO NOTHING;

-- name: message_report_oldest ()
SELECT at_ms FROM message_report ORDER BY at_ms LIMIT 1;

-- name: message_report_apply (now BIGINT, page BIGINT)
-- Of a message that is being sent at this moment the report waits until that is known. Where nobody knows, because a server
-- died while it sent, a report of delivery says that it was sent.
UPDATE message SET state = r.state, due_ms = NULL, claim_id = 0, delivered_ms = CASE WHEN r.state = 'delivered' THEN r.at_ms END,
                   body = CASE WHEN message.secret THEN NULL ELSE message.body END,
                   error = CASE WHEN r.state = 'failed' THEN 'network' END
  FROM (SELECT phone, message_id, state, at_ms FROM message_report ORDER BY at_ms, message_id LIMIT $2) r
 WHERE message.phone = r.phone AND message.id = r.message_id
   AND (message.state = 'sent'
        OR (r.state = 'delivered' AND message.attempts > 0
            AND (message.state = 'waiting' OR (message.state = 'sending' AND message.due_ms <= $1))))
RETURNING message.phone, message.id, message.unit_id, message.purpose, message.state, message.sent_ms, message.parts,
          message.delivered_ms;

-- name: message_report_done (page BIGINT)
-- What says nothing any more. What came between the two statements still says something: its message is only sent yet.
DELETE FROM message_report
 WHERE (phone, message_id) IN (SELECT r.phone, r.message_id FROM message_report r ORDER BY r.at_ms, r.message_id LIMIT $1)
   AND NOT EXISTS (SELECT 1 FROM message m WHERE m.phone = message_report.phone AND m.id = message_report.message_id
                      AND (m.state = 'sent' OR m.state = 'sending'
                           OR (m.state = 'waiting' AND message_report.state = 'delivered')))
RETURNING message_id;

-- name: message_proved (phone TEXT, id BIGINT, sent_ms BIGINT, cost BIGINT)
-- It was sent although nobody kept that: the report of its delivery says so.
UPDATE message SET sent_ms = $3, cost = $4 WHERE phone = $1 AND id = $2 AND sent_ms IS NULL;

-- name: message_expired (now BIGINT)
SELECT expires_ms FROM message WHERE due_ms IS NOT NULL AND expires_ms <= $1 ORDER BY expires_ms LIMIT 1;

-- name: message_expire (now BIGINT, page BIGINT)
-- Not what is being sent at this moment; what a dead server was sending is over too, nobody knows how it went.
UPDATE message SET state = 'expired', due_ms = NULL, claim_id = 0, body = CASE WHEN secret THEN NULL ELSE body END
 WHERE (state = 'waiting' OR due_ms <= $1)
   AND (phone, id) IN (SELECT m.phone, m.id FROM message m WHERE m.due_ms IS NOT NULL AND m.expires_ms <= $1
                        ORDER BY m.expires_ms LIMIT $2)
   AND due_ms IS NOT NULL
RETURNING unit_id, purpose;

-- name: message_forget (before_ms BIGINT, page BIGINT)
-- Never what is still to be sent. Whoever comes second finds the rows gone.
DELETE FROM message
 WHERE due_ms IS NULL
   AND (phone, id) IN (SELECT m.phone, m.id FROM message m WHERE m.due_ms IS NULL AND m.expires_ms < $1 ORDER BY m.expires_ms LIMIT $2)
RETURNING id;

-- name: message_oldest (priority BIGINT)
SELECT not_before_ms FROM message WHERE due_ms IS NOT NULL AND priority = $1 ORDER BY not_before_ms LIMIT 1;

-- name: message_next_due (priority BIGINT)
SELECT due_ms FROM message WHERE due_ms IS NOT NULL AND priority = $1 ORDER BY due_ms LIMIT 1;

-- name: message_claim (priority BIGINT, now BIGINT, until_ms BIGINT, claim_id BIGINT, page BIGINT)
-- The index message_due gives what is due, longest due first. Two servers that choose the same rows: the second waits for the
-- first and finds by the outer condition that they are taken, which is written so that no index but the primary key serves it.
UPDATE message SET state = 'sending', due_ms = $3, claim_id = $4, attempts = attempts + 1,
                   repeats = repeats + CASE WHEN state = 'sending' THEN 1 ELSE 0 END
 WHERE COALESCE(due_ms, $3) + 0 <= $2
   AND (phone, id) IN (SELECT m.phone, m.id FROM message m
                        WHERE m.due_ms IS NOT NULL AND m.priority = $1 AND m.due_ms <= $2 AND m.expires_ms > $2
                        ORDER BY m.due_ms, m.id LIMIT $5)
RETURNING id;

-- name: message_claimed (claim_id BIGINT, hour_ms BIGINT, day_ms BIGINT)
-- With what its phone got in the last hour and day; codes are not counted.
SELECT m.phone, m.id, m.purpose, m.priority, m.body, m.secret, m.coding, m.parts, m.unit_id, m.batch_id, m.step_ms, m.not_before_ms,
       m.expires_ms, m.attempts, m.repeats,
       (SELECT COUNT(*) FROM message h WHERE h.phone = m.phone AND h.sent_ms > $2 AND h.priority > 0) AS last_hour,
       (SELECT COUNT(*) FROM message d WHERE d.phone = m.phone AND d.sent_ms > $3 AND d.priority > 0) AS last_day
  FROM message m
 WHERE m.claim_id = $1 AND m.claim_id <> 0 AND m.state = 'sending' ORDER BY m.priority, m.id;

-- name: message_hold (claim_id BIGINT, until_ms BIGINT)
-- What is still this claim's: not what another took over after the lease, or a report settled.
UPDATE message SET due_ms = $2 WHERE claim_id = $1 AND claim_id <> 0 AND state = 'sending' AND due_ms = $2 RETURNING id;

-- name: message_sent (phone TEXT, id BIGINT, reference TEXT, cost BIGINT, now BIGINT)
UPDATE message SET state = 'sent', due_ms = NULL, claim_id = 0, reference = $3, error = NULL, cost = $4, sent_ms = $5,
                   body = CASE WHEN secret THEN NULL ELSE body END
 WHERE phone = $1 AND id = $2;

-- name: message_failed (phone TEXT, id BIGINT, error TEXT)
UPDATE message SET state = 'failed', due_ms = NULL, claim_id = 0, error = $3, body = CASE WHEN secret THEN NULL ELSE body END
 WHERE phone = $1 AND id = $2;

-- name: message_put_off (phone TEXT, id BIGINT, due_ms BIGINT, error TEXT, untried BIGINT, not_before_ms BIGINT?)
-- untried: 1 takes the attempt back. not_before_ms: it is put off on purpose, and not late.
UPDATE message SET state = 'waiting', due_ms = $3, claim_id = 0, error = $4, attempts = attempts - $5,
                   not_before_ms = COALESCE($6, not_before_ms)
 WHERE phone = $1 AND id = $2;

-- name: message_key (name TEXT) REMEMBER
SELECT value FROM setting WHERE name = $1;

-- name: message_key_make (name TEXT, value TEXT)
INSERT INTO setting (name, value) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING;
