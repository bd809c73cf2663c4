package session

import (
	"fmt"
	"slices"
	"strings"

	"examdesk/cli/printer"
	"examdesk/config"
	"examdesk/model"
)

// found says who is signed in and what that means at the site.
func (o *LoginOptions) found(s config.Site, who config.SignedIn) error {
	p := printer.NewPage(o.Factory)
	if s.Kind == config.AtServer {
		p.Line("Signed in at %s as %s. The secret and the token are kept in the %s.", model.Clean(s.Address), who.Username, who.SecretPlace)
		return p.Flush()
	}
	as := who.Username.String()
	if who.Email != "" {
		as += " (" + who.Email.String() + ")"
	}
	p.Line("Signed in at %s as %s. The sign-in is kept in the %s.", model.Clean(s.Address), as, who.SecretPlace)
	if words := who.SkewWords(); words != "" {
		p.Bullet("", words)
	}
	p.Line("")
	for _, f := range foundAtLMS(who) {
		p.Field(0, f[0], f[1])
	}
	p.Line("")
	return p.Flush()
}

// foundAtLMS are labels and sentences about what somebody can do at an LMS from here.
func foundAtLMS(who config.SignedIn) [][2]string {
	out := [][2]string{{"Rights", rightsWords(who)}, {"Courses", coursesWords(who)}}
	if who.Grant == config.ByApplication {
		out = append(out, [2]string{"Acts as", fmt.Sprintf("Everything that is done with this sign-in is done as %s, who owns the application. If several people use it, the LMS cannot tell who of them did what; people sign in with a browser instead.", who.Username)})
	}
	if who.Email == "" {
		out = append(out, [2]string{"E-mail", "The LMS does not say yours, and it knows the reviewer of a rejection by that. Rejecting is refused."})
	}
	return append(out, [2]string{"Database", "None is named. Reviews with their comments, history, counts and stuck attempts are only in the LMS's database, so they are not shown."})
}

// rightsWords say what the LMS's API lets somebody do. Who is in a service's group of
// reviewers is only in the database.
func rightsWords(who config.SignedIn) string {
	switch {
	case who.IsStaff:
		return "Global staff: you can decide and change attempts in every course."
	case len(who.Roles) > 0 || len(who.Orgs) > 0:
		return "Course staff: you can see attempts, grant allowances, and resume, reset and delete attempts. The LMS lets only global staff decide, and members of a proctoring service's group of reviewers (NAME_review); whether you are in one is not known."
	}
	return "You are not staff of any course. Members of a proctoring service's group of reviewers (NAME_review) can decide; whether you are in one is not known."
}

func coursesWords(who config.SignedIn) string {
	if who.IsStaff {
		return "All of them."
	}
	const few = 5
	var out []string
	courses := coursesOf(who)
	for _, org := range who.Orgs {
		out = append(out, "every course of "+model.Clean(org))
	}
	for _, c := range courses[:min(len(courses), few)] {
		out = append(out, model.Clean(c))
	}
	if more := len(courses) - few; more > 0 {
		out = append(out, fmt.Sprintf("and %d more", more))
	}
	if len(out) == 0 {
		return "None."
	}
	return strings.Join(out, ", ") + "."
}

// coursesOf are the courses in which somebody has a role.
func coursesOf(who config.SignedIn) []string {
	out := []string{}
	for _, r := range who.Roles {
		if !slices.Contains(out, r.Course) {
			out = append(out, r.Course)
		}
	}
	return out
}
