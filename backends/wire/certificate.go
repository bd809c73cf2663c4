package wire

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"strings"

	"examdesk/model"
)

// CertFlaw is why a server's certificate was refused.
type CertFlaw string

// The flaws, in words that follow "the certificate is".
const (
	CertNone       CertFlaw = ""
	CertExpired    CertFlaw = "expired"
	CertEarly      CertFlaw = "not yet valid"
	CertName       CertFlaw = "for another name"
	CertSelfSigned CertFlaw = "self-signed"
	CertUnknown    CertFlaw = "signed by an unknown authority"
	CertOther      CertFlaw = "not one that can be trusted"
)

// CertFlawOf returns what is wrong with a certificate, [CertNone] if something else went wrong.
func CertFlawOf(err error) CertFlaw {
	var failed *tls.CertificateVerificationError
	var invalid x509.CertificateInvalidError
	var host x509.HostnameError
	var unknown x509.UnknownAuthorityError
	switch {
	case !errors.As(err, &failed):
		return CertNone
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired:
		if strings.Contains(invalid.Detail, "is before") {
			return CertEarly
		}
		return CertExpired
	case errors.As(err, &host):
		return CertName
	case errors.As(err, &unknown):
		if leaf := CertOf(err); leaf != nil && leaf.CheckSignatureFrom(leaf) == nil || leaf != nil && leaf.Issuer.String() == leaf.Subject.String() {
			return CertSelfSigned
		}
		return CertUnknown
	}
	return CertOther
}

// CertOf returns the server's own certificate, if one was refused.
func CertOf(err error) *x509.Certificate {
	var failed *tls.CertificateVerificationError
	if errors.As(err, &failed) && len(failed.UnverifiedCertificates) > 0 {
		return failed.UnverifiedCertificates[0]
	}
	return nil
}

// CertNames lists the names that a certificate is for, at most three of them.
func CertNames(c *x509.Certificate) string {
	const most = 3
	list := c.DNSNames
	for _, ip := range c.IPAddresses {
		list = append(list, ip.String())
	}
	if len(list) == 0 {
		return "no usable name"
	}
	more := ""
	if len(list) > most {
		more = fmt.Sprintf(" and %d more", len(list)-most)
		list = list[:most]
	}
	return model.Clean(strings.Join(list, ", ")) + more
}

// CertIssuer names who signed a certificate, as the certificate itself says.
func CertIssuer(c *x509.Certificate) string {
	const longest = 60
	name := c.Issuer.CommonName
	if len(c.Issuer.Organization) > 0 {
		name = c.Issuer.Organization[0]
	}
	r := []rune(model.Clean(name))
	return string(r[:min(len(r), longest)])
}

// CertWords returns why a certificate was refused, to follow "the certificate of …"; empty if
// none was.
func CertWords(err error) string {
	leaf := CertOf(err)
	switch flaw := CertFlawOf(err); flaw {
	case CertNone:
		return ""
	case CertExpired, CertEarly:
		return outOfDateWords(flaw, outOfDate(err), leaf)
	case CertName:
		var host x509.HostnameError
		if errors.As(err, &host) && host.Certificate != nil {
			return "is for " + CertNames(host.Certificate) + ", not for " + model.Clean(host.Host)
		}
	case CertSelfSigned:
		return "is self-signed, and this machine does not trust it"
	case CertUnknown:
		if leaf != nil {
			return "was issued by " + CertIssuer(leaf) + ", which this machine does not trust"
		}
	case CertOther:
	}
	return "cannot be trusted"
}

// outOfDate returns the certificate whose time is over or has not begun: the server's own,
// or one that it builds on.
func outOfDate(err error) *x509.Certificate {
	var invalid x509.CertificateInvalidError
	if errors.As(err, &invalid) {
		return invalid.Cert
	}
	return nil
}

func outOfDateWords(flaw CertFlaw, c, leaf *x509.Certificate) string {
	const minute = "2006-01-02 15:04 UTC"
	if c == nil {
		return "is " + string(flaw)
	}
	builds := ""
	if leaf != nil && !c.Equal(leaf) {
		builds = "builds on one that "
	}
	if flaw == CertEarly {
		return builds + "is not valid before " + c.NotBefore.UTC().Format(minute)
	}
	return builds + "expired on " + c.NotAfter.UTC().Format(minute)
}
