package config

import (
	"context"
	"slices"

	"examdesk/client/lms/api"
	"examdesk/client/signin"
	"examdesk/model"
)

// atLMS is the error of what only works on a file.
func atLMS(address, what string) error {
	return model.Errorf(model.CodeUnsupported, "%s is at the LMS %s; this only works on a file, with --store sqlite:PATH.", what, model.Clean(address))
}

// lmsAPI is the API of an LMS for who is signed in there, and the source of its tokens.
func (e Env) lmsAPI(ctx context.Context, c Config, t Target) (*api.Client, *signin.Source, error) {
	if t.As != "" {
		return nil, nil, &FlagError{model.Errorf(model.CodeInvalid, "An LMS knows who acts by the sign-in, so --as (or EXAMDESK_AS, or the profile's as) %s cannot be used with %s. Leave it out; examdesk whoami says who you are.", model.Clean(t.As), model.Clean(t.LMS))}
	}
	trusted, err := trusting(ctx, t.CAFile)
	if err != nil {
		return nil, nil, err
	}
	tokens, err := tokensOf(c, signin.Site{Kind: signin.LMS, URL: t.LMS, Insecure: e.Insecure, Version: e.Version, TLS: trusted}, e.Clock)
	if err != nil {
		return nil, nil, err
	}
	asked, err := api.New(api.Config{
		URL: t.LMS, Token: tokens.Token, Renew: tokens.Renew, Insecure: e.Insecure, Version: e.Version, TLS: trusted, Clock: e.Clock,
	})
	return asked, tokens, err
}

// staffRoles are the roles in a course that make somebody its staff.
func staffRoles() []string { return []string{"staff", "instructor"} }

// whoAtLMS asks an LMS who is signed in.
func (e Env) whoAtLMS(ctx context.Context, c Config, t Target) (SignedIn, error) {
	out := SignedIn{Kind: signin.LMS}
	asked, tokens, err := e.lmsAPI(ctx, c, t)
	if err != nil {
		return out, err
	}
	l := LoginAt(c, t.LMS)
	who, err := l.Identity(ctx)
	if err != nil {
		return out, err
	}
	out.Grant = who.Grant
	if err := askPerson(ctx, asked, &out); err != nil {
		return out, err
	}
	out.Expires, out.Skew, out.Trouble = tokens.Expires(), tokens.Ahead(), tokens.Trouble()
	out.SecretPlace = l.Place(ctx)
	rules, err := e.Followed(c)
	out.Release, out.ReleaseBy = rules.Release, e.rulesChoice(c, rules)
	return out, err
}

// person is who is asked about the person of a token.
type person interface {
	Me(ctx context.Context) (string, error)
	Account(ctx context.Context, username string) (api.Account, error)
	Roles(ctx context.Context) ([]api.Role, bool, error)
}

// identity is whom an LMS says that a token belongs to.
type identity struct {
	name    string
	account api.Account
	roles   []api.Role
	staff   bool
}

// identify asks an LMS whom the token belongs to, and what gives them rights there.
func identify(ctx context.Context, lms person) (who identity, err error) {
	if who.name, err = lms.Me(ctx); err != nil {
		return who, err
	}
	if who.account, err = lms.Account(ctx, who.name); err != nil {
		return who, err
	}
	who.roles, who.staff, err = lms.Roles(ctx)
	return who, err
}

func askPerson(ctx context.Context, lms person, out *SignedIn) error {
	who, err := identify(ctx, lms)
	if err != nil {
		return err
	}
	out.Username, out.Email, out.FullName = model.Text(who.name), who.account.Email, who.account.Name
	out.IsStaff, out.Inactive = who.staff, !who.account.IsActive
	for _, r := range who.roles {
		switch {
		case !slices.Contains(staffRoles(), r.Role):
		case r.Course != "":
			out.Roles = append(out.Roles, model.CourseRole{Course: r.Course, Role: r.Role})
		case r.Org != "" && !slices.Contains(out.Orgs, r.Org):
			out.Orgs = append(out.Orgs, r.Org)
		}
	}
	return nil
}
