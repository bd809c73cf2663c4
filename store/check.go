package store

import (
	"context"
	"fmt"
)

// Finding is one result of a check.
type Finding struct {
	OK     bool
	What   string
	Detail string
	Remedy string
}

// Check looks a store over and changes nothing. Its cost grows with the store.
func (s *Store) Check(ctx context.Context) ([]Finding, error) {
	info := s.Info()
	out := []Finding{{OK: true, What: "schema", Detail: info.Schema}}
	if info.ReadOnly {
		out = append(out, Finding{OK: true, What: "access", Detail: info.ReadOnlyWhy})
	}
	rows, err := s.read.QueryContext(ctx, "PRAGMA quick_check(5)")
	if err != nil {
		return nil, mapError(err, "check the file")
	}
	problems, err := collectStrings(rows)
	if err != nil {
		return nil, mapError(err, "check the file")
	}
	intact := len(problems) == 1 && problems[0] == "ok"
	out = append(out, Finding{OK: intact, What: "file", Detail: fmt.Sprint(problems), Remedy: "Restore the store from a backup."})
	for _, c := range rowChecks(info) {
		var n int64
		if err := s.read.QueryRowContext(ctx, "SELECT count(*) FROM ("+c.query+")").Scan(&n); err != nil {
			return nil, mapError(err, "check "+c.what)
		}
		out = append(out, Finding{OK: n == 0, What: c.what, Detail: fmt.Sprintf("%d rows", n), Remedy: c.remedy})
	}
	switch {
	case !info.Migrated:
		out = append(out, Finding{OK: true, What: "examdesk's tables", Detail: "none; `examdesk store migrate` adds them for speed and a record of decisions"})
	case !info.Delivers:
		out = append(out, Finding{OK: true, What: "examdesk's tables", Detail: "of an earlier version, which works; `examdesk store migrate` adds what delivering to a platform needs"})
	}
	return out, nil
}

type rowCheck struct{ what, query, remedy string }

func rowChecks(info Info) []rowCheck {
	out := []rowCheck{
		{"attempts without exam", "SELECT 1 FROM " + tableAttempt + " a LEFT JOIN " + tableExam + " e ON e.id = a.proctored_exam_id WHERE e.id IS NULL", "They are shown, and cannot be decided."},
		{"attempts without user", "SELECT 1 FROM " + tableAttempt + " a LEFT JOIN auth_user u ON u.id = a.user_id WHERE u.id IS NULL", "They are shown without a name."},
		{"verified and never submitted", "SELECT 1 FROM (" + guestSource + ") v WHERE v.status = 'verified' AND v.watch = 4",
			"`attempt list --filter 'is:stuck status:verified'` names them. From 6.1.2 on, edx-proctoring turns each into an error when its review is saved again; look at them and decide them."},
		{"comments without review", "SELECT 1 FROM " + tableComment + " c LEFT JOIN " + tableReview + " r ON r.id = c.review_id WHERE r.id IS NULL", "They are not shown."},
	}
	if info.Migrated {
		out = append(out,
			rowCheck{"side table against rows", "SELECT * FROM examdesk_source EXCEPT SELECT * FROM examdesk_attempt", "Report it; lists may be wrong."},
			rowCheck{"rows against side table", "SELECT * FROM examdesk_attempt EXCEPT SELECT * FROM examdesk_source", "Report it; lists may be wrong."},
			rowCheck{"counts", "SELECT course_no, status, waiting, practice, n FROM examdesk_count WHERE n <> 0 EXCEPT SELECT course_no, status, waiting, practice, count(*) FROM examdesk_attempt GROUP BY 1, 2, 3, 4", "Report it; counts may be wrong."},
		)
	}
	if info.Delivers {
		out = append(out, rowCheck{"messages without key", "SELECT 1 FROM examdesk_outbox WHERE state IN ('pending', 'failed') AND idempotency_key = ''",
			"A receiver cannot tell them apart. `examdesk outbox retry` gives them one."})
	}
	return out
}
