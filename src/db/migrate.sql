-- name: schema_version ()
SELECT CAST(MAX(version) AS BIGINT) FROM schema_version;

-- name: node_lease_claim (node BIGINT, holder TEXT, until_ms BIGINT, now BIGINT)
-- A lease that ran out may be taken over; ids carry the ms, so a later holder cannot repeat an earlier one's.
INSERT INTO node_lease (node, holder, until_ms) VALUES ($1, $2, $3)
ON CONFLICT (node) DO UPDATE SET holder = EXCLUDED.holder, until_ms = EXCLUDED.until_ms
 WHERE node_lease.until_ms < $4 OR node_lease.holder = EXCLUDED.holder
RETURNING node;
