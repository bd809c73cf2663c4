package tui

import (
	"slices"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"examdesk/tui/view"
)

// spot is where the keys go: a part of the desk, or what lies over it.
type spot uint

// The spots; a binding is valid in some of them.
const (
	inList spot = 1 << iota
	inAttempt
	inDecision
	inReason
	inConflict
	inFound
	inQuit
	inPrompt
	inSearch
	inCourses
	inPalette
	inLearner
	inChange
	inStatuses
	inGrant
	inExams
	inExam
	inOnboarding
	inBackends
	inBackend
	inLooking
	inPolicy
	inAsking
	inResults
	inAddress
	inHelp
)

// everywhere is all spots.
const everywhere = inHelp<<1 - 1

// The spots in which letters are text, and those that lie over everything.
const (
	typingSpots = inReason | inPrompt | inSearch | inCourses | inPalette | inChange | inStatuses | inGrant | inLooking | inPolicy
	askingSpots = inDecision | inConflict | inFound | inQuit | inChange | inGrant | inAsking | inResults | inAddress
	listSpots   = inSearch | inCourses | inPalette | inStatuses
)

// binding is a key and what it does. Footer, help and palette are made from
// the same table, so they cannot tell anything else than the keys do.
type binding struct {
	// keys are its names in Bubble Tea; label is how they are written.
	keys  []string
	label string
	// short is its word in the footer, help its sentence, group its heading.
	short, help, group string
	where              spot
	// foot is its rank in the footer; 0 keeps it out.
	foot int
	// word is what short is now, where that changes.
	word func(*root) string
	// why is the reason for which it does nothing now, empty if it works; nil
	// for what always works.
	why func(*root) string
	run func(*root) tea.Cmd
}

func (b *binding) key() string {
	if b.label != "" {
		return b.label
	}
	return strings.ReplaceAll(b.keys[0], "+", "-")
}

func (b *binding) wordNow(m *root) string {
	if b.word == nil {
		return b.short
	}
	return b.word(m)
}

func (b *binding) reason(m *root) string {
	if b.why == nil {
		return ""
	}
	return b.why(m)
}

// keymap is the table of all bindings.
type keymap struct {
	all   []*binding
	byKey map[spot]map[string]*binding
}

func newKeymap() *keymap {
	k := &keymap{byKey: map[spot]map[string]*binding{}}
	for _, group := range [][]binding{
		moveKeys(), listKeys(), decideKeys(), heldKeys(), attemptKeys(), decisionKeys(), conflictKeys(), foundKeys(),
		quitKeys(), learnerKeys(), changeKeys(), grantKeys(), resultKeys(), addressKeys(), typingKeys(), boardKeys(), deskKeys(),
	} {
		for _, b := range group {
			k.add(&b)
		}
	}
	return k
}

func (k *keymap) add(b *binding) {
	k.all = append(k.all, b)
	for s := inList; s <= inHelp; s <<= 1 {
		if b.where&s == 0 {
			continue
		}
		if k.byKey[s] == nil {
			k.byKey[s] = map[string]*binding{}
		}
		for _, name := range b.keys {
			// The first of the table wins, so that a spot's own keys come
			// before those of the desk.
			if _, taken := k.byKey[s][name]; !taken {
				k.byKey[s][name] = b
			}
		}
	}
}

// find is what a key does in a spot; nil if nothing.
func (k *keymap) find(s spot, name string) *binding { return k.byKey[s][name] }

// at lists the bindings of a spot in the order of the table.
func (k *keymap) at(s spot) []*binding {
	var out []*binding
	for _, b := range k.all {
		if b.where&s != 0 {
			out = append(out, b)
		}
	}
	return out
}

// footer is what can be pressed in a spot right now, most used first.
func (k *keymap) footer(m *root, s spot) []view.KeyHint {
	var can []*binding
	for _, b := range k.at(s) {
		if b.foot > 0 && b.reason(m) == "" {
			can = append(can, b)
		}
	}
	slices.SortStableFunc(can, func(a, b *binding) int { return a.foot - b.foot })
	out := make([]view.KeyHint, 0, len(can))
	for _, b := range can {
		out = append(out, view.KeyHint{Key: b.key(), Text: b.wordNow(m)})
	}
	return out
}

// help is all that can be pressed in a spot, by group, with the reason where
// something cannot.
func (k *keymap) help(m *root, s spot) []view.HelpGroup {
	var out []view.HelpGroup
	for _, b := range k.at(s) {
		i := slices.IndexFunc(out, func(g view.HelpGroup) bool { return g.Title == b.group })
		if i < 0 {
			i = len(out)
			out = append(out, view.HelpGroup{Title: b.group})
		}
		out[i].Keys = append(out[i].Keys, view.KeyHint{Key: b.allKeys(), Text: b.help, Why: b.reason(m)})
	}
	return out
}

// allKeys writes every key of a binding, for the help.
func (b *binding) allKeys() string {
	if b.label != "" {
		return b.label
	}
	return strings.ReplaceAll(strings.Join(b.keys, " "), "+", "-")
}

// commands is what the palette offers in a spot: all but moving around and the
// palette itself.
func (k *keymap) commands(m *root, s spot) []*binding {
	var out []*binding
	for _, b := range k.at(s) {
		if b.group != groupMove && b.short != "" && b.short != "command" && b.reason(m) == "" {
			out = append(out, b)
		}
	}
	return out
}
