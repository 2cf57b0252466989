-- name: record_found (person_id BIGINT, unit_id BIGINT, session_id BIGINT)
-- What reception sees beside a name: doses so far, and where the person is in today's session (0: there is none).
SELECT (SELECT COUNT(*) FROM dose d WHERE d.person_id = $1 AND d.state = 'valid') AS doses,
       (SELECT p.name_short FROM dose d JOIN product p ON p.code = d.product_code
         WHERE d.person_id = $1 AND d.state = 'valid' ORDER BY d.number DESC LIMIT 1) AS last_product,
       (SELECT MAX(d.given_on) FROM dose d WHERE d.person_id = $1 AND d.state = 'valid') AS last_given_on,
       a.id AS appointment_id, a.slot, v.id AS visit_id, COALESCE(v.step, a.state) AS step
  FROM (SELECT 1 AS one) x
  LEFT JOIN appointment a ON a.unit_id = $2 AND a.session_id = $3 AND a.person_id = $1
  LEFT JOIN visit v ON v.unit_id = $2 AND v.person_id = $1 AND v.session_id = $3 AND v.step <> 'undone';
