package view

import (
	"strconv"
	"strings"

	"examdesk/model"
	"examdesk/tui/theme"
)

// Preview draws the selected attempt beside or below the list, in exactly the
// frame's height: who, what and when, the recording, the gravest comments, and
// what else bears on a decision. What has no room goes in the opposite order.
func Preview(d model.AttemptDetail, f Frame) []string {
	in := f.Sized(max(0, f.Width-1), f.Height)
	head := previewHead(d, in)
	facts := previewFacts(d, in)
	strip := previewStrip(d, in)
	if f.Height < 12 {
		facts = facts[:min(len(facts), max(0, f.Height-len(head)-len(strip)-3))]
	}
	lines := append([]string{}, head...)
	room := f.Height - len(head) - len(strip) - len(facts)
	airy := room > 4
	if airy {
		lines = append(lines, blank(in))
		room -= 2
	}
	lines = append(lines, strip...)
	lines = append(lines, previewComments(d, in, room)...)
	if airy && len(facts) > 0 {
		lines = append(lines, blank(in))
	}
	lines = Window(append(lines, facts...), 0, in)
	for i, line := range lines {
		lines[i] = theme.Spaces(f.Width-in.Width) + line
	}
	return lines
}

func previewHead(d model.AttemptDetail, f Frame) []string {
	g := f.Theme.Glyphs()
	dot := span{theme.Dim, " " + g.Dot + " "}
	who := []span{{theme.Strong, learnerName(d.Learner)}}
	if full := d.Learner.FullName.String(); full != "" && full != learnerName(d.Learner) {
		who = append(who, dot, span{theme.Text, full})
	}
	what := []span{{theme.Text, examName(d.Exam)}}
	for _, s := range []string{d.Exam.Backend.String(), usedOf(d.AttemptRow, f)} {
		if s != "" {
			what = append(what, dot, span{theme.Dim, s})
		}
	}
	state := []span{statusSpan(d.Attempt.Status, g), {theme.Dim, " " + f.age(d.Attempt.Modified)}}
	if d.Review != nil {
		by := "vendor"
		if d.Review.ReviewedBy != nil {
			by = personName(d.Review.ReviewedBy)
		}
		state = append(state, dot, span{theme.Dim, by + " "}, reviewSpan(d.Review.Status, g))
	}
	return []string{texts(f, who...), texts(f, what...), texts(f, state...), previewWhen(d, f)}
}

func previewWhen(d model.AttemptDetail, f Frame) string {
	a, text := d.Attempt, ""
	switch {
	case a.CompletedAt != nil:
		text = "submitted " + f.When(*a.CompletedAt)
	case a.StartedAt != nil:
		text = "started " + f.When(*a.StartedAt)
	default:
		text = "created " + f.When(a.Created)
	}
	if d.Review != nil {
		text += " " + f.Theme.Glyphs().Dot + " reviewed " + f.ago(d.Review.Modified)
	}
	return texts(f, span{theme.Dim, text})
}

// usedOf returns "87 of 90 min", as far as it is known.
func usedOf(r model.AttemptRow, f Frame) string {
	limit := "?"
	if a := allowed(r); a > 0 {
		limit = strconv.Itoa(a)
	}
	if used, ok := usedTime(r.Attempt, f.Now); ok {
		return strconv.Itoa(int(used.Minutes()+0.5)) + " of " + limit + " min"
	}
	if limit == "?" {
		return ""
	}
	return limit + " min"
}

// previewStrip returns the recording on one line.
func previewStrip(d model.AttemptDetail, f Frame) []string {
	list := comments(d)
	if len(list) == 0 {
		return nil
	}
	a := axisFor(d, f.Now, 1)
	end := Position(a.seconds)
	a.width = max(1, f.Width-5-1-len(end)-1)
	l := newLine(f).put(theme.Dim, "0:00 ")
	a.track(l, list, f.Theme.Glyphs().Across, false)
	return []string{l.gap(1).put(theme.Dim, end).end()}
}

func previewComments(d model.AttemptDetail, f Frame, room int) []string {
	list := comments(d)
	if len(list) == 0 {
		text := "The review has no comments."
		switch {
		case d.NotVisible != "":
			return wrapped(d.NotVisible, f)
		case d.Review == nil:
			text = "There is no review."
		}
		return []string{texts(f, span{theme.Dim, text})}
	}
	more := 0
	if len(list) > room {
		more = len(list) - max(0, room-1)
	}
	shown := worst(list, len(list)-more)
	columns := commentColumnsFor(shown, f.Width)
	lines := make([]string, 0, len(shown)+1)
	for _, c := range shown {
		lines = append(lines, columns.comment(f, c, 0))
	}
	if more > 0 {
		lines = append(lines, newLine(f).put(theme.Dim, "+"+count(more, "more comment")).gap(3).
			spans(severityCounts(list, f.Theme.Glyphs())...).end())
	}
	return lines
}

// wrapped is a sentence on as many lines as it takes.
func wrapped(sentence string, f Frame) []string {
	var lines []string
	for _, part := range theme.Wrap(safe(sentence), max(1, f.Width)) {
		lines = append(lines, texts(f, span{theme.Dim, part}))
	}
	return lines
}

// previewFacts returns what else bears on a decision, one line each.
func previewFacts(d model.AttemptDetail, f Frame) []string {
	var lines []string
	fact := func(role theme.Role, label, text string) {
		lines = append(lines, newLine(f).cell(theme.Dim, label, 10).gap(1).put(role, text).end())
	}
	if d.Review != nil && d.Review.Reason.String() != "" {
		for i, part := range theme.Wrap(safe(d.Review.Reason.String()), max(1, f.Width-11)) {
			label := "Reason"
			if i > 0 {
				label = ""
			}
			fact(theme.Text, label, part)
		}
	}
	for _, h := range d.Held {
		fact(theme.Warn, "Held", heldText(h))
	}
	for _, r := range d.Stuck {
		fact(theme.Warn, "Stuck", stuckText(r))
	}
	if d.Continues != 0 {
		fact(theme.Text, "Continues", "attempt "+strconv.FormatInt(d.Continues, 10))
	}
	if len(d.Allowances) > 0 {
		parts := make([]string, 0, len(d.Allowances))
		for _, a := range d.Allowances {
			parts = append(parts, allowance(a)+model.AllowanceNote(a, d.Attempt))
		}
		fact(theme.Text, "Allowance", strings.Join(parts, " "+f.Theme.Glyphs().Dot+" "))
	}
	if d.Policy != nil {
		fact(theme.Text, "Policy", d.Policy.Text.String())
	}
	if len(d.Others) > 0 {
		fact(theme.Text, "Other", others(d.Others, f))
	}
	return lines
}

// allowance returns an exception in words.
func allowance(a model.Allowance) string {
	switch a.Key.Raw() {
	case model.AllowanceAdditionalTime:
		return a.Value.String() + " more minutes"
	case model.AllowanceReviewPolicyException:
		return a.Value.String()
	}
	return a.Key.String() + ": " + a.Value.String()
}

func others(rows []model.AttemptRow, f Frame) string {
	parts := make([]string, 0, len(rows))
	for _, o := range rows {
		parts = append(parts, o.Exam.Name.String()+" "+StatusWord(o.Attempt.Status))
	}
	return strings.Join(parts, " "+f.Theme.Glyphs().Dot+" ")
}
