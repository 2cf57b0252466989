-- Citizens: their accounts and families, what they are registered for, who waits for a dose, what they feel after it.
--
-- Where a trail says staff_id (audit, idempotency), a citizen's account id may stand: ids are never used twice.

-- lookup by id: accounts of citizens; a phone opens one, it never is a person
CREATE TABLE account (
	id BIGINT NOT NULL PRIMARY KEY,                -- row id
	phone TEXT NOT NULL,                           -- normalised; the one that account_phone has now
	lang TEXT NOT NULL CHECK (lang = 'vi' OR lang = 'en'), -- of messages and pages
	login_epoch BIGINT NOT NULL DEFAULT 0,         -- raised by "log out everywhere" and by a change of phone: older logins end
	seen_ms BIGINT NOT NULL,                       -- last log-in; after a long silence the family is asked for again
	created_ms BIGINT NOT NULL                     -- when
);

-- lookup by phone: which account a phone opens
CREATE TABLE account_phone (
	phone TEXT NOT NULL PRIMARY KEY,               -- normalised
	account_id BIGINT NOT NULL,                    -- which
	since_ms BIGINT NOT NULL,                      -- when it was proved
	proved BOOLEAN NOT NULL CHECK (proved IN (TRUE, FALSE)) -- by a code sent there; FALSE: a site's code opened the account
);

-- lookup by phone: the one-time password that was sent last
CREATE TABLE otp (
	phone TEXT NOT NULL PRIMARY KEY,               -- normalised
	code_hash TEXT NOT NULL,                       -- SHA-256 of phone and code
	tries BIGINT NOT NULL,                         -- wrong ones so far
	sent_ms BIGINT NOT NULL,                       -- when
	expires_ms BIGINT NOT NULL,                    -- no use after; 0: it was used
	hour_ms BIGINT NOT NULL DEFAULT 0,             -- the hour in which it was sent begins,
	hour_n BIGINT NOT NULL DEFAULT 0,              -- and so many were sent in it
	day_ms BIGINT NOT NULL DEFAULT 0,              -- the same of the local day
	day_n BIGINT NOT NULL DEFAULT 0                -- so many
);
CREATE INDEX otp_sent ON otp (sent_ms);

-- lookup by account_id with account: citizens who are logged in; a token names its account, so that one place answers for both
CREATE TABLE account_login (
	account_id BIGINT NOT NULL,                    -- who
	token_hash TEXT NOT NULL,                      -- SHA-256 of the token
	login_epoch BIGINT NOT NULL,                   -- ends when account.login_epoch moves on
	created_ms BIGINT NOT NULL,                    -- when
	expires_ms BIGINT NOT NULL,                    -- at the latest
	PRIMARY KEY (account_id, token_hash)
);

-- lookup by account_id with account: the family of an account
CREATE TABLE account_person (
	account_id BIGINT NOT NULL,                    -- whose
	person_id BIGINT NOT NULL,                     -- who
	relation TEXT NOT NULL,                        -- self, parent, child, spouse, grandparent, relative, ward, other
	access TEXT NOT NULL CHECK (access = 'full' OR access = 'limited'), -- limited: sees what it registered, no doses
	proof TEXT NOT NULL,                           -- registered, phone, desk_code, shared: why it may
	since_ms BIGINT NOT NULL,                      -- when
	PRIMARY KEY (account_id, person_id)
);

-- person: the same the other way round: who looks after this person's book
CREATE TABLE person_account (
	person_id BIGINT NOT NULL,                     -- who
	account_id BIGINT NOT NULL,                    -- which account
	since_ms BIGINT NOT NULL,                      -- when
	PRIMARY KEY (person_id, account_id)
);

-- lookup by code_hash: codes given out on paper or by a member of the family, each good once
CREATE TABLE desk_code (
	code_hash TEXT NOT NULL PRIMARY KEY,           -- SHA-256
	person_id BIGINT NOT NULL,                     -- whose book it opens
	made_by BIGINT NOT NULL,                       -- staff, or an account that shares
	unit_id BIGINT,                                -- where; NULL: by an account
	created_ms BIGINT NOT NULL,                    -- when
	expires_ms BIGINT NOT NULL,                    -- no use after
	used_by BIGINT,                                -- account; NULL: not yet
	used_ms BIGINT                                 -- when
);

-- person: what a person is registered for: one row a dose; never deleted
CREATE TABLE registration (
	person_id BIGINT NOT NULL,                     -- who
	id BIGINT NOT NULL,                            -- row id
	code TEXT NOT NULL,                            -- what the person is told, for asking later
	source TEXT NOT NULL CHECK (source = 'self' OR source = 'family' OR source = 'organisation' OR source = 'commune' OR source = 'next_dose'), -- who registered
	account_id BIGINT,                             -- by which account
	staff_id BIGINT,                               -- or by which member of staff
	organisation TEXT,                             -- on whose list
	dose_number BIGINT NOT NULL,                   -- which dose
	unit_id BIGINT NOT NULL,                       -- the commune whose list it is on, or a higher unit
	wished_on TEXT,                                -- not before that day, as the person wishes
	wished_part TEXT NOT NULL CHECK (wished_part = 'any' OR wished_part = 'morning' OR wished_part = 'afternoon'), -- of the day
	form_code TEXT NOT NULL,                       -- rule.code of the history form
	form_from TEXT NOT NULL,                       -- rule.valid_from of it
	answers TEXT NOT NULL,                         -- JSON: question id -> yes, no, unknown
	consent BOOLEAN NOT NULL CHECK (consent IN (TRUE, FALSE)), -- agreed; lists of organisations may leave it to the site
	consent_by TEXT,                               -- guardian's name for minors
	hospital TEXT,                                 -- why only a hospital may vaccinate: rule's code; NULL: anywhere
	family_id BIGINT NOT NULL DEFAULT 0,           -- who is to come together; 0: alone
	state TEXT NOT NULL CHECK (state = 'waiting' OR state = 'placed' OR state = 'done' OR state = 'withdrawn'), -- registration/registration.h
	why TEXT,                                      -- of the last change of state
	missed BIGINT NOT NULL DEFAULT 0,              -- appointments that were not kept
	acknowledged_by BIGINT,                        -- staff of the commune; NULL: nobody has looked yet, or need not
	acknowledged_ms BIGINT,                        -- when; a next dose needs nobody
	created_ms BIGINT NOT NULL,                    -- when: the place in the list counts from here
	changed_ms BIGINT NOT NULL,                    -- last change
	PRIMARY KEY (person_id, id)
);
CREATE UNIQUE INDEX registration_open ON registration (person_id) WHERE state = 'waiting' OR state = 'placed';

-- lookup by code: registration code -> person
CREATE TABLE registration_code (
	code TEXT NOT NULL PRIMARY KEY,                -- as told
	person_id BIGINT NOT NULL,                     -- who
	registration_id BIGINT NOT NULL                -- which
);

-- place: who waits for a dose in a commune: what the order and the planner read; one row a person
CREATE TABLE waiting (
	unit_id BIGINT NOT NULL,                       -- the commune, or a higher unit for who has none
	person_id BIGINT NOT NULL,                     -- who
	registration_id BIGINT NOT NULL,               -- for which registration
	dose_number BIGINT NOT NULL,                   -- which dose
	priority_group TEXT NOT NULL,                  -- '' where none is known
	priority_sub TEXT NOT NULL,                    -- local code, '' for none
	birth_date TEXT NOT NULL,                      -- older first within a group
	registered_ms BIGINT NOT NULL,                 -- then who registered first
	last_product TEXT,                             -- of the dose before
	last_on TEXT,                                  -- its day
	not_before TEXT,                               -- the person's wish, a deferral's end or the interval: no dose before
	hospital BOOLEAN NOT NULL CHECK (hospital IN (TRUE, FALSE)), -- hospitals only
	part TEXT NOT NULL,                            -- any, morning, afternoon
	family_id BIGINT NOT NULL,                     -- who is to come together; 0: alone
	acknowledged BOOLEAN NOT NULL CHECK (acknowledged IN (TRUE, FALSE)), -- by the commune
	state TEXT NOT NULL CHECK (state = 'waiting' OR state = 'placed'), -- as the registration's
	site_id BIGINT,                                -- placed: where
	session_id BIGINT,                             -- placed: session there
	appointment_id BIGINT,                         -- placed: appointment there
	on_date TEXT,                                  -- placed: the day
	slot TEXT,                                     -- placed: start of the hour
	changed_ms BIGINT NOT NULL,                    -- last change
	PRIMARY KEY (unit_id, person_id)
);
CREATE INDEX waiting_order ON waiting (unit_id, state, priority_group, priority_sub, birth_date, registered_ms, person_id, dose_number);
CREATE INDEX waiting_new ON waiting (unit_id, registration_id) WHERE acknowledged = FALSE;

-- person: what people report of themselves after a dose
CREATE TABLE reaction_report (
	person_id BIGINT NOT NULL,                     -- who
	id BIGINT NOT NULL,                            -- row id
	dose_id BIGINT NOT NULL,                       -- after which dose
	unit_id BIGINT,                                -- the site that gave it; NULL: none of ours
	signs TEXT NOT NULL,                           -- JSON list, data/reactions.json has the words
	severity TEXT NOT NULL CHECK (severity = 'mild' OR severity = 'moderate' OR severity = 'severe'), -- by the list, stricter if the person says so
	temperature_e1 BIGINT,                         -- 0.1 °C
	began_on TEXT NOT NULL,                        -- the day
	note TEXT,                                     -- in the person's words
	account_id BIGINT NOT NULL,                    -- who reported
	at_ms BIGINT NOT NULL,                         -- when
	seen_ms BIGINT,                                -- when somebody had looked into it; NULL: open
	outcome TEXT,                                  -- what was found and done, for the person to read
	PRIMARY KEY (person_id, id)
);

-- place: the same at the site, until somebody has called back
CREATE TABLE reaction_desk (
	unit_id BIGINT NOT NULL,                       -- the site that gave the dose; the nation for doses of other places
	id BIGINT NOT NULL,                            -- reaction_report.id
	person_id BIGINT NOT NULL,                     -- who
	severity TEXT NOT NULL,                        -- as reported
	at_ms BIGINT NOT NULL,                         -- when
	seen_by BIGINT,                                -- staff; NULL: open
	seen_ms BIGINT,                                -- when
	outcome TEXT,                                  -- what was found and done
	PRIMARY KEY (unit_id, id)
);
CREATE INDEX reaction_desk_open ON reaction_desk (unit_id, id) WHERE seen_ms IS NULL;

-- place: what citizens ask for: corrections, restriction, deletion, at the commune that answers
CREATE TABLE citizen_request (
	unit_id BIGINT NOT NULL,                       -- who answers: the commune, or the site of the dose
	id BIGINT NOT NULL,                            -- row id
	person_id BIGINT NOT NULL,                     -- whose record
	account_id BIGINT NOT NULL,                    -- who asks
	kind TEXT NOT NULL CHECK (kind = 'correct' OR kind = 'restrict' OR kind = 'delete' OR kind = 'object'), -- rights of Luật 91/2025/QH15
	field TEXT,                                    -- correct: which member
	wanted TEXT,                                   -- correct: what it should be
	why TEXT,                                      -- in the person's words
	due_ms BIGINT NOT NULL,                        -- answer by (NĐ 356/2025: 2 working days)
	state TEXT NOT NULL CHECK (state = 'open' OR state = 'granted' OR state = 'refused'), -- how it stands
	answer TEXT,                                   -- what the person is told
	answered_by BIGINT,                            -- staff
	answered_ms BIGINT,                            -- when
	created_ms BIGINT NOT NULL,                    -- when
	PRIMARY KEY (unit_id, id)
);
CREATE INDEX citizen_request_open ON citizen_request (unit_id, state, due_ms);

-- place: what people declare of their health before an appointment, for the desk that expects them
CREATE TABLE declaration (
	unit_id BIGINT NOT NULL,                       -- the site
	appointment_id BIGINT NOT NULL,                -- for which appointment; a later one replaces it
	person_id BIGINT NOT NULL,                     -- who
	form_code TEXT NOT NULL,                       -- rule.code of the form
	form_from TEXT NOT NULL,                       -- rule.valid_from of it
	answers TEXT NOT NULL,                         -- JSON: question id -> yes, no, unknown
	temperature_e1 BIGINT,                         -- 0.1 °C, measured at home
	stay_home BOOLEAN NOT NULL CHECK (stay_home IN (TRUE, FALSE)), -- an answer speaks against coming
	account_id BIGINT NOT NULL,                    -- who declared it
	at_ms BIGINT NOT NULL,                         -- when
	PRIMARY KEY (unit_id, appointment_id)
);

-- person: the same the other way round, so that the person sees how it stands
CREATE TABLE person_request (
	person_id BIGINT NOT NULL,                     -- whose
	id BIGINT NOT NULL,                            -- citizen_request.id
	unit_id BIGINT NOT NULL,                       -- where it lies
	PRIMARY KEY (person_id, id)
);

ALTER TABLE person ADD COLUMN restricted_ms BIGINT; -- processing restricted at the person's wish since; NULL: it is not
ALTER TABLE appointment ADD COLUMN confirmed_ms BIGINT; -- the person said that they come; NULL: not yet
