package model

import (
	"slices"
	"strconv"
	"strings"
)

// RuledPlan is what a change does by the rules of one release.
type RuledPlan struct {
	Release string
	Plan    Plan
	// Err is why it is refused by these rules; nil if it is not.
	Err error
}

// UnderAllRules works out a change by each known set of rules, for a platform
// whose release is not configured.
func UnderAllRules(plan func(Rules) (Plan, error)) []RuledPlan {
	presets := RulePresets()
	out := make([]RuledPlan, len(presets))
	for i, r := range presets {
		out[i].Release = r.Release
		out[i].Plan, out[i].Err = plan(r)
	}
	return out
}

// RuleOutcome is a status that a change leads to, with the releases whose rules
// lead there; Err is set, and To is empty, where they refuse it.
type RuleOutcome struct {
	To       AttemptStatus
	Err      error
	Releases []string
}

// Divided is what is known of a change when its rules are not.
type Divided struct {
	// Outcomes are the statuses that it may lead to, in the order of the
	// releases. There is one where all agree.
	Outcomes []RuleOutcome
	// Effects are those of all outcomes. What is the same under all rules stays as
	// it is; everything else becomes unknown, with the releases in the reason.
	Effects []Effect
}

// Agreed reports whether the change leads to the same by all rules.
func (d Divided) Agreed() bool { return len(d.Outcomes) == 1 }

// Sentence names the outcomes: "The attempt becomes verified by the rules of 5.2.0
// and 6.1.0, the attempt becomes error by the rules of 6.1.2."
func (d Divided) Sentence() string {
	parts := make([]string, len(d.Outcomes))
	for i, o := range d.Outcomes {
		what := "the attempt becomes " + o.To.String()
		if o.Err != nil {
			what = "the change is refused"
		}
		parts[i] = what + " by the rules of " + strings.Join(o.Releases, " and ")
	}
	s := strings.Join(parts, ", ")
	return strings.ToUpper(s[:1]) + s[1:] + "."
}

// Divide puts the plans of several sets of rules together. Plans that agree are
// one outcome; effects on which they do not agree are unknown.
func Divide(plans []RuledPlan) Divided {
	var d Divided
	for _, p := range plans {
		d.outcome(p)
	}
	for i, p := range plans {
		counts := map[string]int{}
		for _, e := range p.Plan.Effects {
			key := e.key()
			counts[key]++
			if sharedBefore(plans[:i], key, counts[key]) {
				continue
			}
			d.Effects = append(d.Effects, e.ruledBy(releasesWith(plans, key, counts[key]), len(plans)))
		}
	}
	return d
}

func (d *Divided) outcome(p RuledPlan) {
	to := p.Plan.To
	if p.Err != nil {
		to = ""
	}
	at := slices.IndexFunc(d.Outcomes, func(o RuleOutcome) bool { return o.To == to && (o.Err == nil) == (p.Err == nil) })
	if at < 0 {
		d.Outcomes = append(d.Outcomes, RuleOutcome{To: to, Err: p.Err})
		at = len(d.Outcomes) - 1
	}
	d.Outcomes[at].Releases = append(d.Outcomes[at].Releases, p.Release)
}

// key returns what makes two effects the same to a person.
func (e Effect) key() string {
	return strings.Join([]string{string(e.Kind), e.Value, strconv.Itoa(int(e.Certainty)), strconv.FormatInt(e.Exam.ID, 10), strconv.FormatInt(e.Attempt.ID, 10)}, "\x00")
}

// sharedBefore reports whether an earlier plan has the nth effect of a key, so
// that it is listed already.
func sharedBefore(plans []RuledPlan, key string, nth int) bool {
	return slices.ContainsFunc(plans, func(p RuledPlan) bool { return p.has(key, nth) })
}

func (p RuledPlan) has(key string, nth int) bool {
	for _, e := range p.Plan.Effects {
		if e.key() == key {
			nth--
		}
	}
	return nth <= 0
}

func releasesWith(plans []RuledPlan, key string, nth int) []string {
	var out []string
	for _, p := range plans {
		if p.has(key, nth) {
			out = append(out, p.Release)
		}
	}
	return out
}

// ruledBy returns the effect as certain as it is, given the releases that have it.
func (e Effect) ruledBy(releases []string, of int) Effect {
	if len(releases) == of || e.Certainty == WillNot {
		return e
	}
	reason := "only under the rules of edx-proctoring " + strings.Join(releases, " and ") + "; the platform's release is not known"
	if e.Reason != "" {
		reason = e.Reason + "; " + reason
	}
	e.Certainty, e.Reason = Unknown, reason
	return e
}
