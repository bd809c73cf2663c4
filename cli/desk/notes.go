package desk

import (
	"context"
	"fmt"

	"examdesk/cli/setup"
	"examdesk/config"
	"examdesk/journal"
	"examdesk/model"
)

// damagedNotes warns at the start of the desk about lines of the journal that cannot
// be read.
func damagedNotes(t config.Target) []string {
	dir, err := t.Journal, error(nil)
	if dir == "" {
		if dir, err = config.JournalDir(); err != nil {
			return nil
		}
	}
	c, err := journal.Look(journal.Config{Dir: dir})
	if err != nil || len(c.Damaged) == 0 {
		return nil // opening the journal reports a folder that cannot be read
	}
	d := c.Damaged[0]
	note := "A line of the journal is damaged: " + d.String() + "."
	if n := len(c.Damaged); n > 1 {
		note = fmt.Sprintf("%d lines of the journal are damaged; the first: %s.", n, d)
	}
	return []string{note + " `examdesk doctor` says where they are kept."}
}

// outboxNotes warns about what does not reach the platform.
func outboxNotes(ctx context.Context, o *setup.Opened) ([]string, error) {
	info := o.Store.Info()
	switch {
	case o.Delivers && !info.Platform && !info.Delivers && !info.ReadOnly:
		return []string{"The proctoring services are not told about attempts until you run `examdesk store migrate` on this store."}, nil
	case info.Platform && !info.Delivers && !info.ReadOnly:
		return []string{"The platform is told nothing until you run `examdesk store migrate` on this store."}, nil
	case !info.Delivers:
		return nil, nil
	}
	failed, err := o.Store.CountFailed(ctx)
	if err != nil || failed == 0 {
		return nil, err
	}
	return []string{fmt.Sprintf("The platform has not received everything: %s failed; `examdesk outbox list --state failed` shows more.", model.Counted(int(failed), "message"))}, nil
}
