package engine

import (
	"context"

	"examdesk/model"
	"examdesk/store"
)

// targets finds the places that a deed needs rights for.
type targets struct{ *core }

// target is an exam's place in the table of rights; a learner of 0 means none.
func (e targets) target(exam model.Exam, learnerID int64) model.Target {
	return model.Rights{Backends: e.cfg.Backends}.At(exam, learnerID)
}

// ofAttempt is the target of a deed on an attempt.
func (e targets) ofAttempt(id int64) about {
	return func(ctx context.Context, tx *store.Tx) ([]model.Target, error) {
		row, err := tx.AttemptRow(ctx, id)
		return []model.Target{e.target(row.Exam, row.Attempt.UserID)}, err
	}
}

// ofExam is the target of a deed on an exam.
func (e targets) ofExam(id int64) about {
	return func(ctx context.Context, tx *store.Tx) ([]model.Target, error) {
		exam, err := tx.Exam(ctx, id)
		return []model.Target{e.target(exam, 0)}, err
	}
}

// ofLearner is the target of a deed at what a learner has or gets at an exam.
func (e targets) ofLearner(examID, userID int64) about {
	return func(ctx context.Context, tx *store.Tx) ([]model.Target, error) {
		exam, err := tx.Exam(ctx, examID)
		return []model.Target{e.target(exam, userID)}, err
	}
}

// ofExams are the targets of a deed at several exams. One that is not there has
// none.
func (e targets) ofExams(ids []int64) about {
	return func(ctx context.Context, tx *store.Tx) (out []model.Target, err error) {
		for _, id := range ids {
			exam, err := tx.Exam(ctx, id)
			if model.CodeOf(err) == model.CodeNotFound && err != nil {
				continue
			}
			if err != nil {
				return nil, err
			}
			out = append(out, e.target(exam, 0))
		}
		return out, nil
	}
}

// ofFound is the target of a deed at an attempt that is looked up; none if it is
// not there.
func (e targets) ofFound(find func(*store.Tx) (*model.Attempt, error)) about {
	return func(ctx context.Context, tx *store.Tx) ([]model.Target, error) {
		a, err := find(tx)
		if err != nil || a == nil {
			return nil, err
		}
		return e.ofAttempt(a.ID)(ctx, tx)
	}
}

// ofCode is the target of a deed on the attempt with a code, even if the attempt was
// removed.
func (e targets) ofCode(code string) about { return e.ofSearch(&search{code: code}) }

// ofSearch is [targets.ofCode], and leaves what it finds to the deed.
func (e targets) ofSearch(s *search) about {
	return func(ctx context.Context, tx *store.Tx) ([]model.Target, error) {
		at, err := s.locate(ctx, tx)
		return []model.Target{e.target(at.exam, at.attempt.UserID)}, err
	}
}

// ofDelivery is the target of a deed on a held delivery.
func (e targets) ofDelivery(id int64) about {
	return func(ctx context.Context, tx *store.Tx) ([]model.Target, error) {
		held, err := tx.Delivery(ctx, id)
		if err != nil {
			return nil, err
		}
		return e.ofCode(held.AttemptCode)(ctx, tx)
	}
}

// person returns an actor as the person whom messages to the platform name; nil if
// the actor is not a person.
func person(a model.Actor) *model.Learner {
	if a.ID == 0 {
		return nil
	}
	return &model.Learner{ID: a.ID, Username: a.Username, FullName: a.FullName}
}

// attemptSubject is an attempt as the subject of a line of activity.
func attemptSubject(a model.Attempt) model.Subject {
	return model.Subject{Kind: model.SubjectAttempt, ID: a.ID, AttemptID: a.ID, ExamID: a.ExamID, UserID: a.UserID}
}

// examSubject is an exam as the subject of a line of activity.
func examSubject(id int64) model.Subject {
	return model.Subject{Kind: model.SubjectExam, ID: id, ExamID: id}
}

// planLine is the line of a plan for an attempt.
func planLine(a model.Attempt, p model.Plan) line {
	return line{subject: attemptSubject(a), from: string(p.From), to: string(p.To), effects: p.Effects}
}

// located is the attempt with a code and its exam, also if the attempt was removed.
type located struct {
	exam     model.Exam
	attempt  model.Attempt
	archived bool
}

func locate(ctx context.Context, tx *store.Tx, code string) (l located, err error) {
	found, err := tx.PlacedByCode(ctx, code)
	switch {
	case err != nil:
		return l, err
	case code == "":
		return l, noSuchCode(code)
	case found != nil && found.Exam.ID != 0:
		return located{exam: found.Exam, attempt: found.Attempt}, nil
	case found != nil:
		l.attempt = found.Attempt
	default:
		l.archived = true
		gone, err := tx.ArchivedAttempt(ctx, code)
		if err == nil && gone == nil {
			err = noSuchCode(code)
		}
		if err != nil {
			return l, err
		}
		l.attempt = *gone
	}
	l.exam, err = tx.Exam(ctx, l.attempt.ExamID)
	return l, err
}

func noSuchCode(code string) error {
	return model.Errorf(model.CodeNotFound, "There is no attempt with the code %s.", code)
}

// search looks for the attempt with a code, once in each transaction: the check of
// rights and the deed ask for the same.
type search struct {
	code  string
	in    *store.Tx
	found located
	err   error
}

func (s *search) locate(ctx context.Context, tx *store.Tx) (located, error) {
	if s.in != tx {
		s.in = tx
		s.found, s.err = locate(ctx, tx, s.code)
	}
	return s.found, s.err
}
