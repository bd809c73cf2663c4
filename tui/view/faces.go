package view

import (
	"strings"

	"examdesk/model"
	"examdesk/tui/theme"
)

// Loading fills the frame while something is on its way.
func Loading(what string, f Frame) []string {
	return face(f, theme.Dim, "Loading "+what+f.Theme.Glyphs().More, "")
}

// Empty fills the frame of a list without rows. The filter is what the person
// typed, as that is the likeliest cause, and notes say what in it the store does
// not hold.
func Empty(s model.Section, filter string, notes []string, f Frame) []string {
	if filter != "" {
		said := strings.Join(append([]string{"No attempt matches " + filter + "."}, notes...), " ")
		return face(f, theme.Text, said, "/ changes the filter, esc clears it")
	}
	return face(f, theme.Good, emptySentence(s), "")
}

// Unread fills the frame of a list without rows of which only a part has been read.
func Unread(filter, read string, f Frame) []string {
	said, hint := "Nothing here in what has been read of the LMS: "+read+".", "G reads further"
	if filter != "" {
		said, hint = "No attempt that has been read of the LMS matches "+filter+": "+read+".", "G reads further, / changes the filter, esc clears it"
	}
	return face(f, theme.Text, said, hint)
}

func emptySentence(s model.Section) string {
	switch s {
	case model.SectionNeedsDecision:
		return "Nothing needs a decision."
	case model.SectionWaiting:
		return "Nothing is waiting for a review."
	case model.SectionErrors:
		return "No attempt broke off."
	case model.SectionRunning:
		return "Nobody is in an exam."
	case model.SectionDecided:
		return "Nothing has been decided yet."
	case model.SectionOnboarding:
		return "There are no attempts at practice exams."
	case model.SectionStuck:
		return "Nothing is stuck."
	case model.SectionOther, model.SectionAll:
	}
	return "There are no attempts here."
}

// Failed fills the frame when an answer did not come, with the key that asks
// again; no key if that cannot help.
func Failed(sentence, retryKey string, f Frame) []string {
	hint := ""
	if retryKey != "" {
		hint = retryKey + " tries again"
	}
	return face(f, theme.Bad, f.Theme.Glyphs().Broken+" "+sentence, hint)
}

// Denied fills the frame where the person or the store may not go. Asking
// again would not help, so no key is offered.
func Denied(sentence string, f Frame) []string {
	return face(f, theme.Warn, f.Theme.Glyphs().WillNot+" "+sentence, "You have no access to this; the rest of the desk is open to you.")
}

// face puts a sentence and a hint a third down the frame, where the eye is.
func face(f Frame, role theme.Role, sentence, hint string) []string {
	indent := min(3, f.Width/10)
	var lines []string
	for range max(0, min(f.Height/3, f.Height-3)) {
		lines = append(lines, blank(f))
	}
	for _, part := range theme.Wrap(safe(sentence), max(1, f.Width-2*indent)) {
		lines = append(lines, newLine(f).gap(indent).put(role, part).end())
	}
	if hint != "" {
		lines = append(lines, blank(f))
		for _, part := range theme.Wrap(safe(hint), max(1, f.Width-2*indent)) {
			lines = append(lines, newLine(f).gap(indent).put(theme.Dim, part).end())
		}
	}
	return Window(lines, 0, f)
}
