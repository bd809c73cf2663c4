package keys

import (
	"context"
	"errors"
	"path/filepath"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"examdesk/model"
)

// Options say where and how secrets are kept.
type Options struct {
	// Store is the kind of place to use; KindAuto if empty.
	Store Kind
	// Dir is the folder of the list of names. NoDir says why there is none; then
	// nothing can be saved, and only env: and file: references work.
	Dir   string
	NoDir error
	// File is the encrypted file, PlainFile the plain-text one.
	File, PlainFile string
	// PassphraseFile holds the passphrase in its first line; PassphraseCommand
	// is a program with its arguments that prints it.
	PassphraseFile    string
	PassphraseCommand []string
	// Helper is the last part of docker-credential-NAME, or an absolute path.
	Helper string
	// Timeout bounds one call of the keyring, of a helper or of the passphrase
	// command; 3 s for the keyring and 10 s for programs if 0.
	Timeout time.Duration

	// Withhold are variables of the environment that hold other secrets: neither
	// a helper nor the passphrase command gets them.
	Withhold []string

	// Clock gives the time at which a secret is set; the system's if nil.
	Clock func() time.Time

	// WorkFactor is scrypt's, as a power of two; age's own if 0.
	WorkFactor int
}

// Vault keeps secrets in one place. It does no I/O until it is used, and may be
// used by several goroutines.
type Vault struct {
	o       Options
	index   index
	keyring *keyringPlace
	file    *filePlace
	plain   *filePlace
	pass    *passphrase
	// chosen holds the current choice, for one caller at a time.
	chosen chan chosen
}

// maxSecret is the longest secret in bytes.
const maxSecret = 64 << 10

// New makes a vault.
func New(o Options) *Vault {
	if o.Store == "" {
		o.Store = KindAuto
	}
	if o.Clock == nil {
		o.Clock = time.Now
	}
	pass := &passphrase{path: o.File, file: o.PassphraseFile, command: o.PassphraseCommand, limits: program{o.Timeout, o.Withhold}}
	v := &Vault{
		o: o, index: newIndex(o.Dir, o.NoDir), keyring: newKeyringPlace(o.Timeout), pass: pass,
		file:   newFilePlace(o.File, &ageCodec{o.File, pass, o.WorkFactor}),
		plain:  newFilePlace(o.PlainFile, plainCodec{}),
		chosen: make(chan chosen, 1),
	}
	v.chosen <- chosen{}
	return v
}

// SetPrompt sets how a person is asked for the passphrase of the encrypted file.
func (v *Vault) SetPrompt(ask Prompt) { v.pass.setPrompt(ask) }

// Quiet reports whether secrets can be read without asking for a passphrase.
func (v *Vault) Quiet(kind Kind) bool { return kind != KindFile || v.pass.source() != "prompt" }

// Get returns a secret by name, or [model.CodeNotFound] if there is none.
func (v *Vault) Get(ctx context.Context, name string) (model.Secret, error) {
	name, err := ParseName(name)
	if err != nil {
		return model.Secret{}, err
	}
	return v.read(ctx, name)
}

// read is like Get but also accepts examdesk's own internal names.
func (v *Vault) read(ctx context.Context, name string) (model.Secret, error) {
	ch, err := v.choose(ctx, false)
	if err != nil {
		return model.Secret{}, err
	}
	secret, err := ch.place.get(ctx, name)
	if errors.Is(err, errAbsent) {
		return model.Secret{}, v.absent(ctx, name, ch.Kind)
	}
	return secret, err
}

// absent returns the error for a missing secret, which says where it is kept if that is
// elsewhere.
func (v *Vault) absent(ctx context.Context, name string, kind Kind) error {
	if d, err := v.index.read(ctx); err == nil && d.Names[name] != "" && d.Names[name] != kind {
		return model.Wrap(errAbsent, model.CodeNotFound, "%s is kept in %s, but %s is used now; set it again with `examdesk keys set`, or name the former place in secrets.store.", FullName(name), d.Names[name], kind)
	}
	return model.Wrap(errAbsent, model.CodeNotFound, "There is no secret %s in %s; set it with `examdesk keys set`.", FullName(name), kind)
}

// Set saves a secret and reads it back before it returns.
func (v *Vault) Set(ctx context.Context, name string, secret model.Secret) error {
	name, err := ParseName(name)
	if err != nil {
		return err
	}
	return v.write(ctx, name, secret)
}

// alone runs a change while no one else changes anything: a name and its value are two
// writes, which must not be interleaved with others.
func (v *Vault) alone(ctx context.Context, change func() error) error {
	if v.o.NoDir != nil {
		return v.o.NoDir
	}
	return Locked(ctx, filepath.Join(v.o.Dir, "keys"), change)
}

func (v *Vault) write(ctx context.Context, name string, secret model.Secret) error {
	if err := checkSecret(secret); err != nil {
		return err
	}
	ch, err := v.choose(ctx, true)
	if err != nil {
		return err
	}
	return v.alone(ctx, func() error { return v.put(ctx, ch, name, secret) })
}

// put stores a value with its name. The caller holds the vault's lock.
func (v *Vault) put(ctx context.Context, ch chosen, name string, secret model.Secret) error {
	// The name first: a value in a keyring that no list names would be lost.
	undo, err := v.index.add(ctx, name, ch.Kind, v.o.Store != KindAuto, v.o.Clock().UTC().Truncate(time.Second))
	if err != nil {
		return err
	}
	err = ch.place.set(ctx, name, secret)
	if err == nil {
		return v.compare(ctx, ch.place, name, secret)
	}
	cleanup, cancel := afterwards(ctx)
	defer cancel()
	return errors.Join(err, undo(cleanup))
}

func (v *Vault) compare(ctx context.Context, p place, name string, secret model.Secret) error {
	got, err := p.get(ctx, name)
	switch {
	case errors.Is(err, errAbsent):
		return model.Errorf(model.CodeUnavailable, "The secret was stored, but it was missing when it was read back.")
	case err != nil:
		return err
	case got != secret:
		return model.Errorf(model.CodeConflict, "The secret was stored, but a different one was read back; someone else may have set it at the same time.")
	}
	return nil
}

// checkSecret refuses what no place can keep: an empty text, and bytes that are not
// text.
func checkSecret(secret model.Secret) error {
	text := secret.Reveal()
	switch {
	case text == "":
		return model.Errorf(model.CodeInvalid, "The secret is empty.")
	case len(text) > maxSecret:
		return model.Errorf(model.CodeInvalid, "The secret is longer than %d kB.", maxSecret>>10)
	case !utf8.ValidString(text) || strings.ContainsRune(text, 0):
		return model.Errorf(model.CodeInvalid, "The secret is not text in UTF-8.")
	}
	return nil
}

// Remove deletes a secret, or returns [model.CodeNotFound] if there is none. A name
// without a value is removed all the same.
func (v *Vault) Remove(ctx context.Context, name string) error {
	name, err := ParseName(name)
	if err != nil {
		return err
	}
	return v.erase(ctx, name)
}

func (v *Vault) erase(ctx context.Context, name string) error {
	ch, err := v.choose(ctx, false)
	if err != nil {
		return err
	}
	return v.alone(ctx, func() error { return v.take(ctx, ch, name) })
}

// take removes a value and its name. The caller holds the vault's lock.
func (v *Vault) take(ctx context.Context, ch chosen, name string) error {
	err := ch.place.remove(ctx, name)
	if errors.Is(err, errAbsent) {
		d, readErr := v.index.read(ctx)
		if readErr == nil && d.Names[name] == ch.Kind {
			return v.index.drop(ctx, name)
		}
		return v.absent(ctx, name, ch.Kind)
	}
	if err != nil {
		return err
	}
	return v.index.drop(ctx, name)
}

// Filed is the name of a saved secret.
type Filed struct {
	Name string
	// Place is where it is kept.
	Place Kind
	// Rotating reports whether a new value waits beside the current one.
	Rotating bool
	// Set is when its value was saved, or zero if unknown.
	Set time.Time
}

// Names returns the saved names in order, without asking for a passphrase. The names in
// the index are returned even if the place cannot be read.
func (v *Vault) Names(ctx context.Context) ([]Filed, error) {
	d, err := v.index.read(ctx)
	if err != nil {
		return nil, err
	}
	var problem error
	if ch, err := v.choose(ctx, false); err == nil && v.Quiet(ch.Kind) {
		if l, ok := ch.place.(lister); ok {
			var more []string
			more, err = l.list(ctx)
			for _, name := range more {
				d.Names[name] = ch.Kind
			}
		}
		problem = err
		v.withoutGone(ctx, ch, d.Names)
	}
	return sorted(d), problem
}

// withoutGone leaves out waiting values that do not exist: a rotation that was killed
// may have recorded the name alone.
func (v *Vault) withoutGone(ctx context.Context, ch chosen, names map[string]Kind) {
	for name, kind := range names {
		if _, isPending := pendingOf(name); !isPending || kind != ch.Kind {
			continue
		}
		if _, err := ch.place.get(ctx, name); errors.Is(err, errAbsent) {
			delete(names, name)
		}
	}
}

// sorted joins each waiting value with the name that it is for.
func sorted(d indexData) []Filed {
	waiting := map[string]Kind{}
	all := map[string]Kind{}
	for name, kind := range d.Names {
		if base, isPending := pendingOf(name); isPending {
			waiting[base] = kind
		} else {
			all[name] = kind
		}
	}
	out := []Filed{}
	for name, kind := range all {
		_, rotating := waiting[name]
		out = append(out, Filed{name, kind, rotating, d.Set[name]})
		delete(waiting, name)
	}
	for name, kind := range waiting { // the current value has been removed in the meantime
		out = append(out, Filed{name, kind, true, d.Set[name]})
	}
	slices.SortFunc(out, func(a, b Filed) int { return strings.Compare(a.Name, b.Name) })
	return out
}

// afterwards returns a context for the work that must still be done after a failure.
func afterwards(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeout(context.WithoutCancel(ctx), lockTimeout)
}
