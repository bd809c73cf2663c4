package keys

import (
	"context"
	"os"
	"strings"
	"sync"

	"examdesk/model"
)

// Limits of a passphrase. The lower one is for new files only.
const (
	minPassphrase = 8
	maxPassphrase = 4 << 10
)

// Prompt asks a person for the passphrase of a file, without showing it. With
// fresh it is a new one, to be given twice.
type Prompt func(ctx context.Context, path string, fresh bool) (model.Secret, error)

// passphrase is found once and kept for the life of the vault.
type passphrase struct {
	path    string
	file    string
	command []string
	limits  program

	mu     sync.Mutex
	prompt Prompt
	known  model.Secret
}

// setPrompt says who is asked where neither a file nor a command is named.
func (p *passphrase) setPrompt(ask Prompt) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.prompt = ask
}

// source says where the passphrase comes from, empty if from nowhere.
func (p *passphrase) source() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch {
	case !p.known.IsZero():
		return "known"
	case p.file != "":
		return "file"
	case len(p.command) > 0:
		return "command"
	case p.prompt != nil:
		return "prompt"
	}
	return ""
}

// forget lets a passphrase that was wrong be asked for again.
func (p *passphrase) forget() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.known = model.Secret{}
}

func (p *passphrase) get(ctx context.Context, fresh bool) (model.Secret, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.known.IsZero() {
		return p.known, nil
	}
	found, err := p.find(ctx, fresh)
	if err != nil {
		return model.Secret{}, err
	}
	switch n := len(found.Reveal()); {
	case n == 0:
		return model.Secret{}, model.Errorf(model.CodeInvalid, "The passphrase for %s is empty.", model.Clean(p.path))
	case fresh && n < minPassphrase:
		return model.Secret{}, model.Errorf(model.CodeInvalid, "The passphrase for a new file needs %d bytes or more.", minPassphrase)
	}
	p.known = found
	return found, nil
}

func (p *passphrase) find(ctx context.Context, fresh bool) (model.Secret, error) {
	switch {
	case p.file != "":
		data, err := readLimited(ctx, p.file, maxPassphrase)
		if err != nil {
			return model.Secret{}, refusedOr(err, model.Wrap(err, model.CodeUnavailable, "The file %s, which is to hold the passphrase in its first line, cannot be read.", model.Clean(p.file)))
		}
		return firstLine(data), nil
	case len(p.command) > 0:
		data, err := p.limits.run(ctx, p.command, nil, maxPassphrase)
		if err != nil {
			return model.Secret{}, programError(err, "The passphrase command "+model.Clean(p.command[0]))
		}
		return firstLine(data), nil
	case p.prompt != nil:
		return p.prompt(ctx, p.path, fresh)
	}
	return model.Secret{}, model.Errorf(model.CodeUnavailable, "The encrypted file %s needs a passphrase, and nobody can be asked here; name secrets.passphrase_file or secrets.passphrase_command, or set EXAMDESK_PASSPHRASE_FILE.", model.Clean(p.path))
}

// firstLine is a file's first line, without the mark that some editors put before
// a text.
func firstLine(data []byte) model.Secret {
	line, _, _ := strings.Cut(strings.TrimPrefix(string(data), "\ufeff"), "\n")
	return model.NewSecret(strings.TrimSuffix(line, "\r"))
}

// warning says that others can read the file with the passphrase.
func (p *passphrase) warning() string {
	if p.file == "" {
		return ""
	}
	if info, err := os.Stat(p.file); err == nil && info.Mode().IsRegular() && shared(info.Mode()) {
		return "Others can read the passphrase in " + model.Clean(p.file) + "; run: chmod 600 " + model.Clean(p.file)
	}
	return ""
}
