package keys

import (
	"context"
	"os"
	"strings"
	"sync"

	"examdesk/model"
	"examdesk/text"
)

// Limits of a passphrase. The lower one is for new files only.
const (
	minPassphrase = 8
	maxPassphrase = 4 << 10
)

// Prompt asks a person for the passphrase of a file without showing it. If fresh is set
// the passphrase is a new one and is asked for twice.
type Prompt func(ctx context.Context, path string, fresh bool) (model.Secret, error)

// passphrase is read once and kept as long as the vault.
type passphrase struct {
	path    string
	file    string
	command []string
	limits  program

	mu     sync.Mutex
	prompt Prompt
	known  model.Secret
}

// setPrompt sets how a person is asked if neither a file nor a command is configured.
func (p *passphrase) setPrompt(ask Prompt) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.prompt = ask
}

// source returns where the passphrase comes from, or "" if there is no source.
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

// unasked reports whether the passphrase can be read without asking a person.
func (p *passphrase) unasked() bool {
	switch p.source() {
	case "known", "file", "command":
		return true
	}
	return false
}

// forget drops a wrong passphrase so that it is asked for again.
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
		return model.Secret{}, model.Errorf(model.CodeInvalid, "The passphrase for %s is empty.", p.path)
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
			return model.Secret{}, refusedOr(err, model.Wrap(err, model.CodeUnavailable, "The file %s, which should hold the passphrase in its first line, cannot be read.", p.file))
		}
		return p.line(data, fresh, "The file "+model.Clean(p.file)+" with the passphrase")
	case len(p.command) > 0:
		data, err := p.limits.run(ctx, p.command, nil, maxPassphrase)
		if err != nil {
			return model.Secret{}, programError(err, "The passphrase command "+model.Clean(p.command[0]))
		}
		return p.line(data, fresh, "The output of the passphrase command")
	case p.prompt != nil:
		return p.prompt(ctx, p.path, fresh)
	}
	return model.Secret{}, model.Errorf(model.CodeUnavailable, "The encrypted file %s needs a passphrase, and there is no one here to ask for it; name secrets.passphrase_file or secrets.passphrase_command, or set EXAMDESK_PASSPHRASE_FILE.", p.path)
}

// line returns the passphrase in the first line of the input. Bytes that are not text
// are refused for a new file; an existing file that was encrypted with them can still
// be opened.
func (p *passphrase) line(data []byte, fresh bool, what string) (model.Secret, error) {
	secret, err := firstLine(data)
	switch {
	case err == nil:
		return secret, nil
	case fresh:
		return secret, text.RefusedSecret(err, what, text.SaveAsUTF8)
	}
	raw, _, _ := strings.Cut(string(data), "\n")
	return model.NewSecret(strings.TrimSuffix(raw, "\r")), nil
}

// firstLine is the first line of a text.
func firstLine(data []byte) (model.Secret, error) {
	all, err := text.Decode(data)
	line, _, _ := strings.Cut(all, "\n")
	return model.NewSecret(strings.TrimSuffix(line, "\r")), err
}

// warning returns a warning if others can read the passphrase file.
func (p *passphrase) warning() string {
	if p.file == "" {
		return ""
	}
	if info, err := os.Stat(p.file); err == nil && info.Mode().IsRegular() && shared(info.Mode()) {
		return "Others can read the passphrase in " + model.Clean(p.file) + "; run: chmod 600 " + model.Clean(p.file)
	}
	return ""
}
