-- name: session_insert (unit_id BIGINT, id BIGINT, campaign_id BIGINT, on_date TEXT, note TEXT, created_by BIGINT, settle_ms BIGINT, now BIGINT)
INSERT INTO session (unit_id, id, campaign_id, on_date, state, note, created_by, settle_ms, created_ms)
VALUES ($1, $2, $3, $4, 'open', $5, $6, $7, $8);

-- name: session_get (unit_id BIGINT, id BIGINT) REMEMBER
SELECT s.unit_id, s.id, s.campaign_id, c.name AS campaign_name, c.wait_minutes, s.on_date, s.state, s.note, s.why
  FROM session s JOIN campaign c ON c.id = s.campaign_id WHERE s.unit_id = $1 AND s.id = $2;

-- name: session_list (unit_id BIGINT, from_date TEXT, to_date TEXT)
SELECT s.unit_id, s.id, s.campaign_id, c.name AS campaign_name, c.wait_minutes, s.on_date, s.state, s.note, s.why
  FROM session s JOIN campaign c ON c.id = s.campaign_id
 WHERE s.unit_id = $1 AND s.on_date >= $2 AND s.on_date <= $3 ORDER BY s.on_date DESC, s.id DESC LIMIT 200;

-- name: session_today (unit_id BIGINT, on_date TEXT)
SELECT s.unit_id, s.id, s.campaign_id, c.name AS campaign_name, c.wait_minutes, s.on_date, s.state, s.note, s.why
  FROM session s JOIN campaign c ON c.id = s.campaign_id
 WHERE s.unit_id = $1 AND s.on_date = $2 AND s.state = 'open' ORDER BY s.id DESC LIMIT 1;

-- name: session_close (unit_id BIGINT, id BIGINT, now BIGINT)
UPDATE session SET state = 'closed', settle_ms = $3, settle_after = 0, settle_again_ms = NULL
 WHERE unit_id = $1 AND id = $2 AND state = 'open' RETURNING id;

-- name: session_cancel (unit_id BIGINT, id BIGINT, why TEXT, now BIGINT)
UPDATE session SET state = 'cancelled', why = $3, settle_ms = $4, settle_after = 0, settle_again_ms = NULL
 WHERE unit_id = $1 AND id = $2 AND state = 'open' RETURNING id;

-- name: session_settle_again (unit_id BIGINT, id BIGINT, now BIGINT)
UPDATE session SET settle_ms = $3, settle_after = 0, settle_again_ms = NULL
 WHERE unit_id = $1 AND id = $2 AND state <> 'open' AND settle_ms IS NULL;

-- name: session_settled (unit_id BIGINT, id BIGINT)
SELECT id FROM session WHERE unit_id = $1 AND id = $2 AND state <> 'open' AND settle_ms IS NULL;

-- name: session_under_way (unit_id BIGINT, id BIGINT)
SELECT id FROM visit WHERE unit_id = $1 AND session_id = $2 AND step <> 'undone' LIMIT 1;

-- name: session_lot_insert (unit_id BIGINT, session_id BIGINT, lot_id BIGINT)
INSERT INTO session_lot (unit_id, session_id, lot_id) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING;

-- name: session_has_lot (unit_id BIGINT, session_id BIGINT, lot_id BIGINT) REMEMBER
SELECT lot_id FROM session_lot WHERE unit_id = $1 AND session_id = $2 AND lot_id = $3;

-- name: session_lots (unit_id BIGINT, session_id BIGINT)
SELECT l.id AS lot_id, l.product_code, p.name_short AS product_name, l.number, l.expires_on, l.state, l.why,
       COALESCE(s.doses, 0) AS doses
  FROM session_lot x JOIN lot l ON l.id = x.lot_id JOIN product p ON p.code = l.product_code
  LEFT JOIN store_lot s ON s.unit_id = x.unit_id AND s.lot_id = x.lot_id
 WHERE x.unit_id = $1 AND x.session_id = $2 ORDER BY l.expires_on, l.number;

-- name: session_slot_insert (unit_id BIGINT, session_id BIGINT, starts TEXT, ends TEXT, capacity BIGINT)
INSERT INTO session_slot (unit_id, session_id, starts, ends, capacity) VALUES ($1, $2, $3, $4, $5);

-- name: session_slots (unit_id BIGINT, session_id BIGINT)
SELECT starts, ends, capacity, booked, apart FROM session_slot WHERE unit_id = $1 AND session_id = $2 ORDER BY starts;

-- name: slot_take (unit_id BIGINT, session_id BIGINT, starts TEXT)
-- The WHERE clause is the lock: no row means that the hour is full, or that there is none.
UPDATE session_slot SET booked = booked + 1 WHERE unit_id = $1 AND session_id = $2 AND starts = $3 AND booked + apart < capacity
RETURNING booked;

-- name: slot_set_apart (unit_id BIGINT, session_id BIGINT, starts TEXT, n BIGINT)
-- Places that booking may give out; nobody else takes them. No row: fewer are left.
UPDATE session_slot SET apart = apart + $4
 WHERE unit_id = $1 AND session_id = $2 AND starts = $3 AND booked + apart + $4 <= capacity RETURNING apart;

-- name: slot_unset_apart (unit_id BIGINT, session_id BIGINT, starts TEXT, n BIGINT)
UPDATE session_slot SET apart = apart - $4 WHERE unit_id = $1 AND session_id = $2 AND starts = $3;

-- name: slot_give_back (unit_id BIGINT, session_id BIGINT, starts TEXT)
UPDATE session_slot SET booked = booked - 1 WHERE unit_id = $1 AND session_id = $2 AND starts = $3;

-- name: slot_capacity (unit_id BIGINT, session_id BIGINT, starts TEXT)
SELECT capacity FROM session_slot WHERE unit_id = $1 AND session_id = $2 AND starts = $3;

-- Who was taken off the list comes back under the old code; no row: they are on it.
-- name: appointment_insert (unit_id BIGINT, id BIGINT, session_id BIGINT, person_id BIGINT, slot TEXT, code TEXT, product_code TEXT, walk_in BOOLEAN, now BIGINT)
INSERT INTO appointment (unit_id, id, session_id, person_id, slot, code, product_code, state, walk_in, changed_ms)
VALUES ($1, $2, $3, $4, $5, $6, $7, 'expected', $8, $9)
ON CONFLICT (unit_id, session_id, person_id)
DO UPDATE SET slot = EXCLUDED.slot, product_code = EXCLUDED.product_code, state = 'expected', walk_in = EXCLUDED.walk_in,
       changed_ms = EXCLUDED.changed_ms
 WHERE appointment.state = 'cancelled'
RETURNING id, code;

-- name: appointment_code_insert (code TEXT, unit_id BIGINT, appointment_id BIGINT, person_id BIGINT)
INSERT INTO appointment_code (code, unit_id, appointment_id, person_id) VALUES ($1, $2, $3, $4);

-- name: appointment_put (unit_id BIGINT, id BIGINT, session_id BIGINT, person_id BIGINT, slot TEXT, code TEXT, product_code TEXT, now BIGINT)
-- Who was taken off the list comes back under a new id and code.
INSERT INTO appointment (unit_id, id, session_id, person_id, slot, code, product_code, state, walk_in, changed_ms)
VALUES ($1, $2, $3, $4, $5, $6, $7, 'expected', FALSE, $8)
ON CONFLICT (unit_id, session_id, person_id)
DO UPDATE SET id = EXCLUDED.id, slot = EXCLUDED.slot, code = EXCLUDED.code, product_code = EXCLUDED.product_code, state = 'expected',
       walk_in = FALSE, changed_ms = EXCLUDED.changed_ms
 WHERE appointment.state = 'cancelled'
RETURNING id;

-- name: appointment_of (unit_id BIGINT, session_id BIGINT, person_id BIGINT)
SELECT id, session_id, person_id, slot, code, state, walk_in
  FROM appointment WHERE unit_id = $1 AND session_id = $2 AND person_id = $3;

-- name: appointment_set_state (unit_id BIGINT, id BIGINT, state TEXT, now BIGINT)
-- A cancelled one has given its place back: appointment_insert alone brings it back.
UPDATE appointment SET state = $3, changed_ms = $4 WHERE unit_id = $1 AND id = $2 AND state <> 'cancelled';

-- name: appointment_cancel (unit_id BIGINT, id BIGINT, now BIGINT)
-- Only one of two that cancel gets the row, and gives the place back.
UPDATE appointment SET state = 'cancelled', changed_ms = $3 WHERE unit_id = $1 AND id = $2 AND state <> 'cancelled'
RETURNING session_id, slot, person_id;

-- name: appointment_call_off (unit_id BIGINT, id BIGINT, now BIGINT)
-- The same for one whose person has not come.
UPDATE appointment SET state = 'cancelled', changed_ms = $3 WHERE unit_id = $1 AND id = $2 AND state = 'expected'
RETURNING session_id, slot, person_id;

-- name: appointment_move (unit_id BIGINT, id BIGINT, slot TEXT, product_code TEXT, now BIGINT)
UPDATE appointment SET slot = $3, product_code = $4, confirmed_ms = CASE WHEN slot = $3 THEN confirmed_ms END, changed_ms = $5
 WHERE unit_id = $1 AND id = $2 AND state = 'expected' RETURNING person_id;

-- name: appointment_phone (person_id BIGINT)
SELECT COALESCE(phone, guardian_phone) FROM person WHERE id = $1;

-- name: appointment_no_show (unit_id BIGINT, session_id BIGINT, now BIGINT)
UPDATE appointment SET state = 'no_show', changed_ms = $3
 WHERE unit_id = $1 AND session_id = $2 AND state = 'expected' RETURNING id;

-- name: appointment_confirm (unit_id BIGINT, id BIGINT, now BIGINT)
UPDATE appointment SET confirmed_ms = $3 WHERE unit_id = $1 AND id = $2 AND confirmed_ms IS NULL;
