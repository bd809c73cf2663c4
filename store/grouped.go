package store

import (
	"context"
	"database/sql"
	"errors"

	"examdesk/model"
)

// GroupedAttempts are a course's learners and exams, the one with the newest
// attempt first, and as many of them as page says, which is told how many there
// are. search is as in [Tx.CourseAttempts]. In a store with examdesk's tables its
// cost depends neither on the course's size nor on the page's number, unless
// something is searched for; without them the whole course is grouped for a page.
func (t attemptLists) GroupedAttempts(ctx context.Context, course, search string, page func(groups int) model.Window) ([]model.AttemptGroup, error) {
	found, err := t.groups(ctx, course, search)
	if err != nil {
		return nil, err
	}
	total, err := found.count(ctx)
	if err != nil {
		return nil, err
	}
	keys, err := found.window(ctx, page(total))
	if err != nil {
		return nil, err
	}
	return t.groupRows(ctx, keys)
}

// groupList is a list of groups with numbered pages.
type groupList interface {
	count(ctx context.Context) (int, error)
	window(ctx context.Context, w model.Window) ([]model.ExamLearner, error)
}

// groups chooses the way in which the groups are found.
func (t attemptLists) groups(ctx context.Context, course, search string) (groupList, error) {
	pattern := likePattern(search)
	if !t.s.Info().Groups {
		return sqlGroups{t, guestGroups, []any{course, search, pattern, pattern}}, nil
	}
	var no int64
	err := t.tx.QueryRowContext(ctx, "SELECT no FROM examdesk_course WHERE course_id = ?", course).Scan(&no)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return nil, mapError(err, "find the course")
	}
	switch {
	case err != nil: // no attempt is in course -1
		return countedGroups{t, -1}, nil //nolint:nilerr // a course without attempts has no groups
	case search == "":
		return countedGroups{t, no}, nil
	}
	return sqlGroups{t, searchedGroups, []any{pattern, pattern, no}}, nil
}

// groupRows reads the attempts of groups in one query, in the order of the groups.
func (t attemptLists) groupRows(ctx context.Context, keys []model.ExamLearner) ([]model.AttemptGroup, error) {
	if len(keys) == 0 {
		return nil, nil
	}
	asked, err := pairs(keys)
	if err != nil {
		return nil, err
	}
	rows, err := t.tx.QueryContext(ctx, "SELECT "+attemptColumns+", "+examColumns+", "+t.s.userColumns()+` FROM json_each(?) n
		CROSS JOIN `+tableAttempt+` a ON a.user_id = json_extract(n.value, '$[0]') AND +a.proctored_exam_id = json_extract(n.value, '$[1]')
		LEFT JOIN `+tableExam+` e ON e.id = a.proctored_exam_id LEFT JOIN auth_user u ON u.id = a.user_id ORDER BY n.key, a.created DESC, a.id`, asked)
	if err != nil {
		return nil, mapError(err, "read the attempts")
	}
	out := make([]model.AttemptGroup, 0, len(keys))
	err = each(rows, func() error {
		var r model.AttemptRow
		if err := rows.Scan(append(append(scanAttempt(&r.Attempt), scanExam(&r.Exam)...), scanLearner(&r.Learner)...)...); err != nil {
			return err
		}
		if n := len(out); n > 0 && out[n-1].Newest.Attempt.UserID == r.Attempt.UserID && out[n-1].Newest.Attempt.ExamID == r.Attempt.ExamID {
			out[n-1].All = append(out[n-1].All, r)
		} else {
			out = append(out, model.AttemptGroup{Newest: r, All: []model.AttemptRow{r}})
		}
		return nil
	})
	return out, mapError(err, "read the attempts")
}

// guestGroups selects, of a course's attempts, the newest of each learner and exam.
const guestGroups = "SELECT a.user_id AS user_id, a.proctored_exam_id AS exam_id, a.created AS created, -a.id AS nid FROM " +
	tableExam + " e CROSS JOIN " + tableAttempt + ` a ON a.proctored_exam_id = e.id
	LEFT JOIN auth_user u ON u.id = a.user_id WHERE e.course_id = ?
	AND (? = '' OR u.username LIKE ? ESCAPE '\' OR u.email LIKE ? ESCAPE '\')
	AND NOT EXISTS (SELECT 1 FROM ` + tableAttempt + ` b WHERE b.user_id = a.user_id AND +b.proctored_exam_id = a.proctored_exam_id
		AND (b.created > a.created OR b.created = a.created AND b.id < a.id))`

// searchedGroups selects a course's groups of the learners that a text names.
const searchedGroups = `SELECT g.user_id, g.exam_id, g.created, g.nid FROM auth_user u CROSS JOIN examdesk_group g ON g.user_id = u.id
	WHERE (u.username LIKE ? ESCAPE '\' OR u.email LIKE ? ESCAPE '\') AND +g.course_no = ?`

// sqlGroups are the rows of a query, all of which are found for each page.
type sqlGroups struct {
	t     attemptLists
	query string
	args  []any
}

func (g sqlGroups) count(ctx context.Context) (n int, err error) {
	err = g.t.tx.QueryRowContext(ctx, "SELECT count(*) FROM ("+g.query+")", g.args...).Scan(&n)
	return n, mapError(err, "count the attempts")
}

func (g sqlGroups) window(ctx context.Context, w model.Window) ([]model.ExamLearner, error) {
	return g.t.groupKeys(ctx, g.query+" ORDER BY created DESC, nid DESC LIMIT ? OFFSET ?", append(g.args, w.Limit, w.Offset)...)
}

// countedGroups are the groups of a course that triggers keep in order, counted by
// stretches.
type countedGroups struct {
	t      attemptLists
	course int64
}

func (g countedGroups) count(ctx context.Context) (n int, err error) {
	err = g.t.tx.QueryRowContext(ctx, "SELECT coalesce(sum(n), 0) FROM examdesk_stretch WHERE course_no = ?", g.course).Scan(&n)
	return n, mapError(err, "count the attempts")
}

func (g countedGroups) window(ctx context.Context, w model.Window) ([]model.ExamLearner, error) {
	const keys = "SELECT user_id, exam_id, created, nid FROM examdesk_group WHERE course_no = ?"
	const order = " ORDER BY created DESC, nid DESC LIMIT ? OFFSET ?"
	if w.Offset == 0 {
		return g.t.groupKeys(ctx, keys+order, g.course, w.Limit, 0)
	}
	var created any
	var nid, before int64
	err := g.t.tx.QueryRowContext(ctx, `SELECT created, nid, before FROM (SELECT created, nid, sum(n) OVER (ORDER BY created DESC, nid DESC) - n AS before
		FROM examdesk_stretch WHERE course_no = ?) WHERE before <= ? ORDER BY before DESC, created, nid LIMIT 1`, g.course, w.Offset).Scan(&created, &nid, &before)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, mapError(err, "find the page")
	}
	skip := int64(w.Offset) - before
	if _, first := created.([]byte); first {
		return g.t.groupKeys(ctx, keys+order, g.course, w.Limit, skip)
	}
	return g.t.groupKeys(ctx, keys+" AND (created, nid) <= (?, ?)"+order, g.course, created, nid, w.Limit, skip)
}

func (t attemptLists) groupKeys(ctx context.Context, query string, args ...any) ([]model.ExamLearner, error) {
	rows, err := t.tx.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, mapError(err, "read the attempts")
	}
	out, err := collect(rows, func(k *model.ExamLearner) []any {
		var created, nid any
		return []any{&k.UserID, &k.ExamID, &created, &nid}
	})
	return out, mapError(err, "read the attempts")
}

// AttemptsByExternalID are the ids of the attempts that a service knows by an id,
// the oldest two.
func (t attemptLists) AttemptsByExternalID(ctx context.Context, externalID string) ([]int64, error) {
	return t.ids(ctx, "find the attempt", "SELECT id FROM "+tableAttempt+" WHERE external_id = ? ORDER BY id LIMIT 2", externalID)
}
