package store

import (
	"context"
	"database/sql"
	"errors"

	"examdesk/model"
)

// attemptTables are the attempts, one by one.
type attemptTables struct{ *session }

// NewestAttempt returns a learner's newest attempt at an exam, nil if there is none.
func (t attemptTables) NewestAttempt(ctx context.Context, examID, userID int64) (*model.Attempt, error) {
	return t.NewestAttemptBut(ctx, examID, userID, 0)
}

// NewestAttemptBut returns the newest attempt other than a given one.
func (t attemptTables) NewestAttemptBut(ctx context.Context, examID, userID, but int64) (*model.Attempt, error) {
	var a model.Attempt
	err := t.tx.QueryRowContext(ctx, "SELECT "+attemptColumns+" FROM "+tableAttempt+` a
		WHERE a.proctored_exam_id = ? AND a.user_id = ? AND a.id <> ? ORDER BY a.created DESC, a.id DESC LIMIT 1`, examID, userID, but).Scan(scanAttempt(&a)...)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	return &a, mapError(err, "read the learner's newest attempt")
}

// AttemptByCode returns the attempt of an attempt code, nil if there is none.
// edx-proctoring also finds an attempt without a code by an empty one.
func (t attemptTables) AttemptByCode(ctx context.Context, code string) (*model.Attempt, error) {
	var a model.Attempt
	err := t.tx.QueryRowContext(ctx, "SELECT "+attemptColumns+" FROM "+tableAttempt+" a WHERE a.attempt_code IS ? ORDER BY a.id LIMIT 1",
		nullText(model.Text(code))).Scan(scanAttempt(&a)...)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	return &a, mapError(err, "read the attempt")
}

// Placed is an attempt with its exam. Both are read by one query; an exam that is not
// in the store is zero.
type Placed struct {
	Attempt model.Attempt
	Exam    model.Exam
}

// PlacedByCode returns the attempt of an attempt code as [Tx.AttemptByCode] does, nil if
// there is none.
func (t attemptTables) PlacedByCode(ctx context.Context, code string) (*Placed, error) {
	found, err := t.placed(ctx, "a.attempt_code IS ? ORDER BY a.id LIMIT 1", nullText(model.Text(code)))
	if err != nil || len(found) == 0 {
		return nil, err
	}
	return &found[0], nil
}

// PlacedByExternalID returns the attempts that a service knows by an id, the oldest two.
func (t attemptTables) PlacedByExternalID(ctx context.Context, externalID string) ([]Placed, error) {
	return t.placed(ctx, "a.external_id = ? ORDER BY a.id LIMIT 2", externalID)
}

func (t attemptTables) placed(ctx context.Context, where string, args ...any) ([]Placed, error) {
	rows, err := t.tx.QueryContext(ctx, "SELECT "+attemptColumns+", "+examColumns+" FROM "+tableAttempt+" a LEFT JOIN "+tableExam+
		" e ON e.id = a.proctored_exam_id WHERE "+where, args...)
	if err != nil {
		return nil, mapError(err, "read the attempt")
	}
	out, err := collect(rows, func(p *Placed) []any { return append(scanAttempt(&p.Attempt), scanExam(&p.Exam)...) })
	return out, mapError(err, "read the attempt")
}

// AttemptIDs returns a learner's attempts at an exam, the oldest first.
func (t attemptTables) AttemptIDs(ctx context.Context, examID, userID int64) ([]int64, error) {
	return t.ids(ctx, "find the learner's attempts", "SELECT id FROM "+tableAttempt+" WHERE proctored_exam_id = ? AND user_id = ? ORDER BY id", examID, userID)
}

// NewestAttempts reads learners' newest attempts at exams; pairs without an
// attempt are left out.
func (t attemptTables) NewestAttempts(ctx context.Context, list []model.ExamLearner) (map[model.ExamLearner]model.Attempt, error) {
	asked, err := pairs(list)
	if err != nil {
		return nil, err
	}
	rows, err := t.tx.QueryContext(ctx, "SELECT "+attemptColumns+` FROM json_each(?) n
		CROSS JOIN `+tableAttempt+` a ON a.user_id = json_extract(n.value, '$[0]') AND a.proctored_exam_id = json_extract(n.value, '$[1]')
		ORDER BY a.created, a.id`, asked)
	if err != nil {
		return nil, mapError(err, "read the learners' attempts")
	}
	out := map[model.ExamLearner]model.Attempt{}
	err = each(rows, func() error {
		var a model.Attempt
		if err := rows.Scan(scanAttempt(&a)...); err != nil {
			return err
		}
		out[model.ExamLearner{ExamID: a.ExamID, UserID: a.UserID}] = a // the last one stays
		return nil
	})
	return out, mapError(err, "read the learners' attempts")
}

// ExamAttemptIDs returns the attempts at an exam, the oldest first.
func (t attemptTables) ExamAttemptIDs(ctx context.Context, examID int64) ([]int64, error) {
	return t.ids(ctx, "find the exam's attempts", "SELECT id FROM "+tableAttempt+" WHERE proctored_exam_id = ? ORDER BY id", examID)
}

// UserAttemptIDs returns a learner's attempts in every course, the oldest first.
func (t attemptTables) UserAttemptIDs(ctx context.Context, userID int64) ([]int64, error) {
	return t.ids(ctx, "find the learner's attempts", "SELECT id FROM "+tableAttempt+" WHERE user_id = ? ORDER BY id", userID)
}

// UserAttemptCodes returns the codes of a learner's attempts that have one.
func (t attemptTables) UserAttemptCodes(ctx context.Context, userID int64) ([]string, error) {
	rows, err := t.tx.QueryContext(ctx, "SELECT attempt_code FROM "+tableAttempt+" WHERE user_id = ? AND attempt_code <> '' ORDER BY id", userID)
	if err != nil {
		return nil, mapError(err, "find the learner's attempts")
	}
	out, err := collectStrings(rows)
	return out, mapError(err, "find the learner's attempts")
}

// ArchivedAttempt returns an attempt that was deleted, as its history last saw it;
// nil if the code was never one.
func (t attemptTables) ArchivedAttempt(ctx context.Context, code string) (*model.Attempt, error) {
	var a model.Attempt
	err := t.tx.QueryRowContext(ctx, "SELECT "+attemptColumns+" FROM "+tableHistory+
		" a WHERE a.attempt_code = ? ORDER BY a.modified DESC, a.history_id DESC LIMIT 1", code).Scan(scanAttempt(&a)...)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	return &a, mapError(err, "read the attempt's history")
}

// AttemptRow reads one attempt as a list shows it.
func (t attemptTables) AttemptRow(ctx context.Context, id int64) (model.AttemptRow, error) {
	rows, err := t.s.rowsByID(ctx, t.tx, []int64{id})
	if err != nil {
		return model.AttemptRow{}, err
	}
	row, ok := rows[id]
	if !ok {
		return model.AttemptRow{}, noAttempt(id)
	}
	return row, nil
}
