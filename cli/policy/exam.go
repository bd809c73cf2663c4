package policy

import (
	"context"

	"examdesk/cli/kit"
	"examdesk/model"
)

// ofExam finds the exam of an id in a store that is opened in some way.
func ofExam(ctx context.Context, id string, in func(func(*kit.Opened) error) error, f func(*kit.Opened, model.Exam) error) error {
	examID, err := kit.ArgID("exam", id)
	if err != nil {
		return err
	}
	return in(func(o *kit.Opened) error {
		exam, err := o.Store.Exam(ctx, examID)
		if err != nil {
			return err
		}
		return f(o, exam)
	})
}

// read opens the store for a command that only reads.
func read(ctx context.Context, f *kit.Factory) func(func(*kit.Opened) error) error {
	return func(g func(*kit.Opened) error) error { return kit.WithStore(ctx, f, g) }
}

// noPolicy is the error for an exam that has no review policy.
func noPolicy(e model.Exam) error {
	return model.Errorf(model.CodeNotFound, "%s has no review policy.", e.Name)
}
