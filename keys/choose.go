package keys

import (
	"context"
	"strings"

	"examdesk/model"
)

// chosen is a choice together with its place.
type chosen struct {
	Choice
	place place
	// proven reports whether a test has shown that the place can store secrets.
	proven bool
}

// Choose returns the place that is used. The choice gives the kind and the reason even
// if the place cannot be used; the error then says what to do. Nothing is written.
func (v *Vault) Choose(ctx context.Context) (Choice, error) {
	ch, err := v.choose(ctx, false)
	if err == nil && ch.Kind == KindKeyring {
		if s := v.keyring.standing(ctx); s.state != keyringThere {
			return ch.Choice, s.err()
		}
	}
	return ch.Choice, err
}

// ChooseToStore returns the place in which a secret would be stored. It tries the
// keyring with an item that it removes again.
func (v *Vault) ChooseToStore(ctx context.Context) (Choice, error) {
	ch, err := v.choose(ctx, true)
	return ch.Choice, err
}

// Standing returns the warning about plain text, or "" if plain text is not configured.
// It does no I/O.
func (v *Vault) Standing() string {
	if v.o.Store == KindPlain {
		return plainWarning + " It is " + model.Clean(v.o.PlainFile) + "; secrets.store asks for it."
	}
	return ""
}

func (v *Vault) choose(ctx context.Context, toStore bool) (chosen, error) {
	select {
	case ch := <-v.chosen:
		defer func() { v.chosen <- ch }()
		if ch.place != nil && (ch.proven || !toStore) {
			ch.Warning = v.warning(ch.Kind)
			return ch, nil
		}
		found, err := v.find(ctx, toStore)
		if err == nil {
			ch = found
		}
		found.Warning = v.warning(found.Kind)
		return found, err
	case <-ctx.Done():
		return chosen{}, model.Wrap(ctx.Err(), model.CodeUnavailable, "Interrupted while looking for the place of the secrets.")
	}
}

// find returns the configured place, or the one chosen before, or the keyring, or the
// encrypted file.
func (v *Vault) find(ctx context.Context, toStore bool) (chosen, error) {
	if v.o.Store != KindAuto {
		return v.use(ctx, v.o.Store, "The configuration asks for it (secrets.store).", toStore)
	}
	d, err := v.index.read(ctx)
	if err != nil {
		return chosen{Choice: Choice{Kind: KindAuto, Why: "The list of names cannot be read."}}, err
	}
	if d.Place != "" && d.Place != KindPlain {
		return v.use(ctx, d.Place, "It was chosen when the first secret was saved; "+model.Clean(v.index.path)+" remembers it.", toStore)
	}
	return v.first(ctx, toStore)
}

// use takes the place that is named and never falls back to another one.
func (v *Vault) use(ctx context.Context, kind Kind, why string, toStore bool) (chosen, error) {
	ch := chosen{Choice: Choice{Kind: kind, Why: why}, proven: toStore}
	switch kind {
	case KindKeyring:
		ch.place = v.keyring
		if toStore {
			return ch, probe(ctx, v.keyring, KindKeyring)
		}
	case KindFile:
		ch.place = v.file
	case KindPlain:
		ch.place = v.plain
	case KindHelper:
		h, err := newHelperPlace(v.o.Helper, program{v.o.Timeout, v.o.Withhold})
		if err != nil {
			return ch, err
		}
		ch.place = h
	case KindAuto:
		return v.first(ctx, toStore)
	default:
		return ch, model.NotOneOf("place for secrets", string(kind), Kinds())
	}
	return ch, nil
}

// first chooses a place while nothing is saved yet. A keyring that exists but cannot be
// used now does not make it choose another one.
func (v *Vault) first(ctx context.Context, toStore bool) (chosen, error) {
	s := v.keyring.standing(ctx)
	if !s.gone() {
		why := capital(s.why()) + ", and no other place is configured."
		ch, err := v.use(ctx, KindKeyring, why, toStore && s.state == keyringThere)
		if s.state != keyringThere {
			err = s.err()
		}
		return ch, err
	}
	why := capital(s.why())
	switch {
	case v.file.exists():
		return v.use(ctx, KindFile, why+"; the encrypted file is there.", toStore)
	case toStore && v.pass.source() != "":
		return v.use(ctx, KindFile, why+"; an encrypted file is created.", toStore)
	case v.pass.unasked(): // nothing is filed yet, and it is known where it will be
		return v.use(ctx, KindFile, why+"; an encrypted file is created with the first secret.", toStore)
	}
	return chosen{Choice: Choice{Kind: KindAuto, Why: why + "; there is no encrypted file either."}}, v.nowhere(s)
}

func (v *Vault) nowhere(s standing) error {
	return model.Wrap(s.cause, model.CodeUnavailable, "There is no place for secrets: %s, and there is no passphrase for an encrypted file. Name secrets.passphrase_file or secrets.passphrase_command, set EXAMDESK_PASSPHRASE_FILE, or refer to secrets as env:NAME or file:PATH.", s.why())
}

// warning returns the warnings that always apply to a place.
func (v *Vault) warning(kind Kind) string {
	var all []string
	add := func(s string) {
		if s != "" {
			all = append(all, s)
		}
	}
	switch kind {
	case KindPlain:
		add(plainWarning + " It is " + model.Clean(v.o.PlainFile) + ".")
		add(v.plain.warning())
	case KindFile:
		add(v.file.warning())
		add(v.pass.warning())
	case KindAuto, KindKeyring, KindHelper:
	}
	if kind != KindPlain {
		add(v.leftInPlain())
	}
	add(v.index.warning())
	return strings.Join(all, " ")
}

// leftInPlain warns of secrets that are still in plain text although the configuration
// no longer asks for that.
func (v *Vault) leftInPlain() string {
	if !v.plain.exists() {
		return ""
	}
	return "Secrets from earlier are still in plain text in " + model.Clean(v.o.PlainFile) + "; set them again and remove the file."
}

func capital(s string) string { return strings.ToUpper(s[:1]) + s[1:] }
