package wire

import (
	"bytes"
	"io"
	"log"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"
)

// TestServerThatSpeaksFirst asks a mail server: the answer is always the same
// error, and net/http writes nothing of what the server said to the terminal.
func TestServerThatSpeaksFirst(t *testing.T) { //nolint:paralleltest // the standard logger is the process's
	var remarks bytes.Buffer
	log.SetOutput(&remarks)
	t.Cleanup(func() { log.SetOutput(io.Discard) })
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			_, _ = io.WriteString(conn, "220 mail.example.com ESMTP\r\n")
			go func() { // it waits for EHLO
				_, _ = conn.Read(make([]byte, 1))
				_ = conn.Close()
			}()
		}
	}()
	for range 50 {
		c := NewClient(Options{AllowPrivate: true, Plain: true, Timeout: 5 * time.Second})
		_, err := Send(t.Context(), c.R(), http.MethodGet, "http://"+l.Addr().String())
		if err == nil || !strings.Contains(err.Error(), "malformed HTTP") {
			t.Fatalf("asked a mail server: %v", err)
		}
	}
	if remarks.Len() > 0 {
		t.Errorf("written to the terminal: %s", &remarks)
	}
}
