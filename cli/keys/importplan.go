package keys

import (
	"context"
	"strings"

	"go.yaml.in/yaml/v3"

	"examdesk/config"
	"examdesk/keys/lmsfile"
	"examdesk/model"
)

// importState is what an item would do to what already exists.
type importState string

// An item is new, exists already, exists and differs, replaces what differs, or could
// not be looked up.
const (
	importNew      importState = "new"
	importSame     importState = "same"
	importDiffers  importState = "differs"
	importReplaces importState = "replaces"
	importUnknown  importState = "unknown"
)

// importEntry is one item of the plan.
type importEntry struct {
	item  lmsfile.Item
	state importState
	// name is the name of the secret; empty for a plain value.
	name string
	// at is the mapping of the configuration to which it belongs.
	at *yaml.Node
	// why is what differs; held is set if it stays in any case.
	why  string
	held bool
	// store is set if the secret must be saved, and former is what it replaces.
	store  bool
	former model.Secret
	// node is what the configuration gets; nil if it already has it.
	node *yaml.Node
}

func (e importEntry) writes() bool {
	return (e.state == importNew || e.state == importReplaces || e.state == importUnknown) && (e.store || e.node != nil)
}

// importPlan is what the import would do.
type importPlan struct {
	result  lmsfile.Result
	entries []importEntry
	config  config.Config
	profile string
	path    string
	// file is the configuration after the import.
	file *config.File
	// keeper is where the secrets go, and place which that is and why.
	keeper    secretKeeper
	place     string
	keeperErr error
}

// secretRef returns how the configuration refers to a secret in the store.
func secretRef(name string) string { return "keyring:" + name }

func (x *ImportOptions) plan(ctx context.Context, c config.Config, r lmsfile.Result) (*importPlan, error) {
	p := &importPlan{result: r, config: c, profile: c.ProfileName}
	var err error
	if p.path, err = x.ConfigEnv().Path(); err != nil {
		return nil, err
	}
	if p.file, err = config.ReadFile(ctx, p.path); err != nil {
		return nil, err
	}
	for _, item := range r.Items {
		e := importEntry{item: item, state: importNew}
		if e.at, err = p.file.PlatformAt(c, item.Path[0]); err != nil {
			return nil, err
		}
		if item.IsSecret() {
			e.name = item.SecretName(p.profile)
			if p.keeper == nil && p.keeperErr == nil {
				p.keeper, p.place, p.keeperErr = x.open(ctx)
			}
			p.lookUp(ctx, &e)
		} else {
			p.comparePlain(&e)
		}
		if e.state == importDiffers && x.Replace && !e.held {
			e.state = importReplaces
		}
		p.entries = append(p.entries, e)
	}
	return p, p.edit()
}

// lookUp finds out whether the store has a secret and the configuration refers to it.
func (p *importPlan) lookUp(ctx context.Context, e *importEntry) {
	ref := &yaml.Node{}
	ref.SetString(secretRef(e.name))
	now := config.NodeAt(e.at, e.item.Path)
	e.store, e.node = true, ref
	switch {
	case now == nil || config.IsNullNode(now):
	case now.Kind == yaml.ScalarNode && now.Value == ref.Value:
		e.node = nil
	case now.Kind == yaml.ScalarNode && now.Value == e.item.Secret.Reveal():
		e.why = "moves out of the configuration"
	default:
		e.state, e.why = importDiffers, "the configuration holds another value or reference"
	}
	if p.keeperErr != nil {
		e.state, e.why = importUnknown, "the secret store does not answer"
		return
	}
	former, err := p.keeper.Get(ctx, e.name)
	if foreign := p.config.Foreign(e.name); len(foreign) > 0 && (err != nil || former.Reveal() != e.item.Secret.Reveal()) {
		e.state, e.held, e.store, e.node = importDiffers, true, false, nil
		e.why = "another profile also uses the secret: " + strings.Join(foreign, ", ")
		return
	}
	switch {
	case model.CodeOf(err) == model.CodeNotFound && err != nil:
	case err != nil:
		p.keeperErr = err
		e.state, e.why = importUnknown, "the secret store does not answer"
	case former.Reveal() == e.item.Secret.Reveal():
		e.store = false
		if e.node == nil {
			e.state = importSame
		}
	default:
		e.former = former
		e.state, e.why = importDiffers, "the secret store has another value"
	}
}

// comparePlain compares a plain value with the configuration.
func (p *importPlan) comparePlain(e *importEntry) {
	now := config.NodeAt(e.at, e.item.Path)
	e.node = e.item.Plain
	switch {
	case now == nil || config.IsNullNode(now):
	case config.SameYAML(now, e.item.Plain), config.IsEmptyMapping(e.item.Plain) && now.Kind == yaml.MappingNode:
		e.state, e.node = importSame, nil
	default:
		e.state = importDiffers
		if e.why = "another value is there"; now.Kind == yaml.ScalarNode && !strings.Contains(now.Value, "@") {
			e.why = "now " + model.Clean(now.Value) // with an @ it may be an address with a password
		}
	}
}

// edit changes the configuration in memory, so that an invalid result is found before
// anything is saved.
func (p *importPlan) edit() error {
	for _, e := range p.entries {
		if e.node == nil || !e.writes() {
			continue
		}
		node := *e.node
		if err := config.SetAt(e.at, e.item.Path, &node); err != nil {
			return err
		}
	}
	return p.file.Check(p.path)
}

// writes counts the items that change something.
func (p *importPlan) writes() int { return p.count(importNew) + p.count(importReplaces) }

func (p *importPlan) count(s importState) int {
	n := 0
	for _, e := range p.entries {
		if e.state == s {
			n++
		}
	}
	return n
}

// problem returns the error about what was not imported; nil if everything was.
func (p *importPlan) problem(dryRun, rest bool) error {
	errs := 0
	for _, f := range p.result.Findings {
		if f.Severity == lmsfile.Error {
			errs++
		}
	}
	done := ""
	if rest {
		done = "; the rest is done"
	}
	switch differs := p.count(importDiffers); {
	case p.count(importUnknown) > 0 && !dryRun:
		return p.keeperErr
	case errs > 0:
		return model.Errorf(model.CodeInternal, "%s kept something from being imported%s.", model.Counted(errs, "error"), done)
	case differs > 0:
		return model.Errorf(model.CodeInternal, "Existing values that differ were kept (%s)%s; --replace uses the files' values.", model.Counted(differs, "value"), done)
	}
	return nil
}
