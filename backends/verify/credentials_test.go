package verify

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"examdesk/backends/payload"
	"examdesk/backends/rest/oauth"
	"examdesk/backends/software_secure/psi"
	"examdesk/model"
)

// The forms of keys. None of what is found shows a part of one.
func TestSecretForms(t *testing.T) {
	t.Parallel()
	const marker = "fake-marker"
	for name, c := range map[string]struct {
		key, value, check string
		state             model.CheckState
		says              string
	}{
		"three parts":      {"crypto_key", "fake:fakekeyAfakekeyDfakekeyG", "crypto_key", model.CheckPass, "24 bytes, three different parts"},
		"K1 again":         {"crypto_key", "fake:fakekeyAfakekeyDfakekeyA", "crypto_key", model.CheckPass, "24 bytes, two different parts"},
		"two parts":        {"crypto_key", "fake:fakekeyAfakekeyD", "crypto_key", model.CheckPass, "16 bytes, two different parts"},
		"degenerate":       {"crypto_key", "fake:fakekeyAfakekeyAfakekeyG", "crypto_key", model.CheckFail, "degenerate"},
		"by parity":        {"crypto_key", "fake:fakekeyDfakekeyEfakekeyZ", "crypto_key", model.CheckFail, "degenerate"},
		"too short":        {"crypto_key", "fake:" + marker, "crypto_key", model.CheckFail, "11 bytes"},
		"too many bytes":   {"crypto_key", "fake:" + marker + strings.Repeat("é", 6) + "é", "crypto_key", model.CheckFail, "25 bytes"},
		"line break":       {"crypto_key", `fake:fakekeyAfakekeyD\n`, "crypto_key", model.CheckFail, "line break"},
		"not hex":          {"video_review_aes_key", "fake:" + marker, "video_review_aes_key", model.CheckFail, "not hexadecimal"},
		"odd hex":          {"video_review_aes_key", "fake:fa4ef", "video_review_aes_key", model.CheckFail, "not hexadecimal"},
		"hex of 8 bytes":   {"video_review_aes_key", "fake:fa4efa4efa4efa4e", "video_review_aes_key", model.CheckFail, "8 bytes"},
		"AES-256":          {"video_review_aes_key", "fake:" + fakeVideo + fakeVideo, "video_review_aes_key", model.CheckPass, "AES-256"},
		"none":             {"video_review_aes_key", "", "video_review_aes_key", model.CheckSkip, "links to recordings cannot be opened"},
		"lost, optional":   {"video_review_aes_key", "lost:x", "configuration", model.CheckWarn, "cannot be read: The keyring holds no secret"},
		"lost":             {"secret_key", "lost:x", "configuration", model.CheckFail, "cannot be read: The keyring holds no secret"},
		"not ASCII":        {"secret_key", "fake:" + marker + "ü", "secret_key", model.CheckFail, "ASCII"},
		"empty":            {"secret_key", "fake:", "secret_key", model.CheckFail, "empty"},
		"blanks around":    {"secret_key", "fake: " + marker + " ", "secret_key", model.CheckFail, "spaces"},
		"newline":          {"secret_key", `fake:` + marker + `\r\n`, "secret_key", model.CheckFail, "line break"},
		"control":          {"secret_key", `fake:` + marker + `\e[2Jx`, "secret_key", model.CheckFail, "control"},
		"template":         {"secret_key", "fake:{{ " + marker + " }}", "secret_key", model.CheckFail, "template"},
		"quoted":           {"secret_key", "fake:'" + marker + "'", "secret_key", model.CheckWarn, "quotation marks"},
		"missing":          {"secret_key", "", "configuration", model.CheckFail, "lacks secret_key"},
		"key id":           {"secret_key_id", "NÜ-1", "secret_key", model.CheckFail, "key id"},
		"no key id":        {"secret_key_id", "", "secret_key", model.CheckPass, "characters of ASCII"},
		"template, plain":  {"organization", "{{ " + marker + " }}", "form", model.CheckFail, "template"},
		"flag":             {"send_email", "perhaps", "form", model.CheckFail, "send_email is not true or false"},
		"number":           {"ping_interval", "often", "form", model.CheckFail, "ping_interval is not a whole number"},
		"unknown key":      {"secret_kye", "fake:x", "configuration", model.CheckWarn, `silently ignores "secret_kye"`},
		"of another kind":  {"client_id", "me", "configuration", model.CheckWarn, "client_id is not used by"},
		"all there":        {"verbose_name", "RPNow", "configuration", model.CheckPass, "7 of 7 needed keys, 2 of them secret: keyring"},
		"nothing stray":    {"verbose_name", "RPNow", "secret_key", model.CheckPass, "characters of ASCII"},
		"hostile key name": {`x\e]0;title\a` + strings.Repeat("y", 100), "1", "configuration", model.CheckWarn, "silently ignores"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			text := strings.TrimSuffix(psiAt("https://127.0.0.1:9/"), "}")
			if strings.Contains(text, " "+c.key+": ") {
				text = strings.Replace(text, " "+c.key+": ", " was_"+c.key+": ", 1)
			} else {
				text = strings.Replace(text, "\n"+c.key+": ", "\nwas_"+c.key+": ", 1)
			}
			text += fmt.Sprintf(", \"%s\": \"%s\"}", c.key, c.value)
			l := lab{name: "software_secure", yaml: text}
			got := l.upTo(t, "address")
			if x := got[c.check]; x.State != c.state && (c.state != model.CheckPass || x.State != model.CheckWarn) || !strings.Contains(x.Seen.String(), c.says) {
				t.Errorf("%s: %s, want %s", x.State, x.Seen, c.says)
			}
			for _, x := range got {
				if said := string(x.Seen + x.Remedy); strings.Contains(said, marker) || strings.Contains(said, "fakekey") || strings.Contains(model.Clean(said), "\x1b") {
					t.Errorf("%s shows a key: %s", x.Name, said)
				}
			}
		})
	}
}

// What YAML 1.1 takes an unquoted value for.
func TestTaken(t *testing.T) {
	t.Parallel()
	for value, want := range map[string]string{
		"123456789012345678901234": "a number", "0123": "a number", "1_000": "a number", "1:30": "a number", "0x1f": "a number", "1.5": "a number", "1e5": "", "1.0e+5": "a number", ".inf": "a number",
		"yes": "a boolean", "Off": "a boolean", "true": "a boolean", "y": "",
		"2026-11-20": "a date", "~": "nothing at all", "null": "nothing at all",
		"abc": "", `"123"`: "", "'yes'": "", "12ab": "", "!!str 123": "",
	} {
		l := lab{name: "x", yaml: "{client_id: " + value + "}"}
		s, err := l.verifier(t).Settings("x")
		if err != nil {
			t.Fatal(err)
		}
		if got := taken(s.Entries[0].Node); got != want {
			t.Errorf("%s: %q, want %q", value, got, want)
		}
	}
	got := lab{name: "software_secure", yaml: "{crypto_key: 123456789012345678901234, organization: 12, secret_key_id: 7}"}.upTo(t, "form")
	expect(t, got, "form", model.CheckFail, model.CauseSettings)
	if strings.Contains(got["form"].Seen.String(), "1234") {
		t.Error(got["form"].Seen)
	}
}

// A number that YAML 1.1 reads as another one is named, also here; a secret's is
// not.
func TestNumbersThatAreOthers(t *testing.T) {
	t.Parallel()
	for written, want := range map[string]string{"0123": "a number to the LMS: 83 (octal", "0x1F": ": 31 (hexadecimal", "1_000": ": 1000 ", "1:30": ": 90 (base 60"} {
		got := lab{name: "software_secure", yaml: "{crypto_key: 0123, secret_key_id: " + written + "}"}.upTo(t, "form")["form"]
		if got.State != model.CheckFail || !strings.Contains(got.Seen.String(), want) || strings.Contains(strings.ReplaceAll(got.Seen.String(), want, ""), "83") || !strings.Contains(got.Remedy.String(), "the LMS's own file") {
			t.Errorf("%s: %s\n%s", written, got.Seen, got.Remedy)
		}
	}
	for _, written := range []string{"'0123'", "0189", "NU-1"} {
		if got := (lab{name: "software_secure", yaml: "{secret_key_id: " + written + "}"}).upTo(t, "form"); got["form"].State != model.CheckPass {
			t.Errorf("%s: %s", written, got["form"].Seen)
		}
	}
}

// psiService checks signatures as PSI is taken to do.
func psiService(t *testing.T, status int, answer string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodGet {
			write(w, http.StatusMethodNotAllowed, "text/plain", "post")
			return
		}
		data, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
			return
		}
		o, err := payload.Parse(data)
		if err != nil {
			t.Error(err)
			return
		}
		want, err := psi.Authorization("NU-1", model.NewSecret(fakeSecret), psi.Message(http.MethodPost, psi.ContentType, r.Header.Get("Date"), o))
		if err != nil || r.Header.Get("Authorization") != want {
			t.Errorf("the signature is not right: %v", err)
		}
		if v, _ := o.Get("reviewedExam"); v != false || o.Text("examName") != checkExam || !strings.Contains(o.Text("examUrl"), "/api/edx_proctoring/proctoring_launch_callback/start_exam/"+o.Text("examCode")) {
			t.Errorf("a real exam was registered: %s", o.Dump())
		}
		write(w, status, "application/json", answer)
	}
}

func TestSignature(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		status int
		answer string
		ahead  time.Duration
		state  model.CheckState
		cause  model.CheckCause
		says   string
	}{
		"accepted":        {200, `{"ssiRecordLocator": "L1"}`, 0, model.CheckPass, "", `accepted for key id "NU-1"`},
		"created":         {201, `{"ssiRecordLocator": "L1"}`, 0, model.CheckPass, "", "accepted"},
		"accepted, ahead": {200, `{"ssiRecordLocator": "L1"}`, 94 * time.Second, model.CheckPass, "", "accepted"},
		"202":             {202, `{"ssiRecordLocator": "L1"}`, 0, model.CheckFail, model.CauseAnswer, "only 200 or 201"},
		"no locator":      {200, `{}`, 0, model.CheckFail, model.CauseAnswer, "no usable ssiRecordLocator"},
		"a list":          {200, `[{"ssiRecordLocator": "L1"}]`, 0, model.CheckFail, model.CauseAnswer, "no usable ssiRecordLocator"},
		"truncated":       {200, `{"ssiRecordLocator": `, 0, model.CheckFail, model.CauseAnswer, "not JSON"},
		"refused":         {401, `{}`, 0, model.CheckFail, model.CauseSecret, `with the clock in order: the secret does not belong to key id "NU-1"`},
		"forbidden":       {403, `{}`, 0, model.CheckFail, model.CauseSecret, "NU-1"},
		"refused, ahead":  {401, `{}`, 94 * time.Second, model.CheckFail, model.CauseClock, "the clocks are apart"},
		"refused, behind": {401, `{}`, -time.Hour, model.CheckFail, model.CauseClock, "the clocks are apart"},
		"not understood":  {400, `{}`, 0, model.CheckFail, model.CauseSettings, "accepted the signature"},
		"broken":          {500, `{}`, 0, model.CheckFail, model.CauseDown, "500"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := serve(t, psiService(t, c.status, c.answer))
			l := psiLab(s.URL + "/register").with(func(v *Config) { v.Clock = func() time.Time { return time.Now().Add(c.ahead) } })
			got, _ := l.run(t, true)
			expect(t, got, "signature", c.state, c.cause)
			if !strings.Contains(got["signature"].Seen.String(), c.says) {
				t.Errorf("%s, want %s", got["signature"].Seen, c.says)
			}
			switch {
			case c.ahead == 0:
				expect(t, got, "clock", model.CheckPass, "")
			case c.ahead.Abs() < skewBad:
				expect(t, got, "clock", model.CheckWarn, model.CauseClock)
			default:
				expect(t, got, "clock", model.CheckFail, model.CauseClock)
			}
		})
	}
}

// Nothing is registered unless that was asked for.
func TestSignatureOnlyLive(t *testing.T) {
	t.Parallel()
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet {
			t.Error("something was registered")
		}
		asks(w, r)
	})
	got, _ := psiLab(s.URL).run(t, false)
	expect(t, got, "signature", model.CheckSkip, model.CauseSecret)
	if !strings.Contains(got["signature"].Seen.String(), "only a live check tries whether the service accepts the keys; it registers a made-up attempt") {
		t.Error(got["signature"].Seen)
	}
}

// FuzzAnswers: whatever a service answers, nothing of it is trusted and nothing
// panics.
func FuzzAnswers(f *testing.F) {
	for _, s := range []string{goodToken, goodConfig, `{"ssiRecordLocator": "x"}`, `{"error": "invalid_client"}`, `[`, `{"a":`, "\xff", `{"rules": {"a": {}}, "instructions": [[]]}`, `{"expires_in": 1e400, "access_token": "a b"}`} {
		f.Add("application/json", []byte(s))
	}
	f.Add("text/html; charset=\xff", []byte("<html"))
	v := psiLab("https://127.0.0.1").verifier(f)
	s, err := v.Settings("software_secure")
	if err != nil {
		f.Fatal(err)
	}
	at, _ := url.Parse("https://127.0.0.1")
	p := probe{v: v, facts: facts{svc: s, at: at}}
	f.Fuzz(func(t *testing.T, contentType string, data []byte) {
		kind := kindOf(contentType, data)
		if kind == bodyJSON && !json.Valid(data) && data[0] == '{' {
			t.Errorf("%q passed for JSON", data)
		}
		if tok, err := oauth.ReadToken(data); err == nil {
			req, err := http.NewRequest(http.MethodGet, "https://127.0.0.1", nil)
			if err != nil {
				t.Fatal(err)
			}
			req.Header.Set("Authorization", tok.Header())
			if strings.ContainsAny(req.Header.Get("Authorization"), "\r\n") || tok.Lifetime < 0 {
				t.Errorf("%q was taken for a token", data)
			}
		}
		if code := oauth.ErrorCode(data); strings.ContainsAny(code, " \r\n\x1b") {
			t.Errorf("the code %q", code)
		}
		for _, out := range []outcome{
			restProbe{p}.shape(answer{data: data}), p.registered(answer{observed: observed{Status: 200, Kind: kind, Secret: true, Signed: true}, data: data}), callbackProbe{p}.takes(answer{observed: observed{Status: 405}, data: data}, psiReviewPath),
		} {
			if out.state == "" || out.state == model.CheckFail && (out.seen == "" || out.remedy == "" || out.cause == model.CauseNone) {
				t.Errorf("%q: %+v", data, out)
			}
		}
	})
}
