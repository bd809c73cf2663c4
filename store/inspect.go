package store

import (
	"context"
	"fmt"
	"sort"
	"strings"

	"examdesk/model"
)

// supportedSchema is the newest migration of edx-proctoring whose tables are
// known, and its version.
const (
	supportedSchema    = "edx-proctoring 5.2.0"
	supportedMigration = "0025"
)

// neededColumns returns the columns without which nothing works, by table, with
// the migration that brought the youngest of them.
func neededColumns() map[string][]string {
	return map[string][]string{
		tableAttempt:       {"id", "created", "modified", "started_at", "completed_at", "attempt_code", "external_id", "allowed_time_limit_mins", "status", "taking_as_proctored", "is_sample_attempt", "review_policy_id", "proctored_exam_id", "user_id", "is_status_acknowledged", "time_remaining_seconds", "is_resumable", "ready_to_resume", "resumed"},
		tableHistory:       {"history_id", "history_date", "history_type", "history_user_id", "history_change_reason", "ready_to_resume", "resumed"},
		tableExam:          {"id", "course_id", "content_id", "external_id", "exam_name", "time_limit_mins", "due_date", "is_proctored", "is_practice_exam", "is_active", "hide_after_due", "backend"},
		tableReview:        {"id", "attempt_code", "review_status", "raw_data", "exam_id", "reviewed_by_id", "student_id", "is_attempt_active", "encrypted_video_url"},
		tableReviewHistory: {"id", "attempt_code", "review_status", "raw_data", "exam_id", "reviewed_by_id", "student_id", "is_attempt_active", "encrypted_video_url"},
		tableComment:       {"id", "start_time", "stop_time", "duration", "comment", "status", "review_id"},
		tableAllowance:     {"id", "key", "value", "proctored_exam_id", "user_id"},
		tablePolicy:        {"id", "review_policy", "proctored_exam_id", "set_by_user_id"},
		"auth_user":        {"id", "username", "email", "first_name", "last_name", "is_staff", "is_superuser", "is_active"},
		"auth_group":       {"id", "name"},
		"auth_user_groups": {"user_id", "group_id"},
	}
}

// inspect finds out what the file is and what may be done with it.
func (s *database) inspect(ctx context.Context) error {
	tables, err := s.tables(ctx)
	if err != nil {
		return err
	}
	if !tables[tableAttempt] {
		return model.Errorf(model.CodeUnsupported,
			"%s is a SQLite database, but not edx-proctoring's: it has no table %s.", s.info.Path, tableAttempt)
	}
	if err := s.checkColumns(ctx); err != nil {
		return err
	}
	s.info.Schema = supportedSchema
	if s.info.Reasons, err = hasTable(ctx, s.read, "examdesk_reason"); err != nil {
		return err
	}
	if s.info.Migrated, s.info.Delivers, err = ours(ctx, s.read); err != nil {
		return mapError(err, "open the store")
	}
	if s.info.Groups, err = hasGroups(ctx, s.read); err != nil {
		return mapError(err, "open the store")
	}
	s.notice(tables)
	var exams int
	if err := s.read.QueryRowContext(ctx, "SELECT EXISTS (SELECT 1 FROM "+tableExam+")").Scan(&exams); err != nil {
		return mapError(err, "count the exams")
	}
	s.info.Empty = exams == 0
	if s.mirror = tables[MirrorTable]; s.mirror {
		if !s.follows {
			s.readOnly(whyMirror)
		}
		return nil
	}
	if live := liveLMSTable(tables); live != "" {
		s.readOnly("This is the database of a live LMS (it has " + live + "): deciding here would bypass its grades and certificates, so it is opened read-only.")
		return nil
	}
	return s.checkMigrations(ctx, tables)
}

// notice keeps which of the tables are there that a store need not have.
func (s *database) notice(tables map[string]bool) {
	for _, profile := range []string{"auth_userprofile", "mock_apps_profile"} {
		if s.profile == "" && tables[profile] {
			s.profile = profile
		}
	}
	s.dates = true
	for _, table := range datesTables() {
		s.dates = s.dates && tables[table]
	}
}

func (s *database) tables(ctx context.Context) (map[string]bool, error) {
	rows, err := s.read.QueryContext(ctx, "SELECT name FROM sqlite_master WHERE type = 'table'")
	if err != nil {
		return nil, mapError(err, "list its tables")
	}
	names, err := collectStrings(rows)
	if err != nil {
		return nil, mapError(err, "list its tables")
	}
	out := map[string]bool{}
	for _, n := range names {
		out[n] = true
	}
	return out, nil
}

// liveLMSTable names a table that only a live LMS has.
func liveLMSTable(tables map[string]bool) string {
	var found []string
	for name := range tables {
		if name == "courseware_studentmodule" || strings.HasPrefix(name, "grades_") {
			found = append(found, name)
		}
	}
	sort.Strings(found)
	if len(found) == 0 {
		return ""
	}
	return found[0]
}

// checkColumns refuses a schema that is too old to be read, naming what it
// lacks.
func (s *database) checkColumns(ctx context.Context) error {
	for table, needed := range neededColumns() {
		rows, err := s.read.QueryContext(ctx, "SELECT name FROM pragma_table_info(?)", table)
		if err != nil {
			return mapError(err, "read its schema")
		}
		names, err := collectStrings(rows)
		if err != nil {
			return mapError(err, "read its schema")
		}
		have := map[string]bool{}
		for _, n := range names {
			have[n] = true
		}
		for _, column := range needed {
			if !have[column] {
				return model.Errorf(model.CodeUnsupported,
					"The store was written by an edx-proctoring older than 5.2.0: it has no %s.%s. Run its Django migrations first.", table, column)
			}
		}
	}
	return nil
}

// checkMigrations opens a schema that is newer than the known one read-only.
func (s *database) checkMigrations(ctx context.Context, tables map[string]bool) error {
	if !tables["django_migrations"] {
		return nil
	}
	rows, err := s.read.QueryContext(ctx, "SELECT name FROM django_migrations WHERE app = 'edx_proctoring' ORDER BY name")
	if err != nil {
		return mapError(err, "read its migrations")
	}
	names, err := collectStrings(rows)
	if err != nil {
		return mapError(err, "read its migrations")
	}
	for _, name := range names {
		if len(name) >= 4 && name[:4] > supportedMigration {
			s.info.Schema = "newer than " + supportedSchema
			s.readOnly(fmt.Sprintf(
				"The store was written by an edx-proctoring newer than 5.2.0 (migration %s), which this version does not know; it is opened read-only.", model.Clean(name)))
			return nil
		}
	}
	return nil
}
