package desktest

import (
	"testing"

	"examdesk/model"
)

// PeopleKeeper is the contract of [model.PeopleKeeper]: what is planned is what is
// done, twice is once, and who is not there is not changed.
func PeopleKeeper(t *testing.T, f Fixture, fresh func(*testing.T) interface {
	model.PeopleKeeper
	model.PeopleReader
}) {
	s := fresh(t)
	f.ask(t, "PeopleKeeper", model.DeedKeepPeople, s)
	ctx, email, yes, off := t.Context(), "new.person@example.com", true, false
	c := model.PersonChange{
		Username: "new.person", Add: true, Email: &email, Groups: []string{"software_secure_review"},
		Roles: []model.CourseRole{{Course: "course-v1:NordicU+NEW+2026", Role: "staff"}},
	}
	plan, err := s.PlanPerson(ctx, c)
	no(t, err)
	if _, err := s.Person(ctx, c.Username); model.CodeOf(err) != model.CodeNotFound {
		t.Errorf("a plan added the user: %v", err)
	}
	done, err := s.ChangePerson(ctx, c)
	no(t, err)
	if len(plan.Changes) == 0 || len(plan.Changes) != len(done.Changes) {
		t.Errorf("planned %v, done %v", plan.Changes, done.Changes)
	}
	p, err := s.Person(ctx, c.Username)
	no(t, err)
	if p.IsStaff || p.Inactive || len(p.Groups) != 1 || len(p.Courses) != 1 {
		t.Errorf("the user is %+v", p)
	}
	if _, err := s.ChangePerson(ctx, c); model.CodeOf(err) != model.CodeConflict {
		t.Errorf("added twice: %v", err)
	}
	c = model.PersonChange{Username: c.Username, Staff: &yes, Active: &off, NoGroups: c.Groups, NoRoles: c.Roles}
	for want := range 2 { // the second time there is nothing left to change
		done, err = s.ChangePerson(ctx, c)
		no(t, err)
		if want == 1 && len(done.Changes) != 0 {
			t.Errorf("changed again: %v", done.Changes)
		}
	}
	if p, err = s.Person(ctx, c.Username); err != nil || !p.IsStaff || !p.Inactive || len(p.Groups)+len(p.Courses) != 0 {
		t.Errorf("the user is %+v: %v", p, err)
	}
	if all, err := s.Everyone(ctx, "new.person@", 0); err != nil || len(all) != 1 {
		t.Errorf("found %v: %v", all, err)
	}
	refuses(t, s)
}

func refuses(t *testing.T, s model.PeopleKeeper) {
	t.Helper()
	email := "x@example.com"
	for want, list := range map[model.Code][]model.PersonChange{
		model.CodeNotFound: {{Username: "nobody.there"}},
		model.CodeInvalid: {
			{Username: "a b", Add: true, Email: &email}, {Username: "", Add: true, Email: &email}, {Username: "no.mail", Add: true},
			{Username: "x.y", Add: true, Email: &email, Roles: []model.CourseRole{{Course: "nowhere", Role: "staff"}}},
		},
	} {
		for _, c := range list {
			if _, err := s.PlanPerson(t.Context(), c); model.CodeOf(err) != want {
				t.Errorf("%+v: %v", c, err)
			}
		}
	}
}

// ApplicationKeeper is the contract of [model.ApplicationKeeper].
func ApplicationKeeper(t *testing.T, f Fixture, fresh func(*testing.T) interface {
	model.ApplicationKeeper
	model.PeopleReader
}) {
	s := fresh(t)
	f.ask(t, "ApplicationKeeper", model.DeedKeepApplications, s)
	ctx := t.Context()
	people, err := s.Reviewers(ctx)
	no(t, err)
	if len(people) == 0 {
		t.Fatal("the store has no reviewer to register an application for")
	}
	n := model.NewApplication{Name: "vendor", ClientID: "client-1", SecretHash: "hash", Username: people[0].Username.Raw()}
	a, err := s.AddApplication(ctx, n)
	if model.CodeOf(err) == model.CodeUnsupported {
		f.skip(t, "ApplicationKeeper", model.Sentence(err))
	}
	no(t, err)
	if a.Name != n.Name || a.User != people[0].Username || a.Revoked != nil {
		t.Errorf("registered %+v", a)
	}
	if _, err := s.AddApplication(ctx, n); model.CodeOf(err) != model.CodeConflict {
		t.Errorf("registered twice: %v", err)
	}
	if _, err := s.AddApplication(ctx, model.NewApplication{Name: "other", ClientID: "client-2", Username: "nobody.there"}); model.CodeOf(err) != model.CodeNotFound {
		t.Errorf("registered for nobody: %v", err)
	}
	first, err := s.RevokeApplication(ctx, n.Name)
	no(t, err)
	again, err := s.RevokeApplication(ctx, n.Name)
	no(t, err)
	if first.Revoked == nil || again.Revoked == nil || !first.Revoked.Equal(*again.Revoked) {
		t.Errorf("revoked %v and %v", first.Revoked, again.Revoked)
	}
	if list, err := s.Applications(ctx); err != nil || len(list) != 1 || list[0].Revoked == nil {
		t.Errorf("listed %+v: %v", list, err)
	}
}

func no(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
