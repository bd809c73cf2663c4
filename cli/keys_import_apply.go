package cli

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"time"

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
	now, err := readIfThere(p.path)
	if err != nil {
		return err
	}
	if !bytes.Equal(now, p.before) {
		return model.Errorf(model.CodeConflict, "The configuration %s was changed in the meantime; nothing was done. Start again.", model.Clean(p.path))
	}
	var written []importEntry
	for _, e := range p.entries {
		if !e.writes() || !e.store {
			continue
		}
		written = append(written, e)
		if err := p.storeOne(ctx, e); err != nil {
			return p.undo(ctx, written, did, err)
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
	if err := p.file.write(p.path); err != nil {
		did.settings = nil
		return p.undo(ctx, written, did, err)
	}
	return nil
}

// storeOne puts a secret into the store and makes sure that it is there.
func (p *importPlan) storeOne(ctx context.Context, e importEntry) error {
	if err := p.keeper.Set(ctx, e.name, e.item.Secret); err != nil {
		return err
	}
	back, err := p.keeper.Get(ctx, e.name)
	if err != nil {
		return err
	}
	if back.Reveal() != e.item.Secret.Reveal() {
		return model.Errorf(model.CodeInternal, "The secret store gave something else back for %s than was put there.", model.Clean(e.name))
	}
	return nil
}

// undoTime bounds putting former secrets back, also after an interrupt.
const undoTime = 15 * time.Second

// undo puts former secrets back, and says what is where.
func (p *importPlan) undo(ctx context.Context, written []importEntry, did *importDone, cause error) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), undoTime)
	defer cancel()
	var lost []string
	restored := map[string]bool{}
	for _, e := range written {
		if e.former.IsZero() {
			continue
		}
		restored[e.name] = true
		if err := p.keeper.Set(ctx, e.name, e.former); err != nil {
			lost = append(lost, e.name)
		}
	}
	var kept []string
	for _, name := range did.stored {
		if !restored[name] {
			kept = append(kept, name)
		}
	}
	did.stored = kept
	said := fmt.Sprintf("%s The configuration is as it was", model.Sentence(cause))
	switch {
	case len(lost) > 0:
		said += fmt.Sprintf("; the former value of %s could not be put back: set it with examdesk keys set.", strings.Join(lost, ", "))
	case len(kept) > 0:
		said += fmt.Sprintf("; new secrets that were stored before stay: %s. Start again to go on.", strings.Join(kept, ", "))
	default:
		said += ", and no secret was changed."
	}
	return model.Wrap(cause, model.CodeOf(cause), "%s", model.Clean(said))
}

// sentence sums up.
func (d importDone) sentence(p *importPlan) string {
	var parts []string
	if n := len(d.stored); n > 0 {
		parts = append(parts, counted(n, "secret")+" stored and read back")
	}
	if n := len(d.settings); n > 0 {
		parts = append(parts, fmt.Sprintf("%s written to %s", counted(n, "setting"), model.Clean(p.path)))
	}
	return strings.Join(parts, ", ") + "."
}
