package model

import (
	"errors"
	"strings"
	"testing"
)

func TestElsewhere(t *testing.T) {
	t.Parallel()
	places := []string{"/srv/state.sqlite3", "", "/tmp"}
	moved := Errorf(CodeDenied, "You do not have permission to read %s.", "/srv/state.sqlite3-wal")
	for _, x := range []struct {
		err    error
		hidden bool
	}{
		{nil, false}, {Errorf(CodeConflict, "It has changed."), false}, {moved, true},
		{errors.New("open /tmp/examdesk-1/copy: no such file"), true}, {Errorf(CodeInvalid, "%q is not a status.", "srv"), false},
	} {
		hidden, told := Elsewhere(x.err, places)
		if hidden != x.hidden || NamesPlace(Sentence(told), places) || !hidden && !errors.Is(told, x.err) {
			t.Errorf("%v: %v, %v", x.err, told, hidden)
		}
		if hidden && (CodeOf(told) != CodeUnavailable || !errors.Is(told, x.err) || !strings.Contains(Sentence(told), "in its log")) {
			t.Errorf("%v is told as %v", x.err, told)
		}
	}
}
