-- +goose Up
-- examdesk's own tables. Django's tables and columns stay as they are.

-- Courses get a small number, so that indexes over a million attempts stay small.
CREATE TABLE examdesk_course (
    no INTEGER PRIMARY KEY,
    course_id TEXT NOT NULL UNIQUE
);

-- One row for each attempt, with what lists filter and sort by. Triggers keep
-- it, whoever writes the attempt, its exam or its review.
CREATE TABLE examdesk_attempt (
    attempt_id INTEGER PRIMARY KEY,
    modified TEXT NOT NULL,
    status TEXT NOT NULL,
    course_no INTEGER NOT NULL,
    exam_id INTEGER NOT NULL,
    user_id INTEGER NOT NULL,
    backend TEXT NOT NULL,
    review TEXT NOT NULL,
    reviewer_id INTEGER NOT NULL,
    waiting INTEGER NOT NULL,
    practice INTEGER NOT NULL,
    proctored INTEGER NOT NULL,
    resumable INTEGER NOT NULL,
    -- Why it may be stuck: 1 waiting, 2 needs decision, 3 error, 4 at once,
    -- 5 running until deadline; NULL if for no reason.
    watch INTEGER,
    deadline TEXT NOT NULL
);

-- How many attempts there are of each kind; every section is a sum of these.
CREATE TABLE examdesk_count (
    course_no INTEGER NOT NULL,
    status TEXT NOT NULL,
    waiting INTEGER NOT NULL,
    practice INTEGER NOT NULL,
    n INTEGER NOT NULL,
    PRIMARY KEY (course_no, status, waiting, practice)
) WITHOUT ROWID;

-- Decisions taken here. The id makes each of them happen once.
CREATE TABLE examdesk_decision (
    id TEXT PRIMARY KEY,
    attempt_id INTEGER NOT NULL,
    stamp TEXT NOT NULL,
    reviewer_id INTEGER NOT NULL,
    status_from TEXT NOT NULL,
    status_to TEXT NOT NULL,
    review_from TEXT NOT NULL,
    review_to TEXT NOT NULL,
    reason TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX examdesk_decision_attempt ON examdesk_decision (attempt_id, stamp);

-- What a platform would be told. Without one it stays 'recorded'.
CREATE TABLE examdesk_outbox (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    decision_id TEXT NOT NULL,
    attempt_id INTEGER NOT NULL,
    created TEXT NOT NULL,
    kind TEXT NOT NULL,
    certainty TEXT NOT NULL,
    payload TEXT NOT NULL,
    state TEXT NOT NULL
);
CREATE INDEX examdesk_outbox_attempt ON examdesk_outbox (attempt_id);

-- What examdesk_attempt must hold, computed from Django's tables.
CREATE VIEW examdesk_source AS
SELECT a.id AS attempt_id, a.modified AS modified, a.status AS status,
    coalesce(c.no, 0) AS course_no, a.proctored_exam_id AS exam_id, a.user_id AS user_id,
    coalesce(e.backend, '') AS backend, coalesce(r.review_status, '') AS review,
    coalesce(r.reviewed_by_id, 0) AS reviewer_id,
    a.status = 'submitted' AND a.taking_as_proctored AND r.id IS NULL AS waiting,
    coalesce(e.is_practice_exam, 0) AS practice, coalesce(e.is_proctored, 0) AS proctored,
    a.is_resumable AS resumable,
    CASE
        WHEN a.taking_as_proctored AND coalesce(a.external_id, '') = '' AND a.status IN
            ('created', 'download_software_clicked', 'ready_to_start', 'started', 'ready_to_submit') THEN 4
        WHEN a.status = 'submitted' AND a.taking_as_proctored AND r.id IS NULL AND NOT coalesce(e.is_proctored, 0) THEN 4
        WHEN a.status = 'submitted' AND a.taking_as_proctored AND r.id IS NULL THEN 1
        WHEN a.status = 'second_review_required' THEN 2
        WHEN a.status = 'error' AND a.is_resumable THEN 3
        WHEN a.status = 'onboarding_reset' AND NOT EXISTS (
            SELECT 1 FROM proctoring_proctoredexamstudentattempt n
            WHERE n.user_id = a.user_id AND n.proctored_exam_id = a.proctored_exam_id AND n.id > a.id) THEN 4
        WHEN a.status IN ('started', 'ready_to_submit') AND a.started_at IS NOT NULL
            AND a.allowed_time_limit_mins IS NOT NULL THEN 5
        ELSE NULL
    END AS watch,
    CASE WHEN a.status IN ('started', 'ready_to_submit')
        THEN coalesce(strftime('%Y-%m-%d %H:%M:%f', a.started_at, '+' || a.allowed_time_limit_mins || ' minutes'), '')
        ELSE '' END AS deadline
FROM proctoring_proctoredexamstudentattempt a
LEFT JOIN proctoring_proctoredexam e ON e.id = a.proctored_exam_id
LEFT JOIN examdesk_course c ON c.course_id = e.course_id
LEFT JOIN proctoring_proctoredexamsoftwaresecurereview r ON r.attempt_code = a.attempt_code;

-- Learners by any part of username, e-mail and name.
CREATE VIRTUAL TABLE examdesk_learner USING fts5(username, email, name, tokenize = 'trigram');
-- Its terms, for searches shorter than a trigram: asking the index itself for
-- them reads all of it. They only ever get more; one too many finds nobody.
CREATE TABLE examdesk_term (term TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE VIRTUAL TABLE examdesk_learner_terms USING fts5vocab(examdesk_learner, row);
-- 1 to 1000, by which a trigger takes a text apart: more than the longest names.
CREATE TABLE examdesk_number (n INTEGER PRIMARY KEY);
INSERT INTO examdesk_number WITH RECURSIVE c (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 1000) SELECT n FROM c;

-- Attempts by any part of attempt code and external id. It keeps no text and no
-- positions; a hit is compared with the attempt itself. No option newer than
-- SQLite 3.34: Django's SQLite writes through the triggers too.
CREATE VIRTUAL TABLE examdesk_code USING fts5(code, external, tokenize = 'trigram', detail = 'none', content = '');

-- +goose Down
DROP VIEW examdesk_source;
DROP TABLE examdesk_code;
DROP TABLE examdesk_number;
DROP TABLE examdesk_learner_terms;
DROP TABLE examdesk_term;
DROP TABLE examdesk_learner;
DROP TABLE examdesk_outbox;
DROP TABLE examdesk_decision;
DROP TABLE examdesk_count;
DROP TABLE examdesk_attempt;
DROP TABLE examdesk_course;
