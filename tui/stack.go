package tui

import (
	"reflect"
	"slices"

	tea "github.com/charmbracelet/bubbletea"

	"examdesk/tui/host"
)

// stack is the open screens, the lowest first, and who waits for which answer.
type stack struct {
	screens []host.Screen
	// waiting are the screens that open once nothing else is asked.
	waiting []host.Screen
	// pinned stays on top of all others as long as it is open.
	pinned host.Screen
	// asked holds, by number, who waits for the answer.
	asked map[int]host.Taker
	last  int
}

func newStack() *stack { return &stack{asked: map[int]host.Taker{}} }

func (s *stack) top() host.Screen { return s.screens[len(s.screens)-1] }

// below returns the screen under the top one; the top one if there is no other.
func (s *stack) below() host.Screen { return s.screens[max(0, len(s.screens)-2)] }

// ground returns the highest screen that fills the desk, and what the one below is called.
func (s *stack) ground() (g host.Ground, back string) {
	for i := len(s.screens) - 1; i >= 0; i-- {
		if over, ok := s.screens[i].(host.Ground); ok && g == nil {
			g = over
		} else if ok {
			return g, over.Name()
		}
	}
	return g, back
}

// push puts a screen on top, and starts it.
func (s *stack) push(screen host.Screen) tea.Cmd {
	at := len(s.screens)
	if at > 0 && s.top() == s.pinned {
		at--
	}
	s.screens = slices.Insert(s.screens, at, screen)
	return screen.Start()
}

// same returns the index of a screen of the same kind, -1 if there is none.
func (s *stack) same(screen host.Screen) int {
	kind := reflect.TypeOf(screen)
	return slices.IndexFunc(s.screens, func(o host.Screen) bool { return reflect.TypeOf(o) == kind })
}

// cut closes all screens from an index on, except the pinned one.
func (s *stack) cut(from int) {
	gone := slices.Clone(s.screens[from:])
	s.screens = s.screens[:from]
	for i := len(gone) - 1; i >= 0; i-- {
		if gone[i] == s.pinned {
			continue
		}
		s.stop(gone[i])
	}
	if slices.Contains(gone, s.pinned) {
		s.screens = append(s.screens, s.pinned)
	}
}

// stop ends a screen. Answers that it still waits for are dropped.
func (s *stack) stop(screen host.Screen) {
	screen.Stop()
	for id, taker := range s.asked {
		if taker == host.Taker(screen) {
			delete(s.asked, id)
		}
	}
}

// pop closes a screen and whatever lies over it. The lowest one stays.
func (s *stack) pop(screen host.Screen) {
	at := slices.Index(s.screens, screen)
	if at < 1 {
		return
	}
	if screen == s.pinned {
		s.stop(screen)
		s.screens = s.screens[:at]
		return
	}
	s.cut(at)
}

// await numbers a request.
func (s *stack) await(t host.Taker) int {
	s.last++
	s.asked[s.last] = t
	return s.last
}

// taker returns who waits for an answer, once; nil if no one waits any longer.
func (s *stack) taker(id int) host.Taker {
	t := s.asked[id]
	delete(s.asked, id)
	return t
}

// next opens the first of the waiting screens, unless another question is open:
// otherwise it would take the keys from what the person is doing.
func (s *stack) next() host.Screen {
	if len(s.waiting) == 0 || s.top().Place().Layer != host.LayerGround {
		return nil
	}
	first := s.waiting[0]
	s.waiting = s.waiting[1:]
	return first
}
