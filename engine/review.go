package engine

import (
	"context"

	"examdesk/backends/rest"
	"examdesk/backends/software_secure/psi"
	"examdesk/model"
	"examdesk/store"
)

// ReceivedReview is what became of a delivery.
type ReceivedReview struct {
	Judgement model.Judgement
	Plan      model.ReceivedPlan
	// Warnings are for the log: what is strange about a delivery that counts.
	Warnings []string
}

// delivered is a delivery on its way into the store.
type delivered struct {
	model.Delivery
	code  string
	by    *model.Learner
	video []byte
	// accepted tells that a person accepts what was held.
	accepted bool
}

// ReviewCallback is a call by which a proctoring service delivers a review.
type ReviewCallback struct {
	// Code is the attempt's code.
	Code string
	// Backend is the service whose address was called and whose format the body
	// has; empty for the exam's own.
	Backend string
	Body    []byte
}

// ReceiveReview takes a review as a proctoring service delivers it (edx-proctoring
// 5.2.0, views.BaseReviewCallback.make_review). The attempt may have been removed meanwhile: its review is kept. After a
// person's decision a delivery is held until a person settles it, unless
// [model.ReviewRules] says otherwise. Everything is written, or nothing.
//
// Errors: [model.CodeNotFound] for an unknown code, [model.CodeInvalid] for a
// body that is no review, [model.CodeNotProctored], [model.CodeUnsupported],
// and [model.CodeConflict] where a review may not be updated.
func (e *Engine) ReceiveReview(ctx context.Context, c ReviewCallback) (ReceivedReview, error) {
	d, warnings, err := e.readDelivery(ctx, c)
	if err != nil {
		return ReceivedReview{}, err
	}
	out, err := e.takeDelivery(ctx, d, nil)
	out.Warnings = warnings
	return out, err
}

// readDelivery reads the body in the words of the service.
func (e *Engine) readDelivery(ctx context.Context, c ReviewCallback) (delivered, []string, error) {
	d := delivered{code: c.Code}
	exam, attempt, err := e.located(ctx, c.Code)
	if err != nil {
		return d, nil, err
	}
	backend, err := e.cfg.Backends.MayReceive(exam)
	if err != nil {
		return d, nil, err
	}
	name := backend.Name
	if c.Backend != "" {
		name = c.Backend
	}
	if name == psi.Name {
		d.Delivery, err = psi.ParseReview(c.Body, attempt.ExternalID.Raw(), e.cfg.Rules.AllowCallbackSimulation)
	} else {
		d.Delivery, err = rest.ParseReview(c.Body)
	}
	if err != nil {
		return d, nil, err
	}
	if d.VideoURL != "" {
		if d.video, err = e.encryptVideo(ctx, name, d.VideoURL); err != nil {
			return d, nil, err
		}
	}
	warnings, err := e.namedReviewer(ctx, &d, exam)
	return d, warnings, err
}

// located finds the exam and attempt of a code, also of an attempt that was
// removed.
func (e *Engine) located(ctx context.Context, code string) (exam model.Exam, attempt model.Attempt, err error) {
	err = e.store.View(ctx, func(tx *store.Tx) error {
		exam, attempt, _, err = locate(ctx, tx, code)
		return err
	})
	return exam, attempt, err
}

func locate(ctx context.Context, tx *store.Tx, code string) (exam model.Exam, attempt model.Attempt, archived bool, err error) {
	found, err := tx.AttemptByCode(ctx, code)
	if err == nil && found == nil {
		archived = true
		found, err = tx.ArchivedAttempt(ctx, code)
	}
	switch {
	case err != nil:
		return exam, attempt, archived, err
	case found == nil || code == "":
		return exam, attempt, archived, model.Errorf(model.CodeNotFound, "There is no attempt with the code %s.", model.Clean(code))
	}
	exam, err = tx.Exam(ctx, found.ExamID)
	return exam, *found, archived, err
}

// encryptVideo encrypts the recording's address; without a key it is not kept.
func (e *Engine) encryptVideo(ctx context.Context, backend, url string) ([]byte, error) {
	key, err := e.cfg.VideoKey(ctx, backend)
	if err != nil {
		return nil, model.Wrap(err, model.CodeUnavailable, "The key of %s's recordings could not be read; the review was not taken.", model.Clean(backend))
	}
	if key.IsZero() {
		return nil, nil
	}
	video, err := psi.EncryptVideoURL(url, key.Reveal())
	if err != nil {
		return nil, model.Wrap(err, model.CodeInternal, "The configured PROCTORING_BACKENDS.%s.video_review_aes_key cannot be used; the review was not taken.", model.Clean(backend))
	}
	return video, nil
}

// namedReviewer finds the user whom the delivery names. One without rights in
// the course counts, as in the original, which logs it.
func (e *Engine) namedReviewer(ctx context.Context, d *delivered, exam model.Exam) (warnings []string, err error) {
	if d.ReviewedBy == "" {
		return nil, nil
	}
	var staff bool
	err = e.store.View(ctx, func(tx *store.Tx) error {
		d.by, staff, err = tx.OnlyUserByEmail(ctx, d.ReviewedBy)
		return err
	})
	if err != nil || d.by == nil || staff {
		return nil, err
	}
	may, err := e.cfg.Platform.IsCourseStaff(ctx, *d.by, exam.CourseID.Raw())
	if err == nil && !may {
		warnings = append(warnings, "The reviewer "+d.by.Username.String()+" is not staff of the course.")
	}
	return warnings, err
}

// takeDelivery writes a delivery, or what else becomes of it. In the same
// transaction first may check what it follows from.
func (e *Engine) takeDelivery(ctx context.Context, d delivered, first func(*store.Tx) error) (out ReceivedReview, err error) {
	err = e.store.Update(ctx, func(tx *store.Tx) error {
		if first != nil {
			if err := first(tx); err != nil {
				return err
			}
		}
		out, err = e.takeIn(ctx, tx, d)
		return err
	})
	return out, err
}

func (e *Engine) takeIn(ctx context.Context, tx *store.Tx, d delivered) (out ReceivedReview, err error) {
	exam, attempt, archived, err := locate(ctx, tx, d.code)
	if err != nil {
		return out, err
	}
	current, err := tx.ReviewByCode(ctx, d.code)
	if err != nil {
		return out, err
	}
	out.Judgement = model.DeliveryApplied
	if !d.accepted {
		if out.Judgement, err = model.Judge(current, d.Delivery, e.cfg.Rules); err != nil {
			return out, err
		}
	}
	switch out.Judgement {
	case model.DeliveryRepeated:
		return out, nil
	case model.DeliveryHeld:
		return out, tx.HoldDelivery(ctx, model.HeldDelivery{
			AttemptCode: d.code, Received: e.now(), Status: d.Status, Comments: d.Comments, ReviewedBy: model.Text(d.ReviewedBy), Raw: d.Raw, Video: d.video,
		})
	case model.DeliveryApplied:
	}
	s, err := e.receivingSituation(ctx, tx, exam, attempt, archived)
	if err != nil {
		return out, err
	}
	if out.Plan, err = model.Receive(s, model.Received{Status: d.Status, By: d.by, Archived: archived}); err != nil {
		return out, err
	}
	return out, e.writeDelivery(ctx, tx, d, s, current, &out.Plan)
}

// receivingSituation is what the rules look at. An attempt that was removed has
// no situation but its own.
func (e *Engine) receivingSituation(ctx context.Context, tx *store.Tx, exam model.Exam, attempt model.Attempt, archived bool) (model.Situation, error) {
	now := e.now()
	if archived {
		return model.Situation{Now: now, Attempt: attempt, Exam: exam, Backends: e.cfg.Backends, Rules: e.cfg.Rules}, nil
	}
	s, err := e.situation(ctx, tx, attempt.ID)
	s.Now = now
	return s.Situation, err
}

// writeDelivery writes the review with its comments, then what follows.
func (e *Engine) writeDelivery(ctx context.Context, tx *store.Tx, d delivered, s model.Situation, current *model.Review, plan *model.ReceivedPlan) error {
	row := store.ReviewRow{
		AttemptCode: d.code, Status: plan.Review, RawData: d.Raw, ExamID: s.Exam.ID, StudentID: s.Attempt.UserID, Video: d.video,
	}
	if d.by != nil {
		row.ReviewerID = d.by.ID
	}
	var id int64
	var err error
	if current != nil {
		id = current.ID
		err = tx.ReplaceReview(ctx, id, row, s.Now)
	} else {
		id, err = tx.InsertReview(ctx, row, s.Now)
	}
	if err == nil {
		err = tx.InsertComments(ctx, id, d.Comments, s.Now)
	}
	if err == nil {
		err = e.save(ctx, tx, &plan.Plan, s.Now)
	}
	if err != nil {
		return err
	}
	return e.record(ctx, tx, s.Now, plan.Effects)
}
