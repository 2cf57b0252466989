-- Planning: when sites vaccinate, plans that give people a place, and what follows a session.

-- place: hours of a site by weekday; a site without any row keeps those of the rule `opening`
CREATE TABLE site_hours (
	unit_id BIGINT NOT NULL,                       -- the site
	weekday BIGINT NOT NULL,                       -- 1 Monday to 7 Sunday
	starts TEXT NOT NULL,                          -- local HH:MM
	ends TEXT NOT NULL,                            -- local HH:MM
	tables BIGINT NOT NULL,                        -- injection tables at work
	per_table BIGINT NOT NULL,                     -- people a table and hour
	PRIMARY KEY (unit_id, weekday, starts)
);

-- place: days on which a site does not vaccinate
CREATE TABLE site_off (
	unit_id BIGINT NOT NULL,                       -- the site
	on_date TEXT NOT NULL,                         -- the day
	why TEXT NOT NULL,                             -- reason
	PRIMARY KEY (unit_id, on_date)
);

ALTER TABLE session ADD COLUMN why TEXT;              -- why it was cancelled
ALTER TABLE session ADD COLUMN settle_ms BIGINT;      -- over: what became of its people is carried on from then on; NULL: nothing to do
ALTER TABLE session ADD COLUMN settle_after BIGINT NOT NULL DEFAULT 0; -- person_id: carried on up to there
ALTER TABLE session ADD COLUMN reminded BOOLEAN NOT NULL DEFAULT FALSE CHECK (reminded IN (TRUE, FALSE)); -- everybody was reminded
ALTER TABLE session ADD COLUMN remind_after BIGINT NOT NULL DEFAULT 0; -- person_id: reminded up to there
CREATE INDEX session_settle ON session (settle_ms) WHERE settle_ms IS NOT NULL;
CREATE INDEX session_remind ON session (on_date) WHERE state = 'open' AND reminded = FALSE;

ALTER TABLE appointment ADD COLUMN product_code TEXT; -- which product the place was planned for; NULL: whatever the session has

-- whose interval opens on a day
CREATE INDEX waiting_opens ON waiting (not_before, unit_id, person_id) WHERE state = 'waiting' AND dose_number > 1;

-- place: plans: who is to be vaccinated where and when, at the unit that plans
CREATE TABLE planning (
	unit_id BIGINT NOT NULL,                       -- who plans
	id BIGINT NOT NULL,                            -- row id
	title TEXT NOT NULL,                           -- what people call it
	campaign_id BIGINT NOT NULL REFERENCES campaign (id), -- of which campaign its sessions are
	starts_on TEXT NOT NULL,                       -- first day
	ends_on TEXT NOT NULL,                         -- last day
	products TEXT NOT NULL,                        -- JSON list of product codes
	reach TEXT NOT NULL CHECK (reach = 'commune' OR reach = 'district' OR reach = 'province'), -- how far people are sent
	spare_percent BIGINT NOT NULL,                 -- places left free for people who were turned away before
	next_percent BIGINT NOT NULL,                  -- share of the doses kept for second and later doses
	slot_minutes BIGINT NOT NULL,                  -- length of an hour
	mixing BOOLEAN NOT NULL CHECK (mixing IN (TRUE, FALSE)), -- products that need consent to a mixed series may be planned
	state TEXT NOT NULL CHECK (state = 'draft' OR state = 'computing' OR state = 'preview' OR state = 'publishing' OR state = 'published' OR state = 'cancelled'), -- planning/planning.h
	step TEXT,                                     -- what the worker is at
	done BIGINT NOT NULL DEFAULT 0,                -- of that
	total BIGINT NOT NULL DEFAULT 0,               -- in all
	error_vi TEXT,                                 -- why the last computation failed
	error_en TEXT,                                 -- the same in English
	version BIGINT NOT NULL DEFAULT 0,             -- each change claims the next one
	round BIGINT NOT NULL DEFAULT 0,               -- computations so far; rows of earlier ones are stale
	people BIGINT NOT NULL DEFAULT 0,              -- whom the last computation looked at
	placed BIGINT NOT NULL DEFAULT 0,              -- who has a place in it
	changed BIGINT NOT NULL DEFAULT 0,             -- places that publishing makes, moves or takes
	published BIGINT NOT NULL DEFAULT 0,           -- of these, carried out since publishing began
	failed BIGINT NOT NULL DEFAULT 0,              -- of these, not possible any more
	affected_sessions BIGINT NOT NULL DEFAULT 0,   -- published sessions that cannot take place as published
	affected_people BIGINT NOT NULL DEFAULT 0,     -- people there
	load_ms BIGINT NOT NULL DEFAULT 0,             -- how long the last computation read
	plan_ms BIGINT NOT NULL DEFAULT 0,             -- how long it planned
	keep_ms BIGINT NOT NULL DEFAULT 0,             -- how long it wrote
	batch_id BIGINT NOT NULL DEFAULT 0,            -- message_batch of the last publishing; 0: none
	why TEXT,                                      -- why it was cancelled
	created_by BIGINT NOT NULL,                    -- staff
	created_ms BIGINT NOT NULL,                    -- when
	computed_ms BIGINT,                            -- end of the last computation
	published_by BIGINT,                           -- staff; NULL: never
	published_ms BIGINT,                           -- when it was first published as a whole
	looked_ms BIGINT NOT NULL DEFAULT 0,           -- when the worker last looked whether it can take place as published
	lease_until_ms BIGINT NOT NULL DEFAULT 0,      -- a worker has it until then
	PRIMARY KEY (unit_id, id)
);
CREATE INDEX planning_due ON planning (lease_until_ms) WHERE state = 'computing' OR state = 'publishing';
CREATE INDEX planning_look ON planning (looked_ms) WHERE state = 'published';

-- place: doses that a plan may give, by site, product and pool
CREATE TABLE planned_stock (
	unit_id BIGINT NOT NULL,                       -- who plans
	plan_id BIGINT NOT NULL,                       -- which plan
	site_id BIGINT NOT NULL,                       -- where
	product_code TEXT NOT NULL,                    -- of which product
	pool TEXT NOT NULL CHECK (pool = 'first' OR pool = 'next'), -- first doses; later ones
	on_hand BIGINT NOT NULL,                       -- usable doses in the store, of both pools
	promised BIGINT NOT NULL,                      -- of these, for people who have a place otherwise
	expiring BIGINT NOT NULL,                      -- doses of lots that end before the plan does: not counted
	computed BIGINT NOT NULL,                      -- what follows from these
	doses BIGINT NOT NULL,                         -- what the plan may give
	by_hand BOOLEAN NOT NULL CHECK (by_hand IN (TRUE, FALSE)), -- somebody said so
	why TEXT,                                      -- and why
	taken BIGINT NOT NULL DEFAULT 0,               -- given to people by the last computation
	round BIGINT NOT NULL,                         -- of which computation
	PRIMARY KEY (unit_id, plan_id, site_id, product_code, pool)
);

-- place: one product at one site on one day of a plan
CREATE TABLE planned_session (
	unit_id BIGINT NOT NULL,                       -- who plans
	plan_id BIGINT NOT NULL,                       -- which plan
	id BIGINT NOT NULL,                            -- row id
	site_id BIGINT NOT NULL,                       -- where
	on_date TEXT NOT NULL,                         -- when
	product_code TEXT NOT NULL,                    -- what
	session_id BIGINT,                             -- the session at the site; NULL: not made yet
	closed BOOLEAN NOT NULL CHECK (closed IN (TRUE, FALSE)), -- takes nobody
	by_hand BOOLEAN NOT NULL DEFAULT FALSE CHECK (by_hand IN (TRUE, FALSE)), -- closed by somebody
	why TEXT,                                      -- why closed
	taken BIGINT NOT NULL DEFAULT 0,               -- places given by the last computation
	round BIGINT NOT NULL,                         -- of which computation
	PRIMARY KEY (unit_id, plan_id, id),
	UNIQUE (unit_id, plan_id, site_id, on_date, product_code)
);
CREATE INDEX planned_session_made ON planned_session (site_id, session_id) WHERE session_id IS NOT NULL;

-- place: hours of these
CREATE TABLE planned_slot (
	unit_id BIGINT NOT NULL,                       -- who plans
	plan_id BIGINT NOT NULL,                       -- which plan
	planned_session_id BIGINT NOT NULL,            -- of which planned_session
	starts TEXT NOT NULL,                          -- local HH:MM
	ends TEXT NOT NULL,                            -- local HH:MM
	capacity BIGINT NOT NULL,                      -- people whom this product's tables can take, others' places taken off
	places BIGINT NOT NULL,                        -- what the plan may fill
	by_hand BOOLEAN NOT NULL DEFAULT FALSE CHECK (by_hand IN (TRUE, FALSE)), -- somebody set the places
	taken BIGINT NOT NULL DEFAULT 0,               -- given by the last computation
	round BIGINT NOT NULL,                         -- of which computation
	PRIMARY KEY (unit_id, plan_id, planned_session_id, starts)
);

-- place: everybody whom a plan looked at, with the place they have and the one that the last computation gives them
CREATE TABLE planned_place (
	unit_id BIGINT NOT NULL,                       -- who plans
	plan_id BIGINT NOT NULL,                       -- which plan
	person_id BIGINT NOT NULL,                     -- who
	list_unit_id BIGINT NOT NULL,                  -- waiting.unit_id: on whose list
	registration_id BIGINT NOT NULL,               -- for which registration
	dose_number BIGINT NOT NULL,                   -- which dose
	priority_group TEXT NOT NULL,                  -- '' where none is known
	planned_session_id BIGINT,                     -- in force: which planned_session; NULL: none
	slot TEXT,                                     -- in force: start of the hour
	appointment_id BIGINT,                         -- in force: at that site
	next_session_id BIGINT,                        -- by the last computation; NULL: none
	next_slot TEXT,                                -- by the last computation
	why TEXT,                                      -- no place, or not published: why
	change TEXT NOT NULL CHECK (change = 'same' OR change = 'new' OR change = 'moved' OR change = 'lost' OR change = 'nowhere' OR change = 'done' OR change = 'failed' OR change = 'out'), -- what publishing does, or did
	due BOOLEAN NOT NULL CHECK (due IN (TRUE, FALSE)), -- to be carried out by publishing
	by_hand BOOLEAN NOT NULL DEFAULT FALSE CHECK (by_hand IN (TRUE, FALSE)), -- placed or taken out by somebody
	by_hand_why TEXT,                              -- and why
	round BIGINT NOT NULL,                         -- of which computation
	PRIMARY KEY (unit_id, plan_id, person_id)
);
CREATE INDEX planned_place_due ON planned_place (unit_id, plan_id, next_session_id, person_id) WHERE due = TRUE;
CREATE INDEX planned_place_next ON planned_place (unit_id, plan_id, next_session_id, next_slot, person_id);
CREATE INDEX planned_place_force ON planned_place (unit_id, plan_id, planned_session_id) WHERE planned_session_id IS NOT NULL;
CREATE INDEX planned_place_change ON planned_place (unit_id, plan_id, change, person_id);

-- place: figures of a plan's last computation
CREATE TABLE planned_figure (
	unit_id BIGINT NOT NULL,                       -- who plans
	plan_id BIGINT NOT NULL,                       -- which plan
	kind TEXT NOT NULL,                            -- all, group, commune, why, change
	key TEXT NOT NULL,                             -- code of the group, id of the commune, the reason, the change
	placed BIGINT NOT NULL,                        -- who has a place; why, change: how many
	nowhere BIGINT NOT NULL,                       -- who has none
	days BIGINT NOT NULL,                          -- sum of the days that they wait
	median BIGINT NOT NULL,                        -- days
	p90 BIGINT NOT NULL,                           -- days
	longest BIGINT NOT NULL,                       -- days
	round BIGINT NOT NULL,                         -- of which computation
	PRIMARY KEY (unit_id, plan_id, kind, key)
);

-- place: who may be called for doses that are left at the end of a session
CREATE TABLE standby (
	unit_id BIGINT NOT NULL,                       -- the site
	session_id BIGINT NOT NULL,                    -- of which session
	place BIGINT NOT NULL,                         -- in the order of the list, from 1
	person_id BIGINT NOT NULL,                     -- who
	list_unit_id BIGINT NOT NULL,                  -- waiting.unit_id: on whose list
	registration_id BIGINT NOT NULL,               -- for which registration
	dose_number BIGINT NOT NULL,                   -- which dose
	products TEXT NOT NULL,                        -- codes of the session's products that they may get, with commas
	state TEXT NOT NULL CHECK (state = 'listed' OR state = 'called' OR state = 'coming' OR state = 'declined'), -- how it goes
	why TEXT,                                      -- why declined
	called_by BIGINT,                              -- staff
	called_ms BIGINT,                              -- when
	PRIMARY KEY (unit_id, session_id, place),
	UNIQUE (unit_id, session_id, person_id)
);

-- lookup by kind: work that is done once a day
CREATE TABLE day_work (
	kind TEXT NOT NULL,                            -- next_dose
	on_date TEXT NOT NULL,                         -- of which day
	after_unit BIGINT NOT NULL DEFAULT 0,          -- done up to this list
	after_person BIGINT NOT NULL DEFAULT 0,        -- and this person of it
	done_ms BIGINT,                                -- when it was done; NULL: it is under way
	PRIMARY KEY (kind, on_date)
);
