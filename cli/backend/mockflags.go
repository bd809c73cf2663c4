package backend

import (
	"time"

	"github.com/spf13/cobra"

	"examdesk/backends/simulator"
)

// mockFlags are the flags of the mock service itself.
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

func (f *mockFlags) flags(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringVar(&f.listen, "listen", "", "`ADDRESS` to listen on, e.g. 127.0.0.1:8990; port 0 takes a free one")
	flags.BoolVar(&f.public, "public", false, "allow an address that others can reach")
	flags.StringVar(&f.publicName, "public-url", "", "the `URL` at which the LMS reaches the mock, if it differs from --listen")
	flags.StringVar(&f.kind, "kind", "both", "`KIND` of protocol: software_secure, rest or both")
	flags.StringVar(&f.path, "path", "", "another `PATH` for PSI's registrations, besides "+simulator.PSIPath)
	flags.StringVar(&f.lms, "lms", "", "root `URL` of the LMS to which callbacks go")
	flags.StringVar(&f.lmsClient, "lms-client-id", "", "`ID` of an OAuth application of the LMS whose user may review")
	flags.StringVar(&f.lmsSecret, "lms-client-secret", "", "a `REFERENCE` to its secret: env:NAME, file:PATH or keyring:NAME")
	flags.StringVar(&f.auto, "auto", "", "send callbacks automatically, e.g. `ready=2s,review=5s,outcome=mixed`")
	flags.StringArrayVar(&f.faults, "fault", nil, "start broken: `FAULT` or FAULT@ENDPOINT; see examdesk backend mock fault --help")
	flags.DurationVar(&f.skew, "skew", 10*time.Minute, "by how much the fault clock is off")
	flags.StringVar(&f.redirectTo, "redirect-to", "", "`URL` of the host to which the fault redirect leads")
	flags.DurationVar(&f.tolerance, "date-tolerance", simulator.DefaultDateTolerance, "how far the Date of a registration may be off")
	flags.DurationVar(&f.tokenLasts, "token-lifetime", simulator.DefaultTokenLifetime, "how long a token of the REST protocol is valid")
	flags.StringVar(&f.tlsCert, "tls-cert", "", "serve TLS with the certificate in this `FILE`")
	flags.StringVar(&f.tlsKey, "tls-key", "", "the certificate's key, a `FILE`")
	flags.BoolVar(&f.selfSigned, "self-signed", false, "serve TLS with a certificate created for this run")
	flags.StringVar(&f.certOut, "cert-out", "", "write that certificate to a `FILE`, for clients to trust")
	flags.StringVar(&f.state, "state", "", "keep attempts and keys in this `FILE` from one run to the next")
	flags.StringVar(&f.tokenFile, "token-file", "", "write the control token to this `FILE` instead of printing it")
	flags.BoolVar(&f.asJSON, "json", false, "log as JSON, one line for each request")
}
