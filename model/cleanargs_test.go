package model

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"
)

type namedString string

type hostileStringer struct{ text string }

func (h hostileStringer) String() string { return h.text }

// TestErrorfCleansArguments passes hostile text in every form in which it can
// reach a message.
func TestErrorfCleansArguments(t *testing.T) {
	t.Parallel()
	const hostile = "a\x1b[31mb\x1b]0;title\x07c\u202ed\x00e\u200bf\xff\ng"
	const clean = "abcdef g"
	for _, c := range []struct {
		name, format string
		arg          any
		want         string
	}{
		{"string", "%s", hostile, clean},
		{"string, quoted", "%q", hostile, `"` + clean + `"`},
		{"string, any verb", "%v", hostile, clean},
		{"string, padded", "%-10s|", hostile, clean + "  |"},
		{"Text", "%s", Text(hostile), clean},
		{"Text, quoted", "%q", Text(hostile), `"` + clean + `"`},
		{"named string", "%s", namedString(hostile), clean},
		{"named string, quoted", "%q", namedString(hostile), `"` + clean + `"`},
		{"error", "%v", errors.New(hostile), clean},
		{"wrapped error", "%s", fmt.Errorf("x: %w", errors.New(hostile)), "x: " + clean},
		{"Stringer", "%s", hostileStringer{hostile}, clean},
		{"pointer to a Stringer", "%v", &hostileStringer{hostile}, clean},
		{"list", "%s", []string{hostile, "h"}, "[" + clean + " h]"},
		{"list, any verb", "%v", []namedString{hostile}, "[" + clean + "]"},
		{"bytes", "%s", []byte(hostile), clean},
		{"map", "%v", map[string]string{"k": hostile}, "map[k:" + clean + "]"},
		{"struct", "%v", struct{ Name string }{hostile}, "{" + clean + "}"},
		{"any", "%v", any(hostile), clean},
	} {
		for where, got := range map[string]string{
			"Errorf": Errorf(CodeInvalid, c.format, c.arg).Error(),
			"Wrap":   Wrap(errors.New("below"), CodeInvalid, c.format, c.arg).Message,
		} {
			if got != c.want {
				t.Errorf("%s, %s: %q, want %q", where, c.name, got, c.want)
			}
			if strings.ContainsAny(got, "\x1b\x07\x00\n\u202e\u200b") {
				t.Errorf("%s, %s: %q is not safe to draw", where, c.name, got)
			}
		}
	}
}

// TestErrorfKeepsVerbs makes sure that cleaning changes nothing else.
func TestErrorfKeepsVerbs(t *testing.T) {
	t.Parallel()
	var none error
	for _, c := range []struct {
		format string
		args   []any
	}{
		{"%d of %d", []any{3, int64(4)}},
		{"%*d|%-*s|", []any{5, 7, 4, "ab"}},
		{"%.2f %5.1f%%", []any{1.234, 99.95}},
		{"%v %t", []any{true, false}},
		{"%c %q %U", []any{'x', 'y', 'z'}},
		{"%s %v", []any{3 * time.Second, time.March}},
		{"%d", []any{time.March}},
		{"%x", []any{"ab"}},
		{"%v", []any{none}},
		{"%v", []any{[]int{1, 2}}},
		{"%[2]s %[1]s", []any{"a", "b"}},
		{"%q", []any{`a "b" c`}},
		{"%s", []any{"Zoë · 東京"}},
		{"nothing", nil},
	} {
		if got, want := Errorf(CodeInvalid, c.format, c.args...).Error(), fmt.Sprintf(c.format, c.args...); got != want {
			t.Errorf("%q: %q, want %q", c.format, got, want)
		}
	}
}

// TestErrorfLeavesCallersSlice makes sure that a slice passed with ... keeps
// its raw values, which the caller may still store or compare.
func TestErrorfLeavesCallersSlice(t *testing.T) {
	t.Parallel()
	args := []any{"a\x1b[31mb"}
	_ = Errorf(CodeInvalid, "%s", args...)
	if args[0] != "a\x1b[31mb" {
		t.Errorf("the caller's argument became %q", args[0])
	}
}
