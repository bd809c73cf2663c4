package cli

import (
	"context"
	"fmt"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"examdesk/files"
	"examdesk/model"
	"examdesk/tui/theme"
)

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
	Detail string `json:"detail"`
	Remedy string `json:"remedy"`
}

// examination collects checks.
type examination struct{ list []checkup }

func (x *examination) ok(what, detail string) {
	x.list = append(x.list, checkup{healthOK, what, detail, ""})
}

func (x *examination) note(what, detail, remedy string) {
	x.list = append(x.list, checkup{healthNote, what, detail, remedy})
}

func (x *examination) problem(what, detail, remedy string) {
	x.list = append(x.list, checkup{healthProblem, what, detail, remedy})
}

func (a *app) doctorCmd() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "doctor",
		Short: "Check configuration, store, journal, keyring, terminal and clock; changes nothing in the store",
		Args:  usageArgs(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			x := a.examine(cmd.Context())
			if err := a.sayCheckups(x.list, asJSON); err != nil {
				return err
			}
			bad := 0
			for _, c := range x.list {
				if c.State == healthProblem {
					bad++
				}
			}
			switch bad {
			case 0:
				return nil
			case 1:
				return model.Errorf(model.CodeInternal, "There is 1 problem to solve.")
			}
			return model.Errorf(model.CodeInternal, "There are %d problems to solve.", bad)
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON array")
	return cmd
}

func (a *app) sayCheckups(list []checkup, asJSON bool) error {
	if asJSON {
		return writeJSON(a.Out, list)
	}
	p := a.page()
	for _, c := range list {
		mark := map[health]string{healthOK: "ok", healthNote: "note", healthProblem: "PROBLEM"}[c.State]
		p.text(theme.Pad(mark, 9)+theme.Pad(c.What, 15), model.Clean(c.Detail))
		if c.Remedy != "" {
			p.text(strings.Repeat(" ", 24)+"→ ", model.Clean(c.Remedy))
		}
	}
	return p.write(a)
}

// examine runs all checks; one that fails does not keep the others from running,
// but what depends on a configuration that cannot be read is left out.
func (a *app) examine(ctx context.Context) *examination {
	x := &examination{}
	c, ok := a.examineConfig(x)
	if !ok || !a.examineStore(ctx, x, c) {
		a.examineKept(ctx, x, nil)
	}
	examineJournal(x)
	if ok {
		a.examineSecrets(ctx, x, c)
	}
	a.examineTerminal(x)
	a.examineZones(x)
	return x
}

func (a *app) examineConfig(x *examination) (Config, bool) {
	path, err := a.configPath()
	if err != nil {
		x.problem("configuration", model.Sentence(err), "Set HOME, or name a configuration with --config.")
		return Config{}, false
	}
	c, err := readConfig(a.config)
	if err != nil {
		detail, remedy := model.Sentence(err), "Correct "+model.Clean(path)+", or name another one with --config."
		if files.Refused(err, "") != nil {
			detail, remedy = parted(detail)
		}
		x.problem("configuration", detail, remedy)
		return Config{}, false
	}
	if c.path == "" {
		x.ok("configuration", "none at "+path+"; none is needed")
	} else {
		x.ok("configuration", "read from "+c.path)
	}
	if c, err = c.of(a.profile); err != nil {
		x.problem("profile", fmt.Sprintf("there is no profile %q", a.profile), "See: examdesk profile list")
		return Config{}, false
	}
	for _, w := range c.literals() {
		x.note("secrets", w, "Write keyring:NAME, env:NAME or file:PATH instead.")
	}
	if info, err := os.Stat(path); err == nil && len(c.literals()) > 0 && sharedFile(info.Mode()) {
		x.problem("secrets", fmt.Sprintf("%s holds a secret and others can read it (%s)", path, info.Mode().Perm()), "Run: chmod 600 "+path)
	}
	switch {
	case c.DefaultProfile == "" && a.profile == "":
		x.ok("profile", "none; --profile or default_profile names one")
	default:
		x.ok("profile", c.profile)
	}
	if r, err := a.followed(c); err != nil {
		x.problem("rules", model.Sentence(err), "Name one of these releases with --rules or in the profile.")
	} else {
		x.ok("rules", a.rulesWords(c, r))
	}
	return c, true
}
