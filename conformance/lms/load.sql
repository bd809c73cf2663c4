-- A course with as many attempts as wanted, in the mix that a term shows, with what
-- belongs to them. load.go sets @n, @learners and @course, and the names of the
-- sequences: seq_1_to_N and seq_1_to_L.
SET SESSION sql_mode = 'STRICT_TRANS_TABLES', @now = UTC_TIMESTAMP(6), @span = 100 * 24 * 3600;

INSERT INTO course_overviews_courseoverview (created, modified, version, id, _location, org, display_name, display_number_with_default, display_org_with_default,
  start, end, course_image_url, certificates_show_before_end, visible_to_staff_only, invitation_only, self_paced)
VALUES (@now, @now, 19, @course, CONCAT('block-v1:', SUBSTRING(@course, 11), '+type@course+block@course'), 'NordicU', CONCAT('Load of ', @n), 'LOAD', 'NordicU',
  @now - INTERVAL 120 DAY, @now + INTERVAL 60 DAY, '', 0, 0, 0, 0);

INSERT INTO auth_user (password, is_superuser, username, first_name, last_name, email, is_staff, is_active, date_joined)
SELECT '!', 0, CONCAT('load', @n, '_', LPAD(seq, 7, '0')),
  ELT(1 + seq MOD 8, 'Amina', 'Søren', '陽翔', 'Zoë', 'Ольга', 'Łukasz', 'ليلى', 'Liam'), ELT(1 + seq DIV 8 MOD 7, 'Okafor', 'Müller', '佐藤', 'García', 'Иванова', 'Wiśniewski', 'Ó Briain'),
  CONCAT('load', @n, '_', LPAD(seq, 7, '0'), '@students.example.com'), 0, 1, @now - INTERVAL 200 DAY
FROM seq_1_to_L;

CREATE TEMPORARY TABLE load_learners (n int PRIMARY KEY, user_id int NOT NULL) AS
SELECT CAST(RIGHT(username, 7) AS UNSIGNED) AS n, id AS user_id FROM auth_user WHERE username LIKE CONCAT('load', @n, '\_%');

INSERT INTO auth_userprofile (user_id, name, meta, courseware, language, location)
SELECT u.id, CONCAT(u.first_name, ' ', u.last_name), '', '', '', '' FROM auth_user u JOIN load_learners l ON l.user_id = u.id;

INSERT INTO student_courseenrollment (user_id, course_id, created, is_active, mode)
SELECT user_id, @course, @now - INTERVAL 110 DAY, 1, 'verified' FROM load_learners;

INSERT INTO proctoring_proctoredexam (created, modified, course_id, content_id, external_id, exam_name, time_limit_mins, is_proctored, is_practice_exam, is_active, hide_after_due, backend)
SELECT @now - INTERVAL 110 DAY, @now - INTERVAL 110 DAY, @course, CONCAT('block-v1:', SUBSTRING(@course, 11), '+type@sequential+block@e', seq), CONCAT('REST-LOAD', @n, '-', seq),
  IF(seq = 1, 'Onboarding', CONCAT('Exam ', seq, ' — épreuve')), 30 * seq, 1, seq = 1, 1, 0, ELT(seq, 'proctorly', 'software_secure', 'proctorly', 'software_secure', 'test')
FROM seq_1_to_5;

INSERT INTO proctoring_proctoredexamhistory (id, created, modified, course_id, content_id, external_id, exam_name, time_limit_mins, due_date, is_proctored, is_practice_exam,
  is_active, hide_after_due, backend, history_date, history_type)
SELECT id, created, modified, course_id, content_id, external_id, exam_name, time_limit_mins, due_date, is_proctored, is_practice_exam, is_active, hide_after_due, backend, created, '+'
FROM proctoring_proctoredexam WHERE course_id = @course ORDER BY id;

CREATE TEMPORARY TABLE load_exams (n int PRIMARY KEY, exam_id int NOT NULL, mins int NOT NULL) AS
SELECT CAST(SUBSTRING_INDEX(content_id, '@e', -1) AS UNSIGNED) AS n, id AS exam_id, time_limit_mins AS mins FROM proctoring_proctoredexam WHERE course_id = @course;

-- What of a thousand attempts has which status, and the way there.
CREATE TEMPORARY TABLE load_statuses (upto int PRIMARY KEY, status varchar(64) NOT NULL, way varchar(255) NOT NULL);
INSERT INTO load_statuses VALUES
  (510, 'verified', 'created download_software_clicked ready_to_start started ready_to_submit submitted verified'),
  (786, 'submitted', 'created download_software_clicked ready_to_start started ready_to_submit submitted'),
  (852, 'error', 'created download_software_clicked ready_to_start started error'),
  (900, 'second_review_required', 'created download_software_clicked ready_to_start started ready_to_submit submitted second_review_required'),
  (938, 'declined', 'created declined'),
  (970, 'rejected', 'created download_software_clicked ready_to_start started ready_to_submit submitted rejected'),
  (985, 'download_software_clicked', 'created download_software_clicked'),
  (989, 'created', 'created'),
  (995, 'ready_to_start', 'created download_software_clicked ready_to_start'),
  (1000, 'started', 'created download_software_clicked ready_to_start started');

CREATE TEMPORARY TABLE load_upto (upto int PRIMARY KEY) AS SELECT upto FROM load_statuses;

CREATE TEMPORARY TABLE load_attempts AS
SELECT w.seq, w.created, s.status, l.user_id, e.exam_id, e.mins, e.n = 1 AS practice,
  UPPER(CONCAT_WS('-', LEFT(w.code, 8), SUBSTRING(w.code, 9, 4), SUBSTRING(w.code, 13, 4), SUBSTRING(w.code, 17, 4), RIGHT(w.code, 12))) AS attempt_code,
  s.status NOT IN ('created', 'download_software_clicked', 'ready_to_start', 'declined') AS begun,
  s.status IN ('verified', 'submitted', 'rejected', 'second_review_required') AS done
FROM (SELECT seq, MD5(CONCAT(@course, seq)) AS code, MOD(seq * 7919, 1000) + 1 AS luck,
    @now - INTERVAL ROUND(@span * 1000000 * (@n - seq + 1) / @n) MICROSECOND AS created FROM seq_1_to_N) w
JOIN load_statuses s ON s.upto = (SELECT MIN(t.upto) FROM load_upto t WHERE t.upto >= w.luck)
JOIN load_learners l ON l.n = MOD(w.seq - 1, @learners) + 1
JOIN load_exams e ON e.n = MOD((w.seq - 1) DIV @learners, 5) + 1;

INSERT INTO proctoring_proctoredexamstudentattempt (created, modified, started_at, completed_at, attempt_code, external_id, allowed_time_limit_mins, status, taking_as_proctored,
  is_sample_attempt, proctored_exam_id, user_id, is_status_acknowledged, time_remaining_seconds, is_resumable, ready_to_resume, resumed)
SELECT created, LEAST(@now, created + INTERVAL IF(done, 6 * mins + 3600, IF(status = 'created', 0, 20)) MINUTE), IF(begun, created + INTERVAL 10 MINUTE, NULL),
  IF(done, LEAST(@now, created + INTERVAL 10 + mins DIV 2 MINUTE), NULL), attempt_code, IF(status = 'declined', NULL, CONCAT('LOAD', @n, '-', seq)), IF(begun, mins, NULL), status,
  status <> 'declined', practice, exam_id, user_id, 0, IF(status = 'error', 600, NULL), status = 'error', 0, 0
FROM load_attempts ORDER BY seq;

INSERT INTO proctoring_proctoredexamstudentattempt_history (id, created, modified, started_at, completed_at, attempt_code, external_id, allowed_time_limit_mins, status,
  taking_as_proctored, is_sample_attempt, review_policy_id, is_status_acknowledged, time_remaining_seconds, is_resumable, ready_to_resume, resumed, proctored_exam_id, user_id,
  history_date, history_type)
SELECT a.id, a.created, p.at, IF(p.step >= 4 OR p.last, a.started_at, NULL), IF(p.step >= 6, a.completed_at, NULL), a.attempt_code, a.external_id, IF(p.step >= 4, a.allowed_time_limit_mins, NULL), p.status,
  a.taking_as_proctored, a.is_sample_attempt, NULL, 0, IF(p.last, a.time_remaining_seconds, NULL), p.last AND a.is_resumable, 0, 0, a.proctored_exam_id, a.user_id,
  p.at, IF(p.step = 1, '+', '~')
FROM (SELECT b.id, n.seq AS step, n.seq = w.steps AS last, SUBSTRING_INDEX(SUBSTRING_INDEX(w.way, ' ', n.seq), ' ', -1) AS status,
    IF(w.steps = 1, b.created, b.created + INTERVAL TIMESTAMPDIFF(MICROSECOND, b.created, b.modified) * (n.seq - 1) DIV (w.steps - 1) MICROSECOND) AS at
  FROM proctoring_proctoredexamstudentattempt b
  JOIN load_exams e ON e.exam_id = b.proctored_exam_id
  JOIN (SELECT status, way, 1 + LENGTH(way) - LENGTH(REPLACE(way, ' ', '')) AS steps FROM load_statuses) w ON w.status = b.status
  JOIN seq_1_to_7 n ON n.seq <= w.steps) p
JOIN proctoring_proctoredexamstudentattempt a ON a.id = p.id
ORDER BY p.at, a.id, p.step;

INSERT INTO proctoring_proctoredexamsoftwaresecurereview (created, modified, attempt_code, review_status, raw_data, exam_id, student_id, reviewed_by_id, is_attempt_active)
SELECT a.modified, a.modified, a.attempt_code, IF(a.status <> 'verified', 'Suspicious', IF(a.id MOD 6 = 0, 'Rules Violation', 'Clean')),
  JSON_OBJECT('status', IF(a.status = 'verified', 'passed', 'suspicious'), 'comments', JSON_ARRAY(), 'load', a.id), a.proctored_exam_id, a.user_id,
  IF(a.status = 'rejected', @staff, NULL), 1
FROM proctoring_proctoredexamstudentattempt a JOIN load_exams e ON e.exam_id = a.proctored_exam_id
WHERE a.status IN ('verified', 'rejected', 'second_review_required') ORDER BY a.id;

INSERT INTO proctoring_proctoredexamstudentattemptcomment (created, modified, start_time, stop_time, duration, comment, status, review_id)
SELECT r.created, r.created, 40 * n.seq, 40 * n.seq + 9, 9,
  ELT(1 + (r.id + n.seq) MOD 5, 'Looks away from the screen', 'Another person in the room', 'Using a phone 📱', 'Lit à voix haute — « quelle est la réponse ? »', CONCAT('Left the view', CHAR(27), '[2J')),
  'Suspicious', r.id
FROM proctoring_proctoredexamsoftwaresecurereview r JOIN load_exams e ON e.exam_id = r.exam_id JOIN seq_1_to_3 n
WHERE n.seq <= IF(r.review_status = 'Clean', r.id MOD 3 = 0, r.id MOD 4) ORDER BY r.id, n.seq;

INSERT INTO proctoring_proctoredexamsoftwaresecurereviewhistory (created, modified, attempt_code, review_status, raw_data, exam_id, student_id, reviewed_by_id, is_attempt_active)
SELECT r.created - INTERVAL 2 HOUR, r.created - INTERVAL 2 HOUR, r.attempt_code, 'Suspicious', r.raw_data, r.exam_id, r.student_id, NULL, 1
FROM proctoring_proctoredexamsoftwaresecurereview r JOIN load_exams e ON e.exam_id = r.exam_id WHERE r.reviewed_by_id IS NOT NULL ORDER BY r.id;

INSERT INTO proctoring_proctoredexamstudentallowance (created, modified, user_id, proctored_exam_id, `key`, value)
SELECT @now - INTERVAL 105 DAY, @now - INTERVAL 105 DAY, l.user_id, e.exam_id, 'additional_time_granted', ELT(1 + l.n MOD 4, '10', '15', '30', '45')
FROM load_learners l JOIN load_exams e ON e.n > 1 WHERE (l.n + e.n) MOD 20 = 0 ORDER BY l.n, e.n;

DROP TEMPORARY TABLE load_learners, load_exams, load_statuses, load_upto, load_attempts;
