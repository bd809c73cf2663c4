package pages

import (
	"context"
	"time"

	"examdesk/mirror"
	"examdesk/model"
)

// Taker hands to a mirror what was read from the LMS's API after a change. It serves
// mirrors of either source.
type Taker struct {
	File  *mirror.File
	Clock func() time.Time
	// Behind reports whether the mirror's source may show the change later than the API:
	// then what the source shows is ignored until it is as new.
	Behind bool
}

// TakeAttempts takes attempts as they are now.
func (t Taker) TakeAttempts(ctx context.Context, rows []model.AttemptRow) error {
	_, err := t.File.Take(ctx, t.sent(rows, false), rowsOf(rows, nil)...)
	return err
}

// ForgetAttempts drops attempts that were removed.
func (t Taker) ForgetAttempts(ctx context.Context, gone []model.AttemptRow) error {
	var ids []any
	for _, r := range gone {
		ids = append(ids, r.Attempt.ID)
	}
	if len(ids) == 0 {
		return nil
	}
	_, err := t.File.Take(ctx, t.sent(gone, true), mirror.Rows{Table: mirror.Attempts, Columns: []string{"id"}, Asked: &mirror.Asked{Column: "id", Keys: ids}})
	return err
}

// TakeAllowances takes all allowances of a course's active exams.
func (t Taker) TakeAllowances(ctx context.Context, course string, all []model.GrantedAllowance) error {
	exams, err := activeExams(ctx, t.File, course)
	if err == nil {
		_, err = t.File.Take(ctx, nil, allowanceRows(all, exams)...)
	}
	return err
}

func (t Taker) sent(rows []model.AttemptRow, gone bool) (out []mirror.Sent) {
	if !t.Behind {
		return nil
	}
	for _, r := range rows {
		a := r.Attempt
		out = append(out, mirror.Sent{AttemptID: a.ID, Code: a.Code.Raw(), Modified: mirror.Time(a.Modified), Gone: gone, At: t.Clock()})
	}
	return out
}
