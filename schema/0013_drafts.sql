-- Drafts of lists that nobody touches are dropped, wherever they are.

CREATE INDEX roll_drafts ON roll (changed_ms) WHERE state = 'draft';
