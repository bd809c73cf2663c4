package engine

import (
	"fmt"
	"testing"

	"examdesk/model"
)

// comments are what each way of looking at an attempt says of its comments.
type comments struct{ page, stream, course, detail, former, report int }

func commentsOf(t *testing.T, e *rig, id int64) (c comments) {
	t.Helper()
	d, err := e.ReadAttempt(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	course := d.Exam.CourseID.Raw()
	c.detail, c.former = len(d.Review.Comments), len(d.Review.FormerComments)
	q := model.AttemptQuery{Filter: model.Filter{ExamIDs: []int64{d.Exam.ID}}}
	page, err := e.FindAttempts(t.Context(), q)
	if err != nil || len(page.Rows) != 1 {
		t.Fatal(len(page.Rows), err)
	}
	c.page = page.Rows[0].Comments
	for row, err := range e.Attempts(t.Context(), q) {
		if err != nil {
			t.Fatal(err)
		}
		c.stream += row.Comments
	}
	count := func(x model.ReviewedAttempt) (n int) {
		if x.Row.Attempt.ID == id {
			for _, list := range x.Comments {
				n += len(list)
			}
		}
		return n
	}
	for x, err := range e.Violations(t.Context(), course, false) {
		if err != nil {
			t.Fatal(err)
		}
		c.report += count(x)
	}
	original, err := e.ViolationReport(t.Context(), course, false)
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range original {
		c.course += count(x)
	}
	return c
}

// A service may send a review again with other comments. edx-proctoring keeps all
// of them, and so do the rows and its report; what people are shown are those of
// the last delivery, the others as former ones.
func TestRedeliveredCommentsAreFormer(t *testing.T) {
	t.Parallel()
	for _, migrated := range []bool{false, true} {
		t.Run(fmt.Sprintf("migrated %v", migrated), func(t *testing.T) {
			t.Parallel()
			e, _ := fresh(t, migrated)
			e.cfg.Clock = ticking()
			code, id := submitted(t, e, "again")
			send := func(status string, n int) {
				t.Helper()
				list := ""
				for i := range n {
					list += fmt.Sprintf(`, {"comment": "%s %d", "status": "Suspicious", "start": %d}`, status, i, i)
				}
				body := fmt.Sprintf(`{"status": %q, "comments": [%s]}`, status, list[min(len(list), 2):])
				if _, err := e.api.ReceiveReview(t.Context(), model.ReviewCallback{Code: code, Body: []byte(body)}); err != nil {
					t.Fatal(err)
				}
			}
			want := func(what string, stand, all int) {
				t.Helper()
				w := comments{page: stand, stream: stand, report: stand, detail: stand, former: all - stand, course: all}
				if got := commentsOf(t, e, id); got != w {
					t.Errorf("%s: %+v, want %+v", what, got, w)
				}
			}
			send("suspicious", 2)
			want("delivered", 2, 2)
			send("violation", 3)
			want("delivered again", 3, 5)
			decideNow(t, e, id, model.ReviewSuspicious)
			want("decided", 3, 5)
			decideNow(t, e, id, model.ReviewClean)
			want("decided again", 3, 5)
			if !migrated {
				return
			}
			send("passed", 0)
			held, err := e.HeldDeliveries(t.Context(), code)
			if err != nil || len(held) != 1 {
				t.Fatal(held, err)
			}
			want("held", 3, 5)
			if _, err := e.AcceptDelivery(t.Context(), held[0].ID); err != nil {
				t.Fatal(err)
			}
			want("accepted without comments", 0, 5)
		})
	}
}
