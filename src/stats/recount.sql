-- name: recount_doses (after_person BIGINT, page BIGINT)
SELECT d.person_id, COALESCE(d.unit_id, 0) AS unit_id, d.entered_unit_id, d.product_code, d.kind, d.number, d.given_on, p.primary_doses
  FROM dose d JOIN product p ON p.code = d.product_code
 WHERE d.state = 'valid' AND d.person_id > $1
 ORDER BY d.person_id, d.given_on, d.given_ms NULLS LAST, d.id LIMIT $2;

-- name: recount_visits (after_unit BIGINT, after_id BIGINT, page BIGINT)
SELECT unit_id, id, step, checked_in_ms FROM visit
 WHERE (unit_id, id) > ($1, $2) ORDER BY unit_id, id LIMIT $3;

-- name: recount_reactions (after_unit BIGINT, after_id BIGINT, page BIGINT)
SELECT r.unit_id, r.id, v.checked_in_ms
  FROM reaction r JOIN visit v ON v.unit_id = r.unit_id AND v.id = r.visit_id
 WHERE (r.unit_id, r.id) > ($1, $2) ORDER BY r.unit_id, r.id LIMIT $3;

-- name: recount_no_shows ()
SELECT a.unit_id, s.on_date, COUNT(*) AS n
  FROM appointment a JOIN session s ON s.unit_id = a.unit_id AND s.id = a.session_id
 WHERE a.state = 'no_show' GROUP BY a.unit_id, s.on_date ORDER BY a.unit_id, s.on_date LIMIT 20000;

-- name: recount_certificates (after_person BIGINT, after_id BIGINT, page BIGINT)
SELECT c.person_id, c.id, d.unit_id, d.product_code, c.dose_number, c.issued_ms
  FROM certificate c JOIN dose d ON d.person_id = c.person_id AND d.id = c.dose_id
 WHERE (c.person_id, c.id) > ($1, $2) ORDER BY c.person_id, c.id LIMIT $3;

-- name: recount_counters (unit_id BIGINT, on_date TEXT, product_code TEXT, dose_number BIGINT, outcome TEXT, page BIGINT)
SELECT c.unit_id, c.on_date, c.product_code, c.dose_number, c.outcome, c.n, u.path, u.level
  FROM counter c JOIN unit u ON u.id = c.unit_id
 WHERE (c.unit_id, c.on_date, c.product_code, c.dose_number, c.outcome) > ($1, $2, $3, $4, $5)
 ORDER BY c.unit_id, c.on_date, c.product_code, c.dose_number, c.outcome LIMIT $6;

-- name: recount_sums (unit_id BIGINT, on_date TEXT, product_code TEXT, dose_number BIGINT, outcome TEXT, page BIGINT)
SELECT unit_id, on_date, product_code, dose_number, outcome, n FROM counter_sum
 WHERE (unit_id, on_date, product_code, dose_number, outcome) > ($1, $2, $3, $4, $5)
 ORDER BY unit_id, on_date, product_code, dose_number, outcome LIMIT $6;

-- name: recount_slots (unit_id BIGINT, session_id BIGINT, starts TEXT, page BIGINT)
SELECT s.unit_id, s.session_id, s.starts, x.on_date, s.capacity, s.booked,
       (SELECT COUNT(*) FROM appointment a WHERE a.unit_id = s.unit_id AND a.session_id = s.session_id AND a.slot = s.starts
           AND a.state <> 'cancelled') AS n, s.apart
  FROM session_slot s JOIN session x ON x.unit_id = s.unit_id AND x.id = s.session_id
 WHERE (s.unit_id, s.session_id, s.starts) > ($1, $2, $3)
 ORDER BY s.unit_id, s.session_id, s.starts LIMIT $4;

-- name: recount_stores (unit_id BIGINT, lot_id BIGINT, page BIGINT)
SELECT s.unit_id, s.lot_id, s.doses, s.held, s.transit, s.unbacked, s.used, u.path
  FROM store_lot s JOIN unit u ON u.id = s.unit_id
 WHERE (s.unit_id, s.lot_id) > ($1, $2) ORDER BY s.unit_id, s.lot_id LIMIT $3;

-- name: recount_store_sums (unit_id BIGINT, lot_id BIGINT, page BIGINT)
SELECT unit_id, lot_id, doses, held, transit, unbacked, used FROM lot_sum
 WHERE (unit_id, lot_id) > ($1, $2) ORDER BY unit_id, lot_id LIMIT $3;
