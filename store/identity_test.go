package store

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"examdesk/model"
)

func identity(tb testing.TB, path string) model.StoreIdentity {
	tb.Helper()
	id, err := mustOpen(tb, path, Options{}).Identity(context.Background())
	if err != nil {
		tb.Fatal(err)
	}
	return id
}

// TestIdentity recognises a store wherever its file is, and tells two stores apart.
func TestIdentity(t *testing.T) {
	t.Parallel()
	path := sharedCopy(t)
	guest := identity(t, path)
	link := filepath.Join(t.TempDir(), "link.sqlite3")
	if err := os.Symlink(path, link); err != nil {
		t.Fatal(err)
	}
	if through := identity(t, link); through.Name != guest.Name || through.Place != guest.Place {
		t.Errorf("%+v through a link, %+v itself", through, guest)
	}
	if other := identity(t, sharedCopy(t)); other.Name != guest.Name || other.Place == guest.Place {
		t.Errorf("a copy: %+v and %+v", other, guest)
	}
	s := mustOpen(t, path, Options{})
	if err := s.Migrate(context.Background(), nil); err != nil {
		t.Fatal(err)
	}
	own := identity(t, path)
	if own.Name == guest.Name || !slices.Contains(own.Also, guest.Name) || !slices.Contains(own.Also, "sqlite:"+path) {
		t.Errorf("migrated: %+v, before: %+v", own, guest)
	}
	if again := identity(t, path); again.Name != own.Name {
		t.Errorf("%s, then %s", own.Name, again.Name)
	}
	alter(t, path, "UPDATE examdesk_store SET id = ''")
	if without := identity(t, path); without.Name != guest.Name {
		t.Errorf("without an id of its own: %+v", without)
	}
	names := map[string]bool{}
	for _, name := range []string{"a", "b"} {
		made := filepath.Join(t.TempDir(), name)
		if err := Create(context.Background(), made); err != nil {
			t.Fatal(err)
		}
		names[identity(t, made).Name] = true
		alter(t, made, "UPDATE django_migrations SET applied = '"+madeAtOnce+"'")
		former := identity(t, made)
		if former.Name != "sqlite:"+former.Place {
			t.Errorf("made by an earlier version: %+v", former)
		}
	}
	if len(names) != 2 {
		t.Errorf("two new stores have the same name: %v", names)
	}
}

// TestSweepCopies removes the copies of processes that were killed, and leaves
// those alone that are read.
func TestSweepCopies(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	left, err := newCopy()
	if err != nil {
		t.Fatal(err)
	}
	if err := left.lock.Unlock(); err != nil { // as the end of its process does
		t.Fatal(err)
	}
	used, err := newCopy()
	if err != nil {
		t.Fatal(err)
	}
	defer used.remove()
	long := time.Now().Add(-time.Hour)
	for _, dir := range []string{left.dir, used.dir} {
		if err := os.Chtimes(dir, long, long); err != nil {
			t.Fatal(err)
		}
	}
	sweepCopies()
	if _, err := os.Stat(left.dir); !os.IsNotExist(err) {
		t.Errorf("the copy that nobody reads is left: %v", err)
	}
	if _, err := os.Stat(used.dir); err != nil {
		t.Errorf("the copy that is read is gone: %v", err)
	}
}
