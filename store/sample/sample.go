package sample

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"

	"examdesk/model"
	"examdesk/store"
)

// DemoVideoHost is the host that those links name. It is reserved for examples.
const DemoVideoHost = "video.example.com"

// DemoReviewer is the username of the reviewer in whose place the demo puts
// its visitor.
const DemoReviewer = "r.adeyemi"

// demoAttempts is how many attempts the demo has: enough to scroll, to search
// and to triage, few enough to be made while a screen opens.
const demoAttempts = 3000

// Options are what is made.
type Options struct {
	Attempts int       // how many attempts; learners and courses follow from it
	Seed     uint64    // the same seed makes the same rows
	Now      time.Time // nothing in the sample is later
}

// Generate makes a new store at path with sample data and with examdesk's own
// tables, and reports its progress. It refuses a file that exists, and leaves
// none behind when it fails.
func Generate(ctx context.Context, path string, o Options, progress func(done, total int64, what string)) (err error) {
	if o.Attempts < 1 {
		return model.Errorf(model.CodeInvalid, "A sample needs at least one attempt.")
	}
	if progress == nil {
		progress = func(int64, int64, string) {}
	}
	if err := store.Create(ctx, path); err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, remove(path))
		}
	}()
	if err := store.Load(ctx, path, func(ctx context.Context, c driver.Conn) error {
		return load(ctx, c, o, progress)
	}); err != nil {
		return err
	}
	s, err := store.Open(ctx, path, store.Options{})
	if err != nil {
		return err
	}
	return errors.Join(s.Migrate(ctx, progress), s.Close())
}

// Demo makes the store of the demo: always the same rows relative to now.
func Demo(ctx context.Context, path string, now time.Time) error {
	return Generate(ctx, path, Options{Attempts: demoAttempts, Seed: 1, Now: now}, nil)
}

func remove(path string) error {
	var err error
	for _, suffix := range []string{"", "-wal", "-shm", "-journal"} {
		if gone := os.Remove(path + suffix); gone != nil && !errors.Is(gone, fs.ErrNotExist) {
			err = errors.Join(err, gone)
		}
	}
	return err
}

// reportEvery is how many attempts lie between two reports of progress.
const reportEvery = 1000

// load plans the visits and plays them into the tables.
func load(ctx context.Context, dc driver.Conn, o Options, progress func(int64, int64, string)) (err error) {
	c, ok := dc.(conn)
	if !ok {
		return fmt.Errorf("the driver %T cannot load rows", dc)
	}
	cat := newCatalogue(o.Attempts, stampOf(o.Now))
	cat.setPolicies()
	plan := newPlanner(cat, o.Seed, o.Attempts)
	count := plan.plan()
	t := newTables(c)
	defer func() { err = errors.Join(err, t.close()) }()
	people := newLearners()
	f := filler{tables: t, cat: cat, people: people}
	if err := f.fill(ctx, count); err != nil {
		return err
	}
	if err := f.grant(ctx, plan.allowances); err != nil {
		return err
	}
	p := player{tables: t, cat: cat, tell: newTeller(cat, o.Seed), people: people}
	total := int64(len(plan.visits))
	err = p.play(ctx, plan.visits, func(n int) {
		if n%reportEvery == 0 {
			progress(int64(n), total, "attempts written")
		}
	})
	if err != nil {
		return err
	}
	return t.flush(ctx)
}
