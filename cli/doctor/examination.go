package doctor

import "examdesk/cli/setup"

// health is the result of a check.
type health string

// A check is fine, has a remark, or found something that keeps examdesk from working.
const (
	healthOK      health = "ok"
	healthNote    health = "note"
	healthProblem health = "problem"
)

// checkup is one check of `doctor`; docs/commands.md describes it.
type checkup struct {
	State  health `json:"state"`
	What   string `json:"check"`
	Detail string `json:"seen"`
	Remedy string `json:"remedy"`
	// Profile is the profile that was checked; empty for what all profiles share.
	Profile string `json:"profile"`
}

// examination looks at one thing after another and collects what it finds.
type examination struct {
	*setup.Setup
	list    []checkup
	profile string
}

func (x *examination) ok(what, detail string) {
	x.list = append(x.list, checkup{healthOK, what, detail, "", x.profile})
}

func (x *examination) note(what, detail, remedy string) {
	x.list = append(x.list, checkup{healthNote, what, detail, remedy, x.profile})
}

func (x *examination) problem(what, detail, remedy string) {
	x.list = append(x.list, checkup{healthProblem, what, detail, remedy, x.profile})
}

// problems returns the checks that found a problem.
func (x *examination) problems() []checkup {
	out := []checkup{}
	for _, c := range x.list {
		if c.State == healthProblem {
			out = append(out, c)
		}
	}
	return out
}
