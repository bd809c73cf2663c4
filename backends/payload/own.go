package payload

import "examdesk/model"

// Own adds to a review what only examdesk says: whose decision it is, and why. An LMS
// keeps it in the review's raw data.
func Own(o *Object, r model.SentReview) *Object {
	if r.ReviewedBy != "" {
		o.Set("reviewed_by", r.ReviewedBy)
	}
	o.Set("source", model.OwnSource).Set("decision", r.DecisionID)
	if r.Reason != "" {
		o.Set("reason", r.Reason)
	}
	return o
}
