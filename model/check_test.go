package model

import "testing"

func TestUnproven(t *testing.T) {
	t.Parallel()
	pass, fail := Check{Name: "tcp", State: CheckPass}, Check{Name: "tcp", State: CheckFail, Cause: CauseDown}
	open, skipped := Check{Name: "signature", State: CheckSkip, Cause: CauseSecret}, Check{Name: "signature", State: CheckSkip}
	for _, c := range []struct {
		checks []Check
		want   bool
	}{{[]Check{pass, open}, true}, {[]Check{fail, open}, false}, {[]Check{pass, skipped}, false}, {[]Check{pass}, false}, {nil, false}} {
		if got := Unproven(c.checks); got != c.want {
			t.Errorf("%+v: %t", c.checks, got)
		}
	}
	proven := Check{Name: "signature", State: CheckFail, Cause: CauseSecret, Seen: "refused"}
	if got := Recall([]Check{pass, open}, proven, "before: "); got[1].State != CheckFail || got[1].Seen != "before: refused" || got[0] != pass {
		t.Errorf("%+v", got)
	}
	if got := Recall([]Check{pass, skipped}, proven, ""); got[1] != skipped {
		t.Errorf("what did not apply was put back: %+v", got)
	}
}

func TestChecksError(t *testing.T) {
	t.Parallel()
	for cause, want := range map[CheckCause]Code{CauseDown: CodeUnavailable, CauseSecret: CodeDenied, CauseSettings: CodeInternal, CauseClock: CodeInternal} {
		if err := ChecksError("x", []Check{{Name: "a", State: CheckFail, Cause: cause}, {Name: "b", State: CheckFail, Cause: CauseAnswer}}); CodeOf(err) != want {
			t.Errorf("%s: %v", cause, err)
		}
	}
	if err := ChecksError("x", []Check{{State: CheckWarn}}); err != nil {
		t.Error(err)
	}
}
