package wire

import (
	"net/http"

	"examdesk/model"
)

// SearchParams look for learners.
type SearchParams struct {
	Search string `in:"query" doc:"Any part of username, e-mail, name, attempt code or external id."`
	Limit  int    `in:"query" doc:"How many at most."`
	Course string `in:"query" doc:"The course whose learners are meant; all of them without it, of a course team's own courses."`
}

// FindLearners is [model.LearnerFinder.FindLearners].
var FindLearners = Asks[SearchParams, []model.Learner](Op{
	Name: "findLearners", Tag: "learners", Method: http.MethodGet, Path: "/learners", Scope: ForTeams,
	Summary: "Looks learners up.",
})

// NamedParams name learners.
type NamedParams struct {
	Name string `in:"query" doc:"A username, an e-mail, an attempt code, or a part of one."`
	ID   int64  `in:"query" doc:"The id that the name may also be."`
}

// LearnersNamed is [model.LearnerNamer.LearnersNamed].
var LearnersNamed = Asks[NamedParams, []model.Learner](Op{
	Name: "learnersNamed", Tag: "learners", Method: http.MethodGet, Path: "/learners/named", Scope: ForTeams,
	Summary: "Returns the learners that a word names: exactly or, failing that, in part.",
})

// LearnerParams name a learner.
type LearnerParams struct {
	UserID int64 `in:"path" doc:"The learner's id."`
}

// ReadLearner is [model.LearnerReader.ReadLearner].
var ReadLearner = Asks[LearnerParams, model.LearnerCard](Op{
	Name: "readLearner", Tag: "learners", Method: http.MethodGet, Path: "/learners/{user_id}", Scope: ForTeams,
	Summary: "Returns a learner's card: where each exam stands and why, onboarding, allowances, and what happened.",
})
