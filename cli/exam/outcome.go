package exam

import (
	"fmt"

	"examdesk/cli/kit"
	"examdesk/cli/printer"
	"examdesk/cli/vocab"
	"examdesk/cli/words"
	"examdesk/model"
)

// outcomeJSON is what happens to an exam that is created or registered, planned or done;
// docs/commands.md describes it.
type outcomeJSON struct {
	ExamID    *int64             `json:"exam_id"`
	ContentID string             `json:"content_id"`
	Name      string             `json:"exam_name"`
	Result    string             `json:"result"`
	Fields    []fieldJSON        `json:"fields"`
	Effects   []vocab.EffectJSON `json:"effects"`
	Done      bool               `json:"done"`
	Problem   *string            `json:"problem"`
}

type fieldJSON struct {
	Field string `json:"field"`
	From  string `json:"from"`
	To    string `json:"to"`
}

func jsonOf(o model.ExamOutcome, done bool) outcomeJSON {
	out := outcomeJSON{
		ContentID: o.After.ContentID.Raw(), Name: o.After.Name.Raw(), Result: string(o.Verb), Fields: []fieldJSON{},
		Effects: vocab.EffectsJSON(o.Effects), Done: done, Problem: vocab.NonEmpty(model.Text(o.Untold)),
	}
	if o.After.ID != 0 {
		out.ExamID = &o.After.ID
	}
	for _, c := range o.Changes() {
		out.Fields = append(out.Fields, fieldJSON{c.Field, c.From, c.To})
	}
	return out
}

// sayOutcome prints what happens to an exam.
func sayOutcome(p *printer.Page, o model.ExamOutcome) {
	p.Line("%s", outcomeLine(o))
	for _, c := range o.Changes() {
		from := ""
		if o.Verb != model.ExamCreated {
			from = orNone(c.From) + " → "
		}
		p.Bullet("  - ", c.Field+": "+from+orNone(c.To))
	}
	for _, l := range words.EffectLines(o.Effects) {
		p.Bullet("  - ", l)
	}
}

func outcomeLine(o model.ExamOutcome) string {
	which := o.After.Name.String()
	if o.After.ID != 0 {
		which = fmt.Sprintf("exam %d, %s", o.After.ID, o.After.Name)
	}
	switch o.Verb {
	case model.ExamCreated:
		return "Create " + which + " (" + o.After.ContentID.String() + "):"
	case model.ExamDeactivated:
		return "Deactivate " + which + ", which is not in the list:"
	case model.ExamUnchanged:
		return "Keep " + which + " as it is:"
	case model.ExamUpdated:
	}
	return "Change " + which + ":"
}

func orNone(s string) string {
	if s == "" {
		return "(none)"
	}
	return model.Clean(s)
}

// sayUntold notes why services were not notified.
func sayUntold(a *kit.Factory, list []model.ExamOutcome) {
	for _, o := range list {
		if o.Untold != "" {
			_, _ = fmt.Fprintf(a.Err, "Note: exam %d: %s\n", o.After.ID, o.Untold)
		}
	}
}

// mayChange refuses a change of a store that is only read, and asks.
func mayChange(a *kit.Factory, opened *kit.Opened, c kit.Change, question string) error {
	if err := opened.MayWrite(); err != nil {
		return err
	}
	if c.AsJSON {
		return c.NeedYes()
	}
	return kit.Confirm(a, question, c.Yes)
}
