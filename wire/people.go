package wire

import (
	"net/http"

	"examdesk/model"
)

// PersonParams name a user.
type PersonParams struct {
	Username string `in:"query" doc:"The username."`
}

// Person is [model.PeopleReader.Person].
var Person = Asks[PersonParams, model.Reviewer](Op{
	Name: "person", Tag: "people", Method: http.MethodGet, Path: "/people/named", Scope: ForStaff,
	Summary: "Returns a user by name, with all that gives rights.",
})

// Reviewers is [model.PeopleReader.Reviewers].
var Reviewers = Asks[None, []model.Reviewer](Op{
	Name: "reviewers", Tag: "people", Method: http.MethodGet, Path: "/people/reviewers",
	Summary: "Returns those who may decide anything.",
})

// Me is who asks.
var Me = Asks[None, model.Person](Op{
	Name: "me", Tag: "people", Method: http.MethodGet, Path: "/me", Scope: ForEveryone,
	Summary: "Returns who asks, with their e-mail and roles in courses.",
})

// EveryoneParams look for users.
type EveryoneParams struct {
	Search string `in:"query" doc:"Any part of username or e-mail."`
	Limit  int    `in:"query" doc:"How many at most."`
}

// Everyone is [model.PeopleKeeper.Everyone].
var Everyone = Asks[EveryoneParams, []model.Person](Op{
	Name: "everyone", Tag: "people", Method: http.MethodGet, Path: "/people", Scope: ForStaff,
	Summary: "Lists the users by username.",
})

// PersonChangeParams are a change of a user.
type PersonChangeParams struct {
	Change model.PersonChange `in:"body" doc:"The change; what is null or empty stays."`
}

// PlanPerson is [model.PeopleKeeper.PlanPerson].
var PlanPerson = Asks[PersonChangeParams, model.PersonPlan](Op{
	Name: "planPerson", Tag: "people", Method: http.MethodPost, Path: "/people/plan", Deed: model.DeedKeepPeople, Plans: true, Scope: ForDoers,
	Summary: "Returns what adding or changing a user would do.",
})

// ChangePerson is [model.PeopleKeeper.ChangePerson].
var ChangePerson = Asks[PersonChangeParams, model.PersonPlan](Op{
	Name: "changePerson", Tag: "people", Method: http.MethodPost, Path: "/people", Deed: model.DeedKeepPeople, Scope: ForDoers,
	Summary: "Adds a user, or changes one; users have no passwords here.",
})

// Applications is [model.ApplicationKeeper.Applications].
var Applications = Asks[None, []model.Application](Op{
	Name: "applications", Tag: "people", Method: http.MethodGet, Path: "/applications", Scope: ForStaff,
	Summary: "Lists the programs that may sign in.",
})

// ApplicationParams are a program that is to sign in.
type ApplicationParams struct {
	Application model.NewApplication `in:"body" doc:"The program. The secret is sent as its hash alone."`
}

// AddApplication is [model.ApplicationKeeper.AddApplication].
var AddApplication = Asks[ApplicationParams, model.Application](Op{
	Name: "addApplication", Tag: "people", Method: http.MethodPost, Path: "/applications", Deed: model.DeedKeepApplications, Scope: ForDoers,
	Summary: "Registers a program that may sign in as a user.",
})

// RevokeParams name a program.
type RevokeParams struct {
	Name string `in:"path" doc:"The program's name."`
}

// RevokeApplication is [model.ApplicationKeeper.RevokeApplication].
var RevokeApplication = Asks[RevokeParams, model.Application](Op{
	Name: "revokeApplication", Tag: "people", Method: http.MethodPost, Path: "/applications/{name}/revocation", Deed: model.DeedKeepApplications, Scope: ForDoers,
	Summary: "Refuses a program from now on; tokens that it has stay good until they expire.",
})
