package wire

import (
	"net/http"

	"examdesk/model"
)

// OpenAttempt is an attempt that somebody has open.
type OpenAttempt struct {
	AttemptID int64
	// Username is whose desk it is; the server fills it in.
	Username model.Text
	// Desk is a name that a program makes up for itself when it starts.
	Desk string
}

// KindPresence is the event of [Changes] that has all open attempts as a list of
// [OpenAttempt].
const KindPresence = "presence"

// AttendParams say what is open.
type AttendParams struct {
	Open OpenAttempt `in:"body" doc:"The attempt, 0 for none. It is forgotten after 20 seconds unless it is said again."`
}

// Attend is [model.Presence.Attend].
var Attend = Asks[AttendParams, None](Op{
	Name: "attend", Tag: "changes", Method: http.MethodPost, Path: "/presence", Deed: model.DeedBrowse, Fleeting: true, Scope: ForTeams,
	Summary: "Says which attempt the person has open, for other desks to show. Nothing is stored.",
})
