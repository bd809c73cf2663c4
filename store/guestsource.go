package store

// source returns what pages are read from: examdesk's table of attempts, or the same
// rows computed from Django's tables.
func (s *database) source() string {
	if s.Info().Migrated {
		return "examdesk_attempt"
	}
	return "(" + guestSource + ") v"
}

// guestSource computes that table's columns for a store without it.
const guestSource = `SELECT a.id AS attempt_id, a.modified AS modified, a.status AS status, e.course_id AS course_id,
	a.proctored_exam_id AS exam_id, a.user_id AS user_id, coalesce(e.backend, '') AS backend,
	coalesce(r.review_status, '') AS review, coalesce(r.reviewed_by_id, 0) AS reviewer_id,
	a.status = 'submitted' AND a.taking_as_proctored AND r.id IS NULL AS waiting,
	coalesce(e.is_practice_exam, 0) AS practice, coalesce(e.is_proctored, 0) AS proctored, a.is_resumable AS resumable,
	CASE
		WHEN a.taking_as_proctored AND coalesce(a.external_id, '') = '' AND a.status IN
			('created', 'download_software_clicked', 'ready_to_start', 'started', 'ready_to_submit') THEN 4
		WHEN a.status = 'submitted' AND a.taking_as_proctored AND r.id IS NULL AND NOT coalesce(e.is_proctored, 0) THEN 4
		WHEN a.status = 'submitted' AND a.taking_as_proctored AND r.id IS NULL THEN 1
		WHEN a.status = 'second_review_required' THEN 2
		WHEN a.status = 'error' AND a.is_resumable THEN 3
		WHEN a.status = 'onboarding_reset' AND NOT EXISTS (SELECT 1 FROM ` + tableAttempt + ` n
			WHERE n.user_id = a.user_id AND n.proctored_exam_id = a.proctored_exam_id AND n.id > a.id) THEN 4
		WHEN a.status IN ('started', 'ready_to_submit') AND a.started_at IS NOT NULL AND a.allowed_time_limit_mins IS NOT NULL THEN 5
		WHEN a.status = 'verified' AND a.completed_at IS NULL AND NOT EXISTS (SELECT 1 FROM ` + tableHistory + ` h
			WHERE h.id = a.id AND h.attempt_code IS a.attempt_code AND h.status = 'timed_out') THEN 4
		ELSE NULL END AS watch,
	CASE WHEN a.status IN ('started', 'ready_to_submit')
		THEN coalesce(strftime('%Y-%m-%d %H:%M:%f', a.started_at, '+' || a.allowed_time_limit_mins || ' minutes'), '')
		ELSE '' END AS deadline
	FROM ` + tableAttempt + ` a
	LEFT JOIN ` + tableExam + ` e ON e.id = a.proctored_exam_id
	LEFT JOIN ` + tableReview + ` r ON r.attempt_code = a.attempt_code`
