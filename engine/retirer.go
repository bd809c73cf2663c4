package engine

import (
	"context"
	"fmt"
	"strings"

	"examdesk/model"
	"examdesk/store"
)

// retirers retire learners, for a caller.
type retirers struct {
	c  *core
	by caller
}

// ofPerson is the target of a deed on a learner as such; [model.CodeNotFound] if the
// user does not exist.
func ofPerson(userID int64) about {
	return func(ctx context.Context, tx *store.Tx) ([]model.Target, error) {
		_, err := tx.Person(ctx, userID)
		return []model.Target{{LearnerID: userID}}, err
	}
}

// PlanRetirement implements [model.LearnerRetirer].
func (e retirers) PlanRetirement(ctx context.Context, r model.Retirement) (p model.RetirementPlan, err error) {
	err = e.c.ask(ctx, e.by, model.DeedRetireLearner, ofPerson(r.UserID), func(tx *store.Tx, _ model.Actor) error {
		p, _, err = retirement{e.c}.planRetirement(ctx, tx, r)
		return err
	})
	return p, err
}

// planRetirement works out what is emptied and who is asked; the exams are those of the
// services, in their order.
func (e retirement) planRetirement(ctx context.Context, tx *store.Tx, r model.Retirement) (p model.RetirementPlan, exams []model.Exam, err error) {
	if !r.Here && !r.AtServices {
		return p, nil, model.Errorf(model.CodeInvalid, "Say where to retire the learner: here, at the services, or both.")
	}
	who, err := tx.Person(ctx, r.UserID)
	if err != nil {
		return p, nil, err
	}
	p.Learner = model.Learner{ID: who.ID, Username: who.Username, FullName: who.FullName, IsActive: !who.Inactive}
	if r.Here {
		if p.Here, err = tx.RetiredRows(ctx, r.UserID); err != nil {
			return p, nil, err
		}
	}
	if r.AtServices {
		if exams, err = e.examsAtServices(ctx, tx, r.UserID); err != nil {
			return p, nil, err
		}
		for _, exam := range exams {
			p.Services = append(p.Services, e.retiredAt(exam))
		}
	}
	p.Effects = effectsAt(p)
	return p, exams, nil
}

func effectsAt(p model.RetirementPlan) (out []model.Effect) {
	for _, s := range p.Services {
		out = append(out, s.Effect(p.Learner.ID))
	}
	return out
}

// retiredAt is the service of an exam, and why it is not asked to forget a learner.
func (e retirement) retiredAt(exam model.Exam) model.RetiredAt {
	backend := e.cfg.Backends.Lookup(exam.Backend.Raw())
	name := backend.Name
	out := model.RetiredAt{Service: model.Text(name)}
	if backend.KeepsNoLearners {
		out.Why = noWay(name)
		return out
	}
	switch s := e.service(name).(type) {
	case nil:
		out.Problem, out.Code = fmt.Sprintf("no credentials for %s are configured here", model.Clean(name)), model.CodeUnsupported
	case model.UnusableService:
		out.Problem, out.Code = strings.TrimSuffix(model.Sentence(s.Unusable()), "."), model.CodeOf(s.Unusable())
	default:
		out.Asked = true
	}
	return out
}

func noWay(service string) string {
	return model.Clean(service) + " has no way to forget a learner"
}

// RetireLearner implements [model.LearnerRetirer]. No attempt follows its emptied
// review, so no status changes and no mail is sent, unlike edx-proctoring
// ([EdxProctoring.RetireLearner]).
func (e retirers) RetireLearner(ctx context.Context, r model.Retirement) (p model.RetirementPlan, err error) {
	var exams []model.Exam
	err = e.c.ask(ctx, e.by, model.DeedRetireLearner, ofPerson(r.UserID), func(tx *store.Tx, _ model.Actor) error {
		p, exams, err = retirement{e.c}.planRetirement(ctx, tx, r)
		return err
	})
	if err == nil {
		err = e.c.store.Info().MayWrite()
	}
	if err != nil {
		return p, err
	}
	// The services are asked while the store is not locked, since they may be slow.
	for i, exam := range exams {
		retirement{e.c}.askService(ctx, &p.Services[i], exam, r.UserID)
	}
	p.Effects = effectsAt(p)
	err = e.c.do(ctx, e.by, model.DeedRetireLearner, ofPerson(r.UserID), func(tx *store.Tx, _ model.Actor) ([]line, error) {
		return retirement{e.c}.emptyHere(ctx, tx, r, &p)
	})
	return p, err
}

// askService asks a service to forget a learner and notes what became of it.
func (e retirement) askService(ctx context.Context, at *model.RetiredAt, exam model.Exam, userID int64) {
	if !at.Asked {
		return
	}
	asked, err := e.askToForget(ctx, exam, userID)
	switch {
	case !asked:
		at.Asked, at.Why = false, noWay(at.Service.Raw())
	case err != nil:
		at.Problem, at.Code = model.Sentence(err), model.CodeOf(err)
	}
}

// emptyHere empties what is kept in the store. What there is now is counted again, and
// where there is nothing, nothing is written.
func (e retirement) emptyHere(ctx context.Context, tx *store.Tx, r model.Retirement, p *model.RetirementPlan) (lines []line, err error) {
	l := line{subject: learnerSubject(r.UserID), effects: p.Effects}
	if !r.Here {
		return []line{l}, nil
	}
	if p.Here, err = tx.RetiredRows(ctx, r.UserID); err != nil {
		return nil, err
	}
	if len(p.Here) == 0 {
		if len(p.Effects) == 0 {
			return nil, nil
		}
		return []line{l}, nil
	}
	codes, err := tx.RetiredCodes(ctx, r.UserID)
	if err != nil {
		return nil, err
	}
	l.to = "retired"
	return []line{l}, e.empty(ctx, tx, r.UserID, codes, nil)
}
