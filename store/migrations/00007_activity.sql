-- +goose Up
-- Who did what. A line is written in the transaction of the deed and never
-- changes: each bears the hash of the one before it. It holds ids, and of the
-- reason only a digest. AUTOINCREMENT gives no number twice, also not the last.
CREATE TABLE examdesk_activity (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at TEXT NOT NULL,
    deed TEXT NOT NULL,
    door TEXT NOT NULL,
    actor_id INTEGER NOT NULL,
    actor_name TEXT NOT NULL,
    authenticated INTEGER NOT NULL,
    os_user TEXT NOT NULL,
    host TEXT NOT NULL,
    version TEXT NOT NULL,
    subject TEXT NOT NULL,
    subject_id INTEGER NOT NULL,
    attempt_id INTEGER NOT NULL,
    exam_id INTEGER NOT NULL,
    user_id INTEGER NOT NULL,
    state_from TEXT NOT NULL,
    state_to TEXT NOT NULL,
    effects TEXT NOT NULL,
    decision_id TEXT NOT NULL,
    reason_digest TEXT NOT NULL,
    -- The rows of Django's history and archives that the transaction wrote.
    history TEXT NOT NULL,
    prev TEXT NOT NULL,
    hash TEXT NOT NULL
);
CREATE INDEX examdesk_activity_attempt ON examdesk_activity (attempt_id);
CREATE INDEX examdesk_activity_decision ON examdesk_activity (decision_id) WHERE decision_id <> '';

CREATE TRIGGER examdesk_activity_update BEFORE UPDATE ON examdesk_activity
BEGIN SELECT RAISE(ABORT, 'lines of activity are never changed'); END;
CREATE TRIGGER examdesk_activity_delete BEFORE DELETE ON examdesk_activity
BEGIN SELECT RAISE(ABORT, 'lines of activity are never deleted'); END;

-- INSERT OR REPLACE deletes without asking the trigger above.
CREATE TRIGGER examdesk_activity_insert BEFORE INSERT ON examdesk_activity
WHEN EXISTS (SELECT 1 FROM examdesk_activity WHERE id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'lines of activity are never replaced'); END;

-- What people wrote as their reason. It can be erased: a line has only the
-- digest, which the salt keeps from being guessed once the row is gone.
CREATE TABLE examdesk_reason (
    id INTEGER PRIMARY KEY,
    activity_id INTEGER UNIQUE,
    decision_id TEXT NOT NULL,
    user_id INTEGER NOT NULL,
    salt TEXT NOT NULL,
    reason TEXT NOT NULL
);
CREATE INDEX examdesk_reason_user ON examdesk_reason (user_id);
CREATE INDEX examdesk_reason_decision ON examdesk_reason (decision_id);
INSERT INTO examdesk_reason (decision_id, user_id, salt, reason)
SELECT d.id, coalesce(
    (SELECT a.user_id FROM proctoring_proctoredexamstudentattempt a WHERE a.id = d.attempt_id),
    (SELECT h.user_id FROM proctoring_proctoredexamstudentattempt_history h WHERE h.id = d.attempt_id LIMIT 1), 0),
    lower(hex(randomblob(16))), d.reason
FROM examdesk_decision d WHERE d.reason <> '';
UPDATE examdesk_decision SET reason = '' WHERE reason <> '';

-- The newest rows of Django's history and archives when lines of activity
-- began: what is older was written by whom it may have been.
CREATE TABLE examdesk_activity_start (source TEXT PRIMARY KEY, id INTEGER NOT NULL) WITHOUT ROWID;
INSERT INTO examdesk_activity_start
SELECT 'attempt', coalesce(max(history_id), 0) FROM proctoring_proctoredexamstudentattempt_history
UNION ALL SELECT 'exam', coalesce(max(history_id), 0) FROM proctoring_proctoredexamhistory
UNION ALL SELECT 'review', coalesce(max(id), 0) FROM proctoring_proctoredexamsoftwaresecurereviewhistory
UNION ALL SELECT 'allowance', coalesce(max(id), 0) FROM proctoring_proctoredexamstudentallowancehistory
UNION ALL SELECT 'policy', coalesce(max(id), 0) FROM proctoring_proctoredexamreviewpolicyhistory;

-- +goose Down
DROP TABLE examdesk_activity_start;
DROP TABLE examdesk_reason;
DROP TABLE examdesk_activity;
