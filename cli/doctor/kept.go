package doctor

import (
	"context"
	"fmt"
	"time"

	"examdesk/cli/printer"
	"examdesk/cli/setup"
	"examdesk/config"
	"examdesk/journal"
	"examdesk/model"
)

// openings reports what happened when the store was opened.
func (x *examination) openings(s model.StoreChecker) {
	for _, f := range s.Openings(x.Clock()) {
		x.note(f.What, f.Detail, f.Remedy)
	}
}

// kept reports what the journal keeps: unreadable lines, and decisions that wait for
// this store and for others.
func (x *examination) kept(ctx context.Context, s model.StoreReader) {
	const what = "journal"
	dir, err := config.JournalDir()
	if err != nil {
		return // the check of the folder reports it
	}
	cfg := journal.Config{Dir: dir}
	if s != nil {
		if cfg, err = setup.JournalOf(ctx, s, dir); err != nil {
			x.problem(what, model.Sentence(err), "Run: examdesk store check")
			return
		}
	}
	c, err := journal.Look(cfg)
	if err != nil {
		x.problem(what, "it cannot be read: "+model.Clean(err.Error()), "Make "+dir+" readable for you.")
		return
	}
	for _, d := range c.Damaged {
		x.problem(what, "a line is damaged: "+d.String(), "Look at the attempt and decide again if necessary; the line is kept in "+d.File+", which you may then remove.")
	}
	for _, w := range c.Waiting {
		x.waiting(w)
	}
}

// lateHold is how old a decision may be that a running desk has not sent; no one
// holds one longer than that.
const lateHold = 15 * time.Minute

func (x *examination) waiting(w journal.Waiting) {
	const what = "journal"
	age := max(0, x.Clock().Sub(w.Oldest))
	number := model.Counted(w.Number, "decision")
	place := w.Place.String()
	if place == "" {
		place = "a place that an earlier version did not note"
	}
	said := fmt.Sprintf("%s, taken since %s (%s ago)", number, w.Oldest.UTC().Format("2006-01-02 15:04 MST"), printer.Roughly(age))
	switch {
	case w.Live && age < lateHold:
		x.note(what, said+", with a desk that is open", "Nothing, as long as that desk is open.")
	case w.Live:
		x.problem(what, said+", with a desk that is open and has not sent them", "Look at that desk.")
	case w.Here:
		x.problem(what, said+" on this store at "+place+", never sent", "Open the desk on this store; it asks what to do with them.")
	default:
		x.problem(what, said+" on another store, at "+place+", never sent", "Open the desk on that store; it asks what to do with them.")
	}
}
