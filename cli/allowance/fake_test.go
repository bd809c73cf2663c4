package allowance

import (
	"context"
	"fmt"
	"iter"
	"testing"
	"time"

	"examdesk/cli/kit"
	"examdesk/cli/kit/kittest"
	"examdesk/cli/printer"
	"examdesk/model"
)

// fakeStore has the roles that the commands of allowances ask.
type fakeStore struct {
	kittest.Fake
	granted []model.GrantedAllowance
	changes []model.AllowanceChange
	// plan is what is planned, whatever is asked for, and what an undo plans. err is
	// why nothing is found or planned, and writeErr why nothing is written.
	plan          model.AllowancePlan
	err, writeErr error
	// results are why a line was not written, by its place.
	results map[int]error
	// query, pair, request, undoes and batches are what was asked for, and applied
	// what was carried out.
	query   model.AllowanceQuery
	pair    model.AllowanceWish
	user    int64
	exam    int64
	request model.AllowanceRequest
	undoes  int64
	applied []model.AllowancePlan
}

func (s *fakeStore) Allowances(_ context.Context, q model.AllowanceQuery) iter.Seq2[model.GrantedAllowance, error] {
	s.query = q
	return printer.Each(s.granted)
}

func (s *fakeStore) FindPair(_ context.Context, w model.AllowanceWish) (model.Learner, model.Exam, error) {
	s.pair = w
	return model.Learner{ID: 3}, model.Exam{ID: 2}, s.err
}

func (s *fakeStore) AllowanceHistory(_ context.Context, userID, examID int64) ([]model.AllowanceChange, error) {
	s.user, s.exam = userID, examID
	return s.changes, nil
}

func (s *fakeStore) AllowanceBatches(_ context.Context, limit int) ([]model.AllowanceBatch, error) {
	if limit != listedBatches {
		return nil, fmt.Errorf("asked for %d", limit)
	}
	return []model.AllowanceBatch{{ID: 17, At: kittest.Now(), By: "r.adeyemi", What: "import march.csv", Lines: 2}}, s.err
}

func (s *fakeStore) PlanAllowances(_ context.Context, r model.AllowanceRequest) (model.AllowancePlan, error) {
	s.request = r
	return s.plan, s.err
}

func (s *fakeStore) PlanUndo(_ context.Context, batch int64) (model.AllowancePlan, error) {
	s.undoes = batch
	return s.plan, s.err
}

func (s *fakeStore) ApplyAllowances(_ context.Context, p model.AllowancePlan, _ func(done, total int)) (model.AllowancesApplied, error) {
	if s.writeErr != nil {
		return model.AllowancesApplied{}, s.writeErr
	}
	s.applied = append(s.applied, p)
	done := model.AllowancesApplied{Batch: 18}
	for i, l := range p.Lines {
		err := l.Problem
		if err == nil {
			err = s.results[i]
		}
		done.Results = append(done.Results, model.AllowanceResult{Line: l, Written: l.Writes() && err == nil, Err: err})
	}
	return done, nil
}

// newFake is a store in which mei_zhang has 30 minutes more for exam 2, and that plans
// to grant them to two.
func newFake() *fakeStore {
	mei, yuki := model.Learner{ID: 3, Username: "mei_zhang", Email: "mei@example.org"}, model.Learner{ID: 4, Username: "yuki_sato"}
	exam := model.Exam{ID: 2, Name: "Midterm 1", CourseID: "course-v1:A+STAT101+2026", TimeLimitMins: 90}
	s := &fakeStore{results: map[int]error{}}
	for id, minutes := range []model.Text{"30", "10"} {
		s.granted = append(s.granted, model.GrantedAllowance{Learner: mei, Exam: exam, Allowance: model.Allowance{
			ID: int64(id) + 1, Key: model.AllowanceAdditionalTime, Value: minutes, Modified: kittest.Now().Add(-time.Hour),
		}})
	}
	s.changes = []model.AllowanceChange{
		{At: kittest.Now(), Learner: mei, Exam: exam, Key: model.AllowanceAdditionalTime, From: "10", To: "30", Who: "r.adeyemi", Batch: 16},
		{Learner: mei, Exam: exam, Key: model.AllowanceAdditionalTime, To: "10", New: true},
	}
	for _, l := range []model.Learner{mei, yuki} {
		s.plan.Lines = append(s.plan.Lines, model.AllowanceLine{
			Learner: l, Exam: exam, Key: model.AllowanceAdditionalTime, Verdict: model.AllowanceNew, Will: "30", Minutes: 120,
		})
	}
	return s
}

// refuse makes a line of the plan one that is refused.
func (s *fakeStore) refuse(line int) {
	s.plan.Lines[line].Verdict = model.AllowanceRefused
	s.plan.Lines[line].Problem = model.Errorf(model.CodeNotFound, "There is no such learner.")
}

// on runs commands on the store for a script, which has no one to answer questions.
func (s *fakeStore) on(t *testing.T, input string) *kittest.Desk {
	d := kittest.On(t, &kit.Opened{Store: s}, input)
	d.IsTerminal = false
	return d
}
