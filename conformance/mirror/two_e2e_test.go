//go:build e2e

package mirror

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"examdesk/mirror"
	"examdesk/mirror/database"
	"examdesk/model"
	"examdesk/store"
)

// Test 6: a follower that was held up between reading and writing does not take the
// mirror back.
func TestE2ETwoFollowers(t *testing.T) {
	s := newSite(t)
	s.seed(40)
	var hold func() // runs once, after the first follower's snapshot was taken
	first := s.filled(func(c *database.Config) {
		c.Clock = func() time.Time {
			if f := hold; f != nil {
				hold = nil
				f()
			}
			return s.clock.now()
		}
	})
	second := s.follow(first.path, nil)
	check(second.Attach(ctx(), second.path))
	for name, ask := range map[string]func() error{
		"poll":  func() error { return first.Poll(ctx()) },
		"sweep": func() error { _, err := first.Sweep(ctx()); return err },
		"small": func() error { return first.Small(ctx()) },
	} {
		s.status(s, 1, "submitted", time.Hour)
		first.poll()
		s.status(s, 2, "rejected", 2*time.Hour)
		skip := 1 // the first look at the clock is before the snapshot
		var wait func()
		wait = func() {
			if skip--; skip >= 0 {
				hold = wait
				return
			}
			s.status(s, 1, "verified", 3*time.Hour)
			do(s, "UPDATE "+mirror.Exams+" SET is_active = NOT is_active WHERE id = 1")
			check(second.Small(ctx()))
		}
		hold = wait
		if err := ask(); !mirror.IsOutdated(err) {
			t.Errorf("%s: the late batch: %v", name, err)
		}
		second.same(name)
		first.poll()
		first.same(name)
	}
}

// Only one of several programs follows; when it ends, another goes on.
func TestE2ELease(t *testing.T) {
	s := newSite(t)
	s.seed(40)
	path := filepath.Join(t.TempDir(), "m.sqlite3")
	turns := make(chan string)
	run := func(name string) (stop func()) {
		f := s.follow(path, func(c *database.Config) {
			c.After = func(time.Duration) <-chan time.Time {
				again := make(chan time.Time, 1)
				turns <- name
				again <- time.Time{}
				return again
			}
		})
		work, cancel := context.WithCancel(ctx())
		ended := make(chan error, 1)
		go func() { ended <- f.Run(work, path) }()
		return func() {
			cancel()
			for {
				select {
				case <-turns:
				case err := <-ended:
					if err != nil {
						t.Error(err)
					}
					return
				}
			}
		}
	}
	stop := run("first")
	<-turns
	stopSecond := run("second")
	until(t, turns, func() bool {
		return mirror.ReadPulse(path).Answered.Equal(s.clock.now()) && stateOf(path) == mirror.Following
	})
	s.status(s, 1, "verified", time.Hour)
	stop()
	s.clock.pass(time.Minute)
	until(t, turns, func() bool { return mirror.ReadPulse(path).Answered.Equal(s.clock.now()) })
	until(t, turns, func() bool {
		f := &follower{site: s, path: path}
		return len(f.differences()) == 0
	})
	stopSecond()
}

// until lets the followers take turns until something holds. The one that waits for the
// lease takes many while the other one works, so they are not counted.
func until(t *testing.T, turns chan string, holds func() bool) {
	t.Helper()
	for end := time.Now().Add(2 * time.Minute); time.Now().Before(end); {
		<-turns
		if holds() {
			return
		}
	}
	t.Fatal("it does not come")
}

func stateOf(path string) mirror.State {
	status, err := mirror.ReadStatus(ctx(), path, start())
	if err != nil {
		return ""
	}
	if status.State == mirror.Behind {
		return mirror.Following
	}
	return status.State
}

// Test 10: whoever opens a mirror by its path can only read it.
func TestE2EOpenedByPath(t *testing.T) {
	s := newSite(t)
	s.seed(40)
	f := s.filled(nil)
	st, err := store.Open(ctx(), f.path, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = st.Close() }()
	if err := st.Update(ctx(), func(*store.Tx) error { return nil }); model.CodeOf(err) != model.CodeReadOnly {
		t.Error(err)
	}
	out, err := exec.Command(os.Getenv("EXAMDESK_BIN"), "--store", "sqlite:"+f.path, "--as", "learner1", "attempt", "review", "1", "--outcome", "clean", "--yes").CombinedOutput()
	if code := exitCode(err); code != 4 {
		t.Errorf("the program answers %d: %s", code, out)
	}
	f.same("afterwards")
}

func exitCode(err error) int {
	var e *exec.ExitError
	if errors.As(err, &e) {
		return e.ExitCode()
	}
	return 0
}

// Test 5: a follower that is killed at any moment leaves a mirror at the border of a
// batch, and the next one goes on.
func TestE2EKilled(t *testing.T) {
	if path := os.Getenv("EXAMDESK_MIRROR_CHILD"); path != "" {
		child(t, path)
		return
	}
	s := newSite(t)
	s.seed(3000)
	path := filepath.Join(t.TempDir(), "m.sqlite3")
	change := 0
	changeSome := func() {
		for range 400 {
			change++
			s.status(s, int64(change*13%3000+1), []string{"verified", "error", "submitted"}[change%3], time.Hour+time.Duration(change)*time.Millisecond)
		}
	}
	for kill := range 24 {
		if kill >= 12 {
			changeSome()
		}
		c := exec.Command(os.Args[0], "-test.run=^TestE2EKilled$", "-test.v")
		c.Env = append(os.Environ(), "EXAMDESK_MIRROR_CHILD="+path, "EXAMDESK_MIRROR_SITE="+s.name, "EXAMDESK_MIRROR_PORT="+strconv.Itoa(mariadb.port))
		check(c.Start())
		if kill < 12 {
			changeSome()
		}
		time.Sleep(time.Duration(40+kill*kill*4) * time.Millisecond)
		check(c.Process.Kill())
		_ = c.Wait()
		if _, err := os.Stat(path); err != nil {
			continue
		}
		st, err := store.Open(ctx(), path, store.Options{})
		if model.CodeOf(err) == model.CodeUnsupported && kill < 12 {
			continue // it was just being made
		}
		if err != nil {
			t.Fatal(kill, err)
		}
		for _, finding := range must(st.Check(ctx())) {
			if !finding.OK && finding.What != "verified and never submitted" && finding.What != "attempts without exam" {
				t.Errorf("kill %d: %+v", kill, finding)
			}
		}
		check(st.Close())
	}
	f := s.follow(path, nil)
	check(f.Sync(ctx(), path, false, nil))
	f.same("after all kills")
	if n := f.sweep(); n != 0 {
		t.Errorf("the sweep mended %d rows", n)
	}
}

// child follows a site until it is killed.
func child(t *testing.T, path string) {
	mariadb.port = must(strconv.Atoi(os.Getenv("EXAMDESK_MIRROR_PORT")))
	s := &site{t: t, name: os.Getenv("EXAMDESK_MIRROR_SITE"), clock: &clock{}, password: secret}
	s.user = "reader_" + s.name
	s.clock.at.Store(start().UnixNano())
	f := s.follow(path, nil)
	for {
		if err := f.Sync(ctx(), path, false, nil); err != nil {
			t.Fatal(err)
		}
	}
}
