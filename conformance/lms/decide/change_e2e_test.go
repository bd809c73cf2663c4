//go:build e2e

package decide_test

import (
	"errors"
	"net/http"
	"testing"

	"examdesk/conformance/lms"
	"examdesk/model"
)

func change(row model.AttemptRow, kind model.ChangeKind) model.ChangeRequest {
	return model.ChangeRequest{AttemptID: row.Attempt.ID, Kind: kind, Expected: row.Version()}
}

// Course staff resume, remove and grant on a real edx-proctoring.
func TestE2EChanges(t *testing.T) {
	site := lms.Start(t, lms.Options{})
	d := enter(t, site, "prof")
	broken := d.of(t, lms.Ethics, "final", "lukasz")
	got, err := d.ChangeAttempt(t.Context(), change(broken, model.ChangeResume))
	if err != nil || !got.Row.Attempt.ReadyToResume {
		t.Errorf("resume: %+v, %v", got, err)
	}
	site.Vendor.Answer(func(lms.VendorCall) (int, string) { return 500, "out of order" })
	row := d.of(t, lms.Ethics, "midterm", "layla")
	if _, err := d.ChangeAttempt(t.Context(), change(row, model.ChangeRemove)); !errors.Is(err, model.ErrNotConfirmed) || d.gone(t, row) {
		t.Errorf("not confirmed: %v", err)
	}
	site.Vendor.Answer(nil)
	if got, err := d.ChangeAttempt(t.Context(), change(row, model.ChangeRemove)); err != nil || got.Row != nil || !d.gone(t, row) {
		t.Errorf("removed: %+v, %v", got, err)
	}
	row = d.of(t, lms.Ethics, "final", "noa")
	if got, err := d.ChangeAttempt(t.Context(), change(row, model.ChangeRemoveAll)); err != nil || got.Row != nil || !d.gone(t, row) {
		t.Errorf("all removed: %+v, %v", got, err)
	}
	d.grants(t)
}

func (d *desk) grants(t *testing.T) {
	t.Helper()
	var wishes []model.AllowanceWish
	for _, name := range []string{"amina", "soren", "xiaolong", "zoe", "olga", "layla", "noa", "haruto", "priya", "lukasz", "emoji", "Case"} {
		wishes = append(wishes, model.AllowanceWish{Learner: name, Exam: "Final exam", Course: lms.Ethics, Key: model.AllowanceAdditionalTime, Value: "30"})
	}
	for name, wishes := range map[string][]model.AllowanceWish{"granted": wishes, "removed": {{Learner: "amina", Exam: "Final exam", Course: lms.Ethics, Key: model.AllowanceAdditionalTime, Remove: true}}} {
		p, err := d.PlanAllowances(t.Context(), model.AllowanceRequest{Wishes: wishes})
		if err != nil {
			t.Fatal(err)
		}
		got, err := d.ApplyAllowances(t.Context(), p, nil)
		if err != nil || len(got.Results) != len(wishes) {
			t.Fatalf("%s: %+v, %v", name, got, err)
		}
		for _, r := range got.Results {
			if r.Err != nil {
				t.Errorf("%s: %s: %v", name, r.Line.Learner.Username, r.Err)
			}
		}
	}
}

// An answer is lost on the way, before or after the LMS carried the decision out.
func TestE2ELostAnswers(t *testing.T) {
	site := lms.Start(t, lms.Options{})
	post := to(http.MethodPost, "/reviewed")
	for name, x := range map[string]struct {
		fault   lms.Fault
		settled bool
	}{
		"cut before":       {lms.Fault{Only: post, CutBefore: true}, false},
		"cut after":        {lms.Fault{Only: post, CutAfter: true}, true},
		"502 of a proxy":   {lms.Fault{Only: post, Status: 502}, false},
		"503 of a proxy":   {lms.Fault{Only: post, Status: 503}, false},
		"403 of a proxy":   {lms.Fault{Only: post, Status: 403}, false},
		"nothing is wrong": {lms.Fault{Only: post, Times: 1, Status: 0}, true},
	} {
		t.Run(name, func(t *testing.T) {
			d := enter(t, site, "ops")
			row := d.ready(t, lms.Ethics, "final", "chi")
			site.Faults.Clear()
			site.Faults.Forget()
			if name != "nothing is wrong" {
				site.Faults.Add(x.fault)
			}
			got, err := d.Decide(t.Context(), decision(row, model.ReviewSuspicious, t.Name()))
			site.Faults.Clear()
			sent := made{site: site}.posted()
			t.Logf("sent %d: %s %v", sent, got.To, err)
			if x.settled != (err == nil) || sent != 1 {
				t.Errorf("sent %d: %+v, %v", sent, got, err)
			}
			again, err := d.Decide(t.Context(), decision(row, model.ReviewSuspicious, t.Name()))
			if err != nil || again.To != model.Rejected || again.Repeated != x.settled {
				t.Errorf("by a person: %+v, %v", again, err)
			}
		})
	}
}
