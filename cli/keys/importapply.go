package keys

import (
	"context"
	"fmt"
	"strings"
	"time"

	"examdesk/cli/kit"
	"examdesk/model"
)

// importDone is what an import did, even if it failed half-way.
type importDone struct {
	// stored has the names of the secrets that were saved.
	stored []string
	// settings has those written to the configuration.
	settings []string
}

// apply saves the secrets, reads each back, and then writes the configuration in one
// step. If something fails, replaced secrets get their former value back; new ones
// stay, since nothing refers to them yet and the next run finds them.
func (p *importPlan) apply(ctx context.Context, did *importDone) error {
	if err := p.file.Unchanged(ctx, p.path); err != nil {
		return err
	}
	var touched []importEntry
	for _, e := range p.entries {
		if !e.writes() || !e.store {
			continue
		}
		set, err := p.storeOne(ctx, e)
		if set || !e.former.IsZero() {
			touched = append(touched, e)
		}
		if err != nil {
			return p.undo(ctx, touched, did, err)
		}
		did.stored = append(did.stored, e.name)
	}
	for _, e := range p.entries {
		if e.writes() && e.node != nil {
			did.settings = append(did.settings, e.item.Setting())
		}
	}
	if len(did.settings) == 0 {
		return nil
	}
	if err := p.file.WriteUnchanged(ctx, p.path); err != nil {
		did.settings = nil
		return p.undo(ctx, touched, did, err)
	}
	return nil
}

// storeOne saves a secret and makes sure that it is there. It reports whether the
// store changed.
func (p *importPlan) storeOne(ctx context.Context, e importEntry) (bool, error) {
	if err := p.keeper.Set(ctx, e.name, e.item.Secret); err != nil {
		return false, err
	}
	back, err := p.keeper.Get(ctx, e.name)
	if err != nil {
		return true, err
	}
	if back.Reveal() != e.item.Secret.Reveal() {
		return true, model.Errorf(model.CodeInternal, "The secret store returned another value for %s than the one saved.", e.name)
	}
	return true, nil
}

// undoTime limits restoring former secrets, even after an interrupt.
const undoTime = 15 * time.Second

// undo restores former secrets and reports the state of each.
func (p *importPlan) undo(ctx context.Context, touched []importEntry, did *importDone, cause error) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), undoTime)
	defer cancel()
	var back, lost, kept []string
	for _, e := range touched {
		switch {
		case e.former.IsZero():
			kept = append(kept, e.name)
		case p.keeper.Set(ctx, e.name, e.former) != nil:
			lost = append(lost, e.name)
		default:
			back = append(back, e.name)
		}
	}
	did.stored = kept
	said := []string{strings.TrimSuffix(model.Sentence(cause), "."), "The configuration is as it was"}
	if len(back) > 0 {
		said = append(said, "restored: "+strings.Join(back, ", "))
	}
	if len(lost) > 0 {
		said = append(said, "not restored, check with examdesk keys list: "+strings.Join(lost, ", "))
	}
	if len(kept) > 0 {
		said = append(said, "saved but not used yet: "+strings.Join(kept, ", "))
	}
	kit.TallyOf(ctx).Note("%s.", strings.Join(said[1:], "; "))
	return model.Wrap(cause, model.CodeOf(cause), "%s. Run the command again to continue.", said[0]+". "+strings.Join(said[1:], "; "))
}

// sentence sums up.
func (d importDone) sentence(p *importPlan) string {
	var parts []string
	if n := len(d.stored); n > 0 {
		parts = append(parts, model.Counted(n, "secret")+" stored and read back")
	}
	if n := len(d.settings); n > 0 {
		parts = append(parts, fmt.Sprintf("%s written to %s", model.Counted(n, "setting"), model.Clean(p.path)))
	}
	return strings.Join(parts, ", ") + "."
}
