package keys

import "context"

// Remembered are the names of the list of names alone. Neither the place nor
// a person is asked for a passphrase.
func (v *Vault) Remembered(ctx context.Context) ([]Filed, error) {
	d, err := v.index.read(ctx)
	if err != nil {
		return nil, err
	}
	return sorted(d), nil
}
