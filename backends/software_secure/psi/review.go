package psi

import (
	"slices"
	"strings"

	"examdesk/backends/payload"
	"examdesk/model"
)

// ParseReview reads a review callback of PSI ("Reviewer Data Transfer";
// edx-proctoring 5.2.0, software_secure.on_review_callback). externalID is the
// attempt's id at PSI, which the callback must name as its ssiRecordLocator
// unless anyLocator (ALLOW_CALLBACK_SIMULATION) says otherwise. The error has
// [model.CodeInvalid].
func ParseReview(body []byte, externalID string, anyLocator bool) (model.Delivery, error) {
	o, err := payload.Parse(body)
	if err != nil {
		return model.Delivery{}, payload.Unreadable(err)
	}
	if err := checkLocator(o, externalID, anyLocator); err != nil {
		return model.Delivery{}, err
	}
	status, ok := model.ReviewStatus(o.Text("reviewStatus")).Standard()
	if !ok {
		return model.Delivery{}, model.Errorf(model.CodeInvalid, "%q is not a reviewStatus; PSI sends Clean, Rules Violation, Suspicious or Not Reviewed.",
			o.Text("reviewStatus"))
	}
	d := model.Delivery{Status: status, VideoURL: o.Text("videoReviewLink"), ReviewedBy: o.Text("reviewed_by")}
	for _, field := range []string{"webCamComments", "desktopComments"} {
		comments, err := o.Comments(field, payload.CommentFields{
			Start: "eventStart", Stop: "eventFinish", Duration: "duration", Text: "comments", Status: "eventStatus", Required: true,
		})
		if err != nil {
			return model.Delivery{}, err
		}
		d.Comments = slices.Concat(d.Comments, comments)
	}
	o.Delete("videoReviewLink")
	d.Raw = o.Dump()
	return d, payload.CheckDelivery(d)
}

func checkLocator(o *payload.Object, externalID string, anyLocator bool) error {
	meta := o.Object("examMetaData")
	if meta == nil || meta.Text("ssiRecordLocator") == "" {
		return model.Errorf(model.CodeInvalid, "The review has no examMetaData.ssiRecordLocator, which names the attempt.")
	}
	if got := meta.Text("ssiRecordLocator"); !anyLocator && !strings.EqualFold(got, externalID) {
		return model.Errorf(model.CodeInvalid, "The review is for %s, but the attempt's session is %s: it was sent for another attempt.",
			got, externalID)
	}
	return nil
}
