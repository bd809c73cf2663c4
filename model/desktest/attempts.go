package desktest

import (
	"context"
	"testing"

	"examdesk/model"
)

// AttemptFinder is the contract of [model.AttemptFinder].
func AttemptFinder(t *testing.T, f Fixture, s model.AttemptFinder) {
	t.Run("sections", func(t *testing.T) { t.Parallel(); sections(t, f, s) })
	t.Run("pages", func(t *testing.T) { t.Parallel(); pages(t, f, s) })
	t.Run("filters", func(t *testing.T) { t.Parallel(); filters(t, f.Now, s) })
	t.Run("cancelled", func(t *testing.T) { t.Parallel(); cancelled(t, s) })
}

// AttemptReading is [model.AttemptReader] with a way to find what to read.
type AttemptReading interface {
	model.AttemptFinder
	model.AttemptReader
}

// AttemptReader is the contract of [model.AttemptReader].
func AttemptReader(t *testing.T, _ Fixture, s AttemptReading) {
	t.Run("detail", func(t *testing.T) { t.Parallel(); detail(t, s) })
	t.Run("missing", func(t *testing.T) {
		t.Parallel()
		if _, err := s.ReadAttempt(t.Context(), nobody); model.CodeOf(err) != model.CodeNotFound {
			t.Errorf("read: %v", err)
		}
	})
}

// nobody is an id that no store has given out.
const nobody = 1 << 40

func first(t *testing.T, s model.AttemptFinder, f model.Filter) model.AttemptRow {
	t.Helper()
	page, err := s.FindAttempts(t.Context(), model.AttemptQuery{Filter: f, Limit: 1})
	if err != nil || len(page.Rows) == 0 {
		t.Fatalf("no attempts: %v", err)
	}
	return page.Rows[0]
}

// walk collects a whole list, page by page.
func walk(t *testing.T, s model.AttemptFinder, q model.AttemptQuery) []model.AttemptRow {
	t.Helper()
	var rows []model.AttemptRow
	for {
		page, err := s.FindAttempts(t.Context(), q)
		if err != nil {
			t.Fatalf("find attempts: %v", err)
		}
		rows = append(rows, page.Rows...)
		if page.Next == "" {
			return rows
		}
		q.After = page.Next
	}
}

func sections(t *testing.T, fix Fixture, s model.AttemptFinder) {
	counts, err := s.CountSections(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	if len(counts) != len(model.Sections()) {
		t.Fatalf("%d sections are counted, not %d", len(counts), len(model.Sections()))
	}
	for _, c := range counts {
		rows := walk(t, s, model.AttemptQuery{Filter: model.Filter{Section: c.Section}, Limit: 100})
		if len(rows) != c.Count && !c.AtLeast {
			t.Errorf("%s: counted %d, listed %d", c.Section, c.Count, len(rows))
		}
		for _, r := range rows {
			item := model.QueueItem{Attempt: r.Attempt, Exam: r.Exam, HasReview: r.Review != nil, Newest: true}
			if !c.Section.Contains(item, fix.Now, model.DefaultStuckLimits()) {
				t.Errorf("%s lists attempt %d, which is %s", c.Section, r.Attempt.ID, r.Attempt.Status)
			}
		}
		if c.Count > 0 && c.Oldest == nil {
			t.Errorf("%s has %d attempts and no oldest", c.Section, c.Count)
		}
	}
}

func pages(t *testing.T, fix Fixture, s model.AttemptFinder) {
	for _, newest := range []bool{false, true} {
		whole := walk(t, s, model.AttemptQuery{NewestFirst: newest, Limit: 1000})
		small := walk(t, s, model.AttemptQuery{NewestFirst: newest, Limit: 7})
		if len(whole) == 0 || len(whole) != len(small) {
			t.Fatalf("newest first %v: %d rows in large pages, %d in small", newest, len(whole), len(small))
		}
		if fix.Holds.Attempts != 0 && len(whole) != fix.Holds.Attempts {
			t.Errorf("%d attempts, want %d", len(whole), fix.Holds.Attempts)
		}
		for i := range whole {
			if whole[i].Attempt.ID != small[i].Attempt.ID {
				t.Fatalf("row %d differs", i)
			}
			if i > 0 && !inOrder(whole[i-1], whole[i], newest) {
				t.Fatalf("row %d is out of order", i)
			}
		}
		backwards(t, s, whole, newest)
	}
}

// inOrder reports whether one row may follow the other.
func inOrder(a, b model.AttemptRow, newest bool) bool {
	if newest {
		a, b = b, a
	}
	return a.Attempt.Modified.Before(b.Attempt.Modified) ||
		a.Attempt.Modified.Equal(b.Attempt.Modified) && a.Attempt.ID < b.Attempt.ID
}

// backwards reads the page before the middle of a list.
func backwards(t *testing.T, s model.AttemptFinder, whole []model.AttemptRow, newest bool) {
	t.Helper()
	at := len(whole) / 2
	page, err := s.FindAttempts(t.Context(), model.AttemptQuery{NewestFirst: newest, Before: whole[at].Cursor, Limit: 5})
	if err != nil {
		t.Fatal(err)
	}
	if len(page.Rows) != 5 {
		t.Fatalf("%d rows before the middle", len(page.Rows))
	}
	for i, r := range page.Rows {
		if want := whole[at-5+i].Attempt.ID; r.Attempt.ID != want {
			t.Errorf("row %d before the middle is %d, want %d", i, r.Attempt.ID, want)
		}
	}
}

func detail(t *testing.T, s AttemptReading) {
	row := needsDecision(t, s)
	d, err := s.ReadAttempt(t.Context(), row.Attempt.ID)
	if err != nil {
		t.Fatal(err)
	}
	if !d.Version().Equal(row.Version()) {
		t.Error("list and detail disagree about the version")
	}
	if d.Review == nil || d.Review.RawData == "" || len(d.Review.Comments) != row.Comments {
		t.Errorf("the review is not whole: %+v", d.Review)
	}
	if len(d.History) == 0 || d.History[len(d.History)-1].Status != d.Attempt.Status && d.History[0].Status != d.Attempt.Status {
		t.Errorf("the history does not lead to the status: %+v", d.History)
	}
}

func cancelled(t *testing.T, s model.AttemptFinder) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := s.FindAttempts(ctx, model.AttemptQuery{Limit: 10}); err == nil {
		t.Error("a cancelled request was answered")
	}
}
