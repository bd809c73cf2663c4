package conformance

import (
	"context"
	"fmt"

	"examdesk/model"
)

// makeReview is the body of the endpoint that takes reviews.
func makeReview(ctx context.Context, d *replayDB, tr *transcript) (any, model.Plan, error) {
	// The caller specifies the attempt's service, whatever the exam's row
	// says by then; for one that was not proctored there is none.
	attempt, _ := tr.Request.Args[0].(map[string]any)
	exam, _ := attempt["proctored_exam"].(map[string]any)
	from := ""
	if proctored, _ := exam["is_proctored"].(bool); proctored {
		from = kwargs(exam).text("backend", "")
	}
	out, err := d.engine.ReceiveReview(ctx, model.ReviewCallback{Code: fmt.Sprint(attempt["attempt_code"]), Backend: from, Body: tr.Request.Raw[1]})
	if model.CodeOf(err) == model.CodeNotProctored { // a sentence, which is our own
		return map[string]any{"status": 412, "data": sentenceIn(tr.Result)}, model.Plan{}, nil
	}
	return map[string]any{"status": 200, "data": "OK"}, out.Plan.Plan, err
}

// sentenceIn is the sentence of a recorded answer: ours has other words.
func sentenceIn(v any) any {
	answer, _ := v.(map[string]any)
	if text, ok := answer["data"].(string); ok {
		return text
	}
	return "a sentence"
}
