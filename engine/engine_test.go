package engine

import (
	"context"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"examdesk/store/storetest/migrated"

	"examdesk/store/storetest"

	"examdesk/model"
	"examdesk/store"
)

// now is the end of the shared database's story.
func now() time.Time { return time.Date(2026, 11, 20, 16, 0, 0, 0, time.UTC) }

// fresh is an engine on a copy of the database that edx-proctoring wrote.
func fresh(tb testing.TB, migrate bool) (*rig, *store.Store) {
	tb.Helper()
	path := filepath.Join(tb.TempDir(), "edx.sqlite3")
	storetest.WriteTo(tb, path)
	if migrate {
		if err := migrated.Write(path); err != nil {
			tb.Fatal(err)
		}
	}
	s, err := store.Open(context.Background(), path, store.Options{})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = s.Close() })
	return rigOf(tb, s, "r.adeyemi", Config{Clock: now, Rules: model.DefaultReviewRules()}), s
}

func decision(t *testing.T, e *rig, id int64, review model.ReviewStatus, name string) model.Decision {
	t.Helper()
	d, err := e.ReadAttempt(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	return model.Decision{
		DecisionRequest: model.DecisionRequest{AttemptID: id, Review: review, Expected: d.Version(), Reason: "a second person"},
		ID:              name, Stamp: now(),
	}
}

// TestNothingHalfWritten lets a decision fail in its last step.
func TestNothingHalfWritten(t *testing.T) {
	t.Parallel()
	e, s := fresh(t, true)
	d := decision(t, e, 21, model.ReviewSuspicious, "half")
	err := s.Update(t.Context(), func(tx *store.Tx) error {
		if _, _, err := e.decideIn(t.Context(), tx, d, e.actor); err != nil {
			return err
		}
		return model.Errorf(model.CodeInternal, "the last step failed")
	})
	if model.CodeOf(err) != model.CodeInternal {
		t.Fatal(err)
	}
	after, err := e.ReadAttempt(t.Context(), 21)
	if err != nil || !after.Version().Equal(d.Expected) {
		t.Errorf("the attempt changed (%v)", err)
	}
	if applied, err := e.DecisionApplied(t.Context(), d); applied || err != nil {
		t.Errorf("applied %v, %v", applied, err)
	}
	if _, err := e.Decide(t.Context(), d); err != nil {
		t.Errorf("a second try: %v", err)
	}
	if applied, err := e.DecisionApplied(t.Context(), d); !applied || err != nil {
		t.Errorf("applied %v, %v", applied, err)
	}
}

// TestAttemptWithoutReview gets a review of our own.
func TestAttemptWithoutReview(t *testing.T) {
	t.Parallel()
	e, _ := fresh(t, false)
	page, err := e.FindAttempts(t.Context(), model.AttemptQuery{Filter: model.Filter{Section: model.SectionWaiting, OnlyProctored: true}, Limit: 1})
	if err != nil || len(page.Rows) == 0 {
		t.Fatal(err)
	}
	id := page.Rows[0].Attempt.ID
	got, err := e.Decide(t.Context(), decision(t, e, id, model.ReviewClean, "new"))
	if err != nil {
		t.Fatal(err)
	}
	d, err := e.ReadAttempt(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	if got.To != model.Verified || d.Review == nil || d.Review.ReviewedBy == nil || d.Review.ReviewedBy.Username != "r.adeyemi" {
		t.Errorf("%+v %+v", got, d.Review)
	}
	if len(d.Review.Versions) != 0 {
		t.Error("a first review has no former version")
	}
}

func TestReadOnlyDecides(t *testing.T) {
	t.Parallel()
	e, _ := fresh(t, false)
	e.signIn(t, "")
	d := decision(t, e, 21, model.ReviewClean, "nobody")
	if _, err := e.Decide(t.Context(), d); model.CodeOf(err) != model.CodeDenied {
		t.Errorf("nobody decides: %v", err)
	}
	c, err := e.Capabilities(t.Context())
	if err != nil || c.Decide.OK || c.Decide.Why == "" || len(c.Notes) == 0 {
		t.Errorf("%+v, %v", c, err)
	}
}

func TestVideo(t *testing.T) {
	t.Parallel()
	e, _ := fresh(t, false)
	page, err := e.FindAttempts(t.Context(), model.AttemptQuery{
		Filter: model.Filter{Section: model.SectionNeedsDecision, Backends: []string{"software_secure"}}, Limit: 1})
	if err != nil {
		t.Fatal(err)
	}
	id := page.Rows[0].Attempt.ID
	if _, err := e.VideoURL(t.Context(), id); model.CodeOf(err) != model.CodeDenied {
		t.Errorf("without a key: %v", err)
	}
	// The key of the recorded vectors is the one of the shared database.
	e.cfg.VideoKey = func(context.Context, string) (model.Secret, error) {
		return model.NewSecret("B886E02F19C77EC734B1B132BEECD91E"), nil
	}
	if _, err := e.VideoURL(t.Context(), id); model.CodeOf(err) != model.CodeDenied {
		t.Errorf("plain http to a host that is not allowed: %v", err)
	}
	e.cfg.VideoHosts = []string{"www.remoteproctor.com"}
	if url, err := e.VideoURL(t.Context(), id); err != nil || url == "" {
		t.Errorf("%q, %v", url, err)
	}
}

// A recording is open to those who may decide its attempt, by the table of rights
// as the store has it now; who may not learns nothing of what there is.
func TestVideoAsksTheTable(t *testing.T) {
	t.Parallel()
	e, s := fresh(t, false)
	page, err := e.FindAttempts(t.Context(), model.AttemptQuery{
		Filter: model.Filter{Section: model.SectionNeedsDecision, Backends: []string{"software_secure"}}, Limit: 1})
	if err != nil {
		t.Fatal(err)
	}
	row := page.Rows[0]
	e.cfg.VideoHosts = []string{"www.remoteproctor.com"}
	e.cfg.VideoKey = func(context.Context, string) (model.Secret, error) {
		return model.NewSecret("B886E02F19C77EC734B1B132BEECD91E"), nil
	}
	enlist(t, s, member{name: "v_staff", staff: true}, member{name: "v_super", super: true}, member{name: "v_group", group: "software_secure_review"},
		member{name: "v_other", group: "test_review"}, member{name: "v_learner"}, member{name: "v_inactive", staff: true, inactive: true},
		member{name: "v_course", course: row.Exam.CourseID.Raw(), courseRole: "staff"})
	for name, may := range map[string]bool{
		"v_staff": true, "v_super": true, "v_group": true, "v_other": false, "v_learner": false, "v_inactive": false, "v_course": false, "": false,
	} {
		e.signIn(t, name)
		url, err := e.VideoURL(t.Context(), row.Attempt.ID)
		if may != (err == nil && url != "") || !may && (model.CodeOf(err) != model.CodeDenied || url != "") {
			t.Errorf("%q: %q, %v", name, url, err)
		}
		want := model.CodeNotFound
		if !may && name != "v_other" { // who may decide elsewhere may know
			want = model.CodeDenied
		}
		if _, err := e.VideoURL(t.Context(), 1<<40); model.CodeOf(err) != want {
			t.Errorf("%q and no attempt: %v", name, err)
		}
	}
	e.signIn(t, "v_staff")
	execSQL(t, s, "UPDATE auth_user SET is_staff = 0 WHERE username = 'v_staff'")
	if _, err := e.VideoURL(t.Context(), row.Attempt.ID); model.CodeOf(err) != model.CodeDenied {
		t.Errorf("who has lost the right meanwhile: %v", err)
	}
	execSQL(t, s, "UPDATE auth_user SET is_staff = 1 WHERE id = "+strconv.FormatInt(row.Attempt.UserID, 10))
	e.signIn(t, row.Learner.Username.Raw())
	if _, err := e.VideoURL(t.Context(), row.Attempt.ID); model.CodeOf(err) != model.CodeDenied {
		t.Errorf("their own: %v", err)
	}
	e.cfg.OwnAttempts = true
	if _, err := e.VideoURL(t.Context(), row.Attempt.ID); err != nil {
		t.Errorf("their own, where the profile lets them: %v", err)
	}
}
