package cli

import (
	"context"
	"fmt"
	"os"
	"os/user"
	"strconv"
	"strings"

	"examdesk/cli/kit"
	"examdesk/model"
)

// actor is who acts at the desk or with a command. Nobody is one too, who reads.
// Somebody who is named is that person or an error, never nobody: with
// --read-only also somebody without any right, who may look.
func (a *app) actor(ctx context.Context, s model.StateStore, t target, ask bool) (model.Actor, error) {
	who := model.Nobody(model.DoorDesk)
	who.Origin = a.origin()
	var err error
	switch {
	case t.as != "":
		if who.Reviewer, err = s.Person(ctx, t.as); err != nil || t.readOnly {
			return who, err
		}
		return who, model.Rights{Actor: who}.MayAct()
	case ask && !s.Info().ReadOnly:
		who.Reviewer, err = a.somebody(ctx, s)
	}
	return who, err
}

// origin is where a command is run, as far as the operating system says.
func (a *app) origin() model.Origin {
	o := model.Origin{Version: a.Version}
	if u, err := user.Current(); err == nil {
		o.OSUser = model.Text(u.Username)
	}
	if name, err := os.Hostname(); err == nil {
		o.Host = model.Text(name)
	}
	return o
}

// somebody is the one person who may decide, or the one of them who says so.
func (a *app) somebody(ctx context.Context, s model.PeopleReader) (model.Reviewer, error) {
	all, err := s.Reviewers(ctx)
	if err != nil || len(all) == 0 {
		return model.Reviewer{}, err
	}
	name := all[0].Username.Raw()
	if len(all) > 1 {
		if name, err = a.askReviewer(all); err != nil || name == "" {
			return model.Reviewer{}, err
		}
	}
	return s.Person(ctx, name)
}

// askReviewer lets the person say who they are, by number or username; empty for
// nobody.
func (a *app) askReviewer(all []model.Reviewer) (string, error) {
	_, _ = fmt.Fprintln(a.Err, "Who decides?")
	for i, r := range all {
		_, _ = fmt.Fprintf(a.Err, "  %d  %s  %s\n", i+1, r.Username, r.FullName)
	}
	_, _ = fmt.Fprint(a.Err, "Number or username (enter: nobody, read-only): ")
	line, err := kit.ReadLine(a.Factory)
	if err != nil && line == "" {
		return "", model.Errorf(model.CodeInvalid, "Nobody was named; start with --as USERNAME, or with --read-only.")
	}
	answer := strings.TrimSpace(line)
	if answer == "" {
		return "", nil
	}
	for i, r := range all {
		if answer == strconv.Itoa(i+1) || answer == r.Username.Raw() {
			return r.Username.Raw(), nil
		}
	}
	return "", model.Errorf(model.CodeNotFound, "%q is none of them.", model.Clean(answer))
}
