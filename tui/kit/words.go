package kit

import (
	"strconv"
	"time"

	"examdesk/model"
	"examdesk/tui/view"
)

// Itoa writes an id.
func Itoa(n int64) string { return strconv.FormatInt(n, 10) }

// Seconds rounds up, so that the last second is not shown as none.
func Seconds(d time.Duration) string {
	return strconv.Itoa(int(max(0, d+time.Second-1)/time.Second)) + " s"
}

// Name returns the learner and the exam of an attempt, for sentences.
func Name(r model.AttemptRow) string {
	if name := r.Learner.Username.String(); name != "" {
		return name
	}
	return "attempt " + Itoa(r.Attempt.ID)
}

// Trouble returns what is shown instead of an answer.
func Trouble(err error, f view.Frame) []string {
	if code := model.CodeOf(err); code == model.CodeDenied || code == model.CodeReadOnly {
		return view.Denied(model.Sentence(err), f)
	}
	return view.Failed(model.Sentence(err), "ctrl-r", f)
}

// ChangedSince describes what an attempt is now that changed after it was marked.
func ChangedSince(seen model.Version, now model.AttemptRow) string {
	said := "Changed since it was marked: it is now " + view.StatusWord(now.Attempt.Status)
	if seen.Status == now.Attempt.Status {
		said = "Changed since it was marked; it is still " + view.StatusWord(now.Attempt.Status)
	}
	if now.Review != nil && now.Review.ReviewedBy != nil {
		said += ", reviewed by " + now.Review.ReviewedBy.Username.String()
	}
	return said + "."
}
