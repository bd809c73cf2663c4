package tui

import (
	tea "github.com/charmbracelet/bubbletea"

	"examdesk/model"
)

func decisionKeys() []binding {
	out := []binding{
		{keys: []string{"enter"}, short: "confirm", help: "take the decision", group: groupDecide, where: inDecision, foot: 10, why: (*root).notReady, run: (*root).confirm},
		{keys: []string{"c", "e"}, label: "c", short: "reason", help: "write or change the reason", group: groupDecide, where: inDecision, foot: 30, run: (*root).editReason},
		{keys: []string{"esc", "q"}, label: "esc", short: "back", help: "decide nothing", group: groupDecide, where: inDecision, foot: 40, run: (*root).closeDialog},
		{keys: []string{"enter"}, short: "keep the reason", help: "keep the reason", group: groupDecide, where: inReason, foot: 10, run: (*root).keepReason},
		{keys: []string{"esc"}, short: "as it was", help: "leave the reason as it was", group: groupDecide, where: inReason, foot: 20, run: (*root).dropReason},
	}
	labels := []string{"verify", "rules violation", "suspicious", "not reviewed"}
	for i, review := range model.ReviewStatuses() {
		out = append(out, binding{
			keys: []string{string(rune('1' + i))}, short: labels[i], help: "decide as " + string(review), group: groupDecide,
			where: inDecision, run: func(m *root) tea.Cmd { return m.chooseOutcome(review) },
		})
	}
	return append(out,
		binding{keys: []string{"v"}, short: "verify", help: "decide as Clean", group: groupDecide, where: inDecision, run: chooseAs(model.ReviewClean)},
		binding{keys: []string{"r"}, short: "reject", help: "decide as Suspicious", group: groupDecide, where: inDecision, run: chooseAs(model.ReviewSuspicious)},
	)
}

func chooseAs(review model.ReviewStatus) func(*root) tea.Cmd {
	return func(m *root) tea.Cmd { return m.chooseOutcome(review) }
}

func conflictKeys() []binding {
	return []binding{
		{keys: []string{"l", "enter"}, label: "l", short: "look again", help: "open the attempt as it is now", group: groupDecide, where: inConflict, foot: 10, run: (*root).conflictLook},
		{keys: []string{"d"}, short: "decide anew", help: "decide on what the attempt is now", group: groupDecide, where: inConflict, foot: 20, why: (*root).cannotDecide, run: (*root).conflictAnew},
		{keys: []string{"x"}, short: "dismiss", help: "leave it as the other side decided", group: groupDecide, where: inConflict, foot: 30, run: (*root).conflictDismiss},
		{keys: []string{"esc", "q"}, label: "esc", short: "later", help: "leave it for later", group: groupDecide, where: inConflict, foot: 40, run: (*root).closeDialog},
	}
}

func foundKeys() []binding {
	return []binding{
		{keys: []string{"s"}, short: "send", help: "send the decision now", group: groupHeld, where: inFound, foot: 10, run: (*root).foundSend},
		{keys: []string{"w"}, short: "withdraw", help: "withdraw the decision", group: groupHeld, where: inFound, foot: 20, run: (*root).foundWithdraw},
		{keys: []string{"l"}, short: "look", help: "open the attempt first", group: groupHeld, where: inFound, foot: 30, run: (*root).foundLook},
		{keys: []string{"esc", "q"}, label: "esc", short: "later", help: "leave it in the journal", group: groupHeld, where: inFound, foot: 40, run: (*root).foundLater},
	}
}

func quitKeys() []binding {
	return []binding{
		{keys: []string{"s"}, short: "send now and quit", help: "send what is held and quit", group: groupDesk, where: inQuit, foot: 10, why: (*root).leavingAlready, run: (*root).quitSend},
		{keys: []string{"u"}, short: "undo them and quit", help: "undo what is held and quit", group: groupDesk, where: inQuit, foot: 20, why: (*root).leavingAlready, run: (*root).quitUndo},
		{keys: []string{"k"}, short: "keep them and quit", help: "quit; what is held is asked about at the next start", group: groupDesk, where: inQuit, foot: 25, why: (*root).leavingAlready, run: (*root).quitKeep},
		{keys: []string{"esc", "n"}, label: "esc", short: "stay", help: "stay", group: groupDesk, where: inQuit, foot: 30, run: (*root).quitStay},
	}
}

func typingKeys() []binding {
	return []binding{
		{keys: []string{"enter"}, short: "apply", help: "apply the filter", group: groupShow, where: inPrompt, foot: 10, run: (*root).applyPrompt},
		{keys: []string{"enter"}, short: "choose", help: "choose", group: groupShow, where: listSpots, foot: 10, run: (*root).choosePick},
		{keys: []string{"esc"}, short: "back", help: "leave everything as it was", group: groupShow, where: inPrompt | listSpots, foot: 20, run: (*root).closeOver},
	}
}
