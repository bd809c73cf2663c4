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
	Name: "findAttempts", Tag: "attempts", Method: http.MethodGet, Path: "/attempts", Scope: ForTeams,
	Summary: "Returns a page of the attempts that a filter finds.",
})

// StreamAttempts is [model.AttemptStreamer.Attempts].
var StreamAttempts = Walks[AttemptsParams, model.AttemptRow](Op{
	Name: "streamAttempts", Tag: "attempts", Method: http.MethodGet, Path: "/attempts.ndjson", Scope: ForTeams,
	Summary: "Walks through all attempts that a filter finds, however many there are.",
})

// CourseParams name a course, or all with none.
type CourseParams struct {
	CourseID string `in:"query" doc:"A course's id; all courses without it."`
}

// CountSections is [model.AttemptFinder.CountSections].
var CountSections = Asks[CourseParams, []model.SectionCount](Op{
	Name: "countSections", Tag: "attempts", Method: http.MethodGet, Path: "/counts", Scope: ForTeams,
	Summary: "Counts the sections of the queue.",
})

// AttemptParams name an attempt.
type AttemptParams struct {
	AttemptID int64 `in:"path" doc:"The attempt's id."`
}

// ReadAttempt is [model.AttemptReader.ReadAttempt].
var ReadAttempt = Asks[AttemptParams, model.AttemptDetail](Op{
	Name: "readAttempt", Tag: "attempts", Method: http.MethodGet, Path: "/attempts/{attempt_id}", Scope: ForTeams,
	Summary: "Returns everything about an attempt: its review with comments, its history, allowances, policy, and where the learner stands.",
})

// AttemptHistory is the part of [ReadAttempt] that an attempt's history is.
var AttemptHistory = Asks[AttemptParams, []model.HistoryEntry](Op{
	Name: "attemptHistory", Tag: "attempts", Method: http.MethodGet, Path: "/attempts/{attempt_id}/history", Scope: ForTeams,
	Summary: "Returns what happened to an attempt.",
})

// AttemptReview is the part of [ReadAttempt] that the review is.
var AttemptReview = Asks[AttemptParams, model.Review](Op{
	Name: "attemptReview", Tag: "attempts", Method: http.MethodGet, Path: "/attempts/{attempt_id}/review", Scope: ForTeams,
	Summary: "Returns an attempt's review, with its comments and what it was before.",
})

// AttemptComments is the part of [ReadAttempt] that the review's comments are.
var AttemptComments = Asks[AttemptParams, []model.Comment](Op{
	Name: "attemptComments", Tag: "attempts", Method: http.MethodGet, Path: "/attempts/{attempt_id}/comments", Scope: ForTeams,
	Summary: "Returns the comments of an attempt's review.",
})

// Video is where a recording is.
type Video struct{ VideoURL string }

// VideoURL is [model.VideoFinder.VideoURL].
var VideoURL = Asks[AttemptParams, Video](Op{
	Name: "videoURL", Tag: "attempts", Method: http.MethodGet, Path: "/attempts/{attempt_id}/video",
	Summary: "Returns the address of an attempt's recording.",
})

// CodeParams name an attempt by its code.
type CodeParams struct {
	AttemptCode string `in:"query" doc:"The attempt's code."`
}

// AttemptIDByCode is [model.AttemptLocator.AttemptIDByCode].
var AttemptIDByCode = Asks[CodeParams, int64](Op{
	Name: "attemptIDByCode", Tag: "attempts", Method: http.MethodGet, Path: "/attempts/by_code", Scope: ForTeams,
	Summary: "Returns the id of the attempt that has a code.",
})

// LearnerExamParams name a learner and an exam.
type LearnerExamParams struct {
	UserID int64 `in:"path" doc:"The learner's id."`
	ExamID int64 `in:"query" doc:"The exam's id."`
}

// UserAttempts is [model.AttemptLocator.UserAttempts].
var UserAttempts = Asks[LearnerExamParams, []model.AttemptRow](Op{
	Name: "userAttempts", Tag: "learners", Method: http.MethodGet, Path: "/learners/{user_id}/attempts", Scope: ForTeams,
	Summary: "Returns a learner's attempts at an exam, newest first.",
})
