-- Messages to people: an outbox of its own, since a message is looked up by its phone and may concern nobody on record.

-- lookup by phone: each message, and what became of it
CREATE TABLE message (
	phone TEXT NOT NULL,                           -- to whom, as persons' phones are stored
	id BIGINT NOT NULL,                            -- row id
	template TEXT NOT NULL,                        -- which text of data/messages.json
	purpose TEXT NOT NULL,                         -- otp, invitation, reminder, ...: what it is counted as
	priority BIGINT NOT NULL,                      -- class of the template, 0 goes first (enum message_class)
	lang TEXT NOT NULL,                            -- vi, en
	body TEXT,                                     -- what is sent; NULL: it was secret, and is over
	secret BOOLEAN NOT NULL CHECK (secret IN (TRUE, FALSE)), -- the body goes when the message is over
	coding TEXT NOT NULL,                          -- gsm, ucs2
	parts BIGINT NOT NULL,                         -- how many SMS that are
	person_id BIGINT,                              -- whom it is about; NULL: nobody on record
	unit_id BIGINT NOT NULL,                       -- who sends it, and pays
	batch_id BIGINT NOT NULL DEFAULT 0,            -- of which sending to many; 0: none
	step_ms BIGINT NOT NULL DEFAULT 0,             -- least time between two of that batch
	dedupe TEXT NOT NULL DEFAULT '',               -- never twice of this purpose to this phone; '': may be
	state TEXT NOT NULL CHECK (state = 'waiting' OR state = 'sending' OR state = 'sent' OR state = 'delivered' OR state = 'failed' OR state = 'expired' OR state = 'cancelled'), -- where it stands
	not_before_ms BIGINT NOT NULL,                 -- not sent before: as asked for, out of quiet hours, at the pace of its batch
	expires_ms BIGINT NOT NULL,                    -- of no use from then on, so not sent
	due_ms BIGINT,                                 -- waiting: may be taken from then on; sending: its taker's lease ends then; NULL: over
	claim_id BIGINT NOT NULL DEFAULT 0,            -- the claim that sends it; 0: none
	attempts BIGINT NOT NULL DEFAULT 0,            -- how often it was tried
	repeats BIGINT NOT NULL DEFAULT 0,             -- how often it was taken again without knowing what became of the last try
	reference TEXT,                                -- what the gateway answered
	error TEXT,                                    -- why the last try did not work, or the message failed
	cost BIGINT NOT NULL DEFAULT 0,                -- đồng: parts times the price of that day; 0: not sent yet
	created_ms BIGINT NOT NULL,                    -- when it was written
	sent_ms BIGINT,                                -- when the gateway took it
	delivered_ms BIGINT,                           -- when the network reported that it arrived
	PRIMARY KEY (phone, id)
);
CREATE UNIQUE INDEX message_dedupe ON message (phone, purpose, dedupe) WHERE dedupe <> '';
CREATE INDEX message_due ON message (priority, due_ms, id) WHERE due_ms IS NOT NULL;
CREATE INDEX message_oldest ON message (priority, not_before_ms) WHERE due_ms IS NOT NULL;
CREATE INDEX message_expiry ON message (expires_ms) WHERE due_ms IS NOT NULL;
CREATE INDEX message_claim ON message (claim_id) WHERE claim_id <> 0;
CREATE INDEX message_recent ON message (phone, sent_ms) WHERE sent_ms IS NOT NULL;
CREATE INDEX message_batch_state ON message (batch_id, state) WHERE batch_id <> 0;

-- lookup by phone: what the network reported and is not in the message's row yet
CREATE TABLE message_report (
	phone TEXT NOT NULL,                           -- of the message
	message_id BIGINT NOT NULL,                    -- which message
	state TEXT NOT NULL CHECK (state = 'delivered' OR state = 'failed'), -- what became of it; the first report counts
	at_ms BIGINT NOT NULL,                         -- when it came
	PRIMARY KEY (phone, message_id)
);
CREATE INDEX message_report_at ON message_report (at_ms, message_id);

-- place: sendings to many
CREATE TABLE message_batch (
	unit_id BIGINT NOT NULL,                       -- who sends
	id BIGINT NOT NULL,                            -- row id
	template TEXT NOT NULL,                        -- which text
	step_ms BIGINT NOT NULL,                       -- least time between two messages; 0: as fast as it goes
	next_ms BIGINT NOT NULL,                       -- when the next one that is written may be sent
	created_by BIGINT NOT NULL,                    -- staff; 0: the platform itself
	created_ms BIGINT NOT NULL,                    -- when
	PRIMARY KEY (unit_id, id)
);

-- place: messages of a unit and what they cost, by day and purpose
CREATE TABLE message_sum (
	unit_id BIGINT NOT NULL,                       -- who sent
	on_date TEXT NOT NULL,                         -- local date of the sending; of a message never sent, when that was known
	purpose TEXT NOT NULL,                         -- otp, invitation, ...
	sent BIGINT NOT NULL DEFAULT 0,                -- taken by the gateway
	delivered BIGINT NOT NULL DEFAULT 0,           -- of these, reported as arrived
	failed BIGINT NOT NULL DEFAULT 0,              -- refused by the gateway or reported as not arrived
	expired BIGINT NOT NULL DEFAULT 0,             -- not sent in time
	repeated BIGINT NOT NULL DEFAULT 0,            -- sent although an earlier try may have gone out
	parts BIGINT NOT NULL DEFAULT 0,               -- SMS
	cost BIGINT NOT NULL DEFAULT 0,                -- đồng
	PRIMARY KEY (unit_id, on_date, purpose)
);
