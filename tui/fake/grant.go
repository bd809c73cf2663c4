package fake

import (
	"context"

	"examdesk/model"
)

// Grants keeps allowances in memory. It panics on questions that no test asks.
type Grants struct {
	model.AllowanceKeeper
	// Planned and Applied are the requests it received.
	Planned, Applied []model.AllowanceRequest
	// Refuse is the error for each plan; Conflict that for each line when it is
	// applied.
	Refuse, Conflict error
}

// PlanAllowances implements [model.AllowanceKeeper]: every wish is new.
func (g *Grants) PlanAllowances(_ context.Context, r model.AllowanceRequest) (model.AllowancePlan, error) {
	g.Planned = append(g.Planned, r)
	if g.Refuse != nil {
		return model.AllowancePlan{}, g.Refuse
	}
	p := model.AllowancePlan{Request: r}
	for _, w := range r.Wishes {
		l := model.AllowanceLine{Wish: w, Learner: model.Learner{ID: w.UserID, Username: "somebody"}, Exam: model.Exam{Name: "Midterm 1"},
			Key: model.Text(w.Key), Verdict: model.AllowanceNew, Will: model.Text(w.Value), Minutes: 120}
		if w.Remove {
			l.Verdict = model.AllowanceRemoves
		}
		p.Lines = append(p.Lines, l)
	}
	return p, nil
}

// ApplyAllowances implements [model.AllowanceKeeper].
func (g *Grants) ApplyAllowances(_ context.Context, p model.AllowancePlan, _ func(done, total int)) (model.AllowancesApplied, error) {
	g.Applied = append(g.Applied, p.Request)
	out := model.AllowancesApplied{Batch: 7}
	for _, l := range p.Lines {
		out.Results = append(out.Results, model.AllowanceResult{Line: l, Written: g.Conflict == nil, Err: g.Conflict})
	}
	return out, nil
}
