package keys

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"examdesk/model"
)

// maxFile is the longest file of secrets that is read, in bytes.
const maxFile = 8 << 20

// codec encodes the secrets of a file as bytes and decodes them.
type codec interface {
	seal(ctx context.Context, plain []byte, fresh bool) ([]byte, error)
	open(ctx context.Context, data []byte) ([]byte, error)
}

// filePlace keeps all secrets in one file. The file is read again under a lock before
// each change, so that nothing that another process wrote is lost.
type filePlace struct {
	path  string
	codec codec
	// last caches what was read, so that an unchanged file is not decrypted again.
	last turnstile
}

// turnstile holds the content last read, for one caller at a time.
type turnstile chan content

type content struct {
	data    []byte
	secrets map[string]string
}

// document is the content of a file of secrets.
type document struct {
	Version int               `json:"version"`
	Note    string            `json:"note,omitempty"`
	Secrets map[string]string `json:"secrets"`
}

func newFilePlace(path string, c codec) *filePlace {
	p := &filePlace{path: path, codec: c, last: make(turnstile, 1)}
	p.last <- content{}
	return p
}

func (p *filePlace) exists() bool {
	_, err := os.Stat(p.path)
	return err == nil
}

func (p *filePlace) get(ctx context.Context, name string) (model.Secret, error) {
	var text string
	err := p.turn(ctx, func(c *content) error {
		if err := p.read(ctx, c); err != nil {
			return err
		}
		var ok bool
		if text, ok = c.secrets[name]; !ok {
			return errAbsent
		}
		return nil
	})
	return model.NewSecret(text), err
}

func (p *filePlace) list(ctx context.Context) ([]string, error) {
	var names []string
	err := p.turn(ctx, func(c *content) error {
		err := p.read(ctx, c)
		names = slices.Sorted(maps.Keys(c.secrets))
		return err
	})
	return names, err
}

func (p *filePlace) set(ctx context.Context, name string, secret model.Secret) error {
	return p.change(ctx, func(secrets map[string]string) error {
		secrets[name] = secret.Reveal()
		return nil
	})
}

func (p *filePlace) remove(ctx context.Context, name string) error {
	return p.change(ctx, func(secrets map[string]string) error {
		if _, ok := secrets[name]; !ok {
			return errAbsent
		}
		delete(secrets, name)
		return nil
	})
}

// turn runs f while nothing else in this process uses the file.
func (p *filePlace) turn(ctx context.Context, f func(*content) error) error {
	select {
	case c := <-p.last:
		defer func() { p.last <- c }()
		return f(&c)
	case <-ctx.Done():
		return model.Wrap(ctx.Err(), model.CodeUnavailable, "Interrupted while waiting for %s.", p.path)
	}
}

// read brings the content up to date; a missing file counts as empty.
func (p *filePlace) read(ctx context.Context, c *content) error {
	data, err := readLimited(ctx, p.path, maxFile)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		*c = content{secrets: map[string]string{}}
		return nil
	case err != nil:
		return refusedOr(err, model.Wrap(err, model.CodeUnavailable, "The file of secrets %s cannot be read.", p.path))
	case c.data != nil && bytes.Equal(data, c.data):
		return nil
	}
	secrets, err := p.parse(ctx, data)
	if err != nil {
		return err
	}
	*c = content{data, secrets}
	return nil
}

// parse decodes a file's bytes. The cause of an error is left out because a parser
// quotes what it does not understand.
func (p *filePlace) parse(ctx context.Context, data []byte) (map[string]string, error) {
	plain, err := p.codec.open(ctx, data)
	if err != nil {
		return nil, err
	}
	var d document
	if err := json.Unmarshal(plain, &d); err != nil || d.Version != 1 || d.Secrets == nil {
		return nil, model.Errorf(model.CodeInvalid, "The file of secrets %s is damaged or was not written by examdesk; it was left unchanged. Restore it from a copy.", p.path)
	}
	return d.Secrets, nil
}

// change rewrites the file. The new bytes are decoded again before they replace the old
// ones, so that a file that cannot be read never takes their place.
func (p *filePlace) change(ctx context.Context, f func(map[string]string) error) error {
	return p.turn(ctx, func(c *content) error {
		return Locked(ctx, p.path, func() error {
			if err := p.read(ctx, c); err != nil {
				return err
			}
			secrets := maps.Clone(c.secrets)
			if err := f(secrets); err != nil {
				return err
			}
			data, err := p.seal(ctx, secrets, c.data == nil)
			if err != nil {
				return err
			}
			if err := Replace(p.path, data, fileMode); err != nil {
				return model.Wrap(err, model.CodeInternal, "The file of secrets %s cannot be written; it was left unchanged. Check its folder and the free space on the disk.", p.path)
			}
			*c = content{data, secrets}
			return nil
		})
	})
}

func (p *filePlace) seal(ctx context.Context, secrets map[string]string, fresh bool) ([]byte, error) {
	d := document{Version: 1, Secrets: secrets}
	if _, plain := p.codec.(plainCodec); plain {
		d.Note = plainWarning
	}
	plain, err := json.MarshalIndent(d, "", "  ")
	if err != nil {
		return nil, model.Errorf(model.CodeInternal, "The secrets could not be encoded.")
	}
	data, err := p.codec.seal(ctx, append(plain, '\n'), fresh)
	if err != nil {
		return nil, err
	}
	back, err := p.parse(ctx, data)
	if err == nil && !maps.Equal(back, secrets) {
		err = model.Errorf(model.CodeInternal, "The file of secrets could not be read back; the previous one was kept.")
	}
	return data, err
}

// warning returns a warning if others can read or replace the file.
func (p *filePlace) warning() string {
	if info, err := os.Stat(p.path); err == nil && shared(info.Mode()) {
		return "Others can read " + model.Clean(p.path) + "; run: chmod 600 " + model.Clean(p.path)
	}
	dir := filepath.Dir(p.path)
	if info, err := os.Stat(dir); err == nil && shared(info.Mode()) && info.Mode().Perm()&0o022 != 0 {
		return "Others can replace files in " + model.Clean(dir) + "; run: chmod 700 " + model.Clean(dir)
	}
	return ""
}

// plainWarning is shown wherever secrets are kept in plain text.
const plainWarning = "Secrets are kept in plain text: anyone who can read the file has them."

// plainCodec stores the text unchanged.
type plainCodec struct{}

func (plainCodec) seal(_ context.Context, plain []byte, _ bool) ([]byte, error) { return plain, nil }
func (plainCodec) open(_ context.Context, data []byte) ([]byte, error)          { return data, nil }
