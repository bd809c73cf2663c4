package exam

import (
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"examdesk/cli/kit"
	"examdesk/model"
)

// examFlags are the flags of `exam set` that say what to change. Switches have a pair
// of flags.
type examFlags struct {
	name, due, backend string
	minutes            int
	noDue              bool
	on                 map[string]*bool
}

// examSwitches returns the flags that come in pairs.
func examSwitches() [][3]string {
	return [][3]string{
		{"active", "inactive", "the exam can be taken"},
		{"proctored", "not-proctored", "the exam is proctored"},
		{"practice", "not-practice", "the exam is a practice exam"},
		{"hide-after-due", "show-after-due", "learners cannot look at the exam after its due date"},
	}
}

func (f *examFlags) define(flags *pflag.FlagSet) {
	f.on = map[string]*bool{}
	flags.StringVar(&f.name, "name", "", "its `NAME`")
	flags.IntVar(&f.minutes, "minutes", 0, "its time limit of `N` minutes")
	flags.StringVar(&f.due, "due", "", "due date, a `TIME`, in UTC unless it has a zone")
	flags.BoolVar(&f.noDue, "no-due", false, "it is never due")
	flags.StringVar(&f.backend, "backend", "", "`NAME` of the proctoring service")
	for _, s := range examSwitches() {
		f.on[s[0]], f.on[s[1]] = flags.Bool(s[0], false, s[2]), flags.Bool(s[1], false, "the opposite of --"+s[0])
	}
}

// read turns the flags into a change.
func (f *examFlags) read(cmd *cobra.Command) (c model.ExamEdit, err error) {
	given := cmd.Flags().Changed
	for _, s := range append(examSwitches(), [3]string{"due", "no-due"}) {
		if err := kit.NotBoth(cmd, s[0], s[1]); err != nil {
			return c, err
		}
	}
	if err := f.values(given, &c); err != nil {
		return c, err
	}
	c.SetDue = c.SetDue || f.noDue
	if given("backend") {
		c.Backend = &f.backend
	}
	for flag, to := range map[string]**bool{"active": &c.Active, "proctored": &c.Proctored, "practice": &c.Practice, "hide-after-due": &c.HideAfterDue} {
		*to = f.pair(flag)
	}
	if c == (model.ExamEdit{}) {
		return c, kit.Usagef("say what to change, e.g. --minutes 90")
	}
	return c, nil
}

// values reads the flags that have a value.
func (f *examFlags) values(given func(string) bool, c *model.ExamEdit) error {
	if given("name") {
		if strings.TrimSpace(model.Clean(f.name)) == "" {
			return kit.Usagef("--name is empty; an exam needs a name")
		}
		c.Name = &f.name
	}
	if given("minutes") {
		const most = 100 * 24 * 60
		if f.minutes < 1 || f.minutes > most {
			return kit.Usagef("--minutes %d: give 1 to %d", f.minutes, most)
		}
		c.TimeLimitMins = &f.minutes
	}
	if given("due") {
		due, err := kit.ArgTime("--due", f.due)
		if err != nil {
			return err
		}
		c.Due, c.SetDue = &due, true
	}
	return nil
}

// pair returns what a pair of flags says; nil if neither is given.
func (f *examFlags) pair(flag string) *bool {
	for _, s := range examSwitches() {
		if s[0] == flag && (*f.on[s[0]] || *f.on[s[1]]) {
			return f.on[s[0]]
		}
	}
	return nil
}
