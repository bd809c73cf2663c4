// Package rest speaks edx-proctoring's protocol of REST proctoring services.
package rest

import (
	"examdesk/backends/payload"
	"examdesk/model"
)

// ParseReview reads a review callback, which REST services send in the common
// form (edx-proctoring 5.2.0, rest.on_review_callback). Unlike the original's,
// a payload that lacks something is an error of code [model.CodeInvalid] before
// anything is written.
func ParseReview(body []byte) (model.Delivery, error) {
	o, err := payload.Parse(body)
	if err != nil {
		return model.Delivery{}, payload.Unreadable(err)
	}
	// A status of another kind is one that is not known, which the original refuses itself.
	if _, there := o.Get("status"); !there {
		return model.Delivery{}, model.Errorf(model.CodeInvalid, "The review has no status.")
	}
	d := model.Delivery{Status: model.StandardStatus(o.Text("status")), ReviewedBy: o.Text("reviewed_by")}
	if inner := o.Object("payload"); inner != nil {
		d.VideoURL = inner.Text("videoReviewLink")
	} else if _, there := o.Get("payload"); there {
		return model.Delivery{}, model.Errorf(model.CodeInvalid, "The review's payload is not an object.")
	}
	d.Comments, err = o.Comments("comments", payload.CommentFields{
		Start: "start", Stop: "stop", Duration: "duration", Text: "comment", Status: "status",
	})
	if err != nil {
		return model.Delivery{}, err
	}
	o.Delete("videoReviewLink")
	d.Raw = o.Dump()
	return d, payload.CheckDelivery(d)
}
