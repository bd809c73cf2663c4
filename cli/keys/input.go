package keys

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"strings"

	"github.com/spf13/cobra"

	"examdesk/cli/kit"
	"examdesk/cli/setup"
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

// read reads the secret, from a person if no flag says otherwise.
func (s *secretInput) read(ctx context.Context, a *setup.Setup, question string) (model.Secret, error) {
	switch {
	case s.file != "":
		return s.readFile(ctx)
	case s.stdin:
		if _, typed := a.TTY(); !typed {
			data, err := kit.UntilEnded(ctx.Done(), func() ([]byte, error) { return io.ReadAll(io.LimitReader(a.In, maxSecretInput+1)) })
			return secretIn(data, err)
		}
	}
	secret, err := a.AskHidden(ctx, question)
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
