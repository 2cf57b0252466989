-- What is removed when its time is over is found by its time.

CREATE INDEX message_over ON message (expires_ms) WHERE due_ms IS NULL;
CREATE INDEX rate_starts ON rate (starts_ms);
CREATE INDEX idempotency_at ON idempotency (at_ms);
