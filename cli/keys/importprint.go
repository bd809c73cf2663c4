package keys

import (
	"cmp"
	"fmt"
	"strings"

	"examdesk/cli/printer"
	"examdesk/cli/setup"
	"examdesk/keys/lmsfile"
	"examdesk/model"
)

// sayImport prints the plan, without any secret.
func sayImport(a *setup.Setup, p *importPlan) error {
	out := printer.NewPage(a.Factory)
	width := printer.LineWidth(a.Factory)
	for _, s := range p.result.Sources {
		out.Cells("", []string{"Read " + s.File + " as " + s.Format + ":"}, width)
		out.Bullet("  ", cmp.Or(strings.Join(s.Settings, ", "), "nothing"))
	}
	out.Bullet("Special exams: ", specialExams(p.result))
	sayEntries(out, p, width)
	if len(p.result.Left) > 0 {
		out.Line("\nLeft out:")
		rows := make([][]string, 0, len(p.result.Left))
		for _, l := range p.result.Left {
			rows = append(rows, []string{"  " + l.Setting, l.Why, placeOf(l.File, l.Line)})
		}
		out.Items(rows, width)
	}
	sayFindings(out, p.result.Findings, width)
	out.Line("")
	out.Bullet("", importSummary(p))
	return out.Flush()
}

func specialExams(r lmsfile.Result) string {
	switch r.SpecialExams {
	case lmsfile.On:
		return "on, " + placeOf(r.SpecialExamsFile, r.SpecialExamsLine)
	case lmsfile.Off:
		return "off, " + placeOf(r.SpecialExamsFile, r.SpecialExamsLine)
	default:
		return "not set, which means off"
	}
}

func placeOf(file string, line int) string {
	if line == 0 {
		return file
	}
	return fmt.Sprintf("%s:%d", file, line)
}

// sayEntries prints what goes where.
func sayEntries(p *printer.Page, plan *importPlan, width int) {
	var secrets, plain [][]string
	for _, e := range plan.entries {
		note := string(e.state)
		if e.why != "" {
			note += " (" + e.why + ")"
		}
		row := []string{"  " + cmp.Or(e.name, e.item.Setting()), e.item.Shown(), note, placeOf(e.item.File, e.item.Line)}
		if e.name != "" {
			secrets = append(secrets, row)
			if e.node != nil {
				plain = append(plain, []string{"  " + e.item.Setting(), secretRef(e.name), string(e.state), placeOf(e.item.File, e.item.Line)})
			}
		} else {
			plain = append(plain, row)
		}
	}
	if len(secrets) > 0 {
		place := plan.place
		if plan.keeperErr != nil {
			place = model.Sentence(plan.keeperErr)
		}
		p.Line("")
		p.Bullet("Into the secret store: ", model.Clean(place))
		p.Items(secrets, width)
	}
	if len(plain) > 0 {
		p.Line("")
		p.Cells("", []string{"Into the configuration " + model.Clean(plan.path) + ":"}, width)
		p.Items(plain, width)
	}
}

func sayFindings(p *printer.Page, findings []lmsfile.Finding, width int) {
	if len(findings) > 0 {
		p.Line("\nFindings:")
	}
	for _, f := range findings {
		where := placeOf(f.File, f.Line)
		if where == "" && f.Setting == "" {
			where = "all files"
		}
		p.Cells(fmt.Sprintf("  %-8s", f.Severity), []string{where, f.Setting}, width)
		p.Bullet("          ", f.What)
		if f.Remedy != "" {
			p.Bullet("          ", "Remedy: "+f.Remedy)
		}
	}
}

// importSummary counts what the plan does.
func importSummary(p *importPlan) string {
	var parts []string
	for _, c := range []struct {
		state importState
		what  string
	}{{importNew, "new"}, {importReplaces, "to replace"}, {importSame, "there already"}, {importDiffers, "different and kept (--replace uses the files' values)"}, {importUnknown, "not compared"}} {
		if n := p.count(c.state); n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, c.what))
		}
	}
	if n := len(p.result.Left); n > 0 {
		parts = append(parts, fmt.Sprintf("%d left out", n))
	}
	if len(p.entries) == 0 {
		return strings.Join(append([]string{"There is nothing to import"}, parts...), "; ") + "."
	}
	return fmt.Sprintf("%s: %s.", model.Counted(len(p.entries), "value"), strings.Join(parts, ", "))
}
