package model

import (
	"slices"
	"strconv"
	"strings"
)

// Rules are the rules of edx-proctoring that differ between its releases. No
// database records which release wrote it, so that it has to be configured.
type Rules struct {
	// Release names the preset, "" for rules that were not chosen.
	Release string
	// NeverSubmittedIsError: a passing review of an attempt that was never
	// submitted leads to `error`, not to `verified` (edx-proctoring 6.1.2,
	// handlers.finish_review_workflow).
	NeverSubmittedIsError bool
	// ResetStays: a review of an attempt in `onboarding_reset` changes no status
	// (edx-proctoring 6.1.2, handlers.finish_review_workflow).
	ResetStays bool
	// TimeOutCompletes: an attempt that is submitted because its time is over
	// gets the present time as completed_at where no time is given, and not NULL
	// (edx-proctoring 6.1.2, api.update_attempt_status).
	TimeOutCompletes bool
	// RemovalAsksFirst: the proctoring service is asked to forget an attempt
	// before the attempt is removed, which stays if the service fails or does not
	// confirm; it is not asked about an attempt that it has no id for
	// (edx-proctoring 6.1.0, api.remove_exam_attempt).
	RemovalAsksFirst bool
	// ServiceTimeout: the key `timeout` of a REST service bounds each request
	// (edx-proctoring 6.1.0, backends.rest). Here it counts under all rules; the
	// rule reports whether an LMS of that release knows it.
	ServiceTimeout bool
}

// The releases whose rules are known, each in effect until the next.
const (
	rules520 = "5.2.0"
	rules610 = "6.1.0"
	rules612 = "6.1.2"
)

// RulePresets lists the sets of rules, the oldest first.
func RulePresets() []Rules {
	return []Rules{
		{Release: rules520},
		{Release: rules610, RemovalAsksFirst: true, ServiceTimeout: true},
		LatestRules(),
	}
}

// LatestRules returns those of the newest release that is known, the default.
func LatestRules() Rules {
	return Rules{
		Release: rules612, NeverSubmittedIsError: true, ResetStays: true, TimeOutCompletes: true, RemovalAsksFirst: true, ServiceTimeout: true,
	}
}

// RulesOf returns the rules of a release of edx-proctoring: those of the newest
// preset that is not newer, so that 6.1.4 follows 6.1.2. A series such as "6.1"
// means its newest release. It takes the releases whose rules were compared,
// 5.2 to 6.1; the error has [CodeInvalid] and lists the presets.
func RulesOf(release string) (Rules, error) {
	wanted, ok := releaseNumbers(release)
	if !ok || wanted[0] > 6 || wanted[0] == 6 && wanted[1] > 1 {
		return Rules{}, unknownRelease(release)
	}
	presets := RulePresets()
	for _, r := range slices.Backward(presets) {
		if from, _ := releaseNumbers(r.Release); slices.Compare(wanted, from) >= 0 {
			return r, nil
		}
	}
	return Rules{}, unknownRelease(release)
}

func unknownRelease(release string) error {
	names := make([]string, 0, len(RulePresets()))
	for _, r := range RulePresets() {
		names = append(names, r.Release)
	}
	return Errorf(CodeInvalid, "The rules of edx-proctoring %q are not known; use %s, or another release from 5.2 to 6.1.",
		release, strings.Join(names, ", "))
}

// newestOfSeries is the patch number that means the last release of a series.
const newestOfSeries = "999"

// releaseNumbers reads "6.1.4", or "6.1" as the newest release of that series.
func releaseNumbers(release string) ([]int, bool) {
	parts := strings.Split(release, ".")
	if len(parts) == 2 {
		parts = append(parts, newestOfSeries)
	}
	if len(parts) != 3 {
		return nil, false
	}
	out := make([]int, len(parts))
	for i, p := range parts {
		n, err := strconv.Atoi(p)
		if err != nil || n < 0 || strconv.Itoa(n) != p {
			return nil, false
		}
		out[i] = n
	}
	return out, true
}
