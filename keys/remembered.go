package keys

import "context"

// Remembered are the names of the list of names alone. Neither the place nor
// anybody who knows a passphrase is asked.
func (v *Vault) Remembered(ctx context.Context) ([]Filed, error) {
	d, err := v.index.read(ctx)
	if err != nil {
		return nil, err
	}
	return sorted(d), nil
}
