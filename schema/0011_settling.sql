-- Sessions that are over: somebody may be owed another look, on whichever page of the list they stand; and sessions that nobody closes
-- are closed by themselves.

ALTER TABLE session ADD COLUMN settle_again_ms BIGINT; -- somebody of this pass is to be looked at again: when; NULL: nobody so far

-- Opened before sessions closed by themselves: due at once, and the look at them finds when they really are.
UPDATE session SET settle_ms = 0 WHERE state = 'open' AND settle_ms IS NULL;
