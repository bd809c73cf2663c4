package lms

import (
	"net/http"
	"strings"
	"testing"

	"examdesk/model"
)

const (
	attempts = "UPDATE proctoring_proctoredexamstudentattempt SET "
	byCode   = " WHERE attempt_code = (SELECT attempt_code FROM target)"
	examOf   = " WHERE id = (SELECT a.proctored_exam_id FROM proctoring_proctoredexamstudentattempt a JOIN target USING (attempt_code))"
)

// What the LMS would answer with an error, or wrongly, is refused before it is asked, and
// the refusal says who can, and where.
func TestRefusedBeforehand(t *testing.T) {
	t.Parallel()
	empty := ""
	for name, x := range map[string]struct {
		who    string
		filter string
		review model.ReviewStatus
		change string
		email  *string
		code   model.Code
		says   []string
	}{
		"timed":         {change: "UPDATE proctoring_proctoredexam SET is_proctored = 0" + examOf, code: model.CodeNotProctored, says: []string{"no longer proctored", "Studio"}},
		"null backend":  {change: "UPDATE proctoring_proctoredexam SET backend = 'null'" + examOf, code: model.CodeUnsupported, says: []string{"null backend", "set_attempt_status"}},
		"no id":         {change: attempts + "external_id = NULL" + byCode, code: model.CodeUnsupported, says: []string{"no external id", "set_attempt_status"}},
		"a dot":         {change: attempts + "external_id = 'a.b'" + byCode, code: model.CodeUnsupported, says: []string{"a.b", "letters, digits", "Django admin"}},
		"a letter":      {change: attempts + "external_id = 'ä'" + byCode, code: model.CodeUnsupported, says: []string{"letters, digits", "Django admin"}},
		"two with one":  {change: attempts + "external_id = 'TWINS' WHERE id IN (SELECT id FROM proctoring_proctoredexamstudentattempt WHERE attempt_code = (SELECT attempt_code FROM target) UNION SELECT max(id) FROM proctoring_proctoredexamstudentattempt)", code: model.CodeUnsupported, says: []string{"Another attempt", "Django admin"}},
		"not submitted": {review: model.ReviewClean, change: attempts + "completed_at = NULL" + byCode, code: model.CodeUnsupported, says: []string{"never submitted", "set_attempt_status"}},
		"no e-mail":     {email: &empty, code: model.CodeUnsupported, says: []string{"gives no e-mail", "Django admin"}},
		"course staff":  {who: "yuki_sato", code: model.CodeDenied, says: []string{"may not decide", "Global staff", "course staff cannot"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if x.review == "" {
				x.review = model.ReviewSuspicious
			}
			r := enter(t, "r.adeyemi")
			row := r.attempt(t, open)
			if x.change != "" {
				execSQL(t, r.path, "CREATE TABLE target AS SELECT '"+row.Attempt.Code.Raw()+"' AS attempt_code", x.change)
			}
			if x.who != "" {
				execSQL(t, r.path, asStaffOf(x.who, row.Exam.CourseID.Raw())...)
				r.signIn(t, x.who)
			}
			r.email = x.email
			r.setFault(nil)
			row, err := r.row(t.Context(), row.Attempt.ID)
			if err != nil {
				t.Fatal(err)
			}
			d := r.decision(row, x.review, "d1")
			_, preview := r.PreviewDecision(t.Context(), d.DecisionRequest)
			_, decide := r.Decide(t.Context(), d)
			for _, err := range []error{preview, decide} {
				if model.CodeOf(err) != x.code {
					t.Errorf("%s: %v", model.CodeOf(err), err)
				}
				for _, part := range x.says {
					if !strings.Contains(model.Sentence(err), part) {
						t.Errorf("it does not say %q: %v", part, err)
					}
				}
			}
			if sent := r.changes(); len(sent) != 0 {
				t.Errorf("sent %v", sent)
			}
		})
	}
}

// What leads elsewhere than to a rejection needs no e-mail, and what is not verified no
// submission.
func TestNotRefused(t *testing.T) {
	t.Parallel()
	r := enter(t, "r.adeyemi")
	empty := ""
	r.email = &empty
	row := r.attempt(t, open)
	p, err := r.PreviewDecision(t.Context(), r.decision(row, model.ReviewClean, "").DecisionRequest)
	if err != nil || !strings.Contains(strings.Join(p.Warnings, " "), "will name no reviewer") {
		t.Errorf("%v, %v", p.Warnings, err)
	}
	if got, err := r.Decide(t.Context(), r.decision(row, model.ReviewClean, "d1")); err != nil || got.To != model.Verified || got.Row.Review.ReviewedBy != nil {
		t.Errorf("%+v, %v", got, err)
	}
	r = enter(t, "r.adeyemi")
	row = r.attempt(t, open)
	execSQL(t, r.path, attempts+"completed_at = NULL WHERE attempt_code = '"+row.Attempt.Code.Raw()+"'")
	if row, err = r.row(t.Context(), row.Attempt.ID); err != nil {
		t.Fatal(err)
	}
	if got, err := r.Decide(t.Context(), r.decision(row, model.ReviewSuspicious, "d2")); err != nil || got.To != model.Rejected {
		t.Errorf("%+v, %v", got, err)
	}
}

// The exam changes at the LMS after the mirror was read.
func TestRefusedAsTheLMSHasIt(t *testing.T) {
	t.Parallel()
	r := enter(t, "r.adeyemi")
	row := r.attempt(t, open)
	r.setFault(func(_ http.ResponseWriter, q *http.Request) bool {
		if strings.Contains(q.URL.Path, "/search/") {
			execSQL(t, r.path, attempts+"external_id = 'a.b' WHERE attempt_code = '"+row.Attempt.Code.Raw()+"'")
		}
		return false
	})
	if _, err := r.Decide(t.Context(), r.decision(row, model.ReviewClean, "d1")); model.CodeOf(err) != model.CodeUnsupported || len(r.changes()) != 0 {
		t.Errorf("%v, sent %v", err, r.changes())
	}
}

// A token of somebody else decides nothing in this person's name.
func TestTokenOfSomebodyElse(t *testing.T) {
	t.Parallel()
	r := enter(t, "r.adeyemi")
	row := r.attempt(t, open)
	r.setFault(func(w http.ResponseWriter, q *http.Request) bool {
		if strings.HasSuffix(q.URL.Path, "/me") {
			_, _ = w.Write([]byte(`{"username":"somebody.else"}`))
			return true
		}
		return false
	})
	if _, err := r.Decide(t.Context(), r.decision(row, model.ReviewClean, "d1")); model.CodeOf(err) != model.CodeDenied || !strings.Contains(model.Sentence(err), "somebody.else") || len(r.changes()) != 0 {
		t.Errorf("%v, sent %v", err, r.changes())
	}
}

// Every deed that is lacking says why, and what to do instead.
func TestEveryLackHasAWayOut(t *testing.T) {
	t.Parallel()
	r := enter(t, "r.adeyemi")
	for deed := range lacks() {
		a, err := r.Can(t.Context(), deed)
		if err != nil || a.Verdict != model.VerdictNo || a.Why == "" {
			t.Errorf("%s: %+v, %v", deed, a, err)
		}
		if l := lacks()[deed]; a.Why == l.why && a.WayOut != l.wayOut || l.wayOut == "" || !strings.HasSuffix(l.wayOut, ".") || !strings.HasSuffix(l.why, ".") {
			t.Errorf("%s: %+v", deed, a)
		}
	}
	for _, deed := range []model.Deed{model.DeedDecide, model.DeedResume, model.DeedRemove, model.DeedGrant} {
		if a, err := r.Can(t.Context(), deed); err != nil || a.Verdict != model.VerdictYes {
			t.Errorf("%s: %+v, %v", deed, a, err)
		}
	}
}

// A store that is opened read-only sends nothing.
func TestReadOnly(t *testing.T) {
	t.Parallel()
	r := enter(t, "r.adeyemi")
	row := r.attempt(t, open)
	r.signIn(t, "r.adeyemi", func(c *Config) { c.ReadOnly = "The store is opened read-only." })
	r.setFault(nil)
	_, decide := r.Decide(t.Context(), r.decision(row, model.ReviewClean, "d1"))
	_, change := r.ChangeAttempt(t.Context(), model.ChangeRequest{AttemptID: row.Attempt.ID, Kind: model.ChangeRemove, Expected: row.Version()})
	_, grant := r.ApplyAllowances(t.Context(), model.AllowancePlan{}, nil)
	for _, err := range []error{decide, change, grant, r.Info().MayWrite()} {
		if model.CodeOf(err) != model.CodeReadOnly {
			t.Errorf("%v", err)
		}
	}
	if len(r.changes()) != 0 {
		t.Errorf("sent %v", r.changes())
	}
}

// Who may send reviews and read no attempts decides nothing: what became of it could not
// be seen.
func TestOnlyAGroup(t *testing.T) {
	t.Parallel()
	r := enter(t, "r.adeyemi")
	row := r.attempt(t, open)
	member := []string{
		"INSERT OR IGNORE INTO auth_group (name) VALUES ('software_secure_review')",
		"INSERT INTO auth_user_groups (user_id, group_id) SELECT u.id, g.id FROM auth_user u, auth_group g WHERE u.username = 'yuki_sato' AND g.name = 'software_secure_review'",
	}
	for _, x := range []struct {
		role string
		want model.Code
	}{{"course-v1:NordicU+NONE+2026", model.CodeDenied}, {row.Exam.CourseID.Raw(), ""}} {
		r := enter(t, "r.adeyemi", append(member, asStaffOf("yuki_sato", x.role)...)...)
		r.signIn(t, "yuki_sato")
		row := r.attempt(t, open)
		r.setFault(nil)
		_, err := r.Decide(t.Context(), r.decision(row, model.ReviewSuspicious, "d1"))
		if x.want == "" && err != nil || x.want != "" && (model.CodeOf(err) != x.want || !strings.Contains(model.Sentence(err), "could not be seen") || len(r.changes()) != 0) {
			t.Errorf("%s: %v, sent %v", x.role, err, r.changes())
		}
	}
}
