package view

import (
	"strconv"
	"strings"

	"examdesk/model"
	"examdesk/tui/theme"
)

// ChangeState is how far the dialog of a change is.
type ChangeState struct {
	Kind   model.ChangeKind
	Status model.AttemptStatus
	// Of is how many attempts are meant, Ready those whose consequences are
	// known, and Refused those that cannot be changed, with the reason.
	Of      int
	Ready   []model.ChangePreview
	Refused []Refusal
	Asking  bool
	// Word is what must be typed, Typed what has been, and Caret where.
	Word, Typed string
	Caret       int
	Keys        []KeyHint
	// Rows are all that are meant, where they are named one by one, and Unseen
	// which of them are not on the screen. Top is how far they are scrolled.
	Rows   []model.AttemptRow
	Unseen []bool
	Top    int
}

// Refusal is an attempt that cannot be changed.
type Refusal struct {
	ID        int64
	Name, Why string
}

// refusalsShown is how many of them are named.
const refusalsShown = 4

// Change draws the dialog before a change of one attempt or several.
func Change(s ChangeState, f Frame) []string {
	q := Question{Title: changeTitle(s), Keys: s.Keys}
	fact := func(role theme.Role, label, text string) { q.Facts = append(q.Facts, Fact{label, text, role}) }
	switch {
	case s.Asking:
		fact(theme.Dim, "This will", "working out what it does"+f.Theme.Glyphs().More)
	case len(s.Ready) == 0 && len(s.Refused) == 0:
		fact(theme.Dim, "This will", "nothing")
	}
	changeEffects(s, fact)
	for i, r := range s.Refused {
		label := "Cannot"
		if i > 0 {
			label = ""
		}
		if i == refusalsShown {
			fact(theme.Dim, label, "and "+Number(len(s.Refused)-i)+" more")
			break
		}
		fact(theme.Bad, label, r.Name+": "+r.Why)
	}
	if s.Word != "" && len(s.Ready) > 0 {
		fact(theme.Warn, "To confirm", "type "+s.Word+": "+s.Typed)
	}
	return q.Draw(f)
}

func changeTitle(s ChangeState) string {
	what := map[model.ChangeKind]string{
		model.ChangeResume: "Mark %s as ready to resume?", model.ChangeReset: "Reset %s, so that the learner can take it again?",
		model.ChangeRemove: "Remove %s?", model.ChangeRemoveAll: "Remove all attempts of the learner at the exam?",
		model.ChangeStatus: "Set %s to " + StatusWord(s.Status) + "?",
	}[s.Kind]
	return strings.Replace(what, "%s", changeObject(s), 1)
}

func changeObject(s ChangeState) string {
	if len(s.Rows) > 0 {
		return count(s.Of, "marked attempt")
	}
	if s.Of != 1 {
		return count(s.Of, "attempt")
	}
	if len(s.Ready) == 1 {
		return learnerName(s.Ready[0].Row.Learner) + ", " + examName(s.Ready[0].Row.Exam)
	}
	return "the attempt"
}

// changeOfStatus describes what the attempt becomes.
func changeOfStatus(p model.ChangePreview) string {
	switch {
	case p.To == "":
		return "will be gone; its review and its history stay (it is now: " + StatusWord(p.From) + ")"
	case p.Kind == model.ChangeResume:
		text := "stays " + StatusWord(p.From) + "; the learner can open the exam again and continue."
		if p.Resume != nil {
			text += " " + p.Resume.Sentence()
		}
		return text
	case p.From == p.To:
		return "is already: " + StatusWord(p.From) + "; what follows from it happens again"
	}
	return StatusWord(p.From) + " to " + StatusWord(p.To)
}

// ChangedTo describes what an attempt has become.
func ChangedTo(c model.Changed) string {
	switch {
	case c.Row == nil:
		return "removed"
	case c.Kind == model.ChangeResume:
		return "ready to resume"
	case c.Kind == model.ChangeReset:
		return "reset"
	}
	return StatusWord(c.To)
}

// changeInShort returns [changeOfStatus] for one of several.
func changeInShort(p model.ChangePreview) string {
	switch {
	case p.With != 0 && p.To == model.Declined:
		return StatusWord(p.From) + " to " + StatusWord(p.To) + ", with attempt " + strconv.FormatInt(p.With, 10)
	case p.With != 0:
		return "attempt " + strconv.FormatInt(p.With, 10) + " goes first and changes this one, too; it is then looked at again"
	case p.To == "":
		return StatusWord(p.From) + ", will be removed"
	case p.Kind == model.ChangeResume:
		return StatusWord(p.From) + ", will be ready to resume"
	case p.From == p.To:
		return "is already: " + StatusWord(p.From) + "; what follows happens again"
	}
	return StatusWord(p.From) + " to " + StatusWord(p.To)
}

// ChangeMany words the dialog before a change of all marked attempts: each is
// named with what becomes of it, or with why nothing does.
func ChangeMany(s ChangeState, f Frame) Many {
	m := Many{Title: changeTitle(s), Top: s.Top, Keys: s.Keys}
	ready, refused := map[int64]model.ChangePreview{}, map[int64]string{}
	for _, p := range s.Ready {
		ready[p.Row.Attempt.ID] = p
	}
	for _, r := range s.Refused {
		refused[r.ID] = r.Why
	}
	unseen := 0
	for i, row := range s.Rows {
		it := ManyItem{Row: row, Role: theme.Dim, What: StatusWord(row.Attempt.Status), Unseen: s.Unseen[i]}
		if it.Unseen {
			unseen++
		}
		if p, ok := ready[row.Attempt.ID]; ok {
			it.Role, it.What = theme.Text, changeInShort(p)
		} else if why, ok := refused[row.Attempt.ID]; ok {
			it.Sign, it.Role, it.What = f.Theme.Glyphs().Broken, theme.Bad, "left out: "+why
		}
		m.Items = append(m.Items, it)
	}
	m.Lead = unseenLead(unseen, len(s.Rows))
	fact := func(role theme.Role, label, text string) { m.Facts = append(m.Facts, Fact{label, text, role}) }
	if s.Asking {
		fact(theme.Dim, "This will", "working out what it does"+f.Theme.Glyphs().More)
	}
	changeEffects(s, fact)
	if why, ok := refused[0]; ok {
		fact(theme.Bad, "Cannot", why)
	}
	if s.Word != "" && len(s.Ready) > 0 {
		m.Remark = &Fact{"To confirm", "type " + s.Word + ": " + s.Typed, theme.Warn}
	}
	return m
}

// changeEffects describes what follows: for one attempt each effect, for several how
// often each.
func changeEffects(s ChangeState, fact func(theme.Role, string, string)) {
	if len(s.Ready) == 0 {
		return
	}
	if s.Of == 1 {
		if len(s.Rows) == 0 { // otherwise each row shows its own change
			fact(theme.Text, "The attempt", changeOfStatus(s.Ready[0]))
		}
	} else {
		fact(theme.Text, "Can be done", Number(len(s.Ready))+" of "+Number(s.Of))
	}
	wipes, order := map[string]int{}, []string{}
	effects, effectOrder := map[string]int{}, []string{}
	add := func(m map[string]int, order *[]string, text string) {
		if m[text]++; m[text] == 1 {
			*order = append(*order, text)
		}
	}
	for _, p := range s.Ready {
		for _, w := range p.Wipes {
			add(wipes, &order, w)
		}
		for _, e := range p.Effects {
			if e.Shown() && e.Certainty == model.Will {
				add(effects, &effectOrder, e.Sentence())
			}
		}
	}
	list := func(role theme.Role, label string, m map[string]int, order []string) {
		for i, text := range order {
			if s.Of > 1 && m[text] > 1 {
				text += " (" + strconv.Itoa(m[text]) + " times)"
			}
			if i > 0 {
				label = ""
			}
			fact(role, label, text)
		}
	}
	list(theme.Bad, "Lost for good", wipes, order)
	list(theme.Text, "This will", effects, effectOrder)
	if note := s.Ready[0].Note; note != "" && len(effectOrder) > 0 {
		fact(theme.Info, "This store", note)
	}
}
