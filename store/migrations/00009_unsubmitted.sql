-- +goose Up
-- Verified attempts that were never submitted are watched too: from 6.1.2 on,
-- edx-proctoring turns them into errors when their review is saved again.
DROP VIEW examdesk_source;
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
        WHEN a.status = 'verified' AND a.completed_at IS NULL AND NOT EXISTS (
            SELECT 1 FROM proctoring_proctoredexamstudentattempt_history h
            WHERE h.id = a.id AND h.attempt_code IS a.attempt_code AND h.status = 'timed_out') THEN 4
        ELSE NULL
    END AS watch,
    CASE WHEN a.status IN ('started', 'ready_to_submit')
        THEN coalesce(strftime('%Y-%m-%d %H:%M:%f', a.started_at, '+' || a.allowed_time_limit_mins || ' minutes'), '')
        ELSE '' END AS deadline
FROM proctoring_proctoredexamstudentattempt a
LEFT JOIN proctoring_proctoredexam e ON e.id = a.proctored_exam_id
LEFT JOIN examdesk_course c ON c.course_id = e.course_id
LEFT JOIN proctoring_proctoredexamsoftwaresecurereview r ON r.attempt_code = a.attempt_code;
UPDATE examdesk_attempt SET watch = 4 WHERE attempt_id IN (
    SELECT a.id FROM proctoring_proctoredexamstudentattempt a
    WHERE a.status = 'verified' AND a.completed_at IS NULL AND NOT EXISTS (
        SELECT 1 FROM proctoring_proctoredexamstudentattempt_history h
        WHERE h.id = a.id AND h.attempt_code IS a.attempt_code AND h.status = 'timed_out'));

-- +goose Down
DROP VIEW examdesk_source;
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
UPDATE examdesk_attempt SET watch = NULL WHERE status = 'verified';
