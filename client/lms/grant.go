package lms

import (
	"context"
	"maps"
	"slices"

	"examdesk/client/lms/api"
	"examdesk/model"
)

// noUndo is why a batch of allowances cannot be taken back.
const noUndo = "An LMS keeps no batches of allowances, so this cannot be taken back at once."

// PlanAllowances implements [model.AllowanceKeeper]: on what the mirror has. The LMS itself
// is compared when the plan is applied.
func (s *Store) PlanAllowances(ctx context.Context, r model.AllowanceRequest) (model.AllowancePlan, error) {
	p, err := s.cfg.Reads.PlanAllowances(ctx, r)
	if err != nil {
		return p, err
	}
	_, err = s.mayGrant(ctx, p)
	return p, err
}

// mayGrant refuses a plan of which the person may not do a part.
func (s *Store) mayGrant(ctx context.Context, p model.AllowancePlan) (model.Actor, error) {
	r, err := s.rights(ctx)
	if err != nil {
		return model.Actor{}, err
	}
	deed := p.Request.Deed()
	places := []model.Target{}
	for _, l := range p.Lines {
		if l.Verdict != model.AllowanceRefused {
			places = append(places, r.desk.At(l.Exam, l.Learner.ID))
		}
	}
	a := s.answer(r, deed, places...)
	if s.cfg.ReadOnly != "" && a.Why == s.cfg.ReadOnly {
		return r.desk.Actor, nil // a plan writes nothing
	}
	return r.desk.Actor, refusal(deed, a)
}

// ApplyAllowances implements [model.AllowanceKeeper]. An LMS has no transaction for many:
// each line is held against what the LMS has, and sent; what came of it is what the LMS
// has afterwards. After a line whose fate is not known nothing more is sent.
func (s *Store) ApplyAllowances(ctx context.Context, p model.AllowancePlan, each func(done, total int)) (out model.AllowancesApplied, err error) {
	if s.cfg.ReadOnly != "" {
		return out, model.Errorf(model.CodeReadOnly, "%s", s.cfg.ReadOnly)
	}
	actor, err := s.mayGrant(ctx, p)
	if err != nil {
		return out, err
	}
	err = s.change(ctx, func() error {
		g := &granting{Store: s, actor: actor, plan: p, each: each}
		out, err = g.apply(ctx)
		return err
	})
	return out, err
}

// granting is a plan on its way.
type granting struct {
	*Store
	actor   model.Actor
	plan    model.AllowancePlan
	each    func(done, total int)
	results []model.AllowanceResult
	// before is what the LMS had, by course.
	before map[string][]model.GrantedAllowance
	// sent are the lines that were sent, and with what error.
	sent map[int]error
}

func (g *granting) apply(ctx context.Context) (model.AllowancesApplied, error) {
	g.before, g.sent = map[string][]model.GrantedAllowance{}, map[int]error{}
	for _, l := range g.plan.Lines {
		g.results = append(g.results, model.AllowanceResult{Line: l, Err: l.Problem})
	}
	total := g.plan.Counts().Writes()
	if total == 0 {
		return model.AllowancesApplied{Results: g.results}, nil
	}
	for _, course := range g.courses() {
		all, err := g.cfg.API.Allowances(ctx, course)
		if err != nil {
			return model.AllowancesApplied{}, err
		}
		g.before[course] = all
	}
	g.sendAll(ctx, total)
	g.readBack(ctx)
	out := model.AllowancesApplied{Results: g.results}
	if len(g.sent) > 0 {
		out.NoUndo = noUndo
	}
	return out, nil
}

// courses are those of the lines that write something.
func (g *granting) courses() []string {
	set := map[string]bool{}
	for _, l := range g.plan.Lines {
		if l.Writes() {
			set[l.Exam.CourseID.Raw()] = true
		}
	}
	return slices.Sorted(maps.Keys(set))
}

// sendAll sends the lines, until one is not answered.
func (g *granting) sendAll(ctx context.Context, total int) {
	done := 0
	var stop error
	for i, l := range g.plan.Lines {
		if !l.Writes() {
			continue
		}
		if done++; stop != nil {
			g.results[i].Err = model.Wrap(stop, model.CodeOf(stop), "It was not sent, since the LMS did not answer about one before it.")
			continue
		}
		now := judged(l, g.before[l.Exam.CourseID.Raw()])
		if err := l.StillTrue(now); err != nil || now.Verdict == model.AllowanceSame {
			g.results[i].Err = err
			continue
		}
		err := g.line(ctx, now)
		g.sent[i] = err
		if err != nil && api.FateOf(err) != api.FateRefused && model.CodeOf(err) != model.CodeDenied {
			stop = err
		}
		if g.each != nil {
			g.each(done, total)
		}
	}
}

func (g *granting) line(ctx context.Context, l model.AllowanceLine) error {
	if l.Removal() {
		return g.cfg.API.Revoke(ctx, l.Exam.ID, l.Learner.ID, l.Key.Raw())
	}
	return g.cfg.API.Grant(ctx, l.Exam.ID, l.Learner.ID, l.Key.Raw(), l.Will.Raw())
}

// judged is a line planned again on what the LMS has.
func judged(l model.AllowanceLine, has []model.GrantedAllowance) model.AllowanceLine {
	facts := model.AllowanceFacts{Granted: map[model.ExamLearner][]model.Allowance{}}
	for _, a := range has {
		if a.Exam.ID == l.Exam.ID && a.Learner.ID == l.Learner.ID {
			facts.Granted[l.Pair()] = append(facts.Granted[l.Pair()], a.Allowance)
			l.Exam.TimeLimitMins, l.Exam.IsActive = a.Exam.TimeLimitMins, a.Exam.IsActive
		}
	}
	again := model.AllowanceLine{Wish: l.Wish, Learner: l.Learner, Exam: l.Exam, Key: l.Key}
	return model.JudgeWishes([]model.AllowanceLine{again}, facts)[0]
}

// readBack finds out what became of the lines that were sent.
func (g *granting) readBack(ctx context.Context) {
	if len(g.sent) == 0 {
		return
	}
	ctx, cancel := afterwards(ctx)
	defer cancel()
	after, failed := map[string][]model.GrantedAllowance{}, map[string]bool{}
	for _, course := range g.courses() {
		all, err := g.cfg.API.Allowances(ctx, course)
		if err != nil {
			failed[course] = true
			continue
		}
		after[course] = all
		_ = g.cfg.Taker.TakeAllowances(ctx, course, all)
	}
	for _, i := range slices.Sorted(maps.Keys(g.sent)) {
		course := g.plan.Lines[i].Exam.CourseID.Raw()
		g.cameOf(i, after[course], failed[course])
	}
}

// cameOf is what became of a line.
func (g *granting) cameOf(i int, has []model.GrantedAllowance, unread bool) {
	l, err := g.plan.Lines[i], g.sent[i]
	r := &g.results[i]
	switch fate := api.FateOf(err); {
	case err != nil && fate == api.FateNothing:
		r.Err = err
		return
	case unread && fate != api.FateRefused:
		r.Err = unsettled("It was sent, and the LMS cannot be read, so it is not known whether it was done. Look at the learner's allowances before you try again.")
	case !unread && judged(l, has).Verdict == model.AllowanceSame:
		r.Written, r.Err = true, nil
	case err == nil:
		r.Err = unsettled("The LMS said that it was done, and does not show it. Look at the learner's allowances before you try again.")
	case fate == api.FateUnknown:
		r.Err = unsettled("%s Look at the learner's allowances before you try again.", model.Sentence(err))
	default:
		r.Err = err
		return
	}
	g.note(l, r.Written)
}

func (g *granting) note(l model.AllowanceLine, done bool) {
	g.written.Add(1)
	a := model.Activity{
		At: g.cfg.Clock(), Deed: g.plan.Request.Deed(), Actor: g.actor.Line(), Door: g.actor.Door,
		Subject: model.Subject{Kind: model.SubjectAllowance, ID: l.Now.ID, ExamID: l.Exam.ID, UserID: l.Learner.ID},
	}
	if l.Key == model.AllowanceAdditionalTime { // an exception is text about a person
		a.From, a.To = l.Now.Value.Raw(), l.Will.Raw()
	}
	if !done {
		a.To = ""
	}
	_ = g.cfg.Diary.note(a)
}
