package rest

import (
	"examdesk/backends/payload"
	"examdesk/model"
)

// WriteReview writes a person's review in the common form, which an LMS takes for all
// services but PSI (edx-proctoring 6.1.4, rest.on_review_callback). It has no comments:
// those of the service stay.
func WriteReview(r model.SentReview) ([]byte, error) {
	std, known := r.Status.Standard()
	if !known {
		return nil, model.NotOneOf("review status", string(r.Status), model.ReviewStatuses())
	}
	o := payload.New().Set("status", string(std)).Set("comments", []any{})
	return []byte(payload.Own(o, r).Dump()), nil
}
