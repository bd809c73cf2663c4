package lms

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"examdesk/model"
)

func deed(id string, at time.Time) model.Activity {
	return model.Activity{
		At: at, Deed: model.DeedDecide, Door: model.DoorDesk, Actor: model.ActivityActor{UserID: 7, Name: "ada", Authenticated: true},
		Subject: model.Subject{Kind: model.SubjectAttempt, ID: 1, AttemptID: 1}, From: "submitted", To: "verified", DecisionID: id,
	}
}

func lines(t *testing.T, d *Diary) (out []model.ActivityLine) {
	t.Helper()
	if err := d.Activity(context.Background(), model.ActivityQuery{}, func(l model.ActivityLine) error { out = append(out, l); return nil }); err != nil {
		t.Fatal(err)
	}
	return out
}

func sound(t *testing.T, d *Diary) {
	t.Helper()
	if c, err := d.CheckActivity(t.Context(), nil); err != nil || len(c.Faults) != 0 {
		t.Errorf("%+v, %v", c, err)
	}
}

// The file is its owner's alone, and several processes share it.
func TestDiaryIsShared(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "new", "diary")
	a, b := OpenDiary(path, 0, now), OpenDiary(path, 0, now)
	var wait sync.WaitGroup
	for i := range 20 {
		d := a
		if i%2 == 0 {
			d = b
		}
		wait.Go(func() {
			if err := d.note(deed(number(int64(i)), now())); err != nil {
				t.Error(err)
			}
		})
	}
	wait.Wait()
	if n := len(lines(t, a)); n != 20 || len(lines(t, b)) != 20 {
		t.Errorf("%d lines", n)
	}
	sound(t, a)
	sound(t, OpenDiary(path, 0, now))
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
	if dir, err := os.Stat(filepath.Dir(path)); err != nil || dir.Mode().Perm() != 0o700 {
		t.Errorf("%v, %v", dir.Mode(), err)
	}
}

// What was cut off loses only itself; what was changed is found.
func TestDiaryIsDamaged(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "diary")
	d := OpenDiary(path, 0, now)
	for _, err := range []error{d.note(deed("a", now())), d.sending("b")} {
		if err != nil {
			t.Fatal(err)
		}
	}
	f, err := os.OpenFile(path, os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	_, _ = f.WriteString(`{"line":{"id":2,"at":`)
	_ = f.Close()
	d = OpenDiary(path, 0, now)
	if err := d.note(deed("c", now())); err != nil {
		t.Fatal(err)
	}
	if got := lines(t, d); len(got) != 2 || got[1].DecisionID != "c" || got[1].ID != 2 {
		t.Errorf("%+v", got)
	}
	if s, known, err := d.decision("b"); err != nil || !known || s.settled {
		t.Errorf("%+v %v, %v", s, known, err)
	}
	sound(t, d)
	data, err := os.ReadFile(path)
	if err == nil {
		err = os.WriteFile(path, []byte(strings.Replace(string(data), `"to":"verified"`, `"to":"rejected"`, 1)), 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	if c, err := OpenDiary(path, 0, now).CheckActivity(t.Context(), nil); err != nil || len(c.Faults) != 1 || c.Faults[0].ID != 1 {
		t.Errorf("%+v, %v", c, err)
	}
}

// What is older than the days goes; what is on its way stays, and the chain is whole.
func TestDiaryForgets(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "diary")
	at := now()
	clock := func() time.Time { return at }
	d := OpenDiary(path, 10, clock)
	for i := range 6 {
		at = now().AddDate(0, 0, 3*i)
		if err := d.note(deed(number(int64(i)), at)); err != nil {
			t.Fatal(err)
		}
	}
	if err := d.sending("on its way"); err != nil {
		t.Fatal(err)
	}
	other := OpenDiary(path, 10, clock)
	if len(lines(t, other)) != 6 {
		t.Fatal("reading forgets")
	}
	if err := other.note(deed("new", at)); err != nil {
		t.Fatal(err)
	}
	for _, d := range []*Diary{d, other, OpenDiary(path, 10, clock)} {
		got := lines(t, d)
		if len(got) != 5 || got[0].ID != 3 || got[4].ID != 7 {
			t.Errorf("%d lines from %d", len(got), got[0].ID)
		}
		if _, known, err := d.decision("on its way"); err != nil || !known {
			t.Errorf("it is not known what was on its way: %v", err)
		}
		sound(t, d)
	}
	data, err := os.ReadFile(path)
	if err != nil || strings.Contains(string(data), `"decision_id":"1"`) {
		t.Errorf("an old line is still there: %v", err)
	}
}

// A file that others can write to is not believed.
func TestDiaryOfOthers(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "diary")
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(path, 0o666); err != nil {
		t.Fatal(err)
	}
	if err := OpenDiary(path, 0, now).note(deed("a", now())); err == nil {
		t.Error("it was written")
	}
}
