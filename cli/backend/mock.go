package backend

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"examdesk/backends/settings"
	"examdesk/backends/simulator"
	"examdesk/cli/kit"
	"examdesk/cli/setup"
	"examdesk/config"
	"examdesk/keys"
	"examdesk/model"
	"examdesk/text"
)

// mockFlags are those of the mock service itself.
type mockFlags struct {
	listen, kind, path           string
	public                       bool
	lms, lmsClient, lmsSecret    string
	auto                         string
	faults                       []string
	skew, tolerance, tokenLasts  time.Duration
	redirectTo                   string
	tlsCert, tlsKey, certOut     string
	selfSigned, asJSON           bool
	state, tokenFile, publicName string
}

// NewCmdMock returns the command backend mock.
func NewCmdMock(a *setup.Setup) *cobra.Command {
	var f mockFlags
	cmd := &cobra.Command{
		Use:   "mock --listen ADDRESS",
		Short: "Run a proctoring service for training and tests",
		Long: `Runs a proctoring service that speaks PSI's protocol (software_secure) and the REST one. An LMS, or examdesk, that is
configured with what is printed registers its attempts here. The page at the printed address, and the commands below,
send ready and review callbacks to the LMS that --lms names, replay recorded ones, and break the service on purpose.

Nothing is recorded and nobody watches: use it with synthetic learners only.`,
		Example: `  examdesk backend mock --listen 127.0.0.1:8990 --lms http://localhost:8000
  examdesk backend mock --listen 127.0.0.1:8990 --lms http://localhost:8000 --auto ready=2s,review=5s,outcome=mixed
  examdesk backend mock review MOCK-3F… --to http://127.0.0.1:8990 --status suspicious --comment "A second person"`,
		Args: kit.UsageArgs(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error { return runMock(cmd.Context(), a, f) },
	}
	f.flags(cmd)
	// They fail only for a flag that is not there.
	_ = cmd.RegisterFlagCompletionFunc("fault", kit.Words(kit.Texts(simulator.Faults())...))
	_ = cmd.RegisterFlagCompletionFunc("kind", kit.Words("both", string(settings.SoftwareSecure), string(settings.REST)))
	cmd.AddCommand(mockAttemptsCmd(a), mockReadyCmd(a), mockReviewCmd(a), mockReplayCmd(a), mockFaultCmd(a), mockOnboardingCmd(a))
	return cmd
}

func (f *mockFlags) flags(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringVar(&f.listen, "listen", "", "`ADDRESS` to listen on, e.g. 127.0.0.1:8990; port 0 takes a free one")
	flags.BoolVar(&f.public, "public", false, "allow an address that others can reach")
	flags.StringVar(&f.publicName, "public-url", "", "the `URL` by which the LMS reaches the mock, if not that of --listen")
	flags.StringVar(&f.kind, "kind", "both", "`KIND` of protocol: software_secure, rest or both")
	flags.StringVar(&f.path, "path", "", "another `PATH` for PSI's registrations, besides "+simulator.PSIPath)
	flags.StringVar(&f.lms, "lms", "", "root `URL` of the LMS to which callbacks go")
	flags.StringVar(&f.lmsClient, "lms-client-id", "", "`ID` of an OAuth application of the LMS whose user may review")
	flags.StringVar(&f.lmsSecret, "lms-client-secret", "", "where its secret is, a `REFERENCE`: env:NAME, file:PATH or keyring:NAME")
	flags.StringVar(&f.auto, "auto", "", "send callbacks by itself, e.g. `ready=2s,review=5s,outcome=mixed`")
	flags.StringArrayVar(&f.faults, "fault", nil, "begin broken: `FAULT` or FAULT@ENDPOINT; see examdesk backend mock fault --help")
	flags.DurationVar(&f.skew, "skew", 10*time.Minute, "by how much the fault clock is off")
	flags.StringVar(&f.redirectTo, "redirect-to", "", "`URL` of the host to which the fault redirect leads")
	flags.DurationVar(&f.tolerance, "date-tolerance", simulator.DefaultDateTolerance, "how far the Date of a registration may be off")
	flags.DurationVar(&f.tokenLasts, "token-lifetime", simulator.DefaultTokenLifetime, "how long a token of the REST protocol is good")
	flags.StringVar(&f.tlsCert, "tls-cert", "", "serve TLS with the certificate in this `FILE`")
	flags.StringVar(&f.tlsKey, "tls-key", "", "the certificate's key, a `FILE`")
	flags.BoolVar(&f.selfSigned, "self-signed", false, "serve TLS with a certificate made for this run")
	flags.StringVar(&f.certOut, "cert-out", "", "write that certificate to a `FILE`, for those who are to trust it")
	flags.StringVar(&f.state, "state", "", "keep attempts and keys in this `FILE` from one run to the next")
	flags.StringVar(&f.tokenFile, "token-file", "", "write the control token to this `FILE` instead of printing it")
	flags.BoolVar(&f.asJSON, "json", false, "log as JSON, a line for each request")
}

// runMock serves until it is told to end.
func runMock(ctx context.Context, a *setup.Setup, f mockFlags) error {
	if f.listen == "" {
		return kit.Usagef("--listen says where, e.g. --listen 127.0.0.1:8990")
	}
	saved, err := readMockState(f.state)
	if err != nil {
		return err
	}
	config, err := mockConfig(ctx, a, f, saved)
	if err != nil {
		return err
	}
	svc, err := simulator.New(config)
	if err != nil {
		return err
	}
	defer svc.Close()
	if saved != nil {
		svc.Restore(*saved)
	}
	if err := setMockFaults(svc, f.faults); err != nil {
		return err
	}
	return serveMock(ctx, a, f, svc)
}

// mockConfig is the service's configuration by the flags and the state, nil if
// there is none.
func mockConfig(ctx context.Context, a *setup.Setup, f mockFlags, saved *simulator.State) (simulator.Config, error) {
	c := simulator.Config{
		Path: f.path, DateTolerance: f.tolerance, TokenLifetime: f.tokenLasts, Skew: f.skew, RedirectTo: strings.TrimRight(f.redirectTo, "/"),
		Log: mockLog(a, f.asJSON), Version: a.Version, Clock: a.Clock, LMS: simulator.LMS{URL: f.lms, ClientID: f.lmsClient},
	}
	var err error
	if c.Auto, err = simulator.ParseAuto(f.auto); err != nil {
		return c, err
	}
	if f.lmsSecret != "" {
		if c.LMS.ClientSecret, err = mockSecret(ctx, a, f.lmsSecret); err != nil {
			return c, err
		}
	}
	if saved != nil {
		c.PSI, c.REST = saved.KeyPair()
	}
	if c.PSI == nil {
		c.PSI = simulator.NewPSIKeys()
	}
	if c.REST == nil {
		c.REST = simulator.NewRESTKeys()
	}
	kind, err := kit.OneOf("kind", f.kind, []string{string(settings.SoftwareSecure), string(settings.REST), "both"})
	switch kind {
	case string(settings.SoftwareSecure):
		c.REST = nil
	case string(settings.REST):
		c.PSI = nil
	}
	return c, err
}

// mockSecret reads a secret that a flag names. A literal one would be seen by
// everybody who lists the processes.
func mockSecret(ctx context.Context, a *setup.Setup, ref string) (model.Secret, error) {
	kind, _, _ := strings.Cut(ref, ":")
	if kind != "env" && kind != "file" && kind != "keyring" {
		return model.Secret{}, kit.Usagef("--lms-client-secret says where the secret is: env:NAME, file:PATH or keyring:NAME")
	}
	var c config.Config
	if kind == "keyring" { // the configuration says which place that is
		var err error
		if c, err = a.Config(ctx); err != nil {
			return model.Secret{}, err
		}
	}
	secret, _, err := a.Vault(c).Resolve(ctx, ref)
	return secret, err
}

func mockLog(a *setup.Setup, asJSON bool) *slog.Logger {
	o := &slog.HandlerOptions{ReplaceAttr: func(groups []string, at slog.Attr) slog.Attr {
		if at.Key == slog.TimeKey && len(groups) == 0 {
			at.Value = slog.TimeValue(a.Clock().UTC())
		}
		return at
	}}
	if asJSON {
		return slog.New(slog.NewJSONHandler(a.Err, o))
	}
	return slog.New(slog.NewTextHandler(a.Err, o))
}

func setMockFaults(svc *simulator.Service, list []string) error {
	for _, text := range list {
		name, at, _ := strings.Cut(text, "@")
		f, err := simulator.ParseFault(name)
		if err != nil {
			return err
		}
		e, err := simulator.ParseEndpoint(at)
		if err != nil {
			return err
		}
		svc.SetFault(e, f)
	}
	return nil
}

// replacePrivate writes a file that no one else may read, even if they could
// before.
func replacePrivate(path string, data []byte) error {
	if err := os.Chmod(path, 0o600); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	return keys.Replace(path, data, 0o600)
}

// readMockState reads the state of an earlier run, nil if there is none.
func readMockState(path string) (*simulator.State, error) {
	if path == "" {
		return nil, nil
	}
	data, err := os.ReadFile(path)
	switch {
	case errors.Is(err, os.ErrNotExist):
		return nil, nil
	case err != nil:
		return nil, model.Wrap(err, model.CodeInvalid, "The state %s cannot be read.", model.Clean(path))
	}
	if err := text.Check(string(data)); err != nil {
		return nil, text.Refused(err, "The state "+model.Clean(path), "Remove the file to begin with a fresh state.")
	}
	st, err := simulator.ParseState(data)
	if err != nil {
		return nil, model.Wrap(err, model.CodeInvalid, "%s is not a state of a mock service.", model.Clean(path))
	}
	return &st, nil
}
