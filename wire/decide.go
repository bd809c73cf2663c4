package wire

import (
	"net/http"

	"examdesk/model"
)

// DecideParams are a decision about an attempt.
type DecideParams struct {
	AttemptID int64          `in:"path" doc:"The attempt's id."`
	Decision  model.Decision `in:"body" doc:"The decision: expected is the version that the reviewer saw, id is chosen once and stays the same when the request is sent again."`
}

// Decide is [model.Decider.Decide].
var Decide = Asks[DecideParams, model.Decided](Op{
	Name: "decide", Tag: "decisions", Method: http.MethodPost, Path: "/attempts/{attempt_id}/decisions", Deed: model.DeedDecide, Scope: ForDoers,
	Summary: "Decides an attempt, at most once for each decision id; 409 with both sides if the attempt is not what the reviewer saw any longer.",
})
