package conformance

import (
	"context"
	"encoding/json"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"examdesk/model"
)

// OnboardingProfiles implements [model.OnboardingProfiler].
func (s *recordedService) OnboardingProfiles(_ context.Context, course string, _ []string) ([]model.OnboardingProfile, error) {
	c, err := s.answer("get_onboarding_profile_info", course)
	if err != nil {
		return nil, err
	}
	answer, _ := c.Returns.(map[string]any)
	data, err := json.Marshal(answer["results"])
	if err != nil {
		return nil, err
	}
	var list []struct {
		User   string `json:"user_id"`
		Status string
	}
	err = json.Unmarshal(data, &list)
	var out []model.OnboardingProfile
	for _, p := range list {
		out = append(out, model.OnboardingProfile{UserID: p.User, Status: p.Status})
	}
	return out, err
}

const boardPath = "/edx_proctoring/v1/user_onboarding/status/course_id/"

// TestOnboardingBoard asks for the board of a course as each recorded request
// did and compares the learners on the page.
func TestOnboardingBoard(t *testing.T) {
	t.Parallel()
	tried := 0
	transcripts(t, "http", func(tr *transcript) {
		if tr.Route != "edx_proctoring:user_onboarding.status.course" || tr.Response == nil || tr.Replay.Possible != "yes" {
			return
		}
		if s := tr.Response.Status; s == 403 || s == 405 { // the requester's rights and the method are not asked here
			return
		}
		tried++
		if diff := cmp.Diff(boardRecorded(t, tr), boardOurs(t, tr)); diff != "" {
			t.Errorf("%s (-recorded +ours):\n%s", tr.ID, diff)
		}
	})
	if tried < 40/sample {
		t.Errorf("only %d requests were tried", tried)
	}
}

type boardLine struct {
	Username string
	Mode     string `json:"enrollment_mode"`
	Status   *string
	Modified *time.Time
}

type board struct {
	Refused int
	Count   int
	Results []boardLine
}

func boardRecorded(t *testing.T, tr *transcript) (b board) {
	t.Helper()
	if tr.Response.Status != 200 {
		return board{Refused: tr.Response.Status}
	}
	if err := json.Unmarshal(tr.Response.Body, &b); err != nil {
		t.Fatal(err)
	}
	return b
}

func boardOurs(t *testing.T, tr *transcript) board {
	t.Helper()
	params, err := url.ParseQuery(tr.Request.Query)
	if err != nil {
		t.Fatal(err)
	}
	q := model.BoardQuery{
		Course: strings.TrimPrefix(tr.Request.Path, boardPath), Search: params.Get("text_search"), FromProfiles: tr.Hints.AllSwitches != nil && *tr.Hints.AllSwitches,
	}
	if params.Has("statuses") {
		q.Statuses = []model.OnboardingStatus{}
		for s := range strings.SplitSeq(params.Get("statuses"), ",") {
			if s != "" {
				q.Statuses = append(q.Statuses, model.OnboardingStatus(s))
			}
		}
	}
	if slices.Contains(tr.Replay.Needs, "backend_unconfigured") {
		delete(tr.Backends, onboardingBackend(tr))
	}
	rows, err := openReplay(t, tr).engine.CourseOnboarding(t.Context(), q)
	if err != nil {
		return board{Refused: map[model.Code]int{model.CodeNotFound: 404, model.CodeUnavailable: 503}[model.CodeOf(err)]}
	}
	b := board{Count: len(rows), Results: []boardLine{}}
	if tr.Hints.PerPage > 0 { // the one request for a page that is not the first asks for the second
		rows = rows[tr.Hints.PerPage : 2*tr.Hints.PerPage]
	}
	for _, r := range rows {
		line := boardLine{Username: r.Learner.Username.Raw(), Mode: r.Mode, Modified: r.Modified}
		if r.Status != "" {
			status := string(r.Status)
			line.Status = &status
		}
		b.Results = append(b.Results, line)
	}
	return b
}

// TestOnboardingStatus asks where a learner stands as each recorded request of
// the learner's page did that took it from the attempts.
func TestOnboardingStatus(t *testing.T) {
	t.Parallel()
	tried := 0
	transcripts(t, "http", func(tr *transcript) {
		if tr.Route != "edx_proctoring:user_onboarding.status" || tr.Response == nil || tr.Response.Status != 200 || len(tr.BackendCalls) > 0 {
			return
		}
		tried++
		var want struct {
			Status  string     `json:"onboarding_status"`
			Expires *time.Time `json:"expiration_date"`
		}
		if err := json.Unmarshal(tr.Response.Body, &want); err != nil {
			t.Fatal(err)
		}
		params, err := url.ParseQuery(tr.Request.Query)
		if err != nil {
			t.Fatal(err)
		}
		username := params.Get("username")
		if username == "" {
			username = tr.User.Username
		}
		got, err := openReplay(t, tr).engine.OnboardingStatus(t.Context(), params.Get("course_id"), userNamed(tr, username), onboardingBackend(tr))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want.Expires, got.Expires); diff != "" || want.Status != string(got.Status) {
			t.Errorf("%s: %q, recorded %q; expiry (-recorded +ours):\n%s", tr.ID, got.Status, want.Status, diff)
		}
	})
	if tried < 40/sample {
		t.Errorf("only %d requests were tried", tried)
	}
}

func userNamed(tr *transcript, username string) int64 {
	for _, u := range tr.Before["auth_user"] {
		if u["username"] == username {
			return kwargs(u).number("id")
		}
	}
	return 0
}

// onboardingBackend is the service of the recorded practice exams, which is one.
func onboardingBackend(tr *transcript) string {
	for _, e := range tr.Before["proctoring_proctoredexam"] {
		if e["is_practice_exam"] == true && e["is_proctored"] == true && e["is_active"] == true {
			return kwargs(e).text("backend", "")
		}
	}
	return ""
}
