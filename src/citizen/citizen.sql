-- name: otp_put (phone TEXT, code_hash TEXT, now BIGINT, expires_ms BIGINT, before_ms BIGINT, hour_ms BIGINT, day_ms BIGINT)
-- The new code takes the old one's place, unless that was sent a moment ago. The row is the lock of its phone, and its count.
INSERT INTO otp (phone, code_hash, tries, sent_ms, expires_ms, hour_ms, hour_n, day_ms, day_n) VALUES ($1, $2, 0, $3, $4, $6, 1, $7, 1)
ON CONFLICT (phone) DO UPDATE
   SET code_hash = EXCLUDED.code_hash, tries = 0, sent_ms = EXCLUDED.sent_ms, expires_ms = EXCLUDED.expires_ms,
       hour_n = CASE WHEN otp.hour_ms = EXCLUDED.hour_ms THEN otp.hour_n + 1 ELSE 1 END, hour_ms = EXCLUDED.hour_ms,
       day_n = CASE WHEN otp.day_ms = EXCLUDED.day_ms THEN otp.day_n + 1 ELSE 1 END, day_ms = EXCLUDED.day_ms
 WHERE otp.sent_ms <= $5
RETURNING hour_n, day_n;

-- name: otp_sent_ms (phone TEXT)
SELECT sent_ms FROM otp WHERE phone = $1;

-- name: otp_try (phone TEXT, now BIGINT, most BIGINT)
-- Counted before it is compared, so that tries at the same time are no more tries.
UPDATE otp SET tries = tries + 1 WHERE phone = $1 AND expires_ms > $2 AND tries < $3 RETURNING code_hash, tries;

-- name: otp_worn (phone TEXT, now BIGINT)
SELECT tries FROM otp WHERE phone = $1 AND expires_ms > $2;

-- name: otp_used (phone TEXT)
UPDATE otp SET expires_ms = 0 WHERE phone = $1;

-- name: otp_count (since BIGINT, most BIGINT)
SELECT COUNT(*) FROM (SELECT 1 FROM otp WHERE sent_ms > $1 LIMIT $2) lately;

-- name: account_of_phone (phone TEXT)
SELECT account_id, since_ms, proved FROM account_phone WHERE phone = $1;

-- name: account_phone_lang (phone TEXT)
SELECT a.lang FROM account_phone p JOIN account a ON a.id = p.account_id WHERE p.phone = $1;

-- name: account_phone_take (phone TEXT, account_id BIGINT, now BIGINT, proved BOOLEAN)
INSERT INTO account_phone (phone, account_id, since_ms, proved) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING RETURNING account_id;

-- name: account_phone_renew (phone TEXT, now BIGINT)
UPDATE account_phone SET since_ms = $2, proved = TRUE WHERE phone = $1;

-- name: account_phone_drop (phone TEXT, account_id BIGINT)
DELETE FROM account_phone WHERE phone = $1 AND account_id = $2;

-- name: account_insert (id BIGINT, phone TEXT, lang TEXT, now BIGINT)
INSERT INTO account (id, phone, lang, seen_ms, created_ms) VALUES ($1, $2, $3, $4, $4);

-- name: account_get (id BIGINT)
SELECT id, phone, lang, login_epoch, seen_ms, created_ms FROM account WHERE id = $1;

-- name: account_claim (id BIGINT)
-- The lock of an account: what is counted against it is counted one after the other.
UPDATE account SET seen_ms = seen_ms WHERE id = $1 RETURNING id;

-- name: account_seen (id BIGINT, lang TEXT, now BIGINT)
UPDATE account SET seen_ms = $3, lang = $2 WHERE id = $1;

-- name: account_set_lang (id BIGINT, lang TEXT)
UPDATE account SET lang = $2 WHERE id = $1;

-- name: account_end_logins (id BIGINT)
UPDATE account SET login_epoch = login_epoch + 1 WHERE id = $1 RETURNING login_epoch;

-- name: account_set_phone (id BIGINT, phone TEXT)
UPDATE account SET phone = $2, login_epoch = login_epoch + 1 WHERE id = $1 RETURNING login_epoch;

-- name: account_login_put (account_id BIGINT, token_hash TEXT, login_epoch BIGINT, now BIGINT, expires_ms BIGINT)
INSERT INTO account_login (account_id, token_hash, login_epoch, created_ms, expires_ms) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (account_id, token_hash) DO UPDATE SET login_epoch = EXCLUDED.login_epoch;

-- name: account_login_find (account_id BIGINT, token_hash TEXT)
SELECT a.id, a.phone, a.lang, a.login_epoch, a.seen_ms, a.created_ms, l.token_hash, l.expires_ms
  FROM account_login l JOIN account a ON a.id = l.account_id AND a.login_epoch = l.login_epoch
 WHERE l.account_id = $1 AND a.id = $1 AND l.token_hash = $2;

-- name: account_login_drop (account_id BIGINT, token_hash TEXT)
DELETE FROM account_login WHERE account_id = $1 AND token_hash = $2;

-- name: account_login_tidy (account_id BIGINT, now BIGINT, login_epoch BIGINT)
DELETE FROM account_login WHERE account_id = $1 AND (expires_ms <= $2 OR login_epoch < $3);

-- name: member_list (account_id BIGINT)
SELECT account_id, person_id, relation, access, proof, since_ms FROM account_person WHERE account_id = $1 ORDER BY since_ms, person_id;

-- name: member_get (account_id BIGINT, person_id BIGINT)
SELECT account_id, person_id, relation, access, proof, since_ms FROM account_person WHERE account_id = $1 AND person_id = $2;

-- name: member_put (account_id BIGINT, person_id BIGINT, relation TEXT, access TEXT, proof TEXT, now BIGINT)
-- Full stays full, with what proved it first.
INSERT INTO account_person (account_id, person_id, relation, access, proof, since_ms) VALUES ($1, $2, COALESCE($3, 'other'), $4, $5, $6)
ON CONFLICT (account_id, person_id) DO UPDATE
   SET relation = COALESCE($3, account_person.relation),
       proof = CASE WHEN account_person.access = 'limited' AND EXCLUDED.access = 'full' THEN EXCLUDED.proof ELSE account_person.proof END,
       access = CASE WHEN EXCLUDED.access = 'full' THEN 'full' ELSE account_person.access END;

-- name: member_drop (account_id BIGINT, person_id BIGINT)
DELETE FROM account_person WHERE account_id = $1 AND person_id = $2 RETURNING person_id;

-- name: member_limit_all (account_id BIGINT)
UPDATE account_person SET access = 'limited' WHERE account_id = $1 AND access = 'full';

-- name: holder_put (person_id BIGINT, account_id BIGINT, now BIGINT)
INSERT INTO person_account (person_id, account_id, since_ms) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING;

-- name: holder_drop (person_id BIGINT, account_id BIGINT)
DELETE FROM person_account WHERE person_id = $1 AND account_id = $2;

-- name: holder_count (person_id BIGINT)
SELECT COUNT(*) FROM person_account WHERE person_id = $1;

-- name: holder_list (person_id BIGINT, most BIGINT)
SELECT m.account_id, m.person_id, m.relation, m.access, m.proof, m.since_ms, a.phone
  FROM person_account h JOIN account_person m ON m.account_id = h.account_id AND m.person_id = $1 JOIN account a ON a.id = h.account_id
 WHERE h.person_id = $1 ORDER BY m.since_ms, m.account_id LIMIT $2;

-- name: desk_code_put (code_hash TEXT, person_id BIGINT, made_by BIGINT, unit_id BIGINT?, now BIGINT, expires_ms BIGINT)
INSERT INTO desk_code (code_hash, person_id, made_by, unit_id, created_ms, expires_ms) VALUES ($1, $2, $3, $4, $5, $6);

-- name: desk_code_get (code_hash TEXT)
SELECT person_id, made_by, unit_id, expires_ms, used_by FROM desk_code WHERE code_hash = $1;

-- name: desk_code_take (code_hash TEXT, account_id BIGINT, now BIGINT)
UPDATE desk_code SET used_by = $2, used_ms = $3 WHERE code_hash = $1 AND used_by IS NULL AND expires_ms > $3 RETURNING person_id;
