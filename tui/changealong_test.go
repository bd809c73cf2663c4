package tui

import (
	"context"
	"testing"
	"time"

	"examdesk/model"
	"examdesk/tui/fake"
)

// Declining an exam declines the learner's others. Where those are marked as well,
// that is what was asked for, no conflict; what someone else changed still is one.
func TestDecliningSeveralOfOneLearner(t *testing.T) {
	t.Parallel()
	for _, meddled := range []bool{false, true} {
		d := desk(t, 120, 40)
		d.press(" ", " ", " ")
		rows := d.targets()
		if len(rows) != 3 {
			t.Fatalf("%d are marked", len(rows))
		}
		for i, row := range rows { // one learner, three exams of one course
			d.store.Change(row.Attempt.ID, func(r *model.AttemptRow) {
				r.Learner, r.Exam.CourseID, r.Exam.ID, r.Exam.IsActive = rows[0].Learner, rows[0].Exam.CourseID, int64(9000+i), true
				r.Exam.IsProctored, r.Exam.IsPracticeExam, r.Attempt.Status, r.Attempt.ExamID = true, false, model.Created, int64(9000+i)
				r.Attempt.StartedAt, r.Attempt.CompletedAt, r.Exam.DueDate, r.Review = nil, nil, nil, nil
			})
			now, _ := d.store.Row(row.Attempt.ID)
			d.marks()[row.Attempt.ID] = now
		}
		d.press("S", "d", "e", "c", "l", "i", "n", "enter")
		d.wait(time.Second)
		first := d.targets()[0].Attempt.ID
		d.sees("with attempt")
		if meddled {
			d.store.SetHook(func(_ context.Context, op fake.Op) error {
				if op == fake.OpChange {
					d.store.SetHook(nil)
					d.store.Change(first, func(r *model.AttemptRow) { r.Attempt.Status = model.Verified })
				}
				return nil
			})
		}
		d.press("enter")
		d.wait(time.Second)
		fails := 0
		for _, row := range rows {
			now, _ := d.store.Row(row.Attempt.ID)
			if now.Attempt.Status != model.Declined {
				fails++
			}
		}
		if want := map[bool]int{true: 1}[meddled]; fails != want || len(d.marks()) != want {
			t.Errorf("meddled %v: %d are not declined, %d still marked:\n%s", meddled, fails, len(d.marks()), d.screen())
		}
	}
}
