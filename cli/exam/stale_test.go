package exam

import (
	"testing"

	"examdesk/cli/kit/kittest"
	"examdesk/model"
)

// An exam that someone else changed while the plan was looked at is left as it
// is, and both sides are shown.
func TestChangesOfWhatChangedMeanwhile(t *testing.T) {
	t.Parallel()
	t.Run("exam", func(t *testing.T) {
		t.Parallel()
		const exam = 2
		minutes, others := 77, 99
		d := kittest.OnTerminal(t, "")
		d.Meanwhile(func() {
			seen, err := d.Opened.Store.ReadExam(t.Context(), exam)
			if err == nil {
				_, err = d.Opened.Store.ChangeExam(t.Context(), model.ExamEdit{ExamID: exam, TimeLimitMins: &others, Expected: seen.Exam.Modified})
			}
			if err != nil {
				t.Error(err)
			}
		})
		err := setRun(t.Context(), &SetOptions{Factory: d.Factory, ID: "2", Edit: model.ExamEdit{TimeLimitMins: &minutes}})
		d.Says(t, err, 3, "Seen:", "Now:", "→ 99")
	})
}
