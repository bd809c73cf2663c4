package store

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"strings"

	"examdesk/model"
)

// MirrorTable marks a store as a mirror: a copy of an LMS's tables that follows them.
// Its name begins as a table of an LMS does, so that earlier versions of this program,
// which know no mirrors, open one read-only as well.
const MirrorTable = "grades_examdesk_mirror"

// whyMirror is said to whoever opens a mirror as a store.
const whyMirror = "This is a mirror of an LMS, which only the program that follows the LMS may write: a change made here would never reach it. Open the LMS itself (--store https://…) to decide."

// mirrorSchema is what a mirror has besides edx-proctoring's tables. The platform's
// tables are made as the LMS has them, as far as they are read here.
const mirrorSchema = `
CREATE TABLE "` + MirrorTable + `" ("id" integer NOT NULL PRIMARY KEY CHECK ("id" = 1), "gen" integer NOT NULL, "position" text NOT NULL);
CREATE TABLE "auth_userprofile" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "name" varchar(255) NOT NULL, "user_id" integer NOT NULL UNIQUE REFERENCES "auth_user" ("id") DEFERRABLE INITIALLY DEFERRED);
`

// mirrorTables is the script that makes an empty mirror. The marker comes first. What
// a mirror has not are the tables of Django's other applications and, unless dates is
// set, edx-when's, whose absence means that the dates are not known.
func mirrorTables(dates bool) string {
	without := []string{` "mock_apps_profile`, ` "django_session`, ` "django_site`, ` "django_admin_log`, ` "waffle_`}
	if !dates {
		without = append(without, ` "edx_when_`)
	}
	script := []string{mirrorSchema}
	for _, statement := range strings.Split(djangoSchema, ";\n") {
		in := func(table string) bool { return strings.Contains(statement, table) }
		if !strings.Contains(statement, "CREATE ") || !slices.ContainsFunc(without, in) {
			script = append(script, statement)
		}
	}
	return strings.Join(append(script, courseRoleTable), ";\n")
}

// Mirror is a mirror that is open for the one who follows the LMS. For everybody else
// it is a store that is only read; see [Open].
type Mirror struct{ s *Store }

// CreateMirror makes an empty mirror, readable by its owner alone, with the first
// position. It refuses a file that is there. The tables of edx-when are made only if
// dates is set: an empty one would mean that nothing is due.
func CreateMirror(ctx context.Context, path string, position []byte, dates bool) error {
	return create(ctx, path, func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, mirrorTables(dates)); err != nil {
			return mapError(err, "create the mirror's tables")
		}
		_, err := tx.ExecContext(ctx, "INSERT INTO "+MirrorTable+" (id, gen, position) VALUES (1, 1, ?)", string(position))
		return mapError(err, "write the mirror's position")
	})
}

// OpenMirror opens a mirror for the one who follows the LMS.
func OpenMirror(ctx context.Context, path string) (*Mirror, error) {
	s, err := open(ctx, path, Options{}, true)
	if err != nil {
		return nil, err
	}
	has, err := hasTable(ctx, s.read, MirrorTable)
	if err == nil && !has {
		err = model.Errorf(model.CodeUnsupported, "%s is not a mirror, so nothing is written into it.", path)
	}
	if err != nil {
		return nil, errors.Join(mapError(err, "open the mirror"), s.Close())
	}
	return &Mirror{s}, nil
}

// Write runs f in a transaction that is on disk when Write returns; if f or the
// commit fails, nothing was written.
func (m *Mirror) Write(ctx context.Context, f func(*sql.Tx) error) error {
	db, err := m.s.writer()
	if err != nil {
		return err
	}
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return mapError(err, "begin to write into the mirror")
	}
	defer func() { _ = tx.Rollback() }() // a panic in f must not leave the mirror locked
	if err := f(tx); err != nil {
		return mapError(err, "write into the mirror")
	}
	return mapError(tx.Commit(), "write into the mirror")
}

// Read runs f on one snapshot of the mirror.
func (m *Mirror) Read(ctx context.Context, f func(Querier) error) error {
	return m.s.view(ctx, func(t *session) error { return f(t.tx) })
}

// Logged makes the mirror readable while it is written: it gets a write-ahead log.
func (m *Mirror) Logged(ctx context.Context) error {
	db, err := m.s.writer()
	if err != nil {
		return err
	}
	_, err = db.ExecContext(ctx, "PRAGMA journal_mode = WAL")
	return mapError(err, "switch to a write-ahead log")
}

// Migrate adds examdesk's tables, indexes and triggers; see [Store.Migrate].
func (m *Mirror) Migrate(ctx context.Context, progress func(done, total int64, what string)) error {
	return m.s.Migrate(ctx, progress)
}

// Migrated reports whether examdesk's tables are there, in their newest version.
func (m *Mirror) Migrated(ctx context.Context) (bool, error) { return m.s.UpToDate(ctx) }

// Forget moves the log into the file, so that what was deleted is in neither.
func (m *Mirror) Forget(ctx context.Context) error {
	db, err := m.s.writer()
	if err != nil {
		return err
	}
	_, err = db.ExecContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)")
	return mapError(err, "move the log into the mirror")
}

// Close closes the mirror.
func (m *Mirror) Close() error { return m.s.Close() }

// IsMirror reports whether this is a mirror of an LMS.
func (s *Store) IsMirror() bool { return s.mirror }
