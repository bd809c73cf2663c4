package verify

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/netip"
	"os"
	"syscall"
	"testing"

	"examdesk/backends/wire"
	"examdesk/model"
)

// dialError is how the library reports a connection that was not made.
func dialError(n syscall.Errno) error {
	return fmt.Errorf("wrapped: %w", &net.OpError{Op: "dial", Net: "tcp", Err: os.NewSyscallError("connect", n)})
}

func TestClassifyErrors(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		o    observed
		want model.CheckCause
	}{
		"no such name":                  {observed{Err: &net.DNSError{IsNotFound: true}}, model.CauseAddress},
		"servfail":                      {observed{Err: &net.DNSError{Err: "server misbehaving", IsTemporary: true}}, model.CauseDown},
		"dns silent":                    {observed{Err: &net.DNSError{IsTimeout: true}}, model.CauseBlocked},
		"refused":                       {observed{Err: dialError(syscall.ECONNREFUSED)}, model.CauseDown},
		"no route":                      {observed{Err: dialError(syscall.EHOSTUNREACH)}, model.CauseBlocked},
		"no network":                    {observed{Err: dialError(syscall.ENETUNREACH)}, model.CauseBlocked},
		"forbidden here":                {observed{Err: dialError(syscall.EPERM)}, model.CauseBlocked},
		"connect times out":             {observed{Err: dialError(syscall.ETIMEDOUT)}, model.CauseBlocked},
		"connect times out, alone":      {observed{Err: context.DeadlineExceeded, Dialling: true}, model.CauseBlocked},
		"reset in the handshake":        {observed{Err: dialError(syscall.ECONNRESET)}, model.CauseBlocked},
		"closed in the handshake":       {observed{Err: io.EOF, Dialling: true}, model.CauseBlocked},
		"reset before the answer":       {observed{Err: &net.OpError{Op: "read", Err: syscall.ECONNRESET}}, model.CauseDown},
		"closed before the answer":      {observed{Err: io.EOF}, model.CauseDown},
		"half an answer":                {observed{Err: io.ErrUnexpectedEOF}, model.CauseDown},
		"no answer in time":             {observed{Err: context.DeadlineExceeded}, model.CauseDown},
		"no TLS":                        {observed{Err: tls.RecordHeaderError{Msg: "first record does not look like a TLS handshake"}}, model.CauseAddress},
		"plain answer to https":         {observed{Err: errors.New("http: server gave HTTP response to HTTPS client")}, model.CauseAddress},
		"alert: name unknown":           {observed{Err: &net.OpError{Op: "remote error", Err: alertUnrecognizedName}}, model.CauseAddress},
		"alert: access denied":          {observed{Err: alertAccessDenied}, model.CauseBlocked},
		"alert: certificate required":   {observed{Err: alertCertRequired}, model.CauseBlocked},
		"alert: bad certificate":        {observed{Err: &net.OpError{Op: "remote error", Err: alertBadCertificate}}, model.CauseBlocked},
		"alert: in another type":        {observed{Err: &net.OpError{Op: "remote error", Err: errors.New("tls: certificate required")}}, model.CauseBlocked},
		"version chosen by the server":  {observed{Err: errors.New("tls: server selected unsupported protocol version 302")}, model.CauseAnswer},
		"alert: internal error":         {observed{Err: alertInternalError}, model.CauseDown},
		"alert: handshake failure":      {observed{Err: tls.AlertError(40)}, model.CauseAnswer},
		"alert: protocol version":       {observed{Err: tls.AlertError(70)}, model.CauseAnswer},
		"private address":               {observed{Err: &wire.PrivateAddressError{Addr: netip.MustParseAddr("10.0.0.1")}}, model.CauseAddress},
		"too long":                      {observed{Err: &wire.TooLongError{Limit: 1}}, model.CauseAnswer},
		"no HTTP":                       {observed{Err: errors.New(`net/http: HTTP/1.x transport connection broken: malformed HTTP response "x"`)}, model.CauseAnswer},
		"endless headers":               {observed{Err: errors.New("net/http: server response headers exceeded 65536 bytes; aborted")}, model.CauseAnswer},
		"something that nobody foresaw": {observed{Err: errors.New("odd")}, model.CauseDown},
	} {
		if got := classify(c.o); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

func TestClassifyAnswers(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		o    observed
		want model.CheckCause
	}{
		"401 to nobody":              {observed{Status: 401, Kind: bodyJSON}, model.CauseNone},
		"403 to nobody":              {observed{Status: 403, Kind: bodyJSON}, model.CauseNone},
		"403 with a page":            {observed{Status: 403, Kind: bodyHTML}, model.CauseBlocked},
		"405 to a question":          {observed{Status: 405, Kind: bodyNone}, model.CauseNone},
		"407":                        {observed{Status: 407, Kind: bodyHTML}, model.CauseBlocked},
		"429":                        {observed{Status: 429, Kind: bodyJSON, Secret: true}, model.CauseBlocked},
		"451":                        {observed{Status: 451}, model.CauseBlocked},
		"511, a captive portal":      {observed{Status: 511, Kind: bodyHTML}, model.CauseBlocked},
		"302":                        {observed{Status: 302}, model.CauseAddress},
		"308 with a secret":          {observed{Status: 308, Secret: true}, model.CauseAddress},
		"404":                        {observed{Status: 404, Kind: bodyJSON}, model.CauseAddress},
		"410":                        {observed{Status: 410}, model.CauseAddress},
		"408":                        {observed{Status: 408}, model.CauseDown},
		"500":                        {observed{Status: 500, Kind: bodyJSON}, model.CauseDown},
		"502 of a gateway":           {observed{Status: 502, Kind: bodyHTML}, model.CauseDown},
		"503":                        {observed{Status: 503}, model.CauseDown},
		"504":                        {observed{Status: 504}, model.CauseDown},
		"520 as Cloudflare answers":  {observed{Status: 520, Kind: bodyHTML}, model.CauseDown},
		"522":                        {observed{Status: 522, Kind: bodyHTML}, model.CauseDown},
		"526":                        {observed{Status: 526, Kind: bodyHTML, Secret: true}, model.CauseDown},
		"200 with a page, plain":     {observed{Status: 200, Kind: bodyHTML}, model.CauseBlocked},
		"200 with a page, over TLS":  {observed{Status: 200, Kind: bodyHTML, Secure: true}, model.CauseAddress},
		"200 with JSON":              {observed{Status: 200, Kind: bodyJSON, Secret: true}, model.CauseNone},
		"200 with something else":    {observed{Status: 200, Kind: bodyOther}, model.CauseAnswer},
		"200 with nothing":           {observed{Status: 200, Kind: bodyNone, Secret: true}, model.CauseAnswer},
		"401 to a signature":         {observed{Status: 401, Secret: true, Signed: true}, model.CauseSecret},
		"401, clocks apart":          {observed{Status: 401, Secret: true, Signed: true, ClockOff: true}, model.CauseClock},
		"403 to a signature":         {observed{Status: 403, Kind: bodyJSON, Secret: true, Signed: true}, model.CauseSecret},
		"403, clocks apart":          {observed{Status: 403, Secret: true, Signed: true, ClockOff: true}, model.CauseClock},
		"400 to a signature":         {observed{Status: 400, Kind: bodyJSON, Secret: true, Signed: true}, model.CauseSettings},
		"405 to a signature":         {observed{Status: 405, Secret: true, Signed: true}, model.CauseAddress},
		"401 to a client":            {observed{Status: 401, Kind: bodyJSON, Secret: true, ClockOff: true}, model.CauseSecret},
		"400 invalid_client":         {observed{Status: 400, Kind: bodyJSON, Secret: true, Code: "invalid_client"}, model.CauseSecret},
		"400 unauthorized_client":    {observed{Status: 400, Kind: bodyJSON, Secret: true, Code: "unauthorized_client"}, model.CauseSecret},
		"400 unsupported_grant_type": {observed{Status: 400, Kind: bodyJSON, Secret: true, Code: "unsupported_grant_type"}, model.CauseAnswer},
		"403 of a token address":     {observed{Status: 403, Kind: bodyJSON, Secret: true}, model.CauseBlocked},
		"no status at all":           {observed{}, model.CauseAnswer},
	} {
		if got := classify(c.o); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

func TestKindOf(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		contentType, data string
		want              body
	}{
		{"application/json", `{"a": 1}`, bodyJSON},
		{"text/plain", ` {"a": 1}`, bodyJSON},
		{"application/json", `{"a": `, bodyOther},
		{"application/json", `[1]`, bodyJSON},
		{"application/json", `[1, `, bodyOther},
		{"application/json", "<!DOCTYPE html>", bodyHTML},
		{"text/html; charset=utf-8", "hello", bodyHTML},
		{"", "\n", bodyNone},
		{"application/octet-stream", "\x00\xff", bodyOther},
		{";;", "x", bodyOther},
	} {
		if got := kindOf(c.contentType, []byte(c.data)); got != c.want {
			t.Errorf("%s %q: %s, want %s", c.contentType, c.data, got, c.want)
		}
	}
}
