package model

import (
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxUsername and maxEmail are how long Django's columns are, in characters.
const (
	maxUsername = 150
	maxEmail    = 254
)

// PlanPerson works out what a change does to a user; before is nil for one who is
// not there.
func PlanPerson(before *Person, c PersonChange) (PersonPlan, error) {
	if err := c.check(before); err != nil {
		return PersonPlan{}, err
	}
	plan := PersonPlan{}
	if before != nil {
		plan.Before = *before
	} else {
		plan.Before = Person{Reviewer: Reviewer{Username: Text(c.Username)}}
	}
	plan.After = c.apply(plan.Before)
	plan.Changes = personChanges(plan.Before, plan.After, before == nil)
	return plan, nil
}

// MayBeMadeBy refuses a change of who is a superuser to somebody who is none: it would
// give them rights that they do not have. Whoever runs the store signs in as nobody.
func (p PersonPlan) MayBeMadeBy(who Actor) error {
	if p.Before.IsSuperuser != p.After.IsSuperuser && who.ID != 0 && !who.IsSuperuser {
		return Errorf(CodeDenied, "%s may not change who is a superuser: that takes superuser status, or running the command without --as.", who.Username)
	}
	return nil
}

func (c PersonChange) check(before *Person) error {
	switch {
	case before == nil && !c.Add:
		return Errorf(CodeNotFound, "There is no user %q in this store.", c.Username)
	case before != nil && c.Add:
		return Errorf(CodeConflict, "There is a user %q already; use examdesk user set to change one.", c.Username)
	case c.Add && !isUsername(c.Username):
		return Errorf(CodeInvalid, "%q is not a valid username: up to %d letters, digits and @ . + - _ are.", c.Username, maxUsername)
	case c.Add && (c.Email == nil || *c.Email == ""):
		return Errorf(CodeInvalid, "A new user needs an e-mail.")
	case c.Email != nil && !isEmail(*c.Email):
		return Errorf(CodeInvalid, "%q is not a valid e-mail address.", *c.Email)
	}
	for _, r := range slices.Concat(c.Roles, c.NoRoles) {
		if OrgOf(Text(r.Course)) == "" {
			return Errorf(CodeInvalid, "%q is not the key of a course; write e.g. course-v1:NordicU+STAT101+2026.", r.Course)
		}
	}
	for _, g := range slices.Concat(c.Groups, c.NoGroups) {
		if strings.TrimSpace(g) == "" || utf8.RuneCountInString(g) > maxUsername {
			return Errorf(CodeInvalid, "%q is not a valid name of a group.", g)
		}
	}
	return nil
}

// isUsername reports whether Django takes a username.
func isUsername(s string) bool {
	return s != "" && utf8.ValidString(s) && utf8.RuneCountInString(s) <= maxUsername && !strings.ContainsFunc(s, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.Is(unicode.Mn, r) && !strings.ContainsRune("@.+-_", r)
	})
}

// isEmail reports whether text looks like an e-mail address: the platform knows more.
func isEmail(s string) bool {
	name, host, found := strings.Cut(s, "@")
	return found && name != "" && strings.Contains(host, ".") && !strings.HasPrefix(host, ".") && !strings.HasSuffix(host, ".") &&
		len(s) <= maxEmail && s == Clean(s) && !strings.ContainsAny(s, " ,;<>\"") && strings.Count(s, "@") == 1
}

func (c PersonChange) apply(p Person) Person {
	take := func(into *bool, value *bool, turned bool) {
		if value != nil {
			*into = *value != turned
		}
	}
	take(&p.IsStaff, c.Staff, false)
	take(&p.IsSuperuser, c.Superuser, false)
	take(&p.Inactive, c.Active, true)
	if c.Email != nil {
		p.Email = Text(*c.Email)
	}
	p.Groups = withWithout(p.Groups, c.Groups, c.NoGroups)
	p.Roles = withWithout(p.Roles, c.Roles, c.NoRoles)
	return p
}

func withWithout[T comparable](list, with, without []T) []T {
	out := slices.DeleteFunc(slices.Clone(list), func(v T) bool { return slices.Contains(without, v) })
	for _, v := range with {
		if !slices.Contains(out, v) {
			out = append(out, v)
		}
	}
	return out
}

func personChanges(before, after Person, added bool) (out []FieldChange) {
	add := func(field, from, to string) {
		if added {
			from = "" // a new user has been nothing before
		}
		if from != to && (!added || to != "false") {
			out = append(out, FieldChange{field, from, to})
		}
	}
	yes := strconv.FormatBool
	add("email", before.Email.Raw(), after.Email.Raw())
	add("staff", yes(before.IsStaff), yes(after.IsStaff))
	add("superuser", yes(before.IsSuperuser), yes(after.IsSuperuser))
	add("active", yes(!before.Inactive), yes(!after.Inactive))
	add("groups", strings.Join(before.Groups, ", "), strings.Join(after.Groups, ", "))
	add("courses", rolesWords(before.Roles), rolesWords(after.Roles))
	return out
}

func rolesWords(roles []CourseRole) string {
	out := make([]string, len(roles))
	for i, r := range roles {
		out[i] = r.Role + " of " + r.Course
	}
	return strings.Join(out, ", ")
}
