package user

import (
	"context"
	"slices"
	"testing"

	"examdesk/cli/kit"
	"examdesk/cli/kit/kittest"
	"examdesk/cli/printer"
	"examdesk/model"
)

// people is a store with one user, r.adeyemi.
type people struct {
	kittest.Fake
	fails   error
	changed []model.PersonChange
}

func adeyemi() model.Person {
	return model.Person{
		Reviewer: model.Reviewer{ID: 2, Username: "r.adeyemi", Groups: []string{"software_secure_review"}}, Email: "r@example.com",
		Roles: []model.CourseRole{{Course: "course-v1:A+B+C", Role: "staff"}},
	}
}

func (s *people) PlanPerson(_ context.Context, c model.PersonChange) (model.PersonPlan, error) {
	if s.fails != nil {
		return model.PersonPlan{}, s.fails
	}
	if p := adeyemi(); c.Username == p.Username.Raw() {
		return model.PlanPerson(&p, c)
	}
	return model.PlanPerson(nil, c)
}

func (s *people) ChangePerson(ctx context.Context, c model.PersonChange) (model.PersonPlan, error) {
	s.changed = append(s.changed, c)
	return s.PlanPerson(ctx, c)
}

func (s *people) Everyone(_ context.Context, search string, _ int) ([]model.Person, error) {
	if s.fails != nil || search == "nobody" {
		return nil, s.fails
	}
	return []model.Person{adeyemi(), {Reviewer: model.Reviewer{ID: 3, Username: "\x1b[2Jx", Inactive: true, IsStaff: true, IsSuperuser: true}}, {Reviewer: model.Reviewer{Username: "y"}}}, nil
}

func TestFlags(t *testing.T) {
	t.Parallel()
	o := kittest.Options(t, NewCmdAdd, "new", "--email", " n@example.com ", "--staff", "--group", "a_review,b_review", "--course-staff", "c1", "--course-instructor", "c2", "--yes", "--json")
	p := o.Person
	if !p.Add || p.Username != "new" || *p.Email != "n@example.com" || !*p.Staff || p.Active != nil || !slices.Equal(p.Groups, []string{"a_review", "b_review"}) ||
		!slices.Equal(p.Roles, []model.CourseRole{{Course: "c1", Role: "staff"}, {Course: "c2", Role: "instructor"}}) || !o.Yes || !o.AsJSON {
		t.Errorf("options %+v", o)
	}
	o = kittest.Options(t, NewCmdSet, "r.adeyemi", "--not-staff", "--inactive", "--no-group", "g", "--no-course", "c", "--dry-run")
	p = o.Person
	if p.Add || p.Email != nil || *p.Staff || *p.Active || !slices.Equal(p.NoGroups, []string{"g"}) || len(p.NoRoles) != 2 || !o.DryRun {
		t.Errorf("options %+v", o)
	}
	if l := kittest.Options(t, NewCmdList, "ade", "--limit", "3", "--json"); l.Search != "ade" || l.Limit != 3 || !l.AsJSON {
		t.Errorf("options %+v", l)
	}
	kittest.BadUsage(t, NewCmdAdd)
	kittest.BadUsage(t, NewCmdSet, "a", "--staff", "--not-staff")
	kittest.BadUsage(t, NewCmdSet, "a", "--active", "--inactive")
	kittest.BadUsage(t, NewCmdList, "a", "b")
}

// A superuser is made by a flag, and unmade by another.
func TestSuperuserFlags(t *testing.T) {
	t.Parallel()
	if p := kittest.Options(t, NewCmdAdd, "new", "--email", "n@example.com", "--superuser").Person; p.Superuser == nil || !*p.Superuser || p.Staff != nil {
		t.Errorf("options %+v", p)
	}
	if p := kittest.Options(t, NewCmdSet, "old", "--not-superuser").Person; p.Superuser == nil || *p.Superuser {
		t.Errorf("options %+v", p)
	}
	kittest.BadUsage(t, NewCmdSet, "old", "--superuser", "--not-superuser")
}

func TestChangeRun(t *testing.T) {
	t.Parallel()
	email, yes := "n@example.com", true
	add := model.PersonChange{Username: "new", Add: true, Email: &email, Staff: &yes}
	for name, x := range map[string]struct {
		given  func(*people, *ChangeOptions)
		status int
		says   []string
		wrote  int
	}{
		"added":            {func(_ *people, o *ChangeOptions) { o.Yes = true }, 0, []string{"new:", "  - email: (none) -> n@example.com", "  - staff: (none) -> true", "Added."}, 1},
		"dry":              {func(_ *people, o *ChangeOptions) { o.DryRun = true }, 0, []string{"  - staff: (none) -> true"}, 0},
		"JSON":             {func(_ *people, o *ChangeOptions) { o.AsJSON, o.Yes = true, true }, 0, []string{`"field": "email"`, `"done": true`}, 1},
		"JSON, dry":        {func(_ *people, o *ChangeOptions) { o.AsJSON, o.DryRun = true, true }, 0, []string{`"done": false`}, 0},
		"JSON without yes": {func(_ *people, o *ChangeOptions) { o.AsJSON = true }, 2, []string{"--yes"}, 0},
		"without yes":      {func(*people, *ChangeOptions) {}, 2, []string{"--yes"}, 0},
		"same":             {func(_ *people, o *ChangeOptions) { o.Yes, o.Person = true, model.PersonChange{Username: "r.adeyemi"} }, 0, []string{"nothing to do"}, 0},
		"there already":    {func(_ *people, o *ChangeOptions) { o.Yes, o.Person.Username = true, "r.adeyemi" }, 3, []string{"There is a user"}, 0},
		"not there":        {func(_ *people, o *ChangeOptions) { o.Yes, o.Person.Add = true, false }, 5, []string{"There is no user"}, 0},
		"bad name":         {func(_ *people, o *ChangeOptions) { o.Yes, o.Person.Username = true, "a b" }, 2, []string{"is not a valid username"}, 0},
		"denied":           {func(s *people, o *ChangeOptions) { s.Refuse, o.Yes = kittest.Denied(), true }, 4, nil, 0},
		"denied, dry":      {func(s *people, o *ChangeOptions) { s.Refuse, o.DryRun = kittest.Denied(), true }, 4, nil, 0},
		"only read":        {func(s *people, o *ChangeOptions) { s.ReadOnly, o.Yes = "Only read.", true }, 4, []string{"Only read."}, 0},
		"unreachable":      {func(s *people, o *ChangeOptions) { s.fails, o.Yes = kittest.Unreachable(), true }, 6, nil, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := &people{}
			d := kittest.On(t, &kit.Opened{Store: s}, "")
			d.IsTerminal = false
			o := &ChangeOptions{Factory: d.Factory, Person: add}
			x.given(s, o)
			d.Says(t, changeRun(t.Context(), o), x.status, x.says...)
			if len(s.changed) != x.wrote {
				t.Errorf("changed %+v", s.changed)
			}
			s.AskedOnly(t, model.DeedKeepPeople)
		})
	}
}

func TestListRun(t *testing.T) {
	t.Parallel()
	for name, x := range map[string]struct {
		search string
		list   printer.List
		fails  error
		status int
		says   []string
	}{
		"table":       {"", printer.List{}, nil, 0, []string{"USERNAME\tE-MAIL\tRIGHTS", "r.adeyemi\tr@example.com\tsoftware_secure_review, staff of course-v1:A+B+C", "inactive, staff, superuser", "y\t\t-"}},
		"JSON":        {"", printer.List{AsJSON: true}, nil, 0, []string{`"username": "r.adeyemi"`, `"course_id": "course-v1:A+B+C"`, `"is_active": false`}},
		"none":        {"nobody", printer.List{AsJSON: true}, nil, 0, []string{"[]"}},
		"bad limit":   {"", printer.List{Limit: -1}, nil, 2, nil},
		"unreachable": {"", printer.List{}, kittest.Unreachable(), 6, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := kittest.On(t, &kit.Opened{Store: &people{fails: x.fails}}, "")
			d.IsTerminal = false
			d.Says(t, listRun(t.Context(), &ListOptions{Factory: d.Factory, List: x.list, Search: x.search}), x.status, x.says...)
			if said := d.Said.String(); len(said) > 0 && slices.Contains([]byte(said), 0x1b) {
				t.Errorf("said %q", said)
			}
		})
	}
}
