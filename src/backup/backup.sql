-- What a backup says of its content, and a restore counts again.

-- name: backup_persons ()
SELECT COUNT(*) FROM person;

-- name: backup_doses ()
SELECT COUNT(*) FROM dose;

-- name: backup_certificates ()
SELECT COUNT(*) FROM certificate;

-- name: backup_visits ()
SELECT COUNT(*) FROM visit;

-- name: backup_audit ()
SELECT COUNT(*) FROM audit;

-- name: backup_schema ()
SELECT CAST(MAX(version) AS BIGINT) FROM schema_version;
