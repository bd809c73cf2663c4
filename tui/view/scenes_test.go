package view

import (
	"slices"
	"time"

	"examdesk/model"
	"examdesk/tui/theme"
)

// scene draws something in a frame. Those that scroll may be higher than it.
type scene struct {
	name    string
	scrolls bool
	// low is set where fewer lines than the frame's height may come.
	low  bool
	draw func(f Frame) []string
}

// scenes are everything that this package draws, in every situation that the
// tests look at.
func scenes() []scene {
	list := []scene{
		{name: "queue", draw: queueScreen},
		{name: "tabs", low: true, draw: tabLines},
		{name: "lines", low: true, draw: singleLines},
		{name: "help", scrolls: true, draw: func(f Frame) []string { return Help(groups(), f) }},
		{name: "conflict", low: true, draw: conflictOf(rowOf())},
		{name: "conflict-hostile", low: true, draw: conflictOf(hostileDetail().AttemptRow)},
		{name: "faces-loading", draw: func(f Frame) []string { return Loading("attempts", f) }},
		{name: "faces-empty", draw: func(f Frame) []string { return Empty(model.SectionNeedsDecision, "", nil, f) }},
		{name: "faces-nomatch", draw: func(f Frame) []string { return Empty(model.SectionAll, "age:>7d "+hostileText, nil, f) }},
		{name: "faces-failed", draw: func(f Frame) []string { return Failed("The server did not answer within 10 s.", "ctrl-r", f) }},
		{name: "faces-denied", draw: func(f Frame) []string { return Denied(hostileText, f) }},
	}
	for name, d := range details() {
		list = append(list,
			scene{name: "preview-" + name, draw: func(f Frame) []string { return Preview(d, f) }},
			scene{name: "detail-" + name, scrolls: true, draw: func(f Frame) []string { return Detail(d, f, DetailOptions{}) }},
			scene{name: "unfolded-" + name, scrolls: true, draw: func(f Frame) []string { return Detail(d, f, DetailOptions{Unfold: true}) }})
	}
	return slices.Concat(list, boardScenes(), decisionScenes(), learnerScenes(), backendScenes())
}

func decisionScenes() []scene {
	others := detailOf().Others
	states := map[string]DecisionState{
		"plain":   {Chosen: model.ReviewSuspicious, Reason: "second person in the room", Hold: 8 * time.Second, Others: others},
		"editing": {Chosen: model.ReviewSuspicious, Reason: "second person 长长的", Caret: 12, EditingReason: true},
		"waiting": {Chosen: model.ReviewClean},
		"busy":    {Busy: true, Reason: hostileText, Scroll: 7},
		"problem": {Problem: "The store is locked by another program.", Scroll: 1000},
		"long":    {EditingReason: true, Reason: longReason(), Caret: 400},
	}
	list := make([]scene, 0, 2*len(states))
	for name, st := range states {
		list = append(list,
			scene{name: "decision-" + name, low: true, draw: func(f Frame) []string { return Decision(previewOf(), f, st) }},
			scene{name: "crowded-decision-" + name, low: true, draw: func(f Frame) []string { return Decision(crowdedPreview(), f, st) }})
	}
	return list
}

func longReason() string {
	s := ""
	for range 60 {
		s += "理由 reason e\u0301 "
	}
	return s
}

func conflictOf(row model.AttemptRow) func(f Frame) []string {
	return func(f Frame) []string {
		seen := row.Version()
		seen.Status, seen.ReviewModified = model.Submitted, ago(11*day)
		row.Attempt.Status = model.Verified
		return Conflict(seen, row, "", "a second person in the room", f, []KeyHint{{Key: "enter", Text: "look again"}, {Key: "d", Text: "decide again"}, {Key: "esc", Text: "dismiss"}})
	}
}

// queueScreen puts a whole screen together, as the desk does.
func queueScreen(f Frame) []string {
	if f.Height < 8 {
		return Window(nil, 0, f)
	}
	one := f.Sized(f.Width, 1)
	lines := []string{
		Top{Place: "all courses", Right: []string{"r.adeyemi", "local", "4 decisions today"}}.Draw(one),
		Tabs(counts(), model.SectionNeedsDecision, one),
	}
	body := f.Height - 5
	if f.Width < 110 {
		lines = append(lines, Divide(one, -1, false, false))
		lines = append(lines, listLines(f.Sized(f.Width, body))...)
	} else {
		left := f.Width * 55 / 100
		lines = append(lines, Divide(one, left, false, true))
		lines = append(lines, Beside(listLines(f.Sized(left, body)), Preview(detailOf(), f.Sized(f.Width-left-1, body)), f)...)
	}
	notice := Notice{Role: theme.Warn, Text: "rejected thandiwe_silva, sent in 8 s", Keys: []KeyHint{{Key: "u", Text: "undo"}}}
	return append(lines, notice.Draw(one), Footer(hints(), one))
}

func listLines(f Frame) []string {
	c := ColumnsFor(f.Width, model.SectionNeedsDecision)
	lines := []string{c.Header(f, false)}
	for i, r := range queueRows(f.Height - 1) {
		if i < 5 {
			r.Attempt.Status = model.SecondReviewRequired
		}
		lines = append(lines, Row(r, c, f, RowState{Selected: i == 2, Marked: i == 2 || i == 3, Mark: RowMark(i % 5), To: model.Rejected}))
	}
	return lines
}

// tabLines draws the tabs with each section open.
func tabLines(f Frame) []string {
	var lines []string
	for _, s := range model.Sections() {
		lines = append(lines, Tabs(counts(), s, f))
	}
	return lines[:min(len(lines), f.Height)]
}

// singleLines are the parts that are one line high.
func singleLines(f Frame) []string {
	lines := []string{
		Footer(hints(), f), Titled("Review", "2 versions", f), Titled(hostileText, hostileText, f),
		Divide(f, 3, true, true), Divide(f, -1, true, true), Divide(f, f.Width, true, false),
		Input("typed 文字 text", 7, f), Input(hostileText, 1000, f), Input("", -1, f),
		Notice{Role: theme.Bad, Text: hostileText, Keys: hints()}.Draw(f),
		Top{Place: hostileText, Right: []string{hostileText, "b"}}.Draw(f),
	}
	for i, s := range model.Sections() {
		c := ColumnsFor(f.Width, s)
		lines = append(lines, c.Header(f, false), Row(queueRows(9)[i], c, f, RowState{Selected: i%2 == 0, Marked: true}))
	}
	return lines[:min(len(lines), f.Height)]
}
