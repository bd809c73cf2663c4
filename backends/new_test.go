package backends

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"examdesk/backends/settings"
	"examdesk/model"
)

func configured(t *testing.T, name, text string) settings.Service {
	t.Helper()
	var doc yaml.Node
	if err := yaml.Unmarshal([]byte(text), &doc); err != nil {
		t.Fatal(err)
	}
	s, err := settings.Parse(name, doc.Content[0])
	if err != nil {
		t.Fatal(err)
	}
	s.Resolve(context.Background(), func(_ context.Context, ref string) (model.Secret, string, error) {
		return model.NewSecret(ref), "configuration", nil
	})
	return s
}

const psiSettings = `{organization: edx, exam_sponsor: edX LMS, exam_register_endpoint: 'https://psi.example.com/r', secret_key_id: k,
  secret_key: not-a-real-one, crypto_key: abcdefgh12345678, software_download_url: 'https://psi.example.com/s'}`

func TestNewByKind(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, text, want string }{
		{"software_secure", psiSettings, "*softwaresecure.Service"},
		{"proctorco", `{base_url: 'https://p.example.com', client_id: i, client_secret: s}`, "*rest.Service"},
		{"null", `{}`, "null.Service"},
		{"mock", `{}`, "*mock.Service"},
	} {
		s, err := New(configured(t, c.name, c.text), Options{})
		if err != nil || fmt.Sprintf("%T", s) != c.want {
			t.Errorf("%s: %T, %v", c.name, s, err)
		}
	}
}

func TestNewRefuses(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, text string
		code       model.Code
	}{
		{"test", `{}`, model.CodeUnsupported},
		{"software_secure", `{}`, model.CodeInvalid},
		{"software_secure", strings.Replace(psiSettings, "abcdefgh12345678", "short", 1), model.CodeInvalid},
		{"proctorco", `{base_url: 'https://p.example.com'}`, model.CodeInvalid},
		{"proctorco", `{base_url: 'http://p.example.com', client_id: i, client_secret: s}`, model.CodeInvalid},
		{"proctorco", `{base_url: 'https://p.example.com', client_id: i, client_secret: s, default_rules: [1]}`, model.CodeInvalid},
		{"proctorco", `{base_url: 'https://p.example.com', client_id: i, client_secret: s, default_rules: {a: .inf}}`, model.CodeInvalid},
		{"proctorco", bomb(), model.CodeInvalid},
	} {
		s, err := New(configured(t, c.name, c.text), Options{})
		if s != nil || model.CodeOf(err) != c.code {
			t.Errorf("%s %.80s: %v, %v", c.name, c.text, s, err)
		}
	}
}

// bomb is a few aliases that expand to a thousand million values.
func bomb() string {
	var b strings.Builder
	b.WriteString("{base_url: 'https://p.example.com', client_id: i, client_secret: s, default_rules: {a0: &a0 {x: 1}")
	for i := 1; i < 10; i++ {
		fmt.Fprintf(&b, ", a%d: &a%d [%s*a%d ]", i, i, strings.Repeat(fmt.Sprintf("*a%d , ", i-1), 9), i-1)
	}
	return b.String() + "}}"
}

// The settings reach the wire: rules in their order, private addresses only with
// leave; needs_oauth is as without effect as in the original.
func TestRESTSettings(t *testing.T) {
	t.Parallel()
	var sent string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "/access_token") {
			_, _ = io.WriteString(w, `{"access_token": "t", "expires_in": 3600}`)
			return
		}
		body, _ := io.ReadAll(r.Body)
		sent = r.URL.Path + " " + r.Header.Get("Authorization") + r.Header.Get("User-Agent") + " " + string(body)
		_, _ = io.WriteString(w, `{"id": "x"}`)
	}))
	t.Cleanup(server.Close)
	s, err := New(configured(t, "proctorco", `{base_url: '`+server.URL+`', client_id: i, client_secret: s, needs_oauth: false, allow_private_addresses: true,
		default_rules: {z: true, a: [1, 2.5, null, "x"], d: 2026-01-02, m: &m {k: v}, n: *m }}`), Options{Version: "1.2.3"})
	if err != nil {
		t.Fatal(err)
	}
	if id, err := s.SaveExam(t.Context(), model.Exam{ID: 1}, nil); err != nil || id != "x" {
		t.Fatal(id, err)
	}
	if !strings.HasPrefix(sent, "/api/v1/exam/ JWT texamdesk/1.2.3 {") || !strings.HasSuffix(sent, `"rules": {"z": true, "a": [1, 2.5, null, "x"], "d": "2026-01-02", "m": {"k": "v"}, "n": {"k": "v"}}}`) {
		t.Error(sent)
	}
}

// docs/backends.md has a row for each key and says who needs it.
func TestDocumentedKeys(t *testing.T) {
	t.Parallel()
	data, err := os.ReadFile("../docs/backends.md")
	if err != nil {
		t.Fatal(err)
	}
	words := map[settings.Kind]string{settings.SoftwareSecure: "PSI", settings.REST: "REST"}
	for _, k := range settings.Keys() {
		_, row, ok := strings.Cut(string(data), "\n| `"+k.Name+"` |")
		cells := strings.Split(row, "|")
		needed := ""
		for _, kind := range k.NeededBy {
			needed += words[kind]
		}
		if !ok || strings.TrimSpace(cells[1]) != needed || strings.Contains(cells[0], "secret") != k.Secret {
			t.Errorf("%s: %v", k.Name, cells[:min(3, len(cells))])
		}
	}
}

func TestVerboseName(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{"software_secure": "RPNow", "null": "Null Backend", "proctorco": "Unknown"} {
		if got := VerboseName(configured(t, name, `{}`)); got != want {
			t.Errorf("%s: %s", name, got)
		}
	}
	if got := VerboseName(configured(t, "proctorco", `{verbose_name: ProctorCo}`)); got != "ProctorCo" {
		t.Error(got)
	}
}
