package journal

import (
	"testing"
	"time"

	"examdesk/model"
)

// at opens a journal as the next process on the same disk.
func (r *rig) at(t *testing.T, change func(*Config)) []model.Held {
	t.Helper()
	r.fs.kill()
	r.fs = r.disk.process()
	cfg := r.config(r.fs)
	change(&cfg)
	var err error
	if r.j, err = Open(t.Context(), cfg, r.store); err != nil {
		t.Fatal(err)
	}
	return r.held(t)
}

// TestJournalBelongsToTheStore finds decisions by the store's own name, wherever
// it is, and says where they were taken.
func TestJournalBelongsToTheStore(t *testing.T) {
	t.Parallel()
	elsewhere := func(place string) bool { return place == "/a" }
	cases := map[string]struct {
		before, after func(*Config)
		found         int
		place, here   model.Text
	}{
		"the same place":  {func(c *Config) { c.Place = "/a" }, func(c *Config) { c.Place = "/a" }, 1, "", ""},
		"moved or copied": {func(c *Config) { c.Place = "/a" }, func(c *Config) { c.Place = "/b"; c.Elsewhere = elsewhere }, 1, "/a", "/b"},
		"an earlier version's, by path": {func(c *Config) { c.Store = "sqlite:/a" },
			func(c *Config) { c.Also = []string{"sqlite:/a"}; c.Place = "/a" }, 1, "", ""},
		"before it was migrated": {func(c *Config) { c.Store, c.Place = "guest", "/a" },
			func(c *Config) { c.Also, c.Place = []string{"guest"}, "/a" }, 1, "", ""},
		"before it was migrated and moved": {func(c *Config) { c.Store, c.Place = "guest", "/a" },
			func(c *Config) { c.Also, c.Place = []string{"guest"}, "/b" }, 1, "/a", "/b"},
		"of a guest that still lies there": {func(c *Config) { c.Store, c.Place = "guest", "/a" },
			func(c *Config) { c.Also, c.Place, c.Elsewhere = []string{"guest"}, "/b", elsewhere }, 0, "", ""},
		"its migrations changed": {func(c *Config) { c.Store, c.Place = "former", "/a" }, func(c *Config) { c.Place = "/a" }, 1, "", ""},
		"another store":          {func(c *Config) { c.Store, c.Place = "other", "/b" }, func(c *Config) { c.Place = "/a" }, 0, "", ""},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			r.at(t, c.before)
			r.hold(t, 1)
			for range 2 { // found, and taken over once more
				held := r.at(t, c.after)
				if len(held) != c.found {
					t.Fatalf("%d are found: %+v", len(held), held)
				}
				if c.found > 0 && (held[0].State != model.HeldFound || held[0].Place != c.place || held[0].Here != c.here) {
					t.Errorf("%+v", held[0])
				}
			}
			if sent := r.j.SendDue(t.Context()); len(sent) != 0 {
				t.Errorf("sent without a word: %+v", sent)
			}
			if c.found == 0 && len(r.at(t, c.before)) != 1 {
				t.Error("gone from the store on which it was taken")
			}
		})
	}
}

// TestSurvey names what waits for which store, and changes nothing.
func TestSurvey(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.at(t, func(c *Config) { c.Store, c.Place = "other", "/b" })
	r.hold(t, 1)
	r.clock.add(time.Minute)
	r.hold(t, 2)
	r.fs.kill()
	r.fs = r.disk.process()
	var err error
	cfg := r.config(r.fs)
	cfg.Place = "/a"
	if r.j, err = Open(t.Context(), cfg, r.store); err != nil {
		t.Fatal(err)
	}
	r.hold(t, 3)
	before := r.disk.contents()
	s, err := Look(cfg)
	if err != nil {
		t.Fatal(err)
	}
	want := []Waiting{
		{Place: "/b", Number: 2, Oldest: date(16, 0, 0)},
		{Here: true, Place: "/a", Live: true, Number: 1, Oldest: date(16, 1, 0)},
	}
	if len(s.Waiting) != 2 || s.Waiting[0] != want[0] || s.Waiting[1] != want[1] {
		t.Errorf("%+v", s.Waiting)
	}
	if r.disk.contents() != before {
		t.Error("looking changed something")
	}
}
