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
