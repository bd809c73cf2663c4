package engine

import (
	"strings"
	"testing"

	"examdesk/model"
)

// BenchmarkFilter reads pages of 50 by filters as they are typed, at the beginning
// of the list and deep in it.
func BenchmarkFilter(b *testing.B) {
	e := benchEngine(b)
	courses, err := e.ListCourses(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	learner := find(b, e, model.AttemptQuery{Limit: 1}).Rows[0].Learner
	words := strings.NewReplacer("COURSE1", courses[0].ID.Raw(), "COURSE2", courses[1].ID.Raw(), "LEARNER", learner.Username.Raw(), "FULLNAME", learner.FullName.Raw())
	for _, text := range []string{
		"status:error or status:submitted",
		"course:COURSE1 or course:COURSE2",
		"section:decided (course:COURSE1 or course:COURSE2)",
		"course:COURSE1 status:error or learner:LEARNER",
		"status:second_review_required or risk:high reviewer:none",
		"course:COURSE1 !status:verified",
		"course:COURSE1 !(status:verified or status:rejected)",
		"section:decided !course:COURSE1",
		"status:rejected risk:high",
		"FULLNAME",
		"~mzng",
		"comments:>3",
		"course:COURSE1 comments:>3",
		"submitted:2026-11",
		"status:verified submitted:>=2026-11-01",
	} {
		f, err := model.ParseFilter(words.Replace(text))
		if err != nil {
			b.Fatal(err)
		}
		b.Run(text+"/first", func(b *testing.B) {
			timed(b, func(int) { find(b, e, model.AttemptQuery{Filter: f, Limit: 50}) })
		})
		b.Run(text+"/deep", func(b *testing.B) {
			cursors := deep(b, e, f)
			timed(b, func(i int) { find(b, e, model.AttemptQuery{Filter: f, Limit: 50, After: cursors[i%len(cursors)]}) })
		})
	}
}
