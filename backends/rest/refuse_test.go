package rest

import (
	"context"
	"errors"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"examdesk/backends/wire"
	"examdesk/model"
)

// operations are all that is sent, by what may be sent twice.
func operations() (repeated, once map[string]func(context.Context, *Service) error) {
	return map[string]func(context.Context, *Service) error{
			"config":   func(ctx context.Context, s *Service) error { _, err := s.Config(ctx); return err },
			"exam":     func(ctx context.Context, s *Service) error { _, err := s.Exam(ctx, "e"); return err },
			"attempt":  func(ctx context.Context, s *Service) error { _, err := s.Attempt(ctx, "e", "a"); return err },
			"status":   func(ctx context.Context, s *Service) error { return s.SetAttemptStatus(ctx, "e", "a", model.Submitted) },
			"remove":   func(ctx context.Context, s *Service) error { return s.RemoveAttempt(ctx, "e", "a") },
			"retire":   func(ctx context.Context, s *Service) error { return s.RetireUser(ctx, "u") },
			"profiles": func(ctx context.Context, s *Service) error { _, err := s.OnboardingProfiles(ctx, "c", nil); return err },
			"download": func(ctx context.Context, s *Service) error {
				_, err := s.DownloadURL(ctx, model.Exam{}, model.Attempt{})
				return err
			},
		}, map[string]func(context.Context, *Service) error{
			"register": func(ctx context.Context, s *Service) error {
				_, err := s.RegisterAttempt(ctx, exam(), registering())
				return err
			},
			"save": func(ctx context.Context, s *Service) error {
				_, err := s.saveExam(ctx, "/api/v1/exam/", s.examBody(exam(), nil))
				return err
			},
		}
}

func all() map[string]func(context.Context, *Service) error {
	out, once := operations()
	for name, op := range once {
		out[name] = op
	}
	return out
}

// A hostile or broken answer is one sentence, whatever was asked.
func TestHostileAnswers(t *testing.T) {
	t.Parallel()
	deep := strings.Repeat(`{"a":`, 5000) + "1" + strings.Repeat("}", 5000)
	for name, r := range map[string]reply{
		"no JSON":        {200, `{"id": `, ""},
		"html":           {200, `<html>sign in`, "text/html; charset=utf-8"},
		"a list":         {200, `[1, 2]`, ""},
		"nothing":        {200, ``, ""},
		"a text":         {200, `"yes"`, ""},
		"deep":           {200, deep, ""},
		"ten megabytes":  {200, `{"id": "` + strings.Repeat("x", 10<<20) + `"}`, ""},
		"redirect":       {302, `{"id": "x"}`, ""},
		"refused":        {403, `{"detail": "no ` + testSecret + ` token-1 \u001b[31m"}`, ""},
		"server error":   {500, `boom`, "text/plain"},
		"gateway":        {502, `<h1>Bad gateway</h1>`, "text/html"},
		"no answer":      {0, ``, ""},
		"invalid status": {999, ``, ""},
	} {
		for what, op := range all() {
			if what == "status" || what == "remove" { // what these answer is not read
				if name == "no JSON" || name == "html" || name == "a list" || name == "nothing" || name == "a text" || name == "deep" {
					continue
				}
			}
			t.Run(what+", "+name, func(t *testing.T) {
				t.Parallel()
				v := newVendor(t, r)
				err := op(t.Context(), v.service(nil))
				var sentence *model.Error
				if !errors.As(err, &sentence) || strings.Count(sentence.Message, "\n") > 0 || !strings.HasSuffix(sentence.Message, ".") && !strings.HasSuffix(sentence.Message, "?") {
					t.Fatalf("%v is not a sentence", err)
				}
				if len(err.Error()) > 1000 || strings.ContainsAny(err.Error(), "\x1b\n") {
					t.Errorf("unsafe: %q", err.Error())
				}
				if strings.Contains(err.Error(), testSecret) || strings.Contains(err.Error(), "token-1") {
					t.Errorf("a secret: %v", err)
				}
			})
		}
	}
}

func TestHostileValues(t *testing.T) {
	t.Parallel()
	for _, id := range []string{`["a"]`, `{"a": 1}`, `true`, `"` + strings.Repeat("x", 256) + `"`, `"a\u001b[31m"`, `"a\nb"`, `" "`, `"\u202e"`} {
		v := newVendor(t, reply{200, `{"id": ` + id + `}`, ""})
		if got, err := v.service(nil).RegisterAttempt(t.Context(), exam(), registering()); err == nil {
			t.Errorf("%.30s: registered as %q", id, got)
		}
		v = newVendor(t, reply{200, `{"id": ` + id + `}`, ""})
		if got, err := v.service(nil).SaveExam(t.Context(), exam(), nil); got != "" || err != nil || v.log.Len() == 0 {
			t.Errorf("%.30s: saved as %q, %v", id, got, err)
		}
	}
	for _, url := range []string{`"javascript:alert(1)"`, `"//x"`, `"https://"`, `"https://x/\u001b]0;"`, `"file:///etc/passwd"`} {
		v := newVendor(t, reply{200, `{"download_url": ` + url + `}`, ""})
		if got, err := v.service(nil).DownloadURL(t.Context(), exam(), model.Attempt{ExternalID: "a"}); err == nil {
			t.Errorf("%s: %q", url, got)
		}
	}
	for _, body := range []string{`{"results": 1}`, `{"results": [1]}`, `{"results": [], "next": 1}`, `{"results": [], "next": "x"}`, `{"results": [], "next": 2}`} {
		v := newVendor(t, reply{200, body, ""})
		if got, err := v.service(nil).OnboardingProfiles(t.Context(), "c", nil); err == nil {
			t.Errorf("%s: %v", body, got)
		}
	}
}

// However short its entries are, a service does not fill the memory with pages.
func TestProfilesBounded(t *testing.T) {
	t.Parallel()
	v := newVendor(t, reply{200, `{"next": 2, "results": [{}` + strings.Repeat(",{}", maxProfiles) + `]}`, ""})
	if _, err := v.service(nil).OnboardingProfiles(t.Context(), "c", nil); model.CodeOf(err) != model.CodeUnavailable || len(v.got().seen) != 1 {
		t.Errorf("%v, asked %d times", err, len(v.got().seen))
	}
}

// The vendor's own answer is passed on with its status (edx-proctoring 5.2.0,
// BackendProviderCannotRegisterAttempt and BackendProviderSentNoAttemptID).
func TestRegistrationRefused(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		reply
		status  int
		onboard model.AttemptStatus
	}{
		{reply{400, `{"detail": "no"}`, ""}, 400, ""},
		{reply{201, `{"id": "x"}`, ""}, 201, ""},
		{reply{503, `down`, ""}, 503, ""},
		{reply{200, `{"id": null}`, ""}, 200, ""},
		{reply{200, `{"id": ""}`, ""}, 200, ""},
		{reply{200, `{"id": 0}`, ""}, 200, ""},
		{reply{200, `{"status": "onboarding_missing", "id": "x"}`, ""}, 0, model.OnboardingMissing},
		{reply{200, `{"status": "onboarding_pending"}`, ""}, 0, model.OnboardingPending},
		{reply{200, `{"status": "onboarding_failed"}`, ""}, 0, model.OnboardingFailed},
		{reply{200, `{"status": "onboarding_expired"}`, ""}, 0, model.OnboardingExpired},
		{reply{200, `{"status": "onboarding_reset"}`, ""}, 200, ""},
	} {
		v := newVendor(t, c.reply)
		_, err := v.service(nil).RegisterAttempt(t.Context(), exam(), registering())
		var vendor *model.VendorError
		var onboarding *model.OnboardingError
		switch {
		case c.onboard != "":
			if !errors.As(err, &onboarding) || onboarding.Status != c.onboard {
				t.Errorf("%s: %v", c.body, err)
			}
		case !errors.As(err, &vendor) || vendor.Status != c.status:
			t.Errorf("%d %s: %v", c.reply.status, c.body, err)
		}
		if len(v.got().seen) != 1 {
			t.Errorf("%s: sent %d times", c.body, len(v.got().seen))
		}
	}
}

// An exam without an id is "None" in the address, and an empty id leaves its place
// empty (edx-proctoring 6.1.4, rest.register_exam_attempt, formats the value).
func TestRegistrationOfExamWithoutID(t *testing.T) {
	t.Parallel()
	for want, empty := range map[string]model.EmptyTexts{"POST /api/v1/exam/None/attempt/ ": 0, "POST /api/v1/exam//attempt/ ": model.EmptyExternalID} {
		v, e := newVendor(t, reply{200, `{"id": "x"}`, ""}), exam()
		e.ExternalID, e.Empty = "", empty
		if id, err := v.service(nil).RegisterAttempt(t.Context(), e, registering()); id != "x" || err != nil {
			t.Errorf("%q: %q, %v", want, id, err)
		}
		if seen := v.got().seen; len(seen) != 1 || !strings.HasPrefix(seen[0], want) {
			t.Errorf("sent %q, want %q", seen, want)
		}
	}
	e := exam()
	e.ExternalID = ""
	var refused *model.VendorError
	if _, err := newVendor(t, reply{404, `{"detail": "no such exam"}`, ""}).service(nil).RegisterAttempt(t.Context(), e, registering()); !errors.As(err, &refused) || refused.Status != 404 {
		t.Errorf("the service's refusal: %v", err)
	}
}

func TestUserNotRetired(t *testing.T) {
	t.Parallel()
	for _, r := range []reply{{200, `false`, ""}, {200, `null`, ""}, {404, `{"detail": "who?"}`, ""}, {200, `"true"`, ""}} {
		if err := newVendor(t, r).service(nil).RetireUser(t.Context(), "u"); err == nil {
			t.Errorf("%v: retired", r)
		}
	}
}

// What may be sent twice is, after a short wait; what registers something never.
func TestRetries(t *testing.T) {
	t.Parallel()
	repeated, once := operations()
	for _, r := range []reply{{502, ``, ""}, {503, ``, ""}, {504, ``, ""}, {0, ``, ""}} {
		for what, op := range repeated {
			v := newVendor(t, r)
			if err := op(t.Context(), v.service(nil)); err == nil || len(v.got().seen) != 3 {
				t.Errorf("%s after %d: sent %d times, %v", what, r.status, len(v.got().seen), err)
			}
			if want := []time.Duration{150 * time.Millisecond, 300 * time.Millisecond}; !slices.Equal(v.pauses, want) {
				t.Errorf("%s waited %v", what, v.pauses)
			}
		}
		for what, op := range once {
			v := newVendor(t, r)
			if err := op(t.Context(), v.service(nil)); err == nil || len(v.got().seen) != 1 {
				t.Errorf("%s after %d: sent %d times, %v", what, r.status, len(v.got().seen), err)
			}
		}
	}
	for _, r := range []reply{{500, ``, ""}, {429, ``, ""}, {400, ``, ""}} {
		v := newVendor(t, r)
		if err := repeated["config"](t.Context(), v.service(nil)); err == nil || len(v.got().seen) != 1 {
			t.Errorf("after %d: sent %d times", r.status, len(v.got().seen))
		}
	}
	v := newVendor(t, reply{503, ``, ""}, reply{0, ``, ""}, reply{200, `{"name": "P"}`, ""})
	if c, err := v.service(nil).Config(t.Context()); err != nil || c["name"] != "P" {
		t.Errorf("at the third try: %v, %v", c, err)
	}
}

// A token that is not accepted is renewed once, also for what is sent once: what
// was not let in was not done.
func TestTokenRenewed(t *testing.T) {
	t.Parallel()
	for what, op := range map[string]func(context.Context, *Service) error{"config": all()["config"], "register": all()["register"]} {
		v := newVendor(t, reply{401, ``, ""}, reply{200, `{"id": "x"}`, ""})
		if err := op(t.Context(), v.service(nil)); err != nil || len(v.got().seen) != 2 || v.got().grants != 2 || v.got().header[1].Get("Authorization") != "JWT token-2" {
			t.Errorf("%s: %v, %v, %d tokens", what, err, v.got().seen, v.got().grants)
		}
		v = newVendor(t, reply{401, `{"detail": "bad"}`, ""})
		err := op(t.Context(), v.service(nil))
		var vendor *model.VendorError
		if !errors.As(err, &vendor) || vendor.Status != 401 || model.CodeOf(err) != model.CodeDenied || len(v.got().seen) != 2 || v.got().grants != 2 {
			t.Errorf("%s: %v, %v, %d tokens", what, err, v.got().seen, v.got().grants)
		}
	}
}

// That an exam could not be saved is logged and not an error; that no one waits any
// more is one.
func TestSaveExamFails(t *testing.T) {
	t.Parallel()
	v := newVendor(t, reply{500, `oh ` + testSecret, ""})
	s := v.service(nil)
	if id, err := s.SaveExam(t.Context(), exam(), nil); id != "" || err != nil {
		t.Errorf("%q, %v", id, err)
	}
	if log := v.log.String(); !strings.Contains(log, "exam_id=7") || !strings.Contains(log, "status 500") || strings.Contains(log, testSecret) {
		t.Error(log)
	}
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := s.SaveExam(gone, exam(), nil); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

// Whoever asks can call it off: while it is sent, and while it waits for the
// next try.
func TestCancelled(t *testing.T) {
	t.Parallel()
	for what, op := range all() {
		v := newVendor(t, reply{503, ``, ""})
		ctx, cancel := context.WithCancel(t.Context())
		s := v.service(func(c *Config) {
			c.Pause = func(ctx context.Context, _ time.Duration) error {
				cancel()
				return ctx.Err()
			}
		})
		if _, once := operations(); once[what] != nil {
			cancel()
		}
		if err := op(ctx, s); !errors.Is(err, context.Canceled) || len(v.got().seen) > 1 {
			t.Errorf("%s: %v, %v", what, err, v.got().seen)
		}
		cancel()
	}
}

func TestTooSlow(t *testing.T) {
	t.Parallel()
	v := newVendor(t)
	v.handle = func(_ http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body) // else the server does not see who hangs up
		<-r.Context().Done()
	}
	s := v.service(func(c *Config) { c.Timeout = 50 * time.Millisecond })
	if _, err := s.Config(t.Context()); !wire.IsTimeout(err) || !strings.Contains(err.Error(), "in time") || len(v.pauses) != 0 {
		t.Errorf("%v, waited %v", err, v.pauses)
	}
}

// Without leave nothing goes to a private address.
func TestPrivateAddress(t *testing.T) {
	t.Parallel()
	v := newVendor(t, reply{200, `{}`, ""})
	s := v.service(func(c *Config) {
		c.AllowPrivate, c.BaseURL = false, strings.Replace(v.server.URL, "http://", "https://", 1)
	})
	if _, err := s.Config(t.Context()); err == nil || !strings.Contains(err.Error(), "private address") || v.got().grants+len(v.got().seen)+len(v.pauses) != 0 {
		t.Errorf("%v, %v", err, v.got().seen)
	}
}
