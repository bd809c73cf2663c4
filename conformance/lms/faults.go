//go:build e2e

package lms

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strconv"
	"sync"
	"testing"
	"time"
)

// Fault is what happens to a request on its way to the LMS.
type Fault struct {
	// Only picks the requests; nil is every one.
	Only func(*http.Request) bool
	// Times is how many requests meet it; 0 is all until Clear.
	Times int
	// Delay is how long the request waits before anything else happens.
	Delay time.Duration
	// Status is answered instead of asking the LMS, as a page in HTML or as Body.
	Status int
	// Body and Type are what is answered then.
	Body, Type string
	// Header is added to that answer.
	Header map[string]string
	// CutBefore closes the connection without asking the LMS.
	CutBefore bool
	// CutAfter asks the LMS, waits for its whole answer and closes the connection instead
	// of passing it on: what was asked for is done.
	CutAfter bool
}

// Faults is what stands between the clients and the LMS. Without a fault it passes
// everything on as it is.
type Faults struct {
	url   string
	proxy *httputil.ReverseProxy
	over  chan struct{} // closed when the test ends

	mu    sync.Mutex
	list  []*Fault
	asked []Asked
}

// Asked is a request as it came, whether it met a fault or not, and what it was answered;
// 0 where the connection was cut.
type Asked struct {
	Method, Path string
	Status       int
	At           time.Time
}

func startFaults(t testing.TB, port int) *Faults {
	t.Helper()
	to, err := url.Parse("http://127.0.0.1:" + strconv.Itoa(port))
	if err != nil {
		t.Fatal(err)
	}
	f := &Faults{over: make(chan struct{})}
	f.proxy = &httputil.ReverseProxy{
		// The LMS sees the address that the client asked, as behind its own web server.
		Rewrite: func(r *httputil.ProxyRequest) {
			r.Out.URL.Scheme, r.Out.URL.Host = to.Scheme, to.Host
			r.Out.Host = r.In.Host
		},
		Transport:    &http.Transport{DisableKeepAlives: true},
		ErrorHandler: func(w http.ResponseWriter, _ *http.Request, _ error) { htmlPage(w, http.StatusBadGateway) },
	}
	s := httptest.NewServer(f)
	t.Cleanup(func() {
		close(f.over)
		s.Close()
	})
	f.url = s.URL
	return f
}

// Add adds a fault; the first that a request meets is the one that happens.
func (f *Faults) Add(fault Fault) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.list = append(f.list, &fault)
}

// Clear removes all faults.
func (f *Faults) Clear() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.list = nil
}

// Asked are the requests so far.
func (f *Faults) Asked() []Asked {
	f.mu.Lock()
	defer f.mu.Unlock()
	return append([]Asked{}, f.asked...)
}

// Forget begins the list of requests again.
func (f *Faults) Forget() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.asked = nil
}

// met is the fault that a request meets.
func (f *Faults) met(r *http.Request) Fault {
	f.mu.Lock()
	defer f.mu.Unlock()
	for i, one := range f.list {
		if one.Only != nil && !one.Only(r) {
			continue
		}
		if one.Times == 1 {
			f.list = append(f.list[:i:i], f.list[i+1:]...)
		}
		one.Times = max(0, one.Times-1)
		return *one
	}
	return Fault{}
}

// ServeHTTP passes a request on, or has it meet its fault.
func (f *Faults) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	// Read whole, the request ends when its client goes; and it can be sent on then.
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	fault := f.met(r)
	asked := Asked{Method: r.Method, Path: r.URL.RequestURI(), At: time.Now()}
	defer func() {
		f.mu.Lock()
		defer f.mu.Unlock()
		f.asked = append(f.asked, asked)
	}()
	select {
	case <-time.After(fault.Delay):
	case <-r.Context().Done():
		return
	case <-f.over:
		return
	}
	switch {
	case fault.CutBefore:
		cut(w)
	case fault.CutAfter:
		// The client may be gone by then; the LMS does what it was asked all the same.
		f.proxy.ServeHTTP(httptest.NewRecorder(), r.WithContext(context.WithoutCancel(r.Context())))
		cut(w)
	case fault.Status != 0:
		asked.Status = fault.Status
		for name, value := range fault.Header {
			w.Header().Set(name, value)
		}
		fault.say(w)
	default:
		seen := &statusWriter{ResponseWriter: w}
		f.proxy.ServeHTTP(seen, r)
		asked.Status = seen.status
	}
}

func (fault Fault) say(w http.ResponseWriter) {
	if fault.Body == "" {
		htmlPage(w, fault.Status)
		return
	}
	kind := fault.Type
	if kind == "" {
		kind = "application/json"
	}
	w.Header().Set("Content-Type", kind)
	w.WriteHeader(fault.Status)
	_, _ = io.WriteString(w, fault.Body)
}

// htmlPage is a page as a web server before an LMS answers it.
func htmlPage(w http.ResponseWriter, status int) {
	w.Header().Set("Content-Type", "text/html")
	w.WriteHeader(status)
	_, _ = fmt.Fprintf(w, "<html>\n<head><title>%[1]d %[2]s</title></head>\n<body>\n<center><h1>%[1]d %[2]s</h1></center>\n<hr><center>nginx</center>\n</body>\n</html>\n",
		status, http.StatusText(status))
}

// cut closes a connection without an answer.
func cut(w http.ResponseWriter) {
	if c, _, err := http.NewResponseController(w).Hijack(); err == nil {
		reset(c)
	}
}

// reset closes a connection so that the other side sees that it was cut.
func reset(c net.Conn) {
	if t, is := c.(*net.TCPConn); is {
		_ = t.SetLinger(0)
	}
	_ = c.Close()
}

// statusWriter notes what was answered.
type statusWriter struct {
	http.ResponseWriter
	status int
}

// WriteHeader notes the status.
func (s *statusWriter) WriteHeader(status int) {
	s.status = status
	s.ResponseWriter.WriteHeader(status)
}

// Unwrap is for what needs the connection itself.
func (s *statusWriter) Unwrap() http.ResponseWriter { return s.ResponseWriter }
