package verify

import (
	"fmt"
	"strings"
	"time"

	"examdesk/model"
)

// outcome is how a check went.
type outcome struct {
	state        model.CheckState
	cause        model.CheckCause
	seen, remedy string
	// ends is a certificate's end, and skew a clock's, where one was looked at.
	ends time.Time
	skew *time.Duration
}

func pass(format string, args ...any) outcome {
	return outcome{state: model.CheckPass, seen: fmt.Sprintf(format, args...)}
}

func skip(format string, args ...any) outcome {
	return outcome{state: model.CheckSkip, seen: fmt.Sprintf(format, args...)}
}

func warn(cause model.CheckCause, seen, remedy string) outcome {
	return outcome{state: model.CheckWarn, cause: cause, seen: seen, remedy: remedy}
}

func fail(cause model.CheckCause, seen, remedy string) outcome {
	return outcome{state: model.CheckFail, cause: cause, seen: seen, remedy: remedy}
}

// findings are the things that one check found.
type findings []outcome

func (f *findings) fail(cause model.CheckCause, seen, remedy string) {
	*f = append(*f, fail(cause, seen, remedy))
}

func (f *findings) warn(cause model.CheckCause, seen, remedy string) {
	*f = append(*f, warn(cause, seen, remedy))
}

// sum makes one outcome of them, what is worst first; if nothing was found, all
// is well and the text says what was looked at.
func (f findings) sum(well string) outcome {
	var out outcome
	for _, state := range []model.CheckState{model.CheckFail, model.CheckWarn} {
		for _, one := range f {
			if one.state == state {
				out = out.and(one)
			}
		}
	}
	if out.state == "" {
		return pass("%s", well)
	}
	return out
}

// with is like [findings.sum], and adds what was checked to a remark.
func (f findings) with(well string) outcome {
	out := f.sum(well)
	if out.state == model.CheckWarn {
		out.seen = well + "; " + out.seen
	}
	return out
}

// and adds what another outcome says; state and cause stay those of the first.
func (o outcome) and(next outcome) outcome {
	if o.state == "" {
		return next
	}
	o.seen += "; " + next.seen
	if next.remedy != "" && !strings.Contains(o.remedy, next.remedy) {
		o.remedy = joined(o.remedy, next.remedy)
	}
	return o
}

// joined puts two remedies together. A command at the end of the first stays one
// that can be copied.
func joined(first, next string) string {
	switch {
	case first == "":
		return next
	case strings.HasSuffix(first, "."):
		return first + " " + next
	}
	return first + " ; " + lower(next)
}
