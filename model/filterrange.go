package model

import (
	"strconv"
	"strings"
	"time"
)

// comparison splits a value such as >=3 into operator and operand.
func comparison(v string) (op, rest string) {
	for _, op := range []string{">=", "<=", ">", "<"} {
		if rest, ok := strings.CutPrefix(v, op); ok {
			return op, rest
		}
	}
	return "", v
}

// compares reports whether a difference satisfies the comparison.
func compares(op string, difference int) bool {
	switch op {
	case ">":
		return difference > 0
	case ">=":
		return difference >= 0
	case "<":
		return difference < 0
	}
	return difference <= 0
}

// comments reads a number, a comparison, or a range such as 1..5.
func (w *filterWord) comments() error {
	v := w.node.Value
	r, ok := parseNumbers(v)
	if !ok {
		return w.wrong(0, len(v), "%q is not a number of comments; write for example comments:>3, comments:0 or comments:1..5.", v)
	}
	w.f.Comments = w.f.Comments.and(r)
	return nil
}

func parseNumbers(v string) (NumberRange, bool) {
	ok := true
	number := func(s string, more int) *int {
		n, err := strconv.ParseUint(s, 10, 31)
		ok = ok && err == nil
		i := int(n) + more
		return &i
	}
	var r NumberRange
	if low, high, is := strings.Cut(v, ".."); is {
		if low != "" {
			r.From = number(low, 0)
		}
		if high != "" {
			r.To = number(high, 0)
		}
		return r, ok && (low != "" || high != "") && (r.From == nil || r.To == nil || *r.From <= *r.To)
	}
	switch op, s := comparison(v); op {
	case ">":
		r.From = number(s, 1)
	case ">=":
		r.From = number(s, 0)
	case "<":
		r.To = number(s, -1)
	case "<=":
		r.To = number(s, 0)
	default:
		r.From = number(s, 0)
		r.To = r.From
	}
	return r, ok
}

// and returns the overlap of two ranges.
func (r NumberRange) and(o NumberRange) NumberRange {
	if o.From != nil && (r.From == nil || *o.From > *r.From) {
		r.From = o.From
	}
	if o.To != nil && (r.To == nil || *o.To < *r.To) {
		r.To = o.To
	}
	return r
}

// Holds reports whether a number is in the range.
func (r NumberRange) Holds(n int) bool {
	return (r.From == nil || n >= *r.From) && (r.To == nil || n <= *r.To)
}

// submitted reads a month, a day or a minute, a comparison, or a range. Each value is
// a span of time in UTC: > means after its end, >= from its beginning on.
func (w *filterWord) submitted() error {
	v := w.node.Value
	r, ok := parseTimes(v)
	if !ok {
		return w.wrong(0, len(v), "%q is not a date; write for example submitted:>=2026-11-01, submitted:2026-11, submitted:<2026-11-01T14:30 or submitted:2026-11-01..2026-11-07, in UTC.", v)
	}
	w.f.Submitted = w.f.Submitted.and(r)
	return nil
}

func parseTimes(v string) (TimeRange, bool) {
	if first, last, is := strings.Cut(v, ".."); is {
		a, aOK := parseSpan(first)
		b, bOK := parseSpan(last)
		r := TimeRange{a.From, b.Before}
		return r, (aOK || first == "") && (bOK || last == "") && (aOK || bOK) && (r.From == nil || r.Before == nil || r.From.Before(*r.Before))
	}
	op, s := comparison(v)
	r, ok := parseSpan(s)
	switch op {
	case ">":
		r = TimeRange{From: r.Before}
	case ">=":
		r.Before = nil
	case "<":
		r = TimeRange{Before: r.From}
	case "<=":
		r.From = nil
	}
	return r, ok
}

// parseSpan reads a month, a day or a minute as a span of time.
func parseSpan(s string) (TimeRange, bool) {
	for layout, next := range map[string]func(time.Time) time.Time{
		"2006-01":          func(t time.Time) time.Time { return t.AddDate(0, 1, 0) },
		"2006-01-02":       func(t time.Time) time.Time { return t.AddDate(0, 0, 1) },
		"2006-01-02T15:04": func(t time.Time) time.Time { return t.Add(time.Minute) },
	} {
		from, err := time.Parse(layout, s)
		if err == nil && len(s) == len(layout) {
			before := next(from)
			return TimeRange{&from, &before}, true
		}
	}
	return TimeRange{}, false
}

func (r TimeRange) and(o TimeRange) TimeRange {
	if o.From != nil && (r.From == nil || o.From.After(*r.From)) {
		r.From = o.From
	}
	if o.Before != nil && (r.Before == nil || o.Before.Before(*r.Before)) {
		r.Before = o.Before
	}
	return r
}

// Holds reports whether a time is in the range. A missing time is only in a range
// without limits.
func (r TimeRange) Holds(t *time.Time) bool {
	if r.From == nil && r.Before == nil {
		return true
	}
	return t != nil && (r.From == nil || !t.Before(*r.From)) && (r.Before == nil || t.Before(*r.Before))
}
