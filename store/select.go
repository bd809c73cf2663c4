package store

import (
	"context"
	"database/sql"

	"examdesk/model"
)

// attemptColumns, examColumns, … list the columns that the scan functions below
// expect, in that order. The plus keeps the driver from reading a time itself, as it
// does with a column that is declared as one: [scanTime] is quicker.
const (
	attemptColumns = `a.id, +a.created, +a.modified, +a.started_at, +a.completed_at, a.attempt_code, a.external_id,
		a.allowed_time_limit_mins, a.status, a.taking_as_proctored, a.is_sample_attempt, a.review_policy_id,
		a.is_status_acknowledged, a.time_remaining_seconds, a.is_resumable, a.ready_to_resume, a.resumed,
		a.proctored_exam_id, a.user_id`
	examColumns = `e.id, e.course_id, e.content_id, e.external_id, e.exam_name, e.time_limit_mins, +e.due_date,
		e.is_proctored, e.is_practice_exam, e.is_active, e.hide_after_due, e.backend, +e.created, +e.modified`
	reviewColumns = `r.id, r.attempt_code, r.review_status, r.encrypted_video_url IS NOT NULL, r.is_attempt_active,
		+r.created, +r.modified, r.reviewed_by_id, rb.username, rb.email`
)

func scanAttempt(a *model.Attempt) []any {
	return []any{
		num(&a.ID), scanTime{&a.Created}, scanTime{&a.Modified}, scanTimePtr{&a.StartedAt}, scanTimePtr{&a.CompletedAt},
		scanNullText{&a.Code, &a.Empty, model.EmptyCode}, scanNullText{&a.ExternalID, &a.Empty, model.EmptyExternalID}, intPtr(&a.AllowedTimeLimitMins), text(&a.Status), flag(&a.TakingAsProctored),
		flag(&a.IsSampleAttempt), intPtr(&a.ReviewPolicyID), flag(&a.IsStatusAcknowledged), intPtr(&a.TimeRemainingSeconds),
		flag(&a.IsResumable), flag(&a.ReadyToResume), flag(&a.Resumed), num(&a.ExamID), num(&a.UserID),
	}
}

func scanExam(e *model.Exam) []any {
	return []any{
		num(&e.ID), text(&e.CourseID), text(&e.ContentID), scanNullText{&e.ExternalID, &e.Empty, model.EmptyExternalID}, text(&e.Name), num(&e.TimeLimitMins),
		scanTimePtr{&e.DueDate}, flag(&e.IsProctored), flag(&e.IsPracticeExam), flag(&e.IsActive), flag(&e.HideAfterDue),
		scanNullText{&e.Backend, &e.Empty, model.EmptyBackend}, scanTime{&e.Created}, scanTime{&e.Modified},
	}
}

// reviewScan receives a review, which may be missing, and its reviewer.
type reviewScan struct {
	review   model.Review
	reviewer *int64
	person   model.Learner
	comments commentScan
}

func (r *reviewScan) dest() []any {
	v := &r.review
	return []any{
		num(&v.ID), text(&v.AttemptCode), text(&v.Status), flag(&v.HasVideo), flag(&v.IsAttemptActive),
		scanTime{&v.Created}, scanTime{&v.Modified}, intPtr(&r.reviewer), text(&r.person.Username), text(&r.person.Email),
	}
}

// get returns the review, or nil if there is none.
func (r *reviewScan) get() *model.Review {
	if r.review.ID == 0 {
		return nil
	}
	v := r.review
	if r.reviewer != nil {
		person := r.person
		person.ID = *r.reviewer
		v.ReviewedBy = &person
	}
	return &v
}

func scanLearner(l *model.Learner) []any {
	return []any{num(&l.ID), text(&l.Username), text(&l.Email), text(&l.FullName), flag(&l.IsActive)}
}

// rowSelect selects attempts as a list shows them. Outer joins keep a row whose
// references lead nowhere.
func (s *database) rowSelect() string {
	return "SELECT " + attemptColumns + ", " + examColumns + ", " + s.userColumns() + ", " + reviewColumns + `,
		` + commentColumns + ", " + s.rowReason() + `
		FROM ` + tableAttempt + ` a
		LEFT JOIN ` + tableExam + ` e ON e.id = a.proctored_exam_id
		LEFT JOIN auth_user u ON u.id = a.user_id
		LEFT JOIN ` + tableReview + ` r ON r.attempt_code = a.attempt_code
		LEFT JOIN auth_user rb ON rb.id = r.reviewed_by_id `
}

// readRows reads and closes what [Store.rowSelect] selects, with or without the
// exams.
func readRows(ctx context.Context, q querier, rows *sql.Rows, exams bool) ([]model.AttemptRow, error) {
	var out []model.AttemptRow
	var again []int
	err := each(rows, func() error {
		var r model.AttemptRow
		var review reviewScan
		dest := scanAttempt(&r.Attempt)
		if exams {
			dest = append(dest, scanExam(&r.Exam)...)
		}
		dest = append(append(dest, scanLearner(&r.Learner)...), review.dest()...)
		if err := rows.Scan(append(dest, num(&review.comments.all), intPtr(&review.comments.since), text(&review.review.Reason))...); err != nil {
			return err
		}
		r.Review = review.get()
		r.Cursor = cursorOf(r.Attempt)
		known := false
		if r.Comments, known = review.comments.count(review.reviewer == nil); !known {
			again = append(again, len(out))
		}
		out = append(out, r)
		return nil
	})
	if err == nil {
		err = countLatest(ctx, q, out, again)
	}
	return out, err
}

// rowsByID reads attempts by id, in any order.
func (s *database) rowsByID(ctx context.Context, q querier, ids []int64) (map[int64]model.AttemptRow, error) {
	out := make(map[int64]model.AttemptRow, len(ids))
	if len(ids) == 0 {
		return out, nil
	}
	query, args := s.rowSelect()+"WHERE a.id = ?", []any{ids[0]} // its text is always the same, so it is kept prepared
	if len(ids) > 1 {
		query, args = s.rowSelect()+"WHERE a.id IN ("+idList(ids)+")", nil
	}
	rows, err := q.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, mapError(err, "read the attempts")
	}
	list, err := readRows(ctx, q, rows, true)
	if err != nil {
		return nil, mapError(err, "read the attempts")
	}
	for _, r := range list {
		out[r.Attempt.ID] = r
	}
	return out, nil
}

func noAttempt(id int64) error {
	return model.Errorf(model.CodeNotFound, "There is no attempt %d; it may have been deleted meanwhile.", id)
}
