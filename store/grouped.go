package store

import (
	"context"

	"examdesk/model"
)

// group selects, of a course's attempts, the newest of each learner and exam.
const group = tableExam + " e CROSS JOIN " + tableAttempt + ` a ON a.proctored_exam_id = e.id
	JOIN auth_user u ON u.id = a.user_id WHERE e.course_id = ?
	AND (? = '' OR u.username LIKE ? ESCAPE '\' OR u.email LIKE ? ESCAPE '\')
	AND NOT EXISTS (SELECT 1 FROM ` + tableAttempt + ` b WHERE b.user_id = a.user_id AND b.proctored_exam_id = a.proctored_exam_id
		AND (b.created > a.created OR b.created = a.created AND b.id < a.id))`

// GroupedAttempts are a course's learners and exams, the one with the newest
// attempt first, and as many of them as page says, which is told how many there
// are. search is as in [Tx.CourseAttempts].
func (t attemptLists) GroupedAttempts(ctx context.Context, course, search string, page func(groups int) model.Window) ([]model.AttemptGroup, error) {
	pattern := likePattern(search)
	args := []any{course, search, pattern, pattern}
	var total int
	if err := t.tx.QueryRowContext(ctx, "SELECT count(*) FROM "+group, args...).Scan(&total); err != nil {
		return nil, mapError(err, "count the attempts")
	}
	w := page(total)
	ids, err := t.ids(ctx, "read the attempts", "SELECT a.id FROM "+group+" ORDER BY a.created DESC, a.id LIMIT ? OFFSET ?", append(args, w.Limit, w.Offset)...)
	if err != nil {
		return nil, err
	}
	rows, err := t.s.rowsByID(ctx, t.tx, ids)
	if err != nil {
		return nil, err
	}
	out := make([]model.AttemptGroup, 0, len(ids))
	for _, id := range ids {
		newest := rows[id]
		all, err := t.UserAttempts(ctx, newest.Attempt.UserID, newest.Attempt.ExamID)
		if err != nil {
			return nil, err
		}
		out = append(out, model.AttemptGroup{Newest: newest, All: all})
	}
	return out, nil
}

// AttemptsByExternalID are the ids of the attempts that a service knows by an id,
// the oldest two.
func (t attemptLists) AttemptsByExternalID(ctx context.Context, externalID string) ([]int64, error) {
	return t.ids(ctx, "find the attempt", "SELECT id FROM "+tableAttempt+" WHERE external_id = ? ORDER BY id LIMIT 2", externalID)
}
