package session

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"examdesk/cli/kit"
	"examdesk/config"
	"examdesk/guard"
	"examdesk/model"
	"examdesk/text"
)

// proof is what the person or program signs in with.
func (o *LoginOptions) proof(ctx context.Context, s config.Site) (config.Proof, error) {
	p := config.Proof{ClientID: o.ClientID}
	var err error
	switch {
	case o.Username != "":
		p.ClientID, p.Username = cmp.Or(o.ClientID, config.PasswordClientID), o.Username
		p.Password, err = o.secret(ctx, o.PasswordStdin, "password")
	case o.SecretStdin || s.Kind == config.AtServer:
		p.Secret, err = o.secret(ctx, o.SecretStdin, "secret")
	default:
		p.ClientID, p.Browser = cmp.Or(o.ClientID, config.DefaultClientID), o.browser(ctx)
	}
	return p, err
}

// maxSecret is the longest secret, in bytes.
const maxSecret = 4 << 10

// secret reads a secret or a password from a person, or from standard input.
func (o *LoginOptions) secret(ctx context.Context, stdin bool, what string) (model.Secret, error) {
	if !stdin {
		if _, typed := o.TTY(); !typed {
			return model.Secret{}, kit.Usagef("there is no terminal to ask for the %s; give it on standard input with --%s-stdin", what, what)
		}
		secret, err := o.AskHidden(ctx, "The "+what+", which is not shown:")
		return notEmpty(secret, what, err)
	}
	data, err := kit.UntilEnded(ctx.Done(), func() ([]byte, error) { return io.ReadAll(io.LimitReader(o.In, maxSecret+1)) })
	switch {
	case err != nil:
		return model.Secret{}, model.Errorf(model.CodeInvalid, "The %s cannot be read.", what)
	case len(data) > maxSecret:
		return model.Secret{}, kit.Usagef("the %s is longer than %d kB; check the input", what, maxSecret>>10)
	}
	secret, err := text.Decode(data)
	if err != nil {
		return model.Secret{}, text.RefusedSecret(err, "The "+what, text.SaveAsUTF8)
	}
	return notEmpty(model.NewSecret(strings.TrimSuffix(strings.TrimSuffix(secret, "\n"), "\r")), what, nil)
}

func notEmpty(secret model.Secret, what string, err error) (model.Secret, error) {
	if err == nil && secret.IsZero() {
		err = kit.Usagef("the %s is empty", what)
	}
	return secret, err
}

// browser asks the person to sign in with a browser: the one here, or one elsewhere from
// which they paste. What is said goes to standard error, beside the command's output.
func (o *LoginOptions) browser(ctx context.Context) config.Browser {
	lines := bufio.NewReader(o.In)
	return config.Browser{
		Show: func(address string) {
			here := o.open != nil && !o.NoBrowser
			if here {
				guard.Start("opening a browser", func() (struct{}, error) { // some wait until it is closed
					err := o.open(ctx, address)
					if err != nil && ctx.Err() == nil {
						_, _ = fmt.Fprintln(o.Err, "No browser could be opened; open the address yourself.")
					}
					return struct{}{}, err
				})
			}
			_, _ = fmt.Fprint(o.Err, asking(address, here))
		},
		Paste: func(_ context.Context, why string) (string, error) {
			if why != "" {
				_, _ = fmt.Fprintln(o.Err, why)
			}
			line, err := lines.ReadString('\n')
			if fault := text.Check(line); fault != nil {
				return "", text.Refused(fault, "What was pasted", text.UseUTF8)
			}
			if err != nil && !errors.Is(err, io.EOF) {
				err = model.Wrap(err, model.CodeInvalid, "What was pasted cannot be read.")
			}
			return line, err
		},
	}
}

// asking is what the person is asked to do; here reports whether a browser opens by itself.
func asking(address string, here bool) string {
	first := "Open this address in a browser and sign in at the LMS:"
	if here {
		first = "A browser opens, in which you sign in at the LMS. If none does, open this address:"
	}
	return first + "\n\n    " + address + "\n\n" +
		"If that browser is on another machine, it ends at a page that cannot be loaded, at an address that begins with\n" +
		"http://127.0.0.1: copy that address, paste it here within a minute and press enter.\n"
}
