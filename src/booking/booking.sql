-- ---- openings ----

-- name: opening_insert (unit_id BIGINT, id BIGINT, session_id BIGINT, on_date TEXT, product_code TEXT, whom TEXT, residents_of BIGINT?, joins_ms BIGINT, draws_ms BIGINT, closes_ms BIGINT, seed TEXT, commitment TEXT, created_by BIGINT, now BIGINT)
INSERT INTO opening (unit_id, id, session_id, on_date, product_code, whom, residents_of, joins_ms, draws_ms, closes_ms, stage, seed, commitment, created_by, created_ms)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'waiting', $11, $12, $13, $14);

-- name: opening_slot_insert (unit_id BIGINT, opening_id BIGINT, starts TEXT, ends TEXT, places BIGINT)
INSERT INTO opening_slot (unit_id, opening_id, starts, ends, places, free) VALUES ($1, $2, $3, $4, $5, $5);

-- name: opening_get (unit_id BIGINT, id BIGINT) REMEMBER
-- Remembered for a moment, so that thousands who look cost one read; whoever has locked the row reads it anew.
SELECT o.unit_id, o.id, o.session_id, u.name AS site_name, u.kind AS site_kind, o.on_date, o.product_code, p.name_short AS product_name,
       o.whom, o.residents_of, r.name AS residents_name, o.joins_ms, o.draws_ms, o.closes_ms, o.stage, o.seed, o.commitment,
       o.tickets, o.last_place, o.served, o.why,
       (SELECT CAST(SUM(s.places) AS BIGINT) FROM opening_slot s WHERE s.unit_id = o.unit_id AND s.opening_id = o.id) AS places,
       (SELECT CAST(SUM(s.free) AS BIGINT) FROM opening_slot s WHERE s.unit_id = o.unit_id AND s.opening_id = o.id) AS free,
       CASE WHEN EXISTS (SELECT 1 FROM hold h WHERE h.unit_id = o.unit_id AND h.opening_id = o.id AND h.state = 'held') THEN 1 ELSE 0 END AS held
  FROM opening o JOIN unit u ON u.id = o.unit_id JOIN product p ON p.code = o.product_code LEFT JOIN unit r ON r.id = o.residents_of
 WHERE o.unit_id = $1 AND o.id = $2;

-- name: opening_list (unit_id BIGINT, from_date TEXT, to_date TEXT, page BIGINT)
SELECT o.unit_id, o.id, o.session_id, u.name AS site_name, u.kind AS site_kind, o.on_date, o.product_code, p.name_short AS product_name,
       o.whom, o.residents_of, r.name AS residents_name, o.joins_ms, o.draws_ms, o.closes_ms, o.stage, o.seed, o.commitment,
       o.tickets, o.last_place, o.served, o.why,
       (SELECT CAST(SUM(s.places) AS BIGINT) FROM opening_slot s WHERE s.unit_id = o.unit_id AND s.opening_id = o.id) AS places,
       (SELECT CAST(SUM(s.free) AS BIGINT) FROM opening_slot s WHERE s.unit_id = o.unit_id AND s.opening_id = o.id) AS free,
       CASE WHEN EXISTS (SELECT 1 FROM hold h WHERE h.unit_id = o.unit_id AND h.opening_id = o.id AND h.state = 'held') THEN 1 ELSE 0 END AS held
  FROM opening o JOIN unit u ON u.id = o.unit_id JOIN product p ON p.code = o.product_code LEFT JOIN unit r ON r.id = o.residents_of
 WHERE o.unit_id = $1 AND o.on_date >= $2 AND o.on_date <= $3 ORDER BY o.on_date DESC, o.id DESC LIMIT $4;

-- name: opening_near (path TEXT, after_id BIGINT, page BIGINT) REMEMBER
SELECT o.unit_id, o.id, o.session_id, u.name AS site_name, u.kind AS site_kind, o.on_date, o.product_code, p.name_short AS product_name,
       o.whom, o.residents_of, r.name AS residents_name, o.joins_ms, o.draws_ms, o.closes_ms, o.stage, o.seed, o.commitment,
       o.tickets, o.last_place, o.served, o.why,
       (SELECT CAST(SUM(s.places) AS BIGINT) FROM opening_slot s WHERE s.unit_id = o.unit_id AND s.opening_id = o.id) AS places,
       (SELECT CAST(SUM(s.free) AS BIGINT) FROM opening_slot s WHERE s.unit_id = o.unit_id AND s.opening_id = o.id) AS free,
       CASE WHEN EXISTS (SELECT 1 FROM hold h WHERE h.unit_id = o.unit_id AND h.opening_id = o.id AND h.state = 'held') THEN 1 ELSE 0 END AS held
  FROM opening o JOIN unit u ON u.id = o.unit_id JOIN product p ON p.code = o.product_code LEFT JOIN unit r ON r.id = o.residents_of
 WHERE u.path >= $1 AND u.path < $1 || ':' AND o.stage <> 'closed' AND o.id > $2 ORDER BY o.id LIMIT $3;

-- name: opening_lock (unit_id BIGINT, id BIGINT)
-- What happens to an opening happens one after the other: everybody who changes something takes this row first.
UPDATE opening SET version = version + 1 WHERE unit_id = $1 AND id = $2 RETURNING id;

-- name: opening_draw_begin (unit_id BIGINT, id BIGINT, now BIGINT)
UPDATE opening SET stage = 'drawing', last_place = tickets WHERE unit_id = $1 AND id = $2 AND stage = 'waiting' AND draws_ms <= $3
RETURNING id;

-- name: opening_draw_end (unit_id BIGINT, id BIGINT)
UPDATE opening SET stage = 'open' WHERE unit_id = $1 AND id = $2 AND stage = 'drawing';

-- name: opening_close (unit_id BIGINT, id BIGINT, now BIGINT, why TEXT)
UPDATE opening SET stage = 'closed', closed_ms = $3, why = $4 WHERE unit_id = $1 AND id = $2 AND stage <> 'closed' RETURNING id;

-- name: opening_tickets_add (unit_id BIGINT, id BIGINT, n BIGINT)
UPDATE opening SET tickets = tickets + $3 WHERE unit_id = $1 AND id = $2;

-- name: opening_place_next (unit_id BIGINT, id BIGINT)
UPDATE opening SET last_place = last_place + 1 WHERE unit_id = $1 AND id = $2 RETURNING last_place;

-- name: opening_served_set (unit_id BIGINT, id BIGINT, served BIGINT)
UPDATE opening SET served = $3 WHERE unit_id = $1 AND id = $2;

-- name: opening_due (now BIGINT, page BIGINT)
-- In no order, so that each part walks its own small index.
SELECT unit_id, id FROM opening WHERE stage = 'waiting' AND draws_ms <= $1
UNION SELECT unit_id, id FROM opening WHERE stage = 'drawing'
UNION SELECT unit_id, id FROM opening WHERE stage <> 'closed' AND closes_ms <= $1
UNION SELECT unit_id, opening_id AS id FROM hold WHERE state = 'held' AND expires_ms <= $1
UNION SELECT unit_id, opening_id AS id FROM ticket WHERE state = 'called' AND turn_ends_ms <= $1
 LIMIT $2;

-- name: opening_orphans (page BIGINT)
-- Their session is over or cancelled: nobody can come any more.
SELECT o.unit_id, o.id FROM opening o JOIN session s ON s.unit_id = o.unit_id AND s.id = o.session_id
 WHERE o.stage <> 'closed' AND s.state <> 'open' LIMIT $1;

-- ---- places ----

-- name: opening_slots (unit_id BIGINT, id BIGINT) REMEMBER
SELECT s.starts, s.ends, s.places, s.free, s.back,
       (SELECT COUNT(*) FROM hold_person p JOIN hold h ON h.unit_id = p.unit_id AND h.id = p.hold_id
         WHERE p.unit_id = s.unit_id AND p.opening_id = s.opening_id AND p.slot = s.starts AND h.state = 'held') AS held,
       (SELECT COUNT(*) FROM hold_person p JOIN hold h ON h.unit_id = p.unit_id AND h.id = p.hold_id
         WHERE p.unit_id = s.unit_id AND p.opening_id = s.opening_id AND p.slot = s.starts AND h.state = 'booked' AND NOT p.cancelled) AS booked
  FROM opening_slot s WHERE s.unit_id = $1 AND s.opening_id = $2 ORDER BY s.starts;

-- name: opening_free (unit_id BIGINT, id BIGINT)
SELECT starts, ends, places, free, back FROM opening_slot WHERE unit_id = $1 AND opening_id = $2 ORDER BY starts;

-- name: opening_slot_take (unit_id BIGINT, opening_id BIGINT, starts TEXT, n BIGINT)
-- The WHERE clause is the lock: no row means that fewer places are free.
UPDATE opening_slot SET free = free - $4 WHERE unit_id = $1 AND opening_id = $2 AND starts = $3 AND free >= $4 RETURNING free;

-- name: opening_slot_free (unit_id BIGINT, opening_id BIGINT, starts TEXT, n BIGINT)
UPDATE opening_slot SET free = free + $4 WHERE unit_id = $1 AND opening_id = $2 AND starts = $3;

-- name: opening_slot_back (unit_id BIGINT, opening_id BIGINT, starts TEXT, n BIGINT)
UPDATE opening_slot SET back = back + $4 WHERE unit_id = $1 AND opening_id = $2 AND starts = $3;

-- ---- the waiting room ----

-- name: ticket_insert (unit_id BIGINT, opening_id BIGINT, id BIGINT, account_id BIGINT, draw_key TEXT, place BIGINT?, people BIGINT, now BIGINT)
INSERT INTO ticket (unit_id, opening_id, id, account_id, draw_key, place, people, state, joined_ms, changed_ms)
VALUES ($1, $2, $3, $4, $5, $6, $7, 'waiting', $8, $8);

-- name: ticket_again (unit_id BIGINT, opening_id BIGINT, id BIGINT, place BIGINT?, people BIGINT, now BIGINT)
-- The same ticket, and the same key: nobody gets another one by leaving and coming back.
UPDATE ticket SET state = 'waiting', place = $4, people = $5, turn_ends_ms = NULL, hold_id = NULL, changed_ms = $6
 WHERE unit_id = $1 AND opening_id = $2 AND id = $3;

-- name: ticket_mine (unit_id BIGINT, opening_id BIGINT, account_id BIGINT)
SELECT id, account_id, drawn, place, people, state, turn_ends_ms, hold_id, joined_ms FROM ticket
 WHERE unit_id = $1 AND opening_id = $2 AND account_id = $3;

-- name: ticket_of_person (unit_id BIGINT, opening_id BIGINT, person_id BIGINT)
SELECT t.id, t.account_id, t.drawn, t.place, t.people, t.state, t.turn_ends_ms, t.hold_id, t.joined_ms
  FROM ticket_person p JOIN ticket t ON t.unit_id = p.unit_id AND t.opening_id = p.opening_id AND t.id = p.ticket_id
 WHERE p.unit_id = $1 AND p.opening_id = $2 AND p.person_id = $3;

-- name: ticket_kept (unit_id BIGINT, hold_id BIGINT)
-- Appointments of a booking that still stand.
SELECT COUNT(*) AS n FROM hold_person p JOIN appointment a ON a.unit_id = p.unit_id AND a.id = p.appointment_id
 WHERE p.unit_id = $1 AND p.hold_id = $2 AND NOT p.cancelled AND a.state <> 'cancelled';

-- name: ticket_set (unit_id BIGINT, opening_id BIGINT, id BIGINT, state TEXT, turn_ends_ms BIGINT?, now BIGINT)
UPDATE ticket SET state = $4, turn_ends_ms = $5, changed_ms = $6 WHERE unit_id = $1 AND opening_id = $2 AND id = $3;

-- name: ticket_people_set (unit_id BIGINT, opening_id BIGINT, id BIGINT, people BIGINT, now BIGINT)
UPDATE ticket SET people = $4, changed_ms = $5 WHERE unit_id = $1 AND opening_id = $2 AND id = $3;

-- name: ticket_hold (unit_id BIGINT, opening_id BIGINT, id BIGINT, hold_id BIGINT, people BIGINT, now BIGINT)
UPDATE ticket SET state = 'holding', hold_id = $4, people = $5, changed_ms = $6
 WHERE unit_id = $1 AND opening_id = $2 AND id = $3 AND state = 'called' RETURNING id;

-- name: ticket_lapse (unit_id BIGINT, opening_id BIGINT, now BIGINT)
UPDATE ticket SET state = 'over', changed_ms = $3
 WHERE unit_id = $1 AND opening_id = $2 AND state = 'called' AND turn_ends_ms <= $3 RETURNING id;

-- name: ticket_next (unit_id BIGINT, opening_id BIGINT, served BIGINT, page BIGINT)
SELECT id, account_id, drawn, place, people, state, turn_ends_ms, hold_id, joined_ms FROM ticket
 WHERE unit_id = $1 AND opening_id = $2 AND place > $3 ORDER BY place LIMIT $4;

-- name: ticket_due (unit_id BIGINT, opening_id BIGINT)
SELECT CAST(COALESCE(SUM(people), 0) AS BIGINT) AS n FROM ticket WHERE unit_id = $1 AND opening_id = $2 AND state = 'called';

-- name: ticket_draw (unit_id BIGINT, opening_id BIGINT, now BIGINT, page BIGINT)
-- The next numbers, in the order of the keys.
UPDATE ticket SET drawn = n.number, place = n.number, changed_ms = $3
  FROM (SELECT t.id, ROW_NUMBER() OVER (ORDER BY t.draw_key, t.id) +
               (SELECT COALESCE(MAX(d.drawn), 0) FROM ticket d WHERE d.unit_id = $1 AND d.opening_id = $2 AND d.drawn IS NOT NULL) AS number
          FROM (SELECT id, draw_key FROM ticket WHERE unit_id = $1 AND opening_id = $2 AND place IS NULL AND state = 'waiting'
                 ORDER BY draw_key, id LIMIT $4) t) n
 WHERE ticket.unit_id = $1 AND ticket.opening_id = $2 AND ticket.id = n.id RETURNING ticket.id;

-- name: draw_list (unit_id BIGINT, opening_id BIGINT, after BIGINT, page BIGINT)
SELECT id AS ticket_id, draw_key, drawn FROM ticket
 WHERE unit_id = $1 AND opening_id = $2 AND drawn IS NOT NULL AND drawn > $3 ORDER BY drawn LIMIT $4;

-- name: ticket_person_add (unit_id BIGINT, opening_id BIGINT, person_id BIGINT, ticket_id BIGINT)
INSERT INTO ticket_person (unit_id, opening_id, person_id, ticket_id) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING RETURNING ticket_id;

-- name: ticket_person_back (unit_id BIGINT, opening_id BIGINT, person_id BIGINT, ticket_id BIGINT)
INSERT INTO ticket_person (unit_id, opening_id, person_id, ticket_id) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING;

-- name: ticket_people (unit_id BIGINT, opening_id BIGINT, ticket_id BIGINT)
SELECT person_id FROM ticket_person WHERE unit_id = $1 AND opening_id = $2 AND ticket_id = $3 ORDER BY person_id;

-- name: ticket_people_drop (unit_id BIGINT, opening_id BIGINT, ticket_id BIGINT)
DELETE FROM ticket_person WHERE unit_id = $1 AND opening_id = $2 AND ticket_id = $3;

-- ---- holds ----

-- name: hold_insert (unit_id BIGINT, id BIGINT, opening_id BIGINT, kind TEXT, account_id BIGINT, ticket_id BIGINT?, token_hash TEXT, expires_ms BIGINT, now BIGINT)
INSERT INTO hold (unit_id, id, opening_id, kind, account_id, ticket_id, token_hash, state, expires_ms, created_ms, changed_ms)
VALUES ($1, $2, $3, $4, $5, $6, $7, 'held', $8, $9, $9);

-- name: hold_person_insert (unit_id BIGINT, hold_id BIGINT, person_id BIGINT, opening_id BIGINT, slot TEXT)
INSERT INTO hold_person (unit_id, hold_id, person_id, opening_id, slot, cancelled) VALUES ($1, $2, $3, $4, $5, FALSE);

-- name: hold_get (unit_id BIGINT, id BIGINT)
SELECT h.unit_id, h.id, h.opening_id, o.session_id, h.kind, u.name AS site_name, o.on_date, h.account_id, h.ticket_id, h.state, h.expires_ms
  FROM hold h JOIN opening o ON o.unit_id = h.unit_id AND o.id = h.opening_id JOIN unit u ON u.id = h.unit_id
 WHERE h.unit_id = $1 AND h.id = $2;

-- name: hold_people (unit_id BIGINT, hold_id BIGINT)
-- Called off by the booking itself, or in the book, or by the site: cancelled either way.
SELECT p.person_id, p.slot, s.ends AS slot_ends, p.appointment_id, a.code,
       CASE WHEN p.cancelled OR a.state = 'cancelled' THEN TRUE ELSE FALSE END AS cancelled
  FROM hold_person p JOIN opening_slot s ON s.unit_id = p.unit_id AND s.opening_id = p.opening_id AND s.starts = p.slot
  LEFT JOIN appointment a ON a.unit_id = p.unit_id AND a.id = p.appointment_id
 WHERE p.unit_id = $1 AND p.hold_id = $2 ORDER BY p.slot, p.person_id;

-- name: hold_end (unit_id BIGINT, id BIGINT, state TEXT, now BIGINT)
-- Only one gets the row: what follows from the end of a hold happens once.
UPDATE hold SET state = $3, changed_ms = $4 WHERE unit_id = $1 AND id = $2 AND state = 'held' RETURNING id;

-- name: hold_book (unit_id BIGINT, id BIGINT, account_id BIGINT, now BIGINT)
UPDATE hold SET state = 'booked', account_id = $3, changed_ms = $4 WHERE unit_id = $1 AND id = $2 AND state = 'held' RETURNING id;

-- name: hold_expired (unit_id BIGINT, opening_id BIGINT, now BIGINT)
SELECT h.unit_id, h.id, h.opening_id, o.session_id, h.kind, u.name AS site_name, o.on_date, h.account_id, h.ticket_id, h.state, h.expires_ms
  FROM hold h JOIN opening o ON o.unit_id = h.unit_id AND o.id = h.opening_id JOIN unit u ON u.id = h.unit_id
 WHERE h.unit_id = $1 AND h.opening_id = $2 AND h.state = 'held' AND h.expires_ms <= $3 LIMIT 500;

-- name: hold_person_book (unit_id BIGINT, hold_id BIGINT, person_id BIGINT, appointment_id BIGINT)
UPDATE hold_person SET appointment_id = $4 WHERE unit_id = $1 AND hold_id = $2 AND person_id = $3;

-- name: hold_person_cancel (unit_id BIGINT, hold_id BIGINT, person_id BIGINT)
UPDATE hold_person SET cancelled = TRUE
 WHERE unit_id = $1 AND hold_id = $2 AND person_id = $3 AND appointment_id IS NOT NULL AND NOT cancelled RETURNING slot;

-- name: hold_of_appointment (unit_id BIGINT, appointment_id BIGINT)
SELECT hold_id FROM hold_person WHERE unit_id = $1 AND appointment_id = $2 AND NOT cancelled ORDER BY hold_id DESC LIMIT 1;

-- name: person_hold_take (person_id BIGINT, unit_id BIGINT, hold_id BIGINT, until_ms BIGINT, now BIGINT)
-- No row: somebody holds a place for this person, and not by what has passed.
INSERT INTO person_hold (person_id, unit_id, hold_id, until_ms) VALUES ($1, $2, $3, $4)
ON CONFLICT (person_id) DO UPDATE SET unit_id = EXCLUDED.unit_id, hold_id = EXCLUDED.hold_id, until_ms = EXCLUDED.until_ms
 WHERE person_hold.until_ms <= $5
RETURNING hold_id;

-- name: person_hold_drop (person_id BIGINT, hold_id BIGINT)
DELETE FROM person_hold WHERE person_id = $1 AND hold_id = $2;

-- ---- invitations ----

-- name: invitation_token_insert (token_hash TEXT, unit_id BIGINT, hold_id BIGINT)
INSERT INTO invitation_token (token_hash, unit_id, hold_id) VALUES ($1, $2, $3);

-- name: invitation_token_find (token_hash TEXT)
SELECT unit_id, hold_id FROM invitation_token WHERE token_hash = $1;

-- name: invitation_renew (unit_id BIGINT, id BIGINT, token_hash TEXT, expires_ms BIGINT, now BIGINT)
UPDATE hold SET token_hash = $3, expires_ms = $4, changed_ms = $5 WHERE unit_id = $1 AND id = $2 AND state = 'held' RETURNING id;

-- name: invitation_of (unit_id BIGINT, opening_id BIGINT, person_id BIGINT)
-- The one that is open for a person.
SELECT h.id, p.person_id, p.slot, h.state, h.expires_ms, h.created_ms
  FROM hold_person p JOIN hold h ON h.unit_id = p.unit_id AND h.id = p.hold_id
 WHERE h.unit_id = $1 AND h.opening_id = $2 AND h.kind = 'invitation' AND h.state = 'held' AND p.person_id = $3;

-- name: invitation_list (unit_id BIGINT, opening_id BIGINT, after_id BIGINT, page BIGINT)
SELECT h.id, p.person_id, p.slot, h.state, h.expires_ms, h.created_ms
  FROM hold h JOIN hold_person p ON p.unit_id = h.unit_id AND p.hold_id = h.id
 WHERE h.unit_id = $1 AND h.opening_id = $2 AND h.kind = 'invitation' AND h.id > $3 ORDER BY h.id LIMIT $4;

-- name: invitation_token_is (unit_id BIGINT, id BIGINT, token_hash TEXT)
SELECT id FROM hold WHERE unit_id = $1 AND id = $2 AND token_hash = $3;

-- ---- the proof ----

-- name: booking_recount (unit_id BIGINT, opening_id BIGINT, starts TEXT, page BIGINT)
-- Each hour of each opening beside its holds, and its session's hour beside all openings of it.
SELECT s.unit_id, s.opening_id, s.starts, o.on_date, s.places, s.free, s.back,
       (SELECT COUNT(*) FROM hold_person p JOIN hold h ON h.unit_id = p.unit_id AND h.id = p.hold_id
         WHERE p.unit_id = s.unit_id AND p.opening_id = s.opening_id AND p.slot = s.starts AND h.state = 'held') AS held,
       (SELECT COUNT(*) FROM hold_person p JOIN hold h ON h.unit_id = p.unit_id AND h.id = p.hold_id
         WHERE p.unit_id = s.unit_id AND p.opening_id = s.opening_id AND p.slot = s.starts AND h.state = 'booked' AND NOT p.cancelled) AS booked,
       (SELECT COUNT(*) FROM hold_person p JOIN hold h ON h.unit_id = p.unit_id AND h.id = p.hold_id
         JOIN appointment a ON a.unit_id = p.unit_id AND a.id = p.appointment_id AND a.person_id = p.person_id
         WHERE p.unit_id = s.unit_id AND p.opening_id = s.opening_id AND p.slot = s.starts AND h.state = 'booked' AND NOT p.cancelled) AS appointments,
       x.apart,
       (SELECT CAST(SUM(f.free) AS BIGINT) FROM opening v JOIN opening_slot f ON f.unit_id = v.unit_id AND f.opening_id = v.id AND f.starts = s.starts
         WHERE v.unit_id = s.unit_id AND v.session_id = o.session_id) +
       (SELECT COUNT(*) FROM hold_person p JOIN hold h ON h.unit_id = p.unit_id AND h.id = p.hold_id
         WHERE p.unit_id = s.unit_id AND p.opening_id IN (SELECT v.id FROM opening v WHERE v.unit_id = s.unit_id AND v.session_id = o.session_id)
           AND p.slot = s.starts AND h.state = 'held') AS apart_counted
  FROM opening_slot s JOIN opening o ON o.unit_id = s.unit_id AND o.id = s.opening_id
  JOIN session_slot x ON x.unit_id = s.unit_id AND x.session_id = o.session_id AND x.starts = s.starts
 WHERE (s.unit_id, s.opening_id, s.starts) > ($1, $2, $3)
 ORDER BY s.unit_id, s.opening_id, s.starts LIMIT $4;
