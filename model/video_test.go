package model

import "testing"

func TestCheckVideoURL(t *testing.T) {
	t.Parallel()
	hosts := []string{"video.intern.example.edu"}
	for in, want := range map[string]Code{
		"https://video.example.com/v?id=1&x=2":        "",
		"http://video.intern.example.edu/1":           "",
		"http://video.example.com/1":                  CodeDenied,
		"http://video.intern.example.edu.evil.test/1": CodeDenied,
		"file:///etc/passwd":                          CodeInvalid,
		"javascript:alert(1)":                         CodeInvalid,
		"https://":                                    CodeInvalid,
		"https://user:pw@video.example.com/":          CodeInvalid,
		"--help":                                      CodeInvalid,
		"https://a.example/$(reboot)":                 "",
		"https://a.example/`reboot`":                  CodeInvalid,
		"https://a.example/\x1b[2J":                   CodeInvalid,
		"https://a.example/ b":                        CodeInvalid,
		"":                                            CodeInvalid,
	} {
		got, err := CheckVideoURL(in, hosts)
		if want == "" && (err != nil || got == "") {
			t.Errorf("%q: %v", in, err)
		}
		if want != "" && CodeOf(err) != want {
			t.Errorf("%q: %v (%v), want %s", in, err, got, want)
		}
	}
}
