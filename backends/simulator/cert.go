package simulator

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"math/big"
	"net"
	"time"

	"examdesk/model"
)

// CertFlaw is what is wrong with a certificate apart from its being self-signed.
type CertFlaw string

// The flaws.
const (
	CertGood        CertFlaw = ""
	CertExpired     CertFlaw = "expired"
	CertNotYetValid CertFlaw = "not-yet-valid"
	CertWrongName   CertFlaw = "wrong-name"
)

// SelfSigned makes a certificate in memory for names and addresses.
func SelfSigned(now time.Time, flaw CertFlaw, hosts ...string) (tls.Certificate, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return tls.Certificate{}, model.Wrap(err, model.CodeInternal, "A key for the certificate could not be created.")
	}
	const day = 24 * time.Hour
	const lasts = 90 // longer than what is said to end soon
	t := x509.Certificate{
		SerialNumber: new(big.Int).SetBytes(random(16)), Subject: pkix.Name{CommonName: "examdesk mock"},
		NotBefore: now.Add(-day), NotAfter: now.Add(lasts * day), IsCA: true, BasicConstraintsValid: true,
		KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	switch flaw {
	case CertExpired:
		t.NotBefore, t.NotAfter = now.Add(-30*day), now.Add(-day)
	case CertNotYetValid:
		t.NotBefore = now.Add(day)
	case CertWrongName:
		hosts = []string{"elsewhere.example.com"}
	case CertGood:
	}
	for _, h := range hosts {
		if ip := net.ParseIP(h); ip != nil {
			t.IPAddresses = append(t.IPAddresses, ip)
		} else {
			t.DNSNames = append(t.DNSNames, h)
		}
	}
	der, err := x509.CreateCertificate(rand.Reader, &t, &t, key.Public(), key)
	if err != nil {
		return tls.Certificate{}, model.Wrap(err, model.CodeInternal, "The certificate could not be created.")
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, nil
}
