package crash

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"slices"
	"strconv"
	"testing"
	"time"

	_ "modernc.org/sqlite"

	"examdesk/backends"
	"examdesk/engine"
	"examdesk/model"
	"examdesk/store"
)

// The test binary starts itself as the writer that is killed: the first argument
// after this variable's value is set names what it does, on which store.
const envWriter = "EXAMDESK_CRASH_WRITER"

// reviewer decides here; edx-proctoring's database has them as staff.
const reviewer = "r.adeyemi"

func TestMain(m *testing.M) {
	kind := os.Getenv(envWriter)
	if kind == "" {
		os.Exit(m.Run())
	}
	var path string
	if _, err := fmt.Scanln(&path); err == nil {
		limitFiles()
		if err := writers()[kind](context.Background(), path); err != nil {
			fmt.Println("failed", err)
		}
	}
	fmt.Println("end")
	select {} // it is killed, and closes nothing
}

// writers are what can be killed. Each prints a line once something is
// confirmed.
func writers() map[string]func(context.Context, string) error {
	return map[string]func(context.Context, string) error{
		"decisions": decideAll, "bulk": bulk, "migrate": migrate, "lms": lms,
	}
}

// opened is a store with an engine on it, as a front end has it.
type opened struct {
	*store.Store
	*engine.Guarded
	api *engine.EdxProctoring
}

func open(ctx context.Context, path string) (*opened, error) {
	s, err := store.Open(ctx, path, store.Options{})
	if err != nil {
		return nil, err
	}
	e := engine.New(s, engine.Config{Formats: backends.Formats{}, Rules: model.DefaultReviewRules()})
	actor := model.Nobody(model.DoorDesk)
	if actor.Reviewer, err = s.Person(ctx, reviewer); err != nil {
		return nil, err
	}
	return &opened{s, e.As(actor), e.EdxProctoring()}, nil
}

// candidates are attempts that can be decided, again and again.
func candidates(ctx context.Context, o *opened) ([]model.AttemptRow, error) {
	page, err := o.Guarded.FindAttempts(ctx, model.AttemptQuery{Limit: 200, Filter: model.Filter{
		Statuses: []model.AttemptStatus{model.SecondReviewRequired, model.Verified, model.Rejected}, OnlyProctored: true,
	}})
	return page.Rows, err
}

// decision is the next one on an attempt.
func decision(row model.AttemptRow) model.Decision {
	review := model.ReviewClean
	if row.Attempt.Status == model.Verified {
		review = model.ReviewSuspicious
	}
	stamp := time.Now().UTC().Truncate(time.Microsecond)
	version := row.Version()
	for _, t := range []time.Time{version.Modified, version.ReviewModified} {
		if !stamp.After(t) {
			stamp = t.Add(time.Microsecond)
		}
	}
	return model.Decision{ID: fmt.Sprintf("D%d%d", row.Attempt.ID, stamp.UnixMicro()), Stamp: stamp,
		DecisionRequest: model.DecisionRequest{AttemptID: row.Attempt.ID, Review: review, Expected: version}}
}

// decideAll decides one attempt after the other.
func decideAll(ctx context.Context, path string) error {
	o, err := open(ctx, path)
	if err != nil {
		return err
	}
	for {
		rows, err := candidates(ctx, o)
		if err != nil || len(rows) == 0 {
			return fmt.Errorf("%d candidates: %w", len(rows), err)
		}
		for _, row := range rows {
			d := decision(row)
			_, err := o.Decide(ctx, d)
			switch code := model.CodeOf(err); {
			case err == nil:
				fmt.Println("decided", row.Attempt.ID, d.Stamp.UnixMicro())
			case code != model.CodeConflict: // another writer was first; anything else ends it
				return err
			}
		}
	}
}

// bulk sets the status of many attempts, each in a transaction of its own.
func bulk(ctx context.Context, path string) error {
	o, err := open(ctx, path)
	if err != nil {
		return err
	}
	for round := 0; ; round++ {
		to := []model.AttemptStatus{model.Errored, model.Submitted}[round%2]
		for from := int64(1); from < 1400; from += 20 {
			ids := make([]int64, 20)
			for i := range ids {
				ids[i] = from + int64(i)
			}
			done, err := o.api.SetStatuses(ctx, ids, to, model.Bulk{})
			if err != nil {
				return err
			}
			for _, r := range done {
				if r.Err == nil {
					fmt.Println("set", r.ID, to)
				}
			}
		}
	}
}

// migrate adds our tables. It says so, and does nothing more.
func migrate(ctx context.Context, path string) error {
	o, err := open(ctx, path)
	if err != nil {
		return err
	}
	fmt.Println("begun")
	if err := o.Store.Migrate(ctx, nil); err != nil {
		return err
	}
	fmt.Println("migrated")
	return o.Close()
}

// lms writes as an LMS may: large transactions that change every attempt, with
// so little memory that they reach the file before they are committed. It waits
// for no disk: a process is killed here, and not the power.
func lms(ctx context.Context, path string) error {
	db, err := sql.Open("sqlite", path+"?_pragma=busy_timeout(10000)&_pragma=cache_size(1)&_pragma=synchronous(0)")
	if err != nil {
		return err
	}
	db.SetMaxOpenConns(1)
	var last string
	if err := db.QueryRowContext(ctx, "SELECT last_name FROM auth_user WHERE id = 1").Scan(&last); err != nil {
		return err
	}
	round, err := strconv.Atoi(last)
	if err != nil {
		round = 0
	}
	for {
		round++
		tx, err := db.BeginTx(ctx, nil)
		if err != nil {
			return err
		}
		for _, q := range []string{
			"UPDATE auth_user SET last_name = ? WHERE id = 1",
			"UPDATE proctoring_proctoredexamstudentattempt SET time_remaining_seconds = ?",
			"UPDATE proctoring_proctoredexamsoftwaresecurereview SET raw_data = substr(raw_data, 1, 500) || ' ' || ?",
		} {
			if _, err := tx.ExecContext(ctx, q, strconv.Itoa(round)); err != nil {
				return err
			}
		}
		if err := tx.Commit(); err != nil {
			return err
		}
		fmt.Println("round", round)
	}
}

// kinds are the writers of a kind of store.
func kinds(migrated bool) []string {
	if migrated {
		return []string{"decisions", "bulk", "lms"}
	}
	return slices.Concat([]string{"decisions", "bulk", "lms"}, []string{"migrate"})
}
