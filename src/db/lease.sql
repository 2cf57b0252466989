-- name: node_lease_list ()
SELECT node, holder, until_ms FROM node_lease ORDER BY node LIMIT 1024;

-- name: node_lease_claim (node BIGINT, holder TEXT, until_ms BIGINT, seen_holder TEXT, seen_until BIGINT)
-- Only who finds the lease as it was read gets it.
INSERT INTO node_lease (node, holder, until_ms) VALUES ($1, $2, $3)
ON CONFLICT (node) DO UPDATE SET holder = EXCLUDED.holder, until_ms = EXCLUDED.until_ms
 WHERE node_lease.holder = $4 AND node_lease.until_ms = $5
RETURNING node;

-- name: node_lease_renew (node BIGINT, holder TEXT, until_ms BIGINT)
UPDATE node_lease SET until_ms = $3 WHERE node = $1 AND holder = $2 RETURNING node;

-- name: node_lease_give (node BIGINT, holder TEXT, unused_ms BIGINT)
-- What stays is the end of the ids that were made: the next holder begins there.
UPDATE node_lease SET holder = '', until_ms = $3 WHERE node = $1 AND holder = $2;

-- name: node_lease_touch (node BIGINT)
UPDATE node_lease SET until_ms = until_ms WHERE node = $1;
