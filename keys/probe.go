package keys

import (
	"context"
	"crypto/rand"
	"errors"

	"examdesk/model"
)

// Prove returns an error if a secret could not be kept now, in the place where it would
// be. It tries that with an item that it removes again, so it may ask for a passphrase.
func (v *Vault) Prove(ctx context.Context) error {
	ch, err := v.choose(ctx, true)
	if err != nil || ch.Kind == KindKeyring { // which was tried to be chosen
		return err
	}
	return v.alone(ctx, func() error { return probe(ctx, ch.place, ch.Kind) })
}

// probe writes, reads and removes a throw-away item: nothing less shows that a place
// keeps what is stored in it.
func probe(ctx context.Context, p place, kind Kind) error {
	name, value := ".probe/"+rand.Text(), model.NewSecret(rand.Text())
	if err := p.set(ctx, name, value); err != nil {
		return err
	}
	got, err := p.get(ctx, name)
	switch {
	case errors.Is(err, errAbsent):
		err = model.Errorf(model.CodeUnavailable, "What was stored in %s was not kept.%s", kind, instead(kind))
	case err == nil && got != value:
		err = model.Errorf(model.CodeUnavailable, "Something other than what was stored came back from %s.%s", kind, instead(kind))
	}
	cleanup, cancel := afterwards(ctx)
	defer cancel()
	return errors.Join(err, p.remove(cleanup, name))
}

// instead is what else can be used.
func instead(kind Kind) string {
	if kind == KindFile {
		return ""
	}
	return " Use the encrypted file (secrets.store: file)."
}
