-- name: vial_hours (product_code TEXT)
SELECT open_hours FROM product WHERE code = $1;

-- name: vial_insert (unit_id BIGINT, id BIGINT, lot_id BIGINT, session_id BIGINT?, doses BIGINT, now BIGINT, staff_id BIGINT, due_ms BIGINT)
INSERT INTO vial (unit_id, id, lot_id, session_id, doses, opened_ms, opened_by, due_ms) VALUES ($1, $2, $3, $4, $5, $6, $7, $8);

-- name: vial_get (unit_id BIGINT, id BIGINT)
SELECT v.unit_id, v.id, v.lot_id, p.name_short AS product_name, l.number AS lot_number, v.session_id, v.doses, v.opened_ms,
       s.full_name AS opened_by, v.due_ms, v.drawn, v.left_over, v.extra, v.closed_ms, v.why
  FROM vial v JOIN lot l ON l.id = v.lot_id JOIN product p ON p.code = l.product_code LEFT JOIN staff s ON s.id = v.opened_by
 WHERE v.unit_id = $1 AND v.id = $2;

-- name: vial_close (unit_id BIGINT, id BIGINT, drawn BIGINT, left_over BIGINT, extra BIGINT, now BIGINT, staff_id BIGINT, why TEXT)
-- Only one of two nurses closes it.
UPDATE vial SET drawn = $3, left_over = $4, extra = $5, closed_ms = $6, closed_by = $7, why = $8
 WHERE unit_id = $1 AND id = $2 AND closed_ms IS NULL RETURNING id;

-- name: vial_list_open (unit_id BIGINT, page BIGINT)
SELECT v.unit_id, v.id, v.lot_id, p.name_short AS product_name, l.number AS lot_number, v.session_id, v.doses, v.opened_ms,
       s.full_name AS opened_by, v.due_ms, v.drawn, v.left_over, v.extra, v.closed_ms, v.why
  FROM vial v JOIN lot l ON l.id = v.lot_id JOIN product p ON p.code = l.product_code LEFT JOIN staff s ON s.id = v.opened_by
 WHERE v.unit_id = $1 AND v.closed_ms IS NULL ORDER BY v.opened_ms, v.id LIMIT $2;

-- name: vial_list_day (unit_id BIGINT, from_ms BIGINT, to_ms BIGINT, page BIGINT)
SELECT v.unit_id, v.id, v.lot_id, p.name_short AS product_name, l.number AS lot_number, v.session_id, v.doses, v.opened_ms,
       s.full_name AS opened_by, v.due_ms, v.drawn, v.left_over, v.extra, v.closed_ms, v.why
  FROM vial v JOIN lot l ON l.id = v.lot_id JOIN product p ON p.code = l.product_code LEFT JOIN staff s ON s.id = v.opened_by
 WHERE v.unit_id = $1 AND v.opened_ms >= $2 AND v.opened_ms < $3 ORDER BY v.opened_ms, v.id LIMIT $4;
