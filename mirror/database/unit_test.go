package database

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"database/sql"
	"encoding/hex"
	"encoding/pem"
	"errors"
	"fmt"
	"math/big"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/go-sql-driver/mysql"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"examdesk/mirror"
	"examdesk/model"
)

var noon = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)

// Whatever order ids appear in, each is seen once, or is in a gap until it is given up.
func TestGaps(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		start := rapid.Int64Range(0, 5).Draw(t, "tail")
		f, there := mirror.Feed{Tail: start}, map[int64]bool{}
		for turn := range rapid.IntRange(1, 8).Draw(t, "turns") {
			ids := []int64{}
			for id := start + 1; id < 60; id++ { // those that appear now
				if !there[id] && rapid.IntRange(0, 5).Draw(t, "appears") == 0 && (id > f.Tail || contains(f.Gaps, id)) {
					ids = append(ids, id)
					there[id] = true
				}
			}
			f = seen(f, ids, noon.Add(time.Duration(turn)*time.Minute))
			for id := start + 1; id <= f.Tail; id++ {
				if there[id] == contains(f.Gaps, id) {
					t.Fatalf("id %d: seen %v, gaps %+v", id, there[id], f.Gaps)
				}
			}
			for i := 1; i < len(f.Gaps); i++ {
				if f.Gaps[i-1].To >= f.Gaps[i].From {
					t.Fatalf("gaps are out of order: %+v", f.Gaps)
				}
			}
		}
		last := giveUp(f, time.Minute, noon.Add(time.Hour))
		if len(last.Gaps) != 0 || last.Tail != f.Tail {
			t.Fatalf("given up: %+v", last)
		}
	})
	got := gapsOf([]int64{3, 4, 9}, 2, 12, noon)
	want := []mirror.Gap{{From: 2, To: 2, Seen: noon}, {From: 5, To: 8, Seen: noon}, {From: 10, To: 12, Seen: noon}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if left := giveUp(mirror.Feed{Gaps: want}, mirror.Patience, noon.Add(mirror.Patience-1)); len(left.Gaps) != 3 {
		t.Errorf("given up too early: %+v", left)
	}
}

func contains(gaps []mirror.Gap, id int64) bool {
	for _, g := range gaps {
		if g.From <= id && id <= g.To {
			return true
		}
	}
	return false
}

// The scope of a mirror is one rule, in Go and on the server; its parts are tried on a
// server by the end-to-end tests.
func TestScope(t *testing.T) {
	t.Parallel()
	s := scope{Scope: mirror.Scope{Courses: []string{"c"}, Days: 90}, exams: map[int64]bool{1: true}, since: cutoff(90, noon)}
	if s.since != "2026-08-22 00:00:00" || !s.part() {
		t.Errorf("%+v", s)
	}
	for _, c := range []struct {
		exam             int64
		status, modified string
		want             bool
	}{
		{1, "verified", "2026-08-22 00:00:00", true}, {1, "verified", "2026-08-21 23:59:59.999999", false}, {1, "submitted", "2020-01-01 00:00:00", true},
		{2, "submitted", "2026-11-20 00:00:00", false}, {1, "error", "2020-01-01 00:00:00", true}, {1, "declined", "2020-01-01 00:00:00", false},
	} {
		if got := s.holds(c.exam, c.status, c.modified); got != c.want {
			t.Errorf("%+v: %v", c, got)
		}
	}
	all := scope{}
	if where, args := all.condition(); where != "1 = 1" || len(args) != 0 || all.part() || !all.holds(9, "", "") {
		t.Errorf("everything: %s %v", where, args)
	}
	none := scope{exams: map[int64]bool{}}
	if where, args := none.condition(); strings.Contains(where, "IN ()") || len(args) != 1 {
		t.Errorf("no exam: %s %v", where, args)
	}
}

// Values have the form that Django gives them on SQLite.
func TestValues(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		kind kind
		raw  sql.RawBytes
		want any
	}{
		{number, sql.RawBytes("-7"), int64(-7)}, {words, sql.RawBytes(""), ""}, {words, nil, nil}, {moment, nil, nil},
		{moment, sql.RawBytes("2026-11-20 12:00:00.000000"), "2026-11-20 12:00:00"}, {moment, sql.RawBytes("2026-11-20 12:00:00.000001"), "2026-11-20 12:00:00.000001"},
		{moment, sql.RawBytes("2026-11-20 12:00:00"), "2026-11-20 12:00:00"}, {moment, sql.RawBytes("0000-00-00 00:00:00.000000"), nil},
	} {
		if got, err := c.kind.value(c.raw); got != c.want || err != nil {
			t.Errorf("%s: %v, %v", c.raw, got, err)
		}
	}
}

// An address says where and as whom, and never with which password.
func TestParse(t *testing.T) {
	t.Parallel()
	cfg, user, err := Parse("mysql://desk@db.example.com/edxapp")
	if err != nil || user != "desk" || cfg.Host != "db.example.com" || cfg.Port != "3306" || cfg.Name != "edxapp" || cfg.Address() != "db.example.com:3306/edxapp" {
		t.Errorf("%+v %s %v", cfg, user, err)
	}
	for _, bad := range []string{"", "mysql://desk@db", "postgres://desk@db/x", "mysql:///x", "mysql://db/a/b", "mysql://desk:fake-secret@db/x"} {
		if _, _, err := Parse(bad); model.CodeOf(err) != model.CodeInvalid || strings.Contains(err.Error(), "fake-secret") {
			t.Errorf("%s: %v", bad, err)
		}
	}
}

// certificate makes a certificate for a name, signed by a CA.
func certificate(t *testing.T, host string, ca *x509.Certificate, caKey *ecdsa.PrivateKey) (tls.Certificate, *x509.Certificate, *ecdsa.PrivateKey) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	made := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: host}, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), IsCA: ca == nil, BasicConstraintsValid: true}
	if host != "" {
		made.DNSNames = []string{host}
	}
	if ca == nil {
		ca, caKey = made, key
	}
	der, err := x509.CreateCertificate(rand.Reader, made, ca, &key.PublicKey, caKey)
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, parsed, key
}

// The server is who it should be, by each way of knowing it, and by no other.
func TestTLS(t *testing.T) {
	t.Parallel()
	_, ca, caKey := certificate(t, "ca", nil, nil)
	_, other, _ := certificate(t, "other", nil, nil)
	named, _, _ := certificate(t, "db.example.com", ca, caKey)
	unnamed, leaf, _ := certificate(t, "", ca, caKey)
	asPEM := func(c *x509.Certificate) []byte {
		return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: c.Raw})
	}
	sum := sha256.Sum256(leaf.Raw)
	print := "fingerprint:" + hex.EncodeToString(sum[:])
	for name, c := range map[string]struct {
		tls    TLS
		server tls.Certificate
		good   bool
	}{
		"full, named":            {TLS{"verify-full", asPEM(ca)}, named, true},
		"full, without a name":   {TLS{"verify-full", asPEM(ca)}, unnamed, false},
		"full, another CA":       {TLS{"verify-full", asPEM(other)}, named, false},
		"full, the system's CAs": {TLS{"verify-full", nil}, named, false},
		"ca, named":              {TLS{"verify-ca", asPEM(ca)}, named, true},
		"ca, without a name":     {TLS{"verify-ca", asPEM(ca)}, unnamed, true},
		"ca, another CA":         {TLS{"verify-ca", asPEM(other)}, unnamed, false},
		"pinned":                 {TLS{print, nil}, unnamed, true},
		"pinned, with colons":    {TLS{strings.ToUpper(colons(print)), nil}, unnamed, true},
		"another is pinned":      {TLS{print, nil}, named, false},
	} {
		c.tls.Mode = strings.Replace(c.tls.Mode, "FINGERPRINT", "fingerprint", 1)
		client, err := c.tls.config(Config{Host: "db.example.com", Port: "3306"})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if err := shake(client, c.server); (err == nil) != c.good {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func colons(print string) string {
	mode, digits, _ := strings.Cut(print, ":")
	for i := len(digits) - 2; i > 0; i -= 2 {
		digits = digits[:i] + ":" + digits[i:]
	}
	return mode + ":" + digits
}

func shake(client *tls.Config, server tls.Certificate) error {
	l, err := tls.Listen("tcp", "127.0.0.1:0", &tls.Config{Certificates: []tls.Certificate{server}, MinVersion: tls.VersionTLS12})
	if err != nil {
		return err
	}
	defer func() { _ = l.Close() }()
	go func() {
		if c, err := l.Accept(); err == nil {
			_ = c.(*tls.Conn).Handshake()
			_ = c.Close()
		}
	}()
	c, err := net.Dial("tcp", l.Addr().String())
	if err != nil {
		return err
	}
	defer func() { _ = c.Close() }()
	return tls.Client(c, client).Handshake()
}

// What is not encrypted stays on this machine, unless somebody insists.
func TestPlain(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		cfg Config
		ok  bool
	}{
		{Config{Host: "127.0.0.1"}, true}, {Config{Host: "::1"}, true}, {Config{Host: "localhost"}, true}, {Config{Host: "db"}, false},
		{Config{Host: "10.0.0.1"}, false}, {Config{Host: "db", Insecure: true}, true}, {Config{Host: "db", TLS: TLS{Mode: "preferred"}}, false},
		{Config{Host: "db", TLS: TLS{Mode: "verify-ca"}}, false}, {Config{Host: "db", TLS: TLS{Mode: "fingerprint:12"}}, false},
		{Config{Host: "db", TLS: TLS{Mode: "verify-full", CA: []byte("x")}}, false},
	} {
		s, err := New(c.cfg)
		if (err == nil) != c.ok || err != nil && model.CodeOf(err) != model.CodeInvalid {
			t.Errorf("%+v: %v", c.cfg, err)
		}
		if s != nil {
			_ = s.Close()
		}
	}
}

// The database's errors say what to do, and hold no secret.
func TestProblems(t *testing.T) {
	t.Parallel()
	for err, want := range map[error]model.Code{
		&mysql.MySQLError{Number: errAccessDenied}:   model.CodeDenied,
		&mysql.MySQLError{Number: errTableDenied}:    model.CodeDenied,
		&mysql.MySQLError{Number: errTimeMySQL}:      model.CodeUnavailable,
		&mysql.MySQLError{Number: errTimeMariaDB}:    model.CodeUnavailable,
		&mysql.MySQLError{Number: 1205}:              model.CodeUnavailable,
		mysql.ErrInvalidConn:                         model.CodeUnavailable,
		errors.New("odd"):                            model.CodeUnavailable,
		fmt.Errorf("x: %w", x509.HostnameError{}):    model.CodeUnavailable,
		&net.OpError{Op: "dial", Err: net.ErrClosed}: model.CodeUnavailable,
	} {
		if got := problem(err, "say what is new"); model.CodeOf(got) != want {
			t.Errorf("%v: %v", err, got)
		}
	}
	if problem(nil, "") != nil || !errors.Is(problem(context.Canceled, ""), context.Canceled) {
		t.Error("nothing went wrong")
	}
}

// A checksum knows rows apart whose texts run together, and empty texts from none.
func TestChecksumsDiffer(t *testing.T) {
	t.Parallel()
	s := spec{columns: columnsOf("n", "a b", "m")}
	sums := map[uint32][]any{}
	for _, row := range [][]any{
		{int64(1), "x", "y", nil}, {int64(1), "xy", "", nil}, {int64(1), "", "xy", nil}, {int64(1), nil, "xy", nil}, {int64(1), "~", "xy", nil}, {nil, "x", "y", nil},
		{int64(1), "x", "y", "2026-11-20 12:00:00"}, {int64(1), "x", "y", "2026-11-20 12:00:00.000001"},
	} {
		crc, _ := s.crc(row, nil)
		if same, is := sums[crc]; is {
			t.Errorf("%v and %v have one sum", same, row)
		}
		sums[crc] = row
	}
	short, _ := s.crc([]any{int64(1), "x", "y", "2026-11-20 12:00:00"}, nil)
	long, _ := s.crc([]any{int64(1), "x", "y", "2026-11-20 12:00:00.000000"}, nil)
	if short != long {
		t.Error("a fraction of zeros makes a difference")
	}
}
