package lmsfile

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// underSecret is what stands under the name of a secret, found without the
// parser.
var underSecret = regexp.MustCompile(`(?:secret_key|crypto_key|client_secret|video_review_aes_key|OBFUSCATION_KEY)["']?\]?\s*[:=]\s*["']?([A-Za-z0-9-]{12,})["']?\s`)

// FuzzParse lets nothing panic or hang, and no text of an answer hold what stands
// under the name of a secret and nowhere else.
func FuzzParse(f *testing.F) {
	paths, err := filepath.Glob("testdata/*.*")
	if err != nil || len(paths) < 10 {
		f.Fatalf("%d samples, %v", len(paths), err)
	}
	for _, path := range paths {
		data, err := os.ReadFile(path)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data, filepath.Base(path))
	}
	for _, s := range hostile() {
		f.Add([]byte(s), "lms.yml")
		f.Add([]byte(s), ".env")
	}
	f.Add([]byte("export PROCTORING_USER_OBFUSCATION_KEY=\"fake-key-0041\"\nA='b\nc'\nPROCTORING_BACKENDS={}\nD=\"${E}\n"), "a.env")
	f.Add([]byte("services:\n  lms:\n    env_file: [a, {path: b}]\n    environment: [PROCTORING_USER_OBFUSCATION_KEY=fake-key-0042, \"A=$B\", C]\n"), "compose.yml")
	f.Fuzz(func(t *testing.T, data []byte, file string) {
		if len(data) > 1<<16 {
			return
		}
		r := Parse([]File{{Name: file, Data: data}, {Name: "cms.yml", Data: data}})
		text := everyText(r)
		for _, m := range underSecret.FindAllStringSubmatch(string(data)+"\n", -1) {
			secret := m[1]
			if strings.ContainsAny(secret, "0123456789") && strings.Count(string(data), secret) == 1 && !strings.Contains(file, secret) && strings.Contains(text, secret) {
				t.Errorf("%q is shown in\n%s", secret, text)
			}
		}
		for _, x := range r.Items {
			if x.IsSecret() && x.Secret.IsZero() {
				t.Errorf("%s is taken over without a value", x.Setting())
			}
		}
	})
}

// everyText is all that is printed of an answer.
func everyText(r Result) string {
	var b strings.Builder
	add := func(parts ...string) { b.WriteString(strings.Join(parts, " | ") + "\n") }
	for _, s := range r.Sources {
		add(s.File, s.Format, strings.Join(s.Settings, " "))
	}
	for _, x := range r.Items {
		add(x.Setting(), x.Shown(), x.File, x.SecretName("default"))
	}
	for _, l := range r.Left {
		add(l.Setting, l.Why, l.File)
	}
	for _, f := range r.Findings {
		add(string(f.Severity), f.Code, f.File, f.Setting, f.What, f.Remedy)
	}
	add(string(r.SpecialExams), r.SpecialExamsFile)
	return b.String()
}

// hostile are files that are meant to do harm, or are not settings at all.
func hostile() []string {
	laughs := "a: &a [lol, lol, lol, lol, lol, lol, lol, lol, lol]\n"
	for c := 'b'; c <= 'l'; c++ {
		laughs += string(c) + ": &" + string(c) + " [" + strings.TrimSuffix(strings.Repeat("*"+string(c-1)+", ", 9), ", ") + "]\n"
	}
	return []string{
		laughs + "PROCTORING_BACKENDS: {DEFAULT: *l}\n",
		"PROCTORING_BACKENDS: &x {software_secure: *x}\n",
		"PROCTORING_BACKENDS: " + strings.Repeat("{a: ", 500) + "1" + strings.Repeat("}", 500),
		"{\"PROCTORING_BACKENDS\": " + strings.Repeat("[", 5000) + strings.Repeat("]", 5000) + "}",
		"PROCTORING_BACKENDS = " + strings.Repeat("(", 9000),
		"PROCTORING_BACKENDS: {secret_key: 1}\x00",
		"\xff\xfeP\x00R\x00",
		"<<: *nothing",
		"PROCTORING_BACKENDS:\n  software_secure: {secret_key: {fake-nested-secret-77: 1}}\n",
		"PROCTORING_BACKENDS: {software_secure: {<<: {crypto_key: fake-merged-secret-78}}}",
		"{'PROCTORING_BACKENDS': {'x': {'client_secret': f'{a}' 'b'",
		"%PDF-1.4 \x80\x81",
		"- - - - - 1\n? ? ? : :",
	}
}

// A sample that is cut off, or lacks a byte of its structure, shows no secret.
func TestDamagedSamples(t *testing.T) {
	t.Parallel()
	paths, err := filepath.Glob("testdata/*.*")
	if err != nil || len(paths) < 10 {
		t.Fatal(err, len(paths))
	}
	for _, path := range paths {
		t.Run(filepath.Base(path), func(t *testing.T) {
			t.Parallel()
			data, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			for i := range data {
				if strings.IndexByte("\"'{}:=\n", data[i]) < 0 || i%7 != 0 {
					continue
				}
				without := append(append([]byte{}, data[:i]...), data[i+1:]...)
				for what, damaged := range map[string][]byte{"cut off at": data[:i], "without byte": without} {
					text := everyText(Parse([]File{{Name: filepath.Base(path), Data: damaged}}))
					if strings.Contains(text, "fake") {
						t.Fatalf("%s %d:\n%s\n%s", what, i, damaged[max(0, i-60):min(len(damaged), i+60)], text)
					}
				}
			}
		})
	}
}
