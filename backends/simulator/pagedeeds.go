package simulator

import (
	"context"
	"fmt"
	"net/url"
	"strings"

	"examdesk/model"
)

// told describes what became of a callback.
func told(c Callback, err error) (string, error) {
	if err != nil {
		return "", err
	}
	if err := c.Err(); err != nil {
		return "", err
	}
	return fmt.Sprintf("The LMS accepted the %s callback (%d, %d ms).", c.Kind, c.Status, c.Millis), nil
}

func (s controlPages) pageReady(ctx context.Context, f url.Values) (string, error) {
	return told(s.SendReady(ctx, f.Get("id")))
}

func (s controlPages) pageReview(ctx context.Context, f url.Values) (string, error) {
	r := Review{Status: f.Get("status"), ReviewedBy: f.Get("reviewed_by"), VideoURL: f.Get("video_url")}
	for _, line := range strings.Split(f.Get("comments"), "\n") {
		if line = strings.TrimSpace(line); line != "" {
			r.Comments = append(r.Comments, Comment{Text: line, Status: "Unknown"})
		}
	}
	return told(s.SendReview(ctx, f.Get("id"), r))
}

func (s controlPages) pageFault(_ context.Context, f url.Values) (string, error) {
	return "The fault is set.", s.setFault(FaultSetting{Endpoint: f.Get("endpoint"), Fault: f.Get("fault"), Skew: f.Get("skew")})
}

func (s controlPages) pageOnboarding(_ context.Context, f url.Values) (string, error) {
	return "The refusal is set.", s.SetOnboarding(Profile{UserID: f.Get("user_id"), Refusal: f.Get("refusal")})
}

// pageReplay sends recorded callbacks up to the first that cannot be sent.
func (s controlPages) pageReplay(ctx context.Context, f url.Values) (string, error) {
	list, err := ParseRecorded([]byte(f.Get("recorded")))
	if err != nil {
		return "", err
	}
	for i, r := range list {
		if _, err := told(s.Replay(ctx, r, f.Get("to"))); err != nil {
			return "", model.Wrap(err, model.CodeOf(err), "Callback %d was not accepted: %s", i+1, model.Sentence(err))
		}
	}
	return fmt.Sprintf("The LMS accepted %d recorded callbacks.", len(list)), nil
}
