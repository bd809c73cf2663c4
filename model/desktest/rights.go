package desktest

import (
	"testing"

	"examdesk/model"
)

// DeedAsker checks the contract of [model.DeedAsker]: every answer explains itself, and
// what may be done nowhere may be done to nothing.
func DeedAsker(t *testing.T, _ Fixture, s interface {
	model.AttemptFinder
	model.DeedAsker
}) {
	row := needsDecision(t, s)
	attempt := model.Subject{Kind: model.SubjectAttempt, ID: row.Attempt.ID}
	for _, d := range model.Deeds() {
		anywhere, err := s.Can(t.Context(), d)
		if err != nil || (anywhere.Verdict == model.VerdictYes) != (anywhere.Why == "") {
			t.Errorf("%s: %+v, %v", d, anywhere, err)
		}
		here, err := s.Can(t.Context(), d, attempt)
		if err != nil || anywhere.Verdict == model.VerdictNo && here.Verdict != model.VerdictNo {
			t.Errorf("%s to an attempt: %+v, %v; anywhere %+v", d, here, err, anywhere)
		}
		if s.May(t.Context(), d) != nil && anywhere.Verdict == model.VerdictYes {
			t.Errorf("%s is refused and can be done", d)
		}
	}
	if a, err := s.Can(t.Context(), model.DeedCreateAttempt); err != nil || a.Verdict != model.VerdictNo {
		t.Errorf("what is not done at a desk: %+v, %v", a, err)
	}
	if _, err := s.Can(t.Context(), model.DeedDecide, model.Subject{Kind: model.SubjectAttempt, ID: nobody}); model.CodeOf(err) != model.CodeNotFound {
		t.Errorf("an attempt that is not there: %v", err)
	}
	if _, err := s.Can(t.Context(), "attempt.paint"); model.CodeOf(err) != model.CodeInvalid {
		t.Errorf("an unknown deed: %v", err)
	}
}

// Describer checks the contract of [model.Describer]: a capability is what
// [model.DeedAsker] answers without a subject.
func Describer(t *testing.T, _ Fixture, s interface {
	model.Describer
	model.DeedAsker
}) {
	c, err := s.Capabilities(t.Context())
	if err != nil || c.Store == "" || c.Reviewer.ID == 0 || len(c.Deeds) != len(model.Deeds()) {
		t.Fatalf("%+v, %v", c, err)
	}
	some := false
	for _, d := range model.Deeds() {
		a, err := s.Can(t.Context(), d)
		if err != nil || c.Deeds[d] != a || c.Can(d) != a.Capability() {
			t.Errorf("%s: the capability is %+v, the answer %+v, %v", d, c.Deeds[d], a, err)
		}
		some = some || !d.ForOperators() && a.Verdict != model.VerdictNo
	}
	if c.Decide.OK != some || c.Decide.OK == (c.Decide.Why != "") {
		t.Errorf("anything can be done: %+v; some deed can: %v", c.Decide, some)
	}
}

// VideoFinder checks the contract of [model.VideoFinder] where there is nothing to find.
func VideoFinder(t *testing.T, _ Fixture, s interface {
	model.AttemptFinder
	model.VideoFinder
}) {
	if url, err := s.VideoURL(t.Context(), nobody); model.CodeOf(err) != model.CodeNotFound || url != "" {
		t.Errorf("an attempt that is not there: %q, %v", url, err)
	}
	row := needsDecision(t, s)
	if url, err := s.VideoURL(t.Context(), row.Attempt.ID); (url == "") != (err != nil) {
		t.Errorf("neither an address nor a reason: %q, %v", url, err)
	}
}

// PeopleReader checks the contract of [model.PeopleReader].
func PeopleReader(t *testing.T, _ Fixture, s interface {
	model.AttemptFinder
	model.Describer
	model.PeopleReader
}) {
	c, err := s.Capabilities(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	who, err := s.Person(t.Context(), c.Reviewer.Username.Raw())
	if err != nil || who.ID != c.Reviewer.ID || who.IsStaff != c.Reviewer.IsStaff {
		t.Errorf("who acts: %+v, %v", who, err)
	}
	if _, err := s.Person(t.Context(), "no_such_person"); model.CodeOf(err) != model.CodeNotFound {
		t.Errorf("nobody: %v", err)
	}
	reviewers, err := s.Reviewers(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	learner, found := needsDecision(t, s).Learner, false
	for _, r := range reviewers {
		found = found || r.ID == who.ID
		if r.ID == learner.ID {
			t.Errorf("the learner %s is among the reviewers", learner.Username)
		}
	}
	if !found {
		t.Errorf("%s is not among the reviewers", who.Username)
	}
}
