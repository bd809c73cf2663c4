package desktest

import (
	"strconv"
	"testing"

	"examdesk/model"
)

// AllowanceStreamer checks the contract of [model.AllowanceStreamer].
func AllowanceStreamer(t *testing.T, f Fixture, s interface {
	model.AllowanceStreamer
	model.AllowanceKeeper
}) {
	all := collect(t, s.Allowances(t.Context(), model.AllowanceQuery{}))
	if len(all) == 0 || f.Holds.Allowances != 0 && len(all) != f.Holds.Allowances {
		t.Fatalf("%d allowances, want %d", len(all), f.Holds.Allowances)
	}
	var paged []model.GrantedAllowance
	for q := (model.AllowanceQuery{Limit: 7}); ; {
		page, err := s.ListAllowances(t.Context(), q)
		if err != nil {
			t.Fatal(err)
		}
		paged = append(paged, page.Allowances...)
		if q.After = page.Next; q.After == "" {
			break
		}
	}
	if len(paged) != len(all) {
		t.Fatalf("the pages have %d allowances of %d", len(paged), len(all))
	}
	for i := range all {
		if all[i].Allowance.ID != paged[i].Allowance.ID || i > 0 && all[i].Allowance.ID <= all[i-1].Allowance.ID {
			t.Fatalf("allowance %d is out of order", all[i].Allowance.ID)
		}
	}
	some := all[len(all)/2]
	for _, g := range collect(t, s.Allowances(t.Context(), model.AllowanceQuery{ExamID: some.Exam.ID, UserID: some.Learner.ID})) {
		if g.Exam.ID != some.Exam.ID || g.Learner.ID != some.Learner.ID {
			t.Errorf("allowance %d does not belong", g.Allowance.ID)
		}
	}
}

// Granting is [model.AllowanceKeeper] with a way to know whom to grant something.
type Granting interface {
	model.AttemptFinder
	model.AllowanceKeeper
}

// Granter is the contract of [model.AllowanceKeeper].
func Granter(t *testing.T, f Fixture, fresh func(t *testing.T) Granting) {
	s := fresh(t)
	f.ask(t, "Granter", model.DeedGrant, s)
	t.Run("pair", func(t *testing.T) { t.Parallel(); pair(t, s) })
	t.Run("grant", func(t *testing.T) { t.Parallel(); grant(t, fresh(t)) })
	t.Run("stale", func(t *testing.T) { t.Parallel(); stalePlan(t, fresh(t)) })
	t.Run("undo", func(t *testing.T) { t.Parallel(); undo(t, fresh(t)) })
}

// wishFor asks for more minutes for an attempt's learner.
func wishFor(row model.AttemptRow, minutes string) model.AllowanceWish {
	return model.AllowanceWish{
		Learner: row.Learner.Username.Raw(), Exam: strconv.FormatInt(row.Exam.ID, 10), Key: model.AllowanceAdditionalTime, Value: minutes,
	}
}

func pair(t *testing.T, s Granting) {
	row := needsDecision(t, s)
	l, x, err := s.FindPair(t.Context(), wishFor(row, "1"))
	if err != nil || l.ID != row.Learner.ID || x.ID != row.Exam.ID {
		t.Errorf("the pair is %d and %d, %v", l.ID, x.ID, err)
	}
	if _, _, err := s.FindPair(t.Context(), model.AllowanceWish{Learner: "no_such_learner"}); model.CodeOf(err) != model.CodeNotFound {
		t.Errorf("nobody: %v", err)
	}
	if _, err := s.AllowanceHistory(t.Context(), 0, 0); model.CodeOf(err) != model.CodeInvalid {
		t.Errorf("the history of nothing: %v", err)
	}
}

// minutesOf returns the additional minutes of an attempt's learner, empty for none.
func minutesOf(t *testing.T, s Granting, row model.AttemptRow) string {
	t.Helper()
	page, err := s.ListAllowances(t.Context(), model.AllowanceQuery{ExamID: row.Exam.ID, UserID: row.Learner.ID})
	if err != nil {
		t.Fatal(err)
	}
	for _, g := range page.Allowances {
		if g.Allowance.Key == model.AllowanceAdditionalTime {
			return g.Allowance.Value.Raw()
		}
	}
	return ""
}

func planned(t *testing.T, s Granting, wishes ...model.AllowanceWish) model.AllowancePlan {
	t.Helper()
	p, err := s.PlanAllowances(t.Context(), model.AllowanceRequest{Wishes: wishes, What: "contract"})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// grant plans what is right and what is not, and applies it: what is wrong with one
// line keeps no other from being done.
func grant(t *testing.T, s Granting) {
	row := needsDecision(t, s)
	before := minutesOf(t, s, row)
	bad := wishFor(row, "many")
	unknown := wishFor(row, "10")
	unknown.Learner = "no_such_learner"
	p := planned(t, s, wishFor(row, "77"), bad, unknown)
	if c := p.Counts(); c.Writes() != 1 || c.Refused != 2 || minutesOf(t, s, row) != before {
		t.Fatalf("planned %+v; the learner has %q after %q", c, minutesOf(t, s, row), before)
	}
	told := 0
	done, err := s.ApplyAllowances(t.Context(), p, func(int, int) { told++ })
	if err != nil || len(done.Results) != 3 || told == 0 || minutesOf(t, s, row) != "77" {
		t.Fatalf("applied %+v, %v, told %d times; the learner has %q", done, err, told, minutesOf(t, s, row))
	}
	for _, r := range done.Results {
		if r.Written == (r.Err != nil) {
			t.Errorf("a line is %v and %v", r.Written, r.Err)
		}
	}
	if c := planned(t, s, wishFor(row, "77")).Counts(); c.Same != 1 || c.Writes() != 0 {
		t.Errorf("the same again: %+v", c)
	}
	story, err := s.AllowanceHistory(t.Context(), row.Learner.ID, row.Exam.ID)
	if err != nil || len(story) == 0 || story[0].To != "77" || story[0].Key != model.AllowanceAdditionalTime {
		t.Errorf("the history is %+v, %v", story, err)
	}
	gone := wishFor(row, "")
	gone.Remove = true
	if _, err := s.ApplyAllowances(t.Context(), planned(t, s, gone), nil); err != nil || minutesOf(t, s, row) != "" {
		t.Errorf("removed: %q, %v", minutesOf(t, s, row), err)
	}
}

// stalePlan applies a plan after the pair has changed.
func stalePlan(t *testing.T, s Granting) {
	row := needsDecision(t, s)
	old, newer := planned(t, s, wishFor(row, "31")), planned(t, s, wishFor(row, "32"))
	if _, err := s.ApplyAllowances(t.Context(), newer, nil); err != nil {
		t.Fatal(err)
	}
	done, err := s.ApplyAllowances(t.Context(), old, nil)
	if err != nil || len(done.Results) != 1 || model.CodeOf(done.Results[0].Err) != model.CodeConflict || minutesOf(t, s, row) != "32" {
		t.Errorf("an old plan: %+v, %v; the learner has %q", done, err, minutesOf(t, s, row))
	}
}

// undo takes a batch back where the store keeps batches, and is told so where it
// does not.
func undo(t *testing.T, s Granting) {
	row := needsDecision(t, s)
	before := minutesOf(t, s, row)
	done, err := s.ApplyAllowances(t.Context(), planned(t, s, wishFor(row, "88")), nil)
	if err != nil || (done.Batch == 0) != (done.NoUndo != "") {
		t.Fatalf("%+v, %v", done, err)
	}
	batches, err := s.AllowanceBatches(t.Context(), 1)
	if done.Batch == 0 {
		if _, plan := s.PlanUndo(t.Context(), 1); model.CodeOf(err) != model.CodeUnsupported || model.CodeOf(plan) != model.CodeUnsupported {
			t.Errorf("without batches: %v and %v", err, plan)
		}
		return
	}
	if err != nil || len(batches) != 1 || batches[0].ID != done.Batch || batches[0].What != "contract" || batches[0].Lines != 1 {
		t.Errorf("batches %+v, %v", batches, err)
	}
	p, err := s.PlanUndo(t.Context(), done.Batch)
	if err != nil || p.Counts().Writes() != 1 {
		t.Fatalf("undo: %+v, %v", p, err)
	}
	if _, err := s.ApplyAllowances(t.Context(), p, nil); err != nil || minutesOf(t, s, row) != before {
		t.Errorf("after the undo: %q, before %q, %v", minutesOf(t, s, row), before, err)
	}
}
