package conformance

import (
	"context"
	"database/sql"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sort"
	"strings"
	"sync"
	"testing"
	"time"

	_ "modernc.org/sqlite" // to fill a store with recorded rows and read it back

	"examdesk/backends"
	"examdesk/engine"
	"examdesk/model"
	"examdesk/store"
)

// replayDB is a store with the rows of a transcript and an engine on it, which
// lives at the transcript's time.
type replayDB struct {
	// answers are what the proctoring services answer, in order.
	answers []call
	// done are the calls of services and of the platform that were made at once;
	// answered marks the recorded calls that have been used.
	done     []doneCall
	answered map[int]bool
	// effectsFirst reports whether what was called at once followed what the plan says.
	effectsFirst bool
	tr           *transcript
	engine       *engine.EdxProctoring
	whole        *engine.Engine
	backends     model.Backends
	db           *sql.DB
	// closed ends the use of the store before the test does; nil for most.
	closed func()
	types  map[string]map[string]string // table, column, declared type
}

// doneCall is a call of the platform, or of a proctoring service.
type doneCall struct {
	told bool
	text string
}

// emptyStore is a store without rows, made once: each replay begins with a copy.
func emptyStore(t *testing.T) []byte {
	t.Helper()
	blank.Do(func() {
		path := filepath.Join(t.TempDir(), "blank.sqlite3")
		if blankErr = store.Create(context.Background(), path); blankErr == nil {
			blankStore, blankErr = os.ReadFile(path)
		}
	})
	if blankErr != nil {
		t.Fatal(blankErr)
	}
	return blankStore
}

var (
	blank      sync.Once
	blankStore []byte
	blankErr   error
)

func openReplay(t *testing.T, tr *transcript) *replayDB {
	t.Helper()
	ctx := context.Background()
	path := filepath.Join(t.TempDir(), "state.sqlite3")
	if err := os.WriteFile(path, emptyStore(t), 0o600); err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	db.SetMaxOpenConns(1)
	d := &replayDB{db: db, types: map[string]map[string]string{}, backends: tr.backends(), answers: tr.BackendCalls, tr: tr, answered: map[int]bool{}}
	d.exec(t, "PRAGMA synchronous = OFF")
	d.exec(t, "PRAGMA journal_mode = MEMORY")
	d.exec(t, "BEGIN") // on the one connection
	for table, rows := range tr.Before {
		for _, row := range rows {
			d.insert(t, table, row)
		}
	}
	d.sequences(t)
	if tr.Kind == "http" {
		d.courseStaff(t)
	}
	d.exec(t, "COMMIT")
	s, err := store.Open(ctx, path, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	d.whole = engine.New(s, engine.Config{
		Formats: backends.Formats{},
		NewCode: tr.newCode(),
		VideoKey: func(_ context.Context, name string) (model.Secret, error) {
			return model.NewSecret(tr.Backends[name].VideoKey), nil
		},
		Clock: func() time.Time { return tr.Now }, Backends: d.backends, Rules: tr.rules(), OverridesGrades: tr.overridesGrades(),
		Platform:       recordedPlatform{d},
		Site:           tr.site(t),
		ObfuscationKey: func(context.Context, string) (model.Secret, error) { return model.NewSecret(obfuscationKey(tr)), nil },
		Service:        func(name string) model.ProctoringService { return &recordedService{name: name, d: d} },
	})
	d.engine = d.whole.EdxProctoring()
	return d
}

func (d *replayDB) exec(t *testing.T, statement string) {
	t.Helper()
	if _, err := d.db.Exec(statement); err != nil {
		t.Fatalf("%s: %v", statement, err)
	}
}

// sequences lets new ids go on after those of rows that were deleted, of which
// only the history knows.
func (d *replayDB) sequences(t *testing.T) {
	t.Helper()
	const exam, attempt = "proctoring_proctoredexam", "proctoring_proctoredexamstudentattempt"
	for table, history := range map[string]string{exam: exam + "history", attempt: attempt + "_history"} {
		_, err := d.db.Exec("DELETE FROM sqlite_sequence WHERE name = ?", table)
		if err == nil {
			_, err = d.db.Exec("INSERT INTO sqlite_sequence (name, seq) SELECT ?, max(id) FROM (SELECT id FROM "+table+
				" UNION ALL SELECT id FROM "+history+") HAVING max(id) IS NOT NULL", table)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

func (tr *transcript) backends() model.Backends {
	b := model.Backends{Default: tr.defaultBackend(), ByName: map[string]model.Backend{}}
	for name, recorded := range tr.Backends {
		known := model.DefaultBackends().ByName[name]
		known.Name, known.VerboseName, known.SupportsOnboarding = name, recorded.VerboseName, recorded.Onboarding
		known.HasDashboard, known.PingIntervalSeconds = recorded.Dashboard, recorded.PingSeconds
		known.HelpCenterArticleURL = recorded.HelpCenter
		if len(recorded.Passing) > 0 {
			known.Passing = nil
			for _, s := range recorded.Passing {
				known.Passing = append(known.Passing, model.ReviewStatus(s))
			}
		}
		b.ByName[name] = known
	}
	return b
}

// defaultBackend is the service that the recorded settings name for exams that have
// none of their own, else that of the original's tests.
func (tr *transcript) defaultBackend() string {
	var configured struct {
		Default string `json:"DEFAULT"`
	}
	if json.Unmarshal(tr.Overrides["PROCTORING_BACKENDS"], &configured) == nil && configured.Default != "" {
		return configured.Default
	}
	return "test"
}

// release are the rules of the release that was recorded.
func (tr *transcript) release() model.Rules {
	name := tr.Release
	if name == "" {
		name = "5.2.0"
	}
	r, err := model.RulesOf(name)
	if err != nil {
		panic(err)
	}
	return r
}

// recordedRules are those of the release that recordings are of which name none.
func recordedRules() model.ReviewRules {
	r := model.DefaultReviewRules()
	var err error
	if r.Rules, err = model.RulesOf("5.2.0"); err != nil {
		panic(err)
	}
	return r
}

func (tr *transcript) rules() model.ReviewRules {
	r := model.DefaultReviewRules()
	r.Rules = tr.release()
	var settings map[string]any
	if json.Unmarshal(tr.Overrides["PROCTORING_SETTINGS"], &settings) == nil {
		if v, ok := settings["ALLOW_TIMED_OUT_STATE"].(bool); ok {
			r.AllowTimedOutState = v
		}
		if v, ok := settings["ALLOW_CALLBACK_SIMULATION"].(bool); ok {
			r.AllowCallbackSimulation = v
		}
		if v, ok := settings["REQUIRE_FAILURE_SECOND_REVIEWS"].(bool); ok {
			r.RequireFailureSecondReviews = v
		}
	}
	r.ProtectHumanReviews = false // the original's way
	if v, ok := tr.Constants["ALLOW_REVIEW_UPDATES"].(bool); ok {
		r.RefuseReviewUpdates = !v
	}
	if v, ok := tr.Constants["REQUIRE_FAILURE_SECOND_REVIEWS"].(bool); ok {
		r.RequireFailureSecondReviews = v
	}
	return r
}

// newCode is the code that a test of the original fixed; nil if it is random.
func (tr *transcript) newCode() func() string {
	for _, p := range tr.Patches {
		if mock, ok := p.New.(map[string]any); ok && p.Attribute == "uuid4" {
			return func() string { return strings.ToUpper(fmt.Sprint(mock["return_value"])) }
		}
	}
	return nil
}

func (tr *transcript) overridesGrades() model.Tri {
	if v := tr.Services["grades"].OverridesGrade; v != nil {
		if *v {
			return model.Yes
		}
		return model.No
	}
	return model.NotKnown
}

// columns are the declared types of a table's columns; none for a table that
// our schema has not.
func (d *replayDB) columns(t *testing.T, table string) map[string]string {
	t.Helper()
	if known, ok := d.types[table]; ok {
		return known
	}
	rows, err := d.db.Query("SELECT name, lower(type) FROM pragma_table_info(?)", table)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	out := map[string]string{}
	for rows.Next() {
		var name, kind string
		if err := rows.Scan(&name, &kind); err != nil {
			t.Fatal(err)
		}
		out[name] = kind
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	d.types[table] = out
	return out
}

func (d *replayDB) insert(t *testing.T, table string, row map[string]any) {
	t.Helper()
	types := d.columns(t, table)
	if len(types) == 0 {
		return
	}
	if table == "auth_user" {
		for name, v := range map[string]any{"password": "!", "first_name": "", "last_name": "", "date_joined": "2026-01-01T00:00:00Z"} {
			if _, given := row[name]; !given {
				row[name] = v
			}
		}
	}
	var names, marks []string
	var args []any
	for name, v := range row {
		names, marks = append(names, `"`+name+`"`), append(marks, "?")
		args = append(args, stored(v, types[name]))
	}
	if _, err := d.db.Exec("INSERT INTO "+table+" ("+strings.Join(names, ",")+") VALUES ("+strings.Join(marks, ",")+")", args...); err != nil {
		t.Fatalf("fill %s: %v", table, err)
	}
}

// stored is a recorded value as Django stores it in SQLite.
func stored(v any, kind string) any {
	s, isText := v.(string)
	switch {
	case isText && kind == "datetime":
		if at, err := time.Parse(time.RFC3339, s); err == nil {
			return strings.TrimSuffix(at.UTC().Format("2006-01-02 15:04:05.000000"), ".000000")
		}
	case isText && kind == "blob":
		if data, err := base64.StdEncoding.DecodeString(s); err == nil {
			return data
		}
	}
	if n, ok := v.(json.Number); ok {
		return n.String()
	}
	return v
}

// tables is a database: for each table its rows in the order of their keys.
type tables map[string][]map[string]string

// rows reads back every table that the transcript has.
func (d *replayDB) rows(t *testing.T, tr *transcript) tables {
	t.Helper()
	out := tables{}
	names := make([]string, 0, len(tr.Before))
	for name := range tr.Before {
		names = append(names, name)
	}
	for name := range tr.After {
		names = append(names, name)
	}
	sort.Strings(names)
	for _, table := range slices.Compact(names) {
		types := d.columns(t, table)
		if len(types) == 0 || table == "auth_user" {
			continue
		}
		columns := make([]string, 0, len(types))
		for name := range types {
			columns = append(columns, name)
		}
		sort.Strings(columns)
		out[table] = d.table(t, table, columns, types)
	}
	return out
}

func (d *replayDB) table(t *testing.T, table string, columns []string, types map[string]string) []map[string]string {
	t.Helper()
	quoted := make([]string, len(columns))
	for i, c := range columns {
		quoted[i] = "CAST(\"" + c + "\" AS TEXT)"
	}
	rows, err := d.db.Query("SELECT " + strings.Join(quoted, ", ") + " FROM " + table + " ORDER BY " + keyOf(table))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	list := []map[string]string{}
	for rows.Next() {
		values := make([]sql.NullString, len(columns))
		into := make([]any, len(columns))
		for i := range values {
			into[i] = &values[i]
		}
		if err := rows.Scan(into...); err != nil {
			t.Fatal(err)
		}
		row := map[string]string{}
		for i, v := range values {
			if v.Valid {
				row[columns[i]] = comparable(v.String, types[columns[i]])
			}
		}
		list = append(list, row)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return list
}

func keyOf(table string) string {
	if strings.HasSuffix(table, "_history") || table == "proctoring_proctoredexamhistory" {
		return "history_id"
	}
	return "id"
}

// comparable is a value in one form, whichever side it is from.
func comparable(v any, kind string) string {
	s := fmt.Sprint(v)
	if kind == "datetime" {
		for _, layout := range []string{time.RFC3339, "2006-01-02 15:04:05"} {
			if at, err := time.Parse(layout, s); err == nil {
				return at.UTC().Format(time.RFC3339Nano)
			}
		}
	}
	switch s {
	case "true":
		return "1"
	case "false":
		return "0"
	}
	return s
}
