package lms

import (
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"examdesk/model"
)

// attempt returns the first attempt that a filter finds.
func (r *rig) attempt(t *testing.T, filter string) model.AttemptRow {
	t.Helper()
	f, err := model.ParseFilter(filter)
	if err != nil {
		t.Fatal(err)
	}
	page, err := r.FindAttempts(t.Context(), model.AttemptQuery{Filter: f, Limit: 1})
	if err != nil || len(page.Rows) == 0 {
		t.Fatalf("no attempt for %s: %v", filter, err)
	}
	return page.Rows[0]
}

func (r *rig) decision(row model.AttemptRow, review model.ReviewStatus, id string) model.Decision {
	return model.Decision{
		DecisionRequest: model.DecisionRequest{AttemptID: row.Attempt.ID, Review: review, Expected: row.Version(), Reason: "a second person"}, ID: id, Stamp: now(),
	}
}

const open = "status:second_review_required backend:software_secure"

// What a decision leaves behind at the LMS and here.
func TestDecisionIsSent(t *testing.T) {
	t.Parallel()
	r := enter(t, "r.adeyemi")
	row := r.attempt(t, open)
	p, err := r.PreviewDecision(t.Context(), r.decision(row, model.ReviewSuspicious, "").DecisionRequest)
	if err != nil || p.RecordedOnly || p.NoReason != "" || !strings.Contains(p.Note, "Django admin") || p.To != model.Rejected {
		t.Fatalf("%+v, %v", p, err)
	}
	r.setFault(nil)
	got, err := r.Decide(t.Context(), r.decision(row, model.ReviewSuspicious, "d1"))
	if err != nil || got.To != model.Rejected || got.Notice != "" || got.Row.Review.ReviewedBy == nil || len(got.Effects) == 0 {
		t.Fatalf("%+v, %v", got, err)
	}
	if sent := r.changes(); len(sent) != 1 || sent[0] != "POST proctored_exam/attempt/"+row.Attempt.ExternalID.Raw()+"/reviewed" {
		t.Errorf("sent %v", sent)
	}
	raw := ask[string](t, r.path, "SELECT raw_data FROM proctoring_proctoredexamsoftwaresecurereview WHERE attempt_code = ?", row.Attempt.Code.Raw())
	for _, part := range []string{`"decision": "d1"`, `"reason": "a second person"`, `"reviewed_by"`, `"webCamComments": []`, `"source": "examdesk"`} {
		if !strings.Contains(raw, part) {
			t.Errorf("the raw data lack %s: %s", part, raw)
		}
	}
	if len(r.taken.rows) == 0 {
		t.Error("the mirror was handed nothing")
	}
	again, err := r.Decide(t.Context(), r.decision(row, model.ReviewSuspicious, "d1"))
	if err != nil || !again.Repeated || again.To != model.Rejected || len(r.changes()) != 1 {
		t.Errorf("again: %+v, %v; sent %v", again, err, r.changes())
	}
	if applied, err := r.DecisionApplied(t.Context(), r.decision(row, model.ReviewSuspicious, "d1")); err != nil || !applied {
		t.Errorf("applied %v, %v", applied, err)
	}
}

// Somebody decided at the LMS, and the mirror does not know it yet.
func TestComparedAtTheLMS(t *testing.T) {
	t.Parallel()
	r := enter(t, "r.adeyemi")
	row := r.attempt(t, open)
	d := r.decision(row, model.ReviewClean, "late")
	r.setFault(func(_ http.ResponseWriter, q *http.Request) bool {
		if q.Method == http.MethodGet && strings.Contains(q.URL.Path, "/search/") {
			execSQL(t, r.path, "UPDATE proctoring_proctoredexamstudentattempt SET status = 'rejected', modified = '2026-11-20 15:59:59.000001' WHERE attempt_code = '"+row.Attempt.Code.Raw()+"'")
		}
		return false
	})
	var conflict *model.ConflictError
	if _, err := r.Decide(t.Context(), d); !errors.As(err, &conflict) || conflict.Now.Attempt.Status != model.Rejected || len(r.changes()) != 0 {
		t.Errorf("%v; sent %v", err, r.changes())
	}
	if len(r.taken.rows) == 0 {
		t.Error("the mirror was not told")
	}
}

// What an answer that is lost leaves: what became of the decision is looked for, nothing
// is sent twice, and a person is asked where looking does not settle it.
func TestAmbiguousDecisions(t *testing.T) {
	t.Parallel()
	cut := func(http.ResponseWriter, *http.Request) bool { panic(http.ErrAbortHandler) }
	proxy := func(w http.ResponseWriter, _ *http.Request) bool {
		w.WriteHeader(http.StatusBadGateway)
		_, _ = w.Write([]byte("<html>502 Bad Gateway</html>"))
		return true
	}
	for name, x := range map[string]struct {
		// done reports whether the LMS carries it out before the answer is lost.
		done bool
		lose func(http.ResponseWriter, *http.Request) bool
		// readable reports whether the LMS can be read afterwards.
		readable bool
		settled  bool
	}{
		"cut, not done":           {false, cut, true, false},
		"cut, done":               {true, cut, true, true},
		"cut, done, unreadable":   {true, cut, false, false},
		"502, not done":           {false, proxy, true, false},
		"502, done":               {true, proxy, true, true},
		"502, not, unreadable":    {false, proxy, false, false},
		"answered, unreadable":    {true, nil, false, false},
		"answered, and readable ": {true, nil, true, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := enter(t, "r.adeyemi")
			row := r.attempt(t, open)
			posted := false
			r.setFault(func(w http.ResponseWriter, q *http.Request) bool {
				switch {
				case q.Method == http.MethodPost && x.lose != nil:
					posted = true
					if x.done {
						carryOut(t, r, q)
					}
					return x.lose(w, q)
				case q.Method == http.MethodPost:
					posted = true
				case posted && !x.readable:
					return proxy(w, q)
				}
				return false
			})
			d := r.decision(row, model.ReviewSuspicious, "d1")
			got, err := r.Decide(t.Context(), d)
			if n := len(r.changes()); n != 1 {
				t.Fatalf("sent %d times", n)
			}
			if x.settled != (err == nil) || x.settled && got.To != model.Rejected {
				t.Fatalf("%+v, %v", got, err)
			}
			if !x.settled && (!errors.Is(err, model.ErrUnsettled) || model.CodeOf(err) != model.CodeUnavailable) {
				t.Errorf("%v", err)
			}
			r.afterwards(t, d, x.done)
		})
	}
}

// carryOut lets the LMS carry a request out whose answer nobody sees.
func carryOut(t *testing.T, r *rig, q *http.Request) {
	t.Helper()
	id := strings.Split(q.URL.Path, "/")[6]
	execSQL(t, r.path, "UPDATE proctoring_proctoredexamstudentattempt SET status = 'rejected', modified = '2026-11-20 16:00:01.000001' WHERE external_id = '"+id+"'",
		"UPDATE proctoring_proctoredexamsoftwaresecurereview SET review_status = 'Suspicious', modified = '2026-11-20 16:00:01.000001', raw_data = '"+
			`{"source": "examdesk", "decision": "d1"}`+"' WHERE attempt_code = (SELECT attempt_code FROM proctoring_proctoredexamstudentattempt WHERE external_id = '"+id+"')")
}

// afterwards sends a decision once more, as a person does who has looked.
func (r *rig) afterwards(t *testing.T, d model.Decision, done bool) {
	t.Helper()
	r.setFault(nil)
	if applied, err := r.DecisionApplied(t.Context(), d); err != nil || applied != done {
		t.Errorf("applied: %v, %v", applied, err)
	}
	got, err := r.Decide(t.Context(), d)
	if err != nil || got.To != model.Rejected || got.Repeated != done || (len(r.changes()) == 0) != done {
		t.Errorf("sent by a person: %+v, %v; sent %v", got, err, r.changes())
	}
}

// The answer was lost, and somebody else decided otherwise: both sides are shown.
func TestAmbiguousAndChangedByOthers(t *testing.T) {
	t.Parallel()
	r := enter(t, "r.adeyemi")
	row := r.attempt(t, open)
	r.setFault(func(_ http.ResponseWriter, q *http.Request) bool {
		if q.Method == http.MethodPost {
			execSQL(t, r.path, "UPDATE proctoring_proctoredexamstudentattempt SET status = 'verified', modified = '2026-11-20 16:00:01.000001' WHERE attempt_code = '"+row.Attempt.Code.Raw()+"'")
			panic(http.ErrAbortHandler)
		}
		return false
	})
	var conflict *model.ConflictError
	if _, err := r.Decide(t.Context(), r.decision(row, model.ReviewSuspicious, "d1")); !errors.As(err, &conflict) || conflict.Now.Attempt.Status != model.Verified {
		t.Errorf("%v", err)
	}
	r.setFault(nil)
	if _, err := r.Decide(t.Context(), r.decision(row, model.ReviewSuspicious, "d1")); !errors.As(err, &conflict) || len(r.changes()) != 0 {
		t.Errorf("again: %v, sent %v", err, r.changes())
	}
}

// The LMS makes something else of a decision than was foreseen.
func TestOtherThanForeseen(t *testing.T) {
	t.Parallel()
	made := func(t *testing.T, to string) (*rig, model.Decided, error) {
		r := enter(t, "r.adeyemi")
		row := r.attempt(t, open)
		r.after = func(q *http.Request) {
			if q.Method == http.MethodPost {
				execSQL(t, r.path, "UPDATE proctoring_proctoredexamstudentattempt SET status = '"+to+"', modified = '2026-11-20 16:00:09.000001' WHERE attempt_code = '"+row.Attempt.Code.Raw()+"'")
			}
		}
		got, err := r.Decide(t.Context(), r.decision(row, model.ReviewSuspicious, "d1"))
		return r, got, err
	}
	t.Run("another status", func(t *testing.T) {
		t.Parallel()
		if _, got, err := made(t, "error"); err != nil || got.To != model.Errored || got.Notice != "The LMS made it error, not rejected as was foreseen." || len(got.Effects) != 0 {
			t.Errorf("%+v, %v", got, err)
		}
	})
	t.Run("back to second review", func(t *testing.T) {
		t.Parallel()
		r, _, err := made(t, "second_review_required")
		var conflict *model.ConflictError
		if !errors.As(err, &conflict) || !strings.Contains(model.Sentence(err), "It is not rejected.") {
			t.Errorf("%v", err)
		}
		var last model.ActivityLine
		if err := r.Activity(t.Context(), model.ActivityQuery{}, func(l model.ActivityLine) error { last = l; return nil }); err != nil || last.To != "second_review_required" {
			t.Errorf("the line is %+v, %v", last.Activity, err)
		}
	})
}

// A refusal that had already committed something is told as it is.
func TestRefusedAndCommitted(t *testing.T) {
	t.Parallel()
	r := enter(t, "r.adeyemi")
	row := r.attempt(t, open)
	r.setFault(func(w http.ResponseWriter, q *http.Request) bool {
		if q.Method != http.MethodPost {
			return false
		}
		carryOut(t, r, q)
		w.WriteHeader(http.StatusBadRequest)
		_, _ = w.Write([]byte(`{"detail":"a comment is wrong"}`))
		return true
	})
	got, err := r.Decide(t.Context(), r.decision(row, model.ReviewSuspicious, "d1"))
	if err != nil || got.To != model.Rejected || !strings.Contains(got.Notice, "a comment is wrong") {
		t.Errorf("%+v, %v", got, err)
	}
}

// A decision that cannot be noted is not sent.
func TestNothingIsSentThatCannotBeNoted(t *testing.T) {
	t.Parallel()
	r := enter(t, "r.adeyemi")
	r.signIn(t, "r.adeyemi", func(c *Config) { c.Diary = OpenDiary(r.path+"/not a folder/diary", 0, now) })
	row := r.attempt(t, open)
	r.setFault(nil)
	if _, err := r.Decide(t.Context(), r.decision(row, model.ReviewClean, "d1")); err == nil || len(r.changes()) != 0 {
		t.Errorf("%v, sent %v", err, r.changes())
	}
}

// Two desks of a process decide one attempt: one of them is told.
func TestOneAtATime(t *testing.T) {
	t.Parallel()
	r := enter(t, "r.adeyemi")
	row := r.attempt(t, open)
	errs := make(chan error, 2)
	for i, review := range []model.ReviewStatus{model.ReviewClean, model.ReviewSuspicious} {
		go func() {
			d := r.decision(row, review, string(rune('a'+i)))
			d.Stamp = now().Add(time.Duration(i))
			_, err := r.Decide(t.Context(), d)
			errs <- err
		}()
	}
	a, b := <-errs, <-errs
	if (a == nil) == (b == nil) || model.CodeOf(errors.Join(a, b)) != model.CodeConflict {
		t.Errorf("%v and %v", a, b)
	}
}
