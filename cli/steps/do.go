package steps

import (
	"context"
	"slices"

	"examdesk/cli/kit"
	"examdesk/model"
)

// doSteps carries out the possible steps, one after another.
func doSteps(ctx context.Context, list []Step, each func(*Step)) {
	t, done := kit.TallyOf(ctx), 0
	for i := range list {
		s := &list[i]
		t.Of(done, len(list))
		if s.Err == nil && ctx.Err() != nil {
			s.Err = kit.ErrNotReached()
		}
		if s.Err == nil {
			var did DoneStep
			if did, s.Err = s.Do(ctx); s.Err == nil {
				s.done, s.said, s.Effects = true, did.Said, did.Effects
				done++
			} else if ctx.Err() != nil {
				s.Err = kit.ErrNotReached()
			}
		}
		each(s)
	}
	t.Of(done, len(list))
}

// notesOf returns the notes of the steps that have consequences, each once.
func notesOf(list []Step) []string {
	var out []string
	for _, s := range list {
		if s.Err == nil && s.Note != "" && len(s.Details) > 0 && !slices.Contains(out, s.Note) {
			out = append(out, s.Note)
		}
	}
	return out
}

// failedSteps returns the error of a list in which something failed. Its code is that
// of the failures, if they all have the same.
func failedSteps(list []Step, what string) error {
	var failed []error
	for _, s := range list {
		if s.Err != nil {
			failed = append(failed, s.Err)
		}
	}
	if len(failed) == 0 {
		return nil
	}
	code := CommonCode(failed)
	if len(list) == 1 {
		return model.Errorf(code, "%s", model.Sentence(failed[0]))
	}
	return model.Errorf(code, "%d of %d %s.", len(failed), len(list), what)
}
