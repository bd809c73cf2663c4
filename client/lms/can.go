package lms

import (
	"context"

	"examdesk/model"
)

// lack is why a deed cannot be done by way of an LMS's API, and what can be done instead.
type lack struct{ why, wayOut string }

func (l lack) err() error { return model.Errorf(model.CodeUnsupported, "%s %s", l.why, l.wayOut) }

const inAdmin = "Global staff can, in Django admin at /admin/edx_proctoring/ of the LMS"

// lacks are the deeds that REST API v1 has no call for, or only one for learners
// themselves (edx-proctoring 6.1.4, urls.py and views.py).
func lacks() map[model.Deed]lack {
	return map[model.Deed]lack{
		model.DeedSetStatus:       {"An LMS's API cannot set the status of an attempt.", "On the server: ./manage.py lms set_attempt_status --attempt ID --to STATUS."},
		model.DeedReset:           {"An LMS's API lets only the learner reset an attempt at a practice exam.", "The learner can, on the exam's page; staff can remove the attempt, and the learner begins again."},
		model.DeedUndoGrant:       {"An LMS keeps no batches of allowances.", "Change or remove the allowances one by one, or import a list with the former values."},
		model.DeedSetExam:         {"Exams of an LMS are kept by their courses.", "The course team can, in Studio."},
		model.DeedCreateExam:      {"Exams of an LMS are kept by their courses.", "The course team can, in Studio."},
		model.DeedRegisterExams:   {"Exams of an LMS are kept by their courses.", "The course team can, in Studio: publishing the course registers its exams."},
		model.DeedSetPolicy:       {"An LMS's API cannot write a review policy.", "The course team can, in Studio; global staff can, in Django admin at /admin/edx_proctoring/proctoredexamreviewpolicy/ of the LMS."},
		model.DeedReceiveReview:   {"Services deliver their reviews to the LMS itself.", "Decide the attempt, or have the service deliver the review again."},
		model.DeedAcceptReview:    {"An LMS holds no review back: a later delivery takes effect at once.", "Decide the attempt again."},
		model.DeedDismissReview:   {"An LMS holds no review back: a later delivery takes effect at once.", "Decide the attempt again."},
		model.DeedSyncReviews:     {"An LMS's API cannot let attempts follow their reviews again.", "On the server: ./manage.py lms update_attempt_status_from_review."},
		model.DeedDeliver:         {"An LMS delivers its messages itself.", "There is nothing to deliver here."},
		model.DeedRetryDelivery:   {"An LMS delivers its messages itself.", "There is nothing to deliver here."},
		model.DeedMigrate:         {"The tables of an LMS are its own.", "Administrators bring them up to date when they upgrade the LMS."},
		model.DeedEraseReason:     {"An LMS keeps the reason in the raw data of the review.", inAdmin + "."},
		model.DeedRetireLearner:   {"Learners are retired by the LMS as a whole.", "Administrators can, by the user retirement of the LMS."},
		model.DeedReportReadiness: {"Only a proctoring service says that a learner's software is ready.", "Have the learner start the software again."},
		model.DeedKeepPeople:      {"The people of an LMS are kept there.", "Administrators can, in Django admin at /admin/auth/user/ of the LMS; course teams on the instructor dashboard."},
		model.DeedKeepApplications: {
			"The applications of an LMS are kept there.", "Administrators can, in Django admin at /admin/oauth2_provider/application/ of the LMS.",
		},
	}
}

// lacked is [lacks], made once.
var lacked = lacks()

// rights are what the person may do by the desk's door, and by the API's.
type rights struct{ desk, api model.Rights }

func (s *Store) rights(ctx context.Context) (rights, error) {
	c, err := s.cfg.Reads.Capabilities(ctx)
	if err != nil {
		return rights{}, err
	}
	r := rights{desk: c.Rights, api: c.Rights}
	r.api.Actor.Door = model.DoorAPI
	return r, nil
}

// answer asks the table of rights at both doors: the desk allows no more than the LMS.
func (s *Store) answer(r rights, deed model.Deed, places ...model.Target) model.Answer {
	a := r.desk.Answer(deed, places...)
	if l, lacks := lacked[deed]; lacks && a.Verdict != model.VerdictNo {
		return model.Answer{Verdict: model.VerdictNo, Why: l.why, WayOut: l.wayOut}
	}
	if a.Verdict != model.VerdictNo && deed != model.DeedBrowse && deed != model.DeedReadLearner {
		a = r.api.Answer(deed, places...)
	}
	if deed == model.DeedDecide && a.Verdict == model.VerdictYes && r.api.Answer(model.DeedBrowse, places...).Verdict == model.VerdictNo {
		a = unseen
	}
	if a.Verdict == model.VerdictNo && a.WayOut == "" {
		a.WayOut = others(deed)
	}
	return a.WhereRead(s.cfg.ReadOnly)
}

// unseen is why a reviewer decides nothing who has no other right: edx-proctoring takes
// their reviews, and lets only global staff and a course's staff read attempts (6.1.4,
// views.StudentProctoredExamAttemptsByCourse).
var unseen = model.Answer{
	Verdict: model.VerdictNo,
	Why:     "Your group lets you send reviews to the LMS but read no attempts there, so what becomes of a decision could not be seen.",
	WayOut:  "It takes being staff of the course as well, or global staff.",
}

// others says who can do what a person may not.
func others(deed model.Deed) string {
	switch deed {
	case model.DeedDecide:
		return "Global staff of the LMS can, and members of the group <backend>_review; course staff cannot."
	case model.DeedResume, model.DeedRemove, model.DeedGrant:
		return "Staff and instructors of the course can; those of a whole organisation can on the instructor dashboard."
	default:
		return ""
	}
}

// Can implements [model.DeedAsker].
func (s *Store) Can(ctx context.Context, deed model.Deed, subjects ...model.Subject) (model.Answer, error) {
	// The mirror looks the subjects up, and knows the deeds.
	a, err := s.cfg.Reads.Can(ctx, deed, subjects...)
	if err != nil {
		return a, err
	}
	r, err := s.rights(ctx)
	if err != nil {
		return model.Answer{}, err
	}
	var places []model.Target
	for _, subject := range subjects {
		t, placed, err := s.placeOf(ctx, r.desk, subject)
		if err != nil {
			return model.Answer{}, err
		}
		if placed {
			places = append(places, t)
		}
	}
	out := s.answer(r, deed, places...)
	if a.Verdict == model.VerdictUnknown && out.Verdict == model.VerdictYes {
		return a, nil
	}
	return out, nil
}

// placeOf is where a subject is in the table of rights, if that is one course.
func (s *Store) placeOf(ctx context.Context, r model.Rights, subject model.Subject) (model.Target, bool, error) {
	switch {
	case subject.Kind == model.SubjectAttempt:
		d, err := s.cfg.Reads.ReadAttempt(ctx, subject.ID)
		return r.At(d.Exam, d.Attempt.UserID), true, err
	case subject.Kind == model.SubjectExam:
		e, err := s.cfg.Reads.Exam(ctx, subject.ID)
		return r.At(e, 0), true, err
	case subject.ExamID != 0:
		e, err := s.cfg.Reads.Exam(ctx, subject.ExamID)
		return r.At(e, 0), true, err
	}
	return model.Target{}, false, nil
}

// May implements [model.DeedAsker].
func (s *Store) May(ctx context.Context, deed model.Deed) error {
	a, err := s.Can(ctx, deed)
	if err != nil {
		return err
	}
	return refusal(deed, a)
}

// refusal is an answer as an error, nil for one that is not a no.
func refusal(deed model.Deed, a model.Answer) error {
	if a.Verdict != model.VerdictNo {
		return nil
	}
	code := model.CodeDenied
	if _, lacks := lacked[deed]; lacks {
		code = model.CodeUnsupported
	}
	if a.WayOut == "" {
		return model.Errorf(code, "%s", a.Why)
	}
	return model.Errorf(code, "%s %s", a.Why, a.WayOut)
}

// may refuses a deed to an attempt.
func (s *Store) may(ctx context.Context, deed model.Deed, row model.AttemptRow) (model.Actor, error) {
	if s.cfg.ReadOnly != "" {
		return model.Actor{}, model.Errorf(model.CodeReadOnly, "%s", s.cfg.ReadOnly)
	}
	r, err := s.rights(ctx)
	if err != nil {
		return model.Actor{}, err
	}
	return r.desk.Actor, refusal(deed, s.answer(r, deed, r.desk.At(row.Exam, row.Attempt.UserID)))
}

// Capabilities implements [model.Describer].
func (s *Store) Capabilities(ctx context.Context) (model.Capabilities, error) {
	c, err := s.cfg.Reads.Capabilities(ctx)
	if err != nil {
		return c, err
	}
	r := rights{desk: c.Rights, api: c.Rights}
	r.api.Actor.Door = model.DoorAPI
	c.Store, c.Decide, c.Deeds = s.cfg.API.Host(), model.Capability{}, map[model.Deed]model.Answer{}
	for _, d := range model.Deeds() {
		c.Deeds[d] = s.answer(r, d)
		if !d.ForOperators() && c.Deeds[d].Verdict != model.VerdictNo {
			c.Decide.OK = true
		}
	}
	switch {
	case c.Decide.OK:
	case s.cfg.ReadOnly != "":
		c.Decide.Why = s.cfg.ReadOnly
	default:
		c.Decide.Why = model.Sentence(c.Rights.MayAct())
	}
	return c, nil
}
