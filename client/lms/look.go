package lms

import (
	"context"
	"errors"
	"slices"
	"time"

	"examdesk/client/lms/api"
	"examdesk/model"
)

// maxSearch bounds how many pages of a search are read: each holds 25 learners and exams
// that have the username in theirs.
const maxSearch = 40

// found is what the LMS has of an attempt and of the learner's others at the exam.
type found struct {
	// row is the attempt, nil if it is gone.
	row *model.AttemptRow
	// all are the learner's attempts at the exam.
	all []model.AttemptRow
}

// fresh reads an attempt at the LMS. Nothing is changed there by that: the list, unlike
// the reading of one attempt, ends none whose time is over.
func (s *Store) fresh(ctx context.Context, of model.AttemptRow) (found, error) {
	var out found
	for page := 1; page <= maxSearch; page++ {
		p, err := s.cfg.API.SearchAttempts(ctx, of.Exam.CourseID.Raw(), of.Learner.Username.Raw(), page)
		var gone *api.NoPageError
		if errors.As(err, &gone) {
			return out, nil // the list has become shorter
		}
		if err != nil {
			return out, err
		}
		for _, g := range p.Groups {
			if g.Newest.Attempt.UserID != of.Attempt.UserID || g.Newest.Attempt.ExamID != of.Attempt.ExamID {
				continue
			}
			out.take(g, of.Attempt.ID)
			return out, nil
		}
		if page >= p.Pages {
			return out, nil
		}
	}
	return out, model.Errorf(model.CodeUnavailable, "Too many learners at the LMS have %s in their username to find this one's attempt.", of.Learner.Username)
}

func (f *found) take(g model.AttemptGroup, id int64) {
	f.all = g.All
	if len(f.all) == 0 {
		f.all = []model.AttemptRow{g.Newest}
	}
	for i := range f.all {
		if f.all[i].Attempt.ID == id {
			f.row = &f.all[i]
		}
	}
}

// compared reads an attempt at the LMS and refuses one that is not as the person saw it.
// What is read there is handed to the mirror.
func (s *Store) compared(ctx context.Context, of model.AttemptRow, seen model.Version) (found, error) {
	now, err := s.fresh(ctx, of)
	if err != nil {
		return now, err
	}
	if now.row == nil {
		s.took(ctx, now, of)
		return now, model.Errorf(model.CodeNotFound, "The LMS no longer has this attempt of %s.", of.Learner.Username)
	}
	if !sameAttempt(now.row.Attempt, seen) {
		s.took(ctx, now, of)
		return now, model.AsConflict(seen, s.shown(ctx, *now.row, of))
	}
	return now, nil
}

// sameAttempt compares what the API tells of a version: it says nothing of reviews, but
// whatever changes a review saves the attempt as well.
func sameAttempt(a model.Attempt, v model.Version) bool {
	return a.Status == v.Status && a.Modified.Equal(v.Modified)
}

// took hands what the LMS has to the mirror, with those of the attempts before that are
// gone. That it could not be taken loses nothing: the mirror reads it again.
func (s *Store) took(ctx context.Context, now found, before ...model.AttemptRow) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
	defer cancel()
	if len(now.all) > 0 {
		_ = s.cfg.Taker.TakeAttempts(ctx, now.all)
	}
	var gone []model.AttemptRow
	for _, b := range before {
		if !slices.ContainsFunc(now.all, func(r model.AttemptRow) bool { return r.Attempt.ID == b.Attempt.ID }) {
			gone = append(gone, b)
		}
	}
	if len(gone) > 0 {
		_ = s.cfg.Taker.ForgetAttempts(ctx, gone)
	}
}

// shown is an attempt of the LMS as lists show it: the mirror's row where that is as new,
// else the LMS's with what only the mirror knows of learner and review.
func (s *Store) shown(ctx context.Context, now, before model.AttemptRow) model.AttemptRow {
	rows, err := s.cfg.Reads.ReadRows(context.WithoutCancel(ctx), []int64{now.Attempt.ID})
	if err == nil && len(rows) == 1 {
		if rows[0].Attempt.Modified.Equal(now.Attempt.Modified) && rows[0].Attempt.Status == now.Attempt.Status {
			return rows[0]
		}
		before = rows[0]
	}
	before.Attempt = now.Attempt
	return before
}

// again looks at an attempt after pauses until done reports that it has seen enough.
func (s *Store) again(ctx context.Context, of model.AttemptRow, done func(found) bool) (found, error) {
	ctx, cancel := afterwards(ctx)
	defer cancel()
	var now found
	var err error
	for _, pause := range s.cfg.LookAgain {
		t := time.NewTimer(pause)
		select {
		case <-ctx.Done():
			t.Stop()
			return now, errors.Join(err, context.Cause(ctx))
		case <-t.C:
		}
		if now, err = s.fresh(ctx, of); err == nil && done(now) {
			return now, nil
		}
	}
	return now, err
}

// afterwards is a context in which a change that was sent is looked for: also when whoever
// asked for it has gone away, though not for long.
func afterwards(ctx context.Context) (context.Context, context.CancelFunc) {
	if ctx.Err() == nil {
		return context.WithCancel(ctx)
	}
	return context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
}
