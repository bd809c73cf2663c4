package keys

import "context"

// Remembered returns the names in the index. It neither reads the place nor asks for a
// passphrase.
func (v *Vault) Remembered(ctx context.Context) ([]Filed, error) {
	d, err := v.index.read(ctx)
	if err != nil {
		return nil, err
	}
	return sorted(d), nil
}
