-- How many wait on each list, counted once when it changes and not whenever a manager looks at all lists of a province.

-- place: a list of who waits, and whether its sums in `demand` are those of its rows; no index on that: a country has 10,000 lists, and
-- each change of one would write the index, too
CREATE TABLE demand_list (
	unit_id BIGINT NOT NULL PRIMARY KEY,           -- waiting.unit_id: the commune, or a higher unit for who has none
	changes BIGINT NOT NULL,                       -- how often it changed
	counted BIGINT NOT NULL,                       -- changes when it was counted last; others than these: the sums are old
	first_dose BIGINT NOT NULL CHECK (first_dose >= 0), -- who waited for a first dose then
	next_dose BIGINT NOT NULL CHECK (next_dose >= 0), -- for a further one
	placed BIGINT NOT NULL CHECK (placed >= 0),    -- who had an appointment
	unacknowledged BIGINT NOT NULL CHECK (unacknowledged >= 0) -- of all these, whom the commune had not seen
);

-- place: how many wait on a list, by dose and group
CREATE TABLE demand (
	unit_id BIGINT NOT NULL,                       -- whose list
	dose_number BIGINT NOT NULL,                   -- for which dose
	priority_group TEXT NOT NULL,                  -- '' where none is known
	waiting BIGINT NOT NULL CHECK (waiting >= 0),  -- without an appointment
	placed BIGINT NOT NULL CHECK (placed >= 0),    -- with one
	unacknowledged BIGINT NOT NULL CHECK (unacknowledged >= 0), -- of both, whom the commune has not seen
	PRIMARY KEY (unit_id, dose_number, priority_group)
);

INSERT INTO demand_list (unit_id, changes, counted, first_dose, next_dose, placed, unacknowledged) SELECT unit_id, 1, 0, 0, 0, 0, 0 FROM waiting GROUP BY unit_id;

-- A commune that looks at its list reads the list, a few thousand rows; this index was one of the ten pages that a registration writes.
DROP INDEX waiting_new;
