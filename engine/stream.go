package engine

import (
	"cmp"
	"context"
	"errors"
	"iter"
	"slices"

	"examdesk/model"
	"examdesk/store"
)

// exportPage is the number of rows read at once for a list that is written as it is
// read.
const exportPage = 1000

// streams walks through lists of any length.
type streams struct{ *core }

// Attempts walks through the attempts of a query, in the order of the list; see
// [store.Store.EachAttempt] for the point in time that it shows. q.Limit bounds their
// number; 0 means all. Nothing follows an error.
func (e streams) Attempts(ctx context.Context, q model.AttemptQuery) iter.Seq2[model.AttemptRow, error] {
	return func(yield func(model.AttemptRow, error) bool) {
		stopped := false
		err := e.store.EachAttempt(ctx, q, e.now(), e.cfg.Stuck, func(r model.AttemptRow) bool {
			stopped = !yield(r, nil)
			return !stopped
		})
		if err != nil && !stopped {
			yield(model.AttemptRow{}, err)
		}
	}
}

// Allowances walks through allowances in the order of their ids.
func (e streams) Allowances(ctx context.Context, q model.AllowanceQuery) iter.Seq2[model.GrantedAllowance, error] {
	q.Limit = exportPage
	return paged(func() ([]model.GrantedAllowance, bool, error) {
		page, err := allowanceReads(e).ListAllowances(ctx, q)
		q.After = page.Next
		return page.Allowances, page.Next != "", err
	})
}

// Messages walks through the messages of the outbox in the order of their ids.
func (e streams) Messages(ctx context.Context, q model.MessageQuery) iter.Seq2[model.Message, error] {
	q.Limit = exportPage
	return paged(func() ([]model.Message, bool, error) {
		page, err := e.store.Messages(ctx, q)
		if len(page) > 0 {
			q.After = page[len(page)-1].ID
		}
		return page, len(page) == exportPage, err
	})
}

// PolicyVersions walks through the former versions of an exam's review policy, the
// latest first.
func (e streams) PolicyVersions(ctx context.Context, examID int64) iter.Seq2[model.FormerPolicy, error] {
	before := int64(0)
	return paged(func() ([]model.FormerPolicy, bool, error) {
		page, err := view(ctx, e, func(tx *store.Tx) ([]model.FormerPolicy, error) {
			return tx.FormerPoliciesBefore(ctx, examID, before, exportPage)
		})
		if len(page) > 0 {
			before = page[len(page)-1].ID
		}
		return page, len(page) == exportPage, err
	})
}

// errStopped ends a walk whose receiver wants no more.
var errStopped = errors.New("stopped")

// Violations walks through what [EdxProctoring.ViolationReport] finds about a
// course's practice exams, or its others, in its order, without holding all of it in
// memory. It shows the same point in time as [store.Store.EachAttempt].
func (e streams) Violations(ctx context.Context, course string, practice bool) iter.Seq2[model.ReviewedAttempt, error] {
	return func(yield func(model.ReviewedAttempt, error) bool) {
		give := func(x model.ReviewedAttempt) error {
			if !yield(x, nil) {
				return errStopped
			}
			return nil
		}
		err := e.walkViolations(ctx, course, practice, give)
		if err != nil && !errors.Is(err, errStopped) {
			yield(model.ReviewedAttempt{}, err)
		}
	}
}

func (e streams) walkViolations(ctx context.Context, course string, practice bool, give func(model.ReviewedAttempt) error) error {
	exams, err := listReads(e).CourseExams(ctx, course, false)
	if err != nil {
		return err
	}
	exams = slices.DeleteFunc(exams, func(x model.Exam) bool { return x.IsPracticeExam != practice })
	slices.SortStableFunc(exams, func(a, b model.Exam) int { return cmp.Compare(a.Name, b.Name) })
	all := make([]int64, len(exams))
	for i, x := range exams {
		all[i] = x.ID
	}
	in := func(f func(*store.Tx) error) error { return e.store.View(ctx, f) }
	if e.store.Info().Migrated { // one point in time; others can write meanwhile
		return e.store.View(ctx, func(tx *store.Tx) error {
			in = func(f func(*store.Tx) error) error { return f(tx) }
			return e.eachName(ctx, exams, all, in, give)
		})
	}
	return e.eachName(ctx, exams, all, in, give)
}

// eachName walks through groups of exams with the same name, one after another.
func (e streams) eachName(ctx context.Context, exams []model.Exam, all []int64, in func(func(*store.Tx) error) error, give func(model.ReviewedAttempt) error) error {
	for len(exams) > 0 {
		n := 1
		for n < len(exams) && exams[n].Name == exams[0].Name {
			n++
		}
		ids := make([]int64, n)
		for i := range ids {
			ids[i] = exams[i].ID
		}
		var after *store.Place
		for {
			page, err := reportPage(ctx, ids, all, after, in)
			if err != nil {
				return err
			}
			for _, x := range page {
				if err := give(x); err != nil {
					return err
				}
			}
			if len(page) < exportPage {
				break
			}
			last := page[len(page)-1].Row.Attempt
			after = &store.Place{Created: last.Created, ID: last.ID}
		}
		exams = exams[n:]
	}
	return nil
}

func reportPage(ctx context.Context, exams, all []int64, after *store.Place, in func(func(*store.Tx) error) error) (page []model.ReviewedAttempt, err error) {
	err = in(func(tx *store.Tx) error {
		attempts, err := tx.ExamAttempts(ctx, exams, after, exportPage)
		if err != nil {
			return err
		}
		reviews, err := tx.ReviewsOf(ctx, all, attempts)
		page = model.ViolationReport(attempts, reviews)
		return err
	})
	return page, err
}

// CourseStatuses counts a course's attempts by exam and status.
func (e streams) CourseStatuses(ctx context.Context, course string) ([]model.StatusCount, error) {
	return view(ctx, e, func(tx *store.Tx) ([]model.StatusCount, error) { return tx.CourseStatuses(ctx, course) })
}

// paged walks through pages; next reports whether there is another.
func paged[T any](next func() ([]T, bool, error)) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for more := true; more; {
			var page []T
			var err error
			page, more, err = next()
			if err != nil {
				var none T
				yield(none, err)
				return
			}
			for _, x := range page {
				if !yield(x, nil) {
					return
				}
			}
		}
	}
}
