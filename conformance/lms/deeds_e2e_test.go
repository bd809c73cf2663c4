//go:build e2e

package lms_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"examdesk/conformance/lms"
)

// attempt is one of the seed.
type attempt struct {
	id                         int64
	code, external, exam, user string
}

// submitted is a submitted attempt of an exam that no other test has taken.
func submitted(t *testing.T, l *lms.LMS, exam string) (a attempt) {
	t.Helper()
	err := l.DB.QueryRowContext(t.Context(), `SELECT a.id, a.attempt_code, COALESCE(a.external_id, ''), e.content_id, u.username
		FROM proctoring_proctoredexamstudentattempt a JOIN proctoring_proctoredexam e ON e.id = a.proctored_exam_id JOIN auth_user u ON u.id = a.user_id
		WHERE e.exam_name = ? AND a.status = 'submitted' ORDER BY a.id LIMIT 1`, exam).Scan(&a.id, &a.code, &a.external, &a.exam, &a.user)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func status(l *lms.LMS, a attempt) string {
	return l.Text("SELECT status FROM proctoring_proctoredexamstudentattempt WHERE id = ?", a.id)
}

func reviewed(a attempt) string {
	return "/api/edx_proctoring/v1/proctored_exam/attempt/" + a.external + "/reviewed"
}

// whats are what somebody was told.
func whats(told []lms.Told) (all []string) {
	for _, one := range told {
		all = append(all, one.What)
	}
	return all
}

const midterm = "Midterm — Régression 回归"

// personRejects is the review of a person: the attempt is rejected, the grade is
// overridden, the certificate is invalidated, credit fails, the learner gets mail.
func personRejects(t *testing.T, l *lms.LMS) {
	a, before := submitted(t, l, midterm), l.LastTold()
	staff := l.Person("staff")
	answer := l.Call(l.SignIn("staff"), http.MethodPost, reviewed(a), map[string]any{"status": "suspicious", "comments": []any{}, "reviewed_by": staff.Email})
	if answer.Status != http.StatusOK || status(l, a) != "rejected" {
		t.Fatalf("%d %s, the attempt is %s", answer.Status, answer.Body, status(l, a))
	}
	if by := l.Text("SELECT u.username FROM proctoring_proctoredexamsoftwaresecurereview r JOIN auth_user u ON u.id = r.reviewed_by_id WHERE r.attempt_code = ?", a.code); by != "staff" {
		t.Errorf("reviewed by %s", by)
	}
	grades := l.Told("grades", before)
	if !slices.Equal(whats(grades), []string{"override_subsection_grade"}) || grades[0].Named["usage_key_or_id"] != a.exam {
		t.Errorf("grades: %+v", grades)
	}
	if c := l.Told("certificates", before); !slices.Equal(whats(c), []string{"invalidate_certificate"}) {
		t.Errorf("certificates: %+v", c)
	}
	if c := l.Told("credit", before); len(c) != 1 || c[0].Named["status"] != "failed" {
		t.Errorf("credit: %+v", c)
	}
	mail := l.Told("mail", before)
	if len(mail) != 1 || !strings.Contains(strings.Join(whats(mail), ""), "Proctoring") || len(mail[0].About["to"].([]any)) != 1 {
		t.Errorf("mail: %+v", mail)
	}
}

// personRejectsPSI sends PSI's payload, as its own dashboard does.
func personRejectsPSI(t *testing.T, l *lms.LMS) {
	a := submitted(t, l, "Final exam")
	answer := l.Call(l.SignInScript("psi_reviewer"), http.MethodPost, reviewed(a), map[string]any{
		"reviewStatus": "Suspicious", "examMetaData": map[string]any{"examCode": a.code, "ssiRecordLocator": a.external},
		"webCamComments": []any{}, "desktopComments": []any{}, "reviewed_by": l.Person("staff").Email,
	})
	if answer.Status != http.StatusOK || status(l, a) != "rejected" {
		t.Errorf("%d %s, the attempt is %s", answer.Status, answer.Body, status(l, a))
	}
	// Who may not review is refused.
	a = submitted(t, l, "Final exam")
	for who, want := range map[string]int{"prof": 403, "nobody": 403, "rest_reviewer": 403} {
		if answer := l.Call(l.SignIn(who), http.MethodPost, reviewed(a), map[string]any{}); answer.Status != want {
			t.Errorf("%s: %d %s", who, answer.Status, answer.Body)
		}
	}
}

// byHand is what a reviewer does without examdesk: the review is saved in Django admin
// by the person at the browser.
func byHand(t *testing.T, l *lms.LMS) {
	var review int64
	var a attempt
	err := l.DB.QueryRowContext(t.Context(), `SELECT r.id, a.id FROM proctoring_proctoredexamsoftwaresecurereview r
		JOIN proctoring_proctoredexamstudentattempt a ON a.attempt_code = r.attempt_code
		WHERE a.status = 'second_review_required' AND r.review_status = 'Suspicious' ORDER BY a.id LIMIT 1`).Scan(&review, &a.id)
	if err != nil {
		t.Fatal(err)
	}
	raw := l.Text("SELECT raw_data FROM proctoring_proctoredexamsoftwaresecurereview WHERE id = ?", review)
	before, browser := l.LastTold(), l.Browser("staff")
	browser.ReviewInAdmin(review, "Suspicious")
	if status(l, a) != "rejected" {
		t.Errorf("the attempt is %s", status(l, a))
	}
	if by := l.Text("SELECT u.username FROM proctoring_proctoredexamsoftwaresecurereview r JOIN auth_user u ON u.id = r.reviewed_by_id WHERE r.id = ?", review); by != "staff" {
		t.Errorf("reviewed by %s", by)
	}
	if after := l.Text("SELECT raw_data FROM proctoring_proctoredexamsoftwaresecurereview WHERE id = ?", review); after != raw {
		t.Errorf("the raw data changed from %q to %q", raw, after)
	}
	if told := whats(l.Told("grades", before)); !slices.Equal(told, []string{"override_subsection_grade"}) {
		t.Errorf("grades: %v", told)
	}
	// The history has who acted.
	if by := l.Text(`SELECT u.username FROM proctoring_proctoredexamstudentattempt_history h JOIN auth_user u ON u.id = h.history_user_id
		WHERE h.id = ? ORDER BY h.history_id DESC LIMIT 1`, a.id); by != "staff" {
		t.Errorf("the history says %s", by)
	}
	browser.ReviewInAdmin(review, "Clean")
	if status(l, a) != "verified" {
		t.Errorf("the attempt is %s", status(l, a))
	}
}

// unknownEmail is answered with 200, and the case goes back.
func unknownEmail(t *testing.T, l *lms.LMS) {
	a, before := submitted(t, l, midterm), l.LastTold()
	answer := l.Call(l.SignIn("staff"), http.MethodPost, reviewed(a), map[string]any{"status": "suspicious", "comments": []any{}, "reviewed_by": "who@example.com"})
	if answer.Status != http.StatusOK || status(l, a) != "second_review_required" {
		t.Errorf("%d %s, the attempt is %s", answer.Status, answer.Body, status(l, a))
	}
	if told := l.Told("instructor", before); !slices.Contains(whats(told), "send_support_notification") {
		t.Errorf("%+v", told)
	}
	// Two people with one e-mail are more than the library bears.
	a = submitted(t, l, midterm)
	answer = l.Call(l.SignIn("staff"), http.MethodPost, reviewed(a), map[string]any{"status": "suspicious", "comments": []any{}, "reviewed_by": "twins@lms.example.com"})
	if answer.Status != http.StatusInternalServerError || status(l, a) != "submitted" {
		t.Errorf("%d %s, the attempt is %s", answer.Status, answer.Body[:min(100, len(answer.Body))], status(l, a))
	}
}

// notConfirmed keeps an attempt whose service does not say that it removed it, and
// what was told with it is undone.
func notConfirmed(t *testing.T, l *lms.LMS) {
	a, before := submitted(t, l, midterm), l.LastTold()
	path := "/api/edx_proctoring/v1/proctored_exam/attempt/" + strconv.FormatInt(a.id, 10)
	l.Vendor.Answer(func(c lms.VendorCall) (int, string) {
		if c.Method == http.MethodDelete {
			return http.StatusServiceUnavailable, `{}`
		}
		return 0, ""
	})
	defer l.Vendor.Answer(nil)
	if answer := l.Call(l.SignIn("prof"), http.MethodDelete, path, nil); answer.Status != http.StatusBadGateway {
		t.Errorf("%d %s", answer.Status, answer.Body)
	}
	if status(l, a) != "submitted" || len(l.Told("proctorly", before)) != 0 || len(l.Told("instructor", before)) != 0 {
		t.Errorf("the attempt is %s, told were %+v", status(l, a), l.Told("", before))
	}
	l.Vendor.Answer(nil)
	if answer := l.Call(l.SignIn("prof"), http.MethodDelete, path, nil); answer.Status != http.StatusOK {
		t.Errorf("%d %s", answer.Status, answer.Body)
	}
	if n := l.Number("SELECT COUNT(*) FROM proctoring_proctoredexamstudentattempt WHERE id = ?", a.id); n != 0 {
		t.Error("the attempt is there")
	}
	if told := l.Told("proctorly", before); !slices.Equal(whats(told), []string{"remove_exam_attempt"}) {
		t.Errorf("%+v", told)
	}
}

// send sends a review of which the answer may not come.
func send(ctx context.Context, l *lms.LMS, token lms.Token, path, body string) error {
	q, err := http.NewRequestWithContext(ctx, http.MethodPost, l.URL+path, strings.NewReader(body))
	if err != nil {
		return err
	}
	q.Header.Set("Content-Type", "application/json")
	q.Header.Set("Authorization", "JWT "+token.Access)
	a, err := http.DefaultClient.Do(q)
	if err != nil {
		return err
	}
	defer func() { _ = a.Body.Close() }()
	_, err = io.Copy(io.Discard, a.Body)
	return err
}

// lostAnswer cuts the connection after the LMS did what it was asked, and before.
func lostAnswer(t *testing.T, l *lms.LMS) {
	token, a := l.SignIn("staff"), submitted(t, l, "Law final")
	const pass = `{"status": "passed", "comments": []}`
	only := func(r *http.Request) bool { return strings.HasSuffix(r.URL.Path, "/reviewed") }
	defer l.Faults.Clear()

	l.Faults.Add(lms.Fault{Only: only, Times: 1, CutBefore: true})
	if err := send(t.Context(), l, token, reviewed(a), pass); err == nil || status(l, a) != "submitted" {
		t.Errorf("cut before: %v, the attempt is %s", err, status(l, a))
	}
	l.Faults.Add(lms.Fault{Only: only, Times: 1, CutAfter: true})
	if err := send(t.Context(), l, token, reviewed(a), pass); err == nil || status(l, a) != "verified" {
		t.Errorf("cut after: %v, the attempt is %s", err, status(l, a))
	}
	// The faults are over.
	if err := send(t.Context(), l, token, reviewed(a), pass); err != nil {
		t.Error(err)
	}
	l.Faults.Add(lms.Fault{Only: only, Delay: time.Hour})
	ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
	defer cancel()
	if err := send(ctx, l, token, reviewed(a), pass); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("a slow LMS: %v", err)
	}
}

// webServerPages are what stands before an LMS, when that is gone or says no.
func webServerPages(t *testing.T, l *lms.LMS) {
	token := l.SignIn("staff")
	defer l.Faults.Clear()
	for _, want := range []int{500, 502, 503, 429, 403} {
		l.Faults.Clear()
		l.Faults.Add(lms.Fault{Status: want, Header: map[string]string{"Retry-After": "7"}})
		a := l.Call(token, http.MethodGet, me, nil)
		if a.Status != want || !strings.HasPrefix(a.Body, "<html>") || a.Header.Get("Retry-After") != "7" || !strings.HasPrefix(a.Header.Get("Content-Type"), "text/html") {
			t.Errorf("%d: %d %s", want, a.Status, a.Body)
		}
	}
	l.Faults.Clear()
	l.Faults.Add(lms.Fault{Times: 2, Status: 400, Body: `"a bare string"`})
	for _, want := range []int{400, 400, 200} {
		if a := l.Call(token, http.MethodGet, me, nil); a.Status != want {
			t.Errorf("%d, not %d: %s", a.Status, want, a.Body)
		}
	}
	asked := l.Faults.Asked()
	if last := asked[len(asked)-1]; last.Path != me || last.Status != 200 || last.Method != http.MethodGet {
		t.Errorf("%+v", last)
	}
}
