package host

import (
	"slices"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"examdesk/tui/view"
)

// Call is a key that was pressed, and the screen on which it was.
type Call struct {
	On  Screen
	Key string
}

// Binding is a key and what it does. Footer, help and palette are made from the
// same table, so they cannot disagree with the keys.
type Binding struct {
	// Keys are its names in Bubble Tea; Label is how they are written.
	Keys  []string
	Label string
	// Short is its word in the footer, Help its sentence, Group its heading.
	Short, Help, Group string
	// Where says in which places it works.
	Where func(*Place) bool
	// Foot is its rank in the footer; 0 keeps it out.
	Foot int
	// Word is what Short is now, where that changes.
	Word func(Call) string
	// Why is the reason for which it does nothing now, empty if it works; nil for
	// what always works.
	Why func(Call) string
	Run func(Call) tea.Cmd
}

// The headings of the help that several parts have keys under.
const (
	GroupMove   = "Move"
	GroupShow   = "What is shown"
	GroupDecide = "Decide"
	GroupHeld   = "Decisions on their way"
	GroupDo     = "Attempt"
	GroupDesk   = "Desk"
)

// Part is what a package adds to the desk: the places of its screens, and the keys
// that work there and those that open them.
type Part struct {
	Places   []*Place
	Bindings []Binding
}

// In returns a binding's places by name.
func In(names ...string) func(*Place) bool {
	return func(p *Place) bool { return slices.Contains(names, p.Name) }
}

// With returns the places that have one of the traits, but for some.
func With(t Trait, but ...string) func(*Place) bool {
	return func(p *Place) bool { return p.Is(t) && !slices.Contains(but, p.Name) }
}

// Everywhere reports true for every place.
func Everywhere(*Place) bool { return true }

// On adapts a method of the screen that has the keys to a binding's action.
func On[S any](do func(S) tea.Cmd) func(Call) tea.Cmd {
	return func(c Call) tea.Cmd {
		if s, ok := c.On.(S); ok {
			return do(s)
		}
		return nil
	}
}

// Of adapts a method of the screen that has the keys to a binding's text.
func Of[S any](say func(S) string) func(Call) string {
	return func(c Call) string {
		if s, ok := c.On.(S); ok {
			return say(s)
		}
		return ""
	}
}

// Run adapts a function that needs no screen to a binding's action.
func Run(do func() tea.Cmd) func(Call) tea.Cmd { return func(Call) tea.Cmd { return do() } }

// Say adapts a function that needs no screen to a binding's text.
func Say(say func() string) func(Call) string { return func(Call) string { return say() } }

// Close makes a binding close the screen that has the keys.
func Close(h Host) func(Call) tea.Cmd { return func(c Call) tea.Cmd { return h.Pop(c.On) } }

// Key returns how the binding's key is written.
func (b *Binding) Key() string {
	if b.Label != "" {
		return b.Label
	}
	return strings.ReplaceAll(b.Keys[0], "+", "-")
}

// keys writes all of a binding's keys, for the help.
func (b *Binding) keys() string {
	if b.Label != "" {
		return b.Label
	}
	return strings.ReplaceAll(strings.Join(b.Keys, " "), "+", "-")
}

func (b *Binding) word(c Call) string {
	if b.Word == nil {
		return b.Short
	}
	return b.Word(c)
}

// Reason returns why the binding does nothing now, empty if it works.
func (b *Binding) Reason(c Call) string {
	if b.Why == nil {
		return ""
	}
	return b.Why(c)
}

// Keymap is the table of all bindings.
type Keymap struct {
	Places []*Place
	all    map[string][]*Binding
	byKey  map[string]map[string]*Binding
}

// NewKeymap puts the parts of a desk together. Of two bindings of a key in one
// place the first one wins.
func NewKeymap(parts ...Part) *Keymap {
	k := &Keymap{all: map[string][]*Binding{}, byKey: map[string]map[string]*Binding{}}
	for _, part := range parts {
		k.Places = append(k.Places, part.Places...)
	}
	for _, p := range k.Places {
		k.byKey[p.Name] = map[string]*Binding{}
	}
	for _, part := range parts {
		for i := range part.Bindings {
			k.add(&part.Bindings[i])
		}
	}
	return k
}

func (k *Keymap) add(b *Binding) {
	for _, p := range k.Places {
		if !b.Where(p) {
			continue
		}
		k.all[p.Name] = append(k.all[p.Name], b)
		for _, name := range b.Keys {
			if _, taken := k.byKey[p.Name][name]; !taken {
				k.byKey[p.Name][name] = b
			}
		}
	}
}

// Find returns what a key does in a place; nil if nothing.
func (k *Keymap) Find(p *Place, name string) *Binding { return k.byKey[p.Name][name] }

// At lists the bindings of a place in the order of the table.
func (k *Keymap) At(p *Place) []*Binding { return k.all[p.Name] }

// Footer returns what can be pressed in a screen right now, most used first.
func (k *Keymap) Footer(on Screen) []view.KeyHint {
	c := Call{On: on}
	var can []*Binding
	for _, b := range k.At(on.Place()) {
		if b.Foot > 0 && b.Reason(c) == "" {
			can = append(can, b)
		}
	}
	slices.SortStableFunc(can, func(a, b *Binding) int { return a.Foot - b.Foot })
	out := make([]view.KeyHint, 0, len(can))
	for _, b := range can {
		out = append(out, view.KeyHint{Key: b.Key(), Text: b.word(c)})
	}
	return out
}

// Help returns all that can be pressed in a screen, by group, with the reason where
// something cannot.
func (k *Keymap) Help(on Screen) []view.HelpGroup {
	c := Call{On: on}
	var out []view.HelpGroup
	for _, b := range k.At(on.Place()) {
		i := slices.IndexFunc(out, func(g view.HelpGroup) bool { return g.Title == b.Group })
		if i < 0 {
			i = len(out)
			out = append(out, view.HelpGroup{Title: b.Group})
		}
		out[i].Keys = append(out[i].Keys, view.KeyHint{Key: b.keys(), Text: b.Help, Why: b.Reason(c)})
	}
	return out
}

// Commands returns what the palette offers in a screen: all but moving around and the
// palette itself.
func (k *Keymap) Commands(on Screen) []*Binding {
	c := Call{On: on}
	var out []*Binding
	for _, b := range k.At(on.Place()) {
		if b.Group != GroupMove && b.Short != "" && b.Short != "command" && b.Reason(c) == "" {
			out = append(out, b)
		}
	}
	return out
}
