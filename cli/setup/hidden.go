package setup

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"golang.org/x/term"

	"examdesk/cli/kit"
	"examdesk/model"
	"examdesk/text"
)

// maxTyped is the length, in bytes, from which a terminal may silently cut lines.
const maxTyped = 4000

// TTY returns the terminal at which a person can be asked without echo.
func (a *Setup) TTY() (*os.File, bool) {
	f, ok := a.In.(*os.File)
	return f, ok && kit.IsTerminal(f)
}

// hidden runs f while the terminal does not show what is typed, and restores the
// terminal however f ends.
func (a *Setup) hidden(ctx context.Context, f func(ctx context.Context, fd int) (model.Secret, error)) (model.Secret, error) {
	tty, ok := a.TTY()
	if !ok {
		return model.Secret{}, kit.Usagef("there is no terminal to ask for the secret; use --stdin or --from-file")
	}
	fd := int(tty.Fd())
	// These signals would end the program with the terminal still silent.
	ctx, stop := signal.NotifyContext(ctx, syscall.SIGHUP, syscall.SIGQUIT)
	defer stop()
	before, err := term.GetState(fd)
	if err == nil {
		defer func() { _ = term.Restore(fd, before) }()
		err = silence(fd)
	}
	if err != nil {
		return model.Secret{}, model.Wrap(err, model.CodeInternal, "The terminal cannot be read.")
	}
	return f(ctx, fd)
}

// AskHidden asks a person for a text that is not shown, even if it is typed before
// the question appears.
func (a *Setup) AskHidden(ctx context.Context, question string) (model.Secret, error) {
	return a.hidden(ctx, func(ctx context.Context, fd int) (model.Secret, error) {
		_, _ = fmt.Fprint(a.Err, question+" ")
		typed, err := kit.UntilEnded(ctx.Done(), func() ([]byte, error) { return term.ReadPassword(fd) })
		_, _ = fmt.Fprintln(a.Err)
		switch {
		case err != nil:
			return model.Secret{}, model.Wrap(err, model.CodeInternal, "Nothing was changed.")
		case len(typed) >= maxTyped:
			return model.Secret{}, kit.Usagef("that is too long for a terminal, which may have cut it; use --from-file")
		}
		if err := text.Check(string(typed)); err != nil {
			return model.Secret{}, text.RefusedSecret(err, "What was typed", "The terminal may use an encoding other than UTF-8 (see locale).")
		}
		return model.NewSecret(string(typed)), nil
	})
}

// askPassphrase asks for the passphrase of the encrypted file, twice if it is
// new.
func (a *Setup) askPassphrase(ctx context.Context, path string, fresh bool) (model.Secret, error) {
	if !fresh {
		return a.AskHidden(ctx, "Passphrase for "+model.Clean(path)+":")
	}
	return a.hidden(ctx, func(ctx context.Context, _ int) (model.Secret, error) {
		first, err := a.AskHidden(ctx, "New passphrase for "+model.Clean(path)+":")
		if err != nil {
			return first, err
		}
		again, err := a.AskHidden(ctx, "Once more:")
		if err == nil && again != first {
			err = model.Errorf(model.CodeInvalid, "The two passphrases differ; nothing was changed.")
		}
		return first, err
	})
}
