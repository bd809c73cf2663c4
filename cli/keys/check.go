package keys

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"

	"examdesk/cli/kit"
	"examdesk/cli/printer"
	"examdesk/cli/setup"
	"examdesk/config"
	"examdesk/keys/drift"
	"examdesk/keys/lmsfile"
	"examdesk/model"
)

// driftReport is what `keys import --check` found.
type driftReport struct {
	profile, path string
	entries       []drift.Entry
	// findings are those that kept part of the files from being read.
	findings []lmsfile.Finding
}

// checkUsage refuses flags about writing.
func (x *ImportOptions) checkUsage() error {
	if x.Check && (x.Yes || x.DryRun || x.Replace) {
		return kit.Usagef("--check writes nothing and asks no question; leave out --yes, --dry-run and --replace")
	}
	return nil
}

// sayDrift compares the LMS's settings with the profile's.
func (x *ImportOptions) sayDrift(ctx context.Context, c config.Config, r lmsfile.Result) error {
	report, err := driftOf(ctx, x.Setup, c, r)
	if err != nil {
		return err
	}
	if x.AsJSON {
		err = printer.JSON(x.Out, report.json())
	} else {
		err = report.say(x.Setup)
	}
	return errors.Join(err, report.problem())
}

func driftOf(ctx context.Context, a *setup.Setup, c config.Config, r lmsfile.Result) (driftReport, error) {
	report := driftReport{profile: c.ProfileName}
	var err error
	if report.path, err = a.ConfigEnv().Path(); err != nil {
		return report, err
	}
	file, err := config.ReadFile(ctx, report.path)
	if err != nil {
		return report, err
	}
	here, err := file.Settings(c, lmsfile.Roots())
	if err != nil {
		return report, err
	}
	report.entries = drift.Compare(ctx, r, here, quietResolve(c))
	for _, f := range r.Findings {
		if f.Severity == lmsfile.Error && f.Code != "missing_key" { // missing in both is not a drift
			report.findings = append(report.findings, f)
		}
	}
	return report, nil
}

// quietResolve reads secrets without asking for a passphrase. Until a place for
// secrets is chosen, it finds none.
func quietResolve(c config.Config) drift.Resolve {
	v := c.Vault()
	return func(ctx context.Context, ref string) (model.Secret, string, error) {
		secret, place, err := v.Resolve(ctx, ref)
		if err != nil && strings.HasPrefix(ref, "keyring:") && isUnchosen(v.Choose(ctx)) {
			name := strings.TrimPrefix(ref, "keyring:")
			err = model.Wrap(err, model.CodeNotFound, "There is no secret %s.", name)
		}
		return secret, place, err
	}
}

func (r driftReport) count(s drift.State) int {
	n := 0
	for _, e := range r.entries {
		if e.State == s {
			n++
		}
	}
	return n
}

// problem returns the error that makes the command exit with 1, or with 6 if a place
// of secrets does not answer; nil if there is no drift.
func (r driftReport) problem() error {
	drifted := 0
	for _, e := range r.entries {
		if e.Drifts() {
			drifted++
		}
		if model.CodeOf(e.Err) == model.CodeUnavailable {
			return model.Wrap(e.Err, model.CodeUnavailable, "%s could not be compared: %s", e.Setting, model.Sentence(e.Err))
		}
	}
	switch {
	case drifted > 0:
		return model.Errorf(model.CodeInternal, "The LMS's settings and examdesk's differ: %s.", r.sums())
	case len(r.findings) > 0:
		return model.Errorf(model.CodeInternal, "Part of the files could not be compared: %s.", model.Counted(len(r.findings), "error"))
	}
	return nil
}

// driftWords has the words for the states in a sentence.
func driftWords() map[drift.State]string {
	return map[drift.State]string{
		drift.Missing: "missing here", drift.Differs: "differs", drift.OnlyHere: "only here", drift.Unknown: "not compared", drift.Same: "same",
	}
}

// driftOrder is the order in which they are listed: what a person must look at comes
// first.
func driftOrder() []drift.State {
	return []drift.State{drift.Missing, drift.Differs, drift.OnlyHere, drift.Unknown, drift.Same}
}

func (r driftReport) sums() string {
	var parts []string
	for _, s := range driftOrder() {
		if n := r.count(s); n > 0 {
			word := driftWords()[s]
			if s == drift.Differs {
				word = "different"
			}
			parts = append(parts, fmt.Sprintf("%d %s", n, word))
		}
	}
	return strings.Join(parts, ", ")
}

// say prints names, never values.
func (r driftReport) say(a *setup.Setup) error {
	p, width := printer.NewPage(a.Factory), printer.LineWidth(a.Factory)
	p.Cells("", []string{"The profile " + model.Clean(r.profile) + " of " + model.Clean(r.path) + ":"}, width)
	var rows [][]string
	for _, s := range driftOrder() {
		for _, e := range r.entries {
			if e.State == s {
				rows = append(rows, []string{"  " + e.Setting, driftWords()[s], cmp.Or(e.Place, "-"), cmp.Or(placeOf(e.File, e.Line), "-"), e.Why})
			}
		}
	}
	if len(rows) > 0 {
		p.Items(append([][]string{{"  SETTING", "STATE", "HERE IN", "AT THE LMS", "WHY"}}, rows...), width)
	}
	if len(r.findings) > 0 {
		p.Line("\nNot read:")
	}
	for _, f := range r.findings {
		p.Cells("  ", []string{cmp.Or(placeOf(f.File, f.Line), "all files"), f.Setting, f.Code}, width)
		p.Bullet("          ", "Remedy: "+f.Remedy)
	}
	p.Line("")
	p.Bullet("", cmp.Or(r.sums(), "Nothing to compare")+".")
	return p.Flush()
}

// driftJSON is what `keys import --check --json` prints; docs/import.md describes
// it.
type driftJSON struct {
	Profile       string             `json:"profile"`
	Configuration string             `json:"configuration"`
	Drift         bool               `json:"drift"`
	Settings      []driftEntryJSON   `json:"settings"`
	NotRead       []driftFindingJSON `json:"not_read"`
}

type driftEntryJSON struct {
	Setting string `json:"setting"`
	State   string `json:"state"`
	Secret  bool   `json:"is_secret"`
	Place   string `json:"place"`
	Why     string `json:"why"`
	File    string `json:"file"`
	Line    int    `json:"line"`
}

type driftFindingJSON struct {
	Code    string `json:"code"`
	Setting string `json:"setting"`
	File    string `json:"file"`
	Line    int    `json:"line"`
	Remedy  string `json:"remedy"`
}

func (r driftReport) json() driftJSON {
	out := driftJSON{
		Profile: model.Clean(r.profile), Configuration: model.Clean(r.path), Drift: r.problem() != nil,
		Settings: []driftEntryJSON{}, NotRead: []driftFindingJSON{},
	}
	for _, e := range r.entries {
		out.Settings = append(out.Settings, driftEntryJSON{e.Setting, string(e.State), e.Secret, e.Place, e.Why, e.File, e.Line})
	}
	for _, f := range r.findings {
		out.NotRead = append(out.NotRead, driftFindingJSON{f.Code, f.Setting, f.File, f.Line, f.Remedy})
	}
	return out
}
