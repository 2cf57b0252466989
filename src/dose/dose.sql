-- name: dose_list (person_id BIGINT, every BOOLEAN)
SELECT d.person_id, d.id, d.uuid, d.unit_id, d.place, u.name AS unit_name, d.visit_id, d.session_id, d.campaign_id, d.product_code,
       p.name_short AS product_name, d.lot_id, d.lot_number, d.kind, d.number, d.given_on, d.given_ms, d.body_site,
       d.vaccinator_id, d.source, d.source_note, d.state, d.superseded_by, d.why, d.flags, d.certifiable_ms, d.entered_by,
       d.entered_unit_id, d.entered_ms, d.confirmed_by, d.confirmed_ms, p.primary_doses
  FROM dose d JOIN product p ON p.code = d.product_code LEFT JOIN unit u ON u.id = d.unit_id
 WHERE d.person_id = $1 AND ($2 OR d.state = 'valid')
 ORDER BY d.given_on, d.given_ms NULLS LAST, d.id LIMIT 200;

-- name: dose_by_uuid (person_id BIGINT, uuid TEXT)
SELECT id FROM dose WHERE person_id = $1 AND uuid = $2;

-- name: dose_insert (person_id BIGINT, id BIGINT, uuid TEXT, unit_id BIGINT?, place TEXT, visit_id BIGINT?, session_id BIGINT?, campaign_id BIGINT?, product_code TEXT, lot_id BIGINT?, lot_number TEXT, kind TEXT, given_on TEXT, given_ms BIGINT?, body_site TEXT, vaccinator_id BIGINT?, source TEXT, source_note TEXT, why TEXT, flags TEXT, certifiable_ms BIGINT?, entered_by BIGINT, entered_unit_id BIGINT, now BIGINT, confirmed_by BIGINT?, confirmed_ms BIGINT?, number BIGINT)
INSERT INTO dose (person_id, id, uuid, unit_id, place, visit_id, session_id, campaign_id, product_code, lot_id, lot_number, kind,
                  number, given_on, given_ms, body_site, vaccinator_id, source, source_note, state, why, flags, certifiable_ms,
                  entered_by, entered_unit_id, entered_ms, confirmed_by, confirmed_ms)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $27, $13, $14, $15, $16, $17, $18, 'valid', $19, $20, $21, $22, $23, $24,
        $25, $26);

-- name: dose_set_number (person_id BIGINT, id BIGINT, number BIGINT)
UPDATE dose SET number = $3 WHERE person_id = $1 AND id = $2;

-- name: dose_end (person_id BIGINT, id BIGINT, state TEXT, superseded_by BIGINT?, why TEXT)
-- Only a valid dose can end, so two corrections at once cannot both succeed.
UPDATE dose SET state = $3, superseded_by = $4, why = $5, number = 0
 WHERE person_id = $1 AND id = $2 AND state = 'valid' RETURNING id;

-- name: dose_set_certifiable (person_id BIGINT, id BIGINT, now BIGINT)
UPDATE dose SET certifiable_ms = $3
 WHERE person_id = $1 AND id = $2 AND state = 'valid' AND certifiable_ms IS NULL RETURNING id;

-- name: dose_confirm (person_id BIGINT, id BIGINT, staff_id BIGINT, now BIGINT)
UPDATE dose SET confirmed_by = $3, confirmed_ms = $4, certifiable_ms = $4
 WHERE person_id = $1 AND id = $2 AND state = 'valid' AND confirmed_ms IS NULL AND source <> 'live' RETURNING id;

-- name: review_add (unit_id BIGINT, id BIGINT, kind TEXT, person_id BIGINT, other_person_id BIGINT?, dose_id BIGINT?, detail TEXT, now BIGINT) TOGETHER
INSERT INTO review (unit_id, id, kind, person_id, other_person_id, dose_id, detail, state, created_ms)
VALUES ($1, $2, $3, $4, $5, $6, $7, 'open', $8);

-- name: review_list (unit_id BIGINT, state TEXT)
SELECT r.id, r.kind, r.person_id, r.other_person_id, r.dose_id, p.name AS person_name, r.detail, r.state, r.resolution,
       r.created_ms, r.resolved_ms
  FROM review r LEFT JOIN person p ON p.id = r.person_id
 WHERE r.unit_id = $1 AND r.state = $2 ORDER BY r.id LIMIT 500;

-- name: review_resolve (unit_id BIGINT, id BIGINT, resolution TEXT, staff_id BIGINT, now BIGINT)
UPDATE review SET state = 'done', resolution = $3, resolved_by = $4, resolved_ms = $5
 WHERE unit_id = $1 AND id = $2 AND state = 'open' RETURNING id;
