package engine

import (
	"context"
	"fmt"
	"strconv"
	"testing"
	"time"

	"examdesk/model"
)

// benchExam makes an exam of its own, so that every learner is free to take it.
func benchExam(b *testing.B, e *rig, practice bool) int64 {
	b.Helper()
	id, _, err := e.api.CreateExam(context.Background(), model.Exam{
		CourseID: "course-v1:edX+Bench+2026", ContentID: model.Text("bench-" + strconv.FormatInt(time.Now().UnixNano(), 10)), Name: "Bench",
		TimeLimitMins: 60, IsProctored: true, IsPracticeExam: practice, IsActive: true, Backend: "proctorco",
	})
	if err != nil {
		b.Fatal(err)
	}
	return id
}

// BenchmarkLifecycle is an attempt from its creation to its removal, each
// operation for itself, synced to disk.
func BenchmarkLifecycle(b *testing.B) {
	e := benchEngine(b)
	ctx := context.Background()
	exam := benchExam(b, e, false)
	learner := func(i int) int64 { return int64(i%100_000) + 1 }
	ids := map[int]int64{}
	create := func(b *testing.B, i int) int64 {
		if id, there := ids[i]; there {
			return id
		}
		id, _, err := e.api.CreateAttempt(ctx, exam, learner(i), true)
		must(b, err)
		ids[i] = id
		return id
	}
	next := 0
	for _, step := range []struct {
		name string
		do   func(b *testing.B, id int64)
		to   model.AttemptStatus
	}{
		{"start", func(b *testing.B, id int64) {
			must(b, second(e.api.UpdateAttemptStatus(ctx, id, model.Started, model.TransitionOptions{})))
		}, ""},
		{"submit", func(b *testing.B, id int64) {
			must(b, second(e.api.UpdateAttemptStatus(ctx, id, model.Submitted, model.TransitionOptions{})))
		}, ""},
		{"decline with the course's other exams", func(b *testing.B, id int64) {
			must(b, second(e.api.UpdateAttemptStatus(ctx, id, model.Declined, model.TransitionOptions{})))
		}, ""},
		{"review delivered", func(b *testing.B, id int64) {
			row, _, err := e.api.Attempt(ctx, id)
			must(b, err)
			_, err = e.api.ReceiveReview(ctx, model.ReviewCallback{Code: row.Attempt.Code.Raw(), Body: []byte(
				`{"status": "suspicious", "comments": [{"comment": "looks away", "status": "suspicious", "start": 1, "stop": 2, "duration": 1}]}`)})
			must(b, err)
		}, ""},
		{"mark ready to resume", func(b *testing.B, id int64) { must(b, e.api.MarkReadyToResume(ctx, id)) }, model.Errored},
		{"remove", func(b *testing.B, id int64) { must(b, second(e.api.RemoveAttempt(ctx, id, nil))) }, ""},
	} {
		b.Run(step.name, func(b *testing.B) {
			for b.Loop() {
				b.StopTimer()
				id := create(b, next)
				next++
				if step.to != "" {
					must(b, second(e.api.UpdateAttemptStatus(ctx, id, step.to, model.TransitionOptions{})))
				}
				b.StartTimer()
				step.do(b, id)
			}
		})
	}
	b.Run("create", func(b *testing.B) {
		timed(b, func(int) { create(b, next); next++ })
	})
}

// BenchmarkAllowances is one allowance, and a bulk of 100 learners and 5 exams.
func BenchmarkAllowances(b *testing.B) {
	e := benchEngine(b)
	ctx := context.Background()
	var exams []int64
	for range 5 {
		exams = append(exams, benchExam(b, e, false))
	}
	b.Run("one", func(b *testing.B) {
		timed(b, func(i int) {
			must(b, second(e.api.AddAllowance(ctx, exams[0], model.UserRef{ID: int64(i%1000) + 1}, model.AllowanceAdditionalTime, strconv.Itoa(i%90))))
		})
	})
	b.Run("100 learners x 5 exams", func(b *testing.B) {
		timed(b, func(i int) {
			bulk := model.BulkAllowance{ExamIDs: exams, Type: model.AllowanceTimeMultiplier, Value: fmt.Sprintf("1.%d", i%9+1)}
			for u := range 100 {
				bulk.Users = append(bulk.Users, model.UserRef{ID: int64(i*100%50_000 + u + 1)})
			}
			results, _, err := e.api.AddAllowances(ctx, bulk)
			must(b, err)
			if len(results) != 500 {
				b.Fatalf("%d results", len(results))
			}
		})
	})
}

// BenchmarkResetAndRetire are the rarer ones.
func BenchmarkResetAndRetire(b *testing.B) {
	e := benchEngine(b)
	ctx := context.Background()
	practice := benchExam(b, e, true)
	b.Run("reset a practice exam", func(b *testing.B) {
		for i := 0; b.Loop(); i++ {
			b.StopTimer()
			user := int64(i%100_000) + 1
			id, _, err := e.api.CreateAttempt(ctx, practice, user, true)
			must(b, err)
			must(b, second(e.api.UpdateAttemptStatus(ctx, id, model.Rejected, model.TransitionOptions{})))
			b.StartTimer()
			_, _, err = e.api.ResetPracticeExam(ctx, practice, user, nil)
			must(b, err)
		}
	})
	b.Run("retire a learner", func(b *testing.B) {
		timed(b, func(i int) { must(b, second(e.api.RetireLearner(ctx, int64(i%1000)+1))) })
	})
}
