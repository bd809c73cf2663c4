package verify

import (
	"context"
	"errors"
	"net/url"

	"github.com/google/uuid"

	softwaresecure "examdesk/backends/software_secure"
	"examdesk/model"
)

// The parts of a registration that are not about a learner at an exam.
const (
	checkCourse  = "course-v1:examdesk+credential-check+none"
	checkExam    = "Credential check, no exam"
	checkName    = "Examdesk Credential-Check"
	checkEmail   = "credential-check@examdesk.invalid"
	checkMinutes = 1
	nowhere      = "examdesk.invalid"
)

// signature registers an attempt that is marked as not to be reviewed: nothing
// else reports whether PSI accepts the keys.
func (p probe) signature(ctx context.Context) outcome {
	if !p.live {
		out := skip("not proved: only a live check tries whether the service accepts the keys; it registers a made-up attempt (%q), marked as not to be reviewed, that stays in the service's list", checkExam)
		out.cause, out.remedy = model.CauseSecret, "Check it live: --live, or x in the desk."
		return out
	}
	c := p.psiConfig()
	exam, r := p.registration()
	answer, err := softwaresecure.Register(ctx, c, c.Registration(exam, r, p.v.Clock()))
	var unsent *model.Error
	if errors.As(err, &unsent) {
		return unusable(err)
	}
	o := p.asks(true)
	o.ClockOff = p.clockOff()
	a := o.of(answer, err)
	if out := p.redirected(a); out.state != "" {
		out.state = model.CheckFail
		return out
	}
	return p.registered(a)
}

// registration is a sample attempt that no one can mistake for a real one.
func (p probe) registration() (model.Exam, model.Registration) {
	return model.Exam{ID: 1, CourseID: checkCourse, Name: checkExam}, model.Registration{
		LMSHost: p.siteRoot(), AttemptCode: uuid.NewString(), TimeLimitMins: checkMinutes, IsSampleAttempt: true, FullName: new(checkName), Email: new(checkEmail),
	}
}

// siteRoot is the platform's address as PSI receives it (edx-proctoring 5.2.0,
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
			seen = "refused (" + statusNumber(a) + "), and the service did not report its time"
		}
		return fail(cause, seen+": the secret does not belong to key id "+keyID, "Give the right one: examdesk keys rotate "+p.svc.Name+"/secret_key --live. If it is right, correct secret_key_id.")
	case cause == model.CauseClock:
		return fail(cause, "refused ("+statusNumber(a)+"), and the clocks are apart: that alone makes a signature invalid", clockRemedy)
	case cause == model.CauseSettings:
		return fail(cause, statusWords(a.observed)+": the service accepted the signature but not the contents of the registration",
			"Check organization, exam_sponsor and crypto_key against what the service's operator gave you.")
	case cause != model.CauseNone:
		return p.observe(a.observed)
	case !softwaresecure.Accepted(a.Status):
		return fail(model.CauseAnswer, statusWords(a.observed)+", where the LMS accepts only 200 or 201", p.remedy(model.CauseAnswer, a.observed))
	}
	if _, ok := softwaresecure.Locator(a.data); !ok {
		return fail(model.CauseAnswer, "accepted, but the answer has no usable ssiRecordLocator, without which no review can be assigned", p.remedy(model.CauseAnswer, a.observed))
	}
	return pass("accepted for key id %s; the made-up attempt is marked as not to be reviewed", keyID)
}
