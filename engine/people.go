package engine

import (
	"context"

	"examdesk/model"
	"examdesk/store"
)

// keepers are the deeds of those who keep people and applications.
type keepers struct {
	c  *core
	by caller
}

// PlanPerson implements [model.PeopleKeeper].
func (e keepers) PlanPerson(ctx context.Context, c model.PersonChange) (plan model.PersonPlan, err error) {
	err = e.c.ask(ctx, e.by, model.DeedKeepPeople, nil, func(tx *store.Tx, who model.Actor) error {
		plan, err = planPerson(ctx, tx, who, c)
		return err
	})
	return plan, err
}

func planPerson(ctx context.Context, tx *store.Tx, who model.Actor, c model.PersonChange) (model.PersonPlan, error) {
	now, err := tx.PersonNamed(ctx, c.Username)
	if err != nil {
		return model.PersonPlan{}, err
	}
	plan, err := model.PlanPerson(now, c)
	if err == nil {
		err = plan.MayBeMadeBy(who)
	}
	return plan, err
}

// ChangePerson implements [model.PeopleKeeper].
func (e keepers) ChangePerson(ctx context.Context, c model.PersonChange) (plan model.PersonPlan, err error) {
	err = e.c.do(ctx, e.by, model.DeedKeepPeople, nil, func(tx *store.Tx, who model.Actor) ([]line, error) {
		if plan, err = planPerson(ctx, tx, who, c); err != nil || len(plan.Changes) == 0 {
			return nil, err
		}
		if plan.After.ID, err = tx.SavePerson(ctx, plan.After); err != nil {
			return nil, err
		}
		if err := saveRights(ctx, tx, plan); err != nil {
			return nil, err
		}
		verb := "updated"
		if plan.Before.ID == 0 {
			verb = "created"
		}
		id := plan.After.ID
		return []line{{subject: model.Subject{Kind: model.SubjectLearner, ID: id, UserID: id}, to: verb}}, nil
	})
	return plan, err
}

// saveRights writes the groups and roles that differ.
func saveRights(ctx context.Context, tx *store.Tx, plan model.PersonPlan) error {
	id := plan.After.ID
	if err := eachDifference(plan.Before.Groups, plan.After.Groups, func(g string, has bool) error { return tx.SetGroup(ctx, id, g, has) }); err != nil {
		return err
	}
	return eachDifference(plan.Before.Roles, plan.After.Roles, func(r model.CourseRole, has bool) error { return tx.SetCourseRole(ctx, id, r, has) })
}

func eachDifference[T comparable](before, after []T, set func(v T, has bool) error) error {
	had := map[T]bool{}
	for _, v := range before {
		had[v] = true
	}
	for _, v := range after {
		if !had[v] {
			if err := set(v, true); err != nil {
				return err
			}
		}
		delete(had, v)
	}
	for v := range had {
		if err := set(v, false); err != nil {
			return err
		}
	}
	return nil
}

// personReads answers who there is, and which programs.
type personReads struct{ *core }

// Everyone implements [model.PeopleKeeper].
func (e personReads) Everyone(ctx context.Context, search string, limit int) ([]model.Person, error) {
	return view(ctx, e, func(tx *store.Tx) ([]model.Person, error) { return tx.Everyone(ctx, search, limit) })
}

// Applications implements [model.ApplicationKeeper].
func (e personReads) Applications(ctx context.Context) ([]model.Application, error) {
	return view(ctx, e, func(tx *store.Tx) ([]model.Application, error) { return tx.Applications(ctx) })
}

// SigningIn implements [model.ApplicationFinder].
func (e personReads) SigningIn(ctx context.Context, clientID string) (a model.Application, hash string, err error) {
	err = e.store.View(ctx, func(tx *store.Tx) error {
		found, secret, err := tx.Application(ctx, "", clientID)
		if err != nil {
			return err
		}
		if found == nil || found.Revoked != nil || clientID == "" {
			return model.Errorf(model.CodeNotFound, "There is no application with this client id.")
		}
		a, hash = *found, secret
		return nil
	})
	return a, hash, err
}

// AddApplication implements [model.ApplicationKeeper].
func (e keepers) AddApplication(ctx context.Context, n model.NewApplication) (a model.Application, err error) {
	err = e.c.do(ctx, e.by, model.DeedKeepApplications, nil, func(tx *store.Tx, _ model.Actor) ([]line, error) {
		user, err := tx.PersonNamed(ctx, n.Username)
		if err != nil {
			return nil, err
		}
		if user == nil {
			return nil, model.Errorf(model.CodeNotFound, "There is no user %q in this store.", n.Username)
		}
		if there, _, err := tx.Application(ctx, n.Name, n.ClientID); err != nil || there != nil {
			if err == nil {
				err = model.Errorf(model.CodeConflict, "There is an application %q already; revoke it, and register another name.", n.Name)
			}
			return nil, err
		}
		if err := tx.InsertApplication(ctx, n, user.ID, e.c.now()); err != nil {
			return nil, err
		}
		a, err = applicationOf(ctx, tx, n.Name)
		return []line{applicationLine(a, user.ID, "created")}, err
	})
	return a, err
}

// RevokeApplication implements [model.ApplicationKeeper].
func (e keepers) RevokeApplication(ctx context.Context, name string) (a model.Application, err error) {
	err = e.c.do(ctx, e.by, model.DeedKeepApplications, nil, func(tx *store.Tx, _ model.Actor) ([]line, error) {
		if a, err = applicationOf(ctx, tx, name); err != nil || a.Revoked != nil {
			return nil, err
		}
		if err := tx.RevokeApplication(ctx, a.ID, e.c.now()); err != nil {
			return nil, err
		}
		a, err = applicationOf(ctx, tx, name)
		return []line{applicationLine(a, 0, "revoked")}, err
	})
	return a, err
}

func applicationOf(ctx context.Context, tx *store.Tx, name string) (model.Application, error) {
	found, _, err := tx.Application(ctx, name, "")
	if err == nil && found == nil {
		err = model.Errorf(model.CodeNotFound, "There is no application %q.", name)
	}
	if err != nil {
		return model.Application{}, err
	}
	return *found, nil
}

func applicationLine(a model.Application, userID int64, verb string) line {
	return line{subject: model.Subject{Kind: model.SubjectApplication, ID: a.ID, UserID: userID}, to: verb}
}
