//go:build e2e

package lms

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"os"
	"path/filepath"
	"time"
)

// DatabaseName is the one name for which the certificate of the database is good:
// neither its address nor localhost, as with the certificates that MySQL makes for
// itself.
const DatabaseName = "database.example.com"

// certify makes an authority and a certificate, and has the server use it.
func (l *LMS) certify() {
	l.t.Helper()
	caKey, ca := l.certificate(pkix.Name{CommonName: "Authority of the tests"}, nil, nil, nil)
	key, cert := l.certificate(pkix.Name{CommonName: DatabaseName}, []string{DatabaseName}, ca, caKey)
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		l.t.Fatal(err)
	}
	l.CA = l.pemFile("ca.pem", "CERTIFICATE", ca.Raw)
	l.it.opts.Server = append([]string{
		"--ssl-ca=" + l.CA, "--ssl-cert=" + l.pemFile("server.pem", "CERTIFICATE", cert.Raw), "--ssl-key=" + l.pemFile("server.key", "PRIVATE KEY", der),
	}, l.it.opts.Server...)
}

// certificate makes one, signed by an authority, or an authority itself.
func (l *LMS) certificate(name pkix.Name, names []string, by *x509.Certificate, with *ecdsa.PrivateKey) (*ecdsa.PrivateKey, *x509.Certificate) {
	l.t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		l.t.Fatal(err)
	}
	wanted := &x509.Certificate{
		SerialNumber: big.NewInt(time.Now().UnixNano()), Subject: name, DNSNames: names, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(24 * time.Hour),
		IsCA: by == nil, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	if by == nil {
		by, with = wanted, key
	}
	der, err := x509.CreateCertificate(rand.Reader, wanted, by, &key.PublicKey, with)
	if err != nil {
		l.t.Fatal(err)
	}
	made, err := x509.ParseCertificate(der)
	if err != nil {
		l.t.Fatal(err)
	}
	return key, made
}

func (l *LMS) pemFile(name, kind string, der []byte) string {
	l.t.Helper()
	path := filepath.Join(l.Dir, name)
	if err := os.WriteFile(path, pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}), 0o600); err != nil {
		l.t.Fatal(err)
	}
	return path
}
