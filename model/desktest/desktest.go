// Package desktest is the contract of the roles in package model: a suite for each
// role, which every implementation of it runs. Those are the engine on a local store
// and the clients of a server or an LMS.
package desktest

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"examdesk/model"
)

// Fixture describes an implementation under test and what its store holds.
type Fixture struct {
	// Now is when the store's clock stands.
	Now time.Time
	// Fresh returns the implementation on a store of its own, for a person who may
	// decide all attempts and change all exams.
	Fresh func(t *testing.T) any
	// Holds is what the store is known to hold.
	Holds Holdings
	// Review is a proctoring service's review in its own words, and Service the
	// service that sends it; without them no review is handed in.
	Review  func(status string) []byte
	Service string
	// Skips are the roles that this implementation or its store cannot take, each
	// with a part of the reason. A skip that is not listed fails, and so does a role
	// that is listed and runs: nothing is skipped unnoticed.
	Skips map[string]string

	report *report
}

// Holdings count what a store holds; 0 where that is not known.
type Holdings struct {
	Attempts, Exams, Courses, Allowances, Policies int
	// Enrolled is how many learners a platform has in each course.
	Enrolled int
}

// ask skips the suite of a role whose capability is a no, with the reason.
func (f Fixture) ask(t *testing.T, role string, deed model.Deed, store any) {
	t.Helper()
	asker, asks := store.(model.DeedAsker)
	if !asks {
		return // it shows when it is tried
	}
	answer, err := asker.Can(t.Context(), deed)
	if err != nil {
		t.Fatalf("ask whether %s can be done: %v", deed, err)
	}
	if answer.Verdict == model.VerdictNo {
		f.skip(t, role, answer.Why)
	}
}

// skip skips the suite of a role by name and reason.
func (f Fixture) skip(t *testing.T, role, why string) {
	t.Helper()
	if f.report != nil {
		f.report.skip(role, why)
	}
	t.Skipf("%s: %s", role, why)
}

// All runs the suite of every role and sums up in one line which ran and which were
// skipped.
func All(t *testing.T, f Fixture) {
	t.Helper()
	f.report = newReport()
	store := f.Fresh(t)
	for _, x := range suites() {
		t.Run(x.role, func(t *testing.T) {
			f.report.begin(x.role)
			t.Parallel()
			if !x.has(store) {
				f.skip(t, x.role, "The store does not have this role.")
			}
			x.run(t, f, store)
		})
	}
	// Parallel suites have ended when the cleanup runs.
	t.Cleanup(func() {
		t.Log(f.report.line())
		for _, fault := range f.report.faults(f.Skips) {
			t.Error(fault)
		}
	})
}

// report collects which suites were begun, and which of them were skipped. With a
// pattern of go test only some are begun.
type report struct {
	mu      sync.Mutex
	begun   map[string]bool
	skipped map[string]string
}

func newReport() *report { return &report{begun: map[string]bool{}, skipped: map[string]string{}} }

func (r *report) begin(role string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.begun[role] = true
}

func (r *report) skip(role, why string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.skipped[role] = why
}

// line sums up a run.
func (r *report) line() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	var skips []string
	for _, role := range slices.Sorted(maps.Keys(r.skipped)) {
		skips = append(skips, role+": "+strings.TrimSuffix(r.skipped[role], "."))
	}
	line := "contract: " + strconv.Itoa(len(r.begun)-len(skips)) + " run, " + strconv.Itoa(len(skips)) + " skipped"
	if len(skips) > 0 {
		line += " (" + strings.Join(skips, "; ") + ")"
	}
	return line
}

// faults returns the skips that were not expected, and those that were and did not occur.
func (r *report) faults(expected map[string]string) (out []string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, role := range slices.Sorted(maps.Keys(r.skipped)) {
		if part, listed := expected[role]; !listed || part == "" || !strings.Contains(r.skipped[role], part) {
			out = append(out, role+" was skipped, which was not expected: "+r.skipped[role])
		}
	}
	for _, role := range slices.Sorted(maps.Keys(expected)) {
		if _, skipped := r.skipped[role]; r.begun[role] && !skipped {
			out = append(out, role+" is listed as skipped ("+expected[role]+") and was not")
		}
	}
	return out
}
