package engine

import (
	"context"
	"database/sql"
	"testing"

	"examdesk/backends"
	"examdesk/model"
	"examdesk/store"
)

// rig is a store in process with both ways into it: the roles for a person, and
// edx-proctoring's own calls, which ask nobody.
type rig struct {
	*Guarded
	api *EdxProctoring
}

// rigOf is a rig on a store, for a person of that store at the desk.
func rigOf(tb testing.TB, s *store.Store, username string, cfg Config) *rig {
	tb.Helper()
	if cfg.Formats == nil {
		cfg.Formats = backends.Formats{}
	}
	e := New(s, cfg)
	r := &rig{api: e.EdxProctoring(), Guarded: e.As(model.Nobody(model.DoorDesk))}
	r.signIn(tb, username)
	return r
}

// signIn lets somebody else act; nobody for an empty name.
func (r *rig) signIn(tb testing.TB, username string) {
	tb.Helper()
	actor := model.Nobody(model.DoorDesk)
	if username != "" {
		person, err := r.store.Person(context.Background(), username)
		if err != nil {
			tb.Fatal(err)
		}
		actor.Reviewer = person
	}
	*r.Guarded = *(&Engine{r.core}).As(actor)
}

// execSQL changes the store's file as another program does.
func execSQL(tb testing.TB, s *store.Store, statements ...string) {
	tb.Helper()
	db, err := sql.Open("sqlite", s.Info().Path)
	if err != nil {
		tb.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	for _, q := range statements {
		if _, err := db.ExecContext(context.Background(), q); err != nil {
			tb.Fatalf("%s: %v", q, err)
		}
	}
}

// member makes a user of the store with the rights that the columns and roles say.
type member struct {
	name                    string
	staff, super, inactive  bool
	group                   string
	org, course, courseRole string
}

// enlist adds people to a store.
func enlist(tb testing.TB, s *store.Store, people ...member) {
	tb.Helper()
	flag := map[bool]string{true: "1", false: "0"}
	list := []string{`CREATE TABLE IF NOT EXISTS student_courseaccessrole (id INTEGER PRIMARY KEY, user_id INTEGER, org TEXT, course_id TEXT, role TEXT)`}
	for _, p := range people {
		list = append(list, `INSERT INTO auth_user (password, is_superuser, username, last_name, email, is_staff, is_active, date_joined, first_name)
			VALUES ('!', `+flag[p.super]+`, '`+p.name+`', '', '`+p.name+`@example.com', `+flag[p.staff]+`, `+flag[!p.inactive]+`, '2026-01-01 00:00:00', '')`)
		of := `(SELECT id FROM auth_user WHERE username = '` + p.name + `')`
		if p.group != "" {
			list = append(list, `INSERT OR IGNORE INTO auth_group (name) VALUES ('`+p.group+`')`,
				`INSERT INTO auth_user_groups (user_id, group_id) VALUES (`+of+`, (SELECT id FROM auth_group WHERE name = '`+p.group+`'))`)
		}
		if p.courseRole != "" {
			list = append(list, `INSERT INTO student_courseaccessrole (user_id, org, course_id, role) VALUES (`+of+`, '`+p.org+`', '`+p.course+`', '`+p.courseRole+`')`)
		}
	}
	execSQL(tb, s, list...)
}

// otherLearner is a learner who is not the one who acts.
func otherLearner(tb testing.TB, e *rig) int64 {
	tb.Helper()
	person, err := e.store.Person(context.Background(), "yuki_sato")
	if err != nil {
		tb.Fatal(err)
	}
	return person.ID
}
