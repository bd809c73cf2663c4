package engine

import (
	"strings"
	"testing"

	"examdesk/model"
	"examdesk/store"
)

// The answer is that of the deed itself: who may is told yes, who may not why and
// what to do, and what depends on the course is unknown until it is tried.
func TestCan(t *testing.T) {
	t.Parallel()
	e, s := fresh(t, true)
	row := someAttempt(t, e, model.Filter{})
	attempt := model.Subject{Kind: model.SubjectAttempt, ID: row.Attempt.ID}
	for _, c := range []struct {
		as       string
		deed     model.Deed
		subjects []model.Subject
		want     model.Verdict
		why, out string
	}{
		{"r.adeyemi", model.DeedDecide, nil, model.VerdictYes, "", ""},
		{"r.adeyemi", model.DeedDecide, []model.Subject{attempt}, model.VerdictYes, "", ""},
		{"r.adeyemi", model.DeedGrant, []model.Subject{{Kind: model.SubjectLearner, ID: row.Learner.ID}}, model.VerdictUnknown, "try it to find out", ""},
		{"r.adeyemi", model.DeedRetryDelivery, []model.Subject{{Kind: model.SubjectMessage, ID: 1}}, model.VerdictYes, "", ""},
		{"r.adeyemi", model.DeedCreateAttempt, nil, model.VerdictNo, "no one may", ""},
		{"", model.DeedDecide, nil, model.VerdictNo, "Nobody is signed in", "--as USERNAME"},
		{row.Learner.Username.Raw(), model.DeedDecide, []model.Subject{attempt}, model.VerdictNo, "may not", ""},
	} {
		e.signIn(t, c.as)
		a, err := e.Can(t.Context(), c.deed, c.subjects...)
		if err != nil || a.Verdict != c.want || !strings.Contains(a.Why, c.why) || !strings.Contains(a.WayOut, c.out) {
			t.Errorf("%s, %s: %+v, %v", c.as, c.deed, a, err)
		}
		if (a.Capability().OK) != (c.want != model.VerdictNo) {
			t.Errorf("%s, %s: as a capability %+v", c.as, c.deed, a.Capability())
		}
		if len(c.subjects) == 0 && (e.May(t.Context(), c.deed) == nil) != (a.Verdict == model.VerdictYes) {
			t.Errorf("%s, %s: may and can differ", c.as, c.deed)
		}
	}
	e.signIn(t, "r.adeyemi")
	if _, err := e.Can(t.Context(), model.DeedDecide, model.Subject{Kind: model.SubjectAttempt, ID: 1 << 40}); model.CodeOf(err) != model.CodeNotFound {
		t.Errorf("an attempt that is not there: %v", err)
	}
	if _, err := e.Can(t.Context(), "attempt.paint"); model.CodeOf(err) != model.CodeInvalid {
		t.Errorf("an unknown deed: %v", err)
	}
	only, err := store.Open(t.Context(), s.Info().Path, store.Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = only.Close() })
	if a, err := rigOf(t, only, "r.adeyemi", Config{Clock: now}).Can(t.Context(), model.DeedDecide); err != nil || a.Verdict != model.VerdictNo || a.Why == "" {
		t.Errorf("a store that is read: %+v, %v", a, err)
	}
}
