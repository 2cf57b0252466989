-- name: schema_version ()
SELECT CAST(MAX(version) AS BIGINT) FROM schema_version;
