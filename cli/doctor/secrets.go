package doctor

import (
	"cmp"
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"examdesk/cli/secrets"
	"examdesk/config"
	"examdesk/keys"
	"examdesk/model"
)

// secretsCheck looks at the place of the secrets and at what refers to it.
type secretsCheck struct {
	*examination
	c config.Config
	r secrets.Report
}

// secretsIn finds the place of the secrets without changing it, and tries everything
// the configuration refers to. It never asks for a passphrase.
func (x *examination) secretsIn(ctx context.Context, c config.Config) {
	s := secretsCheck{x, c, secrets.ReportOn(ctx, x.Setup, c)}
	s.place()
	said := map[string]bool{} // a problem with the place is reported once
	if s.r.Err != nil {
		said[model.Sentence(s.r.Err)] = true
	}
	for _, k := range s.r.Keys {
		s.filed(k)
		s.aged(k)
	}
	for _, u := range c.SecretUses() {
		switch kind, _, _ := strings.Cut(u.Ref, ":"); kind {
		case "env", "file":
			s.reference(ctx, u)
		case "keyring":
			s.name(ctx, u, said)
		}
	}
}

// place reports where secrets are. A place is needed only if the configuration names
// a secret in it.
func (s secretsCheck) place() {
	const what = "secret store"
	for _, w := range s.openFiles() {
		detail, run, known := strings.Cut(w, "; run: ")
		remedy := "Run: " + run
		if !known {
			detail, remedy = w, "docs/secrets.md describes the places."
		}
		s.note(what, detail, remedy)
	}
	detail, remedy := parted(model.Sentence(s.r.Err))
	switch {
	case s.r.Err != nil && s.needed():
		s.problem(what, detail, cmp.Or(remedy, s.placeRemedy()))
	case s.r.Err != nil:
		s.note(what, model.Sentence(s.r.Err), "Nothing, as long as the configuration needs no secret.")
	default:
		s.ok(what, s.r.Choice.Kind.String()+": "+s.r.Choice.Why)
	}
}

func (s secretsCheck) needed() bool {
	for _, u := range s.c.SecretUses() {
		if strings.HasPrefix(u.Ref, "keyring:") {
			return true
		}
	}
	return false
}

// openFiles returns the remarks about the place, one by one.
func (s secretsCheck) openFiles() []string {
	var out []string
	rest := s.r.Choice.Warning
	for rest != "" {
		// A remark begins with a capital; a path may contain dots.
		at := len(rest)
		for _, begin := range []string{" Others can ", " Secrets of former times "} {
			if i := strings.Index(rest, begin); i > 0 {
				at = min(at, i)
			}
		}
		out, rest = append(out, rest[:at]), strings.TrimSpace(rest[at:])
	}
	return out
}

// placeRemedy returns what to do about a place whose error does not say it.
func (s secretsCheck) placeRemedy() string {
	o := s.c.VaultOptions()
	switch {
	case s.r.Choice.Kind == keys.KindFile && o.PassphraseFile != "":
		return "Put the passphrase of " + o.File + " into the first line of " + o.PassphraseFile + ", readable for you alone, or name another file by " + config.PassphraseEnv + "."
	case s.r.Choice.Kind == keys.KindFile && len(o.PassphraseCommand) > 0:
		return "Run the command of secrets.passphrase_command by hand: it must print the passphrase of " + o.File + "."
	case s.r.Choice.Kind == keys.KindHelper:
		return "Run the program of secrets.helper by hand with the argument list, or name another place in secrets.store."
	case s.r.Choice.Kind == keys.KindKeyring:
		return "Unlock the keyring, or name another place in secrets.store."
	}
	return "Name a place that can be used in secrets.store, or refer to secrets as env:NAME or file:PATH."
}

// parted separates what to do from what is wrong: the last sentence, or what follows
// the last semicolon.
func parted(said string) (detail, remedy string) {
	said = strings.TrimSuffix(said, ".")
	for _, mark := range []string{". ", "; "} {
		if i := strings.LastIndex(said, mark); i > 0 {
			detail, remedy = said[:i], said[i+len(mark):]
			r, size := utf8.DecodeRuneInString(remedy)
			return detail + ".", string(unicode.ToUpper(r)) + remedy[size:] + "."
		}
	}
	return said + ".", ""
}

// filed reports on a name that nothing refers to, and on rotations.
func (s secretsCheck) filed(k secrets.Key) {
	switch {
	case k.Rotating:
		s.note("secret", "a rotation of "+k.Name+" was interrupted", "Run: examdesk keys rotate "+k.Name+" with --finish or --drop")
	case len(k.UsedBy) > 0:
	case k.State == secrets.Missing:
		s.note("secret", k.Name+" is in the list of names but has no value, and nothing refers to it", "To forget the name run: examdesk keys rm "+k.Name)
	case k.State == secrets.Elsewhere:
		s.note("secret", fmt.Sprintf("%s is kept in %s, which is no longer used, and nothing refers to it", k.Name, keys.Kind(k.Place)),
			"Nothing, if it is no longer needed; otherwise save it again: examdesk keys set "+k.Name)
	}
}

// aged reports a secret that is older than the configuration allows.
func (s secretsCheck) aged(k secrets.Key) {
	most := s.c.Secrets.MaxAgeDays
	if most == nil || k.Set == nil || len(k.UsedBy) == 0 {
		return
	}
	if days := int(s.Clock().Sub(time.Time(*k.Set)).Hours() / 24); days > *most {
		s.problem("secret", fmt.Sprintf("%s was set %s ago, on %s; secrets.max_age_days is %d", k.Name, model.Counted(days, "day"), (*time.Time)(k.Set).UTC().Format("2006-01-02"), *most),
			"Ask the service's operator for a new one, then run: examdesk keys rotate "+k.Name)
	}
}

// reference tries a reference that needs no place.
func (s secretsCheck) reference(ctx context.Context, u config.SecretUse) {
	_, _, err := s.c.Vault().Resolve(ctx, u.Ref)
	if err == nil {
		return
	}
	kind, name, _ := strings.Cut(u.Ref, ":")
	remedy := "Set the variable " + name + " where examdesk is started"
	switch {
	case kind == "file" && !filepath.IsAbs(config.AtHome(name)): // which may be the secret itself
		remedy = "Write the path of a file after file:, beginning with / or ~/"
	case kind == "file":
		remedy = "Put the secret in the first line of " + name + " and make it readable for you"
	}
	s.problem("secret", u.Key+": "+model.Sentence(err), remedy+"; or "+s.refile(u))
}

// refile returns how to save a secret in the place that is used, so that the
// configuration refers to it.
func (s secretsCheck) refile(u config.SecretUse) string {
	arg := u.Key
	switch {
	case u.Backend != "":
		arg = model.Clean(u.Backend) + "/" + u.Setting
	case strings.HasPrefix(u.Key, "PLATFORM_WEBHOOK"):
		arg = "platform_webhook"
	}
	run := "run: examdesk keys set " + arg
	if t, err := secrets.TargetOf(s.c, arg); err == nil && t.Place() == "" {
		return "run examdesk keys set " + arg + " and write " + t.Reference() + " in its place."
	}
	return run
}

// name reports whether the secret that a setting refers to by name exists.
func (s secretsCheck) name(ctx context.Context, u config.SecretUse, said map[string]bool) {
	k, ok := s.key(u)
	if !ok {
		return
	}
	run := "Run: examdesk keys set " + k.Name
	switch {
	case k.State == secrets.Invalid:
		s.problem("secret", u.Key+" refers to keyring:"+k.Name+", which is not a name", "Run examdesk keys list and write keyring: with a name of that list.")
	case k.State == secrets.Missing:
		s.problem("secret", k.Name+" is missing; "+u.Key+" needs it", run)
	case k.State == secrets.Elsewhere:
		s.problem("secret", fmt.Sprintf("%s is kept in %s, which is no longer used, but %s needs it", k.Name, keys.Kind(k.Place), u.Key), run)
	case k.State == secrets.Unknown && s.r.Err == nil && !s.c.Vault().Quiet(s.r.Choice.Kind):
		s.note("secret", k.Name+" is not in the list of names, and the passphrase was not asked for; "+u.Key+" needs it", run+" if it was never saved.")
	case k.State == secrets.Unknown && s.r.Err == nil:
		_, _, err := s.c.Vault().Resolve(ctx, u.Ref)
		if sentence := model.Sentence(err); err != nil && !said[sentence] {
			said[sentence] = true
			detail, remedy := parted(sentence)
			s.problem("secret", u.Key+": "+detail, cmp.Or(remedy, s.placeRemedy()))
		}
	}
}

func (s secretsCheck) key(u config.SecretUse) (secrets.Key, bool) {
	for _, k := range s.r.Keys {
		for _, user := range k.UsedBy {
			if user == u.Key {
				return k, true
			}
		}
	}
	return secrets.Key{}, false
}
