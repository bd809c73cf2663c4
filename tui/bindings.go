package tui

import (
	tea "github.com/charmbracelet/bubbletea"

	"examdesk/model"
)

// The headings of the help.
const (
	groupMove   = "Move"
	groupShow   = "What is shown"
	groupDecide = "Decide"
	groupHeld   = "Decisions on their way"
	groupDo     = "Attempt"
	groupDesk   = "Desk"
)

func moveKeys() []binding {
	const here = inList | inAttempt | inHelp | inDecision | inResults | inAddress | inLearner | listSpots | boardSpots
	return []binding{
		{keys: []string{"j", "down", "ctrl+n"}, label: "j ↓", help: "one down", group: groupMove, where: here &^ listSpots, run: step(1)},
		{keys: []string{"k", "up", "ctrl+p"}, label: "k ↑", help: "one up", group: groupMove, where: here &^ listSpots, run: step(-1)},
		{keys: []string{"down", "ctrl+n", "tab"}, label: "↓ ↑", short: "move", help: "one down or up", group: groupMove, where: listSpots, foot: 15, run: step(1)},
		{keys: []string{"up", "ctrl+p", "shift+tab"}, label: "↑", help: "one up", group: groupMove, where: listSpots, run: step(-1)},
		{keys: []string{"pgdown", "ctrl+f"}, label: "pgdn", help: "one screen down", group: groupMove, where: here &^ inList, run: leap(1, 1)},
		{keys: []string{"pgdown"}, label: "pgdn", help: "one screen down", group: groupMove, where: inList, run: leap(1, 1)},
		{keys: []string{"pgup", "ctrl+b"}, label: "pgup", help: "one screen up", group: groupMove, where: here, run: leap(-1, 1)},
		{keys: []string{"ctrl+d"}, help: "half a screen down", group: groupMove, where: here &^ listSpots, run: leap(1, 2)},
		{keys: []string{"ctrl+u"}, help: "half a screen up", group: groupMove, where: here &^ listSpots, run: leap(-1, 2)},
		{keys: []string{"g", "home"}, label: "g home", help: "to the beginning", group: groupMove, where: here &^ listSpots, run: (*root).goTop},
		{keys: []string{"G", "end"}, label: "G end", help: "to the end", group: groupMove, where: here &^ listSpots, run: (*root).goBottom},
		{keys: []string{"tab", "l", "right"}, label: "tab l →", help: "next section", group: groupMove, where: inList, run: turn(1)},
		{keys: []string{"shift+tab", "h", "left"}, label: "shift-tab h ←", help: "section before", group: groupMove, where: inList, run: turn(-1)},
		{keys: []string{"1", "2", "3", "4", "5", "6", "7", "8", "9"}, label: "1–9", help: "to that section", group: groupMove, where: inList, run: (*root).turnByNumber},
	}
}

func listKeys() []binding {
	return []binding{
		{keys: []string{"enter"}, short: "open", help: "open the attempt", group: groupDo, where: inList, foot: 50, why: (*root).noRow, run: (*root).openAttempt},
		{keys: []string{" "}, label: "space", short: "mark", help: "mark or unmark the attempt", group: groupDo, where: inList, foot: 60, why: (*root).noRow, run: (*root).toggleMark},
		{keys: []string{"U"}, short: "unmark all", help: "remove all marks", group: groupDo, where: inList | inAttempt, why: (*root).noMarks, run: (*root).clearMarks},
		{keys: []string{"/"}, short: "filter", help: "filter, e.g. status:error age:>7d", group: groupShow, where: inList, foot: 80, run: (*root).openPrompt},
		{keys: []string{"f", "ctrl+f"}, label: "f ctrl-f", short: "find learner", help: "find a learner and show the attempts in place of the filter", group: groupShow, where: inList, foot: 82, run: (*root).openSearch},
		{keys: []string{"c"}, short: "course", help: "show one course, or all", group: groupShow, where: inList, foot: 84, run: (*root).openCourses},
		{keys: []string{"s"}, short: "turn order", help: "oldest or newest first", group: groupShow, where: inList, run: (*root).flip},
		{keys: []string{"esc"}, short: "wider", help: "remove the marks, then the learner, the filter, and the course", group: groupShow, where: inList, why: (*root).notNarrowed, run: (*root).widen},
	}
}

func attemptKeys() []binding {
	return []binding{
		{keys: []string{"esc", "backspace"}, label: "esc", short: "back", help: "back to the list", group: groupShow, where: inAttempt, foot: 70, run: (*root).closeAttempt},
		{keys: []string{"d"}, short: "versions", help: "unfold or fold earlier versions of the review", group: groupShow, where: inAttempt, foot: 55, why: (*root).noVersions, run: (*root).unfold},
		{keys: []string{"n"}, short: "next", help: "the next attempt of the list", group: groupMove, where: inAttempt, foot: 52, run: neighbour(1)},
		{keys: []string{"p"}, short: "before", help: "the attempt before in the list", group: groupMove, where: inAttempt, run: neighbour(-1)},
		{keys: []string{"N"}, short: "next undecided", help: "the next attempt that nobody has decided", group: groupMove, where: inList | inAttempt, foot: 54, why: (*root).noRow, run: (*root).nextUndecided},
		{keys: []string{"n"}, help: "one down", group: groupMove, where: inList, run: step(1)},
		{keys: []string{"p"}, help: "one up", group: groupMove, where: inList, run: step(-1)},
		{keys: []string{"o"}, short: "video", help: "open the recording", group: groupDo, where: inList | inAttempt, foot: 40, why: (*root).noVideo, run: (*root).openVideo},
		{keys: []string{"a"}, short: "address", help: "show the address of the recording, and copy it with y", group: groupDo, where: inList | inAttempt, foot: 93, why: (*root).noVideo, run: (*root).showAddress},
		{keys: []string{"y"}, short: "copy code", help: "copy the attempt code, or those of all marked", group: groupDo, where: inList | inAttempt, foot: 62, why: (*root).noCopy, run: (*root).copyCodes},
	}
}

func decideKeys() []binding {
	const here = inList | inAttempt
	return []binding{
		{keys: []string{"v"}, short: "verify", help: "verify: review the attempt as Clean", group: groupDecide, where: here, foot: 10, why: (*root).noDecision, run: decideAs(model.ReviewClean)},
		{keys: []string{"r"}, short: "reject", help: "reject: review the attempt as Suspicious", group: groupDecide, where: here, foot: 12, why: (*root).noDecision, run: decideAs(model.ReviewSuspicious)},
		{keys: []string{"m"}, short: "more outcomes", help: "decide otherwise: Rules Violation or Not Reviewed", group: groupDecide, where: here, foot: 14, why: (*root).noDecision, run: decideAs(model.ReviewRulesViolation)},
	}
}

func heldKeys() []binding {
	const here = inList | inAttempt | boardSpots
	return []binding{
		{keys: []string{"u"}, short: "undo", help: "take back the decision taken last, while it is held", group: groupHeld, where: here, foot: 5, why: (*root).noUndo, run: (*root).undo},
		{keys: []string{"t"}, short: "try again", help: "send again what could not be sent", group: groupHeld, where: here, foot: 6, why: (*root).noFailure, run: (*root).tryAgain},
		{keys: []string{"w"}, short: "withdraw", help: "give up a decision that could not be sent", group: groupHeld, where: here, foot: 7, why: (*root).noFailure, run: (*root).giveUp},
		{keys: []string{"e"}, short: "settle", help: "settle a conflict, or what an earlier session left", group: groupHeld, where: here, foot: 4, why: (*root).nothingToSettle, run: (*root).settleNext},
	}
}

func deskKeys() []binding {
	const here = inList | inAttempt | boardSpots
	return []binding{
		{keys: []string{"ctrl+r", "f5"}, label: "ctrl-r", short: "refresh", help: "ask the store again", group: groupDesk, where: here | inSearch | inCourses | inDecision, run: (*root).refresh},
		{keys: []string{"ctrl+l"}, label: "ctrl-l", short: "draw again", help: "draw the screen again, when something else wrote on it", group: groupDesk, where: everywhere, run: func(*root) tea.Cmd { return tea.ClearScreen }},
		{keys: []string{":"}, short: "command", help: "find a command by name", group: groupDesk, where: here, foot: 95, run: (*root).openPalette},
		{keys: []string{"?", "f1"}, label: "?", short: "help", help: "this help", group: groupDesk, where: here, foot: 99, run: (*root).openHelp},
		{keys: []string{"?", "q", "esc"}, label: "esc", short: "back", help: "close the help", group: groupDesk, where: inHelp, foot: 10, run: (*root).closeOver},
		{keys: []string{"q"}, short: "quit", help: "quit; what is held is asked about", group: groupDesk, where: inList, foot: 97, run: (*root).askQuit},
		{keys: []string{"q"}, short: "back", help: "back to the list", group: groupShow, where: inAttempt, run: (*root).closeAttempt},
		{keys: []string{"ctrl+z"}, label: "ctrl-z", short: "suspend", help: "back to the shell; fg returns", group: groupDesk, where: here, run: func(*root) tea.Cmd { return tea.Suspend }},
	}
}
