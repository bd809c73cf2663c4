package view

import (
	"time"

	"examdesk/model"
	"examdesk/tui/theme"
)

// DecisionState is what the person did in the decision dialog so far.
type DecisionState struct {
	// Chosen is the review that would be given. While it differs from the
	// preview's the answer for it is still on its way.
	Chosen model.ReviewStatus
	Reason string
	// Caret is where the text cursor stands in the reason, in characters.
	Caret         int
	EditingReason bool
	// NoReason is why no reason can be kept, empty if one can.
	NoReason string
	// Scroll is how many lines of the consequences are scrolled away.
	Scroll int
	// Problem is why the last try failed, as a sentence.
	Problem string
	Busy    bool
	// More reports whether some consequences have not been in sight yet.
	More bool
	// Hold is how long the decision can be undone.
	Hold time.Duration
	// Others are the learner's other attempts, named where they are untouched.
	Others []model.AttemptRow
}

// dialog draws labelled lines.
type dialog struct {
	f     Frame
	g     *theme.Glyphs
	label int
}

func newDialog(f Frame) dialog {
	return dialog{f: f, g: f.Theme.Glyphs(), label: min(dialogLabel, f.Width/4)}
}

func (d dialog) low() bool { return d.f.Height < 16 }

// labelled draws pieces beside a label.
func (d dialog) labelled(label string, spans ...span) string {
	return newLine(d.f).gap(2).cell(theme.Dim, label, d.label-1).gap(1).spans(spans...).end()
}

// wrapped draws text beside a label, on as many lines as it takes. A sign in
// front is not wrapped under.
func (d dialog) wrapped(label string, role theme.Role, sign, text string) []string {
	var out []string
	width := max(1, d.f.Width-2-d.label-2-2)
	for i, part := range theme.Wrap(safe(text), width) {
		if i > 0 {
			label, sign = "", " "
		}
		out = append(out, d.labelled(label, span{role, sign + " "}, span{role, part}))
	}
	return out
}

// chosen returns the review that would be given.
func (st DecisionState) chosen(p model.Preview) model.ReviewStatus {
	if st.Chosen == "" {
		return p.Review
	}
	return st.Chosen
}

// waiting reports whether the preview is not of the review that was chosen, so that
// its consequences must not be shown as those of this one.
func (d dialog) waiting(p model.Preview, st DecisionState) bool { return st.chosen(p) != p.Review }

const dialogLabel = 17
