package attempt

import (
	"context"
	"encoding/json"
	"strings"
	"testing"

	"examdesk/cli/find"
	"examdesk/cli/kit"
	"examdesk/cli/kit/kittest"
	"examdesk/cli/steps"
	"examdesk/model"
)

// changes are the commands that change attempts, each with its deed.
func changes() map[string]struct {
	run  func(context.Context, ChangeOptions) error
	deed model.Deed
	kind model.ChangeKind
	says string
} {
	type change = struct {
		run  func(context.Context, ChangeOptions) error
		deed model.Deed
		kind model.ChangeKind
		says string
	}
	return map[string]change{
		"resume": {func(ctx context.Context, o ChangeOptions) error { return resumeRun(ctx, &o) }, model.DeedResume, model.ChangeResume, "7  is ready to resume"},
		"reset":  {func(ctx context.Context, o ChangeOptions) error { return resetRun(ctx, &o) }, model.DeedReset, model.ChangeReset, "7  is verified; attempt 8 is new"},
		"delete": {func(ctx context.Context, o ChangeOptions) error {
			return deleteRun(ctx, &DeleteOptions{ChangeOptions: o})
		}, model.DeedRemove, model.ChangeRemove, "7  is deleted"},
		"set-status": {func(ctx context.Context, o ChangeOptions) error {
			return setStatusRun(ctx, &SetStatusOptions{ChangeOptions: o, Status: "verified"})
		}, model.DeedSetStatus, model.ChangeStatus, "7  is verified"},
		"review": {func(ctx context.Context, o ChangeOptions) error {
			return reviewRun(ctx, &ReviewOptions{ChangeOptions: o, Outcome: "clean"})
		}, model.DeedDecide, "", "7  is verified (Clean)"},
	}
}

// done is how many attempts were changed or decided.
func (s *fakeStore) done() int { return len(s.Changed) + len(s.Decided) }

// What every change of attempts has in common: a plan that is only printed, a
// question, the deed that is asked about, and the exit status of what goes wrong.
func TestChangeRun(t *testing.T) {
	t.Parallel()
	for name, c := range changes() {
		for _, x := range []struct {
			name   string
			given  func(*fakeStore, *ChangeOptions)
			status int
			done   int
			says   string
		}{
			{"done", func(*fakeStore, *ChangeOptions) {}, 0, 1, c.says},
			{"by code", func(_ *fakeStore, o *ChangeOptions) { o.IDs = []string{"CODE-OF-7"} }, 0, 1, c.says},
			{"by filter", func(_ *fakeStore, o *ChangeOptions) { o.IDs, o.Filter = nil, "status:submitted" }, 0, 2, c.says},
			{"dry", func(_ *fakeStore, o *ChangeOptions) { o.Yes, o.DryRun = false, true }, 0, 0, "7  mei_zhang, Midterm 1: "},
			{"dry, only read", func(s *fakeStore, o *ChangeOptions) { s.ReadOnly, o.DryRun = "Only read.", true }, 0, 0, "will mark the exam as completed"},
			{"no yes", func(_ *fakeStore, o *ChangeOptions) { o.Yes = false }, 2, 0, "add --yes"},
			{"no yes, JSON", func(_ *fakeStore, o *ChangeOptions) { o.Yes, o.AsJSON = false, true }, 2, 0, "with --json add --yes"},
			{"none named", func(_ *fakeStore, o *ChangeOptions) { o.IDs = nil }, 2, 0, "name the attempts by id"},
			{"named twice", func(_ *fakeStore, o *ChangeOptions) { o.Filter = "is:stuck" }, 2, 0, "not by both"},
			{"bad id", func(_ *fakeStore, o *ChangeOptions) { o.IDs = []string{"7x"} }, 2, 0, ""},
			{"conflict", func(s *fakeStore, _ *ChangeOptions) { s.Err = model.AsConflict(model.Version{}, model.AttemptRow{}) }, 3, 0, "7  failed: The attempt changed"},
			{"denied", func(s *fakeStore, _ *ChangeOptions) { s.Refuse = kittest.Denied() }, 4, 0, "You may not do this."},
			{"denied, dry", func(s *fakeStore, o *ChangeOptions) { s.Refuse, o.DryRun = kittest.Denied(), true }, 4, 0, ""},
			{"only read", func(s *fakeStore, _ *ChangeOptions) { s.ReadOnly = "Only read." }, 4, 0, "Only read."},
			{"not there", func(_ *fakeStore, o *ChangeOptions) { o.IDs = []string{"99"} }, 5, 0, "99  cannot be done: There is no attempt 99."},
			{"unreachable", func(s *fakeStore, _ *ChangeOptions) { s.Err = kittest.Unreachable() }, 6, 0, "7  failed: The store cannot be reached."},
		} {
			t.Run(name+"/"+x.name, func(t *testing.T) {
				t.Parallel()
				s := newFake()
				d := s.on(t)
				o := asked(d, "7")
				x.given(s, &o)
				d.Says(t, c.run(t.Context(), o), x.status, x.says)
				if s.done() != x.done {
					t.Errorf("%d attempts were changed, want %d", s.done(), x.done)
				}
				s.AskedOnly(t, c.deed)
				for _, r := range s.Changed {
					if r.Kind != c.kind || !r.Expected.Modified.Equal(kittest.Now()) {
						t.Errorf("asked for %+v", r)
					}
				}
			})
		}
	}
}

// What came of a decision other than was foreseen is said.
func TestDecidedOtherwise(t *testing.T) {
	t.Parallel()
	s := newFake()
	d := s.on(t)
	s.Notice = "The LMS made it error, not verified as was foreseen."
	d.Says(t, changes()["review"].run(t.Context(), asked(d, "7")), 0, "7  is verified (Clean); NOTE: The LMS made it error, not verified as was foreseen.")
}

// As JSON a change says the same dry and done.
func TestChangeJSON(t *testing.T) {
	t.Parallel()
	for name, c := range changes() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, dry := range []bool{true, false} {
				s := newFake()
				d := s.on(t)
				o := asked(d, "7", "99")
				o.AsJSON, o.DryRun = true, dry
				d.Says(t, c.run(t.Context(), o), 5)
				var got []steps.StepJSON
				if err := json.Unmarshal(d.Said.Bytes(), &got); err != nil || len(got) != 2 {
					t.Fatalf("%v: %s", err, d.Said)
				}
				if got[0].Done == dry || got[0].Rules != "6.1.2" || len(got[0].Effects) != 1 || got[0].Effects[0].Certainty != "will" || got[0].Problem != nil {
					t.Errorf("dry %t: %+v", dry, got[0])
				}
				if got[1].Done || got[1].Code == nil || *got[1].Code != "not_found" {
					t.Errorf("dry %t: %+v", dry, got[1])
				}
			}
		})
	}
}

// What resuming gives the learner is in the JSON, as docs/commands.md says.
func TestResumeJSON(t *testing.T) {
	t.Parallel()
	s := newFake()
	s.Change.Resume = &model.Resumption{Minutes: 12, Whole: true}
	d := s.on(t)
	o := asked(d, "7")
	o.AsJSON, o.DryRun = true, true
	d.Says(t, resumeRun(t.Context(), &o), 0, `"minutes_left": 12`, `"whole_time_again": true`, `"cut_by_due_date": false`, `"same_questions": true`)
}

func TestDeleteAllRun(t *testing.T) {
	t.Parallel()
	for name, x := range map[string]struct {
		given  func(*fakeStore, *DeleteOptions)
		status int
		done   int
		says   string
	}{
		"done":            {func(*fakeStore, *DeleteOptions) {}, 0, 1, "7  2 attempts deleted"},
		"dry":             {func(_ *fakeStore, o *DeleteOptions) { o.DryRun = true }, 0, 0, "2 attempts would be deleted"},
		"without exam":    {func(_ *fakeStore, o *DeleteOptions) { o.Exam = "" }, 2, 0, "--all-of and --exam go together"},
		"without learner": {func(_ *fakeStore, o *DeleteOptions) { o.AllOf = "" }, 2, 0, "--all-of and --exam go together"},
		"with ids":        {func(_ *fakeStore, o *DeleteOptions) { o.IDs = []string{"7"} }, 2, 0, "--all-of and --exam go together"},
		"with a filter":   {func(_ *fakeStore, o *DeleteOptions) { o.Filter = "is:stuck" }, 2, 0, "--all-of and --exam go together"},
		"bad exam":        {func(_ *fakeStore, o *DeleteOptions) { o.Exam = "two" }, 2, 0, ""},
		"denied":          {func(s *fakeStore, _ *DeleteOptions) { s.Refuse = kittest.Denied() }, 4, 0, ""},
		"no such exam":    {func(_ *fakeStore, o *DeleteOptions) { o.Exam = "9" }, 5, 0, ""},
		"no such learner": {func(s *fakeStore, _ *DeleteOptions) { s.Learners = nil }, 5, 0, ""},
		"several learners": {func(s *fakeStore, _ *DeleteOptions) {
			s.Learners = append(s.Learners, model.Learner{ID: 4, Username: "mei_li"})
		}, 2, 0, "mei_li"},
		"no attempt": {func(s *fakeStore, _ *DeleteOptions) { s.FewAttempts.All = nil }, 5, 0, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newFake()
			s.Change.Attempts = 2
			d := s.on(t)
			o := &DeleteOptions{ChangeOptions: asked(d), AllOf: "mei_zhang", Exam: "2"}
			x.given(s, o)
			d.Says(t, deleteRun(t.Context(), o), x.status, x.says)
			if len(s.Changed) != x.done || x.done == 1 && s.Changed[0].Kind != model.ChangeRemoveAll {
				t.Errorf("changed %+v", s.Changed)
			}
		})
	}
}

func TestSetStatusRun(t *testing.T) {
	t.Parallel()
	s := newFake()
	d := s.on(t)
	d.Says(t, setStatusRun(t.Context(), &SetStatusOptions{ChangeOptions: asked(d, "7"), Status: "nonsense"}), 2)
	s.AskedOnly(t)
	d.Says(t, setStatusRun(t.Context(), &SetStatusOptions{ChangeOptions: asked(d, "7"), Status: "rejected"}), 0)
	if len(s.Changed) != 1 || s.Changed[0].Status != model.Rejected {
		t.Errorf("changed %+v", s.Changed)
	}
}

func TestReviewRun(t *testing.T) {
	t.Parallel()
	for name, x := range map[string]struct {
		outcome, reason, noReason string
		status                    int
		review                    model.ReviewStatus
	}{
		"standard word":        {"rules_violation", "", "", 0, model.ReviewRulesViolation},
		"as people write it":   {"Rules Violation", "", "", 0, model.ReviewRulesViolation},
		"with a reason":        {"suspicious", "A phone.", "", 0, model.ReviewSuspicious},
		"nothing found":        {"", "", "", 2, ""},
		"not an outcome":       {"fine", "", "", 2, ""},
		"too long a reason":    {"clean", strings.Repeat("x", model.MaxReason+1), "", 2, ""},
		"reason is not kept":   {"clean", "Allowed.", "This store keeps no reasons.", 6, ""},
		"no reason, none kept": {"clean", "", "This store keeps no reasons.", 0, model.ReviewClean},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newFake()
			s.Preview.NoReason = x.noReason
			d := s.on(t)
			d.Says(t, reviewRun(t.Context(), &ReviewOptions{ChangeOptions: asked(d, "7"), Outcome: x.outcome, Reason: x.reason}), x.status)
			if x.status != 0 {
				if s.done() != 0 {
					t.Errorf("decided %+v", s.Decided)
				}
				return
			}
			got := s.Decided[0]
			if got.Review != x.review || got.Reason != x.reason || got.ID == "" || !got.Stamp.Equal(d.Clock()) || !got.Expected.Modified.Equal(kittest.Now()) {
				t.Errorf("decided %+v", got)
			}
		})
	}
}

func TestViewRun(t *testing.T) {
	t.Parallel()
	for name, x := range map[string]struct {
		given  func(*fakeStore, *ViewOptions)
		status int
		says   []string
	}{
		"page":       {func(*fakeStore, *ViewOptions) {}, 0, []string{"Attempt 7 of mei_zhang at Midterm 1: submitted", "No review has come.", "History"}},
		"by code":    {func(_ *fakeStore, o *ViewOptions) { o.Attempt = "CODE-OF-7" }, 0, []string{"Attempt 7 of"}},
		"JSON":       {func(_ *fakeStore, o *ViewOptions) { o.AsJSON = true }, 0, []string{`"id": 7`, `"status": "submitted"`, `"standing": {`, `"history": []`}},
		"video":      {func(_ *fakeStore, o *ViewOptions) { o.Video = true }, 0, []string{"https://recordings.example.org/7"}},
		"video JSON": {func(_ *fakeStore, o *ViewOptions) { o.Video, o.AsJSON = true, true }, 0, []string{`"video_url": "https://recordings.example.org/7"`}},
		"zone":       {func(_ *fakeStore, o *ViewOptions) { o.Zone = "Asia/Tokyo" }, 0, []string{"JST for the learner"}},
		"bad zone":   {func(_ *fakeStore, o *ViewOptions) { o.Zone = "Nowhere" }, 2, nil},
		"bad id":     {func(_ *fakeStore, o *ViewOptions) { o.Attempt = "-1" }, 2, nil},
		"not there":  {func(_ *fakeStore, o *ViewOptions) { o.Attempt = "99" }, 5, nil},
		"no code":    {func(_ *fakeStore, o *ViewOptions) { o.Attempt = "NO-SUCH-CODE" }, 5, nil},
		"denied":     {func(s *fakeStore, o *ViewOptions) { s.Err, o.Video = kittest.Denied(), true }, 4, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newFake()
			d := s.on(t)
			o := &ViewOptions{Factory: d.Factory, Attempt: "7"}
			x.given(s, o)
			d.Says(t, viewRun(t.Context(), o), x.status, x.says...)
			if x.status != 0 && d.Said.Len() > 0 {
				t.Errorf("said %q", d.Said)
			}
			if !o.Video && strings.Contains(d.Said.String(), "recordings.example.org") {
				t.Errorf("the recording's address was not asked for: %q", d.Said)
			}
		})
	}
}

// A store that cannot be opened ends a command with its own status.
func TestUnopened(t *testing.T) {
	t.Parallel()
	d := newFake().on(t)
	d.OpenStore = func(context.Context) (*kit.Opened, error) { return nil, kittest.Unreachable() }
	o := asked(d, "7")
	for name, err := range map[string]error{
		"view":   viewRun(t.Context(), &ViewOptions{Factory: d.Factory, Attempt: "7"}),
		"list":   listRun(t.Context(), &ListOptions{Factory: d.Factory}),
		"resume": resumeRun(t.Context(), &o),
		"filter": resumeRun(t.Context(), &ChangeOptions{Factory: d.Factory, Choice: find.Choice{Filter: "is:stuck"}}),
	} {
		if code := model.ExitCode(err); code != 6 {
			t.Errorf("%s ended with %d (%v), want 6", name, code, err)
		}
	}
}
