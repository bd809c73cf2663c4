package lms

import (
	"errors"
	"net/http"
	"strings"
	"testing"

	"examdesk/model"
)

func asks(row model.AttemptRow, kind model.ChangeKind) model.ChangeRequest {
	return model.ChangeRequest{AttemptID: row.Attempt.ID, Kind: kind, Expected: row.Version()}
}

const waits = "status:submitted backend:software_secure"

// answer answers changes in place of the LMS.
func answer(method string, status int, body string) func(http.ResponseWriter, *http.Request) bool {
	return func(w http.ResponseWriter, q *http.Request) bool {
		if q.Method != method {
			return false
		}
		w.WriteHeader(status)
		_, _ = w.Write([]byte(body))
		return true
	}
}

// The service did not confirm: the attempt is kept, and that is what is said.
func TestNotConfirmed(t *testing.T) {
	t.Parallel()
	r := enter(t, "r.adeyemi")
	row := r.attempt(t, waits)
	r.setFault(answer(http.MethodDelete, 502, `{"detail":"The removal was not confirmed."}`))
	_, err := r.ChangeAttempt(t.Context(), asks(row, model.ChangeRemove))
	if model.CodeOf(err) != model.CodeUnavailable || !errors.Is(err, model.ErrNotConfirmed) || !strings.Contains(model.Sentence(err), "try later") && !strings.Contains(model.Sentence(err), "try again later") {
		t.Errorf("%v", err)
	}
	if _, err := r.ReadAttempt(t.Context(), row.Attempt.ID); err != nil || len(r.taken.gone) != 0 || len(r.changes()) != 1 {
		t.Errorf("%v, gone %v, sent %v", err, r.taken.gone, r.changes())
	}
}

// Whatever became of a change is what the LMS has afterwards.
func TestChangesAreReadBack(t *testing.T) {
	t.Parallel()
	const lost = "<html>502 Bad Gateway</html>"
	remove := "DELETE FROM proctoring_proctoredexamstudentattempt WHERE id = "
	for name, x := range map[string]struct {
		status  int
		body    string
		done    bool
		settled bool
		want    error
		code    model.Code
	}{
		"lost, done":           {502, lost, true, true, nil, ""},
		"lost, not done":       {502, lost, false, false, model.ErrUnsettled, model.CodeUnavailable},
		"refused":              {400, `{"detail":"no"}`, false, false, nil, model.CodeInvalid},
		"refused, but done":    {400, `{"detail":"no"}`, true, true, nil, ""},
		"may not":              {403, `{"detail":"You do not have permission."}`, false, false, nil, model.CodeDenied},
		"claimed and not done": {200, ``, false, false, model.ErrUnsettled, model.CodeUnavailable},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := enter(t, "r.adeyemi")
			row := r.attempt(t, waits)
			say := answer(http.MethodDelete, x.status, x.body)
			r.setFault(func(w http.ResponseWriter, q *http.Request) bool {
				if q.Method == http.MethodDelete && x.done {
					execSQL(t, r.path, remove+number(row.Attempt.ID))
				}
				return say(w, q)
			})
			got, err := r.ChangeAttempt(t.Context(), asks(row, model.ChangeRemove))
			if x.settled != (err == nil) || x.want != nil && !errors.Is(err, x.want) || !x.settled && model.CodeOf(err) != x.code {
				t.Fatalf("%+v, %v", got, err)
			}
			if x.done != (len(r.taken.gone) == 1) || len(r.changes()) != 1 {
				t.Errorf("gone %v, sent %v", r.taken.gone, r.changes())
			}
		})
	}
}

// All of a learner's attempts are removed, of which the service confirms one.
func TestRemoveAll(t *testing.T) {
	t.Parallel()
	r := enter(t, "r.adeyemi")
	row := r.attempt(t, waits)
	execSQL(t, r.path, copyRow(t, r, row.Attempt.ID))
	row, err := r.row(t.Context(), row.Attempt.ID)
	if err != nil {
		t.Fatal(err)
	}
	p, err := r.PreviewChange(t.Context(), asks(row, model.ChangeRemoveAll))
	if err != nil || p.Attempts != 2 {
		t.Fatalf("%+v, %v", p, err)
	}
	say := answer(http.MethodDelete, 502, `{"detail":"The removal was not confirmed."}`)
	r.setFault(func(w http.ResponseWriter, q *http.Request) bool {
		if q.Method == http.MethodDelete {
			execSQL(t, r.path, "DELETE FROM proctoring_proctoredexamstudentattempt WHERE attempt_code = 'TWIN'")
		}
		return say(w, q)
	})
	_, err = r.ChangeAttempt(t.Context(), asks(row, model.ChangeRemoveAll))
	if !errors.Is(err, model.ErrNotConfirmed) || !strings.Contains(model.Sentence(err), "1 attempt of 2 had been removed before.") || len(r.taken.gone) != 1 {
		t.Errorf("%v, gone %v", err, r.taken.gone)
	}
	r.setFault(nil)
	if row, err = r.row(t.Context(), row.Attempt.ID); err != nil {
		t.Fatal(err)
	}
	if got, err := r.ChangeAttempt(t.Context(), asks(row, model.ChangeRemoveAll)); err != nil || got.Row != nil || len(r.taken.gone) != 2 {
		t.Errorf("repeated: %+v, %v, gone %v", got, err, r.taken.gone)
	}
	var lines []model.ActivityLine
	if err := r.Activity(t.Context(), model.ActivityQuery{Deed: model.DeedRemove}, func(l model.ActivityLine) error { lines = append(lines, l); return nil }); err != nil || len(lines) != 2 {
		t.Errorf("%d lines, %v", len(lines), err)
	}
}

// copyRow is a statement that makes another attempt of the same learner at the same exam.
func copyRow(t *testing.T, r *rig, id int64) string {
	t.Helper()
	columns := strings.Split(ask[string](t, r.path, "SELECT group_concat(name) FROM pragma_table_info('proctoring_proctoredexamstudentattempt')"), ",")
	values := make([]string, len(columns))
	for i, c := range columns {
		values[i] = c
		switch c {
		case "id":
			values[i] = "(SELECT max(id) + 1 FROM proctoring_proctoredexamstudentattempt)"
		case "attempt_code", "external_id":
			values[i] = "'TWIN'"
		case "created":
			values[i] = "'2026-01-01 00:00:00'"
		}
	}
	return "INSERT INTO proctoring_proctoredexamstudentattempt (" + strings.Join(columns, ",") + ") SELECT " + strings.Join(values, ",") +
		" FROM proctoring_proctoredexamstudentattempt WHERE id = " + number(id)
}

// An attempt that is gone at the LMS is gone here.
func TestGoneAtTheLMS(t *testing.T) {
	t.Parallel()
	r := enter(t, "r.adeyemi")
	row := r.attempt(t, waits)
	r.setFault(func(_ http.ResponseWriter, q *http.Request) bool {
		if strings.Contains(q.URL.Path, "/search/") {
			execSQL(t, r.path, "DELETE FROM proctoring_proctoredexamstudentattempt WHERE id = "+number(row.Attempt.ID))
		}
		return false
	})
	if _, err := r.ChangeAttempt(t.Context(), asks(row, model.ChangeRemove)); model.CodeOf(err) != model.CodeNotFound || len(r.taken.gone) != 1 || len(r.changes()) != 0 {
		t.Errorf("%v, gone %v, sent %v", err, r.taken.gone, r.changes())
	}
}
