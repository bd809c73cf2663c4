package wire

import (
	"net/http"
	"time"

	"examdesk/model"
)

// ActivityParams ask for lines of activity.
type ActivityParams struct {
	After     int64      `in:"query" doc:"The id after which the list begins."`
	Deed      model.Deed `in:"query" doc:"Only lines of this deed."`
	Actor     string     `in:"query" doc:"Only lines of this person, by username."`
	AttemptID int64      `in:"query" doc:"Only lines about this attempt."`
	From      time.Time  `in:"query" doc:"Only lines from this time on, in UTC."`
	To        time.Time  `in:"query" doc:"Only lines up to this time, in UTC."`
	Limit     int        `in:"query" doc:"How many at most."`
}

// Activity is [model.ActivityReader.Activity].
var Activity = Walks[ActivityParams, model.ActivityLine](Op{
	Name: "activity", Tag: "activity", Method: http.MethodGet, Path: "/activity.ndjson", Scope: ForStaff,
	Summary: "Walks through the lines of who did what, the oldest first.",
})

// KeepsActivity is [model.ActivityReader.KeepsActivity].
var KeepsActivity = Asks[None, bool](Op{
	Name: "keepsActivity", Tag: "activity", Method: http.MethodGet, Path: "/activity/kept",
	Summary: "Reports whether the store keeps lines of who did what.",
})

// ActivityHead is [model.ActivityReader.ActivityHead].
var ActivityHead = Asks[None, model.ActivityHead](Op{
	Name: "activityHead", Tag: "activity", Method: http.MethodGet, Path: "/activity/head", Scope: ForStaff,
	Summary: "Returns the newest line, to be noted where no one can rewrite it.",
})

// CheckParams are a head that was noted earlier.
type CheckParams struct {
	Noted string `in:"query" doc:"A head that was noted earlier, as NUMBER:HASH."`
}

// ActivityCheck is the outcome of a check.
type ActivityCheck struct {
	LineCount int
	Faults    []model.ChainFault
	Head      model.ActivityHead
}

// CheckActivity is [model.ActivityReader.CheckActivity].
var CheckActivity = Asks[CheckParams, ActivityCheck](Op{
	Name: "checkActivity", Tag: "activity", Method: http.MethodGet, Path: "/activity/check", Scope: ForStaff,
	Summary: "Holds each line of activity against the one before, and the end against a head that was noted.",
})

// Outside is [model.ActivityReader.Outside].
var Outside = Walks[None, model.OutsideRow](Op{
	Name: "outside", Tag: "activity", Method: http.MethodGet, Path: "/activity/outside.ndjson", Scope: ForStaff,
	Summary: "Walks through the rows of Django's history that something else than examdesk wrote.",
})
