package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"examdesk/cli/kit"
	"examdesk/keys"
	"examdesk/model"
	"examdesk/text"
)

// secretInput are the flags that say where a secret comes from. There is none
// that takes the secret itself.
type secretInput struct {
	stdin bool
	file  string
}

func (s *secretInput) flags(cmd *cobra.Command) {
	cmd.Flags().BoolVar(&s.stdin, "stdin", false, "read the secret from standard input; one line break at its end is cut")
	cmd.Flags().StringVar(&s.file, "from-file", "", "read the secret from a file at `PATH`; one line break at its end is cut")
	quietFlags(cmd)
}

func (s *secretInput) check() error {
	if s.stdin && s.file != "" {
		return kit.Usagef("--stdin and --from-file do not go together")
	}
	return nil
}

// maxSecretInput is how much is read, in bytes.
const maxSecretInput = 64 << 10

// maxTyped is from when on a terminal cuts lines in silence, in bytes.
const maxTyped = 4000

// read reads the secret, from a person if no flag says otherwise.
func (s *secretInput) read(ctx context.Context, a *app, question string) (model.Secret, error) {
	switch {
	case s.file != "":
		return s.readFile(ctx)
	case s.stdin:
		if _, typed := a.tty(); !typed {
			data, err := kit.UntilEnded(ctx.Done(), func() ([]byte, error) { return io.ReadAll(io.LimitReader(a.In, maxSecretInput+1)) })
			return secretIn(data, err)
		}
	}
	secret, err := a.askHidden(ctx, question)
	if err == nil && secret.IsZero() {
		err = kit.Usagef("the secret is empty")
	}
	return secret, err
}

// readFile does not repeat the path: it may be the secret, given by mistake.
func (s *secretInput) readFile(ctx context.Context) (model.Secret, error) {
	data, err := keys.ReadFile(ctx, s.file, maxSecretInput)
	if err != nil {
		var path *fs.PathError
		if errors.As(err, &path) {
			err = path.Err
		}
		return model.Secret{}, model.Wrap(err, model.CodeNotFound, "The file that --from-file names cannot be read: %v.", err)
	}
	return secretIn(data, nil)
}

// secretIn is the secret in what was read.
func secretIn(data []byte, err error) (model.Secret, error) {
	switch {
	case errors.Is(err, kit.ErrEnded):
		return model.Secret{}, err
	case err != nil:
		return model.Secret{}, model.Errorf(model.CodeInvalid, "The secret cannot be read.")
	case len(data) > maxSecretInput:
		return model.Secret{}, kit.Usagef("the secret is longer than %d kB", maxSecretInput>>10)
	}
	secret, err := text.Decode(data)
	if err != nil {
		return model.Secret{}, text.RefusedSecret(err, "The secret", text.SaveAsUTF8)
	}
	secret = strings.TrimSuffix(strings.TrimSuffix(secret, "\n"), "\r")
	if secret == "" {
		return model.Secret{}, kit.Usagef("the secret is empty")
	}
	return model.NewSecret(secret), nil
}

// tty is the terminal at which a person can be asked without echo.
func (a *app) tty() (*os.File, bool) {
	f, ok := a.In.(*os.File)
	return f, ok && kit.IsTerminal(f)
}

// hidden runs f while the terminal does not show what is typed, and then leaves it
// as it was, however f ends.
func (a *app) hidden(ctx context.Context, f func(ctx context.Context, fd int) (model.Secret, error)) (model.Secret, error) {
	tty, ok := a.tty()
	if !ok {
		return model.Secret{}, kit.Usagef("nobody can be asked without a terminal: use --stdin or --from-file")
	}
	fd := int(tty.Fd())
	// These would end the program with the terminal still silent.
	ctx, stop := signal.NotifyContext(ctx, syscall.SIGHUP, syscall.SIGQUIT)
	defer stop()
	before, err := term.GetState(fd)
	if err == nil {
		defer func() { _ = term.Restore(fd, before) }()
		err = silence(fd)
	}
	if err != nil {
		return model.Secret{}, model.Wrap(err, model.CodeInternal, "The terminal cannot be asked.")
	}
	return f(ctx, fd)
}

// askHidden asks a person for a text that is not shown, also if it is typed as
// soon as the question is.
func (a *app) askHidden(ctx context.Context, question string) (model.Secret, error) {
	return a.hidden(ctx, func(ctx context.Context, fd int) (model.Secret, error) {
		_, _ = fmt.Fprint(a.Err, question+" ")
		typed, err := kit.UntilEnded(ctx.Done(), func() ([]byte, error) { return term.ReadPassword(fd) })
		_, _ = fmt.Fprintln(a.Err)
		switch {
		case err != nil:
			return model.Secret{}, model.Wrap(err, model.CodeInternal, "Nothing was changed.")
		case len(typed) >= maxTyped:
			return model.Secret{}, kit.Usagef("that is too long for a terminal, which may have cut it: use --from-file")
		}
		if err := text.Check(string(typed)); err != nil {
			return model.Secret{}, text.RefusedSecret(err, "What was typed", "The terminal may use another encoding than UTF-8 (see locale).")
		}
		return model.NewSecret(string(typed)), nil
	})
}

// askPassphrase asks for the passphrase of the encrypted file, twice if it is
// new.
func (a *app) askPassphrase(ctx context.Context, path string, fresh bool) (model.Secret, error) {
	if !fresh {
		return a.askHidden(ctx, "Passphrase for "+model.Clean(path)+":")
	}
	return a.hidden(ctx, func(ctx context.Context, _ int) (model.Secret, error) {
		first, err := a.askHidden(ctx, "New passphrase for "+model.Clean(path)+":")
		if err != nil {
			return first, err
		}
		again, err := a.askHidden(ctx, "Once more:")
		if err == nil && again != first {
			err = model.Errorf(model.CodeInvalid, "The two passphrases differ; nothing was changed.")
		}
		return first, err
	})
}
