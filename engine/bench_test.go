package engine

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"examdesk/model"
	"examdesk/store"
	"examdesk/store/sample"
)

// benchEngine is an engine on a sample store of EXAMDESK_BENCH_ATTEMPTS
// attempts (3,000 by default). A store is made once and kept in the temporary
// directory, since a million attempts take minutes.
func benchEngine(b *testing.B) *rig {
	b.Helper()
	n := 3000
	if text := os.Getenv("EXAMDESK_BENCH_ATTEMPTS"); text != "" {
		var err error
		if n, err = strconv.Atoi(text); err != nil {
			b.Fatal(err)
		}
	}
	path := filepath.Join(os.TempDir(), fmt.Sprintf("examdesk-bench-%d.sqlite3", n))
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		if err := sample.Generate(context.Background(), path, sample.Options{Attempts: n, Seed: 1, Now: now()}, nil); err != nil {
			b.Fatal(err)
		}
	}
	s, err := store.Open(context.Background(), path, store.Options{})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = s.Close() })
	return rigOf(b, s, sample.DemoReviewer, Config{Clock: time.Now, Rules: model.DefaultReviewRules()})
}

// timed runs a benchmark and reports the median and the 99th percentile.
func timed(b *testing.B, do func(i int)) {
	b.Helper()
	do(0) // what is prepared once
	var spans []time.Duration
	for i := 0; b.Loop(); i++ {
		begin := time.Now()
		do(i)
		spans = append(spans, time.Since(begin))
	}
	slices.Sort(spans)
	at := func(share float64) float64 { return float64(spans[int(share*float64(len(spans)-1))].Microseconds()) }
	b.ReportMetric(at(0.5), "p50-µs")
	b.ReportMetric(at(0.99), "p99-µs")
}

func find(b *testing.B, e *rig, q model.AttemptQuery) model.AttemptPage {
	b.Helper()
	page, err := e.FindAttempts(context.Background(), q)
	if err != nil {
		b.Fatal(err)
	}
	return page
}

// BenchmarkPage reads pages of 50 by each filter, at the beginning of the list
// and deep in it: a cursor from the other end's list leads there.
func BenchmarkPage(b *testing.B) {
	e := benchEngine(b)
	courses, err := e.ListCourses(context.Background())
	if err != nil {
		b.Fatal(err)
	}
	course := courses[0]
	learner := find(b, e, model.AttemptQuery{Limit: 1}).Rows[0].Learner.Username.Raw()
	filters := map[string]model.Filter{
		"all":                    {},
		"needs decision":         {Section: model.SectionNeedsDecision},
		"stuck":                  {Section: model.SectionStuck},
		"onboarding":             {Section: model.SectionOnboarding},
		"course":                 {Courses: []string{course.ID.Raw()}},
		"course and status":      {Courses: []string{course.ID.Raw()}, Statuses: []model.AttemptStatus{model.Verified}},
		"exam":                   {ExamIDs: []int64{course.Exams[1].ID}},
		"exam and status":        {ExamIDs: []int64{course.Exams[1].ID}, Statuses: []model.AttemptStatus{model.Rejected}},
		"status":                 {Statuses: []model.AttemptStatus{model.Errored}},
		"learner":                {Learner: learner},
		"backend":                {Backends: []string{"proctorco"}},
		"review status":          {ReviewStatus: []model.ReviewStatus{model.ReviewSuspicious}},
		"reviewer":               {Reviewer: "m.keller"},
		"age":                    {OlderThan: 30 * 24 * time.Hour},
		"status and backend":     {Statuses: []model.AttemptStatus{model.SecondReviewRequired}, Backends: []string{"proctorco"}},
		"status, review and age": {Statuses: []model.AttemptStatus{model.Rejected}, ReviewStatus: []model.ReviewStatus{model.ReviewSuspicious}, OlderThan: 240 * time.Hour},
	}
	for name, f := range filters {
		b.Run(name+"/first", func(b *testing.B) {
			timed(b, func(int) { find(b, e, model.AttemptQuery{Filter: f, Limit: 50}) })
		})
		b.Run(name+"/deep", func(b *testing.B) {
			cursors := deep(b, e, f)
			timed(b, func(i int) { find(b, e, model.AttemptQuery{Filter: f, Limit: 50, After: cursors[i%len(cursors)]}) })
		})
	}
}

// deep are cursors all over a list, found by asking for attempts of random ages.
func deep(b *testing.B, e *rig, f model.Filter) []model.Cursor {
	b.Helper()
	random := rand.New(rand.NewPCG(1, 2))
	cursors := []model.Cursor{""}
	for range 40 {
		g := f
		g.YoungerThan = max(time.Duration(random.Int64N(int64(110*24*time.Hour))), f.OlderThan+time.Hour)
		if page := find(b, e, model.AttemptQuery{Filter: g, Limit: 1}); page.Next != "" {
			cursors = append(cursors, page.Next)
		}
	}
	return cursors
}

func BenchmarkCounts(b *testing.B) {
	e := benchEngine(b)
	courses, err := e.ListCourses(context.Background())
	if err != nil {
		b.Fatal(err)
	}
	for name, course := range map[string]string{"all courses": "", "one course": courses[0].ID.Raw()} {
		b.Run(name, func(b *testing.B) {
			timed(b, func(int) {
				if _, err := e.CountSections(context.Background(), course); err != nil {
					b.Fatal(err)
				}
			})
		})
	}
}

// BenchmarkSearch looks learners up as somebody types: any part of any name.
func BenchmarkSearch(b *testing.B) {
	e := benchEngine(b)
	for name, texts := range map[string][]string{
		"three or more": {"mei", "silva", "zhan", "example.net", "owal", "ana_", "0f3", "petro", "student", "zzzzz"},
		"fewer":         {"m", "zh", "李", "李小", "@", "o_", "qq"},
	} {
		b.Run(name, func(b *testing.B) {
			timed(b, func(i int) {
				if _, err := e.FindLearners(context.Background(), model.LearnerQuery{Text: texts[i%len(texts)], Limit: 50}); err != nil {
					b.Fatal(err)
				}
			})
		})
	}
}

func BenchmarkReadAttempt(b *testing.B) {
	e := benchEngine(b)
	rows := find(b, e, model.AttemptQuery{Filter: model.Filter{Section: model.SectionDecided}, Limit: 500}).Rows
	timed(b, func(i int) {
		if _, err := e.ReadAttempt(context.Background(), rows[i%len(rows)].Attempt.ID); err != nil {
			b.Fatal(err)
		}
	})
}

// BenchmarkDecide is a decision as a whole, synced to disk: alone, and beside
// readers that pause as a desk does.
func BenchmarkDecide(b *testing.B) {
	e := benchEngine(b)
	for _, readers := range []int{0, 8} {
		b.Run(strconv.Itoa(readers)+" readers", func(b *testing.B) {
			stop := read(e, readers)
			defer stop()
			rows := find(b, e, model.AttemptQuery{Filter: model.Filter{Section: model.SectionDecided, OnlyProctored: true}, NewestFirst: readers == 0, Limit: 400}).Rows
			reviews := []model.ReviewStatus{model.ReviewSuspicious, model.ReviewClean}
			timed(b, func(i int) {
				at := i % len(rows)
				d := model.Decision{
					DecisionRequest: model.DecisionRequest{
						AttemptID: rows[at].Attempt.ID, Review: reviews[i/len(rows)%2], Expected: rows[at].Version(), Reason: "benchmark",
					},
					ID: fmt.Sprintf("bench-%d-%d", time.Now().UnixNano(), i), Stamp: time.Now(),
				}
				done, err := e.Decide(context.Background(), d)
				if err != nil {
					b.Fatal(err)
				}
				rows[at] = done.Row
			})
		})
	}
}

// read lets readers look at pages and counts until it is stopped.
func read(e *rig, readers int) func() {
	ctx, cancel := context.WithCancel(context.Background())
	var all sync.WaitGroup
	for n := range readers {
		all.Go(func() {
			sections := model.Sections()
			for i := n; ctx.Err() == nil; i++ {
				_, _ = e.FindAttempts(ctx, model.AttemptQuery{Filter: model.Filter{Section: sections[i%len(sections)]}, Limit: 50})
				_, _ = e.CountSections(ctx, "")
				select {
				case <-ctx.Done():
				case <-time.After(50 * time.Millisecond):
				}
			}
		})
	}
	return func() { cancel(); all.Wait() }
}
