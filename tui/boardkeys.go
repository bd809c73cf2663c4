package tui

import (
	"errors"
	"slices"

	tea "github.com/charmbracelet/bubbletea"

	"examdesk/model"
)

// The headings of the boards' help.
const groupExam = "Exam"

func boardKeys() []binding {
	out := []binding{
		{keys: []string{"E"}, short: "exams", help: "the exams and review policies of the course, or of all", group: groupShow, where: inList | inOnboarding | inBackends | inBackend, foot: 86, run: (*root).openExams},
		{keys: []string{"O"}, short: "onboarding", help: "where a course's learners stand with its onboarding", group: groupShow, where: inList | inExams | inExam | inBackends | inBackend, foot: 88, run: (*root).openOnboarding},
		{keys: []string{"esc", "q"}, label: "esc", short: "back", help: "take the narrowing away, then back to the list", group: groupShow, where: boardSpots &^ (inBackends | inBackend), foot: 70, run: (*root).backFromBoard},
		{keys: []string{"/"}, short: "narrow", help: "show what holds some words, e.g. missing or inactive", group: groupShow, where: inExams | inOnboarding | inBackends, foot: 40, why: (*root).noParts, run: (*root).openLooking},
		{keys: []string{"c"}, short: "course", help: "show another course here; the list keeps its own", group: groupShow, where: inExams | inOnboarding, foot: 45, run: (*root).openBoardCourses},
		{keys: []string{"enter"}, short: "keep", help: "keep what is narrowed to", group: groupShow, where: inLooking, foot: 10, run: (*root).closeOver},
		{keys: []string{"esc"}, short: "as before", help: "leave it as it was", group: groupShow, where: inLooking, foot: 20, run: (*root).dropLooking},
		{keys: []string{"down", "ctrl+n", "up", "ctrl+p"}, label: "↓ ↑", short: "move", help: "one down or up", group: groupMove, where: inLooking, foot: 15, run: (*root).moveByKey},
		{keys: []string{"enter", "y"}, label: "enter", short: "yes", help: "yes", group: groupDo, where: inAsking, foot: 10, run: (*root).answerYes},
		{keys: []string{"esc", "n", "q"}, label: "esc", short: "no", help: "no", group: groupDo, where: inAsking, foot: 20, run: (*root).closeDialog},
	}
	return slices.Concat(out, examKeys(), onboardingKeys(), backendKeys())
}

func examKeys() []binding {
	const here = inExams | inExam
	return []binding{
		{keys: []string{"enter"}, short: "open", help: "open the exam with the history of its policy", group: groupExam, where: inExams, foot: 10, why: (*root).noExam, run: (*root).openExam},
		{keys: []string{"p"}, short: "policy", help: "write the review policy", group: groupExam, where: here, foot: 20, why: (*root).noPolicy, run: (*root).openPolicy},
		{keys: []string{"a"}, short: "active", help: "take the exam out, or put it back", group: groupExam, where: here, foot: 30, why: (*root).noKeeping, run: (*root).askActive},
		{keys: []string{"ctrl+s"}, label: "ctrl-s", short: "save", help: "save the policy; an empty text takes it away", group: groupExam, where: inPolicy, foot: 10, why: (*root).policyBusy, run: (*root).savePolicy},
		{keys: []string{"esc"}, short: "back", help: "leave the text; asks first if it was changed", group: groupExam, where: inPolicy, foot: 20, why: (*root).policyBusy, run: (*root).leavePolicy},
	}
}

func onboardingKeys() []binding {
	return []binding{
		{keys: []string{"enter"}, short: "attempts", help: "show the learner's attempts in the list", group: groupDo, where: inOnboarding, foot: 10, why: (*root).noBoardLearner, run: (*root).openBoardLearner},
		{keys: []string{"tab", "l", "right"}, label: "tab →", short: "next status", help: "the next status", group: groupMove, where: inOnboarding, foot: 15, why: (*root).noParts, run: turnPart(1)},
		{keys: []string{"shift+tab", "h", "left"}, label: "shift-tab h ←", help: "the status before", group: groupMove, where: inOnboarding, why: (*root).noParts, run: turnPart(-1)},
		{keys: []string{"1", "2", "3", "4", "5", "6", "7", "8", "9"}, label: "1–9", help: "to that status", group: groupMove, where: inOnboarding, run: (*root).turnPartByNumber},
	}
}

func (m *root) moveByKey() tea.Cmd {
	if m.pressed == "up" || m.pressed == "ctrl+p" {
		return m.moveBy(-1, false)
	}
	return m.moveBy(1, false)
}

// chosenExam is what is known of the exam that the keys are about.
func (m *root) chosenExam() *model.ExamDetail {
	if e, ok := m.board.(*exams); ok {
		return e.known()
	}
	return nil
}

func (m *root) noExam() string {
	if e, ok := m.board.(*exams); !ok || e.chosen().Exam.ID == 0 {
		return "There is no exam here."
	}
	return ""
}

// noKeeping is the reason why the exam cannot be changed now.
func (m *root) noKeeping() string {
	if why := m.noExam(); why != "" {
		return why
	}
	d := m.chosenExam()
	switch {
	case m.ReadOnly:
		return "The desk is open for reading only."
	case d == nil:
		return "The exam is not read yet."
	case !d.Change.OK && d.Change.Why == "":
		return "This store takes no changes of exams from you."
	case !d.Change.OK:
		return model.Clean(d.Change.Why)
	}
	return ""
}

// noPolicy is the reason why the policy cannot be written now.
func (m *root) noPolicy() string {
	if why := m.noKeeping(); why != "" {
		return why
	}
	if d := m.chosenExam(); !d.Exam.IsProctored && d.Policy == nil {
		return "The exam is not proctored, so nobody reviews it."
	}
	return ""
}

// noParts is the reason why there is nothing to narrow.
func (m *root) noParts() string {
	if o, ok := m.board.(*onboarding); ok && o.board == nil {
		return "The onboarding is not here yet."
	}
	if b, ok := m.board.(*backends); ok && len(b.all) == 0 {
		return "There are no services to narrow."
	}
	return ""
}

func (m *root) noBoardLearner() string {
	if o, ok := m.board.(*onboarding); ok {
		if _, has := o.chosen(); has {
			return ""
		}
	}
	return "There is no learner here."
}

// takeBoard gives an answer about exams or onboarding to the board that asked.
func (m *root) takeBoard(msg tea.Msg) tea.Cmd {
	e, _ := m.board.(*exams)
	switch msg := msg.(type) {
	case keptMsg:
		return m.kept(msg)
	case boardMsg:
		m.dirty = m.answerBoard(msg) || m.dirty
	case examsMsg:
		if e != nil {
			cmd, took := e.answer(msg)
			m.dirty = m.dirty || took
			return cmd
		}
	case examMsg:
		m.dirty = e != nil && e.answerRead(msg) || m.dirty
	case examRestMsg:
		if e != nil {
			return e.rested(msg)
		}
	}
	return nil
}

// examNow is the exam as it is now, where an error tells it.
func examNow(err error) *model.ExamDetail {
	var conflict *model.ExamConflictError
	if errors.As(err, &conflict) {
		return &conflict.Now
	}
	return nil
}
