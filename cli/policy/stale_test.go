package policy

import (
	"testing"

	"examdesk/cli/kit/kittest"
	"examdesk/model"
)

// A policy that someone else changed while the plan was looked at is left as it
// is, and both sides are shown.
func TestChangesOfWhatChangedMeanwhile(t *testing.T) {
	t.Parallel()
	t.Run("policy", func(t *testing.T) {
		t.Parallel()
		const exam = 2
		d := kittest.OnTerminal(t, "")
		d.Meanwhile(func() {
			seen, err := d.Opened.Store.ReadExam(t.Context(), exam)
			if err == nil {
				_, err = d.Opened.Store.ChangePolicy(t.Context(), model.PolicyChange{ExamID: exam, Text: "Theirs.", Expected: seen.Policy.Version()})
			}
			if err != nil {
				t.Error(err)
			}
		})
		err := set(t.Context(), &SetOptions{Factory: d.Factory}, d.Opened, model.Exam{ID: exam}, "Ours.")
		d.Says(t, err, 3, "Seen:", "Now:", "Theirs.")
	})
}
