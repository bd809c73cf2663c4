-- +goose Up
-- Allowances that were changed together, so that all of it can be taken back.
-- undoes is the batch that this one took back, 0 for none.
CREATE TABLE examdesk_allowance_batch (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at TEXT NOT NULL,
    by_user_id INTEGER NOT NULL,
    what TEXT NOT NULL,
    undoes INTEGER NOT NULL
);

-- What a batch found and left: NULL is nothing. allowance_id is the row that it
-- wrote, or the one that it removed.
CREATE TABLE examdesk_allowance_line (
    batch_id INTEGER NOT NULL,
    user_id INTEGER NOT NULL,
    exam_id INTEGER NOT NULL,
    key TEXT NOT NULL,
    allowance_id INTEGER NOT NULL,
    former TEXT,
    value TEXT,
    PRIMARY KEY (batch_id, user_id, exam_id, key)
) WITHOUT ROWID;
CREATE INDEX examdesk_allowance_line_user ON examdesk_allowance_line (user_id);
CREATE INDEX examdesk_allowance_line_exam ON examdesk_allowance_line (exam_id);

-- +goose Down
DROP TABLE examdesk_allowance_line;
DROP TABLE examdesk_allowance_batch;
