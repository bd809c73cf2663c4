package cli_test

import (
	"bytes"
	"context"
	"database/sql"
	"os"
	"path/filepath"
	"strconv"

	"github.com/rogpeppe/go-internal/testscript"

	"examdesk/journal"
	"examdesk/model"
	"examdesk/store"
)

// nobodyDecides is asked by no one: the decisions of the test are only held.
type nobodyDecides struct{}

func (nobodyDecides) Decide(context.Context, model.Decision) (model.Decided, error) {
	return model.Decided{}, model.Errorf(model.CodeUnavailable, "not here")
}

// held takes a decision on an attempt of a store as the desk does, whose process
// ends at once: held STORE ATTEMPT, or as an earlier version did: held -path.
func held(ts *testscript.TestScript, _ bool, args []string) {
	byPath := args[0] == "-path"
	if byPath {
		args = args[1:]
	}
	path := ts.MkAbs(args[0])
	s, err := store.Open(context.Background(), path, store.Options{})
	ts.Check(err)
	id, err := s.Identity(context.Background())
	ts.Check(err)
	ts.Check(s.Close())
	cfg := journal.Config{Dir: filepath.Join(ts.Getenv("XDG_STATE_HOME"), "examdesk", "journal"), Store: id.Name, Place: id.Place, Reviewer: "r.adeyemi"}
	if byPath {
		cfg.Store, cfg.Place = "sqlite:"+path, ""
	}
	j, err := journal.Open(context.Background(), cfg, nobodyDecides{})
	ts.Check(err)
	attempt, err := strconv.ParseInt(args[1], 10, 64)
	ts.Check(err)
	_, err = j.Hold(context.Background(), model.DecisionRequest{AttemptID: attempt, Review: model.ReviewSuspicious, Reason: "two voices",
		Expected: model.Version{Status: model.SecondReviewRequired}})
	ts.Check(err)
	ts.Check(j.Close(context.Background()))
}

// spoil changes one byte of each line of the journal that names an attempt.
func spoil(ts *testscript.TestScript, _ bool, args []string) {
	logs, err := filepath.Glob(filepath.Join(ts.Getenv("XDG_STATE_HOME"), "examdesk", "journal", "*.log"))
	ts.Check(err)
	for _, name := range logs {
		data, err := os.ReadFile(name)
		ts.Check(err)
		if bytes.Contains(data, []byte(`"attempt":`+args[0]+",")) {
			ts.Check(os.WriteFile(name, bytes.Replace(data, []byte("two voices"), []byte("two voicez"), 1), 0o600))
		}
	}
}

// hot leaves a store as a writer leaves it that is killed in the middle of a
// change.
func hot(ts *testscript.TestScript, _ bool, args []string) {
	path := ts.MkAbs(args[0])
	db, err := sql.Open("sqlite", path+"?_pragma=cache_size(1)")
	ts.Check(err)
	tx, err := db.BeginTx(context.Background(), nil)
	ts.Check(err)
	_, err = tx.ExecContext(context.Background(), "UPDATE proctoring_proctoredexamstudentattempt SET status = 'half_done'")
	ts.Check(err)
	var left [2][]byte
	for i, suffix := range []string{"", "-journal"} {
		left[i], err = os.ReadFile(path + suffix)
		ts.Check(err)
	}
	ts.Check(tx.Rollback())
	ts.Check(db.Close())
	for i, suffix := range []string{"", "-journal"} {
		ts.Check(os.WriteFile(path+suffix, left[i], 0o600))
	}
}
