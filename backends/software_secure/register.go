package softwaresecure

import (
	"context"
	"net/http"
	"net/url"
	"time"

	"github.com/go-resty/resty/v2"

	"examdesk/backends/payload"
	"examdesk/backends/software_secure/psi"
	"examdesk/backends/wire"
	"examdesk/model"
)

// launchPath is where the software sends the learner, below the API's root
// (edx-proctoring 5.2.0, urls.py).
const launchPath = "/edx_proctoring/proctoring_launch_callback/start_exam/"

// Registration is what PSI receives for an attempt.
func (c Config) Registration(exam model.Exam, r model.Registration, now time.Time) psi.Registration {
	p := psi.Registration{
		Organization: c.Organization, Sponsor: c.Sponsor, CryptoKey: c.CryptoKey,
		ExamID: exam.ID, CourseID: exam.CourseID.Raw(), ExamName: exam.Name.Raw(), AttemptCode: r.AttemptCode,
		TimeLimitMins: r.TimeLimitMins, IsSampleAttempt: r.IsSampleAttempt, SendEmail: c.SendEmail,
		DefaultPolicy: c.DefaultPolicy, ReviewPolicyException: r.ReviewPolicyException, Now: now,
		ExamURL: r.LMSHost + c.APIRoot + launchPath + url.PathEscape(r.AttemptCode),
	}
	p.Email, p.ReviewPolicy = r.Email, r.ReviewPolicy
	if r.FullName != nil { // the original fails where the platform answers with no name
		p.FullName = *r.FullName
	}
	return p
}

// Register sends a registration, signed at its time, and returns the answer as it
// came (edx-proctoring 5.2.0, software_secure.register_exam_attempt). What its
// status means is the caller's to say. An error that is a [model.Error] explains
// that nothing could be sent. It is sent once: a second one could be a second
// session.
func Register(ctx context.Context, c Config, r psi.Registration) (wire.Answer, error) {
	endpoint, err := c.endpoint()
	if err != nil {
		return wire.Answer{}, err
	}
	o, err := psi.Payload(r)
	if err != nil {
		return wire.Answer{}, c.unusable(err)
	}
	at := psi.Date(r.Now)
	signature, err := psi.Authorization(c.KeyID, c.SecretKey, psi.Message(http.MethodPost, psi.ContentType, at, o))
	if err != nil {
		return wire.Answer{}, c.unusable(err)
	}
	client := c.client(endpoint)
	// A registration comes once in a while: no connection is kept for the next.
	defer client.GetClient().CloseIdleConnections()
	return wire.Send(ctx, client.R().
		SetHeader("Content-Type", psi.ContentType).SetHeader("Authorization", signature).SetHeader("Date", at).
		SetBody([]byte(o.Dump())), http.MethodPost, endpoint.String())
}

func (c Config) client(endpoint *url.URL) *resty.Client {
	if c.HTTP != nil {
		return c.HTTP
	}
	return wire.NewClient(wire.Options{
		AllowPrivate: c.AllowPrivate, Plain: endpoint.Scheme == "http", Timeout: c.Timeout, UserAgent: c.UserAgent, TLS: c.TLS,
	})
}

func (c Config) endpoint() (*url.URL, error) {
	return wire.CheckURL("PROCTORING_BACKENDS."+c.Name+".exam_register_endpoint", c.Endpoint, c.AllowPrivate)
}

func (c Config) unusable(err error) error {
	return model.Wrap(err, model.CodeInvalid, "The attempt cannot be registered at %s: %s.", c.Name, err.Error())
}

// Locator is the session's id in an answer, false if it has none that can be
// kept and drawn.
func Locator(body []byte) (string, bool) {
	o, err := payload.Parse(body)
	if err != nil {
		return "", false
	}
	id := o.Text("ssiRecordLocator")
	return id, id != "" && len([]rune(id)) <= maxLocator && model.Clean(id) == id
}
