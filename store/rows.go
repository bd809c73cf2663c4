package store

import (
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	"examdesk/model"
)

// djangoTime is how Django writes a time on SQLite, in UTC. Whole seconds have
// no fraction.
const djangoTime = "2006-01-02 15:04:05.000000"

// formatTime writes a time as Django does.
func formatTime(t time.Time) string {
	s := t.UTC().Format(djangoTime)
	return strings.TrimSuffix(s, ".000000")
}

// parseTime reads a time as Django writes it.
func parseTime(s string) (time.Time, error) {
	if t, ok := parseDjango(s); ok {
		return t, nil
	}
	t, err := time.Parse("2006-01-02 15:04:05.999999999", s)
	if err == nil {
		return t.UTC(), nil
	}
	for _, layout := range []string{
		time.RFC3339Nano, "2006-01-02 15:04:05.999999999Z07:00", "2006-01-02T15:04:05.999999999", "2006-01-02 15:04", "2006-01-02T15:04", "2006-01-02",
	} {
		if t, err := time.Parse(layout, s); err == nil {
			return t.UTC(), nil
		}
	}
	return time.Time{}, fmt.Errorf("%q is not a time: %w", model.Clean(s), err)
}

// parseDjango reads a time in the form of [formatTime] alone; ok is false for any
// other text. Lists read several of them a row.
func parseDjango(s string) (t time.Time, ok bool) {
	const whole = "2006-01-02 15:04:05"
	micros := 0
	switch len(s) {
	case len(djangoTime):
		if micros = digits(s[len(whole)+1:]); micros < 0 {
			return t, false
		}
	case len(whole):
	default:
		return t, false
	}
	for i, c := range []byte(djangoTime[:len(s)]) {
		if (c < '0' || c > '9') && s[i] != c {
			return t, false
		}
	}
	year, month, day := digits(s[:4]), digits(s[5:7]), digits(s[8:10])
	hour, minute, second := digits(s[11:13]), digits(s[14:16]), digits(s[17:19])
	if min(year, hour, minute, second) < 0 || month < 1 || month > 12 || day < 1 || day > 28 || hour > 23 || minute > 59 || second > 59 {
		return t, false // the last days of a month are left to [time.Parse]
	}
	return time.Date(year, time.Month(month), day, hour, minute, second, micros*1000, time.UTC), true
}

// digits is a number that is written in digits alone, else -1.
func digits(s string) int {
	n := 0
	for _, c := range []byte(s) {
		if c < '0' || c > '9' {
			return -1
		}
		n = 10*n + int(c-'0')
	}
	return n
}

// scanTime scans a time column. A value that is not a time becomes the zero time:
// one bad row must not hide the others.
type scanTime struct{ to *time.Time }

// Scan implements [sql.Scanner].
func (s scanTime) Scan(v any) error {
	*s.to = time.Time{}
	switch v := v.(type) {
	case time.Time:
		*s.to = v.UTC()
	case string:
		if t, err := parseTime(v); err == nil {
			*s.to = t
		}
	case []byte:
		if t, err := parseTime(string(v)); err == nil {
			*s.to = t
		}
	}
	return nil
}

// scanTimePtr scans a time column that may be NULL.
type scanTimePtr struct{ to **time.Time }

// Scan implements [sql.Scanner].
func (s scanTimePtr) Scan(v any) error {
	*s.to = nil
	if v == nil {
		return nil
	}
	var t time.Time
	if err := (scanTime{&t}).Scan(v); err != nil {
		return err
	}
	if !t.IsZero() {
		*s.to = &t
	}
	return nil
}

// scanText scans a text column; NULL is the empty text.
type scanText[T ~string] struct{ to *T }

// Scan implements [sql.Scanner].
func (s scanText[T]) Scan(v any) error {
	switch v := v.(type) {
	case nil:
		*s.to = ""
	case string:
		*s.to = T(v)
	case []byte:
		*s.to = T(v)
	case time.Time: // the driver reads a datetime column so
		*s.to = T(formatTime(v))
	default:
		*s.to = T(fmt.Sprint(v))
	}
	return nil
}

func text[T ~string](to *T) scanText[T] { return scanText[T]{to} }

// scanNullText scans a text column that may be NULL, and notes of an empty text
// that it is there.
type scanNullText struct {
	to    *model.Text
	empty *model.EmptyTexts
	which model.EmptyTexts
}

// Scan implements [sql.Scanner].
func (s scanNullText) Scan(v any) error {
	err := text(s.to).Scan(v)
	s.empty.Set(s.which, v != nil && *s.to == "")
	return err
}

// scanIntPtr scans an integer column that may be NULL.
type scanIntPtr[T int | int64] struct{ to **T }

// Scan implements [sql.Scanner].
func (s scanIntPtr[T]) Scan(v any) error {
	*s.to = nil
	if n, ok := v.(int64); ok {
		t := T(n)
		*s.to = &t
	}
	return nil
}

func intPtr[T int | int64](to **T) scanIntPtr[T] { return scanIntPtr[T]{to} }

// scanNum scans a number or a boolean; NULL, as in a row that points nowhere,
// is zero.
type scanNum[T int | int64] struct{ to *T }

// Scan implements [sql.Scanner].
func (s scanNum[T]) Scan(v any) error {
	*s.to = 0
	switch v := v.(type) {
	case int64:
		*s.to = T(v)
	case bool:
		if v {
			*s.to = 1
		}
	}
	return nil
}

func num[T int | int64](to *T) scanNum[T] { return scanNum[T]{to} }

type scanBool struct{ to *bool }

// Scan implements [sql.Scanner].
func (s scanBool) Scan(v any) error {
	switch v := v.(type) {
	case int64:
		*s.to = v != 0
	case bool:
		*s.to = v
	default:
		*s.to = false
	}
	return nil
}

func flag(to *bool) scanBool { return scanBool{to} }

// collect reads a result row by row into where fields points, and closes it.
func collect[T any](rows *sql.Rows, fields func(*T) []any) ([]T, error) {
	var out []T
	err := each(rows, func() error {
		var v T
		if err := rows.Scan(fields(&v)...); err != nil {
			return err
		}
		out = append(out, v)
		return nil
	})
	return out, err
}

// collectStrings reads a result of one text column and closes it.
func collectStrings(rows *sql.Rows) ([]string, error) {
	return collect(rows, func(s *string) []any { return []any{text(s)} })
}

// each calls f for each row and closes the result, also if f panics: a transaction cannot
// end while rows are open.
func each(rows *sql.Rows, f func() error) error {
	defer func() { _ = rows.Close() }() // once more, for a panic
	var err error
	for err == nil && rows.Next() {
		err = f()
	}
	return errors.Join(err, rows.Err(), rows.Close())
}
