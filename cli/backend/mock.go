package backend

import (
	"context"
	"log/slog"
	"strings"

	"github.com/spf13/cobra"

	"examdesk/backends/settings"
	"examdesk/backends/simulator"
	"examdesk/cli/kit"
	"examdesk/cli/setup"
	"examdesk/config"
	"examdesk/model"
)

// MockOptions holds the options of backend mock.
type MockOptions struct {
	*setup.Setup
	mockFlags
}

// NewCmdMock returns the command backend mock.
func NewCmdMock(s *setup.Setup, run func(context.Context, *MockOptions) error) *cobra.Command {
	if run == nil {
		run = mockRun
	}
	o := &MockOptions{Setup: s}
	cmd := &cobra.Command{
		Use:   "mock --listen ADDRESS",
		Short: "Run a proctoring service for training and tests",
		Long: `Runs a proctoring service that speaks PSI's protocol (software_secure) and the REST protocol. It prints the settings with
which an LMS, or examdesk, registers its attempts here. The page at the printed address and the commands below
send ready and review callbacks to the LMS named by --lms, replay recorded callbacks, and break the service on purpose.

Nothing is recorded and no one watches; use it with synthetic learners only.`,
		Example: `  examdesk backend mock --listen 127.0.0.1:8990 --lms http://localhost:8000
  examdesk backend mock --listen 127.0.0.1:8990 --lms http://localhost:8000 --auto ready=2s,review=5s,outcome=mixed
  examdesk backend mock review MOCK-3F… --to http://127.0.0.1:8990 --status suspicious --comment "A second person"`,
		Args: kit.UsageArgs(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error { return run(cmd.Context(), o) },
	}
	o.flags(cmd)
	// They fail only for a flag that is not there.
	_ = cmd.RegisterFlagCompletionFunc("fault", kit.Words(kit.Texts(simulator.Faults())...))
	_ = cmd.RegisterFlagCompletionFunc("kind", kit.Words("both", string(settings.SoftwareSecure), string(settings.REST)))
	cmd.AddCommand(NewCmdMockAttempts(s, nil), NewCmdMockReady(s, nil), NewCmdMockReview(s, nil), NewCmdMockReplay(s, nil), NewCmdMockFault(s, nil),
		NewCmdMockOnboarding(s, nil))
	return cmd
}

// mockRun serves until it is told to end.
func mockRun(ctx context.Context, o *MockOptions) error {
	a, f := o.Setup, o.mockFlags
	if f.listen == "" {
		return kit.Usagef("give an address with --listen, e.g. --listen 127.0.0.1:8990")
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

// mockConfig returns the service's configuration from the flags and the saved state;
// nil if there is none.
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

// mockSecret reads a secret that a flag refers to. A literal secret would be visible
// to anyone who lists the processes.
func mockSecret(ctx context.Context, a *setup.Setup, ref string) (model.Secret, error) {
	kind, _, _ := strings.Cut(ref, ":")
	if kind != "env" && kind != "file" && kind != "keyring" {
		return model.Secret{}, kit.Usagef("--lms-client-secret takes a reference to the secret: env:NAME, file:PATH or keyring:NAME")
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
