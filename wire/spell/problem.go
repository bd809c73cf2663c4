package spell

import (
	"errors"
	"reflect"

	"examdesk/model"
)

// Problem is an error as it is sent: what somebody at the other end needs to act on
// it. Causes, which are for logs, stay where they are.
type Problem struct {
	Code    model.Code
	Message string
	// WayOut is what can be done about it, as a sentence; empty if that is not known.
	WayOut string `json:",omitzero"`
	// Filter is where a filter is wrong.
	Filter *FilterPlace `json:",omitzero"`
	// Attempt is both sides of a conflict about an attempt, Exam what an exam is now.
	Attempt *AttemptConflict  `json:",omitzero"`
	Exam    *model.ExamDetail `json:",omitzero"`
	// Cause is a cause that programs tell apart; empty for any other.
	Cause string `json:",omitzero"`
}

// FilterPlace is a filter with the bytes of it that are wrong.
type FilterPlace struct {
	Text     string
	From, To int
}

// AttemptConflict is what somebody saw, and what the attempt is now.
type AttemptConflict struct {
	Seen model.Version
	Now  model.AttemptRow
}

// causes are those that the other side may ask for with errors.Is.
var causes = map[string]error{
	"past_due": model.ErrPastDue, "keeps_no_learners": model.ErrKeepsNoLearners, "not_confirmed": model.ErrNotConfirmed,
	"unsettled": model.ErrUnsettled,
}

// ProblemOf is an error as it is sent.
func ProblemOf(err error) Problem {
	p := Problem{Code: model.CodeOf(err), Message: model.Sentence(err)}
	var own *model.Error
	if !errors.As(err, &own) {
		p.Message = "Something went wrong at the server; its log says what."
	}
	var filter *model.FilterError
	if errors.As(err, &filter) {
		p.Filter = &FilterPlace{filter.Filter, filter.At.From, filter.At.To}
	}
	var attempt *model.ConflictError
	if errors.As(err, &attempt) {
		p.Attempt = &AttemptConflict{attempt.Seen, attempt.Now}
	}
	var exam *model.ExamConflictError
	if errors.As(err, &exam) {
		p.Exam = &exam.Now
	}
	var way *WayOutError
	if errors.As(err, &way) {
		p.WayOut = way.WayOut
	}
	for name, cause := range causes {
		if errors.Is(err, cause) {
			p.Cause = name
		}
	}
	return p
}

// Err is the error that the problem was made of, as far as it was sent.
func (p Problem) Err() error {
	e := &model.Error{Code: p.Code, Message: model.Clean(p.Message), Err: causes[p.Cause]}
	switch {
	case p.Filter != nil:
		return model.NewFilterError(p.Filter.Text, model.Span{From: p.Filter.From, To: p.Filter.To}, e)
	case p.Attempt != nil:
		e.Err = &model.ConflictError{Seen: p.Attempt.Seen, Now: p.Attempt.Now}
	case p.Exam != nil:
		e.Err = &model.ExamConflictError{Now: *p.Exam}
	case p.WayOut != "":
		e.Err = &WayOutError{p.WayOut}
	}
	return e
}

// WayOutError is the cause of an error about which something can be done.
type WayOutError struct{ WayOut string }

// Error returns what can be done.
func (e *WayOutError) Error() string { return e.WayOut }

// errorKind is an error as a part of an answer; null for none.
type errorKind struct{}

func (errorKind) write(b []byte, v reflect.Value) []byte {
	err, failed := v.Interface().(error)
	if !failed {
		return append(b, "null"...)
	}
	return Append(b, ProblemOf(err))
}

func (errorKind) read(r *reader, v reflect.Value) error {
	if null, err := r.isNull(); err != nil || null {
		return err
	}
	var p Problem
	if err := kindOf(reflect.TypeFor[Problem]()).read(r, reflect.ValueOf(&p).Elem()); err != nil {
		return err
	}
	v.Set(reflect.ValueOf(p.Err()))
	return nil
}

func (errorKind) schema(d *Defs) *Schema { return orNull(d.Of(reflect.TypeFor[Problem]())) }
