-- name: certificate_due (person_id BIGINT, id BIGINT, dose_id BIGINT, now BIGINT)
-- What waits already does not wait twice.
INSERT INTO outbox (person_id, id, kind, subject_id, created_ms)
SELECT $1, $2, 'certificate', $3, $4
 WHERE NOT EXISTS (SELECT 1 FROM outbox o
                    WHERE o.person_id = $1 AND o.subject_id = $3 AND o.kind = 'certificate' AND o.done_ms IS NULL);

-- name: certificate_withdraw (person_id BIGINT, dose_id BIGINT, why TEXT, now BIGINT)
UPDATE certificate SET state = 'withdrawn', why = $3, withdrawn_ms = $4
 WHERE person_id = $1 AND dose_id = $2 AND state = 'valid';

-- name: certificate_cancel_due (person_id BIGINT, dose_id BIGINT, now BIGINT)
-- What waits to be signed is not signed any more.
UPDATE outbox SET done_ms = $3, error = 'withdrawn'
 WHERE person_id = $1 AND subject_id = $2 AND kind = 'certificate' AND done_ms IS NULL;

-- name: certificate_list (person_id BIGINT)
SELECT id, dose_id, ci, hc1, dose_number, state, why, issued_ms, expires_ms, withdrawn_ms
  FROM certificate WHERE person_id = $1 ORDER BY id DESC LIMIT 100;

-- name: certificate_get (person_id BIGINT, id BIGINT)
SELECT id, dose_id, ci, hc1, dose_number, state, why, issued_ms, expires_ms, withdrawn_ms
  FROM certificate WHERE person_id = $1 AND id = $2;

-- name: certificate_by_ci (ci TEXT)
SELECT c.id, c.dose_id, c.ci, c.hc1, c.dose_number, c.state, c.why, c.issued_ms, c.expires_ms, c.withdrawn_ms
  FROM certificate_ci l JOIN certificate c ON c.person_id = l.person_id AND c.id = l.certificate_id
 WHERE l.ci = $1;

-- name: certificate_claim (now BIGINT, until_ms BIGINT, claim_id BIGINT, page BIGINT)
-- The index outbox_claim gives what nobody works on, oldest first. Two servers that choose the same rows: the second waits
-- for the first and finds that they are taken; that is the outer condition, written so that no index but the primary key
-- serves it: PostgreSQL would otherwise read the whole backlog again.
UPDATE outbox SET lease_until_ms = $2, claim_id = $3, attempts = attempts + 1
 WHERE COALESCE(done_ms, 0) = 0 AND lease_until_ms + 0 < $1
   AND (person_id, id) IN (SELECT o.person_id, o.id FROM outbox o
                            WHERE o.done_ms IS NULL AND o.lease_until_ms < $1 ORDER BY o.lease_until_ms, o.id LIMIT $4)
RETURNING id;

-- name: certificate_claimed (until_ms BIGINT, claim_id BIGINT)
-- Doses that are not valid any more, and those that have their certificate, need none; looked up one by one, since no other
-- way serves when there are many certificates.
SELECT o.person_id, o.id AS outbox_id, o.subject_id AS dose_id, p.name, p.birth_date, p.birth_precision,
       d.product_code, v.mp, v.ma, v.vp, c.disease, d.kind, d.given_on, d.number, v.primary_doses, d.unit_id,
       (SELECT COUNT(*) FROM dose x WHERE x.person_id = d.person_id AND x.state = 'valid' AND x.kind = 'primary'
           AND x.product_code <> d.product_code) AS other_products,
       (SELECT COUNT(*) FROM dose x JOIN product y ON y.code = x.product_code
         WHERE x.person_id = d.person_id AND x.state = 'valid' AND x.number = 1 AND y.primary_doses = 1) AS single_dose
  FROM outbox o
  JOIN dose d ON d.person_id = o.person_id AND d.id = o.subject_id AND d.state = 'valid'
  JOIN person p ON p.id = o.person_id
  JOIN product v ON v.code = d.product_code
  LEFT JOIN campaign c ON c.id = d.campaign_id
 WHERE o.lease_until_ms = $1 AND o.claim_id = $2 AND o.done_ms IS NULL AND o.kind = 'certificate'
   AND (SELECT e.id FROM certificate e
         WHERE e.person_id = o.person_id AND e.dose_id = o.subject_id AND e.state = 'valid' LIMIT 1) IS NULL;

-- name: certificate_finish (until_ms BIGINT, claim_id BIGINT, now BIGINT)
-- Only what is still this claim's: not what was withdrawn meanwhile, nor what another took over after the lease.
UPDATE outbox SET done_ms = $3, error = NULL
 WHERE lease_until_ms = $1 AND claim_id = $2 AND done_ms IS NULL RETURNING id;

-- name: certificate_postpone (person_id BIGINT, id BIGINT, claim_id BIGINT, error TEXT, until_ms BIGINT)
UPDATE outbox SET error = $4, lease_until_ms = $5, claim_id = 0
 WHERE person_id = $1 AND id = $2 AND claim_id = $3 AND done_ms IS NULL;

-- name: certificate_insert (person_id BIGINT, id BIGINT, dose_id BIGINT, ci TEXT, hc1 TEXT, dose_number BIGINT, issued_ms BIGINT, expires_ms BIGINT) TOGETHER
INSERT INTO certificate (person_id, id, dose_id, ci, hc1, dose_number, state, issued_ms, expires_ms)
VALUES ($1, $2, $3, $4, $5, $6, 'valid', $7, $8);

-- name: certificate_ci_insert (ci TEXT, person_id BIGINT, certificate_id BIGINT) TOGETHER
INSERT INTO certificate_ci (ci, person_id, certificate_id) VALUES ($1, $2, $3);

-- name: certificate_oldest_due ()
SELECT created_ms FROM outbox WHERE done_ms IS NULL ORDER BY created_ms LIMIT 1;
