-- What is looked for because of its time or its owner's wish: people who had their record restricted.

CREATE INDEX person_restricted ON person (id) WHERE restricted_ms IS NOT NULL;
