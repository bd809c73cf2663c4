//go:build e2e

package decide_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"examdesk/conformance/lms"
	"examdesk/model"
)

// mail is what the LMS says of the e-mail of who decides.
type mail string

const (
	known   mail = "known"
	unknown mail = "unknown"
	doubled mail = "doubled"
	none    mail = "none"
)

// who signs in for each of them.
var who = map[mail]string{known: "ops", unknown: "ops", doubled: "twin_a", none: "mailless"}

// exams are one of each kind of service, with what a review of each status leads to.
var exams = []struct {
	backend, course, exam string
	leads                 map[model.ReviewStatus]model.AttemptStatus
}{
	{"software_secure", lms.Ethics, "final", map[model.ReviewStatus]model.AttemptStatus{
		model.ReviewClean: model.Verified, model.ReviewRulesViolation: model.Verified, model.ReviewSuspicious: model.Rejected, model.ReviewNotReviewed: model.Errored,
	}},
	{"proctorly", lms.Ethics, "midterm", map[model.ReviewStatus]model.AttemptStatus{
		model.ReviewClean: model.Verified, model.ReviewRulesViolation: model.Rejected, model.ReviewSuspicious: model.Rejected, model.ReviewNotReviewed: model.Errored,
	}},
}

// Each review status at each kind of service, by people whose e-mail the LMS knows, does
// not know, knows twice, and does not have: what was sent, what the LMS made of it, and
// what was said.
func TestE2EDecisions(t *testing.T) {
	site := lms.Start(t, lms.Options{})
	for _, exam := range exams {
		for _, review := range model.ReviewStatuses() {
			for _, m := range []mail{known, unknown, doubled, none} {
				t.Run(fmt.Sprintf("%s/%s/%s", exam.backend, review, m), func(t *testing.T) {
					d := enter(t, site, who[m])
					site.Faults.Clear()
					if m == unknown { // the account's e-mail was changed there a moment ago
						site.Faults.Add(lms.Fault{Only: to(http.MethodGet, "/accounts"), Status: 200, Type: "application/json", Body: `[{"username":"ops","email":"formerly@lms.example.com"}]`})
					}
					row := d.ready(t, exam.course, exam.exam, "chi")
					site.Faults.Forget()
					x := made{site: site, row: row, leads: exam.leads[review], mail: m}
					x.got, x.err = d.Decide(t.Context(), decision(row, review, t.Name()))
					x.check(t, review)
				})
			}
		}
	}
}

// made is what came of a decision.
type made struct {
	site  *lms.LMS
	row   model.AttemptRow
	leads model.AttemptStatus
	mail  mail
	got   model.Decided
	err   error
}

func (x made) check(t *testing.T, review model.ReviewStatus) {
	t.Helper()
	is := model.AttemptStatus(x.site.Text("SELECT status FROM proctoring_proctoredexamstudentattempt WHERE id = ?", x.row.Attempt.ID))
	sent := x.posted()
	said := model.Sentence(x.err)
	if x.err == nil {
		said = x.got.To.String() + " " + x.got.Notice
	}
	t.Logf("sent %d, the LMS made it %s, said: %s", sent, is, said)
	fails := x.leads == model.Rejected
	switch {
	case x.mail == doubled:
		if model.CodeOf(x.err) != model.CodeUnavailable || !strings.Contains(said, "two accounts") || is != model.SecondReviewRequired || sent != 1 {
			t.Errorf("%v", x.err)
		}
		return
	case x.mail == none && fails:
		if model.CodeOf(x.err) != model.CodeUnsupported || is != model.SecondReviewRequired || sent != 0 {
			t.Errorf("%v", x.err)
		}
		return
	case x.mail == unknown && fails:
		var conflict *model.ConflictError
		if !errors.As(x.err, &conflict) || !strings.Contains(said, "It is not rejected") || is != model.SecondReviewRequired || sent != 1 {
			t.Errorf("%v", x.err)
		}
		return
	}
	if x.err != nil || x.got.To != x.leads || is != x.leads || x.got.Notice != "" || sent != 1 {
		t.Errorf("%+v, %v", x.got, x.err)
	}
	x.kept(t, review)
}

// kept checks what the LMS keeps of the decision.
func (x made) kept(t *testing.T, review model.ReviewStatus) {
	t.Helper()
	code := x.row.Attempt.Code.Raw()
	from := " FROM proctoring_proctoredexamsoftwaresecurereview WHERE attempt_code = ?"
	var raw map[string]any
	if err := json.Unmarshal([]byte(x.site.Text("SELECT raw_data"+from, code)), &raw); err != nil {
		t.Fatal(err)
	}
	if raw["decision"] != t.Name() || raw["reason"] != "two voices — „zwei“" || raw["source"] != "examdesk" {
		t.Errorf("the raw data are %v", raw)
	}
	if got := x.site.Text("SELECT review_status"+from, code); got != string(review) {
		t.Errorf("the review is %s", got)
	}
	by := x.site.Text("SELECT coalesce((SELECT username FROM auth_user WHERE id = reviewed_by_id), '')"+from, code)
	if want := map[mail]string{known: "ops"}[x.mail]; by != want {
		t.Errorf("reviewed by %q, want %q", by, want)
	}
	if n := x.site.Number("SELECT count(*) FROM proctoring_proctoredexamstudentattemptcomment c JOIN proctoring_proctoredexamsoftwaresecurereview r ON r.id = c.review_id WHERE r.attempt_code = ?", code); n != 2 {
		t.Errorf("%d comments of the service are left of 2", n)
	}
}

// posted counts the requests that were sent and change something.
func (x made) posted() (n int) {
	for _, a := range x.site.Faults.Asked() {
		if a.Method != http.MethodGet {
			n++
		}
	}
	return n
}

// What the API cannot do is refused before anything is sent.
func TestE2ERefusedBeforehand(t *testing.T) {
	site := lms.Start(t, lms.Options{})
	site.Exec("INSERT INTO student_courseaccessrole (user_id, org, course_id, role) SELECT id, 'NordicU', ?, 'staff' FROM auth_user WHERE username = 'test_reviewer'", lms.Ethics)
	for name, x := range map[string]struct {
		who, exam, learner string
		review             model.ReviewStatus
		code               model.Code
		says               string
	}{
		"course staff":      {"prof", "final", "chi", model.ReviewClean, model.CodeDenied, "course staff cannot"},
		"another's group":   {"rest_reviewer", "final", "chi", model.ReviewClean, model.CodeDenied, "software_secure_review"},
		"a dot":             {"ops", "lab", "amina", model.ReviewClean, model.CodeUnsupported, "letters, digits"},
		"two with one":      {"ops", "lab", "soren", model.ReviewClean, model.CodeUnsupported, "Another attempt"},
		"no external id":    {"ops", "lab", "xiaolong", model.ReviewClean, model.CodeUnsupported, "no external id"},
		"a timed exam":      {"ops", "quiz", "amina", model.ReviewClean, model.CodeNotProctored, "timed exam"},
		"null":              {"ops", "void", "amina", model.ReviewClean, model.CodeUnsupported, "null backend"},
		"never submitted":   {"ops", "lab", "layla", model.ReviewClean, model.CodeUnsupported, "never submitted"},
		"only a group":      {"psi_reviewer", "final", "chi", model.ReviewClean, model.CodeDenied, "staff of the course as well"},
		"group and course":  {"test_reviewer", "lab", "olga", model.ReviewSuspicious, "", ""},
		"rejected, started": {"ops", "lab", "layla", model.ReviewSuspicious, "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			d := enter(t, site, x.who)
			row := d.of(t, lms.Ethics, x.exam, x.learner)
			site.Faults.Forget()
			got, err := d.Decide(t.Context(), decision(row, x.review, t.Name()))
			sent := made{site: site}.posted()
			t.Logf("sent %d: %s %v", sent, got.To, err)
			switch {
			case x.code == "" && (err != nil || sent != 1):
				t.Errorf("%+v, %v", got, err)
			case x.code != "" && (model.CodeOf(err) != x.code || !strings.Contains(model.Sentence(err), x.says) || sent != 0):
				t.Errorf("%v", err)
			}
		})
	}
}
