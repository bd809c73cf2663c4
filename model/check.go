package model

import (
	"context"
	"iter"
	"slices"
	"time"
)

// CheckState is how a check of a proctoring service went.
type CheckState string

// A check is under way, is well, deserves a remark, found what keeps the service
// from working, or was left out.
const (
	CheckRunning CheckState = "running"
	CheckPass    CheckState = "pass"
	CheckWarn    CheckState = "warn"
	CheckFail    CheckState = "fail"
	CheckSkip    CheckState = "skip"
)

// CheckCause sorts what keeps a service from working by who can help.
type CheckCause string

// The causes. [CheckCause.Code] gives the error code of each.
const (
	// CauseNone means that the check did not fail.
	CauseNone CheckCause = ""
	// CauseSettings is something missing or malformed in the configuration.
	CauseSettings CheckCause = "settings"
	// CauseStore is a place for secrets that cannot be read.
	CauseStore CheckCause = "secret_store"
	// CauseSecret is a key or secret that the service does not accept.
	CauseSecret CheckCause = "wrong_secret"
	// CauseClock is a clock that is wrong, which looks like a wrong secret.
	CauseClock CheckCause = "wrong_clock"
	// CauseAddress is a host name or path that does not lead to the service.
	CauseAddress CheckCause = "wrong_address"
	// CauseBlocked is something in between: a firewall, a proxy, a filter.
	CauseBlocked CheckCause = "blocked"
	// CauseDown is a service that can be reached but does not work.
	CauseDown CheckCause = "down"
	// CauseAnswer is an answer that the protocol does not allow.
	CauseAnswer CheckCause = "wrong_answer"
)

// Code returns the error code, and so the exit status, that a cause leads to.
func (c CheckCause) Code() Code {
	switch c {
	case CauseAddress, CauseBlocked, CauseDown, CauseStore:
		return CodeUnavailable
	case CauseSecret:
		return CodeDenied
	case CauseNone, CauseSettings, CauseClock, CauseAnswer:
		return CodeInternal
	}
	return CodeInternal
}

// Check is one thing that was checked about a proctoring service. None of its texts
// contains a secret.
type Check struct {
	// Name is stable, in snake_case, e.g. "crypto_key" or "clock".
	Name  string
	State CheckState
	// Seen is what was seen, in a sentence; empty while it runs.
	Seen Text
	// Remedy is what to do, empty if nothing is.
	Remedy Text
	// Cause is why it failed, what a warning may lead to, or what may hide behind
	// a check that was left out: see [Unproven].
	Cause CheckCause
	Took  time.Duration
	// Ends is when the certificate that was checked expires, zero for none.
	Ends time.Time
	// Skew is how far this machine's clock is ahead of the service's, nil if
	// unknown.
	Skew *time.Duration
}

// BackendInfo is a configured proctoring service.
type BackendInfo struct {
	Name        string
	VerboseName Text
	// Kind is the protocol: software_secure, rest, null, mock or test.
	Kind      string
	IsDefault bool
	// Address is where it is, without a path; empty for a stand-in without one.
	Address Text
	// Keys is how many settings it has, Secrets how many of them are secret.
	Keys, Secrets int
	// SecretsIn is where the secrets are kept, e.g. "keyring".
	SecretsIn Text
	// Live reports whether the service can be checked by registering something there.
	Live bool
}

// VerifyOptions limit how far a check may go.
type VerifyOptions struct {
	// Live allows what leaves a trace at the service: a registration that is
	// marked as not to be reviewed.
	Live bool
}

// BackendVerifier lists the configured proctoring services and checks them.
type BackendVerifier interface {
	// Backends lists them by name, the default first.
	Backends(ctx context.Context) ([]BackendInfo, error)
	// VerifyBackend checks one. Each check comes first as [CheckRunning] and
	// then with its outcome. The sequence ends early when ctx does. An error,
	// of code [CodeNotFound] for a name that is not configured, comes before
	// any check.
	VerifyBackend(ctx context.Context, name string, o VerifyOptions) (iter.Seq[Check], error)
}

// WorstCheck returns the state of a service by its checks: fail before warn before
// pass; [CheckSkip] if nothing was looked at. Running ones do not count.
func WorstCheck(checks []Check) CheckState {
	worst := CheckSkip
	rank := map[CheckState]int{CheckSkip: 0, CheckPass: 1, CheckWarn: 2, CheckFail: 3}
	for _, c := range checks {
		if c.State != CheckRunning && rank[c.State] > rank[worst] {
			worst = c.State
		}
	}
	return worst
}

// Unproven reports whether the service was not asked whether it accepts its secrets,
// though nothing spoke against that.
func Unproven(checks []Check) bool {
	return WorstCheck(checks) != CheckFail && slices.ContainsFunc(checks, Check.leftOpen)
}

// leftOpen reports whether the check was skipped and could have found a wrong secret.
func (c Check) leftOpen() bool { return c.State == CheckSkip && c.Cause == CauseSecret }

// Recall replaces checks that were left out this time with what an earlier check
// proved. how is the beginning of the sentence that says so.
func Recall(checks []Check, proven Check, how string) []Check {
	out := slices.Clone(checks)
	for i, c := range out {
		if c.leftOpen() && c.Name == proven.Name {
			proven.Seen = Text(how) + proven.Seen
			out[i] = proven
		}
	}
	return out
}

// ChecksError returns the error of failed checks, nil if none failed. Its code is that
// of the first cause.
func ChecksError(name string, checks []Check) error {
	failed := 0
	var first *Check
	for i, c := range checks {
		if c.State == CheckFail {
			failed++
			if first == nil {
				first = &checks[i]
			}
		}
	}
	if first == nil {
		return nil
	}
	if failed == 1 {
		return Errorf(first.Cause.Code(), "The check %s of %s failed.", first.Name, name)
	}
	return Errorf(first.Cause.Code(), "%d checks of %s failed; the first is %s.", failed, name, first.Name)
}
