package settings

import "testing"

// The numbers are those that PyYAML 6 reads.
func TestPythonNumber(t *testing.T) {
	t.Parallel()
	for word, want := range map[string]string{
		"0123": "83", "-017": "-15", "0x1F": "31", "0b101": "5", "1_000": "1000", "1:30": "90", "2:00:01": "7201", "+7": "7", "00": "0",
		"1.10": "1.1", "1_0.5": "10.5", "007.50": "7.5",
		"012345678901234567890123":  "", // 8 is not an octal digit: a text
		"0777777777777777777777777": "4722366482869645213695",
		"83":                        "", "0": "", "-5": "", "089": "", "1.5": "", "abc": "", "": "", "0x": "", "_": "", "0_": "0", "1:90": "", "0b": "", "0b_": "", "12e3": "", "NU-1": "",
	} {
		got, how, ok := PythonNumber(word)
		if got != want || ok != (want != "") || ok == (how == "") {
			t.Errorf("%q is %q, %q, %t; want %q", word, got, how, ok, want)
		}
	}
}

func FuzzPythonNumber(f *testing.F) {
	for _, s := range []string{"0123", "1:30", "0x_", "1.10", "-0b1"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if number, _, ok := PythonNumber(s); ok == (number == "") || number == s && s != "" {
			t.Errorf("%q is %q, %t", s, number, ok)
		}
	})
}
