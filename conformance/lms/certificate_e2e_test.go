//go:build e2e

package lms_test

import (
	"crypto/tls"
	"crypto/x509"
	"database/sql"
	"net/http"
	"os"
	"testing"

	"github.com/go-sql-driver/mysql"

	"examdesk/conformance/lms"
)

// TestE2EEncrypted is the database with a certificate: whoever knows its authority and
// its name is sure of it, and nobody else is. It has no people, so that it shows what
// an LMS without a seed is, too.
func TestE2EEncrypted(t *testing.T) {
	l := lms.Start(t, lms.Options{TLS: true, Unseeded: true, Workers: 1, Server: []string{"--auto-increment-increment=3"}})
	pem, err := os.ReadFile(l.CA)
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(pem) {
		t.Fatal("the authority is not a certificate")
	}
	for name, ours := range map[string]*tls.Config{
		"known": {RootCAs: pool, ServerName: lms.DatabaseName}, "misnamed": {RootCAs: pool, ServerName: "127.0.0.1"}, "unknown": {ServerName: lms.DatabaseName},
	} {
		c, err := mysql.ParseDSN(l.ReadDSN)
		if err != nil {
			t.Fatal(err)
		}
		c.TLS = ours
		connector, err := mysql.NewConnector(c)
		if err != nil {
			t.Fatal(err)
		}
		var variable, cipher string
		db := sql.OpenDB(connector)
		err = db.QueryRowContext(t.Context(), "SHOW STATUS LIKE 'Ssl_cipher'").Scan(&variable, &cipher)
		_ = db.Close()
		if sure := err == nil && cipher != ""; sure != (name == "known") {
			t.Errorf("%s: cipher %q, %v", name, cipher, err)
		}
	}
	if n := l.Number("SELECT @@auto_increment_increment"); n != 3 {
		t.Errorf("the increment is %d", n)
	}
	if n := l.Number("SELECT COUNT(*) FROM auth_user"); n != 0 {
		t.Errorf("%d people without a seed", n)
	}
	if a := l.Call(lms.Token{}, http.MethodGet, me, nil); a.Status != http.StatusUnauthorized {
		t.Errorf("%d %s", a.Status, a.Body)
	}
}
