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

// secretInput has the flags that say where a secret comes from. None takes the secret
// itself.
type secretInput struct {
	stdin bool
	file  string
}

func (s *secretInput) flags(cmd *cobra.Command) {
	cmd.Flags().BoolVar(&s.stdin, "stdin", false, "read the secret from standard input, without one line break at its end")
	cmd.Flags().StringVar(&s.file, "from-file", "", "read the secret from the file at `PATH`, without one line break at its end")
	quietFlags(cmd)
}

func (s *secretInput) check() error {
	if s.stdin && s.file != "" {
		return kit.Usagef("--stdin and --from-file cannot be combined")
	}
	return nil
}

// maxSecretInput is the largest input, in bytes.
const maxSecretInput = 64 << 10

// read reads the secret, from a person unless a flag says otherwise.
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

// readFile does not repeat the path, which may be the secret, given by mistake.
func (s *secretInput) readFile(ctx context.Context) (model.Secret, error) {
	data, err := keys.ReadFile(ctx, s.file, maxSecretInput)
	if err != nil {
		var path *fs.PathError
		if errors.As(err, &path) {
			err = path.Err
		}
		return model.Secret{}, model.Wrap(err, model.CodeNotFound, "The file named by --from-file cannot be read: %v.", err)
	}
	return secretIn(data, nil)
}

// secretIn returns the secret in the input.
func secretIn(data []byte, err error) (model.Secret, error) {
	switch {
	case errors.Is(err, kit.ErrEnded):
		return model.Secret{}, err
	case err != nil:
		return model.Secret{}, model.Errorf(model.CodeInvalid, "The secret cannot be read.")
	case len(data) > maxSecretInput:
		return model.Secret{}, kit.Usagef("the secret is longer than %d kB; check the input", maxSecretInput>>10)
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
