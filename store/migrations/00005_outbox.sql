-- +goose Up
-- What delivering the outbox needs. Each column has a default, so that a program
-- that knows only the former columns goes on recording.
-- The key by which a receiver knows a message that it has had before. It is
-- random for each row, not made from the row's number: a store restored from a
-- backup gives numbers a second time. Rows from before get one when they are sent.
ALTER TABLE examdesk_outbox ADD COLUMN idempotency_key TEXT NOT NULL DEFAULT '';
-- How often it was tried, when it is tried next, and why it did not arrive.
ALTER TABLE examdesk_outbox ADD COLUMN tries INTEGER NOT NULL DEFAULT 0;
ALTER TABLE examdesk_outbox ADD COLUMN next_try TEXT NOT NULL DEFAULT '';
ALTER TABLE examdesk_outbox ADD COLUMN last_error TEXT NOT NULL DEFAULT '';
ALTER TABLE examdesk_outbox ADD COLUMN delivered TEXT NOT NULL DEFAULT '';
-- Who is sending it now, and until when nobody else does.
ALTER TABLE examdesk_outbox ADD COLUMN lease TEXT NOT NULL DEFAULT '';
ALTER TABLE examdesk_outbox ADD COLUMN leased_until TEXT NOT NULL DEFAULT '';
CREATE INDEX examdesk_outbox_state ON examdesk_outbox (state);
-- Is there an earlier message about the same attempt that is not sent yet?
CREATE INDEX examdesk_outbox_pending ON examdesk_outbox (attempt_id) WHERE state = 'pending';

-- +goose Down
DROP INDEX examdesk_outbox_pending;
DROP INDEX examdesk_outbox_state;
ALTER TABLE examdesk_outbox DROP COLUMN leased_until;
ALTER TABLE examdesk_outbox DROP COLUMN lease;
ALTER TABLE examdesk_outbox DROP COLUMN delivered;
ALTER TABLE examdesk_outbox DROP COLUMN last_error;
ALTER TABLE examdesk_outbox DROP COLUMN next_try;
ALTER TABLE examdesk_outbox DROP COLUMN tries;
ALTER TABLE examdesk_outbox DROP COLUMN idempotency_key;
