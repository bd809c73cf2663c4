package engine

import (
	"context"
	"errors"
	"strings"
	"time"

	"examdesk/model"
	"examdesk/store"
)

// CreateAttempt makes a learner's attempt at an exam (edx-proctoring 5.2.0,
// api.create_exam_attempt) and returns its id. One that is taken as proctored
// is registered with the proctoring service first. [model.CodeConflict] if the
// learner has an attempt that cannot be followed by another, [model.CodeDenied]
// after the due date, [model.CodeUnavailable] if the service cannot register it.
func (e *EdxProctoring) CreateAttempt(ctx context.Context, examID, userID int64, proctored bool) (int64, model.Plan, error) {
	return e.BeginAttempt(ctx, examID, userID, proctored, model.Created)
}

// BeginAttempt is [EdxProctoring.CreateAttempt] for an attempt that goes on to a status
// at once: a learner starts it, or declines it. The attempt is written with that status
// or not at all, as by an LMS, which answers a request in one transaction
// (edx-proctoring 6.1.4, views.StudentProctoredExamAttemptCollection.post).
func (e *EdxProctoring) BeginAttempt(ctx context.Context, examID, userID int64, proctored bool, status model.AttemptStatus) (int64, model.Plan, error) {
	n, timedOut, err := e.prepareAttempt(ctx, e.caller(), examID, userID, proctored, 0)
	if err != nil {
		return 0, timedOut, err
	}
	n.goesOn = status
	if proctored {
		if err := e.register(ctx, &n); err != nil {
			return 0, timedOut, err
		}
	}
	plan, err := e.insertAttempt(ctx, e.caller(), model.DeedCreateAttempt, e.ofLearner(examID, userID), n, nil)
	if err != nil {
		e.unregister(ctx, n.NewAttempt)
		return 0, timedOut, err
	}
	plan.Effects = append(n.asked(timedOut.Effects), plan.Effects...)
	return plan.After.ID, plan, nil
}

// preparedAttempt is an attempt that may be created, with what its registration
// contains.
type preparedAttempt struct {
	model.NewAttempt
	// newest is the learner's newest attempt at the exam, or 0.
	newest       int64
	learner      model.Learner
	verifiedName string
	registration model.Registration
	// goesOn is a status that the attempt gets as soon as it exists; empty or Created
	// for none.
	goesOn model.AttemptStatus
}

// asked combines, in the original's order, the effects of asking the platform before
// the registration with those of reading the learner's newest attempt.
func (n *preparedAttempt) asked(read []model.Effect) []model.Effect {
	if !n.Proctored {
		return read
	}
	ask := func(kind model.EffectKind) model.Effect {
		return model.Effect{Kind: kind, Carried: true, Exam: n.Exam, Attempt: model.Attempt{ExamID: n.Exam.ID, UserID: n.UserID}}
	}
	return append(append([]model.Effect{ask(model.EffectReadVerifiedName)}, read...), ask(model.EffectReadCreditState))
}

// creation creates attempts.
type creation struct{ *core }

// prepareAttempt reads what is needed and refuses an attempt that cannot be created.
// As in the original, looking up the remaining time of an attempt whose time is over
// times it out; the plan says so. An attempt that is removed first (but, or 0) does
// not count; then the time-out is part of the same transaction.
func (e creation) prepareAttempt(ctx context.Context, by caller, examID, userID int64, proctored bool, but int64) (n preparedAttempt, timedOut model.Plan, err error) {
	err = e.readForAttempt(ctx, &n, examID, userID, proctored, but)
	if err == nil {
		err = e.mayMake(n.NewAttempt)
	}
	if err != nil || !proctored {
		return n, timedOut, err
	}
	if n.verifiedName, err = e.cfg.Platform.VerifiedName(ctx, n.learner); err != nil {
		return n, timedOut, model.Wrap(err, model.CodeUnavailable, "The platform could not be asked for the learner's name; no attempt was created.")
	}
	if n.Existing != nil && but == 0 {
		if _, timedOut, err = attempts(e).attempt(ctx, by, n.Existing.ID); err != nil {
			return n, timedOut, err
		}
	}
	err = e.store.View(ctx, func(tx *store.Tx) error {
		n.registration, err = e.registration(ctx, tx, n.Exam, userID, but)
		return err
	})
	n.Code = e.cfg.NewCode()
	n.registration.AttemptCode = n.Code
	return n, timedOut, err
}

// readForAttempt reads what an attempt is created from.
func (e creation) readForAttempt(ctx context.Context, n *preparedAttempt, examID, userID int64, proctored bool, but int64) error {
	return e.store.View(ctx, func(tx *store.Tx) (err error) {
		if n.learner, err = tx.Learner(ctx, userID); err != nil {
			return err
		}
		newest, err := tx.NewestAttempt(ctx, examID, userID)
		if err != nil {
			return err
		}
		if newest != nil {
			n.newest = newest.ID
		}
		n.NewAttempt, err = e.newAttempt(ctx, tx, examID, userID, proctored, but)
		return err
	})
}

// newAttempt reads what the rules need, as if one attempt did not exist.
func (e creation) newAttempt(ctx context.Context, tx *store.Tx, examID, userID int64, proctored bool, but int64) (n model.NewAttempt, err error) {
	n.Now, n.UserID, n.Proctored, n.Names = e.now(), userID, proctored, model.NoNames()
	if n.Exam, err = tx.Exam(ctx, examID); err != nil {
		return n, err
	}
	if n.Existing, err = tx.NewestAttemptBut(ctx, examID, userID, but); err != nil {
		return n, err
	}
	if n.Existing != nil && n.Now.Before(n.Existing.Created) {
		// The newest attempt is the one created last, so this one would never be
		// found.
		return n, model.Errorf(model.CodeUnavailable, "This computer's clock is behind: the learner's last attempt was created at %s. Set the clock and try again.",
			n.Existing.Created.Format(time.RFC3339))
	}
	if n.PassedDue, err = passedDue(ctx, tx, n.Exam, userID, n.Now); err != nil {
		return n, err
	}
	policy, err := tx.PolicyOf(ctx, examID)
	if policy != nil {
		n.PolicyID = &policy.ID
	}
	return n, err
}

// registration is what the service receives besides names.
func (e creation) registration(ctx context.Context, tx *store.Tx, exam model.Exam, userID, but int64) (r model.Registration, err error) {
	r = model.Registration{LMSHost: e.cfg.Site.LMSHost, IsSampleAttempt: exam.IsPracticeExam}
	if r.TimeLimitMins, err = allowedMinutesBut(ctx, tx, exam, userID, but, e.now()); err != nil {
		return r, err
	}
	policy, err := tx.PolicyOf(ctx, exam.ID)
	if err != nil {
		return r, err
	}
	if policy != nil {
		text := policy.Text.Raw()
		r.ReviewPolicy = &text
	}
	exception, err := tx.AllowanceOf(ctx, exam.ID, userID, model.AllowanceReviewPolicyException)
	if exception != nil {
		r.ReviewPolicyException = exception.Value.Raw()
	}
	return r, err
}

// register registers the attempt with the proctoring service, under the learner's
// verified name or else the one in the profile. No transaction is open meanwhile.
func (e creation) register(ctx context.Context, n *preparedAttempt) error {
	credit, err := e.cfg.Platform.CreditState(ctx, n.UserID, n.Exam.CourseID.Raw(), false)
	if err != nil {
		return model.Wrap(err, model.CodeUnavailable, "The platform could not be asked for the learner's profile; no attempt was created.")
	}
	n.Names = model.NoNames()
	n.Names.Full = &n.verifiedName
	if credit != nil {
		n.Names.Profile, n.registration.Email = credit.ProfileFullName, credit.StudentEmail
		if n.verifiedName == "" {
			n.Names.Full = credit.ProfileFullName
		}
	}
	n.registration.FullName = n.Names.Full
	backend := e.cfg.Backends.Resolve(n.Exam)
	service := e.service(backend.Name)
	if service == nil {
		return nil
	}
	n.Registered = true
	id, err := e.learnerIDs(ctx, n.Exam.BackendOrNil())
	if err != nil {
		return notRegistered(backend.Name, err)
	}
	n.registration.UserID = id(n.UserID)
	n.ExternalID, err = service.RegisterAttempt(ctx, n.Exam, n.registration)
	var refused *model.OnboardingError
	switch {
	case errors.As(err, &refused):
		n.Refused = refused.Status
	case err != nil:
		return notRegistered(backend.Name, err)
	}
	return nil
}

// notRegistered returns the error that no attempt was created, with the service's own
// answer if it gave one (edx-proctoring 5.2.0, BackendProviderCannotRegisterAttempt).
func notRegistered(backend string, err error) error {
	var answer *model.VendorError
	if errors.As(err, &answer) {
		return model.Wrap(err, model.CodeUnavailable, "The proctoring service %s did not register the attempt, so none was created: %s.",
			backend, strings.TrimSuffix(answer.Error(), "."))
	}
	return model.Wrap(err, model.CodeUnavailable, "The proctoring service %s could not register the attempt; no attempt was created.", backend)
}

// unregister withdraws a registration whose attempt could not be written. The
// service's answer no longer matters.
func (e creation) unregister(ctx context.Context, n model.NewAttempt) {
	if n.ExternalID == "" {
		return
	}
	if s := e.service(e.cfg.Backends.Resolve(n.Exam).Name); s != nil {
		_ = s.RemoveAttempt(context.WithoutCancel(ctx), n.Exam.ExternalID.Raw(), n.ExternalID)
	}
}

// insertAttempt writes the attempt, unless another was created meanwhile. first may
// make room for it in the same transaction.
func (e creation) insertAttempt(ctx context.Context, by caller, deed model.Deed, on about, n preparedAttempt, first func(context.Context, *store.Tx) (line, error)) (plan model.Plan, err error) {
	err = e.do(ctx, by, deed, on, func(tx *store.Tx, _ model.Actor) (lines []line, err error) {
		is, err := tx.NewestAttempt(ctx, n.Exam.ID, n.UserID)
		if err != nil {
			return nil, err
		}
		if is == nil && n.newest != 0 || is != nil && is.ID != n.newest {
			return nil, model.Errorf(model.CodeConflict, "Another attempt at %s was created for the learner meanwhile.", n.Exam.Name)
		}
		if first != nil {
			before, err := first(ctx, tx)
			if err != nil {
				return nil, err
			}
			lines = append(lines, before)
		}
		if plan, err = e.insertNow(ctx, tx, n.NewAttempt); err != nil {
			return nil, err
		}
		lines = append(lines, planLine(plan.After, plan))
		next, err := e.goOn(ctx, tx, by, plan.After, n.goesOn)
		lines = append(lines, next...)
		plan.Effects = nil
		for _, l := range lines {
			plan.Effects = append(plan.Effects, l.effects...)
		}
		return lines, err
	})
	return plan, err
}

// goOn moves an attempt that was just created to the status in which it begins.
func (e creation) goOn(ctx context.Context, tx *store.Tx, by caller, a model.Attempt, status model.AttemptStatus) ([]line, error) {
	if status == "" || status == model.Created {
		return nil, nil
	}
	deed := model.DeedUpdateAttempt
	if status == model.Started {
		deed = model.DeedStartAttempt
	}
	if _, err := e.admit(ctx, tx, by, deed, targets(e).ofAttempt(a.ID)); err != nil {
		return nil, err
	}
	plan, err := statuses(e).setStatus(ctx, tx, a.ID, status, model.TransitionOptions{}, e.now())
	next := planLine(plan.After, plan)
	next.deed = deed
	return []line{next}, err
}

func (e creation) insertNow(ctx context.Context, tx *store.Tx, n model.NewAttempt) (model.Plan, error) {
	now, err := e.newAttempt(ctx, tx, n.Exam.ID, n.UserID, n.Proctored, 0)
	if err != nil {
		return model.Plan{}, err
	}
	now.Code, now.ExternalID, now.Refused, now.Names, now.Registered = n.Code, n.ExternalID, n.Refused, n.Names, n.Registered
	plan, err := model.Create(now)
	if err != nil {
		return model.Plan{}, err
	}
	return plan, statuses(e).save(ctx, tx, &plan, now.Now)
}

// mayMake refuses an attempt that cannot be created.
func (e creation) mayMake(n model.NewAttempt) error {
	if err := n.MayCreate(); err != nil {
		return err
	}
	if n.Proctored && e.cfg.Backends.Resolve(n.Exam) == nil {
		return model.Errorf(model.CodeInvalid, "%s is a timed exam and cannot be taken as proctored.", n.Exam.Name)
	}
	return nil
}
