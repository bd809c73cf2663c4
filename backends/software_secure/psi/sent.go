package psi

import (
	"examdesk/backends/payload"
	"examdesk/model"
)

// WriteReview writes a person's review as PSI sends one, which is what an LMS takes for
// software_secure (edx-proctoring 6.1.4, software_secure.on_review_callback). It has no
// comments: PSI's stay.
func WriteReview(r model.SentReview) ([]byte, error) {
	if !r.Status.IsValid() {
		return nil, model.NotOneOf("review status", string(r.Status), model.ReviewStatuses())
	}
	o := payload.New().
		Set("examMetaData", payload.New().Set("examCode", r.AttemptCode).Set("ssiRecordLocator", r.ExternalID)).
		Set("reviewStatus", string(r.Status)).Set("webCamComments", []any{}).Set("desktopComments", []any{})
	return []byte(payload.Own(o, r).Dump()), nil
}
