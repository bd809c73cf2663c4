package printer

import (
	"fmt"
	"io"
	"time"

	"examdesk/cli/kit"
	"examdesk/model"
)

// progress prints how far a long job is: on one line of a terminal, or a line for
// each step elsewhere.
type progress struct {
	out   io.Writer
	live  bool
	last  time.Time
	clock func() time.Time
	shown bool
}

// NewProgress returns the progress of a long job.
func NewProgress(a *kit.Factory) *progress {
	return &progress{out: a.Err, live: a.IsTerminal, clock: a.Clock}
}

// Show prints how much of a long job is done.
func (p *progress) Show(done, total int64, what string) {
	now := p.clock()
	pause := 100 * time.Millisecond
	if !p.live {
		pause = 5 * time.Second
	}
	if p.shown && now.Sub(p.last) < pause && done != total {
		return
	}
	p.last, p.shown = now, true
	end := "\n"
	if p.live {
		end = "\r"
	}
	_, _ = fmt.Fprintf(p.out, "%-30s %12d of %d%s", model.Clean(what), done, total, end)
}

// Done ends the line of the progress.
func (p *progress) Done() {
	if p.live && p.shown {
		_, _ = fmt.Fprintln(p.out)
	}
}
