-- Nothing lost: events of stations that were offline, the chain of the audit trail, alarms, hours that cannot be overbooked.

-- place: what a station sent after being offline, event by event; kept for ever, so that an event is applied once however often it comes
CREATE TABLE sync_event (
	unit_id BIGINT NOT NULL,                       -- the site that sent it
	uuid TEXT NOT NULL,                            -- made by the station
	kind TEXT NOT NULL,                            -- check_in, screening, injection, release, dose
	content_hash TEXT NOT NULL,                    -- SHA-256 of the event as it was sent
	happened_ms BIGINT NOT NULL,                   -- the station's own time of the event
	outcome TEXT NOT NULL CHECK (outcome IN ('applied', 'flagged')), -- flagged: it broke a rule and is on the review list
	answer TEXT NOT NULL,                          -- JSON: what the station was told, and is told again
	staff_id BIGINT NOT NULL,                      -- who sent it
	received_ms BIGINT NOT NULL,                   -- when
	PRIMARY KEY (unit_id, uuid)
);

-- place: what could not be taken as an event, kept as it was received
CREATE TABLE sync_stray (
	unit_id BIGINT NOT NULL,                       -- the site that sent it
	id BIGINT NOT NULL,                            -- row id
	uuid TEXT,                                     -- the event's own id, where it had one
	code TEXT NOT NULL,                            -- why: id.reused, or the problem that made it unreadable
	content TEXT NOT NULL,                         -- the event as it was sent
	staff_id BIGINT NOT NULL,                      -- who sent it
	received_ms BIGINT NOT NULL,                   -- when
	PRIMARY KEY (unit_id, id)
);

-- place: what somebody must look at now: certificates that are late, look-ups that are too many
CREATE TABLE alarm (
	unit_id BIGINT NOT NULL,                       -- where; the nation for what concerns the whole system
	id BIGINT NOT NULL,                            -- row id
	kind TEXT NOT NULL,                            -- certificate_late, lookup_outside, audit_broken
	subject_id BIGINT NOT NULL,                    -- whom it concerns: a staff id; 0: nobody in particular
	detail TEXT NOT NULL,                          -- JSON: the figures behind it
	raised_ms BIGINT NOT NULL,                     -- when it began
	seen_ms BIGINT NOT NULL,                       -- when it was last found to be so
	cleared_ms BIGINT,                             -- when it was over; NULL: still so
	closed_by BIGINT,                              -- who looked into it and closed it; NULL: it was over by itself
	why TEXT,                                      -- what they found
	PRIMARY KEY (unit_id, id)
);
CREATE UNIQUE INDEX alarm_open ON alarm (unit_id, kind, subject_id) WHERE cleared_ms IS NULL;

CREATE INDEX unit_changed ON unit (changed_ms); -- the public lists follow what changes

-- one chain a writing lane: each entry's link covers the one before (audit/chain.h)
ALTER TABLE audit ADD COLUMN chain BIGINT NOT NULL DEFAULT 0; -- which chain; 0: written before there were chains
ALTER TABLE audit ADD COLUMN seq BIGINT NOT NULL DEFAULT 0;   -- place in the chain, from 1
ALTER TABLE audit ADD COLUMN link BYTEA;                      -- SHA-256 over the link before and this entry
CREATE INDEX audit_chain ON audit (chain, seq);

CREATE INDEX unit_successor_new ON unit_successor (new_id);

-- places taken in an hour: a conditional UPDATE of this column is what keeps it from being overbooked
ALTER TABLE session_slot ADD COLUMN booked BIGINT NOT NULL DEFAULT 0; -- people on the list for it, cancelled ones not counted
UPDATE session_slot SET booked = (SELECT COUNT(*) FROM appointment a WHERE a.unit_id = session_slot.unit_id
       AND a.session_id = session_slot.session_id AND a.slot = session_slot.starts AND a.state <> 'cancelled');

-- several signing workers and servers claim at once: each claim knows its own rows, finds due ones by an index, in order
ALTER TABLE outbox ADD COLUMN claim_id BIGINT NOT NULL DEFAULT 0; -- the claim that works on it; 0: none
DROP INDEX outbox_due;
CREATE INDEX outbox_claim ON outbox (lease_until_ms, id) WHERE done_ms IS NULL;
CREATE INDEX outbox_oldest ON outbox (created_ms) WHERE done_ms IS NULL;

-- the last guard against a second certificate of one dose
DROP INDEX certificate_dose;
CREATE UNIQUE INDEX certificate_valid ON certificate (person_id, dose_id) WHERE state = 'valid';

-- whether somebody is under way in a session: found by the person, whatever the session's size
DROP INDEX visit_person;
CREATE INDEX visit_person ON visit (unit_id, person_id, session_id, id);

-- people are called by their given name, the last word of the name: found without looking through all of a commune
CREATE INDEX person_given ON person (home_path, substr(name_key, length(rtrim(name_key, replace(name_key, ' ', ''))) + 1));
