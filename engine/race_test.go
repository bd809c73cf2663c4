package engine

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"examdesk/model"
	"examdesk/store"
)

// countingService registers attempts and counts those that it was not asked to
// forget.
type countingService struct {
	model.ProctoringService
	mu   sync.Mutex
	n    int
	open map[string]bool
}

func (*countingService) SaveExam(context.Context, model.Exam, *string) (string, error) {
	return "", nil
}

func (s *countingService) RegisterAttempt(context.Context, model.Exam, model.Registration) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.n++
	id := fmt.Sprint("session-", s.n)
	s.open[id] = true
	return id, nil
}

func (s *countingService) RemoveAttempt(_ context.Context, _, attempt string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.open, attempt)
	return nil
}

// outcomes counts how concurrent calls ended.
type outcomes struct {
	mu    sync.Mutex
	codes map[model.Code]int
}

func (o *outcomes) add(err error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.codes == nil {
		o.codes = map[model.Code]int{}
	}
	if err == nil {
		o.codes["done"]++
		return
	}
	o.codes[model.CodeOf(err)]++
}

func proctoredExam(t *testing.T, e *rig, content string) int64 {
	t.Helper()
	id, _, err := e.api.CreateExam(t.Context(), model.Exam{
		CourseID: "course-v1:edX+Races+2026", ContentID: model.Text(content), Name: "Races", TimeLimitMins: 30, IsProctored: true, IsActive: true, Backend: "proctorco",
	})
	if err != nil {
		t.Fatal(err)
	}
	return id
}

// Twenty ask for one attempt at once: one gets it, and the service is asked to
// forget what it registered for the others.
func TestOneCreationWins(t *testing.T) {
	t.Parallel()
	e, _ := fresh(t, true)
	service := &countingService{open: map[string]bool{}}
	e.cfg.Service = func(string) model.ProctoringService { return service }
	exam := proctoredExam(t, e, "one")
	var all sync.WaitGroup
	var ends outcomes
	for range 20 {
		all.Go(func() {
			_, _, err := e.api.CreateAttempt(context.Background(), exam, otherLearner(t, e), true)
			ends.add(err)
		})
	}
	all.Wait()
	if ends.codes["done"] != 1 || ends.codes[model.CodeConflict] != 19 {
		t.Errorf("twenty creations ended as %v", ends.codes)
	}
	if len(service.open) != 1 {
		t.Errorf("the service has %d sessions of %d registered", len(service.open), service.n)
	}
}

// A review, decisions, a status and a removal hit one attempt at once. Each is
// done or refused for a reason, and the history tells of as many changes as
// there were.
func TestEverythingAtOnceOnOneAttempt(t *testing.T) {
	t.Parallel()
	e, s := fresh(t, true)
	for round := range 10 {
		code, id := submitted(t, e, fmt.Sprint("all at once ", round))
		d := decision(t, e, id, model.ReviewClean, code)
		d.Stamp = now().Add(time.Duration(round+1) * time.Hour)
		var all sync.WaitGroup
		var ends outcomes
		do := func(f func() error) { all.Go(func() { ends.add(f()) }) }
		do(func() error {
			_, err := e.api.ReceiveReview(context.Background(), model.ReviewCallback{Code: code, Body: []byte(`{"status": "suspicious"}`)})
			return err
		})
		do(func() error { _, err := e.api.RemoveAttempt(context.Background(), id, nil); return err })
		do(func() error {
			return second(e.api.UpdateAttemptStatus(context.Background(), id, model.Errored, model.TransitionOptions{}))
		})
		do(func() error { _, err := e.Decide(context.Background(), d); return err })
		all.Wait()
		for c := range ends.codes {
			switch c {
			case "done", model.CodeNotFound, model.CodeConflict:
			default:
				t.Errorf("round %d ended as %v", round, ends.codes)
			}
		}
		checkHistory(t, s, code)
	}
}

// checkHistory looks that the removed attempt's history ends with the removal.
func checkHistory(t *testing.T, s *store.Store, code string) {
	t.Helper()
	err := s.View(t.Context(), func(tx *store.Tx) error {
		live, err := tx.AttemptByCode(t.Context(), code)
		if err != nil || live != nil {
			return fmt.Errorf("the attempt is still there: %v, %w", live, err)
		}
		archived, err := tx.ArchivedAttempt(t.Context(), code)
		if err == nil && archived == nil {
			return fmt.Errorf("the history does not know %s", code)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

// Ten grant the same bulk at once: each pair has one allowance in the end, and
// the archive has all the former ones.
func TestBulkAllowancesRace(t *testing.T) {
	t.Parallel()
	e, s := fresh(t, true)
	exams := []int64{proctoredExam(t, e, "a"), proctoredExam(t, e, "b")}
	users := []model.UserRef{{ID: otherLearner(t, e)}, {Name: "nobody at all"}}
	var all sync.WaitGroup
	for i := range 10 {
		all.Go(func() {
			results, _, err := e.api.AddAllowances(context.Background(), model.BulkAllowance{ExamIDs: exams, Users: users, Type: model.AllowanceAdditionalTime, Value: strconv.Itoa(i)})
			if err != nil || len(results) != 4 {
				t.Errorf("%d results, %v", len(results), err)
			}
		})
	}
	all.Wait()
	err := s.View(t.Context(), func(tx *store.Tx) error {
		list, err := tx.AllowancesOfUser(t.Context(), otherLearner(t, e))
		n := 0
		for _, a := range list {
			if a.ExamID == exams[0] || a.ExamID == exams[1] {
				n++
			}
		}
		if n != 2 {
			t.Errorf("the learner has %d allowances, want 2", n)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

// A clock that went back is an error before anything is written: the attempt
// would never be the newest.
func TestClockThatJumpsBack(t *testing.T) {
	t.Parallel()
	e, _ := fresh(t, true)
	exam, _, err := e.api.CreateExam(t.Context(), model.Exam{CourseID: "a/b/c", ContentID: "practice", Name: "Practice", TimeLimitMins: 10, IsProctored: true, IsPracticeExam: true, IsActive: true})
	if err != nil {
		t.Fatal(err)
	}
	id, _, err := e.api.CreateAttempt(t.Context(), exam, otherLearner(t, e), false)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := e.api.UpdateAttemptStatus(t.Context(), id, model.Rejected, model.TransitionOptions{}); err != nil {
		t.Fatal(err)
	}
	e.cfg.Clock = func() time.Time { return now().Add(-time.Hour) }
	if _, _, err := e.api.ResetPracticeExam(t.Context(), exam, otherLearner(t, e), nil); model.CodeOf(err) != model.CodeUnavailable {
		t.Errorf("an hour back: %v", err)
	}
	if row, _, err := e.api.Attempt(t.Context(), id); err != nil || row.Attempt.Status != model.Rejected {
		t.Errorf("something was written: %s, %v", row.Attempt.Status, err)
	}
	e.cfg.Clock = func() time.Time { return now().AddDate(50, 0, 0) }
	if _, _, err := e.api.ResetPracticeExam(t.Context(), exam, otherLearner(t, e), nil); err != nil {
		t.Errorf("fifty years on: %v", err)
	}
}

const (
	racingStore = "EXAMDESK_RACING_STORE"
	racingExam  = "EXAMDESK_RACING_EXAM"
)

// racers are the learners whom both processes give an attempt.
func racers(t *testing.T, e *rig) []model.Learner {
	t.Helper()
	found, err := e.FindLearners(t.Context(), model.LearnerQuery{Text: "a", Limit: 40})
	if err != nil || len(found) < 10 {
		t.Fatalf("%d learners: %v", len(found), err)
	}
	return slices.DeleteFunc(found, func(l model.Learner) bool { return l.ID == e.actor.ID })
}

// TestTwoProcessesOneAttemptEach lets two processes make attempts for the same
// learners on one file: each learner gets one.
func TestTwoProcessesOneAttemptEach(t *testing.T) {
	t.Parallel()
	if path := os.Getenv(racingStore); path != "" {
		race(t, path)
		return
	}
	e, s := fresh(t, true)
	exam := proctoredExam(t, e, "two processes")
	file := s.Info().Path
	var all sync.WaitGroup
	wins := make([]int, 2)
	for i := range wins {
		all.Go(func() {
			cmd := exec.CommandContext(context.Background(), os.Args[0], "-test.run=^TestTwoProcessesOneAttemptEach$", "-test.v")
			cmd.Env = append(os.Environ(), racingStore+"="+file, fmt.Sprintf("%s=%d", racingExam, exam))
			out, err := cmd.CombinedOutput()
			if err != nil {
				t.Errorf("process %d: %v\n%s", i, err, out)
			}
			_, rest, _ := strings.Cut(string(out), "won ")
			wins[i], _ = strconv.Atoi(strings.Fields(rest + " 0")[0])
		})
	}
	all.Wait()
	var ids []int64
	err := s.View(t.Context(), func(tx *store.Tx) (err error) { ids, err = tx.ExamAttemptIDs(t.Context(), exam); return err })
	n := len(racers(t, e))
	if err != nil || len(ids) != n || wins[0]+wins[1] != n {
		t.Errorf("%d attempts for %d learners, won %v: %v", len(ids), n, wins, err)
	}
	t.Logf("two processes won %v of %d", wins, n)
}

// race makes attempts for learners in a process of its own.
func race(t *testing.T, path string) {
	s, err := store.Open(t.Context(), path, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	e := rigOf(t, s, "r.adeyemi", Config{Clock: now, Rules: model.DefaultReviewRules()})
	exam, err := strconv.ParseInt(os.Getenv(racingExam), 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	won := 0
	for _, l := range racers(t, e) {
		switch _, _, err := e.api.CreateAttempt(t.Context(), exam, l.ID, true); model.CodeOf(err) {
		case model.CodeConflict:
		default:
			if err != nil {
				t.Fatal(err)
			}
			won++
		}
	}
	t.Logf("won %d learners", won)
}
