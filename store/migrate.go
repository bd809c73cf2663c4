package store

import (
	"context"
	"database/sql"

	"errors"
	"fmt"
	"io/fs"
	"strconv"
	"strings"

	"github.com/pressly/goose/v3"
	goosedb "github.com/pressly/goose/v3/database"

	"examdesk/model"
)

// fillBatch is how many rows are copied between two reports of progress.
const fillBatch = 50_000

// groupsVersion is the migration that makes the groups, which a fresh store gets with
// the rest.
const groupsVersion = 11

// migrator adds examdesk's tables, and brings them up to date.
type migrator struct{ *database }

// Migrate adds examdesk's tables, indexes and triggers. progress may be nil.
// Django's tables are not changed. It can be repeated after an interruption.
func (s migrator) Migrate(ctx context.Context, progress func(done, total int64, what string)) error {
	if progress == nil {
		progress = func(int64, int64, string) {}
	}
	db, err := s.writer()
	if err != nil {
		return err
	}
	if _, err := db.ExecContext(ctx, "PRAGMA journal_mode = WAL"); err != nil {
		return mapError(err, "switch to a write-ahead log")
	}
	if err := s.runMigrations(ctx, db, progress); err != nil {
		return mapError(err, "add examdesk's tables")
	}
	s.mu.Lock()
	s.info.Migrated, s.info.Delivers, s.info.Reasons, s.info.Groups = true, true, true, true
	s.mu.Unlock()
	return nil
}

func (s migrator) runMigrations(ctx context.Context, db *sql.DB, progress func(int64, int64, string)) error {
	p, err := s.provider(db, progress)
	if err != nil {
		return err
	}
	if _, err = p.Up(ctx); err != nil {
		return err
	}
	return s.renewTriggers(ctx, db)
}

// renewTriggers brings the triggers of a store up to date, whichever version
// made them.
func (s migrator) renewTriggers(ctx context.Context, db *sql.DB) error {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	if err := triggerTexts(s).makeTriggers(ctx, tx); err != nil {
		return errors.Join(err, tx.Rollback())
	}
	return tx.Commit()
}

// provider knows all migrations: the tables, the rows that are copied into
// them, and what came later.
func (s migrator) provider(db *sql.DB, progress func(int64, int64, string)) (*goose.Provider, error) {
	dir, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return nil, fmt.Errorf("read the migrations: %w", err)
	}
	versions, err := goosedb.NewStore(goosedb.DialectSQLite3, migrationsTable)
	if err != nil {
		return nil, fmt.Errorf("prepare the migrations: %w", err)
	}
	filled := false // with the groups, in this run
	fill := goMigration(2, func(ctx context.Context, tx *sql.Tx) error {
		filled = true
		return s.fill(ctx, tx, progress)
	})
	groups := goMigration(groupsVersion, func(ctx context.Context, tx *sql.Tx) error {
		if filled {
			return nil
		}
		return s.runScript(ctx, tx, "groups.sql", progress)
	})
	p, err := goose.NewProvider("", db, onlyMigrations{dir}, goose.WithStore(versions), goose.WithGoMigrations(fill, groups), goose.WithAllowOutofOrder(true))
	if err != nil {
		return nil, fmt.Errorf("prepare the migrations: %w", err)
	}
	return p, nil
}

func goMigration(version int64, up func(context.Context, *sql.Tx) error) *goose.Migration {
	return goose.NewGoMigration(version, &goose.GoFunc{RunTx: up}, &goose.GoFunc{RunTx: func(context.Context, *sql.Tx) error { return nil }})
}

// onlyMigrations hides the scripts that are run by [Store.fill].
type onlyMigrations struct{ fs.FS }

// Glob implements [fs.GlobFS].
func (o onlyMigrations) Glob(pattern string) ([]string, error) {
	names, err := fs.Glob(o.FS, pattern)
	var out []string
	for _, n := range names {
		if strings.HasPrefix(n, "0") {
			out = append(out, n)
		}
	}
	return out, err
}

// newestMigration returns the number of the newest migration that this version knows.
func newestMigration() (int64, error) {
	entries, err := migrations.ReadDir("migrations")
	if err != nil {
		return 0, fmt.Errorf("read the migrations: %w", err)
	}
	newest := int64(groupsVersion)
	for _, e := range entries {
		number, _, _ := strings.Cut(e.Name(), "_")
		if n, err := strconv.ParseInt(number, 10, 64); err == nil {
			newest = max(newest, n)
		}
	}
	return newest, nil
}

// fill copies what is there, then makes the indexes and the triggers.
func (s migrator) fill(ctx context.Context, tx *sql.Tx, progress func(int64, int64, string)) error {
	_, err := tx.ExecContext(ctx, "INSERT OR IGNORE INTO examdesk_course (course_id) SELECT DISTINCT course_id FROM "+tableExam+" ORDER BY course_id")
	if err != nil {
		return fmt.Errorf("number the courses: %w", err)
	}
	if err := s.fillAttempts(ctx, tx, progress); err != nil {
		return err
	}
	const counts = `INSERT INTO examdesk_count SELECT course_no, status, waiting, practice, count(*) FROM examdesk_attempt GROUP BY 1, 2, 3, 4`
	if _, err := tx.ExecContext(ctx, counts); err != nil {
		return fmt.Errorf("count the attempts: %w", err)
	}
	learners := `INSERT INTO examdesk_learner (rowid, username, email, name) SELECT u.id, u.username, u.email, ` + s.searchName("u") + ` FROM auth_user u`
	if _, err := tx.ExecContext(ctx, learners); err != nil {
		return fmt.Errorf("index the learners: %w", err)
	}
	if _, err := tx.ExecContext(ctx, "INSERT OR IGNORE INTO examdesk_term SELECT term FROM examdesk_learner_terms"); err != nil {
		return fmt.Errorf("list the search terms: %w", err)
	}
	return s.runScripts(ctx, tx, progress)
}

func (s migrator) fillAttempts(ctx context.Context, tx *sql.Tx, progress func(int64, int64, string)) error {
	var total, top int64
	if err := tx.QueryRowContext(ctx, "SELECT count(*), coalesce(max(id), 0) FROM "+tableAttempt).Scan(&total, &top); err != nil {
		return fmt.Errorf("count the attempts: %w", err)
	}
	done := int64(0)
	for from := int64(0); from < top; from += fillBatch {
		res, err := tx.ExecContext(ctx, "INSERT INTO examdesk_attempt SELECT * FROM examdesk_source WHERE attempt_id > ? AND attempt_id <= ?", from, from+fillBatch)
		if err != nil {
			return fmt.Errorf("copy the attempts: %w", err)
		}
		const codes = "INSERT INTO examdesk_code (rowid, code, external) SELECT id, attempt_code, external_id FROM " + tableAttempt + " WHERE id > ? AND id <= ?"
		if _, err := tx.ExecContext(ctx, codes, from, from+fillBatch); err != nil {
			return fmt.Errorf("index the attempt codes: %w", err)
		}
		n, err := res.RowsAffected()
		if err != nil {
			return fmt.Errorf("copy the attempts: %w", err)
		}
		done += n
		progress(done, total, "attempts indexed")
	}
	return nil
}

func (s migrator) runScripts(ctx context.Context, tx *sql.Tx, progress func(int64, int64, string)) error {
	for _, name := range []string{"indexes.sql", "groups.sql"} {
		if err := s.runScript(ctx, tx, name, progress); err != nil {
			return err
		}
	}
	return triggerTexts(s).makeTriggers(ctx, tx)
}

func (s migrator) runScript(ctx context.Context, tx *sql.Tx, name string, progress func(int64, int64, string)) error {
	progress(0, 1, name)
	data, err := migrations.ReadFile("migrations/" + name)
	if err != nil {
		return model.Wrap(err, model.CodeInternal, "The migration %s is missing.", name)
	}
	if _, err := tx.ExecContext(ctx, string(data)); err != nil {
		return fmt.Errorf("run %s: %w", name, err)
	}
	return nil
}

// UpToDate reports whether the store has all of examdesk's tables, in their newest
// version.
func (s migrator) UpToDate(ctx context.Context) (bool, error) {
	if info := s.Info(); !info.Migrated || !info.Delivers {
		return false, nil
	}
	newest, err := newestMigration()
	if err != nil {
		return false, err
	}
	var applied int64
	err = s.read.QueryRowContext(ctx, "SELECT coalesce(max(version_id), 0) FROM "+migrationsTable+" WHERE is_applied").Scan(&applied)
	if err != nil || applied < newest {
		return false, mapError(err, "look for the version of examdesk's tables")
	}
	if applied > newest { // its triggers are those of a newer version
		return true, nil
	}
	return triggerTexts(s).triggersCurrent(ctx, s.read)
}
