//go:build e2e

package lms

import (
	"context"
	"encoding/json"
	"fmt"
)

// Told is one thing that a service of the LMS was told.
type Told struct {
	ID        int64
	Who, What string
	// Args and Named are the arguments of the call; Answer what the service said. Mail
	// and events have parts of their own, which About has with everything else.
	Args   []any          `json:"args"`
	Named  map[string]any `json:"named"`
	Answer any            `json:"answer"`
	About  map[string]any `json:"-"`
}

// Told is what services were told after a number, in their order; who is credit,
// instructor, grades, certificates, mail, event, software_secure, proctorly or test,
// and "" is everybody.
func (l *LMS) Told(who string, after int64) []Told {
	l.t.Helper()
	rows, err := l.DB.QueryContext(context.WithoutCancel(l.t.Context()), "SELECT id, who, what, about FROM campus_told WHERE id > ? AND (? = '' OR who = ?) ORDER BY id", after, who, who)
	if err != nil {
		l.t.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	var all []Told
	for rows.Next() {
		var one Told
		var about string
		if err := rows.Scan(&one.ID, &one.Who, &one.What, &about); err != nil {
			l.t.Fatal(err)
		}
		for _, into := range []any{&one, &one.About} {
			if err := json.Unmarshal([]byte(about), into); err != nil {
				l.t.Fatal(err)
			}
		}
		all = append(all, one)
	}
	if err := rows.Err(); err != nil {
		l.t.Fatal(err)
	}
	return all
}

// LastTold is the number after which nothing was told yet.
func (l *LMS) LastTold() int64 {
	l.t.Helper()
	return l.Number("SELECT COALESCE(MAX(id), 0) FROM campus_told")
}

// Exec changes the database as its owner.
func (l *LMS) Exec(query string, args ...any) {
	l.t.Helper()
	if _, err := l.DB.ExecContext(l.t.Context(), query, args...); err != nil {
		l.t.Fatalf("%v: %s", err, query)
	}
}

// Number asks the database for one number.
func (l *LMS) Number(query string, args ...any) (n int64) {
	l.t.Helper()
	if err := l.DB.QueryRowContext(l.t.Context(), query, args...).Scan(&n); err != nil {
		l.t.Fatalf("%v: %s", err, query)
	}
	return n
}

// Text asks the database for one text.
func (l *LMS) Text(query string, args ...any) string {
	l.t.Helper()
	var text any
	if err := l.DB.QueryRowContext(l.t.Context(), query, args...).Scan(&text); err != nil {
		l.t.Fatalf("%v: %s", err, query)
	}
	if data, is := text.([]byte); is {
		return string(data)
	}
	return fmt.Sprint(text)
}
