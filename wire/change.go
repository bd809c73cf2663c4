package wire

import (
	"net/http"

	"examdesk/model"
)

// RequestParams are a decision that somebody thinks about.
type RequestParams struct {
	AttemptID int64                 `in:"path" doc:"The attempt's id."`
	Request   model.DecisionRequest `in:"body" doc:"The decision; expected is the version that the reviewer saw."`
}

// PreviewDecision is [model.Previewer.PreviewDecision].
var PreviewDecision = Asks[RequestParams, model.Preview](Op{
	Name: "previewDecision", Tag: "decisions", Method: http.MethodPost, Path: "/attempts/{attempt_id}/decisions/plan", Deed: model.DeedDecide, Plans: true, Scope: ForDoers,
	Summary: "Returns what a decision would do, and where each outcome leads.",
})

// ChangeParams are a change of an attempt.
type ChangeParams struct {
	AttemptID int64               `in:"path" doc:"The attempt's id."`
	Change    model.ChangeRequest `in:"body" doc:"The change: kind is resume, reset, remove, remove all or set status; expected is the version that the person saw."`
}

// PreviewChange is [model.AttemptChanger.PreviewChange]. Which deed it is, the kind of
// change says.
var PreviewChange = Asks[ChangeParams, model.ChangePreview](Op{
	Name: "previewChange", Tag: "changes of attempts", Method: http.MethodPost, Path: "/attempts/{attempt_id}/changes/plan", Deed: model.DeedSetStatus, Plans: true, Scope: ForDoers,
	Summary: "Returns what a change of an attempt would do, and what it would destroy.",
})

// ChangeAttempt is [model.AttemptChanger.ChangeAttempt].
var ChangeAttempt = Asks[ChangeParams, model.Changed](Op{
	Name: "changeAttempt", Tag: "changes of attempts", Method: http.MethodPost, Path: "/attempts/{attempt_id}/changes", Deed: model.DeedSetStatus, Scope: ForDoers,
	Summary: "Resumes, resets or removes an attempt, or sets its status; 409 with both sides if the attempt is not what the person saw any longer.",
})
