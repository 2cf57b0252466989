-- Booking: places that a site opens for people to choose themselves, the waiting room before them, holds and invitations.

-- places taken out of what planning and the site's list may use; slot_take leaves them alone
ALTER TABLE session_slot ADD COLUMN apart BIGINT NOT NULL DEFAULT 0 CHECK (apart >= 0); -- free or held in an opening, no appointment yet

-- place: places of a session opened for booking; its row is the lock of all that happens to it
CREATE TABLE opening (
	unit_id BIGINT NOT NULL,                       -- the site
	id BIGINT NOT NULL,                            -- row id
	session_id BIGINT NOT NULL,                    -- whose places
	on_date TEXT NOT NULL,                         -- day of the session
	product_code TEXT NOT NULL REFERENCES product (code), -- what is given; the rules of the next dose are judged for it
	whom TEXT NOT NULL CHECK (whom = 'anybody' OR whom = 'residents' OR whom = 'invited'), -- who may come
	residents_of BIGINT REFERENCES unit (id),      -- residents: of which unit
	joins_ms BIGINT NOT NULL,                      -- the waiting room opens
	draws_ms BIGINT NOT NULL,                      -- places of those who wait are drawn, and the first are called
	closes_ms BIGINT NOT NULL,                     -- what is free goes back to the site
	stage TEXT NOT NULL CHECK (stage = 'waiting' OR stage = 'drawing' OR stage = 'open' OR stage = 'closed'), -- booking/booking.h
	seed TEXT NOT NULL,                            -- of the draw, made with the row; secret until then
	commitment TEXT NOT NULL,                      -- SHA-256 of the seed, shown from the first moment on
	tickets BIGINT NOT NULL DEFAULT 0,             -- which wait for the draw, or were in it
	last_place BIGINT NOT NULL DEFAULT 0,          -- the highest number given out
	served BIGINT NOT NULL DEFAULT 0,              -- all up to this number have been called
	version BIGINT NOT NULL DEFAULT 0,             -- raised by whoever locks the row
	created_by BIGINT NOT NULL,                    -- staff
	created_ms BIGINT NOT NULL,                    -- when
	closed_ms BIGINT,                              -- when; NULL: not yet
	why TEXT,                                      -- why it was closed early
	PRIMARY KEY (unit_id, id)
);
CREATE INDEX opening_day ON opening (unit_id, on_date, id);
CREATE INDEX opening_draws ON opening (draws_ms) WHERE stage = 'waiting';
CREATE INDEX opening_session ON opening (unit_id, session_id);
CREATE INDEX opening_live ON opening (unit_id, id) WHERE stage <> 'closed';
CREATE INDEX opening_drawing ON opening (unit_id, id) WHERE stage = 'drawing';
CREATE INDEX opening_closes ON opening (closes_ms) WHERE stage <> 'closed';

-- place: hours of an opening: places = free + held + booked + given back, always
CREATE TABLE opening_slot (
	unit_id BIGINT NOT NULL,                       -- the site
	opening_id BIGINT NOT NULL,                    -- the opening
	starts TEXT NOT NULL,                          -- local HH:MM, session_slot.starts
	ends TEXT NOT NULL,                            -- local HH:MM
	places BIGINT NOT NULL,                        -- set apart at the beginning
	free BIGINT NOT NULL CHECK (free >= 0),        -- may be held: a conditional UPDATE of this column keeps it from being overbooked
	back BIGINT NOT NULL DEFAULT 0,                -- given back to the site
	PRIMARY KEY (unit_id, opening_id, starts)
);

-- place: who waits for their turn at an opening: one ticket an account
CREATE TABLE ticket (
	unit_id BIGINT NOT NULL,                       -- the site
	opening_id BIGINT NOT NULL,                    -- the opening
	id BIGINT NOT NULL,                            -- row id; goes into the draw
	account_id BIGINT NOT NULL,                    -- whose
	draw_key TEXT NOT NULL,                        -- SHA-256 of seed and id: their order is the draw
	drawn BIGINT,                                  -- the number that the draw gave; NULL: came later
	place BIGINT,                                  -- the number now: who missed their turn and comes again has a later one
	people BIGINT NOT NULL,                        -- how many
	state TEXT NOT NULL CHECK (state = 'waiting' OR state = 'called' OR state = 'holding' OR state = 'booked' OR state = 'over' OR state = 'left'), -- booking/booking.h
	turn_ends_ms BIGINT,                           -- called: until then
	hold_id BIGINT,                                -- holding, booked: which hold
	joined_ms BIGINT NOT NULL,                     -- when
	changed_ms BIGINT NOT NULL,                    -- last change
	PRIMARY KEY (unit_id, opening_id, id),
	UNIQUE (unit_id, opening_id, account_id)
);
CREATE INDEX ticket_undrawn ON ticket (unit_id, opening_id, draw_key) WHERE place IS NULL;
CREATE INDEX ticket_place ON ticket (unit_id, opening_id, place) WHERE place IS NOT NULL;
CREATE INDEX ticket_drawn ON ticket (unit_id, opening_id, drawn) WHERE drawn IS NOT NULL;
CREATE INDEX ticket_called ON ticket (unit_id, opening_id) WHERE state = 'called';
CREATE INDEX ticket_turn ON ticket (turn_ends_ms) WHERE state = 'called';

-- place: the people of a ticket: nobody stands in two of one opening
CREATE TABLE ticket_person (
	unit_id BIGINT NOT NULL,                       -- the site
	opening_id BIGINT NOT NULL,                    -- the opening
	person_id BIGINT NOT NULL,                     -- who
	ticket_id BIGINT NOT NULL,                     -- on which
	PRIMARY KEY (unit_id, opening_id, person_id)
);
CREATE INDEX ticket_person_ticket ON ticket_person (unit_id, opening_id, ticket_id, person_id);

-- place: places held for a family or for somebody invited, until they confirm, release or let the time pass
CREATE TABLE hold (
	unit_id BIGINT NOT NULL,                       -- the site
	id BIGINT NOT NULL,                            -- row id
	opening_id BIGINT NOT NULL,                    -- whose places
	kind TEXT NOT NULL CHECK (kind = 'queue' OR kind = 'invitation'), -- how they came by it
	account_id BIGINT NOT NULL,                    -- whose; 0: an invitation that nobody has accepted
	ticket_id BIGINT,                              -- queue: by which ticket
	token_hash TEXT,                               -- invitation: SHA-256 of what is in the link
	state TEXT NOT NULL CHECK (state = 'held' OR state = 'booked' OR state = 'released' OR state = 'expired'), -- each change of it is one conditional UPDATE
	expires_ms BIGINT NOT NULL,                    -- held: until then
	created_ms BIGINT NOT NULL,                    -- when
	changed_ms BIGINT NOT NULL,                    -- last change
	PRIMARY KEY (unit_id, id)
);
CREATE INDEX hold_opening ON hold (unit_id, opening_id, kind, id);
CREATE INDEX hold_expires ON hold (expires_ms) WHERE state = 'held';
CREATE INDEX hold_held ON hold (unit_id, opening_id) WHERE state = 'held';

-- place: whom a hold is for, and the appointment that came of it
CREATE TABLE hold_person (
	unit_id BIGINT NOT NULL,                       -- the site
	hold_id BIGINT NOT NULL,                       -- the hold
	person_id BIGINT NOT NULL,                     -- who
	opening_id BIGINT NOT NULL,                    -- of the hold
	slot TEXT NOT NULL,                            -- start of the hour
	appointment_id BIGINT,                         -- booked: the appointment
	cancelled BOOLEAN NOT NULL CHECK (cancelled IN (TRUE, FALSE)), -- booked and cancelled here: its place went back to the opening
	PRIMARY KEY (unit_id, hold_id, person_id)
);
CREATE INDEX hold_person_slot ON hold_person (unit_id, opening_id, slot);
CREATE INDEX hold_person_appointment ON hold_person (unit_id, appointment_id, hold_id) WHERE appointment_id IS NOT NULL;

-- person: the one hold that somebody may have at a time, wherever it is
CREATE TABLE person_hold (
	person_id BIGINT NOT NULL PRIMARY KEY,         -- who
	unit_id BIGINT NOT NULL,                       -- at which site
	hold_id BIGINT NOT NULL,                       -- which
	until_ms BIGINT NOT NULL                       -- no longer than that
);

-- lookup by token_hash: the link of an invitation -> its hold
CREATE TABLE invitation_token (
	token_hash TEXT NOT NULL PRIMARY KEY,          -- SHA-256 of the token
	unit_id BIGINT NOT NULL,                       -- the site
	hold_id BIGINT NOT NULL                        -- which
);
