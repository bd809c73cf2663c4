package cli_test

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"examdesk/store/storetest"

	"examdesk/backends"
	"examdesk/cli"
	"examdesk/conformance/sampled"
	"examdesk/engine"
	"examdesk/model"
	"examdesk/store"
)

// sweptCommand is a command that changes a store. Where it says NAME in angle
// brackets the subject's value stands.
type sweptCommand struct {
	deed model.Deed
	args string
	// of is the subject: an attempt's key in the rig, or empty for the store or exam.
	of           string
	exam         bool
	migratedOnly bool
}

// sweptCommands are all commands that write to a store that is there.
func sweptCommands() []sweptCommand {
	return []sweptCommand{
		{deed: model.DeedDecide, args: "attempt review <id> --outcome clean", of: "decide"},
		{deed: model.DeedResume, args: "attempt resume <id>", of: "resume"},
		{deed: model.DeedReset, args: "attempt reset <id>", of: "reset"},
		{deed: model.DeedSetStatus, args: "attempt set-status verified <id>", of: "status"},
		{deed: model.DeedRemove, args: "attempt delete <id>", of: "remove"},
		{deed: model.DeedRemove, args: "attempt delete --all-of <learner> --exam <exam>", of: "status"},
		{deed: model.DeedGrant, args: "allowance add --learner <learner> --exam <exam> --minutes 7", of: "decide"},
		{deed: model.DeedGrant, args: "allowance import <csv>", of: "decide"},
		{deed: model.DeedGrant, args: "allowance remove --learner <learner> --exam <exam>", of: "decide"},
		{deed: model.DeedUndoGrant, args: "allowance undo 1", of: "batch", migratedOnly: true},
		{deed: model.DeedSetExam, args: "exam set <exam> --minutes 77", of: "decide", exam: true},
		{deed: model.DeedSetPolicy, args: "policy set <exam> <policy>", of: "decide", exam: true},
		{deed: model.DeedSetPolicy, args: "policy set <exam> --remove", of: "decide", exam: true},
		{deed: model.DeedReceiveReview, args: "review receive <code> <review>", of: "receive"},
		{deed: model.DeedAcceptReview, args: "review accept <delivery>", of: "held", migratedOnly: true},
		{deed: model.DeedDismissReview, args: "review dismiss <delivery>", of: "held", migratedOnly: true},
		{deed: model.DeedSyncReviews, args: "review sync --from 2026-11-01 --to 2026-11-02"},
		{deed: model.DeedRetryDelivery, args: "outbox retry --all --state recorded", migratedOnly: true},
		{deed: model.DeedDeliver, args: "outbox deliver"},
		{deed: model.DeedMigrate, args: "store migrate"},
	}
}

// rightsRig is a prepared store and what the commands are about.
type rightsRig struct {
	path     string
	dir      string
	rows     map[string]model.AttemptRow
	delivery int64
	watch    *sql.Conn
}

// rightsPeople are people with the rights of a kind, beyond those who are made for
// each subject: name, columns of auth_user, group, course role.
func rightsPeople(course string) []string {
	user := func(name, super, staff, active string) string {
		return `INSERT INTO auth_user (password, is_superuser, username, last_name, email, is_staff, is_active, date_joined, first_name)
			VALUES ('!', ` + super + `, '` + name + `', '', '` + name + `@example.com', ` + staff + `, ` + active + `, '2026-01-01 00:00:00', '')`
	}
	group := func(name, group string) []string {
		return []string{user(name, "0", "0", "1"), `INSERT OR IGNORE INTO auth_group (name) VALUES ('` + group + `')`,
			`INSERT INTO auth_user_groups (user_id, group_id) SELECT u.id, g.id FROM auth_user u, auth_group g WHERE u.username = '` + name + `' AND g.name = '` + group + `'`}
	}
	role := func(name, org, course, role string) []string {
		return []string{user(name, "0", "0", "1"), `INSERT INTO student_courseaccessrole (user_id, org, course_id, role)
			SELECT id, '` + org + `', '` + course + `', '` + role + `' FROM auth_user WHERE username = '` + name + `'`}
	}
	org := model.OrgOf(model.Text(course))
	out := []string{
		`CREATE TABLE IF NOT EXISTS student_courseaccessrole (id INTEGER PRIMARY KEY, user_id INTEGER, org TEXT, course_id TEXT, role TEXT)`,
		user("p_learner", "0", "0", "1"), user("p_inactive", "1", "1", "0"), user("p_staff", "0", "1", "1"), user("p_superuser", "1", "0", "1"),
	}
	for _, more := range [][]string{
		role("p_course_staff", org, course, "staff"), role("p_course_instructor", org, course, "instructor"),
		role("p_other_course_staff", org, course+"X", "staff"), role("p_other_course_instructor", org, course+"X", "instructor"),
		role("p_org_wide", org, "", "staff"), role("p_other_org_wide", "Nowhere", "", "instructor"),
		group("p_reviewer", "test_review"), group("p_other_reviewer", "mock_review"),
	} {
		out = append(out, more...)
	}
	return out
}

func rightsNow() time.Time { return time.Date(2026, 11, 20, 16, 0, 0, 0, time.UTC) }

// newRightsRig prepares a store: a course of its own with an attempt for each
// command, each of another learner who is staff too, so that what is refused to
// them is refused because it is their own.
func newRightsRig(t *testing.T, migrated bool) *rightsRig {
	t.Helper()
	r := &rightsRig{dir: t.TempDir(), rows: map[string]model.AttemptRow{}}
	r.path = filepath.Join(r.dir, "edx.sqlite3")
	if err := storetest.Write(r.path); err != nil {
		t.Fatal(err)
	}
	const course = "course-v1:SweepU+RIGHTS+2026"
	db, err := sql.Open("sqlite", r.path)
	if err != nil {
		t.Fatal(err)
	}
	for _, q := range rightsPeople(course) {
		if _, err := db.ExecContext(t.Context(), q); err != nil {
			t.Fatalf("%s: %v", q, err)
		}
	}
	s, err := store.Open(t.Context(), r.path, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if migrated {
		if err := s.Migrate(t.Context(), nil); err != nil {
			t.Fatal(err)
		}
	}
	rules := model.DefaultReviewRules()
	rules.ProtectHumanReviews = true
	e := engine.New(s, engine.Config{Clock: rightsNow, Formats: backends.Formats{}, Rules: rules})
	staff, err := s.Person(t.Context(), "p_staff")
	if err != nil {
		t.Fatal(err)
	}
	desk := e.As(model.Actor{Reviewer: staff, Door: model.DoorDesk})
	for name, statuses := range map[string][]model.AttemptStatus{
		"decide": {model.Started, model.Submitted}, "resume": {model.Started, model.Errored}, "reset": {model.Started, model.Submitted, model.Rejected},
		"status": {model.Started, model.Submitted}, "remove": {model.Started, model.Submitted}, "receive": {model.Started, model.Submitted},
		"held": {model.Started, model.Submitted}, "batch": {model.Started},
	} {
		r.rows[name] = rightsAttempt(t, db, e.EdxProctoring(), course, name, statuses)
	}
	if migrated {
		r.prepareMigrated(t, desk, e.EdxProctoring())
	}
	r.rows["policy"] = r.rows["decide"]
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if r.watch, err = db.Conn(t.Context()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _, _ = r.watch.Close(), db.Close() })
	r.files(t)
	return r
}

// rightsAttempt makes an exam and an attempt of a learner who is staff.
func rightsAttempt(t *testing.T, db *sql.DB, api *engine.EdxProctoring, course, name string, statuses []model.AttemptStatus) model.AttemptRow {
	t.Helper()
	ctx := t.Context()
	if _, err := db.ExecContext(ctx, `INSERT INTO auth_user (password, is_superuser, username, last_name, email, is_staff, is_active, date_joined, first_name)
		VALUES ('!', 1, 'own_`+name+`', '', 'own_`+name+`@example.com', 1, 1, '2026-01-01 00:00:00', '')`); err != nil {
		t.Fatal(err)
	}
	var learner int64
	if err := db.QueryRowContext(ctx, "SELECT id FROM auth_user WHERE username = 'own_"+name+"'").Scan(&learner); err != nil {
		t.Fatal(err)
	}
	exam, _, err := api.CreateExam(ctx, model.Exam{CourseID: model.Text(course), ContentID: model.Text(name), Name: model.Text(name),
		TimeLimitMins: 90, IsProctored: true, IsActive: true, IsPracticeExam: name == "reset", Backend: "test"})
	var id int64
	if err == nil {
		id, _, err = api.CreateAttempt(ctx, exam, learner, true)
	}
	for i := 0; err == nil && i < len(statuses); i++ {
		_, err = api.UpdateAttemptStatus(ctx, id, statuses[i], model.TransitionOptions{NoCascade: true})
	}
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	d, err := api.ReadAttempt(ctx, id)
	if err != nil {
		t.Fatal(err)
	}
	return d.AttemptRow
}

// prepareMigrated makes a held delivery and a batch of allowances.
func (r *rightsRig) prepareMigrated(t *testing.T, desk *engine.Guarded, api *engine.EdxProctoring) {
	t.Helper()
	held := r.rows["held"]
	if _, err := desk.Decide(t.Context(), model.Decision{ID: "held", Stamp: rightsNow().Add(time.Second),
		DecisionRequest: model.DecisionRequest{AttemptID: held.Attempt.ID, Review: model.ReviewClean, Expected: held.Version()}}); err != nil {
		t.Fatal(err)
	}
	if _, err := api.ReceiveReview(t.Context(), model.ReviewCallback{Code: held.Attempt.Code.Raw(), Body: []byte(`{"status": "suspicious", "comments": []}`)}); err != nil {
		t.Fatal(err)
	}
	list, err := desk.HeldDeliveries(t.Context(), held.Attempt.Code.Raw())
	if err != nil || len(list) != 1 {
		t.Fatalf("%d held, %v", len(list), err)
	}
	r.delivery = list[0].ID
	row := r.rows["batch"]
	plan, err := desk.PlanAllowances(t.Context(), model.AllowanceRequest{Wishes: []model.AllowanceWish{{
		Learner: row.Learner.Username.Raw(), Exam: strconv.FormatInt(row.Exam.ID, 10), Key: model.AllowanceAdditionalTime, Value: "9"}}})
	if err != nil {
		t.Fatal(err)
	}
	if done, err := desk.ApplyAllowances(t.Context(), plan, nil); err != nil || done.Batch != 1 {
		t.Fatalf("%+v, %v", done, err)
	}
}

// files writes what commands read.
func (r *rightsRig) files(t *testing.T) {
	t.Helper()
	row := r.rows["decide"]
	for name, text := range map[string]string{
		"allowances.csv": fmt.Sprintf("learner,exam,minutes\n%s,%d,8\n", row.Learner.Username.Raw(), row.Exam.ID),
		"policy.txt":     "No notes.\n", "review.json": `{"status": "passed", "comments": []}`,
	} {
		if err := os.WriteFile(filepath.Join(r.dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// line is a command as it is typed.
func (r *rightsRig) line(c sweptCommand, as string, dry bool) []string {
	row := r.rows[c.of]
	text := strings.NewReplacer(
		"<id>", strconv.FormatInt(row.Attempt.ID, 10), "<exam>", strconv.FormatInt(row.Exam.ID, 10), "<learner>", row.Learner.Username.Raw(),
		"<code>", row.Attempt.Code.Raw(), "<delivery>", strconv.FormatInt(r.delivery, 10), "<csv>", filepath.Join(r.dir, "allowances.csv"),
		"<policy>", filepath.Join(r.dir, "policy.txt"), "<review>", filepath.Join(r.dir, "review.json"),
	).Replace(c.args)
	args := append(strings.Fields(text), "--store", r.path)
	switch {
	case dry:
		args = append(args, "--dry-run")
	case c.deed != model.DeedDeliver:
		args = append(args, "--yes")
	}
	if as != "" {
		args = append(args, "--as", as)
	}
	return args
}

// run runs a command in this process.
func (r *rightsRig) run(args []string) (code int, said string) {
	var out, errs bytes.Buffer
	env := cli.Env{In: strings.NewReader(""), Out: &out, Err: &errs, Clock: rightsNow, Version: "test"}
	return cli.Run(context.Background(), args, env), out.String() + errs.String()
}

// written changes when somebody commits something (PRAGMA data_version).
func (r *rightsRig) written(t *testing.T) (n int64) {
	t.Helper()
	if err := r.watch.QueryRowContext(t.Context(), "PRAGMA data_version").Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

// Every command that writes, as every kind of person, dry and real, on a guest's
// store and on one with examdesk's tables. Who may is the table's word; a refusal
// names who it is for, ends with 4 (5 for a name that is not there), is the same
// dry and real, and writes nothing. A quick run leaves some out.
func TestEveryCommandAsksTheTable(t *testing.T) {
	for _, name := range []string{"HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"} {
		t.Setenv(name, filepath.Join(t.TempDir(), name))
	}
	step := sampled.Every(t, 4)
	for name, migrated := range map[string]bool{"guest": false, "migrated": true} {
		t.Run(name, func(t *testing.T) {
			r := newRightsRig(t, migrated)
			s, err := store.Open(t.Context(), r.path, store.Options{ReadOnly: true})
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = s.Close() }()
			var runs, refused int
			kinds, tried := map[model.PersonKind]bool{}, map[string]bool{}
			// Those who may come last, so that the others find everything as it was.
			for _, may := range []bool{false, true} {
				for i, c := range sweptCommands() {
					if c.migratedOnly && !migrated {
						continue
					}
					for k, kind := range append([]model.PersonKind{model.PersonStaff}, model.PersonKinds()...) {
						if kind != model.PersonStaff && (i+k)%step != 0 { // each kind some commands, each command some kinds
							continue
						}
						if kind == model.PersonStaff && may && tried[c.args] {
							continue
						}
						tried[c.args] = may
						as, ok, want := r.expect(t, s, c, kind)
						if !ok || (want == nil) != may {
							continue
						}
						kinds[kind] = true
						n, denied := r.try(t, c, kind, as, want)
						runs, refused = runs+n, refused+denied
					}
				}
			}
			t.Logf("%s: %d commands x %d kinds of people, dry and real: %d runs, %d refused with nothing written", name, len(sweptCommands()), len(kinds), runs, refused)
		})
	}
}

// expect is by which name a kind of person acts, and what the table says of it.
func (r *rightsRig) expect(t *testing.T, s *store.Store, c sweptCommand, kind model.PersonKind) (as string, ok bool, want error) {
	t.Helper()
	row, actor := r.rows[c.of], model.Nobody(model.DoorDesk)
	switch kind {
	case model.PersonNobody:
		if c.deed == model.DeedDeliver {
			return "", true, nil // the dispatcher
		}
	case model.PersonUnknown:
		return "nobody.of.this.name", true, model.Errorf(model.CodeNotFound, "There is no user")
	case model.PersonService:
		return "", false, nil // signs in at other doors
	case model.PersonOwnAttempt:
		if c.of == "" || c.exam {
			return "", false, nil
		}
		as = row.Learner.Username.Raw()
	default:
		as = "p_" + string(kind)
	}
	if as != "" {
		p, err := s.Person(t.Context(), as)
		if err != nil {
			t.Fatal(err)
		}
		actor.Reviewer = p
	}
	rights := model.Rights{Actor: actor, Backends: model.DefaultBackends()}
	if c.of == "" {
		return as, true, rights.May(c.deed, model.Target{})
	}
	learner := row.Attempt.UserID
	if c.exam {
		learner = 0
	}
	return as, true, rights.May(c.deed, rights.At(row.Exam, learner))
}

// try runs a command dry and for real.
func (r *rightsRig) try(t *testing.T, c sweptCommand, kind model.PersonKind, as string, want error) (runs, refused int) {
	t.Helper()
	before := r.written(t)
	for _, dry := range []bool{true, false} {
		args := r.line(c, as, dry)
		code, said := r.run(args)
		runs++
		switch {
		case want == nil && code == 4:
			t.Errorf("%s: %s", strings.Join(args, " "), said)
		case want == nil && dry && kind == model.PersonStaff && code != 0 && c.deed != model.DeedDeliver && c.deed != model.DeedDismissReview:
			t.Errorf("%s ended with %d: %s", strings.Join(args, " "), code, said)
		case want == nil:
			continue
		case code != model.ExitCode(want) || as != "" && !strings.Contains(said, as) || as == "" && !strings.Contains(said, "Nobody is signed in"):
			t.Errorf("%s ended with %d: %s\nwant %d: %v", strings.Join(args, " "), code, said, model.ExitCode(want), want)
		}
		if want != nil {
			refused++
		}
		if want != nil || dry {
			if now := r.written(t); now != before {
				t.Errorf("%s wrote something", strings.Join(args, " "))
				before = now
			}
		}
	}
	return runs, refused
}

// Somebody who is named and has no rights is an error where people read, too, unless
// they say that they only look; and never are they no one.
func TestDeniedIsNeverNobody(t *testing.T) {
	t.Setenv("HOME", t.TempDir())
	r := newRightsRig(t, false)
	for _, c := range []struct {
		args string
		code int
		says string
	}{
		{"attempt list --as p_learner", 4, "p_learner may not act here"},
		{"attempt list --as p_inactive", 4, "p_inactive is not active"},
		{"attempt list --as nobody.of.this.name", 5, "nobody.of.this.name"},
		{"attempt list --as p_learner --read-only", 0, ""},
		{"attempt list --as nobody.of.this.name --read-only", 5, "nobody.of.this.name"},
		{"attempt list", 0, ""},
		{"exam set 4 --minutes 90 --dry-run --as p_learner --read-only", 4, "p_learner may not change exams"},
		{"exam set 4 --minutes 90 --dry-run --as p_inactive --read-only", 4, "p_inactive is not active"},
		{"exam set 4 --minutes 90 --dry-run", 4, "Nobody is signed in"},
	} {
		code, said := r.run(append(strings.Fields(c.args), "--store", r.path))
		if code != c.code || !strings.Contains(said, c.says) {
			t.Errorf("%s ended with %d: %s", c.args, code, said)
		}
	}
}
