package serve

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/spf13/cobra"

	"examdesk/cli/kit"
	"examdesk/cli/setup"
	"examdesk/config"
	"examdesk/model"
	"examdesk/server"
	"examdesk/server/apiext"
	"examdesk/server/apiv1"
	"examdesk/server/auth"
)

// Options are what serve is asked for.
type Options struct {
	*setup.Setup
	Listen  string
	Cert    string
	Key     string
	Origins []string
	// Proxies are the networks of proxies in front of the server.
	Proxies []string
	// Strict closes what edx-proctoring leaves open.
	Strict bool
	// NoDeliver leaves the outbox to another process.
	NoDeliver bool
}

// NewCmd returns the command serve.
func NewCmd(s *setup.Setup, run func(context.Context, *Options) error) *cobra.Command {
	if run == nil {
		run = serveRun
	}
	o := &Options{Setup: s}
	cmd := &cobra.Command{
		Use:   "serve",
		Short: "Serve the store over HTTP: edx-proctoring's REST API v1",
		Long: `Serves the store at an address: edx-proctoring's REST API v1 under /api/edx_proctoring/v1/ (and without /api), the callbacks of
proctoring services, examdesk's own API under /api/examdesk/v1/, /healthz, /readyz and /metrics. Tokens are checked with JWT_AUTH of the configuration.

Without --tls-cert the address must be this machine's own (127.0.0.1, ::1, localhost): put a proxy that speaks TLS in front of it.
What the platform and the proctoring services are to be told is delivered meanwhile, unless --no-deliver leaves that to a
desk or to examdesk outbox deliver. SIGTERM stops the server: requests under way are answered first, and messages under way
delivered.`,
		Example: "  examdesk serve --store sqlite:state.sqlite3 --listen 127.0.0.1:8080\n  examdesk serve --profile team --listen :8443 --tls-cert cert.pem --tls-key key.pem",
		Args:    kit.UsageArgs(cobra.NoArgs),
		RunE:    func(cmd *cobra.Command, _ []string) error { return run(cmd.Context(), o) },
	}
	cmd.AddCommand(newCmdApp(s.Factory))
	f := cmd.Flags()
	f.StringVar(&o.Listen, "listen", "127.0.0.1:8080", "`HOST:PORT` to listen at")
	f.StringVar(&o.Cert, "tls-cert", "", "`FILE` with the certificate, and those that it builds on, as PEM")
	f.StringVar(&o.Key, "tls-key", "", "`FILE` with the certificate's key, as PEM")
	f.StringSliceVar(&o.Origins, "origin", nil, "`ORIGIN` of a front end whose pages may send the JWT cookies, e.g. https://learning.example.com; may be repeated")
	f.StringSliceVar(&o.Proxies, "proxy", nil, "`NETWORK` of a proxy in front, whose X-Forwarded-For is believed, e.g. 127.0.0.1; may be repeated")
	f.BoolVar(&o.Strict, "strict", false, "close what edx-proctoring leaves open; see docs/threats.md")
	f.BoolVar(&o.NoDeliver, "no-deliver", false, "leave the outbox to others")
	return cmd
}

func serveRun(ctx context.Context, o *Options) error {
	certificate, err := o.certificate()
	if err != nil {
		return err
	}
	e := o.ConfigEnv()
	e.Strict = o.Strict
	c, t, err := e.Named(ctx)
	if err != nil {
		return err
	}
	if err := t.MustExist(); err != nil {
		return err
	}
	log := slog.New(slog.NewJSONHandler(o.Err, nil))
	e.Log = log
	opened, err := e.Serve(ctx, c, t)
	if err != nil {
		return err
	}
	return errors.Join(o.serve(ctx, opened, certificate.config(o.Clock, log), log), opened.Close())
}

// serve listens until the run is told to end.
func (o *Options) serve(ctx context.Context, opened *config.Opened, secured *tls.Config, log *slog.Logger) error {
	keys, err := opened.Config.SigningKeys(ctx)
	if err != nil {
		return err
	}
	ctx, stop := signal.NotifyContext(ctx, syscall.SIGTERM)
	defer stop()
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", o.Listen)
	if err != nil {
		return model.Wrap(err, model.CodeUnavailable, "%s cannot be listened at; another program may be using it.", o.Listen)
	}
	callers, err := o.callers(opened)
	if err != nil {
		return errors.Join(err, l.Close())
	}
	d, err := o.startDelivery(ctx, opened, log)
	if err != nil {
		return errors.Join(err, l.Close())
	}
	sign := auth.SignIn{Keys: keysOf(keys), People: opened.People(), Clock: o.Clock, Origins: o.Origins}
	places := placesOf(opened.Store.Info().Path)
	s := server.New(server.Config{
		API: apiv1.New(apiv1.Config{
			For: opened.API, SignIn: sign.Actor, Clock: o.Clock, Backends: opened.Backends, Site: opened.Config.SiteOf(),
			ViewablePastDue: opened.Config.ViewablePastDue, Switch: opened.Switch, MayCall: callers.May, Strict: opened.Target.Strict, Places: places, Log: log,
		}),
		Extensions: apiext.New(apiext.Config{For: opened.As, SignIn: sign.Actor, Clock: o.Clock, Version: o.Version, Rules: opened.Rules.Release, Places: places, Log: log}),
		Tokens:     &auth.Issuer{Keys: keysOf(keys), Applications: opened.Applications(), People: opened.People(), Clock: o.Clock, Expires: keys.Expires},
		Ready: func(ctx context.Context) error {
			_, err := opened.Store.UpToDate(ctx)
			return err
		},
		Log: log, TLS: secured, Origins: o.Origins, Collectors: []prometheus.Collector{d},
	})
	scheme := "http"
	if secured != nil {
		scheme = "https"
	}
	_, _ = fmt.Fprintf(o.Out, "Serving %s at %s://%s. Stop with ctrl-c.\n", model.Clean(opened.Target.Path), scheme, l.Addr())
	return errors.Join(s.Serve(ctx, l), d.stop())
}

// placesOf returns what of this machine is named to nobody else: the store's file, by each of
// its names, and where a private copy of it is kept.
func placesOf(path string) []string {
	out := []string{path, os.TempDir()}
	if real, err := filepath.EvalSymlinks(path); err == nil && real != path {
		out = append(out, real)
	}
	return out
}

// callers are the networks from which services call. PSI signs nothing: where the server
// is strict, nothing of it is taken from a network that is not named.
func (o *Options) callers(opened *config.Opened) (auth.Callers, error) {
	out := auth.Callers{Anonymous: []string{"software_secure"}, Strict: opened.Target.Strict}
	var err error
	if out.Networks, err = opened.Config.CallbackNetworks(); err != nil {
		return out, err
	}
	out.Proxies, err = config.ParseNetworks("--proxy", o.Proxies)
	return out, err
}

func keysOf(k config.SigningKeys) auth.Keys {
	out := auth.Keys{Secret: k.Secret, Issuer: k.Issuer, Audience: k.Audience, Leeway: k.Leeway}
	for id, key := range k.Public {
		out.Public = append(out.Public, auth.PublicKey{ID: id, Key: key})
	}
	return out
}
