package config

import (
	"context"
	"crypto/tls"
	"crypto/x509"

	"examdesk/files"
	"examdesk/keys"
	"examdesk/model"
)

// maxAuthorities is how many bytes a file of certificates may have; a system's own has a
// quarter of a MiB.
const maxAuthorities = 4 << 20

// trusting returns the TLS settings that trust the authorities of a file besides the
// system's own; nil without a file.
func trusting(ctx context.Context, path string) (*tls.Config, error) {
	if path == "" {
		return nil, nil
	}
	data, err := readAuthorities(ctx, home(path))
	if refused := files.Refused(err, "The ca_file "+model.Clean(path)); refused != nil {
		return nil, refused
	}
	if err != nil {
		return nil, model.Wrap(err, model.CodeInvalid, "The ca_file %s cannot be read. Check that it is there and that you may read it.", path)
	}
	pool, err := x509.SystemCertPool()
	if err != nil {
		pool = x509.NewCertPool() // a system without certificates of its own
	}
	if !pool.AppendCertsFromPEM(data) {
		return nil, model.Errorf(model.CodeInvalid, "The ca_file %s holds no certificate in PEM form, which begins with -----BEGIN CERTIFICATE-----.", path)
	}
	return &tls.Config{RootCAs: pool, MinVersion: tls.VersionTLS12}, nil
}

// readAuthorities reads a file of certificates, but none that somebody else could have put
// an authority of theirs into.
func readAuthorities(ctx context.Context, path string) ([]byte, error) {
	if err := files.Check(path); err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, configPatience)
	defer cancel()
	return keys.ReadFile(ctx, path, maxAuthorities)
}
