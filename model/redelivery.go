package model

import (
	"cmp"
	"encoding/json"
	"slices"
	"time"
)

// SplitFormer moves the comments of earlier deliveries from Comments to
// FormerComments. edx-proctoring keeps all comments when a service sends a review
// again (6.1.4, views.make_review), though only those of the last delivery belong
// to the review that stands. Versions must be there.
func (r *Review) SplitFormer() {
	since := r.DeliveredSince()
	if since.IsZero() {
		return
	}
	var tied, former []Comment
	later := false
	for _, c := range r.Comments {
		switch c.Created.Compare(since) {
		case -1:
			former = append(former, c)
		case 0:
			tied = append(tied, c)
		default:
			later = true
		}
	}
	// Of one moment, as where a database keeps whole seconds, the last are of the
	// last delivery, as many as it says.
	slices.SortFunc(tied, func(a, b Comment) int { return cmp.Compare(a.ID, b.ID) })
	if n, ok := commentsIn(r.RawData); ok && !later && n < len(tied) {
		former = append(former, tied[:len(tied)-n]...)
	}
	gone := map[int64]bool{}
	for _, c := range former {
		gone[c.ID] = true
	}
	r.FormerComments = append(r.FormerComments, former...)
	r.Comments = slices.DeleteFunc(slices.Clone(r.Comments), func(c Comment) bool { return gone[c.ID] })
}

// DeliveredSince returns when the review that stands took the place of a different
// delivery; the zero time if there was no different one.
//
// The archive does not say what replaced a version. Raw data that changed is a
// delivery unless a person edited it: Django's admin shows it as "Reviewer Notes",
// and records the user who saves it as the reviewer (6.1.4, admin.save_model). A
// delivery that a person accepted here names that person, too; it differs from an
// edit in that comments came with it, or that it says itself that it has none.
func (r *Review) DeliveredSince() time.Time {
	raw, delivered := r.RawData, r.ReviewedBy == nil
	var until time.Time
	for _, v := range r.Versions {
		if v.RawData != raw {
			if delivered || r.commentedWithin(v.Replaced, until) || saysNothing(raw) {
				return v.Replaced
			}
			until, delivered = v.Replaced, false
		}
		raw, delivered = v.RawData, delivered || v.ReviewedBy == nil
	}
	return time.Time{}
}

// commentedWithin reports whether comments were written from one time to before
// another one, the zero time standing for no end.
func (r *Review) commentedWithin(from, until time.Time) bool {
	for _, c := range r.Comments {
		if !c.Created.Before(from) && (until.IsZero() || c.Created.Before(until)) {
			return true
		}
	}
	return false
}

// saysNothing reports whether raw data is a service's review without comments.
func saysNothing(raw Text) bool {
	n, ok := commentsIn(raw)
	return ok && n == 0
}

// commentsIn returns how many comments a service's review has, if it can be read
// as one.
func commentsIn(raw Text) (int, bool) {
	var data struct {
		Status       string            `json:"status"`
		ReviewStatus string            `json:"reviewStatus"`
		Comments     []json.RawMessage `json:"comments"`
		Camera       []json.RawMessage `json:"webCamComments"`
		Desktop      []json.RawMessage `json:"desktopComments"`
	}
	err := json.Unmarshal([]byte(raw.Raw()), &data)
	return len(data.Comments) + len(data.Camera) + len(data.Desktop), err == nil && data.Status+data.ReviewStatus != ""
}
