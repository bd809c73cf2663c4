package store

import (
	"context"
	"fmt"
	"strings"
	"time"

	"examdesk/model"
)

// checker looks for what is wrong with a store.
type checker struct{ *database }

// Check looks a store over and changes nothing. Its cost grows with the store.
func (s checker) Check(ctx context.Context) ([]model.Finding, error) {
	info := s.Info()
	out := []model.Finding{{OK: true, What: "schema", Detail: info.Schema}}
	if info.ReadOnly {
		out = append(out, model.Finding{OK: true, What: "access", Detail: info.ReadOnlyWhy})
	}
	file, err := s.checkFile(ctx)
	if err != nil {
		return nil, err
	}
	out = append(out, file)
	for _, c := range rowChecks(info) {
		var n int64
		if err := s.read.QueryRowContext(ctx, "SELECT count(*) FROM ("+c.query+")").Scan(&n); err != nil {
			return nil, mapError(err, "check "+c.what)
		}
		out = append(out, model.Finding{OK: n == 0, What: c.what, Detail: fmt.Sprintf("%d rows", n), Remedy: c.remedy})
	}
	more, err := s.checkTriggers(ctx)
	if err != nil {
		return nil, err
	}
	out = append(out, more...)
	switch {
	case !info.Migrated:
		out = append(out, model.Finding{OK: true, What: "examdesk's tables", Detail: "none; `examdesk store migrate` adds them for speed and a record of decisions"})
	case !info.Delivers:
		out = append(out, model.Finding{OK: true, What: "examdesk's tables", Detail: "of an earlier version, which works; `examdesk store migrate` adds what delivering to a platform needs"})
	case !info.Groups:
		out = append(out, model.Finding{OK: true, What: "examdesk's tables", Detail: "of an earlier version, which works; `examdesk store migrate` makes numbered pages of a course quick"})
	}
	return out, nil
}

// Openings list what happened when the store was opened, and what stands beside
// it.
func (s checker) Openings(now time.Time) []model.Finding {
	var out []model.Finding
	for _, note := range s.Notes(now) {
		out = append(out, model.Finding{OK: true, What: "opening", Detail: note, Remedy: "Nothing; it was done automatically."})
	}
	if log := s.log(); log != "" {
		out = append(out, model.Finding{OK: true, What: "write-ahead log", Detail: log, Remedy: "Nothing; it is moved into the store automatically."})
	}
	return out
}

// log describes the write-ahead log that stands beside the store, empty if
// there is none that holds anything.
func (s checker) log() string {
	size := lookAt(s.read.path + logSuffix).size()
	if size <= walHeader {
		return ""
	}
	return fmt.Sprintf("%d bytes in %s, which SQLite reads together with the store; never copy, move or restore one without the other", size, s.read.path+logSuffix)
}

// checkFile asks SQLite whether the file is in order.
func (s checker) checkFile(ctx context.Context) (model.Finding, error) {
	rows, err := s.read.QueryContext(ctx, "PRAGMA quick_check(5)")
	if err != nil {
		return model.Finding{}, mapError(err, "check the file")
	}
	problems, err := collectStrings(rows)
	if err != nil {
		return model.Finding{}, mapError(err, "check the file")
	}
	intact := len(problems) == 1 && problems[0] == "ok"
	remedy := "Copy the store, with any -wal and -journal file beside it, to a safe place; then `sqlite3 COPY .recover` shows what can be read. Restore a backup only after that, and keep the old files."
	return model.Finding{OK: intact, What: "file", Detail: fmt.Sprint(problems), Remedy: remedy}, nil
}

// checkTriggers names the triggers of others, which run with each write of ours,
// and reports whether ours are those of this version.
func (s checker) checkTriggers(ctx context.Context) ([]model.Finding, error) {
	var out []model.Finding
	strange, err := triggerTexts(s).strangeTriggers(ctx, s.read)
	if err != nil {
		return nil, err
	}
	if len(strange) > 0 {
		out = append(out, model.Finding{OK: true, What: "triggers of others", Detail: strings.Join(strange, ", ") + "; they run with each write, so look at what they do"})
	}
	if !s.Info().Migrated {
		return out, nil
	}
	current, err := triggerTexts(s).triggersCurrent(ctx, s.read)
	if err == nil && !current {
		out = append(out, model.Finding{OK: true, What: "examdesk's triggers", Detail: "of another version, which work; `examdesk store migrate` brings them up to date, so that upserts of other programs work too"})
	}
	return out, err
}

// groupSource is what examdesk_group must hold, computed from the attempts.
const groupSource = `SELECT a.user_id, a.exam_id, s.course_no, a.created, -a.id FROM (SELECT id, user_id, proctored_exam_id AS exam_id, created,
	row_number() OVER (PARTITION BY user_id, proctored_exam_id ORDER BY created DESC, id) AS place FROM ` + tableAttempt + `) a
	JOIN examdesk_source s ON s.attempt_id = a.id WHERE a.place = 1`

// stretchSource selects the stretches that count other groups than lie in them, and
// the courses with groups that lie in none.
const stretchSource = `SELECT course_no FROM (SELECT *, lead(created) OVER w AS next_created, lead(nid) OVER w AS next_nid FROM examdesk_stretch
		WINDOW w AS (PARTITION BY course_no ORDER BY created DESC, nid DESC)) s
	WHERE n <> (SELECT count(*) FROM examdesk_group g WHERE g.course_no = s.course_no AND (g.created, g.nid) <= (s.created, s.nid)
		AND (s.next_created IS NULL OR (g.created, g.nid) > (s.next_created, s.next_nid)))
	UNION ALL SELECT course_no FROM examdesk_group WHERE course_no NOT IN (SELECT course_no FROM examdesk_stretch WHERE created = x'')`

type rowCheck struct{ what, query, remedy string }

func rowChecks(info model.StoreInfo) []rowCheck {
	out := []rowCheck{
		{"attempts without exam", "SELECT 1 FROM " + tableAttempt + " a LEFT JOIN " + tableExam + " e ON e.id = a.proctored_exam_id WHERE e.id IS NULL", "They are shown, and cannot be decided."},
		{"attempts without user", "SELECT 1 FROM " + tableAttempt + " a LEFT JOIN auth_user u ON u.id = a.user_id WHERE u.id IS NULL", "They are shown without a name."},
		{"verified and never submitted", "SELECT 1 FROM (" + guestSource + ") v WHERE v.status = 'verified' AND v.watch = 4",
			"`attempt list 'is:stuck status:verified'` names them. From 6.1.2 on, edx-proctoring turns each into an error when its review is saved again; look at them and decide them."},
		{"comments without review", "SELECT 1 FROM " + tableComment + " c LEFT JOIN " + tableReview + " r ON r.id = c.review_id WHERE r.id IS NULL", "They are not shown."},
	}
	if info.Migrated {
		out = append(out,
			rowCheck{"side table against rows", "SELECT * FROM examdesk_source EXCEPT SELECT * FROM examdesk_attempt", "Report it; lists may be wrong."},
			rowCheck{"rows against side table", "SELECT * FROM examdesk_attempt EXCEPT SELECT * FROM examdesk_source", "Report it; lists may be wrong."},
			rowCheck{"counts", "SELECT course_no, status, waiting, practice, n FROM examdesk_count WHERE n <> 0 EXCEPT SELECT course_no, status, waiting, practice, count(*) FROM examdesk_attempt GROUP BY 1, 2, 3, 4", "Report it; counts may be wrong."},
		)
	}
	if info.Groups {
		out = append(out,
			rowCheck{"groups against rows", "SELECT * FROM (" + groupSource + ") EXCEPT SELECT user_id, exam_id, course_no, created, nid FROM examdesk_group", "Report it; numbered pages may be wrong."},
			rowCheck{"rows against groups", "SELECT user_id, exam_id, course_no, created, nid FROM examdesk_group EXCEPT SELECT * FROM (" + groupSource + ")", "Report it; numbered pages may be wrong."},
			rowCheck{"stretches of groups", stretchSource, "Report it; numbered pages may be wrong."},
		)
	}
	if info.Delivers {
		out = append(out, rowCheck{"messages without key", "SELECT 1 FROM examdesk_outbox WHERE state IN ('pending', 'failed') AND idempotency_key = ''",
			"A receiver cannot tell them apart. `examdesk outbox retry` gives them one."})
	}
	return out
}
