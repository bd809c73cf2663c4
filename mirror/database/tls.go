package database

import (
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/hex"
	"strings"

	"examdesk/model"
)

// TLS is how the server proves who it is.
type TLS struct {
	// Mode is verify-full (the certificate is valid for the host), verify-ca (it is
	// signed by the CA), fingerprint:HEX (it is this one, by SHA-256), or empty: not
	// encrypted, which is refused unless the server is on this machine.
	Mode string
	// CA are the certificates in PEM that are trusted; those of the system if empty.
	CA []byte
}

const fingerprintMode = "fingerprint:"

// config returns how a connection is encrypted, nil if it is not.
func (t TLS) config(c Config) (*tls.Config, error) {
	out := &tls.Config{MinVersion: tls.VersionTLS12, ServerName: c.Host}
	if len(t.CA) > 0 {
		out.RootCAs = x509.NewCertPool()
		if !out.RootCAs.AppendCertsFromPEM(t.CA) {
			return nil, model.Errorf(model.CodeInvalid, "The CA file of the database contains no certificate in PEM.")
		}
	}
	switch {
	case t.Mode == "" && (c.loopback() || c.Insecure):
		return nil, nil //nolint:nilnil // no encryption
	case t.Mode == "":
		return nil, model.Errorf(model.CodeInvalid,
			"The connection to %s would not be encrypted. Set tls to verify-full, verify-ca or fingerprint:…; or allow it with --insecure.", c.address())
	case t.Mode == "verify-full":
		return out, nil
	case t.Mode == "verify-ca":
		if out.RootCAs == nil {
			return nil, model.Errorf(model.CodeInvalid, "verify-ca needs the file of the CA: with the system's CAs anyone's certificate would do.")
		}
		return unnamed(out), nil
	case strings.HasPrefix(t.Mode, fingerprintMode):
		return pinned(out, strings.TrimPrefix(t.Mode, fingerprintMode))
	}
	return nil, model.Errorf(model.CodeInvalid, "%s is not a valid setting of tls: use verify-full, verify-ca or fingerprint:…", t.Mode)
}

// unnamed verifies the certificate against the CA, and not against the host's name:
// those that MySQL makes for itself have none.
func unnamed(out *tls.Config) *tls.Config {
	roots := out.RootCAs
	out.InsecureSkipVerify = true // VerifyConnection verifies, without the name
	out.VerifyConnection = func(s tls.ConnectionState) error {
		o := x509.VerifyOptions{Roots: roots, Intermediates: x509.NewCertPool()}
		for _, c := range s.PeerCertificates[1:] {
			o.Intermediates.AddCert(c)
		}
		_, err := s.PeerCertificates[0].Verify(o)
		return err
	}
	return out
}

// pinned accepts one certificate alone.
func pinned(out *tls.Config, fingerprint string) (*tls.Config, error) {
	want, err := hex.DecodeString(strings.ReplaceAll(strings.ToLower(fingerprint), ":", ""))
	if err != nil || len(want) != sha256.Size {
		return nil, model.Wrap(err, model.CodeInvalid, "A fingerprint has 64 hexadecimal digits (SHA-256 of the certificate), with or without colons.")
	}
	out.InsecureSkipVerify = true // the certificate itself is known
	out.VerifyConnection = func(s tls.ConnectionState) error {
		if sum := sha256.Sum256(s.PeerCertificates[0].Raw); string(sum[:]) != string(want) {
			return model.Errorf(model.CodeDenied, "The database shows another certificate than the one that is pinned; its fingerprint is %s.", hex.EncodeToString(sum[:]))
		}
		return nil
	}
	return out, nil
}
