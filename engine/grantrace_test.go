package engine

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"testing"

	"examdesk/model"
	"examdesk/store"
)

// Two imports of different values at once: each pair has one of them, the other
// one receives a conflict, and the archive is empty.
func TestTwoImportsAtOnce(t *testing.T) {
	t.Parallel()
	for _, migrate := range []bool{false, true} {
		e, _ := fresh(t, migrate)
		exam := proctoredExam(t, e, "two imports")
		var learners []string
		for _, l := range racers(t, e) {
			learners = append(learners, l.Username.Raw())
		}
		plans := make([]model.AllowancePlan, 4)
		for i := range plans {
			var wishes []model.AllowanceWish
			for _, l := range learners {
				wishes = append(wishes, wish(l, exam, model.AllowanceAdditionalTime, strconv.Itoa(10+i/2)))
			}
			var err error
			if plans[i], err = e.PlanAllowances(t.Context(), model.AllowanceRequest{Wishes: wishes}); err != nil {
				t.Fatal(err)
			}
		}
		var all sync.WaitGroup
		var mu sync.Mutex
		sumWritten, sumFailed := 0, 0
		for _, plan := range plans {
			all.Go(func() {
				done, err := e.ApplyAllowances(context.Background(), plan, nil)
				written, failed := writtenOf(done)
				mu.Lock()
				defer mu.Unlock()
				sumWritten, sumFailed = sumWritten+written, sumFailed+failed
				if err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		if n := len(learners); sumWritten != n || sumFailed != 2*n {
			t.Errorf("%d learners: %d written, %d conflicts", n, sumWritten, sumFailed)
		}
		story, err := e.AllowanceHistory(t.Context(), 0, exam)
		if err != nil || len(story) != len(learners) {
			t.Errorf("%d changes for %d learners, %v", len(story), len(learners), err)
		}
	}
}

// TestTwoProcessesImport lets two processes import different values on one file:
// each learner's allowance is written once, and the other process says so.
func TestTwoProcessesImport(t *testing.T) {
	t.Parallel()
	if path := os.Getenv(racingStore); path != "" {
		raceImport(t, path)
		return
	}
	e, s := fresh(t, true)
	exam := proctoredExam(t, e, "two processes import")
	var all sync.WaitGroup
	var ends [2]string
	for i := range ends {
		all.Go(func() {
			cmd := exec.CommandContext(context.Background(), os.Args[0], "-test.run=^TestTwoProcessesImport$", "-test.v")
			cmd.Env = append(os.Environ(), racingStore+"="+s.Info().Path, fmt.Sprintf("%s=%d", racingExam, exam), fmt.Sprintf("%s=%d", racingValue, 10+i))
			out, err := cmd.CombinedOutput()
			if err != nil {
				t.Errorf("process %d: %v\n%s", i, err, out)
			}
			ends[i] = string(out)
		})
	}
	all.Wait()
	total := 0
	for _, out := range ends {
		var written, left int
		_, rest, _ := strings.Cut(out, "outcome ")
		if _, err := fmt.Sscanf(rest, "%d %d", &written, &left); err != nil {
			t.Fatalf("%v in %s", err, out)
		}
		total += written
	}
	if n := len(racers(t, e)); total != n {
		t.Errorf("%d written for %d learners", total, n)
	}
	if got := held(t, e, exam); strings.Count(got, ",")+1 != len(racers(t, e)) {
		t.Error(got)
	}
}

const racingValue = "EXAMDESK_RACING_VALUE"

// raceImport imports in a process of its own: each pair as if nothing were there.
func raceImport(t *testing.T, path string) {
	s, err := store.Open(t.Context(), path, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	e := rigOf(t, s, "r.adeyemi", Config{Clock: now})
	written, failed := 0, 0
	for _, l := range racers(t, e) {
		plan := model.AllowancePlan{Lines: []model.AllowanceLine{{
			Wish:    model.AllowanceWish{Learner: l.Username.Raw(), Exam: os.Getenv(racingExam), Key: model.AllowanceAdditionalTime, Value: os.Getenv(racingValue)},
			Learner: l, Exam: model.Exam{ID: must64(t, os.Getenv(racingExam))}, Key: model.AllowanceAdditionalTime, Verdict: model.AllowanceNew, Will: model.Text(os.Getenv(racingValue)),
		}}}
		w, f := writtenOf(applyPlan(t, e, plan))
		written, failed = written+w, failed+f
	}
	if written+failed != len(racers(t, e)) {
		t.Errorf("%d written and %d conflicts", written, failed)
	}
	t.Logf("outcome %d %d", written, failed)
}

func must64(t *testing.T, s string) int64 {
	t.Helper()
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	return n
}
