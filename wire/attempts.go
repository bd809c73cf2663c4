package wire

import (
	"net/http"

	"examdesk/model"
)

// AttemptsParams ask for a page of attempts.
type AttemptsParams struct {
	Filter string        `in:"query" doc:"A filter, as the desk and the commands take it, e.g. status:error course:STAT101."`
	Where  *model.Filter `in:"query" doc:"The same as JSON, for programs that have it in parts; both must hold."`
	Newest bool          `in:"query" doc:"Whether the newest change of status comes first."`
	After  model.Cursor  `in:"query" doc:"The cursor (next) of the page before."`
	Before model.Cursor  `in:"query" doc:"The cursor of a row: the page that ends just before it."`
	Limit  int           `in:"query" doc:"How many attempts at most; the server may answer with fewer."`
}

// FindAttempts is [model.AttemptFinder.FindAttempts].
var FindAttempts = Asks[AttemptsParams, model.AttemptPage](Op{
	Name: "findAttempts", Tag: "attempts", Method: http.MethodGet, Path: "/attempts",
	Summary: "Returns a page of the attempts that a filter finds.",
})

// StreamAttempts is [model.AttemptStreamer.Attempts].
var StreamAttempts = Walks[AttemptsParams, model.AttemptRow](Op{
	Name: "streamAttempts", Tag: "attempts", Method: http.MethodGet, Path: "/attempts.ndjson",
	Summary: "Walks through all attempts that a filter finds, however many there are.",
})

// CourseParams name a course, or all with none.
type CourseParams struct {
	CourseID string `in:"query" doc:"A course's id; all courses without it."`
}

// CountSections is [model.AttemptFinder.CountSections].
var CountSections = Asks[CourseParams, []model.SectionCount](Op{
	Name: "countSections", Tag: "attempts", Method: http.MethodGet, Path: "/counts",
	Summary: "Counts the sections of the queue.",
})

// AttemptParams name an attempt.
type AttemptParams struct {
	AttemptID int64 `in:"path" doc:"The attempt's id."`
}

// ReadAttempt is [model.AttemptReader.ReadAttempt].
var ReadAttempt = Asks[AttemptParams, model.AttemptDetail](Op{
	Name: "readAttempt", Tag: "attempts", Method: http.MethodGet, Path: "/attempts/{attempt_id}",
	Summary: "Returns everything about an attempt: its review with comments, its history, allowances, policy, and where the learner stands.",
})
