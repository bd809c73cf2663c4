package engine

import (
	"context"

	"examdesk/model"
	"examdesk/store"
)

// delivered is a delivery that is being taken in.
type delivered struct {
	model.Delivery
	*search
	// from is the service that delivered at an address of its own, empty for the exam's.
	from  string
	by    *model.Learner
	video []byte
	// accepted is set if a person accepts a delivery that was held.
	accepted bool
}

// ReceiveReview takes in a review that a proctoring service delivers (edx-proctoring
// 5.2.0, views.BaseReviewCallback.make_review). The attempt may have been removed
// meanwhile; its review is kept all the same. After a person's decision a delivery is
// held until a person settles it, unless [model.ReviewRules] says otherwise.
// Everything is written, or nothing.
//
// Errors: [model.CodeNotFound] for an unknown code, [model.CodeInvalid] for a body
// that is not a review, [model.CodeNotProctored], [model.CodeUnsupported], and
// [model.CodeConflict] if a review may not be updated.
func (e *EdxProctoring) ReceiveReview(ctx context.Context, c model.ReviewCallback) (model.ReceivedReview, error) {
	return e.receiveReview(ctx, e.caller(), c)
}

// ReceiveReview is [EdxProctoring.ReceiveReview] for an actor: a service at its own
// door, or a person who hands in what a service sent.
func (e *Guarded) ReceiveReview(ctx context.Context, c model.ReviewCallback) (model.ReceivedReview, error) {
	return e.receiveReview(ctx, e.caller(), c)
}

// PreviewReview reports what a review would do if it were handed in, and refuses one
// who may not hand it in.
func (e *Guarded) PreviewReview(ctx context.Context, c model.ReviewCallback) (out model.ReceivedReview, err error) {
	d, warnings, err := e.readDelivery(ctx, e.caller(), c)
	if err != nil {
		return out, err
	}
	err = e.ask(ctx, e.caller(), model.DeedReceiveReview, e.ofSearch(d.search), func(tx *store.Tx, _ model.Actor) error {
		taking, err := e.planDelivery(ctx, tx, d)
		out = taking.ReceivedReview
		return err
	})
	out.Warnings = warnings
	return out, err
}

// receipts takes in what services deliver.
type receipts struct{ *core }

func (e receipts) receiveReview(ctx context.Context, by caller, c model.ReviewCallback) (out model.ReceivedReview, err error) {
	d, warnings, err := e.readDelivery(ctx, by, c)
	if err != nil {
		return out, err
	}
	err = e.do(ctx, by, model.DeedReceiveReview, targets(e).ofSearch(d.search), func(tx *store.Tx, _ model.Actor) (lines []line, err error) {
		out, lines, err = e.takeIn(ctx, tx, d)
		return lines, err
	})
	out.Warnings = warnings
	return out, err
}

// readDelivery reads the body in the service's format. It refuses one who may not hand it
// in before any secret is read.
func (e receipts) readDelivery(ctx context.Context, by caller, c model.ReviewCallback) (delivered, []string, error) {
	d := delivered{search: &search{code: c.Code}, from: c.Backend}
	var at located
	err := e.ask(ctx, by, model.DeedReceiveReview, targets(e).ofSearch(d.search), func(tx *store.Tx, _ model.Actor) (err error) {
		at, err = d.locate(ctx, tx)
		return err
	})
	if err != nil {
		return d, nil, err
	}
	backend, err := e.cfg.Backends.MayReceive(at.exam, c.Backend)
	if err != nil {
		return d, nil, err
	}
	name := backend.Name
	of := model.CallbackHead{ExternalID: at.attempt.ExternalID.Raw(), AnyExternalID: e.cfg.Rules.AllowCallbackSimulation}
	if d.Delivery, err = e.cfg.Formats.ParseReview(name, c.Body, of); err != nil {
		return d, nil, err
	}
	if d.VideoURL != "" {
		if d.video, err = e.encryptVideo(ctx, name, d.VideoURL); err != nil {
			return d, nil, err
		}
	}
	warnings, err := e.namedReviewer(ctx, &d, at.exam)
	if d.VideoURL != "" && d.video == nil {
		warnings = append(warnings, e.noVideoKey(name))
	}
	return d, warnings, err
}

// noVideoKey describes what becomes of a recording's address without a key. The
// review is taken in all the same, as by edx-proctoring (6.1.4,
// views.BaseReviewCallback.make_review); REST services repeat the address in their
// payload, which is kept.
func (e receipts) noVideoKey(backend string) string {
	kept := "it is not kept, and examdesk cannot recover it"
	if !e.cfg.Formats.OnlySealed(backend) {
		kept = "it is kept only in the service's raw data, in the clear"
	}
	return "The review came with the address of a recording, and PROCTORING_BACKENDS." + model.Clean(backend) +
		".video_review_aes_key, which encrypts it, is not configured: " + kept + "."
}

// encryptVideo encrypts the recording's address; without a key the address is not
// kept.
func (e receipts) encryptVideo(ctx context.Context, backend, url string) ([]byte, error) {
	key, err := e.cfg.VideoKey(ctx, backend)
	if err != nil {
		return nil, model.Wrap(err, model.CodeUnavailable, "The key of %s's recordings could not be read; the review was not taken.", backend)
	}
	if key.IsZero() {
		return nil, nil
	}
	video, err := e.cfg.Formats.SealRecording(url, key)
	if err != nil {
		return nil, model.Wrap(err, model.CodeInternal, "The configured PROCTORING_BACKENDS.%s.video_review_aes_key cannot be used; the review was not taken.", backend)
	}
	return video, nil
}

// namedReviewer finds the user whom the delivery names. A user without rights in the
// course counts, as in the original, which logs it.
func (e receipts) namedReviewer(ctx context.Context, d *delivered, exam model.Exam) (warnings []string, err error) {
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

// taking is what is about to happen to a delivery.
type taking struct {
	model.ReceivedReview
	situation model.Situation
	current   *model.Review
}

// planDelivery works out what happens to a delivery.
func (e receipts) planDelivery(ctx context.Context, tx *store.Tx, d delivered) (t taking, err error) {
	at, err := d.locate(ctx, tx)
	if err != nil {
		return t, err
	}
	if t.current, err = tx.ReviewByCode(ctx, d.code); err != nil {
		return t, err
	}
	t.Judgement = model.DeliveryApplied
	if e.cfg.Strict && !d.accepted {
		if again, err := e.deliveredBefore(ctx, tx, t.current, d); again || err != nil {
			t.Judgement = model.DeliveryRepeated
			return t, err
		}
	}
	if !d.accepted {
		if t.Judgement, err = model.Judge(t.current, d.Delivery, e.cfg.Rules); err != nil {
			return t, err
		}
	}
	t.situation = model.Situation{Attempt: at.attempt}
	if t.Judgement == model.DeliveryHeld {
		return t, tx.MayHoldDelivery(ctx)
	}
	if t.Judgement != model.DeliveryApplied {
		return t, nil
	}
	if t.situation, err = e.receivingSituation(ctx, tx, at); err != nil {
		return t, err
	}
	t.Plan, err = model.Receive(t.situation, model.Received{Status: d.Status, By: d.by, Archived: at.archived, From: d.from})
	return t, err
}

// deliveredBefore reports whether a delivery repeats the review that is there, word for
// word. One that repeats a former review is an error of [model.CodeConflict]: whoever
// recorded it could put it in the place of the present one.
func (e receipts) deliveredBefore(ctx context.Context, tx *store.Tx, current *model.Review, d delivered) (bool, error) {
	if current == nil || current.RawData.Raw() == d.Raw {
		return current != nil, nil
	}
	former, err := tx.IsFormerReview(ctx, d.code, d.Raw)
	if err == nil && former {
		err = model.Errorf(model.CodeConflict, "This review was delivered before, and another one has taken its place: it is refused.")
	}
	return false, err
}

// takeIn writes a delivery, holds it, or drops it, as planned.
func (e receipts) takeIn(ctx context.Context, tx *store.Tx, d delivered) (model.ReceivedReview, []line, error) {
	t, err := e.planDelivery(ctx, tx, d)
	if err != nil || t.Judgement == model.DeliveryRepeated {
		return t.ReceivedReview, nil, err
	}
	attempt := t.situation.Attempt
	if t.Judgement == model.DeliveryHeld {
		err := tx.HoldDelivery(ctx, model.HeldDelivery{
			AttemptCode: d.code, Received: e.now(), Status: d.Status, Comments: d.Comments, ReviewedBy: model.Text(d.ReviewedBy), Raw: d.Raw, Video: d.video,
		})
		return t.ReceivedReview, []line{{subject: attemptSubject(attempt), to: deliveryHeld}}, err
	}
	err = e.writeDelivery(ctx, tx, d, t.situation, t.current, &t.Plan)
	return t.ReceivedReview, []line{planLine(attempt, t.Plan.Plan)}, err
}

// receivingSituation is what the rules need. A removed attempt has only itself.
func (e receipts) receivingSituation(ctx context.Context, tx *store.Tx, at located) (model.Situation, error) {
	now := e.now()
	if at.archived {
		return model.Situation{Now: now, Attempt: at.attempt, Exam: at.exam, Backends: e.cfg.Backends, Rules: e.cfg.Rules}, nil
	}
	s, err := decisions(e).situation(ctx, tx, at.attempt.ID)
	s.Now = now
	return s.Situation, err
}

// writeDelivery writes the review with its comments, and then what follows from it.
func (e receipts) writeDelivery(ctx context.Context, tx *store.Tx, d delivered, s model.Situation, current *model.Review, plan *model.ReceivedPlan) error {
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
		err = statuses(e).save(ctx, tx, &plan.Plan, s.Now)
	}
	return err
}

// deliveryHeld is the state of a delivery that waits for a person.
const deliveryHeld = "held"
