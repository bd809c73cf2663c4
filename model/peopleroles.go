package model

import (
	"context"
	"time"
)

// CourseRole is a role in a course: staff or instructor.
type CourseRole struct{ Course, Role string }

// PersonChange adds a user, or changes one. What is nil or empty stays as it is.
type PersonChange struct {
	Username string
	// Add makes the user, who must not be there yet.
	Add    bool
	Email  *string
	Staff  *bool
	Active *bool
	// Superuser is Django's.
	Superuser *bool
	// Groups and Roles are given, the others taken.
	Groups, NoGroups []string
	Roles, NoRoles   []CourseRole
}

// Person is a user as those who keep people see one.
type Person struct {
	Reviewer
	Email Text
	// Roles are those in courses.
	Roles []CourseRole
}

// PersonPlan is what a change of a user does.
type PersonPlan struct {
	Before Person
	After  Person
	// Changes are the fields that differ, each as "field: from -> to".
	Changes []FieldChange
}

// FieldChange is one field before and after.
type FieldChange struct{ Field, From, To string }

// PeopleKeeper adds and changes users, who have no passwords here.
type PeopleKeeper interface {
	// PlanPerson returns what a change would do. [CodeConflict] if a user to be added is
	// there, [CodeNotFound] if one to be changed is not, [CodeInvalid] for a name or
	// e-mail that the platform would not take.
	PlanPerson(ctx context.Context, c PersonChange) (PersonPlan, error)
	ChangePerson(ctx context.Context, c PersonChange) (PersonPlan, error)
	// Everyone are the users, by username; with a search, those that have it in their
	// username or e-mail.
	Everyone(ctx context.Context, search string, limit int) ([]Person, error)
}

// Application is a program that may sign in as a user.
type Application struct {
	ID       int64
	Name     string
	ClientID string
	User     Text
	Created  time.Time
	// Revoked is when it was, nil while it may sign in.
	Revoked *time.Time
}

// NewApplication is an application to be registered. The secret is kept as a slow
// hash alone.
type NewApplication struct{ Name, ClientID, SecretHash, Username string }

// ApplicationKeeper registers the programs that may sign in at the server.
type ApplicationKeeper interface {
	Applications(ctx context.Context) ([]Application, error)
	// AddApplication registers one. [CodeConflict] if the name is taken, [CodeNotFound]
	// if the user does not exist.
	AddApplication(ctx context.Context, n NewApplication) (Application, error)
	// RevokeApplication refuses one from now on; tokens that it has stay good until
	// they expire.
	RevokeApplication(ctx context.Context, name string) (Application, error)
}

// ApplicationFinder finds the application that signs in.
type ApplicationFinder interface {
	// SigningIn is the application of a client id with the hash of its secret;
	// [CodeNotFound] if there is none that may.
	SigningIn(ctx context.Context, clientID string) (a Application, secretHash string, err error)
}
