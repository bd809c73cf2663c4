package verify

import (
	"examdesk/backends"
	"examdesk/backends/rest"
	"examdesk/backends/settings"
	softwaresecure "examdesk/backends/software_secure"
	"examdesk/model"
)

// Requests with credentials are made by the services themselves, so that a
// check goes the way that they go. Only who connects is ours: all checks talk to
// the addresses that dns found.

// options are what the services need in addition to their settings.
func (p probe) options() backends.Options {
	return backends.Options{APIRoot: apiRoot, Clock: p.v.Clock, TLS: p.v.TLS}
}

// psiConfig is PSI's configuration, by way of the route.
func (p probe) psiConfig() softwaresecure.Config {
	c := backends.PSI(p.svc, p.options())
	c.HTTP = p.v.client(p.route())
	return c
}

// restService is the REST service, by way of the route if there is one.
func (p probe) restService() (*rest.Service, error) {
	// That the default rules cannot be read is for the check form to say.
	c, _ := backends.REST(p.svc, p.options())
	if p.at != nil {
		c.HTTP = p.v.client(p.route())
	}
	return rest.New(c)
}

// unusable is a service that takes its settings for nothing that can be asked.
func unusable(err error) outcome {
	return fail(model.CauseSettings, model.Sentence(err), "Correct the settings that are named here.")
}

// asks is what is known of a question beforehand.
func (p probe) asks(secret bool) observed {
	return observed{Secure: p.at.Scheme == "https", Secret: secret, Signed: secret && p.svc.Kind == settings.SoftwareSecure}
}
