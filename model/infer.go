package model

import "encoding/json"

// MatchSources fills in which part of the recording each comment is about. The
// store keeps the comments of camera and desktop in one table; the vendor's raw
// data keeps them apart.
func MatchSources(r *Review) {
	type comment struct {
		Comments string
		Start    json.Number `json:"eventStart"`
	}
	var raw struct {
		Camera  []comment `json:"webCamComments"`
		Desktop []comment `json:"desktopComments"`
	}
	if json.Unmarshal([]byte(r.RawData.Raw()), &raw) != nil {
		return
	}
	type key struct{ text, start string }
	sources := map[key]CommentSource{}
	for _, c := range raw.Desktop {
		sources[key{c.Comments, c.Start.String()}] = SourceDesktop
	}
	for _, c := range raw.Camera {
		sources[key{c.Comments, c.Start.String()}] = SourceCamera
	}
	for i, c := range r.Comments {
		start, err := json.Marshal(c.Start)
		if err == nil {
			r.Comments[i].Source = sources[key{c.Text.Raw(), string(start)}]
		}
	}
}

// InferWho says who changed an attempt where the store does not record it: a
// change at the very time of a review is the review's, the others follow from
// the status.
func InferWho(d *AttemptDetail) {
	for i := range d.History {
		h := &d.History[i]
		if h.Who != "" {
			continue
		}
		h.WhoInferred = true
		h.Who = inferWho(*h, d)
	}
}

func inferWho(h HistoryEntry, d *AttemptDetail) Text {
	if d.Review != nil && h.Type == string(SaveUpdate) {
		if h.At.Equal(d.Review.Modified) {
			return reviewerName(d.Review.ReviewedBy)
		}
		// A version holds what was true until it was replaced: the review that
		// took effect at the time of this entry is in the next newer version.
		for i, v := range d.Review.Versions {
			if !v.Replaced.Equal(h.At) {
				continue
			}
			if i == 0 {
				return reviewerName(d.Review.ReviewedBy)
			}
			return reviewerName(d.Review.Versions[i-1].ReviewedBy)
		}
	}
	return WhoDid(h.Type, h.Status)
}

// WhoDid returns who usually does what a row of an attempt's history records. A review
// never removes an attempt; an attempt that waited for the onboarding goes when
// the onboarding is finished.
func WhoDid(kind string, s AttemptStatus) Text {
	switch {
	case kind != string(SaveDelete):
		return WhoSets(s)
	case s.IsOnboardingError():
		return "the platform"
	}
	return "staff"
}

// WhoSets returns who usually brings an attempt into a status.
func WhoSets(s AttemptStatus) Text {
	switch s {
	case SecondReviewRequired, Verified, Rejected:
		return "a review"
	case ReadyToStart:
		return "the proctoring software"
	case Errored:
		return "the platform or the proctoring service"
	default:
		return "the learner"
	}
}

func reviewerName(by *Learner) Text {
	if by == nil {
		return "the vendor's review"
	}
	return by.Username
}
