package server

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"examdesk/model"
	"examdesk/wire"
	"examdesk/wire/spell"
)

// TestNoAnswerNamesFiles has no answer say where the server keeps its store, to staff as to
// learners: while a log stands beside it, and when its file is gone.
func TestNoAnswerNamesFiles(t *testing.T) {
	t.Parallel()
	r := serve(t, true)
	path := r.store.Info().Path
	staff := r.as(t, "r.adeyemi")
	row := someAttempt(t, staff)
	if _, err := staff.Decide(t.Context(), model.Decision{
		DecisionRequest: model.DecisionRequest{AttemptID: row.Attempt.ID, Review: model.ReviewClean, Expected: row.Version()}, ID: "one", Stamp: now(),
	}); err != nil {
		t.Fatal(err)
	}
	if here := r.store.Openings(now()); len(here) == 0 || !strings.Contains(here[len(here)-1].Detail, path+"-wal") {
		t.Fatalf("on the machine itself the log is not named: %+v", here)
	}
	if there := staff.Openings(now()); len(there) != 0 {
		t.Errorf("from elsewhere %+v", there)
	}
	asked := everyAnswer(t, r, row, filepath.Dir(path))
	if err := os.Rename(path, path+".away"); err != nil {
		t.Fatal(err)
	}
	if _, err := staff.FindAttempts(t.Context(), model.AttemptQuery{}); model.CodeOf(err) != model.CodeUnavailable || !strings.Contains(model.Sentence(err), "Whoever runs it finds the reason in its log") {
		t.Errorf("without its file the store says: %v", err)
	}
	asked += everyAnswer(t, r, row, filepath.Dir(path))
	t.Logf("%d answers", asked)
}

// everyAnswer asks every operation that only reads, as staff and as a learner.
func everyAnswer(t *testing.T, r *rig, row model.AttemptRow, folder string) (asked int) {
	t.Helper()
	for _, o := range wire.Operations() {
		if o.Shape == wire.Events || !o.IsRead() {
			continue
		}
		path := strings.NewReplacer(
			"{$}", "", "{attempt_id}", fmt.Sprint(row.Attempt.ID), "{exam_id}", fmt.Sprint(row.Exam.ID), "{user_id}", fmt.Sprint(row.Learner.ID), "{deed}", "attempt.decide",
		).Replace(o.Path)
		path = regexp.MustCompile(`\{\w+\}`).ReplaceAllString(path, "1")
		for _, who := range []string{"r.adeyemi", "nour_schafer"} {
			var body []byte
			for _, p := range wire.ParamsOf(o.Params) {
				if p.In == "body" {
					body = spell.Write(reflect.Zero(p.Type).Interface())
				}
			}
			req, err := http.NewRequestWithContext(t.Context(), o.Method, r.web.URL+wire.Base+path, bytes.NewReader(body))
			if err != nil {
				t.Fatal(err)
			}
			req.Header.Set("Authorization", "JWT "+who)
			res, err := http.DefaultClient.Do(req)
			if err != nil {
				t.Fatal(err)
			}
			answer, err := io.ReadAll(res.Body)
			if err != nil {
				t.Fatal(err)
			}
			_ = res.Body.Close()
			asked++
			if strings.Contains(string(answer), folder) || strings.Contains(string(answer), "-wal beside") || strings.Contains(fmt.Sprint(res.Header), folder) {
				t.Errorf("%s %s as %s: %.500s", o.Method, o.Path, who, answer)
			}
		}
	}
	return asked
}
