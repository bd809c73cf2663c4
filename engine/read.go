package engine

import (
	"context"

	"examdesk/model"
	"examdesk/store"
)

// attemptReads finds and reads attempts, learners and courses.
type attemptReads struct{ *core }

// FindAttempts implements [model.AttemptFinder].
func (e attemptReads) FindAttempts(ctx context.Context, q model.AttemptQuery) (model.AttemptPage, error) {
	return e.store.FindAttempts(ctx, q, e.now(), e.cfg.Stuck)
}

// CountSections implements [model.AttemptFinder].
func (e attemptReads) CountSections(ctx context.Context, course string) ([]model.SectionCount, error) {
	return e.store.CountSections(ctx, course, e.now(), e.cfg.Stuck)
}

// ReadAttempt implements [model.AttemptReader].
func (e attemptReads) ReadAttempt(ctx context.Context, id int64) (model.AttemptDetail, error) {
	d, err := e.store.ReadAttempt(ctx, id, e.now(), e.cfg.Stuck)
	if err == nil {
		d.Standing, err = standings(e).Standing(ctx, d.AttemptRow)
	}
	return d, err
}

// Edition implements [model.Follower].
func (e attemptReads) Edition(ctx context.Context) (string, error) { return e.store.Edition(ctx) }

// ReadRows implements [model.Follower].
func (e attemptReads) ReadRows(ctx context.Context, ids []int64) ([]model.AttemptRow, error) {
	return e.store.RowsByID(ctx, ids)
}

// FindLearners implements [model.LearnerFinder].
func (e attemptReads) FindLearners(ctx context.Context, q model.LearnerQuery) ([]model.Learner, error) {
	return e.store.FindLearners(ctx, q)
}

// ListCourses implements [model.CourseLister].
func (e attemptReads) ListCourses(ctx context.Context) ([]model.Course, error) {
	return e.store.ListCourses(ctx)
}

// Capabilities implements [model.Describer].
func (e *Guarded) Capabilities(ctx context.Context) (model.Capabilities, error) {
	rights, err := view(ctx, e, func(tx *store.Tx) (model.Rights, error) { return e.rights(ctx, tx, e.actor) })
	if err != nil {
		return model.Capabilities{}, err
	}
	info := e.store.Info()
	c := model.CapabilitiesOf("local", rights, e.readOnly())
	if !info.Migrated && !info.ReadOnly {
		c.Notes = append(c.Notes,
			"This store has no examdesk tables, so it is slower and cannot keep most reasons; run `examdesk store migrate` to add them.")
	}
	return c, nil
}

// readOnly explains why the store is only read; it is empty if the store can be
// changed.
func (e *core) readOnly() string {
	if info := e.store.Info(); info.ReadOnly {
		return info.ReadOnlyWhy
	}
	return ""
}
