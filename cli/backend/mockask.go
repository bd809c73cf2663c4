package backend

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"examdesk/backends/wire"
	"examdesk/cli/kit"
	"examdesk/cli/setup"
	"examdesk/model"
	"examdesk/text"
)

// mockTokenEnv has the control token if no file is named.
const mockTokenEnv = "EXAMDESK_MOCK_TOKEN" //nolint:gosec // the name of a variable

// mockCallback limits a command, because the mock itself waits for the LMS.
const mockCallback = 40 * time.Second

// mockTo names the mock that a command addresses.
type mockTo struct{ url, tokenFile, ca string }

func (m *mockTo) flags(cmd *cobra.Command) {
	cmd.Flags().StringVar(&m.url, "to", "", "the mock's `URL`, e.g. http://127.0.0.1:8990")
	cmd.Flags().StringVar(&m.tokenFile, "token-file", "", "`FILE` with the control token (default the variable "+mockTokenEnv+")")
	cmd.Flags().StringVar(&m.ca, "ca", "", "`FILE` with the certificate to trust, as --cert-out wrote it")
}

func (m mockTo) token() (string, error) {
	if m.tokenFile == "" {
		if token, err := kit.EnvText(mockTokenEnv); token != "" || err != nil {
			return token, err
		}
		return "", kit.Usage(errors.New("name the file with the control token by --token-file, or set " + mockTokenEnv))
	}
	data, err := os.ReadFile(m.tokenFile)
	if err != nil {
		return "", model.Wrap(err, model.CodeNotFound, "The control token cannot be read from %s.", m.tokenFile)
	}
	token, err := text.Decode(data)
	if err != nil {
		return "", text.RefusedSecret(err, "The control token", text.SaveAsUTF8)
	}
	return strings.TrimSpace(token), nil
}

func (m mockTo) trust() (*tls.Config, error) {
	if m.ca == "" {
		return nil, nil
	}
	data, err := os.ReadFile(m.ca)
	pool := x509.NewCertPool()
	if err != nil || !pool.AppendCertsFromPEM(data) {
		return nil, model.Wrap(err, model.CodeInvalid, "%s has no certificate that can be read.", m.ca)
	}
	return &tls.Config{RootCAs: pool, MinVersion: tls.VersionTLS12}, nil
}

// control is what the commands on a running mock have in common.
type control struct {
	*setup.Setup
	mockTo
	// ask asks the mock's control interface, and reads the answer into out.
	ask func(ctx context.Context, m mockTo, method, path string, in, out any) error
}

func controlOf(s *setup.Setup) control {
	return control{Setup: s, ask: func(ctx context.Context, m mockTo, method, path string, in, out any) error {
		return askMock(ctx, s, m, method, path, in, out)
	}}
}

// askMock calls the mock's control interface and reads the answer into out.
func askMock(ctx context.Context, a *setup.Setup, m mockTo, method, path string, in, out any) error {
	u, err := url.Parse(m.url)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return kit.Usagef("--to %q is not an address of a mock service; write for example http://127.0.0.1:8990", model.Clean(m.url))
	}
	token, err := m.token()
	if err != nil {
		return err
	}
	trust, err := m.trust()
	if err != nil {
		return err
	}
	r := wire.NewClient(wire.Options{AllowPrivate: true, Plain: u.Scheme == "http", Timeout: mockCallback, UserAgent: "examdesk/" + a.Version, TLS: trust}).
		R().SetContext(ctx).SetHeader("Authorization", "Bearer "+token)
	if in != nil {
		r.SetHeader("Content-Type", "application/json").SetBody(in)
	}
	res, err := r.Execute(method, strings.TrimRight(m.url, "/")+path)
	if err != nil {
		return model.Wrap(wire.WithoutURL(err), model.CodeUnavailable, "The mock service at %s cannot be reached.", m.url)
	}
	return readMock(res.StatusCode(), res.RawBody(), out)
}

// maxMockAnswer is enough for the list of all attempts that a mock keeps.
const maxMockAnswer = 64 << 20

func readMock(status int, body io.ReadCloser, out any) error {
	defer func() { _ = body.Close() }()
	data, err := io.ReadAll(io.LimitReader(body, maxMockAnswer))
	if err != nil {
		return model.Wrap(err, model.CodeUnavailable, "The mock service's answer broke off.")
	}
	if err := text.Check(string(data)); err != nil {
		return text.Refused(err, "The mock service's answer", "Check --to.")
	}
	if status == http.StatusOK {
		if err := json.Unmarshal(data, out); err != nil {
			return model.Wrap(err, model.CodeInternal, "The answer does not come from a mock service; check --to.")
		}
		return nil
	}
	var said struct {
		Detail string `json:"detail"`
	}
	if json.Unmarshal(data, &said) != nil || said.Detail == "" {
		return model.Errorf(model.CodeInternal, "The answer (%d) does not come from a mock service; check --to.", status)
	}
	codes := map[int]model.Code{
		http.StatusBadRequest: model.CodeInvalid, http.StatusNotFound: model.CodeNotFound, http.StatusUnauthorized: model.CodeDenied,
	}
	code, ok := codes[status]
	if !ok {
		code = model.CodeInternal
	}
	return model.Errorf(code, "%s", said.Detail)
}
