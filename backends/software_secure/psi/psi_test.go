package psi

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"examdesk/backends/payload"
	"examdesk/model"
)

func TestCheckKeys(t *testing.T) {
	t.Parallel()
	const secretive = "S3CRETIVE"
	for _, c := range []struct {
		check func(model.Secret) error
		key   string
		ok    bool
	}{
		{CheckCryptoKey, "", false},
		{CheckCryptoKey, secretive, false},
		{CheckCryptoKey, "abcdefgh12345678", true},
		{CheckCryptoKey, "abcdefghabcdefgh", false},
		{CheckCryptoKey, "abcdefgh12345678ijklmnop", true},
		{CheckCryptoKey, "abcdefghabcdefghijklmnop", false},
		{CheckCryptoKey, "abcdefgh1234567812345678", false},
		{CheckCryptoKey, "abcdefgh12345678abcdefgh", true},  // K1 and K3 may be equal
		{CheckCryptoKey, "abcdefgh`cbedgfi12345678", false}, // but for their lowest bits equal
		{CheckCryptoKey, "1111111100000000", false},         // the same
		{CheckCryptoKey, "éàèùâêîô", true},                  // 16 bytes
		{CheckVideoKey, "", false},
		{CheckVideoKey, secretive, false},
		{CheckVideoKey, "00112233", false},
		{CheckVideoKey, "B886E02F19C77EC734B1B132BEECD91E", true},
		{CheckVideoKey, strings.Repeat("ab", 24), true},
		{CheckVideoKey, strings.Repeat("ab", 32), true},
		{CheckSecretKey, "", false},
		{CheckSecretKey, secretive, true},
		{CheckSecretKey, secretive + "é", false},
	} {
		err := c.check(model.NewSecret(c.key))
		if (err == nil) != c.ok {
			t.Errorf("%q: %v", c.key, err)
		}
		if err != nil && c.key != "" && strings.Contains(err.Error(), c.key) {
			t.Errorf("the key is in the error: %v", err)
		}
	}
}

func TestAuthorizationRefuses(t *testing.T) {
	t.Parallel()
	if _, err := Authorization("é", model.NewSecret("k"), nil); err == nil {
		t.Error("an id outside ASCII was taken")
	}
	if _, err := Authorization("id", model.NewSecret("ключ"), nil); err == nil || strings.Contains(err.Error(), "ключ") {
		t.Errorf("a key outside ASCII: %v", err)
	}
	for _, h := range []string{"", "SSI", "SSI ", "SSI id", "Bearer a:b", "ssi a:b"} {
		if _, _, err := ParseAuthorization(h); err == nil {
			t.Errorf("%q was read", h)
		}
	}
	if id, s, err := ParseAuthorization("SSI a:b:c="); err != nil || id != "a:b" || s != "c=" {
		t.Errorf("%q %q %v", id, s, err)
	}
}

func TestPayloadRefuses(t *testing.T) {
	t.Parallel()
	good := Registration{CryptoKey: model.NewSecret("abcdefgh12345678"), AttemptCode: "A", Now: time.Unix(0, 0)}
	for name, change := range map[string]func(*Registration){
		"no key":         func(r *Registration) { r.CryptoKey = model.Secret{} },
		"code":           func(r *Registration) { r.AttemptCode = "é" },
		"too long":       func(r *Registration) { r.TimeLimitMins = 1 << 50 },
		"year 10000":     func(r *Registration) { r.TimeLimitMins = 8040 * 366 * 24 * 60 },
		"before our era": func(r *Registration) { r.TimeLimitMins = -8040 * 366 * 24 * 60 },
	} {
		r := good
		change(&r)
		if o, err := Payload(r); err == nil {
			t.Errorf("%s: %s", name, o.Dump())
		}
	}
	if _, err := Payload(good); err != nil {
		t.Error(err)
	}
}

// The right side is what Python 3.11 made of the same value.
func TestBodyStringShowsAsPython(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		`{"a": [[null, true, "it's", "a\"b'c", "\u0000\u00ad\u2028\ud83d\ude00é\n\\", 1e400, -0.0, {"k": []}]]}`: `a.0:[None, True, "it's", 'a"b\'c', '\x00\xad\u2028😀é\n\\', inf, -0.0, {'k': []}]` + "\n",
		`{"a": -0, "b": -0.0, "c": 1e-400, "d": -1e400}`:                                                         "a:null\nb:null\nc:null\nd:-inf\n",
	} {
		o, err := payload.Parse([]byte(in))
		if err != nil {
			t.Fatal(err)
		}
		if got := string(BodyString(o)); got != want {
			t.Errorf("%s is\n%s, want\n%s", in, got, want)
		}
	}
}

// What can be parsed can be signed: each line has a name and a value, and the
// same body gives the same string however its fields are ordered.
func FuzzBodyString(f *testing.F) {
	for _, s := range []string{`{}`, `{"a":[1,{"b":null}],"c":{"d":{"e":0.0}}}`, `{"o":{"l":[[1,"x"],{"k":"v"}],"s":"x"}}`, `{"\u0000":"\ud83d\n"}`, `{"a":1e999}`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		o, err := payload.Parse(data)
		if err != nil {
			return
		}
		got := BodyString(o)
		if len(got) > 0 && got[len(got)-1] != '\n' {
			t.Fatalf("%q does not end", got)
		}
		turned := payload.New()
		keys := o.Keys()
		for i := range keys {
			k := keys[len(keys)-1-i]
			v, _ := o.Get(k)
			turned.Set(k, v)
		}
		if again := BodyString(turned); !bytes.Equal(again, got) {
			t.Fatalf("%q and %q", got, again)
		}
	})
}

// Names come from people and courses: whatever they hold, PSI can take it.
func FuzzExamName(f *testing.F) {
	f.Add("期中 exam: 1")
	f.Add("\u00a0\u3000x")
	f.Fuzz(func(t *testing.T, name string) {
		got := ExamName(name)
		if got == "" || !isASCII(got) || strings.ContainsAny(got, InvalidChars) {
			t.Fatalf("%q became %q", name, got)
		}
	})
}
