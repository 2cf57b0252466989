-- Vaccine logistics: a ledger behind every store's balance, shipments, vials, daily reports, allocation rounds.
--
-- store_lot stays the balance that a dose is taken from. Doses on hand, held back and in transit are what is left of all
-- movements and of the doses given; a recount (stock/ledger.h) proves it.

ALTER TABLE product ADD COLUMN kind TEXT NOT NULL DEFAULT 'vaccine' CHECK (kind = 'vaccine' OR kind = 'diluent' OR kind = 'syringe' OR kind = 'box'); -- what it is; all but vaccines are counted in pieces
ALTER TABLE product ADD COLUMN open_hours BIGINT NOT NULL DEFAULT 6; -- hours from the first puncture of a vial to its end
ALTER TABLE product ADD COLUMN pack BIGINT NOT NULL DEFAULT 1;       -- doses of the smallest pack that is delivered whole
ALTER TABLE product ADD COLUMN storage TEXT;                         -- in words: "2..8 °C"
ALTER TABLE product ADD COLUMN lowest_e1 BIGINT;                     -- 0.1 °C: colder than this is an excursion on the way; NULL: no limit
ALTER TABLE product ADD COLUMN highest_e1 BIGINT;                    -- 0.1 °C: warmer than this is one
ALTER TABLE lot ADD COLUMN doses_per_vial BIGINT;                    -- where the lot differs from its product; NULL: it does not

ALTER TABLE store_lot ADD COLUMN unbacked BIGINT NOT NULL DEFAULT 0; -- doses given of it that the store never had; the next receipt pays them back
UPDATE store_lot SET unbacked = 0 - doses, doses = 0 WHERE doses < 0;
ALTER TABLE store_lot ADD COLUMN held BIGINT NOT NULL DEFAULT 0 CHECK (held >= 0 AND doses >= 0 AND unbacked >= 0); -- in the store but not to be used
ALTER TABLE store_lot ADD COLUMN transit BIGINT NOT NULL DEFAULT 0 CHECK (transit >= 0); -- sent from here and not yet accounted for
ALTER TABLE store_lot ADD COLUMN summed_doses BIGINT NOT NULL DEFAULT 0;    -- the part that is already in lot_sum
ALTER TABLE store_lot ADD COLUMN summed_held BIGINT NOT NULL DEFAULT 0;     -- the part that is already in lot_sum
ALTER TABLE store_lot ADD COLUMN summed_transit BIGINT NOT NULL DEFAULT 0;  -- the part that is already in lot_sum
ALTER TABLE store_lot ADD COLUMN summed_unbacked BIGINT NOT NULL DEFAULT 0; -- the part that is already in lot_sum
ALTER TABLE store_lot ADD COLUMN summed_used BIGINT NOT NULL DEFAULT 0;     -- the part that is already in lot_sum
CREATE INDEX store_lot_lot ON store_lot (lot_id, unit_id);
CREATE INDEX store_lot_unbacked ON store_lot (unit_id) WHERE unbacked > 0;

-- place: sums of store_lot for a commune, district, province or the nation; only the summing worker writes them
CREATE TABLE lot_sum (
	unit_id BIGINT NOT NULL,                       -- the upper unit
	lot_id BIGINT NOT NULL REFERENCES lot (id),    -- which lot
	doses BIGINT NOT NULL,                         -- as store_lot
	held BIGINT NOT NULL,                          -- as store_lot
	transit BIGINT NOT NULL,                       -- as store_lot
	unbacked BIGINT NOT NULL,                      -- as store_lot
	used BIGINT NOT NULL,                          -- as store_lot
	PRIMARY KEY (unit_id, lot_id)
);

-- place: the ledger, append-only: what moved a store's balance, but for doses given, which are entries of their own (dose)
CREATE TABLE movement (
	unit_id BIGINT NOT NULL,                       -- the store's unit
	id BIGINT NOT NULL,                            -- row id
	lot_id BIGINT NOT NULL REFERENCES lot (id),    -- which lot
	kind TEXT NOT NULL CHECK (kind = 'receive' OR kind = 'issue' OR kind = 'deliver' OR kind = 'accept' OR kind = 'lose' OR kind = 'back' OR kind = 'discard' OR kind = 'count' OR kind = 'extra' OR kind = 'hold' OR kind = 'release' OR kind = 'reverse'), -- stock/ledger.h
	doses BIGINT NOT NULL,                         -- change of what may be used
	held BIGINT NOT NULL,                          -- change of what is held back
	transit BIGINT NOT NULL,                       -- change of what is on its way from here
	on_date TEXT NOT NULL,                         -- the day in the books
	reason TEXT,                                   -- discard: expired, broken, open_vial, temperature, recalled, other
	party TEXT,                                    -- supplier or other place, in words
	paper TEXT,                                    -- number of the paper document
	why TEXT,                                      -- explanation
	shipment_id BIGINT,                            -- of which shipment
	reverses BIGINT NOT NULL DEFAULT 0,            -- reverse: the movement that is taken back; 0: none
	late BOOLEAN NOT NULL CHECK (late IN (TRUE, FALSE)), -- entered after that day's report was confirmed
	staff_id BIGINT NOT NULL,                      -- who entered it
	at_ms BIGINT NOT NULL,                         -- when
	PRIMARY KEY (unit_id, id)
);
CREATE INDEX movement_lot ON movement (unit_id, lot_id, id);
CREATE UNIQUE INDEX movement_reversed ON movement (unit_id, reverses) WHERE reverses <> 0;

-- place: what happened to a lot in a store on a day: sums of movements and of doses given
CREATE TABLE store_day (
	unit_id BIGINT NOT NULL,                       -- the store's unit
	on_date TEXT NOT NULL,                         -- the day in the books
	lot_id BIGINT NOT NULL REFERENCES lot (id),    -- which lot
	received BIGINT NOT NULL DEFAULT 0,            -- from a supplier
	accepted BIGINT NOT NULL DEFAULT 0,            -- from shipments, and what came back of own ones
	issued BIGINT NOT NULL DEFAULT 0,              -- sent
	discarded BIGINT NOT NULL DEFAULT 0,           -- thrown away
	adjusted BIGINT NOT NULL DEFAULT 0,            -- found or missing at a count, and drawn beyond the label
	used BIGINT NOT NULL DEFAULT 0,                -- given
	PRIMARY KEY (unit_id, lot_id, on_date)
);
CREATE INDEX store_day_date ON store_day (unit_id, on_date);

-- place: counts of a store by hand
CREATE TABLE stock_count (
	unit_id BIGINT NOT NULL,                       -- the store's unit
	id BIGINT NOT NULL,                            -- row id
	lot_id BIGINT NOT NULL REFERENCES lot (id),    -- which lot
	on_date TEXT NOT NULL,                         -- the day
	expected BIGINT NOT NULL,                      -- doses on hand by the books
	counted BIGINT NOT NULL,                       -- doses found
	why TEXT,                                      -- explanation of the difference; NULL: none was given yet
	explained_by BIGINT,                           -- staff
	staff_id BIGINT NOT NULL,                      -- who counted
	at_ms BIGINT NOT NULL,                         -- when
	PRIMARY KEY (unit_id, id)
);
CREATE INDEX stock_count_day ON stock_count (unit_id, on_date);
CREATE INDEX stock_count_open ON stock_count (unit_id) WHERE why IS NULL AND counted <> expected;

-- place: multi-dose vials that were opened
CREATE TABLE vial (
	unit_id BIGINT NOT NULL,                       -- the site
	id BIGINT NOT NULL,                            -- row id
	lot_id BIGINT NOT NULL REFERENCES lot (id),    -- of which lot
	session_id BIGINT,                             -- in which session
	doses BIGINT NOT NULL,                         -- by its label
	opened_ms BIGINT NOT NULL,                     -- first puncture
	opened_by BIGINT NOT NULL,                     -- staff
	due_ms BIGINT NOT NULL,                        -- must not be used after
	drawn BIGINT,                                  -- doses drawn in all; NULL: still open
	left_over BIGINT NOT NULL DEFAULT 0,           -- thrown away
	extra BIGINT NOT NULL DEFAULT 0,               -- drawn beyond the label
	closed_ms BIGINT,                              -- when; NULL: still open
	closed_by BIGINT,                              -- staff
	why TEXT,                                      -- of what was left over
	PRIMARY KEY (unit_id, id)
);
CREATE INDEX vial_open ON vial (unit_id, opened_ms) WHERE closed_ms IS NULL;

-- place: goods on their way, at the store that sent them
CREATE TABLE shipment (
	unit_id BIGINT NOT NULL,                       -- the sender
	id BIGINT NOT NULL,                            -- row id
	code TEXT NOT NULL,                            -- on the slip and in its QR
	to_unit_id BIGINT NOT NULL,                    -- the receiver
	purpose TEXT NOT NULL CHECK (purpose = 'supply' OR purpose = 'return' OR purpose = 'transfer'), -- down, up or across
	state TEXT NOT NULL CHECK (state = 'sent' OR state = 'closed' OR state = 'cancelled'), -- closed: every dose of it is accounted for
	round_id BIGINT,                               -- of which allocation round
	sent_on TEXT NOT NULL,                         -- the day in the books
	carrier TEXT,                                  -- who drives
	vehicle TEXT,                                  -- number plate
	note TEXT,                                     -- for the receiver
	why TEXT,                                      -- why it was cancelled
	doses BIGINT NOT NULL,                         -- of all its lines: sent
	received BIGINT NOT NULL DEFAULT 0,            -- of all its lines
	lost BIGINT NOT NULL DEFAULT 0,                -- of all its lines
	returned BIGINT NOT NULL DEFAULT 0,            -- of all its lines; the rest is on its way
	coldest_e1 BIGINT,                             -- 0.1 °C, of the readings on the way
	warmest_e1 BIGINT,                             -- 0.1 °C
	outside_min BIGINT,                            -- minutes outside what its goods bear; NULL: no readings
	sent_by BIGINT NOT NULL,                       -- staff
	sent_ms BIGINT NOT NULL,                       -- when
	changed_ms BIGINT NOT NULL,                    -- last change
	PRIMARY KEY (unit_id, id)
);
CREATE INDEX shipment_round ON shipment (unit_id, round_id) WHERE round_id IS NOT NULL;

-- place: its lots
CREATE TABLE shipment_line (
	unit_id BIGINT NOT NULL,                       -- the sender
	shipment_id BIGINT NOT NULL,                   -- of which shipment
	lot_id BIGINT NOT NULL REFERENCES lot (id),    -- which lot
	sent BIGINT NOT NULL,                          -- doses
	received BIGINT NOT NULL DEFAULT 0,            -- taken in by the receiver, those held back included
	lost BIGINT NOT NULL DEFAULT 0,                -- broken or missing on arrival
	returned BIGINT NOT NULL DEFAULT 0,            -- refused, or cancelled before arrival: back at the sender
	vvm BIGINT,                                    -- stage of the vial monitor on arrival, 1 to 4
	why TEXT,                                      -- explanation of a difference
	PRIMARY KEY (unit_id, shipment_id, lot_id),
	CHECK (received >= 0 AND lost >= 0 AND returned >= 0 AND received + lost + returned <= sent)
);

-- place: temperatures on the way
CREATE TABLE shipment_reading (
	unit_id BIGINT NOT NULL,                       -- the sender
	shipment_id BIGINT NOT NULL,                   -- of which shipment
	at_ms BIGINT NOT NULL,                         -- when
	celsius_e1 BIGINT NOT NULL,                    -- 0.1 °C
	PRIMARY KEY (unit_id, shipment_id, at_ms)
);

-- place: the same shipment at the store that awaits it
CREATE TABLE incoming (
	unit_id BIGINT NOT NULL,                       -- the receiver
	shipment_id BIGINT NOT NULL,                   -- which shipment
	from_unit_id BIGINT NOT NULL,                  -- the sender
	code TEXT NOT NULL,                            -- as on the slip
	open BOOLEAN NOT NULL CHECK (open IN (TRUE, FALSE)), -- something of it is still on its way
	PRIMARY KEY (unit_id, shipment_id)
);
CREATE UNIQUE INDEX incoming_code ON incoming (unit_id, code);

-- place: what a site says about a day, each confirmation a row of its own
CREATE TABLE day_report (
	unit_id BIGINT NOT NULL,                       -- the site
	on_date TEXT NOT NULL,                         -- the day
	version BIGINT NOT NULL,                       -- 1, 2, ...: the last one stands
	received BIGINT NOT NULL,                      -- doses taken in
	issued BIGINT NOT NULL,                        -- doses sent away
	discarded BIGINT NOT NULL,                     -- doses thrown away
	adjusted BIGINT NOT NULL,                      -- doses found or missing at counts, or drawn beyond the label
	used BIGINT NOT NULL,                          -- doses given
	left_over BIGINT NOT NULL,                     -- doses on hand at the end of the day
	people BIGINT NOT NULL,                        -- people vaccinated
	deferred BIGINT NOT NULL,                      -- deferred, contraindicated, referred
	certificates_1 BIGINT NOT NULL,                -- issued for dose 1
	certificates_2 BIGINT NOT NULL,                -- issued for dose 2
	note TEXT,                                     -- of the site
	why TEXT,                                      -- why a confirmed report was confirmed anew
	confirmed_by BIGINT NOT NULL,                  -- staff
	confirmed_ms BIGINT NOT NULL,                  -- when
	PRIMARY KEY (unit_id, on_date, version)
);

-- place: figures of a unit by which doses are allocated
CREATE TABLE unit_figure (
	unit_id BIGINT NOT NULL,                       -- of which unit
	name TEXT NOT NULL,                            -- population_18, priority, risk, capacity, doses_planned, doses_allocated, doses_administered
	on_date TEXT NOT NULL,                         -- as of
	value BIGINT NOT NULL,                         -- people, people a day, doses, or a class
	source TEXT NOT NULL,                          -- where it comes from
	staff_id BIGINT NOT NULL,                      -- who entered it; 0: a command
	changed_ms BIGINT NOT NULL,                    -- when
	PRIMARY KEY (unit_id, name, on_date)
);

-- place: allocation rounds, at the unit that decides
CREATE TABLE round (
	unit_id BIGINT NOT NULL,                       -- the nation, or a province, or a district
	id BIGINT NOT NULL,                            -- row id
	number BIGINT NOT NULL,                        -- "đợt 65" of this unit
	title TEXT NOT NULL,                           -- what people call it
	product_code TEXT NOT NULL REFERENCES product (code), -- what is allocated
	doses BIGINT NOT NULL,                         -- how many in all
	pack BIGINT NOT NULL,                          -- shares are whole packs of so many doses
	basis TEXT NOT NULL,                           -- JSON: figure -> weight in percent
	deduct_on_hand BOOLEAN NOT NULL CHECK (deduct_on_hand IN (TRUE, FALSE)), -- what the receivers have is taken off their parts
	state TEXT NOT NULL CHECK (state = 'draft' OR state = 'approved' OR state = 'shipped' OR state = 'cancelled'), -- shipped: every share has left
	why TEXT,                                      -- decision number, why less was decided, or why it was cancelled
	decided BIGINT NOT NULL,                       -- sum of its shares, never more than doses
	created_by BIGINT NOT NULL,                    -- staff
	created_ms BIGINT NOT NULL,                    -- when
	approved_by BIGINT,                            -- staff
	approved_ms BIGINT,                            -- when
	version BIGINT NOT NULL DEFAULT 0,             -- each change claims the next one
	PRIMARY KEY (unit_id, id),
	UNIQUE (unit_id, number)
);

-- place: who gets how much of a round
CREATE TABLE round_share (
	unit_id BIGINT NOT NULL,                       -- the unit that decides
	round_id BIGINT NOT NULL,                      -- of which round
	to_unit_id BIGINT NOT NULL,                    -- who gets it
	figures TEXT NOT NULL,                         -- JSON: figure -> value when it was computed, on_hand among them
	computed BIGINT NOT NULL,                      -- doses by the basis
	doses BIGINT NOT NULL,                         -- doses decided
	why TEXT,                                      -- why they differ from what was computed
	planned BIGINT,                                -- doses that the receiver plans to give by its end; NULL: no plan yet
	plan_to TEXT,                                  -- the day by which
	plan_note TEXT,                                -- of the receiver
	planned_ms BIGINT,                             -- when it last said so
	PRIMARY KEY (unit_id, round_id, to_unit_id)
);
CREATE INDEX round_share_to ON round_share (unit_id, to_unit_id, round_id);

-- reference: pack codes of makers (GS1 GTIN), learned when a pack is received
CREATE TABLE gtin (
	gtin TEXT NOT NULL PRIMARY KEY,                -- 14 digits
	product_code TEXT NOT NULL REFERENCES product (code), -- what is in it
	added_ms BIGINT NOT NULL                       -- when
);

ALTER TABLE job ADD COLUMN lot_id BIGINT; -- export_lot_people: of which lot

-- who received a lot: found by the lot
CREATE INDEX dose_lot ON dose (lot_id, unit_id, id) WHERE state = 'valid';

-- what stood in the stores when the ledger began
INSERT INTO movement (unit_id, id, lot_id, kind, doses, held, transit, on_date, why, late, staff_id, at_ms)
SELECT unit_id, lot_id, lot_id, 'receive', received, 0, 0, '2021-03-08', 'số dư khi mở sổ kho / balance when the ledger began', FALSE, 0, 0
  FROM store_lot WHERE received > 0;
INSERT INTO store_day (unit_id, on_date, lot_id, received)
SELECT unit_id, '2021-03-08', lot_id, received FROM store_lot WHERE received > 0;
INSERT INTO counter (unit_id, on_date, product_code, dose_number, outcome, n)
SELECT s.unit_id, '2021-03-08', l.product_code, 0, 'received', CAST(SUM(s.received) AS BIGINT)
  FROM store_lot s JOIN lot l ON l.id = s.lot_id WHERE s.received > 0 GROUP BY s.unit_id, l.product_code;
INSERT INTO store_day (unit_id, on_date, lot_id, used)
SELECT d.unit_id, d.given_on, d.lot_id, COUNT(*) FROM dose d
 WHERE d.state = 'valid' AND d.unit_id IS NOT NULL AND d.lot_id IS NOT NULL GROUP BY d.unit_id, d.given_on, d.lot_id
ON CONFLICT (unit_id, lot_id, on_date) DO UPDATE SET used = EXCLUDED.used;
