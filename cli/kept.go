package cli

import (
	"context"
	"fmt"
	"time"

	"examdesk/cli/printer"
	"examdesk/config"
	"examdesk/journal"
	"examdesk/model"
)

// sayNotes says beside a command's output how its store is read.
func (a *app) sayNotes(s model.StoreReader) {
	for _, note := range s.Notes(a.Clock()) {
		_, _ = fmt.Fprintln(a.Err, model.Clean(note))
	}
}

// examineOpening reports what happened when the store was opened.
func (a *app) examineOpening(x *examination, s model.StoreChecker) {
	for _, f := range s.Openings(a.Clock()) {
		x.note(f.What, f.Detail, f.Remedy)
	}
}

// journalOf names the journal of an open store.
func journalOf(ctx context.Context, s model.StoreReader, dir string) (journal.Config, error) {
	id, err := s.Identity(ctx)
	if err != nil {
		return journal.Config{}, err
	}
	return journal.Config{Dir: dir, Store: id.Name, Also: id.Also, Place: id.Place, Elsewhere: s.Elsewhere}, nil
}

// damagedNotes say at the start of the desk which lines of the journal cannot be
// read.
func damagedNotes(t config.Target) []string {
	dir, err := t.Journal, error(nil)
	if dir == "" {
		if dir, err = config.JournalDir(); err != nil {
			return nil
		}
	}
	c, err := journal.Look(journal.Config{Dir: dir})
	if err != nil || len(c.Damaged) == 0 {
		return nil // a folder that cannot be read is said when it is opened
	}
	d := c.Damaged[0]
	note := "A line of the journal is damaged: " + d.String() + "."
	if n := len(c.Damaged); n > 1 {
		note = fmt.Sprintf("%d lines of the journal are damaged; the first: %s.", n, d)
	}
	return []string{note + " `examdesk doctor` says where they are kept."}
}

// examineKept reports what the journal keeps: lines that cannot be read, and
// decisions that wait for this store and for others.
func (a *app) examineKept(ctx context.Context, x *examination, s model.StoreReader) {
	const what = "journal"
	dir, err := config.JournalDir()
	if err != nil {
		return // said by the check of the folder
	}
	cfg := journal.Config{Dir: dir}
	if s != nil {
		if cfg, err = journalOf(ctx, s, dir); err != nil {
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
		x.problem(what, "a line is damaged: "+d.String(), "Look at the attempt and decide again if need be; the line is kept in "+d.File+", which you may remove then.")
	}
	for _, w := range c.Waiting {
		a.examineWaiting(x, w)
	}
}

// lateHold is from when on a running process that has not sent a decision is a
// problem: no one holds one that long.
const lateHold = 15 * time.Minute

func (a *app) examineWaiting(x *examination, w journal.Waiting) {
	const what = "journal"
	age := max(0, a.Clock().Sub(w.Oldest))
	number := fmt.Sprintf("%d decisions", w.Number)
	if w.Number == 1 {
		number = "1 decision"
	}
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
		x.problem(what, said+" on this store at "+place+", never sent", "Open the desk on this store; it asks what is to become of them.")
	default:
		x.problem(what, said+" on another store, at "+place+", never sent", "Open the desk on that store; it asks what is to become of them.")
	}
}
