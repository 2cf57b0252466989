-- Lists that organisations and communes send: read and judged as a draft, shown, and only then made into people who wait.

-- place: a list of people that an organisation or a commune sent
CREATE TABLE roll (
	unit_id BIGINT NOT NULL,                       -- the unit where the sender has the account
	id BIGINT NOT NULL,                            -- row id
	name TEXT NOT NULL,                            -- of the file, or what the sender called it
	organisation TEXT NOT NULL,                    -- whose people these are
	source TEXT NOT NULL CHECK (source = 'organisation' OR source = 'commune'), -- who registers these people: registration.source
	path TEXT NOT NULL,                            -- the uploaded file until it is read; '' for typed rows
	state TEXT NOT NULL CHECK (state = 'reading' OR state = 'draft' OR state = 'failed' OR state = 'committing' OR state = 'committed' OR state = 'withdrawing' OR state = 'withdrawn' OR state = 'dropped'), -- roll/roll.h
	why TEXT,                                      -- withdrawn or dropped: why
	error_vi TEXT,                                 -- failed: why, and the remedy
	error_en TEXT,                                 -- the same in English
	created_by BIGINT NOT NULL,                    -- staff
	created_ms BIGINT NOT NULL,                    -- when
	committed_ms BIGINT,                           -- when it first counted; NULL: not yet
	changed_ms BIGINT NOT NULL,                    -- last change of state
	PRIMARY KEY (unit_id, id)
);
CREATE INDEX roll_sender ON roll (unit_id, created_by, id);
CREATE INDEX roll_draft ON roll (unit_id, changed_ms) WHERE state = 'draft';

-- place: the rows of a list, what is thought of each, what its sender decided and what became of it
CREATE TABLE roll_row (
	unit_id BIGINT NOT NULL,                       -- as the list's
	roll_id BIGINT NOT NULL,                       -- which list
	row_no BIGINT NOT NULL,                        -- row in the sheet, from 1
	cells TEXT NOT NULL,                           -- JSON: column key -> text (intake/column.h), as it counts now
	sent TEXT,                                     -- the same as it was sent, once it was corrected; NULL: it was not
	version BIGINT NOT NULL DEFAULT 0,             -- counts corrections and decisions
	verdict TEXT CHECK (verdict IS NULL OR verdict = 'new' OR verdict = 'known' OR verdict = 'registered' OR verdict = 'probable' OR verdict = 'number_other' OR verdict = 'in_file' OR verdict = 'error'), -- NULL: still to be judged
	code TEXT,                                     -- the reason, stable
	field TEXT,                                    -- column at fault
	message_vi TEXT,                               -- in words, with the remedy
	message_en TEXT,                               -- the same in English
	differs TEXT,                                  -- what differs from the record that it may be: person/alike.h
	others TEXT,                                   -- rows of the list that may be the same, by number
	person_id BIGINT,                              -- who it is or may be; NULL: nobody known
	decision TEXT CHECK (decision IS NULL OR decision = 'take' OR decision = 'leave' OR decision = 'same' OR decision = 'different'), -- of the sender
	why TEXT,                                      -- different: the sender's reason
	decided_by BIGINT,                             -- staff
	outcome TEXT,                                  -- NULL: does not count yet; roll/roll.h
	outcome_vi TEXT,                               -- in words
	outcome_en TEXT,                               -- the same in English
	registration_id BIGINT,                        -- of the person: made by this list, or found
	PRIMARY KEY (unit_id, roll_id, row_no)
);
CREATE INDEX roll_row_verdict ON roll_row (unit_id, roll_id, verdict, row_no);

-- person: the lists on which a person stands; who waits because of several is not withdrawn with one
CREATE TABLE person_roll (
	person_id BIGINT NOT NULL,                     -- who
	unit_id BIGINT NOT NULL,                       -- the list's unit
	roll_id BIGINT NOT NULL,                       -- which list
	row_no BIGINT NOT NULL,                        -- which row of it
	at_ms BIGINT NOT NULL,                         -- since when
	PRIMARY KEY (person_id, unit_id, roll_id)
);

ALTER TABLE job ADD COLUMN roll_id BIGINT; -- jobs of a list (list_judge, list_commit, list_withdraw): which
CREATE INDEX job_roll ON job (unit_id, roll_id) WHERE roll_id IS NOT NULL;
