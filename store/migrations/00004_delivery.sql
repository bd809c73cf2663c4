-- +goose Up
-- Reviews that came after a person's decision and wait for a person. comments
-- is JSON; state is held, applied or dismissed.
CREATE TABLE examdesk_delivery (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    attempt_code TEXT NOT NULL,
    received TEXT NOT NULL,
    status TEXT NOT NULL,
    comments TEXT NOT NULL,
    reviewed_by TEXT NOT NULL,
    raw TEXT NOT NULL,
    video BLOB,
    state TEXT NOT NULL,
    settled_by INTEGER NOT NULL DEFAULT 0,
    settled TEXT NOT NULL DEFAULT ''
);
CREATE INDEX examdesk_delivery_waiting ON examdesk_delivery (state, attempt_code);

-- +goose Down
DROP TABLE examdesk_delivery;
