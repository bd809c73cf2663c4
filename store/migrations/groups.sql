-- What learners have of exams, for lists with numbered pages: one row for each
-- learner and exam, placed by the newest attempt. nid is that attempt's id, negated,
-- so that both columns of the order run the same way: of attempts of one time, the
-- one with the smaller id comes first.
CREATE TABLE IF NOT EXISTS examdesk_group (
    user_id INTEGER NOT NULL,
    exam_id INTEGER NOT NULL,
    course_no INTEGER NOT NULL,
    created TEXT NOT NULL,
    nid INTEGER NOT NULL,
    PRIMARY KEY (user_id, exam_id)
) WITHOUT ROWID;

-- Stretches of a course's groups in their order: where each begins, and how many
-- groups it has. The first of a course begins before every time, at an empty blob,
-- which SQLite sorts after all text. A page is found by adding up a few of them.
CREATE TABLE IF NOT EXISTS examdesk_stretch (
    course_no INTEGER NOT NULL,
    created TEXT NOT NULL,
    nid INTEGER NOT NULL,
    n INTEGER NOT NULL,
    PRIMARY KEY (course_no, created DESC, nid DESC)
) WITHOUT ROWID;

DROP TRIGGER IF EXISTS examdesk_stretch_ins;
DROP TRIGGER IF EXISTS examdesk_stretch_del;
DROP TRIGGER IF EXISTS examdesk_stretch_split;
DELETE FROM examdesk_group;
DELETE FROM examdesk_stretch;

INSERT INTO examdesk_group (user_id, exam_id, course_no, created, nid)
SELECT a.user_id, a.exam_id, s.course_no, a.created, -a.id
FROM (SELECT id, user_id, proctored_exam_id AS exam_id, created,
        row_number() OVER (PARTITION BY user_id, proctored_exam_id ORDER BY created DESC, id) AS place
    FROM proctoring_proctoredexamstudentattempt) a
JOIN examdesk_attempt s ON s.attempt_id = a.id WHERE a.place = 1;

INSERT INTO examdesk_stretch (course_no, created, nid, n)
SELECT course_no, CASE place WHEN 0 THEN x'' ELSE created END, CASE place WHEN 0 THEN 0 ELSE nid END, min(1024, total - place)
FROM (SELECT course_no, created, nid, row_number() OVER (PARTITION BY course_no ORDER BY created DESC, nid DESC) - 1 AS place,
        count(*) OVER (PARTITION BY course_no) AS total
    FROM examdesk_group) WHERE place % 1024 = 0;

-- Its being there says that the rest is: see hasGroups.
CREATE INDEX IF NOT EXISTS examdesk_group_order ON examdesk_group (course_no, created DESC, nid DESC);
