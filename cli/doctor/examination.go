package doctor

import "examdesk/cli/setup"

// health is how a check went.
type health string

// A check is well, deserves a remark, or found what keeps examdesk from working.
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
	// Profile is the one that was looked at, empty for what all share.
	Profile string `json:"profile"`
}

// examination looks at one thing after the other, and collects what it found.
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

// problems are those of the checks that are.
func (x *examination) problems() []checkup {
	out := []checkup{}
	for _, c := range x.list {
		if c.State == healthProblem {
			out = append(out, c)
		}
	}
	return out
}
