package view

import (
	"strconv"
	"strings"

	"examdesk/model"
	"examdesk/tui/theme"
)

// body returns what a decision does, from what a person must not miss to what they
// may want to look up.
func (d dialog) body(p model.Preview, st DecisionState) []string {
	switch {
	case d.waiting(p, st) && st.Problem != "":
		return nil // what is wrong stands below
	case d.waiting(p, st):
		return []string{d.labelled("This will", span{theme.Dim, "working out what " + reviewWord(st.chosen(p)) + " would do" + d.g.More})}
	}
	var lines []string
	for i, w := range p.Warnings {
		label := ""
		if i == 0 {
			label = "Note"
		}
		lines = append(lines, d.wrapped(label, theme.Warn, d.g.Warn, w)...)
	}
	lines = append(lines, d.will(p)...)
	lines = append(lines, d.depends(p)...)
	lines = append(lines, d.willNot(p, st)...)
	if note := storeNote(p); note != "" {
		lines = append(lines, d.wrapped("This store", theme.Info, d.g.Wait, note)...)
	}
	return append(lines, d.outcomes(p, st)...)
}

func storeNote(p model.Preview) string {
	switch {
	case p.Note != "":
		return p.Note
	case p.RecordedOnly:
		return "No platform is attached: effects outside this store are only recorded."
	}
	return ""
}

// will lists what surely follows.
func (d dialog) will(p model.Preview) []string {
	var lines []string
	for _, e := range shown(p.Effects, model.Will) {
		label := ""
		if len(lines) == 0 {
			label = "This will"
		}
		role, sign := theme.Text, d.g.Will
		switch e.Kind {
		case model.EffectMail:
			sign = d.g.Mail
		case model.EffectDecline, model.EffectClearOnboarding, model.EffectCertificate, model.EffectGradeOverride:
			role = theme.Bad
		default: // nothing of the kind
		}
		lines = append(lines, d.wrapped(label, role, sign, sentence(e))...)
	}
	if len(lines) == 0 {
		return []string{d.labelled("This will", span{theme.Text, d.g.Will + " change the attempt and its review, nothing else"})}
	}
	return lines
}

// depends lists what the store cannot see. Effects with one reason are one
// sentence, since they come true or fail together.
func (d dialog) depends(p model.Preview) []string {
	var lines []string
	for _, group := range byReason(shown(p.Effects, model.Unknown)) {
		label := ""
		if len(lines) == 0 {
			label = "Depends"
		}
		lines = append(lines, d.wrapped(label, theme.Info, d.g.Unknown, reasoned(group, ", "))...)
	}
	return lines
}

// willNot lists what a person may fear or hope for without effect.
func (d dialog) willNot(p model.Preview, st DecisionState) []string {
	var lines []string
	for _, group := range byReason(shown(p.Effects, model.WillNot)) {
		label := ""
		if len(lines) == 0 {
			label = "It will not"
		}
		text := reasoned(group, ": ")
		if group[0].Kind == model.EffectOtherAttempts && len(group) == 1 {
			text = untouched(st.Others)
		}
		lines = append(lines, d.wrapped(label, theme.Dim, d.g.WillNot, text)...)
	}
	return lines
}

// untouched names the other attempts, so that no one has to look them up.
func untouched(rows []model.AttemptRow) string {
	const most = 3
	if len(rows) == 0 {
		return "touch the learner's other attempts"
	}
	parts := make([]string, 0, most)
	for i, r := range rows {
		if i == most {
			return "touch " + strings.Join(parts, ", ") + " or " + Number(len(rows)-most) + " more"
		}
		parts = append(parts, r.Exam.Name.String()+" ("+StatusWord(r.Attempt.Status)+")")
	}
	if len(parts) == 1 {
		return "touch " + parts[0]
	}
	return "touch " + strings.Join(parts[:len(parts)-1], ", ") + " or " + parts[len(parts)-1]
}

// outcomes lists the reviews that can be given, each with its number and where
// it leads.
func (d dialog) outcomes(p model.Preview, st DecisionState) []string {
	lines := make([]string, 0, len(p.Outcomes))
	for i, o := range p.Outcomes {
		label := ""
		if i == 0 {
			label = "Outcomes"
		}
		chosen := o.Review == st.chosen(p)
		role, mark := theme.Dim, " "
		if chosen {
			role, mark = theme.Text, d.g.Cursor
		}
		l := newLine(d.f).gap(2).cell(theme.Dim, label, d.label).put(theme.Accent, mark+" ")
		l.put(theme.Key, strconv.Itoa(i+1)).gap(1).cell(role, reviewWord(o.Review), 16)
		l.put(theme.Dim, d.g.To+" ").spans(statusSpan(o.To, d.g))
		lines = append(lines, l.end())
	}
	return lines
}

func shown(effects []model.Effect, c model.Certainty) []model.Effect {
	var out []model.Effect
	for _, e := range effects {
		if e.Shown() && e.Certainty == c {
			out = append(out, e)
		}
	}
	return out
}

// byReason groups the effects that share a reason, in their order.
func byReason(effects []model.Effect) [][]model.Effect {
	var out [][]model.Effect
	at := map[string]int{}
	for _, e := range effects {
		if i, ok := at[e.Reason]; ok && e.Reason != "" {
			out[i] = append(out[i], e)
			continue
		}
		at[e.Reason] = len(out)
		out = append(out, []model.Effect{e})
	}
	return out
}

func reasoned(group []model.Effect, between string) string {
	parts := make([]string, 0, len(group))
	for _, e := range group {
		parts = append(parts, e.Sentence())
	}
	text := strings.Join(parts, " and ")
	if group[0].Reason != "" {
		text += between + group[0].Reason
	}
	return text
}

func sentence(e model.Effect) string {
	if e.Reason == "" {
		return e.Sentence()
	}
	return e.Sentence() + ": " + e.Reason
}
