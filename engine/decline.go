package engine

import (
	"context"

	"examdesk/model"
)

// createAndDecline makes an attempt for a learner and declines it at once, and
// the course's other exams with it (edx-proctoring 5.2.0,
// api._create_and_decline_attempt). Attempts are not made here yet.
func (e *Engine) createAndDecline(_ context.Context, examID, _ int64) (model.Plan, error) {
	return model.Plan{}, model.Errorf(model.CodeUnsupported, "The exam %d cannot be declined for the learner: attempts are not made here yet.", examID)
}
