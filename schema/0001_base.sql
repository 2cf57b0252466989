-- The spine: units, staff, persons, sessions, visits, doses, certificates, counters, trails.
--
-- One text for SQLite and PostgreSQL (architecture.md section 6). Each table says its class:
--   reference  small, the same everywhere
--   person     spread by person_id          place   spread by unit_id
--   lookup     spread by the value looked up
-- A CHECK with more than two values is written with OR: of a longer IN list SQLite makes a table at every insert.
-- Times are ms UTC, calendar dates TEXT YYYY-MM-DD. Every column has a comment; a test insists.

-- reference: facts about this installation
CREATE TABLE setting (
	name TEXT NOT NULL PRIMARY KEY,             -- "demo"
	value TEXT NOT NULL                         -- "1"
);

-- reference: administrative units and vaccination sites, one tree
CREATE TABLE unit (
	id BIGINT NOT NULL PRIMARY KEY,             -- row id
	code TEXT NOT NULL,                         -- official code, text: "01", "00658", "01A01"; "VN" for the nation
	level TEXT NOT NULL CHECK (level = 'nation' OR level = 'province' OR level = 'district' OR level = 'commune' OR level = 'site'), -- place in the tree
	kind TEXT NOT NULL,                         -- what it is called: tinh, quan, xa ...; sites: hospital, health_station, centre, mobile
	name TEXT NOT NULL,                         -- full name as people know it, NFC
	name_en TEXT,                               -- English name, where there is one
	search_key TEXT NOT NULL,                   -- folded name (fold_key)
	parent_id BIGINT REFERENCES unit (id),      -- the unit above; NULL for the nation
	path TEXT NOT NULL,                         -- ids from the nation down, "/1/22/333/": a prefix means "below"
	valid_from TEXT NOT NULL,                   -- first day it is in force
	valid_to TEXT,                              -- last day, NULL while in force
	tables BIGINT NOT NULL DEFAULT 0,           -- sites: injection tables
	capacity BIGINT NOT NULL DEFAULT 0,         -- sites: people a day
	in_charge TEXT,                             -- sites: the person in charge
	phone TEXT,                                 -- sites: public phone
	latitude_e6 BIGINT,                         -- sites: degrees times a million
	longitude_e6 BIGINT,                        -- sites: degrees times a million
	population BIGINT,                          -- people, where a source gives it
	adults BIGINT,                              -- people of 18 and over, where a source gives it
	changed_ms BIGINT NOT NULL                  -- last change
);
CREATE UNIQUE INDEX unit_code ON unit (level, code, valid_from);
CREATE INDEX unit_parent ON unit (parent_id, search_key);
CREATE INDEX unit_path ON unit (path);

-- reference: further names of one site, as the platform's lists have them
CREATE TABLE unit_alias (
	unit_id BIGINT NOT NULL REFERENCES unit (id), -- the site
	name TEXT NOT NULL,                           -- the other name
	PRIMARY KEY (unit_id, name)
);

-- reference: which unit took over from which, and when
CREATE TABLE unit_successor (
	old_id BIGINT NOT NULL REFERENCES unit (id), -- unit of the earlier set
	new_id BIGINT NOT NULL REFERENCES unit (id), -- unit of the later set
	valid_from TEXT NOT NULL,                    -- day of the change
	PRIMARY KEY (old_id, new_id)
);

-- reference: people who work with the system
CREATE TABLE staff (
	id BIGINT NOT NULL PRIMARY KEY,                -- row id
	login_name TEXT NOT NULL,                      -- what they type, lower case
	full_name TEXT NOT NULL,                       -- as on their badge
	role TEXT NOT NULL,                            -- staff/staff.h: reception, screening_doctor, ...
	unit_id BIGINT NOT NULL REFERENCES unit (id),  -- rights are within it and below
	password_hash TEXT NOT NULL,                   -- argon2id
	pin_hash TEXT,                                 -- argon2id, for changing users at a shared computer
	must_change BOOLEAN NOT NULL DEFAULT TRUE CHECK (must_change IN (TRUE, FALSE)), -- first password still in use
	disabled BOOLEAN NOT NULL DEFAULT FALSE CHECK (disabled IN (TRUE, FALSE)),      -- may not log in
	failed BIGINT NOT NULL DEFAULT 0,              -- wrong passwords or PINs in a row
	locked_until_ms BIGINT NOT NULL DEFAULT 0,     -- no log-in before
	login_epoch BIGINT NOT NULL DEFAULT 0,         -- raised by "log out everywhere": older logins end
	created_ms BIGINT NOT NULL,                    -- when
	changed_ms BIGINT NOT NULL                     -- last change
);
CREATE UNIQUE INDEX staff_login_name ON staff (login_name);
CREATE INDEX staff_unit ON staff (unit_id, login_name);

-- lookup by token_hash: who is logged in
CREATE TABLE login (
	token_hash TEXT NOT NULL PRIMARY KEY,          -- SHA-256 of the cookie or bearer token
	staff_id BIGINT NOT NULL REFERENCES staff (id), -- who
	login_epoch BIGINT NOT NULL,                   -- ends when staff.login_epoch moves on
	station_id TEXT,                               -- the shared computer's own random name; PINs work only there
	created_ms BIGINT NOT NULL,                    -- when
	expires_ms BIGINT NOT NULL                     -- end of the shift at the latest
);
CREATE INDEX login_staff ON login (staff_id);

-- lookup by station_id: who logged in with a password at a shared computer, and so may come back by PIN
CREATE TABLE station_staff (
	station_id TEXT NOT NULL,                      -- the shared computer
	staff_id BIGINT NOT NULL REFERENCES staff (id), -- who
	until_ms BIGINT NOT NULL,                      -- PIN accepted until
	PRIMARY KEY (station_id, staff_id)
);

-- lookup by bucket: counts behind rate limits and quotas
CREATE TABLE rate (
	bucket TEXT NOT NULL,                          -- "login:ADDRESS", "lookup:STAFF"
	starts_ms BIGINT NOT NULL,                     -- begin of the window
	n BIGINT NOT NULL,                             -- how many in it
	PRIMARY KEY (bucket, starts_ms)
);

-- reference: vaccination campaigns
CREATE TABLE campaign (
	id BIGINT NOT NULL PRIMARY KEY,                -- row id
	code TEXT NOT NULL UNIQUE,                     -- short code
	name TEXT NOT NULL,                            -- name
	disease TEXT NOT NULL,                         -- SNOMED CT code of the disease targeted (tg)
	starts_on TEXT NOT NULL,                       -- first day
	ends_on TEXT,                                  -- last day
	wait_minutes BIGINT NOT NULL                   -- observation after the injection; source: the campaign's rule
);

-- reference: vaccine products (data/products.csv)
CREATE TABLE product (
	code TEXT NOT NULL PRIMARY KEY,                -- our code: "astrazeneca"
	name TEXT NOT NULL,                            -- name as the platform prints it
	name_short TEXT NOT NULL,                      -- name on a small screen
	maker TEXT NOT NULL,                           -- manufacturer
	primary_doses BIGINT NOT NULL,                 -- doses of a full primary series
	min_age BIGINT NOT NULL,                       -- years
	max_age BIGINT,                                -- years, NULL: none
	doses_per_vial BIGINT,                         -- doses in a vial
	mp TEXT NOT NULL,                              -- DCC product code
	ma TEXT NOT NULL,                              -- DCC manufacturer code
	vp TEXT NOT NULL                               -- DCC vaccine or prophylaxis code
);

-- reference: dated rules (data/rules.json, "import rules"); what is in force depends on the day alone
CREATE TABLE rule (
	id BIGINT NOT NULL PRIMARY KEY,                -- row id
	kind TEXT NOT NULL,                            -- screening_form, interval, observation, age, certificate
	code TEXT NOT NULL,                            -- key within the kind
	valid_from TEXT NOT NULL,                      -- first day
	valid_to TEXT,                                 -- last day, NULL: still in force
	source TEXT NOT NULL,                          -- decision, article
	body TEXT NOT NULL                             -- JSON, see data/README.md
);
CREATE UNIQUE INDEX rule_key ON rule (kind, code, valid_from);

-- reference: lots of vaccine
CREATE TABLE lot (
	id BIGINT NOT NULL PRIMARY KEY,                -- row id
	product_code TEXT NOT NULL REFERENCES product (code), -- what is in it
	number TEXT NOT NULL,                          -- as printed on the vial, upper case
	expires_on TEXT NOT NULL,                      -- last day of use
	state TEXT NOT NULL CHECK (state = 'active' OR state = 'suspended' OR state = 'recalled'), -- only active lots are injected
	why TEXT,                                      -- reason of the last change of state or expiry
	changed_ms BIGINT NOT NULL                     -- last change
);
CREATE UNIQUE INDEX lot_number ON lot (product_code, number);

-- place: doses of a lot in a store
CREATE TABLE store_lot (
	unit_id BIGINT NOT NULL,                       -- the store's unit
	lot_id BIGINT NOT NULL REFERENCES lot (id),    -- which lot
	received BIGINT NOT NULL DEFAULT 0,            -- doses taken in
	used BIGINT NOT NULL DEFAULT 0,                -- doses injected; may exceed received only by retrospective entry
	doses BIGINT NOT NULL DEFAULT 0,               -- doses on hand
	PRIMARY KEY (unit_id, lot_id)
);

-- person: people
CREATE TABLE person (
	id BIGINT NOT NULL PRIMARY KEY,                -- row id; the distribution column of everything about the person
	version BIGINT NOT NULL DEFAULT 0,             -- each change about the person claims the next one
	name TEXT NOT NULL,                            -- full name, NFC, as given
	name_key TEXT NOT NULL,                        -- folded, for search (fold_key)
	birth_date TEXT NOT NULL,                      -- YYYY-MM-DD; 01 where month or day is unknown
	birth_precision TEXT NOT NULL CHECK (birth_precision = 'day' OR birth_precision = 'month' OR birth_precision = 'year'), -- how much of it is known
	sex TEXT NOT NULL CHECK (sex = 'male' OR sex = 'female' OR sex = 'unknown'), -- as on the card
	phone TEXT,                                    -- normalised; shared by any number of people
	home_unit_id BIGINT,                           -- commune (or higher) of residence
	home_path TEXT NOT NULL DEFAULT '/',           -- path of home_unit_id, for search by unit
	address TEXT,                                  -- line below the commune
	occupation TEXT,                               -- job
	workplace TEXT,                                -- employer
	priority_group TEXT,                           -- one of the 16 national groups
	priority_sub TEXT,                             -- local sub-code (Ho Chi Minh City's 57)
	ethnicity TEXT,                                -- GSO code
	nationality TEXT NOT NULL DEFAULT 'VN',        -- ISO 3166-1 alpha-2
	guardian_name TEXT,                            -- for minors
	guardian_phone TEXT,                           -- for minors
	note TEXT,                                     -- from the list
	disputed BOOLEAN NOT NULL DEFAULT FALSE CHECK (disputed IN (TRUE, FALSE)), -- shares an identity number with somebody
	linked_to BIGINT,                              -- a merge links, it never moves rows
	created_unit_id BIGINT NOT NULL,               -- which unit entered the person
	created_ms BIGINT NOT NULL,                    -- when
	changed_ms BIGINT NOT NULL                     -- last change
);
CREATE INDEX person_home ON person (home_path, name_key);
CREATE INDEX person_name ON person (name_key, birth_date);

-- lookup by number: identity numbers, phones and insurance numbers -> person
CREATE TABLE person_identity (
	kind TEXT NOT NULL CHECK (kind = 'cccd' OR kind = 'cmnd' OR kind = 'military' OR kind = 'passport' OR kind = 'insurance' OR kind = 'phone'), -- what number
	number TEXT NOT NULL,                          -- normalised
	person_id BIGINT NOT NULL,                     -- who holds it; several persons may
	added_ms BIGINT NOT NULL,                      -- when
	PRIMARY KEY (number, kind, person_id)
);

-- person: the numbers of a person, the other way round
CREATE TABLE person_number (
	person_id BIGINT NOT NULL,                     -- who
	kind TEXT NOT NULL,                            -- as person_identity.kind
	number TEXT NOT NULL,                          -- normalised
	warning TEXT,                                  -- structure check's finding: province, sex, year
	PRIMARY KEY (person_id, kind, number)
);

-- place: which units have to do with a person: lists, visits, granted look-ups
CREATE TABLE person_unit (
	unit_id BIGINT NOT NULL,                       -- the site
	person_id BIGINT NOT NULL,                     -- who
	until_ms BIGINT,                               -- a granted look-up ends; NULL: on our lists
	PRIMARY KEY (unit_id, person_id)
);

-- person: earlier values of corrected records
CREATE TABLE person_history (
	person_id BIGINT NOT NULL,                     -- who
	id BIGINT NOT NULL,                            -- row id
	field TEXT NOT NULL,                           -- what was changed
	old_value TEXT,                                -- before
	new_value TEXT,                                -- after
	staff_id BIGINT,                               -- by whom
	why TEXT,                                      -- reason
	at_ms BIGINT NOT NULL,                         -- when
	PRIMARY KEY (person_id, id)
);

-- place: vaccination sessions
CREATE TABLE session (
	unit_id BIGINT NOT NULL,                       -- the site
	id BIGINT NOT NULL,                            -- row id
	campaign_id BIGINT NOT NULL REFERENCES campaign (id), -- in which campaign
	on_date TEXT NOT NULL,                         -- local calendar date
	state TEXT NOT NULL CHECK (state = 'open' OR state = 'closed' OR state = 'cancelled'), -- only open ones take visits
	note TEXT,                                     -- for the team
	created_by BIGINT NOT NULL,                    -- staff
	created_ms BIGINT NOT NULL,                    -- when
	PRIMARY KEY (unit_id, id)
);
CREATE INDEX session_date ON session (unit_id, on_date);

-- place: products and lots a session offers
CREATE TABLE session_lot (
	unit_id BIGINT NOT NULL,                       -- the site
	session_id BIGINT NOT NULL,                    -- the session
	lot_id BIGINT NOT NULL REFERENCES lot (id),    -- a lot on the tables
	PRIMARY KEY (unit_id, session_id, lot_id)
);

-- place: hours of a session
CREATE TABLE session_slot (
	unit_id BIGINT NOT NULL,                       -- the site
	session_id BIGINT NOT NULL,                    -- the session
	starts TEXT NOT NULL,                          -- local HH:MM
	ends TEXT NOT NULL,                            -- local HH:MM
	capacity BIGINT NOT NULL,                      -- people
	PRIMARY KEY (unit_id, session_id, starts)
);

-- place: the list of a session
CREATE TABLE appointment (
	unit_id BIGINT NOT NULL,                       -- the site
	id BIGINT NOT NULL,                            -- row id
	session_id BIGINT NOT NULL,                    -- the session
	person_id BIGINT NOT NULL,                     -- who
	slot TEXT,                                     -- start of the hour, NULL: any time
	code TEXT NOT NULL,                            -- what the QR of the appointment holds; says nothing about the person
	state TEXT NOT NULL CHECK (state = 'expected' OR state = 'arrived' OR state = 'no_show' OR state = 'cancelled'), -- what became of it
	walk_in BOOLEAN NOT NULL CHECK (walk_in IN (TRUE, FALSE)), -- came without being on the list
	changed_ms BIGINT NOT NULL,                    -- made or last changed
	PRIMARY KEY (unit_id, id),
	UNIQUE (unit_id, session_id, person_id)
);

-- lookup by code: appointment code -> appointment
CREATE TABLE appointment_code (
	code TEXT NOT NULL PRIMARY KEY,                -- as on the slip
	unit_id BIGINT NOT NULL,                       -- the site
	appointment_id BIGINT NOT NULL,                -- the appointment
	person_id BIGINT NOT NULL                      -- who
);

-- place: one person's way through the four steps
CREATE TABLE visit (
	unit_id BIGINT NOT NULL,                       -- the site
	id BIGINT NOT NULL,                            -- row id
	session_id BIGINT NOT NULL,                    -- the session
	person_id BIGINT NOT NULL,                     -- who
	appointment_id BIGINT,                         -- from the list
	step TEXT NOT NULL CHECK (step = 'checked_in' OR step = 'screened' OR step = 'observing' OR step = 'released' OR step = 'deferred' OR step = 'contraindicated' OR step = 'referred' OR step = 'refused' OR step = 'undone'), -- where they are; visit/visit.h
	version BIGINT NOT NULL DEFAULT 0,             -- each change claims the next one: two tables cannot both move a person
	dose_number BIGINT NOT NULL,                   -- the dose they came for, by their record at check-in
	identity_seen TEXT NOT NULL,                   -- how the person was identified: card, code, known, guardian, none
	consent BOOLEAN NOT NULL CHECK (consent IN (TRUE, FALSE)), -- agreed to be vaccinated
	consent_by TEXT,                               -- guardian's name for minors
	warnings TEXT NOT NULL,                        -- JSON list of warnings shown at check-in
	verdict TEXT,                                  -- confirmed at screening
	dose_id BIGINT,                                -- given here
	lot_id BIGINT,                                 -- of that dose
	checked_in_ms BIGINT NOT NULL,                 -- step 1
	screened_ms BIGINT,                            -- step 2
	injected_ms BIGINT,                            -- step 3
	observe_until_ms BIGINT,                       -- end of the wait
	released_ms BIGINT,                            -- step 4
	why TEXT,                                      -- reason of deferral, refusal, early release or undo
	uuid TEXT NOT NULL,                            -- made by the client: the same check-in twice is one
	changed_ms BIGINT NOT NULL,                    -- last change
	PRIMARY KEY (unit_id, id),
	UNIQUE (unit_id, uuid)
);
CREATE INDEX visit_session ON visit (unit_id, session_id, id);
CREATE INDEX visit_person ON visit (unit_id, person_id);

-- place: what happened in a visit, step by step
CREATE TABLE visit_event (
	unit_id BIGINT NOT NULL,                       -- the site
	visit_id BIGINT NOT NULL,                      -- the visit
	id BIGINT NOT NULL,                            -- row id
	kind TEXT NOT NULL,                            -- check_in, screening, injection, reaction, release, defer, refuse, undo
	staff_id BIGINT NOT NULL,                      -- who did it
	at_ms BIGINT NOT NULL,                         -- when
	why TEXT,                                      -- reason
	detail TEXT,                                   -- JSON
	PRIMARY KEY (unit_id, visit_id, id)
);

-- place: screening forms filled in
CREATE TABLE screening (
	unit_id BIGINT NOT NULL,                       -- the site
	visit_id BIGINT NOT NULL,                      -- the visit
	id BIGINT NOT NULL,                            -- row id
	person_id BIGINT NOT NULL,                     -- who
	form_code TEXT NOT NULL,                       -- rule.code of the form in force
	form_from TEXT NOT NULL,                       -- rule.valid_from of that form
	answers TEXT NOT NULL,                         -- JSON: question id -> true or text
	temperature BIGINT,                            -- 0.1 °C
	pulse BIGINT,                                  -- per minute
	systolic BIGINT,                               -- mmHg
	diastolic BIGINT,                              -- mmHg
	breathing BIGINT,                              -- per minute
	computed TEXT NOT NULL,                        -- verdict by the form
	reasons TEXT NOT NULL,                         -- JSON list of what led to it
	verdict TEXT NOT NULL,                         -- confirmed by the doctor: the same or stricter
	note TEXT,                                     -- the doctor's
	doctor_id BIGINT NOT NULL,                     -- staff
	at_ms BIGINT NOT NULL,                         -- when
	PRIMARY KEY (unit_id, visit_id, id)
);

-- person: doses, append-only: a correction supersedes
CREATE TABLE dose (
	person_id BIGINT NOT NULL,                     -- who
	id BIGINT NOT NULL,                            -- row id
	uuid TEXT NOT NULL,                            -- made by the client
	unit_id BIGINT,                                -- site; NULL when it is not one of ours
	place TEXT,                                    -- site in words, when it is not one of ours
	visit_id BIGINT,                               -- live doses
	session_id BIGINT,                             -- live doses
	campaign_id BIGINT REFERENCES campaign (id),   -- in which campaign
	product_code TEXT NOT NULL REFERENCES product (code), -- what was given
	lot_id BIGINT REFERENCES lot (id),             -- of our lots
	lot_number TEXT,                               -- as printed or written
	kind TEXT NOT NULL CHECK (kind = 'primary' OR kind = 'additional' OR kind = 'booster'), -- cơ bản, bổ sung, nhắc lại
	number BIGINT NOT NULL,                        -- derived from the person's valid doses by date; 0 when not valid
	given_on TEXT NOT NULL,                        -- local date
	given_ms BIGINT,                               -- live doses: the moment
	body_site TEXT,                                -- left_arm, right_arm, left_thigh, right_thigh
	vaccinator_id BIGINT,                          -- staff
	source TEXT NOT NULL CHECK (source = 'live' OR source = 'retrospective' OR source = 'import'), -- how we know
	source_note TEXT,                              -- paper form number, file and row
	state TEXT NOT NULL CHECK (state = 'valid' OR state = 'superseded' OR state = 'withdrawn'), -- only valid ones count
	superseded_by BIGINT,                          -- the row that took its place
	why TEXT,                                      -- reason of correction or withdrawal
	flags TEXT NOT NULL,                           -- JSON list of rules broken, "[]" for none
	certifiable_ms BIGINT,                         -- when a certificate became due
	entered_by BIGINT NOT NULL,                    -- staff
	entered_unit_id BIGINT NOT NULL,               -- unit that entered it
	entered_ms BIGINT NOT NULL,                    -- when
	confirmed_by BIGINT,                           -- staff who confirmed a retrospective or imported dose
	confirmed_ms BIGINT,                           -- when
	PRIMARY KEY (person_id, id),
	UNIQUE (person_id, uuid)
);

-- place: things a site must look at
CREATE TABLE review (
	unit_id BIGINT NOT NULL,                       -- whose list
	id BIGINT NOT NULL,                            -- row id
	kind TEXT NOT NULL,                            -- dose_rule, identity_dispute, probable_duplicate, id_reused
	person_id BIGINT NOT NULL,                     -- who
	other_person_id BIGINT,                        -- the other holder of a number
	dose_id BIGINT,                                -- which dose
	detail TEXT NOT NULL,                          -- JSON: rule codes, number kind
	state TEXT NOT NULL CHECK (state IN ('open', 'done')), -- open until somebody says why it is all right
	resolution TEXT,                               -- what was found
	resolved_by BIGINT,                            -- staff
	created_ms BIGINT NOT NULL,                    -- when
	resolved_ms BIGINT,                            -- when
	PRIMARY KEY (unit_id, id)
);
CREATE INDEX review_open ON review (unit_id, state, id);

-- place: reactions seen during observation
CREATE TABLE reaction (
	unit_id BIGINT NOT NULL,                       -- the site
	visit_id BIGINT NOT NULL,                      -- the visit
	id BIGINT NOT NULL,                            -- row id
	person_id BIGINT NOT NULL,                     -- who
	dose_id BIGINT NOT NULL,                       -- after which dose
	signs TEXT NOT NULL,                           -- JSON list: pain, fever, rash, dizziness, ...
	severity TEXT NOT NULL CHECK (severity = 'mild' OR severity = 'moderate' OR severity = 'severe'), -- severe: see AEFI procedure
	note TEXT,                                     -- what was done
	staff_id BIGINT NOT NULL,                      -- who saw it
	at_ms BIGINT NOT NULL,                         -- when
	PRIMARY KEY (unit_id, visit_id, id)
);

-- person: certificates
CREATE TABLE certificate (
	person_id BIGINT NOT NULL,                     -- who
	id BIGINT NOT NULL,                            -- row id
	dose_id BIGINT NOT NULL,                       -- for which dose
	ci TEXT NOT NULL,                              -- unique certificate identifier (UVCI)
	hc1 TEXT NOT NULL,                             -- the signed text of the QR
	dose_number BIGINT NOT NULL,                   -- dn
	state TEXT NOT NULL CHECK (state IN ('valid', 'withdrawn')), -- withdrawn with its dose
	why TEXT,                                      -- reason of withdrawal
	issued_ms BIGINT NOT NULL,                     -- iat
	expires_ms BIGINT NOT NULL,                    -- exp: 12 months (QĐ 5772)
	withdrawn_ms BIGINT,                           -- when
	PRIMARY KEY (person_id, id)
);
CREATE INDEX certificate_dose ON certificate (person_id, dose_id);

-- lookup by ci: certificate identifier -> person
CREATE TABLE certificate_ci (
	ci TEXT NOT NULL PRIMARY KEY,                  -- UVCI, upper case
	person_id BIGINT NOT NULL,                     -- who
	certificate_id BIGINT NOT NULL                 -- which
);

-- person: work to be done after a commit, at least once
CREATE TABLE outbox (
	person_id BIGINT NOT NULL,                     -- whom it is about
	id BIGINT NOT NULL,                            -- row id; the idempotency key of what it causes
	kind TEXT NOT NULL,                            -- certificate
	subject_id BIGINT NOT NULL,                    -- the dose
	created_ms BIGINT NOT NULL,                    -- when it became due
	lease_until_ms BIGINT NOT NULL DEFAULT 0,      -- somebody works on it until then
	attempts BIGINT NOT NULL DEFAULT 0,            -- so far
	error TEXT,                                    -- of the last attempt
	done_ms BIGINT,                                -- when it was done
	PRIMARY KEY (person_id, id)
);
CREATE INDEX outbox_due ON outbox (lease_until_ms) WHERE done_ms IS NULL;

-- place: counters of a site, written with the event itself
CREATE TABLE counter (
	unit_id BIGINT NOT NULL,                       -- the site
	on_date TEXT NOT NULL,                         -- local date of the event
	product_code TEXT NOT NULL,                    -- '' where no product was given
	dose_number BIGINT NOT NULL,                   -- 0 where it does not apply
	outcome TEXT NOT NULL,                         -- injected, deferred, contraindicated, referred, refused, no_show, reaction
	n BIGINT NOT NULL,                             -- how many
	summed BIGINT NOT NULL DEFAULT 0,              -- the part that is already in counter_sum
	PRIMARY KEY (unit_id, on_date, product_code, dose_number, outcome)
);
CREATE INDEX counter_unsummed ON counter (unit_id) WHERE n <> summed;

-- place: sums of a commune, district, province or the nation; only the summing worker writes them
CREATE TABLE counter_sum (
	unit_id BIGINT NOT NULL,                       -- the upper unit
	on_date TEXT NOT NULL,                         -- as counter
	product_code TEXT NOT NULL,                    -- as counter
	dose_number BIGINT NOT NULL,                   -- as counter
	outcome TEXT NOT NULL,                         -- as counter
	n BIGINT NOT NULL,                             -- how many
	PRIMARY KEY (unit_id, on_date, product_code, dose_number, outcome)
);

-- person: who looked at whose record, and why; the person may see it
CREATE TABLE access_log (
	person_id BIGINT NOT NULL,                     -- whose record
	id BIGINT NOT NULL,                            -- row id
	staff_id BIGINT NOT NULL,                      -- who looked
	unit_id BIGINT NOT NULL,                       -- their unit
	route TEXT NOT NULL,                           -- by which address
	why TEXT,                                      -- the reason given
	at_ms BIGINT NOT NULL,                         -- when
	PRIMARY KEY (person_id, id)
);

-- place: the trail of every change
CREATE TABLE audit (
	unit_id BIGINT NOT NULL,                       -- where
	id BIGINT NOT NULL,                            -- row id
	staff_id BIGINT NOT NULL,                      -- who; 0: the system
	act TEXT NOT NULL,                             -- method and route
	subject TEXT,                                  -- ids from the path
	why TEXT,                                      -- reason given
	body_hash TEXT,                                -- SHA-256 of what was sent
	request_id BIGINT NOT NULL,                    -- ties it to the log line
	at_ms BIGINT NOT NULL,                         -- when
	PRIMARY KEY (unit_id, id)
);

-- lookup by key: answers to repeated requests (Idempotency-Key), kept 30 days
CREATE TABLE idempotency (
	key TEXT NOT NULL,                             -- made by the client
	staff_id BIGINT NOT NULL,                      -- whose
	route TEXT NOT NULL,                           -- for which route
	body_hash TEXT NOT NULL,                       -- of what
	status BIGINT NOT NULL,                        -- the answer's status; 0 while it runs
	body TEXT NOT NULL,                            -- the answer
	at_ms BIGINT NOT NULL,                         -- when
	PRIMARY KEY (key, staff_id)
);

-- place: long work
CREATE TABLE job (
	unit_id BIGINT NOT NULL,                       -- for whom
	id BIGINT NOT NULL,                            -- row id
	kind TEXT NOT NULL,                            -- import_people, import_sites, ...
	name TEXT NOT NULL,                            -- the file's name
	path TEXT NOT NULL,                            -- the uploaded file
	state TEXT NOT NULL CHECK (state = 'waiting' OR state = 'running' OR state = 'done' OR state = 'failed'), -- how it goes
	total BIGINT NOT NULL DEFAULT 0,               -- rows seen so far
	imported BIGINT NOT NULL DEFAULT 0,            -- new
	updated BIGINT NOT NULL DEFAULT 0,             -- completed an existing record
	duplicates BIGINT NOT NULL DEFAULT 0,          -- already there
	refused BIGINT NOT NULL DEFAULT 0,             -- with the reason in job_row
	session_id BIGINT,                             -- list import: people are put on this session's list
	error_vi TEXT,                                 -- why it failed
	error_en TEXT,                                 -- the same in English
	created_by BIGINT NOT NULL,                    -- staff
	created_ms BIGINT NOT NULL,                    -- when
	finished_ms BIGINT,                            -- when
	lease_until_ms BIGINT NOT NULL DEFAULT 0,      -- a server works on it until then
	PRIMARY KEY (unit_id, id)
);
CREATE INDEX job_state ON job (state, id);

-- place: the outcome of each row of an import
CREATE TABLE job_row (
	unit_id BIGINT NOT NULL,                       -- for whom
	job_id BIGINT NOT NULL,                        -- the job
	row_no BIGINT NOT NULL,                        -- row in the sheet, from 1
	outcome TEXT NOT NULL,                         -- imported, updated, duplicate, refused
	code TEXT,                                     -- problem code
	field TEXT,                                    -- column at fault
	message_vi TEXT,                               -- what the sheet's last column says
	message_en TEXT,                               -- the same in English
	person_id BIGINT,                              -- who it became, or is a duplicate of
	PRIMARY KEY (unit_id, job_id, row_no)
);
