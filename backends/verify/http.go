package verify

import (
	"context"
	"fmt"
	"mime"
	"net/http"
	"net/url"
	"strings"

	"github.com/go-resty/resty/v2"

	"examdesk/backends/payload"
	"examdesk/backends/settings"
	"examdesk/backends/wire"
	"examdesk/model"
)

// configPath is where a REST service tells its configuration (edx-proctoring
// 5.2.0, rest.BaseRestProctoringProvider.config_url).
const configPath = "/api/v1/config/"

// answer is what came back, and what was observed of it.
type answer struct {
	observed
	header http.Header
	data   []byte
}

// ask sends a request and reads the answer. Nothing is sent anywhere else,
// wherever the answer leads.
func (p probe) ask(ctx context.Context, req *resty.Request, method, address string, o observed) answer {
	a := answer{observed: o}
	a.Secure = p.at.Scheme == "https"
	res, err := req.SetContext(ctx).Execute(method, address)
	if err != nil {
		a.Err = wire.WithoutURL(err)
		return a
	}
	a.data, err = wire.Read(res)
	a.Status, a.header = res.StatusCode(), res.Header()
	if err != nil && res.StatusCode() < http.StatusMultipleChoices {
		a.Err = wire.WithoutURL(err)
	}
	a.Kind = kindOf(a.header.Get("Content-Type"), a.data)
	return a
}

// kindOf tells what an answer holds. What says that it is JSON and is not does
// not count as JSON; an object that says that it is something else does.
func kindOf(contentType string, data []byte) body {
	text := strings.TrimSpace(string(data[:min(len(data), 512)]))
	media, _, _ := mime.ParseMediaType(contentType)
	switch {
	case text == "":
		return bodyNone
	case media == "text/html" || media == "application/xhtml+xml" || strings.HasPrefix(strings.ToLower(text), "<!doctype html") || strings.HasPrefix(strings.ToLower(text), "<html"):
		return bodyHTML
	case text[0] == '{' || media == "application/json" && text[0] == '[':
		if _, err := payload.Parse(data); err == nil || text[0] == '[' {
			return bodyJSON
		}
	}
	return bodyOther
}

// path is a request's address: as in the original the path goes behind the
// service's address as it is.
func (p probe) path(path string) string {
	u := *p.at
	u.Path, u.RawPath = u.Path+path, ""
	return u.String()
}

// http asks without credentials who is there.
func (p probe) http(ctx context.Context) (outcome, facts) {
	client := p.v.client(p.route())
	address := p.at.String()
	if p.svc.Kind == settings.REST {
		address = p.path(configPath)
	}
	stamp := newStamp(p.v.Clock)
	a := p.ask(stamp.trace(ctx), client.R(), http.MethodGet, address, observed{})
	if a.Err == nil && a.Status == http.StatusNotFound && p.svc.Kind == settings.SoftwareSecure {
		// An address that is only written to may deny that it is there to be read.
		// A registration without anything in it, and unsigned, registers nothing.
		req := client.R().SetHeader("Content-Type", "application/json").SetBody("{}")
		a = p.ask(stamp.trace(ctx), req, http.MethodPost, address, observed{})
	}
	if a.header != nil {
		p.date = stamp.dated(a.header)
	}
	if out := p.redirected(a); out.state != "" {
		return out, p.facts
	}
	if classify(a.observed) != model.CauseNone {
		return p.observe(a.observed), p.facts
	}
	return p.present(a), p.facts
}

// present says who is there, by an answer that speaks for the service.
func (p probe) present(a answer) outcome {
	switch {
	case a.Status == http.StatusUnauthorized || a.Status == http.StatusForbidden:
		return pass("the service is there and asks for credentials (%d)", a.Status)
	case a.Status < http.StatusMultipleChoices && p.svc.Kind == settings.REST:
		return warn(model.CauseAnswer, fmt.Sprintf("the service answers %d and tells its configuration to anybody", a.Status), "Nothing here; tell the service's operator.")
	}
	return pass("the service is there (%d to a question without credentials)", a.Status)
}

// redirected says where an answer leads. A redirect on the same host may lead to
// the page on which a person signs in, and is left to the token to judge.
func (p probe) redirected(a answer) outcome {
	if a.Err != nil || a.Status < 300 || a.Status > 399 {
		return outcome{}
	}
	key := addressKey(p.svc.Kind)
	to, err := url.Parse(a.header.Get("Location"))
	if err != nil || a.header.Get("Location") == "" {
		return fail(model.CauseAddress, fmt.Sprintf("the answer was %d and leads nowhere", a.Status), "Check "+key+".")
	}
	to = p.at.ResolveReference(to)
	where := quoted(to.Scheme + "://" + to.Host)
	if to.Host != p.at.Host {
		return fail(model.CauseAddress, fmt.Sprintf("the answer was %d and leads to another host, %s; nothing was sent there", a.Status, where),
			"If that is the service's new address, ask its operator and write it in "+key+". Within a hotel or campus network sign in to it first.")
	}
	if to.Scheme != p.at.Scheme || p.svc.Kind == settings.SoftwareSecure {
		return fail(model.CauseAddress, fmt.Sprintf("the answer was %d and leads on to %s; nothing was sent there", a.Status, where), "Write the address that it leads to in "+key+".")
	}
	return warn(model.CauseAddress, fmt.Sprintf("the answer was %d and leads to another path of the same host; nothing was sent there", a.Status), "Check "+key+" if the checks below fail.")
}
