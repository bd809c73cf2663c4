package keys

import (
	"bytes"
	"context"
	"errors"
	"io"

	"filippo.io/age"

	"examdesk/model"
)

// maxWorkFactor bounds how long a file can keep us busy: 2^20 takes a few seconds.
const maxWorkFactor = 20

// ageCodec encrypts with a passphrase in age's format, so that age itself can
// open the file too.
type ageCodec struct {
	path string
	pass *passphrase
	// workFactor is scrypt's, as a power of two; 0 means age's own.
	workFactor int
}

func (a *ageCodec) seal(ctx context.Context, plain []byte, fresh bool) ([]byte, error) {
	pass, err := a.pass.get(ctx, fresh)
	if err != nil {
		return nil, err
	}
	to, err := age.NewScryptRecipient(pass.Reveal())
	if err != nil {
		return nil, model.Wrap(err, model.CodeInvalid, "The passphrase cannot be used.")
	}
	if a.workFactor > 0 {
		to.SetWorkFactor(a.workFactor)
	}
	var b bytes.Buffer
	w, err := age.Encrypt(&b, to)
	if err == nil {
		_, err = w.Write(plain)
		err = errors.Join(err, w.Close())
	}
	if err != nil {
		return nil, model.Wrap(err, model.CodeInternal, "The secrets could not be encrypted.")
	}
	return b.Bytes(), nil
}

func (a *ageCodec) open(ctx context.Context, data []byte) ([]byte, error) {
	pass, err := a.pass.get(ctx, false)
	if err != nil {
		return nil, err
	}
	with, err := age.NewScryptIdentity(pass.Reveal())
	if err != nil {
		return nil, model.Wrap(err, model.CodeInvalid, "The passphrase cannot be used.")
	}
	with.SetMaxWorkFactor(maxWorkFactor)
	r, err := age.Decrypt(bytes.NewReader(data), with)
	var plain []byte
	if err == nil {
		plain, err = io.ReadAll(io.LimitReader(r, maxFile))
	}
	var mismatch *age.NoIdentityMatchError
	switch {
	case err == nil:
		return plain, nil
	case errors.As(err, &mismatch):
		a.pass.forget()
		return nil, model.Wrap(err, model.CodeDenied, "The passphrase does not open %s.", a.path)
	}
	return nil, model.Wrap(err, model.CodeInvalid, "The encrypted file %s is damaged or not an age file; it was left unchanged. Restore it from a copy.", a.path)
}
