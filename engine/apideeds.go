package engine

import (
	"context"

	"examdesk/model"
	"examdesk/store"
)

// apiDeeds are what edx-proctoring's REST API does beside its Python API, for a
// caller.
type apiDeeds struct {
	c  *core
	by caller
}

// MayInCourse refuses a deed that the actor may not do in a course; an empty course
// stands for none in particular.
func (e apiDeeds) MayInCourse(ctx context.Context, deed model.Deed, course string) error {
	return e.c.ask(ctx, e.by, deed, func(context.Context, *store.Tx) ([]model.Target, error) {
		return []model.Target{{Course: model.Text(course)}}, nil
	}, nil)
}

// AttemptOfService finds an attempt by its service's id for it, as it stands;
// [model.CodeNotFound] if there is none, [model.CodeConflict] if there are several.
func (e apiDeeds) AttemptOfService(ctx context.Context, externalID string) (model.Attempt, model.Exam, error) {
	var found []store.Placed
	err := e.c.store.Glance(ctx, func(tx *store.Tx) (err error) {
		found, err = tx.PlacedByExternalID(ctx, externalID)
		return err
	})
	switch {
	case err != nil:
		return model.Attempt{}, model.Exam{}, err
	case len(found) == 0:
		return model.Attempt{}, model.Exam{}, model.Errorf(model.CodeNotFound, "There is no attempt with the external id %s.", externalID)
	case len(found) > 1:
		return model.Attempt{}, model.Exam{}, model.Errorf(model.CodeConflict, "%d attempts have the external id %s.", len(found), externalID)
	}
	return found[0].Attempt, found[0].Exam, nil
}

// CheckReview refuses a review that cannot be read, and one who may not hand it in,
// without taking it.
func (e apiDeeds) CheckReview(ctx context.Context, c model.ReviewCallback) error {
	_, _, err := receipts{e.c}.readDelivery(ctx, e.by, c)
	return err
}

// MarkReady takes a service's word that a learner may begin: an attempt that waits
// for its software is ready to start (edx-proctoring 6.1.4, views.ExamReadyCallback).
func (e apiDeeds) MarkReady(ctx context.Context, id int64) (plan model.Plan, err error) {
	err = e.c.do(ctx, e.by, model.DeedReportReadiness, targets{e.c}.ofAttempt(id), func(tx *store.Tx, _ model.Actor) ([]line, error) {
		row, err := tx.AttemptRow(ctx, id)
		if err != nil || readyStatus(row.Attempt.Status) != model.ReadyToStart {
			return nil, err
		}
		plan, err = statuses{e.c}.setStatus(ctx, tx, id, model.ReadyToStart, model.TransitionOptions{}, e.c.now())
		return []line{planLine(plan.After, plan)}, err
	})
	return plan, err
}

// DashboardURL is a link to the dashboard of an exam's service for the actor; empty
// if it has none (edx-proctoring 6.1.4, views.InstructorDashboard).
func (e apiDeeds) DashboardURL(ctx context.Context, exam model.Exam, i model.Instructor) (string, error) {
	backend := e.c.cfg.Backends.Lookup(i.Backend)
	s, is := e.c.service(backend.Name).(model.InstructorDashboard)
	if !is {
		return "", nil
	}
	id, err := e.c.learnerIDs(ctx, exam.BackendOrNil())
	if err != nil {
		return "", err
	}
	self, err := apiReads{e.c}.Learner(ctx, e.by.ID)
	if err != nil {
		return "", err
	}
	i.UserID, i.FullName, i.Email = id(self.ID), self.FullName.Raw(), self.Email.Raw()
	if i.Recording && i.AttemptExternalID != "" {
		if i.SealedVideo, err = e.sealedVideo(ctx, i.AttemptExternalID); err != nil {
			return "", err
		}
	}
	url, err := s.DashboardURL(ctx, exam, i)
	if err != nil {
		return "", model.Wrap(err, model.CodeUnavailable, "The proctoring service %s gives no link to its dashboard.", model.Clean(backend.Name))
	}
	return url, nil
}

// sealedVideo returns the encrypted address of an attempt's recording, nil if there is
// no such attempt or no recording.
func (e apiDeeds) sealedVideo(ctx context.Context, externalID string) ([]byte, error) {
	ids, err := view(ctx, e.c, func(tx *store.Tx) ([]int64, error) { return tx.AttemptsByExternalID(ctx, externalID) })
	if err != nil || len(ids) != 1 {
		return nil, err
	}
	data, _, err := e.c.store.EncryptedVideoURL(ctx, ids[0])
	return data, err
}
