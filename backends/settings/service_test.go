package settings

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"examdesk/model"
)

func parse(t *testing.T, name, text string) (Service, error) {
	t.Helper()
	var doc yaml.Node
	if err := yaml.Unmarshal([]byte(text), &doc); err != nil {
		t.Fatal(err)
	}
	return Parse(name, doc.Content[0])
}

func TestService(t *testing.T) {
	t.Parallel()
	s, err := parse(t, "software_secure", `
organization: edx
exam_sponsor: &s edX LMS
exam_register_endpoint: https://exams.example.com/register
secret_key_id: NU-1
secret_key: keyring:lost
secret_key: env:A
crypto_key: keyring:lost
software_download_url: *s
send_email: yes
ping_interval: 30
organisation: misspelt
`)
	if err != nil {
		t.Fatal(err)
	}
	s.Resolve(context.Background(), func(_ context.Context, ref string) (model.Secret, string, error) {
		if ref == "keyring:lost" {
			return model.Secret{}, "", errors.New("gone")
		}
		return model.NewSecret("hidden " + ref), "env", nil
	})
	if s.Kind != SoftwareSecure || s.Text("organization") != "edx" || s.Text("software_download_url") != "edX LMS" || s.Number("ping_interval", 60) != 30 {
		t.Errorf("%+v", s)
	}
	if s.Secret("secret_key").Reveal() != "hidden env:A" || s.From["secret_key"] != "env" || s.Problems["crypto_key"] == nil || s.Problems["secret_key"] != nil || s.Text("secret_key") != "" {
		t.Errorf("secrets: %+v", s)
	}
	if strings.Contains(fmt.Sprintf("%+v", s.Secrets), "hidden") {
		t.Error("a secret is shown")
	}
	if s.Usable() == nil || len(s.Missing()) != 0 {
		t.Errorf("usable: %v, missing %v", s.Usable(), s.Missing())
	}
}

func TestServiceLacks(t *testing.T) {
	t.Parallel()
	s, err := parse(t, "proctorco", "{base_url: 'https://p.example.com', client_id: '', client_secret: null}")
	if err != nil || s.Kind != REST || !slices.Equal(s.Missing(), []string{"client_id", "client_secret"}) || model.CodeOf(s.Usable()) != model.CodeInvalid {
		t.Errorf("%+v, %v, %v", s, err, s.Missing())
	}
	if _, err := parse(t, "null", "[1]"); model.CodeOf(err) != model.CodeInvalid {
		t.Error(err)
	}
	if s, err := Parse("null", nil); err != nil || s.Usable() != nil {
		t.Errorf("nothing at all: %v", err)
	}
}
