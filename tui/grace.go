package tui

import (
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"examdesk/tui/host"
)

// grace is the time in which a dialog that has just opened takes no keys, so
// that what was typed ahead confirms nothing unseen. It ends when the dialog
// has been drawn and the keyboard has been quiet.
type grace struct {
	seq   int
	drawn bool
	over  bool
}

type graceMsg struct{ seq int }

// gracePause is how long the keyboard must be quiet.
const gracePause = 250 * time.Millisecond

func (g *grace) begin(e *host.Env) tea.Cmd {
	*g = grace{seq: g.seq + 1}
	return e.Later(gracePause, graceMsg{seq: g.seq})
}

// disturbed swallows a key and waits for quiet again.
func (g *grace) disturbed(e *host.Env) tea.Cmd {
	g.seq++
	return e.Later(gracePause, graceMsg{seq: g.seq})
}

// passed ends the grace, or goes on if the dialog has not been drawn yet.
func (g *grace) passed(e *host.Env, msg graceMsg) (cmd tea.Cmd, over bool) {
	if msg.seq != g.seq || g.over {
		return nil, false
	}
	if !g.drawn {
		return g.disturbed(e), false
	}
	g.over = true
	return nil, true
}
