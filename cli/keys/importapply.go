package keys

import (
	"context"
	"fmt"
	"strings"
	"time"

	"examdesk/cli/kit"
	"examdesk/model"
)

// importDone is what an import did, also when it failed on the way.
type importDone struct {
	// stored are the names of the secrets that were put into the store.
	stored []string
	// settings are those written to the configuration.
	settings []string
}

// apply stores the secrets, reads each back, and then writes the configuration
// in one step. If something fails, secrets that were replaced get their former
// value back; new ones stay, as nothing refers to them yet and the next run
// finds them there.
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

// storeOne puts a secret into the store and makes sure that it is there. It tells
// whether the store took something.
func (p *importPlan) storeOne(ctx context.Context, e importEntry) (bool, error) {
	if err := p.keeper.Set(ctx, e.name, e.item.Secret); err != nil {
		return false, err
	}
	back, err := p.keeper.Get(ctx, e.name)
	if err != nil {
		return true, err
	}
	if back.Reveal() != e.item.Secret.Reveal() {
		return true, model.Errorf(model.CodeInternal, "The secret store gave something else back for %s than was put there.", e.name)
	}
	return true, nil
}

// undoTime bounds putting former secrets back, also after an interrupt.
const undoTime = 15 * time.Second

// undo puts former secrets back, and says what is where.
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
		said = append(said, "back to the former value: "+strings.Join(back, ", "))
	}
	if len(lost) > 0 {
		said = append(said, "not back to the former value, look at it with examdesk keys list: "+strings.Join(lost, ", "))
	}
	if len(kept) > 0 {
		said = append(said, "stored and not used yet: "+strings.Join(kept, ", "))
	}
	kit.TallyOf(ctx).Note("%s.", strings.Join(said[1:], "; "))
	return model.Wrap(cause, model.CodeOf(cause), "%s. Start again to go on.", said[0]+". "+strings.Join(said[1:], "; "))
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
