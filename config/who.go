package config

import (
	"context"
	"os"
	"os/user"

	"examdesk/model"
)

// actor returns who acts, at the desk or in a command; that may be no one, who can only
// read. A person who is named is that person or an error, never no one. With
// --read-only it may also be someone without rights, who can look.
func (e Env) actor(ctx context.Context, s model.StateStore, t Target) (model.Actor, error) {
	who := model.Nobody(model.DoorDesk)
	who.Origin = e.origin()
	var err error
	switch {
	case t.As != "":
		if who.Reviewer, err = s.Person(ctx, t.As); err != nil || t.ReadOnly {
			return who, err
		}
		return who, model.Rights{Actor: who}.MayAct()
	case e.Ask != nil && !s.Info().ReadOnly:
		who.Reviewer, err = e.somebody(ctx, s)
	}
	return who, err
}

// origin returns where a command runs, as far as the operating system says.
func (e Env) origin() model.Origin {
	o := model.Origin{Version: e.Version}
	if u, err := user.Current(); err == nil {
		o.OSUser = model.Text(u.Username)
	}
	if name, err := os.Hostname(); err == nil {
		o.Host = model.Text(name)
	}
	return o
}

// somebody returns the one person who may decide, or the one of several who answers
// Ask.
func (e Env) somebody(ctx context.Context, s model.PeopleReader) (model.Reviewer, error) {
	all, err := s.Reviewers(ctx)
	if err != nil || len(all) == 0 {
		return model.Reviewer{}, err
	}
	name := all[0].Username.Raw()
	if len(all) > 1 {
		if name, err = e.Ask(all); err != nil || name == "" {
			return model.Reviewer{}, err
		}
	}
	return s.Person(ctx, name)
}
