-- name: planned_session_put (unit_id BIGINT, plan_id BIGINT, id BIGINT, site_id BIGINT, on_date TEXT, product_code TEXT, session_id BIGINT?, closed BOOLEAN, by_hand BOOLEAN, why TEXT, taken BIGINT, round BIGINT) TOGETHER
INSERT INTO planned_session (unit_id, plan_id, id, site_id, on_date, product_code, session_id, closed, by_hand, why, taken, round)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
ON CONFLICT (unit_id, plan_id, id)
DO UPDATE SET session_id = EXCLUDED.session_id, closed = EXCLUDED.closed, taken = EXCLUDED.taken, round = EXCLUDED.round;

-- name: planned_slot_put (unit_id BIGINT, plan_id BIGINT, planned_session_id BIGINT, starts TEXT, ends TEXT, capacity BIGINT, places BIGINT, by_hand BOOLEAN, taken BIGINT, round BIGINT) TOGETHER
INSERT INTO planned_slot (unit_id, plan_id, planned_session_id, starts, ends, capacity, places, by_hand, taken, round)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
ON CONFLICT (unit_id, plan_id, planned_session_id, starts)
DO UPDATE SET ends = EXCLUDED.ends, capacity = EXCLUDED.capacity, places = EXCLUDED.places, taken = EXCLUDED.taken, round = EXCLUDED.round;

-- name: planned_stock_put (unit_id BIGINT, plan_id BIGINT, site_id BIGINT, product_code TEXT, pool TEXT, on_hand BIGINT, promised BIGINT, expiring BIGINT, computed BIGINT, doses BIGINT, taken BIGINT, round BIGINT) TOGETHER
INSERT INTO planned_stock (unit_id, plan_id, site_id, product_code, pool, on_hand, promised, expiring, computed, doses, by_hand, taken, round)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, FALSE, $11, $12)
ON CONFLICT (unit_id, plan_id, site_id, product_code, pool)
DO UPDATE SET on_hand = EXCLUDED.on_hand, promised = EXCLUDED.promised, expiring = EXCLUDED.expiring, computed = EXCLUDED.computed,
       doses = EXCLUDED.doses, taken = EXCLUDED.taken, round = EXCLUDED.round;

-- name: planned_place_put (unit_id BIGINT, plan_id BIGINT, person_id BIGINT, list_unit_id BIGINT, registration_id BIGINT, dose_number BIGINT, priority_group TEXT, planned_session_id BIGINT?, slot TEXT, appointment_id BIGINT?, next_session_id BIGINT?, next_slot TEXT, why TEXT, change TEXT, due BOOLEAN, by_hand BOOLEAN, round BIGINT) TOGETHER
INSERT INTO planned_place (unit_id, plan_id, person_id, list_unit_id, registration_id, dose_number, priority_group, planned_session_id, slot,
                           appointment_id, next_session_id, next_slot, why, change, due, by_hand, round)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
ON CONFLICT (unit_id, plan_id, person_id)
DO UPDATE SET list_unit_id = EXCLUDED.list_unit_id, registration_id = EXCLUDED.registration_id, dose_number = EXCLUDED.dose_number,
       priority_group = EXCLUDED.priority_group, planned_session_id = EXCLUDED.planned_session_id, slot = EXCLUDED.slot,
       appointment_id = EXCLUDED.appointment_id, next_session_id = EXCLUDED.next_session_id, next_slot = EXCLUDED.next_slot,
       why = EXCLUDED.why, change = EXCLUDED.change, due = EXCLUDED.due, by_hand = EXCLUDED.by_hand, round = EXCLUDED.round;

-- name: planned_place_old (unit_id BIGINT, plan_id BIGINT, round BIGINT, page BIGINT)
-- What an earlier computation wanted and this one does not. Found first and then changed one by one: as one statement PostgreSQL, to which
-- the table is still empty, once walked through all that is due for each person of the plan.
SELECT person_id FROM planned_place WHERE unit_id = $1 AND plan_id = $2 AND due = TRUE AND round < $3 LIMIT $4;

-- name: planned_place_forget (unit_id BIGINT, plan_id BIGINT, person_id BIGINT)
UPDATE planned_place SET due = FALSE WHERE unit_id = $1 AND plan_id = $2 AND person_id = $3;

-- name: planned_figure_put (unit_id BIGINT, plan_id BIGINT, kind TEXT, key TEXT, placed BIGINT, nowhere BIGINT, days BIGINT, median BIGINT, p90 BIGINT, longest BIGINT, round BIGINT) TOGETHER
INSERT INTO planned_figure (unit_id, plan_id, kind, key, placed, nowhere, days, median, p90, longest, round)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
ON CONFLICT (unit_id, plan_id, kind, key)
DO UPDATE SET placed = EXCLUDED.placed, nowhere = EXCLUDED.nowhere, days = EXCLUDED.days, median = EXCLUDED.median, p90 = EXCLUDED.p90,
       longest = EXCLUDED.longest, round = EXCLUDED.round;
