-- A sending to many can be stopped and resumed: what is due meanwhile is parked (waiting, without a due time).

ALTER TABLE message_batch ADD COLUMN flow TEXT NOT NULL DEFAULT 'flowing'; -- flowing; stopped: nothing more is sent; resuming: what was parked becomes due again
CREATE INDEX message_batch_flow ON message_batch (flow) WHERE flow <> 'flowing';
CREATE INDEX message_parked ON message (batch_id, id) WHERE state = 'waiting' AND due_ms IS NULL;
