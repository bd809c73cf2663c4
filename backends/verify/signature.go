package verify

import (
	"context"
	"net/http"
	"net/url"

	"github.com/google/uuid"

	"examdesk/backends/payload"
	"examdesk/backends/software_secure/psi"
	"examdesk/model"
)

// What a registration says that is none of a learner at an exam.
const (
	checkCourse  = "course-v1:examdesk+credential-check+none"
	checkExam    = "Credential check, no exam"
	checkName    = "Examdesk Credential-Check"
	checkEmail   = "credential-check@examdesk.invalid"
	checkMinutes = 1
	nowhere      = "examdesk.invalid"
)

// launchPath is where PSI's software lets a learner begin, before the attempt's
// code (edx-proctoring 5.2.0, urls.py with the platform's prefix).
const launchPath = "/api/edx_proctoring/proctoring_launch_callback/start_exam/"

// signature registers an attempt that is marked as not to be reviewed: nothing
// else tells whether PSI accepts the keys.
func (p probe) signature(ctx context.Context) outcome {
	if !p.live {
		return skip("not tried without --live: it registers a made-up attempt (%q) that is marked as not to be reviewed and stays in the service's list", checkExam)
	}
	body, err := psi.Payload(p.registration())
	if err != nil {
		return fail(model.CauseSettings, "no registration can be made with these keys: "+model.Clean(err.Error()), "Correct the keys that are named above.")
	}
	date := psi.Date(p.v.Clock())
	sig, err := psi.Authorization(p.svc.Text("secret_key_id"), p.svc.Secret("secret_key"), psi.Message(http.MethodPost, psi.ContentType, date, body))
	if err != nil {
		return fail(model.CauseSettings, "no registration can be signed with these keys: "+model.Clean(err.Error()), "Correct the keys that are named above.")
	}
	req := p.v.client(p.route()).R().SetHeader("Content-Type", psi.ContentType).SetHeader("Date", date).SetHeader("Authorization", sig).SetBody(body.Dump())
	a := p.ask(ctx, req, http.MethodPost, p.at.String(), observed{Secret: true, Signed: true, ClockOff: p.clockOff()})
	if out := p.redirected(a); out.state != "" {
		out.state = model.CheckFail
		return out
	}
	return p.registered(a)
}

// registration is a sample attempt that nobody can take for a real one.
func (p probe) registration() psi.Registration {
	r := psi.Registration{
		Organization: p.svc.Text("organization"), Sponsor: p.svc.Text("exam_sponsor"), CryptoKey: p.svc.Secret("crypto_key"),
		ExamID: 1, CourseID: checkCourse, ExamName: checkExam, AttemptCode: uuid.NewString(), TimeLimitMins: checkMinutes, IsSampleAttempt: true,
		FullName: checkName, SendEmail: p.svc.Flag("send_email", false), Now: p.v.Clock(),
	}
	if r.SendEmail {
		email := checkEmail
		r.Email = &email
	}
	r.ExamURL = p.siteRoot() + launchPath + r.AttemptCode
	return r
}

// siteRoot is the platform's address as PSI is told it (edx-proctoring 5.2.0,
// software_secure._get_payload).
func (p probe) siteRoot() string {
	host := p.v.Site.Name
	if u, err := url.Parse(p.v.Site.RootURL); host == "" && err == nil {
		host = u.Host
	}
	if host == "" {
		host = nowhere
	}
	if p.v.Site.HTTPS != "" && p.v.Site.HTTPS != "on" {
		return "http://" + host
	}
	return "https://" + host
}

// registered judges the answer to a registration.
func (p probe) registered(a answer) outcome {
	cause := classify(a.observed)
	keyID := quoted(p.svc.Text("secret_key_id"))
	switch {
	case cause == model.CauseSecret:
		seen := "refused (" + statusNumber(a) + ") with the clock in order"
		if !p.skewKnown {
			seen = "refused (" + statusNumber(a) + "), and the service did not say what time it is there"
		}
		return fail(cause, seen+": the secret does not belong to key id "+keyID, "Give the right one: examdesk keys rotate "+p.svc.Name+"/secret_key. If it is right, correct secret_key_id.")
	case cause == model.CauseClock:
		return fail(cause, "refused ("+statusNumber(a)+"), and the clocks are apart: that alone makes a signature invalid", clockRemedy)
	case cause == model.CauseSettings:
		return fail(cause, statusWords(a.observed)+": the service understood the signature and not what is in the registration",
			"Check organization, exam_sponsor and crypto_key against what the service's operator gave you.")
	case cause != model.CauseNone:
		return p.observe(a.observed)
	case a.Status != http.StatusOK && a.Status != http.StatusCreated:
		return fail(model.CauseAnswer, statusWords(a.observed)+", where the LMS takes 200 or 201 alone", p.remedy(model.CauseAnswer, a.observed))
	}
	if !hasLocator(a.data) {
		return fail(model.CauseAnswer, "accepted, and the answer names no ssiRecordLocator, without which no review can be assigned", p.remedy(model.CauseAnswer, a.observed))
	}
	return pass("accepted for key id %s; the made-up attempt is marked as not to be reviewed", keyID)
}

// hasLocator tells whether an answer names the registration.
func hasLocator(data []byte) bool {
	o, err := payload.Parse(data)
	return err == nil && o.Text("ssiRecordLocator") != ""
}
