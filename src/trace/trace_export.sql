-- name: job_set_lot (unit_id BIGINT, id BIGINT, lot_id BIGINT)
UPDATE job SET lot_id = $3 WHERE unit_id = $1 AND id = $2;

-- name: job_lot (unit_id BIGINT, id BIGINT)
SELECT lot_id FROM job WHERE unit_id = $1 AND id = $2;

-- name: job_set_path (unit_id BIGINT, id BIGINT, path TEXT)
UPDATE job SET path = $3 WHERE unit_id = $1 AND id = $2;
