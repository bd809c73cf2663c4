package verify

import (
	"context"
	"fmt"
	"net/http"
	"net/netip"
	"net/url"
	"slices"

	"examdesk/backends/payload"
	"examdesk/backends/settings"
	"examdesk/backends/wire"
	"examdesk/model"
)

// Where services send their reviews (edx-proctoring 5.2.0, urls.py with the
// platform's prefix). They are requested with GET, which changes nothing.
const (
	apiRoot        = "/api"
	psiReviewPath  = apiRoot + "/edx_proctoring/proctoring_review_callback/"
	restReviewPath = apiRoot + "/edx_proctoring/v1/proctored_exam/attempt/examdesk-credential-check/reviewed"
)

const callbackRemedy = "Make it reachable from the internet at this address, or correct LMS_ROOT_URL."

// callback asks the platform's own address whether it would take a review.
func (p callbackProbe) callback(ctx context.Context) outcome {
	if p.v.Site.RootURL == "" {
		return skip("LMS_ROOT_URL is not configured, so the address for reviews was not checked")
	}
	u, flaws := wire.ParseURL(p.v.Site.RootURL, true)
	if u == nil || slices.Contains(flaws, wire.FlawUser) {
		return fail(model.CauseSettings, "LMS_ROOT_URL is not an address such as https://HOST", "Correct LMS_ROOT_URL.")
	}
	u, err := inASCII(u)
	if err != nil {
		return fail(model.CauseSettings, "the host of LMS_ROOT_URL is not a valid host name", "Correct LMS_ROOT_URL.")
	}
	addrs, err := p.lookUp(ctx, u.Hostname())
	if err != nil {
		return p.unreachable(observed{Err: err, Looking: true})
	}
	// The platform is ours: private addresses may be asked, and are said.
	r := route{addrs, wire.Guard{AllowPrivate: true}}
	path := psiReviewPath
	if p.svc.Kind == settings.REST {
		path = restReviewPath
	}
	to := url.URL{Scheme: u.Scheme, Host: u.Host, Path: path}
	a := observed{Secure: u.Scheme == "https"}.of(wire.Send(ctx, p.v.client(r).R(), http.MethodGet, to.String()))
	found := p.callbackPlace(u, addrs)
	if out := p.takes(a, path); out.state != model.CheckPass {
		found = append(findings{out}, found...)
	}
	return found.sum(fmt.Sprintf("%s answers as edx-proctoring does; whether the service can reach it is not known here", quoted(u.Host)))
}

func (p callbackProbe) lookUp(ctx context.Context, host string) ([]netip.Addr, error) {
	if addr, err := netip.ParseAddr(host); err == nil {
		return []netip.Addr{addr}, nil
	}
	return p.v.Resolver.LookupNetIP(ctx, "ip", host)
}

// callbackPlace warns of an address that a service cannot reach, or is given
// otherwise.
func (p callbackProbe) callbackPlace(u *url.URL, addrs []netip.Addr) findings {
	var found findings
	for _, a := range addrs {
		if !wire.IsPublic(a.Unmap().WithZone("")) {
			found.warn(model.CauseAddress, quoted(u.Host)+" leads to the private address "+a.Unmap().String()+", which a service outside cannot reach", callbackRemedy)
			break
		}
	}
	if u.Scheme == "http" {
		found.warn(model.CauseSettings, "LMS_ROOT_URL is plain http: reviews could be read and changed in transit", "Write https://.")
	}
	if name := p.v.Site.Name; p.svc.Kind == settings.SoftwareSecure && name != "" && name != u.Host {
		found.warn(model.CauseSettings, fmt.Sprintf("SITE_NAME is %s, and that is where the service sends learners to begin", quoted(name)), "Make SITE_NAME the host of LMS_ROOT_URL, unless both lead to the LMS.")
	}
	return found
}

// unreachable is a platform that could not be asked. The service may be closer
// to it than this machine is, so it is not a failure.
func (p callbackProbe) unreachable(o observed) outcome {
	out := p.observe(o)
	return warn(out.cause, "LMS_ROOT_URL cannot be reached from here: "+out.seen, callbackRemedy)
}

// takes judges the platform's answer. edx-proctoring's views refuse a GET in
// JSON: with 405 where anybody may post a review, with 403 where one must sign
// in.
func (p callbackProbe) takes(a answer, path string) outcome {
	if a.Err != nil {
		return p.unreachable(a.observed)
	}
	o, err := payload.Parse(a.data)
	switch {
	case err == nil && o.Text("detail") != "" && (a.Status == http.StatusMethodNotAllowed || a.Status == http.StatusForbidden || a.Status == http.StatusUnauthorized):
		return pass("")
	case a.Status == http.StatusNotFound:
		return fail(model.CauseAddress, "LMS_ROOT_URL answers 404 at "+path+": edx-proctoring is not there", "Correct LMS_ROOT_URL, and check that ENABLE_SPECIAL_EXAMS is on in the LMS.")
	case a.Status >= http.StatusInternalServerError:
		return fail(model.CauseDown, "LMS_ROOT_URL: "+statusWords(a.observed), "Look at the LMS and its logs.")
	}
	return warn(model.CauseAddress, "LMS_ROOT_URL: "+statusWords(a.observed)+", which is not how edx-proctoring answers", "Check what is in front of the LMS: reviews must get through to "+path+".")
}
