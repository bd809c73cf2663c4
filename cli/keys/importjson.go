package keys

import (
	"examdesk/keys/lmsfile"
	"examdesk/model"
)

// importJSON is what `keys import --json` prints; docs/import.md describes it.
type importJSON struct {
	Profile       string              `json:"profile"`
	SecretStore   string              `json:"secret_store"`
	Configuration string              `json:"configuration"`
	DryRun        bool                `json:"dry_run"`
	Files         []importFileJSON    `json:"files"`
	SpecialExams  importSwitchJSON    `json:"special_exams"`
	Plan          []importEntryJSON   `json:"settings"`
	LeftOut       []importLeftJSON    `json:"left_out"`
	Findings      []importFindingJSON `json:"findings"`
	Stored        []string            `json:"stored"`
	Written       []string            `json:"written"`
}

type importFileJSON struct {
	File     string   `json:"file"`
	Format   string   `json:"format"`
	Settings []string `json:"setting_names"`
}

type importSwitchJSON struct {
	State string `json:"state"`
	File  string `json:"file"`
	Line  int    `json:"line"`
}

type importEntryJSON struct {
	Setting string `json:"setting"`
	// Secret is the secret's name in the store; empty for a plain value.
	Secret string `json:"secret"`
	Value  string `json:"value"`
	State  string `json:"state"`
	Why    string `json:"why"`
	File   string `json:"file"`
	Line   int    `json:"line"`
}

type importLeftJSON struct {
	Setting string `json:"setting"`
	Why     string `json:"why"`
	File    string `json:"file"`
	Line    int    `json:"line"`
}

type importFindingJSON struct {
	Severity string `json:"severity"`
	Code     string `json:"code"`
	File     string `json:"file"`
	Line     int    `json:"line"`
	Setting  string `json:"setting"`
	What     string `json:"what"`
	Remedy   string `json:"remedy"`
}

// importOut returns the plan and what was done of it, without any secret.
func importOut(p *importPlan, did importDone, dryRun bool) importJSON {
	r := p.result
	out := importJSON{
		Profile: p.profile, SecretStore: model.Clean(p.place), Configuration: model.Clean(p.path), DryRun: dryRun,
		SpecialExams: importSwitchJSON{string(r.SpecialExams), r.SpecialExamsFile, r.SpecialExamsLine},
		Files:        []importFileJSON{}, Plan: []importEntryJSON{}, LeftOut: []importLeftJSON{}, Findings: []importFindingJSON{},
		Stored: append([]string{}, did.stored...), Written: append([]string{}, did.settings...),
	}
	for _, s := range r.Sources {
		out.Files = append(out.Files, importFileJSON{s.File, s.Format, append([]string{}, s.Settings...)})
	}
	for _, e := range p.entries {
		out.Plan = append(out.Plan, importEntryJSON{e.item.Setting(), e.name, e.item.Shown(), string(e.state), e.why, e.item.File, e.item.Line})
	}
	for _, l := range r.Left {
		out.LeftOut = append(out.LeftOut, importLeftJSON(l))
	}
	for _, f := range r.Findings {
		out.Findings = append(out.Findings, findingJSON(f))
	}
	return out
}

func findingJSON(f lmsfile.Finding) importFindingJSON {
	return importFindingJSON{string(f.Severity), f.Code, f.File, f.Line, f.Setting, f.What, f.Remedy}
}
